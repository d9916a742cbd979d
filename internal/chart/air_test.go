package chart

import (
	"regexp"
	"strconv"
	"strings"
	"testing"

	"gonum.org/v1/plot/vg"
)

var ground = regexp.MustCompile(`<path d="M[0-9.]+ ([0-9.]+)H[0-9.]+V([0-9.]+)H[0-9.]+Z" fill="#ffffff"/>`)

// The zero line of dots ends well above and below a number that stands over it.
func TestZeroLineKeepsOff(t *testing.T) {
	grounds := ground.FindAllStringSubmatch(svgOf(t, Figure{Name: "dots", Title: "t", Body: Dots{
		Rows: []string{"x"}, Series: []Series{{Name: "one"}}, FreeX: true,
		Panels: []Panel{{"p", [][]Span{{Between(-624, -107, 54)}}}, {"q", [][]Span{{Between(-132, -21, 7)}}}, {"r", [][]Span{{Between(32, 170, 768)}}}, {"s", [][]Span{{Between(1, 2, 3)}}}}}}), -1)
	numbers := 0
	for _, g := range grounds {
		bottom, _ := strconv.ParseFloat(g[1], 64)
		top, _ := strconv.ParseFloat(g[2], 64)
		if tall := vg.Length(bottom - top); tall < valueStyle.rise()+5 {
			t.Errorf("a number of %v stands on a ground of %v", valueStyle.rise(), tall)
		} else if tall < 20 { // and no page
			numbers++
		}
	}
	if numbers != 4 {
		t.Errorf("%d grounds of 4 numbers", numbers)
	}
}

// A panel none of whose numbers is shown has no scale, which would be invented.
func TestNoScaleOfNothing(t *testing.T) {
	known, hidden := []Span{Exact(3), Exact(7)}, []Span{Missing("withheld"), Missing("withheld")}
	rows, one := []string{"x", "y"}, []Series{{Name: "one"}}
	for name, body := range map[string]func(of []Span) Body{
		"dots": func(of []Span) Body {
			return Dots{Rows: rows, Series: one, FreeX: true, Panels: []Panel{{"p", [][]Span{known}}, {"q", [][]Span{of}}}}
		},
		"columns": func(of []Span) Body {
			return Columns{Categories: rows, Series: one, FreeY: true, Panels: []Panel{{"p", [][]Span{known}}, {"q", [][]Span{of}}}}
		},
		"stacked": func(of []Span) Body {
			return Columns{Categories: rows, Series: one, FreeY: true, Stacked: true, Panels: []Panel{{"p", [][]Span{known}}, {"q", [][]Span{of}}}}
		},
	} {
		svg := func(of []Span) string { return svgOf(t, Figure{Name: name, Title: "t", Body: body(of)}) }
		zeros := func(of []Span) int { return strings.Count(svg(of), ">0</text>") }
		if all, some := zeros(known), zeros(hidden); all != 2 || some != 1 {
			t.Errorf("%s: %d scales of two panels that are known, %d of one", name, all, some)
		}
	}
}

// A line that ends before the others is named with its last number and when it was.
func TestShortLine(t *testing.T) {
	of := func(until int) string {
		return svgOf(t, Figure{Name: "curve", Title: "t", Body: Curve{XName: "year", Level: "80 % interval", X: []float64{2018, 2019, 2020}, XText: []string{"2018", "2019", "2020"}, Lines: []CurveLine{
			{Name: "long", Points: []Span{Between(1, 2, 3), Between(2, 3, 4), Between(3, 4, 5)}},
			{Name: "short", Points: []Span{Between(4, 5, 6), Between(6, 7, 8), Missing("not counted")}, Until: until}}}})
	}
	if got := of(2); !strings.Contains(got, ">7 (6–8), 2019</text>") || !strings.Contains(got, ">4 (3–5)</text>") || strings.Contains(got, "not counted") {
		t.Errorf("a line that ends in 2019: %s", got)
	}
	if got := of(0); !strings.Contains(got, ">not counted</text>") {
		t.Errorf("a line with a gap at its end: %s", got)
	}
}
