package sample

import (
	"strings"

	"impact/internal/law"
)

// A spelling is one of the ways in which records write a citation.
type spelling int

// The spellings.
const (
	plain spelling = iota
	upper
	prefixed
	signed
	spaced
	unhyphened
	squeezed
	marked
	padded
)

var spellingWeights = []int{
	plain: 640, upper: 110, prefixed: 40, signed: 25, spaced: 35, unhyphened: 30, squeezed: 50, marked: 40, padded: 30,
}

// write draws what the extract shows of the statute, the class and the kind.
func (m *maker) write(c *charge) {
	c.group = c.of.group
	c.class = m.classText(c)
	cite := c.of.cite
	if c.of.loose != "" && m.chance(c.of.often) {
		cite = c.of.loose
	}
	switch {
	case m.chance(1):
		c.group, c.statute = illegible, mistyped(cite)
	case cite == "53a-83(a)" && m.chance(14):
		c.group, c.statute = illegible, "53A83A" // or 53a-83a
	case cite == "53a-83(c)" && m.chance(250):
		c.statute = "53a-83c" // no section: 53a-83(c) without its parentheses
	case strings.HasPrefix(cite, "21a-279") && cite != "21a-279(c)" && m.chance(10):
		c.group, c.statute = illegible, "21A279A" // 21a-279(a) or 21a-279a
	default:
		c.statute = m.spell(c.of, cite)
	}
	m.writeInchoate(c)
}

// mistyped spoils a citation so that it names nothing.
func mistyped(cite string) string {
	section, path, _ := strings.Cut(cite, "(")
	last := section[len(section)-1:]
	switch {
	case path != "":
		return section + last + last + "(" + path
	case last >= "a":
		return section[:len(section)-1] + " " + last
	}
	return section + last + last
}

func (m *maker) spell(o *offence, cite string) string {
	switch s := spelling(m.pick(spellingWeights)); s {
	case upper:
		return strings.ToUpper(cite)
	case prefixed:
		return "Sec. " + cite
	case signed:
		return "CGS § " + cite
	case spaced:
		return strings.Replace(cite, "(", " (", 1)
	case unhyphened:
		if strings.Contains(cite, "(") {
			return strings.ToUpper(strings.Replace(cite, "-", "", 1))
		}
	case squeezed:
		return m.squeeze(o, cite)
	case marked:
		return cite + []string{"*", "+", "*+"}[m.below(3)]
	case padded:
		return []string{" " + cite, cite + " ", "  " + cite + "  "}[m.below(3)]
	}
	return cite
}

var punctuation = strings.NewReplacer("-", "", "(", "", ")", "")

// squeeze leaves the punctuation out, where the citation still means one thing.
func (m *maker) squeeze(o *offence, cite string) string {
	if !o.tight && (cite != o.loose || cite[len(cite)-1] > '9') {
		return cite
	}
	bare := punctuation.Replace(cite)
	if m.chance(600) {
		return strings.ToUpper(bare)
	}
	return bare
}

// writeInchoate writes attempts and conspiracies as pairs, in the column, or both.
func (m *maker) writeInchoate(c *charge) {
	if c.inchoate == law.Completed {
		c.inchoateText = "none"
		return
	}
	pair := c.group != illegible && m.chance(750)
	if !pair || m.chance(600) {
		c.inchoateText = c.inchoate.String()
	}
	if pair {
		c.statute = m.partner(c.inchoate) + strings.TrimSpace(c.statute)
	}
}

func (m *maker) partner(i law.Inchoate) string {
	if i == law.Attempt {
		return "53a-49/"
	}
	return []string{"53a-48/", "53a-48(a)/"}[m.below(2)]
}

// classText writes the class as a record would: mostly a code, at times words,
// nothing or, in a few rows, a wrong one.
func (m *maker) classText(c *charge) string {
	class := c.trueClass()
	if m.chance(1) {
		class = wrongClass(class)
	}
	if class == law.ClassUnknown {
		return ""
	}
	forms := classForms[class]
	switch n := m.below(100); {
	case n < 70:
		return forms[0]
	case n < 82:
		return forms[1]
	case n < 91:
		return forms[2]
	}
	return ""
}

// wrongClass is the next grade of the same word.
func wrongClass(c law.Class) law.Class {
	switch c {
	case law.FelonyA, law.MisdemeanorA:
		return c - 1
	case law.FelonyB, law.FelonyC, law.FelonyD, law.MisdemeanorB, law.MisdemeanorC:
		return c + 1
	}
	return law.MisdemeanorC
}

var classForms = map[law.Class][3]string{
	law.FelonyA:                 {"AF", "class A felony", "FA"},
	law.FelonyB:                 {"BF", "class B felony", "FB"},
	law.FelonyC:                 {"CF", "class C felony", "FC"},
	law.FelonyD:                 {"DF", "class D felony", "FD"},
	law.FelonyUnclassified:      {"UF", "unclassified felony", "U FELONY"},
	law.MisdemeanorA:            {"AM", "class A misdemeanor", "A MISD"},
	law.MisdemeanorB:            {"BM", "class B misdemeanor", "B MISD"},
	law.MisdemeanorC:            {"CM", "class C misdemeanor", "C MISD"},
	law.MisdemeanorUnclassified: {"UM", "unclassified misdemeanor", "U MISD"},
	law.Violation:               {"V", "violation", "INFRACTION"},
}
