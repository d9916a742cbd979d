package chart

import (
	"image/color"

	"gonum.org/v1/plot/vg"
)

// A band is a link of a Flow as it is drawn: a curved strip from left to right.
type band struct {
	from, to vg.Point // its upper corners
	thick    vg.Length
	core     float64 // the part of its thickness that is certain
}

func (b band) draw(p pen, l Link) {
	switch {
	case l.Move == Unknown || !l.Count.known():
		b.hatch(p, l)
	case b.core < 1:
		p.fill(tint(l.Move.ink(), 0.6), b.path())
		if inner := b.inner(); inner.thick > 0 {
			p.fill(b.ink(l), inner.path())
		}
	default:
		p.fill(b.ink(l), b.path())
	}
}

// inner is the certain part, in the middle of the band.
func (b band) inner() band {
	thin := b.thick * vg.Length(b.core)
	down := vg.Point{Y: (b.thick - thin) / 2}
	return band{from: b.from.Sub(down), to: b.to.Sub(down), thick: thin, core: 1}
}

func (b band) path() vg.Path {
	var path vg.Path
	mid := (b.from.X + b.to.X) / 2
	down := vg.Point{Y: b.thick}
	path.Move(b.from)
	path.CubeTo(vg.Point{X: mid, Y: b.from.Y}, vg.Point{X: mid, Y: b.to.Y}, b.to)
	path.Line(b.to.Sub(down))
	path.CubeTo(vg.Point{X: mid, Y: b.to.Y - b.thick}, vg.Point{X: mid, Y: b.from.Y - b.thick}, b.from.Sub(down))
	path.Close()
	return path
}

// at is the upper edge of the band, t of the way along its curve.
func (b band) at(t float64) vg.Point {
	u := vg.Length(t)
	mid := (b.from.X + b.to.X) / 2
	k0, k1, k2, k3 := (1-u)*(1-u)*(1-u), 3*(1-u)*(1-u)*u, 3*(1-u)*u*u, u*u*u
	return vg.Point{
		X: k0*b.from.X + (k1+k2)*mid + k3*b.to.X,
		Y: (k0+k1)*b.from.Y + (k2+k3)*b.to.Y,
	}
}

// hatch fills the band with slanting lines.
func (b band) hatch(p pen, l Link) {
	ink := l.Move.ink()
	if l.Move == Same {
		ink = inkAxis
	}
	p.fill(tint(ink, 0.8), b.path())
	n := int((b.to.X - b.from.X) / 4)
	slant := 1.0 / float64(max(n, 1))
	var lines vg.Path
	for i := range n {
		t := float64(i) / float64(n)
		lines.Move(b.at(t).Sub(vg.Point{Y: b.thick}))
		lines.Line(b.at(min(t+slant, 1)))
	}
	p.path(stroke{ink: ink, width: 0.8}, lines)
}

// ink is the colour of the certain part: a broad band is a little paler than a thin one.
func (b band) ink(l Link) color.NRGBA {
	if l.Move == Same || b.thick < 6 {
		return l.Move.ink()
	}
	return tint(l.Move.ink(), 0.2)
}
