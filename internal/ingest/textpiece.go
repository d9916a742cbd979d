package ingest

import (
	"bytes"
	"io"
	"strings"
)

// source cuts the rows below the header into pieces. Text that lies in the file
// as it is, in UTF-8, is read by each worker for itself; what must be unpacked or
// decoded first comes as a stream.
func (t *textTable) source(f File, l limits) source {
	ahead := t.scan.buf[t.scan.at:t.scan.end]
	t.scan.buf = nil // its lines and its delimiter are still asked for
	if t.packed || strings.HasPrefix(t.info.encoding, "UTF-16") {
		src := &pushback{front: bytes.Clone(ahead), src: t.given}
		tap, _ := f.R.(*tap)
		return &stream{table: t, size: int(l.sheet), src: src, tap: tap, spare: make(chan *sheet, 64)}
	}
	start := t.given.n - int64(len(ahead))
	if strings.Contains(t.info.encoding, "byte order mark") {
		start += 3
	}
	first := make(chan int64, 1)
	first <- start
	return &blocks{table: t, file: f, at: start, limits: l, before: first}
}

// blocks cuts a file of plain text at whole multiples of a size. Where the first
// row of a block begins, the block before it must tell.
type blocks struct {
	table  *textTable
	file   File
	at     int64
	limits limits
	first  bool
	before chan int64
}

func (b *blocks) cut() piece {
	if b.at >= b.file.Size && b.first {
		return nil
	}
	p := &block{table: b.table, file: b.file, from: b.at, to: b.at + b.limits.sheet, tail: b.limits.tail, sure: !b.first, before: b.before, after: make(chan int64, 1)}
	b.at, b.before, b.first = p.to, p.after, true
	return p
}

// A block is the rows that begin in file[from:to].
type block struct {
	table    *textTable
	file     File
	from, to int64
	tail     int64
	sure     bool       // its first row begins at from
	before   chan int64 // where its first row begins; closed where the block before failed
	after    chan int64
}

// read cuts the rows where the first seems to begin, and again if it begins
// elsewhere, and turns them into batches.
func (p *block) read(w *worker, k *clerk) error {
	defer close(p.after)
	if w.sheet == nil {
		w.sheet = &sheet{}
	}
	s := w.sheet
	low := p.load(s)
	guess := low + int64(p.guess(s))
	next, err := p.rows(s, low, guess)
	start, ok := <-p.before
	if !ok {
		return errAbandoned
	}
	if start != guess {
		s.wipe()
		next, err = p.rows(s, low, start)
	}
	if err == nil {
		p.after <- next
	}
	k.account.bytes = min(p.to, p.file.Size) - p.from
	if bad := s.settle(w, k); bad != nil {
		return bad
	}
	return err
}

// load reads the block, a byte before it, and somewhat more. It returns where in
// the file the sheet begins.
func (p *block) load(s *sheet) (low int64) {
	low = p.from
	if !p.sure {
		low--
	}
	n := int(min(p.to+p.tail, p.file.Size) - low)
	got, err := p.file.R.ReadAt(s.blank(p.table, n), low)
	if got == n {
		err = nil
	}
	s.fill(got, err == io.EOF || err == nil && low+int64(n) == p.file.Size)
	return low
}

// guess is where in the sheet the first row seems to begin: at the beginning of a
// line.
func (p *block) guess(s *sheet) int {
	if p.sure {
		return 0
	}
	b := s.buf[:s.limit]
	if i := bytes.IndexByte(b, '\n'); i >= 0 {
		return i + 1
	}
	if i := bytes.IndexByte(b, '\r'); i >= 0 && i+1 < len(b) {
		return i + 1
	}
	return len(b)
}

// rows cuts the rows that begin in the file from start on, as far as the block
// goes, and returns where the next one begins. low is where the sheet begins.
func (p *block) rows(s *sheet, low, start int64) (int64, error) {
	for start >= low && start < p.to { // below low: the file has turned out shorter
		at, limit := start-low, int64(s.limit)
		if at < limit {
			if next := s.cut(int(at), int(min(p.to-low, limit))); int64(next) > at {
				start = low + int64(next)
				continue
			}
		} else if s.eof {
			return start, nil
		}
		src := &given{src: io.NewSectionReader(p.file.R, start, p.file.Size-start)}
		c, more, err := s.further(src)
		if err != nil || !more {
			return start, err
		}
		start += src.n - int64(c.end-c.at)
	}
	return start, nil
}

// given counts what was read.
type given struct {
	src io.Reader
	n   int64
}

func (g *given) Read(p []byte) (int, error) {
	n, err := g.src.Read(p)
	g.n += int64(n)
	return n, err
}

// A pushback is a reader into which bytes can be put back. It remembers an error.
type pushback struct {
	front []byte
	src   io.Reader
	err   error
}

func (p *pushback) Read(b []byte) (int, error) {
	if len(p.front) > 0 {
		n := copy(b, p.front)
		p.front = p.front[n:]
		return n, nil
	}
	if p.err != nil {
		return 0, p.err
	}
	n, err := p.src.Read(b)
	p.err = err
	return n, err
}

// full reads until b is full or there is nothing more.
func (p *pushback) full(b []byte) (n int) {
	for n < len(b) && (len(p.front) > 0 || p.err == nil) {
		got, _ := p.Read(b[n:])
		n += got
	}
	return n
}

// back puts bytes back.
func (p *pushback) back(b []byte) {
	if len(b) > 0 {
		p.front = append(bytes.Clone(b), p.front...)
	}
}

// A stream is text that can only be read from its beginning on. Its rows are cut
// while it is read; the workers turn them into batches.
type stream struct {
	table *textTable
	src   *pushback
	tap   *tap // may be nil
	told  int64
	size  int // of a sheet
	done  bool
	spare chan *sheet
}

// A strip is a sheet of a stream, whose rows are cut.
type strip struct {
	sheet *sheet
	from  *stream
	bytes int64
	err   error
}

func (t *stream) cut() piece {
	if t.done {
		return nil
	}
	s := &sheet{}
	select {
	case s = <-t.spare:
	default:
	}
	n := t.src.full(s.blank(t.table, t.size))
	t.done = n < t.size && t.src.err == io.EOF // itself: a broken archive may wrap it
	s.fill(n, t.done)
	p := &strip{sheet: s, from: t}
	at := s.cut(0, s.limit)
	t.src.back(s.buf[at:s.limit])
	if at == 0 && !t.done {
		p.err = t.long(s)
	}
	if t.tap != nil {
		read := min(t.tap.n.Load(), t.tap.size) // its head is read twice
		p.bytes, t.told = read-t.told, read
	}
	return p
}

// long cuts a row that does not fit a sheet.
func (t *stream) long(s *sheet) error {
	c, more, err := s.further(t.src)
	t.done = err != nil || !more
	t.src.back(c.buf[c.at:c.end])
	return err
}

func (p *strip) read(w *worker, k *clerk) error {
	k.account.bytes = p.bytes
	if err := p.sheet.settle(w, k); err != nil {
		return err
	}
	select {
	case p.from.spare <- p.sheet:
	default:
	}
	return p.err
}
