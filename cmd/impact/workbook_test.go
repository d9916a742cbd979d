package main

import (
	"encoding/csv"
	"math"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/xuri/excelize/v2"
)

// csvOf reads a table of a result folder.
func csvOf(t *testing.T, path string) [][]string {
	t.Helper()
	f, err := os.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	rows, err := csv.NewReader(f).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	return rows
}

// bookOf opens the workbook of a result folder.
func bookOf(t *testing.T, out string) *excelize.File {
	t.Helper()
	f, err := excelize.OpenFile(filepath.Join(out, "workbook.xlsx"), excelize.Options{RawCellValue: true})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := f.Close(); err != nil {
			t.Error(err)
		}
	})
	return f
}

// sheetRows are the values stored in a sheet.
func sheetRows(t *testing.T, f *excelize.File, sheet string) [][]string {
	t.Helper()
	rows, err := f.GetRows(sheet)
	if err != nil {
		t.Fatal(err)
	}
	return rows
}

// Every table of a run is a sheet of its workbook, cell for cell; every figure of the
// summary is a formula; the sheet Costs has the dollars of fiscal; what a formula shows
// is what it gives.
func TestWorkbook(t *testing.T) {
	if testing.Short() {
		t.Skip("takes minutes under the race detector; go test without -short runs it")
	}
	out := filepath.Join(t.TempDir(), "out")
	done(t, "run", "--quiet", "--draws", "60", "--out", out)
	f := bookOf(t, out)
	tables, err := filepath.Glob(filepath.Join(out, "tables", "*.csv"))
	if err != nil || len(tables) == 0 {
		t.Fatal("no tables", err)
	}
	for _, path := range tables {
		sameCells(t, strings.TrimSuffix(filepath.Base(path), ".csv"), csvOf(t, path), f)
	}
	sameMoney(t, csvOf(t, filepath.Join(out, "tables", "fiscal.csv")), sheetRows(t, f, "Costs"))
	for _, sheet := range []string{"Summary", "Constants", "Costs"} {
		workedOut(t, f, sheet)
	}
}

func sameCells(t *testing.T, name string, want [][]string, f *excelize.File) {
	t.Helper()
	got := sheetRows(t, f, name)
	if len(got) != len(want) {
		t.Errorf("%s: %d rows, want %d", name, len(got), len(want))
		return
	}
	for i, row := range want {
		for len(got[i]) < len(row) {
			got[i] = append(got[i], "") // cells that are empty at the end of a row are not there
		}
		if !slices.Equal(got[i], row) {
			t.Errorf("%s, row %d: %q, want %q", name, i+1, got[i], row)
			return
		}
	}
}

// sameMoney holds the sheet Costs against the table fiscal.
func sameMoney(t *testing.T, fiscal, costs [][]string) {
	t.Helper()
	key := func(head, row []string, names ...string) (out string) {
		for _, n := range names {
			out += row[slices.Index(head, n)] + "|"
		}
		return out
	}
	got := map[string][]string{}
	for _, row := range costs[1:] {
		got[key(costs[0], row, "reading", "item", "basis", "fiscal year")] = row
	}
	for _, row := range fiscal[1:] {
		cost := got[key(fiscal[0], row, "reading", "item", "basis", "fiscal_year")]
		if cost == nil {
			t.Errorf("no cost for %v", row)
			continue
		}
		for _, n := range []string{"lo80", "central", "hi80"} {
			if a, b := key(fiscal[0], row, n), key(costs[0], cost, "cost, "+n); a != b {
				t.Errorf("%v: %s is %s", row, n, b)
			}
		}
	}
	if len(got) != len(fiscal)-1 || len(costs) != len(fiscal) {
		t.Errorf("%d costs for %d rows", len(costs)-1, len(fiscal)-1)
	}
}

// workedOut works every formula of a sheet out and compares it with what is stored;
// numbers of the summary that are not formulas are zeros, where a table has no row.
func workedOut(t *testing.T, f *excelize.File, sheet string) {
	t.Helper()
	n := 0
	for i, row := range sheetRows(t, f, sheet) {
		for j, stored := range row {
			cell, err := excelize.CoordinatesToCellName(j+1, i+1)
			if err != nil {
				t.Fatal(err)
			}
			formula, err := f.GetCellFormula(sheet, cell)
			if err != nil {
				t.Fatal(err)
			}
			if formula == "" {
				if kind, err := f.GetCellType(sheet, cell); err != nil || sheet == "Summary" && stored != "" && stored != "0" && kind != excelize.CellTypeInlineString {
					t.Errorf("%s!%s is the number %s without a formula", sheet, cell, stored)
				}
				continue
			}
			n++
			if stored, err = f.GetCellValue(sheet, cell); err != nil { // of a merged cell too
				t.Fatal(err)
			}
			got, err := f.CalcCellValue(sheet, cell, excelize.Options{RawCellValue: true})
			if err != nil || !nearly(got, stored) {
				t.Errorf("%s!%s: %s gives %q (%v), and %q is stored", sheet, cell, formula, got, err, stored)
			}
		}
	}
	if n == 0 {
		t.Errorf("%s has no formula", sheet)
	}
}

// nearly reports whether two texts are the same number but for rounding.
func nearly(a, b string) bool {
	x, err1 := strconv.ParseFloat(a, 64)
	y, err2 := strconv.ParseFloat(b, 64)
	return err1 == nil && err2 == nil && math.Abs(x-y) <= 1e-9*max(1, math.Abs(y))
}

// Without draws, and of data without persons, the workbook is there and says why it
// has no projection.
func TestWorkbookExact(t *testing.T) {
	dir := t.TempDir()
	rows := filepath.Join(dir, "few.csv")
	if err := os.WriteFile(rows, []byte("statute,victim_age\n53a-83(c),16\n=1+1,\n53a-86,\n"), 0o666); err != nil {
		t.Fatal(err)
	}
	out := filepath.Join(dir, "out")
	done(t, "run", "--quiet", "--draws", "0", "--out", out, rows)
	f := bookOf(t, out)
	var text strings.Builder
	for _, row := range sheetRows(t, f, "Summary") {
		text.WriteString(strings.Join(row, " ") + "\n")
	}
	if !strings.Contains(text.String(), "the run made no draws") {
		t.Errorf("it does not say why:\n%s", text.String())
	}
	sameCells(t, "projection", csvOf(t, filepath.Join(out, "tables", "projection.csv")), f)
	sameCells(t, "unverified", csvOf(t, filepath.Join(out, "tables", "unverified.csv")), f)
}
