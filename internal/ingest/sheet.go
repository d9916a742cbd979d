package ingest

import (
	"bytes"
	"encoding/binary"
	"io"
	"math/bits"
	"slices"
	"strings"
)

// A sheet is a stretch of delimited text, cut into rows of fields. The fields of
// a row follow each other with one byte between.
type sheet struct {
	table  *textTable
	scan   *scanner // cuts the rows that are not simple
	wide   *scanner // cuts those that go beyond the text
	buf    []byte   // the text, a margin, then the rows that had to be rewritten
	limit  int      // of the text in buf
	eof    bool     // the text ends the file
	starts []uint32 // of the rows in buf
	ends   []uint32 // of their fields
	lines  []uint32 // of the rows, from 0
	faults []blot
	line   int // lines so far
	slow   int // where in buf the text begins again in which many rows may be cut at once
}

// A blot is a row that is not well formed.
type blot struct {
	line          int
	reason, value string
}

// margin is how many bytes lie behind the text, all zero, so that words can be read.
const margin = 16

// blank makes an empty sheet for n bytes of text of the table.
func (s *sheet) blank(t *textTable, n int) []byte {
	if s.scan == nil {
		s.scan = &scanner{}
	}
	if cap(s.buf) < n+margin {
		s.buf = make([]byte, n+margin, 2*(n+margin))
	}
	s.table, s.buf = t, s.buf[:n+margin]
	s.scan.split(t.scan.delim)
	s.scan.width, s.limit = len(t.names), n
	s.wipe()
	return s.buf[:n]
}

// wipe forgets the rows.
func (s *sheet) wipe() {
	s.starts, s.ends, s.lines, s.faults, s.line, s.slow = s.starts[:0], s.ends[:0], s.lines[:0], s.faults[:0], 0, 0
	s.buf = s.buf[:s.limit+margin]
}

// fill says how much of the text there is, and whether it ends there.
func (s *sheet) fill(n int, eof bool) {
	s.limit, s.eof = n, eof
	s.buf = s.buf[:n+margin]
	clear(s.buf[n:])
}

// cut cuts the rows that begin in buf[at:stop]. It returns where the row begins
// that comes after them: before stop, where the text breaks off before it is known
// how that row ends.
func (s *sheet) cut(at, stop int) (next int) {
	fast := s.regular()
	for at < stop {
		if fast && at >= s.slow {
			if at = s.many(at, stop); at >= stop {
				break
			}
		}
		upto := stop
		if fast && s.slow > at {
			upto = min(stop, s.slow)
		}
		if at = s.simple(at, upto); at >= upto {
			continue
		}
		used, ok := s.row(at)
		if !ok {
			break
		}
		at += used
	}
	return at
}

// regular reports whether the rows of the table may be cut many at once.
func (s *sheet) regular() bool {
	names := s.table.names
	return quick && len(names) > 1 && names[0] != "" && strings.IndexByte("\"\n\r\x00", s.scan.delim) < 0
}

// blockSize is how many bytes partings looks at together, and partingsMargin how much room it
// must have beyond what it finds; stride is how many bytes are looked at before their rows
// are cut.
const (
	blockSize      = 64
	partingsMargin = 16
	stride         = 128 * blockSize
)

// many cuts rows as simple does, a stride of text at a time. It returns where the first
// row begins that it has not cut, and sets slow behind what it could not.
func (s *sheet) many(at, stop int) int {
	row, returns := at, 0 // the first row that is not cut, and the CRs that were met in it
	kept := len(s.ends)   // the ends of the rows that are cut
	for i := at; ; {
		text := s.buf[i:min(i+stride, stop)]
		s.ends = slices.Grow(s.ends, len(text)+partingsMargin)
		had := len(s.ends)
		done, n, lines, crs := partings(text, s.scan.delim, uint32(i), s.ends[had:cap(s.ends)])
		s.ends = s.ends[:had+n]
		i += done * blockSize
		next, ok := s.alike(row, i, kept, lines, returns+crs)
		if !ok {
			s.slow = i
			break
		}
		kept += lines * len(s.table.names)
		if row = next; done*blockSize < len(text) || i >= stop {
			s.slow = i + blockSize
			break
		}
		if returns = 0; crs > 0 && s.buf[i-1] == '\r' {
			returns = 1
		}
	}
	s.ends = s.ends[:kept]
	return row
}

// alike cuts as many rows as there are lines in the text from row to end, if each has as
// many fields as there should be: what parts them is the rest of the ends, from kept on.
// It returns where the row behind them begins. returns is how many CRs stand in the text.
func (s *sheet) alike(row, end, kept, lines, returns int) (next int, ok bool) {
	width, buf, ends := len(s.table.names), s.buf, s.ends[kept:]
	if lines != len(ends)/width {
		return row, false
	}
	// As many LFs as rows, and one where each row ends: none stands within a row.
	name := s.table.names[0]
	last := name[len(name)-1]
	before := len(s.starts)
	s.starts, s.lines = slices.Grow(s.starts, lines), slices.Grow(s.lines, lines)
	starts, numbers := s.starts[before:before+lines], s.lines[before:before+lines]
	for i := range starts {
		first, p := int(ends[0]), int(ends[width-1])
		if buf[p] != '\n' || first > row && buf[first-1] == last && s.header(buf[row:first]) {
			return row, false
		}
		if returns > 0 && p > row && buf[p-1] == '\r' {
			ends[width-1]--
			returns--
		}
		starts[i], numbers[i] = uint32(row), uint32(s.line+i)
		row, ends = p+1, ends[width:]
	}
	if returns > 1 || returns == 1 && buf[end-1] != '\r' {
		return row, false // one ends a row by itself
	}
	s.starts, s.lines, s.line = s.starts[:before+lines], s.lines[:before+lines], s.line+lines
	return row, true
}

// simple cuts rows as long as each is one line of as many fields as there should
// be, without quotes and other oddities. It returns where the first row begins
// that is not.
func (s *sheet) simple(at, stop int) int {
	const ones, high = 0x0101010101010101, 0x8080808080808080
	delim, width := s.scan.delim, len(s.table.names)
	if strings.IndexByte("\"\n\r\x00", delim) >= 0 || width == 1 {
		return at
	}
	ds, buf, limit := uint64(delim)*ones, s.buf, s.limit
	ends, base := s.ends, len(s.ends)
	start := at
	for i := at; start < stop; {
		w := binary.LittleEndian.Uint64(buf[i:])
		d, q := w^ds, w^'"'*ones
		m := ((d-ones)&^d | (q-ones)&^q | (w-0x10*ones)&^w) & high
		jump := i + 8
		for ; m != 0; m &= m - 1 {
			p := i + bits.TrailingZeros64(m)>>3
			c := buf[p]
			if c == delim {
				ends = append(ends, uint32(p))
				continue
			}
			if c != '\n' && c != '\r' && c != 0 && c != '"' {
				continue // a false alarm
			}
			after := p + 1
			if c == '\r' && buf[after] == '\n' {
				after++
			} else if c != '\n' {
				s.ends = ends[:base]
				return start
			}
			if len(ends)-base != width-1 || p >= limit || s.header(buf[start:ends[base]]) {
				s.ends = ends[:base]
				return start
			}
			ends = append(ends, uint32(p))
			s.starts, s.lines = append(s.starts, uint32(start)), append(s.lines, uint32(s.line))
			s.line++
			base, start = len(ends), after
			if start >= stop {
				break
			}
			if after > p+1 {
				jump = after
				break
			}
		}
		i = jump
	}
	s.ends = ends[:base]
	return start
}

// header reports whether a row whose first field this is may be the header again.
func (s *sheet) header(first []byte) bool {
	name := s.table.names[0]
	if len(first) == 0 || len(name) == 0 {
		return len(name) == 0
	}
	if first[len(first)-1] != name[len(name)-1] {
		return false
	}
	if string(first) == name {
		return true
	}
	for _, c := range first {
		if c <= ' ' || c >= 0x80 {
			return true
		}
	}
	return false
}

// row cuts one row that may be anything. It returns the bytes that it takes; ok
// is false where the text breaks off before that is known.
func (s *sheet) row(at int) (used int, ok bool) {
	c := s.scan
	if n := c.blankLines(s.buf[at:s.limit]); n > 0 {
		s.line += n
		return n, true
	}
	c.buf, c.at, c.end, c.eof = s.buf[:s.limit:s.limit], at, s.limit, s.eof
	used, lines, fault := c.cut()
	if used < 0 {
		return 0, false
	}
	if fault != "" {
		used, lines, ok = s.lineAt(at)
		if !ok {
			return 0, false
		}
	}
	s.note(c, fault)
	s.line += lines
	return used, true
}

// lineAt measures the physical line at at, its end included.
func (s *sheet) lineAt(at int) (used, lines int, ok bool) {
	b := s.buf[at:s.limit]
	i := bytes.IndexAny(b, "\r\n")
	switch {
	case i < 0:
		return len(b), 0, s.eof
	case b[i] == '\n' || i+1 < len(b) || s.eof:
		return i + lineEnd(b[i:]), 1, true
	}
	return 0, 0, false
}

// note takes the row that the scanner has cut, or why it could not.
func (s *sheet) note(c *scanner, fault string) {
	value := ""
	switch {
	case fault == "" && c.blank():
		return
	case fault == "":
		fault, value = s.table.judge(c.fields)
	}
	if fault != "" {
		s.faults = append(s.faults, blot{s.line, fault, value})
		return
	}
	s.starts, s.lines = append(s.starts, uint32(len(s.buf))), append(s.lines, uint32(s.line))
	for _, f := range c.fields {
		s.buf = append(s.buf, f...)
		s.ends = append(s.ends, uint32(len(s.buf)))
		s.buf = append(s.buf, s.table.scan.delim)
	}
	if n := len(s.buf) + margin; n > cap(s.buf) {
		s.buf = append(make([]byte, 0, 2*n), s.buf...)
	}
}

// further cuts one row with a scanner that reads on as far as it must. It returns
// false at the end of the file. The scanner stands behind the row then.
func (s *sheet) further(src io.Reader) (c *scanner, more bool, err error) {
	if s.wide == nil {
		s.wide = newScanner(nil, 0)
	}
	c = s.wide
	*c = scanner{src: src, buf: c.buf, line: 1, fields: c.fields, spare: c.spare, width: s.scan.width}
	c.split(s.scan.delim)
	line, fault, blank, err := c.step()
	if err == io.EOF {
		return c, false, nil
	}
	if err != nil {
		return c, false, &breach{s.line + line - 1, err}
	}
	if !blank {
		s.note(c, fault)
	}
	s.line += c.line - 1
	return c, true, nil
}

// settle gives the rows to a clerk. The first of the sheet's lines is number 1 of
// the piece's.
func (s *sheet) settle(w *worker, k *clerk) error {
	a := k.account
	for _, f := range s.faults {
		a.read.add(1)
		a.refuse(f.reason, f.value, Place{File: k.plan.quality.Name, Line: f.line}, 1)
	}
	if n := len(s.buf) + margin; n > cap(s.buf) {
		s.buf = append(make([]byte, 0, n), s.buf...)
	}
	s.buf = s.buf[:len(s.buf)+margin]
	for from := 0; from < len(s.starts); from += k.limits.rows {
		if err := w.halt(); err != nil {
			return err
		}
		rows := min(k.limits.rows, len(s.starts)-from)
		k.renew()
		for _, l := range k.lanes {
			s.lane(l, from, rows)
		}
		for _, l := range k.watch {
			s.look(l, from, rows)
		}
		err := k.finish(rows, func(i int) Place {
			return Place{File: k.plan.quality.Name, Line: int(s.lines[from+i])}
		})
		if err != nil {
			return err
		}
	}
	a.lines += s.line
	return nil
}

// field is where field at of row i lies in the buffer.
func (s *sheet) field(i, at int) (from, to int) {
	n := i * len(s.table.names)
	if at == 0 {
		return int(s.starts[i]), int(s.ends[n])
	}
	return int(s.ends[n+at-1]) + 1, int(s.ends[n+at])
}

// lane fills a lane with rows.
func (s *sheet) lane(l *lane, from, rows int) {
	if l.id {
		s.ids(l, from, rows)
	} else if l.reader.kind == &kindDate {
		s.days(l, from, l.codes[:rows])
	} else {
		s.codes(l, from, l.codes[:rows])
	}
}

// ids hashes the ids of a column. One that is that of the row before, as where the rows of a case
// stand together, has its hash.
func (s *sheet) ids(l *lane, from, rows int) {
	var last echo
	for i := range rows {
		a, b := s.field(from+i, l.reader.at)
		id := s.buf[a:b]
		words := wordsOf(id)
		if last.same(id, words) {
			l.hashes[i] = l.hashes[i-1]
			continue
		}
		last.hash(l, i, id, words)
	}
}

// codes looks up the texts of a column. It is lane.code, with what is the same for all
// rows kept at hand: texts of up to two bytes stand in a table by themselves, and no
// question is asked of lengths up to 16.
func (s *sheet) codes(l *lane, from int, codes []uint32) {
	width, at, buf := len(s.table.names), l.reader.at, s.buf
	short := l.shortTexts()
	slots, shift := l.slots, l.shift
	starts, ends := s.starts[from:from+len(codes)], s.ends[from*width:]
	for i := range codes {
		a, b := int(starts[i]), int(ends[at])
		if at > 0 {
			a = int(ends[at-1]) + 1
		}
		ends = ends[width:]
		n := b - a
		if n <= 2 {
			text := binary.LittleEndian.Uint16(buf[a:]) & uint16(1<<(8*uint(n))-1)
			if short[text] == 0 {
				l.setShort(text, l.code(buf, a, b))
				slots, shift = l.slots, l.shift
			}
			codes[i] = short[text] - 1
			continue
		}
		if n > 16 {
			codes[i] = l.code(buf, a, b)
			slots, shift = l.slots, l.shift
			continue
		}
		text, mask := buf[a:a+16], &kept[n]
		k := key{binary.LittleEndian.Uint64(text) & mask[0], binary.LittleEndian.Uint64(text[8:]) & mask[1], uint32(n)}
		for j := k.hash() >> shift; ; j++ {
			t := &slots[j&uint64(len(slots)-1)]
			if t.lo == k.lo && t.hi == k.hi && t.n == k.n && t.code != 0 {
				codes[i] = t.code - 1
				break
			}
			if t.code == 0 {
				codes[i] = l.learn(k, buf[a:b])
				slots, shift = l.slots, l.shift
				break
			}
		}
	}
}

// days looks up the texts of a column of dates. Those written as ISO has them stand by
// themselves, in a table that is smaller than the lexicon.
func (s *sheet) days(l *lane, from int, codes []uint32) {
	if l.days == nil {
		l.days = make([]uint32, dayPlaces)
	}
	width, at, buf := len(s.table.names), l.reader.at, s.buf
	days := (*[dayPlaces]uint32)(l.days)
	starts, ends := s.starts[from:from+len(codes)], s.ends[from*width:]
	for i := range codes {
		a, b := int(starts[i]), int(ends[at])
		if at > 0 {
			a = int(ends[at-1]) + 1
		}
		ends = ends[width:]
		place := uint(noDay)
		if b-a == 10 {
			text := buf[a : a+10]
			place = dayPlace(binary.LittleEndian.Uint64(text), binary.LittleEndian.Uint16(text[8:]))
		} else if b == a {
			place = emptyDay
		}
		if place >= noDay {
			codes[i] = l.code(buf, a, b)
			continue
		}
		if days[place] == 0 {
			l.setDay(uint32(place), l.code(buf, a, b))
		}
		codes[i] = days[place] - 1
	}
}

// dayPlaces is how many texts have a place: 256 years of 16 months of 32 days. What would
// be day 0 of month 0 of the first year is the empty text's, and the last place no text's.
const (
	dayPlaces = 1 << 17
	emptyDay  = 0
	noDay     = dayPlaces - 1
)

// dayPlace is the place of a text such as 2016-12-31, of which text is the first eight
// bytes and day the last two: each has its own; noDay where it is another text.
func dayPlace(text uint64, day uint16) uint {
	const pattern, most, high = 0x2d30302d30303030, 0x7f76767f76767676, 0x8080808080808080 // 0000-00-
	x, d := text^pattern, uint64(day^0x3030)
	if ((x+most|x)&high | (d+0x7676|d)&0x8080) != 0 {
		return noDay
	}
	x = 10*x + x>>8 // each byte with its next, no more than 99 together
	year := 100*uint(x&0xff) + uint(x>>16&0xff) - 1900
	month, in := uint(x>>40&0xff), uint((10*d+d>>8)&0xff)
	if year > 255 || month-1 > 14 || in > 31 {
		return noDay
	}
	return year<<9 | month<<5 | in
}

// look shows the sentry of a column that nothing reads its values.
func (s *sheet) look(l *lane, from, rows int) {
	for i := range rows {
		a, b := s.field(from+i, l.reader.at)
		l.watch.see(s.buf[a:b])
	}
}
