package workbook

import (
	"fmt"
	"slices"
	"strings"

	"impact/internal/report"
)

// summaryScale is the size in print, per cent, at which the sheet is as wide as a page.
const summaryScale = 68

// summary is the sheet of the figures to begin with. Each is a formula that shows a
// cell of a table, or is made of such.
func (b *book) summary() *page {
	p := &page{b: b, sheet: summary, widths: []float64{38}, scale: summaryScale}
	for range 3 * blocksAcross {
		p.widths = append(p.widths, 12)
	}
	p.across(b.r.Title, cover)
	p.across("DRAFT. "+b.flag()+".", warn)
	p.across("Every figure here shows a cell of another sheet, or is made of such: its formula says of which. Costs are quantity × constant; "+
		"the constants stand on the sheet Constants, and may be changed there.", quiet)
	b.inWords(p)
	b.record(p)
	b.classes(p)
	b.ahead(p)
	b.money(p)
	b.sideBySide(p)
	b.eachConviction(p)
	return p
}

// newPage ends a printed page before the next row.
func (p *page) newPage() {
	p.gap(1)
	p.breaks = append(p.breaks, p.row()+1)
}

// inWords are the sentences on the record under the default reading.
func (b *book) inWords(p *page) {
	for _, r := range b.readings() {
		if r.ID != b.main() {
			break
		}
		p.gap(1)
		p.across("Reading "+b.label(r), chapter)
		p.across(capital(r.Title)+".", prose)
		for _, s := range slices.Concat(b.r.Record(r.ID), r.Notes) {
			p.across(s, prose)
		}
	}
}

// label names a reading, and says which is the default.
func (b *book) label(r report.ReadingReport) string {
	if r.Default {
		return r.ID + " (default)"
	}
	return r.ID
}

// A fact is a row of the record's table: a label, and how each reading finds it.
type fact struct {
	label string
	table *report.Table
	pairs []string // what its row has, but for the reading
}

// record is the record by reading: who moves, the registry, the privilege.
func (b *book) record(p *page) {
	p.gap(1)
	p.across("The record, all years: what would have changed, by reading", chapter)
	facts := slices.Concat(b.facts("class_shift", true, "Charged: %s → %s", []string{"from_class", "to_class"}, "unit", "charge", "stage", "charged"),
		b.facts("class_shift", true, "Convicted: %s → %s", []string{"from_class", "to_class"}, "unit", "charge", "stage", "convicted"),
		b.facts("registry", false, "Registry: %s, %s → %s", []string{"event", "term_before", "term_after"}),
		b.facts("coverage", false, "Reached by a privilege: %ss", []string{"unit"}))
	if len(facts) == 0 {
		p.across("No class changes and no registration is decided under any reading.", prose)
		return
	}
	var blocks []*block
	var labels []string
	for _, f := range facts {
		labels = append(labels, f.label)
	}
	for _, r := range b.readings() {
		x := &block{head: b.label(r), under: heads3("low", "central", "high")}
		for _, f := range facts {
			x.rows = append(x.rows, b.bounds(f, r.ID))
		}
		blocks = append(blocks, x)
	}
	for list := range slices.Chunk(blocks, blocksAcross) {
		p.band("Counts", labels, list)
		p.gap(1)
	}
	p.across("Low and high are the least and the most that the record allows; rows must not be added up in them. A reading that has no row in the table has 0.", quiet)
}

// facts are the rows over all years that some reading has, told by some of their
// columns; of moves, those that change the class.
func (b *book) facts(table string, moves bool, format string, names []string, pairs ...string) []fact {
	t := b.r.Table(table)
	if t == nil {
		return nil
	}
	var out []fact
	for _, row := range t.Rows {
		if !matches(t, row, append([]string{"fiscal_year", "all"}, pairs...)) {
			continue
		}
		key := append([]string{"fiscal_year", "all"}, pairs...)
		var told []any
		for _, n := range names {
			v := report.Plain(field(t, row, n))
			key, told = append(key, n, v), append(told, v)
		}
		f := fact{strings.ReplaceAll(fmt.Sprintf(format, told...), "_", " "), t, key}
		if moves && told[0] == told[1] || slices.ContainsFunc(out, func(x fact) bool { return x.label == f.label }) {
			continue
		}
		out = append(out, f)
	}
	return out
}

// bounds are the three figures of a fact in a reading.
func (b *book) bounds(f fact, reading string) [3]cell {
	i := find(f.table, append([]string{"reading", reading}, f.pairs...)...)
	var out [3]cell
	for k, name := range []string{"low", "central", "high"} {
		format := whole
		if k == 1 {
			format = tenths
		}
		if i < 0 {
			out[k] = cell{0.0, "", look{format: format}}
			continue
		}
		out[k] = b.ref(f.table, i, name, format)
	}
	return out
}

// ladder are the classes, gravest first.
var ladder = []string{"felony A", "felony B", "felony C", "felony D", "felony E", "felony unclassified",
	"misdemeanor A", "misdemeanor B", "misdemeanor C", "misdemeanor D", "misdemeanor unclassified", "violation", "none", "unknown"}

// classes is the expected number by class before and after, under the default reading.
func (b *book) classes(p *page) {
	t := b.r.Table("class_shift")
	names := b.seen(t)
	if len(names) == 0 {
		return
	}
	p.newPage()
	p.across("Expected charges and convictions by class before and after, all years, reading "+b.main(), chapter)
	var blocks []*block
	for _, stage := range [][2]string{{"charged", "Charges as filed"}, {"convicted", "Convictions"}} {
		x := &block{head: stage[1], under: heads3("baseline law", "proposal", "change")}
		first := p.row() + 3
		for i, class := range names {
			before, after := b.total(t, stage[0], "from_class", class), b.total(t, stage[0], "to_class", class)
			col, row := 2+3*len(blocks), first+i
			change := withheld
			if !before.withheld() && !after.withheld() {
				change = cell{report.Round(after.value.(float64) - before.value.(float64)), at(row, col+1) + "-" + at(row, col), look{format: `+#,##0.0;\-#,##0.0;0`}}
			}
			x.rows = append(x.rows, [3]cell{before, after, change})
		}
		blocks = append(blocks, x)
	}
	p.band("Class", names, blocks)
	p.across("Sums of the central figures of class_shift: expectations can be added up, bounds cannot.", quiet)
	felonies := 0
	for felonies < len(names) && strings.HasPrefix(names[felonies], "felony") {
		felonies++
	}
	of := "felony classes"
	if felonies == 0 {
		felonies, of = len(names), "all classes"
	}
	var pair []figure
	for i, what := range []string{"Charges as filed", "Convictions"} {
		pair = append(pair, figure{title: what + ", all years, expected: " + of, across: "class", up: strings.ToLower(strings.Fields(what)[0]), columns: true,
			block: blocks[i], rows: felonies, series: []stroke{{0, grey, solid}, {1, blue, solid}}, format: whole,
			alt: what + " by class under the baseline law and under the proposal, expected numbers over all years."})
	}
	p.draw(pair...)
}

// seen are the classes that have charges before or after under the default reading.
func (b *book) seen(t *report.Table) []string {
	if t == nil {
		return nil
	}
	found := map[string]bool{}
	var more []string
	for _, row := range t.Rows {
		if !matches(t, row, []string{"reading", b.main(), "fiscal_year", "all", "unit", "charge"}) {
			continue
		}
		for _, side := range []string{"from_class", "to_class"} {
			c := report.Plain(field(t, row, side))
			if !found[c] && !slices.Contains(ladder, c) {
				more = append(more, c)
			}
			found[c] = true
		}
	}
	return append(slices.DeleteFunc(slices.Clone(ladder), func(c string) bool { return !found[c] }), more...)
}

// total is the expected number of one class on one side, as a sum over the sheet; withheld
// where a part of it is.
func (b *book) total(t *report.Table, stage, side, class string) cell {
	pairs := []string{"reading", b.main(), "fiscal_year", "all", "unit", "charge", "stage", stage, side, class}
	sum, n := 0.0, b.held(t)
	for _, row := range t.Rows {
		if !matches(t, row, pairs) {
			continue
		}
		switch v := field(t, row, "central").(type) {
		case report.Withheld:
			return withheld
		case float64:
			sum += v
		}
	}
	out := cell{report.Round(sum), "", look{format: tenths}}
	if n < len(t.Rows) {
		return out
	}
	column := func(name string) string {
		col := place(t, name) + 1
		return fixed(b.sheets[t.Name], 2, col) + ":" + strings.TrimPrefix(fixed("", n+1, col), "''!")
	}
	var tests strings.Builder
	for i := 0; i < len(pairs); i += 2 {
		fmt.Fprintf(&tests, `,%s,"%s"`, column(pairs[i]), strings.ReplaceAll(pairs[i+1], `"`, `""`))
	}
	out.formula = "SUMIFS(" + column("central") + tests.String() + ")"
	return out
}

// capital is a text with a capital first letter.
func capital(s string) string {
	if s == "" {
		return s
	}
	return strings.ToUpper(s[:1]) + s[1:]
}
