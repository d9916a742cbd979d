package model

import (
	"maps"
	"slices"

	"impact/internal/court"
	"impact/internal/law"
)

// books are everything that a Result tells of some charges and units, counted under one
// proposal. Those of two scopes that have nothing in common can be added.
type books struct {
	shift   [3][2]table[shiftKey] // by unit and stage
	section [2]table[sectionKey]
	level   [2]table[levelKey]
	minor   [4][2]table[minorKey]
	cover   [3]table[minorKey]
	moves   [2]table[moveKey]

	registry table[registryKey]
	events   table[eventKey]
	net      Count
	orders   map[discretionKey]int64

	totals     [2][len(chargeTotals)]Count
	caseFelony [2]Count

	felonies [2]*tally
	changes  *tally
	persons  *tally

	ledger map[entryKey]court.Tally
	used   [2]map[int]bool // legal facts that decided something, and that decided a change
}

func newBooks(g *ground) *books {
	x := &books{registry: table[registryKey]{}, events: table[eventKey]{}, orders: map[discretionKey]int64{}, ledger: map[entryKey]court.Tally{},
		changes: newTally(g, victimGroups(g)), persons: newTally(g, defendants(g))}
	for _, stage := range court.Stages {
		for u := range x.shift {
			x.shift[u][stage] = table[shiftKey]{}
		}
		for u := range x.minor {
			x.minor[u][stage] = table[minorKey]{}
		}
		x.section[stage], x.level[stage], x.moves[stage] = table[sectionKey]{}, table[levelKey]{}, table[moveKey]{}
		x.felonies[stage], x.used[stage] = newTally(g, defendants(g)), map[int]bool{}
	}
	for u := range x.cover {
		x.cover[u] = table[minorKey]{}
	}
	return x
}

// clone is a copy that can be added to.
func (x *books) clone() *books {
	y := *x
	y.registry, y.events, y.orders, y.ledger = maps.Clone(x.registry), maps.Clone(x.events), maps.Clone(x.orders), maps.Clone(x.ledger)
	y.changes, y.persons = x.changes.clone(), x.persons.clone()
	for _, stage := range court.Stages {
		for u := range x.shift {
			y.shift[u][stage] = maps.Clone(x.shift[u][stage])
		}
		for u := range x.minor {
			y.minor[u][stage] = maps.Clone(x.minor[u][stage])
		}
		y.section[stage], y.level[stage], y.moves[stage] = maps.Clone(x.section[stage]), maps.Clone(x.level[stage]), maps.Clone(x.moves[stage])
		y.felonies[stage], y.used[stage] = x.felonies[stage].clone(), maps.Clone(x.used[stage])
	}
	for u := range x.cover {
		y.cover[u] = maps.Clone(x.cover[u])
	}
	return &y
}

// still is what no proposal of the scenario moves, counted, and the rest of the docket.
type still struct {
	books  *books
	briefs *briefs
	rest   scope
	young  []MinorCharged
	swaps  []Substitution
	kept   court.Tally
}

// stillOf counts, once, what all benches on the ground have in common.
func (g *ground) stillOf() *still {
	g.counting.Do(func() {
		s, fixed := &still{}, scope{}
		b := onGround(g, g.nothing.Proposal)
		g.divide(&fixed, &s.rest)
		s.books = newBooks(g)
		for _, stage := range court.Stages {
			b.countCharges(stage, &fixed, s.books)
		}
		var young [4][]int32
		for _, u := range []Unit{Cases, Persons, Victims} {
			r := b.countUnits(u, len(b.profiles(u)), func(i int) int32 { return int32(i) }, true, cores())
			for _, n := range r.tangled { // last, in either
				if ms := r.profiles[n].Members; g.moved(ms) {
					r.rest = append(r.rest, n)
				} else {
					fixed.profiles[u] = append(fixed.profiles[u], n)
				}
			}
			b.enter(u, r, fixed.profiles[u], s.books)
			s.rest.profiles[u], young[u] = r.rest, append(r.young, r.tangled...)
		}
		s.briefs = b.briefs()
		g.seen(s.books.persons)
		s.young, s.swaps, s.kept = b.minorsCharged(young), Substitutions(g.docket), g.docket.Kept()
		g.still = s
	})
	return g.still
}

// divide divides charges into those that no proposal concerns, and the rest.
func (g *ground) divide(fixed, rest *scope) {
	lots := g.allLots()
	for kind, open := range g.open {
		if open {
			rest.kinds = append(rest.kinds, int32(kind))
		} else {
			fixed.kinds = append(fixed.kinds, int32(kind))
		}
	}
	for _, stage := range court.Stages {
		for _, n := range lots.shared[stage] {
			if g.moved(g.docket.Victims[n].Members) {
				rest.shared[stage] = append(rest.shared[stage], n)
			} else {
				fixed.shared[stage] = append(fixed.shared[stage], n)
			}
		}
	}
}

// moved reports whether some provision in some reading concerns a charge of a profile, or
// one whose victim such a charge shares.
func (g *ground) moved(ms []court.Member) bool {
	one := func(m court.Member) bool {
		return slices.ContainsFunc(g.of[m.Sig][:], func(a at) bool { return a.kind >= 0 && g.open[a.kind] })
	}
	return slices.ContainsFunc(ms, func(m court.Member) bool {
		return one(m) || m.Victim > 0 && slices.ContainsFunc(g.docket.Victims[m.Group].Members, one)
	})
}

// counted is everything that is counted of the docket under the bench's proposal.
func (b *Bench) counted() *books {
	if b.sums == nil {
		s := b.ground.stillOf()
		b.sums, b.still = s.books.clone(), s.briefs
		for _, stage := range court.Stages {
			b.countCharges(stage, &s.rest, b.sums)
		}
		for _, u := range []Unit{Cases, Persons, Victims} {
			r := b.countUnits(u, len(s.rest.profiles[u]), func(i int) int32 { return s.rest.profiles[u][i] }, false, 1)
			b.enter(u, r, r.tangled, b.sums)
		}
	}
	return b.sums
}

// enter adds what a round has counted, and the units whose charges share victims.
func (b *Bench) enter(u Unit, r *round, tangled []int32, to *books) {
	for stage, p := range r.passes {
		p.into(to)
		b.countTangled(u, court.Stage(stage), tangled, to)
	}
}

// countCharges adds the tables of charges.
func (b *Bench) countCharges(stage court.Stage, of *scope, to *books) {
	x := b.alike(stage, of)
	tallyCharges(b, stage, x, to.shift[Charges][stage], grid[shiftKey]{func(l *Leaf) (shiftKey, bool) {
		return shiftKey{from: l.Before.Class, to: l.After.Class}, true
	}, func(k shiftKey, w Window) shiftKey { k.w = w; return k }})
	tallyCharges(b, stage, x, to.section[stage], grid[sectionKey]{sectionCell, func(k sectionKey, w Window) sectionKey { k.w = w; return k }})
	for _, proposed := range []bool{false, true} {
		tallyCharges(b, stage, x, to.level[stage], grid[levelKey]{func(l *Leaf) (levelKey, bool) {
			return levelKey{class: l.class(proposed), proposed: proposed}, true
		}, func(k levelKey, w Window) levelKey { k.w = w; return k }})
	}
	inWindow := func(k minorKey, w Window) minorKey { k.w = w; return k }
	tallyCharges(b, stage, x, to.minor[Charges][stage], grid[minorKey]{minorCell, inWindow})
	tallyCharges(b, stage, x, to.moves[stage], grid[moveKey]{cell: func(l *Leaf) (moveKey, bool) {
		return moveKey{l.Minor, minorMoved(l) > 0}, l.Minor != NotMinor
	}})
	if stage == court.AsCharged {
		tallyCharges(b, stage, x, to.cover[Charges], grid[minorKey]{coveredCell, inWindow})
		b.keepBooks(of, to.ledger)
		b.chargeEquity(x, stage, to.changes, changeMeasures)
	}
	for i, f := range chargeTotals {
		to.totals[stage][i] = to.totals[stage][i].plus(b.totalOf(stage, x, f))
	}
	b.chargeEquity(x, stage, to.felonies[stage], felonyMeasures)
	b.use(of, stage, to)
}

// countTangled adds the units whose charges share victims.
func (b *Bench) countTangled(u Unit, stage court.Stage, which []int32, to *books) {
	if len(which) == 0 {
		return
	}
	if u != Victims {
		b.unitShift(to.shift[u][stage], u, stage, which)
	}
	if u == Cases {
		to.caseFelony[stage] = to.caseFelony[stage].plus(b.totalCases(stage, which))
	}
	if u != Persons {
		b.tallyAny(u, stage, which, to.minor[u][stage], minorCell)
	}
	if u != Victims && stage == court.AsCharged {
		b.tallyAny(u, stage, which, to.cover[u], coveredCell)
	}
	if u == Persons && stage == court.AsConvicted {
		b.registrations(which, to.registry)
		b.registryEvents(which, to.events)
		to.net = to.net.plus(b.netOf(which))
		for _, i := range which {
			p := &b.Docket.Persons[i]
			for unit := range units(p.Members) {
				for _, k := range b.orderable(unit) {
					to.orders[k] += p.Weight
				}
			}
		}
		if b.Docket.Has.Registry() {
			b.personEquity(which, to.persons)
		}
	}
}

// alike is a scope of charges that are of different forms: kinds of one form are one, in
// their first.
func (b *Bench) alike(stage court.Stage, of *scope) *alike {
	x := &alike{scope: of}
	briefs, lots := b.briefs(), b.ground.allLots()
	first := make([]int32, len(briefs.forms))
	for _, kind := range of.kinds {
		if b.ground.keys[kind].stage != stage || lots.counts[kind] == 0 {
			continue
		}
		f := briefs.of[kind].form
		if first[f] == 0 {
			x.forms = append(x.forms, alikes{leaves: briefs.forms[f].leaves})
			first[f] = int32(len(x.forms))
		}
		to := &x.forms[first[f]-1]
		to.kinds = append(to.kinds, kind)
	}
	sum := newSum(b.ground)
	for i := range x.forms {
		to := &x.forms[i]
		for _, kind := range to.kinds {
			to.counts += lots.counts[kind]
			for way := range lotWays {
				for _, p := range lots.of(way, kind) {
					sum.add(way, p.at, p.n)
				}
			}
		}
		to.parts = sum.take()
	}
	return x
}

// alike is the charges of a scope at one stage by form.
type alike struct {
	*scope
	forms []alikes
}

type alikes struct {
	leaves []Leaf
	kinds  []int32
	counts int64
	parts  [lotWays][]part
}

// class is the class of a leaf under one of the two laws.
func (l *Leaf) class(proposed bool) law.Class {
	if proposed {
		return l.After.Class
	}
	return l.Before.Class
}
