package chart

import (
	"fmt"
	"image/color"
	"slices"

	"gonum.org/v1/plot/vg"
)

// A Flow shows what goes from each stock on the left to each stock on the right, such as
// charges from their class under the law as it is to their class under a proposal. Stocks
// are drawn in the order given, from the top. A band is as thick as the most it can be,
// and pale where it is more than the least.
type Flow struct {
	Left, Right         []Stock
	Links               []Link
	LeftHead, RightHead string // what stands over each side
	Names               MoveNames
}

// A Stock is a named amount on one side of a Flow.
type Stock struct {
	Name  string
	Count Span
}

// A Link is what goes from one stock on the left to one on the right, by their indices.
type Link struct {
	From, To int
	Count    Span
	Move     Move
}

// A Move says what a link means for those in it.
type Move int

const (
	Same    Move = iota // nothing changes
	Up                  // to a graver stock
	Down                // to a lesser one
	Unknown             // the record does not say
)

// MoveNames are the words of the key; empty ones have the words of their names.
type MoveNames struct{ Same, Up, Down, Unknown string }

func (n MoveNames) of(m Move) string {
	switch m {
	case Up:
		return or(n.Up, "moves up")
	case Down:
		return or(n.Down, "moves down")
	case Unknown:
		return or(n.Unknown, "undetermined")
	}
	return or(n.Same, "unchanged")
}

func (m Move) ink() color.NRGBA {
	return []color.NRGBA{inkPale, inkOrange, inkBlue, inkUnknown}[m]
}

func (m Move) text() color.NRGBA {
	return []color.NRGBA{inkQuiet, textOrange, textBlue, inkUnknown}[m]
}

func (f Flow) check() error {
	for _, s := range slices.Concat(f.Left, f.Right) {
		if err := s.Count.counted(); err != nil {
			return fmt.Errorf("stock %s: %w", s.Name, err)
		}
	}
	for i, l := range f.Links {
		switch {
		case l.From < 0 || l.From >= len(f.Left) || l.To < 0 || l.To >= len(f.Right):
			return fmt.Errorf("link %d goes from %d of %d stocks to %d of %d", i+1, l.From, len(f.Left), l.To, len(f.Right))
		case l.Move < Same || l.Move > Unknown:
			return fmt.Errorf("link %d: there is no move %d", i+1, l.Move)
		}
		if err := l.Count.counted(); err != nil {
			return fmt.Errorf("link from %s to %s: %w", f.Left[l.From].Name, f.Right[l.To].Name, err)
		}
	}
	return nil
}

func (f Flow) empty() string {
	for _, l := range f.Links {
		if l.drawn() {
			return ""
		}
	}
	if len(f.Links) > 0 {
		return "every flow is zero."
	}
	return "there are no flows."
}

// drawn is false for a link that is known to hold nothing.
func (l Link) drawn() bool { return !l.Count.known() || l.Count.High > 0 }

const (
	nodeWidth   = vg.Length(9)
	labelGap    = vg.Length(6)
	leastBand   = vg.Length(1.6)
	leastFringe = vg.Length(3) // of a band that shows what is certain of it
	stockGap    = vg.Length(9)
	flowPlot    = vg.Length(190)
	flowSide    = 0.31 // of the width, for the labels of one side
	flowHead    = vg.Length(18)
)

// A slot is the place of one link at one stock: down from the top of the stock.
type slot struct {
	link int
	at   vg.Length
}

// A node is a stock as it is drawn.
type node struct {
	stock Stock
	head  string // of its side
	label []paragraph
	slots []slot
	tall  vg.Length // of the bar
	top   vg.Length
}

// room is the height the node takes with its label.
func (n node) room() vg.Length { return max(n.tall, n.labelHeight()) }

func (n node) labelHeight() vg.Length {
	var h vg.Length
	for _, t := range n.label {
		h += t.height()
	}
	return h
}

func (n node) bar(x vg.Length) vg.Rectangle {
	return vg.Rectangle{Min: vg.Point{X: x, Y: n.top - n.tall}, Max: vg.Point{X: x + nodeWidth, Y: n.top}}
}

// flowPlan is the two columns of nodes.
type flowPlan struct {
	Flow
	key         key
	left, right []node
	unit        float64   // points for one
	x0, x1      vg.Length // where the bands begin and end
}

func (f Flow) plan(width vg.Length) flowPlan {
	pl := flowPlan{Flow: f, key: f.key()}
	at := room{width: width * flowSide, lines: 3}
	for i, s := range f.Left {
		pl.left = append(pl.left, node{stock: s, head: f.LeftHead, label: f.stockLabel(s, at), slots: f.slotsOf(func(l Link) (bool, int) { return l.From == i, l.To })})
	}
	for i, s := range f.Right {
		n := node{stock: s, head: f.RightHead, label: f.stockLabel(s, at), slots: f.slotsOf(func(l Link) (bool, int) { return l.To == i, l.From })}
		n.label = append(n.label, f.arrivals(n.slots, at)...)
		pl.right = append(pl.right, n)
	}
	return pl
}

// slotsOf are the links that touch one stock, in the order of the stocks they lead to.
func (f Flow) slotsOf(touches func(Link) (bool, int)) []slot {
	var out []slot
	for i, l := range f.Links {
		if ok, _ := touches(l); ok && l.drawn() {
			out = append(out, slot{link: i})
		}
	}
	slices.SortStableFunc(out, func(a, b slot) int {
		_, i := touches(f.Links[a.link])
		_, j := touches(f.Links[b.link])
		return i - j
	})
	return out
}

func (f Flow) stockLabel(s Stock, at room) []paragraph {
	return []paragraph{
		newLabel(strongStyle, s.Name, at),
		newLabel(nameStyle, s.Count.Text(), at),
	}
}

// arrivals says, under a stock on the right, what came to it and from where.
func (f Flow) arrivals(slots []slot, at room) []paragraph {
	var out []paragraph
	for _, s := range slots {
		l := f.Links[s.link]
		if l.Move == Same && len(slots) == 1 {
			continue
		}
		text := l.Count.Text() + " from " + f.Left[l.From].Name
		if l.Move == Same {
			text = l.Count.Text() + " " + f.Names.of(Same)
		}
		at.lines = 2
		out = append(out, newLabel(valueStyle.in(l.Move.text()), text, at))
	}
	return out
}

func (f Flow) key() key {
	var k key
	doubt := false
	for m := Same; m <= Unknown; m++ {
		has := slices.ContainsFunc(f.Links, func(l Link) bool { return l.drawn() && l.Move == m })
		if !has {
			continue
		}
		kind := solid
		if m == Unknown {
			kind = hatched
		}
		k.entries = append(k.entries, entry{name: f.Names.of(m), ink: m.ink(), kind: kind})
	}
	for _, l := range f.Links {
		doubt = doubt || l.Count.doubt() && l.Move != Unknown
	}
	if doubt {
		k.entries = append(k.entries, entry{name: "possible, not certain", ink: tint(inkOrange, 0.6)})
	}
	return k.withGaps(f.spans())
}

func (f Flow) spans() []Span {
	var out []Span
	for _, s := range slices.Concat(f.Left, f.Right) {
		out = append(out, s.Count)
	}
	for _, l := range f.Links {
		out = append(out, l.Count)
	}
	return out
}

func (f Flow) heads() vg.Length {
	if oneLine(f.LeftHead+f.RightHead) == "" {
		return 0
	}
	return flowHead
}

func (f Flow) height(width vg.Length) vg.Length {
	pl := f.plan(width)
	pl.grow(0)
	return pl.key.height(width) + f.heads() + max(columnHeight(pl.left), columnHeight(pl.right)) + flowPlot
}

func columnHeight(nodes []node) vg.Length {
	h := stockGap * vg.Length(len(nodes)-1)
	for _, n := range nodes {
		h += n.room()
	}
	return h
}

// thick is how thick the band of a link is where one is so many points.
func (pl *flowPlan) thick(i int, unit float64) vg.Length {
	return max(leastBand, vg.Length(pl.Links[i].Count.greatest()*unit))
}

// grow gives every node its height and every link its place in it.
func (pl *flowPlan) grow(unit float64) {
	pl.unit = unit
	for _, nodes := range [][]node{pl.left, pl.right} {
		for i := range nodes {
			n := &nodes[i]
			var at vg.Length
			for j := range n.slots {
				n.slots[j].at = at
				at += pl.thick(n.slots[j].link, unit)
			}
			n.tall = max(at, vg.Length(n.stock.Count.greatest()*unit), 1)
		}
	}
}

// settle finds the greatest unit with which both columns fit the height, and places the nodes.
func (pl *flowPlan) settle(in vg.Rectangle) {
	height := in.Max.Y - in.Min.Y
	low, high := 0.0, float64(height)/pl.greatest()
	for range 60 {
		mid := (low + high) / 2
		pl.grow(mid)
		if max(columnHeight(pl.left), columnHeight(pl.right)) > height {
			high = mid
		} else {
			low = mid
		}
	}
	pl.grow(low)
	spread(pl.left, in)
	spread(pl.right, in)
}

func (pl *flowPlan) greatest() float64 {
	g := 0.0
	for _, l := range pl.Links {
		g = max(g, l.Count.greatest())
	}
	if g == 0 {
		return 1
	}
	return g
}

// spread places nodes from the top, with what height is left shared between them.
func spread(nodes []node, in vg.Rectangle) {
	free := in.Max.Y - in.Min.Y - columnHeight(nodes)
	gap, y := stockGap, in.Max.Y
	if len(nodes) > 1 {
		gap += free / vg.Length(len(nodes)-1)
	} else {
		y -= free / 2
	}
	for i := range nodes {
		nodes[i].top = y - (nodes[i].room()-nodes[i].tall)/2
		y -= nodes[i].room() + gap
	}
}

func (f Flow) draw(p pen, in vg.Rectangle) {
	pl := f.plan(in.Max.X - in.Min.X)
	in = pl.key.draw(p, in)
	pl.x0 = in.Min.X + labelWidth(pl.left) + labelGap + nodeWidth
	pl.x1 = in.Max.X - labelWidth(pl.right) - labelGap - nodeWidth
	if f.heads() > 0 {
		pl.writeHeads(p, in)
		in.Max.Y -= f.heads()
	}
	pl.settle(in)
	for _, m := range []Move{Same, Unknown, Down, Up} {
		pl.bands(p, m)
	}
	for _, n := range pl.left {
		n.draw(p, pl.x0-nodeWidth)
		n.write(p, pl.x0-nodeWidth-labelGap, right)
	}
	for _, n := range pl.right {
		n.draw(p, pl.x1)
		n.write(p, pl.x1+nodeWidth+labelGap, left)
	}
}

// writeHeads writes what stands over each side: over its labels where they are broad
// enough, and else over its half.
func (pl *flowPlan) writeHeads(p pen, in vg.Rectangle) {
	x0, x1 := pl.x0, pl.x1
	at := in.Max.Y - headStyle.size()
	half := room{width: (x0+x1)/2 - 5 - in.Min.X, lines: 1}
	if t := newLabel(headStyle, pl.LeftHead, half); t.width() <= x0-in.Min.X {
		p.label(t, vg.Point{X: x0, Y: at}, right)
	} else {
		p.label(t, vg.Point{X: in.Min.X, Y: at}, left)
	}
	half.width = in.Max.X - (x0+x1)/2 - 5
	if t := newLabel(headStyle, pl.RightHead, half); t.width() <= in.Max.X-x1 {
		p.label(t, vg.Point{X: x1, Y: at}, left)
	} else {
		p.label(t, vg.Point{X: in.Max.X, Y: at}, right)
	}
}

func labelWidth(nodes []node) vg.Length {
	var w vg.Length
	for _, n := range nodes {
		for _, t := range n.label {
			w = max(w, t.width())
		}
	}
	return w
}

func (n node) draw(p pen, x vg.Length) {
	p.mark(said(n.stock.Count.spoken(), n.head, n.stock.Name), func() { p.rect(inkQuiet, n.bar(x)) })
}

// write puts the label of a node beside its middle.
func (n node) write(p pen, x vg.Length, a anchor) {
	y := n.top - n.tall/2 + n.labelHeight()/2
	for _, t := range n.label {
		y = p.lines(t, vg.Point{X: x, Y: y}, a)
	}
}

func (pl *flowPlan) bands(p pen, m Move) {
	for i, l := range pl.Links {
		if l.Move != m || !l.drawn() {
			continue
		}
		b := band{
			from:  vg.Point{X: pl.x0, Y: topOf(pl.left[l.From], i)},
			to:    vg.Point{X: pl.x1, Y: topOf(pl.right[l.To], i)},
			thick: pl.thick(i, pl.unit),
			core:  1,
		}
		if l.Count.doubt() && b.thick >= leastFringe {
			b.core = l.Count.Low / l.Count.High
		}
		text := said(l.Count.spoken()+", "+pl.Names.of(m), pl.Left[l.From].Name+" to "+pl.Right[l.To].Name)
		p.mark(text, func() { b.draw(p, l) })
	}
}

func topOf(n node, link int) vg.Length {
	for _, s := range n.slots {
		if s.link == link {
			return n.top - s.at
		}
	}
	return n.top
}
