package main

import (
	"fmt"
	"slices"
	"strings"

	"impact/internal/court"
	"impact/internal/ingest"
	"impact/internal/law"
	"impact/internal/model"
	"impact/internal/paper"
	"impact/internal/report"
)

// explained is charges whose way through the law is told, with the data that unrecorded
// facts are judged by.
type explained struct {
	*study
	charges   []court.Charge
	whole     *court.Docket
	m         *ingest.Map
	caseID    string // "" for a charge that the command line describes
	source    string
	synthetic bool
	even      bool // how common facts are in the record is not told: no probability is
}

// A teller puts explanations into a document.
type teller struct {
	explained
	doc     *paper.Document
	docket  *court.Docket // of the explained charges alone
	benches []*model.Bench
}

// document tells the way of every charge, one kind of charge after another.
func (x explained) document() *paper.Document {
	title := "One case, charge by charge" // whoever asked knows its id, and nobody else needs it
	if x.caseID == "" {
		title = "One charge: " + chargeName(x.code, x.charges[0].Statute.Inchoate, x.charges[0].Statute.Cite)
	}
	t := teller{explained: x, doc: &paper.Document{Title: title, Subject: x.scenario.Title, Creator: "impact", Language: "en-US"}}
	t.text(paper.Lead, fmt.Sprintf("%s, against the law in force on %s.", x.scenario.Title, x.baseline))
	if x.caseID != "" && !x.synthetic {
		t.text(paper.Flag, "One case of the record: for use inside the agency, not for publication.")
	}
	where := "Where a fact is not recorded, every way in which the charge can stand is told; its probability is that among the charges of " + x.source + "."
	if x.even {
		where = "Where a fact is not recorded, every way in which the charge can stand is told, without its probability: how common it is in the record would tell counts that are withheld."
	} else if x.synthetic {
		where += " These are invented."
	}
	t.text(paper.Small, where)
	t.record()
	t.judge()
	for i := range t.docket.Signatures {
		for _, stage := range court.Stages {
			if s := &t.docket.Signatures[i]; stage == court.AsCharged || s.Substituted && s.Convicted() {
				t.charge(int32(i), stage)
			}
		}
	}
	return t.doc
}

// judge makes the docket of the explained charges and a bench for each reading.
func (t *teller) judge() {
	var mapDay law.Date
	if t.m != nil {
		mapDay = t.m.LawDate.Date
	}
	r := court.NewReducer(t.frame(), t.baseline, mapDay)
	for _, c := range t.charges {
		c.ID = ""
		r.Add(&c)
	}
	n := int64(len(t.charges))
	t.docket = r.Docket(court.Tally{Rows: n, Counts: n}, nil)
	priors := model.NewPriors(t.whole)
	for _, p := range t.proposals {
		t.benches = append(t.benches, model.NewBench(t.code, t.docket, priors, p))
	}
}

func (t *teller) add(b paper.Block) { t.doc.Blocks = append(t.doc.Blocks, b) }

func (t *teller) text(style paper.Style, s string) {
	t.add(paper.Paragraph{Style: style, Runs: paper.Text(s)})
}

func (t *teller) heading(level int, s string) { t.add(paper.Heading{Level: level, Text: s}) }

// textRow is a row of plain cells.
func textRow(texts ...string) paper.Row {
	var r paper.Row
	for _, s := range texts {
		r.Cells = append(r.Cells, paper.Text(s))
	}
	return r
}

// record is what the record says of the charges, a row each, without empty columns.
func (t *teller) record() {
	heads := []string{"row", "statute", "as convicted", "offence", "filed", "disposed", "disposition", "victim's age", "defendant's age", "counts"}
	var rows [][]string
	for i := range t.charges {
		c := &t.charges[i]
		age := func(v int16) string {
			if v < 0 {
				return ""
			}
			return fmt.Sprint(v)
		}
		number, counts := "", ""
		if len(t.charges) > 1 {
			number = fmt.Sprint(i + 1)
		}
		if c.Counts > 1 {
			counts = fmt.Sprint(c.Counts)
		}
		rows = append(rows, []string{number, c.Statute.Text, c.Final.Text, c.Offense.String(), c.Filed.String(), c.Disposed.String(), c.Disposition.String(), age(c.VictimAge), age(c.DefendantAge), counts})
	}
	var table paper.Table
	table.Rows = make([]paper.Row, len(rows))
	for k, head := range heads {
		if !slices.ContainsFunc(rows, func(r []string) bool { return r[k] != "" }) {
			continue
		}
		table.Columns = append(table.Columns, paper.Column{Head: head})
		for i, r := range rows {
			table.Rows[i].Cells = append(table.Rows[i].Cells, paper.Text(r[k]))
		}
	}
	t.heading(1, "What the record says")
	t.add(table)
}

// chargeName is a place of the code, with the inchoate form of the charge.
func chargeName(code *law.Code, kind law.Inchoate, cite law.Citation) string {
	name := "a citation that is not in the code"
	if !cite.IsZero() {
		name = code.Name(cite)
	}
	if kind != law.Completed {
		return kind.String() + " to commit " + name
	}
	return name
}

// charge tells of one kind of charge at a stage, under every reading.
func (t *teller) charge(sig int32, stage court.Stage) {
	var es []model.Explanation
	for _, b := range t.benches {
		es = append(es, b.Explain(sig, stage))
	}
	side := t.docket.Signatures[sig].Side(stage)
	head := chargeName(t.code, side.Inchoate, side.Cite) + ", as " + stage.String()
	if n := t.docket.Rows[sig]; n > 1 {
		head += fmt.Sprintf(" (%d such charges)", n)
	}
	t.heading(1, head)
	t.facts(es)
	for i := range es {
		if slices.ContainsFunc(es[:i], func(e model.Explanation) bool { return alike(e, es[i]) }) {
			continue // told with an earlier reading
		}
		var names []string
		for k := i; k < len(es); k++ {
			if alike(es[i], es[k]) {
				names = append(names, t.proposals[k].Reading)
			}
		}
		word := "Reading "
		if len(names) > 1 {
			word = "Readings "
		}
		t.heading(2, word+strings.Join(names, ", "))
		t.ways(es[i])
	}
	t.shares(sig, es)
}

// alike reports whether two readings tell the same of a charge.
func alike(a, b model.Explanation) bool {
	return slices.EqualFunc(a.Ways, b.Ways, func(x, y model.Way) bool {
		return x.Leaf == y.Leaf && slices.Equal(x.If, y.If) && slices.Equal(x.Steps, y.Steps)
	})
}

// facts are what the law can ask of the charge: what is known, what is not, and what decides.
func (t *teller) facts(es []model.Explanation) {
	table := paper.Table{Columns: []paper.Column{{Head: "Fact that the law may ask for"}, {Head: "The record says"}, {Head: "Asked for and not known, under the reading"}}}
	for _, f := range es[0].Recorded {
		var asked []string
		for k, e := range es {
			if slices.Contains(e.Asked, f.Name) {
				asked = append(asked, t.proposals[k].Reading)
			}
		}
		table.Rows = append(table.Rows, textRow(spaced(f.Name), f.Value, strings.Join(asked, ", ")))
	}
	if len(table.Rows) > 0 {
		t.add(table)
	}
	var notes []string
	for _, e := range es {
		notes = append(notes, e.Notes...)
	}
	slices.Sort(notes)
	for _, n := range slices.Compact(notes) {
		t.text(paper.Flag, n)
	}
}

func spaced(name string) string { return strings.ReplaceAll(name, "_", " ") }

// An ending is where a charge can end, with every way that leads there.
type ending struct {
	was, becomes, credit string
	p                    float64
	ways                 []model.Way
}

// endings gathers ways by where they end, in their order.
func endings(ways []model.Way) []ending {
	var out []ending
	for _, w := range ways {
		i := slices.IndexFunc(out, func(e ending) bool { return e.was == w.Was && e.becomes == w.Becomes && e.credit == w.Credit })
		if i < 0 {
			i = len(out)
			out = append(out, ending{was: w.Was, becomes: w.Becomes, credit: w.Credit})
		}
		out[i].p += w.P
		out[i].ways = append(out[i].ways, w)
	}
	return out
}

// ways tells where the charge goes under a reading, the alternatives, and the tests.
func (t *teller) ways(e model.Explanation) {
	ends := endings(e.Ways)
	t.text(paper.Lead, t.outcome(ends, e.Asked))
	if len(ends) > 1 {
		table := paper.Table{Columns: []paper.Column{{Head: "If", Width: 2}, {Head: "Probability", Right: true}, {Head: "Under the baseline law", Width: 2}, {Head: "Under the proposal", Width: 2}, {Head: "By"}}}
		for _, x := range ends {
			table.Rows = append(table.Rows, textRow(x.supposed(), probability(x.p), x.was, x.after(), x.by()))
		}
		if t.even {
			table.Columns = slices.Delete(table.Columns, 1, 2)
			for i := range table.Rows {
				table.Rows[i].Cells = slices.Delete(table.Rows[i].Cells, 1, 2)
			}
		}
		t.add(table)
	}
	for _, x := range ends {
		told := [][]model.Step{}
		for _, w := range x.ways {
			if slices.ContainsFunc(told, func(s []model.Step) bool { return slices.Equal(s, w.Steps) }) {
				continue
			}
			told = append(told, w.Steps)
			head := "The tests, in order"
			if s := factsText(w.If); s != "" && (len(ends) > 1 || len(x.ways) > 1) {
				head += ", for example if " + s
			}
			t.heading(3, head)
			t.add(tests(w.Steps))
		}
	}
}

// outcome is what becomes of a charge, in a sentence.
func (x explained) outcome(ends []ending, asked []string) string {
	if len(ends) == 1 {
		end := ends[0]
		sure := "."
		if len(asked) > 0 {
			sure = ", whatever the facts that are not recorded."
		}
		if end.was == end.becomes {
			return "Unchanged: " + end.was + sure
		}
		return "It changes from " + end.was + " to " + end.becomes + ", by " + end.credit + sure
	}
	changed, ways := 0.0, 0
	for _, end := range ends {
		if end.was != end.becomes {
			changed += end.p
			ways++
		}
	}
	sure := "something changes in each"
	switch {
	case ways == 0:
		sure = "nothing changes in any"
	case ways < len(ends) && x.even:
		sure = fmt.Sprintf("something changes in %d of them", ways)
	case ways < len(ends):
		sure = "the probability that something changes is " + probability(changed)
	}
	facts := make([]string, len(asked))
	for i, a := range asked {
		facts[i] = spaced(a)
	}
	why := "which subdivision is charged"
	if len(facts) > 0 {
		why = strings.Join(facts, ", ")
	}
	return fmt.Sprintf("It can end in %d ways, by what is not recorded (%s); %s.", len(ends), why, sure)
}

func (x ending) after() string {
	if x.was == x.becomes {
		return "unchanged"
	}
	return x.becomes
}

func (x ending) by() string {
	if x.credit == "" {
		return "–"
	}
	return x.credit
}

// supposed are the facts of every way that ends there.
func (x ending) supposed() string {
	var out []string
	for _, w := range x.ways {
		for _, facts := range w.Where {
			if s := factsText(facts); !slices.Contains(out, s) {
				out = append(out, s)
			}
		}
	}
	return strings.Join(out, "; or ")
}

func factsText(facts []model.Fact) string {
	var out []string
	for _, f := range facts {
		out = append(out, spaced(f.Name)+" is "+f.Value)
	}
	return strings.Join(out, ", ")
}

// probability is written so that what is possible is never 0 without a word.
func probability(p float64) string {
	switch {
	case p == 0:
		return "0, but possible"
	case p < 0.005:
		return "below 0.01"
	case p > 0.995 && p < 1:
		return "above 0.99"
	}
	return report.Figure(p)
}

// tests are the steps of a way.
func tests(steps []model.Step) paper.List {
	l := paper.List{Ordered: true}
	for _, s := range steps {
		item := []paper.Run{{Text: s.Where, Bold: true}, {Text: ": " + s.Test + " → "}, {Text: s.Answer, Bold: true}}
		if s.Source != "" {
			item = append(item, paper.Run{Text: "  " + s.Source, Italic: true})
		}
		l.Items = append(l.Items, item)
	}
	return l
}

// shares are what the charges of a signature add to the totals, by reading.
func (t *teller) shares(sig int32, charged []model.Explanation) {
	table := paper.Table{Columns: []paper.Column{{Head: "Total", Width: 2}}}
	for _, p := range t.proposals {
		table.Columns = append(table.Columns, paper.Column{Head: p.Reading, Right: true})
	}
	weight := float64(t.docket.Weight(int(sig)))
	s := &t.docket.Signatures[sig]
	stage := charged[0].Stage
	t.shareRows(&table, stage, weight, charged)
	if stage == court.AsCharged && s.Convicted() && !s.Substituted {
		var es []model.Explanation
		for _, b := range t.benches {
			es = append(es, b.Explain(sig, court.AsConvicted))
		}
		t.shareRows(&table, court.AsConvicted, weight, es)
	}
	table.Note = "Of charges that share a victim the tables take the least and the most together. Registrations are counted by person, not by charge."
	head := "What it adds to the totals of all years: expected [least, most]"
	if t.even {
		head = "What it adds to the totals of all years: the least to the most"
	}
	t.heading(2, head)
	t.add(table)
}

func (t *teller) shareRows(table *paper.Table, stage court.Stage, weight float64, es []model.Explanation) {
	noun := [...]string{court.AsCharged: "charges", court.AsConvicted: "convictions"}[stage]
	write := bracketed
	if t.even {
		write = spanned
	}
	for k := range es[0].Shares() {
		row := []string{fmt.Sprintf(es[0].Shares()[k].Total, noun)}
		for i := range es {
			c := es[i].Shares()[k].Count
			row = append(row, write(model.Count{Low: c.Low * weight, Central: c.Central * weight, High: c.High * weight}))
		}
		table.Rows = append(table.Rows, textRow(row...))
	}
}

// bracketed is a count as headline tables write it.
func bracketed(c model.Count) string {
	if c.Low == c.High {
		return report.Figure(c.Low)
	}
	return fmt.Sprintf("%s [%s, %s]", report.Figure(c.Central), report.Figure(c.Low), report.Figure(c.High))
}

// spanned is a count as its bounds alone.
func spanned(c model.Count) string {
	if c.Low == c.High {
		return report.Figure(c.Low)
	}
	return report.Figure(c.Low) + " to " + report.Figure(c.High)
}
