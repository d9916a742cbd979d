package main

import (
	"bytes"
	"io"
	"slices"
	"strings"
	"testing"

	"impact/internal/chart"
	"impact/internal/report"
)

// apart is the table that a switch does not change: only a run of the choice splits its
// variance.
const apart = "variance"

// reportOf is the report of a run on the built-in sample, without a folder.
func reportOf(t *testing.T, f *runFlags) *report.Report {
	t.Helper()
	a := &app{stdout: io.Discard, stderr: io.Discard}
	rep, err := a.reportOf(f, nil)
	if err != nil {
		t.Fatal(err)
	}
	return rep
}

func asked(provisions ...string) *runFlags {
	return &runFlags{question: question{scenario: "ct-tip-council", reading: "all", provisions: provisions, only: provisions != nil},
		horizon: 2, draws: 60, seed: 5, switches: provisions == nil}
}

// What a switch shows is what a run with --provisions tells: every table that the page
// needs, every sentence and figure, to the byte.
func TestSwitchIsRun(t *testing.T) {
	if testing.Short() {
		t.Skip("takes minutes under the race detector, where TestSwitchesAtOnce runs; go test without -short runs it")
	}
	whole := reportOf(t, asked())
	if n := len(whole.Switch.Points); n < 20 {
		t.Fatalf("%d choices; the Council's five moving provisions, one of which requires another, have more", n)
	}
	for _, choice := range [][]string{{"rec-1", "rec-6", "rec-7"}, {"rec-2", "rec-3", "rec-4", "rec-6", "rec-7"}, {"rec-6", "rec-7"}} {
		name := strings.Join(choice, ",")
		i := slices.IndexFunc(whole.Switch.Points, func(p report.Point) bool { return p.Choice == name })
		if i < 0 {
			t.Errorf("%s is no choice of the switchboard", name)
			continue
		}
		same(t, name, whole.Switch.Points[i].Report, reportOf(t, asked(choice...)))
	}
}

// The choices are counted at once by several goroutines; of two provisions there are four.
func TestSwitchesAtOnce(t *testing.T) {
	f := asked("rec-1", "rec-5")
	f.switches, f.horizon, f.draws = true, 1, 20
	whole := reportOf(t, f)
	var got []string
	for _, p := range whole.Switch.Points {
		got = append(got, p.Choice)
	}
	if want := []string{"rec-1,rec-5", "rec-5", "rec-1", "none"}; !slices.Equal(got, want) {
		t.Fatalf("the choices are %q; %q would be right", got, want)
	}
	alone := asked("rec-5")
	alone.horizon, alone.draws = f.horizon, f.draws
	same(t, "rec-5", whole.Switch.Points[1].Report, reportOf(t, alone))
}

// same holds what a switch shows against a run.
func same(t *testing.T, name string, got, want *report.Report) {
	t.Helper()
	want = want.Point()
	compared := 0
	for i := range want.Tables {
		w := &want.Tables[i]
		if w.Name == apart {
			continue
		}
		var a, b bytes.Buffer
		if err := w.WriteCSV(&b); err != nil {
			t.Fatal(err)
		}
		if err := got.Table(w.Name).WriteCSV(&a); err != nil {
			t.Fatal(err)
		}
		if compared += len(w.Rows); !bytes.Equal(a.Bytes(), b.Bytes()) {
			t.Errorf("%s: table %s differs: %s", name, w.Name, firstDifference(b.String(), a.String()))
		}
	}
	for i, v := range want.Views {
		told := slices.DeleteFunc(slices.Clone(v.Headlines), func(h report.Headline) bool { return h.Split })
		if !slices.Equal(got.Views[i].Headlines, told) {
			t.Errorf("%s: sentences differ", name)
		}
		for _, f := range v.Figures {
			var a, b bytes.Buffer
			if err := f.SVG(&b); err != nil {
				t.Fatal(err)
			}
			at := slices.IndexFunc(got.Views[i].Figures, func(x chart.Figure) bool { return x.Name == f.Name })
			if err := got.Views[i].Figures[at].SVG(&a); err != nil {
				t.Fatal(err)
			}
			if compared++; !bytes.Equal(a.Bytes(), b.Bytes()) {
				t.Errorf("%s, %s: figure %s differs", name, v.Reading, f.Name)
			}
		}
	}
	if compared < 100 {
		t.Errorf("%s: only %d rows and figures compared", name, compared)
	}
}

// Of very many kinds of charges the page has switches only where they are asked for by
// name; the manifest says which it was, and the command that makes the run again too.
func TestManyKinds(t *testing.T) {
	defer func(n int) { mostSwitched = n }(mostSwitched)
	mostSwitched = 1
	for _, asked := range []bool{false, true} {
		f := &runFlags{question: question{scenario: "null", reading: "all"}, switches: true, insist: asked}
		var talk strings.Builder
		a := &app{stdout: io.Discard, stderr: &talk}
		rep, err := a.reportOf(f, nil)
		if err != nil {
			t.Fatal(err)
		}
		if rep.Manifest.Settings.Switches != asked || strings.Contains(rep.Command(), "--switches=false") == asked {
			t.Errorf("asked for: %t; the manifest says %t, the command %s", asked, rep.Manifest.Settings.Switches, rep.Command())
		}
		if strings.Contains(talk.String(), "no switches") == asked {
			t.Errorf("asked for: %t; the talk: %s", asked, talk.String())
		}
	}
}
