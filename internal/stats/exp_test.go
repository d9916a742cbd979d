package stats

import (
	"math"
	"math/rand/v2"
	"testing"
)

// Exp is within a unit in the last place of math.Exp, which is within one of the truth;
// Pow and sinh are as near as the size of their exponent lets them be.
func TestExp(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2))
	for _, x := range []float64{0, 1e-30, -1e-9, 0.5, -0.5, 1, 700, -740, 710, -746, math.Inf(1), math.Inf(-1)} {
		closeTo(t, "Exp", x, Exp(x), math.Exp(x), 2)
	}
	if !math.IsNaN(Exp(math.NaN())) {
		t.Error("Exp(NaN) is a number")
	}
	for range 100_000 {
		x := (r.Float64() - 0.5) * math.Pow(10, 4*r.Float64()-1)
		closeTo(t, "Exp", x, Exp(x), math.Exp(x), 2)
		less := 700 * math.Pow(r.Float64(), 4)
		closeTo(t, "expLess", less, expLess(less), math.Exp(-less), 4)
		base, y := math.Pow(10, 8*r.Float64()-4), 8*(r.Float64()-0.5)
		closeTo(t, "Pow", y, Pow(base, y), math.Pow(base, y), 16)
		less = 1 - r.Float64()*math.Pow(10, -3*r.Float64())
		closeTo(t, "Pow", less, Pow(less, y*y*y*20), plainPow(less, y*y*y*20), 0)
		if x = math.Mod(x, 500); math.Abs(x) > 1e-300 {
			closeTo(t, "sinh", x, sinh(x), math.Sinh(x), 6)
		}
	}
}

// plainPow is Pow without a look at what is too small to be told.
func plainPow(x, y float64) float64 {
	whole := math.Round(y)
	if y == whole {
		return math.Pow(x, y)
	}
	return math.Pow(x, whole) * Exp((y-whole)*math.Log(x))
}

func closeTo(t *testing.T, name string, x, got, want float64, ulps float64) {
	t.Helper()
	if got != want && !(math.Abs(got-want) <= ulps*(math.Nextafter(math.Abs(want), math.Inf(1))-math.Abs(want))) {
		t.Errorf("%s(%v) is %v, want %v", name, x, got, want)
	}
}
