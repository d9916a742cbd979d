package model

import (
	"slices"

	"impact/internal/court"
	"impact/internal/law"
)

// ClassCounts is a number of charges of each class.
type ClassCounts [law.FelonyA + 1]int32

// Felonies is how many of them are felonies.
func (c *ClassCounts) Felonies() (n int32) {
	for class, k := range c {
		if law.Class(class).Felony() {
			n += k
		}
	}
	return n
}

// A Filing is what one case, as filed, comes to under both laws.
type Filing struct {
	Before, After ClassCounts // charges by class
	Changed       int32       // charges whose section, class or registry effect changes
	Minor         MinorCase
}

// A MinorCase is what a case with a victim under 18 comes to: whether a charge
// with such a victim changes section or class, and whether one is a felony.
type MinorCase struct{ Changed, FelonyBefore, FelonyAfter bool }

// A Judgement is what one case with a conviction comes to under both laws. The
// leads are its most serious convictions, whose sentence is the case's: they are
// served together.
type Judgement struct {
	Before, After ClassCounts
	Changed       int32
	LeadBefore    Lead
	LeadAfter     Lead
}

// A Lead is where the conviction that leads a case stands. Origin is where the same
// conviction stands under the baseline law.
type Lead struct {
	Section, Origin law.Citation
	Class, Was      law.Class
	Minor           Band
}

// less reports whether another conviction leads rather than this one.
func (l Lead) less(m Lead) bool {
	if l.Class != m.Class {
		return l.Class < m.Class
	}
	return m.Section.Compare(l.Section) < 0
}

// A Registering is what becomes of one person's registration.
type Registering struct {
	Event         Event
	Before, After law.Term
}

// Some reports whether the person is registrable under one of the laws.
func (r Registering) Some() bool { return r.Event != noEvent }

// A Diversion is what one case that ended in diversions, and in no conviction, comes to
// where the proposal bars them: the charges that change and are barred, by class, the
// gravest of them, and the registration that they bring. Nothing is barred where
// Charges is 0.
type Diversion struct {
	Classes ClassCounts
	Charges int32
	Lead    Lead
	Terms   law.Terms
}

// A Source says of some units which stream they belong to, in which fiscal year
// they are counted, how many they are, and whether the record settles what they
// come to. Group is the section that the stream is named after; zero for the rest.
type Source struct {
	Group   law.Citation
	Year    law.Year // 0 unknown
	Weight  float64
	Settled bool
}

// A Forward makes units for a projection from the charges of a bench. Touched
// are the sections, without subdivisions, that have a stream of their own.
type Forward struct {
	*Bench
	Like    *Forward // has visited the units under other priors: those of the rest are left out
	touched []law.Citation
	leads   []int32            // by kind: the number of its stream, and one; 0 not known yet
	reached map[visited][]bool // by profile: it has a unit of a touched section
}

// visited is the units of one kind at one stage.
type visited struct {
	unit  Unit
	stage court.Stage
}

// Forward makes units of the charges of the bench.
func (b *Bench) Forward(touched []law.Citation) *Forward {
	return &Forward{Bench: b, touched: touched, leads: make([]int32, len(b.ground.keys)), reached: map[visited][]bool{}}
}

// section is the stream of a number: a section, from 1 on, or 0 for the rest.
func (f *Forward) section(number int32) law.Citation {
	if number == 0 {
		return law.Citation{}
	}
	return f.touched[number-1]
}

// leadOf is the number of the stream of a charge: of the sections in which it may stand
// under the baseline law and which have a stream of their own, the likeliest.
func (f *Forward) leadOf(m *member) int32 {
	if n := f.leads[m.kind]; n > 0 {
		return n - 1
	}
	var at ways[int32]
	for i := range m.alone.leaves {
		l := &m.alone.leaves[i]
		if n := slices.Index(f.touched, l.Before.Section.Section()); n >= 0 {
			at = at.put(int32(n), l.P)
		}
	}
	lead, best := int32(0), -1.0
	for _, w := range at {
		if w.p > best+1e-9 || w.p > best-1e-9 && f.touched[w.key].Compare(f.section(lead)) < 0 {
			lead, best = w.key+1, w.p
		}
	}
	f.leads[m.kind] = lead + 1
	return lead
}

// lead is the number of the stream of a unit: that of its first charge whose section is
// touched.
func (f *Forward) lead(ms []member) int32 {
	for i := range ms {
		if n := f.leadOf(&ms[i]); n > 0 {
			return n
		}
	}
	return 0
}

// first is the number of the earliest known fiscal year among members.
func first(ms []member) int32 {
	first := int32(0)
	for i := range ms {
		if y := ms[i].year; y != 0 && (first == 0 || y < first) {
			first = y
		}
	}
	return first
}

// A visit is to the units of a kind at a stage, with the law of a quantity of each. What law
// gives may be overwritten when it is asked again.
type visit[K comparable] struct {
	visited
	touched bool // the rest is left out
	law     func(ms []member, choice []int) ways[K]
	each    func(ms []member, lead int32, weight float64, law ways[K])
}

// run visits the units.
func (v *visit[K]) run(f *Forward) {
	profiles := f.profiles(v.unit)
	reached := make([]bool, len(profiles))
	f.reached[v.visited] = reached
	for i := range profiles {
		if f.Like != nil && !f.Like.reached[v.visited][i] { // which sections are possible does not hang on priors
			continue
		}
		weight := float64(profiles[i].Weight)
		f.clusters(&profiles[i], v.stage, func(c *cluster) {
			rest := f.lead(c.members) == 0
			reached[i] = reached[i] || !rest
			if rest && (f.Like != nil || v.touched) {
				return
			}
			v.cluster(f, c, weight)
		})
	}
}

// cluster visits the units of a cluster.
func (v *visit[K]) cluster(f *Forward, c *cluster, weight float64) {
	if len(c.victims) == 0 {
		for _, ms := range c.units {
			v.each(ms, f.lead(ms), weight, v.law(ms, nil))
		}
		return
	}
	sums := make([]ways[K], len(c.units))
	each(c.victims, func(choice []int, p float64) {
		for n, ms := range c.units {
			for _, w := range v.law(ms, choice) {
				sums[n] = sums[n].put(w.key, p*w.p)
			}
		}
	})
	for n, ms := range c.units {
		v.each(ms, f.lead(ms), weight, sums[n])
	}
}

// An ending is one of the ways in which units can come out, the only one where it is settled.
type ending struct {
	value   int32
	settled bool
}

// eachCase visits each way in which the cases of a stage can come out, in which year and
// stream: once, with how many are expected to. Cases are counted by their law first, and laws
// told apart by where they stand.
func eachCase[K comparable](f *Forward, d *folder[K], v visit[int32], to func(Source, K)) {
	v.unit = Cases
	years := f.ground.years
	laws := map[*way[int32]]ways[int32]{}
	alike, told := newCounter[*way[int32]](len(years)), newCounter[ending](len(years))
	v.each = func(ms []member, lead int32, weight float64, law ways[int32]) {
		if len(law) > 0 {
			laws[&law[0]] = law
			alike.of(&law[0], lead)[first(ms)] += weight
		}
	}
	v.run(f)
	for i, x := range alike.order {
		law := laws[x.what]
		for _, w := range law {
			of := told.of(ending{w.key, len(law) == 1}, x.lead)
			for y, n := range alike.n[i*len(years):][:len(years)] {
				of[y] += n * w.p
			}
		}
	}
	for i, x := range told.order {
		for y, n := range told.n[i*len(years):][:len(years)] {
			if n > 0 {
				to(Source{f.section(x.lead), years[y], n, x.what.settled}, d.values[x.what.value])
			}
		}
	}
}

// Filings visits the cases as filed: each way in which cases can come out, with how many are
// expected to.
func (f *Forward) Filings(to func(Source, Filing)) {
	d := newFolder(f, (*Filing).add)
	eachCase(f, d, visit[int32]{visited: visited{stage: court.AsCharged}, law: d.fold}, to)
}

// add counts n equal charges that stand at a leaf.
func (k *Filing) add(l *Leaf, n int32) {
	k.Before[l.Before.Class] += n
	k.After[l.After.Class] += n
	if l.Changed() {
		k.Changed += n
	}
	if l.Minor != NotMinor {
		k.Minor.Changed = k.Minor.Changed || l.Before.Section != l.After.Section || l.Before.Class != l.After.Class
		k.Minor.FelonyBefore = k.Minor.FelonyBefore || l.Before.Class.Felony()
		k.Minor.FelonyAfter = k.Minor.FelonyAfter || l.After.Class.Felony()
	}
}

// Judgements visits the cases with a conviction.
func (f *Forward) Judgements(to func(Source, Judgement)) {
	d := newFolder(f, (*Judgement).add)
	eachCase(f, d, visit[int32]{visited: visited{stage: court.AsConvicted}, law: d.fold}, to)
}

func (k *Judgement) add(l *Leaf, n int32) {
	first := k.Before == ClassCounts{}
	k.Before[l.Before.Class] += n
	k.After[l.After.Class] += n
	if l.Changed() {
		k.Changed += n
	}
	before := Lead{l.Before.Section, l.Before.Section, l.Before.Class, l.Before.Class, l.Minor}
	after := Lead{l.After.Section, l.Before.Section, l.After.Class, l.Before.Class, l.Minor}
	if first || k.LeadBefore.less(before) {
		k.LeadBefore = before
	}
	if first || k.LeadAfter.less(after) {
		k.LeadAfter = after
	}
}

// Registerings visits the persons with a conviction that may trigger registration,
// and all persons with a conviction of a touched section, in the year of the first
// such conviction.
func (f *Forward) Registerings(to func(Source, Registering, float64)) {
	law := func(ms []member, choice []int) ways[registryKey] {
		var out ways[registryKey]
		for _, s := range f.histories(ms, choice) {
			out = out.put(event(s.key), s.p)
		}
		return out
	}
	v := visit[registryKey]{visited: visited{Persons, court.AsConvicted}, law: law}
	v.each = func(ms []member, lead int32, weight float64, law ways[registryKey]) {
		if lead == 0 && len(law) == 0 {
			return
		}
		at := Source{Group: f.section(lead), Weight: weight}
		at.Year = f.firstOf(ms, lead, law)
		var merged ways[Registering]
		for _, w := range law {
			merged = merged.put(Registering{w.key.event, w.key.before, w.key.after}, w.p)
		}
		if len(merged) == 0 {
			merged = ways[Registering]{{Registering{Event: noEvent}, 1}}
		}
		at.Settled = len(merged) == 1
		for _, w := range merged {
			to(at, w.key, w.p)
		}
	}
	v.run(f)
}

// firstOf is the year of a person's first conviction of the stream's section;
// of the rest, the year of the first that triggers.
func (f *Forward) firstOf(ms []member, lead int32, events ways[registryKey]) law.Year {
	if lead == 0 {
		for _, w := range events {
			if w.key.event != noEvent {
				return w.key.w.Year
			}
		}
	}
	return f.ground.years[first(slices.DeleteFunc(slices.Clone(ms), func(m member) bool { return f.leadOf(&m) != lead }))]
}

// Diversions visits the cases with a charge that ended in a diversion and none that
// ended in a conviction. bars says whether the proposal bars the diversion of a charge
// that stands so under both laws.
func (f *Forward) Diversions(bars func(before, after Standing) bool, to func(Source, Diversion)) {
	d := newFolder(f, func(k *Diversion, l *Leaf, n int32) {
		if l.Changed() && bars(l.Before, l.After) {
			k.add(l, n)
		}
	})
	var diverted []member
	law := func(ms []member, choice []int) ways[int32] {
		diverted = diverted[:0]
		for i := range ms {
			switch f.Docket.Signatures[ms[i].Sig].Disposition {
			case court.Convicted:
				return nil
			case court.Diverted:
				diverted = append(diverted, ms[i])
			}
		}
		if f.lead(diverted) == 0 {
			return nil
		}
		return d.fold(diverted, choice)
	}
	eachCase(f, d, visit[int32]{visited: visited{stage: court.AsCharged}, touched: true, law: law}, to)
}

func (k *Diversion) add(l *Leaf, n int32) {
	lead := Lead{l.After.Section, l.Before.Section, l.After.Class, l.Before.Class, l.Minor}
	if k.Charges == 0 || k.Lead.less(lead) {
		k.Lead = lead
	}
	k.Charges += n
	k.Classes[l.After.Class] += n
	k.Terms.First, k.Terms.Repeat = max(k.Terms.First, l.After.Terms.First), max(k.Terms.Repeat, l.After.Terms.Repeat)
}

// Charges visits every charge that reached a stage, in each way in which it can
// stand: the signature, the leaf and how many rows.
func (f *Forward) Charges(stage court.Stage, visit func(sig int32, l *Leaf, rows float64)) {
	rows, shared := f.Docket.Rows, f.ground.allLots().shared[stage]
	if len(shared) > 0 {
		rows = slices.Clone(rows)
	}
	for _, n := range shared {
		for _, m := range f.Docket.Victims[n].Members {
			rows[m.Sig] -= f.Docket.Victims[n].Weight
		}
	}
	put := func(sig int32, leaves []Leaf, rows int64) {
		for i := range leaves {
			visit(sig, &leaves[i], float64(rows)*leaves[i].P)
		}
	}
	for i, n := range rows {
		if n > 0 && f.Docket.Signatures[i].At(stage) {
			put(int32(i), f.judge(int32(i), stage).leaves, n)
		}
	}
	for _, n := range shared {
		g, p := f.group(n, stage), &f.Docket.Victims[n]
		for _, m := range p.Members {
			if f.Docket.Signatures[m.Sig].At(stage) {
				put(m.Sig, g.marginal(m.Sig), p.Weight)
			}
		}
	}
}

// Strangers are the ways in which a charge of the section can stand, by the law of
// the baseline day and the proposal, where nothing is recorded: facts and subdivisions have
// their priors.
func (f *Forward) Strangers(section law.Citation, stage court.Stage) []Leaf {
	key := legalKey{side: court.Side{Cite: section}, facts: law.Facts{Era: f.fr.EraOf(f.base)}, stage: stage}
	if len(f.Code.Below(section, f.base)) == 0 {
		return nil
	}
	return f.verdict(key, key.facts, nil).leaves
}

// FilingOf is a case of one charge at a leaf.
func FilingOf(l *Leaf) (k Filing) { k.add(l, 1); return k }

// JudgementOf is a case of one conviction at a leaf.
func JudgementOf(l *Leaf) (k Judgement) { k.add(l, 1); return k }

// RegisteringOf is a person with one conviction at a leaf.
func RegisteringOf(l *Leaf) Registering {
	k := event(history{before: record{}.hit(l.Before.Terms, 0), after: record{}.hit(l.After.Terms, 0)})
	return Registering{k.event, k.before, k.after}
}

// VersionAt is the section's version at the baseline, or as the proposal leaves it;
// nil where it is not in force.
func (b *Bench) VersionAt(section law.Citation, proposed bool) *law.Version {
	s := b.Code.Statute(section)
	if s == nil {
		return nil
	}
	v := s.On(b.base)
	if proposed {
		v, _ = b.Proposal.Version(s, v)
	}
	return v
}

// Minimum is the mandatory minimum, in days, of a conviction that leads a case: 0
// where the law states none or the record does not show that its condition is met.
func (b *Bench) Minimum(l Lead, proposed bool) int {
	v := b.VersionAt(l.Section, proposed)
	if v == nil || v.MinimumDays == 0 {
		return 0
	}
	f := law.Facts{Era: b.fr.EraOf(b.base)}
	if low := map[Band]int{Under13: 0, From13: 13, At15: 15, From16: 16}; l.Minor != NotMinor && l.Minor != Under18 {
		f.VictimAge = law.Cell(b.fr.VictimAges, low[l.Minor])
	}
	if met, ask := v.MinimumWhen.Test(b.fr, f); !met || ask != law.NoAttribute {
		return 0
	}
	return v.MinimumDays
}
