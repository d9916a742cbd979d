package stats

import (
	"fmt"
	"math"
	"testing"
)

// R 4.2 datasets::Nile, the flow at Aswan 1871-1970 in 10^8 cubic metres.
var nile = []float64{1120, 1160, 963, 1210, 1160, 1160, 813, 1230, 1370, 1140, 995, 935, 1110, 994, 1020, 960, 1180, 799, 958, 1140, 1100, 1210, 1150, 1250, 1260, 1220, 1030, 1100, 774, 840, 874, 694, 940, 833, 701, 916, 692, 1020, 1050, 969, 831, 726, 456, 824, 702, 1120, 1100, 832, 764, 821, 768, 845, 864, 862, 698, 845, 744, 796, 1040, 759, 781, 865, 845, 944, 984, 897, 822, 1010, 771, 676, 649, 846, 812, 742, 801, 1040, 860, 874, 848, 890, 744, 749, 838, 1050, 918, 986, 797, 923, 975, 815, 1020, 906, 901, 1170, 912, 746, 919, 718, 714, 740}

// Durbin and Koopman (2012, 2.10.3): variances 15099 and 1469.1, log likelihood
// -632.5456. The last level is that of the filter of their 2.2.2 written out in R:
// level 798.370, variance 5501.258 before the next year's shock is taken off.
func TestNile(t *testing.T) {
	l := Level{Damping: 1, Shock: 1469.1, Noise: 15099}
	near(t, "log likelihood", l.LogLik(nile), -632.545625116, 1e-10)
	f := l.filter(nile)
	near(t, "last level", f.deviation+f.mean*(1-f.slope), 798.370292608, 1e-10)
	near(t, "its variance", f.at+(1-f.slope)*(1-f.slope)*f.meanVar, 5501.257941808-1469.1, 1e-10)
}

// R 4.2: StructTS(Nile, "level")$coef is 1469.14661924, 15098.57715360: no
// variances nearby are likelier.
func TestNileMaximum(t *testing.T) {
	best := Level{Damping: 1, Shock: 1469.14661924, Noise: 15098.57715360}
	top := best.LogLik(nile)
	near(t, "maximum", top, -632.545625103, 1e-11)
	for _, by := range []float64{0.98, 1.02} {
		shock, noise := best, best
		shock.Shock *= by
		noise.Noise *= by
		if shock.LogLik(nile) > top || noise.LogLik(nile) > top {
			t.Errorf("variances times %v are likelier", by)
		}
	}
}

// The first twelve years with a damped deviation, by dense algebra in R 4.2:
// S <- 5000*.7^abs(outer(1:12, 1:12, "-")) + diag(9000, 12); the generalized least
// squares mean, its variance, the restricted log likelihood, and the best linear
// prediction of mean + deviation three years on with its variance.
func TestDampedLevelByAlgebra(t *testing.T) {
	l := Level{Damping: 0.7, Shock: 5000 * (1 - 0.49), Noise: 9000, Start: 5000}
	f := l.filter(nile[:12])
	near(t, "mean", f.mean, 1097.0293242156, 1e-10)
	near(t, "variance of the mean", f.meanVar, 2530.9294003345, 1e-10)
	near(t, "log likelihood", f.logLik, -74.4042584573, 1e-10)
	c := dampedCell{level: l, filtered: f}
	z, sd := c.ahead(3)
	near(t, "three years on", z, 1079.62093350, 1e-10)
	near(t, "its variance", sd*sd, 6341.55960663, 1e-10)
}

// The inverse undoes the mean of the transformed count, summed over the Poisson.
func TestAnscombeRate(t *testing.T) {
	for _, mean := range []float64{0.05, 0.5, 2, 10, 50, 500} {
		low, mass := negBinMass(mean, 0)
		z := 0.0
		for i, p := range mass {
			z += p * anscombe(low+float64(i))
		}
		if got := anscombeRate(z); math.Abs(got-mean) > 0.03*math.Sqrt(mean) {
			t.Errorf("mean %v comes back as %v", mean, got)
		}
	}
	if anscombeRate(1) != 0 || anscombeRate(anscombe(0)) > 1e-12 {
		t.Error("the rate does not begin at 0")
	}
}

func TestMeanRate(t *testing.T) {
	s := keyed("mean rate")
	for _, c := range [][2]float64{{1.2, 0.3}, {3, 1}, {7, 0.01}, {20, 4}} {
		const n = 200000
		first, second := 0.0, 0.0
		for range n {
			r := anscombeRate(c[0] + c[1]*s.Norm())
			first += r / n
			second += r * r / n
		}
		if se := math.Sqrt((second - first*first) / n); math.Abs(first-meanRate(c[0], c[1])) > 4*se {
			t.Errorf("%s: got %v, want %v", fmt.Sprint(c), meanRate(c[0], c[1]), first)
		}
	}
}

func TestAnscombeVar(t *testing.T) {
	// Anscombe (1948): 1 + 1/(16 m^2) for large means; at the seam both agree.
	near(t, "seam", anscombeVar(40), 1+1.0/(16*1600), 2e-4)
	if v := anscombeVar(0.05); !(v > 0 && v < 0.1) {
		t.Errorf("variance %v at mean 0.05", v)
	}
}
