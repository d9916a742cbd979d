package report

import (
	"cmp"
	"fmt"
	"math"
	"slices"
	"strings"
	"unicode"

	"impact/internal/assume"
	"impact/internal/law"
	"impact/internal/paper"
	"impact/internal/project"
)

// explanation says what the whole proposal would do, then what each provision does.
func (n *noter) explanation() {
	n.part("Explanation")
	n.subpart("The proposal as a whole")
	n.para("What would change over all years of the record:")
	n.points(n.wholeRecord())
	if facts := n.openFacts(); facts != "" {
		n.para("Where two numbers stand apart, it is because some charges do not record what decides their outcome: %v.", facts)
	}
	n.projected()
	for _, runs := range n.oneMore() {
		n.add(paper.Paragraph{Runs: runs})
	}
	n.small("The figures hold no cost of police, prosecution, public defense or court time: no cost constant of them is stated.")
	for _, p := range n.Scenario.Provisions {
		n.provision(p)
	}
	n.others()
	n.contributions()
}

// wholeRecord is what changes in the record as a whole.
func (n *noter) wholeRecord() [][]paper.Run {
	var out [][]paper.Run
	for _, x := range []struct {
		metric, label string
		convicted     bool
		write         func(line) []paper.Run
	}{
		{"charges_changed", "Charges that change section, class or registry effect", false, limits},
		{"convictions_changed", "Convictions that change section, class or registry effect", true, limits},
		{"felony_charges", "Felony charges, net", false, net},
		{"felony_convictions", "Felony convictions, net", true, net},
		{"minor_victim_charges_changed", "Charges with a victim under 18 that change section or class", false, limits},
		{"registrants", "Persons on the registry, net", true, net},
	} {
		why := n.uncountedWhy(x.metric, x.convicted)
		l, ok := n.line("totals", "metric", x.metric)
		switch {
		case ok:
			out = append(out, say("%v: %v.", x.label, x.write(l)))
		case why != "":
			out = append(out, say("%v: "+determined+" because %v.", x.label, why))
		}
	}
	if events := n.events(); len(events) > 0 {
		out = append(out, events)
	}
	if l, ok := n.line("registry_discretion", "fiscal_year", allYears, "law", lawName(false)); ok {
		m, too := n.line("registry_discretion", "fiscal_year", allYears, "law", lawName(true))
		text := say("Persons whom no list reaches and a court could order to register, at most: %v under present law", l.at("persons_at_most").as(Figure))
		switch {
		case too && m.number("persons_at_most") == l.number("persons_at_most"):
			return out
		case too:
			text = append(text, say(", %v under the proposal", m.at("persons_at_most").as(Figure))...)
		default:
			text = append(text, say(", none under the proposal")...)
		}
		out = append(out, append(text, say(". None of them is counted as registered.")...))
	}
	return out
}

// uncountedWhy is why a total is not counted.
func (n *noter) uncountedWhy(metric string, convicted bool) string {
	switch {
	case metric == "registrants":
		return n.gaps.persons
	case convicted:
		return n.gaps.convictions
	}
	return ""
}

// eventWords are what happens to a registration.
var eventWords = map[string]string{"added": "added", "removed": "removed", "term_changed": "term changed"}

// events are the registrations that change, by event and term.
func (n *noter) events() []paper.Run {
	var out []paper.Run
	for _, l := range n.lines("registry", "fiscal_year", allYears) {
		word := eventWords[l.text("event")]
		if word == "" {
			continue
		}
		lead := "; "
		if len(out) == 0 {
			lead = "Persons by what happens to their registration: "
		}
		out = append(out, say("%v%v (%v): %v", lead, word, l.terms(), limits(l))...)
	}
	if len(out) > 0 {
		out = append(out, say(".")...)
	}
	return out
}

// terms are the terms of a registration before and after: "10 years to life".
func (l line) terms() string {
	switch before, after := l.text("term_before"), l.text("term_after"); {
	case before == "none":
		return "for " + after
	case after == "none":
		return "of " + before
	default:
		return before + " to " + after
	}
}

// openFacts are the facts whose lack keeps charges undetermined, in words.
func (n *noter) openFacts() string {
	var out []string
	for _, l := range n.lines("ledger", "kind", "undetermined") {
		_, list, _ := strings.Cut(l.text("reason"), ": ")
		for f := range strings.SplitSeq(list, ", ") {
			word := factWords[f]
			if name, ok := strings.CutPrefix(f, "finding "); ok {
				word = "the court's finding of " + strings.ReplaceAll(name, "-", " ")
			} else if word == "" {
				word = f
			}
			if word != "" && !slices.Contains(out, word) {
				out = append(out, word)
			}
		}
	}
	return listOf(out, "or")
}

// noted are the projected metrics of a note, in order.
var noted = []struct {
	m     project.Metric
	words string
}{
	{project.ChargesChanged, "Charges that change section, class or registry effect"},
	{project.FelonyCharges, "Felony charges"},
	{project.FelonyConvictions, "Felony convictions"},
	{project.BarredDiversions, "Convictions of charges that today are diverted, which the new class bars"},
	{project.MinorCasesChanged, "Cases with a victim under 18 that are reclassified"},
	{project.Admissions, "Admissions to serve a sentence"},
	{project.Beds, "Prison beds (average daily population)"},
	{project.Supervision, "Persons under supervision (average daily caseload)"},
	{project.Fines, "Fines imposed"},
	{project.NewRegistrants, "New registrants"},
	{project.RegistryStock, "Persons on the registry on 30 June"},
}

// projected is the table of what the proposal adds in the first two years and the last.
func (n *noter) projected() {
	if n.gap.silent != "" {
		n.para("What the proposal adds in years to come cannot be determined because %v.", n.gap.silent)
		return
	}
	years := slices.Clone(n.years[:min(2, len(n.years))])
	if last := n.years[len(n.years)-1]; !slices.Contains(years, last) {
		years = append(years, last)
	}
	t := paper.Table{Caption: "What the proposal adds, projected: expected, and the 80 % interval", Small: true,
		Columns: []paper.Column{{Head: "Each fiscal year", Width: 2.6}}}
	for _, y := range years {
		t.Columns = append(t.Columns, paper.Column{Head: fy(y), Right: true})
	}
	var whys, zero []string
	lacking := map[string][]string{}
	for _, x := range noted {
		if x.m == project.BarredDiversions && n.gaps.leaves != "" {
			continue
		}
		if why := n.gap.why(x.m); why != "" {
			if lacking[why] == nil {
				whys = append(whys, why)
			}
			lacking[why] = append(lacking[why], decapital(x.words))
			continue
		}
		if n.still(x.m) {
			zero = append(zero, decapital(x.words))
			continue
		}
		r := paper.Row{Cells: [][]paper.Run{paper.Text(x.words)}}
		for _, y := range years {
			cell := paper.Text(absent)
			if l, ok := n.ahead(x.m, y); ok {
				cell = l.foretold()
			}
			r.Cells = append(r.Cells, cell)
		}
		t.Rows = append(t.Rows, r)
	}
	if len(t.Rows) > 0 {
		n.add(t)
	}
	if n.gaps.leaves != "" {
		n.para("%v", n.gaps.leaves)
	}
	if l, ok := n.line("assumptions", "assumption", project.ChargingShare); ok && l.number("central") == 0 {
		n.para("In this run no charge is taken to be brought under the proposal (the assumption charging share: %v), so that no projected figure changes.", l.at("value").words())
	}
	if len(zero) > 0 {
		n.para("No change in any projected year: %v.", strings.Join(zero, "; "))
	}
	for _, why := range whys {
		n.para("Not in the table, for they cannot be determined because %v: %v.", why, strings.Join(lacking[why], "; "))
	}
	if l, ok := n.ahead(project.ConvictionsChanged, n.years[len(n.years)-1]); ok && n.gap.why(project.ConvictionsChanged) == "" &&
		!n.still(project.ConvictionsChanged) && l.number("mean") < fewConvictions {
		n.para("Few convictions change (expected %v in %v): the intervals say more than the expected figures.", l.at("mean").as(mid), fy(l.text("fiscal_year")))
	}
}

// oneMore is what one more conviction costs, for each standing that charges move to.
func (n *noter) oneMore() [][]paper.Run {
	var out [][]paper.Run
	var done []string
	if l, ok := n.line("assumptions", "assumption", project.SentenceRule); ok && l.number("central") != assume.Donor {
		return nil // every sentence stays as it is
	}
	for _, l := range n.lines("per_conviction") {
		where := l.text("section") + " (" + l.text("class") + ")"
		if slices.Contains(done, where) || n.gap.silent != "" {
			continue
		}
		done = append(done, where)
		if l.hides("donors", "days_served", "dollars") {
			out = append(out, say("What one more conviction of %v costs is %v.", where, l.first("dollars", "days_served", "donors")))
			continue
		}
		runs := say("One more conviction of %v costs about ", where)
		for i, x := range n.lines("per_conviction", "section", l.text("section"), "class", l.text("class")) {
			if i > 0 {
				runs = append(runs, say(" or ")...)
			}
			runs = append(runs, say("%v at the %v cost", x.at("dollars").as(sum), x.text("basis"))...)
		}
		runs = append(runs, say(" over its sentence, of which %v days are served on average", l.at("days_served").as(near))...)
		if d, ok := n.line("donors", "section", l.text("section"), "class", l.text("class")); ok {
			runs = append(runs, say(" (the sentences of the record's convictions of that %v: %v)", d.text("by"), d.at("convictions").as(near))...)
		}
		out = append(out, append(runs, say(".")...))
	}
	return out
}

// standing is a section and class in words.
func standing(section, class string) string {
	switch {
	case section == "none":
		return "no longer an offence"
	case section == "unknown":
		return "a section not in the code, " + class
	}
	return section + ", " + class
}

// provision says what one provision does.
func (n *noter) provision(p law.ProvisionInfo) {
	title := p.ID + ": " + p.Title
	if p.Title == "provision "+p.ID {
		title = capital(p.Title)
	}
	n.subpart(title)
	says := stop(p.Says)
	if p.Cite != "" && p.Cite != "none" {
		says += " Source: " + stop(p.Cite)
	}
	if p.NoEffect != "" && n.on(p.ID) {
		n.para("%v No charge, conviction, sentence or registration changes, and no amount of the State Impact is due to it. %v", says, stop(p.NoEffect))
		n.coverage(p.ID)
		return
	}
	n.para("%v", says)
	told := n.told(p.ID)
	switch {
	case !n.on(p.ID) && told != "":
		n.para("No effect in this run: %v.", told)
	case !n.on(p.ID):
		n.para("It is switched off in this run, and no figure holds it.")
	default:
		n.effect(p, told)
	}
}

// coverage is whom a privilege would reach.
func (n *noter) coverage(id string) {
	covers := slices.ContainsFunc(n.Readings, func(r ReadingReport) bool {
		return r.ID == n.reading && r.Result != nil && r.Result.Proposal.Covers[id] != nil
	})
	if !covers {
		return
	}
	var runs []paper.Run
	for _, x := range []struct{ unit, words string }{{"case", "cases"}, {"person", "persons charged"}, {"charge", "charges"}} {
		l, ok := n.line("coverage", "unit", x.unit, "fiscal_year", allYears)
		if !ok {
			continue
		}
		if len(runs) > 0 {
			runs = append(runs, say("; ")...)
		}
		runs = append(runs, say("%v, %v", x.words, limits(l))...)
	}
	if len(runs) == 0 {
		n.para("The record holds no case that it would reach.")
		return
	}
	n.para("It would reach, over all years of the record: %v.", runs)
}

// effect is what a provision that is on does to the record and to what is projected.
func (n *noter) effect(p law.ProvisionInfo, told string) {
	rows, beside := n.shifts(p.ID)
	switch {
	case len(rows) > 0:
		n.shiftTable(rows)
	case len(beside) > 0:
	case told != "":
		n.para("No charge of the record changes by it: it %v.", told)
	default:
		n.reaches(p.ID)
	}
	if len(beside) > 0 {
		n.para("It acts on charges that %v act%v on too; the figures stand there.", listOf(named(n.inOrder(beside)), "and"), plural(beside))
	}
	n.credit(p.ID, len(rows)+len(beside) > 0)
}

// reaches says of a provision that is credited with nothing what it reaches.
func (n *noter) reaches(id string) {
	own, ok := n.line("overlap", "provision_a", id, "provision_b", id)
	if !ok || own.number("high") == 0 {
		n.para("The record holds no charge that it changes.")
		return
	}
	reach := trio(own.at("charges"), own.at("low"), own.at("high"), near, Figure)
	for _, l := range n.lines("overlap") {
		a, b := l.text("provision_a"), l.text("provision_b")
		if (a == id) == (b == id) {
			continue
		}
		other := a
		if a == id {
			other = b
		}
		if l.number("charges") == own.number("charges") && l.number("low") == own.number("low") && l.number("high") == own.number("high") {
			n.para("It reaches charges of the record: %v. None of them is left to it: %v reaches the same ones and comes first in the order that the scenario states.", reach, named([]string{other})[0])
			return
		}
	}
	n.para("It reaches charges of the record: %v. None is credited to it: what it reaches stays as it is, or another provision comes first in the order that the scenario states.", reach)
}

// inOrder are provisions in the order of the scenario.
func (n *noter) inOrder(ids []string) []string {
	var out []string
	for _, p := range n.Scenario.Provisions {
		if slices.Contains(ids, p.ID) {
			out = append(out, p.ID)
		}
	}
	return out
}

// named are provisions in a sentence: a mere number is called what it is.
func named(ids []string) []string {
	out := slices.Clone(ids)
	for i, id := range out {
		if !strings.ContainsFunc(id, unicode.IsLetter) {
			out[i] = "provision " + id
		}
	}
	return out
}

// plural is the ending of a verb whose subject is a list.
func plural(subject []string) string {
	if len(subject) == 1 {
		return "s"
	}
	return ""
}

// A shift is charges that go from one standing to another by one provision.
type shift struct {
	key       string
	charged   line
	convicted line
}

// credited are the provisions that a row of section_shift is credited to.
func credited(l line) []string {
	return strings.FieldsFunc(strings.ReplaceAll(l.text("provision"), " or ", "+"), func(r rune) bool { return r == '+' })
}

// shifts are the moves of the record whose first provision is id, and the first
// provisions of the moves to which id is credited beside another.
func (n *noter) shifts(id string) (own []shift, beside []string) {
	for _, l := range n.lines("section_shift", "fiscal_year", allYears) {
		by := credited(l)
		switch {
		case !slices.Contains(by, id):
		case by[0] != id:
			if !slices.Contains(beside, by[0]) {
				beside = append(beside, by[0])
			}
		default:
			own = addShift(own, l)
		}
	}
	return own, beside
}

func addShift(list []shift, l line) []shift {
	key := strings.Join([]string{l.text("from_section"), l.text("from_class"), l.text("to_section"), l.text("to_class"), l.text("provision")}, "|")
	i := slices.IndexFunc(list, func(s shift) bool { return s.key == key })
	if i < 0 {
		i = len(list)
		list = append(list, shift{key: key})
	}
	if l.text("stage") == "convicted" {
		list[i].convicted = l
	} else {
		list[i].charged = l
	}
	return list
}

// any is the line of a shift that there is.
func (s shift) any() line {
	if s.charged.t != nil {
		return s.charged
	}
	return s.convicted
}

// shiftTable is where charges go, the most numerous first.
func (n *noter) shiftTable(rows []shift) {
	const most = 12
	slices.SortStableFunc(rows, func(a, b shift) int { return cmp.Compare(b.any().number("central"), a.any().number("central")) })
	t := paper.Table{Small: true, Columns: []paper.Column{{Head: "From", Width: 2}, {Head: "To", Width: 2}, {Head: "Charges filed", Right: true, Width: 1.3}, {Head: "Convictions", Right: true, Width: 1.3}},
		Note: "All years of the record: expected, and the least and the most."}
	for i, s := range rows {
		if i == most {
			t.Note += moreMoves(rows)
			break
		}
		l := s.any()
		from, to := standing(l.text("from_section"), l.text("from_class")), standing(l.text("to_section"), l.text("to_class"))
		if from == to {
			to = "the same, with another registration"
		}
		if by := credited(l); len(by) > 1 {
			to += " (with " + listOf(named(by[1:]), "and") + ")"
		}
		t.Rows = append(t.Rows, paper.Row{Cells: [][]paper.Run{paper.Text(from), paper.Text(to), n.shiftCell(s.charged, ""), n.shiftCell(s.convicted, n.gaps.convictions)}})
	}
	if n.gaps.convictions != "" {
		t.Note += " Convictions cannot be determined because " + n.gaps.convictions + "."
	}
	n.add(t)
}

// moreMoves says where the moves stand that a table has no room for: the smaller ones, and
// after all others those that are withheld.
func moreMoves(rows []shift) string {
	if slices.ContainsFunc(rows, func(s shift) bool { return s.any().hides("central") }) {
		return " More moves stand in tables/section_shift.csv."
	}
	return " Smaller moves stand in tables/section_shift.csv."
}

func (n *noter) shiftCell(l line, why string) []paper.Run {
	switch {
	case l.t != nil:
		return bounded(l)
	case why != "":
		return paper.Text(determined)
	}
	return paper.Text("none")
}

// attributed are the metrics whose effect is told apart by provision.
var attributed = []struct {
	m     project.Metric
	words string
}{{project.FelonyCharges, "felony charges"}, {project.FelonyConvictions, "felony convictions"}, {project.NewRegistrants, "new registrants"}}

// owners are the provisions that change a metric of the record.
func (n *noter) owners(m project.Metric) []string {
	var out []string
	for _, l := range n.lines("attribution", "metric", m.String()) {
		for _, c := range []string{"alone", "last", "shapley"} {
			if v := l.number(c); v != 0 && !math.IsNaN(v) || l.hides(c) {
				out = append(out, l.text("provision"))
				break
			}
		}
	}
	return out
}

// credit says which projected figures are due to a provision.
func (n *noter) credit(id string, acts bool) {
	if n.gap.silent != "" || len(n.lines("attribution", "provision", id)) == 0 {
		return
	}
	var with []string // who change metrics together, and which metrics
	joint := map[string][]string{}
	found := false
	var none, open []string
	for _, x := range attributed {
		owners := n.owners(x.m)
		switch why := n.gap.why(x.m); {
		case why != "":
			open = append(open, fmt.Sprintf("Its part in %s cannot be determined because %s.", x.words, why))
		case !slices.Contains(owners, id):
			none = append(none, x.words)
		case len(owners) == 1:
			found = true
			n.para("Projected %v, which no other provision changes: %v.", x.words, n.yearly(x.m))
		default:
			found = true
			who := listOf(named(owners), "and")
			if joint[who] == nil {
				with = append(with, who)
			}
			joint[who] = append(joint[who], x.words)
		}
	}
	for _, who := range with {
		n.para("Its part in the projected %v cannot be determined because %v change them together; its part in the record stands in the table at the end of the Explanation.", listOf(joint[who], "and"), who)
	}
	if !found && acts && len(none) > 0 {
		n.para("In the record it does not change the number of %v, and no part of the projected ones is credited to it.", listOf(none, "or"))
	}
	if acts && len(open) > 0 {
		n.para("%v", strings.Join(open, " "))
	}
}

// others are the moves of the record that belong to no provision listed.
func (n *noter) others() {
	var rows []shift
	for _, l := range n.lines("section_shift", "fiscal_year", allYears) {
		by := credited(l)
		if len(by) > 0 && !slices.ContainsFunc(n.Scenario.Provisions, func(p law.ProvisionInfo) bool { return p.ID == by[0] }) {
			rows = addShift(rows, l)
		}
	}
	if len(rows) > 0 {
		n.subpart("Other changes of the same act")
		n.shiftTable(rows)
	}
}

// plus is an expectation with its sign.
func plus(v float64) string {
	if v > 0 {
		return "+" + near(v)
	}
	return near(v)
}

// contributions is what each provision does alone and as its share of the whole.
func (n *noter) contributions() {
	var ids, metrics []string
	for _, l := range n.lines("attribution") {
		if id := l.text("provision"); !slices.Contains(ids, id) {
			ids = append(ids, id)
		}
	}
	t := paper.Table{Caption: "What each provision contributes, expected over all years of the record", Small: true, Columns: []paper.Column{{Head: "Provision"}},
		Note: "Alone: adopted without the others. Share: its part of the whole proposal, the mean of what it adds over every order of adoption (Shapley value); the shares add up to the whole."}
	for _, x := range []struct{ metric, words string }{{project.ChargesChanged.String(), "Charges that change"}, {project.FelonyCharges.String(), "Felony charges"},
		{project.FelonyConvictions.String(), "Felony convictions"}, {project.NewRegistrants.String(), "Registrants"}} {
		if len(n.lines("attribution", "metric", x.metric)) > 0 && !(x.metric == project.FelonyConvictions.String() && n.gaps.convictions != "") {
			metrics = append(metrics, x.metric)
			t.Columns = append(t.Columns, paper.Column{Head: x.words + ": alone", Right: true}, paper.Column{Head: "share", Right: true, Width: 0.8})
		}
	}
	for _, id := range ids {
		r := paper.Row{Cells: [][]paper.Run{paper.Text(named([]string{id})[0])}}
		for _, m := range metrics {
			l, ok := n.line("attribution", "provision", id, "metric", m)
			if !ok {
				r.Cells = append(r.Cells, paper.Text(absent), paper.Text(absent))
				continue
			}
			r.Cells = append(r.Cells, say("%v", l.at("alone").as(plus)), say("%v", l.at("shapley").as(plus)))
		}
		t.Rows = append(t.Rows, r)
	}
	if len(ids) > 1 && len(metrics) > 0 && n.moves() {
		n.add(t)
	}
}
