// Package serve is the pages of impact serve: a what-if is a state, a state is a link, and
// a request is held within limits before anything is counted. What a state comes to an
// Engine says.
package serve

import (
	"errors"
	"fmt"
	"maps"
	"net/url"
	"slices"
	"strconv"
	"strings"
)

// A State is one what-if: all that its figures hang on, and which cost basis is shown.
type State struct {
	Scenario   string
	Reading    string   // "all" for every reading
	Provisions []string // that are on, in the order of the scenario; none is an empty list
	Assume     []string // assumptions that are moved, "name=value", in the order of the offer
	Baseline   string   // a day, 2016-12-31
	Horizon    int      // fiscal years
	Draws      int
	Seed       uint64
	Basis      string // BothBases, AverageBasis or MarginalBasis
}

// All names every reading.
const All = "all"

// The cost bases that are shown.
const (
	BothBases     = "both"
	AverageBasis  = "average"
	MarginalBasis = "marginal"
)

var bases = []string{BothBases, AverageBasis, MarginalBasis}

// An Offer is which states there are, and the one that a link without a query names.
type Offer struct {
	Data       string // in words where the charges come from; "" where that is not told
	Reduced    string // file of reduced charges that was given in place of those; "" for none
	Map        string // by which files are read; "" where it is guessed
	Folders    bool   // files lie in other folders, of which no command tells
	Scenario   string // its id
	Named      bool   // links name it: it is not the one that a page is started with by itself
	Title      string
	Noun       string // what the proposal calls a provision
	Provisions []Provision
	Readings   []Reading
	Dials      []Dial
	Start      State
	Priced     bool       // on two bases, of which one alone can be shown
	Baselines  []Baseline // the days whose law can be asked for: that of the start, then the latest first
	// Fixed says why the baseline and the dials of the record cannot be moved; "" where
	// they can.
	Fixed string
	// Settled is closed once counts can be told; nil where they can from the start.
	Settled <-chan struct{}
	// Flag says what the data are and what is withheld, and Mark says it in short.
	Flag, Mark string
	Held       bool // counts are withheld, over every choice of provisions
	// Told are choices of provisions, where only these are told, once Settled is closed; nil where
	// every one is.
	Told func() [][]string
	// MostWork is the most that one answer may take, in the unit of Work; 0 for no limit. What
	// the start takes is always answered.
	MostWork int
	// Refuse says why a state is not answered; nil where it is. What this package checks
	// by itself it need not.
	Refuse func(State) error
	// Price checks one assumption, "name=value", and writes it in its shortest form.
	Price func(text string) (string, error)
}

// A Provision is a switch.
type Provision struct {
	ID, Title string
	Requires  []string
	Fixed     bool // it has no switch
}

// A Baseline is a day whose law history may be carried to.
type Baseline struct {
	Day  string // 2016-12-31
	Says string // what the day is, in few words: before which act
}

// A Reading is one way in which the words of a proposal can be understood.
type Reading struct {
	ID, Title string
	Default   bool
}

// A Dial is an assumption that can be moved.
type Dial struct {
	Name, Meaning, Unit, Source, Why string
	Asks                             string   // in the words of who asks; "" for none
	Value, Low, High                 string   // as a run takes them
	Step                             string   // of a number field
	Words                            []string // of a choice; nil for a number
	Least, Most                      string   // that a number may be; "" for no limit
	Open                             bool     // neither limit is itself taken
	Record                           bool     // it changes what is counted of the record
	Given                            bool     // its value is one that the page was started with, not that of the assumptions
}

// Limits of what a query may ask.
const (
	MostHorizon = 50
	LeastDraws  = 20
	MostDraws   = 20_000
	mostAssumed = 64
)

// A wish is a query that is not answered as it stands: what is wrong and what would be right.
type wish struct {
	error
	near []State // that are answered in its place
}

func wishf(format string, args ...any) error { return wish{error: fmt.Errorf(format, args...)} }

// Wrong makes an error one of the query, which the page tells as it is, with links to states
// near to it that are answered.
func Wrong(err error, near ...State) error { return wish{err, near} }

// keys of a query, in the canonical order.
const (
	keyScenario   = "scenario"
	keyReading    = "reading"
	keyProvisions = "provisions"
	keyAssume     = "assume"
	keyBaseline   = "baseline"
	keyHorizon    = "horizon"
	keyDraws      = "draws"
	keySeed       = "seed"
	keyBasis      = "basis"
	// of the form, which a browser sends field by field
	keyForm      = "form"
	keyProvision = "provision"
	dialPrefix   = "dial."
)

// Query writes a state as a canonical query, without what is as at the start; "" for the
// start itself.
func (o *Offer) Query(s State) string {
	var out []string
	put := func(key, value string) { out = append(out, key+"="+escape(value)) }
	start := &o.Start
	if s.Reading != start.Reading {
		put(keyReading, s.Reading)
	}
	if !slices.Equal(s.Provisions, start.Provisions) {
		put(keyProvisions, choice(s.Provisions))
	}
	for _, a := range s.Assume {
		put(keyAssume, a)
	}
	if s.Baseline != start.Baseline {
		put(keyBaseline, s.Baseline)
	}
	if s.Horizon != start.Horizon {
		put(keyHorizon, strconv.Itoa(s.Horizon))
	}
	if s.Draws != start.Draws {
		put(keyDraws, strconv.Itoa(s.Draws))
	}
	if s.Seed != start.Seed {
		put(keySeed, strconv.FormatUint(s.Seed, 10))
	}
	if s.Basis != start.Basis {
		put(keyBasis, s.Basis)
	}
	if o.Named && len(out) > 0 {
		out = append([]string{keyScenario + "=" + escape(o.Scenario)}, out...)
	}
	return strings.Join(out, "&")
}

// escape is a value of a query, with commas and colons left readable.
func escape(value string) string { return readable.Replace(url.QueryEscape(value)) }

var readable = strings.NewReplacer("%2C", ",", "%3A", ":", "%3D", "=")

// choice writes provisions as --provisions takes them.
func choice(ids []string) string {
	if len(ids) == 0 {
		return "none"
	}
	return strings.Join(ids, ",")
}

// Parse reads the state of a query: its canonical form, or that in which a form sends it.
// Keys that are no part of a state are passed by, if they are among others.
func (o *Offer) Parse(q url.Values, others ...string) (State, error) {
	s := o.Start
	known := []string{keyScenario, keyReading, keyProvisions, keyAssume, keyBaseline, keyHorizon, keyDraws, keySeed, keyBasis, keyForm, keyProvision}
	for key, values := range q {
		many := key == keyAssume || key == keyProvision
		switch {
		case slices.Contains(others, key):
		case strings.HasPrefix(key, dialPrefix) && o.dial(key[len(dialPrefix):]) != nil && len(values) == 1:
		case !slices.Contains(known, key):
			return s, wishf("the link names %q, which is no part of a what-if; %s would be right", shorten(key), strings.Join(known[:9], ", "))
		case !many && len(values) > 1:
			return s, wishf("the link says %s twice; once would be right", key)
		}
	}
	if id := q.Get(keyScenario); q.Has(keyScenario) && id != o.Scenario {
		return s, wishf("the link is of the scenario %q; this page answers for %s: impact serve --scenario with the other would be right", shorten(id), o.Scenario)
	}
	for _, step := range []func(*State, url.Values) error{o.reading, o.provisions, o.assumed, o.numbers, o.within} {
		if err := step(&s, q); err != nil {
			return s, err
		}
	}
	if o.Refuse != nil {
		if err := o.Refuse(s); err != nil && !isWish(err) {
			return s, wish{error: err}
		} else if err != nil {
			return s, err
		}
	}
	return s, nil
}

// Salvage is the state of a query without what cannot be answered of it: what was asked beside
// that stays.
func (o *Offer) Salvage(q url.Values) State {
	kept := url.Values{}
	try := func(add url.Values) {
		next := maps.Clone(kept)
		for key, values := range add {
			next[key] = append(slices.Clip(next[key]), values...)
		}
		if _, err := o.Parse(next); err == nil {
			kept = next
		}
	}
	if q.Has(keyForm) {
		try(url.Values{keyForm: {"1"}, keyProvision: q[keyProvision]})
	}
	for _, key := range []string{keyReading, keyProvisions, keyBaseline, keyHorizon, keyDraws, keySeed, keyBasis} {
		if q.Has(key) {
			try(url.Values{key: {q.Get(key)}})
		}
	}
	for _, a := range q[keyAssume][:min(len(q[keyAssume]), mostAssumed)] {
		try(url.Values{keyAssume: {a}})
	}
	for _, d := range o.Dials {
		if key := dialPrefix + d.Name; q.Has(key) {
			try(url.Values{key: {q.Get(key)}})
		}
	}
	s, err := o.Parse(kept)
	if err != nil { // not even the start is answered
		return o.Start
	}
	return s
}

// shorten is the beginning of a text that a stranger may have written.
func shorten(s string) string {
	const most = 40
	r := []rune(strings.ToValidUTF8(s, "?"))
	if len(r) > most {
		return string(r[:most]) + "…"
	}
	return string(r)
}

func (o *Offer) dial(name string) *Dial {
	for i := range o.Dials {
		if o.Dials[i].Name == name {
			return &o.Dials[i]
		}
	}
	return nil
}

func (o *Offer) reading(s *State, q url.Values) error {
	if !q.Has(keyReading) {
		return nil
	}
	ids := []string{All}
	for _, r := range o.Readings {
		ids = append(ids, r.ID)
	}
	if s.Reading = q.Get(keyReading); !slices.Contains(ids, s.Reading) {
		return wishf("reading %q: one of %s would be right", shorten(s.Reading), strings.Join(ids, ", "))
	}
	return nil
}

func (o *Offer) provisions(s *State, q url.Values) error {
	var named []string
	switch {
	case q.Has(keyProvisions):
		if text := q.Get(keyProvisions); text != "none" {
			named = strings.Split(text, ",")
		}
	case q.Has(keyForm):
		named = q[keyProvision]
	default:
		return nil
	}
	for _, p := range o.Provisions { // what has no switch is always in, and a form does not send it
		if p.Fixed && slices.Contains(s.Provisions, p.ID) && !slices.Contains(named, p.ID) {
			named = append(slices.Clip(named), p.ID)
		}
	}
	var ids []string
	on := []string{}
	for _, p := range o.Provisions {
		ids = append(ids, p.ID)
		if slices.Contains(named, p.ID) {
			on = append(on, p.ID)
		}
	}
	for i, id := range named {
		switch {
		case !slices.Contains(ids, id):
			return wishf("provisions: %q is none of the scenario's; some of %s, or none, would be right", shorten(id), strings.Join(ids, ","))
		case slices.Contains(named[:i], id):
			return wishf("provisions: %s is named twice; once would be right", id)
		}
	}
	s.Provisions = on
	return nil
}

// assumed reads the assumptions; what is as at the start is left out.
func (o *Offer) assumed(s *State, q url.Values) error {
	texts := slices.Clone(q[keyAssume])
	for _, d := range o.Dials {
		if v := strings.TrimSpace(q.Get(dialPrefix + d.Name)); v != "" {
			texts = append(texts, d.Name+"="+v)
		}
	}
	if len(texts) > mostAssumed {
		return wishf("%d assumptions are moved; at most %d would be right", len(texts), mostAssumed)
	}
	by := map[string]string{}
	for _, text := range texts {
		name, value, ok := strings.Cut(text, "=")
		d := o.dial(name)
		if !ok || d == nil {
			return wishf("assume %q: one of the assumptions with a value, such as share_served=0.85, would be right", shorten(text))
		}
		if _, twice := by[name]; twice {
			return wishf("assume %s: it is set twice; one value would be right", name)
		}
		if by[name] = value; len(value) > mostValue {
			return wishf("assume %s: a shorter value would be right", name)
		}
		if value == d.Value {
			continue
		}
		priced, err := o.Price(text)
		if err != nil {
			return wish{error: err}
		}
		_, by[name], _ = strings.Cut(priced, "=")
	}
	s.Assume = nil
	for _, d := range o.Dials {
		if v, ok := by[d.Name]; ok && v != d.Value {
			s.Assume = append(s.Assume, d.Name+"="+v)
		}
	}
	return nil
}

// mostValue is how long the value of an assumption may be.
const mostValue = 24

func (o *Offer) numbers(s *State, q url.Values) error {
	if v := q.Get(keyBaseline); v != "" {
		s.Baseline = v
	}
	whole := func(key string, to *int, right string, fits func(int) bool) error {
		text := q.Get(key)
		if text == "" {
			return nil
		}
		n, err := strconv.Atoi(text)
		if err != nil || !fits(n) {
			return wishf("%s %q: %s would be right", key, shorten(text), right)
		}
		*to = n
		return nil
	}
	if err := whole(keyHorizon, &s.Horizon, fmt.Sprintf("a number of years from 0 to %d", MostHorizon), func(n int) bool { return n >= 0 && n <= MostHorizon }); err != nil {
		return err
	}
	if err := whole(keyDraws, &s.Draws, fmt.Sprintf("0, or a number from %d to %d,", LeastDraws, MostDraws), func(n int) bool { return n == 0 || n >= LeastDraws && n <= MostDraws }); err != nil {
		return err
	}
	if text := q.Get(keySeed); text != "" {
		n, err := strconv.ParseUint(text, 10, 64)
		if err != nil {
			return wishf("seed %q: a whole number, 0 or more, would be right", shorten(text))
		}
		s.Seed = n
	}
	if text := q.Get(keyBasis); text != "" {
		if s.Basis = text; !slices.Contains(bases, text) {
			return wishf("basis %q: one of %s would be right", shorten(text), strings.Join(bases, ", "))
		}
	}
	return nil
}

// Work is about what an answer takes, in time and in memory: its draws, in each fiscal year,
// for the law as it is and for each reading.
func (o *Offer) Work(s State) int { return s.Draws * s.Horizon * o.laws(s) }

// laws is how many laws are projected side by side, with what a single one takes besides.
func (o *Offer) laws(s State) int {
	if s.Reading == All || o.Fixed != "" {
		return 2 + len(o.Readings)
	}
	return 3
}

// within refuses a state whose answer would take too much.
func (o *Offer) within(s *State, _ url.Values) error {
	most := max(o.MostWork, o.Work(o.Start))
	if o.MostWork == 0 || o.Work(*s) <= most {
		return nil
	}
	draws := most / (s.Horizon * o.laws(*s))
	for scale := 10; draws >= 10*scale; scale *= 10 {
		draws -= draws % scale
	}
	right := fmt.Sprintf("%d draws over %d years", max(draws, LeastDraws), s.Horizon)
	if years := most / (s.Draws * o.laws(*s)); years > 0 {
		right += fmt.Sprintf(", or %d draws over %d", s.Draws, years)
	}
	return wishf("%d draws over %d years are more than this page counts at once; %s would be right (impact run counts more)", s.Draws, s.Horizon, right)
}

// Key names what a state's figures hang on: equal keys have equal answers.
func (o *Offer) Key(s State) string {
	s.Basis = o.Start.Basis
	return o.Query(s)
}

// isWish reports whether an error is of the query.
func isWish(err error) bool { return errors.As(err, new(wish)) }
