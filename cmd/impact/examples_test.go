package main

import (
	"os"
	"strings"
	"testing"

	"github.com/spf13/cobra"
)

// The help of every command ends with its examples.
func TestHelpEndsWithAnExample(t *testing.T) {
	seen := 0
	var walk func(c *cobra.Command)
	walk = func(c *cobra.Command) {
		if c.Name() == "completion" || c.Name() == "help" {
			return
		}
		seen++
		text := done(t, append(strings.Fields(c.CommandPath())[1:], "--help")...)
		_, end, found := strings.Cut(text, "\nExamples:\n")
		if !found || !strings.HasPrefix(end, "  "+c.CommandPath()) || strings.Count(end, "\n") != strings.Count(end, "\n  impact")+1 {
			t.Errorf("the help of %s does not end with an example: %q", c.CommandPath(), end)
		}
		for _, sub := range c.Commands() {
			walk(sub)
		}
	}
	walk((&app{}).root())
	if seen != len(examples) {
		t.Errorf("%d commands, %d of examples", seen, len(examples))
	}
}

// The examples work, one after another in one folder; those that take long are made
// shorter, or left to other tests.
func TestExamples(t *testing.T) {
	t.Chdir(t.TempDir())
	if err := os.WriteFile("values.csv", []byte(listedTexts), 0o666); err != nil {
		t.Fatal(err)
	}
	for _, e := range examples {
		for _, line := range e.lines {
			if line == "impact run" || line == "impact batch sweep --out sweep" || strings.HasPrefix(line, "impact serve ") { // of the golden files, of docs/batch.md, of serve_test.go
				continue
			}
			line, to, _ := strings.Cut(line, " > ")
			args := strings.Fields(line)[1:]
			if args[0] == "run" {
				args = append(args, "--draws", "0", "--switches=false")
			}
			out, talk, code := command(args...)
			if code != exitDone {
				t.Errorf("%s: exit %d, %s", line, code, talk)
			}
			if to != "" {
				if err := os.WriteFile(to, []byte(out), 0o666); err != nil {
					t.Fatal(err)
				}
			}
		}
	}
}
