package report

import (
	"fmt"
	"math"
	"slices"
	"strings"

	"impact/internal/assume"
	"impact/internal/court"
	"impact/internal/law"
	"impact/internal/project"
)

// The parts of a page that a grid can belong to; "" is the record.
const (
	partProjection = "projection"
	partMoney      = "money"
)

// lines are the metrics of the headline grids of a projection.
var lines = []struct {
	m      project.Metric
	words  string
	detail bool // of the main reading only
}{
	{project.FelonyConvictions, "felony convictions", false},
	{project.NewRegistrants, "new registrants", false},
	{project.RegistryStock, "registry, 30 June", false},
	{project.MinorCasesChanged, "cases, minor victim", false},
	{project.Admissions, "admissions", true},
	{project.Beds, "prison beds", false},
	{project.Supervision, "under supervision", true},
	{project.Fines, "fines, $1,000s", true},
}

// foregrids are the headline tables of what may come; none where nothing is
// projected or no figure changes.
func (b *builder) foregrids() []Grid {
	p := b.ahead(b.main())
	if p == nil || b.silent(p) != "" || !slices.ContainsFunc(b.Projections, func(p *project.Projection) bool { return !nothing(p) }) {
		return nil
	}
	var out []Grid
	if !nothing(p) {
		out = append(out, b.yearGrid(p))
	}
	if len(b.Projections) > 1 {
		out = append(out, b.readingGrid())
	}
	if g := b.moneyGrid(p); len(g.Rows) > 0 && !nothing(p) {
		out = append(out, g)
	}
	return out
}

// cell is what is added, for a grid: "5.9 [2, 11]".
func (b *builder) cell(p *project.Projection, m project.Metric, y law.Year) string {
	switch r, ok := added(p, m, y); {
	case !ok || b.untold(p, m):
		return absent
	case veiled(r):
		return withheld
	case still(r):
		return "0"
	case m == project.Fines:
		return bracket(r.Mean/1000, r.Lo80/1000, r.Hi80/1000)
	default:
		return bracket(r.Mean, r.Lo80, r.Hi80)
	}
}

// absent is the cell of what is not projected.
const absent = "–"

// put adds a line to a grid, unless it has no figure.
func (g *Grid) put(words string, cells []string) {
	if slices.ContainsFunc(cells, func(c string) bool { return c != absent }) {
		g.Rows = append(g.Rows, append([]string{words}, cells...))
	}
}

func bracket(mean, lo, hi float64) string {
	return fmt.Sprintf("%s [%s, %s]", centre(mean), edge(lo), edge(hi))
}

// yearGrid is what the main reading adds by year.
func (b *builder) yearGrid(p *project.Projection) Grid {
	g := Grid{Part: partProjection, Title: "Projection, what the proposal adds by fiscal year: mean [80 % interval], reading " + p.Proposal.Reading, Heads: []string{""}, Left: 1,
		Note: strings.TrimSpace(b.held() + " " + b.gridNote(p) + " " + b.leavesOut())}
	ys := columnsOf(p.Years)
	for _, y := range ys {
		g.Heads = append(g.Heads, y.String())
	}
	for _, x := range lines {
		var row []string
		for _, y := range ys {
			row = append(row, b.cell(p, x.m, y))
		}
		g.put(x.words, row)
	}
	return g
}

// readingGrid is what each reading adds in the last year.
func (b *builder) readingGrid() Grid {
	g := Grid{Part: partProjection, Title: fmt.Sprintf("Projection, fiscal year %s, by reading: mean [80 %% interval]", lastYear(b.Projections[0])), Heads: []string{""}, Left: 1}
	var unsettled []string
	for i, p := range b.Projections {
		if unsure(b.Results[i].Totals.Felony[court.AsConvicted]) && !unmoved(p, project.FelonyConvictions) {
			unsettled = append(unsettled, p.Proposal.Reading)
		}
		g.Heads = append(g.Heads, p.Proposal.Reading)
		if len(b.lacking(p)) > 0 && g.Note == "" {
			g.Note = fmt.Sprintf("Prison beds without a figure cannot be projected: %s.", b.noSentence(p))
		}
	}
	if len(unsettled) > 0 {
		g.Note = strings.TrimSpace(g.Note + fmt.Sprintf(" Of %s the record alone cannot tell whether felony convictions rise or fall; the figure takes facts to be %s.", listOf(unsettled, "and"), b.likeness()))
	}
	for _, x := range lines {
		if x.detail {
			continue
		}
		var row []string
		for _, p := range b.Projections {
			row = append(row, b.cell(p, x.m, lastYear(p)))
		}
		g.put(x.words, row)
	}
	return g
}

// itemWords are what money is for.
var itemWords = map[project.Metric]string{
	project.Beds: "prison beds", project.Supervision: "supervision",
	project.RegistryStock: "registry", project.Fines: "fines (revenue)",
}

// moneyGrid is the money of the first and the last year by basis.
func (b *builder) moneyGrid(p *project.Projection) Grid {
	g := Grid{Part: partMoney, Title: "Money, thousand dollars a year: mean [80 % interval], reading " + p.Proposal.Reading, Heads: []string{"basis", "for", "constant", firstYear(p).String()}, Left: 3}
	money := b.money(p)
	if slices.ContainsFunc(money, func(m project.Money) bool { return m.Basis != money[0].Basis }) {
		g.Note = "The bases are different things: they are neither added up nor the ends of one range."
	}
	if len(b.lacking(p)) > 0 {
		g.Note += fmt.Sprintf(" Money that follows from sentences cannot be determined: no sentence of %s in the record.", b.lackingClasses(p))
	}
	if firstYear(p) != lastYear(p) {
		g.Heads = append(g.Heads, lastYear(p).String())
	}
	type key struct {
		basis  string
		metric project.Metric
	}
	at := map[key]int{}
	if slices.ContainsFunc(money, func(m project.Money) bool { return m.Cost != nil && m.Cost.Bound != "" }) {
		g.Note += " Where the constant is a limit, the dollars are one too."
	}
	for _, m := range money {
		if m.Year != firstYear(p) && m.Year != lastYear(p) {
			continue
		}
		k := key{m.Basis, m.Metric}
		if _, seen := at[k]; !seen {
			at[k] = len(g.Rows)
			g.Rows = append(g.Rows, []string{m.Basis, itemWords[m.Metric], constantOf(m.Cost)})
		}
		text := thousands(m)
		if b.untold(p, m.Metric) {
			text = absent
		}
		g.Rows[at[k]] = append(g.Rows[at[k]], text)
	}
	g.Note = strings.TrimPrefix(g.Note, " ")
	return g
}

func constantOf(c *assume.Cost) string {
	if c == nil {
		return absent
	}
	return c.Text()
}

// thousands is money in thousands of dollars.
func thousands(m project.Money) string {
	if unknown(m.Central, m.Lo80, m.Hi80) {
		return withheld
	}
	if m.Central == 0 && m.Lo80 == 0 && m.Hi80 == 0 {
		return "0"
	}
	if math.Abs(m.Hi80) >= 1e9 {
		return fmt.Sprintf("%s [%s, %s]", dollars(m.Central), dollars(m.Lo80), dollars(m.Hi80))
	}
	return bracket(m.Central/1000, m.Lo80/1000, m.Hi80/1000)
}
