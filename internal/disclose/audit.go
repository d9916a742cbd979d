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
	for i, w := range withheld {
		if w {
			c.open[i] = true
		}
	}
	if err := c.feasible(); err != nil {
		return nil, err
	}
	p := c.scatter(c.polytope())
	for i := range c.cells {
		if c.withheld(i) && !c.safe(i) {
			p = c.fresh(p)
			c.stretch(p, i)
		}
	}
	c.far, p = unknown, nil // what did not move far enough may now draw others as far as it will
	var out []Range
	for i := range c.cells {
		if !c.withheld(i) {
			continue
		}
		settled := !c.safe(i)
		for _, sign := range []float64{1, -1} {
			if c.safe(i) {
				settled = false
				break
			}
			if p == nil {
				p = c.polytope()
			}
			p = c.fresh(p)
			c.push(p, i, sign)
			settled = settled && p.best
		}
		out = append(out, Range{Cell(i), c.low[i], c.high[i], settled && !c.safe(i)})
	}
	return out, nil
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
	c.solve()
	if n, off := c.amiss(); off > trace {
		return fmt.Errorf("what is printed contradicts itself: the sum of %s is off by %.4g of its size", c.cells[c.live[n].terms[0].Cell].name, off)
	}
	defer func(far float64) { c.far = far }(c.far)
	c.far = unknown
	for range 200 {
		p := c.polytope()
		goal := c.strays(p)
		if len(goal) == 0 {
			break
		}
		p.climb(goal, nil)
		gain := 0.0
		for _, g := range goal {
			gain += p.at[g.col]
		}
		if p.best && gain < trace { // nothing that is out of bounds can come nearer to them
			return errors.New("what is printed contradicts itself: no counts make these sums")
		}
		for i := range c.cells {
			if c.open[i] {
				c.cells[i].value += p.moved(i)
			}
		}
	}
	for i := range c.cells {
		c.low[i], c.high[i] = c.cells[i].value, c.cells[i].value
	}
	return nil
}

// out is how far out of bounds is out of them.
const out = 1e-4

// strays binds what is out of its bounds between where it is and where it should be, and is
// the goal that it comes there.
func (c *chooser) strays(p *polytope) (goal []entry) {
	for i := range c.cells {
		x := &c.cells[i]
		if off := x.least() - x.value; c.open[i] && off > out {
			p.bound(i, 0, off)
			goal = append(goal, entry{int32(i), 1})
		}
	}
	slack := len(c.cells)
	for _, t := range c.live {
		if !t.atMost {
			continue
		}
		if sum := c.sum(t); sum > out {
			p.bound(slack, 0, sum)
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
	for n, t := range c.live {
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

// solve makes the ties good that are equations, by the open cells of a basis, whatever the
// bounds.
func (c *chooser) solve() {
	p := c.bare()
	one := int32(p.cols - 1) // the last column is what is amiss, and does not move
	for n, t := range c.live {
		if sum := c.sum(t); !t.atMost && sum != 0 {
			p.set(n, append(slices.Clone(p.rows[n]), entry{one, sum}))
		}
	}
	p.start()
	for i, v := range p.basis {
		if int(v) >= len(c.cells) {
			continue
		}
		if r := p.rows[i]; len(r) > 0 && r[len(r)-1].col == one {
			c.cells[v].value -= r[len(r)-1].val
		}
	}
}
