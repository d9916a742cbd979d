package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/apache/arrow/go/v17/arrow"
	"github.com/apache/arrow/go/v17/arrow/array"
	"github.com/apache/arrow/go/v17/arrow/memory"
	"github.com/apache/arrow/go/v17/parquet/pqarrow"
	"github.com/zeebo/xxh3"
)

// reduced writes reduced charges and fails the test where it cannot.
func reduced(t *testing.T, args ...string) string {
	t.Helper()
	out := filepath.Join(t.TempDir(), "charges.reduced")
	if _, talk, code := command(append([]string{"reduce", "--out", out}, args...)...); code != exitDone {
		t.Fatalf("exit %d: %s", code, talk)
	}
	return out
}

// folder makes a run into a folder of the test and is its files.
func folder(t *testing.T, args ...string) map[string]string {
	t.Helper()
	out := filepath.Join(t.TempDir(), "out")
	if _, talk, code := command(append([]string{"run", "--draws", "0", "--out", out}, args...)...); code != exitDone {
		t.Fatalf("%s: exit %d: %s", args, code, talk)
	}
	files := map[string]string{}
	err := filepath.WalkDir(out, func(p string, d os.DirEntry, err error) error {
		if err == nil && !d.IsDir() {
			b, err := os.ReadFile(p)
			files[strings.TrimPrefix(p, out)] = string(b)
			return err
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return files
}

// Reduced charges give the bytes that the charges give, whatever scenarios they were
// reduced for, whatever baseline the run names, and however little memory there was.
func TestReducedChargesGiveTheSameFolder(t *testing.T) {
	if testing.Short() {
		t.Skip("makes several whole runs")
	}
	several := reduced(t, "--scenario", "ct-tip-council,null", "--baseline", "2016-12-31,2014-01-01", "--memory", "32MB")
	for _, args := range [][]string{
		{"--scenario", "ct-tip-council"},
		{"--scenario", "ct-tip-council", "--baseline", "2014-01-01", "--reading", "literal", "--provisions", "rec-1"},
		{"--scenario", "null", "--baseline", "2014-01-01"},
	} {
		want, got := folder(t, args...), folder(t, append(args, "--reduced", several)...)
		if len(got) != len(want) {
			t.Errorf("%s: %d files, want %d", args, len(got), len(want))
		}
		for name, text := range want {
			if got[name] != text {
				t.Errorf("%s: %s differs", args, name)
			}
		}
	}
}

const makingSection = `scenario: making
title: A new section
pack: ct
source: a test
baseline: 2016-12-31
effective: 2017-10-01
provisions:
  - id: new
    title: A new offence
    says: There is a new offence.
    cite: none
    creates:
      - section: 53a-90c
        heading: A new offence
        class: misdemeanor A
        source: a test

        confidence: unverified
    no_effect: No charge moves to it.
`

// Reduced charges that are not those of the run are refused.
func TestStaleReducedChargesAreRefused(t *testing.T) {
	dir := t.TempDir()
	put := func(name, text string) string {
		p := filepath.Join(dir, name)
		if err := os.WriteFile(p, []byte(text), 0o666); err != nil {
			t.Fatal(err)
		}
		return p
	}
	charges := put("charges.csv", "charge_id,statute,offense_date\n1,53a-82,2012-03-04\n")
	good := reduced(t, charges)
	bytes, err := os.ReadFile(good)
	if err != nil {
		t.Fatal(err)
	}
	text := string(bytes)
	head := strings.Index(text, "\n")
	other := put("other.csv", "charge_id,statute,offense_date\n1,53a-83,2012-03-04\n")
	mapped := put("map.yaml", "map: a-map\ntitle: A map\nsource: a test\ncolumns:\n  statute: {column: statute}\n")
	making := put("making.yaml", makingSection)
	change := func(old, new string) string {
		if !strings.Contains(text, old) {
			t.Fatalf("the file has no %q", old)
		}
		_, rest, _ := strings.Cut(strings.TrimPrefix(text, reducedMark), " ")
		head, docket, _ := strings.Cut(rest, "\n")
		head = strings.Replace(head, old, new, 1)
		return put("head"+fmt.Sprint(len(new)), fmt.Sprintf("%s%016x %s\n%s", reducedMark, xxh3.HashString(head), head, docket))
	}
	for _, c := range []struct {
		name string
		args []string
		code int
		says string
	}{
		{"as it is", []string{good}, exitDone, ""},
		{"of these files", []string{good, charges}, exitDone, ""},
		{"of other files", []string{good, other}, exitWrong, "not what it was made of"},
		{"another map", []string{good, "--map", mapped}, exitWrong, "read with another map"},
		{"another scenario", []string{good, "--scenario", "null"}, exitDone, ""},
		{"another baseline, amid the charges", []string{good, "--baseline", "2012-01-01"}, exitWrong, "does not tell apart"},
		{"another baseline, that parts none", []string{good, "--baseline", "2014-01-01"}, exitDone, ""},
		{"a scenario with a section of its own", []string{good, "--scenario", making}, exitWrong, "makes new sections"},
		{"reduced for it", []string{reduced(t, "--scenario", making, charges), "--scenario", making}, exitDone, ""},
		{"another law", []string{good, "--scenario", "wa-shb-1791"}, exitWrong, "another law"},
		{"another version", []string{change(`"version":"`, `"version":"x`)}, exitWrong, "version"},
		{"a changed head", []string{put("bent", strings.Replace(text, `"version":"`, `"version":"x`, 1))}, exitWrong, "its head has been changed"},
		{"other rows in its head", []string{change(`"Read":{"Rows":1,"Counts":1},"Kept":{"Rows":1,"Counts":1},"Refused"`, `"Read":{"Rows":2,"Counts":1},"Kept":{"Rows":1,"Counts":1},"Refused"`)}, exitWrong, "different rows"},
		{"charges", []string{charges}, exitWrong, "a file that impact reduce wrote, would be right"},
		{"cut off", []string{put("cut", text[:len(text)-9])}, exitWrong, "the file is damaged"},
		{"cut in its head", []string{put("cut", text[:head+30])}, exitWrong, "the file is damaged"},
		{"changed", []string{put("changed", text[:len(text)-20]+"x"+text[len(text)-19:])}, exitWrong, "the file is damaged"},
		{"more at its end", []string{put("more", text+"more")}, exitWrong, "the file is damaged"},
		{"none", []string{filepath.Join(dir, "none")}, exitWrong, "no such file"},
	} {
		args := append([]string{"run", "--draws", "0", "--out", filepath.Join(t.TempDir(), "out"), "--reduced"}, c.args...)
		if _, talk, code := command(args...); code != c.code || !strings.Contains(talk, c.says) {
			t.Errorf("%s: exit %d, want %d; said %q, want a part %q", c.name, code, c.code, talk, c.says)
		}
	}
}

// Reduced charges are written over reduced charges and, if told to, over anything but
// what is read.
func TestReducedChargesDestroyNothing(t *testing.T) {
	dir := t.TempDir()
	t.Chdir(dir)
	put := func(name, text string) {
		if err := os.WriteFile(name, []byte(text), 0o666); err != nil {
			t.Fatal(err)
		}
	}
	const rows = "statute,offense_date\n53a-82,2012-03-04\n"
	put("charges.csv", rows)
	put("notes.txt", "mine")
	if err := os.Link("charges.csv", "same.csv"); err != nil {
		t.Skip(err)
	}
	for _, c := range []struct {
		args string
		code int
		says string
	}{
		{"reduce charges.csv --out charges.csv", exitWrong, "would be written over"},
		{"reduce charges.csv --out same.csv --force", exitWrong, "would be written over"},
		{"reduce charges.csv --out notes.txt", exitWrong, "holds no reduced charges"},
		{"reduce charges.csv --out=", exitWrong, "the name of a file"},
		{"run charges.csv --draws 0 --out o --save-reduced charges.csv", exitWrong, "would be written over"},
		{"run --draws 0 --out o --reduced=", exitWrong, "--reduced: the name of a file"},
		{"run charges.csv --draws 0 --out o --save-reduced=", exitWrong, "the name of a file"},
		{"reduce charges.csv --out new", exitDone, ""},
		{"reduce charges.csv --out new", exitDone, ""},
		{"run new --draws 0 --out o", exitWrong, "--reduced new would be right"},
		{"reduce charges.csv --out notes.txt --force", exitDone, ""},
	} {
		if _, talk, code := command(strings.Fields(c.args)...); code != c.code || !strings.Contains(talk, c.says) {
			t.Errorf("impact %s: exit %d, want %d; said %q, want a part %q", c.args, code, c.code, talk, c.says)
		}
	}
	if b, err := os.ReadFile("charges.csv"); err != nil || string(b) != rows {
		t.Errorf("the charges are gone: %q, %v", b, err)
	}
	if left, _ := filepath.Glob("*.new*"); len(left) > 0 {
		t.Errorf("left behind: %s", left)
	}
}

// What is counted adds up to the rows.
func TestReduceCounts(t *testing.T) {
	out, talk, code := command("reduce", "--count")
	if code != exitDone {
		t.Fatal(talk)
	}
	var k kindCounts
	if err := json.Unmarshal([]byte(out), &k); err != nil {
		t.Fatal(err)
	}
	if k.Kept == 0 || k.Kept > k.Read || int64(k.Cases.Kinds) > k.Cases.Number || k.Cases.Number > k.Kept || k.Cases.Squares < k.Cases.Number {
		t.Errorf("these counts cannot be: %s", out)
	}
	if left, _ := filepath.Glob(filepath.Join(os.TempDir(), asidePattern)); len(left) > 0 {
		t.Errorf("left behind: %s", left)
	}
}

// A file whose index says that its case ids follow each other, while they do not, is counted
// as the same rows are elsewhere.
func TestReduceReadsAgainWhatMisleads(t *testing.T) {
	ids := strings.Fields("b b a a c c b b d d  f f e e g g f f h h  k k k l l l m m n n") // within groups of ten not in order
	fields := []arrow.Field{{Name: "case_id", Type: arrow.BinaryTypes.String}, {Name: "statute", Type: arrow.BinaryTypes.String}}
	text := "case_id,statute\n"
	b := array.NewRecordBuilder(memory.DefaultAllocator, arrow.NewSchema(fields, nil))
	for i, id := range ids {
		statute := []string{"53a-82", "53a-83", "53a-86"}[i%3]
		text += id + "," + statute + "\n"
		b.Field(0).(*array.StringBuilder).Append(id)
		b.Field(1).(*array.StringBuilder).Append(statute)
	}
	rows := b.NewRecord()
	var packed bytes.Buffer
	w, err := pqarrow.NewFileWriter(rows.Schema(), &packed, nil, pqarrow.DefaultWriterProps())
	for from := int64(0); err == nil && from < rows.NumRows(); from += 10 {
		err = w.Write(rows.NewSlice(from, from+10))
	}
	if err == nil {
		err = w.Close()
	}
	if err != nil {
		t.Fatal(err)
	}
	counted := func(name string, data []byte) string {
		name = filepath.Join(t.TempDir(), name)
		if err := os.WriteFile(name, data, 0o600); err != nil {
			t.Fatal(err)
		}
		out, talk, code := command("reduce", "--count=charges", name)
		if code != exitDone {
			t.Fatal(talk)
		}
		return out
	}
	if got, want := counted("x.parquet", packed.Bytes()), counted("x.csv", []byte(text)); got != want {
		t.Errorf("got %s, want %s", got, want)
	}
}
