package court

import "math/bits"

// Most rows find the codes of their traits without a key: what a code of a field means has
// a number, the numbers of a trait's fields stand side by side in an index, and a table has
// the code of the trait at it. A row that such numbers do not tell everything of is odd, and
// finds its traits by its key, as the first row with an index does.

const odd = uint32(1) << 31 // in an index: the row is odd

// dialBits is how many bits an index takes at most.
var dialBits = uint(20)

// A wheel is a field as the index of a trait has it.
type wheel struct {
	means  map[uint64]uint32 // the number of what a code may mean; that of nothing is 0
	number []uint32          // of each code
	place  []uint32          // the same in its place in an index, or odd
	shift  uint
	width  uint
}

// A dial is the codes of a trait, and 1, by index; 0 where it is not known yet.
type dial []uint32

// dialed are the fields of which the indexes of traits are made.
var dialed = [traits][]Field{
	ofCharge: {OfStatute, OfClass, OfDisposition},
	ofFacts:  {OfOffense, OfVictimAge, OfDefendantAge, OfPriors, OfTrafficked, OfMeans, OfFindings},
	ofTimes:  {OfFiled, OfDisposed, OfRace, OfSex, OfCounts},
}

// nothing is what a row means that says nothing of a field.
func nothing(f Field) uint64 {
	if f == OfCounts {
		return 1
	}
	return 0
}

// turn says what code n of a field means, or that rows with it are odd.
func (w *worker) turn(f Field, n uint32, means uint64, isOdd bool) {
	x := w.wheel[f]
	if x == nil {
		x = &wheel{means: map[uint64]uint32{nothing(f): 0}}
		w.wheel[f] = x
	}
	number := odd
	if !isOdd {
		number = x.meaning(means)
	}
	x.number = set(x.number, n, number)
	if !x.fits(number) {
		w.swift = false
		return
	}
	x.place = set(x.place, n, x.placed(number))
}

// meaning is the number of what a code may mean, a new one where it is new.
func (x *wheel) meaning(means uint64) uint32 {
	number, ok := x.means[means]
	if !ok {
		number = uint32(len(x.means))
		x.means[means] = number
	}
	return number
}

// fits reports whether a number has its place in the index.
func (x *wheel) fits(number uint32) bool { return number == odd || number>>x.width == 0 }

func (x *wheel) placed(number uint32) uint32 {
	if number == odd {
		return odd
	}
	return number << x.shift
}

// lay makes the dials anew where a wheel has outgrown its place. It reports whether they can
// be used: once they cannot, they never will.
func (w *worker) lay() bool {
	for t := range w.dials {
		if w.swift || w.stuck {
			break
		}
		at := uint(0)
		for _, f := range dialed[t] {
			if x := w.wheel[f]; x != nil {
				at = x.move(at)
			}
		}
		if w.stuck = at > dialBits; !w.stuck {
			w.dials[t] = make(dial, 1<<at)
		}
	}
	w.swift = !w.stuck
	return w.swift
}

// move gives a wheel a place in the index, of which the bits below at are taken, and is the
// bit above it.
func (x *wheel) move(at uint) uint {
	x.shift, x.width = at, uint(bits.Len(uint(len(x.means)-1)))
	x.place = x.place[:0]
	for _, number := range x.number {
		x.place = append(x.place, x.placed(number))
	}
	return at + x.width
}

// dial finds the ciphers of the rows of a batch from one to before another by the dials. It
// reports whether they can be used.
func (w *worker) dial(b *Batch, from, to int) bool {
	if b.Codes[OfOffense] == nil || b.Codes[OfFiled] == nil || b.Codes[OfDisposed] == nil || !w.lay() {
		return false
	}
	n := to - from
	for t, fields := range dialed {
		var turned turnings
		for _, f := range fields {
			if codes := b.Codes[f]; codes != nil && f != OfDisposed {
				turned.add(codes[from:to], w.wheel[f].place)
			}
		}
		if codes := b.Codes[OfFinal]; codes != nil && t == ofCharge {
			turned.add(codes[from:to], w.wheel[OfFinal].place)
		}
		turned.turn(w.codes[t][:n])
	}
	w.turnDisposed(b, from, to)
	w.read(b, from, n)
	return true
}

// read reads the ciphers of n rows from the dials, by their indexes.
func (w *worker) read(b *Batch, from, n int) {
	ciphers, first, second, third := w.ciphers[:n], w.codes[ofCharge][:n], w.codes[ofFacts][:n], w.codes[ofTimes][:n]
	charges, facts, times, below := w.dials[ofCharge], w.dials[ofFacts], w.dials[ofTimes], narrow
	for i := range ciphers {
		if x, y, z := first[i], second[i], third[i]; x|y|z < odd {
			x, y, z = charges[x]-1, facts[y]-1, times[z]-1
			if x < below[ofCharge] && y < below[ofFacts] && z < below[ofTimes] {
				ciphers[i] = cipher(x)<<atCharge | cipher(y)<<atFacts | cipher(z)
				continue
			}
		}
		ciphers[i] = w.uncommon(b, from, i)
	}
}

// A turning is the codes of a field's rows, and what each of them puts into an index.
type turning struct{ codes, place []uint32 }

// turnings are those of a trait: one for each of its fields, and one for the final statute.
type turnings struct {
	list [8]turning
	n    int
}

func (t *turnings) add(codes, place []uint32) {
	t.list[t.n] = turning{codes, place}
	t.n++
}

// turn makes the indexes of rows, of as many fields at once as there may be two or three.
func (t *turnings) turn(index []uint32) {
	clear(index)
	for list := t.list[:t.n]; len(list) > 0; {
		n := min(len(list), 3)
		if len(list) == 4 {
			n = 2
		}
		switch n {
		case 3:
			turnThree(index, list[0], list[1], list[2])
		case 2:
			turnTwo(index, list[0], list[1])
		default:
			turnOne(index, list[0])
		}
		list = list[n:]
	}
}

func turnThree(index []uint32, a, b, c turning) {
	x, y, z := a.codes[:len(index)], b.codes[:len(index)], c.codes[:len(index)]
	for i := range index {
		index[i] |= a.place[x[i]] | b.place[y[i]] | c.place[z[i]]
	}
}

func turnTwo(index []uint32, a, b turning) {
	x, y := a.codes[:len(index)], b.codes[:len(index)]
	for i := range index {
		index[i] |= a.place[x[i]] | b.place[y[i]]
	}
}

func turnOne(index []uint32, a turning) {
	x := a.codes[:len(index)]
	for i := range index {
		index[i] |= a.place[x[i]]
	}
}

// turnDisposed puts the years of disposition into the indexes of the times, of rows that
// were convicted.
func (w *worker) turnDisposed(b *Batch, from, to int) {
	how, when := b.Codes[OfDisposition], b.Codes[OfDisposed]
	if how == nil {
		return
	}
	index, place := w.codes[ofTimes][:to-from], w.wheel[OfDisposed].place
	how, when = how[from:to], when[from:to]
	for i := range index {
		index[i] |= place[when[i]] & -w.guilty[how[i]]
	}
}

// uncommon finds the cipher of row i after from by its key, or as far as it can by the dials:
// where only a final statute makes the row odd, or that it has no offense date.
func (w *worker) uncommon(b *Batch, from, i int) cipher {
	index := [traits]uint32{w.codes[ofCharge][i], w.codes[ofFacts][i], w.codes[ofTimes][i]}
	if index[ofFacts] >= odd {
		index[ofFacts] = index[ofFacts]&^odd | w.otherwise(b, from+i)
	}
	if index[ofFacts]|index[ofTimes] < odd {
		if y, z := w.dials[ofFacts][index[ofFacts]], w.dials[ofTimes][index[ofTimes]]; y > 0 && z > 0 {
			if x, ok := w.charged(b, from+i, index[ofCharge]); ok {
				return w.encipher(x, y-1, z-1)
			}
		}
	}
	k := w.keyAt(b, from+i)
	codes := w.coded(&k)
	if index[ofCharge]|index[ofFacts]|index[ofTimes] < odd {
		for t, n := range index {
			w.dials[t][n] = codes[t] + 1
		}
	}
	return w.encipher(codes[ofCharge], codes[ofFacts], codes[ofTimes])
}

// charged is the code of the trait of row i's charge, of which the index is given, where
// something tells it.
func (w *worker) charged(b *Batch, i int, index uint32) (x uint32, ok bool) {
	if index < odd {
		if x := w.dials[ofCharge][index]; x > 0 {
			return x - 1, true
		}
	}
	if !w.convicted(b, i) {
		return 0, false
	}
	x = w.plead(b, i)
	if index < odd {
		w.dials[ofCharge][index] = x + 1
	}
	return x, true
}

// otherwise is where in the index of facts it stands that row i has no offense date: the law
// that governs it is that of an era of another date, and of no era of offenses; odd where it
// has no place.
func (w *worker) otherwise(b *Batch, i int) uint32 {
	filed, disposed := &w.days[1][b.Codes[OfFiled][i]], &w.days[2][b.Codes[OfDisposed][i]]
	if filed.date == 0 {
		return odd
	}
	era := filed.era
	if disposed.date != 0 && disposed.date < filed.date {
		era = disposed.era
	}
	x := w.wheel[OfOffense]
	for int(era) >= len(w.others) {
		w.others = append(w.others, x.meaning(byOther|uint64(len(w.others))))
	}
	number := w.others[era]
	if !x.fits(number) {
		w.swift = false
		return odd
	}
	return x.placed(number)
}

// byOther stands beside an era in what a missing offense date means.
const byOther = 1 << 32

// A plea is the code of a trait of charges, and the four codes that it is made of.
type plea struct {
	of    uint64
	trait uint32 // and 1; 0 where there is none
}

// pleaded are the fields of a plea.
var pleaded = [...]Field{OfStatute, OfFinal, OfClass, OfDisposition}

const pleas = 1 << 12 // that are remembered

// plead is the code of the trait of row i's charge.
func (w *worker) plead(b *Batch, i int) uint32 {
	var of, all uint64
	for _, f := range pleaded {
		of <<= 16
		if codes := b.Codes[f]; codes != nil {
			of |= uint64(codes[i])
			all |= uint64(codes[i])
		}
	}
	var p *plea
	if all < 1<<16 {
		if p = &w.pleas[scatter(of)&(pleas-1)]; p.of == of && p.trait > 0 {
			return p.trait - 1
		}
	}
	k := w.chargeAt(b, i)
	x := w.traits[ofCharge].of(k[0], k[1], 0)
	if p != nil {
		*p = plea{of, x + 1}
		w.heard = true
	}
	return x
}

// forget forgets pleas, of which a code means something else now.
func (w *worker) forget() {
	if w.heard {
		clear(w.pleas)
		w.heard = false
	}
}

// chargeAt is what the key of row i of a batch says of the charge and how it ended.
func (w *worker) chargeAt(b *Batch, i int) (k key) {
	for _, f := range [...]Field{OfClass, OfDisposition} {
		if codes := b.Codes[f]; codes != nil {
			k[1] |= w.bits[f][codes[i]]
		}
	}
	charged := &missing
	if codes := b.Codes[OfStatute]; codes != nil {
		charged = &w.cite[0][codes[i]]
		k[0] |= uint64(charged.side) << atCharged
	}
	if codes := b.Codes[OfFinal]; codes != nil {
		if final := &w.cite[1][codes[i]]; !final.missing {
			w.substitute(&k, charged, final)
		}
	}
	return k
}

// missing is a statute that is not there.
var missing = citing{missing: true}

// keyAt is the key of row i of a batch.
func (w *worker) keyAt(b *Batch, i int) key {
	k := w.chargeAt(b, i)
	if b.Codes[OfCounts] == nil {
		k[4] = 1
	}
	for _, f := range plainFields {
		if codes := b.Codes[f]; codes != nil {
			k[w.word[f]] |= w.bits[f][codes[i]]
		}
	}
	var days [3]day
	for j, f := range [...]Field{OfOffense, OfFiled, OfDisposed} {
		if codes := b.Codes[f]; codes != nil {
			days[j] = w.days[j][codes[i]]
		}
	}
	w.r.dated(&k, &days[0], &days[1], &days[2])
	return k
}

func oneIf(yes bool) uint32 {
	if yes {
		return 1
	}
	return 0
}
