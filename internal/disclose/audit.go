package disclose

import (
	"fmt"
	"math"
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
	p, err := c.feasible()
	if err != nil {
		return nil, err
	}
	p = c.scatter(p)
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
			p = c.fresh(p)
			c.push(p, i, sign)
			settled = settled && p.best
		}
		out = append(out, Range{Cell(i), c.low[i], c.high[i], settled && !c.safe(i)})
	}
	return out, nil
}

// Narrow are the ranges that are narrower than threshold-1.
func (f *Family) Narrow(ranges []Range) (out []Range) {
	for _, r := range ranges {
		if r.Width() < f.enough()-1e-3 && !(f.cells[r.Cell].told && math.Abs(f.cells[r.Cell].value) < trace) {
			out = append(out, r)
		}
	}
	return out
}

// feasible is a polytope that stands at values which keep all ties. Where values are
// guesses it first makes the ties good, and takes the values that do as the guesses.
func (c *chooser) feasible() (*polytope, error) {
	p := c.polytope()
	var goal []entry
	for n, t := range c.live {
		sum := 0.0
		for _, x := range t.terms {
			sum += x.Of * c.cells[x.Cell].value
		}
		if t.atMost && sum <= 0 || math.Abs(sum) < trace {
			continue
		}
		goal = append(goal, entry{int32(n), sum})
	}
	if len(goal) == 0 {
		return p, nil
	}
	return c.repair()
}

// repair finds values that keep all ties: the artificial variable of a tie takes up what is
// amiss, and is driven to 0.
func (c *chooser) repair() (*polytope, error) {
	p := c.bare()
	var goal []entry
	for n, t := range c.live {
		sum := 0.0
		for _, x := range t.terms {
			sum += x.Of * c.cells[x.Cell].value
		}
		art := p.cols + n
		amiss := -sum
		if t.atMost {
			amiss = min(amiss, 0)
		}
		switch p.at[art] = amiss; {
		case amiss > 0:
			p.most[art] = math.Inf(1)
		case amiss < 0:
			p.least[art] = math.Inf(-1)
		default:
			continue
		}
		goal = append(goal, entry{int32(art), -math.Copysign(1, amiss)})
	}
	p.limit = math.MaxInt
	for range 50 {
		p.climb(goal, nil)
		if p.best {
			break
		}
	}
	left := 0.0
	for _, g := range goal {
		left += math.Abs(p.at[g.col])
	}
	if left > 1e-4 {
		return nil, fmt.Errorf("what is printed contradicts itself: the sums are off by %.4g", left)
	}
	for i := range c.cells {
		if c.open[i] {
			c.cells[i].value += p.moved(i)
			c.low[i], c.high[i] = c.cells[i].value, c.cells[i].value
		}
	}
	return c.polytope(), nil
}
