package stats

import (
	"math"
	"slices"
	"sort"
)

// Flat is the gamma-Poisson model: one rate for all years, each year's own Poisson
// mean scattered around it by a gamma of variance alpha, so that counts are
// negative binomial with variance mu + alpha mu^2. The order of the years does not
// matter.
//
// Given alpha, the posterior of mu is exact. With r = 1/alpha the likelihood is
// mu^S (r+mu)^-(S+nr); the prior mu^-1/2 (1+alpha mu)^-1/2 is Jeffreys', times
// (1+alpha m)/(1+alpha mu), which is 1 at the data's mean m = (S+1/2)/n. Then mu/r
// is beta prime (S+1/2, nr+1), a ratio of two gammas; alpha 0 gives Gamma(S+1/2)/n;
// and the predictive mean is (S+1/2)/n for every alpha. Alpha is integrated over a
// grid (see spread).
//
// Forecasts also drift (see driftScale).
//
// The 1/2 is the events that the prior adds. Prior, where not 0, stands in its place:
// of m series whose sum is asked for, 1/2 for each would add m/2 to the sum, so each
// takes 1/(2m) (the overall objective prior of Berger, Bernardo and Sun, Bayesian
// Analysis 10, 2015, for a multinomial of m cells).
type Flat struct{ Prior float64 }

// Name is "gamma-poisson".
func (Flat) Name() string { return "gamma-poisson" }

// Fit weighs every alpha of the grid by its marginal likelihood.
func (m Flat) Fit(counts []float64) Forecast {
	prior := m.Prior
	if prior == 0 {
		prior = 0.5
	}
	y := slices.Clone(counts)
	slices.Sort(y)
	f := &flatFit{n: float64(len(y)), shape: sum(y) + prior}
	logs := make([]float64, len(spread))
	for i, c := range spread {
		logs[i] = c.prior + f.evidence(y, c.alpha)
	}
	f.upTo = cumulate(logs)
	return f
}

type flatFit struct {
	n, shape float64   // years, total + prior
	upTo     []float64 // cumulated posterior weight of each cell of spread
}

// evidence is the log marginal likelihood of alpha, but for terms without alpha.
func (f *flatFit) evidence(y []float64, alpha float64) float64 {
	if alpha == 0 {
		return lgamma(f.shape) - f.shape*math.Log(f.n)
	}
	r := 1 / alpha
	b := f.n*r + 1
	v := rising(y, r) + 0.5*math.Log(r) + math.Log1p(alpha*f.shape/f.n)
	return v + lgamma(f.shape) + lgamma(b) - lgamma(f.shape+b)
}

// Mean is (total + prior)/years, whatever h.
func (f *flatFit) Mean(int) float64 { return f.shape / f.n }

// driftScale is the standard deviation of the yearly drift of the log mean that the
// flat model leaves open. Its counts stand for the middle of their years; d years from
// there the mean is off by a lognormal factor of mean 1 and logarithmic standard
// deviation driftScale d. Ten small counts do not show a drift of this size.
const driftScale = 0.015

// Rates draws alpha, then mu, then a gamma deviation for each year.
func (f *flatFit) Rates(src *Source, drift float64, out []float64) {
	alpha := spread[pick(src, f.upTo)].draw(src)
	mu := src.level(f.shape, f.n, alpha)
	for i := range out {
		off := driftScale * ((f.n-1)/2 + float64(i+1))
		out[i] = mu * Exp(off*(drift-off/2)) * src.frailty(alpha)
	}
}

// level draws mu given alpha: a gamma of that shape over the exposure, or a beta
// prime with the same mean.
func (s *Source) level(shape, exposure, alpha float64) float64 {
	g := s.Gamma(shape)
	if alpha == 0 {
		return g / exposure
	}
	r := 1 / alpha
	return r * g / s.Gamma(exposure*r+1)
}

// frailty is a gamma deviation with mean 1 and variance alpha.
func (s *Source) frailty(alpha float64) float64 {
	if alpha == 0 {
		return 1
	}
	return s.Gamma(1/alpha) * alpha
}

// rising is the sum over y of log Gamma(y+r)/Gamma(r). Equal neighbours are worked
// out once.
func rising(y []float64, r float64) float64 {
	total, base, last, value := 0.0, lgamma(r), -1.0, 0.0
	for _, k := range y {
		if k != last {
			last, value = k, lgamma(k+r)-base
		}
		total += value
	}
	return total
}

func lgamma(x float64) float64 {
	v, _ := math.Lgamma(x)
	return v
}

func sum(x []float64) float64 {
	total := 0.0
	for _, v := range x {
		total += v
	}
	return total
}

// cumulate turns log weights into cumulated weights that end at 1.
func cumulate(logs []float64) []float64 {
	top := slices.Max(logs)
	total := 0.0
	for i, l := range logs {
		total += Exp(l - top)
		logs[i] = total
	}
	for i := range logs {
		logs[i] /= total
	}
	return logs
}

// pick draws an index with the weights that were cumulated.
func pick(src *Source, upTo []float64) int {
	return min(sort.SearchFloat64s(upTo, src.Float64()), len(upTo)-1)
}
