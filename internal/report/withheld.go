package report

import (
	"math"
	"slices"
	"strings"

	"impact/internal/model"
	"impact/internal/project"
)

// Withheld is the value of a cell whose number is not told. It is no nil: that is a cell
// which has none.
type Withheld struct{}

// withheld is how a value that is not told is written.
const withheld = "withheld"

// String is the word that stands in its place.
func (Withheld) String() string { return withheld }

// listColumn holds the counts of several years as one text, "12;withheld;30".
const listColumn = "counts"

// Withholds reports whether a row of the table can hold what is withheld: its Parquet has
// a column that says so. The others tell of the law and of what is supposed.
func (t *Table) Withholds() bool { return t.Name != "assumptions" && t.Name != "unverified" }

// Hides reports whether a row of the table holds a value that is withheld.
func (t *Table) Hides(row []any) bool {
	for i, v := range row {
		switch v := v.(type) {
		case Withheld:
			return true
		case string:
			if t.Columns[i].Name == listColumn && slices.Contains(strings.Split(v, ";"), withheld) {
				return true
			}
		}
	}
	return false
}

// whole is a whole number of the record as tables hold it.
func whole(n int64) any {
	if n == model.WithheldNumber {
		return Withheld{}
	}
	return n
}

// hidden reports whether a number that has always a value is withheld.
func (b *builder) hidden(v float64) bool { return b.Withholding.On() && math.IsNaN(v) }

// num is a number that rests on counts, as tables hold it.
func (b *builder) num(v float64) any {
	if b.hidden(v) {
		return Withheld{}
	}
	return num(v)
}

// nums are numbers that rest on counts, as tables hold them.
func (b *builder) nums(vs ...float64) []any {
	out := make([]any, len(vs))
	for i, v := range vs {
		out[i] = b.num(v)
	}
	return out
}

// word is a text that may be withheld, as tables hold it.
func (b *builder) word(s string) any {
	if b.Withholding.On() && s == withheld {
		return Withheld{}
	}
	return s
}

// secret reports whether a figure of a group is withheld.
func (b *builder) secret(e project.EquityRow) bool {
	if ofVictims(e) {
		return e.Affected.Withheld()
	}
	return slices.ContainsFunc([]float64{e.Current, e.Proposed, e.Difference, e.Lo80, e.Hi80, e.ShareCurrent, e.ShareProposed}, b.hidden)
}
