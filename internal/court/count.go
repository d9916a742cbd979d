package court

import "slices"

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

// countBucket finds the profiles of a bucket, in no order.
func (g *gather) countBucket(w *worker, from []*kinds, b int) error {
	many, err := g.units(w, from, b)
	if err != nil {
		return err
	}
	w.run = run{weights: w.run.weights[:0]}
	if err := g.countLists(w, many); err != nil {
		return err
	}
	w.tally.begin()
	for _, x := range w.one.list {
		w.tally.add(x.key, 1)
	}
	w.tally.all(func(word uint64, n int64) {
		w.run.weights = append(w.run.weights, n)
		if err == nil {
			err = w.tell(word, nowhere, n*g.weight())
		}
	})
	g.blocks[b].weights = slices.Clone(w.run.weights)
	return err
}

// weight is how much a unit weighs for its signatures.
func (g *gather) weight() int64 {
	if g.weighs {
		return 1
	}
	return 0
}

// countLists counts equal lists of several elements.
func (g *gather) countLists(w *worker, many lists) error {
	size := 1 << 8
	for size < len(many) { // three words a list, at least
		size *= 2
	}
	slots := grown(w.slots, size)[:size]
	w.slots = slots
	clear(slots)
	mask := uint64(size - 1)
	w.many.begin()
	for i := uint64(0); i < uint64(len(many)); i += 1 + many[i] {
		list := many.at(i)
		at := hashWords(list) & mask
		for slots[at] != 0 && !slices.Equal(many.at(w.many.list[slots[at]-1].also), list) {
			at = (at + 1) & mask
		}
		if slots[at] == 0 {
			w.many.add(0, i)
			slots[at] = uint32(len(w.many.list))
		}
		w.many.list[slots[at]-1].key++
	}
	for _, x := range w.many.list {
		w.run.weights = append(w.run.weights, int64(x.key))
		for _, e := range many.at(x.also) {
			if err := w.tell(e&^1, nowhere, int64(x.key)*g.weight()); err != nil {
				return err
			}
		}
	}
	return nil
}

// hashWords mixes words.
func hashWords(list []uint64) (h uint64) {
	for _, x := range list {
		h = mix(h, x, 0)
	}
	return h ^ h>>32
}

// countAlike counts the signatures of a bucket, and what was done to their rows.
func (w *worker) countAlike(before []*worker, b int, keep bool) (x counted, err error) {
	w.tally.begin()
	for _, from := range before {
		if from.found == nil {
			continue
		}
		err := from.found.take(b, &w.buf, &w.words, func(words []uint64) error {
			for ; len(words) > 0; words = words[2:] {
				w.tally.add(words[0], int64(words[1]&mostOnce))
			}
			return nil
		})
		if err != nil {
			return x, err
		}
	}
	x.n = w.tally.used
	w.tally.all(func(rank uint64, rows int64) {
		w.note(rank, rows)
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
