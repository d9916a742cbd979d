package model

import (
	"slices"
	"sync"

	"impact/internal/court"
	"impact/internal/law"
)

// An Overlap counts the charges as filed that two provisions both reach, over
// the whole window; those that one reaches where A and B are the same.
//
// A provision reaches a charge if, on its own, it would change the charge's
// section, class or registry effect. One that requires others does so if it
// changes the charge when it is added to them, or would if they moved nothing
// themselves: that a charge is moved by what is required does not hide that the
// provision reaches it too. Both answers hold of the same facts.
type Overlap struct {
	A, B string
	Count
}

// Overlaps counts, for each two provisions that are on and can change anything,
// A before B in file order, the charges that both reach. only names the
// provisions that are switched on, nil means all.
func Overlaps(code *law.Code, d *court.Docket, pr *Priors, s *law.Scenario, reading string, only []string, baseline law.Date) ([]Overlap, error) {
	g, err := newGame(&question{code, d, pr, s, reading, baseline}, only)
	if err != nil {
		return nil, err
	}
	whole, err := newGame(g.question, nil)
	if err != nil {
		return nil, err
	}
	r := g.arena.reaching(whole)
	var out []Overlap
	for i, a := range whole.players {
		for j, b := range whole.players[i:] {
			if g.plays(a.id) && g.plays(b.id) {
				out = append(out, Overlap{a.id, b.id, r.both[i][i+j]})
			}
		}
	}
	return out, nil
}

// plays reports whether a provision is a player.
func (g *game) plays(id string) bool {
	return slices.ContainsFunc(g.players, func(p player) bool { return p.id == id })
}

// A reaching is how many charges each two players of a whole scenario reach, found once.
type reaching struct {
	once sync.Once
	both [][]Count
}

// reaching is that of a game of all provisions.
func (a *arena) reaching(g *game) *reaching {
	key := g.saying(g.all())
	a.mu.Lock()
	r := a.shared[key]
	if r == nil {
		r = &reaching{}
		a.shared[key] = r
	}
	a.mu.Unlock()
	r.once.Do(func() {
		b := g.reachBench()
		for i := range g.players {
			r.both = append(r.both, make([]Count, len(g.players)))
			for j := i; j < len(g.players); j++ {
				r.both[i][j] = b.total(court.AsCharged, func(l *Leaf) int { return truth(l.Credit[i] == reached && l.Credit[j] == reached) })
			}
		}
	})
	return r
}

// reached and missed are what a leaf's Credit says of each player in turn.
const reached, missed = 'x', '.'

// A prober asks of one charge which players reach it.
type prober struct {
	*Bench
	trials []trial
	walks  []*Bench // the proposals that are tried, each once
}

// A trial is a player and two proposals: it reaches a charge if they make
// different things of it.
type trial struct {
	player    int
	with, now int // in walks; now is -1 for the law as it is
}

// reachBench is a bench on the core whose leaves say which players reach the
// charge, and nothing else.
func (g *game) reachBench() *Bench {
	b := onGround(g.arena.ground, g.full)
	b.apart, b.bare = true, true
	p := &prober{Bench: b}
	for i := range g.players {
		x := &g.players[i]
		p.try(i, x.with, x.without, x.dependent)
		if x.dependent {
			own := func(m law.Move) bool { return m.Provision != x.id }
			p.try(i, without(x.with, own), without(x.without, own), true)
		}
	}
	for kind, key := range p.ground.keys {
		if key.stage == court.AsCharged {
			p.judged[kind] = p.verdict(key, key.facts, nil, len(g.players))
		}
	}
	for n := range int32(len(p.Docket.Victims)) {
		p.suppose(&p.Docket.Victims[n], len(g.players))
	}
	return p.Bench
}

// without is a proposal less some of its moves.
func without(p *law.Proposal, drop func(law.Move) bool) *law.Proposal {
	q, act := *p, *p.Act
	act.Moves = slices.DeleteFunc(slices.Clone(act.Moves), drop)
	q.Act = &act
	return &q
}

// try adds a trial.
func (p *prober) try(player int, with, now *law.Proposal, dependent bool) {
	t := trial{player, len(p.walks), -1}
	p.walks = append(p.walks, p.walker(with))
	if dependent {
		t.now = len(p.walks)
		p.walks = append(p.walks, p.walker(now))
	}
	p.trials = append(p.trials, t)
}

// walker is a bench that walks charges under a proposal.
func (p *prober) walker(of *law.Proposal) *Bench {
	b := onGround(p.ground, of)
	b.apart, b.bare = true, true
	return b
}

// suppose judges the charges of a shared victim in every world that its facts can be in.
func (p *prober) suppose(victim *court.Profile, players int) {
	for _, m := range victim.Members {
		kind := p.ground.of[m.Sig][court.AsCharged].kind
		key, s := p.ground.keys[kind], &p.Docket.Signatures[m.Sig]
		recorded := key.facts
		for _, age := range p.cells(s.Facts, law.VictimAgeOf) {
			for _, trafficked := range p.cells(s.Facts, law.TraffickedOf) {
				f := s.Facts.With(law.VictimAgeOf, age).With(law.TraffickedOf, trafficked)
				key.facts = p.ground.reach[p.ground.place[kind]].Heeds.Of(f)
				of := settledKey{key, recorded}
				if p.supposed[of] == nil {
					p.supposed[of] = p.verdict(key, recorded, p.judged[kind], players)
				}
			}
		}
	}
}

// verdict is the counterpart of a bench's verdict: the leaves say who reaches
// the charge.
func (p *prober) verdict(key legalKey, recorded law.Facts, alone *verdict, players int) *verdict {
	nobody := string(slices.Repeat([]byte{missed}, players))
	if key.side.Cite.IsZero() {
		return &verdict{leaves: []Leaf{{Outcome{Credit: nobody}, 1}}, fit: 1}
	}
	v := &verdict{}
	targets, _ := p.targets(key, recorded)
	for i, t := range targets {
		w := &probe{prober: p, nobody: nobody}
		w.to = walk{b: p.Bench, v: v, key: key, target: t, pool: p.priors.pool(key.stage, key.side.Cite), recorded: recorded}
		for _, b := range p.walks {
			one := w.to
			one.b = b
			w.walks = append(w.walks, one)
		}
		w.branch(w.facts(), 1)
		v.masses = append(v.masses, w.to.mass)
		own := w.to.mass
		if alone != nil {
			own = alone.masses[i]
		}
		v.take(&w.to, own)
	}
	if alone != nil {
		v.normalise()
	}
	v.merge()
	return v
}

// A probe walks one charge through all proposals at once, under the same facts.
type probe struct {
	*prober
	nobody string
	to     walk // holds the leaves
	walks  []walk
	ends   []Outcome
}

// facts are those of the charge, less what its citation's elements contradict.
func (w *probe) facts() law.Facts {
	f := w.to.key.facts
	if v := w.to.target.statute.On(w.to.target.day); v != nil && !w.fr.Possible(v.Implies, w.to.recorded) {
		for _, a := range v.Implies.Asks(w.fr) {
			f = f.Without(a)
		}
	}
	return f
}

func (w *probe) branch(f law.Facts, p float64) {
	possible, ask := w.run(f)
	if ask == law.NoAttribute {
		if possible {
			w.to.leaves = append(w.to.leaves, Leaf{Outcome{Credit: w.credit()}, p})
			w.to.mass += p
		}
		return
	}
	if v := w.to.v; !slices.Contains(v.asks, ask) {
		v.asks = append(v.asks, ask)
	}
	prior := w.to.pool.prior(ask)
	for i := range w.fr.Cells(ask) {
		w.branch(f.With(ask, i), p*prior[i])
	}
}

// run takes the charge to its end under each proposal, or stops at the first
// fact that an answer hangs on.
func (w *probe) run(f law.Facts) (possible bool, ask law.Attribute) {
	w.ends = w.ends[:0]
	for i := range w.walks {
		o, possible, ask := w.walks[i].run(f)
		if ask != law.NoAttribute || !possible {
			return false, ask
		}
		w.ends = append(w.ends, o)
	}
	return true, law.NoAttribute
}

// credit says of each player whether it reaches the charge.
func (w *probe) credit() string {
	out := []byte(w.nobody)
	for _, t := range w.trials {
		with := w.ends[t.with]
		now := with.Before
		if t.now >= 0 {
			now = w.ends[t.now].After
		}
		if with.After != now {
			out[t.player] = reached
		}
	}
	return string(out)
}
