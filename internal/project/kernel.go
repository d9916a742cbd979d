package project

import (
	"math"

	"impact/internal/law"
	"impact/internal/stats"
)

// setting is the dials of one evaluation.
type setting struct {
	charging   float64 // share of what is reached that is charged under the new provision
	conviction float64 // relative change of convictions of charges that become graver
	donor      bool    // sentences of the destination, else the record's own
	served     float64 // share of the time to serve that is served
	odds       float64 // factor on the odds of unknown facts
	growth     float64 // of filings a year
	forLife    bool    // the registration that the proposal creates is for life
	mortality  float64
	stock      float64 // on the registry when counted; NaN where not known
	inflow     float64
	completion float64
	retro      bool // those convicted before are registered too
}

// plan is the proposals of a run, one for each reading, ready to be drawn beside one
// current law.
type plan struct {
	horizon  horizon
	cal      *calendar
	windows  [numSides]Window
	streams  []*stream
	told     []*stream      // as the record has them, before what is still was taken apart
	starts   []*[12]float64 // arrival of the first cohorts under the new law
	olds     []*[12]float64 // and of those under the old law in these years
	low, top float64        // the odds of the outer nodes
	asOf     law.Year       // fiscal year in which the registry was counted
	part     float64        // share of that year that was left
	seed     uint64
	readings []uint64 // the random numbers of each
	numPools int
}

// ready is a plan under one setting: what does not differ from draw to draw.
type ready struct {
	*plan
	setting
	shares [][]float64     // by stream and kind
	ends   [][][][]float64 // by stream, kind, reading and end: share of the kind
	pools  []*prepared     // by number; nil for those of streams that are left out
	rare   [][]int32       // by stream: the kinds of which few come in a year
}

// ready prepares the plan for a setting. pools may be shared by settings that serve
// the same share of a sentence; nil to make them.
func (p *plan) ready(s setting, pools []*prepared) *ready {
	r := &ready{plan: p, setting: s, pools: pools}
	if pools == nil {
		r.pools = p.prepareAll(s.served)
	}
	node, part := p.node(s.odds)
	for _, st := range p.streams {
		total := mix(st.units[node], st.units[node+1], part)
		shares, ends := make([]float64, len(st.kinds)), make([][][]float64, len(st.kinds))
		for i, k := range st.kinds {
			if total > 0 {
				shares[i] = mix(k.mass[node], k.mass[node+1], part) / total
			}
			for reading, moves := range k.moves {
				var of []float64
				if moves {
					of = sharesOf(k.ends[reading], node, part)
				}
				ends[i] = append(ends[i], of)
			}
		}
		r.shares, r.ends = append(r.shares, shares), append(r.ends, ends)
		var rare []int32
		if st.moves {
			rare = rareOf(shares, st.forecast.Mean(p.ahead(st.side)+1))
		}
		r.rare = append(r.rare, rare)
	}
	return r
}

// rareUnder is the yearly count under which a kind is drawn together with others
// like it: their number first, then which each is of. The counts have the same law.
const rareUnder = 1.5

// rareOf lists the kinds of which few come in a year.
func rareOf(shares []float64, rate float64) (rare []int32) {
	for k, p := range shares {
		if p > 0 && p*rate < rareUnder {
			rare = append(rare, int32(k))
		}
	}
	return rare
}

// sharesOf are the shares of the ends of a kind.
func sharesOf(ends []end, node int, part float64) []float64 {
	out, total := make([]float64, len(ends)), 0.0
	for i := range ends {
		out[i] = mix(ends[i].mass[node], ends[i].mass[node+1], part)
		total += out[i]
	}
	for i := range out {
		if total > 0 {
			out[i] /= total
		}
	}
	return out
}

// prepareAll makes ready every pool of the plan.
func (p *plan) prepareAll(served float64) []*prepared {
	out := make([]*prepared, p.numPools)
	put := func(x *pool) {
		if x != nil && out[x.number] == nil {
			out[x.number] = p.horizon.prepare(x, served, p.starts, p.olds)
		}
	}
	for _, st := range p.streams {
		for _, k := range st.kinds {
			put(k.own)
			for _, ends := range k.ends {
				for i := range ends {
					put(ends[i].then)
				}
			}
		}
	}
	return out
}

// of is a pool made ready; nil for none.
func (r *ready) of(p *pool) *prepared {
	if p == nil {
		return nil
	}
	return r.pools[p.number]
}

// node finds the nodes between which odds lie, and how far from the lower one, on
// the scale of logarithms.
func (p *plan) node(odds float64) (lower int, part float64) {
	switch {
	case odds < 1 && p.low < 1:
		return 0, max(0, 1-math.Log(odds)/math.Log(p.low))
	case odds > 1 && p.top > 1:
		return middle, min(1, math.Log(odds)/math.Log(p.top))
	}
	return middle, 0
}

// mix is a straight line between two values.
func mix(a, b, part float64) float64 {
	if part == 0 {
		return a
	}
	return a + part*(b-a)
}

// worker holds the figures of one draw. cur are those of the current law, dif what
// each reading of the proposal adds, by metric and year.
type worker struct {
	*ready
	onlyMoves bool         // streams in which nothing moves are left out
	expected  bool         // counts are their means
	src, own  stats.Source // of the current law, and of a reading
	pool      stats.Source // of small pools
	cur       []float64
	difs      [][]float64 // by reading
	dif       []float64   // of the reading at hand
	rates     []float64
	alpha     []float64
	pooled    []float64 // by number of the pool
	share     []float64
	shareRest []float64 // scratch
	fresh     []float64 // by kind and year: units under the new law
	us        []float64 // quantiles of their sentences
	usAt      []int32   // by kind and year: the first of them; -1 where too many
	bulk      []bulk    // by kind and year: how those that are too many were drawn
	endShare  []float64
	endAlpha  []float64
	endCount  []float64
	upTo      [][]float64 // by number: cumulative shares of small pools
	drawn     []uint64    // by number: the draw, and one, in which they were drawn
	rareUpTo  []float64   // cumulative shares of the rare kinds of a stream
	both      []float64   // by kind: units of the year under the old law, and the new
	sum       stay
	moments   [2]moments // of small pools in this draw
}

// bulk is how the sum of many sentences was drawn: its deviate, and how many of those
// under the new law were admissions.
type bulk struct{ z, admitted float64 }

// moments are the mean of a stay and its standard deviations.
type moments struct{ mean, spread stay }

func (r *ready) worker() *worker {
	h := int(r.horizon)
	w := &worker{ready: r, cur: make([]float64, int(numMetrics)*h), sum: r.horizon.stay(),
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
	w.rates, w.alpha, w.share, w.shareRest = make([]float64, ahead), make([]float64, kinds+1), make([]float64, kinds), make([]float64, kinds+1)
	w.fresh, w.usAt, w.bulk = make([]float64, kinds*h), make([]int32, kinds*h), make([]bulk, kinds*h)
	for i := range w.moments {
		w.moments[i] = moments{r.horizon.stay(), r.horizon.stay()}
	}
	w.endShare, w.endAlpha, w.endCount = make([]float64, ends), make([]float64, ends), make([]float64, ends)
	w.rareUpTo, w.both = make([]float64, kinds+1), make([]float64, 2*kinds)
	return w
}

// ahead is how many years lie between the last year of the window and the first
// that is projected; at least 0.
func (p *plan) ahead(s Side) int {
	return max(0, int(p.cal.years[0]-p.windows[s].To)-1)
}

// Limits of drawing sentences one by one: beyond them their sum is drawn from the
// gamma law of the same mean and variance. Sentences that the proposal may change are
// drawn one by one for longer.
const (
	oneByOne       = 16
	oneByOneMoving = 16
)

// draw makes the figures of one draw.
func (w *worker) draw(number uint64) {
	clear(w.cur)
	for _, d := range w.difs {
		clear(d)
	}
	for i, st := range w.streams {
		if w.onlyMoves && !st.moves {
			continue
		}
		w.src.Key(w.seed, number, st.key)
		w.stream(i, st, number)
		for reading := range w.readings {
			if st.moves && (w.donor || st.side != Diverted) { // the static rule keeps every disposition
				w.dif = w.difs[reading]
				w.change(i, reading, st, number)
			}
		}
	}
	w.registry(number)
}

// stream adds one stream under the current law, and keeps what falls under the new.
func (w *worker) stream(i int, st *stream, number uint64) {
	h, ahead := int(w.horizon), w.ahead(st.side)
	rates := w.rates[:ahead+h]
	share := w.share[:len(st.kinds)]
	if w.expected {
		for y := range rates {
			rates[y] = st.forecast.Mean(y + 1)
		}
		copy(share, w.shares[i])
	} else {
		st.forecast.Rates(&w.src, rates)
		if st.still { // the same rates as those of the stream that it is a part of, and all else its own
			w.src.Key(w.seed, number, st.key^stillKey)
		}
		w.drawShares(i, st, share)
	}
	w.us = w.us[:0]
	rare := w.gatherRare(w.rare[i], share)
	growth := math.Pow(1+w.growth, float64(w.cal.years[0]-w.windows[st.side].To))
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
		w.counts(w.rare[i], share, rate, rare, under)
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
				w.sentenced(kd.own, old, fresh, y, slot, number)
			default: // nobody asks which kind a sentence is of
				w.pooled[kd.own.number] += old + fresh
			}
		}
		for _, p := range st.pools {
			w.sentenced(p, w.pooled[p.number], 0, y, -1, number)
			w.pooled[p.number] = 0
		}
	}
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
// by one, the rare ones together.
func (w *worker) counts(rare []int32, share []float64, rate, rareShare, under float64) {
	next := 0
	for k, p := range share {
		if w.both[2*k], w.both[2*k+1] = 0, 0; p == 0 {
			continue
		}
		if next < len(rare) && int(rare[next]) == k {
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
			k := rare[at(w.rareUpTo[:len(rare)], w.src.Float64()*rareShare)]
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

// cumulative are the cumulative shares of a pool in this draw: those of a small pool
// are drawn anew, since so few sentences say little of the next.
func (w *worker) cumulative(p *pool, number uint64) []float64 {
	pr := w.of(p)
	if pr.n >= smallPool || len(pr.rows) < 2 {
		return pr.upTo
	}
	u := w.upTo[p.number]
	if w.drawn[p.number] == number+1 {
		return u
	}
	if u == nil {
		u = make([]float64, len(pr.rows))
		w.upTo[p.number] = u
	}
	w.drawn[p.number] = number + 1
	w.pool.Key(w.seed, number, pr.key)
	w.pool.Dirichlet(pr.rows, u)
	sum := 0.0
	for i, x := range u {
		sum += x
		u[i] = sum
	}
	u[len(u)-1] = 1
	return u
}

// sentenced adds the sentences of the units of a kind in a year under the current
// law, and keeps the quantiles of those that fall under the new one. slot is the place
// of a kind that may change, -1 elsewhere.
func (w *worker) sentenced(p *pool, old, fresh float64, y, slot int, number uint64) {
	n := old + fresh
	if n == 0 {
		return
	}
	pr := w.of(p)
	before, after := pr.evenYear(), pr.evenYear()
	if slot >= 0 {
		before, after = pr.oldYear(y), pr.year(y)
	}
	if w.expected {
		w.spread(w.cur, y, old, pr.mean[before])
		w.spread(w.cur, y, fresh, pr.mean[after])
		return
	}
	limit := float64(oneByOne)
	if slot >= 0 {
		limit = oneByOneMoving
	}
	if n > limit {
		z := w.src.Norm()
		var admitted float64
		for _, part := range [...]struct {
			n    float64
			year int
		}{{old, before}, {fresh, after}} {
			if part.n > 0 {
				m := w.momentsOf(0, p, part.year, number)
				s := w.about(part.n, z, m)
				admitted = w.src.Binomial(part.n, min(1, m.mean[admission]))
				s[admission] = admitted
				w.spread(w.cur, y, 1, s)
			}
		}
		if slot >= 0 {
			w.bulk[slot] = bulk{z, admitted}
		}
		return
	}
	upTo := w.cumulative(p, number)
	if slot >= 0 {
		w.usAt[slot] = int32(len(w.us))
	}
	for i := range int(n) {
		u, year := w.src.Float64(), before
		if i >= int(old) {
			w.us, year = append(w.us, u), after
		}
		w.spread(w.cur, y, 1, pr.stays[year][at(upTo, u)])
	}
}

// momentsOf are the moments of a pool's stays; of a small pool by the shares of this
// draw. which is the scratch that they may stand in.
func (w *worker) momentsOf(which int, p *pool, year int, number uint64) moments {
	pr := w.of(p)
	if pr.n >= smallPool || len(pr.rows) < 2 {
		return moments{pr.mean[year], pr.spread[year]}
	}
	m, upTo := w.moments[which], w.cumulative(p, number)
	clear(m.mean)
	clear(m.spread)
	below := 0.0
	for i, s := range pr.stays[year] {
		share := upTo[i] - below
		below = upTo[i]
		for j, v := range s {
			m.mean[j] += share * v
			m.spread[j] += share * v * v
		}
	}
	for j, v := range m.mean {
		m.spread[j] = math.Sqrt(max(0, m.spread[j]-v*v))
	}
	return m
}

// about is a sum of n stays at a normal deviate: each part has the gamma law of its
// mean and variance, by the cube of Wilson and Hilferty (1931), whose mean is right to
// (sd/mean)^6/729.
func (w *worker) about(n, z float64, m moments) stay {
	sum := w.sum
	for i, mean := range m.mean {
		if sum[i] = n * mean; mean <= 0 || m.spread[i] == 0 {
			continue
		}
		q := m.spread[i] * m.spread[i] / (9 * n * mean * mean)
		v := max(0, 1-q+z*math.Sqrt(q))
		sum[i] *= v * v * v
	}
	return sum
}

// spread adds n stays that begin in a year.
func (w *worker) spread(to []float64, y int, n float64, s stay) {
	h := int(w.horizon)
	to[int(Admissions)*h+y] += n * s[admission]
	to[int(Fines)*h+y] += n * s[fine]
	w.stays(to, y, n, s)
}

// stays adds what n stays that begin in a year make of the populations.
func (w *worker) stays(to []float64, y int, n float64, s stay) {
	h := int(w.horizon)
	for a := range h - y {
		to[int(Beds)*h+y+a] += n * s[bedsAt+a]
		to[int(Supervision)*h+y+a] += n * s[w.horizon.supervisedAt()+a]
	}
}

// change adds what a reading of the proposal makes of the units of a stream that
// fall under it. Each kind, and each of its years, has random numbers of its own, so
// that a dial which changes one of them leaves the others as they are.
func (w *worker) change(i, reading int, st *stream, number uint64) {
	h := int(w.horizon)
	key := st.key ^ w.readings[reading]
	for k, kd := range st.kinds {
		if !kd.moves[reading] || !w.any(k) {
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
			w.own.Key(w.seed, number, key+uint64(k*(h+1)))
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
			w.own.Key(w.seed, number, key+uint64(k*(h+1)+y+1))
			w.split(w.fresh[slot], ends)
			from := w.usAt[slot]
			for j := range of {
				n := w.endCount[j]
				if e := &of[j]; e.changed && n > 0 {
					w.changed(turnout{kd, e, y, from, slot, number}, n)
				}
				if from >= 0 {
					from += int32(n)
				}
			}
		}
	}
}

// any reports whether a unit of a kind falls under the new law, or may have before it.
func (w *worker) any(k int) bool {
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
	case n <= fewUnits:
		clear(count)
		for range int(n) {
			u, j := w.own.Float64(), 0
			for ; j < len(ends)-1 && u >= ends[j]; j++ {
				u -= ends[j]
			}
			count[j]++
		}
	default:
		left, part := n, 1.0
		for j, p := range ends {
			switch {
			case p >= part*(1-1e-12):
				count[j] = left
			case left == 0 || p <= 0:
				count[j] = 0
			default:
				count[j] = w.own.Binomial(left, p/part)
			}
			left -= count[j]
			part -= p
		}
	}
}

// fewUnits are placed one by one rather than by binomial counts.
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

// A turnout is units of a kind that come to a changed end in a year.
type turnout struct {
	kd     *kind
	e      *end
	y      int
	from   int32 // place of the quantiles of their sentences; -1 where they have none
	slot   int
	number uint64
}

// changed adds n units that come to a changed end.
func (w *worker) changed(t turnout, n float64) {
	n = w.thin(n, w.charging)
	lost, gained := 0.0, 0.0
	switch {
	case !t.e.graver || w.conviction == 0:
	case w.conviction > 0:
		gained = w.thin(n, w.conviction)
	default:
		lost = n - w.thin(n, 1+w.conviction)
	}
	w.enter(t.e.entries, n-lost+gained, t.y)
	w.enter(t.kd.entries, gained-lost, t.y)
	own, then := t.kd.own, t.e.then
	if own != nil && then != nil && !w.donor { // what is no longer an offence brings no sentence
		then = own
	}
	switch {
	case own == nil && then == nil:
	case w.expected:
		w.swapExpected(own, then, t, n-lost, lost, gained)
	case t.from < 0 && own != nil:
		w.swapMany(own, then, t, n-lost, lost, gained)
	default:
		w.swapEach(own, then, t, n, lost, gained)
	}
}

// swapEach swaps sentences one by one.
func (w *worker) swapEach(own, then *pool, t turnout, n, lost, gained float64) {
	pick := func(p *pool, u float64) stay {
		if p == nil {
			return nil
		}
		pr := w.of(p)
		return pr.stays[pr.year(t.y)][at(w.cumulative(p, t.number), u)]
	}
	for i := range int(n) {
		var u float64
		if t.from >= 0 {
			u = w.us[int(t.from)+i]
		} else {
			u = w.own.Float64()
		}
		if i < int(lost) {
			w.swap(pick(own, u), nil, 0, t.y)
		} else {
			w.swap(pick(own, u), pick(then, u), t.e.ratio, t.y)
		}
	}
	for range int(gained) {
		w.swap(nil, pick(then, w.own.Float64()), 1, t.y)
	}
}

// swapExpected swaps the means of sentences.
func (w *worker) swapExpected(own, then *pool, t turnout, kept, lost, gained float64) {
	mean := func(p *pool, n float64) stay {
		if p == nil || n == 0 {
			return nil
		}
		pr, s := w.of(p), w.horizon.stay()
		s.add(n, pr.mean[pr.year(t.y)])
		return s
	}
	w.swap(mean(own, kept), mean(then, kept), t.e.ratio, t.y)
	w.swap(mean(own, lost), nil, 0, t.y)
	w.swap(nil, mean(then, gained), 1, t.y)
}

// swapMany swaps the sentences of many units at once, at the deviate at which those of
// the current law were drawn.
func (w *worker) swapMany(own, then *pool, t turnout, kept, lost, gained float64) {
	drawn, fresh := w.bulk[t.slot], w.fresh[t.slot]
	sum := func(which int, p *pool, n float64) stay {
		if p == nil || n == 0 {
			return nil
		}
		return append(stay(nil), w.about(n, drawn.z, w.momentsOf(which, p, w.of(p).year(t.y), t.number))...)
	}
	chance := func(p *pool) float64 {
		if p == nil {
			return 0
		}
		return min(1, w.of(p).mean[0][admission])
	}
	was, is := chance(own), chance(then)
	if a := sum(0, own, kept); a != nil {
		b := sum(1, then, kept)
		a[admission] = drawn.admitted
		if kept < fresh {
			a[admission] = w.own.Binomial(drawn.admitted, kept/fresh)
		}
		if b != nil {
			b[admission] = w.coupled(a[admission], kept, was, is)
		}
		w.swap(a, b, t.e.ratio, t.y)
	}
	if a := sum(0, own, lost); a != nil {
		a[admission] = w.own.Binomial(lost, was)
		w.swap(a, nil, 0, t.y)
	}
	if b := sum(1, then, gained); b != nil {
		b[admission] = w.own.Binomial(gained, is)
		w.swap(nil, b, 1, t.y)
	}
}

// coupled is how many of n units are admitted where each is with one chance, given how
// many were with another: no more change than must.
func (w *worker) coupled(admitted, n, was, is float64) float64 {
	switch {
	case is == was:
		return admitted
	case is > was:
		return admitted + w.own.Binomial(max(0, n-admitted), (is-was)/(1-was))
	}
	return w.own.Binomial(admitted, is/was)
}

// enter adds n times some entries in a year.
func (w *worker) enter(entries []entry, n float64, y int) {
	if n == 0 {
		return
	}
	for _, e := range entries {
		w.dif[int(e.metric)*int(w.horizon)+y] += n * e.amount
	}
}

// swap takes a stay away and puts another in its place; nil is none. The fine is the
// one imposed today times a ratio, not that of the other stay, unless there is none
// today.
func (w *worker) swap(own, then stay, ratio float64, y int) {
	sum := w.sum
	clear(sum)
	if own != nil {
		sum.add(-1, own)
	}
	if then != nil {
		sum.add(1, then)
		if own != nil {
			sum[fine] = (ratio - 1) * own[fine]
		}
	}
	w.dif[int(Admissions)*int(w.horizon)+y] += sum[admission]
	w.dif[int(Fines)*int(w.horizon)+y] += sum[fine]
	w.stays(w.dif, y, 1, sum)
}

// retroact registers those convicted before the law took effect who would have been
// added, and releases those who would have been removed: for life, or until ten years
// after the conviction. They are those of the window, and those foretold of the years
// between it and the law.
func (w *worker) retroact(st *stream, of []end, ends []float64, share float64) {
	window := w.windows[st.side]
	for i, n := range st.counts {
		w.reachBack(of, ends, n*share, st.year(window, i))
	}
	ahead := w.ahead(st.side)
	for i := range ahead + 1 {
		n := w.rates[i]
		if i == ahead {
			n *= 1 - w.cal.since(0)
		}
		w.reachBack(of, ends, n*share, window.To+law.Year(i+1))
	}
}

// reachBack adds n persons convicted in a year before the law to the stock.
func (w *worker) reachBack(of []end, ends []float64, n float64, convicted law.Year) {
	h := int(w.horizon)
	for y := range h {
		since := float64(w.cal.years[y]) - float64(convicted)
		if since < 0 {
			continue
		}
		for j := range of {
			if !of[j].changed {
				continue
			}
			for _, e := range of[j].entries {
				if e.metric == life || e.metric == tenYear && (since < registrationYears || w.forLife) {
					w.dif[int(RegistryStock)*h+y] += w.charging * n * ends[j] * e.amount * math.Pow(1-w.mortality, since)
				}
			}
		}
	}
}

// registrationYears is the shorter of the two terms of registration.
const registrationYears = 10

// year is the fiscal year of the i-th count.
func (s *stream) year(w Window, i int) law.Year { return w.From + law.Year(i) }

// registry turns the flows of registrants into the stock: under the current law from
// the counted stock by its published inflow and completions, under the proposal with
// what it adds, less those who die or whose term ends.
func (w *worker) registry(number uint64) {
	h := int(w.horizon)
	live := 1 - w.mortality
	for _, dif := range w.difs {
		ten, forLife, stock := dif[int(tenYear)*h:], dif[int(life)*h:], dif[int(RegistryStock)*h:]
		for y := range h {
			sum := stock[y] // those of before the law, where it reaches back
			for i := 0; i <= y; i++ {
				n := forLife[i]
				if y-i < registrationYears || w.forLife {
					n += ten[i]
				}
				sum += n * math.Pow(live, float64(y-i)+0.5)
			}
			stock[y] = sum
		}
	}
	if math.IsNaN(w.stock) || w.onlyMoves || w.asOf > w.cal.years[0] {
		return
	}
	w.src.Key(w.seed, number, stockKey)
	s, part := w.stock, w.part
	for year := w.asOf; year < w.cal.years[0]+law.Year(h); year++ {
		s += w.count(w.inflow*part) - w.count(w.completion*part) - w.count(w.mortality*s*part)
		s, part = max(s, 0), 1
		if year >= w.cal.years[0] {
			w.cur[int(RegistryStock)*h+int(year-w.cal.years[0])] = s
		}
	}
}

// stillKey tells the random numbers of still parts from those of their stream.
var stillKey = stats.StreamKey("still")

var stockKey = stats.StreamKey("registry stock")
