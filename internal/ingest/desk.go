package ingest

import (
	"errors"
	"io"
	"math"
	"runtime"
	"sync"
	"sync/atomic"

	"impact/internal/court"
)

// ReadBatches reads as Read does, with some workers at once (0: as many as the
// machine has cores), and gives the kept charges in batches, those of each worker
// to the Learner that learner returns for it. The Quality is that of Read, to the
// last field. What a Learner was given of files that end in an error is of no use.
// The first error in the order of the rows is returned.
func ReadBatches(files []File, o Options, workers int, learner func(worker int) court.Learner) (*Quality, error) {
	return readBatches(files, o, workers, learner, usual)
}

// The limits of what is worked on at once.
type limits struct {
	sheet int64 // bytes of a piece of text
	tail  int64 // bytes that are read ahead of it, for the end of its last row
	rows  int   // of a batch
	texts int   // of a lexicon, beyond which it begins anew with the next batch
	long  int   // bytes of the long ones among them, likewise
}

// The sheet of text, its tail and the byte before it are shorter than maxRow: no
// row that ends there is too long.
var usual = limits{sheet: 960 << 10, tail: 32 << 10, rows: 4096, texts: 1 << 16, long: 4 << 20}

func readBatches(files []File, o Options, workers int, learner func(worker int) court.Learner, l limits) (*Quality, error) {
	if err := preflight(files, o); err != nil {
		return nil, err
	}
	if workers <= 0 {
		workers = runtime.GOMAXPROCS(0)
	}
	d := newDesk(files, o, l)
	var all sync.WaitGroup
	for n := range workers {
		w := &worker{desk: d, learner: learner(n)}
		all.Go(w.run)
	}
	all.Wait()
	if d.err != nil {
		return nil, d.blame()
	}
	suspicious := false
	for _, w := range d.works {
		w.judge()
		suspicious = suspicious || len(w.plan.suspects) > 0
		d.quality.Files = append(d.quality.Files, w.plan.quality)
	}
	if suspicious {
		return nil, survey(files, o)
	}
	d.quality.close(d.ledger)
	return d.quality, nil
}

// A desk hands out the pieces of the files in their order, and adds up the
// accounts of the pieces in the same order.
type desk struct {
	options Options
	session *session
	limits  limits

	mu    sync.Mutex // of the handing out
	files []File
	works []*work // the files that were opened
	work  *work   // the one whose pieces are handed out; nil: the next one is to be opened
	next  int     // number of the next piece

	book    sync.Mutex // of the accounts
	ledger  *ledger
	quality *Quality
	waiting map[int]*account
	added   int          // accounts
	failed  atomic.Int64 // the first piece that failed
	err     error        // its error
	where   *work        // its file
}

// A work is a file that is being read.
type work struct {
	plan   *plan
	source source
	line   int // of a text file: where the next account begins
	clerks []*clerk
	told   bool // that the case ids of all that is read follow each other
}

// A source cuts a file into pieces.
type source interface {
	// cut is the next piece; nil at the end. It is called by one worker at a time.
	cut() piece
}

// A piece is a part of a file that one worker reads.
type piece interface {
	read(*worker, *clerk) error
}

// errAbandoned ends a piece of which nobody will ask any more.
var errAbandoned = errors.New("an earlier piece of the file cannot be read")

func newDesk(files []File, o Options, l limits) *desk {
	d := &desk{options: o, limits: l, session: newSession(o, nil), files: files, ledger: newLedger(), quality: &Quality{}, waiting: map[int]*account{}}
	d.failed.Store(math.MaxInt64)
	return d
}

// take hands out the next piece, and its number; nil if there is none.
func (d *desk) take() (p piece, w *work, n int) {
	d.mu.Lock()
	defer d.mu.Unlock()
	for d.failed.Load() == math.MaxInt64 {
		if c := d.options.Context; c != nil && c.Err() != nil {
			d.fail(d.next, nil, c.Err())
			return nil, nil, 0
		}
		if d.work == nil {
			if len(d.files) == 0 {
				return nil, nil, 0
			}
			p = d.open()
		} else if p = d.cut(); p == nil {
			d.work = nil
		}
		if p == nil {
			continue
		}
		d.next++
		return p, d.work, d.next - 1
	}
	return nil, nil, 0
}

// open opens the next file, whose first piece is a glance at its first rows.
func (d *desk) open() piece {
	f := d.files[0]
	d.files = d.files[1:]
	w, err := d.begin(f)
	if err != nil {
		d.fail(d.next, nil, err)
		return nil
	}
	d.work, d.works = w, append(d.works, w)
	return &glimpse{f}
}

// cut is the next piece of the open file; nil at its end, or where it cannot be
// cut any further.
func (d *desk) cut() (p piece) {
	var err error
	defer func() {
		if err != nil {
			d.fail(d.next, d.work, err)
			p = nil
		}
	}()
	defer rescue(d.work.plan.quality.Name, &err)
	return d.work.source.cut()
}

func (d *desk) begin(f File) (w *work, err error) {
	defer rescue(f.Name, &err)
	w = &work{}
	if d.options.Progress != nil {
		f.R = &tap{ReaderAt: f.R, size: f.Size}
	}
	if w.plan, err = d.session.plan(f); err != nil {
		return nil, err
	}
	switch t := w.plan.table.(type) {
	case *textTable:
		w.source, w.line = t.source(f, d.limits), t.scan.line
	case *parquetTable:
		w.source = t.source()
		w.told = !d.options.Distrust && len(d.works)+len(d.files) == 0 && t.ascends(w.plan.caseColumn())
	}
	return w, nil
}

// fail notes that a piece failed. The first in order counts.
func (d *desk) fail(n int, w *work, err error) {
	d.book.Lock()
	defer d.book.Unlock()
	if int64(n) < d.failed.Load() {
		d.failed.Store(int64(n))
		d.err, d.where = err, w
	}
}

// blame is the error of the first piece that failed, with its line. All pieces
// before it are done.
func (d *desk) blame() error {
	var b *breach
	if errors.As(d.err, &b) {
		return broken(d.where.plan.quality.Name, d.where.line+b.line, b.err)
	}
	return d.err
}

// put takes the account of a piece.
func (d *desk) put(n int, a *account) {
	d.book.Lock()
	defer d.book.Unlock()
	d.waiting[n] = a
	for a := d.waiting[d.added]; a != nil; a = d.waiting[d.added] {
		delete(d.waiting, d.added)
		d.ledger.take(a)
		d.added++
	}
}

// A worker reads one piece after another.
type worker struct {
	desk    *desk
	learner court.Learner
	work    *work // the file of the clerk
	clerk   *clerk
	sheet   *sheet
	number  int // of the piece
}

func (w *worker) run() {
	for {
		p, work, n := w.desk.take()
		if p == nil {
			return
		}
		a := &account{work: work}
		w.number = n
		err := w.read(p, work, a)
		a.close()
		if err != nil {
			w.desk.fail(n, work, err)
			return
		}
		w.desk.put(n, a)
		if f := w.desk.options.Progress; f != nil {
			f(a.read.Rows, a.bytes)
		}
	}
}

// read reads a piece. A panic of a library below is an error of the file.
func (w *worker) read(p piece, work *work, a *account) (err error) {
	defer rescue(work.plan.quality.Name, &err)
	if w.work != work {
		w.work, w.clerk = work, newClerk(work.plan, w.learner, w.desk.limits)
		w.clerk.walk.tell(work.told)
		w.desk.enlist(work, w.clerk)
	}
	w.clerk.account, w.clerk.piece = a, w.number
	return p.read(w, w.clerk)
}

// enlist notes that a clerk is at work on a file.
func (d *desk) enlist(w *work, k *clerk) {
	d.book.Lock()
	defer d.book.Unlock()
	w.clerks = append(w.clerks, k)
}

// judge judges what all clerks of the file saw.
func (w *work) judge() {
	sentries := w.plan.sentries()
	for _, k := range w.clerks {
		for i, s := range k.sentries {
			sentries[i].join(s)
		}
	}
	w.plan.judge(sentries)
}

// halt says whether a piece need not be read on, and why.
func (w *worker) halt() error {
	if w.desk.failed.Load() < int64(w.number) {
		return errAbandoned
	}
	if c := w.desk.options.Context; c != nil {
		return c.Err()
	}
	return nil
}

// A glimpse is the guard's look at those columns of a file that no other piece sees, and at what its constants count.
type glimpse struct{ file File }

func (g *glimpse) read(w *worker, k *clerk) error {
	for _, n := range k.lines {
		if n.constant != nil && n.constant.count != nil {
			k.account.touch(n.constant.count)
		}
	}
	if len(k.watch) == 0 {
		return nil
	}
	p, err := w.desk.session.plan(g.file)
	if err != nil {
		return err
	}
	t, columns := p.table.(*parquetTable)
	if !columns {
		return nil // all rows of a text file come by
	}
	if err := t.glimpse(k.watch, w.halt); err == nil {
		return nil
	} else if gone := w.halt(); gone != nil {
		return gone
	}
	if p, err = w.desk.session.plan(g.file); err != nil {
		return err
	}
	return p.first()
}

// A tap counts the bytes that are read of a file.
type tap struct {
	io.ReaderAt
	size int64
	n    atomic.Int64
}

func (t *tap) ReadAt(p []byte, off int64) (int, error) {
	n, err := t.ReaderAt.ReadAt(p, off)
	t.n.Add(int64(n))
	return n, err
}
