package project

import (
	"math"
	"slices"

	"impact/internal/stats"
)

// A lump is streams in which nothing moves and that are drawn as one: the rest of a side,
// or what is still of all its sections. Each metric is drawn by itself, from random
// numbers of its own, so that metrics which are not asked for cost nothing.
type lump struct {
	rest      bool // of other sections alone, which other projections have too
	sentences bool // it is sentences; else sums of counts
	streams   []int
	sums      []sum
}

// A sum is what a lump adds to one metric: parts, each of the units that add one amount.
type sum struct {
	metric Metric
	key    uint64 // of its random numbers
	parts  []part
}

// A part is a kind of a stream and what a unit of it adds.
type part struct {
	stream, kind int
	amount       float64
}

// lumpsOf are the lumps of streams.
func lumpsOf(streams []*stream) []lump {
	type place struct {
		side            Side
		rest, sentences bool
	}
	at := map[place]int{}
	var out []lump
	for i, st := range streams {
		if st.moves {
			continue
		}
		for _, sentences := range []bool{false, true} {
			if sentences && len(st.pools) == 0 {
				continue
			}
			p := place{st.side, st.group.IsZero(), sentences}
			n, known := at[p]
			if !known {
				n = len(out)
				at[p] = n
				out = append(out, lump{rest: p.rest, sentences: sentences})
			}
			out[n].add(i, st)
		}
	}
	return out
}

// add puts a stream into a lump.
func (l *lump) add(i int, st *stream) {
	l.streams = append(l.streams, i)
	if l.sentences {
		return
	}
	name := "sections"
	if l.rest {
		name = "rest"
	}
	for k, kd := range st.kinds {
		for _, e := range kd.entries {
			if e.metric == tenYear || e.metric == life { // asked of what moves alone
				continue
			}
			n := slices.IndexFunc(l.sums, func(s sum) bool { return s.metric == e.metric })
			if n < 0 {
				n = len(l.sums)
				l.sums = append(l.sums, sum{metric: e.metric, key: stats.StreamKey("sum", st.side.String(), name, e.metric.String())})
			}
			l.sums[n].parts = append(l.sums[n].parts, part{i, k, e.amount})
		}
	}
}

// manyUnits is how many units of a part are expected in a year where they are drawn
// together with those of the other parts of their sum of which as many are.
const manyUnits = 50

// plentyOf tells which parts of the sums of a lump are of many units in every year.
func (r *ready) plentyOf(l *lump) [][]bool {
	least := make([]float64, len(r.streams))
	for _, i := range l.streams {
		st := r.streams[i]
		least[i] = st.forecast.Mean(r.ahead(st.side)+1) * slices.Min(r.growths[st.side])
	}
	out := make([][]bool, len(l.sums))
	for n, s := range l.sums {
		for _, p := range s.parts {
			out[n] = append(out[n], least[p.stream]*r.shares[p.stream][p.kind] >= manyUnits)
		}
	}
	return out
}

// asked reports whether one of some metrics is told.
func (r *ready) asked(of ...Metric) bool {
	return r.wanted == nil || slices.ContainsFunc(of, func(m Metric) bool { return r.wanted[m] })
}

// offers reports whether the projection tells one of some metrics.
func (r *ready) offers(of ...Metric) bool {
	return r.offered == nil || slices.ContainsFunc(of, func(m Metric) bool { return r.offered[m] })
}

// bears reports whether a lump bears on a metric that is drawn.
func (r *ready) bears(l *lump) bool {
	if l.sentences {
		return r.asked(Admissions, Fines, Beds, Supervision)
	}
	return slices.ContainsFunc(l.sums, func(s sum) bool { return r.asked(s.metric) })
}

// put adds the draws of a kept lump, or else draws the lump, apart from all else.
func (w *worker) put(n int) {
	h := int(w.horizon)
	if !w.bears(&w.lumps[n]) {
		return
	}
	if k := w.kept[n]; k != nil {
		for j, m := range k.metrics {
			for y, v := range k.draws[w.number][j*h:][:h] {
				w.cur[int(m)*h+y] += v
			}
		}
		return
	}
	w.alone(n)
	for j, v := range w.add {
		w.cur[j] += v
	}
}

// alone draws what a lump adds to the current law, apart from all else.
func (w *worker) alone(n int) {
	cur := w.cur
	w.cur = w.add
	clear(w.cur)
	l := &w.lumps[n]
	for _, i := range l.streams {
		w.open(i)
	}
	for i := range l.sums {
		if w.offers(l.sums[i].metric) {
			w.total(&l.sums[i], w.plenty[n][i])
		}
	}
	if l.sentences {
		for _, i := range l.streams {
			w.convicts(i, w.streams[i])
		}
	}
	w.cur = cur
}

// total adds what a sum comes to. Parts of few units are counted one by one; those of many
// together: given rates and shares their sum is compound Poisson, and its cumulants are
// the sums of rate, share and power of amount. It has the gamma law of the first three,
// moved along the axis, at one normal deviate for each year, to the nearest whole number.
func (w *worker) total(s *sum, plenty []bool) {
	h := int(w.horizon)
	to := w.cur[int(s.metric)*h:][:h]
	w.src.Key(w.seed, w.number, s.key)
	for _, c := range w.cumulants {
		clear(c)
	}
	together := false
	for i := 0; i < len(s.parts); {
		at := s.parts[i].stream
		share, rates := w.lot[at].share, w.rates[at]
		var c [3]float64
		for ; i < len(s.parts) && s.parts[i].stream == at; i++ {
			p := &s.parts[i]
			of := share[p.kind]
			if plenty[i] && !w.expected {
				x := of * p.amount
				c[0] += x
				c[1] += x * p.amount
				c[2] += x * p.amount * p.amount
				continue
			}
			switch {
			case w.expected:
				for y, rate := range rates {
					to[y] += rate * of * p.amount
				}
			case of > 0:
				w.src.AddPoissons(rates, of, p.amount, to)
			}
		}
		if c[0] > 0 {
			together = true
			for j, v := range c {
				for y, rate := range rates {
					w.cumulants[j][y] += rate * v
				}
			}
		}
	}
	if !together {
		return
	}
	for y := range to {
		to[y] += math.Round(w.skewed(w.cumulants[0][y], w.cumulants[1][y], w.cumulants[2][y], w.src.Norm()))
	}
}

// convicts adds the sentences of a stream in which nothing moves: nobody asks which kind
// one is of.
func (w *worker) convicts(i int, st *stream) {
	if len(st.pools) == 0 {
		return
	}
	share, rates, crowd := w.lot[i].share, w.rates[i], w.crowds[i] && !w.expected
	w.src = w.lot[i].src
	if crowd {
		w.gatherCrowd(st, share)
	}
	for y, rate := range rates {
		if y == 0 && st.side == Disposed {
			for _, k := range st.pooled {
				w.before(st.kinds[k].own, rate*share[k])
			}
		}
		if crowd {
			w.crowded(rate, y)
			continue
		}
		for _, k := range st.pooled {
			if p := share[k]; p > 0 {
				w.pooled[st.kinds[k].own.number] += w.count(rate * p)
			}
		}
		for _, p := range st.pools {
			w.sentenced(p, w.pooled[p.number], 0, y, -1)
			w.pooled[p.number] = 0
		}
	}
}
