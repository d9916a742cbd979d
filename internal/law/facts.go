package law

import "strings"

// A Truth is what a record says of a yes-or-no fact. The zero Truth is unknown.
type Truth uint8

// The truth values.
const (
	Unknown Truth = iota
	False
	True
)

// Truly is the Truth of a known boolean.
func Truly(b bool) Truth {
	if b {
		return True
	}
	return False
}

// Means is the set of means by which a person was induced, as recorded. The
// zero Means is not recorded; MeansNone is recorded as none of them.
type Means uint8

// The members of a Means set.
const (
	MeansNone Means = 1 << iota
	Force
	Fraud
	Coercion
)

var meansNames = []struct {
	m    Means
	name string
}{{MeansNone, "none"}, {Force, "force"}, {Fraud, "fraud"}, {Coercion, "coercion"}}

// ParseMeans reads one member: none, force, fraud or coercion.
func ParseMeans(text string) (Means, bool) {
	for _, n := range meansNames {
		if n.name == text {
			return n.m, true
		}
	}
	return 0, false
}

// String lists the members separated by ";", as the input column does.
func (m Means) String() string {
	var out []string
	for _, n := range meansNames {
		if m&n.m != 0 {
			out = append(out, n.name)
		}
	}
	return strings.Join(out, ";")
}

// Inchoate says how far an offence went. The zero Inchoate is a completed offence.
type Inchoate uint8

// The kinds of inchoate offence.
const (
	Completed Inchoate = iota
	Attempt
	Conspiracy
	Solicitation
)

var inchoateNames = [...]string{"none", "attempt", "conspiracy", "solicitation"}

// String is the kind as the input column writes it.
func (i Inchoate) String() string { return inchoateNames[i] }

// ParseInchoate reads none, attempt, conspiracy or solicitation.
func ParseInchoate(text string) (Inchoate, bool) {
	for i, n := range inchoateNames {
		if n == text {
			return Inchoate(i), true
		}
	}
	return 0, false
}
