package withhold

import (
	"fmt"
	"math"
	"slices"

	"impact/internal/disclose"
	"impact/internal/model"
	"impact/internal/report"
)

// unprinted is the table of how many of each group rise and how many fall, which is printed
// nowhere: the interval of a group, and whether it can be determined, follow from them.
const unprinted = "rises"

// risesOf is that table of a run, with a row for each of the table of groups.
func risesOf(run *report.Run) report.Table {
	out := report.Table{Name: unprinted}
	for _, c := range []string{"scenario", "reading", "metric", "group_by", "group", "up", "down", "affected"} {
		out.Columns = append(out.Columns, report.Column{Name: c})
	}
	for i := range run.Results {
		if i >= len(run.Equities) {
			break
		}
		for _, e := range run.Equities[i] {
			if e.By != model.ByVictimAge && e.By != model.ByTrafficked {
				affected := e.Affected.High
				if e.Up.High == 0 && e.Down.High == 0 {
					affected = 0 // of which nothing is told
				}
				out.Rows = append(out.Rows, []any{"", run.Results[i].Proposal.Reading, e.Metric, e.By, e.Group, e.Up.Central, e.Down.Central, affected})
			}
		}
	}
	return out
}

// tieRises: what rises less what falls is the difference of a group; and what goes with a
// group that is withheld is withheld.
func (d *disclosure) tieRises(t map[string][]line) {
	rises := map[string]*line{}
	for i := range t[unprinted] {
		l := &t[unprinted][i]
		rises[l.of("metric", "group_by", "group")] = l
	}
	wholes := newSums()
	for i := range t["equity"] {
		l := &t["equity"][i]
		x := rises[l.of("metric", "group_by", "group")]
		if x == nil {
			continue
		}
		var net sum
		for n, of := range []float64{1, -1} {
			net.put(x.cells[n], x.value[n], of)
			wholes.at(fmt.Sprint(l.of("metric", "group_by"), of < 0)).put(x.cells[n], x.value[n], 1)
		}
		net.put(l.cells[2], l.value[2], -1)
		d.zero(&net, false)
		d.family.Together(slices.DeleteFunc(slices.Concat(l.cells, x.cells), func(c disclose.Cell) bool { return c == noCell })...)
	}
	for i := range t["class_shift"] {
		if l := &t["class_shift"][i]; l.is.at("fiscal_year") == "all" && l.is.at("unit") == "charge" {
			net := unit(felony(l.is.at("to_class"))) - unit(felony(l.is.at("from_class")))
			rising(wholes, stageMetric(l, "felony_charges", "felony_convictions"), l, net)
		}
	}
	for i := range t["registry_flow"] {
		if l := &t["registry_flow"][i]; l.is.at("fiscal_year") == "all" {
			rising(wholes, "new_registrants", l, unit(l.is.at("event") == "added")-unit(l.is.at("event") == "removed"))
		}
	}
	for _, k := range wholes.order {
		if s := wholes.by[k]; math.Abs(s.total) < dust {
			d.zero(s, false)
		}
	}
}

// rising takes a row that rises, or falls, from what the groups of a metric come to.
func rising(wholes *sums, metric string, l *line, net float64) {
	if net == 0 {
		return
	}
	for _, by := range []string{"race", "sex", "age"} {
		if s := wholes.by[fmt.Sprint(metric, "|", by, "|", net < 0)]; s != nil {
			l.into(s, -1)
		}
	}
}
