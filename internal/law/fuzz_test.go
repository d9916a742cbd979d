package law

import (
	"errors"
	"slices"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"impact/internal/strict"
)

// FuzzCitation: no text makes the readers panic, what they read they read
// again, and what may mean two entries is never found.
func FuzzCitation(f *testing.F) {
	for _, s := range []string{"1a-83(c)", "CGS § 1A-86(A)(2)*+", "1a-49/1a-192a", "1a83a", "1a-192 a", "1a-49 (1a-86)", "§§", "1-86(2)", "1a-8\u00b2", "((1a-82))", "attempt to commit 1a-88", "(1 86)"} {
		f.Add(s)
	}
	code := smallCode(f)
	f.Fuzz(func(t *testing.T, text string) {
		if c, err := ParseCitation(text); err == nil {
			if d, err := ParseCitation(c.String()); err != nil || d != c || d.Compare(c) != 0 {
				t.Errorf("%q is %q, which is read as %q, %v", text, c, d, err)
			}
		}
		r := code.Resolve(text)
		if r.Text != text {
			t.Errorf("%q became %q", text, r.Text)
		}
		if (r.Status == Found) == r.Cite.IsZero() {
			t.Fatalf("%q is %s %q", text, r.Status, r.Cite)
		}
		if r.Status != Found {
			return
		}
		if len(code.index.below(r.Cite)) == 0 && code.Statute(r.Cite) == nil {
			t.Errorf("%q is found as %q, which is no entry and holds none", text, r.Cite)
		}
		if again := code.Resolve(code.Name(r.Cite)); again.Status != Found || again.Cite != r.Cite {
			t.Errorf("%q is %q, whose name resolves to %s %q", text, r.Cite, again.Status, again.Cite)
		}
		for _, same := range []string{" " + text + "\t", strings.ReplaceAll(text, "(", " ("), upper(text)} {
			if again := code.Resolve(same); again.Cite != r.Cite || again.Status != r.Status || again.Inchoate != r.Inchoate {
				t.Errorf("%q is %q, but %q is %s %q", text, r.Cite, same, again.Status, again.Cite)
			}
		}
		if s := code.index.clean(text); s == squeeze(s) {
			if twins := code.index.squeezed[s]; len(twins) > 1 {
				t.Errorf("%q is found as %q, but may be any of %v", text, r.Cite, twins)
			}
		}
	})
}

// upper is the text in upper case, letters outside ASCII aside.
func upper(text string) string {
	b := []byte(text)
	for i, c := range b {
		if c >= 'a' && c <= 'z' {
			b[i] = c - 'a' + 'A'
		}
	}
	return string(b)
}

// told checks that an error is a list of faults, in order, each with a place.
func told(t *testing.T, err error, file string) {
	t.Helper()
	var faults strict.Faults
	if !errors.As(err, &faults) || len(faults) == 0 {
		t.Fatalf("the error is no list of faults: %v", err)
	}
	for _, f := range faults {
		if f.File != file || f.Line < 1 || f.Column < 1 || f.Message == "" {
			t.Errorf("the fault has no place: %#v", f)
		}
	}
	if again := slices.Clone(faults).Sorted(); !slices.Equal(again, faults) {
		t.Errorf("the faults are not in order: %v", faults)
	}
}

const fuzzSeed = scenarioHead + `readings: [{id: narrow, title: n, default: true}, {id: wide, title: w}]
provisions:
  - id: a
    says: s
    cite: c
    requires: [b]
    repeals: ["1a-88"]
    moves:
      - {from: "1a-88", to: none}
      - from: "1a-83"
        to: "1a-192a"
        readings: {narrow: {any: [{victim_age: {from: 3, under: 18}}, {means: [force]}, {not: {finding: sexual-purpose}}]}, wide: {}}
    delists: ["1a-86"]
    covers: {sections: ["1a-82"], when: {victim_trafficked: true}}
  - id: b
    says: s
    cite: c
    creates: [{section: "1a-89a", heading: h, class: felony D, source: s, confidence: S}]
    amends: [{section: "1a-82", grades: [{class: violation, when: {priors: {under: 1}}}, {class: misdemeanor A}], source: s, confidence: S}]
    categories: [{id: own, title: o, first: 5 years, repeat: life, source: s, confidence: D}]
    registers: [{section: "1a-192a", category: own, source: s, confidence: D}]
order: [a, b]
`

// FuzzScenario: a scenario file of any bytes loads or is refused with its
// faults, soon; what loads can be proposed in every reading, and its act carries
// a charge from any place to an end.
func FuzzScenario(f *testing.F) {
	f.Add(fuzzSeed)
	f.Add(scenarioHead + "provisions: [{id: n, says: s, cite: c, no_effect: x}]\n")
	f.Add("scenario: e\ntitle: t\npack: small\nsource: s\nbaseline: 2016-12-31\nenacts: PA 17-1\n")
	f.Add("a: &a [*a]\n")
	f.Add("scenario: 1e9\ntitle: 0x10\npack: ~\n<<: {source: s}\n? [a]\n: b\n")
	code := smallCode(f)
	f.Fuzz(func(t *testing.T, text string) {
		began := time.Now()
		s, err := LoadScenario(code, "x.yaml", []byte(text))
		if took := time.Since(began); took > 5*time.Second {
			t.Errorf("loading took %s", took)
		}
		if err != nil {
			told(t, err, "x.yaml")
			return
		}
		for _, r := range s.ReadingIDs() {
			p, err := s.Propose(r, nil, 20161231)
			if err != nil {
				continue
			}
			if loop, _ := cycle(p.Act.Moves); loop != "" {
				t.Errorf("a circle: %s", loop)
			}
			ends(t, s.Code(), p)
		}
	})
}

// ends applies a proposal to a charge at every entry, its unknown facts settled
// as they are asked, and judges where it ends.
func ends(t *testing.T, c *Code, p *Proposal) {
	fr := c.Frame(nil, nil, p)
	roll := p.Roll(c.RollOn(20161231))
	for _, s := range c.Statutes() {
		var f Facts
		for range 500 {
			at, used, ask := p.Act.Apply(fr, s.Cite, f)
			if ask == NoAttribute {
				if len(used) > len(p.Act.Moves) {
					t.Errorf("%s is moved %d times by %d moves", s.Cite, len(used), len(p.Act.Moves))
				}
				if e := c.Statute(at); e != nil {
					if v, _ := p.Version(e, e.On(20161231)); v != nil {
						_, ask = v.ClassFor(fr, f)
					}
				}
				if ask == NoAttribute {
					_, _, ask = roll.Terms(fr, at, f)
				}
			}
			if ask == NoAttribute {
				break
			}
			if f.At(ask) >= 0 {
				t.Fatalf("%s is asked though it is known", fr.Name(ask))
			}
			f = f.With(ask, fr.Cells(ask)-1)
		}
	}
}

// FuzzCode: a pack whose file of statutes, acts, registry or code holds any bytes
// loads or is refused with its faults.
func FuzzCode(f *testing.F) {
	files := []string{"p/code.yaml", "p/registry.yaml", "p/statutes/all.yaml", "p/acts/pa-17-1.yaml"}
	for i, name := range files {
		f.Add(i, small[name])
	}
	f.Add(2, "statutes:\n  - {section: \"1a-1\", heading: h, versions: []}\n")
	f.Fuzz(func(t *testing.T, i int, text string) {
		fsys := pack(t)
		fsys[files[uint(i)%uint(len(files))]] = &fstest.MapFile{Data: []byte(text)}
		c, err := LoadCode(fsys, "p")
		if err != nil {
			var faults strict.Faults
			if !errors.As(err, &faults) {
				t.Fatalf("the error is no list of faults: %v", err)
			}
			for _, f := range faults {
				if !strings.HasPrefix(f.File, "p/") || f.Line < 1 || f.Column < 1 {
					t.Errorf("the fault has no place: %#v", f)
				}
			}
			return
		}
		for _, s := range c.Statutes() {
			if r := c.Resolve(s.Section.Value); r.Status != Found || r.Cite != s.Cite {
				t.Errorf("the entry %s resolves to %s %q", s.Section.Value, r.Status, r.Cite)
			}
		}
	})
}
