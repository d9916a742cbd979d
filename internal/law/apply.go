package law

import "slices"

// A Place is where a charge stands in the code; the zero Place is "no longer an
// offence".
type Place = Citation

// Apply tries the act's moves in order against a charge that stands at a place
// with facts. The first that matches moves it; a destination that the act itself
// moves is followed on. used lists the moves that carried it. Where the answer
// hangs on an unknown fact, that attribute is returned instead.
func (a *Act) Apply(fr *Frame, at Place, f Facts) (to Place, used []*Move, ask Attribute) {
	for !at.IsZero() {
		m, ask := a.first(fr, at, f)
		if ask != NoAttribute {
			return at, nil, ask
		}
		if m == nil || len(used) > len(a.Moves) {
			break
		}
		used = append(used, m)
		at = m.To
		if m.AsAmended {
			break
		}
	}
	return at, used, NoAttribute
}

func (a *Act) first(fr *Frame, at Place, f Facts) (*Move, Attribute) {
	for i := range a.Moves {
		m := &a.Moves[i]
		if !m.From.Covers(at) {
			continue
		}
		met, ask := m.When.Test(fr, f)
		if ask != NoAttribute {
			return nil, ask
		}
		if met {
			return m, NoAttribute
		}
	}
	return nil, NoAttribute
}

// Item is the number of the legal fact that the move rests on.
func (m *Move) Item() int { return m.item }

// ClassFor is the class that the version gives to facts.
func (v *Version) ClassFor(fr *Frame, f Facts) (Class, Attribute) {
	for _, g := range v.grades {
		met, ask := g.when.Test(fr, f)
		if ask != NoAttribute {
			return 0, ask
		}
		if met {
			return g.class, NoAttribute
		}
	}
	return ClassUnknown, NoAttribute
}

// Classes lists the classes that the version can give.
func (v *Version) Classes() []Class {
	var out []Class
	for _, g := range v.grades {
		out = append(out, g.class)
	}
	return out
}

// GradesWhen returns the version's classes with the facts that decide each, in
// the order in which they are tried.
func (v *Version) GradesWhen() ([]Class, []*Condition) {
	var when []*Condition
	for _, g := range v.grades {
		when = append(when, g.when)
	}
	return v.Classes(), when
}

// Item is the number of the legal fact that the version is.
func (v *Version) Item() int { return v.item }

// InchoateClass is the grade of an inchoate offence whose object is graded
// object; item is the legal fact it rests on, -1 where the object's grade stands.
func (c *Code) InchoateClass(kind Inchoate, object Class) (class Class, item int) {
	if g, ok := c.inchoate[kind][object]; ok {
		return g.to, g.item
	}
	return object, -1
}

// A Roll is a registry rule on one day: the triggers that then hold, and the
// places that a proposal takes off their list.
type Roll struct {
	triggers []*Trigger
	delisted []Citation
	added    []*Trigger // by a proposal; nothing takes them off

	reach map[Place][]*Trigger // by place, as asked
}

// RollOn is the registry rule of the code on a day.
func (c *Code) RollOn(day Date) *Roll {
	r := &Roll{}
	for _, t := range c.Registry.Triggers {
		if (t.From.IsZero() || day >= t.From.Date) && (t.To.IsZero() || day <= t.To.Date) {
			r.triggers = append(r.triggers, t)
		}
	}
	return r
}

// Terms is the registration that an offence at a place triggers: the longest of
// the triggers that match; zero where none does. items are the legal facts it
// rests on. Discretionary categories never count.
func (r *Roll) Terms(fr *Frame, at Place, f Facts) (terms Terms, items []int, ask Attribute) {
	for _, t := range r.reaching(at) {
		met, ask := t.When.Test(fr, f)
		if ask != NoAttribute {
			return Terms{}, nil, ask
		}
		if met {
			terms.First, terms.Repeat = max(terms.First, t.terms.First), max(terms.Repeat, t.terms.Repeat)
			items = append(items, t.item)
		}
	}
	return terms, items, NoAttribute
}

// MayOrder reports whether a court may order registration, at its discretion, of
// an offence at a place: as far as the facts are known, some discretionary
// trigger reaches it.
func (r *Roll) MayOrder(fr *Frame, at Place, f Facts) bool {
	return slices.ContainsFunc(r.covering(at), func(t *Trigger) bool { return t.category.Discretionary && fr.Possible(t.When, f) })
}

// reaching lists the triggers that cover an offence at a place and count. It
// remembers them: a Roll is asked by one goroutine at a time.
func (r *Roll) reaching(at Place) []*Trigger {
	if out, ok := r.reach[at]; ok {
		return out
	}
	out := slices.DeleteFunc(r.covering(at), func(t *Trigger) bool { return t.category.Discretionary })
	if r.reach == nil {
		r.reach = map[Place][]*Trigger{}
	}
	r.reach[at] = out
	return out
}

// covering lists the triggers that cover an offence at a place.
func (r *Roll) covering(at Place) []*Trigger {
	var out []*Trigger
	if !slices.ContainsFunc(r.delisted, func(c Citation) bool { return c.Covers(at) }) {
		out = append(out, r.triggers...)
	}
	out = append(out, r.added...)
	return slices.DeleteFunc(out, func(t *Trigger) bool { return !t.cite.Covers(at) })
}

// Reaches reports whether the trigger is on the list on the day and covers an
// offence at the place, its condition aside.
func (t *Trigger) Reaches(at Place, day Date) bool {
	return t.cite.Covers(at) && (t.From.IsZero() || day >= t.From.Date) && (t.To.IsZero() || day <= t.To.Date)
}

// Terms is the registration that the trigger brings.
func (t *Trigger) Terms() Terms { return t.terms }

// CategoryOf is the category of one of the registry's own triggers.
func (r *Registry) CategoryOf(t *Trigger) *Category { return t.category }
