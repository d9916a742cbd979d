// Package report says what was found: it builds a Report, a value, and its
// writers lay the value out. It computes nothing.
package report

import (
	"io"
	"math"
	"strconv"
	"strings"

	"impact/internal/stats"
)

// A Table is tidy data: one row an observation. Values are string, int64,
// float64, nil for what is not there, or Withheld for what is not told.
type Table struct {
	Name    string
	Says    string // one sentence: what a row is
	Columns []Column
	Rows    [][]any
}

// A Column is a named column of one kind.
type Column struct {
	Name string
	Kind Kind
}

// A Kind is what the values of a column are.
type Kind uint8

// The kinds.
const (
	Text Kind = iota
	Whole
	Number
)

// columns makes columns from a line such as "fiscal_year unit low# central#",
// where # marks a number and % a whole number.
func columns(line string) []Column {
	var out []Column
	for _, f := range strings.Fields(line) {
		switch {
		case strings.HasSuffix(f, "#"):
			out = append(out, Column{f[:len(f)-1], Number})
		case strings.HasSuffix(f, "%"):
			out = append(out, Column{f[:len(f)-1], Whole})
		default:
			out = append(out, Column{f, Text})
		}
	}
	return out
}

// WriteCSV writes the table as UTF-8 CSV with a header row; its texts are Harmless.
func (t *Table) WriteCSV(w io.Writer) error {
	c := NewSafeCSV(w)
	record := make([]string, len(t.Columns))
	for i, col := range t.Columns {
		record[i] = col.Name
	}
	if err := c.Write(record); err != nil {
		return err
	}
	for _, row := range t.Rows {
		for i, v := range row {
			record[i] = Plain(v)
		}
		if err := c.Write(record); err != nil {
			return err
		}
	}
	c.Flush()
	return c.Error()
}

// Plain writes a value as CSV does: numbers with `.` and twelve significant
// digits at most, which hides the noise of adding in binary and nothing else; what that leaves of nothing is 0.
// What is not told is the word withheld; what is not a number is left empty.
func Plain(v any) string {
	switch v := v.(type) {
	case Withheld:
		return v.String()
	case string:
		return v
	case int64:
		return strconv.FormatInt(v, 10)
	case float64:
		if !math.IsNaN(v) && !math.IsInf(v, 0) {
			return number(v)
		}
	}
	return ""
}

// Round is a number with twelve significant digits, and none where it is dust.
func Round(v float64) float64 {
	r := v
	if stats.IsDust(v) {
		return 0
	}
	if !isCount(v) {
		r, _ = strconv.ParseFloat(strconv.FormatFloat(v, 'g', 12, 64), 64)
	}
	if r == 0 {
		return 0 // no negative zero
	}
	return r
}

func number(v float64) string {
	if isCount(v) {
		return strconv.FormatInt(int64(v), 10)
	}
	return strconv.FormatFloat(Round(v), 'f', -1, 64)
}

// isCount reports whether a number is whole and of twelve digits at most: most are.
func isCount(v float64) bool { return v == math.Trunc(v) && math.Abs(v) < 1e12 }
