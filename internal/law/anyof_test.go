package law

import "testing"

// Cells beside each other are one span of numbers; means that are some or other are named together.
func TestAnyOf(t *testing.T) {
	fr := &Frame{VictimAges: []int{10, 13, 18}, Priors: []int{1}}
	for _, x := range []struct {
		of    Attribute
		cells []int
		want  string
	}{
		{VictimAgeOf, []int{0}, "under 10"}, {VictimAgeOf, []int{0, 1, 2}, "under 18"}, {VictimAgeOf, []int{1, 2}, "10 to 17"},
		{VictimAgeOf, []int{2, 3}, "13 or over"}, {VictimAgeOf, []int{0, 2}, "under 10 or 13 to 17"}, {VictimAgeOf, []int{0, 1, 2, 3}, "any"},
		{PriorsOf, []int{1}, "1 or over"}, {DefendantAgeOf, []int{0}, "any"},
		{TraffickedOf, []int{0}, "no"}, {MeansOf, []int{1, 2, 3, 4, 5, 6, 7}, "force, fraud or coercion"}, {MeansOf, []int{0, 2}, "none or fraud"},
	} {
		if got := fr.AnyOf(x.of, x.cells); got != x.want {
			t.Errorf("%v: %q, want %q", x.cells, got, x.want)
		}
	}
}
