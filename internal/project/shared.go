package project

import (
	"fmt"
	"hash/fnv"
	"slices"
	"sync"

	"impact/internal/stats"
)

// Shared keeps what several projections of one docket have in common: the forecasts of
// streams, and the draws of those of all other sections, which nothing moves. It may be
// used by several goroutines. A projection is the same with it and without.
type Shared struct {
	// Most is of how many streams the draws are kept at once, those not asked for the
	// longest being dropped; where it is not 0, so are the draws of what nothing moves in
	// the sections that the proposal touches, which only other dials have in common.
	Most int

	mu      sync.Mutex
	choices map[uint64]func() stats.Choice
	draws   map[uint64]func() *kept
	asked   []uint64 // keys of draws, the last asked for last
}

// kept is what a stream adds to the current law in each draw.
type kept struct {
	metrics []Metric
	draws   [][]float64 // by metric and year
}

// once is the value of a key, made by the first who asks.
func once[T any](mu *sync.Mutex, of *map[uint64]func() T, key uint64, build func() T) T {
	mu.Lock()
	if *of == nil {
		*of = map[uint64]func() T{}
	}
	f := (*of)[key]
	if f == nil {
		f = sync.OnceValue(build)
		(*of)[key] = f
	}
	mu.Unlock()
	return f()
}

// choose chooses the forecast of a stream.
func (in *Input) choose(st *stream, ahead int) stats.Choice {
	back := func() stats.Choice { return stats.BackTest(rounded(st.counts), ahead, in.Seed, st.key) }
	if in.Shared == nil {
		return back()
	}
	return once(&in.Shared.mu, &in.Shared.choices, digest(in.Seed, st.key, ahead, st.counts), back)
}

// keep finds the draws of the streams that other projections have too; the rest stays
// nil.
func (r *ready) keep(in *Input) []*kept {
	out := make([]*kept, len(r.streams))
	if in.Shared == nil {
		return out
	}
	for i, st := range r.streams {
		if !st.moves && (st.group.IsZero() || in.Shared.Most > 0) {
			key := digest(in.Draws, r.seed, r.matters(st), st.print())
			in.Shared.ask(key)
			out[i] = once(&in.Shared.mu, &in.Shared.draws, key, func() *kept { return r.kept(i, in.Draws) })
		}
	}
	return out
}

// ask notes that draws are asked for, and drops those that have not been for long.
func (s *Shared) ask(key uint64) {
	if s.Most == 0 {
		return
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if i := slices.Index(s.asked, key); i >= 0 {
		s.asked = slices.Delete(s.asked, i, i+1)
	}
	if s.asked = append(s.asked, key); len(s.asked) > s.Most {
		delete(s.draws, s.asked[0])
		s.asked = slices.Delete(s.asked, 0, 1)
	}
}

// matters is the part of the setting on which the draws of a stream hang that nothing moves.
func (r *ready) matters(st *stream) setting {
	out := setting{odds: r.odds, growth: r.growth}
	switch st.side {
	case Disposed:
		out.served = r.served
	case Registered:
		out.retro = r.retro
	}
	return out
}

// printOf is the same for streams that add the same in every draw of a seed, under one
// setting.
func (p *plan) printOf(st *stream) uint64 {
	var kinds []any
	for _, k := range st.kinds {
		kinds = append(kinds, k.id, k.mass)
		if k.own != nil {
			kinds = append(kinds, k.own.n, k.own.rows, k.own.sentences)
		}
	}
	return digest(*p.cal, p.windows, p.low, p.top, st.side, st.key, st.still, st.strength, st.counts, st.choice.Chosen.Name(), kinds)
}

// digest hashes values by how they print.
func digest(of ...any) uint64 {
	h := fnv.New64a()
	fmt.Fprintf(h, "%v", of)
	return h.Sum64()
}

// kept draws one stream by itself.
func (r *ready) kept(i, draws int) *kept {
	st, h := r.streams[i], int(r.horizon)
	out := &kept{metrics: r.metricsOf(st), draws: make([][]float64, draws)}
	stats.Parallel(draws, func(from, to int) {
		w := r.worker()
		for n := from; n < to; n++ {
			w.begin(uint64(n))
			w.alone(i, st)
			for _, m := range out.metrics {
				out.draws[n] = append(out.draws[n], w.add[int(m)*h:][:h]...)
			}
		}
	})
	return out
}

// metricsOf are the metrics of the current law to which a stream adds.
func (r *ready) metricsOf(st *stream) (out []Metric) {
	for _, k := range st.kinds {
		for _, e := range k.entries {
			out = append(out, e.metric)
		}
		if k.own != nil {
			out = append(out, Admissions, Fines, Beds, Supervision)
		}
	}
	slices.Sort(out)
	return slices.Compact(out)
}

// alone draws what a stream adds, apart from all else.
func (w *worker) alone(i int, st *stream) {
	cur := w.cur
	w.cur = w.add
	clear(w.cur)
	w.stream(i, st)
	w.cur = cur
}

// put adds the draws of a kept stream, or else draws a stream that nothing moves.
func (w *worker) put(i int, st *stream) {
	if k := w.kept[i]; k != nil {
		h := int(w.horizon)
		for j, m := range k.metrics {
			for y, v := range k.draws[w.number][j*h:][:h] {
				w.cur[int(m)*h+y] += v
			}
		}
		return
	}
	w.alone(i, st)
	for j, v := range w.add {
		w.cur[j] += v
	}
}
