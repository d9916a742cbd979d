package ingest

import "encoding/binary"

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

// unpack reads packed numbers, which are known to be there.
func (h *hybrid) unpack(dst []uint32) {
	mask := uint64(1)<<h.width - 1
	bit, width, data := h.bit, h.width, h.data
	for i := range dst {
		at := bit >> 3
		if at+8 > uint(len(data)) {
			break
		}
		dst[i] = uint32(binary.LittleEndian.Uint64(data[at:]) >> (bit & 7) & mask)
		bit += width
	}
	for i := int((bit - h.bit) / max(width, 1)); i < len(dst); i++ {
		var word uint64
		for j, b := range data[min(bit>>3, uint(len(data))):] {
			word |= uint64(b) << (8 * j)
		}
		dst[i] = uint32(word >> (bit & 7) & mask)
		bit += width
	}
	h.bit = bit
}

// ones reads as many levels as dst holds, and returns how many are not zero. dst
// is left alone where all are not.
func (h *hybrid) ones(dst []uint32) (n int, err error) {
	if !h.packed && h.left >= len(dst) && h.value > 0 {
		h.left -= len(dst)
		return len(dst), nil
	}
	if err := h.fill(dst); err != nil {
		return 0, err
	}
	for _, level := range dst {
		if level > 0 {
			n++
		}
	}
	return n, nil
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
