// Package model says what would change: it carries every charge of a docket to
// the baseline law, applies a proposal to it, and counts. It is pure: values
// in, values out; no row, no file, no clock, no chance.
package model

import (
	"cmp"
	"slices"
	"strings"
	"time"

	"impact/internal/court"
	"impact/internal/law"
)

// A Standing is where a charge stands under one law. The zero Section with
// class none is "no longer an offence".
type Standing struct {
	Section law.Citation
	Class   law.Class
	Terms   law.Terms // the registration that a conviction triggers
}

// An Outcome is what becomes of one charge if its unknown facts are settled in
// one way.
type Outcome struct {
	Before, After Standing
	Credit        string // the provisions that changed it, joined by "+"; "" if nothing changed
	Carried       string // the enacted acts that changed it before the baseline, joined by "+"
	Minor         Band   // the victim, where under 18
	Covered       bool   // the privilege would reach it
}

// Changed reports whether section, class or registry effect differ.
func (o Outcome) Changed() bool { return o.Before != o.After }

// A Leaf is an Outcome with its probability. Leaves of probability 0 are still
// possible.
type Leaf struct {
	Outcome
	P float64
}

// A Bench judges the charges of one docket under the law of its baseline day
// and under a proposal. It may be used by one goroutine at a time.
type Bench struct {
	Code     *law.Code
	Docket   *court.Docket
	Proposal *law.Proposal

	fr     *law.Frame
	base   law.Date
	rolls  map[law.Date]rolls // by the day whose list holds
	priors *Priors
	rank   map[string]int // provisions in file order

	ground  *ground
	apart   bool    // its verdicts are no other bench's
	bare    bool    // it asks no victim's age for the sake of a table
	likes   []int32 // by number of a citation: the proposals that are alike to it, -1 not asked yet
	atIssue map[law.Citation]bool

	judged   []*verdict // by kind
	supposed map[settledKey]*verdict
	groups   [2][]*group // by stage and number of the victim profile
	scratch  cluster
	brief    *briefs
	still    *briefs // under no provision, if known
	sums     *books  // everything that is counted
}

// rolls are the registry's rules of one day: the enacted one, and what the
// proposal makes of it.
type rolls struct{ enacted, proposed *law.Roll }

// rollsOn are the registry's rules of a day.
func (b *Bench) rollsOn(day law.Date) rolls {
	r, ok := b.rolls[day]
	if !ok {
		r.enacted = b.Code.RollOn(day)
		r.proposed = b.Proposal.Roll(r.enacted)
		b.rolls[day] = r
	}
	return r
}

// legalKey is the part of a signature that the law asks about at one stage.
type legalKey struct {
	side  court.Side
	facts law.Facts
	class law.Class
	stage court.Stage
}

// verdict is every way in which a charge can stand, and the legal facts that
// this rests on.
type verdict struct {
	leaves []Leaf
	masses []float64 // by target: the probability of what it implies
	fit    float64   // how well supposed facts suit the citation; 1 for the record's own
	items  []int
	notes  []string
	asks   []law.Attribute // the unknown facts that the outcome was asked for
	vague  bool            // the citation names no single entry
}

// NewBench prepares to judge a docket under a proposal. The priors are those of
// the docket, made once for all scenarios.
func NewBench(code *law.Code, d *court.Docket, pr *Priors, p *law.Proposal) *Bench {
	return onGround(pr.ground(code, d, p), p)
}

// onGround is a bench of a proposal.
func onGround(g *ground, p *law.Proposal) *Bench {
	b := &Bench{Code: g.code, Docket: g.docket, Proposal: p, fr: g.docket.Frame, base: g.docket.Baseline, priors: g.priors,
		rolls: map[law.Date]rolls{}, rank: map[string]int{}, ground: g, atIssue: map[law.Citation]bool{},
		likes: make([]int32, len(g.cites)), judged: make([]*verdict, len(g.keys)), supposed: map[settledKey]*verdict{}}
	for i := range b.likes {
		b.likes[i] = -1
	}
	for _, stage := range court.Stages {
		b.groups[stage] = make([]*group, len(g.docket.Victims))
	}
	for i, info := range p.Scenario.Provisions {
		b.rank[info.ID] = i
	}
	return b
}

// judge is the verdict on one signature at a stage, by its own facts alone.
func (b *Bench) judge(sig int32, stage court.Stage) *verdict {
	return b.verdictOn(b.ground.of[sig][stage].kind)
}

// verdictOn is the verdict on a kind.
func (b *Bench) verdictOn(kind int32) *verdict {
	if v := b.judged[kind]; v != nil {
		return v
	}
	at, key := likeKind{b.like(kind), kind}, b.ground.keys[kind]
	var v *verdict
	if !b.apart {
		v = known(b.ground, b.ground.verdicts, at)
	}
	if v == nil {
		if v = b.verdict(key, key.facts, nil); !b.apart {
			v = keep(b.ground, b.ground.verdicts, at, v)
		}
	}
	b.judged[kind] = v
	return v
}

// like is the number of the proposals that are alike to a kind.
func (b *Bench) like(kind int32) int32 {
	place := b.ground.place[kind]
	if b.likes[place] < 0 {
		b.likes[place] = b.ground.like(b.Proposal, place)
	}
	return b.likes[place]
}

// issue reports whether the victim's age is asked of a charge that has stood at a place.
func (b *Bench) issue(at law.Place) bool {
	if b.bare {
		return false
	}
	asks, ok := b.atIssue[at]
	if !ok {
		asks = b.ground.atIssue(at)
		if s := b.Code.Statute(at); !asks && s != nil && len(b.Proposal.Concerns(at)) > 0 {
			asks = b.asksAge(s)
		}
		b.atIssue[at] = asks
	}
	return asks
}

// verdict judges a charge. Where the facts of its victim are supposed, recorded
// is what the record says and alone the verdict on that: an element rules out
// what is supposed, but prevails over what is recorded.
func (b *Bench) verdict(key legalKey, recorded law.Facts, alone *verdict) *verdict {
	if key.side.Cite.IsZero() {
		st := Standing{Class: key.class}
		return &verdict{leaves: []Leaf{{Outcome{Before: st, After: st, Minor: b.knownBand(recorded.VictimAge)}, 1}}, fit: 1}
	}
	v := &verdict{}
	targets, clamped := b.targets(key, recorded)
	if clamped {
		v.notes = append(v.notes, "citation not in force on its day: governed by the nearest day on which it was")
	}
	if b.fr.DayOf(key.facts.Era) > b.base {
		v.notes = append(v.notes, "offence after the baseline: governed by its own law, not carried back")
	}
	v.vague = len(targets) > 1
	if !b.mayBe(key, targets) {
		v.notes = append(v.notes, "record's own class differs from the code's on its day: the code decides")
	}
	for i, t := range targets {
		w := &walk{b: b, v: v, key: key, target: t, pool: b.priors.pool(key.stage, key.side.Cite), recorded: recorded}
		w.start()
		v.masses = append(v.masses, w.mass)
		own := w.mass
		if alone != nil {
			own = alone.masses[i]
		}
		v.take(w, own)
	}
	if alone != nil {
		v.normalise()
	}
	v.merge()
	return v
}

// take adds the leaves of one target. Its weight is its share and, where facts
// are supposed, how much likelier they are if the target is what was meant: the
// mass of the walk over the target's own.
func (v *verdict) take(w *walk, own float64) {
	if len(w.leaves) == 0 {
		return
	}
	weight := w.target.share
	if own > 0 {
		weight *= w.mass / own
	}
	v.fit += weight
	for _, l := range w.leaves {
		if w.mass > 0 {
			l.P = l.P / w.mass * weight
		} else {
			l.P = weight / float64(len(w.leaves))
		}
		v.leaves = append(v.leaves, l)
	}
}

// normalise makes the leaves' probabilities sum to 1.
func (v *verdict) normalise() {
	for i := range v.leaves {
		if v.fit > 0 {
			v.leaves[i].P /= v.fit
		} else {
			v.leaves[i].P = 1 / float64(len(v.leaves))
		}
	}
}

// mayBe reports whether the record's own class is among those that the code
// gives to the citation on its day, or is not recorded.
func (b *Bench) mayBe(key legalKey, targets []target) bool {
	if key.class == law.ClassUnknown {
		return true
	}
	for _, t := range targets {
		v := t.statute.On(t.day)
		if v == nil {
			return true
		}
		for _, c := range v.Classes() {
			if graded, _ := b.Code.InchoateClass(key.side.Inchoate, c); graded == key.class {
				return true
			}
		}
	}
	return false
}

// target is one entry that a citation may mean, with its probability and the
// day whose law governs it.
type target struct {
	statute *law.Statute
	day     law.Date
	share   float64
}

// targets are the entries that the citation may mean on the charge's day, with
// their shares in the docket: those that the record does not contradict, or all
// where it contradicts them all. Where none is in force that day, they are those
// in force on the nearest day.
func (b *Bench) targets(key legalKey, recorded law.Facts) (out []target, clamped bool) {
	day := b.fr.DayOf(key.facts.Era)
	found := b.Code.Below(key.side.Cite, day)
	if len(found) == 0 {
		found, day = b.nearest(key.side.Cite, day)
		clamped = true
	}
	found = b.allowed(found, day, recorded)
	shares := b.priors.shares(key.stage, found)
	for i, s := range found {
		out = append(out, target{s, day, shares[i]})
	}
	return out, clamped
}

// allowed leaves out the entries whose elements the record contradicts, unless it
// contradicts them all.
func (b *Bench) allowed(entries []*law.Statute, day law.Date, recorded law.Facts) []*law.Statute {
	var out []*law.Statute
	for _, s := range entries {
		if v := s.On(day); v == nil || b.fr.Possible(v.Implies, recorded) {
			out = append(out, s)
		}
	}
	if len(out) == 0 {
		return entries
	}
	return out
}

// nearest finds the day closest to the given one on which something at or below
// the citation was in force.
func (b *Bench) nearest(cite law.Citation, day law.Date) ([]*law.Statute, law.Date) {
	best, far := law.Date(0), -1
	for _, s := range b.Code.Statutes() {
		if !cite.Covers(s.Cite) && !s.Cite.Covers(cite) {
			continue
		}
		from, to := s.Window()
		for _, d := range []law.Date{from, to} {
			if n := daysApart(d, day); d != 0 && (far < 0 || n < far) {
				best, far = d, n
			}
		}
	}
	if far < 0 {
		return nil, day
	}
	found := b.Code.Below(cite, best)
	if s := b.Code.Entry(cite); len(found) == 0 && s != nil {
		found = []*law.Statute{s}
	}
	return found, best
}

// daysApart is how many days lie between two days.
func daysApart(a, b law.Date) int {
	number := func(d law.Date) int {
		year, month, day := d.Parts()
		return int(time.Date(year, time.Month(month), day, 0, 0, 0, 0, time.UTC).Unix() / 86400)
	}
	n := number(a) - number(b)
	return max(n, -n)
}

// walk settles the unknown facts of one charge under one target, one question
// at a time, and only the questions that the law asks.
type walk struct {
	b      *Bench
	v      *verdict
	key    legalKey
	target target
	pool   pool

	recorded law.Facts
	path     []law.Place // where the charge has stood

	leaves []Leaf
	mass   float64
}

func (w *walk) start() {
	version := w.target.statute.On(w.target.day)
	f := w.key.facts
	if version != nil && !w.b.fr.Possible(version.Implies, w.recorded) {
		for _, a := range version.Implies.Asks(w.b.fr) {
			f = f.Without(a)
		}
		w.v.notes = append(w.v.notes, "record contradicts an element of its citation: the element prevails")
	}
	w.branch(f, 1)
}

func (w *walk) branch(f law.Facts, p float64) {
	o, possible, ask := w.run(f)
	if ask == law.NoAttribute {
		if possible {
			w.leaves = append(w.leaves, Leaf{o, p})
			w.mass += p
		}
		return
	}
	if !slices.Contains(w.v.asks, ask) {
		w.v.asks = append(w.v.asks, ask)
	}
	prior := w.pool.prior(ask)
	for i := range w.b.fr.Cells(ask) {
		w.branch(f.With(ask, i), p*prior[i])
	}
}

// run judges the charge with facts; it stops at the first unknown fact that
// the answer hangs on. possible is false where the facts contradict what the
// citation implies.
func (w *walk) run(f law.Facts) (o Outcome, possible bool, ask law.Attribute) {
	b, t := w.b, w.target
	w.path = append(w.path[:0], t.statute.Cite)
	own := t.statute.On(t.day)
	if own == nil {
		return o, true, law.NoAttribute
	}
	if met, ask := own.Implies.Test(b.fr, f); ask != law.NoAttribute || !met {
		return o, false, ask
	}
	at, acts, ask := w.carry(f)
	if ask != law.NoAttribute {
		return o, false, ask
	}
	day := w.day()
	var ver *law.Version
	if o.Before, ver, ask = w.stand(at, day, f); ask != law.NoAttribute {
		return o, false, ask
	}
	if o.Carried, ask = w.carried(own, acts, o.Before, f); ask != law.NoAttribute {
		return o, false, ask
	}
	if ask = w.propose(&o, at, ver, f); ask != law.NoAttribute {
		return o, false, ask
	}
	o.Minor, ask = w.band(f)
	return o, true, ask
}

// day is the day whose law the charge stands under before the proposal: the
// baseline, or its own day where that is later.
func (w *walk) day() law.Date { return max(w.b.base, w.target.day) }

// carry takes the charge through every enacted act between its day and the
// baseline, in order.
func (w *walk) carry(f law.Facts) (at law.Place, acts []string, ask law.Attribute) {
	at = w.target.statute.Cite
	for _, a := range w.b.Code.Acts {
		if a.Effective <= w.target.day || a.Effective > w.b.base || at.IsZero() {
			continue
		}
		to, used, ask := a.Apply(w.b.fr, at, f)
		if ask != law.NoAttribute {
			return at, nil, ask
		}
		for _, m := range used {
			w.use(m.Item())
			w.path = append(w.path, m.To)
		}
		if to != at {
			acts = append(acts, a.Name)
		}
		at = to
	}
	return at, acts, law.NoAttribute
}

// stand is the standing of a place on a day under enacted law.
func (w *walk) stand(at law.Place, day law.Date, f law.Facts) (Standing, *law.Version, law.Attribute) {
	if at.IsZero() {
		return Standing{Class: law.None}, nil, law.NoAttribute
	}
	s := w.b.Code.Statute(at)
	v := s.On(day)
	class, ask := w.class(v, f)
	if ask != law.NoAttribute {
		return Standing{}, nil, ask
	}
	terms, ask := w.terms(w.b.rollsOn(day).enacted, at, f)
	return Standing{at, class, terms}, v, ask
}

// class is the grade of the charge under a version, taken last for attempts and
// their like.
func (w *walk) class(v *law.Version, f law.Facts) (law.Class, law.Attribute) {
	if v == nil {
		return law.ClassUnknown, law.NoAttribute
	}
	class, ask := v.ClassFor(w.b.fr, f)
	if ask != law.NoAttribute {
		return 0, ask
	}
	w.use(v.Item())
	class, item := w.b.Code.InchoateClass(w.key.side.Inchoate, class)
	if item >= 0 {
		w.use(item)
	}
	return class, law.NoAttribute
}

func (w *walk) terms(r *law.Roll, at law.Place, f law.Facts) (law.Terms, law.Attribute) {
	terms, items, ask := r.Terms(w.b.fr, at, f)
	if ask != law.NoAttribute {
		return law.Terms{}, ask
	}
	for _, i := range items {
		w.use(i)
	}
	return terms, law.NoAttribute
}

// carried names the enacted acts that changed the charge's section or class
// between its own day and the baseline.
func (w *walk) carried(own *law.Version, acts []string, base Standing, f law.Facts) (string, law.Attribute) {
	if len(acts) == 0 {
		class, ask := w.class(own, f)
		if ask != law.NoAttribute {
			return "", ask
		}
		if class == base.Class {
			return "", law.NoAttribute
		}
		acts = w.amending()
	}
	return strings.Join(acts, "+"), law.NoAttribute
}

// amending names the acts that began versions of the charge's section between
// its day and the baseline.
func (w *walk) amending() []string {
	var out []string
	for _, v := range w.target.statute.Versions {
		if v.From.Date > w.target.day && v.From.Date <= w.b.base {
			name := v.Act.Value
			if name == "" {
				name = "an act not named in the pack, " + v.From.Date.String()
			}
			out = append(out, name)
		}
	}
	return out
}

// propose applies the proposal to a charge that stands at a place under the
// baseline law.
func (w *walk) propose(o *Outcome, at law.Place, ver *law.Version, f law.Facts) law.Attribute {
	b, p := w.b, w.b.Proposal
	to, used, ask := p.Act.Apply(b.fr, at, f)
	if ask != law.NoAttribute {
		return ask
	}
	credits := map[string]bool{}
	for _, m := range used {
		credits[m.Provision] = true
		w.path = append(w.path, m.To)
	}
	if to.IsZero() {
		o.After = Standing{Class: law.None}
	} else {
		if ask := w.after(o, at, to, ver, f, credits); ask != law.NoAttribute {
			return ask
		}
	}
	if o.Changed() {
		o.Credit = b.join(credits)
		for _, m := range used {
			w.use(m.Item())
		}
	}
	for _, id := range p.Active {
		if c := p.Covers[id]; c != nil {
			reached, ask := c.Reaches(b.fr, at, to, f)
			if ask != law.NoAttribute {
				return ask
			}
			o.Covered = o.Covered || reached
		}
	}
	return law.NoAttribute
}

func (w *walk) after(o *Outcome, at, to law.Place, ver *law.Version, f law.Facts, credits map[string]bool) law.Attribute {
	b, p := w.b, w.b.Proposal
	s, day := b.Code.Statute(to), w.day()
	base := ver
	if to != at {
		base = s.On(day)
	}
	version, by := p.Version(s, base)
	class, ask := w.class(version, f)
	if ask != law.NoAttribute {
		return ask
	}
	if by != "" {
		was, ask := w.class(base, f)
		if ask != law.NoAttribute {
			return ask
		}
		if was != class {
			credits[by] = true
		}
	}
	terms, ask := w.terms(b.rollsOn(day).proposed, to, f)
	if ask != law.NoAttribute {
		return ask
	}
	old, ask := w.terms(b.rollsOn(day).enacted, to, f)
	if ask != law.NoAttribute {
		return ask
	}
	if old != terms {
		for _, id := range p.Registers(b.fr, to, f) {
			credits[id] = true
		}
	}
	o.After = Standing{to, class, terms}
	return law.NoAttribute
}

func (w *walk) use(item int) {
	if !slices.Contains(w.v.items, item) {
		w.v.items = append(w.v.items, item)
	}
}

// join writes provisions in file order, joined by "+".
func (b *Bench) join(set map[string]bool) string {
	var ids []string
	for id := range set {
		ids = append(ids, id)
	}
	slices.SortFunc(ids, func(x, y string) int { return cmp.Compare(b.rank[x], b.rank[y]) })
	return strings.Join(ids, "+")
}

// merge joins leaves with equal outcomes and puts them in a fixed order.
func (v *verdict) merge() {
	if len(v.leaves) > 1 {
		slices.SortStableFunc(v.leaves, func(a, b Leaf) int { return a.Outcome.compare(b.Outcome) })
	}
	out := v.leaves[:0]
	for _, l := range v.leaves {
		if n := len(out); n > 0 && out[n-1].Outcome == l.Outcome {
			out[n-1].P += l.P
			continue
		}
		out = append(out, l)
	}
	if v.leaves = out; len(out) == 1 {
		out[0].P = 1
	}
	slices.Sort(v.asks)
	slices.Sort(v.items)
	v.items = slices.Compact(v.items)
	slices.Sort(v.notes)
	v.notes = slices.Compact(v.notes)
}

func (o Outcome) compare(p Outcome) int {
	return cmp.Or(o.Before.compare(p.Before), o.After.compare(p.After), strings.Compare(o.Credit, p.Credit),
		strings.Compare(o.Carried, p.Carried), cmp.Compare(o.Minor, p.Minor), compareBool(o.Covered, p.Covered))
}

func (s Standing) compare(t Standing) int {
	return cmp.Or(s.Section.Compare(t.Section), cmp.Compare(s.Class, t.Class),
		cmp.Compare(s.Terms.First, t.Terms.First), cmp.Compare(s.Terms.Repeat, t.Terms.Repeat))
}

func compareBool(a, b bool) int {
	switch {
	case a == b:
		return 0
	case b:
		return -1
	}
	return 1
}
