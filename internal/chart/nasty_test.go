package chart

import (
	"fmt"
	"strings"

	"gonum.org/v1/plot/vg"
)

const long = "Conspiracy to commit an aggravated offence against a person under eighteen years of age, second degree, with a previous conviction"

var unbroken = strings.Repeat("Pneumonoultramicroscopic", 8)

func labels(form string, n int) []string {
	out := make([]string, n)
	for i := range out {
		out[i] = fmt.Sprintf(form, 1970+i)
	}
	return out
}

func ramp(n int, factor float64) []Span {
	out := make([]Span, n)
	for i := range out {
		v := float64(i+1) * factor
		out[i] = Between(v*0.5, v, v*2)
	}
	return out
}

// columnsOf are columns with one panel of one or two series over some categories.
func columnsOf(categories []string, rows ...[]Span) Columns {
	return Columns{Categories: categories, Series: twoLaws[:len(rows)], Panels: []Panel{{Values: rows}}}
}

func dotsOf(rows []string, spans ...Span) Dots {
	return Dots{Rows: rows, Series: []Series{{Name: "cases"}}, Panels: []Panel{{Name: long, Values: [][]Span{spans}}}}
}

// tangled is a flow from every stock to every other.
func tangled(n int, count func(i, j int) Span) Flow {
	f := Flow{LeftHead: long, RightHead: long, Names: MoveNames{Same: long, Up: "u", Down: "d"}}
	for i := range n {
		s := Stock{fmt.Sprintf("%d %s", i, long), Exact(float64(i))}
		f.Left, f.Right = append(f.Left, s), append(f.Right, s)
		for j := range n {
			f.Links = append(f.Links, Link{i, j, count(i, j), Move((i + j) % 4)})
		}
	}
	return f
}

func manyPanels(n int, body Columns) Columns {
	one := body.Panels[0]
	body.Panels = nil
	for i := range n {
		one.Name = fmt.Sprintf("%d %s", i, long)
		body.Panels = append(body.Panels, one)
	}
	return body
}

// nasty are figures that are hard to lay out.
func nasty() []Figure {
	bodies := []Body{
		columnsOf([]string{"only"}, exact(7)),
		columnsOf([]string{"a", "b"}, exact(0, 0)),
		columnsOf(years, exact(1e7, 2e7, 3e7, 12345678, 1, 0, 5, 9e6), ramp(8, 1e6)),
		columnsOf(years, exact(0.04, 0.01, 0.02, 0.003, 0, 0.04, 0.039, 0.012)),
		columnsOf(years, exact(-5, -3, 4, 8, -1, 0, -7.5, 2), exact(-500, 3, 4, 8, -1, 0, -7.5, 2)),
		columnsOf([]string{"x", "y"}, []Span{Between(-9, -5, -1), Between(-4, 2, 6)}),
		columnsOf([]string{"x", "y"}, []Span{Missing("withheld"), Exact(3)}, []Span{Exact(2), Missing(long)}),
		columnsOf(labels("FY %d", 60), ramp(60, 3), ramp(60, 4)),
		columnsOf(labels("State fiscal year %d, all courts", 30), ramp(30, 1e12)),
		columnsOf([]string{long, long, unbroken, "§ 53a–71 <&> \"quoted\"\n\tnew line", "日本語 label"}, ramp(5, 1)),
		columnsOf(append(labels("offence of kind %d", 20), strings.Fields(long)...), ramp(20+len(strings.Fields(long)), 9)),
		manyPanels(7, columnsOf(years, ramp(8, 1000), ramp(8, 2000))),
		Columns{Categories: years, Series: twoLaws, Stacked: true, Panels: []Panel{{Values: [][]Span{ramp(8, 1e-3), ramp(8, 1e3)}}}},
		Columns{Categories: years, Series: []Series{{Name: long}, {Name: long}, {Name: long}, {Name: unbroken}, {}}, Panels: []Panel{{Values: [][]Span{ramp(8, 1), ramp(8, 2), ramp(8, 3), ramp(8, 4), ramp(8, 5)}}}},
		Diverging{Categories: years, Added: exact(0, 0, 0, 0, 0, 0, 0, 0), Removed: exact(0, 0, 0, 0, 0, 0, 0, 1e7)},
		Diverging{Categories: labels("FY %d", 50), Added: ramp(50, 1e4), Removed: ramp(50, 7), Kept: ramp(50, 0.01)},
		Diverging{Categories: []string{long}, Added: []Span{Missing("withheld")}, Removed: []Span{Missing(long)}, Kept: exact(4), Names: DivergingNames{long, long, unbroken}},
		dotsOf([]string{long, unbroken, ""}, Between(-1e9, 0, 1e9), Exact(0), Missing(long[:60])),
		dotsOf([]string{"a", "b"}, Between(0.001, 0.04, 0.9), Exact(0.5)),
		Dots{Rows: labels("reading %d", 12), Series: twoLaws, Panels: []Panel{
			{"one", [][]Span{ramp(12, 1e6), ramp(12, 2e6)}}, {long, [][]Span{ramp(12, 1), ramp(12, 2)}},
			{"three", [][]Span{ramp(12, 10), ramp(12, 20)}}, {unbroken, [][]Span{ramp(12, 0.1), ramp(12, 0.2)}}}},
		tangled(1, func(i, j int) Span { return Exact(1) }),
		tangled(4, func(i, j int) Span { return Between(0, float64(i*j), 1e7) }),
		tangled(6, func(i, j int) Span {
			if i == j {
				return Exact(3557)
			}
			return Exact(0.03)
		}),
		tangled(3, func(i, j int) Span { return Missing("withheld") }),
		Flow{Left: []Stock{{"a", Exact(5)}, {"never", Exact(0)}}, Right: []Stock{{"b", Exact(5)}}, Links: []Link{{0, 0, Between(0, 0, 5), Up}}},
		Fan{Categories: years, Lines: []Line{{Name: long, Past: exact(-1, 2, 1e7)}, {Name: unbroken, Past: []Span{Exact(1), Missing("withheld"), Exact(3)}}}},
		Fan{Categories: labels("FY %d", 70), Levels: []string{long, "95 %"}, Lines: []Line{
			{Past: exact(0), Future: [][]Span{ramp(69, 1), ramp(69, 1)}}, {Name: "b", Past: ramp(70, 1), Future: [][]Span{{}, {}}},
			{Name: "c", Past: ramp(70, 1), Future: [][]Span{{}, {}}}, {Name: "d", Past: ramp(70, 1.01), Future: [][]Span{{}, {}}}}},
		Curve{XName: long, Level: long, X: []float64{3}, XText: []string{unbroken}, Lines: []CurveLine{{Name: long, Points: ramp(1, 1e9)}, {Name: unbroken, Points: exact(0)}}},
		Curve{XName: "odds", Level: "80 %", X: []float64{-1e-4, 0, 2.5e-4, 7}, XText: labels("%d", 4), Lines: []CurveLine{{Points: []Span{Exact(-1e6), Missing(long), Exact(3), Missing("failed")}},
			{Name: "b", Points: ramp(4, 1)}, {Name: "c", Points: ramp(4, 1)}, {Name: long, Points: ramp(4, 1.01)}, {Name: "e", Points: ramp(4, 2)}}},
		Heat{RowName: long, ColumnName: unbroken, Rows: []string{long, unbroken, ""}, Columns: labels("FY %d", 40), Cells: [][]Span{ramp(40, 1e9), ramp(40, 0), ramp(40, 0.001)}},
		Heat{Rows: labels("reading %d", 30), Columns: []string{"a"}, Cells: func() (out [][]Span) {
			for i := range 30 {
				out = append(out, []Span{Exact(float64(i - 15))})
			}
			return out
		}()},
		Tornado{Centre: 0, Swings: []Swing{{Name: long, LowName: long, HighName: unbroken}, {unbroken, -1e9, 1e12, "", ""}}},
		Tornado{Centre: 0.04, CentreName: long, Swings: []Swing{{"a", 0.05, 0.06, "x", "y"}, {"b", 0.01, 0.02, "x", "y"}}},
		Tornado{Centre: 5, Swings: []Swing{{"none", 5, 5, "", ""}}},
	}
	var out []Figure
	for i, b := range bodies {
		wide := Figure{Name: fmt.Sprintf("nasty-%02d", i), Title: long + " " + long, Subtitle: unbroken, Note: long + " " + unbroken, Body: b}
		narrow := wide
		narrow.Name += "-narrow"
		narrow.Width, narrow.Height = leastWidth, vg.Inch
		tall := wide
		tall.Name += "-tall"
		tall.Width, tall.Height = 11*vg.Inch, 14*vg.Inch
		out = append(out, wide, narrow, tall)
	}
	return out
}
