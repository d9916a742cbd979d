package stats

import "math"

// Gamma is a gamma variate with the given shape and scale 1, by the method of
// Marsaglia and Tsang (2000). Shape 0 or less gives 0.
func (s *Source) Gamma(shape float64) float64 {
	switch {
	case !(shape > 0):
		return 0
	case shape < 1:
		return s.gamma(shape+1) * Pow(s.Float64(), 1/shape)
	}
	return s.gamma(shape)
}

// gamma draws for shape >= 1.
func (s *Source) gamma(shape float64) float64 {
	d := shape - 1.0/3
	c := 1 / (3 * math.Sqrt(d))
	for {
		x := s.Norm()
		v := 1 + c*x
		if v <= 0 {
			continue
		}
		v *= v * v
		u := s.Float64()
		if u < 1-0.0331*(x*x)*(x*x) || math.Log(u) < 0.5*x*x+d*(1-v+math.Log(v)) {
			return d * v
		}
	}
}

// logGamma is the logarithm of a gamma variate; it stays finite for shapes so
// small that the variate itself underflows. Shape 0 or less gives -Inf.
func (s *Source) logGamma(shape float64) float64 {
	switch {
	case !(shape > 0):
		return math.Inf(-1)
	case shape < 1:
		return math.Log(s.gamma(shape+1)) + math.Log(s.Float64())/shape
	}
	return math.Log(s.gamma(shape))
}

// Beta is a beta variate with shapes a and b. Shape a of 0 gives 0, else shape b
// of 0 gives 1.
func (s *Source) Beta(a, b float64) float64 {
	x, y := s.logGamma(a), s.logGamma(b)
	switch {
	case !(a > 0):
		return 0
	case !(b > 0):
		return 1
	case math.IsInf(x, -1) && math.IsInf(y, -1): // the limit for tiny shapes
		if s.Float64() < a/(a+b) {
			return 1
		}
		return 0
	}
	return 1 / (1 + Exp(y-x))
}

// Dirichlet fills out with shares that add up to 1. A zero in alpha gives a share
// of 0; where alpha is all zeros, so is out. Where the gammas all underflow they are
// drawn again as logarithms. The slices have equal length and do not overlap.
func (s *Source) Dirichlet(alpha, out []float64) {
	total := 0.0
	for i, a := range alpha {
		out[i] = s.Gamma(a)
		total += out[i]
	}
	if total < 1e-290 {
		s.logDirichlet(alpha, out)
		return
	}
	for i := range alpha {
		out[i] /= total
	}
}

// logDirichlet is Dirichlet for alphas so small that the gammas underflow.
func (s *Source) logDirichlet(alpha, out []float64) {
	top, sum := math.Inf(-1), 0.0
	for i, a := range alpha {
		out[i] = s.logGamma(a)
		top = max(top, out[i])
		sum += max(a, 0)
	}
	if math.IsInf(top, -1) {
		s.corner(alpha, sum, out)
		return
	}
	total := 0.0
	for i := range alpha {
		out[i] = Exp(out[i] - top)
		total += out[i]
	}
	for i := range alpha {
		out[i] /= total
	}
}

// corner gives one share all, chosen in proportion to alpha: the limit of the
// Dirichlet as alpha goes to 0.
func (s *Source) corner(alpha []float64, sum float64, out []float64) {
	clear(out)
	if sum == 0 {
		return
	}
	u, last := s.Float64(), -1
	for i, a := range alpha {
		if !(a > 0) {
			continue
		}
		last = i
		if u -= a / sum; u < 0 {
			break
		}
	}
	out[last] = 1
}
