package columnar

import (
	"bytes"
	"fmt"

	"github.com/apache/arrow/go/v17/parquet"
	"github.com/apache/arrow/go/v17/parquet/file"
)

// Read reads a file that a Writer made: its columns, and its rows as they were written. A
// file of other types, or of more than most values, is refused.
func Read(data []byte, most int64) (cols []Column, rows [][]any, err error) {
	defer func() {
		if p := recover(); p != nil {
			err = fmt.Errorf("the Parquet file cannot be read: %v", p)
		}
	}()
	f, err := file.NewParquetReader(bytes.NewReader(data))
	if err != nil {
		return nil, nil, err
	}
	schema := f.MetaData().Schema
	for i := range schema.NumColumns() {
		c := schema.Column(i)
		kind, ok := map[parquet.Type]Type{parquet.Types.ByteArray: String, parquet.Types.Int64: Int64, parquet.Types.Double: Float64, parquet.Types.Boolean: Bool}[c.PhysicalType()]
		if !ok || c.MaxRepetitionLevel() > 0 || c.MaxDefinitionLevel() != 1 {
			return nil, nil, fmt.Errorf("column %q is not one that this program writes", c.Name())
		}
		cols = append(cols, Column{Name: c.Name(), Type: kind})
	}
	if n := f.NumRows(); n < 0 || n*int64(max(1, len(cols))) > most {
		return nil, nil, fmt.Errorf("it has %d rows; no more than %d values are read", n, most)
	}
	for g := range f.NumRowGroups() {
		group := f.RowGroup(g)
		first, n := len(rows), int(group.NumRows())
		if n < 0 || int64(first)+int64(n) > f.NumRows() {
			return nil, nil, fmt.Errorf("its row groups hold other rows than it says")
		}
		for range n {
			rows = append(rows, make([]any, len(cols)))
		}
		for c := range cols {
			chunk, err := group.Column(c)
			if err != nil {
				return nil, nil, err
			}
			if err := fill(chunk, rows[first:], c); err != nil {
				return nil, nil, fmt.Errorf("column %q: %w", cols[c].Name, err)
			}
		}
	}
	return cols, rows, nil
}

// fill reads a column of a row group into rows.
func fill(chunk file.ColumnChunkReader, rows [][]any, c int) error {
	switch r := chunk.(type) {
	case *file.ByteArrayColumnChunkReader:
		return put(rows, c, func(b []parquet.ByteArray, def []int16) (int64, int, error) {
			return r.ReadBatch(int64(len(def)), b, def, nil)
		},
			func(b parquet.ByteArray) any { return string(b) })
	case *file.Int64ColumnChunkReader:
		return put(rows, c, func(b []int64, def []int16) (int64, int, error) { return r.ReadBatch(int64(len(def)), b, def, nil) }, func(v int64) any { return v })
	case *file.Float64ColumnChunkReader:
		return put(rows, c, func(b []float64, def []int16) (int64, int, error) { return r.ReadBatch(int64(len(def)), b, def, nil) }, func(v float64) any { return v })
	case *file.BooleanColumnChunkReader:
		return put(rows, c, func(b []bool, def []int16) (int64, int, error) { return r.ReadBatch(int64(len(def)), b, def, nil) }, func(v bool) any { return v })
	}
	return fmt.Errorf("a %T is not read", chunk)
}

// put asks for values until each row has its own; those that are null are left out by the
// library, and stay nil.
func put[T any](rows [][]any, c int, read func([]T, []int16) (int64, int, error), value func(T) any) error {
	values, levels := make([]T, len(rows)), make([]int16, len(rows))
	for at := 0; at < len(rows); {
		levelled, read, err := read(values, levels[:len(rows)-at])
		if err != nil {
			return err
		}
		if levelled <= 0 {
			return fmt.Errorf("it ends after %d of %d rows", at, len(rows))
		}
		k := 0
		for i := range int(levelled) {
			if levels[i] == 1 && k < read {
				rows[at+i][c] = value(values[k])
				k++
			}
		}
		at += int(levelled)
	}
	return nil
}
