package withhold

import (
	"fmt"
	"math"
	"slices"
	"strconv"
	"strings"

	"impact/internal/disclose"
	"impact/internal/model"
	"impact/internal/project"
	"impact/internal/report"
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
	law             project.Law
}

// levelOf is the level that a metric under current law rests on; "" where no table tells it.
func levelOf(m project.Metric) string {
	switch m {
	case project.FelonyCharges, project.FelonyConvictions, project.NewRegistrants:
		return m.String()
	case project.RegistryStock:
		return project.NewRegistrants.String()
	case project.Convictions, project.Admissions, project.Fines, project.Beds, project.Supervision:
		return project.Convictions.String()
	}
	return ""
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
	case math.Abs(v) > 1e-9:
		c = d.family.Put(disclose.Count{Name: key, Value: v, Cost: levelCost})
		d.cells[key] = c
	}
	d.levels[at] = c
	return c
}

// levelCost is what is lost with a level: a row of a projection, and less than with a total.
const levelCost = 800

// tieLevels: levels are sums of classes, of registrations, and of groups; what is proposed
// is the current law and what changes.
func (d *disclosure) tieLevels(t map[string][]line) {
	current := newSums()
	for i := range t["class_level"] {
		l := &t["class_level"][i]
		if l.is.at("fiscal_year") != "all" || l.is.at("law") != "current" {
			continue
		}
		if felony(l.is.at("class")) {
			l.into(current.at(map[string]string{"charged": "felony_charges", "convicted": "felony_convictions"}[l.is.at("stage")]), 1)
		}
		if l.is.at("stage") == "convicted" {
			l.into(current.at("convictions"), 1)
		}
	}
	for i := range t["registry_flow"] {
		if l := &t["registry_flow"][i]; l.is.at("fiscal_year") == "all" && l.is.at("event") != "added" {
			l.into(current.at("new_registrants"), 1)
		}
	}
	for _, metric := range current.order {
		s := current.by[metric]
		now := s.total
		c := d.level(metric, project.Current, now)
		s.put(c, now, -1)
		d.zero(s, false)
		for i := range t["totals"] {
			if l := &t["totals"][i]; l.is.at("metric") == totalOf[metric] && metric != "convictions" {
				var then sum
				then.put(c, now, 1)
				l.into(&then, 1)
				v := then.total
				then.put(d.level(metric, project.Proposed, v), v, -1)
				d.zero(&then, false)
			}
		}
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

// tieDonors: the convictions whose sentences others are given are, where every conviction has
// a sentence, those of the class or of the section under current law.
func (d *disclosure) tieDonors(t map[string][]line) {
	same := func(donor *line, s *sum) {
		donor.into(s, -1)
		if math.Abs(s.total) < 1e-6*(1+donor.value[0]) {
			d.zero(s, false)
		}
	}
	for i := range t["donors"] {
		donor := &t["donors"][i]
		var class, section sum
		for j := range t["class_level"] {
			if l := &t["class_level"][j]; l.is.at("fiscal_year") == "all" && l.is.at("stage") == "convicted" && l.is.at("law") == "current" && l.is.at("class") == donor.is.at("class") {
				l.into(&class, 1)
			}
		}
		for j := range t["section_shift"] {
			if l := &t["section_shift"][j]; l.is.at("fiscal_year") == "all" && l.is.at("stage") == "convicted" && l.is.at("from_section") == donor.is.at("section") && l.is.at("from_class") == donor.is.at("class") {
				l.into(&section, 1)
			}
		}
		same(donor, &class)
		same(donor, &section)
	}
}

// A seen says which levels of a reading may be seen in what is projected.
type seen struct {
	r       *reader
	reading string
	p       *project.Projection
	res     *model.Result
	thin    map[levelAt]bool
}

// level reports whether what is projected of a metric under a law, current or proposed, may
// be seen as far as its own level goes.
func (s *seen) level(m project.Metric, under project.Law) bool {
	at := levelAt{s.r.choice, s.reading, m.String(), under}
	if s.thin[at] || s.leftOut(m) {
		return false
	}
	if class, convicted, of := m.Class(); of {
		return !slices.ContainsFunc(s.res.ClassLevels, func(l model.ClassLevel) bool {
			return l.Window.All && l.Class == class && (l.Stage == 1) == convicted && l.Proposed == (under == project.Proposed) && l.Count.Withheld()
		})
	}
	if at.metric = levelOf(m); at.metric == "" {
		return true
	}
	c, ok := s.r.d.levels[at]
	return !ok || !s.r.hides(c)
}

// leftOut reports whether a year that the projection does not rest on is withheld of what a
// metric counts: all years less those that it rests on would tell it.
func (s *seen) leftOut(m project.Metric) bool {
	class, convicted, of := m.Class()
	level := levelOf(m)
	if !of && level == "" {
		return false
	}
	outside := func(w model.Window) bool { return !w.All && !s.p.RestsOn(m, w.Year) }
	if level == project.NewRegistrants.String() {
		return slices.ContainsFunc(s.res.RegistryEvents, func(x model.RegistryEvent) bool {
			return x.Event != model.Added && outside(x.Window) && x.Count.Withheld()
		})
	}
	return slices.ContainsFunc(s.res.ClassLevels, func(l model.ClassLevel) bool {
		if l.Proposed || !outside(l.Window) || !l.Count.Withheld() {
			return false
		}
		switch {
		case of:
			return l.Class == class && (l.Stage == 1) == convicted
		case level == project.FelonyCharges.String():
			return l.Stage == 0 && l.Class.Felony()
		case level == project.FelonyConvictions.String():
			return l.Stage == 1 && l.Class.Felony()
		}
		return l.Stage == 1
	})
}

// turns reports whether what a dial does to a metric may be seen. That the law reaches back
// tells the registrants of single years of the record.
func (s *seen) turns(x *project.Turn) bool {
	if (x.Metric == project.NewRegistrants || x.Metric == project.RegistryStock) && x.Assumption == project.Retroactive &&
		slices.ContainsFunc(s.res.RegistryEvents, func(e model.RegistryEvent) bool { return e.Count.Withheld() }) {
		return false
	}
	return s.shows(x.Metric, project.Difference)
}

// shows reports whether a row of a metric under a law may be seen: what changes where its
// total is told, and what is proposed where both that and the current law are.
func (s *seen) shows(m project.Metric, under project.Law) bool {
	now := s.level(m, project.Current)
	if under == project.Current {
		return now
	}
	then := s.level(m, project.Proposed)
	changes := !untold(m, s.res) && !(now && !then) && !s.thin[levelAt{s.r.choice, s.reading, m.String(), project.Difference}]
	if under == project.Difference {
		return changes
	}
	return now && then && changes
}

// thinLevels are the levels which, by what is projected from them, may be small counts of a
// record of as many years: what is projected a year, so often, is less than the threshold.
func thinLevels(threshold, choice int, run *report.Run) map[levelAt]bool {
	out := map[levelAt]bool{}
	for i, p := range run.Projections {
		reading := run.Results[i].Proposal.Reading
		most := map[levelAt]float64{}
		for _, x := range p.Rows {
			if x.Year == 0 || !countedUnit(x.Metric) {
				continue
			}
			at := levelAt{choice, reading, x.Metric.String(), x.Law}
			most[at] = max(most[at], math.Abs(x.Mean)*float64(p.YearsOf(x.Metric)))
		}
		for at, v := range most {
			out[at] = thin(threshold, v)
		}
	}
	return out
}

func thin(threshold int, v float64) bool { return v > 1e-6 && v < float64(threshold) }

// countedUnit reports whether a metric counts what comes in a year.
func countedUnit(m project.Metric) bool {
	switch m.Unit() {
	case "charge", "case":
		return true
	}
	return m == project.NewRegistrants
}

// torn names what the current law's figures tell: where one is withheld in a reading, or
// under a choice, and printed in another, for it is the same in all.
func torn(choices [][]report.Table) (out []string) {
	type places struct{ hidden, shown string }
	by := map[string]*places{}
	var order []string
	note := func(key, where, text string) {
		x := by[key]
		if x == nil {
			x = &places{}
			by[key] = x
			order = append(order, key)
		}
		if text == Word {
			x.hidden = where
		} else {
			x.shown = where
		}
	}
	for i, tables := range choices {
		for j := range tables {
			t := &tables[j]
			for n, is := range textsOf(t) {
				switch {
				case t.Name == "equity":
					note("equity|"+is.at("metric")+"|"+is.at("group_by")+"|"+is.at("group"), fmt.Sprintf("choice %d, %s", i+1, place(t, n)), is.at("current"))
				case t.Name == "class_level" && is.at("law") == "current":
					note("class_level|"+is.at("fiscal_year")+"|"+is.at("stage")+"|"+is.at("class"), fmt.Sprintf("choice %d, %s", i+1, place(t, n)), is.at("central"))
				case t.Name == "projection" && is.at("law") == "current":
					note("projection|"+is.at("metric")+"|"+is.at("fiscal_year"), fmt.Sprintf("choice %d, %s", i+1, place(t, n)), is.at("mean"))
				}
			}
		}
	}
	for _, k := range order {
		if x := by[k]; x.hidden != "" && x.shown != "" {
			out = append(out, fmt.Sprintf("%s: it is withheld, and the current law is the same in all readings and choices: %s", x.hidden, x.shown))
		}
	}
	return out
}

// thinRows names what is projected that, over the years of the record, stands for a small
// count.
func thinRows(threshold int, tables []report.Table) (out []string) {
	years := map[string]float64{}
	for i := range tables {
		if t := &tables[i]; t.Name == "streams" {
			for _, is := range textsOf(t) {
				years[is.at("side")] = number0(is.at("to_year")) - number0(is.at("from_year")) + 1
			}
		}
	}
	for i := range tables {
		t := &tables[i]
		if t.Name != "projection" || len(years) == 0 {
			continue
		}
		metrics := map[string]project.Metric{}
		for _, m := range project.Metrics() {
			metrics[m.String()] = m
		}
		most, at := map[string]float64{}, map[string]int{}
		var order []string
		for n, is := range textsOf(t) {
			m, ok := metrics[is.at("metric")]
			if !ok || !countedUnit(m) || is.at("fiscal_year") == "all" {
				continue
			}
			k := is.at("reading") + "|" + is.at("metric") + "|" + is.at("law")
			if _, ok := at[k]; !ok {
				at[k] = n
				order = append(order, k)
			}
			if v := math.Abs(number0(is.at("mean"))) * years[m.Side()]; v > most[k] {
				most[k] = v
			}
		}
		for _, k := range order {
			if thin(threshold, most[k]) {
				out = append(out, fmt.Sprintf("%s: over the years of the record it stands for %.3g", place(t, at[k]), most[k]))
			}
		}
	}
	return out
}
