package court_test

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"impact/internal/court"
	"impact/internal/law"
)

// frame has one cut of each kind.
var frame = &law.Frame{VictimAges: []int{18}, DefendantAges: []int{21}, Priors: []int{1}, Findings: []string{"sale"}, Days: []law.Date{20131001}}

const baseline law.Date = 20161231

func cite(t testing.TB, text string) law.Reference {
	t.Helper()
	c, err := law.ParseCitation(text)
	if err != nil {
		t.Fatal(err)
	}
	return law.Reference{Text: text, Cite: c, Status: law.Found}
}

// charge is a filed charge with ids.
func charge(t testing.TB, id, caze, person string) court.Charge {
	c := court.Blank()
	c.ID, c.Case, c.Person = id, caze, person
	c.Statute, c.Offense, c.Filed = cite(t, "53a-83(a)"), 20140101, 20140201
	return c
}

func docket(charges ...court.Charge) *court.Docket {
	r := court.NewReducer(frame, baseline, 0)
	var read court.Tally
	for i := range charges {
		r.Add(&charges[i])
		read = court.Tally{read.Rows + 1, read.Counts + int64(charges[i].Counts)}
	}
	return r.Docket(read, nil)
}

// reasons writes a ledger's reasons on lines.
func reasons(rs []court.Reason) string {
	var out []string
	for _, r := range rs {
		out = append(out, fmt.Sprintf("%d/%d %s", r.Tally.Rows, r.Tally.Counts, r.Text))
	}
	return strings.Join(out, "\n")
}

func TestTheSameChargeAgainIsDroppedOnce(t *testing.T) {
	c := charge(t, "a", "x", "p")
	c.Counts = 3
	d := docket(c, charge(t, "b", "x", "p"), c, c)
	if got, want := d.Kept(), (court.Tally{2, 4}); got != want {
		t.Errorf("kept %v, want %v", got, want)
	}
	if got, want := reasons(d.Ledger.Refused), "2/6 charge_id repeated: the same charge again"; got != want {
		t.Errorf("refused %q, want %q", got, want)
	}
}

func TestRowsWithoutAChargeIDAreSeparateCounts(t *testing.T) {
	d := docket(charge(t, "", "x", "p"), charge(t, "", "x", "p"))
	if got, want := d.Kept(), (court.Tally{2, 2}); got != want {
		t.Errorf("kept %v, want %v", got, want)
	}
}

func TestOfConflictingRepeatsTheSameIsKeptWhateverTheOrder(t *testing.T) {
	young, old, elsewhere := charge(t, "a", "x", "p"), charge(t, "a", "x", "p"), charge(t, "a", "y", "p")
	young.VictimAge, old.VictimAge = 16, 30
	want := docket(young, old, elsewhere)
	if got, text := reasons(want.Ledger.Refused), "2/2 charge_id repeated with other values: the first by content is kept"; got != text {
		t.Errorf("refused %q, want %q", got, text)
	}
	for _, rows := range [][]court.Charge{{old, young, elsewhere}, {elsewhere, old, young}, {old, elsewhere, young}} {
		if got := docket(rows...); fmt.Sprint(got) != fmt.Sprint(want) {
			t.Errorf("got %v, want %v", got, want)
		}
	}
}

func TestNumbersAndDaysAreKeptAsCells(t *testing.T) {
	a, b := charge(t, "a", "x", "p"), charge(t, "b", "y", "q")
	a.VictimAge, b.VictimAge = 3, 17
	a.DefendantAge, b.DefendantAge = 21, 60
	a.Offense, b.Offense = 20131001, 20140630
	a.Filed, b.Filed = 20140101, 20140630
	a.Court, b.Court = "Hartford", "Danbury"
	a.Disposition, b.Disposition = court.Convicted, court.Convicted
	a.Jail, b.Jail = 30, 365
	if d := docket(a, b); len(d.Sentences) != 2 {
		t.Errorf("sentences are counted beside the signatures, but got %v", d.Sentences)
	}
	if d := docket(a, b); len(d.Signatures) != 1 || len(d.Cases) != 1 || d.Cases[0].Weight != 2 || len(d.Persons) != 1 {
		t.Errorf("what lies between two cuts is alike, but got %+v", d)
	}
	b.Offense = 20130930
	if d := docket(a, b); len(d.Signatures) != 2 {
		t.Errorf("a day before a cut is another era, but got %+v", d.Signatures)
	}
}

func TestYearsAndLawComeFromTheDatesThatAreThere(t *testing.T) {
	for _, x := range []struct {
		name                     string
		offense, filed, disposed law.Date
		charged, convicted       law.Year
		era                      uint16
	}{
		{"all", 20130930, 20140630, 20140701, 2014, 2015, 0},
		{"no offence", 0, 20131001, 20130901, 2014, 2014, 0}, // the earlier of the two governs
		{"no filing", 20131001, 0, 0, 2014, 2014, 1},
		{"only disposed", 0, 0, 20150701, 0, 2016, 1},
		{"none", 0, 0, 0, 0, 0, 1}, // the baseline governs
	} {
		c := charge(t, "a", "", "")
		c.Offense, c.Filed, c.Disposed, c.Disposition = x.offense, x.filed, x.disposed, court.Convicted
		s := docket(c).Signatures[0]
		if s.ChargedYear != x.charged || s.DisposedYear != x.convicted || s.Facts.Era != x.era {
			t.Errorf("%s: charged %v, convicted %v, era %d; want %v, %v, %d", x.name, s.ChargedYear, s.DisposedYear, s.Facts.Era, x.charged, x.convicted, x.era)
		}
	}
}

func TestTheMapsDayGovernsRowsWithoutADate(t *testing.T) {
	r := court.NewReducer(frame, baseline, 20130101)
	c := charge(t, "a", "", "")
	c.Offense, c.Filed = 0, 0
	r.Add(&c)
	d := r.Docket(court.Tally{1, 1}, nil)
	if s := d.Signatures[0]; s.Governed != court.ByMap || s.Facts.Era != 0 {
		t.Errorf("governed by %d in era %d, want %d and 0", s.Governed, s.Facts.Era, court.ByMap)
	}
}

func TestFactsOfOneVictimAreShared(t *testing.T) {
	a, b, c := charge(t, "a", "x", "p"), charge(t, "b", "y", "q"), charge(t, "c", "z", "q")
	a.Victim, b.Victim, c.Victim = "v", "v", "v"
	a.VictimAge, c.VictimAge = 30, 16
	a.Trafficked = law.True
	d := docket(a, b, c)
	want := map[string]int64{"age cell 2, trafficked 2": 1, "age cell 1, trafficked 2": 2} // b takes the youngest
	got := map[string]int64{}
	for i, s := range d.Signatures {
		got[fmt.Sprintf("age cell %d, trafficked %d", s.Facts.VictimAge, s.Facts.Trafficked)] += d.Rows[i]
	}
	if fmt.Sprint(got) != fmt.Sprint(want) {
		t.Errorf("got %v, want %v", got, want)
	}
}

func TestUnitsThatShareAnUnsettledVictimAreOneProfile(t *testing.T) {
	a, b, c := charge(t, "a", "x", "p"), charge(t, "b", "y", "q"), charge(t, "c", "z", "r")
	a.Victim, b.Victim = "v", "v"
	d := docket(a, b, c)
	shape := func(ps []court.Profile) string {
		var out []string
		for _, p := range ps {
			units := p.Members[len(p.Members)-1].Unit + 1
			out = append(out, fmt.Sprintf("%d units x%d", units, p.Weight))
		}
		slices.Sort(out)
		return strings.Join(out, ", ")
	}
	for name, ps := range map[string][]court.Profile{"cases": d.Cases, "persons": d.Persons} {
		if got, want := shape(ps), "1 units x1, 2 units x1"; got != want {
			t.Errorf("%s: %s, want %s", name, got, want)
		}
	}
	a.VictimAge, a.Trafficked = 30, law.False // all is known of the victim
	if got, want := shape(docket(a, b, c).Cases), "1 units x1, 1 units x2"; got != want {
		t.Errorf("a victim of whom all is known joins nothing: %s, want %s", got, want)
	}
}

func TestWithoutCaseIDsEachChargeIsACase(t *testing.T) {
	d := docket(charge(t, "a", "", "p"), charge(t, "b", "", "p"))
	if len(d.Cases) != 1 || d.Cases[0].Weight != 2 || len(d.Cases[0].Members) != 1 {
		t.Errorf("got the cases %+v", d.Cases)
	}
	if d.Has.Case {
		t.Error("the data are said to have case ids")
	}
}

func TestARowThatLacksAnIDStaysOutOfThatUnit(t *testing.T) {
	d := docket(charge(t, "a", "x", "p"), charge(t, "b", "", "p"), charge(t, "c", "x", ""))
	if len(d.Cases) != 1 || len(d.Cases[0].Members) != 2 || len(d.Persons) != 1 || len(d.Persons[0].Members) != 2 {
		t.Errorf("got the cases %+v and the persons %+v", d.Cases, d.Persons)
	}
	if got, want := reasons(d.Ledger.Noted), "1/1 no case_id: left out of the case figures\n1/1 no person_id: left out of the person figures"; got != want {
		t.Errorf("noted %q, want %q", got, want)
	}
}

// The Docket is the same, to the byte, whatever the order of rows.
func TestTheDocketDoesNotHangOnTheOrderOfRows(t *testing.T) {
	for seed := range uint64(30) {
		r := rand.New(rand.NewPCG(1, seed))
		rows := richRows(t, r, 60)
		for range 20 {
			rows = append(rows, rows[r.IntN(len(rows))]) // some are there twice
		}
		for range 5 {
			rows[r.IntN(len(rows))].ID = rows[0].ID // some differ and have one id
		}
		want := fmt.Sprintf("%+v", *docket(rows...))
		r.Shuffle(len(rows), func(i, j int) { rows[i], rows[j] = rows[j], rows[i] })
		if got := fmt.Sprintf("%+v", *docket(rows...)); got != want {
			t.Fatalf("seed %d: got\n%s\nbefore the shuffle\n%s", seed, got, want)
		}
	}
}

// Every row is in a signature, a sentence where convicted, and its units.
func TestEveryRowIsCountedInItsUnits(t *testing.T) {
	r := rand.New(rand.NewPCG(2, 2))
	rows := richRows(t, r, 500)
	cases, persons, convicted := map[string]bool{}, map[string]bool{}, int64(0)
	for _, c := range rows {
		cases[c.Case], persons[c.Person] = true, true
		if c.Disposition == court.Convicted {
			convicted++
		}
	}
	d := docket(rows...)
	var units, members [2]int64
	for i, ps := range [][]court.Profile{d.Cases, d.Persons} {
		for _, p := range ps {
			units[i] += p.Weight * int64(p.Members[len(p.Members)-1].Unit+1)
			members[i] += p.Weight * int64(len(p.Members))
		}
	}
	if want := [2]int64{int64(len(cases)), int64(len(persons))}; units != want {
		t.Errorf("cases and persons are %v, want %v", units, want)
	}
	if want := [2]int64{500, 500}; members != want {
		t.Errorf("their charges are %v, want %v", members, want)
	}
	var sentenced int64
	for _, s := range d.Sentences {
		sentenced += s.Rows
	}
	if sentenced != convicted || d.Kept().Rows != 500 {
		t.Errorf("%d sentenced, %d kept; want %d, 500", sentenced, d.Kept().Rows, convicted)
	}
}
