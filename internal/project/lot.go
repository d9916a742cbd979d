package project

import (
	"slices"
	"sync/atomic"

	"impact/internal/stats"
)

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
	switch {
	case w.chance != nil && !w.expected && w.chance.lots[i][w.number].rates != nil:
		l = &w.chance.lots[i][w.number]
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
	l.rates = append(l.rates[:0], w.path(st, w.ahead(st.side)+int(w.horizon))...)
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
func (w *worker) path(st *stream, years int) []float64 {
	rates := w.paths[st.series][:years]
	switch {
	case w.expected:
		for y := range rates {
			rates[y] = st.forecast.Mean(y + 1)
		}
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

// mostShares is how many shares of kinds and ends are kept with the lots of a plan, in 8 bytes
// each or 12. Lots beyond it are drawn whenever they are needed.
const mostShares = 1 << 24

// A chance is what chance gives a plan in each draw, where it is kept.
type chance struct {
	lots  [][]lot       // by stream and draw; without rates where they are not kept
	pools [][]quantiles // by draw and number: the cumulative shares of small pools
	means [][]float64   // by draw: the cells of the tallies that are told; nil where they are not kept
	exact []float64     // the expectation of these cells

	blends [][][]float64 // by lump, of sums over several sections, and draw: its means; nil where they are not kept
}

// chanceOf draws what chance gives in so many draws. The weights of small pools, of which other
// projections draw too, are shared.
func (r *ready) chanceOf(draws int, shared *Shared) *chance {
	out := &chance{lots: make([][]lot, len(r.streams)), means: make([][]float64, draws), pools: make([][]quantiles, draws)}
	for i := range out.lots {
		out.lots[i] = make([]lot, draws)
	}
	none := make([]quantiles, r.numPools)
	for n := range out.pools {
		out.pools[n] = none
	}
	out.blends = make([][][]float64, len(r.lumps))
	for n := range r.lumps {
		if r.lumps[n].blends() {
			out.blends[n] = make([][]float64, draws)
		}
	}
	exact := r.worker()
	exact.expected = true
	out.exact = exact.averages()
	small := r.smallPools()
	pools := r.weights(small, draws, shared)
	var kept atomic.Int64
	stats.Parallel(draws, func(from, to int) {
		w := r.worker()
		for n := from; n < to; n++ {
			w.begin(uint64(n))
			for i, st := range r.streams {
				if st.tallied {
					continue
				}
				w.open(i)
				l := &w.scratch[i]
				if st.moves && st.sentencing == nil {
					w.allEnds(i, l)
				}
				if kept.Add(l.size()) > mostShares {
					return
				}
				out.lots[i][n] = l.clone()
			}
			weights := make([]quantiles, r.numPools)
			for i := range pools {
				weights[small[i].number] = pools[i][n]
			}
			out.pools[n] = weights
			cells := w.averages()
			if kept.Add(int64(len(cells))) > mostShares {
				return
			}
			out.means[n] = slices.Clone(cells)
			for i, of := range out.blends {
				if of == nil {
					continue
				}
				means := w.blend(i)
				if kept.Add(int64(len(means))) > mostShares {
					return
				}
				of[n] = slices.Clone(means)
			}
		}
	})
	return out
}

// weights are the shares of small pools in each draw; nil where they are too many to be kept.
func (r *ready) weights(pools []*pool, draws int, shared *Shared) (out [][]quantiles) {
	size := 0
	for _, p := range pools {
		size += draws * len(p.rows)
	}
	if size > mostWeights {
		return nil
	}
	for _, p := range pools {
		draw := func() []quantiles {
			of := make([]quantiles, draws)
			stats.Parallel(draws, func(from, to int) {
				var src stats.Source
				for n := from; n < to; n++ {
					upTo := make([]float64, len(p.rows))
					r.of(p).weigh(&src, stats.RingOf(r.seed, uint64(n)), upTo)
					of[n] = quantiles{upTo: upTo}.cut(fewParts)
				}
			})
			return of
		}
		if shared == nil {
			out = append(out, draw())
		} else {
			out = append(out, shared.weights.of(poolsKept, digest(r.seed, draws, p.name, p.rows), draw))
		}
	}
	return out
}

// mostWeights is how many weights of small pools are kept, poolsKept of how many pools at once.
const mostWeights, poolsKept = mostShares / 4, 32

// smallPools are the pools from which sentences are drawn with doubt.
func (r *ready) smallPools() (out []*pool) {
	seen := make([]bool, r.numPools)
	put := func(p *pool) {
		if p != nil && r.of(p) != nil && r.of(p).small() && !seen[p.number] {
			seen[p.number] = true
			out = append(out, p)
		}
	}
	for _, st := range r.streams {
		for _, k := range st.kinds {
			if st.tallied {
				break
			}
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

// size is how many shares a lot holds.
func (l *lot) size() int64 {
	size := len(l.share) + len(l.rare)
	for _, of := range l.ends {
		size += len(of)
	}
	return int64(size)
}

// clone is a lot that stays as it is.
func (l *lot) clone() lot {
	out := lot{slices.Clone(l.rates), slices.Clone(l.kinds), slices.Clone(l.share), l.src, slices.Clone(l.often), slices.Clone(l.rare), slices.Clone(l.rareUpTo), nil}
	for _, of := range l.ends {
		out.ends = append(out.ends, slices.Clone(of))
	}
	return out
}
