package project

import (
	"fmt"
	"math"
	"slices"
	"testing"

	"impact/internal/stats"
)

// compound is the exact distribution of a sum of amounts, each of which comes a Poisson
// number of times, by the recursion of Panjer (1981): the chance of each whole number.
func compound(means map[int]float64, most int) []float64 {
	total := 0.0
	for _, m := range means {
		total += m
	}
	out := make([]float64, most+1)
	out[0] = math.Exp(-total)
	for n := 1; n <= most; n++ {
		for amount, m := range means {
			if amount <= n {
				out[n] += float64(amount) * m / float64(n) * out[n-amount]
			}
		}
	}
	return out
}

// alike is a stream of cases in which nothing moves: of each amount of charges so many
// a year.
func alike(means map[int]float64) *stream {
	st := &stream{side: Filed, key: 9, counts: tenYears(100), sure: []float64{1000}, strength: 1000}
	for _, amount := range sortedAmounts(means) {
		st.kinds = append(st.kinds, &kind{id: fmt.Sprint(amount), entries: []entry{{FelonyCharges, float64(amount)}}, mass: mass(10 * means[amount])})
	}
	return st
}

func sortedAmounts(means map[int]float64) (out []int) {
	for amount := range means {
		out = append(out, amount)
	}
	slices.Sort(out)
	return out
}

// Given its rates and shares, a sum has the law of its parts counted one by one: exactly
// where they are few, to 0.004 of a chance where they are drawn together.
func TestSumsAreCompoundPoisson(t *testing.T) {
	const draws = 200_000
	for _, c := range []struct {
		together int // parts that are
		means    map[int]float64
	}{
		{0, map[int]float64{1: 0.4, 3: 2, 40: 0.1}},
		{0, map[int]float64{1: manyUnits - 1}},
		{1, map[int]float64{1: manyUnits + 1}},
		{2, map[int]float64{1: manyUnits + 1, 12: manyUnits + 1}},
		{2, map[int]float64{1: 300, 2: 120, 3: 30, 5: 8, 60: 0.2}},
	} {
		st := alike(c.means)
		p := bare(1, st)
		st.only(1000)
		r := p.ready(rest(), nil)
		s := &p.lumps[0].sums[0]
		of := &r.amounts[0][0]
		if together := len(of.many); together != c.together || together+len(of.few) != len(c.means) {
			t.Errorf("%v: %d parts are drawn together, want %d", c.means, together, c.together)
		}
		w := r.worker()
		var means []float64
		most := 0
		for _, amount := range sortedAmounts(c.means) {
			means = append(means, c.means[amount])
			most += amount * int(c.means[amount]+12*math.Sqrt(c.means[amount])+12)
		}
		seen := make([]float64, most+1)
		for n := range draws {
			w.begin(uint64(n))
			clear(w.cur)
			w.total(s, of, means)
			v := w.cur[FelonyCharges]
			if v != math.Trunc(v) || v < 0 || v > float64(most) {
				t.Fatalf("%v: %v charges", c.means, v)
			}
			seen[int(v)]++
		}
		got, want, worst := 0.0, 0.0, 0.0
		for n, chance := range compound(c.means, most) {
			got, want = got+seen[n]/draws, want+chance
			worst = max(worst, math.Abs(got-want))
		}
		if math.Abs(want-1) > 1e-9 || worst > 0.004 {
			t.Errorf("%v: the chance of at most so many is off by up to %.4f; all chances add up to %.10f", c.means, worst, want)
		}
	}
}

// mixedStream is a stream whose kinds come often and seldom, and come to several ends.
func mixedStream(n float64) *stream {
	large, little := courtAndVillage()
	ends := func(m float64) []end {
		return []end{{changed: true, entries: []entry{{FelonyConvictions, 1}}, then: little, ratio: 2, mass: mass(0.6 * m)},
			{changed: true, graver: true, entries: []entry{{ConvictionsChanged, 2}}, then: large, ratio: 1, mass: mass(0.3 * m)}, {mass: mass(0.1 * m), ratio: 1}}
	}
	st := &stream{side: Disposed, key: 7, counts: tenYears(n), sure: []float64{5 * n}, strength: 5 * n, moves: true}
	for i, part := range []float64{0.7, 0.29, 0.01} {
		own := large
		if i == 1 {
			own = little
		}
		st.kinds = append(st.kinds, &kind{entries: []entry{{Convictions, float64(i + 1)}}, own: own, mass: mass(10 * n * part), moves: []bool{true}, ends: [][]end{ends(10 * n * part)}})
	}
	return st
}

// Lots and means that are kept, all or some, leave every draw as it is, under every dial, in
// whatever order they are asked for.
func TestLots(t *testing.T) {
	const draws = 40
	p := parted(bare(3, mixedStream(30), still(200), alike(map[int]float64{1: 80, 2: 3}), wanderers(Filed, "a", 40), wanderers(Registered, "ccc", 15)))
	for _, room := range []int64{1 << 10, 1 << 14, 1 << 16, 1 << 22} {
		shared := &Shared{Room: room}
		for _, dials := range []map[string]float64{{}, {Growth: 0.03, ShareServed: 0.6}, {ChargingShare: 0.5, ConvictionChange: 0.4, SentenceRule: 0}} {
			bare, with := p.ready(settingOf(dials, 1), nil), p.ready(settingOf(dials, 1), nil)
			with.lots = with.lotsOf(draws, shared)
			if room == 1<<22 && len(dials) == 0 {
				with.lots.all()
			}
			one, two := bare.worker(), with.worker()
			changes := 0.0
			for n := range uint64(draws) {
				n = n * 7 % draws
				one.draw(n)
				two.draw(n)
				if !slices.Equal(one.cur, two.cur) || !slices.Equal(one.difs[0], two.difs[0]) {
					t.Errorf("room %d, %v, draw %d: the figures differ", room, dials, n)
				}
				changes += one.difs[0][int(ConvictionsChanged)*3+2]
			}
			if changes == 0 {
				t.Errorf("%v: nothing changed in any draw", dials)
			}
		}
		kept, lots := len(shared.store.byKey), 0
		for _, st := range p.streams {
			if st.sentencing == nil {
				lots++
			}
		}
		if room == 1<<10 && kept > 0 || room == 1<<22 && kept <= 2*lots || shared.store.used() > room {
			t.Errorf("room for %d bytes: %d parts of %d streams are kept, %d bytes", room, kept, lots, shared.store.used())
		}
	}
}

// A kind that has no share in a draw is left out of its lot, and so are its ends.
func TestLotsWithoutShare(t *testing.T) {
	moves := func(n int) *kind { return &kind{moves: []bool{true}, ends: [][]end{make([]end, n)}} }
	st := &stream{moves: true, kinds: []*kind{moves(2), {moves: []bool{false}, ends: [][]end{nil}}, moves(1), moves(3)}}
	full := lot{kinds: []int32{1, 3}, share: []float64{0.4, 0.6}, ends: [][]float64{{0.5, 0.3, 0.2}}}
	c := castings{paths: &paths{}, kinds: 4, share: make([]float64, 8), src: make([]stats.Source, 2), many: []int{6}, ends: [][]float64{make([]float64, 12)}}
	c.put(st, 1, &full)
	got := lot{share: c.share[4:], ends: [][]float64{c.ends[0][6:]}}
	got.sift(st)
	if !slices.Equal(got.kinds, full.kinds) || !slices.Equal(got.share, full.share) || !slices.Equal(got.ends[0], full.ends[0]) {
		t.Errorf("kept is %v, want %v", got, full)
	}
}

// parted is a plan whose counts are parted from its sentences.
func parted(p *plan) *plan {
	p.split()
	p.numPools, p.numSeries = number(p.streams)
	for _, s := range p.streams {
		s.lay(p.readings)
	}
	p.lumps = lumpsOf(p.streams)
	return p
}
