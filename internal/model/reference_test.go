package model_test

import (
	"fmt"
	"math"
	"slices"
	"strings"

	"impact/internal/law"
)

// This file reads docs/methods.md a second time, in the plainest way: facts are
// concrete values, the law is Go literals, and every way in which the unknown
// facts can be is tried. It shares nothing with the program but its nouns.

// facts are one way in which everything about a charge can be.
type facts struct {
	age, defendant, priors int
	trafficked             bool
	means                  int // bits: force 1, fraud 2, coercion 4
	sale                   bool
	day                    law.Date // whose law governs
}

// The values that stand for all others: between two of them no test here differs.
var (
	ages       = []int{5, 13, 15, 16, 30}
	defendants = []int{10, 13, 15, 17, 19, 30}
	priors     = []int{0, 1, 2}
)

// An attribute is one recorded thing; its letter names it in a cond.
type attribute byte

const attributes = "adptmf" // age, defendant, priors, trafficked, means, finding

// values is how many values an attribute has here.
func (a attribute) values() int {
	return map[attribute]int{'a': len(ages), 'd': len(defendants), 'p': len(priors), 't': 2, 'm': 8, 'f': 2}[a]
}

func (f *facts) set(a attribute, i int) {
	switch a {
	case 'a':
		f.age = ages[i]
	case 'd':
		f.defendant = defendants[i]
	case 'p':
		f.priors = priors[i]
	case 't':
		f.trafficked = i == 1
	case 'm':
		f.means = i
	case 'f':
		f.sale = i == 1
	}
}

// A cond is a condition: as law files write it, which attributes it asks, and
// what it means.
type cond struct {
	yaml  string
	asks  string
	holds func(facts) bool
}

var always = cond{"{}", "", func(facts) bool { return true }}

// The law as literals: a stretch is a version of a section.
type (
	stretch struct {
		from, to law.Date // 0 open
		grades   []refGrade
	}
	refGrade struct {
		class law.Class
		when  cond
	}
	refSection struct {
		cite     string
		implies  cond
		versions []stretch
	}
	refMove struct {
		provision, from, to string // to "": no longer an offence
		when                cond
		asAmended           bool
	}
	refAct struct {
		name  string
		day   law.Date
		moves []refMove
	}
	refTrigger struct {
		provision, cite string
		when            cond
		from            law.Date
		first, repeat   int // years; lifelong for life
		discretion      bool
	}
)

const lifelong = 1 << 15

// A proposal is a scenario with all that it changes.
type proposal struct {
	names    []string // in file order
	moves    []refMove
	amends   map[string]refGrades
	triggers []refTrigger
	delists  map[string]string // section -> provision
	covers   []refCover
	minors   []string
}

type refGrades struct {
	provision string
	grades    []refGrade
}

type refCover struct {
	sections, within []string
	when             cond
}

// covers reports whether cite is c or stands below it.
func covers(c, cite string) bool {
	return cite == c || strings.HasPrefix(cite, c+"(")
}

func section(cite string) string { s, _, _ := strings.Cut(cite, "("); return s }

func anyCovers(list []string, cite string) bool {
	return slices.ContainsFunc(list, func(c string) bool { return covers(c, cite) })
}

// refLaw is the whole of a small code of laws.
type refLaw struct {
	sections []refSection // in order
	acts     []refAct
	triggers []refTrigger
	baseline law.Date
}

func (l *refLaw) section(cite string) *refSection {
	for i := range l.sections {
		if l.sections[i].cite == cite {
			return &l.sections[i]
		}
	}
	return nil
}

// on is the version of the day, nil where none is in force.
func (s *refSection) on(day law.Date) *stretch {
	for i, v := range s.versions {
		if (v.from == 0 || v.from <= day) && (v.to == 0 || day <= v.to) {
			return &s.versions[i]
		}
	}
	return nil
}

// entries are what a citation can mean on a day, and the day whose law counts:
// the nearest in force where none is on the day itself.
func (l *refLaw) entries(cite string, day law.Date) ([]*refSection, law.Date) {
	var all, in []*refSection
	for i := range l.sections {
		if s := &l.sections[i]; covers(cite, s.cite) {
			all = append(all, s)
			if s.on(day) != nil {
				in = append(in, s)
			}
		}
	}
	if len(in) > 0 {
		return in, day
	}
	only := all[0] // the citations of these tests that can be out of force mean one entry
	if from := only.versions[0].from; day < from {
		return all[:1], from
	}
	return all[:1], only.versions[len(only.versions)-1].to
}

func classOf(grades []refGrade, f facts, inchoate law.Inchoate) law.Class {
	for _, g := range grades {
		if !g.when.holds(f) {
			continue
		}
		if g.class == law.FelonyA && (inchoate == law.Attempt || inchoate == law.Conspiracy) {
			return law.FelonyB
		}
		return g.class
	}
	panic("no grade")
}

type place struct {
	section string
	class   law.Class
	terms   [2]int
}

// fate is what becomes of a charge.
type fate struct {
	before, after place
	credit        string
	carried       bool
	band          string // "" where the victim is not under 18
	covered       bool
}

func (f fate) changed() bool { return f.before != f.after }

// follow applies one act's moves.
func follow(moves []refMove, at string, f facts) (to string, used []refMove) {
	for at != "" {
		i := slices.IndexFunc(moves, func(m refMove) bool { return covers(m.from, at) && m.when.holds(f) })
		if i < 0 {
			break
		}
		at, used = moves[i].to, append(used, moves[i])
		if moves[i].asAmended {
			break
		}
	}
	return at, used
}

func termsOf(list []refTrigger, at string, f facts) (terms [2]int) {
	for _, t := range list {
		if !t.discretion && at != "" && covers(t.cite, at) && t.when.holds(f) {
			terms = [2]int{max(terms[0], t.first), max(terms[1], t.repeat)}
		}
	}
	return terms
}

// fate follows one charge under one entry with all facts settled.
func (l *refLaw) fate(p *proposal, entry string, day law.Date, inchoate law.Inchoate, f facts) (out fate, path []string) {
	at, path := entry, []string{entry}
	for _, a := range l.acts {
		if a.day > day && a.day <= l.baseline {
			var used []refMove
			at, used = follow(a.moves, at, f)
			path = append(path, destinations(used)...)
		}
	}
	out.carried = len(path) > 1
	on := max(day, l.baseline)
	var roll []refTrigger
	for _, t := range l.triggers {
		if t.from <= on {
			roll = append(roll, t)
		}
	}
	stand := func(at string) place {
		if at == "" {
			return place{class: law.None}
		}
		return place{at, classOf(l.section(at).on(on).grades, f, inchoate), termsOf(roll, at, f)}
	}
	out.before = stand(at)
	own := classOf(l.section(entry).on(day).grades, f, inchoate)
	out.carried = out.carried || own != out.before.class

	to, moves := follow(p.moves, at, f)
	path = append(path, destinations(moves)...)
	var used []string
	for _, m := range moves {
		used = append(used, m.provision)
	}
	out.after = stand(to)
	if to != "" {
		used = l.enact(p, &out.after, roll, inchoate, f, used)
	}
	if out.changed() {
		out.credit = p.join(used)
	}
	for _, c := range p.covers {
		if to != "" && anyCovers(c.sections, to) {
			out.covered = true
		}
		if (at != "" && anyCovers(c.within, at) || to != "" && anyCovers(c.within, to)) && c.when.holds(f) {
			out.covered = true
		}
	}
	return out, path
}

func destinations(moves []refMove) (out []string) {
	for _, m := range moves {
		out = append(out, m.to)
	}
	return out
}

// enact regrades and relists a charge at its destination under the proposal.
func (l *refLaw) enact(p *proposal, at *place, roll []refTrigger, inchoate law.Inchoate, f facts, used []string) []string {
	if g, ok := p.amends[at.section]; ok {
		if c := classOf(g.grades, f, inchoate); c != at.class {
			at.class = c
			used = append(used, g.provision)
		}
	}
	var listed []refTrigger
	var touched []string
	for _, t := range roll {
		by := ""
		for c, provision := range p.delists {
			if covers(c, t.cite) {
				by = provision
			}
		}
		if by == "" {
			listed = append(listed, t)
		} else if covers(t.cite, at.section) {
			touched = append(touched, by)
		}
	}
	for _, t := range p.triggers {
		listed = append(listed, t)
		if covers(t.cite, at.section) && t.when.holds(f) {
			touched = append(touched, t.provision)
		}
	}
	if terms := termsOf(listed, at.section, f); terms != at.terms {
		at.terms = terms
		used = append(used, touched...)
	}
	return used
}

// join names provisions in file order.
func (p *proposal) join(used []string) string {
	var out []string
	for _, n := range p.names {
		if slices.Contains(used, n) {
			out = append(out, n)
		}
	}
	return strings.Join(out, "+")
}

// A refCharge is a row, and what it records.
type refCharge struct {
	id, person, caze, victim string
	cite, final              string // final "" where not substituted; "9-9" is in no code
	inchoate                 law.Inchoate
	class                    law.Class // the record's own
	offense, filed, disposed law.Date
	disposition              string
	counts                   int
	facts                    facts
	known                    string // letters of what is recorded
}

func (c *refCharge) knows(a attribute) bool { return strings.IndexByte(c.known, byte(a)) >= 0 }

func (c *refCharge) convicted() bool { return c.disposition == "convicted" }

// String is the row on one line.
func (c *refCharge) String() string {
	var b strings.Builder
	fmt.Fprintf(&b, "%s person=%s case=%s victim=%s %s", c.id, c.person, c.caze, c.victim, c.cite)
	if c.final != "" {
		fmt.Fprintf(&b, "=>%s", c.final)
	}
	fmt.Fprintf(&b, " %s %s record=%s x%d off=%s filed=%s disp=%s", c.inchoate, c.disposition, c.class, c.counts, c.offense, c.filed, c.disposed)
	for _, a := range []byte(c.known) {
		v := map[byte]any{'a': c.facts.age, 'd': c.facts.defendant, 'p': c.facts.priors, 't': c.facts.trafficked, 'm': c.facts.means, 'f': c.facts.sale}[a]
		fmt.Fprintf(&b, " %c=%v", a, v)
	}
	return b.String()
}

// cited is the citation at a stage, "" where it is in no code.
func (c *refCharge) cited(convicted bool) string {
	cite := c.cite
	if convicted && c.final != "" {
		cite = c.final
	}
	if cite == "9-9" {
		return ""
	}
	return cite
}

// governing is the day whose law counts.
func (c *refCharge) governing(baseline law.Date) law.Date {
	if c.offense != 0 {
		return c.offense
	}
	var days []law.Date
	for _, d := range []law.Date{c.filed, c.disposed} {
		if d != 0 {
			days = append(days, d)
		}
	}
	if len(days) == 0 {
		return baseline
	}
	return slices.Min(days)
}

// year is the fiscal year at a stage; 0 unknown.
func (c *refCharge) year(convicted bool) int {
	days := []law.Date{c.filed, c.offense}
	if convicted {
		days = []law.Date{c.disposed, c.filed, c.offense}
	}
	for _, d := range days {
		if d != 0 {
			y := int(d) / 10000
			if int(d)/100%100 >= 7 {
				y++
			}
			return y
		}
	}
	return 0
}

// shareVictims makes the facts of one victim one: the youngest recorded age, and
// trafficked if any row says so, fill in what a row leaves out.
func shareVictims(rows []refCharge) []refCharge {
	out := slices.Clone(rows)
	for i := range out {
		for _, a := range []attribute{'a', 't'} {
			if c := &out[i]; c.victim != "" && !c.knows(a) {
				c.learn(a, rows)
			}
		}
	}
	return out
}

func (c *refCharge) learn(a attribute, rows []refCharge) {
	for i := range rows {
		o := &rows[i]
		if o.victim != c.victim || !o.knows(a) {
			continue
		}
		first := !c.knows(a)
		switch {
		case a == 't':
			c.facts.trafficked = o.facts.trafficked || !first && c.facts.trafficked
		case first || o.facts.age < c.facts.age:
			c.facts.age = o.facts.age
		}
		if first {
			c.known += string(a)
		}
	}
}

// refPriors says how likely each value of an attribute is.
type refPriors struct {
	rows []refCharge
}

// of is the probability of value i of an attribute for charges cited so.
func (p *refPriors) of(a attribute, cite string, convicted bool) []float64 {
	tests := []func(string) bool{
		func(c string) bool { return c == cite },
		func(c string) bool { return section(c) == section(cite) },
		func(string) bool { return true },
	}
	k := make([]float64, a.values())
	n := 0.0
	for _, in := range tests {
		for i := range p.rows {
			r := &p.rows[i]
			if !r.knows(a) || convicted && !r.convicted() || !in(r.cited(convicted)) {
				continue
			}
			k[r.facts.index(a)] += float64(r.counts)
			n += float64(r.counts)
		}
		if n > 0 {
			break
		}
	}
	return spread(a, k, n)
}

func (f *facts) index(a attribute) int {
	for i := range a.values() {
		g := *f
		g.set(a, i)
		if g == *f {
			return i
		}
	}
	panic("a value that stands for none")
}

// spread turns recorded numbers into probabilities by the rule (k+1/2)/(n+1).
func spread(a attribute, k []float64, n float64) []float64 {
	rule := func(k float64) float64 { return (k + 0.5) / (n + 1) }
	out := make([]float64, len(k))
	switch a {
	case 't', 'f':
		out[1] = rule(k[1])
		out[0] = 1 - out[1]
	case 'm':
		some := n - k[0]
		out[0] = 1 - rule(some)
		for i := 1; i < 8; i++ {
			if some > 0 {
				out[i] = rule(some) * k[i] / some
			} else {
				out[i] = rule(some) / 7
			}
		}
	default:
		under := 0.0 // P(value below the next threshold)
		for i := range k {
			was := under
			if under = rule(sum(k[:i+1])); i == len(k)-1 {
				under = 1
			}
			out[i] = under - was
		}
	}
	return out
}

func sum(xs []float64) float64 {
	t := 0.0
	for _, x := range xs {
		t += x
	}
	return t
}

// A lot is one way in which some charges can fare together, and its chance.
type lot struct {
	fates []fate // one per charge of the block
	p     float64
}

// A block is charges whose unknown facts hang together.
type block struct {
	charges []int
	lots    []lot
}

// trial is everything that the reference asks about one docket.
type trial struct {
	*refLaw
	p      *proposal
	rows   []refCharge
	priors refPriors

	charged []block // as count found them
}

// option is one entry that a citation can mean, with the ways in which the
// charge's facts can be under it.
type option struct {
	entry   string
	day     law.Date
	share   float64
	chances []chance
}

// chance is one way in which the facts can be. world is the value of the
// victim's unknown facts in it, -1 where the element overrules the record.
type chance struct {
	f     facts
	p     float64 // of the facts that are the charge's own
	world float64 // of the victim's
	key   [2]int
}

// options lists all that an unsettled charge can be.
func (t *trial) options(c *refCharge, convicted bool) []option {
	cite := c.cited(convicted)
	found, day := t.entries(cite, c.governing(t.baseline))
	found = t.allowed(c, convicted, found)
	var out []option
	total := 0.0
	for _, s := range found {
		n := 0.0
		for i := range t.rows {
			if r := &t.rows[i]; r.cited(convicted) == s.cite && (!convicted || r.convicted()) {
				n += float64(r.counts)
			}
		}
		total += n
		out = append(out, option{s.cite, day, n, t.chances(c, convicted, s)})
	}
	for i := range out {
		if total > 0 {
			out[i].share /= total
		} else {
			out[i].share = 1 / float64(len(out))
		}
	}
	return out
}

// allowed leaves out the entries whose elements the record contradicts, unless it
// contradicts them all.
func (t *trial) allowed(c *refCharge, convicted bool, found []*refSection) []*refSection {
	var out []*refSection
	for _, s := range found {
		if len(t.settle(c, convicted, s, t.open(c), "")) > 0 {
			out = append(out, s)
		}
	}
	if len(out) == 0 {
		return found
	}
	return out
}

// open lists the facts that the record leaves out.
func (t *trial) open(c *refCharge) (open string) {
	for _, a := range attributes {
		if !c.knows(attribute(a)) {
			open += string(a)
		}
	}
	return open
}

// chances tries every value of every unknown fact that the element allows. An
// element that the record contradicts prevails: what it asks is then unknown.
func (t *trial) chances(c *refCharge, convicted bool, s *refSection) []chance {
	out := t.settle(c, convicted, s, t.open(c), "")
	if len(out) == 0 {
		out = t.settle(c, convicted, s, t.open(c), s.implies.asks)
	}
	return out
}

// settle tries every value of the open facts and of those that are overruled.
func (t *trial) settle(c *refCharge, convicted bool, s *refSection, open, overruled string) []chance {
	start := c.facts
	start.day = c.governing(t.baseline)
	ways := []chance{{start, 1, 1, [2]int{-1, -1}}}
	for _, l := range attributes {
		a := attribute(l)
		again := strings.ContainsRune(overruled, l)
		if !strings.ContainsRune(open, l) && !again {
			continue
		}
		prior := t.priors.of(a, c.cited(convicted), convicted)
		var next []chance
		for _, w := range ways {
			for i := range a.values() {
				x := w
				x.f.set(a, i)
				if victims := strings.IndexByte("at", byte(a)); victims >= 0 && !again {
					x.world *= prior[i]
					x.key[victims] = i
				} else {
					x.p *= prior[i]
				}
				next = append(next, x)
			}
		}
		ways = next
	}
	return slices.DeleteFunc(ways, func(w chance) bool { return !s.implies.holds(w.f) })
}

// band is the victim's age band in the table of minors.
func (t *trial) band(c *refCharge, f facts, path []string) string {
	if c.knows('a') && f.age == c.facts.age {
		return bandName(f.age)
	}
	if f.age >= 18 || !slices.ContainsFunc(path, t.asksAge) {
		return ""
	}
	return "under 18 age not recorded"
}

func bandName(age int) string {
	switch {
	case age >= 18:
		return ""
	case age >= 16:
		return "16-17"
	case age >= 15:
		return "15"
	case age >= 13:
		return "13-14"
	}
	return "under 13"
}

// asksAge reports whether the law of a section asks the victim's age.
func (t *trial) asksAge(cite string) bool {
	s := t.section(cite)
	if s == nil {
		return false
	}
	asks := func(c cond) bool { return strings.Contains(c.asks, "a") }
	if asks(s.implies) {
		return true
	}
	for _, v := range s.versions {
		if slices.ContainsFunc(v.grades, func(g refGrade) bool { return asks(g.when) }) {
			return true
		}
	}
	moves := slices.Clone(t.p.moves)
	for _, a := range t.acts {
		moves = append(moves, a.moves...)
	}
	if slices.ContainsFunc(moves, func(m refMove) bool { return covers(m.from, cite) && asks(m.when) }) {
		return true
	}
	if slices.ContainsFunc(t.p.amends[cite].grades, func(g refGrade) bool { return asks(g.when) }) {
		return true
	}
	triggers := append(slices.Clone(t.triggers), t.p.triggers...)
	return slices.ContainsFunc(triggers, func(r refTrigger) bool { return covers(r.cite, cite) && asks(r.when) })
}

// blocks settles every charge of a stage: those of one victim together.
func (t *trial) blocks(convicted bool) []block {
	var out []block
	byVictim := map[string][]int{}
	var victims []string
	for i := range t.rows {
		c := &t.rows[i]
		switch {
		case convicted && !c.convicted():
		case c.victim == "":
			out = append(out, block{[]int{i}, t.alone(i, convicted)})
		default:
			if byVictim[c.victim] == nil {
				victims = append(victims, c.victim)
			}
			byVictim[c.victim] = append(byVictim[c.victim], i)
		}
	}
	for _, v := range victims {
		if lots := t.together(byVictim[v], convicted); lots != nil {
			out = append(out, block{byVictim[v], lots})
			continue
		}
		for _, i := range byVictim[v] { // elements that exclude each other
			out = append(out, block{[]int{i}, t.alone(i, convicted)})
		}
	}
	return out
}

// ownLots is how one charge fares in one world of its victim: keys of -1 match
// every world. z is how well the world fits the charge's citation.
func (t *trial) ownLots(i int, convicted bool, within func(chance) (float64, bool)) (lots []lot, z float64) {
	c := &t.rows[i]
	if c.cited(convicted) == "" {
		at := place{class: c.class}
		f := fate{before: at, after: at}
		if c.knows('a') {
			f.band = bandName(c.facts.age)
		}
		return []lot{{[]fate{f}, 1}}, 1
	}
	for _, o := range t.options(c, convicted) {
		mass := 0.0
		for _, x := range o.chances {
			mass += x.p * x.world
		}
		for _, x := range o.chances {
			p, ok := within(x)
			if !ok {
				continue
			}
			f, path := t.fate(t.p, o.entry, o.day, c.inchoate, x.f)
			f.band = t.band(c, x.f, path)
			q := o.share * p / mass
			lots = put(lots, f, q)
			z += q
		}
	}
	return lots, z
}

func put(lots []lot, f fate, p float64) []lot {
	for i := range lots {
		if lots[i].fates[0] == f {
			lots[i].p += p
			return lots
		}
	}
	return append(lots, lot{[]fate{f}, p})
}

func (t *trial) alone(i int, convicted bool) []lot {
	lots, _ := t.ownLots(i, convicted, func(x chance) (float64, bool) { return x.p * x.world, true })
	return lots
}

// together settles the charges of one victim in each world of that victim; nil
// where no world suits them all.
func (t *trial) together(charges []int, convicted bool) []lot {
	first := charges[0]
	for _, i := range charges {
		if t.before(&t.rows[i], &t.rows[first]) {
			first = i
		}
	}
	prior := [2][]float64{{1}, {1}}
	start := [2]int{-1, -1}
	for n, a := range []attribute{'a', 't'} {
		if !t.rows[first].knows(a) {
			prior[n], start[n] = t.priors.of(a, t.rows[first].cited(convicted), convicted), 0
		}
	}
	var out []lot
	total := 0.0
	for i, p := range prior[0] {
		for j, q := range prior[1] {
			key := [2]int{start[0] + i, start[1] + j}
			lots := []lot{{nil, p * q}}
			for _, n := range charges {
				own, _ := t.ownLots(n, convicted, func(x chance) (float64, bool) { return x.p, fits(x.key, key) })
				lots = product(lots, own)
			}
			out = append(out, lots...)
			for _, l := range lots {
				total += l.p
			}
		}
	}
	for i := range out {
		out[i].p /= total
	}
	return out
}

func fits(key, world [2]int) bool {
	return (key[0] < 0 || key[0] == world[0]) && (key[1] < 0 || key[1] == world[1])
}

func product(lots, own []lot) []lot {
	var out []lot
	for _, l := range lots {
		for _, o := range own {
			out = append(out, lot{append(slices.Clone(l.fates), o.fates[0]), l.p * o.p})
		}
	}
	return out
}

// before reports whether the prior of a shared victim is c's rather than d's:
// the charge first cited in the order of the code.
func (t *trial) before(c, d *refCharge) bool {
	rank := func(c *refCharge) [4]int {
		final, substituted := "", 0
		if c.final != "" {
			final, substituted = c.final, 1
		}
		return [4]int{citeRank(c.cite), int(c.inchoate), citeRank(final), substituted}
	}
	a, b := rank(c), rank(d)
	return slices.Compare(a[:], b[:]) < 0
}

func citeRank(cite string) int {
	return slices.Index([]string{"9-9", "1-10", "1-10(a)", "1-10(c)", "1-20", "1-20(a)", "1-20(a)(1)", "1-20(a)(2)",
		"1-30", "1-40", "1-50", "1-60", "1-70", "1-80", "1-90"}, cite)
}

func close9(a, b float64) bool { return math.Abs(a-b) <= 1e-9*max(1, math.Abs(a), math.Abs(b)) }
