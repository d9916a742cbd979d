// Package held reads the artefacts of a result folder back and holds them to its tables. It
// counts nothing and chooses nothing: what is withheld it has from the tables.
package held

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io/fs"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"impact/internal/chart"
	"impact/internal/columnar"
	"impact/internal/report"
	"impact/internal/withhold"
)

// To holds the other artefacts of a result folder to its tables and names what is not
// alike; a file that cannot be read is a fault too.
//
//   - Parquet: each file cell by cell, and whether it says that a value of the row is withheld.
//   - The workbook: the sheet of each table cell by cell; what formulas that lead to a cell, or
//     add up cells, had come to; that a formula over a withheld cell had come to no number; the
//     numbers that charts keep; that no other number stands on the sheets before the tables.
//   - The page: the rows of the tables in it, of its own choice of provisions; of other choices
//     that no row is half withheld; that what stands in it is what its script puts there.
//   - Pictures: titles, descriptions and texts are those of the same picture in the page; what
//     the marks of that say are numbers of the rows under it. A PNG is drawn of the same
//     figure as the SVG of its name.
//   - The note: each figure that its annex names; every number before the annex is one of its
//     figures; in Markdown and DOCX the word withheld stands equally often.
//
// Of the sentences of the page no more is read than that the script would put them there.
//
// Quoted are texts beside the folder's that a note may quote, such as the scenario's.
func To(files fs.FS, tables []report.Table, quoted ...string) []string {
	h := &held{files: files, tables: tables, quotes: quoted}
	for i := range tables {
		h.parquet(&tables[i])
	}
	h.workbook()
	h.page()
	h.drawn()
	h.notes()
	return h.faults
}

// A held is a folder whose artefacts are held to its tables.
type held struct {
	files  fs.FS
	tables []report.Table
	faults []string
	quotes []string // texts beside the folder's
	texts  string   // of these, the tables and the manifest, once they were asked for
}

// mostHeld is how many faults are named.
const mostHeld = 100

func (h *held) fault(file, format string, args ...any) {
	if len(h.faults) < mostHeld {
		h.faults = append(h.faults, file+": "+fmt.Sprintf(format, args...))
	}
}

// read reads an artefact; false where there is none.
func (h *held) read(name string) ([]byte, bool) {
	b, err := fs.ReadFile(h.files, name)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, false
	}
	if err != nil {
		h.fault(name, "it cannot be read: %v", err)
		return nil, false
	}
	return b, true
}

// table is a table by its name; nil where there is none.
func (h *held) table(name string) *report.Table {
	i := slices.IndexFunc(h.tables, func(t report.Table) bool { return t.Name == name })
	if i < 0 {
		return nil
	}
	return &h.tables[i]
}

// cellOf is a cell of a table as its CSV has it.
func cellOf(t *report.Table, row, col int) string { return report.Plain(t.Rows[row][col]) }

// spotOf names a cell of a table.
func spotOf(t *report.Table, row, col int) string {
	return fmt.Sprintf("%s, row %d, %s", t.Name, row+1, t.Columns[col].Name)
}

// mostValues is how many values of a Parquet file are read.
const mostValues = 1 << 28

// parquet holds the Parquet of a table to its CSV.
func (h *held) parquet(t *report.Table) {
	name := "tables/" + t.Name + ".parquet"
	data, ok := h.read(name)
	if !ok {
		return
	}
	cols, rows, err := columnar.Read(data, mostValues)
	if err != nil {
		h.fault(name, "%v", err)
		return
	}
	says := -1 // the column that says what is withheld
	if n := len(cols) - 1; n == len(t.Columns) && cols[n] == (columnar.Column{Name: withhold.Word, Type: columnar.Bool}) {
		says, cols = n, cols[:n]
	}
	if !slices.EqualFunc(cols, t.Columns, func(a columnar.Column, b report.Column) bool { return a.Name == b.Name }) || len(rows) != len(t.Rows) {
		h.fault(name, "it has other columns, or another number of rows, than tables/%s.csv", t.Name)
		return
	}
	for n, row := range rows {
		hides := false
		for c := range cols {
			text := cellOf(t, n, c)
			null := row[c] == nil
			if text == withhold.Word && null || cols[c].Name == "counts" && slices.Contains(strings.Split(text, ";"), withhold.Word) {
				hides = true
			}
			switch {
			case null && (text == "" || text == withhold.Word):
			case null || report.Harmless(report.Plain(row[c])) != text:
				h.fault(name, "%s is not as in tables/%s.csv%s", spotOf(t, n, c), t.Name, shownOf(text))
			}
		}
		if says >= 0 && row[says] != hides {
			h.fault(name, "row %d: what it says of being withheld is not as in tables/%s.csv", n+1, t.Name)
		}
		if says < 0 && hides {
			h.fault(name, "row %d: it does not say that a value is withheld", n+1)
		}
	}
}

// drawn holds each PNG to be drawn of the figure of which the SVG beside it is.
func (h *held) drawn() {
	names, err := fs.Glob(h.files, "figures/*.png")
	if err != nil {
		h.fault("figures", "they cannot be read: %v", err)
	}
	for _, name := range names {
		b, _ := h.read(name)
		of, err := chart.DrawnOf(b)
		if err != nil {
			h.fault(name, "%v", err)
			continue
		}
		svg, ok := h.read(strings.TrimSuffix(name, ".png") + ".svg")
		if sum := sha256.Sum256(svg); !ok || hex.EncodeToString(sum[:]) != of {
			h.fault(name, "it is drawn of another figure than the SVG of its name")
		}
	}
}

// shownOf says that a cell is withheld where it is.
func shownOf(text string) string {
	if text == withhold.Word {
		return ", where it is withheld"
	}
	return ""
}

// alikeText reports whether a text of an artefact is that of a cell of CSV, which has no
// carriage returns and an apostrophe before what looks like a formula.
func alikeText(text, cell string) bool {
	plain := func(s string) string {
		return strings.Map(func(r rune) rune {
			switch {
			case r == '\r':
				return -1
			case r < ' ' && r != '\n' && r != '\t', r == 0xFFFE, r == 0xFFFF:
				return utf8.RuneError
			}
			return r
		}, s)
	}
	return plain(report.Harmless(text)) == plain(cell)
}

// alikeNumber reports whether a number as text is that of a cell.
func alikeNumber(text, cell string) bool {
	a, err1 := strconv.ParseFloat(text, 64)
	b, err2 := strconv.ParseFloat(cell, 64)
	return err1 == nil && err2 == nil && a == b
}

// column is the place of a column; -1 where a table has none of that name.
func column(t *report.Table, name string) int {
	return slices.IndexFunc(t.Columns, func(c report.Column) bool { return c.Name == name })
}
