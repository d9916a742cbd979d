package withhold

import (
	"slices"

	"impact/internal/disclose"
	"impact/internal/report"
)

// Texts are what a row of a table holds, by the names of the columns.
type texts struct {
	columns []string
	texts   []string
}

// at is the text of a column; "" where the table has none of that name. Tables have few
// columns, and their names are found faster one after another than by a hash.
func (t texts) at(column string) string {
	if i := slices.Index(t.columns, column); i >= 0 {
		return t.texts[i]
	}
	return ""
}

// textsOf are the rows of a table as texts.
func textsOf(t *report.Table) []texts {
	columns := make([]string, len(t.Columns))
	for c, col := range t.Columns {
		columns[c] = col.Name
	}
	out := make([]texts, len(t.Rows))
	all := make([]string, len(t.Rows)*len(t.Columns))
	for n, row := range t.Rows {
		out[n] = texts{columns, all[n*len(t.Columns) : (n+1)*len(t.Columns)]}
		for c := range t.Columns {
			out[n].texts[c] = report.Plain(row[c])
		}
	}
	return out
}

// A line is a row of counts: what it counts, and its cells (-1 where a count is zero).
type line struct {
	is    texts
	cells []disclose.Cell
	value []float64
}

func (l *line) add(c disclose.Cell, v float64) {
	l.cells, l.value = append(l.cells, c), append(l.value, v)
}

// of joins what a row holds in some columns.
func (l *line) of(columns ...string) string {
	var room [256]byte
	b := room[:0]
	for _, c := range columns {
		b = append(append(b, l.is.at(c)...), '|')
	}
	return string(b)
}

// into adds the first count of a line to a sum.
func (l *line) into(s *sum, of float64) { s.put(l.cells[0], l.value[0], of) }

// changes reports whether a row's section or class changes.
func (l *line) changes() bool {
	return l.is.at("from_section") != l.is.at("to_section") || l.is.at("from_class") != l.is.at("to_class")
}
