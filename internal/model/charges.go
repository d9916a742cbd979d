package model

import (
	"slices"

	"impact/internal/court"
)

// A batch is charges that are alike and judged alike: rows of one signature
// with the ways in which they can stand.
type batch struct {
	sig    int32
	rows   int64
	leaves []Leaf
	v      *verdict
}

// batches are the charges that reached a stage: those judged alone, those of
// shared victims, whose leaves are over the victim's worlds, and the victim
// profiles whose charges are judged together.
type batches struct {
	alone, together []batch
	shared          []int32
}

// all is every batch.
func (x *batches) all() []batch { return slices.Concat(x.alone, x.together) }

// batches lists the charges that reached a stage.
func (b *Bench) batches(stage court.Stage) *batches {
	if b.batched[stage] == nil {
		b.batched[stage] = b.batch(stage)
	}
	return b.batched[stage]
}

func (b *Bench) batch(stage court.Stage) *batches {
	out := &batches{}
	rows := slices.Clone(b.Docket.Rows)
	for n := range int32(len(b.Docket.Victims)) {
		if !b.Docket.Shares(n) || len(b.group(n, stage).worlds) == 0 {
			continue
		}
		out.shared = append(out.shared, n)
		g, p := b.group(n, stage), &b.Docket.Victims[n]
		for _, m := range p.Members {
			if b.Docket.Signatures[m.Sig].At(stage) {
				rows[m.Sig] -= p.Weight
				out.together = append(out.together, batch{m.Sig, p.Weight, g.marginal(m.Sig), b.judge(m.Sig, stage)})
			}
		}
	}
	for i := range b.Docket.Signatures {
		if s := &b.Docket.Signatures[i]; s.At(stage) && rows[i] > 0 {
			v := b.judge(int32(i), stage)
			out.alone = append(out.alone, batch{int32(i), rows[i], v.leaves, v})
		}
	}
	return out
}

// A table is counts by cell; its order is chosen when it is written out.
type table[K comparable] map[K]Count

func (t table[K]) add(k K, c Count) { t[k] = t[k].plus(c) }

// A grid is the cells of a table of charges by year: the cell that a leaf falls
// in, the order of cells, and the cell of the whole window that a cell belongs
// to. Without all there is no whole window.
type grid[K comparable] struct {
	cell  func(*court.Signature, *Leaf) (K, bool)
	order func(a, b K) int
	all   func(K) K
}

// tallyCharges counts charges by cell, weighted by counts. Of the charges of a
// shared victim the bounds are those over the victim's worlds together, in each
// year and in the whole window.
func tallyCharges[K comparable](b *Bench, stage court.Stage, g grid[K]) table[K] {
	t := table[K]{}
	for _, x := range b.batches(stage).alone {
		s := &b.Docket.Signatures[x.sig]
		for _, k := range cellsOf(s, x.leaves, g.cell) {
			p, all, _ := chance(s, x.leaves, k, g.cell)
			t.add(k, certainty(p, all).times(float64(x.rows*int64(s.Counts))))
		}
	}
	if g.all != nil {
		withAll(t, g.order, g.all)
	}
	whole := func(s *court.Signature, l *Leaf) (K, bool) {
		k, ok := g.cell(s, l)
		if ok {
			k = g.all(k)
		}
		return k, ok
	}
	for _, n := range b.batches(stage).shared {
		tallyGroup(b, t, n, stage, g.cell)
		if g.all != nil {
			tallyGroup(b, t, n, stage, whole)
		}
	}
	return t
}

// cellsOf lists the cells that the leaves fall in, in order of appearance.
func cellsOf[K comparable](s *court.Signature, leaves []Leaf, cell func(*court.Signature, *Leaf) (K, bool)) []K {
	var keys []K
	for l := range leaves {
		if k, ok := cell(s, &leaves[l]); ok && !contains(keys, k) {
			keys = append(keys, k)
		}
	}
	return keys
}

func contains[K comparable](list []K, k K) bool {
	for _, x := range list {
		if x == k {
			return true
		}
	}
	return false
}

// chance is the probability of a cell, and whether every leaf, or any, is in it.
func chance[K comparable](s *court.Signature, leaves []Leaf, k K, cell func(*court.Signature, *Leaf) (K, bool)) (p float64, all, any bool) {
	all = true
	for l := range leaves {
		if got, ok := cell(s, &leaves[l]); ok && got == k {
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
			for _, k := range cellsOf(s, g.marginal(m.Sig), cell) {
				if !contains(keys, k) {
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
				if q, all, any := chance(s, g.verdicts[m.Sig][w].leaves, k, cell); any {
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
