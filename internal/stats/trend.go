package stats

import "math"

// Trend is a negative binomial model whose log mean changes by a constant slope a
// year. The slope's prior is normal around 0 with a standard deviation of 0.1, cut
// at 0.3: few years cannot tell a trend from chance, and the prior keeps it small
// until they do. Level and spread have the priors of Flat, with which the model
// agrees at slope 0.
//
// The posterior is a grid over alpha and, around the mode that Newton's method
// finds for each alpha, over the slope. Given both, the level is a gamma where
// alpha is 0, exactly, and else a beta prime that shares the mode and the height of
// its density, which is exact for slope 0.
//
// After the last year the slope is damped: it counts 0.85 in the first year, 0.85^2
// in the second, and so on (Gardner and McKenzie 1985), so all years to come
// together cannot carry it further than 5.7 years of it, nor a forecast beyond 5.5
// times the last level.
type Trend struct{}

// Name is "log-linear trend".
func (Trend) Name() string { return "log-linear trend" }

const (
	slopeScale = 0.1
	slopeMost  = 0.3
	slopeDamp  = 0.85
	slopeCells = 15
)

var trendSpread = makeSpread(15)

// Fit lays the grid.
func (Trend) Fit(counts []float64) Forecast {
	f := newTrendFit(counts)
	var logs []float64
	start := [2]float64{math.Log(f.shape / f.n), 0}
	for _, c := range trendSpread {
		low, width := f.slopes(c.alpha, &start)
		base := c.prior + f.spreadEvidence(c.alpha) + math.Log(width)
		for i := range slopeCells {
			b := low + (float64(i)+0.5)*width
			scale, evidence := f.given(c.alpha, b)
			f.cells = append(f.cells, trendCell{spread: c, slope: b, width: width, scale: scale})
			logs = append(logs, base+evidence-b*b/(2*slopeScale*slopeScale))
		}
	}
	f.upTo = cumulate(logs)
	return f
}

type trendFit struct {
	y        []float64
	n, shape float64   // years, total + 1/2
	moment   float64   // sum of count times distance from the middle year
	weight   []float64 // scratch: exp(slope distance)
	cells    []trendCell
	upTo     []float64 // cumulated posterior weight of each cell
}

// A trendCell is a range of alpha and slope; scale times the level of the flat
// model is the level in the middle year.
type trendCell struct {
	spread              spreadCell
	slope, width, scale float64
}

func newTrendFit(counts []float64) *trendFit {
	f := &trendFit{y: counts, n: float64(len(counts)), shape: sum(counts) + 0.5, weight: make([]float64, len(counts))}
	for t, y := range counts {
		f.moment += y * f.distance(t)
	}
	f.cells = make([]trendCell, 0, len(trendSpread)*slopeCells)
	return f
}

// distance is how many years a year lies after the middle one.
func (f *trendFit) distance(t int) float64 { return float64(t) - (f.n-1)/2 }

// spreadEvidence is what the log evidence of alpha holds that level and slope do
// not touch.
func (f *trendFit) spreadEvidence(alpha float64) float64 {
	if alpha == 0 {
		return 0
	}
	return rising(f.y, 1/alpha) + (f.shape-0.5)*math.Log(alpha) + math.Log1p(alpha*f.shape/f.n)
}

// slopes gives the least slope and the width of the cells around the mode; start is
// where the search for the mode begins and is left at the mode.
func (f *trendFit) slopes(alpha float64, start *[2]float64) (low, width float64) {
	variance := slopeScale * slopeScale
	for range 12 {
		g, h := f.slope2(alpha, start[0], start[1])
		det := h[0]*h[2] - h[1]*h[1]
		da, db := (h[2]*g[0]-h[1]*g[1])/det, (h[0]*g[1]-h[1]*g[0])/det
		start[0] += min(max(da, -2), 2)
		start[1] = min(max(start[1]+db, -slopeMost), slopeMost)
		variance = h[0] / det
		if math.Abs(da)+math.Abs(db) < 1e-6 {
			break
		}
	}
	reach := 4 * math.Sqrt(variance)
	low = max(-slopeMost, start[1]-reach)
	return low, (min(slopeMost, start[1]+reach) - low) / slopeCells
}

// slope2 is the gradient of the log posterior in level and slope, and the negative
// of its second derivatives (level, mixed, slope).
func (f *trendFit) slope2(alpha, level, slope float64) (g [2]float64, h [3]float64) {
	g = [2]float64{f.shape, f.moment - slope/(slopeScale*slopeScale)}
	h[2] = 1 / (slopeScale * slopeScale)
	for t, y := range f.y {
		x := f.distance(t)
		mu := Exp(level + slope*x)
		odds := 1 + alpha*mu
		p := (1 + alpha*y) * mu / odds
		q := p / odds
		g[0] -= p
		g[1] -= p * x
		h[0] += q
		h[1] += q * x
		h[2] += q * x * x
	}
	return g, h
}

// given integrates the level out, given alpha and slope: the scale of the level and
// the log evidence.
func (f *trendFit) given(alpha, slope float64) (scale, evidence float64) {
	total := 0.0
	for t := range f.weight {
		f.weight[t] = Exp(slope * f.distance(t))
		total += f.weight[t]
	}
	evidence = slope*f.moment + lgamma(f.shape)
	if alpha == 0 {
		return f.n / total, evidence - f.shape*math.Log(total)
	}
	level := f.mode(alpha, f.shape/total)
	r := 1 / alpha
	b := f.n*r + 1
	evidence += f.shape*math.Log(level) - 1.5*math.Log1p(alpha*level*total/f.n)
	for t, y := range f.y {
		evidence -= (y + r) * math.Log1p(alpha*level*f.weight[t])
	}
	// Divide by the beta prime's density at its mode, level/c = shape/b.
	x := f.shape / b
	evidence += lgamma(b) - lgamma(f.shape+b) - f.shape*math.Log(x) + (f.shape+b)*math.Log1p(x)
	return level * b / (f.n * r) * f.n / f.shape, evidence
}

// mode finds the most likely level in the middle year for the weights at hand.
func (f *trendFit) mode(alpha, level float64) float64 {
	average := sum(f.weight) / f.n
	for range 20 {
		p := alpha * level * average
		g := f.shape - 1.5*p/(1+p)
		h := 1.5 * p / ((1 + p) * (1 + p))
		for t, y := range f.y {
			mu := level * f.weight[t]
			odds := 1 + alpha*mu
			p := (1 + alpha*y) * mu / odds
			g -= p
			h += p / odds
		}
		step := min(max(g/h, -1), 1)
		level *= Exp(step)
		if math.Abs(step) < 1e-7 {
			break
		}
	}
	return level
}

// reach is how many years of slope lie between the middle year and the hth after
// the last.
func (f *trendFit) reach(h int) float64 {
	return (f.n-1)/2 + slopeDamp*(1-Pow(slopeDamp, float64(h)))/(1-slopeDamp)
}

// Mean sums the cells' means; within a cell the slope is uniform.
func (f *trendFit) Mean(h int) float64 {
	g, total, before := f.reach(h), 0.0, 0.0
	for i, c := range f.cells {
		bend := 1.0
		if half := g * c.width / 2; half > 1e-6 {
			bend = sinh(half) / half
		}
		total += (f.upTo[i] - before) * c.scale * Exp(c.slope*g) * bend
		before = f.upTo[i]
	}
	return total * f.shape / f.n
}

// Rates draws alpha and slope, then the level, then a gamma deviation for each
// year. The slope is the model's own, and drift is not asked.
func (f *trendFit) Rates(src *Source, _ float64, out []float64) {
	c := &f.cells[pick(src, f.upTo)]
	alpha := c.spread.draw(src)
	slope := c.slope + (src.Float64()-0.5)*c.width
	level := src.level(f.shape, f.n, alpha) * c.scale
	for i := range out {
		out[i] = level * Exp(slope*f.reach(i+1)) * src.frailty(alpha)
	}
}
