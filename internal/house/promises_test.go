package house

import (
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"path"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// promised are the documents that promise, the heads of their tables of promises, and the
// fewest that there are.
var promised = []struct {
	file  string
	heads []string
	least int
}{
	{"docs/privacy.md", []string{"| promise | against | test |"}, 20},
	{"docs/reliability.md", []string{"| promise | test |", "| fault | what happens | test |"}, 15},
}

var (
	testName = regexp.MustCompile(`\bTest[A-Z][A-Za-z]*`)
	testRoom = regexp.MustCompile("(?:in|of) `?((?:internal|cmd)/[a-z]+)`?")
	untested = regexp.MustCompile("`make [a-z]+`|\\| – \\|$") // a target of make holds it, or nothing, which is said
)

// Every promise of the documents names tests that there are, in the room that it says or in
// cmd/impact, and each of them can fail: it, or a helper that it calls, reports a fault.
func TestPromises(t *testing.T) {
	rooms := map[string]*testsOf{}
	for _, d := range promised {
		text, err := os.ReadFile("../../" + d.file)
		if err != nil {
			t.Fatal(err)
		}
		rows := 0
		for _, head := range d.heads {
			for _, line := range rowsUnder(string(text), head) {
				rows++
				cells := strings.Split(strings.Trim(line, "| "), " | ")
				last := cells[len(cells)-1]
				if untested.MatchString(line) {
					continue
				}
				names, room := testName.FindAllString(last, -1), "cmd/impact"
				if len(names) == 0 {
					t.Errorf("%s: no test: %s", d.file, line)
				}
				for i, name := range names {
					rest := last[strings.Index(last, name):]
					if i+1 < len(names) && d.file != "docs/privacy.md" {
						rest, _, _ = strings.Cut(rest, names[i+1])
					}
					room = "cmd/impact"
					if m := testRoom.FindStringSubmatch(rest); m != nil {
						room = m[1]
					}
					if rooms[room] == nil {
						rooms[room] = testsIn(t, room)
					}
					switch {
					case !rooms[room].tests[name]:
						t.Errorf("%s: %s has no %s, which is to hold: %s", d.file, room, name, line)
					case !rooms[room].fails(name, map[string]bool{}):
						t.Errorf("%s: %s of %s cannot fail, and is to hold: %s", d.file, name, room, line)
					}
				}
			}
		}
		if rows < d.least {
			t.Errorf("%s: %d promises found", d.file, rows)
		}
	}
}

// rowsUnder are the rows of a table of a document, without those that only rule lines.
func rowsUnder(text, head string) (out []string) {
	_, table, _ := strings.Cut(text, "\n"+head+"\n")
	for line := range strings.Lines(table) {
		if line = strings.TrimSpace(line); !strings.HasPrefix(line, "|") {
			return out
		}
		if strings.Trim(line, "|-: ") != "" {
			out = append(out, line)
		}
	}
	return out
}

// A testsOf is what the test files of a room declare: which of it are tests, what each
// function calls by its name alone, and which report faults themselves.
type testsOf struct {
	tests   map[string]bool
	calls   map[string][]string
	reports map[string]bool
}

func testsIn(t *testing.T, room string) *testsOf {
	t.Helper()
	files, err := fs.Glob(os.DirFS("../.."), path.Join(room, "*_test.go"))
	if err != nil {
		t.Fatal(err)
	}
	out := &testsOf{map[string]bool{}, map[string][]string{}, map[string]bool{}}
	for _, f := range files {
		src, err := parser.ParseFile(token.NewFileSet(), path.Join("../..", f), nil, 0)
		if err != nil {
			t.Fatal(err)
		}
		out.add(src)
	}
	return out
}

func (x *testsOf) add(src *ast.File) {
	for _, d := range src.Decls {
		f, ok := d.(*ast.FuncDecl)
		if !ok || f.Body == nil {
			continue
		}
		name := f.Name.Name
		x.tests[name] = f.Recv == nil && strings.HasPrefix(name, "Test")
		ast.Inspect(f.Body, func(n ast.Node) bool {
			call, ok := n.(*ast.CallExpr)
			if !ok {
				return true
			}
			switch to := call.Fun.(type) {
			case *ast.Ident:
				x.calls[name] = append(x.calls[name], to.Name)
			case *ast.SelectorExpr:
				if slices.Contains([]string{"Error", "Errorf", "Fatal", "Fatalf"}, to.Sel.Name) && len(call.Args) > 0 {
					x.reports[name] = true
				}
				if of, ok := to.X.(*ast.Ident); ok && of.Name == "spoil" {
					x.reports[name] = true // internal/spoil reports for its callers
				}
			}
			return true
		})
	}
}

// fails reports whether a function, or one that it calls, reports faults.
func (x *testsOf) fails(name string, seen map[string]bool) bool {
	if seen[name] {
		return false
	}
	seen[name] = true
	return x.reports[name] || slices.ContainsFunc(x.calls[name], func(n string) bool { return x.fails(n, seen) })
}

// A test without a report is found, wherever its helpers are.
func TestFails(t *testing.T) {
	src, err := parser.ParseFile(token.NewFileSet(), "x_test.go", `package x
func TestGood(t *testing.T) { helper(t) }
func helper(t *testing.T) { if err := f(); err != nil { t.Fatal(err) } }
func TestIdle(t *testing.T) { idle(t); TestIdle(t) }
func idle(t *testing.T) { t.Log(err.Error()) }`, 0)
	if err != nil {
		t.Fatal(err)
	}
	x := &testsOf{map[string]bool{}, map[string][]string{}, map[string]bool{}}
	x.add(src)
	if !x.fails("TestGood", map[string]bool{}) || x.fails("TestIdle", map[string]bool{}) || x.tests["helper"] {
		t.Errorf("%+v", x)
	}
}

// served may import a network: it listens on this machine when it is asked to.
var served = []string{"internal/serve/", "cmd/impact/serve"}

// No other file of the program imports a network.
func TestNoNetwork(t *testing.T) {
	seen := 0
	err := fs.WalkDir(os.DirFS("../.."), ".", func(p string, d fs.DirEntry, err error) error {
		inside := strings.HasPrefix(p, "cmd/") || strings.HasPrefix(p, "internal/") || strings.HasPrefix(p, "data/")
		if err != nil || d.IsDir() || !inside || !strings.HasSuffix(p, ".go") || strings.HasSuffix(p, "_test.go") {
			return err
		}
		for _, s := range served {
			if strings.HasPrefix(p, s) {
				return nil
			}
		}
		file, err := parser.ParseFile(token.NewFileSet(), path.Join("../..", p), nil, parser.ImportsOnly)
		if err != nil {
			return err
		}
		seen++
		for _, i := range file.Imports {
			if name := strings.Trim(i.Path.Value, `"`); name == "net" || strings.HasPrefix(name, "net/") && name != "net/url" {
				t.Errorf("%s imports %s", p, name)
			}
		}
		return nil
	})
	if err != nil || seen < 100 {
		t.Errorf("%d files seen, %v", seen, err)
	}
}
