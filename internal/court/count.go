package court

import (
	"math/bits"
	"slices"
)

// Where a roll is only counted nothing is put in order: equal lists, and equal signatures,
// find each other in tables.

// A tally is how often words occur, each even.
type tally struct {
	word []uint64 // and 1; 0 free
	sum  []int64
	used int
}

// begin makes an empty tally.
func (t *tally) begin() {
	t.used = 0
	if t.word == nil {
		t.word, t.sum = make([]uint64, 1<<12), make([]int64, 1<<12)
	}
	clear(t.word)
}

func (t *tally) add(word uint64, n int64) {
	at := t.place(word | 1)
	if t.word[at] != 0 {
		t.sum[at] += n
		return
	}
	t.word[at], t.sum[at] = word|1, n
	if t.used++; 2*t.used > len(t.word) {
		t.grow()
	}
}

func (t *tally) place(word uint64) uint64 {
	mask := uint64(len(t.word) - 1)
	for at := scatter(word) & mask; ; at = (at + 1) & mask {
		if x := t.word[at]; x == 0 || x == word {
			return at
		}
	}
}

func (t *tally) grow() {
	old := *t
	t.word, t.sum = make([]uint64, 2*len(old.word)), make([]int64, 2*len(old.word))
	old.all(func(word uint64, n int64) {
		at := t.place(word | 1)
		t.word[at], t.sum[at] = word|1, n
	})
}

// all gives the words, in no order.
func (t *tally) all(each func(word uint64, n int64)) {
	for i, x := range t.word {
		if x != 0 {
			each(x&^1, t.sum[i])
		}
	}
}

// A census is how often lists occur.
type census struct {
	slot  []censusSlot
	list  []uint64 // of each list how often it occurs, its length and its elements
	kinds int
}

// censusSlot has the upper half of a list's hash and its place, from 1; place 0 is free.
type censusSlot struct{ hash, place uint32 }

// begin makes an empty census.
func (c *census) begin() {
	c.list, c.kinds = c.list[:0], 0
	if c.slot == nil {
		c.slot = make([]censusSlot, 1<<12)
	}
	clear(c.slot)
}

// add adds one to a list, of which the hash is given.
func (c *census) add(hash uint64, list []uint64) {
	mask := uint64(len(c.slot) - 1)
	upper := uint32(hash >> 20)
	for at := hash & mask; ; at = (at + 1) & mask {
		s := &c.slot[at]
		if s.place == 0 {
			*s = censusSlot{upper, uint32(len(c.list)) + 1}
			c.list = append(append(c.list, 1, uint64(len(list))), list...)
			if c.kinds++; 2*c.kinds > len(c.slot) {
				c.grow()
			}
			return
		}
		if s.hash == upper && c.again(c.list[s.place-1:], list) {
			return
		}
	}
}

// again adds one to the list that stands first, if it is the list that is given.
func (c *census) again(first, list []uint64) bool {
	there := first[2:]
	if first[1] != uint64(len(list)) || len(there) < len(list) {
		return false
	}
	for i, x := range list {
		if there[i] != x {
			return false
		}
	}
	first[0]++
	return true
}

// all gives the lists and how often each occurs.
func (c *census) all(each func(times int64, list []uint64)) {
	for rest := c.list; len(rest) > 0; {
		n := 2 + rest[1]
		each(int64(rest[0]), rest[2:n])
		rest = rest[n:]
	}
}

func (c *census) grow() {
	c.slot = make([]censusSlot, 2*len(c.slot))
	mask := uint64(len(c.slot) - 1)
	place := uint32(1)
	c.all(func(_ int64, list []uint64) {
		hash := hashWords(list)
		at := hash & mask
		for c.slot[at].place != 0 {
			at = (at + 1) & mask
		}
		c.slot[at] = censusSlot{uint32(hash >> 20), place}
		place += 2 + uint32(len(list))
	})
}

// countBucket finds the profiles of a bucket, in no order.
func (g *gather) countBucket(w *worker, from []*kinds, b int) error {
	w.census.begin()
	if err := g.countRuns(w, b); err != nil {
		return err
	}
	for _, k := range from {
		if err := k.count(w, b); err != nil {
			return err
		}
	}
	g.blocks[b].weights, g.blocks[b].times = w.census.weights()
	switch {
	case !g.weighs:
		return nil
	case w.r.order.single && !w.r.countsCharges():
		w.keepAll(w.census.elements())
		return nil
	}
	return w.tellAll(&w.census)
}

// countRuns counts the runs of a bucket that are whole cases.
func (g *gather) countRuns(w *worker, b int) error {
	if !slices.ContainsFunc(g.runs, func(from *worker) bool { return from.torn != nil }) {
		return recordsBy((*store).take, w, g.runs, inRuns, b, func(_ *worker, _ layout, _ int, words []uint64) error {
			w.census.addRuns(words)
			return nil
		})
	}
	return w.eachRun((*store).take, g.runs, b, func(run []uint64, torn *id) error {
		if torn == nil {
			w.census.addRuns(run)
		}
		return nil
	})
}

// addRuns adds runs that follow each other, of which it makes ranks.
func (c *census) addRuns(words []uint64) {
	from, hash := 0, uint64(0)
	for i, x := range words {
		rank := unordered(x &^ lastInRun)
		words[i], hash = rank, hashed(hash, rank)
		if x&lastInRun != 0 {
			c.add(hash, words[from:i+1])
			from, hash = i+1, 0
		}
	}
}

// count counts the lists of a bucket, and frees it.
func (k *kinds) count(w *worker, b int) error {
	err := k.one.take(b, &w.buf, &w.words, func(words []uint64) error {
		for i := range words {
			w.census.add(hashWords(words[i:i+1]), words[i:i+1])
		}
		return nil
	})
	if err != nil {
		return err
	}
	err = k.many.take(b, &w.buf, &w.words, func(words []uint64) error {
		for at := uint64(0); at < uint64(len(words)); at = lists(words).after(at) {
			list := lists(words).at(at)
			w.census.add(hashWords(list), list)
		}
		return nil
	})
	if err != nil {
		return err
	}
	return k.longs(w, b, func(list []uint64) { w.census.add(hashWords(list), list) })
}

// weights is how often lists occur, and how many lists so often.
func (c *census) weights() (weights, times []int64) {
	var seldom [64]int64
	c.all(func(n int64, _ []uint64) {
		if n < int64(len(seldom)) {
			seldom[n]++
		} else {
			weights, times = append(weights, n), append(times, 1)
		}
	})
	for n, lists := range seldom {
		if lists > 0 {
			weights, times = append(weights, int64(n)), append(times, lists)
		}
	}
	return weights, times
}

// elements is how many elements the lists have, each as often as its list.
func (c *census) elements() (n int64) {
	c.all(func(times int64, list []uint64) { n += times * int64(len(list)) })
	return n
}

// tellAll says how many rows have the signatures of lists.
func (w *worker) tellAll(c *census) (err error) {
	c.all(func(times int64, list []uint64) {
		for _, e := range list {
			if err == nil {
				err = w.tell(e&^1, nowhere, times)
			}
		}
	})
	return err
}

// keepAll adds rows of one count each to those that are kept.
func (w *worker) keepAll(rows int64) { w.kept = w.kept.plus(Tally{rows, rows}) }

// keep adds rows of a signature to those that are kept.
func (w *worker) keep(rank uint64, rows int64) {
	w.kept = w.kept.plus(Tally{rows, rows * w.r.order.counts(rank)})
}

// counts reports whether a roll is only counted.
func (r *Reducer) counts() bool { return r.Extent != InFull }

// countsCharges reports whether the kinds of charges are, too.
func (r *Reducer) countsCharges() bool { return r.Extent == CountCharges || !r.hasCases }

// tellOf says that rows have a signature: those of one row by its rank, others by its rank
// with the lowest bit set, and their number. Where signatures are not counted the rows are.
func (w *worker) tellOf(rank uint64, rows int64) error {
	if !w.r.countsCharges() {
		w.keep(rank, rows)
		return nil
	}
	at := w.r.division.of(rank)
	if rows == 1 {
		to, err := w.found.room(at, 1)
		if err == nil {
			to[0] = rank
		}
		return err
	}
	to, err := w.found.room(at, 2)
	if err == nil {
		to[0], to[1] = rank|1, uint64(rows)
	}
	return err
}

// told adds up what was said of signatures.
func (t *tally) told(words []uint64) {
	for i := 0; i < len(words); i++ {
		if rank := words[i]; rank&1 == 0 {
			t.add(rank, 1)
		} else {
			i++
			t.add(rank&^1, int64(words[i]))
		}
	}
}

// hashWords mixes words. Its upper bits choose a part, its lower ones a place.
func hashWords(list []uint64) (h uint64) {
	for _, x := range list {
		h = hashed(h, x)
	}
	return h
}

// hashCiphers is hashWords of the ciphers' ranks, where these are in no order.
func hashCiphers(list []cipher) (h uint64) {
	for _, c := range list {
		h = hashed(h, unordered(c))
	}
	return h
}

func hashed(h, x uint64) uint64 {
	hi, lo := bits.Mul64(h^x^0x9e3779b97f4a7c15, 0xd1b54a32d192ed03)
	return hi ^ lo
}

// countAlike counts the signatures of a bucket.
func (w *worker) countAlike(before []*worker, b int, keep bool) (x counted, err error) {
	w.tally.begin()
	for _, from := range before {
		if from.found == nil {
			continue
		}
		err := from.found.take(b, &w.buf, &w.words, func(words []uint64) error {
			w.tally.told(words)
			return nil
		})
		if err != nil {
			return x, err
		}
	}
	x.n = w.tally.used
	w.tally.all(func(rank uint64, rows int64) {
		w.keep(rank, rows)
		if keep {
			x.ranks, x.rows = append(x.ranks, rank), append(x.rows, rows)
		}
	})
	return x, nil
}

// counted is how many signatures there are; which, where each is a case.
type counted struct {
	n     int
	ranks []uint64
	rows  []int64
}

// count counts the signatures of a roll.
func (r *Reducer) count(to *Roll) error {
	before := slices.Clone(r.workers)
	if !r.countsCharges() {
		for _, w := range before {
			to.kept = to.kept.plus(w.kept)
		}
		return nil
	}
	found := make([]counted, r.division.n)
	err := r.each(r.division.n, func(w *worker, b int) (err error) {
		found[b], err = w.countAlike(before, b, !to.head.Has.Case)
		return err
	})
	for _, x := range found {
		to.signatures += x.n
		to.ranks, to.rows = append(to.ranks, x.ranks...), append(to.rows, x.rows...)
	}
	for _, w := range r.workers[len(before):] {
		to.kept = to.kept.plus(w.kept)
	}
	return err
}
