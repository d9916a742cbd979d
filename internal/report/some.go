package report

import "slices"

// Some makes those tables of a run that are named, as Build does, and nothing else. Of
// the results and projections only what the tables tell is needed.
func (r Run) Some(names ...string) []Table {
	r.Need = Full
	b := builder{Run: r}
	var out []Table
	for _, t := range []struct {
		name string
		make func() Table
	}{
		{"projection", b.projection}, {"fiscal", b.fiscal}, {"totals", b.totals}, {"class_shift", b.classShift}, {"class_level", b.classLevel},
		{"section_shift", b.sectionShift}, {"registry", b.registry}, {"registry_flow", b.registryFlow}, {"registry_discretion", b.discretion},
		{"minor_victims", b.minorVictims}, {"minor_moves", b.minorMoves}, {"coverage", b.coverage}, {"minors_charged", b.minorsCharged},
		{"substituted", b.substituted}, {"ledger", b.ledger}, {"overlap", b.overlap}, {"attribution", b.attribution}, {"equity", b.equity},
		{"victim_composition", b.victims}, {"streams", b.streams}, {"donors", b.donors}, {"sensitivity", b.sensitivity},
	} {
		if slices.Contains(names, t.name) {
			out = append(out, t.make())
		}
	}
	return out
}
