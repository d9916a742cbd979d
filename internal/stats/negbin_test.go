package stats

import (
	"fmt"
	"math"
	"testing"
)

// R 4.2: dnbinom(k, mu = mean, size = 1/alpha, log = TRUE), dpois(k, mean, log = TRUE).
func TestLogNegBin(t *testing.T) {
	for _, c := range []struct{ k, mean, alpha, want float64 }{
		{0, 7.5, 0.3, -3.92884998781},
		{3, 7.5, 0.3, -2.47949749072},
		{10, 7.5, 0.3, -2.89868266681},
		{200, 7.5, 0.3, -66.11350053350},
		{0, 1e-3, 2, -9.99001331337e-04},
		{5, 1e-3, 2, -32.4860722248},
		{50, 1e3, 2, -6.35657132335},
		{123000, 125000, 1e-4, -9.27030019445},
		{12, 10, 1e-12, -2.35619337979},
		{0, 2, 0, -2},
		{3, 2, 0, -1.71231792755},
		{1000, 1100, 0, -9.06271970170},
		{1e6, 1e6 + 500, 0, -7.95165224447},
		{0, 0, 0.1, 0},
	} {
		near(t, fmt.Sprint(c), LogNegBin(c.k, c.mean, c.alpha), c.want, 1e-10)
	}
	for _, k := range []float64{-1, 1.5} {
		if !math.IsInf(LogNegBin(k, 3, 0.2), -1) {
			t.Errorf("a count of %v has some probability", k)
		}
	}
	if !math.IsInf(LogNegBin(2, 0, 0.2), -1) {
		t.Error("a mean of 0 gives events")
	}
}

func TestNegBinMassIsWhole(t *testing.T) {
	for _, mean := range []float64{0.01, 1, 35, 4000} {
		for _, alpha := range []float64{0, 1e-9, 0.05, 1, 3} {
			low, mass := negBinMass(mean, alpha)
			total, first, second := 0.0, 0.0, 0.0
			for i, p := range mass {
				k := low + float64(i) - mean
				total += p
				first += p * k
				second += p * k * k
			}
			what := fmt.Sprintf("mean %v alpha %v", mean, alpha)
			near(t, what+" mass", total, 1, 1e-9)
			near(t, what+" mean", mean+first, mean, 1e-9)
			near(t, what+" variance", second, mean+alpha*mean*mean, 1e-8)
		}
	}
}
