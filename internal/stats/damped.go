package stats

import "math"

// Damped is a level that wanders around its mean: what is unusual about the last
// years fades with the years to come. On Anscombe's scale z = 2 sqrt(y+3/8), where
// Poisson noise has nearly the same variance at all means, it is a Level: a mean
// with a flat prior, a deviation that is damped, and noise, which is Poisson chance
// and a scatter of each year by itself.
//
// The relative standard deviation of the yearly Poisson mean has the prior of Flat;
// a third, two thirds or all of its variance is the level's; the level keeps 0.4,
// 0.7, 0.9 or 0.97 of its deviation from year to year. The posterior is a grid over
// these, weighed by the Kalman filter's likelihood. Poisson noise takes its variance
// from the series' mean count. Draws of z, which hold no Poisson noise, become rates
// by the unbiased inverse (Mäkitalo and Foi 2011).
type Damped struct{}

// Name is "damped level".
func (Damped) Name() string { return "damped level" }

var (
	dampedSpread = makeSpread(12)
	dampedShares = []float64{1.0 / 3, 2.0 / 3, 1}
	dampedKeeps  = []float64{0.4, 0.7, 0.9, 0.97}
)

// Fit runs the filter once for each point of the grid.
func (Damped) Fit(counts []float64) Forecast {
	z := make([]float64, len(counts))
	for i, y := range counts {
		z[i] = anscombe(y)
	}
	m := (sum(counts) + 0.5) / float64(len(counts))
	chance := anscombeVar(m)
	f := &dampedFit{}
	var logs []float64
	add := func(prior, own float64, l Level) {
		l.Noise = chance + own
		fit := l.filter(z)
		f.cells = append(f.cells, dampedCell{level: l, own: own, filtered: fit})
		logs = append(logs, prior+fit.logLik)
	}
	add(dampedSpread[0].prior, 0, Level{})
	for _, c := range dampedSpread[1:] {
		prior := c.prior - math.Log(float64(len(dampedShares)*len(dampedKeeps)))
		for _, share := range dampedShares {
			v := share * c.alpha * m
			for _, keep := range dampedKeeps {
				add(prior, c.alpha*m-v, Level{Damping: keep, Shock: v * (1 - keep*keep), Start: v})
			}
		}
	}
	f.upTo = cumulate(logs)
	return f
}

type dampedFit struct {
	cells []dampedCell
	upTo  []float64 // cumulated posterior weight of each cell
}

type dampedCell struct {
	level Level
	own   float64 // variance of each year's own scatter
	filtered
}

// Mean integrates the inverse transform over the normal distribution that each cell
// gives z.
func (f *dampedFit) Mean(h int) float64 {
	total, before := 0.0, 0.0
	for i := range f.cells {
		if w := f.upTo[i] - before; w > 1e-12 {
			total += w * meanRate(f.cells[i].ahead(h))
		}
		before = f.upTo[i]
	}
	return total
}

// ahead is the mean and standard deviation of z without Poisson noise, h years after
// the last.
func (c *dampedCell) ahead(h int) (mean, sd float64) {
	left, keep := 1.0, c.level.Damping
	v := 0.0
	for range h {
		left *= keep
		v = keep*keep*v + c.level.Shock
	}
	lean := 1 - left*c.slope
	v += left*left*c.at + lean*lean*c.meanVar + c.own
	return left*c.deviation + lean*c.mean, math.Sqrt(v)
}

// Rates draws a cell, the mean and the last deviation, then lets the deviation
// wander on: drift is not asked.
func (f *dampedFit) Rates(src *Source, _ float64, out []float64) {
	c := &f.cells[pick(src, f.upTo)]
	m := c.mean + math.Sqrt(c.meanVar)*src.Norm()
	d := c.deviation - m*c.slope + math.Sqrt(c.at)*src.Norm()
	shock, own := math.Sqrt(c.level.Shock), math.Sqrt(c.own)
	for i := range out {
		d = c.level.Damping*d + shock*src.Norm()
		out[i] = anscombeRate(m + d + own*src.Norm())
	}
}
