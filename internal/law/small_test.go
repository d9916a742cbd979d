package law

import (
	"maps"
	"strings"
	"testing"
	"testing/fstest"
)

// small is a pack of invented law, small enough to read at once.
var small = map[string]string{
	"p/code.yaml": `pack: small
title: A small code
citation:
  prefixes: ["Sec.", "§", "§§", "CGS", "CGS §", "C.G.S.", "Conn. Gen. Stat.", "Conn. Gen. Stat. §", "General Statutes"]
  marks: "*+"
  inchoate: {attempt: "1a-49", conspiracy: "1a-48", solicitation: "1a-179a"}
  accessory: ["1a-8"]
inchoate_grades:
  - {kind: attempt, from: felony A, to: felony B, source: s, confidence: S}
ladder:
  - class: felony A
    penalties: [{min_days: 3650, max_days: 9125, source: s, confidence: S}]
  - class: felony D
    penalties:
      - {to: "2013-09-30", min_days: 365, max_days: 1825, source: s, confidence: S}
      - {from: "2013-10-01", max_days: 1825, source: s, confidence: S}
findings:
  - {id: sexual-purpose, says: The court found a sexual purpose.}
`,
	"p/registry.yaml": `registry:
  title: A registry
  categories:
    - {id: minor, title: Minor victims, first: 10 years, repeat: life, source: s, confidence: S}
    - {id: violent, title: Violent, first: life, repeat: life, source: s, confidence: S}
    - {id: purpose, title: At the court's discretion, first: 10 years, repeat: 10 years, discretionary: true, source: s, confidence: S}
  triggers:
    - {section: "1a-86(a)(2)", category: minor, source: s, confidence: S}
    - {section: "1a-90a", category: minor, from: "2010-01-01", to: "2014-12-31", source: s, confidence: S}
    - {section: "1a-90a", category: violent, from: "2012-01-01", when: {victim_age: {under: 13}}, source: s, confidence: S}
    - {section: "1a-192a", category: purpose, when: {finding: sexual-purpose}, source: s, confidence: S}
`,
	"p/statutes/all.yaml": `statutes:
  - section: "1a-82"
    heading: Prostitution
    versions: [{class: misdemeanor A, source: s, confidence: S}]
  - section: "1a-83(a)"
    heading: Patronizing
    versions: [{class: misdemeanor A, source: s, confidence: S}]
  - section: "1a-83(c)"
    heading: Patronizing a minor
    versions:
      - {from: "2013-10-01", to: "2017-09-30", class: felony C, implies: {any: [{victim_age: {under: 18}}, {victim_trafficked: true}]}, act: PA 13-1, source: s, confidence: S}
  - section: "1A-83a"
    heading: From a motor vehicle
    versions: [{from: "1993-10-01", class: misdemeanor A, source: s, confidence: S}]
  - section: "1a-83b"
    heading: Commercial abuse
    versions:
      - from: "2017-10-01"
        grades: [{class: felony A, when: {victim_age: {under: 15}}}, {class: felony B}]
        act: PA 17-1
        source: s
        confidence: S
  - section: "1a-85"
    heading: Definitions
    offence: false
    versions: [{source: s, confidence: S}]
  - section: "1a-86(a)(1)"
    heading: Promoting by force
    versions: [{class: felony B, source: s, confidence: S}]
  - section: "1a-86(a)(2)"
    heading: Promoting a minor
    aliases: ["1-86(2)"]
    versions: [{class: felony B, implies: {victim_age: {under: 18}}, source: s, confidence: S}]
  - section: "1a-88"
    heading: Promoting
    versions: [{class: felony D, source: s, confidence: S}]
  - section: "1a-90a"
    heading: Enticing
    versions: [{grades: [{class: felony B, when: {priors: {from: 2}}}, {class: felony C, when: {priors: {from: 1}}}, {class: felony D}], source: s, confidence: S}]
  - section: "1a-125b"
    heading: Larceny
    versions: [{class: misdemeanor C, source: s, confidence: S}]
  - section: "1a-192"
    heading: Coercion
    versions: [{class: misdemeanor A, source: s, confidence: S}]
  - section: "1a-192a"
    heading: Trafficking
    versions:
      - {from: "2006-07-01", to: "2017-09-30", class: felony B, source: s, confidence: S}
      - {from: "2017-10-01", class: felony A, act: PA 17-1, source: s, confidence: S}
`,
	"p/acts/pa-13-1.yaml": `act: PA 13-1
title: An act
session: "2013"
number: 1
effective: 2013-10-01
provisions: []
source: s
confidence: S
`,
	"p/acts/pa-17-1.yaml": `act: PA 17-1
title: Another act
session: "2017"
number: 1
effective: 2017-10-01
says: [Trafficking becomes a class A felony.]
provisions:
  - {id: minor, says: Buying from a minor moves., from: "1a-83(c)", when: {victim_age: {under: 18}}, to: "1a-83b", source: s, confidence: S}
  - {id: rest, says: The rest falls back., from: "1a-83(c)", to: "1a-83(a)", source: s, confidence: S}
order: [minor, rest]
source: s
confidence: S
`,
}

// pack is the small pack with some files changed: "file", "old", "new", three
// texts a change; an old text of "" adds new at the end.
func pack(t testing.TB, changes ...string) fstest.MapFS {
	t.Helper()
	files := maps.Clone(small)
	for i := 0; i+2 < len(changes); i += 3 {
		name, from, to := "p/"+changes[i], changes[i+1], changes[i+2]
		if from == "" {
			files[name] += to
			continue
		}
		if strings.Count(files[name], from) != 1 {
			t.Fatalf("%s has %q %d times, want 1", name, from, strings.Count(files[name], from))
		}
		files[name] = strings.Replace(files[name], from, to, 1)
	}
	fsys := fstest.MapFS{}
	for name, text := range files {
		fsys[name] = &fstest.MapFile{Data: []byte(text)}
	}
	return fsys
}

func smallCode(t testing.TB) *Code {
	t.Helper()
	c, err := LoadCode(pack(t), "p")
	if err != nil {
		t.Fatal(err)
	}
	return c
}

// scenarioHead begins a scenario file of six lines.
const scenarioHead = `scenario: x
title: X
pack: small
source: s
baseline: 2016-12-31
effective: 2017-10-01
`

// scenario loads the head with the given lines after it.
func scenario(t testing.TB, c *Code, text string) *Scenario {
	t.Helper()
	s, err := LoadScenario(c, "x.yaml", []byte(scenarioHead+text))
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func propose(t testing.TB, s *Scenario, only ...string) *Proposal {
	t.Helper()
	if len(only) == 0 {
		only = nil
	}
	p, err := s.Propose(s.DefaultReading(), only, s.Baseline)
	if err != nil {
		t.Fatal(err)
	}
	return p
}

func cite(t testing.TB, text string) Citation {
	t.Helper()
	if text == "none" {
		return Citation{}
	}
	c, err := ParseCitation(text)
	if err != nil {
		t.Fatal(err)
	}
	return c
}
