package court

import "github.com/zeebo/xxh3"

// row is one charge by numbers. Ids are 128-bit hashes, zero where there is none.
type row struct {
	id, caze, person, victim xxh3.Uint128
	sig                      uint32
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

// words is the length of a record: two words an id, one for numbers, and one for the
// group of a victim beside a person.
func (l layout) words(stage int) int {
	switch stage {
	case byID:
		return 9
	case byVictim:
		return 7
	}
	n := 3
	if l&withPerson != 0 {
		n += 2
	}
	if l&withVictim != 0 {
		n += 2 + stage - byCase
	}
	return n
}

// layoutOf is the shortest layout that holds the row.
func layoutOf(stage int, w *row) (l layout) {
	if stage == byCase && w.person != none {
		l |= withPerson
	}
	if stage >= byCase && w.victim != none {
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
	at := [...]xxh3.Uint128{x.id, x.victim, x.caze, x.person}[stage]
	to, err := s.room(partOf(at), l.words(stage))
	if err != nil {
		return err
	}
	to[0], to[1] = at.Hi, at.Lo
	switch stage {
	case byID:
		to[7], to[8] = x.victim.Hi, x.victim.Lo
		fallthrough
	case byVictim:
		to[2], to[3], to[4], to[5], to[6] = x.caze.Hi, x.caze.Lo, x.person.Hi, x.person.Lo, uint64(x.sentence)<<32|uint64(x.sig)
	case byCase:
		to[2] = uint64(x.group)<<32 | uint64(x.sig)
		if l&withPerson != 0 {
			to[3], to[4] = x.person.Hi, x.person.Lo
		}
		if l&withVictim != 0 {
			to[len(to)-2], to[len(to)-1] = x.victim.Hi, x.victim.Lo
		}
	case byPerson:
		to[2] = uint64(x.number)<<32 | uint64(x.sig)
		if l&withVictim != 0 {
			to[3], to[4], to[5] = x.victim.Hi, x.victim.Lo, uint64(x.group)
		}
	}
	return nil
}

// read is the row of a record.
func (l layout) read(stage int, from []uint64) (x row) {
	id := func(i int) xxh3.Uint128 { return xxh3.Uint128{Hi: from[i], Lo: from[i+1]} }
	switch stage {
	case byID:
		x.victim = id(7)
		x.id, x.caze, x.person, x.sig, x.sentence = id(0), id(2), id(4), uint32(from[6]), uint32(from[6]>>32)
	case byVictim:
		x.victim, x.caze, x.person, x.sig, x.sentence = id(0), id(2), id(4), uint32(from[6]), uint32(from[6]>>32)
	case byCase:
		x.caze, x.sig, x.group = id(0), uint32(from[2]), uint32(from[2]>>32)
		if l&withPerson != 0 {
			x.person = id(3)
		}
		if l&withVictim != 0 {
			x.victim = id(len(from) - 2)
		}
	case byPerson:
		x.person, x.sig, x.number = id(0), uint32(from[2]), uint32(from[2]>>32)
		if l&withVictim != 0 {
			x.victim, x.group = id(3), uint32(from[5])
		}
	}
	return x
}

// partOf is the part into which an id falls.
func partOf(id xxh3.Uint128) int { return int(id.Hi >> 54) }

// A brief is a row of a stage in which no row shares a victim: its case or its person,
// and, of a person's, the number of the case.
type brief struct {
	id          id
	sig, number uint32
}

// briefs are the rows of a part of a stage, and the persons of cases, of all workers
// that came before. They are good until the next call with the same worker.
func (r *Reducer) briefs(w *worker, before []*worker, stage, part int) ([]brief, []id, error) {
	w.brief, w.also = w.brief[:0], w.also[:0]
	err := records(w, before, stage, part, func(from *worker, l layout, words []uint64) {
		w.brief = append(w.brief, brief{id{Hi: words[0], Lo: words[1]}, number(from.toKey, uint32(words[2])), uint32(words[2] >> 32)})
		if stage == byCase {
			person := none
			if l&withPerson != 0 {
				person = id{Hi: words[3], Lo: words[4]}
			}
			w.also = append(w.also, person)
		}
	})
	return w.brief, w.also, err
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
