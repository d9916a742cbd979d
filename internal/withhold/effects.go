package withhold

import (
	"slices"

	"impact/internal/disclose"
)

// What a provision does alone, last and on average are sums and differences of what runs
// with fewer provisions would print, so that they tell of rows which no tie of this run
// reaches: 572.5 felony convictions are half of 1,145. Effects are therefore shown of a
// metric only where no moved row that it is made of is withheld; else those of all
// provisions are withheld.

// An effects is the effects on one metric in one reading, or what is covered in a year, and
// the rows that they are made of or tell of.
type effects struct {
	cells []disclose.Cell
	parts []disclose.Cell
	many  int // provisions that have one
}

// effectsOf are the effects of a reading under one choice of provisions. A metric on which a
// single provision has an effect is left out: that is the total.
func effectsOf(t map[string][]line) []effects {
	stage := map[string]string{"charges_changed": "charged", "felony_charges": "charged", "minor_charges_changed": "charged", "felony_convictions": "convicted"}
	var out []effects
	by := map[string]int{}
	for i := range t["attribution"] {
		l := &t["attribution"][i]
		metric := l.is.at("metric")
		if _, ok := by[metric]; !ok {
			by[metric] = len(out)
			out = append(out, effects{parts: movedRows(t, metric, stage[metric])})
		}
		before := len(out[by[metric]].cells)
		for _, c := range l.cells {
			if c != noCell {
				out[by[metric]].cells = append(out[by[metric]].cells, c)
			}
		}
		if len(out[by[metric]].cells) > before {
			out[by[metric]].many++
		}
	}
	if at, ok := by["charges_changed"]; ok {
		for i := range t["overlap"] {
			if c := t["overlap"][i].cells[0]; c != noCell {
				out[at].cells = append(out[at].cells, c)
			}
		}
	}
	out = slices.DeleteFunc(out, func(e effects) bool { return e.many < 2 })
	return slices.Concat(out, covered(t), yearsOf(t))
}

// yearsOf are, of each series, the rows of its years with that of all years: whoever has the years has
// their sum. Where the expectation is nothing no tie says so, and low and high are sums all the same.
func yearsOf(t map[string][]line) (out []effects) {
	for _, name := range countedTables {
		if !countings[name].years {
			continue
		}
		at := map[string]int{}
		for i := range t[name] {
			l := &t[name][i]
			if l.cells[0] == noCell {
				continue
			}
			key := l.of(sameOf(l)...)
			n, ok := at[key]
			if !ok {
				n = len(out)
				at[key] = n
				out = append(out, effects{})
			}
			if l.is.at("fiscal_year") == "all" {
				out[n].parts = append(out[n].parts, l.cells[0])
			} else {
				out[n].cells = append(out[n].cells, l.cells[0])
			}
		}
	}
	return slices.DeleteFunc(out, func(e effects) bool { return len(e.parts) == 0 || len(e.cells) == 0 })
}

// covered are, by year, the rows of what a privilege covers, with the charges of that year that
// move, for a section that it covers is no more than all that is covered.
func covered(t map[string][]line) []effects {
	moved := func(l *line) bool { return l.is.at("stage") == "charged" && l.is.at("provision") != "" }
	return byYear(t["coverage"], t["section_shift"], moved)
}

// byYear are rows, with those of the same year that are parts of them.
func byYear(rows, parts []line, part func(*line) bool) (out []effects) {
	by := map[string]int{}
	for i := range rows {
		year := rows[i].is.at("fiscal_year")
		n, ok := by[year]
		if !ok {
			n = len(out)
			by[year] = n
			out = append(out, effects{})
		}
		if c := rows[i].cells[0]; c != noCell {
			out[n].cells = append(out[n].cells, c)
		}
	}
	for i := range parts {
		l := &parts[i]
		if n, ok := by[l.is.at("fiscal_year")]; ok && part(l) && l.cells[0] != noCell {
			out[n].parts = append(out[n].parts, l.cells[0])
		}
	}
	return out
}

// movedRows are the rows of all years that a metric is made of.
func movedRows(t map[string][]line, metric, stage string) (out []disclose.Cell) {
	add := func(table string, of func(*line) bool) {
		for i := range t[table] {
			if l := &t[table][i]; of(l) && l.cells[0] != noCell {
				out = append(out, l.cells[0])
			}
		}
	}
	all := func(l *line) bool { return l.is.at("fiscal_year") == "all" }
	switch metric {
	case "new_registrants":
		add("registry", func(l *line) bool { return all(l) && (l.is.at("event") == "added" || l.is.at("event") == "removed") })
	case "minor_charges_changed":
		add("minor_victims", func(l *line) bool {
			return all(l) && l.is.at("unit") == "charge" && l.is.at("stage") == stage && l.changes()
		})
	default:
		add("section_shift", func(l *line) bool { return all(l) && l.is.at("stage") == stage && l.is.at("provision") != "" })
	}
	return out
}

// choose finds a pattern in which no effect tells of a row that is withheld.
func (d *disclosure) choose() (*disclose.Pattern, error) {
	for _, e := range d.effects {
		if slices.ContainsFunc(e.parts, d.family.IsSmall) {
			d.family.Withhold(e.cells...)
		}
	}
	p, err := d.family.Choose()
	if err != nil {
		return nil, err
	}
	for again := true; again; {
		hides := func(c disclose.Cell) bool { return p.Withheld[c] }
		more := d.tooNear(hides)
		for i := range d.newcomers {
			more = append(more, d.newcomers[i].tooNear(hides, d.family.Small)...)
		}
		if d.swaps != nil {
			also, err := d.swaps.more(p)
			if err != nil {
				return nil, err
			}
			more = append(more, also...)
		}
		for _, e := range d.effects {
			if slices.ContainsFunc(e.parts, hides) && slices.ContainsFunc(e.cells, func(c disclose.Cell) bool { return !hides(c) }) {
				more = append(more, e.cells...)
			}
		}
		if again = len(more) > 0; again {
			if p, err = p.Add(more...); err != nil {
				return nil, err
			}
		}
	}
	return p, nil
}
