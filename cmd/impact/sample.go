package main

import (
	"bufio"
	"encoding/csv"
	"errors"
	"io"
	"path/filepath"
	"strings"

	"impact/internal/columnar"
	"impact/internal/sample"

	"github.com/spf13/cobra"
)

func (a *app) sampleCommand() *cobra.Command {
	var rows int64
	var seed uint64
	var out, truth string
	var force bool
	c := &cobra.Command{
		Use:   "sample --rows N --seed S --out FILE",
		Short: "Synthetic charges with known truth",
		Long: `Writes invented charges in the shape of court data, CSV or Parquet by the ending
of --out, and with --truth what is left out of them. The same seed and rows give the
same bytes. Without --rows it is the calibrated sample, whose totals are the published
ones; with --rows as many charges of the same mix. The built-in sample is --seed 1.`,
		Args: cobra.NoArgs,
		RunE: func(c *cobra.Command, _ []string) error {
			if rows < 0 || rows == 0 && c.Flags().Changed("rows") {
				return wrongf("--rows %d: 1 or more would be right", rows)
			}
			return a.writeSample(sample.Config{Rows: rows, Seed: seed}, out, truth, force)
		},
	}
	c.Flags().Int64Var(&rows, "rows", 0, "charges (default the calibrated sample, about 13,000)")
	c.Flags().Uint64Var(&seed, "seed", 1, "seed")
	c.Flags().StringVar(&out, "out", "sample.csv", "file to write: .csv or .parquet; - for CSV on standard output")
	c.Flags().StringVar(&truth, "truth", "", "file for what the sample leaves out: .csv or .parquet")
	c.Flags().BoolVar(&force, "force", false, "replace files that exist")
	return c
}

// rowSink takes rows of text and is closed when all are written.
type rowSink interface {
	Row([]string) error
	Close() error
}

// writeSample writes a sample, and with a name its truth. Both files are put in their
// places when both are whole.
func (a *app) writeSample(c sample.Config, out, truth string, force bool) error {
	rows, err := a.newSampleFile(out, sample.Columns, force)
	if err != nil {
		return err
	}
	defer rows.leave()
	files := []*sampleFile{rows}
	if truth != "" {
		known, err := a.newSampleFile(truth, sample.TruthColumns, force)
		if err != nil {
			return err
		}
		defer known.leave()
		files = append(files, known)
	}
	err = sample.Generate(c, func(r *sample.Record) error {
		if err := rows.Row(r.Row); err != nil || len(files) == 1 {
			return err
		}
		return files[1].Row(r.Truth)
	})
	for _, f := range files {
		err = errors.Join(err, f.Close())
		if f.put != nil && f.put.err != nil {
			return plainError(f.put.name, f.put.err)
		}
	}
	if err != nil {
		return err
	}
	for _, f := range files {
		if err := f.settle(); err != nil {
			return err
		}
	}
	return nil
}

// A sampleFile is rows on their way to a file, or to standard output.
type sampleFile struct {
	rowSink
	put *put // nil: standard output
}

func (f *sampleFile) Close() error {
	if err := f.rowSink.Close(); err != nil || f.put == nil {
		return err
	}
	if err := f.put.whole(); err != nil {
		return plainError(f.put.name, err)
	}
	return nil
}

func (f *sampleFile) settle() error {
	if f.put == nil {
		return nil
	}
	return f.put.settle()
}

func (f *sampleFile) leave() {
	if f.put != nil {
		f.put.leave()
	}
}

func (a *app) newSampleFile(name string, columns []string, force bool) (*sampleFile, error) {
	if name == "-" {
		rows, err := newCSVSink(unclosed{a.pipe}, columns)
		return &sampleFile{rowSink: rows}, err
	}
	ending := strings.ToLower(filepath.Ext(name))
	if ending != ".csv" && ending != ".parquet" {
		return nil, wrongf("%s: a name that ends in .csv or .parquet would be right", name)
	}
	p, err := newPut(name, force)
	if err != nil {
		return nil, err
	}
	f := &sampleFile{put: p}
	if ending == ".parquet" {
		f.rowSink, err = newParquetSink(unclosed{p}, columns)
	} else {
		f.rowSink, err = newCSVSink(unclosed{p}, columns)
	}
	if err != nil {
		p.leave()
		return nil, plainError(name, err)
	}
	return f, nil
}

// csvSink writes rows as CSV under the line that declares them synthetic.
type csvSink struct {
	to   io.Closer
	buf  *bufio.Writer
	rows *csv.Writer
}

func newCSVSink(w io.WriteCloser, columns []string) (rowSink, error) {
	s := &csvSink{to: w, buf: bufio.NewWriterSize(w, 1<<20)}
	s.rows = csv.NewWriter(s.buf)
	if _, err := s.buf.WriteString(sample.Header() + "\n"); err != nil {
		return nil, errors.Join(err, w.Close())
	}
	return s, s.rows.Write(columns)
}

func (s *csvSink) Row(r []string) error { return s.rows.Write(r) }

func (s *csvSink) Close() error {
	s.rows.Flush()
	return errors.Join(s.rows.Error(), s.buf.Flush(), s.to.Close())
}

// parquetSink writes rows as Parquet columns of text; "" is null.
type parquetSink struct {
	to   io.Closer
	rows *columnar.Writer
	row  []any
}

func newParquetSink(w io.WriteCloser, columns []string) (rowSink, error) {
	var cols []columnar.Column
	for _, c := range columns {
		cols = append(cols, columnar.Column{Name: c})
	}
	rows, err := columnar.NewWriter(w, cols, syntheticMeta)
	if err != nil {
		return nil, errors.Join(err, w.Close())
	}
	return &parquetSink{to: w, rows: rows, row: make([]any, len(columns))}, nil
}

// syntheticMeta declares a Parquet file synthetic.
var syntheticMeta = map[string]string{"impact.synthetic": "true"}

func (s *parquetSink) Row(r []string) error {
	for i, text := range r {
		if s.row[i] = text; text == "" {
			s.row[i] = nil
		}
	}
	return s.rows.Row(s.row)
}

func (s *parquetSink) Close() error { return errors.Join(s.rows.Close(), s.to.Close()) }
