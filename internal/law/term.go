package law

import (
	"fmt"
	"strconv"
	"strings"
)

// A Term is how long a registrant stays on the registry: whole years, or Life.
// The zero Term is no registration. Longer terms compare greater.
type Term uint16

// Life is registration for life.
const Life Term = 1 << 15

// Terms are the term after a first registrable conviction and after a later one.
type Terms struct{ First, Repeat Term }

// String writes the term as tables do: "10 years", "life", "none".
func (t Term) String() string {
	switch t {
	case 0:
		return "none"
	case Life:
		return "life"
	}
	return fmt.Sprintf("%d years", uint16(t))
}

// ParseTerm reads "10 years" or "life".
func ParseTerm(text string) (Term, error) {
	if text == "life" {
		return Life, nil
	}
	n, err := strconv.ParseUint(strings.TrimSuffix(text, " years"), 10, 12)
	if err != nil || n == 0 || !strings.HasSuffix(text, " years") {
		return 0, fmt.Errorf("term %q is neither \"life\" nor of the form \"10 years\"", text)
	}
	return Term(n), nil
}
