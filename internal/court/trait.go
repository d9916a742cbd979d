package court

import (
	"math/bits"
	"slices"
)

// A trait is a stretch of a key whose parts vary together. There are three, and they
// follow each other in the order of Compare: what was charged and how it ended, the facts,
// and the years with who it was. Each takes few values where a key takes many, so that a
// row's key is found by three looks into small tables.
type trait [3]uint64

// The traits.
const (
	ofCharge = iota // word 0, and word 1 down to the class
	ofFacts         // the rest of word 1, and word 2 down to what governs
	ofTimes         // the rest
	traits
)

const (
	chargeBits = uint64(1<<64 - 1<<atClass)    // of word 1
	factBits   = uint64(1<<64 - 1<<atGoverned) // of word 2
)

// key is the key of three traits.
func keyOf(a, b, c *trait) key {
	return key{a[0], a[1] | b[0], b[1] | c[0], c[1], c[2]}
}

// A cipher is a key as the codes of its traits, in the order in which they were met: 21,
// 21 and 20 bits; or, where one is greater, the uppermost bit and a number. The bit below
// that is free.
type cipher = uint64

const (
	wideCipher = 1 << 63

	atCharge = 41
	atFacts  = 20
)

// narrow is how many codes of each trait a cipher holds itself.
var narrow = [traits]uint32{1 << 21, 1 << 21, 1 << 20}

// A traitTable is the codes of a trait, shared by all workers, as one of them knows them.
type traitTable struct {
	slot  []traitSlot
	shift uint
	len   int
	all   *lexicon[trait]
}

type traitSlot struct {
	a, b, c uint64
	code    uint32 // and 1; 0 free
}

func newTraitTable(all *lexicon[trait]) traitTable {
	return traitTable{slot: make([]traitSlot, 256), shift: 64 - 8, all: all}
}

func mix(a, b, c uint64) uint64 {
	hi, lo := bits.Mul64(a^0x9e3779b97f4a7c15, b^bits.RotateLeft64(c, 23)^0xd1b54a32d192ed03)
	return (hi ^ lo ^ c) * 0xd6e8feb86659fd93
}

// of is the code of a trait.
func (t *traitTable) of(a, b, c uint64) uint32 {
	s := &t.slot[mix(a, b, c)>>t.shift]
	if s.a == a && s.b == b && s.c == c && s.code > 0 {
		return s.code - 1
	}
	return t.search(a, b, c)
}

// search is of where the trait is not in its own place.
func (t *traitTable) search(a, b, c uint64) uint32 {
	s := t.place(a, b, c)
	if s.code == 0 {
		if t.len++; 2*t.len > len(t.slot) {
			t.grow()
			s = t.place(a, b, c)
		}
		*s = traitSlot{a, b, c, t.all.of(trait{a, b, c}) + 1}
	}
	return s.code - 1
}

func (t *traitTable) place(a, b, c uint64) *traitSlot {
	mask := uint64(len(t.slot) - 1)
	for at := mix(a, b, c) >> t.shift; ; at = (at + 1) & mask {
		if s := &t.slot[at]; s.code == 0 || s.a == a && s.b == b && s.c == c {
			return s
		}
	}
}

func (t *traitTable) grow() {
	old := t.slot
	t.slot, t.shift = make([]traitSlot, 4*len(old)), t.shift-2
	for _, s := range old {
		if s.code > 0 {
			*t.place(s.a, s.b, s.c) = s
		}
	}
}

// cipher is the cipher of a key.
func (w *worker) cipher(k *key) cipher {
	n := w.coded(k)
	return w.encipher(n[ofCharge], n[ofFacts], n[ofTimes])
}

// coded is the codes of the traits of a key.
func (w *worker) coded(k *key) [traits]uint32 {
	return [traits]uint32{
		w.traits[ofCharge].of(k[0], k[1]&chargeBits, 0),
		w.traits[ofFacts].of(k[1]&^chargeBits, k[2]&factBits, 0),
		w.traits[ofTimes].of(k[2]&^factBits, k[3], k[4]),
	}
}

func (w *worker) encipher(a, b, c uint32) cipher {
	if a < narrow[0] && b < narrow[1] && c < narrow[2] {
		return cipher(a)<<atCharge | cipher(b)<<atFacts | cipher(c)
	}
	return wideCipher | cipher(w.r.wide.of([traits]uint32{a, b, c}))
}

// encipherAll finds the ciphers of a block, trait by trait, so that the memory that one row
// waits for is not waited for by the next.
func (w *worker) encipherAll(ks []key, to []cipher) {
	t := &w.traits[ofCharge]
	slot, shift, codes := t.slot, t.shift, w.codes[ofCharge][:len(ks)]
	for i := range codes {
		a, b := ks[i][0], ks[i][1]&chargeBits
		if s := &slot[mix(a, b, 0)>>shift]; s.a == a && s.b == b && s.code > 0 {
			codes[i] = s.code - 1
		} else {
			codes[i] = t.search(a, b, 0)
			slot, shift = t.slot, t.shift
		}
	}
	t = &w.traits[ofFacts]
	slot, shift, codes = t.slot, t.shift, w.codes[ofFacts][:len(ks)]
	for i := range codes {
		a, b := ks[i][1]&^chargeBits, ks[i][2]&factBits
		if s := &slot[mix(a, b, 0)>>shift]; s.a == a && s.b == b && s.code > 0 {
			codes[i] = s.code - 1
		} else {
			codes[i] = t.search(a, b, 0)
			slot, shift = t.slot, t.shift
		}
	}
	t = &w.traits[ofTimes]
	slot, shift, codes = t.slot, t.shift, w.codes[ofTimes][:len(ks)]
	for i := range codes {
		a, b, c := ks[i][2]&^factBits, ks[i][3], ks[i][4]
		if s := &slot[mix(a, b, c)>>shift]; s.a == a && s.b == b && s.c == c && s.code > 0 {
			codes[i] = s.code - 1
		} else {
			codes[i] = t.search(a, b, c)
			slot, shift = t.slot, t.shift
		}
	}
	for i := range to {
		to[i] = w.encipher(w.codes[ofCharge][i], w.codes[ofFacts][i], w.codes[ofTimes][i])
	}
}

// A glossary is what ciphers mean, at one moment: others may come later.
type glossary struct {
	list [traits][]trait
	wide [][traits]uint32
}

func (r *Reducer) glossary() (g glossary) {
	for i := range g.list {
		g.list[i] = r.traits[i].known()
	}
	g.wide = r.wide.known()
	return g
}

// codes are the codes of a cipher's traits.
func (g *glossary) codes(c cipher) (codes [traits]uint32) {
	if c&wideCipher != 0 {
		return g.wide[c&^wideCipher]
	}
	return [traits]uint32{uint32(c >> atCharge), uint32(c>>atFacts) & (1<<(atCharge-atFacts) - 1), uint32(c) & (1<<atFacts - 1)}
}

func (g *glossary) key(c cipher) key {
	n := g.codes(c)
	return keyOf(&g.list[ofCharge][n[0]], &g.list[ofFacts][n[1]], &g.list[ofTimes][n[2]])
}

// An order ranks ciphers as their signatures are ordered. Ranks are even: the lowest bit
// of an element marks where a case begins.
type order struct {
	glossary                  // traits in order
	rank     [traits][]uint64 // by code, each in its place
	at       [traits]uint
	bits     uint
	asMet    bool              // ranks are ciphers, in no order
	single   bool              // every row is of one count
	place    map[cipher]uint64 // ranks, where those of the traits take more than a word
	listed   [][traits]uint32  // then: the traits' ranks, by half the rank
}

// maxRankBits is how many bits ranks take at most; beyond it they are numbers.
var maxRankBits = uint(62)

// newOrder puts the lexica and the traits in order. ciphers gives those of all rows.
func (r *Reducer) newOrder(ciphers func(each func(cipher)) error) (*order, error) {
	o := &order{glossary: r.glossary(), asMet: r.counts()}
	o.single = !slices.ContainsFunc(o.list[ofTimes], func(t trait) bool { return countsOf(t) != 1 })
	if o.asMet {
		return o, nil
	}
	r.lexica.rank(&o.list)
	var rank [traits][]uint32
	o.bits = 1
	for i := traits - 1; i >= 0; i-- {
		list := lexicon[trait]{list: o.list[i]}
		rank[i] = list.sort(func(a, b trait) int { return slices.Compare(a[:], b[:]) })
		o.list[i] = list.list
		o.at[i] = o.bits
		o.bits += uint(bits.Len(uint(max(len(rank[i]), 1) - 1)))
	}
	if o.bits-1 > maxRankBits {
		return o, o.number(rank, ciphers)
	}
	for i, list := range rank {
		o.rank[i] = make([]uint64, len(list))
		for code, n := range list {
			o.rank[i][code] = uint64(n) << o.at[i]
		}
	}
	return o, nil
}

// unordered is the rank of a cipher where order is of no matter: the cipher, moved up by the
// lowest bit.
func unordered(c cipher) uint64 { return c<<1 | c&wideCipher }

// cipherOf is the cipher of such a rank.
func cipherOf(rank uint64) cipher { return rank&^wideCipher>>1 | rank&wideCipher }

// number ranks ciphers one by one.
func (o *order) number(rank [traits][]uint32, ciphers func(each func(cipher)) error) error {
	o.place = map[cipher]uint64{}
	if err := ciphers(func(c cipher) { o.place[c] = 0 }); err != nil {
		return err
	}
	type ranked struct {
		of     cipher
		traits [traits]uint32
	}
	all := make([]ranked, 0, len(o.place))
	for c := range o.place {
		n := o.codes(c)
		all = append(all, ranked{c, [traits]uint32{rank[0][n[0]], rank[1][n[1]], rank[2][n[2]]}})
	}
	slices.SortFunc(all, func(a, b ranked) int { return slices.Compare(a.traits[:], b.traits[:]) })
	o.listed = make([][traits]uint32, len(all))
	for i, x := range all {
		o.listed[i], o.place[x.of] = x.traits, uint64(i)<<1
	}
	o.bits = 1 + uint(bits.Len(uint(len(all))))
	return nil
}

// of is the rank of a cipher.
func (o *order) of(c cipher) uint64 {
	if o.asMet {
		return unordered(c)
	}
	if c&wideCipher == 0 && o.place == nil {
		return o.rank[0][c>>atCharge] | o.rank[1][c>>atFacts&(1<<(atCharge-atFacts)-1)] | o.rank[2][c&(1<<atFacts-1)]
	}
	if o.place != nil {
		return o.place[c]
	}
	n := o.wide[c&^wideCipher]
	return o.rank[0][n[0]] | o.rank[1][n[1]] | o.rank[2][n[2]]
}

// key is the key of a rank.
func (o *order) key(rank uint64) key {
	n := o.split(rank)
	return keyOf(&o.list[ofCharge][n[0]], &o.list[ofFacts][n[1]], &o.list[ofTimes][n[2]])
}

// counts is how many counts a row of a rank is of.
func (o *order) counts(rank uint64) int64 {
	if o.single {
		return 1
	}
	return countsOf(o.list[ofTimes][o.split(rank)[ofTimes]])
}

// countsOf is the counts that a trait of times tells.
func countsOf(t trait) int64 {
	k := key{4: t[2]}
	return k.counts()
}

// split is the ranks of the traits of a rank.
func (o *order) split(rank uint64) [traits]uint32 {
	if o.asMet {
		return o.codes(cipherOf(rank))
	}
	if o.place != nil {
		return o.listed[rank>>1]
	}
	return [traits]uint32{uint32(rank >> o.at[0]), uint32(rank >> o.at[1] & (1<<(o.at[0]-o.at[1]) - 1)), uint32(rank >> o.at[2] & (1<<(o.at[1]-o.at[2]) - 1))}
}

// open reports whether a rank leaves a fact of the victim unknown.
func (o *order) open(rank uint64) bool {
	facts := o.list[ofFacts][o.split(rank)[ofFacts]][0]
	return facts&ageBits == 0 || facts&truthBits == 0
}

// A division parts ranks into buckets that follow each other and hold about equally many
// rows. A cell is the ranks that begin alike; those of many rows are parted further. Without
// cells ranks are parted by their hashes.
type division struct {
	shift  uint
	cells  []cell
	bucket []uint16
	n      int // buckets
}

type cell struct{ from, shift uint32 }

// buckets is into how many parts lists fall by their first signature, at most.
const buckets = 512

// cellBits is how many bits of a rank choose its cell.
const cellBits = 14

// newDivision makes a division by a sample of ranks.
func newDivision(bits uint, sample []uint64) *division {
	slices.Sort(sample)
	d := &division{shift: max(bits, cellBits) - cellBits, n: min(buckets, 1+len(sample)/8)}
	var seen int
	for c := range uint64(1) << min(bits, cellBits) {
		from := seen
		for seen < len(sample) && sample[seen]>>d.shift == c {
			seen++
		}
		d.add(sample[from:seen], from, len(sample))
	}
	return d
}

// add adds a cell with the ranks of the sample that lie in it.
func (d *division) add(sample []uint64, before, all int) {
	finer := uint(bits.Len(uint(8 * len(sample) * d.n / max(all, 1))))
	finer = min(finer, d.shift)
	c := cell{uint32(len(d.bucket)), uint32(d.shift - finer)}
	d.cells = append(d.cells, c)
	seen := 0
	for p := range uint64(1) << finer {
		d.bucket = append(d.bucket, uint16((before+seen)*d.n/(all+1)))
		for seen < len(sample) && sample[seen]&(1<<d.shift-1)>>c.shift == p {
			seen++
		}
	}
}

// of is the bucket of a rank.
func (d *division) of(rank uint64) int {
	if d.cells == nil {
		return int(scatter(rank) >> atCounted)
	}
	c := d.cells[rank>>d.shift]
	return int(d.bucket[c.from+uint32(rank&(1<<d.shift-1)>>c.shift)])
}
