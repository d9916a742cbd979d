package court

import (
	"cmp"
	"iter"
	"maps"
	"slices"

	"impact/internal/law"

	"github.com/zeebo/xxh3"
)

// The reduction as it was first written: every row in memory, sorted once for each unit,
// one core. It is what the fast one is held against.

func addLag(l *Lag, from, to law.Date) {
	if from == 0 || to < from {
		return
	}
	y, m, d := from.Parts()
	y2, m2, d2 := to.Parts()
	months := (y2-y)*12 + m2 - m
	if d2 < d {
		months--
	}
	l[min(months, MaxLag)]++
}

func addMonth(m Months, day law.Date) {
	if day == 0 {
		return
	}
	_, month, _ := day.Parts()
	year := m[day.FiscalYear()]
	year[(month+5)%12]++
	m[day.FiscalYear()] = year
}

func oldRuns(rows []oldRow, alike func(a, b oldRow) bool) iter.Seq[[]oldRow] {
	return func(yield func([]oldRow) bool) {
		for i, j := 0, 0; i < len(rows); i = j {
			for j = i + 1; j < len(rows) && alike(rows[i], rows[j]); j++ {
			}
			if !yield(rows[i:j]) {
				return
			}
		}
	}
}

// A oldReducer takes charges one at a time and makes a Docket of them. It keeps
// 72 bytes a oldRow until Docket is called, what the distinct signatures and
// sentences need, and nothing of a oldRow's texts.
type oldReducer struct {
	Frame    *law.Frame
	Baseline law.Date
	MapDay   law.Date // governs rows without any date; zero: the baseline does

	sigs      numbers[Signature]
	sentences numbers[Sentence]
	rows      []oldRow
	has       Recorded
	lags      [2]Lag
	months    [2]Months
	findings  map[string]int
}

// oldRow is one charge by numbers. Ids are 128-bit hashes: the chance that two of
// a billion ids collide is below 1e-20.
type oldRow struct {
	id, caze, person, victim xxh3.Uint128
	sig, sentence            uint32
}

// newOldReducer makes an empty oldReducer.
func newOldReducer(frame *law.Frame, baseline, mapDay law.Date) *oldReducer {
	r := &oldReducer{Frame: frame, Baseline: baseline, MapDay: mapDay, findings: map[string]int{}, months: [2]Months{{}, {}}}
	for i, id := range frame.Findings {
		r.findings[id] = i
	}
	return r
}

// Add takes one charge. It keeps nothing that c points to.
func (r *oldReducer) Add(c *Charge) {
	n := r.sigs.of(r.signature(c))
	sentence := Sentence{-1, -1, -1, -1}
	if c.Disposition == Convicted {
		sentence = Sentence{c.Jail, c.Suspended, c.Probation, c.Fine}
	}
	m := r.sentences.of(sentence)
	w := oldRow{hash(c.ID), hash(c.Case), hash(c.Person), hash(c.Victim), n, m}
	r.has.Case = r.has.Case || w.caze != none
	r.has.Person = r.has.Person || w.person != none
	r.has.Victim = r.has.Victim || w.victim != none
	r.has.Disposition = r.has.Disposition || c.Disposition != NotRecorded
	r.has.Fine = r.has.Fine || c.Fine >= 0
	r.rows = append(r.rows, w)
	addLag(&r.lags[AsCharged], c.Offense, c.Filed)
	addMonth(r.months[AsCharged], c.Filed)
	if c.Disposition == Convicted {
		addMonth(r.months[AsConvicted], c.Disposed)
		addLag(&r.lags[AsConvicted], c.Offense, c.Disposed)
	}
}

func (r *oldReducer) signature(c *Charge) Signature {
	s := Signature{
		Charged:     side(&c.Statute),
		Substituted: c.Final.Status != law.Missing,
		Disposition: c.Disposition, RecordClass: c.RecordClass,
		Race: c.Race, Sex: c.Sex, Counts: max(c.Counts, 1),
	}
	if s.Substituted {
		s.Final = side(&c.Final)
		s.Differs = s.Final != s.Charged || c.Final.Marks != c.Statute.Marks || s.Final.Cite.IsZero() && c.Final.Text != c.Statute.Text
	}
	day := r.governing(c, &s)
	s.Facts = law.Facts{
		VictimAge:    law.Cell(r.Frame.VictimAges, int(c.VictimAge)),
		DefendantAge: law.Cell(r.Frame.DefendantAges, int(c.DefendantAge)),
		Priors:       law.Cell(r.Frame.Priors, int(c.Priors)),
		Trafficked:   c.Trafficked, Means: c.Means, Era: r.Frame.EraOf(day),
	}
	for _, f := range c.Findings {
		if i, ok := r.findings[f]; ok {
			s.Facts.Made |= 1 << i
		}
	}
	if len(c.Findings) > 0 || c.NoFindings {
		s.Facts.NotMade = (uint64(1)<<len(r.Frame.Findings) - 1) &^ s.Facts.Made
	}
	s.ChargedYear, s.ChargedBy = chargedYear(c)
	if c.Disposition == Convicted || s.Differs {
		s.DisposedYear, s.DisposedBy = disposedYear(c)
	}
	return s
}

// governing is the day whose law governs the charge.
func (r *oldReducer) governing(c *Charge, s *Signature) law.Date {
	if c.Offense != 0 {
		return c.Offense
	}
	var earliest law.Date
	for _, d := range [...]law.Date{c.Filed, c.Disposed} {
		if d != 0 && (earliest == 0 || d < earliest) {
			earliest = d
		}
	}
	switch {
	case earliest != 0:
		s.Governed = ByOtherDate
		return earliest
	case r.MapDay != 0:
		s.Governed = ByMap
		return r.MapDay
	}
	s.Governed = ByBaseline
	return r.Baseline
}

func chargedYear(c *Charge) (law.Year, YearBy) {
	switch {
	case c.Filed != 0:
		return c.Filed.FiscalYear(), OwnDate
	case c.Offense != 0:
		return c.Offense.FiscalYear(), Offended
	}
	return 0, Undated
}

func disposedYear(c *Charge) (law.Year, YearBy) {
	switch {
	case c.Disposed != 0:
		return c.Disposed.FiscalYear(), OwnDate
	case c.Filed != 0:
		return c.Filed.FiscalYear(), Filed
	case c.Offense != 0:
		return c.Offense.FiscalYear(), Offended
	}
	return 0, Undated
}

// Docket reduces what was added. read and refused are the account of the
// reading; to it are added the rows dropped here because they repeat a
// charge_id. The oldReducer must not be used afterwards.
func (r *oldReducer) Docket(read Tally, refused []Reason) *Docket {
	d := &Docket{Frame: r.Frame, Baseline: r.Baseline, Has: r.has, Lags: r.lags, Months: r.months}
	d.Ledger.Read = read
	rank := r.rank()
	repeats := r.dropRepeats(rank)
	d.Ledger.Refused = mergeReasons(refused, repeats)
	noted := r.shareVictims()
	if len(r.sigs.list) > len(rank) {
		rank = r.rank()
	}
	d.Ledger.Noted = append(noted, r.notes()...)
	r.tabulate(d, rank)
	r.profiles(d)
	slices.SortFunc(d.Ledger.Noted, func(a, b Reason) int { return cmp.Compare(a.Text, b.Text) })
	return d
}

// rank numbers the signatures in the order of Compare.
func (r *oldReducer) rank() []int32 {
	order := make([]int32, len(r.sigs.list))
	for i := range order {
		order[i] = int32(i)
	}
	slices.SortFunc(order, func(a, b int32) int { return r.sigs.list[a].Compare(&r.sigs.list[b]) })
	rank := make([]int32, len(order))
	for i, o := range order {
		rank[o] = int32(i)
	}
	return rank
}

// dropRepeats keeps one oldRow of each charge_id: of rows that differ, the one
// that comes first by signature, sentence and ids, whatever the order of rows.
func (r *oldReducer) dropRepeats(rank []int32) []Reason {
	byID := func(a, b oldRow) int {
		if a.id != b.id {
			return compareHash(a.id, b.id)
		}
		return cmp.Or(cmp.Compare(rank[a.sig], rank[b.sig]),
			compareSentence(r.sentences.list[a.sentence], r.sentences.list[b.sentence]),
			compareHash(a.caze, b.caze), compareHash(a.person, b.person), compareHash(a.victim, b.victim))
	}
	slices.SortFunc(r.rows, byID)
	var same, other Reason
	same.Text = "charge_id repeated: the same charge again"
	other.Text = "charge_id repeated with other values: the first by content is kept"
	kept := r.rows[:0]
	for i, w := range r.rows {
		if i == 0 || w.id == none || w.id != r.rows[i-1].id {
			kept = append(kept, w)
			continue
		}
		to := &other
		if byID(w, kept[len(kept)-1]) == 0 {
			to = &same
		}
		to.Tally.Rows++
		to.Tally.Counts += int64(r.sigs.list[w.sig].Counts)
	}
	r.rows = kept
	var out []Reason
	for _, x := range []Reason{same, other} {
		if x.Tally.Rows > 0 {
			out = append(out, x)
		}
	}
	return out
}

// shareVictims makes the facts of each victim one: what one charge records of
// the victim's age or trafficking is known of every charge of that victim where
// it is not recorded. Of several recorded ages the youngest is taken.
func (r *oldReducer) shareVictims() []Reason {
	if !r.has.Victim {
		return nil
	}
	var filled, differ Reason
	filled.Text = "victim facts taken from another charge of the same victim_id"
	differ.Text = "charges of one victim_id record facts that the law tells apart: each keeps its own"
	slices.SortFunc(r.rows, func(a, b oldRow) int { return compareHash(a.victim, b.victim) })
	for i, j := 0, 0; i < len(r.rows); i = j {
		for j = i; j < len(r.rows) && r.rows[j].victim == r.rows[i].victim; j++ {
		}
		if r.rows[i].victim == none {
			continue
		}
		age, trafficked, conflict := r.victimFacts(r.rows[i:j])
		for k := i; k < j; k++ {
			s := r.sigs.list[r.rows[k].sig]
			before := s.Facts
			if s.Facts.VictimAge == 0 {
				s.Facts.VictimAge = age
			}
			if s.Facts.Trafficked == law.Unknown {
				s.Facts.Trafficked = trafficked
			}
			if conflict {
				differ.Tally.Rows++
				differ.Tally.Counts += int64(s.Counts)
			}
			if s.Facts != before {
				filled.Tally.Rows++
				filled.Tally.Counts += int64(s.Counts)
				r.rows[k].sig = r.sigs.of(s)
			}
		}
	}
	var out []Reason
	for _, x := range []Reason{filled, differ} {
		if x.Tally.Rows > 0 {
			out = append(out, x)
		}
	}
	return out
}

func (r *oldReducer) victimFacts(rows []oldRow) (age uint8, t law.Truth, conflict bool) {
	for _, w := range rows {
		f := r.sigs.list[w.sig].Facts
		if f.VictimAge != 0 {
			conflict = conflict || age != 0 && age != f.VictimAge
			if age == 0 || f.VictimAge < age {
				age = f.VictimAge
			}
		}
		if f.Trafficked != law.Unknown {
			conflict = conflict || t != law.Unknown && t != f.Trafficked
			t = max(t, f.Trafficked)
		}
	}
	return age, t, conflict
}

// notes counts what was done to kept rows.
func (r *oldReducer) notes() []Reason {
	sum := map[string]Tally{}
	add := func(text string, s *Signature) {
		t := sum[text]
		sum[text] = Tally{t.Rows + 1, t.Counts + int64(s.Counts)}
	}
	for _, w := range r.rows {
		s := &r.sigs.list[w.sig]
		if text := governedNotes[s.Governed]; text != "" {
			add(text, s)
		}
		if text := chargedNotes[s.ChargedBy]; text != "" {
			add(text, s)
		}
		if text := convictedNotes[s.DisposedBy]; text != "" && s.Convicted() {
			add(text, s)
		}
		if w.caze == none && r.has.Case {
			add("no case_id: left out of the case figures", s)
		}
		if w.person == none && r.has.Person {
			add("no person_id: left out of the person figures", s)
		}
	}
	var out []Reason
	for _, text := range slices.Sorted(maps.Keys(sum)) {
		out = append(out, Reason{text, sum[text]})
	}
	return out
}

// tabulate fills the docket's signatures, rows and sentences.
func (r *oldReducer) tabulate(d *Docket, rank []int32) {
	counts := make([]int64, len(r.sigs.list))
	type key struct{ sig, sentence uint32 }
	sentences := map[key]int64{}
	for _, w := range r.rows {
		counts[w.sig]++
		if r.sigs.list[w.sig].Convicted() {
			sentences[key{w.sig, w.sentence}]++
		}
	}
	order := make([]int32, len(rank))
	for i, n := range rank {
		order[n] = int32(i)
	}
	place := make([]int32, len(r.sigs.list)) // old number -> new; signatures without rows fall out
	d.Signatures, d.Rows = make([]Signature, 0, len(order)), make([]int64, 0, len(order))
	for _, old := range order {
		if counts[old] == 0 {
			continue
		}
		place[old] = int32(len(d.Signatures))
		d.Signatures = append(d.Signatures, r.sigs.list[old])
		d.Rows = append(d.Rows, counts[old])
	}
	for i := range r.rows {
		r.rows[i].sig = uint32(place[r.rows[i].sig])
	}
	for k, n := range sentences {
		d.Sentences = append(d.Sentences, Sentenced{place[k.sig], r.sentences.list[k.sentence], n})
	}
	slices.SortFunc(d.Sentences, func(a, b Sentenced) int {
		return cmp.Or(cmp.Compare(a.Sig, b.Sig), compareSentence(a.Sentence, b.Sentence))
	})
	r.sigs, r.sentences = numbers[Signature]{}, numbers[Sentence]{} // no longer needed: rows have the docket's numbers
}

// profiles fills the docket's victims, cases and persons.
func (r *oldReducer) profiles(d *Docket) {
	group := map[xxh3.Uint128]int32{}
	if r.has.Victim {
		d.Victims = r.gather(func(w oldRow) xxh3.Uint128 { return w.victim }, nil, d, group)
		d.nameVictims()
		for i := range r.rows { // a victim that shares nothing is none
			if g, ok := group[r.rows[i].victim]; !ok || !d.Shares(g) {
				r.rows[i].victim = none
			}
		}
	}
	if !r.has.Case { // each charge is a case
		for i := range r.rows {
			r.rows[i].caze = xxh3.Uint128{Hi: 1, Lo: uint64(i)}
		}
	}
	d.Cases = r.gather(func(w oldRow) xxh3.Uint128 { return w.caze }, group, d, nil)
	if r.has.Person {
		d.Persons = r.gather(func(w oldRow) xxh3.Uint128 { return w.person }, group, d, nil)
	}
}

// gather makes profiles of the rows that share an id, or a victim whose facts
// are not all known. group gives the victim profile of each victim id; number,
// where not nil, is filled with the profile of each id.
func (r *oldReducer) gather(id func(oldRow) xxh3.Uint128, group map[xxh3.Uint128]int32, d *Docket, number map[xxh3.Uint128]int32) []Profile {
	slices.SortFunc(r.rows, func(a, b oldRow) int {
		if x, y := id(a), id(b); x != y {
			return compareHash(x, y)
		}
		return cmp.Or(compareHash(a.caze, b.caze), cmp.Compare(a.sig, b.sig), compareHash(a.victim, b.victim))
	})
	var s oldShelf
	for units := range r.unite(id, r.link(id, group, d)) {
		n := s.put(r.members(units, group, d))
		if number != nil {
			number[id(units[0][0])] = n
		}
	}
	sorted, place := s.sorted()
	for v, n := range number {
		number[v] = place[n]
	}
	return sorted
}

// unite yields the rows of each id, and those of ids that hang together at once.
func (r *oldReducer) unite(id func(oldRow) xxh3.Uint128, l links) iter.Seq[[][]oldRow] {
	return func(yield func([][]oldRow) bool) {
		together := map[xxh3.Uint128][][]oldRow{}
		for rows := range oldRuns(r.rows, func(a, b oldRow) bool { return id(a) == id(b) }) {
			at := id(rows[0])
			if at == none {
				continue
			}
			if _, linked := l[at]; linked {
				together[l.root(at)] = append(together[l.root(at)], rows)
			} else if !yield([][]oldRow{rows}) {
				return
			}
		}
		for _, root := range slices.SortedFunc(maps.Keys(together), compareHash) {
			if !yield(together[root]) {
				return
			}
		}
	}
}

// A oldShelf holds profiles, each once, by the hash of their content.
type oldShelf struct {
	number   map[xxh3.Uint128]int32
	profiles []Profile
	key      []byte
}

// put adds one to the weight of the profile with these members.
func (s *oldShelf) put(members []Member) int32 {
	if s.number == nil {
		s.number = map[xxh3.Uint128]int32{}
	}
	s.key = encode(s.key[:0], members)
	key := xxh3.Hash128(s.key)
	n, ok := s.number[key]
	if !ok {
		n = int32(len(s.profiles))
		s.number[key] = n
		s.profiles = append(s.profiles, Profile{Members: members})
	}
	s.profiles[n].Weight++
	return n
}

// sorted is the profiles in the order of their content, and where each went.
func (s *oldShelf) sorted() (sorted []Profile, place []int32) {
	order := make([]int32, len(s.profiles))
	for i := range order {
		order[i] = int32(i)
	}
	slices.SortFunc(order, func(a, b int32) int {
		return slices.CompareFunc(s.profiles[a].Members, s.profiles[b].Members, compareMember)
	})
	sorted, place = make([]Profile, len(order)), make([]int32, len(order))
	for to, from := range order {
		sorted[to], place[from] = s.profiles[from], int32(to)
	}
	return sorted, place
}

// link joins the ids that share a victim whose facts are not all known.
func (r *oldReducer) link(id func(oldRow) xxh3.Uint128, group map[xxh3.Uint128]int32, d *Docket) links {
	l, first := links{}, map[xxh3.Uint128]xxh3.Uint128{}
	if len(group) == 0 {
		return l
	}
	for _, w := range r.rows {
		if g, ok := group[w.victim]; !ok || !d.Shares(g) || id(w) == none {
			continue
		}
		if other, ok := first[w.victim]; ok {
			l.join(other, id(w))
		} else {
			first[w.victim] = id(w)
		}
	}
	return l
}

// members makes the members of one profile from the rows of its units: units
// and cases in the order of their content, victims numbered as they first appear.
func (r *oldReducer) members(units [][]oldRow, group map[xxh3.Uint128]int32, d *Docket) []Member {
	size := 0
	for _, unit := range units {
		size += len(unit)
	}
	out := make([]Member, 0, size)
	var victims map[xxh3.Uint128]int32
	var sorted [][][]oldRow
	for _, unit := range units {
		sorted = append(sorted, slices.SortedFunc(oldRuns(unit, func(a, b oldRow) bool { return a.caze == b.caze && a.caze != none }), oldByContent))
	}
	slices.SortFunc(sorted, func(a, b [][]oldRow) int { return slices.CompareFunc(a, b, oldByContent) })
	for u, cases := range sorted {
		for c, rs := range cases {
			for _, w := range rs {
				m := Member{Sig: int32(w.sig), Unit: int32(u), Case: int32(c)}
				if g, ok := group[w.victim]; ok && d.Shares(g) {
					if victims == nil {
						victims = map[xxh3.Uint128]int32{}
					}
					if victims[w.victim] == 0 {
						victims[w.victim] = int32(len(victims) + 1)
					}
					m.Victim, m.Group = victims[w.victim], g
				}
				out = append(out, m)
			}
		}
	}
	return out
}

// oldByContent orders groups of rows by their signatures, then by their ids.
func oldByContent(a, b []oldRow) int {
	return cmp.Or(slices.CompareFunc(a, b, func(x, y oldRow) int { return cmp.Compare(x.sig, y.sig) }),
		slices.CompareFunc(a, b, func(x, y oldRow) int { return compareHash(x.victim, y.victim) }))
}

// links joins ids that hang together: each points to a smaller one, the least to
// itself.
type links map[id]id

// root is the least id of those that an id hangs together with.
func (l links) root(at id) id {
	for {
		up, ok := l[at]
		if !ok || up == at {
			return at
		}
		at = up
	}
}

func (l links) join(a, b id) {
	if a == b {
		return
	}
	a, b = l.root(a), l.root(b)
	if compareHash(a, b) > 0 {
		a, b = b, a
	}
	l[a], l[b] = a, a
}
