package model

import (
	"cmp"
	"maps"
	"slices"

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

func (k minorKey) compare(l minorKey) int {
	return cmp.Or(k.w.compare(l.w), cmp.Compare(k.band, l.band), k.from.compare(l.from), k.to.compare(l.to))
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
	slices.SortFunc(out, func(x, y MinorVictim) int {
		return cmp.Or(x.Window.compare(y.Window), cmp.Compare(x.Unit, y.Unit), cmp.Compare(x.Stage, y.Stage),
			cmp.Compare(x.Band, y.Band), x.From.compare(y.From), x.To.compare(y.To))
	})
	return out
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
// 18 is the docket's for charges of the same citation.
func (b *Bench) young(t table[minorKey], u Unit, stage court.Stage, which []int32) {
	under := func(sig int32) (minorKey, float64, bool) {
		kind := b.ground.of[sig][stage].kind
		if kind < 0 || b.ground.traits[b.ground.place[kind]]&listed == 0 {
			return minorKey{}, 0, false
		}
		s := &b.Docket.Signatures[sig]
		cite := s.Side(stage).Cite
		k := minorKey{from: Standing{Section: cite}}
		if cell := s.Facts.DefendantAge; cell != 0 {
			k.band = bandOf(b.fr.DefendantAges, cell)
			return k, 1, k.band != NotMinor
		}
		k.band = Under18
		return k, b.below18(stage, cite), true
	}
	if u == Charges {
		for i := range b.Docket.Signatures {
			if k, p, ok := under(int32(i)); ok {
				k.w.Year = b.Docket.Signatures[i].Year(stage)
				t.add(k, certainty(p, p == 1).times(float64(b.Docket.Weight(i))))
			}
		}
		addWhole(t)
		return
	}
	profiles := b.profiles(u)
	for _, i := range which {
		for unit := range units(profiles[i].Members) {
			var ms []member
			for _, m := range unit {
				if _, _, ok := under(m.Sig); ok {
					ms = append(ms, member{Member: m})
				}
			}
			b.spread(u, stage, ms, func(w Window, ms []member) {
				for _, c := range atLeastOne(ms, under) {
					c.key.w = w
					t.add(c.key, c.Count.times(float64(profiles[i].Weight)))
				}
			})
		}
	}
}

// addWhole adds to a table by year its sums over years, added in a fixed order.
func addWhole(t table[minorKey]) {
	for _, k := range slices.SortedFunc(maps.Keys(t), minorKey.compare) {
		c := t[k]
		k.w = All
		t.add(k, c)
	}
}

// atLeastOne is how sure it is that some member falls in each cell. Charges of
// one defendant share an age, so the chance is that of one of them.
func atLeastOne(ms []member, under func(int32) (minorKey, float64, bool)) sures[minorKey] {
	var out sures[minorKey]
	for i := range ms {
		k, p, _ := under(ms[i].Sig)
		at := slices.IndexFunc(out, func(x sure[minorKey]) bool { return x.key == k })
		if at < 0 {
			out = append(out, sure[minorKey]{k, certainty(p, p == 1)})
		}
	}
	return out
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
