package report

import (
	"slices"

	"impact/internal/assume"
	"impact/internal/chart"
	"impact/internal/court"
	"impact/internal/law"
	"impact/internal/model"
	"impact/internal/project"
)

// A Report is what a run found, ready to be written: a value.
type Report struct {
	Title      string
	Scenario   *law.Scenario
	Baseline   law.Date
	Synthetic  bool
	Source     string // where the data come from, in words
	Headlines  []Headline
	Notes      []string // what a reader must know, in order
	Tables     []Table
	Headline   []Grid // the headline tables, for reading
	Figures    []chart.Figure
	Readings   []ReadingReport
	Unverified []law.Item // legal facts not seen in their source that decided something
	Manifest   Manifest
	Views      []View       // one per reading, in the scenario's order
	Switch     *Switchboard // nil where the run made none
	Need       Need         // what is not needed is missing
	Withheld   Withholding
	ofRecord   int // how many of the tables, the first ones, are of the record alone
	gaps       gaps
	origin     string // Source without the number of rows

	// What the assumptions that were set suppose: see set.go.
	likeness, conduct string
	asSet             []string
}

// ReadingReport is the part of a Report that belongs to one reading.
type ReadingReport struct {
	ID, Title string
	Default   bool
	Active    []string
	Notes     []string
	Result    *model.Result
}

// A Headline is a figure in words.
type Headline struct {
	Reading string
	Text    string
	Ahead   bool // of what may come, not of the record
	Split   bool // of how the variance is split over the assumptions
}

// A Need is how much is asked of a report, from all to little.
type Need int

// The needs.
const (
	Full   Need = iota // all that a run tells
	Beside             // of a choice of provisions beside a run: all but the split of the variance over the assumptions
	Page               // and no view of a reading but the one that is shown
	Glance             // and not what each provision does, which overlap, and whom it concerns
	Sight              // and of what may come the metrics of Sighted alone, and no rows of tables that are shown nowhere
)

// Run is what a Report is built from.
type Run struct {
	Code      *law.Code
	Scenario  *law.Scenario
	Docket    *court.Docket
	Results   []*model.Result // one per reading, in the scenario's order
	Synthetic bool
	Source    string // where the data come from, in words, without the number of rows
	Notes     []string
	Manifest  Manifest

	// By reading, as Results. Projections is empty where no draw was asked for.
	Projections  []*project.Projection
	Attributions [][]model.Attribution
	Overlaps     [][]model.Overlap
	Equities     [][]project.EquityRow

	Assumptions *assume.Set
	Facts       []string // probabilities of unrecorded facts that were set, in words
	Costs       *assume.Costs
	Session     int // year of the legislative session, which chooses cost constants

	Withholding Withholding

	Need  Need   // what is not needed may be missing
	Shown string // the reading that figures show; "" for the scenario's default

	// Record is the tables of the record, as Report.Counted gives those of a report of the
	// same results with the same counts withheld; nil to make them.
	Record []Table
}

// Build makes the Report of a run.
func Build(r Run) *Report {
	rep := &Report{Title: r.Scenario.Title, Scenario: r.Scenario, Baseline: r.Docket.Baseline,
		Synthetic: r.Synthetic, Need: r.Need, Withheld: r.Withholding, origin: r.Source, Manifest: r.Manifest}
	for _, res := range r.Results {
		rep.Readings = append(rep.Readings, reading(r.Scenario, res))
	}
	rep.Manifest.Withheld = r.Withholding.cells(r.Synthetic)
	b := builder{Run: r}
	rep.likeness, rep.conduct, rep.asSet = b.likeness(), b.conduct(), b.asSet()
	rep.Source, rep.Notes = b.source(), b.notes()
	record := r.Record
	if record == nil {
		record = packed(b.tables())
	}
	rep.ofRecord = len(record)
	rep.Tables = slices.Concat(record, b.foretables())
	rep.Headlines = b.headlines()
	rep.Unverified = b.unverifiedItems()
	for _, res := range r.Results {
		if res != b.main() && r.Need >= Page {
			continue
		}
		v := b.view(res)
		if rep.Views = append(rep.Views, v); res == b.main() {
			rep.Figures, rep.Headline = v.Figures, v.Grids
		}
	}
	rep.gaps = b.gaps()
	return rep
}

func reading(s *law.Scenario, res *model.Result) ReadingReport {
	out := ReadingReport{ID: res.Proposal.Reading, Active: res.Proposal.Active, Notes: res.Proposal.Notes, Result: res}
	for _, r := range s.Readings {
		if r.ID.Value == out.ID {
			out.Title, out.Default = r.Title, r.Default
		}
	}
	return out
}

// Counted are the tables of what was and what would have been, on which no dial of a
// projection bears.
func (r *Report) Counted() []Table { return slices.Clip(r.Tables[:r.ofRecord]) }

// Table is the report's table of that name, or nil.
func (r *Report) Table(name string) *Table {
	for i := range r.Tables {
		if r.Tables[i].Name == name {
			return &r.Tables[i]
		}
	}
	return nil
}

// builder makes the parts of a Report.
type builder struct{ Run }
