package ingest

import (
	"encoding/binary"
	"errors"
)

// write renders a value into the room of the last one.
func (r render) write(room, raw []byte) []byte {
	if r == nil {
		return append(room[:0], raw...)
	}
	return r(room[:0], raw)
}

var errBeyond = errors.New("a value points beyond its dictionary")

// plain values lie one after another, those of no fixed size behind their length.
type plain struct {
	data   []byte
	size   int
	render render
	text   []byte
}

func (v *plain) next() ([]byte, error) {
	n := v.size
	if n == 0 {
		if len(v.data) < 4 {
			return nil, errShort
		}
		long := binary.LittleEndian.Uint32(v.data)
		if uint64(long) > uint64(len(v.data)-4) {
			return nil, errShort
		}
		n, v.data = int(long), v.data[4:]
	}
	if n > len(v.data) {
		return nil, errShort
	}
	v.text = v.render.write(v.text, v.data[:n])
	v.data = v.data[n:]
	return v.text, nil
}

func (v *plain) done() error {
	if len(v.data) > 0 {
		return errors.New("a page is longer than the values it should hold")
	}
	return nil
}

// pointers are values that stand in the dictionary.
type pointers struct {
	dict [][]byte
	at   hybrid
}

func (v *pointers) next() ([]byte, error) {
	i, err := v.at.next()
	if err != nil {
		return nil, err
	}
	if uint64(i) >= uint64(len(v.dict)) {
		return nil, errBeyond
	}
	return v.dict[i], nil
}

func (v *pointers) done() error { return nil }

// runs are booleans, packed or in runs.
type runs struct {
	at     hybrid
	render render
	text   []byte
}

func (v *runs) next() ([]byte, error) {
	b, err := v.at.next()
	v.text = v.render.write(v.text, []byte{byte(b)})
	return v.text, err
}

func (v *runs) done() error { return nil }

// differences are whole numbers kept as deltas.
type differences struct {
	from   *deltas
	size   int
	render render
	raw    [8]byte
	text   []byte
}

func (v *differences) next() ([]byte, error) {
	n, err := v.from.next()
	binary.LittleEndian.PutUint64(v.raw[:], uint64(n))
	v.text = v.render.write(v.text, v.raw[:v.size])
	return v.text, err
}

func (v *differences) done() error { return nil }

// lengths are texts behind the list of their lengths (DELTA_LENGTH_BYTE_ARRAY).
type lengths struct {
	sizes  []int64
	data   []byte
	render render
	text   []byte
}

func newLengths(data []byte, r render) (*lengths, error) {
	d, err := newDeltas(data)
	if err != nil {
		return nil, err
	}
	sizes, err := d.all()
	return &lengths{sizes: sizes, data: d.data, render: r}, err
}

func (v *lengths) raw() ([]byte, error) {
	if len(v.sizes) == 0 || v.sizes[0] < 0 || v.sizes[0] > int64(len(v.data)) {
		return nil, errShort
	}
	n := v.sizes[0]
	raw := v.data[:n]
	v.sizes, v.data = v.sizes[1:], v.data[n:]
	return raw, nil
}

func (v *lengths) next() ([]byte, error) {
	raw, err := v.raw()
	if err != nil {
		return nil, err
	}
	v.text = v.render.write(v.text, raw)
	return v.text, nil
}

func (v *lengths) done() error { return nil }

// prefixes are texts that share a beginning with the one before (DELTA_BYTE_ARRAY).
type prefixes struct {
	shared []int64
	rest   *lengths
	last   []byte
	render render
	text   []byte
}

func newPrefixes(data []byte, r render) (*prefixes, error) {
	d, err := newDeltas(data)
	if err != nil {
		return nil, err
	}
	shared, err := d.all()
	if err != nil {
		return nil, err
	}
	rest, err := newLengths(d.data, nil)
	return &prefixes{shared: shared, rest: rest, render: r}, err
}

func (v *prefixes) next() ([]byte, error) {
	raw, err := v.rest.raw()
	if err != nil {
		return nil, err
	}
	if len(v.shared) == 0 || v.shared[0] < 0 || v.shared[0] > int64(len(v.last)) {
		return nil, errShort
	}
	v.last = append(v.last[:v.shared[0]], raw...)
	v.shared = v.shared[1:]
	v.text = v.render.write(v.text, v.last)
	return v.text, nil
}

func (v *prefixes) done() error { return nil }

// streams are values whose first bytes lie together, then their second ones
// (BYTE_STREAM_SPLIT).
type streams struct {
	data     []byte
	size, at int
	render   render
	raw      []byte
	text     []byte
}

func (v *streams) next() ([]byte, error) {
	n := len(v.data) / v.size
	if v.at >= n || len(v.data)%v.size != 0 {
		return nil, errShort
	}
	v.raw = v.raw[:0]
	for i := range v.size {
		v.raw = append(v.raw, v.data[i*n+v.at])
	}
	v.at++
	v.text = v.render.write(v.text, v.raw)
	return v.text, nil
}

func (v *streams) done() error { return nil }
