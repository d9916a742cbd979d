package project

import (
	"math"
	"slices"
	"testing"

	"impact/internal/stats"
)

// courtAndVillage are a large pool of mostly short sentences with a few very long ones and few
// fines, and village a small one.
func courtAndVillage() (*pool, *pool) {
	return newPool("court", map[sentence]float64{{}: 5000, {serve: 30}: 2000, {serve: 90, probation: 365}: 1500, {probation: 730, fine: 250}: 500, {serve: 720, probation: 1095, fine: 5000}: 70, {serve: 9000}: 30}),
		newPool("village", map[sentence]float64{{}: 20, {serve: 365, probation: 365}: 8, {serve: 4000, fine: 100}: 2})
}

// still is a stream in which nothing moves, with so many cases a year, of four parts: one
// that never comes, convictions, and sentences of either pool.
func still(n float64) *stream {
	large, little := courtAndVillage()
	return &stream{side: Disposed, key: 5, counts: tenYears(n), sure: []float64{10 * n}, strength: 10 * n, kinds: []*kind{
		{own: newPool("never", map[sentence]float64{{serve: 10}: 300})},
		{entries: []entry{{Convictions, 1}}, mass: mass(10 * n)},
		{own: large, mass: mass(9.5 * n)},
		{own: little, mass: mass(0.5 * n)}}}
}

// only sets every node's count of units to the cases, since each part is of the same.
func (s *stream) only(n float64) *stream {
	s.units = mass(n)
	return s
}

// Many sentences are a crowd, fewer are not; the means of draws are the expectations in
// both.
func TestCrowdMeetsExpectation(t *testing.T) {
	for _, n := range []float64{crowdFrom / 5, 1.5 * crowdFrom} {
		st := still(n)
		p := bare(3, st)
		st.only(10 * n)
		r := p.ready(rest(), nil)
		if crowd := r.crowds[0]; crowd != (n > crowdFrom) {
			t.Errorf("%g a year: a crowd is %t", n, crowd)
		}
		cur, _ := figures(p, rest())
		w := r.worker()
		const draws = 20_000
		var sum, square [numMetrics][3]float64
		for i := range draws {
			w.draw(uint64(i))
			for m := range numMetrics {
				for y := range 3 {
					v := w.cur[int(m)*3+y]
					sum[m][y] += v
					square[m][y] += v * v
				}
			}
		}
		for _, m := range []Metric{Convictions, Admissions, Fines, Beds, Supervision} {
			for y := range 3 {
				mean := sum[m][y] / draws
				se := math.Sqrt((square[m][y]/draws - mean*mean) / draws)
				if want := cur(m, y); math.Abs(mean-want) > 4*se || want == 0 {
					t.Errorf("%g a year, %s in year %d: mean of draws %.6g (se %.2g), expected %.6g", n, m, y+1, mean, se, want)
				}
			}
		}
	}
}

// A crowd's sum has the law of sentences that are drawn one by one, each part by itself,
// to 0.08 standard deviations; where the persons who are left are whole, to half of one.
func TestCrowdIsOneByOne(t *testing.T) {
	const draws = 20_000
	st := still(crowdFrom)
	p := bare(6, st)
	st.only(10 * crowdFrom)
	r := p.ready(rest(), nil)
	w := r.worker()
	large, little := courtAndVillage()
	share := []float64{0, 0, 0.95, 0.05}
	p.seed = 8
	w.begin(0)
	w.gatherCrowd(st, share)
	pools := []*prepared{p.horizon.prepare(large, 1, p.starts, p.olds), p.horizon.prepare(little, 1, p.starts, p.olds)}
	shares := []quantiles{pools[0].quantiles, w.cumulative(st.kinds[3].own)} // as drawn
	slots := []Metric{Admissions, Fines, Beds, Supervision}
	at := func(m Metric, y int) int { return int(m)*6 + y }
	var whole, each [numMetrics * 6][]float64
	var src stats.Source
	src.Key(1, 2, 3)
	for range draws {
		clear(w.cur)
		w.crowded(crowdFrom, 0)
		one := slices.Clone(w.cur)
		clear(w.cur)
		for i, q := range shares {
			for range int(src.Poisson(crowdFrom * share[2+i])) {
				w.spread(w.cur, 0, 1, pools[i].stays[pools[i].even][q.at(src.Float64())])
			}
		}
		for _, m := range slots {
			for y := range 6 {
				whole[at(m, y)] = append(whole[at(m, y)], one[at(m, y)])
				each[at(m, y)] = append(each[at(m, y)], w.cur[at(m, y)])
			}
		}
	}
	for _, m := range slots {
		for y := range 6 {
			a, b := whole[at(m, y)], each[at(m, y)]
			sd, half := spreadOf(b), 0.0
			if y > 2 {
				half = 0.5
			}
			slices.Sort(a)
			slices.Sort(b)
			for _, level := range []float64{0.025, 0.1, 0.5, 0.9, 0.975} {
				if x, want := stats.Quantile(a, level), stats.Quantile(b, level); math.Abs(x-want) > 0.08*sd+half {
					t.Errorf("%s in year %d: the %g quantile of the crowd is %.5g, one by one %.5g, sd %.3g", m, y+1, level, x, want, sd)
				}
			}
		}
	}
}

// spreadOf is the standard deviation.
func spreadOf(x []float64) float64 {
	sum, square := 0.0, 0.0
	for _, v := range x {
		sum += v
		square += v * v
	}
	mean := sum / float64(len(x))
	return math.Sqrt(square/float64(len(x)) - mean*mean)
}

// Where mostly nothing comes, the sum is nothing mostly, and its mean and variance hold.
func TestSparse(t *testing.T) {
	w := &worker{}
	w.src.Key(4, 5, 6)
	const draws = 200_000
	for _, events := range []float64{0.02, 0.5} { // of 100 dollars
		none, sum := 0.0, 0.0
		for range draws {
			v := w.skewed(100*events, 1e4*events, 1e6*events, w.src.Norm())
			if sum += v; v == 0 {
				none++
			}
		}
		near(t, "nothing", none/draws, math.Exp(-events), 0.004)
		near(t, "dollars", sum/draws, 100*events, 100*4*math.Sqrt(events/draws))
	}
}

// The search that begins near finds the place that halving finds.
func TestQuantiles(t *testing.T) {
	var src stats.Source
	src.Key(1, 1, 1)
	large, little := courtAndVillage()
	for _, p := range []*pool{large, little, newPool("one", map[sentence]float64{{serve: 1}: 7})} {
		q := quantilesOf(p)
		check := func(u float64) {
			if got, want := q.at(u), at(q.upTo, u); got != want {
				t.Errorf("%s at %v: place %d, by halving %d", p.name, u, got, want)
			}
		}
		for i := range numParts {
			check(float64(i) / numParts)
		}
		for _, u := range q.upTo[:len(q.upTo)-1] {
			check(u)
			check(math.Nextafter(u, 0))
		}
		for range 10_000 {
			check(src.Float64())
		}
		check(1 - 0x1p-53)
	}
}
