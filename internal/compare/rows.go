package compare

import (
	"cmp"
	"math"
	"slices"
	"strings"
)

// A Difference is one table of two runs, row against row.
type Difference struct {
	Table   string
	Missing [2]bool     // the side has no such table
	Rows    [2]int      // of each side, in the readings that are held against each other
	Columns [2][]string // that one side alone has
	Keys    []string    // the columns that say which row a row is
	Same    int         // rows that are alike
	Changed []Change
	Only    [2][]Row // rows that one side alone has

	order []string // readings, as they are told
}

// Alike reports whether the tables hold the same rows.
func (d *Difference) Alike() bool {
	return d.Missing == [2]bool{} && len(d.Changed)+len(d.Only[0])+len(d.Only[1])+len(d.Columns[0])+len(d.Columns[1]) == 0
}

// A Row is what says which row it is, and its other cells.
type Row struct {
	Key   []string
	Cells []Cell
}

// A Cell is a value under its head.
type Cell struct{ Column, Text string }

// A Change is one row whose cells differ.
type Change struct {
	Key   []string
	Cells []Pair
}

// A Pair is a cell that differs.
type Pair struct {
	Column string
	Text   [2]string
}

// size is the greatest change of a number in the row, for telling the largest first;
// where none changes, 0.
func (c *Change) size() float64 {
	var most float64
	for _, p := range c.Cells {
		a, isA := numberOf(p.Text[0])
		b, isB := numberOf(p.Text[1])
		if isA && isB {
			most = max(most, math.Abs(b-a))
		}
	}
	return most
}

// first orders rows for showing: the first reading's, then those of all years.
func (d *Difference) first(x, y []string) int {
	rank := func(key []string) (reading, year int) {
		if i := slices.Index(d.Keys, "reading"); i >= 0 {
			reading = slices.Index(d.order, key[i])
			if reading < 0 {
				reading = len(d.order)
			}
		}
		if i := slices.Index(d.Keys, "fiscal_year"); i >= 0 && key[i] != "all" {
			year = 1
		}
		return reading, year
	}
	readingX, yearX := rank(x)
	readingY, yearY := rank(y)
	return cmp.Or(cmp.Compare(readingX, readingY), cmp.Compare(yearX, yearY))
}

// changes are at most n changed rows, those that change most first within the first
// reading and all years.
func (d *Difference) changes(n int) []Change {
	out := slices.Clone(d.Changed)
	slices.SortStableFunc(out, func(x, y Change) int {
		return cmp.Or(d.first(x.Key, y.Key), cmp.Compare(y.size(), x.size()), slices.Compare(x.Key, y.Key))
	})
	return out[:min(n, len(out))]
}

// only are at most n rows that a side alone has.
func (d *Difference) only(side, n int) []Row {
	out := slices.Clone(d.Only[side])
	slices.SortStableFunc(out, func(x, y Row) int { return d.first(x.Key, y.Key) })
	return out[:min(n, len(out))]
}

// differ holds two tables of one name against each other; nil where a side has none.
func differ(name string, sides [2]*Table, p pairing) Difference {
	d := Difference{Table: name, Missing: [2]bool{sides[0] == nil, sides[1] == nil}}
	for _, n := range p.Names {
		d.order = append(d.order, label(n))
	}
	var of [2]Table
	for i, t := range sides {
		if t == nil {
			t = &Table{}
		}
		of[i] = p.paired(t, i)
		d.Rows[i] = len(of[i].Rows)
	}
	if d.Missing != [2]bool{} {
		return d
	}
	a, b := &of[0], &of[1]
	var shared []string
	for _, h := range a.Heads {
		if b.column(h) >= 0 {
			shared = append(shared, h)
		} else {
			d.Columns[0] = append(d.Columns[0], h)
		}
	}
	for _, h := range b.Heads {
		if a.column(h) < 0 {
			d.Columns[1] = append(d.Columns[1], h)
		}
	}
	d.Keys = keysOf(a, b, shared)
	var values []string
	for _, h := range shared {
		if !slices.Contains(d.Keys, h) {
			values = append(values, h)
		}
	}
	d.match(of, values)
	return d
}

// match pairs rows of equal keys: those that are alike first, the rest in their order.
func (d *Difference) match(of [2]Table, values []string) {
	var at [2]map[string][]Row
	var order []string
	for i := range of {
		at[i] = map[string][]Row{}
		for _, row := range of[i].Rows {
			r := Row{Key: of[i].pick(row, d.Keys)}
			for j, text := range of[i].pick(row, values) {
				r.Cells = append(r.Cells, Cell{values[j], text})
			}
			k := strings.Join(r.Key, "\x00")
			if len(at[0][k])+len(at[1][k]) == 0 {
				order = append(order, k)
			}
			at[i][k] = append(at[i][k], r)
		}
	}
	for _, k := range order {
		left, right := at[0][k], at[1][k]
		left, right = d.alike(left, right)
		n := min(len(left), len(right))
		for i := range n {
			d.Changed = append(d.Changed, changeOf(left[i], right[i]))
		}
		d.Only[0] = append(d.Only[0], left[n:]...)
		d.Only[1] = append(d.Only[1], right[n:]...)
	}
}

// alike counts the rows that both sides have and returns the others.
func (d *Difference) alike(left, right []Row) (onlyLeft, onlyRight []Row) {
	right = slices.Clone(right)
	for _, l := range left {
		i := slices.IndexFunc(right, func(r Row) bool { return slices.Equal(l.Cells, r.Cells) })
		if i < 0 {
			onlyLeft = append(onlyLeft, l)
			continue
		}
		d.Same++
		right = slices.Delete(right, i, i+1)
	}
	return onlyLeft, right
}

func changeOf(a, b Row) Change {
	c := Change{Key: a.Key}
	for i := range a.Cells {
		if a.Cells[i] != b.Cells[i] {
			c.Cells = append(c.Cells, Pair{a.Cells[i].Column, [2]string{a.Cells[i].Text, b.Cells[i].Text}})
		}
	}
	return c
}

// A pairing says which reading of one run is held against which of the other.
type pairing struct {
	Names   [][2]string // a reading of A and one of B
	Only    [2][]string // readings that one run alone told of
	Crossed bool        // the runs share no reading: the first of each are held against each other
}

// pair finds the readings that two runs share.
func pair(a, b []string) pairing {
	var p pairing
	for _, r := range a {
		if slices.Contains(b, r) {
			p.Names = append(p.Names, [2]string{r, r})
		}
	}
	if len(p.Names) == 0 && len(a) > 0 && len(b) > 0 {
		p.Crossed = true
		p.Names = [][2]string{{a[0], b[0]}}
	}
	for i, list := range [2][]string{a, b} {
		for _, r := range list {
			if !slices.ContainsFunc(p.Names, func(n [2]string) bool { return n[i] == r }) {
				p.Only[i] = append(p.Only[i], r)
			}
		}
	}
	return p
}

// label is how a pair of readings is called.
func label(names [2]string) string {
	if names[0] == names[1] {
		return names[0]
	}
	return names[0] + " / " + names[1]
}

// paired is a side's table without its scenario, without the readings that the other
// side lacks, and with each reading under the label of its pair.
func (p pairing) paired(t *Table, side int) Table {
	out := Table{Name: t.Name}
	scenario, reading := t.column("scenario"), t.column("reading")
	if scenario >= 0 && slices.ContainsFunc(t.Rows, func(r []string) bool { return r[scenario] != t.Rows[0][scenario] }) {
		scenario = -1 // several scenarios in one table: they say which row it is
	}
	for i, h := range t.Heads {
		if i != scenario {
			out.Heads = append(out.Heads, h)
		}
	}
	for _, row := range t.Rows {
		row = slices.Clone(row)
		if reading >= 0 && slices.Contains(p.Only[side], row[reading]) {
			continue
		}
		for _, n := range p.Names {
			if reading >= 0 && n[side] == row[reading] {
				row[reading] = label(n)
			}
		}
		if scenario >= 0 {
			row = slices.Delete(row, scenario, scenario+1)
		}
		out.Rows = append(out.Rows, row)
	}
	return out
}
