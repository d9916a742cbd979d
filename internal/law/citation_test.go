package law

import (
	"math/rand/v2"
	"strings"
	"testing"
)

func TestParseCitation(t *testing.T) {
	ok := func(text, want string) {
		t.Helper()
		c, err := ParseCitation(text)
		if err != nil || c.String() != want {
			t.Errorf("ParseCitation(%q) = %q, %v; want %q", text, c, err, want)
		}
	}
	bad := func(text string) {
		t.Helper()
		if c, err := ParseCitation(text); err == nil {
			t.Errorf("ParseCitation(%q) = %q, want an error", text, c)
		}
	}
	ok("53a-83", "53a-83")
	ok("53A-86(A)(2)", "53a-86(a)(2)")
	ok(" 53a-86 (a) (2) ", "53a-86(a)(2)")
	ok("53a-83\u00a0(c)", "53a-83(c)")
	ok("9A.40.100(3)(a)(ii)", "9a.40.100(3)(a)(ii)")
	ok("21:3-1", "21:3-1")
	bad("")
	bad("(a)")
	bad("a-b")
	bad("53a-")
	bad("-53a")
	bad("53a-83(")
	bad("53a-83()")
	bad("53a-83((a))")
	bad("53a-83(a)b")
	bad("53a-83)a(")
	bad("53a-83(a)-(b)")
	bad("§53a-83")
	bad("53a-83\u0660")     // Arabic-Indic zero
	bad("\uff15\uff13a-83") // full-width 53
	bad("53a-8\u00b3")      // superscript 3
	bad("53\u212a-83")      // the Kelvin sign, which lower case turns into k
	bad("53a\u201183")      // a non-breaking hyphen: the index knows it, the parser does not
}

func TestCovers(t *testing.T) {
	for _, c := range []struct {
		a, b string
		want bool
	}{
		{"53a-83", "53a-83", true},
		{"53a-83", "53a-83(a)", true},
		{"53a-83", "53a-83a", false},
		{"53a-83a", "53a-83(a)", false},
		{"53a-86(a)", "53a-86(a)(2)", true},
		{"53a-86(a)(2)", "53a-86(a)", false},
		{"53a-86(1)", "53a-86(10)", false},
		{"53a-8", "53a-83", false},
	} {
		if got := cite(t, c.a).Covers(cite(t, c.b)); got != c.want {
			t.Errorf("%s covers %s: %v, want %v", c.a, c.b, got, c.want)
		}
	}
	if p, ok := cite(t, "53a-86(a)(2)").Parent(); !ok || p.String() != "53a-86(a)" {
		t.Errorf("parent %q, %v", p, ok)
	}
	if p, ok := cite(t, "53a-86").Parent(); ok || !p.IsZero() {
		t.Errorf("a section has the parent %q", p)
	}
}

func TestCompareOrder(t *testing.T) {
	want := "9-1 53-21 53-21(a)(1) 53a-8 53a-9 53a-83 53a-83(a) 53a-83(a)(2) 53a-83(a)(10) 53a-83(c) 53a-83a 53a-192 053a-192 53a-192a"
	var list []Citation
	for _, s := range strings.Fields(want) {
		list = append(list, cite(t, s))
	}
	for i, a := range list {
		for j, b := range list {
			got, sign := a.Compare(b), i-j
			if s := list[i].String() + list[j].String(); strings.Contains(s, "053a") && i != j && strings.TrimLeft(a.String(), "0") == strings.TrimLeft(b.String(), "0") {
				if got == 0 || got > 0 == (b.Compare(a) > 0) {
					t.Errorf("%s and %s are told apart by no order", a, b)
				}
				continue
			}
			if got > 0 != (sign > 0) || got < 0 != (sign < 0) {
				t.Errorf("Compare(%s, %s) = %d", a, b, got)
			}
		}
	}
}

// Compare is a strict weak order that tells different citations apart.
func TestCompareLaws(t *testing.T) {
	rng := rand.New(rand.NewPCG(1, 2))
	random := func() Citation {
		part := func() string {
			var b strings.Builder
			for range 1 + rng.IntN(4) {
				b.WriteByte("0019ab"[rng.IntN(6)])
			}
			return b.String()
		}
		c := Citation{section: part() + "-" + part()}
		for range rng.IntN(3) {
			c.path += "(" + part() + ")"
		}
		return c
	}
	for range 20000 {
		a, b, c := random(), random(), random()
		if ab, ba := a.Compare(b), b.Compare(a); (ab < 0) != (ba > 0) || (ab == 0) != (a == b) {
			t.Fatalf("Compare(%s, %s) = %d, the other way %d", a, b, ab, ba)
		}
		if a.Compare(b) < 0 && b.Compare(c) < 0 && a.Compare(c) >= 0 {
			t.Fatalf("%s < %s < %s, but not the first before the last", a, b, c)
		}
	}
}

func TestResolve(t *testing.T) {
	c := smallCode(t)
	ok := func(text, want string, kind ...Inchoate) {
		t.Helper()
		r := c.Resolve(text)
		if r.Status != Found || c.Name(r.Cite) != want || r.Text != text {
			t.Errorf("%q is %s %q %v, want %q", text, r.Status, c.Name(r.Cite), r.Candidates, want)
		}
		if k := append(kind, Completed)[0]; r.Inchoate != k {
			t.Errorf("%q is inchoate %s, want %s", text, r.Inchoate, k)
		}
	}
	not := func(text string, status Status, candidates ...string) {
		t.Helper()
		r := c.Resolve(text)
		var got []string
		may := r.Candidates
		if status != Ambiguous {
			may = c.Near(text)
		}
		for _, k := range may {
			got = append(got, c.Name(k))
		}
		if r.Status != status || strings.Join(got, " ") != strings.Join(candidates, " ") || !r.Cite.IsZero() {
			t.Errorf("%q is %s %q %v, want %s %v", text, r.Status, r.Cite, got, status, candidates)
		}
	}

	// The forms in which records write one place.
	for _, text := range []string{
		"1a-83(c)", "1A-83(C)", "1a-83 (c)", "1a83c", "1A83C", "1a-83c", "Sec. 1a-83(c)", "SEC 1a-83(c)", "sec.1a-83(c)",
		"CGS § 1a-83(c)", "CGS §1a-83(c)", "cgs 1a-83(c)", "§1a-83(c)", "§§ 1a-83(c)", "C.G.S. 1a-83(c)", "Conn. Gen. Stat. § 1a-83(c)",
		"General Statutes § 1a-83 (c)", "1a-83(c)*", "1a-83(c)+", "1a-83(c) *+", "1a-83(c).", "  1a-83(c)\t", "1a-83\u00a0(c)", "1a\u201183(c)",
		"1a\u201383(c)", "1a\u221283(c)", "01a-083(c)", "(1a-83(c))", "1a-83(c", "1a-83 c",
	} {
		if text == "SEC 1a-83(c)" {
			not(text, NotInCode, "1a-83(c)") // the pack has "Sec.", not "Sec"
			continue
		}
		ok(text, "1a-83(c)")
	}
	ok("1a-86(A)(2)", "1a-86(a)(2)")
	ok("1-86(2)", "1a-86(a)(2)") // an old citation
	ok("1-86(2)(b)", "1a-86(a)(2)")
	not("1-86", NotInCode) // above an old citation there is nothing
	ok("1a-86", "1a-86")   // less exact than the code: kept, not guessed
	ok("1a-86(a)", "1a-86(a)")
	ok("1a-82(b)", "1a-82") // more exact than the code
	ok("1a-82(b)(4)", "1a-82")
	ok("1a-86(a)(2)(ii)", "1a-86(a)(2)")

	// 1a-83a is a section, 1a-83(a) a subdivision.
	ok("1a-83a", "1A-83a")
	ok("1A-83A", "1A-83a")
	ok("1a-83(a)", "1a-83(a)")
	ok("1a-83b", "1a-83b")
	ok("1a-192a", "1a-192a")
	ok("1a-192(a)", "1a-192")
	not("1A83A", Ambiguous, "1a-83(a)", "1A-83a")
	not("1a83a", Ambiguous, "1a-83(a)", "1A-83a")
	not("1a-83 a", Ambiguous, "1a-83(a)", "1A-83a")
	not("1a-192 a", Ambiguous, "1a-192", "1a-192a")
	ok("1A125B", "1a-125b")
	ok("1A86A2", "1a-86(a)(2)")
	ok("1a-86a2", "1a-86(a)(2)")
	not("1a-83(d)", NotInCode, "1a-83(a)", "1a-83(c)")

	// What is no citation is never read as one.
	not("", Missing)
	not(" * ", Missing)
	not("\uff11a-82", Unreadable)
	not("1a-8\u0662", Unreadable, "1A-83a", "1a-82", "1a-83b")
	not("1a-8²", Unreadable, "1A-83a", "1a-82", "1a-83b")
	not("1a-83(a)-(b)", Unreadable, "1a-86(a)(1)", "1a-86(a)(2)", "1a-83(a)")
	not("larceny", Unreadable)
	not("1a-9999", NotInCode)
	not("7-1", NotInCode)
	not("1a-83(a), (c)", Ambiguous, "1a-83(a)")
	not("1a-82/1a-88", Ambiguous, "1a-82", "1a-88")
	ok("1a-82; 1a-82", "1a-82")

	// An inchoate section beside the object offence, whether or not the
	// catalogue has an entry for it.
	ok("1a-49/1a-192a", "1a-192a", Attempt)
	ok("1a-192a/1a-49", "1a-192a", Attempt)
	ok("1a-48(a)/1a-86", "1a-86", Conspiracy)
	ok("1a-86(a)(2) / 1a-48(a)", "1a-86(a)(2)", Conspiracy)
	ok("1a-49 (1a-86)", "1a-86", Attempt)
	ok("1a-49(1a-86(a)(1))", "1a-86(a)(1)", Attempt)
	ok("1a-86 (1a-49)", "1a-86", Attempt)
	ok("1a-179a, 1a-88", "1a-88", Solicitation)
	ok("1A49/1A192A", "1a-192a", Attempt)
	ok("Sec. 1a-49 and Sec. 1a-88", "1a-88", Attempt)
	ok("ATTEMPT TO COMMIT 1A-88", "1a-88", Attempt)
	ok("conspiracy to 1a-88", "1a-88", Conspiracy)
	ok("solicitation of 1a-88", "1a-88", Solicitation)
	ok("1a-8/1a-88", "1a-88")
	ok("1a-49/1a-8/1a-88", "1a-88", Attempt)
	not("1a-49/1a-48/1a-88", Ambiguous, "1a-88")
	not("1a-49/1a83a", Ambiguous, "1a-83(a)", "1A-83a")
	not("1a-49", NotInCode)
	not("1a-49/1a-49", Ambiguous)
}
