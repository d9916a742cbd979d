package project

import (
	"slices"

	"impact/internal/stats"
)

// A sentencing says to which kinds and ends of a stream of sentences those of another belong,
// whose counts are tallied.
type sentencing struct {
	from  *stream
	kinds []int32     // by kind of that stream: -1 where it has no sentence that could change
	ends  [][][]int32 // by reading, kind and end
	first [][]int     // by reading and kind of the stream of sentences: where the shares of its ends begin, one kind after another
	many  []int       // by reading: how many ends there are
}

// swaps reports whether an end may change the sentence of a case, or the fine.
func (e *end) swaps(own *pool) bool {
	return e.changed && (e.then != own || own != nil && (e.graver || e.ratio != 1))
}

// swaps reports whether some end may change the sentence of a kind.
func (k *kind) swaps() bool {
	return slices.ContainsFunc(k.ends, func(ends []end) bool {
		return slices.ContainsFunc(ends, func(e end) bool { return e.swaps(k.own) })
	})
}

// sentenceStream makes the stream of the sentences that can change: its kinds are those of a pool,
// their ends those of another; nil where there is none. The shares are those of the stream,
// added up.
func (s *stream) sentenceStream(readings int) *stream {
	out := &stream{side: s.side, group: s.group, key: s.key ^ sentenceKey, counts: s.counts, units: s.units, strength: s.strength, sure: s.sure,
		choice: s.choice, forecast: s.forecast, moves: true}
	of := &sentencing{from: s, ends: make([][][]int32, readings)}
	at := map[*pool]int32{}
	for _, k := range s.kinds {
		if !k.swaps() {
			of.kinds = append(of.kinds, -1)
			for reading := range readings {
				of.ends[reading] = append(of.ends[reading], nil)
			}
			continue
		}
		n, known := at[k.own]
		if !known {
			n = int32(len(out.kinds))
			at[k.own] = n
			to := &kind{id: idOf(nil, k.own, nil, 0), own: k.own, moves: make([]bool, readings)}
			for range readings { // the first end stays
				to.ends = append(to.ends, []end{{id: "stays", then: k.own, ratio: 1}})
			}
			out.kinds = append(out.kinds, to)
		}
		of.kinds = append(of.kinds, n)
		for node, m := range k.mass {
			out.kinds[n].mass[node] += m
		}
		for reading := range readings {
			of.ends[reading] = append(of.ends[reading], out.kinds[n].gather(k, reading))
		}
	}
	if len(out.kinds) == 0 {
		return nil
	}
	for reading := range readings {
		n := 0
		var first []int
		for _, k := range out.kinds {
			first = append(first, n)
			n += len(k.ends[reading])
		}
		of.first, of.many = append(of.first, first), append(of.many, n)
	}
	out.sentencing = of
	return out
}

// gather takes another kind into one of the same pool: where its ends go.
func (k *kind) gather(from *kind, reading int) []int32 {
	var to []int32
	list := k.ends[reading]
	for node, m := range from.mass {
		list[0].mass[node] += m
	}
	for _, e := range from.ends[reading] {
		n := 0
		if e.swaps(from.own) {
			e.entries, e.effect = nil, nil
			e.id = idOf(nil, from.own, e.then, e.ratio)
			n = slices.IndexFunc(list, func(x end) bool { return x.changed && x.graver == e.graver && x.id == e.id })
			if n < 0 {
				n = len(list)
				list = append(list, end{id: e.id, changed: true, graver: e.graver, then: e.then, ratio: e.ratio})
			}
			for node, m := range e.mass {
				list[n].mass[node] += m
				list[0].mass[node] -= m
			}
			k.moves[reading] = true
		}
		to = append(to, int32(n))
	}
	k.ends[reading] = list
	return to
}

// sentenceKey tells the random numbers of sentences that can change from those of their stream.
var sentenceKey = stats.StreamKey("sentences")

// sentenceLot is the lot of a stream of sentences in the draw at hand: what that of the stream
// they are of adds up to.
func (w *worker) sentenceLot(i int, l *lot) {
	st := w.streams[i]
	of := st.sentencing
	fine := w.fine(w.fineOf[i])
	l.rates = append(l.rates[:0], fine.rates...)
	w.src.Key(w.seed, w.number, st.key)
	l.src = w.src
	share := w.share[:len(st.kinds)]
	clear(share)
	for at, k := range fine.kinds {
		if n := of.kinds[k]; n >= 0 {
			share[n] += fine.share[at]
		}
	}
	l.kinds, l.share = l.kinds[:0], l.share[:0]
	for k, p := range share {
		if p > 0 {
			l.kinds, l.share = append(l.kinds, int32(k)), append(l.share, p)
		}
	}
	w.gatherRare(i, l)
	if l.ends == nil {
		l.ends = make([][]float64, w.readings)
	}
	for reading := range l.ends {
		l.ends[reading] = w.sentenceEnds(st, reading, fine, l.ends[reading][:0])
	}
}

// sentenceEnds appends the shares of the ends of the kinds that move in a reading, one kind
// after another.
func (w *worker) sentenceEnds(st *stream, reading int, fine *lot, to []float64) []float64 {
	of := st.sentencing
	ends := w.endSum[:of.many[reading]]
	clear(ends)
	shares := fine.ends[reading]
	for at, k := range fine.kinds {
		n, p := of.kinds[k], fine.share[at]
		moves := of.from.kinds[k].moves[reading]
		if n >= 0 {
			first := of.first[reading][n]
			if !moves {
				ends[first] += p
			} else {
				for j, e := range of.ends[reading][k] {
					ends[first+int(e)] += p * shares[j]
				}
			}
		}
		if moves {
			shares = shares[len(of.from.kinds[k].ends[reading]):]
		}
	}
	for k, kd := range st.kinds {
		if p := w.share[k]; p > 0 && kd.moves[reading] {
			for _, v := range ends[of.first[reading][k]:][:len(kd.ends[reading])] {
				to = append(to, v/p)
			}
		}
	}
	return to
}
