package disclose

import (
	"maps"
	"math"
	"math/rand/v2"
	"slices"
	"testing"
)

// withheldOf is a chooser of a random cube in which what is small is withheld.
func withheldOf(seed uint64) *chooser {
	r := rand.New(rand.NewPCG(seed, 7))
	f, _ := random(r, 2+r.IntN(4), 2+r.IntN(4), 1+r.IntN(3)).family(6, func(int) bool { return true })
	c := newChooser(f)
	c.sit()
	for i := range f.cells {
		if f.cells[i].small {
			c.withhold(i)
		}
	}
	return c
}

// sparse are the rows of a polytope, whatever the order of their columns.
func sparse(p *polytope) []map[int32]float64 {
	out := make([]map[int32]float64, len(p.rows))
	for i, r := range p.rows {
		out[i] = map[int32]float64{}
		for _, e := range r {
			out[i][e.col] = e.val
		}
	}
	return out
}

// A patch that is cast of a mould is the one that would be made anew, toss for toss, however
// often it is cast and whatever was done in the cast before.
func TestCast(t *testing.T) {
	cast, alone := 0, 0
	for seed := range uint64(6) {
		c, plain := withheldOf(seed), withheldOf(seed)
		for i := range c.cells {
			if !c.withheld(i) {
				continue
			}
			for _, size := range sizes {
				m := &mould{}
				for range 3 {
					want, whole := plain.around(i, size, true)
					got, all := c.cast(m, i, size)
					if (got == nil) != (want == nil) || all != whole || c.random != plain.random {
						t.Fatalf("seed %d, cell %d, size %d: another patch, or other tosses", seed, i, size)
					}
					if got == nil {
						alone++
						continue
					}
					cast++
					if !slices.Equal(got.cells, want.cells) || !slices.Equal(got.ties, want.ties) || got.whole != want.whole || got.work != want.work || got.limit != want.limit || got.polytope.terms != want.polytope.terms ||
						!slices.Equal(got.basis, want.basis) || !slices.Equal(got.eager, want.eager) || !slices.Equal(got.least, want.least) || !slices.Equal(got.most, want.most) ||
						!slices.EqualFunc(got.in, want.in, slices.Equal) || !slices.EqualFunc(sparse(&got.polytope), sparse(&want.polytope), maps.Equal) {
						t.Fatalf("seed %d, cell %d, size %d: the cast is not the patch that is made anew", seed, i, size)
					}
					c.offer(got, math.Inf(1))
					got.climb([]entry{{0, dear}}, nil)
				}
			}
		}
	}
	if cast < 500 {
		t.Errorf("only %d patches were cast, %d had none", cast, alone)
	}
}

// A pivot on sparse rows in no order is one on plain rows, number for number.
func TestPivot(t *testing.T) {
	pivots, filled := 0, 0
	for seed := range uint64(100) {
		r := rand.New(rand.NewPCG(seed, 8))
		rows, cols := 2+r.IntN(12), 3+r.IntN(15)
		p := &polytope{}
		p.clear(1+r.IntN(20), 1+r.IntN(20)) // memory that was used before
		p.clear(rows, cols)
		plain := make([][]float64, rows)
		for i := range plain {
			plain[i] = make([]float64, cols)
			var terms []entry
			for _, j := range r.Perm(cols)[:1+r.IntN(cols)] {
				plain[i][j] = []float64{-1, 1, 2, 0.5}[r.IntN(4)]
				terms = append(terms, entry{int32(j), plain[i][j]})
			}
			p.set(i, terms)
		}
		for range 10 {
			col := r.IntN(cols)
			list := p.entries(col)
			if len(list) == 0 || p.row[col] >= 0 {
				continue
			}
			leave := r.IntN(len(list))
			row, by := list[leave].row, list[leave].val
			if math.Abs(by) < 1e-3 {
				continue
			}
			p.pivot(list, leave, col)
			pivots++
			inv := 1 / by
			for j := range plain[row] {
				plain[row][j] *= inv
			}
			plain[row][col] = 1
			for i := range plain {
				a := plain[i][col]
				if i == row || a == 0 {
					continue
				}
				for j, x := range plain[row] {
					if x == 0 {
						continue
					}
					if plain[i][j] == 0 {
						filled++
					}
					if plain[i][j] -= a * x; j == col || math.Abs(plain[i][j]) <= tiny {
						plain[i][j] = 0
					}
				}
			}
			terms := 0
			for i, got := range sparse(p) {
				for j, want := range plain[i] {
					if got[int32(j)] != want {
						t.Fatalf("seed %d: row %d has %g in column %d, want %g", seed, i, got[int32(j)], j, want)
					}
				}
				terms += len(got)
			}
			if terms != p.terms {
				t.Fatalf("seed %d: %d terms, and %d are told", seed, terms, p.terms)
			}
		}
	}
	if pivots < 200 || filled < 200 {
		t.Errorf("%d pivots that filled %d places try too little", pivots, filled)
	}
}
