// Package hostile holds the reader of charges against files that other programs publish for
// the tests of readers: those of parquet-testing and others that github.com/parquet-go/parquet-go
// has in its testdata, and csv-spectrum. It is a module of its own, because that module is
// nothing that impact needs; it is the independent reader here as well.
package hostile

import (
	"bytes"
	"encoding/csv"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"impact/internal/court"
	"impact/internal/ingest"
	"impact/internal/spoil"
	"impact/internal/strict"

	"github.com/parquet-go/parquet-go"
)

// published are the Parquet files of a module's testdata, the small ones.
func published(t *testing.T) []string {
	t.Helper()
	out, err := exec.Command("go", "list", "-m", "-f", "{{.Dir}}", "github.com/parquet-go/parquet-go").Output()
	if err != nil {
		t.Fatal(err)
	}
	names, err := filepath.Glob(filepath.Join(strings.TrimSpace(string(out)), "testdata", "*.parquet"))
	if err != nil || len(names) < 30 {
		t.Fatalf("%d files, %v", len(names), err)
	}
	return names
}

// read reads a file whose first readable column is taken for the statutes, by rows and by
// batches. The rows are -1 where the file is refused.
func read(name string, data []byte) (int64, error) {
	f := ingest.File{Name: name, Size: int64(len(data)), R: bytes.NewReader(data)}
	profiles, err := ingest.Look([]ingest.File{f}, ingest.Options{})
	if err != nil {
		return -1, promised(name, err)
	}
	for _, v := range profiles[0].Values {
		text := fmt.Sprintf("map: m\ntitle: t\nsource: s\ncolumns:\n  statute: {column: %q}\n", v.Column)
		m, err := ingest.LoadMap("map.yaml", []byte(text))
		if err != nil {
			continue
		}
		o := ingest.Options{Map: m, Allow: everyName(profiles[0])}
		q, err := ingest.Read([]ingest.File{f}, o, func(*court.Charge) error { return nil })
		again, batchErr := ingest.ReadBatches([]ingest.File{f}, o, 2, func(int) court.Learner { return idle{} })
		if fmt.Sprint(err) != fmt.Sprint(batchErr) {
			return 0, fmt.Errorf("by rows: %v\nby batches: %v", err, batchErr)
		}
		if err != nil {
			if err := promised(name, err); err != nil {
				return 0, err
			}
			continue
		}
		if q.Read != again.Read || q.Kept != again.Kept {
			return 0, fmt.Errorf("by rows %+v %+v, by batches %+v %+v", q.Read, q.Kept, again.Read, again.Kept)
		}
		return q.Read.Rows, nil
	}
	return -1, nil
}

func everyName(p *ingest.Profile) (out []string) {
	for _, v := range p.Values {
		out = append(out, v.Column)
	}
	return out
}

type idle struct{}

func (idle) Learn(court.Field, uint32, *court.Charge) {}
func (idle) Take(*court.Batch) error                  { return nil }

// promised is nil for the errors that reading promises.
func promised(name string, err error) error {
	var of *ingest.FileError
	if errors.As(err, &of) && strings.HasPrefix(err.Error(), name) || errors.As(err, new(*ingest.IdentifierError)) || errors.As(err, new(strict.Faults)) {
		return nil
	}
	return fmt.Errorf("%T %v; an error that names the file was wanted", err, err)
}

// rowsOf counts the rows of a file as parquet-go does, which may panic.
func rowsOf(data []byte) (n int64, err error) {
	defer func() {
		if p := recover(); p != nil {
			err = fmt.Errorf("panic: %v", p)
		}
	}()
	f, err := parquet.OpenFile(bytes.NewReader(data), int64(len(data)))
	if err != nil {
		return 0, err
	}
	return f.NumRows(), nil
}

// Every published file is read with as many rows as another reader finds, or refused by
// its name.
func TestPublishedParquet(t *testing.T) {
	accepted := 0
	for _, name := range published(t) {
		data, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		base := filepath.Base(name)
		n, err := read(base, data)
		if err != nil {
			t.Errorf("%s: %v", base, err)
			continue
		}
		if n < 0 {
			t.Logf("%s is refused", base)
			continue
		}
		accepted++
		if want, err := rowsOf(data); err != nil || n != want {
			t.Errorf("%s: %d rows are read, parquet-go reads %d (%v)", base, n, want, err)
		}
	}
	if accepted < 20 {
		t.Errorf("only %d published files are read", accepted)
	}
}

// The small published files, damaged: -spoilt says how many times each.
func TestSpoiltPublished(t *testing.T) {
	times := spoil.Count(5)
	var good [][]byte
	for _, name := range published(t) {
		if data, err := os.ReadFile(name); err == nil && len(data) < 20_000 {
			good = append(good, data)
		}
	}
	spoil.Run(t, times*len(good), good, nil, func(data []byte) (bool, error) {
		if !bytes.HasPrefix(data, []byte("PAR1")) {
			return false, nil
		}
		n, err := read("published.parquet", data)
		if n < 0 || err != nil {
			return false, err
		}
		if want, err := rowsOf(data); err == nil && n != want {
			return true, fmt.Errorf("%d rows are read, parquet-go reads %d", n, want)
		}
		return true, nil
	})
}

// Every file of csv-spectrum is read with as many rows as encoding/csv finds.
func TestSpectrum(t *testing.T) {
	names, err := filepath.Glob("csv/*.csv")
	if err != nil || len(names) < 12 {
		t.Fatalf("%d files, %v", len(names), err)
	}
	var good [][]byte
	for _, name := range names {
		data, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		good = append(good, data)
		c := csv.NewReader(bytes.NewReader(data))
		c.LazyQuotes, c.FieldsPerRecord = true, -1
		all, err := c.ReadAll()
		if err != nil {
			t.Fatal(err)
		}
		n, err := read(filepath.Base(name), data)
		if err != nil || n != int64(len(all)-1) {
			t.Errorf("%s: %d rows are read (%v), encoding/csv reads %d", name, n, err, len(all)-1)
		}
	}
	spoil.Run(t, 50*spoil.Count(5), good, []string{"\"", "\n", ",", "\r", "\x00"}, func(data []byte) (bool, error) {
		n, err := read("spectrum.csv", data)
		return n >= 0, err
	})
}
