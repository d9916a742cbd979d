package stats

// A Forecaster is a model of annual counts. Fit takes the counts of consecutive
// years, the last one last: whole numbers, at least one, perhaps all 0.
type Forecaster interface {
	Name() string
	Fit(counts []float64) Forecast
}

// A Forecast is what a model makes of its counts, doubt about its parameters
// included.
type Forecast interface {
	// Mean is the expected count h years after the last, h >= 1.
	Mean(h int) float64
	// Rates fills out with one joint draw of the Poisson means of the years
	// 1, 2, ... after the last: the parameters and each year's own deviation are
	// drawn, the Poisson chance of the counts is not. A count is Poisson(rate).
	// drift is a standard normal variate: how the level of all series moves, by a
	// slope that a model without one of its own leaves open. Series that are added
	// up take the same.
	Rates(src *Source, drift float64, out []float64)
}

// Models lists the forecasters, the default first.
var Models = []Forecaster{Flat{}, Trend{}, Damped{}}
