package project

import (
	"slices"
	"sync"

	"impact/internal/law"
	"impact/internal/stats"
)

// rows makes the draws and sums them up, by reading. Where rows of projections are kept, those
// of metrics on which no dial bears that was turned since are told again, and where only dials
// of the registry were turned its stock alone is counted anew. It is nil once nobody waits.
func (r *ready) rows(in *Input, metrics []Metric) [][]Row {
	r.offered = setOf(metrics)
	if in.Watch != nil || in.Shared == nil {
		return r.drawn(in, metrics, nil)
	}
	known := map[Metric][][]Row{}
	var rest []Metric
	for _, m := range metrics {
		if known[m] = r.common.rows.find(r.keyOf(m, in.Draws)); known[m] == nil {
			rest = append(rest, m)
		}
	}
	tell := func(rows [][]Row) {
		if rows == nil { // not all were drawn
			return
		}
		for _, m := range rest {
			known[m] = ofMetric(rows, m)
			r.common.rows.keep(r.keyOf(m, in.Draws), known[m])
		}
		rest = nil
	}
	if slices.Contains(rest, RegistryStock) {
		s := r.stocked(in, func(held [][]float64) { tell(r.drawn(in, rest, held)) })
		if s != nil && len(rest) > 0 {
			others := slices.DeleteFunc(slices.Clone(rest), func(m Metric) bool { return m == RegistryStock })
			rest = []Metric{RegistryStock}
			tell(r.restock(in, s))
			rest = others
		}
	}
	if len(rest) > 0 && !in.gone() {
		tell(r.drawn(in, rest, nil))
	}
	if in.gone() {
		return nil
	}
	out := make([][]Row, r.readings)
	for _, m := range metrics {
		for i, rows := range known[m] {
			out[i] = append(out[i], rows...)
		}
	}
	return out
}

// stocked is what the stock of registrants comes from under all settings that differ in dials
// of the registry alone, kept or drawn; nil once nobody waits.
func (r *ready) stocked(in *Input, draw func(held [][]float64)) *stocked {
	key := digestOf(r.besideRegistry(), in.Draws)
	for !in.gone() {
		s := r.common.stocks.of(stocksKept, key, func() *stocked {
			out := &stocked{held: make([][]float64, in.Draws)}
			draw(out.held)
			out.whole = !slices.ContainsFunc(out.held, func(x []float64) bool { return x == nil })
			return out
		})
		if s.whole {
			return s
		}
		r.common.stocks.drop(key) // who drew it left
	}
	return nil
}

// ofMetric are the rows of one metric, by reading.
func ofMetric(rows [][]Row, m Metric) [][]Row {
	out := make([][]Row, len(rows))
	for i, list := range rows {
		for _, x := range list {
			if x.Metric == m {
				out[i] = append(out[i], x)
			}
		}
	}
	return out
}

// setOf tells which metrics are among some.
func setOf(list []Metric) []bool {
	out := make([]bool, numMetrics)
	for _, m := range list {
		out[m] = true
	}
	return out
}

// drawn is rows, all of them drawn. Where held is not nil, each draw leaves in it what the
// stock of registrants comes from. It is nil once nobody waits.
func (r *ready) drawn(in *Input, metrics []Metric, held [][]float64) [][]Row {
	h, draws := int(r.horizon), in.Draws
	r.wanted, r.holds = setOf(metrics), held != nil
	if in.Shared != nil {
		r.lots = r.lotsOf(draws, in.Shared)
	}
	exact := r.worker()
	exact.expected = true
	exact.draw(0)
	// one series of draws for each metric and year, the last year being all
	cells := len(metrics) * (h + 1)
	room, cur, difs := seriesOf(cells, draws, r.readings)
	defer seriesRooms.Put(room)
	kept := r.keep(in)
	var heldRoom []float64
	many := h * (1 + len(comes)*r.readings)
	if held != nil {
		heldRoom = make([]float64, draws*many)
	}
	stats.Parallel(draws, func(from, to int) {
		w := r.worker()
		w.kept = kept
		for n := from; n < to && !in.gone(); n++ {
			w.draw(uint64(n))
			if held != nil {
				held[n] = append(heldRoom[n*many:][:0:many], w.held...)
			}
			for i, m := range metrics {
				file(cur[i*(h+1):], w.cur[int(m)*h:][:h], n)
				for d := range difs {
					file(difs[d][i*(h+1):], w.difs[d][int(m)*h:][:h], n)
				}
			}
		}
	})
	if in.gone() {
		return nil
	}
	return r.summed(in, metrics, exact, cur, difs)
}

// summed sums up the draws of metrics, by reading: series by metric and year, the last year
// being all.
func (r *ready) summed(in *Input, metrics []Metric, exact *worker, cur [][]float64, difs [][][]float64) [][]Row {
	h := int(r.horizon)
	out := make([][][]Row, len(difs))
	for d := range out {
		out[d] = make([][]Row, len(cur))
	}
	stats.Parallel(len(cur), func(from, to int) {
		ranks := rankers.Get().(*ranker)
		defer rankers.Put(ranks)
		both := make([]float64, in.Draws)
		for i := from; i < to; i++ {
			m, y := metrics[i/(h+1)], i%(h+1)
			if y == h && !m.Flow() {
				continue
			}
			year := law.Year(0)
			if y < h {
				year = r.cal.years[y]
			}
			f := figure{m: m, y: year, ranks: ranks, both: both, base: mean(exact.cur[int(m)*h:][:h], y), cur: cur[i]}
			f.current = ranks.quantiles(cur[i])
			for d := range difs {
				f.add, f.dif, f.watch = mean(exact.difs[d][int(m)*h:][:h], y), difs[d][i], nil
				if in.Watch != nil {
					f.watch = func(l Law, draws []float64) {
						in.Watch(in.Proposals[d], m, year, l, slices.Sorted(slices.Values(draws)))
					}
				}
				out[d][i] = f.summarise()
			}
		}
	})
	rows := make([][]Row, len(difs))
	for d := range rows {
		rows[d] = slices.Concat(out[d]...)
	}
	return rows
}

// file puts the years of one draw into the series of a metric, and their sum.
func file(series [][]float64, years []float64, n int) {
	sum := 0.0
	for y, v := range years {
		series[y][n] = v
		sum += v
	}
	series[len(years)][n] = sum
}

// mean is the figure of a year, or the sum of all.
func mean(years []float64, y int) float64 {
	if y < len(years) {
		return years[y]
	}
	sum := 0.0
	for _, v := range years {
		sum += v
	}
	return sum
}

// figure is one metric in one year: the exact means of the current law and of what
// the proposal adds, and their draws.
type figure struct {
	m         Metric
	y         law.Year
	base, add float64
	cur, dif  []float64
	current   [len(levels)]float64 // quantiles of cur
	ranks     *ranker
	both      []float64            // scratch
	watch     func(Law, []float64) // nil where nobody looks
}

// summarise makes the three rows of the figure.
func (f *figure) summarise() []Row {
	row := func(l Law, mean float64, draws []float64, q [len(levels)]float64) Row {
		if f.watch != nil {
			f.watch(l, draws)
		}
		return Row{f.m, f.y, l, undusted(mean), undusted(q[2]), undusted(q[1]), undusted(q[3]), undusted(q[0]), undusted(q[4])}
	}
	if f.add == 0 && !slices.ContainsFunc(f.dif, func(v float64) bool { return v != 0 }) {
		return []Row{row(Current, f.base, f.cur, f.current), row(Proposed, f.base, f.cur, f.current), row(Difference, 0, f.dif, [len(levels)]float64{})}
	}
	for i, v := range f.dif {
		f.both[i] = f.cur[i] + v
	}
	return []Row{row(Current, f.base, f.cur, f.current), row(Proposed, f.base+f.add, f.both, f.ranks.quantiles(f.both)),
		row(Difference, f.add, f.dif, f.ranks.quantiles(f.dif))}
}

// undusted is a number, 0 where it is dust.
func undusted(v float64) float64 {
	if stats.IsDust(v) {
		return 0
	}
	return v
}

// seriesRooms are memory for series of draws that is used again.
var seriesRooms = sync.Pool{New: func() any { return &[]float64{} }}

// seriesOf are series of draws, of the current law and of what each reading adds to it, by
// cell; all of them lie in one room.
func seriesOf(cells, draws, readings int) (room *[]float64, cur [][]float64, difs [][][]float64) {
	room = seriesRooms.Get().(*[]float64)
	*room = slices.Grow((*room)[:0], cells*draws*(1+readings))
	rest := (*room)[:cap(*room)]
	series := func() [][]float64 {
		out := make([][]float64, cells)
		for i := range out {
			out[i], rest = rest[:draws:draws], rest[draws:]
		}
		return out
	}
	cur = series()
	for range readings {
		difs = append(difs, series())
	}
	return room, cur, difs
}
