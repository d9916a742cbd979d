package workbook

import (
	"bytes"
	"encoding/xml"
	"fmt"
	"strconv"
	"strings"

	"impact/internal/report"

	"github.com/xuri/excelize/v2"
)

// A rowWriter writes the rows of a table as the XML of a sheet. The tables make up nearly
// all of a workbook, and the same few texts stand in their cells over and over: each is
// made ready once.
type rowWriter struct {
	xml   []byte
	texts map[string][]byte
	names []string // of columns
}

// perCell is about how many bytes a cell takes.
const perCell = 56

// rowsOf keeps the rows of a table for its sheet, from the second on.
func (b *book) rowsOf(t *report.Table, columns []column, held int) error {
	w := &rowWriter{texts: map[string][]byte{}, xml: make([]byte, 0, held*len(columns)*perCell)}
	for i := range columns {
		name, err := excelize.ColumnNumberToName(i + 1)
		if err != nil {
			return err
		}
		w.names = append(w.names, name)
	}
	looks := newLooks(b, columns)
	for i, row := range t.Rows[:held] {
		money, number := ofMoney(t, row), strconv.Itoa(i+2)
		w.begin(number, heightOf(row, columns))
		for j, v := range row {
			style, err := looks.of(j, money)
			if err != nil {
				return err
			}
			if err := w.cell(j, number, style, stored(v, t.Name)); err != nil {
				return err
			}
		}
		w.end()
	}
	if left := len(t.Rows) - held; left > 0 {
		style, err := b.style(look{part: warn})
		if err != nil {
			return err
		}
		number := strconv.Itoa(held + 2)
		w.begin(number, 0)
		note := fmt.Sprintf("Not all: a sheet holds no more rows. %d of %d are left out; tables/%s.csv has them.", left, len(t.Rows), t.Name)
		if err := w.cell(0, number, style, note); err != nil {
			return err
		}
		w.end()
	}
	at, err := b.f.GetSheetIndex(b.sheets[t.Name])
	b.rows[fmt.Sprintf("xl/worksheets/sheet%d.xml", at+1)] = w.xml
	return err
}

// looks are the styles of the columns of a table, each found where it is first asked for.
type looks struct {
	book    *book
	columns []column
	found   [2][]int // by whether the row is of money: the style and 1, 0 not asked yet
}

func newLooks(b *book, columns []column) *looks {
	return &looks{b, columns, [2][]int{make([]int, len(columns)), make([]int, len(columns))}}
}

func (l *looks) of(column int, money bool) (int, error) {
	in, at := l.columns[column].look, 0
	if money && l.columns[column].amount {
		in.format, at = dollars, 1
	}
	if n := l.found[at][column]; n > 0 {
		return n - 1, nil
	}
	style, err := l.book.style(in)
	if err == nil {
		l.found[at][column] = style + 1
	}
	return style, err
}

// begin begins a row; a height of 0 is that of the sheet.
func (w *rowWriter) begin(number string, height float64) {
	w.add(`<row r="`, number, `"`)
	if height > 0 {
		w.add(` ht="`)
		w.xml = strconv.AppendFloat(w.xml, height, 'f', -1, 64)
		w.add(`" customHeight="1"`)
	}
	w.add(`>`)
}

func (w *rowWriter) end() { w.add(`</row>`) }

func (w *rowWriter) add(texts ...string) {
	for _, s := range texts {
		w.xml = append(w.xml, s...)
	}
}

// cell writes a cell that holds a text, a number or nothing.
func (w *rowWriter) cell(column int, row string, style int, v any) error {
	w.add(`<c r="`, w.names[column], row, `" s="`)
	w.xml = strconv.AppendInt(w.xml, int64(style), 10)
	switch v := v.(type) {
	case nil:
		w.add(`">`)
	case string:
		text, ok := w.texts[v]
		if !ok {
			var err error
			if text, err = inline(v); err != nil {
				return err
			}
			w.texts[v] = text
		}
		w.add(`" t="inlineStr">`)
		w.xml = append(w.xml, text...)
	case float64:
		w.add(`"><v>`)
		w.xml = strconv.AppendFloat(w.xml, v, 'f', -1, 64)
		w.add(`</v>`)
	case int64:
		w.add(`"><v>`)
		w.xml = strconv.AppendInt(w.xml, v, 10)
		w.add(`</v>`)
	case bool:
		w.add(`" t="b"><v>`, map[bool]string{false: "0", true: "1"}[v], `</v>`)
	default:
		return fmt.Errorf("a cell cannot hold a %T", v)
	}
	w.add(`</c>`)
	return nil
}

// inline is a text within a cell. What looks like the escape of a character is escaped
// itself: _x0041_ is no A.
func inline(text string) ([]byte, error) {
	var b bytes.Buffer
	b.WriteString(`<is><t`)
	if strings.ContainsAny(text[:1]+text[len(text)-1:], "\t\n\r ") {
		b.WriteString(` xml:space="preserve"`)
	}
	b.WriteString(`>`)
	var plain bytes.Buffer
	if err := xml.EscapeText(&plain, []byte(unescaped(text))); err != nil {
		return nil, err
	}
	b.Write(bytes.ReplaceAll(plain.Bytes(), []byte("&#xA;"), []byte("\n")))
	b.WriteString(`</t></is>`)
	return b.Bytes(), nil
}

// unescaped writes a text so that no part of it is read as an escape.
func unescaped(text string) string {
	if !strings.Contains(text, "_x") {
		return text
	}
	var b strings.Builder
	for i := range len(text) {
		if isEscape(text[i:]) {
			b.WriteString("_x005F")
		}
		b.WriteByte(text[i])
	}
	return b.String()
}

// isEscape reports whether a text begins with an escape such as _x0041_.
func isEscape(s string) bool {
	const form = "_x0041_"
	if len(s) < len(form) || s[0] != '_' || s[1] != 'x' || s[6] != '_' {
		return false
	}
	_, err := strconv.ParseUint(s[2:6], 16, 16)
	return err == nil
}
