package workbook

import (
	"fmt"

	"github.com/xuri/excelize/v2"
)

// A figure is a chart to be drawn over the first rows of a block.
type figure struct {
	title, across, up, alt string // across and up name the axes
	block                  *block
	rows                   int
	columns                bool // columns side by side; lines elsewhere
	series                 []stroke
	format                 string // of the numbers at its side
}

// withheld reports whether a value that would be drawn is withheld.
func (f figure) withheld() bool {
	for _, row := range f.block.rows[:f.rows] {
		for _, s := range f.series {
			if row[s.column].withheld() {
				return true
			}
		}
	}
	return false
}

// A stroke is a series: a column of the block, its colour, and how its line is drawn.
type stroke struct {
	column int
	colour string
	dash   excelize.LineDashType
}

// The lines of a series.
const (
	solid  = excelize.LineDashUnset
	dashed = excelize.LineDashDash
	dotted = excelize.LineDashSysDot
)

// placed is a chart and the cell at its upper left.
type placed struct {
	cell  string
	chart *excelize.Chart
}

// The size of a chart in pixels, the rows that it covers, and the column at which the
// second of two begins.
const (
	chartWidth   = 630
	chartHeight  = 360
	chartRows    = 19
	secondColumn = 7
)

// draw places charts two abreast over empty rows below what is written. A chart would
// draw a word as 0, so there is none where a value is withheld.
func (p *page) draw(figures ...figure) {
	var told []figure
	for _, f := range figures {
		if f.withheld() {
			p.across(f.title+": no chart, for some of its values are withheld.", warn)
		} else {
			told = append(told, f)
		}
	}
	figures = told
	for i, f := range figures {
		if i%2 == 0 {
			p.gap(1)
		}
		col := 1
		if i%2 == 1 {
			col = secondColumn
		}
		p.charts = append(p.charts, placed{at(p.row()+1, col), p.chart(f)})
		if i%2 == 1 || i == len(figures)-1 {
			p.gap(chartRows)
		}
	}
}

// chart is a figure as Excel draws it.
func (p *page) chart(f figure) *excelize.Chart {
	head, col := f.block.place[0], f.block.place[1]
	area := func(c int) string {
		return fmt.Sprintf("%s!$%s:$%s", quoted(p.sheet), absolute(head+1, c), absolute(head+f.rows, c))
	}
	kind := excelize.Line
	if f.columns {
		kind = excelize.Col
	}
	varied, gap := false, uint(60)
	out := &excelize.Chart{Type: kind, VaryColors: &varied, GapWidth: &gap, Legend: excelize.ChartLegend{Position: "bottom", Font: lettering(9, false)},
		Dimension: excelize.ChartDimension{Width: chartWidth, Height: chartHeight},
		Format:    excelize.GraphicOptions{AltText: f.alt, Name: f.title, Positioning: "twoCell"},
		Title:     excelize.ChartTitle{Paragraph: []excelize.RichTextRun{{Text: f.title, Font: lettering(12, true)}}},
		XAxis:     axis(f.across, ""), YAxis: axis(f.up, f.format),
		Border: excelize.LineOptions{Type: excelize.LineSolid, Width: 0.75, Fill: filled(rule)}}
	out.YAxis.MajorGridLines = true
	if f.columns {
		out.PlotArea = excelize.ChartPlotArea{ShowVal: true, NumFmt: excelize.ChartNumFmt{CustomNumFmt: f.format}}
	}
	for _, s := range f.series {
		x := excelize.ChartSeries{Name: fixed(p.sheet, head, col+s.column), Categories: area(1), Values: area(col + s.column), Fill: filled(s.colour),
			DataLabel: excelize.ChartDataLabel{Font: *lettering(8, false)}}
		if !f.columns {
			x.Line = excelize.LineOptions{Type: excelize.LineSolid, Width: 2.25, Fill: filled(s.colour)}
			x.Marker = excelize.ChartMarker{Symbol: "circle", Size: 6, Fill: filled(s.colour), Border: excelize.LineOptions{Type: excelize.LineSolid, Width: 0.75, Fill: filled(s.colour)}}
			if s.dash != solid {
				x.Line.Width, x.Line.Dash, x.Marker.Symbol = 1.5, s.dash, "none"
			}
		}
		out.Series = append(out.Series, x)
	}
	return out
}

// absolute is a cell as areas of charts name it, without its first $.
func absolute(row, col int) string { return fixed("", row, col)[len("''!$"):] }

func lettering(size float64, bold bool) *excelize.Font {
	return &excelize.Font{Family: face, Size: size, Bold: bold, Color: ink}
}

// axis is a named axis whose numbers have a format; its labels stand below the lowest
// value.
func axis(name, format string) excelize.ChartAxis {
	return excelize.ChartAxis{Font: *lettering(9, false), NumFmt: excelize.ChartNumFmt{CustomNumFmt: format}, TickLabelPosition: excelize.ChartTickLabelLow,
		Title: excelize.ChartTitle{Paragraph: []excelize.RichTextRun{{Text: name, Font: lettering(9, false)}}}}
}
