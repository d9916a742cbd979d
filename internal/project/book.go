package project

import (
	"impact/internal/law"
	"impact/internal/model"
)

// builder makes the streams of one proposal.
type builder struct {
	code       *law.Code
	effective  law.Date // the day whose penalties hold
	windows    [numSides]Window
	sents      *sentences
	donors     map[place]Donor
	barred     map[barKey]*pool
	undiverted bool    // convictions in place of diversions that are barred are left out
	byLaw      bool    // the unit at hand is the law's own, not the record's
	stranger   float64 // units that the law itself adds to each section's stream
}

type barKey struct {
	p           *pool
	least       float64
	noProbation bool
}

// fill visits the docket under the priors of one node and adds its units to the
// shelf.
func (b *builder) fill(s *shelf, f *model.Forward) {
	f.Filings(func(from model.Source, x model.Filing) {
		k, e := b.filing(x)
		s.put(Filed, from, k, e, 1)
	})
	f.Judgements(func(from model.Source, x model.Judgement) {
		k, e := b.judgement(f.Bench, x)
		s.put(Disposed, from, k, e, 1)
	})
	if f.Docket.Has.Person {
		f.Registerings(func(from model.Source, x model.Registering, p float64) {
			k, e := registering(x)
			s.put(Registered, from, k, e, p)
		})
	}
	bars := func(before, after model.Standing) bool {
		return b.barsDiversion(f.Bench, after, true) && !b.barsDiversion(f.Bench, before, false)
	}
	f.Diversions(bars, func(from model.Source, x model.Diversion) {
		for _, w := range b.diversion(f.Bench, x) {
			s.put(Diverted, from, kind{}, w.end, w.p)
		}
	})
}

// strangers adds to each stream of a section the unit that the law itself makes
// possible: a charge of which nothing is recorded.
func (b *builder) strangers(s *shelf, f *model.Forward, touched []law.Citation) {
	b.byLaw = true
	defer func() { b.byLaw = false }()
	for _, c := range touched {
		for _, side := range []Side{Filed, Disposed, Registered} {
			if b.windows[side].From == 0 || side == Registered && !f.Docket.Has.Person {
				continue
			}
			g := s.at(streamKey{side, c})
			leaves := f.Strangers(c, side.stage())
			for i := range leaves {
				l := &leaves[i]
				switch side {
				case Filed:
					k, e := b.filing(model.FilingOf(l))
					g.add(k, e, s.node, s.b.stranger*l.P)
				case Disposed:
					k, e := b.judgement(f.Bench, model.JudgementOf(l))
					g.add(k, e, s.node, s.b.stranger*l.P)
				case Registered:
					k, e := registering(model.RegisteringOf(l))
					g.add(k, e, s.node, s.b.stranger*l.P)
				}
			}
		}
	}
}

// classes are the entries of charges by class, after a sum over felonies.
func classes(c *model.ClassCounts, felonies Metric, of func(law.Class) Metric) []entry {
	var out []entry
	if n := c.Felonies(); n != 0 {
		out = append(out, entry{felonies, float64(n)})
	}
	for class, n := range c {
		if n != 0 {
			out = append(out, entry{of(law.Class(class)), float64(n)})
		}
	}
	return out
}

// less is what the entries of one state are beside those of another.
func less(after, before []entry) []entry {
	var out []entry
	for _, e := range after {
		for _, x := range before {
			if x.metric == e.metric {
				e.amount -= x.amount
			}
		}
		if e.amount != 0 {
			out = append(out, e)
		}
	}
	for _, x := range before {
		found := false
		for _, e := range after {
			found = found || e.metric == x.metric
		}
		if !found {
			out = append(out, entry{x.metric, -x.amount})
		}
	}
	return out
}

func flag(list []entry, m Metric, set bool) []entry {
	if set {
		list = append(list, entry{m, 1})
	}
	return list
}

func (b *builder) filing(x model.Filing) (kind, end) {
	before := flag(classes(&x.Before, FelonyCharges, ChargesOf), MinorFelonyCases, x.Minor.FelonyBefore)
	after := flag(classes(&x.After, FelonyCharges, ChargesOf), MinorFelonyCases, x.Minor.FelonyAfter)
	add := less(after, before)
	if x.Changed > 0 {
		add = append(add, entry{ChargesChanged, float64(x.Changed)})
	}
	add = flag(add, MinorCasesChanged, x.Minor.Changed)
	return kind{entries: before}, end{changed: x.Changed > 0, entries: add}
}

// convictions are the entries of the convictions of a case.
func convictions(c *model.ClassCounts) []entry {
	out := classes(c, FelonyConvictions, ConvictionsOf)
	var n int32
	for class, k := range c {
		if law.Class(class) != law.None {
			n += k
		}
	}
	if n != 0 {
		out = append(out, entry{Convictions, float64(n)})
	}
	return out
}

func (b *builder) judgement(bench *model.Bench, x model.Judgement) (kind, end) {
	before, after := convictions(&x.Before), convictions(&x.After)
	k := kind{entries: before, own: b.sents.own(place{x.LeadBefore.Section, x.LeadBefore.Class})}
	e := end{changed: x.Changed > 0, entries: less(after, before), ratio: 1, then: k.own}
	if !e.changed {
		return k, e
	}
	e.entries = append(e.entries, entry{ConvictionsChanged, float64(x.Changed)})
	e.graver = x.LeadAfter.Class > x.LeadBefore.Class
	e.then, e.ratio = b.sentence(bench, x.LeadBefore, x.LeadAfter, k.own)
	return k, e
}

// sentence is the pool from which a case draws under the proposal, and its fine as
// a multiple of today's. A conviction that leads the case and does not change keeps
// the sentence of its own standing.
func (b *builder) sentence(bench *model.Bench, before, after model.Lead, own *pool) (*pool, float64) {
	if after.Class <= law.None {
		return nil, 0
	}
	same := after.Section == after.Origin && after.Class == after.Was
	if same && after.Section == before.Section && after.Class == before.Class {
		return own, 1
	}
	ratio := b.fineRatio(bench, before, after)
	at := place{after.Section, after.Class}
	if same {
		return b.sents.own(at), ratio
	}
	return b.donor(bench, after, own), ratio
}

// donor is the pool that stands in for a standing, with what the law allows there;
// instead where there is none. It is told once of each standing.
func (b *builder) donor(bench *model.Bench, to model.Lead, instead *pool) *pool {
	at := place{to.Section, to.Class}
	from, d := b.sents.donor(at)
	if from == nil {
		from = instead
	}
	p := b.under(from, float64(bench.Minimum(to, true)), b.bars(to.Class))
	if _, told := b.donors[at]; !told && !b.byLaw {
		if d.By != "none" {
			d.Serve, d.from = p.mean().serve, p
		}
		b.donors[at] = d
	}
	return p
}

// under is a pool with what the law allows, made once.
func (b *builder) under(p *pool, least float64, noProbation bool) *pool {
	if p == nil {
		return nil
	}
	key := barKey{p, least, noProbation}
	if b.barred[key] == nil {
		b.barred[key] = p.bar(least, noProbation)
	}
	return b.barred[key]
}

// bars reports whether the class bars probation.
func (b *builder) bars(c law.Class) bool {
	p := b.code.Penalty(c, b.effective)
	return p != nil && p.Probation.Value == "barred"
}

// barsDiversion reports whether the class bars accelerated rehabilitation.
func (b *builder) barsDiversion(bench *model.Bench, at model.Standing, proposed bool) bool {
	if v := bench.VersionAt(at.Section, proposed); v != nil && v.AR != "" {
		return v.AR == "barred"
	}
	p := b.code.Penalty(at.Class, b.effective)
	return p != nil && p.AR == "barred"
}

// fineRatio is the highest fine of the one standing over that of the other: the
// average fine moves with it. A set fine counts as the highest. Where one of them is
// not known the fine stays as it is.
func (b *builder) fineRatio(bench *model.Bench, before, after model.Lead) float64 {
	from, to := b.maxFine(bench, before, false), b.maxFine(bench, after, true)
	if from <= 0 || to <= 0 {
		return 1
	}
	return to / from
}

func (b *builder) maxFine(bench *model.Bench, at model.Lead, proposed bool) float64 {
	if v := bench.VersionAt(at.Section, proposed); v != nil {
		switch {
		case v.SetFine != nil:
			return float64(*v.SetFine)
		case v.MaxFine != nil:
			return float64(*v.MaxFine)
		}
	}
	if p := b.code.Penalty(at.Class, b.effective); p != nil {
		if p.MaxFine != nil {
			return float64(*p.MaxFine)
		}
	}
	return 0
}

// outcome is an end with its probability.
type outcome struct {
	end end
	p   float64
}

// diversion is what a case that was diverted comes to where the proposal bars that: a
// conviction, as often as charges of its gravest standing end in one. All else stays as
// it is, and so does that where such convictions are left out.
func (b *builder) diversion(bench *model.Bench, x model.Diversion) []outcome {
	stays := outcome{end{}, 1}
	if x.Charges == 0 || b.undiverted {
		return []outcome{stays}
	}
	c := b.sents.convicts(place{x.Lead.Section, x.Lead.Class})
	n := float64(x.Charges)
	e := end{changed: true, graver: true, ratio: 1,
		entries: append(convictions(&x.Classes), entry{ConvictionsChanged, n}, entry{BarredDiversions, n})}
	e.entries = append(e.entries, terms(0, x.Terms.First)...)
	e.then = b.donor(bench, x.Lead, nil)
	stays.p = 1 - c
	return []outcome{stays, {e, c}}
}

// terms are the entries of a registration that goes from one term to another.
func terms(before, after law.Term) []entry {
	one := func(t law.Term) []entry {
		switch t {
		case 0:
			return nil
		case law.Life:
			return []entry{{NewRegistrants, 1}, {life, 1}}
		}
		return []entry{{NewRegistrants, 1}, {tenYear, 1}}
	}
	return less(one(after), one(before))
}

func registering(x model.Registering) (kind, end) {
	e := end{changed: x.Some() && x.Before != x.After, entries: terms(x.Before, x.After), graver: x.Event == model.Added}
	return kind{entries: terms(0, x.Before)}, e
}
