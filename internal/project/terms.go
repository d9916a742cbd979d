package project

import (
	"slices"

	"impact/internal/stats"
)

// A stay is what one sentence adds: an admission, dollars of fines, and, for each
// year after the one in which it began, the average number of persons inside and
// under supervision. Its slots are laid out by row.
//
// Of a cohort that arrives evenly over a year, a person inside for s years is there,
// in the a-th year after, for C(a+1) - C(a+1-s) - C(a) + C(a-s) years on average,
// where C(y) is the integral of y - t over arrivals t before y: y²/2 within the year,
// y - 1/2 after it. Cohorts that do not arrive evenly, those of the first years under
// a new law, are taken month by month.
type stay []float64

const (
	admission = iota
	fine
	bedsAt // the first of the years inside; those under supervision follow
)

func (h horizon) stay() stay        { return make(stay, h.slots()) }
func (h horizon) supervisedAt() int { return bedsAt + int(h) }

// slots is how many slots a stay has.
func (h horizon) slots() int { return bedsAt + 2*int(h) }

// rooms makes stays that lie side by side, so many at once.
func (h horizon) rooms(n int) func() stay {
	room, slots := make(stay, n*h.slots()), h.slots()
	return func() (s stay) {
		s, room = room[:slots:slots], room[slots:]
		return s
	}
}

// lasts is how many years there are up to the last in which somebody is there.
func (s stay) lasts() int {
	n := len(s)
	for n > 0 && s[n-1] == 0 {
		n--
	}
	return n
}

// horizon is how many years are projected.
type horizon int

// add adds n times another stay.
func (s stay) add(n float64, t stay) {
	for i, v := range t {
		s[i] += n * v
	}
}

// inside is the integral of a person's presence from an arrival at t, for span
// years, over the year from a to a+1.
func inside(t, span float64, a int) float64 {
	return max(0, min(t+span, float64(a)+1)-max(t, float64(a)))
}

// evenly is the mean of inside over arrivals from lag to lag+1.
func evenly(lag, span float64, a int) float64 {
	c := func(y float64) float64 {
		switch {
		case y <= 0:
			return 0
		case y < 1:
			return y * y / 2
		}
		return y - 0.5
	}
	y := float64(a) - lag
	return c(y+1) - c(y+1-span) - c(y) + c(y-span)
}

// stayOf is the stay of a sentence of which a share is served. months are the
// weights of the months in which the cohort arrives; nil for evenly.
func (h horizon) stayOf(x sentence, served float64, months *[12]float64) stay {
	return h.fill(h.stay(), x, served, months)
}

// fill makes of an empty stay that of a sentence.
func (h horizon) fill(s stay, x sentence, served float64, months *[12]float64) stay {
	if x.serve > 0 {
		s[admission] = 1
	}
	s[fine] = x.fine
	in, out := x.served(served)/365, x.probation/365
	for a := range int(h) {
		if months == nil {
			s[bedsAt+a] = evenly(0, in, a)
			s[h.supervisedAt()+a] = evenly(in, out, a)
			continue
		}
		for m, w := range months {
			t := (float64(m) + 0.5) / 12
			s[bedsAt+a] += w * inside(t, in, a)
			s[h.supervisedAt()+a] += w * inside(t+in, out, a)
		}
	}
	return s
}

// prepared is a pool as one setting of the dials has it.
type prepared struct {
	key       uint64     // of its random numbers
	n         float64    // rows
	rows      []float64  // of each sentence
	quantiles            // by the rows
	even      int        // the place of cohorts that arrive evenly; before it the new law's of the first years, after it the old law's
	stays     [][]stay   // by place and sentence
	lasts     [][][2]int // likewise: after how many years there is nobody inside any more, and under supervision
	mean      []stay     // likewise
	third     []stay     // relative to the mean, a third of the standard deviations
	pows      powers     // of cohorts that arrive evenly
	early     [2]stay    // by year: of one who comes every year, those there who came before the first; inside, and under supervision
}

// prepare makes ready a pool. starts are the weights of months of the first years'
// cohorts under the new law, olds of those of these years under the old; together, and
// in all later years, they arrive evenly.
//
// Of a pool from which nothing that moves draws, starts and olds are nil: all its cohorts
// arrive evenly.
func (h horizon) prepare(p *pool, served float64, starts, olds []*[12]float64) *prepared {
	out := &prepared{key: stats.StreamKey("pool", p.name), n: p.n, rows: p.rows, quantiles: quantilesOf(p)}
	out.even = len(starts)
	next := h.rooms((1 + len(starts) + len(olds)) * (3 + len(p.sentences)))
	for _, months := range slices.Concat(starts, []*[12]float64{nil}, olds) {
		stays := make([]stay, len(p.sentences))
		mean, variance := next(), next()
		for i, x := range p.sentences {
			stays[i] = h.fill(next(), x, served, months)
			mean.add(p.rows[i]/p.n, stays[i])
		}
		for i := range p.sentences {
			for j, v := range stays[i] {
				variance[j] += p.rows[i] / p.n * (v - mean[j]) * (v - mean[j])
			}
		}
		m := moments{mean, next()}
		m.thirds(variance)
		lasts := make([][2]int, len(stays))
		for i, s := range stays {
			lasts[i] = [2]int{s[bedsAt:h.supervisedAt()].lasts(), s[h.supervisedAt():].lasts()}
		}
		out.lasts = append(out.lasts, lasts)
		out.stays, out.mean, out.third = append(out.stays, stays), append(out.mean, mean), append(out.third, m.third)
	}
	for i := range out.pows {
		out.pows[i] = h.stay()
	}
	var left [2]float64 // person-years, whenever they come
	for i, x := range p.sentences {
		out.pows.add(p.rows[i]/p.n, out.stays[out.even][i])
		left[0] += p.rows[i] / p.n * x.served(served) / 365
		left[1] += p.rows[i] / p.n * x.probation / 365
	}
	for side, from := range [...]int{bedsAt, h.supervisedAt()} {
		for _, come := range out.mean[out.even][from:][:h] {
			left[side] -= come
			out.early[side] = append(out.early[side], max(0, left[side]))
		}
	}
	return out
}

// preparedBytes is about how much memory a pool takes that is made ready for so many places.
func (h horizon) preparedBytes(p *pool, places int) int64 {
	const sentence = 48 // its stay's and its lasts' own
	return int64(places * (len(p.sentences)*(word*h.slots()+sentence) + 3*word*h.slots()))
}

// quantiles are the cumulative shares of a pool's sentences; first, where it is there, is the
// place where the search for a quantile begins, by parts of the shares.
type quantiles struct {
	upTo  []float64
	first []uint8
}

// numParts is in how many parts the shares are cut for the search, fewParts those of a pool
// that is drawn anew in every draw.
const numParts, fewParts = 128, 32

func quantilesOf(p *pool) quantiles {
	q := quantiles{}
	sum := 0.0
	for _, r := range p.rows {
		sum += r
		q.upTo = append(q.upTo, sum/p.n)
	}
	return q.cut(numParts)
}

// cut makes ready the search by so many parts.
func (q quantiles) cut(parts int) quantiles {
	q.first = make([]uint8, parts)
	q.mark()
	return q
}

// mark marks where the search begins, in order.
func (q quantiles) mark() {
	i := 0
	for part := range q.first {
		for u := float64(part) / float64(len(q.first)); i < len(q.upTo)-1 && q.upTo[i] <= u; {
			i++
		}
		q.first[part] = uint8(i)
	}
}

// at is the place of a quantile.
func (q quantiles) at(u float64) int {
	if q.first == nil {
		return at(q.upTo, u)
	}
	i := int(q.first[int(u*float64(len(q.first)))])
	for i < len(q.upTo)-1 && q.upTo[i] <= u {
		i++
	}
	return i
}

// at is the place of a quantile in cumulative shares.
func at(upTo []float64, u float64) int {
	lo, hi := 0, len(upTo)-1
	for lo < hi {
		if mid := (lo + hi) / 2; upTo[mid] > u {
			hi = mid
		} else {
			lo = mid + 1
		}
	}
	return lo
}

// small reports whether the pool is drawn anew in every draw.
func (p *prepared) small() bool { return p.n < smallPool && len(p.rows) > 1 }

// evenYear is the place of cohorts that arrive evenly.
func (p *prepared) evenYear() int { return p.even }

// year is the place of the new law's cohort of a year, oldYear that of the old law's.
func (p *prepared) year(y int) int { return min(y, p.even) }

func (p *prepared) oldYear(y int) int {
	if y < p.even {
		return p.even + 1 + y
	}
	return p.even
}
