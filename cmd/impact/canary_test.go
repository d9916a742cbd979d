package main

import (
	"archive/zip"
	"bytes"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"impact/internal/court"
)

// canary is in every id, in every value of columns that nothing reads, and in every value
// that cannot be read where a day, an age or a sum should stand.
const canary = "zqxjv"

// canaries is a file of charges with canaries. bad are rows that must be refused.
func canaries(rows int, bad bool) string {
	var b strings.Builder
	b.WriteString("charge_id,case_id,person_id,victim_id,statute,offense_date,filed_date,disposition_date,disposition,jail_days,fine,victim_age,means,defendant_age,defendant_race,Notes,Ref Code,counts\n")
	for i := range rows {
		days, age, fine, counts := "2015-03-01,2015-03-02,2016-01-05", "17", "100", "1"
		if bad {
			switch i % 12 {
			case 0:
				days = fmt.Sprintf("zqxjv-day-%d,2015-03-02,", i)
			case 1:
				age = fmt.Sprintf("zqxjvage%d", i)
			case 2:
				fine = fmt.Sprintf("zqxjv$%d", i)
			case 3:
				counts = "zqxjv"
			}
		}
		row := fmt.Sprintf("zqxjvcharge%d,zqxjvcase%d,zqxjvperson%d,zqxjvvictim%d,%s,%s,%s,10,%s,%s,force,3%d,W,zqxjv note %d,zqxjvref,%s",
			i, i/2, i/3, i, []string{"53a-83(c)", "53a-82", "53a-86(a)(2)", "53a-9999"}[i%4], days, []string{"convicted", "nolle", "Rearrest"}[i%3], fine, age, i%10, i, counts)
		switch {
		case bad && i%12 == 4:
			row += ",zqxjv-too-much"
		case bad && i%12 == 5:
			row = "zqxjv,too,few"
		}
		b.WriteString(row + "\n")
	}
	return b.String()
}

// told fails where a text, or a file below a folder, its parts unpacked, holds a canary.
func told(t *testing.T, what string, text []byte) {
	t.Helper()
	if lower := bytes.ToLower(text); bytes.Contains(lower, []byte(canary)) {
		i := bytes.Index(lower, []byte(canary))
		t.Errorf("%s tells a value: …%s…", what, lower[max(0, i-60):min(len(lower), i+30)])
	}
	if z, err := zip.NewReader(bytes.NewReader(text), int64(len(text))); err == nil {
		for _, f := range z.File {
			r, err := f.Open()
			if err != nil {
				t.Fatal(err)
			}
			part, err := io.ReadAll(r)
			if err != nil {
				t.Fatal(err)
			}
			told(t, what+"/"+f.Name, part)
		}
	}
}

// No id, no value of a column that nothing reads, and no value that cannot be read is in
// anything that a command prints or writes, whether it succeeds or fails.
func TestCanaries(t *testing.T) {
	good, bad := canaries(120, false), canaries(120, true)
	header, _, _ := strings.Cut(good, "\n")
	inFolder(t, map[string]string{
		"good.csv": good, "bad.csv": bad,
		"none.csv":              header + "\n" + strings.Repeat("zqxjv,zqxjv,zqxjv,zqxjv,,,,,,,,,,,,zqxjv,zqxjv,\n", 3),
		"ssn.csv":               strings.Replace(good, "zqxjv note 7", "zqxjv 078-05-1120", 1),
		"names.csv":             strings.ReplaceAll(good, "Notes", "Defendant Name"),
		"quote.csv":             good + "zqxjv,\"zqxjv never ends\n",
		"head.csv":              good[len(header)+1:],
		"Maria_Lopez_zqxjv.csv": canaries(90, false), "named.yaml": "plan: p\ntitle: t\nscenarios: [ct-tip-council]\nreadings: [minors-only]\ndraws: 0\ndata: [good.csv, Maria_Lopez_zqxjv.csv]\n",
		"gone.yaml":  "plan: p\ntitle: t\nscenarios: [ct-tip-council]\nreadings: [minors-only]\ndraws: 0\ndata: [good.csv, Maria_Lopez_zqxjv_gone.csv]\n",
		"m.yaml":     "map: m\ntitle: t\nsource: s\nchecks: {Notes: integer, Ref Code: date}\n",
		"misfit.yml": "map: m\ntitle: t\nsource: s\ncolumns: {fine: {column: Notes}}\ndrop: [fine]\n",
		"plan.yaml":  "plan: p\ntitle: t\nscenarios: [ct-tip-council]\nreadings: [minors-only]\ndraws: 20\nhorizon: 2\n",
		"texts.csv":  "column,value,rows\n(column),statute,0\n(column),offense_date,0\nstatute,53a-82,3\noffense_date,zqxjv-day,3\n",
	})
	for _, c := range []struct {
		code int
		args string
	}{
		{exitDone, "run --draws 20 --horizon 2 good.csv --out o1"},
		{exitDone, "run --draws 20 --horizon 2 bad.csv --out o2 --save-reduced bad.reduced"},
		{exitDone, "run --draws 0 --reduced bad.reduced --out o3 --threshold 0"},
		{exitDone, "compare o1 o2"}, {exitDone, "compare o1 o2 --format markdown"},
		{exitDone, "inspect good.csv"}, {exitWrong, "inspect head.csv"}, {exitDone, "inspect bad.csv"}, {exitDone, "inspect bad.csv --map m.yaml"}, {exitDone, "inspect good.csv --map-out -"},
		{exitDone, "inspect ssn.csv"}, {exitDone, "inspect names.csv"}, {exitDone, "inspect none.csv"}, {exitDone, "inspect quote.csv"},
		{exitDone, "explain --case zqxjvcase1 good.csv"}, {exitDone, "explain --case zqxjvcase1 good.csv --out case.html"}, {exitDone, "explain --case zqxjvcase3 bad.csv --format markdown"},
		{exitWrong, "explain --case zqxjvnone good.csv"},
		{exitDone, "reduce good.csv --out good.reduced"}, {exitDone, "reduce bad.csv --count"},
		{exitDone, "batch plan.yaml good.csv --threshold 0 --out b1"}, {exitDone, "batch plan.yaml bad.csv --threshold 0 --out b2"},
		{exitDone, "report o1"}, {exitWrong, "report good.csv"},
		{exitWrong, "check good.csv"}, {exitWrong, "check bad.csv m.yaml"}, {exitWrong, "run --map good.csv good.csv"}, {exitWrong, "run --scenario good.csv good.csv"},
		{exitWrong, "run --costs good.csv good.csv"}, {exitWrong, "run --assumptions good.csv"}, {exitWrong, "batch good.csv good.csv"}, {exitWrong, "run --reduced good.csv --out o4"},
		{exitRefused, "run --draws 0 --map m.yaml good.csv --out o5"},
		{exitRefused, "run none.csv --out o6"}, {exitRefused, "run ssn.csv --out o6"}, {exitRefused, "run names.csv --out o6"}, {exitWrong, "run head.csv --out o6"},
		{exitRefused, "run --map misfit.yml good.csv --out o6"}, {exitRefused, "reduce ssn.csv --out o.reduced"}, {exitRefused, "explain --case zqxjvcase1 ssn.csv"}, {exitRefused, "batch plan.yaml ssn.csv --out b3"},
		{exitDone, "run --draws 0 --allow-column Notes ssn.csv --out o7"},
		{exitDone, "run --draws 0 good.csv Maria_Lopez_zqxjv.csv --out o8 --save-reduced n.reduced"}, {exitDone, "verify o8 good.csv Maria_Lopez_zqxjv.csv"}, {exitDone, "run --draws 0 --reduced n.reduced --out o9"},
		{exitDone, "inspect Maria_Lopez_zqxjv.csv"}, {exitDone, "reduce --count Maria_Lopez_zqxjv.csv"}, {exitDone, "batch plan.yaml Maria_Lopez_zqxjv.csv --threshold 0 --out b4"}, {exitDone, "batch named.yaml --threshold 0 --out b5"}, {exitRefused, "batch plan.yaml Maria_Lopez_zqxjv.csv --out b6"}, {exitDone, "explain --case zqxjvcase1 Maria_Lopez_zqxjv.csv"},
		{exitDone, "compare o1 o8"}, {exitDone, "audit o8"},
		{exitWrong, "run Maria_Lopez_zqxjv_gone.csv --out o10"}, {exitWrong, "run good.csv Maria_Lopez_zqxjv.csv/ --out o10"}, {exitWrong, "inspect Maria_Lopez_zqxjv_gone.csv"}, {exitWrong, "batch gone.yaml --threshold 0 --out b7"},
		{exitWrong, "verify o1 Maria_Lopez_zqxjv_gone.csv"}, {exitWrong, "verify o1 good.csv Maria_Lopez_zqxjv.csv"}, {exitWrong, "Maria_Lopez_zqxjv.csv"}, {exitWrong, "version Maria_Lopez_zqxjv.csv"},
		{exitWrong, "reduce Maria_Lopez_zqxjv.csv --out Maria_Lopez_zqxjv.csv"}, {exitWrong, "run --draws 0 --reduced good.reduced Maria_Lopez_zqxjv.csv --out o10"}, {exitWrong, "run --reduced good.csv Maria_Lopez_zqxjv.csv --out o10"},
		{exitDone, "sql distinct --dialect duckdb"}, {exitDone, "sql reduce --dialect duckdb --distinct texts.csv --out s"}, {exitWrong, "sql reduce --dialect duckdb --distinct good.csv --out s2"},
		{exitWrong, "compare o1 good.csv"},
	} {
		out, talk, code := command(strings.Fields(c.args)...)
		if code != c.code {
			t.Errorf("impact %s: exit %d, want %d: %s", c.args, code, c.code, talk)
		}
		told(t, "impact "+c.args+", printed,", []byte(out))
		told(t, "impact "+c.args+", told,", []byte(talk))
	}
	if b, err := os.ReadFile("o8/manifest.json"); err != nil || !bytes.Contains(b, []byte(`"file-2.csv"`)) || !bytes.Contains(b, []byte(`"good.csv"`)) {
		t.Errorf("%v: the manifest names other files than file-2.csv and good.csv", err)
	}
	files := 0
	err := filepath.WalkDir(".", func(name string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() || !strings.Contains(name, string(filepath.Separator)) && !strings.HasSuffix(name, ".reduced") && !strings.HasSuffix(name, ".html") {
			return err
		}
		files++
		b, err := os.ReadFile(name)
		told(t, name, b)
		return err
	})
	if err != nil || files < 100 {
		t.Errorf("%d files were looked at: %v", files, err)
	}
}

// A file whose name is not told is told by its place among those that are named; another is
// told by the name that was typed.
func TestFileTold(t *testing.T) {
	inFolder(t, map[string]string{"x.csv": "statute,offense_date\n53a-82,2012-03-04\n", "CR-2019-001234.csv": "statute\n"})
	for args, want := range map[string]string{
		"run in/lopez.csv":                "in/lopez.csv: no such file or directory",
		"run x.csv in/Lopez_Maria.csv.gz": "file-2.csv.gz (number 2 of the files named): no such file or directory",
		"inspect CR-2019-001234.csv/":     "file-1.csv (number 1 of the files named): not a directory",
		"Lopez_Maria.csv":                 `unknown command "file-1.csv (number 1 of the files named)" for "impact"`,
		"Lopez":                           `unknown command "Lopez" for "impact"`,
	} {
		if _, talk, code := command(strings.Fields(args)...); code != exitWrong || strings.TrimSpace(talk) != want {
			t.Errorf("impact %s: exit %d: %s\nwant %s", args, code, talk, want)
		}
	}
	if _, _, code := command("run", "--draws", "0", "x.csv", "--threshold", "0", "--out", "o"); code != exitDone {
		t.Fatalf("exit %d", code)
	}
	_, talk, code := command("verify", "o", "x.csv", "CR-2019-001234.csv")
	if want := "file-2.csv (number 2 of the files named): the run read no file of this hash; the files that its manifest names would be right"; code != exitWrong || !strings.HasSuffix(strings.TrimSpace(talk), want) {
		t.Errorf("exit %d: %s\nwant %s", code, talk, want)
	}
}

// The canaries are found where they are.
func TestCanariesSing(t *testing.T) {
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	w, err := z.Create("x")
	if err == nil {
		_, err = w.Write([]byte("a ZQXJV"))
	}
	if err = errors.Join(err, z.Close()); err != nil {
		t.Fatal(err)
	}
	for _, text := range [][]byte{[]byte("a zqxjv b"), b.Bytes()} {
		probe := &testing.T{}
		told(probe, "it", text)
		if !probe.Failed() {
			t.Errorf("no canary was found in %q", text)
		}
	}
}

// A race or sex that few persons have, or that is written as a name is, stands in nothing that is
// printed or written, and neither does a name that is a statute or a disposition.
func TestRareTextsAreNotTold(t *testing.T) {
	attacks(t)
	var b strings.Builder
	b.WriteString("person_id,statute,offense_date,disposition,defendant_race,defendant_sex\n")
	for i := range 400 {
		statute, disposition, race, sex, person := "53a-83", "convicted", []string{"W", "B", "White, Hispanic"}[i%3], "M", i
		switch {
		case i == 17:
			race = "zqxjv"
		case i == 18:
			sex = "Jane Zqxjv"
		case i > 20 && i < 40: // one person
			race, person = "kin of zqxjv", 21
		case i > 40 && i < 60:
			sex = "Zqxjv, Maria"
		case i == 61:
			statute = "Zqxjv, Jane"
		case i == 62:
			disposition = "Maria Zqxjv"
		}
		fmt.Fprintf(&b, "p%d,%s,2014-05-06,%s,%s,%s\n", person, quoted(statute), quoted(disposition), quoted(race), quoted(sex))
	}
	inFolder(t, map[string]string{"x.csv": b.String()})
	for _, args := range []string{"run x.csv --draws 20 --horizon 2 --out o1", "run x.csv --draws 0 --switches --out o2", "verify o2 x.csv", "audit o1", "compare o1 o2"} {
		out, talk, code := command(strings.Fields(args)...)
		if code != exitDone {
			t.Fatalf("impact %s: exit %d: %s", args, code, talk)
		}
		told(t, "impact "+args, []byte(out+talk))
		if strings.HasPrefix(args, "run") && !strings.Contains(talk, `are told together as "other groups"`) {
			t.Errorf("impact %s does not say that texts are told together: %s", args, talk)
		}
	}
	for _, out := range []string{"o1", "o2"} {
		err := filepath.WalkDir(out, func(name string, d fs.DirEntry, err error) error {
			if err != nil || d.IsDir() {
				return err
			}
			text, err := os.ReadFile(name)
			told(t, name, text)
			return err
		})
		if err != nil {
			t.Error(err)
		}
		if b, err := os.ReadFile(filepath.Join(out, "tables", "equity.csv")); err != nil || !bytes.Contains(b, []byte("White, Hispanic")) || !bytes.Contains(b, []byte(court.OtherGroups)) {
			t.Errorf("%s: %v: groups that many have are not told, or the others nowhere", out, err)
		}
	}
}

// quoted is a field of a CSV file.
func quoted(text string) string { return `"` + text + `"` }

// An allowed column is named in what a run says, and in its manifest.
func TestAllowedIsTold(t *testing.T) {
	inFolder(t, map[string]string{"x.csv": "statute,offense_date,Ref\n53a-82,2012-03-04,078-05-1120\n"})
	_, talk, code := command("run", "--draws", "0", "x.csv")
	if code != exitRefused || !strings.Contains(talk, `x.csv: the column "Ref" looks like social security numbers, by its values (1 row)`) {
		t.Errorf("exit %d: %s", code, talk)
	}
	_, talk, code = command("run", "--draws", "0", "x.csv", "--allow-column", "Ref")
	if code != exitDone || !strings.Contains(talk, `x.csv: the column "Ref" was allowed, and is not looked at for identifiers`) {
		t.Errorf("exit %d: %s", code, talk)
	}
	b, err := os.ReadFile("impact-out/manifest.json")
	if err != nil || !strings.Contains(strings.Join(strings.Fields(string(b)), ""), `"allowed_columns":["Ref"]`) {
		t.Errorf("%v: the manifest does not name the column", err)
	}
}
