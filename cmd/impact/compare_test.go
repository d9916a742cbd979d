package main

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"html"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"impact/internal/compare"
)

// pen writes a small result folder made by hand: the tables given, under a manifest
// that knows nothing of their hashes but what it is told.
func pen(t *testing.T, name string, settings map[string]any, tables map[string]string) string {
	t.Helper()
	dir := filepath.Join(t.TempDir(), name)
	w := folderWriter{dir: dir, sums: map[string]string{}}
	for n, text := range tables {
		if err := w.put("tables/"+n+".csv", []byte(text)); err != nil {
			t.Fatal(err)
		}
		w.sums["tables/"+n+".csv"] = hashOf([]byte(text))
	}
	input := map[string]any{"name": "bill", "sha256": strings.Repeat("ab", 32), "bytes": 1234}
	b, err := json.Marshal(map[string]any{"program": "impact", "version": "1.0", "scenario": input, "law": input, "data": []any{input}, "settings": settings, "files": w.sums})
	if err != nil {
		t.Fatal(err)
	}
	if err := w.put(manifestName, b); err != nil {
		t.Fatal(err)
	}
	return dir
}

// twoRuns are two small folders that differ in a provision.
func twoRuns(t *testing.T) (a, b string) {
	t.Helper()
	settings := func(provisions ...string) map[string]any {
		return map[string]any{"readings": []string{"wide", "narrow"}, "provisions": provisions, "seed": 1, "draws": 2000}
	}
	totals := "scenario,reading,metric,unit,low,central,high\n"
	a = pen(t, "before", settings("1"), map[string]string{
		"totals": totals + "bill,wide,charges_changed,charge,10,12.5,30\nbill,wide,felony_charges,charge,0,0,0\nbill,narrow,charges_changed,charge,5,5,5\n",
		"ledger": "scenario,reading,kind,reason,provision,charges,counts\nbill,wide,moved,,1,10,10\nbill,narrow,moved,,1,5,5\n",
	})
	b = pen(t, "after", settings("1", "2"), map[string]string{
		"totals": totals + "bill,wide,charges_changed,charge,40,1042.5,1300\nbill,wide,felony_charges,charge,-3,-1,0\nbill,narrow,charges_changed,charge,5,5,5\n",
		"ledger": "scenario,reading,kind,reason,provision,charges,counts\nbill,wide,moved,,1,10,12\nbill,wide,moved,,1+2,30,30\nbill,narrow,moved,,1,5,5\n",
		"beds":   "scenario,reading,beds\nbill,wide,7\n",
	})
	return a, b
}

// What two small runs differ in, as it is told.
func TestCompareTells(t *testing.T) {
	a, b := twoRuns(t)
	golden(t, "testdata/compare.want.txt", done(t, "compare", a, b))
	golden(t, "testdata/compare.want.md", done(t, "compare", "--format", "markdown", "--title", "What amendment LCO 7412 changes", a, b))
	if out := done(t, "compare", "--fail", a, a); !strings.Contains(out, "No difference") {
		t.Errorf("a run against itself: %s", out)
	}
	if _, talk, code := command("compare", "--fail", a, b); code != exitDiffers || !strings.Contains(talk, "the runs differ") {
		t.Errorf("--fail: exit %d, %s", code, talk)
	}
}

func TestComparePage(t *testing.T) {
	a, b := twoRuns(t)
	page := filepath.Join(t.TempDir(), "what.html")
	out := done(t, "compare", "--title", "A & B <i>", "--out", page, a, b)
	text, err := os.ReadFile(page)
	if err != nil {
		t.Fatal(err)
	}
	lead := html.EscapeString(strings.TrimSuffix(out, "\n"))
	for _, s := range []string{"<title>A &amp; B &lt;i&gt;</title>", "default-src &#39;none&#39;", lead, "<svg"} {
		if !strings.Contains(string(text), s) {
			t.Errorf("the page lacks %q", s)
		}
	}
	if i := strings.Index(string(text), "<script"); i >= 0 {
		t.Error("the page holds a script")
	}
	if _, talk, code := command("compare", "--out", page, a, b); code != exitWrong || !strings.Contains(talk, "exists; another name or --force") {
		t.Errorf("an old page: exit %d, %s", code, talk)
	}
	done(t, "compare", "--out", page, "--force", a, b)
}

// Folders and flags that are wrong, and what is said of them.
func TestCompareFaults(t *testing.T) {
	a, b := twoRuns(t)
	file := filepath.Join(a, manifestName)
	for _, c := range []struct {
		args []string
		says string
	}{
		{[]string{a}, "2"},
		{[]string{a, filepath.Join(a, "none")}, "no such file"},
		{[]string{a, file}, "not a folder; a result folder of impact run would be right"},
		{[]string{a, t.TempDir()}, "no manifest.json; a result folder of impact run would be right"},
		{[]string{"--format", "csv", a, b}, `--format "csv": text or markdown would be right`},
		{[]string{"--rows", "-1", a, b}, "--rows -1: 0 or more would be right"},
	} {
		if _, talk, code := command(append([]string{"compare"}, c.args...)...); code != exitWrong || !strings.Contains(talk, c.says) {
			t.Errorf("compare %q: exit %d, said %q; want a part %q", c.args, code, talk, c.says)
		}
	}
	if _, talk, code := command("compare", "--out", filepath.Join(a, "none", "x.html"), a, b); code != exitFailed || !strings.Contains(talk, "no such file") {
		t.Errorf("an output in a folder that is not there: exit %d, said %q", code, talk)
	}
}

// Of a real run every row of every table has keys of its own, so that no row is paired
// by chance; and the tables that hold headline figures are found.
func TestKeysOfRun(t *testing.T) {
	if testing.Short() {
		t.Skip("runs the sample; go test without -short runs it")
	}
	dir := filepath.Join(t.TempDir(), "out")
	done(t, "run", "--quiet", "--draws", "100", "--out", dir)
	f, err := readFolder(dir)
	if err != nil {
		t.Fatal(err)
	}
	c := compare.Of(f, f)
	if !c.Same() || len(c.Figures) < 3*15 {
		t.Errorf("%d headline figures under three readings", len(c.Figures))
	}
	for i, d := range c.Tables {
		table, seen := f.Tables[i], map[string]bool{}
		for _, row := range table.Rows {
			var key []string
			for j, h := range table.Heads {
				if slices.Contains(d.Keys, h) {
					key = append(key, row[j])
				}
			}
			if k := strings.Join(key, " · "); seen[k] {
				t.Errorf("%s: two rows of key %s (%v)", d.Table, k, d.Keys)
			} else {
				seen[k] = true
			}
		}
	}
}

func hashOf(b []byte) string {
	sum := sha256.Sum256(b)
	return hex.EncodeToString(sum[:])
}

// A browser that loads the page has nothing to complain of: no error and nothing that its
// own policy forbids.
func TestSheetLoads(t *testing.T) {
	browser, err := findBrowser("")
	if err != nil {
		t.Skip("no Chromium, Chrome or Edge is installed")
	}
	a, b := twoRuns(t)
	page := filepath.Join(t.TempDir(), "what.html")
	done(t, "compare", "--out", page, a, b)
	flags := browserFlags(page, filepath.Join(t.TempDir(), "x.pdf"), t.TempDir())
	talk, err := exec.Command(browser, append([]string{"--enable-logging=stderr"}, flags...)...).CombinedOutput()
	if err != nil {
		t.Fatalf("%v\n%s", err, talk)
	}
	if strings.Contains(string(talk), "CONSOLE") {
		t.Errorf("the browser says:\n%s", talk)
	}
	// the same page with a style that its policy forbids is complained of, so that silence means something
	text, err := os.ReadFile(page)
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(page, []byte(strings.Replace(string(text), "<main>", "<main><style>p{}</style>", 1)), 0o666); err != nil {
		t.Fatal(err)
	}
	if talk, err = exec.Command(browser, append([]string{"--enable-logging=stderr"}, flags...)...).CombinedOutput(); err != nil || !strings.Contains(string(talk), "CONSOLE") {
		t.Errorf("a forbidden style is not complained of: %v\n%s", err, talk)
	}
}
