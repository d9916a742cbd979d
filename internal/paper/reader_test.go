package paper

import (
	"bytes"
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"reflect"
	"strings"
	"testing"
)

// tool is the path of a program that a test needs; where there is none, the test is skipped.
func tool(t *testing.T, name string) string {
	t.Helper()
	path, err := exec.LookPath(name)
	if err != nil {
		t.Skipf("%s is not installed; what it would read is not read", name)
	}
	return path
}

func output(t *testing.T, stdin []byte, name string, args ...string) []byte {
	t.Helper()
	cmd := exec.Command(name, args...)
	cmd.Stdin = bytes.NewReader(stdin)
	var out, errs bytes.Buffer
	cmd.Stdout, cmd.Stderr = &out, &errs
	if err := cmd.Run(); err != nil {
		t.Fatalf("%s %v: %v\n%s", name, args, err, errs.String())
	}
	return out.Bytes()
}

// A styled is a paragraph of the body with the name of its style.
type styled struct{ Style, Text string }

// body is what a reader of a DOCX should see: paragraphs outside tables, and tables.
func body(d *Document) (paras []styled, tables [][][]string) {
	add := func(style, text string) { paras = append(paras, styled{style, text}) }
	add("Title", d.Title)
	for _, b := range d.Blocks {
		switch b := b.(type) {
		case Heading:
			add(fmt.Sprintf("Heading %d", b.Level), b.Text)
		case Paragraph:
			add([]string{"Normal", "Lead", "Flag", "Small"}[b.Style], plain(b.Runs))
		case List:
			for _, item := range b.Items {
				add(map[bool]string{false: "List Bullet", true: "List Number"}[b.Ordered], plain(item))
			}
		case Table:
			add("Caption", b.Caption)
			if b.Note != "" {
				add("Table Note", b.Note)
			} else {
				add("Table End", "")
			}
			tables = append(tables, grid(b))
		case Picture:
			add("Picture", "")
			if b.Caption != "" {
				add("Picture Caption", b.Caption)
			}
		}
	}
	return paras, tables
}

// grid is a table as texts; the cell of a group stands in every column that it spans.
func grid(t Table) [][]string {
	out := [][]string{nil}
	for _, c := range t.Columns {
		out[0] = append(out[0], c.Head)
	}
	for _, r := range t.Rows {
		var row []string
		for i := range t.Columns {
			if r.Group {
				i = 0
			}
			row = append(row, plain(r.Cells[i]))
		}
		out = append(out, row)
	}
	return out
}

const pythonReader = `
import json, sys, docx
d = docx.Document(sys.argv[1])
p = d.core_properties
print(json.dumps({
  "core": [p.title, p.subject, p.author, p.keywords, p.language, p.created.isoformat()],
  "paras": [{"Style": x.style.name, "Text": "".join(c.text or "" if c.tag.endswith("}t") else "\n" if c.tag.endswith("}br") else "\t" for c in x._p.xpath(".//w:t|.//w:br|.//w:r/w:tab"))} for x in d.paragraphs],
  "tables": [[[c.text for c in r.cells] for r in t.rows] for t in d.tables],
  "head": d.sections[0].header.paragraphs[0].text,
  "page": [d.sections[0].page_width.inches, d.sections[0].page_height.inches, d.sections[0].left_margin.inches],
  "pictures": [[s._inline.docPr.get("descr"), s._inline.docPr.get("title"), round(s.width.inches, 3)] for s in d.inline_shapes],
}))`

// python-docx reads the properties, styles, texts, tables and pictures that were written.
func TestPythonReads(t *testing.T) {
	python := ""
	for _, p := range []string{"python3", "/usr/bin/python3"} {
		if exec.Command(p, "-c", "import docx.document").Run() == nil {
			python = p
			break
		}
	}
	if python == "" {
		t.Skip("python3 with python-docx is not installed; what it would read is not read")
	}
	d := rich(t)
	path := filepath.Join(t.TempDir(), "note.docx")
	if err := os.WriteFile(path, write(t, d, "docx"), 0o600); err != nil {
		t.Fatal(err)
	}
	var got struct {
		Core     []string
		Paras    []styled
		Tables   [][][]string
		Head     string
		Page     []float64
		Pictures [][]any
	}
	if err := json.Unmarshal(output(t, nil, python, "-c", pythonReader, path), &got); err != nil {
		t.Fatal(err)
	}
	paras, tables := body(d)
	same := func(what string, got, want any) {
		if !reflect.DeepEqual(got, want) {
			t.Errorf("%s: %v\n%v would be right", what, got, want)
		}
	}
	same("core", got.Core[:5], []string{d.Title, d.Subject, d.Creator, "fiscal, note", "en-US"})
	if !strings.HasPrefix(got.Core[5], "2017-01-01T00:00:00") {
		t.Errorf("created %s; %s would be right", got.Core[5], d.Created)
	}
	same("paragraphs", got.Paras, paras)
	same("tables", got.Tables, tables)
	same("head", got.Head, d.Head)
	same("page", got.Page, []float64{8.5, 11, 1})
	same("pictures", got.Pictures, [][]any{{"Bars that rise", "Figure 1. Bars", 2.0}, {"Wide bars", d.Blocks[len(d.Blocks)-4].(Picture).Caption, 6.5}, {"Tall bars", "tall", 2.583}}) // 7.75 / 3
}

// A tree is what pandoc understood: headings as "level text", rows of tables, notes and
// alternative texts, in order.
type tree struct {
	heads, rows, notes, alts []string
	links                    int
}

func (r *tree) visit(v any) {
	switch v := v.(type) {
	case []any:
		for _, x := range v {
			r.visit(x)
		}
	case map[string]any:
		c, _ := v["c"].([]any)
		switch v["t"] {
		case "Header":
			r.heads = append(r.heads, fmt.Sprintf("%v %s", c[0], words(c[2])))
		case "Note":
			r.notes = append(r.notes, words(c))
		case "Image":
			r.alts = append(r.alts, words(c[1]))
		case "Link":
			r.links++
		case "Table":
			r.table(c)
		}
		r.visit(v["c"])
	}
}

// table adds the rows: those of the head and of each body, without empty cells.
func (r *tree) table(c []any) {
	rows := c[3].([]any)[1].([]any)
	for _, b := range c[4].([]any) {
		rows = append(rows, b.([]any)[3].([]any)...)
	}
	for _, row := range rows {
		var cells []string
		for _, cell := range row.([]any)[1].([]any) {
			if s := words(cell.([]any)[4]); s != "" {
				cells = append(cells, s)
			}
		}
		r.rows = append(r.rows, strings.Join(cells, " | "))
	}
}

// words is the text of a part of pandoc's tree, without notes.
func words(v any) string {
	var b strings.Builder
	var walk func(any)
	walk = func(v any) {
		switch v := v.(type) {
		case []any:
			for _, x := range v {
				walk(x)
			}
		case map[string]any:
			switch v["t"] {
			case "Str":
				b.WriteString(v["c"].(string))
			case "Space", "SoftBreak", "LineBreak":
				b.WriteString(" ")
			case "Code":
				b.WriteString(v["c"].([]any)[1].(string))
			case "Note":
			default:
				walk(v["c"])
			}
		}
	}
	walk(v)
	return strings.TrimSpace(b.String())
}

// meant is the tree that the document means, with headings so much below the first level.
func meant(d *Document, below int) tree {
	var r tree
	for _, b := range d.Blocks {
		switch b := b.(type) {
		case Heading:
			r.heads = append(r.heads, fmt.Sprintf("%d %s", b.Level+below, b.Text))
		case Picture:
			r.alts = append(r.alts, b.Alt)
		case Table:
			for i, row := range grid(b) {
				if i > 0 && b.Rows[i-1].Group {
					row = row[:1]
				}
				var cells []string
				for _, c := range row {
					if c != "" {
						cells = append(cells, c)
					}
				}
				r.rows = append(r.rows, strings.Join(cells, " | "))
			}
		}
	}
	d.Walk(func(run Run) {
		if run.Note != nil {
			r.notes = append(r.notes, strings.TrimSpace(plain(run.Note)))
		}
		if run.Link != "" {
			r.links++
		}
	})
	return r
}

// pandoc understands the DOCX and the Markdown, in two dialects, as they were meant.
func TestPandocReads(t *testing.T) {
	pandoc := tool(t, "pandoc")
	d := rich(t)
	inMarkdown := meant(d, 1)
	inMarkdown.heads = append([]string{"1 " + d.Title}, inMarkdown.heads...)
	for _, c := range []struct {
		from, format string
		want         tree
	}{
		{"docx", "docx", meant(d, 0)},
		{"gfm+footnotes", "md", inMarkdown},
		{"markdown-smart", "md", inMarkdown},
	} {
		var read struct{ Blocks []any }
		if err := json.Unmarshal(output(t, write(t, d, c.format), pandoc, "-f", c.from, "-t", "json"), &read); err != nil {
			t.Fatal(err)
		}
		var got tree
		got.visit(read.Blocks)
		if !reflect.DeepEqual(got, c.want) {
			t.Errorf("%s: %+v\n%+v would be right", c.from, got, c.want)
		}
	}
}

// LibreOffice lays out pages of which each has the head and its number, and each with a
// part of the long table the heads of the table; notes stand at the foot.
func TestOfficeReads(t *testing.T) {
	if testing.Short() {
		t.Skip("-short: LibreOffice is slow")
	}
	office, pdftotext := tool(t, "soffice"), tool(t, "pdftotext")
	d, dir := rich(t), t.TempDir()
	if err := os.WriteFile(filepath.Join(dir, "note.docx"), write(t, d, "docx"), 0o600); err != nil {
		t.Fatal(err)
	}
	t.Setenv("HOME", dir)
	output(t, nil, office, "-env:UserInstallation=file://"+filepath.ToSlash(filepath.Join(dir, "profile")), "--headless", "--convert-to", "pdf", "--outdir", dir, filepath.Join(dir, "note.docx"))
	text := string(output(t, nil, pdftotext, "-layout", filepath.Join(dir, "note.pdf"), "-"))
	pages := strings.Split(strings.TrimSuffix(text, "\f"), "\f")
	if len(pages) < 5 {
		t.Fatalf("%d pages; the long table alone needs 3", len(pages))
	}
	for i, p := range pages {
		if !strings.Contains(p, d.Head) || !strings.Contains(p, fmt.Sprintf("Page %d of %d", i+1, len(pages))) {
			t.Errorf("page %d has not the head and its number:\n%s", i+1, p)
		}
		if strings.Contains(p, "Felony B") && !strings.Contains(p, "80% interval") {
			t.Errorf("page %d continues the table without its heads", i+1)
		}
	}
	flat := strings.Join(strings.Fields(text), " ")
	d.Walk(func(r Run) {
		for _, word := range strings.Fields(r.Text) {
			if !strings.Contains(flat, word) && !r.Code { // a code's long words are broken
				t.Errorf("%q is not on the pages", word)
			}
		}
	})
}
