package report

import (
	"fmt"
	"math"
	"slices"
	"strings"

	"impact/internal/court"
	"impact/internal/model"
	"impact/internal/project"
	"impact/internal/stats"
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

// veiled reports whether a row of what may come is withheld.
func veiled(r project.Row) bool { return unknown(r.Mean, r.Median, r.Lo80, r.Hi80, r.Lo95, r.Hi95) }

// unknown reports whether some of the numbers is none.
func unknown(vs ...float64) bool { return slices.ContainsFunc(vs, math.IsNaN) }

// some is a number in a sentence whose noun follows later: the word withheld alone would
// be no subject.
func some(text string) string {
	if text == withheld {
		return "a number that is " + withheld
	}
	return text
}

// rows and counts are the two numbers of a tally.
func rows(t court.Tally) int64   { return t.Rows }
func counts(t court.Tally) int64 { return t.Counts }

// booked is the sum of the lines of a kind of the ledger; withheld where one of them is.
func booked(r *model.Result, k model.Kind, of func(court.Tally) int64) int64 {
	var sum int64
	for _, e := range r.Ledger {
		switch n := of(e.Tally); {
		case e.Kind != k:
		case n == model.WithheldNumber:
			return n
		default:
			sum += n
		}
	}
	return sum
}

// tally is a whole number of the record for reading.
func tally(n int64) string {
	if n == model.WithheldNumber {
		return withheld
	}
	return Figure(float64(n))
}

// keptCharges are the charges that were read, with their number: "12 charges".
func keptCharges(r *model.Result) string {
	n := booked(r, model.KeptRows, counts)
	if n == model.WithheldNumber {
		return "the charges (their number is " + withheld + ")"
	}
	return many(float64(n), "charges")
}

// source says where the data come from, with how many rows there are.
func (b *builder) source() string {
	if len(b.Results) == 0 {
		return b.Source
	}
	kept, read := booked(b.Results[0], model.KeptRows, rows), booked(b.Results[0], model.Read, rows)
	if kept == model.WithheldNumber || read == model.WithheldNumber {
		return b.Source + "; how many rows were kept is " + withheld
	}
	return fmt.Sprintf("%s, %s rows kept of %s read", b.Source, tally(kept), tally(read))
}

// chosenWhy is why a forecast was chosen. The text has the scores and the number of
// counts, and is withheld with any of them.
func (b *builder) chosenWhy(s *project.Stream) any {
	scored := slices.ContainsFunc(s.Choice.Scores, func(x stats.Score) bool {
		return slices.ContainsFunc([]float64{x.CRPS, x.Cover80, x.Cover95, x.Better}, b.hidden)
	})
	if scored || slices.ContainsFunc(s.Counts, b.hidden) {
		return Withheld{}
	}
	return b.word(s.Choice.Why)
}
