package project

import (
	"math"
	"slices"

	"impact/internal/stats"
)

// A lump is streams in which nothing moves and that are drawn as one: the rest of a side,
// or what is still of all its sections. Each metric is drawn by itself, from random
// numbers of its own, so that metrics which are not asked for cost nothing. The sentences of
// each stream are a lump of their own.
type lump struct {
	rest      bool // of other sections alone, which other projections have too
	sentences bool // it is sentences; else sums of counts
	streams   []int
	sums      []sum
	amounts   int // of all sums
}

// A sum is what a lump adds to one metric, by the amounts that a unit adds: the units of one
// amount are counted together, whichever section they are of.
type sum struct {
	metric  Metric
	side    Side
	key     uint64    // of its random numbers
	amounts []float64 // in order
	first   int       // how many amounts the sums before it have
	parts   []part
}

// A part is a kind of a stream, and which of the amounts a unit of it adds.
type part struct{ stream, kind, amount int }

// lumpsOf are the lumps of streams.
func lumpsOf(streams []*stream) []lump {
	type place struct {
		side            Side
		rest, sentences bool
		stream          int // of sentences, which streams have each by itself
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
			p := place{st.side, st.group.IsZero(), sentences, -1}
			if sentences {
				p.stream = i
			}
			n, known := at[p]
			if !known {
				n = len(out)
				at[p] = n
				out = append(out, lump{rest: p.rest, sentences: sentences})
			}
			out[n].add(i, st)
		}
	}
	for n := range out {
		out[n].arrange()
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
				l.sums = append(l.sums, sum{metric: e.metric, side: st.side, key: stats.StreamKey("sum", st.side.String(), name, e.metric.String())})
			}
			l.sums[n].amounts = append(l.sums[n].amounts, e.amount)
			l.sums[n].parts = append(l.sums[n].parts, part{i, k, len(l.sums[n].parts)})
		}
	}
}

// arrange puts the amounts of the sums in order.
func (l *lump) arrange() {
	for n := range l.sums {
		s := &l.sums[n]
		was := s.amounts
		s.amounts = slices.Compact(slices.Sorted(slices.Values(was)))
		for i := range s.parts {
			s.parts[i].amount, _ = slices.BinarySearch(s.amounts, was[s.parts[i].amount])
		}
		s.first = l.amounts
		l.amounts += len(s.amounts)
	}
}

// manyUnits is how many units of an amount are expected in a year where they are drawn
// together with those of the other amounts of their sum of which as many are.
const manyUnits = 50

// amounts are the places of the amounts of a sum: those of many units in every year, and the others.
type amounts struct{ many, few []int32 }

// amountsOf sorts the amounts of the sums of a lump.
func (r *ready) amountsOf(l *lump) []amounts {
	out := make([]amounts, len(l.sums))
	expected := make([]float64, l.amounts)
	for n, s := range l.sums {
		here := expected[s.first:][:len(s.amounts)]
		for _, p := range s.parts {
			here[p.amount] += r.usual[p.stream] * r.shares[p.stream][p.kind]
		}
		least := slices.Min(r.growths[s.side])
		for i, mean := range here {
			if mean*least >= manyUnits {
				out[n].many = append(out[n].many, int32(i))
			} else {
				out[n].few = append(out[n].few, int32(i))
			}
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
		from := int(w.number) * len(k.metrics)
		for j, m := range k.metrics {
			for y, v := range k.draws[(from+j)*h:][:h] {
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
	if l.sentences {
		for _, i := range l.streams {
			w.open(i)
			w.convicts(i, w.streams[i])
		}
	} else {
		means := w.blend(n)
		for i := range l.sums {
			if w.offers(l.sums[i].metric) {
				w.total(&l.sums[i], &w.amounts[n][i], means)
			}
		}
	}
	w.cur = cur
}

// blend is how many units of each amount of a lump are expected in the draw at hand, before any
// growth: by sum, year and amount.
func (w *worker) blend(n int) []float64 {
	l, h := &w.lumps[n], int(w.horizon)
	for _, i := range l.streams {
		w.open(i)
	}
	w.blended = slices.Grow(w.blended[:0], l.amounts*h)[:l.amounts*h]
	clear(w.blended)
	for _, s := range l.sums {
		here := w.blended[s.first*h:][:len(s.amounts)*h]
		for _, p := range s.parts {
			of := w.lot[p.stream]
			share := of.share[p.kind]
			for y, rate := range of.rates[w.ahead(s.side):][:h] {
				here[y*len(s.amounts)+p.amount] += rate * share
			}
		}
	}
	return w.blended
}

// total adds what a sum comes to. Units of an amount of which few come are counted; those of
// all others together: given rates and shares their sum is compound Poisson, and its cumulants are
// the sums of mean and power of amount. It has the gamma law of the first three,
// moved along the axis, at one normal deviate for each year, to the nearest whole number.
func (w *worker) total(s *sum, of *amounts, means []float64) {
	h, n := int(w.horizon), len(s.amounts)
	to, grown := w.cur[int(s.metric)*h:][:h], w.growths[s.side]
	w.src.Key(w.seed, w.number, s.key)
	for y := range to {
		here := means[s.first*h+y*n:][:n]
		if w.expected {
			for i, mean := range here {
				to[y] += mean * grown[y] * s.amounts[i]
			}
			continue
		}
		to[y] += w.src.Poissons(here, grown[y], s.amounts, of.few)
		var c [3]float64
		for _, i := range of.many {
			a := s.amounts[i]
			x := here[i] * grown[y] * a
			c[0] += x
			c[1] += x * a
			c[2] += x * a * a
		}
		if c[0] > 0 {
			to[y] += math.Round(w.skewed(c[0], c[1], c[2], w.src.Norm()))
		}
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
