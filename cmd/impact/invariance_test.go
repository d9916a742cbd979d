package main

import (
	"encoding/csv"
	"fmt"
	"math"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
)

// sampleLines are the lines of the built-in sample: its declaration, its header
// and its rows.
func sampleLines(t *testing.T) (declaration, header string, rows []string) {
	t.Helper()
	b, err := os.ReadFile("../../data/sample/charges.csv")
	if err != nil {
		t.Fatal(err)
	}
	lines := strings.Split(strings.TrimSuffix(string(b), "\n"), "\n")
	for _, l := range lines {
		if strings.Count(l, `"`)%2 != 0 {
			t.Fatal("the sample has a quoted newline: split it as CSV")
		}
	}
	return lines[0], lines[1], lines[2:]
}

func writeLines(t *testing.T, name string, lines ...string) string {
	t.Helper()
	p := filepath.Join(t.TempDir(), name)
	if err := os.WriteFile(p, []byte(strings.Join(lines, "\n")+"\n"), 0o666); err != nil {
		t.Fatal(err)
	}
	return p
}

// tablesOf runs the main job and returns the bytes of every table.
func tablesOf(t *testing.T, args ...string) map[string]string {
	t.Helper()
	out := filepath.Join(t.TempDir(), "out")
	done(t, append([]string{"run", "--quiet", "--draws", "0", "--out", out}, args...)...)
	files, err := filepath.Glob(filepath.Join(out, "tables", "*"))
	if err != nil || len(files) == 0 {
		t.Fatal("no tables", err)
	}
	tables := map[string]string{}
	for _, f := range files {
		b, err := os.ReadFile(f)
		if err != nil {
			t.Fatal(err)
		}
		tables[filepath.Base(f)] = string(b)
	}
	return tables
}

func sameTables(t *testing.T, want, got map[string]string) {
	t.Helper()
	if len(want) != len(got) {
		t.Errorf("%d tables, want %d", len(got), len(want))
	}
	for name := range want {
		if want[name] != got[name] {
			t.Errorf("%s differs: %s", name, firstDifference(want[name], got[name]))
		}
	}
}

// The order of rows, and how they are spread over files, change no byte.
func TestOrderOfRows(t *testing.T) {
	if testing.Short() {
		t.Skip("takes minutes under the race detector, and has nothing for it to see; go test without -short runs it")
	}
	declaration, header, rows := sampleLines(t)
	want := tablesOf(t)
	shuffled := slices.Clone(rows)
	r := rand.New(rand.NewPCG(7, 7))
	r.Shuffle(len(shuffled), func(i, j int) { shuffled[i], shuffled[j] = shuffled[j], shuffled[i] })
	whole := writeLines(t, "shuffled.csv", slices.Concat([]string{declaration, header}, shuffled)...)
	t.Run("shuffled", func(t *testing.T) { sameTables(t, want, tablesOf(t, whole)) })
	t.Run("in three files", func(t *testing.T) {
		var files []string
		for i, n := 0, len(shuffled); i < 3; i++ {
			files = append(files, writeLines(t, fmt.Sprintf("part%d.csv", i), slices.Concat([]string{declaration, header}, shuffled[i*n/3:(i+1)*n/3])...))
		}
		sameTables(t, want, tablesOf(t, files...))
	})
}

// The same charges again under new ids double what is certain and what is possible.
func TestDoubling(t *testing.T) {
	if testing.Short() {
		t.Skip("takes minutes under the race detector, and has nothing for it to see; go test without -short runs it")
	}
	declaration, header, rows := sampleLines(t)
	records, err := csv.NewReader(strings.NewReader(strings.Join(append([]string{header}, rows...), "\n"))).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	var b strings.Builder
	w := csv.NewWriter(&b)
	for i, rec := range records {
		if i == 0 {
			continue
		}
		if err := w.Write(rec); err != nil {
			t.Fatal(err)
		}
	}
	for i, rec := range records {
		if i == 0 {
			continue
		}
		again := slices.Clone(rec)
		for j, name := range records[0] {
			if strings.HasSuffix(name, "_id") && again[j] != "" {
				again[j] = "again-" + again[j]
			}
		}
		if err := w.Write(again); err != nil {
			t.Fatal(err)
		}
	}
	w.Flush()
	one, two := tablesOf(t), tablesOf(t, writeLines(t, "twice.csv", declaration, header, strings.TrimSuffix(b.String(), "\n")))
	for _, name := range []string{"class_shift.csv", "section_shift.csv", "registry.csv", "minor_victims.csv", "coverage.csv", "minors_charged.csv"} {
		x, y := readTable(t, one[name]), readTable(t, two[name])
		if len(x) != len(y) {
			t.Errorf("%s: %d rows, twice the data give %d", name, len(x), len(y))
		}
		for key, v := range x {
			w, ok := y[key]
			if !ok || w[0] != 2*v[0] || w[2] != 2*v[2] {
				t.Errorf("%s: %s: low %v high %v, twice the data give %v and %v", name, key, v[0], v[2], w[0], w[2])
			}
		}
	}
}

// readTable reads a table's counts by the values of its other columns.
func readTable(t *testing.T, text string) map[string][3]float64 {
	t.Helper()
	records, err := csv.NewReader(strings.NewReader(text)).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	n := len(records[0])
	if !slices.Equal(records[0][n-3:], []string{"low", "central", "high"}) {
		t.Fatalf("the columns end in %v", records[0][n-3:])
	}
	out := map[string][3]float64{}
	for _, r := range records[1:] {
		var v [3]float64
		for i, cell := range r[n-3:] {
			if v[i], err = strconv.ParseFloat(cell, 64); err != nil {
				t.Fatal(err)
			}
		}
		key := strings.Join(r[:n-3], "|")
		if _, twice := out[key]; twice {
			t.Fatalf("the row %s stands twice", key)
		}
		out[key] = v
	}
	return out
}

// unbounded are the tables that are no counts with bounds.
var unbounded = []string{"totals", "ledger", "unverified", "substituted", "registry_discretion", "projection", "fiscal", "equity", "victim_composition",
	"overlap", "variance", "attribution", "sensitivity", "assumptions", "backtest", "donors", "per_conviction", "streams"}

// Every table of the sample: low <= central <= high, no row that is zero in all
// three, and a ledger that balances, in every scenario and reading.
func TestTables(t *testing.T) {
	if testing.Short() {
		t.Skip("takes minutes under the race detector, and has nothing for it to see; go test without -short runs it")
	}
	for _, scenario := range []string{"ct-tip-council", "null", "pa-17-32", "drug-possession-2015", "wa-shb-1791"} {
		tables := tablesOf(t, "--scenario", scenario)
		balance(t, tables["ledger.csv"])
		for name, text := range tables {
			if !strings.HasSuffix(name, ".csv") || slices.Contains(unbounded, strings.TrimSuffix(name, ".csv")) {
				continue
			}
			for key, v := range readTable(t, text) {
				if v[0] > v[1]+1e-9 || v[1] > v[2]+1e-9 || v[2] == 0 || math.IsNaN(v[1]) {
					t.Errorf("%s, %s: %s: low %v, central %v, high %v", scenario, name, key, v[0], v[1], v[2])
				}
				if cells := strings.Split(key, "|"); scenario == "null" && name == "class_shift.csv" && cells[5] != cells[6] {
					t.Errorf("null: %s is off the diagonal: %v", key, v)
				}
			}
		}
	}
}

// balance holds a ledger to read = kept + refused and kept = the sum of its kinds.
func balance(t *testing.T, text string) {
	t.Helper()
	records, err := csv.NewReader(strings.NewReader(text)).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	type book map[string]int64
	books := map[string]book{}
	for _, r := range records[1:] {
		for i, unit := range []string{"charges", "counts"} {
			n, err := strconv.ParseInt(r[5+i], 10, 64)
			if err != nil {
				t.Fatal(err)
			}
			key := r[0] + "/" + r[1] + "/" + unit
			if books[key] == nil {
				books[key] = book{}
			}
			books[key][r[2]] += n
		}
	}
	if len(books) == 0 {
		t.Error("an empty ledger")
	}
	for key, b := range books {
		if b["read"] != b["kept"]+b["refused"] {
			t.Errorf("%s: read %d, kept %d, refused %d", key, b["read"], b["kept"], b["refused"])
		}
		if sum := b["unchanged"] + b["moved"] + b["repealed"] + b["undetermined"] + b["out_of_catalogue"]; sum != b["kept"] || sum == 0 {
			t.Errorf("%s: kept %d, its kinds %d", key, b["kept"], sum)
		}
	}
}
