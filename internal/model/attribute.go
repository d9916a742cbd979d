package model

import (
	"encoding/binary"
	"errors"
	"fmt"
	"reflect"
	"slices"
	"sync"

	"impact/internal/court"
	"impact/internal/law"
)

// An Attribution is one provision's effect on one metric, as an expectation over
// the whole window.
//
// Alone is the effect of switching on this provision and no other; a provision
// that requires another is then without effect. Last is the effect of all less
// that of all but this one, with which those that require it fall away too.
// Shapley is the mean of what the provision adds when the provisions are
// switched on one after another, over every order in which none comes before
// what it requires (Faigle and Kern, "The Shapley value for cooperative games
// under precedence constraints", 1992). Shapley values add up to the whole effect.
type Attribution struct {
	Provision, Metric    string
	Alone, Last, Shapley float64
}

// The metrics that are attributed and, some of them, told by group.
const (
	ChargesChanged      = "charges_changed"       // charges as filed whose section, class or registry effect changes
	FelonyCharges       = "felony_charges"        // net charges as filed that become felonies
	FelonyConvictions   = "felony_convictions"    // net convictions that become felonies
	MinorChargesChanged = "minor_charges_changed" // charges as filed with a victim under 18 whose section or class changes
	NewRegistrants      = "new_registrants"       // net persons on the registry
)

// ErrTooMany says that a scenario has more provisions than can be told apart:
// with n of them, up to 2^n proposals have to be judged.
var ErrTooMany = errors.New("too many provisions to attribute the effect to each")

// maxPlayers is the most provisions whose effects are told apart: 4,096 proposals.
const maxPlayers = 12

// Attribute tells apart the effects of those provisions that are on and can
// change anything, in file order. only names the provisions that are switched
// on, nil means all. The docket's frame must be that of a run with them.
func Attribute(code *law.Code, d *court.Docket, pr *Priors, s *law.Scenario, reading string, only []string, baseline law.Date) ([]Attribution, error) {
	g, err := newGame(&question{code, d, pr, s, reading, baseline}, only)
	if err != nil {
		return nil, err
	}
	if n := len(g.players); n > maxPlayers {
		return nil, fmt.Errorf("%w: %d are on, at most %d would be right; --provisions switches on some", ErrTooMany, n, maxPlayers)
	}
	values, err := g.values()
	if err != nil {
		return nil, err
	}
	shapley := g.shapley(values)
	all := g.all()
	var out []Attribution
	for i, p := range g.players {
		for m, metric := range measuresOf(d) {
			a := Attribution{Provision: p.id, Metric: metric.name, Last: values[all][m] - values[all&^p.needed][m], Shapley: shapley[i][m]}
			if !p.dependent {
				a.Alone = values[1<<i][m]
			}
			out = append(out, a)
		}
	}
	return out, nil
}

// A measure is a metric of which effects are told: what the data need to hold for it,
// and its expectation under a bench's proposal.
type measure struct {
	name string
	held func(court.Recorded) bool
	of   func(*Bench) float64
}

// measuresOf are the metrics that the data let one count.
func measuresOf(d *court.Docket) []measure {
	charges := func(court.Recorded) bool { return true }
	convictions := func(r court.Recorded) bool { return r.Disposition }
	net := func(stage court.Stage, of func(*Leaf) int) func(*Bench) float64 {
		return func(b *Bench) float64 { return b.total(stage, of).Central }
	}
	return slices.DeleteFunc([]measure{
		{ChargesChanged, charges, net(court.AsCharged, func(l *Leaf) int { return truth(l.Changed()) })},
		{FelonyCharges, charges, net(court.AsCharged, felonies)},
		{FelonyConvictions, convictions, net(court.AsConvicted, felonies)},
		{MinorChargesChanged, charges, net(court.AsCharged, minorMoved)},
		{NewRegistrants, court.Recorded.Registry, func(b *Bench) float64 { return b.netRegistry().Central }},
	}, func(m measure) bool { return !m.held(d.Has) })
}

// metrics are the expectations of the metrics under the bench's proposal.
func (b *Bench) metrics() (out []float64) {
	for _, m := range measuresOf(b.Docket) {
		out = append(out, m.of(b))
	}
	return out
}

func felonies(l *Leaf) int { return truth(l.After.Class.Felony()) - truth(l.Before.Class.Felony()) }

func minorMoved(l *Leaf) int {
	return truth(l.Minor != NotMinor && (l.Before.Section != l.After.Section || l.Before.Class != l.After.Class))
}

// A question is a scenario in one reading, asked of a docket.
type question struct {
	code     *law.Code
	docket   *court.Docket
	priors   *Priors
	scenario *law.Scenario
	reading  string
	baseline law.Date
}

// propose makes the proposal with the named provisions on, without what its
// privileges cover: no figure here asks for that.
func (q *question) propose(ids []string) (*law.Proposal, error) {
	p, err := q.scenario.Propose(q.reading, append([]string{}, ids...), q.baseline)
	if err != nil {
		return nil, err
	}
	clear(p.Covers)
	return p, nil
}

// A game is the provisions of a question whose effects are told apart.
type game struct {
	*question
	players []player
	others  []string // provisions that are on and change nothing; a player may require them
	full    *law.Proposal
	arena   *arena
}

// A player is a provision that is on and can change something. Sets of players
// have one bit for each.
type player struct {
	id            string
	with, without *law.Proposal // only what it requires, and with itself
	dependent     bool          // it requires something
	lists         bool          // it changes the registry's list
	needs         uint          // the players that it requires, whether at once or through others
	needed        uint          // the players that require it, and itself
}

// newGame finds the players.
func newGame(q *question, only []string) (*game, error) {
	if only == nil {
		for _, p := range q.scenario.Provisions {
			only = append(only, p.ID)
		}
	}
	full, err := q.propose(only)
	if err != nil {
		return nil, err
	}
	g := &game{question: q, full: full, arena: q.arena(full)}
	requires := map[string][]string{}
	for _, p := range q.scenario.Provisions {
		requires[p.ID] = p.Requires
	}
	for _, id := range full.Active {
		p, err := q.player(id, closure(requires, id))
		switch {
		case err != nil:
			return nil, err
		case p.can(q.code):
			g.players = append(g.players, *p)
		default:
			g.others = append(g.others, id)
		}
	}
	g.link(requires)
	return g, nil
}

// player prepares a provision, given all that it requires.
func (q *question) player(id string, requires []string) (*player, error) {
	without, err := q.propose(requires)
	if err != nil {
		return nil, err
	}
	with, err := q.propose(append(slices.Clone(requires), id))
	if err != nil {
		return nil, err
	}
	roll := q.code.RollOn(q.baseline)
	return &player{id: id, with: with, without: without, dependent: len(requires) > 0,
		lists: !reflect.DeepEqual(with.Roll(roll), without.Roll(roll))}, nil
}

// can reports whether the provision moves, amends, lists or delists anything.
func (p *player) can(code *law.Code) bool {
	return p.lists || slices.ContainsFunc(code.Statutes(), p.amends) ||
		slices.ContainsFunc(p.with.Act.Moves, func(m law.Move) bool { return m.Provision == p.id })
}

// link fills in who needs whom.
func (g *game) link(requires map[string][]string) {
	for i := range g.players {
		p := &g.players[i]
		p.needed |= 1 << i
		needs := closure(requires, p.id)
		for j := range g.players {
			if slices.Contains(needs, g.players[j].id) {
				p.needs |= 1 << j
				g.players[j].needed |= 1 << i
			}
		}
	}
}

// closure is all that a provision requires, whether at once or through others.
func closure(requires map[string][]string, id string) []string {
	var out []string
	var visit func(id string)
	visit = func(id string) {
		for _, r := range requires[id] {
			if !slices.Contains(out, r) {
				out = append(out, r)
				visit(r)
			}
		}
	}
	visit(id)
	return out
}

// all is the set of all players.
func (g *game) all() uint { return 1<<len(g.players) - 1 }

// closed reports whether a set holds all that its players require.
func (g *game) closed(set uint) bool {
	for i, p := range g.players {
		if set&(1<<i) != 0 && p.needs&^set != 0 {
			return false
		}
	}
	return true
}

// values are the metrics of every closed set of players; those of no player are 0.
func (g *game) values() (map[uint][]float64, error) {
	out := map[uint][]float64{0: make([]float64, len(measuresOf(g.docket)))}
	for set := uint(1); set <= g.all(); set++ {
		if !g.closed(set) {
			continue
		}
		v, err := g.arena.value(g, set)
		if err != nil {
			return nil, err
		}
		out[set] = v
	}
	return out, nil
}

// An arena is where the games of a scenario on a docket are played, in whatever reading
// and with whichever provisions: the part of the docket that some provision in some
// reading can change, and what is known of sets of players.
type arena struct {
	ground *ground
	mu     sync.Mutex
	values map[string]*value
	shared map[string]*reaching
}

// A value is the metrics of a set of players in one reading, found once.
type value struct {
	once    sync.Once
	metrics []float64
	err     error
}

// arena is where a question's games are played.
func (q *question) arena(p *law.Proposal) *arena {
	g := q.priors.ground(q.code, q.docket, p)
	g.coring.Do(func() {
		g.arena = &arena{ground: newGround(q.code, g.core(), q.priors, p), values: map[string]*value{}, shared: map[string]*reaching{}}
	})
	return g.arena
}

// saying tells apart players and what they say in the reading.
func (g *game) saying(set uint) string {
	var key []byte
	for i, p := range g.players {
		if set&(1<<i) != 0 {
			key = append(append(key, p.id...), 0, byte(g.scenario.LikeReading(p.id, g.reading)))
		}
	}
	return string(key)
}

// value is the metrics of a set.
func (a *arena) value(g *game, set uint) ([]float64, error) {
	key := g.saying(set)
	a.mu.Lock()
	v := a.values[key]
	if v == nil {
		v = &value{}
		a.values[key] = v
	}
	a.mu.Unlock()
	v.once.Do(func() {
		var p *law.Proposal
		if p, v.err = g.propose(g.ids(set)); v.err == nil {
			v.metrics = onGround(a.ground, p).metrics()
		}
	})
	return v.metrics, v.err
}

// ids are the provisions of a set, and those that change nothing.
func (g *game) ids(set uint) []string {
	out := slices.Clone(g.others)
	for i, p := range g.players {
		if set&(1<<i) != 0 {
			out = append(out, p.id)
		}
	}
	return out
}

// shapley is the Shapley value of each player in each metric. before counts the
// orders in which the players of a set can come first, after those in which the
// rest can follow: the orders in which a player comes just after a set are their
// product.
func (g *game) shapley(values map[uint][]float64) [][]float64 {
	before, after := g.orders()
	out := make([][]float64, len(g.players))
	for i := range g.players {
		out[i] = make([]float64, len(values[0]))
		for set := uint(0); set <= g.all(); set++ {
			with := set | 1<<i
			if with == set || before[set] == 0 || before[with] == 0 {
				continue
			}
			share := before[set] * after[with] / before[g.all()]
			for m := range out[i] {
				out[i][m] += share * (values[with][m] - values[set][m])
			}
		}
	}
	return out
}

// orders counts, for every closed set, the orders of its players and those of the
// rest after them in which none comes before what it requires; 0 for other sets.
// Up to 12! they are whole numbers that a float holds.
func (g *game) orders() (before, after []float64) {
	before, after = make([]float64, g.all()+1), make([]float64, g.all()+1)
	before[0], after[g.all()] = 1, 1
	for set := uint(0); set <= g.all(); set++ {
		g.next(set, func(with uint) { before[with] += before[set] })
	}
	for set := g.all(); ; set-- {
		g.next(set, func(with uint) { after[set] += after[with] })
		if set == 0 {
			return before, after
		}
	}
}

// next visits the closed sets that have one player more than a closed set.
func (g *game) next(set uint, visit func(with uint)) {
	if !g.closed(set) {
		return
	}
	for i, p := range g.players {
		if set&(1<<i) == 0 && p.needs&^set == 0 {
			visit(set | 1<<i)
		}
	}
}

// amends reports whether the provision amends a section.
func (p *player) amends(s *law.Statute) bool {
	_, by := p.with.Version(s, nil)
	return by == p.id
}

// core reduces the docket to the charges that the scenario can change. Charges alike to
// the law are one signature, which holds no year and no defendant.
func (g *ground) core() *court.Docket {
	from := g.docket
	c := &coring{from: from, ground: g, to: &court.Docket{Frame: from.Frame, Baseline: from.Baseline, Has: from.Has},
		number: map[court.Signature]int32{}, sig: map[int32]int32{}, group: map[int32]int32{},
		victims: map[string]int{}, persons: map[string]int{}}
	for i := range from.Signatures {
		if n := int32(i); c.open(n, court.AsCharged) || c.open(n, court.AsConvicted) {
			c.to.Rows[c.keep(n)] += from.Rows[i]
		}
	}
	for n := range int32(len(from.Victims)) {
		if from.Shares(n) && slices.ContainsFunc(from.Victims[n].Members, c.changes) {
			c.victim(n)
		}
	}
	for i := range from.Persons {
		p := &from.Persons[i]
		if slices.ContainsFunc(p.Members, func(m court.Member) bool { return c.open(m.Sig, court.AsConvicted) }) {
			c.person(p)
		}
	}
	return c.to
}

// coring is a reduction under way.
type coring struct {
	from, to *court.Docket
	ground   *ground
	number   map[court.Signature]int32
	sig      map[int32]int32 // where a signature went
	group    map[int32]int32 // where the charges of a victim went

	victims, persons map[string]int // the numbers of profiles by content
}

// open reports whether the scenario can change a charge at a stage.
func (c *coring) open(sig int32, stage court.Stage) bool {
	kind := c.ground.of[sig][stage].kind
	return kind >= 0 && c.ground.open[kind]
}

// changes reports whether the proposal can change a charge at either stage.
func (c *coring) changes(m court.Member) bool {
	return c.open(m.Sig, court.AsCharged) || c.open(m.Sig, court.AsConvicted)
}

// keep is the new number of a signature, of which only what the law can ask is
// kept. The record's own class says nothing about a charge that can change.
func (c *coring) keep(sig int32) int32 {
	if n, ok := c.sig[sig]; ok {
		return n
	}
	s := &c.from.Signatures[sig]
	k := court.Signature{Charged: s.Charged, Final: s.Final, Substituted: s.Substituted, Facts: s.Facts, Counts: s.Counts}
	if s.Convicted() {
		k.Disposition = court.Convicted
	}
	n, ok := c.number[k]
	if !ok {
		n = int32(len(c.to.Signatures))
		c.number[k] = n
		c.to.Signatures, c.to.Rows = append(c.to.Signatures, k), append(c.to.Rows, 0)
	}
	c.sig[sig] = n
	return n
}

// victim keeps the charges of a victim.
func (c *coring) victim(n int32) {
	if _, ok := c.group[n]; ok {
		return
	}
	p := &c.from.Victims[n]
	members := make([]court.Member, len(p.Members))
	for i, m := range p.Members {
		members[i] = court.Member{Sig: c.keep(m.Sig), Victim: 1}
	}
	c.group[n] = int32(gather(&c.to.Victims, c.victims, members, p.Weight))
}

// person keeps the convictions of a profile of persons.
func (c *coring) person(p *court.Profile) {
	var members []court.Member
	for _, m := range p.Members {
		if !c.from.Signatures[m.Sig].Convicted() {
			continue
		}
		m.Sig = c.keep(m.Sig)
		if m.Victim > 0 {
			c.victim(m.Group)
			m.Group = c.group[m.Group]
		}
		members = append(members, m)
	}
	gather(&c.to.Persons, c.persons, members, p.Weight)
}

// gather adds a profile to those that are just like it, and is its number.
func gather(to *[]court.Profile, seen map[string]int, members []court.Member, weight int64) int {
	var key []byte
	for _, m := range members {
		for _, x := range []int32{m.Sig, m.Unit, m.Case, m.Victim, m.Group} {
			key = binary.BigEndian.AppendUint32(key, uint32(x))
		}
	}
	n, ok := seen[string(key)]
	if !ok {
		n = len(*to)
		seen[string(key)] = n
		*to = append(*to, court.Profile{Members: members})
	}
	(*to)[n].Weight += weight
	return n
}
