// Package chart draws a figure from plain values, as SVG, PNG or PDF.
//
// It knows no law: it is given names and numbers, and every number comes with the
// least and the most it can be. A figure that cannot be drawn truthfully (a value that
// is not a number, a range that does not hold its middle) is an error, not a picture.
package chart

import (
	"crypto/sha256"
	"errors"
	"fmt"
	"io"
	"regexp"
	"strings"

	"gonum.org/v1/plot/vg"
)

// A Figure is one picture with everything a reader needs to judge it.
type Figure struct {
	Name     string    // prefix of the ids in an SVG; letters, digits, - and _
	Title    string    // what the picture shows
	Subtitle string    // unit and years
	Note     string    // source, method, and what is withheld
	Alt      string    // the picture in words, for those who do not see it
	Body     Body      // what is drawn
	Empty    string    // why, where there is nothing to draw; the body's own reason if ""
	Width    vg.Length // zero means DefaultWidth
	Height   vg.Length // zero means as high as the body needs; the body is never given less
}

// A Body is one of the kinds of picture: Flow, Columns, Diverging, Dots, Fan, Tornado, Curve, Heat.
type Body interface {
	check() error                     // what makes the values undrawable
	empty() string                    // why there is nothing to draw, or ""
	height(width vg.Length) vg.Length // the least height that holds the body
	draw(p pen, in vg.Rectangle)
}

// sayWidth is the widest that a sentence in place of a picture is: a phone, which shows rather more than
// half of a figure at a time, shows it whole.
const sayWidth = vg.Length(240)

// DefaultWidth is the text width of a letter page with one-inch margins.
const DefaultWidth = 6.5 * vg.Inch

const (
	leastWidth = 3 * vg.Inch
	mostSide   = 100 * vg.Inch
	margin     = vg.Length(8)
	mostDots   = 2e8 // of a PNG
)

var figureName = regexp.MustCompile(`^[A-Za-z][A-Za-z0-9_-]*$`)

// SVG writes the figure as an accessible SVG: it has a title and a description, and each
// mark can be reached with the keyboard and says what it stands for. It uses no style
// attribute, script or font file, so it may stand inline in a page with a strict policy.
func (f Figure) SVG(w io.Writer) error {
	plan, err := f.plan()
	if err != nil {
		return err
	}
	return plan.svg(w)
}

func (pl plan) svg(w io.Writer) error {
	c := newSVG(pl.width, pl.height)
	pl.draw(pen{canvas: c})
	return c.write(w, pl.figure)
}

// PNG writes the figure as a picture of so many dots per inch, which says the hash of the
// figure's SVG: DrawnOf reads it.
func (f Figure) PNG(w io.Writer, dpi int) error {
	if dpi < 24 || dpi > 1200 {
		return fmt.Errorf("figure %s: %d dots per inch is not within 24 to 1200", f.Name, dpi)
	}
	plan, err := f.plan()
	if err != nil {
		return err
	}
	if dots := float64(plan.width*plan.height/(vg.Inch*vg.Inch)) * float64(dpi*dpi); dots > mostDots {
		return fmt.Errorf("figure %s: %d dots per inch make %.0f million dots, more than %.0f million", f.Name, dpi, dots/1e6, mostDots/1e6)
	}
	c := newRaster(plan.width, plan.height, dpi)
	plan.draw(pen{canvas: c})
	svg := sha256.New()
	if err := f.SVG(svg); err != nil {
		return err
	}
	return writePNG(w, c.dots, [sha256.Size]byte(svg.Sum(nil)))
}

// PDF writes the figure as one page of its own size, tagged as a figure with its alt text.
func (f Figure) PDF(w io.Writer) error {
	plan, err := f.plan()
	if err != nil {
		return err
	}
	c := newPDF(plan.width, plan.height)
	plan.draw(pen{canvas: c})
	return c.write(w, f)
}

// A plan is a figure whose size and wrapped texts are settled.
type plan struct {
	figure        Figure
	width, height vg.Length
	title         paragraph
	subtitle      paragraph
	note          paragraph
	empty         paragraph
}

func (f Figure) plan() (plan, error) {
	if err := f.check(); err != nil {
		return plan{}, fmt.Errorf("figure %s: %w", f.Name, err)
	}
	width := f.Width
	if width == 0 {
		width = DefaultWidth
	}
	inner := width - 2*margin
	out := plan{
		figure:   f,
		width:    width,
		title:    newParagraph(titleStyle, f.Title, inner),
		subtitle: newParagraph(subtitleStyle, f.Subtitle, inner),
		note:     newParagraph(noteStyle, f.Note, inner),
	}
	if why := f.nothing(); why != "" {
		out.empty = newParagraph(plainStyle, why, min(inner, sayWidth))
	}
	out.height = max(f.Height, out.frame()+out.bodyHeight(inner))
	return out, nil
}

func (f Figure) check() error {
	switch {
	case !figureName.MatchString(f.Name):
		return fmt.Errorf("name %q is not of the form flow-1 (letters, digits, - and _)", f.Name)
	case strings.TrimSpace(f.Title) == "":
		return errors.New("it has no title")
	case f.Width != 0 && (f.Width < leastWidth || !(f.Width <= mostSide)):
		return fmt.Errorf("width %.4g inches is not within %g to %g", f.Width/vg.Inch, leastWidth/vg.Inch, mostSide/vg.Inch)
	case f.Height < 0 || !(f.Height <= mostSide):
		return fmt.Errorf("height %.4g inches is not within 0 to %g", f.Height/vg.Inch, mostSide/vg.Inch)
	case f.Body == nil:
		return errors.New("it has no body")
	}
	return f.Body.check()
}

func (pl plan) bodyHeight(inner vg.Length) vg.Length {
	if pl.figure.Body.empty() != "" {
		return pl.empty.height()
	}
	return pl.figure.Body.height(inner)
}

// frame is the height of all that is not body.
func (pl plan) frame() vg.Length {
	h := 2*margin + pl.title.height() + 8
	if len(pl.subtitle.lines) > 0 {
		h += pl.subtitle.height() + 2
	}
	if len(pl.note.lines) > 0 {
		h += pl.note.height() + 8
	}
	return h
}

func (pl plan) draw(p pen) {
	if _, ok := p.canvas.(*raster); !ok { // it is white
		p.rect(white, vg.Rectangle{Max: vg.Point{X: pl.width, Y: pl.height}})
	}
	in := vg.Rectangle{
		Min: vg.Point{X: margin, Y: margin},
		Max: vg.Point{X: pl.width - margin, Y: pl.height - margin},
	}
	in.Max.Y = p.paragraph(pl.title, in.Min.X, in.Max.Y)
	if len(pl.subtitle.lines) > 0 {
		in.Max.Y = p.paragraph(pl.subtitle, in.Min.X, in.Max.Y-2)
	}
	in.Max.Y -= 8
	if len(pl.note.lines) > 0 {
		in.Min.Y = margin + pl.note.height()
		p.paragraph(pl.note, in.Min.X, in.Min.Y)
		in.Min.Y += 8
	}
	if len(pl.empty.lines) > 0 {
		p.paragraph(pl.empty, in.Min.X, in.Max.Y)
		return
	}
	pl.figure.Body.draw(p, in)
}

// described is the text that stands for the whole picture.
func (f Figure) described() string {
	if alt := oneLine(f.Alt); alt != "" {
		return alt
	}
	parts := []string{oneLine(f.Title)}
	for _, s := range []string{f.Subtitle, f.Note} {
		if s = oneLine(s); s != "" {
			parts = append(parts, s)
		}
	}
	if why := f.nothing(); why != "" {
		parts = append(parts, why)
	}
	return strings.Join(parts, ". ")
}

// nothing says why there is nothing to draw, or "".
func (f Figure) nothing() string {
	switch why := f.Body.empty(); {
	case why == "":
		return ""
	case f.Empty != "":
		return f.Empty
	default:
		return "Nothing to draw: " + why
	}
}
