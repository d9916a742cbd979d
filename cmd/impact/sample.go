package main

import (
	"bufio"
	"encoding/csv"
	"errors"
	"io"
	"os"
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

func (a *app) writeSample(c sample.Config, out, truth string, force bool) (err error) {
	rows, err := a.newSink(out, sample.Columns, force)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, rows.Close()) }()
	var known rowSink
	if truth != "" {
		if known, err = a.newSink(truth, sample.TruthColumns, force); err != nil {
			return err
		}
		defer func() { err = errors.Join(err, known.Close()) }()
	}
	return sample.Generate(c, func(r *sample.Record) error {
		if err := rows.Row(r.Row); err != nil {
			return err
		}
		if known != nil {
			return known.Row(r.Truth)
		}
		return nil
	})
}

func (a *app) newSink(name string, columns []string, force bool) (rowSink, error) {
	if name == "-" {
		return newCSVSink(nopCloser{a.pipe}, columns)
	}
	ending := strings.ToLower(filepath.Ext(name))
	if ending != ".csv" && ending != ".parquet" {
		return nil, wrongf("%s: a name that ends in .csv or .parquet would be right", name)
	}
	mode := os.O_WRONLY | os.O_CREATE | os.O_EXCL
	if force {
		mode = os.O_WRONLY | os.O_CREATE | os.O_TRUNC
	}
	f, err := os.OpenFile(name, mode, 0o666)
	if errors.Is(err, os.ErrExist) {
		return nil, wrongf("%s: exists; another name or --force would be right", name)
	}
	if err != nil {
		return nil, plainError(name, err)
	}
	if ending == ".parquet" {
		return newParquetSink(f, columns)
	}
	return newCSVSink(f, columns)
}

type nopCloser struct{ io.Writer }

func (nopCloser) Close() error { return nil }

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
