package chart

import (
	"bytes"
	"crypto/sha256"
	"encoding/xml"
	"errors"
	"fmt"
	"image"
	"image/color"
	"image/png"
	"io"
	"math"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"gonum.org/v1/plot/vg"
)

func svgOf(t *testing.T, f Figure) string {
	t.Helper()
	var b bytes.Buffer
	if err := f.SVG(&b); err != nil {
		t.Fatalf("%s: %v", f.Name, err)
	}
	return b.String()
}

// TestLook writes every figure as a picture, for a person to look at, to the directory
// that LOOK names.
func TestLook(t *testing.T) {
	dir := os.Getenv("LOOK")
	if dir == "" {
		t.Skip("LOOK names no directory")
	}
	for _, f := range append(samples(), nasty()...) {
		var pic, pdf bytes.Buffer
		if err := errors.Join(f.PNG(&pic, 144), f.PDF(&pdf)); err != nil {
			t.Fatal(err)
		}
		for ext, b := range map[string][]byte{"png": pic.Bytes(), "pdf": pdf.Bytes(), "svg": []byte(svgOf(t, f))} {
			if err := os.WriteFile(filepath.Join(dir, f.Name+"."+ext), b, 0o644); err != nil {
				t.Fatal(err)
			}
		}
	}
}

func TestGolden(t *testing.T) {
	for _, f := range samples() {
		path := filepath.Join("testdata", f.Name+".svg")
		got := svgOf(t, f)
		if os.Getenv("UPDATE_GOLDEN") == "1" {
			if err := os.WriteFile(path, []byte(got), 0o644); err != nil {
				t.Fatal(err)
			}
		}
		want, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		if got != string(want) {
			t.Errorf("%s differs from %s; if that is meant, run UPDATE_GOLDEN=1 go test and read the difference", f.Name, path)
		}
	}
}

func TestSVGIsPlain(t *testing.T) {
	for _, f := range append(samples(), nasty()...) {
		got := svgOf(t, f)
		for _, bad := range []string{"style=", "<style", "<script", "NaN", "Inf", "href", "e+", idPlace} {
			if strings.Contains(strings.ReplaceAll(got, "Infringement", ""), bad) {
				t.Errorf("%s contains %q", f.Name, bad)
			}
		}
		checkXML(t, f.Name, got)
	}
}

// checkXML says whether the SVG is well formed, and its ids are its own and each there once.
func checkXML(t *testing.T, name, svg string) {
	t.Helper()
	seen := map[string]bool{}
	d := xml.NewDecoder(strings.NewReader(svg))
	for {
		tok, err := d.Token()
		if err == io.EOF {
			return
		}
		if err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		start, ok := tok.(xml.StartElement)
		if !ok {
			continue
		}
		for _, a := range start.Attr {
			if a.Name.Local == "id" && (seen[a.Value] || !strings.HasPrefix(a.Value, name)) {
				t.Errorf("%s: id %q is there twice or has no prefix", name, a.Value)
			}
			seen[a.Value] = seen[a.Value] || a.Name.Local == "id"
		}
	}
}

func TestTextsAreOnThePageAndApart(t *testing.T) {
	for _, f := range append(samples(), nasty()...) {
		pl, err := f.plan()
		if err != nil {
			t.Fatal(err)
		}
		c := newSVG(pl.width, pl.height)
		pl.draw(pen{canvas: c})
		for i, a := range c.texts {
			for _, k := range a.corners {
				if k.X < -0.01 || k.Y < -0.01 || k.X > c.width+0.01 || k.Y > c.height+0.01 {
					t.Errorf("%s: %q reaches %v, outside %v by %v", f.Name, a.text, k, c.width, c.height)
					break
				}
			}
			for _, b := range c.texts[:i] {
				if overlap(a.corners, b.corners) {
					t.Errorf("%s: %q lies over %q", f.Name, a.text, b.text)
				}
			}
		}
	}
}

// overlap says whether two rectangles share more than an edge: no side of either parts them.
func overlap(a, b [4]vg.Point) bool {
	for _, r := range [][4]vg.Point{a, b} {
		for i := range r {
			side := r[(i+1)%4].Sub(r[i])
			axis := vg.Point{X: -side.Y, Y: side.X}
			a0, a1 := shadow(a, axis)
			b0, b1 := shadow(b, axis)
			if a1 <= b0+1e-6 || b1 <= a0+1e-6 {
				return false
			}
		}
	}
	return true
}

func shadow(r [4]vg.Point, axis vg.Point) (low, high float64) {
	low, high = math.Inf(1), math.Inf(-1)
	for _, p := range r {
		v := float64(p.Dot(axis))
		low, high = min(low, v), max(high, v)
	}
	return low, high
}

func TestPathsAreOnThePage(t *testing.T) {
	path := regexp.MustCompile(` d="([^"]*)"`)
	for _, f := range append(samples(), nasty()...) {
		pl, err := f.plan()
		if err != nil {
			t.Fatal(err)
		}
		for _, m := range path.FindAllStringSubmatch(svgOf(t, f), -1) {
			for _, p := range pointsOf(m[1]) {
				if p.X < -0.01 || p.Y < -0.01 || p.X > pl.width+0.01 || p.Y > pl.height+0.01 {
					t.Errorf("%s: %s leaves the page", f.Name, m[1])
					break
				}
			}
		}
	}
}

var pathPart = regexp.MustCompile(`([MLHVC])([^MLHVCZ]*)`)

// pointsOf are the points of the data of a path; of H and V, with the other side at 0.
func pointsOf(data string) []vg.Point {
	var out []vg.Point
	for _, m := range pathPart.FindAllStringSubmatch(data, -1) {
		var v []vg.Length
		for _, s := range strings.Fields(m[2]) {
			n, _ := strconv.ParseFloat(s, 64)
			v = append(v, vg.Length(n))
		}
		switch m[1] {
		case "H":
			v = []vg.Length{v[0], 0}
		case "V":
			v = []vg.Length{0, v[0]}
		}
		for i := 0; i < len(v); i += 2 {
			out = append(out, vg.Point{X: v[i], Y: v[i+1]})
		}
	}
	return out
}

func TestSameFigureSameBytes(t *testing.T) {
	for _, f := range samples() {
		for kind, write := range map[string]func(io.Writer) error{"SVG": f.SVG, "PDF": f.PDF, "PNG": func(w io.Writer) error { return f.PNG(w, 96) }} {
			var first bytes.Buffer
			if err := write(&first); err != nil {
				t.Fatal(err)
			}
			for range 3 {
				var again bytes.Buffer
				if err := write(&again); err != nil {
					t.Fatal(err)
				}
				if !bytes.Equal(first.Bytes(), again.Bytes()) {
					t.Errorf("%s: two %ss of the same figure differ", f.Name, kind)
				}
			}
		}
	}
}

func TestPNGHasSizeAndInk(t *testing.T) {
	for _, f := range samples() {
		var b bytes.Buffer
		if err := f.PNG(&b, 96); err != nil {
			t.Fatal(err)
		}
		img, err := png.Decode(&b)
		if err != nil {
			t.Fatal(err)
		}
		if got := img.Bounds().Dx(); got != 624 {
			t.Errorf("%s is %d dots wide, want 6.5 inches of 96", f.Name, got)
		}
		seen := map[color.Color]int{}
		for y := range img.Bounds().Dy() {
			for x := range img.Bounds().Dx() {
				seen[img.At(x, y)]++
			}
		}
		if len(seen) < 10 {
			t.Errorf("%s has %d colours and is as good as blank", f.Name, len(seen))
		}
	}
}

func TestPDFHoldsTogether(t *testing.T) {
	entry := regexp.MustCompile(`(?m)^(\d{10}) 00000 n $`)
	for _, f := range append(samples(), nasty()...) {
		var b bytes.Buffer
		if err := f.PDF(&b); err != nil {
			t.Fatal(err)
		}
		text := b.String()
		for i, m := range entry.FindAllStringSubmatch(text, -1) {
			var at int
			fmt.Sscan(strings.TrimLeft(m[1], "0"), &at)
			if head := fmt.Sprintf("%d 0 obj\n", i+1); !strings.HasPrefix(text[at:], head) {
				t.Errorf("%s: object %d is not at %d", f.Name, i+1, at)
			}
		}
		if strings.Contains(text, "Date") {
			t.Errorf("%s: the PDF tells a date", f.Name)
		}
	}
}

func TestMarksSayWhatTheyStandFor(t *testing.T) {
	has := func(f Figure, want string) {
		t.Helper()
		if !strings.Contains(svgOf(t, f), `aria-label="`+escape(want)+`"`) {
			t.Errorf("%s has no mark %q", f.Name, want)
		}
	}
	has(sampleColumns(), "FY 2010, proposed: 131, between 122 and 144.5")
	has(samplePanels(), "FY 2013, Class A felony, proposed: withheld")
	has(sampleStacked(), "FY 2012, nolle: 33")
	has(sampleDiverging(), "FY 2010, removed: 4, between 2 and 7")
	has(sampleDiverging(), "FY 2010, kept on the registry: 5,210")
	has(sampleDots(), "Middle: and attempts to commit them, Moved to a graver class, cases: 31, between 8 and 90")
	has(sampleFlow(), "Class D felony to Class C felony: 3, moves up")
	has(sampleFlow(), "Class D felony to Class C felony: 37, between 12 and 61, undetermined")
	has(sampleFan(), "FY 2015, proposed: 154, 50 % between 148 and 160, 80 % between 140 and 168, 95 % between 130 and 178")
	has(sampleTornado(), "Who is a minor: from 8 (under 13) to 90 (under 18)")
	has(sampleFlow(), "Current law, Class B felony: 214")
}

func TestShortenedTextsKeepTheWhole(t *testing.T) {
	f := sampleColumns()
	body := columnsOf([]string{unbroken + unbroken + unbroken + unbroken, "b", "c", "d"}, exact(1, 2, 3, 4))
	f.Body = body
	if got := svgOf(t, f); !strings.Contains(got, "<title>"+strings.Repeat(unbroken, 4)+"</title>") {
		t.Error("the whole of a shortened label is nowhere")
	}
}

func TestEmptyFiguresSayWhy(t *testing.T) {
	empty := func(b Body, want string) {
		t.Helper()
		f := Figure{Name: "empty", Title: "Nothing", Body: b}
		got := svgOf(t, f)
		if !strings.Contains(got, ">Nothing to draw: "+want+"</text>") || !strings.Contains(got, `role="img"`) {
			t.Errorf("%T does not say %q", b, want)
		}
	}
	empty(Columns{}, "there are no values.")
	empty(columnsOf([]string{"a"}, []Span{Missing("withheld")}), "every value is withheld.")
	empty(Diverging{}, "there are no values.")
	empty(Dots{}, "there are no values.")
	empty(Fan{}, "there are no values.")
	empty(Tornado{}, "there are no assumptions to change.")
	empty(Flow{}, "there are no flows.")
	empty(Flow{Left: []Stock{{}}, Right: []Stock{{}}, Links: []Link{{}}}, "every flow is zero.")
}

// A long sentence is broken within the half of a figure that a phone shows.
func TestEmptyFiguresFitAPhone(t *testing.T) {
	f := Figure{Name: "empty", Title: "Nothing", Empty: strings.Repeat("nothing moves here ", 20), Body: Fan{}}
	pl, err := f.plan()
	if err != nil {
		t.Fatal(err)
	}
	if w := pl.empty.width(); !(w > 0) || w > 0.55*pl.width {
		t.Errorf("%d lines, %.0f of %.0f wide", len(pl.empty.lines), w, pl.width)
	}
}

func TestRefused(t *testing.T) {
	base := Figure{Name: "f", Title: "t"}
	refused := func(f Figure, want string) {
		t.Helper()
		err := f.SVG(io.Discard)
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("got error %v, want %q", err, want)
		}
	}
	with := func(change func(*Figure)) Figure {
		f := base
		f.Body = Columns{}
		change(&f)
		return f
	}
	body := func(b Body) Figure { return with(func(f *Figure) { f.Body = b }) }
	one := []string{"a"}
	refused(base, "it has no body")
	refused(with(func(f *Figure) { f.Name = "1 <" }), `name "1 <" is not of the form`)
	refused(with(func(f *Figure) { f.Title = " " }), "it has no title")
	refused(with(func(f *Figure) { f.Width = 10 }), "width 0.1389 inches is not within 3 to 100")
	refused(with(func(f *Figure) { f.Width = vg.Length(math.NaN()) }), "width NaN")
	refused(with(func(f *Figure) { f.Height = vg.Length(math.Inf(1)) }), "height +Inf")
	refused(body(columnsOf(one, exact(math.NaN()))), "a: NaN is not a number that can be drawn")
	refused(body(columnsOf(one, exact(math.Inf(-1)))), "-Inf is not a number")
	refused(body(columnsOf(one, exact(1e300))), "1e+300 is not a number that can be drawn")
	refused(body(columnsOf(one, []Span{Between(3, 2, 1)})), "low 3, mid 2, high 1 are not in order")
	refused(body(columnsOf(one, exact(1, 2))), "2 values for 1 categories")
	refused(body(Columns{Categories: one, Panels: []Panel{{Values: [][]Span{exact(1)}}}}), "1 rows of values for 0 series")
	refused(body(Columns{Categories: one, Series: twoLaws[:1], Stacked: true, Panels: []Panel{{Values: [][]Span{exact(-1)}}}}), "cannot be stacked")
	refused(body(Diverging{Categories: one, Added: exact(1), Removed: exact(-1)}), "removed, a: -1 is below zero")
	refused(body(Diverging{Categories: one, Added: exact(1)}), "removed: 0 values for 1 categories")
	refused(body(Flow{Left: []Stock{{}}, Links: []Link{{From: 0, To: 0}}}), "link 1 goes from 0 of 1 stocks to 0 of 0")
	refused(body(Flow{Left: []Stock{{"x", Exact(math.NaN())}}}), "stock x: NaN")
	refused(body(Fan{Categories: one, Lines: []Line{{Name: "x", Past: exact(1, 2)}}}), "line x: 2 past values")
	refused(body(Fan{Categories: one, Levels: []string{"50 %", "95 %"}, Lines: []Line{{Future: [][]Span{{Between(1, 2, 3)}, {Exact(2)}}}}}), "level 95 %, a: it does not hold")
	refused(body(Tornado{Swings: []Swing{{Name: "x", Low: 2, High: 1}}}), "swing x: low 2")
	if err := sampleFlow().PNG(io.Discard, 0); err == nil {
		t.Error("a PNG of 0 dots per inch was made")
	}
	huge := with(func(f *Figure) { f.Width, f.Height = 100*vg.Inch, 100*vg.Inch })
	if err := huge.PNG(io.Discard, 1200); err == nil || !strings.Contains(err.Error(), "14400 million dots") {
		t.Errorf("a PNG of 14 thousand million dots: %v", err)
	}
}

func TestNumber(t *testing.T) {
	is := func(v float64, want string) {
		t.Helper()
		if got := number(v); got != want {
			t.Errorf("number(%v) = %q, want %q", v, got, want)
		}
	}
	is(0, "0")
	is(999, "999")
	is(3557, "3,557")
	is(1e7, "10,000,000")
	is(-12, "−12")
	is(0.04, "0.04")
	is(0.0437, "0.044")
	is(1.25, "1.25")
	is(12.34, "12.3")
	is(99.96, "100")
	is(1234.5, "1,234") // to even
	is(-0.00001, "−0.00001")
}

func TestTicks(t *testing.T) {
	is := func(s scale, want string) {
		t.Helper()
		if got := strings.Join(s.texts(), " "); got != want {
			t.Errorf("ticks %q, want %q", got, want)
		}
	}
	is(wholeScale(exact(0), 5), "0 1")
	is(wholeScale(exact(3), 5), "0 1 2 3")
	is(wholeScale(exact(0.04), 4), "0.00 0.01 0.02 0.03 0.04")
	is(wholeScale(exact(184.5), 5), "0 50 100 150 200")
	is(wholeScale(exact(5611), 2), "0 5,000")
	is(wholeScale(exact(-5, 8), 5), "−5 0 5 10")
	is(wholeScale(exact(1e7), 5), "0 2,000,000 4,000,000 6,000,000 8,000,000 10,000,000")
}

func TestContrast(t *testing.T) {
	for name, want := range map[string]struct {
		ink   color.NRGBA
		least float64
	}{
		"text": {inkText, 4.5}, "quiet": {inkQuiet, 4.5}, "blue text": {textBlue, 4.5}, "orange text": {textOrange, 4.5},
		"unknown": {inkUnknown, 4.5}, "grey": {inkGrey, 3}, "blue": {inkBlue, 3}, "orange": {inkOrange, 3},
	} {
		if got := contrast(want.ink); got < want.least {
			t.Errorf("%s on white has a contrast of %.2f, want %g", name, got, want.least)
		}
	}
}

// A PNG says of which figure it was drawn, whatever its size, and that its dots are those.
func TestPNGSaysOfWhat(t *testing.T) {
	made := func(f Figure, dpi int) []byte {
		var b bytes.Buffer
		if err := f.PNG(&b, dpi); err != nil {
			t.Fatal(err)
		}
		return b.Bytes()
	}
	other := sampleFlow()
	other.Title += "."
	for _, f := range []Figure{sampleFlow(), other} {
		want := fmt.Sprintf("%x", sha256.Sum256([]byte(svgOf(t, f))))
		for _, dpi := range []int{40, 96} {
			if got, err := DrawnOf(made(f, dpi)); err != nil || got != want {
				t.Errorf("%q at %d dots per inch: %s, %v; want %s", f.Title, dpi, got, err, want)
			}
		}
	}
	pic := made(sampleFlow(), 40)
	m, err := png.Decode(bytes.NewReader(pic))
	if err != nil {
		t.Fatal(err)
	}
	dots := m.(*image.RGBA)
	dots.Pix[len(dots.Pix)/2] ^= 1
	var plain bytes.Buffer
	if err := png.Encode(&plain, dots); err != nil {
		t.Fatal(err)
	}
	const chunk = 12 + len(drawnKey) + len("svg sha256 ; dots sha256 ") + 128
	altered := slices.Concat(pic[:pngHead+chunk], plain.Bytes()[pngHead:])
	for name, x := range map[string]struct {
		b    []byte
		says string
	}{
		"a dot altered":     {altered, "not those that were drawn"},
		"without the text":  {plain.Bytes(), "does not say"},
		"cut off":           {pic[:len(pic)-20], "EOF"},
		"no picture at all": {[]byte("GIF89a, and more"), "not a PNG"},
		"a text in pieces":  {pic[:pngHead+20], "does not say"},
	} {
		if _, err := DrawnOf(x.b); err == nil || !strings.Contains(err.Error(), x.says) {
			t.Errorf("%s: %v", name, err)
		}
	}
}
