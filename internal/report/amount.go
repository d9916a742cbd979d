package report

import (
	"fmt"
	"math"
	"strconv"
	"strings"

	"impact/internal/project"
)

// near writes a projected figure as people read it: whole from ten up, one decimal
// below, two below one.
func near(v float64) string {
	if math.IsNaN(v) || math.IsInf(v, 0) {
		return "not known"
	}
	return Figure(nearly(v))
}

// nearly is what near leaves of a number.
func nearly(v float64) float64 {
	switch a := math.Abs(v); {
	case a >= 9.95:
		return math.Round(v)
	case a >= 0.995:
		return math.Round(v*10) / 10
	}
	return cents(v)
}

// cents is what Figure leaves of a number.
func cents(v float64) float64 { return math.Round(v*100) / 100 }

// mid writes an expectation: with one decimal below a thousand.
func mid(v float64) string {
	if math.IsNaN(v) || math.IsInf(v, 0) {
		return near(v)
	}
	return Figure(meant(v))
}

// meant is what mid leaves of a number.
func meant(v float64) float64 {
	if a := math.Abs(v); a >= 9.95 && a < 1000 {
		return math.Round(v*10) / 10
	}
	return nearly(v)
}

// digits is a number with so many significant digits.
func digits(v float64, n int) float64 {
	r, err := strconv.ParseFloat(strconv.FormatFloat(v, 'g', n, 64), 64)
	if err != nil {
		return v
	}
	return r
}

// dollars writes money with three significant digits: $612,000, $1.07 million.
func dollars(v float64) string {
	if math.IsNaN(v) || math.IsInf(v, 0) {
		return "an unknown sum"
	}
	sign := ""
	if v = digits(v, 3); v < 0 {
		sign, v = "−", -v
	}
	switch {
	case v >= 1e9:
		return sign + "$" + Figure(v/1e9) + " billion"
	case v >= 1e6:
		return sign + "$" + Figure(v/1e6) + " million"
	}
	return sign + "$" + Figure(v)
}

// A measure says how a figure of some unit is written.
type measure func(float64) string

// span writes what is added, from its interval: "between 2 and 11 more".
func span(lo, hi float64, write measure) string {
	low, high := write(lo), write(hi)
	switch {
	case low == high && lo == 0:
		return "no more and no fewer in most years"
	case low == high && lo > 0:
		return low + " more"
	case low == high:
		return write(-lo) + " fewer"
	case lo >= 0:
		return fmt.Sprintf("between %s and %s more", low, high)
	case hi <= 0:
		return fmt.Sprintf("between %s and %s fewer", write(-hi+0), write(-lo))
	}
	return fmt.Sprintf("between %s fewer and %s more", write(-lo), high)
}

// mean writes an expectation beside its interval: where that has one direction, so has
// the expectation; else it says its own.
func mean(r project.Row, write measure) string {
	switch {
	case r.Lo80 >= 0 && r.Hi80 > 0 && r.Mean >= 0, r.Mean == 0:
		return write(r.Mean)
	case r.Hi80 <= 0 && r.Lo80 < 0 && r.Mean < 0:
		return write(-r.Mean)
	case r.Mean < 0:
		return write(-r.Mean) + " fewer"
	}
	return write(r.Mean) + " more"
}

// interval is what a row adds at 80 %, in words.
func interval(r project.Row) string {
	if veiled(r) {
		return withheld
	}
	return span(r.Lo80, r.Hi80, near)
}

// briefly is the interval of a row with its expectation.
func briefly(r project.Row) string {
	if veiled(r) {
		return withheld
	}
	return fmt.Sprintf("%s (expected %s)", interval(r), mean(r, mid))
}

// counted is the interval of a count that only grows, without saying more or fewer.
func counted(r project.Row) string {
	switch low, high := near(r.Lo80), near(r.Hi80); {
	case veiled(r):
		return withheld
	case mostlyNone(r):
		return "none in most years"
	case low == high:
		return low
	default:
		return fmt.Sprintf("between %s and %s", low, high)
	}
}

// mostlyNone reports whether there is none in most years, and yet some is expected.
func mostlyNone(r project.Row) bool { return r.Lo80 == 0 && r.Hi80 == 0 && r.Mean > 0 }

// expected is the interval with its expectation, and says what the interval is.
func expected(r project.Row) string {
	if veiled(r) {
		return withheld
	}
	return fmt.Sprintf("%s (80 %% interval; expected %s)", interval(r), mean(r, mid))
}

// spending writes a cost from its interval: "cost $0 to $1.2 million".
func spending(lo, hi float64) string {
	switch low, high := dollars(lo), dollars(hi); {
	case low == high && lo >= 0:
		return "cost " + low
	case lo >= 0:
		return fmt.Sprintf("cost %s to %s", low, high)
	case hi <= 0:
		return fmt.Sprintf("save %s to %s", dollars(-hi+0), dollars(-lo))
	default:
		return fmt.Sprintf("save up to %s or cost up to %s", dollars(-lo), high)
	}
}

// likely writes the expectation of a cost beside its interval.
func likely(lo, mean, hi float64) string {
	switch {
	case lo >= 0 && mean >= 0:
		return dollars(mean)
	case hi <= 0 && mean < 0:
		return dollars(-mean)
	case mean < 0:
		return "a saving of " + dollars(-mean)
	}
	return "a cost of " + dollars(mean)
}

// centre is an expectation in a grid, shorter than in a sentence.
func centre(v float64) string {
	if a := math.Abs(v); a >= 0.095 && a < 9.95 {
		return Figure(math.Round(v*10) / 10)
	}
	return near(v)
}

// edge is a bound in a grid, whole from two up.
func edge(v float64) string {
	if math.Abs(v) >= 1.95 {
		return Figure(math.Round(v))
	}
	return centre(v)
}

// capital is a text that begins a sentence.
func capital(s string) string {
	if s == "" {
		return ""
	}
	return strings.ToUpper(s[:1]) + s[1:]
}
