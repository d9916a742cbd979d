package chart

import (
	"math"

	"gonum.org/v1/plot/vg"
)

// A scale takes numbers to places on the page, and says which numbers to write beside it.
type scale struct {
	low, high float64
	from, to  vg.Length
	step      float64
	ticks     []float64
}

// newScale reaches from low to high in about n even steps of 1, 2 or 5 times a power of ten.
func newScale(low, high float64, n int) scale {
	if low == high {
		high, n = low+1, 1
	}
	s := scale{step: niceStep((high - low) / float64(max(n, 1)))}
	first, last := near(low/s.step, math.Floor), near(high/s.step, math.Ceil)
	for i := math.Ceil(first - 1e-9); i <= last+1e-9; i++ {
		s.ticks = append(s.ticks, multiple(i, s.step))
	}
	s.low, s.high = first*s.step, last*s.step
	return s
}

// near takes an end of a scale to the tick beyond it, unless that would leave much empty.
func near(steps float64, beyond func(float64) float64) float64 {
	if end := beyond(steps); math.Abs(end-steps) <= 0.4 || math.Abs(steps) < 1 && steps > 0 {
		return end
	}
	return steps
}

func niceStep(least float64) float64 {
	power := math.Pow(10, math.Floor(math.Log10(least)+1e-9))
	for _, m := range []float64{1, 2, 5, 10} {
		if m*power >= least*(1-1e-9) {
			return m * power
		}
	}
	return 10 * power
}

// multiple is i steps, without the dust of floating point.
func multiple(i, step float64) float64 {
	if i == 0 {
		return 0
	}
	return math.Round(i*step*1e15) / 1e15
}

// wholeScale is newScale that makes no tick between whole numbers when all the spans are whole,
// and none at all where no span has a number.
func wholeScale(spans []Span, n int) scale {
	low, high := ends(spans)
	for n > 1 && whole(spans) && (high-low)/float64(n) < 1 && high > low {
		n--
	}
	s := newScale(low, high, n)
	if !anyKnown(spans) { // there is nothing to measure
		s.ticks = nil
	}
	return s
}

func whole(spans []Span) bool {
	for _, s := range spans {
		if s.known() && (s.Low != math.Trunc(s.Low) || s.Mid != math.Trunc(s.Mid) || s.High != math.Trunc(s.High)) {
			return false
		}
	}
	return true
}

func (s scale) on(from, to vg.Length) scale {
	s.from, s.to = from, to
	return s
}

func (s scale) at(v float64) vg.Length {
	return s.from + (s.to-s.from)*vg.Length((v-s.low)/(s.high-s.low))
}

// text is a tick as it is written: all ticks have the same number of decimal places.
func (s scale) text(v float64) string {
	places := 0
	if s.step < 1 {
		places = int(math.Ceil(-math.Log10(s.step) - 1e-9))
	}
	return fixed(v, places)
}

func (s scale) texts() []string {
	out := make([]string, len(s.ticks))
	for i, t := range s.ticks {
		out[i] = s.text(t)
	}
	return out
}
