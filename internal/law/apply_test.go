package law

import (
	"slices"
	"strings"
	"testing"
)

// facts reads "age 16, trafficked, means force" into the cells of a frame;
// what is not named is unknown.
func facts(t testing.TB, fr *Frame, text string) (f Facts) {
	t.Helper()
	for _, part := range strings.FieldsFunc(text, func(r rune) bool { return r == ',' }) {
		w := strings.Fields(part)
		n := 0
		if len(w) > 1 {
			for _, r := range w[1] {
				n = 10*n + int(r-'0')
			}
		}
		switch w[0] {
		case "age":
			f.VictimAge = Cell(fr.VictimAges, n)
		case "defendant":
			f.DefendantAge = Cell(fr.DefendantAges, n)
		case "priors":
			f.Priors = Cell(fr.Priors, n)
		case "trafficked":
			f.Trafficked = True
		case "untrafficked":
			f.Trafficked = False
		case "means":
			for _, name := range w[1:] {
				m, _ := ParseMeans(name)
				f.Means |= m
			}
		case "found":
			f.Made |= 1
		case "unfound":
			f.NotMade |= 1
		case "on":
			d, err := ParseDate(w[1])
			if err != nil {
				t.Fatal(err)
			}
			f.Era = fr.EraOf(d)
		default:
			t.Fatalf("no fact %q", w[0])
		}
	}
	return f
}

func TestApply(t *testing.T) {
	c := smallCode(t)
	s := scenario(t, c, `provisions:
  - id: trafficked
    says: s
    cite: c
    moves:
      - {from: "1a-83", when: {any: [{victim_age: {under: 18}}, {victim_trafficked: true}]}, to: "1a-192a"}
  - id: fallback
    says: s
    cite: c
    moves: [{from: "1a-83(c)", to: "1a-83(a)"}]
  - id: vehicle
    says: s
    cite: c
    repeals: ["1a-83a"]
    moves: [{from: "1a-83a", to: "1a-83(a)"}]
  - id: ended
    says: s
    cite: c
    repeals: ["1a-88"]
    moves: [{from: "1a-88", to: none}]
  - id: kept
    says: s
    cite: c
    moves: [{from: "1a-82", to: "1a-88", as_amended: true}]
  - id: first
    says: s
    cite: c
    moves:
      - {from: "1a-90a", when: {victim_age: {under: 13}}, to: "1a-192a"}
      - {from: "1a-90a", when: {victim_age: {under: 18}}, to: "1a-192"}
order: [trafficked, fallback, vehicle, ended]
`)
	p := propose(t, s)
	fr := c.Frame(nil, nil, p)
	ok := func(from, given, to, used string) {
		t.Helper()
		at, moves, ask := p.Act.Apply(fr, cite(t, from), facts(t, fr, given))
		var by []string
		for _, m := range moves {
			by = append(by, m.Provision)
		}
		if ask != NoAttribute || at != cite(t, to) || strings.Join(by, " ") != used {
			t.Errorf("%s (%s) went to %q by %v, asking %d; want %s by %s", from, given, at, by, ask, to, used)
		}
	}
	asks := func(from, given string, want Attribute) {
		t.Helper()
		if at, moves, ask := p.Act.Apply(fr, cite(t, from), facts(t, fr, given)); ask != want || moves != nil {
			t.Errorf("%s (%s) went to %q, asking %d; want %d", from, given, at, ask, want)
		}
	}
	// The first provision that matches moves a charge.
	ok("1a-83(c)", "age 17", "1a-192a", "trafficked")
	ok("1a-83(c)", "age 18, untrafficked", "1a-83(a)", "fallback")
	ok("1a-83(c)", "trafficked", "1a-192a", "trafficked")
	ok("1a-83(a)", "age 40, untrafficked", "1a-83(a)", "")
	// What the order names second is not asked while the first is open.
	asks("1a-83(c)", "", VictimAgeOf)
	asks("1a-83(c)", "age 40", TraffickedOf)
	asks("1a-83(c)", "untrafficked", VictimAgeOf)
	// A destination that the act moves is followed on.
	ok("1a-83a", "age 15", "1a-192a", "vehicle trafficked")
	ok("1a-83a", "age 18, untrafficked", "1a-83(a)", "vehicle")
	asks("1a-83a", "untrafficked", VictimAgeOf)
	// An end is an end; as amended, too.
	ok("1a-88", "", "none", "ended")
	ok("1a-82", "", "1a-88", "kept")
	ok("none", "", "none", "")
	ok("1a-86(a)(2)", "", "1a-86(a)(2)", "")
	// Within one provision the moves are tried as they are written.
	ok("1a-90a", "age 12", "1a-192a", "first")
	ok("1a-90a", "age 13", "1a-192", "first")
	ok("1a-90a", "age 18", "1a-90a", "")
}

// A provision's order decides; without the first, the second takes its charges.
func TestSubset(t *testing.T) {
	s := scenario(t, smallCode(t), `provisions:
  - {id: b, says: s, cite: c, requires: [a], moves: [{from: "1a-88", to: "1a-82"}]}
  - {id: a, says: s, cite: c, moves: [{from: "1a-88", when: {victim_age: {under: 18}}, to: "1a-192a"}]}
  - {id: d, says: s, cite: c, requires: [b], moves: [{from: "1a-192", to: "1a-82"}]}
order: [a, b]
`)
	for _, c := range []struct {
		only, active, note string
	}{
		{"", "b a d", ""},
		{"a", "a", ""},
		{"a b", "b a", ""},
		{"b", "", "b changes nothing here: it takes effect only with a, which is not on."},
		{"d", "", "d changes nothing here: it takes effect only with b, which is not on."},
		{"a d", "a", "d changes nothing here: it takes effect only with b, which is not on."},
		{"b d", "", "b changes nothing here: it takes effect only with a, which is not on.|d changes nothing here: it takes effect only with b, which is not on."},
	} {
		p := propose(t, s, strings.Fields(c.only)...)
		if got := strings.Join(p.Active, " "); got != c.active {
			t.Errorf("only %q: %q is on, want %q", c.only, got, c.active)
		}
		if got := strings.Join(p.Notes, "|"); got != c.note {
			t.Errorf("only %q: the notes are %q, want %q", c.only, got, c.note)
		}
	}
	var order []string
	for _, m := range propose(t, s).Act.Moves {
		order = append(order, m.Provision)
	}
	if !slices.Equal(order, []string{"a", "b", "d"}) {
		t.Errorf("the moves stand in the order %v", order)
	}
	if p := propose(t, s, "b"); len(p.Act.Moves) != 0 {
		t.Errorf("an unmet provision moves: %v", p.Act.Moves)
	}
	none, err := s.Propose(AsWritten, []string{}, 20161231)
	if err != nil || len(none.Active) != 0 || len(none.Act.Moves) != 0 {
		t.Errorf("with nothing on: %v, %v", none, err)
	}
}

func TestProposeRefuses(t *testing.T) {
	c := smallCode(t)
	s := scenario(t, c, "provisions: [{id: alpha, says: s, cite: c}]\n")
	bad := func(s *Scenario, reading string, only []string, day Date, want string) {
		t.Helper()
		if _, err := s.Propose(reading, only, day); err == nil || err.Error() != want {
			t.Errorf("got %v, want %s", err, want)
		}
	}
	bad(s, "as-writen", nil, 20161231, `scenario x has no reading "as-writen"; did you mean "as-written"?`)
	bad(s, AsWritten, []string{"alhpa"}, 20161231, `scenario x has no provision "alhpa"; did you mean "alpha"?`)
	e, err := LoadScenario(c, "x.yaml", []byte("scenario: x\ntitle: t\npack: small\nsource: s\nenacts: PA 17-1\n"))
	if err != nil {
		t.Fatal(err)
	}
	if e.Effective != 20171001 {
		t.Errorf("an act enacted takes effect %s", e.Effective)
	}
	if _, err := e.Propose(AsWritten, nil, 20170930); err != nil {
		t.Errorf("the day before: %v", err)
	}
	bad(e, AsWritten, nil, 20171001, "PA 17-1 took effect 2017-10-01 and is already law at the baseline 2017-10-01; an earlier --baseline would be right")
}

// Each reading gives a move its own condition, beside the one for all.
func TestReadings(t *testing.T) {
	c := smallCode(t)
	s := scenario(t, c, `readings:
  - {id: narrow, title: n}
  - {id: wide, title: w, default: true}
provisions:
  - id: a
    says: s
    cite: c
    moves:
      - {from: "1a-88", to: "1a-82", when: {victim_trafficked: true}, readings: {narrow: {victim_age: {under: 18}}, wide: {}}}
`)
	if s.DefaultReading() != "wide" {
		t.Errorf("the default is %q", s.DefaultReading())
	}
	for _, k := range []struct{ reading, given, to string }{
		{"narrow", "age 17, trafficked", "1a-82"},
		{"narrow", "age 18, trafficked", "1a-88"},
		{"narrow", "age 17, untrafficked", "1a-88"},
		{"wide", "age 18, trafficked", "1a-82"},
		{"wide", "trafficked", "1a-82"},
		{"wide", "untrafficked", "1a-88"},
	} {
		p, err := s.Propose(k.reading, nil, 20161231)
		if err != nil {
			t.Fatal(err)
		}
		fr := c.Frame(nil, nil, p)
		if at, _, ask := p.Act.Apply(fr, cite(t, "1a-88"), facts(t, fr, k.given)); ask != NoAttribute || at != cite(t, k.to) {
			t.Errorf("%s (%s): %q asking %d, want %s", k.reading, k.given, at, ask, k.to)
		}
	}
}

// What the baseline lacks is told.
func TestAbsentNotes(t *testing.T) {
	s := scenario(t, smallCode(t), `provisions:
  - {id: a, says: s, cite: c, moves: [{from: "1a-83(c)", to: "1a-83(a)"}, {from: "1a-88", to: "1a-83b"}]}
  - {id: b, says: s, cite: c, amends: [{section: "1A-83a", class: violation, source: s, confidence: S}], delists: ["1a-82"]}
`)
	for _, c := range []struct {
		day  Date
		want string
	}{
		{19930930, "a finds nothing to move from 1a-83(c): the section is not in force at the baseline, 1993-09-30." +
			"|a moves charges to 1a-83b, which is not in force at the baseline, 1993-09-30: their class is unknown." +
			"|b finds nothing to amend: 1A-83a is not in force at the baseline, 1993-09-30." +
			"|b finds nothing to take off the registry list: 1a-82 is not on it at the baseline, 1993-09-30."},
		{20170930, "a moves charges to 1a-83b, which is not in force at the baseline, 2017-09-30: their class is unknown." +
			"|b finds nothing to take off the registry list: 1a-82 is not on it at the baseline, 2017-09-30."},
		{20171001, "a finds nothing to move from 1a-83(c): the section is not in force at the baseline, 2017-10-01." +
			"|b finds nothing to take off the registry list: 1a-82 is not on it at the baseline, 2017-10-01."},
	} {
		p, err := s.Propose(AsWritten, nil, c.day)
		if err != nil {
			t.Fatal(err)
		}
		if got := strings.Join(p.Notes, "|"); got != c.want {
			t.Errorf("%s:\n got %s\nwant %s", c.day, got, c.want)
		}
	}
}

// An enacted act as a scenario brings its moves, its classes and its registry.
func TestEnacts(t *testing.T) {
	c, err := LoadCode(pack(t, "registry.yaml", "", `    - {section: "1a-83b", category: violent, from: "2017-10-01", source: s, confidence: S}
    - {section: "1a-82", category: minor, to: "2017-09-30", source: s, confidence: S}
`), "p")
	if err != nil {
		t.Fatal(err)
	}
	s, err := LoadScenario(c, "x.yaml", []byte("scenario: x\ntitle: t\npack: small\nsource: s\nbaseline: 2017-09-30\nenacts: PA 17-1\n"))
	if err != nil {
		t.Fatal(err)
	}
	p := propose(t, s)
	if got := strings.Join(p.Active, " "); got != "minor rest amendments" {
		t.Errorf("on are %q", got)
	}
	fr := c.Frame(nil, nil, p)
	class := func(p *Proposal, section, given string, want Class, by string) {
		t.Helper()
		st := c.Statute(cite(t, section))
		v, credit := p.Version(st, st.On(20170930))
		if got, _ := v.ClassFor(fr, facts(t, fr, given)); got != want || credit != by {
			t.Errorf("%s is a %s by %q, want %s by %q", section, got, credit, want, by)
		}
	}
	class(p, "1a-192a", "", FelonyA, "amendments")
	class(p, "1a-83b", "age 14", FelonyA, "amendments")
	class(p, "1a-83b", "age 15", FelonyB, "amendments")
	class(p, "1a-82", "", MisdemeanorA, "")
	class(propose(t, s, "rest"), "1a-192a", "", FelonyB, "")
	terms := func(p *Proposal, section string, want Terms, by string) {
		t.Helper()
		got, _, ask := p.Roll(c.RollOn(20170930)).Terms(fr, cite(t, section), Facts{})
		credit := strings.Join(p.Registers(fr, cite(t, section), Facts{}), "+")
		if ask != NoAttribute || got != want || credit != by {
			t.Errorf("%s: %v asking %d by %q, want %v by %q", section, got, ask, credit, want, by)
		}
	}
	terms(p, "1a-83b", Terms{Life, Life}, "amendments")
	terms(p, "1a-82", Terms{}, "amendments")
	terms(p, "1a-86(a)(2)", Terms{10, Life}, "")
	terms(propose(t, s, "minor"), "1a-83b", Terms{}, "")
	terms(propose(t, s, "minor"), "1a-82", Terms{10, Life}, "")
}

// A created section is law with the scenario only.
func TestCreates(t *testing.T) {
	c := smallCode(t)
	before, items := len(c.Statutes()), len(c.Items())
	s := scenario(t, c, `provisions:
  - id: new
    says: s
    cite: c
    creates: [{section: "1A-89a", heading: Permitting near a school, grades: [{class: felony C, when: {victim_age: {under: 9}}}, {class: felony D}], source: s, confidence: unverified}]
    moves: [{from: "1a-82", to: "1a-89a"}]
  - id: more
    says: s
    cite: c
    requires: [new]
    moves: [{from: "1a-88", to: "1A-89A"}]
`)
	if len(c.Statutes()) != before || len(c.Items()) != items || c.Statute(cite(t, "1a-89a")) != nil {
		t.Error("the code that a scenario was read against has changed")
	}
	own := s.Code()
	st := own.Statute(cite(t, "1a-89a"))
	if st == nil || own.Name(st.Cite) != "1A-89a" || own.Resolve("1A89A").Cite != st.Cite {
		t.Fatalf("the created section is %v", st)
	}
	p := propose(t, s)
	fr := own.Frame(nil, nil, p)
	if !slices.Equal(fr.VictimAges, []int{9, 13, 15, 18}) {
		t.Errorf("the ages are cut at %v", fr.VictimAges)
	}
	if fr := own.Frame([]int{16}, nil); !slices.Contains(fr.VictimAges, 16) {
		t.Errorf("a table's age is no cut: %v", fr.VictimAges)
	}
	v, by := p.Version(st, st.On(20161231))
	if by != "new" || v == nil {
		t.Fatalf("%v by %q", v, by)
	}
	if class, _ := v.ClassFor(fr, facts(t, fr, "age 8")); class != FelonyC {
		t.Errorf("class %s", class)
	}
	if st.On(20170930) != nil || st.On(20171001) == nil {
		t.Error("it stands before its day, or not on it")
	}
	if len(p.Notes) != 0 {
		t.Errorf("notes: %v", p.Notes)
	}
	if off := propose(t, s, "more"); len(off.Act.Moves) != 0 {
		t.Errorf("without its creator: %v", off.Act.Moves)
	}
}

// Old citations in law files mean the entry that they became.
func TestAliasInScenario(t *testing.T) {
	c := smallCode(t)
	s := scenario(t, c, `provisions:
  - {id: a, says: s, cite: c, moves: [{from: "1a-88", to: "1-86(2)"}, {from: "1-86(2)", to: "1a-82", when: {victim_age: {under: 3}}}], delists: ["1-86(2)"]}
  - {id: b, says: s, cite: c, amends: [{section: "1-86(2)", class: felony A, source: s, confidence: S}]}
`)
	p := propose(t, s)
	fr := c.Frame(nil, nil, p)
	if at, used, _ := p.Act.Apply(fr, cite(t, "1a-88"), facts(t, fr, "age 2")); at.String() != "1a-82" || len(used) != 2 {
		t.Errorf("went to %q by %d moves", at, len(used))
	}
	at := cite(t, "1a-86(a)(2)")
	if _, by := p.Version(c.Statute(at), nil); by != "b" {
		t.Errorf("amended by %q", by)
	}
	if got, _, _ := p.Roll(c.RollOn(20161231)).Terms(fr, at, Facts{}); got != (Terms{}) || !slices.Equal(p.Registers(fr, at, Facts{}), []string{"a"}) {
		t.Errorf("%v by %q", got, p.Registers(fr, at, Facts{}))
	}
}

// A table of minor victims needs to know which sections the victim's age
// touches: by a move, a grade or a registration.
func TestAsksVictimAge(t *testing.T) {
	c := smallCode(t)
	for section, want := range map[string]bool{"1a-83(c)": true, "1a-83b": true, "1a-86(a)(2)": true, "1a-90a": true, "1a-82": false, "1a-86(a)(1)": false, "1a-192a": false} {
		if got := c.AsksVictimAge(c.Statute(cite(t, section))); got != want {
			t.Errorf("the code asks it of %s: %v", section, got)
		}
	}
	s := scenario(t, c, `readings: [{id: narrow, title: n}, {id: wide, title: w, default: true}]
provisions:
  - id: a
    says: s
    cite: c
    moves: [{from: "1a-88", to: "1a-192a", readings: {narrow: {victim_age: {under: 18}}, wide: {}}}]
    amends: [{section: "1a-82", grades: [{class: violation, when: {victim_age: {under: 18}}}, {class: misdemeanor A}], source: s, confidence: S}]
    registers: [{section: "1a-86", category: minor, when: {victim_age: {under: 12}}, source: s, confidence: S}]
`)
	for section, want := range map[string]bool{"1a-88": true, "1a-82": true, "1a-86(a)(1)": true, "1a-192a": false, "1a-83(a)": false} {
		if got := s.AsksVictimAge(cite(t, section)); got != want {
			t.Errorf("the scenario asks it of %s: %v", section, got)
		}
	}
}

// Whom a privilege would reach.
func TestCover(t *testing.T) {
	c := smallCode(t)
	p := propose(t, scenario(t, c, `provisions:
  - {id: a, says: s, cite: c, covers: {sections: ["1a-192a"], within: ["1a-83"], when: {victim_trafficked: true}}}
`))
	fr := c.Frame(nil, nil, p)
	for _, k := range []struct {
		base, proposed, given string
		want                  bool
		ask                   Attribute
	}{
		{"1a-88", "1a-192a", "", true, NoAttribute},
		{"1a-83(c)", "1a-83(a)", "trafficked", true, NoAttribute},
		{"1a-83(c)", "none", "trafficked", true, NoAttribute},
		{"1a-83(c)", "1a-83(a)", "untrafficked", false, NoAttribute},
		{"1a-83(c)", "1a-83(a)", "", false, TraffickedOf},
		{"1a-88", "1a-88", "trafficked", false, NoAttribute},
	} {
		got, ask := p.Covers["a"].Reaches(fr, cite(t, k.base), cite(t, k.proposed), facts(t, fr, k.given))
		if got != k.want || ask != k.ask {
			t.Errorf("%s to %s (%s): %v asking %d", k.base, k.proposed, k.given, got, ask)
		}
	}
}

// A destination that the same act ends may be one that it carries on.
func TestDestinationFollowedOn(t *testing.T) {
	section := `  - section: "1a-300"
    heading: A section that ends
    versions: [{to: "2017-09-30", class: felony D, source: s, confidence: S}]
`
	on := `  - {id: on, says: o, from: "1a-300", to: "1a-82", source: s, confidence: S}
order: [minor, rest, on]
`
	fsys := pack(t, "statutes/all.yaml", "", section, "acts/pa-17-1.yaml", "order: [minor, rest]\n", on,
		"acts/pa-17-1.yaml", `from: "1a-83(c)", to: "1a-83(a)"`, `from: "1a-83(c)", to: "1a-300"`)
	c, err := LoadCode(fsys, "p")
	if err != nil {
		t.Fatal(err)
	}
	fr := c.Frame(nil, nil)
	if at, used, _ := c.Act("PA 17-1").Apply(fr, cite(t, "1a-83(c)"), facts(t, fr, "age 30")); at.String() != "1a-82" || len(used) != 2 {
		t.Errorf("went to %q by %d moves", at, len(used))
	}
}
