package project

import (
	"slices"
	"sync"

	"impact/internal/stats"
)

// lots is what chance gives the streams of a plan in so many draws. Each part of it is made
// when it is first asked for, and kept by what it hangs on, so that it is the same for all
// choices of provisions and all settings which have it in common.
type lots struct {
	draws int
	paths []func() *paths    // by stream; nil where they are too many to be kept, as all that follows
	casts []func() *castings // by stream; nil for sentences, whose lots are made of others
	pools []weighed          // by number, of small pools
	means func() *means
}

// weighed is a pool among those whose shares are kept together; nil for none.
type weighed struct {
	in func() *weights
	at int
}

// paths are the rates of a stream in each draw, and where its random numbers go on.
type paths struct {
	years int
	rates []float64 // by draw and year after the window
	src   []stats.Source
}

// castings are the lots of a stream in each draw.
type castings struct {
	paths *paths
	kinds int
	share []float64      // by draw and kind, 0 for none
	src   []stats.Source // by draw
	many  []int          // by reading: how many ends the kinds that move have
	ends  [][]float64    // by reading: by draw, the shares of these, one kind after another
}

// weights are the cumulative shares of small pools in each draw: those of one draw stand
// together, as draws ask for them.
type weights struct {
	rows  []int // by pool: where its shares begin in a draw; then how many all have
	upTo  []float64
	first []uint8
}

// means are the cells of the tallies that are told, before any growth.
type means struct {
	cells int
	each  []float64 // by draw
	exact []float64 // their expectation
}

// of are the rates of a draw.
func (p *paths) of(draw uint64) []float64 { return p.rates[int(draw)*p.years:][:p.years:p.years] }

// of are the shares of the i-th pool in a draw.
func (x *weights) of(draw uint64, i int) quantiles {
	pools := len(x.rows) - 1
	all, n := x.rows[pools], x.rows[i+1]-x.rows[i]
	return quantiles{x.upTo[int(draw)*all+x.rows[i]:][:n:n], x.first[(int(draw)*pools+i)*fewParts:][:fewParts:fewParts]}
}

// of are the cells of a draw.
func (m *means) of(draw uint64) []float64 { return m.each[int(draw)*m.cells:][:m.cells:m.cells] }

// sourceBytes is what a source of random numbers takes.
const word, sourceBytes = 8, 16

// lotsOf is what chance gives in so many draws, as far as there is room for it.
func (r *ready) lotsOf(draws int, shared *Shared) *lots {
	out := &lots{draws: draws, pools: make([]weighed, r.numPools)}
	for i, st := range r.streams {
		out.paths = append(out.paths, sync.OnceValue(func() *paths {
			bytes := int64(draws) * int64(word*r.yearsOf(st)+sourceBytes)
			return storedIn(&shared.store, ofChance, shared.Room, r.markOfPath(i, draws), bytes, func() *paths { return r.pathsOf(i, draws) })
		}))
		if st.sentencing != nil {
			out.casts = append(out.casts, nil)
			continue
		}
		out.casts = append(out.casts, sync.OnceValue(func() *castings {
			if out.paths[i]() == nil {
				return nil
			}
			return storedIn(&shared.store, ofChance, shared.Room, r.markOfLots(i, draws), int64(draws)*r.lotBytes(st), func() *castings { return r.castingsOf(i, draws) })
		}))
	}
	for _, together := range r.smallPools() {
		in := sync.OnceValue(func() *weights {
			key, bytes := newMark().text("weights").whole(r.seed, uint64(draws)), int64(0)
			for _, p := range together {
				key.text(p.name).numbers(p.rows...)
				bytes += weightBytes(p)
			}
			return storedIn(&shared.store, ofChance, shared.Room, key.sum(), int64(draws)*bytes, func() *weights { return r.weightsOf(together, draws) })
		})
		for at, p := range together {
			out.pools[p.number] = weighed{in, at}
		}
	}
	out.means = sync.OnceValue(func() *means {
		key := newMark().text("means").whole(r.id, uint64(draws)).numbers(r.odds)
		for _, told := range r.offered {
			key.flag(told)
		}
		return storedIn(&shared.store, ofMeans, shared.Room, key.sum(), int64(draws)*word*int64(r.cellsTold()), func() *means { return r.meansOf(draws) })
	})
	return out
}

// all makes what was not asked for yet.
func (l *lots) all() {
	for _, cast := range l.casts {
		if cast != nil {
			cast()
		}
	}
	for _, draw := range l.pools {
		if draw.in != nil {
			draw.in()
		}
	}
	l.means()
}

// lotBytes is what the lot of a stream takes.
func (r *ready) lotBytes(st *stream) int64 {
	n := len(st.kinds)
	for reading := range r.readings {
		n += st.endsMoved(reading)
	}
	return int64(word*n + sourceBytes)
}

// endsMoved is how many ends the kinds of a stream have that move in a reading.
func (s *stream) endsMoved(reading int) (n int) {
	for _, k := range s.kinds {
		if s.moves && k.moves[reading] {
			n += len(k.ends[reading])
		}
	}
	return n
}

// weightBytes is what the shares of a pool take in a draw.
func weightBytes(p *pool) int64 { return int64(word*len(p.rows) + fewParts) }

// yearsOf is of how many years a stream has rates.
func (p *plan) yearsOf(st *stream) int { return p.ahead(st.side) + int(p.horizon) }

// markOfPath tells apart rates of a stream.
func (r *ready) markOfPath(i, draws int) digest {
	st := r.streams[i]
	key := newMark().text("path").whole(r.seed, uint64(draws), st.key).numbers(st.counts...)
	if m := st.choice.Chosen; m != nil {
		key.text(m.Name())
	}
	for y := range r.yearsOf(st) {
		key.numbers(st.forecast.Mean(y + 1))
	}
	return key.sum()
}

// markOfLots tells apart lots of a stream: by all on which they hang.
func (r *ready) markOfLots(i, draws int) digest {
	st := r.streams[i]
	m := newMark().text("lots").digest(r.markOfPath(i, draws)).whole(uint64(r.horizon), uint64(len(st.kinds))).flag(st.moves).numbers(st.strength).numbers(r.shares[i]...)
	if !st.moves {
		return m.sum()
	}
	m.numbers(st.sure...)
	for k, kd := range st.kinds {
		for reading := range r.readings {
			m.flag(kd.moves[reading]).numbers(r.ends[i][k][reading]...)
		}
	}
	return m.sum()
}

// pathsOf draws the rates of a stream.
func (r *ready) pathsOf(i, draws int) *paths {
	st := r.streams[i]
	years := r.yearsOf(st)
	out := &paths{years: years, rates: make([]float64, draws*years), src: make([]stats.Source, draws)}
	stats.Parallel(draws, func(from, to int) {
		w := worker{ready: r}
		for n := from; n < to; n++ {
			w.begin(uint64(n))
			w.src.Key(r.seed, w.number, st.key)
			st.forecast.Rates(&w.src, w.drift, out.of(w.number))
			out.src[n] = w.src
		}
	})
	return out
}

// castingsOf casts the lots of a stream.
func (r *ready) castingsOf(i, draws int) *castings {
	st := r.streams[i]
	out := &castings{paths: r.lots.paths[i](), kinds: len(st.kinds), share: make([]float64, draws*len(st.kinds)), src: make([]stats.Source, draws),
		many: make([]int, r.readings), ends: make([][]float64, r.readings)}
	for reading := range out.ends {
		out.many[reading] = st.endsMoved(reading)
		out.ends[reading] = make([]float64, draws*out.many[reading])
	}
	stats.Parallel(draws, func(from, to int) {
		w, l := r.worker(), &lot{}
		for n := from; n < to; n++ {
			w.begin(uint64(n))
			w.cast(i, l)
			if st.moves {
				w.allEnds(i, l)
			}
			out.put(st, n, l)
		}
	})
	return out
}

// put keeps the lot of a draw.
func (c *castings) put(st *stream, n int, l *lot) {
	c.src[n] = l.src
	share := c.share[n*c.kinds:][:c.kinds]
	if !st.moves {
		copy(share, l.share)
		return
	}
	for at, k := range l.kinds {
		share[k] = l.share[at]
	}
	for reading, from := range l.ends {
		to := c.ends[reading][n*c.many[reading]:]
		for k, kd := range st.kinds {
			if !kd.moves[reading] {
				continue
			}
			ends := len(kd.ends[reading])
			if share[k] > 0 {
				copy(to[:ends], from)
				from = from[ends:]
			}
			to = to[ends:]
		}
	}
}

// weightsOf draws the shares of small pools.
func (r *ready) weightsOf(pools []*pool, draws int) *weights {
	out := &weights{rows: []int{0}}
	rows := 0
	for _, p := range pools {
		rows += len(p.rows)
		out.rows = append(out.rows, rows)
	}
	out.upTo, out.first = make([]float64, draws*rows), make([]uint8, draws*len(pools)*fewParts)
	stats.Parallel(draws, func(from, to int) {
		var src stats.Source
		for n := from; n < to; n++ {
			for i, p := range pools {
				q := out.of(uint64(n), i)
				r.of(p).weigh(&src, stats.RingOf(r.seed, uint64(n)), q.upTo)
				q.mark()
			}
		}
	})
	return out
}

// meansOf works out the cells of the tallies.
func (r *ready) meansOf(draws int) *means {
	exact := r.worker()
	exact.expected = true
	out := &means{cells: r.cellsTold()}
	out.exact, out.each = slices.Clone(exact.average()), make([]float64, draws*out.cells)
	stats.Parallel(draws, func(from, to int) {
		w := r.worker()
		for n := from; n < to; n++ {
			w.begin(uint64(n))
			copy(out.of(w.number), w.average())
		}
	})
	return out
}

// cellsTold is how many numbers the cells of the tallies have that are told.
func (r *ready) cellsTold() (n int) {
	for _, t := range r.tallies {
		if r.offers(t.metric) {
			n += t.cells * int(r.horizon)
		}
	}
	return n
}

// castings are the kept lots of a stream; nil where none are.
func (w *worker) castings(i int) *castings {
	if w.lots == nil || w.expected || w.lots.casts[i] == nil {
		return nil
	}
	return w.lots.casts[i]()
}

// taken is a kept lot of a stream in the draw at hand.
func (w *worker) taken(i int, c *castings) *lot {
	l, n, st := &w.views[i], int(w.number), w.streams[i]
	l.rates, l.src, l.share = c.paths.of(w.number), c.src[n], c.share[n*c.kinds:][:c.kinds:c.kinds]
	if !st.moves {
		return l
	}
	l.kinds = w.every[:c.kinds]
	if l.ends == nil {
		l.ends = make([][]float64, w.readings)
	}
	for reading, many := range c.many {
		l.ends[reading] = c.ends[reading][n*many:][:many:many]
	}
	if slices.Contains(l.share, 0) {
		l.sift(st)
	}
	if !st.tallied {
		w.gatherRare(i, l)
	}
	return l
}

// sift leaves out of a lot the kinds that have no share in it.
func (l *lot) sift(st *stream) {
	all := l.share
	l.kinds, l.share = nil, nil
	for k, p := range all {
		if p > 0 {
			l.kinds, l.share = append(l.kinds, int32(k)), append(l.share, p)
		}
	}
	for reading, from := range l.ends {
		var to []float64
		for k, kd := range st.kinds {
			if !kd.moves[reading] {
				continue
			}
			ends := len(kd.ends[reading])
			if all[k] > 0 {
				to = append(to, from[:ends]...)
			}
			from = from[ends:]
		}
		l.ends[reading] = to
	}
}

// smallPools are the pools from which sentences are drawn with doubt: together those of a stream
// in which nothing moves, and each of the others by itself.
func (r *ready) smallPools() (out [][]*pool) {
	seen := make([]bool, r.numPools)
	put := func(to []*pool, p *pool) []*pool {
		if p == nil || r.of(p) == nil || !r.of(p).small() || seen[p.number] {
			return to
		}
		seen[p.number] = true
		return append(to, p)
	}
	for _, st := range r.streams {
		var together []*pool
		for _, p := range st.pools {
			together = put(together, p)
		}
		if together != nil {
			out = append(out, together)
		}
	}
	var apart []*pool
	for _, st := range r.streams {
		for _, k := range st.kinds {
			if st.tallied {
				break
			}
			apart = put(apart, k.own)
			for _, ends := range k.ends {
				for i := range ends {
					apart = put(apart, ends[i].then)
				}
			}
		}
	}
	for i := range apart {
		out = append(out, apart[i:i+1])
	}
	return out
}
