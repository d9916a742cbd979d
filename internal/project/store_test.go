package project

import (
	"encoding/binary"
	"math/rand/v2"
	"testing"
)

// What is of one sort does not drive out another that keeps within its part; where the others
// leave room a sort has it; and no more is kept than there is room for.
func TestStoreSorts(t *testing.T) {
	const room, each = 80, 10
	var s store
	built := 0
	ask := func(of sort, n int) {
		var key digest
		binary.LittleEndian.PutUint64(key[:], uint64(of)<<32|uint64(n))
		storedIn(&s, of, room, key, each, func() int { built++; return n })
	}
	anew := func(of sort, from, to int) int {
		before := built
		for n := from; n < to; n++ {
			ask(of, n)
		}
		return built - before
	}
	for _, c := range []struct {
		what           string
		of             sort
		from, to, want int
	}{
		{"lots fill the room", ofChance, 0, 8, 8},
		{"and are all there", ofChance, 0, 8, 0},
		{"means come, many", ofMeans, 0, 100, 100},
		{"the last three of them stay", ofMeans, 97, 100, 0},
		{"of the lots five", ofChance, 3, 8, 0},
		{"lumps come", ofLumps, 0, 100, 100},
		{"the last two of them stay", ofLumps, 98, 100, 0},
		{"and two means", ofMeans, 98, 100, 0},
		{"and of the lots four", ofChance, 4, 8, 0},
	} {
		if got := anew(c.of, c.from, c.to); got != c.want {
			t.Errorf("%s: %d are made, want %d", c.what, got, c.want)
		}
		if s.used() > room || s.used() != int64(len(s.byKey)*each) {
			t.Errorf("%s: %d bytes are kept of %d values, of %d", c.what, s.used(), len(s.byKey), room)
		}
	}
}

// Whatever is asked for in whatever order, a value is that of its key, the room holds, and what
// is too large for it is not made.
func TestStoreHolds(t *testing.T) {
	random := rand.New(rand.NewPCG(1, 2))
	var s store
	for range 5000 {
		of, n, room := sort(random.IntN(int(numSorts))), random.IntN(200), int64(1000)
		bytes := int64(1 + n*2)
		var key digest
		binary.LittleEndian.PutUint64(key[:], uint64(of)<<32|uint64(n))
		got := storedIn(&s, of, room, key, bytes, func() *int { return &n })
		if large := bytes > room/4; large != (got == nil) || !large && *got != n {
			t.Fatalf("of %d bytes, key %d: %v", bytes, n, got)
		}
		all := 0
		for i := range s.sorts {
			sum := int64(0)
			for e := s.sorts[i].asked.Front(); e != nil; e = e.Next() {
				sum += e.Value.(*stored).bytes
				all++
			}
			if sum != s.sorts[i].used {
				t.Fatalf("sort %d: %d bytes lie there, %d are counted", i, sum, s.sorts[i].used)
			}
		}
		if s.used() > room || all != len(s.byKey) {
			t.Fatalf("%d bytes are kept of %d; %d values, %d keys", s.used(), room, all, len(s.byKey))
		}
	}
}
