package court

import (
	"encoding/binary"
	"fmt"
	"io"
	"sync"
)

// A Scratch makes files for what exceeds the memory that a reduction may use. The files
// are whoever's makes them: they are gone when they are closed.
type Scratch interface {
	Create() (ScratchFile, error)
}

// A ScratchFile is written once, from its beginning, and read at places.
type ScratchFile interface {
	io.Writer
	io.ReaderAt
	io.Closer
}

// chunkWords is the length of a chunk: 4 KiB.
const chunkWords = 512

// A chunk holds whole records of one part of one store.
type chunk struct {
	used int
	word [chunkWords]uint64
}

// A pool gives chunks and takes them back. It counts what is out.
type pool struct {
	scratch Scratch // nil: nothing is ever put aside
	limit   int64   // bytes of chunks beyond which stores put theirs aside; 0 none
	mu      sync.Mutex
	free    []*chunk
	out     int64 // chunks in use
	made    int   // chunks
	slabs   [][]byte
	files   []ScratchFile
	stores  map[*store]struct{} // that may hold chunks, where there is a limit
}

const (
	slab = 64   // chunks that are made at a time
	many = 1024 // chunks beyond which more are made outside of the heap
)

// more makes chunks.
func (p *pool) more() {
	var made []chunk
	if p.made >= many {
		var memory []byte
		if memory, made = mapSlab(); memory != nil {
			p.slabs = append(p.slabs, memory)
		}
	}
	if made == nil {
		made = make([]chunk, slab)
	}
	p.made += len(made)
	for i := range made {
		p.free = append(p.free, &made[len(made)-1-i])
	}
}

func (p *pool) get() *chunk {
	p.mu.Lock()
	defer p.mu.Unlock()
	if len(p.free) == 0 {
		p.more()
	}
	c := p.free[len(p.free)-1]
	p.free = p.free[:len(p.free)-1]
	p.out++
	c.used = 0
	return c
}

func (p *pool) put(cs []*chunk) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.free = append(p.free, cs...)
	p.out -= int64(len(cs))
}

// full reports whether a store must put its chunks aside.
func (p *pool) full() bool {
	if p.scratch == nil || p.limit == 0 {
		return false
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.out*chunkWords*8 > p.limit
}

func (p *pool) create() (ScratchFile, error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	f, err := p.scratch.Create()
	if err == nil {
		p.files = append(p.files, f)
	}
	return f, err
}

// ease puts aside what all stores hold, where that is much of what may be held: those that are
// filled next have room then, and put aside much at a time. It must be called where no store is
// in use.
func (p *pool) ease() error {
	if p.scratch == nil || p.limit == 0 || p.out*chunkWords*8 <= p.limit/2 {
		return nil
	}
	for s := range p.stores {
		if s.holds() {
			if err := s.flush(); err != nil {
				return err
			}
		}
	}
	return nil
}

// forget says that a store will hold nothing any more.
func (p *pool) forget(s *store) {
	p.mu.Lock()
	defer p.mu.Unlock()
	delete(p.stores, s)
}

// close removes the files, and all chunks. It gives the first error.
func (p *pool) close() (err error) {
	for _, f := range p.files {
		if e := f.Close(); err == nil {
			err = e
		}
	}
	for _, memory := range p.slabs {
		unmapSlab(memory)
	}
	p.files, p.slabs, p.free, p.stores = nil, nil, nil, nil
	return err
}

// A store holds records of words, which fell into parts. It is one worker's.
type store struct {
	pool  *pool
	heads []head
	parts []part
	file  ScratchFile
	end   int64 // of the file
	fresh int   // chunks since the fullness of the pool was last asked
}

// A head is where the next record of a part goes: into its last chunk, or, where it has
// none, into a new one.
type head struct {
	last *chunk
	used int
}

// A part is the chunks of a part, and where in the file earlier ones lie.
type part struct {
	chunks []*chunk // but the last
	aside  []stretch
}

// A stretch is words in a file.
type stretch struct {
	at    int64
	words int
}

func newStore(p *pool, parts int) *store {
	s := &store{pool: p, heads: make([]head, parts), parts: make([]part, parts)}
	for i := range s.heads {
		s.heads[i].used = chunkWords
	}
	if p.limit > 0 {
		p.mu.Lock()
		defer p.mu.Unlock()
		if p.stores == nil {
			p.stores = map[*store]struct{}{}
		}
		p.stores[s] = struct{}{}
	}
	return s
}

// holds reports whether any of a store is in memory.
func (s *store) holds() bool {
	for i := range s.parts {
		if s.heads[i].last != nil || len(s.parts[i].chunks) > 0 {
			return true
		}
	}
	return false
}

// room is space for a record of n words, at most chunkWords, in a part.
func (s *store) room(at, n int) ([]uint64, error) {
	h := &s.heads[at]
	from := h.used
	if from+n > chunkWords {
		return s.roomier(at, n)
	}
	h.used = from + n
	return h.last.word[from : from+n : from+n], nil
}

// three is room for a record of three words, and puts them there.
func (s *store) three(at int, a, b, c uint64) error {
	h := &s.heads[at]
	if h.used > chunkWords-3 {
		to, err := s.roomier(at, 3)
		if err == nil {
			to[0], to[1], to[2] = a, b, c
		}
		return err
	}
	to := (*[3]uint64)(h.last.word[h.used:])
	to[0], to[1], to[2] = a, b, c
	h.used += 3
	return nil
}

// stretch is space for some records of n words each in a part, at most as many as are wanted.
func (s *store) stretch(at, n, wanted int) ([]uint64, error) {
	some := (chunkWords - s.heads[at].used) / n
	if some == 0 {
		some = chunkWords / n
	}
	return s.room(at, n*min(some, wanted))
}

// roomier is room where a part needs a new chunk. Before it gets one the chunks of all
// parts are put aside where there are too many.
func (s *store) roomier(at, n int) ([]uint64, error) {
	if s.fresh++; s.fresh >= len(s.parts)/4 && s.pool.full() {
		s.fresh = 0
		if err := s.flush(); err != nil {
			return nil, err
		}
	}
	s.close(at)
	c := s.pool.get()
	s.heads[at] = head{c, n}
	return c.word[:n:n], nil
}

// close puts the last chunk of a part to the others.
func (s *store) close(at int) {
	if h := &s.heads[at]; h.last != nil {
		h.last.used = h.used
		s.parts[at].chunks = append(s.parts[at].chunks, h.last)
		*h = head{nil, chunkWords}
	}
}

// flush writes all chunks to the file, part by part.
func (s *store) flush() (err error) {
	if s.file == nil {
		if s.file, err = s.pool.create(); err != nil {
			return err
		}
	}
	var buf []byte
	write := func() error {
		if _, err := s.file.Write(buf); err != nil {
			return fmt.Errorf("what exceeds --memory cannot be put aside: %w", err)
		}
		buf = buf[:0]
		return nil
	}
	for i := range s.parts {
		s.close(i)
		p := &s.parts[i]
		words := 0
		end := func() {
			if words > 0 {
				p.aside = append(p.aside, stretch{s.end, words})
				s.end += int64(8 * words)
				words = 0
			}
		}
		for _, c := range p.chunks {
			for _, w := range c.word[:c.used] {
				buf = binary.NativeEndian.AppendUint64(buf, w)
			}
			if words += c.used; words >= mostAside {
				end()
				if err := write(); err != nil {
					return err
				}
			}
		}
		end()
		s.pool.put(p.chunks)
		p.chunks = nil
		if len(buf) >= 8*mostAside || i == len(s.parts)-1 {
			if err := write(); err != nil {
				return err
			}
		}
	}
	return nil
}

// mostAside is how many words of a part are put aside, and read again, at a time: about.
const mostAside = 1 << 17

// len is how many words a part has.
func (s *store) len(at int) (n int) {
	n = s.heads[at].used
	if s.heads[at].last == nil {
		n = 0
	}
	for _, c := range s.parts[at].chunks {
		n += c.used
	}
	for _, x := range s.parts[at].aside {
		n += x.words
	}
	return n
}

// take gives each run of words of a part to each, and frees it. The words are good
// until the next call.
func (s *store) take(at int, buf *[]byte, words *[]uint64, each func(words []uint64) error) error {
	if err := s.look(at, buf, words, each); err != nil {
		return err
	}
	s.pool.put(s.parts[at].chunks)
	s.parts[at] = part{}
	return nil
}

// look is take, but the part stays as it is.
func (s *store) look(at int, buf *[]byte, words *[]uint64, each func(words []uint64) error) error {
	s.close(at)
	p := &s.parts[at]
	for _, x := range p.aside {
		*buf = grown(*buf, 8*x.words)
		if _, err := s.file.ReadAt((*buf)[:8*x.words], x.at); err != nil {
			return fmt.Errorf("what was put aside cannot be read: %w", err)
		}
		*words = grown(*words, x.words)
		for i := range (*words)[:x.words] {
			(*words)[i] = binary.NativeEndian.Uint64((*buf)[8*i:])
		}
		if err := each((*words)[:x.words]); err != nil {
			return err
		}
	}
	for _, c := range p.chunks {
		if err := each(c.word[:c.used]); err != nil {
			return err
		}
	}
	return nil
}

// drop frees all parts, for good.
func (s *store) drop() {
	for i := range s.parts {
		s.close(i)
		s.pool.put(s.parts[i].chunks)
		s.parts[i] = part{}
	}
	s.pool.forget(s)
}

// grown is a slice of at least n, the old one if it is long enough.
func grown[T any](s []T, n int) []T {
	if cap(s) < n {
		return make([]T, n+n/4)
	}
	return s[:cap(s)]
}
