// Package engines runs the SQL of impact on engines and holds what comes out against
// a local run on the same rows. It is a module of its own: what it needs (a Python
// with duckdb, pyspark and sqlglot, PostgreSQL, Java) is nothing that impact needs.
// make engines installs it and runs the tests; by hand: IMPACT=…/impact
// PYTHON=…/python go test ./...
package engines

import (
	"bufio"
	"bytes"
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// tool is a program that the environment names; the test is skipped without it.
func tool(t *testing.T, name string) string {
	t.Helper()
	path := os.Getenv(name)
	if path == "" {
		t.Skipf("SKIPPED: %s names no program; make engines sets it", name)
	}
	return path
}

// impact runs the program and returns what it prints and its exit code.
func impact(t *testing.T, args ...string) (stdout, stderr string, code int) {
	t.Helper()
	c := exec.Command(tool(t, "IMPACT"), args...)
	var out, errs bytes.Buffer
	c.Stdout, c.Stderr = &out, &errs
	if err := c.Run(); err != nil && c.ProcessState == nil {
		t.Fatal(err)
	}
	return out.String(), errs.String(), c.ProcessState.ExitCode()
}

func must(t *testing.T, args ...string) string {
	t.Helper()
	stdout, stderr, code := impact(t, args...)
	if code != 0 {
		t.Fatalf("impact %s: exit %d\n%s", strings.Join(args, " "), code, stderr)
	}
	return stdout
}

// An engine runs the steps of a plan in one session.
type engine struct {
	name    string // of the dialect
	session func(t *testing.T, plan []step)
}

// A step is loading a table, running a file of SQL in a folder, or exporting the
// result of one: what runner.py takes.
type step []string

func load(table, file string) step       { return step{"load", table, file} }
func runs(sql, folder string) step       { return step{"run", sql, folder} }
func export(sql, folder, to string) step { return step{"export", sql, folder, to} }

// python is one session of runner.py, which starts with the first plan and ends with
// the test.
func python(t *testing.T, what string) func(*testing.T, []step) {
	var to *json.Encoder
	var from *bufio.Scanner
	log := filepath.Join(t.TempDir(), "log")
	begin := func(tool string) {
		script, err := filepath.Abs("runner.py")
		if err != nil {
			t.Fatal(err)
		}
		errs, err := os.Create(log)
		if err != nil {
			t.Fatal(err)
		}
		c := exec.Command(tool, script, what)
		c.Dir, c.Stderr = t.TempDir(), errs
		in, err := c.StdinPipe()
		if err != nil {
			t.Fatal(err)
		}
		out, err := c.StdoutPipe()
		if err != nil {
			t.Fatal(err)
		}
		if err := c.Start(); err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { in.Close(); c.Wait(); errs.Close() })
		to, from = json.NewEncoder(in), bufio.NewScanner(out)
	}
	return func(t *testing.T, plan []step) {
		t.Helper()
		if to == nil {
			begin(tool(t, "PYTHON"))
		}
		for _, s := range plan {
			if err := to.Encode(s); err != nil {
				t.Fatal(err)
			}
			done := false
			for !done && from.Scan() { // an engine may say things of its own
				done = from.Text() == "done"
			}
			if !done {
				text, _ := os.ReadFile(log)
				t.Fatalf("%s: %v\n%s", what, s, tail(string(text)))
			}
		}
	}
}

// tail is the end of a long text.
func tail(s string) string { return s[max(0, len(s)-4000):] }

// A fixture is rows, and how both runs are to read them.
type fixture struct {
	name  string
	rows  string   // CSV without the line that declares it synthetic
	flags []string // of run and of both steps
}

func (x *fixture) header() string { return strings.SplitN(x.rows, "\n", 2)[0] }

// write makes a file into a fresh folder and returns its path.
func write(t *testing.T, name, text string) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), name)
	if err := os.WriteFile(path, []byte(text), 0o666); err != nil {
		t.Fatal(err)
	}
	return path
}

// local is the folder of a local run on the rows.
func (x *fixture) local(t *testing.T) string {
	t.Helper()
	out := filepath.Join(t.TempDir(), "local")
	args := []string{"run", "--quiet", "--draws", "0", "--switches=false", "--out", out}
	must(t, append(append(args, x.flags...), write(t, "rows.csv", x.rows))...)
	return out
}

// reduced takes the path over an engine, and returns the answers.
func (x *fixture) reduced(t *testing.T, e engine, slices int, ending string) (answers []string) {
	t.Helper()
	dir := t.TempDir()
	at := func(name string) string { return filepath.Join(dir, name) }
	rows := write(t, "rows.csv", x.rows)
	distinct := must(t, append([]string{"sql", "distinct", "--dialect", e.name, "--columns", x.header()}, x.flags...)...)
	sql := write(t, "distinct.sql", distinct)
	e.session(t, []step{load("charges", rows), export(sql, dir, at("values.csv"))})
	args := append([]string{"sql", "reduce", "--quiet", "--dialect", e.name, "--distinct", at("values.csv"), "--slices", fmt.Sprint(slices), "--out", at("sql")}, x.flags...)
	if e.name == "spark" { // its files are where its server is, not its script
		args = append(args, "--codes", at("sql/codes.csv"))
	}
	must(t, args...)
	plan := []step{load("charges", rows), runs(at("sql/reduce.sql"), at("sql"))}
	queries, err := filepath.Glob(at("sql/answer*.sql"))
	if err != nil || len(queries) != slices {
		t.Fatalf("%v: %d queries were wanted", queries, slices)
	}
	for i, q := range queries {
		answers = append(answers, at(fmt.Sprintf("answer%d%s", i, ending)))
		plan = append(plan, export(q, at("sql"), answers[i]))
	}
	e.session(t, append(plan, runs(at("sql/drop.sql"), at("sql"))))
	return answers
}

// holds runs on answers and holds tables and figures against those of a local run.
func (x *fixture) holds(t *testing.T, local string, answers []string) {
	t.Helper()
	out := filepath.Join(t.TempDir(), "engine")
	args := []string{"run", "--quiet", "--draws", "0", "--switches=false", "--out", out, "--reduced", strings.Join(answers, ",")}
	must(t, append(args, x.flags...)...)
	same(t, local, out)
}

// same asks that tables and figures of two result folders are the same files.
func same(t *testing.T, a, b string) {
	t.Helper()
	n := 0
	for _, pattern := range []string{"tables/*.csv", "tables/*.parquet", "figures/*"} {
		files, err := filepath.Glob(filepath.Join(a, pattern))
		if err != nil {
			t.Fatal(err)
		}
		others, _ := filepath.Glob(filepath.Join(b, pattern))
		if len(files) == 0 || len(files) != len(others) {
			t.Errorf("%s: %d files and %d", pattern, len(files), len(others))
		}
		for _, f := range files {
			name, _ := filepath.Rel(a, f)
			x, err := os.ReadFile(f)
			if err != nil {
				t.Fatal(err)
			}
			y, err := os.ReadFile(filepath.Join(b, name))
			if err != nil {
				t.Fatal(err)
			}
			if !bytes.Equal(x, y) {
				t.Errorf("%s differs:\n%s", name, differ(string(x), string(y)))
			}
			n++
		}
	}
	t.Logf("%d files are the same", n)
}

// differ shows the first lines in which two texts differ.
func differ(a, b string) string {
	x, y := strings.Split(a, "\n"), strings.Split(b, "\n")
	var out []string
	for i := 0; i < max(len(x), len(y)) && len(out) < 12; i++ {
		var p, q string
		if i < len(x) {
			p = x[i]
		}
		if i < len(y) {
			q = y[i]
		}
		if p != q && len(p) < 500 && len(q) < 500 {
			out = append(out, "- "+p, "+ "+q)
		}
	}
	return strings.Join(out, "\n")
}

func duckdb(t *testing.T) engine { return engine{"duckdb", python(t, "duckdb")} }

// spark is a session of Spark, where there is Java.
func spark(t *testing.T, master string) engine {
	session := python(t, "spark:"+master)
	return engine{"spark", func(t *testing.T, plan []step) {
		t.Helper()
		tool(t, "JAVA")
		session(t, plan)
	}}
}

// Each engine gives what a local run gives, whole and in slices.
func TestEnginesAgreeWithALocalRun(t *testing.T) {
	duck := duckdb(t)
	all := []engine{duck, postgres(t), spark(t, "local[2]")}
	for _, x := range []fixture{sample(t), hostile(t), mapped(t)} {
		local := x.local(t)
		for _, e := range all {
			t.Run(x.name+"/"+e.name, func(t *testing.T) { x.holds(t, local, x.reduced(t, e, 1, ".csv")) })
		}
		t.Run(x.name+"/slices", func(t *testing.T) { x.holds(t, local, x.reduced(t, duck, 16, ".parquet")) })
	}
}

// The hostile rows are what they are said to be: each of these reasons stands in the
// ledger of a local run.
func TestTheHostileRowsAreHostile(t *testing.T) {
	x := hostile(t)
	text, err := os.ReadFile(filepath.Join(x.local(t), "tables", "ledger.csv"))
	if err != nil {
		t.Fatal(err)
	}
	for _, reason := range []string{
		"no statute", "offense_date: not a day", "jail_days: not a whole number", "fine: not an amount", "victim_age: not a whole number", "inchoate: not one of", "counts: not a whole number",
		"charge_id repeated: the same charge again", "charge_id repeated with other values", "no case_id", "no person_id", "no offense_date", "no date at all", "no filed_date",
	} {
		if !strings.Contains(string(text), reason) {
			t.Errorf("no row for %q", reason)
		}
	}
}

// A shuffle of Spark crosses processes.
func TestTwoWorkersOfSparkAgree(t *testing.T) {
	x := hostile(t)
	x.holds(t, x.local(t), x.reduced(t, spark(t, "local-cluster[2,1,1024]"), 2, ".csv"))
}

// What docs/scale.md shows of Spark is done as it stands there.
func TestTheDocumentDoesWhatItSays(t *testing.T) {
	program, python := tool(t, "IMPACT"), tool(t, "PYTHON")
	tool(t, "JAVA")
	text, err := os.ReadFile("../../docs/scale.md")
	if err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	done := 0
	for _, part := range strings.Split(string(text), "\n```")[1:] {
		kind, body, _ := strings.Cut(part, "\n")
		var c *exec.Cmd
		switch kind {
		case "sh":
			c = exec.Command("sh", "-e", "-c", body)
		case "python":
			c = exec.Command(python, "-c", body)
		default:
			continue
		}
		c.Dir = dir
		c.Env = append(os.Environ(), "PATH="+filepath.Dir(program)+":"+os.Getenv("PATH"), "SPARK_LOCAL_IP=127.0.0.1",
			"PYSPARK_PYTHON="+python, "PYSPARK_SUBMIT_ARGS=--master local[2] --conf spark.ui.enabled=false --conf spark.sql.shuffle.partitions=4 "+
				"--conf spark.sql.codegen.wholeStage=false --conf spark.sql.codegen.factoryMode=NO_CODEGEN --driver-java-options -XX:TieredStopAtLevel=1 pyspark-shell")
		if out, err := c.CombinedOutput(); err != nil {
			t.Fatalf("%v\n%s\n%s", err, body, tail(string(out)))
		}
		done++
	}
	if done < 7 {
		t.Errorf("%d commands were run; the document has 7 at least", done)
	}
}
