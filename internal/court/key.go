package court

import (
	"cmp"
	"slices"
	"strings"
	"sync"

	"impact/internal/law"

	"github.com/zeebo/xxh3"
)

// A key is a Signature in five words, its parts in the order of Compare. What is not a
// small number in it (the sides, race, sex and findings) is a code of a lexicon; once a
// lexicon is sorted and its codes are ranks, keys sort as signatures do.
//
//	word 0  charged 32, final 32
//	word 1  substituted 1, differs 1, disposition 8, class 8, era 16, victim's age 8, defendant's age 8, priors 8, trafficked 3
//	word 2  means 8, findings 32, governed 4, year of charging 16
//	word 3  year of disposition 16, what gave the years 4 and 4, race 32
//	word 4  sex 32, counts 32
type key [5]uint64

// The places of the parts in their words.
const (
	atCharged = 32

	atSubstituted = 62
	atDiffers     = 61
	atDisposition = 53
	atClass       = 45
	atEra         = 29
	atVictimAge   = 21
	atDefendant   = 13
	atPriors      = 5
	atTrafficked  = 2

	atMeans       = 56
	atFindings    = 24
	atGoverned    = 20
	atChargedYear = 4

	atDisposedYear = 48
	atChargedBy    = 44
	atDisposedBy   = 40
	atRace         = 8

	atSex = 32
)

// A lexicon gives values codes as they come; it is shared by the workers. Code 0 is the
// value with which it was made.
type lexicon[T comparable] struct {
	mu   sync.Mutex
	code map[T]uint32
	list []T
}

func newLexicon[T comparable](zero T) *lexicon[T] {
	return &lexicon[T]{code: map[T]uint32{zero: 0}, list: []T{zero}}
}

func (l *lexicon[T]) of(v T) uint32 {
	l.mu.Lock()
	defer l.mu.Unlock()
	c, ok := l.code[v]
	if !ok {
		c = uint32(len(l.list))
		l.code[v], l.list = c, append(l.list, v)
	}
	return c
}

// known are the values so far, by their codes.
func (l *lexicon[T]) known() []T {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.list
}

// sort puts the values in order and says which rank each code has.
func (l *lexicon[T]) sort(compare func(a, b T) int) (rank []uint32) {
	order := make([]uint32, len(l.list))
	for i := range order {
		order[i] = uint32(i)
	}
	slices.SortFunc(order, func(a, b uint32) int { return compare(l.list[a], l.list[b]) })
	rank, sorted := make([]uint32, len(order)), make([]T, len(order))
	for to, from := range order {
		rank[from], sorted[to] = uint32(to), l.list[from]
	}
	l.list, l.code = sorted, nil
	return rank
}

// A lexica holds what the codes of keys mean.
type lexica struct {
	sides      *lexicon[Side]
	race, sex  *lexicon[string]
	findings   *lexicon[found]
	toFindings map[string]int // id of a finding -> its bit
	all        uint64         // the bits of all findings
}

// found is which findings were made, and which were not.
type found struct{ made, not uint64 }

func newLexica(frame *law.Frame) lexica {
	l := lexica{newLexicon(Side{}), newLexicon(""), newLexicon(""), newLexicon(found{}), map[string]int{}, 1<<len(frame.Findings) - 1}
	for i, id := range frame.Findings {
		l.toFindings[id] = i
	}
	return l
}

// rank makes the codes in traits ranks.
func (l *lexica) rank(list *[traits][]trait) {
	sides := l.sides.sort(Side.compare)
	race, sex := l.race.sort(strings.Compare), l.sex.sort(strings.Compare)
	findings := l.findings.sort(func(a, b found) int { return cmp.Or(cmp.Compare(a.made, b.made), cmp.Compare(a.not, b.not)) })
	const low = 1<<32 - 1
	for i := range list[ofCharge] {
		t := &list[ofCharge][i]
		t[0] = uint64(sides[t[0]>>atCharged])<<atCharged | uint64(sides[t[0]&low])
	}
	for i := range list[ofFacts] {
		t := &list[ofFacts][i]
		t[1] = t[1]&^(low<<atFindings) | uint64(findings[t[1]>>atFindings&low])<<atFindings
	}
	for i := range list[ofTimes] {
		t := &list[ofTimes][i]
		t[1] = t[1]&^(low<<atRace) | uint64(race[t[1]>>atRace&low])<<atRace
		t[2] = t[2]&low | uint64(sex[t[2]>>atSex])<<atSex
	}
}

// signature is what a key says.
func (l *lexica) signature(k *key) Signature {
	const low = 1<<32 - 1
	f := l.findings.list[k[2]>>atFindings&low]
	return Signature{
		Charged: l.sides.list[k[0]>>atCharged], Final: l.sides.list[k[0]&low],
		Substituted: k[1]>>atSubstituted&1 > 0, Differs: k[1]>>atDiffers&1 > 0,
		Disposition: k.disposition(), RecordClass: law.Class(k[1] >> atClass),
		Facts: law.Facts{
			VictimAge: uint8(k[1] >> atVictimAge), DefendantAge: uint8(k[1] >> atDefendant), Priors: uint8(k[1] >> atPriors),
			Trafficked: law.Truth(k[1] >> atTrafficked & 7), Means: law.Means(k[2] >> atMeans),
			Made: f.made, NotMade: f.not, Era: uint16(k[1] >> atEra),
		},
		Governed:    Governed(k[2] >> atGoverned & 15),
		ChargedYear: law.Year(k[2] >> atChargedYear & 0xffff), DisposedYear: law.Year(k[3] >> atDisposedYear),
		ChargedBy: YearBy(k[3] >> atChargedBy & 15), DisposedBy: YearBy(k[3] >> atDisposedBy & 15),
		Race: l.race.list[k[3]>>atRace&low], Sex: l.sex.list[k[4]>>atSex], Counts: int32(k[4] & low),
	}
}

func (k *key) disposition() Disposition { return Disposition(k[1] >> atDisposition) }
func (k *key) counts() int64            { return int64(k[4] & (1<<32 - 1)) }

func side(r *law.Reference) Side { return Side{r.Cite, r.Inchoate, r.Status} }

// A citing is what a statute's text says, as far as a final statute is held against the
// one that was charged.
type citing struct {
	side         uint32
	missing      bool
	uncited      bool
	marks, wrote xxh3.Uint128
}

// cite reads a statute.
func (l *lexica) cite(ref *law.Reference) citing {
	return citing{l.sides.of(side(ref)), ref.Status == law.Missing, ref.Cite.IsZero(), hash(ref.Marks), hash(ref.Text)}
}

// differs reports whether a final statute is another one than that charged.
func (final *citing) differs(charged *citing) bool {
	return final.side != charged.side || final.marks != charged.marks || final.uncited && final.wrote != charged.wrote
}

// part is the bits of a key that a field of a charge sets, and their word. Of statutes
// and days, which ask about one another, it knows nothing.
func (r *Reducer) part(f Field, c *Charge) (word int, bits uint64) {
	switch f {
	case OfClass:
		return 1, uint64(c.RecordClass) << atClass
	case OfDisposition:
		return 1, uint64(c.Disposition) << atDisposition
	case OfVictimAge:
		return 1, uint64(law.Cell(r.Frame.VictimAges, int(c.VictimAge))) << atVictimAge
	case OfDefendantAge:
		return 1, uint64(law.Cell(r.Frame.DefendantAges, int(c.DefendantAge))) << atDefendant
	case OfPriors:
		return 1, uint64(law.Cell(r.Frame.Priors, int(c.Priors))) << atPriors
	case OfTrafficked:
		return 1, uint64(c.Trafficked) << atTrafficked
	case OfMeans:
		return 2, uint64(c.Means) << atMeans
	case OfFindings:
		return 2, uint64(r.lexica.findings.of(r.lexica.found(c))) << atFindings
	case OfRace:
		return 3, uint64(r.lexica.race.of(c.Race)) << atRace
	case OfSex:
		return 4, uint64(r.lexica.sex.of(c.Sex)) << atSex
	case OfCounts:
		return 4, uint64(max(c.Counts, 1))
	}
	return 0, 0
}

func (l *lexica) found(c *Charge) (f found) {
	for _, id := range c.Findings {
		if i, ok := l.toFindings[id]; ok {
			f.made |= 1 << i
		}
	}
	if len(c.Findings) > 0 || c.NoFindings {
		f.not = l.all &^ f.made
	}
	return f
}

// A day is a date as the reduction asks about it; the zero day is not recorded.
type day struct {
	date law.Date
	at   int32 // 32 times the months since the year 0, and the day of the month
	year uint16
	era  uint16
}

func (r *Reducer) day(d law.Date) day {
	if d == 0 {
		return day{}
	}
	y, m, in := d.Parts()
	return day{d, int32(32*(12*y+m) + in), uint16(d.FiscalYear()), r.Frame.EraOf(d)}
}

// governed sets what the days of a charge say: the law that governs it and its years.
func (r *Reducer) governed(k *key, offense, filed, disposed *day) {
	switch by, era := ByOffense, offense.era; {
	case offense.date != 0:
		k[1] |= uint64(era) << atEra
	case filed.date != 0 || disposed.date != 0:
		era, by = filed.era, ByOtherDate
		if filed.date == 0 || disposed.date != 0 && disposed.date < filed.date {
			era = disposed.era
		}
		k[1] |= uint64(era) << atEra
		k[2] |= uint64(by) << atGoverned
	case r.MapDay != 0:
		k[1] |= uint64(r.mapEra) << atEra
		k[2] |= uint64(ByMap) << atGoverned
	default:
		k[1] |= uint64(r.baseEra) << atEra
		k[2] |= uint64(ByBaseline) << atGoverned
	}
	switch {
	case filed.date != 0:
		k[2] |= uint64(filed.year) << atChargedYear
	case offense.date != 0:
		k[2] |= uint64(offense.year) << atChargedYear
		k[3] |= uint64(Offended) << atChargedBy
	default:
		k[3] |= uint64(Undated) << atChargedBy
	}
	if k.disposition() != Convicted && k[1]>>atDiffers&1 == 0 {
		return
	}
	switch {
	case disposed.date != 0:
		k[3] |= uint64(disposed.year) << atDisposedYear
	case filed.date != 0:
		k[3] |= uint64(filed.year)<<atDisposedYear | uint64(Filed)<<atDisposedBy
	case offense.date != 0:
		k[3] |= uint64(offense.year)<<atDisposedYear | uint64(Offended)<<atDisposedBy
	default:
		k[3] |= uint64(Undated) << atDisposedBy
	}
}

// add counts a row by the difference of its days, as they are at.
func (l *Lag) add(apart int32) { l[min(apart>>5, MaxLag)]++ }

func (k *key) governed() Governed { return Governed(k[2] >> atGoverned & 15) }
func (k *key) chargedBy() YearBy  { return YearBy(k[3] >> atChargedBy & 15) }
func (k *key) disposedBy() YearBy { return YearBy(k[3] >> atDisposedBy & 15) }
