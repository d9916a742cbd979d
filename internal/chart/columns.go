package chart

import (
	"fmt"
	"image/color"

	"gonum.org/v1/plot/vg"
)

// Columns are bars over categories, such as fiscal years: beside each other or, where
// Stacked, on top of each other, in one panel or several.
type Columns struct {
	Categories []string
	Series     []Series
	Panels     []Panel
	Stacked    bool
	FreeY      bool // each panel has its own scale
}

func (c Columns) check() error {
	if err := checkPanels(c.Panels, c.Series, c.Categories); err != nil {
		return err
	}
	for _, s := range allSpans(c.Panels) {
		if c.Stacked && s.signed() {
			return fmt.Errorf("%v is below zero and cannot be stacked", s.Low)
		}
	}
	return nil
}

func (c Columns) empty() string { return emptyPanels(c.Panels, c.Categories) }

const (
	panelGap   = vg.Length(18)
	panelHead  = vg.Length(16)
	leastPanel = vg.Length(132)
	plotHeight = vg.Length(170)
	smallPlot  = vg.Length(96)
	headRoom   = vg.Length(11) // above the top tick, for a number
)

// A lattice is how many panels stand beside and below each other, and how wide each is.
type lattice struct {
	cols, rows int
	width      vg.Length
}

func newLattice(n int, least, width vg.Length) lattice {
	cols := min(max(int((width+panelGap)/(least+panelGap)), 1), n)
	rows := (n + cols - 1) / cols
	cols = (n + rows - 1) / rows
	return lattice{cols: cols, rows: rows, width: (width - panelGap*vg.Length(cols-1)) / vg.Length(cols)}
}

// box is the place of the i-th panel.
func (l lattice) box(i int, in vg.Rectangle) vg.Rectangle {
	row, col := i/l.cols, i%l.cols
	h := (in.Max.Y - in.Min.Y - panelGap*vg.Length(l.rows-1)) / vg.Length(l.rows)
	x := in.Min.X + vg.Length(col)*(l.width+panelGap)
	y := in.Max.Y - vg.Length(row)*(h+panelGap)
	return vg.Rectangle{Min: vg.Point{X: x, Y: y - h}, Max: vg.Point{X: x + l.width, Y: y}}
}

// columnsPlan is what all panels of some columns share.
type columnsPlan struct {
	Columns
	key     key
	lattice lattice
	axis    vg.Length // width of the tick labels
	slot    vg.Length
	footing footing
	inks    []color.NRGBA
	named   bool // a panel has a name
	numbers bool // each bar says its number
}

func (c Columns) plan(width vg.Length) columnsPlan {
	pl := columnsPlan{Columns: c, key: seriesKey(c.Series, allSpans(c.Panels)), inks: colours(c.Series)}
	for _, pn := range c.Panels {
		pl.axis = max(pl.axis, tickStyle.widest(c.scale(pn).texts())+5)
		pl.named = pl.named || oneLine(pn.Name) != ""
	}
	least := max(leastPanel, pl.axis+vg.Length(len(c.Categories)*len(c.Series))*3)
	pl.lattice = newLattice(len(c.Panels), min(least, width), width)
	pl.slot = (pl.lattice.width - pl.axis) / vg.Length(len(c.Categories))
	pl.footing = newFooting(c.Categories, pl.slot)
	pl.numbers = pl.numbersFit()
	return pl
}

func (c Columns) height(width vg.Length) vg.Length {
	pl := c.plan(width)
	plot := plotHeight
	if len(c.Panels) > 1 {
		plot = smallPlot
	}
	one := plot + headRoom + pl.footing.height()
	if pl.named {
		one += panelHead
	}
	return pl.key.height(width) + one*vg.Length(pl.lattice.rows) + panelGap*vg.Length(pl.lattice.rows-1)
}

func (c Columns) draw(p pen, in vg.Rectangle) {
	pl := c.plan(in.Max.X - in.Min.X)
	in = pl.key.draw(p, in)
	for i, pn := range c.Panels {
		pl.panel(p, pn, pl.lattice.box(i, in))
	}
}

// scale is the upright scale of a panel: of its own values, or of all.
func (c Columns) scale(pn Panel) scale {
	spans := allSpans(c.Panels)
	if c.FreeY {
		spans = pn.spans()
	}
	if c.Stacked {
		spans = c.totals(pn)
	}
	n := 5
	if len(c.Panels) > 1 {
		n = 4
	}
	return wholeScale(spans, n)
}

// totals are the heights of the stacks that an axis must reach.
func (c Columns) totals(pn Panel) []Span {
	panels := c.Panels
	if c.FreeY {
		panels = []Panel{pn}
	}
	var out []Span
	for _, pn := range panels {
		for k := range c.Categories {
			out = append(out, stackOf(pn, k))
		}
	}
	return out
}

// stackOf adds up a stack; its High is how high the highest whisker reaches. It has no number
// where no part has.
func stackOf(pn Panel, k int) Span {
	sum := Missing("no part is known")
	for _, row := range pn.Values {
		if s := row[k]; s.known() {
			sum.Why = ""
			sum.High = max(sum.High, sum.Mid+s.High)
			sum.Mid += s.Mid
		}
	}
	return sum
}

func (pl columnsPlan) panel(p pen, pn Panel, in vg.Rectangle) {
	if pl.named {
		p.label(newLabel(headStyle, pn.Name, room{width: in.Max.X - in.Min.X, lines: 1}),
			vg.Point{X: in.Min.X, Y: in.Max.Y - headStyle.size()}, left)
		in.Max.Y -= panelHead
	}
	plot := in
	plot.Min.X += pl.axis
	plot.Min.Y += pl.footing.height()
	plot.Max.Y -= headRoom
	y := pl.scale(pn).on(plot.Min.Y, plot.Max.Y)
	if y.low < 0 && pl.numbers {
		y = y.on(plot.Min.Y+headRoom, plot.Max.Y)
	}
	p.grid(plot, y)
	pl.footing.draw(p, plot, in)
	for k := range pl.Categories {
		at := spot{panel: pn, category: k, from: plot.Min.X + pl.slot*vg.Length(k), y: y}
		if pl.Stacked {
			pl.stack(p, at)
		} else {
			pl.group(p, at)
		}
	}
	p.zero(plot, y)
}

// grid draws hairlines and their numbers; zero is drawn later, over the bars.
func (p pen) grid(plot vg.Rectangle, y scale) {
	for _, t := range y.ticks {
		at := y.at(t)
		if t != 0 {
			p.line(stroke{ink: inkGrid, width: 0.6}, vg.Point{X: plot.Min.X, Y: at}, vg.Point{X: plot.Max.X, Y: at})
		}
		p.text(tickStyle.from(right), vg.Point{X: plot.Min.X - 5, Y: tickStyle.middle(at)}, y.text(t))
	}
}

func (p pen) zero(plot vg.Rectangle, y scale) {
	at := y.at(0)
	p.line(stroke{ink: inkAxis, width: 0.8}, vg.Point{X: plot.Min.X, Y: at}, vg.Point{X: plot.Max.X, Y: at})
}

const mostBar = vg.Length(34)

// pitch is the width of one bar of a group.
func (pl columnsPlan) pitch() vg.Length {
	n := vg.Length(len(pl.Series))
	if pl.Stacked {
		n = 1
	}
	return min(pl.slot*0.76/n, mostBar)
}

// numbersFit says whether every bar of every panel has room for its number.
func (pl columnsPlan) numbersFit() bool {
	if pl.Stacked {
		return false
	}
	free, beside := pl.pitch(), pl.pitch()
	switch len(pl.Series) {
	case 1:
		free, beside = pl.slot, pl.slot
	case 2: // the first bar's number stands to the left of its whisker
		beside = pl.slot - pl.pitch()
	}
	for _, s := range allSpans(pl.Panels) {
		room := free
		if s.doubt() {
			room = beside
		}
		if s.known() && besideWhisker(s, number(s.Mid)) > room {
			return false
		}
	}
	return true
}

// A spot is the slot of one category in one panel.
type spot struct {
	panel    Panel
	category int
	from     vg.Length
	y        scale
}

func (at spot) span(series int) Span { return at.panel.Values[series][at.category] }

// said is what the mark of a series stands for.
func (pl columnsPlan) said(at spot, series int) string {
	return said(at.span(series).spoken(), pl.Categories[at.category], at.panel.Name, pl.Series[series].Name)
}

// group draws the bars of one category beside each other.
func (pl columnsPlan) group(p pen, at spot) {
	x := at.from + (pl.slot-pl.pitch()*vg.Length(len(pl.Series)))/2
	for i := range pl.Series {
		b := bar{
			span:   at.span(i),
			ink:    pl.inks[i],
			from:   x + pl.pitch()*vg.Length(i),
			width:  pl.pitch() * 0.94,
			number: pl.numbers,
			before: len(pl.Series) == 2 && i == 0,
		}
		p.mark(pl.said(at, i), func() { b.draw(p, at.y) })
	}
}

// A bar is one upright bar over zero.
type bar struct {
	span        Span
	ink         color.NRGBA
	from, width vg.Length
	number      bool
	before      bool // the number stands to the left of the whisker
	under       bool // it hangs from zero, even where it is nothing
}

// mostCap is how far the cap of a whisker reaches on either side.
const mostCap = vg.Length(2.2)

// leastBar keeps a small number visible.
const leastBar = vg.Length(0.8)

func (b bar) draw(p pen, y scale) {
	if !b.span.known() {
		stub := vg.Rectangle{Min: vg.Point{X: b.from, Y: y.at(0)}, Max: vg.Point{X: b.from + b.width, Y: y.at(0) + 9}}
		if b.under {
			stub = stub.Add(vg.Point{Y: -9})
		}
		p.hatch(inkUnknown, stub)
		return
	}
	if b.span.Mid == 0 {
		p.rect(inkAxis, vg.Rectangle{Min: vg.Point{X: b.from, Y: y.at(0) - 0.4}, Max: vg.Point{X: b.from + b.width, Y: y.at(0) + 0.4}})
	} else {
		p.rect(b.ink, b.box(y.at(0), y.at(b.span.Mid)))
	}
	x := b.from + b.width/2
	if b.span.doubt() {
		p.whisker(stroke{ink: shade(b.ink, 0.55), width: min(mostCap, b.width*0.3)}, vg.Point{X: x, Y: y.at(b.span.Low)}, vg.Point{X: x, Y: y.at(b.span.High)})
	}
	if b.number {
		b.write(p, y, number(b.span.Mid))
	}
}

func (b bar) box(from, to vg.Length) vg.Rectangle {
	if to >= from {
		to = max(to, from+leastBar)
	} else {
		to = min(to, from-leastBar)
	}
	return vg.Rectangle{Min: vg.Point{X: b.from, Y: min(from, to)}, Max: vg.Point{X: b.from + b.width, Y: max(from, to)}}
}

// write puts the number of a bar beyond its end, beside its whisker if it has
// one: at the whisker's end it would read as the whisker's.
func (b bar) write(p pen, y scale, text string) {
	at, style := vg.Point{X: b.from + b.width/2, Y: y.at(b.span.Mid) + 3}, valueStyle.from(centre)
	if b.under || b.span.Mid < 0 {
		at.Y = y.at(b.span.Mid) - 3 - valueStyle.rise()
	}
	switch {
	case b.span.doubt() && b.before:
		at.X, style = at.X-mostCap-1, valueStyle.from(right)
	case b.span.doubt():
		at.X, style = at.X+mostCap+1, valueStyle.from(left)
	}
	p.plate(style, at, text)
}

// besideWhisker is the width that the number of a bar needs around the bar's
// middle.
func besideWhisker(s Span, text string) vg.Length {
	w := valueStyle.width(text)
	if s.doubt() {
		return 2 * (w + mostCap + 2)
	}
	return w + 2
}

// stack draws the bars of one category on top of each other; each whisker is of one part
// and stands a little to the right of the one below.
func (pl columnsPlan) stack(p pen, at spot) {
	width := pl.pitch()
	from := at.from + (pl.slot-width)/2
	var base float64
	var parts []part
	for i := range pl.Series {
		t := part{span: at.span(i), ink: pl.inks[i], base: base, from: from, width: width, y: at.y}
		p.mark(pl.said(at, i), func() { t.draw(p) })
		if t.span.known() {
			base += t.span.Mid
		}
		parts = append(parts, t)
	}
	for i, t := range parts {
		t.whisker(p, from+width*(vg.Length(i)+1)/vg.Length(len(parts)+1))
	}
}

// A part is one part of a stack, over what is below it.
type part struct {
	span        Span
	ink         color.NRGBA
	base        float64
	from, width vg.Length
	y           scale
}

func (t part) draw(p pen) {
	low := t.y.at(t.base)
	end := vg.Point{X: t.from + t.width, Y: low}
	switch {
	case !t.span.known():
		p.hatch(inkUnknown, vg.Rectangle{Min: vg.Point{X: t.from, Y: low}, Max: end.Add(vg.Point{Y: 5})})
		return
	case t.span.High == 0:
		return
	}
	p.rect(t.ink, bar{from: t.from, width: t.width}.box(low, t.y.at(t.base+t.span.Mid)))
	if t.base > 0 {
		p.line(stroke{ink: white, width: 0.8}, vg.Point{X: t.from, Y: low}, end)
	}
}

func (t part) whisker(p pen, x vg.Length) {
	if t.span.doubt() {
		p.whisker(stroke{ink: inkText, width: mostCap}, vg.Point{X: x, Y: t.y.at(t.base + t.span.Low)}, vg.Point{X: x, Y: t.y.at(t.base + t.span.High)})
	}
}
