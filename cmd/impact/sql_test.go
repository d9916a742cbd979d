package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// listedTexts is what the query of impact sql distinct gives for a small table.
const listedTexts = `column,value,hex,rows
(column),charge_id,6368617267655f6964,0
(column),statute,73746174757465,0
(column),filed_date,66696c65645f64617465,0
statute,53a-82,3533612d3832,3
statute,O'Brien,4f27427269656e,1
filed_date,2014-01-01,323031342d30312d3031,4
`

// What goes wrong with the two steps, and what the message says.
func TestSQLSaysWhatIsWrong(t *testing.T) {
	dir := t.TempDir()
	put := func(name, text string) string {
		p := filepath.Join(dir, name)
		if err := os.WriteFile(p, []byte(text), 0o666); err != nil {
			t.Fatal(err)
		}
		return p
	}
	values := put("values.csv", listedTexts)
	recoded := put("recoded.yaml", "map: m\ntitle: t\nsource: s\ncolumns:\n  charge_id: {column: charge_id, codes: {a: b}}\n")
	full := filepath.Join(dir, "full")
	if err := os.MkdirAll(full, 0o777); err != nil {
		t.Fatal(err)
	}
	put("full/codes.csv", "")
	reduce := func(args ...string) []string {
		return append([]string{"sql", "reduce", "--dialect", "duckdb"}, args...)
	}
	for _, x := range []struct {
		name string
		args []string
		code int
		says string
	}{
		{"help", []string{"sql"}, exitDone, ""},
		{"no such step", []string{"sql", "signatures"}, exitWrong, "signatures"},
		{"no dialect", []string{"sql", "distinct"}, exitWrong, "duckdb, postgres, spark, trino, bigquery, sqlserver"},
		{"a dialect that is not there", []string{"sql", "distinct", "--dialect", "oracle"}, exitWrong, `"oracle"`},
		{"no table", []string{"sql", "distinct", "--dialect", "spark", "--table", ""}, exitWrong, "--table"},
		{"half a table", []string{"sql", "distinct", "--dialect", "spark", "--table", "a..b"}, exitWrong, `--table "a..b": a name, or a part of it, is blank`},
		{"half a table in the second step", reduce("--distinct", values, "--table", "charges."), exitWrong, `--table "charges."`},
		{"no column", []string{"sql", "distinct", "--dialect", "spark", "--columns", ""}, exitWrong, "--columns: names such as charge_id,case_id,statute would be right"},
		{"a blank column", []string{"sql", "distinct", "--dialect", "spark", "--columns", "statute,,court"}, exitWrong, "--columns statute,,court: a name is blank"},
		{"a column twice", []string{"sql", "distinct", "--dialect", "spark", "--columns", "statute,statute"}, exitWrong, "statute is named twice"},
		{"fewer rows than none", reduce("--distinct", put("minus.csv", listedTexts+"statute,y,79,-1\n")), exitWrong, `minus.csv:8: rows: "-1" is not a number of rows; a whole number, 0 or more`},
		{"rows in words", reduce("--distinct", put("words.csv", listedTexts+"statute,y,79,many\n")), exitWrong, `words.csv:8: rows: "many"`},
		{"a map that drops a column and names none", []string{"sql", "distinct", "--dialect", "spark", "--map", put("drop.yaml", "map: m\ntitle: t\nsource: s\ndrop: [victim_id]\n")}, exitDone, ""},
		{"no statute", []string{"sql", "distinct", "--dialect", "spark", "--columns", "a,b"}, exitWrong, "no column is named statute"},
		{"a name", []string{"sql", "distinct", "--dialect", "spark", "--columns", "statute,defendant_name"}, exitRefused, "defendant_name"},
		{"no texts", reduce(), exitWrong, "--distinct"},
		{"texts that are not there", reduce("--distinct", filepath.Join(dir, "none.csv")), exitWrong, "none.csv: no such file"},
		{"another file", reduce("--distinct", put("other.csv", "a,b\n1,2\n")), exitWrong, "column, value, hex and rows"},
		{"no columns", reduce("--distinct", put("part.csv", "column,value,hex,rows\nstatute,x,78,1\n")), exitWrong, "columns are not listed"},
		{"no bytes", reduce("--distinct", put("bytes.csv", "column,value,hex,rows\nstatute,x,7g,1\n")), exitWrong, "bytes.csv:2"},
		{"a column without texts", reduce("--distinct", put("short.csv", strings.ReplaceAll(listedTexts, "filed_date,2014", "filed,2014"))), exitWrong, "the texts of filed_date are not there"},
		{"ids that the map translates", reduce("--distinct", values, "--map", recoded), exitWrong, "charge_id"},
		{"a statute that the code has not", reduce("--distinct", values), exitDone, `statutes that are not one entry of the code, in 1 row; the most frequent: statute "O'Brien"`},
		{"no slice", reduce("--distinct", values, "--slices", "0"), exitWrong, "--slices 0"},
		{"a folder that is full", reduce("--distinct", values, "--out", full), exitWrong, "codes.csv: exists"},
		{"files and an answer", []string{"run", "--reduced", values, values}, exitWrong, "one or the other would be right"},
		{"no answer", []string{"run", "--reduced", filepath.Join(dir, "none.csv")}, exitWrong, "none.csv: no such file"},
		{"texts for an answer", []string{"run", "--out", filepath.Join(dir, "out"), "--reduced", values}, exitWrong, `values.csv:2: there is no column "step"`},
		{"an answer without rows", []string{"run", "--out", filepath.Join(dir, "out"), "--reduced", put("empty.csv", "step,part,item,list,rows,counts\n")}, exitWrong, "empty.csv: the answer has no rows"},
		{"half an answer", []string{"run", "--out", filepath.Join(dir, "out"), "--reduced", put("half.csv", "step,part,item,list,rows,counts\n1,check,slice,,0,1\n")}, exitWrong, "check rows are not there"},
	} {
		_, stderr, code := command(x.args...)
		if code != x.code || !strings.Contains(stderr, x.says) {
			t.Errorf("%s: exit %d, %s; want exit %d and %q", x.name, code, stderr, x.code, x.says)
		}
	}
}

// The second step writes what its help says, the same bytes each time, and no text of
// the data in SQL.
func TestSQLWritesAFolder(t *testing.T) {
	dir := t.TempDir()
	values := filepath.Join(dir, "values.csv")
	if err := os.WriteFile(values, []byte(listedTexts), 0o666); err != nil {
		t.Fatal(err)
	}
	read := func(out string, names ...string) string {
		var all strings.Builder
		for _, n := range names {
			b, err := os.ReadFile(filepath.Join(out, n))
			if err != nil {
				t.Fatal(err)
			}
			all.Write(b)
		}
		return all.String()
	}
	a, b := filepath.Join(dir, "a"), filepath.Join(dir, "b")
	for _, out := range []string{a, b, b} {
		done(t, "sql", "reduce", "--dialect", "postgres", "--distinct", values, "--slices", "2", "--force", "--out", out)
	}
	names := []string{"reduce.sql", "answer-1.sql", "answer-2.sql", "drop.sql", "codes.csv"}
	if read(a, names...) != read(b, names...) {
		t.Error("two folders of one mapping differ")
	}
	for _, datum := range []string{"53a-82", "O'Brien", "2014-01-01"} {
		if strings.Contains(read(a, names...), datum) || strings.Contains(done(t, "sql", "reduce", "--dialect", "trino", "--distinct", values), datum) {
			t.Errorf("%s stands in the SQL or in the codes", datum)
		}
	}
}
