package project

import (
	"testing"

	"impact/internal/assume"
)

func TestEffectOf(t *testing.T) {
	line := &assume.Line{Up: "GF - Potential Cost", Down: "GF - Savings"}
	for _, c := range []struct {
		line         *assume.Line
		mean, lo, hi float64
		want         string
	}{
		{line, 2, -5, 9, "GF - Potential Cost or GF - Savings (sign not determined)"},
		{line, 0, -5, 5, "GF - Potential Cost or GF - Savings (sign not determined)"},
		{line, 2, 0, 9, "GF - Potential Cost"},
		{line, 2, 1, 9, "GF - Potential Cost"},
		{line, -2, -9, 0, "GF - Savings"},
		{line, 0, 0, 0, "None"},
		{nil, 2, -5, 9, "None"},
	} {
		if got := effectOf(c.line, Row{Mean: c.mean, Lo80: c.lo, Hi80: c.hi}); got != c.want {
			t.Errorf("mean %g, %g to %g: %q, want %q", c.mean, c.lo, c.hi, got, c.want)
		}
	}
}
