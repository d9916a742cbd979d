package chart

import (
	"image/color"

	"gonum.org/v1/plot/vg"
)

// A key is a line of swatches and names above a body.
type key struct {
	entries []entry
}

type entry struct {
	name string
	ink  color.NRGBA
	kind swatch
}

type swatch int

const (
	solid  swatch = iota
	ranged        // a whisker
	hatched
	dot
	thin // a line
	fringe
)

const (
	keyBox  = vg.Length(9)
	keyGap  = vg.Length(4)
	keyNext = vg.Length(16)
	keyLine = vg.Length(14)
)

// placed is an entry with its place: x from the left, row from the top.
type placed struct {
	entry
	label paragraph
	x     vg.Length
	row   int
}

func (k key) place(width vg.Length) []placed {
	var out []placed
	var x vg.Length
	row := 0
	for _, e := range k.entries {
		label := newLabel(keyStyle, e.name, room{width: width - keyBox - keyGap, lines: 1})
		w := keyBox + keyGap + label.width()
		if x > 0 && x+w > width {
			x, row = 0, row+1
		}
		out = append(out, placed{entry: e, label: label, x: x, row: row})
		x += w + keyNext
	}
	return out
}

func (k key) height(width vg.Length) vg.Length {
	if len(k.entries) == 0 {
		return 0
	}
	at := k.place(width)
	return vg.Length(at[len(at)-1].row+1)*keyLine + 8
}

// draw writes the key at the top of a box and returns the rest of it.
func (k key) draw(p pen, in vg.Rectangle) vg.Rectangle {
	width := in.Max.X - in.Min.X
	for _, e := range k.place(width) {
		x, y := in.Min.X+e.x, in.Max.Y-keyLine*vg.Length(e.row)-keyLine/2
		e.sample(p, vg.Point{X: x, Y: y})
		p.label(e.label, vg.Point{X: x + keyBox + keyGap, Y: keyStyle.middle(y)}, left)
	}
	in.Max.Y -= k.height(width)
	return in
}

// sample draws the swatch of an entry; at is the middle of its left side.
func (e entry) sample(p pen, at vg.Point) {
	box := vg.Rectangle{Min: vg.Point{X: at.X, Y: at.Y - keyBox/2}, Max: vg.Point{X: at.X + keyBox, Y: at.Y + keyBox/2}}
	mid := vg.Point{X: at.X + keyBox/2, Y: at.Y}
	switch e.kind {
	case ranged:
		p.whisker(stroke{ink: e.ink, width: mostCap}, vg.Point{X: mid.X, Y: box.Min.Y}, vg.Point{X: mid.X, Y: box.Max.Y})
	case hatched:
		p.hatch(e.ink, box)
	case dot:
		p.disc(e.ink, mid, 3.2)
	case thin:
		p.line(stroke{ink: e.ink, width: 2}, at, vg.Point{X: box.Max.X, Y: at.Y})
	default:
		p.rect(e.ink, box)
	}
}
