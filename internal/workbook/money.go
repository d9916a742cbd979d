package workbook

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"impact/internal/report"
)

// An account is the money of one item on one basis.
type account struct {
	item, basis, agency string
	rows                []int // of the table fiscal, by year
}

// accounts are the items and bases of a reading in the order of the table.
func (b *book) accounts(reading string) []account {
	t := b.r.Table("fiscal")
	if t == nil {
		return nil
	}
	var out []account
	for i, row := range t.Rows {
		if row[1] != reading {
			continue
		}
		a := account{report.Plain(field(t, row, "item")), report.Plain(field(t, row, "basis")), report.Plain(field(t, row, "agency")), nil}
		k := slices.IndexFunc(out, func(x account) bool { return x.item == a.item && x.basis == a.basis && x.agency == a.agency })
		if k < 0 {
			out, k = append(out, a), len(out)
		}
		out[k].rows = append(out[k].rows, i)
	}
	return out
}

// money is what the default reading costs by fiscal year, as live formulas: one block
// for each item and basis, and no sum over them.
func (b *book) money(p *page) {
	t, list := b.r.Table("fiscal"), b.accounts(b.main())
	p.newPage()
	p.across("Money: dollars by fiscal year, reading "+b.main()+" (live: change a constant on the sheet Constants)", chapter)
	if len(list) == 0 {
		p.across(b.unpriced(), warn)
		return
	}
	years := b.moneyYears(list)
	var bands [][]*block
	drawn := map[string]*block{}
	priced := ""
	for _, a := range list {
		x, hasPrice := b.accountBlock(t, a, years)
		if n := len(bands); n == 0 || len(bands[n-1]) == blocksAcross || hasPrice && a.basis != priced {
			bands = append(bands, nil)
		}
		if hasPrice {
			priced = a.basis
		}
		bands[len(bands)-1] = append(bands[len(bands)-1], x)
		if drawn[a.basis] == nil && a.item == "beds" {
			drawn[a.basis] = x
		}
	}
	for _, band := range bands {
		p.band("Fiscal year", years, band)
		p.gap(1)
	}
	p.across("Central is the mean of the quantity × the constant; low and high are the ends of its 80 % interval × the constant. "+
		"Average and marginal are different things: they are neither added up nor the ends of one range. Where a constant is a limit, so are its dollars. Fines are as imposed in the record.", quiet)
	b.bedCosts(p, drawn, list, len(years))
}

// moneyYears are the fiscal years of the accounts.
func (b *book) moneyYears(list []account) []string {
	t := b.r.Table("fiscal")
	var out []string
	for _, a := range list {
		for _, i := range a.rows {
			if y := report.Plain(field(t, t.Rows[i], "fiscal_year")); !slices.Contains(out, y) {
				out = append(out, y)
			}
		}
	}
	slices.Sort(out)
	return out
}

// accountBlock is the block of one account, and whether it has a constant.
func (b *book) accountBlock(t *report.Table, a account, years []string) (x *block, priced bool) {
	x = &block{head: fmt.Sprintf("%s, %s\n%s", capital(itemWords(a.item)), a.basis, a.agency), under: heads3("low", "central", "high"), rows: make([][3]cell, len(years))}
	price := cell{"no constant", "", look{part: group}}
	for _, i := range a.rows {
		s := b.sumOf(t, i)
		if s.dollars.formula != "" {
			priced = true
			price = s.dollars
			price.look.part, price.look.format = group, bounded(t, t.Rows[i], s.dollars.look.format)
		}
		if s.why == "" {
			x.rows[slices.Index(years, report.Plain(field(t, t.Rows[i], "fiscal_year")))] = s.cost
		} else {
			x.head = fmt.Sprintf("%s, %s\n%s", capital(itemWords(a.item)), a.basis, short(s.why, 70))
		}
	}
	x.more = []cell{price}
	return x, priced
}

// bounded is a format of dollars that says of what they are the limit.
func bounded(t *report.Table, row []any, format string) string {
	bound := report.Plain(field(t, row, "bound"))
	if bound == "" {
		return `"at "` + strings.SplitN(format, ";", 2)[0] + `" each a year"`
	}
	return `"at ` + strings.ReplaceAll(bound, `"`, "") + ` "` + strings.SplitN(format, ";", 2)[0] + `" each a year"`
}

// bedCosts draws the cost of the beds, one chart for each basis.
func (b *book) bedCosts(p *page, drawn map[string]*block, list []account, years int) {
	if why := cmp.Or(b.empty("beds_fan"), b.told(b.main(), "beds")); why != "" {
		p.across("Cost of the prison beds: no chart. "+capital(why), warn)
		return
	}
	var out []figure
	for _, a := range list {
		if x := drawn[a.basis]; x != nil && a.item == "beds" {
			out = append(out, figure{title: "Cost of the prison beds a year, at the " + a.basis + " cost", across: "fiscal year", up: "dollars", block: x, rows: years,
				series: interval, format: dollars,
				alt: "Yearly cost of the added prison beds at the " + a.basis + " cost: central, and the ends of the 80 % interval as dashed lines. It follows the constant."})
		}
	}
	p.draw(out...)
}

// eachConviction is what one more conviction costs, as live formulas.
func (b *book) eachConviction(p *page) {
	t, main := b.r.Table("per_conviction"), b.main()
	if find(t, "reading", main) < 0 {
		return
	}
	p.gap(1)
	p.across("One more conviction: its prison days over the whole sentence, reading "+main+" (live)", chapter)
	var labels []string
	var bases []string
	for _, row := range t.Rows {
		if row[1] != main {
			continue
		}
		if l := convicted(t, row); !slices.Contains(labels, l) {
			labels = append(labels, l)
		}
		if x := report.Plain(field(t, row, "basis")); !slices.Contains(bases, x) {
			bases = append(bases, x)
		}
	}
	var blocks []*block
	for _, basis := range bases {
		x := &block{head: capital(basis) + " cost", under: heads3("donors", "days served", "dollars"), rows: make([][3]cell, len(labels))}
		for i, row := range t.Rows {
			if row[1] == main && field(t, row, "basis") == basis {
				x.rows[slices.Index(labels, convicted(t, row))] = b.oneMore(t, i, basis)
			}
		}
		blocks = append(blocks, x)
	}
	p.band("Section and class", labels, blocks)
	p.across("Days served ÷ 365 × the constant of a prison bed. Donors are the convictions whose sentences stand in.", quiet)
}

func convicted(t *report.Table, row []any) string {
	return report.Plain(field(t, row, "section")) + ", " + report.Plain(field(t, row, "class"))
}

// oneMore is one row of per_conviction, its dollars made live where the constant of a
// bed gives them.
func (b *book) oneMore(t *report.Table, row int, basis string) [3]cell {
	out := [3]cell{b.ref(t, row, "donors", tenths), b.ref(t, row, "days_served", tenths), b.ref(t, row, "dollars", dollars)}
	i := slices.IndexFunc(b.prices, func(x price) bool { return x.item == "beds" && x.basis == basis })
	days, ok1 := out[1].value.(float64)
	run, ok2 := out[2].value.(float64)
	if i >= 0 && ok1 && ok2 && out[1].formula != "" && alike(days/365*b.prices[i].dollars, run) {
		out[2].formula = out[1].formula + "/365*" + b.constant(i)
	}
	return out
}
