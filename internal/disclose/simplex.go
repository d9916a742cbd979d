package disclose

import (
	"math"
	"slices"
)

// A polytope is how far the cells of a family can move from the values that they have,
// all ties kept and all that is printed as it is. That nothing moves is a point of it, so
// that no first phase is needed: the simplex method (with bounded variables, Dantzig 1955)
// starts there, with an artificial variable of each tie in the basis that may take no
// value but 0. Columns are cells, then the slacks of ties that are inequalities. Printed
// cells are columns that may not move: their reduced price says what withholding one of
// them would bring.
//
// Ties are sums with few terms, and the rows stay short while the basis changes, so they
// are kept sparse.
type polytope struct {
	cols   int
	rows   [][]entry // the inverse of the basis applied to the ties; in no order of columns
	in     [][]int32 // by column, the rows that may have it
	least  []float64 // by variable, artificials last
	most   []float64
	at     []float64 // value of each variable
	basis  []int32   // by row, the variable
	row    []int32   // by variable, its row, or -1
	price  []float64 // by column, reduced
	eager  []int     // columns that may move
	paid   []int     // columns that may move either way from 0, at a cost
	cost   []float64 // by column, of moving one that is paid for
	other  []float64 // by column, how far one that is paid for could move the other way
	sign   []float64 // by column: 1, or -1 where the column stands for the fall of its cell
	seen   []int32   // scratch by row
	mark   int32
	spread []met // by column, the row that is pivoted on
	turn   int64 // of rows that it is taken from
	column []pick
	work   int  // terms that were reckoned with
	best   bool // the last climb came to the greatest there is
	terms  int  // of all rows
	limit  int  // of terms: where rows have grown so long, a climb stops
}

type entry struct {
	col int32
	val float64
}

// A met is what a row that is pivoted on has in a column, and in which turn another row was
// last seen to have something there too.
type met struct {
	turn int64
	val  float64
}

// A pick is a row in which a column has a value.
type pick struct {
	row int
	val float64
}

const tiny = 1e-9

// clear makes a polytope one of rows without terms and columns that cannot move, in the
// memory that it has: most of the work on small patches would else be to come by theirs.
func (p *polytope) clear(rows, cols int) {
	p.cols, p.work, p.terms, p.limit, p.best = cols, 0, 0, 0, false
	p.rows, p.in = emptied(p.rows, rows), emptied(p.in, cols)
	p.least, p.most, p.at = zeros(p.least, cols+rows), zeros(p.most, cols+rows), zeros(p.at, cols+rows)
	p.basis, p.row = zeros(p.basis, rows), zeros(p.row, cols+rows)
	p.price, p.cost, p.sign, p.other = zeros(p.price, cols), zeros(p.cost, cols), zeros(p.sign, cols), zeros(p.other, cols)
	p.eager, p.paid = p.eager[:0], p.paid[:0]
	p.seen, p.mark = zeros(p.seen, rows), 0
	p.spread, p.turn = zeros(p.spread, cols), 0
	for j := range p.sign {
		p.sign[j] = 1
	}
	for j := range p.row {
		p.row[j] = -1
	}
	for i := range p.basis {
		p.basis[i] = int32(cols + i)
		p.row[cols+i] = int32(i)
	}
}

// zeros is a list of so many zeros, in the memory of another where that does.
func zeros[T any](list []T, n int) []T {
	if cap(list) < n {
		return make([]T, n, n+n/4)
	}
	list = list[:n]
	clear(list)
	return list
}

// emptied is a list of so many empty lists, which keep the memory of those that they had.
func emptied[T any](lists [][]T, n int) [][]T {
	lists = lists[:cap(lists)]
	if len(lists) < n {
		lists = append(lists, make([][]T, n-len(lists))...)
	}
	lists = lists[:n]
	for i := range lists {
		lists[i] = lists[i][:0]
	}
	return lists
}

// copyOf makes a polytope a copy of another.
func (p *polytope) copyOf(q *polytope) {
	p.cols, p.work, p.terms, p.limit, p.best = q.cols, q.work, q.terms, q.limit, q.best
	p.rows, p.in = emptied(p.rows, len(q.rows)), emptied(p.in, len(q.in))
	for i, r := range q.rows {
		p.rows[i] = append(p.rows[i], r...)
	}
	for j, r := range q.in {
		p.in[j] = append(p.in[j], r...)
	}
	p.least, p.most, p.at = append(p.least[:0], q.least...), append(p.most[:0], q.most...), append(p.at[:0], q.at...)
	p.basis, p.row = append(p.basis[:0], q.basis...), append(p.row[:0], q.row...)
	p.price, p.cost = append(p.price[:0], q.price...), append(p.cost[:0], q.cost...)
	p.sign, p.other = append(p.sign[:0], q.sign...), append(p.other[:0], q.other...)
	p.eager, p.paid = append(p.eager[:0], q.eager...), append(p.paid[:0], q.paid...)
	p.seen, p.mark = append(p.seen[:0], q.seen...), q.mark
	p.spread, p.turn = zeros(p.spread, p.cols), 0
}

// set puts the terms of a row, before the first climb.
func (p *polytope) set(row int, terms []entry) {
	p.terms += len(terms) - len(p.rows[row])
	p.rows[row] = append(p.rows[row][:0], terms...)
	for _, t := range terms {
		p.in[t.col] = append(p.in[t.col], int32(row)) // twice does no harm
	}
}

// free lets a column move between two bounds, 0 between them.
func (p *polytope) free(col int, least, most float64) {
	p.bound(col, least, most)
	p.eager = append(p.eager, col)
}

// start takes columns that may move into the basis, in place of the artificial variables,
// those first that are in the fewest rows: so the rows stay short.
func (p *polytope) start() {
	order, free := make([]int, len(p.rows)), make([]int, len(p.rows))
	for i := range order {
		order[i] = i
		for _, e := range p.rows[i] {
			if p.least[e.col] < p.most[e.col] {
				free[i]++
			}
		}
	}
	slices.SortStableFunc(order, func(a, b int) int { return free[a] - free[b] })
	for _, i := range order {
		best := -1
		for _, e := range p.rows[i] {
			if p.least[e.col] < p.most[e.col] && p.row[e.col] < 0 && math.Abs(e.val) > 1e-3 && (best < 0 || p.rarer(int(e.col), best)) {
				best = int(e.col)
			}
		}
		if best < 0 {
			continue
		}
		list := p.entries(best)
		p.pivot(list, slices.IndexFunc(list, func(x pick) bool { return x.row == i }), best)
	}
	p.limit = 4*p.terms + 10_000
}

// rarer reports whether a column is in fewer rows than another, or in as many and before it.
func (p *polytope) rarer(col, than int) bool {
	n, m := len(p.in[col]), len(p.in[than])
	return n < m || n == m && col < than
}

// get is what a row has in a column.
func (p *polytope) get(row, col int) float64 {
	if n := p.find(row, col); n >= 0 {
		return p.rows[row][n].val
	}
	return 0
}

// find is the place of a column in a row, or -1. Rows are short, and looked through faster
// than they were kept in order.
func (p *polytope) find(row, col int) int {
	r := p.rows[row]
	for n := range r {
		if r[n].col == int32(col) {
			return n
		}
	}
	return -1
}

// entries are the rows in which a column has a value, in the order of rows. They are good
// until the next call.
func (p *polytope) entries(col int) []pick {
	p.mark++
	p.column = p.column[:0]
	rows := p.in[col][:0]
	for _, i := range p.in[col] {
		if p.seen[i] == p.mark {
			continue
		}
		p.seen[i] = p.mark
		if v := p.get(int(i), col); math.Abs(v) > tiny {
			rows = append(rows, i)
			p.column = append(p.column, pick{int(i), v})
		}
	}
	p.in[col] = rows
	return p.column
}

// climb moves to where the sum of the goal's terms is greatest, from where it stands, or
// stops early where done says so. Every place is a valid one.
func (p *polytope) climb(goal []entry, done func() bool) {
	for j := range p.price {
		p.price[j] = -p.cost[j]
	}
	for _, j := range p.paid {
		if i := p.row[j]; i >= 0 {
			for _, e := range p.rows[i] {
				p.price[e.col] += p.cost[j] * e.val
			}
		}
	}
	for _, g := range goal {
		if int(g.col) < p.cols {
			g.val *= p.sign[g.col]
			p.price[g.col] += g.val
		}
		if i := p.row[g.col]; i >= 0 {
			for _, e := range p.rows[i] {
				p.price[e.col] -= g.val * e.val
			}
		}
	}
	p.best = false
	stuck, limit := 0, 2*len(p.rows)+1000
	for n := 0; n < limit; n++ {
		col := p.enter(stuck > 200)
		p.work += len(p.eager) + len(p.paid)
		if col < 0 {
			p.best = true
			return
		}
		if p.terms > p.limit {
			return
		}
		if p.step(col) > 1e-7 {
			stuck = 0
			if done != nil && done() {
				return
			}
		} else if stuck++; stuck > 400 {
			return
		}
	}
}

// enter is the column that improves most, or, by Bland's rule, the first that improves.
func (p *polytope) enter(first bool) int {
	best, col := tiny, -1
	for _, j := range p.eager {
		z := p.price[j]
		if z == 0 || p.row[j] >= 0 || z > 0 && p.at[j] >= p.most[j]-tiny || z < 0 && p.at[j] <= p.least[j]+tiny {
			continue
		}
		if a := math.Abs(z); a > best {
			if first {
				return j
			}
			best, col = a, j
		}
	}
	for _, j := range p.paid {
		z := p.price[j]
		if p.row[j] >= 0 {
			continue
		}
		if p.at[j] <= tiny && -2*p.cost[j]-z > max(best, paidFor) {
			best, col = -2*p.cost[j]-z, j
			continue
		}
		if z > max(best, paidFor) && p.at[j] < p.most[j]-tiny || -z > max(best, paidFor) && p.at[j] > tiny {
			best, col = math.Abs(z), j
		}
	}
	if col >= 0 && p.cost[col] > 0 && p.at[col] <= tiny && p.price[col] <= 0 {
		p.flip(col)
	}
	return col
}

// paidFor is how much a move must bring beyond its cost, goals being much dearer.
const paidFor = 1e-5

// flip turns a column that stands at 0 into the fall of its cell, or back.
func (p *polytope) flip(col int) {
	for _, x := range p.entries(col) {
		n := p.find(x.row, col)
		p.rows[x.row][n].val = -p.rows[x.row][n].val
	}
	p.sign[col] = -p.sign[col]
	p.other[col], p.most[col] = p.most[col], p.other[col]
	p.at[col] = 0
	p.price[col] = -2*p.cost[col] - p.price[col]
}

// moved is how far a cell is from its value.
func (p *polytope) moved(col int) float64 { return p.sign[col] * p.at[col] }

// bound says between which two moves a cell may be.
func (p *polytope) bound(col int, least, most float64) {
	if p.sign[col] < 0 {
		least, most = -most, -least
	}
	p.least[col], p.most[col] = least, most
}

// step moves a column as far as it goes, and is how far.
func (p *polytope) step(col int) float64 {
	sign, far := 1.0, p.most[col]-p.at[col]
	if p.price[col] < 0 {
		sign, far = -1, p.at[col]-p.least[col]
	}
	list := p.entries(col)
	leave, size := -1, 0.0
	for n, x := range list {
		a := x.val * sign // the basic variable falls by a for each step
		if math.Abs(a) < 1e-7 {
			continue // not to be divided by
		}
		v := p.basis[x.row]
		room := (p.at[v] - p.least[v]) / a
		if a < 0 {
			room = (p.at[v] - p.most[v]) / a
		}
		room = max(room, 0)
		if room < far-tiny || room < far+tiny && leave >= 0 && math.Abs(a) > size || room < far+tiny && leave < 0 && math.IsInf(far, 1) {
			far, leave, size = min(room, far), n, math.Abs(a)
		}
	}
	if math.IsInf(far, 1) {
		return 0
	}
	if far > 0 {
		p.at[col] += sign * far
		for _, x := range list {
			p.at[p.basis[x.row]] -= x.val * sign * far
		}
	}
	if leave >= 0 {
		p.pivot(list, leave, col)
	}
	return far
}

// pivot puts a column into the basis in place of the variable of one of its rows.
func (p *polytope) pivot(list []pick, leave, col int) {
	row := list[leave].row
	r := p.rows[row]
	p.work += len(list) * len(r)
	inv := 1 / list[leave].val
	for n := range r {
		r[n].val *= inv
		if r[n].col == int32(col) {
			r[n].val = 1
		}
	}
	p.turn++
	first := p.turn
	for _, e := range r {
		p.spread[e.col] = met{first, e.val}
	}
	for n, x := range list {
		if n != leave {
			p.less(x.row, r, x.val, int32(col), first)
		}
	}
	if a := p.price[col]; a != 0 {
		for _, e := range r {
			p.price[e.col] -= a * e.val
		}
		p.price[col] = 0
	}
	p.row[p.basis[row]] = -1
	p.basis[row], p.row[col] = int32(col), int32(row)
	p.in[col] = append(p.in[col][:0], int32(row))
}

// less takes from a row a times another, which is spread since a turn; the column that is
// pivoted on is left out.
func (p *polytope) less(row int, r []entry, a float64, col int32, since int64) {
	p.turn++
	q, spread, turn := p.rows[row], p.spread, p.turn
	before, common := len(q), 0
	for n := 0; n < len(q); {
		x := &spread[q[n].col]
		if x.turn < since {
			n++
			continue
		}
		x.turn = turn
		common++
		if v := q[n].val - a*x.val; q[n].col != col && math.Abs(v) > tiny {
			q[n].val = v
			n++
			continue
		}
		last := len(q) - 1
		q[n] = q[last]
		q = q[:last]
	}
	if common < len(r) {
		for _, x := range r {
			if spread[x.col].turn != turn {
				q = append(q, entry{x.col, -a * x.val})
				p.in[x.col] = append(p.in[x.col], int32(row))
			}
		}
	}
	p.rows[row] = q
	p.terms += len(q) - before
}
