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
	g    *gather
	one  *store // units of one charge, by bucket: their element
	many *store // the others, by bucket: their length, then their elements
	long *store // those of which that does not fit a chunk, likewise, in pieces
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
		return k.putLong(at, list)
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

// putLong is put of a list that does not fit a chunk.
func (k *kinds) putLong(at int, list []uint64) error {
	if k.long == nil {
		k.long = newStore(k.one.pool, k.g.division.n)
	}
	length := [...]uint64{uint64(len(list))}
	for rest := length[:]; len(rest) > 0; {
		to, err := k.long.stretch(at, 1, len(rest))
		if err != nil {
			return err
		}
		if rest = rest[copy(to, rest):]; len(rest) == 0 {
			rest, list = list, nil
		}
	}
	return nil
}

// longs gives the long lists of a bucket, and frees them. A list is good until the next.
func (k *kinds) longs(w *worker, b int, each func(list []uint64)) error {
	if k.long == nil {
		return nil
	}
	var got []uint64
	return k.long.take(b, &w.buf, &w.words, func(words []uint64) error {
		got = append(got, words...)
		rest := got
		for len(rest) > 0 && uint64(len(rest)) > rest[0] {
			each(rest[1 : 1+rest[0]])
			rest = rest[1+rest[0]:]
		}
		got = got[:copy(got, rest)]
		return nil
	})
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
	for _, k := range from {
		for _, s := range [...]*store{k.one, k.many, k.long} {
			r.pool.forget(s)
		}
	}
	g.first = make([]uint32, g.division.n)
	for b, x := range g.blocks[:g.division.n-1] {
		g.first[b+1] = g.first[b] + uint32(len(x.ends))
	}
	return err
}

// A lists is lists one after another: how often one is there beyond once (in the upper half of
// a word) and its length, then its elements.
type lists []uint64

func (l lists) at(i uint64) []uint64 { return l[i+1 : l.after(i)] }

// after is where the list behind the one at i stands.
func (l lists) after(i uint64) uint64 { return i + 1 + uint64(uint32(l[i])) }

// times is how often the list at i is there.
func (l lists) times(i uint64) int64 { return 1 + int64(l[i]>>32) }

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
			n, times := alikeOnes(one)
			err = scribe.write([]uint64{one[0].key}, times)
			one = one[n:]
		} else {
			n, times := many.alike(sorted)
			err = scribe.write(many.at(sorted[0].also), times)
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

// alikeOnes is how many items at the beginning are like the first, and how often that is there.
func alikeOnes(list []item) (n int, times int64) {
	for ; n < len(list) && list[n].key == list[0].key; n++ {
		times += int64(list[n].also)
	}
	return n, times
}

// alike is how many lists at the beginning, where sorted says in which order they are, are like
// the first, and how often that is there.
func (l lists) alike(sorted []item) (n int, times int64) {
	first := l.at(sorted[0].also)
	for ; n < len(sorted) && slices.Equal(l.at(sorted[n].also), first); n++ {
		times += l.times(sorted[n].also)
	}
	return n, times
}

// loose is how many units of a bucket, or words of them, come before equal ones are made one.
const loose = 1 << 19

// units are the units of a bucket that have several charges; those of one are w.one. Of a kind
// that very many are of there may be several of each, with how often it is there.
func (g *gather) units(w *worker, from []*kinds, b int) (many lists, err error) {
	many = w.flat[:0]
	w.one.begin()
	mostOnes, mostWords := loose, loose
	for _, k := range from {
		err = k.one.take(b, &w.buf, &w.words, func(words []uint64) error {
			for _, x := range words {
				w.one.add(x, 1)
			}
			if len(w.one.list) >= mostOnes {
				w.uniteOnes()
				mostOnes = max(loose, 2*len(w.one.list))
			}
			return nil
		})
		if err != nil {
			return nil, err
		}
		unite := func() {
			if len(many) >= mostWords {
				many = w.unite(many)
				mostWords = max(loose, 2*len(many))
			}
		}
		err = k.many.take(b, &w.buf, &w.words, func(words []uint64) error {
			many = append(many, words...)
			unite()
			return nil
		})
		if err != nil {
			return nil, err
		}
		err = k.longs(w, b, func(list []uint64) {
			many = append(append(many, uint64(len(list))), list...)
			unite()
		})
		if err != nil {
			return nil, err
		}
	}
	w.flat = many
	return many, nil
}

// uniteOnes makes equal ones of w.one one.
func (w *worker) uniteOnes() {
	w.one.sort()
	list := w.one.list
	united := list[:0]
	for len(list) > 0 {
		n, times := alikeOnes(list)
		united = append(united, item{list[0].key, uint64(times)})
		list = list[n:]
	}
	w.one.list = united
}

// unite makes equal lists one, but for lists that are there 2^32 times and more.
func (w *worker) unite(all lists) lists {
	w.sortLists(all)
	united := lists(w.united[:0])
	for sorted := w.many.list; len(sorted) > 0; {
		n, times := all.alike(sorted)
		list := all.at(sorted[0].also)
		for ; times > 0; times -= min(times, 1<<32) {
			united = append(append(united, uint64(min(times, 1<<32)-1)<<32|uint64(len(list))), list...)
		}
		sorted = sorted[n:]
	}
	w.united = all
	return united
}

// sortLists makes w.many where lists of two elements and more lie, in their order.
func (w *worker) sortLists(all lists) {
	w.many.begin()
	for i := uint64(0); i < uint64(len(all)); i = all.after(i) {
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
			long = long || len(all.at(items[j].also)) > 2
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
