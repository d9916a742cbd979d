// Package house holds one test: the arrows between the rooms run as
// ARCHITECTURE.md draws them.
package house

import (
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"path"
	"slices"
	"strconv"
	"strings"
	"testing"
)

// mayImport is the table of ARCHITECTURE.md: what each room may import of the
// other rooms. cmd/impact may import all.
var mayImport = map[string][]string{
	"internal/strict":   {},
	"internal/law":      {"internal/strict"},
	"internal/court":    {"internal/law"},
	"internal/ingest":   {"internal/court", "internal/law", "internal/strict"},
	"internal/dialect":  {"internal/court", "internal/law"},
	"internal/model":    {"internal/court", "internal/law"},
	"internal/stats":    {},
	"internal/assume":   {"internal/strict", "internal/stats"},
	"internal/project":  {"internal/model", "internal/court", "internal/law", "internal/stats", "internal/assume"},
	"internal/plan":     {"internal/strict"},
	"internal/world":    {},
	"internal/chart":    {},
	"internal/columnar": {},
	"internal/sample":   {"internal/court", "internal/law"},
	"internal/paper":    {},
	"internal/report":   {"internal/project", "internal/model", "internal/assume", "internal/stats", "internal/chart", "internal/paper", "internal/court", "internal/law"},
	"internal/workbook": {"internal/report", "internal/assume"},
	"internal/compare":  {"internal/strict", "internal/paper", "internal/chart", "internal/columnar"},
	"internal/disclose": {},
	"internal/withhold": {"internal/disclose", "internal/report", "internal/project", "internal/model", "internal/stats"},
	"internal/held":     {"internal/withhold", "internal/report", "internal/chart", "internal/columnar"},
	"internal/spoil":    {},
	"internal/serve":    {"internal/report", "internal/paper", "internal/chart", "internal/assume", "docs"},
	"docs":              {},
	"internal/house":    {},
	"data":              {},
}

// arrowRooms are the only rooms that touch Arrow.
var arrowRooms = []string{"internal/ingest", "internal/columnar"}

// filesystem is what only cmd may touch: no other room opens files or the network.
var filesystem = []string{"os", "io/ioutil", "path/filepath", "net", "net/http", "os/exec"}

// handlers are the rooms that answer requests; what listens for them is cmd.
var handlers = []string{"internal/serve"}

func TestImports(t *testing.T) {
	root := os.DirFS("../..")
	err := fs.WalkDir(root, ".", func(p string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() || !strings.HasSuffix(p, ".go") || strings.HasSuffix(p, "_test.go") {
			return err
		}
		room := path.Dir(p)
		if room == "cmd/impact" {
			return nil
		}
		allowed, known := mayImport[room]
		if !known {
			t.Errorf("%s: the room %s is not in the table; a line in mayImport and in ARCHITECTURE.md would be right", p, room)
			return nil
		}
		src, err := fs.ReadFile(root, p)
		if err != nil {
			return err
		}
		file, err := parser.ParseFile(token.NewFileSet(), p, src, parser.ImportsOnly)
		if err != nil {
			return err
		}
		for _, i := range file.Imports {
			name, err := strconv.Unquote(i.Path.Value)
			if err != nil {
				return err
			}
			if other, ours := strings.CutPrefix(name, "impact/"); ours && !slices.Contains(allowed, other) {
				t.Errorf("%s: %s may not import %s", p, room, other)
			}
			if strings.HasPrefix(name, "github.com/apache/arrow") && !slices.Contains(arrowRooms, room) {
				t.Errorf("%s: only %v touch Arrow", p, arrowRooms)
			}
			if slices.Contains(filesystem, name) && !(name == "net/http" && slices.Contains(handlers, room)) {
				t.Errorf("%s: only cmd opens files; %s is not for %s", p, name, room)
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}

// clocks are the only files that ask what time it is: they draw progress on a
// terminal, or say until when a file may arrive.
var clocks = []string{"cmd/impact/progress.go", "cmd/impact/serveupload.go"}

// No clock enters a result: nothing else asks for the time.
func TestClock(t *testing.T) {
	root := os.DirFS("../..")
	found := 0
	err := fs.WalkDir(root, ".", func(p string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() || !strings.HasSuffix(p, ".go") || strings.HasSuffix(p, "_test.go") {
			return err
		}
		src, err := fs.ReadFile(root, p)
		if err != nil {
			return err
		}
		file, err := parser.ParseFile(token.NewFileSet(), p, src, 0)
		if err != nil {
			return err
		}
		ast.Inspect(file, func(n ast.Node) bool {
			s, ok := n.(*ast.SelectorExpr)
			if !ok {
				return true
			}
			of, ok := s.X.(*ast.Ident)
			if asks := ok && of.Name == "time" && slices.Contains([]string{"Now", "Since", "Until", "After", "Tick"}, s.Sel.Name); asks && slices.Contains(clocks, p) {
				found++
			} else if asks {
				t.Errorf("%s: time.%s: time is an argument", p, s.Sel.Name)
			}
			return true
		})
		return nil
	})
	if err != nil || found == 0 {
		t.Errorf("%d uses of the clock found where there are some, %v", found, err)
	}
}

// The table of ARCHITECTURE.md has a line for every room.
func TestDrawing(t *testing.T) {
	text, err := os.ReadFile("../../ARCHITECTURE.md")
	if err != nil {
		t.Fatal(err)
	}
	for room, allowed := range mayImport {
		var line string
		for l := range strings.Lines(string(text)) {
			if strings.HasPrefix(l, "| `"+room+"` |") {
				line = l
			}
		}
		if line == "" {
			t.Errorf("ARCHITECTURE.md has no line for %s", room)
			continue
		}
		cells := strings.Split(line, "|")
		drawn := strings.TrimSpace(cells[len(cells)-2])
		var names []string
		for _, a := range allowed {
			names = append(names, strings.TrimPrefix(a, "internal/"))
		}
		var want []string
		if drawn != "-" {
			want = strings.Split(drawn, ", ")
		}
		slices.Sort(names)
		slices.Sort(want)
		if !slices.Equal(names, want) {
			t.Errorf("%s may import %v by the test and %v by ARCHITECTURE.md", room, names, want)
		}
	}
}
