package chart

import (
	"bytes"
	"compress/zlib"
	"fmt"
	"image"
	"image/color"
	"io"
	"slices"
	"strings"
	"unicode/utf16"

	"gonum.org/v1/plot/font"
	"gonum.org/v1/plot/vg"
)

// A pdfCanvas is a vg.Canvas that writes one page of PDF. The page is tagged as a figure
// with its alt text, its letters can be searched and copied, and the same figure always
// gives the same bytes. (vgpdf cannot draw bold or "−", and writes the time of day.)
type pdfCanvas struct {
	width, height vg.Length
	page          bytes.Buffer
	state         pdfState
	stack         []pdfState
	faces         []*pdfFace
	alphas        []uint8
}

type pdfState struct {
	ink  color.NRGBA
	line vg.Length
}

// A pdfFace is a font of the page and what is used of it.
type pdfFace struct {
	face font.Face       // at 1000 points, so that widths are in the unit of PDF
	used map[uint16]rune // by glyph
}

func newPDF(width, height vg.Length) *pdfCanvas {
	c := &pdfCanvas{width: width, height: height}
	vg.Initialize(c)
	return c
}

func (c *pdfCanvas) put(format string, args ...any) { fmt.Fprintf(&c.page, format+"\n", args...) }

func (c *pdfCanvas) SetLineWidth(w vg.Length) {
	c.state.line = w
	c.put("%s w", coord(w))
}

func (c *pdfCanvas) SetLineDash(pattern []vg.Length, offset vg.Length) {
	parts := make([]string, len(pattern))
	for i, d := range pattern {
		parts[i] = coord(d)
	}
	c.put("[%s] %s d", strings.Join(parts, " "), coord(offset))
}

func (c *pdfCanvas) SetColor(k color.Color) {
	if k == nil {
		k = color.Black
	}
	ink := color.NRGBAModel.Convert(k).(color.NRGBA)
	part := func(v uint8) string { return trimZeros(fmt.Sprintf("%.4f", float64(v)/255)) }
	rgb := part(ink.R) + " " + part(ink.G) + " " + part(ink.B)
	c.put("%s rg %s RG", rgb, rgb)
	if ink.A != c.state.ink.A {
		c.put("/A%d gs", c.alpha(ink.A))
	}
	c.state.ink = ink
}

func (c *pdfCanvas) alpha(a uint8) uint8 {
	if !slices.Contains(c.alphas, a) {
		c.alphas = append(c.alphas, a)
	}
	return a
}

func (c *pdfCanvas) concat(m matrix) {
	c.put("%.6f %.6f %.6f %.6f %s %s cm", m.a, m.b, m.c, m.d, coord(vg.Length(m.e)), coord(vg.Length(m.f)))
}

var unit = matrix{a: 1, d: 1}

func (c *pdfCanvas) Rotate(rad float64)     { c.concat(unit.rotated(rad)) }
func (c *pdfCanvas) Translate(pt vg.Point)  { c.concat(unit.moved(pt)) }
func (c *pdfCanvas) Scale(x, y float64)     { c.concat(unit.scaled(x, y)) }
func (c *pdfCanvas) Size() (x, y vg.Length) { return c.width, c.height }

func (c *pdfCanvas) Push() {
	c.stack = append(c.stack, c.state)
	c.put("q")
}

func (c *pdfCanvas) Pop() {
	c.state = c.stack[len(c.stack)-1]
	c.stack = c.stack[:len(c.stack)-1]
	c.put("Q")
}

func (c *pdfCanvas) Fill(path vg.Path) {
	c.trace(path)
	c.put("f")
}

func (c *pdfCanvas) Stroke(path vg.Path) {
	if c.state.line > 0 {
		c.trace(path)
		c.put("S")
	}
}

var pdfOperators = map[string]string{"M": "m", "L": "l", "C": "c", "Z": "h"}

func (c *pdfCanvas) trace(path vg.Path) {
	walk(path, func(op string, pts ...vg.Point) {
		for _, p := range pts {
			c.page.WriteString(coord(p.X) + " " + coord(p.Y) + " ")
		}
		c.put("%s", pdfOperators[op])
	})
}

// DrawImage is refused: no figure of this package draws an image.
func (c *pdfCanvas) DrawImage(vg.Rectangle, image.Image) { panic("chart: a PDF figure holds no image") }

func (c *pdfCanvas) FillString(f font.Face, pt vg.Point, text string) {
	if f.Font.Size == 0 || text == "" {
		return
	}
	i := c.use(f)
	c.put("BT /F%d %s Tf %s %s Td [%s] TJ ET", i, coord(f.Font.Size), coord(pt.X), coord(pt.Y), c.faces[i].show(text))
}

// use is the number of the page's font that has the weight of a face.
func (c *pdfCanvas) use(f font.Face) int {
	for i, have := range c.faces {
		if have.face.Font.Weight == f.Font.Weight {
			return i
		}
	}
	f.Font.Size = 1000
	c.faces = append(c.faces, &pdfFace{face: f, used: map[uint16]rune{}})
	return len(c.faces) - 1
}

// show is a text as glyph numbers, with the kerning between them.
func (f *pdfFace) show(text string) string {
	var b strings.Builder
	var last rune
	for _, r := range text {
		if kern := f.kern(last, r); kern != 0 {
			fmt.Fprintf(&b, "%d ", -kern)
		}
		g := f.glyph(r)
		f.used[g] = r
		fmt.Fprintf(&b, "<%04x>", g)
		last = r
	}
	return b.String()
}

func (f *pdfFace) glyph(r rune) uint16 {
	g, err := f.face.Face.GlyphIndex(nil, r)
	if err != nil {
		return 0
	}
	return uint16(g)
}

// kern is how much farther apart two letters stand together than alone.
func (f *pdfFace) kern(a, b rune) int {
	if a == 0 {
		return 0
	}
	return int(f.face.Width(string([]rune{a, b})) - f.face.Width(string(a)) - f.face.Width(string(b)))
}

func (f *pdfFace) glyphs() []uint16 {
	out := make([]uint16, 0, len(f.used))
	for g := range f.used {
		out = append(out, g)
	}
	slices.Sort(out)
	return out
}

// write closes the page and writes the document.
func (c *pdfCanvas) write(w io.Writer, f Figure) error {
	d := &pdfDocument{}
	d.out.WriteString("%PDF-1.7\n%\xe2\xe3\xcf\xd3\n")
	catalog, pages, page, content := d.reserve(), d.reserve(), d.reserve(), d.reserve()
	tree, figure, info := d.reserve(), d.reserve(), d.reserve()
	d.put(catalog, "<</Type/Catalog/Pages %d 0 R/StructTreeRoot %d 0 R/MarkInfo<</Marked true>>/Lang(en-US)/ViewerPreferences<</DisplayDocTitle true>>>>", pages, tree)
	d.put(pages, "<</Type/Pages/Kids[%d 0 R]/Count 1>>", page)
	d.put(tree, "<</Type/StructTreeRoot/K %d 0 R/ParentTree<</Nums[0[%d 0 R]]>>>>", figure, figure)
	d.put(figure, "<</Type/StructElem/S/Figure/P %d 0 R/Pg %d 0 R/K 0/T %s/Alt %s/A<</O/Layout/BBox[0 0 %s %s]>>>>", tree, page,
		pdfText(oneLine(f.Title)), pdfText(f.described()), coord(c.width), coord(c.height))
	d.put(info, "<</Title %s>>", pdfText(oneLine(f.Title)))
	d.put(page, "<</Type/Page/Parent %d 0 R/MediaBox[0 0 %s %s]/StructParents 0/Resources<<%s>>/Contents %d 0 R>>",
		pages, coord(c.width), coord(c.height), c.resources(d), content)
	d.stream(content, "", []byte("/Figure <</MCID 0>> BDC\n"+c.page.String()+"EMC\n"))
	d.end(catalog, info)
	_, err := w.Write(d.out.Bytes())
	return err
}

func (c *pdfCanvas) resources(d *pdfDocument) string {
	var b strings.Builder
	b.WriteString("/Font<<")
	for i, f := range c.faces {
		fmt.Fprintf(&b, "/F%d %d 0 R", i, f.write(d))
	}
	b.WriteString(">>/ExtGState<<")
	for _, a := range c.alphas {
		fmt.Fprintf(&b, "/A%d<</ca %[2]s/CA %[2]s>>", a, coord(vg.Length(a)/255))
	}
	b.WriteString(">>")
	return b.String()
}

// write puts the used part of the font into the document and returns its number.
func (f *pdfFace) write(d *pdfDocument) int {
	top, child, desc, file, names := d.reserve(), d.reserve(), d.reserve(), d.reserve(), d.reserve()
	name := "IMPACT+" + f.face.Name()
	var widths strings.Builder
	for _, g := range f.glyphs() {
		fmt.Fprintf(&widths, "%d[%d]", g, int(f.face.Width(string(f.used[g]))+0.5))
	}
	d.put(top, "<</Type/Font/Subtype/Type0/BaseFont/%s/Encoding/Identity-H/DescendantFonts[%d 0 R]/ToUnicode %d 0 R>>", name, child, names)
	d.put(child, "<</Type/Font/Subtype/CIDFontType2/BaseFont/%s/CIDSystemInfo<</Registry(Adobe)/Ordering(Identity)/Supplement 0>>/CIDToGIDMap/Identity/FontDescriptor %d 0 R/W[%s]>>", name, desc, widths.String())
	d.put(desc, "<</Type/FontDescriptor/FontName/%s/Flags 4/FontBBox[-600 -400 2100 1100]/ItalicAngle 0/Ascent 905/Descent -212/CapHeight 729/StemV 80/FontFile2 %d 0 R>>", name, file)
	data := subset(f.source(), f.glyphs())
	d.stream(file, fmt.Sprintf("/Length1 %d", len(data)), data)
	d.stream(names, "", f.unicode())
	return top
}

func (f *pdfFace) source() []byte {
	var b bytes.Buffer
	if _, err := f.face.Face.WriteSourceTo(nil, &b); err != nil {
		panic("chart: " + err.Error()) // the font is part of the program
	}
	return b.Bytes()
}

// unicode is the table by which a reader of the file finds the letters of the glyphs.
func (f *pdfFace) unicode() []byte {
	var b bytes.Buffer
	b.WriteString("/CIDInit/ProcSet findresource begin 12 dict begin begincmap\n/CMapName/Names def/CMapType 2 def\n1 begincodespacerange<0000><ffff>endcodespacerange\n")
	for part := range slices.Chunk(f.glyphs(), 100) {
		fmt.Fprintf(&b, "%d beginbfchar\n", len(part))
		for _, g := range part {
			fmt.Fprintf(&b, "<%04x><%s>\n", g, hex16(string(f.used[g])))
		}
		b.WriteString("endbfchar\n")
	}
	b.WriteString("endcmap end end\n")
	return b.Bytes()
}

func hex16(s string) string {
	var b strings.Builder
	for _, u := range utf16.Encode([]rune(s)) {
		fmt.Fprintf(&b, "%04x", u)
	}
	return b.String()
}

// pdfText is a text that is not drawn, such as a title.
func pdfText(s string) string { return "<feff" + hex16(s) + ">" }

// A pdfDocument is numbered objects, one after another.
type pdfDocument struct {
	out     bytes.Buffer
	offsets []int
}

func (d *pdfDocument) reserve() int {
	d.offsets = append(d.offsets, 0)
	return len(d.offsets)
}

func (d *pdfDocument) put(n int, format string, args ...any) {
	d.offsets[n-1] = d.out.Len()
	fmt.Fprintf(&d.out, "%d 0 obj\n"+format+"\nendobj\n", append([]any{n}, args...)...)
}

func (d *pdfDocument) stream(n int, extra string, data []byte) {
	var z bytes.Buffer
	zw := zlib.NewWriter(&z)
	zw.Write(data) // neither fails: a bytes.Buffer takes all
	zw.Close()
	d.put(n, "<<%s/Filter/FlateDecode/Length %d>>\nstream\n%s\nendstream", extra, z.Len(), z.String())
}

func (d *pdfDocument) end(catalog, info int) {
	begin := d.out.Len()
	fmt.Fprintf(&d.out, "xref\n0 %d\n0000000000 65535 f \n", len(d.offsets)+1)
	for _, o := range d.offsets {
		fmt.Fprintf(&d.out, "%010d 00000 n \n", o)
	}
	fmt.Fprintf(&d.out, "trailer\n<</Size %d/Root %d 0 R/Info %d 0 R>>\nstartxref\n%d\n%%%%EOF\n", len(d.offsets)+1, catalog, info, begin)
}
