package stats

import "math"

// Poisson is a Poisson variate, exact for every mean: by inversion below 10, by
// transformed rejection above (PTRS, Hörmann 1993). Mean 0 or less gives 0.
func (s *Source) Poisson(mean float64) float64 {
	switch {
	case !(mean > 0):
		return 0
	case mean < 10:
		return s.poissonSmall(mean)
	}
	return s.poissonLarge(mean)
}

// Events is a Poisson variate too, exact for every mean, in a fraction of the time: below 64 the
// sum of one of the next lower quarter, which is looked up, and of one of what is left, by
// inversion. Its random numbers are others than those of Poisson, which back-tests are made of:
// which forecast they choose should not hang on how counts are drawn.
func (s *Source) Events(mean float64) float64 {
	switch {
	case mean < 0.25:
		return s.poissonSmall(mean)
	case mean < lookedUp:
		return s.poissonMiddle(mean)
	}
	return s.Poisson(mean)
}

// Poissons is the sum of Poisson variates times amounts: of some of those whose means are
// given, all of them times a factor. Those of small means are the points of one Poisson process,
// each on a stretch of its own.
func (s *Source) Poissons(means []float64, by float64, amounts []float64, which []int32) float64 {
	sum, ahead := 0.0, -1.0 // how far the next point is
	for _, i := range which {
		mean := means[i] * by
		if mean >= 0.5 {
			sum += s.Events(mean) * amounts[i]
			continue
		}
		if ahead < 0 && mean > 0 {
			ahead = s.Exp()
		}
		for ahead -= mean; ahead < 0 && mean > 0; ahead += s.Exp() {
			sum += amounts[i]
		}
	}
	return sum
}

// poissonSmall is of a mean below 10.
func (s *Source) poissonSmall(mean float64) float64 {
	if !(mean > 0) {
		return 0
	}
	u := s.Float64()
	if u < 1-mean-1e-12 { // less than exp(-mean) too
		return 0
	}
	return poissonAt(u, mean)
}

// lookedUp is the mean up to which Poisson variates are looked up.
const lookedUp = 64

// poissonMiddle is of a mean from 0.25 to lookedUp.
func (s *Source) poissonMiddle(mean float64) float64 {
	quarters := int(4 * mean)
	t := &poissonTables[quarters]
	u := s.Float64()
	k := int(t.first[int(u*poissonParts)])
	for u > t.upTo[k] {
		k++
	}
	return float64(k) + s.poissonSmall(mean-float64(quarters)/4)
}

// A poissonTable has the chances of at most so many, the last of them 1, and where the search
// for a quantile begins.
type poissonTable struct {
	upTo  []float64
	first [poissonParts]uint8
}

const poissonParts = 128

// poissonTables are of the means 0, 1/4, 1/2 and so on.
var poissonTables = func() (out [4 * lookedUp]poissonTable) {
	for quarters := range out {
		t, mean := &out[quarters], float64(quarters)/4
		sum, p := 0.0, expLess(mean)
		for k := 0.0; k < mean || p > 1e-18; k++ {
			sum += p
			t.upTo = append(t.upTo, sum)
			p *= mean / (k + 1)
		}
		t.upTo[len(t.upTo)-1] = 1
		k := 0
		for part := range t.first {
			for t.upTo[k] < float64(part)/poissonParts {
				k++
			}
			t.first[part] = uint8(k)
		}
	}
	return out
}()

// poissonAt is the count at a quantile, of a mean from 0 to 10.
func poissonAt(u, mean float64) float64 {
	p, k := expLess(mean), 0.0
	for u > p && k < 200 { // beyond 200 lies less than 1e-150
		u -= p
		k++
		p *= mean / k
	}
	return k
}

func (s *Source) poissonLarge(mean float64) float64 {
	b := 0.931 + 2.53*math.Sqrt(mean)
	a := -0.059 + 0.02483*b
	scale := 1.1239 + 1.1328/(b-3.4)
	squeeze := 0.9277 - 3.6224/(b-2)
	for {
		u, v := s.Float64()-0.5, s.Float64()
		us := 0.5 - math.Abs(u)
		k := math.Floor((2*a/us+b)*u + mean + 0.43)
		if us >= 0.07 && v <= squeeze {
			return k
		}
		if k < 0 || us < 0.013 && v > us {
			continue
		}
		if math.Log(v*scale/(a/(us*us)+b)) <= logPoisson(k, mean) {
			return k
		}
	}
}

// Binomial is a binomial variate of n trials (its whole part) with probability p,
// exact: by inversion where the rarer outcome is expected less than 20 times, else
// by transformed rejection (BTRS, Hörmann 1993). p is held to [0, 1].
func (s *Source) Binomial(n, p float64) float64 {
	n = math.Floor(n)
	switch {
	case !(n > 0) || !(p > 0):
		return 0
	case p >= 1:
		return n
	case p > 0.5:
		return n - s.Binomial(n, 1-p)
	case n*p < 20:
		return s.binomialSmall(n, p)
	}
	return s.binomialLarge(n, p)
}

func (s *Source) binomialSmall(n, p float64) float64 {
	u, odds, k := s.Float64(), p/(1-p), 0.0
	var f float64
	if n <= 1000 {
		f = power(1-p, int(n))
	} else {
		f = Exp(n * math.Log1p(-p))
	}
	for u > f && k < n && k < 400 {
		u -= f
		k++
		f *= odds * (n - k + 1) / k
	}
	return k
}

// power is a base to a whole number, by squaring.
func power(base float64, n int) float64 {
	out := 1.0
	for ; n > 0; n >>= 1 {
		if n&1 == 1 {
			out *= base
		}
		base *= base
	}
	return out
}

func (s *Source) binomialLarge(n, p float64) float64 {
	sd := math.Sqrt(n * p * (1 - p))
	b := 1.15 + 2.53*sd
	a := -0.0873 + 0.0248*b + 0.01*p
	scale := (2.83 + 5.1/b) * sd
	squeeze := 0.92 - 4.2/b
	mode := math.NaN() // asked for seldom
	for {
		u, v := s.Float64()-0.5, s.Float64()
		us := 0.5 - math.Abs(u)
		k := math.Floor((2*a/us+b)*u + n*p + 0.5)
		if us >= 0.07 && v <= squeeze {
			return k
		}
		if k < 0 || k > n {
			continue
		}
		if math.IsNaN(mode) {
			mode = logBinomial(math.Floor((n+1)*p), n, p)
		}
		if math.Log(v*scale/(a/(us*us)+b)) <= logBinomial(k, n, p)-mode {
			return k
		}
	}
}
