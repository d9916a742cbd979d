package sample

import (
	"impact/internal/court"
	"impact/internal/law"
)

// A charge is one count: what truly happened, and what the extract shows of it.
type charge struct {
	id, person, proceeding int64

	of       *offence // what was done
	inchoate law.Inchoate
	final    *offence // what it was reduced to; nil: nothing

	statute      string // as the extract writes it
	group        group  // of what it writes; illegible if that names no one thing
	class        string // as the extract writes it
	inchoateText string // as the extract writes it
	finalSame    bool   // the extract repeats the statute as the final one

	offense, filed, disposed law.Date // disposed is zero while pending
	disposition              court.Disposition
	sentence                 sentence

	victim victim
	age    int // of the defendant, on the day of the offence
	sex    string
	race   string
	court  string
	counts int

	hidden hidden
}

// hidden says what the extract leaves out.
type hidden struct {
	offense, disposed              bool
	victim, age, trafficked, means bool // victim: its id
	defendantAge, sex, race        bool
}

func (c *charge) hasVictim() bool { return c.victim.id != 0 }

// finalGroup is the group that a conviction counts in.
func (c *charge) finalGroup() group {
	if c.final != nil {
		return c.final.group
	}
	return c.group
}

// trueClass is the class of what was done, on the day it was done.
func (c *charge) trueClass() law.Class {
	if c.of.class == law.FelonyA && (c.inchoate == law.Attempt || c.inchoate == law.Conspiracy) {
		return law.FelonyB
	}
	return c.of.class
}

// charge adds one charge to the case.
func (m *maker) charge(d *defendant, p *proceeding, o *offence) {
	m.charges = append(m.charges, charge{
		proceeding: p.number, of: o, offense: p.offense, filed: p.filed, disposed: p.disposed,
		age: d.ageOn(p.offense), sex: d.sex, race: d.race, court: p.court, counts: 1,
	})
	c := &m.charges[len(m.charges)-1]
	if o.group >= childAbuse && m.chance(25) {
		c.counts = m.between(2, 4)
	}
	if o.against != nil {
		m.harm(p, c)
	}
	if o.begun {
		m.begin(c)
	}
	m.write(c)
	m.conclude(p, c, kinds[d.kind])
	m.hide(c)
}

// harm gives the charge its victim: the one of the case, if it can be.
func (m *maker) harm(p *proceeding, c *charge) {
	r := c.of.against
	if p.victim.id == 0 || !r.admits(p.victim) {
		p.victim = m.victim(r)
		m.victims++
		p.victim.id = m.victims
	}
	c.victim = p.victim
}

// begin makes a few charges attempts or conspiracies.
func (m *maker) begin(c *charge) {
	switch n := m.below(1000); {
	case n < 22:
		c.inchoate = law.Attempt
	case n < 44:
		c.inchoate = law.Conspiracy
	}
}

// conclude ends the charge as the case ends.
func (m *maker) conclude(p *proceeding, c *charge, k *kind) {
	if p.disposed == 0 {
		c.disposition = court.Pending
		return
	}
	main := c.of.group < context || k == &anyone
	switch c.disposition = m.ending(p, c); {
	case c.disposition != court.Convicted:
	case main && m.chance(k.pleads) || !main && m.chance(380):
		m.convict(c, true)
	default:
		c.disposition = court.Nolle
	}
}

func (m *maker) ending(p *proceeding, c *charge) court.Disposition {
	switch p.ends {
	case pleaded:
		return court.Convicted
	case diverted:
		if c.divertible() {
			return court.Diverted
		}
	case transferred:
		return court.Transferred
	case acquitted:
		return court.Acquitted
	}
	if m.chance(130) {
		return court.Dismissed
	}
	return court.Nolle
}

// divertible reports whether accelerated rehabilitation is open: not for the
// gravest classes and not for offences against children.
func (c *charge) divertible() bool {
	return c.trueClass() < law.FelonyB && c.of.group != childAbuse
}

// convict sentences the charge, at times for a lesser offence.
func (m *maker) convict(c *charge, bargain bool) {
	c.disposition = court.Convicted
	if bargain && c.of.lesser != "" && c.group != illegible && m.chance(m.bargains(c)) {
		c.final = find(c.of.lesser)
	}
	c.finalSame = c.final == nil && c.group != illegible && m.chance(15)
	c.sentence = m.sentenceFor(c)
}

// bargains is how often, in a thousand, a conviction is for the lesser offence.
func (m *maker) bargains(c *charge) int {
	switch c.of.group {
	case selling:
		return 50
	case buying, context:
		return 120
	}
	return 300
}

// acquit takes a conviction back: the charge is nolled instead.
func (c *charge) acquit() {
	c.disposition, c.final, c.finalSame, c.sentence = court.Nolle, nil, false, sentence{}
}

// hide leaves out what records leave out.
func (m *maker) hide(c *charge) {
	h := &c.hidden
	datedLaw := c.of.from > firstDay || c.of.until != 0
	h.offense = !datedLaw && m.chance(10)
	if c.disposition != court.Convicted && m.chance(2) {
		h.disposed, h.offense = true, !datedLaw
	}
	h.defendantAge, h.sex, h.race = m.chance(15), m.chance(4), m.chance(18)
	if c.hasVictim() {
		r := c.of.against
		h.age, h.trafficked, h.means = m.chance(r.blank[0]), m.chance(r.blank[1]), m.chance(r.blank[2])
		h.victim = m.chance(500)
	}
}
