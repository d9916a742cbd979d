package paper

import (
	"archive/zip"
	"bytes"
	"encoding/xml"
	"errors"
	"io"
	"path"
	"strings"
	"testing"
)

func unpack(t testing.TB, data []byte) []file {
	t.Helper()
	z, err := zip.NewReader(bytes.NewReader(data), int64(len(data)))
	if err != nil {
		t.Fatal(err)
	}
	var out []file
	for _, f := range z.File {
		r, err := f.Open()
		if err != nil {
			t.Fatal(err)
		}
		b, err := io.ReadAll(r)
		if err != nil {
			t.Fatal(err)
		}
		out = append(out, file{name: f.Name, data: b})
	}
	return out
}

func find(t testing.TB, files []file, name string) []byte {
	t.Helper()
	for _, f := range files {
		if f.name == name {
			return f.data
		}
	}
	t.Fatalf("there is no part %s", name)
	return nil
}

// walkXML visits every token and fails where the text is no XML.
func walkXML(t testing.TB, name string, data []byte, visit func(xml.Token)) {
	t.Helper()
	d := xml.NewDecoder(bytes.NewReader(data))
	for {
		token, err := d.Token()
		if errors.Is(err, io.EOF) {
			return
		}
		if err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		visit(token)
	}
}

func attr(e xml.StartElement, name string) string {
	for _, a := range e.Attr {
		if a.Name.Local == name {
			return a.Value
		}
	}
	return ""
}

// paragraphs are the texts of the paragraphs of a part, read back.
func paragraphs(t testing.TB, data []byte) []string {
	t.Helper()
	var out []string
	inText := false
	walkXML(t, "part", data, func(token xml.Token) {
		add := func(s string) { out[len(out)-1] += s }
		switch e := token.(type) {
		case xml.StartElement:
			switch e.Name.Local {
			case "p":
				out = append(out, "")
			case "br":
				add("\n")
			case "tab":
				add("\t")
			}
			inText = e.Name.Local == "t"
		case xml.EndElement:
			inText = false
		case xml.CharData:
			if inText {
				add(string(e))
			}
		}
	})
	return out
}

// Every part is XML, every part but the list of types is in the list, and every relation
// leads to a part.
func TestParts(t *testing.T) {
	files := unpack(t, write(t, rich(t), "docx"))
	if files[0].name != "[Content_Types].xml" {
		t.Errorf("the first part is %s; the list of types would be right", files[0].name)
	}
	types := string(files[0].data)
	for _, f := range files {
		ext := path.Ext(f.name)
		if ext != ".png" {
			walkXML(t, f.name, f.data, func(xml.Token) {})
		}
		if ext == ".xml" && f.name != "[Content_Types].xml" && !strings.Contains(types, `PartName="/`+f.name+`"`) {
			t.Errorf("%s has no type", f.name)
		}
		if ext != ".rels" {
			continue
		}
		from := path.Dir(path.Dir(f.name))
		walkXML(t, f.name, f.data, func(token xml.Token) {
			if e, ok := token.(xml.StartElement); ok && e.Name.Local == "Relationship" && attr(e, "TargetMode") == "" {
				find(t, files, path.Join(from, attr(e, "Target")))
			}
		})
	}
}

// Each style, note, bookmark, numbering and relation that the text names is there.
func TestReferences(t *testing.T) {
	files := unpack(t, write(t, rich(t), "docx"))
	has := map[string]bool{}
	collect := func(part, element, attribute, kind string) {
		walkXML(t, part, find(t, files, part), func(token xml.Token) {
			if e, ok := token.(xml.StartElement); ok && e.Name.Local == element {
				key := kind + " " + attr(e, attribute)
				if has[key] {
					t.Errorf("%s: two of %s", part, key)
				}
				has[key] = true
			}
		})
	}
	collect("word/styles.xml", "style", "styleId", "style")
	collect("word/footnotes.xml", "footnote", "id", "note")
	collect("word/numbering.xml", "num", "numId", "numbering")
	collect("word/document.xml", "bookmarkStart", "name", "bookmark")
	collect("word/_rels/document.xml.rels", "Relationship", "Id", "word/document.xml")
	collect("word/_rels/footnotes.xml.rels", "Relationship", "Id", "word/footnotes.xml")
	for _, part := range []string{"word/document.xml", "word/footnotes.xml", "word/footer1.xml", "word/header1.xml", "word/styles.xml"} {
		walkXML(t, part, find(t, files, part), func(token xml.Token) {
			e, ok := token.(xml.StartElement)
			if !ok {
				return
			}
			key := ""
			switch e.Name.Local {
			case "pStyle", "rStyle", "tblStyle", "basedOn", "next":
				key = "style " + attr(e, "val")
			case "footnoteReference":
				key = "note " + attr(e, "id")
			case "numId":
				key = "numbering " + attr(e, "val")
			case "hyperlink":
				key = "bookmark " + attr(e, "anchor")
				if attr(e, "anchor") == "" {
					key = part + " " + attr(e, "id")
				}
			case "blip":
				key = part + " " + attr(e, "embed")
			default:
				return
			}
			if !has[key] {
				t.Errorf("%s: <%s> names %s, which is not there", part, e.Name.Local, key)
			}
		})
	}
}

// Rows of heads are repeated, no row breaks, and the columns fill the text.
func TestTableRows(t *testing.T) {
	body := find(t, unpack(t, write(t, rich(t), "docx")), "word/document.xml")
	tables, heads, rows, whole, width := 0, 0, 0, 0, 0
	walkXML(t, "document", body, func(token xml.Token) {
		e, ok := token.(xml.StartElement)
		if !ok {
			return
		}
		switch e.Name.Local {
		case "tbl":
			tables, width = tables+1, 0
		case "gridCol":
			var w int
			for _, c := range attr(e, "w") {
				w = w*10 + int(c-'0')
			}
			width += w
		case "tr":
			rows++
			if width != textWidth {
				t.Errorf("columns are %d wide; %d would be right", width, textWidth)
			}
		case "tblHeader":
			heads++
		case "cantSplit":
			whole++
		}
	})
	if tables != 3 || heads != 3 || whole != rows {
		t.Errorf("%d tables have %d rows of heads and %d of %d rows that do not break; 3, 3 and all would be right", tables, heads, whole, rows)
	}
}

func TestExtent(t *testing.T) {
	for _, c := range []struct {
		wide, high int
		inches     float64
		w, h       int // in thousandths of an inch
	}{
		{200, 100, 0, 6500, 3250},
		{200, 100, 2, 2000, 1000},
		{200, 100, 9, 6500, 3250}, // no wider than the text
		{100, 310, 0, 2500, 7750}, // no higher than the page
	} {
		w, h := Picture{PNG: bars(t, c.wide, c.high), Width: c.inches}.extent()
		if w != c.w*inch/1000 || h != c.h*inch/1000 {
			t.Errorf("%d by %d at %g inches: %d by %d; %d by %d would be right", c.wide, c.high, c.inches, w, h, c.w*inch/1000, c.h*inch/1000)
		}
	}
}

// Any text comes back from a DOCX as it was, but for what XML cannot hold; the Markdown
// and the HTML are written, and the HTML is XML but for its entities.
func FuzzText(f *testing.F) {
	for _, s := range []string{"plain", " a  b ", "<&>\"'", "a\x00b\x1f", "\xff\xfe", "line\r\nline\rline\n", "\t", "]]>", "\uFFFE\uFDD0\u0085", "| a | b |\n|--|", "# a *b* [c](d) `e`", "𝔘 é ﷽"} {
		f.Add(s)
	}
	pic := bars(f, 4, 4)
	f.Fuzz(func(t *testing.T, s string) {
		d := &Document{Title: "T" + s, Subject: s, Creator: s, Keywords: []string{s}, Head: s, Blocks: []Block{
			Heading{Level: 1, Text: "H" + s, ID: "h"},
			Paragraph{Runs: []Run{{Text: s, Bold: true, Cell: s, Note: Text(s)}, {Text: s, Link: "#h"}}},
			List{Items: [][]Run{Text(s)}},
			Table{Caption: "C" + s, Note: s, Columns: []Column{{Head: s}}, Rows: []Row{{Cells: [][]Run{{{Text: s, Code: true}}}}}},
			Picture{Name: "p", PNG: pic, Alt: "A" + s, Caption: s},
		}}
		files := unpack(t, write(t, d, "docx"))
		for _, file := range files {
			if path.Ext(file.name) != ".png" {
				walkXML(t, file.name, file.data, func(xml.Token) {})
			}
		}
		got := paragraphs(t, find(t, files, "word/document.xml"))
		want := clean(s)
		if got[2] != want+want || got[3] != want {
			t.Errorf("%q comes back as %q and %q", want, got[2], got[3])
		}
		notes := paragraphs(t, find(t, files, "word/footnotes.xml"))
		if last := notes[len(notes)-1]; last != " "+want {
			t.Errorf("note %q comes back as %q", want, last)
		}
		write(t, d, "md")
		html := strings.NewReplacer("<br>", "<br/>").Replace(string(write(t, d, "html")))
		html = imageTag.ReplaceAllString(html, "<img/>")
		walkXML(t, "html", []byte("<div>"+html+"</div>"), func(xml.Token) {})
	})
}
