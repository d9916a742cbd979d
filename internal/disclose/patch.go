package disclose

import (
	"math"
	"slices"
)

// A place is where cells of a family can be instead of where they are, all ties kept and
// all that is printed as it is: by how much each that is elsewhere is. It bears witness
// that the attacker must grant those values.
type place []move

type move struct {
	cell int
	by   float64
}

// A patch is the neighbourhood of a cell as a polytope: what is further off stays where it
// is. What moves within a patch moves within the family; so that a cell is safe is mostly
// seen in a few steps, however large the family is. That it is not takes the whole of what
// it is tied to.
type patch struct {
	polytope
	cells  []int     // by column, the first is that which the patch is of
	ties   []int     // by row
	terms  [][]entry // by row, as the ties say
	flat   []entry   // memory of terms
	whole  bool      // nothing that can move was left out
	spoilt bool      // by rounding
}

// sizes are how many cells a patch has at most, the next tried where one does not do.
var sizes = []int{24, 100, 400, 1600, math.MaxInt}

// moves reports whether a cell is one that may move: withheld or hidden, and not a zero.
func (c *chooser) moves(i int) bool {
	x := &c.cells[i]
	if _, ok := c.frees(i); ok {
		return false // nothing moves with it
	}
	return c.open[i] && (x.hidden || !x.told || x.may || math.Abs(x.value) >= dust)
}

// offered reports whether a cell is printed and could be withheld.
func (c *chooser) offered(i int) bool {
	x := &c.cells[i]
	return !c.open[i] && !x.hidden && !x.fixed && math.Abs(x.value) >= dust
}

// around makes the patch of a cell with the cells that are nearest to it, with offer also
// printed ones, at a cost. It is nil where the cell cannot move in it. That a patch is the
// whole says that nothing that may move was left out.
func (c *chooser) around(i, most int, offer bool) (at *patch, whole bool) {
	return c.aroundIn(&c.desk.patch, i, most, offer)
}

func (c *chooser) aroundIn(room *patch, i, most int, offer bool) (at *patch, whole bool) {
	cells, ties, whole := c.nearby(i, most, offer)
	defer c.wipe(cells, ties)
	c.prune(ties)
	if c.col[i] == 0 {
		return nil, whole
	}
	at = c.lay(room, cells, ties)
	at.whole = whole
	at.start()
	return at, whole
}

// A mould is a patch with printed cells as around makes it, kept: while no cell is withheld or
// printed, others are cast of it that are what around would make anew, toss for toss.
type mould struct {
	made bool
	of   *patch // nil where the cell cannot move in it
	all  bool   // it is the whole
	room patch
}

// cast is the patch of a cell, of a mould where it was made before.
func (c *chooser) cast(m *mould, i, most int) (at *patch, whole bool) {
	again := m.made
	if !again {
		m.of, m.all = c.aroundIn(&m.room, i, most, true)
		m.made = true
	}
	if m.of == nil {
		return nil, m.all
	}
	at = &c.desk.casting
	at.copyOf(&m.of.polytope)
	at.cells, at.ties, at.terms, at.whole, at.spoilt = m.of.cells, m.of.ties, m.of.terms, m.all, false
	if again {
		c.releaseAll(at)
	}
	return at, m.all
}

// lay makes a patch of the cells that were not pruned, with a basis of artificial variables.
// The patch that was in a room before is gone.
func (c *chooser) lay(room *patch, cells, ties []int) *patch {
	at := room
	at.cells, at.ties, at.terms, at.flat, at.whole, at.spoilt = at.cells[:0], at.ties[:0], at.terms[:0], at.flat[:0], false, false
	for _, j := range cells {
		if c.col[j] != 0 {
			at.cells = append(at.cells, j)
			c.col[j] = int32(len(at.cells))
		}
	}
	slacks := 0
	for _, n := range ties {
		if c.free[n] > 0 {
			at.ties = append(at.ties, n)
			if c.ties[n].atMost {
				slacks++
			}
		}
	}
	at.clear(len(at.ties), len(at.cells)+slacks+1)
	slack := len(at.cells)
	for row, n := range at.ties {
		t := &c.ties[n]
		first := len(at.flat)
		for _, x := range t.terms {
			if k := c.col[x.Cell]; k != 0 {
				at.flat = append(at.flat, entry{k - 1, x.Of})
			}
		}
		if t.atMost {
			at.flat = append(at.flat, entry{int32(slack), 1})
			at.polytope.free(slack, min(c.sum(*t), 0), math.Inf(1))
			slack++
		}
		at.terms = append(at.terms, at.flat[first:])
		at.set(row, at.flat[first:])
	}
	for k, j := range at.cells {
		if c.open[j] {
			at.eager = append(at.eager, k)
		}
	}
	c.releaseAll(at)
	return at
}

// releaseAll lets all cells of a patch move that are not printed.
func (c *chooser) releaseAll(at *patch) {
	for k, j := range at.cells {
		if c.open[j] {
			c.release(&at.polytope, k, j)
		}
	}
}

// part is the patch of all that may move and hangs together with a cell. Unlike that of
// around it is there even where the cell itself cannot move.
func (c *chooser) part(i int) *patch {
	cells, ties, _ := c.nearby(i, math.MaxInt, false)
	defer c.wipe(cells, ties)
	c.prune(ties)
	at := c.lay(&c.desk.patch, cells, ties)
	at.whole = true
	at.start()
	return at
}

// worn reports whether no climb in a patch comes to anything any more: its rows have grown
// too long, or rounding has spoilt it.
func (at *patch) worn() bool { return at.spoilt || at.polytope.terms > at.limit }

// wipe clears the scratch of a patch that was made.
func (c *chooser) wipe(cells, ties []int) {
	for _, j := range cells {
		c.col[j] = 0
	}
	for _, n := range ties {
		c.free[n] = 0
	}
}

// nearby are the cells that may move nearest to one, so many at most, and the ties that any
// of them is in: good until the next call.
func (c *chooser) nearby(i, most int, offer bool) (cells, ties []int, whole bool) {
	cells, ties, whole = append(c.desk.cells[:0], i), c.desk.ties[:0], true
	c.col[i] = 1
	for n := 0; n < len(cells); n++ {
		for _, t := range c.cells[cells[n]].ties {
			if c.dead[t] {
				continue
			}
			if c.free[t]++; c.free[t] > 1 {
				continue // it was looked through: what it holds is here, or there is no room for it
			}
			ties = append(ties, t)
			for _, x := range c.ties[t].terms {
				j := int(x.Cell)
				if c.col[j] != 0 || !c.moves(j) && !(offer && c.offered(j)) {
					continue
				}
				if len(cells) >= most {
					whole = false
					continue
				}
				c.col[j] = 1
				cells = append(cells, j)
			}
		}
	}
	c.desk.cells, c.desk.ties = cells, ties
	return cells, ties, whole
}

// prune takes out cells that cannot move because all else in one of their ties stays.
func (c *chooser) prune(ties []int) {
	queue := append(c.desk.queue[:0], ties...)
	defer func() { c.desk.queue = queue }()
	for len(queue) > 0 {
		n := queue[len(queue)-1]
		queue = queue[:len(queue)-1]
		if c.free[n] != 1 || c.ties[n].atMost {
			continue
		}
		for _, x := range c.ties[n].terms {
			if c.col[x.Cell] == 0 {
				continue
			}
			c.col[x.Cell] = 0
			for _, m := range c.cells[x.Cell].ties {
				if !c.dead[m] {
					c.free[m]--
					queue = append(queue, m)
				}
			}
			break
		}
	}
}

// holds reports whether the place where a patch stands keeps all ties and bounds, which
// rounding could have spoilt.
func (at *patch) holds() bool {
	for _, terms := range at.terms {
		sum, size := 0.0, 1.0
		for _, x := range terms {
			by := x.val * at.moved(int(x.col))
			sum, size = sum+by, size+math.Abs(by)
		}
		if math.Abs(sum) > trace*size {
			return false
		}
	}
	for j := range at.terms {
		if a := at.polytope.at[at.cols+j]; math.Abs(a) > trace {
			return false
		}
	}
	for j := range at.cols {
		if v := at.polytope.at[j]; v < at.least[j]-trace || v > at.most[j]+trace {
			return false
		}
	}
	return true
}

// record takes the place where a patch stands as one that the attacker must allow.
func (c *chooser) record(at *patch) {
	if !at.holds() {
		at.spoilt = true
		return
	}
	to, news := c.desk.moved[:0], false
	for k, j := range at.cells {
		by := at.moved(k)
		if math.Abs(by) < tiny {
			continue
		}
		to = append(to, move{j, by})
		v := c.cells[j].value + by
		news = news || !c.safe(j) && (v < c.low[j] || v > c.high[j])
	}
	c.desk.moved = to
	if !news {
		return
	}
	w := int32(len(c.places))
	to = slices.Clone(to)
	c.places, c.bears = append(c.places, to), append(c.bears, 0)
	for _, m := range to {
		j := m.cell
		c.used[j] = append(c.used[j], w)
		if c.safe(j) {
			continue
		}
		if v := c.cells[j].value + m.by; v < c.low[j] {
			c.setLow(j, v, w)
		} else if v > c.high[j] {
			c.setHigh(j, v, w)
		}
	}
}

// setLow says where a cell is lowest, and setHigh where it is highest: in a place, or none.
func (c *chooser) setLow(j int, v float64, w int32) {
	c.bear(c.lowAt[j], w)
	c.low[j], c.lowAt[j] = v, w
}

func (c *chooser) setHigh(j int, v float64, w int32) {
	c.bear(c.highAt[j], w)
	c.high[j], c.highAt[j] = v, w
}

// bear lets a place bear witness in place of another.
func (c *chooser) bear(was, now int32) {
	if was != none {
		c.bears[was]--
	}
	if now != none {
		c.bears[now]++
	}
}

// stretch pushes the cell of a column down and up until it is safe.
func (c *chooser) stretch(at *patch, col int) {
	for _, sign := range []float64{1, -1} {
		if c.push(at, col, sign); at.spoilt || c.safe(at.cells[col]) {
			return
		}
	}
}

// push moves the cell of a column up or down as far as it goes, or as is enough.
func (c *chooser) push(at *patch, col int, sign float64) {
	i := at.cells[col]
	at.climb([]entry{{int32(col), sign}}, func() bool {
		v := c.cells[i].value + at.moved(col)
		return max(v, c.high[i])-min(v, c.low[i]) >= c.enough()
	})
	c.work += at.work
	at.work = 0
	c.record(at)
}

// share is which part of the cells of a patch is tried in it with that which it is of: those
// that are nearest, until so many of them as patient says have failed one after another.
// Where a cell has failed in the patches of others it waits for its own.
const (
	share   = 4
	patient = 3
)

// secure seeks places that make a cell safe, in patches of up to a size, and reports
// whether it is.
func (c *chooser) secure(i, most int) bool {
	for _, size := range sizes {
		if c.safe(i) || size > most {
			break
		}
		at, whole := c.around(i, size, false)
		if at != nil {
			c.work += len(at.cells)
			c.stretch(at, 0)
			c.neighbours(at)
		}
		if whole {
			break
		}
	}
	return c.safe(i)
}

// neighbours seeks places for the cells nearest to that which a patch is of.
func (c *chooser) neighbours(at *patch) {
	failed := 0
	for col := 1; col < len(at.cells)/share && failed < patient && !at.worn(); col++ {
		j := at.cells[col]
		if !c.withheld(j) || c.safe(j) || c.failed[j] >= 3 {
			continue
		}
		failed++
		if c.stretch(at, col); c.safe(j) {
			failed = 0
			continue
		}
		c.failed[j]++
	}
}

// scatter moves all that hangs together with a cell at once, each withheld cell that is not
// safe pushed up or down by the toss of a coin, and then the other way, as long as that
// makes more of them safe. A climb for all of them costs little more than one for one.
func (c *chooser) scatter(i int) {
	const (
		rebuilt = 2 // so often at most, where rows have grown too long
		brief   = 8 // a climb takes a step for so many cells: the first steps make most of them safe
	)
	at, builds := c.part(i), 0
	for before := math.MaxInt; ; {
		goal := c.coins(at)
		if len(goal) == 0 || before < math.MaxInt && len(goal) > before*24/25 {
			return
		}
		before = len(goal)
		for range 2 {
			if at.worn() {
				if builds++; builds > rebuilt {
					return
				}
				at = c.part(i)
			}
			steps := 0
			at.climb(goal, func() bool { steps++; return steps > len(goal)/brief })
			c.work += at.work
			at.work = 0
			c.record(at)
			for n := range goal {
				goal[n].val = -goal[n].val
			}
		}
	}
}

// coins is a goal that pushes each withheld cell of a patch that is not safe up or down.
func (c *chooser) coins(at *patch) (goal []entry) {
	for k, j := range at.cells {
		if c.withheld(j) && !c.safe(j) {
			goal = append(goal, entry{int32(k), c.toss()})
		}
	}
	return goal
}
