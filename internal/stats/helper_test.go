package stats

import (
	"math"
	"slices"
	"testing"

	"gonum.org/v1/gonum/mathext"
)

// near fails unless got is within a relative tolerance of want (absolute below 1e-3).
func near(t *testing.T, what string, got, want, tolerance float64) {
	t.Helper()
	if !(math.Abs(got-want) <= tolerance*max(math.Abs(want), 1e-3)) {
		t.Errorf("%s: got %.12g, want %.12g", what, got, want)
	}
}

// keyed is a source for a test.
func keyed(stream string) *Source {
	var s Source
	s.Key(20170101, 0, StreamKey(stream))
	return &s
}

// least is the p-value below which a test with a fixed seed fails.
const least = 1e-4

// fitsCDF is the Kolmogorov-Smirnov test of n draws against a continuous
// distribution.
func fitsCDF(t *testing.T, what string, n int, draw func() float64, cdf func(float64) float64) {
	t.Helper()
	x := make([]float64, n)
	for i := range x {
		x[i] = draw()
	}
	slices.Sort(x)
	d := 0.0
	for i, v := range x {
		f := cdf(v)
		d = max(d, f-float64(i)/float64(n), float64(i+1)/float64(n)-f)
	}
	if p := 2 * math.Exp(-2*d*d*float64(n)); p < least {
		t.Errorf("%s: Kolmogorov-Smirnov distance %.4g, p %.2g", what, d, p)
	}
}

// fitsMass is the chi-square test of n draws against the probabilities of
// low, low+1, ..., in cells that each expect at least n/25 draws.
func fitsMass(t *testing.T, what string, n int, draw func() float64, low float64, mass []float64) {
	t.Helper()
	cell := make([]int, len(mass))
	var want []float64
	open := 0.0
	for i, p := range mass {
		cell[i] = len(want)
		if open += p * float64(n); open >= float64(n)/25 {
			want, open = append(want, open), 0
		}
	}
	want = append(want, open+1e-9)
	got := make([]float64, len(want))
	for range n {
		k := draw()
		i := min(max(int(k-low), 0), len(mass)-1)
		got[cell[i]]++
	}
	stat, cells := 0.0, 0
	for i, e := range want {
		if e < 1 {
			if got[i] > 12 {
				t.Errorf("%s: %v draws where %.2g are expected", what, got[i], e)
			}
			continue
		}
		stat += (got[i] - e) * (got[i] - e) / e
		cells++
	}
	if cells > 1 {
		if p := mathext.GammaIncRegComp(float64(cells-1)/2, stat/2); p < least {
			t.Errorf("%s: chi-square %.1f in %d cells, p %.2g", what, stat, cells, p)
		}
	}
}
