// Package spoil damages files on purpose, for the tests of whatever reads files: bits
// turned, stretches cut, doubled or moved, numbers written over, and the head of one file
// set before the tail of another. A seed makes the same damage wherever it is used.
package spoil

import (
	"bytes"
	"encoding/binary"
	"math/rand/v2"
)

// most is how long a spoilt file may become, as a multiple of the good ones, and more.
const most = 4096

// One is a damaged file made of good ones, of which there is one at least. words are what
// texts of the format are made of; none for what is no text.
func One(seed uint64, good [][]byte, words []string) []byte {
	r := rand.New(rand.NewPCG(seed, 0x5b011))
	b := bytes.Clone(good[r.IntN(len(good))])
	limit := 2*len(b) + most
	for n := 1 + r.IntN(1<<r.IntN(4)); n > 0; n-- {
		b = damage(r, b, good, words)
	}
	return b[:min(len(b), limit)]
}

// damage does one thing to a file.
func damage(r *rand.Rand, b []byte, good [][]byte, words []string) []byte {
	if len(b) == 0 {
		return append(b, byte(r.Uint32()))
	}
	at := r.IntN(len(b))
	if r.IntN(3) == 0 {
		at = len(b) - 1 - r.IntN(min(len(b), 200)) // footers lie at the end
	}
	if len(words) > 0 && r.IntN(3) == 0 {
		return line(r, b, at)
	}
	switch r.IntN(10) {
	case 0, 1:
		b[at] ^= 1 << r.IntN(8)
	case 2:
		b[at] = [...]byte{0, 1, 0x7f, 0x80, 0xff, byte(r.Uint32())}[r.IntN(6)]
	case 3:
		return b[:at]
	case 4: // a splice
		tail := good[r.IntN(len(good))]
		return append(b[:at:at], tail[r.IntN(len(tail)+1):]...)
	case 5: // a stretch is lost
		return append(b[:at:at], b[min(len(b), at+1+r.IntN(1<<r.IntN(8))):]...)
	case 6: // a stretch stands twice
		end := min(len(b), at+1+r.IntN(1<<r.IntN(8)))
		return append(b[:end:end], b[at:]...)
	case 7:
		number(r, b[at:])
	case 8: // two stretches change places
		to := r.IntN(len(b))
		for n := min(r.IntN(32), len(b)-max(at, to)); n > 0; n-- {
			b[at+n-1], b[to+n-1] = b[to+n-1], b[at+n-1]
		}
	case 9:
		if len(words) == 0 {
			b[at] += byte(r.IntN(5)) - 2
			break
		}
		return append(append(b[:at:at], words[r.IntN(len(words))]...), b[at:]...)
	}
	return b
}

// line loses the line at a place, doubles it, moves it, or gives it another letter or digit:
// what people do to texts.
func line(r *rand.Rand, b []byte, at int) []byte {
	from := bytes.LastIndexByte(b[:at], '\n') + 1
	to := len(b)
	if n := bytes.IndexByte(b[at:], '\n'); n >= 0 {
		to = at + n + 1
	}
	text := bytes.Clone(b[from:to])
	switch r.IntN(4) {
	case 0:
		return append(b[:from:from], b[to:]...)
	case 1:
		return append(append(b[:to:to], text...), b[to:]...)
	case 2:
		rest := append(b[:from:from], b[to:]...)
		next := bytes.IndexByte(rest[from:], '\n') + 1 + from
		return append(append(rest[:next:next], text...), rest[next:]...)
	}
	b[at] = "0123456789abcdefghijklmnopqrstuvwxyzABCDEF-_ ,.:"[r.IntN(48)]
	return b
}

// number writes a number that programs stumble over.
func number(r *rand.Rand, b []byte) {
	n := [...]uint64{0, 1, 1<<31 - 1, 1 << 31, 1<<32 - 1, 1<<63 - 1, 1 << 63, 1<<64 - 1, uint64(len(b)), r.Uint64()}[r.IntN(10)]
	var raw [10]byte
	var long []byte
	switch r.IntN(4) {
	case 0:
		long = binary.LittleEndian.AppendUint32(raw[:0], uint32(n))
	case 1:
		long = binary.LittleEndian.AppendUint64(raw[:0], n)
	case 2:
		long = binary.BigEndian.AppendUint32(raw[:0], uint32(n))
	case 3:
		long = binary.AppendUvarint(raw[:0], n)
	}
	copy(b, long)
}
