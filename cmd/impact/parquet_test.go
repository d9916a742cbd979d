package main

import (
	"bytes"
	"context"
	"testing"

	"impact/internal/report"

	"github.com/apache/arrow/go/v17/arrow/memory"
	"github.com/apache/arrow/go/v17/parquet/file"
	"github.com/apache/arrow/go/v17/parquet/pqarrow"
)

// In Parquet a value that is withheld is null, and its row says that it holds one; a
// table that tells of no count has no such column.
func TestWithheldParquet(t *testing.T) {
	table := report.Table{Name: "ledger", Columns: []report.Column{{Name: "kind"}, {Name: "charges", Kind: report.Whole}, {Name: "mean", Kind: report.Number}},
		Rows: [][]any{{"read", int64(12), 1.5}, {"refused", report.Withheld{}, nil}, {"noted", int64(0), nil}, {report.Withheld{}, int64(1), 1.0}}}
	want := `[["read" "refused" "noted" (null)] [12 (null) 0 1] [1.5 (null) (null) 1] [false true false true]]`
	for _, name := range []string{"ledger", "assumptions"} {
		if table.Name = name; name == "assumptions" {
			table.Rows, want = table.Rows[:1], `[["read"] [12] [1.5]]`
		}
		var b bytes.Buffer
		if err := writeParquet(&b, &table, false); err != nil {
			t.Fatal(err)
		}
		if got := parquetColumns(t, b.Bytes()); got != want {
			t.Errorf("%s: got %s, want %s", name, got, want)
		}
	}
}

// parquetColumns is a Parquet file as text, a list for each column.
func parquetColumns(t *testing.T, raw []byte) string {
	t.Helper()
	f, err := file.NewParquetReader(bytes.NewReader(raw))
	if err != nil {
		t.Fatal(err)
	}
	r, err := pqarrow.NewFileReader(f, pqarrow.ArrowReadProperties{}, memory.DefaultAllocator)
	if err != nil {
		t.Fatal(err)
	}
	all, err := r.ReadTable(context.Background())
	if err != nil {
		t.Fatal(err)
	}
	out := "["
	for c := range int(all.NumCols()) {
		if c > 0 {
			out += " "
		}
		out += all.Column(c).Data().Chunks()[0].String()
	}
	return out + "]"
}

// A place of a batch's figures at which a job withholds its number has none.
func TestWithheldBatch(t *testing.T) {
	row := make([]any, len(resultColumns))
	row[atTable], row[atMetric], row[atYear], row[atLaw] = "projection", "beds", "2019", "difference"
	o := &outcomes{metrics: []string{"beds"}}
	for job, text := range []string{"4", "withheld"} {
		for _, i := range []int{atMean, atLo80, atHi80} {
			v, err := valueOf(i, text)
			if err != nil {
				t.Fatal(err)
			}
			row[i] = v
		}
		o.take(job, row)
		if hides := untold(row); hides != (text == "withheld") || hides && row[atMean] != nil {
			t.Errorf("%s: the row hides: %v, %v", text, hides, row[atMean])
		}
	}
	for jobs, want := range map[int]string{1: "4", 2: "withheld"} {
		if s, _ := spot(o, "beds", []int{0, 1}[:jobs], func(int) bool { return true }); s.Text() != want {
			t.Errorf("%d jobs: %s, want %s", jobs, s.Text(), want)
		}
	}
}
