package assume

import (
	"errors"
	"fmt"
	"io/fs"
	"strings"
	"testing"

	"impact/data"
	"impact/internal/strict"
)

// shipped reads a file that the program is shipped with.
func shipped(t testing.TB, name string) []byte {
	t.Helper()
	b, err := fs.ReadFile(data.FS, name)
	if err != nil {
		t.Fatal(err)
	}
	return b
}

func ct(t testing.TB) *Set {
	t.Helper()
	s, err := Load("ct.yaml", shipped(t, "assumptions/ct.yaml"))
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func ctCosts(t testing.TB) *Costs {
	t.Helper()
	c, err := LoadCosts("ct.yaml", shipped(t, "costs/ct.yaml"))
	if err != nil {
		t.Fatal(err)
	}
	return c
}

// spoil replaces a part of a file that stands in it once. Each @ of the new part
// marks the place of a fault and is taken out; the places are line:column.
func spoil(t *testing.T, file, part, by string) (text string, places []string) {
	t.Helper()
	if strings.Count(file, part) != 1 {
		t.Fatalf("%q stands %d times in the file", part, strings.Count(file, part))
	}
	before, after, _ := strings.Cut(file, part)
	for {
		head, rest, marked := strings.Cut(by, "@")
		before += head
		if !marked {
			return before + after, places
		}
		places = append(places, fmt.Sprintf("%d:%d", strings.Count(before, "\n")+1, len(before)-strings.LastIndex(before, "\n")))
		by = rest
	}
}

// tells checks that an error is of one fault at each place, with its message.
func tells(t *testing.T, err error, places, want []string) {
	t.Helper()
	var faults strict.Faults
	if !errors.As(err, &faults) {
		t.Fatalf("the error is no list of faults: %v", err)
	}
	if len(places) != len(want) {
		t.Fatalf("%d places are marked for %d faults", len(places), len(want))
	}
	var lines strings.Builder
	for i, w := range want {
		fmt.Fprintf(&lines, "x.yaml:%s: %s\n", places[i], w)
	}
	if got := faults.Error() + "\n"; got != lines.String() {
		t.Errorf("the faults are\n%s, want\n%s", got, lines.String())
	}
}
