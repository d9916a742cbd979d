package ingest

import (
	"bufio"
	"bytes"
	"fmt"
	"io"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/encoding/charmap"
)

// syntheticMark is the first line of a CSV file that says of itself that it
// is invented. Lines that begin with # are skipped at the very top only.
const syntheticMark = "# impact: synthetic"

// A textTable is a delimited text file as rows.
type textTable struct {
	name         string
	scan         *scanner
	names        []string
	info         about
	top, topLine int // where the header begins in the scanner's buffer, and its line

	packed bool
	given  *given // what the scanner was given
}

// openText reads up to the header. packed is the archive it came out of.
func openText(name string, src io.Reader, packed string) (table, error) {
	in := bufio.NewReaderSize(src, 4096)
	head, err := in.Peek(4096)
	if err != nil && err != io.EOF {
		return nil, broken(name, 0, err)
	}
	t := &textTable{name: name, info: about{format: "CSV"}, packed: packed != ""}
	if packed != "" {
		t.info.format += " in " + packed
	}
	text, encoding := decode(in, head)
	t.info.encoding = encoding
	if !strings.HasPrefix(encoding, "UTF-16") {
		if err := known(name, packed, bytes.TrimPrefix(head, []byte("\xef\xbb\xbf"))); err != nil {
			return nil, err
		}
	}
	t.given = &given{src: text}
	t.scan = newScanner(t.given, '\n')
	return t, t.begin()
}

// begin skips the comments at the top, finds the delimiter and cuts the header.
func (t *textTable) begin() error {
	s := t.scan
	for {
		if err := s.need(1); err != nil {
			if err == io.EOF {
				return &FileError{File: t.name, Problem: "the file has no header row", Remedy: "name the columns in its first row"}
			}
			return broken(t.name, s.line, err)
		}
		if s.buf[s.at] != '#' {
			break
		}
		if strings.TrimSpace(toLine(s.peekLine())) == syntheticMark {
			t.info.synthetic = true
		}
		if err := s.skipLine(); err != nil {
			return broken(t.name, s.line, err)
		}
	}
	if line := toLine(s.peekLine()); len(line) == 5 && strings.HasPrefix(line, "sep=") { // as Excel writes it
		if err := s.skipLine(); err != nil {
			return broken(t.name, s.line, err)
		}
		s.split(line[4])
	} else {
		s.split(delimiter(s.peekLine()))
	}
	t.top, t.topLine = s.at, s.line
	return t.readHeader()
}

// resplit cuts the header again, with the delimiter that a map states. The
// header is still in the buffer.
func (t *textTable) resplit(delim byte) error {
	s := t.scan
	if delim == s.delim {
		return nil
	}
	s.at, s.line, t.names, s.width = t.top, t.topLine, nil, 0
	s.split(delim)
	return t.readHeader()
}

func (t *textTable) readHeader() error {
	line, fault, err := t.scan.next()
	if err != nil && err != io.EOF {
		return broken(t.name, line, err)
	}
	if err != nil || fault != "" {
		if fault == "" {
			fault = "the file has no header row"
		}
		return &FileError{File: t.name, Line: line, Problem: fault, Remedy: "name the columns in the first row"}
	}
	if n := len(t.scan.fields); n > mostWide {
		return &FileError{File: t.name, Line: line, Problem: fmt.Sprintf("the header has %d columns, and %d at most can be read", n, mostWide), Remedy: "leave out those that nothing needs"}
	}
	for _, f := range t.scan.fields {
		text, _ := toText(f)
		t.names = append(t.names, text)
	}
	t.scan.width = len(t.names)
	return nil
}

// peekLine is the physical line at which the scanner stands, as far as the
// buffer holds it.
func (s *scanner) peekLine() []byte {
	for {
		b := s.buf[s.at:s.end]
		if i := bytes.IndexAny(bytes.TrimLeft(b, "\r\n"), "\r\n"); i >= 0 {
			return bytes.TrimLeft(b, "\r\n")[:i]
		}
		if s.need(s.end-s.at+1) != nil {
			return bytes.TrimLeft(b, "\r\n")
		}
	}
}

func toLine(b []byte) string { text, _ := toText(b); return text }

// delimiter is the one of , ; tab | that the header has most of outside of
// quotes; a comma where it has none.
func delimiter(header []byte) byte {
	best, most := byte(','), 0
	for _, d := range []byte(",;\t|") {
		n, quoted := 0, false
		for _, c := range header {
			switch {
			case c == '"':
				quoted = !quoted
			case c == d && !quoted:
				n++
			}
		}
		if n > most {
			best, most = d, n
		}
	}
	return best
}

func (t *textTable) header() []string { return t.names }
func (t *textTable) want(_, _ []bool) {}

func (t *textTable) about() about {
	t.info.delimiter = t.scan.delim
	return t.info
}

func (t *textTable) next(r *row) (err error) {
	defer rescue(t.name, &err)
	line, fault, err := t.scan.next()
	r.place, r.fault, r.value = Place{File: t.name, Line: line}, fault, ""
	switch {
	case err == io.EOF:
		return io.EOF
	case err != nil:
		return broken(t.name, line, err)
	case fault != "":
		return nil
	}
	r.cells = t.scan.fields
	r.fault, r.value = t.judge(r.cells)
	return nil
}

// judge says why a row must be refused that is well formed, and what was seen
// there; "" if it need not.
func (t *textTable) judge(cells [][]byte) (fault, value string) {
	switch n := len(cells); {
	case n < len(t.names):
		return "too few fields", plural(n, "field") + " where the header has " + plural(len(t.names), "field")
	case n > len(t.names):
		return "too many fields", plural(n, "field") + " where the header has " + plural(len(t.names), "field")
	case t.repeated(cells):
		return "header repeated", ""
	}
	return "", ""
}

// repeated reports whether the row is the header again, as where files were
// joined end to end.
func (t *textTable) repeated(cells [][]byte) bool {
	for i, c := range cells {
		if i == 0 && len(c) > 0 && len(t.names[0]) > 0 && c[len(c)-1] != t.names[0][len(t.names[0])-1] {
			return false
		}
		if text, _ := toText(c); text != t.names[i] {
			return false
		}
	}
	return true
}

// trim drops blanks, and a byte order mark that was carried along, from both ends.
func trim(b []byte) []byte {
	for len(b) > 0 && (b[0] == ' ' || b[0] == '\t') {
		b = b[1:]
	}
	for len(b) > 0 && (b[len(b)-1] == ' ' || b[len(b)-1] == '\t') {
		b = b[:len(b)-1]
	}
	if len(b) > 0 && (b[0] >= utf8.RuneSelf || b[len(b)-1] >= utf8.RuneSelf || b[0] < ' ' || b[len(b)-1] < ' ') {
		return bytes.TrimFunc(b, func(r rune) bool { return unicode.IsSpace(r) || r == '\ufeff' })
	}
	return b
}

// toText is the trimmed cell as a text. A cell that is not UTF-8 is read as
// Windows-1252, and latin says so.
func toText(b []byte) (text string, latin bool) {
	b = trim(b)
	if utf8.Valid(b) {
		return string(b), false
	}
	out, err := charmap.Windows1252.NewDecoder().Bytes(b)
	if err != nil {
		return strings.ToValidUTF8(string(b), "\ufffd"), true
	}
	return string(trim(out)), true
}
