package court

import "hash/maphash"

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

// keys gives keys their numbers, as numbers does for anything; it is what each row
// passes through.
type keys struct {
	list []key
	slot []uint32
}

func (t *keys) of(k *key) uint32 {
	if 2*len(t.list) >= len(t.slot) {
		t.grow()
	}
	mask := uint64(len(t.slot) - 1)
	for at := k.hash() & mask; ; at = (at + 1) & mask {
		x := t.slot[at]
		if x == 0 {
			t.list = append(t.list, *k)
			t.slot[at] = uint32(len(t.list))
			return uint32(len(t.list) - 1)
		}
		if t.list[x-1] == *k {
			return x - 1
		}
	}
}

func (t *keys) grow() {
	t.slot = make([]uint32, max(1024, 2*len(t.slot)))
	mask := uint64(len(t.slot) - 1)
	for i := range t.list {
		at := t.list[i].hash() & mask
		for t.slot[at] != 0 {
			at = (at + 1) & mask
		}
		t.slot[at] = uint32(i + 1)
	}
}

// sums adds numbers up by pairs of 32-bit numbers.
type sums struct {
	pair []uint64
	sum  []int64
	slot []uint32
}

func (t *sums) add(a, b uint32, n int64) {
	if 2*len(t.pair) >= len(t.slot) {
		t.grow()
	}
	p, mask := uint64(a)<<32|uint64(b), uint64(len(t.slot)-1)
	for at := scatter(p) & mask; ; at = (at + 1) & mask {
		x := t.slot[at]
		if x == 0 {
			t.pair, t.sum = append(t.pair, p), append(t.sum, n)
			t.slot[at] = uint32(len(t.pair))
			return
		}
		if t.pair[x-1] == p {
			t.sum[x-1] += n
			return
		}
	}
}

func (t *sums) grow() {
	t.slot = make([]uint32, max(1024, 2*len(t.slot)))
	mask := uint64(len(t.slot) - 1)
	for i, p := range t.pair {
		at := scatter(p) & mask
		for t.slot[at] != 0 {
			at = (at + 1) & mask
		}
		t.slot[at] = uint32(i + 1)
	}
}

// scatter mixes a word.
func scatter(x uint64) uint64 {
	x *= 0x9e3779b97f4a7c15
	x ^= x >> 32
	x *= 0xd6e8feb86659fd93
	return x ^ x>>32
}
