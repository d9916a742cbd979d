package stats

import "math"

// Exp is e to the power of x, to within a unit in the last place. Unlike math.Exp it
// gives the same bits on every processor: on amd64 that asks the processor at hand
// whether it can multiply and add in one rounding, and the last digits of a table would
// hang on the answer. The steps are those of FreeBSD's e_exp.c, as in Go's own exp.go,
// each product rounded by itself.
func Exp(x float64) float64 {
	const (
		ln2Hi = 6.93147180369123816490e-01
		ln2Lo = 1.90821492927058770002e-10
		p1    = 1.66666666666666657415e-01
		p2    = -2.77777777770155933842e-03
		p3    = 6.61375632143793436117e-05
		p4    = -1.65339022054652515390e-06
		p5    = 4.13813679705723846039e-08
	)
	switch {
	case math.IsNaN(x):
		return x
	case x > 7.09782712893383973096e+02:
		return math.Inf(1)
	case x < -7.45133219101941108420e+02:
		return 0
	case math.Abs(x) < 1.0/(1<<28):
		return 1 + x
	}
	whole := int(float64(math.Log2E*x) + math.Copysign(0.5, x))
	k := float64(whole)
	hi, lo := x-float64(k*ln2Hi), float64(k*ln2Lo)
	r := hi - lo
	t := float64(r * r)
	c := r - float64(t*(p1+float64(t*(p2+float64(t*(p3+float64(t*(p4+float64(t*p5)))))))))
	y := 1 - ((lo - float64(r*c)/(2-c)) - hi)
	if whole > -1022 && whole < 1023 { // y is from 0.7 to 1.5: the product is exact
		return y * math.Float64frombits(uint64(whole+1023)<<52)
	}
	return math.Ldexp(y, whole)
}

// expLess is e to the power of -x, for x from 0 to 700, to within four units in the last place,
// and the same bits on every processor: a power of the 64th root of 2 from a table, and five
// terms of the series for what is left.
func expLess(x float64) float64 {
	const (
		hi = 6.93147180369123816490e-01 / 64
		lo = 1.90821492927058770002e-10 / 64
	)
	k := int(float64(x*(64*math.Log2E)) + 0.5)
	r := (float64(float64(k)*hi) - x) + float64(float64(k)*lo)
	tail := 1.0/6 + float64(r*(1.0/24+float64(r*(1.0/120))))
	y := 1 + float64(r*(1+float64(r*(0.5+float64(r*tail)))))
	return y * math.Float64frombits(roots[k&63]-uint64(k>>6)<<52)
}

// roots are the bits of 2 to the power of -k/64, by k: products of square roots, which every
// processor rounds alike.
var roots = func() (out [64]uint64) {
	for k := range out {
		power, root := 1.0, 0.5
		for bit := 32; bit > 0; bit >>= 1 {
			if root = math.Sqrt(root); k&bit != 0 {
				power *= root
			}
		}
		out[k] = math.Float64bits(power)
	}
	return out
}()

// Pow is x to the power of y: for x above 0 the same bits on every processor, as Exp.
func Pow(x, y float64) float64 {
	if 0 < x && x < 1 && (x-1)*(y-1) < -800 { // log x is at most x-1, and e to the power of -746 is 0
		return 0
	}
	whole := math.Round(y)
	if y == whole || !(x > 0) {
		return math.Pow(x, y)
	}
	return math.Pow(x, whole) * Exp(float64((y-whole)*math.Log(x)))
}

// sinh is half of Exp(x) - Exp(-x): the same bits on every processor, as Exp.
func sinh(x float64) float64 {
	if math.Abs(x) <= 0.5 {
		return math.Sinh(x) // a polynomial there
	}
	return (Exp(x) - Exp(-x)) / 2
}
