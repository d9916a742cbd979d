package workbook

import (
	"archive/zip"
	"bytes"
	"encoding/xml"
	"fmt"
	"io"
	"math"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"

	"impact/internal/report"

	"github.com/xuri/excelize/v2"
)

// value is a cell's stored value.
func value(t *testing.T, f *excelize.File, sheet, name string) string {
	t.Helper()
	v, err := f.GetCellValue(sheet, name)
	if err != nil {
		t.Fatal(err)
	}
	return v
}

// formula is a cell's formula; "" where it has none.
func formula(t *testing.T, f *excelize.File, sheet, name string) string {
	t.Helper()
	v, err := f.GetCellFormula(sheet, name)
	if err != nil {
		t.Fatal(err)
	}
	return v
}

// Every table has a sheet of its own, in their order, and every cell of it is the
// table's value, of its kind.
func TestTables(t *testing.T) {
	r := sampleReport()
	f := opened(t, written(t, r))
	want := []string{contents, summary, constants, costs}
	for i := range r.Tables {
		want = append(want, r.Tables[i].Name)
		sameTable(t, f, r.Tables[i].Name, &r.Tables[i])
	}
	if got := f.GetSheetList(); !slices.Equal(got, want) {
		t.Errorf("the sheets are %v, want %v", got, want)
	}
}

func sameTable(t *testing.T, f *excelize.File, sheet string, table *report.Table) {
	t.Helper()
	for j, c := range table.Columns {
		if got := value(t, f, sheet, at(1, j+1)); got != c.Name {
			t.Errorf("%s: the head %d is %q, want %q", sheet, j, got, c.Name)
		}
	}
	for i, row := range table.Rows {
		for j, v := range row {
			name := at(i+2, j+1)
			if got := value(t, f, sheet, name); got != report.Plain(v) {
				t.Errorf("%s!%s is %q, want %q", sheet, name, got, report.Plain(v))
			}
			kind, err := f.GetCellType(sheet, name)
			if err != nil {
				t.Fatal(err)
			}
			text, isText := v.(string)
			if isText = isText && text != ""; isText != (kind == excelize.CellTypeInlineString) {
				t.Errorf("%s!%s is of type %v for %T", sheet, name, kind, v)
			}
			if formula(t, f, sheet, name) != "" {
				t.Errorf("%s!%s is a formula", sheet, name)
			}
		}
	}
	if got := value(t, f, sheet, at(len(table.Rows)+2, 1)); got != "" {
		t.Errorf("%s: a row too many begins with %q", sheet, got)
	}
}

// A number looks like what it is.
func TestFormats(t *testing.T) {
	f := opened(t, written(t, sampleReport()))
	for name, want := range map[string]string{
		"odd!C5": asText, "odd!D2": percent, "odd!E3": whole, "class_shift!I3": hundredths, "class_shift!H3": whole,
		"fiscal!H2": dollars, "fiscal!N2": plain, "fiscal!P2": dollars, "projection!G3": hundredths, "projection!G11": dollars, "projection!E3": asText,
	} {
		sheet, cell, _ := strings.Cut(name, "!")
		id, err := f.GetCellStyle(sheet, cell)
		if err != nil {
			t.Fatal(err)
		}
		s, err := f.GetStyle(id)
		if err != nil {
			t.Fatal(err)
		}
		got := ""
		if s.CustomNumFmt != nil {
			got = *s.CustomNumFmt
		} else {
			got = map[int]string{3: whole, 4: hundredths, 49: asText, 1: plain}[s.NumFmt]
		}
		if got != want {
			t.Errorf("%s (%s) has the format %q (%d), want %q", name, value(t, f, sheet, cell), got, s.NumFmt, want)
		}
	}
}

// formulas visits the cells of a sheet that have a formula.
func formulas(t *testing.T, f *excelize.File, sheet string, visit func(name, formula string)) (n int) {
	t.Helper()
	rows, err := f.GetRows(sheet)
	if err != nil {
		t.Fatal(err)
	}
	for i := range rows {
		for j := range 20 {
			name := at(i+1, j+1)
			if x := formula(t, f, sheet, name); x != "" {
				visit(name, x)
				n++
			}
		}
	}
	return n
}

// Every formula has the value stored that it gives when it is worked out.
func TestStored(t *testing.T) {
	f := opened(t, written(t, sampleReport()))
	for _, sheet := range []string{summary, constants, costs} {
		n := formulas(t, f, sheet, func(name, x string) {
			got, err := f.CalcCellValue(sheet, name)
			if err != nil {
				t.Fatalf("%s!%s, %s: %v", sheet, name, x, err)
			}
			if want := value(t, f, sheet, name); want == "" || !near(got, want) {
				t.Errorf("%s!%s holds %q, and %s gives %q", sheet, name, want, x, got)
			}
		})
		if n == 0 {
			t.Errorf("%s has no formula", sheet)
		}
	}
}

// near reports whether two texts are the same number but for rounding.
func near(a, b string) bool {
	x, err1 := strconv.ParseFloat(a, 64)
	y, err2 := strconv.ParseFloat(b, 64)
	return err1 == nil && err2 == nil && alike(x, y)
}

// money are the costs of the sheet Costs by reading, item, basis, year and bound.
func money(t *testing.T, get func(sheet, name string) string) map[string]float64 {
	t.Helper()
	out := map[string]float64{}
	for row := 2; get(costs, at(row, 1)) != ""; row++ {
		for k, bound := range []string{"lo80", "central", "hi80"} {
			key := strings.Join([]string{get(costs, at(row, 1)), get(costs, at(row, 4)), get(costs, at(row, 5)), get(costs, at(row, 6)), bound}, " ")
			v, err := strconv.ParseFloat(get(costs, at(row, 12+k)), 64)
			if err != nil {
				t.Fatalf("row %d: %v", row, err)
			}
			out[key] = v
		}
	}
	return out
}

// The sheet Costs has the figures of the table fiscal, each once.
func TestCosts(t *testing.T) {
	r := sampleReport()
	f := opened(t, written(t, r))
	got := money(t, func(sheet, name string) string { return value(t, f, sheet, name) })
	table := r.Table("fiscal")
	if len(got) != 3*len(table.Rows) {
		t.Errorf("%d figures for %d rows", len(got), len(table.Rows))
	}
	for _, row := range table.Rows {
		for _, bound := range []string{"lo80", "central", "hi80"} {
			key := fmt.Sprintf("%s %s %s %s %s", row[1], field(table, row, "item"), row[5], row[6], bound)
			if v, ok := got[key]; !ok || v != field(table, row, bound) {
				t.Errorf("%s is %v, want %v", key, v, field(table, row, bound))
			}
		}
	}
}

// constantOf is the yellow cell of a basis.
func constantOf(t *testing.T, f *excelize.File, basis string) string {
	t.Helper()
	for row := aboveConstants + 1; row < 20; row++ {
		if value(t, f, constants, at(row, 2)) == basis {
			return at(row, dollarsColumn)
		}
	}
	t.Fatalf("no constant on the basis %s", basis)
	return ""
}

// A constant that is changed moves the costs of its basis in proportion, and no other.
func TestChange(t *testing.T) {
	f := opened(t, written(t, sampleReport()))
	before := money(t, func(sheet, name string) string { return value(t, f, sheet, name) })
	if err := f.SetCellValue(constants, constantOf(t, f, "marginal"), 3*perBed["marginal"]); err != nil {
		t.Fatal(err)
	}
	moved(t, before, money(t, func(sheet, name string) string {
		v, err := f.CalcCellValue(sheet, name, excelize.Options{RawCellValue: true})
		if err != nil {
			t.Fatal(err)
		}
		return v
	}))
	for name, want := range map[string]float64{constants + "!E6": 2 * perBed["marginal"], constants + "!E5": 0} {
		sheet, cell, _ := strings.Cut(name, "!")
		if got, err := f.CalcCellValue(sheet, cell, excelize.Options{RawCellValue: true}); err != nil || !near(got, fmt.Sprint(want)) {
			t.Errorf("%s is %q, %v, want %v", name, got, err, want)
		}
	}
}

// moved checks that the marginal costs are three times what they were, and all others
// as they were.
func moved(t *testing.T, before, after map[string]float64) {
	t.Helper()
	times := map[bool]float64{true: 3, false: 1}
	for key, was := range before {
		if want := was * times[strings.Contains(key, " marginal ")]; !alike(after[key], want) {
			t.Errorf("%s is %v, was %v, want %v", key, after[key], was, want)
		}
	}
	if len(before) != len(after) || len(before) == 0 {
		t.Errorf("%d figures before, %d after", len(before), len(after))
	}
}

// Every basis stands by itself: no formula adds costs up.
func TestNoSum(t *testing.T) {
	f := opened(t, written(t, sampleReport()))
	for _, sheet := range []string{summary, costs} {
		formulas(t, f, sheet, func(name, x string) {
			if strings.Contains(x, "+") || strings.Contains(x, "SUM(") || strings.Count(x, quoted(constants)) > 1 {
				t.Errorf("%s!%s: %s", sheet, name, x)
			}
		})
	}
}

// office turns a workbook into another file with LibreOffice.
func office(t *testing.T, raw []byte, to string) []byte {
	t.Helper()
	path, err := exec.LookPath("soffice")
	if err != nil {
		t.Skip("soffice (LibreOffice) is not installed")
	}
	dir := t.TempDir()
	in, out := filepath.Join(dir, "in.xlsx"), filepath.Join(dir, "out")
	if err := os.WriteFile(in, raw, 0o666); err != nil {
		t.Fatal(err)
	}
	c := exec.Command(path, "-env:UserInstallation=file://"+filepath.ToSlash(filepath.Join(dir, "profile")), "--headless", "--convert-to", to, "--outdir", out, in)
	if text, err := c.CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, text)
	}
	b, err := os.ReadFile(filepath.Join(out, "in."+to))
	if err != nil {
		t.Fatal(err)
	}
	return b
}

// emptied is a workbook whose formulas have no value stored, so that whoever opens it
// must work them out.
func emptied(t *testing.T, f *excelize.File) []byte {
	t.Helper()
	if err := f.UpdateLinkedValue(); err != nil {
		t.Fatal(err)
	}
	var b bytes.Buffer
	if _, err := f.WriteTo(&b); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// LibreOffice opens the workbook, works its formulas out and finds the run's figures;
// after a constant is changed it finds them moved.
func TestOffice(t *testing.T) {
	r := sampleReport()
	raw := written(t, r)
	f := opened(t, raw)
	before := money(t, func(sheet, name string) string { return value(t, f, sheet, name) })
	if err := f.SetCellValue(constants, constantOf(t, f, "marginal"), 3*perBed["marginal"]); err != nil {
		t.Fatal(err)
	}
	g := opened(t, office(t, emptied(t, f), "xlsx"))
	moved(t, before, money(t, func(sheet, name string) string { return value(t, g, sheet, name) }))
	same := opened(t, office(t, emptied(t, opened(t, raw)), "xlsx"))
	f = opened(t, raw)
	for i := range r.Tables {
		for n, row := range r.Tables[i].Rows {
			for j, v := range row {
				text, want := value(t, same, r.Tables[i].Name, at(n+2, j+1)), report.Plain(v)
				if _, isText := v.(string); text != want && (isText || !near(text, want)) {
					t.Errorf("%s!%s is %.40q in LibreOffice, want %.40q", r.Tables[i].Name, at(n+2, j+1), text, want)
				}
			}
		}
	}
	for _, sheet := range []string{summary, costs, constants} {
		formulas(t, f, sheet, func(name, x string) {
			if got, want := value(t, same, sheet, name), value(t, f, sheet, name); !near(got, want) {
				t.Errorf("%s!%s, %s: %q in LibreOffice, want %q", sheet, name, x, got, want)
			}
		})
	}
}

// The same report has the same bytes, in one order and without a time.
func TestSameBytes(t *testing.T) {
	first := written(t, sampleReport())
	for range 5 {
		if !bytes.Equal(first, written(t, sampleReport())) {
			t.Fatal("two workbooks of one report differ")
		}
	}
	z, err := zip.NewReader(bytes.NewReader(first), int64(len(first)))
	if err != nil {
		t.Fatal(err)
	}
	for i, x := range z.File {
		if x.ModifiedDate != 0 || x.ModifiedTime != 0 {
			t.Errorf("%s bears the time %v", x.Name, x.Modified)
		}
		if i > len(first0) && x.Name < z.File[i-1].Name {
			t.Errorf("%s stands after %s", x.Name, z.File[i-1].Name)
		}
		if strings.Contains(x.Name, "vba") || strings.Contains(x.Name, "externalLink") {
			t.Errorf("the workbook holds %s", x.Name)
		}
	}
	p, err := opened(t, first).GetDocProps()
	if err != nil {
		t.Fatal(err)
	}
	if p.Title != sampleReport().Title || p.Creator != "impact 1.2.3" || p.Created != day || p.Modified != day {
		t.Errorf("the properties are %+v", *p)
	}
}

// first0 are the files that stand first in the ZIP.
var first0 = first

// A sheet that cannot hold a table says how much it leaves out, and formulas show no
// cell that is not there.
func TestLimit(t *testing.T) {
	r := sampleReport()
	var b bytes.Buffer
	if err := write(&b, r, 6); err != nil {
		t.Fatal(err)
	}
	f := opened(t, b.Bytes())
	rows, err := f.GetRows("odd")
	if err != nil {
		t.Fatal(err)
	}
	if len(rows) != 6 || !strings.Contains(rows[5][0], "10 of 14 are left out; tables/odd.csv") {
		t.Errorf("%d rows, the last %q", len(rows), rows[len(rows)-1])
	}
	sameTable(t, f, "per_conviction", r.Table("per_conviction"))
	got := money(t, func(sheet, name string) string { return value(t, f, sheet, name) })
	want := money(t, func(sheet, name string) string { return value(t, opened(t, written(t, r)), sheet, name) })
	if len(got) != len(want) {
		t.Errorf("%d figures, want %d", len(got), len(want))
	}
	for key, v := range want {
		if got[key] != v {
			t.Errorf("%s is %v, want %v", key, got[key], v)
		}
	}
	for _, sheet := range []string{summary, costs} {
		formulas(t, f, sheet, func(name, x string) {
			if v, err := f.CalcCellValue(sheet, name, excelize.Options{RawCellValue: true}); err != nil || !near(v, value(t, f, sheet, name)) {
				t.Errorf("%s!%s, %s gives %q, %v", sheet, name, x, v, err)
			}
		})
	}
}

// A text that no cell can hold is cut, and says so.
func TestLong(t *testing.T) {
	r := emptyReport()
	r.Tables = []report.Table{tableOf("long", "text", []any{wide, strings.Repeat("𝄞", 20000)}, []any{wide, strings.Repeat("é", excelize.TotalCellChars)})}
	f := opened(t, written(t, r))
	got := value(t, f, "long", "C2")
	if !strings.HasSuffix(got, "(cut: tables/long.csv has it whole)") || !strings.HasPrefix(got, "𝄞𝄞") || strings.Contains(got, "\ufffd") {
		t.Errorf("it ends with %q", got[len(got)-60:])
	}
	if got := value(t, f, "long", "C3"); got != r.Tables[0].Rows[1][2] {
		t.Errorf("a text that fits was cut to %d bytes", len(got))
	}
}

// all is the text of a sheet.
func all(t *testing.T, f *excelize.File, sheet string) string {
	t.Helper()
	rows, err := f.GetRows(sheet)
	if err != nil {
		t.Fatal(err)
	}
	var b strings.Builder
	for _, r := range rows {
		b.WriteString(strings.Join(r, "|") + "\n")
	}
	return b.String()
}

// Where nothing was projected the sheets say why, and hold no empty chart.
func TestNothing(t *testing.T) {
	r := emptyReport()
	r.Manifest.Settings.Draws = 0
	p, m, c := projectionTable(), fiscalTable(), classTable()
	p.Rows, m.Rows = nil, nil
	r.Tables = []report.Table{c, p, m}
	raw := written(t, r)
	f := opened(t, raw)
	for _, sheet := range []string{summary, constants, costs} {
		if text := all(t, f, sheet); !strings.Contains(text, "the run made no draws (--draws 0 or --horizon 0)") {
			t.Errorf("%s does not say why:\n%s", sheet, text)
		}
	}
	if text := all(t, f, contents); !strings.Contains(text, "Empty in this run: no draws were made") {
		t.Errorf("%s does not say why:\n%s", contents, text)
	}
	if n := len(chartsOf(t, raw)); n != 2 {
		t.Errorf("%d charts, want those of the record alone, 2", n)
	}
	r.Tables, r.Readings = nil, nil
	written(t, r)
}

// What cannot be determined has no figure on the summary, and no chart.
func TestUntold(t *testing.T) {
	r := sampleReport()
	table := r.Table("fiscal")
	for _, row := range table.Rows {
		if row[1] == wide && row[11] == "beds" {
			row[4] = "cannot be determined: no sentence of felony B in the record"
		}
	}
	raw := written(t, r)
	f := opened(t, raw)
	if !strings.Contains(all(t, f, summary), "cannot be determined: no sentence of felony B in the record") {
		t.Error("the summary does not say why")
	}
	formulas(t, f, summary, func(name, x string) {
		for n, row := range r.Table("projection").Rows {
			if row[1] == wide && row[2] == "beds" && strings.Contains(x, fmt.Sprintf("'projection'!$G$%d", n+2)) {
				t.Errorf("%s shows beds: %s", name, x)
			}
		}
	})
	for _, c := range chartsOf(t, raw) {
		if strings.Contains(strings.ToLower(c.title), "beds") {
			t.Errorf("there is a chart %q", c.title)
		}
	}
}

// drawn is a chart as the file has it.
type drawn struct {
	title, alt string
	from, to   [2]int // row and column, from 0
	text       string // its XML
}

// chartsOf reads the charts of the summary.
func chartsOf(t *testing.T, raw []byte) []drawn {
	t.Helper()
	files := unzipped(t, raw)
	var d struct {
		Anchors []struct {
			From struct {
				Col int `xml:"col"`
				Row int `xml:"row"`
			} `xml:"from"`
			To struct {
				Col int `xml:"col"`
				Row int `xml:"row"`
			} `xml:"to"`
			Frame struct {
				Props struct {
					Name  string `xml:"name,attr"`
					Descr string `xml:"descr,attr"`
				} `xml:"nvGraphicFramePr>cNvPr"`
			} `xml:"graphicFrame"`
		} `xml:"twoCellAnchor"`
	}
	if b, ok := files["xl/drawings/drawing1.xml"]; ok {
		if err := xml.Unmarshal(b, &d); err != nil {
			t.Fatal(err)
		}
	}
	var out []drawn
	for i, a := range d.Anchors {
		out = append(out, drawn{a.Frame.Props.Name, a.Frame.Props.Descr, [2]int{a.From.Row, a.From.Col}, [2]int{a.To.Row, a.To.Col},
			string(files[fmt.Sprintf("xl/charts/chart%d.xml", i+1)])})
	}
	return out
}

func unzipped(t *testing.T, raw []byte) map[string][]byte {
	t.Helper()
	z, err := zip.NewReader(bytes.NewReader(raw), int64(len(raw)))
	if err != nil {
		t.Fatal(err)
	}
	out := map[string][]byte{}
	for _, x := range z.File {
		r, err := x.Open()
		if err != nil {
			t.Fatal(err)
		}
		if out[x.Name], err = io.ReadAll(r); err != nil {
			t.Fatal(err)
		}
	}
	return out
}

// Every chart has a title, named axes and words for who cannot see it, and covers no
// cell that holds something, and no other chart.
func TestCharts(t *testing.T) {
	raw := written(t, sampleReport())
	list := chartsOf(t, raw)
	var titles []string
	f := opened(t, raw)
	rows, err := f.GetRows(summary)
	if err != nil {
		t.Fatal(err)
	}
	for i, c := range list {
		titles = append(titles, c.title)
		if c.alt == "" || strings.Count(c.text, "<title>") != 3 || !strings.Contains(c.text, "numFmt") {
			t.Errorf("%s lacks words: %q, %d titles", c.title, c.alt, strings.Count(c.text, "<title>"))
		}
		for row := c.from[0]; row <= c.to[0] && row < len(rows); row++ {
			for col := c.from[1]; col <= c.to[1] && col < len(rows[row]); col++ {
				if rows[row][col] != "" {
					t.Errorf("%s covers %s, %q", c.title, at(row+1, col+1), rows[row][col])
				}
			}
		}
		for _, o := range list[:i] {
			if c.from[0] <= o.to[0] && o.from[0] <= c.to[0] && c.from[1] <= o.to[1] && o.from[1] <= c.to[1] {
				t.Errorf("%s covers %s", c.title, o.title)
			}
		}
	}
	want := []string{"Charges as filed, all years, expected: felony classes", "Convictions, all years, expected: felony classes",
		"Persons on the registry that the proposal adds", "Prison beds that the proposal adds",
		"Cost of the prison beds a year, at the average cost", "Cost of the prison beds a year, at the marginal cost"}
	if !slices.Equal(titles, want) {
		t.Errorf("the charts are %q, want %q", titles, want)
	}
}

// The default reading stands first on the summary.
func TestReadings(t *testing.T) {
	text := all(t, opened(t, written(t, sampleReport())), summary)
	if a, b := strings.Index(text, wide+" (default)"), strings.Index(text, strict); a < 0 || b < 0 || a > b {
		t.Errorf("%s stands at %d, %s at %d", wide, a, strict, b)
	}
}

// Expected charges by class are the sums of the table's central figures.
func TestClasses(t *testing.T) {
	text := all(t, opened(t, written(t, sampleReport())), summary)
	for _, want := range []string{"felony B|0|5.25|5.25|0|1.5|1.5", "felony C|9.75|5.25|-4.5|1.5|0|-1.5", "misdemeanor A|0.75|0|-0.75|0|0|0"} {
		if !strings.Contains(text, "\n"+want) {
			t.Errorf("no row %s in\n%s", want, text)
		}
	}
}

// Every sheet is printed on Letter, across, no wider than a page, and says of itself
// what it must.
func TestPaper(t *testing.T) {
	f := opened(t, written(t, sampleReport()))
	for _, sheet := range f.GetSheetList() {
		l, err := f.GetPageLayout(sheet)
		if err != nil {
			t.Fatal(err)
		}
		if *l.Orientation != "landscape" || *l.Size != 1 {
			t.Errorf("%s: %s, paper %d", sheet, *l.Orientation, *l.Size)
		}
		h, err := f.GetHeaderFooter(sheet)
		if err != nil {
			t.Fatal(err)
		}
		if !strings.Contains(h.OddHeader, "SYNTHETIC") || !strings.Contains(h.OddHeader, "beds && boards") || !strings.Contains(h.OddFooter, "&P of &N") {
			t.Errorf("%s: %q, %q", sheet, h.OddHeader, h.OddFooter)
		}
		props, err := f.GetSheetProps(sheet)
		if err != nil {
			t.Fatal(err)
		}
		if fit := props.FitToPage != nil && *props.FitToPage; fit == (sheet == summary) {
			t.Errorf("%s: fit to a page is %v", sheet, fit)
		}
	}
	titles := map[string]bool{}
	for _, n := range f.GetDefinedName() {
		if strings.HasSuffix(n.Name, "Print_Titles") {
			titles[n.Scope] = true
		}
	}
	for _, sheet := range f.GetSheetList()[2:] {
		if !titles[sheet] {
			t.Errorf("%s repeats no row", sheet)
		}
	}
}

// Every sheet is listed with a link to it.
func TestContents(t *testing.T) {
	f := opened(t, written(t, sampleReport()))
	rows, err := f.GetRows(contents)
	if err != nil {
		t.Fatal(err)
	}
	linked := map[string]bool{}
	for i, r := range rows {
		if len(r) == 0 {
			continue
		}
		if ok, to, err := f.GetCellHyperLink(contents, at(i+1, 1)); err == nil && ok && to == quoted(r[0])+"!A1" {
			linked[r[0]] = true
		}
	}
	for _, sheet := range f.GetSheetList()[1:] {
		if !linked[sheet] {
			t.Errorf("%s is not linked", sheet)
		}
	}
	for _, want := range []string{"DRAFT. SYNTHETIC DATA", strings.Repeat("ab", 32), "impact run", "was seen in its source"} {
		if !strings.Contains(all(t, f, contents), want) {
			t.Errorf("it does not say %q", want)
		}
	}
}

func TestSheetName(t *testing.T) {
	long := strings.Repeat("x", 40)
	for _, c := range []struct {
		name  string
		taken []string
		want  string
	}{
		{"fiscal", nil, "fiscal"},
		{"Costs", []string{"costs"}, "Costs_2"},
		{"a/b:c'd", nil, "a_b_c_d"},
		{"", nil, "table"},
		{long, nil, long[:31]},
		{long, []string{long[:31]}, long[:29] + "_2"},
	} {
		if got := sheetName(c.name, c.taken); got != c.want {
			t.Errorf("%q beside %v is %q, want %q", c.name, c.taken, got, c.want)
		}
	}
}

// BenchmarkWrite writes a table of ten times the sample's longest.
func BenchmarkWrite(b *testing.B) {
	r := sampleReport()
	long := tableOf("minor_victims", "fiscal_year unit stage age_band from_section from_class to_section to_class low# central# high#")
	for i := range 72000 {
		long.Rows = append(long.Rows, []any{"act", wide, strconv.Itoa(2005 + i%10), "charge", "charged", "16-17", "53a-83(c)", "felony C", "53a-192a", "felony B",
			float64(i % 7), math.Sqrt(float64(i)), float64(i)})
	}
	r.Tables = append(r.Tables, long)
	for b.Loop() {
		if err := Write(io.Discard, r); err != nil {
			b.Fatal(err)
		}
	}
}
