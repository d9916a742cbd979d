package model

import "math"

// WithheldNumber stands for a whole number that is not told: a tally of the ledger,
// persons at most, substituted charges. Counts are never negative otherwise.
const WithheldNumber int64 = -1

// Withheld is a count that is not told, because it is small or would give a small one
// away. It is no number, so whatever is computed from it is withheld too.
func Withheld() Count { return Count{math.NaN(), math.NaN(), math.NaN()} }

// Withheld reports whether the count is not told. Low, central and high go together.
func (c Count) Withheld() bool { return math.IsNaN(c.Central) }
