package main

import (
	"fmt"
	"os"
	"sync"
	"sync/atomic"
	"time"

	"impact/internal/ingest"
	"impact/internal/report"

	"github.com/vbauerster/mpb/v8"
	"github.com/vbauerster/mpb/v8/cwriter"
	"github.com/vbauerster/mpb/v8/decor"
)

// watchReading shows on a terminal how much of the files has been read, how fast, and how
// long it will take. It returns what is to be told of the progress, and what ends the
// showing. Elsewhere it shows nothing.
func (a *app) watchReading(files []ingest.File, hide bool) (progress func(rows, bytes int64), stop func()) {
	to, ok := a.terminal()
	if !ok || hide || a.quiet {
		return nil, func() {}
	}
	var total int64
	for _, f := range files {
		total += f.Size
	}
	var rows, bytes atomic.Int64
	began := time.Now()
	speed := func(decor.Statistics) string {
		return fmt.Sprintf("  %s rows/s", report.Figure(float64(int64(float64(rows.Load())/max(time.Since(began).Seconds(), 0.1)))))
	}
	p := mpb.New(mpb.WithOutput(to), mpb.WithWidth(40))
	bar := p.New(total, mpb.BarStyle().Lbound("").Rbound("").Filler("━").Tip("╸").Padding("─"),
		mpb.BarRemoveOnComplete(),
		mpb.PrependDecorators(decor.Name("reading "), decor.CountersKibiByte("% .1f of % .1f ")),
		mpb.AppendDecorators(decor.Percentage(decor.WC{W: 5}), decor.Any(speed), decor.AverageETA(decor.ET_STYLE_GO, decor.WC{W: 8})))
	done := make(chan struct{})
	idle := make(chan struct{})
	go func() {
		defer close(idle)
		follow(bar, &bytes, total, done)
	}()
	return func(r, b int64) { rows.Add(r); bytes.Add(b) }, func() {
		close(done)
		<-idle
		bar.Abort(true) // a Parquet file is never read whole, and what has a total ends no other way
		p.Wait()
	}
}

// busy shows on a terminal what is being done and for how long, where nothing can say how far
// it is. It returns what ends the showing. Elsewhere it shows nothing.
func (a *app) busy(what string, hide bool) (stop func()) {
	to, ok := a.terminal()
	if !ok || hide || a.quiet {
		return func() {}
	}
	p := mpb.New(mpb.WithOutput(to))
	bar := p.New(0, mpb.NopStyle(), mpb.BarRemoveOnComplete(),
		mpb.PrependDecorators(decor.Spinner(nil, decor.WC{W: 2}), decor.Name(what+" "), decor.Elapsed(decor.ET_STYLE_GO)))
	return sync.OnceFunc(func() {
		bar.Abort(true)
		p.Wait()
	})
}

// watch shows how far the reading of a study's charges is, and then that they are reduced.
func (a *app) watch(s *study, files []ingest.File, hide bool) (progress func(rows, bytes int64), stop func()) {
	progress, now := a.watchReading(files, hide)
	s.allRead = func() {
		now()
		now = a.busy("reducing", hide)
	}
	return progress, func() { now() }
}

// isTerminal reports whether a file is a terminal that something can be drawn on; other
// devices, such as os.DevNull, are none, and one without a width would be waited for
// without end.
func isTerminal(f *os.File) bool {
	if !cwriter.IsTerminal(int(f.Fd())) {
		return false
	}
	width, _, err := cwriter.New(f).GetTermSize()
	return err == nil && width > 0
}

// follow moves the bar ten times a second until done.
func follow(bar *mpb.Bar, read *atomic.Int64, total int64, done chan struct{}) {
	tick := time.NewTicker(100 * time.Millisecond)
	defer tick.Stop()
	for {
		select {
		case <-done:
			return
		case <-tick.C:
			bar.SetCurrent(min(read.Load(), total-1))
		}
	}
}

// A jobBar shows how many jobs are done; nil where nothing is shown.
type jobBar struct {
	p   *mpb.Progress
	bar *mpb.Bar
}

// watchJobs shows on a terminal how many of so many jobs are done, how many a second and
// how long the rest takes. Elsewhere it shows nothing.
func (a *app) watchJobs(jobs, done int, hide bool) *jobBar {
	to, ok := a.terminal()
	if !ok || hide || a.quiet {
		return nil
	}
	p := mpb.New(mpb.WithOutput(to), mpb.WithWidth(40))
	begun := time.Now()
	speed := func(s decor.Statistics) string {
		return fmt.Sprintf("%6.1f jobs/s", float64(s.Current-int64(done))/max(1e-3, time.Since(begun).Seconds()))
	}
	left := func(s decor.Statistics) string {
		if s.Current <= int64(done) {
			return "  time left unknown"
		}
		each := time.Since(begun) / time.Duration(s.Current-int64(done))
		return fmt.Sprintf("  %s left", (each * time.Duration(s.Total-s.Current)).Round(time.Second))
	}
	bar := p.New(int64(jobs), mpb.BarStyle().Lbound("").Rbound("").Filler("━").Tip("╸").Padding("─"),
		mpb.BarRemoveOnComplete(),
		mpb.PrependDecorators(decor.Name("jobs "), decor.CountersNoUnit("%d of %d ")),
		mpb.AppendDecorators(decor.Percentage(decor.WC{W: 5}), decor.Any(speed, decor.WC{W: 16}), decor.Any(left)))
	bar.SetCurrent(int64(done))
	return &jobBar{p, bar}
}

// add counts one job.
func (b *jobBar) add() {
	if b != nil {
		b.bar.Increment()
	}
}

// stop ends the showing, however many jobs are done.
func (b *jobBar) stop() {
	if b != nil {
		b.bar.Abort(true)
		b.p.Wait()
	}
}
