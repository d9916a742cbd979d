package spoil

import (
	"encoding/binary"
	"slices"
)

// A Sheet is a Parquet file that claims what it likes of itself: the writer below checks
// nothing and computes only what a claim leaves out.
type Sheet struct {
	Rows    int64
	Groups  int // row groups of as many rows each, all of the same pages; 0: 1
	Columns []Column
	Schema  []Value // in place of the schema of the columns
	Meta    []Field // more fields of the footer
}

// A Column is a column of every row group.
type Column struct {
	Name     string
	Type     int64 // 0 boolean, 1 int32, 2 int64, 6 texts
	Codec    int64 // 0 none, 1 snappy, 2 gzip, 6 zstd
	Optional bool
	Values   int64 // claimed of the chunk; 0: the rows
	Packed   int64 // bytes claimed of the chunk; 0: those that it has
	Offset   int64 // claimed; 0: where it lies
	Pages    []Page
}

// A Page is what a header claims, and what follows it.
type Page struct {
	Dictionary       bool
	Values           int64
	Encoding         int64 // 0 plain, 3 runs, 8 places in the dictionary
	Unpacked, Packed int64 // bytes claimed; 0: those of Body
	Body             []byte
}

// Bytes is the file.
func (s *Sheet) Bytes() []byte {
	b := []byte("PAR1")
	var groups []Value
	for range max(1, s.Groups) {
		var chunks []Value
		for _, c := range s.Columns {
			var chunk Value
			b, chunk = c.write(b, s.Rows)
			chunks = append(chunks, chunk)
		}
		groups = append(groups, Struct(Field{1, List(chunks...)}, Field{2, I64(int64(len(b)))}, Field{3, I64(s.Rows)}))
	}
	schema := s.Schema
	if schema == nil {
		schema = []Value{Struct(Field{4, Text("schema")}, Field{5, I32(int64(len(s.Columns)))})}
		for _, c := range s.Columns {
			repeats := int64(0)
			if c.Optional {
				repeats = 1
			}
			schema = append(schema, Struct(Field{1, I32(c.Type)}, Field{3, I32(repeats)}, Field{4, Text(c.Name)}))
		}
	}
	fields := []Field{{1, I32(1)}, {2, List(schema...)}, {3, I64(s.Rows * int64(max(1, s.Groups)))}, {4, List(groups...)}}
	return Footed(b, Struct(append(fields, s.Meta...)...))
}

// Footed is a file with a footer.
func Footed(b []byte, footer Value) []byte {
	b = append(b, footer.body...)
	b = binary.LittleEndian.AppendUint32(b, uint32(len(footer.body)))
	return append(b, "PAR1"...)
}

func (c *Column) write(b []byte, rows int64) ([]byte, Value) {
	start, data, dict := int64(len(b)), int64(-1), int64(-1)
	for _, p := range c.Pages {
		switch {
		case p.Dictionary && dict < 0:
			dict = int64(len(b))
		case !p.Dictionary && data < 0:
			data = int64(len(b))
		}
		b = append(b, p.header().body...)
		b = append(b, p.Body...)
	}
	or := func(claim, rest int64) int64 {
		if claim != 0 {
			return claim
		}
		return rest
	}
	fields := []Field{{1, I32(c.Type)}, {2, List(I32(0))}, {3, List(Text(c.Name))}, {4, I32(c.Codec)}, {5, I64(or(c.Values, rows))},
		{6, I64(int64(len(b)) - start)}, {7, I64(or(c.Packed, int64(len(b))-start))}, {9, I64(or(c.Offset, data))}}
	if dict >= 0 {
		fields = append(fields, Field{11, I64(dict)})
	}
	return b, Struct(Field{2, I64(start)}, Field{3, Struct(fields...)})
}

func (p *Page) header() Value {
	unpacked, packed := p.Unpacked, p.Packed
	if unpacked == 0 {
		unpacked = int64(len(p.Body))
	}
	if packed == 0 {
		packed = int64(len(p.Body))
	}
	if p.Dictionary {
		return Struct(Field{1, I32(2)}, Field{2, I32(unpacked)}, Field{3, I32(packed)}, Field{7, Struct(Field{1, I32(p.Values)}, Field{2, I32(p.Encoding)})})
	}
	return Struct(Field{1, I32(0)}, Field{2, I32(unpacked)}, Field{3, I32(packed)},
		Field{5, Struct(Field{1, I32(p.Values)}, Field{2, I32(p.Encoding)}, Field{3, I32(3)}, Field{4, I32(3)})})
}

// A Value is a value of Thrift's compact protocol, and its type.
type Value struct {
	kind byte
	body []byte
}

// A Field is a value of a struct, by its number.
type Field struct {
	ID    int
	Value Value
}

// I32 is a whole number.
func I32(n int64) Value { return Value{5, binary.AppendVarint(nil, n)} }

// I64 is a long one.
func I64(n int64) Value { return Value{6, binary.AppendVarint(nil, n)} }

// Text is a text behind its length.
func Text(s string) Value { return Value{8, append(binary.AppendUvarint(nil, uint64(len(s))), s...)} }

// Claimed is a text that claims another length.
func Claimed(n uint64, s string) Value { return Value{8, append(binary.AppendUvarint(nil, n), s...)} }

// List is a list of values of one type.
func List(of ...Value) Value {
	kind := byte(12)
	if len(of) > 0 {
		kind = of[0].kind
	}
	return Listed(uint64(len(of)), kind, of...)
}

// Listed is a list that claims another length.
func Listed(n uint64, kind byte, of ...Value) Value {
	b := []byte{byte(min(n, 15))<<4 | kind}
	if n >= 15 {
		b = binary.AppendUvarint(b, n)
	}
	for _, v := range of {
		b = append(b, v.body...)
	}
	return Value{9, b}
}

// Struct is fields in order.
func Struct(fields ...Field) Value {
	var b []byte
	last := 0
	for _, f := range fields {
		if step := f.ID - last; step > 0 && step < 16 {
			b = append(b, byte(step)<<4|f.Value.kind)
		} else {
			b = binary.AppendVarint(append(b, f.Value.kind), int64(f.ID))
		}
		b, last = append(b, f.Value.body...), f.ID
	}
	return Value{12, append(b, 0)}
}

// Nested is a struct within a struct, so deep.
func Nested(depth int) Value {
	body := append(bytesOf(0x1c, depth), bytesOf(0, depth+1)...)
	return Value{12, body}
}

func bytesOf(b byte, n int) []byte { return slices.Repeat([]byte{b}, n) }

// Texts are plain values of a column of texts.
func Texts(list ...string) (b []byte) {
	for _, s := range list {
		b = append(binary.LittleEndian.AppendUint32(b, uint32(len(s))), s...)
	}
	return b
}

// Runs is a run of one number, so long, for encoding 8 with numbers of one bit.
func Runs(n uint64, v byte) []byte { return append(binary.AppendUvarint([]byte{1}, n<<1), v) }
