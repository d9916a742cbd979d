package stats

import (
	"reflect"
	"strings"
	"testing"
)

func TestBackTest(t *testing.T) {
	for _, c := range []struct{ series, chosen, why string }{
		{"none", "gamma-poisson", "flat Gamma-Poisson kept: telling models apart needs 10 events, and there are 0 in 10 years"},
		{"rare", "gamma-poisson", "needs 10 events, and there are 8"},
		{"steady", "gamma-poisson", "flat Gamma-Poisson kept: the "},
		{"many", "gamma-poisson", "over 5 origins"},
		{"rising", "log-linear trend", "log-linear trend chosen: it scored "},
		{"falling", "log-linear trend", "a gain of over 3 standard errors"},
		{"one year", "gamma-poisson", "a back-test needs 6 years of counts, and there are 1"},
	} {
		got := BackTest(series[c.series], 3, 1, 2)
		if got.Chosen.Name() != c.chosen || !strings.Contains(got.Why, c.why) {
			t.Errorf("%s: chose %s: %s", c.series, got.Chosen.Name(), got.Why)
		}
	}
}

func TestBackTestScores(t *testing.T) {
	c := BackTest(series["rising"], 3, 1, 2)
	if len(c.Scores) != len(Models) {
		t.Fatalf("%d scores", len(c.Scores))
	}
	for i, s := range c.Scores {
		if s.Model != Models[i].Name() || s.Origins != 5 {
			t.Errorf("score %d is of %s over %d origins", i, s.Model, s.Origins)
		}
	}
	flat, trend := c.Scores[0], c.Scores[1]
	if flat.Better != 0 || !(trend.Better > 3) || !(trend.CRPS < flat.CRPS) || !(trend.Cover95 > flat.Cover95) {
		t.Errorf("scores %+v", c.Scores)
	}
}

// Six years make two origins, fewer than a change of model asks.
func TestBackTestFewOrigins(t *testing.T) {
	c := BackTest([]float64{10, 20, 40, 80, 160, 320}, 2, 1, 2)
	if c.Chosen.Name() != "gamma-poisson" || !strings.HasSuffix(c.Why, "over 2 origins, but a change needs 4 origins") {
		t.Errorf("chose %s: %s", c.Chosen.Name(), c.Why)
	}
}

func TestBackTestRepeats(t *testing.T) {
	a, b := BackTest(series["step"], 3, 5, 6), BackTest(series["step"], 3, 5, 6)
	if !reflect.DeepEqual(a, b) {
		t.Errorf("%+v and %+v", a, b)
	}
	if c := BackTest(series["step"], 3, 5, 7); reflect.DeepEqual(a.Scores, c.Scores) {
		t.Error("another stream gives the same scores")
	}
}
