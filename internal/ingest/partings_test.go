package ingest

import (
	"bytes"
	"math/rand/v2"
	"reflect"
	"slices"
	"strings"
	"testing"
)

// partingsPlain is partings, byte by byte.
func partingsPlain(text []byte, delim byte, base uint32) (done int, places []uint32, lines, returns int) {
	for ; (done+1)*blockSize <= len(text); done++ {
		block := text[done*blockSize : (done+1)*blockSize]
		if bytes.ContainsAny(block, "\"\x00") {
			break
		}
		for i, c := range block {
			if c == delim || c == '\n' {
				places = append(places, base+uint32(done*blockSize+i))
			}
		}
		lines += bytes.Count(block, []byte("\n"))
		returns += bytes.Count(block, []byte("\r"))
	}
	return done, places, lines, returns
}

// holdPartings holds partings against partingsPlain. The room is no larger than it must be, and nothing
// beyond it is written.
func holdPartings(t *testing.T, text []byte, delim byte, base uint32) {
	t.Helper()
	const mark = 0xdeadbeef
	blocks := len(text) / blockSize
	room := slices.Repeat([]uint32{mark}, blocks*blockSize+partingsMargin+8)
	done, n, lines, returns := partings(text, delim, base, room[:blocks*blockSize+partingsMargin])
	wantDone, want, wantLines, wantReturns := partingsPlain(text, delim, base)
	if done != wantDone || lines != wantLines || returns != wantReturns || !slices.Equal(room[:n], want) {
		t.Fatalf("%q by %q: %d blocks, %d lines, %d CRs, places %d; by the plain loop %d, %d, %d, %d",
			text, delim, done, lines, returns, room[:n], wantDone, wantLines, wantReturns, want)
	}
	for _, v := range room[blocks*blockSize+partingsMargin:] {
		if v != mark {
			t.Fatalf("%q: it writes beyond its room", text)
		}
	}
}

// What is found with wide registers is what a plain loop finds.
func TestPartings(t *testing.T) {
	if !quick {
		t.Skip("this machine cuts rows one by one")
	}
	r := rand.New(rand.NewPCG(1, 1))
	for range 3000 {
		pool := []string{",ab\n", ",\n\r", ",;|\tx\n", ",\n", "abcdefgh,\r\n\"", "a\x00,\n\x80\xff\"", ","}[r.IntN(7)]
		text := make([]byte, r.IntN(5*blockSize))
		for i := range text {
			text[i] = pool[r.IntN(len(pool))]
			if r.IntN(3) > 0 {
				text[i] = byte('#' + r.IntN(90))
			}
		}
		at := min(r.IntN(64), len(text)) // not aligned
		holdPartings(t, text[at:], ",;|\t"[r.IntN(4)], r.Uint32N(1<<30))
	}
}

func FuzzPartings(f *testing.F) {
	f.Add([]byte(strings.Repeat("a,b\r\n", 30)), byte(','))
	f.Add([]byte(strings.Repeat(",\n", 64)+"\"x\""+strings.Repeat(";", 99)), byte(';'))
	f.Fuzz(func(t *testing.T, text []byte, delim byte) {
		if quick && delim != 0 && delim != '\n' {
			holdPartings(t, text, delim, 7)
		}
	})
}

// cutSlowly cuts a sheet as cut does, without many.
func (s *sheet) cutSlowly(at, stop int) int {
	for at < stop {
		if at = s.simple(at, stop); at >= stop {
			break
		}
		used, ok := s.row(at)
		if !ok {
			break
		}
		at += used
	}
	return at
}

// Rows that are cut many at once are those that are cut one by one.
func TestCutMany(t *testing.T) {
	if !quick {
		t.Skip("this machine cuts rows one by one")
	}
	odd := []string{"\n", "\r", "\r\n", "id,b,c\n", " id,b,c\n", "id ,1,2\n", "x\n", "x,y\n", "1,2,3,4\n", "\"a\",2,3\n", "\"a\n,\",2,3\r\n", "1,\"2\"\"\",3\n", "a\r,b,c\n", "a,b,c\r\r\n", "a,b\r\n,c\n", "\x00,b,c\n", ",,\n", "\"open,b,c\n", "éd,Nová,c\n", "d,d,d\n"}
	many := 0
	for seed := range 800 {
		r := rand.New(rand.NewPCG(uint64(seed), 3))
		end := []string{"\n", "\n", "\r\n", "\r"}[r.IntN(4)]
		rare := []int{1 << 30, 2000, 200, 20}[r.IntN(4)]
		var b strings.Builder
		for range r.IntN(3 << r.IntN(10)) {
			if r.IntN(rare) == 0 {
				b.WriteString(odd[r.IntN(len(odd))])
			}
			b.WriteString(strings.Repeat("d", r.IntN(20)) + "," + strings.Repeat("y", r.IntN(1<<r.IntN(8))) + ",z" + end)
		}
		text := b.String()
		if r.IntN(2) == 0 {
			text = strings.TrimRight(text, "\r\n")
		}
		table := &textTable{names: []string{"id", "b", "c"}, scan: newScanner(nil, ',')}
		stop := len(text) - r.IntN(min(len(text), 300)+1)
		eof := r.IntN(2) == 0
		var sheets [2]sheet
		var nexts [2]int
		for i := range sheets {
			s := &sheets[i]
			copy(s.blank(table, len(text)), text)
			s.fill(len(text), eof)
			if i == 0 {
				nexts[i] = s.cut(0, stop)
			} else {
				nexts[i] = s.cutSlowly(0, stop)
			}
		}
		a, c := &sheets[0], &sheets[1]
		if nexts[0] != nexts[1] || a.line != c.line || !slices.Equal(a.starts, c.starts) || !slices.Equal(a.ends, c.ends) || !slices.Equal(a.lines, c.lines) || !reflect.DeepEqual(a.faults, c.faults) || !bytes.Equal(a.buf, c.buf) {
			t.Fatalf("seed %d: %d rows to %d, line %d, faults %v; one by one %d rows to %d, line %d, faults %v", seed, len(a.starts), nexts[0], a.line, a.faults, len(c.starts), nexts[1], c.line, c.faults)
		}
		if a.regular() && a.slow > 0 && len(a.faults) > 0 {
			many++
		}
	}
	if many < 50 {
		t.Fatalf("only %d texts had rows of both sorts", many)
	}
}
