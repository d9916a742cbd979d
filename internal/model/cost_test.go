package model_test

import (
	"fmt"
	"math/rand/v2"
	"os"
	"strconv"
	"strings"
	"testing"

	"impact/internal/court"
	"impact/internal/law"
	"impact/internal/model"
	"impact/internal/sample"
)

// BenchmarkEvaluate is one reading of the Council's scenario on the charges of
// internal/sample, and on the same with every weight ten times as great: the cost
// of a scenario hangs on the number of profiles and not on that of rows. Unlike
// is a docket in which no two rows are alike.
func BenchmarkEvaluate(b *testing.B) {
	code, prop := shippedCouncil(b)
	for _, n := range []int{100_000, 1_000_000} {
		d := sampleRows(b, code, prop, n)
		b.Run(fmt.Sprintf("sample/%d", n), func(b *testing.B) { evaluates(b, code, d, prop) })
		heavier(d, 10)
		b.Run(fmt.Sprintf("sample/%d-times-ten", n), func(b *testing.B) { evaluates(b, code, d, prop) })
	}
	p := randomProposal(rand.New(rand.NewPCG(1, 5)))
	code, prop = p.propose(b, smallLaw.pack(), &smallLaw)
	b.Run("unlike/100000", func(b *testing.B) { evaluates(b, code, manyRows(code, prop, 100_000), prop) })
}

// shippedCouncil is the Council's scenario in its default reading, on the
// shipped law.
func shippedCouncil(b *testing.B) (*law.Code, *law.Proposal) {
	code, err := law.LoadCode(os.DirFS("../../data"), "law/ct")
	if err != nil {
		b.Fatal(err)
	}
	data, err := os.ReadFile("../../data/scenarios/ct-tip-council.yaml")
	if err != nil {
		b.Fatal(err)
	}
	s, err := law.LoadScenario(code, "ct-tip-council.yaml", data)
	if err != nil {
		b.Fatal(err)
	}
	p, err := s.Propose(s.DefaultReading(), nil, 20161231)
	if err != nil {
		b.Fatal(err)
	}
	return s.Code(), p
}

// sampleRows is a docket of the sample's charges.
func sampleRows(b *testing.B, code *law.Code, p *law.Proposal, n int) *court.Docket {
	reducer := court.NewReducer(code.Frame(model.AgeCuts, model.DefendantCuts, p), 20161231, 0)
	err := sample.Generate(sample.Config{Rows: int64(n), Seed: 1}, func(r *sample.Record) error {
		c := sampled(code, r.Row)
		reducer.Add(&c)
		return nil
	})
	if err != nil {
		b.Fatal(err)
	}
	return reducer.Docket(court.Tally{Rows: int64(n), Counts: int64(n)}, nil)
}

// sampled is a row of the sample as a charge.
func sampled(code *law.Code, values []string) court.Charge {
	row := map[string]string{}
	for i, name := range sample.Columns {
		row[name] = values[i]
	}
	age := func(name string) int16 {
		if n, err := strconv.Atoi(row[name]); err == nil {
			return int16(n)
		}
		return -1
	}
	day := func(name string) law.Date { d, _ := law.ParseDate(row[name]); return d }
	c := court.Blank()
	c.ID, c.Case, c.Person, c.Victim = row["charge_id"], row["case_id"], row["person_id"], row["victim_id"]
	c.Statute, c.Final = code.Resolve(row["statute"]), code.Resolve(row["final_statute"])
	c.Offense, c.Filed, c.Disposed = day("offense_date"), day("filed_date"), day("disposition_date")
	c.Disposition, _ = court.ParseDisposition(row["disposition"])
	c.VictimAge, c.DefendantAge = age("victim_age"), age("defendant_age")
	if is, err := strconv.ParseBool(row["victim_trafficked"]); err == nil {
		c.Trafficked = law.Truly(is)
	}
	for _, m := range strings.Split(row["means"], ";") {
		one, _ := law.ParseMeans(m)
		c.Means |= one
	}
	c.Sex, c.Race = row["defendant_sex"], row["defendant_race"]
	return c
}

func evaluates(b *testing.B, code *law.Code, d *court.Docket, p *law.Proposal) {
	for b.Loop() {
		model.Evaluate(code, d, model.NewPriors(d), p)
	}
	b.ReportMetric(float64(len(d.Cases)), "cases")
	b.ReportMetric(float64(len(d.Persons)), "persons")
	b.ReportMetric(float64(len(d.Signatures)), "signatures")
}

// manyRows is a docket of random charges: persons of two charges, most facts
// recorded, a victim now and then shared.
func manyRows(code *law.Code, p *law.Proposal, n int) *court.Docket {
	r := rand.New(rand.NewPCG(9, uint64(n)))
	reducer := court.NewReducer(code.Frame(model.AgeCuts, model.DefendantCuts, p), smallLaw.baseline, 0)
	for i := range n {
		c := randomCharge(r)
		c.id, c.caze, c.person = fmt.Sprint(i), fmt.Sprint(i/2), fmt.Sprint(i/3)
		if i%5 == 0 {
			c.victim = fmt.Sprint(i / 10)
		}
		row := c.charge(code)
		reducer.Add(&row)
	}
	return reducer.Docket(court.Tally{Rows: int64(n), Counts: int64(n)}, nil)
}

// heavier makes every signature and profile of a docket count for n.
func heavier(d *court.Docket, n int64) {
	for i := range d.Rows {
		d.Rows[i] *= n
	}
	for _, ps := range [][]court.Profile{d.Victims, d.Cases, d.Persons} {
		for i := range ps {
			ps[i].Weight *= n
		}
	}
}
