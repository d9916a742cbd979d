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
			for k, c := range b.counted().shift[u][stage] {
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

func (b *Bench) unitShift(t table[shiftKey], u Unit, stage court.Stage, which []int32) {
	tallyUnits(b, u, stage, which, t, func(ms []member, choice []int, put func(shiftKey, Count)) {
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

// felony is the net number of cases that become felonies.
func (t top) felony() int { return truth(t.to.Felony()) - truth(t.from.Felony()) }

type sectionKey struct {
	w         Window
	from, to  Standing
	provision string
}

// sectionCell is the cell of a leaf.
func sectionCell(l *Leaf) (sectionKey, bool) {
	from, to := l.Before, l.After
	from.Terms, to.Terms = law.Terms{}, law.Terms{}
	return sectionKey{from: from, to: to, provision: l.Credit}, true
}

// SectionShifts is the section shift of charges at both stages.
func (b *Bench) SectionShifts() []SectionShift {
	var out []SectionShift
	for _, stage := range court.Stages {
		for k, c := range b.counted().section[stage] {
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
