package workbook

import (
	"fmt"
	"math"
	"slices"
	"strings"

	"impact/internal/report"
)

// A price is a cost constant of the table fiscal: dollars for one unit of an item on
// a basis.
type price struct {
	agency, fund, basis, item string
	text, source, footnote    string // as its note states it, and where
	session                   any
	bound                     string
	dollars                   float64
}

// The rows of the sheet Constants above its constants, and the column of the dollars.
const (
	aboveConstants = 4
	dollarsColumn  = 4
)

// pricesOf are the constants that a table of money rests on, in its order.
func (b *book) pricesOf(t *report.Table) []price {
	var out []price
	if t == nil {
		return nil
	}
	for _, row := range t.Rows {
		if x, ok := priceOf(t, row); ok && !slices.Contains(out, x) {
			out = append(out, x)
		}
	}
	return out
}

// priceOf is the constant of a row; false where the row has none.
func priceOf(t *report.Table, row []any) (price, bool) {
	at := func(name string) string { return report.Plain(field(t, row, name)) }
	v, ok := field(t, row, "dollars").(float64)
	return price{agency: at("agency"), fund: at("fund"), basis: at("basis"), item: at("item"), text: at("constant"), source: at("source"),
		footnote: at("footnote"), session: field(t, row, "session"), bound: at("bound"), dollars: v}, ok
}

// field is the value of a named column of a row; nil where the table has no such.
func field(t *report.Table, row []any, name string) any {
	if i := place(t, name); i >= 0 {
		return row[i]
	}
	return nil
}

// constants is the sheet of cost constants, which an analyst may change.
func (b *book) constants() *page {
	p := &page{b: b, sheet: constants, widths: []float64{30, 12, 18, 14, 16, 12, 10, 30, 10, 34, 50}}
	p.across("Cost constants", cover)
	p.across("Change a yellow cell: every cost on Summary and Costs, and their charts, follow. The sheet fiscal keeps what the run found. "+
		"Average and marginal are different things and are never added up.", prose)
	if len(b.prices) == 0 {
		p.across("No constant was applied. "+b.unpriced(), warn)
		return p
	}
	p.gap(1)
	p.heads("item", "basis", "as the note states it", "dollars", "change from the run", "as run", "session", "agency", "fund", "source", "what it counts")
	p.rows[p.row()-1].height = 30
	p.frozen = p.row()
	for i, x := range b.prices {
		row := p.row() + 1
		text := func(s string) cell { return cell{value: stored(s, "fiscal"), look: look{wrapped, asText}} }
		money := cents
		if x.dollars == math.Trunc(x.dollars) {
			money = dollars
		}
		p.add(text(itemWords(x.item)+", "+b.unitOf(x.item)), text(x.basis), text(x.text), cell{x.dollars, "", look{input, money}},
			cell{0.0, fmt.Sprintf("ROUND(D%d-F%d,6)", row, row), look{format: untouched}},
			cell{x.dollars, "", look{format: money}}, cell{x.session, "", look{format: plain}},
			text(x.agency), text(x.fund), text(x.source), text(x.footnote))
		p.inputs = append(p.inputs, strings.ReplaceAll(b.constant(i), "$", "")[len(quoted(constants))+1:])
		p.rows[row-1].height = lineHeight * max(2, lines(x.footnote, 50), lines(x.source, 34), lines(itemWords(x.item)+", "+b.unitOf(x.item), 26))
	}
	return p
}

// constant is the cell of a constant, as formulas name it.
func (b *book) constant(i int) string { return fixed(constants, aboveConstants+1+i, dollarsColumn) }

// unpriced says why there is no money.
func (b *book) unpriced() string {
	if s := b.r.Manifest.Settings; s.Draws == 0 || s.Horizon == 0 {
		return "Not projected: the run made no draws (--draws 0 or --horizon 0)."
	}
	if why := b.empty("beds_fan"); why != "" {
		return why
	}
	return "Nothing is projected that has a cost."
}

// empty says why a figure of the report is empty; "" where it is not.
func (b *book) empty(figure string) string {
	for _, f := range b.r.Figures {
		if f.Name == figure {
			return f.Empty
		}
	}
	return ""
}

// A sum is one row of money: its three figures as formulas, with what they had in
// the run.
type sum struct {
	quantity, cost [3]cell // low, central, high
	dollars        cell
	run            [3]cell // as the table has it
	why            string  // why it cannot be determined; "" where it can
}

// order are the columns of fiscal, and of projection, in the order low, central, high.
var (
	moneyColumns  = [3]string{"lo80", "central", "hi80"}
	amountColumns = [3]string{"lo80", "mean", "hi80"}
)

// sumOf is a row of the table fiscal, made live: a quantity of the table projection
// times a constant. What the run did not find that way stays what the table has.
func (b *book) sumOf(t *report.Table, at int) sum {
	row := t.Rows[at]
	var out sum
	if effect := report.Plain(field(t, row, "effect")); strings.HasPrefix(effect, "cannot be determined") {
		out.why = effect
	}
	x, priced := priceOf(t, row)
	i := slices.Index(b.prices, x)
	money := dollars
	if priced {
		style := dollars
		if x.dollars != math.Trunc(x.dollars) {
			style = cents
		}
		out.dollars = cell{x.dollars, b.constant(i), look{format: style}}
	}
	amounts := b.r.Table("projection")
	from := b.projected(report.Plain(row[1]), x.item, report.Plain(field(t, row, "fiscal_year")), "difference")
	for k := range 3 {
		run := b.ref(t, at, moneyColumns[k], money)
		out.run[k], out.cost[k] = run, run
		if !priced || from < 0 {
			continue
		}
		q := b.ref(amounts, from, amountColumns[k], hundredths)
		if q.withheld() {
			out.quantity[k] = q
		}
		v, ok1 := run.value.(float64)
		n, ok2 := q.value.(float64)
		if ok1 && ok2 && alike(n*x.dollars, v) && q.formula != "" {
			out.quantity[k] = q
			out.cost[k] = cell{v, q.formula + "*" + b.constant(i), look{format: money}}
		}
	}
	return out
}

// alike reports whether two figures are the same but for the rounding of their twelve
// digits.
func alike(a, b float64) bool { return math.Abs(a-b) <= 1e-9*max(1, math.Abs(a), math.Abs(b)) }

// costs is the sheet with every row of the table fiscal as formulas.
func (b *book) costs() *page {
	p := &page{b: b, sheet: costs, widths: []float64{18, 30, 7, 15, 11, 8, 34, 13, 13, 13, 13, 13, 13, 13, 14, 14, 14, 17}}
	t := b.r.Table("fiscal")
	p.heads("reading", "agency", "fund", "item", "basis", "fiscal year", "effect", "quantity, lo80", "quantity, mean", "quantity, hi80",
		"dollars for one", "cost, lo80", "cost, central", "cost, hi80", "as run, lo80", "as run, central", "as run, hi80", "change from the run")
	p.rows[0].height = 30
	p.frozen, p.filter = 1, 1
	if t == nil || len(t.Rows) == 0 {
		p.gap(1)
		p.across("No cost was priced. "+b.unpriced(), warn)
		p.filter = 0
		return p
	}
	for _, r := range b.readings() {
		for i, row := range t.Rows {
			if row[1] == r.ID {
				b.costRow(p, t, i)
			}
		}
	}
	return p
}

// costRow appends one row of the table fiscal.
func (b *book) costRow(p *page, t *report.Table, i int) {
	s, n := b.sumOf(t, i), p.row()+1
	text := func(name string) cell {
		return cell{value: stored(field(t, t.Rows[i], name), t.Name), look: look{word, asText}}
	}
	agency, effect := text("agency"), text("effect")
	agency.look.part, effect.look.part = wrapped, wrapped
	change := cell{0.0, fmt.Sprintf("ROUND(M%d-P%d,2)", n, n), look{format: untouched}}
	if s.cost[1].withheld() {
		change = withheld
	}
	p.add(text("reading"), agency, text("fund"), text("item"), text("basis"), text("fiscal_year"), effect,
		s.quantity[0], s.quantity[1], s.quantity[2], s.dollars, s.cost[0], s.cost[1], s.cost[2], s.run[0], s.run[1], s.run[2], change)
	p.rows[n-1].height = lineHeight * max(lines(report.Plain(agency.value), 30), lines(report.Plain(effect.value), 34))
}
