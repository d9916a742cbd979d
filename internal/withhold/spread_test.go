package withhold

import (
	"slices"
	"strings"
	"testing"

	"impact/internal/disclose"
	"impact/internal/report"
)

// spreads are the rows whose bounds are numbers between which a small count lies.
func spreads(tables []report.Table) (out []string) {
	small := disclose.New(10).Small
	for i := range tables {
		t := &tables[i]
		if counts := countings[t.Name].counts; len(counts) != 3 || counts[1] != "low" {
			continue
		}
		for _, is := range textsOf(t) {
			if small(number0(is.at("high")) - number0(is.at("low"))) {
				out = append(out, t.Name+" "+is.at("metric")+is.at("group")+is.at("from_section")+is.at("fiscal_year"))
			}
		}
	}
	return out
}

// What lies between two bounds is how many the record does not tell of: a few of these are no
// more printed than any few, though both bounds are many.
func TestSpreads(t *testing.T) {
	b := newBench(t, "ct-tip-council")
	for _, few := range []string{
		"statute=53a-88 victim_trafficked=false means=none",
		"statute=53a-88 victim_age=30 means=none",
		"statute=53a-88 victim_age=30 victim_trafficked=false",
		"statute=53a-83a",
	} {
		m := &made{}
		m.years(60, "statute=53a-61")
		m.years(60, "statute=53a-88"+trafficked)
		m.years(60, "statute=53a-83a"+minor)
		m.years(60, "statute=53a-83a"+grown)
		m.add(2010, 4, few)
		m.add(2012, 2, few)
		run := b.foreseen(t, m.file(t), 1, true)
		if s := spreads(foretold(t, run)); !slices.ContainsFunc(s, func(of string) bool { return strings.HasPrefix(of, "totals") }) {
			t.Errorf("%s: where nothing is withheld the bounds of no total show the few, but those of %q", few, s)
		}
		if err := Runs(10, run); err != nil {
			t.Fatal(err)
		}
		if s := spreads(foretold(t, run)); len(s) > 0 {
			t.Errorf("%s: a few lie between the bounds of %q", few, s)
		}
	}
}
