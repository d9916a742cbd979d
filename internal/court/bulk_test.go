package court

import (
	"math/rand/v2"
	"slices"
	"testing"
)

// A run begins where any bit of a case's id differs from that before, whichever.
func TestBegins(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2))
	for range 500 {
		cases := make([]id, 1+r.IntN(block))
		for i := range cases { // of few bits, so that one is often a part of another
			cases[i] = id{Hi: r.Uint64() & r.Uint64() & 3, Lo: r.Uint64() & r.Uint64() & 3}
		}
		var want []uint16
		for i := range cases {
			if i == 0 || cases[i] != cases[i-1] {
				want = append(want, uint16(i))
			}
		}
		want = append(want, uint16(len(cases)))
		var m muster
		if got := m.begins(cases); !slices.Equal(got, want) {
			t.Fatalf("runs of %v begin at %v, want %v", cases, got, want)
		}
	}
}
