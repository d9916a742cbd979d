package sample

import "impact/internal/law"

// A sentence is what a conviction brought. Jail is the whole term, of which
// suspended days are not served.
type sentence struct{ jail, suspended, probation, fine int }

// A scale holds the limits of one class, in days and dollars.
type scale struct{ least, most, probation, fine int }

const year = 365

// scaleOf is the scale of the class for an offence of the day.
func scaleOf(c law.Class, offense law.Date) scale {
	long, medium := 3*year, 2*year // probation of lesser felonies and class A misdemeanours
	if offense < probationAct {
		long, medium = 5*year, 3*year
	}
	switch c {
	case law.FelonyA:
		return scale{10 * year, 25 * year, 0, 20000}
	case law.FelonyB:
		return scale{year, 20 * year, 5 * year, 15000}
	case law.FelonyC:
		return scale{year, 10 * year, long, 10000}
	case law.FelonyD:
		if offense >= tierAct {
			return scale{0, 5 * year, long, 5000}
		}
		return scale{year, 5 * year, long, 5000}
	case law.FelonyUnclassified:
		return scale{0, 7 * year, long, 5000}
	case law.MisdemeanorA:
		return scale{0, year, medium, 2000}
	case law.MisdemeanorB:
		return scale{0, 180, year, 1000}
	case law.MisdemeanorC:
		return scale{0, 90, year, 500}
	case law.Violation:
		return scale{0, 0, 0, 300}
	}
	return scale{0, year, year, 1000}
}

var (
	termParts     = []int{12, 6, 4, 2, 1} // of the scale's range
	gravestParts  = []int{10, 8, 5, 3, 2}
	termWeights   = []int{30, 25, 20, 15, 10}
	halves        = []int{1, 2, 4}
	suspendWeight = []int{30, 15, 25} // all, half, none
)

// sentenceFor draws a sentence within the limits of what c was convicted of.
func (m *maker) sentenceFor(c *charge) sentence {
	class, served := c.trueClass(), c.of.served
	switch {
	case c.final != nil:
		class, served = c.final.class, c.final.served
	case c.inchoate != law.Completed:
		served = 0
	}
	s := scaleOf(class, c.offense)
	var out sentence
	if class.Felony() || m.chance(560) {
		out = m.term(s, class, served)
	}
	if s.fine > 0 && (class == law.Violation || m.chance(fineChance(class))) {
		out.fine = s.fine / 20 * []int{1, 2, 4, 10, 20}[m.pick(termWeights)]
	}
	return out
}

func fineChance(c law.Class) int {
	if c.Felony() {
		return 60
	}
	return 300
}

// term draws jail, what of it is suspended, and the probation that follows.
func (m *maker) term(s scale, class law.Class, served int) sentence {
	parts := termParts
	if class >= law.FelonyB {
		parts = gravestParts
	}
	out := sentence{jail: max(s.least+(s.most-s.least)/parts[m.pick(termWeights)], served)}
	if s.probation == 0 {
		return out
	}
	switch m.pick(suspendWeight) {
	case 0:
		out.suspended = out.jail - served
	case 1:
		out.suspended = min(out.jail/2, out.jail-served)
	}
	if out.suspended > 0 {
		out.probation = s.probation / halves[m.below(2)]
	}
	return out
}
