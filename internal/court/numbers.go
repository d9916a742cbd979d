package court

import (
	"hash/maphash"
)

// numbers gives values their numbers: equal values have one. It holds each
// value once, where a map would hold it twice.
type numbers[T comparable] struct {
	list  []T
	table []uint32 // number+1 at the place of the value's hash or soon after; 0 free
}

// seed chooses the places in tables, and nothing that anyone sees.
var seed = maphash.MakeSeed()

// of is the number of a value, a new one where the value is new.
func (n *numbers[T]) of(v T) uint32 {
	if 2*len(n.list) >= len(n.table) {
		n.grow()
	}
	at := n.place(v)
	if n.table[at] == 0 {
		n.list = append(n.list, v)
		n.table[at] = uint32(len(n.list))
	}
	return n.table[at] - 1
}

// place is where the value is, or where it would be.
func (n *numbers[T]) place(v T) int {
	mask := len(n.table) - 1
	for at := int(maphash.Comparable(seed, v)) & mask; ; at = (at + 1) & mask {
		if x := n.table[at]; x == 0 || n.list[x-1] == v {
			return at
		}
	}
}

// grow doubles the table.
func (n *numbers[T]) grow() {
	n.table = make([]uint32, max(16, 2*len(n.table)))
	for i, v := range n.list {
		n.table[n.place(v)] = uint32(i + 1)
	}
}

// sums adds numbers up by ciphers and sentences.
type sums struct {
	slot []summed
	len  int
}

// summed is the sum of a pair; 0 free.
type summed struct {
	cipher   cipher
	sentence uint32
	sum      int64
}

func (t *sums) add(c cipher, sentence uint32, n int64) {
	if 2*t.len >= len(t.slot) {
		t.grow()
	}
	if x := t.find(c, sentence); x.sum == 0 {
		*x = summed{c, sentence, n}
		t.len++
	} else {
		x.sum += n
	}
}

func (t *sums) find(c cipher, sentence uint32) *summed {
	mask := uint64(len(t.slot) - 1)
	for at := mix(c, uint64(sentence), 0) & mask; ; at = (at + 1) & mask {
		if x := &t.slot[at]; x.sum == 0 || x.cipher == c && x.sentence == sentence {
			return x
		}
	}
}

func (t *sums) grow() {
	old := t.slot
	t.slot = make([]summed, max(1024, 2*len(old)))
	for _, x := range old {
		if x.sum != 0 {
			*t.find(x.cipher, x.sentence) = x
		}
	}
}

// all yields the pairs and their sums, in no order.
func (t *sums) all(yield func(c cipher, sentence uint32, n int64)) {
	for _, x := range t.slot {
		if x.sum != 0 {
			yield(x.cipher, x.sentence, x.sum)
		}
	}
}

// scatter mixes a word.
func scatter(x uint64) uint64 {
	x *= 0x9e3779b97f4a7c15
	x ^= x >> 32
	x *= 0xd6e8feb86659fd93
	return x ^ x>>32
}
