package chart

import "strings"

// A Frame is what stands around the body of a figure: its title and subtitle above it,
// its note below. A page that writes them as its own text leaves them out of the picture.
type Frame struct {
	Lines       int     // texts of title, subtitle and note, which an SVG has right after its background, one a line
	Top, Bottom float64 // points that they take
}

// Frame is the frame of a figure; an error where the figure cannot be drawn.
func (f Figure) Frame() (Frame, error) {
	pl, err := f.plan()
	if err != nil {
		return Frame{}, err
	}
	return pl.around(), nil
}

// Framed is the figure as SVG writes it, with its frame.
func (f Figure) Framed() (string, Frame, error) {
	pl, err := f.plan()
	if err != nil {
		return "", Frame{}, err
	}
	var b strings.Builder
	err = pl.svg(&b)
	return b.String(), pl.around(), err
}

func (pl plan) around() Frame {
	out := Frame{Top: float64(margin + pl.title.height()), Bottom: float64(margin)}
	for _, p := range []paragraph{pl.title, pl.subtitle, pl.note} {
		out.Lines += len(p.lines)
	}
	if len(pl.subtitle.lines) > 0 {
		out.Top += float64(pl.subtitle.height() + 2)
	}
	if len(pl.note.lines) > 0 {
		out.Bottom += float64(pl.note.height())
	}
	return out
}
