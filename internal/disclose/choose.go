package disclose

import (
	"cmp"
	"errors"
	"math"
	"slices"
	"sync"
)

// A Pattern says which cells of a family are withheld, and why it is safe: of every
// withheld cell the least and the most that it is in some set of values that keeps every
// tie and all that is printed.
type Pattern struct {
	Withheld  []bool // by cell; hidden cells are not
	Primary   int    // withheld for being small
	Others    int    // withheld because they would give those away
	Low, High []float64

	chooser *chooser // that found it
	must    []bool   // by cell: withheld whatever ties it
}

// chooser finds a pattern.
type chooser struct {
	*Family
	open      []bool // withheld or hidden: the attacker does not see it
	known     []bool // hidden, and yet told by what is printed
	low, high []float64
	members   [][]int // by root of a group
	random    uint64
	far       float64 // how far cells may move
	work      int     // terms that were reckoned with

	places        []place   // that bear witness
	bears         []int32   // by place, of how many cells it is the lowest or the highest
	lowAt, highAt []int32   // by cell, where it is low and high; none where it is as it stands
	used          [][]int32 // by cell, the places in which it moves

	failed []int8 // by cell, how often it was not safe in the patch of another
	tried  []bool // by root of a group, whether it was tried to print it back

	dead []bool  // by tie: it holds nobody
	col  []int32 // by cell, its column in the patch that is being made and 1; else 0
	free []int32 // by tie, how many cells of that patch are in it

	desk *desk
}

// A desk is memory in which patches are made, one at a time: it is large, and handed on.
type desk struct {
	patch, casting patch
	moulds         []mould // by size
	moved          place
	cells, ties    []int // that are near a cell
	queue          []int // of ties
}

var desks = sync.Pool{New: func() any { return &desk{moulds: make([]mould, len(sizes))} }}

const none int32 = -1

// Choose withholds what is small, and as much else as keeps the attacker from it:
// deterministic, and cheap cells first. It fails only where a cell cannot be protected
// even by withholding all that ties it.
func (f *Family) Choose() (*Pattern, error) {
	c := newChooser(f)
	for i := range f.cells {
		if f.cells[i].small {
			c.withhold(i)
		}
	}
	must := slices.Clone(c.open)
	c.close()
	return c.pattern(must)
}

// Add is the pattern with other cells withheld too, whatever they are, and as much else as
// that needs. What bore witness before still does; p is not to be used any more.
func (p *Pattern) Add(cells ...Cell) (*Pattern, error) {
	c, must := p.chooser, p.must
	c.Withhold(cells...)
	for _, i := range cells {
		c.withhold(int(i))
		for _, j := range c.members[c.root(int(i))] {
			must[j] = true
		}
	}
	return c.pattern(must)
}

// Price is what is lost with a cell and all that go together with it, if it is withheld too.
func (p *Pattern) Price(c Cell) float64 { return p.chooser.price(int(c)) }

// pattern makes what is withheld safe and prints back what need not be withheld.
func (c *chooser) pattern(must []bool) (*Pattern, error) {
	defer c.sit()()
	if err := c.protect(); err != nil {
		return nil, err
	}
	c.printBack(must)
	p := &Pattern{Withheld: make([]bool, len(c.cells)), Low: c.low, High: c.high, chooser: c, must: must}
	for i := range p.Withheld {
		p.Withheld[i] = c.withheld(i)
		switch {
		case p.Withheld[i] && must[i]:
			p.Primary++
		case p.Withheld[i]:
			p.Others++
		}
	}
	return p, nil
}

// sit takes a desk, which the function that it is gives back.
func (c *chooser) sit() (leave func()) {
	c.desk = desks.Get().(*desk)
	return func() {
		desks.Put(c.desk)
		c.desk = nil
	}
}

// Primary is the pattern that withholds what is small and nothing else. It is not safe: it
// is there to be attacked.
func (f *Family) Primary() *Pattern {
	c := newChooser(f)
	for i := range f.cells {
		if f.cells[i].small {
			c.withhold(i)
		}
	}
	p := &Pattern{Withheld: make([]bool, len(f.cells)), Primary: c.count()}
	for i := range p.Withheld {
		p.Withheld[i] = c.withheld(i)
	}
	return p
}

func newChooser(f *Family) *chooser {
	n := len(f.cells)
	c := &chooser{Family: f, open: make([]bool, n), known: make([]bool, n), low: make([]float64, n), high: make([]float64, n), members: make([][]int, n), random: 1, far: 4 * float64(f.Threshold),
		lowAt: slices.Repeat([]int32{none}, n), highAt: slices.Repeat([]int32{none}, n), used: make([][]int32, n), failed: make([]int8, n), tried: make([]bool, n), dead: make([]bool, len(f.ties)), col: make([]int32, n), free: make([]int32, len(f.ties))}
	for i := range f.cells {
		c.open[i] = f.cells[i].hidden
		c.low[i], c.high[i] = f.cells[i].value, f.cells[i].value
		r := f.root(i)
		c.members[r] = append(c.members[r], i)
	}
	for n, t := range f.ties { // a whole that is hidden and in no other sum holds nobody
		c.dead[n] = slices.ContainsFunc(t.terms, func(x Term) bool { return f.cells[x.Cell].hidden && len(f.cells[x.Cell].ties) == 1 })
	}
	return c
}

func (c *chooser) withheld(i int) bool { return c.open[i] && !c.cells[i].hidden }

func (c *chooser) count() (n int) {
	for i := range c.open {
		if c.withheld(i) {
			n++
		}
	}
	return n
}

// withhold opens a cell with all that go together with it.
func (c *chooser) withhold(i int) {
	for _, j := range c.members[c.root(i)] {
		c.hide(j)
	}
}

// hide opens a cell alone.
func (c *chooser) hide(i int) {
	c.open[i] = true
	if n, ok := c.frees(i); ok {
		c.dead[n] = true
	}
}

// frees is the tie that holds nobody where a cell is withheld: it may be anything, and is in no other.
func (c *chooser) frees(i int) (tie int, ok bool) {
	if x := &c.cells[i]; x.loose && len(x.ties) == 1 {
		return x.ties[0], true
	}
	return 0, false
}

// enough is how wide the range of a withheld cell must be.
func (f *Family) enough() float64 { return float64(f.Threshold - 1) }

// safe reports whether two sets of values are known between which a cell differs enough.
// That none is expected tells of nobody, though some are possible.
func (c *chooser) safe(i int) bool {
	return c.cells[i].free || c.high[i]-c.low[i] >= c.enough()-1e-3 || c.cells[i].told && math.Abs(c.cells[i].value) < trace
}

// close withholds a second cell wherever a sum has one alone, and more where those that
// it has cannot move far enough within the sum. It is what most cells need, and quick;
// protect finds the rest.
func (c *chooser) close() {
	for again := true; again; {
		again = false
		c.tellHidden()
		for n := range c.ties {
			for c.tight(n) {
				i := c.cheapest(n)
				if i < 0 {
					break
				}
				c.withhold(i)
				again = true
			}
		}
	}
}

// tellHidden marks the hidden cells that a sum tells because all else in it is printed.
func (c *chooser) tellHidden() {
	clear(c.known)
	for again := true; again; {
		again = false
		for n := range c.ties {
			t := &c.ties[n]
			if t.atMost {
				continue
			}
			open, at := 0, -1
			for _, x := range t.terms {
				if c.open[x.Cell] && !c.known[x.Cell] {
					open, at = open+1, int(x.Cell)
				}
			}
			if open == 1 && c.cells[at].hidden {
				c.known[at], again = true, true
			}
		}
	}
}

// tight reports whether a sum pins down a withheld cell by itself: the others that are
// open cannot make room for it.
func (c *chooser) tight(n int) bool {
	t := &c.ties[n]
	if t.atMost {
		return false
	}
	room, most, withheld := 0.0, 0.0, false
	for _, x := range t.terms {
		i := int(x.Cell)
		if !c.open[i] || c.known[i] {
			continue
		}
		if c.cells[i].signed || c.cells[i].hidden {
			return false // it makes all the room that is needed
		}
		withheld = true
		r := c.cells[i].value - c.cells[i].least()
		room += r
		most = max(most, r)
	}
	for _, x := range t.terms {
		if i := int(x.Cell); c.open[i] && x.Of < 0 && !c.known[i] {
			return false // the whole is open: it can grow with its parts
		}
	}
	return withheld && (room < c.enough() || room == most && most > 0 && c.single(t))
}

// single reports whether a sum has but one open cell.
func (c *chooser) single(t *tie) bool {
	n := 0
	for _, x := range t.terms {
		if c.open[x.Cell] && !c.known[x.Cell] {
			n++
		}
	}
	return n == 1
}

// cheapest is the printed cell of a tie that costs least to withhold; -1 where all are.
func (c *chooser) cheapest(n int) int {
	best := -1
	for _, x := range c.ties[n].terms {
		i := int(x.Cell)
		if c.open[i] || c.cells[i].hidden || c.cells[i].fixed {
			continue
		}
		if best < 0 || c.price(i) < c.price(best) || c.price(i) == c.price(best) && i < best {
			best = i
		}
	}
	return best
}

// price is what is lost with a cell and all that go together with it: more of a greater
// count, but not in proportion.
func (c *chooser) price(i int) float64 {
	sum := 0.0
	for _, j := range c.members[c.root(i)] {
		if !c.open[j] {
			sum += c.cells[j].cost * (1 + math.Log1p(math.Abs(c.cells[j].value)))
		}
	}
	return sum
}

// protect makes every withheld cell safe, those of small counts first: where one cannot
// move far enough, the printed cells are withheld that cost least among those that hold it.
func (c *chooser) protect() error {
	order := make([]int, len(c.cells))
	for i := range order {
		order[i] = i
	}
	slices.SortStableFunc(order, func(a, b int) int { return cmp.Compare(math.Abs(c.cells[a].value), math.Abs(c.cells[b].value)) })
	for _, i := range c.parts() {
		c.scatter(i)
	}
	for c.unsafe() > 0 {
		for _, i := range order {
			for c.withheld(i) && !c.secure(i, math.MaxInt) {
				if c.work > patience && c.flood() || c.help(i) {
					continue
				}
				if j := c.nearest(i); j >= 0 {
					c.withhold(j)
				} else if !c.reach(i) {
					return errors.New("disclose: a count cannot be protected") // its name may tell it
				}
			}
		}
	}
	return nil
}

// nearest is the printed cell that is fewest ties away, cheapest first; -1 where none is
// tied to a cell in any way.
func (c *chooser) nearest(i int) int {
	seen := map[int]bool{i: true}
	for ring := []int{i}; len(ring) > 0; {
		best := -1
		var next []int
		for _, j := range ring {
			for _, n := range c.cells[j].ties {
				for _, x := range c.ties[n].terms {
					k := int(x.Cell)
					if seen[k] {
						continue
					}
					seen[k] = true
					next = append(next, k)
					if !c.open[k] && !c.cells[k].fixed && (best < 0 || c.price(k) < c.price(best)) {
						best = k
					}
				}
			}
		}
		if best >= 0 {
			return best
		}
		ring = next
	}
	return -1
}

// patience is how much work is spent on withholding as little as can be. Where a family is
// so large that it does not do, whatever is tied to a cell that is not safe is withheld.
const patience = 4_000_000_000

// flood withholds all that is tied to any cell that is not safe, and reports whether that
// was anything.
func (c *chooser) flood() bool {
	var to []int
	for i := range c.cells {
		if !c.withheld(i) || c.safe(i) {
			continue
		}
		before := len(to)
		for _, n := range c.cells[i].ties {
			for _, x := range c.ties[n].terms {
				if j := int(x.Cell); !c.open[j] && !c.cells[j].fixed {
					to = append(to, j)
				}
			}
		}
		if len(to) == before {
			if j := c.nearest(i); j >= 0 {
				to = append(to, j)
			}
		}
	}
	for _, j := range to {
		c.withhold(j)
	}
	c.work -= patience / 10
	return len(to) > 0
}

// thrift is how much work is spent on printing back, nearPrinted the size of the patches in
// which it is tried, and nearPrecious that in which others are sought in place of what is precious.
const (
	thrift       = 400_000_000
	nearPrinted  = 100
	nearPrecious = 1600
)

// printBack prints again what was withheld to protect others and turns out not to be
// needed, the dearest first. What must be withheld is.
func (c *chooser) printBack(must []bool) {
	var order []int
	for i := range c.cells {
		if c.withheld(i) && c.root(i) == i && !c.tried[i] && !slices.ContainsFunc(c.members[i], func(j int) bool { return must[j] }) {
			order = append(order, i)
		}
	}
	dear := func(i int) (sum float64) {
		for _, j := range c.members[i] {
			sum += c.cells[j].cost * (1 + math.Log1p(math.Abs(c.cells[j].value)))
		}
		return sum
	}
	slices.SortStableFunc(order, func(a, b int) int { return cmp.Compare(dear(b), dear(a)) })
	c.work = 0
	for _, i := range order {
		if c.work > thrift {
			return
		}
		c.tried[i] = true
		c.tryPrinting(c.members[i])
	}
}

// A state is what is known of a cell.
type state struct {
	cell          int
	low, high     float64
	lowAt, highAt int32
}

// tryPrinting prints cells if all others are safe without them.
func (c *chooser) tryPrinting(cells []int) {
	bound := slices.Clone(cells) // what cannot move as it did: the cells, and what is in a sum with one that was loose
	for _, j := range cells {
		c.open[j] = false
		if n, ok := c.frees(j); ok {
			c.dead[n] = false
			for _, x := range c.ties[n].terms {
				bound = append(bound, int(x.Cell))
			}
		}
	}
	var was []state
	forget := func(j int, low, high bool) {
		was = append(was, state{j, c.low[j], c.high[j], c.lowAt[j], c.highAt[j]})
		if low {
			c.setLow(j, c.cells[j].value, none)
		}
		if high {
			c.setHigh(j, c.cells[j].value, none)
		}
	}
	for _, i := range bound {
		for _, w := range c.used[i] {
			if c.bears[w] == 0 {
				continue
			}
			for _, m := range c.places[w] {
				if low, high := c.lowAt[m.cell] == w, c.highAt[m.cell] == w; low || high {
					forget(m.cell, low, high)
				}
			}
		}
	}
	for n := 0; n < len(was); n++ {
		if j := was[n].cell; c.withheld(j) && !c.secure(j, nearPrinted) {
			for _, j := range cells {
				c.withhold(j)
			}
			for _, s := range slices.Backward(was) {
				c.setLow(s.cell, s.low, s.lowAt)
				c.setHigh(s.cell, s.high, s.highAt)
			}
			return
		}
	}
}

// reach moves a cell as far as it goes, however long that takes, and reports whether it is
// safe then.
func (c *chooser) reach(i int) bool {
	at, _ := c.around(i, math.MaxInt, false)
	if at == nil {
		return false
	}
	at.limit = math.MaxInt
	for n := 0; n < 20 && !c.safe(i); n++ {
		if c.stretch(at, 0); at.best {
			break
		}
	}
	return c.safe(i)
}

// unsafe is how many withheld cells are not safe.
func (c *chooser) unsafe() (n int) {
	for i := range c.cells {
		if c.withheld(i) && !c.safe(i) {
			n++
		}
	}
	return n
}

// unknown is how far a cell of which nothing is known may move.
const unknown = 1e7

// release lets the cell of a column move: down to the least that the attacker must grant
// it, and not further up or down than is needed.
func (c *chooser) release(p *polytope, col, i int) {
	far := c.far
	if c.cells[i].hidden {
		far *= 1000 // of those who may be counted with a small chance there must be many
	}
	c.toss()
	slack := float64(c.random>>40) / (1 << 24) * 1e-5 // so that hardly two bounds are met at once
	p.bound(col, min(0, max(c.cells[i].least()-c.cells[i].value, -far))-slack, far)
}

// dear is what a unit of a goal is worth, in units of cost.
const dear = 1e6

// help withholds the printed cells that let a cell move far enough and cost least: those
// that move in the linear program that minimizes the cost of their moves (Kelly, Golden
// and Assad, Networks 22 (1992) 397, use it so). What is precious is withheld only where nothing
// else helps. It reports whether any was.
func (c *chooser) help(i int) bool {
	for n := range c.desk.moulds {
		c.desk.moulds[n].made = false
	}
	for _, most := range precious {
		for n, size := range sizes {
			if n == 0 {
				continue
			}
			if size > nearPrecious && !math.IsInf(most, 1) {
				break
			}
			all := false
			for _, sign := range []float64{1, -1} {
				at, whole := c.cast(&c.desk.moulds[n], i, size)
				if all = whole; at != nil && c.buy(at, sign, most) {
					return true
				}
			}
			if all {
				break
			}
		}
	}
	return false
}

// precious are the prices of cells with which so much is lost that others further away are
// withheld in their place.
var precious = []float64{10_000, 50_000, math.Inf(1)}

// buy moves the cell of a patch so far one way that it is safe, and withholds the printed
// cells that move with it. It does not where it cannot move so far, unless the patch is the
// whole and nothing is too dear: then it moves further with them, though not far enough this way.
func (c *chooser) buy(at *patch, sign, dearest float64) bool {
	i := at.cells[0]
	far := c.low[i] + c.enough() + 0.001 - c.cells[i].value
	least, most := at.least[0], at.most[0]
	if sign > 0 {
		most = min(most, far)
	} else {
		far = c.cells[i].value - (c.high[i] - c.enough() - 0.001)
		least = max(least, -far)
	}
	at.bound(0, least, most)
	c.offer(at, dearest)
	at.climb([]entry{{0, sign * dear}}, func() bool { return sign*at.moved(0) >= far-1e-9 })
	at.climb([]entry{{0, sign * dear}}, nil)
	c.work += at.work
	bought := at.takeBack()
	if len(bought) == 0 || !(at.whole && math.IsInf(dearest, 1)) && sign*at.moved(0) < far-1e-3 {
		return false
	}
	for _, j := range bought {
		c.withhold(j)
	}
	c.record(at)
	return true
}

// offer lets every printed cell of a patch move that is not too dear, at a cost.
func (c *chooser) offer(at *patch, dearest float64) {
	far := 4 * float64(c.Threshold)
	for k, j := range at.cells {
		if c.open[j] || c.price(j) >= dearest {
			continue
		}
		at.cost[k] = c.price(j)
		at.paid = append(at.paid, k)
		at.most[k], at.other[k] = far, min(far, c.cells[j].value-c.cells[j].least())
	}
}

// takeBack are the printed cells that were moved; the others may not move any more.
func (at *patch) takeBack() (moved []int) {
	for _, k := range at.paid {
		if math.Abs(at.at[k]) > 1e-7 {
			moved = append(moved, at.cells[k])
			continue
		}
		at.at[k] = 0
	}
	at.paid = at.paid[:0]
	return moved
}

// toss is 1 or -1, from a sequence that is the same in every run.
func (c *chooser) toss() float64 {
	c.random = c.random*6364136223846793005 + 1442695040888963407
	if c.random>>63 == 0 {
		return -1
	}
	return 1
}
