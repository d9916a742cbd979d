package plan

import (
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"testing"

	"impact/internal/strict"
)

// world has two scenarios, and two assumptions from 0 to 1.
func world(scenarios int) World {
	one := Scenario{Readings: []string{"wide", "strict"}, Provisions: []Provision{{ID: "a"}, {ID: "b", Requires: []string{"a"}}, {ID: "c"}}}
	two := Scenario{Readings: []string{"wide"}, Provisions: []Provision{{ID: "a"}}}
	return World{
		Scenarios: []Scenario{one, two}[:scenarios],
		Dials:     []string{"share", "growth", "odds"},
		Check: func(dial, value string) error {
			v, err := strconv.ParseFloat(value, 64)
			switch {
			case err != nil || v < 0 || v > 1:
				return fmt.Errorf("%s: %s is out of range; 0 to 1 would be right", dial, value)
			}
			return nil
		},
		At: func(dial string) func(float64) float64 {
			if dial == "odds" || dial == "" {
				return nil
			}
			return func(u float64) float64 { return u * u }
		},
		Baseline: func(text string) error {
			if text != "2016-12-31" {
				return errors.New("no day")
			}
			return nil
		},
		Metrics: []string{"beds", "fines"},
	}
}

func jobs(t *testing.T, text string, scenarios int) []Job {
	t.Helper()
	p, err := Load("p.yaml", []byte(text))
	if err != nil {
		t.Fatal(err)
	}
	out, err := p.Jobs(world(scenarios))
	if err != nil {
		t.Fatal(err)
	}
	return out
}

// The grid of a plan, job by job.
func TestJobs(t *testing.T) {
	for _, c := range []struct {
		name, text string
		scenarios  int
		want       []string
	}{
		{"the least", "plan: p\nscenarios: [one]\n", 1, []string{"0 wide  all  [] 1", "0 strict  all  [] 1"}},
		{"the last runs fastest", "plan: p\nscenarios: [one]\nreadings: [wide]\nassumptions:\n  - {dial: share, values: [0.5, 1]}\nseeds: [3, 2]\n", 1,
			[]string{"0 wide  all  [0.5] 3", "0 wide  all  [0.5] 2", "0 wide  all  [1] 3", "0 wide  all  [1] 2"}},
		{"a range", "plan: p\nscenarios: [one]\nreadings: [strict]\nassumptions:\n  - {dial: share, from: 0.1, to: 0.4, steps: 4}\n", 1,
			[]string{"0 strict  all  [0.1] 1", "0 strict  all  [0.2] 1", "0 strict  all  [0.3] 1", "0 strict  all  [0.4] 1"}},
		{"each with what it requires", "plan: p\nscenarios: [one]\nreadings: [wide]\nprovisions: [each]\n", 1,
			[]string{"0 wide  a  [] 1", "0 wide  a,b  [] 1", "0 wide  c  [] 1"}},
		{"without each and what requires it", "plan: p\nscenarios: [one]\nreadings: [wide]\nprovisions: [without-each]\n", 1,
			[]string{"0 wide  c  [] 1", "0 wide  a,c  [] 1", "0 wide  a,b  [] 1"}},
		{"the same choice once, in file order", "plan: p\nscenarios: [one]\nreadings: [wide]\nprovisions: [all, 'c,b,a', none, each, 'b, a']\n", 1,
			[]string{"0 wide  all  [] 1", "0 wide  none  [] 1", "0 wide  a  [] 1", "0 wide  a,b  [] 1", "0 wide  c  [] 1"}},
		{"all of a scenario of one provision", "plan: p\nscenarios: [one, two]\nreadings: [wide]\nprovisions: [each, all]\n", 2,
			[]string{"0 wide  a  [] 1", "0 wide  a,b  [] 1", "0 wide  c  [] 1", "0 wide  all  [] 1", "1 wide  all  [] 1"}},
		{"baselines and costs", "plan: p\nscenarios: [one]\nreadings: [wide]\nbaselines: [2016-12-31]\ncosts: [x, y]\n", 1,
			[]string{"0 wide 2016-12-31 all x [] 1", "0 wide 2016-12-31 all y [] 1"}},
		{"one of a list by itself", "plan: p\nscenarios: one\nreadings: wide\nprovisions: b\nbaselines: 2016-12-31\ncosts: x\nassumptions:\n  - {dial: share, values: 0.5}\nseeds: 3\ntables: projection\nmetrics: beds\nfigures: {metrics: beds}\n", 1,
			[]string{"0 wide 2016-12-31 b x [0.5] 3"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			var got []string
			for _, j := range jobs(t, c.text, c.scenarios) {
				got = append(got, fmt.Sprintf("%d %s %s %s %s %v %d", j.Scenario, j.Reading, j.Baseline, j.Choice(), j.Costs, j.Assume, j.Seed))
			}
			if !slices.Equal(got, c.want) {
				t.Errorf("jobs\n%s\nwant\n%s", strings.Join(got, "\n"), strings.Join(c.want, "\n"))
			}
		})
	}
}

// Every dial of a hypercube takes one value of each of as many parts of its distribution
// as there are points; another dial beside it does not move it, another seed does.
func TestHypercube(t *testing.T) {
	const n = 50
	text := func(seed int, over string) string {
		return fmt.Sprintf("plan: p\nscenarios: [one]\nreadings: [wide]\nhypercube: {points: %d, seed: %d, over: [%s]}\n", n, seed, over)
	}
	both := jobs(t, text(7, "{dial: share}, {dial: odds, from: 0.2, to: 0.7}"), 1)
	if len(both) != n {
		t.Fatalf("%d jobs of %d points", len(both), n)
	}
	for i, invert := range []func(v float64) float64{
		func(v float64) float64 { // of u*u
			lo, hi := 0., 1.
			for range 60 {
				if mid := (lo + hi) / 2; mid*mid < v {
					lo = mid
				} else {
					hi = mid
				}
			}
			return lo
		},
		func(v float64) float64 { return (v - 0.2) / 0.5 },
	} {
		parts := map[int]int{}
		for _, j := range both {
			v, err := strconv.ParseFloat(j.Assume[i], 64)
			if err != nil {
				t.Fatal(err)
			}
			parts[int(invert(v)*n)]++
		}
		for part := range n {
			if parts[part] != 1 {
				t.Errorf("dial %d: %d values in part %d", i, parts[part], part)
			}
		}
	}
	alone, other := jobs(t, text(7, "{dial: share}"), 1), jobs(t, text(8, "{dial: share}"), 1)
	same := 0
	for i := range both {
		if alone[i].Assume[0] != both[i].Assume[0] {
			t.Errorf("point %d: %s beside another dial, %s alone", i, both[i].Assume[0], alone[i].Assume[0])
		}
		if alone[i].Assume[0] == other[i].Assume[0] {
			same++
		}
	}
	if same == n {
		t.Error("another seed makes the same points")
	}
	grid := jobs(t, strings.Replace(text(7, "{dial: share}"), "hypercube", "assumptions:\n  - {dial: growth, values: [0, 1]}\nhypercube", 1), 1)
	if len(grid) != 2*n || grid[0].Assume[0] != "0" || grid[n].Assume[0] != "1" || grid[0].Assume[1] != grid[n].Assume[1] {
		t.Errorf("a grid over a hypercube makes %d jobs, the first %v", len(grid), grid[0])
	}
}

// Every fault, with its place: @ marks where it is.
func TestFaults(t *testing.T) {
	const head = "plan: p\nscenarios: [one]\n"
	for _, c := range []struct{ text, want string }{
		{"plan: @'two words'\nscenarios: [one]\n", `the name "two words" is not one word`},
		{"plan: p\nscenarios: @{one: 1}\n", "a mapping stands here, where a text or list would be right"},
		{head + "readings: @3\n", "a number stands here, where a text or list would be right"},
		{head + "readings:@\n", "a blank stands here, where a text or list would be right"},
		{head + "readings: @wider\n", `the scenario one has no reading "wider"`},
		{head + "seeds: @true\n", "a boolean stands here, where a number or text or list would be right"},
		{head + "assumptions: @{dial: share, values: 1}\n", "a mapping stands here, where a list would be right"},
		{"plan: p\nscenarios: [one, @one]\n", `the scenario "one" stands twice`},
		{head + "@draw: 10\n", `unknown key "draw"; did you mean "draws"?`},
		{head + "draws: @7\n", "7 draws have no 80 % interval"},
		{head + "draws: @many\n", `draws: "many" is not a whole number from 0 to 1000000`},
		{head + "draws: 0\ntables: [totals, @projection]\n", "the table projection would be empty: with draws: 0 nothing is projected"},
		{head + "horizon: 0\nmetrics: [@beds]\n", "beds is of projections, and with horizon: 0 nothing is projected"},
		{head + "horizon: @51\n", `horizon: "51" is not a whole number from 0 to 50`},
		{head + "seeds: [1, @-1]\n", `the seed "-1" is not a whole number`},
		{head + "seeds: [1, @1]\n", "the seed 1 stands twice"},
		{head + "tables: [@projections]\n", `no table "projections" can be told of each job; did you mean "projection"?`},
		{head + "metrics: [@bed]\n", `no metric "bed" is projected; did you mean "beds"?`},
		{head + "readings: [@wider]\n", `the scenario one has no reading "wider"; did you mean "wide"?`},
		{head + "provisions: [@'a,d']\n", `the scenario one has no provision "d"`},
		{head + "baselines: [@'2016']\n", "no day"},
		{head + "assumptions:\n  - {dial: @share}\n", "share is varied over no values"},
		{head + "assumptions:\n  - {dial: @share, values: [1], from: 0}\n", "share is varied over no values, or in two ways"},
		{head + "assumptions:\n  - {dial: @share, from: 0, to: 1}\n", "the range of share is not whole"},
		{head + "assumptions:\n  - {dial: share, from: 0, to: 1, steps: @1}\n", `steps: "1" is not a whole number from 2`},
		{head + "assumptions:\n  - {dial: share, from: 1, to: @0, steps: 3}\n", "the range ends at 0, which is not above 1"},
		{head + "assumptions:\n  - {dial: share, from: @low, to: 1, steps: 3}\n", `"low" is no number`},
		{head + "assumptions:\n  - {dial: share, values: [0, @2]}\n", "share: 2 is out of range"},
		{head + "assumptions:\n  - {dial: share, values: [0, @0]}\n", "the value 0 stands twice"},
		{head + "assumptions:\n  - {dial: @shares, values: [1, 2]}\n", `no assumption "shares" is known; did you mean "share"?`},
		{head + "hypercube: {points: 3, over: [{dial: @shares, from: 0, to: 1}]}\n", `no assumption "shares" is known; did you mean "share"?`},
		{head + "assumptions:\n  - {dial: share, values: [0]}\n  - {dial: @share, values: [1]}\n", `the assumption "share" is varied twice`},
		{head + "hypercube: {points: @0, over: [{dial: share}]}\n", `points: "0" is not a whole number from 1`},
		{head + "hypercube: {points: @3, over: []}\n", "the hypercube is over no assumption"},
		{head + "hypercube: {points: 3, seed: @x, over: [{dial: share}]}\n", `the seed "x" is not a whole number`},
		{head + "hypercube: {points: 3, over: [{dial: @odds}]}\n", `no distribution of "odds" is known`},
		{head + "hypercube: {points: 3, over: [{dial: @share, from: 0}]}\n", "share has one end of a range"},
		{head + "figures: {heat: [@share, scenario]}\n", `the plan does not vary "share"`},
		{head + "figures: {heat: [@scenario]}\n", "a heat map has two sides"},
		{head + "figures: {lines: @provision}\n", `the plan does not vary "provision"; did you mean "provisions"?`},
		{head + "figures: {hold: {shared: @1}}\n", `the plan does not vary "shared"`},
		{head + "figures: {hold: {provisions: @'b, c'}}\n", `no job has the provisions "b, c"; one of all would be right`},
		{head + "seeds: [1, 2]\nfigures: {hold: {seed: @3}}\n", `no job has the seed "3"; one of 1; 2 would be right`},
		{head + "assumptions:\n  - {dial: share, values: [0, 0.5]}\nfigures: {hold: {share: @0.6}}\n", `no job has the share "0.6"; one of 0; 0.5 would be right`},
		{head + "figures: {metrics: [@bedz]}\n", `no metric "bedz" is projected`},
		{"@plan: p\nscenarios: [one]\nseeds: [" + numbers(300) + "]\nassumptions:\n  - {dial: share, from: 0, to: 1, steps: 5000}\n",
			"the plan makes 3000000 jobs; 1000000 at most would be right"},
		{head + "assumptions:\n  - {dial: @share, from: 0, to: 1, steps: 5000}\n  - {dial: growth, from: 0, to: 1, steps: 5000}\n",
			"the assumptions make 25000000 points; 1000000 at most would be right"},
	} {
		at := strings.Index(c.text, "@")
		text := strings.Replace(c.text, "@", "", 1)
		line := 1 + strings.Count(c.text[:at], "\n")
		column := at - strings.LastIndex(c.text[:at], "\n")
		p, err := Load("p.yaml", []byte(text))
		if err == nil {
			_, err = p.Jobs(world(1))
		}
		var faults strict.Faults
		if !errors.As(err, &faults) {
			t.Errorf("%s: no fault, want %q", text, c.want)
			continue
		}
		if want := fmt.Sprintf("p.yaml:%d:%d: ", line, column); len(faults) != 1 || !strings.HasPrefix(faults[0].Error(), want) || !strings.Contains(faults[0].Message, c.want) {
			t.Errorf("%s\n%v\nwant %s%s", text, err, want, c.want)
		}
	}
}

func numbers(n int) string {
	var out []string
	for i := range n {
		out = append(out, strconv.Itoa(i))
	}
	return strings.Join(out, ", ")
}

// The values that figures hold are found whatever way they are written.
func TestHolds(t *testing.T) {
	const text = "plan: p\nscenarios: one\nreadings: wide\nprovisions: [each, all]\nassumptions:\n  - {dial: share, values: [0.50, 1]}\nseeds: [1, 2]\nfigures:\n  lines: provisions\n  heat: [share, baseline]\n  hold: {provisions: 'b, a', share: 5e-1, seed: 2}\n"
	p, err := Load("p.yaml", []byte(text))
	if err != nil {
		t.Fatal(err)
	}
	list, err := p.Jobs(world(1))
	if err != nil {
		t.Fatal(err)
	}
	var held []string
	for i := range list {
		if j := &list[i]; p.Holds(j, ProvisionsSide) && p.Holds(j, "share") && p.Holds(j, SeedSide) && p.Holds(j, ReadingSide) {
			held = append(held, j.Choice()+" "+j.Assume[0]+" "+p.Setting(j, SeedSide))
		}
	}
	if want := []string{"a,b 0.50 2"}; !slices.Equal(held, want) {
		t.Errorf("%q are held, want %q", held, want)
	}
	apart, err := Load("p.yaml", []byte("plan: p\nscenarios: [one, two]\nreadings: wide\nprovisions: each\nfigures:\n  hold: {scenario: two, provisions: c}\n"))
	if err != nil {
		t.Fatal(err)
	}
	if _, err := apart.Jobs(world(2)); err == nil || !strings.HasPrefix(err.Error(), "p.yaml:6:37: no job has all that the figures hold") {
		t.Errorf("what no job has together is told as %v", err)
	}
}

// What a file leaves out is what a run does without the flag.
func TestDefaults(t *testing.T) {
	p, err := Load("p.yaml", []byte("plan: p\nscenarios: [one]\nsensitivity: true\n"))
	if err != nil {
		t.Fatal(err)
	}
	if p.DrawCount() != DefaultDraws || p.YearCount() != DefaultHorizon || len(p.Seeds) != 1 || p.Seeds[0].Value != "1" {
		t.Errorf("%d draws, %d years, seeds %v", p.DrawCount(), p.YearCount(), p.Seeds)
	}
	for _, name := range TableNames {
		want := name == "sensitivity" || slices.Index(TableNames, name) < defaultTables
		if p.Tells(name) != want {
			t.Errorf("the table %s is told: %v", name, !want)
		}
	}
	zero, err := Load("p.yaml", []byte("plan: p\nscenarios: [one]\ndraws: 0\nhorizon: 0\n"))
	if err != nil || zero.DrawCount() != 0 || zero.YearCount() != 0 {
		t.Errorf("%v: draws and horizon of 0 are not kept", err)
	}
	if zero.Projects() || len(zero.Tables) != 1 || zero.Tables[0].Value != "totals" {
		t.Errorf("a plan without draws tells %v", zero.Tables)
	}
}

// No text brings the reader down, and what it reads it can spread.
func FuzzLoad(f *testing.F) {
	f.Add("plan: p\nscenarios: [one]\nreadings: [wide]\nassumptions:\n  - {dial: share, from: 0, to: 1, steps: 3}\nhypercube: {points: 2, over: [{dial: growth}]}\n")
	f.Add("plan: p\nscenarios: []\n")
	f.Add("plan: [p]\nscenarios: one\nseeds: [1e3]\n")
	f.Fuzz(func(t *testing.T, text string) {
		p, err := Load("p.yaml", []byte(text))
		if err != nil || len(p.Scenarios) == 0 {
			return
		}
		w := world(1)
		for len(w.Scenarios) < len(p.Scenarios) {
			w.Scenarios = append(w.Scenarios, w.Scenarios[0])
		}
		list, err := p.Jobs(w)
		if err == nil && len(list) == 0 {
			t.Error("a plan without faults makes no job")
		}
		for _, j := range list {
			if len(j.Assume) != len(p.Dials()) {
				t.Fatalf("job %+v of dials %v", j, p.Dials())
			}
		}
	})
}
