package world

import (
	"math"
	"testing"
)

// The mean is what many futures of one world come to.
func TestMean(t *testing.T) {
	const draws = 800
	rough := medium(.2, .03)
	rough.Again, rough.Twice, rough.Seller = .4, .3, .3
	rough.Streams = rough.Streams[:len(touched)]
	small := New(0)
	for seed := uint64(0); small.Size != "small"; seed++ {
		small = New(seed)
	}
	for name, w := range map[string]*World{"medium": medium(0, 0), "falling": medium(.05, -.03), "rough": rough, "small": small} {
		var sum, square [horizon][5][3]float64
		mean := w.Truth().Mean
		for w.Draw = 1; w.Draw <= draws; w.Draw++ {
			future := tally(w.proceedings(), effective)
			for y := range horizon {
				for i := range Metrics {
					n := future[y+futureYear-startYear][i]
					for j, x := range []float64{n[0], n[1], n[1] - n[0]} {
						sum[y][i][j] += x
						square[y][i][j] += x * x
					}
				}
			}
		}
		for y := range horizon {
			for i, m := range Metrics {
				e := mean[y][m]
				for j, want := range []float64{e[0], e[1], e[1] - e[0]} {
					got := sum[y][i][j] / draws
					sd := math.Sqrt(max(square[y][i][j]/draws-got*got, 1e-6) / draws)
					if z := (got - want) / sd; math.Abs(z) > 4 {
						t.Errorf("%s %d %s %d: %g on average, %g by the formula, z = %.1f", name, futureYear+y, m, j, got, want, z)
					}
				}
			}
		}
	}
}

// The first year is partial, and the current law never sees a change.
func TestFuture(t *testing.T) {
	w := medium(0, 0)
	w.Again = 0
	tr := w.Truth()
	if len(tr.Future) != 6 || len(tr.Mean) != 6 {
		t.Fatalf("%d years, %d means", len(tr.Future), len(tr.Mean))
	}
	// Filings from 2017-10-01, less half of 60 days: 273-30 of 365.
	if r := tr.Mean[0][ChargesChanged][1] / tr.Mean[1][ChargesChanged][1]; math.Abs(r-243./365) > .01 {
		t.Errorf("first year has %g of the second", r)
	}
	for _, years := range [][]map[string][2]float64{tr.Future, tr.Mean} {
		for y, m := range years {
			if m[ChargesChanged][0] != 0 || m[MinorCases][0] != 0 {
				t.Errorf("%d: %v", futureYear+y, m)
			}
			if m[FelonyConviction][1] < m[FelonyConviction][0] {
				t.Errorf("%d: felonies fall: %v", futureYear+y, m)
			}
		}
	}
}
