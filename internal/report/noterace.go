package report

import (
	"slices"
	"strings"

	"impact/internal/model"
	"impact/internal/paper"
	"impact/internal/project"
)

// sideBySide are the readings of the proposal's words, and how their figures differ.
func (n *noter) sideBySide() {
	n.part("Readings")
	if len(n.Report.Readings) < 2 {
		text := "The scenario states one reading of its words."
		if len(n.Scenario.Readings) > 1 {
			text = "This run is of one reading only, " + n.reading + ". What the other readings would give cannot be determined because they were not run."
		}
		n.para("%v", text)
		return
	}
	n.para("The words of the proposal can be understood in more than one way. The rest of this note takes the reading %v.", n.reading)
	var items [][]paper.Run
	t := paper.Table{Caption: "The readings side by side", Small: true, Columns: []paper.Column{{Head: "", Width: 2}}}
	var all []*noter
	for _, r := range n.Report.Readings {
		items = append(items, say("%v: %v", paper.Run{Text: r.ID, Bold: true}, stop(r.Title)))
		t.Columns = append(t.Columns, paper.Column{Head: r.ID, Right: true, Width: 1.4})
		all = append(all, n.under(r.ID))
	}
	n.points(items)
	group := func(text string) {
		t.Rows = append(t.Rows, paper.Row{Group: true, Cells: [][]paper.Run{paper.Text(text)}})
	}
	put := func(words string, cell func(*noter) []paper.Run) {
		r := paper.Row{Cells: [][]paper.Run{paper.Text(words)}}
		for _, x := range all {
			r.Cells = append(r.Cells, cell(x))
		}
		t.Rows = append(t.Rows, r)
	}
	group("The record, all years: expected, and the least and the most")
	for _, x := range []struct{ words, metric string }{
		{"Charges that change", "charges_changed"}, {"Felony charges, net", "felony_charges"}, {"Felony convictions, net", "felony_convictions"},
		{"Charges with a victim under 18 that change", "minor_victim_charges_changed"}, {"Persons on the registry, net", "registrants"}} {
		put(x.words, func(n *noter) []paper.Run {
			if l, ok := n.line("totals", "metric", x.metric); ok {
				return bounded(l)
			}
			return paper.Text(determined)
		})
	}
	n.projectedSides(all, group, put)
	n.add(t)
	n.gapsBySide(all)
}

// projectedSides are the rows of the last projected year.
func (n *noter) projectedSides(all []*noter, group func(string), put func(string, func(*noter) []paper.Run)) {
	if !slices.ContainsFunc(all, func(x *noter) bool { return x.gap.silent == "" }) {
		return
	}
	last := n.years[len(n.years)-1]
	group(fy(last) + ", projected: expected, and the 80 % interval")
	for _, x := range []project.Metric{project.FelonyConvictions, project.NewRegistrants, project.Beds} {
		put(notedWords(x), func(n *noter) []paper.Run { return n.cellOf(x, last) })
	}
	for _, basis := range []string{"average", "marginal"} {
		if _, ok := n.lastMoney(basis, project.Beds); ok {
			put("Prison beds at the "+basis+" cost", func(n *noter) []paper.Run {
				if l, ok := n.lastMoney(basis, project.Beds); ok && n.gap.why(project.Beds) == "" {
					return amount(l)
				}
				return paper.Text(determined)
			})
		}
	}
}

// gapsBySide says what cannot be determined under which readings.
func (n *noter) gapsBySide(all []*noter) {
	var texts []string
	who := map[string][]string{}
	for _, x := range all {
		text := ""
		for _, m := range []project.Metric{project.FelonyConvictions, project.NewRegistrants, project.Beds} {
			what := notedWords(m)
			if x.gap.silent != "" {
				what = "Projected figures"
			}
			if why := x.gap.why(m); why != "" {
				text = what + " cannot be determined because " + why
			}
			if text != "" && !slices.Contains(who[text], x.reading) {
				texts, who[text] = append(texts, text), append(who[text], x.reading)
			}
			text = ""
		}
	}
	for _, x := range all {
		if l, ok := x.line("totals", "metric", "felony_convictions"); ok && l.number("low") < 0 && l.number("high") > 0 && x.gap.silent == "" && x.gap.why(project.FelonyConvictions) == "" {
			text := "the record alone cannot tell whether felony convictions rise or fall; the projected figure takes facts to be " + n.likeness
			texts, who[text] = append(texts, text), append(who[text], x.reading)
		}
	}
	slices.Sort(texts)
	for _, text := range slices.Compact(texts) {
		if len(who[text]) == len(all) {
			n.para("Under every reading: %v.", decapital(text))
			continue
		}
		n.para("Under %v: %v.", listOf(who[text], "and"), decapital(text))
	}
	said := func(why string) bool {
		return slices.ContainsFunc(texts, func(s string) bool { return strings.HasSuffix(s, why) })
	}
	if why := n.gaps.persons; why != "" && !said(why) {
		n.para("Persons on the registry cannot be determined because %v.", why)
	}
	if why := n.gaps.convictions; why != "" && !said(why) {
		n.para("Convictions cannot be determined because %v.", why)
	}
}

func notedWords(m project.Metric) string {
	for _, x := range noted {
		if x.m == m {
			return x.words
		}
	}
	return m.Words()
}

// cellOf is a projected figure of a year in a cell of a table.
func (n *noter) cellOf(m project.Metric, year string) []paper.Run {
	l, ok := n.ahead(m, year)
	if !ok || n.gap.why(m) != "" {
		return paper.Text(determined)
	}
	return l.foretold()
}

// impactStatement is the racial and ethnic impact statement: who would be charged,
// convicted and registered, for how long, by what method, and who the victims are.
func (n *noter) impactStatement() {
	n.part("Racial and Ethnic Impact Statement")
	n.add(paper.Paragraph{Runs: n.disparate()})
	if n.sentencesStill() {
		n.para("Composition of those in prison or under supervision: it would not change, for no projected sentence changes.")
	} else {
		n.para("Composition of those in prison or under supervision: cannot be determined because %v.", n.noBedsByRace())
	}
	n.raceTable()
	n.raceNote()
	if n.sentencesStill() {
		n.headed("Length of incarceration by group", "The average of no group changes, for no projected sentence changes.")
	} else {
		n.headed("Length of incarceration by group", "The average of each group cannot be determined because "+n.noLength()+".")
	}
	switch {
	case n.raceless():
		n.headed("Populations to compare with", "Cannot be determined because the data record no race.")
	case !n.someRace():
		n.headed("Populations to compare with", "No group's number changes, so that there is nothing to compare.")
	default:
		n.headed("Populations to compare with", "Of those charged in court: the shares under present law above. Of the state's residents, and of all who are arrested: cannot be determined because the data hold only charges brought to court.")
	}
	n.headed("Method and assumptions", "Each charge of the record is carried to the present law and then to the proposal; those of each group are counted under both. The 80 % interval is of chance in the number of charges in a year. "+
		"Facts are taken to be "+n.likeness+". "+n.conduct)
	n.victims()
}

// someRace reports whether some figure is told by race.
func (n *noter) someRace() bool {
	for _, x := range attributed {
		if n.withoutRace(x.m) == "" {
			return true
		}
	}
	return false
}

// headed is a paragraph that begins with its own heading.
func (n *noter) headed(head, text string) {
	n.add(paper.Paragraph{Runs: []paper.Run{{Text: head + ". ", Bold: true}, {Text: text}}})
}

// noLength is why the length of incarceration of a group cannot be told.
func (n *noter) noLength() string {
	if n.gaps.sentences != "" {
		return n.gaps.sentences
	}
	return "sentences are tabulated by section and class, not by race"
}

// sentencesStill reports whether beds and supervision are projected and do not change.
func (n *noter) sentencesStill() bool {
	return n.unmoved(project.Beds) && n.unmoved(project.Supervision)
}

// raceNote says how to read the tables by race, where there is one.
func (n *noter) raceNote() {
	if n.raceless() || !slices.ContainsFunc(n.lines("equity", "group_by", model.ByRace), changes) {
		return
	}
	n.small("Race and ethnicity as the data record them, in the data's own codes. Years are average years of the record. The shares are of all groups, those not recorded included. " +
		"A group's outcome cannot be determined where the record leaves its direction open, where the group is not recorded of many who change, or where very few change.")
}

// noBedsByRace is why the composition of prisons cannot be told.
func (n *noter) noBedsByRace() string {
	if n.gaps.sentences != "" {
		return n.gaps.sentences
	}
	return "prison beds and supervision are projected for all defendants together, not by race"
}

// races are the rows of a metric by race.
func (n *noter) races(metric string) []line {
	return n.lines("equity", "metric", metric, "group_by", model.ByRace)
}

// raceless reports whether the data record no race.
func (n *noter) raceless() bool {
	named := func(l line) bool { return l.text("group") != model.NotRecordedGroup }
	return !slices.ContainsFunc(n.lines("equity", "group_by", model.ByRace), named)
}

// disparate says whether the composition of those convicted would change.
func (n *noter) disparate() []paper.Run {
	const lead = "Whether the proposal would have a disparate impact on the racial and ethnic composition of those convicted of felonies: "
	metric := project.FelonyConvictions.String()
	list := n.races(metric)
	switch {
	case n.unmoved(project.FelonyConvictions) && !slices.ContainsFunc(list, changes):
		return say("The proposal would not change the racial and ethnic composition of those convicted of felonies, for no felony conviction changes.")
	case n.raceless():
		return say(lead+"%v because the data record no race.", determined)
	case n.gaps.convictions != "":
		return say(lead+"%v because %v.", determined, n.gaps.convictions)
	case !slices.ContainsFunc(list, changes) && n.gap.silent != "":
		return say(lead+"%v: in the record no group's number changes, and of years to come it cannot be told because %v.", determined, n.gap.silent)
	case !slices.ContainsFunc(list, changes):
		return say("The proposal would not change the racial and ethnic composition of those convicted of felonies: in no group does the number of felony convictions change.")
	}
	told := slices.DeleteFunc(slices.Clone(list), func(l line) bool { return !settled(l) || l.text("group") == model.NotRecordedGroup })
	if !slices.ContainsFunc(told, changes) && unsettledGroups(list) == "" {
		return say(lead+"%v.", withheld)
	}
	if !slices.ContainsFunc(told, changes) {
		return append(say(lead+"%v because %v.", determined, strings.Join(reasons(list), "; ")), withheldGroups(list)...)
	}
	slices.SortStableFunc(told, func(a, b line) int { return compareMove(b, a) })
	up, down := told[0], told[len(told)-1]
	if share(up.number("share_current")) == share(up.number("share_proposed")) && share(down.number("share_current")) == share(down.number("share_proposed")) {
		return append(say("No determined group's share of those convicted of felonies is expected to change by as much as a tenth of a per cent."), withheldGroups(list)...)
	}
	runs := say("The shares of groups among those convicted of felonies are expected to change")
	join := "; "
	if len(withheldGroups(list)) > 0 {
		join = ". Of the groups that are told, "
	}
	if moved(up) > 0 {
		runs = append(runs, say(join+"the largest rise is that of group %v, from %v to %v", up.text("group"), up.at("share_current").as(share), up.at("share_proposed").as(share))...)
		join = "; "
	}
	if moved(down) < 0 {
		runs = append(runs, say(join+"the largest fall is that of group %v, from %v to %v", down.text("group"), down.at("share_current").as(share), down.at("share_proposed").as(share))...)
	}
	runs = append(runs, say(". The reason is who is charged today under the sections that would change.")...)
	if open := unsettledGroups(list); open != "" {
		runs = append(runs, say(" Of groups %v it cannot be determined, because %v.", open, strings.Join(reasons(list), "; "))...)
	}
	return append(runs, withheldGroups(list)...)
}

// moved is by how much a group's share moves.
func moved(l line) float64 { return l.number("share_proposed") - l.number("share_current") }

func compareMove(a, b line) int {
	switch x, y := moved(a), moved(b); {
	case x < y:
		return -1
	case x > y:
		return 1
	}
	return 0
}

// unmoved reports whether a metric is projected and its difference is exactly 0 in
// every year and every draw, so that no group's can be anything else.
func (n *noter) unmoved(m project.Metric) bool {
	_, ok := n.ahead(m, n.years[0])
	return ok && n.gap.why(m) == "" && n.still(m)
}

// changes reports whether a group's number changes or may.
func changes(l line) bool {
	return !settled(l) || l.number("difference") != 0 || l.number("lo80") != 0 || l.number("hi80") != 0
}

// settled reports whether a group's outcome is estimated.
func settled(l line) bool { return l.text("outcome") == "estimated" }

// reasons are why outcomes of a list cannot be determined, each once.
func reasons(list []line) []string {
	var out []string
	for _, l := range list {
		if why := l.text("why"); why != "" && !l.hides("why") && !slices.Contains(out, why) {
			out = append(out, why)
		}
	}
	return out
}

// addNew adds to a list what it does not hold yet.
func addNew(to, more []string) []string {
	for _, x := range more {
		if !slices.Contains(to, x) {
			to = append(to, x)
		}
	}
	return to
}

// unsettledGroups are the groups whose outcome cannot be determined.
func unsettledGroups(list []line) string {
	var out []string
	for _, l := range list {
		if !settled(l) && !l.hides("outcome") {
			out = append(out, l.text("group"))
		}
	}
	return listOf(out, "and")
}

// withheldGroups says of which groups the figures are withheld; nothing where they are of
// none.
func withheldGroups(list []line) []paper.Run {
	var out []string
	for _, l := range list {
		if l.hides("outcome") {
			out = append(out, l.text("group"))
		}
	}
	if len(out) == 0 {
		return nil
	}
	return say(" Of %v the figures are %v.", listOf(out, "and"), withheld)
}

// raceTable is who is likely to be charged, convicted and registered, by race and
// under either law; what has no rows is told after it.
func (n *noter) raceTable() {
	t := paper.Table{Caption: "Who is likely to be charged, convicted and registered, a year, by race", Small: true,
		Columns: []paper.Column{{Head: "Group", Width: 1.1}, {Head: "Present law", Right: true}, {Head: "Proposal", Right: true},
			{Head: "Difference (80 % interval)", Right: true, Width: 1.6}, {Head: "Share now", Right: true}, {Head: "Share then", Right: true}}}
	var without [][]paper.Run
	var whys []string
	for _, x := range attributed {
		if text := n.withoutRace(x.m); text != "" {
			without = append(without, say("%v: %v.", capital(x.words), text))
			continue
		}
		t.Rows = append(t.Rows, paper.Row{Group: true, Cells: [][]paper.Run{paper.Text(capital(x.words))}})
		list := n.races(x.m.String())
		for _, l := range list {
			t.Rows = append(t.Rows, raceRow(l))
		}
		whys = addNew(whys, reasons(list))
	}
	if len(whys) > 0 {
		t.Note = "Cannot be determined where " + strings.Join(whys, "; or where ") + "."
	}
	if len(t.Rows) > 0 {
		n.add(t)
	}
	for _, runs := range without {
		n.add(paper.Paragraph{Runs: runs})
	}
}

// withoutRace is what is said of a metric that has no rows by race; "" where it has.
func (n *noter) withoutRace(m project.Metric) string {
	switch {
	case n.unmoved(m) && !slices.ContainsFunc(n.races(m.String()), changes):
		return "no group's number changes"
	case n.raceless():
		return determined + " because the data record no race"
	case m == project.NewRegistrants && n.gaps.persons != "":
		return determined + " because " + n.gaps.persons
	case m == project.FelonyConvictions && n.gaps.convictions != "":
		return determined + " because " + n.gaps.convictions
	case !slices.ContainsFunc(n.races(m.String()), changes):
		return "in the record no group's number changes"
	}
	return ""
}

// raceRow is one group under either law.
func raceRow(l line) paper.Row {
	difference := trio(l.at("difference"), l.at("lo80"), l.at("hi80"), centre, tenth)
	then, proposed := say("%v", l.at("share_proposed").as(share)), say("%v", l.at("proposed").as(centre))
	switch {
	case l.hides("outcome"):
		outcome := say("%v", l.at("outcome").words())
		difference, then, proposed = outcome, outcome, outcome
	case !settled(l):
		difference, then, proposed = paper.Text(determined), paper.Text(absent), paper.Text(absent)
	}
	return paper.Row{Cells: [][]paper.Run{paper.Text(l.text("group")), say("%v", l.at("current").as(centre)), proposed,
		difference, say("%v", l.at("share_current").as(share)), then}}
}

// victims is who the victims are of the charges that would change.
func (n *noter) victims() {
	if !n.moves() {
		n.headed("Composition of victims", "No charge of the record would change, so that there is no victim to count.")
		return
	}
	t := paper.Table{Caption: "Composition of victims, of the charges that would change", Small: true, Columns: []paper.Column{{Head: "Group"}, {Head: "Charges, all years: expected, least and most", Right: true}}}
	var without, whys []string
	for _, x := range []struct{ by, words, lacks string }{{model.ByVictimAge, "Age of the victim", "the victim's age"}, {model.ByTrafficked, "Victim recorded as trafficked", "whether the victim was trafficked"}} {
		rows := slices.DeleteFunc(n.lines("victim_composition", "group_by", x.by), func(l line) bool { return l.number("high") == 0 })
		if !slices.ContainsFunc(rows, func(l line) bool { return l.text("group") != model.NotRecordedGroup }) {
			without = append(without, x.words+": cannot be determined because no charge that would change records "+x.lacks+".")
			continue
		}
		t.Rows = append(t.Rows, paper.Row{Group: true, Cells: [][]paper.Run{paper.Text(x.words)}})
		for _, l := range rows {
			t.Rows = append(t.Rows, paper.Row{Cells: [][]paper.Run{paper.Text(l.text("group")), bounded(l)}})
		}
		whys = addNew(whys, reasons(rows))
	}
	if len(whys) > 0 {
		t.Note = "The composition of all victims cannot be determined because " + strings.Join(whys, "; and ") + ". What is recorded stands above."
	}
	if len(t.Rows) > 0 {
		n.add(t)
	}
	without = append(without, "Race, ethnicity and sex of victims: cannot be determined because the data have no column of them.")
	n.headed("Victims", strings.Join(without, " "))
}
