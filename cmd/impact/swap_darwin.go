package main

import (
	"errors"
	"fmt"

	"golang.org/x/sys/unix"
)

// swapNames gives two names each other's file or folder, at once. Not every file system
// can: errors.ErrUnsupported.
func swapNames(a, b string) error {
	err := unix.RenamexNp(a, b, unix.RENAME_SWAP)
	if errors.Is(err, unix.EINVAL) || errors.Is(err, unix.ENOTSUP) {
		return fmt.Errorf("%w: %w", errors.ErrUnsupported, err)
	}
	return err
}
