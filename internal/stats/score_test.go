package stats

import (
	"fmt"
	"math"
	"slices"
	"testing"
)

// R 4.2: quantile(c(1, 2, 2, 5, 9), p, type = 1).
func TestQuantile(t *testing.T) {
	x := []float64{1, 2, 2, 5, 9}
	for p, want := range map[float64]float64{0: 1, 0.1: 1, 0.2: 1, 0.25: 2, 0.5: 2, 0.8: 5, 0.81: 9, 1: 9} {
		if got := Quantile(x, p); got != want {
			t.Errorf("p %v: got %v, want %v", p, got, want)
		}
	}
	if !math.IsNaN(Quantile(nil, 0.5)) {
		t.Error("an empty sample has a quantile")
	}
}

// The integral of (ecdf - step)^2 piece by piece in R 4.2, with ecdf.
func TestCRPS(t *testing.T) {
	x := []float64{1, 2, 2, 5, 9}
	for y, want := range map[float64]float64{-1: 3.28, 2: 0.68, 3.5: 0.98, 9: 3.68, 12: 6.68} {
		near(t, fmt.Sprint("y ", y), CRPS(x, y), want, 1e-12)
	}
	near(t, "one point", CRPS([]float64{4}, 7), 3, 0)
	if !math.IsNaN(CRPS(nil, 1)) {
		t.Error("an empty sample has a score")
	}
}

// R 4.2: F <- pnbinom(0:20000, mu = mean, size = 1/alpha) (ppois for alpha 0);
// sum((F - (y <= 0:20000))^2). The first also by the closed form with besselI.
func TestCRPSNegBin(t *testing.T) {
	for _, c := range []struct{ y, mean, alpha, want float64 }{
		{3, 2, 0, 0.664529576806},
		{0, 0.05, 0, 0.00238003137044},
		{90, 100, 0, 5.94172020377601},
		{3, 7.5, 0.3, 2.26052778848375},
		{0, 0.05, 2, 0.00217601864904},
		{400, 300, 0.2, 68.92538316126183},
		{5, 0, 0.2, 5},
	} {
		near(t, fmt.Sprint(c), CRPSNegBin(c.mean, c.alpha, c.y), c.want, 1e-9)
	}
	near(t, "far below", CRPSPoisson(1e4, 0)-CRPSPoisson(1e4, 10), 10, 1e-9)
	near(t, "far above", CRPSPoisson(3, 1e4)-CRPSPoisson(3, 1e4-10), 10, 1e-9)
	near(t, "between", CRPSPoisson(3, 2.5), (integral(3, 2.5)), 1e-9)
}

// integral is the Poisson score as a plain sum over steps of a half.
func integral(mean, y float64) float64 {
	f, total := 0.0, 0.0
	for k := range 200 {
		f += math.Exp(LogNegBin(float64(k), mean, 0))
		for _, x := range []float64{float64(k), float64(k) + 0.5} {
			g := f
			if x >= y {
				g = 1 - f
			}
			total += g * g / 2
		}
	}
	return total
}

// The score of a large sample is near that of the distribution it was drawn from.
func TestCRPSAgree(t *testing.T) {
	s := keyed("crps")
	x := make([]float64, 40000)
	for i := range x {
		x[i] = s.Poisson(30 * s.frailty(0.1))
	}
	slices.Sort(x)
	for _, y := range []float64{5, 30, 55} {
		near(t, fmt.Sprint("y ", y), CRPS(x, y), CRPSNegBin(30, 0.1, y), 0.02)
	}
}

func TestPIT(t *testing.T) {
	x := []float64{1, 2, 2, 5, 9}
	for _, c := range []struct{ y, u, want float64 }{{0, 0.5, 0}, {2, 0, 0.2}, {2, 0.5, 0.4}, {2, 1, 0.6}, {3, 0.9, 0.6}, {10, 0.5, 1}} {
		near(t, fmt.Sprint(c), PIT(x, c.y, c.u), c.want, 1e-12)
	}
}
