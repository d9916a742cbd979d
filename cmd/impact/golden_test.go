package main

import (
	"bytes"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// command runs one command line and returns its output and exit code. A run makes no
// switchboard unless it asks for one, which has a test of its own.
func command(args ...string) (stdout, stderr string, code int) {
	var out, talk bytes.Buffer
	if len(args) > 0 && args[0] == "run" && !slices.ContainsFunc(args, func(a string) bool { return strings.HasPrefix(a, "--switches") }) {
		args = slices.Insert(slices.Clone(args), 1, "--switches=false")
	}
	code = run(args, &out, &talk)
	return out.String(), talk.String(), code
}

// done runs a command that must succeed.
func done(t *testing.T, args ...string) string {
	t.Helper()
	out, talk, code := command(args...)
	if code != exitDone {
		t.Fatalf("impact %s: exit %d\n%s", strings.Join(args, " "), code, talk)
	}
	return out
}

// golden compares text with a file, or writes it where UPDATE_GOLDEN is set.
func golden(t *testing.T, name, got string) {
	t.Helper()
	if os.Getenv("UPDATE_GOLDEN") != "" {
		if err := os.WriteFile(name, []byte(got), 0o666); err != nil {
			t.Fatal(err)
		}
		return
	}
	want, err := os.ReadFile(name)
	if err != nil {
		t.Fatalf("%v; UPDATE_GOLDEN=1 go test ./cmd/impact writes it", err)
	}
	if got != string(want) {
		t.Errorf("%s differs:\n%s", name, firstDifference(string(want), got))
	}
}

func firstDifference(want, got string) string {
	w, g := strings.Split(want, "\n"), strings.Split(got, "\n")
	for i := range max(len(w), len(g)) {
		a, b := "(end)", "(end)"
		if i < len(w) {
			a = w[i]
		}
		if i < len(g) {
			b = g[i]
		}
		if a != b {
			return "want: " + a + "\ngot:  " + b
		}
	}
	return ""
}

// Every scenario that ships lies beside its answer: the headline tables on the
// sample that comes with its law pack.
func TestScenarios(t *testing.T) {
	if testing.Short() {
		t.Skip("takes minutes under the race detector; go test without -short runs it")
	}
	files, err := filepath.Glob("../../data/scenarios/*.yaml")
	if err != nil || len(files) == 0 {
		t.Fatal("no scenarios", err)
	}
	for _, file := range files {
		name := strings.TrimSuffix(filepath.Base(file), ".yaml")
		t.Run(name, func(t *testing.T) {
			args := []string{"run", "--quiet", "--scenario", name, "--out", filepath.Join(t.TempDir(), "out")}
			golden(t, strings.TrimSuffix(file, ".yaml")+".want.txt", done(t, args...))
		})
	}
}

// The README's picture is the one that the main job draws.
func TestPicture(t *testing.T) {
	if testing.Short() {
		t.Skip("takes minutes under the race detector; go test without -short runs it")
	}
	out := filepath.Join(t.TempDir(), "out")
	done(t, "run", "--quiet", "--out", out)
	b, err := os.ReadFile(filepath.Join(out, "figures", "class_flow.svg"))
	if err != nil {
		t.Fatal(err)
	}
	golden(t, "../../docs/class_flow.svg", string(b))
}
