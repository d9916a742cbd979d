package world

// The sections that are named outside the table of streams.
const (
	buyer    = "53a-83" // a stream, not a citation
	buyerA   = "53a-83(a)"
	buyerC   = "53a-83(c)"
	seller   = "53a-82"
	assault  = "53a-59"
	traffick = "53a-192a"
)

// facts are what is true of a victim.
type facts struct {
	minor, trafficked, means bool
}

// A standing is where a charge stands under a law.
type standing struct {
	section     string
	class       byte // A: misdemeanor A; B, C, D: that felony
	registrable bool
}

func (s standing) felony() bool { return s.class != 'A' }

// classes are those of the baseline law, 2016-12-31.
var classes = map[string]byte{
	seller: 'A', buyerA: 'A', buyerC: 'C', "53a-83a": 'A', "53a-86(a)(1)": 'B', "53a-86(a)(2)": 'B',
	"53a-87(a)(1)": 'C', "53a-88": 'D', traffick: 'B', assault: 'B',
}

// baseline is where a charge stands on 2016-12-31: PA 13-166 carries an earlier
// buyer of a minor or of a trafficked person to 53a-83(c).
func baseline(section string, f facts, offence day) standing {
	if section == buyerA && offence < act13166 && (f.minor || f.trafficked) {
		section = buyerC
	}
	return standing{section, classes[section], section == "53a-86(a)(2)"}
}

// proposed is where a charge that stands so at the baseline stands under the
// Council's seven recommendations, reading trafficked-person.
func proposed(s standing, f facts) standing {
	reached := f.minor || f.trafficked || f.means
	switch s.section {
	case buyerA, buyerC, "53a-83a":
		if !reached {
			return standing{buyerA, 'A', false}
		}
	case "53a-87(a)(1)", "53a-88":
		if !reached {
			return s
		}
	case "53a-86(a)(1)", "53a-86(a)(2)", traffick:
	default:
		return s
	}
	return standing{traffick, 'B', true}
}

// charged is the section with which conduct of a stream is charged.
func charged(stream string, f facts, offence day) string {
	switch {
	case stream != buyer:
		return stream
	case offence >= act13166 && (f.minor || f.trafficked):
		return buyerC
	}
	return buyerA
}
