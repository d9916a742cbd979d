package world

import (
	"bytes"
	"math"
	"reflect"
	"testing"
)

func TestDeterminism(t *testing.T) {
	for seed := range uint64(20) {
		a, b := New(seed), New(seed)
		if !bytes.Equal(a.History(), b.History()) || !reflect.DeepEqual(a.Truth(), b.Truth()) {
			t.Fatalf("seed %d: two worlds of one seed differ", seed)
		}
		if b.Draw = 1; bytes.Equal(a.History(), b.History()) {
			t.Errorf("seed %d: two draws are equal", seed)
		}
		if bytes.Equal(a.History(), New(seed+1).History()) {
			t.Errorf("seed %d: two seeds give one record", seed)
		}
	}
}

// The mixture is as New states it.
func TestMixture(t *testing.T) {
	const worlds = 8000
	count := map[any]float64{}
	for seed := range uint64(worlds) {
		w := New(seed)
		count[w.Size]++
		count[[2]any{"alpha", w.Alpha}]++
		count[[2]any{"trend", w.Trend}]++
		count[[2]any{"missing", w.Missing}]++
		var total float64
		for _, s := range w.Streams[:len(touched)] {
			total += 10 * s.Rate
			if s.Convicted < .1 || s.Convicted > .7 {
				t.Fatalf("seed %d: %s convicts %g", seed, s.Name, s.Convicted)
			}
		}
		limits := map[string][2]float64{"rare": {.5, 10}, "small": {10, 100}, "medium": {100, 600}}[w.Size]
		if total < limits[0]*(1-1e-9) || total > limits[1]*(1+1e-9) {
			t.Fatalf("seed %d: %s with %g touched cases", seed, w.Size, total)
		}
	}
	for key, p := range map[any]float64{
		"rare": .35, "small": .35, "medium": .30,
		[2]any{"alpha", 0.}: 1. / 3, [2]any{"alpha", .05}: 1. / 3, [2]any{"alpha", .2}: 1. / 3,
		[2]any{"trend", 0.}: .75, [2]any{"trend", .03}: .125, [2]any{"trend", -.03}: .125,
		[2]any{"missing", 0.}: 1. / 3, [2]any{"missing", .2}: 1. / 3, [2]any{"missing", .4}: 1. / 3,
	} {
		if z := (count[key] - p*worlds) / math.Sqrt(p*(1-p)*worlds); math.Abs(z) > 4 {
			t.Errorf("%v: %g of %d worlds, z = %.1f", key, count[key], worlds, z)
		}
	}
}

// Frailties and Poisson counts have their means and variances.
func TestDice(t *testing.T) {
	const n = 200_000
	d := newDice(1, 2, 3)
	near := func(what string, draw func() float64, mean, variance float64) {
		var sum, square float64
		for range n {
			x := draw()
			sum, square = sum+x, square+(x-mean)*(x-mean)
		}
		if z := (sum/n - mean) / math.Sqrt(variance/n); math.Abs(z) > 4 {
			t.Errorf("%s: mean %g, want %g", what, sum/n, mean)
		}
		if v := square / n; math.Abs(v/variance-1) > .03 {
			t.Errorf("%s: variance %g, want %g", what, v, variance)
		}
	}
	near("frailty .05", func() float64 { return d.frailty(.05) }, 1, .05)
	near("frailty .2", func() float64 { return d.frailty(.2) }, 1, .2)
	near("poisson .7", func() float64 { return float64(d.poisson(.7)) }, .7, .7)
	near("poisson 60", func() float64 { return float64(d.poisson(60)) }, 60, 60)
	near("poisson 10, frailty .2", func() float64 { return float64(d.poisson(10 * d.frailty(.2))) }, 10, 10+.2*100)
}

// The cases filed in a year follow rate, trend and frailty.
func TestFilings(t *testing.T) {
	const draws = 1000
	w := medium(.2, .03)
	s := w.Streams[len(w.Streams)-2]
	w.Streams, w.Again = []Stream{s}, 0
	for _, year := range []int{2006, 2015, 2022} {
		var sum, square float64
		mean := s.Rate * math.Exp(.03*(float64(year)-2010.5))
		for w.Draw = range draws {
			n := 0.
			for _, p := range w.proceedings() {
				if p.filed.fiscal() == year {
					n++
				}
			}
			sum, square = sum+n, square+(n-mean)*(n-mean)
		}
		variance := mean + .2*mean*mean
		if z := (sum/draws - mean) / math.Sqrt(variance/draws); math.Abs(z) > 4 {
			t.Errorf("%d: %g cases, want %g", year, sum/draws, mean)
		}
		if r := square / draws / variance; r < .8 || r > 1.2 {
			t.Errorf("%d: variance %g, want %g", year, square/draws, variance)
		}
	}
}

// medium is a world with many cases.
func medium(alpha, trend float64) *World {
	for seed := uint64(0); ; seed++ {
		if w := New(seed); w.Size == "medium" {
			w.Alpha, w.Trend = alpha, trend
			return w
		}
	}
}

func BenchmarkWorld(b *testing.B) {
	kernels()
	for _, size := range []string{"rare", "small", "medium"} {
		b.Run(size, func(b *testing.B) {
			seed := uint64(0)
			for b.Loop() {
				w := New(seed)
				for seed++; w.Size != size; seed++ {
					w = New(seed)
				}
				w.History()
				w.Truth()
			}
		})
	}
}
