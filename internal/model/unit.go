package model

import (
	"impact/internal/court"
	"impact/internal/law"
)

// A Unit is what is counted.
type Unit uint8

// The units. A charge is weighted by its counts; cases, persons and victims are not.
const (
	Charges Unit = iota
	Cases
	Persons
	Victims
)

// String is the unit as tables write it.
func (u Unit) String() string { return [...]string{"charge", "case", "person", "victim"}[u] }

// A Window is a fiscal year, or all of them.
type Window struct {
	Year law.Year // 0 unknown
	All  bool
}

// All is the whole window, charges of unknown year included.
var All = Window{All: true}

// String is the window as tables write it.
func (w Window) String() string {
	if w.All {
		return "all"
	}
	return w.Year.String()
}

// compare orders windows: years, then unknown, then all.
func (w Window) compare(v Window) int { return w.sort() - v.sort() }

func (w Window) sort() int {
	switch {
	case w.All:
		return 1 << 20
	case w.Year == 0:
		return 1 << 19
	}
	return int(w.Year)
}

// profiles are the docket's multisets of a unit.
func (b *Bench) profiles(u Unit) []court.Profile {
	switch u {
	case Cases:
		return b.Docket.Cases
	case Persons:
		return b.Docket.Persons
	}
	return b.Docket.Victims
}

// firstYear is the earliest known fiscal year among the members at a stage.
func (b *Bench) firstYear(ms []member, stage court.Stage) law.Year {
	var first law.Year
	for i := range ms {
		if y := b.Docket.Signatures[ms[i].Sig].Year(stage); y != 0 && (first == 0 || y < first) {
			first = y
		}
	}
	return first
}

// byYear splits a person's members by the fiscal year of each.
func (b *Bench) byYear(ms []member, stage court.Stage) (years []law.Year, parts [][]member) {
	for i := range ms {
		y := b.Docket.Signatures[ms[i].Sig].Year(stage)
		at := -1
		for j := range years {
			if years[j] == y {
				at = j
			}
		}
		if at < 0 {
			years, parts = append(years, y), append(parts, nil)
			at = len(years) - 1
		}
		parts[at] = append(parts[at], ms[i])
	}
	return years, parts
}

// spread visits each window in which a profile of a unit is counted, with the
// members that count there: a case once, in its earliest year, and in All; a
// person in every year with that year's charges, and in All with all of them.
func (b *Bench) spread(u Unit, stage court.Stage, ms []member, visit func(Window, []member)) {
	if len(ms) == 0 {
		return
	}
	if u != Persons {
		visit(Window{Year: b.firstYear(ms, stage)}, ms)
		visit(All, ms)
		return
	}
	years, parts := b.byYear(ms, stage)
	for i, y := range years {
		visit(Window{Year: y}, parts[i])
	}
	visit(All, ms)
}
