package main

import (
	"encoding/json"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"impact/data"
)

// Check tells the kind of a file by its keys, wherever they stand, and reads it
// as that kind.
func TestCheckKinds(t *testing.T) {
	dir := t.TempDir()
	for _, c := range []struct{ name, text, want string }{
		{"assumptions.yaml", "title: t\nassumptions: ct\ndials: []\n", `assumptions.yaml:2:14: the dial "charging_share" is missing`},
		{"costs.yaml", "# dollars\ntitle: t\ncosts: ct\nrow: []\n", `costs.yaml:4:1: unknown key "row"; did you mean "rows"?`},
		{"map.yaml", "title: t\nmap: m\nsource: s\ncolumn: {}\n", `map.yaml:4:1: unknown key "column"; did you mean "columns"?`},
		{"plan.yaml", "costs: [ct]\nmap: m\nplan: p\nscenarios: [ct-tip-councl]\n", `plan.yaml:4:13: ct-tip-councl: neither a file nor one of the built-in scenarios`},
		{"plan2.yaml", "scenarios: [ct-tip-council]\nplan: p\nassumptions:\n  - {dial: growth, values: [2]}\n", `plan2.yaml:4:29: growth: 2 is out of range`},
		{"scenario.yaml", "title: t\nscenario: s\n", `scenario.yaml:1:1: the key "pack" is missing here`},
		{"nothing.yaml", "titel: t\n", `nothing.yaml:1:1: the key "pack" is missing here`},
	} {
		name := filepath.Join(dir, c.name)
		if err := os.WriteFile(name, []byte(c.text), 0o666); err != nil {
			t.Fatal(err)
		}
		if _, talk, code := command("check", name); code != exitWrong || !strings.Contains(talk, c.want) {
			t.Errorf("%s: exit %d, %s\nwant %s", c.name, code, talk, c.want)
		}
	}
}

// Without files, check reads everything that is built in; a copy of a built-in
// file of assumptions or costs is good too.
func TestCheckBuiltIn(t *testing.T) {
	out := done(t, "check")
	for _, name := range []string{"law/ct", "scenarios/null", "maps/ct-drug-charges-2008-2009", "assumptions/any", "assumptions/ct", "assumptions/wa", "costs/any", "costs/ct", "plans/sweep"} {
		if !strings.Contains(out, name+": good\n") {
			t.Errorf("%s was not checked:\n%s", name, out)
		}
	}
	for _, name := range []string{"assumptions/ct.yaml", "costs/ct.yaml"} {
		b, err := fs.ReadFile(data.FS, name)
		if err != nil {
			t.Fatal(err)
		}
		copied := filepath.Join(t.TempDir(), "copy.yaml")
		if err := os.WriteFile(copied, b, 0o666); err != nil {
			t.Fatal(err)
		}
		done(t, "check", copied)
	}
}

func TestSchema(t *testing.T) {
	for kind, title := range map[string]string{"assumptions": "impact assumptions", "costs": "impact costs", "map": "impact column map", "plan": "impact plan", "scenario": "impact scenario"} {
		var schema struct{ Title string }
		if err := json.Unmarshal([]byte(done(t, "schema", kind)), &schema); err != nil || schema.Title != title {
			t.Errorf("the schema of %s is titled %q, %v", kind, schema.Title, err)
		}
	}
	if _, talk, _ := command("schema", "cost"); !strings.Contains(talk, "one of assumptions, costs, map, plan, scenario would be right") {
		t.Errorf("an unknown kind is told as %q", talk)
	}
}
