package model

import (
	"iter"
	"slices"

	"impact/internal/court"
)

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
	at
	alone  *verdict
	worlds []*verdict
}

// A world is one way in which a shared victim's facts can be, with its probability.
type world struct{ p float64 }

// maxJudged bounds the joint worlds of the victims of one profile, times its charges: so many are
// judged. Beyond it its units are judged one by one, and the charges of a unit that has too many by
// itself are taken as independent: bounds stay valid, if not sharp.
const maxJudged = 1 << 13

// A cluster is units whose charges share victims, and these victims' worlds.
type cluster struct {
	members []member // of all units
	units   [][]member
	victims [][]world
}

// units splits the members of a profile into its units.
func units(ms []court.Member) iter.Seq[[]court.Member] {
	return func(yield func([]court.Member) bool) {
		for i, j := 0, 0; i < len(ms); i = j {
			for j = i + 1; j < len(ms) && ms[j].Unit == ms[i].Unit; j++ {
			}
			if !yield(ms[i:j]) {
				return
			}
		}
	}
}

// clusters judges the members of a profile that reached the stage. A cluster is
// good until the visit ends.
func (b *Bench) clusters(p *court.Profile, stage court.Stage, visit func(*cluster)) {
	c := &b.scratch
	if b.judgeAll(c, p.Members, stage) {
		visit(c)
		return
	}
	for unit := range units(p.Members) {
		if !b.judgeAll(c, unit, stage) {
			c.separate()
		}
		visit(c)
	}
}

// judgeAll fills a cluster with members. It reports false where the worlds of
// the victims that they share are too many.
func (b *Bench) judgeAll(c *cluster, members []court.Member, stage court.Stage) bool {
	c.members, c.units, c.victims = slices.Grow(c.members[:0], len(members)), c.units[:0], c.victims[:0]
	var number map[int32]int32
	total := 1
	for unit := range units(members) {
		start := len(c.members)
		for _, m := range unit {
			at := b.ground.of[m.Sig][stage]
			if at.kind < 0 {
				continue
			}
			x := member{Member: m, at: at, alone: b.verdictOn(at.kind)}
			if x.Victim = 0; m.Victim > 0 {
				if g := b.group(m.Group, stage); len(g.worlds) > 0 {
					if number == nil {
						number = map[int32]int32{}
					}
					if number[m.Victim] == 0 {
						c.victims = append(c.victims, g.worlds)
						number[m.Victim] = int32(len(c.victims))
						total = min(total*len(g.worlds), maxJudged+1)
					}
					x.Victim, x.worlds = number[m.Victim], g.verdicts[m.Sig]
				}
			}
			c.members = append(c.members, x)
		}
		if len(c.members) > start {
			c.units = append(c.units, c.members[start:len(c.members):len(c.members)])
		}
	}
	return len(c.victims) == 0 || total*len(c.members) <= maxJudged
}

// separate takes all charges as independent.
func (c *cluster) separate() {
	c.victims = nil
	for i := range c.members {
		c.members[i].Victim = 0
	}
}

// tallyUnits counts the units of a kind in some profiles. unit puts how sure it is of each cell
// for one unit in one choice of worlds; units that share victims are summed in
// each choice before the least and the most are taken.
func tallyUnits[K comparable](b *Bench, u Unit, stage court.Stage, which []int32, t table[K], unit func(ms []member, choice []int, put func(K, Count))) {
	profiles := b.profiles(u)
	for _, i := range which {
		weight := float64(profiles[i].Weight)
		add := func(k K, n Count) { t.add(k, n.times(weight)) }
		b.clusters(&profiles[i], stage, func(c *cluster) {
			if len(c.victims) > 0 {
				for _, x := range overWorlds(c, unit) {
					add(x.key, x.Count)
				}
				return
			}
			for _, ms := range c.units {
				unit(ms, nil, add)
			}
		})
	}
}

// overWorlds counts the units of a cluster over every choice of its victims' worlds.
func overWorlds[K comparable](c *cluster, unit func([]member, []int, func(K, Count))) sures[K] {
	var out sures[K]
	visited := 0
	each(c.victims, func(choice []int, p float64) {
		var here sures[K]
		for _, ms := range c.units {
			unit(ms, choice, here.add)
		}
		for i := range out {
			n := here.of(out[i].key)
			out[i].Low, out[i].High = min(out[i].Low, n.Low), max(out[i].High, n.High)
			out[i].Central += p * n.Central
		}
		for _, x := range here {
			if out.has(x.key) {
				continue
			}
			if x.Central *= p; visited > 0 {
				x.Low, x.High = min(x.Low, 0), max(x.High, 0)
			}
			out = append(out, x)
		}
		visited++
	})
	for i := range out {
		if out[i].Low == out[i].High {
			out[i].Central = out[i].Low
		}
	}
	return out
}

// sures is how sure it is that each of some cells holds how many, in the order
// of first appearance.
type sures[K comparable] []sure[K]

type sure[K comparable] struct {
	key K
	Count
}

func (s *sures[K]) add(k K, c Count) {
	for i := range *s {
		if (*s)[i].key == k {
			(*s)[i].Count = (*s)[i].plus(c)
			return
		}
	}
	*s = append(*s, sure[K]{k, c})
}

func (s sures[K]) has(k K) bool {
	return slices.ContainsFunc(s, func(x sure[K]) bool { return x.key == k })
}

// of is the count of a cell, zero where it does not appear.
func (s sures[K]) of(k K) Count {
	for _, x := range s {
		if x.key == k {
			return x.Count
		}
	}
	return Count{}
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

// fold is the joint law of a quantity over members in a choice of worlds: zero
// is the quantity of no charge, step adds one leaf of one member.
func fold[K comparable](ms []member, choice []int, zero K, step func(K, *member, *Leaf) K) ways[K] {
	at := ways[K]{{zero, 1}}
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
	return at
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
// is that at least one member falls in it, in a choice of worlds.
func anyOf[K comparable](ms []member, choice []int, cell func(*Leaf) (K, bool)) sures[K] {
	var out sures[K]
	for i := range ms {
		leaves := ms[i].in(choice).leaves
		for l := range leaves {
			if k, ok := cell(&leaves[l]); ok && !out.has(k) {
				out = append(out, sure[K]{k, atLeast(ms, choice, k, cell)})
			}
		}
	}
	return out
}

// atLeast is how sure it is that at least one member falls in a cell.
func atLeast[K comparable](ms []member, choice []int, k K, cell func(*Leaf) (K, bool)) Count {
	miss := 1.0
	for i := range ms {
		p, all := 0.0, true
		leaves := ms[i].in(choice).leaves
		for l := range leaves {
			if got, ok := cell(&leaves[l]); ok && got == k {
				p += leaves[l].P
			} else {
				all = false
			}
		}
		if all {
			return Count{1, 1, 1}
		}
		miss *= 1 - p
	}
	return Count{0, 1 - miss, 1}
}
