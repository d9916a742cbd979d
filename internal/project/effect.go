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
	h := int(w.horizon)
	for _, slot := range w.noted {
		of, y := effects[int(slot)/h], int(slot)%h
		w.own.Key(w.seed, w.number, key^of.key+uint64(y))
		w.changed(turnout{of.kd, of.e, y, -1, -1}, w.effects[slot])
		w.effects[slot] = 0
	}
	w.noted = w.noted[:0]
}
