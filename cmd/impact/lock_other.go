//go:build !unix

package main

import (
	"errors"
	"io/fs"
	"os"
)

// lock takes a file for this process, where the system can.
func lock(*os.File) error { return nil }

// holdLock makes a file and takes it for this process: an open file cannot be removed
// here, and one that was left by a killed process can. The error is errBusy where another
// process has it.
func holdLock(name string) (*os.File, error) {
	if err := os.Remove(name); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return nil, errBusy
	}
	f, err := os.OpenFile(name, os.O_RDWR|os.O_CREATE|os.O_EXCL, 0o666)
	if errors.Is(err, fs.ErrExist) {
		return nil, errBusy
	}
	return f, err
}

// dropLock lets a file go that is held, and removes it.
func dropLock(f *os.File) {
	_ = f.Close()
	_ = os.Remove(f.Name())
}

// isReadOnly reports whether a file system can only be read; here that is told as a
// missing permission.
func isReadOnly(error) bool { return false }
