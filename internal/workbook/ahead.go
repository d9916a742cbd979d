package workbook

import (
	"fmt"
	"slices"

	"impact/internal/report"
)

// metrics are what the summary tells of the years to come, in its order.
var metrics = []string{"charges_changed", "felony_convictions", "new_registrants", "registry_stock",
	"beds", "supervision", "admissions", "minor_victim_cases_changed"}

// ahead is what the proposal adds by fiscal year under the default reading.
func (b *book) ahead(p *page) {
	main, t := b.main(), b.r.Table("projection")
	p.newPage()
	p.across("What the proposal adds, by fiscal year, reading "+main, chapter)
	years := b.projectedYears(main)
	if len(years) == 0 {
		p.across(b.unpriced(), warn)
		return
	}
	labels := append(slices.Clone(years), "all these years")
	var blocks []*block
	byName := map[string]*block{}
	var silent []string
	for _, m := range metrics {
		if find(t, "reading", main, "metric", m, "law", "difference") < 0 {
			continue
		}
		if why := b.told(main, m); why != "" {
			silent = append(silent, capital(itemWords(m))+" "+why+".")
			continue
		}
		x := &block{head: capital(itemWords(m)) + "\n" + b.counted(m), under: heads3("80 %, low", "mean", "80 %, high")}
		for _, y := range append(slices.Clone(years), "all") {
			x.rows = append(x.rows, b.spread(t, b.projected(main, m, y, "difference")))
		}
		blocks, byName[m] = append(blocks, x), x
	}
	for list := range slices.Chunk(blocks, blocksAcross) {
		p.band("Fiscal year", labels, list)
		p.gap(1)
	}
	for _, s := range silent {
		p.across(s, warn)
	}
	p.across("Difference from current law: the expectation, and the interval that holds 80 % of the draws. Populations (registry, beds, caseload) have no sum over years. "+
		"Intervals are of chance and suppose that facts are "+b.r.Likeness()+".", quiet)
	b.fans(p, byName, len(years))
}

// spread are the mean of a row, between the ends of its 80 % interval, of projection; nothing for -1.
func (b *book) spread(t *report.Table, row int) [3]cell {
	if row < 0 {
		return [3]cell{}
	}
	return [3]cell{b.ref(t, row, "lo80", hundredths), b.ref(t, row, "mean", hundredths), b.ref(t, row, "hi80", hundredths)}
}

// fans draws the registry and the beds by year, or says why there is nothing to draw.
func (b *book) fans(p *page, blocks map[string]*block, years int) {
	var out []figure
	for _, x := range []struct{ metric, fan, title, up string }{
		{"registry_stock", "registry_fan", "Persons on the registry that the proposal adds", "persons"},
		{"beds", "beds_fan", "Prison beds that the proposal adds", "beds"},
	} {
		why := b.empty(x.fan)
		if blocks[x.metric] == nil || why != "" {
			if why != "" {
				p.across(x.title+": no chart. "+why, warn)
			}
			continue
		}
		out = append(out, figure{title: x.title, across: "fiscal year", up: x.up, block: blocks[x.metric], rows: years, series: interval, format: whole,
			alt: x.title + ", by fiscal year: the mean, and the ends of the 80 % interval as dashed lines."})
	}
	p.draw(out...)
}

// interval are the lines of a middle and its interval.
var interval = []stroke{{1, blue, solid}, {2, grey, dashed}, {0, grey, dotted}}

// sideBySide is the last projected year under every reading.
func (b *book) sideBySide(p *page) {
	years := b.projectedYears(b.main())
	if len(years) == 0 || len(b.readings()) < 2 {
		return
	}
	last := years[len(years)-1]
	p.newPage()
	p.across("The readings side by side: what the proposal adds in fiscal year "+last, chapter)
	t, fiscal := b.r.Table("projection"), b.r.Table("fiscal")
	accounts := b.accounts(b.main())
	var labels []string
	for _, m := range metrics {
		labels = append(labels, capital(itemWords(m)))
	}
	for _, a := range accounts {
		labels = append(labels, fmt.Sprintf("%s, dollars, %s", capital(itemWords(a.item)), a.basis))
	}
	var blocks []*block
	for _, r := range b.readings() {
		x := &block{head: b.label(r), under: heads3("80 %, low", "mean", "80 %, high")}
		for _, m := range metrics {
			row := b.spread(t, b.projected(r.ID, m, last, "difference"))
			if b.told(r.ID, m) != "" {
				row = [3]cell{}
			}
			x.rows = append(x.rows, row)
		}
		for _, a := range accounts {
			i := find(fiscal, "reading", r.ID, "item", a.item, "basis", a.basis, "agency", a.agency, "fiscal_year", last)
			var row [3]cell
			if i >= 0 {
				if s := b.sumOf(fiscal, i); s.why == "" {
					row = s.cost
				}
			}
			x.rows = append(x.rows, row)
		}
		blocks = append(blocks, x)
	}
	for list := range slices.Chunk(blocks, blocksAcross) {
		p.band("Added in "+last, labels, list)
		p.gap(1)
	}
	p.across("Empty where it is not projected or cannot be determined; the sheet Costs says why.", quiet)
}
