package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	stdlog "log"
	"net"
	"net/http"
	"os"
	"os/exec"
	"runtime"
	"runtime/debug"
	"slices"
	"strconv"
	"strings"
	"time"

	"impact/internal/report"
	"impact/internal/serve"

	"github.com/spf13/cobra"
)

type serveFlags struct {
	runFlags
	port   int
	open   bool
	log    bool
	upload bool
	limit  string
}

func (a *app) serveCommand() *cobra.Command {
	f := &serveFlags{}
	c := &cobra.Command{
		Use:   "serve [FILE… | sample]",
		Short: "A page on this machine that answers what-ifs at once: switches, readings, assumptions, one case",
		Long: `Reads the charges once (CSV or Parquet, or reduced; without FILE the built-in sample)
and shows a page, for this machine alone, on which provisions are switched, readings and
assumptions changed, what-ifs compared and a single case followed through the law. A
what-if is a link. The files that it offers are those that impact run writes. It ends
with Ctrl-C.`,
		Args: cobra.ArbitraryArgs,
		RunE: func(c *cobra.Command, args []string) error {
			f.takes = c.Flags().Changed("reduced")
			return a.serve(f, args)
		},
	}
	fl := c.Flags()
	fl.StringVar(&f.scenario, "scenario", usualScenario, "scenario, built in or a file: "+strings.Join(builtIn("scenarios"), ", "))
	fl.StringVar(&f.baseline, "baseline", "", "day of the law that history is carried to (default the scenario's, else "+defaultBaseline.String()+")")
	fl.StringVar(&f.lawDir, "law", "", "folder of a law pack to use instead of the built-in one")
	fl.StringVar(&f.mapName, "map", "", "column map, built in or a file: "+strings.Join(builtIn("maps"), ", "))
	fl.StringSliceVar(&f.allow, "allow-column", nil, "columns that look like identifiers and have been reviewed")
	fl.StringSliceVar(&f.reduced, "reduced", nil, "take the charges reduced, as impact run does")
	fl.IntVar(&f.horizon, "horizon", 6, "fiscal years that are projected at the start; 0 for none")
	fl.IntVar(&f.draws, "draws", 2000, "random draws at the start; 0 for the record only")
	fl.Uint64Var(&f.seed, "seed", 1, "seed at the start")
	f.dialFlags(fl)
	fl.IntVar(&f.threshold, "threshold", 10, "counts from 1 to one less than this are withheld, and others that would give them away by any sequence of what-ifs, unless the data are synthetic; 0 withholds nothing, for use inside the agency")
	memoryFlag(fl, &f.memory)
	fl.BoolVar(&f.noBar, "no-progress", false, "show no progress")
	fl.IntVar(&f.port, "port", 0, "port of this machine to answer on; 0 for one that is free")
	fl.BoolVar(&f.open, "open", false, "open the page in the browser")
	fl.BoolVar(&f.log, "log", false, "tell of each request on standard error: method, path and status, never what was asked")
	fl.BoolVar(&f.upload, "allow-upload", false, "let the page Data take a file of charges by a form, in place of those that are shown; without it the only files are those named here")
	fl.StringVar(&f.limit, "upload-limit", "200MB", "with --allow-upload: the most that a file may be")
	return c
}

// serve reads the charges and answers until it is told to stop.
func (a *app) serve(f *serveFlags, args []string) error {
	if f.port < 0 || f.port > 65535 {
		return wrongf("--port %d: a number from 0 to 65535 would be right", f.port)
	}
	if f.draws > serve.MostDraws {
		return wrongf("--draws %d: 0, or a number from %d to %d, would be right for a page that answers at once", f.draws, leastDraws, serve.MostDraws)
	}
	limit, err := flagSize("upload-limit", f.limit, 1e6)
	if err != nil {
		return err
	}
	f.reading, f.out, f.format = serve.All, "-", string(report.PlainText)
	if err := f.check(); err != nil {
		return err
	}
	listener, err := net.Listen("tcp4", net.JoinHostPort("127.0.0.1", strconv.Itoa(f.port)))
	if err != nil {
		var busy *os.SyscallError
		if errors.As(err, &busy) && f.port > 0 {
			return wrongf("--port %d: %v; another port, or 0 for one that is free, would be right", f.port, busy.Err)
		}
		return err
	}
	if len(args) == 1 && args[0] == sampleName && !exists(sampleName) {
		args = nil
	}
	engine, err := a.readServed(&f.runFlags, args)
	if err != nil {
		return errors.Join(err, listener.Close())
	}
	_, port, err := net.SplitHostPort(listener.Addr().String())
	if err != nil {
		return errors.Join(err, listener.Close())
	}
	set := serve.Settings{Port: port, Working: max(2, runtime.GOMAXPROCS(0)),
		Fault: func(method, path string, stack []byte) { a.talk("%s %s: the program failed\n%s", method, path, stack) }}
	up := &uploads{flags: f.runFlags}
	defer up.end()
	if f.upload {
		set.Upload = up.form(limit)
	}
	if f.log {
		set.Log = func(method, path string, status int) { a.talk("%s %s %d", method, path, status) }
	}
	pages, err := serve.New(engine.offer, engine, set)
	if err != nil {
		return errors.Join(err, listener.Close())
	}
	address := "http://127.0.0.1:" + port + "/"
	if _, err := fmt.Fprintln(a.stdout, address); err != nil {
		return errors.Join(err, listener.Close())
	}
	a.talk("The page is for this machine alone. Ctrl-C ends it.")
	if f.open {
		if err := openPage(address); err != nil {
			a.talk("no browser was opened (%v); the address above in any browser would be right", err)
		}
	}
	defer debug.SetGCPercent(debug.SetGCPercent(keptGarbage)) // most of the memory is what is kept
	ctx, end := underway.gently(atEnd())
	defer end()
	go pages.Foresee(ctx)
	ctx, fail := context.WithCancelCause(ctx)
	defer fail(nil)
	go func() {
		defer a.busy("choosing what is withheld", f.noBar)()
		if err := engine.settle(); err != nil {
			fail(unsettled{err})
		}
		debug.FreeOSMemory() // settling takes much more than answering
	}()
	err = answerUntil(ctx, listener, pages.Handler())
	if why := (unsettled{}); errors.As(context.Cause(ctx), &why) {
		return why.error
	}
	return err
}

// unsettled is why no pattern could be chosen of what is withheld.
type unsettled struct{ error }

// keptGarbage is how much of what the page keeps may lie beside it unused, in percent.
const keptGarbage = 60

// openServed reads what the flags name and makes ready to answer.
func (a *app) openServed(f *runFlags, args []string) (*served, error) {
	e, err := a.readServed(f, args)
	if err == nil {
		err = e.settle()
	}
	return e, err
}

// readServed reads what the flags name; what is withheld of it is still to be settled.
func (a *app) readServed(f *runFlags, args []string) (*served, error) {
	s, known, in, err := a.opened(f, args)
	if err != nil {
		return nil, err
	}
	defer a.busy("counting", f.noBar)()
	e, err := newServed(f, s, in, known)
	if err == nil {
		e.offer.Folders = inFolders(slices.Concat(args, f.reduced, []string{f.mapName, f.scenario, f.assumptions, f.costs}))
	}
	return e, err
}

// sampleName names the built-in sample where a file may be named.
const sampleName = "sample"

// exists reports whether there is something of a name.
func exists(name string) bool {
	_, err := os.Stat(name)
	return err == nil
}

// endTime is how long answers that are being made may take once the page is to end.
const endTime = 5 * time.Second

// atEnd says what becomes of them.
func atEnd() string {
	return fmt.Sprintf("no more is answered; answers that are being made have %g seconds, and are then left", endTime.Seconds())
}

// answerUntil answers requests until the context ends, and then those that are being
// answered.
func answerUntil(ctx context.Context, l net.Listener, h http.Handler) error {
	server := &http.Server{Handler: h, ReadHeaderTimeout: serve.ReadTimeout, ReadTimeout: serve.ReadTimeout,
		WriteTimeout: serve.WriteTimeout, IdleTimeout: serve.IdleTimeout, MaxHeaderBytes: serve.MostHeader,
		DisableGeneralOptionsHandler: true,
		ErrorLog:                     stdlog.New(io.Discard, "", 0)} // it would tell what was asked
	done := make(chan error, 1)
	go func() { done <- server.Serve(l) }()
	select {
	case err := <-done:
		return err
	case <-ctx.Done():
	}
	last, stop := context.WithTimeout(context.Background(), endTime)
	defer stop()
	if err := server.Shutdown(last); err != nil {
		return server.Close() // those that take longer are left
	}
	return nil
}

// openPage opens an address in the browser of the system.
func openPage(address string) error {
	command := map[string][]string{"darwin": {"open"}, "windows": {"rundll32", "url.dll,FileProtocolHandler"}}[runtime.GOOS]
	if command == nil {
		command = []string{"xdg-open"}
	}
	c := exec.Command(command[0], append(command[1:], address)...)
	if err := c.Start(); err != nil {
		return err
	}
	go func() { _ = c.Wait() }() // it tells nothing that is of use
	return nil
}
