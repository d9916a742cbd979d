package serve

import (
	"context"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"time"
	"unicode"
)

// A session is all that a link holds: the state that is shown, those that are pinned for
// the comparison, and the facts of a case.
type session struct {
	State State
	Pins  []pin
	Facts Facts
	Large bool // for a projector
	offer *Offer
	of    *stock          // that answers it
	until context.Context // ends when nobody waits for the answer; nil for never
}

// A pin is a named state.
type pin struct {
	Name  string
	State State
}

// mostPins is how many states are compared.
const mostPins = 4

// mostName is how long the name of a pinned state may be.
const mostName = 40

const (
	keyPin    = "pin"    // NAME|QUERY
	keyAdd    = "add"    // a query that is to be pinned
	keyName   = "name"   // its name
	keyRename = "rename" // new names of all that are pinned, in their order
	keyLook   = "look"   // large, for a projector
)

// large is the look whose type is read from the back of a room.
const large = "large"

// start is the session of a link without a query.
func (s *Server) start() session {
	of := s.now.Load()
	return session{State: of.offer.Start, offer: of.offer, of: of}
}

// session reads the session of a request.
func (s *Server) session(r *http.Request) (session, error) {
	x := s.start()
	q, err := url.ParseQuery(r.URL.RawQuery)
	if err != nil {
		return x, wishf("the link cannot be read; one that a page here made would be right")
	}
	others := append([]string{keyPin, keyAdd, keyName, keyRename, keyLook}, factKeys...)
	if x.State, err = x.offer.Parse(q, others...); err != nil {
		return x, err
	}
	for _, text := range q[keyPin] {
		name, query, _ := strings.Cut(text, "|")
		if err := x.add(name, query); err != nil {
			return x, err
		}
	}
	for i, name := range q[keyRename] {
		if i < len(x.Pins) {
			x.Pins[i].Name = called(name, i)
		}
	}
	if q.Has(keyAdd) {
		if err := x.add(q.Get(keyName), q.Get(keyAdd)); err != nil {
			return x, err
		}
	}
	x.distinguish()
	if look := q.Get(keyLook); look != "" && look != large {
		return x, wishf("look %q: %s, or none, would be right", shorten(look), large)
	} else if look == large {
		x.Large = true
	}
	x.Facts, err = factsOf(q)
	return x, err
}

// salvaged is the session of a request without what cannot be answered of it.
func (s *Server) salvaged(r *http.Request) session {
	x := s.start()
	q, err := url.ParseQuery(r.URL.RawQuery)
	if err != nil {
		return x
	}
	x.State = x.offer.Salvage(q)
	for _, text := range q[keyPin] {
		name, query, _ := strings.Cut(text, "|")
		_ = x.add(name, query) // one that cannot be answered is left out
	}
	x.distinguish()
	x.Large = q.Get(keyLook) == large
	return x
}

// add pins a state.
func (x *session) add(name, query string) error {
	if len(x.Pins) == mostPins {
		return wishf("%d what-ifs are pinned; one of them taken off before another is pinned would be right", mostPins)
	}
	q, err := url.ParseQuery(query)
	if err != nil {
		return wishf("a pinned what-if cannot be read; one that a page here pinned would be right")
	}
	state, err := x.offer.Parse(q)
	if err != nil {
		return err
	}
	x.Pins = append(x.Pins, pin{called(name, len(x.Pins)), state})
	return nil
}

// distinguish numbers the names of pinned states that are another's before it.
func (x *session) distinguish() {
	taken := func(name string, before int) bool {
		return slices.ContainsFunc(x.Pins[:before], func(p pin) bool { return p.Name == name })
	}
	for i := range x.Pins {
		name := x.Pins[i].Name
		for n := 2; taken(x.Pins[i].Name, i); n++ {
			number := fmt.Sprintf(" (%d)", n)
			r := []rune(name)
			x.Pins[i].Name = strings.TrimSpace(string(r[:min(len(r), mostName-len(number))])) + number
		}
	}
}

// called is a name fit to stand in a page and a link, or a letter.
func called(name string, at int) string {
	name = strings.Map(func(r rune) rune {
		if r == '|' || r == unicode.ReplacementChar || !unicode.IsPrint(r) {
			return ' '
		}
		return r
	}, strings.ToValidUTF8(name, " "))
	name = strings.Join(strings.Fields(name), " ")
	name = cutName(name)
	if name == "" {
		return "What-if " + string(rune('A'+at))
	}
	return name
}

// cutName is a name that is not too long: of one that is, the words that there is room for.
func cutName(name string) string {
	r := []rune(name)
	if len(r) <= mostName {
		return name
	}
	cut := string(r[:mostName-1])
	if at := strings.LastIndexByte(cut, ' '); r[mostName-1] != ' ' && at >= mostName/2 {
		cut = cut[:at]
	}
	return strings.TrimSpace(cut) + "…"
}

// link is the canonical link to a path in this session.
func (x session) link(path string) string {
	parts := []string{}
	if q := x.offer.Query(x.State); q != "" {
		parts = append(parts, q)
	}
	for _, p := range x.Pins {
		parts = append(parts, keyPin+"="+url.QueryEscape(p.Name+"|"+x.offer.Query(p.State)))
	}
	if x.Large {
		parts = append(parts, keyLook+"="+large)
	}
	if path == casePath || strings.HasPrefix(path, casePath+".") {
		parts = append(parts, x.Facts.query()...)
	}
	if len(parts) == 0 {
		return path
	}
	return path + "?" + strings.Join(parts, "&")
}

// Link is the link to a page, and to a file of its answer.
func (x session) Link(path string) string { return x.link(path) }

// Export is the link to a file of the answer; pins are no part of it.
func (x session) Export(file string) string {
	x.Pins, x.Large = nil, false
	return x.link("/export/" + file)
}

// Without is the link to the comparison without one of its states.
func (x session) Without(at int) string {
	pins := append([]pin{}, x.Pins[:at]...)
	x.Pins = append(pins, x.Pins[at+1:]...)
	return x.link(comparePath)
}

// At is the link to the what-if page with a pinned state in place of the one shown.
func (x session) At(at int) string {
	x.State = x.Pins[at].State
	return x.link(whatifPath)
}

// Fresh is the link to the what-if page as it was at the start.
func (x session) Fresh() string {
	x.State = x.offer.Start
	return x.link(whatifPath)
}

// Looked is the link to a page in the other look.
func (x session) Looked(path string) string {
	x.Large = !x.Large
	return x.link(path)
}

// Query is the state as a query.
func (x session) Query() string { return x.offer.Query(x.State) }

// PinTexts are the pinned states as the fields of a form hold them.
func (x session) PinTexts() (out []string) {
	for _, p := range x.Pins {
		out = append(out, p.Name+"|"+x.offer.Query(p.State))
	}
	return out
}

// Full reports whether no more states can be pinned.
func (x session) Full() bool { return len(x.Pins) >= mostPins }

// Facts are those of a hypothetical charge, as impact explain takes them; "" where one is
// not recorded.
type Facts struct {
	Statute, Final, Inchoate                                     string
	Offense, Filed, Disposed, Disposition                        string
	VictimAge, Trafficked, Means, DefendantAge, Priors, Findings string
}

// factKeys are the fields of a case, which are flags of impact explain, in their order.
var factKeys = []string{"statute", "final-statute", "inchoate", "offense-date", "filed-date", "disposition-date", "disposition",
	"victim-age", "victim-trafficked", "means", "defendant-age", "prior-convictions", "findings"}

// fields are the facts in the order of their keys.
func (f *Facts) fields() []*string {
	return []*string{&f.Statute, &f.Final, &f.Inchoate, &f.Offense, &f.Filed, &f.Disposed, &f.Disposition,
		&f.VictimAge, &f.Trafficked, &f.Means, &f.DefendantAge, &f.Priors, &f.Findings}
}

// mostFact is how long a fact may be.
const mostFact = 80

func factsOf(q url.Values) (f Facts, err error) {
	to := f.fields()
	for i, key := range factKeys {
		text := strings.TrimSpace(strings.Join(q[key], ";"))
		if len(text) > mostFact {
			return f, wishf("%s: a shorter text would be right", key)
		}
		*to[i] = text
	}
	return f, nil
}

// Flags are the facts as flags of impact explain, each with its value.
func (f Facts) Flags() (out []string) {
	for i, v := range f.fields() {
		if *v != "" {
			out = append(out, "--"+factKeys[i], *v)
		}
	}
	return out
}

// Words are the facts as a sentence tells them; "" for none.
func (f Facts) Words() string {
	var out []string
	for i, v := range f.fields() {
		if *v != "" {
			out = append(out, strings.ReplaceAll(factKeys[i], "-", " ")+" "+*v)
		}
	}
	return strings.Join(out, "; ")
}

// odd says what does not go together in the facts; each is told as it stands.
func (f Facts) odd() (out []string) {
	if m := f.MeansList(); slices.Contains(m, "none") && len(m) > 1 {
		out = append(out, "The means are said to be none and others as well: “none” is passed by.")
	}
	days := []struct{ name, on string }{{"the day of the offence", f.Offense}, {"the day of filing", f.Filed}, {"the day of the disposition", f.Disposed}}
	for i, late := range days {
		for _, early := range days[:i] {
			if a, b := dayOf(early.on), dayOf(late.on); !a.IsZero() && !b.IsZero() && b.Before(a) {
				out = append(out, sentence(late.name+" is before "+early.name))
			}
		}
	}
	if f.Final != "" && f.Disposition != "" && f.Disposition != "convicted" {
		out = append(out, "A statute as convicted is named, but the case ended otherwise ("+f.Disposition+"): no conviction is told.")
	}
	return out
}

// dayOf is a day, 2016-12-31; the zero time where it is none.
func dayOf(text string) time.Time {
	day, err := time.Parse(time.DateOnly, text)
	if err != nil {
		return time.Time{}
	}
	return day
}

// MeansList are the means that are recorded, each for itself.
func (f Facts) MeansList() []string {
	return strings.FieldsFunc(f.Means, func(r rune) bool { return r == ';' || r == ',' || r == ' ' })
}

func (f Facts) query() (out []string) {
	for i, v := range f.fields() {
		if *v != "" {
			out = append(out, factKeys[i]+"="+escape(*v))
		}
	}
	return out
}
