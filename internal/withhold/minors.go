package withhold

// tieMinors: charges with a victim under 18 are some of all charges; their moves are sums
// of them; and they start from the same in every reading.
func (d *disclosure) tieMinors(t map[string][]line) {
	moves, within, from := newSums(), newSums(), newSums()
	path := []string{"fiscal_year", "stage", "from_section", "from_class", "to_section", "to_class"}
	for i := range t["minor_victims"] {
		l := &t["minor_victims"][i]
		if l.is.at("unit") != "charge" {
			continue
		}
		if l.is.at("fiscal_year") == "all" {
			l.into(moves.at(l.of("stage", "age_band")+yesNo(l.changes())), 1)
		}
		l.into(within.at(l.of(path...)), 1)
		l.into(from.at("minor|"+l.of("fiscal_year", "stage", "age_band", "from_section", "from_class")), 1)
	}
	for i := range t["minor_moves"] {
		l := &t["minor_moves"][i]
		if len(t["minor_victims"]) > 0 {
			l.into(moves.at(l.of("stage", "age_band")+l.is.at("changed")), -1)
		}
	}
	for i := range t["section_shift"] {
		l := &t["section_shift"][i]
		if k := l.of(path...); within.by[k] != nil {
			l.into(within.by[k], -1)
		}
	}
	moves.zero(d, false)
	if len(t["section_shift"]) > 0 {
		within.zero(d, true)
	}
	d.conserve(from)
}

func yesNo(v bool) string {
	if v {
		return "yes"
	}
	return "no"
}
