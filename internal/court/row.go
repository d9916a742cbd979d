package court

import (
	"slices"
	"unsafe"

	"github.com/zeebo/xxh3"
)

// row is one charge by numbers. Ids are 128-bit hashes, zero where there is none.
type row struct {
	id, caze, person, victim xxh3.Uint128
	sig                      uint64 // its cipher; once there is an order, its rank
	sentence                 uint32 // until the row is counted
	group                    uint32 // then: the profile of a victim that shares its facts
	number                   uint32 // of the case, among persons; 0 none
}

var none xxh3.Uint128

func hash(id string) xxh3.Uint128 {
	if id == "" {
		return none
	}
	return xxh3.HashString128(id)
}

// A layout is which ids a record holds besides the one by which it fell into its part.
type layout uint8

const (
	withPerson layout = 1 << iota // in byCase
	withVictim
)

// words is the length of a record: two words an id, one for the signature, one for the
// sentence or the number of the case, and one for the group of a victim.
func (l layout) words(stage int) int {
	switch stage {
	case byID, byRoot:
		return 10
	case byVictim:
		return 8
	case byItself:
		return 1
	}
	n := 3 + stage - byCase
	if l&withPerson != 0 {
		n += 2
	}
	if l&withVictim != 0 {
		n += 3
	}
	return n
}

// layoutOf is the shortest layout that holds the row.
func layoutOf(stage int, w *row) (l layout) {
	if stage == byCase && w.person != none {
		l |= withPerson
	}
	if (stage == byCase || stage == byPerson) && w.victim != none {
		l |= withVictim
	}
	return l
}

// store is where the worker's rows of a stage and a layout lie.
func (w *worker) store(stage int, l layout) *store {
	s := w.stores[stage][l]
	if s == nil {
		s = newStore(&w.r.pool, parts)
		w.stores[stage][l] = s
	}
	return s
}

// send adds a row to the part of a stage.
func (w *worker) send(stage int, x *row) error {
	l := layoutOf(stage, x)
	s := w.store(stage, l)
	at := [...]xxh3.Uint128{x.id, x.victim, x.caze, x.person, x.id, {Hi: scatter(x.sig)}}[stage]
	to, err := s.room(partOf(at), l.words(stage))
	if err != nil {
		return err
	}
	if stage == byItself {
		to[0] = x.sig
		return nil
	}
	to[0], to[1], to[2] = at.Hi, at.Lo, x.sig
	switch stage {
	case byRoot:
		to[3], to[4], to[5], to[6], to[7] = x.caze.Hi, x.caze.Lo, x.person.Hi, x.person.Lo, uint64(x.number)<<32|uint64(x.group)
		to[8], to[9] = x.victim.Hi, x.victim.Lo
	case byID:
		to[8], to[9] = x.victim.Hi, x.victim.Lo
		fallthrough
	case byVictim:
		to[3], to[4], to[5], to[6], to[7] = x.caze.Hi, x.caze.Lo, x.person.Hi, x.person.Lo, uint64(x.sentence)
	case byCase:
		if l&withPerson != 0 {
			to[3], to[4] = x.person.Hi, x.person.Lo
		}
	case byPerson:
		to[3] = uint64(x.number)
	}
	if l&withVictim != 0 {
		n := len(to) - 3
		to[n], to[n+1], to[n+2] = x.victim.Hi, x.victim.Lo, uint64(x.group)
	}
	return nil
}

// read is the row of a record.
func (l layout) read(stage int, from []uint64) (x row) {
	id := func(i int) xxh3.Uint128 { return xxh3.Uint128{Hi: from[i], Lo: from[i+1]} }
	if stage == byItself {
		return row{sig: from[0]}
	}
	x.sig = from[2]
	switch stage {
	case byID:
		x.id, x.caze, x.person, x.sentence, x.victim = id(0), id(3), id(5), uint32(from[7]), id(8)
	case byRoot:
		x.id, x.caze, x.person, x.number, x.group, x.victim = id(0), id(3), id(5), uint32(from[7]>>32), uint32(from[7]), id(8)
	case byVictim:
		x.victim, x.caze, x.person, x.sentence = id(0), id(3), id(5), uint32(from[7])
	case byCase:
		x.caze = id(0)
		if l&withPerson != 0 {
			x.person = id(3)
		}
	case byPerson:
		x.person, x.number = id(0), uint32(from[3])
	}
	if l&withVictim != 0 {
		n := len(from) - 3
		x.victim, x.group = id(n), uint32(from[n+2])
	}
	return x
}

// partOf is the part into which an id falls.
func partOf(id xxh3.Uint128) int { return int(id.Hi >> atPart) }

// atPart is where the bits of a hash begin that choose a part.
const atPart = 54

// atCounted is the same of a hash by which what is only counted falls into parts: fewer, since
// each is a table of its own.
const atCounted = 56

// A brief is a row of a stage in which no row shares a victim: its case or its person;
// and the place of its person in a list, or the number of its case.
type brief struct {
	hi, lo uint64
	sig    uint64
	also   uint32
}

// briefs are the rows of a part of a stage, and the persons of cases, of all workers
// that came before. They are good until the next call with the same worker.
func (r *Reducer) briefs(w *worker, before []*worker, stage, part int) ([]brief, []id, error) {
	w.brief, w.also = w.brief[:0], w.also[:0]
	if err := r.fits(before, stage, part, int(unsafe.Sizeof(row{}))); err != nil {
		return nil, nil, err
	}
	err := r.records(w, before, stage, part, func(from *worker, l layout, n int, words []uint64) error {
		rank := from.ranks()
		if n == 3 && rank != nil && rank.asMet {
			w.addBriefs(words)
			return nil
		}
		for ; len(words) > 0; words = words[n:] {
			x := brief{words[0], words[1], words[2], 0}
			if rank != nil {
				x.sig = rank.of(x.sig)
			}
			switch {
			case stage == byPerson:
				x.also = uint32(words[3])
			case l&withPerson != 0:
				w.also = append(w.also, id{Hi: words[3], Lo: words[4]})
				x.also = uint32(len(w.also))
			}
			w.brief = append(w.brief, x)
		}
		return nil
	})
	return w.brief, w.also, err
}

// addBriefs adds rows of three words, whose ranks are in no order.
func (w *worker) addBriefs(words []uint64) {
	at := len(w.brief)
	w.brief = slices.Grow(w.brief, len(words)/3)[:at+len(words)/3]
	for i := range w.brief[at:] {
		x := (*[3]uint64)(words[3*i:])
		w.brief[at+i] = brief{x[0], x[1], unordered(x[2]), 0}
	}
}

// shares reports whether any row of a stage shares a victim.
func shares(workers []*worker, stage int) bool {
	for _, w := range workers {
		if w.stores[stage][withVictim] != nil || w.stores[stage][withVictim|withPerson] != nil {
			return true
		}
	}
	return false
}
