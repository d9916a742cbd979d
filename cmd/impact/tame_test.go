package main

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

func TestTame(t *testing.T) {
	for text, want := range map[string]string{
		"plain\ttext é – 漢\n": "plain\ttext é – 漢\n", "\x1b[31mred": `\x1b[31mred`, "a\rb": `a\x0db`, "\x07\x7f\x00": `\x07\x7f\x00`,
		"\u009b31m": `\u009b31m`, "\u202eevil\u2066": `\u202eevil\u2066`, "\x9b31m\xff": `\x9b31m\xff`, "cut \xe2\x80": `cut `,
	} {
		for size := 1; size < 5; size++ {
			var b bytes.Buffer
			w := &tame{to: &b}
			for rest := []byte(text); len(rest) > 0; rest = rest[min(size, len(rest)):] {
				if n, err := w.Write(rest[:min(size, len(rest))]); err != nil || n != min(size, len(rest)) {
					t.Fatal(n, err)
				}
			}
			if b.String() != want {
				t.Errorf("%q, by %d: %q, want %q", text, size, &b, want)
			}
		}
	}
}

// Whatever a file, and what is in it, is called, no message steers a terminal or shows it raw.
func TestNoSequences(t *testing.T) {
	const esc = "\x1b]0;owned\x07\x1b[2J\u202e"
	head := "statute,offense_date," + esc + ",class\n53a-82,2012-03-04,x" + esc + ",A" + esc + "\n53a-82,2012-03-04" + esc + ",,\n"
	inFolder(t, map[string]string{
		"head.csv": head, "lines.csv": strings.ReplaceAll(head, "statute", "Charge "+esc), "bin.csv": "\x01\x02\x1b[31m,\x1b]8;;http://x\x07,b\nc,d,e\n",
		"keys.yaml": "map: m\ntitle: t\nsource: s\n\"a\\e[31m\": b\n", "raw.yaml": "map: m" + esc + "\ntitle: t\n", "map.yaml": "map: m\ntitle: t\nsource: s\ncolumns: {statute: {column: \"no such\"}}\n",
		"plan.yaml": "plan: p\ntitle: t\nscenarios: [\"" + `\e[31m` + "\"]\n", "not.json": "{\"" + esc + "\": 1}", "code.parquet": "PAR1" + esc + strings.Repeat("\x00", 50) + "PAR1",
	})
	if err := os.MkdirAll(filepath.Join("run", "tables"), 0o777); err != nil {
		t.Fatal(err)
	}
	for name, text := range map[string]string{
		"run/manifest.json":        `{"program": "impact", "version": "\u001b[31m", "files": {"tables/\u001b[31m.csv": "00"}}`,
		"run/tables/x" + "\x1b[5m": "x", "a\x1b[31mb.csv": "statute\n53a-82\n", "y\x1b[31m.yaml": "map: [\n",
	} {
		if err := os.WriteFile(name, []byte(text), 0o666); err != nil {
			t.Skipf("this system has no such names: %v", err)
		}
	}
	for _, args := range [][]string{
		{"inspect", "head.csv"}, {"inspect", "lines.csv"}, {"inspect", "bin.csv"}, {"inspect", "code.parquet"}, {"run", "--draws", "0", "head.csv", "--out", "o"}, {"run", "lines.csv"}, {"run", "bin.csv"}, {"run", "code.parquet"},
		{"run", "--map", "keys.yaml", "head.csv"}, {"run", "--map", "raw.yaml", "head.csv"}, {"run", "--map", "map.yaml", "lines.csv"}, {"check", "keys.yaml", "raw.yaml", "not.json", "head.csv", "bin.csv"}, {"batch", "plan.yaml", "head.csv"},
		{"explain", "--case", esc, "head.csv"}, {"verify", "run"}, {"compare", "run", "run"}, {"report", "run"}, {"audit", "run"}, {"run", "a\x1b[31mb.csv"}, {"inspect", "a\x1b[31mb.csv"}, {"run", "--map", "y\x1b[31m.yaml", "head.csv"},
		{"run", esc}, {"run", "--scenario", esc}, {"run", "--reading", esc, "head.csv"}, {"run", "--allow-column", esc, "head.csv", "--out", "o2", "--draws", "0"}, {"inspect", "--show-values", esc, "head.csv"}, {esc}, {"run", "--" + esc}, {"law", esc}, {"schema", esc},
		{"sql", "distinct", "--dialect", esc}, {"sql", "reduce", "--dialect", "duckdb", "--distinct", "head.csv"}, {"run", "--draws", "0", "head.csv", "--out", "o" + "\x1b[31m"}, {"sample", "--rows", "5", "--out", "s\x1b[31m.csv"}, {"reduce", "head.csv", "--out", "\x1b[31m.reduced"},
	} {
		out, talk, _ := command(args...)
		calm(t, strings.Join(args, " ")+", stdout", out)
		calm(t, strings.Join(args, " ")+", stderr", talk)
		if out == "" && talk == "" && args[0] != "sample" && args[0] != "reduce" {
			t.Errorf("impact %q says nothing: the test shows nothing", args)
		}
	}
}
