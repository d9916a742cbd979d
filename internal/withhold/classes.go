package withhold

import (
	"strings"
)

// tieSections: the sections of two classes make up the shift between them; what a shift
// starts from is the same in every reading, under every choice; the levels are its
// margins.
func (d *disclosure) tieSections(t map[string][]line) {
	shifts, levels, from := newSums(), newSums(), newSums()
	for i := range t["section_shift"] {
		l := &t["section_shift"][i]
		l.into(shifts.at(l.of("fiscal_year", "stage", "from_class", "to_class")), 1)
		l.into(from.at("section|"+l.of("fiscal_year", "stage", "from_section", "from_class")), 1)
	}
	for i := range t["class_shift"] {
		l := &t["class_shift"][i]
		if l.is.at("unit") == "charge" {
			if len(t["section_shift"]) > 0 {
				l.into(shifts.at(l.of("fiscal_year", "stage", "from_class", "to_class")), -1)
			}
			l.into(levels.at(l.of("fiscal_year", "stage", "from_class")+"current"), 1)
			l.into(levels.at(l.of("fiscal_year", "stage", "to_class")+"proposed"), 1)
			continue
		}
		l.into(from.at("class|"+l.of("unit", "fiscal_year", "stage", "from_class")), 1)
	}
	for i := range t["class_level"] {
		l := &t["class_level"][i]
		l.into(levels.at(l.of("fiscal_year", "stage", "class")+l.is.at("law")), -1)
	}
	shifts.zero(d, false)
	levels.zero(d, false)
	d.conserve(from)
}

// felony reports whether a class is one of felonies.
func felony(class string) bool { return strings.HasPrefix(class, "felony") }
