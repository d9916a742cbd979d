package project

import (
	"slices"

	"impact/internal/law"
	"impact/internal/stats"
)

// rows makes the draws and sums them up, by reading.
func (r *ready) rows(in *Input, metrics []Metric) [][]Row {
	h, draws := int(r.horizon), in.Draws
	r.wanted = make([]bool, numMetrics)
	for _, m := range metrics {
		r.wanted[m] = true
	}
	exact := r.worker()
	exact.expected = true
	exact.draw(0)
	// one series of draws for each metric and year, the last year being all
	cells := len(metrics) * (h + 1)
	series := func() [][]float64 {
		out := make([][]float64, cells)
		for i := range out {
			out[i] = make([]float64, draws)
		}
		return out
	}
	cur, difs := series(), make([][][]float64, r.readings)
	for i := range difs {
		difs[i] = series()
	}
	if in.Shared != nil && in.Shared.Most > 0 && r.odds == 1 {
		r.lots = r.cast(draws)
	}
	kept := r.keep(in)
	stats.Parallel(draws, func(from, to int) {
		w := r.worker()
		w.kept = kept
		for n := from; n < to; n++ {
			w.draw(uint64(n))
			for i, m := range metrics {
				file(cur[i*(h+1):], w.cur[int(m)*h:][:h], n)
				for d := range difs {
					file(difs[d][i*(h+1):], w.difs[d][int(m)*h:][:h], n)
				}
			}
		}
	})
	out := make([][][]Row, len(difs))
	for d := range out {
		out[d] = make([][]Row, cells)
	}
	stats.Parallel(cells, func(from, to int) {
		for i := from; i < to; i++ {
			m, y := metrics[i/(h+1)], i%(h+1)
			if y == h && !m.Flow() {
				continue
			}
			year := law.Year(0)
			if y < h {
				year = r.cal.years[y]
			}
			base := mean(exact.cur[int(m)*h:][:h], y)
			sorted := slices.Sorted(slices.Values(cur[i]))
			for d := range difs {
				f := figure{m, year, base, mean(exact.difs[d][int(m)*h:][:h], y), cur[i], sorted, difs[d][i]}
				out[d][i] = f.summarise(func(l Law, draws []float64) {
					if in.Watch != nil {
						in.Watch(in.Proposals[d], m, year, l, draws)
					}
				})
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
// the proposal adds, and their draws, those of the current law as drawn and sorted.
type figure struct {
	m                Metric
	y                law.Year
	base, add        float64
	cur, sorted, dif []float64
}

// summarise makes the three rows of the figure. It sorts the draws of the difference.
func (f *figure) summarise(watch func(Law, []float64)) []Row {
	row := func(l Law, mean float64, draws []float64) Row {
		watch(l, draws)
		q := func(p float64) float64 { return stats.Quantile(draws, p) }
		return Row{f.m, f.y, l, mean, q(0.5), q(0.1), q(0.9), q(0.025), q(0.975)}
	}
	if f.add == 0 && !slices.ContainsFunc(f.dif, func(v float64) bool { return v != 0 }) {
		return []Row{row(Current, f.base, f.sorted), row(Proposed, f.base, f.sorted), row(Difference, 0, f.dif)}
	}
	pro := make([]float64, len(f.cur))
	for i := range pro {
		pro[i] = f.cur[i] + f.dif[i]
	}
	slices.Sort(pro)
	slices.Sort(f.dif)
	return []Row{row(Current, f.base, f.sorted), row(Proposed, f.base+f.add, pro), row(Difference, f.add, f.dif)}
}
