package main

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"

	"impact/internal/court"
)

// asidePattern names the files of what exceeds --memory.
const asidePattern = "impact-aside-*"

// aside makes files in the system's folder for temporary files. Where the system lets an
// open file be removed it is removed at once, so that nothing stays however the program
// ends; elsewhere it is removed when it is closed, or when the program is next run.
type aside struct{}

// Create implements court.Scratch.
func (aside) Create() (court.ScratchFile, error) {
	err := border("putting aside")
	var f *os.File
	if err == nil {
		f, err = os.CreateTemp("", asidePattern)
	}
	if err != nil {
		return nil, fmt.Errorf("what exceeds --memory cannot be put aside: %w; more --memory, or TMPDIR naming a folder that can be written, would be right", plainError(os.TempDir(), err))
	}
	err = os.Remove(f.Name())
	return &asideFile{f, err == nil || errors.Is(err, fs.ErrNotExist)}, nil // the sweep of another run may have been quicker
}

type asideFile struct {
	*os.File
	gone bool
}

func (f *asideFile) Write(b []byte) (int, error) {
	if err := border("writing aside"); err != nil {
		return 0, err
	}
	return f.File.Write(b)
}

func (f *asideFile) Close() error {
	err := f.File.Close()
	if !f.gone {
		if e := os.Remove(f.Name()); err == nil {
			err = e
		}
	}
	return err
}

// sweep removes what an earlier run could not. A file that is still in use stays.
func sweep() {
	old, _ := filepath.Glob(filepath.Join(os.TempDir(), asidePattern))
	for _, name := range old {
		_ = os.Remove(name) // in use
	}
	sweepRooms(uploadPrefix)
}
