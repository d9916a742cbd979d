package project_test

import (
	"slices"
	"sync"
	"sync/atomic"
	"testing"

	"impact/internal/project"
)

// What is prepared once serves every seed and every value of the dials, at any time and
// by any goroutine: the rows are those of a projection by itself, of the metrics asked.
func TestPrepared(t *testing.T) {
	if testing.Short() {
		t.Skip("takes minutes under the race detector, and has nothing for it to see; go test without -short runs it")
	}
	s := onSample(t, "ct-tip-council", 1)
	metrics := []project.Metric{project.Beds, project.FelonyConvictions, project.RegistryStock, project.Fines}
	for i, p := range s.proposals {
		base := s.input(30)
		base.Proposals, base.Beside = s.proposals[i:i+1], s.proposals
		lean := base
		lean.NoShares, lean.NoTurns, lean.Metrics, lean.Shared = true, true, metrics, &project.Shared{Room: 1 << 20}
		prepared := project.Prepare(lean)
		var wait sync.WaitGroup
		for _, change := range []map[string]float64{
			nil, {project.Growth: 0.02}, {project.ShareServed: 0.6}, {project.ShareServed: 0.6, project.Retroactive: 1},
			{project.ChargingShare: 0.7, project.ConvictionChange: -0.1}, {project.SentenceRule: 0, project.RegistryInflow: 380},
			{project.RegistryInflow: 410, project.RegistryOutflow: 90}, {project.RegistryDeaths: 0.04, project.RegistryTier: 1},
			{project.ShareServed: 0.6, project.Retroactive: 1, project.RegistryTier: 1}, {project.ShareServed: 0.6, project.Retroactive: 1, project.RegistryInflow: 300},
		} {
			for _, seed := range []uint64{1, 2} {
				wait.Go(func() {
					alone, shared := base, lean
					alone.Dials, alone.Seed = turned(change), seed
					shared.Dials, shared.Seed = turned(change), seed
					alone.NoShares = true
					want := slices.DeleteFunc(project.Project(alone)[0].Rows, func(r project.Row) bool { return !slices.Contains(metrics, r.Metric) })
					got := prepared.Project(shared)[0]
					if len(want) == 0 || !slices.Equal(got.Rows, want) {
						t.Errorf("%s, %v, seed %d: the rows differ", p.Reading, change, seed)
					}
					if got.Turns != nil || got.Shares != nil {
						t.Errorf("%s: sensitivity was told unasked", p.Reading)
					}
				})
			}
		}
		wait.Wait()
	}
}

// turned are the dials of a test with other central values.
func turned(values map[string]float64) []project.Dial {
	out := dials()
	for i, d := range out {
		if v, ok := values[d.Name]; ok {
			out[i].Central = v
		}
	}
	return out
}

// BenchmarkSettings is a projection of one reading with 1,000 draws under one setting of
// the dials after another: of those that leave the current law as it is, and of those
// that move it.
func BenchmarkSettings(b *testing.B) {
	s := onSample(b, "ct-tip-council", 75)
	in := s.input(1000)
	in.Proposals, in.Beside = s.proposals[:1], s.proposals
	in.NoShares, in.NoTurns, in.Metrics, in.Shared = true, true, project.Metrics()[:project.RegistryStock+1], &project.Shared{Room: 1 << 28}
	prepared := project.Prepare(in)
	for name, dial := range map[string]string{"proposal": project.ChargingShare, "current-law": project.Growth} {
		b.Run(name, func(b *testing.B) {
			for i := 0; b.Loop(); i++ {
				in.Dials = turned(map[string]float64{dial: 0.01 + 0.0001*float64(i)})
				prepared.Project(in)
			}
		})
	}
}

// A projection that nobody waits for any more ends before all its draws are made and leaves
// nothing that is not whole: whoever asks for it beside or afterwards is told what is told
// without it.
func TestGone(t *testing.T) {
	s := onSample(t, "ct-tip-council", 1)
	in := s.input(60)
	in.Proposals, in.Beside = s.proposals[:1], s.proposals
	in.NoShares, in.Shared = true, &project.Shared{Room: 1 << 20}
	prepared := project.Prepare(in)
	turn := func(growth, inflow float64) project.Input {
		out := in
		out.Dials = turned(map[string]float64{project.Growth: growth, project.RegistryInflow: inflow})
		return out
	}
	asked := new(atomic.Int64)
	after := func(n int64) func() bool { return func() bool { return asked.Add(1) > n } }
	for n := range int64(12) { // at once, after some draws, and so on
		growth := float64(n) / 1000
		left := turn(growth, 300)
		left.Gone = after(5 * n)
		asked.Store(0)
		var wait sync.WaitGroup
		wait.Go(func() {
			if prepared.Project(left) != nil {
				t.Errorf("it was told after being asked %d times whether anybody waits", 5*n)
			}
		})
		wait.Go(func() { prepared.Project(turn(growth, 301)) })
		wait.Wait()
		for inflow := 300.0; inflow < 303 && n%5 == 1; inflow++ {
			fresh := turn(growth, inflow)
			fresh.Shared = nil
			if got, want := prepared.Project(turn(growth, inflow))[0].Rows, project.Project(fresh)[0].Rows; len(want) == 0 || !slices.Equal(got, want) {
				t.Errorf("growth %g, inflow %g: the rows differ from those of a projection by itself", growth, inflow)
			}
		}
	}
	in.NoShares, in.Gone = false, after(50)
	asked.Store(0)
	if prepared.Project(in) != nil {
		t.Error("the variance was split for nobody")
	}
}
