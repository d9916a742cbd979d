package report

import (
	"slices"

	"impact/internal/chart"
)

// A Section is a part of the page on what may come: words, figures, headline tables,
// and tables to open.
type Section struct {
	Title, Says string
	Figures     []chart.Figure
	Grids       []Grid
	Tables      []Table
}

// content names what a section holds.
type content struct {
	title, says, part string
	figures, tables   []string
}

// sections says which figures and tables stand in which part of the page; of tables
// with a reading, the rows of the default one.
var sections = []content{
	{"What it may bring", "What the proposal adds in the fiscal years after it takes effect. Intervals are of chance: small counts, the years\u2019 own ups and downs, and sentences. They suppose the assumptions below, and that facts are as common where they are not recorded as where they are.",
		partProjection, []string{"felony_convictions_fan", "registry_fan", "beds_fan", "backtest"}, []string{"donors", "streams", "backtest"}},
	{"What it may cost", "Each constant is a fiscal note\u2019s. The average cost is all that is spent over all who are served; the marginal cost is what one more adds. They are different things, never added up and not the ends of one range.",
		partMoney, []string{"cost_average", "cost_marginal"}, []string{"fiscal", "per_conviction"}},
	{"What it supposes", "What is neither in the record nor chance. Each assumption has a range; the figures say what one alone does, and the tables what all of them together and chance bring.",
		"", []string{"tornado", "tornado_registrants"}, []string{"assumptions", "sensitivity", "variance"}},
	{"Which provision does what", "The expected effect over all years of the record, told apart by provision.",
		"", []string{"attribution"}, []string{"attribution", "overlap"}},
	{"Whom it concerns", "By what the record says of defendants and victims. Where too few change, or the record does not tell the direction, the outcome cannot be determined.",
		"", []string{"equity"}, []string{"equity", "victim_composition"}},
}

// Sections are the parts of the page on what may come; empty ones are left out.
func (r *Report) Sections() []Section {
	var out []Section
	for _, x := range sections {
		s := Section{Title: x.title, Says: x.says}
		for _, name := range x.figures {
			if i := slices.IndexFunc(r.Figures, func(f chart.Figure) bool { return f.Name == name }); i >= 0 {
				s.Figures = append(s.Figures, r.Figures[i])
			}
		}
		for _, g := range r.Headline {
			if x.part != "" && g.Part == x.part {
				s.Grids = append(s.Grids, g)
			}
		}
		for _, name := range x.tables {
			if t := r.Table(name); t != nil && len(t.Rows) > 0 {
				s.Tables = append(s.Tables, r.ofDefault(t))
			}
		}
		if len(s.Figures)+len(s.Grids)+len(s.Tables) > 0 {
			out = append(out, s)
		}
	}
	return out
}

// ofDefault is a table with the rows of the default reading, or of all, without the
// columns scenario and reading.
func (r *Report) ofDefault(t *Table) Table {
	reading := r.main()
	out := Table{Name: t.Name, Says: t.Says, Columns: t.Columns[2:]}
	for _, row := range t.Rows {
		if row[1] == reading || row[1] == allReadings {
			out.Rows = append(out.Rows, row[2:])
		}
	}
	return out
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

// Recorded are the figures of the record.
func (r *Report) Recorded() []chart.Figure {
	return slices.DeleteFunc(slices.Clone(r.Figures), func(f chart.Figure) bool {
		return slices.ContainsFunc(sections, func(c content) bool { return slices.Contains(c.figures, f.Name) })
	})
}

// RecordGrids are the headline tables of the record.
func (r *Report) RecordGrids() []Grid {
	return slices.DeleteFunc(slices.Clone(r.Headline), func(g Grid) bool { return g.Part != "" })
}
