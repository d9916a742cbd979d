package main

import (
	"io"
	"os"
	"sync/atomic"
	"time"

	"impact/internal/ingest"

	"github.com/vbauerster/mpb/v8"
	"github.com/vbauerster/mpb/v8/cwriter"
	"github.com/vbauerster/mpb/v8/decor"
)

// watchReading shows on a terminal how much of the files has been read, and
// returns what ends the showing. Elsewhere it shows nothing.
func (a *app) watchReading(files []ingest.File, hide bool) (stop func()) {
	to, ok := a.stderr.(*os.File)
	if !ok || hide || a.quiet || !isTerminal(to) {
		return func() {}
	}
	var total int64
	read := &atomic.Int64{}
	for i := range files {
		total += files[i].Size
		files[i].R = &counted{files[i].R, read}
	}
	p := mpb.New(mpb.WithOutput(to), mpb.WithWidth(40))
	bar := p.New(total, mpb.BarStyle().Lbound("").Rbound("").Filler("━").Tip("╸").Padding("─"),
		mpb.BarRemoveOnComplete(),
		mpb.PrependDecorators(decor.Name("reading "), decor.CountersKibiByte("% .1f of % .1f ")),
		mpb.AppendDecorators(decor.Percentage(decor.WC{W: 5}), decor.AverageETA(decor.ET_STYLE_GO, decor.WC{W: 8})))
	done := make(chan struct{})
	idle := make(chan struct{})
	go func() {
		defer close(idle)
		follow(bar, read, total, done)
	}()
	return func() {
		close(done)
		<-idle
		bar.SetTotal(-1, true) // a Parquet file is never read whole
		p.Wait()
	}
}

// isTerminal reports whether a file is a terminal; other devices, such as os.DevNull,
// are none.
func isTerminal(f *os.File) bool { return cwriter.IsTerminal(int(f.Fd())) }

// counted counts the bytes read through it.
type counted struct {
	r    io.ReaderAt
	read *atomic.Int64
}

func (c *counted) ReadAt(p []byte, at int64) (int, error) {
	n, err := c.r.ReadAt(p, at)
	c.read.Add(int64(n))
	return n, err
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
