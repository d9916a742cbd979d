package court

import (
	"bytes"
	"errors"
	"fmt"
	"math/rand/v2"
	"reflect"
	"slices"
	"strings"
	"sync"
	"testing"

	"impact/internal/law"

	"github.com/zeebo/xxh3"
)

var smallFrame = &law.Frame{VictimAges: []int{13, 18}, DefendantAges: []int{21}, Priors: []int{1}, Findings: []string{"aid", "sale"}, Days: []law.Date{20131001, 20150101}}

// messy makes charges in which everything may be missing, ids repeat, victims are shared
// by cases and persons, and rows of one charge_id differ. ids says which ids there are:
// bits for charge_id, case_id, person_id, victim_id.
func messy(r *rand.Rand, n, ids int) []Charge {
	maybe := func(p float64) bool { return r.Float64() < p }
	id := func(bit int, letter string, most int) string {
		if ids&bit == 0 || maybe(0.1) {
			return ""
		}
		return fmt.Sprint(letter, r.IntN(most))
	}
	ref := func() law.Reference {
		text := fmt.Sprintf("53a-%d", 82+r.IntN(4))
		c, err := law.ParseCitation(text)
		if err != nil {
			panic(err)
		}
		switch r.IntN(8) {
		case 0:
			return law.Reference{Text: fmt.Sprint("x", r.IntN(3)), Status: law.Unreadable}
		case 1:
			return law.Reference{Text: text + "*", Cite: c, Status: law.Found, Marks: "*"}
		}
		return law.Reference{Text: text, Cite: c, Status: law.Found, Inchoate: law.Inchoate(r.IntN(2))}
	}
	day := func() law.Date {
		if maybe(0.2) {
			return 0
		}
		return law.DateOf(2012+r.IntN(5), 1+r.IntN(12), 1+r.IntN(28))
	}
	var out []Charge
	for range n {
		if len(out) > 0 && maybe(0.05) { // the same again, perhaps with one thing changed
			c := out[r.IntN(len(out))]
			if maybe(0.5) {
				c.VictimAge = int16(r.IntN(40))
			}
			out = append(out, c)
			continue
		}
		c := Blank()
		c.ID, c.Case, c.Person, c.Victim = id(1, "i", 9*n), id(2, "c", n/2+1), id(4, "p", n/3+1), id(8, "v", n/3+1)
		c.Statute = ref()
		if maybe(0.3) {
			c.Final = ref()
		}
		c.Offense, c.Filed, c.Disposed = day(), day(), day()
		c.Disposition = Disposition(r.IntN(4))
		c.RecordClass = law.Class(r.IntN(3))
		if maybe(0.5) {
			c.Jail, c.Fine = int32(r.IntN(3)*100), int64(r.IntN(3)*1000)
		}
		if maybe(0.5) {
			c.VictimAge = int16(r.IntN(30))
		}
		c.Trafficked, c.Means = law.Truth(r.IntN(3)), law.Means(r.IntN(2))
		if maybe(0.5) {
			c.DefendantAge, c.Priors = int16(15+r.IntN(20)), int16(r.IntN(3))
		}
		switch r.IntN(6) {
		case 0:
			c.Findings = []string{"sale"}
		case 1:
			c.NoFindings = true
		}
		c.Sex, c.Race = []string{"", "F", "M"}[r.IntN(3)], []string{"", "B", "W", "b"}[r.IntN(4)]
		c.Counts = int32(1 + r.IntN(2)*r.IntN(3))
		out = append(out, c)
	}
	return out
}

// asBatches sends charges to a learner in batches of many sizes, each row with codes of
// its own or of an earlier one that is equal in the field. The batches are of pieces from
// one on.
func asBatches(t *testing.T, r *rand.Rand, to Learner, piece int, charges []Charge) {
	var known [Fields]map[string]uint32
	for len(charges) > 0 {
		n := min(len(charges), 1+r.IntN(3000))
		piece += r.IntN(2)
		b := Batch{Stand: standOf(piece, charges[:n]), Rows: n, ID: make([]xxh3.Uint128, n), Case: make([]xxh3.Uint128, n), Person: make([]xxh3.Uint128, n), Victim: make([]xxh3.Uint128, n)}
		for f := range Field(Fields) {
			b.Codes[f] = make([]uint32, n)
			if known[f] == nil || r.IntN(10) == 0 { // begin the field's words anew
				known[f] = map[string]uint32{}
			}
		}
		for i := range n {
			c := &charges[i]
			b.ID[i], b.Case[i], b.Person[i], b.Victim[i] = Hash(c.ID), Hash(c.Case), Hash(c.Person), Hash(c.Victim)
			for f := range Field(Fields) {
				text := fmt.Sprint(valueOf(f, c))
				code, ok := known[f][text]
				if !ok {
					code = uint32(len(known[f]))
					known[f][text] = code
					word := alone(f, c)
					to.Learn(f, code, &word)
				}
				b.Codes[f][i] = code
			}
		}
		for _, ids := range []*[]xxh3.Uint128{&b.ID, &b.Case, &b.Person, &b.Victim} {
			if !slices.ContainsFunc(*ids, func(id xxh3.Uint128) bool { return id != none }) && r.IntN(4) > 0 {
				*ids = nil // as from a file without the column
			}
		}
		if err := to.Take(&b); err != nil {
			t.Fatal(err)
		}
		charges = charges[n:]
	}
}

// standOf is where the case ids of charges stand.
func standOf(piece int, charges []Charge) Stand {
	s := Stand{Piece: piece, Orders: AllOrders}
	for i := range charges {
		if at := []byte(charges[i].Case); len(at) > 0 {
			if s.First == nil {
				s.First, s.Last = at, at
			}
			s.Orders &= OrdersOf(s.Last, at)
			s.Last = at
		}
	}
	return s
}

// alone is a charge with one field of another.
func alone(f Field, c *Charge) Charge {
	to := Blank()
	switch f {
	case OfStatute:
		to.Statute = c.Statute
	case OfFinal:
		to.Final = c.Final
	case OfClass:
		to.RecordClass = c.RecordClass
	case OfOffense:
		to.Offense = c.Offense
	case OfFiled:
		to.Filed = c.Filed
	case OfDisposed:
		to.Disposed = c.Disposed
	case OfDisposition:
		to.Disposition = c.Disposition
	case OfJail:
		to.Jail = c.Jail
	case OfSuspended:
		to.Suspended = c.Suspended
	case OfProbation:
		to.Probation = c.Probation
	case OfFine:
		to.Fine = c.Fine
	case OfVictimAge:
		to.VictimAge = c.VictimAge
	case OfTrafficked:
		to.Trafficked = c.Trafficked
	case OfMeans:
		to.Means = c.Means
	case OfPriors:
		to.Priors = c.Priors
	case OfFindings:
		to.Findings, to.NoFindings = c.Findings, c.NoFindings
	case OfDefendantAge:
		to.DefendantAge = c.DefendantAge
	case OfSex:
		to.Sex = c.Sex
	case OfRace:
		to.Race = c.Race
	case OfCounts:
		to.Counts = c.Counts
	}
	return to
}

// valueOf is what a field of a charge holds.
func valueOf(f Field, c *Charge) any {
	switch f {
	case OfStatute:
		return c.Statute
	case OfFinal:
		return c.Final
	case OfClass:
		return c.RecordClass
	case OfOffense:
		return c.Offense
	case OfFiled:
		return c.Filed
	case OfDisposed:
		return c.Disposed
	case OfDisposition:
		return c.Disposition
	case OfJail:
		return c.Jail
	case OfSuspended:
		return c.Suspended
	case OfProbation:
		return c.Probation
	case OfFine:
		return c.Fine
	case OfVictimAge:
		return c.VictimAge
	case OfTrafficked:
		return c.Trafficked
	case OfMeans:
		return c.Means
	case OfPriors:
		return c.Priors
	case OfFindings:
		return fmt.Sprint(c.Findings, c.NoFindings)
	case OfDefendantAge:
		return c.DefendantAge
	case OfSex:
		return c.Sex
	case OfRace:
		return c.Race
	case OfCounts:
		return c.Counts
	}
	return nil
}

// memory is a Scratch in memory that counts its files.
type memory struct {
	mu           sync.Mutex
	made, closed int
	fail         bool
}

type memoryFile struct {
	bytes.Buffer
	of *memory
}

func (m *memory) Create() (ScratchFile, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.fail {
		return nil, errors.New("the disk is full")
	}
	m.made++
	return &memoryFile{of: m}, nil
}

func (f *memoryFile) ReadAt(p []byte, at int64) (int, error) { return copy(p, f.Bytes()[at:]), nil }
func (f *memoryFile) Close() error {
	f.of.mu.Lock()
	defer f.of.mu.Unlock()
	f.of.closed++
	return nil
}

// The docket is the one that the first reducer makes, whatever ids the rows have and
// however they come: one at a time, in batches, from several senders, in memory or not.
func TestTheFastReductionIsThePlainOne(t *testing.T) {
	for ids := range 16 {
		for seed := range uint64(5) {
			r := rand.New(rand.NewPCG(seed, uint64(ids)))
			charges := messy(r, []int{0, 1, 60, 700, 4000}[seed], ids)
			read := Tally{int64(len(charges)), 7}
			refused := []Reason{{"a reason", Tally{1, 1}}}
			old := newOldReducer(smallFrame, 20161231, 0)
			for i := range charges {
				old.Add(&charges[i])
			}
			want := old.Docket(read, refused)
			check := func(how string, got *Docket) {
				t.Helper()
				if diff := unlike(got, want); diff != "" {
					t.Fatalf("ids %04b, %d charges, %s: %s", ids, len(charges), how, diff)
				}
			}
			one := NewReducer(smallFrame, 20161231, 0)
			for i := range charges {
				one.Add(&charges[i])
			}
			check("one at a time", one.Docket(read, refused))

			for turn, way := range ways {
				sent := charges
				if way.clustered {
					sent = clusteredByCase(r, charges, way.inOrder)
				}
				usualNarrow, usualBits, usualDial := narrow, maxRankBits, dialBits
				if way.narrow {
					narrow, dialBits = [traits]uint32{5, 40, 9}, 8
				}
				if way.crowded {
					maxRankBits = 3
				}
				aside := &memory{}
				send := func(extent Extent) (*Roll, error) {
					many := NewReducer(smallFrame, 20161231, 0)
					many.Extent = extent
					many.Limit(way.limit, aside)
					var wait sync.WaitGroup
					for s := range 3 {
						to, r := many.Learner(), rand.New(rand.NewPCG(seed, uint64(s)))
						wait.Go(func() { asBatches(t, r, to, s*1000, sent[len(sent)*s/3:len(sent)*(s+1)/3]) })
					}
					wait.Wait()
					return many.Roll(read, refused)
				}
				roll, err := send(InFull)
				counted, countErr := roll, err
				extent := Extent((turn + ids) % 3)
				if extent != InFull {
					counted, countErr = send(extent)
				}
				narrow, maxRankBits, dialBits = usualNarrow, usualBits, usualDial
				if err != nil || countErr != nil {
					t.Fatal(err, countErr)
				}
				counts(t, roll, want)
				if extent == CountUnits && want.Has.Case && counted.signatures != 0 {
					t.Fatal("kinds of charges are counted that nobody asks for")
				} else if extent == CountUnits && want.Has.Case {
					counted.signatures = len(want.Signatures)
				}
				counts(t, counted, want)
				check(fmt.Sprintf("three senders, %+v", way), roll.Docket())
				if aside.made != aside.closed {
					t.Fatalf("%d files made, %d closed", aside.made, aside.closed)
				}
				if way.limit > 0 && ids > 0 && len(charges) > 3000 && aside.made == 0 {
					t.Fatal("nothing was put aside")
				}
			}
		}
	}
}

// counts holds what a roll counts against the docket.
func counts(t *testing.T, r *Roll, want *Docket) {
	t.Helper()
	if r.Read() != want.Ledger.Read || r.Kept() != want.Kept() || r.Signatures() != len(want.Signatures) {
		t.Fatalf("the roll has read %v, kept %v of %d signatures; the docket %v, %v of %d", r.Read(), r.Kept(), r.Signatures(), want.Ledger.Read, want.Kept(), len(want.Signatures))
	}
	for sort, profiles := range map[Sort][]Profile{OfVictims: want.Victims, OfCases: want.Cases, OfPersons: want.Persons} {
		var got, all [3]int64
		r.Each(sort, func(units int, weight, number int64) {
			got = [3]int64{got[0] + number, got[1] + number*int64(units)*weight, got[2] + number*weight*weight}
		})
		for i := range profiles {
			p := &profiles[i]
			all = [3]int64{all[0] + 1, all[1] + int64(p.Units())*p.Weight, all[2] + p.Weight*p.Weight}
		}
		if got != all {
			t.Fatalf("profiles, units, squares of sort %d: the roll has %v, the docket %v", sort, got, all)
		}
	}
}

// Of a file in the order of its case ids only the cases at the ends of pieces are looked for
// elsewhere; of one that is not all are, and a case that comes again is one case.
func TestTheOrderOfCaseIDsIsSeen(t *testing.T) {
	for _, c := range []struct {
		name   string
		pieces [][]string
		seen   bool
	}{
		{"in order", [][]string{{"a", "a", "b", "b", "c", "c"}, {"c", "d", "d", "e", "e"}}, true},
		{"a piece of one case", [][]string{{"a", "a", "b", "b"}, {"b", "b"}, {"b", "b", "c", "c"}}, true},
		{"by length", [][]string{{"8", "8", "9", "9"}, {"10", "10", "11", "11"}}, true},
		{"rows of no case", [][]string{{"a", "a", "", "b", "b"}, {"", ""}, {"b", "c", "c"}}, true},
		{"a piece falls back", [][]string{{"b", "b", "c", "c"}, {"a", "a", "b", "b"}}, false},
		{"a case comes again", [][]string{{"a", "a", "b", "b", "a", "a"}}, false},
		{"orders that differ", [][]string{{"8", "8", "10", "10"}, {"a", "a", "bb", "bb"}, {"b", "b"}}, false},
	} {
		r, old := NewReducer(smallFrame, 20161231, 0), newOldReducer(smallFrame, 20161231, 0)
		to := []Learner{r.Learner(), r.Learner()}
		known := messy(rand.New(rand.NewPCG(1, 1)), 40, 0)
		for p, ids := range c.pieces {
			var charges []Charge
			for i, id := range ids {
				x := known[(7*p+i)%len(known)]
				x.Case = id
				charges = append(charges, x)
				old.Add(&x)
			}
			asBatches(t, rand.New(rand.NewPCG(2, 2)), to[p%2], 10*p, charges)
		}
		if got := r.inOrder(r.workers); got != c.seen {
			t.Errorf("%s: order seen %t", c.name, got)
		}
		if diff := unlike(r.Docket(Tally{}, nil), old.Docket(Tally{}, nil)); diff != "" {
			t.Errorf("%s: %.500s", c.name, diff)
		}
	}
}

// A told learner says of its batches that it was told of their order, and notes that this was
// false.
type told struct {
	Learner
	misled bool
}

func (l *told) Take(b *Batch) error {
	b.Stand.Told = true
	err := l.Learner.Take(b)
	l.misled = l.misled || errors.Is(err, ErrMisled)
	if l.misled {
		return nil
	}
	return err
}

// Who is told that case ids follow each other keeps none of them, and sees it where they do not.
func TestWhoIsToldOfAnOrderHoldsItAgainstTheRows(t *testing.T) {
	for _, c := range []struct {
		name   string
		pieces [][]string
		true   bool
	}{
		{"in order", [][]string{{"a", "a", "b", "b", "c", "c"}, {"c", "d", "d", "e", "e"}}, true},
		{"rows of no case", [][]string{{"a", "a", "", "b", "b"}, {"", ""}, {"b", "c", "c"}}, true},
		{"by length from piece to piece", [][]string{{"7", "7", "8", "8", "9", "9"}, {"10", "10", "11", "11", "12", "12"}}, true},
		{"by length", [][]string{{"8", "8", "9", "9", "10", "10", "11", "11"}}, false},
		{"a piece falls back", [][]string{{"b", "b", "c", "c", "d", "d", "e", "e"}, {"a", "a", "c", "c", "d", "d", "f"}}, false},
		{"a case comes again", [][]string{{"a", "a", "b", "b", "a", "a"}}, false},
		{"a case comes again in another piece", [][]string{{"a", "a", "b", "b", "c", "c"}, {"d", "d"}, {"a", "b", "b", "e"}}, false},
	} {
		for _, extent := range []Extent{InFull, CountUnits, CountCharges} {
			r, old := NewReducer(smallFrame, 20161231, 0), newOldReducer(smallFrame, 20161231, 0)
			r.Extent = extent
			to := []*told{{Learner: r.Learner()}, {Learner: r.Learner()}}
			known := messy(rand.New(rand.NewPCG(1, 1)), 40, 0)
			for p, ids := range c.pieces {
				var charges []Charge
				for i, id := range ids {
					x := known[(7*p+i)%len(known)]
					x.Case = id
					charges = append(charges, x)
					old.Add(&x)
				}
				asBatches(t, rand.New(rand.NewPCG(2, 2)), to[p%2], 10*p, charges)
			}
			for _, w := range r.workers {
				if w.runIDs.heads[0].last != nil || w.runParts.last != nil {
					t.Errorf("%s: ids are kept", c.name)
				}
			}
			roll, err := r.Roll(Tally{}, nil)
			if misled := to[0].misled || to[1].misled || errors.Is(err, ErrMisled); misled == c.true || !misled && err != nil {
				t.Errorf("%s: misled %t, %v", c.name, misled, err)
			}
			if !c.true || err != nil {
				continue
			}
			want := old.Docket(Tally{}, nil)
			if extent == CountUnits {
				roll.signatures = len(want.Signatures)
			}
			counts(t, roll, want)
			if extent == InFull {
				if diff := unlike(roll.Docket(), want); diff != "" {
					t.Errorf("%s: %.500s", c.name, diff)
				}
			}
		}
	}
}

// However many lists of a bucket differ, and however many words, they are counted.
func TestCountingOfWhatDiffers(t *testing.T) {
	var words tally
	for range 2 {
		words.begin()
		for i := range uint64(20_000) {
			words.add(2*(i%10_000), 1)
		}
		sum := map[uint64]int64{}
		words.all(func(word uint64, n int64) { sum[word] += n })
		if len(sum) != 10_000 || words.used != 10_000 || sum[0] != 2 || sum[19_998] != 2 {
			t.Errorf("%d words, %d of them 0", len(sum), sum[0])
		}
	}
	var lists census
	for range 2 {
		lists.begin()
		for i := range uint64(10_000) {
			for _, list := range [][]uint64{{4 * i}, {2, 4 * i}, {2, 4 * i, 6}, {2, 4 * i}} {
				lists.add(hashWords(list), list)
			}
		}
		lists.all(func(times int64, list []uint64) {
			if want := []int64{0, 1, 2, 1}[len(list)]; times != want {
				t.Fatalf("%v occurs %d times, not %d", list, times, want)
			}
		})
		if lists.kinds != 30_000 || lists.elements() != 10_000*(1+2*2+3) {
			t.Errorf("%d lists of %d elements", lists.kinds, lists.elements())
		}
		weights, times := lists.weights()
		if !slices.Equal(weights, []int64{1, 2}) || !slices.Equal(times, []int64{20_000, 10_000}) {
			t.Errorf("%v times there are %v lists", weights, times)
		}
	}
	lists.begin()
	for i := range uint64(100_000) { // of one hash
		lists.add(7, []uint64{2 * (i % 500), 4})
	}
	for i := range uint64(2000) {
		lists.add(7, []uint64{2 * (i % 20), 4})
	}
	weights, times := lists.weights()
	if sum := [2]int64{}; lists.kinds != 500 {
		t.Errorf("%d lists of one hash", lists.kinds)
	} else {
		for i, n := range weights {
			sum[0], sum[1] = sum[0]+times[i], sum[1]+times[i]*n
		}
		if sum != [2]int64{500, 102_000} || slices.Max(weights) != 300 || slices.Min(weights) != 200 {
			t.Errorf("%v times there are %v lists of one hash", weights, times)
		}
	}
}

// A case of more charges than a record holds is one case, whether its rows stand together
// or not.
func TestAGreatCase(t *testing.T) {
	r := rand.New(rand.NewPCG(3, 3))
	charges := messy(r, 2000, 2)
	for i := range charges {
		if charges[i].Case = fmt.Sprint("c", i/3); i < 1300 {
			charges[i].Case = "great"
		}
	}
	old := newOldReducer(smallFrame, 20161231, 0)
	for i := range charges {
		old.Add(&charges[i])
	}
	want := old.Docket(Tally{}, nil)
	for _, shuffled := range []bool{false, true} {
		if shuffled {
			r.Shuffle(len(charges), func(i, j int) { charges[i], charges[j] = charges[j], charges[i] })
		}
		many := NewReducer(smallFrame, 20161231, 0)
		asBatches(t, r, many.Learner(), 0, charges)
		if diff := unlike(many.Docket(Tally{}, nil), want); diff != "" {
			t.Errorf("shuffled %t: %.500s", shuffled, diff)
		}
	}
}

// ways are the ways by which a reduction may go: within how much memory, whether rows of
// a case stand together, whether ciphers take more than a word, and ranks.
var ways = []struct {
	limit                               int64
	clustered, inOrder, narrow, crowded bool
}{{}, {limit: 1}, {clustered: true}, {clustered: true, inOrder: true}, {limit: 1, clustered: true, narrow: true}, {narrow: true, crowded: true}}

// clusteredByCase puts charges in the order of their cases, but for some if it is not to be
// kept.
func clusteredByCase(r *rand.Rand, charges []Charge, inOrder bool) []Charge {
	out := slices.Clone(charges)
	slices.SortStableFunc(out, func(a, b Charge) int { return strings.Compare(a.Case, b.Case) })
	if inOrder {
		return out
	}
	for range r.IntN(1 + len(out)/50) {
		i, j := r.IntN(len(out)), r.IntN(len(out))
		out[i], out[j] = out[j], out[i]
	}
	return out
}

// unlike says in which part two dockets differ.
func unlike(a, b *Docket) string {
	x, y := reflect.ValueOf(*a), reflect.ValueOf(*b)
	for i := range x.NumField() {
		f, g := x.Field(i).Interface(), y.Field(i).Interface()
		if x.Field(i).Kind() == reflect.Slice && x.Field(i).Len() == 0 && y.Field(i).Len() == 0 {
			continue
		}
		if !reflect.DeepEqual(f, g) {
			return fmt.Sprintf("%s: got %+v\nwant %+v", x.Type().Field(i).Name, f, g)
		}
	}
	return ""
}

func TestADiskThatIsFullIsAnError(t *testing.T) {
	r := NewReducer(smallFrame, 20161231, 0)
	r.Limit(1, &memory{fail: true})
	to := r.Learner().(*worker)
	charges := messy(rand.New(rand.NewPCG(1, 1)), 5000, 15)
	var err error
	for i := range charges {
		if err = to.add(&charges[i]); err != nil {
			break
		}
	}
	if err == nil {
		_, err = r.Reduce(Tally{}, nil)
	}
	if err == nil || err.Error() != "the disk is full" {
		t.Errorf("got %v", err)
	}
}
