package main

import (
	"bufio"
	"errors"
	"io"
	"io/fs"
	"os"
	"path/filepath"
)

// A put is a file that is written beside its place and put there when it is whole and on
// the disk: what was there stands until then. A device or a pipe is written as it is.
type put struct {
	name  string
	claim *claim // nil: what is written has no place of its own
	file  *os.File
	buf   *bufio.Writer
	err   error // the first of writing
}

// newPut begins a file that does not exist yet, or with force any file.
func newPut(name string, force bool) (*put, error) {
	place := name
	switch info, err := os.Lstat(name); {
	case errors.Is(err, fs.ErrNotExist):
		if _, err := os.Stat(filepath.Dir(name)); err != nil {
			return nil, plainError(name, err)
		}
	case err != nil:
		return nil, plainError(name, err)
	case !force:
		return nil, wrongf("%s: exists; another name or --force would be right", name)
	default:
		if info.Mode()&fs.ModeSymlink != 0 { // what it points to is replaced
			if place, err = filepath.EvalSymlinks(name); err != nil {
				return nil, plainError(name, err)
			}
			if info, err = os.Lstat(place); err != nil {
				return nil, plainError(name, err)
			}
		}
		switch {
		case info.IsDir():
			return nil, wrongf("%s: a folder; the name of a file would be right", name)
		case !info.Mode().IsRegular():
			f, err := os.OpenFile(place, os.O_WRONLY, 0)
			if err != nil {
				return nil, plainError(name, err)
			}
			return &put{name: name, file: f, buf: bufio.NewWriterSize(f, 1<<16)}, nil
		}
	}
	c, err := take(place)
	if err != nil {
		return nil, err
	}
	p := &put{name: name, claim: c}
	if p.file, p.buf, err = c.begin(); err != nil {
		c.release()
		return nil, plainError(name, err)
	}
	return p, nil
}

func (p *put) Write(b []byte) (int, error) {
	n, err := p.buf.Write(b)
	if p.err == nil {
		p.err = err
	}
	return n, err
}

// whole ends the writing; the file is on the disk, and not yet in its place.
func (p *put) whole() error {
	if p.file == nil {
		return p.err
	}
	err := errors.Join(p.err, p.buf.Flush())
	if p.claim != nil {
		err = errors.Join(err, p.file.Sync())
	}
	err = errors.Join(err, p.file.Close())
	p.file, p.err = nil, err
	return err
}

// settle puts the file in its place, if it is whole.
func (p *put) settle() error {
	err := p.whole()
	if err == nil && p.claim != nil {
		err = p.claim.put(false)
	}
	if err != nil {
		return plainError(p.name, err)
	}
	return nil
}

// leave drops what was not put in its place.
func (p *put) leave() {
	if p.file != nil {
		_ = p.file.Close()
		p.file = nil
	}
	if p.claim != nil {
		p.claim.release()
		p.claim = nil
	}
}

// putFile writes a file that does not exist yet, or with force any file.
func putFile(name string, text []byte, force bool) error {
	p, err := newPut(name, force)
	if err != nil {
		return err
	}
	defer p.leave()
	if _, err := p.Write(text); err != nil {
		return plainError(name, err)
	}
	return p.settle()
}

// unclosed is a writer that is closed by others.
type unclosed struct{ io.Writer }

func (unclosed) Close() error { return nil }
