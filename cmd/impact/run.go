package main

import (
	"fmt"
	"math"
	"path/filepath"
	"runtime/debug"
	"strconv"
	"strings"

	"impact/internal/court"
	"impact/internal/ingest"
	"impact/internal/report"

	"github.com/spf13/cobra"
)

// runFlags are the flags of the main job.
type runFlags struct {
	question
	mapName   string
	out       string
	force     bool
	horizon   int
	draws     int
	seed      uint64
	threshold int
	format    string
	memory    string
	noBar     bool
	switches  bool
	insist    bool // on the switches, however many charges there are
	allow     []string
	reduced   []string
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
	fl.IntVar(&f.threshold, "threshold", 10, "counts below this are small; kept in the manifest, since this version withholds nothing and says so")
	fl.StringVar(&f.format, "format", string(report.PlainText), "how headline tables are printed: "+strings.Join(report.Layouts(), ", "))
	fl.BoolVar(&f.switches, "switches", true, "let the page switch provisions on and off; each choice of them is counted and projected, unless there are very many kinds of charges and this is not set")
	fl.StringVar(&f.memory, "memory", "", "memory that the program should stay within, such as 2GB")
	fl.BoolVar(&f.noBar, "no-progress", false, "show no progress")
	fl.StringSliceVar(&f.reduced, "reduced", nil, "take the charges as an engine reduced them (impact sql reduce): its answer, of several slices all of them, instead of FILE")
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
	rep, err := a.reportOf(f, args)
	if err != nil {
		return err
	}
	if err := writeFolder(f.out, rep); err != nil {
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
		a.talk("%d entries of the law that figures rest on were not seen in their source: tables/unverified.csv", n)
	}
	return nil
}

// reportOf reads the charges and makes the report of a run.
func (a *app) reportOf(f *runFlags, args []string) (*report.Report, error) {
	s, err := f.open()
	if err != nil {
		return nil, err
	}
	m, mapIn, err := loadMap(f.mapName)
	if err != nil {
		return nil, err
	}
	if len(f.reduced) > 0 {
		if len(args) > 0 {
			return nil, wrongf("%s: --reduced stands in place of files of charges; one or the other would be right", args[0])
		}
		args = f.reduced
	}
	files, shut, err := openData(args, s.code.Sample)
	defer shut()
	if err != nil {
		return nil, err
	}
	known, err := f.suppose(s)
	if err != nil {
		return nil, err
	}
	stop := a.watchReading(files, f.noBar)
	var docket *court.Docket
	var quality *ingest.Quality
	if len(f.reduced) > 0 {
		docket, quality, err = s.answered(files, mapIn)
	} else {
		docket, quality, err = s.reduce(files, m, f.allow, nil)
	}
	stop()
	if err != nil {
		return nil, err
	}
	a.tell(quality)
	run := report.Run{
		Code: s.code, Scenario: s.scenario, Docket: docket,
		Synthetic: quality.Synthetic, Source: describe(files, m, docket), Notes: notes(docket, quality),
		Manifest: report.Manifest{Program: "impact", Version: version(), Scenario: s.inputs[0], Law: s.inputs[1], Map: mapIn, Settings: f.settings(s)},
	}
	if run.Manifest.Data, err = a.hashes(files); err != nil {
		return nil, err
	}
	if err := a.foresee(&run, s, known, f); err != nil {
		return nil, err
	}
	if n := len(docket.Signatures); f.switches && !f.insist && n > mostSwitched {
		a.talk("the page has no switches: there are %s kinds of charges, and each choice of provisions would be counted anew; --switches makes them", report.Figure(float64(n)))
		f.switches, run.Manifest.Settings.Switches = false, false
	}
	rep := report.Build(run)
	if f.switches {
		rep.Switch, err = s.switches(run, known, f)
	}
	return rep, err
}

// hashes are the data files as inputs of the manifest.
func (a *app) hashes(files []ingest.File) ([]report.Input, error) {
	var out []report.Input
	for _, x := range files {
		in, err := hashFile(x)
		if err != nil {
			return nil, err
		}
		for _, other := range out {
			if other.SHA256 == in.SHA256 {
				a.talk("%s and %s hold the same bytes: their charges count twice", other.Name, in.Name)
			}
		}
		out = append(out, in)
	}
	return out, nil
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
	if f.memory != "" {
		n, err := bytesOf(f.memory)
		if err != nil {
			return err
		}
		debug.SetMemoryLimit(n)
	}
	return nil
}

// bytesOf reads 512MB, 2GB or a plain number of bytes.
func bytesOf(text string) (int64, error) {
	units := []struct {
		suffix string
		size   float64
	}{{"KiB", 1 << 10}, {"MiB", 1 << 20}, {"GiB", 1 << 30}, {"KB", 1e3}, {"MB", 1e6}, {"GB", 1e9}, {"B", 1}, {"", 1}}
	for _, u := range units {
		if number, ok := strings.CutSuffix(text, u.suffix); ok {
			v, err := strconv.ParseFloat(strings.TrimSpace(number), 64)
			if err == nil && v*u.size >= 32e6 && v*u.size < math.MaxInt64/2 {
				return int64(v * u.size), nil
			}
			break
		}
	}
	return 0, wrongf("--memory %q: a size such as 512MB or 2GB, at least 32MB, would be right", text)
}

func (f *runFlags) settings(s *study) report.Settings {
	out := report.Settings{Baseline: s.baseline.String(), Seed: f.seed, Draws: f.draws, Horizon: f.horizon, Threshold: f.threshold, Allowed: f.allow,
		Assume: f.assume, Years: f.years, Switches: f.switches}
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

// describe says in words where the data come from.
func describe(files []ingest.File, m *ingest.Map, d *court.Docket) string {
	what := fileNames(files)
	if len(files) == 1 && report.BuiltIn(files[0].Name) {
		what = "the built-in sample"
	}
	if m != nil && m.Title != "" {
		what += " (" + m.Title + ")"
	}
	kept := d.Kept()
	return fmt.Sprintf("%s, %s rows kept of %s read", what, report.Figure(float64(kept.Rows)), report.Figure(float64(d.Ledger.Read.Rows)))
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

// tell says on stderr what was refused or not understood.
func (a *app) tell(q *ingest.Quality) {
	for _, w := range q.Warnings {
		a.talk("%s", w)
	}
	for _, r := range q.Refused {
		a.talk("%s: %s (%s rows refused for this)", r.First, r.Reason, report.Figure(float64(r.Rows)))
	}
	list := func(what string, tallies []ingest.Tally) {
		var rows int64
		for _, t := range tallies {
			rows += t.Rows
		}
		if rows > 0 {
			a.talk("%s in %s rows, kept; the most frequent: %s", what, report.Figure(float64(rows)), mostFrequent(tallies))
		}
	}
	list("codes that no rule knows", q.Unknown)
	list("statutes that are not one entry of the code", q.Unresolved)
	list("an inchoate column that contradicts the statute", q.Contradictions)
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
