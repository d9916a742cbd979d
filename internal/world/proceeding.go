package world

// A proceeding is one case against one person, with one victim.
type proceeding struct {
	id, person int
	stream     int
	offence    day
	filed      day
	disposed   day
	convicted  bool
	facts      facts
	age        int // of the victim
	hidden     bool
	victim     bool // false: the stream has none
	charges    []charge
}

// A charge is one count, as it stands at the baseline and under the proposal.
type charge struct {
	section      string // as charged
	verdict      string
	now, then    standing
	punish       sentence // for now; what the record shows
	punishedThen sentence // for then
}

// changed says whether the proposal changes section, class or registry effect.
func (c *charge) changed() bool { return c.now != c.then }

// regraded says whether it changes section or class.
func (c *charge) regraded() bool {
	return c.now.section != c.then.section || c.now.class != c.then.class
}

// proceedings are all cases of the world's past and future, stream by stream.
func (w *World) proceedings() []proceeding {
	var all []proceeding
	for i := range w.Streams {
		for y := startYear; y <= endYear; y++ {
			d := newDice(w.Seed, 1, w.Draw, uint64(i), uint64(y))
			n := d.poisson(w.rate(w.Streams[i], y) * d.frailty(w.Alpha))
			for range n {
				filed := begins(y) + day(d.IntN(int(begins(y+1)-begins(y))))
				all = w.person(d, all, i, filed)
			}
		}
	}
	return all
}

// person adds the cases of one person, the first filed on the day.
func (w *World) person(d dice, all []proceeding, stream int, filed day) []proceeding {
	p := w.proceeding(d, stream, filed)
	p.id, p.person = len(all), len(all)
	all = append(all, p)
	if !d.chance(w.Again) {
		return all
	}
	again := w.proceeding(d, stream, filed+day(d.whole(returnLag[0], returnLag[1])))
	again.id, again.person = len(all), p.person
	if again.filed >= begins(endYear+1) {
		return all
	}
	return append(all, again)
}

func (w *World) proceeding(d dice, stream int, filed day) proceeding {
	s := &w.Streams[stream]
	p := proceeding{stream: stream, filed: filed, victim: s.Name != seller && s.Name != assault}
	p.offence = filed - day(d.whole(offenceLag[0], offenceLag[1]))
	p.disposed = filed + day(d.whole(courtLag[0], courtLag[1]))
	p.convicted = d.chance(s.Convicted)
	if p.victim {
		p.facts = facts{d.chance(s.Minor), d.chance(s.Trafficked), d.chance(s.Means)}
		p.age, p.hidden = d.age(s.Name, p.facts.minor), d.chance(w.Missing)
	}
	section := charged(s.Name, p.facts, p.offence)
	p.charges = append(p.charges, w.charge(d, &p, section, 1))
	if !p.victim {
		return p
	}
	switch u := d.Float64(); {
	case u < w.Twice:
		p.charges = append(p.charges, w.charge(d, &p, section, secondConvicted))
	case u < w.Twice+w.Seller:
		p.charges = append(p.charges, w.charge(d, &p, seller, secondConvicted))
	}
	return p
}

// secondConvicted is the chance that the second charge of a convicted case is convicted.
const secondConvicted = .5

// charge makes a charge of a case, convicted with the chance if the case is.
func (w *World) charge(d dice, p *proceeding, section string, convicted float64) charge {
	c := charge{section: section, now: baseline(section, p.facts, p.offence)}
	c.then = proposed(c.now, p.facts)
	if !p.convicted || !d.chance(convicted) {
		c.verdict = []string{"nolle", "nolle", "dismissed", "acquitted"}[d.IntN(4)]
		return c
	}
	c.verdict = "convicted"
	class := c.now.class
	if w.OldSentences && p.offence < act13166 {
		class = classes[section]
	}
	c.punish = d.sentence(class)
	c.punishedThen = c.punish
	if c.then.class != class {
		c.punishedThen = d.sentence(c.then.class)
	}
	return c
}

// age is the age of a victim. 53a-86(a)(2) took one under 16 until 2010.
func (d dice) age(stream string, minor bool) int {
	switch {
	case !minor:
		return d.whole(18, 45)
	case stream == "53a-86(a)(2)":
		return d.whole(12, 15)
	}
	return d.whole(12, 17)
}

// A sentence is in days and dollars; jail less suspended is to be served.
type sentence struct {
	jail, suspended, probation, fine int
}

func (s sentence) serves() bool { return s.jail > s.suspended }

// serving is the chance that a conviction of a class is of time to serve.
var serving = map[byte]float64{'A': .2, 'B': .8, 'C': .5, 'D': .5}

// terms are the ranges of days to serve.
var terms = map[byte][2]int{'A': {1, 180}, 'B': {365, 3650}, 'C': {30, 1825}, 'D': {30, 1095}}

func (d dice) sentence(class byte) sentence {
	term := terms[class]
	days := d.whole(term[0], term[1])
	if d.chance(serving[class]) {
		return sentence{jail: days + days/2, suspended: days / 2, probation: 365 * d.IntN(4)}
	}
	if class == 'A' {
		return sentence{fine: 50 * d.IntN(21)}
	}
	return sentence{jail: days, suspended: days, probation: 365 * d.whole(1, 3)}
}
