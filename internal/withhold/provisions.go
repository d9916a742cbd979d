package withhold

import (
	"fmt"
	"math"

	"impact/internal/disclose"
)

// tieProvisions: Shapley values add up to the whole; what a provision reaches is what it
// does alone.
func (d *disclosure) tieProvisions(t map[string][]line) {
	shapley := newSums()
	alone := map[string]*line{}
	for i := range t["attribution"] {
		l := &t["attribution"][i]
		shapley.at(totalOf[l.is.at("metric")]).put(l.cells[2], l.value[2], 1)
		if l.is.at("metric") == "charges_changed" {
			alone[l.is.at("provision")] = l
		}
	}
	for i := range t["totals"] {
		l := &t["totals"][i]
		if s := shapley.by[l.is.at("metric")]; s != nil {
			l.into(s, -1)
			d.zero(s, false)
		}
	}
	for i := range t["overlap"] {
		l := &t["overlap"][i]
		a := alone[l.is.at("provision_a")]
		if a == nil || l.is.at("provision_a") != l.is.at("provision_b") {
			continue
		}
		var s sum
		l.into(&s, 1)
		s.put(a.cells[0], a.value[0], -1)
		if math.Abs(s.total) < 1e-6*(1+math.Abs(a.value[0])) {
			d.zero(&s, false)
		}
	}
}

// totalOf is the total that the effects on a metric add up to.
var totalOf = map[string]string{"charges_changed": "charges_changed", "felony_charges": "felony_charges", "felony_convictions": "felony_convictions",
	"minor_charges_changed": "minor_victim_charges_changed", "new_registrants": "registrants"}

// tieRest: what the others do without a provision is the whole less what it does last. No
// table has it, and yet it is a count: where it is small, it is to be protected as if one had.
func (d *disclosure) tieRest(t map[string][]line) {
	whole := map[string]*line{}
	for i := range t["totals"] {
		whole[t["totals"][i].is.at("metric")] = &t["totals"][i]
	}
	for i := range t["attribution"] {
		l := &t["attribution"][i]
		total := whole[totalOf[l.is.at("metric")]]
		if total == nil || total.cells[0] == noCell || l.cells[1] == noCell {
			continue
		}
		v := total.value[0] - l.value[1]
		if !math.IsNaN(v) && math.Abs(v) < 1e-6 { // the others do nothing: whoever knows the act knows that
			var all sum
			all.put(l.cells[1], l.value[1], 1)
			all.put(total.cells[0], total.value[0], -1)
			d.zero(&all, false)
			continue
		}
		key := fmt.Sprintf("without|%s|%s|%s|%s", l.is.at("provision"), l.is.at("metric"), total.of("low", "central", "high"), l.of("alone", "last", "shapley"))
		if math.IsNaN(v) {
			key = fmt.Sprintf("%s|%s|%d", key, l.is.at("reading"), d.choice)
		}
		c, ok := d.cells[key]
		switch {
		case !ok && d.family.Small(v):
			c = d.family.Put(disclose.Count{Name: key, Value: v, Signed: true})
		case !ok:
			c = d.family.HideNet(key, v)
		}
		d.cells[key] = c
		var s sum
		s.put(c, v, 1)
		s.put(total.cells[0], total.value[0], -1)
		s.put(l.cells[1], l.value[1], 1)
		d.zero(&s, false)
	}
}
