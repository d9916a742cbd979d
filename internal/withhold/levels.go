package withhold

import (
	"fmt"
	"math"
	"slices"
	"strconv"
	"strings"

	"impact/internal/disclose"
	"impact/internal/project"
)

// What is projected under current law is, but for what a prior adds, a count of the record
// divided by its years: 0.91 felony convictions a year of ten years are nine or so. The
// counts that such figures stand for, the levels, are therefore cells of the family, shown
// as far as the figures are: one under current law, the same in every reading and choice,
// and one as proposed.

// A levelAt is a level of a metric in a reading under a choice of provisions.
type levelAt struct {
	choice          int
	reading, metric string
	under           project.Law
}

// level puts a level of the reading at hand into the family. One that is not known is hidden:
// who has a folder sees no more of it than its parts tell.
func (d *disclosure) level(metric string, under project.Law, v float64) disclose.Cell {
	at := levelAt{d.choice, d.reading, metric, under}
	if c, ok := d.levels[at]; ok {
		return c
	}
	c := noCell
	key := fmt.Sprintf("level|%s|%s|%s", metric, under, strconv.FormatFloat(v, 'g', 9, 64))
	switch known, ok := d.cells[key]; {
	case ok:
		c = known
	case math.IsNaN(v):
		c = d.hide(fmt.Sprintf("%s|%s|%d", key, d.reading, d.choice), v)
	case d.family.Small(v):
		c = d.family.Put(disclose.Count{Name: key, Value: v, Cost: levelCost})
		d.cells[key] = c
	default:
		c = d.hide(key, v)
	}
	d.levels[at] = c
	return c
}

// levelCost is what is lost with a level: a row of a projection, and less than with a total.
const levelCost = 3000

// classMetric is the metric that counts the class and stage of a row of levels.
func classMetric(l *line) string {
	return map[string]string{"charged": "charges_", "convicted": "convictions_"}[l.is.at("stage")] + strings.ReplaceAll(l.is.at("class"), " ", "_")
}

// levelsOf are the levels that a row of levels by class is a part of.
func levelsOf(l *line) (out []string) {
	convicted := l.is.at("stage") == "convicted"
	switch {
	case felony(l.is.at("class")) && convicted:
		out = append(out, project.FelonyConvictions.String())
	case felony(l.is.at("class")):
		out = append(out, project.FelonyCharges.String())
	}
	if convicted {
		out = append(out, project.Convictions.String())
	}
	return out
}

// part adds a row under current law to the levels that it is a part of: one of all years to
// the level itself, another to the years that it is the sum of.
func (d *disclosure) part(current *sums, l *line, metrics ...string) {
	for _, m := range metrics {
		if l.is.at("fiscal_year") == "all" {
			l.into(current.at(m), 1)
		} else {
			d.single(l, m, project.Current, 1)
		}
	}
}

// tieLevels: levels are sums of classes, of registrations, and of groups; what is proposed
// is the current law and what changes.
func (d *disclosure) tieLevels(t map[string][]line) {
	current := newSums()
	for i := range t["class_level"] {
		l := &t["class_level"][i]
		under, all := laws[l.is.at("law")], l.is.at("fiscal_year") == "all"
		if all {
			d.levels[levelAt{d.choice, d.reading, classMetric(l), under}] = l.cells[0]
		}
		if under == project.Current {
			d.part(current, l, levelsOf(l)...)
			d.single(l, classMetric(l), project.Current, 1)
		}
	}
	for i := range t["registry_flow"] {
		l := &t["registry_flow"][i]
		at := levelAt{d.choice, d.reading, project.NewRegistrants.String(), project.Difference}
		d.flows[at] = append(d.flows[at], l.cells[0])
		if l.is.at("event") != "added" {
			d.part(current, l, project.NewRegistrants.String())
		}
	}
	for _, metric := range current.order {
		s := current.by[metric]
		now := s.total
		d.wholes[levelAt{d.choice, d.reading, metric, project.Current}] = slices.Clone(s.terms)
		c := d.level(metric, project.Current, now)
		s.put(c, now, -1)
		d.zero(s, false)
	}
	groups := newSums()
	for i := range t["equity"] {
		l := &t["equity"][i]
		l.into(groups.at(l.of("metric", "group_by")), 1)
	}
	for _, k := range groups.order { // all groupings of a metric have one whole
		s := groups.by[k]
		metric, _, _ := strings.Cut(k, "|")
		c, known := d.levels[levelAt{d.choice, d.reading, metric, project.Current}]
		if !known {
			c = d.hide(metric+" current", s.total)
		}
		s.put(c, s.total, -1)
		d.zero(s, false)
	}
}
