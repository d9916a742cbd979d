package model

import (
	"impact/internal/court"
	"impact/internal/law"
)

// A Result is everything that one proposal, in one reading, changes in one docket.
type Result struct {
	Proposal      *law.Proposal
	ClassShifts   []ClassShift
	SectionShifts []SectionShift
	Registrations []Registration
	Discretions   []Discretion
	MinorVictims  []MinorVictim
	Coverages     []Coverage
	MinorsCharged []MinorCharged
	Substitutions []Substitution
	Ledger        []Entry
	Unverified    []law.Item
	Doubtful      int // of them, those that decided a charge which changes or may change
	Totals        Totals

	ClassLevels    []ClassLevel
	RegistryEvents []RegistryEvent
	MinorMoves     []MinorMove
	Equities       []Equity
}

// Evaluate judges a docket under one proposal.
func Evaluate(code *law.Code, d *court.Docket, pr *Priors, p *law.Proposal) *Result {
	return NewBench(code, d, pr, p).Evaluate()
}

// Evaluate judges the docket under the bench's proposal.
func (b *Bench) Evaluate() *Result {
	return &Result{
		Proposal:      b.Proposal,
		ClassShifts:   b.ClassShifts(),
		SectionShifts: b.SectionShifts(),
		Registrations: b.Registrations(),
		Discretions:   b.Discretions(),
		MinorVictims:  b.MinorVictims(),
		Coverages:     b.Coverages(),
		MinorsCharged: b.MinorsCharged(),
		Substitutions: Substitutions(b.Docket),
		Ledger:        b.Ledger(),
		Unverified:    b.Unverified(false),
		Doubtful:      len(b.Unverified(true)),
		Totals:        b.Totals(),

		ClassLevels:    b.ClassLevels(),
		RegistryEvents: b.RegistryEvents(),
		MinorMoves:     b.MinorMoves(),
		Equities:       b.Equities(),
	}
}

// Totals are counts over the whole window with bounds of their own: sums of the
// bounds of cells would be too wide.
type Totals struct {
	Moved       [2]Count // charges whose section, class or registry effect changes, by stage
	Up, Down    [2]Count // charges whose class rises, falls
	Felony      [2]Count // net charges that become felonies, by stage
	Minor       [2]Count // charges with a victim under 18 whose section or class changes
	Registry    Count    // net persons on the registry: added less removed
	HasRegistry bool
	CaseFelony  [2]Count // net cases whose most serious charge becomes a felony
}

// Totals counts over the whole window.
func (b *Bench) Totals() Totals {
	var t Totals
	for _, stage := range court.Stages {
		t.Moved[stage] = b.total(stage, func(l *Leaf) int { return truth(l.Changed()) })
		t.Up[stage] = b.total(stage, func(l *Leaf) int { return truth(l.After.Class > l.Before.Class) })
		t.Down[stage] = b.total(stage, func(l *Leaf) int { return truth(l.After.Class < l.Before.Class) })
		t.Felony[stage] = b.total(stage, func(l *Leaf) int { return truth(l.After.Class.Felony()) - truth(l.Before.Class.Felony()) })
		t.Minor[stage] = b.total(stage, func(l *Leaf) int {
			return truth(l.Minor != NotMinor && (l.Before.Section != l.After.Section || l.Before.Class != l.After.Class))
		})
		t.CaseFelony[stage] = b.totalCases(stage)
	}
	t.HasRegistry = b.Docket.Has.Registry()
	t.Registry = b.netRegistry()
	return t
}

func truth(b bool) int {
	if b {
		return 1
	}
	return 0
}

// total adds up a whole number per charge. Its bounds are the least and most of
// each charge, of a shared victim's charges together.
func (b *Bench) total(stage court.Stage, of func(*Leaf) int) Count {
	var sum Count
	for _, x := range b.batches(stage).alone {
		weight := float64(x.rows * int64(b.Docket.Signatures[x.sig].Counts))
		sum = sum.plus(span(x.leaves, of).times(weight))
	}
	for _, n := range b.batches(stage).shared {
		g, p := b.group(n, stage), &b.Docket.Victims[n]
		var c Count
		for w := range g.worlds {
			var in Count
			for _, m := range p.Members {
				s := &b.Docket.Signatures[m.Sig]
				if s.At(stage) {
					in = in.plus(span(g.verdicts[m.Sig][w].leaves, of).times(float64(s.Counts)))
				}
			}
			if w == 0 {
				c.Low, c.High = in.Low, in.High
			}
			c.Low, c.High = min(c.Low, in.Low), max(c.High, in.High)
			c.Central += g.worlds[w].p * in.Central
		}
		sum = sum.plus(c.times(float64(p.Weight)))
	}
	return sum
}

// span is the least, expected and most of a number over leaves.
func span(leaves []Leaf, of func(*Leaf) int) Count {
	var c Count
	for i := range leaves {
		n := float64(of(&leaves[i]))
		if i == 0 {
			c.Low, c.High = n, n
		}
		c.Low, c.High = min(c.Low, n), max(c.High, n)
		c.Central += leaves[i].P * n
	}
	if c.Low == c.High {
		c.Central = c.Low
	}
	return c
}

// totalCases is the net number of cases whose most serious charge becomes a felony.
func (b *Bench) totalCases(stage court.Stage) Count {
	t := table[struct{}]{}
	tallyUnits(b, Cases, stage, t, func(ms []member, choice []int, put func(struct{}, Count)) {
		put(struct{}{}, spanWays(fold(ms, choice, top{}, top.add), func(k top) int {
			return truth(k.to.Felony()) - truth(k.from.Felony())
		}))
	})
	return t[struct{}{}]
}

func spanWays[K comparable](ways ways[K], of func(K) int) Count {
	var c Count
	for i, w := range ways {
		n := float64(of(w.key))
		if i == 0 {
			c.Low, c.High = n, n
		}
		c.Low, c.High = min(c.Low, n), max(c.High, n)
		c.Central += w.p * n
	}
	if c.Low == c.High {
		c.Central = c.Low
	}
	return c
}

// netRegistry is the net number of persons on the registry: added less removed.
func (b *Bench) netRegistry() Count {
	t := table[struct{}]{}
	tallyUnits(b, Persons, court.AsConvicted, t, func(ms []member, choice []int, put func(struct{}, Count)) {
		put(struct{}{}, spanWays(b.histories(ms, choice), func(h history) int {
			return truth(h.after.known) - truth(h.before.known)
		}))
	})
	return t[struct{}{}]
}
