package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// Where another thing is meant than a folder of the program, or another of its folders, the
// message says what it is and which command takes it.
func TestFoldersApart(t *testing.T) {
	dir := t.TempDir()
	charges, plan := write(t, "c.csv", "statute\n53a-83\n"), write(t, "p.yaml", "plan: p\nscenarios: ct-tip-council\ndraws: 0\n")
	ran, batched, cut := filepath.Join(dir, "ran"), filepath.Join(dir, "batched"), filepath.Join(dir, "cut")
	done(t, "run", charges, "--draws", "0", "--switches=false", "--out", ran)
	done(t, "batch", plan, charges, "--out", batched, "--threshold", "0")
	if err := os.Mkdir(cut, 0o777); err != nil { // a batch that was killed has a journal alone
		t.Fatal(err)
	}
	journal, err := os.ReadFile(filepath.Join(batched, journalName))
	if err == nil {
		err = os.WriteFile(filepath.Join(cut, journalName), journal, 0o666)
	}
	if err != nil {
		t.Fatal(err)
	}
	aBatch := func(dir string) string {
		return dir + ": the folder of a batch, with which impact batch PLAN --out " + dir + " goes on"
	}
	aRun := ran + ": a result folder of impact run, which impact report " + ran + " and impact compare take"
	for _, c := range []struct {
		args []string
		want string
	}{
		{[]string{"report", batched}, aBatch(batched)},
		{[]string{"report", cut}, aBatch(cut)},
		{[]string{"compare", ran, batched}, aBatch(batched)},
		{[]string{"compare", cut, ran}, aBatch(cut)},
		{[]string{"run", batched, "--out", filepath.Join(dir, "no")}, aBatch(batched)},
		{[]string{"run", charges, "--out", batched}, aBatch(batched)},
		{[]string{"inspect", ran}, aRun},
		{[]string{"check", batched}, aBatch(batched)},
		{[]string{"batch", ran, "--out", filepath.Join(dir, "no")}, aRun},
		{[]string{"batch", batched, "--out", filepath.Join(dir, "no")}, aBatch(batched)},
		{[]string{"batch", plan, ran, "--out", filepath.Join(dir, "no")}, aRun},
		{[]string{"batch", plan, charges, "--out", ran, "--threshold", "0"}, aRun},
		{[]string{"run", "--scenario", dir, "--out", filepath.Join(dir, "no")}, dir + ": a folder; a file, or one of the built-in scenarios ("},
	} {
		if _, talk, code := command(c.args...); code != exitWrong || !strings.Contains(talk, c.want) {
			t.Errorf("impact %s: exit %d, %s\nwant %s", strings.Join(c.args, " "), code, talk, c.want)
		}
	}
	done(t, "batch", plan, charges, "--out", cut, "--threshold", "0")
	done(t, "report", ran)
}
