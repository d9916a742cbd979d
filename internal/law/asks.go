package law

import "slices"

// Possible reports whether some completion of the facts meets the condition.
func (fr *Frame) Possible(c *Condition, f Facts) bool {
	met, ask := c.Test(fr, f)
	if ask == NoAttribute {
		return met
	}
	for i := range fr.Cells(ask) {
		if fr.Possible(c, f.With(ask, i)) {
			return true
		}
	}
	return false
}

// asksVictimAge reports whether the condition mentions the victim's age.
func (c *Condition) asksVictimAge() bool {
	found := false
	c.walk(func(c *Condition) { found = found || c.VictimAge != nil })
	return found
}

// AsksVictimAge reports whether the victim's age decides anything about charges
// of the entry: its grades, its elements, its registration or an act.
func (c *Code) AsksVictimAge(s *Statute) bool {
	if slices.ContainsFunc(s.Versions, (*Version).asksVictimAge) {
		return true
	}
	for _, a := range c.Acts {
		for _, m := range a.Moves {
			if m.From.Covers(s.Cite) && m.When.asksVictimAge() {
				return true
			}
		}
	}
	for _, t := range c.Registry.Triggers {
		if t.cite.Covers(s.Cite) && t.When.asksVictimAge() {
			return true
		}
	}
	return false
}

func (v *Version) asksVictimAge() bool {
	return v.Implies.asksVictimAge() || slices.ContainsFunc(v.Grades, func(g Grade) bool { return g.When.asksVictimAge() })
}

// AsksVictimAge reports whether some provision, in some reading, asks the
// victim's age of charges that stand at a place: to move, to grade or to
// register them.
func (s *Scenario) AsksVictimAge(at Place) bool {
	for _, r := range s.ReadingIDs() {
		for _, m := range s.act(r, s.order).Moves {
			if m.From.Covers(at) && m.When.asksVictimAge() {
				return true
			}
		}
	}
	for _, p := range s.file.Provisions {
		if slices.ContainsFunc(p.Amends, func(a amendment) bool { return a.Version.Statute.Cite == at && a.Version.asksVictimAge() }) ||
			slices.ContainsFunc(p.Registers, func(t *Trigger) bool { return t.cite.Covers(at) && t.When.asksVictimAge() }) {
			return true
		}
	}
	return false
}
