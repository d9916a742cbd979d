package main

import (
	"flag"
	"maps"
	"math/rand/v2"
	"net/url"
	"slices"
	"testing"

	"impact/internal/report"
	"impact/internal/withhold"
)

// A stranger asks a page for what-ifs and puts together all that it tells: by choice of
// provisions, table and reading the rows, each with its numbers if any answer told them.
type stranger struct {
	told   map[string]map[string]map[string][][]any
	tables map[string]report.Table // by name, without rows
	differ int                     // rows of one choice and reading that were told in one answer and withheld in another
	hidden int
}

// hears takes in the counts of an answer.
func (x *stranger) hears(choice string, r *report.Report) {
	if x.told[choice] == nil {
		x.told[choice] = map[string]map[string][][]any{}
	}
	for i := range r.Tables {
		t := &r.Tables[i]
		if !slices.Contains(withhold.Counted(), t.Name) {
			continue
		}
		if x.told[choice][t.Name] == nil {
			x.told[choice][t.Name] = map[string][][]any{}
		}
		x.tables[t.Name] = report.Table{Name: t.Name, Columns: t.Columns}
		by := map[string][][]any{}
		for _, row := range t.Rows {
			reading := report.Plain(row[1])
			by[reading] = append(by[reading], row)
		}
		for reading, rows := range by {
			before := x.told[choice][t.Name][reading]
			if len(before) != len(rows) {
				before = make([][]any, len(rows))
			}
			x.told[choice][t.Name][reading] = x.join(t, before, rows)
		}
	}
}

// join puts rows together with those that were heard before; nil is none.
func (x *stranger) join(t *report.Table, before, now [][]any) [][]any {
	out := slices.Clone(before)
	for i, row := range now {
		if t.Hides(row) {
			x.hidden++
		}
		switch {
		case before[i] == nil:
			out[i] = row
		case t.Hides(before[i]) != t.Hides(row):
			if x.differ++; t.Hides(before[i]) {
				out[i] = row
			}
		}
	}
	return out
}

// knows are the tables of some choices, all where there are no more.
func (x *stranger) knows(some int) (out [][]report.Table) {
	names := sortedNames(x.told)
	rand.New(rand.NewPCG(5, 6)).Shuffle(len(names), func(i, j int) { names[i], names[j] = names[j], names[i] })
	for _, choice := range names[:min(some, len(names))] {
		var tables []report.Table
		for _, name := range withhold.Counted() {
			t := x.tables[name]
			for _, reading := range sortedNames(x.told[choice][name]) {
				t.Rows = append(slices.Clip(t.Rows), x.told[choice][name][reading]...)
			}
			if len(t.Rows) > 0 {
				tables = append(tables, t)
			}
		}
		out = append(out, tables)
	}
	return out
}

// sortedNames are the keys of a map in their order.
func sortedNames[V any](m map[string]V) []string { return slices.Sorted(maps.Keys(m)) }

// asksAtRandom asks for so many what-ifs, one change after another: switches, in whatever
// choice, readings, dials to values within their range, a seed and a horizon. What is told is
// put to the choice that the provisions stand for.
func asksAtRandom(t *testing.T, e *served, n int, seed uint64, telling func(*report.Report) *report.Report) *stranger {
	t.Helper()
	w := &wanderer{e.offer, e.offer.Start, rand.New(rand.NewPCG(seed, 2))}
	choices, err := e.withholding()
	if err != nil {
		t.Fatal(err)
	}
	x := &stranger{told: map[string]map[string]map[string][][]any{}, tables: map[string]report.Table{}}
	for answered := 0; answered < n; {
		for range 1 + w.random.IntN(3) {
			w.step()
		}
		s := w.at
		s.Seed, s.Draws, s.Horizon = w.random.Uint64N(9), []int{0, 0, 20}[w.random.IntN(3)], 1+w.random.IntN(2)
		link, err := url.ParseQuery(e.offer.Query(s))
		if err != nil {
			t.Fatalf("%v: %v", link, err)
		}
		if e.pattern != nil && e.untold(s) != nil {
			if _, err := e.offer.Parse(link); err == nil {
				t.Fatalf("%v is not told, and not refused", link)
			}
			continue
		}
		if s, err = e.offer.Parse(link); err != nil {
			t.Fatalf("%v: %v", link, err)
		}
		answered++
		r, err := e.Answer(s, report.Page)
		if err != nil {
			t.Fatalf("%+v: %v", s, err)
		}
		x.hears(choices.name(e.base.scenario, s.Provisions), telling(r))
	}
	return x
}

// carelessly are the tables of a report of which nothing is withheld, with the small counts
// alone taken out, as a page would that knows nothing of sums.
func carelessly(r *report.Report) *report.Report {
	out := *r
	out.Tables = nil
	for _, t := range r.Tables {
		rows := t.Rows
		t.Rows = nil
		for _, row := range rows {
			row = slices.Clone(row)
			small := func(v any) bool {
				n, ok := v.(float64)
				return ok && n != 0 && n > -10 && n < 10
			}
			if slices.ContainsFunc(row, small) {
				for c, v := range row {
					if _, is := v.(float64); is {
						row[c] = report.Withheld{}
					}
				}
			}
			t.Rows = append(t.Rows, row)
		}
		out.Tables = append(out.Tables, t)
	}
	return &out
}

// attackedTogether is how many choices of provisions are attacked together; more take minutes.
var attackedTogether = flag.Int("attacked", 3, "choices of provisions whose answers a stranger puts together")

// Of data that are real, 1,000 what-ifs together tell no withheld count to a range narrower
// than the threshold allows: no row is told in one and withheld in another, and what all
// tell of some choices, put into one family of equations, gives no cell away. Of a page that
// takes out small counts alone it does.
func TestServeTellsNothing(t *testing.T) {
	asked := 1000
	if testing.Short() {
		asked = 50
	}
	charges := small(t, 300, true)
	e, _ := page(t, 10, charges)
	x := asksAtRandom(t, e, asked, 1, func(r *report.Report) *report.Report { return r })
	if x.differ > 0 || x.hidden == 0 {
		t.Errorf("%d rows were withheld in one answer and told in another; %d were withheld", x.differ, x.hidden)
	}
	found, err := withhold.AttackAll(10, x.knows(*attackedTogether))
	if err != nil || len(found.Small) > 0 || len(found.Narrow) > 0 {
		t.Errorf("of %d withheld cells told: %v %v, %v", found.Withheld, found.Small, found.Narrow, err)
	}
	t.Logf("%d choices, %d cells, %d of them withheld, %d ties", len(x.told), found.Cells, found.Withheld, found.Ties)

	open, _ := page(t, 0, charges)
	x = asksAtRandom(t, open, 10, 1, carelessly)
	if found, err = withhold.AttackAll(10, x.knows(1)); err != nil || len(found.Narrow) == 0 {
		t.Errorf("a page that takes out small counts alone is not found out: %d cells withheld, %v", found.Withheld, err)
	}
}
