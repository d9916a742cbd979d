package model_test

import (
	"fmt"
	"math"
	"testing"

	"impact/internal/court"
	"impact/internal/law"
	"impact/internal/model"
)

// asking is a scenario with a provision for each of some facts, which moves the
// charges of 53a-82 where it is so.
func asking(t *testing.T) *law.Scenario {
	text := "scenario: asking\ntitle: made up\npack: small\nsource: made up\nprovisions:\n"
	order := ""
	for _, x := range [][2]string{
		{"under13", "{victim_age: {under: 13}}"}, {"under16", "{victim_age: {under: 16}}"}, {"under18", "{victim_age: {under: 18}}"}, {"under21", "{victim_age: {under: 21}}"},
		{"trafficked", "{victim_trafficked: true}"}, {"means", "{means: [force, fraud, coercion]}"}, {"force", "{means: [force]}"},
		{"defendant", "{defendant_age: {under: 21}}"}, {"priors", "{priors: {from: 1}}"}, {"priors2", "{priors: {from: 2}}"},
	} {
		text += fmt.Sprintf("  - {id: %s, says: made up, cite: made up, moves: [{from: \"53a-82\", to: \"53a-88\", when: %s}]}\n", x[0], x[1])
		order += x[0] + ", "
	}
	s, err := law.LoadScenario(smallPack(t), "asking.yaml", []byte(text+"order: ["+order[:len(order)-2]+"]\n"))
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// recorded are four charges of 53a-82 with ages 10, 14, 17 and 30, and one of
// which nothing is recorded: P(under 13) = 1.5/5, under 16 2.5/5, under 18 and
// under 21 3.5/5.
func recorded(t *testing.T) *study {
	var rows []refCharge
	for i, l := range []string{"53a-82 age=10", "53a-82 age=14", "53a-82 age=17", "53a-82 age=30", "53a-82"} {
		rows = append(rows, parseRow(t, l, i))
	}
	return newStudy(t, asking(t), 20161231, rows)
}

// chance is the expectation of the one unknown charge.
func (st *study) chance(t *testing.T, pr *model.Priors, provision string) float64 {
	t.Helper()
	c := model.NewBench(st.code, st.docket, pr, st.propose(t, law.AsWritten, []string{provision})).Totals().Moved[court.AsCharged]
	if unknown := c.High - c.Low; unknown != 1 && unknown != 5 {
		t.Fatalf("%s: %v", provision, c)
	}
	return (c.Central - c.Low) / (c.High - c.Low)
}

func (st *study) chances(t *testing.T, pr *model.Priors, want map[string]float64) {
	t.Helper()
	for id, p := range want {
		if got := st.chance(t, pr, id); !near(got, p) {
			t.Errorf("%s: %v, not %v", id, got, p)
		}
	}
}

func TestScaledOdds(t *testing.T) {
	st := recorded(t)
	st.chances(t, st.priors, map[string]float64{"under13": 0.3, "under16": 0.5, "under18": 0.7, "under21": 0.7, "trafficked": 0.5, "means": 0.5, "force": 0.5 * 4 / 7, "defendant": 0.5, "priors": 0.5, "priors2": 0.5})
	odds := func(k, p float64) float64 { return k * p / (1 - p + k*p) }
	for _, k := range []float64{0.25, 1, 3} {
		st.chances(t, st.priors.Scaled(k), map[string]float64{
			"under13": odds(k, 0.3), "under16": odds(k, 0.5), "under18": odds(k, 0.7), "under21": odds(k, 0.7),
			"trafficked": odds(k, 0.5), "means": odds(k, 0.5), "force": odds(k, 0.5) * 4 / 7,
			"defendant": odds(k, 0.5), "priors": odds(k, 0.5), "priors2": odds(k, 0.5)})
	}
	st.chances(t, st.priors.Scaled(2).Scaled(1.5), map[string]float64{"under13": odds(3, 0.3), "priors": odds(3, 0.5)})
	st.chances(t, st.priors.Scaled(0), map[string]float64{"under18": 0, "means": 0})
}

func TestOddsOfOneChangeNoBit(t *testing.T) {
	st := sampleStudy(t, 3000)
	for _, r := range st.scenario.ReadingIDs() {
		text := func(pr *model.Priors) string {
			return fmt.Sprintf("%+v", plain(model.Evaluate(st.code, st.docket, pr, st.propose(t, r, nil))))
		}
		if text(st.priors) != text(st.priors.Scaled(1)) {
			t.Error(r, ": results differ")
		}
	}
}

// The bounds hang on no probability; of the charges that change, more do where
// more is so.
func TestScaledOddsMoveTheExpectationAlone(t *testing.T) {
	st := sampleStudy(t, 3000)
	at := func(pr *model.Priors) model.Count {
		return model.NewBench(st.code, st.docket, pr, st.propose(t, "minors-only", nil)).Totals().Minor[court.AsCharged]
	}
	less, as, more := at(st.priors.Scaled(0.5)), at(st.priors), at(st.priors.Scaled(2))
	if less.Central >= as.Central || as.Central >= more.Central || less.Low != more.Low || less.High != more.High || as.Low != less.Low {
		t.Errorf("%v, %v, %v", less, as, more)
	}
}

func TestASetProbability(t *testing.T) {
	st := recorded(t)
	with := func(fact string, p float64) *model.Priors {
		t.Helper()
		pr, err := st.priors.With(fact, p)
		if err != nil {
			t.Fatal(err)
		}
		return pr
	}
	st.chances(t, with("victim_under_18", 0.35), map[string]float64{"under13": 0.15, "under16": 0.25, "under18": 0.35, "under21": 0.35, "trafficked": 0.5, "defendant": 0.5})
	st.chances(t, with("victim_under_18", 0), map[string]float64{"under13": 0, "under18": 0, "under21": 0})
	st.chances(t, with("victim_under_18", 1), map[string]float64{"under13": 0.3 / 0.7, "under18": 1, "under21": 1})
	st.chances(t, with("victim_trafficked", 0.1), map[string]float64{"trafficked": 0.1, "under18": 0.7, "means": 0.5})
	st.chances(t, with("means_any", 0.2), map[string]float64{"means": 0.2, "force": 0.2 * 4 / 7, "trafficked": 0.5})
	st.chances(t, with("victim_trafficked", 0.5).Scaled(3), map[string]float64{"trafficked": 0.75})
	again, err := with("victim_under_18", 0).With("victim_under_18", 0.5)
	if err != nil {
		t.Fatal(err)
	}
	st.chances(t, again, map[string]float64{"under13": 0, "under18": 0.5})
	st.chances(t, st.priors, map[string]float64{"under18": 0.7}) // the priors themselves stay
}

// P(age < 21) = 4.5/5 and P(age < 18) = 3.5/5 by four recorded ages; with
// P(age < 18) = 0.4 the rest is shared as before: 1 - 0.1 x 0.6/0.3.
func TestASetProbabilityMovesTheAgesAbove(t *testing.T) {
	var rows []refCharge
	for i, l := range []string{"53a-82 age=10", "53a-82 age=14", "53a-82 age=17", "53a-82 age=19", "53a-82"} {
		rows = append(rows, parseRow(t, l, i))
	}
	st := newStudy(t, asking(t), 20161231, rows)
	pr, err := st.priors.With("victim_under_18", 0.4)
	if err != nil {
		t.Fatal(err)
	}
	st.chances(t, pr, map[string]float64{"under18": 0.4, "under21": 0.8, "under13": 0.3 * 0.4 / 0.7})
}

func TestWhatCannotBeSet(t *testing.T) {
	st := recorded(t)
	for fact, p := range map[string]float64{"race": 0.5, "victim_trafficked": 1.5, "means_any": math.NaN(), "victim_under_18": -0.1} {
		if _, err := st.priors.With(fact, p); err == nil {
			t.Errorf("%s = %v is no error", fact, p)
		}
	}
	d := *st.docket
	frame := *d.Frame
	frame.VictimAges = []int{13}
	d.Frame = &frame
	if _, err := model.Flat(&d).With("victim_under_18", 0.5); err == nil {
		t.Error("18 in a frame without 18 is no error")
	}
}

// Whatever is recorded, nothing is made of it; a citation of two entries is half of each.
func TestFlatPriors(t *testing.T) {
	st := recorded(t)
	half := map[string]float64{}
	for _, id := range []string{"under13", "under18", "under21", "trafficked", "means", "defendant", "priors"} {
		half[id] = 0.5
	}
	st.chances(t, model.Flat(st.docket), half)
	two := councilStudy(t, parseRow(t, "53a-86 age=16", 0), parseRow(t, "53a-86(a)(1)", 1), parseRow(t, "53a-86(a)(1)", 2))
	for _, x := range model.NewBench(two.code, two.docket, model.Flat(two.docket), two.propose(t, law.AsWritten, []string{"rec-1"})).SectionShifts() {
		if x.Window == model.All && x.Stage == court.AsCharged && x.From.Section.String() == "53a-86(a)(2)" && x.Central != 0.5 {
			t.Errorf("%+v", x)
		}
	}
}
