package law_test

import (
	"io/fs"
	"os"
	"path"
	"reflect"
	"testing"

	"impact/data"
	"impact/internal/law"
)

// What the program carries is not held to its schema at each start, and so is here: read
// with the schema and without it is the same law, and no file has a fault.
func TestCarriedLaw(t *testing.T) {
	packs, err := fs.ReadDir(data.FS, "law")
	if err != nil {
		t.Fatal(err)
	}
	read := map[string]*law.Code{}
	for _, p := range packs {
		if !p.IsDir() {
			continue
		}
		held, err := law.LoadCode(os.DirFS("../../data"), path.Join("law", p.Name()))
		if err != nil {
			t.Fatal(err)
		}
		carried, err := law.LoadCode(data.FS, path.Join("law", p.Name()))
		if err != nil {
			t.Fatal(err)
		}
		if !reflect.DeepEqual(held, carried) {
			t.Errorf("%s is another law without its schema", p.Name())
		}
		read[p.Name()] = held
	}
	scenarios, err := fs.Glob(data.FS, "scenarios/*.yaml")
	if err != nil || len(scenarios) == 0 || len(read) == 0 {
		t.Fatal(len(scenarios), "scenarios,", len(read), "packs:", err)
	}
	for _, name := range scenarios {
		text, err := fs.ReadFile(data.FS, name)
		if err != nil {
			t.Fatal(err)
		}
		var both []*law.Scenario
		for _, carried := range []bool{false, true} {
			s, err := law.ReadScenario(name, text, carried)
			if err != nil {
				t.Fatal(err)
			}
			got, err := s.Against(read[s.Pack()])
			if err != nil {
				t.Fatal(err)
			}
			both = append(both, got)
		}
		if !reflect.DeepEqual(both[0], both[1]) {
			t.Errorf("%s is another scenario without its schema", name)
		}
	}
}
