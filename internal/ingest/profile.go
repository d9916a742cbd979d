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
	Filled, Empty int64
	Different     int  // different texts, up to maxTexts
	More          bool // there are more
	Latin         int64
	Suspect       string // what the column would give away of a person; "" for nothing
	Texts         []Text // the most frequent first

	seen map[string]*Text // by the text as it stands in the file
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
		t, err := m.open(f)
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
	for _, n := range names {
		p.Values = append(p.Values, Values{Column: n, seen: map[string]*Text{}})
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

// add counts a cell. Of texts that were not seen before, the guard looks at each.
func (v *Values) add(raw []byte) {
	raw = trim(raw)
	if len(raw) == 0 {
		v.Empty++
		return
	}
	v.Filled++
	if t := v.seen[string(raw)]; t != nil {
		t.Rows++
		return
	}
	if v.Suspect == "" {
		v.Suspect = valueSuspect(raw)
	}
	if v.More = v.More || len(v.seen) == maxTexts; !v.More {
		v.seen[string(raw)] = &Text{Rows: 1}
	}
}

// close sorts what was counted.
func (p *Profile) close(o Options, m *Map) {
	if slices.ContainsFunc(p.Values, func(v Values) bool { return looksLikeData(v.Column) }) {
		p.Notes = append(p.Notes, "the first row looks like data; it should name the columns")
	}
	for i := range p.Values {
		v := &p.Values[i]
		v.sort()
		switch why := nameSuspect(v.Column); {
		case lists(m.Anonymous, v.Column) || slices.ContainsFunc(o.Allow, func(a string) bool { return headerKey(a) == headerKey(v.Column) }):
			v.Suspect = ""
		case why != "" && columnNamed(headerKey(v.Column)) == nil:
			v.Suspect = why
		case v.Suspect == "" && v.names():
			v.Suspect = "names, by its values"
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

// names reports whether most values look like names of people: DOE, JANE, or
// Jane Doe with enough given names among them that it is no list of towns.
func (v *Values) names() bool {
	if v.Different < 5 {
		return false
	}
	turned := func(text string) bool {
		last, first, two := strings.Cut(text, ", ")
		return two && isName(last) && isName(first) && len(first) > 2 // and not Hartford, CT
	}
	plain := func(text string) bool { return strings.Contains(text, " ") && isName(text) }
	given := func(text string) bool {
		return plain(text) && givenNames[strings.ToLower(text[:strings.IndexByte(text, ' ')])]
	}
	return v.share(turned) > 0.6 || v.share(plain) > 0.6 && v.share(given) > 0.2
}

// givenNames are frequent given names in the United States.
var givenNames = func() map[string]bool {
	out := map[string]bool{}
	for _, n := range strings.Fields(`james john robert michael william david richard joseph thomas charles
		christopher daniel matthew anthony mark donald steven paul andrew joshua kenneth kevin brian george
		edward ronald timothy jason jeffrey ryan jacob gary nicholas eric jonathan stephen larry justin scott
		brandon benjamin samuel gregory frank alexander raymond patrick jack dennis jerry tyler aaron jose
		adam nathan henry douglas peter carlos luis juan miguel angel
		mary patricia jennifer linda elizabeth barbara susan jessica sarah karen lisa nancy betty margaret
		sandra ashley kimberly emily donna michelle carol amanda dorothy melissa deborah stephanie rebecca
		sharon laura cynthia kathleen amy angela shirley anna brenda pamela emma nicole helen samantha
		katherine christine debra rachel carolyn janet catherine maria heather diane ruth julie olivia joyce
		jane ann anne rosa carmen latoya keisha tyrone jamal`) {
		out[n] = true
	}
	return out
}()

// isName reports whether the text is one to three words of letters, capitals first.
func isName(text string) bool {
	words := strings.Fields(text)
	for _, w := range words {
		if w[0] < 'A' || w[0] > 'Z' || strings.ContainsAny(w, "0123456789()/&") {
			return false
		}
	}
	return len(words) > 0 && len(words) < 4
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
