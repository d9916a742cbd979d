package model

import (
	"cmp"
	"slices"

	"impact/internal/court"
	"impact/internal/law"
)

// A ClassLevel counts the charges of one class under one of the two laws. Its
// bounds are its own: sums of a class shift's bounds would be too wide.
type ClassLevel struct {
	Window   Window
	Stage    court.Stage
	Class    law.Class
	Proposed bool
	Count
}

// ClassLevels counts charges by class and year under both laws.
func (b *Bench) ClassLevels() []ClassLevel {
	type key struct {
		w     Window
		class law.Class
	}
	order := func(x, y key) int { return cmp.Or(x.w.compare(y.w), cmp.Compare(x.class, y.class)) }
	var out []ClassLevel
	for _, stage := range court.Stages {
		for _, proposed := range []bool{false, true} {
			cell := func(s *court.Signature, l *Leaf) (key, bool) {
				at := l.Before
				if proposed {
					at = l.After
				}
				return key{Window{Year: s.Year(stage)}, at.Class}, true
			}
			for k, c := range tallyCharges(b, stage, grid[key]{cell, order, func(k key) key { return key{All, k.class} }}) {
				out = append(out, ClassLevel{k.w, stage, k.class, proposed, c})
			}
		}
	}
	slices.SortFunc(out, func(x, y ClassLevel) int {
		return cmp.Or(cmp.Compare(x.Stage, y.Stage), x.Window.compare(y.Window), cmp.Compare(y.Class, x.Class), compareBool(x.Proposed, y.Proposed))
	})
	return out
}

// A RegistryEvent counts persons by event and year, whatever the terms.
type RegistryEvent struct {
	Window Window
	Event  Event
	Count
}

// RegistryEvents is the registry flow without its terms, with bounds of its own.
func (b *Bench) RegistryEvents() []RegistryEvent {
	type key struct {
		w     Window
		event Event
	}
	t := table[key]{}
	tallyUnits(b, Persons, court.AsConvicted, t, func(ms []member, choice []int, put func(key, Count)) {
		var years, all ways[key]
		for _, s := range b.histories(ms, choice) {
			k := event(s.key)
			years, all = years.put(key{k.w, k.event}, s.p), all.put(key{All, k.event}, s.p)
		}
		for _, w := range []ways[key]{years, all} {
			for i, x := range w {
				if x.key.event != noEvent {
					put(x.key, w.count(i))
				}
			}
		}
	})
	var out []RegistryEvent
	for k, c := range t {
		out = append(out, RegistryEvent{k.w, k.event, c})
	}
	slices.SortFunc(out, func(x, y RegistryEvent) int {
		return cmp.Or(cmp.Compare(x.Event, y.Event), x.Window.compare(y.Window))
	})
	return out
}

// A MinorMove counts charges with a victim under 18, over the whole window, by
// whether their section or class changes.
type MinorMove struct {
	Stage   court.Stage
	Band    Band
	Changed bool
	Count
}

// MinorMoves counts charges with a victim under 18 by band.
func (b *Bench) MinorMoves() []MinorMove {
	type key struct {
		band    Band
		changed bool
	}
	var out []MinorMove
	for _, stage := range court.Stages {
		t := tallyCharges(b, stage, grid[key]{cell: func(_ *court.Signature, l *Leaf) (key, bool) {
			return key{l.Minor, l.Before.Section != l.After.Section || l.Before.Class != l.After.Class}, l.Minor != NotMinor
		}})
		for k, c := range t {
			out = append(out, MinorMove{stage, k.band, k.changed, c})
		}
	}
	slices.SortFunc(out, func(x, y MinorMove) int {
		return cmp.Or(cmp.Compare(x.Stage, y.Stage), cmp.Compare(x.Band, y.Band), compareBool(x.Changed, y.Changed))
	})
	return out
}
