package compare

import (
	"fmt"
	"slices"
	"strings"

	"impact/internal/paper"
)

// Document is the comparison for reading: under a title, or its own where that is "",
// with at most so many rows of each table that differs.
func (c *Comparison) Document(title string, rows int) (*paper.Document, error) {
	if title == "" {
		title = "What differs between two runs"
	}
	w := writer{c: c, doc: &paper.Document{Title: title, Subject: "Two result folders held against each other", Creator: "impact", Language: "en-US"}}
	w.text(paper.Lead, c.Lead())
	for _, s := range c.Cautions() {
		w.text(paper.Flag, s)
	}
	if len(c.Readings.Names) > 0 {
		first := label(c.Readings.Names[0])
		if sentences := c.Changes(first, 6); len(sentences) > 0 {
			w.heading(1, "What changes under the reading "+first)
			w.list(sentences)
		}
	}
	w.making()
	if err := w.figures(); err != nil {
		return nil, err
	}
	w.tables()
	w.rows(rows)
	return w.doc, nil
}

// A writer puts a comparison into a document.
type writer struct {
	c   *Comparison
	doc *paper.Document
}

func (w *writer) add(b paper.Block) { w.doc.Blocks = append(w.doc.Blocks, b) }

func (w *writer) text(style paper.Style, s string) {
	w.add(paper.Paragraph{Style: style, Runs: paper.Text(s)})
}

func (w *writer) heading(level int, s string) {
	w.add(paper.Heading{Level: level, Text: s})
}

func (w *writer) list(items []string) {
	var l paper.List
	for _, s := range items {
		l.Items = append(l.Items, paper.Text(s))
	}
	w.add(l)
}

// cells are plain cells of a row.
func cells(texts ...string) paper.Row {
	var r paper.Row
	for _, s := range texts {
		r.Cells = append(r.Cells, paper.Text(s))
	}
	return r
}

// making says what the runs were made of: what differs, and what is the same.
func (w *writer) making() {
	w.heading(1, "What the runs were made of")
	t := paper.Table{Columns: []paper.Column{{Head: "", Width: 1}, {Head: "A: " + w.c.Sides[0].Name, Width: 2}, {Head: "B: " + w.c.Sides[1].Name, Width: 2}}}
	var same []string
	for _, m := range w.c.Made {
		if m.Differs() {
			t.Rows = append(t.Rows, cells(m.Name, m.Text[0], m.Text[1]))
			continue
		}
		text := m.Name
		if m.Kind != Inputs {
			text += " (" + m.Text[0] + ")"
		}
		same = append(same, text)
	}
	if len(t.Rows) > 0 {
		w.add(t)
	}
	if len(same) > 0 {
		w.text(paper.Body, "The same in both: "+strings.Join(same, "; ")+".")
	}
}

// figures are the headline figures that differ, reading after reading.
func (w *writer) figures() error {
	changed := w.c.changed()
	if len(w.c.Figures) == 0 {
		return nil
	}
	w.heading(1, "Headline figures")
	if len(changed) == 0 {
		w.text(paper.Body, fmt.Sprintf("All %s are the same in both.", count(len(w.c.Figures), "headline figure")))
		return nil
	}
	w.text(paper.Small, "An expectation, and in brackets the least and the most that the record allows (of the record) or the 80 % interval of chance (of what is projected, and of dollars). These belong to each run by itself: both runs may leave the same facts unknown, so a change within them is not for that reason in doubt.")
	for _, d := range []Doubt{Bounds, Chance} {
		p, err := w.c.picture(d)
		if err != nil {
			return err
		}
		if p != nil {
			w.add(*p)
		}
	}
	for _, n := range w.c.Readings.Names {
		w.reading(label(n))
	}
	return nil
}

// reading is the table of one reading's figures that differ.
func (w *writer) reading(name string) {
	w.heading(2, "Reading "+name)
	t := paper.Table{Columns: []paper.Column{{Head: "Figure", Width: 3}, {Head: "A", Right: true, Width: 2}, {Head: "B", Right: true, Width: 2}, {Head: "B less A", Right: true, Width: 1.2}, {Head: "Low to high of A and B", Width: 2}}}
	part, same := "", 0
	for _, f := range w.c.Figures {
		if f.Reading != name {
			continue
		}
		if f.Relation() == Equal {
			same++
			continue
		}
		if f.Part != part {
			part = f.Part
			t.Rows = append(t.Rows, paper.Row{Group: true, Cells: [][]paper.Run{paper.Text(part)}})
		}
		t.Rows = append(t.Rows, cells(f.Name, f.said(0), f.said(1), f.changed(), f.briefly()))
	}
	if len(t.Rows) > 0 {
		w.add(t)
	}
	if same > 0 {
		verb := "are"
		if same == 1 {
			verb = "is"
		}
		w.text(paper.Body, fmt.Sprintf("%s %s the same in both.", count(same, "headline figure"), verb))
	}
}

// tables counts, for each table, the rows that are alike and those that are not.
func (w *writer) tables() {
	var alike []string
	var missing [2][]string
	t := paper.Table{Columns: []paper.Column{{Head: "Table", Width: 2}, {Head: "rows that differ", Right: true}, {Head: "only in A", Right: true}, {Head: "only in B", Right: true}, {Head: "alike", Right: true}}}
	var notes []string
	for _, d := range w.c.Tables {
		switch {
		case d.Missing[0]:
			missing[0] = append(missing[0], d.Table)
			continue
		case d.Missing[1]:
			missing[1] = append(missing[1], d.Table)
			continue
		case d.Alike():
			alike = append(alike, d.Table)
			continue
		}
		t.Rows = append(t.Rows, cells(d.Table, amount(float64(len(d.Changed))), amount(float64(len(d.Only[0]))), amount(float64(len(d.Only[1]))), amount(float64(d.Same))))
		for i, names := range d.Columns {
			if len(names) > 0 {
				notes = append(notes, fmt.Sprintf("Only %s has the %s %s of %s.", letters[i], plural(len(names), "column"), listed(names, 8), d.Table))
			}
		}
	}
	w.heading(1, "Tables")
	if len(t.Rows) > 0 {
		w.add(t)
	}
	for i, names := range missing {
		if len(names) > 0 {
			w.text(paper.Flag, fmt.Sprintf("%s lacks the %s %s.", letters[i], plural(len(names), "table"), listed(names, len(names))))
		}
	}
	for _, n := range notes {
		w.text(paper.Body, n)
	}
	if len(alike) > 0 {
		w.text(paper.Body, "Alike in every row: "+strings.Join(alike, ", ")+".")
	}
}

// rows shows some rows of each table that differs: of the first reading before others,
// of all years before one, those that change most first.
func (w *writer) rows(most int) {
	differing := slices.DeleteFunc(slices.Clone(w.c.Tables), func(d Difference) bool {
		return d.Missing != [2]bool{} || len(d.Changed)+len(d.Only[0])+len(d.Only[1]) == 0
	})
	if most == 0 || len(differing) == 0 {
		return
	}
	w.heading(1, "Rows that differ")
	for _, d := range differing {
		t := paper.Table{Small: true, Columns: []paper.Column{{Head: "Row", Width: 2}, {Head: "Value", Width: 1}, {Head: "A", Width: 1.2, Right: true}, {Head: "B", Width: 1.2, Right: true}}}
		for _, c := range d.changes(most) {
			for i, p := range c.Cells {
				name := ""
				if i == 0 {
					name = rowName(c.Key)
				}
				t.Rows = append(t.Rows, cells(name, p.Column, cellText(p.Column, p.Text[0]), cellText(p.Column, p.Text[1])))
			}
		}
		for side := range d.Only {
			for _, r := range d.only(side, most) {
				t.Rows = append(t.Rows, onlyRow(r, side))
			}
		}
		w.heading(2, d.Table)
		w.text(paper.Small, shown(d, most))
		w.add(t)
	}
}

// shown says how much of a table's difference stands below.
func shown(d Difference, most int) string {
	part := func(n int, what string) string {
		if n <= most {
			return fmt.Sprintf("%s %s", amount(float64(n)), what)
		}
		return fmt.Sprintf("%d of %s %s", most, amount(float64(n)), what)
	}
	return "Rows by " + strings.ReplaceAll(listed(d.Keys, len(d.Keys)), "_", " ") + ": " +
		part(len(d.Changed), "that differ") + ", " + part(len(d.Only[0]), "only in A") + ", " + part(len(d.Only[1]), "only in B") + "."
}

// onlyRow is a row that one side alone has, with its first value.
func onlyRow(r Row, side int) paper.Row {
	texts := [2]string{"not there", "not there"}
	column := ""
	i := slices.IndexFunc(r.Cells, func(c Cell) bool { return c.Column == "central" || c.Column == "mean" })
	if i < 0 && len(r.Cells) > 0 {
		i = 0
	}
	texts[side] = "there"
	if i >= 0 {
		column, texts[side] = r.Cells[i].Column, cellText(r.Cells[i].Column, r.Cells[i].Text)
	}
	return cells(rowName(r.Key), column, texts[0], texts[1])
}

// rowName is the key of a row in words.
func rowName(key []string) string {
	var out []string
	for _, k := range key {
		if k != "" {
			out = append(out, k)
		}
	}
	if len(out) == 0 {
		return "(the only row)"
	}
	return strings.Join(out, " · ")
}

// cellText is a cell for reading; years stand as they are.
func cellText(column, s string) string {
	if v, ok := numberOf(s); ok && !strings.HasSuffix(column, "year") && column != "session" {
		return amount(v)
	}
	if s == "" {
		return "blank"
	}
	return s
}
