package ingest

import (
	"fmt"
	"slices"
	"strings"

	"impact/internal/strict"
)

// A binder finds the columns of one file.
type binder struct {
	*session
	file   string
	m      *Map
	names  []string
	nested []string // columns of which nothing is read, by their paths
	needed []bool
	hidden []bool // dropped
	used   []string
	dates  []*reader
	faults strict.Faults
}

// bind makes the plan of a file from its header and the map.
func (b *binder) bind() (*plan, error) {
	b.needed, b.hidden, b.used = make([]bool, len(b.names)), make([]bool, len(b.names)), make([]string, len(b.names))
	p := &plan{names: b.names, used: b.used, ledger: b.ledger}
	for _, d := range b.m.Drop {
		if b.isNested(d.Value) {
			p.quality.Dropped = append(p.quality.Dropped, d.Value)
			continue
		}
		if i := b.find(d); i >= 0 {
			b.hidden[i] = true
			p.quality.Dropped = append(p.quality.Dropped, b.names[i])
		}
	}
	entries := b.m.Columns.list()
	for i := range columns {
		if bound := b.column(&columns[i], entries[i]); bound != nil {
			p.add(bound)
		}
	}
	for _, c := range b.m.checks {
		if i := b.find(c.column); i >= 0 {
			b.needed[i] = true
			r := b.reader(&Entry{}, i, c.kind)
			r.name, r.form = c.column.Value, c.form
			p.checks = append(p.checks, r)
		}
	}
	if len(b.faults) > 0 {
		return nil, b.faults.Sorted()
	}
	if err := b.guard(p); err != nil {
		return nil, err
	}
	if !slices.Contains(p.quality.Present, "statute") {
		return nil, b.noStatute()
	}
	return p, nil
}

func (p *plan) add(b *binding) {
	p.bindings = append(p.bindings, b)
	p.quality.Present = append(p.quality.Present, b.column.name)
	switch b.column.name {
	case "counts":
		p.counts = b
	case "inchoate":
		p.inchoate = b
	}
}

func (b *binder) noStatute() error {
	e := &FileError{File: b.file, Line: 1, Problem: "no column is named statute"}
	if slices.ContainsFunc(b.names, looksLikeData) || headlessNames(b.names, b.m) { // and its names are values
		e.Problem += ", and the first row looks like data"
		e.Remedy = "name the columns in the first row"
		return e
	}
	e.Problem += strict.Suggest("statute", b.visible())
	e.Remedy = "name it so, or say in a map which column holds the statute"
	return e
}

// visible are the names of the columns that are not dropped. A line above the header may
// stand in its place: of a name that holds a sign of a person only the form is shown.
func (b *binder) visible() []string {
	var out []string
	headless := headlessNames(b.names, b.m)
	for i, n := range b.names {
		if !b.hidden[i] && n != "" {
			if headless || tells(n) {
				n = formOf(n)
			}
			out = append(out, n)
		}
	}
	return out
}

// find is the place of the column that a map names; -1, and a fault, if there
// is none or more than one.
func (b *binder) find(t strict.Text) int {
	i, err := b.locate(t.Value)
	if err != "" {
		b.faults = append(b.faults, t.Pos.Fault("%s: %s", b.file, err))
	}
	return i
}

// locate looks for a column by its exact name, then as headerKey compares names.
func (b *binder) locate(name string) (at int, problem string) {
	var exact, alike []int
	for i, n := range b.names {
		if n == name {
			exact = append(exact, i)
		}
		if headerKey(n) == headerKey(name) {
			alike = append(alike, i)
		}
	}
	if len(exact) == 1 {
		return exact[0], ""
	}
	switch len(alike) {
	case 0:
		return -1, fmt.Sprintf("there is no column %q%s", name, strict.Suggest(name, b.visible()))
	case 1:
		return alike[0], ""
	}
	return -1, fmt.Sprintf("the column %q stands there %d times; once would be right", name, len(alike))
}

// column binds a canonical column: as the map says, else by its own name.
func (b *binder) column(c *column, e *Entry) *binding {
	own := b.own(c)
	if e == nil {
		if own < 0 {
			return nil
		}
		return &binding{column: c, value: b.use(c, &Entry{}, own)}
	}
	if e.Optional && !b.hasAll(e) {
		return nil
	}
	out := &binding{column: c}
	if e.Constant.Pos.Line > 0 {
		r := b.reader(e, 0, c.kind)
		r.name = c.name
		out.single, out.key, out.counted = r.explain([]byte(e.Constant.Value))
		if out.counted && b.ledger != nil {
			out.single.tally = b.ledger.of(out.key, &out.single.ref)
		}
	}
	var at []int
	for _, t := range e.sources() {
		if i := b.find(t); i >= 0 {
			at = append(at, i)
		}
	}
	if own >= 0 && !slices.Contains(at, own) {
		b.faults = append(b.faults, e.pos().Fault("%s: the map fills %s, and the file has a column %q too; drop one of them", b.file, c.name, b.names[own]))
	}
	if len(at) != len(e.sources()) || len(at) == 0 {
		return out
	}
	out.value = b.use(c, e, at[0])
	if len(at) == 2 {
		out.units = e.Units
		if len(out.units) == 0 {
			out.units = defaultUnits
		}
		out.unit = b.use(c, e, at[1])
		out.unit.kind, out.unit.codes = unitKind(out.units), nil
	}
	return out
}

// own is the column that bears the canonical name; -1 if there is none.
func (b *binder) own(c *column) int {
	found := -1
	for i, n := range b.names {
		if headerKey(n) != c.name || b.hidden[i] {
			continue
		}
		if found >= 0 {
			at := b.m.Name.Pos
			at.File, at.Line, at.Column = b.file, 1, 1
			b.faults = append(b.faults, at.Fault("two columns, %q and %q, are both %s; one would be right", b.names[found], n, c.name))
		}
		found = i
	}
	return found
}

func (b *binder) hasAll(e *Entry) bool {
	for _, t := range e.sources() {
		if i, _ := b.locate(t.Value); i < 0 {
			return false
		}
	}
	return true
}

// use makes the reader of a column of the file.
func (b *binder) use(c *column, e *Entry, at int) *reader {
	b.needed[at], b.used[at] = true, c.name
	r := b.reader(e, at, c.kind)
	r.name, r.form = c.name, e.form
	if c.kind == &kindDate {
		b.dates = append(b.dates, r)
	}
	return r
}

// reader makes a reader with the codes and marks of an entry.
func (b *binder) reader(e *Entry, at int, k *kind) *reader {
	r := &reader{source: b.names[at], at: at, kind: k, form: e.form, resolve: b.session, ledger: b.ledger, memo: map[string]*cell{}}
	for _, t := range append(slices.Clone(b.m.Missing), e.Missing...) {
		if r.missing == nil {
			r.missing = map[string]bool{}
		}
		r.missing[t.Value] = true
	}
	for _, c := range slices.Backward(e.Codes) { // so that the first of two that differ in case holds
		if r.codes == nil {
			r.codes = map[string]string{}
		}
		r.codes[strings.ToLower(c.From.Value)] = c.To.Value
	}
	for _, c := range e.Codes {
		r.codes[c.From.Value] = c.To.Value
	}
	return r
}

// guard stops at columns whose names give people away, and lists those in
// which values are to be watched.
func (b *binder) guard(p *plan) error {
	harmless := map[string]bool{}
	reviewed := slices.Clone(b.options.Allow)
	for _, t := range slices.Concat(b.m.Anonymous, b.m.Drop) {
		if b.isNested(t.Value) {
			reviewed = append(reviewed, t.Value)
		}
	}
	for _, t := range b.m.Anonymous {
		if b.isNested(t.Value) {
			continue
		}
		if i := b.find(t); i >= 0 {
			harmless[b.names[i]] = true
		}
	}
	if len(b.faults) > 0 {
		return b.faults.Sorted()
	}
	for _, name := range b.options.Allow {
		if b.isNested(name) {
			p.quality.Allowed = append(p.quality.Allowed, name)
		}
		if i, _ := b.locate(name); i >= 0 {
			harmless[b.names[i]] = true
			p.quality.Allowed = append(p.quality.Allowed, b.names[i])
		}
	}
	slices.Sort(p.quality.Allowed)
	p.quality.Allowed = slices.Compact(p.quality.Allowed)
	var e IdentifierError
	for i, n := range b.names {
		if b.hidden[i] {
			continue
		}
		if !b.needed[i] {
			p.quality.Ignored = append(p.quality.Ignored, n)
		}
		if harmless[n] {
			continue
		}
		p.watched = append(p.watched, i)
		if why := nameSuspect(n); why != "" && columnNamed(headerKey(n)) == nil {
			e.Suspects = append(e.Suspects, Suspect{File: b.file, Column: columnLabel(b.names, i), Why: why, at: i})
		}
	}
	for i, path := range b.nested {
		if why := nestedSuspect(path); why != "" && !slices.Contains(reviewed, path) {
			e.Suspects = append(e.Suspects, Suspect{File: b.file, Column: columnLabel(b.nested, i), Why: why, at: len(b.names) + i})
		}
	}
	if b.lenient {
		p.suspects = e.Suspects
		return nil
	}
	if len(e.Suspects) > 0 {
		return &e
	}
	return nil
}

// isNested reports whether a name is the path of a column of which nothing is read.
func (b *binder) isNested(name string) bool { return slices.Contains(b.nested, name) }

// nestedSuspect says what the path of a nested column gives away; "" for nothing.
func nestedSuspect(path string) string {
	steps := strings.Split(path, ".")
	for _, name := range append(steps, strings.Join(steps, "_")) {
		if why := nameSuspect(name); why != "" {
			return why
		}
	}
	return ""
}
