package engines

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// small is a few rows, and what is to be changed in them.
func small(change func([][]string) [][]string) *fixture {
	header := []string{"charge_id", "case_id", "person_id", "statute", "offense_date", "victim_id"}
	rows := [][]string{
		{"1", "k1", "p1", "53a-82", "2014-01-01", ""}, {"2", "k1", "p1", "53a-83(a)", "2014-01-01", ""}, {"3", "k2", "p2", "53a-82", "", ""}, {"4", "K2", "", "53a-86(a)(2)", "2015-01-01", ""},
	}
	return &fixture{rows: csvOf(header, change(rows))}
}

// What SQL cannot count as a local run would is refused, and says what to do.
func TestWhatSQLCannotCountIsRefused(t *testing.T) {
	duck := duckdb(t)
	for _, x := range []struct {
		name   string
		change func([][]string) [][]string
		says   string
	}{
		{"victims", func(r [][]string) [][]string { r[0][5] = "v1"; return r }, "drop: victim_id"},
		{"repeats that are alike but for their case", func(r [][]string) [][]string { return append(r, []string{"1", "k9", "p1", "53a-82", "2014-01-01", ""}) }, "drop: charge_id"},
		{"no row that can be used", func(r [][]string) [][]string { r[0][3] = ""; return r[:1] }, "no row can be used"},
	} {
		f := small(x.change)
		refuses(t, x.name, f.reduced(t, duck, 1, ".csv"), x.says)
	}
}

// refuses runs on answers, which must be refused with a text.
func refuses(t *testing.T, name string, answers []string, says string, flags ...string) {
	t.Helper()
	args := []string{"run", "--draws", "0", "--out", filepath.Join(t.TempDir(), "out"), "--reduced", strings.Join(answers, ",")}
	if _, stderr, code := impact(t, append(args, flags...)...); code != 3 || !strings.Contains(stderr, says) {
		t.Errorf("%s: exit %d, %s; want exit 3 and %q", name, code, stderr, says)
	}
}

// An answer is good for the flags that it was made with, and as a whole.
func TestAnAnswerIsForItsOwnRun(t *testing.T) {
	f := small(func(r [][]string) [][]string { return r })
	answers := f.reduced(t, duckdb(t), 3, ".csv")
	f.holds(t, f.local(t), answers)
	refuses(t, "another baseline", answers, "another baseline", "--baseline", "2015-12-31")
	refuses(t, "another map", answers, "another column map", "--map", write(t, "map.yaml", without))
	refuses(t, "a slice that is missing", answers[:2], "2 of 3 slices")
	refuses(t, "a slice twice", []string{answers[0], answers[1], answers[2], answers[2]}, "stands there twice")
	for i, name := range answers { // one that has a person
		text, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		lines := strings.SplitAfter(strings.TrimSpace(string(text)), "\n")
		if last := len(lines) - 1; strings.Contains(lines[last], "person") {
			cut := append([]string(nil), answers...)
			cut[i] = write(t, "cut.csv", strings.Join(lines[:last], ""))
			refuses(t, "rows that are missing", cut, "rows are missing")
			return
		}
	}
	t.Error("no slice has a person")
}

// Texts that came into the table after they were listed are counted and refused.
func TestTextsThatTheCodesDoNotKnowAreCounted(t *testing.T) {
	duck := duckdb(t)
	dir := t.TempDir()
	at := func(name string) string { return filepath.Join(dir, name) }
	old, grown := small(func(r [][]string) [][]string { return r }), small(func(r [][]string) [][]string {
		return append(r, []string{"5", "k5", "p5", "53A-82 ", "2014-01-01", ""}, []string{"6", "k5", "p5", "53a-82", "2014-01-01 00:00", ""})
	})
	sql := write(t, "distinct.sql", must(t, "sql", "distinct", "--dialect", "duckdb", "--columns", old.header()))
	duck.session(t, []step{load("charges", write(t, "old.csv", old.rows)), export(sql, dir, at("values.csv"))})
	must(t, "sql", "reduce", "--quiet", "--dialect", "duckdb", "--distinct", at("values.csv"), "--out", at("sql"))
	duck.session(t, []step{load("charges", write(t, "grown.csv", grown.rows)), runs(at("sql/reduce.sql"), at("sql")), export(at("sql/answer.sql"), at("sql"), at("answer.csv")), runs(at("sql/drop.sql"), at("sql"))})
	refuses(t, "texts that are new", []string{at("answer.csv")}, "offense_date (1 row), statute (1 row)")
}

// The script that is printed needs no file.
func TestTheScriptWithoutFilesAgrees(t *testing.T) {
	for _, e := range []engine{duckdb(t), postgres(t)} {
		t.Run(e.name, func(t *testing.T) {
			f := small(func(r [][]string) [][]string { r[0][3] = "O'Brien; \"x\"\\"; return r })
			dir := t.TempDir()
			values, answer := filepath.Join(dir, "values.csv"), filepath.Join(dir, "answer.csv")
			rows := write(t, "rows.csv", f.rows)
			distinct := write(t, "distinct.sql", must(t, "sql", "distinct", "--dialect", e.name, "--columns", f.header()))
			e.session(t, []step{load("charges", rows), export(distinct, dir, values)})
			script := write(t, "script.sql", must(t, "sql", "reduce", "--dialect", e.name, "--distinct", values))
			e.session(t, []step{load("charges", rows), export(script, dir, answer)})
			f.holds(t, f.local(t), []string{answer})
		})
	}
}
