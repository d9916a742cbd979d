package ingest

import (
	"bytes"
	"compress/gzip"
	"context"
	"encoding/binary"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"reflect"
	"runtime"
	"slices"
	"strings"
	"sync/atomic"
	"testing"
	"time"
	wide "unicode/utf16"

	"impact/internal/court"
	"impact/internal/spoil"
	"impact/internal/strict"

	"github.com/apache/arrow/go/v17/arrow/memory"
	"github.com/apache/arrow/go/v17/parquet/file"
	"github.com/apache/arrow/go/v17/parquet/pqarrow"
	"github.com/klauspost/compress/zstd"
)

// Damaged files: whatever is done to a file, it is refused with an error that names it, or
// its rows are counted as a reader counts them that shares no code with this package.

// A counter is a Learner that counts rows.
type counter struct{ rows *atomic.Int64 }

func (counter) Learn(court.Field, uint32, *court.Charge) {}
func (c counter) Take(b *court.Batch) error              { c.rows.Add(int64(b.Rows)); return nil }

// ledgerOf reads a file by rows and by batches, which must tell the same of it.
func ledgerOf(name string, data []byte, m *Map) (*Quality, error, error) {
	f, o := inMemory(name, data), Options{Map: m, Resolve: resolver{}}
	profiles, lookErr := Look([]File{f}, o)
	if err := promised(name, lookErr); err != nil {
		return nil, nil, err
	}
	if lookErr == nil {
		if _, err := LoadMap("proposed", profiles[0].Propose(resolver{}).YAML()); err != nil {
			return nil, nil, fmt.Errorf("the proposed map: %w", err)
		}
	}
	var kept int64
	var taken atomic.Int64
	q, err := Read([]File{f}, o, func(*court.Charge) error { kept++; return nil })
	again, batchErr := ReadBatches([]File{f}, o, 2, func(int) court.Learner { return counter{&taken} })
	if fmt.Sprint(err) != fmt.Sprint(batchErr) {
		return nil, nil, fmt.Errorf("by rows: %v\nby batches: %v", err, batchErr)
	}
	if err != nil {
		return nil, err, promised(name, err)
	}
	if !reflect.DeepEqual(q, again) {
		return nil, nil, fmt.Errorf("by rows: %+v\nby batches: %+v", q, again)
	}
	sum := q.Kept.Rows
	for _, r := range q.Refused {
		sum += r.Rows
	}
	if q.Read.Rows != sum || kept != q.Kept.Rows || taken.Load() != kept {
		return nil, nil, fmt.Errorf("%d read, %d kept or refused; %d given by rows and %d in batches of %d kept", q.Read.Rows, sum, kept, taken.Load(), q.Kept.Rows)
	}
	return q, nil, nil
}

// promised is nil for the errors that Read promises, which name the file or the map.
func promised(name string, err error) error {
	var of *FileError
	var suspects *IdentifierError
	var faults strict.Faults
	switch {
	case err == nil, errors.As(err, &suspects), errors.As(err, &faults):
	case errors.As(err, &of) && strings.HasPrefix(err.Error(), name):
	default:
		return fmt.Errorf("%T %v; a *FileError that names the file was wanted", err, err)
	}
	return nil
}

// bareText undoes packing and encoding with other means than the package; false where
// that cannot be done.
func bareText(data []byte) (string, bool) {
	var err error
	switch {
	case bytes.HasPrefix(data, []byte("\x1f\x8b")):
		var z *gzip.Reader
		if z, err = gzip.NewReader(bytes.NewReader(data)); err == nil {
			data, err = io.ReadAll(z)
		}
	case bytes.HasPrefix(data, []byte("\x28\xb5\x2f\xfd")):
		var z *zstd.Decoder
		if z, err = zstd.NewReader(nil); err == nil {
			data, err = z.DecodeAll(data, nil)
			z.Close()
		}
	}
	if err != nil {
		return "", false
	}
	for order, mark := range map[binary.ByteOrder]string{binary.LittleEndian: "\xff\xfe", binary.BigEndian: "\xfe\xff"} {
		if rest, ok := bytes.CutPrefix(data, []byte(mark)); ok {
			var units []uint16
			for ; len(rest) > 1; rest = rest[2:] {
				units = append(units, order.Uint16(rest))
			}
			text := string(wide.Decode(units))
			if len(rest) == 1 {
				text += "\ufffd"
			}
			return strings.TrimPrefix(text, "\ufeff"), true
		}
	}
	return strings.TrimPrefix(string(data), "\ufeff"), true
}

// countLines counts the rows of a text in which no field is quoted.
func countLines(text string) (rows int64) {
	text = strings.NewReplacer("\r\n", "\n", "\r", "\n").Replace(text)
	top := true
	for line := range strings.SplitSeq(text, "\n") {
		blank := strings.TrimFunc(line, func(r rune) bool {
			return r == '\ufeff' || strings.ContainsRune(" \t\v\f\u0085\u00a0\u1680\u2028\u2029\u202f\u205f\u3000", r) || r >= 0x2000 && r <= 0x200a
		}) == ""
		if blank || top && strings.HasPrefix(line, "#") {
			continue
		}
		top = false
		rows++
	}
	return rows - 1 // the header
}

// tellsOfLines reports whether a row was refused because of its quotes or its length, and
// cost one line where others would see something else.
func tellsOfLines(q *Quality) bool {
	return slices.ContainsFunc(q.Refused, func(r Refusal) bool {
		return r.Reason == openQuote || r.Reason == afterQuote || r.Reason == nulByte || r.Reason == longRow
	})
}

// sameRows holds a ledger against other readers of the text.
func sameRows(data []byte, q *Quality) error {
	text, ok := bareText(data)
	if !ok {
		return fmt.Errorf("%d rows are read of what another reader cannot unpack", q.Read.Rows)
	}
	lines := countLines(text)
	if !strings.Contains(text, `"`) {
		if q.Read.Rows != lines {
			return fmt.Errorf("%d rows are read, and %d lines are there", q.Read.Rows, lines)
		}
		return nil
	}
	if q.Read.Rows > lines {
		return fmt.Errorf("%d rows are read of %d lines", q.Read.Rows, lines)
	}
	if tellsOfLines(q) || strings.Contains(strings.ReplaceAll(text, "\r\n", ""), "\r") || strings.HasPrefix(text, "#") {
		return nil
	}
	c := csv.NewReader(strings.NewReader(text))
	c.FieldsPerRecord, c.Comma = -1, delimiterOf(q, text)
	all, err := c.ReadAll()
	if err != nil {
		return nil // laxer is no fault: the row is counted, kept or refused
	}
	n := int64(-1)
	for _, row := range all {
		if len(row) > 1 || strings.TrimSpace(strings.Trim(row[0], "\ufeff")) != "" {
			n++
		}
	}
	if q.Read.Rows != n {
		return fmt.Errorf("%d rows are read, encoding/csv reads %d", q.Read.Rows, n)
	}
	return nil
}

// delimiterOf is the sign between the fields of the header.
func delimiterOf(_ *Quality, text string) rune {
	p, err := Look([]File{inMemory("x.csv", []byte(text))}, Options{})
	if err != nil || p[0].Delimiter == 0 || p[0].Delimiter == '\n' {
		return ','
	}
	return rune(p[0].Delimiter)
}

// goodCSV are files of every dress.
func goodCSV(t testing.TB) [][]byte {
	const all = "charge_id,case_id,person_id,statute,final_statute,offense_date,filed_date,disposition,victim_age,defendant_race,court,counts\n" +
		"c1,k1,p1,53a-82,,2012-03-04,2012-04-05,guilty,17,White,GA-1,1\n" +
		"c2,k1,p1,\"53a-83\",53a-82,2012-03-05,,\"nolle\",,\"Black, or not\",GA-1,2\n" +
		"c3,k2,p2,53a-86,,,,dismissed,15,\"=1+1\",\"two\nlines\",1\n\n" +
		"c4,k3,p2,53a-49/53a-82,,2013-01-01,2013-02-02,convicted,x,Asian,Café,1\n"
	var out [][]byte
	for _, s := range []string{
		all, strings.ReplaceAll(all, "\n", "\r\n"), "\ufeff" + all, syntheticMark + "\n" + all, strings.ReplaceAll(all, ",", ";"), strings.ReplaceAll(all, ",", "\t"),
		plainCSV, plainCSV + plainCSV, "statute\n53a-82\n53a-83\n", "statute,court\n53a-82,caf\xe9\n53a-83,\"a\"\"b\"\n",
		utf16LE(all), gzipped(t, all), zstded(t, all),
	} {
		out = append(out, []byte(s))
	}
	return out
}

func utf16LE(s string) string {
	b := []byte("\xff\xfe")
	for _, u := range wide.Encode([]rune(s)) {
		b = binary.LittleEndian.AppendUint16(b, u)
	}
	return string(b)
}

// wordsOfCSV are what a CSV file stumbles over.
var wordsOfCSV = []string{
	"\"", "\"\"", "\"\n", "\n\"", "\r", "\n", "\r\n", ",", ";", "\t", "|", "\x00", "\ufeff", "\xff\xfe", "\xc0\xaf", "\xed\xa0\x80", "\xf4\x90\x80\x80", "#", "# impact: synthetic\n",
	"=cmd|' /C calc'!A0", "99999999999999999999", "-1", "1e999", "NaN", "9999-12-31", "0000-00-00", "10000-01-01", "<script>", "&#0;", "NA", strings.Repeat(",", 50), strings.Repeat("\"", 9), "\u2028", "\u202e",
}

func TestSpoiltCSV(t *testing.T) {
	spoil.Run(t, spoil.Count(1000), goodCSV(t), wordsOfCSV, tryCSV)
}

func tryCSV(data []byte) (bool, error) {
	if bytes.HasPrefix(data, []byte("PAR1")) {
		return false, nil
	}
	q, refused, err := ledgerOf("spoilt.csv", data, nil)
	if refused != nil || err != nil {
		return false, err
	}
	return true, sameRows(data, q)
}

func FuzzSpoiltCSV(f *testing.F) {
	for seed := range uint64(8) {
		f.Add(seed)
	}
	good := goodCSV(f)
	f.Fuzz(func(t *testing.T, seed uint64) {
		if _, err := tryCSV(spoil.One(seed, good, wordsOfCSV)); err != nil {
			t.Fatalf("seed %d: %v", seed, err)
		}
	})
}

func TestSpoiltParquet(t *testing.T) {
	spoil.Run(t, spoil.Count(1000), damagedFiles(t), nil, tryParquet)
}

func tryParquet(data []byte) (bool, error) {
	if !bytes.HasPrefix(data, []byte("PAR1")) {
		return false, nil
	}
	q, refused, err := ledgerOf("spoilt.parquet", data, nil)
	if refused != nil || err != nil {
		return false, err
	}
	n, err := arrowRows(data, q.Present)
	if err != nil {
		return true, nil // this package is laxer, or Arrow lacks an encoding: see TestParquetBent
	}
	if n != q.Read.Rows {
		return true, fmt.Errorf("%d rows are read, Arrow reads %d", q.Read.Rows, n)
	}
	return true, nil
}

// arrowRows counts the rows of the columns as Arrow's own reader does, which may panic.
func arrowRows(data []byte, columns []string) (n int64, err error) {
	type answer struct {
		n   int64
		err error
	}
	c := make(chan answer, 1)
	go func() {
		var a answer
		defer func() { c <- a }()
		defer func() {
			if p := recover(); p != nil {
				a.err = fmt.Errorf("panic: %v", p)
			}
		}()
		a.n, a.err = readArrow(data, columns)
	}()
	select {
	case a := <-c:
		return a.n, a.err
	case <-time.After(2 * time.Second):
		return 0, errors.New("Arrow reads on and on")
	}
}

func readArrow(data []byte, columns []string) (int64, error) {
	r, err := file.NewParquetReader(bytes.NewReader(data))
	if err != nil {
		return 0, err
	}
	p, err := pqarrow.NewFileReader(r, pqarrow.ArrowReadProperties{}, memory.NewGoAllocator())
	if err != nil {
		return 0, err
	}
	most := int64(0) // a column that Arrow cannot read tells nothing
	for i := range r.MetaData().Schema.NumColumns() {
		if !slices.Contains(columns, r.MetaData().Schema.Column(i).Name()) {
			continue
		}
		c, err := p.GetColumn(context.Background(), i)
		if err != nil {
			return 0, err
		}
		values, err := c.NextBatch(r.NumRows() + 1000)
		if err != nil {
			return 0, err
		}
		most = max(most, int64(values.Len()))
	}
	return most, nil
}

func FuzzSpoiltParquet(f *testing.F) {
	for seed := range uint64(8) {
		f.Add(seed)
	}
	good := damagedFiles(f)
	f.Fuzz(func(t *testing.T, seed uint64) {
		if _, err := tryParquet(spoil.One(seed, good, nil)); err != nil {
			t.Fatalf("seed %d: %v", seed, err)
		}
	})
}

// liars are Parquet files that claim what cannot be, by what is wrong with them.
func liars() map[string][]byte {
	texts := func(name string, pages ...spoil.Page) spoil.Column {
		return spoil.Column{Name: name, Type: 6, Pages: pages}
	}
	plain := func(list ...string) spoil.Page {
		return spoil.Page{Values: int64(len(list)), Body: spoil.Texts(list...)}
	}
	one := func(c spoil.Column) []byte {
		return (&spoil.Sheet{Rows: 2, Columns: []spoil.Column{c}}).Bytes()
	}
	runs := func(rows int64, groups int) []byte {
		dict := spoil.Page{Dictionary: true, Values: 1, Body: spoil.Texts("53a-82")}
		data := spoil.Page{Values: rows, Encoding: 8, Body: spoil.Runs(uint64(rows), 0)}
		return (&spoil.Sheet{Rows: rows, Groups: groups, Columns: []spoil.Column{texts("statute", dict, data)}}).Bytes()
	}
	footer := func(f ...spoil.Field) []byte { return spoil.Footed([]byte("PAR1"), spoil.Struct(f...)) }
	var wide []spoil.Column
	for i := range 20_000 {
		wide = append(wide, texts(fmt.Sprint("c", i)))
	}
	out := map[string][]byte{
		"page claims 2 GB":                 one(texts("statute", spoil.Page{Values: 2, Unpacked: 1<<31 - 1, Body: spoil.Texts("53a-82", "53a-83")})),
		"packed page claims 2 GB":          one(spoil.Column{Name: "statute", Type: 6, Codec: 6, Pages: []spoil.Page{{Values: 2, Unpacked: 1<<31 - 1, Body: []byte("x")}}}),
		"page claims a negative size":      one(texts("statute", spoil.Page{Values: 2, Unpacked: -1, Packed: -1, Body: spoil.Texts("53a-82", "53a-83")})),
		"page claims more values":          one(texts("statute", spoil.Page{Values: 1 << 30, Body: spoil.Texts("53a-82", "53a-83")})),
		"negative values":                  one(texts("statute", spoil.Page{Values: -2, Body: spoil.Texts("53a-82", "53a-83")})),
		"dictionary of 2^31 values":        one(texts("statute", spoil.Page{Dictionary: true, Values: 1<<31 - 1, Body: spoil.Texts("53a-82")}, spoil.Page{Values: 2, Encoding: 8, Body: spoil.Runs(2, 0)})),
		"two dictionaries":                 one(texts("statute", spoil.Page{Dictionary: true, Values: 1, Body: spoil.Texts("a")}, spoil.Page{Dictionary: true, Values: 1, Body: spoil.Texts("b")}, spoil.Page{Values: 2, Encoding: 8, Body: spoil.Runs(2, 0)})),
		"place beyond the dictionary":      one(texts("statute", spoil.Page{Dictionary: true, Values: 1, Body: spoil.Texts("a")}, spoil.Page{Values: 2, Encoding: 8, Body: spoil.Runs(2, 1)})),
		"text claims 4 GB":                 one(texts("statute", spoil.Page{Values: 2, Body: []byte{0xff, 0xff, 0xff, 0xff, 'x'}})),
		"unknown encoding":                 one(texts("statute", spoil.Page{Values: 2, Encoding: 99, Body: spoil.Texts("a", "b")})),
		"unknown codec":                    one(spoil.Column{Name: "statute", Type: 6, Codec: 99, Pages: []spoil.Page{plain("a", "b")}}),
		"unknown type":                     one(spoil.Column{Name: "statute", Type: 99, Pages: []spoil.Page{plain("a", "b")}}),
		"chunk beyond the file":            one(spoil.Column{Name: "statute", Type: 6, Offset: 1 << 40, Pages: []spoil.Page{plain("a", "b")}}),
		"chunk before the file":            one(spoil.Column{Name: "statute", Type: 6, Offset: -5, Pages: []spoil.Page{plain("a", "b")}}),
		"chunk of 2^62 bytes":              one(spoil.Column{Name: "statute", Type: 6, Packed: 1 << 62, Pages: []spoil.Page{plain("a", "b")}}),
		"chunk of other values":            one(spoil.Column{Name: "statute", Type: 6, Values: 3, Pages: []spoil.Page{plain("a", "b")}}),
		"10^12 rows in a few bytes":        runs(1<<30, 1000),
		"2^31 rows in a page":              runs(1<<31-1, 1),
		"negative rows":                    runs(-2, 1),
		"20,000 columns":                   (&spoil.Sheet{Rows: 0, Columns: wide}).Bytes(),
		"list of 100,000,000 columns":      footer(spoil.Field{ID: 1, Value: spoil.I32(1)}, spoil.Field{ID: 2, Value: spoil.Listed(100_000_000, 12)}),
		"list of 2^40 groups":              footer(spoil.Field{ID: 1, Value: spoil.I32(1)}, spoil.Field{ID: 4, Value: spoil.Listed(1<<40, 12)}),
		"text of 2^31 bytes":               footer(spoil.Field{ID: 6, Value: spoil.Claimed(1<<31-1, "x")}),
		"struct in struct, a million":      footer(spoil.Field{ID: 100, Value: spoil.Nested(1 << 20)}),
		"schema that has itself":           (&spoil.Sheet{Schema: []spoil.Value{spoil.Struct(spoil.Field{ID: 4, Value: spoil.Text("s")}, spoil.Field{ID: 5, Value: spoil.I32(1)}), spoil.Struct(spoil.Field{ID: 4, Value: spoil.Text("s")}, spoil.Field{ID: 5, Value: spoil.I32(1)})}}).Bytes(),
		"schema of 2^31 children":          (&spoil.Sheet{Schema: []spoil.Value{spoil.Struct(spoil.Field{ID: 4, Value: spoil.Text("s")}, spoil.Field{ID: 5, Value: spoil.I32(1<<31 - 1)})}}).Bytes(),
		"no schema":                        (&spoil.Sheet{Schema: []spoil.Value{}}).Bytes(),
		"footer longer than the file":      append([]byte("PAR1xxxxxxxx"), 0xff, 0xff, 0xff, 0x7f, 'P', 'A', 'R', '1'),
		"groups in a schema, ten thousand": deepSchema(10_000),
	}
	return out
}

// deepSchema is a file whose one column lies in so many groups.
func deepSchema(depth int) []byte {
	var s []spoil.Value
	for range depth {
		s = append(s, spoil.Struct(spoil.Field{ID: 3, Value: spoil.I32(1)}, spoil.Field{ID: 4, Value: spoil.Text("g")}, spoil.Field{ID: 5, Value: spoil.I32(1)}))
	}
	s = append(s, spoil.Struct(spoil.Field{ID: 1, Value: spoil.I32(6)}, spoil.Field{ID: 3, Value: spoil.I32(0)}, spoil.Field{ID: 4, Value: spoil.Text("statute")}))
	return (&spoil.Sheet{Schema: s}).Bytes()
}

// A file that lies is refused by name, soon, and in little memory.
func TestLiars(t *testing.T) {
	for name, data := range liars() {
		t.Run(name, func(t *testing.T) {
			begun := time.Now()
			made := allocated(func() {
				q, refused, err := ledgerOf("liar.parquet", data, nil)
				if err != nil {
					t.Error(err)
				} else if refused == nil {
					t.Errorf("it was read: %+v", q.Read)
				} else {
					t.Log(refused)
				}
			})
			t.Logf("%d bytes; %d MiB, %v", len(data), made>>20, time.Since(begun))
			if made > 256<<20 {
				t.Errorf("%d MiB were allocated for a file of %d bytes", made>>20, len(data))
			}
		})
	}
}

// allocated is how many bytes were allocated meanwhile.
func allocated(f func()) uint64 {
	var a, b runtime.MemStats
	runtime.ReadMemStats(&a)
	f()
	runtime.ReadMemStats(&b)
	return b.TotalAlloc - a.TotalAlloc
}

// A column map that was damaged is refused with its places, or reads a file to a ledger
// that balances.
func TestSpoiltMap(t *testing.T) {
	good := [][]byte{
		[]byte(mapHead + "columns: {offense_date: {column: a, format: D-Mon-YY, pivot: 2009}, jail_days: {number: b, unit: c, units: {Y: 365, M: 30}}}\n"),
		[]byte(mapHead + "delimiter: \",\"\ndrop: [c]\nchecks: {b: integer}\nmissing: [x]\nanonymous: [y]\nlaw_date: 2012-03-04\nsynthetic: true\n"),
		[]byte(mapHead + "columns:\n  disposition: {column: d, codes: {g: convicted, n: nolle}, missing: [c], optional: true}\n  court: {constant: c}\n"),
	}
	words := append([]string{"&a ", "*a", "<<: ", "? ", "- ", "[", "]", "~", "!!binary ", "../x", "columns:\n", "drop: [statute]\n"}, wordsOfCSV...)
	data := "statute,a,b,c,d\n53a-82,1-Nov-88,2,Y,g\nx,,1,,n\n53a-83,20-Nov-08,9999999999,M,\n,,,,\n"
	spoil.Run(t, spoil.Count(1000), good, words, func(text []byte) (bool, error) {
		m, err := LoadMap("map.yaml", text)
		var faults strict.Faults
		if err != nil {
			if !errors.As(err, &faults) || !strings.HasPrefix(err.Error(), "map.yaml:") {
				return false, fmt.Errorf("%T %v; faults with their places were wanted", err, err)
			}
			return false, nil
		}
		q, refused, err := ledgerOf("x.csv", []byte(data), m)
		if refused != nil || err != nil {
			return true, err
		}
		if q.Read.Rows != 4 && (m.Delimiter.Value == "" || m.Delimiter.Value == ",") {
			return true, fmt.Errorf("%d rows are read of 4", q.Read.Rows)
		}
		return true, nil
	})
}
