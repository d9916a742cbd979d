package chart

import (
	"image/color"

	"gonum.org/v1/plot/vg"
)

// MostLooks is how many lines of a Curve can be told apart.
const MostLooks = 8

// A look is how a line and its marks are drawn. Lines of one colour differ in their dashes
// and marks, so that the colour-blind and a black-and-white print tell them apart.
type look struct {
	ink    color.NRGBA
	dash   []vg.Length
	corner corners
	hollow bool
}

// corners say what a mark is.
type corners int

const (
	round corners = iota
	square
	wedge   // a triangle
	diamond // a square on its corner
)

// lookOf is the look of the i-th line: four colours with whole lines and full marks, then
// the same with broken lines and hollow marks.
func lookOf(i int) look {
	inks := []color.NRGBA{inkBlue, inkOrange, inkText, inkAxis}
	k := look{ink: inks[i%4], corner: corners(i % 4)}
	if i/4%2 == 1 {
		k.dash, k.hollow = []vg.Length{4, 2.4}, true
	}
	return k
}

func (k look) stroke() stroke { return stroke{ink: k.ink, width: 1.6, dash: k.dash} }

// reach is how far the corners of a mark lie from its middle.
var reach = map[corners][]vg.Point{
	square:  {{X: -2.2, Y: -2.2}, {X: 2.2, Y: -2.2}, {X: 2.2, Y: 2.2}, {X: -2.2, Y: 2.2}},
	wedge:   {{X: -2.9, Y: -2}, {X: 2.9, Y: -2}, {X: 0, Y: 3}},
	diamond: {{X: -3.1}, {Y: -3.1}, {X: 3.1}, {Y: 3.1}},
}

// shape draws a mark of a line.
func (p pen) shape(k look, at vg.Point) {
	if k.corner == round {
		p.disc(k.ink, at, 2.4)
		if k.hollow {
			p.disc(white, at, 1.4)
		}
		return
	}
	outline := func(part vg.Length) (path vg.Path) {
		for i, c := range reach[k.corner] {
			to := at.Add(c.Scale(part))
			if i == 0 {
				path.Move(to)
			} else {
				path.Line(to)
			}
		}
		path.Close()
		return path
	}
	p.fill(k.ink, outline(1))
	if k.hollow {
		p.fill(white, outline(0.5))
	}
}
