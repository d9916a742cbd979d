package main

import (
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"impact/data"
)

// What goes wrong, the exit code that the contract gives it, and a part of the
// one line that says so.
func TestExitCodes(t *testing.T) {
	dir := t.TempDir()
	put := func(name, text string) string {
		p := filepath.Join(dir, name)
		if err := os.WriteFile(p, []byte(text), 0o666); err != nil {
			t.Fatal(err)
		}
		return p
	}
	out := filepath.Join(dir, "out")
	png := put("picture.csv", "\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR\x00\x00")
	charges := put("charges.csv", "charge_id,statute,offense_date\n1,53a-82,2012-03-04\n")
	council, err := fs.ReadFile(data.FS, "scenarios/ct-tip-council.yaml")
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		name string
		args []string
		code int
		says string
	}{
		{"help", []string{}, exitDone, ""},
		{"unknown command", []string{"runn"}, exitWrong, "runn"},
		{"unknown flag", []string{"run", "--scenari", "x"}, exitWrong, "scenari"},
		{"missing file", []string{"run", filepath.Join(dir, "none.csv")}, exitWrong, "none.csv: no such file"},
		{"folder", []string{"run", dir}, exitWrong, "a folder"},
		{"empty file", []string{"run", put("empty.csv", "")}, exitWrong, "empty.csv"},
		{"header only", []string{"run", put("header.csv", "statute\n")}, exitRefused, "no row"},
		{"picture", []string{"run", png}, exitWrong, "picture.csv"},
		{"truncated Parquet", []string{"run", put("cut.parquet", "PAR1\x15\x04\x15\x10")}, exitWrong, "cut.parquet"},
		{"no statute column", []string{"run", put("columns.csv", "a,b\n1,2\n")}, exitWrong, "statute"},
		{"names", []string{"run", put("names.csv", "statute,defendant_name\n53a-82,Jane Roe\n")}, exitRefused, "defendant_name"},
		{"unknown scenario", []string{"run", "--scenario", "ct-tip-counsil"}, exitWrong, "ct-tip-council"},
		{"unknown reading", []string{"run", "--reading", "literall"}, exitWrong, "literal"},
		{"unknown provision", []string{"run", "--provisions", "rec-9"}, exitWrong, "rec-9"},
		{"no provision", []string{"run", "--provisions", ""}, exitWrong, "--provisions: names such as rec-1,rec-3 would be right, or none for none"},
		{"a provision twice", []string{"run", "--provisions", "rec-1,rec-2,rec-1"}, exitWrong, "rec-1 is named twice"},
		{"an assumption twice", []string{"run", "--assume", "growth=0.01", "--assume", "growth=0.02"}, exitWrong, "growth is set twice"},
		{"half a year", []string{"run", "--horizon", "1.5"}, exitWrong, "--horizon 1.5: a whole number would be right"},
		{"no seed", []string{"run", "--seed", "abc"}, exitWrong, "--seed abc: a whole number, 0 or more, would be right"},
		{"no value", []string{"check", "--law"}, exitWrong, "--law: it needs a value"},
		{"no answer", []string{"run", "--force=perhaps"}, exitWrong, "--force perhaps: true or false would be right"},
		{"few draws", []string{"run", "--draws", "20", charges}, exitDone, ""},
		{"bad baseline", []string{"run", "--baseline", "2016-13-01"}, exitWrong, "2016-13-01"},
		{"act already law", []string{"run", "--scenario", "pa-17-32", "--baseline", "2018-01-01"}, exitWrong, "already law"},
		{"bad draws", []string{"run", "--draws", "-1"}, exitWrong, "--draws"},
		{"bad memory", []string{"run", "--memory", "lots"}, exitWrong, "--memory"},
		{"bad format", []string{"run", "--format", "pdf"}, exitWrong, "--format"},
		{"broken scenario", []string{"run", "--scenario", put("broken.yaml", "scenario: x\ntitel: y\n")}, exitWrong, "broken.yaml:2:1"},
		{"far baseline", []string{"run", "--draws", "0", "--baseline", "9999-12-31", "--out", out}, exitWrong, "more than 50 years after the record"},
		{"far act", []string{"run", "--draws", "0", "--scenario", put("far.yaml", strings.Replace(string(council), "effective: 2017-10-01", "effective: 2300-01-01", 1)), "--out", out}, exitWrong, "takes effect on 2300-01-01"},
		{"far baseline of a plan", []string{"batch", put("farplan.yaml", "plan: far\nscenarios: [ct-tip-council]\nbaselines: [2016-12-31, 9999-12-31]\n"), "--out", out}, exitWrong, "farplan.yaml:3:25"},
		{"out is a file", []string{"run", "--out", charges}, exitWrong, "not a folder"},
		{"unknown section", []string{"law", "53a-9999"}, exitWrong, "53a-9999"},
		{"ambiguous section", []string{"law", "53A83A"}, exitWrong, "53a-83a"},
		{"explain nothing", []string{"explain"}, exitWrong, "--case"},
		{"explain unknown case", []string{"explain", "--case", "no such case"}, exitWrong, "case_id"},
		{"schema of nothing", []string{"schema", "poem"}, exitWrong, "poem"},
		{"check", []string{"check"}, exitDone, ""},
		{"version", []string{"version"}, exitDone, ""},
		{"completion", []string{"completion", "bash"}, exitDone, ""},
		{"good run", []string{"run", "--out", out, charges}, exitDone, ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			if len(c.args) > 0 && c.args[0] == "run" && !strings.Contains(strings.Join(c.args, " "), "--out") {
				c.args = append(c.args, "--out", filepath.Join(t.TempDir(), "out"))
			}
			_, talk, code := command(c.args...)
			if code != c.code || !strings.Contains(talk, c.says) {
				t.Errorf("impact %s: exit %d, want %d; said %q, want a part %q", strings.Join(c.args, " "), code, c.code, talk, c.says)
			}
			if strings.Contains(talk, "goroutine ") {
				t.Errorf("a stack trace: %s", talk)
			}
		})
	}
}

// A result folder is replaced only as long as nobody has touched it.
func TestOut(t *testing.T) {
	dir := t.TempDir()
	charges := filepath.Join(dir, "charges.csv")
	if err := os.WriteFile(charges, []byte("charge_id,statute,offense_date\n1,53a-82,2012-03-04\n"), 0o666); err != nil {
		t.Fatal(err)
	}
	out := filepath.Join(dir, "result")
	again := func(want int, more ...string) {
		t.Helper()
		if _, talk, code := command(append([]string{"run", "--out", out, charges}, more...)...); code != want {
			t.Fatalf("exit %d, want %d: %s", code, want, talk)
		}
	}
	again(exitDone)
	again(exitDone)
	table := filepath.Join(out, "tables", "ledger.csv")
	if err := os.WriteFile(table, []byte("mine now\n"), 0o666); err != nil {
		t.Fatal(err)
	}
	again(exitWrong)
	again(exitDone, "--force")
	kept, err := os.ReadFile(filepath.Join(out+".old-1", "tables", "ledger.csv"))
	if err != nil || string(kept) != "mine now\n" {
		t.Errorf("the touched result was not kept: %q, %v", kept, err)
	}
	if err := os.WriteFile(filepath.Join(out, "thesis.txt"), nil, 0o666); err != nil {
		t.Fatal(err)
	}
	again(exitWrong)
	entries, err := os.ReadDir(dir)
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range entries {
		if strings.HasPrefix(e.Name(), ".") {
			t.Errorf("%s is left over", e.Name())
		}
	}
}

// Where most rows are refused it is said aloud, and where that begins; also where numbers are
// hidden, unless they are few.
func TestMostRefused(t *testing.T) {
	for _, c := range []struct {
		good, bad int
		threshold string
		says      bool
	}{{3, 400, "10", true}, {3, 400, "0", true}, {400, 3, "10", false}, {200, 200, "10", false}, {3, 20, "10", false}, {3, 20, "0", true}} {
		dir := t.TempDir()
		file := putText(t, filepath.Join(dir, "x.csv"), "statute,offense_date\n"+strings.Repeat("53a-82,\"2012-03-04\"x\n", c.bad)+strings.Repeat("53a-82,2012-03-04\n", c.good))
		_, talk, code := command("run", file, "--out", filepath.Join(dir, "out"), "--draws", "0", "--threshold", c.threshold, "--reading", "literal")
		const said = "MORE THAN HALF OF THE ROWS WERE REFUSED, and no figure counts them: most for this: text stands after a closing quote (first x.csv:2)"
		if strings.Contains(talk, said) != c.says || code != exitDone {
			t.Errorf("%d rows of %d refused, threshold %s: exit %d, %s", c.bad, c.good+c.bad, c.threshold, code, talk)
		}
	}
}
