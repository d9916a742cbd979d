package withhold

import (
	"fmt"
	"strings"

	"impact/internal/disclose"
	"impact/internal/model"
)

// tieGroups: groups make up the whole, whatever they are groups of, under current law, as
// proposed and in what is between.
func (d *disclosure) tieGroups(t map[string][]line) {
	by := newSums()
	ended, convicted := newSums(), map[string]float64{} // by group and law
	for i := range t["equity"] {
		l := &t["equity"][i]
		for n, law := range []string{"current", "proposed"} {
			key := law + "|" + l.of("group_by", "group")
			switch l.is.at("metric") {
			case "felony_charges":
				ended.at(key).put(l.cells[n], l.value[n], 1)
			case "felony_convictions":
				ended.at(key).put(l.cells[n], l.value[n], -1)
				convicted[key] = l.value[n]
			}
		}
		var net sum
		for n, of := range []float64{1, -1, 1} {
			net.put(l.cells[n], l.value[n], of)
		}
		d.zero(&net, false)
		d.oneWay(l, t)
		k := l.of("metric", "group_by")
		by.at(k).put(l.cells[2], l.value[2], 1)
	}
	for _, k := range ended.order {
		d.notConvicted("group|"+k, ended.by[k], convicted[k])
	}
	for _, k := range by.order {
		metric := strings.Split(k, "|")[0]
		for i := range t["totals"] {
			if l := &t["totals"][i]; l.is.at("metric") == metric || l.is.at("metric") == "registrants" && metric == "new_registrants" {
				l.into(by.at(k), -1)
				d.zero(by.at(k), false)
			}
		}
	}
	victims := newSums()
	for i := range t["victim_composition"] {
		l := &t["victim_composition"][i]
		l.into(victims.at(l.of("group_by")), 1)
		d.grouped(l)
	}
	for _, k := range victims.order {
		for i := range t["totals"] {
			if l := &t["totals"][i]; l.is.at("metric") == "charges_changed" {
				l.into(victims.at(k), -1)
				d.zero(victims.at(k), false)
			}
		}
	}
}

// grouped: victims are few, and what may change of one group is what may of all less what may of the
// others, in every reading: the groups of a kind are withheld together.
func (d *disclosure) grouped(l *line) {
	if l.cells[0] == noCell {
		return
	}
	key := "victim_composition" + l.of("group_by")
	if first, ok := d.same[key]; ok {
		d.family.Together(first, l.cells[0])
	} else {
		d.same[key] = l.cells[0]
	}
}

// tieVictims: charges that change, by the age of their victim, are those that change section or
// class, and those of which nothing changes but the registry's effect. Where what is charged
// contradicts the age on record, the moves hold what is charged, and the composition the record: such
// charges move as those of a minor whose age is not known.
func (d *disclosure) tieVictims(t map[string][]line) {
	moves := map[string]*line{}
	for i := range t["minor_moves"] {
		if l := &t["minor_moves"][i]; l.is.at("stage") == "charged" && l.is.at("changed") == "yes" {
			moves[l.is.at("age_band")] = l
		}
	}
	for i := range t["victim_composition"] {
		l := &t["victim_composition"][i]
		m := moves[l.is.at("group")]
		if l.is.at("group_by") != model.ByVictimAge || m == nil {
			continue
		}
		var least, most sum
		m.into(&least, 1)
		l.into(&least, -1)
		m.into(&most, -1)
		l.into(&most, 1)
		if x := moves[model.Under18.String()]; x != nil && x != m {
			x.into(&most, -1)
		}
		for j := range t["section_shift"] {
			if x := &t["section_shift"][j]; x.is.at("fiscal_year") == "all" && x.is.at("stage") == "charged" && x.is.at("provision") != "" && !x.changes() {
				x.into(&most, -1)
			}
		}
		d.zero(&least, true)
		d.zero(&most, true)
	}
}

// oneWay says of what is between that it is no fall where no row of the tables tells of one,
// and no rise likewise: rows of nothing do not stand there.
func (d *disclosure) oneWay(l *line, t map[string][]line) {
	if l.cells[2] == noCell {
		return
	}
	up, down := false, false
	switch metric := l.is.at("metric"); metric {
	case "new_registrants":
		for i := range t["registry_flow"] {
			if x := &t["registry_flow"][i]; x.is.at("fiscal_year") == "all" {
				up, down = up || x.is.at("event") == "added", down || x.is.at("event") == "removed"
			}
		}
	case "felony_charges", "felony_convictions":
		stage := map[string]string{"felony_charges": "charged", "felony_convictions": "convicted"}[metric]
		for i := range t["class_shift"] {
			x := &t["class_shift"][i]
			if x.is.at("fiscal_year") != "all" || x.is.at("unit") != "charge" || x.is.at("stage") != stage {
				continue
			}
			net := unit(felony(x.is.at("to_class"))) - unit(felony(x.is.at("from_class")))
			up, down = up || net > 0, down || net < 0
		}
	default:
		return
	}
	for _, x := range []struct {
		never bool
		of    float64
	}{{down, -1}, {up, 1}} {
		key := fmt.Sprintf("one way %d %g", l.cells[2], x.of)
		if !x.never && !(x.of*l.value[2] > 0) && !d.tied[key] {
			d.tied[key] = true
			d.family.Tie([]disclose.Term{{Cell: l.cells[2], Of: x.of}}, true)
		}
	}
}
