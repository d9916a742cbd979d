package compare

import (
	"archive/zip"
	"bytes"
	"cmp"
	"errors"
	"fmt"
	"io"
	"math"
	"path"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"impact/internal/columnar"
)

// Place says in words where two versions of one file first differ: the row and the column
// of a table, the line of a text, the part of a workbook or a document, the byte of
// anything else; "" where they are the same. Was and now name the versions.
func Place(name string, a, b []byte, was, now string) string {
	if bytes.Equal(a, b) {
		return ""
	}
	switch path.Ext(name) {
	case ".csv":
		x, err1 := parseTable(name, bytes.NewReader(a))
		y, err2 := parseTable(name, bytes.NewReader(b))
		if err1 == nil && err2 == nil {
			if at := tablePlace(&x, &y, was, now, exactly); at != "" {
				return at
			}
		}
	case ".xlsx", ".docx":
		if at := zipPlace(a, b, was, now); at != "" {
			return at
		}
	}
	if utf8.Valid(a) && utf8.Valid(b) {
		return textPlace(a, b, was, now)
	}
	return bytePlace(a, b, was, now)
}

// Digits is the number of significant digits in which the numbers of one run on two
// architectures agree.
const Digits = 9

// mostCells is the most that a table of a result holds in Parquet.
const mostCells = 1 << 26

// Near is Place for two versions of a file of one run on two architectures: numbers need
// only agree in Digits significant digits, in tables, texts, and the parts of workbooks
// and documents; all else must be the same. Left are the names of what differs and cannot
// be held against each other so: pictures of dots.
func Near(name string, a, b []byte, was, now string) (at string, left []string) {
	if bytes.Equal(a, b) {
		return "", nil
	}
	switch path.Ext(name) {
	case ".csv", ".parquet":
		x, err1 := anyTable(name, a)
		y, err2 := anyTable(name, b)
		if err := errors.Join(err1, err2); err != nil {
			return "cannot be compared: " + strings.ReplaceAll(err.Error(), "\n", "; "), nil
		}
		return tablePlace(&x, &y, was, now, nearly), nil
	case ".xlsx", ".docx":
		if x, y, ok := bothZips(a, b); ok {
			return partsPlace(x, y, was, now, func(part string, a, b []byte) string {
				at, more := Near(part, a, b, was, now)
				for _, m := range more {
					left = append(left, name+" ("+m+")")
				}
				return at
			}), left
		}
		return "differs, and is no document that can be opened", nil
	}
	if utf8.Valid(a) && utf8.Valid(b) {
		return nearPlace(a, b, was, now), nil
	}
	return "", []string{name}
}

// anyTable reads a table in CSV or Parquet.
func anyTable(name string, b []byte) (Table, error) {
	if path.Ext(name) == ".csv" {
		t, err := parseTable(name, bytes.NewReader(b))
		if err != nil {
			err = fmt.Errorf("%s: %w", name, err)
		}
		return t, err
	}
	cols, rows, err := columnar.Read(b, mostCells)
	if err != nil {
		return Table{}, fmt.Errorf("%s: %w", name, err)
	}
	t := Table{Name: name}
	for _, c := range cols {
		t.Heads = append(t.Heads, c.Name)
	}
	for _, r := range rows {
		row := make([]string, len(cols))
		for i, v := range r {
			switch v := v.(type) {
			case nil:
				row[i] = "null"
			case float64:
				row[i] = strconv.FormatFloat(v, 'g', -1, 64)
			default:
				row[i] = fmt.Sprint(v)
			}
		}
		t.Rows = append(t.Rows, row)
	}
	return t, nil
}

// aNumber is a number in a text: 12, 1,234.5, 3e-7.
var aNumber = regexp.MustCompile(`\d+(,\d{3})*(\.\d+)?([eE][+-]?\d+)?`)

// nearPlace is textPlace for texts whose numbers need only agree nearly.
func nearPlace(a, b []byte, was, now string) string {
	x, y := strings.Split(string(a), "\n"), strings.Split(string(b), "\n")
	for i := range min(len(x), len(y)) {
		if nearLine(x[i], y[i]) {
			x[i] = y[i]
		}
	}
	return textPlace([]byte(strings.Join(x, "\n")), []byte(strings.Join(y, "\n")), was, now)
}

// nearLine reports whether two lines are the same but for numbers that agree nearly.
func nearLine(a, b string) bool {
	if a == b {
		return true
	}
	x, y := aNumber.FindAllStringIndex(a, -1), aNumber.FindAllStringIndex(b, -1)
	if len(x) != len(y) {
		return false
	}
	endA, endB := 0, 0
	for i := range x {
		if a[endA:x[i][0]] != b[endB:y[i][0]] || !nearly(strings.ReplaceAll(a[x[i][0]:x[i][1]], ",", ""), strings.ReplaceAll(b[y[i][0]:y[i][1]], ",", "")) {
			return false
		}
		endA, endB = x[i][1], y[i][1]
	}
	return a[endA:] == b[endB:]
}

func exactly(a, b string) bool { return a == b }

// nearly reports whether two cells are the same text, or numbers that agree in Digits
// significant digits.
func nearly(a, b string) bool {
	if a == b {
		return true
	}
	x, ok1 := numberOf(a)
	y, ok2 := numberOf(b)
	return ok1 && ok2 && math.Abs(x-y) <= 0.5*math.Pow10(1-Digits)*max(math.Abs(x), math.Abs(y))
}

func tablePlace(a, b *Table, was, now string, alike func(a, b string) bool) string {
	if !slices.Equal(a.Heads, b.Heads) {
		return fmt.Sprintf("its columns are %s in %s, and %s in %s", strings.Join(a.Heads, ", "), was, strings.Join(b.Heads, ", "), now)
	}
	keys := keysOf(a, b, a.Heads)
	for i := range max(len(a.Rows), len(b.Rows)) {
		if i >= len(a.Rows) || i >= len(b.Rows) {
			return fmt.Sprintf("it has %d rows in %s, and %d in %s; up to there they are alike", len(a.Rows), was, len(b.Rows), now)
		}
		for c, head := range a.Heads {
			if x, y := a.Rows[i][c], b.Rows[i][c]; !alike(x, y) {
				return fmt.Sprintf("row %d (%s), column %s is %s in %s, and %s in %s", i+1, a.nameOf(a.Rows[i], keys), head, brief(x), was, brief(y), now)
			}
		}
	}
	return ""
}

// nameOf says which row it is: what its keys hold.
func (t *Table) nameOf(row []string, keys []string) string {
	var out []string
	for _, k := range keys {
		if v := t.cell(row, k); v != "" {
			out = append(out, k+" "+v)
		}
	}
	return strings.Join(out, ", ")
}

// brief is a cell in a sentence, not too long.
func brief(text string) string {
	const most = 60
	if text == "" {
		return "empty"
	}
	if r := []rune(text); len(r) > most {
		text = string(r[:most]) + "…"
	}
	return text
}

func textPlace(a, b []byte, was, now string) string {
	x, y := strings.Split(string(a), "\n"), strings.Split(string(b), "\n")
	for i := range max(len(x), len(y)) {
		if i >= len(x) || i >= len(y) {
			return fmt.Sprintf("it has %d lines in %s, and %d in %s; up to there they are alike", len(x), was, len(y), now)
		}
		if x[i] != y[i] {
			at := sameRunes(x[i], y[i])
			return fmt.Sprintf("line %d, character %d reads %q in %s, and %q in %s", i+1, at+1, from(x[i], at), was, from(y[i], at), now)
		}
	}
	return ""
}

// sameRunes is how many runes two lines begin with alike.
func sameRunes(a, b string) int {
	x, y := []rune(a), []rune(b)
	n := 0
	for n < min(len(x), len(y)) && x[n] == y[n] {
		n++
	}
	return n
}

// from is what stands at a rune of a line, and a little after it.
func from(line string, at int) string {
	const most = 40
	r := []rune(line)[at:]
	if len(r) > most {
		return string(r[:most]) + "…"
	}
	return string(r)
}

func bytePlace(a, b []byte, was, now string) string {
	at := 0
	for at < min(len(a), len(b)) && a[at] == b[at] {
		at++
	}
	return fmt.Sprintf("byte %d is the first that differs (%d bytes in %s, %d in %s)", at+1, len(a), was, len(b), now)
}

// partLimit is the most of one part of a document that is looked at.
const partLimit = 64 << 20

// zipPlace looks into documents that are zip files; "" where they cannot be read so.
func zipPlace(a, b []byte, was, now string) string {
	x, y, ok := bothZips(a, b)
	if !ok {
		return ""
	}
	return partsPlace(x, y, was, now, func(part string, a, b []byte) string { return Place(part, a, b, was, now) })
}

func bothZips(a, b []byte) (x, y map[string][]byte, ok bool) {
	x, err1 := zipParts(a)
	y, err2 := zipParts(b)
	return x, y, err1 == nil && err2 == nil
}

// partsPlace says where the parts of two documents first differ.
func partsPlace(x, y map[string][]byte, was, now string, place func(part string, a, b []byte) string) string {
	var names []string
	for n := range x {
		names = append(names, n)
	}
	for n := range y {
		if _, both := x[n]; !both {
			names = append(names, n)
		}
	}
	slices.SortFunc(names, cmp.Compare)
	for _, n := range names {
		v, here := x[n]
		w, there := y[n]
		switch {
		case !there:
			return fmt.Sprintf("its part %s is only in %s", n, was)
		case !here:
			return fmt.Sprintf("its part %s is only in %s", n, now)
		}
		if at := place(path.Base(n), v, w); at != "" {
			return fmt.Sprintf("in its part %s, %s", n, at)
		}
	}
	return ""
}

func zipParts(b []byte) (map[string][]byte, error) {
	z, err := zip.NewReader(bytes.NewReader(b), int64(len(b)))
	if err != nil {
		return nil, err
	}
	out := map[string][]byte{}
	for _, f := range z.File {
		r, err := f.Open()
		if err != nil {
			return nil, err
		}
		text, err := io.ReadAll(io.LimitReader(r, partLimit))
		if err = errors.Join(err, r.Close()); err != nil {
			return nil, err
		}
		out[f.Name] = text
	}
	return out, nil
}
