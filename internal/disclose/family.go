// Package disclose withholds small counts of a family of tables so that what is printed
// does not give them away, and attacks what is printed to see whether it does. It knows
// no law and no table: only counts, the sums that tie them, and which go together.
//
// The attacker knows everything that is printed, the threshold, the method and every tie,
// but not which cells were withheld for being small. What a withheld cell can be, as far
// as he can tell, is the range of a linear program over the withheld cells. A pattern is
// safe if no such range is narrower than threshold-1 (METHODS.md, Small cells; the problem
// is cell suppression as in Fischetti and Salazar, Management Science 47 (2001) 1008).
package disclose

import (
	"fmt"
	"math"
	"slices"
)

// A Cell is one count of a family, by its number.
type Cell int

// A Term is a cell in a tie, and how often it counts.
type Term struct {
	Cell Cell
	Of   float64
}

// A Family is what is to be printed: counts, and the ties between them that hold whatever
// the data are.
type Family struct {
	Threshold int

	cells []cell
	ties  []tie
	group []int // by cell: cells of one group are withheld together
}

type cell struct {
	name   string
	value  float64
	signed bool
	hidden bool // never printed
	fixed  bool // does not move, though it is not printed either
	told   bool // its value is known; else the value is a guess
	may    bool // it may move though it is zero
	free   bool // whether it is safe is not asked
	loose  bool // where it is withheld it may be anything, and holds nobody
	small  bool // to be withheld whatever ties it
	cost   float64
	ties   []int // that it is in
}

// A tie is a sum of cells that is zero, or at most zero.
type tie struct {
	terms  []Term
	atMost bool
}

// New is an empty family. Counts from 1 to threshold-1 are small.
func New(threshold int) *Family { return &Family{Threshold: threshold} }

// A Count is a cell as it is put into a family.
type Count struct {
	Name   string    // unique, for messages
	Value  float64   // NaN where the family is made of what was printed, and it was withheld
	Others []float64 // bounds that are printed with it
	Signed bool      // may be negative: a net count
	May    bool      // may be more though it is zero, where it is withheld: a row of which a bound is none
	Free   bool      // whether it is safe, where it is withheld, is not asked
	Loose  bool      // nor what it is: where it is withheld it may be anything
	Cost   float64   // what is lost where it is withheld, against others; 0 for 1
}

// Put adds a cell. It is small if its value, or one of Others (the bounds that are
// printed with it), lies between 0 and the threshold.
func (f *Family) Put(c Count) Cell {
	x := cell{name: c.Name, value: c.Value, signed: c.Signed || c.Loose, cost: c.Cost, told: !math.IsNaN(c.Value), may: c.May, free: c.Free || c.Loose, loose: c.Loose, small: f.Small(c.Value)}
	if !x.told {
		x.value = float64(f.Threshold) / 2
	}
	for _, v := range c.Others {
		x.small = x.small || f.Small(v)
	}
	if x.cost == 0 {
		x.cost = 1
	}
	f.cells = append(f.cells, x)
	f.group = append(f.group, len(f.cells)-1)
	return Cell(len(f.cells) - 1)
}

// Hide adds a cell that is never printed and ties others: how many there are of what is
// split in several ways.
func (f *Family) Hide(name string, value float64) Cell {
	x := cell{name: name, value: value, hidden: true, told: !math.IsNaN(value)}
	if !x.told {
		x.value = float64(f.Threshold)
	}
	f.cells = append(f.cells, x)
	f.group = append(f.group, len(f.cells)-1)
	return Cell(len(f.cells) - 1)
}

// HideNet is Hide for a net count, which may be negative.
func (f *Family) HideNet(name string, value float64) Cell {
	c := f.Hide(name, value)
	f.cells[c].signed = true
	return c
}

// Small reports whether a count is small: at least a trace and less than the threshold.
func (f *Family) Small(v float64) bool {
	return math.Abs(v) > trace && math.Abs(v) < float64(f.Threshold)-trace
}

// trace is what adding in binary may leave of nothing.
const trace = 1e-6

// dust is no value at all. What is more, and less than a trace, tells of nobody by itself, but it
// may be one of many that come to more: it can be withheld with them.
const dust = 1e-9

// Sum ties a whole to its parts.
func (f *Family) Sum(whole Cell, parts ...Cell) {
	terms := []Term{{whole, -1}}
	for _, p := range parts {
		terms = append(terms, Term{p, 1})
	}
	f.Tie(terms, false)
}

// Tie says that a sum of terms is zero, or with atMost that it is zero or less.
func (f *Family) Tie(terms []Term, atMost bool) {
	n := len(f.ties)
	f.ties = append(f.ties, tie{terms, atMost})
	for _, t := range terms {
		f.cells[t.Cell].ties = append(f.cells[t.Cell].ties, n)
	}
}

// Together says that cells are withheld together: if one is, so are the others.
func (f *Family) Together(cells ...Cell) {
	for _, c := range cells[min(1, len(cells)):] {
		f.group[f.root(int(c))] = f.root(int(cells[0]))
	}
}

func (f *Family) root(c int) int {
	for f.group[c] != c {
		f.group[c] = f.group[f.group[c]]
		c = f.group[c]
	}
	return c
}

// Check reports the first tie that the values do not keep: a mistake of whoever stated it.
func (f *Family) Check() error {
	for _, t := range f.ties {
		sum, size := 0.0, 1.0
		if slices.ContainsFunc(t.terms, func(x Term) bool { return !f.cells[x.Cell].told }) {
			continue
		}
		for _, x := range t.terms {
			sum += x.Of * f.cells[x.Cell].value
			size += math.Abs(f.cells[x.Cell].value)
		}
		if off := sum > trace*size || !t.atMost && sum < -trace*size; off {
			return fmt.Errorf("disclose: a tie of %s is off by %g", f.cells[t.terms[0].Cell].name, sum)
		}
	}
	return nil
}

// Ties is how many ties there are.
func (f *Family) Ties() int { return len(f.ties) }

// Cells is how many there are.
func (f *Family) Cells() int { return len(f.cells) }

// Withhold says that cells are withheld whatever they are.
func (f *Family) Withhold(cells ...Cell) {
	for _, c := range cells {
		f.cells[c].small = true
	}
}

// Told reports whether the value of a cell is known, Hidden whether it is never printed, and
// IsSmall whether it, or a bound printed with it, is small.
func (f *Family) Told(c Cell) bool    { return f.cells[c].told }
func (f *Family) Hidden(c Cell) bool  { return f.cells[c].hidden }
func (f *Family) IsSmall(c Cell) bool { return f.cells[c].small }

// Value is the value of a cell, and IsSigned reports whether it may be negative.
func (f *Family) Value(c Cell) float64 { return f.cells[c].value }
func (f *Family) IsSigned(c Cell) bool { return f.cells[c].signed }

// Fix adds a cell that is never printed and does not move: what the attacker is granted for nothing.
func (f *Family) Fix(name string, value float64) Cell {
	c := f.HideNet(name, value)
	f.cells[c].hidden, f.cells[c].fixed = false, true
	return c
}

// Name is the name of a cell.
func (f *Family) Name(c Cell) string { return f.cells[c].name }

// least is the least that the attacker must grant a withheld cell: zeros are shown, so a
// count that is withheld is one at least, unless it is an expectation below one.
func (c *cell) least() float64 {
	switch {
	case c.signed:
		return math.Inf(-1)
	case c.hidden:
		return 0
	case !c.told:
		return 0
	}
	return min(1, c.value)
}
