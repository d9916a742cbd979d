package stats

import (
	"fmt"
	"testing"
)

func BenchmarkSource(b *testing.B) {
	s := keyed("bench")
	for _, mean := range []float64{0.1, 1, 3, 8, 12, 30, 100, 1000} {
		b.Run(fmt.Sprint("Poisson-", mean), func(b *testing.B) {
			for b.Loop() {
				s.Poisson(mean)
			}
		})
		b.Run(fmt.Sprint("Events-", mean), func(b *testing.B) {
			for b.Loop() {
				s.Events(mean)
			}
		})
	}
	for _, n := range []float64{12, 40, 400} {
		for _, p := range []float64{0.1, 0.4} {
			b.Run(fmt.Sprintf("Binomial-%g-%g", n, p), func(b *testing.B) {
				for b.Loop() {
					s.Binomial(n, p)
				}
			})
		}
	}
	for _, shape := range []float64{0.5, 5, 500} {
		b.Run(fmt.Sprint("Gamma-", shape), func(b *testing.B) {
			for b.Loop() {
				s.Gamma(shape)
			}
		})
	}
	b.Run("Key", func(b *testing.B) {
		for b.Loop() {
			s.Key(1, 2, 3)
		}
	})
}

func BenchmarkFit(b *testing.B) {
	for _, m := range Models {
		b.Run(m.Name(), func(b *testing.B) {
			for b.Loop() {
				m.Fit(series["steady"])
			}
		})
	}
}

func BenchmarkRates(b *testing.B) {
	out := make([]float64, 10)
	for _, m := range Models {
		f, s := m.Fit(series["steady"]), keyed("bench")
		b.Run(m.Name(), func(b *testing.B) {
			for b.Loop() {
				f.Rates(s, s.Norm(), out)
			}
		})
	}
}

func BenchmarkBackTest(b *testing.B) {
	for b.Loop() {
		BackTest(series["steady"], 3, 1, 2)
	}
}
