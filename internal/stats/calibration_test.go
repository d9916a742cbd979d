package stats

import (
	"math"
	"runtime"
	"slices"
	"sync"
	"testing"

	"gonum.org/v1/gonum/mathext"
)

// A world is thirteen years of counts of known making: ten to learn from, and three
// to come.
type world struct {
	mu    float64
	years []float64
}

// makeWorld draws a mean between 0.05 and 200, evenly in its logarithm, and an
// overdispersion of 0, 0.05 or 0.2.
func makeWorld(s *Source) world {
	w := world{mu: 0.05 * math.Exp(s.Float64()*math.Log(4000)), years: make([]float64, 13)}
	alpha := []float64{0, 0.05, 0.2}[int(3*s.Float64())]
	for i := range w.years {
		w.years[i] = s.Poisson(w.mu * s.frailty(alpha))
	}
	return w
}

// A verdict is how the forecast of the last year of a world turned out.
type verdict struct {
	mu, pit, in80, in95 float64
	model               string
}

// judge builds worlds and forecasts year 13 of each from the first ten with the model chosen
// for it.
func judge(worlds int, build func(*Source) world, choose func(y []float64, key uint64) Forecaster) []verdict {
	out := make([]verdict, worlds)
	var wait sync.WaitGroup
	cores := runtime.GOMAXPROCS(0)
	for core := range cores {
		wait.Go(func() {
			var s Source
			sample, rates := make([]float64, 600), make([]float64, 3)
			for i := core; i < worlds; i += cores {
				s.Key(4, uint64(i), StreamKey("world"))
				w := build(&s)
				m := choose(w.years[:10], uint64(i))
				f := m.Fit(w.years[:10])
				for d := range sample {
					f.Rates(&s, s.Norm(), rates)
					sample[d] = s.Poisson(rates[2])
				}
				slices.Sort(sample)
				y := w.years[12]
				out[i] = verdict{w.mu, PIT(sample, y, s.Float64()), held(sample, y, 0.8), held(sample, y, 0.95), m.Name()}
			}
		})
	}
	wait.Wait()
	return out
}

// calibrated holds coverage to its floors and the PIT to uniformity in ten bins.
func calibrated(t *testing.T, what string, list []verdict, floor80, floor95 float64) {
	t.Helper()
	n, in80, in95, changed := float64(len(list)), 0.0, 0.0, 0.0
	bins := make([]float64, 10)
	for _, v := range list {
		in80 += v.in80 / n
		in95 += v.in95 / n
		bins[min(int(10*v.pit), 9)]++
		if v.model != Models[0].Name() {
			changed += 1 / n
		}
	}
	stat := 0.0
	for _, b := range bins {
		stat += (b - n/10) * (b - n/10) / (n / 10)
	}
	p := mathext.GammaIncRegComp(4.5, stat/2)
	t.Logf("%s: %.0f worlds, cover %.3f and %.3f, PIT chi-square %.1f (p %.3f), %.3f changed model", what, n, in80, in95, stat, p, changed)
	if in80 < floor80 || in95 < floor95 || p < 0.001 {
		t.Errorf("%s: out of calibration", what)
	}
}

// busy are the worlds with more than 20 events a year, where intervals are not
// widened by the steps between counts.
func busy(list []verdict) []verdict {
	return slices.DeleteFunc(slices.Clone(list), func(v verdict) bool { return v.mu <= 20 })
}

func TestFlatCalibration(t *testing.T) {
	if testing.Short() {
		t.Skip("thousands of forecasts")
	}
	list := judge(2000, makeWorld, func([]float64, uint64) Forecaster { return Flat{} })
	calibrated(t, "flat", list, 0.79, 0.94)
	calibrated(t, "flat, busy", busy(list), 0.78, 0.93)
}

func TestChosenCalibration(t *testing.T) {
	if testing.Short() {
		t.Skip("thousands of forecasts")
	}
	list := judge(600, makeWorld, func(y []float64, key uint64) Forecaster { return BackTest(y, 3, key, 1).Chosen })
	calibrated(t, "chosen", list, 0.79, 0.94)
	calibrated(t, "chosen, busy", busy(list), 0.75, 0.90)
}

// The trend and the damped level, each in worlds drawn from its own prior, with
// means of 2 to 100.
func TestOwnWorlds(t *testing.T) {
	if testing.Short() {
		t.Skip("thousands of forecasts")
	}
	own := func(m Forecaster) func([]float64, uint64) Forecaster {
		return func([]float64, uint64) Forecaster { return m }
	}
	calibrated(t, "trend", judge(2000, trending, own(Trend{})), 0.79, 0.94)
	calibrated(t, "damped level", judge(2000, wandering, own(Damped{})), 0.79, 0.94)
}

// priorDraw draws an overdispersion from the prior of a grid.
func priorDraw(s *Source, cells []spreadCell) float64 {
	logs := make([]float64, len(cells))
	for i, c := range cells {
		logs[i] = c.prior
	}
	return cells[pick(s, cumulate(logs))].draw(s)
}

func trending(s *Source) world {
	w := world{mu: 2 * math.Exp(s.Float64()*math.Log(50)), years: make([]float64, 13)}
	alpha, slope := priorDraw(s, trendSpread), math.Inf(1)
	for math.Abs(slope) > slopeMost {
		slope = slopeScale * s.Norm()
	}
	at := -4.5
	for i := range w.years {
		w.years[i] = s.Poisson(w.mu * math.Exp(slope*at) * s.frailty(alpha))
		at += math.Pow(slopeDamp, max(0, float64(i-8)))
	}
	return w
}

func wandering(s *Source) world {
	w := world{mu: 2 * math.Exp(s.Float64()*math.Log(50)), years: make([]float64, 13)}
	v := priorDraw(s, dampedSpread) * w.mu
	level := v * dampedShares[int(3*s.Float64())]
	keep := dampedKeeps[int(4*s.Float64())]
	d := math.Sqrt(level) * s.Norm()
	for i := range w.years {
		w.years[i] = s.Poisson(anscombeRate(2*math.Sqrt(w.mu) + d + math.Sqrt(v-level)*s.Norm()))
		d = keep*d + math.Sqrt(level*(1-keep*keep))*s.Norm()
	}
	return w
}
