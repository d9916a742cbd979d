package court

import (
	"math"
	"slices"
	"sort"
	"sync"
)

// Units that share no victim are kinds of lists of signatures, in which a mark parts the
// cases of a person: an element is the rank of a signature, and one more where a case
// begins (but the first). Lists in their order are profiles in theirs.

// A gather adds up units of one sort into profiles.
type gather struct {
	division *division
	sort     Sort
	weighs   bool // its units say how often signatures occur
	keeps    bool // lists are asked for again
	counts   bool // nothing is asked for but how many profiles there are, and their weights
	workers  []*kinds
	runs     []*worker // that hold whole cases, where they are only counted
	mu       sync.Mutex
	rare     rarities // units that share victims
	blocks   []run
	first    []uint32 // profiles before each
}

// A run is the profiles of a bucket, in order.
type run struct {
	elements []uint64 // of their lists, if they are asked for again
	members  []uint32 // twice the number of a signature, and the mark
	ends     []uint32 // of each in members
	weights  []int64
	times    []int64 // how many profiles have each weight, where they are only counted
}

// kinds is what one worker found.
type kinds struct {
	g     *gather
	one   *store // units of one charge, by bucket: their element
	many  *store // the others, by bucket: their length, then their elements
	large [][]uint64
}

// part is the bucket of a list.
func (g *gather) part(list []uint64) int {
	if g.counts {
		return int(hashWords(list) >> atCounted)
	}
	return g.division.of(list[0])
}

func (r *Reducer) newGather(sort Sort) *gather {
	g := &gather{division: r.division, sort: sort, weighs: sort == OfCases, keeps: sort == OfVictims, counts: r.counts() && sort != OfVictims}
	r.gathers[sort] = g
	return g
}

// kindsOf is the worker's part of the gathering.
func (g *gather) kindsOf(w *worker) *kinds {
	if w.kinds == nil || w.kinds.g != g {
		w.kinds = &kinds{g: g, one: newStore(&w.r.pool, g.division.n), many: newStore(&w.r.pool, g.division.n)}
		g.mu.Lock()
		g.workers = append(g.workers, w.kinds)
		g.mu.Unlock()
	}
	return w.kinds
}

// put adds a unit.
func (k *kinds) put(list []uint64) error {
	at := k.g.part(list)
	if len(list) == 1 {
		to, err := k.one.room(at, 1)
		if err == nil {
			to[0] = list[0]
		}
		return err
	}
	if len(list) >= chunkWords {
		k.large = append(k.large, slices.Clone(list))
		return nil
	}
	to, err := k.many.room(at, 1+len(list))
	if err == nil {
		to[0] = uint64(len(list))
		for i, x := range list { // of few words quicker than copy
			to[1+i] = x
		}
	}
	return err
}

// profiles adds up what all workers found.
func (g *gather) profiles(r *Reducer) error {
	g.blocks = make([]run, g.division.n)
	from := slices.Clone(g.workers)
	g.workers = nil
	err := r.each(g.division.n, func(w *worker, b int) error {
		if g.counts {
			return g.countBucket(w, from, b)
		}
		return g.sortBucket(w, from, b)
	})
	g.first = make([]uint32, g.division.n)
	for b, x := range g.blocks[:g.division.n-1] {
		g.first[b+1] = g.first[b] + uint32(len(x.ends))
	}
	return err
}

// A lists is lists one after another: their length, then their elements.
type lists []uint64

func (l lists) at(i uint64) []uint64 { return l[i+1 : i+1+l[i]] }

// sortBucket finds the profiles of a bucket, in order.
func (g *gather) sortBucket(w *worker, from []*kinds, b int) error {
	many, err := g.units(w, from, b)
	if err != nil {
		return err
	}
	w.sortLists(many)
	w.one.sort()
	one, sorted := w.one.list, w.many.list
	scribe := scribe{to: &w.run, number: uint64(int(g.sort)*buckets + b), weighs: g.weighs, w: w}
	scribe.elements = w.list[:0]
	w.run = run{ends: w.run.ends[:0], weights: w.run.weights[:0]}
	for len(one) > 0 || len(sorted) > 0 {
		if len(sorted) == 0 || len(one) > 0 && one[0].key <= many.at(sorted[0].also)[0] {
			n := alike(one, func(x item) bool { return x.key == one[0].key })
			err = scribe.write([]uint64{one[0].key}, int64(n))
			one = one[n:]
		} else {
			list := many.at(sorted[0].also)
			n := alike(sorted, func(x item) bool { return slices.Equal(many.at(x.also), list) })
			err = scribe.write(list, int64(n))
			sorted = sorted[n:]
		}
		if err != nil {
			return err
		}
	}
	at := &g.blocks[b]
	at.members = make([]uint32, len(scribe.elements))
	for i, e := range scribe.elements {
		at.members[i] = uint32(e & 1)
	}
	if g.keeps {
		at.elements = slices.Clone(scribe.elements)
	}
	at.ends, at.weights = slices.Clone(w.run.ends), slices.Clone(w.run.weights)
	w.list = scribe.elements[:0]
	return nil
}

// alike is how many items at the beginning are like the first.
func alike(list []item, like func(item) bool) int {
	n := 1
	for n < len(list) && like(list[n]) {
		n++
	}
	return n
}

// units are the units of a bucket that have several charges; those of one are w.one.
func (g *gather) units(w *worker, from []*kinds, b int) (many lists, err error) {
	many = w.flat[:0]
	w.one.begin()
	for _, k := range from {
		err = k.one.take(b, &w.buf, &w.words, func(words []uint64) error {
			for _, x := range words {
				w.one.add(x, 0)
			}
			return nil
		})
		if err != nil {
			return nil, err
		}
		err = k.many.take(b, &w.buf, &w.words, func(words []uint64) error {
			many = append(many, words...)
			return nil
		})
		if err != nil {
			return nil, err
		}
		for _, list := range k.large {
			if g.part(list) == b {
				many = append(append(many, uint64(len(list))), list...)
			}
		}
	}
	w.flat = many
	return many, nil
}

// sortLists makes w.many where lists of two elements and more lie, in their order.
func (w *worker) sortLists(all lists) {
	w.many.begin()
	for i := uint64(0); i < uint64(len(all)); i += 1 + all[i] {
		w.many.add(all[i+2], i)
	}
	w.many.sort()
	items := w.many.list
	for i := range items {
		items[i].key = all[items[i].also+1]
	}
	w.many.sort()
	items = w.many.list
	for i := 0; i < len(items); {
		first, second, long := items[i].key, all[items[i].also+2], false
		j := i
		for ; j < len(items) && items[j].key == first && all[items[j].also+2] == second; j++ {
			long = long || all[items[j].also] > 2
		}
		if long && j-i > 1 {
			slices.SortFunc(items[i:j], func(a, b item) int { return slices.Compare(all.at(a.also), all.at(b.also)) })
		}
		i = j
	}
}

// A scribe writes the profiles of a bucket, and sends word of their signatures.
type scribe struct {
	w        *worker
	to       *run
	number   uint64 // of the run among all
	weighs   bool
	elements []uint64
}

// Where a signature stands: the run, the place in its members, and what it weighs there.
const (
	inRun    = 48
	inPlace  = 16
	nowhere  = uint64(math.MaxUint16) << inRun
	mostOnce = 1<<inPlace - 1
)

func (s *scribe) write(list []uint64, weight int64) error {
	counts := int64(0)
	if s.weighs {
		counts = weight
	}
	for _, e := range list {
		if err := s.w.tell(e&^1, s.number<<inRun|uint64(len(s.elements))<<inPlace, counts); err != nil {
			return err
		}
		s.elements = append(s.elements, e)
	}
	s.to.ends = append(s.to.ends, uint32(len(s.elements)))
	s.to.weights = append(s.to.weights, weight)
	return nil
}

// tell says that rows have a signature, and where it stands.
func (w *worker) tell(rank, where uint64, rows int64) error {
	if w.found == nil {
		w.found = newStore(&w.r.pool, w.r.division.n)
	}
	if w.r.counts() {
		return w.tellOf(rank, rows)
	}
	at := w.r.division.of(rank)
	for {
		to, err := w.found.room(at, 2)
		if err != nil {
			return err
		}
		n := min(rows, mostOnce)
		to[0], to[1] = rank, where|uint64(n)
		if rows -= n; rows == 0 {
			return nil
		}
	}
}

// find is the number of the profile with a list, of those that keep theirs.
func (g *gather) find(list []uint64) uint32 {
	b := g.division.of(list[0])
	x := &g.blocks[b]
	at, _ := sort.Find(len(x.ends), func(i int) int { return slices.Compare(list, x.list(i)) })
	return g.first[b] + uint32(at)
}
