// Package columnar writes tables as Parquet files: a few types, every column
// nullable, zstd inside. The same rows give the same bytes. Any reader of
// Parquet reads them.
package columnar

import (
	"errors"
	"fmt"
	"io"
	"maps"
	"slices"

	"github.com/apache/arrow/go/v17/parquet"
	"github.com/apache/arrow/go/v17/parquet/compress"
	"github.com/apache/arrow/go/v17/parquet/file"
	"github.com/apache/arrow/go/v17/parquet/metadata"
	"github.com/apache/arrow/go/v17/parquet/schema"
)

// A Type is what a column holds. The zero Type is String.
type Type uint8

// The types of columns.
const (
	String Type = iota
	Int64
	Float64
	Bool
)

var typeNames = [...]string{"string", "int64", "float64", "bool"}

// String names the type.
func (t Type) String() string { return typeNames[t] }

// A Column is one column of a table. Any of its values may be null.
type Column struct {
	Name string
	Type Type
}

// groupRows is how many rows a row group holds. A group is kept in memory
// until it is full.
const groupRows = 1 << 16

// A Writer writes rows to a Parquet file. It must be closed, or the file has
// no end and cannot be read.
type Writer struct {
	cols []column
	file *file.Writer
	rows int   // of the row group that is being filled
	err  error // the first failure; nothing is written after it
}

// NewWriter begins a file with the columns, and with meta as its key-value
// metadata. It does not close w.
func NewWriter(w io.Writer, cols []Column, meta map[string]string) (out *Writer, err error) {
	defer rescue(&err)
	out = &Writer{}
	fields, err := out.fields(cols)
	if err != nil {
		return nil, err
	}
	root, err := schema.NewGroupNode("schema", parquet.Repetitions.Required, fields, -1)
	if err != nil {
		return nil, err
	}
	var pairs metadata.KeyValueMetadata
	for _, key := range slices.Sorted(maps.Keys(meta)) {
		if err := pairs.Append(key, meta[key]); err != nil {
			return nil, err
		}
	}
	props := parquet.NewWriterProperties(parquet.WithCompression(compress.Codecs.Zstd), parquet.WithCreatedBy("impact"))
	out.file = file.NewParquetWriter(unclosed{w}, root, file.WithWriterProps(props), file.WithWriteMetadata(pairs))
	return out, nil
}

// fields makes the schema of the columns, and room for their values.
func (w *Writer) fields(cols []Column) (schema.FieldList, error) {
	if len(cols) == 0 {
		return nil, errors.New("a table needs at least one column")
	}
	seen := map[string]bool{}
	var fields schema.FieldList
	for _, c := range cols {
		if seen[c.Name] || c.Name == "" {
			return nil, fmt.Errorf("column %q: every column needs a name of its own", c.Name)
		}
		seen[c.Name] = true
		node, values, err := open(c)
		if err != nil {
			return nil, err
		}
		fields = append(fields, node)
		w.cols = append(w.cols, column{name: c.Name, values: values})
	}
	return fields, nil
}

// Row writes one row: for each column a string, an int64 or int, a float64 or
// a bool, as its type is; nil is null. The slice may be used again.
func (w *Writer) Row(row []any) error {
	if w.err != nil {
		return w.err
	}
	if len(row) != len(w.cols) {
		return fmt.Errorf("a row has %d values, the table has %d columns", len(row), len(w.cols))
	}
	for i := range w.cols {
		if !w.cols[i].fits(row[i]) {
			return fmt.Errorf("column %q: a %T stands where a %s belongs", w.cols[i].name, row[i], w.cols[i].values.kind())
		}
	}
	for i := range w.cols {
		w.cols[i].add(row[i])
	}
	if w.rows++; w.rows == groupRows {
		w.err = w.flush()
	}
	return w.err
}

// flush writes the row group.
func (w *Writer) flush() (err error) {
	defer rescue(&err)
	group := w.file.AppendRowGroup()
	for i := range w.cols {
		c := &w.cols[i]
		to, err := group.NextColumn()
		if err != nil {
			return err
		}
		if err := c.values.write(to, c.levels); err != nil {
			return fmt.Errorf("column %q: %w", c.name, err)
		}
		if err := to.Close(); err != nil {
			return fmt.Errorf("column %q: %w", c.name, err)
		}
		c.levels = c.levels[:0]
	}
	w.rows = 0
	return group.Close()
}

// Close writes what is left, and the end of the file.
func (w *Writer) Close() (err error) {
	defer rescue(&err)
	if w.err != nil {
		return w.err
	}
	w.err = errors.New("the table is closed")
	if w.rows > 0 {
		if err := w.flush(); err != nil {
			return err
		}
	}
	return w.file.FlushWithFooter()
}

// unclosed hides the Close method of a writer, which is the caller's.
type unclosed struct{ io.Writer }

// rescue turns a panic of the library below into an error.
func rescue(err *error) {
	if p := recover(); p != nil {
		*err = fmt.Errorf("the Parquet file cannot be written: %v", p)
	}
}
