package ingest

import (
	"cmp"
	"math"
	"slices"

	"github.com/zeebo/xxh3"
)

// softSigns is how many different values with a sign that is not sure make a column
// suspect.
const softSigns = 3

// A sentry watches the values of one column for one worker. What it remembers depends
// on the set of the values alone: not on their order, nor on how often one is seen, so
// that what all workers saw can be joined.
type sentry struct {
	signs [2]signs // [1]: signs that a place may bear too
	drawn drawn
	seen  []uint64 // hashes of values that were looked at, by their last bits
}

// signs are the signs that a column's values hold.
type signs struct {
	sure [traces]bool
	soft *[traces][]uint64 // the least hashes of the values with a sign that is not sure, up to softSigns; nil: there are none
}

// sampleSize is how many different values of a column its sample holds. Files of more
// than manyColumns columns have less room for each, and beyond mostColumns none: there
// nothing but a name, and a sign of a single value, gives a column away.
const (
	sampleSize  = 1024
	manyColumns = 256
	mostColumns = 1 << 14
)

// newSentry is the sentry of one of some columns.
func newSentry(columns int) *sentry {
	size := sampleSize
	for n := manyColumns; n < columns; n *= 2 {
		size /= 2
	}
	if columns > mostColumns {
		return &sentry{seen: make([]uint64, 4)}
	}
	return &sentry{drawn: drawn{size: size, limit: math.MaxUint64}, seen: make([]uint64, size)}
}

// see looks at a value.
func (s *sentry) see(b []byte) {
	b = trim(b)
	if len(b) == 0 {
		return
	}
	h := hashOf(b)
	at := &s.seen[h&uint64(len(s.seen)-1)]
	if *at == h {
		return
	}
	*at = h
	var g sign
	if !plainText(b) {
		g = signOf(b)
		s.note(h, g)
	}
	s.sketch(h, b, g)
}

// hashOf is the hash of a value by which it is sampled, never 0.
func hashOf(b []byte) uint64 { return xxh3.Hash128(b).Lo | 1 }

// plainText reports whether a value is one word of letters and digits, which holds no
// sign by itself: blanks, points, hyphens and the like, and @, are missing.
func plainText(b []byte) bool {
	for _, c := range b {
		if c < '0' || c == '@' || c >= 0x80 {
			return false
		}
	}
	return !(len(b) == 11 && b[3] == '_' && b[6] == '_') // 078_05_1120
}

// note remembers the sign of a value.
func (s *sentry) note(h uint64, g sign) {
	to := &s.signs[0]
	if g.place {
		to = &s.signs[1]
	}
	switch {
	case g.trace == noTrace:
	case g.sure:
		to.sure[g.trace] = true
	default:
		if to.soft == nil {
			to.soft = new([traces][]uint64)
		}
		to.soft[g.trace] = least(append(to.soft[g.trace], h))
	}
}

// of reports whether the signs make a column suspect of a trace; more are signs to be
// counted with them, or nil.
func (s *signs) of(t int, more *signs) bool {
	var hashes []uint64
	for _, x := range []*signs{s, more} {
		if x == nil {
			continue
		}
		if x.sure[t] {
			return true
		}
		if x.soft != nil {
			hashes = append(hashes, x.soft[t]...)
		}
	}
	return len(hashes) >= softSigns // a value has one sign
}

// least are the least of the hashes, each once, up to softSigns.
func least(hashes []uint64) []uint64 {
	slices.Sort(hashes)
	hashes = slices.Compact(hashes)
	return hashes[:min(len(hashes), softSigns)]
}

// sketch takes the shape of a value, and its sign, into the sample, if its hash is low
// enough.
func (s *sentry) sketch(h uint64, b []byte, g sign) {
	if h <= s.drawn.limit && s.drawn.lacks(h) {
		x := shapeOf(b)
		if g.trace == ofAddress {
			x.flags |= shapeStreet
		}
		s.drawn.add(shaped{h, x})
	}
}

// join takes what another sentry of the same column saw.
func (s *sentry) join(o *sentry) {
	for i := range s.signs {
		to, from := &s.signs[i], &o.signs[i]
		for t := range to.sure {
			to.sure[t] = to.sure[t] || from.sure[t]
		}
		if from.soft == nil {
			continue
		}
		for t, hashes := range from.soft {
			for _, h := range hashes {
				s.note(h, sign{trace: trace(t), place: i == 1})
			}
		}
	}
	for _, x := range o.drawn.list {
		if x.hash <= s.drawn.limit && s.drawn.lacks(x.hash) {
			s.drawn.add(x)
		}
	}
}

// A drawn holds the shapes of those different values of a column whose hashes are
// least: the same whatever the order in which they are met.
type drawn struct {
	size  int
	limit uint64 // a value with a higher hash is not in it
	list  []shaped
	slots []uint64 // the hashes in list, by their first bits
}

type shaped struct {
	hash uint64
	shape
}

// lacks reports whether it holds no value of the hash.
func (s *drawn) lacks(h uint64) bool {
	if s.slots == nil {
		return true
	}
	for i := s.place(h); s.slots[i] != 0; i = (i + 1) % len(s.slots) {
		if s.slots[i] == h {
			return false
		}
	}
	return true
}

func (s *drawn) place(h uint64) int { return int(h >> 3 % uint64(len(s.slots))) }

// add adds a value that it lacks.
func (s *drawn) add(x shaped) {
	if s.slots == nil {
		s.slots = make([]uint64, 4*s.size)
	}
	if s.list = append(s.list, x); len(s.list) < 2*s.size {
		s.slot(x.hash)
		return
	}
	s.sort()
	s.list = s.list[:s.size]
	s.limit = s.list[s.size-1].hash
	clear(s.slots)
	for _, x := range s.list {
		s.slot(x.hash)
	}
}

func (s *drawn) slot(h uint64) {
	i := s.place(h)
	for s.slots[i] != 0 {
		i = (i + 1) % len(s.slots)
	}
	s.slots[i] = h
}

func (s *drawn) sort() {
	slices.SortFunc(s.list, func(a, b shaped) int { return cmp.Compare(a.hash, b.hash) })
}

// shapes are the values of the sample, no more than its size.
func (s *drawn) shapes() []shaped {
	s.sort()
	return s.list[:min(len(s.list), s.size)]
}

// share is about which share of the different values the sample holds.
func (s *drawn) share() float64 {
	if s.limit == math.MaxUint64 {
		return 1
	}
	return float64(s.limit) / math.MaxUint64
}

// A view is what the sample of a column says.
type view struct {
	n                                                                             int
	turned, plain, given, single, short, initials, nine, full, valid, ten         int
	phone, day, docket, glued, years, lowArea, highArea, areas, early, late, year int // of days: the tenth, the ninth tenth, the middle year
	local, pair, serial, street, stamp, before                                    int
	serials                                                                       serials
}

func (s *sentry) view() (v view) {
	list := s.drawn.shapes()
	v.n = len(list)
	counts := [...]*int{&v.turned, &v.plain, &v.given, &v.single, &v.short, &v.initials, &v.nine, &v.full, &v.valid, &v.ten, &v.phone, &v.day, &v.docket, &v.glued, &v.years, &v.local, &v.pair, &v.serial, &v.street, &v.stamp, &v.before}
	var of, days []int
	var areas [1000]bool
	for _, x := range list {
		for i, c := range counts {
			*c += int(x.flags >> i & 1)
		}
		if x.flags&shapeDay != 0 {
			of = append(of, int(x.year))
		}
		if x.flags&shapeSerial != 0 {
			days = append(days, int(x.area))
		}
		if x.flags&shapeValid != 0 {
			if !areas[x.area] {
				areas[x.area] = true
				v.areas++
			}
			if x.area < 300 {
				v.lowArea++
			}
			if x.area > 400 {
				v.highArea++
			}
		}
	}
	if len(of) > 0 {
		slices.Sort(of)
		v.early, v.late, v.year = of[len(of)/10], of[len(of)*9/10], of[len(of)/2]
	}
	v.serials = serialsOf(days, s.drawn.share())
	return v
}

// serials are the numbers of a column that spreadsheets may show as days.
type serials struct {
	first, early, late, last int     // years: of the least, the tenth, the ninth tenth, the greatest
	span                     int     // from the least to the greatest, in days
	dense                    float64 // the share of the numbers between that are in the column, about
	round                    float64 // the share of those that end in 00
}

// serialsOf is what numbers say that are a share of a column's.
func serialsOf(days []int, share float64) (s serials) {
	if len(days) == 0 {
		return s
	}
	slices.Sort(days)
	year := func(i int) int { return 1900 + days[i]*4/1461 }
	n := len(days)
	s.first, s.early, s.late, s.last = year(0), year(n/10), year(n*9/10), year(n-1)
	s.span = days[n-1] - days[0] + 1
	s.dense = float64(n) / share / float64(s.span)
	round := 0
	for _, d := range days {
		if d%100 == 0 {
			round++
		}
	}
	s.round = float64(round) / float64(n)
	return s
}

// most reports whether a number is at least a share of the sample.
func (v *view) most(n int, share float64) bool { return float64(n) > share*float64(v.n) }

// A column as the guard judges it.
type watched struct {
	name      string // of the file
	canonical string // what it is read as; "" for nothing
	view      view
	sentry    *sentry
}

// judge finds what a column gives away by its values. latest is the middle year of the
// latest other column of days; 0 without one.
func (w *watched) judge(others []watched) (found [traces]bool) {
	v := &w.view
	for t := range found {
		more := &w.sentry.signs[1]
		if w.places(trace(t)) {
			more = nil
		}
		found[t] = w.sentry.signs[0].of(t, more)
	}
	found[ofName] = found[ofName] || v.names()
	found[ofSSN] = found[ofSSN] || v.socialSecurity(idLike(w.name, w.canonical))
	found[ofPhone] = found[ofPhone] || v.n >= 30 && v.most(v.ten, 0.9) && float64(v.phone) >= 0.98*float64(v.ten) ||
		v.n >= 50 && v.most(v.local, 0.9) && !w.reads(&kindStatute)
	found[ofDocket] = found[ofDocket] || v.n >= 5 && (v.most(v.glued, 0.6) || v.most(v.docket, 0.6) && docketLike(w.name))
	found[ofBirth] = found[ofBirth] || w.birth(others) || w.birthSerial(others) || v.n >= 50 && v.most(v.stamp, 0.98) && v.most(v.before, 0.05) || v.day+v.years >= softSigns && ageLike(w.name, w.canonical)
	return found
}

// places reports whether a trace may be that of court houses: of a few hundred courts, names
// with the words of a place beside them, and addresses where a quarter of the courts have one.
func (w *watched) places(t trace) bool {
	v := &w.view
	return w.canonical == "court" && v.n < 400 && (t == ofName || t == ofAddress && 4*v.street >= v.n)
}

// reads reports whether the column is read as one of a kind.
func (w *watched) reads(k *kind) bool {
	c := columnNamed(w.canonical)
	return c != nil && c.kind == k
}

// names reports whether most values look like names of people: DOE, JANE, or Jane Doe
// with enough given names among them that it is no list of towns.
func (v *view) names() bool {
	return v.n >= 5 && (v.most(v.turned, 0.6) || v.most(v.plain, 0.6) && v.most(v.given, 0.2) || v.most(v.short, 0.6)) ||
		v.n >= 10 && (v.most(v.initials, 0.6) || v.most(v.single, 0.4)) || v.n >= 150 && v.most(v.pair, 0.9)
}

// socialSecurity reports whether the values are social security numbers written without
// hyphens. Hashed ids of nine digits are told from them by what the Social Security
// Administration never gave out: among numbers drawn from all of nine digits one in
// eight has an area of 900 or more, or a group 00; and by their areas, which, of people
// anywhere, spread from below 300 to above 400, while ids that are counted up, or begin
// alike, do not. Of less than 50 values nothing can be told; of a column that calls
// itself an id 400 are wanted. A column of numbers has lost its leading zeros: it must
// hold some of nine digits, or it is taken for a number of its own kind.
func (v *view) socialSecurity(id bool) bool {
	least := 50
	if id {
		least = 400
	}
	return v.n >= least && v.most(v.nine, 0.9) && v.full*20 >= v.n && v.day*2 < v.n &&
		float64(v.nine-v.valid) <= 0.003*float64(v.nine) && v.areas >= 15 && v.lowArea*100 >= v.n && v.highArea*100 >= v.n
}

// idLike reports whether a column calls itself an id.
func idLike(name, canonical string) bool {
	for _, w := range append(keyWords(name), keyWords(canonical)...) {
		switch w {
		case "id", "ids", "key", "hash", "hashed", "anon", "pseudonym", "uid", "guid", "token", "pid", "cid":
			return true
		}
	}
	return false
}

// ageLike reports whether a column is read as an age, or calls itself one: days and years
// that stand there are those of a birth.
func ageLike(name, canonical string) bool {
	return canonical == "victim_age" || canonical == "defendant_age" || canonical == "" && slices.Contains(keyWords(name), "age")
}

// docketLike reports whether a column calls itself a docket number.
func docketLike(name string) bool {
	words := keyWords(name)
	for i, w := range words {
		switch w {
		case "docket", "cause", "indictment":
			return true
		case "case", "file", "complaint", "court":
			if i+1 < len(words) && (words[i+1] == "number" || words[i+1] == "no" || words[i+1] == "num" || words[i+1] == "nbr") {
				return true
			}
		}
	}
	return false
}

// eventWords name days that are no births.
var eventWords = setOf("offense offence filed filing file disposition disposed arrest arrested arraigned arraignment sentence sentenced plea verdict charge charged conviction release released admission issue issued created updated modified loaded import effective hearing event incident warrant finding decision judgment judgement start end begin expiration report reported")

// birth reports whether the values are days of birth: of a column that says nothing else,
// days that spread over five years and more and lie, at the middle, five years or more
// before the latest other column of days; or, without another, that spread over
// twenty-five years. Of a column that calls itself the day of an event, or is read as
// one, nine of ten days must lie fourteen years before nine of ten of the latest other.
func (w *watched) birth(others []watched) bool {
	v := &w.view
	if v.n < 20 || !v.most(v.day, 0.9) {
		return false
	}
	event := w.reads(&kindDate)
	for _, word := range keyWords(w.name) {
		event = event || eventWords[word]
	}
	latest, latestEarly := w.latest(others)
	switch {
	case event:
		return latest > 0 && v.late+14 <= latestEarly
	case latest > 0:
		return v.late-v.early >= 5 && v.year+5 <= latest
	}
	return v.late-v.early >= 25
}

// latest are the middle year and the year of the first tenth of the latest other column of
// days; 0 without one.
func (w *watched) latest(others []watched) (middle, early int) {
	for i := range others {
		if o := &others[i].view; others[i].sentry != w.sentry && o.n >= 5 && o.most(o.day, 0.9) && o.year > middle {
			middle, early = o.year, o.early
		}
	}
	return middle, early
}

// countedWords name numbers that are no days.
var countedWords = setOf("number no num nbr seq sequence row record counter count line zip zipcode postal amount bond bail fine fee fees sum cost restitution badge unit code charge statute")

// personal are the words of fieldWords beside which a day of birth may stand.
var personal = setOf("age date day defendant victim accused offender person client arrestee respondent")

// birthSerial reports whether the values are days of birth as the numbers that spreadsheets
// have for them: all lie in ninety years before, and most five years or more before, the latest column of days,
// most spread over eight years to sixty, and they are neither counted up nor round, as sums are.
func (w *watched) birthSerial(others []watched) bool {
	v := &w.view
	s := &v.serials
	if v.n < 50 || !v.most(v.serial, 0.98) || idLike(w.name, w.canonical) || w.canonical != "" && !ageLike(w.name, w.canonical) {
		return false
	}
	for _, word := range keyWords(w.name) {
		if countedWords[word] || w.canonical == "" && fieldWords[word] && !personal[word] {
			return false
		}
	}
	latest, _ := w.latest(others)
	counted := s.dense > 0.8 && s.span < 22_000 // of many people every day of sixty years and more
	return latest > 0 && s.first >= latest-90 && s.last <= latest && s.late <= latest-5 && s.late-s.early >= 8 && s.late-s.early <= 60 && !counted && s.round < 0.1
}
