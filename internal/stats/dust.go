package stats

import "math"

// IsDust reports whether a number is zero, but for what adding and dividing in binary may leave
// of nothing: whether any is left, and how much, hangs on counts that may be withheld. NaN is none.
func IsDust(v float64) bool { return math.Abs(v) < 1e-9 }
