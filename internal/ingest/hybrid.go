package ingest

import (
	"encoding/binary"
	"math/bits"
)

// A hybrid is a row of small numbers, each width bits wide, in runs of equal
// ones and in packed groups of eight.
type hybrid struct {
	data   []byte
	width  uint
	left   int // of the run or groups that are being read
	packed bool
	value  uint32
	bit    uint
}

func (h *hybrid) next() (uint32, error) {
	for h.left == 0 {
		if err := h.turn(); err != nil {
			return 0, err
		}
	}
	h.left--
	if !h.packed {
		return h.value, nil
	}
	at, shift := h.bit/8, h.bit%8
	h.bit += h.width
	if h.bit > 8*uint(len(h.data)) {
		return 0, errShort
	}
	var word uint64
	if at+8 <= uint(len(h.data)) {
		word = binary.LittleEndian.Uint64(h.data[at:])
	} else {
		for i, b := range h.data[at:] {
			word |= uint64(b) << (8 * i)
		}
	}
	return uint32(word >> shift & (1<<h.width - 1)), nil
}

// fill reads as many numbers as dst holds.
func (h *hybrid) fill(dst []uint32) error {
	for len(dst) > 0 {
		for h.left == 0 {
			if err := h.turn(); err != nil {
				return err
			}
		}
		part := dst[:min(h.left, len(dst))]
		if h.packed {
			if h.bit+uint(len(part))*h.width > 8*uint(len(h.data)) {
				return errShort
			}
			h.unpack(part)
		} else {
			for i := range part {
				part[i] = h.value
			}
		}
		h.left -= len(part)
		dst = dst[len(part):]
	}
	return nil
}

// unpack reads packed numbers, which are known to be there: those of a whole group
// of eight at once. There are whole groups, so that one begins where what is left is some.
func (h *hybrid) unpack(dst []uint32) {
	width, left := h.width, h.left
	for len(dst) > 0 {
		if left%8 == 0 && len(dst) >= 8 && width > 0 && width <= widest {
			if n := h.groups(dst, h.bit/8); n > 0 {
				h.bit += 8 * width * uint(n)
				dst, left = dst[8*n:], left-8*n
				continue
			}
		}
		dst[0] = uint32(h.word(h.bit/8) >> (h.bit % 8) & (1<<width - 1))
		dst, left = dst[1:], left-1
		h.bit += width
	}
}

// word is eight bytes of the data, zeros behind its end.
func (h *hybrid) word(at uint) uint64 {
	if at+8 <= uint(len(h.data)) {
		return binary.LittleEndian.Uint64(h.data[at:])
	}
	var word uint64
	for i, b := range h.data[min(at, uint(len(h.data))):] {
		word |= uint64(b) << (8 * i)
	}
	return word
}

const (
	widest    = 16 // bits of numbers that are read eight at a time
	groupRead = 16 // bytes that are loaded where a group begins
)

// groups reads whole groups of numbers of at most widest bits, as long as all the words
// that it loads lie in the data, and returns how many.
func (h *hybrid) groups(dst []uint32, at uint) int {
	switch {
	case at >= uint(len(h.data)):
		return 0
	case eightfold:
		return unpackGroups(dst, h.data[at:], h.width)
	}
	return plainGroups(dst, h.data[at:], h.width)
}

// plainGroups is unpackGroups for every machine.
func plainGroups(dst []uint32, data []byte, w uint) (n int) {
	mask, half := uint64(1)<<w-1, w/2
	one, two, three, odd := w&63, 2*w&63, 3*w&63, 4*w&7
	for len(dst) >= 8 && len(data) >= groupRead {
		d, b := dst[:8], data[:groupRead]
		a := binary.LittleEndian.Uint64(b)
		c := binary.LittleEndian.Uint64(b[half:]) >> odd
		d[0], d[1], d[2], d[3] = uint32(a&mask), uint32(a>>one&mask), uint32(a>>two&mask), uint32(a>>three&mask)
		d[4], d[5], d[6], d[7] = uint32(c&mask), uint32(c>>one&mask), uint32(c>>two&mask), uint32(c>>three&mask)
		dst, data, n = dst[8:], data[w:], n+1
	}
	return n
}

// A bitset is the levels of rows, one bit each: whether the row has a value.
type bitset []uint64

// ones reads the next rows levels of 0 and more, and returns how many are not zero.
func (h *hybrid) ones(set bitset, rows int) (n int, err error) {
	clear(set[:(rows+63)/64])
	for at := 0; at < rows; {
		for h.left == 0 {
			if err := h.turn(); err != nil {
				return 0, err
			}
		}
		part := min(h.left, rows-at)
		switch {
		case h.packed && h.bit+uint(part)*h.width > 8*uint(len(h.data)):
			return 0, errShort
		case h.packed:
			n += h.flags(set, at, part)
		case h.value > 0:
			set.fill(at, at+part)
			n += part
		}
		h.left -= part
		at += part
	}
	return n, nil
}

// flags reads packed levels of one bit, which are known to be there.
func (h *hybrid) flags(set bitset, at, rows int) (n int) {
	for rows > 0 {
		part := min(rows, 56, 64-at%64)
		word := h.word(h.bit/8) >> (h.bit % 8) & (1<<part - 1)
		set[at/64] |= word << (at % 64)
		n += bits.OnesCount64(word)
		h.bit += uint(part)
		at, rows = at+part, rows-part
	}
	return n
}

// fill sets the bits from from to to.
func (s bitset) fill(from, to int) {
	for from < to {
		part := min(to-from, 64-from%64)
		s[from/64] |= ^uint64(0) >> (64 - part) << (from % 64)
		from += part
	}
}

// scatterCodes is scatter for codes: of 64 rows those few that have a value, or those few
// that have none, are looked for; where both are many each row is written without a branch.
func scatterCodes(list []uint32, there int, set bitset, nothing uint32) {
	for i := len(list); i > 0; {
		low := (i - 1) &^ 63
		word, part := set[low/64], list[low:i]
		some := bits.OnesCount64(word)
		i = low
		switch {
		case some <= rare:
			var kept [rare]uint32
			copy(kept[:], list[there-some:there])
			for j := range part {
				part[j] = nothing
			}
			for n := 0; word != 0; n++ {
				part[bits.TrailingZeros64(word)] = kept[n]
				word &= word - 1
			}
		case len(part)-some <= rare:
			scatterSpans(part, list[:there], word, nothing)
		default:
			at := there
			for j := len(part) - 1; j >= 0; j-- {
				bit := uint32(word >> j & 1)
				at -= int(bit)
				part[j] = list[at]&-bit | nothing&(bit-1)
			}
		}
		there -= some
	}
}

// rare is how many of 64 rows are few.
const rare = 16

// scatterSpans moves the last of the values to the rows of a part that have one, stretch by stretch.
func scatterSpans(part, values []uint32, word uint64, nothing uint32) {
	for end := len(part); end > 0; {
		gap := bits.Len64(^word & (1<<end - 1)) // the last row without a value, and 1
		n := end - gap
		copy(part[gap:end], values[len(values)-n:])
		values = values[:len(values)-n]
		if end = gap; gap > 0 {
			end--
			part[end] = nothing
		}
	}
}

// scatter moves values that stand at the beginning of list to the rows that have
// one, and gives the others nothing.
func scatter[T any](list []T, there int, set bitset, nothing T) {
	for i := len(list); i > 0; {
		low := (i - 1) &^ 63
		word, part := set[low/64], i-low
		switch word {
		case 0:
			for j := low; j < i; j++ {
				list[j] = nothing
			}
		case ^uint64(0) >> (64 - part):
			copy(list[low:i], list[there-part:there])
			there -= part
		default:
			for j := i - 1; j >= low; j-- {
				if word>>(j-low)&1 == 0 {
					list[j] = nothing
					continue
				}
				there--
				list[j] = list[there]
			}
		}
		i = low
	}
}

// turn goes to the next run or groups.
func (h *hybrid) turn() error {
	if h.packed {
		h.data = h.data[min(uint(len(h.data)), (h.bit+7)/8):]
		h.packed, h.bit = false, 0
	}
	head, n := binary.Uvarint(h.data)
	if n <= 0 || head>>1 == 0 || head > 1<<32 {
		return errShort
	}
	h.data = h.data[n:]
	if h.packed = head&1 == 1; h.packed {
		h.left = int(head>>1) * 8
		return nil
	}
	size := int(h.width+7) / 8
	if size > len(h.data) {
		return errShort
	}
	h.value = 0
	for i, b := range h.data[:size] {
		h.value |= uint32(b) << (8 * i)
	}
	h.left, h.data = int(head>>1), h.data[size:]
	return nil
}
