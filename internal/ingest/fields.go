package ingest

import (
	"fmt"
	"io"
	"slices"

	"impact/internal/court"
	"impact/internal/law"
)

// A Field is one thing that the rows of a table say: a canonical column, or a
// column that a map's checks: name. It is for those who ask an engine for the
// different texts of a column instead of reading rows.
type Field struct {
	Name     string   // the canonical column; of a check, "check: " and the table's column
	Sources  []string // the table's columns: one, or a number's and its unit's; none where the map states a constant
	ID       bool     // an id, whose texts are kept as they are
	Missing  []string // of an id: texts that the map reads as "not recorded"
	Marks    []string // of an id: texts that everyone reads so, however their letters are written
	Recoded  bool     // of an id: the map translates its texts
	b        *binding
	check    *reader
	width    int
	statute  bool
	inchoate bool
}

// A Meaning is what a text, or a number with its unit, says in a Field.
type Meaning struct {
	Missing  bool
	Reason   string       // why a row with it is refused; "" where it is not
	Charge   court.Charge // in which nothing but the field is recorded
	Inchoate law.Inchoate // of the column inchoate, which no charge records by itself
	Unknown  bool         // no rule knows the text, and it is kept as it is
}

// Fields finds the fields of a table from its columns, as Read does from a
// file's header, with the same errors. present are the canonical columns that
// the table has, in the contract's order.
func Fields(table string, header []string, o Options) (fields []*Field, present []string, err error) {
	m := o.Map
	if m == nil {
		m = &Map{}
	}
	s := newSession(o, nil)
	b := &binder{session: s, file: table, m: m, names: header}
	p, err := b.bind()
	if err != nil {
		return nil, nil, err
	}
	for _, bound := range p.bindings {
		f := &Field{Name: bound.column.name, ID: bound.column.kind == &kindID, b: bound, width: len(header)}
		f.statute, f.inchoate = f.Name == "statute", f.Name == "inchoate"
		for _, r := range []*reader{bound.value, bound.unit} {
			if r != nil {
				f.Sources = append(f.Sources, r.source)
			}
		}
		if f.ID && bound.value != nil {
			f.Recoded = len(bound.value.codes) > 0
			for text := range bound.value.missing {
				f.Missing = append(f.Missing, text)
			}
			slices.Sort(f.Missing)
			f.Marks = slices.Clone(marks)
		}
		fields = append(fields, f)
	}
	for _, r := range p.checks {
		fields = append(fields, &Field{Name: "check: " + r.source, Sources: []string{r.source}, check: r, width: len(header)})
	}
	return fields, p.quality.Present, nil
}

// Reads are the columns that a table must have for the map, in the order of the map.
func (m *Map) Reads() []string {
	var out []string
	for _, e := range m.Columns.list() {
		if e == nil || e.Optional {
			continue
		}
		for _, t := range e.sources() {
			out = append(out, t.Value)
		}
	}
	for _, c := range m.Checks {
		if !slices.Contains(out, c.From.Value) {
			out = append(out, c.From.Value)
		}
	}
	return out
}

// Understand says what texts mean in the field: one for each of its sources.
func (f *Field) Understand(texts ...string) Meaning {
	out := Meaning{Charge: court.Blank()}
	cells := make([][]byte, f.width)
	if f.check != nil {
		if v := f.check.understand([]byte(texts[0])); v.fault != "" {
			out.Reason = f.check.name + ": " + v.fault
		}
		return out
	}
	for i, r := range []*reader{f.b.value, f.b.unit} {
		if r != nil {
			cells[r.at] = []byte(texts[i])
		}
	}
	v := f.b.read(cells)
	switch {
	case v.fault != "":
		out.Reason = f.Name + ": " + v.fault
	case v.missing && f.statute:
		out.Reason, out.Missing = "no statute", true
	case v.missing:
		out.Missing = true
	case f.inchoate:
		out.Inchoate = law.Inchoate(v.num)
	default:
		f.b.column.put(&out.Charge, v)
		out.Unknown = !v.known
	}
	return out
}

// SettleDays takes days for ISO days where the map states another way and the
// texts, of which there is one at least, are ISO: engines write a column of
// days so whatever the file had.
func (f *Field) SettleDays(texts []string) {
	if f.b == nil || f.b.column.kind != &kindDate || f.b.value == nil || f.b.value.form == nil {
		return
	}
	iso := 0
	for _, t := range texts {
		text, _ := toText([]byte(t))
		if text == "" || isMark(text) || f.b.value.missing[text] {
			continue
		}
		if _, ok := isoDay(text); !ok {
			return
		}
		iso++
	}
	if iso > 0 {
		f.b.value.form, f.b.value.memo = nil, map[string]*cell{}
	}
}

// Texts reads a small table of texts, CSV or Parquet: its columns, then each of
// its rows, which each copies. A row that is not well formed is an error: what
// an engine writes has none.
func Texts(f File, each func(header []string, cells []string) error) error {
	t, err := open(f, 0)
	if err != nil {
		return err
	}
	header := t.header()
	all := make([]bool, len(header))
	for i := range all {
		all[i] = true
	}
	t.want(all, make([]bool, len(header)))
	var r row
	for {
		err := t.next(&r)
		switch {
		case err == io.EOF:
			return nil
		case err != nil:
			return err
		case r.fault != "":
			return &FileError{File: r.place.File, Line: r.place.Line, Problem: r.fault, Remedy: "write the file again from the engine"}
		}
		cells := make([]string, len(r.cells))
		for i, c := range r.cells {
			cells[i] = string(c)
		}
		if err := each(header, cells); err != nil {
			return fmt.Errorf("%s: %w", r.place, err)
		}
	}
}
