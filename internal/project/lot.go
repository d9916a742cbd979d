package project

import "impact/internal/stats"

// A lot is what chance gives a stream in one draw before any unit of it is counted: its
// rates, and the shares of its kinds. It hangs on the seed and on the odds of unknown
// facts alone: all that differ only in other dials have it in common.
type lot struct {
	rates []float64    // of the years after the window
	kinds []int32      // those that have a share, in their order; where nothing moves nil, for all
	share []float64    // theirs
	src   stats.Source // where its random numbers go on

	// of a stream in which something moves: the places of the kinds that are counted one by
	// one, and of the rare ones, which are counted together, with their cumulative shares
	often, rare []int32
	rareUpTo    []float64

	ends [][]float64 // by reading, where they are kept: the shares of the ends of the kinds that move, one kind after another
}

// open makes ready the lot of a stream in the draw at hand, and its rates in the years of
// the horizon with the growth that is supposed.
func (w *worker) open(i int) *lot {
	l := &w.scratch[i]
	switch c := w.castings(i); {
	case c != nil:
		l = w.taken(i, c)
	case w.streams[i].sentencing != nil && !w.expected:
		w.sentenceLot(i, l)
	default:
		w.cast(i, l)
	}
	side := w.streams[i].side
	for y, growth := range w.growths[side] {
		w.rates[i][y] = l.rates[w.ahead(side)+y] * growth
	}
	w.lot[i] = l
	return l
}

// cast draws a lot.
func (w *worker) cast(i int, l *lot) {
	st := w.streams[i]
	w.src.Key(w.seed, w.number, st.key)
	l.rates = append(l.rates[:0], w.path(i, st, w.yearsOf(st))...)
	share := w.shares[i]
	if !w.expected {
		if share = w.share[:len(st.kinds)]; st.moves {
			w.castMoving(i, st)
		} else {
			w.src.Key(w.seed, w.number, st.key^stillKey)
			w.castStill(i, st)
		}
	}
	l.src = w.src
	l.kinds, l.share = l.kinds[:0], l.share[:0]
	if !st.moves {
		l.share = append(l.share, share...)
		return
	}
	for k, p := range share {
		if p > 0 {
			l.kinds, l.share = append(l.kinds, int32(k)), append(l.share, p)
		}
	}
	if !st.tallied {
		w.gatherRare(i, l)
	}
}

// gatherRare parts rare kinds from those that come often. In a stream of very many kinds
// the rare ones are those of which few come in this draw, elsewhere those of which few come
// on average: either way the counts have the same law.
func (w *worker) gatherRare(i int, l *lot) {
	sum := 0.0
	l.often, l.rare, l.rareUpTo = l.often[:0], l.rare[:0], l.rareUpTo[:0]
	rare := w.rare[i]
	for at, k := range l.kinds {
		seldom := rare[k]
		if len(rare) > veryManyKinds {
			seldom = l.share[at]*w.usual[i] < rareUnder
		}
		if w.expected || !seldom {
			l.often = append(l.often, int32(at))
			continue
		}
		sum += l.share[at]
		l.rare, l.rareUpTo = append(l.rare, int32(at)), append(l.rareUpTo, sum)
	}
}

// veryManyKinds is more kinds than the streams of most records have.
const veryManyKinds = 128

// path are the rates of a stream in so many years. Its still part has the same, which
// are not drawn again.
func (w *worker) path(i int, st *stream, years int) []float64 {
	rates := w.paths[st.series][:years]
	if w.expected {
		for y := range rates {
			rates[y] = st.forecast.Mean(y + 1)
		}
		return rates
	}
	if w.lots != nil {
		if p := w.lots.paths[i](); p != nil {
			w.src = p.src[w.number]
			return p.of(w.number)
		}
	}
	switch {
	case st.moves || w.pathOf[st.series] != w.number+1:
		st.forecast.Rates(&w.src, w.drift, rates)
		w.pathOf[st.series] = w.number + 1
	}
	return rates
}

// castMoving draws the shares of the kinds of a stream.
func (w *worker) castMoving(i int, st *stream) {
	rest := 1.0 // of the units that nothing moves, which are drawn apart
	n := len(st.kinds)
	for k, p := range w.shares[i] {
		w.alpha[k] = st.strength * p
		rest -= p
	}
	w.alpha[n] = st.strength * max(0, rest)
	w.src.Dirichlet(w.alpha[:n+1], w.share[:n+1])
}

// castStill draws the shares of parts that nothing moves, each by itself.
func (w *worker) castStill(i int, st *stream) {
	for k, p := range w.shares[i] {
		w.share[k] = w.src.Beta(st.strength*p, st.strength*max(0, 1-p))
	}
}

// endsOf are the shares of the ends of a kind in the draw at hand.
func (w *worker) endsOf(i, k, reading int, to []float64) {
	mean := w.ends[i][k][reading]
	switch {
	case w.expected:
		copy(to, mean)
	case len(mean) == 1:
		to[0] = 1
	default:
		st := w.streams[i]
		alpha := w.endAlpha[:len(mean)]
		for j, p := range mean {
			alpha[j] = st.sure[reading] * w.shares[i][k] * p
		}
		w.own.Key(w.seed, w.number, st.key^changeKey+uint64(k*(int(w.horizon)+1)))
		w.own.Dirichlet(alpha, to)
	}
}

// allEnds draws the shares of the ends of all kinds that move in a lot, by reading.
func (w *worker) allEnds(i int, l *lot) {
	if l.ends == nil {
		l.ends = make([][]float64, w.readings)
	}
	for reading, out := range l.ends {
		out = out[:0]
		for _, k := range l.kinds {
			if kd := w.streams[i].kinds[k]; kd.moves[reading] {
				n, ends := len(out), w.endShare[:len(kd.ends[reading])]
				w.endsOf(i, int(k), reading, ends)
				out = append(out[:n], ends...)
			}
		}
		l.ends[reading] = out
	}
}
