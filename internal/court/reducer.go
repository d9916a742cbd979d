package court

import (
	"cmp"
	"fmt"
	"maps"
	"runtime"
	"slices"
	"sync"
	"sync/atomic"
	"unsafe"

	"impact/internal/law"

	"golang.org/x/sync/errgroup"
)

// A Reducer takes charges, in batches by several senders at once (Learner) or one at a
// time (Add), and makes a Docket of them. Of a row it keeps the 128-bit hashes of its
// ids and the cipher of its signature, and of rows without charge_id and victim_id only
// those by which cases and persons are told apart: 24 bytes a row with a case_id, 40
// with a person_id too, 80 with all four.
type Reducer struct {
	Frame    *law.Frame
	Baseline law.Date
	MapDay   law.Date // governs rows without any date; zero: the baseline does
	Extent   Extent   // what is asked of the roll

	hasCases        bool // once all rows are there
	mu              sync.Mutex
	lexica          lexica
	traits          [traits]*lexicon[trait]
	wide            *lexicon[[traits]uint32]
	pool            pool
	mapEra, baseEra uint16
	workers         []*worker
	single          *worker // of Add

	sentences numbers[Sentence]
	order     *order // once all traits are known
	division  *division
	gathers   [sorts]*gather
	rooted    [2]*web // cases, persons that hang together
}

// An Extent is what is asked of a roll.
type Extent uint8

const (
	InFull       Extent = iota // that it makes a docket
	CountUnits                 // how many kinds of cases and persons there are, and no more; of charges where no case is told apart
	CountCharges               // of charges too
)

// NewReducer makes an empty Reducer.
func NewReducer(frame *law.Frame, baseline, mapDay law.Date) *Reducer {
	r := &Reducer{Frame: frame, Baseline: baseline, MapDay: mapDay, lexica: newLexica(frame), mapEra: frame.EraOf(mapDay), baseEra: frame.EraOf(baseline)}
	for i := range r.traits {
		r.traits[i] = &lexicon[trait]{code: map[trait]uint32{}}
	}
	r.wide = &lexicon[[traits]uint32]{code: map[[traits]uint32]uint32{}}
	r.sentences.of(noSentence)
	return r
}

// Limit sets how many bytes of rows are kept in memory; the rest is put aside. 0 is no
// limit. It must be called before the first row is added.
func (r *Reducer) Limit(bytes int64, aside Scratch) { r.pool.limit, r.pool.scratch = bytes, aside }

// Add takes one charge. It keeps nothing that c points to but texts. It must not be
// called beside itself, and only where there is no Limit.
func (r *Reducer) Add(c *Charge) {
	if r.single == nil {
		r.single = r.Learner().(*worker)
	}
	if err := r.single.add(c); err != nil {
		panic(err) // there is no limit, so nothing is put aside
	}
}

// Docket is Reduce where there is no Limit.
func (r *Reducer) Docket(read Tally, refused []Reason) *Docket {
	d, err := r.Reduce(read, refused)
	if err != nil {
		panic(err) // likewise
	}
	return d
}

// Reduce makes the docket of what was added. read and refused are the account of the
// reading; to it are added the rows dropped here because they repeat a charge_id. An
// error is one of putting rows aside. The Reducer must not be used afterwards.
func (r *Reducer) Reduce(read Tally, refused []Reason) (*Docket, error) {
	roll, err := r.Roll(read, refused)
	if err != nil {
		return nil, err
	}
	*r = Reducer{} // the docket is made of what is left, which may be large
	return roll.Docket(), nil
}

// Roll makes the docket's roll, as Reduce makes the docket.
func (r *Reducer) Roll(read Tally, refused []Reason) (*Roll, error) {
	roll, err := r.reduce(read, refused)
	if e := r.pool.close(); err == nil {
		err = e
	}
	return roll, err
}

// Close forgets what was added, where it will not be reduced.
func (r *Reducer) Close() error { return r.pool.close() }

func (r *Reducer) reduce(read Tally, refused []Reason) (*Roll, error) {
	roll := &Roll{head: Docket{Frame: r.Frame, Baseline: r.Baseline}}
	d := &roll.head
	d.Ledger.Read = read
	r.sum(d)
	r.commonSentences()
	for _, w := range r.workers {
		if err := w.closeRun(true); err != nil {
			return nil, err
		}
	}
	repeats, err := r.dropRepeats()
	if err != nil {
		return nil, err
	}
	d.Ledger.Refused = mergeReasons(refused, repeats)
	noted, err := r.shareVictims()
	if err != nil {
		return nil, err
	}
	if err := r.rank(); err != nil {
		return nil, err
	}
	if err := r.victims(d); err != nil {
		return nil, err
	}
	if err := r.cases(d); err != nil {
		return nil, err
	}
	if d.Has.Person {
		if err := r.persons(); err != nil {
			return nil, err
		}
	}
	if err := r.number(roll); err != nil {
		return nil, err
	}
	lists := [][]Reason{noted}
	var lacks [2]Tally
	for _, w := range r.workers {
		lacks[0], lacks[1] = lacks[0].plus(w.lacks[0]), lacks[1].plus(w.lacks[1])
		lists = append(lists, w.noted.reasons(Recorded{}, Tally{}, Tally{}))
	}
	var none noting
	d.Ledger.Noted = mergeReasons(append(lists, none.reasons(d.Has, lacks[0], lacks[1]))...)
	return roll, nil
}

// rank makes the order, and the division of its ranks, when no cipher is new any more.
func (r *Reducer) rank() (err error) {
	if r.order, err = r.newOrder(r.ciphers); err != nil {
		return err
	}
	if r.counts() {
		r.division = &division{n: 1 << (64 - atCounted)}
		return nil
	}
	sample, err := r.sample()
	r.division = newDivision(r.order.bits, sample)
	return err
}

// ciphers gives the ciphers of all rows.
func (r *Reducer) ciphers(each func(cipher)) error {
	w := r.newWorker()
	for part := range parts {
		if err := r.ciphersOf(w, part, each); err != nil {
			return err
		}
	}
	return nil
}

// sampled is how many ranks a sample holds, if there are as many.
const sampled = 20_000

// sample gives the ranks of some rows: those of parts far from each other.
func (r *Reducer) sample() (ranks []uint64, err error) {
	w := r.newWorker()
	for i := 0; i < parts && len(ranks) < sampled; i++ {
		err := r.ciphersOf(w, i*73%parts, func(c cipher) {
			if len(ranks) < 50*sampled { // very many may have fallen together
				ranks = append(ranks, r.order.of(c))
			}
		})
		if err != nil {
			return nil, err
		}
	}
	return ranks, nil
}

// ciphersOf gives the ciphers of a part of all stages.
func (r *Reducer) ciphersOf(w *worker, part int, each func(cipher)) error {
	for stage := byVictim; stage < stages; stage++ {
		err := r.look(w, r.workers, stage, part, func(words []uint64) {
			switch stage {
			case byItself:
				each(words[0])
			case inRuns:
				for _, c := range words {
					each(c &^ lastInRun)
				}
			default:
				each(words[2])
			}
		})
		if err != nil {
			return err
		}
	}
	return nil
}

// look gives the records of a part of a stage, of some workers. The part stays as it is.
func (r *Reducer) look(w *worker, before []*worker, stage, part int, each func(words []uint64)) error {
	for _, from := range before {
		for l, s := range from.stores[stage] {
			if s == nil {
				continue
			}
			n := layout(l).words(stage)
			err := s.look(part, &w.buf, &w.words, func(words []uint64) error {
				for ; len(words) > 0; words = words[n:] {
					if stage == inRuns {
						n = runLength(words)
					}
					each(words[:n])
				}
				return nil
			})
			if err != nil {
				return err
			}
		}
	}
	return nil
}

// sum adds up what the readers noticed.
func (r *Reducer) sum(d *Docket) {
	d.Months = [2]Months{{}, {}}
	for _, w := range r.workers {
		h := &d.Has
		h.Case, h.Person, h.Victim = h.Case || w.has.Case, h.Person || w.has.Person, h.Victim || w.has.Victim
		h.Disposition, h.Fine = h.Disposition || w.has.Disposition, h.Fine || w.has.Fine
		for stage := range d.Lags {
			for i, n := range w.lags[stage] {
				d.Lags[stage][i] += n
			}
		}
		for stage, months := range [...][]int64{w.filed, w.disposed} {
			for m, n := range months {
				if n > 0 {
					d.Months[stage].addMonth(m, n)
				}
			}
		}
	}
	r.hasCases = d.Has.Case
}

// commonSentences gives the workers' sentences common numbers.
func (r *Reducer) commonSentences() {
	for _, w := range r.workers {
		w.toSentence = make([]uint32, len(w.sentences.list))
		for i, s := range w.sentences.list {
			w.toSentence[i] = r.sentences.of(s)
		}
	}
}

// number is the number that a list gives to another; the same without a list.
func number(list []uint32, n uint32) uint32 {
	if list == nil {
		return n
	}
	return list[n]
}

// each runs f for every part, on new workers of their own, one a core.
func (r *Reducer) each(parts int, f func(w *worker, part int) error) error {
	if err := r.pool.ease(); err != nil {
		return err
	}
	var group errgroup.Group
	var next atomic.Int64
	for range min(runtime.GOMAXPROCS(0), parts) {
		w := r.newWorker()
		r.workers = append(r.workers, w)
		group.Go(func() error {
			for {
				part := int(next.Add(1) - 1)
				if part >= parts {
					return nil
				}
				if err := f(w, part); err != nil {
					return err
				}
			}
		})
	}
	return group.Wait()
}

// records gives the records of a part of a stage to a function, many at once, of all
// workers that came before, and frees the part. n is the length of a record.
func (r *Reducer) records(w *worker, before []*worker, stage, part int, each func(from *worker, l layout, n int, words []uint64) error) error {
	return recordsBy((*store).take, w, before, stage, part, each)
}

// A getter is store.take or store.look.
type getter = func(s *store, at int, buf *[]byte, words *[]uint64, each func(words []uint64) error) error

// recordsBy is records, where the part is freed or stays as it is.
func recordsBy(get getter, w *worker, before []*worker, stage, part int, each func(from *worker, l layout, n int, words []uint64) error) error {
	for _, from := range before {
		for l, s := range from.stores[stage] {
			if s == nil {
				continue
			}
			n := layout(l).words(stage)
			err := get(s, part, &w.buf, &w.words, func(words []uint64) error {
				return each(from, layout(l), n, words)
			})
			if err != nil {
				return err
			}
		}
	}
	return nil
}

// rows are the rows of a part of a stage, of all workers that came before. They are
// good until the next call with the same worker.
func (r *Reducer) rows(w *worker, before []*worker, stage, part int) ([]row, error) {
	w.part = w.part[:0]
	if err := r.fits(before, stage, part, 2*int(unsafe.Sizeof(row{}))); err != nil { // they are grouped beside it
		return nil, err
	}
	err := r.records(w, before, stage, part, func(from *worker, l layout, n int, words []uint64) error {
		rank := from.ranks()
		for ; len(words) > 0; words = words[n:] {
			x := l.read(stage, words[:n])
			if rank != nil {
				x.sig = rank.of(x.sig)
			}
			x.sentence = number(from.toSentence, x.sentence)
			w.part = append(w.part, x)
		}
		return nil
	})
	return w.part, err
}

// A Crowded is why rows are not reduced: so many bear one id that they do not fit the memory that a
// reduction may use.
type Crowded struct {
	ID    string // the column
	Rows  int    // that fall together
	Bytes int64

	Linked bool // the rows hang together by several values
}

func (c *Crowded) Error() string {
	how := "bear one value, or nearly,"
	if c.Linked {
		how = "hang together by the values that their cases or persons share,"
	}
	return fmt.Sprintf("%s: %d rows %s and take %d MB together, more than --memory leaves; a larger --memory would be right, or, where the column is the same in rows that have nothing in common, a map that lists it under drop:", c.ID, c.Rows, how, c.Bytes>>20)
}

// leastCrowd is how many bytes of rows may always fall together.
const leastCrowd = 16 << 20

// fits is an error where the rows of a part of a stage, each so many bytes, take more than is kept
// of rows in memory: rows fall into parts by an id, evenly, unless very many have the same.
func (r *Reducer) fits(before []*worker, stage, part, size int) error {
	if r.pool.limit == 0 {
		return nil
	}
	rows := 0
	for _, from := range before {
		for l, s := range from.stores[stage] {
			if s != nil {
				rows += s.len(part) / layout(l).words(stage)
			}
		}
	}
	return r.crowded(stage, rows, size)
}

// crowded is an error where rows that fall together in a stage, each so many bytes, take more than
// is kept of rows in memory.
func (r *Reducer) crowded(stage, rows, size int) error {
	bytes := int64(rows) * int64(size)
	if r.pool.limit == 0 || bytes <= max(r.pool.limit, leastCrowd) {
		return nil
	}
	id := [...]string{byID: "charge_id", byVictim: "victim_id", byCase: "case_id", byPerson: "person_id", byRoot: "victim_id", byItself: "statute"}[stage]
	return &Crowded{ID: id, Rows: rows, Bytes: bytes, Linked: stage == byRoot}
}

// has reports whether any worker sent rows to a stage.
func has(workers []*worker, stage int) bool {
	return slices.ContainsFunc(workers, func(w *worker) bool {
		return slices.ContainsFunc(w.stores[stage][:], func(s *store) bool { return s != nil })
	})
}

// done forgets the stores of a stage.
func done(workers []*worker, stage int) {
	for _, w := range workers {
		for _, s := range w.stores[stage] {
			if s != nil {
				s.pool.forget(s)
			}
		}
		w.stores[stage] = [4]*store{}
	}
}

// dropRepeats keeps one row of each charge_id: of rows that differ, the one that comes
// first by signature, sentence and ids, whatever the order of rows.
func (r *Reducer) dropRepeats() ([]Reason, error) {
	before, known := slices.Clone(r.workers), r.glossary()
	if !has(before, byID) {
		return nil, nil
	}
	var mu sync.Mutex
	byContent := func(a, b row) int { return r.byContent(&known, a, b) }
	var same, other Reason
	same.Text = repeatsSame
	other.Text = repeatsOther
	err := r.each(parts, func(w *worker, part int) error {
		rows, err := r.rows(w, before, byID, part)
		if err != nil {
			return err
		}
		slices.SortFunc(rows, func(a, b row) int { return compareHash(a.id, b.id) })
		for alike := range runs(rows, func(a, b row) bool { return a.id == b.id }) {
			if len(alike) > 1 {
				slices.SortFunc(alike, byContent)
				mu.Lock()
				for _, x := range alike[1:] {
					to := &other
					if byContent(x, alike[0]) == 0 {
						to = &same
					}
					k := known.key(x.sig)
					to.Tally.add(k.counts())
				}
				mu.Unlock()
			}
			k := known.key(alike[0].sig)
			if err := w.unique(&alike[0], k.disposition() == Convicted, k.counts()); err != nil {
				return err
			}
		}
		return nil
	})
	done(before, byID)
	return some(same, other), err
}

// byContent orders rows by what they hold.
func (r *Reducer) byContent(known *glossary, a, b row) int {
	if a.sig != b.sig {
		k, o := known.key(a.sig), known.key(b.sig)
		x, y := r.lexica.signature(&k), r.lexica.signature(&o)
		return x.Compare(&y)
	}
	return cmp.Or(compareSentence(r.sentences.list[a.sentence], r.sentences.list[b.sentence]),
		compareHash(a.caze, b.caze), compareHash(a.person, b.person), compareHash(a.victim, b.victim))
}

// some are the reasons that any row has.
func some(reasons ...Reason) (out []Reason) {
	for _, x := range reasons {
		if x.Tally.Rows > 0 {
			out = append(out, x)
		}
	}
	return out
}

func compareHash(a, b id) int {
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

// shareVictims makes the facts of each victim one: what one charge records of the
// victim's age or trafficking is known of every charge of that victim where it is not
// recorded. Of several recorded ages the youngest is taken.
func (r *Reducer) shareVictims() ([]Reason, error) {
	before, known := slices.Clone(r.workers), r.glossary()
	if !has(before, byVictim) {
		return nil, nil
	}
	var mu sync.Mutex
	var filled, differ Reason
	filled.Text = "victim facts taken from another charge of the same victim_id"
	differ.Text = "charges of one victim_id record facts that the law tells apart: each keeps its own"
	err := r.each(parts, func(w *worker, part int) error {
		rows, err := r.rows(w, before, byVictim, part)
		if err != nil {
			return err
		}
		slices.SortFunc(rows, func(a, b row) int { return compareHash(a.victim, b.victim) })
		var f, d Tally
		for alike := range runs(rows, func(a, b row) bool { return a.victim == b.victim }) {
			if err := w.share(&known, alike, &f, &d); err != nil {
				return err
			}
		}
		mu.Lock()
		filled.Tally, differ.Tally = filled.Tally.plus(f), differ.Tally.plus(d)
		mu.Unlock()
		return nil
	})
	done(before, byVictim)
	return some(filled, differ), err
}

const (
	ageBits   = 0xff << atVictimAge
	truthBits = 7 << atTrafficked
)

// share makes the facts of one victim's rows one, counts the rows and sends them on.
func (w *worker) share(known *glossary, rows []row, filled, differ *Tally) error {
	ks := make([]key, len(rows))
	for i := range rows {
		ks[i] = known.key(rows[i].sig)
	}
	age, trafficked, conflict := victimFacts(ks)
	for i := range rows {
		k := &ks[i]
		if conflict {
			differ.add(k.counts())
		}
		before := k[1]
		if k[1]&ageBits == 0 {
			k[1] |= age
		}
		if k[1]&truthBits == 0 {
			k[1] |= trafficked
		}
		if k[1] != before {
			filled.add(k.counts())
			rows[i].sig = w.cipher(k)
		}
		x := rows[i]
		w.count(&x, k.disposition() == Convicted, k.counts())
		if err := w.send(byVictim, &rows[i]); err != nil {
			return err
		}
	}
	return nil
}

func victimFacts(ks []key) (age, trafficked uint64, conflict bool) {
	for _, k := range ks {
		if a := k[1] & ageBits; a != 0 {
			conflict = conflict || age != 0 && age != a
			if age == 0 || a < age {
				age = a
			}
		}
		if t := k[1] & truthBits; t != 0 {
			conflict = conflict || trafficked != 0 && trafficked != t
			trafficked = max(trafficked, t)
		}
	}
	return age, trafficked, conflict
}

// wide does some of n things on each core.
func wide(n int, some func(first, end int)) {
	cores := runtime.GOMAXPROCS(0)
	if n < 16 {
		cores = 1
	}
	var all sync.WaitGroup
	for c := range cores {
		all.Go(func() { some(n*c/cores, n*(c+1)/cores) })
	}
	all.Wait()
}

// A noting is what was done to kept rows.
type noting struct {
	governed           [len(governedNotes)]Tally
	charged, convicted [len(chargedNotes)]Tally
}

func (n *noting) add(by Governed, charged YearBy, t Tally) {
	n.governed[by] = n.governed[by].plus(t)
	n.charged[charged] = n.charged[charged].plus(t)
}

// reasons are the reasons of rows of which some have no case, or no person.
func (n *noting) reasons(has Recorded, noCase, noPerson Tally) []Reason {
	var all []Reason
	add := func(text string, t Tally) {
		if text != "" && t.Rows > 0 {
			all = append(all, Reason{text, t})
		}
	}
	for i, t := range n.governed {
		add(governedNotes[i], t)
	}
	for i := range n.charged {
		add(chargedNotes[i], n.charged[i])
		add(convictedNotes[i], n.convicted[i])
	}
	if has.Case {
		add("no case_id: left out of the case figures", noCase)
	}
	if has.Person {
		add("no person_id: left out of the person figures", noPerson)
	}
	return mergeReasons(all)
}

// notes counts what was done to kept rows, of which some have no case, or no person.
func (d *Docket) notes(noCase, noPerson Tally) []Reason {
	var n noting
	for i, rows := range d.Rows {
		s := &d.Signatures[i]
		t := Tally{rows, rows * int64(s.Counts)}
		n.add(s.Governed, s.ChargedBy, t)
		if s.Convicted() {
			n.convicted[s.DisposedBy] = n.convicted[s.DisposedBy].plus(t)
		}
	}
	return n.reasons(d.Has, noCase, noPerson)
}

var governedNotes = [...]string{
	ByOffense:   "",
	ByOtherDate: "no offense_date: governed by the law of the earliest recorded date",
	ByMap:       "no date at all: governed by the law of the day that the map states",
	ByBaseline:  "no date at all: governed by the law of the baseline",
}

var chargedNotes = [...]string{
	OwnDate:  "",
	Filed:    "",
	Offended: "no filed_date: year of charging taken from offense_date",
	Undated:  "no filed_date or offense_date: year of charging unknown",
}

var convictedNotes = [...]string{
	OwnDate:  "",
	Filed:    "no disposition_date: year of conviction taken from filed_date",
	Offended: "no disposition_date or filed_date: year of conviction taken from offense_date",
	Undated:  "no date: year of conviction unknown",
}
