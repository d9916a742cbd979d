package court

import (
	"cmp"
	"slices"
	"sync"
)

// Where the rows of a case stand together, as they do in a file sorted by case, a run of
// rows is kept as one record and falls into no part: its id, then its ciphers, of which the
// last bears a mark. That a run is the whole of its case shows when all are there: its id
// occurs once. What does not is sent to its part row by row.

const (
	lastInRun  = 1 << 62 // of a cipher
	longestRun = chunkWords - 2
	runsOfPart = 256 // that follow each other
)

// clustered reports whether rows of cases stand together.
func clustered(cases []id) bool {
	begins := 0
	for i := range cases {
		if i == 0 || cases[i] != cases[i-1] {
			begins++
		}
	}
	return 4*begins < 3*len(cases)
}

// A march is the batches of a piece, by their stands.
type march struct {
	piece       int
	orders      Orders
	first, last []byte
}

// march notes where a batch stands.
func (w *worker) march(b *Batch) error {
	s := &b.Stand
	n := len(w.marches)
	if n == 0 || w.marches[n-1].piece != s.Piece {
		if err := w.breakRun(); err != nil {
			return err
		}
		w.marches = append(w.marches, march{piece: s.Piece, orders: AllOrders})
		n++
	}
	m := &w.marches[n-1]
	switch {
	case s.Orders == 0:
		m.orders = 0
		w.strays = w.strays || b.Case != nil
	case s.First != nil:
		m.follow(s.Orders, s.First, s.Last)
	}
	return nil
}

// follow takes what comes behind.
func (m *march) follow(orders Orders, first, last []byte) {
	m.orders &= orders
	if m.first == nil {
		m.first = append(m.first, first...)
	} else {
		m.orders &= OrdersOf(m.last, first)
	}
	m.last = append(m.last[:0], last...)
}

// inOrder reports whether the stands of all batches show that rows of a case stand together.
func (r *Reducer) inOrder(before []*worker) bool {
	var all []march
	for _, w := range before {
		if w.strays {
			return false
		}
		all = append(all, w.marches...)
	}
	slices.SortFunc(all, func(a, b march) int { return cmp.Compare(a.piece, b.piece) })
	whole := march{orders: AllOrders}
	for i, m := range all {
		if i > 0 && m.piece == all[i-1].piece {
			return false
		}
		if m.first != nil {
			whole.follow(m.orders, m.first, m.last)
		}
	}
	return whole.orders != 0
}

// takeRun takes a row of a case that has no person and no victim.
func (w *worker) takeRun(at id, c cipher) error {
	if at != w.current || len(w.together) == longestRun {
		full := at == w.current
		if err := w.closeRun(full); err != nil {
			return err
		}
		w.current, w.cut = at, w.cut || full
	}
	w.together = append(w.together, c)
	return nil
}

// breakRun closes the run that is being taken where rows that do not stand in runs, or of
// another piece, come next.
func (w *worker) breakRun() error {
	err := w.closeRun(true)
	w.cut = true
	return err
}

// closeRun keeps the run that is being taken. more says that rows of its case may come
// elsewhere.
func (w *worker) closeRun(more bool) error {
	n := len(w.together)
	if n == 0 {
		return nil
	}
	to, err := w.store(inRuns, 0).room(w.runs/runsOfPart%parts, 2+n)
	if err != nil {
		return err
	}
	w.runs++
	to[0], to[1] = w.current.Hi, w.current.Lo
	copy(to[2:], w.together)
	to[1+n] |= lastInRun
	if more || w.cut {
		w.edges = append(w.edges, w.current)
	}
	w.together, w.cut = w.together[:0], false
	return nil
}

// runLength is how many words the run at the beginning takes.
func runLength(words []uint64) int {
	for n := 3; ; n++ {
		if words[n-1]&lastInRun != 0 {
			return n
		}
	}
}

// A sieve is ids of which some things are to be held back, and now and then another one.
type sieve [1 << 14]uint64

func (s *sieve) add(tag uint64)      { s[tag>>6%uint64(len(s))] |= 1 << (tag & 63) }
func (s *sieve) has(tag uint64) bool { return s[tag>>6%uint64(len(s))]>>(tag&63)&1 != 0 }

// tagged is workers that have the tags of the cases of all runs, or, where all others are
// known to be whole, of those that were cut.
func (r *Reducer) tagged(before []*worker) ([]*worker, error) {
	if r.inOrder(before) {
		w := r.newWorker()
		for _, from := range before {
			for _, at := range from.edges {
				if err := w.tag(at); err != nil {
					return nil, err
				}
			}
		}
		return []*worker{w}, nil
	}
	first := len(r.workers)
	err := r.each(parts, func(w *worker, part int) (err error) {
		e := r.look(w, before, inRuns, part, func(words []uint64) {
			if err == nil {
				err = w.tag(id{Hi: words[0], Lo: words[1]})
			}
		})
		return cmp.Or(err, e)
	})
	return slices.Clone(r.workers[first:]), err
}

// tag puts the tag of a case to its part.
func (w *worker) tag(at id) error {
	if w.tags == nil {
		w.tags = newStore(&w.r.pool, parts)
	}
	to, err := w.tags.room(partOf(at), 1)
	if err == nil {
		to[0] = at.Lo
	}
	return err
}

// broken is the cases that have several runs, or a run and other rows.
func (r *Reducer) broken(before []*worker) (*sieve, error) {
	tagged, err := r.tagged(before)
	if err != nil {
		return nil, err
	}
	var found sieve
	var mu sync.Mutex
	err = r.each(parts, func(w *worker, part int) error {
		w.flat = w.flat[:0]
		for _, from := range tagged {
			if from.tags == nil {
				continue
			}
			err := from.tags.take(part, &w.buf, &w.words, func(words []uint64) error {
				w.flat = append(w.flat, words...)
				return nil
			})
			if err != nil {
				return err
			}
		}
		if len(w.flat) == 0 {
			return nil
		}
		again := w.again(w.flat)
		err := r.look(w, before, byCase, part, func(words []uint64) {
			if w.set.has(words[1]) {
				again = append(again, words[1])
			}
		})
		mu.Lock()
		defer mu.Unlock()
		for _, tag := range again {
			found.add(tag)
		}
		return err
	})
	return &found, err
}

// again puts tags into the worker's set, and gives those that are there twice.
func (w *worker) again(tags []uint64) (twice []uint64) {
	w.set.begin(len(tags))
	for _, tag := range tags {
		if !w.set.add(tag) {
			twice = append(twice, tag)
		}
	}
	return twice
}

// A tagSet holds words, of which 0 counts as there.
type tagSet struct{ slot []uint64 }

// begin makes an empty set for n words.
func (s *tagSet) begin(n int) {
	size := 64
	for size < 2*n {
		size *= 2
	}
	s.slot = grown(s.slot, size)[:size]
	clear(s.slot)
}

func (s *tagSet) place(x uint64) *uint64 {
	mask := uint64(len(s.slot) - 1)
	for at := x & mask; ; at = (at + 1) & mask {
		if y := &s.slot[at]; *y == 0 || *y == x {
			return y
		}
	}
}

// add reports whether a word is new.
func (s *tagSet) add(x uint64) bool {
	y := s.place(x)
	if *y == x {
		return false
	}
	*y = x
	return true
}

func (s *tagSet) has(x uint64) bool { return *s.place(x) == x }

// wholeRuns gathers the runs that are whole cases, and sends the others to their parts.
func (r *Reducer) wholeRuns(before []*worker, g *gather) error {
	if !has(before, inRuns) {
		return nil
	}
	broken, err := r.broken(before)
	if err != nil {
		return err
	}
	err = r.each(parts, func(w *worker, part int) error {
		k := g.kindsOf(w)
		return r.records(w, before, inRuns, part, func(_ *worker, _ layout, _ int, words []uint64) error {
			for len(words) > 0 {
				n := runLength(words)
				if err := w.wholeRun(k, broken, words[:n]); err != nil {
					return err
				}
				words = words[n:]
			}
			return nil
		})
	})
	done(before, inRuns)
	return err
}

// wholeRun gathers a run, or sends its rows to their part where it is broken.
func (w *worker) wholeRun(k *kinds, broken *sieve, words []uint64) error {
	w.list = w.list[:0]
	for _, c := range words[2:] {
		w.list = append(w.list, w.r.order.of(c&^lastInRun))
	}
	if !broken.has(words[1]) {
		sortShort(w.list)
		return k.put(w.list)
	}
	for _, sig := range w.list {
		if err := w.send(byCase, &row{caze: id{Hi: words[0], Lo: words[1]}, sig: sig}); err != nil {
			return err
		}
	}
	return nil
}

// sortShort sorts a list that is short, mostly.
func sortShort(list []uint64) {
	if len(list) > few {
		slices.Sort(list)
		return
	}
	for i := 1; i < len(list); i++ {
		x, j := list[i], i
		for ; j > 0 && list[j-1] > x; j-- {
			list[j] = list[j-1]
		}
		list[j] = x
	}
}
