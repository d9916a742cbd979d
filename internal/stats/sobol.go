package stats

// Sobol gives the first-order and total Sobol indices of each of the d inputs of f
// for each of its outputs: the shares of an output's variance that go with an input
// alone, and with it and all its interactions. f is called n(d+2) times, on all
// cores at once, with x uniform on (0, 1)^d and fills out, of the given length. First-order indices by
// Saltelli et al. (2010), total ones by Jansen (1999), on two Latin hypercubes
// drawn from seed. The indices are estimates and may fall a little below 0 or above
// 1; for an output that does not vary they are 0. The result is indexed
// [input][output].
func Sobol(n, d int, seed uint64, f func(x, out []float64), outputs int) (first, total [][]float64) {
	a, b := hypercube(n, d, seed, 0), hypercube(n, d, seed, 1)
	s := &sobol{first: table(d, outputs), total: table(d, outputs), shift: table(d, outputs)}
	s.pivot, s.sum, s.square = make([]float64, outputs), make([]float64, outputs), make([]float64, outputs)
	rows := make([][][]float64, n)
	Parallel(n, func(from, to int) {
		for j := from; j < to; j++ {
			rows[j] = row(a[j*d:(j+1)*d], b[j*d:(j+1)*d], f, outputs)
		}
	})
	copy(s.pivot, rows[0][0])
	for _, r := range rows { // in order, so that sums do not depend on the cores
		s.base(r[0], r[1])
		for i := range d {
			s.swap(i, r[0], r[1], r[2+i])
		}
	}
	s.finish(float64(n))
	return s.first, s.total
}

// row is f at a point of either sample, and at the first with each input in turn
// taken from the second.
func row(a, b []float64, f func(x, out []float64), outputs int) [][]float64 {
	out := table(len(a)+2, outputs)
	x := append([]float64(nil), a...)
	f(x, out[0])
	copy(x, b)
	f(x, out[1])
	for i := range a {
		copy(x, a)
		x[i] = b[i]
		f(x, out[2+i])
	}
	return out
}

// A sobol holds the sums of the estimators, taken from the first output as a pivot
// so that nothing cancels.
type sobol struct {
	pivot, sum, square  []float64 // by output; over both base samples
	first, total, shift [][]float64
}

func (s *sobol) base(fa, fb []float64) {
	for o, p := range s.pivot {
		u, v := fa[o]-p, fb[o]-p
		s.sum[o] += u + v
		s.square[o] += u*u + v*v
	}
}

// swap adds one point with input i taken from the other sample.
func (s *sobol) swap(i int, fa, fb, fab []float64) {
	for o, p := range s.pivot {
		gap := fab[o] - fa[o]
		s.first[i][o] += (fb[o] - p) * gap
		s.shift[i][o] += gap
		s.total[i][o] += gap * gap
	}
}

func (s *sobol) finish(n float64) {
	for o := range s.pivot {
		m := s.sum[o] / (2 * n)
		variance := s.square[o]/(2*n) - m*m
		for i := range s.first {
			if !(variance > 0) {
				s.first[i][o], s.total[i][o] = 0, 0
				continue
			}
			s.first[i][o] = (s.first[i][o] - m*s.shift[i][o]) / n / variance
			s.total[i][o] /= 2 * n * variance
		}
	}
}

// hypercube is n points in (0, 1)^d, one in each nth of every axis (McKay, Beckman
// and Conover 1979).
func hypercube(n, d int, seed, which uint64) []float64 {
	var src Source
	src.Key(seed, which, StreamKey("sobol"))
	x := make([]float64, n*d)
	for i := range d {
		for j := range n {
			x[j*d+i] = (float64(j) + src.Float64()) / float64(n)
		}
		for j := n - 1; j > 0; j-- {
			k := int(src.Float64() * float64(j+1))
			x[j*d+i], x[k*d+i] = x[k*d+i], x[j*d+i]
		}
	}
	return x
}

func table(rows, columns int) [][]float64 {
	t := make([][]float64, rows)
	for i := range t {
		t[i] = make([]float64, columns)
	}
	return t
}
