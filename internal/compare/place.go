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
	"slices"
	"strings"
	"unicode/utf8"
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

// Digits is the number of significant digits in which the tables of one run on two
// architectures agree.
const Digits = 9

// Near is Place for tables whose numbers need only agree in Digits significant digits. It
// is an error where one cannot be read.
func Near(name string, a, b []byte, was, now string) (string, error) {
	x, err := parseTable(name, bytes.NewReader(a))
	if err != nil {
		return "", fmt.Errorf("%s: %w", name, err)
	}
	y, err := parseTable(name, bytes.NewReader(b))
	if err != nil {
		return "", fmt.Errorf("%s: %w", name, err)
	}
	return tablePlace(&x, &y, was, now, nearly), nil
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
	x, err1 := zipParts(a)
	y, err2 := zipParts(b)
	if err1 != nil || err2 != nil {
		return ""
	}
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
		if at := Place(path.Base(n), v, w, was, now); at != "" {
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
