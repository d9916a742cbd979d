package court

import (
	"cmp"
	"math/bits"
	"slices"
	"sync"
)

// Units that share no victim are kinds of lists of signatures, in which a mark parts the
// cases of a person: an element is twice the signature, and one more where a case begins
// (but the first). Lists in their order are profiles in theirs.

// A gather adds up units of one sort into profiles.
type gather struct {
	workers []*kinds
	bucket  []uint16 // of the lists that begin with a signature
	first   []int32  // signature of each bucket
	mu      sync.Mutex
	rare    shelf // of units that share victims
}

// kinds is what one worker found.
type kinds struct {
	g      *gather
	single []int64 // units of one charge, by signature
	many   *store  // the others, by bucket: their length, then their elements, two a word
	large  [][]uint32
}

// buckets is into how many parts lists fall by their first signature, at most.
const buckets = 512

// newGather makes buckets that hold about equally many rows.
func newGather(d *Docket) *gather {
	g := &gather{bucket: make([]uint16, len(d.Signatures))}
	var all, sum int64
	for _, n := range d.Rows {
		all += n
	}
	for i, n := range d.Rows {
		if sum*buckets >= all*int64(len(g.first)) {
			g.first = append(g.first, int32(i))
		}
		g.bucket[i] = uint16(len(g.first) - 1)
		sum += n
	}
	return g
}

// kindsOf is the worker's part of the gathering.
func (g *gather) kindsOf(w *worker) *kinds {
	if w.kinds == nil || w.kinds.g != g {
		w.kinds = &kinds{g: g, single: make([]int64, len(g.bucket)), many: newStore(&w.r.pool, len(g.first))}
		g.mu.Lock()
		g.workers = append(g.workers, w.kinds)
		g.mu.Unlock()
	}
	return w.kinds
}

// put adds a unit.
func (k *kinds) put(list []uint32) error {
	if len(list) == 1 {
		k.single[list[0]>>1]++
		return nil
	}
	n := 1 + (len(list)+1)/2
	if n > chunkWords {
		k.large = append(k.large, slices.Clone(list))
		return nil
	}
	to, err := k.many.room(int(k.g.bucket[list[0]>>1]), n)
	if err != nil {
		return err
	}
	to[0] = uint64(len(list))
	pack(to[1:], list)
	return nil
}

// pack writes elements two a word, so that words in their order are lists in theirs.
func pack(to []uint64, list []uint32) {
	for i := range to {
		to[i] = uint64(list[2*i]+1) << 32
		if 2*i+1 < len(list) {
			to[i] |= uint64(list[2*i+1] + 1)
		}
	}
}

// A kind is a list of several elements, and how many units are like it.
type kind struct {
	words  []uint64
	length int
	weight int64
}

// profiles adds up what all workers found.
func (g *gather) profiles(r *Reducer) ([]Profile, error) {
	found := make([][]kind, len(g.first))
	from := slices.Clone(g.workers)
	err := r.each(len(g.first), func(w *worker, b int) (err error) {
		found[b], err = g.sortBucket(w, from, b)
		return err
	})
	if err != nil {
		return nil, err
	}
	single := make([]int64, len(g.bucket))
	for _, k := range from {
		for i, n := range k.single {
			single[i] += n
		}
	}
	start := make([]int, len(g.first)+1)
	for b, list := range found {
		from, to := g.span(b)
		n := len(list)
		for _, s := range single[from:to] {
			if s > 0 {
				n++
			}
		}
		start[b+1] = start[b] + n
	}
	out := make([]Profile, start[len(g.first)])
	err = r.each(len(g.first), func(_ *worker, b int) error {
		from, to := g.span(b)
		write(out[start[b]:start[b+1]], single[from:to], from, found[b])
		found[b] = nil
		return nil
	})
	return out, err
}

// span is the signatures of a bucket.
func (g *gather) span(b int) (from, to int32) {
	if b+1 == len(g.first) {
		return g.first[b], int32(len(g.bucket))
	}
	return g.first[b], g.first[b+1]
}

// sortBucket finds the kinds of a bucket, in order.
func (g *gather) sortBucket(w *worker, from []*kinds, b int) ([]kind, error) {
	var t kindTable
	for _, k := range from {
		err := k.many.take(b, &w.buf, &w.words, func(words []uint64) error {
			for len(words) > 0 {
				length := int(words[0])
				n := 1 + (length+1)/2
				t.add(words[1:n], length)
				words = words[n:]
			}
			return nil
		})
		if err != nil {
			return nil, err
		}
		for _, list := range k.large {
			if int(g.bucket[list[0]>>1]) == b {
				words := make([]uint64, (len(list)+1)/2)
				pack(words, list)
				t.add(words, len(list))
			}
		}
	}
	slices.SortFunc(t.kinds, func(a, b kind) int {
		if x, y := a.words[0], b.words[0]; x != y { // mostly
			return cmp.Compare(x, y)
		}
		return slices.Compare(a.words, b.words)
	})
	return t.kinds, nil
}

// A kindTable holds kinds, each once.
type kindTable struct {
	kinds []kind
	slot  []uint32
	arena []uint64
}

func (t *kindTable) add(words []uint64, length int) {
	if 2*len(t.kinds) >= len(t.slot) {
		t.grow()
	}
	mask := uint64(len(t.slot) - 1)
	for at := hashWords(words) & mask; ; at = (at + 1) & mask {
		x := t.slot[at]
		if x == 0 {
			t.kinds = append(t.kinds, kind{t.keep(words), length, 1})
			t.slot[at] = uint32(len(t.kinds))
			return
		}
		if k := &t.kinds[x-1]; slices.Equal(k.words, words) {
			k.weight++
			return
		}
	}
}

// keep copies words to where they stay.
func (t *kindTable) keep(words []uint64) []uint64 {
	if len(t.arena)+len(words) > cap(t.arena) {
		t.arena = make([]uint64, 0, max(1<<13, len(words)))
	}
	from := len(t.arena)
	t.arena = append(t.arena, words...)
	return t.arena[from:len(t.arena):len(t.arena)]
}

func (t *kindTable) grow() {
	t.slot = make([]uint32, max(256, 2*len(t.slot)))
	mask := uint64(len(t.slot) - 1)
	for i := range t.kinds {
		at := hashWords(t.kinds[i].words) & mask
		for t.slot[at] != 0 {
			at = (at + 1) & mask
		}
		t.slot[at] = uint32(i + 1)
	}
}

func hashWords(words []uint64) uint64 {
	h := uint64(0x9e3779b97f4a7c15)
	for _, w := range words {
		hi, lo := bits.Mul64(h^w, 0xd6e8feb86659fd93)
		h = hi ^ lo ^ bits.RotateLeft64(w, 17)
	}
	return h ^ h>>29
}

// write makes profiles of the single signatures from the first on and the kinds of a
// bucket, in order.
func write(out []Profile, single []int64, first int32, list []kind) {
	size := len(out) - len(list)
	for _, k := range list {
		size += k.length
	}
	members := make([]Member, 0, size)
	profile := func(weight int64, add func()) {
		at := len(members)
		add()
		out[0] = Profile{members[at:len(members):len(members)], weight}
		out = out[1:]
	}
	for i, n := range single {
		sig := first + int32(i)
		if n > 0 {
			profile(n, func() { members = append(members, Member{Sig: sig}) })
		}
		for len(list) > 0 && int32((list[0].words[0]>>32-1)>>1) == sig {
			profile(list[0].weight, func() { members = list[0].members(members) })
			list = list[1:]
		}
	}
}

// members adds the members of a kind to a list.
func (k *kind) members(to []Member) []Member {
	var c int32
	for i := range k.length {
		e := uint32(k.words[i/2]>>(32*(1-i%2))) - 1
		c += int32(e & 1)
		to = append(to, Member{Sig: int32(e >> 1), Case: c})
	}
	return to
}
