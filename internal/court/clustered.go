package court

import (
	"cmp"
	"slices"
	"sync"
)

// Where the rows of a case stand together, as they do in a file sorted by case, a run of
// rows is kept as one record: its ciphers, of which the last bears a mark. It falls into no
// part, or, where it is only to be counted, into that of its list. The ids of runs stand in
// the order in which they came, and their parts. That a run is the whole of its case shows
// when all are there: its id occurs once. What does not is sent to its part row by row, and
// so is at once what begins or ends where rows of its case may stand elsewhere.

const (
	lastInRun  = 1 << 62 // of a cipher
	longestRun = chunkWords - 1
	runsOfPart = 256 // that follow each other
)

// clustered reports whether rows of cases stand together, by the first of them.
func clustered(cases []id) bool {
	cases = cases[:min(len(cases), 128)]
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
	if w.told = s.Told; s.Told && m.orders&byText == 0 {
		return ErrMisled
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

// takeRuns takes rows of a block, of cases and of no person. The runs at its ends may go on
// in other blocks; those between are whole.
func (w *worker) takeRuns(cases []id, sigs []cipher) error {
	starts := w.muster.begins(cases)
	last := len(starts) - 2
	if err := w.takeRun(cases[0], sigs[:starts[1]]); err != nil || last == 0 {
		return err
	}
	if err := w.closeRun(false); err != nil {
		return err
	}
	if err := w.keepRuns(cases, sigs, starts[1:last+1]); err != nil {
		return err
	}
	return w.takeRun(cases[starts[last]], sigs[starts[last]:])
}

// takeRun takes rows of a case that may go on.
func (w *worker) takeRun(at id, sigs []cipher) error {
	if at != w.current || len(w.together) == 0 {
		if err := w.closeRun(false); err != nil {
			return err
		}
		w.current = at
	}
	for _, c := range sigs {
		if len(w.together) == longestRun {
			if err := w.breakRun(); err != nil {
				return err
			}
		}
		w.together = append(w.together, c)
	}
	return nil
}

// breakRun closes the run that is being taken where rows of its case may come elsewhere: rows
// that do not stand in runs, or of another piece, come next, or it is too long.
func (w *worker) breakRun() error {
	err := w.closeRun(true)
	w.cut = true
	return err
}

// closeRun keeps the run that is being taken, where rows of its case cannot have come before
// or, if more is false, come after; else it sends its rows to their part.
func (w *worker) closeRun(more bool) (err error) {
	if len(w.together) == 0 {
		return nil
	}
	if more || w.cut {
		err = w.sendRun(w.current, w.together)
	} else {
		err = w.keepRun(w.current, w.together)
	}
	w.together, w.cut = w.together[:0], false
	return err
}

// sendRun sends rows of a case to its part.
func (w *worker) sendRun(at id, sigs []cipher) error {
	for _, c := range sigs {
		if err := w.send(byCase, &row{caze: at, sig: c}); err != nil {
			return err
		}
	}
	return nil
}

// keepRun keeps the rows of a case as a run.
func (w *worker) keepRun(at id, sigs []cipher) error {
	part, err := w.putRun(sigs)
	if err != nil {
		return err
	}
	w.runs++
	return w.noteRun(at, part)
}

// putRun puts a run to its part. One that will be counted it puts in order.
func (w *worker) putRun(sigs []cipher) (part int, err error) {
	part = w.runs / runsOfPart % parts
	if w.r.counts() {
		sortShort(sigs)
		part = int(hashCiphers(sigs) >> atCounted)
	}
	to, err := w.store(inRuns, 0).room(part, len(sigs))
	if err != nil {
		return 0, err
	}
	for i := range to { // of few words quicker than copy
		to[i] = sigs[i]
	}
	to[len(to)-1] |= lastInRun
	return part, nil
}

// noteRun notes the case and the part of a run that was kept.
func (w *worker) noteRun(at id, part int) error {
	if w.told {
		return nil
	}
	w.runParts.add(uint16(part))
	to, err := w.runIDs.room(0, 2)
	if err == nil {
		to[0], to[1] = at.Hi, at.Lo
	}
	return err
}

// A slabs is a list that is never copied as it grows.
type slabs struct {
	full [][]uint16
	last []uint16
}

const slabLength = 1 << 15

func (s *slabs) add(x uint16) {
	if len(s.last) == cap(s.last) {
		if s.last != nil {
			s.full = append(s.full, s.last)
		}
		s.last = make([]uint16, 0, slabLength)
	}
	s.last = append(s.last, x)
}

func (s *slabs) at(i int) uint16 {
	if n := i / slabLength; n < len(s.full) {
		return s.full[n][i%slabLength]
	}
	return s.last[i%slabLength]
}

// runLength is how many words the run at the beginning takes.
func runLength(words []uint64) int {
	for n, c := range words {
		if c&lastInRun != 0 {
			return n + 1
		}
	}
	panic("court: a run without an end")
}

// A sieve is ids of which some things are to be held back, and now and then another one.
type sieve [1 << 14]uint64

func (s *sieve) add(tag uint64)      { s[tag>>6%uint64(len(s))] |= 1 << (tag & 63) }
func (s *sieve) has(tag uint64) bool { return s[tag>>6%uint64(len(s))]>>(tag&63)&1 != 0 }

// tagged is workers that have the tags of the cases of all runs; none where all are known to
// be whole.
func (r *Reducer) tagged(before []*worker) ([]*worker, error) {
	switch {
	case r.inOrder(before):
		return nil, nil
	case slices.ContainsFunc(before, func(w *worker) bool { return w.told }):
		return nil, ErrMisled
	}
	first := len(r.workers)
	err := r.each(len(before), func(w *worker, i int) error {
		return before[i].eachID(w, func(at id) error { return w.tag(at) })
	})
	return slices.Clone(r.workers[first:]), err
}

// eachID gives the cases of the worker's runs, in order.
func (w *worker) eachID(by *worker, each func(at id) error) error {
	if w.runIDs == nil {
		return nil
	}
	return w.runIDs.look(0, &by.buf, &by.words, func(words []uint64) error {
		for ; len(words) > 0; words = words[2:] {
			if err := each(id{Hi: words[0], Lo: words[1]}); err != nil {
				return err
			}
		}
		return nil
	})
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

// broken is the cases that have several runs, or a run and other rows; nil where none can.
func (r *Reducer) broken(before []*worker) (*sieve, error) {
	tagged, err := r.tagged(before)
	if err != nil || tagged == nil {
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

// A tornRun is a run that is not a whole case: the how manieth it is of its worker's runs in
// a part, and its id.
type tornRun struct {
	number int
	at     id
}

// tear finds the runs that are not whole cases, and reports whether there may be any.
func (r *Reducer) tear(before []*worker) (bool, error) {
	broken, err := r.broken(before)
	if err != nil || broken == nil {
		return false, err
	}
	return true, r.each(len(before), func(w *worker, i int) error {
		from := before[i]
		from.torn = make([][]tornRun, parts)
		n, number := 0, make([]int, parts)
		return from.eachID(w, func(at id) error {
			part := from.runParts.at(n)
			if broken.has(at.Lo) {
				from.torn[part] = append(from.torn[part], tornRun{number[part], at})
			}
			n++
			number[part]++
			return nil
		})
	})
}

// wholeRuns gathers the runs that are whole cases, unless they will be counted where they
// are, and sends the others to their parts.
func (r *Reducer) wholeRuns(before []*worker, g *gather) error {
	if !has(before, inRuns) {
		return nil
	}
	torn, err := r.tear(before)
	if err != nil {
		return err
	}
	for _, w := range before {
		if w.runIDs != nil {
			w.runIDs.drop()
			w.runIDs, w.runParts = nil, slabs{}
		}
	}
	get := (*store).take
	if g.counts {
		if g.runs = before; !torn {
			return nil
		}
		get = (*store).look
	} else {
		defer done(before, inRuns)
	}
	return r.each(parts, func(w *worker, part int) error {
		k := g.kindsOf(w)
		return w.eachRun(get, before, part, func(run []uint64, torn *id) error {
			if torn == nil && g.counts {
				return nil
			}
			w.list = w.list[:0]
			for _, c := range run {
				w.list = append(w.list, r.order.of(c&^lastInRun))
			}
			if torn != nil {
				return w.sendRun(*torn, w.list)
			}
			sortShort(w.list)
			return k.put(w.list)
		})
	})
}

// eachRun gives the runs of a part of all workers that came before; of one that is not a
// whole case its id too.
func (w *worker) eachRun(get getter, before []*worker, part int, each func(run []uint64, torn *id) error) error {
	var last *worker
	var torn []tornRun
	n := 0
	return recordsBy(get, w, before, inRuns, part, func(from *worker, _ layout, _ int, words []uint64) error {
		if from != last {
			last, torn, n = from, nil, 0
			if from.torn != nil {
				torn = from.torn[part]
			}
		}
		for ; len(words) > 0; n++ {
			long := runLength(words)
			var at *id
			if len(torn) > 0 && torn[0].number == n {
				at, torn = &torn[0].at, torn[1:]
			}
			if err := each(words[:long], at); err != nil {
				return err
			}
			words = words[long:]
		}
		return nil
	})
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
