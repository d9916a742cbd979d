package court

import "slices"

// An item is something to be sorted by its key, and what goes with it.
type item struct{ key, also uint64 }

// few is how many items are sorted by putting each in its place.
const few = 40

// A sorter is items, and room for as many.
type sorter struct{ list, spare []item }

// begin forgets the items.
func (s *sorter) begin() { s.list = s.list[:0] }

func (s *sorter) add(key, also uint64) { s.list = append(s.list, item{key, also}) }

// sort sorts the items by their keys, those of equal keys as they stood, eight bits of
// the keys at a time.
func (s *sorter) sort() {
	list := s.list
	if len(list) <= few {
		for i := range list {
			x, j := list[i], i
			for ; j > 0 && list[j-1].key > x.key; j-- {
				list[j] = list[j-1]
			}
			list[j] = x
		}
		return
	}
	var differ uint64
	for i := range list {
		differ |= list[i].key ^ list[0].key
	}
	other := grown(s.spare, len(list))[:len(list)]
	for shift := 0; differ>>shift != 0; shift += 8 {
		if differ>>shift&0xff == 0 {
			continue
		}
		var start [256]int32
		for i := range list {
			start[uint8(list[i].key>>shift)]++
		}
		sum := int32(0)
		for i, n := range start {
			start[i] = sum
			sum += n
		}
		for _, x := range list {
			at := &start[uint8(x.key>>shift)]
			other[*at] = x
			*at++
		}
		list, other = other, list
	}
	s.list, s.spare = list, other
}

// sortBriefs puts rows in the order of their ids, of the numbers of their cases and of
// their signatures: first into cells by the upper bits of an id, of which each holds few,
// then each cell. Where persons are looked up by it, also is no number. What it returns is
// good until the next call.
func (g *grouping) sortBriefs(rows []brief, numbered bool) []brief {
	shift := uint(64 - 4)
	for 1<<(64-shift) < len(rows)/2 {
		shift--
	}
	g.start = grown(g.start, 1<<(64-shift)+1)[:1<<(64-shift)+1]
	clear(g.start)
	for i := range rows {
		g.start[rows[i].lo>>shift]++
	}
	sum := uint32(0)
	for i, n := range g.start {
		g.start[i] = sum
		sum += n
	}
	g.sorted = grown(g.sorted, len(rows))[:len(rows)]
	for i := range rows {
		at := &g.start[rows[i].lo>>shift]
		g.sorted[*at] = rows[i]
		*at++
	}
	from := uint32(0)
	for _, to := range g.start[:len(g.start)-1] {
		sortCell(g.sorted[from:to], numbered)
		from = to
	}
	return g.sorted
}

func sortCell(list []brief, numbered bool) {
	if len(list) > few {
		slices.SortFunc(list, func(a, b brief) int {
			switch {
			case a.before(&b, numbered):
				return -1
			case b.before(&a, numbered):
				return 1
			}
			return 0
		})
		return
	}
	for i := 1; i < len(list); i++ {
		if !list[i].before(&list[i-1], numbered) {
			continue
		}
		x, j := list[i], i
		for ; j > 0 && x.before(&list[j-1], numbered); j-- {
			list[j] = list[j-1]
		}
		list[j] = x
	}
}

// before reports whether a row stands before another.
func (a *brief) before(b *brief, numbered bool) bool {
	switch {
	case a.lo != b.lo:
		return a.lo < b.lo
	case a.hi != b.hi:
		return a.hi < b.hi
	case numbered && a.also != b.also:
		return a.also < b.also
	}
	return a.sig < b.sig
}

// same reports whether two rows are of one id.
func (a *brief) same(b *brief) bool { return a.lo == b.lo && a.hi == b.hi }
