package ingest

import (
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
	"testing"

	"impact/internal/court"
	"impact/internal/law"
)

// someone is a random charge of few different values.
func someone(r *rand.Rand, persons int) court.Charge {
	c := court.Blank()
	c.Person = fmt.Sprint("p", r.IntN(persons))
	c.Offense = law.DateOf(2010+r.IntN(3), 1+r.IntN(12), 1+r.IntN(28))
	c.Statute.Text = fmt.Sprint("53a-", r.IntN(4))
	c.DefendantAge, c.Sex = int16(18+r.IntN(20)), []string{"F", "M", ""}[r.IntN(3)]
	return c
}

var someoneHas = []string{"person_id", "offense_date", "statute", "defendant_age", "defendant_sex"}

// keyBy is what a charge holds in columns, days as they are, or made coarser.
func keyBy(c *court.Charge, columns []string, coarse string) string {
	y, m, _ := c.Offense.Parts()
	day := map[string]string{"": c.Offense.String(), "months": fmt.Sprint(y, m), "years": fmt.Sprint(y)}[coarse]
	all := map[string]string{"offense_date": day, "statute": c.Statute.Text, "defendant_age": fmt.Sprint(c.DefendantAge), "defendant_sex": c.Sex}
	out := ""
	for _, x := range columns {
		out += all[x] + "|"
	}
	return out
}

// crowdOf counts by the definition.
func crowdOf(charges []court.Charge, columns []string, coarse string, threshold int64) Crowding {
	rows, who := map[string]int64{}, map[string]map[string]bool{}
	for i := range charges {
		k := keyBy(&charges[i], columns, coarse)
		rows[k]++
		if who[k] == nil {
			who[k] = map[string]bool{}
		}
		who[k][charges[i].Person] = true
	}
	out := Crowding{Columns: columns, Coarse: coarse, Combinations: int64(len(rows)), K: math.MaxInt64}
	var unique, small int64
	for k, n := range rows {
		size := n
		if len(who[k]) == 1 {
			unique, size = unique+n, 1
		}
		if n < threshold {
			small += n
		}
		out.K = min(out.K, size)
	}
	out.Unique, out.Small = float64(unique)/float64(len(charges)), float64(small)/float64(len(charges))
	return out
}

// A crowd that has room is counted exactly.
func TestCrowd(t *testing.T) {
	for _, size := range []int{1, 40, 3000} {
		r := rand.New(rand.NewPCG(uint64(size), 1))
		c := NewCrowd(someoneHas)
		var charges []court.Charge
		for range size {
			x := someone(r, size/3+1)
			c.Add(&x)
			charges = append(charges, x)
		}
		all := slices.Concat([]Crowding{c.Whole(5)}, c.Coarser(5), c.Sets(5))
		if want := 1 + 3 + 4 + 6 + 4; len(all) != want {
			t.Fatalf("%d sets, want %d", len(all), want)
		}
		for _, got := range all {
			if want := crowdOf(charges, got.Columns, got.Coarse, 5); fmt.Sprintf("%.9v", got) != fmt.Sprintf("%.9v", want) {
				t.Errorf("%d rows: %+v, want %+v", size, got, want)
			}
		}
	}
}

// A crowd without room keeps to it, whatever the order of the rows, and its estimates
// are near.
func TestCrowdWithoutRoom(t *testing.T) {
	r := rand.New(rand.NewPCG(2, 1))
	var charges []court.Charge
	for range 12_000 {
		charges = append(charges, someone(r, 4000))
	}
	var first string
	for range 2 {
		c := NewCrowd(someoneHas)
		for _, table := range append(slices.Clone(c.tables), c.months, c.years) {
			table.room = 1000
		}
		for i := range charges {
			c.Add(&charges[i])
		}
		for _, table := range append(slices.Clone(c.tables), c.months, c.years) {
			if len(table.groups) > 1000 || len(table.groups) != len(table.find) {
				t.Fatalf("%d groups in a room of 1000", len(table.groups))
			}
		}
		got := slices.Concat([]Crowding{c.Whole(5)}, c.Coarser(5), c.Sets(5))
		for _, x := range got {
			want := crowdOf(charges, x.Columns, x.Coarse, 5)
			if math.Abs(x.Unique-want.Unique) > 0.05 || math.Abs(x.Small-want.Small) > 0.05 || math.Abs(float64(x.Combinations-want.Combinations)) > 0.2*float64(want.Combinations) {
				t.Errorf("%+v, want about %+v", x, want)
			}
			if x.K < want.K {
				t.Errorf("%+v: k is %d", x, want.K)
			}
		}
		if text := fmt.Sprint(got); first == "" {
			first = text
		} else if text != first {
			t.Error("the order of the rows matters")
		}
		slices.Reverse(charges)
	}
}

// Without any column of the kind there is nothing to tell.
func TestCrowdOfNothing(t *testing.T) {
	c := NewCrowd([]string{"fine"})
	x := court.Blank()
	c.Add(&x)
	if len(c.Columns()) != 0 || c.Rows != 0 || c.Coarser(5) != nil || len(c.Sets(5)) != 0 {
		t.Error("something is told of no columns")
	}
}
