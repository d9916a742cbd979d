package main

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"runtime/debug"
	"slices"
	"strings"
	"sync"
	"time"

	"impact/internal/ingest"
	"impact/internal/serve"
)

// uploadPrefix begins the names of the folders in which files of a form are read.
const uploadPrefix = "impact-upload-"

// uploads reads files that a page was given, one at a time, as the flags of the start say.
type uploads struct {
	flags runFlags

	mu    sync.Mutex
	leave func() // removes the file that is being read; nil for none
	ended bool
}

// form is that of a page which is being started.
func (u *uploads) form(limit int64) *serve.Upload {
	return &serve.Upload{Limit: limit, Token: rand.Text(), Now: time.Now, Take: u.take}
}

// take reads a file of charges as one that is named at the start is read, and makes ready to
// answer of it. The file lies in a folder of its own for as long as it is read.
func (u *uploads) take(ctx context.Context, name string, file io.Reader) (*serve.Offer, serve.Engine, error) {
	called := ownName(name)
	room, leave, err := u.room()
	if err != nil {
		return nil, nil, serve.Wrong(fmt.Errorf("%s: it cannot be put aside while it is read: %w", called, bare(err)))
	}
	defer leave()
	at := filepath.Join(room, "file", called)
	if err := putAside(at, file); err != nil {
		return nil, nil, serve.Wrong(fmt.Errorf("%s: it cannot be put aside while it is read: %w", called, bare(err)))
	}
	f := u.flags
	f.until, f.reduced, f.takes = ctx, nil, false
	args := []string{at}
	if isReduced(at) {
		f.reduced, f.takes, args = args, true, nil
	}
	a := &app{stdout: io.Discard, stderr: io.Discard, quiet: true} // what there is to say of the data the page says
	s, known, in, err := a.opened(&f, args)
	leave()
	if err != nil {
		return nil, nil, pageFault(err, filepath.Dir(at))
	}
	f.until, f.reduced, f.takes = nil, nil, false
	e, err := newServed(&f, s, in, known)
	if err == nil {
		err = e.settle()
		debug.FreeOSMemory() // settling takes much more than answering
	}
	if err != nil {
		return nil, nil, pageFault(err, filepath.Dir(at))
	}
	return e.offer, e, nil
}

// room is a folder for one file; leave, which may be called twice, removes it.
func (u *uploads) room() (dir string, leave func(), err error) {
	u.mu.Lock()
	defer u.mu.Unlock()
	if u.ended {
		return "", nil, errors.New("the page is ending")
	}
	if err := border("putting aside"); err != nil {
		return "", nil, err
	}
	dir, drop, err := workroom(uploadPrefix)
	if err != nil {
		return "", nil, err
	}
	u.leave = sync.OnceFunc(drop)
	if err := os.Mkdir(filepath.Join(dir, "file"), 0o700); err != nil {
		u.leave()
		return "", nil, err
	}
	return dir, u.leave, nil
}

// end removes a file that is still being read, as the program ends.
func (u *uploads) end() {
	u.mu.Lock()
	defer u.mu.Unlock()
	if u.ended = true; u.leave != nil {
		u.leave()
	}
}

// putAside writes a file that nobody else can read.
func putAside(at string, file io.Reader) error {
	to, err := os.OpenFile(at, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if err != nil {
		return err
	}
	_, err = io.Copy(to, file)
	return errors.Join(err, to.Close())
}

// mostFileName is how long the name of a file may be to be called by it.
const mostFileName = 100

// ownName is the name by which a file of a form is called: its own, unless that could be of a
// person or a case, or is none that every system could have.
func ownName(name string) string {
	odd := func(r rune) bool { return r < ' ' || strings.ContainsRune(`/\:*?"<>|`, r) }
	if len(name) > mostFileName || !filepath.IsLocal(name) || name == "." || strings.ContainsFunc(name, odd) || ingest.NameTells(name) != "" {
		return "file-1" + dataEnding(name)
	}
	return name
}

// pageFault is a fault of a file as a page tells it: without the folder that the file was
// read in, and without counts of what looks like identifiers.
func pageFault(err error, dir string) error {
	var suspects *ingest.IdentifierError
	if errors.As(err, &suspects) {
		var out []string
		for _, s := range suspects.Suspects {
			out = append(out, fmt.Sprintf("the column %q looks like %s", s.Column, s.Why))
		}
		return serve.Wrong(fmt.Errorf("%s: %s; a file without them, or a map (impact serve --map) that lists them under drop:, would be right", suspects.Suspects[0].File, strings.Join(out, ", ")))
	}
	if !slices.Contains([]int{exitWrong, exitRefused}, exitCode(err)) {
		return err
	}
	return serve.Wrong(errors.New(strings.ReplaceAll(err.Error(), dir+string(filepath.Separator), "")))
}
