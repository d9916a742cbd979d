package project

import "impact/internal/stats"

// worker holds the figures of one draw. cur are those of the current law, dif what
// each reading of the proposal adds, by metric and year.
type worker struct {
	*ready
	onlyMoves bool         // streams in which nothing moves are left out
	expected  bool         // counts are their means
	number    uint64       // of the draw
	drift     float64      // of the draw: how all rates move, in standard deviations
	ring      stats.Ring   // of its keys
	src, own  stats.Source // of the current law, and of a reading
	pool      stats.Source // of small pools
	cur       []float64
	add       []float64   // scratch: what one lump adds to cur
	blended   []float64   // scratch: the means of a lump
	kept      []*kept     // by lump: its draws, where they are at hand
	scratch   []lot       // by stream: its lot, where none is kept
	views     []lot       // by stream: what is kept of it, which nothing may be written to
	every     []int32     // 0, 1 and so on: the kinds of a stream, where each has a share
	lot       []*lot      // by stream: that of this draw
	rates     [][]float64 // by stream and year of the horizon: in this draw
	difs      [][]float64 // by reading
	dif       []float64   // of the reading at hand
	paths     [][]float64 // by series: its rates
	pathOf    []uint64    // by series: the draw, and one, in which they were drawn
	alpha     []float64
	share     []float64  // scratch
	fresh     []float64  // by place in a lot and year: units under the new law
	us        []quantile // of their sentences
	usAt      []int32    // likewise: the first of them; -1 where too many, and where they have none
	bulk      []bulk     // likewise: how those that are too many were drawn
	effects   []float64  // by effect and year: units that come to it
	noted     []int32    // where there are any
	living    []float64  // by years since a registration: the share of persons that lives
	lives     []float64  // by whole years since a conviction, as far as it was asked for: likewise
	endShare  []float64
	endAlpha  []float64
	endCount  []float64
	upTo      [][]float64 // by number: cumulative shares of small pools
	drawn     []uint64    // by number: the draw, and one, in which they were drawn
	pooled    []float64   // by number of the pool
	oftenAt   []int32     // places in the lot at hand of the kinds that come often
	rareAt    []int32     // and of the rare ones
	rareUpTo  []float64   // their cumulative shares
	both      []float64   // by place in a lot: units of the year under the old law, and the new
	sum       stay
	pair      [2]stay          // scratch: sentences of many units, and those in their place
	moments   [][]drawnMoments // by number and place: of small pools, where they are asked for
	crowd     powers           // of the sentences of a crowd
	means     []float64        // scratch: averages of tallies
	sums      []float64        // scratch: by cell and year
	cellShare []float64        // scratch: by cell
	castIn    []uint64         // by stream with tallies: the draw, and one, in which its lot was cast
	fineOf    []int            // by stream of sentences: the stream they are of
	endSum    []float64        // scratch: shares of the ends of sentences
	newly     []float64        // scratch: cases of a tally under the new law, by amount and year
	held      []float64        // what the stock of registrants comes from
}

func (r *ready) worker() *worker {
	h := int(r.horizon)
	w := &worker{ready: r, cur: make([]float64, int(numMetrics)*h), add: make([]float64, int(numMetrics)*h), kept: make([]*kept, len(r.lumps)), sum: r.horizon.stay(),
		scratch: make([]lot, len(r.streams)), views: make([]lot, len(r.streams)), lot: make([]*lot, len(r.streams)),
		upTo: make([][]float64, r.numPools), drawn: make([]uint64, r.numPools), pooled: make([]float64, r.numPools)}
	for range r.readings {
		w.difs = append(w.difs, make([]float64, int(numMetrics)*h))
	}
	kinds, ends, effects, ahead := 0, 0, 0, 0
	slots := 0 // of kinds that are counted one by one
	for _, st := range r.streams {
		if kinds = max(kinds, len(st.kinds)); st.moves && !st.tallied {
			slots = max(slots, len(st.kinds))
		}
		for _, of := range st.effects {
			effects = max(effects, len(of))
		}
		for _, k := range st.kinds {
			for _, e := range k.ends {
				ends = max(ends, len(e))
			}
		}
		ahead = max(ahead, r.ahead(st.side)+h)
		w.rates = append(w.rates, make([]float64, h))
	}
	for range r.numSeries {
		w.paths = append(w.paths, make([]float64, ahead))
	}
	w.pathOf = make([]uint64, r.numSeries)
	for k := range kinds {
		w.every = append(w.every, int32(k))
	}
	w.alpha, w.share = make([]float64, kinds+1), make([]float64, kinds+1)
	w.fresh, w.usAt, w.bulk = make([]float64, slots*h), make([]int32, slots*h), make([]bulk, slots*h)
	for i := range w.pair {
		w.pair[i] = r.horizon.stay()
	}
	for i := range w.crowd {
		w.crowd[i] = r.horizon.stay()
	}
	w.moments = make([][]drawnMoments, r.numPools)
	w.effects = make([]float64, effects*h)
	w.endShare, w.endAlpha, w.endCount = make([]float64, ends), make([]float64, ends), make([]float64, ends)
	w.both = make([]float64, 2*slots)
	r.roomForTallies(w)
	w.live()
	return w
}

// under makes a worker of the same plan that of another setting.
func (w *worker) under(r *ready) {
	w.ready = r
	clear(w.pathOf)
	clear(w.drawn)
	clear(w.castIn)
	clear(w.moments)
	w.live()
}

// live works out the shares of persons that live.
func (w *worker) live() {
	w.living, w.lives = w.living[:0], w.lives[:0]
	for y := range int(w.horizon) {
		w.living = append(w.living, stats.Pow(1-w.mortality, float64(y)+0.5))
	}
}

// draw makes the figures of one draw.
func (w *worker) draw(number uint64) {
	w.begin(number)
	clear(w.cur)
	for _, d := range w.difs {
		clear(d)
	}
	for i, st := range w.streams {
		if !st.moves || st.tallied || !w.drawsOn(st) {
			continue
		}
		l := w.open(i)
		w.stream(i, st, l)
		for reading := range w.readings {
			if w.donor || st.side != Diverted { // the static rule keeps every disposition
				w.dif = w.difs[reading]
				w.change(i, reading, st, l)
			}
		}
	}
	if len(w.tallies) > 0 {
		cells := w.averages()
		for _, t := range w.tallies {
			if w.offers(t.metric) {
				if w.asked(t.metric) {
					w.tell(t, cells[:t.cells*int(w.horizon)])
				}
				cells = cells[t.cells*int(w.horizon):]
			}
		}
	}
	if !w.onlyMoves {
		for i := range w.lumps {
			w.put(i)
		}
	}
	if w.holds {
		w.hold()
	}
	w.registry()
}

// begin makes ready for a draw.
func (w *worker) begin(number uint64) {
	w.number, w.ring = number, stats.RingOf(w.seed, number)
	w.src.Key(w.seed, w.number, driftKey)
	w.drift = w.src.Norm()
}

// stream adds one stream in which something moves under the current law, and keeps what
// falls under the new.
func (w *worker) stream(i int, st *stream, l *lot) {
	w.us = w.us[:0]
	rare := w.deal(l)
	for y, rate := range w.rates[i] {
		under := w.cal.share(st.side, y)
		if st.side == Registered && w.retro {
			under = w.cal.since(y)
		}
		if y == 0 && st.side == Disposed && !w.onlyMoves {
			for at, k := range l.kinds {
				w.before(st.kinds[k].own, rate*l.share[at])
			}
		}
		w.counts(l, rate, rare, under)
		w.enrol(st, l, y)
	}
}

// deal makes ready to count the units of a lot, and is the share of its rare kinds.
func (w *worker) deal(l *lot) (rare float64) {
	w.src, w.oftenAt, w.rareAt, w.rareUpTo = l.src, l.often, l.rare, l.rareUpTo
	if n := len(w.rareUpTo); n > 0 {
		rare = w.rareUpTo[n-1]
	}
	return rare
}

// enrol adds the units of a stream that were counted in a year, with their sentences.
func (w *worker) enrol(st *stream, l *lot, y int) {
	h := int(w.horizon)
	for at, k := range l.kinds {
		slot := at*h + y
		old, fresh := w.both[2*at], w.both[2*at+1]
		w.fresh[slot] = fresh
		if st.sentenced {
			w.usAt[slot] = -1
		}
		if old+fresh == 0 {
			continue
		}
		for _, e := range st.adds[k] {
			w.cur[int(e.metric)*h+y] += (old + fresh) * e.amount
		}
		if !st.sentenced {
			continue
		}
		if own := st.kinds[k].own; own != nil {
			w.sentenced(own, old, fresh, y, slot)
		}
	}
}

// counts draws how many units of each kind come in a year, under the old law and
// under the new, in all so many times the rate. Kinds that come often are drawn one
// by one, the rare ones together.
func (w *worker) counts(l *lot, rate, rareShare, under float64) {
	for _, at := range w.oftenAt {
		p := l.share[at]
		w.both[2*at], w.both[2*at+1] = w.count(rate*p*(1-under)), w.count(rate*p*under)
	}
	for _, at := range w.rareAt {
		w.both[2*at], w.both[2*at+1] = 0, 0
	}
	if rareShare == 0 {
		return
	}
	for law, part := range [...]float64{1 - under, under} {
		w.place(int(w.count(rate*rareShare*part)), law, rareShare)
	}
}

// place shares n units of rare kinds among them. Mostly they are few, and placed one by
// one; where a draw makes many of a kind that is rare on average, by binomial counts.
func (w *worker) place(n, law int, rareShare float64) {
	if n <= max(manyRare, 4*len(w.rareAt)) {
		for range n {
			k := w.rareAt[at(w.rareUpTo[:len(w.rareAt)], w.src.Float64()*rareShare)]
			w.both[2*int(k)+law]++
		}
		return
	}
	left, before := float64(n), 0.0
	for i, k := range w.rareAt {
		if left == 0 {
			return
		}
		of := left
		if i < len(w.rareAt)-1 {
			of = w.src.Binomial(left, min(1, (w.rareUpTo[i]-before)/(rareShare-before)))
		}
		before = w.rareUpTo[i]
		w.both[2*int(k)+law] += of
		left -= of
	}
}

// manyRare is more units than rare kinds have together in most years.
const manyRare = 64

// count is a Poisson count, or its mean.
func (w *worker) count(mean float64) float64 {
	if w.expected {
		return mean
	}
	return w.src.Events(mean)
}

// before adds, under both laws alike, those still inside or under supervision from
// cohorts before the first year, had so many with sentences of a pool come each year.
func (w *worker) before(own *pool, n float64) {
	if own == nil {
		return
	}
	h := int(w.horizon)
	early := &w.of(own).early
	for y := range h {
		w.cur[int(Beds)*h+y] += n * early[0][y]
		w.cur[int(Supervision)*h+y] += n * early[1][y]
	}
}

// change adds what a reading of the proposal makes of the units of a stream that
// fall under it. Each kind, and each of its years, has random numbers of its own, so
// that a dial which changes one of them leaves the others as they are. They are the
// same in every reading: what two readings change alike, they change alike in each draw,
// but for which of the units that have no sentence a dial takes away.
func (w *worker) change(i, reading int, st *stream, l *lot) {
	h := int(w.horizon)
	key := st.key ^ changeKey
	var kept []float64 // of the shares of ends: those of this kind and after
	if l.ends != nil {
		kept = l.ends[reading]
	}
	come := st.come[reading]
	for at, kind := range l.kinds {
		k := int(kind)
		to := come[k]
		if to == nil {
			continue
		}
		ends := w.endShare[:len(to)]
		if kept != nil {
			ends, kept = kept[:len(to)], kept[len(to):]
		}
		years := w.fresh[at*h:][:h]
		if !w.reached(years) {
			continue
		}
		if l.ends == nil {
			w.endsOf(i, k, reading, ends)
		}
		if st.side == Registered && w.retro {
			w.retroact(st, st.kinds[k].ends[reading], ends, l.rates, l.share[at])
		}
		for y, n := range years {
			if n == 0 {
				continue
			}
			w.ring.Key(&w.own, key+uint64(k*(h+1)+y+1))
			w.split(n, ends)
			if st.sentences[reading] {
				w.arrive(st.kinds[k], reading, y, at*h+y)
				continue
			}
			for j, n := range w.endCount[:len(to)] {
				if n > 0 && to[j] >= 0 {
					w.note(int(to[j])*h+y, n)
				}
			}
		}
	}
	w.take(st.effects[reading], key)
}

// arrive brings the units of a kind that fall under the new law in a year to their ends.
func (w *worker) arrive(kd *kind, reading, y, slot int) {
	of := kd.ends[reading]
	from := int32(-1)
	if kd.own != nil {
		from = w.usAt[slot]
	}
	for j := range of {
		n := w.endCount[j]
		if e := &of[j]; e.changed && n > 0 {
			if e.effect != nil {
				w.note(e.effect.number*int(w.horizon)+y, n)
			} else {
				w.changed(turnout{kd, e, y, from, slot}, n)
			}
		}
		if from >= 0 {
			from += int32(n)
		}
	}
}

// reached reports whether a unit of a kind falls under the new law in some year, or may have
// before it.
func (w *worker) reached(years []float64) bool {
	if w.retro {
		return true
	}
	for _, n := range years {
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
