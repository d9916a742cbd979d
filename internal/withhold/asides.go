package withhold

import (
	"fmt"
	"math"
	"slices"
	"strings"

	"impact/internal/model"
	"impact/internal/project"
	"impact/internal/report"
)

// Asides are counts that no tie holds to the other tables, though they count the same
// charges: the series behind a projection, what the ledger notes beside its sum, which charges
// ended as convictions of another section, and whom a court could order onto the registry. A stranger could tie them: so they are
// told only where no other count of the run is withheld and none of them is small. With
// them go the interval and the outcome of each group, which follow from how many of it rise
// and how many fall.

// isAside reports whether a row of a table is an aside.
func isAside(table string, is texts) bool {
	switch table {
	case "streams", "substituted", "registry_discretion":
		return true
	case "ledger":
		return is.at("kind") == "noted" || is.at("kind") == "carried"
	}
	return false
}

// withAsides are the tables that have them.
var withAsides = []string{"streams", "substituted", "registry_discretion", "ledger"}

// asideNumbers are the counts of an aside; NaN for one that is withheld.
func asideNumbers(table string, is texts) (out []float64) {
	for _, column := range countings[table].counts {
		for _, f := range strings.Split(is.at(column), ";") {
			out = append(out, number0(f))
		}
	}
	return out
}

// asidesSmall reports whether an aside is small, or withheld already.
func (d *disclosure) asidesSmall(choices [][]report.Table) bool {
	for _, tables := range choices {
		for i := range tables {
			if !slices.Contains(withAsides, tables[i].Name) {
				continue
			}
			for _, is := range textsOf(&tables[i]) {
				if isAside(tables[i].Name, is) && slices.ContainsFunc(asideNumbers(tables[i].Name, is), func(v float64) bool { return math.IsNaN(v) || d.family.Small(v) }) {
					return true
				}
			}
		}
	}
	return false
}

// fewMove reports whether of some group so few rise, fall or may change that the interval
// of its difference, and whether it can be determined, would tell how many.
func (d *disclosure) fewMove(run *report.Run) bool {
	return slices.ContainsFunc(slices.Concat(run.Equities...), func(e project.EquityRow) bool {
		return byDefendant(e.By) && slices.ContainsFunc([]float64{e.Up.Central, e.Down.Central, e.Affected.High}, d.family.Small)
	})
}

// byDefendant reports whether groups are of defendants.
func byDefendant(by string) bool { return by != model.ByVictimAge && by != model.ByTrafficked }

// asideTold reports whether an aside tells of what is there: a count, or what a series that
// is withheld is expected to go on with.
func asideTold(table string, is texts) bool {
	counts := asideNumbers(table, is)
	if slices.ContainsFunc(counts, math.IsNaN) {
		return number0(is.at("expected_a_year")) > 0
	}
	return slices.ContainsFunc(counts, func(v float64) bool { return v > 0 })
}

// asidesTold names the asides that are printed.
func asidesTold(choices [][]report.Table) (out []string) {
	for _, tables := range choices {
		for i := range tables {
			t := &tables[i]
			for n, is := range textsOf(t) {
				if t.Name == "equity" && (math.Abs(number0(is.at("lo80"))) > 0 || math.Abs(number0(is.at("hi80"))) > 0) {
					out = append(out, fmt.Sprintf("%s: it has an interval, and other counts are withheld", place(t, n)))
				}
				if isAside(t.Name, is) && asideTold(t.Name, is) {
					out = append(out, fmt.Sprintf("%s: it is a number, and other counts are withheld", place(t, n)))
				}
			}
		}
	}
	return out
}
