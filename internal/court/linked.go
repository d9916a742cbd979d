package court

import (
	"slices"
	"sync"
	"sync/atomic"
	"unsafe"
)

// Units (cases, or persons) that share a victim whose facts are not all known hang together,
// and so do two that hang together with a third. They are found part by part, as by Kiveris,
// Lattanzi, Mirrokni, Rastogi and Vassilvitskii, "Connected Components in MapReduce and
// Beyond" (SoCC 2014): of the units that a unit is bound to, each greater one is bound to the
// least instead, then the smaller ones are, until each is bound to the least of all that it
// hangs together with, its root.

// A bond says that a unit is bound to another.
type bond struct{ at, to id }

// A web is bonds, which fall into parts by at: of each worker in a store of its own.
type web struct {
	mu     sync.Mutex
	stores []*store
}

// spinner is a worker's way to put bonds into a web.
type spinner struct {
	w   *worker
	web *web
	to  *store
}

func (s *spinner) bind(at, to id) error {
	if s.to == nil {
		s.to = newStore(&s.w.r.pool, parts)
		s.web.mu.Lock()
		s.web.stores = append(s.web.stores, s.to)
		s.web.mu.Unlock()
	}
	words, err := s.to.room(partOf(at), 4)
	if err == nil {
		words[0], words[1], words[2], words[3] = at.Hi, at.Lo, to.Hi, to.Lo
	}
	return err
}

// both binds two units to each other.
func (s *spinner) both(a, b id) error {
	if err := s.bind(a, b); err != nil {
		return err
	}
	return s.bind(b, a)
}

// bindAll binds the units of the rows of one victim to each other.
func (s *spinner) bindAll(rows []row, of func(*row) id) error {
	first := none
	for i := range rows {
		switch at := of(&rows[i]); {
		case at == none || at == first:
		case first == none:
			first = at
		default:
			if err := s.both(first, at); err != nil {
				return err
			}
		}
	}
	return nil
}

// part gives the bonds of a part in order, each once, and frees them.
func (x *web) part(w *worker, part int) (bonds []bond, err error) {
	words := 0
	for _, s := range x.stores {
		words += s.len(part)
	}
	if err := w.r.crowded(byRoot, words/4, int(unsafe.Sizeof(bond{}))); err != nil {
		return nil, err
	}
	bonds = slices.Grow(w.bonds[:0], words/4)
	for _, s := range x.stores {
		err := s.take(part, &w.buf, &w.words, func(words []uint64) error {
			for ; len(words) > 0; words = words[4:] {
				bonds = append(bonds, bond{id{Hi: words[0], Lo: words[1]}, id{Hi: words[2], Lo: words[3]}})
			}
			return nil
		})
		if err != nil {
			return nil, err
		}
	}
	slices.SortFunc(bonds, func(a, b bond) int {
		if c := compareHash(a.at, b.at); c != 0 {
			return c
		}
		return compareHash(a.to, b.to)
	})
	w.bonds = slices.Compact(bonds)
	return w.bonds, nil
}

// turn makes another web: f is told each unit that is bound, and its bonds in order.
func (r *Reducer) turn(from *web, f func(to *spinner, at id, bonds []bond) error) (*web, error) {
	workers := len(r.workers)
	var made web
	err := r.each(parts, func(w *worker, part int) error {
		bonds, err := from.part(w, part)
		if err != nil {
			return err
		}
		if w.turner == nil {
			w.turner = &spinner{w: w, web: &made}
		}
		for of := range runs(bonds, func(a, b bond) bool { return a.at == b.at }) {
			if err := f(w.turner, of[0].at, of); err != nil {
				return err
			}
		}
		return nil
	})
	r.workers = r.workers[:workers] // they hold nothing else
	for _, s := range from.stores {
		r.pool.forget(s)
	}
	return &made, err
}

// roots makes of bonds both ways one of each unit to its root, roots among them.
func (r *Reducer) roots(x *web) (*web, error) {
	for {
		var crooked atomic.Bool
		greater, err := r.turn(x, func(to *spinner, at id, bonds []bond) error {
			straight, err := to.turnGreater(at, bonds)
			if !straight {
				crooked.Store(true)
			}
			return err
		})
		if err != nil || !crooked.Load() {
			return greater, err
		}
		if x, err = r.turn(greater, (*spinner).turnSmaller); err != nil {
			return nil, err
		}
	}
}

// turnGreater binds the greater of the units that a unit is bound to to the least of all, and
// what is least to itself. It reports whether the unit is bound to greater ones alone, or to one
// smaller.
func (s *spinner) turnGreater(at id, bonds []bond) (straight bool, err error) {
	least := bonds[0].to
	smaller, _ := slices.BinarySearchFunc(bonds, at, func(b bond, at id) int { return compareHash(b.to, at) })
	if smaller == 0 {
		least = at
		if err := s.bind(at, at); err != nil {
			return false, err
		}
	}
	for _, b := range bonds[smaller:] {
		if err := s.bind(b.to, least); err != nil {
			return false, err
		}
	}
	return smaller == 0 || len(bonds) == 1, nil
}

// turnSmaller binds a unit, and the smaller ones that it is bound to, to the least of them.
func (s *spinner) turnSmaller(at id, bonds []bond) error {
	least := bonds[0].to
	if at == least { // no bond leads away from it
		return nil
	}
	if err := s.both(at, least); err != nil {
		return err
	}
	for _, b := range bonds[1:] {
		if err := s.both(b.to, least); err != nil {
			return err
		}
	}
	return nil
}

// rooting is the rows of a part of cases or persons, and the roots of the units among them that
// hang together with others.
func (r *Reducer) rooting(w *worker, before []*worker, stage, part int) ([]row, map[id]id, error) {
	bonds, err := r.rooted[stage-byCase].part(w, part)
	if err != nil {
		return nil, nil, err
	}
	roots := make(map[id]id, len(bonds))
	for _, b := range bonds {
		roots[b.at] = b.to
	}
	rows, err := r.rows(w, before, stage, part)
	return rows, roots, err
}

// shelve keeps a unit that shares a victim: it sends it to those that it hangs together with,
// or makes it a profile of its own.
func (w *worker) shelve(g *gather, roots map[id]id, unit []row, of func(*row) id) error {
	root, hangs := roots[of(&unit[0])]
	if !hangs {
		return w.shelveUnits(g, [][]row{unit})
	}
	for _, x := range unit {
		x.id = root
		if err := w.send(byRoot, &x); err != nil {
			return err
		}
	}
	return nil
}

// kinBytes is how many bytes a row of units that hang together takes while they become a profile,
// about.
const kinBytes = 1000

// shelveUnits adds units that hang together to the profiles.
func (w *worker) shelveUnits(g *gather, units [][]row) error {
	rows := 0
	for _, unit := range units {
		slices.SortFunc(unit, inUnit)
		rows += len(unit)
	}
	if err := w.r.crowded(byRoot, rows, kinBytes); err != nil {
		return err
	}
	kins := kins(units)
	g.mu.Lock()
	defer g.mu.Unlock()
	g.rare.put(kins)
	return nil
}

// shelveAll makes profiles of the units that hang together with others.
func (r *Reducer) shelveAll(g *gather, of func(*row) id) error {
	before := slices.Clone(r.workers)
	if !has(before, byRoot) {
		return nil
	}
	defer done(before, byRoot)
	return r.each(parts, func(w *worker, part int) error {
		rows, err := r.rows(w, before, byRoot, part)
		if err != nil {
			return err
		}
		return w.eachUnit(byRoot, rows, func(all []row) error {
			slices.SortFunc(all, func(a, b row) int { return compareHash(of(&a), of(&b)) })
			return w.shelveUnits(g, slices.Collect(runs(all, func(a, b row) bool { return of(&a) == of(&b) })))
		})
	})
}
