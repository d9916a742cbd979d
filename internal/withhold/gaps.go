package withhold

import (
	"fmt"
	"math"
	"strings"

	"impact/internal/disclose"
	"impact/internal/project"
)

// A single is a row of one fiscal year of what a level, or what changes of it, is the sum of;
// the year 0 is unknown.
type single struct {
	year  float64
	cell  disclose.Cell
	value float64
	of    float64
}

// single notes a row as one of the years of a level, or of what changes.
func (d *disclosure) single(l *line, metric string, under project.Law, of float64) {
	if l.is.at("fiscal_year") == "all" || of == 0 {
		return
	}
	at := levelAt{d.choice, d.reading, metric, under}
	if d.years[at] == nil {
		d.order = append(d.order, at)
	}
	d.years[at] = append(d.years[at], single{number0(l.is.at("fiscal_year")), l.cells[0], l.value[0], of})
}

// changing notes the years of what changes: rows that move, in the unit and by the clock of
// the totals.
func (d *disclosure) changing(t map[string][]line) {
	for i := range t["section_shift"] {
		if l := &t["section_shift"][i]; l.is.at("provision") != "" {
			d.single(l, stageMetric(l, "charges_changed", "convictions_changed"), project.Difference, 1)
		}
	}
	for i := range t["class_shift"] {
		if l := &t["class_shift"][i]; l.is.at("unit") == "charge" {
			net := unit(felony(l.is.at("to_class"))) - unit(felony(l.is.at("from_class")))
			d.single(l, stageMetric(l, "felony_charges", "felony_convictions"), project.Difference, net)
		}
	}
	for i := range t["registry_flow"] {
		l := &t["registry_flow"][i]
		d.single(l, "registrants", project.Difference, unit(l.is.at("event") == "added")-unit(l.is.at("event") == "removed"))
	}
	for i := range t["class_level"] {
		l := &t["class_level"][i]
		d.single(l, classMetric(l), project.Difference, 2*unit(l.is.at("law") == "proposed")-1)
	}
}

// stageMetric is which of two metrics a row counts, by its stage.
func stageMetric(l *line, charged, convicted string) string {
	if l.is.at("stage") == "convicted" {
		return convicted
	}
	return charged
}

// tieGaps: all years less those that a projection rests on are those that it leaves out, so
// that who is shown a projection and the whole is shown what these come to: it is a count of
// the family, as far as it is more than nothing, withheld with the projection.
func (d *disclosure) tieGaps() {
	for _, at := range d.order {
		if at.choice != d.choice || at.reading != d.reading {
			continue
		}
		var s sum
		key := strings.Builder{}
		for _, x := range d.years[at] {
			if !d.restsOn(at.metric, x.year) && x.cell != noCell {
				s.put(x.cell, x.value, x.of)
				fmt.Fprintf(&key, "|%d*%g", x.cell, x.of)
			}
		}
		if !(math.Abs(s.total) > dust) { // nothing, or not known
			continue
		}
		name := "left out|" + at.metric + "|" + at.under.String() + key.String()
		c, ok := d.cells[name]
		if !ok {
			c = d.family.Put(disclose.Count{Name: name, Value: s.total, Signed: at.under == project.Difference, Cost: 5 * levelCost})
			d.cells[name] = c
		}
		d.gaps[at] = c
		s.put(c, s.total, -1)
		d.zero(&s, false)
	}
}

// sides are where the years of levels and of what changes come from, by their names.
var sides = func() map[string]string {
	out := map[string]string{}
	for _, m := range project.Metrics() {
		rest := footingOf(m)
		out[rest.level], out[rest.change] = m.Side(), m.Side()
	}
	return out
}()

// restsOn reports whether what is projected of a level, or of a total, rests on a fiscal year
// of the record.
func (d *disclosure) restsOn(metric string, year float64) bool {
	over, known := d.spans[sides[metric]]
	return !known || year >= over.from && year <= over.to
}
