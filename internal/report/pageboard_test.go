package report

import (
	"bytes"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// boardOf is the report of a trial with a switchboard over some choices of provisions,
// as a run makes it: the reports of runs with --provisions side by side.
func boardOf(t testing.TB, x trial, choices [][]string) *Report {
	t.Helper()
	made := func(only []string) *Report {
		x.only = only
		rep := Build(x.run(t))
		rep.Manifest.Settings.Provisions = only
		rep.Manifest.Settings.Readings = nil
		for _, r := range rep.Readings {
			rep.Manifest.Settings.Readings = append(rep.Manifest.Settings.Readings, r.ID)
		}
		rep.Manifest.Settings.Baseline = rep.Baseline.String()
		rep.Manifest.Scenario.Name = x.scenario
		return rep
	}
	out := &Switchboard{Same: map[string]int{}, Partial: "Only some choices are held here."}
	for _, c := range choices {
		rep := made(c)
		out.Same[rep.choice()] = len(out.Points)
		out.Points = append(out.Points, Point{rep.choice(), rep})
	}
	first := out.Points[0].Report
	first.Switch = out
	return first
}

// someChoices are choices of the Council's recommendations: all, without one, without
// what another needs, and none.
var someChoices = [][]string{
	{"rec-1", "rec-2", "rec-3", "rec-4", "rec-5", "rec-6", "rec-7"},
	{"rec-1", "rec-2", "rec-5", "rec-6", "rec-7"},
	{},
	{"rec-1", "rec-2", "rec-3", "rec-5", "rec-6", "rec-7"},
	{"rec-2", "rec-3", "rec-4", "rec-5", "rec-6", "rec-7"},
	{"rec-1", "rec-2", "rec-3", "rec-4", "rec-6", "rec-7"},
}

var council = trial{scenario: "ct-tip-council", draws: 200, horizon: 3}

var boards = map[string]*Report{}

// someBoard is the Council's report with a switchboard, made once.
func someBoard(t testing.TB) *Report {
	t.Helper()
	if boards["some"] == nil {
		x := council
		x.draws, x.horizon = 100, 2
		boards["some"] = boardOf(t, x, someChoices[:3])
	}
	return boards["some"]
}

// TestBoardFolders writes into the folder that IMPACT_BOARD names what the browser is
// tested on: a run with a switchboard, and the runs of its choices; of every choice where
// IMPACT_BOARD_ALL is set.
func TestBoardFolders(t *testing.T) {
	dir := os.Getenv("IMPACT_BOARD")
	if dir == "" {
		t.Skip("IMPACT_BOARD names no folder")
	}
	choices := someChoices
	if os.Getenv("IMPACT_BOARD_ALL") != "" {
		choices = everyChoice()
	}
	rep := boardOf(t, council, choices)
	folder(t, filepath.Join(dir, "main"), rep)
	for _, p := range rep.Switch.Points {
		alone := *p.Report
		alone.Switch = nil
		folder(t, filepath.Join(dir, "runs", p.Choice), &alone)
	}
}

// everyChoice are all choices of recommendations 1 to 5 that keep what they need.
func everyChoice() [][]string {
	var out [][]string
	for n := 31; n >= 0; n-- {
		var c []string
		for i, id := range []string{"rec-1", "rec-2", "rec-3", "rec-4", "rec-5"} {
			if n>>i&1 == 1 {
				c = append(c, id)
			}
		}
		if !slices.Contains(c, "rec-4") || slices.Contains(c, "rec-3") {
			out = append(out, append(c, "rec-6", "rec-7"))
		}
	}
	return out
}

// folder writes what a result folder holds of a report.
func folder(t *testing.T, dir string, rep *Report) {
	t.Helper()
	for _, sub := range []string{"tables", "figures"} {
		if err := os.MkdirAll(filepath.Join(dir, sub), 0o777); err != nil {
			t.Fatal(err)
		}
	}
	var page strings.Builder
	if err := rep.WritePage(&page); err != nil {
		t.Fatal(err)
	}
	write(t, filepath.Join(dir, "report.html"), []byte(page.String()))
	for i := range rep.Tables {
		var b bytes.Buffer
		if err := rep.Tables[i].WriteCSV(&b); err != nil {
			t.Fatal(err)
		}
		write(t, filepath.Join(dir, "tables", rep.Tables[i].Name+".csv"), b.Bytes())
	}
	for _, f := range rep.Figures {
		var b bytes.Buffer
		if err := f.SVG(&b); err != nil {
			t.Fatal(err)
		}
		write(t, filepath.Join(dir, "figures", f.Name+".svg"), b.Bytes())
	}
}
