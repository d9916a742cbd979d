package compare

import (
	"slices"
	"strconv"
	"strings"
)

// A Figure is one headline figure under one reading, of both runs.
type Figure struct {
	Reading string // as the pairing calls it
	Part    string // what it belongs to: the record, or the year that it is projected for
	Name    string
	Dollars bool
	Doubt   Doubt
	Sides   [2]Value
}

// A Doubt is what the low and high of a figure are.
type Doubt uint8

// The doubts.
const (
	Bounds Doubt = iota // the least and the most that the record allows
	Chance              // the 80 % interval of chance
)

func (d Doubt) String() string {
	if d == Chance {
		return "80 % interval"
	}
	return "bounds"
}

// A Value is one run's figure. One with a Why has no number.
type Value struct {
	Low, Mid, High float64
	Why            string // why there is no number, such as "withheld"
}

func (v Value) known() bool          { return v.Why == "" }
func (v Value) holds(x float64) bool { return v.Low <= x && x <= v.High }

// A Relation is how the figures of two runs lie to each other.
type Relation uint8

// The relations.
const (
	Equal    Relation = iota // in every respect
	EndsOnly                 // the expectation is the same, its low or high are not
	Mutual                   // each lies within the other's low and high
	InA                      // B's lies within A's low and high, A's not within B's
	InB                      // A's lies within B's, B's not within A's
	Beyond                   // neither lies within the other's, and these overlap
	Apart                    // low to high of one lie wholly beyond those of the other
	Lacking                  // a run has no number
)

// Relation says how the figure of B lies to that of A.
func (f *Figure) Relation() Relation {
	a, b := f.Sides[0], f.Sides[1]
	switch {
	case a == b:
		return Equal
	case !a.known() || !b.known():
		return Lacking
	case a.Mid == b.Mid:
		return EndsOnly
	case a.Low > b.High || b.Low > a.High:
		return Apart
	case a.holds(b.Mid) && b.holds(a.Mid):
		return Mutual
	case a.holds(b.Mid):
		return InA
	case b.holds(a.Mid):
		return InB
	}
	return Beyond
}

// Change is B less A; false where a run has no number.
func (f *Figure) Change() (float64, bool) {
	a, b := f.Sides[0], f.Sides[1]
	return b.Mid - a.Mid, a.known() && b.known()
}

// recorded and foreseen are the metrics that are headline figures, of the tables totals
// and projection.
var (
	recorded = []metric{
		{"charges_changed", "charges that change"}, {"convictions_changed", "convictions that change"},
		{"felony_charges", "felony charges, net"}, {"felony_convictions", "felony convictions, net"},
		{"minor_victim_charges_changed", "charges with a victim under 18 that change"}, {"registrants", "persons on the registry, net"},
	}
	foreseen = []metric{
		{"charges_changed", "charges that change"}, {"convictions_changed", "convictions that change"},
		{"felony_charges", "felony charges"}, {"felony_convictions", "felony convictions"},
		{"minor_victim_cases_changed", "cases with a victim under 18 that change"}, {"new_registrants", "new registrants"},
		{"registry_stock", "persons on the registry on 30 June"}, {"admissions", "prison admissions"},
		{"beds", "prison beds"}, {"supervision", "persons under supervision"}, {"fines", "fines imposed"},
	}
)

type metric struct{ id, words string }

// theRecord is the part of the figures that count what is on record.
const theRecord = "On the record, all years"

// headlines are the headline figures of two runs, reading after reading.
func headlines(sides [2]*Folder, p pairing) []Figure {
	var out []Figure
	for _, names := range p.Names {
		h := reader{sides, names}
		out = append(out, h.record()...)
		out = append(out, h.ahead()...)
		out = append(out, h.money()...)
	}
	return out
}

// A reader finds the figures of one pair of readings.
type reader struct {
	sides [2]*Folder
	names [2]string
}

// query is the row that a figure is in: a table, what its cells hold, and the columns of
// low, expectation and high.
type query struct {
	table string
	where []Cell
	value [3]string
}

// rows are the rows of a side's table that a query asks for.
func (h reader) rows(side int, q query) (*Table, [][]string) {
	t := h.sides[side].table(q.table)
	if t == nil {
		return nil, nil
	}
	var out [][]string
	for _, row := range t.Rows {
		if t.cell(row, "reading") == h.names[side] && !slices.ContainsFunc(q.where, func(c Cell) bool { return t.cell(row, c.Column) != c.Text }) {
			out = append(out, row)
		}
	}
	return t, out
}

// values are what both runs say to a query.
func (h reader) values(q query) [2]Value {
	var out [2]Value
	for side := range out {
		t, rows := h.rows(side, q)
		if len(rows) == 0 {
			out[side] = Value{Why: "not in " + letters[side]}
			continue
		}
		out[side] = valueOf(t, rows[0], q.value)
	}
	return out
}

// letters are how the two runs are called.
var letters = [2]string{"A", "B"}

func valueOf(t *Table, row []string, columns [3]string) Value {
	var n [3]float64
	for i, c := range columns {
		text := t.cell(row, c)
		v, ok := numberOf(text)
		switch {
		case text == withheld:
			return Value{Why: withheld}
		case !ok:
			return Value{Why: "no number"}
		}
		n[i] = v
	}
	return Value{Low: n[0], Mid: n[1], High: n[2]}
}

// figures ask for metrics; those that neither run has are left out.
func (h reader) figures(f Figure, metrics []metric, q query) []Figure {
	var out []Figure
	for _, m := range metrics {
		one, ask := f, q
		ask.where = append(slices.Clone(q.where), Cell{"metric", m.id})
		one.Reading, one.Name, one.Dollars = label(h.names), m.words, m.id == "fines"
		if one.Sides = h.values(ask); one.Sides[0].known() || one.Sides[1].known() {
			out = append(out, one)
		}
	}
	return out
}

func (h reader) record() []Figure {
	return h.figures(Figure{Part: theRecord, Doubt: Bounds}, recorded, query{table: "totals", value: [3]string{"low", "central", "high"}})
}

// ahead are the projected differences in the last fiscal year that both runs project.
func (h reader) ahead() []Figure {
	year := h.lastYear("projection")
	if year == "" {
		return nil
	}
	return h.figures(Figure{Part: "What the proposal adds in fiscal year " + year, Doubt: Chance}, foreseen, query{
		table: "projection", where: []Cell{{"fiscal_year", year}, {"law", "difference"}}, value: [3]string{"lo80", "mean", "hi80"}})
}

// money are the dollars of the last fiscal year that both runs project: one figure for
// each agency, item and basis.
func (h reader) money() []Figure {
	year := h.lastYear("fiscal")
	if year == "" {
		return nil
	}
	columns := []string{"agency", "item", "basis"}
	var seen [][]string
	for side := range h.sides {
		t, rows := h.rows(side, query{table: "fiscal", where: []Cell{{"fiscal_year", year}}})
		for _, row := range rows {
			if k := t.pick(row, columns); !slices.ContainsFunc(seen, func(s []string) bool { return slices.Equal(s, k) }) {
				seen = append(seen, k)
			}
		}
	}
	var out []Figure
	for _, k := range seen {
		q := query{table: "fiscal", where: []Cell{{"fiscal_year", year}}, value: [3]string{"lo80", "central", "hi80"}}
		for i, c := range columns {
			q.where = append(q.where, Cell{c, k[i]})
		}
		name := k[0] + ": " + spaced(k[1]) + ", " + k[2]
		if k[2] == "average" || k[2] == "marginal" {
			name += " cost"
		}
		out = append(out, Figure{Reading: label(h.names), Part: "Dollars in fiscal year " + year, Name: name, Dollars: true, Doubt: Chance, Sides: h.values(q)})
	}
	return out
}

// lastYear is the last fiscal year of a table that both runs have; "" where they share none.
func (h reader) lastYear(table string) string {
	var of [2][]int
	for side := range of {
		t, rows := h.rows(side, query{table: table})
		for _, row := range rows {
			if y, err := strconv.Atoi(t.cell(row, "fiscal_year")); err == nil {
				of[side] = append(of[side], y)
			}
		}
	}
	last := 0
	for _, y := range of[0] {
		if y > last && slices.Contains(of[1], y) {
			last = y
		}
	}
	if last == 0 {
		return ""
	}
	return strconv.Itoa(last)
}

func spaced(name string) string { return strings.ReplaceAll(name, "_", " ") }
