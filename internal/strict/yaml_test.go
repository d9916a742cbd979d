package strict

import (
	"fmt"
	"strings"
	"testing"
	"time"
)

type inner struct {
	Deep Text `yaml:"deep,omitempty"`
}

type wide struct {
	Texts  map[string]Text  `yaml:"texts,omitempty"`
	Ptrs   map[string]*part `yaml:"ptrs,omitempty"`
	Count  int              `yaml:"count,omitempty"`
	Flag   bool             `yaml:"flag,omitempty"`
	Kind   string           `yaml:"kind,omitempty" jsonschema:"enum=red,enum=green"`
	Day    string           `yaml:"day,omitempty" jsonschema:"pattern=^[0-9]{4}$,description=a year of four digits"`
	Few    []string         `yaml:"few,omitempty" jsonschema:"minItems=2"`
	Small  int              `yaml:"small,omitempty" jsonschema:"minimum=1,maximum=9"`
	At     Pos              `yaml:"-"`
	inner  `yaml:",inline"`
	hidden Text
}

// What YAML allows and these files do not.
func TestOddYAML(t *testing.T) {
	bad := func(text, want string) {
		t.Helper()
		err := Decode("x.yaml", []byte(text), &wide{})
		if got := fmt.Sprint(err); got != want {
			t.Errorf("%q:\n got %s\nwant %s", text, got, want)
		}
	}
	ok := func(text string) wide {
		t.Helper()
		var w wide
		if err := Decode("x.yaml", []byte(text), &w); err != nil {
			t.Errorf("%q: %v", text, err)
		}
		return w
	}
	bad("count: ~\n", "x.yaml:1:8: a blank stands here, where a whole number would be right")
	bad("count:\n", "x.yaml:1:7: a blank stands here, where a whole number would be right")
	bad("count: 1.5\n", "x.yaml:1:8: a number stands here, where a whole number would be right")
	bad("count: .inf\n", "x.yaml:1:8: a number stands here, where a whole number would be right")
	bad("count: \"1\"\n", "x.yaml:1:8: a text stands here, where a whole number would be right")
	bad("count: [1]\n", "x.yaml:1:8: a list stands here, where a whole number would be right")
	bad("flag: yes\n", "x.yaml:1:7: a text stands here, where a boolean would be right")
	bad("kind: true\n", `x.yaml:1:7: true is read as a boolean, a text is wanted; quote it: "true"`)
	bad("kind: gren\n", `x.yaml:1:7: "gren" is not one of red, green; did you mean "green"?`)
	bad("kind: mauve\n", `x.yaml:1:7: "mauve" is not one of red, green`)
	bad("day: 16-x\n", `x.yaml:1:6: "16-x" is not a year of four digits`)
	bad("few: [a]\n", "x.yaml:1:6: a list of 1 stands here; at least 2 would be right")
	bad("small: 0\n", "x.yaml:1:8: 0 is less than 1")
	bad("small: 10\n", "x.yaml:1:8: 10 is more than 9")
	for _, n := range []string{"1e9", "0x10", "53.10", "1_000.5", "-1", ".5", ".nan"} {
		bad("texts: {a: "+n+"}\n", "x.yaml:1:12: "+n+" is read as a number, a text is wanted; quote it: \""+n+"\"")
		if got := ok("texts: {a: \"" + n + "\"}\n").Texts["a"].Value; got != n {
			t.Errorf("%s became %s", n, got)
		}
	}
	bad("texts: {a: ~}\n", "x.yaml:1:12: a blank stands here, where a text would be right")
	bad("kind: &k red\nday: *k\n", "x.yaml:2:6: an alias (*name) is not read here; write the value out")
	bad("<<: {kind: red}\n", "x.yaml:1:1: a merge (<<) is not read here; write the keys out")
	bad("ptrs: {<<: {name: a}}\n", "x.yaml:1:8: a merge (<<) is not read here; write the keys out")
	bad("? [kind]\n: red\n", "x.yaml:1:3: a key is one word; a list or a mapping stands here")
	bad("kind: red\nkind: red\n", `x.yaml:2:1: the key "kind" stands twice; once would be right`)
	bad("texts: {a: b, \"a\": c}\n", `x.yaml:1:15: the key "a" stands twice; once would be right`)
	bad("hidden: a\n", `x.yaml:1:1: unknown key "hidden"; known here: count, day, deep, few, flag, kind, ptrs, small, texts`)
	bad("kind: red\n---\nkind: red\n", "x.yaml:2:1: a second document begins here; one document a file would be right")
	bad("kind: red\n...\n: : [\n", "x.yaml:4:1: not YAML: yaml: line 4: did not find expected node content")
	bad("few: [b, !!binary \"*\"]\n", "x.yaml:1:10: a tag (!!binary) is not read here; leave it out")
	if ok("kind: &k red\n").Kind != "red" {
		t.Error("an anchor that no one reads changes the value")
	}
	if w := ok("count: 0x10\nflag: true\n"); w.Count != 16 || !w.Flag {
		t.Errorf("read %+v", w)
	}
	if w := ok("{}\n"); w.hidden.Value != "" || w.At.Line != 0 {
		t.Errorf("read %+v", w)
	}
}

// Texts know their place wherever they stand: in maps, behind pointers, and in
// embedded structs without an exported name.
func TestPlaces(t *testing.T) {
	var w wide
	err := Decode("x.yaml", []byte("texts:\n  a: b\nptrs:\n  p: {name: q, sub: {name: r}}\ndeep: d\n"), &w)
	if err != nil {
		t.Fatal(err)
	}
	for text, want := range map[Text]Text{
		w.Texts["a"]:         {"b", Pos{"x.yaml", 2, 6}},
		w.Ptrs["p"].Name:     {"q", Pos{"x.yaml", 4, 13}},
		w.Ptrs["p"].Sub.Name: {"r", Pos{"x.yaml", 4, 28}},
		w.Deep:               {"d", Pos{"x.yaml", 5, 7}},
	} {
		if text != want {
			t.Errorf("%+v, want %+v", text, want)
		}
	}
	if got := w.Deep.Pos.Fault("no %s", w.Deep).Error(); got != "x.yaml:5:7: no d" {
		t.Errorf("the fault says %q", got)
	}
}

// All faults are told at once, in the order of their places.
func TestAllFaults(t *testing.T) {
	err := Decode("x.yaml", []byte("few: [a]\nkind: blue\nsmal: 1\ncount: x\ntexts: {a: 1}\nflag: true\nflag: true\n"), &wide{})
	want := `x.yaml:1:6: a list of 1 stands here; at least 2 would be right
x.yaml:2:7: "blue" is not one of red, green
x.yaml:3:1: unknown key "smal"; did you mean "small"?
x.yaml:4:8: a text stands here, where a whole number would be right
x.yaml:5:12: 1 is read as a number, a text is wanted; quote it: "1"
x.yaml:7:1: the key "flag" stands twice; once would be right`
	if fmt.Sprint(err) != want {
		t.Errorf("got %v\nwant %s", err, want)
	}
	if Faults(nil).Err() != nil {
		t.Error("no fault is an error")
	}
}

// Files made to exhaust the reader are refused, or read, soon.
func TestBounded(t *testing.T) {
	var bomb strings.Builder
	bomb.WriteString("a: &a [x,x,x,x,x,x,x,x,x]\n")
	for c := 'b'; c < 'k'; c++ {
		fmt.Fprintf(&bomb, "%c: &%c [*%c,*%c,*%c,*%c,*%c,*%c,*%c,*%c]\n", c, c, c-1, c-1, c-1, c-1, c-1, c-1, c-1, c-1)
	}
	for name, text := range map[string]string{
		"aliases":      bomb.String(),
		"a loop":       "kind: &a [*a]\n",
		"lists":        "few: " + strings.Repeat("[", 100000),
		"mappings":     strings.Repeat("{kind: ", 100000),
		"a number":     "count: " + strings.Repeat("9", 100000) + "\n",
		"an exponent":  "count: 1e999999999\n",
		"a long key":   strings.Repeat("k", 1<<20) + ": 1\n",
		"many keys":    strings.Repeat("kind: red\n", 20000),
		"deep, plain":  "ptrs: {p: " + strings.Repeat("{name: a, sub: ", 150) + "{name: a}" + strings.Repeat("}", 150) + "}\n",
		"deep, closed": "ptrs: {p: " + strings.Repeat("{name: a, sub: ", 3000) + "1" + strings.Repeat("}", 3000) + "}\n",
	} {
		began := time.Now()
		err := Decode("x.yaml", []byte(text), &wide{})
		if took := time.Since(began); err == nil || took > 10*time.Second {
			t.Errorf("%s: %v after %s", name, err == nil, took)
		}
	}
}

func TestSuggest(t *testing.T) {
	known := []string{"moves", "repeals", "requires"}
	for word, want := range map[string]string{
		"move":     `; did you mean "moves"?`,
		"reqiures": `; did you mean "requires"?`,
		"MOVES":    `; did you mean "moves"?`,
		"xyz":      "; known here: moves, repeals, requires",
	} {
		if got := Suggest(word, known); got != want {
			t.Errorf("Suggest(%q) = %q, want %q", word, got, want)
		}
	}
	if got := Suggest("xyz", nil); got != "" {
		t.Errorf("of nothing known: %q", got)
	}
	if got := Nearest("aa", []string{"ab", "aa", "ba", "b"}, 2); strings.Join(got, " ") != "aa ab" {
		t.Errorf("nearest %v", got)
	}
}
