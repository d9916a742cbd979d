package main

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path"
)

// What is read whole is read up to a bound: text that people write, and files that the
// program wrote.
const (
	mostText    = 16 << 20
	mostWritten = 1 << 30
)

// errNoFile is told of what is neither a file nor a folder: a device may have no end, and
// a pipe may never have a beginning.
var errNoFile = errors.New("not a regular file; one that can be read to its end would be right")

// errOutside is told of a link that leads out of a folder that others may have made.
var errOutside = errors.New("a link to what is outside the folder, which is not followed; a regular file in its place would be right")

var errNoFolder = errors.New("not a folder")

// readWhole reads a file that the user named. A link is followed.
func readWhole(name string, most int64) ([]byte, error) {
	info, err := os.Stat(name)
	if err != nil {
		return nil, err
	}
	if !info.Mode().IsRegular() {
		return nil, &fs.PathError{Op: "read", Path: name, Err: errNoFile}
	}
	f, err := os.Open(name)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	return readMost(f, name, most)
}

func readMost(r io.Reader, name string, most int64) ([]byte, error) {
	b, err := io.ReadAll(io.LimitReader(r, most+1))
	if err == nil && int64(len(b)) > most {
		err = &fs.PathError{Op: "read", Path: name, Err: fmt.Errorf("longer than %d bytes", most)}
	}
	return b, err
}

// A foreign is a folder that others may have made: of it only regular files and folders are
// read, and nothing outside it, wherever links may point.
type foreign struct {
	root *os.Root
	most int64 // bytes of a file
}

func openFolder(dir string, most int64) (*foreign, error) {
	if info, err := os.Stat(dir); err != nil {
		return nil, err
	} else if !info.IsDir() { // a pipe would be waited for
		return nil, &fs.PathError{Op: "open", Path: dir, Err: errNoFolder}
	}
	root, err := os.OpenRoot(dir)
	if err != nil {
		return nil, err
	}
	return &foreign{root, most}, nil
}

// Open implements fs.FS.
func (f *foreign) Open(name string) (fs.File, error) {
	info, err := f.root.Stat(name)
	if err != nil {
		if bare(err).Error() == "path escapes from parent" { // os keeps the error to itself
			err = &fs.PathError{Op: "open", Path: name, Err: errOutside}
		}
		return nil, err
	}
	if !info.IsDir() && !info.Mode().IsRegular() {
		return nil, &fs.PathError{Op: "open", Path: name, Err: errNoFile}
	}
	return f.root.FS().Open(name)
}

// ReadFile implements fs.ReadFileFS.
func (f *foreign) ReadFile(name string) ([]byte, error) {
	in, err := f.Open(name)
	if err != nil {
		return nil, err
	}
	defer in.Close()
	return readMost(in, name, f.most)
}

// ReadDir implements fs.ReadDirFS.
func (f *foreign) ReadDir(name string) ([]fs.DirEntry, error) {
	return fs.ReadDir(f.root.FS(), path.Clean(name))
}

func (f *foreign) close() { f.root.Close() }
