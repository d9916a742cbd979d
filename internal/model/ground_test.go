package model_test

import (
	"fmt"
	"math/rand/v2"
	"reflect"
	"runtime"
	"sync"
	"testing"

	"impact/internal/law"
	"impact/internal/model"
)

// What benches of one docket have in common is the same for each of them: a choice of
// provisions beside others, at once, gives what it gives alone, to the last digit.
func TestProposalsSideBySide(t *testing.T) {
	trials(t, 11, func(r *rand.Rand, s *setting, rows []refCharge) string {
		d := reduce(s.code, s.proposal, smallLaw.baseline, rows)
		var choices []*law.Proposal
		for range 4 {
			only := []string{}
			for _, p := range s.proposal.Scenario.Provisions {
				if r.IntN(2) == 0 {
					only = append(only, p.ID)
				}
			}
			p, err := s.proposal.Scenario.Propose(s.proposal.Reading, only, s.proposal.Baseline)
			if err != nil {
				return err.Error()
			}
			choices = append(choices, p)
		}
		priors, got := model.NewPriors(d), make([]*model.Result, len(choices))
		var all sync.WaitGroup
		for i, p := range choices {
			all.Go(func() { got[i] = model.Evaluate(s.code, d, priors, p) })
		}
		all.Wait()
		for i, p := range choices {
			if want := model.Evaluate(s.code, d, model.NewPriors(d), p); !reflect.DeepEqual(got[i], want) {
				return fmt.Sprintf("%v beside others: %+v, alone: %+v", p.Active, got[i], want)
			}
		}
		return ""
	})
}

// The readings of a scenario differ in few provisions; the rest of their law is judged once.
func TestReadingsSideBySide(t *testing.T) {
	st := sampleStudy(t, 2000)
	for _, reading := range st.scenario.ReadingIDs() {
		p := st.propose(t, reading, nil)
		got := model.Evaluate(st.code, st.docket, st.priors, p)
		if want := model.Evaluate(st.code, st.docket, model.NewPriors(st.docket), p); !reflect.DeepEqual(got, want) {
			t.Errorf("%s is not beside others what it is alone", reading)
		}
	}
}

// The number of cores changes nothing.
func TestCores(t *testing.T) {
	defer model.FewProfiles(10)()
	defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(0))
	st := sampleStudy(t, 3000)
	var first *model.Result
	for _, cores := range []int{1, 2, 7} {
		runtime.GOMAXPROCS(cores)
		got := model.Evaluate(st.code, st.docket, model.NewPriors(st.docket), st.propose(t, st.scenario.DefaultReading(), nil))
		if first == nil {
			first = got
		}
		if got.Proposal = first.Proposal; !reflect.DeepEqual(got, first) {
			t.Errorf("%d cores give another result than one", cores)
		}
	}
}
