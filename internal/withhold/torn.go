package withhold

import (
	"fmt"
	"math"
	"slices"

	"impact/internal/disclose"
	"impact/internal/project"
	"impact/internal/report"
)

// torn names what the current law's figures tell: where one is withheld in a reading, or
// under a choice, and printed in another, for it is the same in all.
func torn(choices [][]report.Table) (out []string) {
	type places struct{ hidden, shown string }
	by := map[string]*places{}
	var order []string
	for i, tables := range choices {
		for j := range tables {
			t := &tables[j]
			for n, is := range textsOf(t) {
				key, text := current(t.Name, is)
				if key == "" {
					continue
				}
				if by[key] == nil {
					by[key] = &places{}
					order = append(order, key)
				}
				where := fmt.Sprintf("choice %d, %s", i+1, place(t, n))
				if text == Word {
					by[key].hidden = where
				} else {
					by[key].shown = where
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

// current is which figure of the current law a row tells, and the figure; "" where it tells
// none.
func current(table string, is texts) (key, figure string) {
	now := is.at("law") == "current"
	of := func(columns ...string) string {
		l := line{is: is}
		return table + "|" + l.of(columns...)
	}
	switch {
	case table == "equity":
		return of("metric", "group_by", "group"), is.at("current")
	case table == "class_level" && now:
		return of("fiscal_year", "stage", "class"), is.at("central")
	case table == "projection" && now:
		return of("metric", "fiscal_year"), is.at("mean")
	}
	return "", ""
}

// metrics are those that are projected, by name.
var metrics = func() map[string]project.Metric {
	out := map[string]project.Metric{}
	for _, m := range project.Metrics() {
		out[m.String()] = m
	}
	return out
}()

// laws are those under which a figure may stand, by name.
var laws = map[string]project.Law{"current": project.Current, "proposed": project.Proposed, "difference": project.Difference}

// projected names what is projected that tells a small count: what stands for one over the
// years of the record, and what rests on one that is withheld.
func (d *disclosure) projected(choice int, tables []report.Table) (out []string) {
	as := seen{d: d, choice: choice, hides: d.untold, horizon: horizonOf(tables), set: setBy(tables)}
	for i := range tables {
		switch t := &tables[i]; t.Name {
		case "projection":
			out = append(out, thinRows(d.family.Threshold, spansOf(tables), t)...)
			out = append(out, as.unfounded(t)...)
		case "sensitivity", "variance":
			out = append(out, as.unfounded(t)...)
		}
	}
	return out
}

// horizonOf is how many years are projected.
func horizonOf(tables []report.Table) int {
	years := map[string]bool{}
	for i := range tables {
		if tables[i].Name == "projection" {
			for _, is := range textsOf(&tables[i]) {
				years[is.at("fiscal_year")] = true
			}
		}
	}
	delete(years, "all")
	return len(years)
}

// thinRows names what is projected that, over the years of the record, stands for a small
// count.
func thinRows(threshold int, spans map[string]span, t *report.Table) (out []string) {
	var years []foreseen
	for n, is := range textsOf(t) {
		m, ok := metrics[is.at("metric")]
		over, known := spans[m.Side()]
		if ok && known && is.at("fiscal_year") != "all" {
			at := levelAt{0, is.at("reading"), is.at("metric"), laws[is.at("law")]}
			years = append(years, foreseenOf(at, m, number0(is.at("mean")), over.to-over.from+1, n)...)
		}
	}
	for _, x := range thin(threshold, years) {
		out = append(out, fmt.Sprintf("%s: over the years of the record it stands for %.3g", place(t, x.row), x.count))
	}
	return out
}

// unfounded names the numbers of a table of what is projected of which the footing is
// withheld.
func (s seen) unfounded(t *report.Table) (out []string) {
	for n, is := range textsOf(t) {
		m, ok := metrics[is.at("metric")]
		if !ok || !tells(t, is) {
			continue
		}
		s.reading = is.at("reading")
		under := project.Difference
		if t.Name == "projection" {
			under = laws[is.at("law")]
		}
		if !s.turns(m, under, is.at("assumption")) || t.Name == "variance" && !s.varies(m) {
			out = append(out, fmt.Sprintf("%s: it is a number, and what it rests on is withheld", place(t, n)))
		}
		if diverts(m, is) {
			out = append(out, fmt.Sprintf("%s: it tells of convictions in place of diversions that are barred", place(t, n)))
		}
	}
	return out
}

// diverts reports whether a row of what dials do tells of convictions in place of diversions
// that are barred: whose sentences stand in moves the number of nothing else.
func diverts(m project.Metric, is texts) bool {
	if is.at("assumption") != project.SentenceRule || ofSentences(m) {
		return false
	}
	at := number0(is.at("at_central"))
	return math.Abs(number0(is.at("at_low"))-at) > dust || math.Abs(number0(is.at("at_high"))-at) > dust // not of NaN
}

// ofSentences reports whether a metric is reckoned from sentences.
func ofSentences(m project.Metric) bool {
	return m == project.Admissions || m == project.Fines || m == project.Beds || m == project.Supervision
}

// setBy are the telling dials that the analyst of a folder set.
func setBy(tables []report.Table) (out []string) {
	for i := range tables {
		if tables[i].Name == "assumptions" {
			for _, is := range textsOf(&tables[i]) {
				if is.at("set") == "yes" && slices.Contains(telling, is.at("assumption")) {
					out = append(out, is.at("assumption"))
				}
			}
		}
	}
	return out
}

// tells reports whether a row has a number that is not zero.
func tells(t *report.Table, is texts) bool {
	return slices.ContainsFunc(companions[t.Name], func(column string) bool {
		v := number0(is.at(column))
		return math.Abs(v) > dust // not of NaN
	})
}

// untold reports whether a cell is withheld in tables that were read back.
func (d *disclosure) untold(c disclose.Cell) bool {
	return c != noCell && !d.family.Told(c) && !d.family.Hidden(c)
}
