package chart

import (
	"regexp"
	"strings"

	"gonum.org/v1/plot/vg"
)

// A footing is how the categories are written below a plot: in lines, thinned out when
// they are an order such as years, and upright when nothing else holds them.
type footing struct {
	labels  []paragraph
	every   int
	upright bool
}

const (
	footGap     = vg.Length(4)
	mostUpright = vg.Length(96)
	leastLines  = vg.Length(44) // of a slot, for labels that are broken within words
)

// newFooting chooses how to write the labels where each has a slot of some width.
func newFooting(labels []string, slot vg.Length) footing {
	if f := wrapped(labels, slot); f.holds() {
		return f
	}
	if ordered(labels) {
		return thinned(labels, slot)
	}
	if slot >= leastLines {
		return broken(labels, slot)
	}
	return stood(labels, slot)
}

// broken breaks labels within words too, and shortens what takes more than four lines.
func broken(labels []string, slot vg.Length) footing {
	f := footing{every: 1}
	for _, l := range labels {
		f.labels = append(f.labels, newLabel(tickStyle, l, room{width: slot - 4, lines: 4}))
	}
	return f
}

// wrapped breaks labels only between words.
func wrapped(labels []string, slot vg.Length) footing {
	f := footing{every: 1}
	for _, l := range labels {
		f.labels = append(f.labels, newLabel(tickStyle, l, room{width: slot - 4, lines: 3}))
	}
	for i, l := range labels {
		for _, w := range strings.Fields(l) {
			if tickStyle.width(w) > slot-4 {
				f.labels[i].cut = true
			}
		}
	}
	return f
}

func (f footing) holds() bool {
	for _, l := range f.labels {
		if l.cut {
			return false
		}
	}
	return true
}

func thinned(labels []string, slot vg.Length) footing {
	f := footing{every: 1}
	for _, l := range labels {
		f.labels = append(f.labels, newLabel(tickStyle, l, room{width: mostUpright, lines: 1}))
	}
	for f.every < len(labels) && slot*vg.Length(f.every) < f.width()+6 {
		f.every++
	}
	return f
}

func stood(labels []string, slot vg.Length) footing {
	f := footing{every: 1, upright: true}
	for _, l := range labels {
		f.labels = append(f.labels, newLabel(tickStyle, l, room{width: mostUpright, lines: 1}))
	}
	for f.every < len(labels) && slot*vg.Length(f.every) < tickStyle.line() {
		f.every++
	}
	return f
}

var digits = regexp.MustCompile(`[0-9]+`)

// ordered says whether labels are a sequence, of which a reader can supply the middle:
// they are the same text around different numbers.
func ordered(labels []string) bool {
	frames := map[string]bool{}
	for _, l := range labels {
		if !digits.MatchString(l) {
			return false
		}
		frames[digits.ReplaceAllString(l, "#")] = true
	}
	return len(frames) <= 1+len(labels)/4
}

func (f footing) width() vg.Length {
	var w vg.Length
	for _, l := range f.labels {
		w = max(w, l.width())
	}
	return w
}

func (f footing) height() vg.Length {
	if f.upright {
		return f.width() + footGap
	}
	var h vg.Length
	for _, l := range f.labels {
		h = max(h, l.height())
	}
	return h + footGap
}

// draw writes the labels under the middle of each slot of a plot.
func (f footing) draw(p pen, plot vg.Rectangle, reach vg.Rectangle) {
	slot := (plot.Max.X - plot.Min.X) / vg.Length(len(f.labels))
	end := reach.Min.X - 100
	for i := 0; i < len(f.labels); i += f.every {
		l := f.labels[i]
		x := plot.Min.X + slot*(vg.Length(i)+0.5)
		if f.upright {
			f.stand(p, l, vg.Point{X: x, Y: plot.Min.Y - footGap})
			continue
		}
		half := l.width() / 2
		x = min(max(x, reach.Min.X+half), reach.Max.X-half)
		if x-half < end+3 {
			continue
		}
		p.lines(l, vg.Point{X: x, Y: plot.Min.Y - footGap}, centre)
		end = x + half
	}
}

func (f footing) stand(p pen, l paragraph, at vg.Point) {
	if len(l.lines) == 0 {
		return
	}
	draw := func() { p.upright(l.style, at, l.lines[0]) }
	if l.cut {
		p.named(l.full, false, draw)
		return
	}
	draw()
}
