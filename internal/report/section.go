package report

import (
	"slices"
	"strings"

	"impact/internal/assume"
	"impact/internal/chart"
)

// A Section is a part of the page: words, figures, headline tables, and tables to open.
type Section struct {
	ID, Title, Says string
	Figures         []chart.Figure
	Tables          []exhibit
	Grids           bool // whether headline tables belong to it
}

// The sections of the page that have headline tables.
const (
	inReadings = "readings"
	inRecord   = "record"
	inAhead    = "ahead"
	inCost     = "cost"
	inBooks    = "books"
)

// content names what a section holds.
type content struct {
	id, title, says string
	figures, tables []string
}

// sections says which figures and tables stand in which part of the page.
var sections = []content{
	{inReadings, "", "", // ofReadings
		[]string{"readings"}, nil},
	{inRecord, "What the record shows", "Every charge of the record, under the baseline law and under the proposal. Where the record leaves out a fact that decides, a count is a range: the least and the most that it allows.",
		[]string{"class_flow", "class_by_year", "registry_flow", "minor_victims"}, []string{"coverage"}},
	{"provisions", "Which provision does what", "The expected effect over all years of the record, told apart by provision.",
		[]string{"attribution"}, []string{"overlap"}},
	{inAhead, "What it may bring", "", // ofAhead
		[]string{"felony_convictions_fan", "registry_fan", "beds_fan"}, []string{"donors", "streams"}},
	{inCost, "What it may cost", "", // ofCosts
		[]string{"cost_average", "cost_marginal"}, []string{"fiscal", "per_conviction"}},
	{"whom", "Whom it concerns", "By what the record says of defendants and victims. Where too few change, or the record does not tell the direction, the outcome cannot be determined.",
		[]string{"equity"}, []string{"equity", "victim_composition"}},
	{"supposes", "What it supposes", "What is neither in the record nor chance. Each assumption has a range; the figures say what one alone does.",
		[]string{"tornado", "tornado_registrants"}, []string{"assumptions", "variance"}},
	{inBooks, "How far to trust it", "What became of every row that was read, how well the forecasts did on years that are known, and the law that was not seen in its source.",
		[]string{"backtest"}, []string{"ledger", "unverified"}},
}

// Sections are the parts of the page that hold figures and tables; empty ones are left
// out, unless another point of the switchboard fills them. A figure that no part names
// stands in the record.
func (s *sheet) Sections() []Section {
	var out []Section
	for _, x := range sections {
		part := Section{ID: x.id, Title: x.title, Says: x.says}
		switch x.id {
		case inReadings:
			part.Title, part.Says = s.ofReadings()
		case inAhead:
			part.Says = s.ofAhead()
		case inCost:
			part.Says = s.ofCosts()
		}
		part.Grids = s.some(func(r *Report) bool {
			return slices.ContainsFunc(r.Headline, func(g Grid) bool { return partOf(g) == x.id })
		})
		for _, name := range x.figures {
			if i := slices.IndexFunc(s.Figures, func(f chart.Figure) bool { return f.Name == name }); i >= 0 {
				part.Figures = append(part.Figures, s.Figures[i])
			}
		}
		if x.id == inRecord {
			part.Figures = append(part.Figures, s.unplaced()...)
		}
		for _, name := range x.tables {
			filled := s.some(func(r *Report) bool { t := r.Table(name); return t != nil && len(t.Rows) > 0 })
			if t := s.Table(name); t != nil && filled {
				part.Tables = append(part.Tables, exhibitOf(*t))
			}
		}
		if len(part.Figures)+len(part.Tables) > 0 || part.Grids {
			out = append(out, part)
		}
	}
	return out
}

// What the totals stand under: those of several readings, or of one.
const readingsTitle, totalsTitle = "The readings side by side", "The totals of the record"

// ofReadings is the title of the totals, and how the proposal is read.
func (r *Report) ofReadings() (title, says string) {
	switch {
	case len(r.Readings) > 1:
		return readingsTitle, "The words of the proposal can be understood in more than one way. Each reading is counted on its own; none is an average of the others."
	case r.Scenario != nil && len(r.Scenario.Readings) > 1:
		return totalsTitle, "The words of the proposal can be understood in more than one way; here they are taken in one."
	}
	return totalsTitle, "All years of the record together, with the least and the most that it allows."
}

// ofAhead says what the figures of the years ahead suppose.
func (r *Report) ofAhead() string {
	return "What the proposal adds in the fiscal years after it takes effect. Intervals are of chance: small counts, the years’ own ups and downs, and sentences. They suppose the assumptions below, and that facts are " + r.likeness + "."
}

// ofCosts says what the bases are on which a prison bed has a cost.
func (r *Report) ofCosts() string {
	average, marginal := "The average cost is all that is spent over all who are served", "the marginal cost is what one more adds"
	switch bases := r.gaps.bases; {
	case len(bases) > 1:
		return "Each constant is a fiscal note’s. " + average + "; " + marginal + ". They are different things, never added up and not the ends of one range."
	case len(bases) == 0:
		return "No cost of a prison bed is stated, on any basis."
	case bases[0] == assume.Average:
		return average + "; what one more adds is not stated."
	}
	return capital(marginal) + "; what is spent over all who are served is not stated."
}

// some reports whether some point of the switchboard is so.
func (s *sheet) some(so func(*Report) bool) bool {
	return slices.ContainsFunc(s.leaves, func(p []leaf) bool { return len(p) > 0 && so(p[0].Report) })
}

// unplaced are the figures that no part of the page names.
func (r *Report) unplaced() []chart.Figure {
	return slices.DeleteFunc(slices.Clone(r.Figures), func(f chart.Figure) bool {
		return slices.ContainsFunc(sections, func(c content) bool { return slices.Contains(c.figures, f.Name) })
	})
}

// partOf is the section of the page to which a headline table belongs.
func partOf(g Grid) string {
	switch {
	case g.Part == partMoney:
		return inCost
	case g.Part == partProjection:
		return inAhead
	case strings.HasPrefix(g.Title, "All years: "):
		return inReadings
	case strings.HasPrefix(g.Title, "Ledger: "):
		return inBooks
	}
	return inRecord
}

// main is the id of the default reading, or of the first one run.
func (r *Report) main() string {
	for _, x := range r.Readings {
		if x.Default {
			return x.ID
		}
	}
	if len(r.Readings) > 0 {
		return r.Readings[0].ID
	}
	return ""
}
