package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"path/filepath"
	"runtime"
	"slices"
	"strconv"
	"strings"
	"sync"

	"impact/internal/assume"
	"impact/internal/court"
	"impact/internal/law"
	"impact/internal/model"
	"impact/internal/paper"
	"impact/internal/project"
	"impact/internal/report"
	"impact/internal/serve"
	"impact/internal/withhold"

	"golang.org/x/sync/errgroup"
)

// served answers the states of a page: on one docket, through the functions that a run
// with the same flags goes through.
type served struct {
	flags   runFlags // of the start
	in      *reading
	base    *study
	known   *supposed
	offer   *serve.Offer
	pattern *withheldChoices // nil where nothing is withheld
	grounds *serve.Kept[*servedGround]
	stages  *serve.Kept[*servedStage]
	chances *serve.Kept[*servedChance]
	aparts  *serve.Kept[*report.Run] // attributions, overlaps, and notes on them
	aheads  *serve.Kept[[]*project.Projection]
	reports *serve.Kept[*report.Report]
	shared  *serve.Kept[*project.Shared] // what projections of one docket, seed and horizon have in common
}

// How many dockets are kept, and the bytes of judged dockets, of chance and of reports.
const (
	keptGrounds = 6
	keptPriors  = 2 // of each docket
	keptStages  = 64 << 20
	keptChances = 128 << 20 // of what chance gives to what-ifs on them
	keptReports = 64 << 20
	keptShared  = 5
	keptAparts  = 256
	keptAheads  = 48 << 20
	keptDraws   = 64_000 // in each of them: draws of a stream, a few hundred numbers each
)

// newServed reads nothing more: in is what was read for the study.
func newServed(f *runFlags, s *study, in *reading, known *supposed) (*served, error) {
	e := &served{flags: *f, in: in, base: s, known: known,
		grounds: serve.NewKept(keptGrounds, func(*servedGround) int64 { return 1 }),
		chances: serve.NewKept(keptChances, func(c *servedChance) int64 { return c.bytes }),
		aparts:  serve.NewKept(keptAparts, func(*report.Run) int64 { return 1 }),
		aheads:  serve.NewKept(keptAheads, aheadBytes),
		stages:  serve.NewKept(keptStages, (*servedStage).bytes),
		reports: serve.NewKept(keptReports, reportBytes),
		shared:  serve.NewKept(keptShared, func(*project.Shared) int64 { return 1 })}
	e.chances.Dropped = func(c *servedChance) { c.of.Forget(c.seed) }
	if err := known.within(project.Recorded(in.docket)); err != nil {
		return nil, err
	}
	e.offer = e.offers()
	withholds := f.threshold > 1 && !in.Quality.Synthetic
	if !withholds {
		return e, nil
	}
	var err error
	if e.pattern, err = e.choosePattern(); err != nil {
		return nil, err
	}
	e.offer.Fixed = "Small counts are withheld here, by one pattern for every choice of provisions and every reading, chosen when the page was started: whatever is switched, in whatever order, a count that is withheld once is withheld always. So the baseline and the assumptions on facts that are not recorded, which would count the record anew, cannot be moved; impact run with other ones, and a page of its own, would be right."
	if e.pattern.choices.Partial {
		e.offer.Fixed += " Of the provisions these choices are covered: all, none, one left out and one alone."
	}
	for i, p := range e.offer.Provisions {
		e.offer.Provisions[i].Fixed = !slices.Contains(e.pattern.choices.Players, p.ID)
	}
	return e, nil
}

// reportBytes is about how much memory a report takes.
func reportBytes(r *report.Report) int64 {
	n := int64(1 << 18)
	for i := range r.Tables {
		n += int64(len(r.Tables[i].Rows)) * int64(len(r.Tables[i].Columns)) * 40
	}
	return n + int64(len(r.Figures)*(1+len(r.Views)))<<14
}

// aheadBytes is about how much memory projections take.
func aheadBytes(list []*project.Projection) int64 {
	const each, row, turn = 1 << 12, 80, 120
	n := int64(each)
	for _, p := range list {
		n += each + int64(len(p.Rows))*row + int64(len(p.Turns))*turn
	}
	return n
}

// offers are the states that the study can be asked for.
func (e *served) offers() *serve.Offer {
	s, mapName := e.base, e.flags.mapName
	if mapName != "" {
		mapName = filepath.Base(mapName)
	}
	o := &serve.Offer{Data: e.in.origin(), Map: mapName, Scenario: s.scenario.ID, Title: s.scenario.Title, Noun: "provision",
		Start:  serve.State{Scenario: s.scenario.ID, Reading: e.flags.reading, Baseline: s.baseline.String(), Horizon: e.flags.horizon, Draws: e.flags.draws, Seed: e.flags.seed, Basis: serve.BothBases},
		Refuse: e.refuse, Price: e.price}
	for _, p := range s.scenario.Provisions {
		o.Provisions = append(o.Provisions, serve.Provision{ID: p.ID, Title: p.Title, Requires: p.Requires})
		o.Start.Provisions = append(o.Start.Provisions, p.ID)
	}
	o.Noun = (&report.Report{Scenario: s.scenario}).Noun()
	for _, id := range s.scenario.ReadingIDs() {
		r := serve.Reading{ID: id}
		for _, x := range s.scenario.Readings {
			if x.ID.Value == id {
				r.Title, r.Default = x.Title, x.Default
			}
		}
		o.Readings = append(o.Readings, r)
	}
	for i := range e.known.set.Dials {
		o.Dials = append(o.Dials, offered(&e.known.set.Dials[i]))
	}
	for _, f := range priorFacts {
		o.Dials = append(o.Dials, serve.Dial{Name: priorPrefix + f, Meaning: "probability of " + spaced(f) + " where it is not recorded.", Least: "0", Most: "1", Record: true,
			Why: "By default it is the share among the charges that record it, section by section."})
	}
	return o
}

// offered is a dial as a page offers it.
func offered(d *assume.Dial) serve.Dial {
	out := serve.Dial{Name: d.Name, Meaning: d.Meaning + ".", Unit: d.Unit, Source: d.Source, Why: d.Why,
		Value: dialValue(d, d.Central), Low: dialValue(d, d.Low), High: dialValue(d, d.High), Record: d.Name == project.PriorOdds}
	if d.Words != nil {
		out.Low, out.High = "", ""
		for _, v := range []float64{min(d.Central, d.Alternative), max(d.Central, d.Alternative)} {
			out.Words = append(out.Words, d.Words[v])
		}
		return out
	}
	if least, most, ok := assume.Limits(d.Name); ok {
		out.Least, out.Most = strconv.FormatFloat(least, 'f', -1, 64), strconv.FormatFloat(most, 'f', -1, 64)
	}
	return out
}

// dialValue writes a value as --assume takes it.
func dialValue(d *assume.Dial, v float64) string {
	if d.Words != nil {
		return d.Words[v]
	}
	return strconv.FormatFloat(v, 'f', -1, 64)
}

// price writes an assumption in its shortest form, or says what is wrong with it.
func (e *served) price(text string) (string, error) {
	x, err := e.known.with([]string{text})
	if err != nil {
		return "", plainWish(err)
	}
	name, value, _ := strings.Cut(text, "=")
	if d := x.set.Dial(name); d != nil {
		return name + "=" + dialValue(d, d.Central), nil
	}
	for _, f := range x.facts {
		if name == priorPrefix+f.name {
			value = strconv.FormatFloat(f.p, 'f', -1, 64)
		}
	}
	return name + "=" + value, nil
}

// plainWish is an error of the command line as a page tells it.
func plainWish(err error) error {
	return serve.Wrong(errors.New(strings.TrimPrefix(err.Error(), "--")))
}

// refuse says why a state is not answered.
func (e *served) refuse(s serve.State) error {
	if _, err := law.ParseDate(s.Baseline); err != nil {
		return fmt.Errorf("baseline: %w", err)
	}
	if e.pattern == nil {
		return nil
	}
	if s.Baseline != e.offer.Start.Baseline {
		return fmt.Errorf("baseline %s: small counts are withheld here by one pattern, which covers the baseline %s alone; impact serve --baseline %[1]s would be right", s.Baseline, e.offer.Start.Baseline)
	}
	for _, a := range s.Assume {
		if name, _, _ := strings.Cut(a, "="); name == project.PriorOdds || strings.HasPrefix(name, priorPrefix) {
			return fmt.Errorf("assume %s: it would count the record anew, which the pattern of withheld counts does not cover; impact serve --assume %[1]s would be right", a)
		}
	}
	if _, ok := e.pattern.at(s); !ok {
		return fmt.Errorf("provisions %s: the pattern of withheld counts does not cover this choice; all, none, one left out or one alone, each with what it needs, would be right", model.ChoiceName(s.Provisions))
	}
	return nil
}

// withheldChoices are every choice of provisions, counted, and what is withheld of them all.
type withheldChoices struct {
	choices model.Choices
	same    map[string]int // from a choice to its number
	pattern *withhold.Pattern
}

// at is the number of a state's choice of provisions.
func (c *withheldChoices) at(s serve.State) (int, bool) {
	i, ok := c.same[model.ChoiceName(s.Provisions)]
	return i, ok
}

// choosePattern counts every choice of provisions in every reading and chooses what is
// withheld of them all.
func (e *served) choosePattern() (*withheldChoices, error) {
	s := e.base
	var readings []string
	for _, p := range s.proposals {
		readings = append(readings, p.Reading)
	}
	out := &withheldChoices{same: map[string]int{}}
	var err error
	if out.choices, err = model.ChoicesOf(s.code, s.scenario, readings, nil, s.baseline); err != nil {
		return nil, err
	}
	if len(out.choices.Sets) == 0 {
		out.choices.Sets = [][]string{{}}
	}
	runs := make([]*report.Run, len(out.choices.Sets))
	var g errgroup.Group
	g.SetLimit(runtime.GOMAXPROCS(0))
	for i, set := range out.choices.Sets {
		state := e.offer.Start
		state.Draws, state.Horizon = max(state.Draws, leastDraws), max(state.Horizon, 1) // what a projection tells of the record is of the pattern too
		state.Provisions = out.choices.With(s.scenario, nil, set)
		out.same[model.ChoiceName(state.Provisions)] = i
		g.Go(func() error {
			stage, err := e.stage(state)
			if err == nil {
				runs[i], err = e.run(state, stage, serve.Apart)
			}
			return err
		})
	}
	if err := g.Wait(); err != nil {
		return nil, err
	}
	out.pattern, err = withhold.Choose(e.flags.threshold, runs...)
	return out, err
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

// servedGround is a ground, and the choices of provisions that were asked for on it.
type servedGround struct {
	ground
	mu      sync.Mutex
	choices map[string]*servedChoice
	laws    []*servedChoice // the first of each law
	priors  *serve.Kept[*model.Priors]
}

// servedChoice is a choice of provisions as law, by reading.
type servedChoice struct {
	ids       []string // the provisions that are on
	proposals []*law.Proposal
	like      *servedChoice // the first that is the same law: itself where none was before
	moves     *servedChoice // the first that moves the same charges, and may reach others: so too
}

// keptChoices is how many choices of a ground are remembered.
const keptChoices = 1024

// choice is a choice of provisions. Choices that differ only in provisions which change
// nothing are like each other.
func (g *servedGround) choice(ids, only []string) (*servedChoice, error) {
	g.mu.Lock()
	defer g.mu.Unlock()
	name := model.ChoiceName(ids)
	if c := g.choices[name]; c != nil {
		return c, nil
	}
	c := &servedChoice{ids: ids}
	for _, p := range g.proposals {
		of, err := g.scenario.Propose(p.Reading, only, g.baseline)
		if err != nil {
			return nil, err
		}
		c.proposals = append(c.proposals, of)
	}
	if len(g.choices) >= keptChoices {
		g.choices, g.laws = nil, nil
	}
	first := func(alike func(p, q *law.Proposal) bool) *servedChoice {
		for _, x := range g.laws {
			if slices.EqualFunc(x.proposals, c.proposals, alike) {
				return x
			}
		}
		return c
	}
	c.like, c.moves = first((*law.Proposal).Alike), first((*law.Proposal).MovesAlike)
	if c.like == c {
		g.laws = append(g.laws, c)
	}
	if g.choices == nil {
		g.choices = map[string]*servedChoice{}
	}
	g.choices[name] = c
	return c, nil
}

// ground is the study of a reading and a baseline, on its own cuts.
func (e *served) ground(s serve.State) (*servedGround, error) {
	return e.grounds.Get(context.Background(), s.Reading+" "+s.Baseline, func() (*servedGround, error) {
		q := e.flags.question
		q.reading, q.baseline, q.provisions, q.only = s.Reading, s.Baseline, nil, false
		study, err := q.open()
		if err != nil {
			return nil, plainWish(err)
		}
		docket, err := study.recut(e.in.docket)
		if err != nil {
			return nil, serve.Wrong(fmt.Errorf("reading %s, baseline %s: the charges as they were read for this page cannot tell (%w); impact serve --reading %[1]s --baseline %[2]s would be right", s.Reading, s.Baseline, err))
		}
		return &servedGround{ground: ground{study: study, docket: docket}, priors: serve.NewKept(keptPriors, func(*model.Priors) int64 { return 1 })}, nil
	})
}

// servedStage is what states have in common that differ only in dials of the projection,
// draws, the shown basis, and provisions that change nothing.
type servedStage struct {
	*weighed
	told  *toldRecords
	moves []string // the provisions of the first choice that moves the same charges
}

// toldRecords are the tables of the record by reading, once a report has them.
type toldRecords struct {
	mu     sync.Mutex
	tables map[string][]report.Table
}

// bytes is about how much memory a stage takes.
func (x *servedStage) bytes() int64 {
	const row = 100
	n := int64(1 << 20)
	for _, r := range x.results {
		n += row * 2 * int64(len(r.ClassShifts)+len(r.ClassLevels)+len(r.SectionShifts)+len(r.Registrations)+len(r.MinorVictims)) // and in a table
	}
	if x.prepared != nil {
		streams, _ := x.prepared.Bytes(0)
		n += streams
	}
	return n
}

// servedChance is what a stage keeps of projections with a seed, which takes more memory than
// the stage and is drawn again sooner than that is judged again.
type servedChance struct {
	of    *project.Prepared
	seed  uint64
	bytes int64
}

// chance keeps what a stage draws for a seed, in place of what was not asked for the longest.
func (e *served) chance(s serve.State, stage *servedStage) error {
	if stage.prepared == nil {
		return nil
	}
	_, err := e.chances.Get(context.Background(), chanceKey(s, stage), func() (*servedChance, error) {
		_, bytes := stage.prepared.Bytes(s.Draws)
		return &servedChance{stage.prepared, s.Seed, bytes}, nil
	})
	return err
}

func chanceKey(s serve.State, stage *servedStage) string {
	return fmt.Sprintf("%p %d", stage.prepared, s.Seed)
}

// build makes the report of a run of the stage from which all that is withheld is taken out.
func (x *servedStage) build(run *report.Run, reading string) *report.Report {
	x.told.mu.Lock()
	run.Record = x.told.tables[reading]
	x.told.mu.Unlock()
	out := report.Build(*run)
	x.told.mu.Lock()
	defer x.told.mu.Unlock()
	x.told.tables[reading] = out.Counted()
	return out
}

// stage is the judged docket of a state, which it shares with states of the same law. It
// does not hang on the seed.
func (e *served) stage(s serve.State) (*servedStage, error) {
	g, err := e.ground(e.wide(s))
	if err != nil {
		return nil, err
	}
	f := e.asked(s)
	own, err := g.choice(s.Provisions, f.subset())
	if err != nil {
		return nil, err
	}
	s.Provisions = own.like.ids
	out, err := e.stages.Get(context.Background(), e.stageKey(s), func() (*servedStage, error) { return e.weigh(s, g, own.like) })
	if err != nil || own.like == own {
		return out, err
	}
	study := *out.study
	study.proposals = own.proposals
	return &servedStage{weighed: out.as(&study, own.proposals), told: out.told, moves: out.moves}, nil
}

// stageKey tells apart states that differ in what is counted of the record.
func (e *served) stageKey(s serve.State) string {
	s.Assume, s.Seed, s.Draws = e.recorded(s.Assume), e.offer.Start.Seed, min(s.Draws, 1)
	return e.offer.Key(s)
}

// recorded are those assumptions that count the record anew.
func (e *served) recorded(assume []string) []string {
	return slices.DeleteFunc(slices.Clone(assume), func(a string) bool {
		name, _, _ := strings.Cut(a, "=")
		return name != project.PriorOdds && !strings.HasPrefix(name, priorPrefix)
	})
}

func (e *served) weigh(s serve.State, g *servedGround, c *servedChoice) (*servedStage, error) {
	f := e.asked(s)
	x, err := e.known.with(s.Assume)
	if err != nil {
		return nil, plainWish(err)
	}
	priors, err := g.priors.Get(context.Background(), strings.Join(e.recorded(s.Assume), "&"), func() (*model.Priors, error) { return x.priors(g.docket) })
	if err != nil {
		return nil, plainWish(err)
	}
	out := &servedStage{weighed: g.weigh(g.docket, c.proposals, priors), told: &toldRecords{tables: map[string][]report.Table{}}, moves: c.moves.ids}
	own := *g.study
	own.proposals = c.proposals
	out.study = &own
	switch {
	case f.draws == 0 || f.horizon == 0:
	case c.moves != c:
		s.Provisions = c.moves.ids
		of, err := e.stage(s)
		if err != nil {
			return nil, err
		}
		out.prepared = of.prepared
	default:
		out.prepared = project.Prepare(out.input(x, &f, nil, true))
	}
	out.benches = nil // what hangs on them is prepared
	return out, nil
}

// apart is what each provision of a state does, and which overlap.
func (e *served) apart(s serve.State, stage *servedStage) (*report.Run, error) {
	return e.aparts.Get(context.Background(), e.stageKey(e.wide(s)), func() (*report.Run, error) {
		f := e.asked(s)
		out := &report.Run{Docket: stage.docket}
		return out, stage.tellApart(out, stage.priors, f.subset())
	})
}

// wide is the state whose record is counted: where small counts are withheld, in every
// reading, as the pattern was chosen.
func (e *served) wide(s serve.State) serve.State {
	if e.flags.threshold > 1 && !e.in.Quality.Synthetic {
		s.Reading = e.offer.Start.Reading
	}
	return s
}

// run is the run of a state, before anything is withheld.
func (e *served) run(s serve.State, stage *servedStage, need serve.Need) (*report.Run, error) {
	f := e.asked(s)
	x, err := e.known.with(s.Assume)
	if err != nil {
		return nil, err
	}
	run := e.in.run(stage.study, stage.docket, &f)
	stage.rest(&run, x, &f)
	run.Brief, run.Front = need != serve.Whole, need != serve.Whole
	ahead, err := e.ahead(s, stage, x, &f, need == serve.Whole)
	if err != nil {
		return nil, err
	}
	stage.fill(&run, ahead)
	if need == serve.Ahead {
		return &run, nil
	}
	return &run, e.tellMore(&run, s, stage)
}

// ahead is what a state may bring, which it shares with states that move the same charges.
func (e *served) ahead(s serve.State, stage *servedStage, x *supposed, f *runFlags, split bool) ([]*project.Projection, error) {
	count := func() ([]*project.Projection, error) {
		shared, err := e.shared.Get(context.Background(), fmt.Sprint(e.wide(s).Reading, s.Baseline, s.Seed, s.Draws, s.Horizon), func() (*project.Shared, error) {
			return &project.Shared{Most: max(4, keptDraws/max(1, s.Draws))}, nil
		})
		if err == nil {
			err = e.chance(s, stage)
		}
		if err != nil {
			return nil, err
		}
		return stage.ahead(x, f, shared, split), nil
	}
	if split {
		return count()
	}
	of := e.wide(s)
	of.Provisions = stage.moves
	return e.aheads.Get(context.Background(), e.offer.Key(of), count)
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
	if err != nil || stage.prepared == nil || e.chances.Has(chanceKey(s, stage)) {
		return
	}
	f := e.asked(s)
	x, err := e.known.with(s.Assume)
	if err != nil || e.chance(s, stage) != nil {
		return
	}
	in := stage.input(x, &f, &project.Shared{Most: 1}, false)
	in.NoTurns, in.Metrics = true, []project.Metric{project.FelonyConvictions}
	stage.prepared.Project(in)
}

// Answer is the report of a state.
func (e *served) Answer(s serve.State, need serve.Need) (*report.Report, error) {
	if e.pattern != nil {
		need = max(need, serve.Apart) // all counts go by the pattern
	}
	return e.reports.Get(context.Background(), fmt.Sprintf("%d %s", need, e.offer.Key(s)), func() (*report.Report, error) {
		stage, err := e.stage(e.wide(s))
		if err != nil {
			return nil, err
		}
		if e.pattern == nil {
			run, err := e.run(s, stage, need)
			if err == nil {
				err = withhold.Runs(e.flags.threshold, run)
			}
			if err != nil {
				return nil, err
			}
			return stage.build(run, s.Reading), nil
		}
		run, err := e.run(s, stage, need)
		if err != nil {
			return nil, err
		}
		i, ok := e.pattern.at(s)
		if !ok {
			return nil, fmt.Errorf("provisions %s: no choice that the pattern covers", model.ChoiceName(s.Provisions))
		}
		if err := e.pattern.pattern.Blank(i, run); err != nil {
			return nil, err
		}
		under(run, s.Reading)
		return stage.build(run, s.Reading), nil
	})
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

// Explain tells the way of a hypothetical charge, as impact explain does.
func (e *served) Explain(s serve.State, facts serve.Facts) (*paper.Document, error) {
	x, err := e.explained(s, facts)
	if err != nil {
		return nil, err
	}
	return x.document(), nil
}

// explained is a hypothetical charge before the law of a state.
func (e *served) explained(s serve.State, facts serve.Facts) (x explained, err error) {
	g, err := e.ground(s)
	if err != nil {
		return x, err
	}
	f, err := hypothetical(s, facts)
	if err != nil {
		return x, err
	}
	c, err := f.charge(g.code)
	if err != nil {
		return x, plainWish(err)
	}
	asked := e.asked(s)
	own := *g.study
	own.proposals = nil
	for _, p := range g.proposals {
		of, err := g.scenario.Propose(p.Reading, asked.subset(), g.baseline)
		if err != nil {
			return x, err
		}
		own.proposals = append(own.proposals, of)
	}
	var names []string
	for _, d := range e.in.Data {
		names = append(names, d.Name)
	}
	x = explained{study: &own, charges: []court.Charge{c}, whole: g.docket, source: describe(names, e.in.Title, g.docket), synthetic: e.in.Quality.Synthetic}
	if e.in.Map != nil {
		if x.m, _, err = loadMap(e.flags.mapName); err != nil {
			return x, err
		}
	}
	if e.pattern != nil { // shares of the record would tell its counts
		x.whole, x.even = court.NewReducer(own.frame(), own.baseline, 0).Docket(court.Tally{}, nil), true
	}
	return x, nil
}

// hypothetical are the facts of a page as flags of impact explain.
func hypothetical(s serve.State, facts serve.Facts) (*explainFlags, error) {
	f := &explainFlags{statute: facts.Statute, final: facts.Final, inchoate: facts.Inchoate, offense: facts.Offense, filed: facts.Filed, disposed: facts.Disposed,
		disposition: facts.Disposition, victimAge: -1, defendantAge: -1, priors: -1, trafficked: facts.Trafficked, means: facts.Means, findings: facts.Findings}
	if f.disposition == "" {
		f.disposition = "convicted"
	}
	if f.statute == "" {
		return nil, serve.Wrong(errors.New("statute: a section such as 53a-83 would be right"))
	}
	for _, n := range []struct {
		name, text string
		to         *int
	}{{"victim-age", facts.VictimAge, &f.victimAge}, {"defendant-age", facts.DefendantAge, &f.defendantAge}, {"prior-convictions", facts.Priors, &f.priors}} {
		if n.text == "" {
			continue
		}
		v, err := strconv.Atoi(n.text)
		if err != nil || v < 0 {
			return nil, serve.Wrong(fmt.Errorf("%s %q: a number from 0 to 130 would be right", n.name, n.text))
		}
		*n.to = v
	}
	return f, nil
}

// Write writes a file of a result folder.
func (e *served) Write(w io.Writer, r *report.Report, name string) error { return writeOne(w, r, name) }

// Quality is what was refused or not understood.
func (e *served) Quality() []string {
	return tellings(e.in.Quality, e.flags.threshold > 1 && !e.in.Quality.Synthetic)
}

// Clauses are the provisions with the law before and after each.
func (e *served) Clauses(s serve.State) ([]serve.Clause, error) {
	g, err := e.ground(s)
	if err != nil {
		return nil, err
	}
	reading := s.Reading
	if reading == serve.All {
		reading = g.scenario.DefaultReading()
	}
	var out []serve.Clause
	for _, p := range g.scenario.Provisions {
		c := serve.Clause{ID: p.ID, Title: p.Title, Says: p.Says, Cite: p.Cite, Requires: p.Requires, NoEffect: p.NoEffect, On: slices.Contains(s.Provisions, p.ID)}
		alone, err := g.scenario.Propose(reading, neededBy(g.scenario, p.ID), g.baseline)
		if err != nil {
			return nil, err
		}
		without, err := g.scenario.Propose(reading, slices.DeleteFunc(neededBy(g.scenario, p.ID), func(id string) bool { return id == p.ID }), g.baseline)
		if err != nil {
			return nil, err
		}
		g.change(&c, alone, without)
		out = append(out, c)
	}
	return out, nil
}

// neededBy are a provision and all that it needs, in the order of the scenario.
func neededBy(s *law.Scenario, id string) []string {
	in := map[string]bool{}
	var add func(string)
	add = func(id string) {
		if in[id] {
			return
		}
		in[id] = true
		for _, p := range s.Provisions {
			if p.ID == id {
				for _, n := range p.Requires {
					add(n)
				}
			}
		}
	}
	add(id)
	var out []string
	for _, p := range s.Provisions {
		if in[p.ID] {
			out = append(out, p.ID)
		}
	}
	return out
}

// change fills a clause with the law before and after: the sections that its moves leave
// and reach, and those whose class or registration it changes.
func (s *study) change(c *serve.Clause, alone, without *law.Proposal) {
	frame, base := s.frame(), s.code.RollOn(s.baseline)
	rollAfter, rollBefore := alone.Roll(base), without.Roll(base)
	moved := map[law.Citation]bool{}
	for i := range alone.Act.Moves {
		m := &alone.Act.Moves[i]
		if m.Provision != c.ID {
			continue
		}
		to := "no longer an offence"
		if !m.To.IsZero() {
			to = s.code.Name(m.To)
		}
		when := ""
		if !m.When.Empty() {
			when = m.When.String()
		}
		c.Moves = append(c.Moves, serve.Move{From: s.code.Name(m.From), When: when, To: to})
		for _, st := range s.code.Statutes() {
			if m.From.Covers(st.Cite) || m.To == st.Cite {
				moved[st.Cite] = true
			}
		}
	}
	for _, st := range s.code.Statutes() {
		v := st.On(s.baseline)
		if v == nil && !moved[st.Cite] {
			continue
		}
		before, after := s.standing(st, v, without, rollBefore, frame), s.standing(st, v, alone, rollAfter, frame)
		changes := before.Class != after.Class || before.Registry != after.Registry
		if changes || moved[st.Cite] {
			c.Before = append(c.Before, before)
		}
		if changes {
			c.After = append(c.After, after)
		}
	}
}

// standing is how a section stands under a proposal.
func (s *study) standing(st *law.Statute, at *law.Version, p *law.Proposal, roll *law.Roll, frame *law.Frame) serve.Law {
	out := serve.Law{Section: st.Section.Value, Heading: st.Heading, Class: "not in force", Registry: "none"}
	v, _ := p.Version(st, at)
	if v == nil {
		return out
	}
	out.Class, out.Source = classWords(v), v.Source+" ["+string(v.Confidence)+"]"
	for _, class := range v.Classes() {
		if len(v.Classes()) == 1 {
			out.Class += penalty(s.code.Penalty(class, s.baseline))
		}
	}
	switch terms, _, ask := roll.Terms(frame, st.Cite, law.Facts{}); {
	case ask != law.NoAttribute:
		out.Registry = "depends on " + spaced(frame.Name(ask))
	case terms != law.Terms{}:
		out.Registry = fmt.Sprintf("%s, later conviction %s", terms.First, terms.Repeat)
	}
	return out
}
