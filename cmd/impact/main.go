// Command impact says what a proposed criminal law would have changed in
// charges already on record.
package main

import (
	"errors"
	"fmt"
	"io"
	"os"
	"path"
	"runtime"
	"strings"

	"impact/internal/ingest"
	"impact/internal/strict"
)

func main() {
	underway.heed(&tame{to: os.Stderr})
	code := run(os.Args[1:], os.Stdout, os.Stderr)
	underway.ending()
	os.Exit(code)
}

// Exit codes of the contract.
const (
	exitDone    = 0 // done
	exitFailed  = 1 // the run failed
	exitWrong   = 2 // the command line or an input file is wrong
	exitRefused = 3 // the data were refused
	exitDiffers = 4 // a check found a difference
)

// run runs one command line and returns its exit code.
func run(args []string, stdout, stderr io.Writer) int {
	out := &watched{to: stdout}
	stderr = &tame{to: stderr}
	a := &app{stdout: &tame{to: out}, stderr: stderr, pipe: out}
	root := a.root()
	root.SetArgs(args)
	root.SetOut(a.stdout)
	root.SetErr(stderr)
	err := a.guarded(root.Execute)
	if err == nil && out.err != nil {
		err = fmt.Errorf("standard output: %w", bare(out.err))
	}
	if err != nil {
		fmt.Fprintf(stderr, "%v\n", err)
	}
	return exitCode(err)
}

// watched is a writer that remembers why it could not write: results that do not come out
// are no success, whoever wrote them.
type watched struct {
	to  io.Writer
	err error
}

func (w *watched) Write(b []byte) (int, error) {
	n, err := w.to.Write(b)
	if err != nil && w.err == nil {
		w.err = err
	}
	return n, err
}

// app is what every command shares.
type app struct {
	stdout, stderr io.Writer // for people
	pipe           io.Writer // stdout, for programs: byte for byte
	quiet          bool
	threshold      int  // of a command that withholds counts below it
	inner          bool // it works for another command, which says what there is to say
}

// guarded makes an error of a fault of the program, which says where it is and nothing of
// what was read.
func (a *app) guarded(do func() error) (err error) {
	defer func() {
		p := recover()
		if p == nil {
			return
		}
		what := "a panic"
		if r, ok := p.(runtime.Error); ok {
			what = r.Error()
		}
		at := ""
		for skip := 2; skip < 40; skip++ {
			if _, file, line, ok := runtime.Caller(skip); ok && strings.Contains(file, "impact/") && !strings.Contains(file, "/go/pkg/") {
				at = fmt.Sprintf(" at %s:%d", path.Base(file), line)
				break
			}
		}
		err = fmt.Errorf("the program has a fault%s: %s; the command and this line, told to its makers, would be right", at, what)
	}()
	return do()
}

// talk writes a line for the person at the terminal.
func (a *app) talk(format string, args ...any) {
	if !a.quiet {
		fmt.Fprintf(a.stderr, format+"\n", args...)
	}
}

// A wrong error is one that the person who typed the command can mend.
type wrong struct{ error }

func (w wrong) Unwrap() error { return w.error }

func wrongf(format string, args ...any) error { return wrong{fmt.Errorf(format, args...)} }

// A refused error says that the data cannot be used.
type refused struct{ error }

// A differs error says that a check found a difference.
type differs struct{ error }

func exitCode(err error) int {
	var faults strict.Faults
	var file *ingest.FileError
	var suspects *ingest.IdentifierError
	switch {
	case err == nil:
		return exitDone
	case errors.As(err, new(differs)):
		return exitDiffers
	case errors.As(err, new(refused)), errors.As(err, &suspects):
		return exitRefused
	case errors.As(err, new(wrong)), errors.As(err, &faults), errors.As(err, &file):
		return exitWrong
	}
	return exitFailed
}
