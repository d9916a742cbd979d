package columnar

import (
	"fmt"
	"unsafe"

	"github.com/apache/arrow/go/v17/parquet"
	"github.com/apache/arrow/go/v17/parquet/file"
	"github.com/apache/arrow/go/v17/parquet/schema"
)

// A column gathers the values of a row group.
type column struct {
	name   string
	levels []int16 // 1 for a value, 0 for null
	values values
}

// values are those that are not null, of one type.
type values interface {
	kind() Type
	fits(any) bool
	add(any)
	write(file.ColumnChunkWriter, []int16) error
}

func (c *column) fits(v any) bool { return v == nil || c.values.fits(v) }

func (c *column) add(v any) {
	if v == nil {
		c.levels = append(c.levels, 0)
		return
	}
	c.levels = append(c.levels, 1)
	c.values.add(v)
}

// open makes the schema of a column and room for its values.
func open(c Column) (schema.Node, values, error) {
	optional, id := parquet.Repetitions.Optional, int32(-1)
	switch c.Type {
	case String:
		n, err := schema.NewPrimitiveNodeLogical(c.Name, optional, schema.StringLogicalType{}, parquet.Types.ByteArray, 0, id)
		return n, &texts{}, err
	case Int64:
		return schema.NewInt64Node(c.Name, optional, id), &wholes{}, nil
	case Float64:
		return schema.NewFloat64Node(c.Name, optional, id), &floats{}, nil
	case Bool:
		return schema.NewBooleanNode(c.Name, optional, id), &truths{}, nil
	}
	return nil, nil, fmt.Errorf("column %q: there is no type %d", c.Name, c.Type)
}

type texts struct{ all []parquet.ByteArray }

func (*texts) kind() Type      { return String }
func (*texts) fits(v any) bool { _, ok := v.(string); return ok }

// add keeps a text where it is: the library reads it only. An empty text is not nil, which
// the library would take for another value.
func (t *texts) add(v any) {
	text := v.(string)
	if text == "" {
		t.all = append(t.all, parquet.ByteArray{})
		return
	}
	t.all = append(t.all, unsafe.Slice(unsafe.StringData(text), len(text)))
}

func (t *texts) write(to file.ColumnChunkWriter, levels []int16) error {
	_, err := to.(*file.ByteArrayColumnChunkWriter).WriteBatch(t.all, levels, nil)
	clear(t.all)
	t.all = t.all[:0]
	return err
}

type wholes struct{ all []int64 }

func (*wholes) kind() Type { return Int64 }

func (*wholes) fits(v any) bool {
	switch v.(type) {
	case int64, int:
		return true
	}
	return false
}

func (w *wholes) add(v any) {
	n, ok := v.(int64)
	if !ok {
		n = int64(v.(int))
	}
	w.all = append(w.all, n)
}

func (w *wholes) write(to file.ColumnChunkWriter, levels []int16) error {
	_, err := to.(*file.Int64ColumnChunkWriter).WriteBatch(w.all, levels, nil)
	w.all = w.all[:0]
	return err
}

type floats struct{ all []float64 }

func (*floats) kind() Type      { return Float64 }
func (*floats) fits(v any) bool { _, ok := v.(float64); return ok }
func (f *floats) add(v any)     { f.all = append(f.all, v.(float64)) }

func (f *floats) write(to file.ColumnChunkWriter, levels []int16) error {
	_, err := to.(*file.Float64ColumnChunkWriter).WriteBatch(f.all, levels, nil)
	f.all = f.all[:0]
	return err
}

type truths struct{ all []bool }

func (*truths) kind() Type      { return Bool }
func (*truths) fits(v any) bool { _, ok := v.(bool); return ok }
func (t *truths) add(v any)     { t.all = append(t.all, v.(bool)) }

func (t *truths) write(to file.ColumnChunkWriter, levels []int16) error {
	_, err := to.(*file.BooleanColumnChunkWriter).WriteBatch(t.all, levels, nil)
	t.all = t.all[:0]
	return err
}
