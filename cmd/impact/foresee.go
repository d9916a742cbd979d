package main

import (
	"cmp"
	"errors"
	"fmt"
	"maps"
	"runtime"
	"slices"
	"strconv"
	"strings"
	"sync"

	"impact/internal/assume"
	"impact/internal/court"
	"impact/internal/law"
	"impact/internal/model"
	"impact/internal/project"
	"impact/internal/report"

	"github.com/spf13/pflag"
	"golang.org/x/sync/errgroup"
)

// foresight is the flags of what is supposed: dials, costs, and the years of the
// record that a projection rests on.
type foresight struct {
	assumptions string
	costs       string
	assume      []string
	years       string
}

func (f *foresight) dialFlags(fl *pflag.FlagSet) {
	fl.StringVar(&f.assumptions, "assumptions", "", "file of assumptions, built in or a file: "+strings.Join(builtIn("assumptions"), ", ")+" (default that of the law pack)")
	fl.StringArrayVar(&f.assume, "assume", nil, "set one assumption, such as share_served=0.85 or sentence_rule=static; may be repeated")
	fl.StringVar(&f.costs, "costs", "", "file of cost constants, built in or a file: "+strings.Join(builtIn("costs"), ", ")+" (default that of the law pack)")
	fl.StringVar(&f.years, "years", "", "fiscal years of the record that the projection rests on, such as 2006-2014 (default all complete ones)")
}

// supposed is what the flags of foresight name, read.
type supposed struct {
	set    *assume.Set
	costs  *assume.Costs
	inputs [2]report.Input // assumptions, costs
	years  project.Window
	notes  []string
	facts  []fact // whose probability the analyst sets
}

// fact is a probability that the analyst gives to a fact that is not recorded.
type fact struct {
	name string
	p    float64
}

// priorPrefix begins the names of assumptions that set the probability of a fact.
const priorPrefix = "prior_"

// facts that a record may leave out and whose probability can be set.
var priorFacts = []string{"victim_under_18", "victim_trafficked", "means_any"}

// suppose reads the files and settles the dials.
func (f *foresight) suppose(s *study) (*supposed, error) {
	out := &supposed{}
	src, err := ofPack("assumptions", f.assumptions, s.code.Pack)
	if err != nil {
		return nil, err
	}
	if out.set, err = assume.Load(src.name, src.data); err != nil {
		return nil, err
	}
	out.inputs[0] = src.input()
	var said []string
	for _, text := range f.assume {
		name, _, _ := strings.Cut(text, "=")
		if slices.Contains(said, name) {
			return nil, wrongf("--assume %s: %s is set twice; one value would be right", text, name)
		}
		said = append(said, name)
		if err := out.override(text); err != nil {
			return nil, err
		}
	}
	if src, err = ofPack("costs", f.costs, s.code.Pack); err != nil {
		return nil, err
	}
	if out.costs, err = assume.LoadCosts(src.name, src.data); err != nil {
		return nil, err
	}
	out.inputs[1] = src.input()
	out.notes = notOf(s.code.Pack, map[string]string{"assumptions": out.set.Pack, "costs": out.costs.Pack})
	out.years, err = parseYears(f.years)
	return out, err
}

// notOf says which files are of a law pack other than the scenario's.
func notOf(pack string, files map[string]string) (out []string) {
	for _, what := range slices.Sorted(maps.Keys(files)) {
		if of := files[what]; of != pack && of != "any" {
			out = append(out, fmt.Sprintf("The %s are those of %s; the law is that of %s.", what, of, pack))
		}
	}
	return out
}

// ofPack reads what is named; where nothing is, what is built in for the law pack, or
// for any.
func ofPack(folder, name, pack string) (source, error) {
	if name == "" {
		name = "any"
		for _, n := range builtIn(folder) {
			if n == pack {
				name = n
			}
		}
	}
	return named(folder, name)
}

// override takes one --assume.
func (x *supposed) override(text string) error {
	name, value, _ := strings.Cut(text, "=")
	for _, f := range priorFacts {
		if name != priorPrefix+f {
			continue
		}
		p, err := strconv.ParseFloat(value, 64)
		if err != nil || !(p > 0 && p < 1) {
			return wrongf("--assume %s: a probability above 0 and below 1 would be right", text)
		}
		x.facts = append(x.facts, fact{f, p})
		return nil
	}
	switch err := x.set.Override(text); {
	case err != nil && x.set.Dial(name) == nil:
		return wrongf("--assume %s: %v; the probability of an unrecorded fact is set by %s", text, err, priorPrefix+strings.Join(priorFacts, ", "+priorPrefix))
	case err != nil:
		return wrongf("--assume %s: %v", text, err)
	}
	return nil
}

// parseYears reads "2006-2014" or "2010"; nothing is all.
func parseYears(text string) (w project.Window, err error) {
	if text == "" {
		return w, nil
	}
	from, to, ok := strings.Cut(text, "-")
	if !ok {
		to = from
	}
	a, err1 := strconv.Atoi(from)
	b, err2 := strconv.Atoi(to)
	if errors.Join(err1, err2) != nil || a < 1900 || b > 2200 || b < a {
		return w, wrongf("--years %s: two fiscal years such as 2006-2014 would be right", text)
	}
	return project.Window{From: law.Year(a), To: law.Year(b)}, nil
}

// priors are the probabilities of what the record leaves out, as the analyst has
// turned them.
func (x *supposed) priors(d *court.Docket) (*model.Priors, error) {
	p := model.NewPriors(d)
	if odds := x.set.Value(project.PriorOdds); odds != 1 {
		p = p.Scaled(odds)
	}
	for _, f := range x.facts {
		var err error
		if p, err = p.With(f.name, f.p); err != nil {
			return nil, err
		}
	}
	return p, nil
}

// dials are the dials as a projection needs them.
func (x *supposed) dials() []project.Dial {
	var out []project.Dial
	for i := range x.set.Dials {
		d := &x.set.Dials[i]
		out = append(out, project.Dial{Name: d.Name, Central: d.Central, Low: d.Low, High: d.High, At: d.At})
	}
	return out
}

// leastDraws is the number of draws of which an interval can be told.
const leastDraws = 20

// fewDraws is the number of draws under which the report warns of them.
const fewDraws = 500

// foresee fills a run with everything that is counted and projected.
func (a *app) foresee(run *report.Run, s *study, priors *model.Priors, x *supposed, f *runFlags) error {
	record := project.Recorded(run.Docket)
	if err := cmp.Or(x.within(record), s.follows(record)); err != nil {
		return err
	}
	s.rest(run, x, f)
	apart := *run
	var all errgroup.Group
	all.Go(func() error { return s.tellApart(&apart, priors, f.subset()) })
	s.judge(run, s.proposals, priors, x, f, nil)
	if err := all.Wait(); err != nil {
		return err
	}
	run.Notes, run.Attributions, run.Overlaps = apart.Notes, apart.Attributions, apart.Overlaps
	return nil
}

// rest tells a run what its projection rests on.
func (s *study) rest(run *report.Run, x *supposed, f *runFlags) {
	run.Assumptions, run.Costs, run.Session = x.set, x.costs, sessionOf(s.effective())
	for _, f := range x.facts {
		run.Facts = append(run.Facts, spaced(priorPrefix+f.name)+" "+strconv.FormatFloat(f.p, 'f', -1, 64))
	}
	run.Notes = append(run.Notes, x.notes...)
	run.Manifest.Assumed, run.Manifest.Costs = &x.inputs[0], &x.inputs[1]
	if f.draws > 0 && f.horizon > 0 && f.draws < fewDraws {
		run.Notes = append(run.Notes, fmt.Sprintf("The ends of the intervals rest on %d draws, so few that another seed would move them.", f.draws))
	}
}

// tellApart fills a run with what each of the provisions that are on does; nil is all.
func (s *study) tellApart(run *report.Run, priors *model.Priors, only []string) error {
	n := len(s.proposals)
	run.Attributions, run.Overlaps = make([][]model.Attribution, n), make([][]model.Overlap, n)
	missing := make([]error, n)
	var all errgroup.Group
	all.SetLimit(runtime.GOMAXPROCS(0))
	for i, p := range s.proposals {
		all.Go(func() (err error) {
			run.Attributions[i], err = model.Attribute(s.code, run.Docket, priors, s.scenario, p.Reading, only, s.baseline)
			if errors.Is(err, model.ErrTooMany) {
				missing[i], err = err, nil
			}
			if err == nil {
				run.Overlaps[i], err = model.Overlaps(s.code, run.Docket, priors, s.scenario, p.Reading, only, s.baseline)
			}
			return err
		})
	}
	if err := all.Wait(); err != nil {
		return err
	}
	for _, err := range missing {
		if err != nil {
			run.Notes = append(run.Notes, fmt.Sprintf("No attribution: %v.", err))
		}
	}
	return nil
}

// judge fills a run with what proposals change in the record and what they may bring.
// Where shared is not nil, the variance is not split.
func (s *study) judge(run *report.Run, proposals []*law.Proposal, priors *model.Priors, x *supposed, f *runFlags, shared *project.Shared) {
	w := s.weigh(run.Docket, proposals, priors)
	w.tell(run, x, f, shared, shared == nil)
	w.tellGroups(run, f.seed)
}

// weighed is a docket judged under proposals: what does not hang on the dials of a
// projection. Readings that are the same law are judged once.
type weighed struct {
	*study
	docket    *court.Docket
	priors    *model.Priors
	proposals []*law.Proposal
	laws      []*law.Proposal
	at        []int // the law of each proposal
	results   []*model.Result
	benches   []*model.Bench
	prepared  *project.Prepared // nil where a projection prepares its own
	groups    *grouped
}

// grouped is what is told by group, by law, kept for the seed that was asked for last.
type grouped struct {
	mu   sync.Mutex
	seed uint64
	rows [][]project.EquityRow
}

// as is the docket judged under proposals that make the same law, each as the one in its
// place: of choices that differ in provisions which change nothing.
func (w *weighed) as(s *study, proposals []*law.Proposal) *weighed {
	out := *w
	out.study, out.proposals = s, proposals
	return &out
}

func (s *study) weigh(d *court.Docket, proposals []*law.Proposal, priors *model.Priors) *weighed {
	w := &weighed{study: s, docket: d, priors: priors, proposals: proposals, at: make([]int, len(proposals)), groups: &grouped{}}
	for i, p := range proposals {
		w.at[i] = slices.IndexFunc(w.laws, p.Same)
		if w.at[i] < 0 {
			w.at[i] = len(w.laws)
			w.laws = append(w.laws, p)
		}
	}
	w.results, w.benches = make([]*model.Result, len(w.laws)), make([]*model.Bench, len(w.laws))
	var all errgroup.Group
	all.SetLimit(runtime.GOMAXPROCS(0) + 1)
	for i, p := range w.laws {
		all.Go(func() error {
			w.benches[i] = model.NewBench(s.code, d, priors, p)
			w.results[i] = w.benches[i].Evaluate()
			return nil
		})
	}
	_ = all.Wait() // none fails
	return w
}

// input is what a projection of the proposals is made from.
func (w *weighed) input(x *supposed, f *runFlags, shared *project.Shared, split bool) project.Input {
	return project.Input{Code: w.code, Docket: w.docket, Priors: w.priors, Proposals: w.laws, Beside: w.whole,
		Effective: w.effective(), Dials: x.dials(), Counted: x.counted(), Horizon: f.horizon, Draws: f.draws, Seed: f.seed, Years: x.years,
		Benches: w.benches, NoShares: !split, Undiverted: f.withholds, Shared: shared}
}

// tell fills a run with what proposals change and what they may bring. Where split is true the variance is split over the assumptions.
func (w *weighed) tell(run *report.Run, x *supposed, f *runFlags, shared *project.Shared, split bool) {
	w.fill(run, w.ahead(x, f, shared, split))
}

// ahead is what the proposals may bring, by law; nil where nothing is projected.
func (w *weighed) ahead(x *supposed, f *runFlags, shared *project.Shared, split bool) []*project.Projection {
	if f.draws == 0 || f.horizon == 0 {
		return nil
	}
	if in := w.input(x, f, shared, split); w.prepared != nil {
		return w.prepared.Project(in)
	} else {
		return project.Project(in)
	}
}

// fill fills a run with what proposals change, and with what they may bring.
func (w *weighed) fill(run *report.Run, ahead []*project.Projection) {
	for i, p := range w.proposals {
		res := *w.results[w.at[i]]
		res.Proposal = p
		run.Results = append(run.Results, &res)
		if ahead != nil {
			pr := *ahead[w.at[i]]
			pr.Proposal = p
			run.Projections = append(run.Projections, &pr)
		}
	}
}

// tellGroups fills a run with what is told by group, with the intervals of a seed.
func (w *weighed) tellGroups(run *report.Run, seed uint64) {
	rows := w.equity(seed)
	for i := range w.proposals {
		run.Equities = append(run.Equities, rows[w.at[i]])
	}
}

// equity is what is told by group, by law.
func (w *weighed) equity(seed uint64) [][]project.EquityRow {
	g := w.groups
	g.mu.Lock()
	defer g.mu.Unlock()
	if g.rows != nil && g.seed == seed {
		return g.rows
	}
	out := make([][]project.EquityRow, len(w.laws))
	span := project.Span(w.docket)
	var all errgroup.Group
	all.SetLimit(runtime.GOMAXPROCS(0))
	for i := range w.laws {
		all.Go(func() error {
			out[i] = project.Equity(w.results[i].Equities, span, seed)
			return nil
		})
	}
	_ = all.Wait() // none fails
	g.seed, g.rows = seed, out
	return out
}

// within holds the years that the flag names against those of the record.
func (x *supposed) within(record project.Window) error {
	switch w := x.years; {
	case w.From == 0 || record.From == 0:
	case w.From > record.To || w.To < record.From:
		return wrongf("--years %d-%d: no row of the record is of these years; years within %s would be right", w.From, w.To, record)
	case w.From < record.From || w.To > record.To:
		return wrongf("--years %d-%d: the record has %s; years within them would be right", w.From, w.To, record)
	}
	return nil
}

// counted is the day on which the registry's stock was counted; zero where it is not
// known.
func (x *supposed) counted() law.Date {
	if !x.set.HasStock {
		return 0
	}
	d, err := law.ParseDate(x.set.RegistryDay)
	if err != nil {
		return 0
	}
	return d
}

// effective is the day from which the scenario is projected as law: its own, or the
// day after the baseline where it names none or an earlier one.
func (s *study) effective() law.Date {
	return max(s.scenario.Effective, s.baseline.AddDays(1))
}

// yearsOn is how many fiscal years after the last of the record an act may take effect: all years
// between are reckoned through.
const yearsOn = 50

// follows holds the day on which the scenario takes effect against the record.
func (s *study) follows(record project.Window) error {
	last := record.To + yearsOn
	if record.To == 0 || s.effective().FiscalYear() <= last {
		return nil
	}
	what := "--baseline " + s.baseline.String()
	if s.baseline.FiscalYear() <= last {
		what = fmt.Sprintf("the scenario %s takes effect on %s", s.scenario.ID, s.effective())
	}
	return wrongf("%s: that is more than %d years after the record, which ends with fiscal year %s; a day up to fiscal year %s would be right", what, yearsOn, record.To, last)
}

// sessionOf is the year of the legislative session whose act takes effect on a day.
func sessionOf(d law.Date) int {
	year, _, _ := d.Parts()
	return year
}
