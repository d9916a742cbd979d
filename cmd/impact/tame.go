package main

import (
	"fmt"
	"io"
	"os"
	"sync"
	"unicode"
	"unicode/utf8"
)

// A tame writer passes on texts for people, but for what would steer a terminal or turn its
// text round: that comes out as it would be written in a program, \x1b. So no file, however
// it and what is in it are called, moves the cursor of whoever reads a message about it.
type tame struct {
	to   io.Writer
	mu   sync.Mutex
	rest []byte // the beginning of a character whose end is to come
}

func (c *tame) Write(b []byte) (int, error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	text := append(c.rest, b...)
	out := make([]byte, 0, len(text)+16)
	for len(text) > 0 {
		r, n := utf8.DecodeRune(text)
		switch {
		case !utf8.FullRune(text):
			c.rest = append([]byte(nil), text...)
			return c.pass(out, len(b))
		case r == utf8.RuneError && n == 1:
			out = fmt.Appendf(out, `\x%02x`, text[0])
		case steers(r) && r < utf8.RuneSelf:
			out = fmt.Appendf(out, `\x%02x`, r)
		case steers(r):
			out = fmt.Appendf(out, `\u%04x`, r)
		default:
			out = append(out, text[:n]...)
		}
		text = text[n:]
	}
	c.rest = nil
	return c.pass(out, len(b))
}

func (c *tame) pass(out []byte, n int) (int, error) {
	if _, err := c.to.Write(out); err != nil {
		return 0, err
	}
	return n, nil
}

// steers reports whether a character does something to a terminal other than stand there.
func steers(r rune) bool {
	return unicode.IsControl(r) && r != '\n' && r != '\t' || r >= 0x202a && r <= 0x202e || r >= 0x2066 && r <= 0x2069
}

// terminal is the file that messages go to, if it is one that progress can be drawn on.
func (a *app) terminal() (*os.File, bool) {
	to := a.stderr
	if c, ok := to.(*tame); ok {
		to = c.to
	}
	f, ok := to.(*os.File)
	return f, ok && isTerminal(f)
}
