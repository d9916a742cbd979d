package model_test

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"

	"impact/internal/court"
	"impact/internal/law"
	"impact/internal/model"
)

func (st *study) overlaps(t testing.TB, reading string, only []string) map[string]model.Count {
	t.Helper()
	list, err := model.Overlaps(st.code, st.docket, st.priors, st.scenario, reading, only, st.baseline)
	if err != nil {
		t.Fatal(err)
	}
	out := map[string]model.Count{}
	for _, o := range list {
		out[o.A+" "+o.B] = o.Count
	}
	return out
}

func sameCount(a, b model.Count) bool {
	return close9(a.Low, b.Low) && close9(a.Central, b.Central) && close9(a.High, b.High)
}

// ctStudy is the Council's scenario on the shipped law, on rows as hand_test.go
// writes them.
func ctStudy(t *testing.T, lines ...string) *study {
	var rows []refCharge
	for i, l := range lines {
		rows = append(rows, parseRow(t, l, i))
	}
	whole := sampleStudy(t, 1)
	return newStudy(t, whole.scenario, 20161231, rows)
}

// Under "minors-only", with ages recorded but for one of 53a-83a. Of that
// section's three recorded ages (one row counts twice) one is under 18:
// P = (1+1/2)/(3+1) = 3/8. rec-4 requires rec-3, which takes the girl of 15 first;
// it reaches her charge all the same, and that of the adult (trafficked, since
// the charge is proved).
func TestOverlapsByHand(t *testing.T) {
	st := ctStudy(t,
		"53a-83a age=16", "53a-83a age=40 counts=2", "53a-83a",
		"53a-83(c) age=15 offense=2016-11-01", "53a-83(c) age=30 offense=2016-11-01",
		"53a-86(a)(1) age=40", "53a-86(a)(2) age=12", "53a-192a age=20", "53a-88 age=17", "53a-83(a) age=30")
	one := func(n float64) model.Count { return model.Count{Low: n, Central: n, High: n} }
	want := map[string]model.Count{
		"rec-1 rec-1": one(4), "rec-1 rec-2": {}, "rec-1 rec-3": {Low: 1, Central: 1.375, High: 2}, "rec-1 rec-4": {}, "rec-1 rec-5": {},
		"rec-2 rec-2": one(2), "rec-2 rec-3": {}, "rec-2 rec-4": {}, "rec-2 rec-5": {},
		"rec-3 rec-3": {Low: 3, Central: 3.375, High: 4}, "rec-3 rec-4": one(1), "rec-3 rec-5": {},
		"rec-4 rec-4": one(2), "rec-4 rec-5": {}, "rec-5 rec-5": one(1),
	}
	got := st.overlaps(t, "minors-only", nil)
	for k, w := range want {
		if !sameCount(got[k], w) {
			t.Errorf("%s: %v, not %v", k, got[k], w)
		}
	}
	if len(got) != len(want) {
		t.Errorf("%d pairs, not %d: %v", len(got), len(want), got)
	}
}

// Two provisions that ask the same unknown fact are certain to agree, or to
// differ: nothing is multiplied.
func TestOverlapsAreOfTheSameFacts(t *testing.T) {
	text := `scenario: two
title: made up
pack: small
source: made up
provisions:
  - {id: young, says: made up, cite: made up, moves: [{from: "53a-82", to: "53a-88", when: {victim_age: {under: 18}}}]}
  - {id: old, says: made up, cite: made up, moves: [{from: "53a-82", to: "53a-192a", when: {victim_age: {from: 18}}}]}
  - {id: child, says: made up, cite: made up, moves: [{from: "53a-82", to: "53a-83a", when: {victim_age: {under: 13}}}]}
order: [child, young, old]
`
	s, err := law.LoadScenario(smallPack(t), "two.yaml", []byte(text))
	if err != nil {
		t.Fatal(err)
	}
	st := newStudy(t, s, 20161231, []refCharge{{id: "a", cite: "53a-82", counts: 1, offense: 20140101}})
	half := model.Count{Low: 0, Central: 0.5, High: 1} // nothing is recorded: P(age < c) = 1/2 for every c
	want := map[string]model.Count{"young young": half, "young old": {}, "young child": half, "old old": half, "old child": {}, "child child": half}
	for k, got := range st.overlaps(t, law.AsWritten, nil) {
		if !sameCount(got, want[k]) {
			t.Errorf("%s: %v, not %v", k, got, want[k])
		}
	}
}

func TestWhatAProvisionReachesIsWhatItMovesAlone(t *testing.T) {
	st := sampleStudy(t, 0)
	for _, r := range st.scenario.ReadingIDs() {
		got := st.overlaps(t, r, nil)
		for _, id := range []string{"rec-1", "rec-2", "rec-3", "rec-5"} {
			if want := st.moved(t, r, []string{id}); !sameCount(got[id+" "+id], want) {
				t.Errorf("%s: %s reaches %v, and moves %v alone", r, id, got[id+" "+id], want)
			}
		}
		if want := st.moved(t, r, []string{"rec-1"}); r == "literal" && !sameCount(got["rec-1 rec-3"], want) {
			t.Errorf("rec-1 and rec-3 both reach %v, not every charge of 53a-83a: %v", got["rec-1 rec-3"], want)
		}
	}
}

func (st *study) moved(t testing.TB, reading string, only []string) model.Count {
	return model.NewBench(st.code, st.docket, st.priors, st.propose(t, reading, only)).Totals().Moved[court.AsCharged]
}

func TestOverlapsOnRandomDockets(t *testing.T) {
	pack := smallLaw.pack()
	for i := range 60 {
		r := rand.New(rand.NewPCG(41, uint64(i)))
		p := randomProposal(r)
		_, prop := p.propose(t, pack, &smallLaw)
		for range 4 {
			rows := randomDocket(r)
			st := newStudy(t, prop.Scenario, smallLaw.baseline, rows)
			got := st.overlaps(t, law.AsWritten, nil)
			for _, id := range p.names {
				if want := st.moved(t, law.AsWritten, []string{id}); !sameCount(got[id+" "+id], want) {
					t.Fatalf("%s reaches %v, moves %v alone\n%s\n%s", id, got[id+" "+id], want, docketText(rows), p.scenarioYAML())
				}
			}
			for k, c := range got {
				var a, b string
				fmt.Sscan(k, &a, &b)
				if x, y := got[a+" "+a], got[b+" "+b]; c.Central > min(x.Central, y.Central)+1e-9 || c.High > min(x.High, y.High) {
					t.Fatalf("%s: %v, of %v and %v", k, c, x, y)
				}
			}
		}
	}
}

func TestOverlapsKeepTheirOrder(t *testing.T) {
	st := ctStudy(t, "53a-83a age=16")
	list, err := model.Overlaps(st.code, st.docket, st.priors, st.scenario, "literal", []string{"rec-5", "rec-1"}, st.baseline)
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, o := range list {
		got = append(got, o.A+" "+o.B)
	}
	if want := []string{"rec-1 rec-1", "rec-1 rec-5", "rec-5 rec-5"}; !slices.Equal(got, want) {
		t.Errorf("%v, not %v", got, want)
	}
	if _, err := model.Overlaps(st.code, st.docket, st.priors, st.scenario, "no such", nil, st.baseline); err == nil {
		t.Error("a reading that the scenario does not have is no error")
	}
}

// BenchmarkOverlaps is all three readings of the Council's scenario on the sample.
func BenchmarkOverlaps(b *testing.B) {
	st := sampleStudy(b, 0)
	for b.Loop() {
		for _, r := range st.scenario.ReadingIDs() {
			st.overlaps(b, r, nil)
		}
	}
}
