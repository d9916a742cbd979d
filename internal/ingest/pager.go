package ingest

import (
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"slices"

	"github.com/apache/arrow/go/v17/parquet"
	"github.com/apache/arrow/go/v17/parquet/compress"
	"github.com/apache/arrow/go/v17/parquet/metadata"
)

// The library's own reader of pages makes much of a page's header that nobody asks for, and
// makes room by the sizes that the header claims. Here the header is walked for what is asked,
// and its claims are held against what the file can hold.

// oldPadding is by how much writers of old (PARQUET-816) understate a chunk.
const oldPadding = 100

// mostHead is how long the head of a page may be.
const mostHead = 16 << 20

// The kinds of pages, as their heads name them.
const (
	dataPage       = 0
	dictionaryPage = 2
	dataPageV2     = 3
)

// A page is the bytes of a page and what its head says of them. It is good until the next.
type page struct {
	kind     int
	data     []byte
	values   int
	encoding parquet.Encoding
	levels   parquet.Encoding // of the levels of a data page
	repeats  int              // bytes of levels of a V2 page
	defines  int              // likewise
}

// A pager reads the pages of a column chunk, one after another.
type pager struct {
	file  io.ReaderAt
	at    int64  // of the file: what is to be read next
	end   int64  // of the chunk
	ahead []byte // what is read and not used
	buf   []byte // in which it lies
	left  int64  // values that are to come
	plain bool   // pages are not packed
	codec compress.Codec
	room  []byte // of the unpacked page
	bound bound
	page  page
}

// newPager makes a pager for chunks of a file, that reads so many bytes at a time.
func newPager(f File, buffer int) *pager {
	return &pager{file: f.R, buf: make([]byte, buffer), bound: bound{most: max(64<<20, 4096*f.Size), purse: f.purse}}
}

// open begins a column chunk.
func (p *pager) open(f File, c *metadata.ColumnChunkMetaData) (err error) {
	if c.CryptoMetadata() != nil {
		return errors.New("it is encrypted")
	}
	if p.codec, err = compress.GetCodec(c.Compression()); err != nil {
		return err
	}
	p.plain = c.Compression() == compress.Codecs.Uncompressed
	p.at = c.DataPageOffset()
	if d := c.DictionaryPageOffset(); c.HasDictionaryPage() && d > 0 {
		p.at = min(p.at, d)
	}
	p.end = min(p.at+c.TotalCompressedSize()+oldPadding, f.Size)
	p.ahead, p.left = nil, c.NumValues()
	return nil
}

// next reads the next page. It reports false where all values were on those before.
func (p *pager) next() (bool, error) {
	for p.left > 0 {
		h, err := p.head()
		if err != nil {
			return false, err
		}
		switch h.kind {
		case dictionaryPage, dataPage, dataPageV2:
		default:
			continue // a kind yet to be invented
		}
		if h.kind != dictionaryPage {
			p.left -= int64(h.values)
		}
		p.page = h.page
		p.page.data, err = p.body(h)
		return err == nil, err
	}
	return false, nil
}

// body is the bytes of a page, unpacked.
func (p *pager) body(h pageHead) ([]byte, error) {
	if rest := p.rest(); h.packed > rest {
		return nil, fmt.Errorf("a page claims %d bytes where %d are left", h.packed, rest)
	}
	packed, err := p.use(int(h.packed))
	if err != nil {
		return nil, err
	}
	if p.plain || h.bare {
		if len(packed) != int(h.size) {
			return nil, fmt.Errorf("a page holds %d bytes, its header says %d", len(packed), h.size)
		}
		return packed, nil
	}
	levels := h.repeats + h.defines // of a V2 page, which are not packed
	if levels > min(int(h.packed), int(h.size)) {
		return nil, errShort
	}
	p.bound.check(h.size)
	if int64(cap(p.room)) < h.size+zstdSlack {
		p.room = make([]byte, h.size+zstdSlack)
	}
	out := p.room[:h.size]
	copy(out, packed[:levels])
	p.codec.Decode(out[levels:], packed[levels:]) // an error is a panic
	return out, nil
}

// rest is how many bytes of the chunk are not used.
func (p *pager) rest() int64 { return p.end - p.at + int64(len(p.ahead)) }

// use takes the next n bytes, of which there are as many. They are good until more are read.
func (p *pager) use(n int) ([]byte, error) {
	err := p.look(n)
	if err != nil {
		return nil, err
	}
	b := p.ahead[:n]
	p.ahead = p.ahead[n:]
	return b, nil
}

// look sees to it that the next n bytes, of which there are as many, are read.
func (p *pager) look(n int) error {
	if len(p.ahead) >= n {
		return nil
	}
	if n > len(p.buf) {
		p.ahead = append(make([]byte, 0, n), p.ahead...)
		p.buf = p.ahead[:n]
	} else {
		p.ahead = p.buf[:copy(p.buf, p.ahead)]
	}
	had := len(p.ahead)
	more := p.buf[had:]
	more = more[:min(int64(len(more)), p.end-p.at)]
	got, err := p.file.ReadAt(more, p.at)
	if got < len(more) && err != nil {
		if errors.Is(err, io.EOF) {
			err = io.ErrUnexpectedEOF
		}
		return err
	}
	p.at += int64(got)
	p.ahead = p.buf[:had+got]
	return nil
}

// A pageHead is what the head of a page says.
type pageHead struct {
	page
	size   int64 // of the page, unpacked
	packed int64
	bare   bool // it is not packed, whatever the chunk says
}

// head reads the head of the next page.
func (p *pager) head() (h pageHead, err error) {
	for n := int64(1 << 10); ; n *= 4 {
		n = min(n, p.rest())
		if n == 0 {
			return h, errFew
		}
		if err = p.look(int(n)); err != nil {
			return h, err
		}
		c := &compact{b: p.ahead}
		if h, err = c.pageHead(); err == nil {
			p.ahead = p.ahead[len(p.ahead)-len(c.b):]
			return h, nil
		}
		if int64(len(p.ahead)) == p.rest() || len(p.ahead) > mostHead {
			return h, errHead
		}
	}
}

var (
	errFew  = errors.New("there are fewer values than rows")
	errHead = errors.New("the header of a page cannot be read")
)

// The fields of a page's head that are structs: what a page of each kind says of itself.
const (
	ofDataPage   = 5
	ofDictionary = 7
	ofDataPageV2 = 8
)

// pageHead walks the head of a page.
func (c *compact) pageHead() (h pageHead, err error) {
	var of [ofDataPageV2 + 1]wholes
	own := noWholes
	err = c.fields(0, func(id int64, kind byte) (err error) {
		if kind == inside && (id == ofDataPage || id == ofDictionary || id == ofDataPageV2) {
			of[id] = noWholes
			return c.fields(1, func(in int64, kind byte) error { return c.whole(&of[id], in, kind, 2) })
		}
		return c.whole(&own, id, kind, 1)
	})
	h.kind, h.size, h.packed = int(own[1]), own[2], own[3]
	var needed []int64
	switch h.kind {
	case dataPage:
		x := &of[ofDataPage]
		h.values, h.encoding, h.levels = int(x[1]), parquet.Encoding(x[2]), parquet.Encoding(x[3])
		needed = x[1:5]
	case dictionaryPage:
		x := &of[ofDictionary]
		h.values, h.encoding = int(x[1]), parquet.Encoding(x[2])
		needed = x[1:3]
	case dataPageV2:
		x := &of[ofDataPageV2]
		h.values, h.encoding, h.defines, h.repeats, h.bare = int(x[1]), parquet.Encoding(x[4]), int(x[5]), int(x[6]), x[7] == 0
		needed = x[1:7]
	}
	if err == nil && (slices.Min(own[1:4]) < 0 || len(needed) > 0 && slices.Min(needed) < 0) {
		err = errHead
	}
	return h, err
}

// wholes are the whole numbers and truth values of a struct, by their ids; -1 where there is
// none.
type wholes [9]int64

var noWholes = wholes{-1, -1, -1, -1, -1, -1, -1, -1, -1}

// whole walks a field, and keeps it if it is a whole number or a truth value.
func (c *compact) whole(to *wholes, id int64, kind byte, depth int) error {
	if id < 0 || id >= int64(len(to)) {
		return c.skip(kind, depth)
	}
	switch kind {
	case trueKind, falseKind:
		to[id] = int64(falseKind - kind)
		return nil
	case intKind:
		n, used := binary.Varint(c.b)
		if used <= 0 || n != int64(int32(n)) {
			return errHead
		}
		to[id], c.b = n, c.b[used:]
		return nil
	}
	return c.skip(kind, depth)
}
