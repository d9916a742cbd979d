package report

import (
	"fmt"
	"io"
	"slices"
	"strings"

	"impact/internal/court"
	"impact/internal/law"
	"impact/internal/model"

	pretty "github.com/jedib0t/go-pretty/v6/table"
	"github.com/jedib0t/go-pretty/v6/text"
)

// A Layout is how headline tables are laid out as text.
type Layout string

// The layouts.
const (
	PlainText Layout = "text"
	Markdown  Layout = "markdown"
	CSV       Layout = "csv"
)

// Layouts are the names of the layouts.
func Layouts() []string { return []string{string(PlainText), string(Markdown), string(CSV)} }

// A Grid is a small table for reading: a heading, heads and rows of texts. The
// first Left columns are words, the rest are numbers.
type Grid struct {
	Part        string // of the page; "" for the record
	Title, Note string
	Heads       []string
	Rows        [][]string
	Left        int
}

// WriteText writes the headlines and headline tables.
func (r *Report) WriteText(w io.Writer, layout Layout) error {
	var b strings.Builder
	if layout == CSV {
		for i, g := range r.Headline {
			if i > 0 {
				b.WriteByte('\n')
			}
			b.WriteString(g.render(layout))
		}
		_, err := io.WriteString(w, b.String())
		return err
	}
	mark, bullet := "", "  "
	if layout == Markdown {
		mark, bullet = "# ", "- "
	}
	fmt.Fprintf(&b, "%s%s\n", mark, r.Title)
	for _, line := range r.About() {
		fmt.Fprintf(&b, "%s%s\n", bullet, line)
	}
	for _, reading := range r.Readings {
		fmt.Fprintf(&b, "\n%sReading %s: %s\n", strings.Repeat(mark, 1), reading.label(), reading.Title)
		for _, s := range slices.Concat(r.sentences(reading.ID, false), reading.Notes) {
			fmt.Fprintf(&b, "%s%s\n", bullet, s)
		}
		if ahead := r.sentences(reading.ID, true); len(ahead) > 0 {
			fmt.Fprintf(&b, "%sProjection\n", bullet)
			for _, s := range ahead {
				fmt.Fprintf(&b, "  %s%s\n", bullet, s)
			}
		}
	}
	for _, g := range r.Headline {
		fmt.Fprintf(&b, "\n%s%s\n%s", mark, g.Title, g.render(layout))
		if g.Note != "" {
			fmt.Fprintf(&b, "%s%s\n", bullet, g.Note)
		}
	}
	_, err := io.WriteString(w, b.String())
	return err
}

func (r ReadingReport) label() string {
	if r.Default {
		return r.ID + " (default)"
	}
	return r.ID
}

// Record are the sentences on the record under one reading.
func (r *Report) Record(reading string) []string { return r.sentences(reading, false) }

// Ahead are the sentences on what may come under one reading.
func (r *Report) Ahead(reading string) []string { return r.sentences(reading, true) }

// sentences are the headlines of one reading: of the record, or of what may come.
func (r *Report) sentences(reading string, ahead bool) []string {
	var out []string
	for _, h := range r.Headlines {
		if h.Reading == reading && h.Ahead == ahead {
			out = append(out, h.Text)
		}
	}
	return out
}

// About is what a reader must know before any figure.
func (r *Report) About() []string {
	out := []string{"Data: " + r.Source + ".", "Baseline: the law in force on " + r.Baseline.String() + ". Low and high are the least and the most that the record allows; central is the expectation."}
	return append(append(out, r.flag()), r.Notes...)
}

func (g Grid) render(layout Layout) string {
	t := pretty.NewWriter()
	t.SetStyle(pretty.StyleLight)
	t.Style().Format.Header = text.FormatDefault
	t.Style().Options.SeparateColumns = false
	t.Style().Options.DrawBorder = false
	var configs []pretty.ColumnConfig
	for i := range g.Heads {
		if i >= g.Left {
			configs = append(configs, pretty.ColumnConfig{Number: i + 1, Align: text.AlignRight, AlignHeader: text.AlignRight})
		}
	}
	t.SetColumnConfigs(configs)
	t.AppendHeader(cells(g.Heads))
	for _, r := range g.Rows {
		t.AppendRow(cells(r))
	}
	switch layout {
	case Markdown:
		return t.RenderMarkdown() + "\n"
	case CSV:
		return t.RenderCSV() + "\n"
	}
	var b strings.Builder
	for _, line := range strings.Split(t.Render(), "\n") {
		b.WriteString(strings.TrimRight(line, " "))
		b.WriteByte('\n')
	}
	return b.String()
}

func cells(texts []string) pretty.Row {
	out := make(pretty.Row, len(texts))
	for i, s := range texts {
		out[i] = s
	}
	return out
}

// brief writes a count for a grid: "12", or "4 [0, 9]".
func brief(c model.Count) string {
	if c.Withheld() {
		return withheld
	}
	if c.Low == c.High {
		return Figure(c.Low)
	}
	return fmt.Sprintf("%s [%s, %s]", Figure(c.Central), Figure(c.Low), Figure(c.High))
}

// grids are the headline tables: all readings side by side, then what moves in
// the default reading.
func (b *builder) grids() []Grid {
	return []Grid{b.sideBySide(), b.shiftGrid(), b.registryGrid(), b.minorGrid(), b.books()}
}

// metrics are the totals that are set side by side, with their names in the table totals.
var metrics = []struct {
	id, unit  string
	name      string
	of        func(model.Totals) model.Count
	convicted bool
}{
	{"charges_changed", "charge", "charges that change", func(t model.Totals) model.Count { return t.Moved[court.AsCharged] }, false},
	{"convictions_changed", "charge", "convictions that change", func(t model.Totals) model.Count { return t.Moved[court.AsConvicted] }, true},
	{"felony_charges", "charge", "felony charges, net", func(t model.Totals) model.Count { return t.Felony[court.AsCharged] }, false},
	{"felony_convictions", "charge", "felony convictions, net", func(t model.Totals) model.Count { return t.Felony[court.AsConvicted] }, true},
	{"minor_victim_charges_changed", "charge", "charges with a victim under 18 that change", func(t model.Totals) model.Count { return t.Minor[court.AsCharged] }, false},
	{"registrants", "person", "persons on the registry, net", func(t model.Totals) model.Count { return t.Registry }, true},
}

func (b *builder) sideBySide() Grid {
	g := Grid{Title: "All years: central [low, high] by reading", Heads: []string{""}, Left: 1}
	for _, r := range b.Results {
		g.Heads = append(g.Heads, r.Proposal.Reading)
	}
	for i, m := range metrics {
		row := []string{m.name}
		for _, r := range b.Results {
			if why := b.noTotal(i, r); why != "" {
				row = append(row, why)
				continue
			}
			row = append(row, brief(m.of(r.Totals)))
		}
		g.Rows = append(g.Rows, row)
	}
	g.Note = "A charge changes where its section, class or registry effect does; one with a victim under 18 where its section or class does."
	return g
}

// noTotal says in short why a reading has no number for a metric; "" where it has one.
func (b *builder) noTotal(metric int, r *model.Result) string {
	switch {
	case metric == len(metrics)-1 && !b.Docket.Has.Person:
		return "no person_id"
	case metrics[metric].convicted && !b.Docket.Has.Disposition:
		return "no disposition"
	case metric == len(metrics)-2 && !someMinor(r):
		return "none known"
	}
	return ""
}

// shiftGrid is the class shift of charges that move, default reading, all years.
func (b *builder) shiftGrid() Grid {
	r := b.main()
	g := Grid{Title: "Charges by section and class, all years, reading " + r.Proposal.Reading,
		Heads: []string{"from", "class", "to", "class", "by", "charged", "convicted"}, Left: 5}
	type key struct {
		from, to  model.Standing
		provision string
	}
	var keys []key
	at := map[key]*[2]model.Count{}
	for _, x := range r.SectionShifts {
		if !x.Window.All || x.From == x.To {
			continue
		}
		k := key{x.From, x.To, x.Provision}
		if at[k] == nil {
			at[k] = &[2]model.Count{}
			keys = append(keys, k)
		}
		at[k][x.Stage] = x.Count
	}
	for _, k := range keys {
		g.Rows = append(g.Rows, []string{b.section(k.from), k.from.Class.String(), b.section(k.to), k.to.Class.String(), k.provision,
			brief(at[k][court.AsCharged]), brief(at[k][court.AsConvicted])})
	}
	if len(g.Rows) == 0 {
		g.Note = "No charge changes section or class."
	}
	return g
}

func (b *builder) registryGrid() Grid {
	r := b.main()
	g := Grid{Title: "Sex offender registry, persons, all years, reading " + r.Proposal.Reading, Heads: []string{"event", "term before", "term after", "persons"}, Left: 3}
	if !r.Totals.HasRegistry {
		g.Note = fmt.Sprintf("Not counted: %s.", b.uncounted())
		return g
	}
	for _, x := range r.Registrations {
		if x.Window.All {
			g.Rows = append(g.Rows, []string{x.Event.String(), x.Before.String(), x.After.String(), brief(x.Count)})
		}
	}
	var most [2]int64
	for _, x := range r.Discretions {
		if x.Window.All {
			most[truth(x.Proposed)] = x.AtMost
		}
	}
	if len(g.Rows) == 0 {
		g.Note = "No conviction triggers registration under either law. "
	}
	if most != [2]int64{} {
		g.Note += fmt.Sprintf("A court could order others onto it at its discretion: at most %s under current law, %s under the proposal. They are not counted.",
			some(tally(most[0])), some(tally(most[1])))
	}
	return g
}

func (b *builder) minorGrid() Grid {
	r := b.main()
	g := Grid{Title: "Charges with a victim under 18, all years, reading " + r.Proposal.Reading, Heads: []string{"age", "unchanged", "changed"}, Left: 1}
	for band := model.Under13; band <= model.Under18; band++ {
		var c [2]model.Count
		for _, m := range r.MinorMoves {
			if m.Stage == court.AsCharged && m.Band == band {
				c[truth(m.Changed)] = m.Count
			}
		}
		if !c[0].Zero() || !c[1].Zero() {
			g.Rows = append(g.Rows, []string{band.String(), brief(c[0]), brief(c[1])})
		}
	}
	if len(g.Rows) == 0 {
		g.Note = b.noMinors()
	}
	return g
}

func truth(b bool) int {
	if b {
		return 1
	}
	return 0
}

// books is the ledger of every reading, the noted lines aside.
func (b *builder) books() Grid {
	g := Grid{Title: "Ledger: read = kept + refused; kept = unchanged + moved + repealed + undetermined + out of catalogue", Heads: []string{"charges (rows)"}, Left: 1}
	for _, r := range b.Results {
		g.Heads = append(g.Heads, r.Proposal.Reading)
	}
	for k := model.Read; k <= model.CarriedRows; k++ {
		row := []string{strings.ReplaceAll(k.String(), "_", " ")}
		if k == model.CarriedRows {
			row[0] += " (outside the sum)"
		}
		for _, r := range b.Results {
			row = append(row, tally(booked(r, k, rows)))
		}
		g.Rows = append(g.Rows, row)
	}
	return g
}

// unverifiedCount is how many legal facts not seen in their source decided
// something in some reading.
func (b *builder) unverifiedItems() []law.Item {
	var out []law.Item
	for _, r := range b.Results {
		for _, i := range r.Unverified {
			if !slices.Contains(out, i) {
				out = append(out, i)
			}
		}
	}
	return out
}
