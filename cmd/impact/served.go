package main

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"sync"

	"impact/internal/ingest"
	"impact/internal/model"
	"impact/internal/project"
	"impact/internal/report"
	"impact/internal/serve"
	"impact/internal/withhold"
)

// served answers the states of a page: on one docket, through the functions that a run
// with the same flags goes through.
type served struct {
	flags   runFlags // of the start
	memory  int64    // bytes within which the program should stay
	in      *reading
	base    *study
	known   *supposed
	offer   *serve.Offer
	pattern *withheldChoices // nil where nothing is withheld
	grounds *serve.Kept[*servedGround]
	record  project.Window
	reach   sync.Map // by day, whether the law of it reaches
	stages  *serve.Kept[*servedStage]
	plans   *serve.Kept[*plannedStage]
	records *serve.Kept[[]report.Table] // by stage and reading: all tables of the record
	aparts  *serve.Kept[*report.Run]    // attributions, overlaps, and notes on them
	aheads  *serve.Kept[[]*project.Projection]
	reports *serve.Kept[*report.Report]
	shared  *project.Shared // what projections have in common
}

// newServed reads nothing more: in is what was read for the study. Where small counts are
// withheld, it tells none before settle has chosen which.
func newServed(f *runFlags, s *study, in *reading, known *supposed) (*served, error) {
	memory, err := keepWithin(f.memory)
	if err != nil {
		return nil, err
	}
	e := &served{flags: *f, memory: memory, in: in, base: s, known: known,
		grounds: serve.NewKept(keptGrounds, func(*servedGround) int64 { return 1 }),
		aparts:  serve.NewKept(keptAparts, func(*report.Run) int64 { return 1 }),
		aheads:  serve.NewKept(keptAheads, aheadBytes),
		stages:  serve.NewKept(keptStages.of(memory), (*servedStage).bytes),
		plans:   serve.NewKept(keptPlans.of(memory), (*plannedStage).bytes),
		records: serve.NewKept(keptRecords, tablesBytes),
		reports: serve.NewKept(keptReports, reportBytes),
		shared:  &project.Shared{Room: keptLots.of(memory)}}
	e.record = project.Recorded(in.docket)
	if err := cmp.Or(known.within(e.record), s.follows(e.record)); err != nil {
		return nil, err
	}
	e.offer = e.offers()
	if !f.withholds {
		return e, nil
	}
	if e.pattern, err = e.withholding(); err != nil {
		return nil, err
	}
	e.offer.Settled = e.pattern.settled
	e.offer.Baselines = e.offer.Baselines[:1]
	e.offer.Fixed = "Small counts are withheld here, by one pattern for all choices of provisions that are told and every reading, chosen when the page was started: whatever is switched, in whatever order, a count that is withheld once is withheld always. So the baseline and the assumptions on facts that are not recorded, which would count the record anew, cannot be moved. impact run, or a page of its own, with other ones would be right, to be given out in place of this one and not beside it: the two were not held against each other."
	if e.pattern.choices.Partial {
		e.offer.Fixed += " Of the provisions these choices are covered: all, none, one left out and one alone."
	}
	e.offer.Fixed += " Where few charges move, the choices would tell of each other what must not be told: then fewer of them are told (all, none and one left out; or all and none; or all), and the others lead to these."
	e.offer.Told = func() [][]string {
		<-e.pattern.settled
		return e.pattern.told(e.base.scenario)
	}
	for i, p := range e.offer.Provisions {
		e.offer.Provisions[i].Fixed = !slices.Contains(e.pattern.choices.Players, p.ID)
	}
	return e, nil
}

// plainWish is an error of the command line as a page tells it.
func plainWish(err error) error {
	return serve.Wrong(errors.New(strings.TrimPrefix(err.Error(), "--")))
}

// asked are the flags of the run that a state is.
func (e *served) asked(s serve.State) runFlags {
	f := e.flags
	f.reading, f.baseline = s.Reading, s.Baseline
	f.provisions, f.only = nil, false
	if len(s.Provisions) < len(e.base.scenario.Provisions) {
		f.provisions, f.only = s.Provisions, true
		if len(s.Provisions) == 0 {
			f.provisions = []string{"none"}
		}
	}
	f.horizon, f.draws, f.seed, f.switches = s.Horizon, s.Draws, s.Seed, false
	f.assume = slices.Concat(e.flags.assume, s.Assume)
	return f
}

// wide is the state whose record is counted: where small counts are withheld, in every
// reading, as the pattern was chosen.
func (e *served) wide(s serve.State) serve.State {
	if e.flags.withholds {
		s.Reading = e.offer.Start.Reading
	}
	return s
}

// run is the run of a state, before anything is withheld.
func (e *served) run(ctx context.Context, s serve.State, stage *servedStage, need report.Need) (*report.Run, error) {
	f := e.asked(s)
	x, err := e.known.with(s.Assume)
	if err != nil {
		return nil, err
	}
	run := e.in.run(stage.study, stage.docket, &f)
	stage.rest(&run, x, &f)
	run.Need = need
	ahead, err := e.ahead(ctx, s, stage, x, &f, need)
	if err != nil {
		return nil, err
	}
	stage.fill(&run, ahead)
	if err := ctx.Err(); err != nil || need >= report.Glance {
		return &run, err
	}
	if err := e.tellMore(&run, s, stage); err != nil {
		return nil, err
	}
	return &run, ctx.Err()
}

// ahead is what a state may bring, which it shares with states that move the same charges.
func (e *served) ahead(ctx context.Context, s serve.State, stage *servedStage, x *supposed, f *runFlags, need report.Need) ([]*project.Projection, error) {
	if stage.prepared == nil {
		return nil, nil
	}
	count := func(ctx context.Context, metrics []project.Metric) ([]*project.Projection, error) {
		in := stage.input(x, f, e.shared, need == report.Full)
		in.Gone, in.Metrics = func() bool { return ctx.Err() != nil }, metrics
		out := stage.prepared.Project(in)
		return out, ctx.Err()
	}
	if need == report.Full {
		return count(ctx, nil)
	}
	of := e.wide(s)
	of.Provisions = stage.moves
	key := e.offer.Key(of)
	if need < report.Sight || e.aheads.Has(key) {
		return e.aheads.GetWhile(ctx, key, func(ctx context.Context) ([]*project.Projection, error) { return count(ctx, nil) })
	}
	return e.aheads.GetWhile(ctx, "sight "+key, func(ctx context.Context) ([]*project.Projection, error) {
		out, err := count(ctx, report.Sighted())
		if err != nil || report.Settled(out) {
			return out, err
		}
		return count(ctx, nil)
	})
}

// tellMore fills a run with what only some pages show.
func (e *served) tellMore(run *report.Run, s serve.State, stage *servedStage) error {
	apart, err := e.apart(s, stage)
	if err != nil {
		return err
	}
	run.Notes = slices.Concat(run.Notes, apart.Notes)
	run.Attributions, run.Overlaps = apart.Attributions, apart.Overlaps
	stage.tellGroups(run, s.Seed)
	return nil
}

// Warm casts the lots of chance of a state, on which projections under other assumptions rest.
func (e *served) Warm(s serve.State) {
	stage, err := e.stage(e.wide(s))
	if err != nil || stage.prepared == nil {
		return
	}
	f := e.asked(s)
	if x, err := e.known.with(s.Assume); err == nil {
		in := stage.input(x, &f, e.shared, false)
		in.Metrics = report.Sighted()
		stage.prepared.Cast(in)
	}
}

// Answer is the report of a state.
func (e *served) Answer(s serve.State, need report.Need) (*report.Report, error) {
	return e.AnswerWhile(context.Background(), s, need)
}

// AnswerWhile is Answer for as long as the context lasts, or another's who asks the same: what
// nobody waits for is left after the step that is at work. What it found by then is kept.
func (e *served) AnswerWhile(ctx context.Context, s serve.State, need report.Need) (*report.Report, error) {
	if e.pattern != nil {
		<-e.pattern.settled
		need = min(need, report.Page) // all counts go by the pattern
	}
	return e.reports.GetWhile(ctx, fmt.Sprintf("%d %s", need, e.offer.Key(s)), func(ctx context.Context) (*report.Report, error) {
		stage, err := e.stage(e.wide(s))
		if err == nil {
			err = ctx.Err()
		}
		if err != nil {
			return nil, err
		}
		if e.pattern == nil {
			run, err := e.run(ctx, s, stage, need)
			if err == nil {
				err = withhold.Runs(e.flags.threshold, run)
			}
			if err != nil {
				return nil, err
			}
			return e.build(stage, run, s.Reading), nil
		}
		run, err := e.run(ctx, s, stage, need)
		if err != nil {
			return nil, err
		}
		if err := e.untold(s); err != nil {
			return nil, err
		}
		i, _ := e.pattern.at(e.base.scenario, s.Provisions)
		if err := e.pattern.pattern.Blank(i, run); err != nil {
			return nil, err
		}
		run.Withholding.As = e.as(s)
		under(run, s.Reading)
		return e.build(stage, run, s.Reading), nil
	})
}

// as is how what a what-if withholds, by the pattern of all that are told, is to what its command
// withholds.
func (e *served) as(s serve.State) report.As {
	told := len(e.pattern.told(e.base.scenario))
	whole := len(s.Provisions) == len(e.base.scenario.Provisions) && (s.Reading == serve.All || len(e.base.proposals) == 1)
	switch {
	case told > 1:
		return report.OwnPattern
	case told == 1 && whole:
		return report.LikeCommand
	case whole:
		return report.LikeSwitches
	}
	return report.MoreAlone
}

// under leaves of a run one reading; all of them where that is asked.
func under(run *report.Run, reading string) {
	i := slices.IndexFunc(run.Results, func(r *model.Result) bool { return r.Proposal.Reading == reading })
	if i < 0 {
		return
	}
	run.Results = run.Results[i : i+1]
	run.Attributions, run.Overlaps, run.Equities = oneOf(run.Attributions, i), oneOf(run.Overlaps, i), oneOf(run.Equities, i)
	run.Projections = oneOf(run.Projections, i)
	run.Manifest.Settings.Readings = []string{reading}
}

func oneOf[T any](list []T, i int) []T {
	if i < len(list) {
		return list[i : i+1]
	}
	return nil
}

// Write writes a file of a result folder.
func (e *served) Write(w io.Writer, r *report.Report, name string) error { return writeOne(w, r, name) }

// Quality is what was refused or not understood, in the files and of charges that repeat.
func (e *served) Quality() []string {
	out := tellings(e.in.Quality, e.flags.withholds)
	for _, r := range e.in.docket.Ledger.Refused {
		if !slices.ContainsFunc(e.in.Quality.Refused, func(f ingest.Refusal) bool { return f.Reason == r.Text }) {
			out = append(out, refusedFor(r.Text, r.Tally.Rows, e.flags.withholds))
		}
	}
	return out
}
