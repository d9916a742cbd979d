package project

import (
	"fmt"
	"slices"
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

// By what streams came to before, under whatever dials, every draw is as it is without:
// where there is room for all of it, for some and for none, and where lots are kept or not.
func TestTrail(t *testing.T) {
	const draws = 30
	p := bare(4, wanderers(Filed, "a", 40), wanderers(Disposed, "bb", 900), wanderers(Registered, "ccc", 15), wanderers(Diverted, "dddd", 20), mixedStream(30))
	for _, room := range []int64{mostHits, 4000, 0} {
		for _, lots := range []bool{true, false} {
			trail := (&trails{}).take(len(p.streams), draws)
			trail.left.Store(room)
			changes := 0.0
			for _, dials := range []map[string]float64{{}, {Growth: 0.0002}, {Growth: 0.0004, ChargingShare: 0.5}, {Growth: 0.0004, ChargingShare: 0.8, ConvictionChange: 0.3},
				{Growth: 0.2}, {Growth: -0.3, ConvictionChange: -0.4, SentenceRule: 0}, {Retroactive: 1}, {Growth: 0.0002, ShareServed: 0.5}, {}} {
				bare, with := p.ready(settingOf(dials, 1), nil), p.ready(settingOf(dials, 1), nil)
				if with.trail = trail; lots {
					with.lots = p.ready(rest(), nil).lotsOf(draws)
				}
				one, two := bare.worker(), with.worker()
				for n := range uint64(draws) {
					one.draw(n)
					two.draw(n)
					if !slices.Equal(one.cur, two.cur) || !slices.Equal(one.difs[0], two.difs[0]) {
						t.Fatalf("room for %d, lots %t, %v, draw %d: the figures differ", room, lots, dials, n)
					}
					changes += one.difs[0][int(ChargesChanged)*4+2]
				}
			}
			if changes == 0 {
				t.Error("nothing changed in any draw")
			}
			size, known := 0, 0
			for _, of := range trail.tracks {
				for n := range of {
					if size += of[n].size; of[n].rates != nil {
						known++
					}
				}
			}
			if left := trail.left.Load(); left < 0 || left != room-int64(size) || (room == 0) != (known == 0) || (room == mostHits) != (known == 4*draws) {
				t.Errorf("room for %d: %d tracks of %d take what leaves %d", room, known, size, left)
			}
		}
	}
}
