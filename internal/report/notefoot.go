package report

import (
	"fmt"
	"slices"
	"strings"

	"impact/internal/paper"
)

// sources are what the figures were made from.
func (n *noter) sources() {
	n.part("Sources")
	items := [][]paper.Run{
		append(say("Data: "), n.dataText()...),
		say("Proposal: %v", stop(n.Scenario.Source)),
		say("Law: the built-in pack %v, each section as it stood on the day of the offence and on %v; sources of each entry stand with it.", n.Manifest.Law.Name, day(n.Baseline)),
	}
	if n.Manifest.Settings.LawFolder != "" {
		items[2] = say("Law: the folder %v, each section as it stood on the day of the offence and on %v.", n.Manifest.Settings.LawFolder, day(n.Baseline))
	}
	if n.gaps.costs != "" {
		var from []string
		for _, l := range n.lines("fiscal") {
			if s := l.text("source"); !slices.Contains(from, s) {
				from = append(from, s)
			}
		}
		text := stop(n.gaps.costs)
		if len(from) > 0 {
			text += " Used here: " + strings.Join(from, "; ") + "."
		}
		items = append(items, say("Costs: %v", text))
	}
	n.points(items)
	for _, x := range n.Notes {
		n.small("%v", x)
	}
}

// supposed is the table of assumptions.
func (n *noter) supposed() {
	n.part("Assumptions")
	list := n.lines("assumptions")
	if n.gap.silent != "" || len(list) == 0 {
		n.para("No projected figure is told, so that no assumption is used.")
		return
	}
	t := paper.Table{Small: true, Columns: []paper.Column{{Head: "Assumption", Width: 1.3}, {Head: "Taken", Right: true}, {Head: "Range", Right: true, Width: 1.6}, {Head: "Its source", Width: 1}},
		Note: "What each assumption alone makes of the figures stands in tables/sensitivity.csv; source and reason of each, in tables/assumptions.csv."}
	for _, l := range list {
		taken := say("%v", l.at("value").words())
		if l.text("set") == "yes" {
			taken = append(taken, say(", set by the analyst")...)
		}
		limits := paper.Text(absent)
		if s, ok := n.line("sensitivity", "assumption", l.text("assumption")); ok {
			limits = say("%v to %v", s.at("low_words").words(), s.at("high_words").words())
		}
		t.Rows = append(t.Rows, paper.Row{Cells: [][]paper.Run{paper.Text(spaced(l.text("assumption"))), taken, limits, paper.Text(seenWords(l.text("confidence")))}})
	}
	n.add(t)
}

// markWords are how far an entry of the law was seen.
var markWords = []struct{ mark, words string }{
	{"S-partial", "Seen in part"}, {"D", "Derived from what was seen"}, {"unverified", "General knowledge, not seen"}, {"B", "Background, not seen"},
}

const unverifiedTitle = "Law Not Verified at Its Source"

// seenWords is how far the source of an assumption was seen.
func seenWords(mark string) string {
	switch mark {
	case "S":
		return "seen"
	case "S-partial":
		return "seen in part"
	case "D":
		return "derived"
	}
	return "none seen"
}

// unverifiedLaw lists the law that figures rest on and that was not seen at its source:
// first that of sections which would change.
func (n *noter) unverifiedLaw() {
	n.part(unverifiedTitle)
	if len(n.Unverified) == 0 {
		n.para("Every entry of the law that decided a figure was seen in its source.")
		return
	}
	const rest = "What each entry says stands in tables/unverified.csv."
	items := n.unverifiedOf(true)
	if len(items) == 0 {
		n.para("No entry of a section that would change is among those that were not seen in their source; the others stand in an annex. %v", rest)
		return
	}
	n.para("These entries are of sections that would change, decided figures and were not seen whole in their source. Other law that only decides the class of charges which do not change stands in an annex. %v", rest)
	n.points(items)
}

// otherLaw is the annex of unverified law that is not of the sections which would change.
func (n *noter) otherLaw() {
	if items := n.unverifiedOf(false); len(items) > 0 {
		n.part("Annex: Other Law Not Verified")
		for _, runs := range items {
			n.add(paper.Paragraph{Style: paper.Small, Runs: runs})
		}
	}
}

// unverifiedOf lists the unverified entries of sections that would change, or of others,
// by how far they were seen.
func (n *noter) unverifiedOf(touched bool) [][]paper.Run {
	sections := n.touched()
	var out [][]paper.Run
	for _, mark := range n.marks() {
		var names []string
		for _, i := range n.Unverified {
			if i.Mark.Confidence == mark && of(i.Entry, sections) == touched && !slices.Contains(names, i.Entry) {
				names = append(names, i.Entry)
			}
		}
		if len(names) > 0 {
			out = append(out, say("%v [%v]: %v.", markText(mark), mark, strings.Join(names, "; ")))
		}
	}
	return out
}

// marks are the marks of the unverified entries in the order of markWords, then others.
func (n *noter) marks() []string {
	var out []string
	for _, x := range markWords {
		out = append(out, x.mark)
	}
	for _, i := range n.Unverified {
		if !slices.Contains(out, i.Mark.Confidence) {
			out = append(out, i.Mark.Confidence)
		}
	}
	return out
}

func markText(mark string) string {
	for _, x := range markWords {
		if x.mark == mark {
			return x.words
		}
	}
	return "Not seen"
}

// touched are the sections that the proposal moves charges from or to.
func (n *noter) touched() []string {
	var out []string
	for _, l := range n.lines("section_shift", "fiscal_year", allYears) {
		if l.text("provision") != "" {
			for _, c := range []string{"from_section", "to_section"} {
				if s := l.text(c); s != "none" && s != "unknown" && !slices.Contains(out, s) {
					out = append(out, s)
				}
			}
		}
	}
	return out
}

// of reports whether an entry of the law is of one of the sections.
func of(entry string, sections []string) bool {
	return slices.ContainsFunc(sections, func(s string) bool {
		rest, ok := strings.CutPrefix(entry, s)
		return ok && (rest == "" || rest[0] == ',' || rest[0] == ' ')
	})
}

// again is how to make the run again, and the hashes of what it was made from.
func (n *noter) again() {
	n.part("How to Reproduce This Note")
	n.add(paper.Paragraph{Runs: []paper.Run{{Text: n.Command(), Code: true}}})
	n.para(n.Withheld.As.again("note")+" impact %v.", n.Manifest.Version)
	t := paper.Table{Small: true, Columns: []paper.Column{{Head: "Input", Width: 0.8}, {Head: "Name", Width: 1.3}, {Head: "SHA-256", Width: 3.6}}}
	put := func(what string, in *Input) {
		if in != nil && in.SHA256 != "" {
			t.Rows = append(t.Rows, paper.Row{Cells: [][]paper.Run{paper.Text(what), paper.Text(in.Name), {{Text: in.SHA256, Code: true}}}})
		}
	}
	m := &n.Manifest
	for i := range m.Data {
		put("Data", &m.Data[i])
	}
	put("Scenario", &m.Scenario)
	put("Law", &m.Law)
	put("Map", m.Map)
	put("Assumptions", m.Assumed)
	put("Costs", m.Costs)
	if len(t.Rows) > 0 {
		n.add(t)
	}
}

// annex says of each figure of the note which cell of the tables it is, part by part:
// the figures of one row of a table together.
func (n *noter) annex() {
	a := annexer{noter: n, t: paper.Table{Small: true, Columns: []paper.Column{{Head: "Table", Width: 1.2}, {Head: "Row", Right: true, Width: 0.5}, {Head: "Column, exact value → as printed", Width: 5}}}}
	for _, b := range n.blocks {
		if h, ok := b.(paper.Heading); ok && h.Level == 1 {
			a.part = h.Text
		}
		eachRun(b, a.add)
	}
	if len(a.t.Rows) == 0 {
		return
	}
	n.part("Annex: Where Each Figure Stands")
	n.para("Each figure of this note is one cell of a file in tables/. Rows are counted from 0, the first row under the heads. A figure whose sign is said in words (fewer, less) is printed without it.")
	n.add(a.t)
}

// An annexer makes the table of the annex.
type annexer struct {
	*noter
	t            paper.Table
	part, headed string
	seen         []string // cell and text
	last         string   // table and row of the last row
}

// add puts a figure beside those of the same row of its table, once.
func (a *annexer) add(r paper.Run) {
	s, ok := a.cell(r.Cell)
	if key := r.Cell + "|" + r.Text; !ok || slices.Contains(a.seen, key) {
		return
	}
	a.seen = append(a.seen, r.Cell+"|"+r.Text)
	if a.headed != a.part {
		a.headed, a.last = a.part, ""
		a.t.Rows = append(a.t.Rows, paper.Row{Group: true, Cells: [][]paper.Run{paper.Text(a.part)}})
	}
	figure := []paper.Run{{Text: s.column + " "}, s.words()}
	if r.Text != figure[1].Text {
		figure = append(figure, paper.Run{Text: " → "}, s.run(r.Text))
	}
	place, _, _ := strings.Cut(r.Cell, "/")
	if place != a.last {
		a.last = place
		a.t.Rows = append(a.t.Rows, paper.Row{Cells: [][]paper.Run{paper.Text(s.t.Name), paper.Text(fmt.Sprint(s.row)), figure}})
		return
	}
	cell := &a.t.Rows[len(a.t.Rows)-1].Cells[2]
	*cell = append(append(*cell, paper.Run{Text: "; "}), figure...)
}

// cell is the spot that a run's Cell names.
func (n *noter) cell(name string) (spot, bool) {
	table, rest, ok1 := strings.Cut(name, ":")
	number, column, ok2 := strings.Cut(rest, "/")
	t := n.Table(table)
	var row int
	if _, err := fmt.Sscan(number, &row); err != nil || !ok1 || !ok2 || t == nil || row >= len(t.Rows) {
		return spot{}, false
	}
	return line{t, row}.at(column), true
}

// eachRun visits the runs of a block, those of footnotes after the run they are of.
func eachRun(b paper.Block, visit func(paper.Run)) {
	(&paper.Document{Blocks: []paper.Block{b}}).Walk(visit)
}
