package world

import "sync"

// A value is what one case of a stream adds to each metric in expectation, under
// the current law and under the proposal.
type value [5][2]float64

// value sums over all facts of the victim.
func (w *World) value(s Stream) value {
	var v value
	for bits := range 8 {
		f := facts{bits&1 > 0, bits&2 > 0, bits&4 > 0}
		p := odds(s.Minor, f.minor) * odds(s.Trafficked, f.trafficked) * odds(s.Means, f.means)
		if p > 0 {
			w.add(&v, s, f, p)
		}
	}
	return v
}

func odds(p float64, yes bool) float64 {
	if yes {
		return p
	}
	return 1 - p
}

// add adds what a case with these facts adds, times p.
func (w *World) add(v *value, s Stream, f facts, p float64) {
	c := charge{now: baseline(charged(s.Name, f, effective), f, effective)}
	c.then = proposed(c.now, f)
	twice, other := w.Twice, w.Seller
	if s.Name == seller || s.Name == assault {
		twice, other = 0, 0
	}
	if c.changed() {
		v[0][1] += p * (1 + twice)
	}
	if c.regraded() && f.minor {
		v[3][1] += p
	}
	p *= s.Convicted
	for law, at := range c.under(true) {
		if at.felony() {
			v[1][law] += p * (1 + twice*secondConvicted)
		}
		if at.registrable {
			v[2][law] += p
		}
		free := 1 - serving[at.class]
		second := twice*secondConvicted*serving[at.class] + other*secondConvicted*serving['A']
		v[4][law] += p * (1 - free*(1-second))
	}
}

// means are the expectations of the future's years.
func (w *World) means() []map[string][2]float64 {
	k := kernels()
	rows := make([]row, horizon)
	for _, s := range w.Streams {
		v := w.value(s)
		for f := startYear; f <= endYear; f++ {
			rate := w.rate(s, f)
			for y := range rows {
				k[f-startYear][y].add(&rows[y], &v, rate, rate*w.Again)
			}
		}
	}
	var out []map[string][2]float64
	for _, r := range rows {
		out = append(out, named(r))
	}
	return out
}

// A kernel has the chances that a case of some filing year, and the person's
// return if there is one, reach a given year of the future. The index is the law:
// 0 for an offence before the proposal, 1 for one under it.
type kernel struct {
	filed, disposed [2]float64
	againFiled      [2]float64
	againDisposed   [2][2]float64 // by the law of the first case and that of the return
}

// add adds the cases and the returns to a year. The proposal's value of a case is
// its current value if the offence came before.
func (k *kernel) add(r *row, v *value, cases, returns float64) {
	for _, m := range []int{0, 3} {
		r[m][1] += v[m][1] * (cases*k.filed[1] + returns*k.againFiled[1])
	}
	for a := range 2 {
		for _, m := range []int{1, 2, 4} {
			r[m][0] += v[m][0] * cases * k.disposed[a]
			r[m][1] += v[m][a] * cases * k.disposed[a]
		}
		for b := range 2 {
			n := returns * k.againDisposed[a][b]
			for _, m := range []int{1, 4} {
				r[m][0] += v[m][0] * n
				r[m][1] += v[m][b] * n
			}
			// A return makes a registrant only of one whom the first case did not.
			r[2][0] += v[2][0] * (1 - v[2][0]) * n
			r[2][1] += v[2][b] * (1 - v[2][a]) * n
		}
	}
}

// kernels are by filing year and year of the future; the same in every world.
var kernels = sync.OnceValue(func() [][horizon]kernel {
	out := make([][horizon]kernel, endYear-startYear+1)
	for f := range out {
		first, end := yearStart[f], yearStart[f+1]
		for t := first; t < end; t++ {
			through(t, &out[f], 1/float64(end-first))
		}
	}
	return out
})

// through adds the ways of a case filed on a day, with weight p.
func through(t day, k *[horizon]kernel, p float64) {
	law := underProposal(t)
	for y := range k {
		in, ends := within(t, [2]int{}, y), within(t, courtLag, y)
		for a := range 2 {
			k[y].filed[a] += p * in * law[a]
			k[y].disposed[a] += p * ends * law[a]
		}
	}
	if t+day(returnLag[1]+courtLag[1]) < begins(futureYear) {
		return
	}
	p /= float64(returnLag[1] - returnLag[0] + 1)
	for g := returnLag[0]; g <= returnLag[1]; g++ {
		back := t + day(g)
		if back >= begins(endYear+1) {
			break
		}
		next := underProposal(back)
		for y := range k {
			in, ends := within(back, [2]int{}, y), within(back, courtLag, y)
			for b := range 2 {
				k[y].againFiled[b] += p * in * next[b]
				for a := range 2 {
					k[y].againDisposed[a][b] += p * ends * law[a] * next[b]
				}
			}
		}
	}
}

// underProposal is the chance that the offence of a case filed on a day came
// before the proposal, and that it came under it.
func underProposal(filed day) [2]float64 {
	p := share(filed-day(offenceLag[1]), filed-day(offenceLag[0]), effective, filed)
	return [2]float64{1 - p, p}
}

// within is the chance that a day, plus a lag, falls in year y of the future.
func within(d day, lag [2]int, y int) float64 {
	return share(d+day(lag[0]), d+day(lag[1]), begins(futureYear+y), begins(futureYear+y+1)-1)
}

// share is the share of the days lo to hi that lie in from to to, all included.
func share(lo, hi, from, to day) float64 {
	n := min(hi, to) - max(lo, from) + 1
	return float64(max(n, 0)) / float64(hi-lo+1)
}
