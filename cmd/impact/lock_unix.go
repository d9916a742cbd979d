//go:build unix

package main

import (
	"errors"
	"io/fs"
	"os"
	"syscall"
)

// lock takes a file for this process; it is free again when the process ends, however.
// The error is errBusy where another process has it.
func lock(f *os.File) error {
	err := syscall.Flock(int(f.Fd()), syscall.LOCK_EX|syscall.LOCK_NB)
	if errors.Is(err, syscall.EWOULDBLOCK) {
		return errBusy
	}
	return err
}

// holdLock makes a file and takes it for this process. The error is errBusy where another
// has it, and fs.ErrNotExist where it was removed meanwhile.
func holdLock(name string) (*os.File, error) {
	f, err := os.OpenFile(name, os.O_RDONLY|os.O_CREATE, 0o666)
	if err != nil {
		return nil, err
	}
	if err := lock(f); err != nil {
		return nil, errors.Join(err, f.Close())
	}
	mine, err := f.Stat()
	if now, e := os.Stat(name); err != nil || e != nil || !os.SameFile(mine, now) {
		return nil, errors.Join(fs.ErrNotExist, f.Close())
	}
	return f, nil
}

// dropLock removes a file that is held, and lets it go.
func dropLock(f *os.File) {
	_ = os.Remove(f.Name())
	_ = f.Close()
}

// isReadOnly reports whether a file system can only be read.
func isReadOnly(err error) bool { return errors.Is(err, syscall.EROFS) }
