package model

import "impact/internal/court"

// A Count is how many: the least and the most that it can be over every way in
// which the unknown facts could have been, and its expectation. The bounds are
// no probability statement.
type Count struct{ Low, Central, High float64 }

// Zero reports whether the count is zero in every respect.
func (c Count) Zero() bool { return c == Count{} }

func (c Count) plus(d Count) Count {
	return Count{c.Low + d.Low, c.Central + d.Central, c.High + d.High}
}

func (c Count) times(n float64) Count { return Count{c.Low * n, c.Central * n, c.High * n} }

// ways is a list of distinct values, each possible, with probabilities; the
// order is that of first appearance.
type ways[K comparable] []way[K]

type way[K comparable] struct {
	key K
	p   float64
}

// put adds probability to a value.
func (w ways[K]) put(k K, p float64) ways[K] {
	for i := range w {
		if w[i].key == k {
			w[i].p += p
			return w
		}
	}
	return append(w, way[K]{k, p})
}

// count is 1 for a value that is certain, and its probability; High is 1 for
// every possible value.
func (w ways[K]) count(i int) Count {
	if len(w) == 1 {
		return Count{1, 1, 1}
	}
	return Count{0, w[i].p, 1}
}

// member is the verdicts on one member of a profile at a stage: alone where its
// facts are its own, or one for each world of the victim that it shares.
type member struct {
	court.Member
	alone  *verdict
	worlds []*verdict
}

// A world is one way in which a shared victim's facts can be, with its probability.
type world struct{ p float64 }

// maxWorlds bounds the joint worlds of the victims of one profile. Beyond it
// the charges are taken as independent, which keeps bounds valid, if not sharp.
const maxWorlds = 1 << 14

// members judges the members of a profile that reached the stage and lists, for
// each victim that they share, the victim's worlds.
func (b *Bench) members(p *court.Profile, stage court.Stage) (ms []member, victims [][]world) {
	number := map[int32]int{}
	total := 1
	for _, m := range p.Members {
		s := &b.Docket.Signatures[m.Sig]
		if !s.At(stage) {
			continue
		}
		x := member{Member: m, alone: b.judge(m.Sig, stage)}
		x.Victim = 0
		if m.Victim > 0 {
			if g := b.group(m.Group, stage); len(g.worlds) > 0 {
				n, ok := number[m.Victim]
				if !ok {
					victims = append(victims, g.worlds)
					n = len(victims)
					number[m.Victim] = n
					total = min(total*len(g.worlds), maxWorlds+1)
				}
				x.Victim, x.worlds = int32(n), g.verdicts[m.Sig]
			}
		}
		ms = append(ms, x)
	}
	if total > maxWorlds {
		victims = nil
		for i := range ms {
			ms[i].Victim = 0
		}
	}
	return ms, victims
}

// in is the verdict on a member in a choice of worlds, one per victim.
func (m *member) in(choice []int) *verdict {
	if m.Victim == 0 {
		return m.alone
	}
	return m.worlds[choice[m.Victim-1]]
}

// each visits every choice of worlds with its probability.
func each(victims [][]world, visit func(choice []int, p float64)) {
	choice := make([]int, len(victims))
	var rec func(i int, p float64)
	rec = func(i int, p float64) {
		if i == len(victims) {
			visit(choice, p)
			return
		}
		for w := range victims[i] {
			choice[i] = w
			rec(i+1, p*victims[i][w].p)
		}
	}
	rec(0, 1)
}

// fold is the joint law of a quantity over the members of a profile: zero is
// the quantity of no charge, step adds one leaf of one member.
func fold[K comparable](ms []member, victims [][]world, zero K, step func(K, *member, *Leaf) K) ways[K] {
	var out ways[K]
	each(victims, func(choice []int, p float64) {
		at := ways[K]{{zero, p}}
		for i := range ms {
			leaves := ms[i].in(choice).leaves
			if len(leaves) == 1 {
				for j := range at {
					at[j].key = step(at[j].key, &ms[i], &leaves[0])
				}
				at = at.merged()
				continue
			}
			var next ways[K]
			for _, w := range at {
				for l := range leaves {
					next = next.put(step(w.key, &ms[i], &leaves[l]), w.p*leaves[l].P)
				}
			}
			at = next
		}
		for _, w := range at {
			out = out.put(w.key, w.p)
		}
	})
	return out
}

func (w ways[K]) merged() ways[K] {
	if len(w) < 2 {
		return w
	}
	var out ways[K]
	for _, x := range w {
		out = out.put(x.key, x.p)
	}
	return out
}

// anyOf is, for every cell that some leaf of some member falls in, how sure it
// is that at least one member falls in it.
func anyOf[K comparable](ms []member, victims [][]world, cell func(*member, *Leaf) (K, bool)) ways3[K] {
	var keys []K
	seen := map[K]bool{}
	note := func(m *member, v *verdict) {
		for l := range v.leaves {
			if k, ok := cell(m, &v.leaves[l]); ok && !seen[k] {
				seen[k] = true
				keys = append(keys, k)
			}
		}
	}
	each(victims, func(choice []int, _ float64) {
		for i := range ms {
			note(&ms[i], ms[i].in(choice))
		}
	})
	var out ways3[K]
	for _, k := range keys {
		c := Count{Low: 1}
		each(victims, func(choice []int, p float64) {
			miss, sure, may := 1.0, false, false
			for i := range ms {
				hit, all, any := probability(&ms[i], ms[i].in(choice), k, cell)
				miss *= 1 - hit
				sure, may = sure || all, may || any
			}
			if sure {
				miss = 0
			}
			c.Central += p * (1 - miss)
			if !sure {
				c.Low = 0
			}
			if may {
				c.High = 1
			}
		})
		if c.Low == 1 {
			c.Central = 1
		}
		out = append(out, way3[K]{k, c})
	}
	return out
}

type ways3[K comparable] []way3[K]

type way3[K comparable] struct {
	key K
	Count
}

// probability is the chance that a member falls in the cell, whether it must,
// and whether it may.
func probability[K comparable](m *member, v *verdict, k K, cell func(*member, *Leaf) (K, bool)) (p float64, all, any bool) {
	all = true
	for l := range v.leaves {
		if got, ok := cell(m, &v.leaves[l]); ok && got == k {
			p += v.leaves[l].P
			any = true
		} else {
			all = false
		}
	}
	if all {
		p = 1
	}
	return p, all, any
}
