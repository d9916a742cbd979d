package house

import (
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"path"
	"regexp"
	"strings"
	"testing"
)

// Every promise of docs/privacy.md names a test that there is, in the package that it says.
func TestPromises(t *testing.T) {
	text, err := os.ReadFile("../../docs/privacy.md")
	if err != nil {
		t.Fatal(err)
	}
	_, table, found := strings.Cut(string(text), "| promise | against | test |\n")
	if !found {
		t.Fatal("docs/privacy.md has no table of promises")
	}
	name, in := regexp.MustCompile("`(Test[A-Za-z]+)`"), regexp.MustCompile(`in ((?:internal|cmd)/[a-z]+) \|$`)
	rows := 0
	for line := range strings.Lines(table) {
		line = strings.TrimSpace(line)
		if !strings.HasPrefix(line, "| ") {
			if rows > 0 {
				break
			}
			continue
		}
		rows++
		tests, pkg := name.FindAllStringSubmatch(line, -1), in.FindStringSubmatch(line)
		if len(tests) == 0 || pkg == nil {
			t.Errorf("no test and no package: %s", line)
			continue
		}
		for _, x := range tests {
			if !declared(t, pkg[1], x[1]) {
				t.Errorf("%s has no %s, which is to hold: %s", pkg[1], x[1], line)
			}
		}
	}
	if rows < 10 {
		t.Errorf("%d promises found", rows)
	}
}

// declared reports whether a package has a test of that name.
func declared(t *testing.T, pkg, test string) bool {
	t.Helper()
	files, err := fs.Glob(os.DirFS("../.."), path.Join(pkg, "*_test.go"))
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range files {
		src, err := os.ReadFile(path.Join("../..", f))
		if err != nil {
			t.Fatal(err)
		}
		if strings.Contains(string(src), "\nfunc "+test+"(t *testing.T) {") {
			return true
		}
	}
	return false
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
