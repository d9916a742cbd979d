package chart

import (
	"bytes"
	"encoding/binary"
	"hash/crc32"
	"image"
	"io"

	"git.sr.ht/~sbinet/gg"
	"github.com/klauspost/compress/zlib"
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

// The marks of a PNG file.
const (
	pngMark  = "\x89PNG\r\n\x1a\n"
	pngDepth = 8
	pngRGB   = 2
	pngUp    = 2 // a row is told by how it differs from that above it
)

// writePNG writes an opaque picture as PNG. Pictures here are flat: most rows are like
// those above them, and so are packed at once; the library's writer tries five ways to
// write each row and takes four times as long.
func writePNG(w io.Writer, m *image.RGBA) error {
	size := m.Rect.Size()
	var head [13]byte
	binary.BigEndian.PutUint32(head[:], uint32(size.X))
	binary.BigEndian.PutUint32(head[4:], uint32(size.Y))
	head[8], head[9] = pngDepth, pngRGB
	var body bytes.Buffer
	z, err := zlib.NewWriterLevel(&body, zlib.BestSpeed)
	if err != nil {
		return err
	}
	row, above := make([]byte, 1+3*size.X), make([]byte, 4*size.X)
	for y := range size.Y {
		here := m.Pix[y*m.Stride:][:4*size.X]
		upRow(row, here, above)
		if _, err := z.Write(row); err != nil {
			return err
		}
		above = here
	}
	if err := z.Close(); err != nil {
		return err
	}
	if _, err := io.WriteString(w, pngMark); err != nil {
		return err
	}
	for _, part := range []struct {
		name string
		body []byte
	}{{"IHDR", head[:]}, {"IDAT", body.Bytes()}, {"IEND", nil}} {
		if err := pngChunk(w, part.name, part.body); err != nil {
			return err
		}
	}
	return nil
}

// upRow writes a row of dots as it differs from the one above it.
func upRow(to, here, above []byte) {
	to[0] = pngUp
	if bytes.Equal(here, above) {
		clear(to[1:])
		return
	}
	for i, j := 1, 0; i+2 < len(to); i, j = i+3, j+4 {
		a, b := here[j:j+4:j+4], above[j:j+4:j+4]
		to[i], to[i+1], to[i+2] = a[0]-b[0], a[1]-b[1], a[2]-b[2]
	}
}

// pngChunk writes a part of the file.
func pngChunk(w io.Writer, name string, body []byte) error {
	b := binary.BigEndian.AppendUint32(nil, uint32(len(body)))
	b = append(append(b, name...), body...)
	b = binary.BigEndian.AppendUint32(b, crc32.ChecksumIEEE(b[4:]))
	_, err := w.Write(b)
	return err
}
