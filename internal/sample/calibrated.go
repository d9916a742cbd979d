package sample

import (
	"cmp"
	"slices"

	"impact/internal/court"
)

// The published totals of 2005-2014, counted here as charges by fiscal year.
// They are arrests and convictions in calendar years; data/sample/README.md
// says where they come from and what the difference means.
var published = map[group]struct{ charged, convicted int }{
	selling:     {3557, 1841},
	buying:      {1378, 269},
	trafficking: {10, 0},
}

// The sizes that are not published: invented, and only plausible.
const (
	promotingCharges  = 145
	childAbuseCharges = 430
	sampleRows        = 13000
	sampleRepeats     = 7 // rows that come twice, word for word
)

// calibrated makes the sample: persons as they come, until each published
// total of charges is full, then others beside them; then it moves as many
// convictions as are needed for the published totals of those.
func calibrated(seed uint64, w *writer) error {
	m := newMaker(seed)
	s := draft{m: m}
	s.gather()
	s.fill()
	for _, g := range []group{selling, buying, trafficking} {
		s.retouch(g, published[g].convicted)
	}
	slices.SortStableFunc(s.charges, func(a, b charge) int { return cmp.Compare(a.filed, b.filed) })
	if err := w.all(s.charges); err != nil {
		return err
	}
	return w.all(s.repeats())
}

// A draft is the sample while it grows.
type draft struct {
	m       *maker
	ids     numbers
	left    [numGroups]int // charges that are still wanted; of the others any number is
	charges []charge
}

// gather takes the persons of every kind that has a total to fill.
func (s *draft) gather() {
	for g := range s.left {
		s.left[g] = sampleRows
	}
	for g, t := range published {
		s.left[g] = t.charged
	}
	s.left[promoting], s.left[childAbuse] = promotingCharges, childAbuseCharges
	wanted := []group{selling, buying, promoting, trafficking, childAbuse} // by kind
	for i := uint64(0); !s.full(wanted); i++ {
		if k := s.m.kindOf(i); k < len(wanted) && s.left[wanted[k]] > 0 {
			s.admit(s.m.person(i))
		}
	}
}

func (s *draft) full(wanted []group) bool {
	return !slices.ContainsFunc(wanted, func(g group) bool { return s.left[g] > 0 })
}

// fill takes persons charged with nothing of interest, until the rows are full.
func (s *draft) fill() {
	for i := uint64(0); len(s.charges) < sampleRows; i++ {
		if kinds[s.m.kindOf(i)] == &anyone {
			charges := s.m.person(i)
			s.admit(charges[:min(len(charges), sampleRows-len(s.charges))])
		}
	}
}

// admit takes the charges of a person, but for those of which there are enough.
func (s *draft) admit(charges []charge) {
	kept := charges[:0]
	for _, c := range charges {
		if s.left[c.group] > 0 {
			s.left[c.group]--
			kept = append(kept, c)
		}
	}
	s.ids.assign(kept)
	s.charges = append(s.charges, kept...)
}

// retouch turns charges of the group into convictions, or back, until as many
// are convicted as were.
func (s *draft) retouch(g group, want int) {
	s.m.throw(s.m.seed, retouchStream-uint64(g)<<8)
	convicted := s.where(func(c *charge) bool { return c.disposition == court.Convicted && c.finalGroup() == g })
	for ; len(convicted) > want; convicted = s.drop(convicted, (*charge).acquit) {
	}
	dropped := s.where(func(c *charge) bool {
		return c.group == g && (c.disposition == court.Nolle || c.disposition == court.Dismissed) && !c.hidden.disposed
	})
	for n := len(convicted); n < want; n++ {
		dropped = s.drop(dropped, func(c *charge) { s.m.convict(c, false) })
	}
}

// where lists the charges of which it holds.
func (s *draft) where(holds func(*charge) bool) []int {
	var out []int
	for i := range s.charges {
		if holds(&s.charges[i]) {
			out = append(out, i)
		}
	}
	return out
}

// drop changes one of the listed charges and takes it off the list.
func (s *draft) drop(list []int, change func(*charge)) []int {
	i := s.m.below(len(list))
	change(&s.charges[list[i]])
	return slices.Delete(list, i, i+1)
}

// repeats are charges that the extract holds a second time, at its end.
func (s *draft) repeats() []charge {
	s.m.throw(s.m.seed, repeatStream)
	var out []charge
	step := len(s.charges) / sampleRepeats
	for i := range sampleRepeats {
		out = append(out, s.charges[i*step+s.m.below(step)])
	}
	return out
}
