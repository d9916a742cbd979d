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

type levelKey struct {
	w        Window
	class    law.Class
	proposed bool
}

// ClassLevels counts charges by class and year under both laws.
func (b *Bench) ClassLevels() []ClassLevel {
	var out []ClassLevel
	for _, stage := range court.Stages {
		for k, c := range b.counted().level[stage] {
			out = append(out, ClassLevel{k.w, stage, k.class, k.proposed, c})
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

type eventKey struct {
	w     Window
	event Event
}

// happen puts what happens to one person, whatever the terms.
func happen(states ways[history], put func(eventKey, Count)) {
	var years, all ways[eventKey]
	for _, s := range states {
		k := event(s.key)
		years, all = years.put(eventKey{k.w, k.event}, s.p), all.put(eventKey{All, k.event}, s.p)
	}
	for _, w := range []ways[eventKey]{years, all} {
		for i, x := range w {
			if x.key.event != noEvent {
				put(x.key, w.count(i))
			}
		}
	}
}

func (b *Bench) registryEvents(which []int32, t table[eventKey]) {
	tallyUnits(b, Persons, court.AsConvicted, which, t, func(ms []member, choice []int, put func(eventKey, Count)) {
		happen(b.histories(ms, choice), put)
	})
}

// RegistryEvents is the registry flow without its terms, with bounds of its own.
func (b *Bench) RegistryEvents() []RegistryEvent {
	var out []RegistryEvent
	for k, c := range b.counted().events {
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

type moveKey struct {
	band    Band
	changed bool
}

// MinorMoves counts charges with a victim under 18 by band.
func (b *Bench) MinorMoves() []MinorMove {
	var out []MinorMove
	for _, stage := range court.Stages {
		for k, c := range b.counted().moves[stage] {
			out = append(out, MinorMove{stage, k.band, k.changed, c})
		}
	}
	slices.SortFunc(out, func(x, y MinorMove) int {
		return cmp.Or(cmp.Compare(x.Stage, y.Stage), cmp.Compare(x.Band, y.Band), compareBool(x.Changed, y.Changed))
	})
	return out
}
