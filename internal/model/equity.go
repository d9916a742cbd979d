package model

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"impact/internal/court"
	"impact/internal/law"
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

// A dimension is a way of grouping charges.
type dimension struct {
	by    string
	of    func(*court.Signature) string
	order []string // the groups in order, where not by name
}

// Equities counts the metrics by group, groups in the order of their names (of
// ages: by age), those that are no recorded value last.
func (b *Bench) Equities() []Equity {
	var out []Equity
	for _, stage := range court.Stages {
		if stage == court.AsConvicted && !b.Docket.Has.Disposition {
			continue
		}
		metric := [...]string{FelonyCharges, FelonyConvictions}[stage]
		out = append(out, b.chargeEquity(metric, stage, b.defendants(), felonyMeasures)...)
	}
	if b.Docket.Has.Registry() {
		out = append(out, b.personEquity(b.defendants())...)
	}
	return append(out, b.chargeEquity(ChargesChanged, court.AsCharged, b.victimGroups(), changeMeasures)...)
}

// defendants are the groupings by what is recorded of the defendant.
func (b *Bench) defendants() []dimension {
	ages := bandsOf(DefendantCuts, b.fr.DefendantAges)
	return []dimension{
		{ByRace, func(s *court.Signature) string { return cmp.Or(s.Race, NotRecordedGroup) }, nil},
		{BySex, func(s *court.Signature) string { return cmp.Or(s.Sex, NotRecordedGroup) }, nil},
		{ByAge, func(s *court.Signature) string { return ages.name(s.Facts.DefendantAge) }, ages.names},
	}
}

// victimGroups are the groupings by what is recorded of the victim.
func (b *Bench) victimGroups() []dimension {
	ages := bandsOf(AgeCuts, b.fr.VictimAges)
	trafficked := func(s *court.Signature) string {
		return [...]string{law.Unknown: NotRecordedGroup, law.False: "no", law.True: "yes"}[s.Facts.Trafficked]
	}
	return []dimension{
		{ByVictimAge, func(s *court.Signature) string { return ages.name(s.Facts.VictimAge) }, ages.names},
		{ByTrafficked, trafficked, []string{"yes", "no"}},
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

// name is the band of a recorded cell.
func (a ageBands) name(cell uint8) string {
	if cell == 0 {
		return NotRecordedGroup
	}
	return a.names[a.cells[cell-1]]
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

// A tally holds the measures of every group that occurs.
type tally struct {
	groups map[groupKey]*measures
	names  [][]string // by dimension: the groups in order of appearance
	dims   []dimension
}

func newTally(dims []dimension) *tally {
	return &tally{map[groupKey]*measures{}, make([][]string, len(dims)), dims}
}

// put lists a group, and is its key.
func (t *tally) put(by int, name string) groupKey {
	at := slices.Index(t.names[by], name)
	if at < 0 {
		at = len(t.names[by])
		t.names[by] = append(t.names[by], name)
		t.groups[groupKey{by, at}] = &measures{}
	}
	return groupKey{by, at}
}

// keys are the groups of a charge.
func (t *tally) keys(s *court.Signature) []groupKey {
	out := make([]groupKey, len(t.dims))
	for by, d := range t.dims {
		out[by] = t.put(by, d.of(s))
	}
	return out
}

// equities writes the tally in order.
func (t *tally) equities(metric string) []Equity {
	var out []Equity
	for by, d := range t.dims {
		names := slices.Clone(t.names[by])
		slices.SortFunc(names, func(x, y string) int { return cmp.Or(cmp.Compare(d.rank(x), d.rank(y)), strings.Compare(x, y)) })
		for _, name := range names {
			m := t.groups[t.put(by, name)]
			out = append(out, Equity{metric, d.by, name, m[0], m[1], m[2], m[3], m[4], m[5]})
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
func (b *Bench) chargeEquity(metric string, stage court.Stage, dims []dimension, of func([]Leaf) measures) []Equity {
	t := newTally(dims)
	known := map[*verdict]measures{}
	measure := func(v *verdict) measures {
		m, ok := known[v]
		if !ok {
			m = of(v.leaves)
			known[v] = m
		}
		return m
	}
	for _, x := range b.batches(stage).alone {
		s := &b.Docket.Signatures[x.sig]
		m := measure(x.v).times(float64(x.rows * int64(s.Counts)))
		for _, k := range t.keys(s) {
			t.groups[k].add(m)
		}
	}
	for _, n := range b.batches(stage).shared {
		b.groupEquity(t, n, stage, measure)
	}
	return t.equities(metric)
}

// groupEquity adds the charges of one kind of shared victim.
func (b *Bench) groupEquity(t *tally, n int32, stage court.Stage, measure func(*verdict) measures) {
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
			add := measure(g.verdicts[m.Sig][w]).times(float64(s.Counts))
			for _, k := range t.keys(s) {
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
		t.groups[k].add(sums[k].settled().times(float64(p.Weight)))
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

// personEquity counts persons on the registry by group. A person's race and sex
// are those recorded in any of the person's charges, several where these do not
// agree; since a person ages, the age is the youngest recorded.
func (b *Bench) personEquity(dims []dimension) []Equity {
	type key struct {
		groupKey
		measure int
	}
	t := newTally(dims)
	for i := range b.Docket.Persons {
		p := &b.Docket.Persons[i]
		who := b.who(t, p)
		unit := func(ms []member, choice []int, put func(key, Count)) {
			states := b.histories(ms, choice)
			if len(states) == 0 {
				return
			}
			m := historyMeasures(states)
			for _, k := range who[ms[0].Unit] {
				for j, c := range m {
					put(key{k, j}, c)
				}
			}
		}
		add := func(k key, c Count) {
			to := &t.groups[k.groupKey][k.measure]
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
	return t.equities(NewRegistrants)
}

// historyMeasures are the measures of one person.
func historyMeasures(states ways[history]) measures {
	was := func(h history) int { return truth(h.before.known) }
	is := func(h history) int { return truth(h.after.known) }
	return measures{spanWays(states, was), spanWays(states, is),
		spanWays(states, func(h history) int { return is(h) - was(h) }),
		spanWays(states, func(h history) int { return max(0, is(h)-was(h)) }),
		spanWays(states, func(h history) int { return max(0, was(h)-is(h)) }),
		spanWays(states, func(h history) int { return truth(h.before.term() != h.after.term()) })}
}

// who are the groups of each person of a profile, by unit.
func (b *Bench) who(t *tally, p *court.Profile) map[int32][]groupKey {
	out := map[int32][]groupKey{}
	for unit := range units(p.Members) {
		keys := make([]groupKey, len(t.dims))
		for by := range t.dims {
			keys[by] = t.put(by, b.person(&t.dims[by], unit))
		}
		out[unit[0].Unit] = keys
	}
	return out
}

// person is the group of a person.
func (b *Bench) person(d *dimension, members []court.Member) string {
	found := NotRecordedGroup
	for _, m := range members {
		switch name := d.of(&b.Docket.Signatures[m.Sig]); {
		case name == NotRecordedGroup || name == found:
		case found == NotRecordedGroup:
			found = name
		case d.by == ByAge:
			if d.rank(name) < d.rank(found) {
				found = name
			}
		default:
			return SeveralRecorded
		}
	}
	return found
}
