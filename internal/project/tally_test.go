package project

import (
	"fmt"
	"math"
	"testing"
)

// wanderers is a stream of very many kinds without sentences, of which some come often
// and most seldom, and each comes to several ends.
func wanderers(side Side, group string, n float64) *stream {
	st := &stream{side: side, key: uint64(len(group)) + 90, counts: tenYears(n), sure: []float64{8 * n}, strength: 8 * n, moves: true}
	for k := range 2 * veryManyKinds {
		m := 10 * n / float64((k+1)*(k+2))
		st.kinds = append(st.kinds, &kind{id: fmt.Sprint(group, k), entries: []entry{{FelonyCharges, float64(1 + k%3)}, {ChargesOf(1), 1}}, mass: mass(m), moves: []bool{k%7 > 0},
			ends: [][]end{{{changed: k%7 > 0, entries: []entry{{ChargesChanged, float64(1 + k%2)}}, mass: mass(0.5 * m)},
				{changed: k%7 > 0, graver: true, entries: []entry{{MinorCasesChanged, 1}, {FelonyCharges, -1}}, mass: mass(0.3 * m)}, {mass: mass(0.2 * m)}}}})
	}
	return st
}

// Counted metric by metric, with sentences apart, every figure has the law that it has where
// each kind is drawn with all that it adds: the same expectation, and the mean, the variance and
// the covariance of the current law with what the proposal adds.
func TestTallies(t *testing.T) {
	const draws = 5_000
	streams := func() []*stream {
		second := mixedStream(8)
		second.key = 77
		second.kinds[0].entries[0].amount = 2
		return []*stream{mixedStream(30), second, wanderers(Filed, "a", 40), wanderers(Filed, "bb", 100)}
	}
	for _, dials := range []map[string]float64{{}, {ChargingShare: 0.6, ConvictionChange: -0.3, Growth: 0.02}, {ConvictionChange: 0.3, SentenceRule: 0, ShareServed: 0.5}} {
		s := settingOf(dials, 1)
		whole, apart := bare(2, streams()...), parted(bare(2, streams()...))
		if len(apart.tallies) == 0 || len(whole.tallies) > 0 {
			t.Fatal("nothing is tallied")
		}
		cur, dif := figures(whole, s)
		cur2, dif2 := figures(apart, s)
		a, b := momentsOfDraws(whole, s, draws), momentsOfDraws(apart, s, draws)
		seen := 0
		for m := range numMetrics {
			for y := range 2 {
				if x, z := cur(m, y), cur2(m, y); math.Abs(x-z) > 1e-9*(1+math.Abs(x)) {
					t.Errorf("%v, %s in year %d: %.12g is expected, %.12g by tallies", dials, m, y, x, z)
				}
				if x, z := dif(m, y), dif2(m, y); math.Abs(x-z) > 1e-9*(1+math.Abs(x)) {
					t.Errorf("%v, %s in year %d: the proposal adds %.12g, %.12g by tallies", dials, m, y, x, z)
				}
				p, q := a[int(m)*2+y], b[int(m)*2+y]
				for i, what := range []string{"mean", "mean of what is added", "variance", "variance of what is added", "covariance"} {
					if x, z, se := p.of[i], q.of[i], math.Hypot(p.se[i], q.se[i]); math.Abs(x-z) > 4.5*se+1e-9 {
						t.Errorf("%v, %s in year %d: the %s is %.5g, by tallies %.5g (se %.2g)", dials, m, y, what, x, z, se)
					} else if x != 0 {
						seen++
					}
				}
			}
		}
		if seen < 60 {
			t.Errorf("%v: only %d moments are not 0", dials, seen)
		}
	}
}

// drawn are moments of a figure over draws, and their standard errors.
type drawn struct{ of, se [5]float64 }

// momentsOfDraws are those of each metric and year.
func momentsOfDraws(p *plan, s setting, draws int) []drawn {
	w := p.ready(s, nil).worker()
	out := make([]drawn, len(w.cur))
	series := make([][2][]float64, len(w.cur))
	for n := range draws {
		w.draw(uint64(n))
		for i := range series {
			series[i][0], series[i][1] = append(series[i][0], w.cur[i]), append(series[i][1], w.difs[0][i])
		}
	}
	average := func(of func(n int) float64) (mean, se float64) {
		sum, square := 0.0, 0.0
		for n := range draws {
			v := of(n)
			sum += v
			square += v * v
		}
		mean = sum / float64(draws)
		return mean, math.Sqrt(max(0, square/float64(draws)-mean*mean) / float64(draws))
	}
	for i, of := range series {
		d := &out[i]
		for j := range 2 {
			d.of[j], d.se[j] = average(func(n int) float64 { return of[j][n] })
		}
		for j, pair := range [][2]int{{0, 0}, {1, 1}, {0, 1}} {
			d.of[2+j], d.se[2+j] = average(func(n int) float64 { return (of[pair[0]][n] - d.of[pair[0]]) * (of[pair[1]][n] - d.of[pair[1]]) })
		}
	}
	return out
}
