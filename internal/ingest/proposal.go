package ingest

import (
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"
)

// YAML writes the proposal as a column map. What could not be told stands in
// it as a comment. LoadMap accepts it as it is.
func (p *Proposal) YAML() []byte {
	var w yamlText
	var files []string
	for _, f := range p.Profile.Files {
		files = append(files, f.Name)
	}
	name, _, _ := strings.Cut(files[0], ".")
	w.line("# A proposal made from the names and values of the columns. Look at each line;")
	w.line("# then say where the data come from.")
	w.line("map: %s", scalar(name))
	w.line("title: %s", scalar("Charges in "+strings.Join(files, ", ")))
	w.line("source: not stated")
	if d := p.Profile.Delimiter; d != 0 && d != ',' {
		w.line("delimiter: %s", strconv.Quote(string(rune(d))))
	}
	if !p.Has("offense_date") {
		w.line("# law_date: YYYY-MM-DD  # the day whose law governs rows that have no date at all; without it, the baseline")
	}
	p.drops(&w)
	p.entries(&w)
	p.rest(&w)
	return []byte(w.String())
}

// A yamlText gathers lines.
type yamlText struct{ strings.Builder }

func (w *yamlText) line(format string, args ...any) { fmt.Fprintf(w, format+"\n", args...) }

// drops lists the columns that are removed: identifiers, and canonical columns
// that would be misread under their own names.
func (p *Proposal) drops(w *yamlText) {
	var lines []string
	for i, g := range p.Guesses {
		switch own := columnNamed(headerKey(g.Column)) != nil; {
		case g.Sure == Dropped && p.label(i) != g.Column:
			lines = append(lines, fmt.Sprintf("  # %s  has a header that no map should hold, and can only be renamed or removed in the file", scalar(p.label(i))))
		case g.Sure == Dropped && strings.ContainsFunc(g.Column, steers):
			lines = append(lines, fmt.Sprintf("  # %s  has a name that no map can hold, and can only be removed in the file", scalar(g.Column)))
		case g.Sure == Dropped && p.twice(g.Column):
			lines = append(lines, fmt.Sprintf("  # %s  stands there twice and can only be removed in the file", scalar(g.Column)))
		case g.Sure == Dropped, g.Sure == Open && own && !p.twice(g.Column):
			lines = append(lines, fmt.Sprintf("  - %s  # %s", scalar(g.Column), g.Why))
		}
	}
	if len(lines) == 0 {
		return
	}
	if slices.ContainsFunc(lines, func(l string) bool { return strings.HasPrefix(l, "  - ") }) {
		w.line("drop:")
	}
	w.line("%s", strings.Join(lines, "\n"))
}

// label is how a message names column i.
func (p *Proposal) label(i int) string { return p.Profile.Values[i].Label }

// twice reports whether more than one column bears the name.
func (p *Proposal) twice(column string) bool {
	n := 0
	for _, g := range p.Guesses {
		if headerKey(g.Column) == headerKey(column) {
			n++
		}
	}
	return n > 1
}

// entries writes the columns, in the order of the contract.
func (p *Proposal) entries(w *yamlText) {
	head := "columns:"
	for i := range columns {
		c := &columns[i]
		for _, g := range p.Guesses {
			if g.To != c.name || g.entry == nil || g.Sure < Likely {
				continue
			}
			if head != "" {
				w.line("%s", head)
				head = ""
			}
			w.entry(c.name, &g)
		}
	}
	for _, g := range p.Guesses {
		if g.Sure == Open && g.To != "" {
			w.line("  # %s: {%s}  # open: %s", g.To, strings.Join(g.entry.fields(), ", "), g.Why)
		}
	}
	if !p.Has("statute") {
		w.line("  # statute: {column: ?}  # no column was found that holds it, and nothing can be read without it")
	}
}

// entry writes one entry, in one line where it has no codes.
func (w *yamlText) entry(name string, g *Guess) {
	fields := g.entry.fields()
	if len(g.entry.Codes)+len(g.open) == 0 {
		w.line("  %s: {%s}  # %s: %s", name, strings.Join(fields, ", "), g.Sure, g.Why)
		return
	}
	w.line("  %s:  # %s: %s", name, g.Sure, g.Why)
	for _, f := range fields {
		w.line("    %s", f)
	}
	if len(g.entry.Codes) > 0 {
		w.line("    codes:")
	}
	for _, c := range g.entry.Codes {
		w.line("      %s: %s", scalar(c.From.Value), scalar(c.To.Value))
	}
	for _, t := range g.open {
		w.line("      # %s: ?  # %s; kept as other until you say", scalar(t.Text), plural(int(t.Rows), "row"))
	}
}

// fields are the keys of an entry but for its codes, each as key: value.
func (e *Entry) fields() []string {
	var out []string
	add := func(key, value string) {
		if value != "" {
			out = append(out, key+": "+scalar(value))
		}
	}
	add("column", e.Column.Value)
	add("number", e.Number.Value)
	add("unit", e.Unit.Value)
	add("format", e.Format.Value)
	if e.Pivot != 0 {
		out = append(out, fmt.Sprintf("pivot: %d", e.Pivot))
	}
	if len(e.Units) > 0 {
		var units []string
		for _, u := range e.Units {
			units = append(units, fmt.Sprintf("%s: %v", scalar(u.Name.Value), u.Days))
		}
		out = append(out, "units: {"+strings.Join(units, ", ")+"}")
	}
	return out
}

// Has reports whether a column is taken for the canonical one.
func (p *Proposal) Has(canonical string) bool {
	return slices.ContainsFunc(p.Guesses, func(g Guess) bool { return g.To == canonical && g.Sure >= Likely })
}

// rest lists what needs no entry, and what nothing is read from.
func (p *Proposal) rest(w *yamlText) {
	var own, unused []string
	for i, g := range p.Guesses {
		switch {
		case g.Sure == Certain && g.entry == nil:
			own = append(own, g.To)
		case g.Sure == Unused, g.Sure == Open && g.To == "":
			unused = append(unused, fmt.Sprintf("#   %s  %s", scalar(p.label(i)), g.Why))
		}
	}
	if len(own) > 0 {
		w.line("# Read by their own names: %s", strings.Join(own, ", "))
	}
	if len(unused) > 0 {
		w.line("# Nothing is read from:\n%s", strings.Join(unused, "\n"))
	}
}

// bare are the texts that YAML takes as they stand, wherever they stand.
var bare = regexp.MustCompile(`^[A-Za-z][A-Za-z0-9_./()+*-]*( [A-Za-z0-9_./()+*-]+)*$`)

// words of YAML that are no texts.
var reserved = []string{"y", "n", "yes", "no", "on", "off", "true", "false", "null"}

// scalar writes a text so that YAML reads back exactly that text.
func scalar(text string) string {
	if bare.MatchString(text) && !slices.Contains(reserved, strings.ToLower(text)) {
		return text
	}
	return strconv.Quote(text)
}
