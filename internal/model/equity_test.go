package model_test

import (
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"

	"impact/internal/court"
	"impact/internal/law"
	"impact/internal/model"
)

// personal is what is recorded of a defendant.
type personal struct{ race, sex string }

// groupedDocket is a docket of rows, some with what is recorded of the defendant.
func (st *study) groupedDocket(t testing.TB, rows []refCharge, who []personal) *court.Docket {
	t.Helper()
	r := st.reducer(t)
	for i := range rows {
		c := rows[i].charge(st.code)
		if i < len(who) {
			c.Race, c.Sex = who[i].race, who[i].sex
		}
		r.Add(&c)
	}
	return r.Docket(court.Tally{Rows: int64(len(rows)), Counts: int64(len(rows))}, nil)
}

// equityLines are the rows of a metric and a grouping, as text.
func equityLines(list []model.Equity, metric, by string) string {
	var b strings.Builder
	for _, e := range list {
		if e.Metric == metric && e.By == by {
			fmt.Fprintf(&b, "%s: current %s, proposed %s, difference %s, up %s, down %s, affected %s\n", e.Group,
				number(e.Current), number(e.Proposed), number(e.Difference), number(e.Up), number(e.Down), number(e.Affected))
		}
	}
	return b.String()
}

// rec-3, rec-4 and rec-5 of the tests: 53a-83(a) under 18 becomes a felony, and
// 53a-83(c) of 18 or over, a felony, becomes a misdemeanor. Of 53a-83(a) three ages are recorded (one row
// counts twice), one of them under 18: P = (1+1/2)/(3+1) = 3/8.
func TestEquityByHand(t *testing.T) {
	lines := []string{
		"53a-83(a) age=16 person=A defendant=17",            // a misdemeanor becomes a felony
		"53a-83(a) age=30 person=A defendant=30 counts=2",   // stays
		"53a-83(a) person=B disposition=nolle defendant=40", // may become one
		"53a-83(c) age=30 person=C defendant=70",            // a felony no more
		"53a-86(a)(2) age=15 person=D",                      // a felony, on the list, and stays
	}
	who := []personal{{"white", "male"}, {"white", "male"}, {"black", "male"}, {"black", "female"}, {}}
	st := councilStudy(t)
	var rows []refCharge
	for i, l := range lines {
		rows = append(rows, parseRow(t, l, i))
	}
	d := st.groupedDocket(t, rows, who)
	got := model.NewBench(st.code, d, model.NewPriors(d), st.propose(t, law.AsWritten, []string{"rec-3", "rec-4", "rec-5"})).Equities()
	for _, x := range []struct{ metric, by, want string }{
		{model.FelonyCharges, model.ByRace, `
			black: current 1, proposed 0..1, 0.375, difference -1..0, -0.625, up 0..1, 0.375, down 1, affected 1..2, 1.375
			white: current 0, proposed 1, difference 1, up 1, down 0, affected 1
			not recorded: current 1, proposed 1, difference 0, up 0, down 0, affected 0`},
		{model.FelonyCharges, model.ByAge, `
			16-17: current 0, proposed 1, difference 1, up 1, down 0, affected 1
			25-34: current 0, proposed 0, difference 0, up 0, down 0, affected 0
			35-44: current 0, proposed 0..1, 0.375, difference 0..1, 0.375, up 0..1, 0.375, down 0, affected 0..1, 0.375
			65 or over: current 1, proposed 0, difference -1, up 0, down 1, affected 1
			not recorded: current 1, proposed 1, difference 0, up 0, down 0, affected 0`},
		{model.FelonyConvictions, model.BySex, `
			female: current 1, proposed 0, difference -1, up 0, down 1, affected 1
			male: current 0, proposed 1, difference 1, up 1, down 0, affected 1
			not recorded: current 1, proposed 1, difference 0, up 0, down 0, affected 0`},
		{model.NewRegistrants, model.ByRace, `
			black: current 0, proposed 0, difference 0, up 0, down 0, affected 0
			white: current 0, proposed 1, difference 1, up 1, down 0, affected 1
			not recorded: current 1, proposed 1, difference 0, up 0, down 0, affected 0`},
		{model.NewRegistrants, model.ByAge, `
			16-17: current 0, proposed 1, difference 1, up 1, down 0, affected 1
			35-44: current 0, proposed 0, difference 0, up 0, down 0, affected 0
			65 or over: current 0, proposed 0, difference 0, up 0, down 0, affected 0
			not recorded: current 1, proposed 1, difference 0, up 0, down 0, affected 0`},
		{model.ChargesChanged, model.ByVictimAge, `
			15: current 0, proposed 0, difference 0, up 0, down 0, affected 0
			16-17: current 0, proposed 0, difference 0, up 1, down 0, affected 1
			18 or over: current 0, proposed 0, difference 0, up 0, down 1, affected 1
			not recorded: current 0, proposed 0, difference 0, up 0..1, 0.375, down 0, affected 0..1, 0.375`},
		{model.ChargesChanged, model.ByTrafficked, `
			not recorded: current 0, proposed 0, difference 0, up 1..2, 1.375, down 1, affected 2..3, 2.375`},
	} {
		if got := equityLines(got, x.metric, x.by); got != strings.ReplaceAll(strings.TrimSpace(x.want), "\n\t\t\t", "\n")+"\n" {
			t.Errorf("%s by %s:\n%s\nnot%s", x.metric, x.by, got, x.want)
		}
	}
}

// A has one race in two charges and none in a third; B has two.
func TestAPersonsGroupIsWhatTheChargesAgreeOn(t *testing.T) {
	st := councilStudy(t)
	var rows []refCharge
	for i, l := range []string{
		"53a-192a person=A defendant=50", "53a-82 person=A defendant=20 disposition=nolle", "53a-82 person=A",
		"53a-192a person=B", "53a-82 person=B",
	} {
		rows = append(rows, parseRow(t, l, i))
	}
	d := st.groupedDocket(t, rows, []personal{{}, {"white", "male"}, {"white", "male"}, {"white", "male"}, {"black", "male"}})
	got := model.NewBench(st.code, d, model.NewPriors(d), st.propose(t, law.AsWritten, []string{"rec-5"})).Equities()
	one := ": current 0, proposed 1, difference 1, up 1, down 0, affected 1\n"
	if got, want := equityLines(got, model.NewRegistrants, model.ByRace), "white"+one+"several recorded"+one; got != want {
		t.Errorf("by race\n%snot\n%s", got, want)
	}
	if got, want := equityLines(got, model.NewRegistrants, model.ByAge), "18-20"+one+"not recorded"+one; got != want {
		t.Errorf("by age\n%snot\n%s", got, want)
	}
}

// sumsOf are the sums over the groups of each metric and grouping.
func sumsOf(list []model.Equity) map[[2]string]model.Equity {
	out := map[[2]string]model.Equity{}
	for _, e := range list {
		k := [2]string{e.Metric, e.By}
		x := out[k]
		x.Current.Central += e.Current.Central
		x.Proposed.Central += e.Proposed.Central
		x.Difference.Central += e.Difference.Central
		x.Difference.Low += e.Difference.Low
		x.Difference.High += e.Difference.High
		x.Up.Central += e.Up.Central
		x.Down.Central += e.Down.Central
		x.Affected.Central += e.Affected.Central
		out[k] = x
	}
	return out
}

// groupsFault says where groups do not add up to the totals.
func groupsFault(t *model.Totals, list []model.Equity) string {
	want := map[string]model.Count{model.FelonyCharges: t.Felony[court.AsCharged], model.FelonyConvictions: t.Felony[court.AsConvicted], model.NewRegistrants: t.Registry}
	for k, x := range sumsOf(list) {
		w, ok := want[k[0]]
		switch {
		case !ok:
			if !close9(x.Affected.Central, t.Moved[court.AsCharged].Central) || !close9(x.Up.Central, t.Up[court.AsCharged].Central) || !close9(x.Down.Central, t.Down[court.AsCharged].Central) {
				return fmt.Sprintf("%v: %+v, and %+v", k, x, t)
			}
		case !close9(x.Difference.Central, w.Central), !close9(x.Proposed.Central-x.Current.Central, w.Central), !close9(x.Up.Central-x.Down.Central, w.Central),
			x.Difference.Low > w.Low+1e-9, x.Difference.High < w.High-1e-9: // groups are free where the whole is not
			return fmt.Sprintf("%v: the groups come to %+v, all to %v", k, x, w)
		}
	}
	return ""
}

func TestGroupsAddUpToTheTotals(t *testing.T) {
	st := sampleStudy(t, 0)
	for _, r := range st.scenario.ReadingIDs() {
		b := model.NewBench(st.code, st.docket, st.priors, st.propose(t, r, nil))
		totals := b.Totals()
		if f := groupsFault(&totals, b.Equities()); f != "" {
			t.Error(r, f)
		}
	}
	trials(t, 51, func(r *rand.Rand, s *setting, rows []refCharge) string {
		d := reduce(s.code, s.proposal, smallLaw.baseline, rows)
		b := model.NewBench(s.code, d, model.NewPriors(d), s.proposal)
		totals := b.Totals()
		return groupsFault(&totals, b.Equities())
	})
}

// Where all are of one group, its bounds are those of the totals.
func TestTheBoundsOfOneGroupAreThoseOfAll(t *testing.T) {
	trials(t, 52, func(r *rand.Rand, s *setting, rows []refCharge) string {
		d := reduce(s.code, s.proposal, smallLaw.baseline, rows)
		b := model.NewBench(s.code, d, model.NewPriors(d), s.proposal)
		want := b.Totals()
		for _, e := range b.Equities() {
			switch {
			case e.By != model.ByRace:
			case e.Metric == model.FelonyCharges && !sameCount(e.Difference, want.Felony[court.AsCharged]),
				e.Metric == model.FelonyConvictions && !sameCount(e.Difference, want.Felony[court.AsConvicted]),
				e.Metric == model.NewRegistrants && !sameCount(e.Difference, want.Registry):
				return fmt.Sprintf("%+v, all %+v", e, want)
			}
		}
		return ""
	})
}

func TestNothingMovedIsNoDifferenceInAnyGroup(t *testing.T) {
	st := sampleStudy(t, 0)
	none := st.propose(t, st.scenario.DefaultReading(), []string{"rec-6", "rec-7"})
	for _, e := range model.NewBench(st.code, st.docket, st.priors, none).Equities() {
		if !e.Difference.Zero() || !e.Up.Zero() || !e.Down.Zero() || !e.Affected.Zero() || e.Current != e.Proposed {
			t.Errorf("%+v", e)
		}
	}
}

func TestTheOrderOfRowsChangesNoGroup(t *testing.T) {
	trials(t, 53, func(r *rand.Rand, s *setting, rows []refCharge) string {
		text := func() string {
			d := reduce(s.code, s.proposal, smallLaw.baseline, rows)
			return fmt.Sprintf("%+v", model.NewBench(s.code, d, model.NewPriors(d), s.proposal).Equities())
		}
		want := text()
		r.Shuffle(len(rows), func(i, j int) { rows[i], rows[j] = rows[j], rows[i] })
		if got := text(); got != want {
			return "got\n" + got + "\nbefore the shuffle\n" + want
		}
		return ""
	})
}

// BenchmarkEquities is the default reading of the Council's scenario on the sample.
func BenchmarkEquities(b *testing.B) {
	st := sampleStudy(b, 0)
	for b.Loop() {
		model.NewBench(st.code, st.docket, st.priors, st.propose(b, "trafficked-person", nil)).Equities()
	}
}
