package model

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"

	"impact/internal/law"
)

// Combos count as a map of texts does: with few forms and many, of numbers that a key holds
// and that it does not, counted by one and by two that are joined.
func TestCombos(t *testing.T) {
	for _, forms := range []int{3, 60, 1<<16 - 3, 1 << 17} {
		for _, windows := range []int{1, 5, 40} {
			r := rand.New(rand.NewPCG(uint64(forms), uint64(windows)))
			two := [2]*combos{newCombos(forms, windows), newCombos(forms, windows)}
			want := map[string]int64{}
			for range 4000 {
				of := combined{top: top{law.Class(r.IntN(3)), law.Class(r.IntN(3))}}
				for range r.IntN(7) {
					of.forms = append(of.forms, int32(forms-1-r.IntN(min(forms, 12))))
				}
				slices.Sort(of.forms)
				if len(of.forms) == 1 {
					of.top = top{} // a charge alone has no others
				}
				window, n := int32(r.IntN(windows)), r.Int64N(9)+1
				two[r.IntN(2)].add(of.forms, of.top, window, n)
				want[fmt.Sprint(of, window)] += n
			}
			two[0].join(two[1])
			got := map[string]int64{}
			two[0].each(func(of combined, n []part) {
				for _, x := range n {
					got[fmt.Sprint(combined{of.top, slices.Clone(of.forms)}, x.at)] += x.n
				}
			})
			if len(got) != len(want) {
				t.Errorf("%d forms, %d windows: %d combinations; want %d", forms, windows, len(got), len(want))
			}
			for k, n := range want {
				if got[k] != n {
					t.Errorf("%d forms, %d windows: %d of %s; want %d", forms, windows, got[k], k, n)
				}
			}
		}
	}
}
