package chart

import (
	"fmt"
	"image/color"
	"slices"
	"strings"

	"gonum.org/v1/plot/vg"
)

// A Fan is lines from what has been to what may come. What may come is drawn in nested
// bands, one for each level of an interval; the bands begin at the last known point.
type Fan struct {
	Categories []string
	Levels     []string // the bands by name, the narrowest first: "50 %", "95 %"
	Lines      []Line
}

// A Line is what has been, for the first categories, and what may come, for the rest:
// for each level, a span for each category. The spans of one category share their Mid.
type Line struct {
	Name   string
	Ink    Ink
	Past   []Span
	Future [][]Span
}

func (f Fan) check() error {
	for _, l := range f.Lines {
		if err := l.check(f); err != nil {
			return fmt.Errorf("line %s: %w", l.Name, err)
		}
	}
	return nil
}

func (l Line) check(f Fan) error {
	rest := len(f.Categories) - len(l.Past)
	if rest < 0 || len(l.Future) != len(f.Levels) {
		return fmt.Errorf("%d past values and %d levels for %d categories and %d levels", len(l.Past), len(l.Future), len(f.Categories), len(f.Levels))
	}
	if err := checkSpans(l.Past, f.Categories); err != nil {
		return err
	}
	for i, row := range l.Future {
		if len(row) != rest {
			return fmt.Errorf("level %s: %d values for %d categories to come", f.Levels[i], len(row), rest)
		}
		if err := checkSpans(row, f.Categories[len(l.Past):]); err != nil {
			return fmt.Errorf("level %s: %w", f.Levels[i], err)
		}
		for k, s := range row {
			if i > 0 && !nested(l.Future[i-1][k], s) {
				return fmt.Errorf("level %s, %s: it does not hold the level before it", f.Levels[i], f.Categories[len(l.Past)+k])
			}
		}
	}
	return nil
}

func nested(inner, outer Span) bool {
	if !inner.known() || !outer.known() {
		return inner.known() == outer.known()
	}
	return inner.Mid == outer.Mid && outer.Low <= inner.Low && inner.High <= outer.High
}

func (f Fan) spans() []Span {
	var out []Span
	for _, l := range f.Lines {
		out = append(out, l.Past...)
		out = append(out, slices.Concat(l.Future...)...)
	}
	return out
}

func (f Fan) empty() string { return emptyPanels([]Panel{{Values: [][]Span{f.spans()}}}, f.Categories) }

// points are the middles of a line, with the widest band where there is one.
func (l Line) points() []Span {
	if len(l.Future) == 0 {
		return l.Past
	}
	return slices.Concat(l.Past, l.Future[len(l.Future)-1])
}

// fanPlan is the layout of a fan.
type fanPlan struct {
	Fan
	key       key
	inks      []color.NRGBA
	axis, end vg.Length // widths kept left and right
	slot      vg.Length
	footing   footing
	y         scale
	plot      vg.Rectangle
}

func (f Fan) plan(width vg.Length) fanPlan {
	pl := fanPlan{Fan: f, y: wholeScale(f.spans(), 5)}
	series := make([]Series, len(f.Lines))
	for i, l := range f.Lines {
		series[i] = Series{Name: l.Name, Ink: l.Ink}
	}
	pl.inks = colours(series)
	pl.axis = tickStyle.widest(pl.y.texts()) + 5
	for _, l := range f.Lines {
		for _, t := range endLabel(l, width) {
			pl.end = max(pl.end, t.width()+8)
		}
	}
	pl.slot = (width - pl.axis - pl.end) / vg.Length(len(f.Categories))
	pl.footing = newFooting(f.Categories, pl.slot)
	ink := inkGrey // of many lines
	if len(f.Lines) == 1 {
		ink = pl.inks[0]
	}
	for i, level := range f.Levels {
		pl.key.entries = append(pl.key.entries, entry{name: level + " interval", ink: pl.bandInk(ink, i)})
	}
	pl.key = pl.key.withGaps(f.spans())
	return pl
}

// endLabel is the name of a line and its last number, or why it has none there, which
// stand where it ends.
func endLabel(l Line, width vg.Length) []paragraph {
	at := room{width: width * 0.26, lines: 2}
	out := []paragraph{newLabel(strongStyle, l.Name, at)}
	if points := l.points(); anyKnown(points) {
		at.lines = 1
		out = append(out, newLabel(valueStyle, points[len(points)-1].Text(), at))
	}
	return out
}

func lastKnown(spans []Span) (Span, bool) {
	for _, s := range slices.Backward(spans) {
		if s.known() {
			return s, true
		}
	}
	return Span{}, false
}

// bandInk is paler the wider the band.
func (pl fanPlan) bandInk(ink color.NRGBA, level int) color.NRGBA {
	k := tint(ink, 0.35+0.4*float64(level+1)/float64(len(pl.Levels)+1))
	k.A = 150
	return k
}

func (pl fanPlan) labelHeight(width vg.Length) vg.Length {
	var h vg.Length
	for _, l := range pl.Lines {
		for _, t := range endLabel(l, width) {
			h += t.height()
		}
		h += 3
	}
	return h
}

func (f Fan) height(width vg.Length) vg.Length {
	pl := f.plan(width)
	return pl.key.height(width) + max(plotHeight+headRoom, pl.labelHeight(width)) + pl.footing.height()
}

func (f Fan) draw(p pen, in vg.Rectangle) {
	width := in.Max.X - in.Min.X
	pl := f.plan(width)
	in = pl.key.draw(p, in)
	plot := in
	plot.Min.X += pl.axis
	plot.Max.X -= pl.end
	plot.Min.Y += pl.footing.height()
	pl.plot = plot
	pl.y = pl.y.on(plot.Min.Y, plot.Max.Y-headRoom)
	p.grid(plot, pl.y)
	p.zero(plot, pl.y)
	pl.footing.draw(p, plot, in)
	for i := range f.Lines {
		pl.bands(p, i)
	}
	for i := range slices.Backward(f.Lines) { // the first, how things stand, on top
		pl.line(p, i)
		pl.dots(p, i)
	}
	pl.ends(p, width)
}

func (pl fanPlan) point(k int, v float64) vg.Point {
	return vg.Point{X: pl.plot.Min.X + pl.slot*(vg.Length(k)+0.5), Y: pl.y.at(v)}
}

// bands draws the widest first.
func (pl fanPlan) bands(p pen, i int) {
	l := pl.Lines[i]
	for level, row := range slices.Backward(l.Future) {
		start := len(l.Past)
		if n := len(l.Past); n > 0 && l.Past[n-1].known() {
			row, start = append([]Span{Exact(l.Past[n-1].Mid)}, row...), n-1
		}
		for from := 0; from < len(row); {
			to := from
			for to < len(row) && row[to].known() {
				to++
			}
			if to-from > 1 {
				p.fill(pl.bandInk(pl.inks[i], level), pl.outline(row[from:to], start+from))
			}
			from = to + 1
		}
	}
}

// outline runs along the highs of a band and back along its lows.
func (pl fanPlan) outline(row []Span, from int) vg.Path {
	path := vg.Path{{Type: vg.MoveComp, Pos: pl.point(from, row[0].Low)}}
	for k, s := range row {
		path = append(path, vg.PathComp{Type: vg.LineComp, Pos: pl.point(from+k, s.High)})
	}
	for k, s := range slices.Backward(row) {
		path = append(path, vg.PathComp{Type: vg.LineComp, Pos: pl.point(from+k, s.Low)})
	}
	return append(path, vg.PathComp{Type: vg.CloseComp})
}

// line draws the middles: whole for what has been, broken for what may come.
func (pl fanPlan) line(p pen, i int) {
	l := pl.Lines[i]
	points := l.points()
	for k := range points {
		if k+1 < len(points) && points[k].known() && points[k+1].known() {
			s := stroke{ink: pl.inks[i], width: 1.6}
			if k+1 >= len(l.Past) {
				s.dash = []vg.Length{4, 2.5}
			}
			p.line(s, pl.point(k, points[k].Mid), pl.point(k+1, points[k+1].Mid))
		}
	}
}

// dots draws a mark at each point.
func (pl fanPlan) dots(p pen, i int) {
	l := pl.Lines[i]
	for k, s := range l.points() {
		p.mark(said(pl.spoken(l, k), pl.Categories[k], l.Name), func() {
			if !s.known() {
				p.gap(pl.point(k, 0), min(pl.slot*0.3, mostGap))
				return
			}
			points := l.points()
			alone := !knownAt(points, k-1) && !knownAt(points, k+1) // no band tells its interval
			if s.doubt() && (k < len(l.Past) || alone) {
				p.whisker(stroke{ink: shade(pl.inks[i], 0.55), width: mostCap}, pl.point(k, s.Low), pl.point(k, s.High))
			}
			p.disc(pl.inks[i], pl.point(k, s.Mid), min(2.2, pl.slot/3))
		})
	}
}

// mostGap is half the width of the mark of a point that has no number.
const mostGap = vg.Length(5)

// gap is the mark of a point that has no number, so far to each side; at is on zero.
func (p pen) gap(at vg.Point, half vg.Length) {
	p.hatch(inkUnknown, vg.Rectangle{Min: vg.Point{X: at.X - half, Y: at.Y}, Max: vg.Point{X: at.X + half, Y: at.Y + 9}})
}

// knownAt reports whether there is a number at a place.
func knownAt(points []Span, k int) bool { return k >= 0 && k < len(points) && points[k].known() }

// spoken is one point with all its bands.
func (pl fanPlan) spoken(l Line, k int) string {
	if k < len(l.Past) {
		return l.Past[k].spoken()
	}
	k -= len(l.Past)
	parts := []string{number(l.Future[0][k].Mid)}
	for i, row := range l.Future {
		if !row[k].known() {
			return row[k].Text()
		}
		parts = append(parts, fmt.Sprintf("%s between %s and %s", pl.Levels[i], number(row[k].Low), number(row[k].High)))
	}
	return strings.Join(parts, ", ")
}

// An ending is the label of one line with the height it would like to stand at.
type ending struct {
	label []paragraph
	tall  vg.Length
	mid   vg.Length
	line  int // whose it is
}

// ends writes the labels where the lines end, apart from each other.
func (pl fanPlan) ends(p pen, width vg.Length) {
	plot := pl.plot
	var all []ending
	for i, l := range pl.Lines {
		e := ending{label: endLabel(l, width), mid: (plot.Min.Y + plot.Max.Y) / 2}
		for j := range e.label {
			e.label[j].style = e.label[j].style.in(readable(pl.inks[i]))
			e.tall += e.label[j].height()
		}
		if last, ok := lastKnown(l.points()); ok {
			e.mid = pl.y.at(last.Mid)
		}
		all = append(all, e)
	}
	slices.SortStableFunc(all, func(a, b ending) int {
		switch {
		case a.mid > b.mid:
			return -1
		case a.mid < b.mid:
			return 1
		}
		return 0
	})
	settle(all, plot)
	for _, e := range all {
		y := e.mid + e.tall/2
		for _, t := range e.label {
			y = p.lines(t, vg.Point{X: plot.Max.X + 6, Y: y}, left)
		}
	}
}

// settle moves labels, sorted from the top, down and then up until none lies over another.
func settle(all []ending, plot vg.Rectangle) {
	edge := plot.Max.Y
	for i := range all {
		all[i].mid = min(all[i].mid, edge-all[i].tall/2)
		edge = all[i].mid - all[i].tall/2 - 3
	}
	edge = plot.Min.Y
	for i := len(all) - 1; i >= 0; i-- {
		all[i].mid = max(all[i].mid, edge+all[i].tall/2)
		edge = all[i].mid + all[i].tall/2 + 3
	}
}
