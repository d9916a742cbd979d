package assume

import (
	"strings"
	"testing"
)

// Every fault of a file of assumptions, with its place.
func TestFaults(t *testing.T) {
	file := string(shipped(t, "assumptions/ct.yaml"))
	bad := func(part, by string, want ...string) {
		t.Helper()
		text, places := spoil(t, file, part, by)
		_, err := Load("x.yaml", []byte(text))
		tells(t, err, places, want)
	}
	head := "assumptions: ct\n"
	charging := "  - name: charging_share\n    central: 1\n    low: 0.5\n    high: 1\n    shape: triangular\n    unit: share\n"
	rule := "  - name: sentence_rule\n    central: donor\n    alternative: static\n    weight: 0.5\n    shape: two-point\n"
	odds := "  - name: prior_odds\n    central: 1\n    low: 0.5\n    high: 2\n"
	change := func(entry string, pairs ...string) string {
		return strings.NewReplacer(pairs...).Replace(entry)
	}

	bad(head, "assumptions: @\"\"\n", "the name of the law pack is blank; a few words would be right")
	bad("title: What is supposed of Connecticut\n", "title: @\" \"\n", "the title is blank; a few words would be right")
	bad("as_of: 2015-10-14", "as_of: @2015-13-14", `"2015-13-14" is not a day of the form 2015-10-14`)
	bad(charging, change(charging, "charging_share", "@charging_shares"), `no dial "charging_shares" is known; did you mean "charging_share"?`)
	bad(charging, change(charging, "central: 1", "central: @most"), `charging_share: "most" is no number; a number from 0 to 1 (0 % to 100 %) would be right`)
	bad(charging, change(charging, "high: 1", "high: @1.5"), "charging_share: 1.5 is out of range; a number from 0 to 1 (0 % to 100 %) would be right")
	bad(charging, change(charging, "central: 1", "central: 0.4", "low: 0.5", "low: @0.5"), "low is 0.5, above the central value 0.4; low, central and high in order would be right")
	bad(charging, change(charging, "high: 1", "high: @0.9"), "high is 0.9, below the central value 1; low, central and high in order would be right")
	bad(charging, change(charging, "    low: 0.5\n", "", "charging_share", "@charging_share"), "charging_share has no range; low and high would be right")
	bad(charging, change(charging, "high: 1", "high: 1\n    alternative: @0.5\n    weight: @0.5"),
		"charging_share is triangular and has a range; low and high, in place of alternative and weight, would be right",
		"charging_share is triangular and has a range; low and high, in place of alternative and weight, would be right")
	bad(charging, change(charging, "unit: share", "unit: @persons"), `the unit of charging_share is not "persons"; "share" would be right`)
	bad(charging, change(charging, "triangular", "@triangle"), `"triangle" is not one of uniform, triangular, log-uniform, two-point`)
	bad(charging, change(charging, "central: 1", "central: @[1]"), "a list stands here, where a number or text would be right")
	bad(charging, change(charging, "  - name", "  - @name", "    central: 1\n", ""), `the key "central" is missing here`)
	bad(rule, change(rule, "central: donor", "central: @doner"), `sentence_rule: "doner" is not one of static, donor; did you mean "donor"?`)
	bad(rule, change(rule, "alternative: static", "alternative: @donor"), "the alternative of sentence_rule is its central value; another would be right")
	bad(rule, change(rule, "weight: 0.5", "weight: @1"), "the weight 1 is no probability; a number between 0 and 1 would be right")
	bad(rule, change(rule, "weight: 0.5", "weight: @half"), "the weight half is no probability; a number between 0 and 1 would be right")
	bad(rule, change(rule, "sentence_rule", "@sentence_rule", "    weight: 0.5\n", ""), "sentence_rule is two-point and has no weight; the other value and its probability would be right")
	bad(rule, change(rule, "sentence_rule", "@sentence_rule", "    alternative: static\n", ""), "sentence_rule is two-point and has no alternative; the other value and its probability would be right")
	bad(rule, change(rule, "weight: 0.5", "weight: 0.5\n    low: @static\n    high: @donor"),
		"sentence_rule has two values and no range; alternative and weight, in place of low and high, would be right",
		"sentence_rule has two values and no range; alternative and weight, in place of low and high, would be right")
	bad(rule, change(rule, "sentence_rule", "@sentence_rule", "two-point", "uniform"), "sentence_rule is a choice; shape: two-point would be right")
	bad(odds, change(odds, "low: 0.5", "low: @0"), "prior_odds: 0 is out of range; a number from 0.01 to 100 would be right")
	tier := "  - name: registry_tier\n"
	bad(tier, "  - {name: @growth, central: 0, low: 0, high: 0, shape: uniform, unit: relative change a year, source: s, confidence: S, why: w}\n"+tier,
		`the dial "growth" stands twice; once would be right`)
	bad("  - name: registry_mortality\n    central: 0.01\n    low: 0.005", "  - name: registry_mortality\n    central: 0.01\n    low: @0",
		"low is 0, and the values of a log-uniform range are above 0; a number above 0 would be right")
	bad("    source: general knowledge of CGS 54-125a, not checked\n", "    source: @\"\"\n", "the source is blank; a few words would be right")
}

// What is missing is told at the head of the file, what stands alone at its place.
func TestIncomplete(t *testing.T) {
	file := string(shipped(t, "assumptions/ct.yaml"))
	drop := func(text, name string) string {
		t.Helper()
		before, rest, ok := strings.Cut(text, "  - name: "+name+"\n")
		_, after, more := strings.Cut(rest, "  - name: ")
		if !ok {
			t.Fatalf("%s is not in the file", name)
		}
		if !more {
			return before
		}
		return before + "  - name: " + after
	}
	for _, c := range []struct{ name, text, want string }{
		{"growth", drop(file, "growth"), `x.yaml:1:14: the dial "growth" is missing: yearly growth of filings after the last year of the record`},
		{"mortality", drop(file, "registry_mortality"), `x.yaml:1:14: the dial "registry_mortality" is missing: share of the registered persons who die in a year`},
		{"inflow", drop(file, "registry_inflow"), `"registry_stock" stands without "registry_inflow"; all of the registry's numbers or none would be right`},
		{"stock", drop(file, "registry_stock"), `"registry_inflow" stands without "registry_stock"; all of the registry's numbers or none would be right`},
		{"day", strings.Replace(file, "registry: {as_of: 2015-10-14}\n", "", 1), `"registry_stock" stands without the day of its count; registry: {as_of: 2015-10-14} would be right`},
		{"all but the day", drop(drop(drop(file, "registry_stock"), "registry_inflow"), "registry_completion"),
			"x.yaml:6:19: a day of count stands without registry_stock, registry_inflow and registry_completion; all of them or none would be right"},
	} {
		if _, err := Load("x.yaml", []byte(c.text)); err == nil || !strings.Contains(err.Error(), c.want) || strings.Contains(err.Error(), "\n") {
			t.Errorf("without %s: %v\nwant %s", c.name, err, c.want)
		}
	}
}
