package project

import (
	"cmp"
	"fmt"
	"math"
	"slices"

	"impact/internal/court"
	"impact/internal/law"
	"impact/internal/model"
)

// A sentence is what a conviction brings: days to serve, days of probation that
// follow, dollars; and how many of the days must be served whatever share of a term is.
type sentence struct{ serve, probation, fine, least float64 }

// A pool is the sentences of some convictions, each with how many rows it stands
// for.
type pool struct {
	number    int        // among the plan's pools
	name      string     // tells pools apart
	sentences []sentence // by days to serve, then probation, then fine
	rows      []float64
	n         float64
}

// numSlots is how finely a large pool is cut; a pool of fewer rows than
// smallPool is drawn anew, with its doubt, in every draw.
const (
	numSlots  = 64
	smallPool = 200
)

func newPool(name string, of map[sentence]float64) *pool {
	p := &pool{name: name}
	for s := range of {
		p.sentences = append(p.sentences, s)
	}
	slices.SortFunc(p.sentences, func(a, b sentence) int {
		return cmp.Or(cmp.Compare(a.serve, b.serve), cmp.Compare(a.probation, b.probation), cmp.Compare(a.fine, b.fine))
	})
	for _, s := range p.sentences {
		p.rows = append(p.rows, of[s])
		p.n += of[s]
	}
	return p.condense()
}

// condense makes of a pool of many sentences one of numSlots: the means of equal
// parts of the rows, in their order. Sums over the pool stay as they are.
func (p *pool) condense() *pool {
	if len(p.sentences) <= numSlots {
		return p
	}
	q := &pool{name: p.name, n: p.n}
	part := p.n / numSlots
	at, left := 0, p.rows[0]
	for range numSlots {
		var sum sentence
		need := part
		for need > 1e-9*part && at < len(p.sentences) {
			take := min(need, left)
			s := p.sentences[at]
			sum.serve += take * s.serve
			sum.probation += take * s.probation
			sum.fine += take * s.fine
			need, left = need-take, left-take
			if left <= 1e-12*part {
				if at++; at < len(p.rows) {
					left = p.rows[at]
				}
			}
		}
		got := part - need
		q.sentences = append(q.sentences, sentence{serve: sum.serve / got, probation: sum.probation / got, fine: sum.fine / got})
		q.rows = append(q.rows, part)
	}
	return q
}

// bar is the pool with every sentence as a class or section allows it: at least so
// many days to serve, and no probation where that is barred.
func (p *pool) bar(least float64, noProbation bool) *pool {
	if least == 0 && !noProbation {
		return p
	}
	q := &pool{name: fmt.Sprintf("%s/%g/%t", p.name, least, noProbation), n: p.n, rows: p.rows}
	for _, s := range p.sentences {
		s.serve, s.least = max(s.serve, least), max(s.least, least)
		if noProbation {
			s.probation = 0
		}
		q.sentences = append(q.sentences, s)
	}
	return q
}

// served is how many days of a sentence are served.
func (s sentence) served(share float64) float64 { return max(s.serve*share, s.least) }

// mean is the expected sentence, its least aside.
func (p *pool) mean() (m sentence) {
	for i, s := range p.sentences {
		m.serve += p.rows[i] / p.n * s.serve
		m.probation += p.rows[i] / p.n * s.probation
		m.fine += p.rows[i] / p.n * s.fine
	}
	return m
}

// place is where a standing is in the code, for pools.
type place struct {
	section law.Citation // zero for a whole class
	class   law.Class
}

// bench of sentences: the pools of each standing under the baseline law and of each
// class, and how often charges end in conviction there.
type sentences struct {
	pools    map[place]*pool
	ended    map[place]*[2]float64 // charges that ended, and those that were convicted
	Recorded float64               // convicted rows with a recorded term
	Missing  float64               // and without
}

// minDonors is the fewest rows that a section's own pool must hold to be asked;
// below it the class is.
const minDonors = 10

// sentencesOf pools the sentences of a docket.
func sentencesOf(f *model.Forward) *sentences {
	type share struct {
		s sentence
		n float64
	}
	of := map[int32][]share{}
	out := &sentences{pools: map[place]*pool{}, ended: map[place]*[2]float64{}}
	for _, x := range f.Docket.Sentences {
		if x.Sentence.Jail < 0 {
			out.Missing += float64(x.Rows)
			continue
		}
		out.Recorded += float64(x.Rows)
		s := sentence{
			serve:     float64(max(x.Sentence.Jail-max(x.Sentence.Suspended, 0), 0)),
			probation: float64(max(x.Sentence.Probation, 0)),
			fine:      float64(max(x.Sentence.Fine, 0)) / 100,
		}
		of[x.Sig] = append(of[x.Sig], share{s, float64(x.Rows)})
	}
	raw := map[place]map[sentence]float64{}
	add := func(at place, s sentence, n float64) {
		if raw[at] == nil {
			raw[at] = map[sentence]float64{}
		}
		raw[at][s] += n
	}
	f.Charges(court.AsConvicted, func(sig int32, l *model.Leaf, rows float64) {
		for _, x := range of[sig] {
			n := x.n * rows / float64(f.Docket.Rows[sig])
			if n > 0 {
				add(place{l.Before.Section, l.Before.Class}, x.s, n)
				add(place{class: l.Before.Class}, x.s, n)
			}
		}
	})
	for at, of := range raw {
		out.pools[at] = newPool(at.section.String()+" "+at.class.String(), of)
	}
	f.Charges(court.AsCharged, func(sig int32, l *model.Leaf, rows float64) {
		s := &f.Docket.Signatures[sig]
		switch s.Disposition {
		case court.Convicted, court.Nolle, court.Dismissed, court.Acquitted:
		default:
			return
		}
		for _, at := range [...]place{{l.Before.Section, l.Before.Class}, {class: l.Before.Class}} {
			if out.ended[at] == nil {
				out.ended[at] = &[2]float64{}
			}
			out.ended[at][0] += rows
			if s.Convicted() {
				out.ended[at][1] += rows
			}
		}
	})
	return out
}

// own is the pool of a standing: of its section and class, of its class where the
// section has none; nil where neither has any.
func (s *sentences) own(at place) *pool {
	if p := s.pools[at]; p != nil {
		return p
	}
	return s.pools[place{class: at.class}]
}

// A Donor says whose sentences stood in for those of charges that move to a
// section and class: By is "section", "class" or "none", where the record's own
// sentences are kept; Rows is how many convictions they are, Serve the mean of
// their days to serve.
type Donor struct {
	Section law.Citation
	Class   law.Class
	By      string
	Rows    float64
	Serve   float64
	from    *pool
}

// Served is the mean of the days that are served of a sentence of which a share is. Where
// it is not told how many sentences there are, neither is this: NaN.
func (d *Donor) Served(share float64) float64 {
	if math.IsNaN(d.Rows) || math.IsNaN(d.Serve) {
		return math.NaN()
	}
	sum := 0.0
	if d.from != nil {
		for i, s := range d.from.sentences {
			sum += d.from.rows[i] / d.from.n * s.served(share)
		}
	}
	return sum
}

// donor is the pool from which a charge that moves to a standing draws.
func (s *sentences) donor(at place) (*pool, Donor) {
	d := Donor{Section: at.section, Class: at.class, By: "none"}
	for _, try := range []struct {
		by    string
		at    place
		least float64
	}{{"section", at, minDonors}, {"class", place{class: at.class}, 0}} {
		if p := s.pools[try.at]; p != nil && p.n > 0 && math.Round(p.n) >= try.least {
			d.By, d.Rows, d.Serve = try.by, p.n, p.mean().serve
			return p, d
		}
	}
	return nil, d
}

// convicts is the share of ended charges of a standing that end in conviction,
// (k + 1/2)/(n + 1): of its section where enough ended, else of its class.
func (s *sentences) convicts(at place) float64 {
	n := s.ended[at]
	if n == nil || n[0] < minDonors {
		n = s.ended[place{class: at.class}]
	}
	if n == nil {
		return 0.5
	}
	return (n[1] + 0.5) / (n[0] + 1)
}
