package withhold

import (
	"fmt"
	"slices"

	"impact/internal/disclose"
	"impact/internal/project"
)

// What is told of a few with figures of many is shown only where none of the rows that it
// could be told from is withheld: such rows are the parts of a figure, whole classes of them,
// for no tie of the tables says what a stranger reckons from them.

// partsOf notes the parts of what is projected.
func (d *disclosure) partsOf(t map[string][]line) {
	note := func(metric string, under project.Law, cells ...disclose.Cell) {
		at := levelAt{d.choice, d.reading, metric, under}
		d.parts[at] = append(d.parts[at], cells...)
	}
	for i := range t["minor_victims"] { // cases of several rows are told as one
		l := &t["minor_victims"][i]
		leftOut := l.is.at("fiscal_year") != "all" && !d.restsOn(project.MinorCasesChanged.String(), number0(l.is.at("fiscal_year")))
		if l.is.at("unit") != "case" || l.is.at("stage") != "charged" || l.is.at("fiscal_year") != "all" && !leftOut {
			continue
		}
		if felony(l.is.at("from_class")) {
			note(project.MinorFelonyCases.String(), project.Current, l.cells[0])
		}
		if l.changes() {
			note(project.MinorFelonyCases.String(), project.Difference, l.cells[0])
			note(project.MinorCasesChanged.String(), project.Difference, l.cells[0])
		}
	}
	for i := range t["registry"] {
		if l := &t["registry"][i]; l.is.at("fiscal_year") == "all" {
			note(terms, project.Current, l.cells[0])
		}
	}
	note(moved+project.ChargesChanged.String(), project.Difference, movedRows(t, "charges_changed", "charged")...)
	note(moved+project.ConvictionsChanged.String(), project.Difference, movedRows(t, "convictions_changed", "convicted")...)
	note(moved+project.NewRegistrants.String(), project.Difference, movedRows(t, "new_registrants", "")...)
}

// partly reports whether any part of a figure is withheld.
func (s *seen) partly(m project.Metric, under project.Law) bool {
	return s.hidesOne(m.String(), under)
}

// moved leads the name of a metric for the rows that move of which it is a sum; terms is for
// registrations by their terms. No metric is called so.
const (
	moved = "moved "
	terms = "terms"
)

func (s *seen) hidesOne(parts string, under project.Law) bool {
	return slices.ContainsFunc(s.d.parts[s.at(parts, under)], s.hides)
}

// apart reports whether a row that moves is withheld of those that a metric is a sum of. What
// moves some of them and not others, as certain dials do, tells them apart.
func (s *seen) apart(m project.Metric) bool {
	switch m.Side() {
	case project.ChargesChanged.Side():
		return s.hidesOne(moved+project.ChargesChanged.String(), project.Difference)
	case project.NewRegistrants.Side():
		return s.hidesOne(moved+project.NewRegistrants.String(), project.Difference)
	}
	return s.hidesOne(moved+project.ConvictionsChanged.String(), project.Difference)
}

// effectsTold names effects that are printed though a row that they are made of is withheld.
func (d *disclosure) effectsTold() (out []string) {
	for _, e := range d.effects {
		part := slices.IndexFunc(e.parts, d.untold)
		cell := slices.IndexFunc(e.cells, func(c disclose.Cell) bool { return !d.untold(c) })
		if part >= 0 && cell >= 0 {
			out = append(out, fmt.Sprintf("%s: it is a number, and %s is withheld", d.family.Name(e.cells[cell]), d.family.Name(e.parts[part])))
		}
	}
	return out
}
