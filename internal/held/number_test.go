package held

import (
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	"impact/internal/report"
)

func TestNumbersIn(t *testing.T) {
	for text, want := range map[string]string{
		"between 399 and 1,333 (expected 570).":         "399 1,333 570",
		"$1.43 million in FY 19, and −4.56":             "$1.43 4.56",
		"53a-83(c), rec-3 and rec-5; since 2016-12-31":  "",
		"1 October 2017, fiscal years 2005 to 2014":     "",
		"the 80 % interval[^4] of victims under 18":     "",
		"Counts from 1 to 9 (threshold 10): 7 charges":  "7",
		"`impact run --seed 5`, of 12, 13 and 80 cases": "12 13 80",
	} {
		if got := strings.Join(numbersIn(text), " "); got != want {
			t.Errorf("%q: %q, want %q", text, got, want)
		}
	}
}

func TestPrints(t *testing.T) {
	for _, c := range []struct {
		text string
		v    float64
		want bool
	}{
		{"570", 569.76, true}, {"571", 569.76, false}, {"569.8", 569.76, true}, {"569.7", 569.76, false},
		{"1,333", 1333, true}, {"7", 4, false}, {"4.56", -4.56, true}, {"82", 0.8176, true}, {"$124", 124.45, true},
		{"45.4", 45_412, true}, {"113,000", 112_600, true}, {"113,000", 111_000, false}, {"0", 0.4, true}, {"0", 1, false},
	} {
		if got := prints(c.text, c.v); got != c.want {
			t.Errorf("%s of %g: %v", c.text, c.v, got)
		}
	}
}

// Numbers of a note are figures of its annex, of the ledger, or quoted from a text of the tables.
func TestBody(t *testing.T) {
	table := func(name, heads string, rows ...[]any) report.Table {
		x := report.Table{Name: name, Rows: rows}
		for _, h := range strings.Fields(heads) {
			x.Columns = append(x.Columns, report.Column{Name: h})
		}
		return x
	}
	tables := []report.Table{table("totals", "metric low central", []any{"m", "12", "withheld"}),
		table("ledger", "kind counts", []any{"read", "13424"}), table("equity", "group current", []any{"25 to 34", "withheld"})}
	const annex = "\n## " + annexTitle + "\n\n| Table | Row | Column, exact value → as printed |\n|---|---:|---|\n| totals | 0 | low 12; central withheld |\n"
	for text, want := range map[string]string{
		"Between 12 and a number that is withheld.": "",
		"Of 13,424 charges, 12 of those 25 to 34.":  "",
		"It would change 7 charges.":                "7 stands in a sentence",
		"Of 13,425 charges.":                        "13,425 stands in a sentence",
		"Of 14,000 charges.":                        "14,000 stands in a sentence",
		"One aged 2.":                               "2 stands in a sentence",
	} {
		h := &held{files: fstest.MapFS{}, tables: tables}
		h.body("note.md", text+annex, markdownRows(annex))
		if (want == "") != (len(h.faults) == 0) || want != "" && !slices.ContainsFunc(h.faults, func(f string) bool { return strings.Contains(f, want) }) {
			t.Errorf("%s: %q, want %q", text, h.faults, want)
		}
	}
}
