package ingest

import (
	"bytes"
	"errors"
	"io"
)

// The bounds of the scanner. A row longer than maxRow, or a quoted field
// longer than maxQuoted, is refused.
const (
	maxRow    = 1 << 20
	maxQuoted = 1 << 16
)

// The reasons for which the scanner refuses a row.
const (
	openQuote  = "a quote is opened and not closed"
	longQuote  = "a quote is opened and not closed within 64 KiB"
	afterQuote = "text stands after a closing quote"
	nulByte    = "a NUL byte stands in the row"
	longRow    = "the row is longer than 1 MiB"
)

// A scanner cuts delimited text into rows of fields in bounded memory. Lines
// end in LF, CR or CRLF, mixed as they come. A row that is not well formed
// costs its own physical line and nothing else.
type scanner struct {
	src    io.Reader
	buf    []byte
	at     int // of the next row in buf
	end    int // of the data in buf
	eof    bool
	broken error // why the source ends early
	line   int   // of the next row, from 1
	delim  byte
	stop   [256]bool // bytes that end an unquoted field, or spoil it
	width  int       // fields that a row should have; 0 not known
	fields [][]byte
	spare  []byte // holds fields whose doubled quotes were undone
}

func newScanner(src io.Reader, delim byte) *scanner {
	s := &scanner{src: src, buf: make([]byte, stretchSize), line: 1}
	s.split(delim)
	return s
}

// split sets the delimiter.
func (s *scanner) split(delim byte) {
	s.delim, s.stop = delim, [256]bool{'\n': true, '\r': true, 0: true}
	s.stop[delim] = true
}

// next cuts the next row that is not blank into s.fields. A fault is a reason
// to refuse that row; err is io.EOF at the end, or why the file ends early.
func (s *scanner) next() (line int, fault string, err error) {
	for {
		line, fault, blank, err := s.step()
		if !blank {
			return line, fault, err
		}
	}
}

// step is next for the next row, blank or not.
func (s *scanner) step() (line int, fault string, blank bool, err error) {
	for {
		if err := s.need(1); err != nil {
			return s.line, "", false, err
		}
		line = s.line
		if n := s.blankLines(s.buf[s.at:s.end]); n > 0 {
			s.at, s.line = s.at+n, s.line+n
			return line, "", true, nil
		}
		used, lines, fault := s.cut()
		if used < 0 {
			if err := s.need(s.end - s.at + 1); err == nil {
				continue
			} else if !errors.Is(err, errFull) {
				if s.eof && err == io.EOF {
					continue // the last row: cut again, knowing that it ends here
				}
				return line, "", false, err
			}
			return line, longRow, false, s.skipLine()
		}
		if fault != "" {
			return line, fault, false, s.skipLine()
		}
		s.at, s.line = s.at+used, s.line+lines
		return line, "", s.blank(), nil
	}
}

// blankLines is with how many LFs a text begins, each of which is a blank row.
func (s *scanner) blankLines(b []byte) (n int) {
	if s.delim == '\n' {
		return 0
	}
	for n < len(b) && b[n] == '\n' {
		n++
	}
	return n
}

// blank reports whether the row that was cut holds nothing.
func (s *scanner) blank() bool { return len(s.fields) == 1 && len(trim(s.fields[0])) == 0 }

var errFull = errors.New("the buffer is full")

// need reads on until n bytes lie in the buffer from s.at on.
func (s *scanner) need(n int) error {
	for s.end-s.at < n {
		if s.eof {
			return io.EOF
		}
		if s.broken != nil {
			return s.broken
		}
		switch full := s.end == len(s.buf); {
		case full && len(s.buf) < maxRow:
			s.buf = append(make([]byte, 0, min(4*len(s.buf), maxRow)), s.buf...)
			s.buf = s.buf[:cap(s.buf)]
		case full && s.at > 0:
			s.end = copy(s.buf, s.buf[s.at:s.end])
			s.at = 0
		case full:
			return errFull
		}
		got, err := s.some(s.buf[s.end:])
		s.end += got
		if err == io.EOF { // itself: a broken archive may wrap it
			s.eof = true
		} else if err != nil {
			s.broken = err // told when what came with it is used up
		}
	}
	return nil
}

// stretchSize is how many bytes are read at once, where they are there: a row is cut anew each
// time that more of it is read.
const stretchSize = 1 << 16

// some reads a stretch: an archive may give its text byte by byte.
func (s *scanner) some(b []byte) (n int, err error) {
	for n < min(len(b), stretchSize) && err == nil {
		var got int
		got, err = s.src.Read(b[n:])
		n += got
	}
	return n, err
}

// skipLine passes over the rest of the physical line.
func (s *scanner) skipLine() error {
	for {
		b := s.buf[s.at:s.end]
		i := bytes.IndexAny(b, "\r\n")
		if i >= 0 && (b[i] == '\n' || i+1 < len(b) || s.eof) {
			s.at += i + lineEnd(b[i:])
			s.line++
			return nil
		}
		if i > 0 { // keep the CR until what follows it is known
			s.at += i
		} else if i < 0 {
			s.at = s.end
		}
		if err := s.need(s.end - s.at + 1); err == io.EOF {
			if s.at == s.end {
				return nil
			}
		} else if err != nil {
			return err
		}
	}
}

// lineEnd is the length of the line end that b begins with.
func lineEnd(b []byte) int {
	switch {
	case len(b) > 1 && b[0] == '\r' && b[1] == '\n':
		return 2
	case len(b) > 0 && (b[0] == '\r' || b[0] == '\n'):
		return 1
	}
	return 0
}

// cut cuts the row at s.at into s.fields. It returns the bytes and the line
// ends that the row takes; -1 bytes if its end is not in the buffer.
func (s *scanner) cut() (used, lines int, fault string) {
	b, i := s.buf[s.at:s.end], 0
	s.fields, s.spare = s.fields[:0], s.spare[:0]
	for {
		var field []byte
		if i < len(b) && b[i] == '"' {
			n, inner, bad := s.quoted(b[i:])
			if bad != "" || n < 0 {
				return n, 0, bad
			}
			field, i, lines = s.unquote(b[i+1:i+n-1]), i+n, lines+inner
		} else {
			from := i
			for i < len(b) && !s.stop[b[i]] {
				i++
			}
			field = b[from:i]
		}
		s.fields = append(s.fields, field)
		switch {
		case i == len(b) && !s.eof:
			return -1, 0, ""
		case i == len(b):
			return i, lines, s.ragged(lines)
		case b[i] == s.delim:
			i++
			continue
		case b[i] == 0:
			return i, 0, nulByte
		case b[i] == '\r' && i+1 == len(b) && !s.eof:
			return -1, 0, ""
		}
		return i + lineEnd(b[i:]), lines + 1, s.ragged(lines)
	}
}

// ragged refuses a row of several lines that has not the width of the others:
// a quote that was never closed has swallowed what follows.
func (s *scanner) ragged(lines int) string {
	if lines > 0 && s.width > 0 && len(s.fields) != s.width {
		return openQuote
	}
	return ""
}

// quoted measures the quoted field that b begins with: its bytes, both quotes
// included, and the line ends in it; -1 if its end is not in the buffer.
func (s *scanner) quoted(b []byte) (n, lines int, fault string) {
	end := min(len(b), maxQuoted)
	for i := 1; ; i++ {
		for i < end && !inQuotes[b[i]] {
			i++
		}
		if i >= end {
			switch {
			case len(b) >= maxQuoted:
				return 0, 0, longQuote
			case !s.eof:
				return -1, 0, ""
			}
			return 0, 0, openQuote
		}
		switch b[i] {
		case 0:
			return 0, 0, nulByte
		case '\r', '\n':
			lines++
			i += lineEnd(b[i:]) - 1
			continue
		}
		if i+1 == len(b) {
			if !s.eof {
				return -1, 0, ""
			}
			return i + 1, lines, ""
		}
		switch next := b[i+1]; {
		case next == '"':
			i++
		case next == s.delim || next == '\r' || next == '\n':
			return i + 1, lines, ""
		case lines > 0:
			return 0, 0, openQuote
		default:
			return 0, 0, afterQuote
		}
	}
}

// inQuotes are the bytes that matter in a quoted field.
var inQuotes = [256]bool{'"': true, '\r': true, '\n': true, 0: true}

// unquote undoes the doubled quotes of a quoted field.
func (s *scanner) unquote(b []byte) []byte {
	if bytes.IndexByte(b, '"') < 0 {
		return b
	}
	if s.spare == nil {
		s.spare = make([]byte, 0, maxRow)
	}
	from := len(s.spare)
	for i := 0; i < len(b); i++ {
		s.spare = append(s.spare, b[i])
		if b[i] == '"' {
			i++
		}
	}
	return s.spare[from:]
}
