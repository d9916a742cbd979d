package chart

import (
	"bytes"
	"strings"
	"testing"
)

// A number that is not shown leaves its mark and the word, and nothing of what it is:
// whatever stands in the span beside its reason, the picture is the same.
func TestMissingIsNotRead(t *testing.T) {
	hidden := func(v float64) Span { return Span{Low: v - 1, Mid: v, High: v + 1, Why: "withheld"} }
	bodies := map[string]func(v float64) Body{
		"flow": func(v float64) Body {
			return Flow{Left: []Stock{{"a", Exact(12)}, {"b", hidden(v)}}, Right: []Stock{{"c", Exact(30)}, {"d", hidden(v)}},
				Links: []Link{{0, 0, Exact(12), Same}, {1, 0, hidden(v), Up}, {1, 1, hidden(v), Down}}}
		},
		"columns": func(v float64) Body {
			return Columns{Categories: []string{"x", "y"}, Series: []Series{{Name: "one"}}, Panels: []Panel{{"p", [][]Span{{Exact(3), hidden(v)}}}}}
		},
		"stacked": func(v float64) Body {
			return Columns{Categories: []string{"x", "y"}, Series: []Series{{Name: "one"}, {Name: "two"}}, Panels: []Panel{{"p", [][]Span{{Exact(3), hidden(v)}, {hidden(v), Exact(2)}}}}, Stacked: true}
		},
		"diverging": func(v float64) Body {
			return Diverging{Categories: []string{"x", "y"}, Added: []Span{Exact(3), hidden(v)}, Removed: []Span{hidden(v), Exact(1)}, Kept: []Span{hidden(v), Exact(1)}}
		},
		"dots": func(v float64) Body {
			return Dots{Rows: []string{"x", "y"}, Series: []Series{{Name: "one"}}, Panels: []Panel{{"p", [][]Span{{Exact(3), hidden(v)}}}}}
		},
		"fan": func(v float64) Body {
			f := []Span{Between(1, 2, 3), hidden(v), Between(1, 4, 6), hidden(v)}
			return Fan{Categories: []string{"1", "2", "3", "4", "5"}, Levels: []string{"80 %"}, Lines: []Line{{Name: "one", Past: []Span{Exact(0)}, Future: [][]Span{f}}}}
		},
		"curve": func(v float64) Body {
			return Curve{XName: "dial", Level: "80 % interval", X: []float64{1, 2, 3}, XText: []string{"1", "2", "3"}, Lines: []CurveLine{{Name: "one", Points: []Span{Exact(1), hidden(v), hidden(v)}}}}
		},
	}
	for name, body := range bodies {
		var first []byte
		for _, v := range []float64{5, 900, -4} {
			var b bytes.Buffer
			if err := (Figure{Name: name, Title: "A title", Body: body(v)}).SVG(&b); err != nil {
				t.Fatalf("%s: %v", name, err)
			}
			if first == nil {
				first = b.Bytes()
			}
			if !bytes.Equal(first, b.Bytes()) {
				t.Errorf("%s: the picture tells %v", name, v)
			}
		}
		if !strings.Contains(string(first), ">withheld</text>") {
			t.Errorf("%s: the picture does not say that something is withheld", name)
		}
	}
}
