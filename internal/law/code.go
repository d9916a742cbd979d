// Package law holds what the rules say: citations, classes, dated statutes,
// enacted acts, proposed acts and the registry rule. Law is data: this package
// reads it, proves what can be proved of it, and answers questions about one
// day. It knows no jurisdiction.
package law

import (
	"cmp"
	"maps"
	"slices"

	"impact/internal/strict"
)

// A Code is one jurisdiction's law: the catalogue of statutes in dated
// versions, the enacted acts in order, the ladder of classes and the registry.
type Code struct {
	Pack, Title string
	Sample      string // charges that come with the pack, by their path in the shipped data; may be empty
	Registry    *Registry
	Acts        []*Act // by effective date, session, number
	Findings    []Finding

	statutes map[Citation]*Statute
	order    []*Statute // as Compare orders their citations
	index    *Index
	rules    citationRules
	ladder   map[Class][]Penalty
	inchoate map[Inchoate]map[Class]inchoateGrade
	items    []Item
}

type inchoateGrade struct {
	to   Class
	item int
}

// An Item is one legal fact that an outcome can rest on.
type Item struct {
	Entry string // "53a-83(c), 2013-10-01 to 2017-09-30"
	What  string // "class felony C"
	Mark  Mark
}

// An Act is an enacted act, or a proposal treated as one.
type Act struct {
	Name, Title string
	Session     string
	Number      int
	Effective   Date
	Says        []string
	Moves       []Move // in the order in which they are tried
	Mark        Mark
}

// A Move carries charges from one place of the code to another.
type Move struct {
	Provision string
	From      Citation
	When      *Condition
	To        Citation // zero: no longer an offence
	AsAmended bool     // no other move of the act applies to the destination
	item      int
	pos       strict.Pos // of the destination, in the file
}

// Statutes lists the entries in the order of their citations.
func (c *Code) Statutes() []*Statute { return c.order }

// Items lists every legal fact of the code.
func (c *Code) Items() []Item { return c.items }

// Statute is the entry of exactly this citation, or nil.
func (c *Code) Statute(cite Citation) *Statute { return c.statutes[cite] }

// Resolve makes of a record's text what the code can make of it.
func (c *Code) Resolve(text string) Reference { return c.index.Resolve(text) }

// Near are the entries whose names are nearest to a text that the code cannot resolve, at most
// three. It is not asked of every text of a record, which may have millions that it cannot.
func (c *Code) Near(text string) []Citation { return c.index.near(text) }

// Name writes a citation with the letters that the code gives it.
func (c *Code) Name(cite Citation) string { return c.index.name(cite) }

// Entry is the entry that governs a citation: the entry itself or the nearest
// one above it.
func (c *Code) Entry(cite Citation) *Statute {
	for {
		if s := c.statutes[cite]; s != nil {
			return s
		}
		parent, ok := cite.Parent()
		if !ok {
			return nil
		}
		cite = parent
	}
}

// On is the version in force on the day, or nil.
func (s *Statute) On(day Date) *Version {
	for _, v := range s.Versions {
		if v.Holds(day) {
			return v
		}
	}
	return nil
}

// Holds reports whether the version is in force on the day.
func (v *Version) Holds(day Date) bool {
	return (v.From.IsZero() || day >= v.From.Date) && (v.To.IsZero() || day <= v.To.Date)
}

// Window is the first and the last day on which any version was in force; zero
// where the end is open.
func (s *Statute) Window() (from, to Date) {
	if len(s.Versions) == 0 {
		return 0, 0
	}
	return s.Versions[0].From.Date, s.Versions[len(s.Versions)-1].To.Date
}

// Below lists what a citation can mean on a day: the entry itself where it is in
// force, otherwise the offences below it that are.
func (c *Code) Below(cite Citation, day Date) []*Statute {
	if s := c.statutes[cite]; s != nil && s.On(day) != nil {
		return []*Statute{s}
	}
	var out []*Statute
	for _, s := range c.index.below(cite) {
		if s.IsOffence() && s.On(day) != nil {
			out = append(out, s)
		}
	}
	return out
}

// Frame is the cuts that every question of the code needs, and those of the
// proposals that a run will ask about. ages are further victim-age cuts that
// tables need.
func (c *Code) Frame(ages, defendantAges []int, proposals ...*Proposal) *Frame {
	fr := &Frame{VictimAges: slices.Clone(ages), DefendantAges: slices.Clone(defendantAges)}
	for _, f := range c.Findings {
		fr.Findings = append(fr.Findings, f.ID.Value)
	}
	for _, s := range c.order {
		for _, v := range s.Versions {
			fr.addVersion(v)
		}
	}
	for _, a := range c.Acts {
		fr.Days = append(fr.Days, a.Effective)
		for _, m := range a.Moves {
			fr.add(m.When)
		}
	}
	for _, t := range c.Registry.Triggers {
		fr.addDays(t.From, t.To)
		fr.add(t.When)
	}
	for _, p := range proposals {
		p.frame(fr)
	}
	fr.tidy()
	return fr
}

// addDays adds the days on which something that holds from one day to another
// begins and has ended.
func (fr *Frame) addDays(from, to Day) {
	if !from.IsZero() {
		fr.Days = append(fr.Days, from.Date)
	}
	if !to.IsZero() {
		fr.Days = append(fr.Days, to.Date.AddDays(1))
	}
}

func (fr *Frame) addVersion(v *Version) {
	fr.addDays(v.From, v.To)
	fr.add(v.Implies)
	fr.add(v.MinimumWhen)
	for _, g := range v.Grades {
		fr.add(g.When)
	}
}

// Penalty is what the class means on the day, or nil where the ladder is silent.
func (c *Code) Penalty(class Class, day Date) *Penalty {
	rows := c.ladder[class]
	for i := range rows {
		if p := &rows[i]; (p.From.IsZero() || day >= p.From.Date) && (p.To.IsZero() || day <= p.To.Date) {
			return p
		}
	}
	return nil
}

// sortActs orders acts by effective date, then session, then number.
func sortActs(acts []*Act) {
	slices.SortStableFunc(acts, func(a, b *Act) int {
		return cmp.Or(cmp.Compare(a.Effective, b.Effective), cmp.Compare(a.Session, b.Session), cmp.Compare(a.Number, b.Number))
	})
}

// add registers a legal fact and returns its number.
func (c *Code) add(i Item) int {
	c.items = append(c.items, i)
	return len(c.items) - 1
}

// with is the code with further statutes: sections that a scenario creates.
func (c *Code) with(extra []*Statute) (*Code, strict.Faults) {
	d := *c
	d.statutes = maps.Clone(c.statutes)
	d.order = slices.Clone(c.order)
	d.items = slices.Clone(c.items)
	for _, s := range extra {
		d.statutes[s.Cite] = s
		d.order = append(d.order, s)
	}
	slices.SortFunc(d.order, func(a, b *Statute) int { return a.Cite.Compare(b.Cite) })
	index, faults := newIndex(d.order, c.rules)
	d.index = index
	return &d, faults
}
