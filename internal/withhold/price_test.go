package withhold

import (
	"bytes"
	"encoding/csv"
	"fmt"
	"math"
	"os"
	"slices"
	"strings"
	"testing"
	"text/tabwriter"

	"impact/internal/sample"
)

// nearlyComplete is a file of charges of which the record says all but of one in so many.
func nearlyComplete(t testing.TB, file []byte, every int) []byte {
	t.Helper()
	r := csv.NewReader(bytes.NewReader(file))
	r.Comment = '#'
	rows, err := r.ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	for n, row := range rows[1:] {
		for col, known := range map[string]string{"victim_age": "30", "victim_trafficked": "false", "means": "none"} {
			if c := slices.Index(sample.Columns, col); row[c] == "" && n%every != 0 {
				row[c] = known
			}
		}
	}
	var out bytes.Buffer
	if err := csv.NewWriter(&out).WriteAll(rows); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

// A share is how many of some figures are told.
type share struct{ told, of int }

func (s share) String() string { return fmt.Sprintf("%d of %d", s.told, s.of) }

// prices are how many of the figures of a run are told: totals, rows of counts, and rows of what
// is projected. Figures of nothing are left out.
func (b *bench) prices(t testing.TB, file []byte) (totals, rows, projected share) {
	t.Helper()
	run := b.projected(t, b.docket(t, file), nil)
	if err := Runs(10, run); err != nil {
		t.Fatal(err)
	}
	for _, table := range told(t, run) {
		column := "mean"
		if table.Name != "projection" {
			column = countings[table.Name].counts[0]
		}
		for _, is := range textsOf(&table) {
			v := number0(is.at(column))
			if v == 0 {
				continue
			}
			add := func(s *share) {
				s.of++
				s.told += int(unit(!math.IsNaN(v)))
			}
			switch table.Name {
			case "projection":
				add(&projected)
				continue
			case "totals":
				add(&totals)
			}
			if table.Name != "streams" { // series of several counts
				add(&rows)
			}
		}
	}
	return totals, rows, projected
}

// What withholding costs a reader: of dockets of several sizes, and of such of which the record
// leaves little open, how many figures are told. It is to be looked at where it changes, and stands
// in docs/withheld.md.
func TestPrice(t *testing.T) {
	if testing.Short() {
		t.Skip("ten dockets are withheld from; go test without -short does it")
	}
	b := newBench(t, "ct-tip-council")
	var text strings.Builder
	w := tabwriter.NewWriter(&text, 0, 0, 2, ' ', 0)
	fmt.Fprintln(w, "docket\ttotals\trows of counts\tprojected")
	for _, x := range []struct {
		name  string
		rows  int64
		every int
	}{
		{"the sample", 0, 0}, {"1,000 charges", 1000, 0}, {"5,000 charges", 5000, 0}, {"20,000 charges", 20000, 0},
		{"5,000, facts missing of 1 in 10", 5000, 10}, {"20,000, facts missing of 1 in 10", 20000, 10},
		{"5,000, facts missing of 1 in 100", 5000, 100}, {"20,000, facts missing of 1 in 100", 20000, 100}, {"20,000, no facts missing", 20000, 1 << 40},
	} {
		file := charges(t, x.rows, 7)
		if x.every > 0 {
			file = nearlyComplete(t, file, x.every)
		}
		totals, rows, projected := b.prices(t, file)
		fmt.Fprintf(w, "%s\t%s\t%s\t%s\n", x.name, totals, rows, projected)
	}
	if err := w.Flush(); err != nil {
		t.Fatal(err)
	}
	const file = "testdata/price.txt"
	if os.Getenv("UPDATE_GOLDEN") != "" {
		if err := os.WriteFile(file, []byte(text.String()), 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	want, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if text.String() != string(want) {
		t.Errorf("told are\n%snot\n%s(UPDATE_GOLDEN=1 go test ./internal/withhold -run TestPrice writes it)", text.String(), want)
	}
	docs, err := os.ReadFile("../../docs/withheld.md")
	if err != nil {
		t.Fatal(err)
	}
	if !strings.Contains(string(docs), "```text\n"+string(want)+"```\n") {
		t.Errorf("docs/withheld.md does not have %s", file)
	}
}
