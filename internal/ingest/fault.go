package ingest

import (
	"fmt"
	"strings"
)

// A FileError says why a file cannot be read at all. It stops the run.
type FileError struct {
	File    string
	Line    int // 0 where the fault is not of one line
	Problem string
	Remedy  string // what would be right; may be empty
	Err     error  // what lies beneath; may be nil
}

// Error writes the fault as file:line: what is wrong; what would be right.
func (e *FileError) Error() string {
	var b strings.Builder
	b.WriteString(e.File)
	if e.Line > 0 {
		fmt.Fprintf(&b, ":%d", e.Line)
	}
	b.WriteString(": " + e.Problem)
	if e.Err != nil {
		b.WriteString(": " + e.Err.Error())
	}
	if e.Remedy != "" {
		b.WriteString("; " + e.Remedy)
	}
	return b.String()
}

// Unwrap is what lies beneath.
func (e *FileError) Unwrap() error { return e.Err }

// A Suspect is a column that looks as if it identified people.
type Suspect struct {
	File, Column string
	Why          string // "a date of birth, by its name"
	Rows         int64  // rows that look so; of a column that its name gives away those that are filled

	at    int // of the column
	trace trace
}

// An IdentifierError names columns that look as if they identified people.
// It stops the run, and none of their values is kept or shown.
type IdentifierError struct{ Suspects []Suspect }

// Error names the columns and says what to do.
func (e *IdentifierError) Error() string {
	lines := make([]string, len(e.Suspects))
	for i, s := range e.Suspects {
		lines[i] = fmt.Sprintf("%s: the column %q looks like %s (%s)", s.File, s.Column, s.Why, plural(int(s.Rows), "row"))
	}
	return strings.Join(lines, "\n") + "\nlist such columns under drop: in a map, and they are removed unread; " +
		"or under anonymous:, if you know that they identify nobody (for one run: --allow-column NAME)"
}

// A Place is a row of a file.
type Place struct {
	File  string
	Line  int // of a text file, from 1; the row of a Parquet file, from 1
	Group int // row group of a Parquet file, from 1; 0 for text
}

// String is the place as messages write it: charges.csv:17, or
// charges.parquet: row 17 (row group 1).
func (p Place) String() string {
	if p.Group > 0 {
		return fmt.Sprintf("%s: row %d (row group %d)", p.File, p.Line, p.Group)
	}
	return fmt.Sprintf("%s:%d", p.File, p.Line)
}
