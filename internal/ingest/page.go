package ingest

import (
	"encoding/binary"
	"errors"
	"fmt"

	"github.com/apache/arrow/go/v17/parquet"
)

// What lies in pages is decoded here, a value at a time, because the library's own
// decoders panic or loop on damaged pages and hold a page's values all at once.

// A chunk is one column of one row group, read value by value. A null is an
// empty text.
type chunk struct {
	pages    *pager
	optional bool // values may be null: definition levels are 0 and 1
	physical parquet.Type
	width    int    // bytes of a fixed-length value
	render   render // nil: who reads the values renders them
	learned  bool   // there is a dictionary:
	dict     [][]byte
	heap     []byte // or, where nothing is rendered, its bytes
	spans    []span // and where in them the values lie
	left     int    // values of the page that are still to be read
	levels   hybrid
	values   values
}

// values gives the values of a page that are not null, one after another.
type values interface {
	next() ([]byte, error)
	done() error // complains of bytes that no value used
}

// A render writes a stored value as the text that a CSV file would hold.
type render func(dst, raw []byte) []byte

var errShort = errors.New("a page is shorter than the values it should hold")

// next is the next value as text. It is good until the next call.
func (c *chunk) next() ([]byte, error) {
	for c.left == 0 {
		if err := c.turn(); err != nil {
			return nil, err
		}
	}
	c.left--
	var text []byte
	level, err := uint32(1), error(nil)
	if c.optional {
		level, err = c.levels.next()
	}
	if err == nil && level > 0 {
		text, err = c.values.next()
	}
	if err == nil && c.left == 0 {
		err = c.values.done()
	}
	return text, err
}

// end reports values that are left over when every row has had its own.
func (c *chunk) end() error {
	if c.left > 0 {
		return errMany
	}
	more, err := c.pages.next()
	if more {
		return errMany
	}
	return err
}

var errMany = errors.New("there are more values than rows")

// turn goes to the next page.
func (c *chunk) turn() error {
	more, err := c.pages.next()
	if err != nil {
		return err
	}
	if !more {
		return errFew
	}
	p := &c.pages.page
	switch p.kind {
	case dictionaryPage:
		return c.learn(p)
	case dataPage:
		return c.openV1(p)
	}
	return c.openV2(p)
}

// learn renders the dictionary, once for all values that point to it.
func (c *chunk) learn(p *page) error {
	if c.learned {
		return errors.New("a column chunk has two dictionaries")
	}
	if e := p.encoding; e != parquet.Encodings.Plain && e != parquet.Encodings.PlainDict {
		return fmt.Errorf("a dictionary in encoding %v cannot be read", e)
	}
	n, data := p.values, p.data
	if n > 8*len(data) {
		return errShort
	}
	c.learned = true
	if c.render == nil {
		return c.keep(data, n)
	}
	in := c.plain(data)
	var all []byte
	ends := make([]int, n)
	for i := range ends {
		text, err := in.next()
		if err != nil {
			return err
		}
		all = append(all, text...)
		ends[i] = len(all)
	}
	c.dict = make([][]byte, n)
	from := 0
	for i, to := range ends {
		c.dict[i] = all[from:to:to]
		from = to
	}
	return in.done()
}

// keep keeps the n values of a dictionary as they are stored.
func (c *chunk) keep(data []byte, n int) error {
	c.heap, c.spans = append(c.heap[:0], data...), c.spans[:0]
	if c.physical == parquet.Types.Boolean {
		return errors.New("a dictionary of truth values cannot be read")
	}
	from, err := 0, error(nil)
	for range n {
		var s span
		if s, from, err = spanOf(c.heap, from, c.fixed()); err != nil {
			return err
		}
		c.spans = append(c.spans, s)
	}
	return (&plain{data: c.heap[from:]}).done()
}

// A span is where in a page a value lies: a page has less than 2 GiB.
type span struct{ from, to uint32 }

// spanOf finds the plain value at data[from:], of a size or, where that is 0,
// behind its length, and where the next one begins.
func spanOf(data []byte, from, size int) (s span, next int, err error) {
	if size == 0 {
		if len(data)-from < 4 {
			return s, 0, errShort
		}
		long := binary.LittleEndian.Uint32(data[from:])
		if uint64(long) > uint64(len(data)-from-4) {
			return s, 0, errShort
		}
		size, from = int(long), from+4
	}
	if size > len(data)-from {
		return s, 0, errShort
	}
	return span{uint32(from), uint32(from + size)}, from + size, nil
}

// openV1 opens a page whose levels lie, with their length, before its values.
func (c *chunk) openV1(p *page) error {
	data := p.data
	if c.optional {
		if e := p.levels; e != parquet.Encodings.RLE {
			return fmt.Errorf("levels in encoding %v cannot be read", e)
		}
		if len(data) < 4 {
			return errShort
		}
		n := binary.LittleEndian.Uint32(data)
		if uint64(n) > uint64(len(data)-4) {
			return errShort
		}
		c.levels = hybrid{data: data[4 : 4+n], width: 1}
		data = data[4+n:]
	}
	return c.openValues(data, p)
}

// openV2 opens a page whose header gives the length of its levels.
func (c *chunk) openV2(p *page) error {
	data, r, d := p.data, p.repeats, p.defines
	if r+d > len(data) {
		return errShort
	}
	c.levels = hybrid{data: data[r : r+d], width: 1}
	return c.openValues(data[r+d:], p)
}

func (c *chunk) openValues(data []byte, p *page) error {
	c.left = p.values
	switch e := p.encoding; e {
	case parquet.Encodings.Plain:
		c.values = c.plain(data)
	case parquet.Encodings.PlainDict, parquet.Encodings.RLEDict:
		if !c.learned {
			return errors.New("a page points to a dictionary that is not there")
		}
		if len(data) == 0 {
			c.values = &pointers{dict: c.dict}
			return nil
		}
		if data[0] > 32 {
			return errShort
		}
		c.values = &pointers{dict: c.dict, at: hybrid{data: data[1:], width: uint(data[0])}}
	default:
		return c.openRare(e, data)
	}
	return nil
}

// byteStreamSplit is an encoding that the library has no name for.
const byteStreamSplit parquet.Encoding = 9

// openRare opens the encodings that only some writers use.
func (c *chunk) openRare(e parquet.Encoding, data []byte) error {
	text := c.physical == parquet.Types.ByteArray
	whole := c.physical == parquet.Types.Int32 || c.physical == parquet.Types.Int64
	var err error
	switch {
	case e == parquet.Encodings.RLE && c.physical == parquet.Types.Boolean && len(data) >= 4:
		c.values = &runs{at: hybrid{data: data[4:], width: 1}, render: c.render}
	case e == parquet.Encodings.DeltaBinaryPacked && whole:
		var d *deltas
		if d, err = newDeltas(data); err == nil {
			c.values = &differences{from: d, size: c.fixed(), render: c.render}
		}
	case e == parquet.Encodings.DeltaLengthByteArray && text:
		c.values, err = newLengths(data, c.render)
	case e == parquet.Encodings.DeltaByteArray && (text || c.physical == parquet.Types.FixedLenByteArray):
		c.values, err = newPrefixes(data, c.render)
	case e == byteStreamSplit && c.fixed() > 0:
		c.values = &streams{data: data, size: c.fixed(), render: c.render}
	default:
		return fmt.Errorf("values in encoding %v cannot be read", e)
	}
	return err
}

// fixed is the size of a value in bytes; 0 where sizes differ.
func (c *chunk) fixed() int {
	switch c.physical {
	case parquet.Types.Int32, parquet.Types.Float:
		return 4
	case parquet.Types.Int64, parquet.Types.Double:
		return 8
	case parquet.Types.Int96:
		return 12
	case parquet.Types.FixedLenByteArray:
		return c.width
	}
	return 0
}

func (c *chunk) plain(data []byte) values {
	if c.physical == parquet.Types.Boolean {
		return &runs{at: hybrid{data: data, width: 1, left: 8 * len(data), packed: true}, render: c.render}
	}
	return &plain{data: data, size: c.fixed(), render: c.render}
}
