package law

import (
	"errors"
	"fmt"
	"os"
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	"impact/internal/spoil"
	"impact/internal/strict"

	"go.yaml.in/yaml/v4"
)

// wordsOfYAML are what a file of YAML stumbles over.
var wordsOfYAML = []string{
	"&a ", "*a", "<<: ", "? ", ": ", "- ", "{", "}", "[", "]", "|\n", ">\n", "!!binary ", "!!int ", "\t", "\n", "\n\n", "\"", "'", "#", "---\n", "...\n", "~", "null", "true", "1e999", ".inf", ".nan",
	"0x7fffffffffffffff", "99999999999999999999", "-1", "9999-12-31", "0000-00-00", "1a-83(c)", "1a-88", "none", "felony A", "{any: []}", "{not: {}}", "requires: [a]\n", "\ufeff", "\x00", "\xc0\xaf", "\u2028", "../../etc/passwd", "<script>",
}

// pointed is nil for an error that is a list of faults with places.
func pointed(err error) error {
	var faults strict.Faults
	if !errors.As(err, &faults) || len(faults) == 0 {
		return fmt.Errorf("%T %v; faults with their places were wanted", err, err)
	}
	for _, f := range faults {
		if f.File == "" || f.Line < 1 || f.Column < 1 || f.Message == "" {
			return fmt.Errorf("the fault has no place: %#v", f)
		}
	}
	return nil
}

// listed is how many entries a list of the file has, as the YAML library itself reads it.
func listed(data []byte, key string) (int, bool) {
	var all map[string]any
	if yaml.Unmarshal(data, &all) != nil {
		return 0, false
	}
	list, _ := all[key].([]any)
	return len(list), true
}

// A scenario that was damaged is refused with its places, or all its provisions are there
// and can be proposed.
func TestSpoiltScenario(t *testing.T) {
	good := [][]byte{[]byte(fuzzSeed), []byte(scenarioHead + "provisions: [{id: n, says: s, cite: c, no_effect: x}]\n"),
		[]byte(scenarioHead + "readings: [{id: r, title: t}]\nprovisions:\n  - {id: n, says: s, cite: c, moves: [{from: \"1a-88\", to: \"1a-82\"}]}\n")}
	code := smallCode(t)
	spoil.Run(t, spoil.Count(1000), good, wordsOfYAML, func(data []byte) (bool, error) { return tryScenario(code, data) })
}

func tryScenario(code *Code, data []byte) (bool, error) {
	s, err := LoadScenario(code, "x.yaml", data)
	if err != nil {
		return false, pointed(err)
	}
	if n, ok := listed(data, "provisions"); !ok || n != len(s.Provisions) {
		return true, fmt.Errorf("%d provisions are read of %d (%v)", len(s.Provisions), n, ok)
	}
	for _, r := range s.ReadingIDs() {
		p, err := s.Propose(r, nil, 20161231)
		if err != nil {
			continue
		}
		if loop, _ := cycle(p.Act.Moves); loop != "" {
			return true, fmt.Errorf("a circle: %s", loop)
		}
		fr := s.Code().Frame(nil, nil, p)
		for _, e := range s.Code().Statutes() {
			_, _, _ = p.Act.Apply(fr, e.Cite, Facts{})
		}
	}
	return true, nil
}

// A scenario for the shipped law, likewise.
func TestSpoiltCouncil(t *testing.T) {
	data, err := os.ReadFile("../../data/scenarios/ct-tip-council.yaml")
	if err != nil {
		t.Fatal(err)
	}
	code := connecticut(t)
	spoil.Run(t, spoil.Count(200), [][]byte{data}, wordsOfYAML, func(data []byte) (bool, error) { return tryScenario(code, data) })
}

// A law pack of which one file was damaged is refused with its places, or all its
// statutes are there.
func TestSpoiltLaw(t *testing.T) {
	whole := pack(t)
	var names []string
	var good [][]byte
	for name := range whole {
		names = append(names, name)
	}
	slices.Sort(names)
	for _, name := range names {
		good = append(good, append([]byte(name+"\x00"), whole[name].Data...))
	}
	spoil.Run(t, spoil.Count(1000), good, wordsOfYAML, func(data []byte) (bool, error) {
		name, text, _ := strings.Cut(string(data), "\x00")
		if whole[name] == nil {
			name = names[len(data)%len(names)]
		}
		files := fstest.MapFS{}
		for n, f := range whole {
			files[n] = f
		}
		files[name] = &fstest.MapFile{Data: []byte(text)}
		code, err := LoadCode(files, "p")
		if err != nil {
			return false, pointed(err)
		}
		if n, ok := listed(files["p/statutes/all.yaml"].Data, "statutes"); !ok || n > len(code.Statutes()) {
			return true, fmt.Errorf("%d statutes are read of %d (%v)", len(code.Statutes()), n, ok)
		}
		return true, nil
	})
}

func FuzzSpoiltScenario(f *testing.F) {
	for seed := range uint64(8) {
		f.Add(seed)
	}
	code := smallCode(f)
	f.Fuzz(func(t *testing.T, seed uint64) {
		if _, err := tryScenario(code, spoil.One(seed, [][]byte{[]byte(fuzzSeed)}, wordsOfYAML)); err != nil {
			t.Errorf("seed %d: %v", seed, err)
		}
	})
}
