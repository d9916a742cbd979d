package project

import (
	"cmp"
	"maps"
	"slices"
	"strconv"

	"impact/internal/law"
	"impact/internal/model"
	"impact/internal/stats"
)

// An entry is what one unit adds to a metric in the year in which it is counted.
type entry struct {
	metric Metric
	amount float64
}

// A stream is the units of one side whose charges stand in one section, or all the
// rest: how many came in each year of the window, and of which kinds they are.
type stream struct {
	side   Side
	group  law.Citation // zero for the rest
	key    uint64       // of its random numbers
	counts []float64    // by year of the window
	kinds  []*kind      // in the order of their ids
	units  [nodes]float64
	// sure is, by reading, the number of units whose end the record settles, and one
	// that the law itself adds: how sure the shares of ends are. strength is the
	// greatest of them: how sure those of the kinds are.
	sure       []float64
	strength   float64
	choice     stats.Choice
	forecast   stats.Forecast
	series     int         // the number of its counts, which its still part shares
	moves      bool        // some kind can change in some reading; else it is the parts of another stream that nothing moves, or all of it
	pooled     []int32     // where none can: the kinds with sentences
	pools      []*pool     // and the pools of these
	tallied    bool        // its counts are told by tallies, its sentences by another stream
	sorter     *sorter     // where it is tallied
	sentencing *sentencing // where it is the sentences of such a stream
	effects    [][]*effect // by reading
	layout
	print func() digest
}

// A kind is units that are alike under the current law.
type kind struct {
	id      string
	entries []entry
	own     *pool          // the sentence of a case with a conviction; nil where there is none
	mass    [nodes]float64 // at each node of the odds of unknown facts
	ends    [][]end        // by reading
	moves   []bool         // by reading: some end is a change
}

// An end is what units of a kind come to under the proposal.
type end struct {
	id      string
	changed bool
	graver  bool    // the class rises, so that a conviction may be harder to get
	entries []entry // what it adds beside the kind's own entries; negative where it takes away
	then    *pool   // the sentence it brings; nil for none
	ratio   float64 // the fine, as a multiple of the one imposed today
	mass    [nodes]float64
	effect  *effect // of units without sentences; nil elsewhere
}

// nodes are the odds of unknown facts at which kinds are counted: the dial's low
// end, its centre and its high end. Without a range there is one.
const nodes = 3

// middle is the node of the centre.
const middle = 1

// shelf gathers the streams of one reading while a docket is visited.
type shelf struct {
	b       *builder
	node    int
	streams map[streamKey]*gathering
}

type streamKey struct {
	side  Side
	group law.Citation
}

// compare orders streams: by side, the sections in the order of the code, the rest
// last.
func (k streamKey) compare(l streamKey) int {
	switch {
	case k.side != l.side:
		return cmp.Compare(k.side, l.side)
	case k.group.IsZero() && !l.group.IsZero():
		return 1
	case l.group.IsZero() && !k.group.IsZero():
		return -1
	}
	return k.group.Compare(l.group)
}

// gathering is a stream of one reading being filled.
type gathering struct {
	counts  []float64 // by year of the window
	settled float64   // units whose end the record settles
	kinds   map[string]*gathered
}

type gathered struct {
	kind
	ends map[string]*end
}

func (s *shelf) at(k streamKey) *gathering {
	g := s.streams[k]
	if g == nil {
		g = &gathering{counts: make([]float64, s.b.windows[k.side].Years()), kinds: map[string]*gathered{}}
		s.streams[k] = g
	}
	return g
}

// put adds units in one way in which they can come out. What does not belong to a
// year of the window is left out.
func (s *shelf) put(side Side, from model.Source, k kind, e end, p float64) {
	w := s.b.windows[side]
	if !w.holds(from.Year) {
		return
	}
	g := s.at(streamKey{side, from.Group})
	mass := from.Weight * p
	if s.node == middle {
		g.counts[from.Year-w.From] += mass
		if from.Settled {
			g.settled += mass
		}
	}
	g.add(k, e, s.node, mass)
}

// add adds mass to a kind and its end.
func (g *gathering) add(k kind, e end, node int, mass float64) {
	k.id = idOf(k.entries, k.own, nil, 0)
	have := g.kinds[k.id]
	if have == nil {
		have = &gathered{kind: k, ends: map[string]*end{}}
		g.kinds[k.id] = have
	}
	have.mass[node] += mass
	e.id = idOf(e.entries, have.own, e.then, e.ratio)
	if e.changed {
		e.id += " changed"
	}
	if e.graver {
		e.id += " graver"
	}
	at := have.ends[e.id]
	if at == nil {
		at = &e
		have.ends[e.id] = at
	}
	at.mass[node] += mass
}

// merge makes streams of the shelves of all readings. The current law is the same in
// all: counts and the masses of kinds are those of the first.
func merge(shelves []*shelf) []*stream {
	var out []*stream
	for _, key := range slices.SortedFunc(maps.Keys(shelves[0].streams), streamKey.compare) {
		first := shelves[0].streams[key]
		st := &stream{side: key.side, group: key.group, counts: first.counts, key: stats.StreamKey(key.side.String(), key.group.String())}
		for _, s := range shelves {
			st.sure = append(st.sure, s.b.stranger)
			if g := s.streams[key]; g != nil {
				st.sure[len(st.sure)-1] += g.settled
			}
		}
		st.strength = slices.Max(st.sure)
		for _, id := range slices.Sorted(maps.Keys(first.kinds)) {
			k := first.kinds[id].kind
			for _, s := range shelves {
				var ends []end
				moves := false
				if g := s.streams[key]; g != nil && g.kinds[id] != nil {
					for _, e := range slices.Sorted(maps.Keys(g.kinds[id].ends)) {
						ends = append(ends, *g.kinds[id].ends[e])
						moves = moves || g.kinds[id].ends[e].changed
					}
				}
				k.ends, k.moves = append(k.ends, ends), append(k.moves, moves)
				st.moves = st.moves || moves
			}
			st.kinds = append(st.kinds, &k)
		}
		out = append(out, st)
	}
	return out
}

// idOf names what a kind or end adds, so that equal ones are one.
func idOf(entries []entry, own, then *pool, ratio float64) string {
	b := make([]byte, 0, 96)
	for _, e := range entries {
		b = strconv.AppendInt(b, int64(e.metric), 10)
		b = append(b, ':')
		b = strconv.AppendFloat(b, e.amount, 'g', -1, 64)
		b = append(b, ',')
	}
	for _, p := range []*pool{own, then} {
		b = append(b, '|')
		if p != nil {
			b = append(b, p.name...)
		}
	}
	b = append(b, '|')
	return string(strconv.AppendFloat(b, ratio, 'g', -1, 64))
}

// number gives every pool of the streams and every series of counts a number, and
// streams in which nothing moves the list of their pools.
func number(streams []*stream) (pools, counts int) {
	n := 0
	series := map[uint64]int{}
	seen := map[*pool]bool{}
	put := func(p *pool) {
		if p != nil && !seen[p] {
			if seen[p] = true; p.number != n { // plans of several seeds number their pools alike
				p.number = n
			}
			n++
		}
	}
	for _, st := range streams {
		if _, ok := series[st.key]; !ok {
			series[st.key] = len(series)
		}
		st.series = series[st.key]
		own := map[*pool]bool{}
		st.pooled, st.pools = nil, nil
		for i, k := range st.kinds {
			if st.tallied {
				break
			}
			put(k.own)
			if k.own != nil && !st.moves {
				st.pooled = append(st.pooled, int32(i))
				if !own[k.own] {
					own[k.own] = true
					st.pools = append(st.pools, k.own)
				}
			}
			for _, ends := range k.ends {
				for i := range ends {
					put(ends[i].then)
				}
			}
		}
	}
	return n, len(series)
}

// part takes apart what does not move: it leaves in the stream the kinds that can
// change in some reading, with those entries alone that an end changes, and puts all
// else into a stream of parts: for each metric and amount, and for each pool of
// sentences, the units that add it. Figures are told one by one, and each figure's law
// stays the same: counts of units that add one amount are Poisson whatever else these
// units add. The stream of parts has the same rate, draw by draw.
func (s *stream) part() *stream {
	still := &stream{side: s.side, group: s.group, key: s.key, strength: s.strength, units: s.units}
	left, parts := map[string]*kind{}, map[string]*kind{}
	for _, k := range s.kinds {
		rest := kind{own: k.own, moves: k.moves}
		if k.own != nil && !k.swaps() {
			join(parts, kind{own: k.own}, k)
		}
		if !slices.Contains(k.moves, true) {
			rest.own = nil
		}
		for _, e := range k.entries {
			if k.touches(e.metric) {
				rest.entries = append(rest.entries, e)
			} else {
				join(parts, kind{entries: []entry{e}}, k)
			}
		}
		if slices.Contains(k.moves, true) {
			join(left, rest, k).join(k.ends)
		}
	}
	s.kinds, still.kinds = listed(left), listed(parts)
	for _, k := range s.kinds {
		for _, ends := range k.ends { // the likeliest first: few units are left for the others
			slices.SortStableFunc(ends, func(a, b end) int { return cmp.Compare(b.mass[middle], a.mass[middle]) })
		}
	}
	return still
}

// touches reports whether some end of the kind changes a metric: those that it adds to
// or takes from, and all where the class rises, since the conviction itself may be lost.
func (k *kind) touches(m Metric) bool {
	for _, ends := range k.ends {
		for i := range ends {
			if ends[i].graver || slices.ContainsFunc(ends[i].entries, func(e entry) bool { return e.metric == m }) {
				return true
			}
		}
	}
	return false
}

// join adds the mass of a kind to what is left, or told, of it.
func join(to map[string]*kind, k kind, of *kind) *kind {
	k.id = idOf(k.entries, k.own, nil, 0)
	have := to[k.id]
	if have == nil {
		k.moves, k.ends = make([]bool, len(of.moves)), make([][]end, len(of.ends))
		have = &k
		to[k.id] = have
	}
	for node, m := range of.mass {
		have.mass[node] += m
	}
	return have
}

// join adds ends, by reading.
func (k *kind) join(ends [][]end) {
	for r, list := range ends {
		for _, e := range list {
			at := slices.IndexFunc(k.ends[r], func(x end) bool { return x.id == e.id })
			if at < 0 {
				k.ends[r] = append(k.ends[r], e)
				k.moves[r] = k.moves[r] || e.changed
				continue
			}
			for node, m := range e.mass {
				k.ends[r][at].mass[node] += m
			}
		}
	}
}

// listed are kinds in the order of their ids.
func listed(of map[string]*kind) (out []*kind) {
	for _, id := range slices.Sorted(maps.Keys(of)) {
		out = append(out, of[id])
	}
	return out
}

// count adds up the masses of a stream's kinds.
func (s *stream) count() {
	s.units = [nodes]float64{}
	for _, k := range s.kinds {
		for node, m := range k.mass {
			s.units[node] += m
		}
	}
}
