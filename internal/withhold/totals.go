package withhold

import (
	"fmt"
	"math"

	"impact/internal/disclose"
	"impact/internal/project"
)

// tieTotals: the totals are sums of the tables.
func (d *disclosure) tieTotals(t map[string][]line) {
	parts := newSums()
	for i := range t["class_shift"] {
		l := &t["class_shift"][i]
		if l.is.at("fiscal_year") != "all" || l.is.at("unit") != "charge" {
			continue
		}
		if net := unit(felony(l.is.at("to_class"))) - unit(felony(l.is.at("from_class"))); net != 0 {
			l.into(parts.at(map[string]string{"charged": "felony_charges", "convicted": "felony_convictions"}[l.is.at("stage")]), net)
		}
	}
	for i := range t["section_shift"] {
		l := &t["section_shift"][i]
		if l.is.at("fiscal_year") == "all" && l.is.at("provision") != "" {
			l.into(parts.at(map[string]string{"charged": "charges_changed", "convicted": "convictions_changed"}[l.is.at("stage")]), 1)
		}
	}
	for i := range t["registry_flow"] {
		l := &t["registry_flow"][i]
		if l.is.at("fiscal_year") == "all" && (l.is.at("event") == "added" || l.is.at("event") == "removed") {
			l.into(parts.at("registrants"), 2*unit(l.is.at("event") == "added")-1)
		}
	}
	for i := range t["minor_moves"] {
		l := &t["minor_moves"][i]
		if l.is.at("stage") == "charged" && l.is.at("changed") == "yes" {
			l.into(parts.at("minor_victim_charges_changed"), 1)
		}
	}
	for i := range t["totals"] {
		l := &t["totals"][i]
		k := l.is.at("metric")
		d.levels[levelAt{d.choice, d.reading, k, project.Difference}] = l.cells[0]
		if parts.by[k] != nil {
			l.into(parts.at(k), -1)
		}
	}
	for _, l := range t["totals"] {
		if s := parts.by[l.is.at("metric")]; s != nil {
			d.zero(s, false)
		}
	}
}

func unit(v bool) float64 {
	if v {
		return 1
	}
	return 0
}

// edge is the cell of a bound of the charges that change. It is withheld with them.
func (d *disclosure) edge(l *line, bound string) (disclose.Cell, float64) {
	v := number0(l.is.at(bound))
	if v == 0 || l.cells[0] == noCell {
		return noCell, v
	}
	key := fmt.Sprintf("%s of %s|%s", bound, l.is.at("metric"), l.of("low", "central", "high"))
	if math.IsNaN(v) {
		key = fmt.Sprintf("%s|%s|%d", key, l.is.at("reading"), d.choice)
	}
	c, ok := d.cells[key]
	if !ok {
		c = d.family.Put(disclose.Count{Name: key, Value: v})
		d.cells[key] = c
		d.family.Together(l.cells[0], c)
	}
	return c, v
}

// tieEdges: what certainly changes is at least what the books say moved, and what may
// change is no more than that and what is undetermined.
func (d *disclosure) tieEdges(t map[string][]line) {
	var total *line
	for i := range t["totals"] {
		if l := &t["totals"][i]; l.is.at("metric") == "charges_changed" {
			total = l
		}
	}
	if total == nil || len(t["ledger"]) == 0 {
		return
	}
	var low, high sum
	for i := range t["ledger"] {
		switch l := &t["ledger"][i]; l.is.at("kind") {
		case "moved", "repealed":
			l.into(&low, 1)
			l.into(&high, -1)
		case "undetermined":
			l.into(&high, -1)
		}
	}
	c, v := d.edge(total, "low")
	low.put(c, v, -1)
	d.zero(&low, true)
	c, v = d.edge(total, "high")
	high.put(c, v, 1)
	d.zero(&high, true)
}
