package held

import (
	"archive/zip"
	"bytes"
	"encoding/xml"
	"html"
	"regexp"
	"strconv"
	"strings"

	"impact/internal/withhold"
)

const (
	markdownName = "note.md"
	docxName     = "note.docx"
)

// annexHeads are the heads of the table in which a note says where each figure stands.
var annexHeads = []string{"Table", "Row", "Column, exact value → as printed"}

// notes holds the note to the tables, and its two forms to each other.
func (h *held) notes() {
	var words []int
	if b, ok := h.read(markdownName); ok {
		h.annex(markdownName, markdownRows(string(b)))
		words = append(words, strings.Count(string(b), withhold.Word))
	}
	if b, ok := h.read(docxName); ok {
		rows, said, err := docxRows(b)
		if err != nil {
			h.fault(docxName, "it cannot be read: %v", err)
			return
		}
		h.annex(docxName, rows)
		words = append(words, said)
	}
	if len(words) == 2 && words[0] != words[1] {
		h.fault(markdownName, "it says %s %d times, and %s %d times", withhold.Word, words[0], docxName, words[1])
	}
}

// annex holds the rows of the annex of a note: table, row from 0, and columns with their values.
func (h *held) annex(file string, rows [][]string) {
	in := false
	for _, r := range rows {
		if len(r) != len(annexHeads) { // one cell is the head of a group of rows
			in = in && len(r) == 1
			continue
		}
		if r[0] == annexHeads[0] && r[1] == annexHeads[1] && r[2] == annexHeads[2] {
			in = true
			continue
		}
		n, err := strconv.Atoi(r[1])
		t := h.table(r[0])
		switch {
		case !in || r[1] == "" || strings.Trim(r[1], "-:") == "":
		case err != nil || n < 0 || t == nil || n >= len(t.Rows):
			h.fault(file, "its annex names a row %s of %s that is not there", r[1], r[0])
		default:
			var last int
			var texts []string // of the column last
			check := func() {
				if texts == nil {
					return
				}
				text := strings.Join(texts, "; ")
				cell := cellOf(t, n, last)
				exact, printed, arrow := strings.Cut(text, " → ")
				if exact = strings.TrimSpace(exact); !alikeText(exact, strings.Join(strings.Fields(cell), " ")) || arrow && cell == withhold.Word && printed != withhold.Word {
					h.fault(file, "its annex: %s is not as in tables/%s.csv%s", spotOf(t, n, last), t.Name, shownOf(cell))
				}
			}
			for _, part := range strings.Split(r[2], "; ") {
				name, value, _ := strings.Cut(part, " ")
				if c := column(t, name); c >= 0 {
					check()
					last, texts = c, []string{value}
				} else if texts != nil {
					texts = append(texts, part)
				}
			}
			check()
		}
	}
}

var (
	barForm    = regexp.MustCompile(`(?:\\.|[^|\\])+`)
	escapeForm = regexp.MustCompile(`\\(.)`)
)

// markdownRows are the rows of the tables of a text in Markdown; one without cells between
// tables.
func markdownRows(text string) (out [][]string) {
	for line := range strings.SplitSeq(text, "\n") {
		line, ok := strings.CutPrefix(strings.TrimSpace(line), "|")
		if !ok {
			out = append(out, nil)
			continue
		}
		var cells []string
		for _, c := range barForm.FindAllString(strings.TrimSuffix(line, "|"), -1) {
			c = escapeForm.ReplaceAllString(strings.TrimSpace(c), "$1")
			cells = append(cells, html.UnescapeString(strings.ReplaceAll(c, "<br>", " ")))
		}
		out = append(out, cells)
	}
	return out
}

// docxRows are the rows of the tables of a withhold.Word document, and how often it says that
// something is withheld.
func docxRows(data []byte) (rows [][]string, said int, err error) {
	z, err := zip.NewReader(bytes.NewReader(data), int64(len(data)))
	if err != nil {
		return nil, 0, err
	}
	for _, f := range z.File {
		if f.Name != "word/document.xml" && f.Name != "word/footnotes.xml" {
			continue
		}
		var row []string
		var cell, paragraph strings.Builder
		in := false
		err := tokensOf(f, func(e xml.Token) error {
			switch e := e.(type) {
			case xml.StartElement:
				switch e.Name.Local {
				case "tbl":
					rows = append(rows, nil)
				case "tr":
					row = nil
				case "tc":
					cell.Reset()
				case "t":
					in = true
				}
			case xml.CharData:
				if in {
					cell.Write(e)
					paragraph.Write(e)
				}
			case xml.EndElement:
				switch e.Name.Local {
				case "t":
					in = false
				case "p":
					said += strings.Count(paragraph.String(), withhold.Word)
					paragraph.Reset()
				case "tc":
					row = append(row, strings.TrimSpace(cell.String()))
				case "tr":
					rows = append(rows, row)
				}
			}
			return nil
		})
		if err != nil {
			return nil, 0, err
		}
	}
	return rows, said, nil
}
