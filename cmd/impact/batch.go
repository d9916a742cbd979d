package main

import (
	"context"
	"encoding/csv"
	"fmt"
	"os"
	"os/signal"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"

	"impact/internal/ingest"
	"impact/internal/plan"
	"impact/internal/report"

	"github.com/spf13/cobra"
)

// batchFlags are the flags of a batch.
type batchFlags struct {
	out    string
	force  bool
	dryRun bool
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
	memoryFlag(fl, &f.memory)
	fl.StringVar(&f.mapName, "map", "", "column map in place of the plan's, built in or a file")
	fl.StringSliceVar(&f.allow, "allow-column", nil, "columns that look like identifiers and have been reviewed")
	return c
}

// batch runs a plan.
func (a *app) batch(f *batchFlags, name string, files []string) error {
	if f.out == "" {
		return wrongf("--out: the name of a folder would be right")
	}
	var err error
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
	if err := b.hash(a); err != nil {
		return err
	}
	store, err := openStore(f.out, b.key(), f.force)
	if err != nil {
		return err
	}
	defer store.close()
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	if err := a.work(ctx, b, store, f); err != nil {
		return err
	}
	if ctx.Err() != nil {
		return fmt.Errorf("interrupted: %d of %d jobs are done and kept in %s; the same command goes on from there", store.done(), len(b.jobs), f.out)
	}
	if err := b.write(f.out, store); err != nil {
		return err
	}
	return a.tellBatch(b, store, f.out)
}

// tellBatch says what came of the jobs, and fails where one did.
func (a *app) tellBatch(b *batch, store *store, out string) error {
	if b.synthetic {
		a.talk("the charges are invented: no figure here is of real ones")
	}
	fmt.Fprintf(a.stdout, "%s: %s of %s jobs done\n", b.plan.Name, report.Figure(float64(store.done())), report.Figure(float64(len(b.jobs))))
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
		return fmt.Errorf("%d of %d jobs failed; the results hold the others, and jobs.csv lists all", failed, len(b.jobs))
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
	w := csv.NewWriter(a.stdout)
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
	a.talk("%s jobs of %s draws", report.Figure(float64(len(b.jobs))), report.Figure(float64(b.plan.DrawCount())))
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
	p, err := plan.Load(src.name, src.data)
	if err != nil {
		return nil, err
	}
	b := &batch{plan: p, allow: f.allow, shut: func() {}}
	b.inputs = append(b.inputs, batchInput{"plan", src.input()})
	if err := b.openScenarios(); err != nil {
		return nil, err
	}
	if b.jobs, err = p.Jobs(b.world()); err != nil {
		return nil, err
	}
	mapName := f.mapName
	if mapName == "" {
		mapName = beside(src.name, p.Map.Value)
	}
	m, in, err := loadMap(mapName)
	if err != nil {
		return nil, at(p.Map.Pos, err)
	}
	if b.m = m; in != nil {
		b.inputs = append(b.inputs, batchInput{"map", *in})
	}
	if len(files) == 0 {
		for _, d := range p.Data {
			files = append(files, beside(src.name, d.Value))
		}
	}
	if b.files, b.shut, err = openData(files, b.studies[0].code.Sample); err != nil {
		return b, err
	}
	if b.synthetic, err = ingest.Synthetic(b.files, ingest.Options{Map: b.m, Resolve: b.studies[0].code, Allow: b.allow}); err != nil {
		b.shut()
	}
	return b, err
}

// hash adds the charges to the inputs.
func (b *batch) hash(a *app) error {
	ins, err := a.hashes(b.files)()
	for _, in := range ins {
		b.inputs = append(b.inputs, batchInput{"data", in})
	}
	return err
}
