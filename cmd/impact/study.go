package main

import (
	"errors"
	"fmt"
	"runtime/debug"
	"slices"
	"strings"

	"impact/internal/court"
	"impact/internal/ingest"
	"impact/internal/law"
	"impact/internal/model"
	"impact/internal/report"

	"github.com/spf13/pflag"
)

// question is what the flags ask: which scenario, in which readings, against
// which baseline.
type question struct {
	scenario   string
	reading    string
	baseline   string
	provisions []string
	lawDir     string
	only       bool // provisions were named
}

// What is asked where nothing else is said.
const (
	usualScenario   = "ct-tip-council"
	defaultBaseline = law.Date(20161231)
)

func (q *question) flags(f *pflag.FlagSet) {
	f.StringVar(&q.scenario, "scenario", usualScenario, "scenario, built in or a file: "+strings.Join(builtIn("scenarios"), ", "))
	f.StringVar(&q.reading, "reading", "all", "one reading of the scenario, or all")
	f.StringVar(&q.baseline, "baseline", "", "day of the law that history is carried to (default the scenario's, else "+defaultBaseline.String()+")")
	f.StringSliceVar(&q.provisions, "provisions", nil, "only these provisions, such as rec-1,rec-3; none for none")
	f.StringVar(&q.lawDir, "law", "", "folder of a law pack to use instead of the built-in one")
}

// study is a scenario read against its law, with one proposal for each reading asked.
type study struct {
	code      *law.Code
	scenario  *law.Scenario
	baseline  law.Date
	proposals []*law.Proposal
	whole     []*law.Proposal // all provisions of the scenario, in the same readings
	inputs    [2]report.Input // scenario, law
	allRead   func()          // is called when all rows are read and are to be reduced
	creates   bool            // the scenario creates sections, which the text of a statute may name
}

// open reads the law and the scenario and makes the proposals.
func (q *question) open() (*study, error) {
	if err := q.check(); err != nil {
		return nil, err
	}
	src, err := named("scenarios", q.scenario)
	if err != nil {
		return nil, err
	}
	text, err := law.ReadScenario(src.name, src.data, src.carried)
	if err != nil {
		return nil, err
	}
	s := &study{}
	if s.code, s.inputs[1], err = pack(text.Pack(), q.lawDir); err != nil {
		return nil, err
	}
	s.inputs[0] = src.input()
	if s.scenario, err = text.Against(s.code); err != nil {
		return nil, err
	}
	s.creates = s.scenario.Creates()
	s.code = s.scenario.Code()
	if s.baseline, err = q.day(s.scenario); err != nil {
		return nil, err
	}
	readings := s.scenario.ReadingIDs()
	if q.reading != "all" {
		readings = []string{q.reading}
	}
	for _, r := range readings {
		p, err := s.scenario.Propose(r, q.subset(), s.baseline)
		if err != nil {
			return nil, wrong{err}
		}
		all, err := s.scenario.Propose(r, nil, s.baseline)
		if err != nil {
			return nil, wrong{err}
		}
		s.proposals, s.whole = append(s.proposals, p), append(s.whole, all)
	}
	return s, nil
}

// check holds the flag --provisions against itself.
func (q *question) check() error {
	if q.only && len(q.provisions) == 0 {
		return wrongf("--provisions: names such as rec-1,rec-3 would be right, or none for none")
	}
	for i, p := range q.provisions {
		if slices.Contains(q.provisions[:i], p) {
			return wrongf("--provisions %s: %s is named twice; once would be right", strings.Join(q.provisions, ","), p)
		}
	}
	return nil
}

func (q *question) day(s *law.Scenario) (law.Date, error) {
	switch {
	case q.baseline != "":
		d, err := law.ParseDate(q.baseline)
		if err != nil {
			return 0, wrongf("--baseline: %v", err)
		}
		return d, nil
	case s.Baseline != 0:
		return s.Baseline, nil
	}
	return defaultBaseline, nil
}

// subset is the provisions that are on; nil for all.
func (q *question) subset() []string {
	switch {
	case !q.only:
		return nil
	case len(q.provisions) == 1 && q.provisions[0] == "none":
		return []string{}
	}
	return q.provisions
}

// frame is the cuts that the whole scenario needs: the same for every choice of its
// provisions.
func (s *study) frame() *law.Frame {
	return s.code.Frame(model.AgeCuts, model.DefendantCuts, slices.Concat(s.proposals, s.whole)...)
}

// reduce reads files of charges into a docket, on all cores. Where watch is not nil it is
// shown each charge, one after another.
func (s *study) reduce(files []ingest.File, o ingest.Options, memory int64, watch func(*court.Charge)) (*court.Docket, *ingest.Quality, error) {
	roll, quality, err := s.roll(files, o, memory, watch, court.InFull)
	if err != nil {
		return nil, quality, err
	}
	return roll.Docket(), quality, nil
}

// roll does what reduce does, and stops at the docket's roll, or, by its extent, before that.
// Files of which the order of rows is not what they say are read twice.
func (s *study) roll(files []ingest.File, o ingest.Options, memory int64, watch func(*court.Charge), extent court.Extent) (*court.Roll, *ingest.Quality, error) {
	roll, quality, err := s.rollAs(files, o, memory, watch, extent)
	if errors.Is(err, court.ErrMisled) {
		o.Distrust = true
		return s.rollAs(files, o, memory, watch, extent)
	}
	return roll, quality, err
}

// rollAs is roll, in one reading.
func (s *study) rollAs(files []ingest.File, o ingest.Options, memory int64, watch func(*court.Charge), extent court.Extent) (*court.Roll, *ingest.Quality, error) {
	var mapDay law.Date
	if o.Map != nil {
		mapDay = o.Map.LawDate.Date
	}
	o.Resolve, o.Memory = s.code, memory
	sweep()
	if err := border("reading"); err != nil {
		return nil, nil, err
	}
	reducer := court.NewReducer(s.frame(), s.baseline, mapDay)
	reducer.Extent = extent
	var quality *ingest.Quality
	var err error
	if watch == nil {
		reducer.Limit(memory/3, aside{})
		defer debug.SetMemoryLimit(debug.SetMemoryLimit(memory - memory/3)) // rows lie outside of the heap
		quality, err = ingest.ReadBatches(files, o, 0, func(int) court.Learner { return reducer.Learner() })
	} else {
		quality, err = ingest.Read(files, o, func(c *court.Charge) error {
			reducer.Add(c)
			watch(c)
			return nil
		})
	}
	if err != nil {
		return nil, quality, errors.Join(err, reducer.Close())
	}
	if quality.Kept.Rows == 0 {
		return nil, quality, refused{fmt.Errorf("%s: no row can be used (%d read)%s", fileNames(files), quality.Read.Rows, firstRefusal(quality))}
	}
	var reasons []court.Reason
	for _, r := range quality.Refused {
		reasons = append(reasons, court.Reason{Text: r.Reason, Tally: court.Tally(r.Weight)})
	}
	if s.allRead != nil {
		s.allRead()
	}
	if err := border("reducing"); err != nil {
		return nil, quality, errors.Join(err, reducer.Close())
	}
	roll, err := reducer.Roll(court.Tally(quality.Read), reasons)
	if err == nil && extent == court.InFull {
		err = roll.Fits(memory)
	}
	if errors.As(err, new(*court.Crowded)) || errors.As(err, new(*court.Wide)) {
		err = wrong{fmt.Errorf("%s: %w", fileNames(files), err)}
	}
	return roll, quality, err
}

// recut is the docket on the study's own cuts and baseline.
func (s *study) recut(d *court.Docket) (*court.Docket, error) {
	frame := s.frame()
	if d.Baseline == s.baseline && d.Frame.Equal(frame) {
		return d, nil
	}
	out, ok := d.Recut(frame, s.baseline)
	if !ok {
		return nil, errBlunt
	}
	return out, nil
}

// recuts is an error where recut would be one.
func (s *study) recuts(d *court.Docket) error {
	frame := s.frame()
	if d.Baseline == s.baseline && d.Frame.Equal(frame) || d.Recuts(frame) {
		return nil
	}
	return errBlunt
}

// errBlunt says that a docket cannot be recut to what is asked.
var errBlunt = errors.New("it does not tell apart all that the scenario asks about")

func fileNames(files []ingest.File) string {
	var names []string
	for _, f := range files {
		names = append(names, f.Name)
	}
	return strings.Join(names, ", ")
}

func firstRefusal(q *ingest.Quality) string {
	if len(q.Refused) == 0 {
		return ""
	}
	r := q.Refused[0]
	return fmt.Sprintf("; %s: %s; impact inspect proposes a map that says how to read it", r.First, r.Reason)
}
