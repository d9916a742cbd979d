package project

import (
	"container/list"
	"encoding/binary"
	"hash"
	"hash/fnv"
	"math"
	"sync"
)

// A store keeps what was asked for last, so many bytes of it, each made by the first who asks.
// What is of one sort gives way to its like first, so that many short-lived values of a sort do
// not drive out all else. It may be used by several goroutines.
type store struct {
	mu    sync.Mutex
	byKey map[digest]*list.Element
	sorts [numSorts]struct {
		used  int64
		asked list.List // of *stored, the last asked for first
	}
}

// A sort is what a kept value is.
type sort int

// The sorts: lots and forecasts, which all settings of the dials have in common; draws of what
// nothing moves, which hang on growth and the share served; means, which are of one choice of
// provisions.
const (
	ofChance sort = iota
	ofLumps
	ofMeans
	numSorts
)

// parts are the eighths of the room that each sort has where all of them want more.
var parts = [numSorts]int64{4, 2, 2}

type stored struct {
	key   digest
	sort  sort
	bytes int64
	made  func() any
}

// used is how many bytes are kept.
func (s *store) used() (n int64) {
	for i := range s.sorts {
		n += s.sorts[i].used
	}
	return n
}

// drop drops what was not asked for the longest, of the sort that is furthest beyond its part.
func (s *store) drop(room int64) {
	over, most := ofChance, int64(math.MinInt64)
	for i := range s.sorts {
		if by := s.sorts[i].used - room/8*parts[i]; s.sorts[i].asked.Len() > 0 && by > most {
			over, most = sort(i), by
		}
	}
	of := &s.sorts[over]
	x := of.asked.Remove(of.asked.Back()).(*stored)
	delete(s.byKey, x.key)
	of.used -= x.bytes
}

// storedIn is the value of a key in a store of so much room, which takes so many bytes; the zero
// value where that is more than a quarter of the room, which nobody makes.
func storedIn[V any](s *store, of sort, room int64, key digest, bytes int64, build func() V) V {
	if bytes > room/4 {
		var none V
		return none
	}
	s.mu.Lock()
	e := s.byKey[key]
	if e == nil {
		if s.byKey == nil {
			s.byKey = map[digest]*list.Element{}
		}
		x := &stored{key, of, bytes, sync.OnceValue(func() any { return build() })}
		e = s.sorts[of].asked.PushFront(x)
		s.byKey[key] = e
		s.sorts[of].used += bytes
		for s.used() > room {
			s.drop(room)
		}
	} else {
		s.sorts[of].asked.MoveToFront(e)
	}
	x := e.Value.(*stored)
	s.mu.Unlock()
	return x.made().(V)
}

// A digest is a hash of what a value is made of, wide enough that no two are alike.
type digest [16]byte

// A mark makes the digest of values.
type mark struct {
	h    hash.Hash
	word [8]byte
}

func newMark() *mark { return &mark{h: fnv.New128a()} }

// whole adds whole numbers.
func (m *mark) whole(of ...uint64) *mark {
	for _, v := range of {
		binary.LittleEndian.PutUint64(m.word[:], v)
		_, _ = m.h.Write(m.word[:])
	}
	return m
}

// numbers adds a list of numbers.
func (m *mark) numbers(of ...float64) *mark {
	m.whole(uint64(len(of)))
	for _, v := range of {
		m.whole(math.Float64bits(v))
	}
	return m
}

// flag adds yes or no.
func (m *mark) flag(of bool) *mark {
	if of {
		return m.whole(1)
	}
	return m.whole(0)
}

// text adds a text.
func (m *mark) text(of string) *mark {
	m.whole(uint64(len(of)))
	_, _ = m.h.Write([]byte(of))
	return m
}

// digest adds a digest.
func (m *mark) digest(of digest) *mark {
	_, _ = m.h.Write(of[:])
	return m
}

func (m *mark) sum() (out digest) {
	m.h.Sum(out[:0])
	return out
}
