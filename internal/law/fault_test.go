package law

import (
	"fmt"
	"strings"
	"testing"
)

// Each case changes the small pack in one thing; the faults are told word for
// word, one a line.
func TestPackFaults(t *testing.T) {
	bad := func(name, file, from, to, want string) {
		t.Helper()
		_, err := LoadCode(pack(t, file, from, to), "p")
		if err == nil {
			t.Errorf("%s: loaded", name)
		} else if err.Error() != want {
			t.Errorf("%s:\n got %s\nwant %s", name, err, want)
		}
	}
	const statutes, acts, code, registry = "statutes/all.yaml", "acts/pa-17-1.yaml", "code.yaml", "registry.yaml"
	bad("unknown key", statutes, "heading: Prostitution\n", "headnig: Prostitution\n",
		"p/statutes/all.yaml:2:5: the key \"heading\" is missing here\np/statutes/all.yaml:3:5: unknown key \"headnig\"; did you mean \"heading\"?")
	bad("unquoted citation", statutes, `- section: "1a-88"`, "- section: 487.10",
		`p/statutes/all.yaml:34:14: 487.10 is read as a number, a text is wanted; quote it: "487.10"`)
	bad("missing key", statutes, "    heading: Promoting\n", "",
		`p/statutes/all.yaml:34:5: the key "heading" is missing here`)
	bad("repeated key", statutes, "    heading: Promoting\n", "    heading: Promoting\n    heading: Again\n",
		`p/statutes/all.yaml:36:5: the key "heading" stands twice; once would be right`)
	bad("not a citation", statutes, `- section: "1a-88"`, `- section: "promoting"`,
		`p/statutes/all.yaml:34:14: citation "promoting" is not of the form 53a-86(a)(2)`)
	bad("an entry twice", statutes, `- section: "1a-88"`, `- section: "1A-82"`,
		"p/statutes/all.yaml:34:14: 1A-82 already stands at p/statutes/all.yaml:2; one entry would be right")
	bad("no versions", statutes, "    heading: Promoting\n    versions: [{class: felony D, source: s, confidence: S}]", "    heading: Promoting\n    versions: []",
		"p/statutes/all.yaml:34:14: 1a-88 has no version; at least one would be right")
	bad("a blank version", statutes, "    heading: Promoting\n    versions: [{class: felony D, source: s, confidence: S}]", "    heading: Promoting\n    versions: [~]",
		"p/statutes/all.yaml:36:16: a blank stands here, where a mapping would be right")
	bad("bad class", statutes, "versions: [{class: felony D, source: s, confidence: S}]", "versions: [{class: felony F, source: s, confidence: S}]",
		`p/statutes/all.yaml:36:24: class "felony F" is not one of none, violation, misdemeanor unclassified, misdemeanor D, misdemeanor C, misdemeanor B, misdemeanor A, felony unclassified, felony E, felony D, felony C, felony B, felony A`)
	bad("bad confidence", statutes, "versions: [{class: felony D, source: s, confidence: S}]", "versions: [{class: felony D, source: s, confidence: sure}]",
		`p/statutes/all.yaml:36:57: "sure" is not one of S, S-partial, D, unverified`)
	bad("class and grades", statutes, "versions: [{class: felony D, source: s, confidence: S}]", "versions: [{class: felony D, grades: [{class: felony D}], source: s, confidence: S}]",
		"p/statutes/all.yaml:36:24: 1a-88 has both a class and grades; one of the two would be right")
	bad("neither class nor grades", statutes, "versions: [{class: felony D, source: s, confidence: S}]", "versions: [{source: s, confidence: S}]",
		"p/statutes/all.yaml:34:14: a version of 1a-88 has neither class nor grades")
	bad("grades without an end", statutes, "{class: felony C, when: {priors: {from: 1}}}, {class: felony D}]", "{class: felony C, when: {priors: {from: 1}}}]",
		"p/statutes/all.yaml:39:80: of the grades of 1a-90a the last, and only the last, must have no condition")
	bad("grades with an end in the middle", statutes, "{class: felony C, when: {priors: {from: 1}}}, {class: felony D}]", "{class: felony C}, {class: felony D}]",
		"p/statutes/all.yaml:39:80: of the grades of 1a-90a the last, and only the last, must have no condition")
	bad("a definition with a class", statutes, "    offence: false\n    versions: [{source", "    offence: false\n    versions: [{class: violation, source",
		"p/statutes/all.yaml:23:14: 1a-85 is no offence but has a class")
	bad("a day that no calendar has", statutes, `{from: "1993-10-01"`, `{from: "2016-02-30"`,
		`p/statutes/all.yaml:14:23: "2016-02-30" is not a day of the form 2016-10-01`)
	bad("a day in another form", statutes, `{from: "1993-10-01"`, `{from: "1993-10-1"`,
		`p/statutes/all.yaml:14:23: "1993-10-1" is not a day of the form 2016-10-01`)
	bad("a window that ends before it begins", statutes, `to: "2017-09-30", class: felony C`, `to: "2012-09-30", class: felony C`,
		"p/statutes/all.yaml:8:14: 1a-83(c) ends 2012-09-30, but no act of the next day says where all its charges go; a provision `from: \"1a-83(c)\"` without condition, or `to: none`, would be right\np/statutes/all.yaml:11:34: the last day 2012-09-30 comes before the first, 2013-10-01")
	bad("versions with a gap", statutes, `{from: "2006-07-01", to: "2017-09-30", class: felony B`, `{from: "2006-07-01", to: "2017-09-29", class: felony B`,
		"p/statutes/all.yaml:50:16: the versions of 1a-192a do not tile: one ends 2017-09-29, the next begins 2017-10-01; the day after would be right")
	bad("versions that overlap", statutes, `{from: "2006-07-01", to: "2017-09-30", class: felony B`, `{from: "2006-07-01", to: "2017-10-01", class: felony B`,
		"p/statutes/all.yaml:50:16: the versions of 1a-192a do not tile: one ends 2017-10-01, the next begins 2017-10-01; the day after would be right")
	bad("versions with an open end between", statutes, `{from: "2006-07-01", to: "2017-09-30", class: felony B`, `{from: "2006-07-01", class: felony B`,
		"p/statutes/all.yaml:50:16: the versions of 1a-192a do not tile: one ends at no stated day, the next begins 2017-10-01; the day after would be right")
	bad("a version with a bad day between", statutes, `{from: "2006-07-01", to: "2017-09-30", class: felony B`, `{from: "2006-07-01", to: "2017-09-31", class: felony B`,
		`p/statutes/all.yaml:49:34: "2017-09-31" is not a day of the form 2016-10-01`)
	bad("a section ends and its charges go nowhere", statutes, "versions: [{class: felony D, source: s, confidence: S}]", `versions: [{to: "2015-09-30", class: felony D, source: s, confidence: S}]`,
		"p/statutes/all.yaml:34:14: 1a-88 ends 2015-09-30, but no act of the next day says where all its charges go; a provision `from: \"1a-88\"` without condition, or `to: none`, would be right")
	bad("a section and its subdivision together", statutes, `- section: "1a-88"`, `- section: "1a-82(a)"`,
		"p/statutes/all.yaml:34:14: 1a-82(a) and 1a-82 are in force together; either the section or its subdivisions would be right")
	bad("an act that is not in the pack", statutes, "class: felony A, act: PA 17-1,", "class: felony A, act: PA 17-2,",
		`p/statutes/all.yaml:50:52: no act "PA 17-2" is in the pack; did you mean "PA 17-1"?`)
	bad("a version that does not begin with its act", statutes, `{from: "1993-10-01", class`, `{from: "1993-10-01", act: PA 13-1, class`,
		"p/statutes/all.yaml:14:42: this version begins 1993-10-01, but PA 13-1 took effect 2013-10-01")
	bad("an alias of an entry", statutes, `["1-86(2)"]`, `["1a-82"]`,
		"p/statutes/all.yaml:32:15: the alias 1a-82 already names an entry; one meaning would be right")
	bad("two entries of one alias", statutes, "    heading: Promoting\n", "    heading: Promoting\n    aliases: [\"1-86(2)\"]\n",
		"p/statutes/all.yaml:36:15: the alias 1-86(2) already names an entry; one meaning would be right")
	bad("an alias that is no citation", statutes, `["1-86(2)"]`, `["old"]`,
		`p/statutes/all.yaml:32:15: citation "old" is not of the form 53a-86(a)(2)`)
	bad("an unknown finding", statutes, "implies: {victim_age: {under: 18}}, source", "implies: {finding: sexual-purposes}, source",
		`p/statutes/all.yaml:33:53: no finding "sexual-purposes" is defined in code.yaml; did you mean "sexual-purpose"?`)
	bad("an empty range", statutes, "implies: {victim_age: {under: 18}}, source", "implies: {victim_age: {from: 18, under: 13}}, source",
		"p/statutes/all.yaml:33:56: no number is from 18 and under 13; from is included, under is not")
	bad("an unknown means", statutes, "implies: {victim_age: {under: 18}}, source", "implies: {means: [forse]}, source",
		`p/statutes/all.yaml:33:52: "forse" is not one of force, fraud, coercion; did you mean "force"?`)
	bad("an empty any", statutes, "implies: {victim_age: {under: 18}}, source", "implies: {any: []}, source",
		"p/statutes/all.yaml:33:49: a list of 0 stands here; at least 1 would be right")
	bad("an unknown fact", statutes, "implies: {victim_age: {under: 18}}, source", "implies: {victims_age: {under: 18}}, source",
		`p/statutes/all.yaml:33:44: unknown key "victims_age"; did you mean "victim_age"?`)
	bad("an age as a text", statutes, "implies: {victim_age: {under: 18}}, source", `implies: {victim_age: {under: "18"}}, source`,
		"p/statutes/all.yaml:33:64: a text stands here, where a whole number would be right")
	bad("an age of no one", statutes, "implies: {victim_age: {under: 18}}, source", "implies: {victim_age: {under: 151}}, source",
		"p/statutes/all.yaml:33:64: 151 is more than 150")
	bad("a number too large", statutes, "implies: {victim_age: {under: 18}}, source", "minimum_days: 99999999999999999999, source",
		"p/statutes/all.yaml:33:48: cannot construct !!float `9999999...` into int")
	bad("an unknown section", acts, `from: "1a-83(c)", to: "1a-83(a)"`, `from: "1a-83(c)", to: "1a-83(d)"`,
		`p/acts/pa-17-1.yaml:9:66: no version of the law ever had section 1a-83(d); did you mean "1a-83(a)"?`)
	bad("a destination left out", acts, `from: "1a-83(c)", to: "1a-83(a)",`, `from: "1a-83(c)",`,
		`p/acts/pa-17-1.yaml:9:5: the key "to" is missing here`)
	bad("a destination with subdivisions", acts, `from: "1a-83(c)", to: "1a-83(a)"`, `from: "1a-83(c)", to: "1a-86"`,
		"p/acts/pa-17-1.yaml:9:66: 1a-86 has subdivisions; charges must go to one of them: 1a-86(a)(1), 1a-86(a)(2)")
	bad("a destination not yet in force", acts, "effective: 2017-10-01", "effective: 2017-09-30",
		"p/acts/pa-17-1.yaml:8:106: PA 17-1, provision minor moves charges to 1a-83b, which is not in force on 2017-09-30\np/statutes/all.yaml:8:14: 1a-83(c) ends 2017-09-30, but no act of the next day says where all its charges go; a provision `from: \"1a-83(c)\"` without condition, or `to: none`, would be right\np/statutes/all.yaml:20:14: this version begins 2017-10-01, but PA 17-1 took effect 2017-09-30\np/statutes/all.yaml:50:52: this version begins 2017-10-01, but PA 17-1 took effect 2017-09-30")
	bad("an overlap without an order", acts, "order: [minor, rest]\n", "",
		"p/acts/pa-17-1.yaml:9:10: the provisions minor and rest both reach 1a-83(c); say which goes first with order: [minor, rest]")
	bad("an overlap half ordered", acts, "order: [minor, rest]\n", "order: [rest]\n",
		"p/acts/pa-17-1.yaml:8:10: the provisions rest and minor both reach 1a-83(c); say which goes first with order: [rest, minor]")
	bad("an order of an unknown provision", acts, "order: [minor, rest]", "order: [minor, rest, rast]",
		`p/acts/pa-17-1.yaml:10:22: order names "rast", which is no provision here; did you mean "rest"?`)
	bad("an order that names one twice", acts, "order: [minor, rest]", "order: [minor, rest, minor]",
		`p/acts/pa-17-1.yaml:10:22: order names "minor" twice`)
	bad("a provision twice", acts, "- {id: rest,", "- {id: minor,",
		"p/acts/pa-17-1.yaml:9:10: the provision \"minor\" stands twice; ids must differ\np/acts/pa-17-1.yaml:10:16: order names \"rest\", which is no provision here; known here: minor")
	bad("a circle", acts, "from: \"1a-83(c)\", to: \"1a-83(a)\", source: s, confidence: S}\n", "from: \"1a-83(c)\", to: \"1a-83(a)\", source: s, confidence: S}\n  - {id: back, says: b, from: \"1a-83(a)\", to: \"1a-83(c)\", source: s, confidence: S}\n",
		"p/acts/pa-17-1.yaml:10:47: PA 17-1 moves charges in a circle: 1a-83(c) -> 1a-83(a) -> 1a-83(c); as_amended: true on the move that ends there would be right")
	bad("an act with readings", acts, "when: {victim_age: {under: 18}}, to", "readings: {a: {victim_age: {under: 18}}}, to",
		"p/acts/pa-17-1.yaml:8:10: an enacted act has one meaning; a condition `when` in place of readings would be right")
	bad("a finding in an act", acts, "when: {victim_age: {under: 18}}, to", "when: {finding: purpose}, to",
		`p/acts/pa-17-1.yaml:8:85: no finding "purpose" is defined in code.yaml; known here: sexual-purpose`)
	bad("a bad effective day", acts, "effective: 2017-10-01", "effective: 2017-02-29",
		`p/acts/pa-17-1.yaml:5:12: "2017-02-29" is not a day of the form 2016-10-01`)
	bad("an act twice", acts, "act: PA 17-1", "act: PA 13-1",
		"p/acts/pa-17-1.yaml:1:6: the act PA 13-1 stands twice; one file would be right\np/statutes/all.yaml:20:14: no act \"PA 17-1\" is in the pack; did you mean \"PA 13-1\"?\np/statutes/all.yaml:50:52: no act \"PA 17-1\" is in the pack; did you mean \"PA 13-1\"?")
	bad("an unknown category", registry, `{section: "1a-86(a)(2)", category: minor`, `{section: "1a-86(a)(2)", category: miner`,
		`p/registry.yaml:8:42: no category "miner" is defined; did you mean "minor"?`)
	bad("a category twice", registry, "{id: violent, title: Violent", "{id: minor, title: Violent",
		"p/registry.yaml:5:12: the category \"minor\" stands twice; ids must differ\np/registry.yaml:10:37: no category \"violent\" is defined; known here: minor, purpose")
	bad("a bad term", registry, "first: life, repeat: life", "first: 10 year, repeat: life",
		`p/registry.yaml:5:44: term "10 year" is neither "life" nor of the form "10 years"`)
	bad("a trigger of an unknown section", registry, `{section: "1a-86(a)(2)", category`, `{section: "1a-86(b)", category`,
		`p/registry.yaml:8:17: no version of the law ever had section 1a-86(b); did you mean "1a-83(a)"?`)
	bad("a trigger's window", registry, `from: "2010-01-01", to: "2014-12-31"`, `from: "2015-01-01", to: "2014-12-31"`,
		"p/registry.yaml:9:68: the last day 2014-12-31 comes before the first, 2015-01-01")
	bad("a blank trigger", registry, `    - {section: "1a-86(a)(2)", category: minor, source: s, confidence: S}`, "    - ~",
		"p/registry.yaml:8:7: a blank stands here, where a mapping would be right")
	bad("penalties with a gap", code, `{from: "2013-10-01", max_days`, `{from: "2013-10-02", max_days`,
		"p/code.yaml:16:16: the penalties of felony D do not tile at row 2")
	bad("a rung twice", code, "- class: felony D", "- class: felony A",
		"p/code.yaml:13:12: felony A stands twice on the ladder")
	bad("an inchoate kind", code, `{attempt: "1a-49"`, `{attempts: "1a-49"`,
		`p/code.yaml:6:24: "attempts" is no kind of inchoate offence; attempt, conspiracy or solicitation would be right`)
	bad("an inchoate section", code, `{attempt: "1a-49"`, `{attempt: "attempt"`,
		`p/code.yaml:6:23: citation "attempt" is not of the form 53a-86(a)(2)`)
	bad("an accessory section", code, `accessory: ["1a-8"]`, `accessory: ["aiding"]`,
		`p/code.yaml:7:15: citation "aiding" is not of the form 53a-86(a)(2)`)
	bad("a blank prefix", code, `["Sec.", `, `["", `,
		"p/code.yaml:4:14: a prefix is blank; a word or a sign would be right")
	bad("a finding twice", code, "findings:\n", "findings:\n  - {id: sexual-purpose, says: Again.}\n",
		`p/code.yaml:19:10: the finding "sexual-purpose" stands twice; ids must differ`)
	bad("a tab", code, "title: A small code\n", "title: A small code\n\tmore: x\n",
		"p/code.yaml:3:1: not YAML: yaml: line 3: found a tab character that violates indentation")
	bad("an anchor read again", code, "title: A small code", "title: &x A small code\nnote: *x",
		"p/code.yaml:3:7: an alias (*name) is not read here; write the value out")
	bad("a merge", code, "title: A small code", "title: A small code\n<<: {note: x}",
		"p/code.yaml:3:1: a merge (<<) is not read here; write the keys out")
	bad("a second document", registry, "", "---\nregistry: {}\n",
		"p/registry.yaml:12:1: a second document begins here; one document a file would be right")
	bad("a broken second document", registry, "", "---\n{\n",
		"p/registry.yaml:14:1: not YAML: yaml: line 14: did not find expected node content")
}

func TestScenarioFaults(t *testing.T) {
	code := smallCode(t)
	bad := func(name, text, want string) {
		t.Helper()
		_, err := LoadScenario(code, "x.yaml", []byte(text))
		if err == nil {
			t.Errorf("%s: loaded", name)
		} else if err.Error() != want {
			t.Errorf("%s:\n got %s\nwant %s", name, err, want)
		}
	}
	// Line 7 of a file is the first after the head.
	after := func(name, text, want string) { t.Helper(); bad(name, scenarioHead+text, want) }
	bad("an empty file", "",
		"x.yaml:1:1: the file is empty; a mapping of keys to values would be right")
	bad("a comment only", "# nothing\n",
		"x.yaml:1:1: the file is empty; a mapping of keys to values would be right")
	bad("a list", "- a\n- b\n",
		"x.yaml:1:1: the file is not a mapping of keys to values")
	after("a second document", "---\nscenario: y\n",
		"x.yaml:7:1: a second document begins here; one document a file would be right")
	after("a tab", "provisions:\n\t- id: a\n",
		"x.yaml:8:1: not YAML: yaml: line 8: found character that cannot start any token")
	after("an unknown key", "provisions:\n  - {id: a, says: s, cite: c, repeal: [\"1a-88\"]}\n",
		`x.yaml:8:31: unknown key "repeal"; did you mean "repeals"?`)
	after("a key left out", "provisions:\n  - {id: a, cite: c}\n",
		`x.yaml:8:5: the key "says" is missing here`)
	after("a citation as a number", "provisions:\n  - {id: a, says: s, cite: c, moves: [{from: 53.10, to: none}]}\n",
		`x.yaml:8:46: 53.10 is read as a number, a text is wanted; quote it: "53.10"`)
	bad("another pack", "scenario: x\ntitle: t\npack: smal\nsource: s\n",
		`x.yaml:3:7: the scenario is of the pack "smal", but the law read is "small"`)
	bad("a day that no calendar has", "scenario: x\ntitle: t\npack: small\nsource: s\nbaseline: 2016-02-30\n",
		`x.yaml:5:11: "2016-02-30" is not a day of the form 2016-10-01`)
	bad("law before its baseline", "scenario: x\ntitle: t\npack: small\nsource: s\nbaseline: 2016-12-31\neffective: 2016-12-31\n",
		"x.yaml:6:12: the scenario takes effect 2016-12-31 and is already law at its baseline 2016-12-31; a later day would be right")
	bad("enacts an unknown act", "scenario: x\ntitle: t\npack: small\nsource: s\nenacts: PA 17-11\n",
		`x.yaml:5:9: no act "PA 17-11" is in the pack; did you mean "PA 17-1"?`)
	bad("enacts an act already in force", "scenario: x\ntitle: t\npack: small\nsource: s\nbaseline: 2017-10-01\nenacts: PA 17-1\n",
		"x.yaml:5:11: PA 17-1 took effect 2017-10-01 and is already law at the baseline 2017-10-01; an earlier baseline would be right")
	after("enacts and provisions", "enacts: PA 17-1\nprovisions: [{id: a, says: s, cite: c}]\n",
		"x.yaml:7:9: a scenario that enacts an act takes that act's provisions; either enacts or provisions would be right")
	after("no version ever had it", "provisions:\n  - {id: a, says: s, cite: c, moves: [{from: \"1a-91\", to: none}]}\n",
		"x.yaml:8:46: no version of the law ever had section 1a-91")
	after("a section near another", "provisions:\n  - {id: a, says: s, cite: c, moves: [{from: \"1a-90\", to: none}]}\n",
		`x.yaml:8:46: no version of the law ever had section 1a-90; did you mean "1a-90a"?`)
	after("a destination left out", "provisions:\n  - {id: a, says: s, cite: c, moves: [{from: \"1a-88\"}]}\n",
		`x.yaml:8:39: the key "to" is missing here`)
	after("a destination with subdivisions", "provisions:\n  - {id: a, says: s, cite: c, moves: [{from: \"1a-88\", to: \"1a-83\"}]}\n",
		"x.yaml:8:59: 1a-83 has subdivisions; charges must go to one of them: 1a-83(a), 1a-83(c)")
	after("a repeal that moves nothing", "provisions:\n  - {id: a, says: s, cite: c, repeals: [\"1a-88\"]}\n",
		"x.yaml:8:41: a repeals 1a-88 but does not say where all its charges go; a move `from: \"1a-88\"` without condition, to a section or to none, would be right")
	after("a repeal that moves some", "provisions:\n  - id: a\n    says: s\n    cite: c\n    repeals: [\"1a-88\"]\n    moves: [{from: \"1a-88\", when: {victim_age: {under: 18}}, to: none}]\n",
		"x.yaml:11:15: a repeals 1a-88 but does not say where all its charges go; a move `from: \"1a-88\"` without condition, to a section or to none, would be right")
	after("a repeal that moves all in one reading only", "readings: [{id: n, title: n, default: true}, {id: w, title: w}]\nprovisions:\n  - id: a\n    says: s\n    cite: c\n    repeals: [\"1a-88\"]\n    moves:\n      - {from: \"1a-88\", to: none, readings: {n: {victim_age: {under: 18}}, w: {}}}\n",
		"x.yaml:12:15: a repeals 1a-88 but does not say where all its charges go; a move `from: \"1a-88\"` without condition, to a section or to none, would be right")
	after("a repeal that moves one subdivision", "provisions:\n  - {id: a, says: s, cite: c, repeals: [\"1a-86\"], moves: [{from: \"1a-86(a)(1)\", to: none}]}\n",
		"x.yaml:8:41: a repeals 1a-86 but does not say where all its charges go; a move `from: \"1a-86\"` without condition, to a section or to none, would be right")
	after("an overlap", "provisions:\n  - {id: a, says: s, cite: c, moves: [{from: \"1a-86\", to: \"1a-82\"}]}\n  - {id: b, says: s, cite: c, moves: [{from: \"1a-86(a)(2)\", when: {victim_age: {under: 15}}, to: \"1a-88\"}]}\n",
		"x.yaml:9:10: the provisions a and b both reach 1a-86(a)(2); say which goes first with order: [a, b]")
	after("a circle", "provisions:\n  - {id: a, says: s, cite: c, moves: [{from: \"1a-82\", to: \"1a-88\"}]}\n  - {id: b, says: s, cite: c, moves: [{from: \"1a-88\", to: \"1a-192\"}, {from: \"1a-192\", to: \"1a-88\"}]}\n",
		"x.yaml:9:91: the provisions move charges in a circle: 1a-88 -> 1a-192 -> 1a-88; as_amended: true on the move that ends there would be right")
	after("a section into its own subdivision", "provisions:\n  - {id: a, says: s, cite: c, moves: [{from: \"1a-83\", to: \"1a-83(a)\"}]}\n",
		"x.yaml:8:59: the provisions move charges in a circle: 1a-83 -> 1a-83(a); as_amended: true on the move that ends there would be right")
	after("a reading not stated", "readings: [{id: narrow, title: n, default: true}]\nprovisions:\n  - id: a\n    says: s\n    cite: c\n    moves:\n      - {from: \"1a-88\", to: none, readings: {narrow: {}, narow: {}}}\n",
		`x.yaml:13:16: a move has a condition for the reading "narow", which the scenario does not state; did you mean "narrow"?`)
	after("a reading left out", "readings: [{id: n, title: n, default: true}, {id: w, title: w}]\nprovisions:\n  - {id: a, says: s, cite: c, moves: [{from: \"1a-88\", to: none, readings: {n: {}}}]}\n",
		`x.yaml:9:46: a move has conditions by reading but none for "w"; {} for "always" would be right`)
	after("a finding in a reading", "readings: [{id: n, title: n, default: true}]\nprovisions:\n  - id: a\n    says: s\n    cite: c\n    moves:\n      - from: \"1a-88\"\n        to: none\n        readings:\n          n: {finding: sexual-purpos}\n",
		`x.yaml:16:24: no finding "sexual-purpos" is defined in code.yaml; did you mean "sexual-purpose"?`)
	after("a day in a reading", "readings: [{id: n, title: n, default: true}]\nprovisions:\n  - id: a\n    says: s\n    cite: c\n    moves:\n      - {from: \"1a-88\", to: none, readings: {n: {offense_date: {from: 2016-02-30}}}}\n",
		`x.yaml:13:71: "2016-02-30" is not a day of the form 2016-10-01`)
	after("two defaults", "readings: [{id: n, title: n, default: true}, {id: w, title: w, default: true}]\n",
		"x.yaml:7:17: 2 readings are marked default; exactly one would be right")
	after("no default", "readings: [{id: n, title: n}]\n",
		"x.yaml:7:17: 0 readings are marked default; exactly one would be right")
	after("a reading twice", "readings: [{id: n, title: n, default: true}, {id: n, title: w}]\n",
		`x.yaml:7:51: the reading "n" stands twice`)
	after("requires an unknown provision", "provisions:\n  - {id: first, says: s, cite: c, requires: [frist]}\n",
		`x.yaml:8:46: requires "frist", which is no provision here; did you mean "first"?`)
	after("requires itself in a circle", "provisions:\n  - {id: a, says: s, cite: c, requires: [b]}\n  - {id: b, says: s, cite: c, requires: [a]}\n",
		"x.yaml:8:10: a requires itself in a circle\nx.yaml:9:10: b requires itself in a circle")
	after("creates what there is", "provisions:\n  - {id: a, says: s, cite: c, creates: [{section: \"1a-88\", class: felony D, source: s, confidence: S}]}\n",
		"x.yaml:8:51: the code already has 1a-88; amends would be right")
	after("creates below what there is", "provisions:\n  - {id: a, says: s, cite: c, creates: [{section: \"1a-88(b)\", class: felony D, source: s, confidence: S}]}\n",
		"x.yaml:8:51: the code already has 1a-88(b); amends would be right")
	after("creates twice", "provisions:\n  - {id: a, says: s, cite: c, creates: [{section: \"1a-89\", class: felony D, source: s, confidence: S}]}\n  - {id: b, says: s, cite: c, creates: [{section: \"1A-89\", class: felony C, source: s, confidence: S}]}\n",
		"x.yaml:9:51: 1A-89 is created twice; once would be right")
	bad("creates without a day", "scenario: x\ntitle: t\npack: small\nsource: s\nprovisions:\n  - {id: a, says: s, cite: c, creates: [{section: \"1a-89\", class: felony D, source: s, confidence: S}]}\n",
		"x.yaml:6:51: a scenario that creates a section must say when: effective: 2017-10-01 would be right")
	after("creates on a day of its own", "provisions:\n  - {id: a, says: s, cite: c, creates: [{section: \"1a-89\", from: 2018-01-01, class: felony D, source: s, confidence: S}]}\n",
		"x.yaml:8:66: a scenario's sections stand from the day on which it takes effect; no from and no to would be right")
	after("moves to what another creates", "provisions:\n  - {id: a, says: s, cite: c, creates: [{section: \"1a-89\", class: felony D, source: s, confidence: S}]}\n  - {id: b, says: s, cite: c, moves: [{from: \"1a-88\", to: \"1a-89\"}]}\n",
		"x.yaml:9:59: b moves charges to 1a-89, which a creates; requires: [a] would be right")
	after("amends a section with subdivisions", "provisions:\n  - {id: a, says: s, cite: c, amends: [{section: \"1a-86\", class: felony A, source: s, confidence: S}]}\n",
		"x.yaml:8:50: 1a-86 has subdivisions; one of them would be right: 1a-86(a)(1), 1a-86(a)(2)")
	after("amends with a bad class", "provisions:\n  - {id: a, says: s, cite: c, amends: [{section: \"1a-88\", class: felony, source: s, confidence: S}]}\n",
		`x.yaml:8:66: class "felony" is not one of none, violation, misdemeanor unclassified, misdemeanor D, misdemeanor C, misdemeanor B, misdemeanor A, felony unclassified, felony E, felony D, felony C, felony B, felony A`)
	after("amends with an unknown finding", "provisions:\n  - {id: a, says: s, cite: c, amends: [{section: \"1a-88\", class: felony C, minimum_when: {finding: x}, source: s, confidence: S}]}\n",
		`x.yaml:8:100: no finding "x" is defined in code.yaml; known here: sexual-purpose`)
	after("registers in an unknown category", "provisions:\n  - {id: a, says: s, cite: c, registers: [{section: \"1a-88\", category: minors, source: s, confidence: S}]}\n",
		`x.yaml:8:72: no category "minors" is defined; did you mean "minor"?`)
	after("registers with a bad term", "provisions:\n  - {id: a, says: s, cite: c, registers: [{section: \"1a-88\", category: minor, first: forever, source: s, confidence: S}]}\n",
		`x.yaml:8:86: term "forever" is neither "life" nor of the form "10 years"`)
	after("delists an unknown section", "provisions:\n  - {id: a, says: s, cite: c, delists: [\"2-1\"]}\n",
		"x.yaml:8:41: no version of the law ever had section 2-1")
	after("covers an unknown section", "provisions:\n  - {id: a, says: s, cite: c, covers: {sections: [\"2-1\"]}}\n",
		"x.yaml:8:51: no version of the law ever had section 2-1")
	after("minors of an unknown section", "minors_charged: [\"2-1\"]\n",
		"x.yaml:7:18: no version of the law ever had section 2-1")
	after("six faults", "minors_charged: [\"2-1\"]\nreadings: [{id: n, title: n}]\nprovisions:\n  - {id: a, says: s, cite: c, requires: [z], repeals: [\"1a-88\"]}\n  - {id: a, says: s, cite: c, moves: [{from: \"1a-82\", to: \"1a-83\"}]}\n  - {id: b, says: s, cite: c, registers: [{section: \"1a-88\", category: minor, first: 0 years, source: s, confidence: S}]}\n",
		"x.yaml:7:18: no version of the law ever had section 2-1\nx.yaml:8:17: 0 readings are marked default; exactly one would be right\nx.yaml:10:42: requires \"z\", which is no provision here; did you mean \"a\"?\nx.yaml:10:56: a repeals 1a-88 but does not say where all its charges go; a move `from: \"1a-88\"` without condition, to a section or to none, would be right\nx.yaml:11:10: the provision \"a\" stands twice; ids must differ\nx.yaml:11:59: 1a-83 has subdivisions; charges must go to one of them: 1a-83(a), 1a-83(c)\nx.yaml:12:86: term \"0 years\" is neither \"life\" nor of the form \"10 years\"")
}

// Faults of the file's shape and of what it says are told at once; what follows
// from the former is not told twice.
func TestAllFaultsAtOnce(t *testing.T) {
	c := smallCode(t)
	_, err := LoadScenario(c, "x.yaml", []byte(`scenario: x
titel: misspelt
pack: small
source: s
provisions:
  - id: a
    says: s
    cite: c
    moves:
      - {form: "1a-88", to: none}
      - {from: "1a-9999", to: none}
    requires: [zz]
`))
	want := []string{
		`x.yaml:1:1: the key "title" is missing here`,
		`x.yaml:2:1: unknown key "titel"; did you mean "title"?`,
		`x.yaml:10:9: the key "from" is missing here`,
		`x.yaml:10:10: unknown key "form"; did you mean "from"?`,
		`x.yaml:11:16: no version of the law ever had section 1a-9999`,
		`x.yaml:12:16: requires "zz", which is no provision here`,
	}
	got := strings.Split(fmt.Sprint(err), "\n")
	for i, w := range want {
		if i >= len(got) || !strings.HasPrefix(got[i], w) {
			t.Fatalf("fault %d: want %s in\n%v", i, w, err)
		}
	}
	if len(got) != len(want) {
		t.Errorf("%d faults, want %d:\n%v", len(got), len(want), err)
	}
}
