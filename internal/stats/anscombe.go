package stats

import "math"

// anscombe is the variance-stabilizing transform of a Poisson count (Anscombe 1948).
func anscombe(y float64) float64 { return 2 * math.Sqrt(y+3.0/8) }

// anscombeVar is the variance of a transformed Poisson count: near 1 for means
// above 4, less below.
func anscombeVar(mean float64) float64 {
	if mean > 40 {
		return 1 + 1/(16*mean*mean)
	}
	low, mass := negBinMass(mean, 0)
	first, second := 0.0, 0.0
	for i, p := range mass {
		z := anscombe(low + float64(i))
		first += p * z
		second += p * z * z
	}
	return second - first*first
}

// anscombeLeast is the transform of a count of 0, the least expectation of z.
var anscombeLeast = anscombe(0)

// anscombeRate is the Poisson mean at which the transformed count has expectation z:
// the closed form of Mäkitalo and Foi (2011), 0 below anscombe(0).
func anscombeRate(z float64) float64 {
	if z <= anscombeLeast {
		return 0
	}
	const root = 1.2247448713915890490986420373529 // sqrt(3/2)
	u := 1 / z
	return max(0, z*z/4-1.0/8+u*(root/4-u*(11.0/8-u*root*5/8)))
}

// meanRate is the expectation of anscombeRate for a normal z, by Simpson's rule on
// the part of it that gives a rate.
func meanRate(mean, sd float64) float64 {
	const steps = 64
	low, high := max(anscombeLeast, mean-8*sd), mean+8*sd
	if low >= high {
		return anscombeRate(mean)
	}
	width, total := (high-low)/steps, 0.0
	for i := range steps + 1 {
		weight := float64(2 + i%2*2)
		if i == 0 || i == steps {
			weight = 1
		}
		z := low + float64(i)*width
		u := (z - mean) / sd
		total += weight * anscombeRate(z) * Exp(-u*u/2)
	}
	return total * width / 3 / (sd * math.Sqrt(2*math.Pi))
}
