package serve

import (
	"context"
	"html/template"
	"strings"
)

// A shownDial is an assumption as the page shows it: with what it is moved to, "" for nothing.
type shownDial struct {
	Dial
	At    string
	Still bool // the record cannot be counted anew
}

// Since says of what the value of an assumption is that is not moved.
func (d Dial) Since() string {
	if d.Given {
		return "at the start"
	}
	return "stated"
}

// keptDials are the bytes of dials as they are laid out that are kept: most stand as stated.
const keptDials = 4 << 20

// Dials are the assumptions as the page shows them.
func (x session) Dials() (template.HTML, error) {
	var b strings.Builder
	for _, d := range x.offer.Dials {
		at := x.Value(d.Name)
		laid, err := x.of.dials.Get(context.Background(), d.Name+"="+at, func() (string, error) {
			var b strings.Builder
			err := pageTemplate.ExecuteTemplate(&b, "dial", shownDial{d, at, x.offer.Fixed != ""})
			return b.String(), err
		})
		if err != nil {
			return "", err
		}
		b.WriteString(laid)
	}
	return template.HTML(b.String()), nil
}
