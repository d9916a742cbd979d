package withhold

// tieRegistry: the events are the terms' sums; who is registered under current law is the
// same in every reading.
func (d *disclosure) tieRegistry(t map[string][]line) {
	flow, from := newSums(), newSums()
	for i := range t["registry"] {
		l := &t["registry"][i]
		l.into(flow.at(l.of("fiscal_year", "event")), 1)
		if l.is.at("fiscal_year") == "all" && l.is.at("event") != "added" {
			l.into(from.at("registered|"+l.of("term_before")), 1)
		}
	}
	for i := range t["registry_flow"] {
		l := &t["registry_flow"][i]
		l.into(flow.at(l.of("fiscal_year", "event")), -1)
	}
	flow.zero(d, false)
	d.conserve(from)
}
