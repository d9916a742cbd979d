package project

import "math"

// A crowd are the sentences of a stream in which nothing moves, where very many come in
// a year: nobody asks which pool one is of, and their sum is drawn at once. Their numbers
// are Poisson, so that the sum's mean, variance and third cumulant are the rate times
// the means of the first three powers of a sentence.

// crowdFrom is how many sentences a year make a crowd.
const crowdFrom = 1000

// powers are the means of a stay, of its square and of its cube, slot by slot.
type powers [3]stay

// add adds so much of a stay's powers.
func (m *powers) add(part float64, s stay) {
	for j, v := range s {
		m[0][j] += part * v
		m[1][j] += part * v * v
		m[2][j] += part * v * v * v
	}
}

// crowdOf reports whether the sentences of a stream in which nothing moves are a crowd.
func crowdOf(st *stream, shares []float64, rate float64) bool {
	sum := 0.0
	for _, k := range st.pooled {
		sum += shares[k] * rate
	}
	return !st.moves && sum >= crowdFrom
}

// gatherCrowd weighs the powers of a crowd's pools by their shares of the stream.
func (w *worker) gatherCrowd(st *stream, share []float64) {
	for i := range w.crowd {
		clear(w.crowd[i])
	}
	for _, k := range st.pooled {
		own := st.kinds[k].own
		p := w.of(own)
		if !p.small() {
			for i := range w.crowd {
				w.crowd[i].add(share[k], p.pows[i])
			}
			continue
		}
		below := 0.0
		for i, upTo := range w.cumulative(own).upTo {
			w.crowd.add(share[k]*(upTo-below), p.stays[p.even][i])
			below = upTo
		}
	}
}

// crowded adds the sentences of a crowd that come in a year at a rate: admissions are
// Poisson, the other parts of the sum have its cumulants, at one normal deviate.
func (w *worker) crowded(rate float64, y int) {
	z := w.src.Norm()
	for _, part := range w.horizon.parts(y) {
		for i := part[0]; i < part[1]; i++ {
			w.sum[i] = w.skewed(rate*w.crowd[0][i], rate*w.crowd[1][i], rate*w.crowd[2][i], z)
		}
	}
	w.sum[admission] = w.src.Events(rate * w.crowd[0][admission])
	w.spread(w.cur, y, 1, w.sum)
}

// skewed is the value at a normal deviate of the gamma law, moved along the axis, of a
// mean, a variance and a third cumulant, by the cube of Wilson and Hilferty. Nearer to 0,
// where it could fall below, it is the law of the mean and the variance, not moved; and
// where mostly nothing comes, a Poisson number of equal parts with these two.
func (w *worker) skewed(mean, variance, third, z float64) float64 {
	if mean == 0 {
		return 0
	}
	sd := math.Sqrt(variance)
	skew := third / (variance * sd)
	switch {
	case mean < sd:
		part := variance / mean
		return part * w.src.Events(mean/part)
	case mean < farFrom0*sd:
		skew = 2 * sd / mean
	}
	v := max(0, 1-skew*skew/36+z*skew/6)
	return max(0, mean+2*sd/skew*(v*v*v-1))
}

// farFrom0 is how many standard deviations are far from 0: there the moved law is below it
// less often than once in 30,000.
const farFrom0 = 4
