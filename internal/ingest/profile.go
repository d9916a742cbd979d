package ingest

import (
	"cmp"
	"io"
	"slices"
	"strings"

	"impact/internal/strict"
)

// A Profile is what files with the same columns hold, before anything says
// what it means.
type Profile struct {
	Files     []File
	Format    string // "CSV", "Parquet", "CSV in gzip"
	Encoding  string // "" for Parquet
	Delimiter byte   // 0 for Parquet
	Synthetic bool   // every file declares itself synthetic
	Rows      int64  // well formed
	Malformed []Refusal
	Values    []Values // of each column, in the order of the files
	Notes     []string
}

// Values are what stands in one column.
type Values struct {
	Column        string
	Label         string // how a message names the column: by its number where the name could be a value
	Filled, Empty int64
	Different     int  // different texts, up to maxTexts
	More          bool // there are more
	Latin         int64
	Suspect       string // what the column would give away of a person; "" for nothing
	SuspectRows   int64  // rows that look so; of a column that its name gives away those that are filled
	Texts         []Text // the most frequent first

	seen   map[string]*Text // by the text as it stands in the file
	most   int              // of them; 0: maxTexts
	census *census
}

// A Text is one value of a column, and how many rows have it.
type Text struct {
	Text string
	Rows int64
}

// Look reads files and counts their values. Files that have the same columns
// share a Profile. Only the delimiter, the dropped and the anonymous columns
// of the map of the options are used.
func Look(files []File, o Options) ([]*Profile, error) {
	var out []*Profile
	m := o.Map
	if m == nil {
		m = &Map{}
	}
	for _, f := range files {
		t, err := m.open(f, o.Memory)
		if err != nil {
			return nil, err
		}
		p := profileOf(out, t)
		if len(p.Files) == 0 {
			out = append(out, p)
		}
		p.Files = append(p.Files, f)
		if err := p.read(t, m); err != nil {
			return nil, err
		}
	}
	for _, p := range out {
		p.close(o, m)
		if p.Delimiter != 0 && p.headless(m) {
			return nil, &FileError{File: p.Files[0].Name, Problem: "the first row looks like the rows below it, and nothing in it is the name of a column that is known", Remedy: "name the columns in the first row"}
		}
	}
	return out, nil
}

// profileOf is the profile that a file adds to, or a new one.
func profileOf(known []*Profile, t table) *Profile {
	names, info := t.header(), t.about()
	for _, p := range known {
		if p.Delimiter == info.delimiter && slices.EqualFunc(p.Values, names, func(v Values, n string) bool { return v.Column == n }) {
			p.Synthetic = p.Synthetic && info.synthetic
			return p
		}
	}
	p := &Profile{Format: info.format, Encoding: info.encoding, Delimiter: info.delimiter, Synthetic: info.synthetic}
	most := max(1000, min(maxTexts, 1<<20/max(1, len(names))))
	for i, n := range names {
		p.Values = append(p.Values, Values{Column: n, Label: columnLabel(names, i), seen: map[string]*Text{}, most: most, census: newCensus(len(names))})
	}
	return p
}

// read counts the values of a file.
func (p *Profile) read(t table, m *Map) error {
	needed, hidden := make([]bool, len(p.Values)), make([]bool, len(p.Values))
	for i := range needed {
		hidden[i] = lists(m.Drop, p.Values[i].Column)
		needed[i] = !hidden[i]
	}
	t.want(needed, hidden)
	l := newLedger()
	for {
		var r row
		if err := t.next(&r); err == io.EOF {
			break
		} else if err != nil {
			return err
		}
		if r.fault != "" {
			l.refuse(r.fault, r.value, r.place, 1)
			continue
		}
		p.Rows++
		for i, c := range r.cells {
			if needed[i] {
				p.Values[i].add(c)
			}
		}
	}
	p.Malformed = append(p.Malformed, l.refusals()...)
	for _, n := range t.about().notes {
		if !slices.Contains(p.Notes, n) {
			p.Notes = append(p.Notes, n)
		}
	}
	return nil
}

// lists reports whether the map's list names the column.
func lists(names []strict.Text, column string) bool {
	return slices.ContainsFunc(names, func(t strict.Text) bool { return headerKey(t.Value) == headerKey(column) })
}

// add counts a cell, and shows it the guard.
func (v *Values) add(raw []byte) {
	raw = trim(raw)
	if len(raw) == 0 {
		v.Empty++
		return
	}
	v.Filled++
	v.census.add(raw)
	if t := v.seen[string(raw)]; t != nil {
		t.Rows++
		return
	}
	if v.More = v.More || len(v.seen) == cmp.Or(v.most, maxTexts) || len(raw) > maxCell; !v.More {
		v.seen[string(raw)] = &Text{Rows: 1}
	}
}

// close sorts what was counted.
func (p *Profile) close(o Options, m *Map) {
	if slices.ContainsFunc(p.Values, func(v Values) bool { return looksLikeData(v.Column) }) {
		p.Notes = append(p.Notes, "the first row looks like data; it should name the columns")
	}
	all := make([]watched, len(p.Values))
	for i := range p.Values {
		v := &p.Values[i]
		v.sort()
		canonical := ""
		if c := columnNamed(headerKey(v.Column)); c != nil {
			canonical = c.name
		}
		all[i] = watched{name: v.Column, canonical: canonical, sentry: v.census.sentry, view: v.census.view()}
	}
	for i := range p.Values {
		v := &p.Values[i]
		if lists(m.Drop, v.Column) || lists(m.Anonymous, v.Column) || slices.ContainsFunc(o.Allow, func(a string) bool { return headerKey(a) == headerKey(v.Column) }) {
			continue
		}
		v.suspect(&all[i], all)
	}
}

// suspect finds what the column gives away of people.
func (v *Values) suspect(w *watched, all []watched) {
	if why := nameSuspect(v.Column); why != "" && w.canonical == "" {
		v.Suspect, v.SuspectRows = why, v.Filled
		return
	}
	for t, found := range w.judge(all) {
		if found {
			v.Suspect, v.SuspectRows = traceNames[t]+", by its values", v.census.rows(trace(t))
			return
		}
	}
}

// looksLikeData reports whether a header's text is a day or a number.
func looksLikeData(name string) bool {
	_, day := isoDay(name)
	_, number := wholeText(name)
	return day || number
}

// sort makes the Texts, with cells of other encodings as they are read.
func (v *Values) sort() {
	rows := map[string]int64{}
	for raw, t := range v.seen {
		text, latin := toText([]byte(raw))
		if rows[text] += t.Rows; latin {
			v.Latin += t.Rows
		}
	}
	v.seen = nil
	v.Different = len(rows)
	for text, n := range rows {
		v.Texts = append(v.Texts, Text{text, n})
	}
	slices.SortFunc(v.Texts, func(a, b Text) int {
		return cmp.Or(cmp.Compare(b.Rows, a.Rows), strings.Compare(a.Text, b.Text))
	})
}

// Shy reports whether the values are not to be shown: they may identify
// people, or most of them stand in few rows.
func (v *Values) Shy() bool {
	return v.Suspect != "" || v.More || 2*int64(v.Different) > v.Filled
}

// share is the part of the filled rows whose text passes the test, those that
// say "not recorded" left aside. Only texts that were kept are asked.
func (v *Values) share(test func(string) bool) float64 {
	var good, all int64
	for _, t := range v.Texts {
		if isMark(t.Text) {
			continue
		}
		if all += t.Rows; test(t.Text) {
			good += t.Rows
		}
	}
	if all == 0 {
		return 0
	}
	return float64(good) / float64(all)
}
