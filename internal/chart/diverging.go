package chart

import (
	"fmt"

	"gonum.org/v1/plot/vg"
)

// Diverging is what comes and what goes: added above a zero line, removed below it, and
// above both, on a scale of its own, how many are kept. Removed are counts, not negative.
type Diverging struct {
	Categories []string
	Added      []Span
	Removed    []Span
	Kept       []Span // none: no strip is drawn
	Names      DivergingNames
}

// DivergingNames are the words for the three; empty ones are "added", "removed" and "kept".
type DivergingNames struct{ Added, Removed, Kept string }

func (n DivergingNames) filled() DivergingNames {
	return DivergingNames{Added: or(n.Added, "added"), Removed: or(n.Removed, "removed"), Kept: or(n.Kept, "kept")}
}

func or(s, otherwise string) string {
	if oneLine(s) == "" {
		return otherwise
	}
	return s
}

// A course is what became of some: they were added, removed or kept.
type course int

const (
	added course = iota
	removed
	kept
)

// A courseOf is one of the three with its name and numbers.
type courseOf struct {
	course course
	name   string
	spans  []Span
}

func (d Diverging) courses() [3]courseOf {
	n := d.Names.filled()
	return [3]courseOf{{added, n.Added, d.Added}, {removed, n.Removed, d.Removed}, {kept, n.Kept, d.Kept}}
}

func (d Diverging) check() error {
	for _, c := range d.courses() {
		if c.course == kept && len(c.spans) == 0 {
			continue
		}
		if len(c.spans) != len(d.Categories) {
			return fmt.Errorf("%s: %d values for %d categories", c.name, len(c.spans), len(d.Categories))
		}
		for k, s := range c.spans {
			if err := s.counted(); err != nil {
				return fmt.Errorf("%s, %s: %w", c.name, d.Categories[k], err)
			}
		}
	}
	return nil
}

func (d Diverging) all() []Span {
	var out []Span
	for _, c := range d.courses() {
		out = append(out, c.spans...)
	}
	return out
}

func (d Diverging) empty() string {
	return emptyPanels([]Panel{{Values: [][]Span{d.all()}}}, d.Categories)
}

// below are the removed as numbers under zero.
func below(spans []Span) []Span {
	out := make([]Span, len(spans))
	for i, s := range spans {
		out[i] = Span{Low: 0 - s.High, Mid: 0 - s.Mid, High: 0 - s.Low, Why: s.Why}
	}
	return out
}

const (
	stripHeight  = vg.Length(52)
	stripGap     = vg.Length(14)
	divergingTop = vg.Length(180)
)

// divergingPlan is the layout of both plots, which share their slots.
type divergingPlan struct {
	Diverging
	key     key
	y, kept scale
	axis    vg.Length
	slot    vg.Length
	footing footing
	numbers bool
}

func (d Diverging) plan(width vg.Length) divergingPlan {
	n := d.Names.filled()
	pl := divergingPlan{Diverging: d, y: wholeScale(append(below(d.Removed), d.Added...), 6), kept: wholeScale(d.Kept, 2)}
	pl.key.entries = []entry{{name: n.Added, ink: inkBlue}, {name: n.Removed, ink: inkOrange}}
	if len(d.Kept) > 0 {
		pl.key.entries = append(pl.key.entries, entry{name: n.Kept, ink: inkGrey})
	}
	pl.key = pl.key.withDoubt(d.all())
	pl.axis = tickStyle.widest(pl.y.texts()) + 5
	if len(d.Kept) > 0 {
		pl.axis = max(pl.axis, tickStyle.widest(pl.kept.texts())+5)
	}
	pl.slot = (width - pl.axis) / vg.Length(len(d.Categories))
	pl.footing = newFooting(d.Categories, pl.slot)
	pl.numbers = pl.numbersFit()
	return pl
}

func (pl divergingPlan) numbersFit() bool {
	for _, s := range pl.all() {
		if s.known() && besideWhisker(s, withSign(s.Mid)) > pl.slot+pl.slot-pl.bar(added, s).width {
			return false
		}
	}
	return true
}

// strip is the height of the plot of the kept, with its heading.
func (pl divergingPlan) strip() vg.Length {
	if len(pl.Kept) == 0 {
		return 0
	}
	return panelHead + headRoom + stripHeight + stripGap
}

func (d Diverging) height(width vg.Length) vg.Length {
	pl := d.plan(width)
	h := pl.key.height(width) + pl.strip() + 2*headRoom + divergingTop + pl.footing.height()
	if len(d.Kept) > 0 {
		h += panelHead
	}
	return h
}

func (d Diverging) draw(p pen, in vg.Rectangle) {
	pl := d.plan(in.Max.X - in.Min.X)
	in = pl.key.draw(p, in)
	if len(d.Kept) > 0 {
		pl.keptStrip(p, in)
		in.Max.Y -= pl.strip()
		pl.heading(p, in, capital(d.Names.filled().Added)+" and "+d.Names.filled().Removed)
		in.Max.Y -= panelHead
	}
	plot := in
	plot.Min.X += pl.axis
	plot.Min.Y += pl.footing.height()
	pl.footing.draw(p, plot, in)
	y := pl.y.on(plot.Min.Y+headRoom, plot.Max.Y-headRoom)
	p.grid(plot, y)
	pl.bars(p, d.courses()[added], stage{plot, y})
	pl.bars(p, d.courses()[removed], stage{plot, y})
	p.zero(plot, y)
}

func (pl divergingPlan) heading(p pen, in vg.Rectangle, text string) {
	p.label(newLabel(headStyle, text, room{width: in.Max.X - in.Min.X, lines: 1}),
		vg.Point{X: in.Min.X, Y: in.Max.Y - headStyle.size()}, left)
}

func (pl divergingPlan) keptStrip(p pen, in vg.Rectangle) {
	pl.heading(p, in, capital(pl.Names.filled().Kept)+" (own scale)")
	plot := in
	plot.Min.X += pl.axis
	plot.Max.Y -= panelHead + headRoom
	plot.Min.Y = plot.Max.Y - stripHeight
	y := pl.kept.on(plot.Min.Y, plot.Max.Y)
	p.grid(plot, y)
	pl.bars(p, pl.courses()[kept], stage{plot, y})
	p.zero(plot, y)
}

// A stage is a plot with its upright scale.
type stage struct {
	plot vg.Rectangle
	y    scale
}

// bars draws one course over all categories.
func (pl divergingPlan) bars(p pen, c courseOf, on stage) {
	drawn := c.spans
	if c.course == removed {
		drawn = below(c.spans)
	}
	for k, s := range c.spans {
		b := pl.bar(c.course, drawn[k])
		b.from = on.plot.Min.X + pl.slot*(vg.Length(k)+0.5) - b.width/2
		p.mark(said(s.spoken(), pl.Categories[k], c.name), func() {
			b.draw(p, on.y)
			if text := pl.number(c.course, b.span); text != "" {
				b.write(p, on.y, text)
			}
		})
	}
}

func (pl divergingPlan) bar(c course, s Span) bar {
	b := bar{span: s, ink: inkBlue, width: min(pl.slot*0.66, mostBar)}
	switch c {
	case removed:
		b.ink, b.under = inkOrange, true
	case kept:
		b.ink = inkGrey
		b.width *= 0.6
	}
	return b
}

// number is what a bar says at its end, with a sign where it is a change.
func (pl divergingPlan) number(c course, s Span) string {
	switch {
	case !pl.numbers || !s.known():
		return ""
	case c == kept:
		return number(s.Mid)
	case s.Mid == 0 && !s.doubt():
		return ""
	}
	return withSign(s.Mid)
}
