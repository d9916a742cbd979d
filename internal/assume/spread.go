package assume

import (
	"math"

	"impact/internal/stats"
)

// At is the value below which a share u of the dial's distribution lies, for u
// from 0 to 1.
func (d *Dial) At(u float64) float64 {
	u = min(1, max(0, u))
	switch d.Shape {
	case TwoPoint:
		return d.point(u)
	case Triangular:
		return d.triangle(u)
	case LogUniform:
		return d.within(d.Low * stats.Pow(d.High/d.Low, u))
	}
	return d.within(d.Low + u*(d.High-d.Low))
}

// within keeps rounding from leaving the range.
func (d *Dial) within(v float64) float64 { return min(d.High, max(d.Low, v)) }

// point is the lower of the two values for the first of the probability.
func (d *Dial) point(u float64) float64 {
	low, high, p := d.Central, d.Alternative, 1-d.Weight
	if low > high {
		low, high, p = high, low, d.Weight
	}
	if u < p {
		return low
	}
	return high
}

func (d *Dial) triangle(u float64) float64 {
	span := d.High - d.Low
	if span == 0 {
		return d.Central
	}
	if rise := (d.Central - d.Low) / span; u < rise {
		return d.within(d.Low + math.Sqrt(u*span*(d.Central-d.Low)))
	}
	return d.within(d.High - math.Sqrt((1-u)*span*(d.High-d.Central)))
}
