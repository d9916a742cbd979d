package report

import (
	"cmp"
	"slices"
	"strings"

	"impact/internal/law"
	"impact/internal/paper"
)

// A noter writes the fiscal note of a report, part by part, under one reading. It
// computes nothing: each figure is a cell of a table.
type noter struct {
	*Report
	reading string
	gap     gap      // what the reading's figures lack
	years   []string // fiscal years of the projection, or those that it would begin with
	blocks  []paper.Block
}

// Note is the report as a fiscal note: the parts of a note of a legislature's fiscal
// office, and an annex that says where each figure stands.
func (r *Report) Note() *paper.Document {
	n := r.under(r.main())
	n.heading()
	n.summary()
	n.stateImpact()
	n.municipalImpact()
	n.explanation()
	n.outYears()
	n.sideBySide()
	n.impactStatement()
	n.sources()
	n.supposed()
	n.unverifiedLaw()
	n.again()
	n.annex()
	n.otherLaw()
	return &paper.Document{Title: "Fiscal Note: " + r.Title, Subject: r.Title, Creator: "impact " + r.Manifest.Version,
		Keywords: []string{"fiscal note", "draft", r.Scenario.ID}, Language: "en-US", Head: r.head(), Blocks: n.blocks}
}

// under is a noter of one reading.
func (r *Report) under(reading string) *noter {
	n := &noter{Report: r, reading: reading, gap: r.gaps.of(reading)}
	for _, l := range n.lines("projection", "law", "difference") {
		if y := l.text("fiscal_year"); y != allYears && !slices.Contains(n.years, y) {
			n.years = append(n.years, y)
		}
	}
	if y := r.effective().FiscalYear(); len(n.years) == 0 && y != 0 {
		n.years = []string{y.String(), (y + 1).String()}
	}
	return n
}

// allYears is the fiscal year of the rows that are of all years.
const allYears = "all"

// head stands at the top of every page.
func (r *Report) head() string {
	return "DRAFT fiscal note, not a statement of any office. " + r.Mark()
}

// effective is the day from which the proposal is projected.
func (r *Report) effective() law.Date {
	day := r.Scenario.Effective
	if next := r.Baseline.AddDays(1); day < next {
		day = next
	}
	return day
}

// on reports whether a provision is on in this run.
func (n *noter) on(id string) bool {
	for _, x := range n.Readings {
		if x.ID == n.reading {
			return slices.Contains(x.Active, id)
		}
	}
	return false
}

func (n *noter) add(b ...paper.Block) { n.blocks = append(n.blocks, b...) }

// part opens a part of the note.
func (n *noter) part(title string) {
	n.add(paper.Heading{Level: 1, Text: title, ID: "note-" + anchor(title)})
}

func (n *noter) subpart(title string) {
	n.add(paper.Heading{Level: 2, Text: title, ID: "note-" + anchor(title)})
}

// anchor is a title as an id.
func anchor(title string) string {
	var b strings.Builder
	for _, c := range strings.ToLower(title) {
		switch {
		case c >= 'a' && c <= 'z' || c >= '0' && c <= '9':
			b.WriteRune(c)
		case b.Len() > 0 && !strings.HasSuffix(b.String(), "-"):
			b.WriteByte('-')
		}
	}
	return strings.TrimSuffix(b.String(), "-")
}

func (n *noter) para(format string, args ...any) {
	n.add(paper.Paragraph{Runs: say(format, args...)})
}

func (n *noter) small(format string, args ...any) {
	n.add(paper.Paragraph{Style: paper.Small, Runs: say(format, args...)})
}

// points is a list, unless it is empty.
func (n *noter) points(items [][]paper.Run) {
	if len(items) > 0 {
		n.add(paper.List{Items: items})
	}
}

// heading says what the note is, on what, and what it is not.
func (n *noter) heading() {
	flag := "DRAFT. Made from charge records by a program, for an analyst to check; not a statement of any office."
	flag += " " + n.flag()
	if len(n.Unverified) > 0 {
		flag += " Figures rest on law that was not seen at its source: see the part " + unverifiedTitle + "."
	}
	n.add(paper.Paragraph{Style: paper.Flag, Runs: paper.Text(flag)})
	t := paper.Table{Columns: []paper.Column{{Head: "Subject", Width: 1}, {Head: "What this note takes", Width: 4}}}
	put := func(what string, runs []paper.Run) {
		t.Rows = append(t.Rows, paper.Row{Cells: [][]paper.Run{paper.Text(what), runs}})
	}
	put("Proposal", paper.Text(stop(n.Scenario.Source)))
	put("Data", n.dataText())
	put("Present law", paper.Text("The law in force on "+day(n.Baseline)+"."))
	if d := n.effective(); d != 0 {
		put("Takes effect", paper.Text(day(d)+"."))
	}
	if len(n.Scenario.Readings) > 1 {
		put("Reading", paper.Text(n.reading+": "+stop(n.readingTitle(n.reading))+" Other readings: see the part Readings."))
	}
	if off := n.off(); len(off) > 0 {
		put("Not in this note", paper.Text(listOf(named(off), "and")+" (switched off in this run)."))
	}
	if len(n.asSet) > 0 {
		put("Assumptions set", paper.Text(stop(capital(listOf(n.asSet, "and")))+" All others are as stated: see the part Assumptions."))
	}
	n.add(t)
}

// told is what the run says of a provision that does nothing here; "" for nothing.
func (n *noter) told(id string) string {
	for _, x := range n.Readings {
		if x.ID != n.reading {
			continue
		}
		for _, note := range x.Notes {
			if rest, ok := strings.CutPrefix(note, id+" "); ok {
				return strings.TrimSuffix(strings.TrimPrefix(rest, "changes nothing here: "), ".")
			}
		}
	}
	return ""
}

// off are the provisions that the run left out.
func (n *noter) off() []string {
	var out []string
	for _, p := range n.Scenario.Provisions {
		if !slices.Contains(n.Manifest.Settings.Provisions, p.ID) && !n.on(p.ID) {
			out = append(out, p.ID)
		}
	}
	return out
}

func (n *noter) readingTitle(id string) string {
	for _, x := range n.Readings {
		if x.ID == id {
			return x.Title
		}
	}
	return id
}

// stop ends a sentence that has no end.
func stop(s string) string {
	if s == "" || strings.HasSuffix(s, ".") {
		return s
	}
	return s + "."
}

// dataText says what data the figures rest on, how many and of which years.
func (n *noter) dataText() []paper.Run {
	source := cmp.Or(n.origin, n.Source)
	if strings.HasPrefix(source, "the ") { // and not a file's name
		source = capital(source)
	}
	out := say("%v", stop(source))
	read, ok1 := n.line("ledger", "kind", "read")
	kept, ok2 := n.line("ledger", "kind", "kept")
	if ok1 && ok2 && (read.hides("charges") || kept.hides("charges", "counts")) {
		out = append(out, say(" How many rows were kept is %v%v.", withheld, n.recordYears())...)
	} else if ok1 && ok2 {
		out = append(out, say(" %v %v read, %v kept, which stand for %v %v", read.at("charges").as(Figure), noun(read.number("charges"), "rows"),
			kept.at("charges").as(Figure), kept.at("counts").as(Figure), noun(kept.number("counts"), "charges"))...)
		out = append(out, say("%v.", n.recordYears())...)
	}
	return out
}

// recordYears are the fiscal years that the record's charges come from.
func (n *noter) recordYears() string {
	first, last := "", ""
	for _, l := range n.lines("class_shift", "unit", "charge", "stage", "charged") {
		if y := l.text("fiscal_year"); y != allYears && y != "unknown" {
			if first == "" || y < first {
				first = y
			}
			last = max(last, y)
		}
	}
	switch {
	case first == "":
		return ", of no known fiscal year"
	case first == last:
		return ", of fiscal year " + first
	}
	return ", of fiscal years " + first + " to " + last
}
