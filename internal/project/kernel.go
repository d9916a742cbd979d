package project

import (
	"impact/internal/stats"
)

// worker holds the figures of one draw. cur are those of the current law, dif what
// each reading of the proposal adds, by metric and year.
type worker struct {
	*ready
	onlyMoves bool         // streams in which nothing moves are left out
	expected  bool         // counts are their means
	number    uint64       // of the draw
	drift     float64      // of the draw: how all rates move, in standard deviations
	src, own  stats.Source // of the current law, and of a reading
	pool      stats.Source // of small pools
	cur       []float64
	add       []float64   // scratch: what one stream adds to cur
	kept      []*kept     // by stream: its draws, where they are at hand
	difs      [][]float64 // by reading
	dif       []float64   // of the reading at hand
	rates     []float64   // of the stream at hand
	paths     [][]float64 // by series: its rates
	pathOf    []uint64    // by series: the draw, and one, in which they were drawn
	alpha     []float64
	pooled    []float64 // by number of the pool
	share     []float64
	shareRest []float64  // scratch
	fresh     []float64  // by kind and year: units under the new law
	us        []quantile // of their sentences
	usAt      []int32    // by kind and year: the first of them; -1 where too many
	bulk      []bulk     // by kind and year: how those that are too many were drawn
	endShare  []float64
	endAlpha  []float64
	endCount  []float64
	upTo      [][]float64 // by number: cumulative shares of small pools
	drawn     []uint64    // by number: the draw, and one, in which they were drawn
	rareUpTo  []float64   // cumulative shares of the rare kinds of a stream
	both      []float64   // by kind: units of the year under the old law, and the new
	sum       stay
	pair      [2]stay    // scratch: sentences of many units, and those in their place
	moments   [2]moments // of small pools in this draw
	crowd     powers     // of the sentences of a crowd
}

func (r *ready) worker() *worker {
	h := int(r.horizon)
	w := &worker{ready: r, cur: make([]float64, int(numMetrics)*h), add: make([]float64, int(numMetrics)*h), kept: make([]*kept, len(r.streams)), sum: r.horizon.stay(),
		upTo: make([][]float64, r.numPools), drawn: make([]uint64, r.numPools), pooled: make([]float64, r.numPools)}
	for range r.readings {
		w.difs = append(w.difs, make([]float64, int(numMetrics)*h))
	}
	kinds, ends, ahead := 0, 0, 0
	for _, st := range r.streams {
		kinds = max(kinds, len(st.kinds))
		for _, k := range st.kinds {
			for _, e := range k.ends {
				ends = max(ends, len(e))
			}
		}
		ahead = max(ahead, r.ahead(st.side)+h)
	}
	for range r.numSeries {
		w.paths = append(w.paths, make([]float64, ahead))
	}
	w.pathOf = make([]uint64, r.numSeries)
	w.alpha, w.share, w.shareRest = make([]float64, kinds+1), make([]float64, kinds), make([]float64, kinds+1)
	w.fresh, w.usAt, w.bulk = make([]float64, kinds*h), make([]int32, kinds*h), make([]bulk, kinds*h)
	for i := range w.pair {
		w.pair[i] = r.horizon.stay()
	}
	for i := range w.crowd {
		w.crowd[i] = r.horizon.stay()
	}
	for i := range w.moments {
		w.moments[i] = moments{r.horizon.stay(), r.horizon.stay()}
	}
	w.endShare, w.endAlpha, w.endCount = make([]float64, ends), make([]float64, ends), make([]float64, ends)
	w.rareUpTo, w.both = make([]float64, kinds+1), make([]float64, 2*kinds)
	return w
}

// draw makes the figures of one draw.
func (w *worker) draw(number uint64) {
	w.begin(number)
	clear(w.cur)
	for _, d := range w.difs {
		clear(d)
	}
	for i, st := range w.streams {
		if w.onlyMoves && !st.moves {
			continue
		}
		if !st.moves {
			w.put(i, st)
			continue
		}
		w.stream(i, st)
		for reading := range w.readings {
			if w.donor || st.side != Diverted { // the static rule keeps every disposition
				w.dif = w.difs[reading]
				w.change(i, reading, st)
			}
		}
	}
	w.registry()
}

// begin makes ready for a draw.
func (w *worker) begin(number uint64) {
	w.number = number
	w.src.Key(w.seed, w.number, driftKey)
	w.drift = w.src.Norm()
}

// stream adds one stream under the current law, and keeps what falls under the new.
func (w *worker) stream(i int, st *stream) {
	w.src.Key(w.seed, w.number, st.key)
	h, ahead := int(w.horizon), w.ahead(st.side)
	rates := w.path(st, ahead+h)
	share := w.share[:len(st.kinds)]
	if w.expected {
		copy(share, w.shares[i])
	} else {
		if st.still { // all but the rates is its own
			w.src.Key(w.seed, w.number, st.key^stillKey)
		}
		w.drawShares(i, st, share)
	}
	w.us = w.us[:0]
	rare := 0.0
	if st.moves {
		rare = w.gatherRare(w.apart[i], share)
	} else {
		w.gatherCrowd(st, w.apart[i], share)
	}
	growth := stats.Pow(1+w.growth, float64(w.cal.years[0]-w.windows[st.side].To))
	for y := range h {
		rate := rates[ahead+y] * growth
		growth *= 1 + w.growth
		under := 0.0
		switch {
		case st.side == Registered && w.retro:
			under = w.cal.since(y)
		case st.moves:
			under = w.cal.share(st.side, y)
		}
		if y == 0 && st.side == Disposed && !w.onlyMoves {
			w.before(st, rate, share)
		}
		w.counts(w.apart[i], share, rate, rare, under)
		w.enrol(st, y)
		if !st.moves && len(w.apart[i]) > 0 && !w.expected {
			w.crowded(rate, y)
		}
	}
}

// enrol adds the units of a stream that were counted in a year, with their sentences.
func (w *worker) enrol(st *stream, y int) {
	h := int(w.horizon)
	for k, kd := range st.kinds {
		slot := k*h + y
		w.fresh[slot], w.usAt[slot] = 0, -1
		old, fresh := w.both[2*k], w.both[2*k+1]
		if old+fresh == 0 {
			continue
		}
		w.fresh[slot] = fresh
		for _, e := range kd.entries {
			w.cur[int(e.metric)*h+y] += (old + fresh) * e.amount
		}
		switch {
		case kd.own == nil:
		case st.moves:
			w.sentenced(kd.own, old, fresh, y, slot)
		default: // nobody asks which kind a sentence is of
			w.pooled[kd.own.number] += old + fresh
		}
	}
	for _, p := range st.pools {
		w.sentenced(p, w.pooled[p.number], 0, y, -1)
		w.pooled[p.number] = 0
	}
}

// path are the rates of a stream in so many years. Its still part has the same, which
// are not drawn again.
func (w *worker) path(st *stream, years int) []float64 {
	w.rates = w.paths[st.series][:years]
	switch {
	case w.expected:
		for y := range w.rates {
			w.rates[y] = st.forecast.Mean(y + 1)
		}
	case !st.still || w.pathOf[st.series] != w.number+1:
		st.forecast.Rates(&w.src, w.drift, w.rates)
		w.pathOf[st.series] = w.number + 1
	}
	return w.rates
}

// drawShares draws the shares of a stream's kinds; where nothing moves, of their parts,
// each by itself.
func (w *worker) drawShares(i int, st *stream, share []float64) {
	mean := w.shares[i]
	if !st.moves {
		for k, p := range mean {
			share[k] = w.src.Beta(st.strength*p, st.strength*max(0, 1-p))
		}
		return
	}
	rest := 1.0 // of the units that nothing moves, which are drawn apart
	for k, p := range mean {
		w.alpha[k] = st.strength * p
		rest -= p
	}
	n := len(mean)
	w.alpha[n] = st.strength * max(0, rest)
	w.src.Dirichlet(w.alpha[:n+1], w.shareRest[:n+1])
	copy(share, w.shareRest[:n])
}

// gatherRare cumulates the shares of rare kinds, and is their sum.
func (w *worker) gatherRare(rare []int32, share []float64) float64 {
	sum := 0.0
	for i, k := range rare {
		sum += share[k]
		w.rareUpTo[i] = sum
	}
	return sum
}

// counts draws how many units of each kind come in a year, under the old law and
// under the new, in all so many times the rate. Kinds that come often are drawn one
// by one, the rare ones together. A crowd, which has no share that is rare, is left out.
func (w *worker) counts(apart []int32, share []float64, rate, rareShare, under float64) {
	next := 0
	for k, p := range share {
		if w.both[2*k], w.both[2*k+1] = 0, 0; p == 0 {
			continue
		}
		if next < len(apart) && int(apart[next]) == k {
			if next++; !w.expected {
				continue
			}
		}
		w.both[2*k], w.both[2*k+1] = w.count(rate*p*(1-under)), w.count(rate*p*under)
	}
	if w.expected || rareShare == 0 {
		return
	}
	for law, part := range [...]float64{1 - under, under} {
		for range int(w.count(rate * rareShare * part)) {
			k := apart[at(w.rareUpTo[:len(apart)], w.src.Float64()*rareShare)]
			w.both[2*int(k)+law]++
		}
	}
}

// count is a Poisson count, or its mean.
func (w *worker) count(mean float64) float64 {
	if w.expected {
		return mean
	}
	return w.src.Poisson(mean)
}

// before adds, under both laws alike, those still inside or under supervision from
// cohorts before the first year, had they come at the first year's rate.
func (w *worker) before(st *stream, rate float64, share []float64) {
	h := int(w.horizon)
	for k, kd := range st.kinds {
		if kd.own == nil {
			continue
		}
		p := w.of(kd.own)
		mean := p.mean[p.evenYear()]
		left := p.total
		for y := range h {
			left[0] -= mean[bedsAt+y]
			left[1] -= mean[w.horizon.supervisedAt()+y]
			w.cur[int(Beds)*h+y] += rate * share[k] * max(0, left[0])
			w.cur[int(Supervision)*h+y] += rate * share[k] * max(0, left[1])
		}
	}
}

// change adds what a reading of the proposal makes of the units of a stream that
// fall under it. Each kind, and each of its years, has random numbers of its own, so
// that a dial which changes one of them leaves the others as they are. They are the
// same in every reading: what two readings change alike, they change alike in each draw.
func (w *worker) change(i, reading int, st *stream) {
	h := int(w.horizon)
	key := st.key ^ changeKey
	for k, kd := range st.kinds {
		if !kd.moves[reading] || !w.reached(k) {
			continue
		}
		of := kd.ends[reading]
		ends := w.endShare[:len(of)]
		switch {
		case w.expected:
			copy(ends, w.ends[i][k][reading])
		case len(of) == 1:
			ends[0] = 1
		default:
			alpha := w.endAlpha[:len(of)]
			for j, p := range w.ends[i][k][reading] {
				alpha[j] = st.sure[reading] * w.shares[i][k] * p
			}
			w.own.Key(w.seed, w.number, key+uint64(k*(h+1)))
			w.own.Dirichlet(alpha, ends)
		}
		if st.side == Registered && w.retro {
			w.retroact(st, of, ends, w.share[k])
		}
		for y := range h {
			slot := k*h + y
			if w.fresh[slot] == 0 {
				continue
			}
			w.own.Key(w.seed, w.number, key+uint64(k*(h+1)+y+1))
			w.split(w.fresh[slot], ends)
			from := w.usAt[slot]
			for j := range of {
				n := w.endCount[j]
				if e := &of[j]; e.changed && n > 0 {
					w.changed(turnout{kd, e, y, from, slot}, n)
				}
				if from >= 0 {
					from += int32(n)
				}
			}
		}
	}
}

// reached reports whether a unit of a kind falls under the new law, or may have before it.
func (w *worker) reached(k int) bool {
	if w.retro {
		return true
	}
	h := int(w.horizon)
	for _, n := range w.fresh[k*h:][:h] {
		if n > 0 {
			return true
		}
	}
	return false
}

// split shares n units among ends.
func (w *worker) split(n float64, ends []float64) {
	count := w.endCount[:len(ends)]
	switch {
	case w.expected:
		for j, p := range ends {
			count[j] = n * p
		}
	case len(ends) == 1:
		count[0] = n
	default:
		clear(count)
		from, part := 0, 1.0
		for ; n > fewUnits && from < len(ends)-1; from++ {
			if p := ends[from]; p > 0 {
				count[from] = w.own.Binomial(n, min(1, p/part))
				n -= count[from]
				part -= p
			}
		}
		if from == len(ends)-1 {
			count[from] = n
			return
		}
		for range int(n) {
			u, j := w.own.Float64()*part, from
			for ; j < len(ends)-1 && u >= ends[j]; j++ {
				u -= ends[j]
			}
			count[j]++
		}
	}
}

// fewUnits are placed one by one rather than by a binomial count for each end.
const fewUnits = 8

// thin is how many of n units are left if each stays with probability p.
func (w *worker) thin(n, p float64) float64 {
	if w.expected {
		return n * p
	}
	if p >= 1 {
		return n
	}
	if n > fewUnits {
		return w.own.Binomial(n, max(p, 0))
	}
	left := 0.0
	for range int(n) {
		if w.own.Float64() < p {
			left++
		}
	}
	return left
}

// stillKey and changeKey tell the random numbers of still parts, and of what a proposal
// changes, from those of their stream; driftKey is of the drift that all streams share.
var stillKey, changeKey, driftKey = stats.StreamKey("still"), stats.StreamKey("change"), stats.StreamKey("drift")
