package law

import (
	"strings"
	"testing"
)

func TestRollOn(t *testing.T) {
	c := smallCode(t)
	fr := c.Frame(nil, nil)
	ok := func(section string, day Date, given string, want Terms) {
		t.Helper()
		got, items, ask := c.RollOn(day).Terms(fr, cite(t, section), facts(t, fr, given))
		if got != want || ask != NoAttribute || (len(items) > 0) != (want != Terms{}) {
			t.Errorf("%s on %s (%s): %v resting on %v, asking %d; want %v", section, day, given, got, items, ask, want)
		}
	}
	ok("1a-86(a)(2)", 19000101, "", Terms{10, Life})
	ok("1a-86(a)(1)", 20160101, "", Terms{})
	ok("1a-82", 20160101, "", Terms{})
	// A trigger holds from its first day to its last.
	ok("1a-90a", 20091231, "age 5", Terms{})
	ok("1a-90a", 20100101, "age 5", Terms{10, Life})
	ok("1a-90a", 20111231, "age 5", Terms{10, Life})
	// The longest of the triggers that match.
	ok("1a-90a", 20120101, "age 12", Terms{Life, Life})
	ok("1a-90a", 20120101, "age 13", Terms{10, Life})
	ok("1a-90a", 20141231, "age 13", Terms{10, Life})
	ok("1a-90a", 20150101, "age 12", Terms{Life, Life})
	ok("1a-90a", 20150101, "age 13", Terms{})
	// What a court orders at its discretion never counts, and is never asked.
	ok("1a-192a", 20160101, "found", Terms{})
	ok("1a-192a", 20160101, "", Terms{})
	if _, _, ask := c.RollOn(20120101).Terms(fr, cite(t, "1a-90a"), Facts{}); ask != VictimAgeOf {
		t.Errorf("asks %d", ask)
	}
}

func TestProposedRoll(t *testing.T) {
	c := smallCode(t)
	s := scenario(t, c, `provisions:
  - id: off
    says: s
    cite: c
    delists: ["1A-86"]
  - id: own
    says: s
    cite: c
    categories:
      - {id: five, title: Five years, first: 5 years, repeat: 15 years, source: s, confidence: D}
      - {id: asked, title: Where a court orders it, first: life, repeat: life, discretionary: true, source: s, confidence: D}
    registers:
      - {section: "1a-88", category: asked, source: s, confidence: D}
      - {section: "1a-88", category: five, source: s, confidence: D}
  - id: other
    says: s
    cite: c
    categories: [{id: nine, title: Nine years, first: 9 years, repeat: life, source: s, confidence: D}]
    registers:
      - {section: "1a-82", category: nine, source: s, confidence: D}
      - {section: "1a-192a", category: minor, repeat: 20 years, source: s, confidence: D}
  - id: back
    says: s
    cite: c
    registers: [{section: "1a-86(a)(2)", category: violent, when: {victim_age: {under: 9}}, source: s, confidence: D}]
`)
	ok := func(section, given string, want Terms, by string, only ...string) {
		t.Helper()
		p := propose(t, s, only...)
		fr := c.Frame(nil, nil, p)
		base := c.RollOn(20161231)
		before, _, _ := base.Terms(fr, cite(t, "1a-86(a)(2)"), Facts{})
		got, _, ask := p.Roll(base).Terms(fr, cite(t, section), facts(t, fr, given))
		credit := strings.Join(p.Registers(fr, cite(t, section), facts(t, fr, given)), "+")
		if got != want || ask != NoAttribute || credit != by {
			t.Errorf("%s (%s) under %v: %v asking %d by %q, want %v by %q", section, given, p.Active, got, ask, credit, want, by)
		}
		if after, _, _ := base.Terms(fr, cite(t, "1a-86(a)(2)"), Facts{}); after != before {
			t.Error("the baseline's rule has changed")
		}
	}
	ok("1a-86(a)(2)", "", Terms{}, "off", "off")
	ok("1a-86(a)(2)", "", Terms{10, Life}, "", "own")
	// A proposal does not take off what it puts on. Each provision is credited
	// whose own condition is met.
	ok("1a-86(a)(2)", "age 8", Terms{Life, Life}, "back+off")
	ok("1a-86(a)(2)", "age 9", Terms{}, "off")
	ok("1a-86(a)(2)", "age 9", Terms{10, Life}, "", "back")
	// Categories of a proposal keep their own terms and their own discretion.
	ok("1a-88", "", Terms{5, 15}, "own")
	ok("1a-82", "", Terms{9, Life}, "other")
	ok("1a-192a", "", Terms{10, 20}, "other")
	ok("1a-192", "", Terms{}, "")
}

// Taking a subdivision off leaves the rest of a listed section on.
func TestDelistSubdivision(t *testing.T) {
	c, err := LoadCode(pack(t, "registry.yaml", `"1a-86(a)(2)", category: minor`, `"1a-86", category: minor`), "p")
	if err != nil {
		t.Fatal(err)
	}
	p := propose(t, scenario(t, c, `provisions: [{id: a, says: s, cite: c, delists: ["1a-86(a)(2)"]}]`))
	fr := c.Frame(nil, nil, p)
	roll := p.Roll(c.RollOn(20161231))
	for section, want := range map[string]Terms{"1a-86(a)(1)": {10, Life}, "1a-86(a)(2)": {}} {
		if got, _, _ := roll.Terms(fr, cite(t, section), Facts{}); got != want {
			t.Errorf("%s: %v, want %v", section, got, want)
		}
	}
	if len(p.Notes) != 0 {
		t.Errorf("notes: %v", p.Notes)
	}
}

func TestClassFor(t *testing.T) {
	c := smallCode(t)
	fr := c.Frame(nil, nil)
	ok := func(section string, day Date, given string, want Class) {
		t.Helper()
		got, ask := c.Statute(cite(t, section)).On(day).ClassFor(fr, facts(t, fr, given))
		if got != want || ask != NoAttribute {
			t.Errorf("%s on %s (%s): %s asking %d, want %s", section, day, given, got, ask, want)
		}
	}
	ok("1a-192a", 20060701, "", FelonyB)
	ok("1a-192a", 20170930, "", FelonyB) // the day before the change
	ok("1a-192a", 20171001, "", FelonyA)
	ok("1a-83b", 20171001, "age 14", FelonyA)
	ok("1a-83b", 20171001, "age 15", FelonyB)
	ok("1a-90a", 20160101, "priors 0", FelonyD)
	ok("1a-90a", 20160101, "priors 1", FelonyC)
	ok("1a-90a", 20160101, "priors 2", FelonyB)
	ok("1a-90a", 20160101, "priors 30", FelonyB)
	if _, ask := c.Statute(cite(t, "1a-90a")).On(20160101).ClassFor(fr, Facts{}); ask != PriorsOf {
		t.Errorf("asks %d", ask)
	}
	for section, day := range map[string]Date{"1a-192a": 20060630, "1a-83b": 20170930} {
		if v := c.Statute(cite(t, section)).On(day); v != nil {
			t.Errorf("%s has a version on %s", section, day)
		}
	}
}

// An attempt at a class A felony is a class B felony; all else keeps the grade
// of the object offence, as this pack writes no other row.
func TestInchoateClass(t *testing.T) {
	c := smallCode(t)
	for _, k := range []struct {
		kind         Inchoate
		object, want Class
		rests        bool
	}{
		{Attempt, FelonyA, FelonyB, true},
		{Attempt, FelonyB, FelonyB, false},
		{Conspiracy, FelonyA, FelonyA, false},
		{Solicitation, FelonyA, FelonyA, false},
		{Completed, FelonyA, FelonyA, false},
		{Attempt, ClassUnknown, ClassUnknown, false},
	} {
		got, item := c.InchoateClass(k.kind, k.object)
		if got != k.want || (item >= 0) != k.rests {
			t.Errorf("%s of a %s is a %s, resting on %d; want %s", k.kind, k.object, got, item, k.want)
		}
	}
}

func TestPenalty(t *testing.T) {
	c := smallCode(t)
	for _, k := range []struct {
		class Class
		day   Date
		min   int
		none  bool
	}{
		{FelonyD, 20130930, 365, false},
		{FelonyD, 20131001, 0, false},
		{FelonyA, 19000101, 3650, false},
		{FelonyC, 20160101, 0, true},
	} {
		switch p := c.Penalty(k.class, k.day); {
		case (p == nil) != k.none:
			t.Errorf("%s on %s: %v", k.class, k.day, p)
		case p != nil && p.MinDays != k.min:
			t.Errorf("%s on %s: at least %d days, want %d", k.class, k.day, p.MinDays, k.min)
		}
	}
}
