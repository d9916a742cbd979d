package project

import (
	"math"
	"slices"
	"sync"

	"impact/internal/stats"
)

// levels are the quantiles that a Row tells, in ascending order.
var levels = [...]float64{0.025, 0.1, 0.5, 0.9, 0.975}

// buckets is how many a ranker counts draws by.
const buckets = 256

// fewToSort is how many draws are sorted rather than counted by buckets.
const fewToSort = 64

// A ranker finds quantiles of draws without sorting them all: it counts them by buckets of
// equal width and sorts those in which a quantile lies.
type ranker struct {
	in     []uint8 // by draw: its bucket
	sorted []float64
}

var rankers = sync.Pool{New: func() any { return &ranker{} }}

// quantiles are those of the levels, as stats.Quantile takes them from sorted draws. The
// draws, at least one, stay as they are.
func (r *ranker) quantiles(draws []float64) (out [len(levels)]float64) {
	n := len(draws)
	low, high, odd := draws[0], draws[0], false
	for _, v := range draws {
		if v < low {
			low = v
		}
		if v > high {
			high = v
		}
		odd = odd || math.IsNaN(v)
	}
	scale := (buckets - 1) / (high - low)
	if odd = odd || !(scale > 0) || math.IsInf(scale, 0); odd || n <= fewToSort {
		if low == high && !odd {
			return [...]float64{low, low, low, low, low}
		}
		r.sorted = append(r.sorted[:0], draws...)
		slices.Sort(r.sorted)
		for i, p := range levels {
			out[i] = r.sorted[stats.Rank(n, p)]
		}
		return out
	}
	r.in = slices.Grow(r.in[:0], n)[:n]
	var count [buckets]int
	for i, v := range draws {
		b := uint8((v - low) * scale)
		r.in[i] = b
		count[b]++
	}
	bucket, below, filled := 0, 0, -1
	for i, p := range levels {
		rank := stats.Rank(n, p)
		for below+count[bucket] <= rank {
			below += count[bucket]
			bucket++
		}
		if filled != bucket {
			r.fill(uint8(bucket), draws)
			filled = bucket
		}
		out[i] = r.sorted[rank-below]
	}
	return out
}

// fill sorts the draws of a bucket.
func (r *ranker) fill(bucket uint8, draws []float64) {
	r.sorted = r.sorted[:0]
	for i, b := range r.in {
		if b == bucket {
			r.sorted = append(r.sorted, draws[i])
		}
	}
	slices.Sort(r.sorted)
}
