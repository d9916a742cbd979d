package report

import (
	"math"
	"slices"
	"strings"

	"impact/internal/law"
	"impact/internal/model"
	"impact/internal/project"
)

// ahead is the projection of a result; nil where nothing was projected.
func (b *builder) ahead(r *model.Result) *project.Projection {
	if i := slices.Index(b.Results, r); i >= 0 && i < len(b.Projections) {
		return b.Projections[i]
	}
	return nil
}

// foreseen visits the readings that were projected with the leading values of their rows.
func (b *builder) foreseen(visit func(lead []any, p *project.Projection)) {
	b.each(func(lead []any, r *model.Result) {
		if p := b.ahead(r); p != nil {
			visit(lead, p)
		}
	})
}

// at is the element of a list that belongs to a result; nothing where there is none.
func at[T any](b *builder, list [][]T, r *model.Result) []T {
	if i := slices.Index(b.Results, r); i >= 0 && i < len(list) {
		return list[i]
	}
	return nil
}

// added is what a proposal adds to a metric in a year.
func added(p *project.Projection, m project.Metric, y law.Year) (project.Row, bool) {
	return rowOf(p, m, y, project.Difference)
}

func rowOf(p *project.Projection, m project.Metric, y law.Year, l project.Law) (project.Row, bool) {
	i := slices.IndexFunc(p.Rows, func(r project.Row) bool { return r.Metric == m && r.Year == y && r.Law == l })
	if i < 0 {
		return project.Row{}, false
	}
	return p.Rows[i], true
}

// firstYear and lastYear are the ends of what is projected.
func firstYear(p *project.Projection) law.Year { return p.Years[0] }
func lastYear(p *project.Projection) law.Year  { return p.Years[len(p.Years)-1] }

// still reports whether a row is zero in all its figures.
func still(r project.Row) bool {
	return r.Mean == 0 && r.Median == 0 && r.Lo80 == 0 && r.Hi80 == 0 && r.Lo95 == 0 && r.Hi95 == 0
}

// unmoved reports whether the proposal adds exactly nothing to a metric.
func unmoved(p *project.Projection, m project.Metric) bool {
	return !slices.ContainsFunc(p.Rows, func(r project.Row) bool { return r.Metric == m && r.Law == project.Difference && !still(r) })
}

// nothing reports whether the proposal adds exactly nothing to any metric that is not left out.
func nothing(p *project.Projection) bool {
	return !slices.ContainsFunc(p.Rows, func(r project.Row) bool {
		return r.Law == project.Difference && !still(r) && !(p.Undiverted && r.Metric == project.BarredDiversions)
	})
}

// dialText is a value of an assumption as people write it.
func (b *builder) dialText(name string, v float64) string {
	if d := b.dial(name); d != nil {
		return d.Text(v)
	}
	return Figure(v)
}

func spaced(name string) string { return strings.ReplaceAll(name, "_", " ") }

// num is a number as tables hold it; nothing where it is none.
func num(v float64) any {
	if math.IsNaN(v) || math.IsInf(v, 0) {
		return nil
	}
	return Round(v)
}
