package main

import (
	"fmt"
	"path/filepath"
	"runtime"
	"slices"
	"strings"

	"impact/internal/court"
	"impact/internal/ingest"
	"impact/internal/model"
	"impact/internal/report"
	"impact/internal/withhold"

	"github.com/spf13/cobra"
	"golang.org/x/sync/errgroup"
)

// runFlags are the flags of the main job.
type runFlags struct {
	question
	dataFlags
	out       string
	force     bool
	horizon   int
	draws     int
	seed      uint64
	threshold int
	format    string
	reduced   []string
	save      string
	takes     bool // --reduced was given
	saves     bool // --save-reduced was given
	switches  bool
	insist    bool // on the switches, however many charges there are
	bare      bool // only tables are asked: switches are counted where they bear on what is withheld, and nowhere else
	withholds bool // small counts of what was read are withheld
	foresight
}

func (a *app) runCommand() *cobra.Command {
	f := &runFlags{}
	c := &cobra.Command{
		Use:   "run [FILE…]",
		Short: "The main job: what the scenario would have changed in these charges",
		Long: `Reads charges (CSV or Parquet, one row a charge; without FILE the built-in
sample), carries each to the baseline law, applies the scenario in every reading,
prints the headline tables and writes a result folder with tables, figures, a page
and a manifest.`,
		Args: cobra.ArbitraryArgs,
		RunE: func(c *cobra.Command, args []string) error {
			f.only, f.insist = c.Flags().Changed("provisions"), c.Flags().Changed("switches")
			f.takes, f.saves = c.Flags().Changed("reduced"), c.Flags().Changed("save-reduced")
			return a.run(f, args)
		},
	}
	f.flags(c.Flags())
	fl := c.Flags()
	fl.StringVar(&f.mapName, "map", "", "column map, built in or a file: "+strings.Join(builtIn("maps"), ", "))
	fl.StringVar(&f.out, "out", "impact-out", "result folder")
	fl.BoolVar(&f.force, "force", false, "put the result in place of a folder that is not an untouched result; the old one is kept beside it")
	fl.IntVar(&f.horizon, "horizon", 6, "fiscal years that are projected, from the one in which the scenario takes effect; 0 for none")
	fl.IntVar(&f.draws, "draws", 2000, "random draws of the projection; 0 for exact tallies of the record only")
	fl.Uint64Var(&f.seed, "seed", 1, "seed of the projection's random draws")
	f.dialFlags(fl)
	fl.IntVar(&f.threshold, "threshold", 10, "counts from 1 to one less than this are withheld, and others that would give them away, unless the data are synthetic; 0 withholds nothing, for use inside the agency")
	fl.StringVar(&f.format, "format", string(report.PlainText), "how headline tables are printed: "+strings.Join(report.Layouts(), ", "))
	fl.BoolVar(&f.switches, "switches", true, "let the page switch provisions on and off; each choice of them is counted and projected, unless there are very many kinds of charges and this is not set")
	memoryFlag(fl, &f.memory)
	fl.StringVar(&f.save, "save-reduced", "", "write the reduced charges to this file, for --reduced")
	fl.BoolVar(&f.noBar, "no-progress", false, "show no progress")
	fl.StringSliceVar(&f.reduced, "reduced", nil, "take the charges reduced: the file that impact reduce or --save-reduced wrote (with FILE… too, it must be of those files), or what an engine answered to impact sql reduce, of several slices all of them")
	fl.StringSliceVar(&f.allow, "allow-column", nil, "columns that look like identifiers and have been reviewed")
	return c
}

// mostSwitched is the most kinds of charges for which the page has switches unasked.
var mostSwitched = 50_000 // a test lowers it

func (a *app) run(f *runFlags, args []string) error {
	if err := f.check(); err != nil {
		return err
	}
	if err := ownsOut(f.out, f.force); err != nil {
		return err
	}
	c, err := take(f.out)
	if err != nil {
		return err
	}
	defer c.release()
	rep, err := a.reportOf(f, args)
	if err != nil {
		return err
	}
	stop := a.busy("writing", f.noBar)
	err = writeFolder(c, rep)
	if stop(); err != nil {
		return err
	}
	if err := rep.WriteText(a.stdout, report.Layout(f.format)); err != nil {
		return err
	}
	if f.format == string(report.CSV) {
		for _, line := range rep.About() {
			a.talk("%s", line) // a CSV has no place for it
		}
	}
	a.talk("\n%s: report.html, note.docx and note.md, workbook.xlsx, tables/ (CSV and Parquet), figures/ (SVG and PNG), manifest.json", f.out)
	if n := len(rep.Unverified); n > 0 {
		what := "1 entry of the law that figures rest on was"
		if n > 1 {
			what = report.Figure(float64(n)) + " entries of the law that figures rest on were"
		}
		a.talk("%s not seen in their source: tables/unverified.csv", what)
	}
	return nil
}

// opened reads what the flags name: the law and the scenario, what is supposed, and the
// charges.
func (a *app) opened(f *runFlags, args []string) (s *study, known *supposed, in *reading, err error) {
	a.threshold = f.threshold
	if s, err = early(f.open); err == nil {
		known, err = f.suppose(s)
	}
	if err == nil {
		in, err = a.charges(f, s, args)
	}
	if err == nil {
		f.withholds = f.threshold > 1 && !in.Quality.Synthetic
		a.veil(in, f)
	}
	return s, known, in, err
}

// veil tells together the races and sexes that few persons have, where small counts are withheld:
// such a text may be of one person alone, and say who it is.
func (a *app) veil(in *reading, f *runFlags) {
	if !f.withholds {
		return
	}
	var n int
	in.docket, n = in.docket.Veiled(func(text string, persons int64) bool {
		return persons >= int64(f.threshold) && ingest.Shown("defendant_race", text) == text
	})
	if n > 0 {
		a.talk("of defendants' races and sexes, texts that fewer than %d persons have, or that are written as names and numbers of people are, are told together as %q", f.threshold, court.OtherGroups)
	}
}

// A counted is a run of which all is counted and nothing withheld, and what it was made of.
type counted struct {
	run    report.Run
	study  *study
	known  *supposed
	priors *model.Priors
}

// count reads the charges and counts and projects what a run tells.
func (a *app) count(f *runFlags, args []string) (*counted, error) {
	s, known, in, err := a.opened(f, args)
	if err != nil {
		return nil, err
	}
	c := &counted{run: in.run(s, in.docket, f), study: s, known: known}
	if c.priors, err = known.priors(in.docket); err != nil {
		return nil, err
	}
	if err := border("judging"); err != nil {
		return nil, err
	}
	defer a.busy("counting and projecting", f.noBar)()
	return c, a.foresee(&c.run, s, c.priors, known, f)
}

// reportOf reads the charges and makes the report of a run.
func (a *app) reportOf(f *runFlags, args []string) (*report.Report, error) {
	c, err := a.count(f, args)
	if err != nil {
		return nil, err
	}
	run := &c.run
	if n := len(run.Docket.Signatures); f.switches && !f.insist && n > mostSwitched {
		a.talk("the page has no switches: there are %s kinds of charges, and each choice of provisions would be counted anew; --switches makes them", report.Figure(float64(n)))
		f.switches, run.Manifest.Settings.Switches = false, false
	}
	if f.switches && !f.insist && f.threshold > 1 && !run.Synthetic {
		a.talk("the page has no switches: of each choice of provisions more would have to be withheld; --switches makes them")
		f.switches, run.Manifest.Settings.Switches = false, false
	}
	if f.bare && (f.threshold <= 1 || run.Synthetic) {
		f.switches = false
	}
	defer a.busy("counting each choice and laying out the report", f.noBar)()
	return c.study.build(run, c.priors, c.known, f)
}

// run is a run of a study on the docket of a reading, before anything is counted.
func (in *reading) run(s *study, docket *court.Docket, f *runFlags) report.Run {
	return report.Run{
		Code: s.code, Scenario: s.scenario, Docket: docket,
		Synthetic: in.Quality.Synthetic, Source: in.origin(), Notes: notes(docket, in.Quality),
		Manifest: report.Manifest{Program: "impact", Version: version(), Scenario: s.inputs[0], Law: s.inputs[1], Map: in.Map, Data: in.Data, Settings: f.settings(s, in)},
	}
}

// build withholds what must not be told and makes the report, with a report of each choice
// of its page's switches.
func (s *study) build(run *report.Run, priors *model.Priors, known *supposed, f *runFlags) (*report.Report, error) {
	var board *report.Switchboard
	var points []*report.Run
	if f.switches {
		var err error
		if board, points, err = s.switches(*run, priors, known, f); err != nil {
			return nil, err
		}
	}
	all := append([]*report.Run{run}, points...)
	if err := withhold.Runs(f.threshold, slices.DeleteFunc(all, func(r *report.Run) bool { return r == nil })...); err != nil {
		return nil, err
	}
	if err := border("drawing"); err != nil {
		return nil, err
	}
	rep := report.Build(*run)
	rep.Switch = board
	var building errgroup.Group
	building.SetLimit(runtime.GOMAXPROCS(0))
	for i, p := range points {
		if p == nil {
			board.Points[i].Report = rep.Point()
			continue
		}
		building.Go(func() error {
			board.Points[i].Report = report.Build(*p).Point()
			points[i] = nil
			return nil
		})
	}
	return rep, building.Wait()
}

func (f *runFlags) check() error {
	switch {
	case f.horizon < 0 || f.horizon > 50:
		return wrongf("--horizon %d: a number of years from 0 to 50 would be right", f.horizon)
	case f.draws < 0 || f.draws > 1_000_000 || f.draws > 0 && f.draws < leastDraws:
		return wrongf("--draws %d: 0, or a number from %d to 1000000, would be right: fewer draws have no 80 %% interval", f.draws, leastDraws)
	case f.threshold < 0:
		return wrongf("--threshold %d: 0 or more would be right", f.threshold)
	case f.out == "":
		return wrongf("--out: the name of a folder would be right")
	}
	known := false
	for _, l := range report.Layouts() {
		known = known || l == f.format
	}
	if !known {
		return wrongf("--format %q: one of %s would be right", f.format, strings.Join(report.Layouts(), ", "))
	}
	var err error
	f.within, err = keepWithin(f.memory)
	return err
}

func (f *runFlags) settings(s *study, in *reading) report.Settings {
	out := report.Settings{Baseline: s.baseline.String(), Seed: f.seed, Draws: f.draws, Horizon: f.horizon, Threshold: f.threshold, Allowed: in.Allowed,
		Assume: f.assume, Years: f.years, Switches: f.switches, Answer: in.answer, Arch: arch()}
	if f.lawDir != "" {
		out.LawFolder = filepath.Base(filepath.Clean(f.lawDir))
	}
	for _, p := range s.proposals {
		out.Readings = append(out.Readings, p.Reading)
	}
	if out.Provisions = f.subset(); out.Provisions == nil {
		for _, p := range s.scenario.Provisions {
			out.Provisions = append(out.Provisions, p.ID)
		}
	}
	return out
}

// loadMap reads the named column map; nil where none is named.
func loadMap(name string) (*ingest.Map, *report.Input, error) {
	if name == "" {
		return nil, nil, nil
	}
	src, err := named("maps", name)
	if err != nil {
		return nil, nil, err
	}
	m, err := ingest.LoadMap(src.name, src.data)
	if err != nil {
		return nil, nil, err
	}
	in := src.input()
	return m, &in, nil
}

// notes are what the data cannot say.
func notes(d *court.Docket, q *ingest.Quality) []string {
	var out []string
	if !d.Has.Case {
		out = append(out, "The data have no case_id: each charge is a case of its own.")
	}
	if !d.Has.Person {
		out = append(out, "The data have no person_id: persons and registry figures are not reported.")
	}
	if len(q.Absent) > 0 {
		out = append(out, "Not in the data: "+strings.Join(q.Absent, ", ")+". What hangs on them is unknown or not reported.")
	}
	return out
}

// tell says on stderr what was refused or not understood. Where small counts are withheld
// it tells no number of rows: what the ledger may tell is not known before all is counted.
func (a *app) tell(q *ingest.Quality) {
	for _, line := range tellings(q, a.threshold > 1 && !q.Synthetic) {
		a.talk("%s", line)
	}
}

// tellings are what was refused or not understood, a line each; without numbers where they
// are to be hidden.
func tellings(q *ingest.Quality, hide bool) []string {
	out := slices.Clone(q.Warnings)
	if lost := mostRefused(q, hide); lost != "" {
		out = append(out, lost)
	}
	for _, r := range q.Refused {
		out = append(out, fmt.Sprintf("%s: %s", r.First, refusedFor(r.Reason, r.Rows, hide)))
	}
	list := func(what string, tallies []ingest.Tally) {
		var rows int64
		for _, t := range tallies {
			rows += t.Rows
		}
		if rows > 0 && hide {
			out = append(out, fmt.Sprintf("%s in some rows, kept; among them: %s", what, someOf(tallies)))
		} else if rows > 0 {
			out = append(out, fmt.Sprintf("%s in %s, kept; the most frequent: %s", what, plural(rows, "row"), mostFrequent(tallies)))
		}
	}
	list("codes that no rule knows", q.Unknown)
	list("statutes that are not one entry of the code", q.Unresolved)
	list("an inchoate column that contradicts the statute", q.Contradictions)
	return out
}

// refusedFor says why rows were refused; without their number where that is to be hidden.
func refusedFor(reason string, rows int64, hide bool) string {
	n := plural(rows, "row")
	if hide {
		n = "some rows"
	}
	return fmt.Sprintf("%s (%s refused for this)", reason, n)
}

// mostRefused says that more rows were refused than kept, and where it began; "" where it is
// otherwise. Where numbers are hidden it keeps silent of a few rows.
func mostRefused(q *ingest.Quality, hide bool) string {
	const few = 100
	lost := q.Read.Rows - q.Kept.Rows
	if lost <= q.Kept.Rows || hide && lost < few || len(q.Refused) == 0 {
		return ""
	}
	most := q.Refused[0]
	for _, r := range q.Refused {
		if r.Rows > most.Rows {
			most = r
		}
	}
	return fmt.Sprintf("MORE THAN HALF OF THE ROWS WERE REFUSED, and no figure counts them: most for this: %s (first %s); impact inspect shows every reason", most.Reason, most.First)
}

// someOf are some of the texts, without their numbers and in the order of texts.
func someOf(tallies []ingest.Tally) string {
	var out []string
	for _, t := range tallies {
		if !t.Other {
			out = append(out, fmt.Sprintf("%s %q", t.Column, t.Text))
		}
	}
	slices.Sort(out)
	if len(out) > 4 {
		out = append(out[:4], "…")
	}
	return strings.Join(out, ", ")
}

func mostFrequent(tallies []ingest.Tally) string {
	var out []string
	for i, t := range tallies {
		if i == 4 {
			out = append(out, "…")
			break
		}
		text := fmt.Sprintf("%s %q", t.Column, t.Text)
		if t.Other {
			text = t.Column + " (others)"
		}
		out = append(out, fmt.Sprintf("%s ×%d", text, t.Rows))
	}
	return strings.Join(out, ", ")
}
