package paper

import (
	"fmt"
	"io"
	"regexp"
	"strings"
	"unicode"
	"unicode/utf8"
)

// padTo is the width in characters up to which the cells of a Markdown table are padded.
const padTo = 40

// WriteMarkdown writes the document as Markdown that reads well as plain text: the title
// as a heading of level 1 and the headings below it, flags as block quotes, pipe tables,
// and footnotes at the end. Pictures are links to figures/NAME.png.
func (d *Document) WriteMarkdown(w io.Writer) error {
	if err := d.check(); err != nil {
		return err
	}
	m := markdown{slugs: d.slugs()}
	m.block("# " + m.line(d.Title))
	if d.Head != "" {
		m.block("*" + m.line(d.Head) + "*")
	}
	for i, b := range d.Blocks {
		if i > 0 && sameList(d.Blocks[i-1], b) {
			m.block("<!-- -->") // or the two lists would be one
		}
		m.put(b)
	}
	for i := 0; i < len(m.notes); i++ {
		m.block(fmt.Sprintf("[^%d]: %s", i+1, m.lines(m.notes[i], "    ")))
	}
	_, err := io.WriteString(w, strings.Join(m.blocks, "\n\n")+"\n")
	return err
}

// A markdown is a document on its way to Markdown.
type markdown struct {
	blocks []string
	notes  [][]Run
	slugs  map[string]string // of the headings, by id
}

func (m *markdown) block(s string) { m.blocks = append(m.blocks, s) }

func sameList(a, b Block) bool {
	x, ok := a.(List)
	y, also := b.(List)
	return ok && also && x.Ordered == y.Ordered
}

func (m *markdown) put(b Block) {
	switch b := b.(type) {
	case Heading:
		m.block(strings.Repeat("#", b.Level+1) + " " + m.line(b.Text))
	case Paragraph:
		m.paragraph(b)
	case List:
		m.list(b)
	case Table:
		m.table(b)
	case Picture:
		m.block("![" + m.line(b.Alt) + "](figures/" + b.Name + ".png)")
		if b.Caption != "" {
			m.block("*" + m.line(b.Caption) + "*")
		}
	}
}

func (m *markdown) paragraph(p Paragraph) {
	indent := ""
	if p.Style == Flag {
		indent = "> "
	}
	if s := m.lines(p.Runs, indent); s != "" {
		m.block(indent + s)
	}
}

func (m *markdown) list(l List) {
	var items []string
	for i, item := range l.Items {
		mark := "- "
		if l.Ordered {
			mark = fmt.Sprintf("%d. ", i+1)
		}
		items = append(items, mark+m.lines(item, strings.Repeat(" ", len(mark))))
	}
	m.block(strings.Join(items, "\n"))
}

func (m *markdown) table(t Table) {
	if t.Caption != "" {
		m.block("**" + m.line(t.Caption) + "**")
	}
	heads := make([]string, len(t.Columns))
	for i, c := range t.Columns {
		heads[i] = m.line(c.Head)
	}
	rows := [][]string{heads}
	for _, r := range t.Rows {
		row := make([]string, len(t.Columns))
		for i, cell := range r.Cells {
			row[i] = m.cell(cell, r.Group || r.Total)
		}
		rows = append(rows, row)
	}
	widths := make([]int, len(t.Columns))
	for _, row := range rows {
		for i, cell := range row {
			widths[i] = max(widths[i], 3, min(utf8.RuneCountInString(cell), padTo))
		}
	}
	lines := make([]string, 0, len(rows)+1)
	for i, row := range rows {
		lines = append(lines, pipes(row, t.Columns, widths))
		if i == 0 {
			lines = append(lines, rule(t.Columns, widths))
		}
	}
	m.block(strings.Join(lines, "\n"))
	if t.Note != "" {
		m.block(atStart(m.line(t.Note)))
	}
}

// pipes is one row, its cells padded to the widths on the side that the columns name.
func pipes(row []string, columns []Column, widths []int) string {
	var b strings.Builder
	for i, cell := range row {
		pad := strings.Repeat(" ", max(0, widths[i]-utf8.RuneCountInString(cell)))
		if columns[i].Right {
			cell, pad = pad+cell, ""
		}
		b.WriteString("| " + cell + pad + " ")
	}
	return b.String() + "|"
}

// rule is the line below the heads.
func rule(columns []Column, widths []int) string {
	var b strings.Builder
	for i, c := range columns {
		end := "-"
		if c.Right {
			end = ":"
		}
		b.WriteString("| " + strings.Repeat("-", widths[i]-1) + end + " ")
	}
	return b.String() + "|"
}

// line is a text in one line.
func (m *markdown) line(s string) string { return escaped(oneLine(s)) }

// lines are runs as lines, of which all but the first are indented.
func (m *markdown) lines(runs []Run, indent string) string {
	lines := strings.Split(strings.Trim(m.runs(runs), " \n"), "\n")
	for i, l := range lines {
		lines[i] = atStart(strings.TrimLeft(l, " "))
	}
	return strings.Join(lines, "\\\n"+indent)
}

// cell is runs in one line of a table.
func (m *markdown) cell(runs []Run, bold bool) string {
	set := make([]Run, len(runs))
	for i, r := range runs {
		r.Bold = r.Bold || bold
		set[i] = r
	}
	return strings.ReplaceAll(strings.Trim(m.runs(set), " \n"), "\n", "<br>")
}

// runs are runs with the marks of their looks, with line feeds where lines end.
func (m *markdown) runs(runs []Run) string {
	var out string
	add := func(s string) {
		if strings.HasPrefix(s, "[") && strings.HasSuffix(out, "!") {
			out = out[:len(out)-1] + `\!` // or the two would be a picture
		}
		out += s
	}
	for _, r := range merged(runs) {
		add(m.look(r))
		if len(r.Note) > 0 {
			m.notes = append(m.notes, r.Note)
			add(fmt.Sprintf("[^%d]", len(m.notes)))
		}
	}
	return out
}

// merged are runs in which neighbours of one look are one: marks that meet would not be read.
func merged(runs []Run) []Run {
	var out []Run
	for _, r := range runs {
		if n := len(out); n > 0 && alike(out[n-1], r) {
			out[n-1].Text += r.Text
			out[n-1].Note = r.Note
			continue
		}
		out = append(out, r)
	}
	return out
}

func alike(a, b Run) bool {
	return len(a.Note) == 0 && a.Bold == b.Bold && a.Italic == b.Italic && a.Code == b.Code && a.Link == b.Link
}

// look is the text of a run between its marks; blanks at the ends stay outside them.
func (m *markdown) look(r Run) string {
	text := strings.ReplaceAll(clean(r.Text), "\t", " ")
	core := strings.Trim(text, " \n")
	if core == "" {
		return text
	}
	before, after, _ := strings.Cut(text, core)
	if r.Code {
		core = code(core)
	} else {
		core = escaped(core)
	}
	mark := ""
	if r.Bold {
		mark += "**"
	}
	if r.Italic {
		mark += "*"
	}
	core = mark + core + mark
	if id, ok := strings.CutPrefix(r.Link, "#"); ok {
		core = "[" + core + "](#" + m.slugs[id] + ")"
	} else if r.Link == text && mark == "" && !r.Code {
		core = "<" + text + ">"
	} else if r.Link != "" {
		core = "[" + core + "](" + target(r.Link) + ")"
	}
	return before + core + after
}

func target(url string) string {
	if strings.ContainsAny(url, `()\`) {
		return "<" + url + ">"
	}
	return url
}

// code is a text as code: between more backticks than it holds in a row.
func code(s string) string {
	s = strings.ReplaceAll(s, "\n", " ")
	ticks := "`"
	for strings.Contains(s, ticks) {
		ticks += "`"
	}
	if strings.HasPrefix(s, "`") || strings.HasSuffix(s, "`") {
		s = " " + s + " "
	}
	return ticks + strings.ReplaceAll(s, "|", `\|`) + ticks
}

// escaped is a text with a backslash before each character that would be read as a mark,
// and no other: prices, ranges and names with underscores stay as they are.
func escaped(s string) string {
	rs := []rune(s)
	var b strings.Builder
	for i, r := range rs {
		if isMark(rs, i) {
			b.WriteByte('\\')
		}
		b.WriteRune(r)
	}
	return b.String()
}

func isMark(rs []rune, i int) bool {
	var before, after rune
	if i > 0 {
		before = rs[i-1]
	}
	if i+1 < len(rs) {
		after = rs[i+1]
	}
	switch rs[i] {
	case '\\', '`', '*', '[', ']', '|', '~', '^', '{':
		return true
	case '_':
		return !isWord(before) || !isWord(after)
	case '<':
		return unicode.IsLetter(after) || after != 0 && strings.ContainsRune("/!?", after)
	case '&':
		return entityForm.MatchString(string(rs[i:min(len(rs), i+40)]))
	case '$': // before a digit or after a blank it cannot close a formula
		return !unicode.IsDigit(after) && before != ' '
	case '@':
		return !isWord(before) && isWord(after)
	}
	return false
}

func isWord(r rune) bool { return unicode.IsLetter(r) || unicode.IsDigit(r) }

var (
	entityForm = regexp.MustCompile(`^&#?[0-9A-Za-z]+;`)
	startForm  = regexp.MustCompile(`^(#|>|=|:|%|[-+]([ +-]|$))`)
	pointForm  = regexp.MustCompile(`^(\(?(?:\d+|#|[A-Za-z]|[ivxlcdmIVXLCDM]+))([.)])(\s|$)`)
)

// atStart is a line that is not read as a heading, a quote or a point of a list.
func atStart(s string) string {
	if startForm.MatchString(s) {
		return `\` + s
	}
	return pointForm.ReplaceAllString(s, `$1\$2$3`)
}

// slugs are the anchors that readers of Markdown give the headings, by id.
func (d *Document) slugs() map[string]string {
	out, seen := map[string]string{}, map[string]int{slug(d.Title): 1}
	for _, b := range d.Blocks {
		h, ok := b.(Heading)
		if !ok {
			continue
		}
		s := slug(h.Text)
		n := seen[s]
		seen[s]++
		if n > 0 {
			s = fmt.Sprintf("%s-%d", s, n)
		}
		if h.ID != "" {
			out[h.ID] = s
		}
	}
	return out
}

func slug(s string) string {
	return strings.Map(func(r rune) rune {
		switch {
		case r == ' ':
			return '-'
		case isWord(r) || unicode.IsMark(r) || r == '-' || r == '_':
			return unicode.ToLower(r)
		}
		return -1
	}, oneLine(s))
}
