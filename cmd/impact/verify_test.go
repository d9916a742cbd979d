package main

import (
	"crypto/sha256"
	"encoding/hex"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"impact/internal/sample"

	"github.com/spf13/pflag"
)

// coarse lets a test draw small pictures, for it asks how files are kept, not how they look.
func coarse(t *testing.T) {
	old := figureDPI
	figureDPI = 24
	t.Cleanup(func() { figureDPI = old })
}

// someCharges is a file of so many charges of the sample's mix.
func someCharges(t *testing.T, dir, name string, rows int64) string {
	t.Helper()
	out := filepath.Join(dir, name)
	if err := (&app{stdout: io.Discard, stderr: io.Discard, quiet: true}).writeSample(sample.Config{Rows: rows, Seed: 5}, out, "", false); err != nil {
		t.Fatal(err)
	}
	return out
}

func putText(t *testing.T, name, text string) string {
	t.Helper()
	if err := os.WriteFile(name, []byte(text), 0o666); err != nil {
		t.Fatal(err)
	}
	return name
}

func textOf(t *testing.T, name string) string {
	t.Helper()
	b, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}

// verifies holds a command line of verify to an exit code and a part of what it says.
func verifies(t *testing.T, code int, says string, args ...string) {
	t.Helper()
	out, talk, got := command(append([]string{"verify"}, args...)...)
	if got != code || !strings.Contains(out+talk, says) {
		t.Errorf("verify %v: exit %d, want %d and %q; said %s%s", args, got, code, says, out, talk)
	}
}

// A result made with every flag that shapes it, and with files of one's own for all that
// can be one's own, is made again from its manifest, wherever its files lie and whatever
// they are called; a byte that was changed is found and named, even where the manifest
// was made to agree.
func TestVerify(t *testing.T) {
	coarse(t)
	dir := t.TempDir()
	charges := someCharges(t, dir, "charges.csv", 300)
	own := func(from, name string) string {
		return putText(t, filepath.Join(dir, name), textOf(t, filepath.Join("..", "..", "data", from)))
	}
	lawDir := filepath.Join(dir, "mylaw")
	if err := os.CopyFS(lawDir, os.DirFS("../../data/law/ct")); err != nil {
		t.Fatal(err)
	}
	mine := putText(t, filepath.Join(dir, "mine.yaml"), "map: mine\ntitle: Mine\nsource: this test\ncolumns:\n  statute: {column: statute}\n  case_id: {column: case_id}\n"+
		"  person_id: {column: person_id}\n  offense_date: {column: offense_date}\n  disposition: {column: disposition}\n  victim_age: {column: victim_age}\n")
	out := filepath.Join(dir, "result")
	done(t, "run", charges, "--out", out, "--law", lawDir, "--scenario", own("scenarios/ct-tip-council.yaml", "bill.yaml"),
		"--map", mine, "--costs", own("costs/ct.yaml", "prices.yaml"), "--assumptions", own("assumptions/ct.yaml", "dials.yaml"),
		"--reading", "minors-only", "--provisions", "rec-3,rec-1,rec-5", "--baseline", "2016-10-02", "--horizon", "2", "--draws", "20", "--seed", "7",
		"--threshold", "3", "--assume", "share_served=0.7", "--assume", "prior_means_any=0.4", "--years", "2006-2013", "--allow-column", "court")
	verifies(t, exitDone, "are the same, byte for byte", out)

	away := t.TempDir() // the files elsewhere, under other names
	for _, name := range []string{"charges.csv", "bill.yaml", "prices.yaml", "dials.yaml", "mine.yaml"} {
		if err := os.Rename(filepath.Join(dir, name), filepath.Join(away, "x-"+name)); err != nil {
			t.Fatal(err)
		}
	}
	verifies(t, exitWrong, "bill.yaml of the run is neither given nor beside the folder", out)
	x := func(name string) string { return filepath.Join(away, "x-"+name) }
	files := []string{x("dials.yaml"), x("mine.yaml"), x("bill.yaml"), x("charges.csv"), x("prices.yaml")}
	verifies(t, exitDone, "are the same, byte for byte", append([]string{"--fast", out}, files...)...)
	verifies(t, exitWrong, "the run read no file of this hash", append([]string{"--fast", out, "verify_test.go"}, files...)...)
	putText(t, filepath.Join(dir, "charges.csv"), textOf(t, x("charges.csv"))+"\n")
	verifies(t, exitRefused, "charges.csv: not the data that the run read, though of its name", append([]string{out}, slices.DeleteFunc(slices.Clone(files), func(f string) bool { return f == x("charges.csv") })...)...)
	if err := os.Rename(lawDir, filepath.Join(away, "mylaw")); err != nil {
		t.Fatal(err)
	}
	verifies(t, exitWrong, "the law folder mylaw", append([]string{out}, files...)...)

	// a cell is changed, and then the manifest too
	table := filepath.Join(out, "tables", "ledger.csv")
	text := textOf(t, table)
	changed := strings.Replace(text, ",read,,,", ",read,,,9", 1)
	putText(t, table, changed)
	files = append(files, filepath.Join(away, "mylaw"))
	row := "ledger.csv: %row 1 (scenario ct-tip-council, reading minors-only, kind read), column charges is 9"
	verifies(t, exitDiffers, strings.Replace(row, "%", "has been changed since the run; ", 1), append([]string{"--fast", out}, files...)...)
	sum := func(text string) string { h := sha256.Sum256([]byte(text)); return hex.EncodeToString(h[:]) }
	manifest := filepath.Join(out, manifestName)
	putText(t, manifest, strings.Replace(textOf(t, manifest), sum(text), sum(changed), 1))
	verifies(t, exitDiffers, strings.Replace(row, "%", "", 1), append([]string{"--fast", out}, files...)...)
	putText(t, table, text)
	putText(t, manifest, strings.Replace(textOf(t, manifest), sum(changed), strings.Repeat("0", 64), 1))
	verifies(t, exitDiffers, "tables/ledger.csv is what the run makes, and the manifest has another hash of it: the manifest was changed", append([]string{"--fast", out}, files...)...)
	putText(t, manifest, strings.Replace(textOf(t, manifest), strings.Repeat("0", 64), sum(text), 1))
	putText(t, filepath.Join(out, "tables", "more.csv"), "a\n1\n")
	verifies(t, exitDiffers, "more.csv is not of the run that the manifest tells of", append([]string{"--fast", out}, files...)...)
	if err := os.Remove(filepath.Join(out, "tables", "more.csv")); err != nil {
		t.Fatal(err)
	}

	// a manifest of another version, and of another processor
	putText(t, manifest, strings.Replace(textOf(t, manifest), `"version": "dev"`, `"version": "0.9"`, 1))
	verifies(t, exitDone, "was made by impact 0.9, and this is impact dev", append([]string{"--fast", out}, files...)...)
	putText(t, manifest, strings.Replace(textOf(t, manifest), `"arch": "`+arch(), `"arch": "abacus`, 1))
	verifies(t, exitDone, "files made again from the manifest are the same, to 9 significant digits", append([]string{out}, files...)...)

	// a page and a note that were forged, where the manifest agrees and names another processor
	forge := func(name string, change func(string) string) {
		p := filepath.Join(out, name)
		old := textOf(t, p)
		text := change(old)
		if old == text {
			t.Fatalf("%s: nothing to forge", name)
		}
		putText(t, p, text)
		putText(t, manifest, strings.Replace(textOf(t, manifest), sum(old), sum(text), 1))
	}
	pictures, err := filepath.Glob(filepath.Join(out, "figures", "*.png"))
	if err != nil || len(pictures) == 0 {
		t.Fatal("no picture")
	}
	picture := "figures/" + filepath.Base(pictures[0])
	forge(picture, func(s string) string { return s + "x" })
	verifies(t, exitDiffers, "not compared: "+picture+": ", append([]string{out}, files...)...)
	forge("report.html", func(s string) string { return strings.Replace(s, "charges", "chargez", 1) })
	forge("note.md", func(s string) string { return strings.Replace(s, "1", "2", 1) })
	said, _, code := command(append([]string{"verify", out}, files...)...)
	for _, s := range []string{"report.html: line ", "note.md: line ", "not compared: " + picture} {
		if code != exitDiffers || !strings.Contains(said, s) || strings.Contains(said, "verified") {
			t.Errorf("of a forged result, exit %d: %s", code, said)
		}
	}

	// reduced charges stand for the charges
	reduced := filepath.Join(away, "charges.reduced")
	plain := filepath.Join(dir, "plain")
	done(t, "run", x("charges.csv"), "--out", plain, "--draws", "0", "--save-reduced", reduced)
	verifies(t, exitDone, "the same", "--fast", plain, reduced)
	again := filepath.Join(dir, "again")
	done(t, "run", "--reduced", reduced, "--out", again, "--draws", "0")
	verifies(t, exitDone, "the same", "--fast", again, x("charges.csv"))
	verifies(t, exitWrong, "neither given nor beside", "--fast", again, filepath.Join(out, "report.html"))
}

// A result in which counts are withheld is verified too, with the switches of its page,
// which bear on what is withheld; and its tables alone are the same.
func TestVerifyWithheld(t *testing.T) {
	coarse(t)
	dir := t.TempDir()
	_, lines, _ := strings.Cut(textOf(t, someCharges(t, dir, "declared.csv", 300)), "\n") // without the line that declares them invented
	charges := putText(t, filepath.Join(dir, "charges.csv"), lines)
	out := filepath.Join(dir, "result")
	done(t, "run", charges, "--out", out, "--draws", "20", "--horizon", "1", "--reading", "literal", "--provisions", "rec-1,rec-3,rec-5", "--switches")
	if !strings.Contains(textOf(t, filepath.Join(out, "tables", "class_shift.csv")), "withheld") {
		t.Fatal("nothing is withheld")
	}
	verifies(t, exitDone, "the same, byte for byte", out)
	verifies(t, exitDone, "the same, byte for byte", "--fast", out)
}

// A batch is verified as a run is; its journal is not of the result.
func TestVerifyBatch(t *testing.T) {
	coarse(t)
	dir := t.TempDir()
	charges := someCharges(t, dir, "charges.csv", 300)
	plan := putText(t, filepath.Join(dir, "p.yaml"), "plan: p\nscenarios: [ct-tip-council]\nreadings: [minors-only, literal]\ndata: [charges.csv]\ndraws: 20\nhorizon: 2\n")
	out := filepath.Join(dir, "out")
	done(t, "batch", plan, "--out", out)
	verifies(t, exitDone, "the same, byte for byte", out)
	away := filepath.Join(t.TempDir(), "out")
	if err := os.Rename(out, away); err != nil {
		t.Fatal(err)
	}
	verifies(t, exitWrong, "the plan p.yaml of the run is neither given nor beside", away)
	verifies(t, exitDone, "the same, byte for byte", "--fast", away, plan)
	results := filepath.Join(away, "results.csv")
	text := textOf(t, results)
	putText(t, results, strings.Replace(text, ",literal,", ",litteral,", 1))
	verifies(t, exitDiffers, "column reading is litteral in the folder, and literal in the re-run", away, plan, charges)
	putText(t, results, text)
	putText(t, charges, textOf(t, charges)+"\n")
	verifies(t, exitRefused, "not the data that the run read", away, plan)
}

// Every flag of a run shapes no byte of the result, or verify restores it.
func TestFlagsAreVerified(t *testing.T) {
	shapesNothing := []string{"out", "force", "format", "memory", "no-progress", "save-reduced", "help"}
	restored := []string{"scenario", "reading", "baseline", "provisions", "law", "map", "horizon", "draws", "seed", "assumptions", "assume", "costs", "years",
		"threshold", "switches", "reduced", "allow-column"}
	a := &app{stdout: io.Discard, stderr: io.Discard}
	a.runCommand().Flags().VisitAll(func(f *pflag.Flag) {
		if !slices.Contains(shapesNothing, f.Name) && !slices.Contains(restored, f.Name) {
			t.Errorf("--%s: it is in neither list: what shapes bytes must be in the manifest, and verify must restore it", f.Name)
		}
	})
}

// The same bytes come of a run and of a batch on 1, 2 and 8 cores, in any time zone, from
// any folder, and with the instructions that this processor has beyond the least of its
// kind and without them.
func TestSameBytes(t *testing.T) {
	if testing.Short() {
		t.Skip("runs the program several times; go test without -short runs it")
	}
	dir := t.TempDir()
	charges := someCharges(t, dir, "charges.csv", 400)
	plan := putText(t, filepath.Join(dir, "p.yaml"), "plan: p\nscenarios: [ct-tip-council]\nreadings: [minors-only, literal]\nseeds: [1, 2]\ndata: [charges.csv]\ndraws: 40\nhorizon: 3\n")
	make := func(name string, cores int, env ...string) (run, batch string) {
		t.Helper()
		run, batch = filepath.Join(dir, "run-"+name), filepath.Join(dir, "batch-"+name)
		for _, args := range [][]string{
			{"run", charges, "--draws", "40", "--horizon", "3", "--reading", "literal", "--provisions", "rec-1,rec-3,rec-5", "--out", run, "--switches"},
			{"batch", plan, "--out", batch},
		} {
			c := program(cores, args...)
			c.Env = append(c.Env, env...)
			c.Env = append(c.Env, "IMPACT_DPI=24")
			c.Dir = t.TempDir()
			if b, err := c.CombinedOutput(); err != nil {
				t.Fatalf("%v: %v\n%s", args, err, b)
			}
		}
		return run, batch
	}
	run1, batch1 := make("1", 1, "TZ=Pacific/Kiritimati")
	run2, batch2 := make("2", 2, "TZ=America/Adak", "LC_ALL=tr_TR.UTF-8", "GODEBUG=cpu.all=off")
	sameResults(t, run1, run2)
	sameResults(t, batch1, batch2)
	run8, batch8 := make("8", 8, "HOME=/nonexistent")
	sameResults(t, batch1, batch8)
	sameResults(t, run1, run8)
}

// A link in a folder that others made is not followed, wherever it leads: what it leads to is not
// read, and not shown.
func TestVerifyFollowsNoLink(t *testing.T) {
	coarse(t)
	dir := t.TempDir()
	secret := putText(t, filepath.Join(dir, "secret.txt"), "SECRET line,of another folder\n")
	charges, out := someCharges(t, dir, "charges.csv", 60), filepath.Join(dir, "run")
	done(t, "run", charges, "--out", out, "--draws", "0", "--switches=false", "--quiet")
	names := []string{"tables/totals.csv", "note.md", "report.html", "figures/readings.svg"}
	for _, name := range names {
		at := filepath.Join(out, filepath.FromSlash(name))
		if err := os.Remove(at); err != nil {
			t.Fatal(err)
		}
		if err := os.Symlink(secret, at); err != nil {
			t.Skip(err)
		}
	}
	said, talk, code := command("verify", out, charges)
	if code != exitDiffers || strings.Contains(said+talk, "SECRET") {
		t.Errorf("exit %d; said %s%s", code, said, talk)
	}
	for _, name := range names {
		if !strings.Contains(said, name+": is not a regular file") {
			t.Errorf("of %s nothing is said: %s", name, said)
		}
	}
}
