package report

import (
	"slices"
	"strings"
	"testing"

	"impact/internal/court"
	"impact/internal/law"
	"impact/internal/model"
	"impact/internal/project"
)

// A made projection is that of one reading over the fiscal years 2018 and 2019, under
// a law of 1 July 2017 unless another day is named.
type madeUp struct {
	rows      []project.Row
	felony    model.Count
	registry  model.Count
	ledger    []model.Entry
	effective law.Date
	sentences float64
	persons   bool
}

func (m madeUp) sentencesOf() []string {
	proposal := &law.Proposal{Reading: "r", Active: []string{"one", "two"}, Act: &law.Act{}, Notes: []string{"two finds nothing to move from 53a-1: it is not in force."}}
	res := &model.Result{Proposal: proposal, Ledger: m.ledger}
	res.Totals.Felony[court.AsConvicted], res.Totals.Registry = m.felony, m.registry
	d := &court.Docket{}
	d.Has.Person = m.persons
	p := &project.Projection{Proposal: proposal, Effective: m.effective, Years: []law.Year{2018, 2019}, Rows: m.rows}
	for i := range p.Windows {
		p.Windows[i] = project.Window{From: 2010, To: 2014}
	}
	p.Sentenced.Recorded = m.sentences
	if p.Effective == 0 {
		p.Effective = 20170701
	}
	b := &builder{Run{Scenario: &law.Scenario{Provisions: []law.ProvisionInfo{{ID: "one", NoEffect: "It adds a member."}, {ID: "two"}}},
		Docket: d, Results: []*model.Result{res}, Projections: []*project.Projection{p}}}
	var out []string
	for _, h := range b.foretold(res) {
		out = append(out, h.Text)
	}
	return out
}

// years are the rows of what is added to a metric in 2018 and 2019.
func yearsOf(m project.Metric, figures ...[3]float64) []project.Row {
	var out []project.Row
	for i, f := range figures {
		out = append(out, project.Row{Metric: m, Year: law.Year(2018 + i), Law: project.Difference, Lo80: f[0], Mean: f[1], Hi80: f[2], Median: f[1], Lo95: f[0], Hi95: f[2]})
	}
	return out
}

func TestSentences(t *testing.T) {
	felony := yearsOf(project.FelonyConvictions, [3]float64{0, 2.7, 5}, [3]float64{2, 5.9, 11})
	still := func(m project.Metric) []project.Row { return yearsOf(m, [3]float64{}, [3]float64{}) }
	for name, c := range map[string]struct {
		made madeUp
		want []string // each is one of the sentences
		not  []string // none has a part of these
	}{
		"nothing": {madeUp{rows: still(project.Beds)},
			[]string{"No projected figure changes: every difference is exactly 0. By provision: one: it adds a member; two: it finds nothing to move from 53a-1: it is not in force."}, nil},
		"felony": {madeUp{rows: felony, felony: model.Count{Low: 1, Central: 20, High: 90}, effective: 20171001}, []string{
			"Felony convictions: between 2 and 11 more in fiscal year 2019 (80 % interval; expected 5.9); in fiscal year 2018, which the law reaches only from 1 October 2017, between 0 and 5 more (expected 2.7).",
			"Prison beds: not projected, because the data record no sentence (jail_days).",
			"New registrants: not projected, because the data have no person_id.",
			"The intervals are of chance: they suppose that facts are as common where they are not recorded as where they are. Without that the record allows between 1 and 90 more felony convictions over all its years.",
		}, []string{"cannot be determined"}},
		"whole year": {madeUp{rows: felony}, []string{
			"Felony convictions: between 2 and 11 more in fiscal year 2019 (80 % interval; expected 5.9); in fiscal year 2018 between 0 and 5 more (expected 2.7)."}, nil},
		"sign": {madeUp{rows: felony, felony: model.Count{Low: -132, Central: -2, High: 7}}, []string{
			"Felony convictions: whether they rise or fall cannot be determined. If facts are as common where they are not recorded as where they are, between 2 and 11 more in fiscal year 2019 (80 % interval; expected 5.9); in fiscal year 2018 between 0 and 5 more (expected 2.7). Without that the record allows anything between −132 and +7 over all its years.",
		}, nil},
		"class neutral": {madeUp{rows: slices.Concat(still(project.FelonyConvictions), yearsOf(project.MinorCasesChanged, [3]float64{0, 0.1, 1}, [3]float64{1, 1, 1}))}, []string{
			"Felony convictions: no change, because the class does not change.",
			"Cases with a victim under 18 that are reclassified: 1 in fiscal year 2019 (80 % interval; expected 1); in fiscal year 2018 between 0 and 1 (expected 0.1).",
		}, nil},
		"hardly a case": {madeUp{rows: yearsOf(project.MinorCasesChanged, [3]float64{0, 0.04, 0}, [3]float64{0, 0.1, 0}), effective: 20171001}, []string{
			"Cases with a victim under 18 that are reclassified: in fiscal year 2019 none in most years (expected 0.1); in fiscal year 2018, which the law reaches only from 1 October 2017, none in most years (expected 0.04).",
		}, nil},
		"hardly a diversion": {madeUp{rows: yearsOf(project.BarredDiversions, [3]float64{}, [3]float64{0, 0.1, 0})}, []string{
			"Of convictions in fiscal year 2019, none in most years (expected 0.1) would be of charges that today end in a diversion, which their class under the proposal bars.",
		}, nil},
		"undated": {madeUp{rows: still(project.RegistryStock)}, []string{noYear}, []string{"exactly 0", "By provision"}},
		"within felonies": {madeUp{rows: slices.Concat(still(project.FelonyConvictions), yearsOf(project.ConvictionsOf(law.FelonyB), [3]float64{1, 2, 3}, [3]float64{1, 1, 1}))}, []string{
			"Felony convictions: no change, because no conviction crosses the line between misdemeanor and felony.",
			"Convictions by class in fiscal year 2019: felony B 1 more (expected 1).",
		}, nil},
		"few": {madeUp{rows: yearsOf(project.ConvictionsChanged, [3]float64{0, 0.1, 0}, [3]float64{0, 0.3, 1})},
			[]string{"So few convictions change (0.3 expected in fiscal year 2019) that a total cannot be determined."}, nil},
		"beds": {madeUp{rows: yearsOf(project.Beds, [3]float64{0, 1, 2}, [3]float64{-1, 1.7, 5}), sentences: 9},
			[]string{"Prison beds in fiscal year 2019: between 1 fewer and 5 more (80 % interval; expected 1.7 more)."}, nil},
		"registry": {madeUp{rows: slices.Concat(yearsOf(project.NewRegistrants, [3]float64{0, 1, 2}, [3]float64{1, 2, 3}), yearsOf(project.RegistryStock, [3]float64{0, 1, 2}, [3]float64{2, 3, 5})), persons: true},
			[]string{"New registrants: between 1 and 3 more in fiscal year 2019 (80 % interval; expected 2); in fiscal year 2018 between 0 and 2 more (expected 1); on the registry on 30 June 2019: between 2 and 5 more (expected 3)."}, nil},
	} {
		got := c.made.sentencesOf()
		for _, w := range c.want {
			if !slices.Contains(got, w) {
				t.Errorf("%s: none is\n%q among\n%q", name, w, got)
			}
		}
		for _, part := range c.not {
			if strings.Contains(strings.Join(got, "\n"), part) {
				t.Errorf("%s: %q is said in %q", name, part, got)
			}
		}
	}
}

// The sentences of the Council's proposal name what the projection rests on, and say
// which of its figures rest on unverified law.
func TestCouncil(t *testing.T) {
	rep := Build(runOf(t, "council"))
	text := strings.Join(rep.Ahead("trafficked-person"), "\n")
	for _, part := range []string{
		"Felony convictions: between ", "at the average cost of $61,320", "at the marginal cost of $1,900", "the two are not the ends of one range",
		"One more conviction under 53a-192a (felony B) costs about $", "because what decides is not recorded in ", "the victim's age in ",
		"Projected from fiscal years 2005 to 2014 of filings", "(left out as cut short or standing alone: 2005 of convictions)", "the log-linear trend was chosen for 53a-83a", "In the back-test the 80 % intervals held ",
		"Of the assumptions, sentence rule moves the beds", "chance alone explains ", "(rests on unverified law)",
	} {
		if !strings.Contains(text, part) {
			t.Errorf("none says %q:\n%s", part, text)
		}
	}
	if text := strings.Join(rep.Ahead("minors-only"), "\n"); !strings.Contains(text, "felony convictions cannot be determined") {
		t.Errorf("the direction is told where the record does not tell it: %s", text)
	}
}
