package model

import (
	"cmp"
	"maps"
	"slices"
	"sync"

	"impact/internal/court"
	"impact/internal/law"
)

// A MinorVictim counts charges, cases or victims with a victim under 18, by
// where their charges stand before and after.
type MinorVictim struct {
	Window   Window
	Unit     Unit
	Stage    court.Stage
	Band     Band
	From, To Standing
	Count
}

type minorKey struct {
	w        Window
	band     Band
	from, to Standing
}

// minorCell is the cell of a leaf whose victim is under 18.
func minorCell(l *Leaf) (minorKey, bool) {
	k := minorKey{band: l.Minor, from: l.Before, to: l.After}
	k.from.Terms, k.to.Terms = law.Terms{}, law.Terms{}
	return k, l.Minor != NotMinor
}

// MinorVictims is the table of victims under 18 at both stages. Victims are
// counted only where the data have victim ids.
func (b *Bench) MinorVictims() []MinorVictim {
	units := []Unit{Charges, Cases}
	if b.Docket.Has.Victim {
		units = append(units, Victims)
	}
	var out []MinorVictim
	for _, u := range units {
		for _, stage := range court.Stages {
			for k, c := range b.counted().minor[u][stage] {
				if !c.Zero() {
					out = append(out, MinorVictim{k.w, u, stage, k.band, k.from, k.to, c})
				}
			}
		}
	}
	return sortedMinors(out)
}

// sortedMinors are the rows in order. Standings are compared once each, not in every row.
func sortedMinors(rows []MinorVictim) []MinorVictim {
	place := map[Standing]int{}
	for i := range rows {
		place[rows[i].From], place[rows[i].To] = 0, 0
	}
	for i, s := range slices.SortedFunc(maps.Keys(place), Standing.compare) {
		place[s] = i
	}
	type placed struct {
		from, to int
		MinorVictim
	}
	list := make([]placed, len(rows))
	for i, x := range rows {
		list[i] = placed{place[x.From], place[x.To], x}
	}
	slices.SortFunc(list, func(x, y placed) int {
		return cmp.Or(x.Window.compare(y.Window), cmp.Compare(x.Unit, y.Unit), cmp.Compare(x.Stage, y.Stage),
			cmp.Compare(x.Band, y.Band), cmp.Compare(x.from, y.from), cmp.Compare(x.to, y.to))
	})
	for i := range list {
		rows[i] = list[i].MinorVictim
	}
	return rows
}

// tallyAny counts units in every cell that at least one of their charges falls
// in; the window is filled in.
func (b *Bench) tallyAny(u Unit, stage court.Stage, which []int32, t table[minorKey], cell func(*Leaf) (minorKey, bool)) {
	tallyUnits(b, u, stage, which, t, func(ms []member, choice []int, put func(minorKey, Count)) {
		if !someCell(ms, cell) {
			return
		}
		b.spread(u, stage, ms, func(w Window, ms []member) {
			for _, x := range anyOf(ms, choice, cell) {
				x.key.w = w
				put(x.key, x.Count)
			}
		})
	})
}

// someCell reports whether any member can fall in a cell: most cannot.
func someCell(ms []member, cell func(*Leaf) (minorKey, bool)) bool {
	for i := range ms {
		leaves := ms[i].alone.leaves
		for l := range leaves {
			if _, ok := cell(&leaves[l]); ok {
				return true
			}
		}
	}
	return false
}

// A Coverage counts charges, cases or persons whose communications a privilege
// would reach.
type Coverage struct {
	Unit   Unit
	Window Window
	Count
}

// Coverages is the reach of the proposal's privileges, on charges as filed.
func (b *Bench) Coverages() []Coverage {
	if len(b.Proposal.Covers) == 0 {
		return nil
	}
	var out []Coverage
	for _, u := range b.units() {
		for k, c := range b.counted().cover[u] {
			if !c.Zero() {
				out = append(out, Coverage{u, k.w, c})
			}
		}
	}
	slices.SortFunc(out, func(x, y Coverage) int {
		return cmp.Or(cmp.Compare(x.Unit, y.Unit), x.Window.compare(y.Window))
	})
	return out
}

// A MinorCharged counts charges, cases or persons under 18 who were themselves
// charged with one of the scenario's sections.
type MinorCharged struct {
	Window  Window
	Unit    Unit
	Stage   court.Stage
	Band    Band
	Section law.Citation
	Count
}

// MinorsCharged is the table of persons under 18 charged with the sections that
// the scenario names. A person whose age is not recorded may be under 18.
func (b *Bench) MinorsCharged() []MinorCharged { return b.ground.stillOf().young }

// minorsCharged counts them. profiles are those, by unit, in which such a charge can be.
func (b *Bench) minorsCharged(profiles [4][]int32) []MinorCharged {
	sections := b.Proposal.Scenario.MinorsCharged
	var out []MinorCharged
	if len(sections) == 0 {
		return nil
	}
	for _, u := range b.units() {
		for _, stage := range court.Stages {
			t := table[minorKey]{}
			b.young(t, u, stage, profiles[u])
			for k, c := range t {
				if !c.Zero() {
					out = append(out, MinorCharged{k.w, u, stage, k.band, k.from.Section, c})
				}
			}
		}
	}
	slices.SortFunc(out, func(x, y MinorCharged) int {
		return cmp.Or(x.Window.compare(y.Window), cmp.Compare(x.Unit, y.Unit), cmp.Compare(x.Stage, y.Stage),
			cmp.Compare(x.Band, y.Band), x.Section.Compare(y.Section))
	})
	return out
}

// isListed reports whether one of the sections covers a citation.
func isListed(sections []law.Citation, cite law.Citation) bool {
	return !cite.IsZero() && slices.ContainsFunc(sections, func(c law.Citation) bool { return c.Covers(cite) })
}

// young counts defendants under 18. The chance that one of unknown age is under
// 18 is the docket's for charges of the same citation. Charges of one defendant share an
// age, so the chance that there is one among them is that of any.
func (b *Bench) young(t table[minorKey], u Unit, stage court.Stage, which []int32) {
	y := newYoungCount(b.ground, u, stage)
	if u == Charges {
		for i := range b.Docket.Rows {
			if at := y.of(int32(i)); at >= 0 {
				y.n[at] += b.Docket.Weight(i)
				y.n[y.whole(at)] += b.Docket.Weight(i)
			}
		}
	} else {
		y.profiles(b.profiles(u), which, cores())
	}
	for at, n := range y.n {
		if n == 0 {
			continue
		}
		k := y.key(int32(at))
		c := Count{1, 1, 1}
		if k.band == Under18 {
			p := b.below18(stage, k.from.Section)
			c = certainty(p, p == 1)
		}
		t.add(k, c.times(float64(n)))
	}
}

// A youngCount counts defendants under 18, by place: the citation, the band of the
// defendant's age, and a window, the last of which is the whole.
type youngCount struct {
	*ground
	kind    Unit
	stage   court.Stage
	windows int32
	n       []int64
	at      []int32 // of the unit that is being counted
}

func newYoungCount(g *ground, kind Unit, stage court.Stage) *youngCount {
	windows := int32(len(g.years)) + 1
	return &youngCount{ground: g, kind: kind, stage: stage, windows: windows, n: make([]int64, len(g.cites)*bands*int(windows))}
}

// key is a place, without what the table does not tell.
func (y *youngCount) key(at int32) minorKey {
	w := All
	if n := at % y.windows; int(n) < len(y.years) {
		w = Window{Year: y.years[n]}
	}
	at /= y.windows
	return minorKey{w: w, band: Band(at % int32(bands)), from: Standing{Section: y.cites[at/int32(bands)]}}
}

// of is where a charge counts in its year; -1 where it is of none of the scenario's
// sections, or its defendant 18 or over.
func (y *youngCount) of(sig int32) int32 {
	a := y.ground.of[sig][y.stage]
	if a.kind < 0 {
		return -1
	}
	place := y.place[a.kind]
	if y.traits[place]&listed == 0 {
		return -1
	}
	band := y.minor[sig]
	if band == NotMinor {
		return -1
	}
	return (place*int32(bands)+int32(band))*y.windows + a.year
}

// in is a place in another window.
func (y *youngCount) in(at, window int32) int32 { return at - at%y.windows + window }

// whole is a place in the whole window.
func (y *youngCount) whole(at int32) int32 { return y.in(at, y.windows-1) }

// profiles counts the units of some profiles.
func (y *youngCount) profiles(all []court.Profile, which []int32, cores int) {
	cores = max(1, min(cores, len(which)/least))
	parts := make([]*youngCount, cores)
	var done sync.WaitGroup
	for c := range parts {
		part := newYoungCount(y.ground, y.kind, y.stage)
		parts[c] = part
		done.Go(func() {
			for _, i := range which[len(which)*c/cores : len(which)*(c+1)/cores] {
				for unit := range units(all[i].Members) {
					part.unit(unit, all[i].Weight)
				}
			}
		})
	}
	done.Wait()
	for _, part := range parts {
		for at, n := range part.n {
			y.n[at] += n
		}
	}
}

// unit counts a case, in its earliest year, or a person, in every year.
func (y *youngCount) unit(members []court.Member, weight int64) {
	y.at = y.at[:0]
	var first int32
	for i := range members {
		if at := y.of(members[i].Sig); at >= 0 {
			y.at = append(y.at, at)
			if year := at % y.windows; year != 0 && (first == 0 || year < first) {
				first = year
			}
		}
	}
	if y.kind != Persons {
		for i, at := range y.at {
			y.at[i] = y.in(at, first)
		}
	}
	for i, at := range y.at {
		if !slices.Contains(y.at[:i], at) {
			y.n[at] += weight
		}
		if w := y.whole(at); !slices.ContainsFunc(y.at[:i], func(other int32) bool { return y.whole(other) == w }) {
			y.n[w] += weight
		}
	}
}

// below18 is the chance that a defendant of unknown age is under 18.
func (b *Bench) below18(stage court.Stage, cite law.Citation) float64 {
	p := 0.0
	for i, q := range b.priors.pool(stage, cite).prior(law.DefendantAgeOf) {
		if bandOf(b.fr.DefendantAges, uint8(i+1)) != NotMinor {
			p += q
		}
	}
	return p
}

// A Substitution counts charges whose final statute differs from the original.
type Substitution struct {
	Window   Window
	From, To law.Citation // zero where the text is not in the code
	Charges  int64
}

// Substitutions counts the charges of a docket that were substituted by a
// different statute, by the fiscal year of their disposition.
func Substitutions(d *court.Docket) []Substitution {
	type key struct {
		w        Window
		from, to law.Citation
	}
	charges := map[key]int64{}
	for i := range d.Signatures {
		s := &d.Signatures[i]
		if !s.Differs {
			continue
		}
		k := key{Window{Year: s.DisposedYear}, s.Charged.Cite, s.Final.Cite}
		charges[k] += d.Weight(i)
		k.w = All
		charges[k] += d.Weight(i)
	}
	var out []Substitution
	for k, n := range charges {
		out = append(out, Substitution{k.w, k.from, k.to, n})
	}
	slices.SortFunc(out, func(x, y Substitution) int {
		return cmp.Or(x.Window.compare(y.Window), x.From.Compare(y.From), x.To.Compare(y.To))
	})
	return out
}
