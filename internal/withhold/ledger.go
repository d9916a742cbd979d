package withhold

import "strings"

// tieLedger: the books balance, in rows and in counts; what they say moved is what the
// sections say, but for what is undetermined.
func (d *disclosure) tieLedger(t map[string][]line) {
	var read, kept [2]sum
	var all, least, most sum
	for i := range t["ledger"] {
		l := &t["ledger"][i]
		for n := range read {
			put := func(s *sum, of float64) { s.put(l.cells[n], l.value[n], of) }
			switch l.is.at("kind") {
			case "read":
				put(&read[n], -1)
			case "refused":
				put(&read[n], 1)
			case "kept":
				put(&read[n], 1)
				put(&kept[n], -1)
			case "unchanged", "moved", "repealed", "undetermined", "out_of_catalogue":
				put(&kept[n], 1)
			}
		}
		switch l.is.at("kind") {
		case "kept":
			l.into(&all, -1)
		case "moved", "repealed":
			l.into(&least, 1)
			l.into(&most, -1)
		case "undetermined":
			l.into(&most, -1)
		}
	}
	for n := range read {
		d.zero(&read[n], false)
		d.zero(&kept[n], false)
	}
	for i := range t["class_shift"] {
		if l := &t["class_shift"][i]; l.is.at("fiscal_year") == "all" && l.is.at("unit") == "charge" && l.is.at("stage") == "charged" {
			l.into(&all, 1)
		}
	}
	d.zero(&all, false)
	for i := range t["section_shift"] {
		if l := &t["section_shift"][i]; l.is.at("fiscal_year") == "all" && l.is.at("stage") == "charged" && l.is.at("provision") != "" {
			l.into(&least, -1)
			l.into(&most, 1)
		}
	}
	if len(t["section_shift"]) > 0 {
		d.zero(&least, true)
		d.zero(&most, true)
	}
	d.tieMoved(t)
}

// tieMoved: of each provision the sections say at least what the books say it moved, and no
// more than that with what is undetermined and with what moved by one or another.
func (d *disclosure) tieMoved(t map[string][]line) {
	least, most := newSums(), newSums()
	for i := range t["section_shift"] {
		if l := &t["section_shift"][i]; l.is.at("fiscal_year") == "all" && l.is.at("stage") == "charged" && l.is.at("provision") != "" {
			l.into(least.at(l.is.at("provision")), -1)
			l.into(most.at(l.is.at("provision")), 1)
		}
	}
	for i := range t["ledger"] {
		l := &t["ledger"][i]
		by, kind := l.is.at("provision"), l.is.at("kind")
		booked := kind == "moved" || kind == "repealed"
		for _, k := range most.order {
			switch {
			case booked && by == k:
				l.into(least.at(k), 1)
				l.into(most.at(k), -1)
			case booked && strings.Contains(by, " or "), kind == "undetermined":
				l.into(most.at(k), -1)
			}
		}
	}
	least.zero(d, true)
	most.zero(d, true)
}
