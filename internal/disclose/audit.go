package disclose

import (
	"errors"
	"fmt"
	"math"
	"slices"
)

// A Range is what the attacker can tell of a withheld cell. Where it is not settled, the
// cell can be anything between Low and High for all he knows, and perhaps more.
type Range struct {
	Cell      Cell
	Low, High float64
	Settled   bool
}

// Width is how wide the range is.
func (r Range) Width() float64 { return r.High - r.Low }

// Attack tells, of every withheld cell, the least and the most that it can be for who knows
// everything else that is printed, and all ties. It does not use the values of withheld
// cells but for a point from which to set out; where they are not known it finds one by
// itself, and fails where there is none: then what is printed contradicts itself. Ranges
// that are as wide as threshold-1 are not sought further and not settled.
func (f *Family) Attack(withheld []bool) ([]Range, error) {
	c := newChooser(f)
	defer c.sit()()
	for i, w := range withheld {
		if w {
			c.hide(i)
		}
	}
	if err := c.feasible(); err != nil {
		return nil, err
	}
	for _, i := range c.parts() {
		c.centre(i)
	}
	for i := range c.cells {
		if c.withheld(i) {
			c.secure(i, near)
		}
	}
	c.far = unknown                                      // what did not move far enough may now draw others as far as it will
	settled := slices.Repeat([]bool{true}, len(c.cells)) // those that no part lets move are
	for _, i := range c.parts() {
		c.settleAll(i, settled)
	}
	var out []Range
	for i := range c.cells {
		if c.withheld(i) {
			out = append(out, Range{Cell(i), c.low[i], c.high[i], settled[i] && !c.safe(i)})
		}
	}
	return out, nil
}

// near is the size of the patches in which places are sought before all is taken together.
const near = 100

// centre moves the cells of a part to the middle of far places, each pushed up or down by
// the toss of a coin, all at once: from there they can move either way. It goes on as long
// as that makes more of them safe.
func (c *chooser) centre(i int) {
	at := c.part(i)
	middle, places := make([]float64, len(at.cells)), 0.0
	for before := 2 * len(at.cells); ; {
		goal := c.coins(at)
		if len(goal) == 0 || len(goal) > before*95/100 {
			break
		}
		before = len(goal)
		for range 2 {
			at.climb(goal, nil)
			if !at.holds() {
				break
			}
			for k, j := range at.cells {
				v := c.cells[j].value + at.moved(k)
				c.low[j], c.high[j] = min(c.low[j], v), max(c.high[j], v)
				middle[k] += at.moved(k)
			}
			places++
			for n := range goal {
				goal[n].val = -goal[n].val
			}
		}
	}
	for k, j := range at.cells {
		c.cells[j].value += middle[k] / max(1, places)
	}
}

// settleAll moves each withheld cell that hangs together with one as far as it goes either
// way, unless it is safe before, and notes of each whether it cannot go further. All are
// pushed in one patch, which is made anew where it is worn.
func (c *chooser) settleAll(i int, settled []bool) {
	at := c.part(i)
	for k := range at.cells {
		j := at.cells[k]
		settled[j] = false
		for n := 0; n < 4 && c.withheld(j) && !c.safe(j) && !settled[j]; n++ {
			if at.worn() {
				at = c.part(i)
			}
			if n > 0 {
				at.limit = math.MaxInt // however long it takes
			}
			settled[j] = c.settle(at, k)
		}
		if at.limit == math.MaxInt {
			at.spoilt = true // the next is not to pay for it
		}
	}
}

// settle moves the cell of a column as far as it goes either way and reports whether it
// cannot go further.
func (c *chooser) settle(at *patch, col int) bool {
	for _, sign := range []float64{1, -1} {
		if c.push(at, col, sign); !at.best || at.spoilt || c.safe(at.cells[col]) {
			return false
		}
	}
	return true
}

// Narrow are the ranges that are narrower than threshold-1. That none is expected tells of
// nobody: a cell of which only that is told is not among them.
func (f *Family) Narrow(ranges []Range) (out []Range) {
	for _, r := range ranges {
		none := math.Abs(r.Low) < 1e-3 && math.Abs(r.High) < 1e-3
		if r.Width() < f.enough()-1e-3 && !none {
			out = append(out, r)
		}
	}
	return out
}

// feasible makes the values of open cells such that all ties and bounds are kept: where
// values are guesses, the ties are solved for them first, and then what is out of bounds is
// moved back.
func (c *chooser) feasible() error {
	parts := c.parts()
	for _, i := range parts {
		c.solve(c.artificial(i))
	}
	if n, off := c.amiss(); off > trace {
		return fmt.Errorf("what is printed contradicts itself: the sum of %s is off by %.4g of its size", c.cells[c.ties[n].terms[0].Cell].name, off)
	}
	defer func(far float64) { c.far = far }(c.far)
	c.far = unknown
	for _, i := range parts {
		if err := c.moveIn(i); err != nil {
			return err
		}
	}
	for i := range c.cells {
		c.low[i], c.high[i] = c.cells[i].value, c.cells[i].value
	}
	return nil
}

// parts are a cell each of those parts of the family that hang together in what may move.
func (c *chooser) parts() (out []int) {
	seen := make([]bool, len(c.cells))
	for i := range c.cells {
		if seen[i] || !c.moves(i) {
			continue
		}
		out = append(out, i)
		cells, ties, _ := c.nearby(i, math.MaxInt, false)
		for _, j := range cells {
			seen[j] = true
		}
		c.wipe(cells, ties)
	}
	return out
}

// artificial is all that hangs together with a cell, with a basis of artificial variables.
func (c *chooser) artificial(i int) *patch {
	cells, ties, _ := c.nearby(i, math.MaxInt, false)
	defer c.wipe(cells, ties)
	return c.lay(&c.desk.patch, cells, ties)
}

// moveIn moves what is out of its bounds into them, in the part of a cell.
func (c *chooser) moveIn(i int) error {
	for range 200 {
		at := c.artificial(i)
		goal := c.strays(at)
		if len(goal) == 0 {
			return nil
		}
		at.start()
		at.climb(goal, nil)
		gain := 0.0
		for _, g := range goal {
			gain += at.at[g.col]
		}
		if at.best && gain < trace { // nothing that is out of bounds can come nearer to them
			return errors.New("what is printed contradicts itself: no counts make these sums")
		}
		for k, j := range at.cells {
			c.cells[j].value += at.moved(k)
		}
	}
	return nil
}

// out is how far out of bounds is out of them.
const out = 1e-4

// strays binds what is out of its bounds between where it is and where it should be, and is
// the goal that it comes there.
func (c *chooser) strays(at *patch) (goal []entry) {
	for k, j := range at.cells {
		x := &c.cells[j]
		if off := x.least() - x.value; off > out {
			at.bound(k, 0, off)
			goal = append(goal, entry{int32(k), 1})
		}
	}
	slack := len(at.cells)
	for _, n := range at.ties {
		if !c.ties[n].atMost {
			continue
		}
		if sum := c.sum(c.ties[n]); sum > out {
			at.bound(slack, 0, sum)
			goal = append(goal, entry{int32(slack), 1})
		}
		slack++
	}
	return goal
}

func (c *chooser) sum(t tie) (sum float64) {
	for _, x := range t.terms {
		sum += x.Of * c.cells[x.Cell].value
	}
	return sum
}

// amiss is the tie that is kept worst, and by how much of its size it is not.
func (c *chooser) amiss() (at int, worst float64) {
	for n, t := range c.ties {
		if c.dead[n] {
			continue
		}
		size := 1.0
		for _, x := range t.terms {
			size += math.Abs(c.cells[x.Cell].value)
		}
		if off := math.Abs(c.sum(t)) / size; !t.atMost && off > worst {
			at, worst = n, off
		}
	}
	return at, worst
}

// solve makes the ties of a part good that are equations, by the open cells of a basis,
// whatever the bounds.
func (c *chooser) solve(at *patch) {
	one := at.cols - 1 // the last column is what is amiss, and does not move
	for row, n := range at.ties {
		if sum := c.sum(c.ties[n]); !c.ties[n].atMost && sum != 0 {
			at.set(row, append(slices.Clone(at.rows[row]), entry{int32(one), sum}))
		}
	}
	at.start()
	for i, v := range at.basis {
		if int(v) < len(at.cells) {
			c.cells[at.cells[v]].value -= at.get(i, one)
		}
	}
}
