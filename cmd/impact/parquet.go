package main

import (
	"io"

	"impact/internal/columnar"
	"impact/internal/report"
)

// writeParquet writes a table as Parquet.
func writeParquet(w io.Writer, t *report.Table, synthetic bool) error {
	kinds := map[report.Kind]columnar.Type{report.Text: columnar.String, report.Whole: columnar.Int64, report.Number: columnar.Float64}
	var cols []columnar.Column
	for _, c := range t.Columns {
		cols = append(cols, columnar.Column{Name: c.Name, Type: kinds[c.Kind]})
	}
	meta := map[string]string{"impact_table": t.Name}
	if synthetic {
		meta["impact.synthetic"] = "true"
	}
	out, err := columnar.NewWriter(w, cols, meta)
	if err != nil {
		return err
	}
	for _, r := range t.Rows {
		if err := out.Row(r); err != nil {
			return err
		}
	}
	return out.Close()
}
