package project

import (
	"fmt"
	"math"
	"testing"
)

// Units of rare kinds are placed among them as their shares are, few or many, and none is
// lost.
func TestPlace(t *testing.T) {
	const trials = 20_000
	shares := []float64{0.001, 0, 0.02, 0.2, 0.004}
	sum := 0.0
	w := &worker{both: make([]float64, 2*len(shares))}
	for k, p := range shares {
		sum += p
		w.rareAt, w.rareUpTo = append(w.rareAt, int32(k)), append(w.rareUpTo, sum)
	}
	for _, n := range []int{0, 3, manyRare, manyRare + 1, 5000} {
		w.src.Key(1, uint64(n), 2)
		total, square := make([]float64, len(shares)), make([]float64, len(shares))
		for range trials {
			clear(w.both)
			w.place(n, 1, sum)
			placed := 0.0
			for k := range shares {
				x := w.both[2*k+1]
				placed += x
				total[k] += x / trials
				square[k] += x * x / trials
			}
			if placed != float64(n) {
				t.Fatalf("%d units: %g are placed", n, placed)
			}
		}
		for k, p := range shares {
			p /= sum
			mean, variance := float64(n)*p, float64(n)*p*(1-p)
			if math.Abs(total[k]-mean) > 4.5*math.Sqrt(variance/trials) {
				t.Errorf("%d units: kind %d has %.4g on average, want %.4g", n, k, total[k], mean)
			}
			if got := square[k] - total[k]*total[k]; math.Abs(got-variance) > 0.06*variance+4.5*math.Sqrt(variance/trials) {
				t.Errorf("%d units: kind %d has the variance %.4g, want %.4g", n, k, got, variance)
			}
		}
	}
}

// In a stream of very many kinds of which few make most of a draw, what is counted together
// and what one by one changes no mean, and no scatter of what all units add alike.
func TestVeryManyKinds(t *testing.T) {
	const kinds, draws = veryManyKinds + 72, 20_000
	for _, strength := range []float64{0.3, 4000} {
		st := &stream{side: Filed, key: 11, counts: tenYears(300), sure: []float64{strength}, strength: strength, moves: true}
		for k := range kinds {
			m := 3000.0 / kinds
			st.kinds = append(st.kinds, &kind{id: fmt.Sprint(k), entries: []entry{{FelonyCharges, 1}, {MinorFelonyCases, float64(k % 3)}}, mass: mass(m), moves: []bool{true},
				ends: [][]end{{{changed: true, entries: []entry{{ChargesChanged, 1}}, mass: mass(m)}}}})
		}
		p := bare(1, st)
		r := p.ready(rest(), nil)
		cur, dif := figures(p, rest())
		w := r.worker()
		var of, square [3]float64
		for n := range draws {
			w.draw(uint64(n))
			for i, v := range []float64{w.cur[FelonyCharges], w.cur[MinorFelonyCases], w.difs[0][ChargesChanged]} {
				of[i] += v / draws
				square[i] += v * v / draws
			}
		}
		for i, want := range []float64{cur(FelonyCharges, 0), cur(MinorFelonyCases, 0), dif(ChargesChanged, 0)} {
			if se := math.Sqrt((square[i] - of[i]*of[i]) / draws); math.Abs(of[i]-want) > 4*se || want == 0 {
				t.Errorf("strength %g, figure %d: mean of draws %.5g (se %.2g), expected %.5g", strength, i, of[i], se, want)
			}
		}
		// all units together are Poisson about a rate that hangs on no share
		mean, second := 0.0, 0.0
		for n := range draws {
			w.begin(uint64(n))
			rate := w.open(0).rates[0]
			mean += rate / draws
			second += rate * rate / draws
		}
		if got, want := square[0]-of[0]*of[0], second-mean*mean+mean; math.Abs(got/want-1) > 0.05 {
			t.Errorf("strength %g: the variance of all units is %.4g, want %.4g", strength, got, want)
		}
	}
}
