package model_test

import (
	"fmt"
	"os"
	"slices"
	"strconv"
	"strings"
	"testing"
	"testing/fstest"

	"impact/internal/law"
	"impact/internal/model"
)

// A hand is a docket with its answer worked by hand. The law is that of
// testdata, which resembles Connecticut's:
//
//	53a-82        misdemeanor A      53a-83a       misdemeanor A
//	53a-83(a)     misdemeanor A, felony E from 2017-10-01
//	53a-83(c)     felony C; proves a victim under 18 or trafficked; registrable where under 18
//	53a-86(a)(1)  felony B; proves force
//	53a-86(a)(2)  felony B; proves a victim under 18; registrable
//	53a-88        felony D           53a-192a      felony B, not registrable
//	53a-54a       felony A           21a-1 -> 21a-2 (2013-10-01) -> 21a-3 (2015-07-01)
//
// Registration is for 10 years, for life after a second case; under rec-5 for
// life at once. The baseline is 2016-12-31.
type hand struct {
	fact       string
	provisions string // switched on
	rows       string // one a line: statute, then what is recorded
	show       string // the lines asked for, by what they begin with
	want       string // all of them
}

var hands = []hand{
	{
		// A court may order it of A (53a-88). Of C it may not: 17. Of D it may, in so far as no list has D: the
		// victim's age is open. E was not convicted. F is on the list since 2014. With rec-2 and rec-5 nothing of this
		// changes, but that F's term is life.
		// C is on the list. D is if the victim is under 18: P = (1 + 1/2)/(1 + 1) = 0.75 by C's record, P(trafficked)
		// = 1/2 with none recorded; given either, 0.75/(1 - 0.25 x 0.5) = 0.857142857.
		"what a court may order is told apart and never counted", "rec-2,rec-5",
		`53a-88    person=A disposed=2014-01-10
		 53a-88    person=A disposed=2015-01-10
		 53a-83(c) person=C disposed=2014-01-10 age=17
		 53a-83(c) person=D disposed=2014-01-10
		 53a-88    person=E filed=2014-01-10 disposition=nolle
		 53a-86(a)(2) person=F disposed=2014-06-01
		 53a-88    person=F disposed=2015-01-10`,
		"discretion|registry all person kept", `
			discretion 2014 proposed=false = 2
			discretion 2014 proposed=true = 2
			discretion 2015 proposed=false = 1
			discretion 2015 proposed=true = 1
			discretion all proposed=false = 2
			discretion all proposed=true = 2
			registry all person kept 10 years 10 years = 1..2, 1.85714286`,
	}, {
		// Before: one triggering conviction, 10 years. Rec 2 makes it 53a-192a, which no list holds.
		"rec-2 alone removes the registrations of 53a-86(a)(2)", "rec-2",
		"53a-86(a)(2) person=A disposed=2014-01-10",
		"registry", `
			registry 2014 person removed 10 years none = 1
			registry all person removed 10 years none = 1`,
	}, {
		// Only trafficking itself is added. (a)(2) stays where it is, and on the list as it was.
		"rec-5 alone adds only the trafficking section", "rec-5",
		`53a-192a     person=A disposed=2014-01-10
		 53a-86(a)(1) person=B disposed=2014-01-10
		 53a-86(a)(2) person=C disposed=2014-01-10`,
		"registry all", `
			registry all person added none life = 1
			registry all person kept 10 years 10 years = 1`,
	}, {
		// C was on for 10 years and is on for life. A and B come in: 53a-192a itself, and what was 53a-86(a)(1).
		"rec-2 and rec-5 keep those of 53a-86(a)(2) with another term and add the rest", "rec-2,rec-5",
		`53a-192a     person=A disposed=2014-01-10
		 53a-86(a)(1) person=B disposed=2014-01-10
		 53a-86(a)(2) person=C disposed=2014-01-10`,
		"registry all", `
			registry all person added none life = 2
			registry all person term_changed 10 years life = 1`,
	}, {
		// rec-2 moved the charge, rec-5 changed what a conviction of its destination brings: both, in file order.
		"a charge that two provisions together changed is credited to both", "rec-5,rec-2",
		"53a-86(a)(1)",
		"section_shift all charge charged", `
			section_shift all charge charged 53a-86(a)(1) felony B 53a-192a felony B rec-2+rec-5 = 1`,
	}, {
		// Rec 4 says "if 3 is adopted".
		"rec-4 without rec-3 changes nothing and says why", "rec-4",
		"53a-83(c) age=16",
		"class_shift all charge charged|note", `
			class_shift all charge charged felony C felony C = 1
			note rec-4 changes nothing here: it takes effect only with rec-3, which is not on.`,
	}, {
		// A is under 18: rec 3 comes first. B is 30 and so must be a trafficking victim: rec 3 does not reach, rec 4 does.
		"what rec-3 does not reach falls to 53a-83(a) by rec-4", "rec-3,rec-4",
		`53a-83(c) age=16
		 53a-83(c) age=30`,
		"section_shift all charge charged", `
			section_shift all charge charged 53a-83(c) felony C 53a-192a felony B rec-3 = 1
			section_shift all charge charged 53a-83(c) felony C 53a-83(a) misdemeanor A rec-4 = 1`,
	}, {
		// No age is recorded anywhere: P(under 18) = (0+1/2)/(0+1) = 1/2.
		"without any record of the fact the chance is one half", "rec-3",
		"53a-83(a)",
		"class_shift all charge charged", `
			class_shift all charge charged misdemeanor A felony B = 0..1, 0.5
			class_shift all charge charged misdemeanor A misdemeanor A = 0..1, 0.5`,
	}, {
		// Of 53a-83(a) three ages are recorded (the first row counts twice), one of them under 18:
		// P = (1+1/2)/(3+1) = 3/8. One row is known to move, one may.
		"the chance is that of the recorded charges of the citation, weighted by counts", "rec-3",
		`53a-83(a) age=30 counts=2
		 53a-83(a) age=15
		 53a-83(a)`,
		"class_shift all charge charged", `
			class_shift all charge charged misdemeanor A felony B = 1..2, 1.375
			class_shift all charge charged misdemeanor A misdemeanor A = 2..3, 2.625`,
	}, {
		// The element is a disjunction, each part with prior 1/2: P(under 18 | under 18 or trafficked)
		// = (1/2) / (1 - 1/4) = 2/3. Under rec 3 that many move; whether on the list hangs on the same fact.
		"a known disjunction conditions its parts", "rec-3",
		"53a-83(c) person=A disposed=2014-01-10",
		"section_shift all charge charged|registry all", `
			registry all person removed 10 years none = 0..1, 0.666666667
			section_shift all charge charged 53a-83(c) felony C 53a-192a felony B rec-3 = 0..1, 0.666666667
			section_shift all charge charged 53a-83(c) felony C 53a-83(c) felony C = 0..1, 0.333333333`,
	}, {
		// 53a-86(a)(2) proves a victim under 18, whatever the age column says.
		"an element prevails over a record that contradicts it", "rec-2",
		"53a-86(a)(2) age=30",
		"minor_victims all charge charged|ledger noted", `
			ledger noted no disposition_date or filed_date: year of conviction taken from offense_date = 1
			ledger noted no filed_date: year of charging taken from offense_date = 1
			ledger noted record contradicts an element of its citation: the element prevails = 1
			minor_victims all charge charged under 18 age not recorded 53a-86(a)(2) felony B 53a-192a felony B = 1`,
	}, {
		// (a)(1) is cited twice, (a)(2) once: 2/3 and 1/3.
		"a citation less exact than the code is shared out as the docket is", "decriminalized",
		`53a-86 case=X
		 53a-86(a)(1) case=Y counts=2
		 53a-86(a)(2) case=Z`,
		"section_shift all charge charged", `
			section_shift all charge charged 53a-86(a)(1) felony B 53a-86(a)(1) felony B = 2..3, 2.66666667
			section_shift all charge charged 53a-86(a)(2) felony B 53a-86(a)(2) felony B = 1..2, 1.33333333`,
	}, {
		// 53a-83 on 2012-01-01 could only mean (a): (c) began on 2013-10-01.
		"a citation means only what was in force that day", "decriminalized",
		"53a-83 offense=2012-01-01",
		"section_shift all charge charged", `
			section_shift all charge charged 53a-83(a) misdemeanor A 53a-83(a) misdemeanor A = 1`,
	}, {
		// An attempt or conspiracy to commit a class A felony is a class B felony; solicitation is not eased.
		"an attempt or conspiracy to commit a class A felony is a class B felony", "decriminalized",
		`53a-54a attempt
		 53a-54a conspiracy
		 53a-54a solicitation`,
		"class_shift all charge charged", `
			class_shift all charge charged felony A felony A = 1
			class_shift all charge charged felony B felony B = 2`,
	}, {
		// An attempt triggers as the offence does.
		"a conspiracy triggers registration as its object does", "rec-2",
		"53a-86(a)(2) conspiracy person=A disposed=2014-01-10",
		"registry all", `
			registry all person removed 10 years none = 1`,
	}, {
		// The case keeps 53a-83(a), a class A misdemeanor: its class does not change.
		"a case that loses one of two charges keeps the class of the other", "decriminalized",
		`53a-82    case=X
		 53a-83(a) case=X`,
		"class_shift all", `
			class_shift all case charged misdemeanor A misdemeanor A = 1
			class_shift all case convicted misdemeanor A misdemeanor A = 1
			class_shift all charge charged misdemeanor A misdemeanor A = 1
			class_shift all charge charged misdemeanor A none = 1
			class_shift all charge convicted misdemeanor A misdemeanor A = 1
			class_shift all charge convicted misdemeanor A none = 1`,
	}, {
		"a case that loses every charge has the class none", "decriminalized",
		`53a-82 case=X
		 53a-82 case=X`,
		"class_shift all case charged", `
			class_shift all case charged misdemeanor A none = 1`,
	}, {
		// Two cases, two convictions: life. Two counts of one case: 10 years.
		"a second registrable conviction is for life", "decriminalized",
		`53a-86(a)(2) person=A case=1 disposed=2014-01-10
		 53a-86(a)(2) person=A case=2 disposed=2015-01-10
		 53a-86(a)(2) person=B case=3 disposed=2014-01-10
		 53a-86(a)(2) person=B case=3 disposed=2014-01-10`,
		"registry", `
			registry 2014 person kept 10 years 10 years = 1
			registry 2014 person kept life life = 1
			registry all person kept 10 years 10 years = 1
			registry all person kept life life = 1`,
	}, {
		// Before: the first that triggers is (a)(2), in fiscal 2015. After, under rec 5 alone, trafficking
		// triggers too, in fiscal 2013, and for life.
		"a person is counted once, in the year of the first that triggers under the proposal", "rec-5",
		`53a-192a     person=A case=1 disposed=2013-02-01
		 53a-86(a)(2) person=A case=2 disposed=2015-02-01`,
		"registry", `
			registry 2013 person term_changed 10 years life = 1
			registry all person term_changed 10 years life = 1`,
	}, {
		// In fiscal 2014 the person's worst is a felony D, in 2015 a misdemeanor A; over both a felony D.
		"a person is judged in each year and again over the whole window", "rec-2",
		`53a-88    person=A case=1 filed=2014-01-10
		 53a-83(a) person=A case=2 filed=2015-01-10`,
		"class_shift 2014 person charged|class_shift 2015 person charged|class_shift all person charged", `
			class_shift 2014 person charged felony D felony D = 1
			class_shift 2015 person charged misdemeanor A misdemeanor A = 1
			class_shift all person charged felony D felony D = 1`,
	}, {
		// Filed in fiscal 2014 and 2015: the case is one of 2014, with both charges.
		"a case is of its earliest year", "rec-2",
		`53a-83(a) case=X filed=2014-01-10
		 53a-88    case=X filed=2015-01-10`,
		"class_shift 2014 case charged|class_shift 2015 case charged|class_shift unknown case charged", `
			class_shift 2014 case charged felony D felony D = 1`,
	}, {
		// No date at all: kept, of unknown year, governed by the baseline. The case takes the known year.
		"a row without a date is kept with an unknown year", "rec-1",
		`53a-83a offense= case=X
		 53a-82 offense= filed=2015-01-10 case=X
		 53a-83a offense= case=Y`,
		"class_shift unknown|class_shift 2015 case charged|ledger kept|ledger moved|ledger unchanged", `
			class_shift 2015 case charged misdemeanor A misdemeanor A = 1
			class_shift unknown case charged misdemeanor A misdemeanor A = 1
			class_shift unknown case convicted misdemeanor A misdemeanor A = 1
			class_shift unknown charge charged misdemeanor A misdemeanor A = 2
			class_shift unknown charge convicted misdemeanor A misdemeanor A = 2
			ledger kept = 3
			ledger moved rec-1 = 2
			ledger unchanged = 1`,
	}, {
		// Governed by its own law: 53a-83(a) is a felony E from 2017-10-01, and is not carried back.
		"an offence after the baseline is governed by its own law", "rec-2",
		`53a-83(a) offense=2018-01-01 filed=2018-01-02 disposed=2018-06-01
		 53a-83(a) offense=2015-01-01 filed=2015-01-02 disposed=2015-06-01`,
		"class_shift all charge charged|ledger noted", `
			class_shift all charge charged felony E felony E = 1
			class_shift all charge charged misdemeanor A misdemeanor A = 1
			ledger noted offence after the baseline: governed by its own law, not carried back = 1`,
	}, {
		// Through PA 13-1 to 21a-2 and through PA 15-2 to 21a-3.
		"two acts carry a charge in their order", "rec-2",
		"21a-1 offense=2012-01-01 filed=2012-01-02 disposed=2012-06-01",
		"section_shift all charge charged|ledger carried|ledger unchanged", `
			ledger carried PA 13-1+PA 15-2 section or class changed by enacted acts before the baseline = 1
			ledger unchanged = 1
			section_shift all charge charged 21a-3 misdemeanor B 21a-3 misdemeanor B = 1`,
	}, {
		// 21a-2 is in force to 2015-06-30. PA 15-2, effective on the offence date, governs: the citation is
		// then of a law that has ended, and is taken at its last day and carried on.
		"an act effective on the offence date governs it", "rec-2",
		"21a-2 offense=2015-07-01 filed=2015-07-02 disposed=2015-08-01",
		"section_shift all charge charged|ledger carried|ledger noted", `
			ledger carried PA 15-2 section or class changed by enacted acts before the baseline = 1
			ledger noted citation not in force on its day: governed by the nearest day on which it was = 1
			section_shift all charge charged 21a-3 misdemeanor B 21a-3 misdemeanor B = 1`,
	}, {
		// On 2017-10-01 53a-83(a) is a felony E; on the day before, a misdemeanor A.
		"a version governs from its first day", "rec-2",
		`53a-83(a) offense=2017-10-01 filed=2017-10-02
		 53a-83(a) offense=2017-09-30 filed=2017-10-02`,
		"class_shift all charge charged", `
			class_shift all charge charged felony E felony E = 1
			class_shift all charge charged misdemeanor A misdemeanor A = 1`,
	}, {
		// 53a-88 goes to 53a-83a as the same act rewrites it: rec 1 does not carry it on. 53a-83a itself goes
		// to 53a-83(a).
		"a destination as amended is not followed on", "rec-1,regraded",
		`53a-88
		 53a-83a`,
		"section_shift all charge charged", `
			section_shift all charge charged 53a-83a misdemeanor A 53a-83(a) misdemeanor A rec-1 = 1
			section_shift all charge charged 53a-88 felony D 53a-83a misdemeanor C regraded = 1`,
	}, {
		// Rec 3 comes before rec 1 in the act's order, and asks the age: under 18 to 53a-192a, else 53a-83(a).
		// (53a-83a is no 53a-83: only rec 1 reaches it, and 53a-83(a) is then followed on by rec 3.)
		"undetermined outranks moved", "rec-1,rec-3",
		`53a-83a
		 53a-83a age=30
		 53a-83a age=16`,
		"ledger moved|ledger undetermined|ledger unchanged", `
			ledger moved rec-1 = 1
			ledger moved rec-1+rec-3 = 1
			ledger undetermined depends on what is not recorded: victim_age = 1`,
	}, {
		// One victim, two charges. 53a-86(a)(2) proves that the victim is under 18; so it is in 53a-83(a).
		"what one charge proves of a victim is known of the victim's other charges", "rec-3",
		`53a-86(a)(2) victim=V
		 53a-83(a)    victim=V
		 53a-83(a)    victim=W`,
		"class_shift all charge charged|minor_victims all victim charged", `
			class_shift all charge charged felony B felony B = 1
			class_shift all charge charged misdemeanor A felony B = 1..2, 1.5
			class_shift all charge charged misdemeanor A misdemeanor A = 0..1, 0.5
			minor_victims all victim charged under 18 age not recorded 53a-83(a) misdemeanor A 53a-192a felony B = 1..2, 1.5
			minor_victims all victim charged under 18 age not recorded 53a-86(a)(2) felony B 53a-86(a)(2) felony B = 1`,
	}, {
		// One unknown age decides both: two charges move or none; one victim, once, with chance 1/2.
		"the charges of one victim move together", "rec-3",
		`53a-83(a) victim=V case=X
		 53a-83(a) victim=V case=Y`,
		"class_shift all case charged misdemeanor A felony B|minor_victims all victim charged", `
			class_shift all case charged misdemeanor A felony B = 0..2, 1
			minor_victims all victim charged under 18 age not recorded 53a-83(a) misdemeanor A 53a-192a felony B = 0..1, 0.5`,
	}, {
		// "9-99" is in no code: the record's class B misdemeanor is used, and nothing moves.
		"outside the catalogue the record's own class is used", "rec-1",
		"9-99 class=misdemeanor-B",
		"class_shift all charge charged|ledger out_of_catalogue", `
			class_shift all charge charged misdemeanor B misdemeanor B = 1
			ledger out_of_catalogue citation not in the code = 1`,
	}, {
		// A conviction is on the substitute; the charge stays on the original.
		"a substituted charge is convicted on its final statute", "rec-2",
		"53a-86(a)(2) final=53a-88 person=A filed=2014-01-10 disposed=2015-01-10",
		"class_shift all charge|registry|substituted", `
			class_shift all charge charged felony B felony B = 1
			class_shift all charge convicted felony D felony D = 1
			substituted 2015 53a-86(a)(2) 53a-88 = 1
			substituted all 53a-86(a)(2) 53a-88 = 1`,
	}, {
		// The age of A is 16; that of B is not recorded: P(under 18) of 53a-82 = (1+1/2)/(1+1) = 3/4.
		"a defendant of unknown age may be under 18", "rec-2",
		`53a-82 defendant=16 person=A
		 53a-82 person=B`,
		"minors_charged all person charged", `
			minors_charged all person charged 16-17 53a-82 = 1
			minors_charged all person charged under 18 age not recorded 53a-82 = 0..1, 0.75`,
	},
}

func TestByHand(t *testing.T) {
	for _, h := range hands {
		t.Run(h.fact, func(t *testing.T) {
			got := strings.Join(h.lines(t), "\n")
			var want []string
			for line := range strings.Lines(h.want) {
				if line = strings.TrimSpace(line); line != "" {
					want = append(want, line)
				}
			}
			if got != strings.Join(want, "\n") {
				t.Errorf("got\n%s\nwant\n%s", got, strings.Join(want, "\n"))
			}
		})
	}
}

// smallPack is the law of testdata.
func smallPack(t testing.TB) *law.Code {
	t.Helper()
	fsys := fstest.MapFS{}
	for to, from := range map[string]string{
		"p/code.yaml": "code", "p/registry.yaml": "registry", "p/statutes/all.yaml": "small",
		"p/acts/1.yaml": "first-act", "p/acts/2.yaml": "second-act",
	} {
		data, err := os.ReadFile("testdata/" + from + ".yaml")
		if err != nil {
			t.Fatal(err)
		}
		fsys[to] = &fstest.MapFile{Data: data}
	}
	code, err := law.LoadCode(fsys, "p")
	if err != nil {
		t.Fatal(err)
	}
	return code
}

// council is the proposal of testdata with some of its provisions on.
func council(t testing.TB, code *law.Code, provisions ...string) *law.Proposal {
	t.Helper()
	data, err := os.ReadFile("testdata/council.yaml")
	if err != nil {
		t.Fatal(err)
	}
	s, err := law.LoadScenario(code, "council.yaml", data)
	if err != nil {
		t.Fatal(err)
	}
	p, err := s.Propose(law.AsWritten, provisions, 20161231)
	if err != nil {
		t.Fatal(err)
	}
	return p
}

// lines are the lines of the result that the hand asks for, in order.
func (h *hand) lines(t *testing.T) []string {
	code := smallPack(t)
	p := council(t, code, strings.Split(h.provisions, ",")...)
	var rows []refCharge
	for line := range strings.Lines(h.rows) {
		rows = append(rows, parseRow(t, line, len(rows)))
	}
	d := reduce(code, p, 20161231, rows)
	r := model.Evaluate(code, d, model.NewPriors(d), p)
	var out []string
	for _, l := range text(r) {
		if slices.ContainsFunc(strings.Split(h.show, "|"), func(s string) bool { return strings.HasPrefix(l, s) }) {
			out = append(out, l)
		}
	}
	return out
}

// text writes a result as lines, in order.
func text(r *model.Result) []string {
	var out []string
	for k, c := range cellsOf(r) {
		words := strings.Fields(strings.Join([]string{k.table, k.window, k.unit, k.stage, k.a, k.b, k.c, k.d, k.e}, " "))
		out = append(out, strings.Join(words, " ")+" = "+number(c))
	}
	for _, e := range r.Ledger {
		out = append(out, strings.Join(strings.Fields(fmt.Sprintf("ledger %s %s %s", e.Kind, e.Provision, e.Reason)), " ")+fmt.Sprintf(" = %d", e.Tally.Rows))
	}
	for _, s := range r.Substitutions {
		out = append(out, fmt.Sprintf("substituted %s %s %s = %d", s.Window, s.From, s.To, s.Charges))
	}
	for _, x := range r.Discretions {
		out = append(out, fmt.Sprintf("discretion %s proposed=%t = %d", x.Window, x.Proposed, x.AtMost))
	}
	for _, n := range r.Proposal.Notes {
		out = append(out, "note "+n)
	}
	slices.Sort(out)
	return out
}

// number is a count as it is written by hand: 1, or 0..1, 0.5.
func number(c model.Count) string {
	nine := func(x float64) string { return strconv.FormatFloat(x, 'g', 9, 64) }
	if c.Low == c.High && c.Central == c.Low {
		return nine(c.Low)
	}
	return nine(c.Low) + ".." + nine(c.High) + ", " + nine(c.Central)
}

// parseRow reads a statute and key=value words. Unless it says otherwise a row
// is a conviction of an offence on 2014-01-01.
func parseRow(t *testing.T, line string, n int) refCharge {
	t.Helper()
	words := strings.Fields(line)
	c := refCharge{id: fmt.Sprint("r", n), cite: words[0], counts: 1, offense: 20140101, disposition: "convicted"}
	for _, w := range words[1:] {
		key, value, _ := strings.Cut(w, "=")
		set := map[string]func(){
			"person": func() { c.person = value }, "case": func() { c.caze = value }, "victim": func() { c.victim = value },
			"final": func() { c.final = value }, "disposition": func() { c.disposition = value },
			"offense": func() { c.offense = date(t, value) }, "filed": func() { c.filed = date(t, value) }, "disposed": func() { c.disposed = date(t, value) },
			"age":       func() { c.facts.age = atoi(t, value); c.known += "a" },
			"defendant": func() { c.facts.defendant = atoi(t, value); c.known += "d" },
			"counts":    func() { c.counts = atoi(t, value) },
			"class":     func() { c.class, _ = law.ParseClass(strings.ReplaceAll(value, "-", " ")) },
			"attempt":   func() { c.inchoate = law.Attempt }, "conspiracy": func() { c.inchoate = law.Conspiracy }, "solicitation": func() { c.inchoate = law.Solicitation },
		}[key]
		if set == nil {
			t.Fatalf("no key %q", key)
		}
		set()
	}
	return c
}

func date(t *testing.T, text string) law.Date {
	t.Helper()
	if text == "" {
		return 0
	}
	d, err := law.ParseDate(text)
	if err != nil {
		t.Fatal(err)
	}
	return d
}

func atoi(t *testing.T, text string) int {
	t.Helper()
	n, err := strconv.Atoi(text)
	if err != nil {
		t.Fatal(err)
	}
	return n
}
