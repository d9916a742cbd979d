package court

import (
	"cmp"
	"maps"
	"runtime"
	"slices"
	"sync"
	"sync/atomic"

	"impact/internal/law"

	"golang.org/x/sync/errgroup"
)

// A Reducer takes charges, in batches by several senders at once (Learner) or one at a
// time (Add), and makes a Docket of them. Of a row it keeps the 128-bit hashes of its
// ids and the number of its signature, and of rows without charge_id and victim_id only
// those by which cases and persons are told apart: 24 bytes a row with a case_id, 40
// with a person_id too, 72 with all four.
type Reducer struct {
	Frame    *law.Frame
	Baseline law.Date
	MapDay   law.Date // governs rows without any date; zero: the baseline does

	mu              sync.Mutex
	lexica          lexica
	pool            pool
	mapEra, baseEra uint16
	workers         []*worker
	single          *worker // of Add

	keys      keys // of all workers
	sentences numbers[Sentence]
	linked    [2]links // cases, persons
	together  [2]map[id][][]row
}

// NewReducer makes an empty Reducer.
func NewReducer(frame *law.Frame, baseline, mapDay law.Date) *Reducer {
	r := &Reducer{Frame: frame, Baseline: baseline, MapDay: mapDay, lexica: newLexica(frame), mapEra: frame.EraOf(mapDay), baseEra: frame.EraOf(baseline)}
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
	d, err := r.reduce(read, refused)
	if e := r.pool.close(); err == nil {
		err = e
	}
	return d, err
}

// Close forgets what was added, where it will not be reduced.
func (r *Reducer) Close() error { return r.pool.close() }

func (r *Reducer) reduce(read Tally, refused []Reason) (*Docket, error) {
	d := &Docket{Frame: r.Frame, Baseline: r.Baseline}
	d.Ledger.Read = read
	r.sum(d)
	r.merge()
	repeats, err := r.dropRepeats()
	if err != nil {
		return nil, err
	}
	d.Ledger.Refused = mergeReasons(refused, repeats)
	noted, err := r.shareVictims()
	if err != nil {
		return nil, err
	}
	r.tabulate(d)
	if err := r.victims(d); err != nil {
		return nil, err
	}
	if err := r.cases(d); err != nil {
		return nil, err
	}
	if d.Has.Person {
		if err := r.persons(d); err != nil {
			return nil, err
		}
	}
	var lacks [2]Tally
	for _, w := range r.workers {
		for i, t := range w.lacks {
			lacks[i] = Tally{lacks[i].Rows + t.Rows, lacks[i].Counts + t.Counts}
		}
	}
	d.Ledger.Noted = append(noted, d.notes(lacks[0], lacks[1])...)
	slices.SortFunc(d.Ledger.Noted, func(a, b Reason) int { return cmp.Compare(a.Text, b.Text) })
	return d, nil
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
}

// merge gives the workers' keys and sentences common numbers. The keys fall into parts
// by their hashes, and each core numbers those of some parts.
func (r *Reducer) merge() {
	for _, w := range r.workers {
		w.toSentence = make([]uint32, len(w.sentences.list))
		for i, s := range w.sentences.list {
			w.toSentence[i] = r.sentences.of(s)
		}
	}
	if len(r.workers) == 1 {
		r.keys = r.workers[0].keys
		return
	}
	for _, w := range r.workers {
		w.toKey = make([]uint32, w.keys.len)
	}
	cores := uint64(runtime.GOMAXPROCS(0))
	found := make([]keys, cores)
	var all sync.WaitGroup
	for part := range cores {
		all.Go(func() {
			for _, w := range r.workers {
				for i := range w.toKey {
					k := w.keys.at(uint32(i))
					if h := k.hash(); h&numberBits%cores == part {
						w.toKey[i] = found[part].of(k, h)
					}
				}
			}
		})
	}
	all.Wait()
	base := make([]uint32, cores+1) // the parts' blocks follow each other, the last of each not full
	for part := range found {
		r.keys.blocks = append(r.keys.blocks, found[part].blocks...)
		base[part+1] = uint32(len(r.keys.blocks)) * keyBlock
	}
	r.keys.len = int(base[cores])
	for _, w := range r.workers {
		all.Go(func() {
			for i := range w.toKey {
				w.toKey[i] += base[w.keys.at(uint32(i)).hash()&numberBits%cores]
			}
			w.keys = keys{}
		})
	}
	all.Wait()
}

// number is the number that a list gives to another; the same without a list.
func number(list []uint32, n uint32) uint32 {
	if list == nil {
		return n
	}
	return list[n]
}

// each runs f for every part, on new workers of their own, one a core. Their rows are
// numbered as those of all workers are, or, where a docket is numbered already, as its
// signatures.
func (r *Reducer) each(parts int, f func(w *worker, part int) error) error {
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

// records gives each record of a part of a stage to a function, of all workers that came
// before, and frees the part.
func records(w *worker, before []*worker, stage, part int, each func(from *worker, l layout, words []uint64)) error {
	for _, from := range before {
		for l, s := range from.stores[stage] {
			if s == nil {
				continue
			}
			n := layout(l).words(stage)
			err := s.take(part, &w.buf, &w.words, func(words []uint64) error {
				for ; len(words) > 0; words = words[n:] {
					each(from, layout(l), words[:n])
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

// rows are the rows of a part of a stage, of all workers that came before. They are
// good until the next call with the same worker.
func (r *Reducer) rows(w *worker, before []*worker, stage, part int) ([]row, error) {
	w.part = w.part[:0]
	err := records(w, before, stage, part, func(from *worker, l layout, words []uint64) {
		x := l.read(stage, words)
		x.sig = number(from.toKey, x.sig)
		x.sentence = number(from.toSentence, x.sentence)
		w.part = append(w.part, x)
	})
	return w.part, err
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
		w.stores[stage] = [4]*store{}
	}
}

// dropRepeats keeps one row of each charge_id: of rows that differ, the one that comes
// first by signature, sentence and ids, whatever the order of rows.
func (r *Reducer) dropRepeats() ([]Reason, error) {
	before := slices.Clone(r.workers)
	if !has(before, byID) {
		return nil, nil
	}
	var mu sync.Mutex
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
				slices.SortFunc(alike, r.byContent)
				mu.Lock()
				for _, x := range alike[1:] {
					to := &other
					if r.byContent(x, alike[0]) == 0 {
						to = &same
					}
					to.Tally.add(r.keys.at(x.sig).counts())
				}
				mu.Unlock()
			}
			if err := w.unique(&alike[0], r.keys.at(alike[0].sig)); err != nil {
				return err
			}
		}
		return nil
	})
	done(before, byID)
	return some(same, other), err
}

// byContent orders rows by what they hold.
func (r *Reducer) byContent(a, b row) int {
	if a.sig != b.sig {
		x, y := r.lexica.signature(r.keys.at(a.sig)), r.lexica.signature(r.keys.at(b.sig))
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
	before := slices.Clone(r.workers)
	if !has(before, byVictim) {
		return nil, nil
	}
	var filled, differ Reason
	filled.Text = "victim facts taken from another charge of the same victim_id"
	differ.Text = "charges of one victim_id record different facts: each keeps its own"
	err := r.each(parts, func(w *worker, part int) error {
		rows, err := r.rows(w, before, byVictim, part)
		if err != nil {
			return err
		}
		slices.SortFunc(rows, func(a, b row) int { return compareHash(a.victim, b.victim) })
		r.mu.Lock() // keys are added
		for alike := range runs(rows, func(a, b row) bool { return a.victim == b.victim }) {
			r.share(alike, &filled.Tally, &differ.Tally)
		}
		ks := keys{blocks: slices.Clone(r.keys.blocks)}
		r.mu.Unlock()
		for i := range rows {
			x := rows[i]
			w.count(&x, ks.at(x.sig))
			if err := w.send(byVictim, &rows[i]); err != nil {
				return err
			}
		}
		return nil
	})
	done(before, byVictim)
	return some(filled, differ), err
}

const (
	ageBits   = 0xff << atVictimAge
	truthBits = 7 << atTrafficked
)

// share makes the facts of one victim's rows one.
func (r *Reducer) share(rows []row, filled, differ *Tally) {
	age, trafficked, conflict := r.victimFacts(rows)
	for i := range rows {
		k := *r.keys.at(rows[i].sig)
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
			rows[i].sig = r.keys.of(&k, k.hash())
		}
	}
}

func (r *Reducer) victimFacts(rows []row) (age, trafficked uint64, conflict bool) {
	for _, w := range rows {
		k := r.keys.at(w.sig)
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

// tabulate numbers the signatures in their order, without those of no row, and fills the
// docket's signatures, rows and sentences.
func (r *Reducer) tabulate(d *Docket) {
	rows := make([]int64, r.keys.len)
	for _, w := range r.workers {
		for i, n := range w.rows {
			if n > 0 {
				rows[number(w.toKey, uint32(i))] += n
			}
		}
		w.rows = nil
	}
	r.keys.slot = nil
	r.lexica.rank(r.keys.blocks)
	order := keysInOrder(&r.keys, rows)
	place := make([]uint32, len(rows))
	d.Signatures, d.Rows = make([]Signature, len(order)), make([]int64, len(order))
	bare := make([]int64, len(order)) // convicted rows without a sentence
	wide(len(order), func(first, end int) {
		for to := first; to < end; to++ {
			from := order[to]
			place[from] = uint32(to)
			d.Signatures[to], d.Rows[to] = r.lexica.signature(r.keys.at(from)), rows[from]
			if d.Signatures[to].Convicted() {
				bare[to] = rows[from]
			}
		}
	})
	r.keys = keys{}
	sentences := sums{}
	for _, w := range r.workers {
		w.sentenced.all(func(sig, sentence uint32, n int64) {
			at := place[number(w.toKey, sig)]
			sentences.add(at, number(w.toSentence, sentence), n)
			bare[at] -= n
		})
		w.sentenced = sums{}
		if w.toKey == nil {
			w.toKey = place
		} else {
			wide(len(w.toKey), func(first, end int) {
				for i := first; i < end; i++ {
					w.toKey[i] = place[w.toKey[i]]
				}
			})
		}
		w.toSentence = nil // rows are counted: what stands there is a group from now on
	}
	for at, n := range bare {
		if n > 0 {
			d.Sentences = append(d.Sentences, Sentenced{int32(at), noSentence, n})
		}
	}
	sentences.all(func(sig, sentence uint32, n int64) {
		d.Sentences = append(d.Sentences, Sentenced{int32(sig), r.sentences.list[sentence], n})
	})
	slices.SortFunc(d.Sentences, func(a, b Sentenced) int {
		return cmp.Or(cmp.Compare(a.Sig, b.Sig), compareSentence(a.Sentence, b.Sentence))
	})
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

// keysInOrder is the numbers of the keys that have rows, in the order of the keys. Keys fall
// apart by their first word before they are sorted, since few words stand first.
func keysInOrder(list *keys, rows []int64) []uint32 {
	at := map[uint64]int{} // number of a first word
	var words []uint64
	for i := range rows {
		w := list.at(uint32(i))[0]
		if _, known := at[w]; !known && rows[i] > 0 {
			at[w] = 0
			words = append(words, w)
		}
	}
	slices.Sort(words)
	for i, w := range words {
		at[w] = i
	}
	start, which := make([]int, len(words)+1), make([]int32, len(rows))
	for i := range rows {
		if rows[i] > 0 {
			which[i] = int32(at[list.at(uint32(i))[0]])
			start[which[i]+1]++
		}
	}
	for i := range words {
		start[i+1] += start[i]
	}
	order, next := make([]uint32, start[len(words)]), slices.Clone(start)
	for i := range rows {
		if rows[i] > 0 {
			order[next[which[i]]] = uint32(i)
			next[which[i]]++
		}
	}
	wide(len(order), func(first, end int) { // the words whose keys begin there
		for w := range words {
			if start[w] >= first && start[w] < end {
				slices.SortFunc(order[start[w]:start[w+1]], func(a, b uint32) int { return compareKey(list.at(a), list.at(b)) })
			}
		}
	})
	return order
}

// notes counts what was done to kept rows, of which some have no case, or no person.
func (d *Docket) notes(noCase, noPerson Tally) []Reason {
	var all []Reason
	add := func(text string, t Tally) {
		if text != "" && t.Rows > 0 {
			all = append(all, Reason{text, t})
		}
	}
	for i, n := range d.Rows {
		s := &d.Signatures[i]
		t := Tally{n, n * int64(s.Counts)}
		add(governedNotes[s.Governed], t)
		add(chargedNotes[s.ChargedBy], t)
		if s.Convicted() {
			add(convictedNotes[s.DisposedBy], t)
		}
	}
	if d.Has.Case {
		add("no case_id: left out of the case figures", noCase)
	}
	if d.Has.Person {
		add("no person_id: left out of the person figures", noPerson)
	}
	return mergeReasons(all)
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
