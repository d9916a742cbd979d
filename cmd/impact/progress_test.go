package main

import (
	"bytes"
	"os"
	"path/filepath"
	"testing"
)

// A device that is no terminal shows no progress, and does not hold the run up.
func TestNoTerminal(t *testing.T) {
	if testing.Short() {
		t.Skip("takes minutes under the race detector, and has nothing for it to see; go test without -short runs it")
	}
	null, err := os.OpenFile(os.DevNull, os.O_WRONLY, 0)
	if err != nil {
		t.Fatal(err)
	}
	defer null.Close()
	if isTerminal(null) {
		t.Error("the null device is a terminal")
	}
	var out bytes.Buffer
	if code := run([]string{"run", "--draws", "0", "--out", filepath.Join(t.TempDir(), "o")}, &out, null); code != exitDone {
		t.Errorf("exit %d", code)
	}
}
