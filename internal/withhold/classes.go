package withhold

import (
	"fmt"
	"strings"

	"impact/internal/disclose"
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
	d.tieConvicted(t)
}

// tieConvicted: what was charged of a section, or of a class, less what was convicted is how
// many ended otherwise. No table has it, and yet it is a count: where it is small, it is to be
// protected as if one had.
func (d *disclosure) tieConvicted(t map[string][]line) {
	by, convicted := newSums(), newSums()
	add := func(l *line, key string) {
		if l.is.at("fiscal_year") == "all" {
			l.into(convicted.at(key), unit(l.is.at("stage") == "convicted"))
			l.into(by.at(key), unit(l.is.at("stage") == "charged")-unit(l.is.at("stage") == "convicted"))
		}
	}
	for i := range t["section_shift"] {
		l := &t["section_shift"][i]
		add(l, "section|"+l.of("from_section", "from_class"))
	}
	for i := range t["class_level"] {
		if l := &t["class_level"][i]; l.is.at("law") == "current" {
			add(l, "class|"+l.of("class"))
			add(l, "class|")
		}
	}
	for _, k := range by.order {
		d.notConvicted(k, by.by[k], convicted.by[k].total)
	}
}

// notConvicted protects what was charged less what was convicted, where it is small and what was
// convicted is not: else that is withheld.
func (d *disclosure) notConvicted(of string, s *sum, convicted float64) {
	if !d.family.Small(s.total) || convicted < float64(d.family.Threshold) {
		return
	}
	key := fmt.Sprintf("not convicted|%s|%.9g", of, s.total)
	c, ok := d.cells[key]
	if !ok {
		c = d.family.Put(disclose.Count{Name: key, Value: s.total, Signed: true})
		d.cells[key] = c
	}
	s.put(c, s.total, -1)
	d.zero(s, false)
}

// felony reports whether a class is one of felonies.
func felony(class string) bool { return strings.HasPrefix(class, "felony") }
