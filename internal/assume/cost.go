package assume

import "slices"

// Costs are the cost constants of one law pack, and how its fiscal notes word them.
type Costs struct {
	Pack, Title string
	Rows        []Cost
	Lines       []Line
}

// A Cost is one constant: dollars for one unit of an item. Costs of different
// bases are different things and are never added or compared.
type Cost struct {
	Item, Basis        string
	Dollars            float64
	Bound              string // what the dollars are of the constant: "" itself, "less than" or "up to" a bound
	Per                string // the unit: person a year
	Agency, Fund       string // of the item's line
	Session            int    // the legislative session whose notes state it
	Source, Confidence string
	Footnote           string // what the constant counts, where its notes say so; "" elsewhere
	Note               string
}

// A Line is how a fiscal note words an item: who bears it, of which fund, and
// the effect when the amount rises or falls.
type Line struct {
	Item, Agency, Fund string
	Up, Down           string
	Source, Confidence string
	Note               string
}

// The bases of a cost.
const (
	Average   = "average"   // all that is spent over all who are served
	Marginal  = "marginal"  // what one more adds
	Statutory = "statutory" // a fee or a maximum that a law sets
)

// The items.
const (
	Incarceration  = "incarceration"
	Supervision    = "supervision"
	ProbationFee   = "probation-fee"
	Revenue        = "revenue" // fines
	Fringe         = "fringe"
	RegistrySystem = "registry-system"
	Registrant     = "registrant"
	RegistryBuild  = "registry-build"
	InjuryAward    = "injury-award"
	DeathAward     = "death-award"
	Brochure       = "brochure"
)

// items are what costs and lines may be of.
var items = []string{Incarceration, Supervision, ProbationFee, Revenue, Fringe, RegistrySystem, Registrant, RegistryBuild, InjuryAward, DeathAward, Brochure}

// For is the row of an item and basis that holds in a session: that of the
// latest session up to it, else that of the earliest after it; nil where there
// is no row.
func (c *Costs) For(item, basis string, session int) *Cost {
	var best *Cost
	for i := range c.Rows {
		r := &c.Rows[i]
		if r.Item == item && r.Basis == basis && (best == nil || nearer(r.Session, best.Session, session)) {
			best = r
		}
	}
	return best
}

// nearer reports whether session a holds at the session rather than b.
func nearer(a, b, at int) bool {
	if (a <= at) != (b <= at) {
		return a <= at
	}
	if a <= at {
		return a > b
	}
	return a < b
}

// Line is the wording of an item; nil where there is none.
func (c *Costs) Line(item string) *Line {
	if i := slices.IndexFunc(c.Lines, func(l Line) bool { return l.Item == item }); i >= 0 {
		return &c.Lines[i]
	}
	return nil
}

// Of is the dollars of an amount. Nothing is rounded.
func (c *Cost) Of(amount float64) float64 { return amount * c.Dollars }

// Text is the constant as people write it: less than $700.
func (c *Cost) Text() string {
	text := "$" + figure(c.Dollars)
	if c.Bound != "" {
		text = c.Bound + " " + text
	}
	return text
}

// Effect is the wording of a change: Up for more, Down for less, "" for none.
func (l *Line) Effect(change float64) string {
	switch {
	case change > 0:
		return l.Up
	case change < 0:
		return l.Down
	}
	return ""
}
