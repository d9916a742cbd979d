package model_test

import (
	"fmt"
	"strings"
	"testing"
	"testing/fstest"

	"impact/internal/law"
)

// The conditions of these tests.
var (
	under13  = ageCond("{under: 13}", 0, 13)
	under15  = ageCond("{under: 15}", 0, 15)
	under16  = ageCond("{under: 16}", 0, 16)
	under18  = ageCond("{under: 18}", 0, 18)
	teen     = ageCond("{from: 13, under: 16}", 13, 16)
	adult    = ageCond("{from: 18}", 18, 200)
	traffic  = cond{"{victim_trafficked: true}", "t", func(f facts) bool { return f.trafficked }}
	noTraf   = cond{"{victim_trafficked: false}", "t", func(f facts) bool { return !f.trafficked }}
	anyMeans = cond{"{means: [force, fraud, coercion]}", "m", func(f facts) bool { return f.means != 0 }}
	force    = cond{"{means: [force]}", "m", func(f facts) bool { return f.means&1 != 0 }}
	deceit   = cond{"{means: [fraud, coercion]}", "m", func(f facts) bool { return f.means&6 != 0 }}
	buyer21  = cond{"{defendant_age: {from: 21}}", "d", func(f facts) bool { return f.defendant >= 21 }}
	youth    = cond{"{defendant_age: {under: 18}}", "d", func(f facts) bool { return f.defendant < 18 }}
	repeat   = cond{"{priors: {from: 1}}", "p", func(f facts) bool { return f.priors >= 1 }}
	twice    = cond{"{priors: {from: 2}}", "p", func(f facts) bool { return f.priors >= 2 }}
	sale     = cond{"{finding: sale}", "f", func(f facts) bool { return f.sale }}
	from2014 = cond{"{offense_date: {from: 2014-01-01}}", "", func(f facts) bool { return f.day >= 20140101 }}
	to2014   = cond{"{offense_date: {to: 2014-06-30}}", "", func(f facts) bool { return f.day <= 20140630 }}
)

func ageCond(text string, from, under int) cond {
	return cond{"{victim_age: " + text + "}", "a", func(f facts) bool { return from <= f.age && f.age < under }}
}

// orOf, allOf and not make conditions of conditions.
func orOf(cs ...cond) cond {
	return joined("any", cs, func(f facts) bool {
		for _, c := range cs {
			if c.holds(f) {
				return true
			}
		}
		return false
	})
}

func allOf(cs ...cond) cond {
	return joined("all", cs, func(f facts) bool {
		for _, c := range cs {
			if !c.holds(f) {
				return false
			}
		}
		return true
	})
}

func not(c cond) cond {
	return cond{"{not: " + c.yaml + "}", c.asks, func(f facts) bool { return !c.holds(f) }}
}

func joined(key string, cs []cond, holds func(facts) bool) cond {
	var texts []string
	asks := ""
	for _, c := range cs {
		texts, asks = append(texts, c.yaml), asks+c.asks
	}
	return cond{"{" + key + ": [" + strings.Join(texts, ", ") + "]}", asks, holds}
}

func just(c law.Class) []refGrade { return []refGrade{{c, always}} }

// smallLaw is a code with everything that a code can have: versions, grades,
// elements, acts that carry on within themselves, end offences and regrade.
var smallLaw = refLaw{
	baseline: 20161231,
	sections: []refSection{
		{"1-10(a)", always, []stretch{{0, 20170930, just(law.MisdemeanorA)}, {20171001, 0, just(law.FelonyE)}}},
		{"1-10(c)", orOf(under18, traffic), []stretch{{20131001, 0, just(law.FelonyC)}}},
		{"1-20(a)(1)", anyMeans, []stretch{{0, 0, just(law.FelonyB)}}},
		{"1-20(a)(2)", under18, []stretch{{0, 0, just(law.FelonyB)}}},
		{"1-30", always, []stretch{{0, 0, []refGrade{{law.FelonyA, under15}, {law.FelonyB, orOf(anyMeans, under18)}, {law.FelonyC, always}}}}},
		{"1-40", always, []stretch{{0, 20130930, just(law.MisdemeanorB)}}},
		{"1-50", always, []stretch{
			{0, 20120630, just(law.MisdemeanorC)},
			{20120701, 20141231, []refGrade{{law.MisdemeanorA, repeat}, {law.MisdemeanorB, always}}},
			{20150101, 0, []refGrade{{law.FelonyE, sale}, {law.FelonyD, buyer21}, {law.MisdemeanorA, always}}}}},
		{"1-60", always, []stretch{{0, 20141231, just(law.FelonyD)}}},
		{"1-70", always, []stretch{{0, 0, just(law.FelonyUnclassified)}}},
		{"1-80", always, []stretch{{0, 20151231, just(law.Violation)}}},
	},
	acts: []refAct{
		{"PA 12-1", 20120701, nil},
		{"PA 13-1", 20131001, []refMove{
			{"young", "1-40", "1-10(c)", orOf(under16, traffic), false},
			{"rest", "1-40", "1-10(a)", always, false}}},
		{"PA 14-1", 20150101, []refMove{
			{"petty", "1-60", "1-50", youth, true},
			{"graver", "1-60", "1-70", always, false},
			{"on", "1-70", "1-30", allOf(traffic, to2014), false},
			{"never", "1-50", "1-80", twice, false}}},
		{"PA 15-1", 20160101, []refMove{
			{"again", "1-80", "1-50", twice, false},
			{"ended", "1-80", "", always, false}}},
	},
	triggers: []refTrigger{
		{"", "1-20(a)(2)", always, 0, 10, lifelong, false},
		{"", "1-20(a)(1)", force, 0, 10, 10, false},
		{"", "1-30", under18, 20100101, lifelong, lifelong, false},
		{"", "1-10(c)", always, 20140101, 10, lifelong, false},
		{"", "1-70", always, 0, 10, lifelong, true},
		{"", "1-50", always, 20170101, 10, lifelong, false},
	},
}

const seen = "source: made up, confidence: S"

// pack writes the code as the files of a law pack.
func (l *refLaw) pack() fstest.MapFS {
	var statutes, registry strings.Builder
	statutes.WriteString("statutes:\n")
	for _, s := range l.sections {
		fmt.Fprintf(&statutes, "  - section: %q\n    heading: made up\n    versions:\n", s.cite)
		for _, v := range s.versions {
			fmt.Fprintf(&statutes, "      - {%s%simplies: %s, %s, %s}\n", dayKey("from", v.from), dayKey("to", v.to), s.implies.yaml, gradesYAML(v.grades), seen)
		}
	}
	registry.WriteString("registry:\n  title: made up\n  categories:\n")
	fmt.Fprintf(&registry, "    - {id: list, title: made up, first: 10 years, repeat: life, %s}\n", seen)
	fmt.Fprintf(&registry, "    - {id: court, title: made up, first: 10 years, repeat: life, discretionary: true, %s}\n  triggers:\n", seen)
	for _, t := range l.triggers {
		fmt.Fprintf(&registry, "    - %s\n", t.yaml())
	}
	out := fstest.MapFS{
		"p/code.yaml":         file(codeYAML),
		"p/registry.yaml":     file(registry.String()),
		"p/statutes/all.yaml": file(statutes.String()),
	}
	for i, a := range l.acts {
		out[fmt.Sprintf("p/acts/%d.yaml", i)] = file(a.yaml(i))
	}
	return out
}

func file(text string) *fstest.MapFile { return &fstest.MapFile{Data: []byte(text)} }

const codeYAML = `pack: p
title: made up
citation: {}
inchoate_grades:
  - {kind: attempt, from: felony A, to: felony B, source: made up, confidence: S}
  - {kind: conspiracy, from: felony A, to: felony B, source: made up, confidence: S}
ladder: []
findings:
  - {id: sale, says: made up}
`

func dayKey(key string, d law.Date) string {
	if d == 0 {
		return ""
	}
	return key + ": " + d.String() + ", "
}

func gradesYAML(grades []refGrade) string {
	if len(grades) == 1 {
		return "class: " + grades[0].class.String()
	}
	var out []string
	for i, g := range grades {
		if i == len(grades)-1 {
			out = append(out, fmt.Sprintf("{class: %s}", g.class))
		} else {
			out = append(out, fmt.Sprintf("{class: %s, when: %s}", g.class, g.when.yaml))
		}
	}
	return "grades: [" + strings.Join(out, ", ") + "]"
}

func (t *refTrigger) yaml() string {
	category := "list"
	if t.discretion {
		category = "court"
	}
	return fmt.Sprintf("{section: %q, category: %s, when: %s, %sfirst: %s, repeat: %s, %s}",
		t.cite, category, t.when.yaml, dayKey("from", t.from), termName(t.first), termName(t.repeat), seen)
}

func (m *refMove) yaml() string {
	to := m.to
	if to == "" {
		to = "none"
	}
	return fmt.Sprintf("from: %q, to: %q, when: %s, as_amended: %t", m.from, to, m.when.yaml, m.asAmended)
}

func (a *refAct) yaml(number int) string {
	var b strings.Builder
	fmt.Fprintf(&b, "act: %s\ntitle: made up\nsession: \"2010\"\nnumber: %d\neffective: %s\nsource: made up\nconfidence: S\nprovisions:", a.name, number+1, a.day)
	if len(a.moves) == 0 {
		b.WriteString(" []")
	}
	b.WriteString("\n")
	var order []string
	for _, m := range a.moves {
		fmt.Fprintf(&b, "  - {id: %q, says: made up, %s, %s}\n", m.provision, m.yaml(), seen)
		order = append(order, fmt.Sprintf("%q", m.provision))
	}
	fmt.Fprintf(&b, "order: [%s]\n", strings.Join(order, ", "))
	return b.String()
}

// scenarioYAML writes the proposal as a scenario file, every provision ordered.
func (p *proposal) scenarioYAML() string {
	var b strings.Builder
	b.WriteString("scenario: s\ntitle: made up\npack: p\nsource: made up\neffective: 2017-10-01\n")
	if len(p.minors) > 0 {
		fmt.Fprintf(&b, "minors_charged: [%q]\n", p.minors[0])
	}
	b.WriteString("provisions:\n")
	for _, n := range p.names {
		fmt.Fprintf(&b, "  - id: %s\n    says: made up\n    cite: made up\n", n)
		list(&b, "moves", p.moves, func(m refMove) (string, bool) { return "{" + m.yaml() + "}", m.provision == n })
		list(&b, "registers", p.triggers, func(t refTrigger) (string, bool) { return t.yaml(), t.provision == n })
		p.changes(&b, n)
	}
	fmt.Fprintf(&b, "order: [%s]\n", strings.Join(p.order(), ", "))
	return b.String()
}

func list[T any](b *strings.Builder, key string, xs []T, yaml func(T) (string, bool)) {
	head := "    " + key + ":\n"
	for _, x := range xs {
		if text, ok := yaml(x); ok {
			b.WriteString(head + "      - " + text + "\n")
			head = ""
		}
	}
}

func (p *proposal) changes(b *strings.Builder, n string) {
	for _, s := range smallLaw.sections {
		if g, ok := p.amends[s.cite]; ok && g.provision == n {
			fmt.Fprintf(b, "    amends:\n      - {section: %q, implies: %s, %s, %s}\n", s.cite, s.implies.yaml, gradesYAML(g.grades), seen)
		}
		if p.delists[s.cite] == n {
			fmt.Fprintf(b, "    delists: [%q]\n", s.cite)
		}
	}
	if n == "cover" {
		for _, c := range p.covers {
			fmt.Fprintf(b, "    covers: {sections: [%q], within: [%q], when: %s}\n", c.sections[0], c.within[0], c.when.yaml)
		}
	}
}

// order is the provisions in the order in which their moves are tried.
func (p *proposal) order() []string {
	var out []string
	add := func(n string) {
		if !strings.Contains(","+strings.Join(out, ",")+",", ","+n+",") {
			out = append(out, n)
		}
	}
	for _, m := range p.moves {
		add(m.provision)
	}
	for _, n := range p.names {
		add(n)
	}
	return out
}

// propose reads the small law and a proposal as the program does.
func (p *proposal) propose(t testing.TB, pack fstest.MapFS, l *refLaw) (*law.Code, *law.Proposal) {
	t.Helper()
	code, err := law.LoadCode(pack, "p")
	if err != nil {
		t.Fatal(err)
	}
	s, err := law.LoadScenario(code, "s.yaml", []byte(p.scenarioYAML()))
	if err != nil {
		t.Fatalf("%v\n%s", err, p.scenarioYAML())
	}
	out, err := s.Propose(law.AsWritten, nil, l.baseline)
	if err != nil {
		t.Fatal(err)
	}
	return s.Code(), out
}
