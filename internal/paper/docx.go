package paper

import (
	"archive/zip"
	_ "embed"
	"fmt"
	"io"
	"strings"
	"time"
)

//go:embed docx/styles.xml
var stylesXML string

//go:embed docx/settings.xml
var settingsXML string

const (
	declaration = `<?xml version="1.0" encoding="UTF-8" standalone="yes"?>` + "\n"
	wordSpace   = `xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"`
	relSpace    = `xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"`
	drawSpaces  = `xmlns:wp="http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing" ` +
		`xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main" ` +
		`xmlns:pic="http://schemas.openxmlformats.org/drawingml/2006/picture"`
	relType  = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/"
	partType = "application/vnd.openxmlformats-officedocument.wordprocessingml."
)

// WriteDOCX writes the document as a Word file: US Letter, one inch of margin, the head on
// every page and "Page X of Y" at its foot. Headings, lists, captions, notes and tables have
// Word's own styles; the rows of heads are repeated; pictures have alternative texts.
func (d *Document) WriteDOCX(w io.Writer) error {
	if err := d.check(); err != nil {
		return err
	}
	x := docx{doc: d, bookmarks: map[string]string{}}
	x.build()
	z := zip.NewWriter(w)
	for _, p := range x.parts() {
		if err := pack(z, p); err != nil {
			return err
		}
	}
	return z.Close()
}

// A file is one part of the package. One that is stored is packed already.
type file struct {
	name   string
	data   []byte
	stored bool
}

func pack(z *zip.Writer, f file) error {
	h := zip.FileHeader{Name: f.name, Method: zip.Deflate, Modified: time.Date(1980, 1, 1, 0, 0, 0, 0, time.UTC)}
	if f.stored {
		h.Method = zip.Store
	}
	out, err := z.CreateHeader(&h)
	if err != nil {
		return err
	}
	_, err = out.Write(f.data)
	return err
}

// A docx is a document on its way to DOCX.
type docx struct {
	doc       *Document
	body      part
	foot      part // the footnotes
	bookmarks map[string]string
	marks     int       // bookmarks set
	notes     int       // footnotes set
	numbered  int       // ordered lists, each with a numbering of its own
	pictures  []Picture // those of the body
	newPage   bool      // the next paragraph begins a page
}

// A part is the XML of one part, with the relations that it names.
type part struct {
	strings.Builder
	rels []relation
}

type relation struct {
	kind, target string
	external     bool
}

// relate adds a relation and is its id.
func (p *part) relate(r relation) string {
	p.rels = append(p.rels, r)
	return fmt.Sprintf("rId%d", len(p.rels))
}

func (p *part) put(format string, args ...any) { fmt.Fprintf(p, format, args...) }

func (x *docx) language() string {
	if x.doc.Language == "" {
		return "en-US"
	}
	return escape(x.doc.Language)
}

// parts are the files of the package, the list of their types first.
func (x *docx) parts() []file {
	spoken := strings.NewReplacer("{language}", x.language())
	text := func(name, s string) file { return file{name: name, data: []byte(s)} }
	x.body.relate(relation{kind: "styles", target: "styles.xml"})
	x.body.relate(relation{kind: "settings", target: "settings.xml"})
	x.body.relate(relation{kind: "numbering", target: "numbering.xml"})
	x.body.relate(relation{kind: "footnotes", target: "footnotes.xml"})
	head, tail := "", `<w:footerReference w:type="default" r:id="`+x.body.relate(relation{kind: "footer", target: "footer1.xml"})+`"/>`
	if x.doc.Head != "" {
		head = `<w:headerReference w:type="default" r:id="` + x.body.relate(relation{kind: "header", target: "header1.xml"}) + `"/>`
	}
	section := "<w:sectPr>" + head + tail + `<w:pgSz w:w="12240" w:h="15840"/><w:pgMar w:top="1440" w:right="1440" w:bottom="1440" w:left="1440" w:header="720" w:footer="720" w:gutter="0"/></w:sectPr>`
	out := []file{
		text("[Content_Types].xml", x.types()),
		text("_rels/.rels", relations([]relation{
			{kind: "officeDocument", target: "word/document.xml"},
			{kind: "core", target: "docProps/core.xml"},
			{kind: "extended-properties", target: "docProps/app.xml"},
		})),
		text("docProps/core.xml", x.core()),
		text("docProps/app.xml", declaration+`<Properties xmlns="http://schemas.openxmlformats.org/officeDocument/2006/extended-properties"><Application>impact</Application></Properties>`+"\n"),
		text("word/document.xml", declaration+"<w:document "+wordSpace+" "+relSpace+" "+drawSpaces+"><w:body>\n"+x.body.String()+section+"\n</w:body></w:document>\n"),
		text("word/_rels/document.xml.rels", relations(x.body.rels)),
		text("word/footnotes.xml", declaration+"<w:footnotes "+wordSpace+" "+relSpace+">\n"+separators+x.foot.String()+"</w:footnotes>\n"),
		text("word/styles.xml", spoken.Replace(stylesXML)),
		text("word/settings.xml", spoken.Replace(settingsXML)),
		text("word/numbering.xml", x.numbering()),
		text("word/footer1.xml", declaration+"<w:ftr "+wordSpace+`><w:p><w:pPr><w:pStyle w:val="Footer"/></w:pPr>`+footer+"</w:p></w:ftr>\n"),
	}
	if len(x.foot.rels) > 0 {
		out = append(out, text("word/_rels/footnotes.xml.rels", relations(x.foot.rels)))
	}
	if x.doc.Head != "" {
		out = append(out, text("word/header1.xml", declaration+"<w:hdr "+wordSpace+`><w:p><w:pPr><w:pStyle w:val="Header"/></w:pPr><w:r>`+wordText(oneLine(x.doc.Head))+"</w:r></w:p></w:hdr>\n"))
	}
	for i, p := range x.pictures {
		out = append(out, file{name: fmt.Sprintf("word/media/image%d.png", i+1), data: p.PNG, stored: true})
	}
	return out
}

const separators = `<w:footnote w:type="separator" w:id="-1"><w:p><w:pPr><w:spacing w:after="0" w:line="240" w:lineRule="auto"/></w:pPr><w:r><w:separator/></w:r></w:p></w:footnote>
<w:footnote w:type="continuationSeparator" w:id="0"><w:p><w:pPr><w:spacing w:after="0" w:line="240" w:lineRule="auto"/></w:pPr><w:r><w:continuationSeparator/></w:r></w:p></w:footnote>
`

const footer = `<w:r><w:t xml:space="preserve">Page </w:t></w:r><w:fldSimple w:instr=" PAGE "><w:r><w:t>1</w:t></w:r></w:fldSimple>` +
	`<w:r><w:t xml:space="preserve"> of </w:t></w:r><w:fldSimple w:instr=" NUMPAGES "><w:r><w:t>1</w:t></w:r></w:fldSimple>`

func (x *docx) types() string {
	var b strings.Builder
	b.WriteString(declaration + `<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">` + "\n")
	for _, d := range [][2]string{
		{"rels", "application/vnd.openxmlformats-package.relationships+xml"}, {"xml", "application/xml"}, {"png", "image/png"},
	} {
		fmt.Fprintf(&b, `<Default Extension="%s" ContentType="%s"/>`+"\n", d[0], d[1])
	}
	over := func(name, kind string) {
		fmt.Fprintf(&b, `<Override PartName="/%s" ContentType="%s"/>`+"\n", name, kind)
	}
	over("docProps/core.xml", "application/vnd.openxmlformats-package.core-properties+xml")
	over("docProps/app.xml", "application/vnd.openxmlformats-officedocument.extended-properties+xml")
	over("word/document.xml", partType+"document.main+xml")
	for _, name := range []string{"footnotes", "styles", "settings", "numbering"} {
		over("word/"+name+".xml", partType+name+"+xml")
	}
	over("word/footer1.xml", partType+"footer+xml")
	if x.doc.Head != "" {
		over("word/header1.xml", partType+"header+xml")
	}
	return b.String() + "</Types>\n"
}

func relations(rels []relation) string {
	var b strings.Builder
	b.WriteString(declaration + `<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">` + "\n")
	for i, r := range rels {
		kind, mode := relType+r.kind, ""
		if r.kind == "core" {
			kind = "http://schemas.openxmlformats.org/package/2006/relationships/metadata/core-properties"
		}
		if r.external {
			mode = ` TargetMode="External"`
		}
		fmt.Fprintf(&b, `<Relationship Id="rId%d" Type="%s" Target="%s"%s/>`+"\n", i+1, kind, escape(r.target), mode)
	}
	return b.String() + "</Relationships>\n"
}

// core are the properties that a file manager shows.
func (x *docx) core() string {
	var b strings.Builder
	b.WriteString(declaration + `<cp:coreProperties xmlns:cp="http://schemas.openxmlformats.org/package/2006/metadata/core-properties" ` +
		`xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:dcterms="http://purl.org/dc/terms/" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">` + "\n")
	put := func(tag, attr, s string) {
		if s != "" {
			fmt.Fprintf(&b, "<%s%s>%s</%[1]s>\n", tag, attr, escapeLine(s))
		}
	}
	put("dc:title", "", x.doc.Title)
	put("dc:subject", "", x.doc.Subject)
	put("dc:creator", "", x.doc.Creator)
	put("cp:keywords", "", strings.Join(x.doc.Keywords, ", "))
	put("dc:language", "", x.doc.Language)
	put("cp:lastModifiedBy", "", x.doc.Creator)
	put("dcterms:created", ` xsi:type="dcterms:W3CDTF"`, x.doc.Created)
	put("dcterms:modified", ` xsi:type="dcterms:W3CDTF"`, x.doc.Created)
	return b.String() + "</cp:coreProperties>\n"
}

// bullets and numbers are the ids of the two numberings of styles.xml; ordered lists
// have the ids after them.
const (
	bullets = 1
	numbers = 2
)

func (x *docx) numbering() string {
	var b strings.Builder
	b.WriteString(declaration + "<w:numbering " + wordSpace + ">\n")
	for i, level := range []string{
		`<w:numFmt w:val="bullet"/><w:lvlText w:val="•"/>`,
		`<w:numFmt w:val="decimal"/><w:lvlText w:val="%1."/>`,
	} {
		fmt.Fprintf(&b, `<w:abstractNum w:abstractNumId="%d"><w:multiLevelType w:val="singleLevel"/><w:lvl w:ilvl="0"><w:start w:val="1"/>%s<w:lvlJc w:val="left"/><w:pPr><w:ind w:left="400" w:hanging="300"/></w:pPr></w:lvl></w:abstractNum>`+"\n", i, level)
	}
	fmt.Fprintf(&b, `<w:num w:numId="%d"><w:abstractNumId w:val="0"/></w:num>`+"\n", bullets)
	for i := range x.numbered + 1 {
		fmt.Fprintf(&b, `<w:num w:numId="%d"><w:abstractNumId w:val="1"/><w:lvlOverride w:ilvl="0"><w:startOverride w:val="1"/></w:lvlOverride></w:num>`+"\n", numbers+i)
	}
	return b.String() + "</w:numbering>\n"
}
