package project

import (
	"math"
	"math/rand/v2"
	"slices"
	"testing"

	"impact/internal/stats"
)

// Quantiles by buckets are those of the sorted draws, whatever the draws are.
func TestRanker(t *testing.T) {
	random := rand.New(rand.NewPCG(3, 4))
	laws := map[string]func() float64{
		"even":     random.Float64,
		"normal":   random.NormFloat64,
		"counts":   func() float64 { return float64(random.IntN(4)) },
		"mostly 0": func() float64 { return math.Floor(random.ExpFloat64() * random.ExpFloat64() / 2) },
		"far":      func() float64 { return math.Exp(30 * random.NormFloat64()) },
		"the same": func() float64 { return 3 },
		"huge":     func() float64 { return random.NormFloat64() * 1e308 },
		"tiny":     func() float64 { return random.Float64() * 5e-324 * 8 },
		"endless":  func() float64 { return []float64{math.Inf(1), 1, 2, math.Inf(-1)}[random.IntN(4)] },
	}
	r := &ranker{}
	for name, law := range laws {
		for _, n := range []int{1, 2, 20, fewToSort, fewToSort + 1, 199, 2000} {
			draws := make([]float64, n)
			for i := range draws {
				draws[i] = law()
			}
			before := slices.Clone(draws)
			got := r.quantiles(draws)
			if !slices.Equal(draws, before) {
				t.Fatalf("%s, %d: the draws were moved", name, n)
			}
			slices.Sort(draws)
			for i, p := range levels {
				if want := stats.Quantile(draws, p); got[i] != want {
					t.Errorf("%s, %d draws: quantile %g is %g, want %g", name, n, p, got[i], want)
				}
			}
		}
	}
}
