package main

import (
	"errors"
	"slices"
	"strings"

	"impact/internal/assume"
	"impact/internal/ingest"
	"impact/internal/law"
	"impact/internal/plan"
	"impact/internal/project"
	"impact/internal/report"
	"impact/internal/strict"
)

// batch is a plan with all that it names, read.
type batch struct {
	plan    *plan.Plan
	jobs    []plan.Job
	studies []*study    // by scenario of the plan, in all readings
	sets    []*supposed // likewise: the assumptions before a job turns any
	costs   map[costKey]costFile
	inputs  []batchInput
	m       *ingest.Map
	files   []ingest.File
	reduced *reading   // in place of files
	dataAt  strict.Pos // where the plan names the first of them
	shut    func()
	allow   []string

	synthetic bool // all charges are invented
}

// batchInput is a file that the batch rests on, and what it is to it.
type batchInput struct {
	Kind string `json:"kind"`
	report.Input
}

type costKey struct{ pack, name string }

type costFile struct {
	costs *assume.Costs
	base  string
}

// A placed error is one of what a plan names, with the place where it is named.
type placed struct {
	pos strict.Pos
	error
}

func (p placed) Error() string { return p.pos.Fault("%v", p.error).Error() }

func (p placed) Unwrap() error { return p.error }

// at gives an error of what a plan names the place where it is named. Faults of a file have
// places of their own.
func at(pos strict.Pos, err error) error {
	if err == nil || pos.Line == 0 || errors.As(err, new(strict.Faults)) || errors.As(err, new(placed)) {
		return err
	}
	return placed{pos, err}
}

// openScenarios reads the scenarios, and for each of them the assumptions and costs. The
// error has the faults of them all.
func (b *batch) openScenarios() error {
	p, from := b.plan, b.plan.Name.Pos.File
	b.costs = map[costKey]costFile{}
	lawDir := beside(from, p.Law.Value)
	if lawDir != "" {
		if _, _, err := pack("", lawDir); err != nil {
			return at(p.Law.Pos, err)
		}
	}
	var faults []error
	for _, t := range p.Scenarios {
		q := question{scenario: beside(from, t.Value), reading: plan.All, lawDir: lawDir}
		s, err := q.open()
		if err != nil {
			faults = append(faults, at(t.Pos, err))
			continue
		}
		b.studies = append(b.studies, s)
		b.take("scenario", s.inputs[0])
		b.take("law", s.inputs[1])
		faults = append(faults, b.openAssumptions(s), b.openCosts(s))
	}
	return errors.Join(unlike(faults)...)
}

// unlike keeps of errors that say the same the first.
func unlike(list []error) (out []error) {
	for _, err := range list {
		if err != nil && !slices.ContainsFunc(out, func(o error) bool { return o.Error() == err.Error() }) {
			out = append(out, err)
		}
	}
	return out
}

// openAssumptions reads the assumptions of a study.
func (b *batch) openAssumptions(s *study) error {
	p := b.plan
	if _, err := parseYears(p.Years.Value); err != nil {
		return at(p.Years.Pos, wrongf("%s", strings.TrimPrefix(err.Error(), "--")))
	}
	x, err := (&foresight{assumptions: beside(p.Name.Pos.File, p.Supposed.Value), years: p.Years.Value}).suppose(s)
	if err != nil {
		return at(p.Supposed.Pos, err)
	}
	b.sets = append(b.sets, x)
	b.take("assumptions", x.inputs[0])
	return nil
}

// openCosts reads the files of costs for a study.
func (b *batch) openCosts(s *study) error {
	var faults []error
	for _, c := range b.plan.Costs {
		key := costKey{s.code.Pack, c.Value}
		if _, known := b.costs[key]; known {
			continue
		}
		src, err := ofPack("costs", beside(b.plan.Name.Pos.File, c.Value), s.code.Pack)
		if err != nil {
			faults = append(faults, at(c.Pos, err))
			continue
		}
		costs, err := assume.LoadCosts(src.name, src.data)
		if err != nil {
			faults = append(faults, at(c.Pos, err))
			continue
		}
		b.costs[key] = costFile{costs, src.base}
		b.take("costs", src.input())
	}
	return errors.Join(faults...)
}

// take keeps an input once.
func (b *batch) take(kind string, in report.Input) {
	if x := (batchInput{kind, in}); !slices.Contains(b.inputs, x) {
		b.inputs = append(b.inputs, x)
	}
}

// world is what the plan may speak of.
func (b *batch) world() plan.World {
	var w plan.World
	for _, s := range b.studies {
		of := plan.Scenario{Readings: s.scenario.ReadingIDs()}
		for _, p := range s.scenario.Provisions {
			of.Provisions = append(of.Provisions, plan.Provision{ID: p.ID, Requires: p.Requires})
		}
		w.Scenarios = append(w.Scenarios, of)
	}
	for _, x := range b.sets {
		for _, d := range x.set.Dials {
			if !slices.Contains(w.Dials, d.Name) {
				w.Dials = append(w.Dials, d.Name)
			}
		}
	}
	for _, f := range priorFacts {
		w.Dials = append(w.Dials, priorPrefix+f)
	}
	w.Check = func(dial, value string) error {
		for _, x := range b.sets {
			if _, err := x.with([]string{dial + "=" + value}); err != nil {
				return errors.New(strings.TrimPrefix(err.Error(), "--assume "+dial+"="+value+": "))
			}
		}
		return nil
	}
	w.At = func(dial string) func(float64) float64 {
		if d := b.sets[0].set.Dial(dial); d != nil {
			return d.At
		}
		return nil
	}
	w.Baseline = func(text string) error {
		_, err := law.ParseDate(text)
		return err
	}
	for _, m := range project.Metrics() {
		w.Metrics = append(w.Metrics, m.String())
	}
	return w
}

// with is what is supposed after some values are set, name=value. The receiver stays.
func (x *supposed) with(said []string) (*supposed, error) {
	out, set := *x, *x.set
	set.Dials = slices.Clone(set.Dials)
	out.set, out.facts = &set, slices.Clone(x.facts)
	for _, text := range said {
		if err := out.override(text); err != nil {
			return nil, err
		}
	}
	return &out, nil
}

// said are the assumptions of a job as --assume takes them.
func (b *batch) said(j *plan.Job) []string {
	var out []string
	for i, d := range b.plan.Dials() {
		out = append(out, d+"="+j.Assume[i])
	}
	return out
}

// question is what a job asks of its scenario, as the flags of a run would.
func (b *batch) question(j *plan.Job) question {
	p, from := b.plan, b.plan.Name.Pos.File
	return question{scenario: beside(from, p.Scenarios[j.Scenario].Value), reading: j.Reading, baseline: j.Baseline, lawDir: beside(from, p.Law.Value)}
}

// words reports whether the values of a dial are words.
func (b *batch) words(dial string) bool {
	d := b.sets[0].set.Dial(dial)
	return d != nil && d.Words != nil
}

// jobColumns are the columns that say which job a row is of.
func (b *batch) jobColumns() []report.Column {
	out := []report.Column{{Name: "job", Kind: report.Whole}}
	for _, c := range []string{"scenario", "reading", "provisions", "baseline", "costs"} {
		out = append(out, report.Column{Name: c})
	}
	out = append(out, report.Column{Name: "seed", Kind: report.Whole})
	for _, d := range b.plan.Dials() {
		kind := report.Number
		if b.words(d) {
			kind = report.Text
		}
		out = append(out, report.Column{Name: d, Kind: kind})
	}
	return out
}

// jobValues are the settings of a job, by column.
func (b *batch) jobValues(i int) []any {
	j := &b.jobs[i]
	s := b.studies[j.Scenario]
	out := []any{int64(i + 1), s.scenario.ID, j.Reading, j.Choice(), b.baselineOf(j), b.costs[costKey{s.code.Pack, j.Costs}].base, int64(j.Seed)}
	for n, d := range b.plan.Dials() {
		out = append(out, b.dialValue(d, j.Assume[n]))
	}
	return out
}

// baselineOf is the day of the law that a job carries history to.
func (b *batch) baselineOf(j *plan.Job) string {
	if j.Baseline != "" {
		return j.Baseline
	}
	return b.studies[j.Scenario].baseline.String()
}

// dialValue is a value as tables write it: a number, or a word.
func (b *batch) dialValue(dial, text string) any {
	x, err := b.sets[0].with([]string{dial + "=" + text})
	if err != nil {
		return text
	}
	for _, f := range x.facts {
		return f.p
	}
	d := x.set.Dial(dial)
	if d.Words != nil {
		return d.Words[d.Central]
	}
	return d.Central
}

// fileNames are the names of the files of charges.
func (b *batch) fileNames() (out []string) {
	if b.reduced != nil {
		for _, in := range b.reduced.Data {
			out = append(out, in.Name)
		}
	}
	for _, f := range b.files {
		out = append(out, f.Name)
	}
	return out
}
