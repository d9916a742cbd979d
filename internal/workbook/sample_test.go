package workbook

import (
	"bytes"
	"strings"
	"testing"

	"impact/internal/law"
	"impact/internal/report"

	"github.com/xuri/excelize/v2"
)

// tableOf makes a table of columns such as "unit central# charges%", after scenario and
// reading.
func tableOf(name, columns string, rows ...[]any) report.Table {
	t := report.Table{Name: name, Says: "a row of " + name}
	for _, f := range strings.Fields("scenario reading " + columns) {
		kind := report.Text
		switch f[len(f)-1] {
		case '#':
			kind = report.Number
		case '%':
			kind = report.Whole
		}
		t.Columns = append(t.Columns, report.Column{Name: strings.TrimRight(f, "#%"), Kind: kind})
	}
	for _, r := range rows {
		t.Rows = append(t.Rows, append([]any{"act"}, r...))
	}
	return t
}

// wide and strict are the readings of the sample report; wide is the default one.
const (
	wide   = "wide"
	strict = "strict"
)

// sampleReport is a small report: two readings, two projected years, beds on two bases
// and fines.
func sampleReport() *report.Report {
	r := emptyReport()
	r.Tables = []report.Table{classTable(), oddTable(), projectionTable(), fiscalTable(),
		tableOf("per_conviction", "section class donors# basis days_served# dollars# constant source",
			[]any{wide, "53a-83(a)", "misdemeanor A", 20.0, "average", 73.0, 10000.0, "$50,000", "note 1"},
			[]any{wide, "53a-83(a)", "misdemeanor A", 20.0, "marginal", 73.0, 400.0, "less than $2,000", "note 2"})}
	return r
}

// emptyReport has no tables.
func emptyReport() *report.Report {
	return &report.Report{Title: "An act on beds & boards", Scenario: &law.Scenario{ID: "act", Title: "An act"}, Synthetic: true, Source: "rows made for a test",
		Readings: []report.ReadingReport{{ID: strict, Title: "strictly read"}, {ID: wide, Title: "widely read", Default: true}},
		Manifest: report.Manifest{Program: "impact", Version: "1.2.3", Settings: report.Settings{Draws: 100, Horizon: 2, Baseline: "2016-12-31"},
			Scenario: report.Input{Name: "act", SHA256: strings.Repeat("ab", 32), Bytes: 12}}}
}

func classTable() report.Table {
	return tableOf("class_shift", "fiscal_year unit stage from_class to_class low# central# high#",
		[]any{strict, "all", "charge", "charged", "felony C", "felony C", 3.0, 3.0, 3.0},
		[]any{wide, "2014", "charge", "charged", "felony C", "felony B", 1.0, 2.5, 4.0},
		[]any{wide, "all", "charge", "charged", "felony C", "felony B", 1.0, 4.5, 9.0},
		[]any{wide, "all", "charge", "charged", "felony C", "felony C", 3.0, 5.25, 8.0},
		[]any{wide, "all", "charge", "charged", "misdemeanor A", "felony B", 0.0, 0.75, 2.0},
		[]any{wide, "all", "case", "charged", "felony C", "felony B", 1.0, 4.0, 8.0},
		[]any{wide, "all", "charge", "convicted", "felony C", "felony B", 0.0, 1.5, 3.0})
}

// oddTable holds what spreadsheets like to change.
func oddTable() report.Table {
	return tableOf("odd", "entry share_current# charges%",
		[]any{wide, "=1+1", 0.25, int64(1)}, []any{wide, "+1", 0.5, int64(12345678)}, []any{wide, "-2", nil, nil}, []any{wide, "@SUM(A1)", 1.0, int64(0)},
		[]any{wide, "2014", 0.0, int64(-3)}, []any{wide, "53-21", 0.0, int64(3)}, []any{wide, "1E5", 0.0, int64(3)}, []any{wide, "3/4", 0.0, int64(3)},
		[]any{wide, " two spaces ", 0.0, int64(3)}, []any{wide, "a\nb\ttab \"q\" <x> & _x0041_", 0.0, int64(3)}, []any{wide, "é — 中 𝄞", 0.0, int64(3)},
		[]any{wide, "withheld", "withheld", int64(3)}, []any{wide, "", 0.0, int64(3)}, []any{wide, strings.Repeat("long ", 5000), 0.123456789012, int64(3)})
}

func projectionTable() report.Table {
	t := tableOf("projection", "metric unit fiscal_year law mean# median# lo80# hi80# lo95# hi95#")
	add := func(reading, metric, unit, year string, mean, lo, hi float64) {
		t.Rows = append(t.Rows, []any{"act", reading, metric, unit, year, "current", 1.0, 1.0, 1.0, 1.0, 1.0, 1.0},
			[]any{"act", reading, metric, unit, year, "difference", mean, mean, lo, hi, lo, hi})
	}
	for i, reading := range []string{strict, wide} {
		k := float64(i + 1)
		add(reading, "beds", "average daily population", "2018", 0.333333333333*k, -0.5, 1.5*k)
		add(reading, "beds", "average daily population", "2019", 2*k, 1, 3*k)
		add(reading, "fines", "dollar", "2018", 100*k, -50, 250*k)
		add(reading, "fines", "dollar", "2019", 110*k, -40, 270*k)
		add(reading, "fines", "dollar", "all", 210*k, -90, 520*k)
		add(reading, "registry_stock", "person", "2018", 5*k, 1, 9*k)
		add(reading, "registry_stock", "person", "2019", 7*k, 2, 12*k)
	}
	return t
}

// perBed are the constants of the sample report, by basis.
var perBed = map[string]float64{"average": 50000, "marginal": 2000}

func fiscalTable() report.Table {
	t := tableOf("fiscal", "agency fund effect basis fiscal_year central# lo80# hi80# source item constant session% footnote dollars# bound")
	p := projectionTable()
	for _, reading := range []string{strict, wide} {
		for _, row := range p.Rows {
			if row[1] != reading || row[2] != "beds" || row[5] != "difference" {
				continue
			}
			times := func(i int, by float64) float64 { return report.Round(row[i].(float64) * by) }
			a, m := perBed["average"], perBed["marginal"]
			t.Rows = append(t.Rows,
				[]any{"act", reading, "Correction, Dept.", "GF", "GF - Cost", "average", row[4], times(6, a), times(8, a), times(9, a), "note 1", "beds", "$50,000", int64(2017), "", a, ""},
				[]any{"act", reading, "Correction, Dept.", "GF", "GF - Cost", "marginal", row[4], times(6, m), times(8, m), times(9, m), "note 2", "beds", "less than $2,000", int64(2018), "=what it counts", m, "less than"})
		}
		for _, row := range p.Rows {
			if row[1] == reading && row[2] == "fines" && row[5] == "difference" && row[4] != "all" {
				t.Rows = append(t.Rows, []any{"act", reading, "Resources of the General Fund", "GF", "GF - Revenue Gain", "as imposed", row[4], row[6], row[8], row[9], "fines imposed in the record", "fines", "", nil, "", nil, ""})
			}
		}
	}
	return t
}

// written is a report as bytes.
func written(t testing.TB, r *report.Report) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := Write(&b, r); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// opened reads a workbook back.
func opened(t testing.TB, raw []byte) *excelize.File {
	t.Helper()
	f, err := excelize.OpenReader(bytes.NewReader(raw), excelize.Options{RawCellValue: true})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := f.Close(); err != nil {
			t.Error(err)
		}
	})
	return f
}
