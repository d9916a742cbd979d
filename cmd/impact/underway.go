package main

import (
	"context"
	"fmt"
	"io"
	"os"
	"os/signal"
	"slices"
	"strings"
	"sync"
	"syscall"
)

// border is told of each phase of the work as it begins and of each thing that the program
// is about to do to a disk, in words such as "writing tables/ledger.csv". An error of it
// stands for the system's. Tests make faults of it.
var border = func(what string) error { return nil }

// A work is what the program is at: what must not be left lying when it is told to stop,
// and what is to be said of it then. Nothing happens to a disk but in do, one thing at a
// time, so that an end finds no file half made that it does not know of.
type work struct {
	mu     sync.Mutex // held for good once the program ends
	left   []*func()  // what removes what would be left lying
	whole  []string   // what was put in its place
	stands func() string
	stop   context.CancelFunc // ends the work in good order; nil where it is simply left
	first  string             // what is said when it is ended so
}

// underway is what this process is at.
var underway = &work{}

// do does something to a disk, unless the program is about to end.
func (w *work) do(what string, f func() error) error {
	if err := border(what); err != nil {
		return err
	}
	w.mu.Lock()
	defer w.mu.Unlock()
	return f()
}

// wrote tells, within do, of something that was put in its place.
func (w *work) wrote(name string) { w.whole = append(w.whole, name) }

// leaves tells of something that would be left lying; what it returns takes that back.
// Both are called within do.
func (w *work) leaves(drop func()) (gone func()) {
	at := &drop
	w.left = append(w.left, at)
	return func() { w.left = slices.DeleteFunc(w.left, func(x *func()) bool { return x == at }) }
}

// clears is leaves, outside of do.
func (w *work) clears(drop func()) (gone func()) {
	w.mu.Lock()
	defer w.mu.Unlock()
	inner := w.leaves(drop)
	return func() {
		w.mu.Lock()
		defer w.mu.Unlock()
		inner()
	}
}

// says sets what is told of the work where it is interrupted.
func (w *work) says(stands func() string) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.stands = stands
}

// gently is a context that the first signal ends, in place of the program, which says what
// becomes of the work; end takes the offer back.
func (w *work) gently(says string) (ctx context.Context, end func()) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.first = says
	ctx, w.stop = context.WithCancel(context.Background())
	stop := w.stop
	return ctx, func() {
		w.mu.Lock()
		defer w.mu.Unlock()
		w.stop = nil
		stop()
	}
}

// ending is waited for before the program ends by itself: where it is being interrupted,
// without end.
func (w *work) ending() { w.mu.Lock() }

// heed ends the program when it is told to stop. What was begun is removed, what was
// finished stands, and one line says which.
func (w *work) heed(stderr io.Writer) {
	told := make(chan os.Signal, 4)
	for _, s := range []os.Signal{os.Interrupt, syscall.SIGTERM, syscall.SIGHUP} {
		if !signal.Ignored(s) { // as nohup asks
			signal.Notify(told, s)
		}
	}
	go func() {
		for range told {
			w.mu.Lock()
			if w.stop != nil {
				fmt.Fprintf(stderr, "interrupted: %s; once more to stop at once\n", w.first)
				w.stop()
				w.stop = nil
				w.mu.Unlock()
				continue
			}
			for _, drop := range slices.Backward(w.left) {
				(*drop)()
			}
			said := "nothing was written"
			switch {
			case w.stands != nil:
				said = w.stands()
			case len(w.whole) > 0:
				said = strings.Join(w.whole, ", ") + " is written, and whole"
			}
			fmt.Fprintf(stderr, "interrupted: %s\n", said)
			os.Exit(exitFailed)
		}
	}()
}
