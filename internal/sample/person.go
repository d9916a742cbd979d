package sample

import (
	"time"

	"impact/internal/law"
)

// A maker makes persons, one at a time, each from the seed and a number of
// their own.
type maker struct {
	dice
	seed    uint64
	shares  []int
	mains   []odds // by kind
	sides   []odds
	years   [][]int
	charges []charge // of the person being made
	victims int64    // of the person being made
}

// A defendant is the person being made.
type defendant struct {
	kind      int
	born      law.Date
	sex, race string
	court     string // where most of the cases are heard
}

// A proceeding is one case.
type proceeding struct {
	number                   int64
	offense, filed, disposed law.Date
	ends                     outcome
	court                    string
	victim                   victim
}

func newMaker(seed uint64) *maker {
	m := &maker{seed: seed}
	m.throw(seed, yearStream)
	for _, k := range kinds {
		m.shares = append(m.shares, k.share)
		m.mains = append(m.mains, oddsOf(k.mains))
		m.sides = append(m.sides, oddsOf(k.sides))
		m.years = append(m.years, m.yearWeights(k))
	}
	return m
}

// yearWeights says how many of a kind's first cases fall in each year: a slow
// decline, with good and bad years for all, so that yearly counts vary more
// than chance alone would make them.
func (m *maker) yearWeights(k *kind) []int {
	if k.years != nil {
		return k.years
	}
	weights := make([]int, numYears)
	level := 1_000_000
	for i := range weights {
		weights[i] = level / 100 * (70 + m.below(31) + m.below(31))
		level = level / 1000 * k.decline
	}
	return weights
}

// kindOf is the kind of person number i. It begins the person's chance anew.
func (m *maker) kindOf(i uint64) int {
	m.throw(m.seed, i)
	return m.pick(m.shares)
}

// person makes every charge of person number i. The slice is used again.
func (m *maker) person(i uint64) []charge {
	m.charges, m.victims = m.charges[:0], 0
	k := m.kindOf(i)
	kind := kinds[k]
	filed := m.firstFiling(k)
	d := m.defendant(k, filed)
	for n := int64(1); n <= 12 && filed <= lastDay; n++ {
		m.open(&d, n, filed)
		if !m.chance(kind.again) {
			break
		}
		filed = workday(filed.AddDays(m.between(20, 700)))
	}
	return m.charges
}

func (m *maker) firstFiling(k int) law.Date {
	year := firstYear + m.pick(m.years[k])
	return workday(law.DateOf(year-1, 7, 1).AddDays(m.below(365)))
}

// workday is the day itself or, at a weekend, the Monday after it.
func workday(d law.Date) law.Date {
	y, m, day := d.Parts()
	switch time.Date(y, time.Month(m), day, 0, 0, 0, 0, time.UTC).Weekday() {
	case time.Saturday:
		return d.AddDays(2)
	case time.Sunday:
		return d.AddDays(1)
	}
	return d
}

func (m *maker) defendant(k int, filed law.Date) defendant {
	kind := kinds[k]
	d := defendant{kind: k, sex: "M", race: m.text(kind.races), court: m.text(kind.courts)}
	if m.chance(kind.female) {
		d.sex = "F"
	}
	y, month, day := filed.Parts()
	d.born = law.DateOf(y-m.in(kind.ages), month, min(day, 28)).AddDays(-m.below(365))
	return d
}

// ageOn is the age in whole years.
func (d *defendant) ageOn(day law.Date) int { return int(day-d.born) / 10000 }

// triedAsAdult reports whether the court of this extract hears a defendant of
// the age: from 2010 at 17, from July 2012 at 18; the others go to the
// juvenile court.
func triedAsAdult(age int, filed law.Date) bool {
	switch {
	case filed < 20100101:
		return age >= 16
	case filed < 20120701:
		return age >= 17
	}
	return age >= 18
}

// open makes one case. There is none if it is another court's.
func (m *maker) open(d *defendant, number int64, filed law.Date) {
	kind := kinds[d.kind]
	p := proceeding{number: number, filed: filed, court: d.court, ends: outcome(m.pick(kind.ends))}
	p.offense = m.offenseDay(kind, filed)
	p.disposed = m.disposal(filed)
	if m.chance(150) {
		p.court = m.text(kind.courts)
	}
	if !triedAsAdult(d.ageOn(p.offense), filed) {
		return
	}
	for range m.mainCount(kind) {
		m.charge(d, &p, m.mainOffence(d, &p))
	}
	for range m.pick(kind.beside) {
		m.charge(d, &p, m.offence(&m.sides[d.kind], p.offense))
	}
}

func (m *maker) mainCount(k *kind) int {
	if m.chance(k.second) {
		return 2
	}
	return 1
}

// mainOffence draws what the case is about. A few offences against children
// come to light only after years.
func (m *maker) mainOffence(d *defendant, p *proceeding) *offence {
	if kinds[d.kind] == &abuser && p.filed < traffickAct && m.chance(35) {
		p.offense = law.DateOf(1999, 1, 1).AddDays(m.below(600))
		return find("53-21(2)")
	}
	if p.offense < renumbering {
		return find("53-21(2)")
	}
	return m.offence(&m.mains[d.kind], p.offense)
}

func (m *maker) offenseDay(k *kind, filed law.Date) law.Date {
	day := filed.AddDays(-m.in(k.lag))
	if k == &trafficker {
		return max(day, traffickAct)
	}
	return day
}

var disposalDays = []band{{1, 20, 22}, {21, 120, 44}, {121, 360, 28}, {361, 800, 6}}

// disposal is the day on which the case ends; zero where that is after the window.
func (m *maker) disposal(filed law.Date) law.Date {
	day := workday(filed.AddDays(m.in(disposalDays)))
	if day > lastDay {
		return 0
	}
	return day
}
