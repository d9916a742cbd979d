package main

import (
	"encoding/csv"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"impact/internal/assume"
	"impact/internal/report"
)

// records reads those rows of a CSV file whose first column is as wanted, or all: each
// row by column.
func records(t *testing.T, name, first string) []map[string]string {
	t.Helper()
	f, err := os.Open(name)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	r := csv.NewReader(f)
	r.ReuseRecord = true
	var head []string
	var out []map[string]string
	for {
		row, err := r.Read()
		switch {
		case err == io.EOF:
			return out
		case err != nil:
			t.Fatal(err)
		case head == nil:
			head = slices.Clone(row)
		case first == "" || row[0] == first:
			x := map[string]string{}
			for i, c := range head {
				x[c] = row[i]
			}
			out = append(out, x)
		}
	}
}

// write writes a file into a fresh folder and is its path.
func write(t *testing.T, name, text string) string {
	t.Helper()
	p := filepath.Join(t.TempDir(), name)
	if err := os.WriteFile(p, []byte(text), 0o666); err != nil {
		t.Fatal(err)
	}
	return p
}

// in says where the columns of a run's table stand in the results; two columns of the one
// that make one of the other are joined by a comma.
var in = map[string]map[string]string{
	"projection": {"metric": "metric", "unit": "unit", "fiscal_year": "fiscal_year", "law": "law",
		"mean": "mean", "median": "median", "lo80": "lo80", "hi80": "hi80", "lo95": "lo95", "hi95": "hi95"},
	"fiscal": {"group": "agency", "metric": "item", "basis": "basis", "fiscal_year": "fiscal_year", "central": "central", "lo80": "lo80", "hi80": "hi80"},
	"totals": {"metric": "metric", "unit": "unit", "low": "low", "central": "central", "high": "high"},
	"class_shift": {"fiscal_year": "fiscal_year", "unit": "unit", "stage": "stage", "from": "from_class", "to": "to_class",
		"low": "low", "central": "central", "high": "high"},
	"section_shift": {"fiscal_year": "fiscal_year", "unit": "unit", "stage": "stage", "from": "from_section from_class", "to": "to_section to_class",
		"group": "provision", "low": "low", "central": "central", "high": "high"},
	"registry": {"fiscal_year": "fiscal_year", "metric": "event", "from": "term_before", "to": "term_after", "low": "low", "central": "central", "high": "high"},
	"minor_victims": {"fiscal_year": "fiscal_year", "unit": "unit", "stage": "stage", "group": "age_band", "from": "from_section from_class",
		"to": "to_section to_class", "low": "low", "central": "central", "high": "high"},
	"coverage":    {"fiscal_year": "fiscal_year", "unit": "unit", "low": "low", "central": "central", "high": "high"},
	"sensitivity": {"group": "assumption", "metric": "metric", "unit": "unit", "low": "at_low", "central": "at_central", "high": "at_high"},
}

// sameAsRun holds the rows of a job against the tables of a run.
func sameAsRun(t *testing.T, job string, results []map[string]string, folder string, metrics []string) {
	t.Helper()
	for table, columns := range in {
		var got, want []string
		for _, r := range results {
			if r["table"] == table {
				line := ""
				for _, c := range sortedKeys(columns) {
					line += c + "=" + r[c] + " "
				}
				got = append(got, line)
			}
		}
		for _, r := range records(t, filepath.Join(folder, "tables", table+".csv"), "") {
			if table == "projection" && !slices.Contains(metrics, r["metric"]) {
				continue
			}
			line := ""
			for _, c := range sortedKeys(columns) {
				var parts []string
				for _, f := range strings.Fields(columns[c]) {
					parts = append(parts, r[f])
				}
				line += c + "=" + strings.Join(parts, ", ") + " "
			}
			want = append(want, line)
		}
		if !slices.Equal(got, want) {
			n := 0
			for n < min(len(got), len(want)) && got[n] == want[n] {
				n++
			}
			t.Errorf("job %s, %s: %d rows, the run has %d; the first that differs is %d\n%s\n%s", job, table, len(got), len(want), n+1,
				slices.Concat(got, []string{"", ""})[n], slices.Concat(want, []string{"", ""})[n])
		}
	}
}

func sortedKeys(m map[string]string) []string {
	var out []string
	for k := range m {
		out = append(out, k)
	}
	slices.Sort(out)
	return out
}

// undated are charges, some of them without any date: the law of the baseline governs
// those.
func undated(t *testing.T) string {
	t.Helper()
	sample, err := os.ReadFile("../../data/sample/charges.csv")
	if err != nil {
		t.Fatal(err)
	}
	lines := strings.SplitAfter(string(sample), "\n")
	var b strings.Builder
	head := strings.Split(strings.TrimSpace(lines[1]), ",")
	at := func(c string) int { return slices.Index(head, c) }
	b.WriteString(lines[0] + lines[1])
	for i, l := range lines[2:] {
		f := strings.Split(strings.TrimRight(l, "\n"), ",")
		if i%7 == 0 && len(f) == len(head) {
			f[at("offense_date")], f[at("filed_date")], f[at("disposition_date")] = "", "", ""
			l = strings.Join(f, ",") + "\n"
		}
		b.WriteString(l)
	}
	return write(t, "undated.csv", b.String())
}

// The figures of a job are those of a run with its settings, to the last digit that
// tables print: whatever else the plan has, which cuts other scenarios need and which
// baseline the charges were reduced against first.
func TestJobsAreRuns(t *testing.T) {
	if testing.Short() {
		t.Skip("takes a minute under the race detector; go test without -short runs it")
	}
	metrics := []string{"charges_changed", "felony_convictions", "fines", "beds", "new_registrants", "registry_stock", "convictions_felony_C"}
	var tables []string
	for table := range in {
		tables = append(tables, table)
	}
	slices.Sort(tables)
	charges := undated(t)
	for _, c := range []struct {
		name, plan string
		jobs       []int // that are held against runs
	}{
		{"assumptions", `
scenarios: [ct-tip-council]
readings: [all]
provisions: [all, "rec-1,rec-3"]
assumptions:
  - {dial: prior_odds, values: [1, 1.5]}
  - {dial: sentence_rule, values: [donor, static]}
hypercube: {points: 2, seed: 5, over: [{dial: growth}, {dial: share_served}, {dial: charging_share, from: 0.6, to: 0.9}]}
seeds: [4, 9]
`, []int{1, 20, 47, 94}},
		{"scenarios and baselines", `
scenarios: [drug-possession-2015, ct-tip-council, "null"]
baselines: [2013-12-31, 2014-12-31]
assumptions:
  - {dial: retroactive, values: [prospective, retroactive]}
  - {dial: prior_victim_under_18, values: [0.2, 0.6]}
costs: [ct, any]
`, []int{3, 23, 41, 60}},
	} {
		text := fmt.Sprintf("plan: p\ndata: [%s]\ndraws: 40\nhorizon: 3\ntables: [%s]\nmetrics: [%s]%s", charges, strings.Join(tables, ", "), strings.Join(metrics, ", "), c.plan)
		file, out := write(t, "p.yaml", text), filepath.Join(t.TempDir(), "out")
		done(t, "batch", file, "--out", out, "--quiet", "--threshold", "0")
		list := records(t, filepath.Join(out, "jobs.csv"), "")
		for _, n := range c.jobs {
			if n > len(list) {
				t.Errorf("%s: job %d of %d", c.name, n, len(list))
				continue
			}
			j := list[n-1]
			args := []string{"run", charges, "--quiet", "--draws", "40", "--horizon", "3", "--out", filepath.Join(t.TempDir(), "run"),
				"--scenario", j["scenario"], "--reading", j["reading"], "--baseline", j["baseline"], "--seed", j["seed"], "--costs", j["costs"]}
			if j["provisions"] != "all" {
				args = append(args, "--provisions", j["provisions"])
			}
			for _, dial := range []string{"prior_odds", "sentence_rule", "growth", "share_served", "charging_share", "retroactive", "prior_victim_under_18"} {
				if v, varied := j[dial]; varied {
					args = append(args, "--assume", dial+"="+v)
				}
			}
			done(t, args...)
			t.Logf("%s, job %d: %s", c.name, n, strings.Join(args[5:], " "))
			sameAsRun(t, j["job"], records(t, filepath.Join(out, "results.csv"), j["job"]), args[8], metrics)
		}
	}
}

// The plans that docs/batch.md shows are good ones, and the first is the built-in sweep,
// but for its comments.
func TestPlansShown(t *testing.T) {
	const file = "../../docs/batch.md"
	sweep, err := os.ReadFile("../../data/plans/sweep.yaml")
	if err != nil {
		t.Fatal(err)
	}
	seen := 0
	for _, b := range blocks(t, file) {
		if b.kind != "yaml" {
			continue
		}
		text := b.text
		if !strings.HasPrefix(text, "plan:") {
			text = "plan: p\nscenarios: [ct-tip-council]\n" + text
		} else if got := uncommented(text); got != string(sweep) {
			t.Errorf("%s:%d: not data/plans/sweep.yaml:\n%s", file, b.line, firstDifference(string(sweep), got))
		}
		seen++
		done(t, "check", write(t, "shown.yaml", text))
	}
	if seen < 2 {
		t.Errorf("%s shows %d plans", file, seen)
	}
}

// uncommented is YAML without comments at the ends of lines.
func uncommented(text string) string {
	var b strings.Builder
	for line := range strings.Lines(text) {
		line, _, _ = strings.Cut(line, " #")
		b.WriteString(strings.TrimRight(line, " \n") + "\n")
	}
	return b.String()
}

// A figure draws what the plan says, holds the rest where the plan says, and tells what is
// held and what letters stand for.
func TestBatchFigures(t *testing.T) {
	charges := write(t, "c.csv", "case_id,statute,disposition,offense_date,victim_age\nc1,53a-83,convicted,2014-05-06,15\nc1,53a-82,nolle,2014-05-06,\nc2,53a-86,convicted,2015-01-02,\n")
	const text = `plan: p
scenarios: ct-tip-council
readings: [minors-only, literal]
provisions: [all, rec-3, "rec-1,rec-2,rec-3,rec-5,rec-6", "rec-1,rec-2,rec-5"]
assumptions:
  - {dial: sentence_rule, values: [donor, static]}
  - {dial: growth, values: [0, 0.01]}
seeds: [1, 2]
draws: 20
horizon: 1
metrics: charges_changed
figures:
  metrics: charges_changed
`
	for _, c := range []struct {
		figures, curve, heat string
		has                  []string // in the heat map
	}{
		{"", "over all projected fiscal years. Held: provisions all; sentence rule donor", "Held: reading minors-only; provisions all", []string{"donor", "static"}},
		{"  lines: provisions\n  heat: [provisions, growth]\n  hold: {reading: literal, sentence_rule: static, seed: 2}\n",
			"Held: reading literal; sentence rule static; seed 2", "Held: reading literal; sentence rule static; seed 2",
			[]string{"all but rec-4, rec-7", "rec-1, rec-2, rec-5", "rec-3", "Each number is that of one job."}},
		{"  heat: [scenario, baseline]\n  hold: {provisions: rec-3, growth: 0.01, sentence_rule: static}\n",
			"Held: provisions rec-3; sentence rule static", "Held: provisions rec-3; sentence rule static; growth 1 %", []string{"minors-only", "literal", "2016-12-31"}},
	} {
		out := filepath.Join(t.TempDir(), "out")
		done(t, "batch", write(t, "p.yaml", text+c.figures), charges, "--out", out, "--threshold", "0")
		for name, want := range map[string][]string{"curve_charges_changed_growth": {c.curve}, "heat_charges_changed": append(c.has, c.heat)} {
			svg, err := os.ReadFile(filepath.Join(out, "figures", name+".svg"))
			if err != nil {
				t.Fatal(err)
			}
			text := strings.Join(strings.Fields(tags.ReplaceAllString(string(svg), " ")), " ")
			for _, w := range want {
				if !strings.Contains(text, w) {
					t.Errorf("%s%s does not say %q", c.figures, name, w)
				}
			}
		}
	}
}

var tags = regexp.MustCompile("<[^>]*>")

// Ranges are short, and tell groups apart; names that are too long have a key.
func TestPlaces(t *testing.T) {
	b := &batch{sets: []*supposed{{set: &assume.Set{}}}}
	for _, c := range []struct {
		from, to float64
		want     string
	}{{0.5, 0.75, "0.5–0.75"}, {-0.5, 0.75, "-0.5 to 0.75"}, {2, 2, "2"}} {
		if got := b.rangeText("x", c.from, c.to); got != c.want {
			t.Errorf("%g to %g is told as %q, want %q", c.from, c.to, got, c.want)
		}
	}
	near := make([]float64, 16)
	for i := range near {
		near[i] = 0.5 + float64(i)/10_000
	}
	if n := digitsFor(near); n != 4 {
		t.Errorf("%d digits for steps of 0.0001", n)
	}
	long := strings.Repeat("rec, ", 20)
	s := side{places: []string{"all", long, "none", long + "x"}}.shortened()
	if !slices.Equal(s.places, []string{"all", "A", "none", "B"}) || s.key != "A: "+long+"; B: "+long+"x. " {
		t.Errorf("places %q with the key %q", s.places, s.key)
	}
	if got := letters(26) + letters(51) + letters(52); got != "AAAZBA" {
		t.Errorf("letters %s", got)
	}
}

// A batch of charges that do not declare themselves synthetic is refused, rows or reduced,
// before anything is written, unless the threshold says that no count is withheld; what it
// writes then says so, in the manifest too. Of synthetic charges it is made as ever.
func TestBatchThreshold(t *testing.T) {
	dir := t.TempDir()
	charges := write(t, "c.csv", "case_id,statute,disposition,offense_date\nc1,53a-83,convicted,2014-05-06\n")
	plan, reduced, made := write(t, "p.yaml", "plan: p\nscenarios: ct-tip-council\ndraws: 0\n"), filepath.Join(dir, "c.reduced"), someCharges(t, dir, "made.csv", 50)
	done(t, "reduce", charges, "--out", reduced)
	for _, c := range []struct {
		args []string
		code int
		says string
	}{
		{[]string{charges}, exitRefused, "c.csv: a batch withholds no small count, and these charges do not declare themselves synthetic; --threshold 0 would be right"},
		{[]string{reduced}, exitRefused, "c.csv: a batch withholds no small count"},
		{[]string{charges, made}, exitRefused, "--threshold 0 would be right"},
		{[]string{charges, "--threshold", "2"}, exitRefused, "--threshold 0 would be right"},
		{[]string{charges, "--threshold", "-1"}, exitWrong, "--threshold -1: 0 or more would be right"},
		{[]string{charges, "--dry-run"}, exitDone, "3 jobs"},
		{[]string{charges, "--threshold", "0"}, exitDone, report.Internal},
		{[]string{reduced, "--threshold", "1"}, exitDone, report.Internal},
		{[]string{made}, exitDone, "the charges are invented"},
	} {
		out := filepath.Join(t.TempDir(), "out")
		_, talk, code := command(append([]string{"batch", plan, "--out", out}, c.args...)...)
		if code != c.code || !strings.Contains(talk, c.says) {
			t.Errorf("batch %v: exit %d, want %d: %s", c.args, code, c.code, talk)
		}
		if _, err := os.Lstat(out); (err == nil) != (code == exitDone && c.args[len(c.args)-1] != "--dry-run") {
			t.Errorf("batch %v: exit %d, and its folder: %v", c.args, code, err)
		}
	}
}

// Reduced charges give a batch the bytes that the charges themselves give it, and go on with
// its work; those that cannot answer the plan are refused with the place that names them.
func TestBatchReduced(t *testing.T) {
	dir := t.TempDir()
	put := func(name, text string) string {
		t.Helper()
		p := filepath.Join(dir, name)
		if err := os.WriteFile(p, []byte(text), 0o666); err != nil {
			t.Fatal(err)
		}
		return p
	}
	charges := put("c.csv", "case_id,statute,disposition,offense_date,victim_age\nc1,53a-83,convicted,2014-05-06,15\nc1,53a-82,nolle,2014-05-06,\nc2,53a-86,convicted,2015-01-02,\n")
	reduced := filepath.Join(dir, "c.reduced")
	done(t, "reduce", charges, "--out", reduced, "--baseline", "2016-12-31", "--baseline", "2014-12-31")
	const text = "plan: p\nscenarios: ct-tip-council\nbaselines: [2016-12-31, 2014-12-31]\nassumptions:\n  - {dial: share_served, values: [0.6, 0.9]}\ndraws: 20\nhorizon: 1\n"
	plan := put("p.yaml", text)
	rows, from := filepath.Join(dir, "rows"), filepath.Join(dir, "from")
	done(t, "batch", plan, charges, "--out", rows, "--threshold", "0")
	done(t, "batch", plan, reduced, "--out", from, "--threshold", "0")
	sameResults(t, rows, from)
	before, _ := kept(t, rows)
	done(t, "batch", plan, reduced, "--out", rows, "--threshold", "0")
	if after, _ := kept(t, rows); after != before {
		t.Errorf("reduced, the charges make the batch do %d jobs again", after-before)
	}
	put("a.yaml", text+"data: c.reduced\n")
	done(t, "check", filepath.Join(dir, "a.yaml"))
	for _, c := range []struct{ text, want string }{
		{text + "data: [c.reduced, c.csv]\n", ":8:8: " + reduced + ": it holds reduced charges, which stand by themselves"},
		{text + "data: c.reduced\nmap: ct-drug-charges-2008-2009\n", ":8:7: " + reduced + ": it was read with another map"},
		{strings.Replace(text, "2014-12-31]", "2014-06-30]", 1) + "data: c.reduced\n", ":8:7: " + reduced + ": for the scenario ct-tip-council: it does not tell apart"},
		{strings.Replace(text, "ct-tip-council", "[ct-tip-council, 'null']", 1) + "data: c.reduced\n", ""},
		{strings.Replace(text, "ct-tip-council", "wa-shb-1791", 1) + "data: c.reduced\n", ":8:7: " + reduced + ": for the scenario wa-shb-1791: it was reduced under another law; impact reduce"},
	} {
		file := put("b.yaml", c.text)
		for _, args := range [][]string{{"check", file}, {"batch", file, "--out", filepath.Join(dir, "no"), "--threshold", "0"}} {
			if _, talk, code := command(args...); (code == exitWrong) != (c.want != "") || !strings.Contains(talk, c.want) {
				t.Errorf("impact %s\n%s\nexit %d: %s\nwant %s", args[0], c.text, code, talk, c.want)
			}
		}
	}
}

// What a plan or a command line gets wrong is told with its place before any work, by
// impact check too, which reads what the plan names from the folder of the plan.
func TestBadBatch(t *testing.T) {
	const head = "plan: p\nscenarios: [ct-tip-council]\n"
	beside := map[string]string{"names.csv": "statute,defendant_name\n53a-82,Jane Roe\n", "columns.csv": "a,b\n1,2\n", "good.csv": "statute\n53a-82\n"}
	for _, c := range []struct{ text, want string }{
		{head + "data: [good.csv, none.csv]\n", "p.yaml:3:18: DIR/none.csv: no such file"},
		{head + "data: columns.csv\n", "p.yaml:3:7: columns.csv:1: no column is named statute"},
		{head + "data:\n  - good.csv\n  - names.csv\n", "p.yaml:5:5: names.csv: the column \"defendant_name\""},
		{head + "law: nowhere/\n", "p.yaml:3:6: DIR/nowhere: not a folder that can be read"},
		{head + "assumption_file: none.yaml\n", "p.yaml:3:18: DIR/none.yaml: neither a file nor one of the built-in assumptions"},
		{head + "costs: [ct, none.yaml]\n", "p.yaml:3:13: DIR/none.yaml: neither"},
		{head + "years: 12-1\n", "p.yaml:3:8: years 12-1"},
		{"plan: p\nscenarios: [none.yaml]\ncosts: dear\ndata: none.csv\n", "p.yaml:4:7: DIR/none.csv: no such file"},
		{"plan: p\nscenarios: [ct-tip-councl]\n", `p.yaml:2:13: ct-tip-councl: neither a file nor one of the built-in scenarios`},
		{head + "assumptions:\n  - {dial: growth, values: [0, 9]}\n", "p.yaml:4:32: growth: 9 is out of range"},
		{head + "map: nosuch\n", "p.yaml:3:6: nosuch: neither a file nor one of the built-in maps"},
		{head + "costs: [dear]\n", "p.yaml:3:9: dear: neither a file nor one of the built-in costs"},
		{head + "baselines: ['2016-02-30']\n", "p.yaml:3:13: "},
		{head + "years: 1990-1991\n", "p.yaml:3:8: years 1990-1991: no row of the record is of these years"},
		{head + "assumptions:\n  - {dial: growth, from: 0, to: 0.1, steps: 999}\n  - {dial: share_served, from: 0, to: 1, steps: 999}\n", "the plan makes 2994003 jobs; 1000000 at most would be right"},
	} {
		file := write(t, "p.yaml", c.text)
		for name, text := range beside {
			if err := os.WriteFile(filepath.Join(filepath.Dir(file), name), []byte(text), 0o666); err != nil {
				t.Fatal(err)
			}
		}
		wantCode, want := exitWrong, strings.ReplaceAll(c.want, "DIR", filepath.Dir(file))
		if strings.Contains(want, "names.csv") {
			wantCode = exitRefused
		}
		for _, args := range [][]string{{"check", file}, {"batch", file, "--out", filepath.Join(t.TempDir(), "out")}} {
			if _, talk, code := command(args...); (code != wantCode || !strings.Contains(talk, want)) && (args[0] == "batch" || !strings.Contains(want, "no row of the record")) {
				t.Errorf("impact %s\n%s\nexit %d: %s\nwant %s", args[0], c.text, code, talk, want)
			}
		}
	}
	if _, talk, code := command("batch", "nosuch"); code != exitWrong || !strings.Contains(talk, "built-in plans (sweep)") {
		t.Errorf("exit %d: %s", code, talk)
	}
}
