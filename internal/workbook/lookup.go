package workbook

import (
	"slices"
	"strings"

	"impact/internal/report"
)

// place is the number of a table's column; -1 where it has none of that name.
func place(t *report.Table, name string) int {
	return slices.IndexFunc(t.Columns, func(c report.Column) bool { return c.Name == name })
}

// ref is a cell that shows a cell of a table, and leads to it.
func (b *book) ref(t *report.Table, row int, name, format string) cell {
	col := place(t, name)
	if col < 0 || t.Rows[row][col] == nil {
		return cell{look: look{format: format}}
	}
	out := cell{value: stored(t.Rows[row][col], t.Name), look: look{format: format}}
	if row < b.held(t) {
		out.formula = fixed(b.sheets[t.Name], row+2, col+1)
	}
	return out
}

// find is the first row of a table that has these values in these columns, given as
// name, value, name, value; -1 where there is none.
func find(t *report.Table, pairs ...string) int {
	if t == nil {
		return -1
	}
	return slices.IndexFunc(t.Rows, func(row []any) bool { return matches(t, row, pairs) })
}

func matches(t *report.Table, row []any, pairs []string) bool {
	for i := 0; i < len(pairs); i += 2 {
		if field(t, row, pairs[i]) != pairs[i+1] {
			return false
		}
	}
	return true
}

// projected is the row of the table projection for a metric; -1 where there is none.
func (b *book) projected(reading, metric, year, law string) int {
	return find(b.r.Table("projection"), "reading", reading, "metric", metric, "fiscal_year", year, "law", law)
}

// projectedYears are the fiscal years of which a reading has a difference, in order.
func (b *book) projectedYears(reading string) []string {
	var out []string
	t := b.r.Table("projection")
	if t == nil {
		return nil
	}
	for _, row := range t.Rows {
		y := report.Plain(field(t, row, "fiscal_year"))
		if matches(t, row, []string{"reading", reading, "law", "difference"}) && y != "all" && !slices.Contains(out, y) {
			out = append(out, y)
		}
	}
	slices.Sort(out)
	return out
}

// told says why a metric of a reading cannot be determined; "" where it can. The table
// fiscal says it of what has a price.
func (b *book) told(reading, metric string) string {
	item := metric
	switch metric {
	case "admissions":
		item = "beds"
	case "beds", "supervision", "fines":
	default:
		item = "registry_stock"
	}
	t := b.r.Table("fiscal")
	i := find(t, "reading", reading, "item", item)
	if i < 0 {
		return ""
	}
	if effect := report.Plain(field(t, t.Rows[i], "effect")); strings.HasPrefix(effect, "cannot be determined") {
		return effect
	}
	return ""
}

// words are metrics as people write them.
var words = map[string]string{
	"charges_changed":            "charges that change",
	"felony_convictions":         "felony convictions",
	"new_registrants":            "new registrants",
	"registry_stock":             "persons on the registry",
	"beds":                       "prison beds",
	"supervision":                "supervision caseload",
	"admissions":                 "prison admissions",
	"minor_victim_cases_changed": "cases with a victim under 18 that change",
	"fines":                      "fines imposed",
}

func itemWords(metric string) string {
	if w, ok := words[metric]; ok {
		return w
	}
	return strings.ReplaceAll(metric, "_", " ")
}

// counted is what a metric is counted in, and when.
func (b *book) counted(metric string) string {
	switch unit := b.unitOf(metric); {
	case metric == "registry_stock":
		return unit + "s on 30 June"
	case slices.Contains([]string{"charge", "case", "person"}, unit):
		return unit + "s a year"
	default:
		return unit
	}
}

// unitOf is the unit of a metric.
func (b *book) unitOf(metric string) string {
	t := b.r.Table("projection")
	if i := find(t, "metric", metric); i >= 0 {
		return report.Plain(field(t, t.Rows[i], "unit"))
	}
	return ""
}
