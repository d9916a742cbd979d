package stats

import (
	"math"

	"gonum.org/v1/gonum/mathext"
)

// An Interval is a range for something unknown, both ends included: doubt that
// comes from chance, never from what a record does not say.
type Interval struct{ Low, High float64 }

// PoissonExact is the two-sided exact interval of a rate: count events in exposure
// units, at a level such as 0.95 (Garwood 1936). Without exposure nothing is
// known: 0 to infinity.
func PoissonExact(count, exposure, level float64) Interval {
	if !(exposure > 0) {
		return Interval{0, math.Inf(1)}
	}
	tail := (1 - level) / 2
	v := Interval{High: gammaQuantile(count+1, 1-tail) / exposure}
	if count > 0 {
		v.Low = gammaQuantile(count, tail) / exposure
	}
	return v
}

// PoissonUpper is the one-sided exact upper bound of a rate. For count 0 it is
// -ln(1-level)/exposure, the rule of three at 0.95 (Hanley and Lippman-Hand 1983).
func PoissonUpper(count, exposure, level float64) float64 {
	if !(exposure > 0) {
		return math.Inf(1)
	}
	return gammaQuantile(count+1, level) / exposure
}

// Wilson is the score interval of a share: k of n (Wilson 1927). With n of 0
// nothing is known: 0 to 1.
func Wilson(k, n, level float64) Interval {
	if !(n > 0) {
		return Interval{0, 1}
	}
	z := mathext.NormalQuantile((1 + level) / 2)
	p, zz := k/n, z*z
	middle := (p + zz/(2*n)) / (1 + zz/n)
	half := z / (1 + zz/n) * math.Sqrt(p*(1-p)/n+zz/(4*n*n))
	v := Interval{max(0, middle-half), min(1, middle+half)}
	if k == 0 {
		v.Low = 0
	}
	if k == n {
		v.High = 1
	}
	return v
}

// ClopperPearson is the exact interval of a share: k of n (Clopper and Pearson
// 1934).
func ClopperPearson(k, n, level float64) Interval {
	tail := (1 - level) / 2
	v := Interval{0, 1}
	if k > 0 {
		v.Low = mathext.InvRegIncBeta(k, n-k+1, tail)
	}
	if k < n {
		v.High = mathext.InvRegIncBeta(k+1, n-k, 1-tail)
	}
	return v
}

// Jeffreys is the equal-tailed interval of Beta(k+1/2, n-k+1/2); it begins at 0
// where k is 0 and ends at 1 where k is n (Brown, Cai and DasGupta 2001).
func Jeffreys(k, n, level float64) Interval {
	tail := (1 - level) / 2
	v := Interval{0, 1}
	if k > 0 {
		v.Low = mathext.InvRegIncBeta(k+0.5, n-k+0.5, tail)
	}
	if k < n {
		v.High = mathext.InvRegIncBeta(k+0.5, n-k+0.5, 1-tail)
	}
	return v
}

// gammaQuantile is the value that a gamma variate of that shape and scale 1 stays
// below with probability p.
func gammaQuantile(shape, p float64) float64 {
	if p > 0.5 {
		return mathext.GammaIncRegCompInv(shape, 1-p)
	}
	return mathext.GammaIncRegInv(shape, p)
}
