package report

import (
	"bytes"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"impact/data"
	"impact/internal/assume"
	"impact/internal/court"
	"impact/internal/ingest"
	"impact/internal/law"
	"impact/internal/model"
	"impact/internal/project"
)

// A trial is a run on a sample.
type trial struct {
	scenario string
	only     []string // provisions that are on; nil for all
	rows     string   // CSV; "" for the shipped sample
	draws    int
	horizon  int
}

func shipped(t testing.TB, name string) []byte {
	t.Helper()
	b, err := fs.ReadFile(data.FS, name)
	if err != nil {
		t.Fatal(err)
	}
	return b
}

// run makes what a report is built from.
func (x trial) run(t testing.TB) Run {
	t.Helper()
	code, err := law.LoadCode(data.FS, "law/ct")
	if err != nil {
		t.Fatal(err)
	}
	s, err := law.LoadScenario(code, x.scenario, shipped(t, "scenarios/"+x.scenario+".yaml"))
	if err != nil {
		t.Fatal(err)
	}
	code = s.Code()
	var proposals []*law.Proposal
	for _, r := range s.ReadingIDs() {
		p, err := s.Propose(r, x.only, s.Baseline)
		if err != nil {
			t.Fatal(err)
		}
		proposals = append(proposals, p)
	}
	csv := []byte(x.rows)
	if x.rows == "" {
		csv = shipped(t, "sample/charges.csv")
	}
	reducer := court.NewReducer(code.Frame(model.AgeCuts, model.DefendantCuts, proposals...), s.Baseline, 0)
	q, err := ingest.Read([]ingest.File{{Name: "charges.csv", Size: int64(len(csv)), R: bytes.NewReader(csv)}},
		ingest.Options{Resolve: code}, func(c *court.Charge) error { reducer.Add(c); return nil })
	if err != nil {
		t.Fatal(err)
	}
	run := Run{Code: code, Scenario: s, Docket: reducer.Docket(court.Tally(q.Read), nil), Synthetic: true, Source: "a sample", Session: int(s.Effective) / 10_000}
	priors := model.NewPriors(run.Docket)
	for _, p := range proposals {
		res := model.Evaluate(code, run.Docket, priors, p)
		parts, err := model.Attribute(code, run.Docket, priors, s, p.Reading, x.only, s.Baseline)
		if err != nil {
			t.Fatal(err)
		}
		both, err := model.Overlaps(code, run.Docket, priors, s, p.Reading, x.only, s.Baseline)
		if err != nil {
			t.Fatal(err)
		}
		run.Results = append(run.Results, res)
		run.Attributions, run.Overlaps = append(run.Attributions, parts), append(run.Overlaps, both)
		run.Equities = append(run.Equities, project.Equity(res.Equities, project.Span(run.Docket), 1))
	}
	if run.Assumptions, err = assume.Load("ct.yaml", shipped(t, "assumptions/ct.yaml")); err != nil {
		t.Fatal(err)
	}
	if run.Costs, err = assume.LoadCosts("ct.yaml", shipped(t, "costs/ct.yaml")); err != nil {
		t.Fatal(err)
	}
	if x.draws == 0 || x.horizon == 0 {
		return run
	}
	var dials []project.Dial
	for i := range run.Assumptions.Dials {
		d := &run.Assumptions.Dials[i]
		dials = append(dials, project.Dial{Name: d.Name, Central: d.Central, Low: d.Low, High: d.High, At: d.At})
	}
	run.Projections = project.Project(project.Input{Code: code, Docket: run.Docket, Priors: priors, Proposals: proposals,
		Effective: s.Effective, Dials: dials, Counted: 20151014, Horizon: x.horizon, Draws: x.draws, Seed: 1})
	return run
}

// trials are the runs that every test of a whole report is made on.
var trials = map[string]trial{
	"council": {scenario: "ct-tip-council", draws: 300, horizon: 6},
	"null":    {scenario: "null", draws: 100, horizon: 2},
	"rec-1":   {scenario: "ct-tip-council", only: []string{"rec-1"}, draws: 100, horizon: 1},
	"rec-4":   {scenario: "ct-tip-council", only: []string{"rec-4", "rec-6"}, draws: 100, horizon: 2},
	"drug":    {scenario: "drug-possession-2015", draws: 100, horizon: 6},
	"pa":      {scenario: "pa-17-32", draws: 100, horizon: 12},
	"exact":   {scenario: "ct-tip-council"},
	"small":   {scenario: "ct-tip-council", rows: fewRows(), draws: 100, horizon: 3},
	"undated": {scenario: "ct-tip-council", rows: undatedRows(), draws: 100, horizon: 3},
	"lacking": {scenario: "ct-tip-council", rows: lackingRows(), draws: 100, horizon: 3},
}

var made = map[string]Run{}

// runOf is one of the trials, made once.
func runOf(t testing.TB, name string) Run {
	t.Helper()
	if _, ok := made[name]; !ok {
		made[name] = trials[name].run(t)
	}
	return made[name]
}

// TestLook writes what IMPACT_LOOK names a folder for: pictures, page and text, to be
// looked at.
func TestLook(t *testing.T) {
	dir := os.Getenv("IMPACT_LOOK")
	if dir == "" {
		t.Skip("IMPACT_LOOK names no folder")
	}
	for name := range trials {
		rep := Build(runOf(t, name))
		out := filepath.Join(dir, name)
		if err := os.MkdirAll(out, 0o777); err != nil {
			t.Fatal(err)
		}
		for _, f := range rep.Figures {
			var b bytes.Buffer
			if err := f.PNG(&b, 110); err != nil {
				t.Error(err)
			}
			write(t, filepath.Join(out, f.Name+".png"), b.Bytes())
		}
		var text, page bytes.Buffer
		if err := rep.WriteText(&text, PlainText); err != nil {
			t.Error(err)
		}
		if err := rep.WritePage(&page); err != nil {
			t.Error(err)
		}
		write(t, filepath.Join(out, "text.txt"), text.Bytes())
		write(t, filepath.Join(out, "page.html"), page.Bytes())
		for i := range rep.Tables {
			var b bytes.Buffer
			if err := rep.Tables[i].WriteCSV(&b); err != nil {
				t.Error(err)
			}
			write(t, filepath.Join(out, rep.Tables[i].Name+".csv"), b.Bytes())
		}
	}
}

func write(t *testing.T, name string, b []byte) {
	t.Helper()
	if err := os.WriteFile(name, b, 0o666); err != nil {
		t.Fatal(err)
	}
}

// fewRows are a few charges without persons or sentences, in three years.
func fewRows() string {
	var b strings.Builder
	b.WriteString("case_id,statute,offense_date,filed_date,disposition_date,disposition,victim_age\n")
	for i, s := range []string{"53a-83(c)", "53a-83", "53a-83a", "53a-86", "53a-87"} {
		age := ""
		if i%2 == 0 {
			age = "16"
		}
		fmt.Fprintf(&b, "c%d,%s,%d-03-01,%d-04-01,%d-09-01,convicted,%s\n", i, s, 2012+i%3, 2012+i%3, 2012+i%3, age)
	}
	return b.String()
}
