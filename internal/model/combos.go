package model

import (
	"cmp"
	"encoding/binary"
	"slices"
)

// combos counts units by the forms of those charges that a table asks about, by the
// greatest classes of the others, and by window.
type combos struct {
	windows int
	lone    []int64 // of one form alone: by form and window
	list    []combo // the others, in the order in which they were met
	slot    []int32 // where in the list a key is, and 1
	shift   uint
	long    map[string]int32 // the numbers of forms that a key does not hold
	longs   [][]int32
}

// A combo is how many units are alike.
type combo struct {
	comboKey
	n int64
}

// A comboKey is what units have in common. Forms holds up to four forms in their order,
// each plus 1 in 16 bits from above; where they are more, or greater, long is their number
// and 1.
type comboKey struct {
	forms  uint64
	long   int32
	window int32
	top    top
}

// combined is what a table asks of the charges of units.
type combined struct {
	top   top // of the charges that are of one class
	forms []int32
}

// mostLone is how many numbers of lone forms are held.
const mostLone = 1 << 21

// newCombos makes room. forms is 0 where no form stands for itself.
func newCombos(forms, windows int) *combos {
	c := &combos{windows: windows, long: map[string]int32{}, slot: make([]int32, 64), shift: 64 - 6}
	if forms*windows <= mostLone {
		c.lone = make([]int64, forms*windows)
	}
	return c
}

// add counts n units of some forms, in order.
func (c *combos) add(forms []int32, rest top, window int32, n int64) {
	if len(forms) == 1 && len(c.lone) > 0 {
		c.lone[int(forms[0])*c.windows+int(window)] += n
		return
	}
	c.put(c.key(forms, rest, window), n)
}

func (c *combos) key(forms []int32, rest top, window int32) comboKey {
	k := comboKey{window: window, top: rest}
	fits := len(forms) <= 4
	for i, f := range forms {
		if fits = fits && f < 1<<16-1; !fits {
			break
		}
		k.forms |= uint64(f+1) << (48 - 16*i)
	}
	if fits {
		return k
	}
	var text []byte
	for _, f := range forms {
		text = binary.BigEndian.AppendUint32(text, uint32(f))
	}
	number, ok := c.long[string(text)]
	if !ok {
		number = int32(len(c.longs)) + 1
		c.long[string(text)], c.longs = number, append(c.longs, slices.Clone(forms))
	}
	k.forms, k.long = 0, number
	return k
}

// put counts n units of a key.
func (c *combos) put(k comboKey, n int64) {
	at := c.place(k)
	if *at == 0 {
		if 2*len(c.list) >= len(c.slot) {
			c.grow()
			at = c.place(k)
		}
		c.list = append(c.list, combo{comboKey: k})
		*at = int32(len(c.list))
	}
	c.list[*at-1].n += n
}

// place is the slot of a key, or the one that it may have.
func (c *combos) place(k comboKey) *int32 {
	h := (k.forms ^ uint64(k.long)<<40 ^ uint64(k.window)<<16 ^ uint64(k.top.from)<<8 ^ uint64(k.top.to)) * 0x9e3779b97f4a7c15
	h = (h ^ h>>29) * 0xd6e8feb86659fd93
	for at := h >> c.shift; ; at = (at + 1) & uint64(len(c.slot)-1) {
		if n := c.slot[at]; n == 0 || c.list[n-1].comboKey == k {
			return &c.slot[at]
		}
	}
}

func (c *combos) grow() {
	c.slot, c.shift = make([]int32, 4*len(c.slot)), c.shift-2
	for i := range c.list {
		*c.place(c.list[i].comboKey) = int32(i) + 1
	}
}

// join adds other combos.
func (c *combos) join(d *combos) {
	for i, n := range d.lone {
		c.lone[i] += n
	}
	for _, x := range d.list {
		if x.long > 0 {
			x.comboKey = c.key(d.longs[x.long-1], x.top, x.window)
		}
		c.put(x.comboKey, x.n)
	}
}

// each visits what was counted, in order of the classes and the forms, those alone first,
// with the numbers by window in the order in which they were met. What is visited is good
// until the visit ends.
func (c *combos) each(visit func(of combined, n []part)) {
	var n []part
	for i := 0; i < len(c.lone); i += c.windows {
		n = n[:0]
		for w, x := range c.lone[i : i+c.windows] {
			if x > 0 {
				n = append(n, part{int32(w), x})
			}
		}
		if len(n) > 0 {
			visit(combined{forms: []int32{int32(i / c.windows)}}, n)
		}
	}
	list := slices.Clone(c.list)
	slices.SortStableFunc(list, func(x, y combo) int { return c.compare(&x.comboKey, &y.comboKey) })
	for i := 0; i < len(list); {
		of := combined{list[i].top, c.formsOf(&list[i].comboKey)}
		n = n[:0]
		for first := &list[i].comboKey; i < len(list) && c.compare(first, &list[i].comboKey) == 0; i++ {
			n = append(n, part{list[i].window, list[i].n})
		}
		visit(of, n)
	}
}

// compare orders keys but for their windows.
func (c *combos) compare(x, y *comboKey) int {
	if x.top != y.top {
		return cmp.Or(cmp.Compare(x.top.from, y.top.from), cmp.Compare(x.top.to, y.top.to))
	}
	if x.long == 0 && y.long == 0 {
		return cmp.Compare(x.forms, y.forms)
	}
	return slices.Compare(c.formsOf(x), c.formsOf(y))
}

// formsOf are the forms of a key.
func (c *combos) formsOf(k *comboKey) (out []int32) {
	if k.long > 0 {
		return c.longs[k.long-1]
	}
	for rest := k.forms; rest != 0; rest <<= 16 {
		out = append(out, int32(rest>>48)-1)
	}
	return out
}
