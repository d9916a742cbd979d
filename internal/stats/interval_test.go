package stats

import (
	"math"
	"testing"
)

// R 4.2: poisson.test, binom.test, prop.test(correct = FALSE), qbeta.
func TestIntervals(t *testing.T) {
	for _, c := range []struct {
		what      string
		got       Interval
		low, high float64
	}{
		{"poisson.test(10, 10)", PoissonExact(10, 10, 0.95), 0.479538869613, 1.839035604202},
		{"poisson.test(0, 10)", PoissonExact(0, 10, 0.95), 0, 0.368887945411},
		{"poisson.test(1, 100)", PoissonExact(1, 100, 0.95), 0.000253178079843, 0.055716433909389},
		{"poisson.test(437, 3, conf.level = .8)", PoissonExact(437, 3, 0.8), 136.810995288, 155.008629609},
		{"poisson.test(123456, 1)", PoissonExact(123456, 1, 0.95), 122768.288699, 124146.608395},
		{"prop.test(1841, 3557)", Wilson(1841, 3557, 0.95), 0.501139569129, 0.533964493056},
		{"prop.test(269, 1378)", Wilson(269, 1378, 0.95), 0.175142247561, 0.216973255533},
		{"prop.test(0, 10)", Wilson(0, 10, 0.95), 0, 0.277532799863},
		{"prop.test(10, 10)", Wilson(10, 10, 0.95), 1 - 0.277532799863, 1},
		{"binom.test(3, 20)", ClopperPearson(3, 20, 0.95), 0.0320709371855, 0.3789268265453},
		{"binom.test(0, 10)", ClopperPearson(0, 10, 0.95), 0, 0.308497107819},
		{"binom.test(10, 10)", ClopperPearson(10, 10, 0.95), 0.691502892181, 1},
		{"binom.test(1841, 3557, conf.level = .8)", ClopperPearson(1841, 3557, 0.8), 0.506687989990, 0.528439664059},
		{"qbeta(c(.025, .975), 3.5, 17.5)", Jeffreys(3, 20, 0.95), 0.0441313419752, 0.3485777108585},
		{"qbeta(.975, .5, 10.5)", Jeffreys(0, 10, 0.95), 0, 0.217196267509},
		{"1 - qbeta(.975, .5, 10.5)", Jeffreys(10, 10, 0.95), 1 - 0.217196267509, 1},
		{"qbeta(c(.025, .975), 1841.5, 1716.5)", Jeffreys(1841, 3557, 0.95), 0.501140966997, 0.533972424790},
		{"qbeta(c(.025, .975), 1.5, 999.5)", Jeffreys(1, 1000, 0.95), 0.000107918804681, 0.004664458808791},
		{"no exposure", PoissonExact(0, 0, 0.95), 0, math.Inf(1)},
		{"no trials, score", Wilson(0, 0, 0.95), 0, 1},
		{"no trials, exact", ClopperPearson(0, 0, 0.95), 0, 1},
		{"no trials, Jeffreys", Jeffreys(0, 0, 0.95), 0, 1},
	} {
		if !math.IsInf(c.high, 1) || !math.IsInf(c.got.High, 1) {
			near(t, c.what+" high", c.got.High, c.high, 1e-9)
		}
		near(t, c.what+" low", c.got.Low, c.low, 1e-9)
	}
}

func TestPoissonUpper(t *testing.T) {
	near(t, "rule of three", PoissonUpper(0, 10, 0.95), -math.Log(0.05)/10, 1e-12)
	near(t, "qgamma(.95, 8)/4", PoissonUpper(7, 4, 0.95), 3.28702845061, 1e-9)
	if v := PoissonUpper(3, 0, 0.95); !math.IsInf(v, 1) {
		t.Errorf("no exposure: %v", v)
	}
}

// The chance of a count outside the exact interval is at most 5 per cent.
func TestPoissonExactCovers(t *testing.T) {
	for _, mean := range []float64{0.02, 0.3, 1, 4, 11, 60} {
		low, mass := negBinMass(mean, 0)
		missed := 0.0
		for i, p := range mass {
			if v := PoissonExact(low+float64(i), 1, 0.95); mean < v.Low || mean > v.High {
				missed += p
			}
		}
		if missed > 0.05 {
			t.Errorf("mean %v: missed with probability %.4f", mean, missed)
		}
	}
}
