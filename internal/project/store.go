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
// It may be used by several goroutines.
type store struct {
	mu    sync.Mutex
	used  int64
	byKey map[digest]*list.Element
	asked list.List // of *stored, the last asked for first
}

type stored struct {
	key   digest
	bytes int64
	made  func() any
}

// storedIn is the value of a key in a store of so much room, which takes so many bytes; the zero
// value where that is more than a quarter of the room, which nobody makes.
func storedIn[V any](s *store, room int64, key digest, bytes int64, build func() V) V {
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
		e = s.asked.PushFront(&stored{key, bytes, sync.OnceValue(func() any { return build() })})
		s.byKey[key] = e
		for s.used += bytes; s.used > room; {
			last := s.asked.Back()
			x := s.asked.Remove(last).(*stored)
			delete(s.byKey, x.key)
			s.used -= x.bytes
		}
	} else {
		s.asked.MoveToFront(e)
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
