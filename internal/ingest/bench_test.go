package ingest

import (
	"bytes"
	"encoding/csv"
	"testing"

	"impact/internal/columnar"
	"impact/internal/court"
	"impact/internal/sample"
)

const benchRows = 200_000

// sampleRows gives the rows of a synthetic file, its header first.
func sampleRows(b *testing.B, each func([]string) error) {
	b.Helper()
	if err := each(sample.Columns); err != nil {
		b.Fatal(err)
	}
	if err := sample.Generate(sample.Config{Rows: benchRows, Seed: 1}, func(r *sample.Record) error { return each(r.Row) }); err != nil {
		b.Fatal(err)
	}
}

// sampleCSV is a synthetic file.
func sampleCSV(b *testing.B) File {
	b.Helper()
	var out bytes.Buffer
	w := csv.NewWriter(&out)
	sampleRows(b, w.Write)
	w.Flush()
	return inMemory("charges.csv", out.Bytes())
}

func BenchmarkCSV(b *testing.B) { benchmark(b, sampleCSV(b)) }

func BenchmarkParquet(b *testing.B) { benchmark(b, sampleParquet(b)) }

// sampleParquet is a synthetic file as the program writes it.
func sampleParquet(b *testing.B) File {
	b.Helper()
	var cols []columnar.Column
	for _, c := range sample.Columns {
		cols = append(cols, columnar.Column{Name: c})
	}
	var out bytes.Buffer
	w, err := columnar.NewWriter(&out, cols, nil)
	if err != nil {
		b.Fatal(err)
	}
	row, header := make([]any, len(cols)), true
	sampleRows(b, func(texts []string) error {
		if header {
			header = false
			return nil
		}
		for i, t := range texts {
			if row[i] = t; t == "" {
				row[i] = nil
			}
		}
		return w.Row(row)
	})
	if err := w.Close(); err != nil {
		b.Fatal(err)
	}
	return inMemory("charges.parquet", out.Bytes())
}

// benchmark reads a file again and again.
func benchmark(b *testing.B, f File) {
	b.SetBytes(f.Size)
	b.ReportAllocs()
	for b.Loop() {
		q, err := Read([]File{f}, Options{Resolve: resolver{}}, func(*court.Charge) error { return nil })
		if err != nil {
			b.Fatal(err)
		}
		if q.Kept.Rows < benchRows*9/10 {
			b.Fatalf("%d rows kept", q.Kept.Rows)
		}
	}
	b.ReportMetric(benchRows*float64(b.N)/b.Elapsed().Seconds(), "rows/s")
}

// BenchmarkLook measures what inspect does before it guesses.
func BenchmarkLook(b *testing.B) {
	f := sampleCSV(b)
	b.SetBytes(f.Size)
	for b.Loop() {
		if _, err := Look([]File{f}, Options{}); err != nil {
			b.Fatal(err)
		}
	}
	b.ReportMetric(benchRows*float64(b.N)/b.Elapsed().Seconds(), "rows/s")
}

// An idle Learner counts rows.
type idle struct{ rows int64 }

func (*idle) Learn(court.Field, uint32, *court.Charge) {}
func (l *idle) Take(b *court.Batch) error              { l.rows += int64(b.Rows); return nil }

// BenchmarkBatches measures reading into batches, with all cores.
func BenchmarkBatches(b *testing.B) {
	for _, f := range []File{sampleCSV(b), sampleParquet(b)} {
		b.Run(f.Name, func(b *testing.B) {
			b.SetBytes(f.Size)
			b.ReportAllocs()
			for b.Loop() {
				q, err := ReadBatches([]File{f}, Options{Resolve: resolver{}}, 0, func(int) court.Learner { return &idle{} })
				if err != nil {
					b.Fatal(err)
				}
				if q.Kept.Rows < benchRows*9/10 {
					b.Fatalf("%d rows kept", q.Kept.Rows)
				}
			}
			b.ReportMetric(benchRows*float64(b.N)/b.Elapsed().Seconds(), "rows/s")
		})
	}
}
