package law

import (
	"cmp"
	"fmt"
	"strings"
	"unicode"
)

// A Citation names one place in a code of laws: a section and, below it, a
// path of subdivisions. It is parsed once and compared as a value. Its letters
// are lower case, so that 53A-86(A)(2) and 53a-86(a)(2) are equal, while
// 53a-83a (a section) and 53a-83(a) (a subdivision) are not.
type Citation struct {
	section string // "53a-83", "9.68a.100"
	path    string // "(a)(2)", or ""
}

// ParseCitation reads one citation written with its punctuation: a section,
// then subdivisions in parentheses. Blanks are ignored. It knows no code of
// laws: prefixes, marks, pairs and squeezed forms are the Index's business.
func ParseCitation(text string) (Citation, error) {
	bad := fmt.Errorf("citation %q is not of the form 53a-86(a)(2)", text)
	var section, path strings.Builder
	depth, inner := 0, 0
	for _, r := range text {
		if r >= 'A' && r <= 'Z' {
			r += 'a' - 'A' // letters outside ASCII are not made into letters within
		}
		switch {
		case unicode.IsSpace(r):
		case r == '(':
			if depth++; depth > 1 || section.Len() == 0 {
				return Citation{}, bad
			}
			inner = 0
			path.WriteRune(r)
		case r == ')':
			if depth--; depth < 0 || inner == 0 {
				return Citation{}, bad
			}
			path.WriteRune(r)
		case isWord(r) && depth == 1:
			inner++
			path.WriteRune(r)
		case depth == 0 && path.Len() == 0 && (isWord(r) || strings.ContainsRune("-.:", r)):
			section.WriteRune(r)
		default:
			return Citation{}, bad
		}
	}
	s := section.String()
	if depth != 0 || !strings.ContainsAny(s, "0123456789") || !isWord(rune(s[0])) || !isWord(rune(s[len(s)-1])) {
		return Citation{}, bad
	}
	return Citation{s, path.String()}, nil
}

func isWord(r rune) bool { return r >= 'a' && r <= 'z' || r >= '0' && r <= '9' }

// String writes the citation, 53a-86(a)(2); "" for the zero Citation.
func (c Citation) String() string { return c.section + c.path }

// IsZero reports whether the citation names nothing.
func (c Citation) IsZero() bool { return c == Citation{} }

// Section is the citation without its subdivisions.
func (c Citation) Section() Citation { return Citation{section: c.section} }

// Covers reports whether d is c or one of its subdivisions.
func (c Citation) Covers(d Citation) bool {
	return c.section == d.section && strings.HasPrefix(d.path, c.path)
}

// Parent is the citation without its last subdivision; false for a section.
func (c Citation) Parent() (Citation, bool) {
	i := strings.LastIndexByte(c.path, '(')
	if i < 0 {
		return Citation{}, false
	}
	return Citation{c.section, c.path[:i]}, true
}

// Compare orders citations as a code of laws does: numbers by value, so that
// 53a-9 comes before 53a-83.
func (c Citation) Compare(d Citation) int {
	return cmp.Or(compareNatural(c.section, d.section), compareNatural(c.path, d.path),
		strings.Compare(c.section, d.section), strings.Compare(c.path, d.path))
}

// compareNatural compares texts with runs of digits compared as numbers.
func compareNatural(a, b string) int {
	for a != "" && b != "" {
		na, nb := digits(a), digits(b)
		if na > 0 && nb > 0 {
			x, y := strings.TrimLeft(a[:na], "0"), strings.TrimLeft(b[:nb], "0")
			if len(x) != len(y) {
				return len(x) - len(y)
			}
			if n := strings.Compare(x, y); n != 0 {
				return n
			}
			a, b = a[na:], b[nb:]
			continue
		}
		if a[0] != b[0] {
			return int(a[0]) - int(b[0])
		}
		a, b = a[1:], b[1:]
	}
	return len(a) - len(b)
}

// digits is the length of the run of digits that s begins with.
func digits(s string) int {
	n := 0
	for n < len(s) && s[n] >= '0' && s[n] <= '9' {
		n++
	}
	return n
}

// squeeze drops everything but letters and digits: what is left of a citation
// that was written without punctuation.
func squeeze(text string) string {
	var b strings.Builder
	for _, r := range strings.ToLower(text) {
		if isWord(r) {
			b.WriteRune(r)
		}
	}
	return b.String()
}

// MarshalText writes the citation as String does.
func (c Citation) MarshalText() ([]byte, error) { return []byte(c.String()), nil }

// UnmarshalText reads what MarshalText wrote.
func (c *Citation) UnmarshalText(text []byte) (err error) {
	if *c = (Citation{}); len(text) > 0 {
		*c, err = ParseCitation(string(text))
	}
	return err
}
