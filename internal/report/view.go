package report

import (
	"slices"

	"impact/internal/chart"
	"impact/internal/model"
)

// A View is what a report shows under one reading: its sentences, headline tables and
// figures.
type View struct {
	Reading   string
	Headlines []Headline
	Grids     []Grid
	Figures   []chart.Figure
}

// A Switchboard is the scenario under every choice of its provisions that makes
// different law: what runs with --provisions tell, side by side. A provision that is no
// player changes no figure, and stays as it is in the run.
type Switchboard struct {
	Players []string // the provisions that can be switched
	Points  []Point
	Same    map[string]int // from a choice of provisions, as --provisions takes it, to its point
	Partial string         // why some choices have no point; "" where none lacks one
}

// A Point is one choice of provisions and what a run of it tells.
type Point struct {
	Choice string // all provisions that are on, as --provisions takes them
	Report *Report
}

// asPoint says which rows of the longest tables a page needs of a point: those under its
// figures, and those by which it says whom a provision moves.
var asPoint = map[string]string{
	"class_shift":   "class_shift unit=charge stage=charged",
	"section_shift": "section_shift fiscal_year=all",
	"minor_victims": "minor_victims fiscal_year=",
}

// Point is the report as the point of a switchboard: what a page can show of it, without
// the rest.
func (r *Report) Point() *Report {
	out := *r
	out.Tables, out.Readings = slices.Clone(r.Tables), slices.Clone(r.Readings)
	for i := range out.Tables {
		if spec, ok := asPoint[out.Tables[i].Name]; ok {
			e := parseExhibit(spec)
			e.Every = true
			out.Tables[i] = e.of(r, "")
		}
	}
	for i := range out.Readings {
		out.Readings[i].Result = nil
	}
	return &out
}

// view is the report under one reading.
func (b *builder) view(r *model.Result) View {
	one := builder{b.Run}
	one.Shown = r.Proposal.Reading
	v := View{Reading: one.Shown, Grids: append(one.grids(), one.foregrids()...), Figures: append(one.figures(), one.forefigures()...)}
	v.Headlines = one.headlinesOf(r) // each reading in full
	return v
}

// View is the report under a reading; the zero View where it was not run.
func (r *Report) View(reading string) View {
	for _, v := range r.Views {
		if v.Reading == reading {
			return v
		}
	}
	return View{}
}
