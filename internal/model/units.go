package model

import (
	"encoding/binary"
	"maps"
	"math"
	"runtime"
	"slices"
	"sync"

	"impact/internal/court"
	"impact/internal/law"
)

// A form is the ways in which charges can stand, whatever else is said of them. Kinds
// of one form are alike in every table of charges.
type form struct {
	leaves []Leaf
	minors []inCell // the cells of a victim under 18 that it can fall in
	covers []inCell
}

// An inCell is a cell that a charge can fall in: with what probability, and whether for
// certain.
type inCell struct {
	cell int32
	p    float64
	all  bool
}

// A brief is what most units ask of a kind: the class where it is the same in every way,
// and what it has to do with.
type brief struct {
	form     int32
	from, to law.Class
	has      traits
}

// traits are what a charge has to do with.
type traits uint16

const (
	splits     traits = 1 << iota // it can be of several classes
	triggers                      // it can trigger registration
	young                         // its victim can be under 18
	covered                       // a privilege can cover it
	mayBefore                     // a court may order registration under the baseline
	mayAfter                      // and under the proposal
	mustBefore                    // it triggers registration in every way under the baseline
	mustAfter                     // and under the proposal
	moves                         // some provision in some reading concerns it
	listed                        // the scenario asks who under 18 was charged with it
)

// briefs are the briefs of all kinds under a bench's proposal.
type briefs struct {
	of     []brief
	forms  []form
	minors []minorKey // the cells of marks
}

// briefs makes the briefs; those of kinds that no provision concerns are known where they
// have been counted.
func (b *Bench) briefs() *briefs {
	if b.brief != nil {
		return b.brief
	}
	x := &briefs{of: make([]brief, len(b.ground.keys))}
	if from := b.still; from != nil {
		x.forms, x.minors = slices.Clone(from.forms), slices.Clone(from.minors)
		copy(x.of, from.of)
	}
	number, cells := map[string]int32{}, map[minorKey]int32{}
	for i, k := range x.minors {
		cells[k] = int32(i)
	}
	var key []byte
	for kind := range x.of {
		if b.still != nil && !b.ground.open[kind] {
			continue
		}
		v := b.verdictOn(int32(kind))
		key = encodeLeaves(key[:0], v.leaves)
		n, ok := number[string(key)]
		if !ok {
			n = int32(len(x.forms))
			number[string(key)] = n
			x.forms = append(x.forms, x.form(v.leaves, cells))
		}
		to := &x.of[kind]
		*to = x.brief(n)
		to.has |= b.orders(int32(kind), v.leaves) | b.ground.traits[b.ground.place[kind]]
	}
	b.brief = x
	return x
}

// encodeLeaves writes leaves so that equal ones give equal bytes.
func encodeLeaves(to []byte, leaves []Leaf) []byte {
	text := func(s string) {
		to = append(to, s...)
		to = append(to, 0)
	}
	for i := range leaves {
		l := &leaves[i]
		for _, s := range [2]*Standing{&l.Before, &l.After} {
			text(s.Section.String())
			to = append(to, byte(s.Class))
			to = binary.LittleEndian.AppendUint32(to, uint32(s.Terms.First))
			to = binary.LittleEndian.AppendUint32(to, uint32(s.Terms.Repeat))
		}
		text(l.Credit)
		text(l.Carried)
		to = append(to, byte(l.Minor), byte(truth(l.Covered)))
		to = binary.LittleEndian.AppendUint64(to, math.Float64bits(l.P))
	}
	return to
}

// form is a new form.
func (x *briefs) form(leaves []Leaf, cells map[minorKey]int32) form {
	f := form{leaves: leaves}
	for i := range leaves {
		if k, ok := minorCell(&leaves[i]); ok && !before(leaves[:i], k, minorCell) {
			n, known := cells[k]
			if !known {
				n = int32(len(x.minors))
				cells[k] = n
				x.minors = append(x.minors, k)
			}
			p, all, _ := chance(leaves, k, minorCell)
			f.minors = append(f.minors, inCell{n, p, all})
		}
	}
	if p, all, any := chance(leaves, minorKey{}, coveredCell); any {
		f.covers = []inCell{{0, p, all}}
	}
	return f
}

// coveredCell is the cell of a leaf that a privilege covers.
func coveredCell(l *Leaf) (minorKey, bool) { return minorKey{}, l.Covered }

// brief is what a form says of a kind.
func (x *briefs) brief(n int32) brief {
	f := &x.forms[n]
	out := brief{form: n, from: f.leaves[0].Before.Class, to: f.leaves[0].After.Class, has: mustBefore | mustAfter}
	for i := range f.leaves {
		l := &f.leaves[i]
		if l.Before.Class != out.from || l.After.Class != out.to {
			out.has |= splits
		}
		if l.Before.Terms == (law.Terms{}) {
			out.has &^= mustBefore
		}
		if l.After.Terms == (law.Terms{}) {
			out.has &^= mustAfter
		}
		if l.Before.Terms != (law.Terms{}) || l.After.Terms != (law.Terms{}) {
			out.has |= triggers
		}
	}
	if len(f.minors) > 0 {
		out.has |= young
	}
	if len(f.covers) > 0 {
		out.has |= covered
	}
	return out
}

// orders says whether a court may order registration for a kind.
func (b *Bench) orders(kind int32, leaves []Leaf) (out traits) {
	f := b.ground.keys[kind].facts
	rolls := b.rollsOn(max(b.base, b.fr.DayOf(f.Era)))
	for i := range leaves {
		l := &leaves[i]
		if l.Before.Terms == (law.Terms{}) && !l.Before.Section.IsZero() && rolls.enacted.MayOrder(b.fr, l.Before.Section, f) {
			out |= mayBefore
		}
		if l.After.Terms == (law.Terms{}) && !l.After.Section.IsZero() && rolls.proposed.MayOrder(b.fr, l.After.Section, f) {
			out |= mayAfter
		}
	}
	return out
}

// A pass counts the units of one kind at one stage in one walk over their profiles.
// Everything that it keeps are whole numbers: how many units are alike in what a table
// asks. What follows from that is worked out once, at the end.
type pass struct {
	b     *Bench
	x     *briefs
	unit  Unit
	stage court.Stage

	tops    []int64 // by window, class before and class after
	split   *combos
	minor   *combos
	cover   *combos
	records map[string]*recorded
	orders  map[discretionKey]int64

	charges []passed // of the unit that is being counted
	forms   []int32
	key     []byte
}

// passed is one charge of the unit that is being counted.
type passed struct {
	kind, year, caze int32
}

// A stand is how the charges of a unit stand together at a stage: the greatest classes of
// those that are of one class, what they have to do with, and the number of the earliest
// known year.
type stand struct {
	has      traits
	from, to law.Class
	first    int32
	some     bool
}

func (s *stand) add(x *brief, year int32) {
	s.has |= x.has
	if x.has&splits == 0 {
		s.from, s.to = max(s.from, x.from), max(s.to, x.to)
	}
	if year != 0 && (s.first == 0 || year < s.first) {
		s.first = year
	}
	s.some = true
}

// recorded is how many persons have convictions that are alike, in all and by group.
type recorded struct {
	weight int64
	groups map[groupKey]int64
}

const classes = int(law.FelonyA) + 1

func newPass(b *Bench, u Unit, stage court.Stage) *pass {
	x, windows := b.briefs(), len(b.ground.years)+1
	p := &pass{b: b, x: x, unit: u, stage: stage, tops: make([]int64, windows*classes*classes),
		split: newCombos(0, windows), minor: newCombos(0, windows), cover: newCombos(0, windows), records: map[string]*recorded{}, orders: map[discretionKey]int64{}}
	if u != Persons {
		p.minor = newCombos(len(x.forms), windows)
	}
	return p
}

// all is the number of the whole window.
func (p *pass) all() int32 { return int32(len(p.b.ground.years)) }

// window is the window of a number.
func (p *pass) window(n int32) Window {
	if n == p.all() {
		return All
	}
	return Window{Year: p.b.ground.years[n]}
}

// A round is a walk over profiles of a kind of unit for both stages at once.
type round struct {
	b        *Bench
	profiles []court.Profile
	divides  bool // what a provision concerns is only listed
	passes   [2]*pass

	rest    []int32 // profiles that some provision concerns
	tangled []int32 // profiles whose charges share victims
	young   []int32 // profiles with a charge of which the scenario asks who under 18 was charged
}

func newRound(b *Bench, u Unit, divides bool) *round {
	r := &round{b: b, profiles: b.profiles(u), divides: divides}
	for _, stage := range court.Stages {
		r.passes[stage] = newPass(b, u, stage)
	}
	return r
}

// profile counts a profile.
func (r *round) profile(number int32) {
	x := &r.profiles[number]
	of, briefs := r.b.ground.of, r.passes[0].x.of
	var stands [2]stand
	for i := range x.Members {
		m := &x.Members[i]
		if m.Victim > 0 {
			r.tangled = append(r.tangled, number)
			return
		}
		for stage, a := range &of[m.Sig] {
			if a.kind >= 0 {
				stands[stage].add(&briefs[a.kind], a.year)
			}
		}
	}
	if has := stands[0].has | stands[1].has; r.divides {
		if has&listed != 0 {
			r.young = append(r.young, number)
		}
		if has&moves != 0 {
			r.rest = append(r.rest, number)
			return
		}
	}
	for stage, p := range &r.passes {
		if s := &stands[stage]; s.some {
			p.tally(x, s)
		}
	}
}

// join adds what another round has found in later profiles.
func (r *round) join(q *round) {
	for stage, p := range q.passes {
		r.passes[stage].join(p)
	}
	r.rest, r.tangled, r.young = append(r.rest, q.rest...), append(r.tangled, q.tangled...), append(r.young, q.young...)
}

// asked is what a pass asks of the charges one by one, and not only of all together.
func (p *pass) asked() traits {
	switch {
	case p.unit == Victims:
		return young
	case p.unit == Cases && p.stage == court.AsConvicted:
		return splits | young
	case p.unit == Cases:
		return splits | young | covered
	}
	return ^traits(0)
}

// tally counts a unit whose charges stand in a way.
func (p *pass) tally(x *court.Profile, s *stand) {
	if p.unit == Persons {
		p.list(x)
		p.person(x, s)
		return
	}
	if s.has&p.asked() != 0 {
		p.list(x)
	}
	p.count(s, s.first, -1, x.Weight)
}

// list lists the charges of the unit.
func (p *pass) list(x *court.Profile) {
	p.charges = p.charges[:0]
	for i := range x.Members {
		m := &x.Members[i]
		if a := p.b.ground.of[m.Sig][p.stage]; a.kind >= 0 {
			p.charges = append(p.charges, passed{a.kind, a.year, m.Case})
		}
	}
}

// person counts the person whose charges are listed: in all, and in each year by the
// charges of that year.
func (p *pass) person(x *court.Profile, s *stand) {
	n := x.Weight
	p.count(s, p.all(), -1, n)
	for i, c := range p.charges {
		if slices.ContainsFunc(p.charges[:i], func(d passed) bool { return d.year == c.year }) {
			continue
		}
		var in stand
		for _, d := range p.charges[i:] {
			if d.year == c.year {
				in.add(&p.x.of[d.kind], d.year)
			}
		}
		p.count(&in, c.year, c.year, n)
	}
	if p.stage != court.AsConvicted {
		return
	}
	if s.has&triggers != 0 {
		p.record(x.Members, n)
	}
	if s.has&(mayBefore|mayAfter) != 0 {
		p.order(n)
	}
}

// count counts the unit in a window by how its charges of one year stand, or all of them
// where year is -1.
func (p *pass) count(s *stand, window, year int32, n int64) {
	switch {
	case p.unit == Victims:
	case s.has&splits == 0:
		p.tops[(int(window)*classes+int(s.from))*classes+int(s.to)] += n
	default:
		p.split.add(p.formsWith(splits, year), top{s.from, s.to}, window, n)
	}
	if s.has&young != 0 && p.unit != Persons {
		p.minor.add(p.formsWith(young, year), top{}, window, n)
	}
	if s.has&covered != 0 && p.unit != Victims && p.stage == court.AsCharged {
		p.cover.add(p.formsWith(covered, year), top{}, window, n)
	}
}

// formsWith are the forms of the listed charges with a trait, in order.
func (p *pass) formsWith(trait traits, year int32) []int32 {
	p.forms = p.forms[:0]
	for i := range p.charges {
		c := &p.charges[i]
		if x := &p.x.of[c.kind]; (year < 0 || c.year == year) && x.has&trait != 0 {
			p.forms = append(p.forms, x.form)
		}
	}
	if len(p.forms) > 1 {
		slices.Sort(p.forms)
	}
	return p.forms
}

// record counts a person by the convictions that can trigger registration, and the cases
// that they are of.
func (p *pass) record(members []court.Member, n int64) {
	p.key = p.key[:0]
	caze, last := uint16(0), int32(-1)
	for _, c := range p.charges {
		x := &p.x.of[c.kind]
		if x.has&triggers == 0 {
			continue
		}
		if c.caze != last {
			caze, last = caze+1, c.caze
		}
		p.key = binary.BigEndian.AppendUint16(p.key, caze)
		p.key = binary.BigEndian.AppendUint16(p.key, uint16(c.year))
		p.key = binary.BigEndian.AppendUint32(p.key, uint32(x.form))
	}
	r := p.records[string(p.key)]
	if r == nil {
		r = &recorded{groups: map[groupKey]int64{}}
		p.records[string(p.key)] = r
	}
	r.weight += n
	for by, group := range p.b.ground.groups.who(members) {
		r.groups[groupKey{by, group}] += n
	}
}

// order counts a person in the windows in which a court could order registration.
func (p *pass) order(n int64) {
	for law, traits := range [2][2]traits{{mayBefore, mustBefore}, {mayAfter, mustAfter}} {
		may, must := traits[0], traits[1]
		var listed record
		for _, c := range p.charges {
			if p.x.of[c.kind].has&must != 0 {
				listed.first, listed.known = earlier(listed, p.b.ground.years[c.year]), true
			}
		}
		some := false
		for i, c := range p.charges {
			if p.x.of[c.kind].has&may == 0 {
				continue
			}
			some = true
			year := p.b.ground.years[c.year]
			if listed.known && listed.first != 0 && listed.first <= year ||
				slices.ContainsFunc(p.charges[:i], func(d passed) bool { return d.year == c.year && p.x.of[d.kind].has&may != 0 }) {
				continue
			}
			p.orders[discretionKey{Window{Year: year}, law == 1}] += n
		}
		if some && !listed.known {
			p.orders[discretionKey{All, law == 1}] += n
		}
	}
}

// join adds what another pass has counted.
func (p *pass) join(q *pass) {
	for i, n := range q.tops {
		p.tops[i] += n
	}
	p.split.join(q.split)
	p.minor.join(q.minor)
	p.cover.join(q.cover)
	for key, r := range q.records {
		to := p.records[key]
		if to == nil {
			p.records[key] = r
			continue
		}
		to.weight += r.weight
		for k, n := range r.groups {
			to.groups[k] += n
		}
	}
	for k, n := range q.orders {
		p.orders[k] += n
	}
}

// least is how many profiles are worth another core.
var least = 1 << 12 // a test lowers it

// countUnits counts the units of n profiles, whose numbers at tells. Where divides, what
// a provision concerns is only listed.
func (b *Bench) countUnits(u Unit, n int, at func(int) int32, divides bool, cores int) *round {
	cores = max(1, min(cores, n/least))
	b.briefs()
	rounds := make([]*round, cores)
	var all sync.WaitGroup
	for i := range rounds {
		rounds[i] = newRound(b, u, divides)
		all.Go(func() {
			for j := n * i / cores; j < n*(i+1)/cores; j++ {
				rounds[i].profile(at(j))
			}
		})
	}
	all.Wait()
	for _, q := range rounds[1:] {
		rounds[0].join(q)
	}
	return rounds[0]
}

func cores() int { return runtime.GOMAXPROCS(0) }

// windows are the windows that a count belongs to: a case or a victim counts in its
// year, and so in the whole window.
func (p *pass) windows(n int32) []Window {
	if p.unit == Persons {
		return []Window{p.window(n)}
	}
	return []Window{p.window(n), All}
}

// into adds what the pass has counted to the books.
func (p *pass) into(to *books) {
	if p.unit != Victims {
		p.shiftInto(to)
	}
	if p.unit != Persons {
		t := to.minor[p.unit][p.stage]
		p.marksInto(p.minor, func(f *form) []inCell { return f.minors }, p.x.minors, t)
	}
	if p.stage == court.AsCharged && p.unit != Victims {
		p.marksInto(p.cover, func(f *form) []inCell { return f.covers }, []minorKey{{}}, to.cover[p.unit])
	}
	for k, n := range p.orders {
		to.orders[k] += n
	}
	p.recordsInto(to)
}

// shiftInto adds the class shift.
func (p *pass) shiftInto(to *books) {
	t := to.shift[p.unit][p.stage]
	add := func(k top, c Count, window int32, n int64) {
		for _, w := range p.windows(window) {
			t.add(shiftKey{w, k.from, k.to}, c.times(float64(n)))
		}
		if p.unit == Cases {
			net := truth(k.to.Felony()) - truth(k.from.Felony())
			if c.Low == 1 && net != 0 {
				to.caseFelony[p.stage] = to.caseFelony[p.stage].plus(Count{1, 1, 1}.times(float64(net)).times(float64(n)))
			}
		}
	}
	for i, n := range p.tops {
		if n > 0 {
			add(top{law.Class(i / classes % classes), law.Class(i % classes)}, Count{1, 1, 1}, int32(i/classes/classes), n)
		}
	}
	p.split.each(func(of combined, n []part) {
		law := fold(p.charged(of.forms), nil, of.top, top.add)
		for _, at := range n {
			for i, x := range law {
				for _, w := range p.windows(at.at) {
					t.add(shiftKey{w, x.key.from, x.key.to}, law.count(i).times(float64(at.n)))
				}
			}
			if p.unit == Cases {
				to.caseFelony[p.stage] = to.caseFelony[p.stage].plus(spanWays(law, top.felony).times(float64(at.n)))
			}
		}
	})
}

// charged are charges of some forms.
func (p *pass) charged(forms []int32) []member {
	ms := make([]member, len(forms))
	for i, f := range forms {
		ms[i].alone = &verdict{leaves: p.x.forms[f].leaves}
	}
	return ms
}

// marksInto adds the units in every cell that at least one of their charges falls in.
func (p *pass) marksInto(from *combos, marks func(*form) []inCell, cells []minorKey, t table[minorKey]) {
	sums := make([]Count, len(cells)*(int(p.all())+1))
	var lists [][]inCell
	from.each(func(of combined, n []part) {
		lists = lists[:0]
		for _, f := range of.forms {
			lists = append(lists, marks(&p.x.forms[f]))
		}
		for i, list := range lists {
			for _, m := range list {
				if hasMark(lists[:i], m.cell) {
					continue
				}
				c := someMark(lists[i:], m.cell)
				for _, at := range n {
					to := &sums[int(m.cell)*(int(p.all())+1)+int(at.at)]
					*to = to.plus(c.times(float64(at.n)))
				}
			}
		}
	})
	for i, c := range sums {
		if c == (Count{}) {
			continue
		}
		for _, w := range p.windows(int32(i % (int(p.all()) + 1))) {
			k := cells[i/(int(p.all())+1)]
			k.w = w
			t.add(k, c)
		}
	}
}

func hasMark(lists [][]inCell, cell int32) bool {
	return slices.ContainsFunc(lists, func(l []inCell) bool {
		return slices.ContainsFunc(l, func(m inCell) bool { return m.cell == cell })
	})
}

// someMark is how sure it is that at least one charge falls in a cell.
func someMark(lists [][]inCell, cell int32) Count {
	miss := 1.0
	for _, list := range lists {
		for _, m := range list {
			if m.cell == cell {
				if m.all {
					return Count{1, 1, 1}
				}
				miss *= 1 - m.p
			}
		}
	}
	return Count{0, 1 - miss, 1}
}

// recordsInto adds the registry, by event, by term and by group.
func (p *pass) recordsInto(to *books) {
	for _, key := range slices.Sorted(maps.Keys(p.records)) {
		r := p.records[key]
		states := p.states(key)
		register(states, func(k registryKey, c Count) { to.registry.add(k, c.times(float64(r.weight))) })
		happen(states, func(k eventKey, c Count) { to.events.add(k, c.times(float64(r.weight))) })
		to.net = to.net.plus(spanWays(states, history.net).times(float64(r.weight)))
		if !p.b.Docket.Has.Registry() {
			continue
		}
		m := historyMeasures(states)
		for k, n := range r.groups { // each group gets one number
			to.persons.m[k.by][k.group].add(m.times(float64(n)))
		}
	}
}

// states is the joint law of a person's record under both laws.
func (p *pass) states(key string) ways[history] {
	var ms []member
	var years []law.Year
	for ; len(key) >= 8; key = key[8:] {
		caze, year, f := binary.BigEndian.Uint16([]byte(key)), binary.BigEndian.Uint16([]byte(key[2:])), binary.BigEndian.Uint32([]byte(key[4:]))
		ms = append(ms, member{Member: court.Member{Sig: int32(len(ms)), Case: int32(caze)}, alone: &verdict{leaves: p.x.forms[f].leaves}})
		years = append(years, p.b.ground.years[year])
	}
	return foldHistory(ms, nil, func(m *member) law.Year { return years[m.Sig] })
}
