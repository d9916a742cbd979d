package model

import (
	"cmp"
	"slices"
	"strings"

	"impact/internal/court"
	"impact/internal/law"
)

// A ClassShift counts units that stand in one class under the baseline law and
// in another, or the same, under the proposal.
type ClassShift struct {
	Window   Window
	Unit     Unit
	Stage    court.Stage
	From, To law.Class
	Count
}

// A SectionShift counts charges by section and class before and after. A zero
// section is "no longer an offence"; Known is false for charges whose citation
// the code does not have.
type SectionShift struct {
	Window    Window
	Stage     court.Stage
	From, To  Standing
	Provision string
	Count
}

type shiftKey struct {
	w        Window
	from, to law.Class
}

// ClassShifts is the class shift of charges, cases and persons at both stages.
func (b *Bench) ClassShifts() []ClassShift {
	var out []ClassShift
	for _, u := range b.units() {
		for _, stage := range court.Stages {
			t := table[shiftKey]{}
			if u == Charges {
				t = b.chargeShift(stage)
			} else {
				b.unitShift(t, u, stage)
			}
			for k, c := range t {
				if !c.Zero() {
					out = append(out, ClassShift{k.w, u, stage, k.from, k.to, c})
				}
			}
		}
	}
	slices.SortFunc(out, func(x, y ClassShift) int {
		return cmp.Or(x.Window.compare(y.Window), cmp.Compare(x.Unit, y.Unit), cmp.Compare(x.Stage, y.Stage),
			cmp.Compare(y.From, x.From), cmp.Compare(y.To, x.To))
	})
	return out
}

// units are the units that the data let one count.
func (b *Bench) units() []Unit {
	out := []Unit{Charges, Cases}
	if b.Docket.Has.Person {
		out = append(out, Persons)
	}
	return out
}

func (b *Bench) chargeShift(stage court.Stage) table[shiftKey] {
	cell := func(s *court.Signature, l *Leaf) (shiftKey, bool) {
		return shiftKey{Window{Year: s.Year(stage)}, l.Before.Class, l.After.Class}, true
	}
	return tallyCharges(b, stage, grid[shiftKey]{cell, shiftSort, func(k shiftKey) shiftKey { k.w = All; return k }})
}

// shiftSort orders cells, so that sums are made in a fixed order.
func shiftSort(a, b shiftKey) int {
	return cmp.Or(a.w.compare(b.w), cmp.Compare(a.from, b.from), cmp.Compare(a.to, b.to))
}

// withAll adds to a table by year its sums over years, added in a fixed order.
func withAll[K comparable](t table[K], order func(a, b K) int, all func(K) K) table[K] {
	keys := make([]K, 0, len(t))
	for k := range t {
		keys = append(keys, k)
	}
	slices.SortFunc(keys, order)
	for _, k := range keys {
		t.add(all(k), t[k])
	}
	return t
}

func (b *Bench) unitShift(t table[shiftKey], u Unit, stage court.Stage) {
	tallyUnits(b, u, stage, t, func(ms []member, choice []int, put func(shiftKey, Count)) {
		b.spread(u, stage, ms, func(w Window, ms []member) {
			law := fold(ms, choice, top{}, top.add)
			for i, x := range law {
				put(shiftKey{w, x.key.from, x.key.to}, law.count(i))
			}
		})
	})
}

// top is the most serious class of some charges under both laws.
type top struct{ from, to law.Class }

func (t top) add(_ *member, l *Leaf) top {
	return top{max(t.from, l.Before.Class), max(t.to, l.After.Class)}
}

// SectionShifts is the section shift of charges at both stages.
func (b *Bench) SectionShifts() []SectionShift {
	type key struct {
		w         Window
		from, to  Standing
		provision string
	}
	order := func(a, b key) int {
		return cmp.Or(a.w.compare(b.w), a.from.compare(b.from), a.to.compare(b.to), strings.Compare(a.provision, b.provision))
	}
	var out []SectionShift
	for _, stage := range court.Stages {
		cell := func(s *court.Signature, l *Leaf) (key, bool) {
			from, to := l.Before, l.After
			from.Terms, to.Terms = law.Terms{}, law.Terms{}
			return key{Window{Year: s.Year(stage)}, from, to, l.Credit}, true
		}
		for k, c := range tallyCharges(b, stage, grid[key]{cell, order, func(k key) key { k.w = All; return k }}) {
			if !c.Zero() {
				out = append(out, SectionShift{k.w, stage, k.from, k.to, k.provision, c})
			}
		}
	}
	slices.SortFunc(out, func(x, y SectionShift) int {
		return cmp.Or(x.Window.compare(y.Window), cmp.Compare(x.Stage, y.Stage), x.From.compare(y.From), x.To.compare(y.To), strings.Compare(x.Provision, y.Provision))
	})
	return out
}
