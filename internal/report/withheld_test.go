package report

import (
	"math"
	"strings"
	"testing"

	"impact/internal/model"
)

// What is withheld is a word in CSV, what is not there is an empty cell, and a row says
// whether it holds any of the first.
func TestWithheldCells(t *testing.T) {
	b := builder{Run{Withholding: Withholding{Threshold: 10}}}
	table := Table{Name: "x", Columns: columns("name counts low# central# high# charges%"), Rows: [][]any{
		append(row(nil, "withheld", "12;0"), append(count(model.Withheld()), whole(model.WithheldNumber))...),
		append(row(nil, "a", "12;withheld"), append(count(model.Count{Low: 1, Central: 2, High: 3}), whole(0))...),
		row(nil, "withheld", "12;0", 0.0, nil, b.num(math.Inf(1)), whole(3)),
		row(nil, "b", "", b.num(math.NaN()), 1.0, 1.0, whole(3)),
	}}
	var s strings.Builder
	if err := table.WriteCSV(&s); err != nil {
		t.Fatal(err)
	}
	want := "name,counts,low,central,high,charges\n" + "withheld,12;0,withheld,withheld,withheld,withheld\n" + "a,12;withheld,1,2,3,0\n" + "withheld,12;0,0,,,3\n" + "b,,withheld,1,1,3\n"
	if s.String() != want {
		t.Errorf("got  %s\nwant %s", s.String(), want)
	}
	for i, hides := range []bool{true, true, false, true} {
		if table.Hides(table.Rows[i]) != hides {
			t.Errorf("row %d hides: %v, want %v", i, !hides, hides)
		}
	}
}

// Where nothing is withheld, what is no number is an empty cell, as ever.
func TestNothingWithheld(t *testing.T) {
	for _, w := range []Withholding{{}, {Threshold: 1}, {Threshold: 10, Exempt: true}} {
		b := builder{Run{Withholding: w}}
		if v := b.num(math.NaN()); v != nil {
			t.Errorf("%+v: %v stands where nothing does", w, v)
		}
	}
}
