package workbook

import (
	"fmt"
	"math"
	"strings"
	"unicode/utf8"

	"impact/internal/report"

	"github.com/xuri/excelize/v2"
)

// A cell is a value, or a formula with the value that it has in this run.
type cell struct {
	value   any // string, int64, float64 or nil
	formula string
	look    look
}

// withheld is a cell whose number is not told: no formula stands over it.
var withheld = cell{value: report.Withheld{}.String()}

// withheld reports whether the number of the cell is not told.
func (c cell) withheld() bool { return c.value == withheld.value }

// A page is a sheet that is laid out by hand: cells in rows, charts over empty rows.
type page struct {
	b      *book
	sheet  string
	widths []float64 // of its columns, in characters
	rows   []line
	merges []span
	links  []jump
	inputs []string // cells that an analyst may change
	charts []placed
	breaks []int // rows before which a printed page ends
	frozen int   // rows that stay in sight and are repeated on every printed page
	filter int   // row of the heads that filter; 0 for none
	scale  uint  // per cent in print; 0 for as wide as a page
}

type line struct {
	cells  []cell
	height float64 // points; 0 for the usual
}

// A span is cells of one row that are one.
type span struct{ row, from, to int }

// A jump leads from a cell to a sheet.
type jump struct {
	cell, to string
}

// at is the name of a cell, from the row and column that count from 1.
func at(row, col int) string {
	name, err := excelize.CoordinatesToCellName(col, row)
	if err != nil {
		panic(err) // row and col come from lists that are held in memory
	}
	return name
}

// fixed is the name of a cell on a sheet, as a formula of any sheet may use it.
func fixed(sheet string, row, col int) string {
	name, err := excelize.CoordinatesToCellName(col, row, true)
	if err != nil {
		panic(err)
	}
	return quoted(sheet) + "!" + name
}

// quoted is the name of a sheet as formulas write it.
func quoted(sheet string) string { return "'" + strings.ReplaceAll(sheet, "'", "''") + "'" }

// add appends a row and returns its number.
func (p *page) add(cells ...cell) int {
	p.rows = append(p.rows, line{cells: cells})
	return len(p.rows)
}

// gap appends empty rows.
func (p *page) gap(n int) {
	for range n {
		p.add()
	}
}

// row is the number of the last row.
func (p *page) row() int { return len(p.rows) }

// set puts a cell into a row that exists.
func (p *page) set(row, col int, c cell) {
	l := &p.rows[row-1]
	for len(l.cells) < col {
		l.cells = append(l.cells, cell{})
	}
	l.cells[col-1] = c
}

// across appends a row with one text over all columns, as high as the text needs.
func (p *page) across(text string, as part) int {
	row := p.add(cell{value: text, look: look{part: as}})
	p.merge(row, 1, len(p.widths))
	wide := 0.0
	for _, w := range p.widths {
		wide += w
	}
	switch as {
	case cover:
		p.rows[row-1].height = 26
	case chapter:
		p.rows[row-1].height = 20
	default:
		p.rows[row-1].height = lines(text, wide) * lineHeight
	}
	return row
}

// lineHeight is the height of a line of text, in points.
const lineHeight = 12.5

// perCharacter is the width of a usual character of a sentence, in those by which
// columns are measured.
const perCharacter = 0.82

// lines is how many lines a text takes in a column so many characters wide.
func lines(text string, wide float64) float64 {
	n := 0.0
	for l := range strings.SplitSeq(text, "\n") {
		n += max(1, math.Ceil(float64(utf8.RuneCountInString(l))*perCharacter/wide))
	}
	return n
}

// merge makes one of the cells of a row, all drawn as the first.
func (p *page) merge(row, from, to int) {
	first := p.rows[row-1].cells[from-1]
	for col := from + 1; col <= to; col++ {
		p.set(row, col, cell{look: first.look})
	}
	p.merges = append(p.merges, span{row, from, to})
}

// flush writes the page into its sheet.
func (p *page) flush() error {
	cols := len(p.widths)
	end := at(max(1, p.row()), cols)
	if err := p.b.paper(p.sheet, "A1:"+end, p.frozen, p.scale); err != nil {
		return err
	}
	w, err := p.b.f.NewStreamWriter(p.sheet)
	if err != nil {
		return err
	}
	for i, x := range p.widths {
		if err := w.SetColWidth(i+1, i+1, x); err != nil {
			return err
		}
	}
	if p.frozen > 0 {
		if err := w.SetPanes(frozen(p.frozen)); err != nil {
			return err
		}
	}
	if err := p.extras(); err != nil {
		return err
	}
	for i, l := range p.rows {
		if err := p.b.line(w, i+1, l); err != nil {
			return err
		}
	}
	for _, m := range p.merges {
		if err := w.MergeCell(at(m.row, m.from), at(m.row, m.to)); err != nil {
			return err
		}
	}
	for _, row := range p.breaks {
		if err := w.InsertPageBreak(at(row, 1)); err != nil {
			return err
		}
	}
	return w.Flush()
}

// extras adds what is not in a row: links, charts, filters, and what a cell takes.
func (p *page) extras() error {
	f := p.b.f
	for _, j := range p.links {
		if err := f.SetCellHyperLink(p.sheet, j.cell, j.to, "Location"); err != nil {
			return err
		}
	}
	for _, c := range p.charts {
		if err := f.AddChart(p.sheet, c.cell, c.chart); err != nil {
			return err
		}
	}
	for _, c := range p.inputs {
		v := excelize.NewDataValidation(true)
		v.Sqref = c
		if err := v.SetRange(0, 1e12, excelize.DataValidationTypeDecimal, excelize.DataValidationOperatorBetween); err != nil {
			return err
		}
		v.SetError(excelize.DataValidationErrorStyleStop, "Dollars", "A number of dollars, 0 or more, would be right.")
		if err := f.AddDataValidation(p.sheet, v); err != nil {
			return err
		}
	}
	if p.filter > 0 {
		return f.AutoFilter(p.sheet, fmt.Sprintf("A%d:%s", p.filter, at(p.row(), len(p.widths))), nil)
	}
	return nil
}

// line writes one row of a page.
func (b *book) line(w *excelize.StreamWriter, row int, l line) error {
	out := make([]any, len(l.cells))
	for i, c := range l.cells {
		id, err := b.style(c.look)
		if err != nil {
			return err
		}
		out[i] = excelize.Cell{StyleID: id, Value: c.value, Formula: c.formula}
	}
	if l.height > 0 {
		return w.SetRow(at(row, 1), out, excelize.RowOpts{Height: min(l.height, excelize.MaxRowHeight)})
	}
	return w.SetRow(at(row, 1), out)
}

// frozen keeps the first rows in sight.
func frozen(rows int) *excelize.Panes {
	return &excelize.Panes{Freeze: true, YSplit: rows, TopLeftCell: at(rows+1, 1), ActivePane: "bottomLeft",
		Selection: []excelize.Selection{{SQRef: at(rows+1, 1), ActiveCell: at(rows+1, 1), Pane: "bottomLeft"}}}
}

// paper says how a sheet is printed: on Letter, across, with the first rows on every
// page, as wide as a page where no scale is given.
func (b *book) paper(sheet, area string, repeated int, scale uint) error {
	letter, across, wide, high := 1, "landscape", 1, 0
	layout := &excelize.PageLayoutOptions{Size: &letter, Orientation: &across}
	if scale > 0 {
		layout.AdjustTo = &scale
	} else {
		layout.FitToWidth, layout.FitToHeight = &wide, &high
		fit := true
		if err := b.f.SetSheetProps(sheet, &excelize.SheetPropsOptions{FitToPage: &fit}); err != nil {
			return err
		}
	}
	if err := b.f.SetPageLayout(sheet, layout); err != nil {
		return err
	}
	side, top, edge := 0.5, 0.75, 0.3
	if err := b.f.SetPageMargins(sheet, &excelize.PageLayoutMarginsOptions{Left: &side, Right: &side, Top: &top, Bottom: &top, Header: &edge, Footer: &edge}); err != nil {
		return err
	}
	if err := b.f.SetHeaderFooter(sheet, &excelize.HeaderFooterOptions{
		OddHeader: "&L" + literal(short(b.r.Title, 90)) + "&R&B" + literal(b.flag()),
		OddFooter: "&L" + literal(short("DRAFT, impact "+b.r.Manifest.Version, 60)) + "&C&A&RPage &P of &N"}); err != nil {
		return err
	}
	if err := b.f.SetSheetDimension(sheet, area); err != nil {
		return err
	}
	return b.named(sheet, area, repeated)
}

// named gives the sheet the names that printing goes by.
func (b *book) named(sheet, area string, repeated int) error {
	from, to, _ := strings.Cut(area, ":")
	var corners [2]string
	for i, c := range []string{from, to} {
		col, row, err := excelize.CellNameToCoordinates(c)
		if err != nil {
			return err
		}
		if corners[i], err = excelize.CoordinatesToCellName(col, row, true); err != nil {
			return err
		}
	}
	names := []excelize.DefinedName{{Name: "_xlnm.Print_Area", RefersTo: quoted(sheet) + "!" + corners[0] + ":" + corners[1], Scope: sheet}}
	if repeated > 0 {
		names = append(names, excelize.DefinedName{Name: "_xlnm.Print_Titles", RefersTo: fmt.Sprintf("%s!$%d:$%d", quoted(sheet), repeated, repeated), Scope: sheet})
	}
	for i := range names {
		if err := b.f.SetDefinedName(&names[i]); err != nil {
			return err
		}
	}
	return nil
}

// literal is a text in a header or footer, where & begins a code.
func literal(text string) string { return strings.ReplaceAll(text, "&", "&&") }

// short is a text cut to so many characters.
func short(text string, most int) string {
	r := []rune(text)
	if len(r) <= most {
		return text
	}
	return string(r[:most-1]) + "…"
}
