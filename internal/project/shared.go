package project

import (
	"fmt"

	"impact/internal/stats"
)

// Shared keeps what several projections of one docket have in common: the forecasts of
// streams, and the draws of those of all other sections, which nothing moves. It may be
// used by several goroutines. A projection is the same with it and without.
type Shared struct {
	// Room is how many bytes are kept at once, what was not asked for the longest being
	// dropped: of lots, and of the draws of what nothing moves.
	Room int64

	store store
}

// kept is what a lump adds to the current law in each draw.
type kept struct {
	metrics []Metric
	draws   []float64 // by draw, metric and year
}

// choose chooses the forecast of a stream.
func (in *Input) choose(st *stream, ahead int) stats.Choice {
	back := func() stats.Choice { return stats.BackTest(rounded(st.counts), ahead, in.Seed, st.key) }
	if in.Shared == nil {
		return back()
	}
	const bytes = 4 << 10 // about
	key := newMark().text("forecast").whole(in.Seed, st.key, uint64(ahead)).numbers(st.counts...).sum()
	if c := storedIn(&in.Shared.store, ofChance, in.Shared.Room, key, bytes, func() *stats.Choice { c := back(); return &c }); c != nil {
		return *c
	}
	return back()
}

// keep finds the draws of the lumps that other projections have too; the rest stays nil.
func (r *ready) keep(in *Input) []*kept {
	out := make([]*kept, len(r.lumps))
	if in.Shared == nil {
		return out
	}
	for n := range r.lumps {
		if l := &r.lumps[n]; r.bears(l) {
			of := []any{in.Draws, r.seed, r.metricsOf(l), r.matters(l)}
			for _, i := range l.streams {
				of = append(of, r.streams[i].print())
			}
			bytes := int64(in.Draws) * word * int64(len(r.metricsOf(l))) * int64(r.horizon)
			out[n] = storedIn(&in.Shared.store, ofLumps, in.Shared.Room, digestOf(of...), bytes, func() *kept { return r.kept(n, in.Draws) })
		}
	}
	return out
}

// matters is the part of the setting on which the draws of a lump hang.
func (r *ready) matters(l *lump) setting {
	out := setting{odds: r.odds, growth: r.growth}
	if l.sentences {
		out.served = r.served
	}
	return out
}

// printOf is the same for streams that add the same in every draw of a seed, under one
// setting.
func (p *plan) printOf(st *stream) digest {
	var kinds []any
	for _, k := range st.kinds {
		kinds = append(kinds, k.id, k.mass)
		if k.own != nil {
			kinds = append(kinds, k.own.n, k.own.rows, k.own.sentences)
		}
	}
	return digestOf(*p.cal, p.windows, p.low, p.top, st.side, st.key, st.moves, st.strength, st.units, st.counts, st.choice.Chosen.Name(), st.forecast.Mean(1), kinds)
}

// digestOf is the digest of values by how they print.
func digestOf(of ...any) digest {
	m := newMark()
	fmt.Fprintf(m.h, "%v", of)
	return m.sum()
}

// kept draws one lump by itself.
func (r *ready) kept(n, draws int) *kept {
	h := int(r.horizon)
	out := &kept{metrics: r.metricsOf(&r.lumps[n])}
	each := len(out.metrics) * h
	out.draws = make([]float64, draws*each)
	stats.Parallel(draws, func(from, to int) {
		w := r.worker()
		for d := from; d < to; d++ {
			w.begin(uint64(d))
			w.alone(n)
			for j, m := range out.metrics {
				copy(out.draws[d*each+j*h:][:h], w.add[int(m)*h:])
			}
		}
	})
	return out
}

// metricsOf are the metrics of the current law to which a lump adds.
func (r *ready) metricsOf(l *lump) (out []Metric) {
	if l.sentences {
		return []Metric{Admissions, Fines, Beds, Supervision}
	}
	for _, s := range l.sums {
		if r.offers(s.metric) {
			out = append(out, s.metric)
		}
	}
	return out
}
