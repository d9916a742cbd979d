package main

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"

	"impact/internal/spoil"

	"github.com/zeebo/xxh3"
)

// A journal that was damaged keeps only records that are whole, and none that was never
// written: what a job came to is what it came to before, or is done again.
func TestSpoiltJournal(t *testing.T) {
	key := batchKey{Program: "impact", Version: version()}
	dir := filepath.Join(t.TempDir(), "good")
	s, err := openStore(dir, key, false)
	if err != nil {
		t.Fatal(err)
	}
	for job := range 6 {
		row := make(resultRow, len(resultColumns))
		row[0], row[len(row)-1] = fmt.Sprint("=job ", job), float64(job)
		var failed error
		if job == 4 {
			failed = errors.New("a reason")
		}
		s.put(job, []resultRow{row, row}, failed)
	}
	if err := s.flush(); err != nil {
		t.Fatal(err)
	}
	want := map[int][][]string{}
	for job := range s.places {
		if want[job], err = s.lines(job); err != nil {
			t.Fatal(err)
		}
	}
	if err := s.close(); err != nil {
		t.Fatal(err)
	}
	good, err := os.ReadFile(filepath.Join(dir, journalName))
	if err != nil {
		t.Fatal(err)
	}
	bent := filepath.Join(t.TempDir(), "bent")
	if err := os.Mkdir(bent, 0o700); err != nil {
		t.Fatal(err)
	}
	spoil.Run(t, spoil.Count(500), [][]byte{good}, nil, func(data []byte) (bool, error) {
		if err := os.WriteFile(filepath.Join(bent, journalName), data, 0o600); err != nil {
			return false, err
		}
		s, err := openStore(bent, key, false)
		if err != nil {
			var is wrong
			if !errors.As(err, &is) {
				return false, fmt.Errorf("%T %v", err, err)
			}
			return false, nil
		}
		defer s.close()
		for job, p := range s.places {
			got, err := s.lines(job)
			if err != nil || !reflect.DeepEqual(got, want[job]) || (p.failed != "") != (job == 4) {
				return true, fmt.Errorf("job %d: %q (%v), want %q", job, got, err, want[job])
			}
		}
		return len(s.places) > 0, nil
	})
}

// A file of reduced charges that was damaged is refused, or is the file that it was.
func TestSpoiltReduced(t *testing.T) {
	charges := filepath.Join(t.TempDir(), "charges.csv")
	if err := os.WriteFile(charges, []byte("charge_id,case_id,statute,offense_date,disposition\n1,a,53a-82,2012-03-04,guilty\n2,a,53a-83,,nolle\n3,b,x,2013-01-01,\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	good, err := os.ReadFile(reduced(t, charges))
	if err != nil {
		t.Fatal(err)
	}
	bent := filepath.Join(t.TempDir(), "bent.reduced")
	spoil.Run(t, spoil.Count(500), [][]byte{good}, nil, func(data []byte) (bool, error) {
		if err := os.WriteFile(bent, data, 0o600); err != nil {
			return false, err
		}
		in, err := readReduced(bent, 1<<26)
		if err != nil {
			var is wrong
			if !errors.As(err, &is) || !strings.Contains(err.Error(), "bent.reduced") {
				return false, fmt.Errorf("%T %v", err, err)
			}
			return false, nil
		}
		head, err := json.Marshal(in)
		if err != nil {
			return true, err
		}
		var again bytes.Buffer
		fmt.Fprintf(&again, "%s%016x %s\n", reducedMark, xxh3.Hash(head), head)
		if err := in.docket.Write(&again); err != nil || !bytes.Equal(again.Bytes(), good) {
			return true, fmt.Errorf("other charges are read than were written (%v)", err)
		}
		return true, nil
	})
}

// A fault of the program is an error with its place, and says nothing of the data.
func TestGuarded(t *testing.T) {
	a := &app{}
	err := a.guarded(func() error { panic("John Doe") })
	if err == nil || strings.Contains(err.Error(), "Doe") || exitCode(err) != exitFailed {
		t.Errorf("%v", err)
	}
	err = a.guarded(func() error { var none []int; return fmt.Errorf("%d", none[len(none)]) })
	if err == nil || !strings.Contains(err.Error(), "index out of range") {
		t.Errorf("%v", err)
	}
}
