//go:build !linux && !darwin

package main

import "errors"

// swapNames would give two names each other's folder; this system cannot.
func swapNames(a, b string) error { return errors.ErrUnsupported }
