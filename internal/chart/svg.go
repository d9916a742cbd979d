package chart

import (
	"bytes"
	"encoding/base64"
	"encoding/xml"
	"fmt"
	"image"
	"image/color"
	"image/png"
	"io"
	"math"
	"strconv"
	"strings"

	"gonum.org/v1/plot/font"
	"gonum.org/v1/plot/vg"
)

// An svgCanvas is a vg.Canvas that writes SVG in page coordinates, with presentation
// attributes only, and groups that carry the names of marks.
type svgCanvas struct {
	width, height vg.Length
	out           bytes.Buffer
	state         svgState
	stack         []svgState
	texts         []svgText
	marks         int
}

type svgState struct {
	ink    color.NRGBA
	line   vg.Length
	dash   []vg.Length
	offset vg.Length
	at     matrix
}

// An svgText is a text with the four corners of the place it takes, for tests to look at.
type svgText struct {
	text    string
	corners [4]vg.Point
}

func newSVG(width, height vg.Length) *svgCanvas {
	c := &svgCanvas{width: width, height: height}
	c.state.at = matrix{a: 1, d: 1}
	vg.Initialize(c)
	return c
}

// fontFamily begins with the font that the text was measured with; the next two have the same widths.
const fontFamily = "'Liberation Sans', Arial, Helvetica, sans-serif"

const idPlace = "\x00" // stands for the figure's name until the SVG is written

func (c *svgCanvas) write(w io.Writer, f Figure) error {
	var b bytes.Buffer
	role := `role="img"` // whose parts are hidden from readers: only where there are no marks
	if c.marks > 0 {
		role = `role="graphics-document document" aria-roledescription="figure"`
	}
	fmt.Fprintf(&b, `<svg xmlns="http://www.w3.org/2000/svg" id="%[1]s" %[2]s aria-labelledby="%[1]s-title" aria-describedby="%[1]s-desc" width="%[3]s" height="%[4]s" viewBox="0 0 %[5]s %[6]s" font-family="%[7]s">`+"\n",
		f.Name, role, coord(c.width*4/3), coord(c.height*4/3), coord(c.width), coord(c.height), fontFamily)
	fmt.Fprintf(&b, "<title id=\"%s-title\">%s</title>\n", f.Name, escape(oneLine(f.Title)))
	fmt.Fprintf(&b, "<desc id=\"%s-desc\">%s</desc>\n", f.Name, escape(f.described()))
	b.Write(bytes.ReplaceAll(c.out.Bytes(), []byte(idPlace), []byte(f.Name)))
	b.WriteString("</svg>\n")
	_, err := w.Write(b.Bytes())
	return err
}

func (c *svgCanvas) open(name string, mark bool) {
	if !mark {
		fmt.Fprintf(&c.out, "<g><title>%s</title>", escape(name))
		return
	}
	c.marks++
	fmt.Fprintf(&c.out, `<g id="%s-%d" tabindex="0" role="img" aria-label="%s"><title>%[3]s</title>`, idPlace, c.marks, escape(name))
}

// put writes texts one after another.
func (c *svgCanvas) put(texts ...string) {
	for _, t := range texts {
		c.out.WriteString(t)
	}
}

func (c *svgCanvas) close() { c.out.WriteString("</g>\n") }

func (c *svgCanvas) SetLineWidth(w vg.Length) { c.state.line = w }

func (c *svgCanvas) SetLineDash(pattern []vg.Length, offset vg.Length) {
	c.state.dash, c.state.offset = pattern, offset
}

func (c *svgCanvas) SetColor(k color.Color) {
	if k == nil {
		k = color.Black
	}
	c.state.ink = color.NRGBAModel.Convert(k).(color.NRGBA)
}

func (c *svgCanvas) Rotate(rad float64)     { c.state.at = c.state.at.rotated(rad) }
func (c *svgCanvas) Translate(pt vg.Point)  { c.state.at = c.state.at.moved(pt) }
func (c *svgCanvas) Scale(x, y float64)     { c.state.at = c.state.at.scaled(x, y) }
func (c *svgCanvas) Push()                  { c.stack = append(c.stack, c.state) }
func (c *svgCanvas) Size() (x, y vg.Length) { return c.width, c.height }

func (c *svgCanvas) Pop() {
	c.state = c.stack[len(c.stack)-1]
	c.stack = c.stack[:len(c.stack)-1]
}

func (c *svgCanvas) Fill(path vg.Path) {
	c.put(`<path d="`, c.data(path), `"`, paint("fill", c.state.ink), "/>\n")
}

func (c *svgCanvas) Stroke(path vg.Path) {
	if c.state.line <= 0 {
		return
	}
	c.put(`<path d="`, c.data(path), `" fill="none"`, paint("stroke", c.state.ink), c.lineWidth(), c.dashes(), "/>\n")
}

func (c *svgCanvas) lineWidth() string {
	if c.state.line == 1 {
		return ""
	}
	return ` stroke-width="` + coord(c.state.line) + `"`
}

func (c *svgCanvas) dashes() string {
	if len(c.state.dash) == 0 {
		return ""
	}
	parts := make([]string, len(c.state.dash))
	for i, d := range c.state.dash {
		parts[i] = coord(d)
	}
	s := fmt.Sprintf(` stroke-dasharray="%s"`, strings.Join(parts, " "))
	if c.state.offset != 0 {
		s += fmt.Sprintf(` stroke-dashoffset="%s"`, coord(c.state.offset))
	}
	return s
}

// paint is a colour as an attribute, with its opacity where it is not whole.
func paint(attr string, k color.NRGBA) string {
	const digits = "0123456789abcdef"
	s := " " + attr + `="#` + string([]byte{digits[k.R>>4], digits[k.R&15], digits[k.G>>4], digits[k.G&15], digits[k.B>>4], digits[k.B&15]}) + `"`
	if k.A != 255 {
		s += fmt.Sprintf(` %s-opacity="%s"`, attr, coord(vg.Length(k.A)/255))
	}
	return s
}

func (c *svgCanvas) FillString(f font.Face, pt vg.Point, text string) {
	c.anchored(style{face: f}, pt, text)
}

func (c *svgCanvas) anchored(s style, at vg.Point, text string) {
	if s.size() == 0 || text == "" {
		return
	}
	c.record(s, at, text)
	x, y := c.page(at)
	c.put(`<text x="`, x, `" y="`, y, `" font-size="`, coord(s.size()), `"`, weightOf(s.face), anchorOf(s.anchor), c.turn(x, y), paint("fill", c.state.ink), ">", escape(text), "</text>\n")
}

func weightOf(f font.Face) string {
	if f.Font.Weight >= bold {
		return ` font-weight="bold"`
	}
	return ""
}

func anchorOf(a anchor) string {
	switch a {
	case centre:
		return ` text-anchor="middle"`
	case right:
		return ` text-anchor="end"`
	}
	return ""
}

// turn is the rotation of a text, where the canvas is turned.
func (c *svgCanvas) turn(x, y string) string {
	rad := math.Atan2(c.state.at.b, c.state.at.a)
	if rad == 0 {
		return ""
	}
	return fmt.Sprintf(` transform="rotate(%s %s %s)"`, coord(vg.Length(-rad*180/math.Pi)), x, y)
}

// record keeps where a text is, so that a test can see that none lies over another.
func (c *svgCanvas) record(s style, at vg.Point, text string) {
	w := s.width(text)
	x0 := at.X - w*vg.Length(s.anchor)
	y0, y1 := at.Y-s.size()*0.21, at.Y+s.size()*0.73
	m := c.state.at
	c.texts = append(c.texts, svgText{text: text, corners: [4]vg.Point{
		m.apply(vg.Point{X: x0, Y: y0}), m.apply(vg.Point{X: x0 + w, Y: y0}),
		m.apply(vg.Point{X: x0 + w, Y: y1}), m.apply(vg.Point{X: x0, Y: y1}),
	}})
}

// DrawImage writes an image into the SVG. No figure of this package draws one.
func (c *svgCanvas) DrawImage(r vg.Rectangle, img image.Image) {
	var b bytes.Buffer
	if err := png.Encode(&b, img); err != nil {
		panic("chart: " + err.Error()) // a buffer takes all; only an impossible image gets here
	}
	x, y := c.page(vg.Point{X: r.Min.X, Y: r.Max.Y})
	size := r.Size()
	fmt.Fprintf(&c.out, `<image x="%s" y="%s" width="%s" height="%s" href="data:image/png;base64,%s"/>`+"\n",
		x, y, coord(size.X), coord(size.Y), base64.StdEncoding.EncodeToString(b.Bytes()))
}

// page is a point in the coordinates of the SVG, whose origin is at the top.
func (c *svgCanvas) page(p vg.Point) (x, y string) {
	p = c.state.at.apply(p)
	return coord(p.X), coord(c.height - p.Y)
}

// data is a path as SVG has it, with H and V for level and upright lines.
func (c *svgCanvas) data(path vg.Path) string {
	var b strings.Builder
	var lastX, lastY string
	walk(path, func(op string, pts ...vg.Point) {
		if len(pts) == 0 {
			b.WriteString(op)
			return
		}
		parts := make([]string, len(pts))
		var x, y string
		for i, p := range pts {
			x, y = c.page(p)
			parts[i] = x + " " + y
		}
		switch {
		case op == "L" && y == lastY:
			b.WriteString("H" + x)
		case op == "L" && x == lastX:
			b.WriteString("V" + y)
		default:
			b.WriteString(op + strings.Join(parts, " "))
		}
		lastX, lastY = x, y
	})
	return b.String()
}

// walk tells a path as moves (M), lines (L), cubic curves (C) and closings (Z).
func walk(path vg.Path, put func(op string, pts ...vg.Point)) {
	var at vg.Point
	for _, k := range path {
		switch k.Type {
		case vg.MoveComp:
			put("M", k.Pos)
		case vg.LineComp:
			put("L", k.Pos)
		case vg.CurveComp:
			c1, c2 := controls(at, k)
			put("C", c1, c2, k.Pos)
		case vg.ArcComp:
			at = walkArc(k, at, put)
			continue
		case vg.CloseComp:
			put("Z")
			continue
		}
		at = k.Pos
	}
}

// controls are the two control points of a curve; one that has a single point is raised.
func controls(from vg.Point, k vg.PathComp) (vg.Point, vg.Point) {
	if len(k.Control) == 2 {
		return k.Control[0], k.Control[1]
	}
	q := k.Control[0].Scale(2.0 / 3)
	return from.Scale(1.0 / 3).Add(q), k.Pos.Scale(1.0 / 3).Add(q)
}

// walkArc tells an arc as cubic curves of at most a quarter turn, and returns its end.
func walkArc(k vg.PathComp, at vg.Point, put func(op string, pts ...vg.Point)) vg.Point {
	on := func(t float64, r vg.Length) vg.Point {
		return vg.Point{X: r * vg.Length(math.Cos(t)), Y: r * vg.Length(math.Sin(t))}
	}
	begin := k.Pos.Add(on(k.Start, k.Radius))
	if begin != at {
		put("L", begin)
	}
	n := max(int(math.Ceil(math.Abs(k.Angle)/(math.Pi/2)-1e-9)), 1)
	step := k.Angle / float64(n)
	pull := k.Radius * vg.Length(4.0/3*math.Tan(step/4))
	for i := range n {
		t0, t1 := k.Start+float64(i)*step, k.Start+float64(i+1)*step
		end := k.Pos.Add(on(t1, k.Radius))
		put("C", k.Pos.Add(on(t0, k.Radius)).Add(on(t0+math.Pi/2, pull)), end.Sub(on(t1+math.Pi/2, pull)), end)
		at = end
	}
	return at
}

// coord prints a length in points with at most two decimal places.
func coord(l vg.Length) string {
	s := trimZeros(strconv.FormatFloat(float64(l), 'f', 2, 64))
	if s == "-0" {
		return "0"
	}
	return s
}

func escape(s string) string {
	if plain(s) {
		return s
	}
	var b strings.Builder
	if err := xml.EscapeText(&b, []byte(s)); err != nil {
		panic("chart: " + err.Error()) // a strings.Builder takes all
	}
	return b.String()
}

// plain reports whether a text is one that XML has as it is.
func plain(s string) bool {
	for i := range len(s) {
		if c := s[i]; c < ' ' || c > '~' || c == '<' || c == '>' || c == '&' || c == '"' || c == '\'' {
			return false
		}
	}
	return true
}

// A matrix takes a point to the page: x' = a x + c y + e, y' = b x + d y + f.
type matrix struct{ a, b, c, d, e, f float64 }

func (m matrix) apply(p vg.Point) vg.Point {
	x, y := float64(p.X), float64(p.Y)
	return vg.Point{X: vg.Length(m.a*x + m.c*y + m.e), Y: vg.Length(m.b*x + m.d*y + m.f)}
}

func (m matrix) moved(by vg.Point) matrix {
	to := m.apply(by)
	m.e, m.f = float64(to.X), float64(to.Y)
	return m
}

func (m matrix) scaled(x, y float64) matrix {
	m.a, m.b, m.c, m.d = m.a*x, m.b*x, m.c*y, m.d*y
	return m
}

func (m matrix) rotated(rad float64) matrix {
	sin, cos := math.Sincos(rad)
	m.a, m.b, m.c, m.d = m.a*cos+m.c*sin, m.b*cos+m.d*sin, m.c*cos-m.a*sin, m.d*cos-m.b*sin
	return m
}
