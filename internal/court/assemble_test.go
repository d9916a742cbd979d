package court_test

import (
	"fmt"
	"math/rand/v2"
	"reflect"
	"strings"
	"testing"

	"impact/internal/court"
	"impact/internal/law"
)

// drawn is charges of few kinds in few cases and persons, with all that a ledger notes.
func drawn(t testing.TB, r *rand.Rand, n int) []court.Charge {
	var out []court.Charge
	for i := range n {
		of := func(kind string, n int) string {
			if k := r.IntN(n + 1); k < n {
				return fmt.Sprint(kind, k)
			}
			return ""
		}
		c := charge(t, fmt.Sprint(i), of("k", 5), of("p", 4))
		c.Offense = []law.Date{0, 20130930, 20131001}[r.IntN(3)]
		c.Filed = []law.Date{0, 20131002, 20140701}[r.IntN(3)]
		c.Disposed = []law.Date{0, 20150101}[r.IntN(2)]
		c.Disposition = court.Disposition(r.IntN(3))
		c.VictimAge, c.Jail, c.Fine, c.Counts = int16(r.IntN(40)-1), int32(r.IntN(3)-1), int64(r.IntN(3)-1), int32(1+r.IntN(2))
		out = append(out, c)
	}
	return out
}

// apart reduces charges one by one, as an engine would: every charge is a kind of its
// own, every case and person a group.
func apart(charges []court.Charge) *court.Assembly {
	a := &court.Assembly{Docket: &court.Docket{Frame: frame, Baseline: baseline, Months: [2]court.Months{{}, {}}}}
	cases, persons := map[string][]int32{}, map[string]map[string][]int32{}
	d := a.Docket
	for i, c := range charges {
		one := docket(c)
		kind := court.Kind{Signature: one.Signatures[0], Rows: 1}
		d.Has.Case, d.Has.Person = d.Has.Case || c.Case != "", d.Has.Person || c.Person != ""
		d.Has.Disposition, d.Has.Fine = d.Has.Disposition || one.Has.Disposition, d.Has.Fine || one.Has.Fine
		for s := range d.Lags {
			for m, n := range one.Lags[s] {
				d.Lags[s][m] += n
			}
			for year, months := range one.Months[s] {
				sum := d.Months[s][year]
				for m, n := range months {
					sum[m] += n
				}
				d.Months[s][year] = sum
			}
		}
		d.Ledger.Read.Rows, d.Ledger.Read.Counts = d.Ledger.Read.Rows+1, d.Ledger.Read.Counts+int64(c.Counts)
		for _, s := range one.Sentences {
			a.Sentences = append(a.Sentences, court.Sentenced{Sig: int32(i), Sentence: s.Sentence, Rows: 1})
		}
		caze := c.Case
		if caze == "" {
			kind.NoCase, caze = 1, fmt.Sprint("none ", i)
		} else {
			cases[caze] = append(cases[caze], int32(i))
		}
		if c.Person == "" {
			kind.NoPerson = 1
		} else {
			if persons[c.Person] == nil {
				persons[c.Person] = map[string][]int32{}
			}
			persons[c.Person][caze] = append(persons[c.Person][caze], int32(i))
		}
		a.Kinds = append(a.Kinds, kind)
	}
	for _, c := range cases {
		a.Cases = append(a.Cases, court.Group{Cases: [][]int32{c}, Weight: 1})
	}
	for _, p := range persons {
		g := court.Group{Weight: 1}
		for _, c := range p {
			g.Cases = append(g.Cases, c)
		}
		a.Persons = append(a.Persons, g)
	}
	return a
}

// What is reduced elsewhere is the docket that a Reducer makes.
func TestAssembleMakesTheDocketOfAReducer(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2))
	for n := range 60 {
		charges := drawn(t, r, 1+n)
		switch n % 5 { // ids that no row has
		case 0:
			for i := range charges {
				charges[i].Case = ""
			}
		case 1:
			for i := range charges {
				charges[i].Person = ""
			}
		}
		want := docket(charges...)
		got, err := court.Assemble(apart(charges))
		if err != nil {
			t.Fatal(err)
		}
		if !reflect.DeepEqual(got, want) {
			t.Fatalf("%d charges: got %+v\nwant %+v", len(charges), got, want)
		}
	}
}

// Rows that a part has and another lacks are found.
func TestAssembleRefusesPartsThatDoNotAddUp(t *testing.T) {
	whole := drawn(t, rand.New(rand.NewPCG(3, 4)), 50)
	for _, x := range []struct {
		name string
		harm func(*court.Assembly)
		says string
	}{
		{"a case is missing", func(a *court.Assembly) { a.Cases = a.Cases[1:] }, "the cases hold"},
		{"a person twice", func(a *court.Assembly) { a.Persons[0].Weight++ }, "the persons hold"},
		{"a sentence is missing", func(a *court.Assembly) { a.Sentences = a.Sentences[1:] }, "no sentence"},
		{"a kind that is not there", func(a *court.Assembly) { a.Cases[0].Cases[0][0] = 50 }, "there are 50"},
		{"more without a case than rows", func(a *court.Assembly) { a.Kinds[0].NoCase = 2 }, "kind 0"},
		{"a sentence of no conviction", func(a *court.Assembly) { a.Sentences[0].Sig = -1 }, "no kind of conviction"},
	} {
		a := apart(whole)
		x.harm(a)
		if _, err := court.Assemble(a); err == nil || !strings.Contains(err.Error(), x.says) {
			t.Errorf("%s: %v, want an error with %q", x.name, err, x.says)
		}
	}
}

// Rows that repeat a charge_id stand in the ledger as a Reducer puts them there.
func TestAssembleCountsRepeats(t *testing.T) {
	c := charge(t, "a", "x", "p")
	other := c
	other.VictimAge = 30
	want := docket(c, c, other)
	kept := c
	if want.Signatures[0].Facts.VictimAge != 0 {
		kept = other
	}
	a := apart([]court.Charge{kept})
	a.Same, a.Other = court.Tally{Rows: 1, Counts: 1}, court.Tally{Rows: 1, Counts: 1}
	a.Docket.Ledger.Read = court.Tally{Rows: 3, Counts: 3}
	got, err := court.Assemble(a)
	if err != nil {
		t.Fatal(err)
	}
	if g, w := reasons(got.Ledger.Refused), reasons(want.Ledger.Refused); g != w {
		t.Errorf("refused %q, want %q", g, w)
	}
}
