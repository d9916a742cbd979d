// Package assume holds what the analyst supposes: one dial for each doubt that
// is neither in the record nor chance, and the cost constants. Both are files;
// every value in them bears its range, unit, source and reason.
package assume

import (
	"math"
	"slices"
)

// A Set is the dials of one law pack, in the order in which the program lists them.
type Set struct {
	Pack, Title string
	Dials       []Dial
	// RegistryAsOf is the fiscal year in which registry_stock was counted; 0
	// where the stock is unknown.
	RegistryAsOf int
	RegistryDay  string // the day itself, 2015-10-14; "" where the stock is unknown
	HasStock     bool   // registry_stock, registry_inflow and registry_completion are stated
}

// A Dial is one thing supposed: a central value and how far it may be off.
type Dial struct {
	Name               string
	Meaning            string // what the number is
	Central, Low, High float64
	Shape              string // how values lie in the range: see the constants
	// Alternative and Weight are the second value of a two-point dial and its probability.
	Alternative, Weight           float64
	Unit, Source, Confidence, Why string
	Words                         map[float64]string // the words of the values of a choice; nil for numbers
	Set                           bool               // the analyst moved it
}

// The shapes of a dial's distribution.
const (
	Uniform    = "uniform"     // every value from low to high alike
	Triangular = "triangular"  // most likely at central, falling straight to low and high
	LogUniform = "log-uniform" // every ratio alike
	TwoPoint   = "two-point"   // central, or else the alternative
)

var shapes = []string{Uniform, Triangular, LogUniform, TwoPoint}

// The values of the choices.
const (
	Static, Donor            = 0., 1. // sentence_rule
	TenYears, Life           = 0., 1. // registry_tier
	Prospective, Retroactive = 0., 1. // retroactive
)

// Dial finds a dial; nil where the set has none of the name.
func (s *Set) Dial(name string) *Dial {
	if i := s.index(name); i >= 0 {
		return &s.Dials[i]
	}
	return nil
}

func (s *Set) index(name string) int {
	return slices.IndexFunc(s.Dials, func(d Dial) bool { return d.Name == name })
}

// Value is the central value of a dial; NaN where the set does not state it.
func (s *Set) Value(name string) float64 {
	if d := s.Dial(name); d != nil {
		return d.Central
	}
	return math.NaN()
}

// With is a copy of the set in which a dial's central value is v. The range stays.
func (s *Set) With(name string, v float64) *Set {
	out := *s
	out.Dials = slices.Clone(s.Dials)
	if d := out.Dial(name); d != nil {
		d.Central = v
	}
	return &out
}
