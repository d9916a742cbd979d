package stats

import (
	"math"
	"sync/atomic"
	"testing"
)

// Ishigami and Homma (1990) with a = 7, b = 0.1: the exact indices as in Saltelli
// et al. (2008). The second output is 3 x1 + 4 x2 + 100 (shares 9/25 and 16/25), the
// third does not vary.
func TestSobolIshigami(t *testing.T) {
	first, total := Sobol(1<<14, 3, 1, func(x, out []float64) {
		at := func(i int) float64 { return math.Pi * (2*x[i] - 1) }
		s := math.Sin(at(1))
		out[0] = math.Sin(at(0)) + 7*s*s + 0.1*math.Pow(at(2), 4)*math.Sin(at(0))
		out[1] = 3*x[0] + 4*x[1] + 100
		out[2] = 5
	}, 3)
	for o, want := range [][2][3]float64{
		{{0.3139, 0.4424, 0}, {0.5576, 0.4424, 0.2437}},
		{{0.36, 0.64, 0}, {0.36, 0.64, 0}},
		{},
	} {
		for i := range 3 {
			if got := first[i][o]; math.Abs(got-want[0][i]) > 0.02 {
				t.Errorf("output %d, input %d: first %.4f, want %.4f", o, i, got, want[0][i])
			}
			if got := total[i][o]; math.Abs(got-want[1][i]) > 0.02 {
				t.Errorf("output %d, input %d: total %.4f, want %.4f", o, i, got, want[1][i])
			}
		}
	}
}

func TestSobolPoints(t *testing.T) {
	var calls atomic.Int64 // f is called on all cores at once
	Sobol(100, 4, 3, func(x, out []float64) {
		calls.Add(1)
		for _, v := range x {
			if !(v > 0 && v < 1) {
				t.Errorf("a point at %v", x)
			}
		}
		out[0] = x[0]
	}, 1)
	if n := calls.Load(); n != 600 {
		t.Errorf("%d calls, want 600", n)
	}
}
