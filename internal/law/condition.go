package law

import (
	"slices"

	"impact/internal/strict"

	"github.com/invopop/jsonschema"
	"go.yaml.in/yaml/v4"
)

// A Condition is a test on the recorded facts of one charge, as law files
// write it. Its keys are a conjunction; an empty Condition is always met.
type Condition struct {
	VictimAge    *Range       `yaml:"victim_age,omitempty"`
	DefendantAge *Range       `yaml:"defendant_age,omitempty"`
	Priors       *Range       `yaml:"priors,omitempty"`
	Trafficked   *bool        `yaml:"victim_trafficked,omitempty"`
	Means        []string     `yaml:"means,omitempty" jsonschema:"enum=force,enum=fraud,enum=coercion,minItems=1"`
	Finding      *strict.Text `yaml:"finding,omitempty"`
	OffenseDate  *Days        `yaml:"offense_date,omitempty"`
	Any          []Condition  `yaml:"any,omitempty" jsonschema:"minItems=1"`
	All          []Condition  `yaml:"all,omitempty" jsonschema:"minItems=1"`
	Not          *Condition   `yaml:"not,omitempty"`
}

// A Range holds the whole numbers n with From <= n < Under; either end may be open.
type Range struct {
	From  *int `yaml:"from,omitempty" jsonschema:"minimum=0,maximum=150"`
	Under *int `yaml:"under,omitempty" jsonschema:"minimum=1,maximum=150"`

	Pos strict.Pos `yaml:"-"`
}

// UnmarshalYAML reads the ends and keeps the place.
func (r *Range) UnmarshalYAML(n *yaml.Node) error {
	type ends Range
	if err := n.Decode((*ends)(r)); err != nil {
		return err
	}
	r.Pos = strict.Pos{Line: n.Line, Column: n.Column}
	return nil
}

// Days holds the days from From to To, both included; either end may be open.
type Days struct {
	From Day `yaml:"from,omitempty"`
	To   Day `yaml:"to,omitempty"`
}

// A Day is a Date as law files write it, with its place.
type Day struct {
	Date Date
	Pos  strict.Pos
	bad  string // the text, where it is no day
}

// UnmarshalYAML reads an ISO day; a text that is none is kept for Load to tell.
func (d *Day) UnmarshalYAML(n *yaml.Node) error {
	d.Pos = strict.Pos{Line: n.Line, Column: n.Column}
	var err error
	if d.Date, err = ParseDate(n.Value); err != nil {
		d.bad = n.Value
	}
	return nil
}

// IsZero reports whether no day was written.
func (d Day) IsZero() bool { return d.Date == 0 && d.bad == "" }

// JSONSchema says that a Day is an ISO date.
func (Day) JSONSchema() *jsonschema.Schema {
	return &jsonschema.Schema{Type: "string", Pattern: `^[0-9]{4}-[0-9]{2}-[0-9]{2}$`, Description: "a day of the form 2016-10-01"}
}

// An Attribute is a recorded thing that a Condition can ask about.
type Attribute uint8

// The attributes. Finding number i of a Frame is FindingOne + i.
const (
	NoAttribute Attribute = iota
	VictimAgeOf
	DefendantAgeOf
	PriorsOf
	TraffickedOf
	MeansOf
	FindingOne
)

// Test asks the condition of facts. Where the answer hangs on a fact that is
// not known, it returns that attribute instead of an answer.
func (c *Condition) Test(fr *Frame, f Facts) (met bool, ask Attribute) {
	if c == nil {
		return true, NoAttribute
	}
	a := answer{met: true}
	if c.OffenseDate != nil && a.met {
		a.and(c.OffenseDate.holds(fr, f.Era), NoAttribute)
	}
	if c.VictimAge != nil && a.met {
		a.and(c.VictimAge.test(fr.VictimAges, f.VictimAge, VictimAgeOf))
	}
	if c.DefendantAge != nil && a.met {
		a.and(c.DefendantAge.test(fr.DefendantAges, f.DefendantAge, DefendantAgeOf))
	}
	if c.Priors != nil && a.met {
		a.and(c.Priors.test(fr.Priors, f.Priors, PriorsOf))
	}
	if c.Trafficked != nil && a.met {
		a.and(testTruth(f.Trafficked, Truly(*c.Trafficked), TraffickedOf))
	}
	if len(c.Means) > 0 && a.met {
		a.and(c.testMeans(f.Means))
	}
	if c.Finding != nil && a.met {
		i := slices.Index(fr.Findings, c.Finding.Value)
		a.and(testTruth(f.finding(i), True, FindingOne+Attribute(i)))
	}
	for i := range c.All {
		if a.met {
			a.and(c.All[i].Test(fr, f))
		}
	}
	if len(c.Any) > 0 && a.met {
		a.and(c.testAny(fr, f))
	}
	if c.Not != nil && a.met {
		met, ask := c.Not.Test(fr, f)
		a.and(!met, ask)
	}
	if !a.met {
		return false, NoAttribute
	}
	return a.open == NoAttribute, a.open
}

// An answer is that of a conjunction: whether it can still be met, and the first
// attribute on which that hangs.
type answer struct {
	met  bool
	open Attribute
}

// and takes the answer of one more part.
func (a *answer) and(met bool, ask Attribute) {
	switch {
	case ask == NoAttribute:
		a.met = met
	case a.open == NoAttribute:
		a.open = ask
	}
}

// testTruth asks whether a yes-or-no fact is as wanted.
func testTruth(is, want Truth, a Attribute) (bool, Attribute) {
	if is == Unknown {
		return false, a
	}
	return is == want, NoAttribute
}

// testMeans asks whether one of the condition's means was used.
func (c *Condition) testMeans(m Means) (bool, Attribute) {
	if m == 0 {
		return false, MeansOf
	}
	return m&c.meansMask() != 0, NoAttribute
}

func (c *Condition) testAny(fr *Frame, f Facts) (bool, Attribute) {
	open := NoAttribute
	for i := range c.Any {
		met, ask := c.Any[i].Test(fr, f)
		if ask == NoAttribute && met {
			return true, NoAttribute
		}
		if ask != NoAttribute && open == NoAttribute {
			open = ask
		}
	}
	return false, open
}

func (c *Condition) meansMask() Means {
	var m Means
	for _, name := range c.Means {
		one, _ := ParseMeans(name)
		m |= one
	}
	return m
}

// test asks a range of a cell (see Frame); cell 0 is unknown.
func (r *Range) test(cuts []int, cell uint8, a Attribute) (bool, Attribute) {
	if r.From == nil && r.Under == nil {
		return true, NoAttribute
	}
	if cell == 0 {
		return false, a
	}
	low := 0
	if cell >= 2 {
		low = cuts[cell-2]
	}
	return (r.From == nil || low >= *r.From) && (r.Under == nil || low < *r.Under), NoAttribute
}

func (d *Days) holds(fr *Frame, era uint16) bool {
	day := fr.DayOf(era)
	return (d.From.IsZero() || day >= d.From.Date) && (d.To.IsZero() || day <= d.To.Date)
}

// walk visits the condition and every condition inside it.
func (c *Condition) walk(visit func(*Condition)) {
	if c == nil {
		return
	}
	visit(c)
	for i := range c.Any {
		c.Any[i].walk(visit)
	}
	for i := range c.All {
		c.All[i].walk(visit)
	}
	c.Not.walk(visit)
}

// Empty reports whether the condition asks nothing and so is always met.
func (c *Condition) Empty() bool { return c == nil || c.size() == 0 }

// size is the number of tests of which the condition is the conjunction.
func (c *Condition) size() int {
	n := len(c.All)
	for _, there := range []bool{c.OffenseDate != nil, c.VictimAge != nil, c.DefendantAge != nil, c.Priors != nil, c.Trafficked != nil,
		len(c.Means) > 0, c.Finding != nil, len(c.Any) > 0, c.Not != nil} {
		if there {
			n++
		}
	}
	return n
}
