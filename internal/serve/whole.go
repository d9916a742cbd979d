package serve

import (
	"html/template"
	"regexp"
	"strings"
)

// figured is a number as figures have it: its sign, its currency and its unit are of it.
var figured = regexp.MustCompile(`[+−-]?\$?[0-9][0-9.,]*( (?:million|billion))?`)

// whole is a text in which no line ends within a number.
func whole(text string) template.HTML {
	var b strings.Builder
	from := 0
	for _, at := range figured.FindAllStringSubmatchIndex(text, -1) {
		b.WriteString(template.HTMLEscapeString(text[from:at[0]]))
		number, unit := text[at[0]:at[1]], ""
		if at[2] >= 0 {
			number, unit = text[at[0]:at[2]], " <small>"+text[at[2]+1:at[3]]+"</small>"
		}
		b.WriteString(`<span class="one">` + number + unit + `</span>`)
		from = at[1]
	}
	b.WriteString(template.HTMLEscapeString(text[from:]))
	return template.HTML(b.String())
}
