package project

// A turnout is units of a kind that come to a changed end in a year.
type turnout struct {
	kd   *kind
	e    *end
	y    int
	from int32 // place of the quantiles of their sentences; -1 where they have none
	slot int
}

// changed adds n units that come to a changed end.
func (w *worker) changed(t turnout, n float64) {
	n, lost, gained := w.turn(t.e.graver, n)
	w.enter(t.e.entries, n-lost+gained, t.y)
	w.enter(t.kd.entries, gained-lost, t.y)
	own, then := t.kd.own, t.e.then
	if own != nil && then != nil && !w.donor { // what is no longer an offence brings no sentence
		then = own
	}
	switch {
	case own == nil && then == nil:
	case w.expected:
		w.swapExpected(own, then, t, n-lost, lost, gained)
	case t.from < 0 && own != nil:
		w.swapMany(own, then, t, n-lost, lost, gained)
	case own == nil && n-lost+gained > oneByOne:
		w.swap(nil, w.many(then, n-lost+gained, t.y), 1, t.y)
	default:
		w.swapEach(own, then, t, n, lost, gained)
	}
}

// turn is how many of n units that come to an end are charged so, and where that is graver,
// how many of these are lost and how many gained.
func (w *worker) turn(graver bool, n float64) (charged, lost, gained float64) {
	n = w.thin(n, w.charging)
	lost, gained = w.sway(graver, n)
	return n, lost, gained
}

// sway is how many of n cases that are charged more gravely are lost, and how many gained.
func (w *worker) sway(graver bool, n float64) (lost, gained float64) {
	switch {
	case !graver || w.conviction == 0:
	case w.conviction > 0:
		gained = w.thin(n, w.conviction)
	default:
		lost = n - w.thin(n, 1+w.conviction)
	}
	return lost, gained
}

// swapEach swaps sentences one by one.
func (w *worker) swapEach(own, then *pool, t turnout, n, lost, gained float64) {
	var shares quantiles
	var were, are []stay
	if own != nil {
		were = w.of(own).stays[w.of(own).year(t.y)]
	}
	if then != nil {
		shares, are = w.cumulative(then), w.of(then).stays[w.of(then).year(t.y)]
	}
	pick := func(u float64) stay {
		if then == nil {
			return nil
		}
		return are[shares.at(u)]
	}
	for i := range int(n) {
		var was stay
		var u float64
		if own == nil {
			u = w.own.Float64()
		} else {
			q := w.us[int(t.from)+i]
			was, u = were[q.at], q.u
		}
		if i < int(lost) {
			w.swap(was, nil, 0, t.y)
		} else {
			w.swap(was, pick(u), t.e.ratio, t.y)
		}
	}
	for range int(gained) {
		w.swap(nil, pick(w.own.Float64()), 1, t.y)
	}
}

// swapExpected swaps the means of sentences.
func (w *worker) swapExpected(own, then *pool, t turnout, kept, lost, gained float64) {
	mean := func(p *pool, n float64) stay {
		if p == nil || n == 0 {
			return nil
		}
		pr, s := w.of(p), w.horizon.stay()
		s.add(n, pr.mean[pr.year(t.y)])
		return s
	}
	w.swap(mean(own, kept), mean(then, kept), t.e.ratio, t.y)
	w.swap(mean(own, lost), nil, 0, t.y)
	w.swap(nil, mean(then, gained), 1, t.y)
}

// swapMany swaps the sentences of many units at once, at the deviate at which those of
// the current law were drawn.
func (w *worker) swapMany(own, then *pool, t turnout, kept, lost, gained float64) {
	drawn, fresh := w.bulk[t.slot], w.fresh[t.slot]
	// of is the sum of n stays, and the chance of an admission
	of := func(which int, p *pool, n float64) (stay, float64) {
		if p == nil || n == 0 {
			return nil, 0
		}
		m := w.momentsOf(p, w.of(p).year(t.y))
		w.about(w.pair[which], n, drawn.z, m, t.y)
		return w.pair[which], min(1, m.mean[admission])
	}
	if a, was := of(0, own, kept); a != nil {
		b, is := of(1, then, kept)
		if a[admission] = drawn.admitted; kept < fresh {
			a[admission] = w.own.Binomial(drawn.admitted, kept/fresh)
		}
		if b != nil {
			b[admission] = w.coupled(a[admission], kept, was, is)
		}
		w.swap(a, b, t.e.ratio, t.y)
	}
	if a, was := of(0, own, lost); a != nil {
		a[admission] = w.own.Binomial(lost, was)
		w.swap(a, nil, 0, t.y)
	}
	if b, is := of(1, then, gained); b != nil {
		b[admission] = w.own.Binomial(gained, is)
		w.swap(nil, b, 1, t.y)
	}
}

// many is the sum of many sentences of units that had none.
func (w *worker) many(then *pool, n float64, y int) stay {
	m := w.momentsOf(then, w.of(then).year(y))
	s := w.pair[1]
	w.about(s, n, w.own.Norm(), m, y)
	s[admission] = w.own.Binomial(n, min(1, m.mean[admission]))
	return s
}

// coupled is how many of n units are admitted where each is with one chance, given how
// many were with another: no more change than must.
func (w *worker) coupled(admitted, n, was, is float64) float64 {
	switch {
	case is == was:
		return admitted
	case is > was:
		return admitted + w.own.Binomial(max(0, n-admitted), (is-was)/(1-was))
	}
	return w.own.Binomial(admitted, is/was)
}

// enter adds n times some entries in a year.
func (w *worker) enter(entries []entry, n float64, y int) {
	if n == 0 {
		return
	}
	for _, e := range entries {
		w.dif[int(e.metric)*int(w.horizon)+y] += n * e.amount
	}
}

// swap takes a stay away and puts another in its place; nil is none. The fine is the
// one imposed today times a ratio, not that of the other stay, unless there is none
// today.
func (w *worker) swap(own, then stay, ratio float64, y int) {
	switch {
	case own == nil && then == nil:
		return
	case own == nil:
		w.spread(w.dif, y, 1, then)
		return
	case then == nil:
		w.spread(w.dif, y, -1, own)
		return
	}
	h := int(w.horizon)
	w.dif[int(Admissions)*h+y] += then[admission] - own[admission]
	w.dif[int(Fines)*h+y] += (ratio - 1) * own[fine]
	beds, in, was := w.dif[int(Beds)*h+y:][:h-y], then[bedsAt:][:h-y], own[bedsAt:][:h-y]
	for a, v := range in {
		beds[a] += v - was[a]
	}
	caseload, under, had := w.dif[int(Supervision)*h+y:][:h-y], then[w.horizon.supervisedAt():][:h-y], own[w.horizon.supervisedAt():][:h-y]
	for a, v := range under {
		caseload[a] += v - had[a]
	}
}
