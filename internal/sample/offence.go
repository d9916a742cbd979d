package sample

import "impact/internal/law"

// A group is a set of sections whose charges are counted together.
type group uint8

// The groups. Only the first three have published totals.
const (
	selling     group = iota // 53a-82
	buying                   // 53a-83 with its subdivisions, 53a-83a
	trafficking              // 53a-192a
	promoting                // 53a-86 to 53a-89
	childAbuse               // offences against children, and sexual assaults
	context                  // everything else
	illegible                // citations that name nothing, or more than one thing
	numGroups
)

// An offence is one thing that a person can be charged with.
type offence struct {
	cite    string
	class   law.Class
	group   group
	from    law.Date // the offence exists from this day; zero: always
	until   law.Date // and before this day; zero: still
	loose   string   // a less exact citation that records use for it
	often   int      // how often they do, in a thousand
	tight   bool     // its citation, exact or not, means one thing without punctuation
	begun   bool     // is charged as an attempt or a conspiracy at times
	lesser  string   // the offence that it is reduced to in a plea
	served  int      // days that must be served
	against *victimRule
}

// on reports whether the offence exists on the day.
func (o *offence) on(d law.Date) bool {
	return d >= o.from && (o.until == 0 || d < o.until)
}

// Days on which the law changed.
const (
	renumbering  law.Date = 20001001 // 53-21(2) becomes 53-21(a)(2)
	degreesAct   law.Date = 20041001 // possession of child pornography in three degrees
	traffickAct  law.Date = 20060701 // PA 06-43: 53a-192a
	enticingAct  law.Date = 20071001 // PA 07-143
	probationAct law.Date = 20081001 // PA 08-102: shorter probation
	minorsAct    law.Date = 20101001 // PA 10-115: 53a-87(a)(2) moves to 53a-86(a)(2)
	cannabisAct  law.Date = 20110701 // 21a-279a
	tierAct      law.Date = 20131001 // PA 13-166: 53a-83(c); PA 13-258: no floor for class D
)

var offences = []offence{
	{cite: "53a-82", class: law.MisdemeanorA, group: selling, tight: true, lesser: "53a-182"},

	{cite: "53a-83(a)", class: law.MisdemeanorA, group: buying, loose: "53a-83", often: 600, lesser: "53a-181a", against: &bought},
	{cite: "53a-83(c)", class: law.FelonyC, group: buying, from: tierAct, loose: "53a-83", often: 150, tight: true, lesser: "53a-83(a)", against: &tier},
	{cite: "53a-83a", class: law.MisdemeanorA, group: buying, lesser: "53a-181a", against: &bought},

	{cite: "53a-192a", class: law.FelonyB, group: trafficking, from: traffickAct, lesser: "53a-192", against: &trafficked},

	{cite: "53a-86(a)(1)", class: law.FelonyB, group: promoting, loose: "53a-86", often: 450, tight: true, begun: true, lesser: "53a-88", against: &compelled},
	{cite: "53a-86(a)(2)", class: law.FelonyB, group: promoting, until: minorsAct, loose: "53a-86", often: 450, tight: true, begun: true, lesser: "53a-88", against: &under16},
	{cite: "53a-86(a)(2)", class: law.FelonyB, group: promoting, from: minorsAct, loose: "53a-86", often: 450, tight: true, begun: true, lesser: "53a-88", served: 270, against: &under18},
	{cite: "53a-87", class: law.FelonyC, group: promoting, tight: true, lesser: "53a-88", against: &promoted},
	{cite: "53a-87(a)(2)", class: law.FelonyC, group: promoting, until: minorsAct, loose: "53a-87", often: 300, lesser: "53a-88", against: &under18},
	{cite: "53a-88", class: law.FelonyD, group: promoting, tight: true, begun: true, lesser: "53a-89", against: &promoted},
	{cite: "53a-89", class: law.MisdemeanorA, group: promoting, tight: true, lesser: "53a-182"},

	{cite: "53-21(2)", class: law.ClassUnknown, group: childAbuse, until: renumbering, against: &child},
	{cite: "53-21(a)(1)", class: law.FelonyC, group: childAbuse, from: renumbering, loose: "53-21", often: 300, tight: true, lesser: "53a-64", against: &child},
	{cite: "53-21(a)(2)", class: law.FelonyB, group: childAbuse, from: renumbering, loose: "53-21", often: 200, tight: true, lesser: "53-21(a)(1)", against: &child},
	{cite: "53a-70(a)(1)", class: law.FelonyB, group: childAbuse, loose: "53a-70", often: 350, begun: true, lesser: "53a-72a(a)(1)", served: 730, against: &grown},
	{cite: "53a-71(a)(1)", class: law.FelonyB, group: childAbuse, loose: "53a-71", often: 350, lesser: "53-21(a)(1)", served: 270, against: &teenager},
	{cite: "53a-72a(a)(1)", class: law.FelonyD, group: childAbuse, loose: "53a-72a", often: 350, lesser: "53a-73a(a)(2)", against: &grown},
	{cite: "53a-73a(a)(2)", class: law.MisdemeanorA, group: childAbuse, loose: "53a-73a", often: 350, lesser: "53a-181", against: &grown},
	{cite: "53a-90a", class: law.FelonyD, group: childAbuse, from: enticingAct, begun: true, lesser: "53-21(a)(1)", against: &teenager},
	{cite: "53a-196", class: law.FelonyD, group: childAbuse, against: &teenager},
	{cite: "53a-196a", class: law.FelonyA, group: childAbuse, lesser: "53a-196b", against: &teenager},
	{cite: "53a-196b", class: law.FelonyB, group: childAbuse, lesser: "53a-196d", against: &teenager},
	{cite: "53a-196c", class: law.FelonyB, group: childAbuse, lesser: "53a-196e"},
	{cite: "53a-196d", class: law.FelonyB, group: childAbuse, from: degreesAct, lesser: "53a-196e", served: 1825},
	{cite: "53a-196e", class: law.FelonyC, group: childAbuse, from: degreesAct, lesser: "53a-196f", served: 730},
	{cite: "53a-196f", class: law.FelonyD, group: childAbuse, from: degreesAct, served: 365},

	{cite: "53a-54a", class: law.FelonyA, group: context, begun: true, served: 25 * year},
	{cite: "53a-92", class: law.FelonyA, group: context, begun: true},
	{cite: "53a-59", class: law.FelonyB, group: context, tight: true, begun: true, lesser: "53a-60"},
	{cite: "53a-134", class: law.FelonyB, group: context, tight: true, begun: true, lesser: "53a-135"},
	{cite: "53a-122", class: law.FelonyB, group: context, tight: true, begun: true, lesser: "53a-124"},
	{cite: "53a-135", class: law.FelonyC, group: context, tight: true, begun: true, lesser: "53a-136"},
	{cite: "53a-123", class: law.FelonyC, group: context, tight: true, begun: true, lesser: "53a-124"},
	{cite: "53a-102", class: law.FelonyC, group: context, tight: true, begun: true, lesser: "53a-103"},
	{cite: "53a-60", class: law.FelonyD, group: context, tight: true, lesser: "53a-61"},
	{cite: "53a-136", class: law.FelonyD, group: context, tight: true, begun: true, lesser: "53a-125"},
	{cite: "53a-103", class: law.FelonyD, group: context, tight: true, begun: true, lesser: "53a-107"},
	{cite: "53a-124", class: law.FelonyD, group: context, tight: true, begun: true, lesser: "53a-125"},
	{cite: "53a-172", class: law.FelonyD, group: context, tight: true, lesser: "53a-173"},
	{cite: "21a-277(a)", class: law.FelonyUnclassified, group: context, begun: true, lesser: "21a-279(a)"},
	{cite: "21a-279(a)", class: law.FelonyUnclassified, group: context, lesser: "21a-267(a)"},
	{cite: "53a-61", class: law.MisdemeanorA, group: context, tight: true, lesser: "53a-181"},
	{cite: "53a-62", class: law.MisdemeanorA, group: context, tight: true, lesser: "53a-181"},
	{cite: "53a-107", class: law.MisdemeanorA, group: context, tight: true, lesser: "53a-109"},
	{cite: "53a-125", class: law.MisdemeanorA, group: context, tight: true, begun: true, lesser: "53a-125b"},
	{cite: "53a-167a", class: law.MisdemeanorA, group: context, lesser: "53a-182"},
	{cite: "53a-173", class: law.MisdemeanorA, group: context, tight: true},
	{cite: "53a-192", class: law.MisdemeanorA, group: context, tight: true},
	{cite: "53a-64", class: law.MisdemeanorB, group: context, tight: true},
	{cite: "53a-117", class: law.MisdemeanorB, group: context, tight: true},
	{cite: "53a-125a", class: law.MisdemeanorB, group: context, lesser: "53a-125b"},
	{cite: "53a-181", class: law.MisdemeanorB, group: context, tight: true, lesser: "53a-181a"},
	{cite: "53a-186", class: law.MisdemeanorB, group: context, tight: true},
	{cite: "53a-109", class: law.MisdemeanorC, group: context, tight: true},
	{cite: "53a-125b", class: law.MisdemeanorC, group: context, tight: true},
	{cite: "53a-182", class: law.MisdemeanorC, group: context, tight: true},
	{cite: "53a-183", class: law.MisdemeanorC, group: context, tight: true},
	{cite: "21a-267(a)", class: law.MisdemeanorC, group: context, lesser: "53a-182"},
	{cite: "14-227a", class: law.MisdemeanorUnclassified, group: context},
	{cite: "21a-279(c)", class: law.MisdemeanorUnclassified, group: context, lesser: "21a-267(a)"},
	{cite: "21a-279a", class: law.Violation, group: context, from: cannabisAct},
	{cite: "53a-181a", class: law.Violation, group: context},
}

// find returns the offence with the citation, of those with the same citation
// the last: the one in force at the end of the window.
func find(cite string) *offence {
	for i := len(offences) - 1; i >= 0; i-- {
		if offences[i].cite == cite {
			return &offences[i]
		}
	}
	panic("sample: no offence " + cite)
}

// A choice is an offence by citation, and how often it comes.
type choice struct {
	cite   string
	weight int
}

// odds are choices made ready for picking.
type odds struct {
	of      []*offence
	weights []int
	total   int
	dated   bool // some of them exist on some days only
}

func oddsOf(choices []choice) odds {
	var o odds
	for _, c := range choices {
		for i := range offences {
			if offences[i].cite == c.cite {
				o.add(&offences[i], c.weight)
			}
		}
	}
	return o
}

func (o *odds) add(of *offence, weight int) {
	o.of, o.weights, o.total = append(o.of, of), append(o.weights, weight), o.total+weight
	o.dated = o.dated || of.from != 0 || of.until != 0
}

// offence is one of those that exist on the day.
func (d *dice) offence(o *odds, day law.Date) *offence {
	total := o.total
	if o.dated {
		for i, of := range o.of {
			if !of.on(day) {
				total -= o.weights[i]
			}
		}
	}
	at := d.below(total)
	for i, of := range o.of {
		if !of.on(day) {
			continue
		}
		if at -= o.weights[i]; at < 0 {
			return of
		}
	}
	panic("sample: no offence exists on " + day.String())
}
