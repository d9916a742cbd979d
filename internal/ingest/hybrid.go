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
