package court_test

import (
	"cmp"
	"fmt"
	"math/rand/v2"
	"reflect"
	"slices"
	"testing"

	"impact/internal/court"
	"impact/internal/law"
)

// contents are profiles by what they hold, with their weights, whatever their order and
// that of their victims.
func contents(ps []court.Profile) map[string]int64 {
	out := map[string]int64{}
	for _, p := range ps {
		ms := slices.Clone(p.Members)
		for i := range ms {
			ms[i].Victim, ms[i].Unit, ms[i].Case, ms[i].Group = min(ms[i].Victim, 1), 0, 0, 0
		}
		slices.SortFunc(ms, func(a, b court.Member) int { return cmp.Or(cmp.Compare(a.Sig, b.Sig), cmp.Compare(a.Victim, b.Victim)) })
		out[fmt.Sprint(ms)] += p.Weight
	}
	return out
}

// A docket of many cuts, recut to fewer and to another baseline, is the docket that the
// charges make on those.
func TestRecut(t *testing.T) {
	fine := &law.Frame{VictimAges: []int{13, 16, 18}, DefendantAges: []int{18, 21}, Priors: []int{1, 3}, Findings: []string{"gang", "sale"},
		Days: []law.Date{20050101, 20060101, 20131001, 20150701, 20170101}}
	const other law.Date = 20140101
	for n := range 300 {
		rnd := rand.New(rand.NewPCG(1, uint64(n)))
		var charges []court.Charge
		for i := range 1 + rnd.IntN(25) {
			c := charge(t, fmt.Sprint(i), fmt.Sprintf("case %d", rnd.IntN(5)), fmt.Sprintf("person %d", rnd.IntN(4)))
			c.Statute = cite(t, []string{"53a-83(a)", "53a-86(a)(1)"}[rnd.IntN(2)])
			c.VictimAge, c.DefendantAge, c.Priors = int16(rnd.IntN(30)-1), int16(rnd.IntN(30)-1), int16(rnd.IntN(5)-1)
			c.Offense = []law.Date{0, 20040101, 20120101, 20140601, 20160101}[rnd.IntN(5)]
			if c.Offense == 0 {
				c.Filed = 0
			}
			c.Findings = [][]string{nil, {"gang"}, {"sale"}, {"gang", "sale"}}[rnd.IntN(4)]
			if rnd.IntN(2) == 0 {
				c.Disposition, c.Jail = court.Convicted, int32(rnd.IntN(3))
			}
			if n%2 == 0 && rnd.IntN(2) == 0 {
				c.Victim = fmt.Sprintf("victim %d", rnd.IntN(4))
			}
			charges = append(charges, c)
		}
		on := func(f *law.Frame, base law.Date) *court.Docket {
			r := court.NewReducer(f, base, 0)
			for i := range charges {
				r.Add(&charges[i])
			}
			return r.Docket(court.Tally{}, nil)
		}
		idle := *fine // cut where no charge is: in an era of its own, and in the last
		idle.Days = []law.Date{20050101, 20050301, 20060101, 20131001, 20150701, 20170101, 20180101, 20260101}
		for _, to := range []*law.Frame{frame, fine, &idle} {
			want := on(to, other)
			got, ok := on(fine, baseline).Recut(to, other)
			if !ok {
				t.Fatal("the docket cannot be recut")
			}
			if !slices.Equal(got.Signatures, want.Signatures) || !slices.Equal(got.Rows, want.Rows) || !slices.Equal(got.Sentences, want.Sentences) {
				t.Fatalf("docket %d: signatures, rows or sentences differ", n)
			}
			for name, ps := range map[string][2][]court.Profile{"victims": {got.Victims, want.Victims}, "cases": {got.Cases, want.Cases}, "persons": {got.Persons, want.Persons}} {
				if !reflect.DeepEqual(contents(ps[0]), contents(ps[1])) {
					t.Fatalf("docket %d: the %s differ\n%v\n%v", n, name, contents(ps[0]), contents(ps[1]))
				}
				if n%2 == 1 && name == "cases" && !reflect.DeepEqual(ps[0], ps[1]) {
					t.Fatalf("docket %d: the order of %s differs", n, name)
				}
			}
		}
	}
}

// A docket whose rare texts are veiled is that of charges which have the one text instead; of
// persons each counts once, however many charges have the text.
func TestVeiled(t *testing.T) {
	for n := range 100 {
		rnd := rand.New(rand.NewPCG(3, uint64(n)))
		var charges, veiled []court.Charge
		persons := map[string]map[string]bool{}
		for i := range 60 {
			c := charge(t, fmt.Sprint(i), fmt.Sprintf("case %d", rnd.IntN(30)), fmt.Sprintf("person %d", rnd.IntN(20)))
			c.Race, c.Sex = []string{"", "W", "W", "B", "rare"}[rnd.IntN(5)], "M"
			if rnd.IntN(4) == 0 {
				c.Victim = fmt.Sprintf("victim %d", rnd.IntN(8))
			}
			if persons[c.Race] == nil {
				persons[c.Race] = map[string]bool{}
			}
			persons[c.Race][c.Person] = true
			charges = append(charges, c)
		}
		least := int64(len(persons["rare"]) + 1)
		few := 0
		for _, c := range charges {
			if c.Race != "" && int64(len(persons[c.Race])) < least {
				c.Race = court.OtherGroups
			}
			veiled = append(veiled, c)
		}
		for race, have := range persons {
			if race != "" && int64(len(have)) < least {
				few++
			}
		}
		whole := docket(charges...)
		got, k := whole.Veiled(func(text string, persons int64) bool { return persons >= least || text == "M" })
		want := docket(veiled...)
		if k != few || !slices.Equal(got.Signatures, want.Signatures) || !slices.Equal(got.Rows, want.Rows) {
			t.Fatalf("docket %d: %d texts are veiled, want %d; or the docket is another", n, k, few)
		}
		if !reflect.DeepEqual(contents(got.Persons), contents(want.Persons)) || !reflect.DeepEqual(contents(got.Cases), contents(want.Cases)) {
			t.Fatalf("docket %d: persons or cases differ", n)
		}
		if same, k := whole.Veiled(func(string, int64) bool { return true }); same != whole || k != 0 {
			t.Fatal("a docket of which all is kept is another")
		}
	}
}

// What only the rows know cannot be recut.
func TestNotRecut(t *testing.T) {
	a, b := charge(t, "a", "x", "p"), charge(t, "a", "x", "p")
	b.VictimAge = 16
	if _, ok := docket(a, b).Recut(frame, baseline); ok {
		t.Error("a docket whose repeated rows differ was recut")
	}
	if _, ok := docket(a).Recut(&law.Frame{VictimAges: []int{16}}, baseline); ok {
		t.Error("a docket was recut to a cut that it has not")
	}
	for at, day := range []law.Date{a.Offense, a.Offense + 1} {
		to := *frame
		to.Days = slices.Sorted(slices.Values(append(slices.Clone(frame.Days), day)))
		if _, ok := docket(a).Recut(&to, baseline); ok {
			t.Errorf("cut %d: charges of one era were told apart by a day in it", at)
		}
	}
}
