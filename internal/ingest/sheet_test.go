package ingest

import (
	"encoding/binary"
	"fmt"
	"math/rand/v2"
	"testing"
)

// Each day has a place of its own, and what is no day written so has none.
func TestDayPlace(t *testing.T) {
	place := func(text string) uint {
		return dayPlace(binary.LittleEndian.Uint64([]byte(text)), binary.LittleEndian.Uint16([]byte(text[8:])))
	}
	seen := map[uint]string{}
	for y := 1890; y < 2170; y++ {
		for m := range 20 {
			for d := range 40 {
				text := fmt.Sprintf("%04d-%02d-%02d", y, m, d)
				at := place(text)
				if in := y >= 1900 && y < 2156 && m >= 1 && m < 16 && d < 32 && text != "2155-15-31"; in != (at != noDay) {
					t.Fatalf("%s: place %d", text, at)
				}
				if at == noDay {
					continue
				}
				if at > noDay || at == emptyDay || seen[at] != "" {
					t.Fatalf("%s: place %d, which is that of %q", text, at, seen[at])
				}
				seen[at] = text
			}
		}
	}
	r := rand.New(rand.NewPCG(1, 1))
	for range 100_000 {
		text := []byte("2016-12-11")
		i, c := r.IntN(len(text)), byte(r.IntN(256))
		dash := i == 4 || i == 7
		if dash && c == '-' || !dash && c >= '0' && c <= '9' {
			continue
		}
		text[i] = c
		if at := place(string(text)); at != noDay {
			t.Fatalf("%q: place %d", text, at)
		}
	}
}
