package workbook

import "github.com/xuri/excelize/v2"

// A look is how a cell is drawn: what part it plays, and its number format.
type look struct {
	part   part
	format string // "" for general
}

// A part is what a cell does on its sheet.
type part uint8

// The parts.
const (
	body       part = iota
	cover           // the title of the workbook
	warn            // what must not be overlooked
	prose           // a sentence over several columns
	chapter         // the heading of a section
	group           // a head over several columns
	head            // the head of a column of words
	headNumber      // the head of a column of numbers
	label           // the name of a row
	number          // a figure in a labelled row
	input           // a cell that an analyst may change
	link            // leads to another sheet
	word            // text in its column
	wrapped         // long text in its column
	quiet           // a remark
)

// The number formats.
const (
	asText     = "@"
	whole      = "#,##0"
	tenths     = "#,##0.0"
	hundredths = "#,##0.00"
	small      = "0.0000"
	percent    = "0.0%"
	dollars    = `$#,##0;\-$#,##0`
	cents      = `$#,##0.00;\-$#,##0.00`
	plain      = "0" // a year
	untouched  = `+$#,##0.00;\-$#,##0.00;"as run"`
)

// face is the lettering: its widths are alike wherever the workbook is opened.
const face = "Arial"

// The colours, those of the figures, and what goes with them.
const (
	ink      = "1F2A36"
	blue     = "1F5FA6"
	grey     = "8A949E"
	navy     = "1F3B57"
	pale     = "E8EEF5"
	rule     = "C3CCD6"
	yellow   = "FFF4C2"
	rust     = "A34A00"
	graphite = "5B6670"
)

// style is the number of a look in the workbook's list of styles.
func (b *book) style(l look) (int, error) {
	if id, ok := b.looks[l]; ok {
		return id, nil
	}
	s := styleOf(l.part)
	if l.format != "" {
		s.CustomNumFmt = &l.format
	}
	id, err := b.f.NewStyle(s)
	if err == nil {
		b.looks[l] = id
	}
	return id, err
}

func filled(colour string) excelize.Fill {
	return excelize.Fill{Type: "pattern", Pattern: 1, Color: []string{colour}}
}

// edges are thin lines on the sides named.
func edges(sides ...string) []excelize.Border {
	var out []excelize.Border
	for _, s := range sides {
		out = append(out, excelize.Border{Type: s, Color: rule, Style: 1})
	}
	return out
}

func styleOf(p part) *excelize.Style {
	font := &excelize.Font{Family: face, Size: 9, Color: ink}
	s := &excelize.Style{Font: font, Alignment: &excelize.Alignment{Vertical: "top"}}
	switch p {
	case cover:
		font.Size, font.Bold, font.Color = 15, true, navy
		s.Alignment.Vertical = "center"
	case warn:
		font.Bold, font.Color = true, rust
		s.Alignment.WrapText = true
	case prose:
		s.Alignment.WrapText = true
	case word, wrapped:
		s.Alignment.Horizontal, s.Alignment.Indent, s.Alignment.WrapText = "left", 1, p == wrapped
	case chapter:
		font.Size, font.Bold, font.Color = 11, true, blue
		s.Alignment.Vertical, s.Border = "center", edges("bottom")
	case group:
		font.Bold, s.Fill, s.Border = true, filled(pale), edges("left", "right", "top")
		s.Alignment = &excelize.Alignment{Horizontal: "center", Vertical: "center", WrapText: true}
	case head, headNumber:
		font.Bold, font.Color, s.Fill, s.Border = true, "FFFFFF", filled(navy), edges("left", "right")
		s.Alignment = &excelize.Alignment{Vertical: "center", WrapText: true}
		if p == headNumber {
			s.Alignment.Horizontal = "right"
		} else {
			s.Alignment.Horizontal, s.Alignment.Indent = "left", 1
		}
	case label:
		s.Border, s.Alignment.WrapText = edges("bottom"), true
	case number:
		s.Border = edges("bottom")
	case input:
		font.Bold, font.Color, s.Fill = true, "0000FF", filled(yellow)
		s.Border = edges("left", "right", "top", "bottom")
		s.Protection = &excelize.Protection{Locked: false}
	case link:
		font.Color, font.Underline = blue, "single"
	case quiet:
		font.Italic, font.Color, s.Alignment.WrapText = true, graphite, true
	}
	return s
}
