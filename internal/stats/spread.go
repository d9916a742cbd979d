package stats

import "math"

// A spreadCell is a range of the year-to-year standard deviation sqrt(alpha) of
// the Poisson mean, relative to that mean, with its prior.
type spreadCell struct {
	low, high float64 // of sqrt(alpha)
	alpha     float64 // at the middle, where the likelihood is taken
	prior     float64 // log of the prior probability of the cell
}

// draw takes an alpha from within the cell.
func (c spreadCell) draw(src *Source) float64 {
	if c.high == 0 {
		return 0
	}
	s := c.low * Pow(c.high/c.low, src.Float64())
	return s * s
}

// The prior of sqrt(alpha): a lump at 0, where years differ by Poisson chance
// alone, and an exponential with mean spreadScale. Small spreads are favoured, yet
// ten years that scatter by half their mean are believed: with a mean of 0.25 such
// years were forecast with too narrow intervals, and those of spread 0.45 with a mean of 0.35.
const (
	spreadLump  = 0.1
	spreadScale = 0.5
	spreadLeast = 0.005
	spreadMost  = 1.5
	spreadCells = 30
)

// spread is the grid over sqrt(alpha): 0, then cells that grow by a constant
// factor. What the exponential has below the least cell is joined to the lump.
var spread = makeSpread(spreadCells)

func makeSpread(n int) []spreadCell {
	tail := func(s float64) float64 { return Exp(-s / spreadScale) }
	cells := []spreadCell{{prior: math.Log(spreadLump + (1-spreadLump)*(1-tail(spreadLeast)))}}
	step := Pow(spreadMost/spreadLeast, 1/float64(n))
	for i, low := 0, spreadLeast; i < n; i++ {
		high := spreadLeast * Pow(step, float64(i+1))
		cells = append(cells, spreadCell{
			low: low, high: high, alpha: low * high,
			prior: math.Log((1 - spreadLump) * (tail(low) - tail(high))),
		})
		low = high
	}
	return cells
}
