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

// An asked is something that a condition may mention.
type asked func(*Condition) bool

func victimAge(c *Condition) bool { return c.VictimAge != nil }

// ofVictim is the victim's age, that they were trafficked, and the means.
func ofVictim(c *Condition) bool {
	return c.VictimAge != nil || c.Trafficked != nil || len(c.Means) > 0
}

// mentions reports whether the condition, or one within it, mentions something.
func (c *Condition) mentions(x asked) bool {
	found := false
	c.walk(func(c *Condition) { found = found || x(c) })
	return found
}

// AsksVictimAge reports whether the victim's age decides anything about charges
// of the entry: its grades, its elements, its registration or an act.
func (c *Code) AsksVictimAge(s *Statute) bool { return c.asks(s, victimAge) }

// AsksVictim is AsksVictimAge of anything about the victim: the age, whether they were
// trafficked, by which means.
func (c *Code) AsksVictim(s *Statute) bool { return c.asks(s, ofVictim) }

func (c *Code) asks(s *Statute, x asked) bool {
	if slices.ContainsFunc(s.Versions, func(v *Version) bool { return v.mentions(x) }) {
		return true
	}
	for _, a := range c.Acts {
		for _, m := range a.Moves {
			if m.From.Covers(s.Cite) && m.When.mentions(x) {
				return true
			}
		}
	}
	for _, t := range c.Registry.Triggers {
		if t.cite.Covers(s.Cite) && t.When.mentions(x) {
			return true
		}
	}
	return false
}

func (v *Version) mentions(x asked) bool {
	return v.Implies.mentions(x) || slices.ContainsFunc(v.Grades, func(g Grade) bool { return g.When.mentions(x) })
}

// AsksVictimAge reports whether some provision, in some reading, asks the
// victim's age of charges that stand at a place: to move, to grade or to
// register them.
func (s *Scenario) AsksVictimAge(at Place) bool { return s.asks(at, victimAge) }

// AsksVictim is AsksVictimAge of anything about the victim.
func (s *Scenario) AsksVictim(at Place) bool { return s.asks(at, ofVictim) }

func (s *Scenario) asks(at Place, x asked) bool {
	for _, r := range s.ReadingIDs() {
		for _, m := range s.act(r, s.order).Moves {
			if m.From.Covers(at) && m.When.mentions(x) {
				return true
			}
		}
	}
	for _, p := range s.file.Provisions {
		if slices.ContainsFunc(p.Amends, func(a amendment) bool { return a.Version.Statute.Cite == at && a.Version.mentions(x) }) ||
			slices.ContainsFunc(p.Registers, func(t *Trigger) bool { return t.cite.Covers(at) && t.When.mentions(x) }) {
			return true
		}
	}
	return false
}
