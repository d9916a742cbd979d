package world_test

import (
	"bytes"
	"flag"
	"fmt"
	"math"
	"math/rand/v2"
	"os"
	"runtime"
	"slices"
	"strings"
	"sync"
	"testing"

	"impact/internal/court"
	"impact/internal/ingest"
	"impact/internal/law"
	"impact/internal/model"
	"impact/internal/project"
	"impact/internal/stats"
	"impact/internal/world"
)

var (
	worlds   = flag.Int("worlds", 60, "synthetic worlds that the projection is calibrated on")
	first    = flag.Uint64("first", 1, "seed of the first world")
	document = flag.String("document", "", "file whose calibration tables are to be written anew")
)

// headline are the metrics that are calibrated, by their names in a world's truth.
var headline = []project.Metric{project.ChargesChanged, project.FelonyConvictions, project.NewRegistrants, project.MinorCasesChanged, project.Admissions}

// trial is one metric of one world: what was foretold of a year, and what came.
type trial struct {
	kind        string
	pit         float64
	in80, in95  bool
	mean, truth float64 // expected by the world, and realised
	said        float64 // expected by the projection
	crps        float64
}

// council is the Council's scenario in its default reading on the shipped law.
type council struct {
	code     *law.Code
	proposal *law.Proposal
}

func readCouncil(t testing.TB) council {
	t.Helper()
	code, err := law.LoadCode(os.DirFS("../../data"), "law/ct")
	if err != nil {
		t.Fatal(err)
	}
	data, err := os.ReadFile("../../data/scenarios/ct-tip-council.yaml")
	if err != nil {
		t.Fatal(err)
	}
	s, err := law.LoadScenario(code, "ct-tip-council.yaml", data)
	if err != nil {
		t.Fatal(err)
	}
	p, err := s.Propose(s.DefaultReading(), nil, s.Baseline)
	if err != nil {
		t.Fatal(err)
	}
	return council{s.Code(), p}
}

// docket reduces a world's record.
func (c council) docket(t testing.TB, csv []byte) *court.Docket {
	r := court.NewReducer(c.code.Frame(model.AgeCuts, model.DefendantCuts, c.proposal), c.proposal.Baseline, 0)
	q, err := ingest.Read([]ingest.File{{Name: "world.csv", Size: int64(len(csv)), R: bytes.NewReader(csv)}},
		ingest.Options{Resolve: c.code}, func(x *court.Charge) error { r.Add(x); return nil })
	if err != nil {
		t.Error(err)
		return nil
	}
	return r.Docket(court.Tally(q.Read), nil)
}

// trials projects one world and holds the year that its number picks against what
// came.
func (c council) trials(t testing.TB, seed uint64) []trial {
	w := world.New(seed)
	truth := w.Truth()
	d := c.docket(t, w.History())
	if d == nil {
		return nil
	}
	in := project.Input{Code: c.code, Docket: d, Priors: model.NewPriors(d), Proposals: []*law.Proposal{c.proposal},
		Effective: c.proposal.Scenario.Effective, Horizon: 6, Draws: 1000, Seed: seed,
		Years: project.Window{From: law.Year(w.Years[0]), To: law.Year(w.Years[1])}}
	year := int(seed % 6)
	at := law.Year(2018 + year)
	out := make([]trial, len(headline))
	u := rand.New(rand.NewPCG(seed, 99))
	us := make([]float64, len(headline))
	for i := range us {
		us[i] = u.Float64()
	}
	in.Watch = func(_ *law.Proposal, m project.Metric, y law.Year, l project.Law, draws []float64) {
		i := slices.Index(headline, m)
		if i < 0 || y != at || l != project.Difference {
			return
		}
		name := m.String()
		came := truth.Future[year][name][1] - truth.Future[year][name][0]
		mean := truth.Mean[year][name][1] - truth.Mean[year][name][0]
		q := func(p float64) float64 { return stats.Quantile(draws, p) }
		out[i] = trial{kind: truth.Kind, pit: stats.PIT(draws, came, us[i]), mean: mean, truth: came, crps: stats.CRPS(draws, came),
			in80: q(0.1) <= came && came <= q(0.9), in95: q(0.025) <= came && came <= q(0.975)}
	}
	for _, p := range project.Project(in) {
		for _, r := range p.Rows {
			if i := slices.Index(headline, r.Metric); i >= 0 && r.Year == at && r.Law == project.Difference {
				out[i].said = r.Mean
			}
		}
	}
	c.bounds(t, w, truth, d, in.Priors)
	return out
}

// bounds holds the bounds of the record's window against the facts that it hides.
func (c council) bounds(t testing.TB, w *world.World, truth world.Truth, d *court.Docket, pr *model.Priors) {
	r := model.Evaluate(c.code, d, pr, c.proposal)
	in := func(x model.Window) bool { return !x.All && int(x.Year) >= w.Years[0] && int(x.Year) <= w.Years[1] }
	sum := map[string]model.Count{}
	add := func(name string, c model.Count, sign float64) {
		s := sum[name]
		if sign < 0 {
			c = model.Count{Low: -c.High, Central: -c.Central, High: -c.Low}
		}
		sum[name] = model.Count{Low: s.Low + c.Low, Central: s.Central + c.Central, High: s.High + c.High}
	}
	for _, x := range r.SectionShifts {
		if in(x.Window) && x.Stage == court.AsCharged && x.Provision != "" {
			add("charges_changed", x.Count, 1)
		}
	}
	for _, x := range r.ClassShifts {
		if in(x.Window) && x.Unit == model.Charges && x.Stage == court.AsConvicted && x.From.Felony() != x.To.Felony() {
			sign := 1.0
			if x.From.Felony() {
				sign = -1
			}
			add("felony_convictions", x.Count, sign)
		}
	}
	for _, x := range r.RegistryEvents {
		if in(x.Window) && x.Event <= model.Removed {
			add("new_registrants", x.Count, map[model.Event]float64{model.Added: 1, model.Removed: -1}[x.Event])
		}
	}
	for name, n := range sum {
		if v := truth.Window[name]; v < n.Low-1e-9 || v > n.High+1e-9 {
			t.Errorf("world %d (%s): %s of the window is %g, outside its bounds %g to %g", w.Seed, truth.Kind, name, v, n.Low, n.High)
		}
	}
}

// TestCalibration holds intervals against what came, in worlds whose truth is known.
// With -worlds 2000 it is the benchmark of docs/validation.md.
func TestCalibration(t *testing.T) {
	if testing.Short() {
		t.Skip("calibration takes a while")
	}
	c := readCouncil(t)
	all := make([][]trial, *worlds)
	var wait sync.WaitGroup
	next := make(chan int)
	for range runtime.GOMAXPROCS(0) {
		wait.Add(1)
		go func() {
			defer wait.Done()
			for i := range next {
				all[i] = c.trials(t, *first+uint64(i))
			}
		}()
	}
	for i := range all {
		next <- i
	}
	close(next)
	wait.Wait()
	if t.Failed() {
		t.FailNow()
	}
	text := judge(t, all)
	t.Log("\n" + text)
	if *document != "" {
		if err := rewrite(*document, text); err != nil {
			t.Fatal(err)
		}
	}
}

const bins = 10

// judge makes the tables of docs/validation.md and fails where a bar is missed.
func judge(t *testing.T, all [][]trial) string {
	var b strings.Builder
	n := float64(len(all))
	outside := 0.001
	if len(all) < 2000 { // a small run is a test: that of all its bins together
		outside /= float64(bins * len(headline))
	}
	low, high := band(len(all), 1.0/bins, outside)
	fmt.Fprintf(&b, "%d worlds, seeds from %d. A bin of a flat histogram holds %.0f; %.4g %% of the time between %d and %d.\n\n", len(all), *first, n/bins, 100*(1-outside), low, high)
	fmt.Fprintf(&b, "| metric | PIT, ten bins | 80 %% | 95 %% | mean ≥ 5: worlds | 80 %% | 95 %% | mean CRPS |\n|---|---|---|---|---|---|---|---|\n")
	for i, m := range headline {
		var hist [bins]int
		var cover, busy [2]float64
		worlds, crps := 0.0, 0.0
		for _, ts := range all {
			x := ts[i]
			hist[min(bins-1, int(x.pit*bins))]++
			crps += x.crps / n
			for j, in := range []bool{x.in80, x.in95} {
				if in {
					cover[j]++
					if math.Abs(x.mean) >= 5 {
						busy[j]++
					}
				}
			}
			if math.Abs(x.mean) >= 5 {
				worlds++
			}
		}
		fmt.Fprintf(&b, "| %s | %s | %.1f | %.1f | %.0f | %.1f | %.1f | %.3f |\n", m, strings.Trim(fmt.Sprint(hist), "[]"),
			100*cover[0]/n, 100*cover[1]/n, worlds, 100*busy[0]/max(worlds, 1), 100*busy[1]/max(worlds, 1), crps)
		for k, h := range hist {
			if h < low || h > high {
				t.Errorf("%s: bin %d of the PIT holds %d, outside %d to %d", m, k+1, h, low, high)
			}
		}
		slack := 3.29 * math.Sqrt(0.8*0.2/n) // of a small run
		if n >= 2000 {
			slack = 0
		}
		if cover[0]/n < 0.79-slack || cover[1]/n < 0.94-slack {
			t.Errorf("%s: the 80 %% interval covers %.1f %%, the 95 %% interval %.1f %%", m, 100*cover[0]/n, 100*cover[1]/n)
		}
	}
	b.WriteString("\n| worlds, mean ≥ 5 | number | 80 % | 95 % | PIT, ten bins |\n|---|---|---|---|---|\n")
	for _, part := range []string{"alpha=0 ", "alpha=0.05", "alpha=0.2", "trend=+0 ", "trend=+0.03", "trend=-0.03", "missing=0", "missing=0.2", "missing=0.4"} {
		var n, in80, in95 float64
		var hist [bins]int
		for _, ts := range all {
			for _, x := range ts {
				if math.Abs(x.mean) < 5 || !strings.Contains(x.kind+" ", strings.TrimSpace(part)+" ") {
					continue
				}
				n++
				hist[min(bins-1, int(x.pit*bins))]++
				if x.in80 {
					in80++
				}
				if x.in95 {
					in95++
				}
			}
		}
		fmt.Fprintf(&b, "| %s | %.0f | %.1f | %.1f | %s |\n", strings.TrimSpace(part), n, 100*in80/max(n, 1), 100*in95/max(n, 1), strings.Trim(fmt.Sprint(hist), "[]"))
	}
	return b.String()
}

// band is the least and the most of a binomial count, either side left out with half of
// a probability.
func band(n int, p, outside float64) (low, high int) {
	chance := func(k int) float64 {
		a, _ := math.Lgamma(float64(n + 1))
		b, _ := math.Lgamma(float64(k + 1))
		c, _ := math.Lgamma(float64(n - k + 1))
		return math.Exp(a - b - c + float64(k)*math.Log(p) + float64(n-k)*math.Log1p(-p))
	}
	for below := chance(0); below <= outside/2; below += chance(low) {
		low++
	}
	high = n
	for above := chance(n); above <= outside/2; above += chance(high) {
		high--
	}
	return low, high
}

// rewrite puts a text between the marks of a document.
func rewrite(name, text string) error {
	const from, to = "<!-- calibration -->\n", "<!-- /calibration -->"
	data, err := os.ReadFile(name)
	if err != nil {
		return err
	}
	head, rest, ok := strings.Cut(string(data), from)
	_, tail, ok2 := strings.Cut(rest, to)
	if !ok || !ok2 {
		return fmt.Errorf("%s has no place for the tables: %s%s would be right", name, from, to)
	}
	return os.WriteFile(name, []byte(head+from+text+to+tail), 0o644)
}
