// Package workbook lays a Report out as an Excel workbook: a sheet for each table,
// a summary with native charts, and live cost formulas over a sheet of constants.
package workbook

import (
	"errors"
	"fmt"
	"io"
	"sort"
	"strings"
	"unicode"

	"impact/internal/report"

	"github.com/xuri/excelize/v2"
)

// The sheets that stand before those of the tables.
const (
	contents  = "Contents"
	summary   = "Summary"
	constants = "Constants"
	costs     = "Costs"
)

// day is when every workbook was made: the same report has the same bytes.
const day = "1980-01-01T00:00:00Z"

// A book is a workbook in the making.
type book struct {
	f      *excelize.File
	r      *report.Report
	limit  int               // rows of a sheet, the header included
	sheets map[string]string // sheet of each table
	looks  map[look]int      // styles made so far
	prices []price           // constants, one row each on their sheet
	rows   map[string][]byte // of tables, by the file of their sheet
}

// Write writes the report as an Excel workbook (XLSX).
func Write(w io.Writer, r *report.Report) error { return write(w, r, excelize.TotalRows) }

// write is Write with the number of rows that a sheet may have.
func write(w io.Writer, r *report.Report, limit int) (err error) {
	b := &book{f: excelize.NewFile(), r: r, limit: limit, sheets: map[string]string{}, looks: map[look]int{}, rows: map[string][]byte{}}
	defer func() { err = errors.Join(err, b.f.Close()) }()
	b.f.SetZipWriter(b.parcel)
	if err := b.name(); err != nil {
		return err
	}
	b.prices = b.pricesOf(r.Table("fiscal"))
	for _, p := range []*page{b.contents(), b.summary(), b.constants(), b.costs()} {
		if err := p.flush(); err != nil {
			return fmt.Errorf("sheet %s: %w", p.sheet, err)
		}
	}
	for i := range r.Tables {
		if err := b.table(&r.Tables[i]); err != nil {
			return fmt.Errorf("sheet %s: %w", r.Tables[i].Name, err)
		}
	}
	if types := b.f.ContentTypes; types != nil { // excelize lists them in no order
		sort.Slice(types.Defaults, func(i, j int) bool { return types.Defaults[i].Extension < types.Defaults[j].Extension })
	}
	_, err = b.f.WriteTo(w)
	return err
}

// name makes the sheets, in their order, and says what the workbook is.
func (b *book) name() error {
	if err := b.f.SetSheetName("Sheet1", contents); err != nil {
		return err
	}
	names := []string{summary, constants, costs}
	taken := []string{contents, summary, constants, costs}
	for _, t := range b.r.Tables {
		s := sheetName(t.Name, taken)
		b.sheets[t.Name] = s
		names, taken = append(names, s), append(taken, s)
	}
	for _, n := range names {
		if _, err := b.f.NewSheet(n); err != nil {
			return err
		}
	}
	if err := b.lettering(); err != nil {
		return err
	}
	m := b.r.Manifest
	if err := b.f.SetAppProps(&excelize.AppProperties{Application: "impact"}); err != nil {
		return err
	}
	return b.f.SetDocProps(&excelize.DocProperties{Title: b.r.Title, Subject: b.flag(), Creator: "impact " + m.Version,
		LastModifiedBy: "impact " + m.Version, Created: day, Modified: day, Language: "en-US"})
}

// lettering sets the font by which columns are measured.
func (b *book) lettering() error {
	if err := b.f.SetDefaultFont(face); err != nil {
		return err
	}
	size := 10.0
	b.f.Styles.Fonts.Font[0].Sz.Val = &size
	return nil
}

// sheetName is a name that a sheet may have: of 31 characters at most, without those
// that are not allowed, and unlike those that are taken.
func sheetName(name string, taken []string) string {
	const most = 31
	clean := []rune(strings.Map(func(r rune) rune {
		if strings.ContainsRune(`:\/?*[]'`, r) || unicode.IsControl(r) {
			return '_'
		}
		return r
	}, name))
	if len(clean) == 0 {
		clean = []rune("table")
	}
	for i := 1; ; i++ {
		end := ""
		if i > 1 {
			end = fmt.Sprintf("_%d", i)
		}
		out := string(clean[:min(len(clean), most-len(end))]) + end
		free := true
		for _, t := range taken {
			free = free && !strings.EqualFold(t, out)
		}
		if free {
			return out
		}
	}
}

// flag is what every sheet must say of the data.
func (b *book) flag() string { return b.r.Mark() }

// main is the default reading, or the first one run; "" where there is none.
func (b *book) main() string {
	if list := b.readings(); len(list) > 0 {
		return list[0].ID
	}
	return ""
}

// readings are the readings, the default one first.
func (b *book) readings() []report.ReadingReport {
	var first, rest []report.ReadingReport
	for _, r := range b.r.Readings {
		if r.Default {
			first = append(first, r)
		} else {
			rest = append(rest, r)
		}
	}
	return append(first, rest...)
}
