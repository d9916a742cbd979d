package ingest

import (
	"fmt"
	"io"

	"impact/internal/court"
	"impact/internal/law"
)

// A plan is how the rows of one file become charges.
type plan struct {
	table    table
	names    []string
	used     []string // of each column, what it is read as; "" for nothing
	watched  []int    // columns in which the identifier guard looks at values
	suspects []Suspect
	bindings []*binding
	counts   *binding
	inchoate *binding
	checks   []*reader
	ledger   *ledger
	quality  FileQuality
}

// plan opens a file and finds its columns.
func (s *session) plan(f File) (*plan, error) {
	m := s.options.Map
	if m == nil {
		m = &Map{}
	}
	t, err := m.open(f, s.options.Memory)
	if err != nil {
		return nil, err
	}
	b := &binder{session: s, file: f.Name, m: m, names: t.header(), nested: t.about().nested}
	p, err := b.bind()
	if err != nil {
		return nil, err
	}
	p.table = t
	t.want(b.needed, b.hidden)
	about := t.about()
	for _, r := range b.dates {
		if r.at < len(about.iso) && about.iso[r.at] {
			r.form = nil
		}
	}
	p.quality.Name, p.quality.Format, p.quality.Encoding = f.Name, about.format, about.encoding
	p.quality.Synthetic = about.synthetic
	if m.Synthetic != nil {
		p.quality.Synthetic = *m.Synthetic
	}
	p.notes(about.notes)
	return p, nil
}

// open opens a file, with the delimiter that the map states. memory is what a run may use.
func (m *Map) open(f File, memory int64) (table, error) {
	t, err := open(f, memory)
	if err != nil {
		return nil, err
	}
	if text, ok := t.(*textTable); ok && m.Delimiter.Value != "" {
		return t, text.resplit(m.Delimiter.Value[0])
	}
	return t, nil
}

func (p *plan) notes(notes []string) {
	for _, n := range notes {
		p.quality.Notes = append(p.quality.Notes, p.quality.Name+": "+n)
	}
}

// run reads the rows.
func (p *plan) run(each func(*court.Charge) error) error {
	var r row
	var charge court.Charge // one for all rows: it escapes
	sentries := p.sentries()
	for {
		if err := p.table.next(&r); err == io.EOF { // itself: a damaged file may wrap it
			p.judge(sentries)
			return nil
		} else if err != nil {
			return err
		}
		charge = court.Blank()
		reason, example := r.fault, r.value
		if reason == "" {
			p.look(r.cells, sentries)
			reason, example = p.fill(r.cells, &charge)
		}
		counts := int64(charge.Counts)
		p.quality.Read.add(counts)
		if reason != "" {
			p.ledger.refuse(reason, example, r.place, counts)
			continue
		}
		p.quality.Kept.add(counts)
		p.count(&charge)
		if err := each(&charge); err != nil {
			return err
		}
	}
}

// caseColumn is the column that the case ids are read from; -1 if there is none.
func (p *plan) caseColumn() int {
	for _, b := range p.bindings {
		if b.column.name == "case_id" && b.value != nil {
			return b.value.at
		}
	}
	return -1
}

// sentries are new ones for the watched columns.
func (p *plan) sentries() []*sentry {
	out := make([]*sentry, len(p.watched))
	for i := range out {
		out[i] = newSentry(len(out))
	}
	return out
}

// look shows the sentries of the watched columns a row.
func (p *plan) look(cells [][]byte, sentries []*sentry) {
	for n, i := range p.watched {
		sentries[n].see(cells[i])
	}
}

// fill makes a charge of the row, or says why it must be refused. The counts
// are read first: a refused row weighs what it would have weighed.
func (p *plan) fill(cells [][]byte, c *court.Charge) (reason, example string) {
	if b := p.counts; b != nil {
		if v := b.read(cells); !v.missing && v.fault == "" {
			c.Counts = int32(v.num)
		}
	}
	for _, b := range p.bindings {
		v := b.read(cells)
		switch {
		case v.fault != "":
			return b.column.name + ": " + v.fault, b.example()
		case !v.missing && b.column.put != nil:
			b.column.put(c, v)
		case v.missing && b.column.name == "statute":
			return "no statute", b.example()
		}
	}
	for _, r := range p.checks {
		if v := r.read(cells[r.at]); v.fault != "" {
			return r.name + ": " + v.fault, r.example(v)
		}
	}
	return "", ""
}

// count counts what a kept charge holds that no rule knows.
func (p *plan) count(c *court.Charge) {
	counts := int64(c.Counts)
	for _, b := range p.bindings {
		if b.last.tally != nil {
			b.last.tally.add(counts)
		}
		if b.last.latin {
			p.quality.Latin++
		}
	}
	if p.inchoate != nil && !p.inchoate.last.missing {
		kind := law.Inchoate(p.inchoate.last.num)
		p.settle("statute", &c.Statute, kind, counts)
		p.settle("final_statute", &c.Final, kind, counts)
	}
}

// settle gives a reference the kind that the inchoate column says, unless its
// own text says one.
func (p *plan) settle(column string, ref *law.Reference, kind law.Inchoate, counts int64) {
	if key, clash := settled(column, ref, kind); clash {
		p.ledger.tally(key).add(counts)
	}
}

// settled gives the reference the kind, or says under what key it is counted
// that its text contradicts it.
func settled(column string, ref *law.Reference, kind law.Inchoate) (key tallyKey, clash bool) {
	switch {
	case ref.Status == law.Missing || ref.Inchoate == kind:
	case ref.Inchoate == law.Completed:
		ref.Inchoate = kind
	default:
		return tallyKey{contradiction, column, fmt.Sprintf("%s, where the column says %s", ref.Text, kind)}, true
	}
	return key, false
}
