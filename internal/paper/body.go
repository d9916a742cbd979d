package paper

import (
	"bytes"
	"fmt"
	"image/png"
	"math"
	"strings"
)

const (
	textWidth    = 9360        // of the page, in twentieths of a point
	inch         = 914400      // in the units of a drawing
	widest       = 6.5 * inch  // a picture
	tallest      = 7.75 * inch // a picture with its caption below
	wholeRows    = 12          // a table of at most so many rows stays on one page
	keptWithHead = 2           // rows of a longer table that stay with its heads, and as many at its end
)

// build writes the title and the blocks into the parts.
func (x *docx) build() {
	for _, b := range x.doc.Blocks {
		if h, ok := b.(Heading); ok && h.ID != "" {
			x.bookmarks[h.ID] = fmt.Sprintf("part_%d", len(x.bookmarks)+1)
		}
	}
	x.line("Title", asStyled, x.doc.Title)
	for _, b := range x.doc.Blocks {
		x.put(b)
	}
}

func (x *docx) put(b Block) {
	switch b := b.(type) {
	case Heading:
		x.heading(b)
	case Paragraph:
		x.open([...]string{"Normal", "Lead", "Flag", "Small"}[b.Style], asStyled, "")
		x.runs(&x.body, b.Runs)
		x.close()
	case List:
		x.list(b)
	case Table:
		x.table(b)
	case Picture:
		x.picture(b)
	case PageBreak:
		x.newPage = true
	}
}

// Whether a paragraph stays on the page of the next, where its style does not say so.
const (
	asStyled = ""
	keepNext = "<w:keepNext/>"
	loose    = `<w:keepNext w:val="0"/>`
)

// open begins a paragraph; the rest are the properties that stand after pageBreakBefore
// in the schema.
func (x *docx) open(style, keep, rest string) {
	begin := ""
	if x.newPage {
		begin, x.newPage = "<w:pageBreakBefore/>", false
	}
	x.body.put(`<w:p><w:pPr><w:pStyle w:val="%s"/>%s%s%s</w:pPr>`, style, keep, begin, rest)
}

func (x *docx) close() { x.body.put("</w:p>\n") }

// line is a paragraph of one plain line.
func (x *docx) line(style, keep, text string) {
	x.open(style, keep, "")
	x.body.put("<w:r>%s</w:r>", wordText(oneLine(text)))
	x.close()
}

func (x *docx) heading(h Heading) {
	x.open(fmt.Sprintf("Heading%d", h.Level), asStyled, "")
	run := "<w:r>" + wordText(oneLine(h.Text)) + "</w:r>"
	if name := x.bookmarks[h.ID]; name != "" {
		x.marks++
		run = fmt.Sprintf(`<w:bookmarkStart w:id="%d" w:name="%s"/>%s<w:bookmarkEnd w:id="%[1]d"/>`, x.marks, name, run)
	}
	x.body.put("%s", run)
	x.close()
}

func (x *docx) list(l List) {
	style, num := "ListBullet", bullets
	if l.Ordered {
		x.numbered++
		style, num = "ListNumber", numbers+x.numbered
	}
	for _, item := range l.Items {
		x.open(style, asStyled, fmt.Sprintf(`<w:numPr><w:ilvl w:val="0"/><w:numId w:val="%d"/></w:numPr>`, num))
		x.runs(&x.body, item)
		x.close()
	}
}

// runs writes runs into a part, and the notes of those of the body into the footnotes.
func (x *docx) runs(p *part, runs []Run) {
	for _, r := range runs {
		x.run(p, r)
		if len(r.Note) == 0 {
			continue
		}
		x.notes++
		p.put(`<w:r><w:rPr><w:rStyle w:val="FootnoteReference"/></w:rPr><w:footnoteReference w:id="%d"/></w:r>`, x.notes)
		x.foot.put(`<w:footnote w:id="%d"><w:p><w:pPr><w:pStyle w:val="FootnoteText"/></w:pPr><w:r><w:rPr><w:rStyle w:val="FootnoteReference"/></w:rPr><w:footnoteRef/></w:r><w:r><w:t xml:space="preserve"> </w:t></w:r>`, x.notes)
		x.runs(&x.foot, r.Note)
		x.foot.put("</w:p></w:footnote>\n")
	}
}

func (x *docx) run(p *part, r Run) {
	if r.Text == "" {
		return
	}
	s := "<w:r>" + wordLook(r) + wordText(clean(r.Text)) + "</w:r>"
	if id, ok := strings.CutPrefix(r.Link, "#"); ok {
		s = `<w:hyperlink w:anchor="` + x.bookmarks[id] + `">` + s + "</w:hyperlink>"
	} else if r.Link != "" {
		id := p.relate(relation{kind: "hyperlink", target: r.Link, external: true})
		s = `<w:hyperlink r:id="` + id + `">` + s + "</w:hyperlink>"
	}
	p.put("%s", s)
}

// wordLook are the properties of a run in the order of the schema.
func wordLook(r Run) string {
	s := ""
	switch {
	case r.Code:
		s += `<w:rStyle w:val="Code"/>`
	case r.Link != "":
		s += `<w:rStyle w:val="Hyperlink"/>`
	}
	if r.Bold {
		s += "<w:b/><w:bCs/>"
	}
	if r.Italic {
		s += "<w:i/><w:iCs/>"
	}
	if s == "" {
		return ""
	}
	return "<w:rPr>" + s + "</w:rPr>"
}

// wordText is a clean text as what stands in a run, with its line ends and tabs.
func wordText(s string) string {
	var b strings.Builder
	for i, line := range strings.Split(s, "\n") {
		if i > 0 {
			b.WriteString("<w:br/>")
		}
		for j, piece := range strings.Split(line, "\t") {
			if j > 0 {
				b.WriteString("<w:tab/>")
			}
			if piece != "" {
				b.WriteString(`<w:t xml:space="preserve">` + escape(piece) + "</w:t>")
			}
		}
	}
	return b.String()
}

func (x *docx) table(t Table) {
	if t.Caption != "" {
		x.line("Caption", keepNext, t.Caption)
	} else if x.newPage {
		x.line("TableEnd", asStyled, "")
	}
	widths := shares(t.Columns)
	x.body.put(`<w:tbl><w:tblPr><w:tblStyle w:val="PaperTable"/><w:tblW w:w="%d" w:type="dxa"/><w:tblLayout w:type="fixed"/><w:tblLook w:val="0020" w:firstRow="1" w:lastRow="0" w:firstColumn="0" w:lastColumn="0" w:noHBand="1" w:noVBand="1"/><w:tblCaption w:val="%s"/></w:tblPr><w:tblGrid>`, textWidth, escape(t.label()))
	for _, w := range widths {
		x.body.put(`<w:gridCol w:w="%d"/>`, w)
	}
	x.body.put("</w:tblGrid>\n")
	heads := make([][]Run, len(t.Columns))
	for i, c := range t.Columns {
		heads[i] = []Run{{Text: oneLine(c.Head), Bold: true}}
	}
	x.row(t, widths, heads, rowLook{properties: "<w:tblHeader/>", cell: headCell, keep: len(t.Rows) > 0})
	for i, r := range t.Rows {
		x.row(t, widths, r.Cells, lookOf(t, i))
	}
	x.body.put("</w:tbl>\n")
	if t.Note != "" {
		x.line("TableNote", asStyled, t.Note)
	} else {
		x.line("TableEnd", asStyled, "") // or two tables would be one
	}
}

// A rowLook is how a row differs from a plain one.
type rowLook struct {
	properties string // of the row
	cell       string // properties of each cell
	bold       bool
	group      bool // one cell over all columns
	keep       bool // on the page of the next row
}

const (
	headCell  = `<w:tcBorders><w:bottom w:val="single" w:sz="8" w:space="0" w:color="12395F"/></w:tcBorders><w:shd w:val="clear" w:color="auto" w:fill="E3EBF4"/><w:vAlign w:val="bottom"/>`
	groupCell = `<w:shd w:val="clear" w:color="auto" w:fill="F3F5F7"/>`
	totalCell = `<w:tcBorders><w:top w:val="single" w:sz="8" w:space="0" w:color="55606B"/></w:tcBorders>`
)

func lookOf(t Table, i int) rowLook {
	r, last := t.Rows[i], len(t.Rows)-1
	short := len(t.Rows) <= wholeRows
	l := rowLook{bold: r.Group || r.Total, group: r.Group}
	switch {
	case r.Group:
		l.cell = groupCell
	case r.Total:
		l.cell = totalCell
	}
	l.keep = i < last && (short || r.Group || i+1 < keptWithHead || i > last-keptWithHead || t.Rows[i+1].Total) ||
		i == last && t.Note != ""
	return l
}

func (x *docx) row(t Table, widths []int, cells [][]Run, l rowLook) {
	style, keep := "TableText", asStyled
	if t.Small {
		style = "TableTextSmall"
	}
	if l.keep {
		keep = keepNext
	}
	x.body.put("<w:tr><w:trPr><w:cantSplit/>%s</w:trPr>", l.properties)
	for i, runs := range cells {
		span, width, side := "", widths[i], ""
		if l.group {
			span, width = fmt.Sprintf(`<w:gridSpan w:val="%d"/>`, len(widths)), textWidth
		} else if t.Columns[i].Right {
			side = `<w:jc w:val="right"/>`
		}
		x.body.put(`<w:tc><w:tcPr><w:tcW w:w="%d" w:type="dxa"/>%s%s</w:tcPr>`, width, span, l.cell)
		x.open(style, keep, side)
		for _, r := range runs {
			r.Bold = r.Bold || l.bold
			x.runs(&x.body, []Run{r})
		}
		x.body.put("</w:p></w:tc>")
	}
	x.body.put("</w:tr>\n")
}

// shares divides the width of the text among the columns.
func shares(columns []Column) []int {
	var sum float64
	parts := make([]float64, len(columns))
	for i, c := range columns {
		parts[i] = c.Width
		if c.Width == 0 {
			parts[i] = 1
		}
		sum += parts[i]
	}
	out := make([]int, len(columns))
	var upTo float64
	at := 0
	for i, p := range parts {
		upTo += p
		end := int(math.Round(upTo / sum * textWidth))
		out[i], at = end-at, end
	}
	return out
}

func (x *docx) picture(p Picture) {
	x.pictures = append(x.pictures, p)
	n := len(x.pictures)
	id := x.body.relate(relation{kind: "image", target: fmt.Sprintf("media/image%d.png", n)})
	wide, high := p.extent()
	title := p.Caption
	if title == "" {
		title = p.Name
	}
	keep := asStyled
	if p.Caption == "" {
		keep = loose
	}
	x.open("Picture", keep, "")
	x.body.put(`<w:r><w:drawing><wp:inline distT="0" distB="0" distL="0" distR="0"><wp:extent cx="%d" cy="%d"/><wp:docPr id="%d" name="%s" descr="%s" title="%s"/>`,
		wide, high, n, p.Name, escapeLine(p.Alt), escapeLine(title))
	x.body.put(`<wp:cNvGraphicFramePr><a:graphicFrameLocks noChangeAspect="1"/></wp:cNvGraphicFramePr><a:graphic><a:graphicData uri="http://schemas.openxmlformats.org/drawingml/2006/picture"><pic:pic><pic:nvPicPr><pic:cNvPr id="%d" name="%s.png" descr="%s"/><pic:cNvPicPr/></pic:nvPicPr>`,
		n, p.Name, escapeLine(p.Alt))
	x.body.put(`<pic:blipFill><a:blip r:embed="%s"/><a:stretch><a:fillRect/></a:stretch></pic:blipFill><pic:spPr><a:xfrm><a:off x="0" y="0"/><a:ext cx="%d" cy="%d"/></a:xfrm><a:prstGeom prst="rect"><a:avLst/></a:prstGeom></pic:spPr></pic:pic></a:graphicData></a:graphic></wp:inline></w:drawing></w:r>`,
		id, wide, high)
	x.close()
	if p.Caption != "" {
		x.line("PictureCaption", asStyled, p.Caption)
	}
}

// extent is the size on the page, with the sides of the PNG and no larger than the page.
func (p Picture) extent() (wide, high int) {
	size, _ := png.DecodeConfig(bytes.NewReader(p.PNG)) // was checked
	w := widest
	if p.Width > 0 {
		w = min(widest, p.Width*inch)
	}
	h := w * float64(size.Height) / float64(size.Width)
	if h > tallest {
		w, h = w*tallest/h, tallest
	}
	return max(1, int(w)), max(1, int(h))
}
