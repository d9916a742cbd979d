package model

import (
	"fmt"
	"maps"
	"math/bits"
	"slices"
	"strings"
	"sync"

	"impact/internal/court"
	"impact/internal/law"
)

// Priors are the probabilities of facts that a record leaves out, pooled once
// per docket by the citation recorded at a stage.
//
// An elementary fact ("the victim is under 18") has the probability
// (k + 1/2) / (n + 1), where n is the number of kept charges, weighted by
// counts, in which it is recorded and k those in which it is true: the mean of
// the Beta(k + 1/2, n - k + 1/2) posterior under Jeffreys' prior. With n = 0
// the charges of the whole section are asked, then the whole docket. Ages are
// made coherent across cuts: P(age < c) is that probability for every cut c,
// and a cell's probability is the difference of its ends.
type Priors struct {
	fr     *law.Frame
	pools  [2]map[law.Citation]*counts // by stage; exact citations
	whole  [2]map[law.Citation]*counts // by stage; sections
	docket [2]*counts
	mu     sync.Mutex // of the cache
	cache  map[poolKey]pool

	grounding sync.Mutex // of the grounds
	grounds   []*ground

	scaled map[float64]*Priors // by odds, some

	changes []change // what an analyst supposes instead, in the order in which it was said
}

// A change moves the probabilities of facts that are not recorded: the odds of
// every fact, or the probability of one.
type change struct {
	odds        float64
	fact        law.Attribute // NoAttribute where the odds change
	probability float64
}

type poolKey struct {
	stage court.Stage
	cite  law.Citation
}

// counts are weighted numbers of charges by the recorded cell of each attribute.
type counts struct {
	cells [][]int64 // by attribute; nil where it is never recorded
	all   int64
}

// pool is the prior of each attribute's cells.
type pool map[law.Attribute][]float64

func (p pool) prior(a law.Attribute) []float64 { return p[a] }

// NewPriors pools the recorded facts of a docket.
func NewPriors(d *court.Docket) *Priors {
	p := &Priors{fr: d.Frame, cache: map[poolKey]pool{}}
	var both sync.WaitGroup
	for _, stage := range court.Stages {
		both.Go(func() { p.count(d, stage) })
	}
	both.Wait()
	return p
}

// count counts the charges of a stage.
func (p *Priors) count(d *court.Docket, stage court.Stage) {
	p.pools[stage] = map[law.Citation]*counts{}
	p.whole[stage] = map[law.Citation]*counts{}
	p.docket[stage] = newCounts()
	var of *counts
	var last law.Citation
	for i := range d.Signatures {
		s := &d.Signatures[i]
		if !s.At(stage) {
			continue
		}
		if cite := s.Side(stage).Cite; of == nil || cite != last {
			of, last = into(p.pools[stage], cite), cite
		}
		of.add(p.fr, &s.Facts, d.Weight(i))
	}
	for cite, c := range p.pools[stage] { // sums of whole numbers, in any order
		into(p.whole[stage], cite.Section()).join(c)
		p.docket[stage].join(c)
	}
}

func newCounts() *counts { return &counts{} }

func into(m map[law.Citation]*counts, c law.Citation) *counts {
	if m[c] == nil {
		m[c] = newCounts()
	}
	return m[c]
}

// add counts a charge.
func (c *counts) add(fr *law.Frame, f *law.Facts, weight int64) {
	c.all += weight
	for a := law.VictimAgeOf; a < law.FindingOne; a++ {
		if at := f.At(a); at >= 0 {
			c.of(fr, a)[at] += weight
		}
	}
	for found := f.Made | f.NotMade; found != 0; found &= found - 1 {
		a := law.FindingOne + law.Attribute(bits.TrailingZeros64(found))
		c.of(fr, a)[f.At(a)] += weight
	}
}

// of is the cells of an attribute.
func (c *counts) of(fr *law.Frame, a law.Attribute) []int64 {
	for len(c.cells) <= int(a) {
		c.cells = append(c.cells, nil)
	}
	if c.cells[a] == nil {
		c.cells[a] = make([]int64, fr.Cells(a))
	}
	return c.cells[a]
}

// recorded is the cells of an attribute, nil where it is never recorded.
func (c *counts) recorded(a law.Attribute) []int64 {
	if c == nil || int(a) >= len(c.cells) {
		return nil
	}
	return c.cells[a]
}

// join adds other counts.
func (c *counts) join(d *counts) {
	c.all += d.all
	for a, cells := range d.cells {
		if cells == nil {
			continue
		}
		for len(c.cells) <= a {
			c.cells = append(c.cells, nil)
		}
		if c.cells[a] == nil {
			c.cells[a] = make([]int64, len(cells))
		}
		for i, n := range cells {
			c.cells[a][i] += n
		}
	}
}

// pool is the priors of charges of a citation at a stage.
func (p *Priors) pool(stage court.Stage, cite law.Citation) pool {
	key := poolKey{stage, cite}
	p.mu.Lock()
	defer p.mu.Unlock()
	if q, ok := p.cache[key]; ok {
		return q
	}
	q := pool{}
	for _, a := range p.fr.Attributes() {
		cells := make([]int64, p.fr.Cells(a))
		for _, c := range []*counts{p.pools[stage][cite], p.whole[stage][cite.Section()], p.docket[stage]} {
			if known := c.recorded(a); known != nil {
				cells = known
				break
			}
		}
		q[a] = p.prior(a, cells)
	}
	p.cache[key] = q
	return q
}

// prior turns recorded numbers into the probabilities of an attribute's cells.
func (p *Priors) prior(a law.Attribute, cells []int64) []float64 {
	var n int64
	for _, k := range cells {
		n += k
	}
	facts := elementary(a, cells, n)
	for _, c := range p.changes {
		c.apply(p.fr, a, facts)
	}
	out := make([]float64, len(cells))
	switch a {
	case law.VictimAgeOf, law.DefendantAgeOf, law.PriorsOf:
		below := 0.0
		for i, upTo := range append(facts, 1) {
			out[i] = upTo - below
			below = upTo
		}
	case law.MeansOf: // cell 0 is "none"; the rest share P(any) as recorded, or alike
		any := facts[0]
		out[0] = 1 - any
		for i := 1; i < len(cells); i++ {
			if n > cells[0] {
				out[i] = any * float64(cells[i]) / float64(n-cells[0])
			} else {
				out[i] = any / float64(len(cells)-1)
			}
		}
	default: // yes or no: cell 1 is yes
		out[1] = facts[0]
		out[0] = 1 - out[1]
	}
	return out
}

// elementary is the probability of each elementary fact of an attribute, given
// the numbers of its n recorded cells: that a number is under each of its cuts,
// that there was any means, or yes.
func elementary(a law.Attribute, cells []int64, n int64) []float64 {
	jeffreys := func(k int64) float64 { return (float64(k) + 0.5) / (float64(n) + 1) }
	switch a {
	case law.VictimAgeOf, law.DefendantAgeOf, law.PriorsOf:
		var out []float64
		k := int64(0)
		for _, c := range cells[:len(cells)-1] {
			k += c
			out = append(out, jeffreys(k))
		}
		return out
	case law.MeansOf:
		return []float64{jeffreys(n - cells[0])}
	}
	return []float64{jeffreys(cells[1])}
}

// Scaled are the priors with the odds of every fact that is not recorded
// multiplied: that an age is under each cut, that there are at least so many
// earlier convictions, that there was any means, that a yes-or-no fact is so. odds
// is a finite number from 0 up; by 1 nothing changes.
// Shares of a less exact citation are no facts and stay. Who asks for the same odds again
// mostly gets the same priors, and so what was judged under them.
func (p *Priors) Scaled(odds float64) *Priors {
	p.grounding.Lock()
	defer p.grounding.Unlock()
	out := p.scaled[odds]
	if out == nil {
		out = p.changed(change{odds: odds})
		if p.scaled == nil {
			p.scaled = map[float64]*Priors{}
		}
		if len(p.scaled) < mostScaled {
			p.scaled[odds] = out
		}
	}
	return out
}

// mostScaled is of how many odds the priors are kept.
const mostScaled = 4

// settable are the facts whose probability an analyst may set.
var settable = map[string]law.Attribute{
	"means_any":         law.MeansOf,
	"victim_trafficked": law.TraffickedOf,
	"victim_under_18":   law.VictimAgeOf,
}

// With are the priors with the probability of one fact set wherever it is not
// recorded: victim_under_18, victim_trafficked or means_any. The other ages keep
// their proportions on either side of 18.
func (p *Priors) With(fact string, probability float64) (*Priors, error) {
	a, ok := settable[fact]
	switch {
	case !ok:
		return nil, fmt.Errorf("no probability of %q can be set; one of %s would be right", fact, strings.Join(slices.Sorted(maps.Keys(settable)), ", "))
	case !(probability >= 0 && probability <= 1):
		return nil, fmt.Errorf("%s: %v is no probability; a number from 0 to 1 would be right", fact, probability)
	case a == law.VictimAgeOf && !slices.Contains(p.fr.VictimAges, 18):
		return nil, fmt.Errorf("%s: nothing in this run tells a victim of 17 from one of 18", fact)
	}
	return p.changed(change{fact: a, probability: probability}), nil
}

// changed are the same pools under one more change.
func (p *Priors) changed(c change) *Priors {
	return &Priors{fr: p.fr, pools: p.pools, whole: p.whole, docket: p.docket, cache: map[poolKey]pool{}, changes: append(slices.Clone(p.changes), c)}
}

// apply changes the elementary facts of an attribute in place.
func (c change) apply(fr *law.Frame, a law.Attribute, facts []float64) {
	switch {
	case c.fact == law.NoAttribute:
		c.scale(a, facts)
	case c.fact != a:
	case a == law.VictimAgeOf:
		c.set18(fr.VictimAges, facts)
	default:
		facts[0] = c.probability
	}
}

// scale multiplies odds. Of earlier convictions the fact is that there are at
// least so many; it is kept as its opposite.
func (c change) scale(a law.Attribute, facts []float64) {
	odds := c.odds
	if odds == 1 {
		return
	}
	for i, p := range facts {
		if a == law.PriorsOf {
			facts[i] = p / (p + odds*(1-p))
		} else {
			facts[i] = odds * p / (1 - p + odds*p)
		}
	}
}

// set18 sets P(age < 18). P(age < c) moves in proportion for c under 18, and
// P(age >= c) for c over 18.
func (c change) set18(cuts []int, facts []float64) {
	was := facts[slices.Index(cuts, 18)]
	for i, cut := range cuts {
		switch {
		case cut == 18:
			facts[i] = c.probability
		case cut < 18:
			facts[i] = share(facts[i], was) * c.probability
		default:
			facts[i] = 1 - share(1-facts[i], 1-was)*(1-c.probability)
		}
	}
}

// share is the share of a part in a whole; 0 where there is no whole.
func share(part, whole float64) float64 {
	if whole == 0 {
		return 0
	}
	return part / whole
}

// shares are the probabilities of the entries that a less exact citation may
// mean: their shares among the docket's charges that cite one of them, alike
// where none does.
func (p *Priors) shares(stage court.Stage, entries []*law.Statute) []float64 {
	out := make([]float64, len(entries))
	var sum int64
	for _, s := range entries {
		if c := p.pools[stage][s.Cite]; c != nil {
			sum += c.all
		}
	}
	for i, s := range entries {
		switch c := p.pools[stage][s.Cite]; {
		case sum == 0:
			out[i] = 1 / float64(len(entries))
		case c != nil:
			out[i] = float64(c.all) / float64(sum)
		}
	}
	return out
}
