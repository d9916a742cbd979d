package main

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"sync"

	"impact/internal/law"
	"impact/internal/model"
	"impact/internal/project"
	"impact/internal/report"
	"impact/internal/serve"
)

// How many dockets are kept, and the bytes of projections and of reports.
const (
	keptGrounds = 6
	keptPriors  = 2 // of each docket
	keptReports = 32 << 20
	keptRecords = 64 << 20
	keptAparts  = 256
	keptAheads  = 24 << 20
)

// A keep is how much is kept of what takes most: a part of the memory within which the program
// stays, within bounds.
type keep struct{ part, least, most int64 }

// keptStages are judged dockets, and keptPlans what is prepared of them for projections: a choice of
// provisions on the sample takes some 2 MB of the former and at most 12 MB of the latter in all readings, and
// half as much in one. keptLots are what chance gives to what-ifs on them: 2,000 draws of all choices
// of provisions of the sample take some 150 MB.
var (
	keptStages = keep{16, 32 << 20, 384 << 20}
	keptPlans  = keep{6, 64 << 20, 1 << 30}
	keptLots   = keep{8, 160 << 20, 640 << 20}
)

// of is the bound where there is so much memory.
func (k keep) of(memory int64) int64 { return min(max(k.least, memory/k.part), k.most) }

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
			return nil, serve.Wrong(fmt.Errorf("reading %s, baseline %s: the charges as they were read for this page cannot tell (%w); a day that What if offers, or impact serve --baseline %[2]s, would be right", s.Reading, s.Baseline, err))
		}
		return &servedGround{ground: ground{study: study, docket: docket}, priors: serve.NewKept(keptPriors, func(*model.Priors) int64 { return 1 })}, nil
	})
}

// servedStage is what states have in common that differ only in dials of the projection,
// draws, the shown basis, and provisions that change nothing.
type servedStage struct {
	*weighed
	key   string   // of the first choice that is the same law
	moves []string // the provisions of the first choice that moves the same charges
	told  *toldRecords
}

// toldRecords are those tables of the record by reading that the what-if page asks for, once a
// report has them.
type toldRecords struct {
	mu      sync.Mutex
	sighted map[string][]report.Table
}

// bytes is about how much memory a stage takes, but for what is prepared of it.
func (x *servedStage) bytes() int64 {
	const row = 130
	n := int64(1 << 18)
	for _, r := range x.results {
		n += row * int64(len(r.ClassShifts)+len(r.ClassLevels)+len(r.SectionShifts)+len(r.Registrations)+len(r.MinorVictims)) // and in a table
	}
	return n
}

// tablesBytes is about how much memory tables take.
func tablesBytes(list []report.Table) (n int64) {
	for i := range list {
		n += 40 * int64(len(list[i].Rows)) * int64(len(list[i].Columns))
	}
	return n
}

// build makes the report of a run of a stage from which all that is withheld is taken out.
func (e *served) build(stage *servedStage, run *report.Run, reading string) (out *report.Report) {
	if run.Need < report.Sight {
		run.Record, _ = e.records.Get(context.Background(), stage.key+" "+reading, func() ([]report.Table, error) {
			out = report.Build(*run)
			return out.Counted(), nil
		})
		if out == nil {
			out = report.Build(*run)
		}
		return out
	}
	told := stage.told
	told.mu.Lock()
	run.Record = told.sighted[reading]
	told.mu.Unlock()
	out = report.Build(*run)
	told.mu.Lock()
	defer told.mu.Unlock()
	told.sighted[reading] = out.Counted()
	return out
}

// stage is the judged docket of a state, which it shares with states of the same law, with what is
// prepared of it, which it shares with states that move the same charges. It does not hang on the seed.
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
	of, err := e.judged(s, g, own.like)
	if err != nil {
		return nil, err
	}
	study := *of.study
	study.proposals = own.proposals
	out := *of
	out.weighed = of.as(&study, own.proposals)
	if f.draws > 0 && f.horizon > 0 {
		out.prepared, err = e.planned(s, g, own.like.moves)
	}
	return &out, err
}

// judged is the docket as a choice judges it.
func (e *served) judged(s serve.State, g *servedGround, c *servedChoice) (*servedStage, error) {
	s.Provisions = c.ids
	return e.stages.Get(context.Background(), e.stageKey(s), func() (*servedStage, error) { return e.weigh(s, g, c) })
}

// planned is what is prepared for projections of a choice.
func (e *served) planned(s serve.State, g *servedGround, c *servedChoice) (*project.Prepared, error) {
	of, err := e.judged(s, g, c) // which prepares it the first time
	if err != nil {
		return nil, err
	}
	s.Provisions = c.ids
	return e.prepare(s, of.weighed)
}

// prepare makes ready for projections what a choice judged.
func (e *served) prepare(s serve.State, w *weighed) (*project.Prepared, error) {
	f := e.asked(s)
	out, err := e.plans.Get(context.Background(), e.stageKey(s), func() (*plannedStage, error) {
		x, err := e.known.with(s.Assume)
		if err != nil {
			return nil, plainWish(err)
		}
		return &plannedStage{project.Prepare(w.input(x, &f, nil, true)), max(f.draws, e.flags.draws)}, nil
	})
	if err != nil {
		return nil, err
	}
	return out.prepared, nil
}

// plannedStage is what is prepared, for so many draws.
type plannedStage struct {
	prepared *project.Prepared
	draws    int
}

// bytes is about how much memory a plan takes.
func (x *plannedStage) bytes() int64 {
	own, _ := x.prepared.Bytes(x.draws)
	return own
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
	out := &servedStage{weighed: g.weigh(g.docket, c.proposals, priors), key: e.stageKey(s), moves: c.moves.ids, told: &toldRecords{sighted: map[string][]report.Table{}}}
	own := *g.study
	own.proposals = c.proposals
	out.study = &own
	if c.moves == c && f.draws > 0 && f.horizon > 0 {
		if _, err := e.prepare(s, out.weighed); err != nil {
			return nil, err
		}
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
