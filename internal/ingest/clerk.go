package ingest

import (
	"slices"

	"impact/internal/court"
	"impact/internal/law"

	"github.com/zeebo/xxh3"
)

// A clerk is one worker at one file: it turns rows, column by column, into
// batches, and sees to the rows that need more than that.
type clerk struct {
	plan     *plan // shared with the other clerks of the file
	learner  court.Learner
	lanes    []*lane
	lines    []*line // of the bindings, in their order
	checks   []*lane
	watch    []*lane // of columns that are watched and nothing else
	counts   *line   // of the counts; may be nil
	account  *account
	limits   limits
	zeros    []uint32     // codes of constants
	charge   court.Charge // for teaching
	batch    court.Batch
	marks    []uint8 // of the rows
	always   uint8   // marks of every row: those of constants
	drop     []bool
	drops    int
	sentries []*sentry // of the plan's watched columns
	piece    int       // that is being read, in the order of the reading
	walk     *procession
}

// A line is one binding as a clerk fills it.
type line struct {
	binding  *binding
	constant *meaning // of a constant
	value    *lane
	unit     *lane
	pair     *pairing // of a number with its unit, or of a statute with its inchoate column
	codes    []uint32 // to be sent
	zeros    []uint32 // of a constant
	ids      []xxh3.Uint128
}

// A pairing gives codes to pairs of codes.
type pairing struct {
	lexicon
	a, b   *line
	near   [1 << 14]uint32 // code of the pairs of low codes, from 1
	rounds [3]int          // of the lanes when the lexicon began
	codes  []uint32
	make   func(a, b uint32) (uint8, *meaning)
	teach  func(code uint32, c *cell)
}

// fieldOf says where the codes of a canonical column go.
var fieldOf = map[string]court.Field{
	"statute": court.OfStatute, "final_statute": court.OfFinal, "class": court.OfClass,
	"offense_date": court.OfOffense, "filed_date": court.OfFiled, "disposition_date": court.OfDisposed,
	"disposition": court.OfDisposition, "jail_days": court.OfJail, "suspended_days": court.OfSuspended,
	"probation_days": court.OfProbation, "fine": court.OfFine, "victim_age": court.OfVictimAge,
	"victim_trafficked": court.OfTrafficked, "means": court.OfMeans, "prior_convictions": court.OfPriors,
	"findings": court.OfFindings, "defendant_age": court.OfDefendantAge, "defendant_sex": court.OfSex,
	"defendant_race": court.OfRace, "counts": court.OfCounts,
}

// newClerk makes a clerk of the plan with readers of its own.
func newClerk(p *plan, learner court.Learner, l limits) *clerk {
	k := &clerk{plan: p, learner: learner, limits: l, marks: make([]uint8, l.rows), drop: make([]bool, l.rows), zeros: make([]uint32, l.rows), sentries: p.sentries()}
	read := map[int]bool{}
	var inchoate *line
	for _, b := range p.bindings {
		n := k.line(b, read)
		k.lines = append(k.lines, n)
		switch b {
		case p.counts:
			k.counts = n
		case p.inchoate:
			inchoate = n
		}
	}
	for _, r := range p.checks {
		l := k.lane(r)
		read[r.at] = true
		k.checks = append(k.checks, l)
	}
	for w, at := range p.watched {
		if !read[at] {
			k.watch = append(k.watch, &lane{clerk: k, watch: k.sentries[w], reader: &reader{at: at}})
		}
	}
	k.settles(inchoate)
	for _, n := range k.lines {
		k.send(n)
	}
	return k
}

// line makes the line of a binding.
func (k *clerk) line(b *binding, read map[int]bool) *line {
	n := &line{binding: &binding{column: b.column, units: b.units}}
	if b.value == nil {
		n.constant = &meaning{cell: b.single}
		if b.counted {
			n.constant.count = &score{key: b.key, ref: b.single.ref}
		}
		n.codes, n.zeros = k.zeros, k.zeros
		k.always |= n.constant.marks()
		if b.single.missing && b.column.name == "statute" {
			k.always |= markNone
		}
		return n
	}
	n.value = k.lane(b.value)
	n.binding.value = n.value.reader
	read[b.value.at] = true
	if b.unit != nil {
		n.unit = k.lane(b.unit)
		n.binding.unit = n.unit.reader
		read[b.unit.at] = true
		n.value.keep, n.unit.keep = true, true
		n.pair = &pairing{codes: make([]uint32, k.limits.rows)}
		n.pair.make = func(a, b uint32) (uint8, *meaning) { return n.days(a, b) }
	}
	n.codes = n.value.codes
	if n.pair != nil {
		n.codes = n.pair.codes
	}
	n.value.keep = n.value.keep || b == k.plan.counts || b == k.plan.inchoate
	return n
}

// lane makes the lane of a reader, which gets a twin of its own.
func (k *clerk) lane(r *reader) *lane {
	twin := *r
	twin.ledger, twin.memo, twin.single = nil, nil, cell{}
	l := &lane{clerk: k, reader: &twin, watch: k.sentryOf(r.at)}
	if l.id = r.kind == &kindID; l.id {
		l.hashes, l.strange = make([]xxh3.Uint128, k.limits.rows), make([]uint32, k.limits.rows)
	} else {
		l.codes = make([]uint32, k.limits.rows)
	}
	k.lanes = append(k.lanes, l)
	return l
}

// sentryOf is the sentry of a column; nil if it is not watched.
func (k *clerk) sentryOf(at int) *sentry {
	if w := slices.Index(k.plan.watched, at); w >= 0 {
		return k.sentries[w]
	}
	return nil
}

// settles pairs the statutes with the inchoate column.
func (k *clerk) settles(inchoate *line) {
	if inchoate == nil {
		return
	}
	for _, n := range k.lines {
		if n.binding.column.kind != &kindStatute {
			continue
		}
		if n.value != nil {
			n.value.keep = true
		}
		n.pair = &pairing{a: n, b: inchoate, codes: make([]uint32, k.limits.rows)}
		n.pair.make = func(a, b uint32) (uint8, *meaning) {
			m := &meaning{cell: n.meaning(a).cell}
			if with := inchoate.meaning(b); !with.missing && m.fault == "" && with.fault == "" {
				if key, clash := settled(n.binding.column.name, &m.ref, law.Inchoate(with.num)); clash {
					m.clash = &score{key: key}
					return markClash, m
				}
			}
			return 0, m
		}
		n.codes = n.pair.codes
	}
}

// meaning is what a code of the line's value means.
func (n *line) meaning(code uint32) *meaning {
	if n.constant != nil {
		return n.constant
	}
	return n.value.known[code]
}

// days are what a number and its unit mean together. What is counted is the
// number's.
func (n *line) days(number, unit uint32) (uint8, *meaning) {
	a, b := n.value.known[number], n.unit.known[unit]
	n.binding.days(&a.cell, &b.cell)
	m := &meaning{cell: n.binding.single, count: a.count}
	return m.marks(), m
}

// send says where the codes of a line go, and how they are taught.
func (k *clerk) send(n *line) {
	name := n.binding.column.name
	if id := map[string]*[]xxh3.Uint128{"charge_id": &k.batch.ID, "case_id": &k.batch.Case, "person_id": &k.batch.Person, "victim_id": &k.batch.Victim}[name]; id != nil {
		n.ids = make([]xxh3.Uint128, k.limits.rows)
		if n.value != nil {
			n.ids = n.value.hashes
			if name == "case_id" {
				k.walk = &procession{}
				n.value.walk = k.walk
			}
		}
		*id = n.ids
		return
	}
	f, sent := fieldOf[name]
	if !sent {
		return
	}
	k.batch.Codes[f] = n.codes
	put := n.binding.column.put
	teach := func(code uint32, c *cell) {
		k.charge = court.Blank()
		if c.fault == "" && !c.missing {
			put(&k.charge, c)
		}
		k.learner.Learn(f, code, &k.charge)
	}
	switch {
	case n.pair != nil:
		n.pair.teach = teach
	case n.value != nil:
		n.value.teach = teach
	default:
		teach(0, &n.constant.cell)
	}
}

// renew makes room for the next batch.
func (k *clerk) renew() {
	for _, l := range k.lanes {
		l.renew()
	}
	for _, n := range k.lines {
		if n.pair != nil {
			n.pair.renew(n, k.limits)
		}
		if n.constant != nil {
			n.fill()
		}
	}
}

// fill writes what a constant is in every row.
func (n *line) fill() {
	for i := range n.ids {
		n.ids[i] = court.Hash(n.constant.text)
	}
}

// renew begins anew where a lexicon has that the pairs are made of.
func (p *pairing) renew(n *line, l limits) {
	var rounds [3]int
	for i, x := range []*lane{n.value, n.unit, p.lane()} {
		if x != nil {
			rounds[i] = x.round
		}
	}
	if p.full(l) || p.slots == nil || rounds != p.rounds {
		p.reset()
		p.rounds = rounds
		clear(p.near[:])
	}
}

// lane is that of the inchoate column, if the pairs are with one.
func (p *pairing) lane() *lane {
	if p.b == nil {
		return nil
	}
	return p.b.value
}

// pairUp gives the first n rows the codes of their pairs.
func (n *line) pairUp(rows int) {
	p := n.pair
	a, b := n.codesOf(), n.unit.codesOr(p.b)
	for i := range rows {
		near := uint64(a[i])<<4 | uint64(b[i])
		if b[i] < 16 && near < uint64(len(p.near)) && p.near[near] > 0 {
			p.codes[i] = p.near[near] - 1
			continue
		}
		p.codes[i] = p.code(a[i], b[i])
		if b[i] < 16 && near < uint64(len(p.near)) {
			p.near[near] = p.codes[i] + 1
		}
	}
}

// code is the code of a pair.
func (p *pairing) code(a, b uint32) uint32 {
	k := pairKey(a, b)
	code, ok := p.find(k, nil, 0, 0)
	if ok {
		return code
	}
	marks, m := p.make(a, b)
	keep := m
	if marks == 0 {
		keep = nil
	}
	code = p.add(k, nil, marks, keep)
	if p.teach != nil {
		p.teach(code, &m.cell)
	}
	return code
}

// codesOf are the codes of the line's own value, of a constant zeros.
func (n *line) codesOf() []uint32 {
	if n.value != nil {
		return n.value.codes
	}
	return n.zeros
}

// codesOr are the codes of the lane, or without one of the other line.
func (l *lane) codesOr(other *line) []uint32 {
	if l != nil {
		return l.codes
	}
	return other.codesOf()
}

// finish sends the first rows rows, whose lanes are filled. at is the place of
// a row.
func (k *clerk) finish(rows int, at func(row int) Place) error {
	for _, n := range k.lines {
		if n.pair != nil {
			n.pairUp(rows)
		}
	}
	odd := k.gather(rows)
	k.account.read.Rows += int64(rows)
	k.account.kept.Rows += int64(rows)
	weight := k.weigh(rows)
	k.account.read.Counts += weight
	k.account.kept.Counts += weight
	k.drops = 0
	if odd {
		for i, m := range k.marks[:rows] {
			if m != 0 {
				k.see(i, at)
			}
		}
	}
	return k.deliver(rows)
}

// weigh sums the counts of the rows.
func (k *clerk) weigh(rows int) int64 {
	switch {
	case k.counts == nil:
		return int64(rows)
	case k.counts.constant != nil:
		return int64(rows) * k.weight(0)
	}
	var sum int64
	for i := range rows {
		sum += k.weight(i)
	}
	return sum
}

// weight is the counts that row i stands for.
func (k *clerk) weight(i int) int64 {
	if k.counts == nil {
		return 1
	}
	if m := k.counts.meaning(k.counts.codesOf()[i]); !m.missing && m.fault == "" {
		return m.num
	}
	return 1
}

// gather finds the marks of the rows, and whether any row has some.
func (k *clerk) gather(rows int) bool {
	marks, odd := k.marks[:rows], k.always != 0
	for i := range marks {
		marks[i] = k.always
	}
	or := func(x *lexicon, codes []uint32) {
		if !x.odd {
			return
		}
		odd = true
		for i, code := range codes[:rows] {
			marks[i] |= x.marks[code]
		}
	}
	for _, l := range k.lanes {
		switch {
		case !l.id:
			or(&l.lexicon, l.codes)
		case l.some && l.odd:
			odd = true
			for i, code := range l.strange[:rows] {
				if code > 0 {
					marks[i] |= l.marks[code-1]
				}
			}
		}
	}
	for _, n := range k.lines {
		if n.pair != nil {
			or(&n.pair.lexicon, n.pair.codes)
		}
	}
	return odd
}

// see does for a row what plan.fill and plan.count do: it finds whether the row
// must be refused, and counts what it holds that no rule knows.
func (k *clerk) see(i int, at func(int) Place) {
	counts := k.weight(i)
	if k.counts != nil {
		k.meet(k.counts, i)
	}
	for _, n := range k.lines {
		m := k.meet(n, i)
		switch {
		case m == nil:
		case m.fault != "":
			k.refuse(i, n.binding.column.name+": "+m.fault, n.example(m), at(i), counts)
			return
		case m.missing && n.binding.column.name == "statute":
			k.refuse(i, "no statute", n.example(m), at(i), counts)
			return
		}
	}
	for _, l := range k.checks {
		m := k.look(l, i)
		if m != nil && m.fault != "" {
			k.refuse(i, l.reader.name+": "+m.fault, l.reader.example(&m.cell), at(i), counts)
			return
		}
	}
	k.count(i, counts)
}

// look is what a lane says in row i, if it is more than its code.
func (k *clerk) look(l *lane, i int) *meaning {
	code := uint32(0)
	switch {
	case !l.id:
		code = l.codes[i]
	case !l.some || l.strange[i] == 0:
		return nil
	default:
		code = l.strange[i] - 1
	}
	m := l.known[code]
	if m != nil && m.count != nil {
		k.account.touch(m.count)
	}
	return m
}

// meet is what a line says in row i, if it is more than its code. Texts are met
// in the order in which a row is read.
func (k *clerk) meet(n *line, i int) *meaning {
	if n.constant != nil {
		return n.constant
	}
	m := k.look(n.value, i)
	if n.unit == nil {
		return m
	}
	k.look(n.unit, i)
	return n.pair.known[n.pair.codes[i]]
}

// example shows what stood where a cell could not be read.
func (n *line) example(m *meaning) string {
	n.binding.last = &m.cell
	return n.binding.example()
}

func (k *clerk) refuse(i int, reason, example string, at Place, counts int64) {
	k.account.refuse(reason, example, at, counts)
	k.account.kept.Rows--
	k.account.kept.Counts -= counts
	k.drop[i] = true
	k.drops++
}

// count counts what kept row i holds that no rule knows.
func (k *clerk) count(i int, counts int64) {
	for _, n := range k.lines {
		m := k.meet(n, i)
		if m == nil {
			continue
		}
		if m.count != nil {
			k.account.touch(m.count)
			m.count.weight.add(counts)
		}
		if m.latin {
			k.account.latin++
		}
	}
	for _, n := range k.lines {
		if n.pair == nil || n.unit != nil {
			continue
		}
		if m := n.pair.known[n.pair.codes[i]]; m != nil && m.clash != nil {
			k.account.touch(m.clash)
			m.clash.weight.add(counts)
		}
	}
}

// deliver sends the rows that are kept.
func (k *clerk) deliver(rows int) error {
	kept := rows - k.drops
	if k.drops > 0 {
		k.compact(rows)
	}
	if kept == 0 {
		return nil
	}
	out := k.batch
	out.Rows, out.Stand.Piece = kept, k.piece
	if k.walk != nil {
		out.Stand = k.walk.stand(k.piece)
	}
	for f, codes := range out.Codes {
		if codes != nil {
			out.Codes[f] = codes[:kept]
		}
	}
	for _, ids := range []*[]xxh3.Uint128{&out.ID, &out.Case, &out.Person, &out.Victim} {
		if *ids != nil {
			*ids = (*ids)[:kept]
		}
	}
	return k.learner.Take(&out)
}

// compact closes the gaps that refused rows leave.
func (k *clerk) compact(rows int) {
	for _, codes := range k.batch.Codes {
		if codes != nil {
			squeeze(codes[:rows], k.drop)
		}
	}
	for _, ids := range [][]xxh3.Uint128{k.batch.ID, k.batch.Case, k.batch.Person, k.batch.Victim} {
		if ids != nil {
			squeeze(ids[:rows], k.drop)
		}
	}
	clear(k.drop[:rows])
}

func squeeze[T any](list []T, drop []bool) {
	to := 0
	for i, v := range list {
		if !drop[i] {
			list[to] = v
			to++
		}
	}
}
