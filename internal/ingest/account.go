package ingest

import (
	"fmt"

	"impact/internal/law"
)

// An account is what one piece of a file adds to the Quality. Accounts are
// added up in the order of the pieces, so that the first of refused rows is the
// first, and so are the texts that are counted one by one.
type account struct {
	work    *work
	read    Weight
	kept    Weight
	latin   int64
	refused map[string]*Refusal
	touched []*score // in the order in which their texts were first met
	tallies []tallied
	lines   int // of a text file; 0 for Parquet
	bytes   int64
}

// A tallied is what a count was when its piece was done.
type tallied struct {
	key    tallyKey
	ref    law.Reference
	weight Weight
}

// touch notes that a text was met, whether or not its row will be kept.
func (a *account) touch(c *score) {
	if c.piece != a {
		c.piece, c.weight = a, Weight{}
		a.touched = append(a.touched, c)
	}
}

// refuse notes a refused row. Rows that are refused for one reason come in order.
func (a *account) refuse(reason, example string, at Place, counts int64) {
	r := a.refused[reason]
	if r == nil {
		if a.refused == nil {
			a.refused = map[string]*Refusal{}
		}
		r = &Refusal{Reason: reason, First: at, Example: example}
		a.refused[reason] = r
	}
	r.add(counts)
}

// close fixes the counts, which belong to the next piece from now on.
func (a *account) close() {
	for _, c := range a.touched {
		a.tallies = append(a.tallies, tallied{c.key, c.ref, c.weight})
		c.piece = nil
	}
	a.touched = nil
}

// take adds an account, the next in order, to the ledger and to its file.
func (l *ledger) take(a *account) {
	q, w := &a.work.plan.quality, a.work
	q.Read.Rows, q.Read.Counts = q.Read.Rows+a.read.Rows, q.Read.Counts+a.read.Counts
	q.Kept.Rows, q.Kept.Counts = q.Kept.Rows+a.kept.Rows, q.Kept.Counts+a.kept.Counts
	q.Latin += a.latin
	for _, r := range a.refused {
		first := r.First
		if first.Group == 0 {
			first.Line += w.line
		}
		l.join(r, first)
	}
	for _, t := range a.tallies {
		to := l.of(t.key, &t.ref)
		to.Rows, to.Counts = to.Rows+t.weight.Rows, to.Counts+t.weight.Counts
	}
	w.line += a.lines
}

// join adds refused rows that come after those that were added before.
func (l *ledger) join(r *Refusal, first Place) {
	to := l.refused[r.Reason]
	if to == nil {
		to = &Refusal{Reason: r.Reason, First: first, Example: r.Example}
		l.refused[r.Reason] = to
	}
	to.Rows, to.Counts = to.Rows+r.Rows, to.Counts+r.Counts
}

// A breach is an error in the reading of a piece of text: its line is known
// once all pieces before it are done.
type breach struct {
	line int // from 0, within the piece
	err  error
}

func (b *breach) Error() string { return fmt.Sprintf("line %d of the piece: %v", b.line, b.err) }
func (b *breach) Unwrap() error { return b.err }
