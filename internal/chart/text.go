package chart

import (
	"image/color"
	"sort"
	"strings"
	"sync"

	"gonum.org/v1/plot/font"
	"gonum.org/v1/plot/font/liberation"
	"gonum.org/v1/plot/vg"
)

const (
	regular = 0
	bold    = 3 // as golang.org/x/image/font.WeightBold
)

var fonts = font.NewCache(liberation.Collection())

// A style is a face, its size and its colour, and the part of a text that is placed.
type style struct {
	face   font.Face
	ink    color.NRGBA
	anchor anchor
}

// An anchor is the part of a text that is placed: 0 its left, 0.5 its middle, 1 its right.
type anchor float64

const (
	left   anchor = 0
	centre anchor = 0.5
	right  anchor = 1
)

var (
	titleStyle    = newStyle(bold, 13, inkText)
	subtitleStyle = newStyle(regular, 9.5, inkQuiet)
	noteStyle     = newStyle(regular, 7.5, inkQuiet)
	plainStyle    = newStyle(regular, 9.5, inkText)
	headStyle     = newStyle(bold, 9, inkText)
	nameStyle     = newStyle(regular, 8.5, inkText)
	strongStyle   = newStyle(bold, 8.5, inkText)
	keyStyle      = newStyle(regular, 8.5, inkText)
	tickStyle     = newStyle(regular, 8, inkQuiet)
	valueStyle    = newStyle(regular, 7.5, inkText)
)

func newStyle(weight int, size vg.Length, ink color.NRGBA) style {
	f := font.Font{Typeface: "Liberation", Variant: "Sans"}
	if weight == bold {
		f.Weight = bold
	}
	return style{face: fonts.Lookup(f, size), ink: ink}
}

// in is the style in another colour.
func (s style) in(ink color.NRGBA) style {
	s.ink = ink
	return s
}

// from is the style with another anchor.
func (s style) from(a anchor) style {
	s.anchor = a
	return s
}

func (s style) size() vg.Length              { return s.face.Font.Size }
func (s style) line() vg.Length              { return s.size() * 1.28 }
func (s style) rise() vg.Length              { return s.size() * 0.76 }   // of capitals and figures, with a little air
func (s style) middle(y vg.Length) vg.Length { return y - s.size()*0.35 } // baseline of text centred on y

// width is the width of a text in one line.
func (s style) width(t string) vg.Length {
	key := measured{s.face.Font, t}
	if w, ok := widths.of(key); ok {
		return w
	}
	w := s.face.Width(t)
	widths.keep(key, w)
	return w
}

// A measured is a text in a font.
type measured struct {
	font font.Font
	text string
}

// A memory remembers what was worked out, for the same words stand in many figures.
type memory[K comparable, V any] struct {
	most int
	mu   sync.RWMutex
	at   map[K]V
}

// mostMeasured is how many widths are remembered, and mostBroken how many texts in lines.
const (
	mostMeasured = 1 << 15
	mostBroken   = 1 << 12
)

var (
	widths = memory[measured, vg.Length]{most: mostMeasured}
	breaks = memory[lined, paragraph]{most: mostBroken}
)

func (m *memory[K, V]) of(key K) (V, bool) {
	m.mu.RLock()
	defer m.mu.RUnlock()
	v, ok := m.at[key]
	return v, ok
}

func (m *memory[K, V]) keep(key K, v V) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if len(m.at) >= m.most || m.at == nil {
		m.at = make(map[K]V)
	}
	m.at[key] = v
}

// widest is the width of the longest of the texts.
func (s style) widest(texts []string) vg.Length {
	var w vg.Length
	for _, t := range texts {
		w = max(w, s.width(t))
	}
	return w
}

// fit shortens a text to a width, with an ellipsis where it was cut.
func (s style) fit(text string, width vg.Length) string {
	if s.width(text) <= width {
		return text
	}
	runes := []rune(text)
	short := func(n int) string { return strings.TrimRight(string(runes[:n]), " ,.;:–-") + "…" }
	n := sort.Search(len(runes), func(n int) bool { return s.width(short(n+1)) > width })
	if n == 0 {
		return ""
	}
	return short(n)
}

// A paragraph is a text broken into lines, and the text as it was.
type paragraph struct {
	style style
	lines []string
	full  string
	cut   bool // some of the text is not in the lines
}

func newParagraph(s style, text string, width vg.Length) paragraph {
	return newLabel(s, text, room{width: width, lines: 1 << 20})
}

// A room is the place that a label may take.
type room struct {
	width vg.Length
	lines int
}

// newLabel breaks a text into as many lines as the room has; the last is shortened.
func newLabel(s style, text string, r room) paragraph {
	key := lined{measured{s.face.Font, text}, r}
	if out, ok := breaks.of(key); ok {
		out.style = s
		return out
	}
	out := s.breakLines(text, r)
	breaks.keep(key, out)
	return out
}

// lined is a text in a font that is broken for a room.
type lined struct {
	measured
	room
}

func (s style) breakLines(text string, r room) paragraph {
	out := paragraph{style: s, full: oneLine(text)}
	words := s.pieces(out.full, r.width)
	for len(words) > 0 {
		if len(out.lines) == r.lines-1 {
			rest := joined(words)
			out.lines = append(out.lines, s.fit(rest, r.width))
			break
		}
		n := s.fill(words, r.width)
		out.lines = append(out.lines, joined(words[:n]))
		words = words[n:]
	}
	out.cut = strings.Join(strings.Fields(strings.Join(out.lines, "")), "") != strings.Join(strings.Fields(out.full), "")
	return out
}

// A piece is a word, or part of one that is too long for its line.
type piece struct {
	text string
	tied bool // no space before it
}

func (s style) pieces(text string, width vg.Length) []piece {
	var out []piece
	for _, w := range strings.Fields(text) {
		letters, tied := []rune(w), false
		for len(letters) > 1 && s.width(string(letters)) > width {
			n := s.head(letters, width)
			out = append(out, piece{text: string(letters[:n]), tied: tied})
			letters, tied = letters[n:], true
		}
		if len(letters) > 0 {
			out = append(out, piece{text: string(letters), tied: tied})
		}
	}
	return out
}

// head is the beginning of a word that fits the width: at least one letter.
func (s style) head(word []rune, width vg.Length) int {
	n := sort.Search(len(word), func(n int) bool { return s.width(string(word[:n+1])) > width })
	return max(n, 1)
}

// fill is how many pieces fit on one line: at least one.
func (s style) fill(words []piece, width vg.Length) int {
	n := 1
	for n < len(words) && s.width(joined(words[:n+1])) <= width {
		n++
	}
	return n
}

func joined(words []piece) string {
	var b strings.Builder
	for i, w := range words {
		if i > 0 && !w.tied {
			b.WriteByte(' ')
		}
		b.WriteString(w.text)
	}
	return b.String()
}

func (t paragraph) height() vg.Length { return vg.Length(len(t.lines)) * t.style.line() }
func (t paragraph) width() vg.Length  { return t.style.widest(t.lines) }
