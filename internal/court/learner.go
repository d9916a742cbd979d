package court

import (
	"slices"

	"github.com/zeebo/xxh3"
)

// parts is into how many parts rows fall by the hash of an id.
const parts = 1 << 10

// The stages that a row passes, as far as it has the ids.
const (
	byID = iota
	byVictim
	byCase
	byPerson
	byRoot   // rows of units that hang together by their victims
	byItself // rows of no case, by signature
	inRuns   // rows of a case that stand together
	stages
)

// A worker reduces the batches of one sender.
type worker struct {
	r         *Reducer
	early     bool // what it holds are ciphers, because there was no order yet
	traits    [traits]traitTable
	sentences numbers[Sentence]
	sentenced sums // of rows that no earlier stage holds back
	stores    [stages][4]*store
	tags      *store // of the cases of runs
	runs      int
	muster    *muster
	runIDs    *store // of cases of runs, in one part
	runParts  slabs
	torn      [][]tornRun
	current   id       // the case of the run that is being taken
	together  []cipher // and its rows so far
	cut       bool     // rows of its case may have come before
	marches   []march
	strays    bool     // some rows came with no march
	told      bool     // it was told that case ids follow each other
	lacks     [2]Tally // rows without a case, without a person
	has       Recorded
	lags      [2]Lag
	filed     []int64 // rows by months since the year 0
	disposed  []int64

	// What codes mean.
	cite  [2][]citing
	bits  [Fields][]uint64
	word  [Fields]int
	days  [3][]day
	dayAt [3][]int32
	money [4][]int64 // of sentences
	dials [traits]dial
	wheel [Fields]*wheel
	swift bool // the dials are as their wheels need them
	stuck bool // some dial would be too great
	pleas []plea
	// others is by eras the number of a missing offense date where the era is of another date.
	others []uint32
	heard  bool // there are pleas

	guilty []uint32 // of codes of dispositions: 1 of a conviction

	toSentence []uint32 // the numbers that all workers share; nil for the same

	block   []key
	codes   [traits][]uint32 // of the traits of a block
	ciphers []cipher
	at      [3][]int32 // of the days of a block

	// Of the later stages.
	buf    []byte
	words  []uint64
	part   []row
	kinds  *kinds
	found  *store // signatures by bucket: their rank, and where in a block they stand
	group  grouping
	brief  []brief
	also   []id
	bonds  []bond
	spin   [2]*spinner // of cases, of persons
	turner *spinner    // of a turn
	list   []uint64
	cased  []stretchOf
	many   sorter
	one    sorter
	flat   []uint64
	united []uint64 // as flat
	set    tagSet
	tally  tally
	census census
	kept   Tally // of the signatures that it counted
	noted  noting
	run    run
}

// block is how many rows are worked on at a time: their keys fit a core's nearest cache.
const block = 512

func (r *Reducer) newWorker() *worker {
	w := &worker{r: r, early: r.order == nil}
	if w.early {
		for i := range w.traits {
			w.traits[i] = newTraitTable(r.traits[i])
		}
		w.sentences.of(noSentence) // has number 0
	}
	return w
}

// ranks is the order by which a worker's ciphers become ranks; nil where it holds what is
// asked for.
func (w *worker) ranks() *order {
	if w.early {
		return w.r.order
	}
	return nil
}

// Learner is a new worker of the reduction. It is safe for concurrent use; what it
// returns is not.
func (r *Reducer) Learner() Learner {
	r.mu.Lock()
	defer r.mu.Unlock()
	w := r.newWorker()
	w.pleas, w.muster, w.runIDs = make([]plea, pleas), &muster{}, newStore(&r.pool, 1)
	w.block, w.ciphers = make([]key, block), make([]cipher, block)
	for i := range w.codes {
		w.codes[i] = make([]uint32, block)
	}
	for i := range w.at {
		w.at[i] = make([]int32, block)
	}
	r.workers = append(r.workers, w)
	return w
}

// set puts what code n means into a list.
func set[T any](list []T, n uint32, v T) []T {
	for int(n) >= len(list) {
		list = append(list, make([]T, max(64, len(list)))...)
	}
	list[n] = v
	return list
}

// Learn implements Learner.
func (w *worker) Learn(f Field, n uint32, c *Charge) {
	w.forget()
	switch f {
	case OfStatute:
		x := w.r.lexica.cite(&c.Statute)
		w.cite[0] = set(w.cite[0], n, x)
		w.turn(f, n, uint64(x.side), false)
	case OfFinal:
		x := w.r.lexica.cite(&c.Final)
		w.cite[1] = set(w.cite[1], n, x)
		w.turn(f, n, 0, !x.missing)
	case OfOffense:
		x := w.r.day(c.Offense)
		w.days[0], w.dayAt[0] = set(w.days[0], n, x), set(w.dayAt[0], n, x.at)
		w.turn(f, n, uint64(x.era), x.date == 0)
	case OfFiled:
		x := w.r.day(c.Filed)
		w.days[1], w.dayAt[1] = set(w.days[1], n, x), set(w.dayAt[1], n, x.at)
		w.turn(f, n, uint64(x.year), x.date == 0)
	case OfDisposed:
		x := w.r.day(c.Disposed)
		w.days[2], w.dayAt[2] = set(w.days[2], n, x), set(w.dayAt[2], n, x.at)
		w.turn(f, n, uint64(x.year), x.date == 0)
	case OfJail:
		w.money[0] = set(w.money[0], n, int64(c.Jail))
	case OfSuspended:
		w.money[1] = set(w.money[1], n, int64(c.Suspended))
	case OfProbation:
		w.money[2] = set(w.money[2], n, int64(c.Probation))
	case OfFine:
		w.money[3] = set(w.money[3], n, c.Fine)
	default:
		word, bits := w.r.part(f, c)
		w.word[f], w.bits[f] = word, set(w.bits[f], n, bits)
		w.turn(f, n, bits, false)
		if f == OfDisposition {
			w.guilty = set(w.guilty, n, oneIf(c.Disposition == Convicted))
		}
	}
}

// plainFields are those that a key takes as they are.
var plainFields = [...]Field{OfClass, OfDisposition, OfVictimAge, OfTrafficked, OfMeans, OfPriors, OfFindings, OfDefendantAge, OfSex, OfRace, OfCounts}

// Take implements Learner.
func (w *worker) Take(b *Batch) error {
	if err := w.march(b); err != nil {
		return err
	}
	for from := 0; from < b.Rows; from += block {
		if err := w.take(b, from, min(from+block, b.Rows)); err != nil {
			return err
		}
	}
	return nil
}

// take reduces the rows of a batch from one to before another.
func (w *worker) take(b *Batch, from, to int) error {
	sigs := w.ciphers[:to-from]
	if !w.dial(b, from, to) {
		w.makeKeys(b, from, to)
		w.encipherAll(w.block[:to-from], sigs)
	}
	if !w.r.counts() {
		w.countDays(b, from, to)
	}
	w.notice(b, from, to)
	if b.ID == nil && b.Victim == nil && b.Person == nil && b.Case != nil {
		w.countSentences(b, from, to)
		return w.plainRows(b, from, to)
	}
	if err := w.breakRun(); err != nil {
		return err
	}
	if b.ID == nil && b.Victim == nil {
		return w.plain(b, from, to)
	}
	for i, n := range sigs {
		ids := w.ids(b, from+i)
		ids.sig, ids.sentence = n, w.sentence(b, from+i)
		if err := w.settle(&ids, w.convicted(b, from+i), w.counts(b, from+i)); err != nil {
			return err
		}
	}
	return nil
}

// makeKeys makes the keys of the rows.
func (w *worker) makeKeys(b *Batch, from, to int) {
	ks := w.block[:to-from]
	clear(ks)
	if b.Codes[OfCounts] == nil {
		for i := range ks {
			ks[i][4] = 1
		}
	}
	for _, f := range plainFields {
		codes := b.Codes[f]
		if codes == nil {
			continue
		}
		bits, word := w.bits[f], w.word[f]
		for i, n := range codes[from:to] {
			ks[i][word] |= bits[n]
		}
	}
	w.takeCites(b, from, to)
	w.takeDays(b, from, to)
}

// convicted reports whether row i was.
func (w *worker) convicted(b *Batch, i int) bool {
	codes := b.Codes[OfDisposition]
	return codes != nil && w.guilty[codes[i]] > 0
}

// counts is how many counts row i is of.
func (w *worker) counts(b *Batch, i int) int64 {
	if codes := b.Codes[OfCounts]; codes != nil {
		return int64(w.bits[OfCounts][codes[i]])
	}
	return 1
}

// sumCounts is how many counts the rows are of.
func (w *worker) sumCounts(b *Batch, from, to int) (sum int64) {
	if b.Codes[OfCounts] == nil {
		return int64(to - from)
	}
	for i := from; i < to; i++ {
		sum += w.counts(b, i)
	}
	return sum
}

// plain does what settle does for rows without a charge_id and a victim_id.
func (w *worker) plain(b *Batch, from, to int) error {
	w.countSentences(b, from, to)
	ids := row{}
	for i, n := range w.ciphers[:to-from] {
		ids.caze, ids.person = none, none
		if b.Case != nil {
			ids.caze = b.Case[from+i]
		}
		if b.Person != nil {
			ids.person = b.Person[from+i]
		}
		w.lack(&ids, w.counts(b, from+i))
		ids.sig = n
		if err := w.forward(&ids); err != nil {
			return err
		}
	}
	return nil
}

// plainRows does what lack and forward do for rows that have no person.
func (w *worker) plainRows(b *Batch, from, to int) error {
	cases, sigs := b.Case[from:to], w.ciphers[:to-from]
	s, runs := w.store(byCase, 0), clustered(cases)
	if !runs {
		if err := w.breakRun(); err != nil {
			return err
		}
	}
	w.lacks[1] = w.lacks[1].plus(Tally{int64(to - from), w.sumCounts(b, from, to)})
	if runs && !slices.Contains(cases, none) {
		return w.takeRuns(cases, sigs)
	}
	for i, at := range cases {
		if at == none {
			w.lacks[0].add(w.counts(b, from+i))
			if err := w.send(byItself, &row{sig: sigs[i]}); err != nil {
				return err
			}
			continue
		}
		if runs {
			if err := w.takeRuns(cases[i:i+1], sigs[i:i+1]); err != nil {
				return err
			}
			continue
		}
		if err := s.three(partOf(at), at.Hi, at.Lo, sigs[i]); err != nil {
			return err
		}
	}
	return nil
}

// countSentences counts the sentences of the rows.
func (w *worker) countSentences(b *Batch, from, to int) {
	if !sentenced(b) {
		return
	}
	for i, n := range w.ciphers[:to-from] {
		if sentence := w.sentence(b, from+i); sentence != 0 {
			w.sentenced.add(n, sentence, 1)
		}
	}
}

// sentenced reports whether a batch says anything of sentences.
func sentenced(b *Batch) bool {
	return b.Codes[OfJail] != nil || b.Codes[OfSuspended] != nil || b.Codes[OfProbation] != nil || b.Codes[OfFine] != nil
}

func (w *worker) ids(b *Batch, i int) (ids row) {
	if b.ID != nil {
		ids.id = b.ID[i]
	}
	if b.Case != nil {
		ids.caze = b.Case[i]
	}
	if b.Person != nil {
		ids.person = b.Person[i]
	}
	if b.Victim != nil {
		ids.victim = b.Victim[i]
	}
	return ids
}

func (w *worker) takeCites(b *Batch, from, to int) {
	ks := w.block[:to-from]
	charged, final := b.Codes[OfStatute], b.Codes[OfFinal]
	if charged != nil {
		for i, n := range charged[from:to] {
			ks[i][0] |= uint64(w.cite[0][n].side) << atCharged
		}
	}
	if final == nil {
		return
	}
	for i, n := range final[from:to] {
		if f := &w.cite[1][n]; !f.missing {
			as := &citing{missing: true}
			if charged != nil {
				as = &w.cite[0][charged[from+i]]
			}
			w.substitute(&ks[i], as, f)
		}
	}
}

// substitute puts a final statute into a key.
func (w *worker) substitute(k *key, charged, final *citing) {
	k[0] |= uint64(final.side)
	k[1] |= 1 << atSubstituted
	if final.differs(charged) {
		k[1] |= 1 << atDiffers
	}
}

func (w *worker) takeDays(b *Batch, from, to int) {
	var codes [3][]uint32
	for i, f := range [...]Field{OfOffense, OfFiled, OfDisposed} {
		if codes[i] = b.Codes[f]; codes[i] != nil {
			codes[i] = codes[i][from:to]
		}
	}
	ks := w.block[:to-from]
	if codes[0] != nil && codes[1] != nil && codes[2] != nil {
		for i, c := range codes[0] {
			w.r.dated(&ks[i], &w.days[0][c], &w.days[1][codes[1][i]], &w.days[2][codes[2][i]])
		}
		return
	}
	var none day
	for i := range ks {
		at := [3]*day{&none, &none, &none}
		for j, c := range codes {
			if c != nil {
				at[j] = &w.days[j][c[i]]
			}
		}
		w.r.dated(&ks[i], at[0], at[1], at[2])
	}
}

// dated puts what the days of a charge say into its key, in which all else is.
func (r *Reducer) dated(k *key, offense, filed, disposed *day) {
	if offense.date == 0 || filed.date == 0 || disposed.date == 0 {
		r.governed(k, offense, filed, disposed)
		return
	}
	k[1] |= uint64(offense.era) << atEra
	k[2] |= uint64(filed.year) << atChargedYear
	if k.disposition() == Convicted || k[1]>>atDiffers&1 > 0 {
		k[3] |= uint64(disposed.year) << atDisposedYear
	}
}

// countDays counts the days of the rows.
func (w *worker) countDays(b *Batch, from, to int) {
	offense, filed, disposed := w.places(b, OfOffense, from, to), w.places(b, OfFiled, from, to), w.places(b, OfDisposed, from, to)
	for i, at := range filed {
		if offense[i] > 0 && at >= offense[i] {
			w.lags[AsCharged].add(at - offense[i])
		}
		if at > 0 {
			w.filed = countAt(w.filed, at>>5)
		}
	}
	how := b.Codes[OfDisposition]
	if how == nil {
		return
	}
	for i, n := range how[from:to] {
		if w.guilty[n] == 0 {
			continue
		}
		at := disposed[i]
		if offense[i] > 0 && at >= offense[i] {
			w.lags[AsConvicted].add(at - offense[i])
		}
		if at > 0 {
			w.disposed = countAt(w.disposed, at>>5)
		}
	}
}

// places are the days of the rows, as they are at: 0 where they are not recorded.
func (w *worker) places(b *Batch, f Field, from, to int) []int32 {
	j := f - OfOffense
	at := w.at[j][:to-from]
	codes := b.Codes[f]
	if codes == nil {
		clear(at)
		return at
	}
	days := w.dayAt[j]
	for i, n := range codes[from:to] {
		at[i] = days[n]
	}
	return at
}

// countDay counts the days of a row: of the offense, of filing and of disposition.
func (w *worker) countDay(offense, filed, disposed *day, convicted bool) {
	if offense.at > 0 && filed.at >= offense.at {
		w.lags[AsCharged].add(filed.at - offense.at)
	}
	if filed.at > 0 {
		w.filed = countAt(w.filed, filed.at>>5)
	}
	if !convicted {
		return
	}
	if offense.at > 0 && disposed.at >= offense.at {
		w.lags[AsConvicted].add(disposed.at - offense.at)
	}
	if disposed.at > 0 {
		w.disposed = countAt(w.disposed, disposed.at>>5)
	}
}

// countAt adds one at a place of a list.
func countAt(list []int64, at int32) []int64 {
	if int(at) >= len(list) {
		list = append(list, make([]int64, int(at)+1-len(list))...)
	}
	list[at]++
	return list
}

// notice sees what the rows have at all.
func (w *worker) notice(b *Batch, from, to int) {
	w.has.Case = w.has.Case || present(b.Case, from, to)
	w.has.Person = w.has.Person || present(b.Person, from, to)
	w.has.Victim = w.has.Victim || present(b.Victim, from, to)
	if codes := b.Codes[OfDisposition]; codes != nil && !w.has.Disposition {
		for _, n := range codes[from:to] {
			w.has.Disposition = w.has.Disposition || w.bits[OfDisposition][n] != uint64(NotRecorded)
		}
	}
	if codes := b.Codes[OfFine]; codes != nil && !w.has.Fine {
		for _, n := range codes[from:to] {
			w.has.Fine = w.has.Fine || w.money[3][n] >= 0
		}
	}
}

func present(ids []xxh3.Uint128, from, to int) bool {
	if ids == nil {
		return false
	}
	for _, id := range ids[from:to] {
		if id != none {
			return true
		}
	}
	return false
}

// sentence is the number of a row's sentence; that of none where it was not convicted.
func (w *worker) sentence(b *Batch, i int) uint32 {
	s := noSentence
	if !w.convicted(b, i) {
		return 0
	}
	if c := b.Codes[OfJail]; c != nil {
		s.Jail = int32(w.money[0][c[i]])
	}
	if c := b.Codes[OfSuspended]; c != nil {
		s.Suspended = int32(w.money[1][c[i]])
	}
	if c := b.Codes[OfProbation]; c != nil {
		s.Probation = int32(w.money[2][c[i]])
	}
	if c := b.Codes[OfFine]; c != nil {
		s.Fine = w.money[3][c[i]]
	}
	return w.sentences.of(s)
}

var noSentence = Sentence{-1, -1, -1, -1}

// add reduces one charge.
func (w *worker) add(c *Charge) error {
	r := w.r
	w.strays = true
	var k key
	for _, f := range plainFields {
		word, bits := r.part(f, c)
		k[word] |= bits
	}
	charged, final := r.lexica.cite(&c.Statute), r.lexica.cite(&c.Final)
	k[0] |= uint64(charged.side) << atCharged
	if !final.missing {
		w.substitute(&k, &charged, &final)
	}
	offense, filed, disposed := r.day(c.Offense), r.day(c.Filed), r.day(c.Disposed)
	r.dated(&k, &offense, &filed, &disposed)
	w.countDay(&offense, &filed, &disposed, c.Disposition == Convicted)
	ids := row{id: hash(c.ID), caze: hash(c.Case), person: hash(c.Person), victim: hash(c.Victim)}
	w.has.Case = w.has.Case || ids.caze != none
	w.has.Person = w.has.Person || ids.person != none
	w.has.Victim = w.has.Victim || ids.victim != none
	w.has.Disposition = w.has.Disposition || c.Disposition != NotRecorded
	w.has.Fine = w.has.Fine || c.Fine >= 0
	var sentence uint32
	if c.Disposition == Convicted {
		sentence = w.sentences.of(Sentence{c.Jail, c.Suspended, c.Probation, c.Fine})
	}
	ids.sig, ids.sentence = w.cipher(&k), sentence
	return w.settle(&ids, c.Disposition == Convicted, k.counts())
}

// settle sends a row to its first stage, or counts it.
func (w *worker) settle(ids *row, convicted bool, counts int64) error {
	if ids.id != none {
		return w.send(byID, ids)
	}
	return w.unique(ids, convicted, counts)
}

// unique takes a row that repeats no other.
func (w *worker) unique(ids *row, convicted bool, counts int64) error {
	if ids.victim != none {
		return w.send(byVictim, ids)
	}
	w.count(ids, convicted, counts)
	return w.forward(ids)
}

// count counts a row that nothing will change any more.
func (w *worker) count(ids *row, convicted bool, counts int64) {
	if ids.sentence != 0 && convicted {
		w.sentenced.add(ids.sig, ids.sentence, 1)
	}
	ids.group = 0
	w.lack(ids, counts)
}

// lack counts a row that has no case, or no person.
func (w *worker) lack(ids *row, counts int64) {
	if ids.caze == none {
		w.lacks[0].add(counts)
	}
	if ids.person == none {
		w.lacks[1].add(counts)
	}
}

// forward sends a row that was counted to its case, or to its person. Those of no case are
// sent by themselves too, since no case says how often their signature occurs.
func (w *worker) forward(ids *row) error {
	if ids.caze == none {
		if err := w.send(byItself, ids); err != nil {
			return err
		}
	}
	switch {
	case ids.caze != none:
		return w.send(byCase, ids)
	case ids.person != none:
		return w.send(byPerson, ids)
	}
	return nil
}

func (t Tally) plus(o Tally) Tally { return Tally{t.Rows + o.Rows, t.Counts + o.Counts} }

func (t *Tally) add(counts int64) {
	t.Rows++
	t.Counts += counts
}
