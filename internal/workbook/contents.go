package workbook

import (
	"fmt"
	"slices"

	"impact/internal/report"
)

// contents is the sheet that says what the workbook is, how it is read and what is
// where.
func (b *book) contents() *page {
	p := &page{b: b, sheet: contents, widths: []float64{26, 100, 14}}
	p.across(b.r.Title, cover)
	p.across("DRAFT. "+b.flag()+".", warn)
	p.across("Data: "+b.r.Source+". Baseline: the law in force on "+b.r.Baseline.String()+".", prose)
	for _, s := range b.r.Notes {
		p.across(s, prose)
	}
	b.howToRead(p)
	b.sheetList(p)
	b.doubts(p)
	b.made(p)
	return p
}

// howToRead says what the numbers are.
func (b *book) howToRead(p *page) {
	p.gap(1)
	p.across("How to read it", chapter)
	list := [][2]string{
		{"low, central, high", "Of the record: the least and the most that the record allows, whatever the facts that it leaves out, and the expectation, for which facts are " + b.r.Likeness() + ". Bounds, not chance; bounds of several rows must not be added up."},
		{"mean, lo80 to hi80", "Of what may come: the expectation, and the interval that holds 80 % of the draws (lo95 to hi95: 95 %). Chance alone: it says nothing of what the record leaves out. Intervals of several rows must not be added up."},
		{"average, marginal", "Two costs that are different things: all that is spent over all who are served, and what one more adds. They are never added up, and are not the ends of one range."},
		{"yellow cells", "The cost constants on the sheet Constants. Change one, and every cost and chart that rests on it follows; cells that say “as run” are what this run found."},
		{"empty cells", "Not there, or cannot be determined. Rows of the record that are zero in low, central and high are left out of the tables."},
	}
	if w := b.r.Withheld; w.On() {
		list = append(list, [2]string{"withheld", "A number that is not told: " + b.r.Small() + ". What rests on it is withheld too. Zeros are shown."})
	}
	for _, x := range list {
		row := p.add(cell{x[0], "", look{part: label}}, cell{x[1], "", look{part: label}})
		p.merge(row, 2, 3)
		p.rows[row-1].height = lines(x[1], 114) * lineHeight
	}
}

// sheetList lists the sheets, each a link, with what a row of it is.
func (b *book) sheetList(p *page) {
	p.gap(1)
	p.across("Sheets", chapter)
	p.heads("sheet", "what a row is", "rows")
	p.entry(summary, "the figures to begin with: the record by reading, what may come, money as live formulas, charts", nil)
	p.entry(constants, "a cost constant, to be changed in its yellow cell", int64(len(b.prices)))
	p.entry(costs, "a row of the table fiscal, as live formulas: quantity × constant", rowsOf(b.r.Table("fiscal")))
	for i := range b.r.Tables {
		t := &b.r.Tables[i]
		says := t.Says
		switch held := b.held(t); {
		case len(t.Rows) == 0:
			says += ". Empty in this run" + b.because(t.Name) + "."
		case held < len(t.Rows):
			says += fmt.Sprintf(". The sheet holds the first %d of them; tables/%s.csv has all.", held, t.Name)
		}
		p.entry(b.sheets[t.Name], says, rowsOf(t))
	}
}

// because says why a table of what may come is empty, where that is known.
func (b *book) because(table string) string {
	switch table {
	case "projection", "fiscal", "variance", "sensitivity", "donors", "per_conviction", "backtest", "streams":
		if s := b.r.Manifest.Settings; s.Draws == 0 || s.Horizon == 0 {
			return ": no draws were made (--draws 0 or --horizon 0)"
		}
	}
	return ""
}

func rowsOf(t *report.Table) any {
	if t == nil {
		return int64(0)
	}
	return int64(len(t.Rows))
}

// numeric are the heads of columns of numbers.
var numeric = []string{"rows", "bytes", "dollars", "change from the run", "as run", "session", "quantity, lo80", "quantity, mean", "quantity, hi80",
	"dollars for one", "cost, lo80", "cost, central", "cost, hi80", "as run, lo80", "as run, central", "as run, hi80"}

// heads appends a row of column heads.
func (p *page) heads(names ...string) int {
	var cells []cell
	for _, n := range names {
		as := head
		if slices.Contains(numeric, n) {
			as = headNumber
		}
		cells = append(cells, cell{n, "", look{part: as}})
	}
	row := p.add(cells...)
	p.rows[row-1].height = 18
	return row
}

// entry appends a line of the list of sheets.
func (p *page) entry(sheet, says string, rows any) {
	row := p.add(cell{sheet, "", look{part: link}}, cell{says, "", look{part: wrapped}}, cell{rows, "", look{format: whole}})
	p.links = append(p.links, jump{at(row, 1), quoted(sheet) + "!A1"})
	p.rows[row-1].height = lines(says, p.widths[1]) * lineHeight
}

// doubts says how much of the law was not seen in its source.
func (b *book) doubts(p *page) {
	p.gap(1)
	p.across("What it rests on", chapter)
	switch n := len(b.r.Unverified); n {
	case 0:
		p.across("Every entry of the law that decided a figure was seen in its source.", prose)
	case 1:
		p.across("1 entry of the law that figures rest on was not seen in its source: the sheet unverified names it.", warn)
	default:
		p.across(fmt.Sprintf("%d entries of the law that figures rest on were not seen in their source: the sheet unverified lists them.", n), warn)
	}
}

// made lists the inputs of the run and the line that makes it again.
func (b *book) made(p *page) {
	m := b.r.Manifest
	p.gap(1)
	p.heads("input", "name and SHA-256", "bytes")
	add := func(what string, in *report.Input) {
		if in != nil {
			text := in.Name + "  " + in.SHA256
			row := p.add(cell{what, "", look{part: label}}, cell{text, "", look{part: wrapped}}, cell{in.Bytes, "", look{format: whole}})
			p.rows[row-1].height = lines(text, p.widths[1]) * lineHeight
		}
	}
	add("scenario", &m.Scenario)
	add("law", &m.Law)
	add("column map", m.Map)
	add("assumptions", m.Assumed)
	add("costs", m.Costs)
	for i := range m.Data {
		add("data", &m.Data[i])
	}
	p.gap(1)
	p.across("Made by impact "+m.Version+". This line makes the run again:", prose)
	p.across(b.r.Command(), prose)
	if says := b.r.AgainSays("workbook"); says != "" {
		p.across(says, prose)
	}
}
