package sample

import (
	"strconv"

	"impact/internal/court"
	"impact/internal/law"
)

// A writer turns charges into records. All texts of a record are cut from one
// string, so that a record costs two allocations.
type writer struct {
	each func(*Record) error
	rec  Record
	buf  []byte
	ends []int
}

func newWriter(each func(*Record) error) *writer {
	return &writer{each: each, rec: Record{Row: make([]string, len(Columns)), Truth: make([]string, len(TruthColumns))}}
}

func (w *writer) all(charges []charge) error {
	for i := range charges {
		c := &charges[i]
		w.row(c)
		w.cut(w.rec.Row)
		w.truth(c)
		w.cut(w.rec.Truth)
		if err := w.each(&w.rec); err != nil {
			return err
		}
	}
	return nil
}

// row writes the fields of Columns.
func (w *writer) row(c *charge) {
	h := &c.hidden
	w.id("c", c.id)
	w.id("k", c.proceeding)
	w.id("p", c.person)
	w.text(c.statute)
	w.text(c.finalStatute())
	w.text(c.class)
	w.text(c.inchoateText)
	w.day(c.offense, !h.offense)
	w.day(c.filed, true)
	w.day(c.disposed, !h.disposed)
	w.text(c.disposition.String())
	w.sentence(c)
	v, known := c.victim, c.hasVictim()
	w.number(v.age, known && !h.age)
	w.truthValue(v.trafficked, known && !h.trafficked)
	w.means(v.means, known && !h.means)
	w.number(c.age, !h.defendantAge)
	w.textIf(c.sex, !h.sex)
	w.textIf(c.race, !h.race)
	w.text(c.court)
	w.number(c.counts, true)
	w.idIf("v", v.id, known && !h.victim)
}

// truth writes the fields of TruthColumns.
func (w *writer) truth(c *charge) {
	v, known := c.victim, c.hasVictim()
	w.id("c", c.id)
	w.text(c.of.cite)
	w.text(c.trueClass().String())
	w.text(c.inchoate.String())
	w.day(c.offense, true)
	w.idIf("v", v.id, known)
	w.number(v.age, known)
	w.truthValue(v.trafficked, known)
	w.means(v.means, known)
	w.number(c.age, true)
	w.text(c.sex)
	w.text(c.race)
}

func (c *charge) finalStatute() string {
	switch {
	case c.final != nil:
		return c.final.cite
	case c.finalSame:
		return c.statute
	}
	return ""
}

func (w *writer) sentence(c *charge) {
	convicted := c.disposition == court.Convicted
	w.number(c.sentence.jail, convicted)
	w.number(c.sentence.suspended, convicted)
	w.number(c.sentence.probation, convicted)
	w.number(c.sentence.fine, convicted)
}

func (w *writer) end() { w.ends = append(w.ends, len(w.buf)) }

func (w *writer) text(s string) {
	w.buf = append(w.buf, s...)
	w.end()
}

func (w *writer) textIf(s string, shown bool) {
	if shown {
		w.buf = append(w.buf, s...)
	}
	w.end()
}

func (w *writer) id(letter string, n int64) { w.idIf(letter, n, true) }

func (w *writer) idIf(letter string, n int64, shown bool) {
	if shown {
		w.buf = strconv.AppendInt(append(w.buf, letter...), n, 10)
	}
	w.end()
}

func (w *writer) number(n int, shown bool) {
	if shown {
		w.buf = strconv.AppendInt(w.buf, int64(n), 10)
	}
	w.end()
}

func (w *writer) truthValue(b, shown bool) {
	if shown {
		w.buf = strconv.AppendBool(w.buf, b)
	}
	w.end()
}

func (w *writer) means(m law.Means, shown bool) { w.textIf(meansTexts[m], shown) }

// meansTexts are the texts of every set of means.
var meansTexts = func() (out [16]string) {
	for m := range out {
		out[m] = law.Means(m).String()
	}
	return out
}()

// day writes a day as 2013-10-01.
func (w *writer) day(d law.Date, shown bool) {
	if shown && d != 0 {
		y, m, day := d.Parts()
		w.buf = append(w.buf,
			byte('0'+y/1000), byte('0'+y/100%10), byte('0'+y/10%10), byte('0'+y%10), '-',
			byte('0'+m/10), byte('0'+m%10), '-', byte('0'+day/10), byte('0'+day%10))
	}
	w.end()
}

// cut cuts what was written into the fields.
func (w *writer) cut(fields []string) {
	s, from := string(w.buf), 0
	for i, to := range w.ends {
		fields[i], from = s[from:to], to
	}
	w.buf, w.ends = w.buf[:0], w.ends[:0]
}
