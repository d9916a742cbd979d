package court

import (
	"hash/maphash"
	"math/bits"
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

// keys gives keys their numbers, as numbers does for anything; it is what each row
// passes through. A slot holds the upper half of a key's hash and its number+1, and lies
// where the uppermost bits of the hash say, or soon after: slots can be spread wider
// without a look at the keys.
type keys struct {
	blocks []*[keyBlock]key // a list that grows without being copied
	len    int
	slot   []uint64
	shift  uint // of a hash, to its place
}

const (
	numberBits = 1<<32 - 1
	keyBlock   = 1 << 12
)

// at is the key of a number.
func (t *keys) at(n uint32) *key { return &t.blocks[n/keyBlock][n%keyBlock] }

// add adds a key to the list.
func (t *keys) add(k *key) {
	if t.len%keyBlock == 0 {
		t.blocks = append(t.blocks, new([keyBlock]key))
	}
	*t.at(uint32(t.len)) = *k
	t.len++
}

// of is the number of a key whose hash is h.
func (t *keys) of(k *key, h uint64) uint32 {
	if 2*t.len >= len(t.slot) {
		t.grow()
	}
	mask := uint64(len(t.slot) - 1)
	for at := h >> t.shift; ; at = (at + 1) & mask {
		x := t.slot[at]
		if x == 0 {
			t.add(k)
			t.slot[at] = h&^numberBits | uint64(t.len)
			return uint32(t.len - 1)
		}
		if (x^h)>>32 == 0 {
			if n := uint32(x) - 1; t.at(n).is(k) {
				return n
			}
		}
	}
}

// all numbers the keys of a block. It looks at all slots before it looks at any key, so
// that memory is waited for once, not once a row.
func (t *keys) all(ks []key, to []uint32, hash []uint64) {
	if len(t.slot) == 0 {
		t.grow()
	}
	for i := range ks {
		hash[i] = ks[i].hash()
	}
	slot, shift := t.slot, t.shift
	for i := range ks {
		x := slot[hash[i]>>shift]
		to[i] = uint32(x)
		if (x^hash[i])>>32 != 0 {
			to[i] = 0
		}
	}
	for i := range ks {
		if n := to[i]; n != 0 && t.at(n-1).is(&ks[i]) {
			to[i] = n - 1
		} else {
			to[i] = t.of(&ks[i], hash[i])
		}
	}
}

func (k *key) is(o *key) bool {
	return k[0] == o[0] && k[1] == o[1] && k[2] == o[2] && k[3] == o[3] && k[4] == o[4]
}

// grow spreads the slots over four times as many, or makes those of a list without.
func (t *keys) grow() {
	old := t.slot
	for i := uint32(0); len(t.slot) == 0 && int(i) < t.len; i++ {
		old = append(old, t.at(i).hash()&^numberBits|uint64(i+1))
	}
	size := 1024
	for size < 4*len(old) {
		size *= 2
	}
	t.slot, t.shift = make([]uint64, size), 64-uint(bits.TrailingZeros(uint(size)))
	mask := uint64(size - 1)
	for _, x := range old {
		if x == 0 {
			continue
		}
		at := x >> t.shift
		for t.slot[at] != 0 {
			at = (at + 1) & mask
		}
		t.slot[at] = x
	}
}

// sums adds numbers up by pairs of 32-bit numbers.
type sums struct {
	slot []paired
	len  int
}

// paired is a pair and its sum; 0 free.
type paired struct {
	pair uint64
	sum  int64
}

func (t *sums) add(a, b uint32, n int64) {
	if 2*t.len >= len(t.slot) {
		t.grow()
	}
	if x := t.find(uint64(a)<<32 | uint64(b)); x.sum == 0 {
		*x = paired{uint64(a)<<32 | uint64(b), n}
		t.len++
	} else {
		x.sum += n
	}
}

func (t *sums) find(p uint64) *paired {
	mask := uint64(len(t.slot) - 1)
	for at := scatter(p) & mask; ; at = (at + 1) & mask {
		if x := &t.slot[at]; x.sum == 0 || x.pair == p {
			return x
		}
	}
}

func (t *sums) grow() {
	old := t.slot
	t.slot = make([]paired, max(1024, 2*len(old)))
	for _, x := range old {
		if x.sum != 0 {
			*t.find(x.pair) = x
		}
	}
}

// all yields the pairs and their sums, in no order.
func (t *sums) all(yield func(a, b uint32, n int64)) {
	for _, x := range t.slot {
		if x.sum != 0 {
			yield(uint32(x.pair>>32), uint32(x.pair), x.sum)
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
