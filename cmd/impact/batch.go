package main

import (
	"errors"
	"fmt"
	"path/filepath"
	"strconv"
	"strings"

	"impact/internal/ingest"
	"impact/internal/plan"
	"impact/internal/report"
	"impact/internal/strict"

	"github.com/spf13/cobra"
)

// batchFlags are the flags of a batch.
type batchFlags struct {
	out    string
	force  bool
	dryRun bool
	// threshold is what is small. Where counts are to be withheld no batch is made of charges
	// that are not synthetic.
	threshold int
	dataFlags
}

func (a *app) batchCommand() *cobra.Command {
	f := &batchFlags{}
	c := &cobra.Command{
		Use:   "batch PLAN [FILE…]",
		Short: "Many runs at once: a grid of scenarios, readings, provisions, assumptions and seeds over one reading of the data",
		Long: `Reads a plan (a YAML file, or one that is built in: ` + strings.Join(builtIn("plans"), ", ") + `), spreads it into jobs,
and makes of each job the figures that impact run tells under the same settings. The
charges are read once; FILE takes the place of the data that the plan names. The results
are one tidy table (results.csv, results.parquet), the jobs with their settings
(jobs.csv), figures and a manifest.

A batch withholds no small count, so that charges which do not declare themselves synthetic
are refused (exit 3) unless --threshold 0 says that the results are for use inside the
agency; each of them then says so.

What is done is kept in the folder as it is done: stopped at any moment, the same command
goes on where it was. Jobs that fail are listed and the others finish; the exit code is
then 1.`,
		Args: cobra.MinimumNArgs(1),
		RunE: func(_ *cobra.Command, args []string) error { return a.batch(f, args[0], args[1:]) },
	}
	fl := c.Flags()
	fl.StringVar(&f.out, "out", "impact-batch", "folder of the results")
	fl.BoolVar(&f.force, "force", false, "start over where the folder holds something else; the old folder is kept beside it")
	fl.BoolVar(&f.dryRun, "dry-run", false, "print the jobs and their number, and do none")
	fl.BoolVar(&f.noBar, "no-progress", false, "show no progress")
	fl.IntVar(&f.threshold, "threshold", 10, "counts from 1 to one less than this are small, and of charges that are not synthetic a batch is refused, for it withholds none; 0 makes it, for use inside the agency")
	memoryFlag(fl, &f.memory)
	fl.StringVar(&f.mapName, "map", "", "column map in place of the plan's, built in or a file")
	fl.StringSliceVar(&f.allow, "allow-column", nil, "columns that look like identifiers and have been reviewed")
	return c
}

// batch runs a plan.
func (a *app) batch(f *batchFlags, name string, files []string) (err error) {
	if f.out == "" {
		return wrongf("--out: the name of a folder would be right")
	}
	if f.threshold < 0 {
		return wrongf("--threshold %d: 0 or more would be right", f.threshold)
	}
	if f.within, err = keepWithin(f.memory); err != nil {
		return err
	}
	b, err := a.openBatch(f, name, files)
	if err != nil {
		return err
	}
	defer b.shut()
	if f.dryRun {
		return a.listJobs(b)
	}
	if err := b.mayTell(f.threshold); err != nil {
		return err
	}
	stopped := a.busy("looking at the charges", f.noBar)
	err = b.hash(a)
	if stopped(); err != nil {
		return err
	}
	store, err := openStore(f.out, b.key(), f.force)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, store.end(err)) }()
	kept := func() string {
		if store.done() == 0 {
			return "no job was done; nothing is kept"
		}
		return fmt.Sprintf("%d of %s are done and kept in %s; the same command goes on from there", store.done(), plural(len(b.jobs), "job"), f.out)
	}
	if !a.inner {
		underway.says(kept)
		defer underway.says(nil)
	}
	whole, err := a.work(b, store, f)
	if err != nil {
		return err
	}
	if !whole {
		return fmt.Errorf("interrupted: %s", kept())
	}
	stopped = a.busy("writing", f.noBar)
	err = b.write(f.out, store)
	if stopped(); err != nil {
		return err
	}
	return a.tellBatch(b, store, f.out)
}

// mayTell refuses a batch of charges that are not synthetic where small counts are to be
// withheld: a batch writes the figures of many runs side by side, and withholds nothing.
func (b *batch) mayTell(threshold int) error {
	if threshold < 2 || b.synthetic {
		return nil
	}
	name := "the charges"
	switch {
	case b.reduced != nil && len(b.reduced.Data) > 0:
		name = b.reduced.Data[0].Name
	case len(b.files) > 0:
		name = b.files[0].Name
	}
	return refused{fmt.Errorf("%s: a batch withholds no small count, and these charges do not declare themselves synthetic; --threshold 0 would be right for use inside the agency (every result then says so), impact run for what is published", name)}
}

// tellBatch says what came of the jobs, and fails where one did.
func (a *app) tellBatch(b *batch, store *store, out string) error {
	if b.synthetic {
		a.talk("the charges are invented: no figure here is of real ones")
	} else {
		a.talk("%s", report.Internal)
	}
	fmt.Fprintf(a.stdout, "%s: %s of %s done\n", b.plan.Name, report.Figure(float64(store.done())), plural(len(b.jobs), "job"))
	if !b.plan.Projects() {
		a.talk("nothing is projected, and there are no figures: the plan makes no draws, or of no year; the results are of the record alone")
	}
	a.talk("%s: results.csv and results.parquet, jobs.csv, figures/ (SVG and PNG), manifest.json", out)
	reasons := map[string][]int{}
	var order []string
	for i := range b.jobs {
		if why := store.failure(i); why != "" {
			if reasons[why] == nil {
				order = append(order, why)
			}
			reasons[why] = append(reasons[why], i+1)
		}
	}
	failed := 0
	for _, why := range order {
		jobs := reasons[why]
		failed += len(jobs)
		fmt.Fprintf(a.stderr, "%s: %s\n", jobNumbers(jobs), why)
	}
	if failed > 0 {
		return fmt.Errorf("%d of %s failed; the results hold the others, and jobs.csv lists all", failed, plural(len(b.jobs), "job"))
	}
	return nil
}

// jobNumbers names jobs, a few of many.
func jobNumbers(n []int) string {
	if len(n) == 1 {
		return fmt.Sprintf("job %d", n[0])
	}
	var out []string
	for i, x := range n {
		if i == 8 {
			out = append(out, fmt.Sprintf("… (%d in all)", len(n)))
			break
		}
		out = append(out, strconv.Itoa(x))
	}
	return "jobs " + strings.Join(out, ", ")
}

// listJobs prints the jobs and says how many there are.
func (a *app) listJobs(b *batch) error {
	w := report.NewSafeCSV(a.stdout)
	var head []string
	for _, c := range b.jobColumns() {
		head = append(head, c.Name)
	}
	if err := w.Write(head); err != nil {
		return err
	}
	for i := range b.jobs {
		var row []string
		for _, v := range b.jobValues(i) {
			row = append(row, report.Plain(v))
		}
		if err := w.Write(row); err != nil {
			return err
		}
	}
	w.Flush()
	a.talk("%s of %s", plural(len(b.jobs), "job"), plural(b.plan.DrawCount(), "draw"))
	return w.Error()
}

// beside is a path as a plan means it: from the folder in which the plan lies. Words
// without a slash or an ending may be built in and stay.
func beside(planFile, name string) string {
	if name == "" || filepath.IsAbs(name) || !strings.ContainsAny(name, `/\.`) {
		return name
	}
	return filepath.Join(filepath.Dir(planFile), name)
}

// openBatch reads the plan and all that it names but the charges.
func (a *app) openBatch(f *batchFlags, name string, files []string) (*batch, error) {
	src, err := named("plans", name)
	if err != nil {
		return nil, err
	}
	return readBatch(f, src, files)
}

// readBatch reads a plan, all that it names, and the heads of the charges; files stand in
// place of those of the plan. The error has every fault, each with the place of the plan
// where what is wrong is named.
func readBatch(f *batchFlags, src source, files []string) (*batch, error) {
	p, err := plan.Load(src.name, src.data)
	if err != nil {
		return nil, err
	}
	b := &batch{plan: p, allow: f.allow, shut: func() {}}
	b.inputs = append(b.inputs, batchInput{"plan", src.input()})
	faults := []error{b.openScenarios()}
	if faults[0] == nil {
		b.jobs, err = p.Jobs(b.world())
		faults = append(faults, err)
	}
	var charges plan.Texts
	for _, t := range p.Data {
		charges = append(charges, strict.Text{Value: beside(src.name, t.Value), Pos: t.Pos})
	}
	if len(files) > 0 {
		charges = nil
		for _, name := range files {
			charges = append(charges, strict.Text{Value: name})
		}
	}
	if len(charges) > 0 {
		b.dataAt = charges[0].Pos
	}
	if err := b.openCharges(f, charges); err != nil {
		faults = append(faults, err)
	}
	if err := errors.Join(faults...); err != nil {
		b.shut()
		return nil, err
	}
	return b, nil
}

// openCharges opens the map and the charges, rows or reduced.
func (b *batch) openCharges(f *batchFlags, named plan.Texts) error {
	from := b.plan.Name.Pos.File
	read := f.dataFlags
	mapAt := strict.Pos{}
	if read.mapName == "" {
		read.mapName, mapAt = beside(from, b.plan.Map.Value), b.plan.Map.Pos
	}
	m, in, err := loadMap(read.mapName)
	if err != nil {
		return at(mapAt, err)
	}
	b.m = m
	for _, t := range named {
		if !isReduced(t.Value) {
			continue
		}
		if len(named) > 1 {
			return at(t.Pos, wrongf("%s: it holds reduced charges, which stand by themselves; the one file would be right", t.Value))
		}
		return at(t.Pos, b.takeReduced(t.Value, read))
	}
	if in != nil {
		b.inputs = append(b.inputs, batchInput{"map", *in})
	}
	return b.openFiles(named)
}

// openFiles opens files of charges and looks at their heads, each by itself.
func (b *batch) openFiles(named plan.Texts) error {
	var shuts []func()
	b.shut = func() {
		for _, shut := range shuts {
			shut()
		}
	}
	var faults []error
	b.synthetic = true
	open := func(t strict.Text, names ...string) {
		files, shut, err := openFrom(1+len(b.files), names, b.sample())
		shuts = append(shuts, shut)
		if err == nil && len(b.studies) > 0 {
			var invented bool
			invented, err = ingest.Synthetic(files, ingest.Options{Map: b.m, Resolve: b.studies[0].code, Allow: b.allow})
			b.synthetic = b.synthetic && invented
		}
		b.files = append(b.files, files...)
		faults = append(faults, at(t.Pos, err))
	}
	for _, t := range named {
		open(t, t.Value)
	}
	if len(named) == 0 && len(b.studies) > 0 {
		open(strict.Text{})
	}
	return errors.Join(faults...)
}

// sample is the file of charges that the law pack brings.
func (b *batch) sample() string {
	if len(b.studies) == 0 {
		return ""
	}
	return b.studies[0].code.Sample
}

// takeReduced takes reduced charges, if they can answer every scenario of the plan.
func (b *batch) takeReduced(name string, f dataFlags) error {
	in, err := openReduced(name, f)
	if err != nil {
		return err
	}
	for i, s := range b.studies {
		err := in.answers(s)
		for _, day := range b.plan.Baselines {
			q := b.question(&plan.Job{Scenario: i, Reading: plan.All, Baseline: day.Value})
			if of, bad := q.open(); err == nil && bad == nil { // a job says what is bad
				err = of.recuts(in.docket)
			}
		}
		if err != nil {
			return stale(name, fmt.Errorf("for the scenario %s: %w", s.scenario.ID, err))
		}
	}
	b.reduced, b.allow, b.synthetic = in, in.Allowed, in.Quality.Synthetic
	if in.Map != nil {
		b.inputs = append(b.inputs, batchInput{"map", *in.Map})
	}
	return nil
}

// hash adds the charges to the inputs.
func (b *batch) hash(a *app) (err error) {
	var ins []report.Input
	if b.reduced != nil {
		ins = b.reduced.Data
	} else {
		ins, err = a.hashes(b.files)()
	}
	for _, in := range ins {
		b.inputs = append(b.inputs, batchInput{"data", in})
	}
	return err
}
