package chart

import (
	"image/color"
	"math"
)

// An Ink is what a series is drawn with. The zero Ink leaves the choice to the figure:
// grey for the first series, blue for the second.
type Ink int

const (
	Auto   Ink = iota
	Grey       // how things stand
	Blue       // what is proposed
	Orange     // the change, and what is not known
)

// The palette. Every text colour has a contrast of at least 4.5 on white, every mark
// colour at least 3; blue and orange stay apart for the colour-blind, and blue and grey
// stay apart on a black-and-white print.
var (
	white      = rgb(0xffffff)
	halo       = color.NRGBA{R: 255, G: 255, B: 255, A: 150}
	inkText    = rgb(0x1f2933)
	inkQuiet   = rgb(0x55606b)
	inkAxis    = rgb(0x8a949e)
	inkGrid    = rgb(0xe1e5e9)
	inkPale    = rgb(0xd3d9df)
	inkGrey    = rgb(0x8a949e)
	inkBlue    = rgb(0x1f5fa6)
	inkOrange  = rgb(0xd1670b)
	inkUnknown = rgb(0x6b5b4b)
	textBlue   = rgb(0x1f5fa6)
	textOrange = rgb(0xa34a00)
)

func rgb(hex uint32) color.NRGBA {
	return color.NRGBA{R: uint8(hex >> 16), G: uint8(hex >> 8), B: uint8(hex), A: 255}
}

// mix is a colour with so much of another in it: 0 is all a, 1 is all b.
func mix(a, b color.NRGBA, part float64) color.NRGBA {
	m := func(x, y uint8) uint8 { return uint8(float64(x)*(1-part) + float64(y)*part + 0.5) }
	return color.NRGBA{R: m(a.R, b.R), G: m(a.G, b.G), B: m(a.B, b.B), A: 255}
}

func tint(c color.NRGBA, part float64) color.NRGBA  { return mix(c, white, part) }
func shade(c color.NRGBA, part float64) color.NRGBA { return mix(c, inkText, part) }

func (k Ink) colour() color.NRGBA {
	switch k {
	case Blue:
		return inkBlue
	case Orange:
		return inkOrange
	}
	return inkGrey
}

// colours gives each series its colour. Up to three that leave the choice get grey, blue
// and orange; more get steps from dark to light blue, which say an order.
func colours(series []Series) []color.NRGBA {
	out := make([]color.NRGBA, len(series))
	for i, s := range series {
		switch {
		case s.Ink != Auto:
			out[i] = s.Ink.colour()
		case len(series) <= 3:
			out[i] = Ink(i + 1).colour()
		default:
			out[i] = step(i, len(series))
		}
	}
	return out
}

// step is the i-th of n colours from dark to light blue.
func step(i, n int) color.NRGBA {
	dark, light := rgb(0x12395f), rgb(0xb9cfe6)
	return mix(dark, light, float64(i)/float64(n-1))
}

// readable is a colour dark enough for text on white.
func readable(c color.NRGBA) color.NRGBA {
	for contrast(c) < 4.5 {
		c = shade(c, 0.1)
	}
	return c
}

// contrast is the contrast of a colour with white, as WCAG 2 has it.
func contrast(c color.NRGBA) float64 {
	part := func(v uint8) float64 {
		x := float64(v) / 255
		if x <= 0.04045 {
			return x / 12.92
		}
		return math.Pow((x+0.055)/1.055, 2.4)
	}
	return 1.05 / (0.2126*part(c.R) + 0.7152*part(c.G) + 0.0722*part(c.B) + 0.05)
}
