package ingest

import "encoding/binary"

// deltas are whole numbers kept as packed differences (DELTA_BINARY_PACKED).
type deltas struct {
	data        []byte
	block, mini int // values of a block, and of each of its parts
	total       int
	value       int64
	least       int64
	widths      []byte
	inBlock     int
	bit         uint64
	started     bool
}

func newDeltas(data []byte) (*deltas, error) {
	d := &deltas{data: data}
	var head [3]uint64
	for i := range head {
		v, err := d.uvarint()
		if err != nil {
			return nil, err
		}
		head[i] = v
	}
	first, n := binary.Varint(d.data)
	if n <= 0 || head[0] == 0 || head[0]%128 != 0 || head[0] > 1<<20 || head[1] == 0 || head[0]%head[1] != 0 || head[0]/head[1]%32 != 0 || head[2] > 1<<31 {
		return nil, errShort
	}
	d.data, d.value = d.data[n:], first
	d.block, d.mini, d.total = int(head[0]), int(head[0]/head[1]), int(head[2])
	d.inBlock = d.block
	return d, nil
}

func (d *deltas) uvarint() (uint64, error) {
	v, n := binary.Uvarint(d.data)
	if n <= 0 {
		return 0, errShort
	}
	d.data = d.data[n:]
	return v, nil
}

func (d *deltas) next() (int64, error) {
	if d.total == 0 {
		return 0, errShort
	}
	d.total--
	if !d.started {
		d.started = true
		return d.value, nil
	}
	if d.inBlock == d.block {
		if err := d.open(); err != nil {
			return 0, err
		}
	}
	width := uint64(d.widths[d.inBlock/d.mini])
	delta, err := d.unpack(width)
	if err != nil {
		return 0, err
	}
	d.inBlock++
	if d.inBlock%d.mini == 0 || d.total == 0 { // the part is padded to its full length
		d.closePart(width)
	}
	d.value += d.least + int64(delta)
	return d.value, nil
}

// open reads the head of a block.
func (d *deltas) open() error {
	least, n := binary.Varint(d.data)
	parts := d.block / d.mini
	if n <= 0 || len(d.data)-n < parts {
		return errShort
	}
	d.least, d.widths, d.data = least, d.data[n:n+parts], d.data[n+parts:]
	d.inBlock, d.bit = 0, 0
	return nil
}

func (d *deltas) unpack(width uint64) (uint64, error) {
	if width > 64 || (d.bit+width+7)/8 > uint64(len(d.data)) {
		return 0, errShort
	}
	var v uint64
	for got := uint64(0); got < width; {
		b := uint64(d.data[d.bit/8] >> (d.bit % 8))
		take := min(8-d.bit%8, width-got)
		v |= b & (1<<take - 1) << got
		got, d.bit = got+take, d.bit+take
	}
	return v, nil
}

func (d *deltas) closePart(width uint64) {
	size := min(uint64(d.mini)*width/8, uint64(len(d.data)))
	d.data, d.bit = d.data[size:], 0
}

// all reads every number that is left.
func (d *deltas) all() ([]int64, error) {
	if d.total > 64*(len(d.data)+1)*d.mini {
		return nil, errShort
	}
	var out []int64
	for d.total > 0 {
		v, err := d.next()
		if err != nil {
			return nil, err
		}
		out = append(out, v)
	}
	return out, nil
}
