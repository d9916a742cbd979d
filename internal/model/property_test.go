package model_test

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"impact/internal/court"
	"impact/internal/law"
	"impact/internal/model"
)

// A setting is a code and a proposal, as the program and as the reference has it.
type setting struct {
	code     *law.Code
	proposal *law.Proposal
	p        *proposal
}

// trials runs a property on random dockets under random proposals; the property
// says what is wrong, or "".
func trials(t *testing.T, seed uint64, holds func(r *rand.Rand, s *setting, rows []refCharge) string) {
	t.Helper()
	pack := smallLaw.pack()
	for i := range 40 {
		r := rand.New(rand.NewPCG(seed, uint64(i)))
		p := randomProposal(r)
		s := &setting{p: &p}
		s.code, s.proposal = p.propose(t, pack, &smallLaw)
		for range 5 {
			rows := randomDocket(r)
			if fault := holds(r, s, rows); fault != "" {
				t.Fatalf("%s\n%s\n%s", fault, docketText(rows), p.scenarioYAML())
			}
		}
	}
}

// evaluate is the result on some rows.
func (s *setting) evaluate(rows []refCharge) *model.Result {
	d := reduce(s.code, s.proposal, smallLaw.baseline, rows)
	return model.Evaluate(s.code, d, model.NewPriors(d), s.proposal)
}

func TestAProposalWithoutProvisionsMovesNothing(t *testing.T) {
	nothing := proposal{names: []string{"nothing"}}
	code, p := nothing.propose(t, smallLaw.pack(), &smallLaw)
	s := &setting{code: code, proposal: p}
	r := rand.New(rand.NewPCG(2, 2))
	for range 200 {
		rows := randomDocket(r)
		got := s.evaluate(rows)
		if off := offDiagonal(got); len(off) > 0 {
			t.Fatalf("off the diagonal:\n%s\n%s", strings.Join(off, "\n"), docketText(rows))
		}
	}
}

// offDiagonal lists what a result says has changed.
func offDiagonal(r *model.Result) []string {
	var out []string
	say := func(what string, c model.Count) {
		if !c.Zero() {
			out = append(out, fmt.Sprint(what, " ", c))
		}
	}
	for _, x := range r.ClassShifts {
		if x.From != x.To {
			say(fmt.Sprint("class_shift ", x.From, " ", x.To), x.Count)
		}
	}
	for _, x := range r.SectionShifts {
		if x.From != x.To || x.Provision != "" {
			say(fmt.Sprint("section_shift ", x.From, " ", x.To, " ", x.Provision), x.Count)
		}
	}
	for _, x := range r.Registrations {
		if x.Event != model.Kept || x.Before != x.After {
			say(fmt.Sprint("registry ", x.Event), x.Count)
		}
	}
	for _, x := range r.MinorVictims {
		if x.From != x.To {
			say(fmt.Sprint("minor_victims ", x.From, " ", x.To), x.Count)
		}
	}
	for _, stage := range court.Stages {
		for _, c := range []model.Count{r.Totals.Moved[stage], r.Totals.Up[stage], r.Totals.Down[stage], r.Totals.Felony[stage], r.Totals.Minor[stage], r.Totals.CaseFelony[stage]} {
			say("total", c)
		}
	}
	say("registry total", r.Totals.Registry)
	return out
}

func TestTheLedgerBalances(t *testing.T) {
	trials(t, 3, func(r *rand.Rand, s *setting, rows []refCharge) string {
		rows = append(rows, rows[r.IntN(len(rows))])
		var read, refused, kept, fates court.Tally
		sum := func(to *court.Tally, x court.Tally) { to.Rows += x.Rows; to.Counts += x.Counts }
		for _, e := range s.evaluate(rows).Ledger {
			switch e.Kind {
			case model.Read:
				sum(&read, e.Tally)
			case model.Refused:
				sum(&refused, e.Tally)
			case model.KeptRows:
				sum(&kept, e.Tally)
			case model.Unchanged, model.Moved, model.Repealed, model.Undetermined, model.OutOfCatalogue:
				sum(&fates, e.Tally)
			}
		}
		if read.Rows != int64(len(rows)) || kept != fates || read.Rows != kept.Rows+refused.Rows || read.Counts != kept.Counts+refused.Counts {
			return fmt.Sprintf("read %v, refused %v, kept %v, fates %v", read, refused, kept, fates)
		}
		return ""
	})
}

func TestWhatIsFullyRecordedIsCertain(t *testing.T) {
	trials(t, 4, func(r *rand.Rand, s *setting, rows []refCharge) string {
		for i := range rows {
			complete(r, &rows[i])
		}
		for k, c := range cellsOf(s.evaluate(rows)) {
			if c.Low != c.Central || c.Central != c.High {
				return fmt.Sprint(k, " ", c)
			}
		}
		return ""
	})
}

// complete records every fact of a row, cites it exactly, and leaves nothing
// that its element contradicts.
func complete(r *rand.Rand, c *refCharge) {
	exact := []string{"1-10(a)", "1-20(a)(1)", "1-20(a)(2)", "1-30", "1-40", "1-50", "1-60", "1-70", "1-80"}
	c.cite, c.known, c.victim = pick(r, exact...), attributes, ""
	if c.final != "" {
		c.final = pick(r, exact...)
	}
	for _, l := range attributes {
		c.facts.set(attribute(l), r.IntN(attribute(l).values()))
	}
	c.facts.age, c.facts.means = 15, 1 // what 1-20(a)(1) and 1-20(a)(2) prove
}

// The bounds are as wide as the number of rows that were blanked: rec-3 asks the
// victim's age of 53a-83(a), and nothing else does.
func TestBlankedAgesWidenTheirCellsByTheirNumber(t *testing.T) {
	code := smallPack(t)
	p := council(t, code, "rec-3")
	for blanked := range 13 {
		var rows []refCharge
		for i := range 12 {
			c := parseRow(t, "53a-83(a) person=P case=C", i)
			c.person, c.caze = fmt.Sprint("p", i), fmt.Sprint("c", i)
			if c.facts.age = 30; i%3 == 0 {
				c.facts.age = 16
			}
			if i >= blanked {
				c.known = "a"
			}
			rows = append(rows, c)
		}
		d := reduce(code, p, 20161231, rows)
		seen := map[model.Unit]int{}
		for _, x := range model.Evaluate(code, d, model.NewPriors(d), p).ClassShifts {
			if x.Window == model.All && x.Stage == court.AsCharged {
				seen[x.Unit]++
				if x.High-x.Low != float64(blanked) {
					t.Errorf("%d blanked: %v %s to %s has the bounds %v", blanked, x.Unit, x.From, x.To, x.Count)
				}
			}
		}
		if seen[model.Charges] == 0 || seen[model.Cases] == 0 || seen[model.Persons] == 0 {
			t.Errorf("a unit is missing: %v", seen)
		}
	}
}

// The prior (k+1/2)/(n+1) moves when a docket is doubled, unless nothing is
// recorded of what is asked (n = 0) or half of it is so (2k = n).
func TestADocketTwiceOverCountsTwice(t *testing.T) {
	trials(t, 5, func(r *rand.Rand, s *setting, rows []refCharge) string {
		once, twice := cellsOf(s.evaluate(rows)), cellsOf(s.evaluate(doubled(rows)))
		return scaled(once, twice, 2, false)
	})
}

func TestTheExpectationDoublesWhereNothingIsRecorded(t *testing.T) {
	trials(t, 6, func(r *rand.Rand, s *setting, rows []refCharge) string {
		for i := range rows {
			rows[i].known = ""
			rows[i].facts = facts{age: 5, defendant: 10}
		}
		return scaled(cellsOf(s.evaluate(rows)), cellsOf(s.evaluate(doubled(rows))), 2, true)
	})
}

// doubled is the docket and a copy of it under other ids.
func doubled(rows []refCharge) []refCharge {
	out := slices.Clone(rows)
	for _, c := range rows {
		for _, id := range []*string{&c.id, &c.caze, &c.person, &c.victim} {
			if *id != "" {
				*id += "'"
			}
		}
		out = append(out, c)
	}
	return out
}

// scaled says where a result is not n times another.
func scaled(once, more counts, n float64, central bool) string {
	for k, c := range once {
		m := more[k]
		if m.Low != n*c.Low || m.High != n*c.High || central && !close9(m.Central, n*c.Central) {
			return fmt.Sprintf("%v: %v once, %v", k, c, m)
		}
	}
	if len(once) != len(more) {
		return fmt.Sprintf("%d cells once, %d", len(once), len(more))
	}
	return ""
}

// Nothing hangs on the order of rows: not a bit of any figure.
func TestTheOrderOfRowsChangesNothing(t *testing.T) {
	trials(t, 7, func(r *rand.Rand, s *setting, rows []refCharge) string {
		for i := range rows { // some ids repeat, with equal or other values
			if chanceOf(r, 0.3) {
				rows[i].id = rows[0].id
			}
		}
		rows = append(rows, rows[r.IntN(len(rows))])
		want := fmt.Sprintf("%+v", plain(s.evaluate(rows)))
		r.Shuffle(len(rows), func(i, j int) { rows[i], rows[j] = rows[j], rows[i] })
		if got := fmt.Sprintf("%+v", plain(s.evaluate(rows))); got != want {
			return "got\n" + got + "\nbefore the shuffle\n" + want
		}
		return ""
	})
}

// plain is a result without the law that it rests on, for printing.
func plain(r *model.Result) model.Result {
	out := *r
	out.Proposal, out.Unverified = nil, nil
	return out
}
