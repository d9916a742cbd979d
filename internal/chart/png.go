package chart

import (
	"bytes"
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"errors"
	"fmt"
	"hash/crc32"
	"image"
	"image/png"
	"io"
	"regexp"

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

// writePNG writes an opaque picture as PNG, with a text that says what it was drawn of.
// Pictures here are flat, and are small however they are packed.
func writePNG(w io.Writer, m *image.RGBA, svg [sha256.Size]byte) error {
	var b bytes.Buffer
	if err := (&png.Encoder{CompressionLevel: png.BestSpeed}).Encode(&b, m); err != nil {
		return err
	}
	head := b.Next(pngHead)
	for _, part := range [][]byte{head, textChunk(fmt.Sprintf(drawnForm, svg, sha256.Sum256(m.Pix))), b.Bytes()} {
		if _, err := w.Write(part); err != nil {
			return err
		}
	}
	return nil
}

const (
	pngHead   = 8 + 25 // the signature and the first chunk, which says how large the picture is
	drawnKey  = "impact-drawn\x00"
	drawnForm = drawnKey + "svg sha256 %x; dots sha256 %x"
)

// textChunk is a chunk of a PNG that holds a text.
func textChunk(text string) []byte {
	out := binary.BigEndian.AppendUint32(nil, uint32(len(text)))
	out = append(out, "tEXt"+text...)
	return binary.BigEndian.AppendUint32(out, crc32.ChecksumIEEE(out[4:]))
}

// drawnText is that text, in a PNG.
var drawnText = regexp.MustCompile("^tEXt" + drawnKey + "svg sha256 ([0-9a-f]{64}); dots sha256 ([0-9a-f]{64})")

// DrawnOf is the hash, in hexadecimal digits, of the SVG of the figure of which a PNG was
// drawn, as Figure.SVG writes it. It is an error where a PNG does not say, or its dots are
// not those that were drawn.
func DrawnOf(b []byte) (svg string, err error) {
	size, err := png.DecodeConfig(bytes.NewReader(b))
	if err != nil {
		return "", err
	}
	if float64(size.Width)*float64(size.Height) > mostDots {
		return "", fmt.Errorf("it has more than %.0f million dots", mostDots/1e6)
	}
	said := drawnText.FindSubmatch(b[min(len(b), pngHead+4):])
	if said == nil {
		return "", errors.New("it does not say of which figure it was drawn")
	}
	m, err := png.Decode(bytes.NewReader(b))
	if err != nil {
		return "", err
	}
	dots, ok := m.(*image.RGBA)
	if !ok {
		return "", errors.New("its dots are of another kind than those that were drawn")
	}
	if sum := sha256.Sum256(dots.Pix); hex.EncodeToString(sum[:]) != string(said[2]) {
		return "", errors.New("its dots are not those that were drawn")
	}
	return string(said[1]), nil
}
