// Package dialect writes the reduction of charges as SQL for engines that hold
// them, and reads what an engine answers. An engine lists the different texts of
// the columns that matter; they are understood here, once each, and become a
// small table of codes; the engine then counts kinds of charges, cases and
// persons by codes. No text of a record stands in any SQL.
package dialect

import (
	"encoding/binary"
	"encoding/hex"
	"fmt"
	"strings"
	"unicode/utf16"
	"unicode/utf8"
)

// A Dialect is the SQL of one engine.
type Dialect struct {
	Name string
	Ran  bool // its SQL is run in tests; otherwise it is parsed only

	quote   [2]string                // around identifiers
	escapes bool                     // backslashes escape in literals
	wide    bool                     // texts are UTF-16 within, as hex shows them
	prefix  string                   // of the tables that scripts make
	integer string                   // the type of 64-bit whole numbers
	small   string                   // of numbers of 32 bits, which are all but money
	text    string                   // a value as text that compares by its bytes
	hex     string                   // the bytes of a text
	unhex   string                   // the text of bytes
	trim    string                   // blanks off both ends
	trimAll string                   // all of the signs %[2]s off both ends
	ends    [2]string                // the first and the last sign of a text
	number  string                   // a number as text
	fixed   string                   // a number as text of nine digits
	list    string                   // sorted texts of a group, with %[2]s between
	slice   string                   // the number of a text's slice of %[2]d
	create  string                   // a table %[1]s of a query
	load    func(path string) string // the table "loaded" of a CSV file; nil: by values
}

// Dialects are all that are known, in the order of help texts.
func Dialects() []Dialect {
	return []Dialect{duckdb, postgres, spark, trino, bigquery, sqlserver}
}

// Find is the dialect of a name.
func Find(name string) (Dialect, bool) {
	for _, d := range Dialects() {
		if d.Name == name {
			return d, true
		}
	}
	return Dialect{}, false
}

// Names are the names of all dialects.
func Names() []string {
	var out []string
	for _, d := range Dialects() {
		out = append(out, d.Name)
	}
	return out
}

const asTable = "CREATE TEMPORARY TABLE %s AS\n%s"

var duckdb = Dialect{
	Name: "duckdb", Ran: true, quote: [2]string{`"`, `"`}, integer: "BIGINT", small: "INTEGER",
	text: "CAST(%s AS VARCHAR)", hex: "hex(encode(%s))", unhex: "decode(unhex(%s))", trim: "trim(%s)", trimAll: "trim(%s, %s)", ends: [2]string{"left(%s, 1)", "right(%s, 1)"},
	number: "CAST(%s AS VARCHAR)", fixed: "lpad(CAST(%s AS VARCHAR), 9, '0')",
	list: "array_to_string(list_sort(list(%s)), '%s')", slice: "hash(%s) %% %d", create: asTable,
	load: func(path string) string {
		return "CREATE TEMPORARY TABLE impact_loaded AS\nSELECT * FROM read_csv(" + path + ", header = true, all_varchar = true)"
	},
}

var postgres = Dialect{
	Name: "postgres", Ran: true, quote: [2]string{`"`, `"`}, integer: "bigint", small: "integer",
	text: `CAST(%s AS text) COLLATE "C"`, hex: "encode(convert_to(%s, 'UTF8'), 'hex')", unhex: `convert_from(decode(%s, 'hex'), 'UTF8') COLLATE "C"`,
	trim: "btrim(%s)", trimAll: "btrim(%s, %s)", ends: [2]string{"left(%s, 1)", "right(%s, 1)"}, number: "CAST(%s AS text)", fixed: "lpad(CAST(%s AS text), 9, '0')",
	list: `string_agg(%[1]s, '%[2]s' ORDER BY %[1]s COLLATE "C")`, slice: "mod(hashtextextended(%s, 0) & 9223372036854775807, %d)", create: asTable,
	load: func(path string) string {
		return "CREATE TEMPORARY TABLE impact_loaded (field text, hex text, bad bigint, a bigint, b bigint, c bigint, d bigint);\n" +
			`\copy impact_loaded FROM ` + path + " WITH (FORMAT csv, HEADER true)\n"
	},
}

var spark = Dialect{
	Name: "spark", Ran: true, quote: [2]string{"`", "`"}, escapes: true, integer: "BIGINT", small: "INT",
	text: "CAST(%s AS STRING)", hex: "hex(encode(%s, 'UTF-8'))", unhex: "decode(unhex(%s), 'UTF-8')", trim: "trim(%s)", trimAll: "trim(BOTH %[2]s FROM %[1]s)", ends: [2]string{"left(%s, 1)", "right(%s, 1)"},
	number: "CAST(%s AS STRING)", fixed: "lpad(CAST(%s AS STRING), 9, '0')",
	list: "array_join(array_sort(collect_list(%s)), '%s')", slice: "pmod(xxhash64(%s), %d)", create: "CREATE TABLE %s USING parquet AS\n%s",
	load: func(path string) string {
		return "CREATE OR REPLACE TEMPORARY VIEW impact_loaded (field STRING, hex STRING, bad BIGINT, a BIGINT, b BIGINT, c BIGINT, d BIGINT)\n" +
			"USING csv OPTIONS (path " + path + ", header 'true')"
	},
}

var trino = Dialect{
	Name: "trino", quote: [2]string{`"`, `"`}, integer: "BIGINT", small: "INTEGER",
	text: "CAST(%s AS VARCHAR)", hex: "to_hex(to_utf8(%s))", unhex: "from_utf8(from_hex(%s))", trim: "trim(%s)", trimAll: "trim(BOTH %[2]s FROM %[1]s)", ends: [2]string{"substr(%s, 1, 1)", "substr(%s, -1)"},
	number: "CAST(%s AS VARCHAR)", fixed: "lpad(CAST(%s AS VARCHAR), 9, '0')",
	list: "array_join(array_sort(array_agg(%s)), '%s')", create: "CREATE TABLE %s AS\n%s",
	slice: "mod(bitwise_and(from_big_endian_64(xxhash64(to_utf8(%s))), 9223372036854775807), %d)",
}

var bigquery = Dialect{
	Name: "bigquery", quote: [2]string{"`", "`"}, escapes: true, integer: "INT64", small: "INT64",
	text: "CAST(%s AS STRING)", hex: "TO_HEX(CAST(%s AS BYTES))", unhex: "SAFE_CONVERT_BYTES_TO_STRING(FROM_HEX(%s))", trim: "TRIM(%s, ' ')", trimAll: "TRIM(%s, %s)", ends: [2]string{"LEFT(%s, 1)", "RIGHT(%s, 1)"},
	number: "CAST(%s AS STRING)", fixed: "LPAD(CAST(%s AS STRING), 9, '0')",
	list: "STRING_AGG(%[1]s, '%[2]s' ORDER BY %[1]s)", slice: "MOD(ABS(MOD(FARM_FINGERPRINT(%s), %[2]d)), %[2]d)", create: "CREATE TEMP TABLE %s AS\n%s",
	load: func(path string) string {
		return "LOAD DATA INTO TEMP TABLE impact_loaded (field STRING, hex STRING, bad INT64, a INT64, b INT64, c INT64, d INT64)\n" +
			"FROM FILES (format = 'CSV', skip_leading_rows = 1, uris = [" + path + "])"
	},
}

var sqlserver = Dialect{
	Name: "sqlserver", quote: [2]string{"[", "]"}, wide: true, prefix: "#", integer: "bigint", small: "integer",
	text: "CONVERT(nvarchar(4000), %s, 126) COLLATE Latin1_General_100_BIN2", hex: "CONVERT(varchar(max), CAST(%s AS varbinary(8000)), 2)",
	unhex: "CAST(CONVERT(varbinary(8000), %s, 2) AS nvarchar(4000)) COLLATE Latin1_General_100_BIN2", trim: "TRIM(%s)", trimAll: "TRIM(%[2]s FROM %[1]s)", ends: [2]string{"LEFT(%s, 1)", "RIGHT(%s, 1)"},
	number: "CAST(%s AS varchar(20))", fixed: "RIGHT(CONCAT('000000000', CAST(%s AS varchar(20))), 9)",
	list: "STRING_AGG(CAST(%[1]s AS varchar(max)), '%[2]s') WITHIN GROUP (ORDER BY %[1]s)", slice: "ABS(CAST(CHECKSUM(%s) AS bigint)) %% %d",
	create: "SELECT * INTO %s FROM (\n%s\n) AS made",
	load: func(path string) string {
		return "CREATE TABLE #impact_loaded (field varchar(200), hex varchar(max), bad bigint, a bigint, b bigint, c bigint, d bigint);\n" +
			"BULK INSERT #impact_loaded FROM " + path + " WITH (FORMAT = 'CSV', FIRSTROW = 2)"
	},
}

// Ident quotes an identifier, part by part where it is qualified by points.
func (d Dialect) Ident(name string) string {
	return d.quote[0] + strings.ReplaceAll(name, d.quote[1], d.quote[1]+d.quote[1]) + d.quote[1]
}

// Table quotes the name of a table: schema.table is two identifiers.
func (d Dialect) Table(name string) string {
	parts := strings.Split(name, ".")
	for i, p := range parts {
		parts[i] = d.Ident(p)
	}
	return strings.Join(parts, ".")
}

// literal quotes a text that is no datum: a column's name, a mark, a path.
func (d Dialect) literal(text string) string {
	if d.escapes {
		text = strings.NewReplacer(`\`, `\\`, `'`, `\'`).Replace(text)
	} else {
		text = strings.ReplaceAll(text, "'", "''")
	}
	if d.wide && strings.IndexFunc(text, func(r rune) bool { return r >= utf8.RuneSelf }) >= 0 {
		return "N'" + text + "'"
	}
	return "'" + text + "'"
}

// of is the name of a table that scripts make.
func (d Dialect) of(name string) string { return d.prefix + "impact_" + name }

// bytes is the text as hex shows it.
func (d Dialect) bytes(text string) string {
	if !d.wide {
		return strings.ToUpper(hex.EncodeToString([]byte(text)))
	}
	var b []byte
	for _, u := range utf16.Encode([]rune(text)) {
		b = binary.LittleEndian.AppendUint16(b, u)
	}
	return strings.ToUpper(hex.EncodeToString(b))
}

// Text is the text whose bytes hex shows.
func (d Dialect) Text(digits string) (string, error) {
	b, err := hex.DecodeString(digits)
	if err != nil || !d.wide {
		return string(b), err
	}
	if len(b)%2 != 0 {
		return "", fmt.Errorf("%q is no text of two-byte letters", digits)
	}
	units := make([]uint16, len(b)/2)
	for i := range units {
		units[i] = binary.LittleEndian.Uint16(b[2*i:])
	}
	return string(utf16.Decode(units)), nil
}

// constant is a text of signs that no keyboard has, written as its bytes.
func (d Dialect) constant(text string) string {
	return fmt.Sprintf(d.unhex, "'"+d.bytes(text)+"'")
}
