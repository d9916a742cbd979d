package chart

import (
	"cmp"
	"errors"
	"fmt"
	"image/color"
	"slices"
	"strconv"

	"gonum.org/v1/plot/vg"
)

// A Curve is how a number answers to another one: for each line a point at each place of
// the horizontal axis where there is one, with a band of its interval. Places lie as far
// apart as their numbers do.
type Curve struct {
	XName string // what the horizontal axis counts
	Level string // what the bands are: "80 % interval"
	X     []float64
	XText []string // each place as it is spoken, such as "75 %"
	Lines []CurveLine
}

// A CurveLine is one line of a Curve: for each place a span.
type CurveLine struct {
	Name   string
	Ink    Ink
	Points []Span
	Until  int // at how many places it is asked for, where it ends before the others; 0 for all
}

// asked are the points up to where the line ends.
func (l CurveLine) asked() []Span {
	if l.Until == 0 {
		return l.Points
	}
	return l.Points[:l.Until]
}

func (c Curve) check() error {
	if len(c.X) != len(c.XText) {
		return fmt.Errorf("%d places have %d texts", len(c.X), len(c.XText))
	}
	if !slices.IsSorted(c.X) || len(slices.Compact(slices.Clone(c.X))) != len(c.X) {
		return errors.New("the places of the horizontal axis do not rise")
	}
	for _, x := range c.X {
		if err := Exact(x).check(); err != nil {
			return err
		}
	}
	for _, l := range c.Lines {
		if len(l.Points) != len(c.X) || l.Until < 0 || l.Until > len(c.X) {
			return fmt.Errorf("line %s: %d points until %d for %d places", l.Name, len(l.Points), l.Until, len(c.X))
		}
		if err := checkSpans(l.Points, c.XText); err != nil {
			return fmt.Errorf("line %s: %w", l.Name, err)
		}
	}
	return nil
}

func (c Curve) spans() []Span {
	var out []Span
	for _, l := range c.Lines {
		out = append(out, l.asked()...)
	}
	return out
}

func (c Curve) empty() string {
	return emptyPanels([]Panel{{Values: [][]Span{c.spans()}}}, c.XText)
}

// curvePlan is the layout of a curve.
type curvePlan struct {
	Curve
	key       key
	looks     []look
	axis, end vg.Length // widths kept left and right
	x, y      scale
	plot      vg.Rectangle
}

// footRoom is the height of the ticks and the name of the horizontal axis.
func footRoom() vg.Length { return footGap + tickStyle.line() + keyStyle.line() + 2 }

func (c Curve) plan(width vg.Length) curvePlan {
	pl := curvePlan{Curve: c, y: wholeScale(c.spans(), 5)}
	for i, l := range c.Lines {
		k := lookOf(i)
		if l.Ink != Auto {
			k.ink = l.Ink.colour()
		}
		pl.looks = append(pl.looks, k)
	}
	pl.axis = tickStyle.widest(pl.y.texts()) + 5
	for _, l := range c.Lines {
		for _, t := range c.label(l, width) {
			pl.end = max(pl.end, t.width()+8+c.sampled())
		}
	}
	low, high := c.X[0], c.X[len(c.X)-1]
	pl.x = newScale(low, high, 6)
	pl.x.low, pl.x.high = min(low, pl.x.low), max(high, pl.x.high)
	if len(c.X) == 1 {
		pl.x = scale{low: low - 1, high: low + 1, step: 1, ticks: []float64{low}}
	}
	ink := inkGrey
	if len(c.Lines) == 1 {
		ink = pl.looks[0].ink
	}
	if anyDoubt(c.spans()) {
		pl.key.entries = append(pl.key.entries, entry{name: c.Level, ink: bandOf(ink, 0.62, 150)})
	}
	pl.key = pl.key.withGaps(c.spans())
	return pl
}

// bandOf is the colour of a line's band, the paler the more may lie over each other.
func (c Curve) bandOf(ink color.NRGBA) color.NRGBA {
	if len(c.Lines) > 3 {
		return bandOf(ink, 0.7, 90)
	}
	return bandOf(ink, 0.62, 150)
}

func bandOf(ink color.NRGBA, white float64, alpha uint8) color.NRGBA {
	k := tint(ink, white)
	k.A = alpha
	return k
}

// sampled is the width of the piece of line that stands before its name; none where there
// is one line.
func (c Curve) sampled() vg.Length {
	if len(c.Lines) < 2 {
		return 0
	}
	return sampleWidth + 4
}

const sampleWidth = vg.Length(16.8) // three dashes

// label is the name of a line and its last number, with its place where other lines go on.
func (c Curve) label(l CurveLine, width vg.Length) []paragraph {
	out := endLabel(Line{Name: l.Name, Past: l.asked()}, width)
	if n := len(l.asked()); n < len(c.X) && len(out) > 1 {
		out[1] = newLabel(valueStyle, l.Points[n-1].Text()+", "+c.XText[n-1], room{width: width * 0.26, lines: 1})
	}
	return out
}

func (pl curvePlan) labelHeight(width vg.Length) vg.Length {
	var h vg.Length
	for _, l := range pl.Lines {
		for _, t := range pl.label(l, width) {
			h += t.height()
		}
		h += 3
	}
	return h
}

func (c Curve) height(width vg.Length) vg.Length {
	pl := c.plan(width)
	return pl.key.height(width) + max(plotHeight+headRoom, pl.labelHeight(width)) + footRoom()
}

func (c Curve) draw(p pen, in vg.Rectangle) {
	width := in.Max.X - in.Min.X
	pl := c.plan(width)
	in = pl.key.draw(p, in)
	plot := in
	plot.Min.X += pl.axis
	plot.Max.X -= pl.end
	plot.Min.Y += footRoom()
	pl.plot = plot
	pl.y = pl.y.on(plot.Min.Y, plot.Max.Y-headRoom)
	pl.x = pl.x.on(plot.Min.X+6, plot.Max.X-6)
	p.grid(plot, pl.y)
	p.zero(plot, pl.y)
	pl.foot(p)
	for i := range c.Lines {
		pl.band(p, i)
	}
	for i := range slices.Backward(c.Lines) {
		pl.line(p, i)
	}
	pl.ends(p, width)
}

// placed is a tick of the horizontal axis as text: a place that is spoken as a year is
// written so.
func (pl curvePlan) placed(t float64) string {
	for i, x := range pl.X {
		if plain := strconv.FormatFloat(x, 'f', -1, 64); x == t && x >= 1000 && pl.XText[i] == plain {
			return plain
		}
	}
	return pl.x.text(t)
}

// foot writes the ticks of the horizontal axis, as many as there is room for, and its name.
func (pl curvePlan) foot(p pen) {
	y := pl.plot.Min.Y - footGap - tickStyle.size()
	edge := pl.plot.Min.X - pl.axis
	for _, t := range pl.x.ticks {
		if t < pl.x.low-1e-9 || t > pl.x.high+1e-9 {
			continue
		}
		text, x := pl.placed(t), pl.x.at(t)
		half := tickStyle.width(text) / 2
		if x-half < edge {
			continue
		}
		edge = x + half + 6
		p.line(stroke{ink: inkAxis, width: 0.7}, vg.Point{X: x, Y: pl.plot.Min.Y}, vg.Point{X: x, Y: pl.plot.Min.Y - 3})
		p.text(tickStyle.from(centre), vg.Point{X: x, Y: y}, text)
	}
	name := newLabel(keyStyle, pl.XName, room{width: pl.plot.Max.X - pl.plot.Min.X, lines: 1})
	p.label(name, vg.Point{X: (pl.plot.Min.X + pl.plot.Max.X) / 2, Y: y - keyStyle.line()}, centre)
}

func (pl curvePlan) point(k int, v float64) vg.Point {
	return vg.Point{X: pl.x.at(pl.X[k]), Y: pl.y.at(v)}
}

// band fills the intervals between points that follow each other.
func (pl curvePlan) band(p pen, i int) {
	points := pl.Lines[i].Points
	for from := 0; from < len(points); {
		to := from
		for to < len(points) && points[to].known() {
			to++
		}
		if to-from > 1 && anyDoubt(points[from:to]) {
			path := vg.Path{{Type: vg.MoveComp, Pos: pl.point(from, points[from].Low)}}
			for k := from; k < to; k++ {
				path = append(path, vg.PathComp{Type: vg.LineComp, Pos: pl.point(k, points[k].High)})
			}
			for k := to - 1; k >= from; k-- {
				path = append(path, vg.PathComp{Type: vg.LineComp, Pos: pl.point(k, points[k].Low)})
			}
			p.fill(pl.bandOf(pl.looks[i].ink), append(path, vg.PathComp{Type: vg.CloseComp}))
		}
		from = to + 1
	}
}

// line draws the middles and a mark at each.
func (pl curvePlan) line(p pen, i int) {
	l := pl.Lines[i]
	for k := range l.Points {
		if k+1 < len(l.Points) && l.Points[k].known() && l.Points[k+1].known() {
			p.line(pl.looks[i].stroke(), pl.point(k, l.Points[k].Mid), pl.point(k+1, l.Points[k+1].Mid))
		}
	}
	for k, s := range l.asked() {
		names := []string{pl.XName + " " + pl.XText[k], l.Name}
		p.mark(said(s.spoken(), names...), func() {
			if !s.known() {
				p.gap(pl.point(k, 0), mostGap)
				return
			}
			if alone := !knownAt(l.Points, k-1) && !knownAt(l.Points, k+1); alone && s.doubt() { // no band tells its interval
				p.whisker(stroke{ink: shade(pl.looks[i].ink, 0.55), width: mostCap}, pl.point(k, s.Low), pl.point(k, s.High))
			}
			p.shape(pl.looks[i], pl.point(k, s.Mid))
		})
	}
}

// ends writes the labels where the lines end, apart from each other, each after a piece of
// its line.
func (pl curvePlan) ends(p pen, width vg.Length) {
	for _, e := range pl.endings(width) {
		y := e.mid + e.tall/2
		x := pl.plot.Max.X + 6
		if pl.sampled() > 0 {
			at := vg.Point{X: x, Y: y - e.label[0].style.size()*0.64}
			p.line(pl.looks[e.line].stroke(), at, vg.Point{X: x + sampleWidth, Y: at.Y})
			p.shape(pl.looks[e.line], vg.Point{X: x + sampleWidth/2, Y: at.Y})
		}
		for _, t := range e.label {
			y = p.lines(t, vg.Point{X: x + pl.sampled(), Y: y}, left)
		}
	}
}

// endings are the labels in their places, from the top.
func (pl curvePlan) endings(width vg.Length) []ending {
	plot := pl.plot
	var all []ending
	for i, l := range pl.Lines {
		e := ending{label: pl.label(l, width), mid: (plot.Min.Y + plot.Max.Y) / 2, line: i}
		for j := range e.label {
			e.label[j].style = e.label[j].style.in(readable(pl.looks[i].ink))
			e.tall += e.label[j].height()
		}
		if last, ok := lastKnown(l.Points); ok {
			e.mid = pl.y.at(last.Mid)
		}
		all = append(all, e)
	}
	slices.SortStableFunc(all, func(a, b ending) int { return cmp.Compare(b.mid, a.mid) })
	settle(all, plot)
	return all
}
