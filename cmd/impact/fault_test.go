package main

import (
	"bytes"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"sync/atomic"
	"syscall"
	"testing"
	"time"
)

// faultAt is the variable of the environment that makes a fault in the program of the
// tests: "what|fault", where what begins the border's words.
const faultAt = "IMPACT_FAULT"

// faults are what can befall the program, by their names in the matrix.
var faults = []string{"disk full", "permission lost", "SIGINT", "SIGTERM", "SIGKILL"}

var (
	faultErrors  = map[string]error{"disk full": syscall.ENOSPC, "permission lost": syscall.EACCES}
	faultSignals = map[string]os.Signal{"SIGINT": os.Interrupt, "SIGTERM": syscall.SIGTERM, "SIGKILL": os.Kill}
)

// injectFault makes the fault that a text names; none for "".
func injectFault(text string) {
	what, fault, ok := strings.Cut(text, "|")
	if !ok {
		return
	}
	if rest, without := strings.CutPrefix(fault, "no exchange, "); without {
		fault = rest
		exchange = func(string, string) error { return errors.ErrUnsupported }
	}
	var told atomic.Bool
	border = func(at string) error {
		if !strings.HasPrefix(at, what) {
			return nil
		}
		if err := faultErrors[fault]; err != nil {
			return err
		}
		if told.Swap(true) {
			return nil
		}
		underway.mu.Lock()
		gently := underway.stop != nil
		underway.mu.Unlock()
		if s := faultSignals[fault]; s != nil {
			if p, err := os.FindProcess(os.Getpid()); err != nil || p.Signal(s) != nil {
				panic("no signal")
			}
		}
		for gently { // until the signal has been heard
			underway.mu.Lock()
			gently = underway.stop != nil
			underway.mu.Unlock()
			if !gently {
				return nil
			}
		}
		select {} // a signal ends it, or the test that waits for it
	}
}

// faulty runs the program with a fault and says how it ended: its exit code, -1 where it
// was killed.
func faulty(t *testing.T, what, fault string, args ...string) (talk string, code int) {
	t.Helper()
	c := program(2, args...)
	c.Env = append(c.Env, faultAt+"="+what+"|"+fault, "IMPACT_DPI=24")
	b, err := c.CombinedOutput()
	var exit *exec.ExitError
	if err != nil && !errors.As(err, &exit) {
		t.Fatal(err)
	}
	if err == nil {
		return string(b), 0
	}
	return string(b), exit.ExitCode()
}

// state is the bytes of a folder or a file.
func stateOfBytes(t *testing.T, name string) map[string]string {
	t.Helper()
	out := map[string]string{}
	err := filepath.WalkDir(name, func(p string, d fs.DirEntry, err error) error {
		if err == nil && !d.IsDir() {
			out[strings.TrimPrefix(p, name)] = textOf(t, p)
		}
		return err
	})
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		t.Fatal(err)
	}
	return out
}

func sameState(a, b map[string]string) bool {
	if len(a) != len(b) {
		return false
	}
	for k, v := range a {
		if w, ok := b[k]; !ok || v != w {
			return false
		}
	}
	return true
}

// putState makes a folder or a file of bytes anew.
func putState(t *testing.T, name string, s map[string]string) {
	t.Helper()
	if err := os.RemoveAll(name); err != nil {
		t.Fatal(err)
	}
	for k, v := range s {
		if err := os.MkdirAll(filepath.Dir(name+k), 0o777); err != nil {
			t.Fatal(err)
		}
		putText(t, name+k, v)
	}
}

// phase is a moment of the work: its name in the matrix, and how the border's words begin.
type phase struct{ name, at string }

var runPhases = []phase{
	{"reading", "reading"}, {"reducing", "reducing"}, {"judging", "judging"}, {"drawing", "drawing"},
	{"tables", "writing tables/ledger.csv"}, {"figures", "writing figures/"}, {"page", "writing report.html"}, {"workbook", "writing workbook"},
	{"note", "writing note"}, {"manifest", "writing manifest"}, {"rename, before", "renaming"}, {"rename, within", "exchanging"}, {"rename, after", "syncing"},
}

// A run with a fault at each phase leaves the result that was there, or the new one whole;
// says which; and leaves nothing else, or nothing that the next start does not remove.
func TestFaults(t *testing.T) {
	if testing.Short() {
		t.Skip("runs the program a hundred times; go test without -short runs it")
	}
	coarse(t)
	dir := t.TempDir()
	charges := putText(t, filepath.Join(dir, "c.csv"), "case_id,statute,offense_date,disposition\n1,53a-82,2012-03-04,convicted\n2,53a-86,2013-03-04,nolle\n")
	ask := []string{"run", charges, "--reading", "literal", "--draws", "0", "--switches=false", "--quiet"}
	out := filepath.Join(dir, "d", "out")
	done(t, append(slices.Clone(ask), "--out", out, "--seed", "1")...)
	was := stateOfBytes(t, out)
	done(t, append(slices.Clone(ask), "--out", out, "--seed", "2")...)
	now := stateOfBytes(t, out)
	if sameState(was, now) {
		t.Fatal("two results are one: nothing could be told apart")
	}
	m := &matrix{was: was, now: now, out: out}
	text := m.table(t, runPhases, func(p phase, fault string) (string, int) {
		return faulty(t, p.at, fault, append(slices.Clone(ask), "--out", out, "--seed", "2")...)
	})
	text += m.table(t, []phase{{"rename of the old", "renaming the old"}, {"rename of the new", "renaming the new"}}, func(p phase, fault string) (string, int) {
		return faulty(t, p.at, "no exchange, "+fault, append(slices.Clone(ask), "--out", out, "--seed", "2")...)
	})
	documented(t, "run", text)

	file := filepath.Join(dir, "f", "c.reduced")
	done(t, "reduce", charges, "--out", file, "--baseline", "2016-10-02")
	m = &matrix{was: stateOfBytes(t, file), out: file}
	done(t, "reduce", charges, "--out", file)
	m.now = stateOfBytes(t, file)
	documented(t, "reduce", m.table(t, []phase{{"reading", "reading"}, {"reducing", "reducing"}, {"creating", "creating"}, {"writing", "writing"}, {"rename", "renaming the new"}, {"after", "syncing"}},
		func(p phase, fault string) (string, int) {
			return faulty(t, p.at, fault, "reduce", charges, "--out", file)
		}))
}

// Every other command that writes a file does it in one way: what is there stands until the
// new is whole.
func TestFileFaults(t *testing.T) {
	if testing.Short() {
		t.Skip("runs the program many times; go test without -short runs it")
	}
	dir := t.TempDir()
	file := filepath.Join(dir, "f", "s.csv")
	ask := func(seed string) []string {
		return []string{"sample", "--rows", "20", "--out", file, "--seed", seed, "--force"}
	}
	if err := os.Mkdir(filepath.Dir(file), 0o777); err != nil {
		t.Fatal(err)
	}
	done(t, ask("1")...)
	m := &matrix{was: stateOfBytes(t, file), out: file}
	done(t, ask("2")...)
	m.now = stateOfBytes(t, file)
	documented(t, "files", m.table(t, []phase{{"creating", "creating"}, {"writing", "writing"}, {"rename", "renaming the new"}, {"after", "syncing"}},
		func(p phase, fault string) (string, int) { return faulty(t, p.at, fault, ask("2")...) }))
}

// What the small writers of the program write is whole or not there; what is a folder, or
// is there, is refused; what a link points to is replaced, and a device is written.
func TestPutFile(t *testing.T) {
	dir := t.TempDir()
	at := func(name string) string { return filepath.Join(dir, name) }
	putText(t, at("old"), "old")
	if err := os.Symlink("old", at("link")); err != nil {
		t.Skip(err)
	}
	defer func() { border = func(string) error { return nil } }()
	for _, fails := range []string{"claiming", "creating", "writing", "renaming"} {
		border = func(what string) error {
			if strings.HasPrefix(what, fails) {
				return syscall.ENOSPC
			}
			return nil
		}
		for _, name := range []string{"old", "link"} {
			if err := putFile(at(name), []byte("new"), true); !errors.Is(err, syscall.ENOSPC) || textOf(t, at("old")) != "old" {
				t.Errorf("%s, %s: %v, %q", fails, name, err, textOf(t, at("old")))
			}
		}
		if err := putFile(at("fresh"), []byte("new"), false); err == nil || there(at("fresh")) {
			t.Errorf("%s: %v", fails, err)
		}
	}
	border = func(string) error { return nil }
	if err := putFile(at("old"), []byte("new"), false); exitCode(err) != exitWrong || textOf(t, at("old")) != "old" {
		t.Error(err)
	}
	if err := putFile(dir, []byte("new"), true); exitCode(err) != exitWrong {
		t.Error(err)
	}
	if err := putFile(at("no/such/f"), []byte("new"), true); err == nil || there(at("no")) {
		t.Error(err)
	}
	if err := putFile(at("link"), []byte("new"), true); err != nil || textOf(t, at("old")) != "new" {
		t.Error(err, textOf(t, at("old")))
	}
	if info, err := os.Lstat(at("link")); err != nil || info.Mode()&fs.ModeSymlink == 0 {
		t.Error("the link became a file", err)
	}
	if err := putFile(os.DevNull, []byte("new"), true); err != nil {
		t.Error(err)
	}
	if info, err := os.Stat(os.DevNull); err != nil || info.Mode().IsRegular() {
		t.Fatal("the device became a file", err)
	}
	if entries, err := os.ReadDir(dir); err != nil || len(entries) != 2 {
		t.Errorf("left behind: %v %v", entries, err)
	}
}

// matrix holds the states that a result may have after a fault.
type matrix struct {
	was, now map[string]string
	out      string
}

// table makes each fault at each phase and is the table of what stood then.
func (m *matrix) table(t *testing.T, phases []phase, run func(phase, string) (string, int)) string {
	t.Helper()
	var b strings.Builder
	fmt.Fprintf(&b, "| phase | %s |\n|---|%s\n", strings.Join(faults, " | "), strings.Repeat("---|", len(faults)))
	for _, p := range phases {
		fmt.Fprintf(&b, "| %s |", p.name)
		for _, fault := range faults {
			putState(t, m.out, m.was)
			talk, code := run(p, fault)
			fmt.Fprintf(&b, " %s |", m.after(t, p.name+", "+fault, fault, talk, code))
		}
		b.WriteString("\n")
	}
	return b.String() + "\n"
}

// after holds what stands after a fault to what is promised, and says it.
func (m *matrix) after(t *testing.T, name, fault, talk string, code int) string {
	t.Helper()
	killed := fault == "SIGKILL"
	if want := map[bool]int{true: -1, false: exitFailed}[killed]; code != want {
		t.Errorf("%s: exit %d, want %d: %s", name, code, want, talk)
	}
	place := filepath.Dir(m.out)
	if killed { // the next start
		c, err := take(m.out)
		if err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		c.release()
	}
	entries, err := os.ReadDir(place)
	if err != nil || len(entries) != 1 || entries[0].Name() != filepath.Base(m.out) {
		t.Errorf("%s: left behind: %v %v", name, entries, err)
	}
	state, says := stateOfBytes(t, m.out), ""
	switch {
	case sameState(state, m.was):
		says = "previous stands"
	case sameState(state, m.now):
		says = "new is whole"
	default:
		t.Errorf("%s: neither the previous result nor the new one", name)
		return "TORN"
	}
	if err := faultErrors[fault]; err != nil && !strings.Contains(talk, err.Error()) {
		t.Errorf("%s: it says %q, not %v", name, talk, err)
	}
	told := "interrupted: nothing was written"
	if says == "new is whole" {
		told = filepath.Base(m.out) + " is written, and whole"
	}
	if faultErrors[fault] == nil && !killed && !strings.Contains(talk, told) {
		t.Errorf("%s: it says %q, not %q", name, talk, told)
	}
	return says
}

// documented holds a part of docs/reliability.md, between two comments, to a text.
func documented(t *testing.T, part, text string) {
	t.Helper()
	const file = "../../docs/reliability.md"
	begin, end := "<!-- "+part+" -->\n", "<!-- end of "+part+" -->"
	doc := textOf(t, file)
	head, rest, ok1 := strings.Cut(doc, begin)
	old, tail, ok2 := strings.Cut(rest, end)
	switch {
	case !ok1 || !ok2:
		t.Errorf("%s has no %s…%s for\n%s", file, begin, end, text)
	case os.Getenv("UPDATE_GOLDEN") != "":
		putText(t, file, head+begin+text+end+tail)
	case old != text:
		t.Errorf("%s, %s: UPDATE_GOLDEN=1 writes it: %s", file, part, firstDifference(old, text))
	}
}

// A batch with a fault at each phase goes on by the same command and ends with the bytes
// of one that was let be. A manifest that is there is true of the files that are there.
func TestBatchFaults(t *testing.T) {
	if testing.Short() {
		t.Skip("runs the program many times; go test without -short runs it")
	}
	coarse(t)
	dir := t.TempDir()
	charges := putText(t, filepath.Join(dir, "c.csv"), "case_id,statute,offense_date,disposition\n1,53a-82,2012-03-04,convicted\n2,53a-86,2013-03-04,nolle\n")
	plan := putText(t, filepath.Join(dir, "p.yaml"), "plan: p\nscenarios: [ct-tip-council]\nreadings: [minors-only, literal]\ndraws: 0\n")
	whole := filepath.Join(dir, "whole")
	done(t, "batch", plan, charges, "--out", whole, "--threshold", "0")
	want := stateOfBytes(t, whole)
	delete(want, "/"+journalName)
	var b strings.Builder
	fmt.Fprintf(&b, "| phase | %s |\n|---|%s\n", strings.Join(faults, " | "), strings.Repeat("---|", len(faults)))
	for _, p := range []phase{{"reading", "reading"}, {"reducing", "reducing"}, {"judging", "judging"}, {"keeping a job", "writing the journal"},
		{"tables", "writing results"}, {"list of jobs", "writing jobs.csv"}, {"manifest", "writing manifest"}, {"rename", "renaming results.csv"}} {
		fmt.Fprintf(&b, "| %s |", p.name)
		for _, fault := range faults {
			out := filepath.Join(t.TempDir(), "out")
			args := []string{"batch", plan, charges, "--out", out, "--quiet", "--threshold", "0"}
			talk, code := faulty(t, p.at, fault, args...)
			name := p.name + ", " + fault
			if want := map[bool]int{true: -1, false: exitFailed}[fault == "SIGKILL"]; code != want {
				t.Errorf("%s: exit %d, want %d: %s", name, code, want, talk)
			}
			state := stateOfBytes(t, out)
			if _, ok := state["/"+manifestName]; ok {
				v, err := openVerified(out)
				if err != nil || len(v.findings) > 0 {
					t.Errorf("%s: a manifest, and not the whole result: %v, %v", name, v.findings, err)
				}
			}
			kept, jobs := kept(t, out)
			said := "no job was done; nothing is kept"
			if jobs > 0 {
				said = fmt.Sprintf("%d of 2 jobs are done and kept in", jobs)
			}
			if faultErrors[fault] == nil && fault != "SIGKILL" && !strings.Contains(talk, said) {
				t.Errorf("%s: it says %q, not %q", name, talk, said)
			}
			done(t, args...)
			state = stateOfBytes(t, out)
			delete(state, "/"+journalName)
			if !sameState(state, want) {
				t.Errorf("%s: the same command ends with other bytes", name)
			}
			says := "goes on"
			if kept > 0 && p.name != "judging" && p.name != "keeping a job" {
				says = "goes on, jobs kept"
			}
			fmt.Fprintf(&b, " %s |", says)
		}
		b.WriteString("\n")
	}
	documented(t, "batch", b.String()+"\n")
}

// While a run is at work on a place another is refused, in words, and takes nothing away
// from it; when it is killed the next goes to work.
func TestTwoAtOnce(t *testing.T) {
	dir := t.TempDir()
	charges := putText(t, filepath.Join(dir, "c.csv"), "case_id,statute,offense_date\n1,53a-82,2012-03-04\n")
	plan := putText(t, filepath.Join(dir, "p.yaml"), "plan: p\nscenarios: [ct-tip-council]\nreadings: [literal]\ndraws: 0\n")
	for what, args := range map[string][]string{
		"reduce": {"reduce", charges, "--out", filepath.Join(dir, "c.reduced")},
		"run":    {"run", charges, "--reading", "literal", "--draws", "0", "--switches=false", "--out", filepath.Join(dir, "out")},
		"batch":  {"batch", plan, charges, "--threshold", "0", "--out", filepath.Join(dir, "batch")},
	} {
		t.Run(what, func(t *testing.T) {
			c := program(1, args...)
			var talk bytes.Buffer
			c.Stderr = &talk
			c.Env = append(c.Env, faultAt+"=reading|wait")
			if err := c.Start(); err != nil {
				t.Fatal(err)
			}
			defer func() { _ = c.Process.Kill(); _ = c.Wait() }()
			for busy := false; !busy; time.Sleep(5 * time.Millisecond) {
				_, err1 := os.Stat(filepath.Join(dir, "."+filepath.Base(args[len(args)-1])+".new", lockName))
				head, err2 := os.ReadFile(filepath.Join(args[len(args)-1], journalName))
				busy = err1 == nil || err2 == nil && len(head) > 0
			}
			if _, talk, code := command(args...); code != exitWrong || !strings.Contains(talk, "at work on it") {
				t.Errorf("exit %d: %s", code, talk)
			}
			if err := c.Process.Kill(); err != nil {
				t.Fatal(err)
			}
			_ = c.Wait()
			done(t, args...)
		})
	}
	if left, err := filepath.Glob(filepath.Join(dir, ".*")); err != nil || len(left) > 0 {
		t.Errorf("left behind: %v %v", left, err)
	}
}

// A folder that is not this program's is not touched by what cleans up.
func TestForeignRoom(t *testing.T) {
	dir := t.TempDir()
	out := filepath.Join(dir, "out")
	if err := os.MkdirAll(filepath.Join(dir, ".out.new"), 0o777); err != nil {
		t.Fatal(err)
	}
	mine := putText(t, filepath.Join(dir, ".out.new", "thesis.txt"), "mine")
	if _, err := take(out); err == nil || !strings.Contains(err.Error(), "holds thesis.txt, which is not of this program") {
		t.Error(err)
	}
	if textOf(t, mine) != "mine" {
		t.Error("it was touched")
	}
}

// Whatever step of writing fails, whichever it is, the folder that was there stays.
func TestEveryStep(t *testing.T) {
	coarse(t)
	dir := t.TempDir()
	charges := putText(t, filepath.Join(dir, "c.csv"), "case_id,statute,offense_date\n1,53a-82,2012-03-04\n")
	f := &runFlags{draws: 0, format: "text", out: filepath.Join(dir, "d", "out"), seed: 1}
	f.scenario, f.reading, f.noBar = "ct-tip-council", "literal", true
	if err := f.check(); err != nil {
		t.Fatal(err)
	}
	a := &app{stdout: new(bytes.Buffer), stderr: new(bytes.Buffer), quiet: true}
	rep, err := a.reportOf(f, []string{charges})
	if err != nil {
		t.Fatal(err)
	}
	rep.Figures = rep.Figures[:1] // as many steps for each as for others, and slow
	write := func() error {
		c, err := take(f.out)
		if err != nil {
			return err
		}
		defer c.release()
		return writeFolder(c, rep)
	}
	if err := write(); err != nil {
		t.Fatal(err)
	}
	rep.Manifest.Settings.Seed = 2
	was := stateOfBytes(t, f.out)
	defer func() { border = func(string) error { return nil } }()
	for n := 0; ; n++ {
		step, at := 0, ""
		border = func(what string) error {
			if step++; step > n && at == "" || at != "" && what != "leaving" && n%2 == 0 { // once, or from then on
				at = what
				return syscall.ENOSPC
			}
			return nil
		}
		err := write()
		border = func(string) error { return nil }
		if at == "" || at == "leaving" {
			if n < 40 || err != nil {
				t.Errorf("%d steps, %v", n, err)
			}
			break
		}
		if !errors.Is(err, syscall.ENOSPC) {
			t.Errorf("%s fails, and the run says %v", at, err)
		}
		if same := sameState(was, stateOfBytes(t, f.out)); same == (at == "syncing") {
			t.Errorf("%s fails: the folder stands: %v", at, same)
			break
		}
		entries, err := os.ReadDir(filepath.Dir(f.out))
		if err != nil || len(entries) != 1 {
			t.Errorf("%s fails: left behind: %v %v", at, entries, err)
		}
		putState(t, f.out, was)
	}
}
