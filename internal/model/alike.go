package model

import (
	"encoding/binary"
	"math"
	"slices"
)

// A folder makes the laws of a quantity of units, one after another: of the numbers of its
// values. Leaves that add the same to the quantity are one to it, whatever else is said of
// them, and what charges come to that are alike to it, one by one, is worked out once: each
// law is a step from that of the charges before the last.
type folder[K comparable] struct {
	f      *Forward
	add    func(k *K, l *Leaf, n int32) // adds n equal charges that stand at a leaf
	values []K                          // by number; the first is that of no charge
	number map[K]int32
	leaves []*Leaf // by what they add: the first that does, at the number of that value
	sums   map[step]int32

	gists []*gist          // by kind; nil where it is not known yet
	alike map[string]*gist // by the law of what their leaves add
	laws  []ways[int32]    // the first is that of no charge
	sure  map[int32]int32  // laws of one value, by its number
	steps map[step]int32
	next  ways[int32] // scratch
}

// A gist is what a kind of charge is to a quantity: the law of what one such charge adds.
type gist struct {
	number int32
	adds   ways[int32]
}

// A step goes from a law to another, or from a value to another, by so many equal charges.
type step struct{ from, by, n int32 }

// mostSteps is how many steps between laws are known at once.
const mostSteps = 1 << 20

func newFolder[K comparable](f *Forward, add func(k *K, l *Leaf, n int32)) *folder[K] {
	d := &folder[K]{f: f, add: add, number: map[K]int32{}, sums: map[step]int32{}, gists: make([]*gist, len(f.ground.keys)), alike: map[string]*gist{}}
	var none K
	d.value(none)
	d.forget()
	return d
}

// forget begins anew, with the law of no charge.
func (d *folder[K]) forget() {
	d.laws, d.sure, d.steps = []ways[int32]{{{0, 1}}}, map[int32]int32{}, map[step]int32{}
}

// value is the number of a value.
func (d *folder[K]) value(k K) int32 {
	n, known := d.number[k]
	if !known {
		n = int32(len(d.values))
		d.number[k] = n
		d.values, d.leaves = append(d.values, k), append(d.leaves, nil)
	}
	return n
}

// fold is the law of the quantity over members in a choice of worlds, as the function fold
// makes it; without choices, equal laws mostly stand in one place.
func (d *folder[K]) fold(ms []member, choice []int) ways[int32] {
	count := d.f.ground.count
	if choice != nil {
		law := d.laws[0]
		for i := range ms {
			law = slices.Clone(d.after(law, d.adds(ms[i].in(choice)), count[ms[i].Sig]))
		}
		return law
	}
	if len(d.steps) > mostSteps {
		d.forget()
	}
	at := int32(0)
	for i := range ms {
		g := d.gist(&ms[i])
		s := step{at, g.number, count[ms[i].Sig]}
		to, known := d.steps[s]
		if !known {
			to = d.keep(d.after(d.laws[at], g.adds, s.n))
			d.steps[s] = to
		}
		at = to
	}
	return d.laws[at]
}

// after is the law with n equal charges more. It stays until the next.
func (d *folder[K]) after(law, adds ways[int32], n int32) ways[int32] {
	d.next = d.next[:0]
	for _, w := range law {
		for _, x := range adds {
			d.next = d.next.put(d.sum(step{w.key, x.key, n}), w.p*x.p)
		}
	}
	return d.next
}

// sum is the number of a value with n charges more, each of which adds another value.
func (d *folder[K]) sum(s step) int32 {
	to, known := d.sums[s]
	if !known {
		k := d.values[s.from]
		d.add(&k, d.leaves[s.by], s.n)
		to = d.value(k)
		d.sums[s] = to
	}
	return to
}

// keep keeps a law, one that is certain once, and is its number.
func (d *folder[K]) keep(law ways[int32]) int32 {
	n := int32(len(d.laws))
	if len(law) == 1 && law[0].p == 1 {
		if was, known := d.sure[law[0].key]; known {
			return was
		}
		d.sure[law[0].key] = n
	}
	d.laws = append(d.laws, slices.Clone(law))
	return n
}

// gist is the gist of a charge.
func (d *folder[K]) gist(m *member) *gist {
	if g := d.gists[m.kind]; g != nil {
		return g
	}
	g := &gist{adds: d.adds(m.alone)}
	var key []byte
	for _, w := range g.adds {
		key = binary.LittleEndian.AppendUint64(binary.LittleEndian.AppendUint32(key, uint32(w.key)), math.Float64bits(w.p))
	}
	if was := d.alike[string(key)]; was != nil {
		g = was
	} else {
		g.number = int32(len(d.alike))
		d.alike[string(key)] = g
	}
	d.gists[m.kind] = g
	return g
}

// adds is the law of what one charge adds.
func (d *folder[K]) adds(v *verdict) (out ways[int32]) {
	for i := range v.leaves {
		var k K
		l := &v.leaves[i]
		d.add(&k, l, 1)
		n := d.value(k)
		if d.leaves[n] == nil {
			d.leaves[n] = l
		}
		out = out.put(n, l.P)
	}
	if len(out) == 1 {
		out[0].p = 1
	}
	return out
}

// A tied is one of the things that are told apart by what they are and by their stream.
type tied[K comparable] struct {
	what K
	lead int32
}

// A counter counts by year, in the order in which things come first.
type counter[K comparable] struct {
	years int
	at    map[tied[K]]int
	order []tied[K]
	n     []float64 // years of each
}

func newCounter[K comparable](years int) *counter[K] {
	return &counter[K]{years: years, at: map[tied[K]]int{}}
}

// of are the years of a thing.
func (c *counter[K]) of(what K, lead int32) []float64 {
	t := tied[K]{what, lead}
	n, known := c.at[t]
	if !known {
		n = len(c.order)
		c.at[t] = n
		c.order = append(c.order, t)
		c.n = append(c.n, make([]float64, c.years)...)
	}
	return c.n[n*c.years:][:c.years]
}
