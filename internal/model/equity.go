package model

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"impact/internal/court"
)

// An Equity is one metric among one group, over the whole window. Every count
// has bounds of its own: those of Difference are narrower than the difference of
// the others' bounds.
//
// The metrics are FelonyCharges and FelonyConvictions (charges, weighted by
// counts) and NewRegistrants (persons on the registry; only where the data have
// persons), by race, sex and age of the defendant, as recorded. With the metric
// ChargesChanged a row says whom the charges as filed that change concern, by
// the age and the recorded trafficking of the victim; Current, Proposed and
// Difference are then zero, and Up and Down are changes of class.
type Equity struct {
	Metric, By, Group             string
	Current, Proposed, Difference Count
	Up, Down                      Count // units that rise, that fall
	Affected                      Count // charges whose section, class or registry effect changes; persons whose registration does
}

// The ways of grouping.
const (
	ByRace       = "race"
	BySex        = "sex"
	ByAge        = "age"
	ByVictimAge  = "victim_age"
	ByTrafficked = "victim_trafficked"
)

// Groups that are no recorded value.
const (
	NotRecordedGroup = "not recorded"
	SeveralRecorded  = "several recorded" // a person's charges do not agree
)

// measures are what an Equity counts, in the order of its fields.
type measures [6]Count

func (m *measures) add(n measures) {
	for i := range m {
		m[i] = m[i].plus(n[i])
	}
}

func (m measures) times(n float64) measures {
	for i := range m {
		m[i] = m[i].times(n)
	}
	return m
}

// A groupKey is a dimension and one of its groups, by number.
type groupKey struct{ by, group int }

// A dimension is a way of grouping charges. way is a lot's; of victims by age there is
// none, for the kind tells it.
type dimension struct {
	by    string
	way   int
	names []string
	order []string // the groups in order, where not by name
}

// ofKind says that a dimension groups by the victim's age.
const ofKind = -1

// Equities counts the metrics by group, groups in the order of their names (of
// ages: by age), those that are no recorded value last.
func (b *Bench) Equities() []Equity {
	var out []Equity
	x := b.counted()
	for _, stage := range court.Stages {
		if stage == court.AsConvicted && !b.Docket.Has.Disposition {
			continue
		}
		out = append(out, x.felonies[stage].equities([...]string{FelonyCharges, FelonyConvictions}[stage])...)
	}
	if b.Docket.Has.Registry() {
		out = append(out, x.persons.equities(NewRegistrants)...)
	}
	return append(out, x.changes.equities(ChargesChanged)...)
}

// defendants are the groupings by what is recorded of the defendant.
func defendants(g *ground) []dimension {
	g.allLots()
	return []dimension{
		{ByRace, lotRaces, g.groups.names[lotRaces], nil},
		{BySex, lotSexes, g.groups.names[lotSexes], nil},
		{ByAge, lotAges, g.groups.names[lotAges], g.groups.names[lotAges][1:]},
	}
}

// victimGroups are the groupings by what is recorded of the victim.
func victimGroups(g *ground) []dimension {
	ages := bandsOf(AgeCuts, g.docket.Frame.VictimAges)
	return []dimension{
		{ByVictimAge, ofKind, append([]string{NotRecordedGroup}, ages.names...), ages.names},
		{ByTrafficked, lotTrafficked, g.groups.names[lotTrafficked], []string{"yes", "no"}},
	}
}

// ageBands are groups of ages, youngest first, and the band of each cell of a frame.
type ageBands struct {
	names []string
	cells []int
}

// bandsOf makes bands of those cuts that the frame tells apart.
func bandsOf(cuts, frame []int) ageBands {
	cuts = slices.DeleteFunc(slices.Clone(cuts), func(c int) bool { return !slices.Contains(frame, c) })
	var a ageBands
	low := 0
	for i, cut := range cuts {
		switch {
		case i == 0:
			a.names = append(a.names, fmt.Sprintf("under %d", cut))
		case cut == low+1:
			a.names = append(a.names, fmt.Sprint(low))
		default:
			a.names = append(a.names, fmt.Sprintf("%d-%d", low, cut-1))
		}
		low = cut
	}
	if len(cuts) > 0 {
		a.names = append(a.names, fmt.Sprintf("%d or over", low))
	} else {
		a.names = []string{"any age"}
	}
	for _, from := range append([]int{0}, frame...) {
		band, found := slices.BinarySearch(cuts, from)
		if found {
			band++
		}
		a.cells = append(a.cells, band)
	}
	return a
}

// group is the number of the group of a recorded cell; 0 is not recorded.
func (a *ageBands) group(cell uint8) int {
	if cell == 0 {
		return 0
	}
	return a.cells[cell-1] + 1
}

// felonyMeasures are the measures of one charge among its leaves.
func felonyMeasures(leaves []Leaf) measures {
	was := func(l *Leaf) int { return truth(l.Before.Class.Felony()) }
	is := func(l *Leaf) int { return truth(l.After.Class.Felony()) }
	return measures{span(leaves, was), span(leaves, is), span(leaves, felonies),
		span(leaves, func(l *Leaf) int { return max(0, felonies(l)) }),
		span(leaves, func(l *Leaf) int { return max(0, -felonies(l)) }),
		span(leaves, func(l *Leaf) int { return truth(l.Changed()) })}
}

// changeMeasures are the measures of a charge that changes.
func changeMeasures(leaves []Leaf) measures {
	return measures{3: span(leaves, func(l *Leaf) int { return truth(l.After.Class > l.Before.Class) }),
		4: span(leaves, func(l *Leaf) int { return truth(l.After.Class < l.Before.Class) }),
		5: span(leaves, func(l *Leaf) int { return truth(l.Changed()) })}
}

// A tally holds the measures of every group of some dimensions, and which of them occur.
type tally struct {
	ground *ground
	ages   ageBands // of victims
	dims   []dimension
	m      [][]measures
	seen   [][]bool
}

func newTally(g *ground, dims []dimension) *tally {
	t := &tally{ground: g, ages: bandsOf(AgeCuts, g.docket.Frame.VictimAges), dims: dims}
	for _, d := range dims {
		t.m, t.seen = append(t.m, make([]measures, len(d.names))), append(t.seen, make([]bool, len(d.names)))
	}
	return t
}

func (t *tally) clone() *tally {
	u := *t
	u.m, u.seen = slices.Clone(t.m), slices.Clone(t.seen)
	for by := range t.m {
		u.m[by], u.seen[by] = slices.Clone(t.m[by]), slices.Clone(t.seen[by])
	}
	return &u
}

// add adds to a group.
func (t *tally) add(by, group int, m measures) {
	t.seen[by][group] = true
	t.m[by][group].add(m)
}

// group is the group of a signature.
func (t *tally) group(by int, sig int32) int {
	if t.dims[by].way == ofKind {
		return t.ages.group(t.ground.docket.Signatures[sig].Facts.VictimAge)
	}
	return int(t.ground.groups.of[sig][t.dims[by].way])
}

// equities writes the tally in order.
func (t *tally) equities(metric string) []Equity {
	var out []Equity
	for by, d := range t.dims {
		var groups []int
		for i := range d.names {
			if t.seen[by][i] {
				groups = append(groups, i)
			}
		}
		slices.SortFunc(groups, func(i, j int) int {
			x, y := d.names[i], d.names[j]
			return cmp.Or(cmp.Compare(d.rank(x), d.rank(y)), strings.Compare(x, y))
		})
		for _, i := range groups {
			m := t.m[by][i]
			out = append(out, Equity{metric, d.by, d.names[i], m[0], m[1], m[2], m[3], m[4], m[5]})
		}
	}
	return out
}

// rank is the place of a group: its place in the order, then by name, then
// those that are no recorded value.
func (d *dimension) rank(name string) int {
	switch at := slices.Index(d.order, name); {
	case at >= 0:
		return at
	case name == SeveralRecorded:
		return len(d.order) + 1
	case name == NotRecordedGroup:
		return len(d.order) + 2
	}
	return len(d.order)
}

// chargeEquity counts charges at a stage by group. The charges of a shared
// victim that are of one group are counted together in each world.
func (b *Bench) chargeEquity(x *alike, stage court.Stage, t *tally, of func([]Leaf) measures) {
	for i := range x.forms {
		f := &x.forms[i]
		m := of(f.leaves)
		for by, d := range t.dims {
			if d.way == ofKind {
				for _, kind := range f.kinds {
					t.add(by, t.ages.group(b.ground.keys[kind].facts.VictimAge), m.times(float64(b.ground.lots.counts[kind])))
				}
				continue
			}
			for _, p := range f.parts[d.way] {
				t.add(by, int(p.at), m.times(float64(p.n)))
			}
		}
	}
	for _, n := range x.shared[stage] {
		b.groupEquity(t, n, stage, of)
	}
}

// groupEquity adds the charges of one kind of shared victim.
func (b *Bench) groupEquity(t *tally, n int32, stage court.Stage, of func([]Leaf) measures) {
	g, p := b.group(n, stage), &b.Docket.Victims[n]
	var order []groupKey
	sums := map[groupKey]measures{}
	for w := range g.worlds {
		here := map[groupKey]*measures{}
		for _, m := range p.Members {
			s := &b.Docket.Signatures[m.Sig]
			if !s.At(stage) {
				continue
			}
			add := of(g.verdicts[m.Sig][w].leaves).times(float64(s.Counts))
			for by := range t.dims {
				k := groupKey{by, t.group(by, m.Sig)}
				if here[k] == nil {
					here[k] = &measures{}
				}
				if w == 0 && !slices.Contains(order, k) {
					order = append(order, k)
				}
				here[k].add(add)
			}
		}
		for _, k := range order {
			sums[k] = sums[k].world(*here[k], w == 0, g.worlds[w].p)
		}
	}
	for _, k := range order {
		t.add(k.by, k.group, sums[k].settled().times(float64(p.Weight)))
	}
}

// world adds one world: the least and the most over all of them, and the expectation.
func (m measures) world(in measures, first bool, p float64) measures {
	for i := range m {
		if first {
			m[i].Low, m[i].High = in[i].Low, in[i].High
		}
		m[i].Low, m[i].High = min(m[i].Low, in[i].Low), max(m[i].High, in[i].High)
		m[i].Central += p * in[i].Central
	}
	return m
}

// settled takes the noise off expectations of what is certain.
func (m measures) settled() measures {
	for i := range m {
		if m[i].Low == m[i].High {
			m[i].Central = m[i].Low
		}
	}
	return m
}

// personEquity counts the persons of some profiles on the registry by group.
func (b *Bench) personEquity(which []int32, t *tally) {
	type key struct {
		groupKey
		measure int
	}
	for _, i := range which {
		p := &b.Docket.Persons[i]
		who := map[int32][len(defendantWays)]int{}
		for unit := range units(p.Members) {
			who[unit[0].Unit] = b.ground.groups.who(unit)
		}
		unit := func(ms []member, choice []int, put func(key, Count)) {
			states := b.histories(ms, choice)
			if len(states) == 0 {
				return
			}
			m := historyMeasures(states)
			for by, group := range who[ms[0].Unit] {
				for j, c := range m {
					put(key{groupKey{by, group}, j}, c)
				}
			}
		}
		add := func(k key, c Count) {
			to := &t.m[k.by][k.group][k.measure]
			*to = to.plus(c.times(float64(p.Weight)))
		}
		b.clusters(p, court.AsConvicted, func(c *cluster) {
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

// seen marks the groups of all persons, whether or not they are registered.
func (g *ground) seen(t *tally) {
	if !g.docket.Has.Registry() {
		return
	}
	for i := range g.docket.Persons {
		for unit := range units(g.docket.Persons[i].Members) {
			for by, group := range g.groups.who(unit) {
				t.seen[by][group] = true
			}
		}
	}
}

// historyMeasures are the measures of one person.
func historyMeasures(states ways[history]) measures {
	was := func(h history) int { return truth(h.before.known) }
	is := func(h history) int { return truth(h.after.known) }
	return measures{spanWays(states, was), spanWays(states, is),
		spanWays(states, history.net),
		spanWays(states, func(h history) int { return max(0, is(h)-was(h)) }),
		spanWays(states, func(h history) int { return max(0, was(h)-is(h)) }),
		spanWays(states, func(h history) int { return truth(h.before.term() != h.after.term()) })}
}
