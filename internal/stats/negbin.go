package stats

import "math"

// LogNegBin is the log probability of count k under a negative binomial with the
// given mean and variance mean + alpha mean^2; alpha 0 is the Poisson. Mean 0 has
// all its mass at 0. A k that is negative or not whole gives -Inf.
// By the saddle-point expansion of Loader (2000), as R's dnbinom.
func LogNegBin(k, mean, alpha float64) float64 {
	switch {
	case k < 0 || k != math.Floor(k):
		return math.Inf(-1)
	case !(mean > 0):
		return logUnit(k == 0)
	case !(alpha > 0):
		return logPoisson(k, mean)
	}
	r := 1 / alpha
	if math.IsInf(r, 1) {
		return logPoisson(k, mean)
	}
	if k == 0 {
		return -r * math.Log1p(mean*alpha)
	}
	// r/(r+k) times the binomial probability of r in r+k; gap is the distance
	// of both parts from their expectations, written so that nothing cancels.
	n := r + k
	gap := (mean - k) / (1 + mean*alpha)
	v := stirling(n) - stirling(k) - stirling(r) -
		deviance(r, r-gap, gap) - deviance(k, k+gap, -gap)
	return v - 0.5*(math.Log(2*math.Pi*k)+math.Log1p(k/r))
}

func logUnit(certain bool) float64 {
	if certain {
		return 0
	}
	return math.Inf(-1)
}

// logPoisson is the log probability of count k >= 0 under a mean > 0.
func logPoisson(k, mean float64) float64 {
	if k == 0 {
		return -mean
	}
	return -stirling(k) - deviance(k, mean, k-mean) - 0.5*math.Log(2*math.Pi*k)
}

// logBinomial is the log probability of k in n trials, 0 < p < 1.
func logBinomial(k, n, p float64) float64 {
	switch k {
	case 0:
		return n * math.Log1p(-p)
	case n:
		return n * math.Log(p)
	}
	gap := k - n*p
	return stirling(n) - stirling(k) - stirling(n-k) -
		deviance(k, n*p, gap) - deviance(n-k, n*(1-p), -gap) -
		0.5*math.Log(2*math.Pi*k*(1-k/n))
}

// stirling is log Gamma(x+1) less Stirling's approximation to it.
func stirling(x float64) float64 {
	if x >= 16 {
		y := 1 / (x * x)
		return (1.0/12 - y*(1.0/360-y*(1.0/1260-y*(1.0/1680-y/1188)))) / x
	}
	if i := int(x); float64(i) == x {
		return stirlings[i]
	}
	return stirlingOf(x)
}

// stirlings are its values at whole numbers below 16, which samplers ask for.
var stirlings = func() (out [16]float64) {
	for i := range out {
		out[i] = stirlingOf(float64(i))
	}
	return out
}()

func stirlingOf(x float64) float64 {
	l, _ := math.Lgamma(x + 1)
	return l - (x+0.5)*math.Log(x) + x - halfLog2Pi
}

const halfLog2Pi = 0.918938533204672741780329736406

// deviance is x log(x/m) + m - x without cancellation; gap is x - m.
func deviance(x, m, gap float64) float64 {
	if math.Abs(gap) >= 0.1*(x+m) {
		return x*math.Log(x/m) - gap
	}
	v := gap / (x + m)
	w := v * v
	tail := 0.0
	for _, c := range odds {
		tail = tail*w + c
	}
	return gap*v + 2*x*v*w*tail
}

// odds are 1/17, 1/15 and so on to 1/3: the series of deviance, the last first. A square
// of 0.01 makes what follows less than 1e-17 of the sum.
var odds = [...]float64{1.0 / 17, 1.0 / 15, 1.0 / 13, 1.0 / 11, 1.0 / 9, 1.0 / 7, 1.0 / 5, 1.0 / 3}
