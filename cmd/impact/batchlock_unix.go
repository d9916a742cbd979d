//go:build unix

package main

import (
	"os"
	"syscall"
)

// lock takes a file for this process; it is free again when the process ends, however.
func lock(f *os.File) error { return syscall.Flock(int(f.Fd()), syscall.LOCK_EX|syscall.LOCK_NB) }
