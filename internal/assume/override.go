package assume

import (
	"fmt"
	"strings"

	"impact/internal/strict"
)

// Override moves a dial as an analyst says, name=value: a number that the dial
// allows, or one of its words. The central value becomes the value; a range that
// ends before it is stretched to it. Where the value is the alternative of a
// two-point dial, what was central becomes the alternative.
func (s *Set) Override(text string) error {
	name, value, ok := strings.Cut(text, "=")
	name = strings.TrimSpace(name)
	if !ok || name == "" {
		return fmt.Errorf("%q is no assumption; name=value would be right, as in share_served=0.85", text)
	}
	k, d := knownAs(name), s.Dial(name)
	switch {
	case k == nil:
		return fmt.Errorf("no assumption %q is known%s", name, strict.Suggest(name, s.names()))
	case d == nil:
		return fmt.Errorf("%s: the assumptions of %q do not state the registry; a file of assumptions with registry, registry_stock, registry_inflow and registry_completion would be right", name, s.Pack)
	}
	v, err := k.parse(value)
	if err != nil {
		return fmt.Errorf("%s: %w", name, err)
	}
	if d.Shape == LogUniform && v <= 0 {
		return fmt.Errorf("%s: %s is not above 0, and the values of a log-uniform range are; a number above 0 would be right", name, strings.TrimSpace(value))
	}
	d.move(v)
	return nil
}

func (d *Dial) move(v float64) {
	if d.Shape == TwoPoint {
		if v == d.Alternative {
			d.Alternative = d.Central
		}
		d.Low, d.High = min(v, d.Alternative), max(v, d.Alternative)
	}
	d.Central, d.Low, d.High, d.Set = v, min(d.Low, v), max(d.High, v), true
}

// names are the dials that the set states.
func (s *Set) names() []string {
	var out []string
	for _, d := range s.Dials {
		out = append(out, d.Name)
	}
	return out
}
