package workbook

import (
	"math"
	"slices"
	"strings"
	"unicode/utf16"
	"unicode/utf8"

	"impact/internal/report"

	"github.com/xuri/excelize/v2"
)

// The widths of a table's columns, in characters.
const (
	narrow = 9.0
	broad  = 42.0 // beyond which text is broken into lines
)

// table writes a table into its sheet: heads in the first row, then a row for each
// of the table's, as many as a sheet holds.
func (b *book) table(t *report.Table) error {
	sheet, held := b.sheets[t.Name], b.held(t)
	end := at(max(1, held+1), len(t.Columns))
	if err := b.paper(sheet, "A1:"+end, 1, 0); err != nil {
		return err
	}
	w, err := b.f.NewStreamWriter(sheet)
	if err != nil {
		return err
	}
	columns := make([]column, len(t.Columns))
	for i := range t.Columns {
		columns[i] = columnOf(t, i)
		if err := w.SetColWidth(i+1, i+1, columns[i].width); err != nil {
			return err
		}
	}
	if err := w.SetPanes(frozen(1)); err != nil {
		return err
	}
	if err := b.f.AutoFilter(sheet, "A1:"+end, nil); err != nil {
		return err
	}
	if err := b.f.AddIgnoredErrors(sheet, "A1:"+end, excelize.IgnoredErrorsNumberStoredAsText); err != nil {
		return err
	}
	heads := line{height: 30}
	for _, c := range t.Columns {
		as := headNumber
		if c.Kind == report.Text {
			as = head
		}
		heads.cells = append(heads.cells, cell{value: c.Name, look: look{part: as}})
	}
	if err := b.line(w, 1, heads); err != nil {
		return err
	}
	if err := b.rowsOf(t, columns, held); err != nil {
		return err
	}
	return w.Flush()
}

// held is how many rows of a table its sheet holds: where not all, the last row of the
// sheet says so.
func (b *book) held(t *report.Table) int {
	if n := len(t.Rows); n < b.limit {
		return n
	}
	return b.limit - 2
}

// heightOf is the height of a table's row, in points, by its longest text.
func heightOf(row []any, columns []column) float64 {
	most := 1.0
	for i, v := range row {
		if text, ok := v.(string); ok && columns[i].look.part == wrapped {
			most = max(most, lines(text, columns[i].width-2))
		}
	}
	return min(most*lineHeight+2, excelize.MaxRowHeight)
}

// stored is a value as a cell holds it: text stays text, whatever it begins with, and
// what is empty or not a number is an empty cell, and what is withheld says so.
func stored(v any, table string) any {
	switch v := v.(type) {
	case report.Withheld:
		return v.String()
	case string:
		if v == "" {
			return nil
		}
		return cut(v, table)
	case float64:
		if math.IsNaN(v) || math.IsInf(v, 0) {
			return nil
		}
		return report.Round(v)
	}
	return v
}

// cut shortens a text to what a cell can hold, which is counted in UTF-16 units.
func cut(text, table string) string {
	if len(text) <= excelize.TotalCellChars { // no more units than bytes
		return text
	}
	note := " … (cut: tables/" + table + ".csv has it whole)"
	units, end := 0, len(text)
	for i, r := range text {
		n := utf16.RuneLen(r)
		if end == len(text) && units+n > excelize.TotalCellChars-len(note) {
			end = i
		}
		units += n
	}
	if units <= excelize.TotalCellChars {
		return text
	}
	return text[:end] + note
}

// A column is how the cells of a table's column are drawn.
type column struct {
	look   look
	width  float64
	amount bool // dollars in the rows whose unit is the dollar
}

// columnOf looks at a column's name and values.
func columnOf(t *report.Table, i int) column {
	c := t.Columns[i]
	out := column{look: look{format: formatOf(t, i)}, amount: slices.Contains(amounts, c.Name)}
	if c.Kind == report.Text {
		out.look.part = word
	}
	wide := float64(utf8.RuneCountInString(c.Name)) + 4 // room for the filter's button
	for _, row := range t.Rows[:min(len(t.Rows), 2000)] {
		switch v := row[i].(type) {
		case string:
			wide = max(wide, float64(utf8.RuneCountInString(v))*perCharacter+3)
		case report.Withheld:
			wide = max(wide, float64(len(v.String()))*perCharacter+3)
		case float64:
			wide = max(wide, math.Ceil(math.Log10(math.Abs(v)+1))*4/3+5)
		}
	}
	out.width = min(max(wide, narrow), broad)
	if wide > broad {
		out.look.part = wrapped
	}
	return out
}

// amounts are the columns that hold dollars where a row's unit is the dollar.
var amounts = []string{"mean", "median", "lo80", "hi80", "lo95", "hi95", "at_low", "at_central", "at_high"}

// ofMoney reports whether the unit of a row is the dollar.
func ofMoney(t *report.Table, row []any) bool {
	i := slices.IndexFunc(t.Columns, func(c report.Column) bool { return c.Name == "unit" })
	return i >= 0 && row[i] == "dollar"
}

// shares are the columns that hold a share of 1.
var shares = []string{"first_order", "total", "cover80", "cover95"}

// formatOf is the number format of a column.
func formatOf(t *report.Table, i int) string {
	c := t.Columns[i]
	switch {
	case c.Kind == report.Text:
		return asText
	case c.Name == "session":
		return plain
	case c.Kind == report.Whole:
		return whole
	case strings.HasPrefix(c.Name, "share_") || slices.Contains(shares, c.Name):
		return percent
	case t.Name == "assumptions" || c.Name == "low_value" || c.Name == "high_value":
		return "" // each row has its own unit
	}
	round, most := true, 0.0
	for _, row := range t.Rows {
		if v, ok := row[i].(float64); ok {
			round, most = round && v == math.Trunc(v), max(most, math.Abs(v))
		}
	}
	switch money := t.Name == "fiscal" || c.Name == "dollars"; {
	case money && c.Name == "dollars" && !round:
		return cents
	case money:
		return dollars
	case round:
		return whole
	case most < 1:
		return small
	}
	return hundredths
}
