package report

import (
	"encoding/csv"
	"io"
	"strconv"
	"strings"
	"unicode"
)

// A SafeCSV writes records of which no spreadsheet takes a cell for a formula.
type SafeCSV struct{ *csv.Writer }

// NewSafeCSV is a writer of CSV.
func NewSafeCSV(w io.Writer) SafeCSV { return SafeCSV{csv.NewWriter(w)} }

// Write writes one record.
func (c SafeCSV) Write(record []string) error {
	safe := record
	for i, text := range record {
		if s := Harmless(text); s != text {
			if &safe[0] == &record[0] {
				safe = append([]string(nil), record...)
			}
			safe[i] = s
		}
	}
	return c.Writer.Write(safe)
}

// Harmless is a text as a cell of CSV can hold it. Quotes do not keep a spreadsheet from
// taking what begins with =, +, - or @ for a formula; an apostrophe before it does.
// Numbers stay as they are.
func Harmless(text string) string {
	bare := strings.TrimLeftFunc(text, func(r rune) bool { return unicode.IsSpace(r) || unicode.IsControl(r) || unicode.Is(unicode.Cf, r) })
	if len(bare) < 2 || !strings.ContainsAny(bare[:1], "=+-@") && !strings.ContainsRune("＝＋－＠", []rune(bare)[0]) {
		return text
	}
	if _, err := strconv.ParseFloat(text, 64); err == nil && strings.Trim(text, "+-.0123456789eE") == "" {
		return text
	}
	return "'" + text
}
