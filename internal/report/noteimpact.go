package report

import (
	"fmt"
	"slices"
	"strings"

	"impact/internal/assume"
	"impact/internal/law"
	"impact/internal/paper"
	"impact/internal/project"
)

// determined are the words where nothing can be said; the reason stands beside them.
const determined = "cannot be determined"

// fy is a fiscal year as fiscal notes head their columns: FY 18.
func fy(year string) string { return "FY " + year[max(len(year)-2, 0):] }

// summary is what the proposal does, then what it would bring, in short.
func (n *noter) summary() {
	n.part("Summary of the Proposal")
	if n.Scenario.Summary != "" {
		n.para("%v", stop(n.Scenario.Summary))
	} else {
		var says []string
		for _, p := range n.Scenario.Provisions {
			says = append(says, stop(p.Says))
		}
		n.para("%v", strings.Join(says, " "))
	}
	if len(n.off()) > 0 {
		n.para("The figures are of a part of the proposal: %v.", n.onOnly())
	}
	n.points(n.inShort())
	if n.moves() {
		n.small("How to read the figures. %v", strings.Join(n.howToRead(), " "))
	}
}

// onOnly are the provisions that are on, where some are off.
func (n *noter) onOnly() string {
	var on []string
	for _, p := range n.Scenario.Provisions {
		if n.on(p.ID) {
			on = append(on, p.ID)
		}
	}
	if len(on) == 0 {
		return "no provision is on"
	}
	return "what acts in this run is " + listOf(named(on), "and")
}

// howToRead explains bounds, intervals and expectations, those that the note has.
func (n *noter) howToRead() []string {
	var out []string
	if n.openFacts() != "" {
		out = append(out, "Of the record, the two numbers are the least and the most that it allows, for some charges do not say what decides their outcome.")
	}
	if n.gap.silent == "" {
		out = append(out, "Of years to come, the two numbers are the 80 % interval: in eight of ten simulated futures the figure lies between them. They suppose what the part Assumptions lists.")
	}
	return append(out, "Expected is the mean; it takes facts to be "+n.likeness+".")
}

// moves reports whether the record holds a charge that the proposal changes or may.
func (n *noter) moves() bool {
	return slices.ContainsFunc(n.lines("section_shift", "fiscal_year", allYears), func(l line) bool { return l.text("provision") != "" })
}

// inShort are the main figures, each in a sentence.
func (n *noter) inShort() [][]paper.Run {
	var out [][]paper.Run
	put := func(format string, args ...any) { out = append(out, say(format, args...)) }
	number := func(kept line) []paper.Run {
		if kept.hides("counts") {
			return nil
		}
		return say("%v ", kept.at("counts").as(Figure))
	}
	kept, counted := n.line("ledger", "kind", "kept")
	if l, ok := n.line("totals", "metric", "charges_changed"); ok && counted {
		if !n.moves() {
			put("None of the %vcharges of the record changes section, class or registry effect.", number(kept))
		} else {
			put("Of the %vcharges of the record, those that would change section, class or registry effect: %v.", number(kept), limits(l))
		}
	}
	put("Felony convictions: %v.", n.yearly(project.FelonyConvictions))
	put("New registrants: %v.", n.yearly(project.NewRegistrants))
	put("Prison beds: %v.", n.yearly(project.Beds))
	for _, basis := range []string{assume.Average, assume.Marginal} {
		if l, ok := n.lastMoney(basis, project.Beds); ok && n.gap.why(project.Beds) == "" && !n.still(project.Beds) {
			put("At the %v cost of %v a person a year these beds would %v in %v.", basis, l.at("constant").words(), spent(l), fy(l.text("fiscal_year")))
		}
	}
	return out
}

// spent is what a line of money would cost or save, with its interval.
func spent(l line) []paper.Run {
	mean, low, high := l.at("central"), l.at("lo80"), l.at("hi80")
	switch {
	case l.hides("central", "lo80", "hi80"):
		return say("cost or save an amount that is %v", l.first("central", "lo80", "hi80"))
	case low.number() >= 0:
		return say("cost %v (80 % interval %v to %v)", mean.as(sum), low.as(sum), high.as(sum))
	case high.number() <= 0:
		return say("save %v (80 % interval %v to %v)", mean.size(sum), high.size(sum), low.size(sum))
	case mean.number() < 0:
		return say("be expected to save %v (80 % interval from a saving of %v to a cost of %v)", mean.size(sum), low.size(sum), high.as(sum))
	}
	return say("be expected to cost %v (80 % interval from a saving of %v to a cost of %v)", mean.as(sum), low.size(sum), high.as(sum))
}

// lastMoney is the money of an item in the last projected year.
func (n *noter) lastMoney(basis string, m project.Metric) (line, bool) {
	return n.line("fiscal", "basis", basis, "item", m.String(), "fiscal_year", n.years[len(n.years)-1])
}

// ahead is what is added to a metric in a year.
func (n *noter) ahead(m project.Metric, year string) (line, bool) {
	return n.line("projection", "metric", m.String(), "fiscal_year", year, "law", project.Difference.String())
}

// yearly is what is added in the first full year and in the last one, or why that
// cannot be determined.
func (n *noter) yearly(m project.Metric) []paper.Run {
	if why := n.gap.why(m); why != "" {
		return say(determined+" because %v", why)
	}
	if n.still(m) {
		return say("no change in any projected year")
	}
	var out []paper.Run
	for _, y := range n.ends() {
		l, ok := n.ahead(m, y)
		if !ok {
			continue
		}
		if len(out) > 0 {
			out = append(out, say("; ")...)
		}
		out = append(out, say("%v in %v", rise(l), fy(y))...)
	}
	return out
}

// ends are the second projected year, which the law covers whole, and the last.
func (n *noter) ends() []string {
	last := n.years[len(n.years)-1]
	if len(n.years) < 3 {
		return []string{last}
	}
	return []string{n.years[1], last}
}

// still reports whether a metric's difference is exactly 0 in every year.
func (n *noter) still(m project.Metric) bool {
	return !slices.ContainsFunc(n.lines("projection", "metric", m.String(), "law", project.Difference.String()), func(l line) bool {
		return slices.ContainsFunc([]string{"mean", "median", "lo80", "hi80", "lo95", "hi95"}, func(c string) bool { return l.number(c) != 0 })
	})
}

// basisWords head the rows of a basis.
var basisWords = map[string]string{
	assume.Average:    "At the average cost: all that is spent, over all who are served",
	assume.Marginal:   "At the marginal cost: what one more person adds",
	project.AsImposed: "Fines, as imposed in the record",
}

// stateImpact is the table of agencies in the first two fiscal years.
func (n *noter) stateImpact() {
	n.part("State Impact")
	n.add(n.money(n.years[:min(2, len(n.years))], true))
	if why := n.gap.silent; why != "" {
		n.para("The amounts cannot be determined because %v.", why)
	} else if len(n.lines("fiscal")) == 0 {
		n.para("The amounts cannot be determined because %v.", n.unpriced())
	} else if why := n.untoldMoney(); why != "" {
		n.para("Where an amount cannot be determined, it is because %v.", why)
	}
	for _, why := range n.unpricedItems() {
		n.para("%v.", why)
	}
}

// unpriced is why there is no money at all.
func (n *noter) unpriced() string {
	if len(n.gaps.lines) == 0 {
		return "no cost constant is stated for this law pack, and what follows from sentences and fines is not projected"
	}
	var out []string
	for _, x := range []struct {
		m    project.Metric
		what string
	}{{project.Beds, "prison beds and supervision"}, {project.RegistryStock, "the registry"}, {project.Fines, "fines"}} {
		if why := n.gap.why(x.m); why != "" {
			out = append(out, fmt.Sprintf("for %s, %s", x.what, why))
		}
	}
	if len(out) == 0 {
		return "the cost file states no constant for what is projected"
	}
	return strings.Join(out, "; ")
}

// untoldMoney is why rows of money cannot be determined although others can.
func (n *noter) untoldMoney() string {
	for _, m := range []project.Metric{project.Beds, project.Supervision, project.Fines, project.RegistryStock} {
		if why := n.gap.why(m); why != "" {
			if slices.ContainsFunc(n.lines("fiscal", "item", m.String()), unsettled) {
				return why
			}
		}
	}
	return ""
}

// unsettled reports whether a line of money says that it cannot be determined.
func unsettled(l line) bool { return strings.HasPrefix(l.text("effect"), determined) }

// unpricedItems say of what is projected, or would be, that it has no row, and why.
func (n *noter) unpricedItems() []string {
	if n.gap.silent != "" {
		return nil
	}
	var out []string
	for _, x := range []struct {
		m    project.Metric
		what string
	}{{project.Beds, "The cost of incarceration"}, {project.Supervision, "The cost of supervision"}, {project.RegistryStock, "The cost of the registry"}, {project.Fines, "Revenue from fines"}} {
		if len(n.lines("fiscal", "item", x.m.String())) > 0 || len(n.lines("fiscal")) == 0 {
			continue
		}
		why := n.gap.why(x.m)
		if why == "" {
			why = "the cost file states no constant for it"
		}
		out = append(out, fmt.Sprintf("%s has no row, and %s, because %s", x.what, determined, why))
	}
	return out
}

// money is the fiscal table of some years, bases apart: in full with the effect and
// footnotes on the constants, else the amounts only.
func (n *noter) money(years []string, full bool) paper.Table {
	t := paper.Table{Columns: []paper.Column{{Head: "Agency Affected", Width: 2.1}}, Note: n.fundKey()}
	if full {
		t.Columns = append(t.Columns, paper.Column{Head: "Fund-Effect", Width: 1.6})
	}
	for _, y := range years {
		t.Columns = append(t.Columns, paper.Column{Head: fy(y) + " $", Right: true, Width: 1.8})
	}
	if len(n.lines("fiscal")) == 0 {
		n.unpricedRows(&t, len(years))
		return t
	}
	for _, basis := range bases {
		var done []string
		for _, l := range n.lines("fiscal", "basis", basis) {
			item := l.text("item")
			if slices.Contains(done, item) {
				continue
			}
			if len(done) == 0 {
				t.Rows = append(t.Rows, paper.Row{Group: true, Cells: [][]paper.Run{paper.Text(basisWords[basis])}})
			}
			done = append(done, item)
			t.Rows = append(t.Rows, n.moneyRow(basis, item, years, full))
		}
	}
	return t
}

// moneyRow is one item on one basis over some years.
func (n *noter) moneyRow(basis, item string, years []string, full bool) paper.Row {
	var effects []string
	var amounts [][]paper.Run
	agency := []paper.Run{{}}
	for i, y := range years {
		l, ok := n.line("fiscal", "basis", basis, "item", item, "fiscal_year", y)
		if !ok {
			amounts, effects = append(amounts, paper.Text(absent)), append(effects, "None")
			continue
		}
		effects = append(effects, effectOf(l))
		amounts = append(amounts, amount(l))
		if i == 0 {
			agency = n.agency(l, full)
		}
	}
	cells := [][]paper.Run{agency}
	if full {
		cells = append(cells, paper.Text(byYear(effects, years)))
	}
	return paper.Row{Cells: append(cells, amounts...)}
}

// byYear joins the effects of years: one where all are alike, else each with its years.
func byYear(effects, years []string) string {
	var parts []string
	for i := 0; i < len(effects); {
		k := i
		for k+1 < len(effects) && effects[k+1] == effects[i] {
			k++
		}
		when := fy(years[i])
		if k > i {
			when += " to " + fy(years[k])
		}
		if i == 0 && k == len(effects)-1 {
			return effects[0]
		}
		parts = append(parts, when+": "+effects[i])
		i = k + 1
	}
	return strings.Join(parts, "; ")
}

// agency is who bears a line, what for, and a footnote on the constant.
func (n *noter) agency(l line, notes bool) []paper.Run {
	name := l.text("agency")
	if name == "" {
		name = "Agency not named in the cost file"
	}
	run := paper.Run{Text: name + ": " + strings.TrimSuffix(itemWords[metricOf(l.text("item"))], " (revenue)")}
	if notes && l.text("constant") != "" {
		run.Note = n.costNote(l)
	}
	return []paper.Run{run}
}

// metricOf is the metric of a name.
func metricOf(name string) project.Metric {
	all := project.Metrics()
	if i := slices.IndexFunc(all, func(m project.Metric) bool { return m.String() == name }); i >= 0 {
		return all[i]
	}
	return -1
}

// costNote is the basis of a constant.
func (n *noter) costNote(l line) []paper.Run {
	out := say("%v for one person a year, of the %v session: %v.", l.at("constant").words(), l.text("session"), l.text("source"))
	if l.text("bound") != "" {
		out = append(out, say(" The constant is a limit, and so are the dollars of this row.")...)
	}
	if f := l.text("footnote"); f != "" {
		out = append(out, say(" %v", stop(f))...)
	}
	return out
}

// effectOf is the effect as the table of money words it.
func effectOf(l line) string {
	switch e := l.text("effect"); {
	case l.hides("effect"):
		return capital(withheld)
	case unsettled(l):
		return l.text("fund") + " - " + capital(determined)
	case l.text("agency") == "" && l.number("central") != 0:
		return "Not worded in the cost file"
	default:
		return e
	}
}

// amount is the dollars of a line.
func amount(l line) []paper.Run {
	if unsettled(l) {
		return paper.Text(capital(determined))
	}
	return l.foretold()
}

// unpricedRows are the agencies of the cost file where there is no money to tell.
func (n *noter) unpricedRows(t *paper.Table, years int) {
	put := func(agency, effect string) {
		r := paper.Row{Cells: [][]paper.Run{paper.Text(agency), paper.Text(effect)}}
		for range years {
			r.Cells = append(r.Cells, paper.Text(capital(determined)))
		}
		t.Rows = append(t.Rows, r)
	}
	for _, l := range n.gaps.lines {
		put(l.Agency+": "+pricedWords[l.Item], l.Up+" or "+l.Down)
	}
	if len(n.gaps.lines) == 0 {
		put("Not named: no cost file for this law", capital(determined))
	}
}

// pricedWords are what the lines of a cost file are for.
var pricedWords = map[string]string{assume.Incarceration: "prison beds", assume.Supervision: "supervision",
	assume.Registrant: "registry", assume.Revenue: "fines"}

// fundNames are the funds that fiscal notes abbreviate.
var fundNames = map[string]string{"GF": "General Fund", "FF": "Federal Funds"}

// fundKey is the note under the table: what the funds are and how to read an amount.
func (n *noter) fundKey() string {
	var keys []string
	put := func(fund string) {
		if name := fundNames[fund]; name != "" && !slices.Contains(keys, fund+"="+name) {
			keys = append(keys, fund+"="+name)
		}
	}
	for _, l := range n.lines("fiscal") {
		put(l.text("fund"))
	}
	for _, l := range n.gaps.lines {
		put(l.Fund)
	}
	text := ""
	if len(keys) > 0 {
		text = "Note: " + strings.Join(keys, "; ") + ". "
	}
	if n.gap.silent != "" || len(n.lines("fiscal")) == 0 {
		return strings.TrimSpace(text)
	}
	text += "Each amount is the expected one and, in brackets, its 80 % interval; a minus sign is a saving, or revenue lost."
	if len(n.lines("fiscal", "basis", assume.Average)) > 0 && len(n.lines("fiscal", "basis", assume.Marginal)) > 0 {
		text += " The average and the marginal cost price the same people in two ways: they are never added up, and are not the ends of one range."
	}
	return text
}

// municipalImpact says None only where that can be shown.
func (n *noter) municipalImpact() {
	n.part("Municipal Impact")
	var on, idle []string
	for _, p := range n.Scenario.Provisions {
		if n.on(p.ID) {
			on = append(on, p.ID)
			if p.NoEffect != "" {
				idle = append(idle, p.ID)
			}
		}
	}
	switch {
	case len(on) == len(idle):
		n.para("None: no provision that is on changes an offence, its class or a registration, so that no court, police or registry business of a municipality changes.")
	case !n.moves():
		n.para("Cannot be determined because the record holds no charge that the proposal changes, and no count of what municipalities do.")
	default:
		n.para("Cannot be determined because the data record charges and their outcomes, not the work of municipal police or what municipalities spend or receive, and no cost constant names a municipality.")
	}
}

// outYears is the table of the years after the first two, and how they go on.
func (n *noter) outYears() {
	n.part("The Out Years")
	switch rest := n.years[min(2, len(n.years)):]; {
	case n.gap.silent != "":
		n.para("Cannot be determined because %v.", n.gap.silent)
		return
	case len(n.lines("fiscal")) == 0:
		n.para("Cannot be determined because %v.", n.unpriced())
		return
	case n.idleMoney():
		n.para("No projected amount changes: every difference is exactly zero in every projected year.")
		return
	case len(rest) == 0:
		n.para("The run projects no fiscal year after %v.", fy(n.years[len(n.years)-1]))
	default:
		t := n.money(spread(rest), false)
		t.Small, t.Note = true, ""
		n.add(t)
	}
	if d := n.effective(); !firstOfYear(d) {
		n.para("The law takes effect on %v, so that %v is not a whole year of it.", day(d), fy(n.years[0]))
	}
	first, ok1 := n.ahead(project.Beds, n.years[0])
	last, ok2 := n.ahead(project.Beds, n.years[len(n.years)-1])
	if ok1 && ok2 && len(n.years) > 1 && n.gap.why(project.Beds) == "" && last.number("mean") > first.number("mean") && first.number("mean") >= 0 {
		n.para("The first two years do not show the annualized impact: sentences last longer than a year, so that the added prison beds build up, from an expected %v in %v to %v in %v.",
			first.at("mean").as(mid), fy(n.years[0]), last.at("mean").as(mid), fy(n.years[len(n.years)-1]))
	}
	n.para("The ongoing impact would continue into the future subject to the number of violations and to inflation: dollars are those of the sessions that the constants come from, and no year is inflated.")
}

// firstOfYear reports whether a fiscal year begins on the day.
func firstOfYear(d law.Date) bool {
	_, m, n := d.Parts()
	return m == 7 && n == 1
}

// idleMoney reports whether every amount of every year is 0.
func (n *noter) idleMoney() bool {
	return !slices.ContainsFunc(n.lines("fiscal"), func(l line) bool {
		return l.number("central") != 0 || l.number("lo80") != 0 || l.number("hi80") != 0
	})
}

// spread are the years that a table has room for: all of four, or the first, the
// last and two between.
func spread(years []string) []string {
	const room = 4
	if len(years) <= room {
		return years
	}
	var out []string
	for i := range room {
		out = append(out, years[i*(len(years)-1)/(room-1)])
	}
	return out
}
