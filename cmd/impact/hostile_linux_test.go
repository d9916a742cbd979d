package main

import (
	"bytes"
	"compress/gzip"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"impact/internal/spoil"

	"github.com/klauspost/compress/zstd"
)

// packed is a text and so many zeros behind it, packed.
func packed(t *testing.T, how string, n int64, head string) []byte {
	t.Helper()
	var b bytes.Buffer
	var w io.WriteCloser = gzip.NewWriter(&b)
	if how == "zstd" {
		var err error
		if w, err = zstd.NewWriter(&b, zstd.WithEncoderLevel(zstd.SpeedFastest), zstd.WithEncoderConcurrency(1)); err != nil {
			t.Fatal(err)
		}
	}
	if _, err := io.WriteString(w, head); err != nil {
		t.Fatal(err)
	}
	block := make([]byte, 1<<20)
	for ; n > 0; n -= int64(len(block)) {
		if _, err := w.Write(block[:min(n, int64(len(block)))]); err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// bombs are files that ask for more than they are.
func bombs(t *testing.T) map[string][]byte {
	page := packed(t, "zstd", 64<<20, "")
	texts := func(n int) (columns []spoil.Column) {
		for i := range n {
			c := spoil.Column{Name: fmt.Sprint("c", i), Type: 6, Codec: 6, Pages: []spoil.Page{{Values: 16 << 20, Unpacked: 64 << 20, Body: page}}}
			if i == 0 {
				c.Name = "statute"
			}
			columns = append(columns, c)
		}
		for i, name := range []string{"court", "class", "defendant_race", "defendant_sex", "disposition", "final_statute", "fine", "jail_days", "victim_age", "counts", "means", "offense_date", "filed_date"} {
			if i+1 < n {
				columns[i+1].Name = name
			}
		}
		return columns
	}
	small := func(n int) string {
		return strings.Repeat("x,", n-1) + "statute\n" + strings.Repeat("1,", n-1) + "53a-82\n"
	}
	wide := strings.Repeat(",", 1_000_000) + "statute"
	return map[string][]byte{
		"pages.parquet":      (&spoil.Sheet{Rows: 16 << 20, Columns: texts(14)}).Bytes(),
		"zeros.csv.gz":       packed(t, "gzip", 600<<20, "statute,court\n53a-82,x"),
		"zeros.csv.zst":      packed(t, "zstd", 1<<29, "statute,court\n53a-82,x"),
		"commas.csv":         []byte(wide + "\n" + wide + "\n"),
		"columns.csv":        []byte(small(2001)),
		"columns-most.csv":   []byte(small(2000)),
		"long-header.csv":    bytes.Repeat([]byte("a,"), 4<<20),
		"quotes.csv":         append([]byte("statute,court\n"), bytes.Repeat([]byte("53a-82,\"\n"), 1<<18)...),
		"open-quote.csv":     append([]byte("statute,court\n53a-82,\""), bytes.Repeat([]byte("x\n"), 1<<19)...),
		"one-long-field.csv": append([]byte("statute,court\n53a-82,"), bytes.Repeat([]byte("x"), 1<<26)...),
	}
}

// peak is the most memory that the program had, in MiB, as it has noted it.
func peak(t *testing.T, note string) (mib int) {
	t.Helper()
	b, err := os.ReadFile(note)
	if err != nil {
		t.Fatal(err)
	}
	for line := range strings.Lines(string(b)) {
		if text, ok := strings.CutPrefix(line, "VmHWM:"); ok {
			if _, err := fmt.Sscan(text, &mib); err != nil {
				t.Fatal(err)
			}
		}
	}
	return mib >> 10
}

// A file of charges that asks for more than it is costs little memory and time, and ends
// in rows that are counted or in an error that names it.
func TestBombs(t *testing.T) {
	dir := t.TempDir()
	for name, data := range bombs(t) {
		file := filepath.Join(dir, name)
		if err := os.WriteFile(file, data, 0o600); err != nil {
			t.Fatal(err)
		}
		for _, args := range [][]string{{"reduce", "--memory", "256MB", "--count", "--no-progress", file}, {"inspect", file}} {
			t.Run(name+" "+args[0], func(t *testing.T) {
				begun := time.Now()
				c := program(2, args...)
				note := filepath.Join(dir, "peak")
				c.Env = append(c.Env, peakNote+"="+note)
				out, err := c.CombinedOutput()
				used := peak(t, note)
				t.Logf("%d bytes: exit %d, %v, %d MiB, %.400s", len(data), c.ProcessState.ExitCode(), time.Since(begun).Round(time.Millisecond), used, out)
				if code := c.ProcessState.ExitCode(); err != nil && code != exitWrong && code != exitRefused {
					t.Errorf("exit %d", code)
				}
				if err != nil && !strings.Contains(string(out), name) {
					t.Errorf("the error does not name the file: %.400s", out)
				}
				if most := 400; used > most {
					t.Errorf("%d MiB of memory were used; %d at most would be right", used, most)
				}
			})
		}
	}
}
