package serve

import (
	"testing"

	"impact/internal/report"
)

// A slider reaches over the range and the value, and marks what is stated.
func TestSlides(t *testing.T) {
	for _, x := range []struct {
		dial Dial
		at   string
		want *slide
	}{
		{Dial{Value: "0.75", Low: "0.5", High: "1"}, "", &slide{"0.5", "1", "0.01", "0.75", 10}},
		{Dial{Value: "1", Low: "0.5", High: "1"}, "0.6", &slide{"0.5", "1", "0.01", "0.6", 0}},
		{Dial{Value: "0", Low: "-0.03", High: "0.03"}, "", &slide{"-0.03", "0.03", "0.001", "0", 10}},
		{Dial{Value: "0.75", Low: "0.5", High: "1"}, "0.25", &slide{"0.25", "1", "0.01", "0.25", 13}},
		{Dial{Least: "0", Most: "1"}, "", &slide{"0", "1", "0.01", "0.5", 0}},
		{Dial{Least: "0", Most: "1", Open: true}, "", &slide{"0.01", "0.99", "0.01", "0.5", 0}},
		{Dial{Least: "0", Most: "1", Open: true}, "0.004", &slide{"0.004", "0.99", "0.01", "0.004", 0}},
		{Dial{Value: "donor", Words: []string{"static", "donor"}}, "", nil},
		{Dial{Value: "1"}, "", nil},
		{Dial{Value: "1", Low: "1", High: "1"}, "", nil},
	} {
		got := slideOf(x.dial, x.at)
		if (got == nil) != (x.want == nil) || got != nil && *got != *x.want {
			t.Errorf("%+v at %q: %+v, want %+v", x.dial, x.at, got, x.want)
		}
	}
}

// A figure at a glance has its sign, its interval where there is one, and no number where
// it is withheld.
func TestGlances(t *testing.T) {
	for _, x := range []struct {
		signed         bool
		low, mid, high any
		number, bounds string
	}{
		{true, 2.0, 5.74, 10.0, "+5.7", "2 to 10"},
		{false, 5.0, 9.71, 14.0, "9.7", "5 to 14"},
		{true, -3.0, -1.5, 0.0, "−1.5", "−3 to 0"},
		{true, 5.0, 10.37, 15.6, "+10.4", "5 to 16"},
		{true, 0.0, 0.0, 0.0, "0", ""},
		{true, 0.0, 0.004, 0.0, "0", ""},
		{true, report.Withheld{}, report.Withheld{}, report.Withheld{}, report.Plain(report.Withheld{}), ""},
		{true, report.Withheld{}, 3.0, 4.0, "withheld", ""},
	} {
		got := glanceOf(measured{signed: x.signed}, x.low, x.mid, x.high, report.Means)
		if got.Number != x.number || got.Range != x.bounds {
			t.Errorf("%v %v %v: %+v, want %s, %s", x.low, x.mid, x.high, got, x.number, x.bounds)
		}
	}
}
