package project

import (
	"math"
	"slices"
	"testing"
)

// Units are shared among ends as their chances are, few or many, and none is lost.
func TestSplit(t *testing.T) {
	const trials = 20000
	for _, n := range []float64{0, 1, fewUnits, fewUnits + 1, 40, 3000} {
		for _, ends := range [][]float64{{1}, {0.2, 0.8}, {0.9, 0.1, 0}, {0, 1}, {0.5, 0.3, 0.15, 0.05}, {0.01, 0.01, 0.98}} {
			w := &worker{endCount: make([]float64, len(ends))}
			w.own.Key(1, uint64(n), uint64(len(ends)))
			total, square := make([]float64, len(ends)), make([]float64, len(ends))
			for range trials {
				w.split(n, ends)
				sum := 0.0
				for j, c := range w.endCount {
					sum += c
					total[j] += c
					square[j] += c * c
				}
				if sum != n || slices.Min(w.endCount) < 0 {
					t.Fatalf("%g among %v: %v", n, ends, w.endCount)
				}
			}
			for j, p := range ends {
				total[j] /= trials
				square[j] /= trials
				variance := n * p * (1 - p)
				if d := math.Abs(total[j] - n*p); d > 4.5*math.Sqrt(variance/trials)+1e-9 {
					t.Errorf("%g among %v: end %d has %.4g on average, want %.4g", n, ends, j, total[j], n*p)
				}
				if got := square[j] - total[j]*total[j]; math.Abs(got-variance) > 0.06*variance+4.5*math.Sqrt(variance/trials)+1e-6 {
					t.Errorf("%g among %v: end %d has the variance %.4g, want %.4g", n, ends, j, got, variance)
				}
			}
		}
	}
}
