package paper

import (
	"encoding/base64"
	"fmt"
	"io"
	"strings"
)

// WriteHTML writes the document as a fragment of a page, without its title: headings of
// level 1 are h{base}, notes are a list at the end. It holds no style and no script, and
// these classes: head, lead, flag, small, note, n (a column of numbers), group and total
// (rows), scroll, notes, pagebreak. A run that is a cell's figure names it in data-cell.
// Base is 1 to 6; a heading deeper than h6 is an error.
func (d *Document) WriteHTML(w io.Writer, base int) error {
	if err := d.check(); err != nil {
		return err
	}
	if err := d.fits(base); err != nil {
		return err
	}
	h := html{doc: d, base: base, regions: map[string]int{}}
	if d.Head != "" {
		h.line(`<p class="head">%s</p>`, escapeLine(d.Head))
	}
	for _, b := range d.Blocks {
		h.put(b)
	}
	h.footnotes()
	_, err := io.WriteString(w, h.out.String())
	return err
}

func (d *Document) fits(base int) error {
	if base < 1 || base > 6 {
		return fmt.Errorf("headings begin at h%d; h1 to h6 would be right", base)
	}
	for _, b := range d.Blocks {
		if h, ok := b.(Heading); ok && base+h.Level > 7 {
			return fmt.Errorf("heading %q of level %d is h%d; a base below %d would be right", h.Text, h.Level, base+h.Level-1, base)
		}
	}
	return nil
}

// An html is a document on its way to HTML.
type html struct {
	doc     *Document
	base    int
	out     strings.Builder
	notes   [][]Run
	regions map[string]int // how often a label of a region was used
}

func (h *html) line(format string, args ...any) { fmt.Fprintf(&h.out, format+"\n", args...) }

func escapeLine(s string) string { return escape(oneLine(s)) }

func (h *html) put(b Block) {
	switch b := b.(type) {
	case Heading:
		id := ""
		if b.ID != "" {
			id = ` id="` + b.ID + `"`
		}
		h.line("<h%d%s>%s</h%[1]d>", h.base+b.Level-1, id, escapeLine(b.Text))
	case Paragraph:
		h.line("<p%s>%s</p>", [...]string{"", ` class="lead"`, ` class="flag"`, ` class="small"`}[b.Style], h.runs(b.Runs))
	case List:
		h.list(b)
	case Table:
		h.table(b)
	case Picture:
		h.picture(b)
	case PageBreak:
		h.line(`<div class="pagebreak"></div>`)
	}
}

func (h *html) list(l List) {
	if len(l.Items) == 0 {
		return
	}
	tag := "ul"
	if l.Ordered {
		tag = "ol"
	}
	h.line("<%s>", tag)
	for _, item := range l.Items {
		h.line("<li>%s</li>", h.runs(item))
	}
	h.line("</%s>", tag)
}

func (h *html) table(t Table) {
	h.line(`<div class="scroll" tabindex="0" role="region" aria-label="%s">`, h.region(t.label()))
	class := ""
	if t.Small {
		class = ` class="small"`
	}
	h.line("<table%s>", class)
	if t.Caption != "" {
		h.line("<caption>%s</caption>", escapeLine(t.Caption))
	}
	h.heads(t.Columns)
	h.out.WriteString("<tbody>\n")
	for i, r := range t.Rows {
		if r.Group && i > 0 {
			h.out.WriteString("</tbody>\n<tbody>\n") // a group's head speaks for the body it opens
		}
		h.row(t.Columns, r)
	}
	h.out.WriteString("</tbody>\n</table>\n</div>\n")
	if t.Note != "" {
		h.line(`<p class="note">%s</p>`, escapeLine(t.Note))
	}
}

// region is a label that no region before it has.
func (h *html) region(label string) string {
	h.regions[label]++
	if n := h.regions[label]; n > 1 {
		label = fmt.Sprintf("%s (%d)", label, n)
	}
	return escape(label)
}

func (h *html) heads(columns []Column) {
	h.out.WriteString("<thead><tr>")
	for _, c := range columns {
		cell(&h.out, "th", "col", c.Right, escapeLine(c.Head))
	}
	h.out.WriteString("</tr></thead>\n")
}

// row writes a row whose first cell is its head.
func (h *html) row(columns []Column, r Row) {
	if r.Group {
		h.line(`<tr class="group"><th scope="rowgroup" colspan="%d">%s</th></tr>`, len(columns), h.runs(r.Cells[0]))
		return
	}
	class := ""
	if r.Total {
		class = ` class="total"`
	}
	h.out.WriteString("<tr" + class + ">")
	for i, c := range r.Cells {
		if i == 0 {
			cell(&h.out, "th", "row", columns[i].Right, h.runs(c))
		} else {
			cell(&h.out, "td", "", columns[i].Right, h.runs(c))
		}
	}
	h.out.WriteString("</tr>\n")
}

// cell writes a cell; a head without text is a plain cell, for it heads nothing.
func cell(out *strings.Builder, tag, scope string, number bool, text string) {
	if text == "" {
		tag, scope = "td", ""
	}
	out.WriteString("<" + tag)
	if scope != "" {
		out.WriteString(` scope="` + scope + `"`)
	}
	if number {
		out.WriteString(` class="n"`)
	}
	out.WriteString(">" + text + "</" + tag + ">")
}

func (h *html) picture(p Picture) {
	image := strings.TrimSpace(p.SVG)
	if image == "" {
		image = `<img src="data:image/png;base64,` + base64.StdEncoding.EncodeToString(p.PNG) + `" alt="` + escapeLine(p.Alt) + `">`
	}
	h.line(`<figure tabindex="0" aria-label="%s">%s`, escapeLine(p.Alt), image)
	if p.Caption != "" {
		h.line("<figcaption>%s</figcaption>", escapeLine(p.Caption))
	}
	h.line("</figure>")
}

// runs are runs as HTML, each with the mark of its note.
func (h *html) runs(runs []Run) string {
	var b strings.Builder
	for _, r := range runs {
		b.WriteString(look(r))
		if len(r.Note) > 0 {
			h.notes = append(h.notes, r.Note)
			fmt.Fprintf(&b, `<sup><a id="%[1]sref-%[2]d" href="#%[1]snote-%[2]d" aria-label="Note %[2]d">%[2]d</a></sup>`, h.doc.Prefix, len(h.notes))
		}
	}
	return b.String()
}

// look is a run in the elements of its look, the figure of a cell innermost.
func look(r Run) string {
	s := strings.ReplaceAll(escape(r.Text), "&#xA;", "<br>")
	if s == "" {
		return ""
	}
	wrap := func(on bool, open, shut string) {
		if on {
			s = open + s + shut
		}
	}
	wrap(r.Cell != "", `<span data-cell="`+escape(r.Cell)+`">`, "</span>")
	wrap(r.Code, "<code>", "</code>")
	wrap(r.Italic, "<em>", "</em>")
	wrap(r.Bold, "<strong>", "</strong>")
	wrap(r.Link != "", `<a href="`+escape(r.Link)+`">`, "</a>")
	return s
}

func (h *html) footnotes() {
	if len(h.notes) == 0 {
		return
	}
	h.line(`<ol class="notes">`)
	for i := 0; i < len(h.notes); i++ {
		h.line(`<li id="%[1]snote-%[2]d">%[3]s <a href="#%[1]sref-%[2]d" aria-label="Back to the mark of note %[2]d">↩︎</a></li>`, h.doc.Prefix, i+1, h.runs(h.notes[i]))
	}
	h.line("</ol>")
}
