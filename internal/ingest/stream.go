package ingest

import (
	"bufio"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"sync/atomic"

	"github.com/apache/arrow/go/v17/arrow/memory"
	"github.com/apache/arrow/go/v17/parquet/file"
	"github.com/apache/arrow/go/v17/parquet/metadata"
)

// The library makes room for a page by the sizes that the page's header claims,
// and a damaged header may claim two gigabytes. So the claims are held against
// what the file can hold before the library sees them.

// oldPadding is by how much writers of old (PARQUET-816) understate a chunk.
const oldPadding = 100

// pagesOf opens the pages of a column chunk.
func pagesOf(f File, c *metadata.ColumnChunkMetaData) (file.PageReader, error) {
	in, err := streamOf(f, c, 1<<16)
	if err != nil {
		return nil, err
	}
	return file.NewPageReader(in, c.NumValues(), c.Compression(), boundOf(f, memory.NewGoAllocator()), nil)
}

// streamOf opens the bytes of a column chunk.
func streamOf(f File, c *metadata.ColumnChunkMetaData, buffer int) (*chunkStream, error) {
	if c.CryptoMetadata() != nil {
		return nil, errors.New("it is encrypted")
	}
	section := sectionOf(f, c)
	return &chunkStream{Reader: bufio.NewReaderSize(section, buffer), left: section.Size()}, nil
}

// sectionOf is where in the file a column chunk lies.
func sectionOf(f File, c *metadata.ColumnChunkMetaData) *io.SectionReader {
	start, long := c.DataPageOffset(), c.TotalCompressedSize()
	if d := c.DictionaryPageOffset(); c.HasDictionaryPage() && d > 0 {
		start = min(start, d)
	}
	return io.NewSectionReader(f.R, start, min(long+oldPadding, f.Size-start))
}

func boundOf(f File, a memory.Allocator) *bounded {
	return &bounded{Allocator: a, most: max(64<<20, 4096*f.Size), purse: f.purse}
}

// A chunkStream is the bytes of a column chunk.
type chunkStream struct {
	*bufio.Reader
	left int64
}

// Peek looks ahead at a page's header, and refuses one that claims more bytes
// than the chunk has.
func (s *chunkStream) Peek(n int) ([]byte, error) {
	b, err := s.Reader.Peek(n)
	if size, ok := packedSize(b); ok && (size < 0 || size > s.left) {
		return nil, fmt.Errorf("a page claims %d bytes where %d are left", size, s.left)
	}
	if errors.Is(err, bufio.ErrBufferFull) {
		err = nil // the header ends before that, or cannot be read
	}
	return b, err
}

func (s *chunkStream) Discard(n int) (int, error) {
	n, err := s.Reader.Discard(n)
	s.left -= int64(n)
	return n, err
}

func (s *chunkStream) Read(p []byte) (int, error) {
	n, err := s.Reader.Read(p)
	s.left -= int64(n)
	return n, err
}

// packedSize reads the packed size out of a page's header, where it stands
// third of three whole numbers (Thrift's compact protocol).
func packedSize(b []byte) (int64, bool) {
	const whole = 5 // the type of an i32
	for id := int64(0); len(b) > 0; {
		head := b[0]
		b = b[1:]
		if head&15 != whole {
			return 0, false
		}
		if step := int64(head >> 4); step > 0 {
			id += step
		} else {
			n, used := binary.Varint(b)
			if used <= 0 {
				return 0, false
			}
			id, b = n, b[used:]
		}
		v, used := binary.Varint(b)
		if used <= 0 {
			return 0, false
		}
		if id == 3 {
			return v, true
		}
		b = b[used:]
	}
	return 0, false
}

// bounded gives no more memory at once than a page of the file can need, and no more than
// the purse has.
type bounded struct {
	memory.Allocator
	most  int64
	held  int64 // the most that it gave at once
	purse *purse
}

func (b *bounded) Allocate(size int) []byte {
	b.check(size)
	return b.Allocator.Allocate(size)
}

func (b *bounded) Reallocate(size int, old []byte) []byte {
	b.check(size)
	return b.Allocator.Reallocate(size, old)
}

// check panics, which next turns into an error of the file.
func (b *bounded) check(size int) {
	if int64(size) > b.most {
		panic(fmt.Sprintf("a page claims %d bytes", size))
	}
	if more := int64(size) - b.held; more > 0 {
		b.held = int64(size)
		b.purse.take(more)
	}
}

// usualMemory is what reading may take where nobody says.
const usualMemory = 1 << 30

// A purse is the memory that the pages of one file may take, over all columns that are
// read at once.
type purse struct {
	most int64
	left atomic.Int64
}

// overdrawn is the panic of a purse that had so many bytes and was asked for more.
type overdrawn int64

// newPurse is a quarter of the memory that a run may use: what is made of a dictionary may
// be some times as large as the page that it stood in.
func newPurse(memory int64) *purse {
	if memory <= 0 {
		memory = usualMemory
	}
	p := &purse{most: memory / 4}
	p.left.Store(p.most)
	return p
}

// take panics where the purse has not that much.
func (p *purse) take(n int64) {
	if p.left.Add(-n) < 0 {
		panic(overdrawn(p.most))
	}
}

// refill gives back all that was taken.
func (p *purse) refill() { p.left.Store(p.most) }

// footer is how long a footer may be: the library needs a multiple of it.
func (p *purse) footer() int64 { return max(1<<20, p.most/8) }
