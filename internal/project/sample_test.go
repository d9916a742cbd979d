package project_test

import (
	"bytes"
	"fmt"
	"math"
	"os"
	"runtime"
	"slices"
	"strings"
	"sync"
	"testing"

	"impact/internal/court"
	"impact/internal/ingest"
	"impact/internal/law"
	"impact/internal/model"
	"impact/internal/project"
)

// study is a scenario, in all its readings, and a docket.
type study struct {
	code      *law.Code
	scenario  *law.Scenario
	docket    *court.Docket
	proposals []*law.Proposal
}

// onSample is a shipped scenario on the shipped sample, taken times over under new
// ids.
func onSample(t testing.TB, scenario string, times int) *study {
	t.Helper()
	data, err := os.ReadFile("../../data/sample/charges.csv")
	if err != nil {
		t.Fatal(err)
	}
	return onCharges(t, scenario, replicate(data, times))
}

// replicate repeats charges under ids of their own.
func replicate(data []byte, times int) []byte {
	lines := strings.SplitAfter(string(data), "\n")
	var b bytes.Buffer
	b.WriteString(lines[0] + lines[1])
	for n := range times {
		for _, l := range lines[2:] {
			f := strings.Split(strings.TrimRight(l, "\n"), ",")
			if n == 0 || len(f) < 3 {
				b.WriteString(l)
				continue
			}
			for _, i := range []int{0, 1, 2, len(f) - 1} {
				if f[i] != "" {
					f[i] = fmt.Sprintf("%s-%d", f[i], n)
				}
			}
			b.WriteString(strings.Join(f, ",") + "\n")
		}
	}
	return b.Bytes()
}

func onCharges(t testing.TB, scenario string, csv []byte) *study {
	t.Helper()
	code, err := law.LoadCode(os.DirFS("../../data"), "law/ct")
	if err != nil {
		t.Fatal(err)
	}
	data, err := os.ReadFile("../../data/scenarios/" + scenario + ".yaml")
	if err != nil {
		t.Fatal(err)
	}
	s, err := law.LoadScenario(code, scenario+".yaml", data)
	if err != nil {
		t.Fatal(err)
	}
	st := &study{code: s.Code(), scenario: s}
	baseline := s.Baseline
	for _, r := range s.ReadingIDs() {
		p, err := s.Propose(r, nil, baseline)
		if err != nil {
			t.Fatal(err)
		}
		st.proposals = append(st.proposals, p)
	}
	r := court.NewReducer(st.code.Frame(model.AgeCuts, model.DefendantCuts, st.proposals...), baseline, 0)
	q, err := ingest.Read([]ingest.File{{Name: "charges.csv", Size: int64(len(csv)), R: bytes.NewReader(csv)}},
		ingest.Options{Resolve: st.code}, func(c *court.Charge) error { r.Add(c); return nil })
	if err != nil {
		t.Fatal(err)
	}
	st.docket = r.Docket(court.Tally(q.Read), nil)
	return st
}

// dials are those of a test: as the shipped assumptions have them in outline.
func dials() []project.Dial {
	return []project.Dial{
		ranged(project.ChargingShare, 1, 0.5, 1),
		ranged(project.ConvictionChange, 0, -0.2, 0.2),
		ranged(project.SentenceRule, 1, 0, 1),
		ranged(project.ShareServed, 0.75, 0.5, 1),
		ranged(project.PriorOdds, 1, 0.5, 2),
		ranged(project.Growth, 0, -0.03, 0.03),
		ranged(project.RegistryDeaths, 0.01, 0.005, 0.02),
		ranged(project.RegistryStartDial, 5368, 5368, 5368),
		ranged(project.RegistryInflow, 400, 353, 468),
		ranged(project.RegistryOutflow, 252, 200, 300),
		ranged(project.Retroactive, 0, 0, 1),
	}
}

func ranged(name string, central, low, high float64) project.Dial {
	return project.Dial{Name: name, Central: central, Low: low, High: high, At: func(u float64) float64 { return low + u*(high-low) }}
}

func (s *study) input(draws int) project.Input {
	effective := s.scenario.Effective
	if effective == 0 {
		effective = s.docket.Baseline.AddDays(1)
	}
	return project.Input{Code: s.code, Docket: s.docket, Priors: model.NewPriors(s.docket), Proposals: s.proposals,
		Effective: effective, Dials: dials(), Counted: 20151014, Horizon: 6, Draws: draws, Seed: 1}
}

// The null scenario adds exactly nothing, in every draw of every metric.
func TestNullIsZero(t *testing.T) {
	in := onSample(t, "null", 1).input(300)
	in.Watch = func(_ *law.Proposal, m project.Metric, y law.Year, l project.Law, draws []float64) {
		if l == project.Difference && slices.ContainsFunc(draws, func(v float64) bool { return v != 0 }) {
			t.Errorf("%s in %s: some draw is not 0", m, y)
		}
	}
	for _, p := range project.Project(in) {
		zero := 0
		for _, r := range p.Rows {
			if r.Law == project.Difference {
				zero++
				if r != (project.Row{Metric: r.Metric, Year: r.Year, Law: r.Law}) {
					t.Errorf("not zero: %+v", r)
				}
			}
		}
		if zero == 0 || len(p.Donors) > 0 || len(p.Shares) > 0 {
			t.Errorf("%d rows, donors %v, shares %v", zero, p.Donors, p.Shares)
		}
	}
}

// The same seed gives the same figures on one core and on two; another seed others.
func TestCores(t *testing.T) {
	s := onSample(t, "ct-tip-council", 1)
	was := runtime.GOMAXPROCS(1)
	one := project.Project(s.input(400))
	runtime.GOMAXPROCS(2)
	two := project.Project(s.input(400))
	runtime.GOMAXPROCS(was)
	for i := range one {
		if !slices.Equal(one[i].Rows, two[i].Rows) || !slices.Equal(one[i].Turns, two[i].Turns) || !slices.Equal(one[i].Shares, two[i].Shares) {
			t.Errorf("%s: one core and two do not agree", one[i].Proposal.Reading)
		}
	}
	in := s.input(400)
	in.Seed = 2
	if slices.Equal(project.Project(in)[0].Rows, one[0].Rows) {
		t.Error("another seed gives the same rows")
	}
}

// One current law stands beside all readings; a reading gives the same figures alone
// as beside others, where they touch the same sections.
func TestReadings(t *testing.T) {
	if testing.Short() {
		t.Skip("takes minutes under the race detector; go test without -short runs it")
	}
	s := onSample(t, "ct-tip-council", 1)
	all := project.Project(s.input(300))
	current := func(p *project.Projection) []project.Row {
		return slices.DeleteFunc(slices.Clone(p.Rows), func(r project.Row) bool { return r.Law != project.Current })
	}
	for i, p := range all {
		if !slices.Equal(current(p), current(all[0])) {
			t.Errorf("%s: current law differs from that of %s", p.Proposal.Reading, all[0].Proposal.Reading)
		}
		in := s.input(300)
		in.Proposals = s.proposals[i : i+1]
		alone := project.Project(in)[0]
		for k, r := range alone.Rows {
			if r.Law == project.Difference && math.Abs(r.Mean-p.Rows[k].Mean) > 1e-9*math.Max(1, math.Abs(r.Mean)) {
				t.Errorf("%s alone: %s in %s is %g, beside the others %g", p.Proposal.Reading, r.Metric, r.Year, r.Mean, p.Rows[k].Mean)
			}
		}
	}
}

// In every row the interval is in order; what the proposal adds is the difference of
// the means.
func TestRows(t *testing.T) {
	for _, scenario := range []string{"ct-tip-council", "pa-17-32"} {
		for _, p := range project.Project(onSample(t, scenario, 1).input(500)) {
			for i := 0; i+2 < len(p.Rows); i += 3 {
				cur, pro, dif := p.Rows[i], p.Rows[i+1], p.Rows[i+2]
				if cur.Law != project.Current || pro.Law != project.Proposed || dif.Law != project.Difference || cur.Metric != dif.Metric || cur.Year != dif.Year {
					t.Fatalf("rows out of order: %v %v %v", cur, pro, dif)
				}
				for _, r := range []project.Row{cur, pro, dif} {
					if !(r.Lo95 <= r.Lo80 && r.Lo80 <= r.Median && r.Median <= r.Hi80 && r.Hi80 <= r.Hi95) || math.IsNaN(r.Mean) || math.IsInf(r.Mean, 0) {
						t.Errorf("out of order: %+v", r)
					}
					if r.Law != project.Difference && (r.Lo95 < 0 || r.Mean < 0) {
						t.Errorf("below nothing: %+v", r)
					}
				}
				if math.Abs(pro.Mean-cur.Mean-dif.Mean) > 1e-9*math.Max(1, cur.Mean) {
					t.Errorf("%s in %s: %g and %g do not differ by %g", cur.Metric, cur.Year, cur.Mean, pro.Mean, dif.Mean)
				}
			}
		}
	}
}

// The mean of many draws is the exact expectation, of every metric, year, law and
// reading, on the sample, in every scenario.
func TestDrawsMeetMeans(t *testing.T) {
	if testing.Short() {
		t.Skip("takes minutes under the race detector; go test without -short runs it")
	}
	for _, scenario := range []string{"ct-tip-council", "pa-17-32", "drug-possession-2015"} {
		in := onSample(t, scenario, 1).input(4000)
		type cell struct {
			reading string
			m       project.Metric
			y       law.Year
			l       project.Law
		}
		var lock sync.Mutex
		draws := map[cell][2]float64{} // mean and standard error
		in.Watch = func(p *law.Proposal, m project.Metric, y law.Year, l project.Law, values []float64) {
			var sum, square float64
			for _, v := range values {
				sum += v
				square += v * v
			}
			n := float64(len(values))
			mean := sum / n
			lock.Lock()
			draws[cell{p.Reading, m, y, l}] = [2]float64{mean, math.Sqrt(max(0, square/n-mean*mean) / n)}
			lock.Unlock()
		}
		checked := 0
		for _, p := range project.Project(in) {
			for _, r := range p.Rows {
				d := draws[cell{p.Proposal.Reading, r.Metric, r.Year, r.Law}]
				if math.Abs(d[0]-r.Mean) > 5*d[1]+0.004*math.Abs(r.Mean)+1e-9 {
					t.Errorf("%s, %s, %s in %s, %s: draws have the mean %.5g (se %.2g), expected %.5g", scenario, p.Proposal.Reading, r.Metric, r.Year, r.Law, d[0], d[1], r.Mean)
				}
				checked++
			}
		}
		if checked < 500 {
			t.Errorf("%s: %d rows", scenario, checked)
		}
	}
}

// Diversions that the proposal bars come by the case: one sentence and one registrant
// however many charges, and none where the case was convicted too.
func TestDivertedCases(t *testing.T) {
	head := "statute,case_id,person_id,offense_date,filed_date,disposition_date,disposition,jail_days,suspended_days,victim_age,counts\n"
	file := func(row func(year int) string) []byte {
		b := head
		for y := 2005; y < 2015; y++ {
			b += row(y)
			for i := range 12 { // donors
				b += fmt.Sprintf("53a-59(a)(1),d%d-%d,d%d-%d,%d-08-01,%d-08-02,%d-09-01,convicted,730,0,,1\n", y, i, y, i, y, y, y)
			}
		}
		return []byte(b)
	}
	one := func(y, n, counts int) string {
		s := ""
		for range n {
			s += fmt.Sprintf("53a-83(c),a%d,a%d,%d-08-01,%d-08-02,%d-09-01,diverted,,,16,%d\n", y, y, y, y, y, counts)
		}
		return s
	}
	for _, x := range []struct {
		name             string
		row              func(int) string
		charges, persons float64
	}{
		{"one charge", func(y int) string { return one(y, 1, 1) }, 1, 1},
		{"five charges", func(y int) string { return one(y, 5, 1) }, 5, 1},
		{"one of five counts", func(y int) string { return one(y, 1, 5) }, 5, 1},
		{"convicted as well", func(y int) string {
			return one(y, 5, 1) + fmt.Sprintf("53a-83(c),a%d,a%d,%d-08-01,%d-08-02,%d-09-01,convicted,10,0,16,1\n", y, y, y, y, y)
		}, 0, 1},
	} {
		in := onCharges(t, "ct-tip-council", file(x.row)).input(20)
		p := project.Project(in)[0]
		barred := figure(p, project.BarredDiversions, 2022, project.Difference).Mean
		persons := figure(p, project.NewRegistrants, 2022, project.Difference).Mean
		if math.Abs(barred-x.charges) > 0.12*max(1, x.charges) || math.Abs(persons-x.persons) > 0.15 {
			t.Errorf("%s: %g diversions barred, %g registrants a year; want about %g and %g", x.name, barred, persons, x.charges, x.persons)
		}
		in.Undiverted = true
		p = project.Project(in)[0]
		if barred, persons := figure(p, project.BarredDiversions, 2022, project.Difference).Mean, figure(p, project.NewRegistrants, 2022, project.Difference).Mean; barred != 0 || x.charges > 0 && persons > 0.15 {
			t.Errorf("%s: %g diversions barred and %g registrants are left of what is left out", x.name, barred, persons)
		}
	}
}

// What is projected of a full year under the new law is the record's yearly mean, but
// for the half event and half unit of the prior: in a flat stream, to a few parts in a
// hundred.
func TestFlatIsTheRecordsMean(t *testing.T) {
	if testing.Short() {
		t.Skip("takes minutes under the race detector, and has nothing for it to see; go test without -short runs it")
	}
	s := onSample(t, "ct-tip-council", 1)
	in := s.input(1)
	in.Years = project.Window{From: 2005, To: 2014}
	for i, p := range project.Project(in) {
		res := model.Evaluate(s.code, s.docket, in.Priors, s.proposals[i])
		for _, x := range p.Streams {
			if x.Moves && x.Side == project.Filed && x.Choice.Chosen.Name() != "gamma-poisson" {
				t.Skipf("%s is not flat", x.Name(s.code))
			}
		}
		for _, r := range p.Rows {
			if r.Metric == project.ChargesChanged && r.Law == project.Difference && r.Year == p.Years[3] {
				want := res.Totals.Moved[court.AsCharged].Central / 10
				if math.Abs(r.Mean-want) > 0.03*want {
					t.Errorf("%s: %g a year, the record has %g", p.Proposal.Reading, r.Mean, want)
				}
			}
		}
	}
}

// Twice the charges under new ids give twice the expectation, but for the prior, and an
// interval no more than twice as wide.
func TestTwice(t *testing.T) {
	if testing.Short() {
		t.Skip("takes minutes under the race detector; go test without -short runs it")
	}
	both := func(w project.Window) (one, two []*project.Projection) {
		in := func(times int) project.Input {
			in := onSample(t, "ct-tip-council", times).input(4000)
			in.Years, in.NoShares = w, true
			return in
		}
		return project.Project(in(1)), project.Project(in(2))
	}
	// Of five years there is no back-test, which more counts may decide otherwise.
	one, two := both(project.Window{From: 2010, To: 2014})
	told := 0
	for i := range one {
		for k, r := range one[i].Rows {
			// Half an event weighs as much where few are expected.
			if r.Law != project.Difference || math.Abs(r.Mean) < 5 || r.Metric != project.ChargesChanged && r.Metric != project.FelonyCharges && r.Metric != project.Beds {
				continue
			}
			told++
			if d := two[i].Rows[k]; math.Abs(d.Mean-2*r.Mean) > 0.1*math.Abs(r.Mean) {
				t.Errorf("%s, %s in %s: %g, twice the data give %g", one[i].Proposal.Reading, r.Metric, r.Year, r.Mean, d.Mean)
			}
		}
	}
	one, two = both(project.Window{})
	for i := range one {
		for k, r := range one[i].Rows {
			if r.Law != project.Difference || math.Abs(r.Mean) < 5 || r.Metric != project.ChargesChanged && r.Metric != project.FelonyCharges {
				continue
			}
			told++
			if d := two[i].Rows[k]; d.Hi95-d.Lo95 > 2.2*(r.Hi95-r.Lo95) {
				t.Errorf("%s, %s in %s: from %g to %g, twice the data give %g to %g", one[i].Proposal.Reading, r.Metric, r.Year, r.Lo95, r.Hi95, d.Lo95, d.Hi95)
			}
		}
	}
	if told < 60 {
		t.Errorf("only %d figures", told)
	}
}

// subset is the scenario with only some provisions on.
func (s *study) subset(t testing.TB, ids ...string) *study {
	t.Helper()
	out := *s
	out.proposals = nil
	for _, r := range s.scenario.ReadingIDs() {
		p, err := s.scenario.Propose(r, ids, s.docket.Baseline)
		if err != nil {
			t.Fatal(err)
		}
		out.proposals = append(out.proposals, p)
	}
	return &out
}

func figure(p *project.Projection, m project.Metric, y law.Year, l project.Law) project.Row {
	for _, r := range p.Rows {
		if r.Metric == m && r.Year == y && r.Law == l {
			return r
		}
	}
	return project.Row{}
}

// Recommendation 2 alone takes people off the registry; with 5 they come back and more
// with them; 1 alone is neutral. Trap 4 of the facts.
func TestRegistrySigns(t *testing.T) {
	if testing.Short() {
		t.Skip("takes minutes under the race detector; go test without -short runs it")
	}
	s := onSample(t, "ct-tip-council", 1)
	for _, x := range []struct {
		on   []string
		sign float64
	}{{[]string{"rec-1"}, 0}, {[]string{"rec-2"}, -1}, {[]string{"rec-2", "rec-5"}, 1}, {[]string{"rec-5"}, 1}, {[]string{"rec-4"}, 0}, {[]string{"rec-6", "rec-7"}, 0}} {
		p := project.Project(s.subset(t, x.on...).input(200))[0]
		for _, m := range []project.Metric{project.NewRegistrants, project.RegistryStock} {
			r := figure(p, m, 2023, project.Difference)
			if x.sign*r.Mean < 0 || x.sign == 0 && r.Mean != 0 || x.sign != 0 && r.Mean == 0 {
				t.Errorf("%v: %s %+.3f", x.on, m, r.Mean)
			}
		}
	}
}

// Under the literal reading every buyer becomes a class B felon; class B bars diversion,
// so some who were diverted are convicted, and felonies rise the most.
func TestDiversion(t *testing.T) {
	s := onSample(t, "ct-tip-council", 1)
	ps := project.Project(s.input(200))
	for _, p := range ps {
		if r := figure(p, project.Convictions, 2023, project.Difference); r.Mean <= 0 {
			t.Errorf("%s: %g more convictions of those diverted today", p.Proposal.Reading, r.Mean)
		}
	}
	if a, b := figure(ps[0], project.FelonyConvictions, 2023, project.Difference), figure(ps[2], project.FelonyConvictions, 2023, project.Difference); !(b.Mean > a.Mean) {
		t.Errorf("literal adds %g felony convictions, trafficked-person %g", b.Mean, a.Mean)
	}
}

// The ends of each dial move what they should, and only that.
// Total and felony convictions are the sums of those by class, whatever part of the
// graver ones is lost, and whichever readings are run together.
func TestConvictionsAddUp(t *testing.T) {
	if testing.Short() {
		t.Skip("takes minutes under the race detector; go test without -short runs it")
	}
	for _, change := range []float64{-0.5, 0, 0.2} {
		s := onSample(t, "ct-tip-council", 1)
		in := s.input(20)
		for i := range in.Dials {
			if in.Dials[i].Name == project.ConvictionChange {
				in.Dials[i].Central = change
			}
		}
		all := project.Project(in)
		in.Proposals = in.Proposals[:1]
		all = append(all, project.Project(in)...)
		for _, p := range all {
			for _, y := range p.Years {
				for _, l := range []project.Law{project.Current, project.Proposed, project.Difference} {
					total, felony := 0.0, 0.0
					for _, c := range law.Classes() {
						n := figure(p, project.ConvictionsOf(c), y, l).Mean
						if total += n; c.Felony() {
							felony += n
						}
					}
					if got := figure(p, project.Convictions, y, l).Mean; math.Abs(got-total) > 1e-6 {
						t.Errorf("change %g, %s, %s, law %s: %g convictions, the classes add up to %g", change, p.Proposal.Reading, y, l, got, total)
					}
					if got := figure(p, project.FelonyConvictions, y, l).Mean; math.Abs(got-felony) > 1e-6 {
						t.Errorf("change %g, %s, %s, law %s: %g felony convictions, the classes add up to %g", change, p.Proposal.Reading, y, l, got, felony)
					}
				}
			}
		}
		if a, b := figure(all[0], project.FelonyConvictions, 2023, project.Difference).Mean, figure(all[len(all)-1], project.FelonyConvictions, 2023, project.Difference).Mean; math.Abs(a-b) > 1e-6 {
			t.Errorf("change %g: %g beside other readings, %g alone", change, a, b)
		}
	}
}

func TestTurns(t *testing.T) {
	if testing.Short() {
		t.Skip("takes minutes under the race detector; go test without -short runs it")
	}
	p := project.Project(onSample(t, "ct-tip-council", 1).input(50))[0]
	turn := func(name string, m project.Metric) project.Turn {
		for _, x := range p.Turns {
			if x.Assumption == name && x.Metric == m {
				return x
			}
		}
		t.Fatalf("no turn of %s", name)
		return project.Turn{}
	}
	for _, x := range p.Turns {
		if x.Metric == project.FelonyConvictions && (x.Assumption == project.ShareServed || x.Assumption == project.RegistryDeaths) && (x.Low != x.Central || x.High != x.Central) {
			t.Errorf("%s moves %s: %+v", x.Assumption, x.Metric, x)
		}
	}
	if x := turn(project.ShareServed, project.Beds); !(x.Low < x.Central && x.Central < x.High) {
		t.Errorf("the share served: %+v", x)
	}
	if x := turn(project.SentenceRule, project.Beds); x.Low != 0 || x.High != x.Central {
		t.Errorf("the sentence rule: %+v", x)
	}
	if x := turn(project.ChargingShare, project.ChargesChanged); math.Abs(x.Low-x.Central/2) > 1e-9*x.Central {
		t.Errorf("the charging share: %+v", x)
	}
	if x := turn(project.PriorOdds, project.ChargesChanged); !(x.Low < x.Central && x.Central < x.High) {
		t.Errorf("the odds: %+v", x)
	}
	if x := turn(project.Retroactive, project.RegistryStock); !(x.High > x.Central+1) {
		t.Errorf("reaching back: %+v", x)
	}
	// What the projection prints is what the dials start from.
	if x, r := turn(project.Growth, project.Beds), figure(p, project.Beds, 2023, project.Difference); math.Abs(x.Central-r.Mean) > 1e-9 {
		t.Errorf("beds %g at the centre, %g in the table", x.Central, r.Mean)
	}
	sum := map[project.Metric]float64{}
	for _, x := range p.Shares {
		sum[x.Metric] += x.First
		if x.Total < x.First-0.15 || x.First < -0.15 || x.Total > 1.15 {
			t.Errorf("shares out of order: %+v", x)
		}
	}
	for m, v := range sum {
		if v > 1.2 {
			t.Errorf("%s: first-order shares add up to %g", m, v)
		}
	}
}

// The analyst can name the years.
func TestYears(t *testing.T) {
	s := onSample(t, "ct-tip-council", 1)
	in := s.input(20)
	in.Years = project.Window{From: 2010, To: 2014}
	p := project.Project(in)[0]
	for _, x := range p.Streams {
		if x.From != 2010 || len(x.Counts) != 5 {
			t.Errorf("%s: %d counts from %s", x.Name(s.code), len(x.Counts), x.From)
		}
	}
}

// Charges without dates cannot be projected by year; those without sentences have no
// beds.
func TestThin(t *testing.T) {
	p := project.Project(onCharges(t, "ct-tip-council", []byte("statute,case_id,disposition\n53a-83(a),a,convicted\n53a-86(a)(2),b,nolle\n")).input(20))[0]
	for _, r := range p.Rows {
		if r.Metric != project.RegistryStock {
			t.Errorf("%s is projected from charges without a date", r.Metric)
		}
	}
	p = project.Project(onCharges(t, "ct-tip-council", []byte("statute,person_id,filed_date,disposition\n53a-83(a),a,2010-08-01,convicted\n53a-86(a)(2),b,2010-08-01,convicted\n53a-192a,c,2012-08-01,nolle\n")).input(50))[0]
	for _, r := range p.Rows {
		if r.Metric == project.Beds || r.Metric == project.Fines {
			t.Fatalf("%s is projected without sentences", r.Metric)
		}
	}
	if r := figure(p, project.NewRegistrants, 2019, project.Difference); r.Mean <= 0 {
		t.Errorf("new registrants: %+v", r)
	}
}

// BenchmarkProject is the Council's scenario in three readings over six years, with
// sensitivity and variance, on the sample and on the same charges ten times over: the
// cost of a draw hangs on the number of kinds and not on that of charges.
func BenchmarkProject(b *testing.B) {
	for _, times := range []int{1, 10, 100} {
		s := onSample(b, "ct-tip-council", times)
		for _, draws := range []int{1, 10_000} {
			b.Run(fmt.Sprintf("sample-times-%d/draws-%d", times, draws), func(b *testing.B) {
				in := s.input(draws)
				for b.Loop() {
					project.Project(in)
				}
			})
		}
	}
}

// BenchmarkDraw is one draw of it, on one core, without what is made once.
func BenchmarkDraw(b *testing.B) {
	for _, times := range []int{1, 10, 100} {
		in := onSample(b, "ct-tip-council", times).input(1)
		b.Run(fmt.Sprintf("sample-times-%d", times), func(b *testing.B) {
			draw := project.Draws(in)
			for b.Loop() {
				draw()
			}
		})
	}
}

// What projections have in common may be shared: the rows stay the same, and those of
// every choice of provisions too, whichever is projected first.
func TestShared(t *testing.T) {
	s := onSample(t, "ct-tip-council", 1)
	shared := &project.Shared{Room: 1 << 24}
	for _, ids := range [][]string{{"rec-1", "rec-3"}, {"rec-5"}, {"rec-2", "rec-3", "rec-4"}} {
		in := s.subset(t, ids...).input(40)
		in.Beside = s.proposals
		alone := project.Project(in)
		in.NoShares, in.Shared = true, shared
		for i, p := range project.Project(in) {
			if !slices.Equal(p.Rows, alone[i].Rows) {
				t.Errorf("%v, %s: the rows differ when the draws of other sections are shared", ids, p.Proposal.Reading)
			}
			if !slices.Equal(p.Turns, alone[i].Turns) {
				t.Errorf("%v, %s: what an assumption does differs when draws are shared", ids, p.Proposal.Reading)
			}
			if len(p.Shares) > 0 {
				t.Errorf("%v: the variance is split, which was not asked for", ids)
			}
		}
	}
}
