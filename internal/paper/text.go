package paper

import (
	"encoding/xml"
	"strings"
	"unicode/utf8"
)

// clean is a text without what neither XML nor HTML can hold: each control character
// but tab and line feed, each code that is no character and each byte that is no UTF-8
// becomes U+FFFD. Line ends become line feeds.
func clean(s string) string {
	s = strings.NewReplacer("\r\n", "\n", "\r", "\n").Replace(strings.ToValidUTF8(s, "\uFFFD"))
	return strings.Map(func(r rune) rune {
		switch {
		case r == '\t' || r == '\n':
			return r
		case r < ' ', 0x7F <= r && r < 0xA0, 0xFDD0 <= r && r <= 0xFDEF, r&0xFFFE == 0xFFFE:
			return utf8.RuneError
		}
		return r
	}, s)
}

// oneLine is a clean text with single blanks in place of line ends and tabs.
func oneLine(s string) string { return strings.Join(strings.Fields(clean(s)), " ") }

// escape is a clean text that can stand in XML and HTML, in elements and attributes.
func escape(s string) string {
	var b strings.Builder
	xml.EscapeText(&b, []byte(clean(s))) // a Builder takes all
	return b.String()
}

// plain is the text of runs, without looks and notes.
func plain(runs []Run) string {
	var b strings.Builder
	for _, r := range runs {
		b.WriteString(r.Text)
	}
	return clean(b.String())
}

// label is what a table is called: its caption, or its heads.
func (t Table) label() string {
	if t.Caption != "" {
		return oneLine(t.Caption)
	}
	var heads []string
	for _, c := range t.Columns {
		if h := oneLine(c.Head); h != "" {
			heads = append(heads, h)
		}
	}
	return strings.Join(heads, ", ")
}
