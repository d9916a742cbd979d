// Package paper is a document of headings, paragraphs, lists, tables, pictures and
// footnotes, and its writers: Markdown, DOCX and HTML. It knows no law.
package paper

// A Document is what is written, in order. The same Document gives the same bytes.
type Document struct {
	Title    string
	Subject  string
	Creator  string
	Keywords []string
	Language string // BCP 47, such as "en-US"
	Created  string // W3C date of the core properties, "2017-01-01T00:00:00Z"; "" for none
	Head     string // runs at the top of every page: "DRAFT …"
	Prefix   string // of the ids of notes in HTML, where two documents stand in one page; "" for none
	Blocks   []Block
}

// A Block is a Heading, Paragraph, List, Table, Picture or PageBreak.
type Block interface{ block() }

// A Heading opens a part. Level is 1 to 4, and at most one below that of the heading
// before; the title of the document is not one.
type Heading struct {
	Level int
	Text  string
	ID    string // the anchor of the page, to which a Run's link "#id" leads; "" for none
}

// A Style is what a paragraph is for.
type Style uint8

// The styles.
const (
	Body  Style = iota
	Lead        // the first sentence of a part
	Flag        // what a reader must not overlook, in a box
	Small       // sources and notes
)

// A Paragraph is runs of text.
type Paragraph struct {
	Style Style
	Runs  []Run
}

// A Run is text of one look.
type Run struct {
	Text         string
	Bold, Italic bool
	Code         bool
	Link         string // a URL (https, http, mailto) or the "#id" of a Heading; "" for none
	Cell         string // the cell of a table that the text is, "projection:12/mean"; "" for text that is no figure
	Note         []Run  // a footnote whose mark follows the text, without notes of its own; nil for none
}

// A List is points, each of runs.
type List struct {
	Ordered bool
	Items   [][]Run
}

// A Table has one row of heads, which is repeated on every page, and rows of cells.
type Table struct {
	Caption string
	Columns []Column
	Rows    []Row
	Small   bool   // in small type
	Note    string // below the table; "" for none
}

// A Column is a head, the side on which its cells stand, and its share of the width.
type Column struct {
	Head  string
	Right bool
	Width float64 // relative; 0 for 1
}

// A Row is cells, as many as there are columns; Group rows are one cell that runs over
// all columns and heads those after it.
type Row struct {
	Cells [][]Run
	Group bool
	Total bool // set apart by a line
}

// A Picture is a PNG and, for the page, an SVG, which says itself what it shows. Alt
// says so for the PNG to who does not see it.
type Picture struct {
	Name    string // of its file, without ending
	PNG     []byte
	SVG     string // without XML declaration; "" for the PNG in the page too
	Alt     string
	Caption string
	Width   float64 // inches; 0 for that of the text
}

// A PageBreak starts a page.
type PageBreak struct{}

func (Heading) block()   {}
func (Paragraph) block() {}
func (List) block()      {}
func (Table) block()     {}
func (Picture) block()   {}
func (PageBreak) block() {}

// Text is one plain run.
func Text(s string) []Run { return []Run{{Text: s}} }

// Walk visits every run of the document in the order of reading; a note follows the run
// that bears its mark.
func (d *Document) Walk(visit func(Run)) {
	var runs func([]Run)
	runs = func(rs []Run) {
		for _, r := range rs {
			visit(r)
			runs(r.Note)
		}
	}
	d.each(runs)
}

// each visits the lines of runs that the blocks hold, in order.
func (d *Document) each(visit func([]Run)) {
	for _, b := range d.Blocks {
		switch b := b.(type) {
		case Paragraph:
			visit(b.Runs)
		case List:
			for _, item := range b.Items {
				visit(item)
			}
		case Table:
			for _, row := range b.Rows {
				for _, cell := range row.Cells {
					visit(cell)
				}
			}
		}
	}
}
