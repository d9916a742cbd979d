package assume

import (
	"errors"
	"fmt"
	"math"
	"testing"

	damage "impact/internal/spoil"
	"impact/internal/strict"

	"go.yaml.in/yaml/v4"
)

var wordsOfNumbers = []string{
	"&a ", "*a", "<<: ", "- ", "[", "]", "{", "}", "~", "\"", "\n", "1e308", "-1e308", "1e-320", ".inf", ".nan", "0x1p-1074", "99999999999999999999", "-1", "0", "uniform", "=cmd", "\x00", "\xff", "!!int ",
}

// pointed is nil for an error that is a list of faults with places.
func pointed(err error) error {
	var faults strict.Faults
	if !errors.As(err, &faults) || len(faults) == 0 {
		return fmt.Errorf("%T %v; faults with their places were wanted", err, err)
	}
	for _, f := range faults {
		if f.File == "" || f.Line < 1 || f.Column < 1 || f.Message == "" {
			return fmt.Errorf("the fault has no place: %#v", f)
		}
	}
	return nil
}

// listed is how many entries a list of the file has, as the YAML library itself reads it.
func listed(data []byte, key string) (int, error) {
	var all map[string]any
	err := yaml.Unmarshal(data, &all)
	list, _ := all[key].([]any)
	return len(list), err
}

// Assumptions that were damaged are refused with their places, or all dials are there and
// stay in their ranges.
func TestSpoiltAssumptions(t *testing.T) {
	good := [][]byte{shipped(t, "assumptions/any.yaml"), shipped(t, "assumptions/ct.yaml")}
	damage.Run(t, damage.Count(500), good, wordsOfNumbers, func(data []byte) (bool, error) {
		s, err := Load("x.yaml", data)
		if err != nil {
			return false, pointed(err)
		}
		if n, err := listed(data, "dials"); err != nil || n > len(s.Dials) {
			return true, fmt.Errorf("%d dials are read of %d (%v)", len(s.Dials), n, err)
		}
		for _, d := range s.Dials {
			for _, u := range []float64{0, 0.5, 1} {
				if v := d.At(u); !(v >= d.Low && v <= d.High) || math.IsInf(v, 0) {
					return true, fmt.Errorf("%s at %v is %v, outside [%v, %v]", d.Name, u, v, d.Low, d.High)
				}
			}
		}
		return true, nil
	})
}

// Costs that were damaged, likewise.
func TestSpoiltCosts(t *testing.T) {
	good := [][]byte{shipped(t, "costs/ct.yaml")}
	damage.Run(t, damage.Count(500), good, wordsOfNumbers, func(data []byte) (bool, error) {
		c, err := LoadCosts("x.yaml", data)
		if err != nil {
			return false, pointed(err)
		}
		if n, err := listed(data, "rows"); err != nil || n != len(c.Rows) {
			return true, fmt.Errorf("%d rows are read of %d (%v)", len(c.Rows), n, err)
		}
		return true, nil
	})
}
