package court

import (
	"cmp"
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"
)

// Items are sorted as the library sorts them, those of equal keys as they stood.
func TestItemsAreSorted(t *testing.T) {
	for seed := range uint64(60) {
		r := rand.New(rand.NewPCG(seed, 1))
		var s sorter
		for again := range 3 {
			s.begin()
			n, mask := r.IntN([]int{3, 60, 3000}[seed%3]), r.Uint64()&r.Uint64()>>r.IntN(64)
			for i := range n {
				s.add(r.Uint64()&mask, uint64(i))
			}
			want := slices.Clone(s.list)
			slices.SortStableFunc(want, func(a, b item) int { return cmp.Compare(a.key, b.key) })
			s.sort()
			if !slices.Equal(s.list, want) {
				t.Fatalf("seed %d, time %d: %d items out of order", seed, again, n)
			}
		}
	}
}

func TestBriefsAreSorted(t *testing.T) {
	var g grouping
	for seed := range uint64(60) {
		r := rand.New(rand.NewPCG(seed, 2))
		ids := make([]brief, 1+r.IntN([]int{1, 4, 2000}[seed%3]))
		for i := range ids {
			ids[i].hi, ids[i].lo = r.Uint64N(3), r.Uint64()
		}
		rows := make([]brief, r.IntN(3000))
		for i := range rows {
			rows[i] = ids[r.IntN(len(ids))]
			rows[i].sig, rows[i].also = r.Uint64N(5), r.Uint32N(5)
		}
		for _, numbered := range []bool{false, true} {
			text := func(x brief) string {
				if !numbered {
					return fmt.Sprintf("%016x %016x %d", x.lo, x.hi, x.sig)
				}
				return fmt.Sprintf("%016x %016x %d %d", x.lo, x.hi, x.also, x.sig)
			}
			want, got := make([]string, len(rows)), make([]string, len(rows))
			for i, x := range rows {
				want[i] = text(x)
			}
			slices.Sort(want)
			for i, x := range g.sortBriefs(rows, numbered) {
				got[i] = text(x)
			}
			if !slices.Equal(got, want) {
				t.Fatalf("seed %d, numbered %t: %d rows out of order", seed, numbered, len(rows))
			}
		}
	}
}

// A division is into buckets that follow each other, however the ranks are spread.
func TestBucketsFollowEachOther(t *testing.T) {
	for seed := range uint64(40) {
		r := rand.New(rand.NewPCG(seed, 3))
		width := 1 + uint(r.IntN(62))
		ranks := make([]uint64, r.IntN(5000))
		for i := range ranks {
			ranks[i] = r.Uint64() >> (64 - width)
			if r.IntN(2) == 0 { // half lie near each other
				ranks[i] = min(1<<width-1, 1<<width/3+ranks[i]>>(width/4))
			}
		}
		d := newDivision(width, slices.Clone(ranks[:len(ranks)/2]))
		slices.Sort(ranks)
		count, last := make([]int, d.n), 0
		for _, x := range ranks {
			b := d.of(x)
			if b < last || b >= d.n {
				t.Fatalf("width %d: rank %x lies in bucket %d of %d, after bucket %d", width, x, b, d.n, last)
			}
			last = b
			count[b]++
		}
		if most := slices.Max(count); width > 20 && len(ranks) > 1000 && most > len(ranks)/8 {
			t.Errorf("width %d: %d of %d ranks in one of %d buckets", width, most, len(ranks), d.n)
		}
	}
}
