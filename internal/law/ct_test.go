package law

import (
	"os"
	"slices"
	"strings"
	"testing"
)

func connecticut(t *testing.T) *Code {
	t.Helper()
	c, err := LoadCode(os.DirFS("../../data/law"), "ct")
	if err != nil {
		t.Fatal(err)
	}
	return c
}

// The class of an offence is that of the law on its day.
func TestConnecticutClasses(t *testing.T) {
	c := connecticut(t)
	fr := c.Frame(nil, nil)
	ok := func(section, day, given string, want Class) {
		t.Helper()
		d, err := ParseDate(day)
		if err != nil {
			t.Fatal(err)
		}
		s := c.Statute(cite(t, section))
		if s == nil {
			t.Fatalf("no entry %s", section)
		}
		v := s.On(d)
		if v == nil {
			if want != ClassUnknown {
				t.Errorf("%s is not in force on %s; want a %s", section, day, want)
			}
			return
		}
		if got, ask := v.ClassFor(fr, facts(t, fr, given)); got != want || ask != NoAttribute {
			t.Errorf("%s on %s (%s) is a %s asking %d, want %s", section, day, given, got, ask, want)
		}
	}
	absent := func(section, day string) { t.Helper(); ok(section, day, "", ClassUnknown) }

	// Patronizing a person under 18: PA 13-166 created the tier, PA 17-32 ended it.
	absent("53a-83(c)", "2013-09-30")
	ok("53a-83(c)", "2013-10-01", "", FelonyC)
	ok("53a-83(c)", "2017-09-30", "", FelonyC)
	absent("53a-83(c)", "2017-10-01")
	ok("53a-83(a)", "2010-01-01", "", MisdemeanorA)
	ok("53a-83(a)", "2018-01-01", "", MisdemeanorA)
	ok("53a-83a", "2016-12-31", "", MisdemeanorA)
	absent("53a-83a", "1993-09-30")
	ok("53a-83a", "1993-10-01", "", MisdemeanorA)
	// Commercial sexual abuse of a minor, PA 17-32 section 4.
	absent("53a-83b", "2017-09-30")
	ok("53a-83b", "2017-10-01", "age 14", FelonyA)
	ok("53a-83b", "2017-10-01", "age 15", FelonyB)
	// Trafficking in persons: PA 06-43, class A by PA 17-32 section 2.
	absent("53a-192a", "2006-06-30")
	ok("53a-192a", "2006-07-01", "", FelonyB)
	ok("53a-192a", "2017-09-30", "", FelonyB)
	ok("53a-192a", "2017-10-01", "", FelonyA)
	// Promoting: PA 10-115 moved the limb of a person under 18 up a class.
	for _, day := range []string{"2011-01-01", "2016-12-31", "2018-01-01"} {
		ok("53a-86(a)(1)", day, "", FelonyB)
		ok("53a-86(a)(2)", day, "", FelonyB)
		ok("53a-87(a)(1)", day, "", FelonyC)
		ok("53a-88", day, "", FelonyD)
		ok("53a-89", day, "", MisdemeanorA)
		ok("53a-82", day, "", MisdemeanorA)
	}
	ok("53a-86(a)(1)", "2009-01-01", "", FelonyB)
	ok("53a-87(a)(2)", "2010-09-30", "", FelonyC)
	absent("53a-87(a)(2)", "2010-10-01")
}

// Enacted acts carry a charge from the law of its day.
func TestConnecticutActs(t *testing.T) {
	c := connecticut(t)
	fr := c.Frame(nil, nil)
	ok := func(act, from, given, to string) {
		t.Helper()
		a := c.Act(act)
		if a == nil {
			t.Fatalf("no act %s", act)
		}
		if at, _, ask := a.Apply(fr, cite(t, from), facts(t, fr, given)); ask != NoAttribute || at != cite(t, to) {
			t.Errorf("%s carries %s (%s) to %q asking %d, want %s", act, from, given, at, ask, to)
		}
	}
	ok("PA 10-115", "53a-87(a)(2)", "", "53a-86(a)(2)")
	ok("PA 10-115", "53a-87(a)(1)", "", "53a-87(a)(1)")
	ok("PA 13-166", "53a-83(a)", "age 17", "53a-83(c)")
	ok("PA 13-166", "53a-83(a)", "age 18, untrafficked", "53a-83(a)")
	ok("PA 13-166", "53a-83a", "age 17", "53a-83a") // the vehicle section is another
	ok("PA 17-32", "53a-83(c)", "age 17", "53a-83b")
	ok("PA 17-32", "53a-83(c)", "age 18, trafficked", "53a-83(a)")
	for act, day := range map[string]Date{"PA 06-43": 20060701, "PA 10-115": 20101001, "PA 13-166": 20131001, "PA 15-195": 20151001, "PA 16-71": 20161001, "PA 17-32": 20171001, "PA 21-103": 20211001} {
		if a := c.Act(act); a == nil || a.Effective != day {
			t.Errorf("%s took effect %v, want %s", act, a, day)
		}
	}
	if !slices.IsSortedFunc(c.Acts, func(a, b *Act) int { return int(a.Effective) - int(b.Effective) }) {
		t.Error("the acts are not in the order of their days")
	}
}

// The registry by section and day.
func TestConnecticutRegistry(t *testing.T) {
	c := connecticut(t)
	fr := c.Frame(nil, nil)
	ok := func(section string, day Date, given string, want Terms) {
		t.Helper()
		if got, _, ask := c.RollOn(day).Terms(fr, cite(t, section), facts(t, fr, given)); ask != NoAttribute || got != want {
			t.Errorf("%s on %s: %v asking %d, want %v", section, day, got, ask, want)
		}
	}
	minor, violent := Terms{10, Life}, Terms{Life, Life}
	for _, section := range []string{"53a-86(a)(2)", "53a-90a", "53-21(a)(2)", "53a-196a", "53a-196b", "53a-196c", "53a-196d", "53a-196e", "53a-196f"} {
		ok(section, 20161231, "", minor)
	}
	for _, section := range []string{"53a-82", "53a-83(a)", "53a-83(c)", "53a-83a", "53a-83b", "53a-86(a)(1)", "53a-87(a)(1)", "53a-88", "53a-89", "53a-192a", "53-21(a)(1)"} {
		ok(section, 20161231, "", Terms{})
		ok(section, 20180101, "", Terms{})
	}
	ok("53a-87(a)(2)", 20100930, "", minor)
	ok("53a-87(a)(2)", 20101001, "", Terms{})
	ok("53a-70(a)(2)", 20161231, "", violent)
	ok("53a-70(a)(1)", 20161231, "", violent)
	// The provision on kin moved from (a)(2) to (a)(3).
	ok("53a-72a(a)(2)", 20190930, "", minor)
	ok("53a-72a(a)(3)", 20190930, "", Terms{})
	ok("53a-72a(a)(2)", 20191001, "", violent)
	ok("53a-72a(a)(3)", 20191001, "", minor)
	if _, _, ask := c.RollOn(20161231).Terms(fr, cite(t, "53a-92"), Facts{}); ask < FindingOne {
		t.Errorf("kidnapping asks %d, not a finding", ask)
	}
}

// What the classes mean: PA 13-258 took the floor of class D, PA 21-104 a day
// from class A misdemeanors.
func TestConnecticutPenalties(t *testing.T) {
	c := connecticut(t)
	ok := func(class Class, day Date, low, high int) {
		t.Helper()
		p := c.Penalty(class, day)
		if p == nil || p.MaxDays == nil {
			t.Errorf("%s on %s has no range", class, day)
		} else if p.MinDays != low || *p.MaxDays != high {
			t.Errorf("%s on %s: %d to %d days, want %d to %d", class, day, p.MinDays, *p.MaxDays, low, high)
		}
	}
	const year = 365
	ok(FelonyA, 20161231, 10*year, 25*year)
	ok(FelonyB, 20161231, 1*year, 20*year)
	ok(FelonyC, 20161231, 1*year, 10*year)
	ok(FelonyD, 20130930, 1*year, 5*year)
	ok(FelonyD, 20131001, 0, 5*year)
	ok(FelonyE, 20131001, 0, 3*year)
	ok(MisdemeanorA, 20210930, 0, 365)
	ok(MisdemeanorA, 20211001, 0, 364)
	if p := c.Penalty(FelonyE, 20130930); p != nil {
		t.Errorf("class E before it was made: %v", p)
	}
	for _, class := range []Class{FelonyA, FelonyB} {
		if p := c.Penalty(class, 20161231); p.AR != "barred" {
			t.Errorf("accelerated rehabilitation of a %s is %s", class, p.AR)
		}
	}
	if p := c.Penalty(FelonyA, 20161231); p.Probation.Value != "barred" {
		t.Errorf("probation of a class A felony is %s", p.Probation)
	}
	for _, kind := range []Inchoate{Attempt, Conspiracy} {
		if got, _ := c.InchoateClass(kind, FelonyA); got != FelonyB {
			t.Errorf("%s of a class A felony is a %s", kind, got)
		}
	}
	if got, _ := c.InchoateClass(Solicitation, FelonyA); got != FelonyA {
		t.Errorf("solicitation of a class A felony is a %s", got)
	}
}

// Every section that the program speaks of resolves, in each way of writing it.
func TestConnecticutCitations(t *testing.T) {
	c := connecticut(t)
	ok := func(text, want string, kind ...Inchoate) {
		t.Helper()
		r := c.Resolve(text)
		if r.Status != Found || c.Name(r.Cite) != want || r.Inchoate != append(kind, Completed)[0] {
			t.Errorf("%q is %s %q %s %v, want %q", text, r.Status, c.Name(r.Cite), r.Inchoate, r.Candidates, want)
		}
	}
	for _, s := range strings.Fields("53a-82 53a-83(a) 53a-83(c) 53a-83a 53a-83b 53a-84 53a-85 53a-86(a)(1) 53a-86(a)(2) 53a-87(a)(1) 53a-87(a)(2) 53a-88 53a-89 " +
		"53a-90a 53a-90b 53a-192 53a-192a 53-21(a)(1) 53-21(a)(2) 53-21(a)(3) 53a-196 53a-196a 53a-196b 53a-196c 53a-196d 53a-196e 53a-196f 53a-196g 53a-196i") {
		for _, text := range []string{s, strings.ToUpper(s), "Sec. " + s, "CGS § " + s, "§" + s, "Conn. Gen. Stat. § " + s, strings.ReplaceAll(s, "(", " ("), s + "*", s + "*+", "0" + s} {
			ok(text, s)
		}
	}
	if r, want := c.Resolve("53A125B"), c.Resolve("53a-125b"); r.Status != want.Status || r.Cite != want.Cite {
		t.Errorf("53A125B is %s %q, but 53a-125b %s %q", r.Status, r.Cite, want.Status, want.Cite)
	}
	ok("5321", "53-21")
	ok("53a83c", "53a-83(c)")
	ok("53a-83c", "53a-83(c)")
	ok("53A86A2", "53a-86(a)(2)")
	ok("53a-86", "53a-86")
	ok("53a-82(b)", "53a-82")
	ok("53a-49/53a-192a", "53a-192a", Attempt)
	ok("53a-192a/53a-49", "53a-192a", Attempt)
	ok("53a-48(a)/53a-86", "53a-86", Conspiracy)
	ok("53a-49 (53a-86)", "53a-86", Attempt)
	ok("53a-179a/53a-88", "53a-88", Solicitation)
	ok("53a-8/53a-88", "53a-88")
	for _, text := range []string{"53A83A", "53a83a", "53a-83 a", "53a-192 a", "53A192A", "53a83b", "21A279A"} {
		if r := c.Resolve(text); r.Status != Ambiguous || len(r.Candidates) < 2 {
			t.Errorf("%q is %s %q %v, want ambiguous", text, r.Status, c.Name(r.Cite), r.Candidates)
		}
	}
	if r := c.Resolve("53-21(2)"); r.Status != Found || c.Entry(r.Cite) == nil || r.Cite.Section() != cite(t, "53-21") {
		t.Errorf("the old 53-21(2) is %s %q", r.Status, r.Cite)
	}
	for _, s := range c.Statutes() {
		if r := c.Resolve(s.Section.Value); r.Status != Found || r.Cite != s.Cite {
			t.Errorf("the entry %s resolves to %s %q", s.Section.Value, r.Status, r.Cite)
		}
	}
}

// Every shipped scenario of the pack loads and can be proposed in each reading.
func TestConnecticutScenarios(t *testing.T) {
	c := connecticut(t)
	for _, name := range []string{"ct-tip-council", "drug-possession-2015", "null", "pa-17-32"} {
		data, err := os.ReadFile("../../data/scenarios/" + name + ".yaml")
		if err != nil {
			t.Fatal(err)
		}
		s, err := LoadScenario(c, name+".yaml", data)
		if err != nil {
			t.Error(err)
			continue
		}
		for _, r := range s.ReadingIDs() {
			p, err := s.Propose(r, nil, s.Baseline)
			if err != nil {
				t.Error(err)
				continue
			}
			if len(p.Notes) != 0 {
				t.Errorf("%s, %s: %v", name, r, p.Notes)
			}
			ends(t, s.Code(), p)
		}
	}
}
