package model

import (
	"cmp"
	"slices"

	"impact/internal/court"
	"impact/internal/law"
)

// An Event is what a proposal does to one person's registration.
type Event uint8

// The events.
const (
	Added Event = iota
	Removed
	Kept
	TermChanged
	noEvent
)

// String is the event as tables write it.
func (e Event) String() string { return [...]string{"added", "removed", "kept", "term_changed", ""}[e] }

// A Registration counts persons by what happens to their registration. Each
// person has at most one event, in the year of the conviction that decides it.
type Registration struct {
	Window        Window
	Event         Event
	Before, After law.Term
	Count
}

// record is what a person's convictions come to under one law: the year of the
// first that triggers registration, how many occasions (cases) triggered, up to
// two, and the longest terms among them.
type record struct {
	first     law.Year
	known     bool // first is set
	occasions uint8
	terms     law.Terms
}

// hit adds one triggering charge to a record.
func (r record) hit(t law.Terms, y law.Year) record {
	if t == (law.Terms{}) {
		return r
	}
	r.first, r.known = earlier(r, y), true
	r.occasions = 1
	r.terms = law.Terms{First: max(r.terms.First, t.First), Repeat: max(r.terms.Repeat, t.Repeat)}
	return r
}

// earlier is the earlier of a record's first year and another; unknown is last.
func earlier(r record, y law.Year) law.Year {
	if !r.known || r.first == 0 || y != 0 && y < r.first {
		return y
	}
	return r.first
}

// join adds up the records of two groups of cases.
func (r record) join(s record) record {
	switch {
	case !s.known:
		return r
	case !r.known:
		return s
	}
	return record{earlier(r, s.first), true, min(r.occasions+s.occasions, 2),
		law.Terms{First: max(r.terms.First, s.terms.First), Repeat: max(r.terms.Repeat, s.terms.Repeat)}}
}

// term is the registration that the record comes to: the repeat term where a
// second occasion triggered.
func (r record) term() law.Term {
	switch {
	case !r.known:
		return 0
	case r.occasions > 1:
		return max(r.terms.First, r.terms.Repeat)
	}
	return r.terms.First
}

// history is a person's record under both laws: of the cases done, and of the
// case being added.
type history struct {
	before, after         record
	caseBefore, caseAfter record
	caze                  int32
}

func (h history) closed() history {
	h.before, h.after = h.before.join(h.caseBefore), h.after.join(h.caseAfter)
	h.caseBefore, h.caseAfter = record{}, record{}
	return h
}

type registryKey struct {
	w             Window
	event         Event
	before, after law.Term
}

// Registrations is the registry flow: persons whose convictions trigger
// registration under the baseline, under the proposal, or under both. Without
// person ids there is none.
func (b *Bench) Registrations() []Registration {
	var out []Registration
	for k, c := range b.counted().registry {
		if !c.Zero() {
			out = append(out, Registration{k.w, k.event, k.before, k.after, c})
		}
	}
	slices.SortFunc(out, func(x, y Registration) int {
		return cmp.Or(x.Window.compare(y.Window), cmp.Compare(x.Event, y.Event), cmp.Compare(x.Before, y.Before), cmp.Compare(x.After, y.After))
	})
	return out
}

// registrations counts the persons of some profiles.
func (b *Bench) registrations(which []int32, t table[registryKey]) {
	tallyUnits(b, Persons, court.AsConvicted, which, t, func(ms []member, choice []int, put func(registryKey, Count)) {
		register(b.histories(ms, choice), put)
	})
}

// net is how many persons more are on the registry.
func (h history) net() int { return truth(h.after.known) - truth(h.before.known) }

// histories is the joint law of a person's record under both laws in a choice of
// worlds, nil where no conviction can trigger registration.
func (b *Bench) histories(ms []member, choice []int) ways[history] {
	if !canTrigger(ms) {
		return nil
	}
	return foldHistory(ms, choice, func(m *member) law.Year { return b.Docket.Signatures[m.Sig].DisposedYear })
}

// foldHistory is the joint law of a person's record.
func foldHistory(ms []member, choice []int, year func(*member) law.Year) ways[history] {
	states := fold(ms, choice, history{}, func(h history, m *member, l *Leaf) history {
		if m.Case != h.caze {
			h = h.closed()
			h.caze = m.Case
		}
		y := year(m)
		h.caseBefore, h.caseAfter = h.caseBefore.hit(l.Before.Terms, y), h.caseAfter.hit(l.After.Terms, y)
		return h
	})
	for i := range states {
		states[i].key = states[i].key.closed()
	}
	return states.merged()
}

// register puts what becomes of one person's registration.
func register(states ways[history], put func(registryKey, Count)) {
	var years, all ways[registryKey]
	for _, s := range states {
		k := event(s.key)
		years = years.put(k, s.p)
		k.w = All
		all = all.put(k, s.p)
	}
	for _, law := range []ways[registryKey]{years, all} {
		for i, x := range law {
			if x.key.event != noEvent {
				put(x.key, law.count(i))
			}
		}
	}
}

// canTrigger reports whether any member can trigger registration under either law.
func canTrigger(ms []member) bool {
	for i := range ms {
		for _, l := range ms[i].alone.leaves {
			if l.Before.Terms != (law.Terms{}) || l.After.Terms != (law.Terms{}) {
				return true
			}
		}
	}
	return false
}

// event is what the proposal does to a person with this history.
func event(h history) registryKey {
	k := registryKey{event: noEvent, before: h.before.term(), after: h.after.term()}
	switch {
	case h.before.known && h.after.known && k.before == k.after:
		k.event, k.w.Year = Kept, h.after.first
	case h.before.known && h.after.known:
		k.event, k.w.Year = TermChanged, h.after.first
	case h.after.known:
		k.event, k.w.Year = Added, h.after.first
	case h.before.known:
		k.event, k.w.Year = Removed, h.before.first
	default:
		k.before, k.after = 0, 0
	}
	return k
}
