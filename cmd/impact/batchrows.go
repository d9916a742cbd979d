package main

import (
	"slices"
	"strings"

	"impact/internal/report"
)

// A resultRow is one figure of a job: for each of resultColumns a text, a number, or nil.
type resultRow []any

// resultColumns are the columns of results beside those of the job, texts first.
var resultColumns = func() []report.Column {
	var out []report.Column
	for _, c := range strings.Fields("table metric unit stage fiscal_year law group from to basis") {
		out = append(out, report.Column{Name: c})
	}
	for _, c := range strings.Fields("mean median lo80 hi80 lo95 hi95 low central high") {
		out = append(out, report.Column{Name: c, Kind: report.Number})
	}
	return out
}()

// taken says where the columns of a run's table go in the results. What has no place
// there is told by the table's name: the metric of a table that has no column of one.
var taken = map[string]map[string]string{
	"projection": {},
	"fiscal":     {"agency": "group", "item": "metric"},
	"totals":     {},
	"class_shift": {
		"from_class": "from", "to_class": "to"},
	"section_shift": {"from_section": "from", "from_class": "from", "to_section": "to", "to_class": "to", "provision": "group"},
	"registry":      {"event": "metric", "term_before": "from", "term_after": "to"},
	"minor_victims": {"age_band": "group", "from_section": "from", "from_class": "from", "to_section": "to", "to_class": "to"},
	"coverage":      {},
	"sensitivity":   {"assumption": "group", "at_low": "low", "at_central": "central", "at_high": "high", "low_words": "from", "high_words": "to"},
}

// fixed are the values of columns that a run's table leaves unsaid.
var fixed = map[string]map[string]string{
	"fiscal":        {"unit": "dollar", "law": "difference"},
	"totals":        {"fiscal_year": "all"},
	"class_shift":   {"metric": "class_shift"},
	"section_shift": {"metric": "section_shift"},
	"registry":      {"unit": "person", "stage": "convicted"},
	"minor_victims": {"metric": "minor_victims"},
	"coverage":      {"metric": "coverage"},
	"sensitivity":   {"law": "difference"},
}

// rows lay the tables of a job out as rows of the results.
func (b *bench) rows(tables []report.Table) []resultRow {
	var out []resultRow
	for _, t := range tables {
		to := make([]int, len(t.Columns)) // -1 for a column that is left out
		for i, c := range t.Columns {
			name := c.Name
			if n := taken[t.Name][name]; n != "" {
				name = n
			}
			to[i] = slices.IndexFunc(resultColumns, func(r report.Column) bool { return r.Name == name })
		}
		metric := slices.IndexFunc(t.Columns, func(c report.Column) bool { return c.Name == "metric" })
		for _, r := range t.Rows {
			if t.Name == "projection" && !b.told[r[metric].(string)] {
				continue
			}
			row := make(resultRow, len(resultColumns))
			row[0] = t.Name
			for i, v := range r {
				if to[i] >= 0 {
					row[to[i]] = also(row[to[i]], v)
				}
			}
			for i, c := range resultColumns {
				if v := fixed[t.Name][c.Name]; v != "" {
					row[i] = v
				}
			}
			out = append(out, row)
		}
	}
	return out
}

// also joins a second text to a first, as of a section and a class.
func also(first, v any) any {
	a, ok := first.(string)
	b, also := v.(string)
	if ok && also {
		return a + ", " + b
	}
	return v
}
