package sample

import (
	"math/bits"
	"math/rand/v2"
)

// dice are chance in whole numbers, so that no machine rounds differently.
type dice struct{ pcg rand.PCG }

// The streams of chance that belong to no person. Persons count from 0 up.
const (
	yearStream uint64 = 1<<64 - 1 - iota
	retouchStream
	repeatStream
)

// throw begins the stream of the given number anew.
func (d *dice) throw(seed, stream uint64) { d.pcg.Seed(seed, stream) }

// below is a whole number from 0 to n-1.
func (d *dice) below(n int) int {
	hi, _ := bits.Mul64(d.pcg.Uint64(), uint64(n))
	return int(hi)
}

// between is a whole number from lo to hi, both included.
func (d *dice) between(lo, hi int) int { return lo + d.below(hi-lo+1) }

// chance is true in so many of a thousand throws.
func (d *dice) chance(permille int) bool { return d.below(1000) < permille }

// pick is an index, each as often as its weight says.
func (d *dice) pick(weights []int) int {
	total := 0
	for _, w := range weights {
		total += w
	}
	at := d.below(total)
	for i, w := range weights {
		if at -= w; at < 0 {
			return i
		}
	}
	return len(weights) - 1
}

// A band is the whole numbers from lo to hi, both included, and how often one
// of them comes.
type band struct{ lo, hi, weight int }

// in is a number from one of the bands.
func (d *dice) in(bands []band) int {
	total := 0
	for _, b := range bands {
		total += b.weight
	}
	at := d.below(total)
	for _, b := range bands {
		if at -= b.weight; at < 0 {
			return d.between(b.lo, b.hi)
		}
	}
	panic("sample: bands without weight")
}

// A shared text and how often it comes.
type share struct {
	text   string
	weight int
}

// text is one of the shared texts.
func (d *dice) text(shares []share) string {
	total := 0
	for _, s := range shares {
		total += s.weight
	}
	at := d.below(total)
	for _, s := range shares {
		if at -= s.weight; at < 0 {
			return s.text
		}
	}
	panic("sample: shares without weight")
}
