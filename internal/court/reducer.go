package court

import (
	"cmp"
	"maps"
	"slices"

	"impact/internal/law"

	"github.com/zeebo/xxh3"
)

// A Reducer takes charges one at a time and makes a Docket of them. It keeps
// 72 bytes a row until Docket is called, what the distinct signatures and
// sentences need, and nothing of a row's texts.
type Reducer struct {
	Frame    *law.Frame
	Baseline law.Date
	MapDay   law.Date // governs rows without any date; zero: the baseline does

	sigs      numbers[Signature]
	sentences numbers[Sentence]
	rows      []row
	has       Recorded
	lags      [2]Lag
	months    [2]Months
	findings  map[string]int
}

// row is one charge by numbers. Ids are 128-bit hashes: the chance that two of
// a billion ids collide is below 1e-20.
type row struct {
	id, caze, person, victim xxh3.Uint128
	sig, sentence            uint32
}

var none xxh3.Uint128

// NewReducer makes an empty Reducer.
func NewReducer(frame *law.Frame, baseline, mapDay law.Date) *Reducer {
	r := &Reducer{Frame: frame, Baseline: baseline, MapDay: mapDay, findings: map[string]int{}, months: [2]Months{{}, {}}}
	for i, id := range frame.Findings {
		r.findings[id] = i
	}
	return r
}

// Add takes one charge. It keeps nothing that c points to.
func (r *Reducer) Add(c *Charge) {
	n := r.sigs.of(r.signature(c))
	sentence := Sentence{-1, -1, -1, -1}
	if c.Disposition == Convicted {
		sentence = Sentence{c.Jail, c.Suspended, c.Probation, c.Fine}
	}
	m := r.sentences.of(sentence)
	w := row{hash(c.ID), hash(c.Case), hash(c.Person), hash(c.Victim), n, m}
	r.has.Case = r.has.Case || w.caze != none
	r.has.Person = r.has.Person || w.person != none
	r.has.Victim = r.has.Victim || w.victim != none
	r.has.Disposition = r.has.Disposition || c.Disposition != NotRecorded
	r.has.Fine = r.has.Fine || c.Fine >= 0
	r.rows = append(r.rows, w)
	r.lags[AsCharged].add(c.Offense, c.Filed)
	r.months[AsCharged].add(c.Filed)
	if c.Disposition == Convicted {
		r.months[AsConvicted].add(c.Disposed)
		r.lags[AsConvicted].add(c.Offense, c.Disposed)
	}
}

func hash(id string) xxh3.Uint128 {
	if id == "" {
		return none
	}
	return xxh3.HashString128(id)
}

func (r *Reducer) signature(c *Charge) Signature {
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

func side(r *law.Reference) Side { return Side{r.Cite, r.Inchoate, r.Status} }

// governing is the day whose law governs the charge.
func (r *Reducer) governing(c *Charge, s *Signature) law.Date {
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
// charge_id. The Reducer must not be used afterwards.
func (r *Reducer) Docket(read Tally, refused []Reason) *Docket {
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
func (r *Reducer) rank() []int32 {
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

// dropRepeats keeps one row of each charge_id: of rows that differ, the one
// that comes first by signature, sentence and ids, whatever the order of rows.
func (r *Reducer) dropRepeats(rank []int32) []Reason {
	byID := func(a, b row) int {
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
	other.Text = otherValues
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

func compareHash(a, b xxh3.Uint128) int {
	return cmp.Or(cmp.Compare(a.Hi, b.Hi), cmp.Compare(a.Lo, b.Lo))
}

func compareSentence(a, b Sentence) int {
	return cmp.Or(cmp.Compare(a.Jail, b.Jail), cmp.Compare(a.Suspended, b.Suspended), cmp.Compare(a.Probation, b.Probation), cmp.Compare(a.Fine, b.Fine))
}

// mergeReasons adds up reasons of one text and puts them in order.
func mergeReasons(lists ...[]Reason) []Reason {
	sum := map[string]Tally{}
	for _, list := range lists {
		for _, x := range list {
			t := sum[x.Text]
			sum[x.Text] = Tally{t.Rows + x.Tally.Rows, t.Counts + x.Tally.Counts}
		}
	}
	var out []Reason
	for _, text := range slices.Sorted(maps.Keys(sum)) {
		out = append(out, Reason{text, sum[text]})
	}
	return out
}

// shareVictims makes the facts of each victim one: what one charge records of
// the victim's age or trafficking is known of every charge of that victim where
// it is not recorded. Of several recorded ages the youngest is taken.
func (r *Reducer) shareVictims() []Reason {
	if !r.has.Victim {
		return nil
	}
	var filled, differ Reason
	filled.Text = "victim facts taken from another charge of the same victim_id"
	differ.Text = "charges of one victim_id record different facts: each keeps its own"
	slices.SortFunc(r.rows, func(a, b row) int { return compareHash(a.victim, b.victim) })
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

func (r *Reducer) victimFacts(rows []row) (age uint8, t law.Truth, conflict bool) {
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
func (r *Reducer) notes() []Reason {
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

var governedNotes = [...]string{
	ByOtherDate: "no offense_date: governed by the law of the earliest recorded date",
	ByMap:       "no date at all: governed by the law of the day that the map states",
	ByBaseline:  "no date at all: governed by the law of the baseline",
}

var chargedNotes = [...]string{
	Offended: "no filed_date: year of charging taken from offense_date",
	Undated:  "no filed_date or offense_date: year of charging unknown",
}

var convictedNotes = [...]string{
	Filed:    "no disposition_date: year of conviction taken from filed_date",
	Offended: "no disposition_date or filed_date: year of conviction taken from offense_date",
	Undated:  "no date: year of conviction unknown",
}

// tabulate fills the docket's signatures, rows and sentences.
func (r *Reducer) tabulate(d *Docket, rank []int32) {
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
