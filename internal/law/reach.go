package law

import "slices"

// A Reach is how far the law can carry charges of one citation, and what it can ask
// of them on the way.
type Reach struct {
	Standing []Place // where they can stand when a proposal takes them up
	Places   []Place // those, and where the scenario can carry them
	Heeds    Heed
}

// A Heed is which facts of a charge some law can ask about. The victim's age and the
// day always count.
type Heed struct {
	DefendantAge, Priors, Trafficked, Means bool
	Findings                                uint64 // one bit each
}

// Of is the facts that count.
func (h Heed) Of(f Facts) Facts {
	if !h.DefendantAge {
		f.DefendantAge = 0
	}
	if !h.Priors {
		f.Priors = 0
	}
	if !h.Trafficked {
		f.Trafficked = Unknown
	}
	if !h.Means {
		f.Means = 0
	}
	f.Made, f.NotMade = f.Made&h.Findings, f.NotMade&h.Findings
	return f
}

// to adds what a condition asks.
func (h *Heed) to(fr *Frame, c *Condition) {
	for _, a := range c.Asks(fr) {
		switch a {
		case VictimAgeOf:
		case DefendantAgeOf:
			h.DefendantAge = true
		case PriorsOf:
			h.Priors = true
		case TraffickedOf:
			h.Trafficked = true
		case MeansOf:
			h.Means = true
		default:
			h.Findings |= 1 << (a - FindingOne)
		}
	}
}

// Reach is how far the code and the scenario, in all its readings, can carry charges of
// a citation.
func (s *Scenario) Reach(fr *Frame, cite Citation) Reach {
	var r Reach
	var enacted, proposed []Move
	for _, a := range s.code.Acts {
		enacted = append(enacted, a.Moves...)
	}
	for _, reading := range s.ReadingIDs() {
		proposed = append(proposed, s.act(reading, s.order).Moves...)
	}
	for _, x := range s.code.order {
		if cite.Covers(x.Cite) || x.Cite.Covers(cite) {
			r.Standing = Follow(r.Standing, x.Cite, enacted)
		}
	}
	for _, at := range r.Standing {
		r.Places = Follow(r.Places, at, proposed)
	}
	for _, at := range r.Places {
		for _, m := range slices.Concat(enacted, proposed) {
			if m.From.Covers(at) {
				r.Heeds.to(fr, m.When)
			}
		}
		s.heeds(fr, at, &r.Heeds)
	}
	return r
}

// heeds adds what versions, triggers and covers can ask of a charge that stands at a place.
func (s *Scenario) heeds(fr *Frame, at Place, h *Heed) {
	version := func(v *Version) {
		h.to(fr, v.Implies)
		for _, g := range v.Grades {
			h.to(fr, g.When)
		}
	}
	if x := s.code.statutes[at]; x != nil {
		for _, v := range x.Versions {
			version(v)
		}
	}
	triggers := slices.Clone(s.code.Registry.Triggers)
	for i := range s.file.Provisions {
		p := &s.file.Provisions[i]
		for _, list := range [][]amendment{p.Amends, p.Creates} {
			for j := range list {
				if v := &list[j].Version; v.Statute != nil && v.Statute.Cite == at {
					version(v)
				}
			}
		}
		triggers = append(triggers, p.Registers...)
		if p.Covers != nil && p.Covers.concerns(at) {
			h.to(fr, p.Covers.When)
		}
	}
	for _, t := range triggers {
		if t.cite.Covers(at) {
			h.to(fr, t.When)
		}
	}
}

// Follow adds a place to a list, and those to which moves can carry a charge from it.
func Follow(places []Place, at Place, moves []Move) []Place {
	if at.IsZero() {
		return places
	}
	if !slices.Contains(places, at) {
		places = append(places, at)
	}
	for i := range moves {
		if m := &moves[i]; m.From.Covers(at) && !slices.Contains(places, m.To) {
			places = Follow(places, m.To, moves)
		}
	}
	return places
}

// concerns reports whether the cover asks about charges at a place.
func (c *Cover) concerns(at Place) bool {
	covers := func(c Citation) bool { return c.Covers(at) }
	return slices.ContainsFunc(c.sections, covers) || slices.ContainsFunc(c.within, covers)
}

// Concerns lists the provisions that can do anything to a charge that stands at a place,
// before the proposal or under it: they move it on, amend the section, put it on or take
// it off the registry's list, or ask whether a privilege covers it.
func (p *Proposal) Concerns(at Place) []string {
	var out []string
	for i := range p.Act.Moves {
		if m := &p.Act.Moves[i]; m.From.Covers(at) {
			out = append(out, m.Provision)
		}
	}
	if p.versions[at] != nil {
		out = append(out, p.credit[at])
	}
	for _, t := range p.registers {
		if t.cite.Covers(at) {
			out = append(out, p.listing[t])
		}
	}
	for _, d := range p.delists {
		if d.Covers(at) {
			out = append(out, p.taker[d])
		}
	}
	for _, t := range p.Scenario.code.Registry.Triggers {
		if p.ends(t) && t.cite.Covers(at) {
			out = append(out, amendments)
		}
	}
	for _, id := range p.Active {
		if c := p.Covers[id]; c != nil && c.concerns(at) {
			out = append(out, id)
		}
	}
	slices.Sort(out)
	return slices.Compact(out)
}

// Nothing is the proposal with no provision on.
func (p *Proposal) Nothing() *Proposal {
	q, err := p.Scenario.Propose(p.Reading, []string{}, p.Baseline)
	if err != nil { // what holds of the proposal holds of this
		panic(err)
	}
	return q
}

// Wholes are the proposals of all provisions, one for each reading.
func (p *Proposal) Wholes() []*Proposal {
	var out []*Proposal
	for _, reading := range p.Scenario.ReadingIDs() {
		q, err := p.Scenario.Propose(reading, nil, p.Baseline)
		if err != nil {
			panic(err)
		}
		out = append(out, q)
	}
	return out
}

// LikeReading is the first reading of the scenario in which a provision says the same as
// in a reading, by its place in the list of readings.
func (s *Scenario) LikeReading(provision, reading string) int {
	for i, r := range s.ReadingIDs() {
		if r == reading || s.alike(provision, r, reading) {
			return i
		}
	}
	return -1
}

// alike reports whether a provision's moves have the same conditions in two readings.
func (s *Scenario) alike(provision, a, b string) bool {
	return !slices.ContainsFunc(s.when[provision], func(by map[string]*Condition) bool {
		return by != nil && by[a].String() != by[b].String()
	})
}
