package ingest

import (
	"bytes"
	"encoding/binary"
	"math/bits"

	"impact/internal/law"

	"github.com/zeebo/xxh3"
)

// A lexicon numbers the different texts of one column as they are met, from 0:
// the codes of a batch. It is found by the bytes as they are stored.
type lexicon struct {
	slots []slot
	shift uint // of a hash, down to a place in slots
	used  int  // slots
	long  []byte
	marks []uint8    // of each code: what a row that has it needs
	known []*meaning // of each code; nil where nothing asks
	odd   bool       // some code has a mark
}

// A slot holds a text of up to 16 bytes itself, and of a longer one a hash and
// its place in the lexicon's long texts.
type slot struct {
	lo, hi uint64
	n      uint32
	code   uint32 // from 1; 0: the slot is free
}

// A meaning is what a code stands for, as far as the rows that have it need more
// than the code.
type meaning struct {
	cell
	count *score // of kept charges with it; may be nil
	clash *score // of kept charges whose inchoate column contradicts it
}

// A score counts the kept charges of one piece that have a text.
type score struct {
	key    tallyKey
	ref    law.Reference
	piece  *account // whose it is at the moment
	weight Weight
}

// The marks of a code. A row without any needs nothing but its codes.
const (
	markCount uint8 = 1 << iota // a count notes the row
	markLatin                   // the text was not UTF-8
	markFault                   // the row must be refused
	markNone                    // there is no statute
	markClash                   // the text contradicts the inchoate column
)

func (x *lexicon) reset() {
	*x = lexicon{slots: x.slots, shift: x.shift, long: x.long[:0], marks: x.marks[:0], known: x.known[:0]}
	if len(x.slots) != 256 {
		x.slots = make([]slot, 256)
		x.shift = 64 - 8
	}
	clear(x.slots)
}

func (x *lexicon) full(l limits) bool { return len(x.marks) > l.texts || len(x.long) > l.long }

// A key tells texts apart: those of up to 16 bytes exactly.
type key struct {
	lo, hi uint64
	n      uint32
}

// keyOf is the key of buf[from:to].
func keyOf(buf []byte, from, to int) key {
	n := to - from
	switch {
	case n > 16:
		return key{lo: xxh3.Hash(buf[from:to]), n: uint32(n)}
	case n > 8:
		return key{binary.LittleEndian.Uint64(buf[from:]), binary.LittleEndian.Uint64(buf[to-8:]) >> (8 * (16 - uint(n))), uint32(n)}
	case from+8 <= len(buf):
		return key{lo: binary.LittleEndian.Uint64(buf[from:]) & (1<<(8*uint(n)) - 1), n: uint32(n)}
	}
	k := key{n: uint32(n)}
	for i, c := range buf[from:to] {
		k.lo |= uint64(c) << (8 * i)
	}
	return k
}

// kept are the bits of the first and the second word of a text, by its length.
var kept = func() (masks [17][2]uint64) {
	for n := range masks {
		masks[n] = [2]uint64{1<<(8*min(n, 8)) - 1, 1<<(8*max(n-8, 0)) - 1}
	}
	return masks
}()

// pairKey is the key of two codes together.
func pairKey(a, b uint32) key { return key{lo: uint64(a) | uint64(b)<<32, n: 8} }

func (k key) hash() uint64 {
	hi, lo := bits.Mul64(k.lo^0x9e3779b97f4a7c15, k.hi^uint64(k.n)^0xd6e8feb86659fd93)
	return (hi ^ lo) * 0xff51afd7ed558ccd
}

// find looks a text up: buf[from:to], whose key is k.
func (x *lexicon) find(k key, buf []byte, from, to int) (code uint32, ok bool) {
	mask := uint64(len(x.slots) - 1)
	for i := k.hash() >> x.shift; ; i++ {
		s := &x.slots[i&mask]
		if s.code == 0 {
			return 0, false
		}
		if s.lo == k.lo && s.n == k.n && (s.hi == k.hi || k.n > 16) {
			if k.n <= 16 || bytes.Equal(x.long[s.hi:s.hi+uint64(k.n)], buf[from:to]) {
				return s.code - 1, true
			}
		}
	}
}

// add gives the next code to a text that find has not found.
func (x *lexicon) add(k key, text []byte, marks uint8, m *meaning) uint32 {
	code := x.grow(marks, m)
	s := slot{k.lo, k.hi, k.n, code + 1}
	if k.n > 16 {
		s.hi = uint64(len(x.long))
		x.long = append(x.long, text...)
	}
	if x.used++; 4*x.used > 3*len(x.slots) {
		x.double()
	}
	x.place(s)
	return code
}

// grow gives the next code to what no text stands for.
func (x *lexicon) grow(marks uint8, m *meaning) uint32 {
	x.marks, x.known = append(x.marks, marks), append(x.known, m)
	x.odd = x.odd || marks != 0
	return uint32(len(x.marks) - 1)
}

func (x *lexicon) place(s slot) {
	mask := uint64(len(x.slots) - 1)
	i := s.key().hash() >> x.shift
	for x.slots[i&mask].code != 0 {
		i++
	}
	x.slots[i&mask] = s
}

func (s slot) key() key {
	if s.n > 16 {
		return key{lo: s.lo, n: s.n}
	}
	return key{s.lo, s.hi, s.n}
}

func (x *lexicon) double() {
	old := x.slots
	x.slots = make([]slot, 2*len(old))
	x.shift--
	for _, s := range old {
		if s.code != 0 {
			x.place(s)
		}
	}
}
