// Package world makes synthetic worlds of court cases with known truth, against
// which the projection is calibrated. It shares no code with the rest of the
// program: it knows the Council's proposal by rules of its own (rule.go).
//
// A World is a set of parameters. It has one past, which History shows as a
// record would (cases filed 2003-07-01 to 2015-06-30, what was disposed by then,
// some victims' ages left out), and one future, which Truth counts under the
// current law and under the proposal, on the same cases.
//
// How a world works:
//   - Cases of a stream are filed in a fiscal year by a Poisson law whose mean is
//     Rate x exp(Trend x (year - 2010.5)) x a gamma frailty of mean 1 and variance
//     Alpha, independent by stream and year; the day is uniform in the year.
//   - The offence is 0 to 60 days before filing, the disposition 30 to 425 after.
//   - A victim's being a minor, being trafficked, and the means are independent of
//     each other and of the conviction; whether the age is left out depends on
//     nothing.
//   - Buyers are charged with 53a-83(c) for offences from 2013-10-01 if the other
//     person is a minor or trafficked, else with 53a-83(a); before that always with
//     53a-83(a).
//   - With the chance Again the person returns 500 to 899 days later with another
//     case of the same stream. Otherwise every case has a person of its own.
//   - With the chance Twice the case has a second charge of the same section and
//     victim, with the chance Seller one of 53a-82. In a convicted case the first
//     charge is convicted, the second with chance 1/2. Each has its own sentence.
//   - 53a-192a is charged from the start, though the section dates from 2006-07-01,
//     so that its rate is the same in every year of the window.
//   - A sentence depends on the class alone. The proposal changes the sentence
//     where it changes the class, by an independent draw.
package world

import (
	"fmt"
	"math"
	"math/rand/v2"
	"strings"
)

// A Stream is conduct that comes to court at a rate of its own.
type Stream struct {
	Name      string  // the section, or 53a-83 for all buyers not in a motor vehicle
	Rate      float64 // cases a year without returns, in the middle of the window
	Convicted float64 // chance that a case ends in conviction

	// Chances of what is true of the victim.
	Minor, Trafficked, Means float64
}

// A World is the parameters of one synthetic world. They may be changed before
// use; the same values give the same past and future.
type World struct {
	Seed uint64
	Draw uint64 // which past and future of these parameters; New leaves 0

	Years [2]int // first and last fiscal year in which the record is complete

	Size    string   // rare, small or medium
	Streams []Stream // touched ones first, then 53a-82 and 53a-59
	Alpha   float64  // variance of the yearly frailty
	Trend   float64  // growth of log rates a year, past and future
	Missing float64  // share of victims whose age the record leaves out

	Again  float64 // chance that a person returns
	Twice  float64 // chance of a second charge of the same section
	Seller float64 // chance of a second charge of 53a-82

	// OldSentences has buyers of minors and of the trafficked who offended before
	// 2013-10-01 sentenced for the misdemeanor they were charged with. Otherwise, as
	// New leaves it, they are sentenced as the class C felons of the baseline law, so
	// that the record's sentences are those of the law to which it is carried.
	OldSentences bool
}

// proto is what a stream is drawn from: its mean share of the touched cases, and
// the ranges of its chances.
type proto struct {
	name                     string
	share                    float64
	minor, trafficked, means [2]float64
}

var (
	always = [2]float64{1, 1}
	some   = [2]float64{.02, .25}
	often  = [2]float64{.1, .5}
)

var touched = []proto{
	{buyer, .40, some, some, some},
	{"53a-83a", .20, some, some, some},
	{"53a-86(a)(1)", .05, often, some, always},
	{"53a-86(a)(2)", .06, always, some, often},
	{"53a-87(a)(1)", .06, often, some, often},
	{"53a-88", .15, often, some, often},
	{"53a-192a", .08, often, often, always},
}

// New draws the parameters of one world, each independently of the others: the
// expected touched cases of ten years 0.5 to 10 (35%), 10 to 100 (35%) or 100 to
// 600 (30%); alpha 0, 0.05 or 0.2; no trend (75%), +3% or -3%; missing ages 0, 20%
// or 40%; convictions 10% to 70%.
func New(seed uint64) *World {
	d := newDice(seed, 0)
	w := &World{Seed: seed, Years: [2]int{firstYear, lastYear}, Again: .02, Twice: .10, Seller: .05}
	var total float64
	switch u := d.Float64(); {
	case u < .35:
		w.Size, total = "rare", d.between([2]float64{.5, 10})
	case u < .70:
		w.Size, total = "small", math.Exp(d.between([2]float64{math.Log(10), math.Log(100)}))
	default:
		w.Size, total = "medium", math.Exp(d.between([2]float64{math.Log(100), math.Log(600)}))
	}
	w.Alpha = []float64{0, .05, .2}[d.IntN(3)]
	w.Trend = []float64{0, 0, 0, 0, 0, 0, .03, -.03}[d.IntN(8)]
	w.Missing = []float64{0, .2, .4}[d.IntN(3)]
	w.Streams = d.streams(total / 10)
	return w
}

// streams splits the yearly rate of touched cases, and adds the background.
func (d dice) streams(rate float64) []Stream {
	var sum float64
	var out []Stream
	for _, p := range touched {
		s := Stream{Name: p.name, Rate: p.share * d.gamma(2), Convicted: d.between([2]float64{.1, .7})}
		s.Minor, s.Trafficked, s.Means = d.between(p.minor), d.between(p.trafficked), d.between(p.means)
		out, sum = append(out, s), sum+s.Rate
	}
	for i := range out {
		out[i].Rate *= rate / sum
	}
	return append(out,
		Stream{Name: seller, Rate: d.between([2]float64{30, 100}), Convicted: d.between([2]float64{.1, .7})},
		Stream{Name: assault, Rate: 40, Convicted: .5})
}

// Describe says what world it is, on a line.
func (w *World) Describe() string {
	var b strings.Builder
	fmt.Fprintf(&b, "world %d: %s;", w.Seed, w.kind())
	for _, s := range w.Streams {
		fmt.Fprintf(&b, " %s %.3g/y conv %.2f minor %.2f;", s.Name, s.Rate, s.Convicted, s.Minor)
	}
	return strings.TrimSuffix(b.String(), ";")
}

// kind names the components of the mixture.
func (w *World) kind() string {
	return fmt.Sprintf("%s alpha=%g trend=%+g missing=%g", w.Size, w.Alpha, w.Trend, w.Missing)
}

// rate is the mean number of a stream's first cases in a fiscal year.
func (w *World) rate(s Stream, year int) float64 {
	return s.Rate * math.Exp(w.Trend*(float64(year)-2010.5))
}

// dice are random numbers keyed by a seed and what they are for.
type dice struct{ *rand.Rand }

func newDice(seed uint64, key ...uint64) dice {
	a := scramble(seed)
	for _, k := range key {
		a = scramble(a ^ k)
	}
	return dice{rand.New(rand.NewPCG(a, scramble(a)))}
}

// scramble is the finalizer of SplitMix64.
func scramble(x uint64) uint64 {
	x += 0x9e3779b97f4a7c15
	x = (x ^ x>>30) * 0xbf58476d1ce4e5b9
	x = (x ^ x>>27) * 0x94d049bb133111eb
	return x ^ x>>31
}

func (d dice) chance(p float64) bool { return d.Float64() < p }

func (d dice) between(r [2]float64) float64 { return r[0] + (r[1]-r[0])*d.Float64() }

// whole is a whole number from lo to hi, both included.
func (d dice) whole(lo, hi int) int { return lo + d.IntN(hi-lo+1) }

// poisson counts arrivals with exponential gaps.
func (d dice) poisson(mean float64) int {
	n := 0
	for at := d.ExpFloat64(); at < mean; at += d.ExpFloat64() {
		n++
	}
	return n
}

// gamma is a gamma variate of shape k >= 1 and scale 1 (Marsaglia and Tsang, "A
// simple method for generating gamma variables", 2000).
func (d dice) gamma(k float64) float64 {
	a := k - 1./3
	c := 1 / math.Sqrt(9*a)
	for {
		x := d.NormFloat64()
		v := 1 + c*x
		if v <= 0 {
			continue
		}
		v = v * v * v
		if math.Log(1-d.Float64()) < x*x/2+a-a*v+a*math.Log(v) {
			return a * v
		}
	}
}

// frailty is a gamma variate of mean 1 and variance alpha.
func (d dice) frailty(alpha float64) float64 {
	if alpha == 0 {
		return 1
	}
	return d.gamma(1/alpha) * alpha
}
