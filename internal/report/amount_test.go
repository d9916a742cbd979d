package report

import (
	"math"
	"testing"

	"impact/internal/project"
)

func TestDollars(t *testing.T) {
	for _, c := range []struct {
		v    float64
		want string
	}{
		{0, "$0"}, {27.94, "$27.9"}, {31_871, "$31,900"}, {612_345, "$612,000"}, {999_600, "$1 million"}, {1_071_000, "$1.07 million"},
		{2.5e9, "$2.5 billion"}, {-5_678, "−$5,680"}, {math.NaN(), "an unknown sum"},
	} {
		if got := dollars(c.v); got != c.want {
			t.Errorf("dollars(%v) = %q, want %q", c.v, got, c.want)
		}
	}
}

func TestNear(t *testing.T) {
	for _, c := range []struct {
		v    float64
		want string
	}{
		{0, "0"}, {0.0555, "0.06"}, {0.434, "0.43"}, {1, "1"}, {5.95, "6"}, {9.34, "9.3"}, {9.96, "10"}, {24.4, "24"}, {6071.2, "6,071"}, {-3.71, "−3.7"}, {math.Inf(1), "not known"},
	} {
		if got := near(c.v); got != c.want {
			t.Errorf("near(%v) = %q, want %q", c.v, got, c.want)
		}
	}
}

// What is added is said with its direction, and the expectation with the same one.
func TestBriefly(t *testing.T) {
	for _, c := range []struct {
		lo, mean, hi float64
		want         string
	}{
		{2, 5.9, 11, "between 2 and 11 more (expected 5.9)"},
		{1, 1, 1, "1 more (expected 1)"},
		{-7, -3.7, -1, "between 1 and 7 fewer (expected 3.7)"},
		{-3, -1.1, 0, "between 0 and 3 fewer (expected 1.1)"},
		{-1, -1, -1, "1 fewer (expected 1)"},
		{-4, -1.5, 1, "between 4 fewer and 1 more (expected 1.5 fewer)"},
		{-1, 1.7, 5, "between 1 fewer and 5 more (expected 1.7 more)"},
		{0, 0.06, 0, "no more and no fewer in most years (expected 0.06 more)"},
		{0, -0.06, 0, "no more and no fewer in most years (expected 0.06 fewer)"},
		{0, -0.1, 1, "between 0 and 1 more (expected 0.1 fewer)"},
	} {
		if got := briefly(project.Row{Mean: c.mean, Lo80: c.lo, Hi80: c.hi}); got != c.want {
			t.Errorf("[%v, %v, %v]: %q, want %q", c.lo, c.mean, c.hi, got, c.want)
		}
	}
}

func TestSpending(t *testing.T) {
	for _, c := range []struct {
		lo, mean, hi float64
		want, likely string
	}{
		{570_000, 1_010_000, 1_490_000, "cost $570,000 to $1.49 million", "$1.01 million"},
		{5, 5, 5, "cost $5", "$5"},
		{-2_000, -900, -100, "save $100 to $2,000", "$900"},
		{-2_000, -900, 500, "save up to $2,000 or cost up to $500", "a saving of $900"},
		{-200, 100, 500, "save up to $200 or cost up to $500", "a cost of $100"},
	} {
		if got := spending(c.lo, c.hi); got != c.want {
			t.Errorf("spending(%v, %v) = %q, want %q", c.lo, c.hi, got, c.want)
		}
		if got := likely(c.lo, c.mean, c.hi); got != c.likely {
			t.Errorf("likely(%v, %v, %v) = %q, want %q", c.lo, c.mean, c.hi, got, c.likely)
		}
	}
}
