// Package stats holds the statistics of small counts: intervals, samplers,
// forecasts and their scores, and sensitivity indices.
//
// It knows no law. Counts are whole numbers held in float64, rates are expected
// counts per unit of exposure, probabilities and levels lie in (0, 1). Chance is
// an argument: every random number comes from a Source keyed by the caller, and
// the same key gives the same numbers.
package stats
