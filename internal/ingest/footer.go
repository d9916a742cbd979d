package ingest

import (
	"encoding/binary"
	"errors"
	"fmt"
	"io"
)

// The library makes room for every list of a footer by the length that the list claims,
// and for the columns of a schema by the number of children that a group claims: forty
// bytes can make it ask for more memory than there is, which no program survives. So the
// footer is walked before the library sees it.

const (
	mostWide  = 2_000 // of a table
	mostDepth = 32    // of structs and lists in each other
)

var errFooter = errors.New("its footer claims more than it holds")

// footerOf reads the bytes of a Parquet file's footer.
func footerOf(f File, most int64) ([]byte, error) {
	tail := make([]byte, 8)
	if _, err := f.R.ReadAt(tail, f.Size-8); err != nil && !errors.Is(err, io.EOF) {
		return nil, err
	}
	n := int64(binary.LittleEndian.Uint32(tail))
	if n > f.Size-12 {
		return nil, fmt.Errorf("its footer claims %d bytes of a file of %d", n, f.Size)
	}
	if n > most {
		return nil, fmt.Errorf("its footer of %d bytes needs more memory than the %d that reading may take", n, most)
	}
	b := make([]byte, n)
	_, err := f.R.ReadAt(b, f.Size-8-n)
	if errors.Is(err, io.EOF) {
		err = nil
	}
	return b, err
}

// soundFooter holds the claims of a footer against its bytes.
func soundFooter(b []byte) error {
	c := &compact{b: b}
	return c.fields(0, func(id int64, kind byte) error {
		if id == 2 && kind == listKind {
			return c.schema()
		}
		return c.skip(kind, 1)
	})
}

// compact walks values in Thrift's compact protocol.
type compact struct{ b []byte }

// The kinds of values, as a field's head writes them.
const (
	trueKind, falseKind, byteKind      = 1, 2, 3
	shortKind, intKind, longKind       = 4, 5, 6
	doubleKind, textKind               = 7, 8
	listKind, setKind, mapKind, inside = 9, 10, 11, 12
)

// schema walks the list of a schema's elements. No group has more children than there are
// elements.
func (c *compact) schema() error {
	n, kind, err := c.list()
	if err != nil {
		return err
	}
	if n > 2*mostWide {
		return fmt.Errorf("it has %d columns; %d at most can be read", n, mostWide)
	}
	if kind != inside {
		return errFooter
	}
	for range n {
		err := c.fields(2, func(id int64, kind byte) error {
			if id != 5 || kind != intKind {
				return c.skip(kind, 3)
			}
			children, used := binary.Varint(c.b)
			if used <= 0 || children < 0 || children >= int64(n) {
				return errFooter
			}
			c.b = c.b[used:]
			return nil
		})
		if err != nil {
			return err
		}
	}
	return nil
}

// fields walks a struct, at a depth, and gives each of its fields to take, which must
// walk its value.
func (c *compact) fields(depth int, take func(id int64, kind byte) error) error {
	if depth > mostDepth {
		return errFooter
	}
	for id := int64(0); ; {
		if len(c.b) == 0 {
			return errFooter
		}
		head := c.b[0]
		c.b = c.b[1:]
		if head == 0 {
			return nil
		}
		if step := int64(head >> 4); step > 0 {
			id += step
		} else {
			n, used := binary.Varint(c.b)
			if used <= 0 {
				return errFooter
			}
			id, c.b = n, c.b[used:]
		}
		if err := take(id, head&15); err != nil {
			return err
		}
	}
}

// list walks the head of a list: each of its values takes a byte at least.
func (c *compact) list() (n int, kind byte, err error) {
	if len(c.b) == 0 {
		return 0, 0, errFooter
	}
	head := c.b[0]
	c.b = c.b[1:]
	long := uint64(head >> 4)
	if long == 15 {
		if long, err = c.number(); err != nil {
			return 0, 0, err
		}
	}
	if long > uint64(len(c.b)) {
		return 0, 0, errFooter
	}
	return int(long), head & 15, nil
}

func (c *compact) number() (uint64, error) {
	n, used := binary.Uvarint(c.b)
	if used <= 0 {
		return 0, errFooter
	}
	c.b = c.b[used:]
	return n, nil
}

// skip walks a value.
func (c *compact) skip(kind byte, depth int) error {
	if depth > mostDepth {
		return errFooter
	}
	switch kind {
	case trueKind, falseKind:
		return nil
	case byteKind:
		return c.pass(1)
	case shortKind, intKind, longKind:
		_, err := c.number()
		return err
	case doubleKind:
		return c.pass(8)
	case textKind:
		n, err := c.number()
		if err != nil {
			return err
		}
		return c.pass(n)
	case listKind, setKind:
		n, of, err := c.list()
		for ; err == nil && n > 0; n-- {
			err = c.element(of, depth+1)
		}
		return err
	case mapKind:
		return c.pairs(depth)
	case inside:
		return c.fields(depth, func(_ int64, kind byte) error { return c.skip(kind, depth+1) })
	}
	return errFooter
}

// pairs walks a map.
func (c *compact) pairs(depth int) error {
	n, err := c.number()
	if err != nil || n == 0 {
		return err
	}
	if n > uint64(len(c.b)) {
		return errFooter
	}
	kinds := c.b[0]
	c.b = c.b[1:]
	for ; err == nil && n > 0; n-- {
		if err = c.element(kinds>>4, depth+1); err == nil {
			err = c.element(kinds&15, depth+1)
		}
	}
	return err
}

// element walks a value of a list, where a truth value is a byte of its own.
func (c *compact) element(kind byte, depth int) error {
	if kind == trueKind || kind == falseKind {
		return c.pass(1)
	}
	return c.skip(kind, depth)
}

func (c *compact) pass(n uint64) error {
	if n > uint64(len(c.b)) {
		return errFooter
	}
	c.b = c.b[n:]
	return nil
}
