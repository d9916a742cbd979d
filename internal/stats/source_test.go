package stats

import (
	"fmt"
	"math"
	"testing"

	"gonum.org/v1/gonum/mathext"
)

func TestSameKeySameNumbers(t *testing.T) {
	var a, b Source
	a.Key(1, 2, 3)
	b.Key(9, 9, 9)
	b.Gamma(3)
	b.Key(1, 2, 3)
	for range 100 {
		if x, y := a.Norm(), b.Norm(); x != y {
			t.Fatalf("%v and %v under one key", x, y)
		}
	}
}

func TestKeysDiffer(t *testing.T) {
	seen := map[float64]string{}
	var s Source
	for a := range uint64(12) {
		for b := range uint64(12) {
			for c := range uint64(12) {
				s.Key(a, b, c)
				at := fmt.Sprint(a, b, c)
				u := s.Float64()
				if other, ok := seen[u]; ok {
					t.Fatalf("keys %s and %s give the same number", at, other)
				}
				seen[u] = at
			}
		}
	}
}

// The first numbers of neighbouring keys are as good as the numbers of one key.
func TestNeighbouringKeys(t *testing.T) {
	uniform := func(u float64) float64 { return u }
	for i, name := range []string{"seed", "draw", "stream"} {
		var s Source
		var k [3]uint64
		fitsCDF(t, name, 20000, func() float64 {
			k[i]++
			s.Key(k[0], k[1], k[2])
			return s.Float64()
		}, uniform)
	}
}

func TestStreamKey(t *testing.T) {
	// FNV-1a of no bytes is the offset basis; "a" and a zero byte by hand.
	if got := StreamKey(); got != 0xcbf29ce484222325 {
		t.Errorf("no names: %#x", got)
	}
	offset, prime := uint64(0xcbf29ce484222325), uint64(0x100000001b3)
	if got, want := StreamKey("a"), ((offset^'a')*prime)*prime; got != want {
		t.Errorf("a: %#x, want %#x", got, want)
	}
	if StreamKey("ab", "c") == StreamKey("a", "bc") {
		t.Error("where names end is not part of the key")
	}
}

func TestContinuous(t *testing.T) {
	const n = 20000
	s := keyed("continuous")
	fitsCDF(t, "Float64", n, s.Float64, func(u float64) float64 { return u })
	fitsCDF(t, "Norm", n, s.Norm, func(x float64) float64 { return 0.5 * math.Erfc(-x/math.Sqrt2) })
	fitsCDF(t, "Exp", n, s.Exp, func(x float64) float64 { return 1 - math.Exp(-x) })
	for _, shape := range []float64{0.01, 0.3, 0.5, 1, 2.5, 50, 1e5} {
		fitsCDF(t, fmt.Sprint("Gamma ", shape), n, func() float64 { return s.Gamma(shape) },
			func(x float64) float64 { return mathext.GammaIncReg(shape, x) })
	}
	for _, p := range [][2]float64{{0.5, 0.5}, {0.1, 3}, {2, 5}, {300, 7}} {
		fitsCDF(t, fmt.Sprint("Beta ", p), n, func() float64 { return s.Beta(p[0], p[1]) },
			func(x float64) float64 { return mathext.RegIncBeta(p[0], p[1], min(max(x, 0), 1)) })
	}
}

func TestEdges(t *testing.T) {
	s := keyed("edges")
	for what, got := range map[string][2]float64{
		"gamma of shape 0":   {s.Gamma(0), 0},
		"events of mean 0":   {s.Events(0), 0},
		"events of mean -1":  {s.Events(-1), 0},
		"events of NaN":      {s.Events(math.NaN()), 0},
		"poisson of mean 0":  {s.Poisson(0), 0},
		"poisson of mean -1": {s.Poisson(-1), 0},
		"poisson of NaN":     {s.Poisson(math.NaN()), 0},
		"no trials":          {s.Binomial(0, 0.5), 0},
		"never":              {s.Binomial(9, 0), 0},
		"always":             {s.Binomial(9, 1), 9},
		"beta at 0":          {s.Beta(0, 2), 0},
		"beta at 1":          {s.Beta(2, 0), 1},
	} {
		if got[0] != got[1] {
			t.Errorf("%s: got %v, want %v", what, got[0], got[1])
		}
	}
}

func TestPoisson(t *testing.T) {
	s := keyed("poisson")
	for _, mean := range []float64{0.01, 0.2, 0.25, 0.5, 3, 9.99, 12.6, 25, 63.9, 64, 100, 1000, 1e6} {
		low, mass := negBinMass(mean, 0)
		fitsMass(t, fmt.Sprint("Poisson ", mean), 40000, func() float64 { return s.Poisson(mean) }, low, mass)
		fitsMass(t, fmt.Sprint("Events ", mean), 40000, func() float64 { return s.Events(mean) }, low, mass)
	}
	moments(t, "Poisson 1e12", 20000, func() float64 { return s.Poisson(1e12) }, 1e12, 1e12)
}

// Each count in a sum of Poisson variates has its own law, and no two of them hang together.
func TestPoissons(t *testing.T) {
	const n, apart = 40000, 1000.0
	s := keyed("poissons")
	means, amounts := []float64{0.05, 0.3, 0, 7, 0.49, 0.6, 0.02}, []float64{apart * apart * apart, 1, 5, 77, apart, apart * apart, 3}
	which := []int32{1, 2, 4, 5, 0}
	series := make([][]float64, 4)
	for range n {
		sum := s.Poissons(means, 0.9, amounts, which)
		for i := range series {
			series[i] = append(series[i], math.Mod(sum, apart))
			sum = math.Floor(sum / apart)
		}
	}
	for i, mean := range []float64{0.3, 0.49, 0.6, 0.05} {
		low, mass := negBinMass(0.9*mean, 0)
		at := 0
		fitsMass(t, fmt.Sprint("Poissons ", mean), n, func() float64 { at++; return series[i][at-1] }, low, mass)
		for j, other := range []float64{0.3, 0.49, 0.6, 0.05}[:i] {
			sum := 0.0
			for k := range n {
				sum += (series[i][k] - 0.9*mean) * (series[j][k] - 0.9*other)
			}
			if z := sum / (0.9 * math.Sqrt(mean*other*n)); math.Abs(z) > 4 {
				t.Errorf("%g and %g hang together: %.1f standard errors", mean, other, z)
			}
		}
	}
}

func TestBinomial(t *testing.T) {
	s := keyed("binomial")
	for _, c := range []struct{ n, p float64 }{{1, 0.3}, {10, 0.5}, {30, 0.02}, {30, 0.9}, {1000, 0.004}, {40, 0.4}, {100, 0.4}, {1500, 0.01}, {1000, 0.3}, {1e5, 0.77}, {25.9, 0.5}} {
		mass := make([]float64, int(c.n)+1)
		for k := range mass {
			mass[k] = math.Exp(logBinomial(float64(k), math.Floor(c.n), c.p))
		}
		fitsMass(t, fmt.Sprint("Binomial ", c), 40000, func() float64 { return s.Binomial(c.n, c.p) }, 0, mass)
	}
	moments(t, "Binomial 1e9", 20000, func() float64 { return s.Binomial(1e9, 0.4) }, 4e8, 2.4e8)
}

// moments holds mean and variance of draws that are nearly normal to what they
// should be, within four standard errors.
func moments(t *testing.T, what string, n int, draw func() float64, mean, variance float64) {
	t.Helper()
	m, v := 0.0, 0.0
	for range n {
		x := draw() - mean
		m += x / float64(n)
		v += x * x / float64(n)
	}
	if z := m / math.Sqrt(variance/float64(n)); math.Abs(z) > 4 {
		t.Errorf("%s: mean off by %.1f standard errors", what, z)
	}
	if z := (v/variance - 1) / math.Sqrt(2/float64(n)); math.Abs(z) > 4 {
		t.Errorf("%s: variance off by %.1f standard errors", what, z)
	}
}

func TestDirichlet(t *testing.T) {
	for _, alpha := range [][]float64{
		{1, 2, 3}, {0, 1, 0, 4}, {0.01, 0.02, 0.03}, {1e-5, 3e-5, 0}, {1e-320, 1e-320}, {500, 1e-3, 20}, {2},
	} {
		const n = 20000
		s := keyed("dirichlet")
		out, mean := make([]float64, len(alpha)), make([]float64, len(alpha))
		for range n {
			s.Dirichlet(alpha, out)
			if math.Abs(sum(out)-1) > 1e-12 {
				t.Fatalf("%v: shares %v", alpha, out)
			}
			for i, x := range out {
				if alpha[i] == 0 && x != 0 || !(x >= 0) {
					t.Fatalf("%v: shares %v", alpha, out)
				}
				mean[i] += x / n
			}
		}
		total := sum(alpha)
		for i, a := range alpha {
			want := a / total
			if se := math.Sqrt(want * (1 - want) / (total + 1) / n); math.Abs(mean[i]-want) > 4*se+1e-12 {
				t.Errorf("%v: share %d is %.5f on average, want %.5f", alpha, i, mean[i], want)
			}
		}
	}
	out := []float64{1, 1}
	keyed("none").Dirichlet([]float64{0, 0}, out)
	if out[0] != 0 || out[1] != 0 {
		t.Errorf("no alpha: shares %v", out)
	}
}

func TestNoAllocation(t *testing.T) {
	var s Source
	f := Flat{}.Fit([]float64{3, 0, 4, 1, 7})
	out, alpha := make([]float64, 5), []float64{1, 0, 2, 3, 1}
	if n := testing.AllocsPerRun(100, func() {
		s.Key(1, 2, 3)
		f.Rates(&s, 1, out)
		s.Poisson(out[0])
		s.Binomial(100, 0.3)
		s.Dirichlet(alpha, out)
	}); n != 0 {
		t.Errorf("%v allocations", n)
	}
}
