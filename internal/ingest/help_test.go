package ingest

import (
	"errors"
	"strings"
	"testing"

	"impact/internal/court"
	"impact/internal/strict"
)

// text is a file in memory.
func text(s string) File { return inMemory("charges.csv", []byte(s)) }

// mapOf loads a map whose first keys are given.
func mapOf(t testing.TB, body string) *Map {
	t.Helper()
	m, err := LoadMap("map.yaml", []byte("map: m\ntitle: t\nsource: s\n"+body))
	if err != nil {
		t.Fatal(err)
	}
	return m
}

// fails reads a file that cannot be read and returns what it says.
func fails(t *testing.T, f File, o Options) error {
	t.Helper()
	if o.Resolve == nil {
		o.Resolve = resolver{}
	}
	_, err := Read([]File{f}, o, func(*court.Charge) error { return nil })
	if err == nil {
		t.Fatalf("%s was read; an error was wanted", f.Name)
	}
	return err
}

// says checks that an error is of a file and holds a text.
func says(t *testing.T, err error, want string) {
	t.Helper()
	var file *FileError
	if !errors.As(err, &file) || !strings.Contains(err.Error(), want) {
		t.Errorf("%T %v; want a *FileError with %q", err, err, want)
	}
}

// statutes are the statute texts of charges, with blanks between.
func statutes(charges []court.Charge) string {
	var out []string
	for _, c := range charges {
		out = append(out, c.Statute.Text)
	}
	return strings.Join(out, " ")
}

// faults are the faults of an error, one a line.
func faultLines(t *testing.T, err error) string {
	t.Helper()
	var faults strict.Faults
	if !errors.As(err, &faults) {
		t.Fatalf("%T %v; want faults", err, err)
	}
	return faults.Error()
}

// failing is a file on a disk that is gone.
type failing struct{}

func (failing) ReadAt([]byte, int64) (int, error) { return 0, errors.New("the disk is gone") }
