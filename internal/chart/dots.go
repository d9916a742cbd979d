package chart

import (
	"image/color"

	"gonum.org/v1/plot/vg"
)

// Dots are rows, such as readings of a bill, with a dot at each number, a bar from its
// least to its most, and the number beside it. Panels, such as measures, stand beside
// each other and share their rows.
type Dots struct {
	Rows   []string
	Series []Series
	Panels []Panel
	FreeX  bool // each panel has its own scale
}

func (d Dots) check() error  { return checkPanels(d.Panels, d.Series, d.Rows) }
func (d Dots) empty() string { return emptyPanels(d.Panels, d.Rows) }

const (
	dotLine    = vg.Length(15) // of one dot
	dotPad     = vg.Length(7)  // above and below a row
	dotRadius  = vg.Length(3.1)
	dotHalo    = vg.Length(3) // between a number above its bar and the zero line, which else would seem to strike it through
	leastDots  = vg.Length(128)
	leastAbove = vg.Length(84) // of a panel with its numbers above
	leastScale = vg.Length(44) // of a scale with its numbers beside
)

// dotsPlan is what all panels of some dots share.
type dotsPlan struct {
	Dots
	key     key
	names   []paragraph
	name    vg.Length // width of the names
	rows    []vg.Length
	lattice lattice
	inks    []color.NRGBA
	above   bool // numbers stand above their bars, where panels are narrow
}

// plan puts the numbers beside the bars, or above them if more panels then fit beside each other.
func (d Dots) plan(width vg.Length) dotsPlan {
	beside := d.layout(width, false)
	tight := beside.lattice.width < beside.beside()+leastScale
	if beside.lattice.rows == 1 && !tight {
		return beside
	}
	if above := d.layout(width, true); tight || above.lattice.rows < beside.lattice.rows {
		return above
	}
	return beside
}

func (d Dots) layout(width vg.Length, above bool) dotsPlan {
	pl := dotsPlan{Dots: d, key: seriesKey(d.Series, nil), inks: colours(d.Series), above: above}
	for _, r := range d.Rows {
		t := newLabel(nameStyle, r, room{width: width * pl.share(), lines: 4})
		pl.names = append(pl.names, t)
		pl.name = max(pl.name, t.width()+12)
		pl.rows = append(pl.rows, 2*dotPad+max(t.height(), pl.line()*vg.Length(max(len(d.Series), 1))))
	}
	inner := width - pl.name
	pl.lattice = newLattice(len(d.Panels), min(max(leastDots, pl.widestValue()+60), inner), inner)
	if above {
		pl.lattice = newLattice(len(d.Panels), min(max(leastAbove, pl.widestValue()+4), inner), inner)
	}
	return pl
}

// share is the part of the width that the names of rows may take.
func (pl dotsPlan) share() vg.Length {
	if pl.above {
		return 0.28
	}
	return 0.36
}

// line is the height of one dot with its number.
func (pl dotsPlan) line() vg.Length {
	if pl.above {
		return 22
	}
	return dotLine
}

// beside is the width kept for numbers beside the bars.
func (pl dotsPlan) beside() vg.Length {
	if pl.above {
		return dotRadius
	}
	return pl.widestValue() + 8
}

func (pl dotsPlan) widestValue() vg.Length {
	var w vg.Length
	for _, s := range allSpans(pl.Panels) {
		w = max(w, valueStyle.width(s.Text()))
	}
	return w
}

// table is the height of the rows of one line of panels.
func (pl dotsPlan) table() vg.Length {
	var h vg.Length
	for _, r := range pl.rows {
		h += r
	}
	return h
}

func (pl dotsPlan) named() bool {
	for _, pn := range pl.Panels {
		if oneLine(pn.Name) != "" {
			return true
		}
	}
	return false
}

// head is the height of the names of the panels, which may take two lines.
func (pl dotsPlan) head() vg.Length {
	var h vg.Length
	for _, pn := range pl.Panels {
		h = max(h, pl.headLabel(pn).height()+4)
	}
	if !pl.named() {
		return 0
	}
	return h
}

func (pl dotsPlan) headLabel(pn Panel) paragraph {
	return newLabel(headStyle, pn.Name, room{width: pl.lattice.width, lines: 2})
}

const dotAxis = vg.Length(14) // height of the tick labels

func (d Dots) height(width vg.Length) vg.Length {
	pl := d.plan(width)
	n := vg.Length(pl.lattice.rows)
	return pl.key.height(width) + n*(pl.head()+pl.table()+dotAxis) + (n-1)*panelGap
}

func (d Dots) draw(p pen, in vg.Rectangle) {
	pl := d.plan(in.Max.X - in.Min.X)
	in = pl.key.draw(p, in)
	pl.stretch(in)
	inner := in
	inner.Min.X += pl.name
	for i, pn := range d.Panels {
		box := pl.lattice.box(i, inner)
		if i%pl.lattice.cols == 0 {
			pl.writeNames(p, in.Min.X, box)
		}
		pl.panel(p, pn, box)
	}
}

// stretch shares what height is left among the rows.
func (pl dotsPlan) stretch(in vg.Rectangle) {
	n := vg.Length(pl.lattice.rows)
	free := in.Max.Y - in.Min.Y - (n-1)*panelGap - n*(pl.head()+pl.table()+dotAxis)
	for i := range pl.rows {
		pl.rows[i] += max(free, 0) / n / vg.Length(len(pl.rows))
	}
}

// middles are the middle lines of the rows of a panel, from the top.
func (pl dotsPlan) middles(box vg.Rectangle) []vg.Length {
	y := box.Max.Y - pl.head()
	var out []vg.Length
	for _, h := range pl.rows {
		out = append(out, y-h/2)
		y -= h
	}
	return out
}

func (pl dotsPlan) writeNames(p pen, x vg.Length, box vg.Rectangle) {
	for i, y := range pl.middles(box) {
		t := pl.names[i]
		p.lines(t, vg.Point{X: x, Y: y + t.height()/2 + t.style.size()*0.06}, left)
	}
}

func (pl dotsPlan) panel(p pen, pn Panel, box vg.Rectangle) {
	p.lines(pl.headLabel(pn), vg.Point{X: box.Min.X, Y: box.Max.Y}, left)
	plot := box
	plot.Max.Y -= pl.head()
	plot.Min.Y = plot.Max.Y - pl.table()
	x := pl.scale(pn).on(plot.Min.X+dotRadius, plot.Max.X-pl.beside())
	pl.rules(p, plot, x)
	for k, y := range pl.middles(box) {
		for i := range pl.Series {
			y := y - pl.line()*(vg.Length(i)-vg.Length(len(pl.Series)-1)/2)
			s := pn.Values[i][k]
			p.mark(said(s.spoken(), pl.Rows[k], pn.Name, pl.Series[i].Name), func() { pl.draw(p, spotted{span: s, ink: pl.inks[i], x: x, y: y}) })
		}
	}
}

func (pl dotsPlan) scale(pn Panel) scale {
	spans := allSpans(pl.Panels)
	if pl.FreeX {
		spans = pn.spans()
	}
	room := pl.lattice.width - pl.beside()
	for n := 5; n > 1; n-- {
		if s := wholeScale(spans, n); tickStyle.widest(s.texts())*vg.Length(len(s.ticks))*1.25 < room {
			return s
		}
	}
	return wholeScale(spans, 1)
}

// rules draws a hairline between rows, and the ticks below.
func (pl dotsPlan) rules(p pen, plot vg.Rectangle, x scale) {
	y := plot.Max.Y
	for i := range pl.rows {
		p.line(stroke{ink: inkGrid, width: 0.6}, vg.Point{X: plot.Min.X, Y: y}, vg.Point{X: plot.Max.X, Y: y})
		y -= pl.rows[i]
	}
	p.line(stroke{ink: inkAxis, width: 0.8}, vg.Point{X: plot.Min.X, Y: y}, vg.Point{X: plot.Max.X, Y: y})
	if x.low < 0 {
		p.line(stroke{ink: inkAxis, width: 0.6}, vg.Point{X: x.at(0), Y: y}, vg.Point{X: x.at(0), Y: plot.Max.Y})
	}
	p.ticksBelow(plot, x)
}

// ticksBelow writes the numbers of a lying scale under a plot, none over another.
func (p pen) ticksBelow(plot vg.Rectangle, x scale) {
	end := plot.Min.X - 100
	for _, t := range x.ticks {
		text := x.text(t)
		half := tickStyle.width(text) / 2
		at := min(max(x.at(t), plot.Min.X+half), plot.Max.X-half)
		if at-half < end+4 {
			continue
		}
		p.line(stroke{ink: inkAxis, width: 0.6}, vg.Point{X: x.at(t), Y: plot.Min.Y}, vg.Point{X: x.at(t), Y: plot.Min.Y - 2.5})
		p.text(tickStyle.from(centre), vg.Point{X: at, Y: plot.Min.Y - 4 - tickStyle.rise()}, text)
		end = at + half
	}
}

// A spotted span is one with its place: its scale, and the middle line of its row.
type spotted struct {
	span Span
	ink  color.NRGBA
	x    scale
	y    vg.Length
}

func (pl dotsPlan) draw(p pen, d spotted) {
	if pl.above {
		d.y -= 5
	}
	s, x, y := d.span, d.x, d.y
	if !s.known() {
		why := newLabel(valueStyle.in(inkQuiet), s.Text(), room{width: pl.lattice.width, lines: 1})
		p.ground(valueStyle, vg.Point{X: x.from + why.width()/2, Y: valueStyle.middle(y)}, why.width())
		p.label(why, vg.Point{X: x.from, Y: valueStyle.middle(y)}, left)
		return
	}
	if s.doubt() {
		p.rect(tint(d.ink, 0.55), vg.Rectangle{Min: vg.Point{X: x.at(s.Low), Y: y - 2}, Max: vg.Point{X: x.at(s.High), Y: y + 2}})
	}
	p.disc(d.ink, vg.Point{X: x.at(s.Mid), Y: y}, dotRadius)
	pl.write(p, d)
}

// write puts the number beside the bar, or above it and within the panel.
func (pl dotsPlan) write(p pen, d spotted) {
	s, x, y := d.span, d.x, d.y
	if !pl.above {
		end := max(x.at(s.High), x.at(s.Mid)+dotRadius)
		p.plate(valueStyle, vg.Point{X: end + 4, Y: valueStyle.middle(y)}, s.Text())
		return
	}
	t := newLabel(valueStyle, s.Text(), room{width: x.to - x.from + 2*dotRadius, lines: 1})
	half := t.width() / 2
	least, most := x.from-dotRadius+half, x.to+dotRadius-half
	at := vg.Point{X: max(min(x.at(s.Mid), most), least), Y: y + 6}
	p.rect(white, vg.Rectangle{Min: vg.Point{X: at.X - half - 1, Y: y + dotRadius + 0.5}, Max: vg.Point{X: at.X + half + 1, Y: at.Y + valueStyle.rise() + dotHalo}})
	p.label(t, at, centre)
}
