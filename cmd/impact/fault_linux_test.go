package main

import (
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
)

// smallDisk makes a disk of so many KiB, where root can.
func smallDisk(t *testing.T, kib int) string {
	t.Helper()
	dir := t.TempDir()
	if err := syscall.Mount("impact-test", dir, "tmpfs", 0, fmt.Sprintf("size=%dk", kib)); err != nil {
		t.Skipf("SKIPPED: a small disk needs root: %v", err)
	}
	t.Cleanup(func() {
		if err := syscall.Unmount(dir, syscall.MNT_DETACH); err != nil {
			t.Error(err)
		}
	})
	return dir
}

// On real disks that are full after some kilobytes, or can only be read, or become so
// midway, the result that was there stands, and the message says why.
func TestRealDisks(t *testing.T) {
	if testing.Short() {
		t.Skip("runs the program several times; go test without -short runs it")
	}
	coarse(t)
	charges := putText(t, filepath.Join(t.TempDir(), "c.csv"), "case_id,statute,offense_date\n1,53a-82,2012-03-04\n")
	ask := func(out string, seed int) []string {
		return []string{"run", charges, "--reading", "literal", "--draws", "0", "--switches=false", "--quiet", "--out", out, "--seed", fmt.Sprint(seed)}
	}
	ref := filepath.Join(t.TempDir(), "ref")
	done(t, ask(ref, 1)...)
	was := stateOfBytes(t, ref)
	kib := 0
	for _, text := range was {
		kib += (len(text) + 4095) / 4096 * 4
	}
	for _, spare := range []int{8, 60, kib / 2, kib * 9 / 10} {
		t.Run(fmt.Sprintf("%d KiB left", spare), func(t *testing.T) {
			disk := smallDisk(t, kib+spare)
			out := filepath.Join(disk, "out")
			putState(t, out, was)
			text, talk, code := command(ask(out, 2)...)
			if code != exitFailed || !strings.Contains(talk, "no space left on device") || !strings.Contains(talk, "out cannot be written") {
				t.Errorf("exit %d: %s%s", code, text, talk)
			}
			if !sameState(stateOfBytes(t, out), was) {
				t.Error("the result is not what it was")
			}
			if left, err := os.ReadDir(disk); err != nil || len(left) != 1 {
				t.Errorf("left behind: %v %v", left, err)
			}
		})
	}
	t.Run("read-only", func(t *testing.T) {
		disk := smallDisk(t, 8192)
		out := filepath.Join(disk, "out")
		putState(t, out, was)
		freeze := func() error { return syscall.Mount("", disk, "", syscall.MS_REMOUNT|syscall.MS_RDONLY, "") }
		thaw := func() error { return syscall.Mount("", disk, "", syscall.MS_REMOUNT, "size=8192k") }
		if err := freeze(); err != nil {
			t.Fatal(err)
		}
		if _, talk, code := command(ask(out, 2)...); code != exitFailed || !strings.Contains(talk, "read-only file system; another --out would be right") {
			t.Errorf("exit %d: %s", code, talk)
		}
		if err := thaw(); err != nil {
			t.Fatal(err)
		}
		defer func() { border = func(string) error { return nil } }()
		var frozen error
		border = func(what string) error {
			if what == "writing workbook.xlsx" {
				frozen = freeze()
			}
			return nil
		}
		_, talk, code := command(ask(out, 2)...)
		border = func(string) error { return nil }
		if frozen != nil {
			t.Fatal(frozen)
		}
		if code != exitFailed || !strings.Contains(talk, "workbook.xlsx: read-only file system") {
			t.Errorf("midway: exit %d: %s", code, talk)
		}
		if err := thaw(); err != nil {
			t.Fatal(err)
		}
		if !sameState(stateOfBytes(t, out), was) {
			t.Error("the result is not what it was")
		}
		done(t, ask(out, 2)...) // it cleans up first
		if left, err := os.ReadDir(disk); err != nil || len(left) != 1 || sameState(stateOfBytes(t, out), was) {
			t.Errorf("left behind: %v %v", left, err)
		}
	})
}

// A limit on the size of files is told as one, and not by a stack of calls.
func TestFileSizeLimit(t *testing.T) {
	dir := t.TempDir()
	charges := putText(t, filepath.Join(dir, "c.csv"), "case_id,statute,offense_date\n1,53a-82,2012-03-04\n")
	c := exec.Command("sh", "-c", `ulimit -f 64; exec "$@"`, "sh", os.Args[0], "run", charges, "--reading", "literal", "--draws", "0", "--switches=false", "--out", filepath.Join(dir, "d", "out"))
	c.Env = append(os.Environ(), asProgram+"=1", "IMPACT_DPI=24")
	b, err := c.CombinedOutput()
	var exit *exec.ExitError
	if !errors.As(err, &exit) || exit.ExitCode() != exitFailed || !strings.Contains(string(b), "file too large") || strings.Contains(string(b), "goroutine") {
		t.Errorf("%v: %s", err, b)
	}
	if there(filepath.Join(dir, "d")) {
		t.Error("the folder above the result is left behind")
	}
}

// What exceeds --memory needs a folder for temporary files: where there is none the
// message says so, and a run that is killed while it writes there leaves nothing that the
// next does not remove.
func TestPutAside(t *testing.T) {
	if testing.Short() {
		t.Skip("reads 300,000 rows several times; go test without -short runs it")
	}
	dir := t.TempDir()
	charges := someCharges(t, dir, "many.parquet", 300_000)
	temp := filepath.Join(dir, "temp")
	memory, out := "1GB", filepath.Join(dir, "whole.reduced")
	reduce := func(fault string) (string, int) {
		c := program(2, "reduce", charges, "--memory", memory, "--out", out)
		c.Env = append(c.Env, "TMPDIR="+temp, faultAt+"="+fault)
		b, err := c.CombinedOutput()
		var exit *exec.ExitError
		if err != nil && !errors.As(err, &exit) {
			t.Fatal(err)
		}
		return string(b), c.ProcessState.ExitCode()
	}
	if talk, code := reduce(""); code != exitDone {
		t.Errorf("no folder, and no need of one: exit %d: %s", code, talk)
	}
	memory, out = "32MB", filepath.Join(dir, "c.reduced")
	if talk, code := reduce(""); code != exitFailed || !strings.Contains(talk, "temp: no such file or directory; more --memory, or TMPDIR naming a folder that can be written, would be right") {
		t.Errorf("no folder: exit %d: %s", code, talk)
	}
	if err := os.Mkdir(temp, 0o777); err != nil {
		t.Fatal(err)
	}
	putText(t, filepath.Join(temp, strings.Replace(asidePattern, "*", "1", 1)), "of a killed run")
	for _, c := range []struct {
		fault string
		code  int
		says  string
	}{
		{"writing aside|disk full", exitFailed, "no space left on device"},
		{"putting aside|permission lost", exitFailed, "permission denied; more --memory"},
		{"writing aside|SIGINT", exitFailed, "interrupted: nothing was written"},
		{"writing aside|SIGTERM", exitFailed, "interrupted: nothing was written"},
		{"writing aside|SIGKILL", -1, ""},
	} {
		if talk, code := reduce(c.fault); code != c.code || !strings.Contains(talk, c.says) || there(out) {
			t.Errorf("%s: exit %d: %s", c.fault, code, talk)
		}
		if left, err := os.ReadDir(temp); err != nil || len(left) > 0 {
			t.Errorf("%s: left behind: %v %v", c.fault, left, err)
		}
	}
}
