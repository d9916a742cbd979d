package project_test

import (
	"bytes"
	"fmt"
	"os"
	"strings"
	"testing"

	"impact/internal/court"
	"impact/internal/ingest"
	"impact/internal/law"
	"impact/internal/model"
	"impact/internal/project"
)

// study is a scenario, in all its readings, and a docket.
type study struct {
	code      *law.Code
	scenario  *law.Scenario
	docket    *court.Docket
	proposals []*law.Proposal
}

// onSample is a shipped scenario on the shipped sample, taken times over under new
// ids.
func onSample(t testing.TB, scenario string, times int) *study {
	t.Helper()
	data, err := os.ReadFile("../../data/sample/charges.csv")
	if err != nil {
		t.Fatal(err)
	}
	return onCharges(t, scenario, replicate(data, times))
}

// replicate repeats charges under ids of their own.
func replicate(data []byte, times int) []byte {
	lines := strings.SplitAfter(string(data), "\n")
	var b bytes.Buffer
	b.WriteString(lines[0] + lines[1])
	for n := range times {
		for _, l := range lines[2:] {
			f := strings.Split(strings.TrimRight(l, "\n"), ",")
			if n == 0 || len(f) < 3 {
				b.WriteString(l)
				continue
			}
			for _, i := range []int{0, 1, 2, len(f) - 1} {
				if f[i] != "" {
					f[i] = fmt.Sprintf("%s-%d", f[i], n)
				}
			}
			b.WriteString(strings.Join(f, ",") + "\n")
		}
	}
	return b.Bytes()
}

func onCharges(t testing.TB, scenario string, csv []byte) *study {
	t.Helper()
	code, err := law.LoadCode(os.DirFS("../../data"), "law/ct")
	if err != nil {
		t.Fatal(err)
	}
	data, err := os.ReadFile("../../data/scenarios/" + scenario + ".yaml")
	if err != nil {
		t.Fatal(err)
	}
	s, err := law.LoadScenario(code, scenario+".yaml", data)
	if err != nil {
		t.Fatal(err)
	}
	st := &study{code: s.Code(), scenario: s}
	baseline := s.Baseline
	for _, r := range s.ReadingIDs() {
		p, err := s.Propose(r, nil, baseline)
		if err != nil {
			t.Fatal(err)
		}
		st.proposals = append(st.proposals, p)
	}
	r := court.NewReducer(st.code.Frame(model.AgeCuts, model.DefendantCuts, st.proposals...), baseline, 0)
	q, err := ingest.Read([]ingest.File{{Name: "charges.csv", Size: int64(len(csv)), R: bytes.NewReader(csv)}},
		ingest.Options{Resolve: st.code}, func(c *court.Charge) error { r.Add(c); return nil })
	if err != nil {
		t.Fatal(err)
	}
	st.docket = r.Docket(court.Tally(q.Read), nil)
	return st
}

// dials are those of a test: as the shipped assumptions have them in outline.
func dials() []project.Dial {
	return []project.Dial{
		ranged(project.ChargingShare, 1, 0.5, 1),
		ranged(project.ConvictionChange, 0, -0.2, 0.2),
		ranged(project.SentenceRule, 1, 0, 1),
		ranged(project.ShareServed, 0.75, 0.5, 1),
		ranged(project.PriorOdds, 1, 0.5, 2),
		ranged(project.Growth, 0, -0.03, 0.03),
		ranged(project.RegistryDeaths, 0.01, 0.005, 0.02),
		ranged(project.RegistryStartDial, 5368, 5368, 5368),
		ranged(project.RegistryInflow, 400, 353, 468),
		ranged(project.RegistryOutflow, 252, 200, 300),
		ranged(project.Retroactive, 0, 0, 1),
	}
}

func ranged(name string, central, low, high float64) project.Dial {
	return project.Dial{Name: name, Central: central, Low: low, High: high, At: func(u float64) float64 { return low + u*(high-low) }}
}

func (s *study) input(draws int) project.Input {
	effective := s.scenario.Effective
	if effective == 0 {
		effective = s.docket.Baseline.AddDays(1)
	}
	return project.Input{Code: s.code, Docket: s.docket, Priors: model.NewPriors(s.docket), Proposals: s.proposals,
		Effective: effective, Dials: dials(), Counted: 20151014, Horizon: 6, Draws: draws, Seed: 1}
}

func TestDev(t *testing.T) {
	s := onSample(t, "ct-tip-council", 1)
	for _, p := range project.Project(s.input(2000)) {
		fmt.Println("==", p.Proposal.Reading, p.Windows, p.Donors, p.HasStock, p.Sentenced)
		for _, st := range p.Streams {
			fmt.Println("  ", st.Side, st.Name(s.code), st.Counts, st.Mean, st.Kinds, st.Moves, st.Why())
		}
		for _, r := range p.Rows {
			if r.Law == project.Difference && r.Mean == 0 && r.Hi95 == 0 && r.Lo95 == 0 {
				continue
			}
			if r.Year == 0 || r.Year == p.Years[0] || r.Year == p.Years[5] {
				fmt.Printf("  %-30s %s %-10s %9.2f %7.1f  80 %7.1f %7.1f 95 %7.1f %7.1f\n", r.Metric, r.Year, r.Law, r.Mean, r.Median, r.Lo80, r.Hi80, r.Lo95, r.Hi95)
			}
		}
		for _, x := range p.Turns {
			fmt.Println("  ", x)
		}
		for _, x := range p.Shares {
			if x.Metric == project.Beds || x.Metric == project.FelonyConvictions {
				fmt.Println("  ", x)
			}
		}
	}
}

func BenchmarkProject(b *testing.B) {
	for _, times := range []int{1, 10} {
		s := onSample(b, "ct-tip-council", times)
		b.Run(fmt.Sprintf("sample-times-%d/10000-draws", times), func(b *testing.B) {
			in := s.input(10_000)
			for b.Loop() {
				project.Project(in)
			}
		})
	}
}
