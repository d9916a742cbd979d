package report

import (
	"math"
	"math/rand/v2"
	"slices"
	"testing"

	"impact/internal/court"
	"impact/internal/model"
	"impact/internal/project"
)

// RunOf is one of the trials, made once, for tests of whole folders.
func RunOf(t testing.TB, name string) Run { return runOf(t, name) }

// A Cell is a number of a Run that may be withheld, with all that follows from it.
type Cell struct {
	List  string
	Blank func()           // withholds it
	Jolt  func(*rand.Rand) // makes it another number, and what follows from it another thing
}

// Copied is a run whose numbers can be changed without changing those of the other.
func Copied(r Run) Run {
	out := r
	out.Results, out.Projections, out.Attributions, out.Overlaps, out.Equities = nil, nil, nil, nil, nil
	d := *r.Docket
	out.Docket = &d
	for _, x := range r.Results {
		y := *x
		y.ClassShifts, y.SectionShifts, y.Registrations, y.Discretions = slices.Clone(x.ClassShifts), slices.Clone(x.SectionShifts), slices.Clone(x.Registrations), slices.Clone(x.Discretions)
		y.MinorVictims, y.Coverages, y.MinorsCharged, y.Substitutions = slices.Clone(x.MinorVictims), slices.Clone(x.Coverages), slices.Clone(x.MinorsCharged), slices.Clone(x.Substitutions)
		y.Ledger, y.ClassLevels, y.RegistryEvents, y.MinorMoves = slices.Clone(x.Ledger), slices.Clone(x.ClassLevels), slices.Clone(x.RegistryEvents), slices.Clone(x.MinorMoves)
		y.Equities = slices.Clone(x.Equities)
		out.Results = append(out.Results, &y)
	}
	for _, x := range r.Projections {
		y := *x
		y.Rows, y.Donors, y.Turns, y.Shares, y.Streams = slices.Clone(x.Rows), slices.Clone(x.Donors), slices.Clone(x.Turns), slices.Clone(x.Shares), slices.Clone(x.Streams)
		for i := range y.Streams {
			s := &y.Streams[i]
			s.Counts, s.Choice.Scores = slices.Clone(s.Counts), slices.Clone(s.Choice.Scores)
		}
		out.Projections = append(out.Projections, &y)
	}
	for i := range r.Attributions {
		out.Attributions = append(out.Attributions, slices.Clone(r.Attributions[i]))
	}
	for i := range r.Overlaps {
		out.Overlaps = append(out.Overlaps, slices.Clone(r.Overlaps[i]))
	}
	for i := range r.Equities {
		out.Equities = append(out.Equities, slices.Clone(r.Equities[i]))
	}
	return out
}

// A celler lists the cells of a run.
type celler struct{ out []Cell }

func (c *celler) add(list string, blank func(), jolt func(*rand.Rand)) {
	c.out = append(c.out, Cell{list, blank, jolt})
}

// count is a count that is not zero: zeros are shown.
func (c *celler) count(list string, x *model.Count) {
	if !x.Zero() {
		c.add(list, func() { *x = model.Withheld() }, func(r *rand.Rand) {
			v := 1 + math.Floor(9*r.Float64())
			*x = model.Count{Low: v - float64(r.IntN(2)), Central: v, High: v + float64(r.IntN(3))}
		})
	}
}

func (c *celler) whole(list string, x *int64) {
	if *x != 0 {
		c.add(list, func() { *x = model.WithheldNumber }, func(r *rand.Rand) { *x = 1 + r.Int64N(9) })
	}
}

// numbers are withheld together; where all are zero they are shown.
func (c *celler) numbers(list string, also func(*rand.Rand), xs ...*float64) {
	if !slices.ContainsFunc(xs, func(x *float64) bool { return *x != 0 }) {
		return
	}
	c.add(list, func() {
		for _, x := range xs {
			*x = math.NaN()
		}
	}, func(r *rand.Rand) {
		for _, x := range xs {
			*x = 9*r.Float64() - 3
		}
		if also != nil {
			also(r)
		}
	})
}

// Cells are the numbers of a run that may be withheld.
func Cells(run *Run) []Cell {
	c := &celler{}
	for i, res := range run.Results {
		c.result(run, res)
		if i < len(run.Projections) {
			c.projection(run.Projections[i])
		}
	}
	for _, list := range run.Attributions {
		for i := range list {
			c.numbers("attribution", nil, &list[i].Alone, &list[i].Last, &list[i].Shapley)
		}
	}
	for _, list := range run.Overlaps {
		for i := range list {
			c.count("overlap", &list[i].Count)
		}
	}
	for _, list := range run.Equities {
		for i := range list {
			c.equity(&list[i])
		}
	}
	return c.out
}

func (c *celler) result(run *Run, r *model.Result) {
	each(r.ClassShifts, func(x *model.ClassShift) { c.count("class_shift", &x.Count) })
	each(r.SectionShifts, func(x *model.SectionShift) { c.count("section_shift", &x.Count) })
	each(r.Registrations, func(x *model.Registration) { c.count("registry", &x.Count) })
	each(r.Discretions, func(x *model.Discretion) { c.whole("discretion", &x.AtMost) })
	each(r.MinorVictims, func(x *model.MinorVictim) { c.count("minor_victims", &x.Count) })
	each(r.Coverages, func(x *model.Coverage) { c.count("coverage", &x.Count) })
	each(r.MinorsCharged, func(x *model.MinorCharged) { c.count("minors_charged", &x.Count) })
	each(r.Substitutions, func(x *model.Substitution) { c.whole("substituted", &x.Charges) })
	each(r.ClassLevels, func(x *model.ClassLevel) { c.count("class_level", &x.Count) })
	each(r.RegistryEvents, func(x *model.RegistryEvent) { c.count("registry_event", &x.Count) })
	each(r.MinorMoves, func(x *model.MinorMove) { c.count("minor_move", &x.Count) })
	each(r.Ledger, func(x *model.Entry) {
		n := x.Tally
		if n == (court.Tally{}) {
			return
		}
		c.add("ledger", func() { x.Tally = court.Tally{Rows: model.WithheldNumber, Counts: model.WithheldNumber} }, func(r *rand.Rand) {
			x.Tally = court.Tally{Rows: 1 + r.Int64N(9), Counts: 1 + r.Int64N(9)}
			run.Docket.Ledger = court.Ledger{Read: court.Tally{Rows: r.Int64N(99), Counts: r.Int64N(99)}}
			run.Docket.Rows = make([]int64, len(run.Docket.Rows))
		})
	})
	t := &r.Totals
	for _, pair := range []*[2]model.Count{&t.Moved, &t.Up, &t.Down, &t.Felony, &t.Minor, &t.CaseFelony} {
		c.count("totals", &pair[0])
		c.count("totals", &pair[1])
	}
	c.count("totals", &t.Registry)
}

func (c *celler) projection(p *project.Projection) {
	each(p.Rows, func(x *project.Row) {
		c.numbers("projection", func(r *rand.Rand) {
			v := 9*r.Float64() - 3
			x.Lo95, x.Lo80, x.Median, x.Mean, x.Hi80, x.Hi95 = v-2, v-1, v, v, v+1, v+2
		}, &x.Mean, &x.Median, &x.Lo80, &x.Hi80, &x.Lo95, &x.Hi95)
	})
	each(p.Turns, func(x *project.Turn) { c.numbers("sensitivity", nil, &x.Low, &x.Central, &x.High) })
	each(p.Shares, func(x *project.Share) { c.numbers("variance", nil, &x.First, &x.Total) })
	each(p.Donors, func(x *project.Donor) {
		c.numbers("donors", func(r *rand.Rand) { // another donor's sentences
			y := p.Donors[r.IntN(len(p.Donors))]
			y.Section, y.Class, y.By = x.Section, x.Class, x.By
			*x = y
		}, &x.Rows, &x.Serve)
	})
	each(p.Streams, func(x *project.Stream) {
		why := func(*rand.Rand) { x.Choice.Why = "another reason with 7 in it" }
		for i := range x.Counts {
			c.numbers("streams", why, &x.Counts[i])
		}
		c.numbers("streams", nil, &x.Mean)
		for i := range x.Choice.Scores {
			s := &x.Choice.Scores[i]
			c.numbers("backtest", why, &s.CRPS, &s.Cover80, &s.Cover95, &s.Better)
		}
		c.add("backtest", func() { x.Choice.Why = withheld }, why)
	})
}

func (c *celler) equity(x *project.EquityRow) {
	for _, n := range []*model.Count{&x.Equity.Current, &x.Equity.Proposed, &x.Equity.Difference, &x.Up, &x.Down, &x.Affected} {
		if ofVictims(*x) && n == &x.Affected {
			continue
		}
		c.count("equity", n)
	}
	judged := func(r *rand.Rand) {
		x.Determined, x.Why = r.IntN(2) == 0, []string{"", "fewer than ten change or may", "other words"}[r.IntN(3)]
	}
	if !ofVictims(*x) {
		c.numbers("equity", judged, &x.Current, &x.Proposed, &x.Difference, &x.Lo80, &x.Hi80, &x.ShareCurrent, &x.ShareProposed)
	} else if !x.Affected.Zero() {
		c.add("victims", func() { x.Affected = model.Withheld() }, func(r *rand.Rand) {
			x.Affected = model.Count{Low: 1, Central: 2 + r.Float64(), High: 4}
			judged(r)
		})
	}
}

// each visits the elements of a list where they stand.
func each[T any](list []T, visit func(*T)) {
	for i := range list {
		visit(&list[i])
	}
}
