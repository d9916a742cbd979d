package withhold

import (
	"crypto/sha256"
	"errors"
	"fmt"
	"io"
	"math"
	"slices"

	"impact/internal/disclose"
	"impact/internal/model"
	"impact/internal/project"
	"impact/internal/report"
	"impact/internal/stats"
)

// Runs withholds small counts, and as many others as would give them away, from a run and
// from those of the choices of its page's switches: one pattern for all of them. Nothing is
// withheld with a threshold of 0 and from synthetic data; what was done, each run says.
func Runs(threshold int, runs ...*report.Run) error {
	p, err := choose(threshold, false, runs)
	if err != nil {
		return err
	}
	for i, r := range runs {
		p.blank(i, r)
	}
	return nil
}

// A Pattern is which counts are withheld from some runs, chosen once for all of them.
type Pattern struct {
	said    report.Withholding
	d       *disclosure
	chosen  *disclose.Pattern
	asides  bool                   // are withheld
	thin    []map[levelAt]bool     // of each run
	records [][2][sha256.Size]byte // of the counts of each run, without and with what a projection tells of the record
}

// Choose chooses the pattern for runs, which stay as they are. Where nothing is withheld,
// the pattern says so.
func Choose(threshold int, runs ...*report.Run) (*Pattern, error) {
	return choose(threshold, true, runs)
}

// choose is Choose; with again so that the pattern may Blank other runs.
func choose(threshold int, again bool, runs []*report.Run) (*Pattern, error) {
	p := &Pattern{}
	if len(runs) == 0 {
		return p, nil
	}
	p.said = report.Withholding{Threshold: threshold, Exempt: runs[0].Synthetic}
	if !p.said.On() {
		return p, nil
	}
	var choices [][]report.Table
	for i, r := range runs {
		if err := leavesOut(r); err != nil {
			return nil, err
		}
		tables := r.Some(countedTables...)
		p.thin = append(p.thin, thinLevels(threshold, i, r))
		if again {
			p.records = append(p.records, recordsOf(tables))
		}
		choices = append(choices, tables)
	}
	p.d = disclosureOf(threshold, choices)
	p.d.swaps = p.d.swapsOf(runs)
	var err error
	if p.chosen, err = p.d.choose(); err != nil {
		return nil, fmt.Errorf("small counts: %w", err)
	}
	p.asides = p.chosen.Primary+p.chosen.Others > 0 || p.d.asidesSmall(choices) || slices.ContainsFunc(runs, p.d.fewMove)
	p.said.Primary, p.said.Others = p.chosen.Primary, p.chosen.Others
	return p, nil
}

// leavesOut refuses a run whose projections hold convictions in place of diversions that are
// barred.
func leavesOut(run *report.Run) error {
	if slices.ContainsFunc(run.Projections, func(p *project.Projection) bool { return !p.Undiverted }) {
		return errors.New("small counts: what is projected holds convictions in place of diversions that are barred; a projection without them would be right")
	}
	return nil
}

// Told is how many totals of the i-th run are told, and changes that its projections rest on.
func (p *Pattern) Told(i int) (n int) {
	if !p.said.On() {
		return 0
	}
	told := func(c disclose.Cell) int { return int(unit(c != noCell && !p.chosen.Withheld[c])) }
	for _, row := range p.d.rows[tableAt{i, "totals"}] {
		for _, c := range row[:min(1, len(row))] {
			n += told(c)
		}
	}
	for at, w := range p.d.windows {
		if at.choice == i && at.under == project.Difference {
			n += told(w.cell)
		}
	}
	return n
}

// Withholds reports whether anything is withheld at all.
func (p *Pattern) Withholds() bool { return p.said.On() }

// Blank takes out of a run what is withheld from the i-th of those that the pattern was
// chosen for. What the run counts of the record must be what that one counted; what it
// projects may rest on other assumptions, or be left out.
func (p *Pattern) Blank(i int, run *report.Run) error {
	if p.said.On() {
		if err := leavesOut(run); err != nil {
			return err
		}
		of := 0
		if len(run.Projections) > 0 {
			of = 1
		}
		if i < 0 || i >= len(p.records) || recordsOf(run.Some(countedTables...))[of] != p.records[i][of] {
			return errors.New("small counts: the run counts another record than the pattern was chosen for")
		}
	}
	p.blank(i, run)
	return nil
}

func (p *Pattern) blank(i int, run *report.Run) {
	if p.said.On() {
		thin := p.thin[i]
		if len(thin) == 0 { // the pattern was chosen without a projection
			thin = thinLevels(p.said.Threshold, i, run)
		}
		blank(run, &reader{d: p.d, pattern: p.chosen, thin: thin, asides: p.asides, set: setIn(run), choice: i, next: map[string]int{}})
	}
	run.Withholding = p.said
}

// setIn are the telling dials that the analyst of a run set.
func setIn(run *report.Run) []string {
	return slices.DeleteFunc(slices.Clone(telling), func(name string) bool {
		if run.Assumptions == nil {
			return true
		}
		d := run.Assumptions.Dial(name)
		return d == nil || !d.Set
	})
}

// ofProjection are the tables that tell of the record what a projection rests on.
var ofProjection = []string{"streams", "donors"}

// recordsOf are hashes over the counts of tables, without and with those of projections.
func recordsOf(tables []report.Table) (out [2][sha256.Size]byte) {
	for i := range out {
		h := sha256.New()
		for _, t := range tables {
			if i > 0 || !slices.Contains(ofProjection, t.Name) {
				hashCounts(h, t)
			}
		}
		h.Sum(out[i][:0])
	}
	return out
}

func hashCounts(h io.Writer, t report.Table) {
	fmt.Fprintf(h, "%s %d\n", t.Name, len(t.Rows))
	for c, col := range t.Columns {
		if !slices.Contains(countings[t.Name].counts, col.Name) {
			continue
		}
		for _, row := range t.Rows {
			fmt.Fprintf(h, "%s\n", report.Plain(row[c]))
		}
	}
}

// A reader tells, row by row of each table, what is withheld.
type reader struct {
	d       *disclosure
	pattern *disclose.Pattern
	thin    map[levelAt]bool
	asides  bool     // are withheld
	set     []string // telling dials that the analyst set
	choice  int
	next    map[string]int
}

// row is the cells of the next row of a table, and whether one of them is withheld.
func (r *reader) row(table string) (cells []disclose.Cell, withheld bool) {
	if rows := r.d.rows[tableAt{r.choice, table}]; r.next[table] < len(rows) {
		cells = rows[r.next[table]]
	}
	r.next[table]++
	return cells, slices.ContainsFunc(cells, r.hides)
}

func (r *reader) hides(c disclose.Cell) bool { return c != noCell && r.pattern.Withheld[c] }

// count blanks a count if its row is withheld. A row that a table does not have, because
// it is zero, is passed by.
func (r *reader) count(table string, c *model.Count) {
	if _, withheld := r.row(table); withheld {
		*c = model.Withheld()
	}
}

// blank takes out of a run what is withheld. The lists are the run's own afterwards.
func blank(run *report.Run, r *reader) {
	results := slices.Clone(run.Results)
	for i := range results {
		own := *results[i]
		results[i] = &own
		r.result(&own, run)
	}
	run.Results = results
	run.Overlaps, run.Attributions, run.Equities = cloneEach(run.Overlaps), cloneEach(run.Attributions), cloneEach(run.Equities)
	for i := range run.Results {
		if i < len(run.Overlaps) {
			for j := range run.Overlaps[i] {
				r.count("overlap", &run.Overlaps[i][j].Count)
			}
		}
		if i < len(run.Attributions) {
			for j := range run.Attributions[i] {
				if _, withheld := r.row("attribution"); withheld {
					a := &run.Attributions[i][j]
					a.Alone, a.Last, a.Shapley = math.NaN(), math.NaN(), math.NaN()
				}
			}
		}
		if i < len(run.Equities) {
			r.groups(run.Equities[i])
		}
	}
	run.Projections = slices.Clone(run.Projections)
	for i, p := range run.Projections {
		own := *p
		run.Projections[i] = &own
		r.projection(&own, run.Results[i])
	}
}

func cloneEach[T any](lists [][]T) [][]T {
	out := slices.Clone(lists)
	for i := range out {
		out[i] = slices.Clone(out[i])
	}
	return out
}

// each blanks the counts of a list whose rows stand in a table in the same order.
func each[T any](r *reader, table string, list []T, of func(*T) *model.Count) []T {
	list = slices.Clone(list)
	for i := range list {
		r.count(table, of(&list[i]))
	}
	return list
}

// shown is each, of lists whose zero elements have no row.
func shown[T any](r *reader, table string, list []T, of func(*T) *model.Count) []T {
	list = slices.Clone(list)
	for i := range list {
		if c := of(&list[i]); !c.Zero() {
			r.count(table, c)
		}
	}
	return list
}

func (r *reader) result(x *model.Result, run *report.Run) {
	for _, m := range report.TotalsOf(run, x) {
		r.count("totals", m)
	}
	t := &x.Totals // what no table holds
	for _, c := range []*model.Count{&t.Up[0], &t.Up[1], &t.Down[0], &t.Down[1], &t.Minor[1], &t.CaseFelony[0], &t.CaseFelony[1]} {
		if !c.Zero() {
			*c = model.Withheld()
		}
	}
	x.ClassShifts = each(r, "class_shift", x.ClassShifts, func(s *model.ClassShift) *model.Count { return &s.Count })
	x.ClassLevels = shown(r, "class_level", x.ClassLevels, func(s *model.ClassLevel) *model.Count { return &s.Count })
	x.SectionShifts = each(r, "section_shift", x.SectionShifts, func(s *model.SectionShift) *model.Count { return &s.Count })
	x.Registrations = each(r, "registry", x.Registrations, func(s *model.Registration) *model.Count { return &s.Count })
	x.RegistryEvents = shown(r, "registry_flow", x.RegistryEvents, func(s *model.RegistryEvent) *model.Count { return &s.Count })
	x.MinorVictims = each(r, "minor_victims", x.MinorVictims, func(s *model.MinorVictim) *model.Count { return &s.Count })
	x.MinorMoves = shown(r, "minor_moves", x.MinorMoves, func(s *model.MinorMove) *model.Count { return &s.Count })
	x.Coverages = each(r, "coverage", x.Coverages, func(s *model.Coverage) *model.Count { return &s.Count })
	x.MinorsCharged = each(r, "minors_charged", x.MinorsCharged, func(s *model.MinorCharged) *model.Count { return &s.Count })
	x.Discretions, x.Substitutions, x.Ledger = slices.Clone(x.Discretions), slices.Clone(x.Substitutions), slices.Clone(x.Ledger)
	for i := range x.Discretions {
		if r.asides && x.Discretions[i].AtMost > 0 {
			x.Discretions[i].AtMost = model.WithheldNumber
		}
	}
	for i := range x.Substitutions {
		if r.asides {
			x.Substitutions[i].Charges = model.WithheldNumber
		}
	}
	for i := range x.Ledger {
		_, withheld := r.row("ledger")
		if k := x.Ledger[i].Kind; withheld || r.asides && (k == model.Noted || k == model.CarriedRows) {
			x.Ledger[i].Tally.Rows, x.Ledger[i].Tally.Counts = model.WithheldNumber, model.WithheldNumber
		}
	}
}

// groups blanks what is told by group.
func (r *reader) groups(list []project.EquityRow) {
	for i := range list {
		e := &list[i]
		if !byDefendant(e.By) {
			continue
		}
		if _, withheld := r.row("equity"); withheld {
			hideGroup(e, true)
		}
		if r.asides { // intervals and outcomes follow from how many rise and how many fall
			e.Lo80, e.Hi80, e.Determined, e.Why = math.NaN(), math.NaN(), false, "withheld"
		}
	}
	for i := range list {
		e := &list[i]
		if byDefendant(e.By) {
			continue
		}
		if _, withheld := r.row("victim_composition"); withheld {
			hideGroup(e, false)
		}
	}
	for i := range list { // a share tells what it is a share of
		e := &list[i]
		if slices.ContainsFunc(list, func(o project.EquityRow) bool {
			return o.Metric == e.Metric && math.IsNaN(o.Current+o.Proposed+o.Difference)
		}) {
			e.ShareCurrent, e.ShareProposed = math.NaN(), math.NaN()
		}
	}
	for i := range list {
		if e := &list[i]; !e.Determined && e.Why != "withheld" {
			e.Why = "too few change or may, or the record does not tell" // how few would be a count
		}
	}
}

// hideGroup blanks what is told of a group; with zeros left what is zero stays, for what
// stands under current law is printed in other readings too.
func hideGroup(e *project.EquityRow, zerosLeft bool) {
	nan, none := math.NaN(), model.Withheld()
	e.Equity.Up, e.Equity.Down, e.Equity.Affected = none, none, none
	if !zerosLeft || !stats.IsDust(e.Difference) || !stats.IsDust(e.Lo80) || !stats.IsDust(e.Hi80) {
		e.Lo80, e.Hi80 = nan, nan
	}
	for _, x := range []struct {
		v *float64
		c *model.Count
	}{{&e.Current, &e.Equity.Current}, {&e.Proposed, &e.Equity.Proposed}, {&e.Difference, &e.Equity.Difference}} {
		if !zerosLeft || !stats.IsDust(*x.v) {
			*x.v, *x.c = nan, none
		}
	}
	e.ShareCurrent, e.ShareProposed = nan, nan
	e.Determined, e.Why = false, "withheld"
}

// projection blanks what is projected from figures that are withheld, and the series of the
// record.
func (r *reader) projection(p *project.Projection, res *model.Result) {
	nan := math.NaN()
	p.Rows, p.Turns, p.Shares = slices.Clone(p.Rows), slices.Clone(p.Turns), slices.Clone(p.Shares)
	s := &seen{d: r.d, choice: r.choice, reading: res.Proposal.Reading, hides: r.hides, thin: r.thin, horizon: len(p.Years), set: r.set}
	for i := range p.Rows {
		if x := &p.Rows[i]; undiverted(x.Metric, x.Law) || !empty(x) && !s.shows(x.Metric, x.Law) {
			x.Mean, x.Median, x.Lo80, x.Hi80, x.Lo95, x.Hi95 = nan, nan, nan, nan, nan, nan
		}
	}
	for i := range p.Turns {
		if x := &p.Turns[i]; !s.turns(x.Metric, project.Difference, x.Assumption) {
			x.Low, x.Central, x.High = nan, nan, nan
		}
	}
	for i := range p.Shares {
		if x := &p.Shares[i]; !s.varies(x.Metric) {
			x.First, x.Total = nan, nan
		}
	}
	p.Donors = slices.Clone(p.Donors)
	for i := range p.Donors {
		if _, withheld := r.row("donors"); withheld {
			p.Donors[i].Rows, p.Donors[i].Serve = nan, nan
		}
	}
	p.Streams = slices.Clone(p.Streams)
	for i := range p.Streams {
		if x := &p.Streams[i]; r.asides && slices.ContainsFunc(x.Counts, func(n float64) bool { return n > 0 }) { // what is none hides nothing
			hideStream(x)
		}
	}
}

// empty reports whether nothing is projected in a row, but for dust.
func empty(x *project.Row) bool {
	return !slices.ContainsFunc([]float64{x.Mean, x.Median, x.Lo80, x.Hi80, x.Lo95, x.Hi95}, func(v float64) bool { return !stats.IsDust(v) })
}

// hideStream blanks the counts of a series and all that was reckoned from it.
func hideStream(s *project.Stream) {
	s.Counts = slices.Repeat([]float64{math.NaN()}, len(s.Counts))
	s.Mean = math.NaN()
	s.Choice.Why = "withheld"
	s.Choice.Scores = slices.Clone(s.Choice.Scores)
	for i := range s.Choice.Scores {
		x := &s.Choice.Scores[i]
		*x = stats.Score{Model: x.Model, Origins: x.Origins, CRPS: math.NaN(), Cover80: math.NaN(), Cover95: math.NaN(), Better: math.NaN()}
	}
}
