package law

import (
	"fmt"
	"strings"
)

// A Class is the grade of an offence, ordered from the least to the most
// serious, so that the class of a case is the greatest among its charges.
// The zero Class is unknown: it ranks below all others, because a case is
// unknown only if none of its charges has a known class.
type Class uint8

// The classes, least serious first. None means "no longer an offence".
const (
	ClassUnknown Class = iota
	None
	Violation
	MisdemeanorUnclassified
	MisdemeanorD
	MisdemeanorC
	MisdemeanorB
	MisdemeanorA
	FelonyUnclassified
	FelonyE
	FelonyD
	FelonyC
	FelonyB
	FelonyA
	numClasses
)

var classNames = [numClasses]string{
	"unknown", "none", "violation",
	"misdemeanor unclassified", "misdemeanor D", "misdemeanor C", "misdemeanor B", "misdemeanor A",
	"felony unclassified", "felony E", "felony D", "felony C", "felony B", "felony A",
}

// String is the class as tables write it: "felony A", "misdemeanor unclassified".
func (c Class) String() string { return classNames[c] }

// Felony reports whether the class is a felony of any grade.
func (c Class) Felony() bool { return c >= FelonyUnclassified }

// Classes returns every class, most serious first, unknown last.
func Classes() []Class {
	out := make([]Class, 0, numClasses)
	for c := numClasses; c > 0; c-- {
		out = append(out, c-1)
	}
	return out
}

// ParseClass reads a class name as tables and law files write it.
func ParseClass(text string) (Class, error) {
	for c, name := range classNames {
		if name == text && Class(c) != ClassUnknown {
			return Class(c), nil
		}
	}
	return 0, fmt.Errorf("class %q is not one of %s", text, strings.Join(classNames[1:], ", "))
}

// RecordClass reads a class as court and corrections records write it: "AM",
// "BF", "class B felony", "Felony B", "FB", "U felony", "V", "INFRACTION".
// It reports false for a text that it cannot read with certainty.
func RecordClass(text string) (Class, bool) {
	words := strings.FieldsFunc(strings.ToLower(text), func(r rune) bool {
		return r == ' ' || r == '-' || r == '_' || r == '.' || r == ',' || r == '/'
	})
	grade, kind := "", ""
	is := func(k string) {
		if kind != k {
			kind += k // two kinds are no class
		}
	}
	for _, w := range words {
		switch {
		case w == "class" || w == "cls":
		case w == "felony" || w == "fel":
			is("f")
		case w == "misdemeanor" || w == "misd" || w == "misdemeanour":
			is("m")
		case w == "violation" || w == "v" || w == "i" || w == "infraction":
			is("v")
		case w == "unclassified" || w == "unclass" || w == "u":
			grade += "u"
		case len(w) == 1 && strings.Contains("abcde", w):
			grade += w
		case w == "f" || w == "m":
			is(w)
		case len(w) == 2 && strings.Contains("abcdeu", w[:1]) && strings.Contains("fm", w[1:]):
			grade += w[:1]
			is(w[1:])
		case len(w) == 2 && strings.Contains("fm", w[:1]) && strings.Contains("abcdeu", w[1:]):
			grade += w[1:]
			is(w[:1])
		default:
			return ClassUnknown, false
		}
	}
	c, ok := map[string]Class{
		"af": FelonyA, "bf": FelonyB, "cf": FelonyC, "df": FelonyD, "ef": FelonyE, "uf": FelonyUnclassified,
		"am": MisdemeanorA, "bm": MisdemeanorB, "cm": MisdemeanorC, "dm": MisdemeanorD, "um": MisdemeanorUnclassified,
		"v": Violation,
	}[grade+kind]
	return c, ok
}
