package ingest

import (
	"cmp"
	"errors"
	"io"
	"slices"
	"strconv"
)

// judge finds the columns that give people away by what their sentries saw.
func (p *plan) judge(sentries []*sentry) {
	all := make([]watched, len(p.watched))
	for n, i := range p.watched {
		all[n] = watched{name: p.names[i], canonical: p.used[i], sentry: sentries[n], view: sentries[n].view()}
	}
	p.suspects = nil
	for n := range all {
		for t, found := range all[n].judge(all) {
			if found {
				p.suspects = append(p.suspects, Suspect{File: p.quality.Name, Column: columnLabel(p.names, p.watched[n]), Why: traceNames[t] + ", by its values", at: p.watched[n], trace: trace(t)})
			}
		}
	}
}

// columnLabel is how a message names a column: by its name, unless the name itself could
// be a value, as where a file has no header.
func columnLabel(names []string, at int) string {
	name := names[at]
	if tells(name) {
		return "number " + strconv.Itoa(at+1)
	}
	return name
}

// tells reports whether a header could be a value, or is so long that it is no name.
func tells(name string) bool {
	return len(name) > longestShown || looksLikeData(name) || columnNamed(headerKey(name)) == nil && headTrace(name) != noTrace
}

// survey reads files of which it is known that they give people away, to the end and row
// by row, and counts: it names all columns that do, with the rows in which they do. It
// ends early, with what is known from the headers, where a file cannot be read.
func survey(files []File, o Options) error {
	var e IdentifierError
	for _, f := range files {
		found, err := surveyFile(f, o)
		if err != nil {
			return err
		}
		e.Suspects = append(e.Suspects, found...)
	}
	if len(e.Suspects) == 0 { // the first rows were suspect, and the whole is not
		return surveyFirst(files, o)
	}
	return &e
}

// surveyFirst reads again the rows that the guard looks at, and names the columns.
func surveyFirst(files []File, o Options) error {
	var e IdentifierError
	for _, f := range files {
		p, err := newSession(o, nil).plan(f)
		if err != nil {
			return err
		}
		if err := p.glance(); err != nil {
			return err
		}
		e.Suspects = append(e.Suspects, p.suspects...)
	}
	return &e
}

// glance looks at all rows as Read does, and judges.
func (p *plan) glance() error {
	sentries := p.sentries()
	var r row
	for {
		if err := p.table.next(&r); err == io.EOF {
			p.judge(sentries)
			return nil
		} else if err != nil {
			return err
		}
		if r.fault == "" {
			p.look(r.cells, sentries)
		}
	}
}

// first reads the first rows as Read does, for their first error.
func (p *plan) first() error {
	var r row
	for range glance {
		if err := p.table.next(&r); err == io.EOF {
			break
		} else if err != nil {
			return err
		}
	}
	return nil
}

func surveyFile(f File, o Options) ([]Suspect, error) {
	s := newSession(o, nil)
	s.lenient = true
	p, err := s.plan(f)
	if err != nil {
		return nil, err
	}
	all, hidden := make([]bool, len(p.names)), make([]bool, len(p.names))
	for _, i := range p.watched {
		all[i] = true
	}
	for i := range hidden {
		hidden[i] = !all[i]
	}
	p.table.want(all, hidden)
	counters := make([]*census, len(p.watched))
	sentries := make([]*sentry, len(p.watched))
	for i := range counters {
		counters[i] = newCensus(len(counters))
		sentries[i] = counters[i].sentry
	}
	var r row
	var rows int64
	for n := 0; ; n++ {
		if c := o.Context; n&0xfff == 0 && c != nil && c.Err() != nil {
			return nil, c.Err()
		}
		if err := p.table.next(&r); err == io.EOF {
			break
		} else if err != nil {
			return nil, err
		}
		if r.fault == "" {
			rows++
			for n, i := range p.watched {
				counters[n].add(r.cells[i])
			}
		}
	}
	named := p.suspects // by their headers
	p.judge(sentries)
	found := append(named, p.suspects...)
	for i := range found {
		s := &found[i]
		if s.at >= len(p.names) { // nothing is read of it
			s.Rows = rows
			continue
		}
		c := counters[slices.Index(p.watched, s.at)]
		if s.Rows = c.filled; s.trace != noTrace {
			s.Rows = c.rows(s.trace)
		}
	}
	slices.SortStableFunc(found, func(a, b Suspect) int { return cmp.Compare(a.at, b.at) })
	return found, nil
}

// A census counts the rows of one column by what their values look like.
type census struct {
	*sentry
	filled int64
	counts map[uint16]int64 // rows by the traces of their value, one bit for each
	memo   []remembered
}

type remembered struct {
	hash uint64
	bits uint16
}

// newCensus is one of some.
func newCensus(columns int) *census {
	s := newSentry(columns)
	return &census{sentry: s, counts: map[uint16]int64{}, memo: make([]remembered, len(s.seen))}
}

// add counts a value.
func (c *census) add(b []byte) { c.addRows(b, 1) }

// addRows counts a value that some rows have.
func (c *census) addRows(b []byte, rows int64) {
	b = trim(b)
	if len(b) == 0 {
		return
	}
	c.filled += rows
	h := hashOf(b)
	at := &c.memo[h&uint64(len(c.memo)-1)]
	if at.hash != h {
		c.see(b)
		*at = remembered{h, tracesOf(b)}
	}
	if at.bits != 0 {
		c.counts[at.bits] += rows
	}
}

// rows are the rows whose value looks like the trace.
func (c *census) rows(t trace) (n int64) {
	for bits, rows := range c.counts {
		if bits>>t&1 != 0 {
			n += rows
		}
	}
	return n
}

// tracesOf are the traces that a value may be, by itself or beside others like it.
func tracesOf(b []byte) (bits uint16) {
	if !plainText(b) {
		bits = 1 << signOf(b).trace
	}
	s := shapeOf(b)
	for _, x := range []struct {
		flags uint32
		trace trace
	}{
		{shapeTurned | shapePlain | shapeSingle | shapeShort | shapeInitials | shapePair, ofName}, {shapeValid, ofSSN}, {shapePhone | shapeLocal, ofPhone},
		{shapeDay | shapeYear | shapeSerial | shapeStamp, ofBirth}, {shapeDocket | shapeGlued, ofDocket},
	} {
		if s.flags&x.flags != 0 {
			bits |= 1 << x.trace
		}
	}
	return bits &^ 1
}

// suspicious gathers what the headers of files give away.
func suspicious(files []File, o Options) (bool, error) {
	any := false
	for _, f := range files {
		_, err := newSession(o, nil).plan(f)
		var found *IdentifierError
		if errors.As(err, &found) {
			any = true
		} else if err != nil {
			return false, err
		}
	}
	return any, nil
}

// A Listing is the different texts of a column of a table, as an engine lists them, and
// how many rows have each.
type Listing struct {
	Column, Canonical string
	Texts             []string
	Rows              []int64 // may be nil: unknown
}

// GuardTexts looks for identifiers in the listed texts of a table's columns, as Read does
// in files. The error is an *IdentifierError, or nil.
func GuardTexts(table string, listings []Listing, o Options) error {
	p := &plan{}
	p.quality.Name = table
	var sentries []*sentry
	var counters []*census
	for i, l := range listings {
		p.names, p.used = append(p.names, l.Column), append(p.used, l.Canonical)
		c := newCensus(len(listings))
		for n, text := range l.Texts {
			rows := int64(1)
			if l.Rows != nil {
				rows = max(rows, l.Rows[n])
			}
			c.addRows([]byte(text), rows)
		}
		m := o.Map
		if m == nil {
			m = &Map{}
		}
		if lists(m.Anonymous, l.Column) || slices.ContainsFunc(o.Allow, func(a string) bool { return headerKey(a) == headerKey(l.Column) }) {
			continue
		}
		p.watched, sentries, counters = append(p.watched, i), append(sentries, c.sentry), append(counters, c)
	}
	p.judge(sentries)
	if len(p.suspects) == 0 {
		return nil
	}
	for i := range p.suspects {
		s := &p.suspects[i]
		s.Rows = counters[slices.Index(p.watched, s.at)].rows(s.trace)
	}
	return &IdentifierError{p.suspects}
}
