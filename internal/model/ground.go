package model

import (
	"slices"
	"sync"

	"impact/internal/court"
	"impact/internal/law"
)

// A ground is a docket under the law of one scenario, whichever of its provisions are
// on: the kinds of its charges, which of them some provision in some reading concerns,
// and what benches have found out that holds for others too. Many benches may stand on
// one, each in its own goroutine.
type ground struct {
	*kinds
	docket   *court.Docket
	priors   *Priors
	code     *law.Code
	scenario *law.Scenario
	baseline law.Date
	open     []bool   // by kind: not alike under all proposals
	traits   []traits // by number of a citation: those that no proposal changes

	mu       sync.Mutex
	nothing  *Bench // of no provision; for issue
	issue    map[law.Place]bool
	likes    map[string]int32
	verdicts map[likeKind]*verdict
	supposed map[likeSettled]*verdict

	lotting sync.Once
	groups  *groups
	lots    *lots

	coring sync.Once
	arena  *arena

	counting sync.Once
	still    *still // what no proposal moves, counted
}

// likeKind is a kind under all proposals that are alike to it.
type likeKind struct{ like, kind int32 }

type likeSettled struct {
	like int32
	key  settledKey
}

// ground is where benches of a scenario on a docket stand.
func (p *Priors) ground(code *law.Code, d *court.Docket, of *law.Proposal) *ground {
	p.grounding.Lock()
	defer p.grounding.Unlock()
	for _, g := range p.grounds {
		if g.docket == d && g.code == code && g.scenario == of.Scenario && g.baseline == of.Baseline {
			return g
		}
	}
	g := newGround(code, d, p, of)
	p.grounds = append(p.grounds, g)
	return g
}

func newGround(code *law.Code, d *court.Docket, p *Priors, of *law.Proposal) *ground {
	g := &ground{kinds: kindsOf(d, of.Scenario), docket: d, priors: p, code: code, scenario: of.Scenario, baseline: of.Baseline,
		issue: map[law.Place]bool{}, likes: map[string]int32{"": 0}, verdicts: map[likeKind]*verdict{}, supposed: map[likeSettled]*verdict{}}
	wholes := of.Wholes()
	open := make([]bool, len(g.cites))
	for i, r := range g.reach {
		open[i] = slices.ContainsFunc(r.Standing, func(at law.Place) bool {
			return slices.ContainsFunc(wholes, func(p *law.Proposal) bool { return len(p.Concerns(at)) > 0 })
		})
	}
	g.open = make([]bool, len(g.keys))
	for i, place := range g.place {
		g.open[i] = open[place]
	}
	g.traits = make([]traits, len(g.cites))
	for i, c := range g.cites {
		if open[i] {
			g.traits[i] |= moves
		}
		if isListed(of.Scenario.MinorsCharged, c) {
			g.traits[i] |= listed
		}
	}
	g.nothing = onGround(g, of.Nothing())
	return g
}

// atIssue reports whether the victim's age is asked of a charge that has stood at a
// place, where no provision that is on says anything of it.
func (g *ground) atIssue(at law.Place) bool {
	g.mu.Lock()
	defer g.mu.Unlock()
	asks, ok := g.issue[at]
	if !ok {
		if s := g.code.Statute(at); s != nil {
			asks = g.code.AsksVictimAge(s) || g.scenario.AsksVictimAge(at) || g.nothing.asksAge(s)
		}
		g.issue[at] = asks
	}
	return asks
}

// like is the number of the proposals that are alike to the charges of a citation: the
// provisions that can concern them are the same, and say the same. It is 0 where none
// can.
func (g *ground) like(p *law.Proposal, place int32) int32 {
	var places []law.Place
	concerned := map[string]bool{}
	for _, at := range g.reach[place].Standing {
		places = law.Follow(places, at, p.Act.Moves)
	}
	first := false
	for _, at := range g.reach[place].Standing {
		first = first || len(p.Concerns(at)) > 0
	}
	if !first {
		return 0
	}
	for _, at := range places {
		for _, id := range p.Concerns(at) {
			concerned[id] = true
		}
	}
	var key []byte
	for i, info := range g.scenario.Provisions {
		if concerned[info.ID] {
			key = append(key, byte(i), byte(i>>8), byte(g.scenario.LikeReading(info.ID, p.Reading)))
		}
	}
	g.mu.Lock()
	defer g.mu.Unlock()
	n, ok := g.likes[string(key)]
	if !ok {
		n = int32(len(g.likes))
		g.likes[string(key)] = n
	}
	return n
}

// known is a verdict that some bench has found, from the ground's verdicts or, of charges of
// which facts are supposed, from its supposed ones.
func known[K comparable](g *ground, verdicts map[K]*verdict, at K) *verdict {
	g.mu.Lock()
	defer g.mu.Unlock()
	return verdicts[at]
}

// keep keeps a verdict for other benches, and is the one to use.
func keep[K comparable](g *ground, verdicts map[K]*verdict, at K, v *verdict) *verdict {
	g.mu.Lock()
	defer g.mu.Unlock()
	if was := verdicts[at]; was != nil {
		return was
	}
	verdicts[at] = v
	return v
}
