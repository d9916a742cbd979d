package law

// Possible reports whether some completion of the facts meets the condition.
func (fr *Frame) Possible(c *Condition, f Facts) bool { return fr.possible(c, f) }

// asksVictimAge reports whether the condition mentions the victim's age.
func (c *Condition) asksVictimAge() bool {
	found := false
	c.walk(func(c *Condition) { found = found || c.VictimAge != nil })
	return found
}

// AsksVictimAge reports whether the victim's age decides anything about charges
// of the entry: its grades, its elements, its registration or an act.
func (c *Code) AsksVictimAge(s *Statute) bool {
	for _, v := range s.Versions {
		if v.Implies.asksVictimAge() {
			return true
		}
		for _, g := range v.Grades {
			if g.When.asksVictimAge() {
				return true
			}
		}
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

// AsksVictimAge reports whether some provision, in some reading, asks the
// victim's age of charges that stand at a place.
func (s *Scenario) AsksVictimAge(at Place) bool {
	for _, r := range s.ReadingIDs() {
		for _, m := range s.act(r, s.order).Moves {
			if m.From.Covers(at) && m.When.asksVictimAge() {
				return true
			}
		}
	}
	return false
}
