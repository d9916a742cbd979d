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
		rows := markdownRows(string(b))
		h.annex(markdownName, rows)
		h.body(markdownName, string(b), rows)
		words = append(words, withheldIn(string(b)))
	}
	if b, ok := h.read(docxName); ok {
		rows, text, said, err := docxRows(b)
		if err != nil {
			h.fault(docxName, "it cannot be read: %v", err)
			return
		}
		h.annex(docxName, rows)
		h.body(docxName, text, rows)
		words = append(words, said)
	}
	if len(words) == 2 && words[0] != words[1] {
		h.fault(markdownName, "it says %s %d times, and %s %d times", withhold.Word, words[0], docxName, words[1])
	}
}

// withheldIn is how often a text says of something that it is withheld.
func withheldIn(text string) int {
	return strings.Count(text, withhold.Word) - strings.Count(text, "NOT "+withhold.Word)
}

// annexTitle is the head of the part that says where each figure stands; what is before it is
// the body of the note.
const annexTitle = "Annex: Where Each Figure Stands"

// body holds every number of the body of a note to the figures that the annex names, which
// are held to the tables; to the books, which say how many rows were read; and to the texts
// of the tables, which it quotes.
func (h *held) body(file, text string, rows [][]string) {
	text, _, found := strings.Cut(text, annexTitle)
	if !found {
		h.fault(file, "it has no part %q", annexTitle)
		return
	}
	known := map[string]bool{}
	for _, r := range rows {
		if len(r) == len(annexHeads) && h.table(r[0]) != nil {
			for _, s := range numberForm.FindAllString(r[2], -1) {
				known[strings.TrimRight(s, ",")] = true
			}
		}
	}
	books := []float64(nil)
	if t := h.table("ledger"); t != nil {
		books = numbersOf(t)
	}
	for _, s := range numbersIn(text) {
		if !known[s] && !anyPrints(s, books) && !h.quoted(s) {
			h.fault(file, "%s stands in a sentence or table of it and is no figure of its annex", s)
			known[s] = true // once is enough
		}
	}
}

// quoted reports whether a number stands in a text of the tables or the manifest.
func (h *held) quoted(number string) bool {
	if h.texts == "" {
		var b strings.Builder
		for i := range h.tables {
			t := &h.tables[i]
			for n := range t.Rows {
				for c := range t.Columns {
					cell := cellOf(t, n, c)
					if _, err := strconv.ParseFloat(cell, 64); err != nil {
						b.WriteString(cell + "\n")
					}
				}
			}
		}
		made, _ := h.read("manifest.json")
		h.texts = b.String() + string(made) + "\n" + strings.Join(h.quotes, "\n")
	}
	return regexp.MustCompile(`(^|[^\d.,]|[A-Za-z][.,])` + regexp.QuoteMeta(number) + `($|[^\d])`).MatchString(h.texts)
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

// docxRows are the rows of the tables of a Word document, its paragraphs, and how often it
// says that something is withheld.
func docxRows(data []byte) (rows [][]string, text string, said int, err error) {
	z, err := zip.NewReader(bytes.NewReader(data), int64(len(data)))
	if err != nil {
		return nil, "", 0, err
	}
	var all strings.Builder
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
					said += withheldIn(paragraph.String())
					all.WriteString(paragraph.String() + "\n")
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
			return nil, "", 0, err
		}
	}
	return rows, all.String(), said, nil
}
