package model

import (
	"slices"

	"impact/internal/law"
)

// A Band is the age of a person under 18, as tables write it. The zero Band is
// 18 or over, or nobody.
type Band uint8

// The bands.
const (
	NotMinor Band = iota
	Under13
	From13
	At15
	From16
	Under18 // age not recorded, but under 18
	bands   = iota
)

// AgeCuts are the ages at which bands change.
var AgeCuts = []int{13, 15, 16, 18}

// DefendantCuts are the ages at which the groups of defendants change.
var DefendantCuts = []int{13, 15, 16, 18, 21, 25, 35, 45, 55, 65}

// String is the band as tables write it.
func (b Band) String() string {
	return [...]string{"18 or over", "under 13", "13-14", "15", "16-17", "under 18 age not recorded"}[b]
}

// bandOf is the band of a recorded cell of ages.
func bandOf(cuts []int, cell uint8) Band {
	low := 0
	if cell >= 2 {
		low = cuts[cell-2]
	}
	switch {
	case low >= 18:
		return NotMinor
	case low >= 16:
		return From16
	case low >= 15:
		return At15
	case low >= 13:
		return From13
	}
	return Under13
}

// minorBands are the bands of the cells of defendants' ages; Under18 where none is recorded.
func minorBands(fr *law.Frame) []Band {
	out := []Band{Under18}
	for cell := range len(fr.DefendantAges) + 1 {
		out = append(out, bandOf(fr.DefendantAges, uint8(cell+1)))
	}
	return out
}

// knownBand is the band of a recorded cell; NotMinor where it is 0.
func (b *Bench) knownBand(cell uint8) Band {
	if cell == 0 {
		return NotMinor
	}
	return bandOf(b.fr.VictimAges, cell)
}

// band is the victim's band in a walk with facts f. A victim whose age the
// record leaves out is asked about only where the law of a place where the
// charge has stood asks about it; such a victim, where under 18, is in the band
// Under18.
func (w *walk) band(f law.Facts) (Band, law.Attribute) {
	b := w.b
	switch {
	case f.VictimAge != 0 && f.VictimAge == w.recorded.VictimAge:
		return b.knownBand(f.VictimAge), law.NoAttribute
	case !slices.ContainsFunc(w.path, b.issue):
		return NotMinor, law.NoAttribute
	case f.VictimAge == 0:
		return NotMinor, law.VictimAgeOf
	case b.knownBand(f.VictimAge) == NotMinor:
		return NotMinor, law.NoAttribute
	}
	return Under18, law.NoAttribute
}

// asksAge reports whether the proposal's version of a section or its registry
// list can turn on the victim's age there.
func (b *Bench) asksAge(s *law.Statute) bool {
	class := func(f law.Facts) law.Attribute {
		v, by := b.Proposal.Version(s, nil)
		if by == "" {
			return law.NoAttribute
		}
		_, ask := v.ClassFor(b.fr, f)
		return ask
	}
	terms := func(f law.Facts) law.Attribute {
		_, _, ask := b.rollsOn(b.base).proposed.Terms(b.fr, s.Cite, f)
		return ask
	}
	for era := range len(b.fr.Days) + 1 {
		f := law.Facts{Era: uint16(era)}
		if b.canAskAge(class, f) || b.canAskAge(terms, f) {
			return true
		}
	}
	return false
}

// canAskAge settles what a question hangs on in every way until it asks the
// victim's age.
func (b *Bench) canAskAge(question func(law.Facts) law.Attribute, f law.Facts) bool {
	ask := question(f)
	if ask == law.NoAttribute || ask == law.VictimAgeOf {
		return ask == law.VictimAgeOf
	}
	for i := range b.fr.Cells(ask) {
		if b.canAskAge(question, f.With(ask, i)) {
			return true
		}
	}
	return false
}
