package paper

import (
	"bytes"
	"io"
	"os"
	"strings"
	"testing"
)

// golden compares text with a file of testdata, or writes it where UPDATE_GOLDEN is set.
func golden(t *testing.T, name, got string) {
	t.Helper()
	path := "testdata/" + name
	if os.Getenv("UPDATE_GOLDEN") != "" {
		if err := os.WriteFile(path, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatalf("%v; UPDATE_GOLDEN=1 go test ./internal/paper writes it", err)
	}
	if got != string(want) {
		t.Errorf("%s is not what is written now; if that is meant, run UPDATE_GOLDEN=1 go test and read the difference\n%s", path, got)
	}
}

var writers = map[string]func(*Document, io.Writer) error{
	"md":   (*Document).WriteMarkdown,
	"html": func(d *Document, w io.Writer) error { return d.WriteHTML(w, 2) },
	"docx": (*Document).WriteDOCX,
}

func write(t testing.TB, d *Document, format string) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := writers[format](d, &b); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func TestGolden(t *testing.T) {
	golden(t, "small.md", string(write(t, small(t), "md")))
	golden(t, "small.html", string(write(t, small(t), "html")))
	var all strings.Builder
	for _, f := range unpack(t, write(t, small(t), "docx")) {
		switch {
		case strings.HasSuffix(f.name, ".png"):
			all.WriteString("=== " + f.name + "\n")
		case f.name != "word/styles.xml" && f.name != "word/settings.xml": // which are files here
			all.WriteString("=== " + f.name + "\n" + string(f.data))
		}
	}
	golden(t, "small.docx.txt", all.String())
}

// The same document gives the same bytes.
func TestSameBytes(t *testing.T) {
	for format := range writers {
		if !bytes.Equal(write(t, rich(t), format), write(t, rich(t), format)) {
			t.Errorf("%s: two writings of one document differ", format)
		}
	}
}
