package main

import (
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"impact/internal/ingest"
)

// block is a fenced block of a document.
type block struct {
	kind, text string
	line       int
}

func blocks(t *testing.T, file string) []block {
	t.Helper()
	text, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	var out []block
	var open *block
	for i, line := range strings.Split(string(text), "\n") {
		switch {
		case open == nil && strings.HasPrefix(line, "```"):
			open = &block{kind: strings.TrimPrefix(line, "```"), line: i + 1}
		case open != nil && line == "```":
			out = append(out, *open)
			open = nil
		case open != nil:
			open.text += line + "\n"
		}
	}
	return out
}

// A console block shows commands after "$ " and what they print, which must be
// what they print now; a line "…" stands for any lines.
func TestConsoleBlocks(t *testing.T) {
	if testing.Short() {
		t.Skip("takes minutes under the race detector; go test without -short runs it")
	}
	root, err := filepath.Abs("../..")
	if err != nil {
		t.Fatal(err)
	}
	seen := 0
	for _, file := range documents(t) {
		for _, b := range blocks(t, file) {
			if b.kind == "console" {
				seen += console(t, root, file, b)
			}
		}
	}
	if seen == 0 {
		t.Error("no document shows a command")
	}
}

// documents are the paths of all documents from the root of the file system, for the
// tests change their folder.
func documents(t *testing.T) []string {
	t.Helper()
	root, err := filepath.Abs("../..")
	if err != nil {
		t.Fatal(err)
	}
	files, err := filepath.Glob(filepath.Join(root, "docs", "*.md"))
	if err != nil {
		t.Fatal(err)
	}
	return append(files, filepath.Join(root, "README.md"))
}

// console runs the commands of a block and returns how many there were.
func console(t *testing.T, root, file string, b block) int {
	t.Helper()
	if strings.Contains(b.text, "../shared/") {
		if _, err := os.Stat(filepath.Join(root, "../shared")); err != nil {
			t.Logf("%s:%d: skipped: ../shared is not here", file, b.line)
			return 0
		}
	}
	n := 0
	t.Chdir(workFolder(t, root))
	for _, part := range strings.Split("\n"+b.text, "\n$ ")[1:] {
		line, want, _ := strings.Cut(part, "\n")
		args := words(line)
		switch {
		case len(args) > 2 && args[0] == "go" && args[1] == "run" && args[2] == "./cmd/impact":
			args = args[3:]
		case args[0] == "impact":
			args = args[1:]
		default:
			continue
		}
		n++
		stdout, stderr, code := command(args...)
		got := stdout + stderr
		if code != exitDone && !strings.Contains(want, "exit ") {
			t.Errorf("%s:%d: %s: exit %d\n%s", file, b.line, line, code, stderr)
			continue
		}
		if !like(want, got) {
			t.Errorf("%s:%d: %s prints otherwise:\n%s", file, b.line, line, got)
		}
	}
	return n
}

// workFolder is a fresh folder in which the repository's data and the shared
// data are where the documents say.
func workFolder(t *testing.T, root string) string {
	t.Helper()
	dir := filepath.Join(t.TempDir(), "work")
	if err := os.Mkdir(dir, 0o777); err != nil {
		t.Fatal(err)
	}
	for link, to := range map[string]string{"data": filepath.Join(root, "data"), "../shared": filepath.Join(root, "../shared")} {
		if _, err := os.Stat(to); err != nil {
			continue
		}
		if err := os.Symlink(to, filepath.Join(dir, link)); err != nil {
			t.Fatal(err)
		}
	}
	return dir
}

// words splits a command line as a shell does, without its expansions.
func words(line string) []string {
	var out []string
	for _, m := range regexp.MustCompile(`'([^']*)'|"([^"]*)"|(\S+)`).FindAllStringSubmatch(line, -1) {
		out = append(out, m[1]+m[2]+m[3])
	}
	return out
}

// like compares what a document shows with what a command prints, blanks at the
// ends of lines aside; "…" stands for any lines.
func like(want, got string) bool {
	var parts []string
	for _, p := range strings.Split("\n"+trimLines(want)+"\n", "\n…\n") {
		parts = append(parts, "(?s)"+regexp.QuoteMeta(p))
	}
	re := regexp.MustCompile(`^\n*` + strings.Join(parts, `\n(?:.*\n)?`) + `\n*$`)
	return re.MatchString("\n" + trimLines(got) + "\n")
}

func trimLines(s string) string {
	lines := strings.Split(strings.TrimRight(s, "\n"), "\n")
	for i := range lines {
		lines[i] = strings.TrimRight(lines[i], " ")
	}
	return strings.Join(lines, "\n")
}

// Commands of sh blocks must succeed; what they print is not shown. They run
// beside an extract.csv, which is the sample under other column names.
func TestShellBlocks(t *testing.T) {
	if testing.Short() {
		t.Skip("takes minutes under the race detector; go test without -short runs it")
	}
	root, err := filepath.Abs("../..")
	if err != nil {
		t.Fatal(err)
	}
	files, ran := documents(t), 0
	t.Chdir(workFolder(t, root))
	extract(t)
	for _, file := range files {
		switch filepath.Base(file) {
		case "scenarios.md": // TestScenarioGuide follows it
			continue
		case "scale.md": // test/engines follows it, on Spark
			continue
		}
		for _, b := range blocks(t, file) {
			if b.kind != "sh" {
				continue
			}
			for line := range strings.Lines(b.text) {
				line, _, _ = strings.Cut(line, " #")
				args, ours := strings.CutPrefix(strings.TrimSpace(line), "impact ")
				if !ours {
					continue
				}
				ran++
				if _, talk, code := command(words(args)...); code != exitDone {
					t.Errorf("%s:%d: impact %s: exit %d: %s", file, b.line, args, code, talk)
				}
			}
		}
	}
	if ran < 6 {
		t.Errorf("%d commands were run", ran)
	}
}

// extract writes the sample as somebody else's extract.
func extract(t *testing.T) {
	t.Helper()
	b, err := os.ReadFile("data/sample/charges.csv")
	if err != nil {
		t.Fatal(err)
	}
	_, rest, _ := strings.Cut(string(b), "\n")
	header, rows, _ := strings.Cut(rest, "\n")
	names := strings.NewReplacer("case_id", "Docket Number", "statute,", "Charge,", "disposition,", "Verdict,", "offense_date", "Offense Date")
	if err := os.WriteFile("extract.csv", []byte(names.Replace(header)+"\n"+rows), 0o666); err != nil {
		t.Fatal(err)
	}
}

// The map that docs/data.md shows is a good one.
func TestMapShown(t *testing.T) {
	seen := 0
	for _, b := range blocks(t, "../../docs/data.md") {
		if b.kind != "yaml" {
			continue
		}
		seen++
		if _, err := ingest.LoadMap("docs/data.md", []byte(b.text)); err != nil {
			t.Errorf("docs/data.md:%d: %v", b.line, err)
		}
	}
	if seen == 0 {
		t.Error("docs/data.md shows no map")
	}
}

// docs/scenarios.md makes a scenario step by step. Its YAML blocks are put
// together as it says, and its commands are run at each step.
func TestScenarioGuide(t *testing.T) {
	if testing.Short() {
		t.Skip("takes minutes under the race detector; go test without -short runs it")
	}
	file, err := filepath.Abs("../../docs/scenarios.md")
	if err != nil {
		t.Fatal(err)
	}
	t.Chdir(t.TempDir())
	body, ran := "", 0
	for _, b := range blocks(t, file) {
		switch b.kind {
		case "yaml":
			if body == "" || strings.HasPrefix(b.text, "  - id:") {
				body += b.text
			}
			if err := os.WriteFile("my-act.yaml", []byte(body), 0o666); err != nil {
				t.Fatal(err)
			}
		case "sh":
			for line := range strings.Lines(b.text) {
				ran++
				if _, talk, code := command(words(strings.TrimSpace(line))[1:]...); code != exitDone {
					t.Errorf("%s:%d: %s: exit %d: %s", file, b.line, line, code, talk)
				}
			}
		}
	}
	if ran < 7 {
		t.Errorf("%d commands were run", ran)
	}
	if _, talk, code := command("check", "my-act.yaml"); code != exitDone {
		t.Errorf("the finished file: %s", talk)
	}
}
