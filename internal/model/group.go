package model

import (
	"slices"

	"impact/internal/court"
	"impact/internal/law"
)

// A group is the charges of one victim whose facts are not all known: the
// worlds that these facts can be in, given what every charge's citation
// implies, and the verdict on each charge in each world.
type group struct {
	worlds   []world
	verdicts map[int32][]*verdict // by signature, one per world
}

// group judges the charges of a victim together. Worlds are weighted by the
// prior of the first of them by signature, and by how well every charge's
// implied elements fit. A group whose records contradict each other in every
// world has no worlds; its charges are then judged alone.
func (b *Bench) group(number int32, stage court.Stage) *group {
	if g := b.groups[stage][number]; g != nil {
		return g
	}
	g := b.joint(&b.Docket.Victims[number], stage)
	g.merge()
	b.groups[stage][number] = g
	return g
}

func (b *Bench) joint(p *court.Profile, stage court.Stage) *group {
	g := &group{verdicts: map[int32][]*verdict{}}
	var first *court.Signature
	for _, m := range p.Members {
		if s := &b.Docket.Signatures[m.Sig]; s.At(stage) && first == nil {
			first = s
		}
	}
	if first == nil {
		return g
	}
	prior := b.priors.pool(stage, first.Side(stage).Cite)
	ages, trafficked := b.cells(first.Facts, law.VictimAgeOf), b.cells(first.Facts, law.TraffickedOf)
	sum := 0.0
	for _, a := range ages {
		for _, t := range trafficked {
			weight := 1.0
			if first.Facts.VictimAge == 0 {
				weight *= prior[law.VictimAgeOf][a]
			}
			if first.Facts.Trafficked == law.Unknown {
				weight *= prior[law.TraffickedOf][t]
			}
			if b.fit(g, p, stage, a, t, &weight) {
				g.worlds = append(g.worlds, world{weight})
				sum += weight
			}
		}
	}
	for i := range g.worlds {
		if sum > 0 {
			g.worlds[i].p /= sum
		} else {
			g.worlds[i].p = 1 / float64(len(g.worlds))
		}
	}
	return g
}

// merge joins worlds in which every charge fares alike.
func (g *group) merge() {
	var kept []int
	for w := range g.worlds {
		same := slices.IndexFunc(kept, func(k int) bool { return g.alike(k, w) })
		if same >= 0 {
			g.worlds[kept[same]].p += g.worlds[w].p
		} else {
			kept = append(kept, w)
		}
	}
	for i, w := range kept {
		g.worlds[i] = g.worlds[w]
		for _, vs := range g.verdicts {
			vs[i] = vs[w]
		}
	}
	g.worlds = g.worlds[:len(kept)]
	for sig, vs := range g.verdicts {
		g.verdicts[sig] = vs[:len(kept)]
	}
}

// alike reports whether every charge fares in one world as in another.
func (g *group) alike(a, b int) bool {
	for _, vs := range g.verdicts {
		if !slices.Equal(vs[a].leaves, vs[b].leaves) {
			return false
		}
	}
	return true
}

// cells lists the cells that an attribute may be in, given facts.
func (b *Bench) cells(f law.Facts, a law.Attribute) []int {
	if at := f.At(a); at >= 0 {
		return []int{at}
	}
	out := make([]int, b.fr.Cells(a))
	for i := range out {
		out[i] = i
	}
	return out
}

// fit judges every charge of the victim in one world. It reports false, and
// keeps nothing, where some charge's implied element rules the world out.
func (b *Bench) fit(g *group, p *court.Profile, stage court.Stage, age, trafficked int, weight *float64) bool {
	found := map[int32]*verdict{}
	for _, m := range p.Members {
		s := &b.Docket.Signatures[m.Sig]
		if !s.At(stage) {
			continue
		}
		f := s.Facts
		if f.VictimAge == 0 {
			f = f.With(law.VictimAgeOf, age)
		}
		if f.Trafficked == law.Unknown {
			f = f.With(law.TraffickedOf, trafficked)
		}
		v := b.settled(m.Sig, stage, f)
		if len(v.leaves) == 0 {
			return false
		}
		*weight *= v.fit
		found[m.Sig] = v
	}
	for sig, v := range found {
		g.verdicts[sig] = append(g.verdicts[sig], v)
	}
	return true
}

// settled judges a charge whose victim's facts are supposed, not recorded: where
// they contradict what its citation implies, the world is impossible.
func (b *Bench) settled(sig int32, stage court.Stage, f law.Facts) *verdict {
	kind := b.ground.of[sig][stage].kind
	key := b.ground.keys[kind]
	heeds := b.ground.reach[b.ground.place[kind]].Heeds
	recorded := key.facts
	key.facts = heeds.Of(f)
	of := settledKey{key, recorded}
	if v := b.supposed[of]; v != nil {
		return v
	}
	at := likeSettled{b.like(kind), of}
	var v *verdict
	if !b.apart {
		v = known(b.ground, b.ground.supposed, at)
	}
	if v == nil {
		if v = b.verdict(key, recorded, b.verdictOn(kind)); !b.apart {
			v = keep(b.ground, b.ground.supposed, at, v)
		}
	}
	b.supposed[of] = v
	return v
}

// settledKey is a charge with supposed facts, and the facts as recorded.
type settledKey struct {
	legalKey
	recorded law.Facts
}

// marginal is the leaves of one charge of a group, over all worlds.
func (g *group) marginal(sig int32) []Leaf {
	v := &verdict{}
	for w, x := range g.verdicts[sig] {
		for _, l := range x.leaves {
			l.P *= g.worlds[w].p
			v.leaves = append(v.leaves, l)
		}
	}
	v.merge()
	return v.leaves
}
