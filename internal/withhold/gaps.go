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
		if l := &t["class_level"][i]; l.is.at("law") == "proposed" {
			d.single(l, classMetric(l), project.Proposed, 1)
		}
	}
}

// stageMetric is which of two metrics a row counts, by its stage.
func stageMetric(l *line, charged, convicted string) string {
	if l.is.at("stage") == "convicted" {
		return convicted
	}
	return charged
}

// tieWindows: what is projected tells what the years that it rests on come to, and with the whole
// what the years come to that it leaves out. The one is a count of the family, told as far as the
// projection is; the other too, where it is more than nothing, and where it must not be told
// one of the two that tell it is withheld.
func (d *disclosure) tieWindows() {
	for _, at := range d.order {
		if _, projected := d.spans[sides[at.metric]]; !projected || at.choice != d.choice || at.reading != d.reading {
			continue
		}
		var in, out sum
		for _, x := range d.years[at] {
			if d.restsOn(at.metric, x.year) {
				in.put(x.cell, x.value, x.of)
			} else {
				out.put(x.cell, x.value, x.of)
			}
		}
		if !(math.Abs(in.total) > dust) { // nothing, or not known
			continue
		}
		w, of := d.window(at, in), -1.
		if whole := d.wholeOf(at); len(whole) > 0 && !math.IsNaN(out.total) { // of which all years are parts
			in, of = d.leftOut(at, out), 1
			for _, t := range whole {
				in.put(t.Cell, 0, -t.Of)
			}
		}
		in.put(w, 0, of)
		d.zero(&in, false)
	}
	for _, m := range project.Metrics() {
		d.tieProposed(m)
	}
}

// wholeOf is what all years of a level, or of what changes, come to: rows that are printed, as
// far as there are some.
func (d *disclosure) wholeOf(at levelAt) []disclose.Term {
	if terms, ok := d.wholes[at]; ok {
		return terms
	}
	if c, ok := d.levels[at]; ok && c != noCell {
		return []disclose.Term{{Cell: c, Of: 1}}
	}
	return nil
}

// tieProposed: what is projected of a metric as proposed rests on what it does under current
// law, and on what changes.
func (d *disclosure) tieProposed(m project.Metric) {
	rest := footingOf(m)
	if rest.level != m.String() || rest.change != totalOf[rest.level] && rest.change != rest.level {
		return
	}
	now, isNow := d.windows[levelAt{d.choice, d.reading, rest.level, project.Current}]
	change, changes := d.windows[levelAt{d.choice, d.reading, rest.change, project.Difference}]
	if !isNow || !changes {
		return
	}
	var then sum
	then.put(now.cell, now.value, 1)
	then.put(change.cell, change.value, 1)
	if math.Abs(then.total) > dust {
		then.put(d.window(levelAt{d.choice, d.reading, rest.level, project.Proposed}, then), then.total, -1)
		d.zero(&then, false)
	}
}

// window is the cell of what a projection rests on, which is the sum of its years. Under
// current law it is the same in every reading and choice.
func (d *disclosure) window(at levelAt, in sum) disclose.Cell {
	name := fmt.Sprintf("rests on|%s|%s|%.9g", at.metric, at.under, in.total)
	if at.under == project.Difference {
		name += in.cells()
	}
	c, ok := d.cells[name]
	if !ok {
		cost := levelCost * float64(max(1, resting[at.metric]))
		if at.under == project.Proposed && resting[at.metric] > 1 { // which is told only where the others are
			cost = 1
		}
		c = d.family.Put(disclose.Count{Name: name, Value: in.total, Signed: at.under == project.Difference, Cost: cost})
		d.cells[name] = c
	}
	d.windows[at] = worth{c, in.total}
	return c
}

// leftOut is what a projection leaves out, as one cell where it is more than nothing.
func (d *disclosure) leftOut(at levelAt, out sum) sum {
	if math.Abs(out.total) < dust {
		return out
	}
	name := "left out|" + at.metric + "|" + at.under.String() + out.cells()
	c, ok := d.cells[name]
	if !ok {
		c = d.family.Put(disclose.Count{Name: name, Value: out.total, Signed: at.under == project.Difference})
		d.cells[name] = c
	}
	out.put(c, out.total, -1)
	d.zero(&out, false)
	var one sum
	one.put(c, 0, 1)
	return one
}

// cells names the terms of a sum.
func (s *sum) cells() string {
	key := strings.Builder{}
	for _, t := range s.terms {
		fmt.Fprintf(&key, "|%d*%g", t.Cell, t.Of)
	}
	return key.String()
}

// resting is how many metrics rest on a level, or on a total.
var resting = func() map[string]int {
	out := map[string]int{}
	for _, m := range project.Metrics() {
		rest := footingOf(m)
		out[rest.level]++
		out[rest.change]++
	}
	return out
}()

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
