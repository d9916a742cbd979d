// Package ingest turns the bytes of charge files, CSV or Parquet, into
// charges. It knows columns, codes and days, and no law: a Resolver tells it
// what a statute's text means. Nothing is lost silently: every row is kept, or
// refused for a reason that is counted, and every text that no rule knows is
// kept and counted.
package ingest

import (
	"context"
	"errors"
	"fmt"
	"io"
	"sync"

	"impact/internal/court"
	"impact/internal/law"
)

// A File is one input, opened by the caller.
type File struct {
	Name string // for messages: a base name
	Size int64
	R    io.ReaderAt

	purse *purse // of its pages; nil before it is opened
}

// Options say how files are to be read.
type Options struct {
	Map     *Map     // nil: the files have canonical columns
	Resolve Resolver // asked once for each different text of a statute
	Allow   []string // columns that look like identifiers and are known to be none

	// Memory is how many bytes a run may use, of which reading takes a part; 0: 1 GiB. A
	// Parquet file whose pages need more is refused.
	Memory int64

	// Distrust is whether ReadBatches is to believe nothing that a file says of the order of
	// its rows: so it must read where that proved false (court.ErrMisled).
	Distrust bool

	// ReadBatches stops soon when Context is done, and returns its error; nil: never.
	Context context.Context
	// ReadBatches calls Progress now and then with the rows and the bytes of the files
	// that were read since the last call, from several goroutines; nil: nobody asks.
	Progress func(rows, bytes int64)
}

// Read reads the files and calls each for every kept charge. The Charge is
// used again for the next row: callee copies what it keeps; texts and lists in
// it may be kept, and must not be changed. An error of each stops the reading
// and is returned. A file that cannot be read is a *FileError, a map that does
// not fit a file is a strict.Faults, and columns that identify people are an
// *IdentifierError. All headers are looked at before the first row is read; what the
// values give away is known at the end, and then what each was given is of no use.
func Read(files []File, o Options, each func(*court.Charge) error) (*Quality, error) {
	if err := preflight(files, o); err != nil {
		return nil, err
	}
	q, l := &Quality{}, newLedger()
	shared, suspects := newSession(o, l), false
	for _, f := range files {
		p, err := shared.plan(f)
		if err != nil {
			return nil, err
		}
		if err := p.run(each); err != nil {
			return nil, err
		}
		q.Files = append(q.Files, p.quality)
		suspects = suspects || len(p.suspects) > 0
	}
	if suspects {
		return nil, survey(files, o)
	}
	q.close(l)
	return q, nil
}

// preflight looks at every header, so that no row is read in vain.
func preflight(files []File, o Options) error {
	if len(files) == 0 {
		return errors.New("no file is given")
	}
	any, err := suspicious(files, o)
	if err == nil && any {
		err = survey(files, o)
	}
	return err
}

// Synthetic reports whether every file is declared synthetic, by itself or by the map. It
// looks at no row; the errors are those of Read.
func Synthetic(files []File, o Options) (bool, error) {
	all := len(files) > 0
	for _, f := range files {
		p, err := newSession(o, nil).plan(f)
		if err != nil {
			return false, err
		}
		all = all && p.quality.Synthetic
	}
	return all, nil
}

// A session is what the files of one Read share.
type session struct {
	options  Options
	ledger   *ledger // nil while only headers are looked at
	lenient  bool    // columns whose names give people away are no error, but noted in the plan
	mu       sync.Mutex
	statutes map[string]law.Reference // what the resolver made of texts
}

func newSession(o Options, l *ledger) *session {
	return &session{options: o, ledger: l, statutes: map[string]law.Reference{}}
}

// Resolve asks the resolver once for each text, however many columns and files
// have it. Without a resolver nothing is found. It is safe for concurrent use,
// and calls the resolver from one goroutine at a time.
func (s *session) Resolve(text string) law.Reference {
	if s.options.Resolve == nil {
		return law.Reference{}
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	ref, known := s.statutes[text]
	if !known {
		if ref = s.options.Resolve.Resolve(text); len(s.statutes) < maxMemo {
			s.statutes[text] = ref
		}
	}
	return ref
}

// close sums up.
func (q *Quality) close(l *ledger) {
	l.close(q)
	present := map[string]bool{}
	q.Synthetic = true
	declared := 0
	for _, f := range q.Files {
		q.Read.Rows, q.Read.Counts = q.Read.Rows+f.Read.Rows, q.Read.Counts+f.Read.Counts
		q.Kept.Rows, q.Kept.Counts = q.Kept.Rows+f.Kept.Rows, q.Kept.Counts+f.Kept.Counts
		for _, name := range f.Present {
			present[name] = true
		}
		if f.Synthetic {
			declared++
		}
		q.Synthetic = q.Synthetic && f.Synthetic
		q.warn(f)
	}
	if declared > 0 && !q.Synthetic {
		q.note("some files are declared synthetic and others are not; all are treated as real")
	}
	for _, c := range columns {
		if present[c.name] {
			q.Present = append(q.Present, c.name)
		} else {
			q.Absent = append(q.Absent, c.name)
		}
	}
}

// warn gathers what is odd about a file.
func (q *Quality) warn(f FileQuality) {
	for _, n := range f.Notes {
		q.note(n)
	}
	for _, c := range f.Allowed {
		q.note(fmt.Sprintf("%s: the column %q was allowed, and is not looked at for identifiers", f.Name, c))
	}
	if f.Latin > 0 {
		q.note(fmt.Sprintf("%s: %s not UTF-8 and read as Windows-1252; columns that nothing is read from are not counted", f.Name, plural(int(f.Latin), "cell")+isAre(f.Latin)))
	}
	if f.Read.Rows == 0 {
		q.note(f.Name + ": the file has a header and no rows")
	}
}

func isAre(n int64) string {
	if n == 1 {
		return " is"
	}
	return " are"
}

// plural writes a number with its noun.
func plural(n int, noun string) string {
	if n == 1 {
		return "1 " + noun
	}
	return fmt.Sprintf("%d %ss", n, noun)
}
