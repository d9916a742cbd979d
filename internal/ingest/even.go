package ingest

import (
	"encoding/binary"

	"github.com/zeebo/xxh3"
)

// Ids are of one length, mostly. Those that are, and plain, are taken many at a time, in
// passes of which none has a branch that cannot be foreseen: which rows begin a new id is no
// such thing.

// evenRows is how many rows are taken at a time.
const evenRows = 512

// fewRows is how many rows are taken one by one where the next are not even.
const fewRows = 64

// evenIDs is room for rows whose ids are of one length of 8 to 16 bytes.
type evenIDs struct {
	first, last [evenRows]uint64 // eight bytes of each, as in idWords
	begins      [evenRows]uint16 // the rows that begin another id than the one before
	hashes      [evenRows]xxh3.Uint128
}

// take takes ids that lie at the beginning of data, each behind its length, of at most n rows
// of a lane from row i on. It is how many rows it took, of how many bytes each: none where the
// ids are to be looked at one by one.
func (e *evenIDs) take(l *lane, i, n int, data []byte) (rows, stride int) {
	if len(data) < 4 || l.render != nil || l.reader.codes != nil || l.reader.missing != nil {
		return 0, 0
	}
	size := binary.LittleEndian.Uint32(data)
	if size < 8 || size > 16 {
		return 0, 0
	}
	stride = 4 + int(size)
	if rows = e.read(data, size, min(n, evenRows)); rows < fewRows/8 {
		return 0, 0
	}
	begins := e.find(rows)
	if !e.plain(begins, int(size)) {
		return 0, 0
	}
	for j, row := range begins {
		id := data[int(row)*stride:][4:stride]
		h := xxh3.Hash128(id)
		e.hashes[j] = h
		if h := h.Lo | 1; l.watch != nil && h <= l.watch.drawn.limit {
			l.watch.sketch(h, id, sign{})
		}
	}
	if l.walk != nil && l.walk.orders != 0 {
		l.walk.march(data[4:stride], e, begins)
	}
	e.spread(l.hashes[i : i+rows])
	return rows, stride
}

// read reads ids of a size as long as they are of that size, at most so many.
func (e *evenIDs) read(data []byte, size uint32, most int) (rows int) {
	stride := int(4 + size)
	for rows < most && len(data) >= stride && binary.LittleEndian.Uint32(data) == size {
		e.first[rows], e.last[rows] = binary.BigEndian.Uint64(data[4:]), binary.BigEndian.Uint64(data[stride-8:])
		data = data[stride:]
		rows++
	}
	return rows
}

// begin is 1 where a row begins another id than the one before it.
func (e *evenIDs) begin(row int) int {
	unlike := (e.first[row] ^ e.first[row-1]) | (e.last[row] ^ e.last[row-1])
	return int((unlike | -unlike) >> 63)
}

// find finds the rows that begin an id.
func (e *evenIDs) find(rows int) []uint16 {
	n := 1
	for row := 1; row < rows; row++ {
		e.begins[n&(evenRows-1)] = uint16(row)
		n += e.begin(row)
	}
	return e.begins[:n]
}

// plain reports whether plainID holds of all.
func (e *evenIDs) plain(begins []uint16, size int) bool {
	for _, row := range begins {
		first, last := e.first[row], e.last[row]
		if size == 11 && first>>32&0xff == '_' && first>>8&0xff == '_' || !plainStart(byte(first>>56)) || !plainWord(first) || !plainWord(last) {
			return false
		}
	}
	return true
}

// spread gives the rows the hashes of their ids.
func (e *evenIDs) spread(hashes []xxh3.Uint128) {
	hashes[0] = e.hashes[0]
	at := 0
	for row := 1; row < len(hashes); row++ {
		at += e.begin(row)
		hashes[row] = e.hashes[at&(evenRows-1)]
	}
}
