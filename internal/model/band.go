package model

import "impact/internal/law"

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

// knownBand is the band of a recorded cell; NotMinor where it is 0.
func (b *Bench) knownBand(cell uint8) Band {
	if cell == 0 {
		return NotMinor
	}
	return bandOf(b.fr.VictimAges, cell)
}

// band is the victim's band in a walk with facts f. A victim whose age the
// record leaves out is asked about only where the law of the charge's section
// asks about it; such a victim, where under 18, is in the band Under18.
func (w *walk) band(at law.Place, cited law.Citation, f law.Facts) (Band, law.Attribute) {
	b := w.b
	switch {
	case f.VictimAge == 0 && (b.atIssue[at] || b.atIssue[cited]):
		return NotMinor, law.VictimAgeOf
	case f.VictimAge == w.recorded:
		return b.knownBand(f.VictimAge), law.NoAttribute
	case b.knownBand(f.VictimAge) == NotMinor:
		return NotMinor, law.NoAttribute
	}
	return Under18, law.NoAttribute
}
