package compare

import (
	"bytes"
	"slices"
	"strings"

	"impact/internal/chart"
	"impact/internal/paper"
)

// mostPanels is how many figures a picture shows.
const mostPanels = 6

// pictureDPI is the sharpness of the PNG.
const pictureDPI = 150

// picture shows the figures of one doubt that change, A beside B; nil where none does.
// A figure whose expectation lies outside its own low and high is left out of it.
func (c *Comparison) picture(d Doubt) (*paper.Picture, error) {
	body := chart.Dots{FreeX: true, Series: []chart.Series{{Name: "A", Ink: chart.Grey}, {Name: "B", Ink: chart.Blue}}}
	var names []string
	part := ""
	for _, f := range c.changed() {
		if f.Doubt == d && !f.Dollars && f.drawable() && !slices.Contains(names, f.Name) {
			names, part = append(names, f.Name), f.Part
		}
	}
	if len(names) == 0 {
		return nil, nil
	}
	total := len(names)
	names = names[:min(mostPanels, len(names))]
	for _, n := range c.Readings.Names {
		body.Rows = append(body.Rows, label(n))
	}
	for _, name := range names {
		body.Panels = append(body.Panels, c.panel(d, name))
	}
	fig := chart.Figure{Name: "compare_" + strings.Fields(d.String())[0], Title: part, Body: body, Subtitle: "A: " + c.Sides[0].Name + "; B: " + c.Sides[1].Name}
	if d == Chance {
		fig.Name = "compare_ahead"
		fig.Note = "The dot is the expectation, the bar its 80 % interval of chance."
	} else {
		fig.Note = "The dot is the expectation; the bar runs from the least to the most that the record allows."
	}
	if total > len(names) {
		fig.Note += " The first " + amount(float64(len(names))) + " of " + amount(float64(total)) + " figures that change."
	}
	fig.Alt = c.alt(d, names)
	return drawn(fig)
}

// drawn is a figure as PNG and as SVG without its declaration.
func drawn(fig chart.Figure) (*paper.Picture, error) {
	var svg, png bytes.Buffer
	if err := fig.SVG(&svg); err != nil {
		return nil, err
	}
	if err := fig.PNG(&png, pictureDPI); err != nil {
		return nil, err
	}
	text := svg.String()
	return &paper.Picture{Name: fig.Name, PNG: png.Bytes(), SVG: text[strings.Index(text, "<svg"):], Alt: fig.Alt}, nil
}

// drawable reports whether each side's number lies within its low and high.
func (f *Figure) drawable() bool {
	return !slices.ContainsFunc(f.Sides[:], func(v Value) bool { return v.known() && !v.holds(v.Mid) })
}

// panel is one figure under every reading, of A and of B.
func (c *Comparison) panel(d Doubt, name string) chart.Panel {
	p := chart.Panel{Name: name, Values: make([][]chart.Span, 2)}
	for side := range c.Sides {
		for _, n := range c.Readings.Names {
			p.Values[side] = append(p.Values[side], c.span(d, name, label(n), side))
		}
	}
	return p
}

func (c *Comparison) span(d Doubt, name, reading string, side int) chart.Span {
	for _, f := range c.Figures {
		if f.Doubt != d || f.Name != name || f.Reading != reading || f.Dollars {
			continue
		}
		v := f.Sides[side]
		switch {
		case !v.known():
			return chart.Missing(v.Why)
		case !v.holds(v.Mid):
			return chart.Missing("skewed")
		}
		return chart.Between(v.Low, v.Mid, v.High)
	}
	return chart.Missing("no figure")
}

// alt is the picture in words.
func (c *Comparison) alt(d Doubt, names []string) string {
	var out []string
	for _, f := range c.changed() {
		if f.Doubt == d && !f.Dollars && slices.Contains(names, f.Name) {
			out = append(out, f.Reading+", "+f.Name+": A "+f.said(0)+", B "+f.said(1))
		}
	}
	return strings.Join(out, "; ") + "."
}
