package withhold

import "math"

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
