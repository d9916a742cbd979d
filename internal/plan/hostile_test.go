package plan

import (
	"errors"
	"fmt"
	"os"
	"testing"

	"impact/internal/spoil"
	"impact/internal/strict"

	"go.yaml.in/yaml/v4"
)

var wordsOfPlans = []string{
	"&a ", "*a", "<<: ", "- ", "[", "]", "{", "}", "~", "\"", "\n", "1e308", "-1e308", ".inf", ".nan", "99999999999", "-1", "0", "steps: 1000000\n", "points: 1000000\n", "all", "each", "without-each",
	"../../etc/passwd", "/dev/zero", "\x00", "\xff", "scenarios: [one, one]\n", "seeds: [18446744073709551615, 18446744073709551616]\n",
}

// A plan that was damaged is refused with its places, or spreads into as many jobs as its
// lists multiply to, at most.
func TestSpoiltPlan(t *testing.T) {
	good := [][]byte{
		[]byte("plan: p\nscenarios: [one]\nreadings: [wide]\nprovisions: [all, each, none]\nassumptions:\n  - {dial: share, from: 0, to: 1, steps: 3}\n  - {dial: growth, values: [0, 1]}\nseeds: [1, 2, 3]\n"),
		[]byte("plan: p\ntitle: t\nscenarios: [one]\nbaselines: [\"2016-12-31\"]\nhypercube: {points: 4, seed: 2, over: [{dial: growth}, {dial: share, from: 0, to: 1}]}\ndraws: 100\nhorizon: 3\ntables: [projection]\n"),
	}
	files, err := os.ReadDir("../../data/plans")
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range files {
		b, err := os.ReadFile("../../data/plans/" + f.Name())
		if err != nil {
			t.Fatal(err)
		}
		good = append(good, b)
	}
	spoil.Run(t, spoil.Count(1000), good, wordsOfPlans, tryPlan)
}

func tryPlan(data []byte) (bool, error) {
	p, err := Load("p.yaml", data)
	if err != nil {
		return false, pointed(err)
	}
	var all map[string]any
	if err := yaml.Unmarshal(data, &all); err != nil {
		return true, fmt.Errorf("it is read, and the YAML library says: %w", err)
	}
	list, ok := all["scenarios"].([]any)
	if !ok && all["scenarios"] != nil { // a value by itself is a list of one
		list, ok = []any{all["scenarios"]}, true
	}
	if !ok || len(list) != len(p.Scenarios) {
		return true, fmt.Errorf("%d scenarios are read of %v", len(p.Scenarios), all["scenarios"])
	}
	w := world(1)
	for len(w.Scenarios) < len(p.Scenarios) {
		w.Scenarios = append(w.Scenarios, w.Scenarios[0])
	}
	jobs, err := p.Jobs(w)
	if err != nil {
		return false, pointed(err)
	}
	if len(jobs) == 0 || len(jobs) > MostJobs {
		return true, fmt.Errorf("%d jobs", len(jobs))
	}
	return true, nil
}

// pointed is nil for an error that is a list of faults with places.
func pointed(err error) error {
	var faults strict.Faults
	if !errors.As(err, &faults) || len(faults) == 0 {
		return fmt.Errorf("%T %v; faults with their places were wanted", err, err)
	}
	for _, f := range faults {
		if f.File == "" || f.Line < 1 || f.Column < 1 || f.Message == "" {
			return fmt.Errorf("the fault has no place: %#v", f)
		}
	}
	return nil
}
