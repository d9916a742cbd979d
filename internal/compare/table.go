package compare

import (
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"
)

// A Table is a table of a result folder as text: heads, and rows of as many cells.
type Table struct {
	Name  string
	Heads []string
	Rows  [][]string
}

// A table of a run has some thousand rows, of many sections and years some ten thousand. What has more than mostRows, or more than mostBytes
// bytes, no run wrote, and whoever reads on would be kept busy by it.
const (
	mostRows  = 300_000
	mostBytes = 64 << 20
)

// parseTable reads a CSV with a header row in which no name is empty or stands twice.
func parseTable(name string, r io.Reader) (Table, error) {
	t := Table{Name: name}
	all, err := rowsOf(r)
	var fault *csv.ParseError
	switch {
	case errors.As(err, &fault):
		return t, fmt.Errorf("line %d: %w; the table that impact run wrote would be right", fault.Line, fault.Err)
	case err != nil:
		return t, err
	case len(all) == 0:
		return t, errors.New("it is empty; a header row would be right")
	}
	t.Heads, t.Rows = all[0], all[1:]
	for i, h := range t.Heads {
		if h == "" || slices.Contains(t.Heads[:i], h) {
			return t, fmt.Errorf("line 1: the column name %q stands twice or is empty; one name for each column would be right", h)
		}
	}
	return t, nil
}

// rowsOf reads the rows of a CSV, as many as a table may have.
func rowsOf(r io.Reader) (all [][]string, err error) {
	in := csv.NewReader(r)
	for {
		row, err := in.Read()
		if errors.Is(err, io.EOF) {
			return all, nil
		}
		if err != nil {
			return nil, err
		}
		if all = append(all, row); len(all) > 1+mostRows {
			line, _ := in.FieldPos(0)
			return nil, fmt.Errorf("line %d: more than %d rows; the table that impact run wrote would be right", line, mostRows)
		}
	}
}

// column is the place of a column; -1 where the table has none of the name.
func (t *Table) column(name string) int { return slices.Index(t.Heads, name) }

// cell is a value of a row by its column's name; "" where the table has none.
func (t *Table) cell(row []string, name string) string {
	if i := t.column(name); i >= 0 {
		return row[i]
	}
	return ""
}

// numberOf reads a cell; a withheld or empty one is no number.
func numberOf(cell string) (float64, bool) {
	v, err := strconv.ParseFloat(cell, 64)
	return v, err == nil && v-v == 0 // neither infinite nor NaN
}

// measures are the columns with which the values of a row may begin: what stands before
// the first of them says which row it is.
var measures = []string{
	"low", "central", "high", "mean", "median", "alone", "last", "first_order", "at_low", "at_central", "current",
	"charges", "counts", "convictions", "donors", "persons_at_most", "from_year", "chosen",
}

// naming are columns that say which row it is wherever they stand.
var naming = []string{"fiscal_year", "basis", "item"}

// telling are columns whose words mostly follow from the figures: they say which row it
// is only where rows are alike without them.
var telling = []string{"effect", "outcome", "why", "source", "confidence"}

// keysOf are the columns, of those that two tables share, that say which row a row is:
// those before the first measure and those that always name. A table without a known
// measure has as its values what holds nothing but numbers. Where rows are alike in
// these, the telling columns before the measures join them, else one column of words
// after them; where nothing tells rows apart, they are paired in their order.
func keysOf(a, b *Table, shared []string) []string {
	first := slices.IndexFunc(shared, func(c string) bool { return slices.Contains(measures, c) })
	if first < 0 {
		first = slices.IndexFunc(shared, func(c string) bool { return !slices.Contains(naming, c) && a.numeric(c) && b.numeric(c) })
	}
	if first < 0 {
		first = len(shared)
	}
	var few, all []string
	var tries [][]string
	for i, c := range shared {
		if i < first || slices.Contains(naming, c) {
			all = append(all, c)
			if !slices.Contains(telling, c) {
				few = append(few, c)
			}
		}
	}
	tries = append(tries, few, all)
	for i, c := range shared {
		if i > first && !slices.Contains(all, c) && !slices.Contains(telling, c) && !(a.numeric(c) && b.numeric(c)) {
			tries = append(tries, append(slices.Clone(few), c))
		}
	}
	for _, keys := range tries {
		if a.distinct(keys) && b.distinct(keys) {
			return keys
		}
	}
	return all
}

// numeric reports whether a column holds numbers, withheld ones and blanks only.
func (t *Table) numeric(column string) bool {
	i := t.column(column)
	return !slices.ContainsFunc(t.Rows, func(row []string) bool {
		_, ok := numberOf(row[i])
		return !ok && row[i] != "" && row[i] != withheld
	})
}

// distinct reports whether no two rows have the same keys.
func (t *Table) distinct(keys []string) bool {
	seen := map[string]bool{}
	for _, row := range t.Rows {
		k := strings.Join(t.pick(row, keys), "\x00")
		if seen[k] {
			return false
		}
		seen[k] = true
	}
	return true
}

func (t *Table) pick(row []string, columns []string) []string {
	out := make([]string, len(columns))
	for i, c := range columns {
		out[i] = t.cell(row, c)
	}
	return out
}

// withheld is how tables write a count that is too small to show.
const withheld = "withheld"
