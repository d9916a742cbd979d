package dialect

import (
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"math"
	"slices"
	"strconv"
	"strings"

	"impact/internal/court"
	"impact/internal/law"
)

// A Refusal says why an answer cannot be used although it can be read: it was made
// from another mapping, or the engine's rows do not admit it.
type Refusal struct{ Why string }

func (r Refusal) Error() string { return r.Why }

func refusef(format string, args ...any) error { return Refusal{fmt.Sprintf(format, args...)} }

// An Answer is the rows that an engine gave for the queries of a Script.
type Answer struct {
	columns []int // of Columns, in the rows
	checks  map[string][]tally
	hashes  []string // of script and codes, as each slice has them
	pieces  map[int64]string
	refused map[int64]court.Tally
	repeats map[string]court.Tally
	kinds   map[string]*kind
	names   []string // of kinds
	slices  []tally
	rows    []line // sentences, cases and persons: kinds may stand behind them
	lags    [2]court.Lag
	months  [2]court.Months
}

type tally struct{ rows, counts int64 }

type kind struct {
	at      int32
	numbers []int64
	court.Kind
}

// A line is a row that names kinds.
type line struct {
	part       int64
	item, list string
	rows       int64
}

// NewAnswer is an answer without rows.
func NewAnswer() *Answer {
	return &Answer{checks: map[string][]tally{}, pieces: map[int64]string{}, refused: map[int64]court.Tally{}, repeats: map[string]court.Tally{},
		kinds: map[string]*kind{}, months: [2]court.Months{{}, {}}}
}

// Begin takes the header of a file of answers.
func (a *Answer) Begin(header []string) error {
	a.columns = nil
	for _, name := range Columns {
		i := slices.IndexFunc(header, func(h string) bool { return strings.EqualFold(strings.TrimSpace(h), name) })
		if i < 0 {
			return fmt.Errorf("there is no column %q; the result of an answer query of impact sql reduce, with its header, or a file that impact reduce wrote, would be right", name)
		}
		a.columns = append(a.columns, i)
	}
	return nil
}

// Row takes a row.
func (a *Answer) Row(cells []string) error {
	text := func(i int) string { return strings.TrimSpace(cells[a.columns[i]]) }
	var n [3]int64
	for i, at := range [...]int{0, 4, 5} {
		var err error
		if n[i], err = strconv.ParseInt(text(at), 10, 64); err != nil || n[i] < 0 || n[i] > 1<<40 {
			return fmt.Errorf("%s %q is not a whole number that a table's rows can come to", Columns[at], text(at))
		}
	}
	step, item, list, rows, counts := n[0], text(2), text(3), n[1], n[2]
	if step < 1 || int(step) >= len(partNames) || partNames[step] != text(1) {
		return fmt.Errorf("step %d is not %q", step, text(1))
	}
	switch step {
	case partCheck:
		switch item {
		case "hash of the script", "hash of the codes":
			a.hashes = append(a.hashes, list)
		case "slice":
			a.slices = append(a.slices, tally{rows, counts})
		default:
			a.checks[item] = append(a.checks[item], tally{rows, counts})
		}
		return nil
	case partRepeated:
		t := a.repeats[item]
		a.repeats[item] = court.Tally{Rows: t.Rows + rows, Counts: t.Counts + counts}
		return nil
	case partKind:
		return a.kind(item, list, rows)
	case partSentence, partCase, partPerson:
		a.rows = append(a.rows, line{step, item, list, rows})
		return nil
	}
	number, err := strconv.ParseInt(item, 10, 64)
	if err != nil {
		return fmt.Errorf("item %q is not a whole number", item)
	}
	switch step {
	case partMeta:
		a.pieces[number] = list
	case partRefused:
		t := a.refused[number]
		a.refused[number] = court.Tally{Rows: t.Rows + rows, Counts: t.Counts + counts}
	default:
		return a.clock(step, number, list, rows)
	}
	return nil
}

func (a *Answer) kind(item, list string, rows int64) error {
	k := a.kinds[item]
	if k == nil {
		k = &kind{at: int32(len(a.names))}
		a.kinds[item], a.names = k, append(a.names, item)
	}
	switch {
	case list == "no case":
		k.NoCase += rows
	case list == "no person":
		k.NoPerson += rows
	case k.numbers != nil:
		return fmt.Errorf("kind %s stands there twice", item)
	default:
		var err error
		k.Rows = rows
		k.numbers, err = numbersOf(list, len(signatureColumns))
		return err
	}
	return nil
}

func numbersOf(list string, want int) ([]int64, error) {
	parts := strings.Split(list, ".")
	if len(parts) != want {
		return nil, fmt.Errorf("%q is not %d numbers", list, want)
	}
	out := make([]int64, want)
	for i, p := range parts {
		var err error
		if out[i], err = strconv.ParseInt(p, 10, 64); err != nil {
			return nil, fmt.Errorf("%q is not %d numbers", list, want)
		}
	}
	return out, nil
}

// clock takes rows of a lag or of a month.
func (a *Answer) clock(step, stage int64, list string, rows int64) error {
	n, err := strconv.ParseInt(list, 10, 64)
	if err != nil || stage > 1 || stage < 0 || n < 0 || step == partLag && n > court.MaxLag || step == partMonth && n >= 12*10_000 {
		return fmt.Errorf("stage %d, months %q: not of this reduction", stage, list)
	}
	if step == partLag {
		a.lags[stage][n] += rows
		return nil
	}
	year, month := law.Year(n/12), int(n%12) // January is 0, and July the first of the fiscal year
	if month >= 6 {
		year++
	}
	m := a.months[stage][year]
	m[(month+6)%12] += rows
	a.months[stage][year] = m
	return nil
}

// Meta is what the mapping says that the answer was made with, once all rows are
// taken. The error is a Refusal where script and codes are not of one mapping.
func (a *Answer) Meta() (*Meta, error) {
	if len(a.hashes) == 0 || len(a.pieces) == 0 {
		return nil, errors.New("the check rows are not there; the whole result of an answer query would be right, and of several slices all of them")
	}
	for _, h := range a.hashes {
		if h != a.hashes[0] {
			return nil, refusef("the script and the table of codes, or two slices, are of different mappings; run load and make again with the files of one impact sql reduce")
		}
	}
	if len(a.hashes) != 2*len(a.slices) {
		return nil, refusef("the table of codes is not whole; load it again")
	}
	var digits strings.Builder
	for i := range int64(len(a.pieces)) {
		digits.WriteString(a.pieces[i])
	}
	b, err := hex.DecodeString(digits.String())
	m := &Meta{}
	if err == nil {
		err = json.Unmarshal(b, m)
	}
	if err != nil {
		return nil, refusef("what the mapping says of itself is not whole (%v); load the codes again", err)
	}
	if m.Format != format {
		return nil, refusef("the answer is of form %d, and this program reads form %d; make the SQL anew", m.Format, format)
	}
	return m, nil
}

// Same says whether the answer is of the run's own law, scenario, map and cuts. The
// error is a Refusal.
func (m *Meta) Same(now Origin) error {
	for _, x := range []struct{ what, was, is string }{
		{"law", m.Origin.Law, now.Law}, {"scenario", m.Origin.Scenario, now.Scenario}, {"column map", m.Origin.Map, now.Map},
		{"baseline", m.Origin.Baseline, now.Baseline}, {"set of readings", m.Origin.Frame, now.Frame},
	} {
		if x.was != x.is {
			return refusef("the answer was made for another %s than this run asks for; the flags of impact sql reduce would be right, or its SQL made anew", x.what)
		}
	}
	return nil
}

// Docket makes the docket of the answer. The error is a Refusal where rows are
// missing or cannot be counted as the program would count them.
func (a *Answer) Docket(m *Meta, frame *law.Frame, baseline law.Date) (*court.Docket, error) {
	if err := a.sound(m); err != nil {
		return nil, err
	}
	d := &court.Docket{Frame: frame, Baseline: baseline, Lags: a.lags, Months: a.months}
	recorded := func(what string) bool { return a.sum("recorded "+what).rows > 0 }
	d.Has = court.Recorded{Case: recorded("case"), Person: recorded("person"), Disposition: recorded("disposition"), Fine: recorded("fine")}
	coded := a.sum("rows with codes")
	d.Ledger.Read = court.Tally{Rows: coded.rows, Counts: coded.counts}
	for n, t := range a.refused {
		if n < 1 || n > int64(len(m.Reasons)) {
			return nil, fmt.Errorf("reason %d: there are %d", n, len(m.Reasons))
		}
		d.Ledger.Refused = append(d.Ledger.Refused, court.Reason{Text: m.Reasons[n-1], Tally: t})
	}
	as := &court.Assembly{Docket: d, Same: a.repeats["same"], Other: a.repeats["other"]}
	read, err := newReader(m)
	if err != nil {
		return nil, err
	}
	for _, name := range a.names {
		k := a.kinds[name]
		if k.numbers == nil {
			return nil, fmt.Errorf("kind %s has no numbers", name)
		}
		if k.Signature, err = read.signature(k.numbers); err != nil {
			return nil, fmt.Errorf("kind %s: %w", name, err)
		}
		as.Kinds = append(as.Kinds, k.Kind)
	}
	if err := a.lines(as); err != nil {
		return nil, err
	}
	out, err := court.Assemble(as)
	if err != nil {
		return nil, refusef("rows are missing from the answer: %v; export its whole result", err)
	}
	return out, nil
}

// sum adds up a check of all slices.
func (a *Answer) sum(item string) (t tally) {
	for _, x := range a.checks[item] {
		t.rows, t.counts = t.rows+x.rows, t.counts+x.counts
	}
	return t
}

// sound holds the parts of the answer against each other.
func (a *Answer) sound(m *Meta) error {
	seen := map[int64]bool{}
	for _, s := range a.slices {
		if s.counts != a.slices[0].counts || seen[s.rows] {
			return refusef("slice %d of %d stands there twice, or slices of several scripts are mixed; one answer of each slice would be right", s.rows+1, s.counts)
		}
		seen[s.rows] = true
	}
	if int64(len(seen)) != a.slices[0].counts {
		return refusef("%d of %d slices are there; name the answers of all of them", len(seen), a.slices[0].counts)
	}
	if n := a.sum("codes").rows; n != int64(m.Codes) {
		return refusef("the engine's table of codes has %s, the mapping %d; load it again", rows(n), m.Codes)
	}
	table, coded, kinds := a.sum("rows of the table").rows, a.sum("rows with codes").rows, a.sum("rows of kinds").rows
	if table != coded {
		return refusef("the table has %s and %d got codes; the table changed meanwhile, or the codes were loaded twice", rows(table), coded)
	}
	var unknown []string
	var refused int64
	for n, t := range a.refused {
		refused += t.Rows
		if n < 0 {
			if int(-n) > len(m.Fields) {
				return fmt.Errorf("field %d: there are %d", -n, len(m.Fields))
			}
			unknown = append(unknown, fmt.Sprintf("%s (%s)", m.Fields[-n-1], rows(t.Rows)))
		}
	}
	slices.Sort(unknown)
	if len(unknown) > 0 {
		return refusef("the table holds texts that the mapping does not know, in %s; list its distinct texts again and make the SQL anew", strings.Join(unknown, ", "))
	}
	repeated := a.repeats["same"].Rows + a.repeats["other"].Rows
	var weights int64
	for _, k := range a.kinds {
		weights += k.Rows
	}
	if coded != refused+repeated+kinds || kinds != weights {
		return refusef("of %s, refused are %d, repeats of a charge_id %d, and counted %d in kinds that hold %d: they do not add up; export the whole answer", rows(coded), refused, repeated, kinds, weights)
	}
	if a.repeats["undecided"].Rows > 0 {
		return refusef("a charge_id stands in rows that are alike but for their case_id or person_id, and SQL cannot tell which of them a local run keeps; drop: charge_id in the map, or make it tell charges apart")
	}
	if n := a.sum("recorded victim").rows; n > 0 {
		return refusef("a victim_id stands in %s, and facts that charges of one victim share are not reckoned in SQL; drop: victim_id in the map, or reduce locally", rows(n))
	}
	if kinds == 0 {
		return refusef("no row can be used (%d read)", coded)
	}
	return nil
}

// rows is a number of rows in words.
func rows(n int64) string {
	if n == 1 {
		return "1 row"
	}
	return fmt.Sprintf("%d rows", n)
}

// lines takes sentences, cases and persons.
func (a *Answer) lines(as *court.Assembly) error {
	for _, l := range a.rows {
		if l.part == partSentence {
			k := a.kinds[l.item]
			n, err := numbersOf(l.list, 4)
			if k == nil || err != nil {
				return fmt.Errorf("sentence %q of kind %q: not of this reduction", l.list, l.item)
			}
			for _, days := range n[:3] {
				if days < -1 || days > math.MaxInt32 {
					return fmt.Errorf("sentence %q: %d is no number of days", l.list, days)
				}
			}
			as.Sentences = append(as.Sentences, court.Sentenced{Sig: k.at, Rows: l.rows,
				Sentence: court.Sentence{Jail: int32(n[0]), Suspended: int32(n[1]), Probation: int32(n[2]), Fine: n[3]}})
			continue
		}
		g := court.Group{Weight: l.rows}
		for _, one := range strings.Split(l.list, "|") {
			var kinds []int32
			for _, name := range strings.Split(one, ".") {
				k := a.kinds[name]
				if k == nil {
					return fmt.Errorf("kind %q is not there", name)
				}
				kinds = append(kinds, k.at)
			}
			g.Cases = append(g.Cases, kinds)
		}
		if l.part == partCase {
			as.Cases = append(as.Cases, g)
		} else {
			as.Persons = append(as.Persons, g)
		}
	}
	return nil
}

// A reader makes signatures of numbers.
type reader struct {
	m     *Meta
	cites []law.Citation
}

func newReader(m *Meta) (*reader, error) {
	r := &reader{m: m}
	for _, text := range m.Cites {
		var c law.Citation
		if text != "" {
			var err error
			if c, err = law.ParseCitation(text); err != nil {
				return nil, err
			}
		}
		r.cites = append(r.cites, c)
	}
	return r, nil
}

// most is the greatest number of each signature column; 0 for those that are places
// in a list.
func (r *reader) most() []int64 {
	list := func(n int) int64 { return int64(n) - 1 }
	return []int64{list(len(r.cites)), math.MaxUint8, math.MaxUint8, list(len(r.cites)), math.MaxUint8, math.MaxUint8, 1, 1, int64(court.Other), math.MaxUint8,
		math.MaxUint16, math.MaxUint8, math.MaxUint8, math.MaxUint8, math.MaxUint8, math.MaxUint8, list(len(r.m.Findings)), int64(court.ByBaseline),
		math.MaxInt16, math.MaxInt16, int64(court.Undated), int64(court.Undated), list(len(r.m.Races)), list(len(r.m.Sexes)), math.MaxInt32}
}

func (r *reader) signature(n []int64) (s court.Signature, err error) {
	for i, most := range r.most() {
		if n[i] < 0 || n[i] > most {
			return s, fmt.Errorf("%s %d: a number from 0 to %d would be right", signatureColumns[i], n[i], most)
		}
	}
	side := func(i int) court.Side {
		return court.Side{Cite: r.cites[n[i]], Inchoate: law.Inchoate(n[i+1]), Status: law.Status(n[i+2])}
	}
	s = court.Signature{
		Charged: side(0), Final: side(3), Substituted: n[6] == 1, Differs: n[7] == 1,
		Disposition: court.Disposition(n[8]), RecordClass: law.Class(n[9]),
		Facts: law.Facts{Era: uint16(n[10]), VictimAge: uint8(n[11]), DefendantAge: uint8(n[12]), Priors: uint8(n[13]),
			Trafficked: law.Truth(n[14]), Means: law.Means(n[15]), Made: r.m.Findings[n[16]][0], NotMade: r.m.Findings[n[16]][1]},
		Governed: court.Governed(n[17]), ChargedYear: law.Year(n[18]), DisposedYear: law.Year(n[19]),
		ChargedBy: court.YearBy(n[20]), DisposedBy: court.YearBy(n[21]), Race: r.m.Races[n[22]], Sex: r.m.Sexes[n[23]], Counts: int32(n[24]),
	}
	return s, nil
}
