package disclose

import (
	"cmp"
	"fmt"
	"math"
	"slices"
)

// A Pattern says which cells of a family are withheld, and why it is safe: of every
// withheld cell the least and the most that it is in some set of values that keeps every
// tie and all that is printed.
type Pattern struct {
	Withheld  []bool // by cell; hidden cells are not
	Primary   int    // withheld for being small
	Others    int    // withheld because they would give those away
	Low, High []float64
}

// chooser finds a pattern.
type chooser struct {
	*Family
	open      []bool // withheld or hidden: the attacker does not see it
	known     []bool // hidden, and yet told by what is printed
	low, high []float64
	members   [][]int // by root of a group
	live      []tie   // those that hold the attacker: not one whose whole is hidden and in no other
	random    uint64
	far       float64 // how far cells may move
	spent     int     // pivots of polytopes that were given up
}

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
	primary, must := c.count(), slices.Clone(c.open)
	c.close()
	if err := c.protect(); err != nil {
		return nil, err
	}
	c.printBack(must)
	p := &Pattern{Withheld: make([]bool, len(f.cells)), Primary: primary, Others: c.count() - primary, Low: c.low, High: c.high}
	for i := range p.Withheld {
		p.Withheld[i] = c.withheld(i)
	}
	return p, nil
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
	c := &chooser{Family: f, open: make([]bool, n), known: make([]bool, n), low: make([]float64, n), high: make([]float64, n), members: make([][]int, n), random: 1, far: 4 * float64(f.Threshold)}
	for i := range f.cells {
		c.open[i] = f.cells[i].hidden
		c.low[i], c.high[i] = f.cells[i].value, f.cells[i].value
		r := f.root(i)
		c.members[r] = append(c.members[r], i)
	}
	for _, t := range f.ties {
		if !slices.ContainsFunc(t.terms, func(x Term) bool { return f.cells[x.Cell].hidden && len(f.cells[x.Cell].ties) == 1 }) {
			c.live = append(c.live, t)
		}
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
		c.open[j] = true
	}
}

// enough is how wide the range of a withheld cell must be.
func (f *Family) enough() float64 { return float64(f.Threshold - 1) }

// safe reports whether two sets of values are known between which a cell differs enough.
// That none is expected tells of nobody, though some are possible.
func (c *chooser) safe(i int) bool {
	return c.high[i]-c.low[i] >= c.enough()-1e-3 || c.cells[i].told && math.Abs(c.cells[i].value) < trace
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
		if c.open[i] || c.cells[i].hidden {
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

// protect makes every withheld cell safe. The cells move all at once to far places, each
// pushed up or down by the toss of a coin, as long as that makes more of them safe; then
// one at a time; and where one cannot move far enough, the printed cell is withheld that
// costs least among those that hold it.
func (c *chooser) protect() error {
	p := c.polytope()
	helped := 0
	p = c.scatter(p)
	order := make([]int, len(c.cells))
	for i := range order {
		order[i] = i
	}
	slices.SortStableFunc(order, func(a, b int) int { return cmp.Compare(math.Abs(c.cells[a].value), math.Abs(c.cells[b].value)) })
	for c.unsafe() > 0 {
		for _, i := range order {
			for c.withheld(i) && !c.safe(i) {
				p = c.fresh(p)
				if c.stretch(p, i); c.safe(i) {
					break
				}
				if c.spent+p.pivots > patience {
					var any bool
					if p, any = c.flood(p); any {
						p = c.scatter(p)
					} else if !c.reach(i) {
						return fmt.Errorf("disclose: %s cannot be protected", c.cells[i].name)
					}
					continue
				}
				if p = c.fresh(p); !c.help(p, i) {
					if j := c.nearest(i); j >= 0 {
						c.withholdIn(p, j)
					} else if !c.reach(i) {
						return fmt.Errorf("disclose: %s cannot be protected", c.cells[i].name)
					}
					p = c.polytope()
				}
				if helped++; helped%8 == 0 {
					p = c.scatter(p)
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
					if !c.open[k] && (best < 0 || c.price(k) < c.price(best)) {
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

// fresh is a polytope whose rows are short: the same, or one made anew where they have
// grown.
func (c *chooser) fresh(p *polytope) *polytope {
	if p.terms > p.limit/2 {
		c.spent += p.pivots
		return c.polytope()
	}
	return p
}

// patience is how many pivots are spent on withholding as little as can be. Where a family
// is so large that they do not do, whatever is tied to a cell that is not safe is withheld.
const patience = 100_000

// flood withholds all that is tied to any cell that is not safe, and reports whether that
// was anything.
func (c *chooser) flood(p *polytope) (*polytope, bool) {
	var to []int
	for i := range c.cells {
		if !c.withheld(i) || c.safe(i) {
			continue
		}
		before := len(to)
		for _, n := range c.cells[i].ties {
			for _, x := range c.ties[n].terms {
				if j := int(x.Cell); !c.open[j] {
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
		c.withholdIn(p, j)
	}
	c.spent += p.pivots - patience/10
	return c.polytope(), len(to) > 0
}

// thrift is how many pivots are spent on printing back.
const thrift = 20_000

// printBack prints again what was withheld to protect others and turns out not to be
// needed, the dearest first. What must be withheld is.
func (c *chooser) printBack(must []bool) {
	var order []int
	for i := range c.cells {
		if c.withheld(i) && c.root(i) == i && !slices.ContainsFunc(c.members[i], func(j int) bool { return must[j] }) {
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
	spent := 0
	for _, i := range order {
		if spent > thrift {
			return
		}
		low, high := slices.Clone(c.low), slices.Clone(c.high)
		for _, j := range c.members[i] {
			c.open[j] = false
		}
		for j := range c.cells {
			c.low[j], c.high[j] = c.cells[j].value, c.cells[j].value
		}
		if !c.holds(&spent) {
			for _, j := range c.members[i] {
				c.open[j] = true
			}
			copy(c.low, low)
			copy(c.high, high)
		}
	}
}

// holds reports whether all withheld cells are safe as they are, and adds to what was spent.
func (c *chooser) holds(spent *int) bool {
	was := c.spent
	p := c.scatter(c.polytope())
	defer func() { *spent, c.spent = *spent+p.pivots+c.spent-was, was }()
	for i := range c.cells {
		if c.withheld(i) && !c.safe(i) {
			p = c.fresh(p)
			if c.stretch(p, i); !c.safe(i) {
				return false
			}
		}
	}
	return true
}

// reach moves a cell as far as it goes, however long that takes, and reports whether it is
// safe then.
func (c *chooser) reach(i int) bool {
	p := c.polytope()
	p.limit = math.MaxInt
	for n := 0; n < 20 && !c.safe(i); n++ {
		if c.stretch(p, i); p.best {
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

// polytope is the family as a polytope, withheld and hidden cells free, with a basis of
// cells.
func (c *chooser) polytope() *polytope {
	p := c.bare()
	p.start()
	return p
}

// bare is the family as a polytope with a basis of artificial variables.
func (c *chooser) bare() *polytope {
	slacks := 0
	for _, t := range c.live {
		if t.atMost {
			slacks++
		}
	}
	p := newPolytope(len(c.live), len(c.cells)+slacks+1)
	slack := len(c.cells)
	for n, t := range c.live {
		var terms []entry
		sum := 0.0
		for _, x := range t.terms {
			terms = append(terms, entry{int32(x.Cell), x.Of})
			sum += x.Of * c.cells[x.Cell].value
		}
		if t.atMost {
			terms = append(terms, entry{int32(slack), 1})
			p.free(slack, min(sum, 0), math.Inf(1))
			slack++
		}
		p.set(n, terms)
	}
	for i := range c.cells {
		if c.open[i] && (c.cells[i].hidden || !c.cells[i].told || math.Abs(c.cells[i].value) >= trace) {
			c.release(p, i)
		}
	}
	return p
}

// unknown is how far a cell of which nothing is known may move.
const unknown = 1e7

// release lets a cell move: down to the least that the attacker must grant it, and not
// further up or down than is needed.
func (c *chooser) release(p *polytope, i int) {
	far := c.far
	c.toss()
	slack := float64(c.random>>40) / (1 << 24) * 1e-5 // so that hardly two bounds are met at once
	p.free(i, max(c.cells[i].least()-c.cells[i].value, -far)-slack, far)
}

// withholdIn withholds a cell with all that go together with it.
func (c *chooser) withholdIn(p *polytope, i int) {
	for _, j := range c.members[c.root(i)] {
		if !c.open[j] {
			c.open[j] = true
			c.release(p, j)
		}
	}
}

// scatter pushes all cells that are not safe, at once, there and back, until hardly any
// more become so.
func (c *chooser) scatter(p *polytope) *polytope {
	for c.unsafe() > 0 {
		p = c.fresh(p)
		var goal []entry
		for i := range c.cells {
			if c.withheld(i) && !c.safe(i) {
				goal = append(goal, entry{int32(i), c.toss()})
			}
		}
		for range 2 {
			p.climb(goal, nil)
			c.note(p)
			for n := range goal {
				goal[n].val = -goal[n].val
			}
		}
		if n := c.unsafe(); n > len(goal)*95/100 {
			return p
		}
	}
	return p
}

// stretch pushes one cell down and up until it is safe.
func (c *chooser) stretch(p *polytope, i int) {
	for _, sign := range []float64{1, -1} {
		if c.push(p, i, sign); c.safe(i) {
			return
		}
	}
}

// push moves one cell up or down as far as it goes, or as is enough.
func (c *chooser) push(p *polytope, i int, sign float64) {
	p.climb([]entry{{int32(i), sign}}, func() bool {
		v := c.cells[i].value + p.moved(i)
		return max(v, c.high[i])-min(v, c.low[i]) >= c.enough()
	})
	c.note(p)
}

// note takes the place where the polytope stands as one that the attacker must allow.
func (c *chooser) note(p *polytope) {
	for i := range c.cells {
		if c.open[i] {
			v := c.cells[i].value + p.moved(i)
			c.low[i], c.high[i] = min(c.low[i], v), max(c.high[i], v)
		}
	}
}

// dear is what a unit of a goal is worth, in units of cost.
const dear = 1e6

// help withholds the printed cells that let a cell move far enough and cost least: those
// that move in the linear program that minimizes the cost of their moves (Kelly, Golden
// and Assad, Networks 22 (1992) 397, use it so). It reports whether the cell can.
func (c *chooser) help(p *polytope, i int) bool {
	for _, sign := range []float64{1, -1} {
		far := c.low[i] + c.enough() + 0.001 - c.cells[i].value
		if sign < 0 {
			far = c.cells[i].value - (c.high[i] - c.enough() - 0.001)
		}
		was := [2]float64{p.least[i], p.most[i]}
		least, most := was[0], was[1]
		if p.sign[i] < 0 {
			least, most = -most, -least
		}
		if sign > 0 {
			most = min(most, far)
		} else {
			least = max(least, -far)
		}
		if p.moved(i) <= most && p.moved(i) >= least {
			p.bound(i, least, most)
		}
		c.offer(p)
		p.climb([]entry{{int32(i), sign * dear}}, func() bool { return sign*p.moved(i) >= far-1e-9 })
		p.climb([]entry{{int32(i), sign * dear}}, nil)
		c.note(p)
		bought := c.takeBack(p)
		p.least[i], p.most[i] = was[0], was[1]
		if c.safe(i) {
			for _, j := range bought {
				c.withholdIn(p, j)
			}
			return true
		}
		if len(bought) > 0 { // it moves further with them, though not far enough this way
			for _, j := range bought {
				c.withholdIn(p, j)
			}
		}
	}
	return false
}

// offer lets every printed cell move, at a cost.
func (c *chooser) offer(p *polytope) {
	p.paid = p.paid[:0]
	far := 4 * float64(c.Threshold)
	for j := range c.cells {
		x := &c.cells[j]
		if c.open[j] || x.hidden || math.Abs(x.value) < trace {
			continue
		}
		p.cost[j] = c.price(j)
		p.paid = append(p.paid, j)
		p.least[j], p.most[j], p.other[j] = 0, far, min(far, x.value-x.least())
		if p.sign[j] < 0 {
			p.most[j], p.other[j] = p.other[j], p.most[j]
		}
	}
}

// takeBack are the printed cells that were moved; the others may not move any more.
func (c *chooser) takeBack(p *polytope) (moved []int) {
	for _, j := range p.paid {
		p.cost[j] = 0
		if math.Abs(p.at[j]) > 1e-7 {
			moved = append(moved, j)
			continue
		}
		p.at[j], p.least[j], p.most[j] = 0, 0, 0
	}
	p.paid = p.paid[:0]
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
