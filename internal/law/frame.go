package law

import "slices"

// A Frame lists every question that the law of one run can ask of a charge's
// numbers and days, as cuts. Between two cuts all values are alike, so a charge
// is kept as the number of the cell that it falls in.
//
// Cuts a < b < c make the cells [0,a) [a,b) [b,c) [c,∞), numbered from 1; cell
// 0 is "not recorded". Days cut eras, numbered from 0.
type Frame struct {
	VictimAges    []int
	DefendantAges []int
	Priors        []int
	Findings      []string // ids, in the order of their numbers
	Days          []Date   // days on which something changes, ascending
}

// Facts are what a record says of one charge, in the cells of a Frame. Facts
// compare with ==.
type Facts struct {
	VictimAge, DefendantAge, Priors uint8
	Trafficked                      Truth
	Means                           Means
	Made, NotMade                   uint64 // findings, one bit each
	Era                             uint16
}

// Cell is the number of the cell of n; 0 for a negative n, which is not recorded.
func Cell(cuts []int, n int) uint8 {
	if n < 0 {
		return 0
	}
	i, found := slices.BinarySearch(cuts, n)
	if found {
		i++
	}
	return uint8(i + 1)
}

// EraOf is the number of the era of a day: how many of the frame's days are on or before it.
func (fr *Frame) EraOf(d Date) uint16 {
	i, found := slices.BinarySearch(fr.Days, d)
	if found {
		i++
	}
	return uint16(i)
}

// DayOf is the first day of an era; for era 0 a day before all law.
func (fr *Frame) DayOf(era uint16) Date {
	if era == 0 {
		return DateOf(1000, 1, 1)
	}
	return fr.Days[era-1]
}

// Cells is the number of cells that an attribute may be in.
func (fr *Frame) Cells(a Attribute) int {
	switch a {
	case VictimAgeOf:
		return len(fr.VictimAges) + 1
	case DefendantAgeOf:
		return len(fr.DefendantAges) + 1
	case PriorsOf:
		return len(fr.Priors) + 1
	case MeansOf:
		return 8
	}
	return 2
}

// With returns the facts with the attribute known to be in cell i, from 0. Of
// a yes-or-no attribute cell 0 is no; of means, cell i is the set whose bits
// are force, fraud and coercion.
func (f Facts) With(a Attribute, i int) Facts {
	switch a {
	case VictimAgeOf:
		f.VictimAge = uint8(i + 1)
	case DefendantAgeOf:
		f.DefendantAge = uint8(i + 1)
	case PriorsOf:
		f.Priors = uint8(i + 1)
	case TraffickedOf:
		f.Trafficked = Truly(i == 1)
	case MeansOf:
		if f.Means = Means(i) * Force; i == 0 {
			f.Means = MeansNone
		}
	default:
		bit := uint64(1) << (a - FindingOne)
		f.Made, f.NotMade = f.Made&^bit, f.NotMade&^bit
		if i == 1 {
			f.Made |= bit
		} else {
			f.NotMade |= bit
		}
	}
	return f
}

// Without returns the facts with the attribute unknown.
func (f Facts) Without(a Attribute) Facts {
	switch a {
	case VictimAgeOf:
		f.VictimAge = 0
	case DefendantAgeOf:
		f.DefendantAge = 0
	case PriorsOf:
		f.Priors = 0
	case TraffickedOf:
		f.Trafficked = Unknown
	case MeansOf:
		f.Means = 0
	default:
		bit := uint64(1) << (a - FindingOne)
		f.Made, f.NotMade = f.Made&^bit, f.NotMade&^bit
	}
	return f
}

// At is the cell, from 0, that the attribute is known to be in; -1 if unknown.
func (f Facts) At(a Attribute) int {
	switch a {
	case VictimAgeOf:
		return int(f.VictimAge) - 1
	case DefendantAgeOf:
		return int(f.DefendantAge) - 1
	case PriorsOf:
		return int(f.Priors) - 1
	case TraffickedOf:
		return int(f.Trafficked) - 1
	case MeansOf:
		if f.Means == 0 {
			return -1
		}
		return int(f.Means / Force)
	}
	return int(f.finding(int(a-FindingOne))) - 1
}

func (f Facts) finding(i int) Truth {
	switch bit := uint64(1) << i; {
	case f.Made&bit != 0:
		return True
	case f.NotMade&bit != 0:
		return False
	}
	return Unknown
}

// Attributes lists every attribute of the frame.
func (fr *Frame) Attributes() []Attribute {
	out := []Attribute{VictimAgeOf, DefendantAgeOf, PriorsOf, TraffickedOf, MeansOf}
	for i := range fr.Findings {
		out = append(out, FindingOne+Attribute(i))
	}
	return out
}

// Asks is the attributes that the condition mentions.
func (c *Condition) Asks(fr *Frame) []Attribute {
	var out []Attribute
	c.walk(func(c *Condition) {
		if c.VictimAge != nil {
			out = append(out, VictimAgeOf)
		}
		if c.DefendantAge != nil {
			out = append(out, DefendantAgeOf)
		}
		if c.Priors != nil {
			out = append(out, PriorsOf)
		}
		if c.Trafficked != nil {
			out = append(out, TraffickedOf)
		}
		if len(c.Means) > 0 {
			out = append(out, MeansOf)
		}
		if c.Finding != nil {
			out = append(out, FindingOne+Attribute(slices.Index(fr.Findings, c.Finding.Value)))
		}
	})
	slices.Sort(out)
	return slices.Compact(out)
}

// add puts the cuts that a condition needs into the frame.
func (fr *Frame) add(c *Condition) {
	c.walk(func(c *Condition) {
		for _, r := range []struct {
			r    *Range
			cuts *[]int
		}{{c.VictimAge, &fr.VictimAges}, {c.DefendantAge, &fr.DefendantAges}, {c.Priors, &fr.Priors}} {
			if r.r == nil {
				continue
			}
			for _, end := range []*int{r.r.From, r.r.Under} {
				if end != nil && *end > 0 {
					*r.cuts = append(*r.cuts, *end)
				}
			}
		}
		if d := c.OffenseDate; d != nil {
			fr.addDays(d.From, d.To)
		}
	})
}

// tidy puts the cuts in order, each once.
func (fr *Frame) tidy() {
	for _, cuts := range []*[]int{&fr.VictimAges, &fr.DefendantAges, &fr.Priors} {
		slices.Sort(*cuts)
		*cuts = slices.Compact(*cuts)
	}
	slices.Sort(fr.Days)
	fr.Days = slices.Compact(fr.Days)
}

// A search looks for facts that meet a condition, as long as its steps last. A
// file can be written that would take more than any patience.
type search struct{ left int }

// searchSteps is enough for every file written to be read: seconds of work at most.
const searchSteps = 200_000_000

// overlap reports whether some facts can be shown to meet both conditions.
func (fr *Frame) overlap(a, b *Condition, s *search) bool {
	both := &Condition{All: []Condition{deref(a), deref(b)}}
	met, _ := s.anyEra(fr, both)
	return met
}

// anyEra reports whether some facts of some era meet the condition, and whether
// the steps lasted to the end.
func (s *search) anyEra(fr *Frame, c *Condition) (met, ended bool) {
	size := 0
	c.walk(func(*Condition) { size++ })
	for era := range len(fr.Days) + 1 {
		if s.meets(fr, c, Facts{Era: uint16(era)}, size) {
			return true, true
		}
	}
	return false, s.left > 0
}

func (s *search) meets(fr *Frame, c *Condition, f Facts, size int) bool {
	if s.left <= 0 {
		return false
	}
	s.left -= size
	met, ask := c.Test(fr, f)
	if ask == NoAttribute {
		return met
	}
	for i := range fr.Cells(ask) {
		if s.meets(fr, c, f.With(ask, i), size) {
			return true
		}
	}
	return false
}

func deref(c *Condition) Condition {
	if c == nil {
		return Condition{}
	}
	return *c
}

// Name is the attribute's input column, or the finding's id.
func (fr *Frame) Name(a Attribute) string {
	switch a {
	case VictimAgeOf:
		return "victim_age"
	case DefendantAgeOf:
		return "defendant_age"
	case PriorsOf:
		return "prior_convictions"
	case TraffickedOf:
		return "victim_trafficked"
	case MeansOf:
		return "means"
	}
	return "finding " + fr.Findings[a-FindingOne]
}

// Equal reports whether two frames have the same cuts.
func (fr *Frame) Equal(other *Frame) bool {
	return slices.Equal(fr.VictimAges, other.VictimAges) && slices.Equal(fr.DefendantAges, other.DefendantAges) &&
		slices.Equal(fr.Priors, other.Priors) && slices.Equal(fr.Findings, other.Findings) && slices.Equal(fr.Days, other.Days)
}
