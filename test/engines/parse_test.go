package engines

import (
	"encoding/hex"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// The SQL of each dialect is SQL, as far as a parser of it can tell. Trino, BigQuery
// and SQL Server are not run.
func TestEachDialectIsParsed(t *testing.T) {
	python := tool(t, "PYTHON")
	var wide, narrow strings.Builder
	f := small(func(r [][]string) [][]string { return r })
	for _, b := range []*strings.Builder{&wide, &narrow} {
		b.WriteString("column,value,hex,rows\n")
		put := func(column, text string) {
			digits := hex.EncodeToString([]byte(text))
			if b == &wide {
				digits = hex.EncodeToString([]byte(strings.Join(strings.Split(text, ""), "\x00") + "\x00"))
			}
			b.WriteString(column + "," + text + "," + digits + ",1\n")
		}
		for _, name := range strings.Split(f.header(), ",") {
			put("(column)", name)
		}
		put("statute", "53a-82")
		put("offense_date", "2014-01-01")
	}
	for _, name := range []string{"duckdb", "postgres", "spark", "trino", "bigquery", "sqlserver"} {
		text := narrow.String()
		if name == "sqlserver" {
			text = wide.String()
		}
		dir := filepath.Join(t.TempDir(), "sql")
		values := write(t, "values.csv", text)
		files := []string{
			write(t, "distinct.sql", must(t, "sql", "distinct", "--dialect", name, "--columns", f.header(), "--table", "court.charges")),
			write(t, "printed.sql", must(t, "sql", "reduce", "--dialect", name, "--distinct", values)),
		}
		must(t, "sql", "reduce", "--quiet", "--dialect", name, "--distinct", values, "--table", "court.charges", "--slices", "2", "--out", dir)
		for _, file := range []string{"reduce.sql", "answer-1.sql", "answer-2.sql", "drop.sql"} {
			files = append(files, filepath.Join(dir, file))
		}
		if out, err := exec.Command(python, append([]string{"parse.py", name}, files...)...).CombinedOutput(); err != nil {
			t.Errorf("%s: %v\n%s", name, err, tail(string(out)))
		}
	}
	t.Log("trino, bigquery and sqlserver are parsed only, not run")
}
