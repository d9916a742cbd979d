package project

import "math"

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
func (w *worker) cumulative(p *pool) []float64 {
	pr := w.of(p)
	if pr.n >= smallPool || len(pr.rows) < 2 {
		return pr.upTo
	}
	u := w.upTo[p.number]
	if w.drawn[p.number] == w.number+1 {
		return u
	}
	if u == nil {
		u = make([]float64, len(pr.rows))
		w.upTo[p.number] = u
	}
	w.drawn[p.number] = w.number + 1
	w.pool.Key(w.seed, w.number, pr.key)
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
				m := w.momentsOf(0, p, part.year)
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
	upTo := w.cumulative(p)
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
func (w *worker) momentsOf(which int, p *pool, year int) moments {
	pr := w.of(p)
	if pr.n >= smallPool || len(pr.rows) < 2 {
		return moments{pr.mean[year], pr.third[year]}
	}
	m, upTo := w.moments[which], w.cumulative(p)
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

// about is a sum of n stays at a normal deviate: each part has the gamma law of its
// mean and variance, by the cube of Wilson and Hilferty (1931), whose mean is right to
// (sd/mean)^6/729.
func (w *worker) about(n, z float64, m moments) stay {
	sum := w.sum
	root := 1 / math.Sqrt(n)
	for i, mean := range m.mean {
		q := m.third[i] * root
		v := max(0, 1-q*q+z*q)
		sum[i] = n * mean * v * v * v
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
