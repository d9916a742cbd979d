package project

import (
	"cmp"
	"slices"
	"strconv"

	"impact/internal/stats"
)

// A tally is one metric of the cases of a side that can change, counted by itself: how many
// come that add an amount to it under the current law, and what the proposal makes of these
// under each reading. The metric asks no more of a case, so that draws need not tell apart
// kinds, of which there may be thousands: given rates and shares, the numbers of cases of
// different amounts are independent Poisson counts, and the ends of those of one amount are
// multinomial. The cases of all sections are counted together, as sums of Poisson counts.
type tally struct {
	side     Side
	metric   Metric
	key      uint64      // of its random numbers
	first    int         // of the cells of its means
	cells    int         // how many these are
	portions []portion   // cases by what they add under the current law, if anything
	changes  [][]*change // by reading
}

// A portion is cases that add one amount. Its cell has their mean.
type portion struct {
	amount float64
	cell   int
}

// A change is what the proposal makes of the cases of one amount. Its first cell has how many
// of them change: a share, or where the amount is 0, and others are not counted, their mean.
// The cells after it are their shares, for each year those of all fates.
type change struct {
	amount float64
	of     int    // the portion; -1 for amount 0
	fates  []fate // the likeliest first: few cases are left for the others
	cell   int
	key    uint64
}

// A fate is one of the ends of a change.
type fate struct {
	graver bool
	add    float64 // to what the cases add today
	weight float64 // units of the record
}

// is reports whether two fates are the same.
func (f fate) is(g fate) bool { return f.graver == g.graver && f.add == g.add }

// A sorter says to which cells of tallies the kinds of a stream and their ends belong.
type sorter struct {
	kinds   [][]int32     // by kind
	ends    [][][][]int32 // by reading, kind and end; nil for kinds that do not move
	touched []int32       // all of these, each once
}

// split parts the counts of cases in streams in which something moves from their sentences:
// tallies for the one, streams of their own for the other. Persons and diverted cases stay as
// they are, since the registry's stock hangs on several counts at once.
func (p *plan) split() {
	for _, st := range slices.Clone(p.streams) {
		if !st.canTally() {
			continue
		}
		st.tallied = true
		for _, k := range st.kinds {
			p.tally(st.side, k)
		}
		if of := st.sentenceStream(p.readings); of != nil {
			p.streams = append(p.streams, of)
		}
	}
	slices.SortFunc(p.tallies, func(a, b *tally) int { return cmp.Or(cmp.Compare(a.side, b.side), cmp.Compare(a.metric, b.metric)) })
	for _, t := range p.tallies {
		p.cells = t.number(p.cells)
	}
	for _, st := range p.streams {
		if st.tallied {
			st.sorter = p.sort(st)
		}
	}
}

// canTally reports whether the counts of a stream can be tallied.
func (s *stream) canTally() bool { return s.moves && (s.side == Filed || s.side == Disposed) }

// cellsOf is how many cells the tallies of streams have at most, and amounts the sums of what is
// still in sections.
func cellsOf(streams []*stream, readings int) int {
	type amount struct {
		side Side
		of   entry
	}
	p, amounts := &plan{readings: readings}, map[amount]bool{}
	for _, st := range streams {
		for _, k := range st.kinds {
			for _, e := range k.entries {
				amounts[amount{st.side, e}] = !st.group.IsZero() || amounts[amount{st.side, e}]
			}
		}
		if !st.canTally() {
			continue
		}
		for _, k := range st.kinds {
			if slices.Contains(k.moves, true) {
				touched := *k
				touched.entries = slices.DeleteFunc(slices.Clone(k.entries), func(e entry) bool { return !k.touches(e.metric) })
				p.tally(st.side, &touched)
			}
		}
	}
	n := 0
	for _, t := range p.tallies {
		n = t.number(n)
	}
	for _, of := range amounts {
		if of {
			n++
		}
	}
	return n
}

// cellsOver is how many numbers so many cells hold in a draw.
func (p *plan) cellsOver(cells int) int64 { return int64(cells) * int64(p.horizon) }

// tally makes room in the tallies of a side for a kind and its ends.
func (p *plan) tally(side Side, k *kind) {
	for _, e := range k.entries {
		t := p.tallyOf(side, e.metric)
		if t.portion(e.amount) < 0 {
			t.portions = append(t.portions, portion{amount: e.amount})
		}
	}
	for reading, ends := range k.ends {
		for i := range ends {
			for _, m := range metricsOf(k, &ends[i]) {
				c := p.tallyOf(side, m).change(reading, amountOf(k.entries, m))
				f := fateOf(&ends[i], m)
				j := slices.IndexFunc(c.fates, f.is)
				if j < 0 {
					j = len(c.fates)
					c.fates = append(c.fates, f)
				}
				c.fates[j].weight += ends[i].mass[middle]
			}
		}
	}
}

// portion is the place of an amount; -1 where it is not there.
func (t *tally) portion(amount float64) int {
	return slices.IndexFunc(t.portions, func(x portion) bool { return x.amount == amount })
}

// change is the change of an amount, made where there is none.
func (t *tally) change(reading int, amount float64) *change {
	for _, c := range t.changes[reading] {
		if c.amount == amount {
			return c
		}
	}
	c := &change{amount: amount, key: t.key ^ stats.StreamKey("change", strconv.FormatFloat(amount, 'g', -1, 64))}
	t.changes[reading] = append(t.changes[reading], c)
	return c
}

// tallyOf is the tally of a metric, made where there is none.
func (p *plan) tallyOf(side Side, m Metric) *tally {
	for _, t := range p.tallies {
		if t.side == side && t.metric == m {
			return t
		}
	}
	t := &tally{side: side, metric: m, key: stats.StreamKey("tally", side.String(), m.String()), changes: make([][]*change, p.readings)}
	p.tallies = append(p.tallies, t)
	return t
}

// metricsOf are the metrics that an end of a kind changes.
func metricsOf(k *kind, e *end) (out []Metric) {
	if !e.changed {
		return nil
	}
	for _, x := range e.entries {
		out = append(out, x.metric)
	}
	if e.graver { // the conviction itself may be lost, or another come
		for _, x := range k.entries {
			if !slices.Contains(out, x.metric) {
				out = append(out, x.metric)
			}
		}
	}
	return out
}

// fateOf is what an end makes of a metric.
func fateOf(e *end, m Metric) fate { return fate{graver: e.graver, add: amountOf(e.entries, m)} }

// amountOf is what entries add to a metric.
func amountOf(list []entry, m Metric) float64 {
	sum := 0.0
	for _, e := range list {
		if e.metric == m {
			sum += e.amount
		}
	}
	return sum
}

// number puts a tally in its order and numbers its cells from one on.
func (t *tally) number(from int) int {
	cell := from
	slices.SortFunc(t.portions, func(a, b portion) int { return cmp.Compare(a.amount, b.amount) })
	for i := range t.portions {
		t.portions[i].cell = cell
		cell++
	}
	for _, list := range t.changes {
		slices.SortFunc(list, func(a, b *change) int { return cmp.Compare(a.amount, b.amount) })
		for _, c := range list {
			slices.SortFunc(c.fates, fate.compare)
			c.of, c.cell = t.portion(c.amount), cell
			cell += 1 + len(c.fates)
		}
	}
	t.first, t.cells = from, cell-from
	return cell
}

// compare orders fates.
func (f fate) compare(g fate) int {
	grave := 0
	if f.graver != g.graver {
		if grave = 1; g.graver {
			grave = -1
		}
	}
	return cmp.Or(cmp.Compare(g.weight, f.weight), grave, cmp.Compare(f.add, g.add))
}

// sort finds the cells of the kinds of a stream.
func (p *plan) sort(st *stream) *sorter {
	s := &sorter{ends: make([][][][]int32, p.readings)}
	seen := make([]bool, p.cells)
	put := func(to []int32, cell int) []int32 {
		if !seen[cell] {
			seen[cell] = true
			s.touched = append(s.touched, int32(cell))
		}
		return append(to, int32(cell))
	}
	for _, k := range st.kinds {
		var cells []int32
		for _, e := range k.entries {
			t := p.tallyOf(st.side, e.metric)
			cells = put(cells, t.portions[t.portion(e.amount)].cell)
		}
		s.kinds = append(s.kinds, cells)
		for reading := range p.readings {
			var of [][]int32
			if k.moves[reading] {
				of = make([][]int32, len(k.ends[reading]))
				for j := range of {
					e := &k.ends[reading][j]
					for _, m := range metricsOf(k, e) {
						c := p.tallyOf(st.side, m).change(reading, amountOf(k.entries, m))
						of[j] = put(of[j], c.cell+1+slices.IndexFunc(c.fates, fateOf(e, m).is))
					}
				}
			}
			s.ends[reading] = append(s.ends[reading], of)
		}
	}
	return s
}

// averages are the cells of the tallies that are told, in the draw at hand, before any growth.
func (w *worker) averages() []float64 {
	if w.lots != nil {
		if m := w.lots.means(); m != nil && w.expected {
			return m.exact
		} else if m != nil {
			return m.of(w.number)
		}
	}
	return w.average()
}

// average works them out.
func (w *worker) average() []float64 {
	h := int(w.horizon)
	if w.sums == nil {
		w.sums, w.means, w.cellShare = make([]float64, w.cells*h), make([]float64, 0, w.cells*h), make([]float64, w.cells)
	}
	sums := w.sums
	clear(sums)
	for i, st := range w.streams {
		if !st.tallied {
			continue
		}
		l := w.fine(i)
		w.shareOut(st.sorter, l)
		rates := l.rates[w.ahead(st.side):][:h]
		for _, c := range st.sorter.touched {
			part := w.cellShare[c]
			w.cellShare[c] = 0
			if part > 0 {
				for y, rate := range rates {
					sums[int(c)*h+y] += rate * part
				}
			}
		}
	}
	out := w.means[:0]
	for _, t := range w.tallies {
		if w.offers(t.metric) {
			out = t.average(h, sums, out)
		}
	}
	return out
}

// average appends the cells of a tally, from the means of its portions and fates.
func (t *tally) average(h int, sums, to []float64) []float64 {
	row := func(cell int) []float64 { return sums[cell*h:][:h] }
	for _, p := range t.portions {
		to = append(to, row(p.cell)...)
	}
	for _, list := range t.changes {
		for _, c := range list {
			all := row(c.cell)
			for j := range c.fates {
				for y, mean := range row(c.cell + 1 + j) {
					all[y] += mean
				}
			}
			for y, mean := range all {
				if c.of >= 0 && mean > 0 {
					mean /= row(t.portions[c.of].cell)[y]
				}
				to = append(to, mean)
			}
			for y := range h {
				for j := range c.fates {
					part := row(c.cell + 1 + j)[y]
					if all[y] > 0 {
						part /= all[y]
					}
					to = append(to, part)
				}
			}
		}
	}
	return to
}

// shareOut adds up the shares of a lot by cell.
func (w *worker) shareOut(s *sorter, l *lot) {
	for at, k := range l.kinds {
		for _, c := range s.kinds[k] {
			w.cellShare[c] += l.share[at]
		}
	}
	for reading, shares := range l.ends {
		for at, k := range l.kinds {
			of := s.ends[reading][k]
			for j, cells := range of {
				part := l.share[at] * shares[j]
				for _, c := range cells {
					w.cellShare[c] += part
				}
			}
			shares = shares[len(of):]
		}
	}
}

// fine is the lot of a stream with tallies in the draw at hand, with the shares of all its
// ends.
func (w *worker) fine(i int) *lot {
	if c := w.castings(i); c != nil {
		if w.castIn[i] != w.number+1 {
			w.castIn[i] = w.number + 1
			return w.taken(i, c)
		}
		return &w.views[i]
	}
	l := &w.scratch[i]
	if w.castIn[i] != w.number+1 {
		w.cast(i, l)
		w.allEnds(i, l)
		w.castIn[i] = w.number + 1
	}
	return l
}

// tell adds what a tally comes to, by its cells. Each change has random numbers of its own in
// each year, which are the same in every reading, so that what two readings change alike they
// change alike.
func (w *worker) tell(t *tally, cells []float64) {
	h := int(w.horizon)
	cur, grown, under := w.cur[int(t.metric)*h:][:h], w.growths[t.side], w.cal.under[t.side.stage()]
	w.ring.Key(&w.src, t.key)
	for i, p := range t.portions {
		fresh := w.newly[i*h:][:h]
		for y, mean := range cells[i*h:][:h] {
			mean *= grown[y]
			old := w.count(mean * (1 - under[y]))
			fresh[y] = w.count(mean * under[y])
			cur[y] += (old + fresh[y]) * p.amount
		}
	}
	for reading, list := range t.changes {
		dif := w.difs[reading][int(t.metric)*h:][:h]
		for _, c := range list {
			if w.idle(c) {
				continue
			}
			at := cells[(c.cell-t.first)*h:]
			for y, part := range at[:h] {
				if part == 0 || c.of >= 0 && w.newly[c.of*h+y] == 0 {
					continue
				}
				w.ring.Key(&w.own, c.key+uint64(y))
				part *= w.charging
				var n float64
				switch {
				case c.of >= 0:
					n = w.thin(w.newly[c.of*h+y], min(1, part))
				case w.expected:
					n = part * grown[y] * under[y]
				default:
					n = w.own.Events(part * grown[y] * under[y])
				}
				if n > 0 {
					w.befall(c, n, at[h+y*len(c.fates):][:len(c.fates)], &dif[y])
				}
			}
		}
	}
}

// idle reports whether nothing is added by a change whatever its fates: the class rises, and no
// conviction is lost or won by that.
func (r *ready) idle(c *change) bool {
	for _, f := range c.fates {
		if f.add != 0 || f.graver && r.conviction != 0 {
			return false
		}
	}
	return true
}

// befall adds what n cases that change come to.
func (w *worker) befall(c *change, n float64, shares []float64, to *float64) {
	w.split(n, shares)
	for j := range c.fates {
		if n := w.endCount[j]; n > 0 {
			f := &c.fates[j]
			lost, gained := w.sway(f.graver, n)
			*to += f.add*(n-lost+gained) + c.amount*(gained-lost)
		}
	}
}

// roomForTallies gives a worker its scratch.
func (r *ready) roomForTallies(w *worker) {
	h := int(r.horizon)
	w.castIn, w.fineOf = make([]uint64, len(r.streams)), make([]int, len(r.streams))
	ends, portions, fates := 0, 0, len(w.endCount)
	for i, st := range r.streams {
		if st.sentencing != nil {
			w.fineOf[i] = slices.Index(r.streams, st.sentencing.from)
			ends = max(ends, slices.Max(st.sentencing.many))
		}
	}
	for _, t := range r.tallies {
		portions = max(portions, len(t.portions))
		for _, list := range t.changes {
			for _, c := range list {
				fates = max(fates, len(c.fates))
			}
		}
	}
	w.endSum, w.newly = make([]float64, ends), make([]float64, portions*h)
	w.endCount = make([]float64, fates)
}
