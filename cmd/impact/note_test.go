package main

import (
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// noteOf runs and returns the note as Markdown.
func noteOf(t *testing.T, args ...string) string {
	t.Helper()
	out := filepath.Join(t.TempDir(), "out")
	done(t, append([]string{"run", "--quiet", "--out", out}, args...)...)
	if info, err := os.Stat(filepath.Join(out, "note.docx")); err != nil || info.Size() == 0 {
		t.Fatal("no note.docx", err)
	}
	b, err := os.ReadFile(filepath.Join(out, "note.md"))
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}

// The note of the main job lies beside its scenario, without the annexes, which repeat
// its figures.
func TestNote(t *testing.T) {
	if testing.Short() {
		t.Skip("takes minutes under the race detector; go test without -short runs it")
	}
	text := noteOf(t)
	body, annex, ok := strings.Cut(text, "## Annex: ")
	if !ok || !strings.Contains(annex, "projection") {
		t.Error("the note has no annex of its figures")
	}
	golden(t, "../../data/scenarios/ct-tip-council.note.md", body)
}

// A note speaks of no state but its own, and of a lack says why, whatever the data lack.
func TestNotes(t *testing.T) {
	if testing.Short() {
		t.Skip("takes minutes under the race detector; go test without -short runs it")
	}
	dir := t.TempDir()
	file := func(name, text string) string {
		path := filepath.Join(dir, name)
		if err := os.WriteFile(path, []byte(text), 0o666); err != nil {
			t.Fatal(err)
		}
		return path
	}
	bare := file("bare.csv", "statute\n53a-83(c)\n53a-86\n")
	charged := file("charged.csv", "case_id,statute,filed_date\nc1,53a-83(c),2013-11-01\nc2,53a-83a,2012-03-01\n")
	other := file("other.csv", "case_id,statute,filed_date,disposition,disposition_date,jail_days,person_id,defendant_race\n"+
		"c1,53a-61,2013-11-01,convicted,2014-01-01,30,p1,B\nc2,53a-61,2012-03-01,convicted,2012-06-01,0,p2,W\n")
	for _, c := range []struct {
		name      string
		args      []string
		has, not_ []string
	}{
		{"another state", []string{"--scenario", "wa-shb-1791", "--draws", "200"}, []string{"FY 14 $", "no cost constant is stated"},
			[]string{"Connecticut", "General Fund", "Office of Fiscal Analysis", "OFA", "53a-"}},
		{"no change", []string{"--scenario", "null", "--draws", "200"}, []string{"None: no provision", "every difference is exactly zero"}, []string{"Cannot be determined because the data record charges"}},
		{"no draws", []string{"--draws", "0"}, []string{"because the run made no projection (--draws 0 or --horizon 0)"}, []string{"80 % interval: in eight", "fewer in FY", "more (expected 5"}},
		{"one reading", []string{"--reading", "literal", "--draws", "200"}, []string{"This run is of one reading only, literal."}, []string{"side by side"}},
		{"statutes only", []string{bare, "--draws", "200"}, []string{"no charge that was read has a known fiscal year", "because the data have no person_id", "because the data record no race"}, nil},
		{"no dispositions", []string{charged, "--draws", "200"}, []string{"Felony convictions: cannot be determined because the data have no disposition"}, []string{"Felony convictions, net: no change", "no group's number changes"}},
		{"nothing of the sections", []string{other, "--draws", "200"}, []string{"hold no case of the sections that would change"}, []string{"would not change the racial", "no change in any projected year"}},
		{"provisions off", []string{"--provisions", "rec-4,rec-6", "--draws", "200"}, []string{"takes effect only with rec-3, which is not on", "switched off in this run"}, nil},
		{"nothing brought", []string{"--assume", "charging_share=0", "--draws", "200"}, []string{"(the assumption charging share: 0 %)"}, []string{"would not change the racial"}},
	} {
		text := strings.Join(strings.Fields(noteOf(t, c.args...)), " ")
		for _, s := range c.has {
			if !strings.Contains(text, s) {
				t.Errorf("%s: the note lacks %q", c.name, s)
			}
		}
		for _, s := range append(c.not_, "See Below", "see below", "%!", "NaN", "because .", "( ") {
			if strings.Contains(text, s) {
				t.Errorf("%s: the note says %q", c.name, s)
			}
		}
		if bad := regexp.MustCompile(`\b1 (charges|persons|cases|years|convictions|days)\b`).FindString(text); bad != "" {
			t.Errorf("%s: the note says %q", c.name, bad)
		}
	}
}
