package chart

import (
	"image"
	"image/png"
	"io"

	"git.sr.ht/~sbinet/gg"
	"golang.org/x/image/draw"
	"gonum.org/v1/plot/font"
	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/vgimg"
)

// A raster is a canvas of dots, white at first.
type raster struct {
	*vgimg.Canvas
	dots   *image.RGBA
	on     *gg.Context
	height float64 // in dots, of which the last may be a part
}

func newRaster(width, height vg.Length, dpi int) *raster {
	side := func(l vg.Length) int { return int(l/vg.Inch*vg.Length(dpi) + 0.5) }
	dots := image.NewRGBA(image.Rect(0, 0, side(width), side(height)))
	on := gg.NewContextForRGBA(dots)
	on.SetLineCapButt()
	on.InvertY()
	on.SetInterpolator(draw.NearestNeighbor)
	return &raster{vgimg.NewWith(vgimg.UseImageWithContext(dots, on), vgimg.UseDPI(dpi)), dots, on, height.Dots(float64(dpi))}
}

// FillString writes a line as the library's canvas does, which takes its height for whole
// dots.
func (r *raster) FillString(f font.Face, at vg.Point, text string) {
	r.on.Push()
	defer r.on.Pop()
	face := f.FontFace(r.DPI())
	defer face.Close()
	r.on.SetFontFace(face)
	r.on.InvertY()
	r.on.DrawString(text, at.X.Dots(r.DPI()), r.height-at.Y.Dots(r.DPI()))
}

// Rotate turns what is drawn until Pop. The letters of a turned text fall between dots.
func (r *raster) Rotate(angle float64) {
	r.on.SetInterpolator(draw.BiLinear)
	r.Canvas.Rotate(angle)
}

// Pop ends what Push began.
func (r *raster) Pop() {
	r.on.SetInterpolator(draw.NearestNeighbor)
	r.Canvas.Pop()
}

// writePNG writes an opaque picture as PNG. Pictures here are flat, and are small however
// they are packed.
func writePNG(w io.Writer, m *image.RGBA) error {
	return (&png.Encoder{CompressionLevel: png.BestSpeed}).Encode(w, m)
}
