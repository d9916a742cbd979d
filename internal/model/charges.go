package model

import (
	"slices"

	"impact/internal/court"
)

// A scope is some of the charges and units of a docket: kinds of charges, victims whose
// charges are judged together, and profiles. The charges that no proposal concerns are
// one scope, all others another.
type scope struct {
	kinds    []int32
	shared   [2][]int32 // by stage
	profiles [4][]int32 // by unit
}

// A table is counts by cell; its order is chosen when it is written out.
type table[K comparable] map[K]Count

func (t table[K]) add(k K, c Count) { t[k] = t[k].plus(c) }

// A grid is the cells of a table of charges: the cell that a leaf falls in, and that
// cell in a window. Without in the table has no windows.
type grid[K comparable] struct {
	cell func(*Leaf) (K, bool)
	in   func(K, Window) K
}

// tallyCharges counts charges of a stage by cell, weighted by counts: in each year and in
// the whole window. Of the charges of a shared victim the bounds are those over the
// victim's worlds together.
func tallyCharges[K comparable](b *Bench, stage court.Stage, of *alike, t table[K], g grid[K]) {
	for i := range of.forms {
		x := &of.forms[i]
		for j := range x.leaves {
			k, ok := g.cell(&x.leaves[j])
			if !ok || before(x.leaves[:j], k, g.cell) {
				continue
			}
			p, all, _ := chance(x.leaves, k, g.cell)
			c := certainty(p, all)
			if g.in == nil {
				t.add(k, c.times(float64(x.counts)))
				continue
			}
			t.add(g.in(k, All), c.times(float64(x.counts)))
			for _, y := range x.parts[lotYears] {
				t.add(g.in(k, Window{Year: b.ground.years[y.at]}), c.times(float64(y.n)))
			}
		}
	}
	for _, n := range of.shared[stage] {
		if g.in == nil {
			tallyGroup(b, t, n, stage, func(_ *court.Signature, l *Leaf) (K, bool) { return g.cell(l) })
			continue
		}
		tallyGroup(b, t, n, stage, func(s *court.Signature, l *Leaf) (K, bool) {
			k, ok := g.cell(l)
			if ok {
				k = g.in(k, Window{Year: s.Year(stage)})
			}
			return k, ok
		})
		tallyGroup(b, t, n, stage, func(_ *court.Signature, l *Leaf) (K, bool) {
			k, ok := g.cell(l)
			if ok {
				k = g.in(k, All)
			}
			return k, ok
		})
	}
}

// before reports whether some leaf falls in the cell.
func before[K comparable](leaves []Leaf, k K, cell func(*Leaf) (K, bool)) bool {
	for i := range leaves {
		if got, ok := cell(&leaves[i]); ok && got == k {
			return true
		}
	}
	return false
}

// chance is the probability of a cell, and whether every leaf, or any, is in it.
func chance[K comparable](leaves []Leaf, k K, cell func(*Leaf) (K, bool)) (p float64, all, any bool) {
	all = true
	for l := range leaves {
		if got, ok := cell(&leaves[l]); ok && got == k {
			p += leaves[l].P
			any = true
		} else {
			all = false
		}
	}
	return p, all, any
}

// certainty is the count of one charge that is in a cell with probability p.
func certainty(p float64, all bool) Count {
	if all {
		return Count{1, 1, 1}
	}
	return Count{0, p, 1}
}

// tallyGroup adds the charges of one kind of shared victim.
func tallyGroup[K comparable](b *Bench, t table[K], n int32, stage court.Stage, cell func(*court.Signature, *Leaf) (K, bool)) {
	g, p := b.group(n, stage), &b.Docket.Victims[n]
	var keys []K
	for _, m := range p.Members {
		if s := &b.Docket.Signatures[m.Sig]; s.At(stage) {
			leaves := g.marginal(m.Sig)
			for l := range leaves {
				if k, ok := cell(s, &leaves[l]); ok && !slices.Contains(keys, k) {
					keys = append(keys, k)
				}
			}
		}
	}
	for _, k := range keys {
		var c Count
		for w := range g.worlds {
			var in Count
			for _, m := range p.Members {
				s := &b.Docket.Signatures[m.Sig]
				if !s.At(stage) {
					continue
				}
				q, all, any := chance(g.verdicts[m.Sig][w].leaves, k, func(l *Leaf) (K, bool) { return cell(s, l) })
				if any {
					in = in.plus(certainty(q, all).times(float64(s.Counts)))
				}
			}
			if w == 0 {
				c.Low, c.High = in.Low, in.High
			}
			c.Low, c.High = min(c.Low, in.Low), max(c.High, in.High)
			c.Central += g.worlds[w].p * in.Central
		}
		if c.Low == c.High {
			c.Central = c.Low
		}
		t.add(k, c.times(float64(p.Weight)))
	}
}
