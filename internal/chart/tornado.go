package chart

import (
	"fmt"

	"gonum.org/v1/plot/vg"
)

// A Tornado shows how far each assumption alone moves a result from where it stands. The
// swings are drawn in the order given, from the top.
type Tornado struct {
	Centre     float64
	CentreName string // what the result is when nothing is changed
	Swings     []Swing
}

// A Swing is an assumption with the least and the greatest result it gives, and what it
// must be to give them.
type Swing struct {
	Name              string
	Low, High         float64
	LowName, HighName string
}

func (s Swing) span() Span { return Between(s.Low, s.Low, s.High) }

func (t Tornado) check() error {
	if err := Exact(t.Centre).check(); err != nil {
		return fmt.Errorf("centre: %w", err)
	}
	for _, s := range t.Swings {
		if err := s.span().check(); err != nil {
			return fmt.Errorf("swing %s: %w", s.Name, err)
		}
	}
	return nil
}

func (t Tornado) empty() string {
	if len(t.Swings) == 0 {
		return "there are no assumptions to change."
	}
	return ""
}

// tornadoPlan is the layout of a tornado.
type tornadoPlan struct {
	Tornado
	names      []paragraph
	lows, high []paragraph // what stands at the ends of each bar
	name       vg.Length
	side       [2]vg.Length
	row        vg.Length
	x          scale
}

func (t Tornado) plan(width vg.Length) tornadoPlan {
	pl := tornadoPlan{Tornado: t, row: 22}
	for _, s := range t.Swings {
		name := newLabel(nameStyle, s.Name, room{width: width * 0.26, lines: 3})
		low := newLabel(valueStyle, ended(s.Low, s.LowName), endRoom(s.Low, width))
		high := newLabel(valueStyle, ended(s.High, s.HighName), endRoom(s.High, width))
		pl.names, pl.lows, pl.high = append(pl.names, name), append(pl.lows, low), append(pl.high, high)
		pl.name = max(pl.name, name.width()+10)
		pl.side[0], pl.side[1] = max(pl.side[0], low.width()+5), max(pl.side[1], high.width()+5)
		pl.row = max(pl.row, name.height()+7, low.height()+7, high.height()+7)
	}
	return pl
}

// ended is the text at the end of a bar: "8 (under 13)".
func ended(v float64, name string) string {
	if name = oneLine(name); name != "" {
		return number(v) + " (" + name + ")"
	}
	return number(v)
}

// endRoom is the place at the end of a bar; it always holds the number.
func endRoom(v float64, width vg.Length) room {
	return room{width: max(width*0.16, valueStyle.width(number(v))+1), lines: 2}
}

func (t Tornado) height(width vg.Length) vg.Length {
	return t.plan(width).row*vg.Length(len(t.Swings)) + panelHead + dotAxis
}

func (pl tornadoPlan) scale(width vg.Length) scale {
	low, high := pl.Centre, pl.Centre
	for _, s := range pl.Swings {
		low, high = min(low, s.Low), max(high, s.High)
	}
	return newScale(low, high, max(min(int(width/60), 5), 1))
}

func (t Tornado) draw(p pen, in vg.Rectangle) {
	pl := t.plan(in.Max.X - in.Min.X)
	plot := vg.Rectangle{
		Min: vg.Point{X: in.Min.X + pl.name, Y: in.Min.Y + dotAxis},
		Max: vg.Point{X: in.Max.X, Y: in.Max.Y - panelHead},
	}
	pl.x = pl.scale(plot.Max.X-plot.Min.X-pl.side[0]-pl.side[1]).on(plot.Min.X+pl.side[0], plot.Max.X-pl.side[1])
	pl.centre(p, plot)
	pl.row = (plot.Max.Y - plot.Min.Y) / vg.Length(len(t.Swings))
	for i, s := range t.Swings {
		y := plot.Max.Y - pl.row*(vg.Length(i)+0.5)
		p.lines(pl.names[i], vg.Point{X: in.Min.X, Y: y + pl.names[i].height()/2}, left)
		p.mark(said(pl.spoken(s), s.Name), func() { pl.swing(p, i, y) })
	}
	at := pl.x.at(t.Centre)
	p.line(stroke{ink: inkText, width: 1}, vg.Point{X: at, Y: plot.Min.Y}, vg.Point{X: at, Y: plot.Max.Y})
	p.line(stroke{ink: inkAxis, width: 0.8}, plot.Min, vg.Point{X: plot.Max.X, Y: plot.Min.Y})
	p.ticksBelow(plot, pl.x)
}

// centre writes what the result is when nothing is changed, over its line.
func (pl tornadoPlan) centre(p pen, plot vg.Rectangle) {
	t := newLabel(strongStyle, number(pl.Centre)+" "+pl.CentreName, room{width: plot.Max.X - plot.Min.X, lines: 1})
	half := t.width() / 2
	at := min(max(pl.x.at(pl.Centre), plot.Min.X+half), plot.Max.X-half)
	p.label(t, vg.Point{X: at, Y: plot.Max.Y + 5}, centre)
}

func (pl tornadoPlan) spoken(s Swing) string {
	return "from " + ended(s.Low, s.LowName) + " to " + ended(s.High, s.HighName)
}

// swing draws one bar: grey where the result is less than the centre, blue where it is more.
func (pl tornadoPlan) swing(p pen, i int, y vg.Length) {
	s, x := pl.Swings[i], pl.x
	half := min(pl.row*0.3, 8)
	from, to, mid := x.at(s.Low), x.at(s.High), x.at(min(max(pl.Centre, s.Low), s.High))
	to = max(to, from+leastBar)
	p.rect(inkGrey, vg.Rectangle{Min: vg.Point{X: from, Y: y - half}, Max: vg.Point{X: mid, Y: y + half}})
	p.rect(inkBlue, vg.Rectangle{Min: vg.Point{X: mid, Y: y - half}, Max: vg.Point{X: to, Y: y + half}})
	p.lines(pl.lows[i], vg.Point{X: from - 4, Y: y + pl.lows[i].height()/2}, right)
	p.lines(pl.high[i], vg.Point{X: to + 4, Y: y + pl.high[i].height()/2}, left)
}
