package model

import "impact/internal/court"

// A batch is charges that are alike and judged alike: rows of one signature
// with the ways in which they can stand.
type batch struct {
	sig    int32
	rows   int64
	leaves []Leaf
	v      *verdict
}

// shared lists the victim profiles whose charges are judged together at a stage.
func (b *Bench) shared(stage court.Stage) []int32 {
	var out []int32
	for i := range b.Docket.Victims {
		if b.Docket.Shares(int32(i)) && len(b.group(int32(i), stage).worlds) > 0 {
			out = append(out, int32(i))
		}
	}
	return out
}

// batches lists the charges that reached a stage: those judged alone first,
// then those of shared victims, whose leaves are over the victim's worlds.
func (b *Bench) batches(stage court.Stage) (alone, together []batch) {
	rows := make([]int64, len(b.Docket.Rows))
	copy(rows, b.Docket.Rows)
	for _, n := range b.shared(stage) {
		g, p := b.group(n, stage), &b.Docket.Victims[n]
		for _, m := range p.Members {
			if b.Docket.Signatures[m.Sig].At(stage) {
				rows[m.Sig] -= p.Weight
				together = append(together, batch{m.Sig, p.Weight, g.marginal(m.Sig), b.judge(m.Sig, stage)})
			}
		}
	}
	for i := range b.Docket.Signatures {
		if s := &b.Docket.Signatures[i]; s.At(stage) && rows[i] > 0 {
			v := b.judge(int32(i), stage)
			alone = append(alone, batch{int32(i), rows[i], v.leaves, v})
		}
	}
	return alone, together
}

// A table is counts by cell; its order is chosen when it is written out.
type table[K comparable] map[K]Count

func (t table[K]) add(k K, c Count) { t[k] = t[k].plus(c) }

// tallyCharges counts charges by cell, weighted by counts. Of the charges of a
// shared victim the bounds are those over the victim's worlds together.
func tallyCharges[K comparable](b *Bench, stage court.Stage, cell func(*court.Signature, *Leaf) (K, bool)) table[K] {
	t := table[K]{}
	alone, _ := b.batches(stage)
	for _, x := range alone {
		s := &b.Docket.Signatures[x.sig]
		for _, k := range cellsOf(s, x.leaves, cell) {
			p, all, _ := chance(s, x.leaves, k, cell)
			t.add(k, certainty(p, all).times(float64(x.rows*int64(s.Counts))))
		}
	}
	for _, n := range b.shared(stage) {
		tallyGroup(b, t, n, stage, cell)
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
