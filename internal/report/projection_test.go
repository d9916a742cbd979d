package report

import (
	"bytes"
	"math"
	"slices"
	"strings"
	"testing"
	"unicode/utf8"
)

// foretold are the tables of what may come, with their columns.
var foretold = map[string]string{
	"projection":         "metric unit fiscal_year law mean median lo80 hi80 lo95 hi95",
	"fiscal":             "agency fund effect basis fiscal_year central lo80 hi80 source item constant session footnote dollars bound",
	"equity":             "metric group_by group current proposed difference lo80 hi80 share_current share_proposed outcome why years",
	"victim_composition": "metric group_by group low central high outcome why",
	"overlap":            "provision_a provision_b charges low high",
	"variance":           "metric source first_order total",
	"attribution":        "provision metric alone last shapley",
	"sensitivity":        "assumption metric at_low at_central at_high low_value high_value unit low_words high_words",
	"assumptions":        "assumption central low high shape unit value set source confidence why",
	"backtest":           "side stream model chosen origins crps cover80 cover95 gain_in_se years counts why",
	"donors":             "section class by convictions mean_days_to_serve",
	"per_conviction":     "section class donors basis days_served dollars constant source",
	"streams":            "side stream from_year to_year counts expected_a_year model moves",
}

// Every table stands in every run with the columns of the contract, and no row holds
// what is not a number.
func TestForetables(t *testing.T) {
	for name := range trials {
		rep := Build(runOf(t, name))
		for table, cols := range foretold {
			got := rep.Table(table)
			if got == nil {
				t.Fatalf("%s: no table %s", name, table)
			}
			var names []string
			for _, c := range got.Columns {
				names = append(names, c.Name)
			}
			if want := "scenario reading " + cols; strings.Join(names, " ") != want {
				t.Errorf("%s: the columns are %v, want %s", table, names, want)
			}
		}
		for _, table := range rep.Tables {
			checkRows(t, name, table)
		}
	}
}

func checkRows(t *testing.T, name string, table Table) {
	t.Helper()
	for _, r := range table.Rows {
		if len(r) != len(table.Columns) {
			t.Fatalf("%s, %s: a row of %d values for %d columns", name, table.Name, len(r), len(table.Columns))
		}
		for i, v := range r {
			ok := v == nil
			switch x := v.(type) {
			case string:
				ok = table.Columns[i].Kind == Text
			case int64:
				ok = table.Columns[i].Kind == Whole
			case float64:
				ok = table.Columns[i].Kind == Number && !math.IsNaN(x) && !math.IsInf(x, 0)
			}
			if !ok {
				t.Fatalf("%s, %s: %v does not fit in the column %s", name, table.Name, v, table.Columns[i].Name)
			}
		}
	}
	var b bytes.Buffer
	if err := table.WriteCSV(&b); err != nil {
		t.Error(err)
	}
	for _, bad := range []string{"NaN", "Inf"} {
		if strings.Contains(b.String(), bad) {
			t.Errorf("%s, %s: it holds %s", name, table.Name, bad)
		}
	}
}

// Where nothing moves, every main metric has its rows, and every difference is 0.
func TestNull(t *testing.T) {
	rep := Build(runOf(t, "null"))
	seen := map[string]bool{}
	for _, r := range rep.Table("projection").Rows {
		if r[5] != "difference" {
			continue
		}
		seen[r[2].(string)] = true
		for _, v := range r[6:] {
			if v != 0.0 {
				t.Errorf("%v", r)
			}
		}
	}
	for _, m := range []string{"charges_changed", "felony_convictions", "new_registrants", "minor_victim_cases_changed", "beds", "fines"} {
		if !seen[m] {
			t.Errorf("no difference of %s", m)
		}
	}
	want := []string{"No projected figure changes: every difference is exactly 0. By provision: nothing: it changes nothing."}
	if got := rep.Ahead("as-written"); !slices.Equal(got, want) {
		t.Errorf("got %q\nwant %q", got, want)
	}
	if slices.ContainsFunc(rep.Headline, func(g Grid) bool { return g.Part != "" }) {
		t.Error("a table of zeros is among the headlines")
	}
}

// Without draws nothing is said of what may come.
func TestExact(t *testing.T) {
	rep := Build(runOf(t, "exact"))
	for _, h := range rep.Headlines {
		if h.Ahead {
			t.Errorf("%q", h.Text)
		}
	}
	if n := len(rep.Table("projection").Rows); n != 0 {
		t.Errorf("%d rows are projected", n)
	}
	if len(rep.Table("equity").Rows) == 0 || len(rep.Table("assumptions").Rows) == 0 {
		t.Error("what needs no draw is missing")
	}
}

// Bases of money stand in order and are never mixed in one row.
func TestFiscal(t *testing.T) {
	last := -1
	for _, r := range Build(runOf(t, "pa")).Table("fiscal").Rows {
		at := slices.Index(bases, r[5].(string))
		if at < last {
			t.Fatalf("%v comes after %s", r, bases[last])
		}
		last = at
		if fines := r[11] == "fines"; fines != (r[13] == nil) {
			t.Errorf("%v: a constant and its session go together", r)
		}
	}
	if last != len(bases)-1 {
		t.Error("a basis is missing")
	}
}

// Every figure can be drawn in every run, and every name is its own.
func TestForefigures(t *testing.T) {
	for name := range trials {
		var names []string
		for _, f := range Build(runOf(t, name)).Figures {
			var b bytes.Buffer
			if err := f.SVG(&b); err != nil {
				t.Errorf("%s: %v", name, err)
			}
			if f.Subtitle == "" || f.Note == "" || f.Alt == "" {
				t.Errorf("%s: %s lacks words", name, f.Name)
			}
			if slices.Contains(names, f.Name) {
				t.Errorf("%s: %s is drawn twice", name, f.Name)
			}
			names = append(names, f.Name)
		}
		for _, want := range []string{"beds_fan", "registry_fan", "felony_convictions_fan", "cost_average", "cost_marginal", "tornado", "tornado_registrants", "backtest", "attribution", "equity"} {
			if !slices.Contains(names, want) {
				t.Errorf("%s: no figure %s", name, want)
			}
		}
	}
}

// The headline tables of what may come fit a terminal, and stand in the page.
func TestForegrids(t *testing.T) {
	for name := range trials {
		rep := Build(runOf(t, name))
		var page strings.Builder
		if err := rep.WritePage(&page); err != nil {
			t.Fatal(err)
		}
		for _, g := range rep.Headline {
			if g.Part == "" {
				continue
			}
			for _, line := range strings.Split(g.render(PlainText), "\n") {
				if n := utf8.RuneCountInString(line); n > 125 {
					t.Errorf("%s: %d columns: %s", name, n, line)
				}
			}
			if strings.Count(page.String(), "<h3>"+g.Title+"</h3>") != 1 {
				t.Errorf("%s: the page does not hold %q once", name, g.Title)
			}
		}
	}
}
