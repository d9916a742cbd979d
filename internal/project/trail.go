package project

import (
	"slices"
	"sync"
	"sync/atomic"
)

// A trail is what the streams came to in each draw of the projection before, whose other
// dials were others: mostly the same. What is counted anew is held against it, and only
// units that differ are brought to their ends again. A projection is the same with it and
// without, since what is taken away and added are whole numbers.
type trail struct {
	tracks [][]track    // by stream and draw
	left   atomic.Int64 // how many hits and units of effects there is room for
}

// A track is what a stream came to in a draw.
type track struct {
	rates   []float64 // at which it was counted; nil where it was not
	hits    []hit
	adds    []float64 // to the current law, by metric of the stream and year
	effects [][]noted // by reading: units that come to its effects
	size    int       // hits and units of effects, as they were weighed
}

// A hit is units of a kind that come in a year.
type hit struct {
	at, y      int32   // the place of the kind in the lot
	old, fresh float64 // under the old law, and the new
}

// before reports whether a hit is of an earlier year than another, or of an earlier kind
// of the same.
func (a hit) before(b hit) bool { return a.y < b.y || a.y == b.y && a.at < b.at }

// noted is units that come to an effect in a year.
type noted struct {
	slot int32
	n    float64
}

// mostHits is how many hits and units of effects a trail keeps, in 16 or 24 bytes each.
const mostHits = 1 << 22

// trails are those of a plan that no projection uses.
type trails struct {
	mu   sync.Mutex
	free map[int][]*trail // by how many draws
}

// take takes a trail, to be given back.
func (t *trails) take(streams, draws int) *trail {
	t.mu.Lock()
	defer t.mu.Unlock()
	if free := t.free[draws]; len(free) > 0 {
		t.free[draws] = free[:len(free)-1]
		return free[len(free)-1]
	}
	out := &trail{tracks: make([][]track, streams)}
	for i := range out.tracks {
		out.tracks[i] = make([]track, draws)
	}
	out.left.Store(mostHits)
	return out
}

// give gives a trail back. Those of other numbers of draws are forgotten.
func (t *trails) give(of *trail, draws int) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.free = map[int][]*trail{draws: append(t.free[draws], of)}
}

// tracked reports whether a stream can go by the trail: where no unit has a sentence, so
// that all that it adds are whole numbers of units, and each kind's are by itself.
func (w *worker) tracked(st *stream) bool {
	return w.trail != nil && !w.expected && !w.onlyMoves && !st.sentenced && !slices.Contains(st.sentences, true) &&
		!(st.side == Registered && w.retro) && !(st.side == Diverted && !w.donor)
}

// follow adds a stream as stream and change do, by what it came to before.
func (w *worker) follow(i int, st *stream) {
	l, h := w.open(i), int(w.horizon)
	t := &w.trail.tracks[i][w.number]
	w.differ = w.differ[:0]
	if t.rates == nil || !slices.Equal(t.rates, w.rates[i]) {
		w.recount(i, l)
		w.compare(t.hits, w.hits)
		if t.rates == nil {
			t.adds, t.effects = make([]float64, len(st.metrics)*h), make([][]noted, w.readings)
		}
		t.rates, t.hits = append(t.rates[:0], w.rates[i]...), append(t.hits[:0], w.hits...)
	}
	for _, d := range w.differ {
		more := d.is.old + d.is.fresh - d.was.old - d.was.fresh
		for _, e := range st.local[l.kinds[d.at]] {
			t.adds[int(e.metric)*h+int(d.y)] += more * e.amount
		}
	}
	for j, m := range st.metrics {
		for y, v := range t.adds[j*h:][:h] {
			w.cur[int(m)*h+y] += v
		}
	}
	for reading := range w.readings {
		w.dif = w.difs[reading]
		for _, x := range t.effects[reading] {
			w.note(int(x.slot), x.n)
		}
		if len(w.differ) > 0 {
			w.bring(i, reading, st, l)
			t.effects[reading] = t.effects[reading][:0]
			for _, slot := range w.noted {
				t.effects[reading] = append(t.effects[reading], noted{slot, w.effects[slot]})
			}
		}
		w.take(st.effects[reading], st.key^changeKey)
	}
	w.trail.weigh(t)
}

// weigh forgets a track for which there is no room.
func (t *trail) weigh(of *track) {
	size := len(of.hits)
	for _, e := range of.effects {
		size += len(e)
	}
	if t.left.Add(int64(of.size-size)) < 0 {
		t.left.Add(int64(size))
		*of = track{}
		return
	}
	of.size = size
}

// recount counts the units of a stream in every year.
func (w *worker) recount(i int, l *lot) {
	rare := w.deal(l)
	w.hits = w.hits[:0]
	for y, rate := range w.rates[i] {
		w.counts(l, rate, rare, w.cal.share(w.streams[i].side, y))
		for at := range l.kinds {
			if old, fresh := w.both[2*at], w.both[2*at+1]; old+fresh != 0 {
				w.hits = append(w.hits, hit{int32(at), int32(y), old, fresh})
			}
		}
	}
}

// A differing is a hit before and now, either of none.
type differing struct {
	at, y   int32
	was, is hit
}

// compare notes how hits differ from those before.
func (w *worker) compare(was, is []hit) {
	for len(was) > 0 || len(is) > 0 {
		switch {
		case len(is) == 0 || len(was) > 0 && was[0].before(is[0]):
			w.differ = append(w.differ, differing{was[0].at, was[0].y, was[0], hit{}})
			was = was[1:]
		case len(was) == 0 || is[0].before(was[0]):
			w.differ = append(w.differ, differing{is[0].at, is[0].y, hit{}, is[0]})
			is = is[1:]
		default:
			if was[0] != is[0] {
				w.differ = append(w.differ, differing{is[0].at, is[0].y, was[0], is[0]})
			}
			was, is = was[1:], is[1:]
		}
	}
}

// bring takes the units that differ from the ends that they came to, and brings them to
// those that they come to now.
func (w *worker) bring(i, reading int, st *stream, l *lot) {
	h, key := int(w.horizon), st.key^changeKey
	come := st.come[reading]
	from := w.endsFrom[:0] // by place: where its ends begin
	if l.ends != nil {
		n := int32(0)
		for _, k := range l.kinds {
			from = append(from, n)
			n += int32(len(come[k]))
		}
	}
	w.endsFrom = from
	for _, d := range w.differ {
		k := int(l.kinds[d.at])
		to := come[k]
		if to == nil || d.was.fresh == d.is.fresh {
			continue
		}
		ends := w.endShare[:len(to)]
		if l.ends != nil {
			ends = l.ends[reading][from[d.at]:][:len(to)]
		} else {
			w.endsOf(i, k, reading, ends)
		}
		for sign, n := range [...]float64{d.was.fresh, d.is.fresh} {
			if n == 0 {
				continue
			}
			w.ring.Key(&w.own, key+uint64(k*(h+1)+int(d.y)+1))
			w.split(n, ends)
			for j, n := range w.endCount[:len(to)] {
				if n == 0 || to[j] < 0 {
					continue
				}
				if sign == 0 {
					n = -n
				}
				w.note(int(to[j])*h+int(d.y), n)
			}
		}
	}
	w.tidy()
}

// tidy leaves each effect that units come to once among those that are noted: what came
// and went may stand there twice, or be none.
func (w *worker) tidy() {
	kept := w.noted[:0]
	for _, slot := range w.noted {
		if w.effects[slot] != 0 && !w.seen[slot] {
			w.seen[slot] = true
			kept = append(kept, slot)
		}
	}
	for _, slot := range kept {
		w.seen[slot] = false
	}
	w.noted = kept
}
