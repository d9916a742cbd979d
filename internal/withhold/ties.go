package withhold

import (
	"math"
	"slices"

	"impact/internal/disclose"
)

// tie states what ties the tables of one reading under one choice of provisions. Every
// tie is one of definition: it holds in every docket (family.Check).
func (d *disclosure) tie(t map[string][]line) {
	d.tieYears(t)
	d.tieSections(t)
	d.tieUnits(t)
	d.tieRows(t)
	d.tieReadings(t)
	d.tieRegistry(t)
	d.tieMinors(t)
	d.tieTotals(t)
	d.tieLedger(t)
	d.tieEdges(t)
	d.tieRest(t)
	d.tieGroups(t)
	d.tieVictims(t)
	d.tieLevels(t)
	d.changing(t)
	d.tieWindows()
	d.partsOf(t)
	d.tieDonors(t)
	d.tieProvisions(t)
}

// notOfSeries are the columns that do not tell one series of years from another.
var notOfSeries = []string{"scenario", "reading", "fiscal_year", "low", "central", "high", "charges"}

// sameOf are the columns in which the years of a series are alike.
func sameOf(l *line) []string {
	return slices.DeleteFunc(slices.Sorted(slices.Values(l.is.columns)), func(col string) bool { return slices.Contains(notOfSeries, col) })
}

// tieYears: of charges and cases, and of events that a person has once, all years
// together are the sum of the years.
func (d *disclosure) tieYears(t map[string][]line) {
	series := newSums()
	for _, name := range countedTables {
		if !countings[name].years {
			continue
		}
		s := newSums()
		var same []string
		for i := range t[name] {
			l := &t[name][i]
			if i == 0 {
				same = sameOf(l)
			}
			key := l.of(same...)
			of := 1.0
			if l.is.at("fiscal_year") == "all" {
				of = -1
			} else if l.cells[0] != noCell {
				series.at(name+"|"+key).put(l.cells[0], 0, 1)
			}
			if l.is.at("unit") != "person" && l.is.at("unit") != "victim" {
				l.into(s.at(key), of)
			}
		}
		s.zero(d, false)
	}
	for _, k := range series.order {
		var cells []disclose.Cell
		for _, t := range series.by[k].terms {
			cells = append(cells, t.Cell)
		}
		d.family.Together(cells...)
	}
}

// tieRows: where a case has one charge the row of cases is that of charges, and where almost
// all are convicted that of the convicted is that of the charged, and the data need not say so:
// what is withheld in one unit is withheld in all, and at both stages where they come to
// almost the same.
func (d *disclosure) tieRows(t map[string][]line) {
	for _, name := range []string{"class_shift", "section_shift", "minor_victims", "minors_charged", "coverage"} {
		rows := map[string]*line{}
		for i := range t[name] {
			l := &t[name][i]
			key := l.of("fiscal_year", "age_band", "section", "from_section", "from_class", "to_section", "to_class")
			if first := rows[key+l.is.at("stage")]; first == nil {
				rows[key+l.is.at("stage")] = l
			} else {
				d.together(first, l)
			}
			if other := rows[key+"charged"]; other != nil && other != l && other.is.at("unit") == l.is.at("unit") && math.Abs(other.value[0]-l.value[0]) < float64(d.family.Threshold) {
				d.together(other, l)
			}
		}
	}
}

// tieReadings: a reading may hold another, and need not say so: what is withheld in one is
// withheld in all.
func (d *disclosure) tieReadings(t map[string][]line) {
	for _, name := range []string{"registry_flow"} {
		for i := range t[name] {
			l := &t[name][i]
			if l.cells[0] == noCell {
				continue
			}
			key := name + l.of("unit", "fiscal_year", "stage", "age_band", "changed", "from_section", "from_class", "to_section", "to_class", "event", "term_before", "term_after")
			if first, ok := d.same[key]; ok {
				d.family.Together(first, l.cells[0])
			} else {
				d.same[key] = l.cells[0]
			}
		}
	}
}

func (d *disclosure) together(a, b *line) {
	if a.cells[0] != noCell && b.cells[0] != noCell {
		d.family.Together(a.cells[0], b.cells[0])
	}
}

// tieUnits: no more cases, and no more persons, than charges stand at a class over all
// years, before as after.
func (d *disclosure) tieUnits(t map[string][]line) {
	many := newSums()
	for i := range t["class_shift"] {
		l := &t["class_shift"][i]
		if l.is.at("fiscal_year") != "all" {
			continue
		}
		for _, end := range []string{"from_class", "to_class"} {
			if l.is.at(end) == "none" || l.is.at(end) == "unknown" {
				continue
			}
			for _, u := range []string{"case", "person"} {
				switch l.is.at("unit") {
				case u:
					l.into(many.at(u+end+l.of("stage", end)), 1)
				case "charge":
					l.into(many.at(u+end+l.of("stage", end)), -1)
				}
			}
		}
	}
	many.zero(d, true)
}
