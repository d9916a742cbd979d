package main

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
)

// workroom makes a temporary folder whose name begins so, with a lock in it that this
// process holds, and removes those that killed processes left. Leave removes it.
func workroom(prefix string) (dir string, leave func(), err error) {
	sweepRooms(prefix)
	for {
		if dir, err = os.MkdirTemp("", prefix); err != nil {
			return "", nil, errors.Join(errors.New("no temporary folder can be made; TMPDIR naming a folder that can be written would be right"), plainError(os.TempDir(), err))
		}
		held, err := holdLock(filepath.Join(dir, lockName))
		if errors.Is(err, fs.ErrNotExist) || errors.Is(err, errBusy) {
			continue // another was sweeping just now
		}
		if err != nil {
			return "", nil, errors.Join(err, os.RemoveAll(dir))
		}
		drop := func() { dropRoom(dir, held) }
		gone := underway.clears(drop)
		return dir, func() { gone(); drop() }, nil
	}
}

func dropRoom(dir string, held *os.File) {
	dropLock(held)
	_ = os.RemoveAll(dir) // what cannot be removed the next sweep removes
}

// sweepRooms removes the rooms of processes that have ended.
func sweepRooms(prefix string) {
	left, _ := filepath.Glob(filepath.Join(os.TempDir(), prefix+"*"))
	for _, dir := range left {
		if info, err := os.Lstat(dir); err != nil || !info.IsDir() {
			continue
		}
		if held, err := holdLock(filepath.Join(dir, lockName)); err == nil {
			dropRoom(dir, held)
		}
	}
}
