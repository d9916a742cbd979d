package stats

import (
	"math"
	"math/rand/v2"

	"gonum.org/v1/gonum/mathext"
)

// A Source gives random numbers that depend on its key and on nothing else.
// Keying it again is cheap, so each draw of each stream can have a key of its own,
// and results do not depend on who computes which draw. A Source is not for use
// by several goroutines at once; each takes its own.
//
// The generator is PCG-DXSM (O'Neill 2014; math/rand/v2), its 128 bits of state
// mixed from the key by splitmix64 (Steele, Lea and Flood 2014).
type Source struct {
	pcg rand.PCG
}

// Key restarts the source at the numbers of one draw of one stream.
func (s *Source) Key(seed, draw, stream uint64) { RingOf(seed, draw).Key(s, stream) }

// A Ring is the keys of the streams of one draw.
type Ring struct{ seed, draw, both uint64 }

// RingOf is the ring of a draw.
func RingOf(seed, draw uint64) Ring { return Ring{seed, draw, mix(mix(seed+golden) ^ draw)} }

// Key restarts a source at the numbers of a stream, as Source.Key does.
func (r Ring) Key(s *Source, stream uint64) {
	s.pcg.Seed(mix(r.both+stream), mix(mix(mix(stream^golden)+r.seed)^r.draw))
}

// golden is 2^64 over the golden ratio, the step of splitmix64.
const golden = 0x9e3779b97f4a7c15

// mix is the finalizer of splitmix64, a bijection of 64 bits.
func mix(x uint64) uint64 {
	x = (x ^ x>>30) * 0xbf58476d1ce4e5b9
	x = (x ^ x>>27) * 0x94d049bb133111eb
	return x ^ x>>31
}

// StreamKey is a 64-bit hash of the names, the same in every run (FNV-1a).
// Each name is closed by a zero byte, so ("ab", "c") differs from ("a", "bc").
func StreamKey(names ...string) uint64 {
	const offset, prime = 0xcbf29ce484222325, 0x100000001b3
	h := uint64(offset)
	for _, name := range names {
		for i := range len(name) {
			h = (h ^ uint64(name[i])) * prime
		}
		h *= prime
	}
	return h
}

// Float64 is uniform on (0, 1), neither end included, in steps of 2^-52.
func (s *Source) Float64() float64 {
	return (float64(int64(s.pcg.Uint64()>>12)) + 0.5) * 0x1p-52
}

// Norm is standard normal, by inversion: one uniform makes one normal.
func (s *Source) Norm() float64 { return mathext.NormalQuantile(s.Float64()) }

// Exp is exponential with mean 1.
func (s *Source) Exp() float64 { return -math.Log(s.Float64()) }
