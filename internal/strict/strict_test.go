package strict

import (
	"strings"
	"testing"
)

type part struct {
	Name  Text     `yaml:"name"`
	Sub   *part    `yaml:"sub,omitempty"`
	Days  int      `yaml:"days,omitempty"`
	Codes []string `yaml:"codes,omitempty"`
}

type file struct {
	Title string `yaml:"title"`
	Parts []part `yaml:"parts,omitempty"`
}

func TestDecode(t *testing.T) {
	var f file
	err := Decode("x.yaml", []byte("title: \"a\"\nparts:\n  - name: \"487.10\"\n    codes: [\"011\"]\n"), &f)
	if err != nil {
		t.Fatal(err)
	}
	if p := f.Parts[0]; p.Name.Value != "487.10" || p.Name.Pos != (Pos{"x.yaml", 3, 11}) || p.Codes[0] != "011" {
		t.Errorf("read %+v", p)
	}
}

func TestFaults(t *testing.T) {
	bad := func(text string, want ...string) {
		t.Helper()
		var f file
		err := Decode("x.yaml", []byte(text), &f)
		if err == nil {
			t.Fatalf("%q was accepted", text)
		}
		for _, w := range want {
			if !strings.Contains(err.Error(), w) {
				t.Errorf("%q: %v\n lacks %s", text, err, w)
			}
		}
	}
	bad("titel: a\n", `x.yaml:1:1: unknown key "titel"; did you mean "title"?`, `the key "title" is missing here`)
	bad("title: a\nparts:\n  - name: 487.10\n", `x.yaml:3:11: 487.10 is read as a number, a text is wanted; quote it: "487.10"`)
	bad("title: a\nparts:\n  - name: a\n    days: \"1\"\n  - name: b\n    day: 1\n",
		"x.yaml:4:11: a text stands here, where a whole number would be right", `x.yaml:6:5: unknown key "day"; did you mean "days"?`)
	bad("title: a\ntitle: b\n", `x.yaml:2:1: the key "title" stands twice`)
	bad("title: a\nparts:\n  - name: b\n    sub: {nam: c}\n", `x.yaml:4:11: unknown key "nam"; did you mean "name"?`)
	bad("", "x.yaml:1:1: the file is empty")
	bad("title: a\n  b: c\n", "x.yaml:2")
	bad("- a\n", "not a mapping")
	bad("title: &x a\nparts:\n  - name: *x\n", "x.yaml:3:11: an alias")
}

func TestEdits(t *testing.T) {
	for _, c := range []struct {
		a, b string
		want int
	}{{"", "abc", 3}, {"kitten", "sitting", 3}, {"ab", "ba", 1}, {"53a-192 a", "53a-192a", 1}, {"x", "x", 0}} {
		if got := Edits(c.a, c.b); got != c.want {
			t.Errorf("Edits(%q, %q) = %d, want %d", c.a, c.b, got, c.want)
		}
	}
}

func FuzzDecode(f *testing.F) {
	f.Add("title: a\nparts:\n  - name: \"1\"\n")
	f.Add("title: [1, {a: b}]\n? x\n: y\n")
	f.Fuzz(func(t *testing.T, text string) {
		var v file
		_ = Decode("x.yaml", []byte(text), &v)
	})
}
