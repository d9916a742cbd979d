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
		Substitutions: b.ground.stillOf().swaps,
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

// chargeTotals are the numbers of charges in Totals, in the order of their fields.
var chargeTotals = [...]func(*Leaf) int{
	func(l *Leaf) int { return truth(l.Changed()) },
	func(l *Leaf) int { return truth(l.After.Class > l.Before.Class) },
	func(l *Leaf) int { return truth(l.After.Class < l.Before.Class) },
	felonies,
	minorMoved,
}

// Totals counts over the whole window.
func (b *Bench) Totals() Totals {
	x := b.counted()
	t := Totals{Registry: x.net, HasRegistry: b.Docket.Has.Registry(), CaseFelony: x.caseFelony}
	for _, stage := range court.Stages {
		for i, to := range []*[2]Count{&t.Moved, &t.Up, &t.Down, &t.Felony, &t.Minor} {
			to[stage] = x.totals[stage][i]
		}
	}
	return t
}

func truth(b bool) int {
	if b {
		return 1
	}
	return 0
}

// total adds up a whole number per charge of the docket. Its bounds are the least and
// most of each charge, of a shared victim's charges together.
func (b *Bench) total(stage court.Stage, of func(*Leaf) int) Count {
	var sum Count
	lots := b.ground.allLots()
	for kind := range b.ground.keys {
		if n := lots.counts[kind]; n > 0 && b.ground.keys[kind].stage == stage {
			sum = sum.plus(span(b.verdictOn(int32(kind)).leaves, of).times(float64(n)))
		}
	}
	return sum.plus(b.totalShared(stage, lots.shared[stage], of))
}

// totalOf adds up a whole number per charge of a scope.
func (b *Bench) totalOf(stage court.Stage, x *alike, of func(*Leaf) int) Count {
	var sum Count
	for i := range x.forms {
		sum = sum.plus(span(x.forms[i].leaves, of).times(float64(x.forms[i].counts)))
	}
	return sum.plus(b.totalShared(stage, x.shared[stage], of))
}

// totalShared adds up a whole number per charge of some shared victims.
func (b *Bench) totalShared(stage court.Stage, victims []int32, of func(*Leaf) int) Count {
	var sum Count
	for _, n := range victims {
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
func (b *Bench) totalCases(stage court.Stage, which []int32) Count {
	t := table[struct{}]{}
	tallyUnits(b, Cases, stage, which, t, func(ms []member, choice []int, put func(struct{}, Count)) {
		put(struct{}{}, spanWays(fold(ms, choice, top{}, top.add), top.felony))
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

// netOf is the net number of persons on the registry, of some profiles: added less removed.
func (b *Bench) netOf(which []int32) Count {
	t := table[struct{}]{}
	tallyUnits(b, Persons, court.AsConvicted, which, t, func(ms []member, choice []int, put func(struct{}, Count)) {
		put(struct{}{}, spanWays(b.histories(ms, choice), history.net))
	})
	return t[struct{}{}]
}

// netRegistry is that of the docket.
func (b *Bench) netRegistry() Count {
	which := make([]int32, len(b.Docket.Persons))
	for i := range which {
		which[i] = int32(i)
	}
	return b.netOf(which)
}
