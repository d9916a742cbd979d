package project

import "impact/internal/stats"

// An effect is what changes with a unit that has no sentence, before or after. Units of
// all kinds that come to one effect are taken together.
type effect struct {
	number int // among those of its stream and reading
	key    uint64
	kd     *kind // one of those kinds; where the class rises all add the same under the current law
	e      *end  // one of those ends
}

// A layout is a stream as draws walk it.
type layout struct {
	adds      [][]entry   // by kind: its entries
	sentenced bool        // some kind has sentences
	sentences []bool      // by reading: so has some kind or end
	come      [][][]int32 // by reading, kind and end: the number of its effect, -1 where it has none; nil where nothing moves
}

// lay lays a stream out.
func (s *stream) lay(readings int) {
	s.effects = effectsOf(s, readings)
	l := layout{adds: make([][]entry, len(s.kinds)), sentences: make([]bool, readings), come: make([][][]int32, readings)}
	var entries []entry
	for i, k := range s.kinds {
		n := len(entries)
		entries = append(entries, k.entries...)
		l.adds[i] = entries[n:len(entries):len(entries)]
		l.sentenced = l.sentenced || k.own != nil
	}
	for reading := range readings {
		l.come[reading], l.sentences[reading] = make([][]int32, len(s.kinds)), l.sentenced
		var numbers []int32
		for i, k := range s.kinds {
			if !s.moves || !k.moves[reading] {
				continue
			}
			n := len(numbers)
			for j := range k.ends[reading] {
				e := &k.ends[reading][j]
				l.sentences[reading] = l.sentences[reading] || e.then != nil
				if e.effect == nil {
					numbers = append(numbers, -1)
				} else {
					numbers = append(numbers, int32(e.effect.number))
				}
			}
			l.come[reading][i] = numbers[n:len(numbers):len(numbers)]
		}
	}
	s.layout = l
}

// effectsOf gives the ends of the kinds of a stream their effects, by reading.
func effectsOf(st *stream, readings int) [][]*effect {
	out := make([][]*effect, readings)
	for reading := range out {
		known := map[string]*effect{}
		for _, kd := range st.kinds {
			if !st.moves || !kd.moves[reading] {
				continue
			}
			for j := range kd.ends[reading] {
				e := &kd.ends[reading][j]
				if !e.changed || kd.own != nil || e.then != nil {
					continue
				}
				id := idOf(e.entries, nil, nil, 0)
				if e.graver {
					id += " graver than " + idOf(kd.entries, nil, nil, 0)
				}
				if known[id] == nil {
					known[id] = &effect{len(out[reading]), stats.StreamKey("effect", id), kd, e}
					out[reading] = append(out[reading], known[id])
				}
				e.effect = known[id]
			}
		}
	}
	return out
}

// note notes units that come to an effect in a year.
func (w *worker) note(slot int, n float64) {
	if w.effects[slot] == 0 {
		w.noted = append(w.noted, int32(slot))
	}
	w.effects[slot] += n
}

// take adds the units that came to the effects of a stream. Each effect, and each of its
// years, has random numbers of its own.
func (w *worker) take(effects []*effect, key uint64) {
	h := int32(w.horizon)
	for _, slot := range w.noted {
		of, y := effects[slot/h], int(slot%h)
		w.ring.Key(&w.own, key^of.key+uint64(y))
		n, lost, gained := w.turn(of.e.graver, w.effects[slot])
		w.enter(of.e.entries, n-lost+gained, y)
		w.enter(of.kd.entries, gained-lost, y)
		w.effects[slot] = 0
	}
	w.noted = w.noted[:0]
}
