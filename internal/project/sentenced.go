package project

import (
	"math"

	"impact/internal/stats"
)

// bulk is how the sum of many sentences was drawn: its deviate, and how many of those
// under the new law were admissions.
type bulk struct{ z, admitted float64 }

// moments are the mean of a stay and, relative to it, a third of its standard deviations.
type moments struct{ mean, third stay }

// thirds turns variances into thirds of relative standard deviations.
func (m moments) thirds(variance stay) {
	for j, v := range variance {
		m.third[j] = 0
		if m.mean[j] > 0 && v > 0 {
			m.third[j] = math.Sqrt(v) / (3 * m.mean[j])
		}
	}
}

// oneByOne is how many sentences are drawn one by one; beyond it their sum is drawn
// from the gamma law of the same mean and variance.
const oneByOne = 16

// cumulative are the cumulative shares of a pool in this draw: those of a small pool
// are drawn anew, since so few sentences say little of the next.
func (w *worker) cumulative(p *pool) quantiles {
	pr := w.of(p)
	if !pr.small() {
		return pr.quantiles
	}
	if w.lots != nil && !w.expected && w.lots.pools[p.number].in != nil {
		of := w.lots.pools[p.number]
		if x := of.in(); x != nil {
			return x.of(w.number, of.at)
		}
	}
	u := w.upTo[p.number]
	if w.drawn[p.number] == w.number+1 {
		return quantiles{upTo: u}
	}
	if u == nil {
		u = make([]float64, len(pr.rows))
		w.upTo[p.number] = u
	}
	w.drawn[p.number] = w.number + 1
	pr.weigh(&w.pool, w.ring, u)
	return quantiles{upTo: u}
}

// weigh draws the cumulative shares of a small pool in the draw of a ring.
func (p *prepared) weigh(src *stats.Source, ring stats.Ring, upTo []float64) {
	ring.Key(src, p.key)
	src.Dirichlet(p.rows, upTo)
	sum := 0.0
	for i, x := range upTo {
		sum += x
		upTo[i] = sum
	}
	upTo[len(upTo)-1] = 1
}

// sentenced adds the sentences of the units of a kind in a year under the current
// law, and keeps the quantiles of those that fall under the new one. slot is the place
// of a kind that may change, -1 elsewhere.
func (w *worker) sentenced(p *pool, old, fresh float64, y, slot int) {
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
	if n > oneByOne {
		z := w.src.Norm()
		var admitted float64
		for _, part := range [...]struct {
			n    float64
			year int
		}{{old, before}, {fresh, after}} {
			if part.n > 0 {
				m := w.momentsOf(p, part.year)
				w.about(w.sum, part.n, z, m, y)
				admitted = w.src.Binomial(part.n, min(1, m.mean[admission]))
				w.sum[admission] = admitted
				w.spread(w.cur, y, 1, w.sum)
			}
		}
		if slot >= 0 {
			w.bulk[slot] = bulk{z, admitted}
		}
		return
	}
	shares := w.cumulative(p)
	if slot >= 0 {
		w.usAt[slot] = int32(len(w.us))
	}
	stays, lasts := pr.stays[before], pr.lasts[before]
	for range int(old) {
		i := shares.at(w.src.Float64())
		w.spreadOne(w.cur, y, stays[i], lasts[i])
	}
	for range int(fresh) {
		u := w.src.Float64()
		i := shares.at(u)
		w.us = append(w.us, quantile{u, i})
		w.spreadOne(w.cur, y, pr.stays[after][i], pr.lasts[after][i])
	}
}

// A quantile is one of a pool, and the place of the sentence that is there.
type quantile struct {
	u  float64
	at int
}

// drawnMoments are moments of a small pool in a draw.
type drawnMoments struct {
	moments
	in uint64 // the draw, and one
}

// momentsOf are the moments of a pool's stays; of a small pool by the shares of this
// draw, which every reading and every year that has them in common asks for.
func (w *worker) momentsOf(p *pool, year int) moments {
	pr := w.of(p)
	if !pr.small() {
		return moments{pr.mean[year], pr.third[year]}
	}
	of := &w.moments[p.number]
	if *of == nil {
		*of = make([]drawnMoments, len(pr.mean))
	}
	known := &(*of)[year]
	if known.in == w.number+1 {
		return known.moments
	}
	if known.mean == nil {
		next := w.horizon.rooms(2)
		known.moments = moments{next(), next()}
	}
	known.in = w.number + 1
	m, upTo := known.moments, w.cumulative(p).upTo
	clear(m.mean)
	clear(m.third)
	below := 0.0
	for i, s := range pr.stays[year] {
		share := upTo[i] - below
		below = upTo[i]
		for j, v := range s {
			m.mean[j] += share * v
			m.third[j] += share * v * v
		}
	}
	for j, v := range m.mean {
		m.third[j] -= v * v
	}
	m.thirds(m.third)
	return m
}

// about makes a sum of n stays that begin in a year, at a normal deviate: each part has
// the gamma law of its mean and variance, by the cube of Wilson and Hilferty (1931),
// whose mean is right to (sd/mean)^6/729.
func (w *worker) about(sum stay, n, z float64, m moments, y int) {
	root := 1 / math.Sqrt(n)
	for _, part := range w.horizon.parts(y) {
		for i := part[0]; i < part[1]; i++ {
			q := m.third[i] * root
			v := max(0, 1-q*q+z*q)
			sum[i] = n * m.mean[i] * v * v * v
		}
	}
}

// parts are the slots of a stay that begins in a year up to the horizon.
func (h horizon) parts(y int) [2][2]int {
	return [...][2]int{{admission, h.supervisedAt() - y}, {h.supervisedAt(), h.supervisedAt() + int(h) - y}}
}

// spreadOne adds one stay that begins in a year, and lasts so many years inside and under
// supervision.
func (w *worker) spreadOne(to []float64, y int, s stay, lasts [2]int) {
	h := int(w.horizon)
	to[int(Admissions)*h+y] += s[admission]
	to[int(Fines)*h+y] += s[fine]
	for part, from := range [...]int{bedsAt, w.horizon.supervisedAt()} {
		n := min(h-y, lasts[part])
		row, adds := to[int(Beds+Metric(part))*h+y:][:n], s[from:][:n]
		for a, v := range adds {
			row[a] += v
		}
	}
}

// spread adds n stays that begin in a year.
func (w *worker) spread(to []float64, y int, n float64, s stay) {
	h := int(w.horizon)
	to[int(Admissions)*h+y] += n * s[admission]
	to[int(Fines)*h+y] += n * s[fine]
	beds, inside := to[int(Beds)*h+y:][:h-y], s[bedsAt:][:h-y]
	for a, v := range inside {
		beds[a] += n * v
	}
	caseload, under := to[int(Supervision)*h+y:][:h-y], s[w.horizon.supervisedAt():][:h-y]
	for a, v := range under {
		caseload[a] += n * v
	}
}
