package ingest

import (
	"github.com/apache/arrow/go/v17/parquet/metadata"
	"github.com/zeebo/xxh3"
)

// A haul fills a lane from one column chunk after another, many values at once.
type haul struct {
	chunk
	lane   *lane
	leaf   leaf
	fresh  bool     // table is of this chunk's dictionary
	round  int      // of the lane's lexicon, in which table was made
	table  []uint32 // code of each entry of the dictionary, from 1; 0: not asked for yet
	hashes []xxh3.Uint128
	set    bitset
	index  []uint32
	even   *evenIDs // of ids
}

func newHaul(l *lane, f leaf) *haul {
	l.render = f.render
	if f.plain {
		l.render = nil
	}
	n := l.clerk.limits.rows
	return &haul{lane: l, leaf: f, set: make(bitset, (n+63)/64), index: make([]uint32, n)}
}

// open begins a column chunk.
func (h *haul) open(f File, c *metadata.ColumnChunkMetaData) error {
	if h.pages == nil {
		h.pages = newPager(f, 1<<17)
	}
	h.chunk = chunk{pages: h.pages, optional: h.leaf.optional, physical: h.leaf.physical, width: h.leaf.width, heap: h.heap, spans: h.spans[:0]}
	h.fresh = false
	return h.pages.open(f, c)
}

// fill fills the lane with the next rows values.
func (h *haul) fill(rows int) error {
	for at := 0; at < rows; {
		for h.left == 0 {
			if err := h.turn(); err != nil {
				return err
			}
		}
		n := min(h.left, rows-at)
		there := n
		if h.optional {
			var err error
			if there, err = h.levels.ones(h.set, n); err != nil {
				return err
			}
		}
		if err := h.take(at, there); err != nil {
			return err
		}
		if there < n {
			h.spread(at, n, there)
		}
		at += n
		if h.left -= n; h.left == 0 {
			if err := h.values.done(); err != nil {
				return err
			}
		}
	}
	return nil
}

// spread moves n values, of which some are there, to the rows that have them.
func (h *haul) spread(at, n, there int) {
	l := h.lane
	if !l.id {
		scatterCodes(l.codes[at:at+n], there, h.set, l.nothing())
		return
	}
	scatter(l.hashes[at:at+n], there, h.set, xxh3.Uint128{})
	if l.some {
		scatter(l.strange[at:at+n], there, h.set, 0)
	}
}

// take fills n rows of the lane, from at on, with the next values of the page.
func (h *haul) take(at, n int) error {
	if n == 0 {
		return nil
	}
	switch v := h.values.(type) {
	case *pointers:
		if err := v.at.fill(h.index[:n]); err != nil {
			return err
		}
		return h.point(at, h.index[:n])
	case *plain:
		return h.copy(at, n, v)
	}
	for i := range n {
		b, err := h.values.next()
		if err != nil {
			return err
		}
		h.put(at+i, b, 0, len(b))
	}
	return nil
}

// put takes the value buf[from:to] of row i.
func (h *haul) put(i int, buf []byte, from, to int) {
	if h.lane.id {
		h.lane.hash(i, buf[from:to])
	} else {
		h.lane.codes[i] = h.lane.code(buf, from, to)
	}
}

// copy takes n values that lie one after another.
func (h *haul) copy(at, n int, v *plain) error {
	if h.lane.id {
		return h.copyIDs(at, n, v)
	}
	next := 0
	for i := range n {
		s, after, err := spanOf(v.data, next, v.size)
		if err != nil {
			return err
		}
		h.put(at+i, v.data, int(s.from), int(s.to))
		next = after
	}
	v.data = v.data[next:]
	return nil
}

// copyIDs is copy of ids. One that is plain and the same as the one before has its hash.
func (h *haul) copyIDs(at, n int, v *plain) error {
	next := 0
	var last echo
	for i, to := at, at+n; i < to; {
		if rows, stride := h.evenIDs(i, to-i, v, next); rows > 0 {
			i, next, last = i+rows, next+rows*stride, echo{}
			continue
		}
		for one := min(to, i+fewRows); i < one; i++ {
			s, after, err := spanOf(v.data, next, v.size)
			if err != nil {
				return err
			}
			next = after
			id := v.data[s.from:s.to]
			words := wordsOf(id)
			if last.same(id, words) {
				h.lane.hashes[i] = h.lane.hashes[i-1]
				continue
			}
			last.hash(h.lane, i, id, words)
		}
	}
	v.data = v.data[next:]
	return nil
}

// evenIDs takes ids of one length from a place on, as far as they are.
func (h *haul) evenIDs(i, n int, v *plain, from int) (rows, stride int) {
	if v.size > 0 {
		return 0, 0
	}
	if h.even == nil {
		h.even = &evenIDs{}
	}
	return h.even.take(h.lane, i, n, v.data[from:])
}

// point takes values that stand in the dictionary.
func (h *haul) point(at int, index []uint32) error {
	l := h.lane
	if !h.fresh || h.round != l.round {
		h.fresh, h.round = true, l.round
		h.table = append(h.table[:0], make([]uint32, len(h.spans))...)
		if n := len(h.spans); l.id && n > len(h.hashes) {
			h.hashes = make([]xxh3.Uint128, n)
		}
	}
	if l.id {
		return h.pointIDs(at, index)
	}
	table, codes := h.table, l.codes[at:at+len(index)]
	if eightfold && lookUp(codes, index, table) {
		return nil
	}
	for i, n := range index {
		if uint64(n) >= uint64(len(table)) {
			return errBeyond
		}
		code := table[n]
		if code == 0 {
			code = l.code(h.heap, int(h.spans[n].from), int(h.spans[n].to)) + 1
			table[n] = code
		}
		codes[i] = code - 1
	}
	return nil
}

// pointIDs takes ids that stand in the dictionary. Of a plain one the hash is
// remembered, and 1 stands in the table.
func (h *haul) pointIDs(at int, index []uint32) error {
	l := h.lane
	for i, n := range index {
		if uint64(n) >= uint64(len(h.table)) {
			return errBeyond
		}
		if h.table[n] == 1 {
			l.hashes[at+i] = h.hashes[n]
			if w := l.walk; w != nil && w.orders != 0 && !(i > 0 && n == index[i-1]) {
				id := l.write(h.heap[h.spans[n].from:h.spans[n].to])
				w.follow(id, wordsOf(id), h.hashes[n])
			}
			continue
		}
		l.hash(at+i, h.heap[h.spans[n].from:h.spans[n].to])
		if l.strange[at+i] == 0 {
			h.table[n], h.hashes[n] = 1, l.hashes[at+i]
		}
	}
	return nil
}
