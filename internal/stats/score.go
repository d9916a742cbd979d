package stats

import "math"

// Quantile is the inverse of the empirical distribution of a sorted sample, type 1
// of Hyndman and Fan (1996): the least value that at least a share p of the sample
// does not exceed. NaN for an empty sample.
func Quantile(sorted []float64, p float64) float64 {
	if len(sorted) == 0 {
		return math.NaN()
	}
	return sorted[Rank(len(sorted), p)]
}

// Rank is the place of the quantile in a sorted sample of n, at least 1.
func Rank(n int, p float64) int {
	i := int(math.Ceil(p*float64(n)-1e-9)) - 1
	return min(max(i, 0), n-1)
}

// CRPS is the continuous ranked probability score of a sorted sample as a forecast
// of y, in the unit of y; less is better, and a sample of one scores its distance
// (Gneiting and Raftery 2007; the sum is that of Jordan, Krüger and Lerch 2019).
// NaN for an empty sample.
func CRPS(sorted []float64, y float64) float64 {
	n := float64(len(sorted))
	if n == 0 {
		return math.NaN()
	}
	sum := 0.0
	for i, x := range sorted {
		w := 0.5 - float64(i+1)
		if y < x {
			w += n
		}
		sum += (x - y) * w
	}
	return 2 * sum / (n * n)
}

// CRPSPoisson is the score of a Poisson forecast of y.
func CRPSPoisson(mean, y float64) float64 { return CRPSNegBin(mean, 0, y) }

// CRPSNegBin is the score of a negative binomial forecast of y, its variance
// mean + alpha mean^2: the sum of (F(k) - [y <= k])^2 over all k that have any
// mass in double precision. Time and memory grow with the standard deviation.
func CRPSNegBin(mean, alpha, y float64) float64 {
	if !(mean > 0) {
		return math.Abs(y)
	}
	low, mass := negBinMass(mean, alpha)
	score := max(0, low-y) // below the window F is 0
	f := 0.0
	for i, p := range mass {
		k := low + float64(i)
		f += p
		before := min(max(y-k, 0), 1) // how much of [k, k+1) lies below y
		score += f*f*before + (1-f)*(1-f)*(1-before)
	}
	return score + max(0, y-low-float64(len(mass))) // above it F is 1
}

// negBinMass gives the probabilities of low, low+1, ... up to where what is left
// out no longer matters.
func negBinMass(mean, alpha float64) (low float64, mass []float64) {
	const least = -52 // log of what is left out, below the greatest term
	mode := math.Floor(max(0, mean*(1-alpha)))
	top := LogNegBin(mode, mean, alpha)
	low = mode
	for low > 0 && LogNegBin(low-1, mean, alpha) > top+least {
		low--
	}
	for k, l := low, 0.0; ; k++ {
		l = LogNegBin(k, mean, alpha)
		if k > mode && l < top+least {
			return low, mass
		}
		mass = append(mass, Exp(l))
	}
}

// PIT is the randomized probability integral transform of y under a sorted sample:
// the share below y, and u times the share equal to it, u uniform on (0, 1). It is
// uniform on [0, 1] if the forecast is right (Smith 1985; Czado, Gneiting and Held
// 2009).
func PIT(sorted []float64, y, u float64) float64 {
	below, equal := 0, 0
	for _, x := range sorted {
		switch {
		case x < y:
			below++
		case x == y:
			equal++
		}
	}
	return (float64(below) + u*float64(equal)) / float64(len(sorted))
}
