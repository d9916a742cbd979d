package ingest

import (
	"encoding/binary"
	"fmt"
	"math"
	"math/big"
	"strconv"

	"github.com/apache/arrow/go/v17/parquet"
	"github.com/apache/arrow/go/v17/parquet/schema"
)

// renderOf finds how a column is written as text, whether its dates are ISO
// then, and what should be noted of it. No render: it cannot be read.
func renderOf(c *schema.Column) (r render, iso bool, note string) {
	const unreadable = "is of type %v, which is not read; it is ignored"
	switch l := c.LogicalType().(type) {
	case schema.DateLogicalType:
		return func(dst, raw []byte) []byte { return appendDay(dst, int64(int32(binary.LittleEndian.Uint32(raw)))) }, true, ""
	case *schema.TimestampLogicalType:
		if l.IsAdjustedToUTC() {
			note = "is a moment in universal time; its day there is taken"
		}
		return moment(l.TimeUnit()), true, note
	case *schema.DecimalLogicalType:
		return decimal(c.PhysicalType(), int(l.Scale())), false, ""
	case *schema.IntLogicalType:
		return whole(c.PhysicalType(), !l.IsSigned()), false, ""
	case schema.StringLogicalType, schema.EnumLogicalType, schema.JSONLogicalType:
		return asText, false, ""
	case nil, schema.NoLogicalType, schema.UnknownLogicalType, schema.NullLogicalType:
		return physicalRender(c)
	default:
		return nil, false, fmt.Sprintf(unreadable, l)
	}
}

// isText reports whether a column is rendered by asText.
func isText(c *schema.Column) bool {
	switch c.LogicalType().(type) {
	case schema.StringLogicalType, schema.EnumLogicalType, schema.JSONLogicalType:
		return true
	case nil, schema.NoLogicalType, schema.UnknownLogicalType, schema.NullLogicalType:
		return c.PhysicalType() == parquet.Types.ByteArray || c.PhysicalType() == parquet.Types.FixedLenByteArray
	}
	return false
}

func physicalRender(c *schema.Column) (r render, iso bool, note string) {
	switch c.PhysicalType() {
	case parquet.Types.Boolean:
		return asBool, false, ""
	case parquet.Types.Int32, parquet.Types.Int64:
		return whole(c.PhysicalType(), false), false, ""
	case parquet.Types.Int96:
		return int96, true, "is a moment in universal time (INT96); its day there is taken"
	case parquet.Types.Float:
		return func(dst, raw []byte) []byte {
			return appendFloat(dst, float64(math.Float32frombits(binary.LittleEndian.Uint32(raw))), 32)
		}, false, ""
	case parquet.Types.Double:
		return func(dst, raw []byte) []byte {
			return appendFloat(dst, math.Float64frombits(binary.LittleEndian.Uint64(raw)), 64)
		}, false, ""
	case parquet.Types.ByteArray, parquet.Types.FixedLenByteArray:
		return asText, false, ""
	}
	return nil, false, "is of a type that this program does not know; it is ignored"
}

func appendFloat(dst []byte, f float64, bits int) []byte {
	if math.IsNaN(f) {
		return dst // as data frames write "no value"
	}
	return strconv.AppendFloat(dst, f, 'f', -1, bits)
}

func whole(p parquet.Type, unsigned bool) render {
	return func(dst, raw []byte) []byte {
		n := number(p, raw)
		switch {
		case unsigned && p == parquet.Types.Int32:
			return strconv.AppendUint(dst, uint64(uint32(n)), 10)
		case unsigned:
			return strconv.AppendUint(dst, uint64(n), 10)
		}
		return strconv.AppendInt(dst, n, 10)
	}
}

// number is the stored INT32 or INT64.
func number(p parquet.Type, raw []byte) int64 {
	if p == parquet.Types.Int32 {
		return int64(int32(binary.LittleEndian.Uint32(raw)))
	}
	return int64(binary.LittleEndian.Uint64(raw))
}

// moment renders a timestamp as its day.
func moment(unit schema.TimeUnitType) render {
	perDay := int64(86_400_000)
	switch unit {
	case schema.TimeUnitMicros:
		perDay *= 1000
	case schema.TimeUnitNanos:
		perDay *= 1_000_000
	}
	return func(dst, raw []byte) []byte {
		n := int64(binary.LittleEndian.Uint64(raw))
		day := n / perDay
		if n%perDay < 0 {
			day--
		}
		return appendDay(dst, day)
	}
}

// int96 renders the day of the old timestamp: nanoseconds, then a Julian day.
func int96(dst, raw []byte) []byte {
	return appendDay(dst, int64(binary.LittleEndian.Uint32(raw[8:]))-2_440_588)
}

// appendDay writes a day counted from 1970-01-01.
func appendDay(dst []byte, n int64) []byte {
	n += 719_468 // days from 0000-03-01, in years that begin in March
	if n < 0 || n > 3_660_000 {
		return strconv.AppendInt(append(dst, "day "...), n-719_468, 10)
	}
	era, doe := n/146_097, n%146_097
	yoe := (doe - doe/1460 + doe/36_524 - doe/146_096) / 365
	doy := doe - (365*yoe + yoe/4 - yoe/100)
	m := (5*doy + 2) / 153
	year, month, day := era*400+yoe, m+3, doy-(153*m+2)/5+1
	if month > 12 {
		year, month = year+1, month-12
	}
	return fmt.Appendf(dst, "%04d-%02d-%02d", year, month, day)
}

// decimal renders an unscaled number with its decimals.
func decimal(p parquet.Type, scale int) render {
	return func(dst, raw []byte) []byte {
		var n big.Int
		if p == parquet.Types.Int32 || p == parquet.Types.Int64 {
			n.SetInt64(number(p, raw))
		} else if n.SetBytes(raw); len(raw) > 0 && raw[0] >= 0x80 {
			n.Sub(&n, new(big.Int).Lsh(big.NewInt(1), uint(8*len(raw))))
		}
		text := n.Text(10)
		if n.Sign() < 0 {
			dst, text = append(dst, '-'), text[1:]
		}
		for len(text) <= scale {
			text = "0" + text
		}
		dst = append(dst, text[:len(text)-scale]...)
		if scale > 0 {
			dst = append(append(dst, '.'), text[len(text)-scale:]...)
		}
		return dst
	}
}

func asText(dst, raw []byte) []byte { return append(dst, raw...) }

func asBool(dst, raw []byte) []byte {
	if raw[0] != 0 {
		return append(dst, "true"...)
	}
	return append(dst, "false"...)
}
