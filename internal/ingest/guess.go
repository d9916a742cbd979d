package ingest

import (
	"cmp"
	"fmt"
	"math"
	"slices"
	"strings"

	"impact/internal/strict"
)

// A Guess is what one column of a file is taken for.
type Guess struct {
	Column string
	To     string // the canonical column; "" for none
	Sure   Sureness
	Why    string

	entry *Entry // what the map says of it; nil where its name says enough
	open  []Text // codes that no rule knows
}

// Sureness says how far a Guess can be trusted.
type Sureness uint8

// The degrees of Sureness.
const (
	Unused  Sureness = iota // nothing is read from the column
	Open                    // it may be To, but not without somebody's word
	Likely                  // its name or its values say so
	Sure                    // its name and its values say so
	Certain                 // it bears the canonical name
	Dropped                 // it may identify people
)

var surenessNames = [...]string{"unused", "open", "likely", "sure", "certain", "drop"}

// String names the degree.
func (s Sureness) String() string { return surenessNames[s] }

// A Proposal is a column map in the making: one Guess for each column.
type Proposal struct {
	Profile *Profile
	Guesses []Guess // in the order of the columns
}

// unknownColumn is said of a column whose name and values say nothing.
const unknownColumn = "nothing that is known"

// Propose guesses what the columns are, by their names and by their values.
func (p *Profile) Propose(r Resolver) *Proposal {
	out := &Proposal{p, make([]Guess, len(p.Values))}
	g := &guesser{p, r, out.Guesses, map[string]bool{}}
	for i := range p.Values {
		g.guesses[i] = Guess{Column: p.Values[i].Column, Why: unknownColumn}
		if headerKey(p.Values[i].Column) == "" {
			g.guesses[i].Sure, g.guesses[i].Why = Open, "it has no name by which a map could read it"
		}
	}
	g.drop()
	g.pairs()
	g.names()
	g.values()
	g.slips()
	g.unwritable()
	return out
}

// unwritable takes back what no map can hold: columns and codes with characters that steer
// whatever shows them.
func (g *guesser) unwritable() {
	for i := range g.guesses {
		to := &g.guesses[i]
		if strings.ContainsFunc(to.Column, steers) && to.Sure != Dropped {
			*to = Guess{Column: to.Column, Sure: Open, Why: "it has no name by which a map could read it"}
		}
		if to.entry != nil {
			to.entry.Codes = slices.DeleteFunc(slices.Clone(to.entry.Codes), func(c Code) bool { return strings.ContainsFunc(c.From.Value, steers) })
		}
	}
}

// slips notes of columns that nothing is read from where nearly all values, but
// not all, are whole numbers: in the other rows the columns may have slipped.
func (g *guesser) slips() {
	whole := func(text string) bool { _, ok := wholeText(text); return ok }
	for i := range g.guesses {
		v := &g.Values[i]
		share := v.share(whole)
		if to := &g.guesses[i]; (to.Sure == Unused || to.Sure == Open) && !v.More && share > 0.8 && share < 1 {
			to.Why += fmt.Sprintf("; %.1f%% of its values are whole numbers: in the other rows the columns may have slipped, and checks: {%s: integer} would refuse these",
				100*share, scalar(v.Label))
		}
	}
}

// Follow is what the columns are by a map, and by their own names.
func (p *Profile) Follow(m *Map) *Proposal {
	out := &Proposal{Profile: p}
	for _, v := range p.Values {
		out.Guesses = append(out.Guesses, m.follow(v))
	}
	return out
}

func (m *Map) follow(v Values) Guess {
	g := Guess{Column: v.Column, Why: "nothing is read from it"}
	key := headerKey(v.Column)
	switch own := columnNamed(key); {
	case lists(m.Drop, v.Column):
		g.Sure, g.Why = Dropped, "by the map"
	case v.Suspect != "":
		g.Sure, g.Why = Open, "it looks like "+v.Suspect+": a run stops here"
	case own != nil:
		g.To, g.Sure, g.Why = own.name, Certain, "by its name"
	}
	for i, e := range m.Columns.list() {
		if e != nil && lists(e.sources(), v.Column) && g.Why != "by the map" {
			g.To, g.Sure, g.Why = columns[i].name, Certain, "by the map"
		}
	}
	return g
}

// A guesser fills the guesses, the surest first.
type guesser struct {
	*Profile
	resolve Resolver
	guesses []Guess
	filled  map[string]bool // canonical columns
}

// free reports whether a column has no guess yet that settles it.
func (g *guesser) free(i int) bool { return g.guesses[i].Sure == Unused }

// take settles what a column is.
func (g *guesser) take(i int, c *column, sure Sureness, f fit) {
	e := &f.entry
	e.Column.Value = g.Values[i].Column
	if sure == Certain && e.Format.Value == "" && len(e.Codes) == 0 {
		e = nil
	}
	g.guesses[i] = Guess{g.Values[i].Column, c.name, sure, f.why, e, f.open}
	if sure >= Likely {
		g.filled[c.name] = true
	}
}

// drop settles the columns that may identify people, and those that no map
// can name because two bear the name.
func (g *guesser) drop() {
	seen := map[string]int{}
	for i, v := range g.Values {
		seen[headerKey(v.Column)]++
		if v.Suspect != "" {
			g.guesses[i] = Guess{Column: v.Column, Sure: Dropped, Why: "it looks like " + v.Suspect}
		}
	}
	for i, v := range g.Values {
		if n := seen[headerKey(v.Column)]; n > 1 && v.Suspect == "" {
			g.guesses[i] = Guess{Column: v.Column, Sure: Open, Why: fmt.Sprintf("%d columns bear this name; no map can tell them apart", n)}
		}
	}
}

// An offer is a guess that stands against others.
type offer struct {
	at   int
	like likeness
	fit  fit
}

// names settles columns by their names, as far as their values agree.
func (g *guesser) names() {
	var offers []offer
	for i := range g.Values {
		if !g.free(i) {
			continue
		}
		for _, l := range likenesses(g.Values[i].Column) {
			offers = append(offers, offer{i, l, g.Values[i].fits(l.column, g.resolve)})
		}
	}
	slices.SortStableFunc(offers, func(a, b offer) int { return cmp.Compare(a.like.rank, b.like.rank) })
	for _, o := range offers {
		if g.free(o.at) {
			g.settle(o)
		}
	}
}

// settle accepts an offer, or says why not.
func (g *guesser) settle(o offer) {
	c, f := o.like.column, o.fit
	switch {
	case g.filled[c.name]:
		if f.verdict != against && g.guesses[o.at].Why == unknownColumn { // a nearer name says more
			g.guesses[o.at].Why = fmt.Sprintf("it may be %s, but another column is nearer", c.name)
		}
	case f.verdict == doubt:
		g.take(o.at, c, Open, f)
	case o.like.rank == 0:
		g.take(o.at, c, Certain, f)
	case f.verdict == against, o.like.part && f.verdict == silent:
		if g.guesses[o.at].Why == unknownColumn {
			g.guesses[o.at].Why = fmt.Sprintf("named like %s, but %s", c.name, f.why)
		}
	case f.verdict == speaks && !o.like.part:
		g.take(o.at, c, Sure, f)
	default:
		g.take(o.at, c, Likely, f)
	}
}

// values looks at the columns whose names say nothing.
func (g *guesser) values() {
	for i := range g.Values {
		v := &g.Values[i]
		if !g.free(i) || v.Filled == 0 || v.Different < 2 {
			continue
		}
		for _, name := range []string{"statute", "disposition", "class"} {
			c := columnNamed(name)
			f := v.fits(c, g.resolve)
			if f.verdict != speaks {
				continue
			}
			if g.filled[name] {
				g.guesses[i].Why = fmt.Sprintf("its values could be %s, but another column is nearer", name)
				continue
			}
			g.take(i, c, Likely, f)
			break
		}
		if f := v.fitsDate(); g.free(i) && f.verdict >= speaks {
			g.guesses[i].Why = "it holds days, but its name does not say of what: " + f.why
		}
	}
}

// pairs settles numbers that have their unit in a column of its own.
func (g *guesser) pairs() {
	for j := range g.Values {
		units := g.Values[j].units()
		if units == nil || !g.free(j) {
			continue
		}
		i := g.numberOf(j)
		if i < 0 {
			continue
		}
		c := lengthOf(g.Values[i].Column + " " + g.Values[j].Column)
		if c == nil || g.filled[c.name] || g.has(c.name) {
			continue
		}
		f := fit{verdict: speaks, why: fmt.Sprintf("a number, with its unit in %q", g.Values[j].Column)}
		f.entry.Number.Value, f.entry.Unit.Value, f.entry.Units = g.Values[i].Column, g.Values[j].Column, units
		g.take(i, c, Sure, f)
		g.guesses[i].entry.Column.Value = ""
		g.guesses[j] = Guess{Column: g.Values[j].Column, To: c.name, Sure: Sure, Why: fmt.Sprintf("the unit of %q", g.Values[i].Column)}
	}
}

// has reports whether a column bears the canonical name.
func (g *guesser) has(canonical string) bool {
	return slices.ContainsFunc(g.Values, func(v Values) bool { return headerKey(v.Column) == canonical })
}

// numberOf is the column whose unit stands in column j: the one before it.
func (g *guesser) numberOf(j int) int {
	if i := j - 1; i >= 0 && g.free(i) && g.Values[i].Filled > 0 &&
		g.Values[i].share(func(t string) bool { _, ok := kindDays.parse(t); return ok }) >= enough {
		return i
	}
	return -1
}

// lengthOf is the canonical column of a length of time with this name.
func lengthOf(name string) *column {
	words := plainWords(name)
	for _, w := range []struct{ word, column string }{
		{"suspended", "suspended_days"}, {"probation", "probation_days"}, {"jail", "jail_days"}, {"sentence", "jail_days"},
		{"prison", "jail_days"}, {"incarceration", "jail_days"}, {"confinement", "jail_days"}, {"term", "jail_days"},
	} {
		if slices.Contains(words, w.word) {
			return columnNamed(w.column)
		}
	}
	return nil
}

// unitWords are the usual units of time by their first letters.
var unitWords = map[string][]string{
	"Y": {"y", "yr", "yrs", "year", "years"}, "M": {"m", "mo", "mos", "mon", "mth", "mths", "month", "months"},
	"W": {"w", "wk", "wks", "week", "weeks"}, "D": {"d", "da", "day", "days"},
}

// units are the units of time in the column; nil if it holds something else.
func (v *Values) units() Units {
	if v.Filled == 0 || v.Different > 12 {
		return nil
	}
	var out Units
	for _, t := range v.Texts {
		days := unitDays(t.Text)
		if days == 0 {
			return nil
		}
		if !slices.ContainsFunc(out, func(u Unit) bool { return strings.EqualFold(u.Name.Value, t.Text) }) {
			out = append(out, Unit{strict.Text{Value: t.Text}, days})
		}
	}
	return out
}

// unitDays are the days of a unit, to four decimals; 0 for what is none.
func unitDays(text string) float64 {
	for _, u := range defaultUnits {
		if slices.Contains(unitWords[u.Name.Value], strings.ToLower(text)) {
			return math.Round(u.Days*1e4) / 1e4
		}
	}
	return 0
}

func codeOf(from, to string) Code {
	return Code{strict.Text{Value: from}, strict.Text{Value: to}}
}
