package withhold

import (
	"fmt"
	"math"

	"impact/internal/disclose"
)

// tieDonors: the convictions whose sentences others are given are, where every conviction has
// a sentence and is one count, those of the class or of the section under current law;
// otherwise they are no more, and how many fewer is a count that is protected where it is small.
func (d *disclosure) tieDonors(t map[string][]line) {
	same := func(donor *line, s *sum) {
		of := *s
		donor.into(&of, -1)
		switch {
		case math.Abs(of.total) < dust*(1+donor.value[0]):
			d.zero(&of, false)
		case d.family.Small(of.total) && of.total > 0:
			key := fmt.Sprintf("without a sentence|%s|%.9g", donor.of("section", "class"), of.total)
			c, ok := d.cells[key]
			if !ok {
				c = d.family.Put(disclose.Count{Name: key, Value: of.total})
				d.cells[key] = c
			}
			of.put(c, of.total, -1)
			d.zero(&of, false)
		case of.total > 0:
			for i := range of.terms {
				of.terms[i].Of = -of.terms[i].Of
			}
			d.zero(&of, true)
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
