package columnar

import (
	"bytes"
	"context"
	"errors"
	"math"
	"slices"
	"strings"
	"testing"

	"github.com/apache/arrow/go/v17/arrow/array"
	"github.com/apache/arrow/go/v17/arrow/memory"
	"github.com/apache/arrow/go/v17/parquet/file"
	"github.com/apache/arrow/go/v17/parquet/pqarrow"
)

var mixed = []Column{{"name", String}, {"n", Int64}, {"x", Float64}, {"yes", Bool}}

func write(t testing.TB, cols []Column, meta map[string]string, rows ...[]any) []byte {
	t.Helper()
	var b bytes.Buffer
	w, err := NewWriter(&b, cols, meta)
	if err != nil {
		t.Fatal(err)
	}
	for _, r := range rows {
		if err := w.Row(r); err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// Read gives back what was written, in files of several row groups too, and refuses what is
// cut off or is no Parquet, without a panic.
func TestRead(t *testing.T) {
	var rows [][]any
	for i := range groupRows + 3 {
		row := []any{strings.Repeat("é", i%3), int64(i), float64(i) / 4, i%2 == 0}
		if i%5 == 0 {
			row[i%4] = nil
		}
		rows = append(rows, row)
	}
	data := write(t, mixed, nil, rows...)
	cols, back, err := Read(data, 1<<30)
	if err != nil || !slices.Equal(cols, mixed) || len(back) != len(rows) {
		t.Fatalf("%v, %d rows, %v", cols, len(back), err)
	}
	for i := range rows {
		if !slices.Equal(rows[i], back[i]) {
			t.Fatalf("row %d: %v, want %v", i, back[i], rows[i])
		}
	}
	if _, _, err := Read(data, 1000); err == nil {
		t.Error("more values than allowed are read")
	}
	small := write(t, mixed, nil, rows[:20]...)
	for n := range small {
		if _, _, err := Read(small[:n], 1<<20); err == nil {
			t.Errorf("%d of %d bytes are read", n, len(small))
		}
	}
	for n := range small { // a flipped byte is an error or other values, never a panic
		bad := slices.Clone(small)
		bad[n] ^= 0x55
		_, _, _ = Read(bad, 1<<20)
	}
}

// read reads the file back through the library's own table reader.
func read(t testing.TB, data []byte) [][]any {
	t.Helper()
	f, err := file.NewParquetReader(bytes.NewReader(data))
	if err != nil {
		t.Fatal(err)
	}
	r, err := pqarrow.NewFileReader(f, pqarrow.ArrowReadProperties{}, memory.DefaultAllocator)
	if err != nil {
		t.Fatal(err)
	}
	table, err := r.ReadTable(context.Background())
	if err != nil {
		t.Fatal(err)
	}
	out := make([][]any, table.NumRows())
	for c := range int(table.NumCols()) {
		row := 0
		for _, chunk := range table.Column(c).Data().Chunks() {
			for i := range chunk.Len() {
				out[row] = append(out[row], value(chunk, i))
				row++
			}
		}
	}
	return out
}

func value(a interface{ IsNull(int) bool }, i int) any {
	if a.IsNull(i) {
		return nil
	}
	switch a := a.(type) {
	case *array.String:
		return a.Value(i)
	case *array.Int64:
		return a.Value(i)
	case *array.Float64:
		return a.Value(i)
	case *array.Boolean:
		return a.Value(i)
	}
	return "?"
}

func TestRoundTrip(t *testing.T) {
	rows := [][]any{
		{"felony A", int64(-3), 0.5, true},
		{nil, nil, nil, nil},
		{"", int64(0), math.Inf(1), false},
		{"§ 53a–192a", int64(math.MaxInt64), -0.25, true},
	}
	got := read(t, write(t, mixed, nil, rows...))
	if len(got) != len(rows) {
		t.Fatalf("%d rows, want %d", len(got), len(rows))
	}
	for i, r := range rows {
		for j, v := range r {
			if got[i][j] != v {
				t.Errorf("row %d, %s: %v, want %v", i, mixed[j].Name, got[i][j], v)
			}
		}
	}
}

func TestManyRows(t *testing.T) {
	n := 2*groupRows + 17
	rows := make([][]any, n)
	for i := range rows {
		rows[i] = []any{strings.Repeat("x", i%7), i, float64(i) / 3, i%2 == 0}
		if i%5 == 0 {
			rows[i][0] = nil
		}
	}
	data := write(t, mixed, nil, rows...)
	got := read(t, data)
	if len(got) != n {
		t.Fatalf("%d rows, want %d", len(got), n)
	}
	for i := range rows {
		if got[i][0] != rows[i][0] || got[i][1] != int64(i) || got[i][2] != rows[i][2] || got[i][3] != rows[i][3] {
			t.Fatalf("row %d: %v, want %v", i, got[i], rows[i])
		}
	}
	if !bytes.Equal(data, write(t, mixed, nil, rows...)) {
		t.Error("the same rows gave other bytes")
	}
}

func TestMetadata(t *testing.T) {
	meta := map[string]string{"impact": "synthetic", "b": "2", "a": "1", "c": ""}
	data := write(t, mixed, meta)
	for range 20 {
		if !bytes.Equal(data, write(t, mixed, meta)) {
			t.Fatal("the same metadata gave other bytes")
		}
	}
	f, err := file.NewParquetReader(bytes.NewReader(data))
	if err != nil {
		t.Fatal(err)
	}
	if v := f.MetaData().KeyValueMetadata().FindValue("impact"); v == nil || *v != "synthetic" {
		t.Errorf("impact: %v", v)
	}
	if f.NumRows() != 0 {
		t.Errorf("%d rows, want none", f.NumRows())
	}
}

func TestRefusals(t *testing.T) {
	var b bytes.Buffer
	for _, c := range []struct {
		cols []Column
		want string
	}{
		{nil, "at least one column"},
		{[]Column{{"a", String}, {"a", Bool}}, "a name of its own"},
		{[]Column{{"", String}}, "a name of its own"},
		{[]Column{{"a", 9}}, "no type 9"},
	} {
		if _, err := NewWriter(&b, c.cols, nil); err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%v: %v, want %q", c.cols, err, c.want)
		}
	}
	w, err := NewWriter(&b, mixed, nil)
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		row  []any
		want string
	}{
		{[]any{"a"}, "a row has 1 values, the table has 4 columns"},
		{[]any{1, nil, nil, nil}, `column "name": a int stands where a string belongs`},
		{[]any{nil, "1", nil, nil}, `column "n": a string stands where a int64 belongs`},
		{[]any{nil, nil, 1, nil}, `column "x"`},
		{[]any{nil, nil, nil, 1}, `column "yes"`},
	} {
		if err := w.Row(c.row); err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%v: %v, want %q", c.row, err, c.want)
		}
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	if err := w.Row([]any{nil, nil, nil, nil}); err == nil {
		t.Error("a closed table took a row")
	}
	if got := read(t, b.Bytes()); len(got) != 0 {
		t.Errorf("refused rows were written: %v", got)
	}
}

// A full is a disk that is full after some bytes.
type full struct{ left int }

func (f *full) Write(b []byte) (int, error) {
	if f.left -= len(b); f.left < 0 {
		return 0, errors.New("no space left on the device")
	}
	return len(b), nil
}

func TestFullDisk(t *testing.T) {
	for _, left := range []int{0, 4, 100, 300} {
		w, err := NewWriter(&full{left}, mixed, nil)
		if err == nil {
			_ = w.Row([]any{"a", 1, 1.5, true})
			err = w.Close()
		}
		if err == nil {
			t.Errorf("%d bytes of room: no error", left)
		}
	}
}
