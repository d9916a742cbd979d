package report

import (
	"testing"

	"impact/internal/model"
)

func TestFigure(t *testing.T) {
	for _, c := range []struct {
		v    float64
		want string
	}{
		{0, "0"}, {3, "3"}, {999, "999"}, {1000, "1,000"}, {1234567, "1,234,567"},
		{-1841, "−1,841"}, {0.5, "0.5"}, {1.25, "1.25"}, {2.999, "3"}, {-0.001, "0"}, {-0.5, "−0.5"}, {0.004, "0"}, {12345.678, "12,345.68"},
	} {
		if got := Figure(c.v); got != c.want {
			t.Errorf("Figure(%v) = %q, want %q", c.v, got, c.want)
		}
	}
}

// A net change in words says its direction only where the record does.
func TestChange(t *testing.T) {
	for _, c := range []struct {
		low, central, high float64
		want               string
	}{
		{0, 0, 0, "no change in the number of felony charges"},
		{4, 4, 4, "4 more felony charges"},
		{1, 1, 1, "1 more felony charge"},
		{-1, -1, -1, "1 fewer felony charge"},
		{-4, -4, -4, "4 fewer felony charges"},
		{0, 1.5, 4, "between 0 and 4 (expected 1.5) more felony charges"},
		{-9, -2, -1, "between 1 and 9 (expected 2) fewer felony charges"},
		{-2, 0.5, 3, "a change of −2 to +3 in the number of felony charges (expected +0.5): the record cannot tell its direction"},
	} {
		if got := change(model.Count{Low: c.low, Central: c.central, High: c.high}, "felony charges"); got != c.want {
			t.Errorf("change(%v, %v, %v):\ngot  %q\nwant %q", c.low, c.central, c.high, got, c.want)
		}
	}
}

func TestMany(t *testing.T) {
	for _, c := range []struct {
		n          float64
		noun, want string
	}{
		{1, "charges", "1 charge"}, {0, "charges", "0 charges"}, {2100, "charges", "2,100 charges"},
		{1, "charges with a victim under 18", "1 charge with a victim under 18"},
	} {
		if got := many(c.n, c.noun); got != c.want {
			t.Errorf("many(%v) = %q, want %q", c.n, got, c.want)
		}
	}
}
