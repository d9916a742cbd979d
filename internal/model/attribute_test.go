package model_test

import (
	"errors"
	"fmt"
	"math"
	"math/rand/v2"
	"os"
	"slices"
	"testing"

	"impact/internal/court"
	"impact/internal/law"
	"impact/internal/model"
	"impact/internal/sample"
)

// A study is a scenario and a docket that it is asked of.
type study struct {
	code     *law.Code
	scenario *law.Scenario
	docket   *court.Docket
	priors   *model.Priors
	baseline law.Date
}

// sampleStudy is the Council's scenario on the built-in sample.
func sampleStudy(t testing.TB, rows int64) *study {
	t.Helper()
	return shippedStudy(t, "ct-tip-council", 20161231, rows)
}

// shippedStudy is a scenario of the Connecticut pack on the sample's charges.
func shippedStudy(t testing.TB, name string, baseline law.Date, rows int64) *study {
	t.Helper()
	code, err := law.LoadCode(os.DirFS("../../data"), "law/ct")
	if err != nil {
		t.Fatal(err)
	}
	s := scenarioFile(t, code, "../../data/scenarios/"+name+".yaml")
	st := &study{code: s.Code(), scenario: s, baseline: baseline}
	r := st.reducer(t)
	n := int64(0)
	err = sample.Generate(sample.Config{Rows: rows, Seed: 1}, func(x *sample.Record) error {
		c := sampled(st.code, x.Row)
		r.Add(&c)
		n++
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	st.docket = r.Docket(court.Tally{Rows: n, Counts: n}, nil)
	st.priors = model.NewPriors(st.docket)
	return st
}

func scenarioFile(t testing.TB, code *law.Code, name string) *law.Scenario {
	t.Helper()
	data, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	s, err := law.LoadScenario(code, name, data)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// reducer reduces in the frame of every reading.
func (st *study) reducer(t testing.TB) *court.Reducer {
	var ps []*law.Proposal
	for _, r := range st.scenario.ReadingIDs() {
		ps = append(ps, st.propose(t, r, nil))
	}
	return court.NewReducer(st.code.Frame(model.AgeCuts, model.DefendantCuts, ps...), st.baseline, 0)
}

func (st *study) propose(t testing.TB, reading string, only []string) *law.Proposal {
	t.Helper()
	p, err := st.scenario.Propose(reading, only, st.baseline)
	if err != nil {
		t.Fatal(err)
	}
	return p
}

// councilStudy is the Council's scenario of the test law on rows as hand_test.go
// writes them.
func councilStudy(t testing.TB, rows ...refCharge) *study {
	t.Helper()
	code := smallPack(t)
	return newStudy(t, scenarioFile(t, code, "testdata/council.yaml"), 20161231, rows)
}

func newStudy(t testing.TB, s *law.Scenario, baseline law.Date, rows []refCharge) *study {
	t.Helper()
	st := &study{code: s.Code(), scenario: s, baseline: baseline}
	r := st.reducer(t)
	for i := range rows {
		c := rows[i].charge(st.code)
		r.Add(&c)
	}
	st.docket = r.Docket(court.Tally{Rows: int64(len(rows)), Counts: int64(len(rows))}, nil)
	st.priors = model.NewPriors(st.docket)
	return st
}

func (st *study) attribute(t testing.TB, reading string, only []string) []model.Attribution {
	t.Helper()
	out, err := model.Attribute(st.code, st.docket, st.priors, st.scenario, reading, only, st.baseline)
	if err != nil {
		t.Fatal(err)
	}
	return out
}

// effects are the metrics of a run with some provisions, on the whole docket.
func (st *study) effects(t testing.TB, reading string, only []string) map[string]float64 {
	x := model.NewBench(st.code, st.docket, st.priors, st.propose(t, reading, only)).Totals()
	out := map[string]float64{
		model.ChargesChanged: x.Moved[court.AsCharged].Central, model.MinorChargesChanged: x.Minor[court.AsCharged].Central,
		model.FelonyCharges: x.Felony[court.AsCharged].Central, model.FelonyConvictions: x.Felony[court.AsConvicted].Central,
	}
	if x.HasRegistry {
		out[model.NewRegistrants] = x.Registry.Central
	}
	return out
}

// faults says where attributions are not what whole runs say.
func (st *study) faults(t testing.TB, reading string, only []string) []string {
	var out []string
	if only == nil {
		for _, p := range st.scenario.Provisions {
			only = append(only, p.ID)
		}
	}
	all := st.effects(t, reading, only)
	got := st.attribute(t, reading, only)
	sums := map[string]float64{}
	runs := map[string][2]map[string]float64{}
	for _, a := range got {
		sums[a.Metric] += a.Shapley
		run, ok := runs[a.Provision]
		if !ok {
			without := slices.DeleteFunc(slices.Clone(only), func(id string) bool { return id == a.Provision })
			run = [2]map[string]float64{st.effects(t, reading, []string{a.Provision}), st.effects(t, reading, without)}
			runs[a.Provision] = run
		}
		if !close9(a.Alone, run[0][a.Metric]) {
			out = append(out, fmt.Sprintf("%s %s alone: %v, a run says %v", a.Provision, a.Metric, a.Alone, run[0][a.Metric]))
		}
		if last := all[a.Metric] - run[1][a.Metric]; !close9(a.Last, last) {
			out = append(out, fmt.Sprintf("%s %s last: %v, two runs say %v", a.Provision, a.Metric, a.Last, last))
		}
	}
	for m, want := range all {
		if !close9(sums[m], want) {
			out = append(out, fmt.Sprintf("%s: the Shapley values come to %v, the effect is %v", m, sums[m], want))
		}
	}
	return out
}

func TestEffectsOnTheSampleAreThoseOfRunsAndAddUp(t *testing.T) {
	st := sampleStudy(t, 0)
	for _, r := range st.scenario.ReadingIDs() {
		for _, f := range st.faults(t, r, nil) {
			t.Error(r, ": ", f)
		}
		var ids []string
		for _, a := range st.attribute(t, r, nil) {
			if a.Metric == model.ChargesChanged {
				ids = append(ids, a.Provision)
			}
			if a.Provision == "rec-4" && a.Alone != 0 {
				t.Errorf("%s: rec-4 alone, without rec-3, makes %v %s", r, a.Alone, a.Metric)
			}
		}
		if want := []string{"rec-1", "rec-2", "rec-3", "rec-4", "rec-5"}; !slices.Equal(ids, want) {
			t.Errorf("%s: %v are told apart, not %v", r, ids, want)
		}
	}
	for _, f := range st.faults(t, "minors-only", []string{"rec-5", "rec-2", "rec-6"}) {
		t.Error(f)
	}
}

// An enacted act, one that changes classes, and one that does nothing.
func TestEffectsOfOtherScenariosAreThoseOfRuns(t *testing.T) {
	for name, x := range map[string]struct {
		baseline law.Date
		players  int
	}{"pa-17-32": {20161231, 1}, "drug-possession-2015": {20150930, 1}, "null": {20161231, 0}} {
		st := shippedStudy(t, name, x.baseline, 3000)
		for _, r := range st.scenario.ReadingIDs() {
			for _, f := range st.faults(t, r, nil) {
				t.Error(name, r, f)
			}
			if got := st.attribute(t, r, nil); len(got) < x.players*5 {
				t.Errorf("%s %s: %v", name, r, got)
			}
			for _, c := range st.overlaps(t, r, nil) {
				if c.Low > c.Central || c.Central > c.High {
					t.Errorf("%s %s: %v", name, r, c)
				}
			}
		}
	}
}

func TestEffectsOnRandomDocketsAreThoseOfRunsAndAddUp(t *testing.T) {
	pack := smallLaw.pack()
	for i := range 60 {
		r := rand.New(rand.NewPCG(31, uint64(i)))
		p := randomProposal(r)
		_, prop := p.propose(t, pack, &smallLaw)
		for range 4 {
			rows := randomDocket(r)
			st := newStudy(t, prop.Scenario, smallLaw.baseline, rows)
			if faults := st.faults(t, law.AsWritten, nil); len(faults) > 0 {
				t.Fatalf("%v\n%s\n%s", faults, docketText(rows), p.scenarioYAML())
			}
		}
	}
}

// The Shapley value by its words: the mean of what each adds, over every order
// in which none comes before what it requires.
func TestTheShapleyValueIsTheMeanOverOrders(t *testing.T) {
	st := sampleStudy(t, 3000)
	ids := []string{"rec-1", "rec-2", "rec-3", "rec-4", "rec-5"}
	known := map[string]map[string]float64{}
	effects := func(on []string) map[string]float64 {
		on = slices.Sorted(slices.Values(on))
		key := fmt.Sprint(on)
		if known[key] == nil {
			known[key] = st.effects(t, "trafficked-person", append([]string{}, on...))
		}
		return known[key]
	}
	sums, orders := map[[2]string]float64{}, 0.0
	permute(ids, func(order []string) {
		if slices.Index(order, "rec-4") < slices.Index(order, "rec-3") {
			return
		}
		orders++
		for i, id := range order {
			before := effects(order[:i])
			for m, v := range effects(order[:i+1]) {
				sums[[2]string{id, m}] += v - before[m]
			}
		}
	})
	for _, a := range st.attribute(t, "trafficked-person", nil) {
		if want := sums[[2]string{a.Provision, a.Metric}] / orders; !close9(a.Shapley, want) {
			t.Errorf("%s %s: %v, the mean over %v orders is %v", a.Provision, a.Metric, a.Shapley, orders, want)
		}
	}
}

func permute(xs []string, visit func([]string)) {
	var rec func(i int)
	rec = func(i int) {
		if i == len(xs) {
			visit(xs)
			return
		}
		for j := i; j < len(xs); j++ {
			xs[i], xs[j] = xs[j], xs[i]
			rec(i + 1)
			xs[i], xs[j] = xs[j], xs[i]
		}
	}
	rec(0)
}

// twins is a scenario of n provisions, each of which makes a felony D of 53a-82,
// and one that requires the last of them.
func twins(t testing.TB, n int) *law.Scenario {
	text := "scenario: twins\ntitle: made up\npack: small\nsource: made up\nprovisions:\n"
	order := ""
	for i := range n {
		text += fmt.Sprintf("  - {id: t%d, says: made up, cite: made up, moves: [{from: \"53a-82\", to: \"53a-88\"}]}\n", i)
		order += fmt.Sprintf("t%d, ", i)
	}
	text += fmt.Sprintf("  - {id: child, says: made up, cite: made up, requires: [t%d], moves: [{from: \"53a-83a\", to: \"53a-88\"}]}\norder: [%schild]\n", n-1, order)
	s, err := law.LoadScenario(smallPack(t), "twins.yaml", []byte(text))
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// Each of three alike can move the three counts of 53a-82 and none need: 1 each. The
// child requires t2 and moves another charge, which is the child's own. Of the
// 12 orders in which t2 comes before the child, t2 is the first of the three in
// 6, t0 in 3, t1 in 3: they have 1.5, 0.75 and 0.75.
func TestProvisionsThatAreAlikeShareAlike(t *testing.T) {
	rows := []refCharge{{id: "a", cite: "53a-82", counts: 3, offense: 20140101}, {id: "b", cite: "53a-83a", counts: 1, offense: 20140101}}
	st := newStudy(t, twins(t, 3), 20161231, rows)
	for _, x := range []struct {
		only []string
		want map[string][3]float64 // alone, last, Shapley
	}{
		{[]string{"t0", "t1", "t2"}, map[string][3]float64{"t0": {3, 0, 1}, "t1": {3, 0, 1}, "t2": {3, 0, 1}}},
		{nil, map[string][3]float64{"t0": {3, 0, 0.75}, "t1": {3, 0, 0.75}, "t2": {3, 1, 1.5}, "child": {0, 1, 1}}},
		{[]string{"t0", "child"}, map[string][3]float64{"t0": {3, 3, 3}}}, // the child lacks t2
	} {
		got := map[string][3]float64{}
		for _, a := range st.attribute(t, law.AsWritten, x.only) {
			if a.Metric == model.FelonyCharges {
				got[a.Provision] = [3]float64{a.Alone, a.Last, a.Shapley}
			}
		}
		if len(got) != len(x.want) {
			t.Errorf("%v: %v", x.only, got)
		}
		for id, w := range x.want {
			if g := got[id]; !near(g[0], w[0]) || !near(g[1], w[1]) || !near(g[2], w[2]) {
				t.Errorf("%v: %s has %v, not %v", x.only, id, g, w)
			}
		}
	}
}

func TestTooManyProvisionsAreRefused(t *testing.T) {
	rows := []refCharge{{id: "a", cite: "53a-82", counts: 1, offense: 20140101}}
	st := newStudy(t, twins(t, 12), 20161231, rows)
	if _, err := model.Attribute(st.code, st.docket, st.priors, st.scenario, law.AsWritten, nil, st.baseline); !errors.Is(err, model.ErrTooMany) {
		t.Errorf("13 provisions: %v", err)
	}
	only := []string{"t0", "t1", "t2", "t3", "t4", "t5", "t6", "t7", "t8", "t9", "t10", "t11"}
	for _, a := range st.attribute(t, law.AsWritten, only) {
		if a.Metric == model.FelonyCharges && !near(a.Shapley, 1.0/12) {
			t.Errorf("one of twelve alike: %+v", a)
		}
	}
	if _, err := model.Attribute(st.code, st.docket, st.priors, st.scenario, "no such", nil, st.baseline); err == nil {
		t.Error("a reading that the scenario does not have is no error")
	}
}

func near(a, b float64) bool { return math.Abs(a-b) < 1e-9 }

// BenchmarkAttribute is all three readings of the Council's scenario: on the
// built-in sample, and on more rows of the same mix.
func BenchmarkAttribute(b *testing.B) {
	for _, rows := range []int64{0, 100_000, 1_000_000} {
		b.Run(fmt.Sprint(rows), func(b *testing.B) {
			st := sampleStudy(b, rows)
			for b.Loop() {
				for _, r := range st.scenario.ReadingIDs() {
					st.attribute(b, r, nil)
				}
			}
		})
	}
}
