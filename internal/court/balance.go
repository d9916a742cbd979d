package court

import (
	"errors"
	"fmt"
)

// mostRows bounds every number of rows in a docket that comes from outside, so that sums
// of them cannot run over.
const mostRows = 1 << 40

var errRows = errors.New("a number of rows is negative, or greater than any table's")

// Balance holds a docket that comes from outside against its own ledger: the rows that were
// read are those that were kept and refused, convictions have a sentence each, and cases
// and persons hold no more charges than there are.
func (d *Docket) Balance() error {
	for _, n := range d.Rows {
		if n < 1 || n > mostRows {
			return errRows
		}
	}
	refused, err := sumOf(d.Ledger.Refused)
	if err != nil {
		return err
	}
	if read, kept := d.Ledger.Read, d.Kept(); read.Rows != kept.Rows+refused.Rows || read.Counts != kept.Counts+refused.Counts {
		return fmt.Errorf("%d rows (%d counts) were read, and %d (%d) are kept and %d (%d) refused", read.Rows, read.Counts, kept.Rows, kept.Counts, refused.Rows, refused.Counts)
	}
	if err := d.balanceSentences(); err != nil {
		return err
	}
	for _, x := range []struct {
		name string
		of   []Profile
		has  bool
	}{{"cases", d.Cases, true}, {"persons", d.Persons, d.Has.Person}} {
		n, err := chargesOf(x.of)
		if err != nil {
			return err
		}
		if kept := d.Kept().Rows; n > kept || !x.has && n > 0 {
			return fmt.Errorf("the %s hold %d charges of %d", x.name, n, kept)
		} else if x.name == "cases" && !d.Has.Case && n != kept {
			return fmt.Errorf("each charge is a case, and the cases hold %d charges of %d", n, kept)
		}
	}
	return nil
}

func sumOf(list []Reason) (t Tally, err error) {
	for _, r := range list {
		if r.Tally.Rows < 0 || r.Tally.Rows > mostRows || r.Tally.Counts < 0 || r.Tally.Counts > mostRows {
			return t, errRows
		}
		t.Rows, t.Counts = t.Rows+r.Tally.Rows, t.Counts+r.Tally.Counts
	}
	return t, nil
}

// balanceSentences holds the sentences of each signature against its rows.
func (d *Docket) balanceSentences() error {
	sentenced := make([]int64, len(d.Signatures))
	for _, s := range d.Sentences {
		if s.Rows < 1 || s.Rows > mostRows {
			return errRows
		}
		sentenced[s.Sig] += s.Rows
	}
	for i := range d.Signatures {
		want := int64(0)
		if d.Signatures[i].Convicted() {
			want = d.Rows[i]
		}
		if sentenced[i] != want {
			return fmt.Errorf("kind %d has %d convictions and %d sentences", i, want, sentenced[i])
		}
	}
	return nil
}

// chargesOf is how many charges profiles hold.
func chargesOf(ps []Profile) (n int64, err error) {
	for i := range ps {
		if w := ps[i].Weight; w < 1 || w > mostRows {
			return 0, errRows
		}
		if n += ps[i].Weight * int64(len(ps[i].Members)); n < 0 || n > mostRows<<16 {
			return 0, errRows
		}
	}
	return n, nil
}

// numbered reports whether the units, cases and victims of a profile are numbered as a
// reducer numbers them: from the first on, none left out.
func (p *Profile) numbered() bool {
	last := p.Members[0]
	if last.Unit != 0 {
		return false
	}
	for _, m := range p.Members {
		if m.Unit < last.Unit || m.Unit > last.Unit+1 || int(m.Case) > len(p.Members) || int(m.Victim) > len(p.Members) {
			return false
		}
		last = m
	}
	return true
}
