package report

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"impact/data"
	"impact/internal/law"
	"impact/internal/model"
	"impact/internal/project"
	"impact/internal/stats"
)

// undatedRows are convictions without a day.
func undatedRows() string {
	return "case_id,statute,disposition\nc1,53a-83,convicted\nc2,53a-86,convicted\n"
}

// lackingRows are convictions with sentences, none of them of the class to which the
// proposal moves them.
func lackingRows() string {
	var b strings.Builder
	b.WriteString("case_id,person_id,statute,offense_date,filed_date,disposition_date,disposition,victim_age,jail_days,suspended_days,probation_days,fine\n")
	for i := range 24 {
		y := 2009 + i%6
		fmt.Fprintf(&b, "c%d,p%d,53a-83(c),%d-08-01,%d-09-01,%d-03-01,convicted,16,400,200,300,50\n", i, i, y, y, y+1)
	}
	return b.String()
}

// Data without a day are not said to bring no change.
func TestUndated(t *testing.T) {
	rep := Build(runOf(t, "undated"))
	for _, r := range rep.Readings {
		if got := rep.Ahead(r.ID); !slices.Equal(got, []string{noYear}) {
			t.Errorf("%s: %q", r.ID, got)
		}
	}
	if slices.ContainsFunc(rep.Headline, func(g Grid) bool { return g.Part != "" }) {
		t.Error("a grid of what is not projected")
	}
	for _, name := range []string{"fiscal", "sensitivity", "variance"} {
		if n := len(rep.Table(name).Rows); n != 0 {
			t.Errorf("%s has %d rows", name, n)
		}
	}
	for _, f := range rep.Figures {
		if strings.Contains(f.Empty, noChange) {
			t.Errorf("%s: %s", f.Name, f.Empty)
		}
	}
}

// Where the record holds no sentence of the class that charges move to, nothing says
// that beds stay as they are.
func TestLacking(t *testing.T) {
	rep := Build(runOf(t, "lacking"))
	text := strings.Join(rep.Ahead(rep.main()), "\n")
	for _, part := range []string{
		"Prison beds: cannot be projected: charges move to ", ", and the record holds no sentence of ", "; their present sentences were kept in the tables.",
		"no sentence of that class is in the record, so the cost of one more conviction cannot be told",
		" moves the new registrants ",
	} {
		if !strings.Contains(text, part) {
			t.Errorf("none says %q:\n%s", part, text)
		}
	}
	for _, part := range []string{"no sentence to prison changes", "the beds added"} {
		if strings.Contains(text, part) {
			t.Errorf("%q is said:\n%s", part, text)
		}
	}
	for _, r := range rep.Table("fiscal").Rows {
		sentence := r[11] == "beds" || r[11] == "supervision"
		if told := strings.HasPrefix(r[4].(string), "cannot be determined: no sentence of "); sentence != told && r[11] != "fines" {
			t.Errorf("%v", r)
		}
	}
	var notes string
	for _, g := range rep.Headline {
		if notes += g.Note; g.Part == "" {
			continue
		}
		for _, row := range g.Rows {
			if strings.Contains(strings.Join(row[:min(2, len(row))], " "), "prison beds") && row[len(row)-1] != absent {
				t.Errorf("%s: %v", g.Title, row)
			}
		}
	}
	for _, part := range []string{"Admissions, prison beds", "Money that follows from sentences cannot be determined"} {
		if !strings.Contains(notes, part) {
			t.Errorf("no note says %q: %s", part, notes)
		}
	}
}

func TestNoSentence(t *testing.T) {
	b := &builder{}
	p := &project.Projection{Donors: []project.Donor{{Class: law.FelonyB, By: noDonor}, {Class: law.FelonyD, By: "class"}}}
	if got := b.lacking(p); got != nil {
		t.Errorf("without any sentence: %v", got)
	}
	p.Sentenced.Recorded = 5
	if got := b.lackingClasses(p); got != "felony B" {
		t.Errorf("%q", got)
	}
	for _, c := range []struct {
		m    project.Metric
		want bool
	}{{project.Beds, true}, {project.Supervision, true}, {project.Admissions, true}, {project.Fines, true}, {project.NewRegistrants, false}} {
		if got := b.untold(p, c.m); got != c.want {
			t.Errorf("%s: %v", c.m, got)
		}
	}
	p.Rows = yearsOf(project.Fines, [3]float64{1, 2, 3})
	if b.untold(p, project.Fines) {
		t.Error("fines change by law, and are told")
	}
	p.Donors = append(p.Donors, project.Donor{Class: law.FelonyA, By: noDonor})
	if got := b.lackingClasses(p); got != "felony B or felony A" {
		t.Errorf("%q", got)
	}
}

// An effect whose sign chance does not settle is worded both ways.
func TestEffect(t *testing.T) {
	b := &builder{Run{}}
	const cost, lacking = "GF - Potential Cost", "cannot be determined: no sentence of felony B in the record"
	for _, c := range []struct {
		metric   project.Metric
		by, want string
	}{
		{project.Beds, "class", cost},
		{project.Beds, noDonor, lacking},
		{project.Supervision, "class", cost},
		{project.Supervision, noDonor, lacking},
		{project.Fines, noDonor, lacking},
		{project.RegistryStock, noDonor, cost},
	} {
		p := &project.Projection{Donors: []project.Donor{{Class: law.FelonyB, By: c.by}}}
		p.Sentenced.Recorded = 5
		if got := b.effect(p, project.Money{Metric: c.metric, Effect: cost}); got != c.want {
			t.Errorf("%v of a class by %s: %q, want %q", c.metric, c.by, got, c.want)
		}
	}
}

// A record without a case of the sections that would change is told by what it cannot
// rule out.
func TestUnseen(t *testing.T) {
	code, err := law.LoadCode(data.FS, "law/ct")
	if err != nil {
		t.Fatal(err)
	}
	stream := func(section string, moves bool, counts ...float64) project.Stream {
		s := project.Stream{Side: project.Disposed, Moves: moves, Counts: counts}
		if section != "" {
			s.Group = cited(section)
		}
		return s
	}
	rest := stream("", true, 900, 800)
	for name, c := range map[string]struct {
		to      law.Year
		streams []project.Stream
		want    string
	}{
		"none": {2010, []project.Stream{stream("53a-86", true, 0, 0), stream("53a-87", true, 0, 0), rest},
			"Not told: fiscal years 2009 to 2010 hold no case of the sections that would change (53a-86 and 53a-87). None in 2 years cannot rule out up to 1.5 such convictions a year (exact one-sided 95 % limit)."},
		"one year": {2009, []project.Stream{stream("53a-86", true, 0), rest},
			"Not told: fiscal year 2009 holds no case of the sections that would change (53a-86). None in 1 year cannot rule out up to 3 such convictions a year (exact one-sided 95 % limit)."},
		"some":        {2010, []project.Stream{stream("53a-86", true, 0, 0), stream("53a-87", true, 0, 1), rest}, ""},
		"what stays":  {2010, []project.Stream{stream("53a-86", false, 0, 0), rest}, ""},
		"all is rest": {2010, []project.Stream{rest}, ""},
	} {
		p := &project.Projection{Streams: c.streams}
		p.Windows[project.Disposed] = project.Window{From: 2009, To: c.to}
		b := &builder{Run{Code: code}}
		if got := b.unseen(p); got != c.want {
			t.Errorf("%s: %q, want %q", name, got, c.want)
		}
		if got := b.effect(p, project.Money{Effect: "None"}); strings.Contains(got, "no case of the sections") != (c.want != "") {
			t.Errorf("%s: effect %q", name, got)
		}
	}
}

func cited(section string) law.Citation {
	c, err := law.ParseCitation(section)
	if err != nil {
		panic(err)
	}
	return c
}

// The coverage of the back-test weighs counts, not series, and names the worst.
func TestHeld(t *testing.T) {
	stream := func(side project.Side, section string, counts []float64, foretold int, cover float64) project.Stream {
		s := project.Stream{Side: side, Group: cited(section), Counts: counts, Moves: true}
		s.Choice = stats.Choice{Chosen: stats.Models[0], Scores: []stats.Score{{Model: stats.Models[0].Name(), Origins: 3, Counts: foretold, Cover80: cover}}}
		return s
	}
	code, err := law.LoadCode(data.FS, "law/ct")
	if err != nil {
		t.Fatal(err)
	}
	many, few := []float64{9, 12, 8}, []float64{1, 0, 0}
	for name, c := range map[string]struct {
		streams []project.Stream
		want    string
	}{
		"none": {nil, "No back-test: it needs six years of counts."},
		"weights": {[]project.Stream{stream(project.Filed, "53a-1", many, 30, 0.9), stream(project.Filed, "53a-2", many, 10, 0.7), stream(project.Filed, "53a-3", few, 60, 1)},
			"In the back-test the 80 % intervals held 85 % of the counts that followed (40 counts)."},
		"once": {[]project.Stream{stream(project.Filed, "53a-1", many, 1, 1), stream(project.Filed, "53a-1", many, 1, 0.1)},
			"No back-test that tells: it could foretell 1 count only."},
		"nine": {[]project.Stream{stream(project.Filed, "53a-1", many, 9, 0.5)}, "No back-test that tells: it could foretell 9 counts only."},
		"ten":  {[]project.Stream{stream(project.Filed, "53a-1", many, 10, 0.9)}, "In the back-test the 80 % intervals held 90 % of the counts that followed (10 counts)."},
		"worst": {[]project.Stream{stream(project.Disposed, "53a-1", many, 7, 1), stream(project.Filed, "53a-1", many, 14, 0.5), stream(project.Diverted, "53a-1", many, 14, 0)},
			"In the back-test the 80 % intervals held 40 % of the counts that followed (35 counts; worst: 53a-1, diverted cases, 0 % of 14)."},
		"few": {[]project.Stream{stream(project.Filed, "53a-3", few, 60, 1)}, "No back-test that tells: every series has less than one count a year."},
	} {
		b := &builder{Run{Code: code, Scenario: &law.Scenario{}, Projections: []*project.Projection{{Streams: c.streams}}}}
		if got := b.held(); got != c.want {
			t.Errorf("%s: %q, want %q", name, got, c.want)
		}
	}
}

// One more conviction is priced where most convictions move, not where sentences are
// longest.
func TestDestination(t *testing.T) {
	to := func(section string, class law.Class) model.Standing {
		return model.Standing{Section: cited(section), Class: class}
	}
	shift := func(to model.Standing, n float64) model.SectionShift {
		return model.SectionShift{Window: model.All, Stage: 1, From: model.Standing{Section: cited("53a-1")}, To: to, Count: model.Count{Central: n}}
	}
	a, b, c := to("53a-2", law.FelonyB), to("53a-2", law.FelonyA), to("53a-3", law.FelonyD)
	donors := []project.Donor{{Section: a.Section, Class: a.Class, Serve: 5}, {Section: b.Section, Class: b.Class, Serve: 900}, {Section: c.Section, Class: c.Class, Serve: 1}}
	for name, x := range map[string]struct {
		shifts []model.SectionShift
		rows   []project.Row
		want   int
	}{
		"record":  {[]model.SectionShift{shift(a, 4), shift(a, 3), shift(b, 5)}, yearsOf(project.ConvictionsOf(law.FelonyD), [3]float64{}, [3]float64{1, 9, 20}), 0},
		"class":   {nil, yearsOf(project.ConvictionsOf(law.FelonyD), [3]float64{}, [3]float64{1, 9, 20}), 2},
		"longest": {nil, nil, 1},
	} {
		o := &outlook{r: &model.Result{SectionShifts: x.shifts}, p: &project.Projection{Years: []law.Year{2018, 2019}, Donors: donors, Rows: x.rows}}
		if got, ok := o.destination(); !ok || got != donors[x.want] {
			t.Errorf("%s: %+v", name, got)
		}
	}
}

// No assumption is said to matter where none moves the metric, or all shares are 0.
func TestMatters(t *testing.T) {
	turn := []project.Turn{{Assumption: "share_served", Metric: project.Beds, Low: 1, High: 3}}
	for name, c := range map[string]struct {
		turns  []project.Turn
		shares []project.Share
		said   bool
	}{
		"moves":     {turn, []project.Share{{Metric: project.Beds, Source: "share_served", First: 0.4}}, true},
		"unsplit":   {turn, nil, true},
		"no turn":   {[]project.Turn{{Assumption: "share_served", Metric: project.Beds}}, nil, false},
		"tiny":      {[]project.Turn{{Assumption: "share_served", Metric: project.Beds, High: 1e-9}}, nil, false},
		"no shares": {turn, []project.Share{{Metric: project.Beds, Source: "share_served"}, {Metric: project.Beds, Source: project.Chance}}, false},
	} {
		r := &model.Result{Proposal: &law.Proposal{}}
		o := &outlook{builder: &builder{}, r: r, p: &project.Projection{Years: []law.Year{2018}, Turns: c.turns, Shares: c.shares}}
		if o.matters(); len(o.out) > 0 != c.said {
			t.Errorf("%s: %v", name, o.out)
		}
	}
}
