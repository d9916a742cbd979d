package main

import (
	"bytes"
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"
)

// asProgram is the variable of the environment that makes the test binary the program.
const asProgram = "IMPACT_AS_PROGRAM"

// peakNote names a file to which the program copies what the system says of its memory.
const peakNote = "IMPACT_PEAK_NOTE"

func TestMain(m *testing.M) {
	if os.Getenv(asProgram) != "" {
		if dpi, err := strconv.Atoi(os.Getenv("IMPACT_DPI")); err == nil {
			figureDPI = dpi
		}
		injectFault(os.Getenv(faultAt))
		if os.Getenv(peakNote) == "" {
			main()
		}
		code := run(os.Args[1:], os.Stdout, os.Stderr)
		if note := os.Getenv(peakNote); note != "" {
			status, _ := os.ReadFile("/proc/self/status")
			_ = os.WriteFile(note, status, 0o600)
		}
		os.Exit(code)
	}
	os.Exit(m.Run())
}

// program is the program with its arguments, on so many cores.
func program(cores int, args ...string) *exec.Cmd {
	c := exec.Command(os.Args[0], args...)
	c.Env = append(os.Environ(), asProgram+"=1", fmt.Sprintf("GOMAXPROCS=%d", cores))
	return c
}

// kept is how many whole records a journal has, and of how many jobs.
func kept(t *testing.T, dir string) (records, jobs int) {
	t.Helper()
	b, err := os.ReadFile(filepath.Join(dir, journalName))
	if err != nil {
		return 0, 0
	}
	r := bytes.NewReader(b)
	if _, _, err := readHead(r); err != nil {
		return 0, 0
	}
	seen := map[int]bool{}
	for {
		_, job, err := readRecord(r, 0)
		if err != nil {
			return records, len(seen)
		}
		records++
		seen[job] = true
	}
}

// sameResults holds the files of two folders against each other, the journals aside.
func sameResults(t *testing.T, a, b string) {
	t.Helper()
	files := 0
	err := filepath.WalkDir(a, func(p string, d os.DirEntry, err error) error {
		if err != nil || d.IsDir() || d.Name() == journalName {
			return err
		}
		rel, err := filepath.Rel(a, p)
		if err != nil {
			return err
		}
		x, err := os.ReadFile(p)
		if err != nil {
			return err
		}
		y, err := os.ReadFile(filepath.Join(b, rel))
		if err != nil {
			return err
		}
		if files++; !bytes.Equal(x, y) {
			t.Errorf("%s differs", rel)
		}
		return nil
	})
	if err != nil || files < 4 {
		t.Errorf("%d files compared, %v", files, err)
	}
}

const killed = `plan: killed
scenarios: [ct-tip-council]
readings: [minors-only]
assumptions:
  - {dial: charging_share, from: 0.5, to: 1, steps: 10}
  - {dial: share_served, values: [0.6, 0.75, 0.9]}
seeds: [1, 2]
draws: 400
horizon: 3
metrics: [beds]
`

// A batch that is killed at ten moments, spread over its jobs, and begun again by the
// same command each time, does no job twice, loses none, and ends with the bytes of one
// that was let be, on another number of cores.
func TestKilled(t *testing.T) {
	if testing.Short() {
		t.Skip("takes a minute under the race detector; go test without -short runs it")
	}
	const jobs, kills = 60, 10
	plan, dir := write(t, "killed.yaml", killed), t.TempDir()
	whole, out := filepath.Join(dir, "whole"), filepath.Join(dir, "out")
	if b, err := program(1, "batch", plan, "--out", whole).CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, b)
	}
	rnd := rand.New(rand.NewPCG(1, 2))
	stopped := 0
	for n := range kills {
		at := n*jobs/kills + rnd.IntN(jobs/kills-1) // finished jobs
		c := program(2, "batch", plan, "--out", out)
		if err := c.Start(); err != nil {
			t.Fatal(err)
		}
		ended := make(chan error, 1)
		go func() { ended <- c.Wait() }()
		for waiting := true; waiting; {
			select {
			case <-ended:
				waiting = false
			case <-time.After(2 * time.Millisecond):
				if done, _ := kept(t, out); done >= at {
					if err := c.Process.Kill(); err == nil {
						stopped++
					}
					<-ended
					waiting = false
				}
			}
		}
	}
	if stopped < kills {
		t.Errorf("killed %d times of %d", stopped, kills)
	}
	b, err := program(2, "batch", plan, "--out", out).CombinedOutput()
	if err != nil {
		t.Fatalf("%v\n%s", err, b)
	}
	if records, of := kept(t, out); records != jobs || of != jobs {
		t.Errorf("%d records of %d jobs: %d jobs were to be done once each", records, of, jobs)
	}
	sameResults(t, whole, out)
	if left, err := filepath.Glob(filepath.Join(out, ".*")); err != nil || len(left) > 0 {
		t.Errorf("left behind: %v %v", left, err)
	}
}

// However a journal is cut short, the whole records before the cut are kept, what follows
// is dropped, and what is put then stands after them.
func TestTornJournal(t *testing.T) {
	key := batchKey{Program: "impact", Version: "1"}
	dir := t.TempDir()
	row := make(resultRow, len(resultColumns))
	row[0], row[len(row)-1] = "projection", 12.5
	s, err := openStore(dir, key, false)
	if err != nil {
		t.Fatal(err)
	}
	for job := range 4 {
		if job == 2 {
			s.put(job, nil, fmt.Errorf("no law"))
		} else {
			s.put(job, []resultRow{row, row}, nil)
		}
	}
	if err := s.close(); err != nil {
		t.Fatal(err)
	}
	whole, err := os.ReadFile(filepath.Join(dir, journalName))
	if err != nil {
		t.Fatal(err)
	}
	for cut := range len(whole) + 1 {
		torn := t.TempDir()
		damaged := bytes.Clone(whole[:cut])
		if err := os.WriteFile(filepath.Join(torn, journalName), damaged, 0o666); err != nil {
			t.Fatal(err)
		}
		before, _ := kept(t, torn)
		s, err := openStore(torn, key, false)
		if err != nil {
			t.Fatalf("cut at %d: %v", cut, err)
		}
		s.put(9, []resultRow{row}, nil)
		if err := s.close(); err != nil {
			t.Fatal(err)
		}
		if after, _ := kept(t, torn); after != before+1 {
			t.Fatalf("cut at %d: %d records before, %d after one more", cut, before, after)
		}
		if cut == len(whole) {
			s, err := openStore(torn, key, false)
			if err != nil {
				t.Fatal(err)
			}
			lines, err := s.lines(0)
			if todo := s.todo(5); err != nil || len(lines) != 2 || lines[1][len(row)-1] != "12.5" || s.failure(2) != "no law" || len(todo) != 2 || todo[0] != 2 || todo[1] != 4 {
				t.Errorf("lines %v, %v; to do %v", lines, err, todo)
			}
			s.close()
		}
	}
}

// Work that rests on something else is not gone on with, and the reason says what.
func TestChangedBatch(t *testing.T) {
	dir := t.TempDir()
	small := strings.NewReplacer("steps: 10", "steps: 2", "draws: 400", "draws: 0", "[0.6, 0.75, 0.9]", "[0.6]", "seeds: [1, 2]", "seeds: [1]", "metrics: [beds]\n", "").Replace(killed)
	file, out := filepath.Join(dir, "p.yaml"), filepath.Join(dir, "out")
	charges := filepath.Join(dir, "c.csv")
	put := func(name, text string) {
		t.Helper()
		if err := os.WriteFile(name, []byte(text), 0o666); err != nil {
			t.Fatal(err)
		}
	}
	const one = "case_id,statute,disposition,offense_date\nc1,53a-83,convicted,2014-05-06\n"
	put(file, small)
	put(charges, one)
	done(t, "batch", file, charges, "--out", out, "--threshold", "0")
	refuses := func(want string, args ...string) {
		t.Helper()
		_, talk, code := command(append([]string{"batch", "--threshold", "0"}, args...)...)
		if code != exitWrong || !strings.Contains(talk, want) {
			t.Errorf("exit %d, %s; want %q", code, talk, want)
		}
	}
	done(t, "batch", file, charges, "--out", out, "--threshold", "0") // nothing has changed
	renamed, moved := filepath.Join(dir, "renamed.yaml"), filepath.Join(dir, "moved.csv")
	put(renamed, small)
	put(moved, one)
	before, _ := kept(t, out)
	done(t, "batch", renamed, moved, "--out", out, "--threshold", "0") // nor has what the files hold
	if after, _ := kept(t, out); after != before {
		t.Errorf("under other names of its files the batch does %d jobs again", after-before)
	}
	put(file, small+"note: x\n")
	refuses("begun with another plan: p.yaml has changed since", file, charges, "--out", out)
	put(file, small)
	put(charges, "case_id,statute,disposition,offense_date\nc1,53a-83,convicted,2014-05-07\n")
	refuses("begun with another data: c.csv has changed since", file, charges, "--out", out)
	refuses("begun with the data c.csv, which is not of this batch", file, "--out", out)
	refuses("not empty, and no work of a batch", file, "--out", dir)
	done(t, "batch", file, charges, "--out", out, "--force", "--threshold", "0")
	if _, err := os.Stat(out + ".old-1"); err != nil {
		t.Errorf("the old folder is not kept: %v", err)
	}
}

// A start that fails before any job is done leaves nothing behind, and an older folder where
// it was.
func TestFailedStart(t *testing.T) {
	dir := t.TempDir()
	plan := write(t, "p.yaml", "plan: p\nscenarios: [ct-tip-council]\ndraws: 0\n")
	charges, out := filepath.Join(dir, "c.csv"), filepath.Join(dir, "out")
	if err := os.WriteFile(charges, []byte("statute\n"), 0o666); err != nil {
		t.Fatal(err)
	}
	if _, talk, code := command("batch", plan, charges, "--out", out, "--threshold", "0"); code != exitRefused || !strings.Contains(talk, "no row can be used") {
		t.Fatalf("exit %d, %s", code, talk)
	}
	if _, err := os.Lstat(out); err == nil {
		t.Error("a folder is left behind")
	}
	mine := filepath.Join(out, "mine.txt")
	if err := errors.Join(os.Mkdir(out, 0o777), os.WriteFile(mine, nil, 0o666)); err != nil {
		t.Fatal(err)
	}
	if _, talk, code := command("batch", plan, charges, "--out", out, "--force", "--threshold", "0"); code != exitRefused {
		t.Fatalf("exit %d, %s", code, talk)
	}
	if _, err := os.Lstat(mine); err != nil {
		t.Errorf("the older folder is not where it was: %v", err)
	}
}

// A job that fails is listed with the reason, and the others finish.
func TestFailedJob(t *testing.T) {
	plan := write(t, "p.yaml", "plan: p\nscenarios: [pa-17-32]\nbaselines: [2016-12-31, 2019-12-31]\ndraws: 0\n")
	out := filepath.Join(t.TempDir(), "out")
	for range 2 { // the second tries what failed again
		text, talk, code := command("batch", plan, "--out", out)
		if code != exitFailed || !strings.Contains(talk, "is already law at the baseline 2019-12-31") || !strings.Contains(talk, "1 of 2 jobs failed") || !strings.Contains(text, "1 of 2 jobs done") {
			t.Fatalf("exit %d\n%s%s", code, text, talk)
		}
		jobs := records(t, filepath.Join(out, "jobs.csv"), "")
		if jobs[0]["status"] != "done" || jobs[0]["error"] != "" || jobs[1]["status"] != "failed" || !strings.Contains(jobs[1]["error"], "already law") {
			t.Errorf("jobs.csv: %v", jobs)
		}
		for _, r := range records(t, filepath.Join(out, "results.csv"), "") {
			if r["job"] != "1" {
				t.Fatalf("a failed job has a result: %v", r)
			}
		}
	}
}
