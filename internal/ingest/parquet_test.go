package ingest

import (
	"bytes"
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"impact/internal/columnar"
	"impact/internal/court"
	"impact/internal/law"
	"impact/internal/strict"

	"github.com/apache/arrow/go/v17/arrow"
	"github.com/apache/arrow/go/v17/arrow/array"
	"github.com/apache/arrow/go/v17/arrow/decimal128"
	"github.com/apache/arrow/go/v17/arrow/memory"
	"github.com/apache/arrow/go/v17/parquet"
	"github.com/apache/arrow/go/v17/parquet/compress"
	"github.com/apache/arrow/go/v17/parquet/pqarrow"
	"github.com/pierrec/lz4/v4"
)

// A field is one column of a Parquet file in the making; nil is null.
type field struct {
	name   string
	kind   arrow.DataType
	values []any
}

// parquetOf writes fields as a Parquet file with row groups of some rows.
func parquetOf(t testing.TB, fields []field, group int64, props []parquet.WriterProperty, more ...pqarrow.WriterOption) []byte {
	t.Helper()
	var list []arrow.Field
	for _, f := range fields {
		list = append(list, arrow.Field{Name: f.name, Type: f.kind, Nullable: true})
	}
	b := array.NewRecordBuilder(memory.DefaultAllocator, arrow.NewSchema(list, nil))
	for i, f := range fields {
		for _, v := range f.values {
			put(t, b.Field(i), v)
		}
	}
	rec := b.NewRecord()
	var out bytes.Buffer
	w, err := pqarrow.NewFileWriter(rec.Schema(), &out, parquet.NewWriterProperties(props...), pqarrow.NewArrowWriterProperties(more...))
	if err != nil {
		t.Fatal(err)
	}
	for from := int64(0); from < rec.NumRows(); from += group {
		if err := w.Write(rec.NewSlice(from, min(from+group, rec.NumRows()))); err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

// put appends a value, written as text, to a column of any type.
func put(t testing.TB, b array.Builder, v any) {
	t.Helper()
	if v == nil {
		b.AppendNull()
		return
	}
	if d, ok := b.(*array.Decimal128Builder); ok {
		n, err := decimal128.FromString(v.(string), 18, d.Type().(*arrow.Decimal128Type).Scale)
		if err != nil {
			t.Fatal(err)
		}
		d.Append(n)
		return
	}
	if err := b.AppendValueFromString(v.(string)); err != nil {
		t.Fatal(err)
	}
}

// texts is a column of texts.
func texts(name string, values ...any) field { return field{name, arrow.BinaryTypes.String, values} }

var twoStatutes = texts("statute", "53a-82", "53a-83")

func readParquet(t testing.TB, data []byte) ([]court.Charge, *Quality) {
	t.Helper()
	return readAll(t, Options{}, inMemory("charges.parquet", data))
}

// An lz4Writer packs LZ4 blocks, which the program itself never does.
type lz4Writer struct{ compress.Codec }

func (lz4Writer) CompressBound(n int64) int64 { return int64(lz4.CompressBlockBound(int(n))) }

func (lz4Writer) EncodeLevel(_, src []byte, _ int) []byte {
	dst := make([]byte, lz4.CompressBlockBound(len(src)))
	n, err := lz4.CompressBlock(src, dst, nil)
	if err != nil {
		panic(err)
	}
	return dst[:n]
}

// Every way of packing the same rows gives the same charges.
func TestPacking(t *testing.T) {
	var statute, town, age []any
	for i := range 5000 {
		statute = append(statute, fmt.Sprintf("53a-%d", 80+i%17))
		town = append(town, any(fmt.Sprintf("GA-%d", i*i%1009)))
		age = append(age, fmt.Sprint(i%90))
		if i%7 == 0 {
			town[i], age[i] = nil, nil
		}
	}
	fields := []field{{"statute", arrow.BinaryTypes.String, statute}, {"court", arrow.BinaryTypes.String, town}, {"victim_age", arrow.PrimitiveTypes.Int32, age}}
	check := func(name string, data []byte) {
		t.Helper()
		charges, q := readParquet(t, data)
		if len(charges) != 5000 || q.Files[0].Format != "Parquet" || q.Files[0].Encoding != "" {
			t.Fatalf("%s: %d charges, %+v", name, len(charges), q.Files)
		}
		for i, c := range charges {
			wantTown, wantAge := "", int16(-1)
			if town[i] != nil {
				wantTown, wantAge = town[i].(string), int16(i%90)
			}
			if c.Statute.Text != statute[i] || c.Court != wantTown || c.VictimAge != wantAge {
				t.Fatalf("%s: row %d: %s %q %d; want %s %q %d", name, i, c.Statute.Text, c.Court, c.VictimAge, statute[i], wantTown, wantAge)
			}
		}
	}
	codec := codecOf(lz4Raw)
	compress.RegisterCodec(lz4Raw, lz4Writer{codec})
	t.Cleanup(func() { compress.RegisterCodec(lz4Raw, codec) })
	codecs := map[string]compress.Compression{
		"none": compress.Codecs.Uncompressed, "snappy": compress.Codecs.Snappy, "gzip": compress.Codecs.Gzip,
		"zstd": compress.Codecs.Zstd, "brotli": compress.Codecs.Brotli, "lz4_raw": lz4Raw,
	}
	for name, codec := range codecs {
		for _, page := range []parquet.DataPageVersion{parquet.DataPageV1, parquet.DataPageV2} {
			for _, dict := range []bool{true, false} {
				for _, group := range []int64{5000, 1700} {
					props := []parquet.WriterProperty{parquet.WithCompression(codec), parquet.WithDictionaryDefault(dict), parquet.WithDataPageVersion(page), parquet.WithDataPageSize(1 << 12)}
					check(fmt.Sprintf("%s, page %v, dictionary %v, groups of %d", name, page, dict, group), parquetOf(t, fields, group, props))
				}
			}
		}
	}
	for _, e := range []parquet.Encoding{parquet.Encodings.DeltaByteArray, parquet.Encodings.DeltaLengthByteArray} {
		props := []parquet.WriterProperty{
			parquet.WithDictionaryDefault(false), parquet.WithEncodingFor("statute", e), parquet.WithEncodingFor("court", e),
			parquet.WithEncodingFor("victim_age", parquet.Encodings.DeltaBinaryPacked),
		}
		check(e.String(), parquetOf(t, fields, 1700, props))
	}
}

// A value of any type is read as the text that a CSV file would hold.
func TestTypes(t *testing.T) {
	us := func(u arrow.TimeUnit, zone string) arrow.DataType {
		return &arrow.TimestampType{Unit: u, TimeZone: zone}
	}
	day := func(c court.Charge) string { return c.Offense.String() }
	age := func(c court.Charge) string { return fmt.Sprint(c.VictimAge) }
	fine := func(c court.Charge) string { return fmt.Sprint(c.Fine) }
	truth := func(c court.Charge) string { return fmt.Sprint(c.Trafficked == law.True, c.Trafficked == law.False) }
	for _, c := range []struct {
		column string
		kind   arrow.DataType
		value  string
		get    func(court.Charge) string
		want   string
	}{
		{"offense_date", arrow.FixedWidthTypes.Date32, "2012-02-29", day, "2012-02-29"},
		{"offense_date", arrow.FixedWidthTypes.Date32, "1969-12-31", day, "1969-12-31"},
		{"offense_date", arrow.FixedWidthTypes.Date64, "2012-02-29", day, "2012-02-29"},
		{"offense_date", us(arrow.Millisecond, ""), "2012-02-29 23:59:59", day, "2012-02-29"},
		{"offense_date", us(arrow.Microsecond, ""), "1969-12-31 23:59:59", day, "1969-12-31"},
		{"offense_date", us(arrow.Nanosecond, ""), "2012-02-29 00:00:00", day, "2012-02-29"},
		{"offense_date", us(arrow.Microsecond, "UTC"), "2012-02-29 12:00:00", day, "2012-02-29"},
		{"offense_date", arrow.BinaryTypes.String, "2012-02-29", day, "2012-02-29"},
		{"offense_date", arrow.BinaryTypes.LargeString, "2012-02-29", day, "2012-02-29"},
		{"victim_age", arrow.PrimitiveTypes.Int8, "17", age, "17"},
		{"victim_age", arrow.PrimitiveTypes.Int16, "17", age, "17"},
		{"victim_age", arrow.PrimitiveTypes.Int32, "17", age, "17"},
		{"victim_age", arrow.PrimitiveTypes.Int64, "17", age, "17"},
		{"victim_age", arrow.PrimitiveTypes.Uint8, "17", age, "17"},
		{"victim_age", arrow.PrimitiveTypes.Uint16, "17", age, "17"},
		{"victim_age", arrow.PrimitiveTypes.Uint32, "17", age, "17"},
		{"victim_age", arrow.PrimitiveTypes.Uint64, "17", age, "17"},
		{"victim_age", arrow.PrimitiveTypes.Float32, "17", age, "17"},
		{"victim_age", arrow.PrimitiveTypes.Float64, "17", age, "17"},
		{"victim_age", arrow.PrimitiveTypes.Float64, "NaN", age, "-1"},
		{"victim_age", &arrow.Decimal128Type{Precision: 9, Scale: 0}, "17", age, "17"},
		{"victim_age", arrow.BinaryTypes.String, "17.0", age, "17"},
		{"fine", &arrow.Decimal128Type{Precision: 9, Scale: 2}, "1234.5", fine, "123450"},
		{"fine", &arrow.Decimal128Type{Precision: 18, Scale: 4}, "0.05", fine, "5"},
		{"fine", arrow.PrimitiveTypes.Float64, "1234.5", fine, "123450"},
		{"victim_trafficked", arrow.FixedWidthTypes.Boolean, "true", truth, "true false"},
		{"victim_trafficked", arrow.FixedWidthTypes.Boolean, "false", truth, "false true"},
		{"victim_trafficked", arrow.BinaryTypes.String, "yes", truth, "true false"},
		{"victim_trafficked", arrow.PrimitiveTypes.Int32, "1", truth, "true false"},
	} {
		for _, more := range [][]pqarrow.WriterOption{nil, {pqarrow.WithDeprecatedInt96Timestamps(true)}} {
			data := parquetOf(t, []field{twoStatutes, {c.column, c.kind, []any{nil, c.value}}}, 10, nil, more...)
			charges, q := readParquet(t, data)
			if len(charges) != 2 {
				t.Errorf("%s %v: refused %v", c.column, c.kind, q.Refused)
				continue
			}
			if got := c.get(charges[1]); got != c.want {
				t.Errorf("%s %v %s: %s, want %s", c.column, c.kind, c.value, got, c.want)
			}
			if got, blank := c.get(charges[0]), c.get(court.Blank()); got != blank {
				t.Errorf("%s %v null: %s, want %s", c.column, c.kind, got, blank)
			}
		}
	}
}

// A moment in universal time has its day there, and the report says so.
func TestMoment(t *testing.T) {
	data := parquetOf(t, []field{twoStatutes, {"offense_date", &arrow.TimestampType{Unit: arrow.Microsecond, TimeZone: "UTC"}, []any{nil, "2012-03-01 00:30:00"}}}, 10, nil)
	charges, q := readParquet(t, data)
	if charges[1].Offense.String() != "2012-03-01" || len(q.Warnings) != 1 || !strings.Contains(q.Warnings[0], "universal time") {
		t.Errorf("%v, %q", charges[1].Offense, q.Warnings)
	}
}

// The dates of a Parquet file need no format, whatever the map says of text.
func TestMapOfDates(t *testing.T) {
	m := mapOf(t, "columns: {offense_date: {column: arrest, format: MM/DD/YYYY}}\n")
	f := func(kind arrow.DataType, v string) File {
		return inMemory("charges.parquet", parquetOf(t, []field{twoStatutes, {"arrest", kind, []any{nil, v}}}, 10, nil))
	}
	for _, file := range []File{f(arrow.FixedWidthTypes.Date32, "2012-03-04"), f(arrow.BinaryTypes.String, "03/04/2012")} {
		charges, _ := readAll(t, Options{Map: m}, file)
		if charges[1].Offense.String() != "2012-03-04" {
			t.Errorf("%v", charges[1].Offense)
		}
	}
}

// The day that appendDay writes is the calendar's.
func TestAppendDay(t *testing.T) {
	for n := int64(-719_468); n < 2_932_896; n += 37 {
		want := time.Unix(n*86_400, 0).UTC().Format("2006-01-02")
		if got := string(appendDay(nil, n)); got != want {
			t.Fatalf("day %d: %s, want %s", n, got, want)
		}
	}
}

// BYTE_STREAM_SPLIT keeps the first bytes of all values together, then the second.
func TestStreams(t *testing.T) {
	v := &streams{data: []byte{17, 18, 0, 0, 0, 0, 0, 1}, size: 4, render: whole(parquet.Types.Int32, false)}
	for _, want := range []string{"17", "16777234"} {
		if got, err := v.next(); err != nil || string(got) != want {
			t.Errorf("%s, %v; want %s", got, err, want)
		}
	}
	if _, err := v.next(); err == nil || v.done() != nil {
		t.Error("there is a third value")
	}
}

// Nested columns are ignored, and the report says so.
func TestNested(t *testing.T) {
	data := parquetOf(t, []field{twoStatutes, {"tags", arrow.ListOf(arrow.BinaryTypes.String), []any{`["a","b"]`, nil}}}, 10, nil)
	charges, q := readParquet(t, data)
	if len(charges) != 2 || len(q.Warnings) != 1 || !strings.Contains(q.Warnings[0], `"tags.list.element" is nested`) {
		t.Errorf("%v, %q", charges, q.Warnings)
	}
}

// The names of nested columns give them away as those of others do, their values are not looked at: that
// a map lists one, or that it was allowed, lets it pass.
func TestNestedNames(t *testing.T) {
	for name, suspect := range map[string]bool{"tags": false, "ssn": true, "victim_names": true} {
		data := parquetOf(t, []field{twoStatutes, {name, arrow.ListOf(arrow.BinaryTypes.String), []any{`["a","b"]`, nil}}}, 10, nil)
		f := inMemory("charges.parquet", data)
		path := name + ".list.element"
		for text, m := range map[string]*Map{"none": nil, "drop": {Drop: []strict.Text{{Value: path}}}, "anonymous": {Anonymous: []strict.Text{{Value: path}}}} {
			_, err := Read([]File{f}, Options{Map: m, Resolve: resolver{}}, func(*court.Charge) error { return nil })
			var e *IdentifierError
			if stops := errors.As(err, &e); stops != (suspect && m == nil) || !stops && err != nil {
				t.Errorf("%s, %s: %v", name, text, err)
			} else if stops && (e.Suspects[0].Column != path || e.Suspects[0].Rows != 2) {
				t.Errorf("%s: %+v", name, e.Suspects)
			}
		}
		if _, err := Read([]File{f}, Options{Allow: []string{path}, Resolve: resolver{}}, func(*court.Charge) error { return nil }); err != nil {
			t.Errorf("%s allowed: %v", name, err)
		}
	}
}

// A refused row of a Parquet file is told with its row group.
func TestParquetPlace(t *testing.T) {
	_, q := readParquet(t, parquetOf(t, []field{texts("statute", "53a-82", "53a-83", nil)}, 2, nil))
	if len(q.Refused) != 1 || q.Refused[0].First.String() != "charges.parquet: row 3 (row group 2)" {
		t.Errorf("%v", q.Refused)
	}
}

func TestParquetSynthetic(t *testing.T) {
	for want, meta := range map[bool]map[string]string{true: {syntheticKey: "true"}, false: {syntheticKey: "maybe"}} {
		if _, q := readParquet(t, small(t, meta)); q.Synthetic != want {
			t.Errorf("%v: %v", meta, q.Synthetic)
		}
	}
}

// small is a small file as the program itself writes it.
func small(t testing.TB, meta map[string]string) []byte {
	t.Helper()
	var b bytes.Buffer
	w, err := columnar.NewWriter(&b, []columnar.Column{{Name: "statute"}, {Name: "victim_age", Type: columnar.Int64}, {Name: "court"}}, meta)
	if err != nil {
		t.Fatal(err)
	}
	for i := range 40 {
		row := []any{fmt.Sprintf("53a-%d", 80+i%5), i % 30, nil}
		if i%3 == 0 {
			row[2] = fmt.Sprintf("GA-%d", i)
		}
		if err := w.Row(row); err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// damagedFiles are small files in several encodings, to be cut and bent.
func damagedFiles(t testing.TB) [][]byte {
	fields := []field{
		texts("statute", "53a-82", "53a-83", nil, "53a-84", "53a-82"), texts("court", "GA-1", nil, "GA-2", "GA-1", "GA-3"),
		{"offense_date", arrow.FixedWidthTypes.Date32, []any{"2012-03-04", nil, "2012-03-05", "2012-03-06", "2012-03-07"}},
		{"victim_trafficked", arrow.FixedWidthTypes.Boolean, []any{"true", nil, "false", "true", "true"}},
	}
	plain := []parquet.WriterProperty{parquet.WithDictionaryDefault(false)}
	delta := append(plain, parquet.WithEncodingFor("statute", parquet.Encodings.DeltaByteArray), parquet.WithEncodingFor("court", parquet.Encodings.DeltaLengthByteArray),
		parquet.WithEncodingFor("offense_date", parquet.Encodings.DeltaBinaryPacked), parquet.WithDataPageVersion(parquet.DataPageV2))
	return [][]byte{
		small(t, nil),
		parquetOf(t, fields, 2, []parquet.WriterProperty{parquet.WithCompression(compress.Codecs.Snappy)}),
		parquetOf(t, fields, 5, plain),
		parquetOf(t, fields, 3, delta),
	}
}

// quickly reads a file that may be damaged: whatever is in it, the reading ends
// soon, in rows or in a *FileError. A panic fails the test.
func quickly(t testing.TB, data []byte) (*Quality, error) {
	t.Helper()
	begun := time.Now()
	var q *Quality
	_, err := Look([]File{inMemory("charges.parquet", data)}, Options{})
	if err == nil {
		q, err = Read([]File{inMemory("charges.parquet", data)}, Options{Resolve: resolver{}}, func(*court.Charge) error { return nil })
	}
	if took := time.Since(begun); took > 5*time.Second {
		t.Fatalf("reading took %v", took)
	}
	return q, err
}

// A file cut anywhere is an error and never a shorter file.
func TestParquetCut(t *testing.T) {
	for n, whole := range damagedFiles(t) {
		for cut := 4; cut < len(whole); cut++ {
			_, err := quickly(t, whole[:cut])
			var file *FileError
			if !errors.As(err, &file) {
				t.Fatalf("file %d cut at %d of %d: %v; want a *FileError", n, cut, len(whole), err)
			}
		}
	}
}

// A bit that is flipped gives other values at worst, never other rows in silence.
func TestParquetBent(t *testing.T) {
	for n, whole := range damagedFiles(t) {
		want, err := quickly(t, whole)
		if err != nil {
			t.Fatal(err)
		}
		for at := 4; at < len(whole); at++ {
			bent := bytes.Clone(whole)
			bent[at] ^= 1 << (at % 8)
			t.Logf("file %d, byte %d", n, at)
			q, err := quickly(t, bent)
			if err == nil && q.Read.Rows != want.Read.Rows {
				t.Fatalf("file %d, byte %d bent: %d rows without an error, want %d", n, at, q.Read.Rows, want.Read.Rows)
			}
		}
	}
}
