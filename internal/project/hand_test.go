package project

import (
	"math"
	"testing"

	"impact/internal/court"
	"impact/internal/law"
	"impact/internal/model"
	"impact/internal/stats"
)

func near(t *testing.T, what string, got, want, within float64) {
	t.Helper()
	if math.Abs(got-want) > within || math.IsNaN(got) {
		t.Errorf("%s: got %.10g, want %.10g", what, got, want)
	}
}

// A cohort that arrives evenly, and one that arrives month by month, against a sum
// over ten thousand arrivals.
func TestPresence(t *testing.T) {
	for _, span := range []float64{0, 0.1, 0.5, 1, 1.7, 4.25, 30} {
		for _, lag := range []float64{0, 0.3, 2.5} {
			for a := range 6 {
				sum, n := 0.0, 10_000
				for i := range n {
					sum += inside((float64(i)+0.5)/float64(n)+lag, span, a)
				}
				near(t, "evenly", evenly(lag, span, a), sum/float64(n), 1e-4)
			}
		}
	}
	h := horizon(4)
	var months [12]float64
	months[11] = 1 // all come in June
	s := h.stayOf(sentence{serve: 365, probation: 730, fine: 50}, 0.5, &months)
	near(t, "beds in the first year", s[bedsAt], 0.5/12, 1e-12)
	near(t, "beds in the second year", s[bedsAt+1], 0.5-0.5/12, 1e-12)
	near(t, "beds in the third year", s[bedsAt+2], 0, 1e-12)
	near(t, "supervision, all years", s[h.supervisedAt()]+s[h.supervisedAt()+1]+s[h.supervisedAt()+2]+s[h.supervisedAt()+3], 2, 1e-12)
	near(t, "the fine", s[fine], 50, 0)
	near(t, "an admission", s[admission], 1, 0)
	near(t, "no admission", h.stayOf(sentence{probation: 30}, 1, nil)[admission], 0, 0)
}

// Over a long horizon every day to serve is served once.
func TestEveryDayIsServed(t *testing.T) {
	h := horizon(40)
	for _, days := range []float64{1, 90, 400, 3650} {
		s := h.stayOf(sentence{serve: days, probation: 2 * days}, 0.8, nil)
		in, out := 0.0, 0.0
		for a := range int(h) {
			in += s[bedsAt+a]
			out += s[h.supervisedAt()+a]
		}
		near(t, "years inside", in, 0.8*days/365, 1e-9)
		near(t, "years supervised", out, 2*days/365, 1e-9)
	}
}

// Condensing a pool keeps its rows and its means.
func TestCondense(t *testing.T) {
	of := map[sentence]float64{}
	for i := range 1000 {
		of[sentence{serve: float64(i * i % 977), probation: float64(i % 13), fine: float64(i % 7)}] += float64(1 + i%5)
	}
	whole := &pool{}
	for s, n := range of {
		whole.sentences, whole.rows, whole.n = append(whole.sentences, s), append(whole.rows, n), whole.n+n
	}
	p := newPool("a", of)
	if len(p.sentences) != numSlots {
		t.Fatalf("%d sentences", len(p.sentences))
	}
	sum := 0.0
	for _, r := range p.rows {
		sum += r
	}
	near(t, "rows", sum, whole.n, 1e-6)
	got, want := p.mean(), whole.mean()
	near(t, "days", got.serve, want.serve, 1e-9)
	near(t, "probation", got.probation, want.probation, 1e-9)
	near(t, "fine", got.fine, want.fine, 1e-9)
}

// What a class or section allows: no probation, and a mandatory minimum.
func TestBar(t *testing.T) {
	p := newPool("a", map[sentence]float64{{serve: 0, probation: 700, fine: 10}: 3, {serve: 100, probation: 300, fine: 0}: 1, {serve: 400, probation: 0, fine: 0}: 1})
	q := p.bar(270, true)
	near(t, "days to serve", q.mean().serve, (4*270+400)/5.0, 1e-12)
	near(t, "probation", q.mean().probation, 0, 0)
	near(t, "fine", q.mean().fine, 6, 1e-12)
	h := horizon(3)
	near(t, "a minimum is served whatever the share is", h.stayOf(q.sentences[0], 0.5, nil)[bedsAt]+h.stayOf(q.sentences[0], 0.5, nil)[bedsAt+1], 270.0/365, 1e-12)
	if p.bar(0, false) != p {
		t.Error("a pool that nothing bars is another")
	}
}

// docketOf is a docket with so many rows filed in each fiscal year from the first.
func docketOf(first law.Year, rows ...int64) *court.Docket {
	d := &court.Docket{}
	for i, n := range rows {
		if n > 0 {
			d.Signatures = append(d.Signatures, court.Signature{ChargedYear: first + law.Year(i), Counts: 1})
			d.Rows = append(d.Rows, n)
		}
	}
	return d
}

func TestWindow(t *testing.T) {
	for _, x := range []struct {
		rows     []int64
		from, to law.Year
	}{
		{[]int64{1000, 1000, 1000}, 2010, 2012},
		{[]int64{500, 1000, 1000}, 2011, 2012}, // cut short
		{[]int64{1000, 1000, 700}, 2010, 2011},
		{[]int64{1000, 1000, 850}, 2010, 2012}, // fewer, but not by a fifth
		{[]int64{1, 4, 3, 0, 1}, 2010, 2014},   // too few to tell
		{[]int64{0, 0, 5}, 2012, 2012},
		{[]int64{100, 500, 1000, 1000}, 2012, 2013}, // two years of a slow start
		{[]int64{1400, 1300, 1200, 1100, 1000}, 2010, 2014},
		{[]int64{1, 0, 0, 900, 1000, 1000, 0, 2}, 2013, 2015}, // wrong dates stand alone
		{[]int64{1000, 1000, 0, 1000, 1000, 1000}, 2013, 2015},
		{[]int64{9, 0, 8, 9}, 2010, 2013}, // too few to tell
	} {
		w := windowOf(docketOf(2010, x.rows...), court.AsCharged)
		if w.From != x.from || w.To != x.to {
			t.Errorf("%v: %v, want %v to %v", x.rows, w, x.from, x.to)
		}
	}
	whole, first, second := [12]int64{}, [12]int64{}, [12]int64{} // July first
	for m := range whole {
		whole[m] = 80
		if m < 6 {
			first[m] = 80
		} else {
			second[m] = 80
		}
	}
	second[0] = 1 // a wrong date
	for _, x := range []struct {
		months   [][12]int64
		from, to law.Year
	}{
		{[][12]int64{whole, whole, whole}, 2010, 2012},
		{[][12]int64{second, whole, first}, 2011, 2011},         // two calendar years
		{[][12]int64{second, first}, 0, 0},                      // one
		{[][12]int64{{8: 900}, {8: 950}, {8: 900}}, 2010, 2012}, // days that stand for years
		{[][12]int64{{3, 0, 2, 1}, whole}, 2011, 2011},          // cut short as a year
		{[][12]int64{{0, 0, 2, 1, 0, 1}, {1, 2}}, 2010, 2011},
	} {
		var rows []int64
		months := court.Months{}
		for i, m := range x.months {
			sum := int64(0)
			for _, n := range m {
				sum += n
			}
			rows, months[2010+law.Year(i)] = append(rows, sum), m
		}
		d := docketOf(2010, rows...)
		d.Months[court.AsCharged] = months
		if w := windowOf(d, court.AsCharged); w.From != x.from || w.To != x.to || len(w.Left)+w.Years() != len(rows) {
			t.Errorf("months %v: %v, left %v, want %v to %v", x.months, w, w.Left, x.from, x.to)
		}
	}
	if w := windowOf(docketOf(2010), court.AsCharged); w.Years() != 0 || w.holds(0) {
		t.Errorf("a docket without years has the window %v", w)
	}
}

// Nine months of the first year are under an act of 1 October; of convictions, those
// whose offence has had time to be disposed of.
func TestCalendar(t *testing.T) {
	c := calendarOf(20171001, 3, [2]court.Lag{})
	near(t, "without lags", c.share(Filed, 0), 0.75, 1e-12)
	near(t, "the second year", c.share(Filed, 1), 1, 1e-12)
	var lags [2]court.Lag
	lags[court.AsConvicted][12] = 7 // all take from twelve to thirteen months
	c = calendarOf(20171001, 3, lags)
	near(t, "convictions, first year", c.share(Disposed, 0), 0, 1e-12)
	near(t, "convictions, second year", c.share(Disposed, 1), 8.5/12, 1e-9) // half of October 2018, and eight months
	near(t, "convictions, third year", c.share(Disposed, 2), 1, 1e-9)
	if c.years[0] != 2018 || c.years[2] != 2020 {
		t.Errorf("years %v", c.years)
	}
	near(t, "an act of 1 July", calendarOf(20170701, 1, [2]court.Lag{}).share(Filed, 0), 1, 1e-12)
	near(t, "an act of 16 June", calendarOf(20180616, 1, [2]court.Lag{}).share(Filed, 0), 0.5/12, 0.01)
}

// bare is a plan of hand-made streams at a steady rate, one reading, whole years under
// the new law.
func bare(h int, streams ...*stream) *plan {
	p := &plan{horizon: horizon(h), low: 1, top: 1, readings: 1, seed: 3, cal: calendarOf(20170701, h, [2]court.Lag{})}
	for side := range p.windows {
		p.windows[side] = Window{From: 2008, To: 2017}
	}
	p.streams = streams
	p.numPools, p.numSeries = number(streams)
	p.lumps = lumpsOf(streams)
	for _, s := range streams {
		s.lay(p.readings)
	}
	for _, s := range streams {
		s.forecast = stats.Flat{}.Fit(s.counts)
		s.count()
	}
	return p
}

func tenYears(n float64) []float64 {
	out := make([]float64, 10)
	for i := range out {
		out[i] = n
	}
	return out
}

func mass(n float64) [nodes]float64 { return [nodes]float64{n, n, n} }

// moving is a stream whose cases, one conviction each, all go from one sentence to
// another.
func moving(n float64, from, to *pool, ratio float64) *stream {
	return &stream{side: Disposed, key: 1, counts: tenYears(n), sure: []float64{10 * n}, strength: 10 * n, moves: true,
		kinds: []*kind{{entries: []entry{{Convictions, 1}}, own: from, mass: mass(10 * n), moves: []bool{true},
			ends: [][]end{{{changed: true, graver: true, entries: []entry{{FelonyConvictions, 1}}, then: to, ratio: ratio, mass: mass(10 * n)}}}}}}
}

func figures(p *plan, s setting) (cur, dif func(Metric, int) float64) {
	w := p.ready(s, nil).worker()
	w.expected = true
	w.draw(0)
	h := int(p.horizon)
	return func(m Metric, y int) float64 { return w.cur[int(m)*h+y] }, func(m Metric, y int) float64 { return w.difs[0][int(m)*h+y] }
}

func rest() setting { return settingOf(map[string]float64{}, 1) }

// Twelve convictions a year go from 100 days to 1,000: by hand.
func TestBedsByHand(t *testing.T) {
	from, to := newPool("from", map[sentence]float64{{serve: 100, probation: 200, fine: 30}: 1}), newPool("to", map[sentence]float64{{serve: 1000, probation: 0, fine: 5}: 1})
	p := bare(4, moving(12, from, to, 5))
	rate := 12.05 // (120 + 1/2)/10
	cur, dif := figures(p, rest())
	near(t, "convictions", cur(Convictions, 0), rate, 1e-9)
	near(t, "felony convictions", dif(FelonyConvictions, 0), rate, 1e-9)
	near(t, "beds today, in steady state", cur(Beds, 0), rate*100/365, 1e-9)
	near(t, "beds today, later", cur(Beds, 3), rate*100/365, 1e-9)
	near(t, "supervision today", cur(Supervision, 2), rate*200/365, 1e-9)
	long, short := 1000.0/365, 100.0/365
	first := rate * (0.5 - (short - short*short/2)) // a year's arrivals, half a year each, less those of 100 days
	near(t, "beds added, first year", dif(Beds, 0), first, 1e-9)
	near(t, "beds added, last year", dif(Beds, 3), rate*(long-short), 1e-6)
	near(t, "supervision lost, last year", dif(Supervision, 3), -rate*200/365, 1e-9)
	near(t, "fines: five times thirty dollars", dif(Fines, 1), rate*30*4, 1e-9)
	near(t, "admissions", dif(Admissions, 1), 0, 1e-12)

	s := rest()
	s.donor = false
	_, dif = figures(p, s)
	for y := range 4 {
		near(t, "static: beds", dif(Beds, y), 0, 0)
		near(t, "static: supervision", dif(Supervision, y), 0, 0)
		near(t, "static: fines", dif(Fines, y), rate*30*4, 1e-9)
	}
	s = rest()
	s.served = 0.5
	_, dif = figures(p, s)
	near(t, "half served", dif(Beds, 3), rate*(long-short)/2, 1e-9)
	s = rest()
	s.charging = 0.25
	_, dif = figures(p, s)
	near(t, "a quarter charged", dif(Beds, 3), rate*(long-short)/4, 1e-6)
	s = rest()
	s.charging = 0
	_, dif = figures(p, s)
	near(t, "none charged", dif(Beds, 3), 0, 0)
	s = rest()
	s.conviction = -0.1
	_, dif = figures(p, s)
	near(t, "a tenth lost: convictions", dif(Convictions, 1), -0.1*rate, 1e-9)
	near(t, "a tenth lost: felonies", dif(FelonyConvictions, 1), 0.9*rate, 1e-9)
	near(t, "a tenth lost: beds", dif(Beds, 3), rate*(0.9*long-short), 1e-6)
	s.conviction = 0.2
	_, dif = figures(p, s)
	near(t, "a fifth gained: convictions", dif(Convictions, 1), 0.2*rate, 1e-9)
	near(t, "a fifth gained: felonies", dif(FelonyConvictions, 1), 1.2*rate, 1e-9)
	near(t, "a fifth gained: beds", dif(Beds, 3), rate*(1.2*long-short), 1e-6)
	s = rest()
	s.growth = 0.1
	cur, _ = figures(p, s)
	near(t, "growth", cur(Convictions, 2), rate*math.Pow(1.1, 3), 1e-9)
}

// registrants is a stream of persons who all come to one registration.
func registrants(n float64, before, after law.Term) *stream {
	k, e := registering(model.Registering{Event: model.Added, Before: before, After: after})
	k.mass, e.mass = mass(10*n), mass(10*n)
	k.moves, k.ends = []bool{true}, [][]end{{e}}
	return &stream{side: Registered, key: 2, counts: tenYears(n), sure: []float64{10 * n}, strength: 10 * n, moves: true, kinds: []*kind{&k}}
}

// The stock by hand: what is added lives on, ten years or for life; what is removed is
// missing; those convicted before come in at once where the act reaches back.
func TestRegistryByHand(t *testing.T) {
	s := rest()
	s.mortality, s.stock, s.inflow, s.completion = 0.02, 5000, 400, 250
	live := func(years float64) float64 { return math.Pow(0.98, years) }
	p := bare(3, registrants(4, 0, 10))
	p.asOf, p.part = 2017, 0.5
	cur, dif := figures(p, s)
	rate := 4.05
	stock := 5000.0
	stock += 0.5 * (400 - 250 - 0.02*stock)
	for y := range 3 {
		stock += 400 - 250 - 0.02*stock
		near(t, "current stock", cur(RegistryStock, y), stock, 1e-9)
	}
	near(t, "added, first year", dif(RegistryStock, 0), rate*live(0.5), 1e-9)
	near(t, "added, third year", dif(RegistryStock, 2), rate*(live(0.5)+live(1.5)+live(2.5)), 1e-9)
	near(t, "new registrants", dif(NewRegistrants, 2), rate, 1e-9)

	_, dif = figures(bare(3, registrants(4, 10, 0)), s)
	near(t, "removed", dif(RegistryStock, 2), -rate*(live(0.5)+live(1.5)+live(2.5)), 1e-9)
	near(t, "fewer registrants", dif(NewRegistrants, 2), -rate, 1e-9)

	_, dif = figures(bare(12, registrants(4, 0, 10)), s)
	want := 0.0
	for age := range 10 {
		want += rate * live(float64(age)+0.5)
	}
	near(t, "ten years and out", dif(RegistryStock, 11), want, 1e-9)
	_, dif = figures(bare(12, registrants(4, 0, law.Life)), s)
	near(t, "for life", dif(RegistryStock, 11), want+rate*(live(10.5)+live(11.5)), 1e-9)
	_, dif = figures(bare(12, registrants(4, 10, law.Life)), s)
	near(t, "ten years become life: no new person", dif(NewRegistrants, 5), 0, 1e-12)
	near(t, "ten years become life: later they stay", dif(RegistryStock, 11), rate*(live(10.5)+live(11.5)), 1e-9)
	s.forLife = true
	_, dif = figures(bare(12, registrants(4, 0, 10)), s)
	near(t, "the dial: for life", dif(RegistryStock, 11), want+rate*(live(10.5)+live(11.5)), 1e-9)

	s = rest()
	s.retro = true
	_, dif = figures(bare(1, registrants(4, 0, 10)), s)
	// effective in fiscal 2018: those of 2009 to 2017 are within ten years
	near(t, "reaching back", dif(RegistryStock, 0), 9*4+rate, 1e-9)
}

// A draw's mean over many draws is the expectation, for every metric.
func TestDrawsMeetExpectation(t *testing.T) {
	if testing.Short() {
		t.Skip("takes minutes under the race detector, and has nothing for it to see; go test without -short runs it")
	}
	from := newPool("from", map[sentence]float64{{serve: 0, probation: 300, fine: 10}: 3, {serve: 100, probation: 200, fine: 30}: 2, {serve: 50, probation: 0, fine: 0}: 1})
	to := newPool("to", map[sentence]float64{{serve: 1000, probation: 0, fine: 5}: 4, {serve: 300, probation: 700, fine: 0}: 3, {serve: 0, probation: 900, fine: 0}: 1})
	for _, n := range []float64{0.4, 6, 60, 600} {
		st := moving(n, from, to, 2)
		e := st.kinds[0].ends[0][0]
		e.changed, e.entries, e.then, e.ratio, e.graver = false, nil, from, 1, false
		e.mass = mass(20 * n)
		st.kinds[0].ends[0] = append(st.kinds[0].ends[0], e)
		st.kinds[0].mass = mass(30 * n)
		p := bare(3, st)
		s := rest()
		s.served, s.conviction, s.charging = 0.7, 0.15, 0.9
		cur, dif := figures(p, s)
		w := p.ready(s, nil).worker()
		const draws = 40_000
		for _, m := range []Metric{Convictions, FelonyConvictions, Admissions, Fines, Beds, Supervision} {
			for y := range 3 {
				var sum, square [2]float64
				for i := range draws {
					w.draw(uint64(i))
					for k, v := range []float64{w.cur[int(m)*3+y], w.difs[0][int(m)*3+y]} {
						sum[k] += v
						square[k] += v * v
					}
				}
				for k, want := range []float64{cur(m, y), dif(m, y)} {
					mean := sum[k] / draws
					se := math.Sqrt(max(square[k]/draws-mean*mean, 0)/draws) + 1e-9
					if math.Abs(mean-want) > 4.5*se && math.Abs(mean-want) > 0.004*math.Abs(want) {
						t.Errorf("%g a year, %s in year %d, law %d: mean of draws %.5g (se %.2g), expected %.5g", n, m, y+1, k, mean, se, want)
					}
				}
			}
		}
	}
}

// In no draw does the proposal take away more than there is.
func TestNothingNegative(t *testing.T) {
	from := newPool("from", map[sentence]float64{{serve: 0, probation: 300, fine: 10}: 3, {serve: 900, probation: 200, fine: 30}: 2})
	for _, n := range []float64{3, 30, 900} {
		p := bare(4, moving(n, from, nil, 1))
		e := &p.streams[0].kinds[0].ends[0][0]
		e.entries, e.graver = []entry{{Convictions, -1}}, false
		w := p.ready(rest(), nil).worker()
		for i := range 2000 {
			w.draw(uint64(i))
			for _, m := range []Metric{Convictions, Admissions, Fines, Beds, Supervision} {
				for y := range 4 {
					if v := w.cur[int(m)*4+y] + w.difs[0][int(m)*4+y]; v < -1e-6 {
						t.Fatalf("%g a year, draw %d, %s: %g under the proposal", n, i, m, v)
					}
				}
			}
		}
	}
}

// Years of terms must suit the registry's.
func TestTerms(t *testing.T) {
	for _, x := range []struct {
		before, after law.Term
		registrants   float64
	}{{0, 10, 1}, {10, 0, -1}, {10, law.Life, 0}, {law.Life, 0, -1}, {10, 10, 0}, {0, 0, 0}} {
		sum := 0.0
		for _, e := range terms(x.before, x.after) {
			if e.metric == NewRegistrants {
				sum += e.amount
			}
		}
		near(t, "registrants", sum, x.registrants, 0)
	}
}
