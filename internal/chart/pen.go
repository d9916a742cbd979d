package chart

import (
	"image/color"
	"math"

	"gonum.org/v1/plot/vg"
)

// A pen draws on any canvas, and names what it draws where the canvas keeps names.
type pen struct {
	canvas vg.Canvas
}

// A namer is a canvas that keeps names: of marks, which a reader can reach one by one,
// and of texts that were shortened.
type namer interface {
	open(name string, mark bool)
	close()
}

// An anchorer is a canvas that keeps which point of a text was placed, so that the text
// stays in place when it is shown with another font.
type anchorer interface {
	anchored(s style, at vg.Point, text string)
}

// A stroke is how a line is drawn.
type stroke struct {
	ink   color.NRGBA
	width vg.Length
	dash  []vg.Length
}

func (p pen) mark(name string, draw func()) { p.named(name, true, draw) }

func (p pen) named(name string, mark bool, draw func()) {
	n, ok := p.canvas.(namer)
	if !ok {
		draw()
		return
	}
	n.open(oneLine(name), mark)
	draw()
	n.close()
}

func (p pen) fill(ink color.NRGBA, path vg.Path) {
	p.canvas.SetColor(ink)
	p.canvas.Fill(path)
}

func (p pen) rect(ink color.NRGBA, r vg.Rectangle) { p.fill(ink, r.Path()) }

func (p pen) disc(ink color.NRGBA, at vg.Point, radius vg.Length) {
	var path vg.Path
	path.Move(vg.Point{X: at.X + radius, Y: at.Y})
	path.Arc(at, radius, 0, 2*math.Pi)
	path.Close()
	p.fill(ink, path)
}

func (p pen) path(s stroke, path vg.Path) {
	p.canvas.SetColor(s.ink)
	p.canvas.SetLineWidth(s.width)
	p.canvas.SetLineDash(s.dash, 0)
	p.canvas.Stroke(path)
}

func (p pen) line(s stroke, a, b vg.Point) {
	p.path(s, vg.Path{{Type: vg.MoveComp, Pos: a}, {Type: vg.LineComp, Pos: b}})
}

// text writes one line; at is on the baseline.
func (p pen) text(s style, at vg.Point, text string) {
	if text == "" {
		return
	}
	p.canvas.SetColor(s.ink)
	if c, ok := p.canvas.(anchorer); ok {
		c.anchored(s, at, text)
		return
	}
	at.X -= s.width(text) * vg.Length(s.anchor)
	p.canvas.FillString(s.face, at, text)
}

// upright writes one line that reads from the bottom up and ends at a point.
func (p pen) upright(s style, at vg.Point, text string) {
	p.canvas.Push()
	p.canvas.Translate(at)
	p.canvas.Rotate(math.Pi / 2)
	p.text(s.from(right), vg.Point{Y: -s.size() * 0.35}, text)
	p.canvas.Pop()
}

// paragraph writes lines down from a top, and returns where the next would begin.
func (p pen) paragraph(t paragraph, x, top vg.Length) vg.Length {
	return p.lines(t, vg.Point{X: x, Y: top}, left)
}

func (p pen) lines(t paragraph, top vg.Point, a anchor) vg.Length {
	draw := func() {
		y := top.Y
		for _, l := range t.lines {
			p.text(t.style.from(a), vg.Point{X: top.X, Y: y - t.style.size()}, l)
			y -= t.style.line()
		}
	}
	if t.cut {
		p.named(t.full, false, draw)
	} else {
		draw()
	}
	return top.Y - t.height()
}

// label writes one line of a text, shortened to a width; the whole text is kept as its name.
func (p pen) label(t paragraph, at vg.Point, a anchor) {
	draw := func() { p.text(t.style.from(a), at, t.lines[0]) }
	switch {
	case len(t.lines) == 0:
	case t.cut:
		p.named(t.full, false, draw)
	default:
		draw()
	}
}

// hatch fills a box with slanting lines: something is there, but not how much.
func (p pen) hatch(ink color.NRGBA, r vg.Rectangle) {
	p.rect(tint(ink, 0.85), r)
	h := r.Max.Y - r.Min.Y
	for x := r.Min.X - h; x < r.Max.X; x += 3.2 {
		a, b := max(x, r.Min.X), min(x+h, r.Max.X)
		if b > a {
			p.line(stroke{ink: ink, width: 0.7}, vg.Point{X: a, Y: r.Min.Y + a - x}, vg.Point{X: b, Y: r.Min.Y + b - x})
		}
	}
}

// plate writes a line over a white ground, so that no hairline runs through it.
func (p pen) plate(s style, at vg.Point, text string) {
	w := s.width(text)
	p.ground(s, vg.Point{X: at.X + w*vg.Length(0.5-s.anchor), Y: at.Y}, w)
	p.text(s, at, text)
}

// ground whitens the place of a line whose middle is at a point of its baseline.
func (p pen) ground(s style, at vg.Point, width vg.Length) {
	half := width/2 + 1
	p.rect(white, vg.Rectangle{Min: vg.Point{X: at.X - half, Y: at.Y - 1}, Max: vg.Point{X: at.X + half, Y: at.Y + s.rise()}})
}

// whisker draws a range as a line with a cap at each end, upright or lying; a halo keeps
// it visible on a dark bar. The width of its stroke is how far its caps reach.
func (p pen) whisker(s stroke, a, b vg.Point) {
	end := vg.Point{X: s.width}
	if a.Y == b.Y {
		end = vg.Point{Y: s.width}
	}
	var path vg.Path
	for _, l := range [][2]vg.Point{{a, b}, {a.Sub(end), a.Add(end)}, {b.Sub(end), b.Add(end)}} {
		path.Move(l[0])
		path.Line(l[1])
	}
	p.path(stroke{ink: halo, width: 2.4}, path)
	p.path(stroke{ink: s.ink, width: 1}, path)
}
