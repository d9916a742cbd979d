package chart

import (
	"fmt"
	"image/color"
	"strings"

	"gonum.org/v1/plot/vg"
)

// A Heat is a map of numbers by two sides: a row for each value of the one, a column for
// each of the other. Every cell bears its number; its colour says it again: blue for more
// than 0, orange for less, paler the nearer.
type Heat struct {
	RowName, ColumnName string
	Rows, Columns       []string
	Cells               [][]Span // by row and column
}

func (h Heat) check() error {
	if len(h.Cells) != len(h.Rows) {
		return fmt.Errorf("%d rows of cells for %d rows", len(h.Cells), len(h.Rows))
	}
	for i, row := range h.Cells {
		if len(row) != len(h.Columns) {
			return fmt.Errorf("row %s: %d cells for %d columns", h.Rows[i], len(row), len(h.Columns))
		}
		if err := checkSpans(row, h.Columns); err != nil {
			return fmt.Errorf("row %s: %w", h.Rows[i], err)
		}
	}
	return nil
}

func (h Heat) empty() string { return emptyPanels([]Panel{{Values: h.Cells}}, h.Columns) }

const (
	heatCell = vg.Length(24) // the height of a cell
	heatHead = vg.Length(18) // of the name of the rows
)

// heatPlan is the layout of a heat map.
type heatPlan struct {
	Heat
	rows    []paragraph
	axis    vg.Length
	slot    vg.Length
	footing footing
	most    float64 // the greatest size of a number
	key     key
}

func (h Heat) plan(width vg.Length) heatPlan {
	pl := heatPlan{Heat: h}
	for _, r := range h.Rows {
		l := newLabel(tickStyle, r, room{width: width * 0.3, lines: 2})
		pl.rows = append(pl.rows, l)
		pl.axis = max(pl.axis, l.width()+6)
	}
	pl.axis = min(max(pl.axis, keyStyle.width(h.RowName)/2), width*0.32)
	pl.slot = (width - pl.axis) / vg.Length(len(h.Columns))
	pl.footing = newFooting(h.Columns, pl.slot)
	pl.key = pl.key.withGaps(allSpans([]Panel{{Values: h.Cells}}))
	for _, row := range h.Cells {
		for _, s := range row {
			if s.known() {
				pl.most = max(pl.most, s.Mid, -s.Mid)
			}
		}
	}
	return pl
}

func (h Heat) height(width vg.Length) vg.Length {
	pl := h.plan(width)
	return pl.key.height(width) + heatHead + heatCell*vg.Length(len(h.Rows)) + pl.footing.height() + keyStyle.line() + 2
}

// ink is the colour of a cell: never so dark that its number could not be read on it.
func (pl heatPlan) ink(v float64) color.NRGBA {
	full := inkBlue
	if v < 0 {
		full, v = inkOrange, -v
	}
	if pl.most == 0 {
		return white
	}
	for contrast(full)*readableOn > contrast(inkText) {
		full = tint(full, 0.05)
	}
	return mix(white, full, 0.06+0.94*v/pl.most)
}

// readableOn is the least contrast of a text with its ground.
const readableOn = 4.5

func (h Heat) draw(p pen, in vg.Rectangle) {
	width := in.Max.X - in.Min.X
	pl := h.plan(width)
	in = pl.key.draw(p, in)
	name := newLabel(keyStyle, h.RowName, room{width: width, lines: 1})
	p.label(name, vg.Point{X: in.Min.X, Y: in.Max.Y - keyStyle.size() - 2}, left)
	plot := in
	plot.Max.Y -= heatHead
	plot.Min.X += pl.axis
	plot.Min.Y = plot.Max.Y - heatCell*vg.Length(len(h.Rows))
	for i, row := range h.Cells {
		top := plot.Max.Y - heatCell*vg.Length(i)
		y := top - heatCell/2
		p.lines(pl.rows[i], vg.Point{X: plot.Min.X - 5, Y: y + pl.rows[i].height()/2}, right)
		for k, s := range row {
			box := vg.Rectangle{Min: vg.Point{X: plot.Min.X + pl.slot*vg.Length(k), Y: top - heatCell}, Max: vg.Point{X: plot.Min.X + pl.slot*vg.Length(k+1), Y: top}}
			box = vg.Rectangle{Min: box.Min.Add(vg.Point{X: 0.75, Y: 0.75}), Max: box.Max.Sub(vg.Point{X: 0.75, Y: 0.75})}
			p.mark(said(s.spoken(), h.named(h.RowName, h.Rows[i]), h.named(h.ColumnName, h.Columns[k])), func() { pl.cell(p, box, s) })
		}
	}
	pl.footing.draw(p, plot, in)
	label := newLabel(keyStyle, h.ColumnName, room{width: width - pl.axis, lines: 1})
	y := plot.Min.Y - pl.footing.height() - keyStyle.size()
	p.label(label, vg.Point{X: (plot.Min.X + plot.Max.X) / 2, Y: y}, centre)
}

// named is a value with the name of its side, unless it says it.
func (h Heat) named(side, value string) string {
	if side == "" || strings.HasPrefix(value, side) {
		return value
	}
	return side + " " + value
}

// cell draws one cell with its number, shortened where it does not fit.
func (pl heatPlan) cell(p pen, box vg.Rectangle, s Span) {
	mid := vg.Point{X: (box.Min.X + box.Max.X) / 2, Y: tickStyle.middle((box.Min.Y + box.Max.Y) / 2)}
	if !s.known() {
		p.hatch(inkUnknown, box)
		return
	}
	p.rect(pl.ink(s.Mid), box)
	if text := number(s.Mid); tickStyle.width(text) <= box.Max.X-box.Min.X-2 {
		p.text(tickStyle.in(inkText).from(centre), mid, text)
	}
}
