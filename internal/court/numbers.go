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
