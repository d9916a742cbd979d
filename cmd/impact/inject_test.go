package main

import (
	"bytes"
	"encoding/csv"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/xuri/excelize/v2"
)

// evil are values that a file of charges may hold, and that must come out as texts.
var evil = []string{
	"=cmd|' /C calc'!A0", "+1+1", "-2+3", "@SUM(A1)", "\t=1+1", "=HYPERLINK(\"http://x\",\"y\")", "＝1+1",
	"<script>alert(1)</script>", "\"><img src=x onerror=alert(1)>", "</script><script>alert(2)</script>", "]]><x>", "&#60;b&#62;", "<!--", "{{.}}", "</title></svg><svg onload=alert(3)>",
	"\x1b[31mred\x07", "\u202eevil", "[x](http://evil)", "`code`|pipe|", "<http://evil>", "\x01\x02", "$(id)", "x\n\n# head", "x\rFAKE",
}

// Nothing that a value of the data says is a formula, markup or a sequence of the terminal
// where it comes out.
func TestInjection(t *testing.T) {
	dir := t.TempDir()
	var b bytes.Buffer
	w := csv.NewWriter(&b)
	rows := [][]string{{"charge_id", "case_id", "person_id", "statute", "final_statute", "offense_date", "filed_date", "disposition_date", "disposition", "victim_age", "defendant_race", "defendant_sex", "defendant_age", "court", "class"}}
	for i, e := range evil {
		for k := range 6 {
			n, statute, done := fmt.Sprint("c", i, "-", k), "53a-83(c)", "guilty"
			if k == 0 {
				statute, done = e, e
			}
			rows = append(rows, []string{n, n, n, statute, map[bool]string{true: e}[k == 1], "2012-03-04", "2012-05-04", "2013-06-04", done, "16", e, e, "30", e, map[bool]string{true: e}[k == 2]})
		}
	}
	if err := w.WriteAll(rows); err != nil {
		t.Fatal(err)
	}
	file, out := filepath.Join(dir, "=1+1<b>.csv"), filepath.Join(dir, "out")
	if err := os.WriteFile(file, b.Bytes(), 0o600); err != nil {
		t.Fatal(err)
	}
	stdout, talk, code := command("run", file, "--draws", "30", "--switches=false", "--threshold", "0", "--no-progress", "--out", out)
	if code != exitDone {
		t.Fatalf("exit %d: %s", code, talk)
	}
	calm(t, "stdout", stdout)
	calm(t, "stderr", talk)
	seen := map[string]bool{}
	err := filepath.WalkDir(out, func(p string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		text, err := os.ReadFile(p)
		if err != nil {
			return err
		}
		kind := filepath.Ext(p)
		seen[kind] = seen[kind] || bytes.Contains(text, []byte("SUM(A1)"))
		switch kind {
		case ".csv":
			texts(t, p, text)
		case ".svg":
			wellFormed(t, p, text)
			unarmed(t, p, string(text))
		case ".html":
			unarmed(t, p, string(text))
			calm(t, p, string(text))
		case ".md":
			marks(t, p, string(text))
			calm(t, p, string(text))
		case ".docx", ".xlsx":
			parts(t, p, text)
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	for _, kind := range []string{".csv", ".html", ".md", ".svg"} {
		if !seen[kind] {
			t.Errorf("no %s holds a value of the data: the test shows nothing", kind)
		}
	}
	sheets(t, filepath.Join(out, "workbook.xlsx"))
}

// calm checks that a text does not steer a terminal.
func calm(t *testing.T, name, text string) {
	t.Helper()
	if i := strings.IndexFunc(text, func(r rune) bool {
		return r < ' ' && r != '\n' && r != '\t' || r >= 0x7f && r < 0xa0 || r >= 0x202a && r <= 0x202e || r >= 0x2066 && r <= 0x2069
	}); i >= 0 {
		t.Errorf("%s steers terminals: %q", name, text[max(0, i-20):min(len(text), i+20)])
	}
}

// texts checks that no cell of a CSV begins as a formula.
func texts(t *testing.T, name string, b []byte) {
	t.Helper()
	all, err := csv.NewReader(bytes.NewReader(b)).ReadAll()
	if err != nil {
		t.Errorf("%s: %v", name, err)
	}
	number := regexp.MustCompile(`^[-+]?[0-9.]+(e[-+]?[0-9]+)?$`)
	for _, row := range all {
		for _, cell := range row {
			calm(t, name, cell)
			if len(cell) > 1 && strings.ContainsAny(cell[:1], "=+-@\t\r\n") && !number.MatchString(cell) {
				t.Errorf("%s: the cell %q may be taken for a formula", name, cell)
			}
		}
	}
}

// armed is markup that only the values of this test bring along. Of the page's own there
// is none such.
var armed = regexp.MustCompile(`(?i)<script>alert|<img src=x|onerror=alert\(1\)>|<svg onload|<x>|<b>\.csv|<http://evil>`)

func unarmed(t *testing.T, name, text string) {
	t.Helper()
	for _, at := range armed.FindAllStringIndex(text, 3) {
		if around := text[max(0, at[0]-4):at[1]]; !strings.Contains(around, "&lt;") && !strings.Contains(around, `\u003c`) {
			t.Errorf("%s: %q", name, text[max(0, at[0]-60):min(len(text), at[1]+40)])
		}
	}
}

// marks checks that Markdown holds no markup of the data.
func marks(t *testing.T, name, text string) {
	t.Helper()
	for line := range strings.Lines(text) {
		for _, mark := range []string{"<script", "<img", "<svg", "<x>", "<http:", "[x](", "`code`"} {
			if i := strings.Index(line, mark); i >= 0 && (i == 0 || line[i-1] != '\\') {
				t.Errorf("%s: %q", name, line)
			}
		}
		if strings.HasPrefix(line, "# head") {
			t.Errorf("%s: a value became a heading", name)
		}
	}
}

func wellFormed(t *testing.T, name string, b []byte) {
	t.Helper()
	for d := xml.NewDecoder(bytes.NewReader(b)); ; {
		switch _, err := d.Token(); {
		case errors.Is(err, io.EOF):
			return
		case err != nil:
			t.Errorf("%s: %v", name, err)
			return
		}
	}
}

// parts checks the XML in a package, and that no relation of it points to the data's links.
func parts(t *testing.T, name string, b []byte) {
	t.Helper()
	for part, text := range unzipped(t, b) {
		if strings.HasSuffix(part, ".xml") || strings.HasSuffix(part, ".rels") {
			wellFormed(t, name+" "+part, text)
		}
		if strings.HasSuffix(part, ".rels") && bytes.Contains(text, []byte("evil")) {
			t.Errorf("%s %s links to what the data say", name, part)
		}
	}
}

// sheets checks that what the data say stands in the workbook, and never in a formula.
func sheets(t *testing.T, name string) {
	t.Helper()
	f, err := excelize.OpenFile(name)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	found := 0
	for _, sheet := range f.GetSheetList() {
		rows, err := f.GetRows(sheet)
		if err != nil {
			t.Fatal(err)
		}
		for y, row := range rows {
			for x, text := range row {
				cell, err := excelize.CoordinatesToCellName(x+1, y+1)
				if err != nil {
					t.Fatal(err)
				}
				formula, err := f.GetCellFormula(sheet, cell)
				if err != nil {
					t.Fatal(err)
				}
				if strings.Contains(formula, "cmd") || strings.Contains(formula, "A1)") && strings.HasPrefix(formula, "SUM") || strings.Contains(formula, "HYPERLINK") || formula == "1+1" {
					t.Errorf("%s!%s is the formula %q", sheet, cell, formula)
				}
				if strings.HasPrefix(text, "=cmd") || strings.HasPrefix(text, "@SUM") {
					found++
					if kind, err := f.GetCellType(sheet, cell); err != nil || kind != excelize.CellTypeInlineString && kind != excelize.CellTypeSharedString {
						t.Errorf("%s!%s %q is of type %v (%v); a text would be right", sheet, cell, text, kind, err)
					}
				}
			}
		}
	}
	if found == 0 {
		t.Error("the workbook holds no value of the data: the test shows nothing")
	}
}
