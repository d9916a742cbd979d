package main

import (
	"encoding/csv"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strconv"
	"strings"
	"testing"
)

// projected runs the main job with draws and returns the bytes of every file of the
// result folder.
func projected(t *testing.T, args ...string) map[string]string {
	t.Helper()
	out := filepath.Join(t.TempDir(), "out")
	done(t, append([]string{"run", "--quiet", "--draws", "200", "--out", out}, args...)...)
	files := map[string]string{}
	err := filepath.WalkDir(out, func(p string, d os.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		b, err := os.ReadFile(p)
		rel, _ := filepath.Rel(out, p)
		files[rel] = string(b)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return files
}

// The same seed gives the same bytes, on one core and on two; another seed does not.
func TestSeed(t *testing.T) {
	if testing.Short() {
		t.Skip("takes minutes under the race detector; go test without -short runs it")
	}
	was := runtime.GOMAXPROCS(1)
	one := projected(t)
	runtime.GOMAXPROCS(2)
	two, other := projected(t), projected(t, "--seed", "2")
	runtime.GOMAXPROCS(was)
	sameTables(t, one, two)
	if one["tables/projection.csv"] == other["tables/projection.csv"] {
		t.Error("another seed gives the same projection")
	}
	if one["tables/class_shift.csv"] != other["tables/class_shift.csv"] {
		t.Error("the seed moves a tally of the record")
	}
}

// column reads a table's column by name, of the rows that hold what is asked.
func column(t *testing.T, text, name string, where map[string]string) []float64 {
	t.Helper()
	rows, err := csv.NewReader(strings.NewReader(text)).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	var out []float64
next:
	for _, r := range rows[1:] {
		for col, want := range where {
			if i := slices.Index(rows[0], col); i < 0 || r[i] != want {
				continue next
			}
		}
		v, err := strconv.ParseFloat(r[slices.Index(rows[0], name)], 64)
		if err != nil {
			t.Fatal(err)
		}
		out = append(out, v)
	}
	return out
}

// What the analyst assumes moves what it should: the end of a dial in the table of
// sensitivities is the projection of a run with that dial set there.
func TestAssume(t *testing.T) {
	if testing.Short() {
		t.Skip("takes minutes under the race detector; go test without -short runs it")
	}
	base := projected(t, "--reading", "trafficked-person")
	for _, x := range []struct{ dial, value, end string }{
		{"share_served", "0.5", "at_low"}, {"charging_share", "0.5", "at_low"}, {"sentence_rule", "static", "at_low"}, {"growth", "0.03", "at_high"}, {"prior_odds", "2", "at_high"}, {"retroactive", "retroactive", "at_high"},
	} {
		run := projected(t, "--reading", "trafficked-person", "--assume", x.dial+"="+x.value)
		for _, metric := range []string{"beds", "registry_stock"} {
			want := column(t, base["tables/sensitivity.csv"], x.end, map[string]string{"assumption": x.dial, "metric": metric})
			got := column(t, run["tables/projection.csv"], "mean", map[string]string{"metric": metric, "law": "difference", "fiscal_year": "2023"})
			within := 1e-6
			if x.dial == "prior_odds" { // the table keeps the pools of sentences of the centre
				within = 0.02 * want[0]
			}
			if len(want) != 1 || len(got) != 1 || got[0]-want[0] > within || want[0]-got[0] > within {
				t.Errorf("%s=%s: %s is %v in a run, %v in the table of sensitivities", x.dial, x.value, metric, got, want)
			}
		}
	}
	for x, says := range map[string]string{
		"share=1":                   "known here: charging_share",
		"share_served=2":            "a number from 0 to 1 (0 % to 100 %) would be right",
		"share_served=often":        "a number from 0 to 1 (0 % to 100 %) would be right",
		"sentence_rule=bar":         "not one of static, donor",
		"prior_victim_under_18=1.5": "a probability above 0 and below 1 would be right",
		"growth":                    "name=value would be right",
	} {
		if _, talk, code := command("run", "--quiet", "--assume", x, "--out", filepath.Join(t.TempDir(), "o")); code != exitWrong || !strings.Contains(talk, says) {
			t.Errorf("--assume %s: exit %d, %s; want %q", x, code, talk, says)
		}
	}
	for _, x := range []string{"2014-2006", "06-14", "all", "2006-2050", "1980-1990"} {
		if _, talk, code := command("run", "--quiet", "--years", x, "--out", filepath.Join(t.TempDir(), "o")); code != exitWrong || !strings.Contains(talk, "would be right") {
			t.Errorf("--years %s: exit %d, %s", x, code, talk)
		}
	}
}

// An analyst's own cost constant moves the money and nothing else.
func TestOwnCosts(t *testing.T) {
	if testing.Short() {
		t.Skip("takes minutes under the race detector; go test without -short runs it")
	}
	b, err := os.ReadFile("../../data/costs/ct.yaml")
	if err != nil {
		t.Fatal(err)
	}
	own := filepath.Join(t.TempDir(), "own.yaml")
	if err := os.WriteFile(own, []byte(strings.ReplaceAll(string(b), "61320", "122640")), 0o666); err != nil {
		t.Fatal(err)
	}
	one, two := projected(t, "--reading", "literal"), projected(t, "--reading", "literal", "--costs", own)
	where := map[string]string{"basis": "average", "item": "beds", "fiscal_year": "2023"}
	x, y := column(t, one["tables/fiscal.csv"], "central", where), column(t, two["tables/fiscal.csv"], "central", where)
	if len(x) != 1 || len(y) != 1 || y[0] < 1.999999*x[0] || y[0] > 2.000001*x[0] {
		t.Errorf("at twice the constant %v becomes %v", x, y)
	}
	if one["tables/projection.csv"] != two["tables/projection.csv"] {
		t.Error("a cost constant moves the projection")
	}
}

// What weakens a projection is said beside what was read.
func TestForesightNotes(t *testing.T) {
	if testing.Short() {
		t.Skip("takes minutes under the race detector; go test without -short runs it")
	}
	args := []string{"run", "--quiet", "--out", filepath.Join(t.TempDir(), "out"), "--assumptions", "wa", "--costs", "any"}
	const few, other = "rest on 20 draws, so few that another seed would move them.", "The assumptions are those of wa; the law is that of ct."
	if text := done(t, append(args, "--draws", "20")...); !strings.Contains(text, few) || !strings.Contains(text, other) || strings.Contains(text, "costs are those") {
		t.Errorf("few draws and another pack:\n%s", text)
	}
	if text := done(t, "run", "--quiet", "--out", filepath.Join(t.TempDir(), "out"), "--draws", "500"); strings.Contains(text, "so few") || strings.Contains(text, "are those of") {
		t.Errorf("enough draws, the own pack:\n%s", text)
	}
}

// Where every conviction that becomes graver is taken away, that is why none brings a
// registration.
func TestRegistrantsTakenAway(t *testing.T) {
	out, talk, code := command("run", "--switches=false", "--draws", "20", "--horizon", "1", "--assume", "conviction_change=-1", "--out", filepath.Join(t.TempDir(), "o"))
	if want := "New registrants: no change, because every conviction that would become graver is taken away (conviction change −100 %)"; code != exitDone || !strings.Contains(out, want) {
		t.Errorf("exit %d, %q is not said: %s %s", code, want, out, talk)
	}
}
