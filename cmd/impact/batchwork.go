package main

import (
	"cmp"
	"context"
	"fmt"
	"runtime"
	"slices"
	"strconv"
	"strings"
	"sync"

	"impact/internal/court"
	"impact/internal/ingest"
	"impact/internal/law"
	"impact/internal/model"
	"impact/internal/plan"
	"impact/internal/project"
	"impact/internal/report"
)

// ground is what jobs of one scenario, reading and baseline stand on: the study as a run
// with these flags opens it, and the charges as that run reduces them.
type ground struct {
	*study
	docket *court.Docket
	err    error // why there is none
}

type groundKey struct {
	scenario          int
	reading, baseline string
}

func groundOf(j *plan.Job) groundKey { return groundKey{j.Scenario, j.Reading, j.Baseline} }

// grounds opens the studies of all jobs and reduces the charges: once, on the cuts of
// them all, for all studies that read statutes alike, and from that for each study on its
// own cuts.
func (b *batch) grounds(a *app, f *batchFlags, todo []int) (map[groundKey]*ground, error) {
	out := map[groundKey]*ground{}
	var order []*ground
	for _, i := range todo {
		j := &b.jobs[i]
		if out[groundOf(j)] != nil {
			continue
		}
		q := b.question(j)
		g := &ground{}
		if g.study, g.err = q.open(); g.err == nil {
			order = append(order, g)
		}
		out[groundOf(j)] = g
	}
	var coded [][]*ground // by how they read statutes: scenarios that create no section read as the law pack does
	for _, g := range order {
		at := slices.IndexFunc(coded, func(of []*ground) bool { return of[0].readsAs(g.study) })
		if at < 0 {
			coded = append(coded, nil)
			at = len(coded) - 1
		}
		coded[at] = append(coded[at], g)
	}
	for i, of := range coded {
		if err := b.reduceFor(a, f, of, i == 0); err != nil {
			return nil, err
		}
	}
	return out, nil
}

// readsAs reports whether two studies read the text of a statute alike: they are of one
// law pack, and no provision of either creates a section.
func (s *study) readsAs(other *study) bool {
	return s.inputs[1] == other.inputs[1] && (s.inputs[0] == other.inputs[0] || !s.creates && !other.creates)
}

// reduceFor reduces the charges for studies that read statutes alike.
func (b *batch) reduceFor(a *app, f *batchFlags, of []*ground, tell bool) error {
	union := *of[0].study
	union.proposals, union.whole = nil, nil
	for _, g := range of {
		union.proposals, union.whole = append(union.proposals, g.proposals...), append(union.whole, g.whole...)
	}
	reduce := func(s *study, tell bool) (*court.Docket, error) {
		progress, stop := a.watch(s, b.files, f.noBar)
		docket, quality, err := s.reduce(b.files, ingest.Options{Map: b.m, Allow: b.allow, Progress: progress}, f.within, nil)
		stop()
		if err == nil && tell {
			a.tell(quality)
		}
		return docket, err
	}
	whole, err := b.whole(a, tell)
	if whole == nil && err == nil {
		whole, err = reduce(&union, tell)
	}
	if err != nil {
		return at(b.dataAt, err)
	}
	record := project.Recorded(whole)
	if err := b.sets[0].within(record); err != nil {
		return at(b.plan.Years.Pos, wrongf("%s", strings.TrimPrefix(err.Error(), "--")))
	}
	for _, g := range of {
		if err := g.follows(record); err != nil {
			where := b.plan.Scenarios[0].Pos
			for _, day := range b.plan.Baselines {
				if day.Value == g.baseline.String() {
					where = day.Pos
				}
			}
			return at(where, wrongf("%s", strings.TrimPrefix(err.Error(), "--")))
		}
	}
	stop := a.busy("making the cuts of each scenario", f.noBar)
	defer func() { stop() }()
	var made []*court.Docket
	for _, g := range of {
		frame := g.frame()
		if i := slices.IndexFunc(made, func(d *court.Docket) bool { return d.Baseline == g.baseline && d.Frame.Equal(frame) }); i >= 0 {
			g.docket = made[i]
			continue
		}
		ok := whole.Baseline == g.baseline && whole.Frame.Equal(frame)
		if g.docket = whole; !ok {
			if g.docket, ok = whole.Recut(frame, g.baseline); !ok {
				if b.reduced != nil {
					return at(b.dataAt, wrongf("%s: the reduced charges do not tell apart all that it asks about at the baseline %s", g.scenario.ID, g.baseline))
				}
				stop()
				if g.docket, err = reduce(g.study, false); err != nil {
					return err
				}
			}
		}
		made = append(made, g.docket)
	}
	return nil
}

// whole is the docket of reduced charges; nil where charges are read.
func (b *batch) whole(a *app, tell bool) (*court.Docket, error) {
	if b.reduced == nil {
		return nil, nil
	}
	if tell {
		a.tell(b.reduced.Quality)
	}
	return b.reduced.docket, nil
}

// A stage is what jobs have in common that differ only in dials, costs and seeds: the
// docket judged under one choice of provisions and one set of priors.
type stage struct {
	once     sync.Once
	left     int // jobs that still need it
	ground   *ground
	proposal *law.Proposal
	priors   *model.Priors
	result   *model.Result
	prepared *project.Prepared
	err      error
}

// stageKey tells stages apart: provisions, and the values of the dials that move priors.
type stageKey struct {
	groundKey
	provisions, priors string
}

func (b *batch) stageOf(j *plan.Job) stageKey {
	var moved []string
	for i, d := range b.plan.Dials() {
		if d == project.PriorOdds || strings.HasPrefix(d, priorPrefix) {
			moved = append(moved, d+"="+j.Assume[i])
		}
	}
	return stageKey{groundOf(j), j.Choice(), strings.Join(moved, " ")}
}

// bench makes the figures of jobs.
type bench struct {
	*batch
	stages  map[stageKey]*stage
	shared  *project.Shared
	tables  []string
	metrics []project.Metric // that are projected
	told    map[string]bool  // that the results tell
	mu      sync.Mutex       // of stages
}

// batchRoom is how many bytes of what chance gives jobs have in common.
const batchRoom = 400 << 20

// newBench makes ready for the jobs to be done.
func (b *batch) newBench(grounds map[groundKey]*ground, todo []int) *bench {
	out := &bench{batch: b, stages: map[stageKey]*stage{}, told: map[string]bool{},
		shared: &project.Shared{Room: batchRoom}}
	for _, i := range todo {
		j := &b.jobs[i]
		key := b.stageOf(j)
		if out.stages[key] == nil {
			out.stages[key] = &stage{ground: grounds[groundOf(j)]}
		}
		out.stages[key].left++
	}
	for _, t := range b.plan.Tables {
		out.tables = append(out.tables, t.Value)
	}
	for _, m := range project.Metrics() {
		asked := len(b.plan.Metrics) == 0 && m <= project.RegistryStock
		for _, t := range b.plan.Metrics {
			asked = asked || t.Value == m.String()
		}
		if out.told[m.String()] = asked; asked || slices.Contains(needed, m) || slices.Contains(priced, m) && b.plan.Tells("fiscal") {
			out.metrics = append(out.metrics, m)
		}
	}
	return out
}

// needed are metrics of which there is always one where anything is projected; priced
// those that the fiscal table prices.
var (
	needed = []project.Metric{project.ChargesChanged, project.Convictions, project.NewRegistrants}
	priced = []project.Metric{project.Beds, project.Supervision, project.RegistryStock, project.Fines}
)

// open is the stage of a job, made by the first who needs it.
func (b *bench) open(j *plan.Job) *stage {
	key := b.stageOf(j)
	b.mu.Lock()
	s := b.stages[key]
	b.mu.Unlock()
	s.once.Do(func() {
		if s.err = s.ground.err; s.err == nil {
			s.err = b.judge(s, j)
		}
	})
	return s
}

// leave drops a stage that no job needs any more.
func (b *bench) leave(j *plan.Job) {
	key := b.stageOf(j)
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.stages[key].left--; b.stages[key].left == 0 {
		delete(b.stages, key)
	}
}

// judge judges the docket for a stage: what the results tell of the record, and the
// streams of the projection.
func (b *bench) judge(s *stage, j *plan.Job) (err error) {
	if s.proposal, err = s.ground.scenario.Propose(j.Reading, j.Provisions, s.ground.baseline); err != nil {
		return err
	}
	x, err := b.sets[j.Scenario].with(b.said(j))
	if err != nil {
		return err
	}
	if s.priors, err = x.priors(s.ground.docket); err != nil {
		return err
	}
	m := model.NewBench(s.ground.code, s.ground.docket, s.priors, s.proposal)
	s.result = resultOf(m, b.tables)
	if in := b.input(s, x, j); in.Draws > 0 && in.Horizon > 0 {
		in.Benches = []*model.Bench{m}
		s.prepared = project.Prepare(in)
	}
	return nil
}

// resultOf is what some tables tell of the record.
func resultOf(m *model.Bench, tables []string) *model.Result {
	r := &model.Result{Proposal: m.Proposal}
	for _, t := range tables {
		switch t {
		case "totals":
			r.Totals, r.MinorMoves = m.Totals(), m.MinorMoves()
		case "class_shift":
			r.ClassShifts = m.ClassShifts()
		case "section_shift":
			r.SectionShifts = m.SectionShifts()
		case "registry":
			r.Registrations = m.Registrations()
		case "minor_victims":
			r.MinorVictims = m.MinorVictims()
		case "coverage":
			r.Coverages = m.Coverages()
		}
	}
	return r
}

// input is what a job's projection is made from, as a run with its reading makes it.
func (b *bench) input(s *stage, x *supposed, j *plan.Job) project.Input {
	g := s.ground
	return project.Input{Code: g.code, Docket: g.docket, Priors: s.priors, Proposals: []*law.Proposal{s.proposal}, Beside: g.whole,
		Effective: g.effective(), Dials: x.dials(), Counted: x.counted(), Horizon: b.plan.YearCount(), Draws: b.plan.DrawCount(), Seed: j.Seed,
		Years: x.years, NoShares: true, NoTurns: !b.plan.Sensitivity, Metrics: b.metrics, Shared: b.shared}
}

// figures are the rows of a job's results.
func (b *bench) figures(j *plan.Job) (rows []resultRow, err error) {
	defer b.leave(j)
	defer func() {
		if p := recover(); p != nil { // one job, not the batch
			err = fmt.Errorf("the program failed: %v", p)
		}
	}()
	s := b.open(j)
	if s.err != nil {
		return nil, s.err
	}
	x, err := b.sets[j.Scenario].with(b.said(j))
	if err != nil {
		return nil, err
	}
	g := s.ground
	r := report.Run{Code: g.code, Scenario: g.scenario, Docket: g.docket, Results: []*model.Result{s.result},
		Assumptions: x.set, Costs: b.costs[costKey{g.code.Pack, j.Costs}].costs, Session: sessionOf(g.effective())}
	if s.prepared != nil {
		r.Projections = s.prepared.Project(b.input(s, x, j))
	}
	return b.rows(r.Some(b.tables...)), nil
}

// work does the jobs that are not done, on all cores, and says whether it did them all: a
// signal ends it when the jobs that are at work are done.
func (a *app) work(b *batch, store *store, f *batchFlags) (whole bool, err error) {
	todo := store.todo(len(b.jobs))
	if len(todo) == 0 {
		return true, nil
	}
	if n := len(b.jobs) - len(todo); n > 0 {
		a.talk("%s of %s done already", report.Figure(float64(n)), plural(len(b.jobs), "job"))
	}
	grounds, err := b.grounds(a, f, todo)
	if err != nil {
		return false, err
	}
	w := b.newBench(grounds, todo)
	slices.SortStableFunc(todo, func(x, y int) int { return w.near(&b.jobs[x], &b.jobs[y]) })
	bar := a.watchJobs(len(b.jobs), len(b.jobs)-len(todo), f.noBar)
	defer bar.stop()
	ctx, end := context.Background(), func() {}
	if !a.inner {
		ctx, end = underway.gently("what is at work is finished and kept")
	}
	defer end()
	next := make(chan int)
	var workers sync.WaitGroup
	for range runtime.GOMAXPROCS(0) {
		workers.Go(func() {
			for i := range next {
				err := border("judging")
				var rows []resultRow
				if err == nil {
					rows, err = w.figures(&b.jobs[i])
				}
				store.put(i, rows, err)
				bar.add()
			}
		})
	}
feed:
	for _, i := range todo {
		select {
		case <-ctx.Done():
			break feed
		case <-store.broken: // nothing more can be kept
			break feed
		case next <- i:
		}
	}
	close(next)
	workers.Wait()
	err = store.flush()
	return ctx.Err() == nil, err
}

// near puts jobs next to each other that have much in common: the stages of a scenario,
// which are its readings, and the draws of what no proposal moves, which growth moves all.
func (b *bench) near(x, y *plan.Job) int {
	p, q := b.stageOf(x), b.stageOf(y)
	if c := cmp.Or(cmp.Compare(p.scenario, q.scenario), cmp.Compare(p.baseline, q.baseline),
		cmp.Compare(p.priors, q.priors), cmp.Compare(p.provisions, q.provisions), cmp.Compare(x.Seed, y.Seed)); c != 0 {
		return c
	}
	for _, dial := range []string{project.Growth, project.ShareServed, project.Retroactive} {
		if i := slices.Index(b.plan.Dials(), dial); i >= 0 {
			if c := cmp.Or(cmp.Compare(sizeOf(x.Assume[i]), sizeOf(y.Assume[i])), cmp.Compare(x.Assume[i], y.Assume[i])); c != 0 {
				return c
			}
		}
	}
	return cmp.Compare(p.reading, q.reading)
}

// sizeOf is the number that a value says; 0 where it is a word.
func sizeOf(value string) float64 {
	n, err := strconv.ParseFloat(value, 64)
	if err != nil {
		return 0
	}
	return n
}
