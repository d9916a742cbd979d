package main

import (
	"errors"
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/spf13/cobra"
)

// docs/commands.md lists the commands with what their help says they do, and the exit codes
// with what the constants say they mean: all of them, and no other.
func TestCommandsDocument(t *testing.T) {
	text, err := os.ReadFile("../../docs/commands.md")
	if err != nil {
		t.Fatal(err)
	}
	var commands, codes []string
	var walk func(c *cobra.Command)
	walk = func(c *cobra.Command) {
		if c.Name() == "completion" || c.Name() == "help" {
			return
		}
		if c.HasParent() {
			commands = append(commands, fmt.Sprintf("| `%s` | %s |", c.CommandPath(), c.Short))
		}
		for _, sub := range c.Commands() {
			walk(sub)
		}
	}
	walk((&app{}).root())
	file, err := parser.ParseFile(token.NewFileSet(), "main.go", nil, parser.ParseComments)
	if err != nil {
		t.Fatal(err)
	}
	for _, d := range file.Decls {
		for _, s := range specs(d) {
			if strings.HasPrefix(s.Names[0].Name, "exit") {
				codes = append(codes, fmt.Sprintf("| %s | %s |", s.Values[0].(*ast.BasicLit).Value, strings.TrimSpace(s.Comment.Text())))
			}
		}
	}
	if len(codes) < 5 || len(commands) < 10 {
		t.Fatalf("%d codes, %d commands", len(codes), len(commands))
	}
	rows := regexp.MustCompile("(?m)^\\| (`impact [a-z ]+`|[0-9]+) \\| [^|]+ \\|").FindAllString(string(text), -1)
	if want := slices.Concat(commands, codes); !slices.Equal(rows, want) {
		t.Errorf("docs/commands.md has the rows\n%s\nwant\n%s", strings.Join(rows, "\n"), strings.Join(want, "\n"))
	}
}

func specs(d ast.Decl) (out []*ast.ValueSpec) {
	if g, ok := d.(*ast.GenDecl); ok && g.Tok == token.CONST {
		for _, s := range g.Specs {
			out = append(out, s.(*ast.ValueSpec))
		}
	}
	return out
}

// noRoom is a standard output that cannot be written.
type noRoom struct{}

func (noRoom) Write([]byte) (int, error) { return 0, errors.New("no space left on device") }

// An output that cannot be written has one exit code in every command, and the message has
// its path and what the system says.
func TestUnwritable(t *testing.T) {
	dir := t.TempDir()
	file := filepath.Join(dir, "c.csv")
	if err := os.WriteFile(file, []byte("statute\n53a-83\n"), 0o666); err != nil {
		t.Fatal(err)
	}
	plan, values, ran := write(t, "p.yaml", "plan: p\nscenarios: ct-tip-council\ndraws: 0\n"), write(t, "v.csv", listedTexts), filepath.Join(dir, "ran")
	run0 := []string{"run", file, "--draws", "0", "--horizon", "0", "--switches=false", "--quiet"}
	done(t, append(run0, "--out", ran)...)
	below := filepath.Join(file, "below") // a file is no folder, for whoever asks
	for _, args := range [][]string{
		append(run0, "--out", below),
		append(run0, "--out", filepath.Join(dir, "no"), "--save-reduced", below),
		{"reduce", file, "--out", below},
		{"batch", plan, file, "--out", below, "--threshold", "0"},
		{"sample", "--rows", "5", "--out", below + ".csv"},
		{"sample", "--rows", "5", "--out", filepath.Join(dir, "s.csv"), "--truth", below + ".csv"},
		{"sql", "reduce", "--dialect", "duckdb", "--distinct", values, "--out", below},
		{"compare", ran, ran, "--out", below},
		{"inspect", file, "--map-out", below},
	} {
		_, talk, code := command(args...)
		if code != exitFailed || !strings.Contains(talk, below) || !strings.Contains(talk, "not a directory") {
			t.Errorf("impact %s: exit %d, %s", strings.Join(args, " "), code, talk)
		}
	}
	for _, args := range [][]string{
		{"reduce", file, "--out", filepath.Join(dir, "r")}, {"reduce", file, "--count"}, {"batch", plan, file, "--out", filepath.Join(dir, "b"), "--threshold", "0"}, {"batch", plan, "--dry-run"},
		{"sample", "--rows", "5", "--out", "-"}, {"sql", "distinct", "--dialect", "duckdb"}, {"law", "53a-83"}, {"inspect", file}, {"schema", "plan"}, {"version"}, {"check"}, {"report", ran}, {"compare", ran, ran}, {"--help"},
	} {
		var talk strings.Builder
		if code := run(args, noRoom{}, &talk); code != exitFailed || !strings.Contains(talk.String(), "no space left on device") {
			t.Errorf("impact %s: exit %d, %s", strings.Join(args, " "), code, talk.String())
		}
	}
}
