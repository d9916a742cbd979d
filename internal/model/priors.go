package model

import (
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
	cache  map[poolKey]pool
}

type poolKey struct {
	stage court.Stage
	cite  law.Citation
}

// counts are weighted numbers of charges by the recorded cell of each attribute.
type counts struct {
	cells map[law.Attribute][]int64
	all   int64
}

// pool is the prior of each attribute's cells.
type pool map[law.Attribute][]float64

func (p pool) prior(a law.Attribute) []float64 { return p[a] }

// NewPriors pools the recorded facts of a docket.
func NewPriors(d *court.Docket) *Priors {
	p := &Priors{fr: d.Frame, cache: map[poolKey]pool{}}
	for _, stage := range court.Stages {
		p.pools[stage] = map[law.Citation]*counts{}
		p.whole[stage] = map[law.Citation]*counts{}
		p.docket[stage] = newCounts()
		for i := range d.Signatures {
			s := &d.Signatures[i]
			if !s.At(stage) {
				continue
			}
			cite := s.Side(stage).Cite
			for _, c := range []*counts{into(p.pools[stage], cite), into(p.whole[stage], cite.Section()), p.docket[stage]} {
				c.add(p.fr, s.Facts, d.Weight(i))
			}
		}
	}
	return p
}

func newCounts() *counts { return &counts{cells: map[law.Attribute][]int64{}} }

func into(m map[law.Citation]*counts, c law.Citation) *counts {
	if m[c] == nil {
		m[c] = newCounts()
	}
	return m[c]
}

func (c *counts) add(fr *law.Frame, f law.Facts, weight int64) {
	c.all += weight
	for _, a := range fr.Attributes() {
		at := f.At(a)
		if at < 0 {
			continue
		}
		if c.cells[a] == nil {
			c.cells[a] = make([]int64, fr.Cells(a))
		}
		c.cells[a][at] += weight
	}
}

// pool is the priors of charges of a citation at a stage.
func (p *Priors) pool(stage court.Stage, cite law.Citation) pool {
	key := poolKey{stage, cite}
	if q, ok := p.cache[key]; ok {
		return q
	}
	q := pool{}
	for _, a := range p.fr.Attributes() {
		cells := make([]int64, p.fr.Cells(a))
		for _, c := range []*counts{p.pools[stage][cite], p.whole[stage][cite.Section()], p.docket[stage]} {
			if c != nil && c.cells[a] != nil {
				cells = c.cells[a]
				break
			}
		}
		q[a] = prior(a, cells)
	}
	p.cache[key] = q
	return q
}

// prior turns recorded numbers into the probabilities of an attribute's cells.
func prior(a law.Attribute, cells []int64) []float64 {
	var n int64
	for _, k := range cells {
		n += k
	}
	out := make([]float64, len(cells))
	jeffreys := func(k int64) float64 { return (float64(k) + 0.5) / (float64(n) + 1) }
	switch a {
	case law.VictimAgeOf, law.DefendantAgeOf, law.PriorsOf:
		below, k := 0.0, int64(0)
		for i := range cells {
			k += cells[i]
			upTo := jeffreys(k)
			if i == len(cells)-1 {
				upTo = 1
			}
			out[i] = upTo - below
			below = upTo
		}
	case law.MeansOf: // cell 0 is "none"; the rest share P(any) as recorded, or alike
		any := jeffreys(n - cells[0])
		out[0] = 1 - any
		for i := 1; i < len(cells); i++ {
			if n > cells[0] {
				out[i] = any * float64(cells[i]) / float64(n-cells[0])
			} else {
				out[i] = any / float64(len(cells)-1)
			}
		}
	default: // yes or no: cell 1 is yes
		out[1] = jeffreys(cells[1])
		out[0] = 1 - out[1]
	}
	return out
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
