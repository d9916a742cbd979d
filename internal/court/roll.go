package court

import (
	"cmp"
	"fmt"
	"maps"
	"slices"
	"unsafe"
)

// A Roll is a docket by columns, which take a fifth of its memory: signatures as the
// ranks of their three traits, profiles as numbers of signatures.
type Roll struct {
	head  Docket // without signatures, rows and profiles, and of sentences only those recorded
	kept  Tally
	ranks []uint64
	rows  []int64
	order *order
	lexica
	kinds [sorts]gathered

	signatures int
	counted    bool // and no more
}

// gathered is profiles by columns, and those of units that share victims.
type gathered struct {
	runs []run
	rare []Profile
}

// A Sort is what profiles are of.
type Sort uint8

// The sorts of profiles.
const (
	OfVictims Sort = iota
	OfCases
	OfPersons
	sorts = iota
)

// Signatures is how many there are; 0 of a roll that is only counted, and not by charges.
func (r *Roll) Signatures() int { return r.signatures }

// Read is the tally of the rows that were read.
func (r *Roll) Read() Tally { return r.head.Ledger.Read }

// Kept is the tally of all signatures.
func (r *Roll) Kept() Tally { return r.kept }

// Each gives the profiles of a sort, in no order: of how many units they are, their weight,
// and how many of them there are.
func (r *Roll) Each(sort Sort, profiles func(units int, weight, number int64)) {
	g := &r.kinds[sort]
	for i := range g.runs {
		x := &g.runs[i]
		for j, weight := range x.weights {
			if x.times == nil {
				profiles(1, weight, 1)
			} else {
				profiles(1, weight, x.times[j])
			}
		}
	}
	for i := range g.rare {
		profiles(g.rare[i].Units(), g.rare[i].Weight, 1)
	}
}

// number counts the signatures, and, unless a count is all that is asked for, gives them
// their numbers.
func (r *Reducer) number(to *Roll) error {
	to.order, to.lexica, to.counted = r.order, r.lexica, r.counts()
	if err := r.tellAlone(); err != nil {
		return err
	}
	number := r.numberAll
	if r.counts() {
		number = r.count
	}
	if err := number(to); err != nil {
		return err
	}
	for i, g := range r.gathers {
		if g != nil {
			to.kinds[i] = gathered{g.blocks, g.rare.profiles(to)}
		}
	}
	if !to.head.Has.Case {
		to.kinds[OfCases].runs = []run{to.each(r.gathers[OfCases].rare.via)}
	}
	if !r.counts() {
		r.tabulate(to)
	}
	return nil
}

// numberAll gives signatures their numbers, in the order of their ranks, and writes them
// where they stand.
func (r *Reducer) numberAll(to *Roll) error {
	before := slices.Clone(r.workers)
	n := r.division.n
	ranks, rows := make([][]uint64, n), make([][]int64, n)
	err := r.each(n, func(w *worker, b int) (err error) {
		ranks[b], rows[b], err = w.countSignatures(before, b)
		return err
	})
	if err != nil {
		return err
	}
	first := make([]int, n+1)
	for b, list := range ranks {
		first[b+1] = first[b] + len(list)
	}
	to.ranks, to.rows = slices.Concat(ranks...), slices.Concat(rows...)
	to.signatures = len(to.ranks)
	counted := r.workers[len(before):]
	for _, w := range counted {
		to.kept = to.kept.plus(w.kept)
	}
	return r.each(n, func(w *worker, b int) error { return r.place(w, counted, b, first[b]) })
}

// tellAlone sends word of the rows of no case.
func (r *Reducer) tellAlone() error {
	before := slices.Clone(r.workers)
	if !has(before, byItself) {
		return nil
	}
	err := r.each(parts, func(w *worker, part int) error {
		number := map[uint64]int64{}
		err := r.records(w, before, byItself, part, func(from *worker, _ layout, _ int, words []uint64) error {
			rank := from.ranks()
			for _, sig := range words {
				if rank != nil {
					sig = rank.of(sig)
				}
				number[sig]++
			}
			return nil
		})
		for _, sig := range slices.Sorted(maps.Keys(number)) {
			if err == nil {
				err = w.tell(sig, nowhere, number[sig])
			}
		}
		return err
	})
	done(before, byItself)
	return err
}

// countSignatures finds the signatures of a bucket, in order, and their rows. Where they
// stand is kept, in the same order.
func (w *worker) countSignatures(before []*worker, b int) (ranks []uint64, rows []int64, err error) {
	w.one.begin()
	for _, from := range before {
		if from.found == nil {
			continue
		}
		err := from.found.take(b, &w.buf, &w.words, func(words []uint64) error {
			for ; len(words) > 0; words = words[2:] {
				w.one.add(words[0], words[1])
			}
			return nil
		})
		if err != nil {
			return nil, nil, err
		}
	}
	if w.found == nil {
		w.found = newStore(&w.r.pool, w.r.division.n)
	}
	w.one.sort()
	ranks, rows = w.list[:0], w.run.weights[:0]
	for _, x := range w.one.list {
		if n := len(ranks); n == 0 || ranks[n-1] != x.key {
			ranks, rows = append(ranks, x.key), append(rows, 0)
		}
		rows[len(rows)-1] += int64(x.also & mostOnce)
		to, err := w.found.room(b, 2)
		if err != nil {
			return nil, nil, err
		}
		to[0], to[1] = x.key, x.also
	}
	w.list, w.run.weights = ranks, rows
	for i, rank := range ranks {
		w.note(rank, rows[i])
	}
	return slices.Clone(ranks), slices.Clone(rows), nil
}

// note counts what was done to the rows of a signature.
func (w *worker) note(rank uint64, rows int64) {
	k := w.r.order.key(rank)
	t := Tally{rows, rows * k.counts()}
	w.kept = w.kept.plus(t)
	w.noted.add(k.governed(), k.chargedBy(), t)
	if k.disposition() == Convicted {
		by := k.disposedBy()
		w.noted.convicted[by] = w.noted.convicted[by].plus(t)
	}
}

// place writes the numbers of a bucket's signatures, of which the first is given, where
// they stand.
func (r *Reducer) place(w *worker, from []*worker, b, first int) error {
	number, last := uint32(first), uint64(1) // no rank
	for _, x := range from {
		if x.found == nil {
			continue
		}
		err := x.found.take(b, &w.buf, &w.words, func(words []uint64) error {
			for ; len(words) > 0; words = words[2:] {
				if words[0] != last {
					if last&1 == 0 {
						number++
					}
					last = words[0]
				}
				if at := words[1] >> inRun; at != nowhere>>inRun {
					m := &r.gathers[at/buckets].blocks[at%buckets].members[words[1]>>inPlace&(1<<(inRun-inPlace)-1)]
					*m = number<<1 | *m&1
				}
			}
			return nil
		})
		if err != nil {
			return err
		}
	}
	return nil
}

// number is the number of the signature with a rank; 0 in a roll that is only counted.
func (r *Roll) number(rank uint64) int32 {
	if r.counted {
		return 0
	}
	n, _ := slices.BinarySearch(r.ranks, rank)
	return int32(n)
}

// each is every row as a case, without those that are in other cases: rows by rank.
func (r *Roll) each(others map[uint64]int64) (x run) {
	for i, rank := range r.ranks {
		if n := r.rows[i] - others[rank]; n > 0 {
			x.members = append(x.members, uint32(i)<<1)
			x.ends = append(x.ends, uint32(len(x.members)))
			x.weights = append(x.weights, n)
		}
	}
	return x
}

// tabulate fills the roll's sentences.
func (r *Reducer) tabulate(to *Roll) {
	type pair struct {
		sig      int32
		sentence uint32
	}
	sum := map[pair]int64{}
	for _, w := range r.workers {
		w.sentenced.all(func(c cipher, sentence uint32, n int64) {
			sum[pair{to.number(r.order.of(c)), number(w.toSentence, sentence)}] += n
		})
		w.sentenced = sums{}
	}
	for p, n := range sum {
		to.head.Sentences = append(to.head.Sentences, Sentenced{p.sig, r.sentences.list[p.sentence], n})
	}
}

// Fits is an error where Docket, and what it takes besides while it is made and asked, exceeds
// so many bytes; 0 is no limit.
func (r *Roll) Fits(memory int64) error {
	profiles, members := 0, 0
	for i := range r.kinds {
		g := &r.kinds[i]
		for j := range g.runs {
			profiles += len(g.runs[j].ends)
			members += len(g.runs[j].members)
		}
		for j := range g.rare {
			members += len(g.rare[j].Members)
		}
		profiles += len(g.rare)
	}
	return fits(memory, len(r.ranks), profiles, members)
}

// fits is Fits of so many kinds of charges, of cases, persons and victims, and charges of these.
func fits(memory int64, signatures, profiles, members int) error {
	bytes := int64(signatures)*int64(unsafe.Sizeof(Signature{})+2*unsafe.Sizeof(Sentenced{})) +
		int64(profiles)*int64(unsafe.Sizeof(Profile{})) + int64(members)*int64(unsafe.Sizeof(Member{}))
	if bytes += bytes / 2; memory > 0 && bytes > memory {
		return &Wide{bytes}
	}
	return nil
}

// A Wide is why a docket is not made: its kinds take more memory than they may.
type Wide struct{ Bytes int64 } // that they take; 0 where it is not known how many

func (w *Wide) Error() string {
	take, right := "", "a larger one"
	if mb := w.Bytes / 1e6; mb > 0 {
		take, right = fmt.Sprintf("%d MB, ", mb), fmt.Sprintf("--memory %dMB", mb+1)
	}
	return fmt.Sprintf("its charges, cases and persons are of so many kinds that these take %smore than --memory allows; %s would be right, or a map that lists under drop: the columns that the bill does not turn on", take, right)
}

// Docket is the docket, in full width. It must not be asked of a roll that was made to be
// counted.
func (r *Roll) Docket() *Docket {
	if r.counted {
		panic("court: a roll that is only counted makes no docket")
	}
	d := r.head
	d.Rows = r.rows
	d.Signatures = make([]Signature, len(r.ranks))
	bare := make([]int64, len(r.ranks)) // convicted rows without a sentence
	wide(len(r.ranks), func(first, end int) {
		for i := first; i < end; i++ {
			k := r.order.key(r.ranks[i])
			d.Signatures[i] = r.lexica.signature(&k)
			if k.disposition() == Convicted {
				bare[i] = r.rows[i]
			}
		}
	})
	d.sentences(bare)
	d.Victims, d.Cases, d.Persons = r.kinds[OfVictims].profiles(), r.kinds[OfCases].profiles(), r.kinds[OfPersons].profiles()
	if len(d.Victims) > 0 {
		d.nameVictims()
	}
	return &d
}

// sentences adds the convicted rows without a sentence, of each signature, and puts the
// sentences in order.
func (d *Docket) sentences(bare []int64) {
	d.Sentences = slices.Clone(d.Sentences)
	for _, s := range d.Sentences {
		bare[s.Sig] -= s.Rows
	}
	for i, n := range bare {
		if n > 0 {
			d.Sentences = append(d.Sentences, Sentenced{int32(i), noSentence, n})
		}
	}
	slices.SortFunc(d.Sentences, func(a, b Sentenced) int {
		return cmp.Or(cmp.Compare(a.Sig, b.Sig), compareSentence(a.Sentence, b.Sentence))
	})
}

// profiles are the profiles in full width and in order.
func (g *gathered) profiles() []Profile {
	if g.runs == nil {
		return nil
	}
	start := make([]int, len(g.runs)+1)
	for i := range g.runs {
		start[i+1] = start[i] + len(g.runs[i].ends)
	}
	plain := make([]Profile, start[len(g.runs)], start[len(g.runs)]+len(g.rare))
	wide(len(g.runs), func(first, end int) {
		for i := first; i < end; i++ {
			g.runs[i].profiles(plain[start[i]:start[i+1]])
		}
	})
	if len(g.rare) == 0 {
		return plain
	}
	all := append(plain, g.rare...)
	slices.SortFunc(all, compareProfile)
	return all
}

// profiles makes the profiles of a run.
func (x *run) profiles(out []Profile) {
	members := make([]Member, len(x.members))
	from := 0
	for i, end := range x.ends {
		var c int32
		for j := from; j < int(end); j++ {
			c += int32(x.members[j] & 1)
			members[j] = Member{Sig: int32(x.members[j] >> 1), Case: c}
		}
		out[i] = Profile{members[from:end:end], x.weights[i]}
		from = int(end)
	}
}

// list is the elements of a profile.
func (x *run) list(i int) []uint64 {
	from := uint32(0)
	if i > 0 {
		from = x.ends[i-1]
	}
	return x.elements[from:x.ends[i]]
}
