package withhold

import (
	"fmt"
	"slices"

	"impact/internal/disclose"
)

// Who is added to the registry is convicted of a charge that moves. No tie says so, for a person
// may be convicted of several, but most are of one: 88 who are added beside 85 who are convicted
// of felonies B in place of D tell, almost surely, of three whose row is withheld. Of figures that
// are so near each other one is told.

// A counted is a row with its figures: expectation, low, high.
type counted struct {
	cell    disclose.Cell
	numbers [3]float64
	cost    float64
}

// newcomers are those who are added in a year, in one reading of one choice of provisions, and the
// rows of the convicted who move in it.
type newcomers struct {
	added []counted
	moved [][]counted // by table and unit
}

// most is of how many rows of the convicted each sum is tried; of more, each row and all together.
const most = 6

// newcomersOf finds them, by year.
func newcomersOf(t map[string][]line) (out []newcomers) {
	at := map[string]int{}
	year := func(l *line) *newcomers {
		y := l.is.at("fiscal_year")
		if _, ok := at[y]; !ok {
			at[y] = len(out)
			out = append(out, newcomers{})
		}
		return &out[at[y]]
	}
	for _, table := range []string{"registry", "registry_flow"} {
		for i := range t[table] {
			if l := &t[table][i]; l.is.at("event") == "added" && l.cells[0] != noCell {
				n := year(l)
				n.added = append(n.added, countedOf(table, l))
			}
		}
	}
	group := map[string]int{}
	for _, table := range []string{"class_shift", "section_shift", "minor_victims"} {
		for i := range t[table] {
			l := &t[table][i]
			if l.is.at("stage") != "convicted" || !l.changes() || l.cells[0] == noCell {
				continue
			}
			n, key := year(l), table+"|"+l.of("fiscal_year", "unit")
			if _, ok := group[key]; !ok {
				group[key] = len(n.moved)
				n.moved = append(n.moved, nil)
			}
			n.moved[group[key]] = append(n.moved[group[key]], countedOf(table, l))
		}
	}
	return slices.DeleteFunc(out, func(n newcomers) bool { return len(n.added) == 0 || len(n.moved) == 0 })
}

func countedOf(table string, l *line) counted {
	x := countings[table]
	c := counted{cell: l.cells[0], cost: x.cost}
	if l.is.at("fiscal_year") == "all" {
		c.cost = x.all
	}
	for i, col := range []string{"central", "low", "high"} {
		c.numbers[i] = number0(l.is.at(col))
	}
	return c
}

// near reports whether few lie between the figures of a row and a sum of others.
func (a *counted) near(sum [3]float64, few func(float64) bool) bool {
	for i, v := range a.numbers {
		if few(v - sum[i]) {
			return true
		}
	}
	return false
}

// tooNear are the rows that may not be told beside the others of the year.
func (n *newcomers) tooNear(hides func(disclose.Cell) bool, few func(float64) bool) (out []disclose.Cell) {
	hidden := func(c counted) bool { return hides(c.cell) || slices.Contains(out, c.cell) }
	for _, rows := range n.moved {
		for _, a := range n.added {
			for _, x := range rows {
				if !hidden(a) && !hidden(x) && a.near(x.numbers, few) {
					out = append(out, cheaper(a, x).cell)
				}
			}
		}
		told := slices.DeleteFunc(slices.Clone(rows), hidden)
		if len(told) == len(rows) || len(told) < 2 {
			continue
		}
		for _, a := range n.added {
			if !hidden(a) && slices.ContainsFunc(sumsOf(told), func(sum [3]float64) bool { return a.near(sum, few) }) {
				out = append(out, a.cell)
			}
		}
	}
	return out
}

func cheaper(a, b counted) counted {
	if b.cost < a.cost {
		return b
	}
	return a
}

// sumsOf are the sums of two rows and more; of many rows that of all.
func sumsOf(rows []counted) (out [][3]float64) {
	if len(rows) > most {
		return [][3]float64{sumOf(rows, -1)}
	}
	for which := 1; which < 1<<len(rows); which++ {
		if which&(which-1) != 0 {
			out = append(out, sumOf(rows, which))
		}
	}
	return out
}

// sumOf is the sum of the rows whose bits are set.
func sumOf(rows []counted, which int) (sum [3]float64) {
	for n, x := range rows {
		if which>>n&1 == 0 {
			continue
		}
		for i, v := range x.numbers {
			sum[i] += v
		}
	}
	return sum
}

// newcomersTold names rows that are printed though few lie between them and others of their year.
func (d *disclosure) newcomersTold() (out []string) {
	for i := range d.newcomers {
		for _, c := range d.newcomers[i].tooNear(func(c disclose.Cell) bool { return !d.family.Told(c) }, d.family.Small) {
			out = append(out, fmt.Sprintf("%s: it is a number, and few lie between who is added to the registry and who is convicted of what moves", d.family.Name(c)))
		}
	}
	return out
}
