package chart

import (
	"html"
	"regexp"
	"strings"
	"testing"
)

// The texts that a frame counts are those of title, subtitle and note, and follow the
// background of the SVG; what it leaves holds the body.
func TestFrame(t *testing.T) {
	text := regexp.MustCompile(`^<text [^>]*>(.*)</text>$`)
	for _, f := range append(samples(), nasty()...) {
		frame, err := f.Frame()
		if err != nil {
			t.Fatal(err)
		}
		lines := strings.Split(svgOf(t, f), "\n")
		var words []string
		for _, l := range lines[4 : 4+frame.Lines] {
			m := text.FindStringSubmatch(l)
			if m == nil {
				t.Fatalf("%s: %q is not a text", f.Name, l)
			}
			words = append(words, html.UnescapeString(m[1]))
		}
		bare := func(s string) string { return strings.Join(strings.Fields(s), "") }
		if got, want := bare(strings.Join(words, "")), bare(f.Title+f.Subtitle+f.Note); got != want {
			t.Errorf("%s: its frame says %q, not %q", f.Name, got, want)
		}
		pl, err := f.plan()
		if err != nil {
			t.Fatal(err)
		}
		if left := float64(pl.height) - frame.Top - frame.Bottom; left < float64(pl.bodyHeight(pl.width-2*margin)) {
			t.Errorf("%s: %g points are left, too few for its body", f.Name, left)
		}
	}
}
