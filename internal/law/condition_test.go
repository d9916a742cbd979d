package law

import (
	"slices"
	"testing"

	"go.yaml.in/yaml/v4"
)

func condition(t testing.TB, text string) *Condition {
	t.Helper()
	c := &Condition{}
	if err := yaml.Unmarshal([]byte(text), c); err != nil {
		t.Fatal(err)
	}
	return c
}

// threeFrame cuts where the conditions of these tests cut.
func threeFrame(conds ...*Condition) *Frame {
	fr := &Frame{VictimAges: []int{13, 18}, DefendantAges: []int{21}, Priors: []int{1, 2}, Findings: []string{"purpose"}, Days: []Date{20131001}}
	for _, c := range conds {
		fr.add(c)
	}
	fr.tidy()
	return fr
}

// A condition is met, not met, or open: then it names a fact that decides.
func TestConditionLogic(t *testing.T) {
	ok := func(text, given, want string) {
		t.Helper()
		c := condition(t, text)
		fr := threeFrame(c)
		met, ask := c.Test(fr, facts(t, fr, given))
		got := map[bool]string{true: "yes", false: "no"}[met]
		if ask != NoAttribute {
			if got = "asks " + fr.Name(ask); met {
				t.Errorf("%s (%s) is met and asks %s", text, given, fr.Name(ask))
			}
		}
		if got != want {
			t.Errorf("%s (%s): %s, want %s", text, given, got, want)
		}
	}
	minor, traf := "victim_age: {under: 18}", "victim_trafficked: true"
	ok(`{}`, "", "yes")
	ok(`{victim_age: {}}`, "", "yes")
	ok(`{`+minor+`}`, "age 17", "yes")
	ok(`{`+minor+`}`, "age 18", "no")
	ok(`{`+minor+`}`, "", "asks victim_age")
	ok(`{victim_age: {from: 13, under: 18}}`, "age 12", "no")
	ok(`{victim_age: {from: 13, under: 18}}`, "age 13", "yes")
	ok(`{victim_age: {from: 18}}`, "age 18", "yes")
	ok(`{defendant_age: {from: 21}}`, "defendant 20", "no")
	ok(`{defendant_age: {from: 21}}`, "defendant 21", "yes")
	ok(`{priors: {from: 1}}`, "priors 0", "no")
	ok(`{priors: {from: 1}}`, "priors 1", "yes")
	ok(`{priors: {from: 1}}`, "", "asks prior_convictions")
	ok(`{victim_trafficked: false}`, "untrafficked", "yes")
	ok(`{victim_trafficked: false}`, "trafficked", "no")
	ok(`{victim_trafficked: false}`, "", "asks victim_trafficked")
	ok(`{means: [force, fraud]}`, "means coercion fraud", "yes")
	ok(`{means: [force, fraud]}`, "means coercion", "no")
	ok(`{means: [force, fraud]}`, "means none", "no")
	ok(`{means: [force, fraud]}`, "", "asks means")
	ok(`{finding: purpose}`, "found", "yes")
	ok(`{finding: purpose}`, "unfound", "no")
	ok(`{finding: purpose}`, "", "asks finding purpose")
	// Days: both ends are included; an era is always known.
	ok(`{offense_date: {from: 2013-10-01}}`, "on 2013-09-30", "no")
	ok(`{offense_date: {from: 2013-10-01}}`, "on 2013-10-01", "yes")
	ok(`{offense_date: {to: 2014-09-30}}`, "on 2014-09-30", "yes")
	ok(`{offense_date: {to: 2014-09-30}}`, "on 2014-10-01", "no")
	// And: false wins over unknown, unknown over true; the first open fact is asked.
	ok(`{`+minor+`, `+traf+`}`, "age 17, trafficked", "yes")
	ok(`{`+minor+`, `+traf+`}`, "age 18", "no")
	ok(`{`+minor+`, `+traf+`}`, "untrafficked", "no")
	ok(`{`+minor+`, `+traf+`}`, "age 17", "asks victim_trafficked")
	ok(`{`+minor+`, `+traf+`}`, "trafficked", "asks victim_age")
	ok(`{`+minor+`, `+traf+`}`, "", "asks victim_age")
	ok(`{all: [{`+traf+`}, {`+minor+`}]}`, "", "asks victim_trafficked")
	ok(`{all: [{`+traf+`}, {`+minor+`}]}`, "age 40", "no")
	// Or: true wins over unknown, unknown over false.
	ok(`{any: [{`+minor+`}, {`+traf+`}]}`, "trafficked", "yes")
	ok(`{any: [{`+minor+`}, {`+traf+`}]}`, "age 5", "yes")
	ok(`{any: [{`+minor+`}, {`+traf+`}]}`, "age 40", "asks victim_trafficked")
	ok(`{any: [{`+minor+`}, {`+traf+`}]}`, "untrafficked", "asks victim_age")
	ok(`{any: [{`+minor+`}, {`+traf+`}]}`, "age 40, untrafficked", "no")
	// Not: unknown stays unknown.
	ok(`{not: {`+minor+`}}`, "age 17", "no")
	ok(`{not: {`+minor+`}}`, "age 18", "yes")
	ok(`{not: {`+minor+`}}`, "", "asks victim_age")
	ok(`{not: {any: [{`+minor+`}, {`+traf+`}]}}`, "trafficked", "no")
	ok(`{not: {any: [{`+minor+`}, {`+traf+`}]}}`, "age 40, untrafficked", "yes")
	ok(`{not: {`+minor+`, `+traf+`}}`, "age 40", "yes")
	ok(`{`+traf+`, any: [{`+minor+`}, {priors: {from: 2}}], not: {means: [force]}}`, "trafficked, age 40, priors 2, means fraud", "yes")
	ok(`{`+traf+`, any: [{`+minor+`}, {priors: {from: 2}}], not: {means: [force]}}`, "trafficked, age 40, priors 2, means force", "no")
	ok(`{`+traf+`, any: [{`+minor+`}, {priors: {from: 2}}], not: {means: [force]}}`, "age 40, priors 2", "asks victim_trafficked")
	// A law without a condition asks nothing.
	if met, ask := (*Condition)(nil).Test(&Frame{}, Facts{}); !met || ask != NoAttribute {
		t.Error("no condition is not met")
	}
}

// What is possible: some way in which the unknown facts could be.
func TestPossible(t *testing.T) {
	ok := func(text, given string, want bool) {
		t.Helper()
		c := condition(t, text)
		fr := threeFrame(c)
		if got := fr.Possible(c, facts(t, fr, given)); got != want {
			t.Errorf("%s (%s): %v, want %v", text, given, got, want)
		}
	}
	ok(`{victim_age: {under: 18}}`, "", true)
	ok(`{victim_age: {under: 18}}`, "age 18", false)
	ok(`{victim_age: {under: 13}, not: {victim_age: {under: 18}}}`, "", false)
	ok(`{victim_age: {under: 18}, not: {victim_age: {under: 13}}}`, "", true)
	ok(`{victim_trafficked: true, not: {victim_trafficked: true}}`, "", false)
	ok(`{means: [force], not: {means: [fraud]}}`, "", true)
	ok(`{means: [force], not: {means: [force, fraud, coercion]}}`, "", false)
	ok(`{finding: purpose, not: {finding: purpose}}`, "", false)
	ok(`{any: [{victim_age: {under: 13}}, {finding: purpose}], not: {finding: purpose}}`, "age 14", false)
}

func TestOverlap(t *testing.T) {
	ok := func(a, b string, want bool) {
		t.Helper()
		x, y := condition(t, a), condition(t, b)
		fr := threeFrame(x, y)
		if got, other := fr.overlap(x, y, &search{searchSteps}), fr.overlap(y, x, &search{searchSteps}); got != want || other != want {
			t.Errorf("%s and %s overlap: %v, the other way %v; want %v", a, b, got, other, want)
		}
	}
	ok(`{}`, `{}`, true)
	ok(`{victim_age: {under: 16}}`, `{victim_age: {from: 15}}`, true)
	ok(`{victim_age: {under: 15}}`, `{victim_age: {from: 15}}`, false)
	ok(`{victim_age: {under: 15}}`, `{victim_trafficked: true}`, true)
	ok(`{victim_trafficked: true}`, `{victim_trafficked: false}`, false)
	ok(`{means: [force]}`, `{means: [fraud]}`, true)
	ok(`{offense_date: {to: 2013-09-30}}`, `{offense_date: {from: 2013-10-01}}`, false)
	ok(`{offense_date: {to: 2013-10-01}}`, `{offense_date: {from: 2013-10-01}}`, true)
	ok(`{any: [{victim_age: {under: 15}}, {finding: purpose}]}`, `{victim_age: {from: 15}, not: {finding: purpose}}`, false)
}

func TestConditionWords(t *testing.T) {
	ok := func(text, want string) {
		t.Helper()
		if got := condition(t, text).String(); got != want {
			t.Errorf("%s:\n got %s\nwant %s", text, got, want)
		}
	}
	ok(`{}`, "always")
	ok(`{all: [{}]}`, "always")
	ok(`{victim_age: {under: 18}}`, "the victim is under 18")
	ok(`{victim_age: {from: 13, under: 16}}`, "the victim is 13 to 15")
	ok(`{victim_age: {from: 15, under: 16}}`, "the victim is 15")
	ok(`{victim_age: {from: 18}}`, "the victim is 18 or older")
	ok(`{victim_age: {}}`, "the victim is of any age")
	ok(`{defendant_age: {under: 21}}`, "the defendant is under 21")
	ok(`{priors: {from: 1}}`, "the defendant has 1 or more earlier convictions of the section")
	ok(`{priors: {under: 2}}`, "the defendant has fewer than 2 earlier convictions of the section")
	ok(`{priors: {from: 1, under: 3}}`, "the defendant has 1 to 2 earlier convictions of the section")
	ok(`{priors: {from: 1, under: 2}}`, "the defendant has exactly 1 earlier conviction of the section")
	ok(`{priors: {under: 1}}`, "the defendant has no earlier conviction of the section")
	ok(`{priors: {}}`, "the defendant has any number of earlier convictions of the section")
	ok(`{victim_trafficked: true}`, "the victim is recorded as trafficked")
	ok(`{victim_trafficked: false}`, "the victim is not a trafficking victim")
	ok(`{means: [force]}`, "the means include force")
	ok(`{means: [force, fraud, coercion]}`, "the means include force, fraud or coercion")
	ok(`{finding: purpose}`, "the court made the finding purpose")
	ok(`{offense_date: {from: 2013-10-01}}`, "the offence was on or after 2013-10-01")
	ok(`{offense_date: {to: 2013-10-01}}`, "the offence was on or before 2013-10-01")
	ok(`{offense_date: {from: 2013-10-01, to: 2014-01-01}}`, "the offence was from 2013-10-01 to 2014-01-01")
	ok(`{offense_date: {}}`, "the offence was on any day")
	ok(`{any: [{victim_age: {under: 18}}, {means: [force, fraud, coercion]}]}`, "the victim is under 18, or the means include force, fraud or coercion")
	ok(`{victim_trafficked: true, any: [{victim_age: {under: 18}}, {priors: {from: 1}}]}`,
		"the victim is recorded as trafficked, and (the victim is under 18, or the defendant has 1 or more earlier convictions of the section)")
	ok(`{any: [{victim_age: {under: 18}, victim_trafficked: true}, {means: [force]}]}`,
		"(the victim is under 18, and the victim is recorded as trafficked), or the means include force")
	ok(`{not: {victim_age: {under: 18}}}`, "not (the victim is under 18)")
	ok(`{all: [{any: [{victim_age: {under: 18}}, {victim_trafficked: true}]}, {means: [force]}]}`,
		"(the victim is under 18, or the victim is recorded as trafficked), and the means include force")
}

func TestCells(t *testing.T) {
	cuts := []int{13, 15, 18}
	for n, want := range map[int]uint8{-1: 0, 0: 1, 12: 1, 13: 2, 14: 2, 15: 3, 17: 3, 18: 4, 99: 4} {
		if got := Cell(cuts, n); got != want {
			t.Errorf("Cell(%d) = %d, want %d", n, got, want)
		}
	}
	if Cell(nil, 40) != 1 {
		t.Error("without cuts there is not one cell")
	}
	fr := &Frame{VictimAges: cuts}
	for i, want := range []string{"under 13", "13 to 14", "15 to 17", "18 or over"} {
		if got := fr.Words(VictimAgeOf, Facts{VictimAge: uint8(i + 1)}); got != want {
			t.Errorf("cell %d is %q, want %q", i, got, want)
		}
	}
	if got := fr.Words(VictimAgeOf, Facts{}); got != "not recorded" {
		t.Errorf("the unknown age is %q", got)
	}
	if got := (&Frame{VictimAges: []int{13, 14}}).Words(VictimAgeOf, Facts{VictimAge: 2}); got != "13" {
		t.Errorf("a cell of one age is %q", got)
	}
}

// The frame cuts at every day and number that the code asks about, statutes and
// registry list alike, and at the day after a last day.
func TestFrame(t *testing.T) {
	c := smallCode(t)
	fr := c.Frame([]int{16, 13}, []int{18})
	if !slices.Equal(fr.VictimAges, []int{13, 15, 16, 18}) || !slices.Equal(fr.DefendantAges, []int{18}) || !slices.Equal(fr.Priors, []int{1, 2}) {
		t.Errorf("cuts %v %v %v", fr.VictimAges, fr.DefendantAges, fr.Priors)
	}
	if !slices.Equal(fr.Days, []Date{19931001, 20060701, 20100101, 20120101, 20131001, 20150101, 20171001}) {
		t.Errorf("days %v", fr.Days)
	}
	for day, era := range map[Date]uint16{10000101: 0, 19930930: 0, 19931001: 1, 20130930: 4, 20131001: 5, 20170930: 6, 20171001: 7, 20991231: 7} {
		if got := fr.EraOf(day); got != era {
			t.Errorf("%s is of era %d, want %d", day, got, era)
		}
		if first := fr.DayOf(era); fr.EraOf(first) != era || first > day {
			t.Errorf("era %d begins %s", era, first)
		}
	}
	// Between two cuts all days are alike.
	for era := range uint16(len(fr.Days)) {
		first, last := fr.DayOf(era), fr.DayOf(era+1).AddDays(-1)
		for _, s := range c.Statutes() {
			if s.On(first) != s.On(last) {
				t.Errorf("%s changes within era %d", s.Section.Value, era)
			}
		}
	}
}

// Knowing a fact, asking for it and forgetting it again agree.
func TestFactsWith(t *testing.T) {
	fr := threeFrame()
	for _, a := range fr.Attributes() {
		base := facts(t, fr, "age 3, defendant 3, priors 1, trafficked, means fraud, found, on 2014-01-01").Without(a)
		if base.At(a) != -1 {
			t.Errorf("%s is forgotten but known", fr.Name(a))
		}
		for i := range fr.Cells(a) {
			f := base.With(a, i)
			if f.At(a) != i || f.Without(a) != base || f == base {
				t.Errorf("%s in cell %d reads %d", fr.Name(a), i, f.At(a))
			}
		}
	}
}
