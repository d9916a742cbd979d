package stats

import (
	"fmt"
	"math"
	"slices"
	"testing"
)

// series are the kinds of counts that a forecaster meets.
var series = map[string][]float64{
	"none":     {0, 0, 0, 0, 0, 0, 0, 0, 0, 0},
	"rare":     {1, 0, 2, 0, 1, 0, 0, 1, 0, 3},
	"steady":   {12, 15, 9, 14, 11, 18, 10, 13, 16, 12},
	"rising":   {10, 12, 15, 19, 22, 30, 33, 41, 52, 60},
	"falling":  {90, 80, 70, 66, 50, 40, 35, 30, 22, 18},
	"step":     {5, 6, 4, 7, 5, 20, 22, 19, 25, 21},
	"many":     {200, 240, 180, 260, 150, 230, 210, 190, 280, 205},
	"spike":    {0, 0, 0, 40, 0, 0, 1, 0, 0, 0},
	"one year": {3},
	"one none": {0},
	"very many": {
		101000, 99500, 103000, 98000, 100500,
	},
}

// names are those of series in order.
func names() []string {
	var list []string
	for name := range series {
		list = append(list, name)
	}
	slices.Sort(list)
	return list
}

// Mean is the mean of what Rates draws.
func TestMeanIsOfRates(t *testing.T) {
	const draws = 10000
	for _, name := range names() {
		for _, m := range Models {
			f := m.Fit(series[name])
			s := keyed(name)
			out, first, second := make([]float64, 4), make([]float64, 4), make([]float64, 4)
			for range draws {
				f.Rates(s, s.Norm(), out)
				for i, r := range out {
					if !(r >= 0) || math.IsInf(r, 0) {
						t.Fatalf("%s, %s: a rate of %v", name, m.Name(), r)
					}
					first[i] += r / draws
					second[i] += r * r / draws
				}
			}
			for i := range out {
				se := math.Sqrt((second[i] - first[i]*first[i]) / draws)
				if z := (first[i] - f.Mean(i+1)) / se; math.Abs(z) > 4.5 {
					t.Errorf("%s, %s: year %d has mean %.5g of draws and %.5g by Mean, %.1f errors apart", name, m.Name(), i+1, first[i], f.Mean(i+1), z)
				}
			}
		}
	}
}

func TestSameKeySameRates(t *testing.T) {
	for _, m := range Models {
		a, b := make([]float64, 3), make([]float64, 3)
		m.Fit(series["step"]).Rates(keyed("a"), 1, a)
		m.Fit(series["step"]).Rates(keyed("a"), 1, b)
		if !slices.Equal(a, b) {
			t.Errorf("%s: %v and %v", m.Name(), a, b)
		}
	}
}

func TestNoForecastExplodes(t *testing.T) {
	for _, name := range names() {
		y := series[name]
		most := max(slices.Max(y), 1)
		for _, m := range Models {
			if v := m.Fit(y).Mean(30); v > 8*most {
				t.Errorf("%s, %s: %v expected after 30 years, from at most %v", name, m.Name(), v, most)
			}
		}
	}
}

func TestFlatMean(t *testing.T) {
	for _, name := range names() {
		y := series[name]
		near(t, name, Flat{}.Fit(y).Mean(3), (sum(y)+0.5)/float64(len(y)), 1e-12)
	}
}

// The order of the years changes nothing in the flat model, to the last bit.
func TestFlatForgetsOrder(t *testing.T) {
	s := keyed("order")
	for _, name := range names() {
		y := slices.Clone(series[name])
		want, got := make([]float64, 5), make([]float64, 5)
		Flat{}.Fit(y).Rates(keyed("draw"), 1, want)
		for range 20 {
			for i := len(y) - 1; i > 0; i-- {
				j := int(s.Float64() * float64(i+1))
				y[i], y[j] = y[j], y[i]
			}
			if (Flat{}).Fit(y).Rates(keyed("draw"), 1, got); !slices.Equal(got, want) {
				t.Fatalf("%s as %v: %v, want %v", name, y, got, want)
			}
		}
	}
}

// grid integrates prior times likelihood over the level and the slope by brute
// force, and gives the log evidence and the mean of level*exp(slope*reach).
func grid(y []float64, alpha float64, slopes []float64, reach float64) (evidence, mean float64) {
	n := float64(len(y))
	m := (sum(y) + 0.5) / n
	type point struct{ log, value float64 }
	var points []point
	top := math.Inf(-1)
	for _, b := range slopes {
		weight := 0.0
		for t := range y {
			weight += math.Exp(b*(float64(t)-(n-1)/2)) / n
		}
		for i := range 150 {
			level := m * math.Exp(-8+10*float64(i)/150)
			l := 0.5*math.Log(level) - 1.5*math.Log1p(alpha*level*weight) + math.Log1p(alpha*m) - b*b/0.02
			for t, k := range y {
				l += LogNegBin(k, level*math.Exp(b*(float64(t)-(n-1)/2)), alpha)
			}
			points = append(points, point{l, level * math.Exp(b*reach)})
			top = max(top, l)
		}
	}
	total := 0.0
	for _, p := range points {
		w := math.Exp(p.log - top)
		total += w
		mean += w * p.value
	}
	return top + math.Log(total), mean / total
}

// The closed forms of the flat model against integration.
func TestFlatPosterior(t *testing.T) {
	for _, name := range []string{"rare", "steady", "many", "step"} {
		y := series[name]
		var want []float64
		for _, c := range spread {
			e, m := grid(y, c.alpha, []float64{0}, 0)
			near(t, fmt.Sprint(name, " mean at alpha ", c.alpha), m, (sum(y)+0.5)/float64(len(y)), 0.005)
			want = append(want, c.prior+e)
		}
		want = cumulate(want)
		got := Flat{}.Fit(y).(*flatFit).upTo
		for i := range want {
			if math.Abs(got[i]-want[i]) > 0.002 {
				t.Errorf("%s: weight up to alpha %.3g is %.4f, want %.4f", name, spread[i].alpha, got[i], want[i])
			}
		}
	}
}

// The trend's grid, with its beta prime for the level, against integration.
func TestTrendPosterior(t *testing.T) {
	var slopes []float64
	for i := range 61 {
		slopes = append(slopes, -0.3+0.01*float64(i))
	}
	for _, name := range []string{"rare", "steady", "rising", "step"} {
		y := series[name]
		f := Trend{}.Fit(y).(*trendFit)
		var logs, means []float64
		for _, c := range trendSpread {
			e, m := grid(y, c.alpha, slopes, f.reach(3))
			logs, means = append(logs, c.prior+e), append(means, m)
		}
		upTo, want, before := cumulate(logs), 0.0, 0.0
		for i, u := range upTo {
			want += (u - before) * means[i]
			before = u
			if got := f.upTo[(i+1)*slopeCells-1]; math.Abs(got-u) > 0.02 {
				t.Errorf("%s: weight up to alpha %.3g is %.4f, want %.4f", name, trendSpread[i].alpha, got, u)
			}
		}
		near(t, name, f.Mean(3), want, 0.01)
	}
}

func TestTrendFollows(t *testing.T) {
	for name, up := range map[string]bool{"rising": true, "falling": false} {
		y := series[name]
		f := Trend{}.Fit(y)
		last := y[len(y)-1]
		if rose := f.Mean(2) > last; rose != up {
			t.Errorf("%s: %v two years after %v", name, f.Mean(2), last)
		}
		if (f.Mean(5) > f.Mean(1)) != up {
			t.Errorf("%s: %v after one year, %v after five", name, f.Mean(1), f.Mean(5))
		}
	}
}

// A damped level begins near the last years and returns toward the mean.
func TestDampedReturns(t *testing.T) {
	f := Damped{}.Fit(series["step"])
	if soon, late := f.Mean(1), f.Mean(20); !(soon > 16 && late < soon && late > 10) {
		t.Errorf("%v after one year, %v after twenty", soon, late)
	}
}
