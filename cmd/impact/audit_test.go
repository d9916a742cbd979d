package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// A folder with withheld counts withstands its audit; one in which nothing is withheld, and
// one that was touched, do not.
func TestAudit(t *testing.T) {
	coarse(t)
	dir := t.TempDir()
	b, err := os.ReadFile(someCharges(t, dir, "made.csv", 300))
	if err != nil {
		t.Fatal(err)
	}
	_, rows, _ := strings.Cut(string(b), "\n") // no longer synthetic
	charges := putText(t, filepath.Join(dir, "c.csv"), rows)
	run := func(name string, args ...string) string {
		out := filepath.Join(dir, name)
		done(t, append([]string{"run", charges, "--out", out, "--quiet", "--draws", "0"}, args...)...)
		return out
	}
	kept, bare, invented := run("kept"), run("bare", "--threshold", "0"), filepath.Join(dir, "invented")
	done(t, "run", filepath.Join(dir, "made.csv"), "--out", invented, "--quiet", "--draws", "0")
	for _, c := range []struct {
		args []string
		code int
		says string
	}{
		{[]string{kept}, exitDone, "No withheld count can be told to a range narrower than 9."},
		{[]string{kept, "--threshold", "50"}, exitDiffers, "small and printed"},
		{[]string{bare}, exitDiffers, "nothing is withheld, by the choice of whoever ran it"},
		{[]string{bare, "--threshold", "10"}, exitDiffers, "small and printed"},
		{[]string{invented}, exitDone, "the data are synthetic and nothing is withheld"},
		{[]string{filepath.Join(dir, "none")}, exitWrong, "none"},
	} {
		if out, talk, code := command(append([]string{"audit"}, c.args...)...); code != c.code || !strings.Contains(out+talk, c.says) {
			t.Errorf("audit %v: exit %d, want %d: %s%s", c.args, code, c.code, out, talk)
		}
	}
	if err := os.Remove(filepath.Join(kept, "tables", "equity.csv")); err != nil {
		t.Fatal(err)
	}
	if _, talk, code := command("audit", kept); code != exitDiffers || !strings.Contains(talk, "equity.csv is missing") {
		t.Errorf("a folder without a table: exit %d: %s", code, talk)
	}
}
