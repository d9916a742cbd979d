package main

import (
	"io"

	"impact/internal/columnar"
	"impact/internal/report"
)

// withheldColumn says in Parquet whether a value of a row is withheld; where it is, the
// value is null.
const withheldColumn = "withheld"

// writeParquet writes a table as Parquet.
func writeParquet(w io.Writer, t *report.Table, synthetic bool) error {
	kinds := map[report.Kind]columnar.Type{report.Text: columnar.String, report.Whole: columnar.Int64, report.Number: columnar.Float64}
	var cols []columnar.Column
	for _, c := range t.Columns {
		cols = append(cols, columnar.Column{Name: c.Name, Type: kinds[c.Kind]})
	}
	if t.Withholds() {
		cols = append(cols, columnar.Column{Name: withheldColumn, Type: columnar.Bool})
	}
	meta := map[string]string{"impact_table": t.Name}
	if synthetic {
		meta["impact.synthetic"] = "true"
	}
	out, err := columnar.NewWriter(w, cols, meta)
	if err != nil {
		return err
	}
	line := make([]any, len(cols))
	for _, r := range t.Rows {
		for i, v := range r {
			if line[i] = v; v == (report.Withheld{}) {
				line[i] = nil
			}
		}
		if t.Withholds() {
			line[len(r)] = t.Hides(r)
		}
		if err := out.Row(line); err != nil {
			return err
		}
	}
	return out.Close()
}
