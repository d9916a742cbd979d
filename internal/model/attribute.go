package model

import (
	"encoding/binary"
	"errors"
	"fmt"
	"reflect"
	"slices"

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
	bench   *Bench   // of all provisions, on the whole docket
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
	g := &game{question: q, bench: bareBench(q.code, q.docket, q.priors, full)}
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
	c := g.core()
	known := &judgements{map[judgedFor]*verdict{}, map[judgedFor]*group{}}
	out := map[uint][]float64{0: make([]float64, len(measuresOf(g.docket)))}
	for set := uint(1); set <= g.all(); set++ {
		if !g.closed(set) {
			continue
		}
		p, err := g.propose(g.ids(set))
		if err != nil {
			return nil, err
		}
		b := bareBench(g.code, c.docket, g.priors, p)
		b.askAges(c.places)
		known.lend(b, c, set)
		b.judgeAlike()
		out[set] = b.metrics()
		known.take(b, c, set)
	}
	return out, nil
}

// judgements are the verdicts on the charges of a core, and the groups of its
// shared victims, by those players of a set that can matter to them: other
// players leave them as they are.
type judgements struct {
	verdicts map[judgedFor]*verdict
	groups   map[judgedFor]*group
}

type judgedFor struct {
	number int32
	stage  court.Stage
	set    uint
}

// lend gives a bench of a set of players what is known already.
func (j *judgements) lend(b *Bench, c *core, set uint) {
	for _, stage := range court.Stages {
		for n := range b.judged[stage] {
			b.judged[stage][n] = j.verdicts[judgedFor{int32(n), stage, set & c.matter[stage][n]}]
		}
		for n := range b.groups[stage] {
			b.groups[stage][n] = j.groups[judgedFor{int32(n), stage, set & c.together(int32(n), stage)}]
		}
	}
}

// take keeps what a bench of a set of players has judged.
func (j *judgements) take(b *Bench, c *core, set uint) {
	for _, stage := range court.Stages {
		for n, v := range b.judged[stage] {
			if v != nil {
				j.verdicts[judgedFor{int32(n), stage, set & c.matter[stage][n]}] = v
			}
		}
		for n, g := range b.groups[stage] {
			if g != nil {
				j.groups[judgedFor{int32(n), stage, set & c.together(int32(n), stage)}] = g
			}
		}
	}
}

// judgeAlike judges at once charges that differ only in the defendant's age,
// where nothing hangs on it.
func (b *Bench) judgeAlike() {
	for i := range b.Docket.Signatures {
		s := &b.Docket.Signatures[i]
		for _, stage := range court.Stages {
			if !s.At(stage) || b.judged[stage][i] != nil {
				continue
			}
			key := legalKey{s.Side(stage), s.Facts.Without(law.DefendantAgeOf), s.RecordClass, stage}
			v := b.memo[key]
			if v == nil {
				v = b.verdict(key, key.facts, nil)
				b.memo[key] = v
			}
			if !slices.Contains(v.asks, law.DefendantAgeOf) {
				b.judged[stage][i] = v
			}
		}
	}
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

// bareBench is a bench that asks no victim's age for the sake of a table.
func bareBench(code *law.Code, d *court.Docket, pr *Priors, p *law.Proposal) *Bench {
	b := &Bench{Code: code, Docket: d, Proposal: p, fr: d.Frame, base: d.Baseline, priors: pr,
		rolls: map[law.Date]rolls{}, rank: map[string]int{}, atIssue: map[law.Citation]bool{},
		memo: map[legalKey]*verdict{}, supposed: map[settledKey]*verdict{}}
	for _, stage := range court.Stages {
		b.judged[stage] = make([]*verdict, len(d.Signatures))
		b.groups[stage] = make([]*group, len(d.Victims))
	}
	for i, info := range p.Scenario.Provisions {
		b.rank[info.ID] = i
	}
	return b
}

// askAges makes the bench ask the victim's age at those places where a run would.
func (b *Bench) askAges(places []law.Place) {
	for _, at := range places {
		if s := b.Code.Statute(at); s != nil {
			b.atIssue[at] = b.Code.AsksVictimAge(s) || b.Proposal.Scenario.AsksVictimAge(at) || b.asksAge(s)
		}
	}
}

// A core is the part of a docket that the players can change: charges alike to
// the law are one signature, which holds no year and no defendant.
type core struct {
	docket *court.Docket
	places []law.Place // all at which a charge can stand, before the proposal and after
	matter [2][]uint   // by stage and signature: the players that can matter to the charge
}

// together are the players that can matter to the charges of a victim.
func (c *core) together(victim int32, stage court.Stage) uint {
	var out uint
	for _, m := range c.docket.Victims[victim].Members {
		out |= c.matter[stage][m.Sig]
	}
	return out
}

// A reach is the places at which a charge of a citation can come to stand, and
// the players that can change it at one of them. It is open where one can change
// it at the baseline: otherwise the charge stays as it is, whoever is on.
type reach struct {
	places []law.Place
	matter uint
	open   bool
}

// reaches finds and keeps the reach of citations.
type reaches struct {
	*game
	seen map[law.Citation]reach
	own  map[law.Place]uint
}

func (r *reaches) of(cite law.Citation) reach {
	if x, ok := r.seen[cite]; ok {
		return x
	}
	var x reach
	if !cite.IsZero() {
		for _, s := range r.code.Statutes() {
			if cite.Covers(s.Cite) || s.Cite.Covers(cite) {
				x.places = follow(x.places, s.Cite, r.enacted())
			}
		}
	}
	for _, at := range slices.Clone(x.places) {
		x.open = x.open || r.changers(at) != 0
		x.places = follow(x.places, at, r.bench.Proposal.Act.Moves)
	}
	for _, at := range x.places {
		x.matter |= r.changers(at)
	}
	r.seen[cite] = x
	return x
}

// enacted are the moves of all acts up to the baseline.
func (r *reaches) enacted() []law.Move {
	var out []law.Move
	for _, a := range r.code.Acts {
		if a.Effective <= r.bench.base {
			out = append(out, a.Moves...)
		}
	}
	return out
}

// follow adds a place to a list, and those to which moves can carry a charge from it.
func follow(places []law.Place, at law.Place, moves []law.Move) []law.Place {
	if at.IsZero() {
		return places
	}
	if !slices.Contains(places, at) {
		places = append(places, at)
	}
	for i := range moves {
		if m := &moves[i]; m.From.Covers(at) && !slices.Contains(places, m.To) {
			places = follow(places, m.To, moves)
		}
	}
	return places
}

// changers are the players that can change a charge that stands at a place.
func (r *reaches) changers(at law.Place) uint {
	if set, ok := r.own[at]; ok {
		return set
	}
	var set uint
	for i := range r.players {
		if r.changes(&r.players[i], at) {
			set |= 1 << i
		}
	}
	r.own[at] = set
	return set
}

// changes reports whether a player moves charges from a place, or amends it, or
// changes the registration of some offence there.
func (r *reaches) changes(p *player, at law.Place) bool {
	if slices.ContainsFunc(p.with.Act.Moves, func(m law.Move) bool { return m.Provision == p.id && m.From.Covers(at) }) {
		return true
	}
	if s := r.code.Statute(at); s != nil && p.amends(s) {
		return true
	}
	fr := r.docket.Frame
	for era := 0; p.lists && era <= len(fr.Days); era++ {
		f := law.Facts{Era: uint16(era)}
		roll := p.with.Roll(r.code.RollOn(max(r.bench.base, fr.DayOf(f.Era))))
		if p.relists(fr, roll, at, f) {
			return true
		}
	}
	return false
}

// amends reports whether the provision amends a section.
func (p *player) amends(s *law.Statute) bool {
	_, by := p.with.Version(s, nil)
	return by == p.id
}

// relists reports whether the provision changes the registration of an offence
// at a place, under some completion of facts.
func (p *player) relists(fr *law.Frame, r *law.Roll, at law.Place, f law.Facts) bool {
	_, _, ask := r.Terms(fr, at, f)
	if ask == law.NoAttribute {
		return slices.Contains(p.with.Registers(fr, at, f), p.id)
	}
	for i := range fr.Cells(ask) {
		if p.relists(fr, r, at, f.With(ask, i)) {
			return true
		}
	}
	return false
}

// core reduces the docket to what the players can change.
func (g *game) core() *core {
	from := g.docket
	c := &coring{from: from, reaches: &reaches{g, map[law.Citation]reach{}, map[law.Place]uint{}},
		to:     &court.Docket{Frame: from.Frame, Baseline: from.Baseline, Has: from.Has},
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
	return c.core()
}

// coring is a reduction under way.
type coring struct {
	from, to *court.Docket
	reaches  *reaches
	number   map[court.Signature]int32
	sig      map[int32]int32 // where a signature went
	group    map[int32]int32 // where the charges of a victim went

	victims, persons map[string]int // the numbers of profiles by content
}

// open reports whether the proposal can change a charge at a stage.
func (c *coring) open(sig int32, stage court.Stage) bool {
	s := &c.from.Signatures[sig]
	return s.At(stage) && c.reaches.of(s.Side(stage).Cite).open
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

// core is what has been kept.
func (c *coring) core() *core {
	out := &core{docket: c.to}
	for i := range c.to.Signatures {
		s := &c.to.Signatures[i]
		for _, stage := range court.Stages {
			x := c.reaches.of(s.Side(stage).Cite)
			out.matter[stage] = append(out.matter[stage], x.matter)
			for _, at := range x.places {
				if !slices.Contains(out.places, at) {
					out.places = append(out.places, at)
				}
			}
		}
	}
	return out
}
