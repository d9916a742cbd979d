package main

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"sync"

	"impact/internal/report"
	"impact/internal/workbook"

	"golang.org/x/sync/errgroup"
)

const manifestName = "manifest.json"

// ownsOut refuses a result folder that holds anything but an untouched result,
// before any work is done.
func ownsOut(dir string, force bool) error {
	state, err := stateOf(dir)
	switch {
	case err != nil:
		return err
	case state == "" || force:
		return nil
	}
	return wrongf("%s: %s; another --out, or --force, which keeps the old folder beside the new, would be right", dir, state)
}

// stateOf says what stands in the way of replacing dir; "" for nothing.
func stateOf(dir string) (string, error) {
	info, err := os.Lstat(dir)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return "", nil
	case err != nil:
		return "", plainError(dir, err)
	case !info.IsDir():
		return "not a folder", nil
	}
	if kindOfFolder(dir) == batchFolder {
		return folderInstead(dir), nil
	}
	entries, err := os.ReadDir(dir)
	if err != nil {
		return "", plainError(dir, err)
	}
	if len(entries) == 0 {
		return "", nil
	}
	tree, err := openFolder(dir, mostWritten)
	if err != nil {
		return "", wrong{plainError(dir, err)}
	}
	defer tree.close()
	raw, err := tree.ReadFile(manifestName)
	if err != nil {
		return "not empty, and without a manifest.json", nil
	}
	var m report.Manifest
	if err := json.Unmarshal(raw, &m); err != nil || m.Program != "impact" {
		return "its manifest.json is not one of this program's", nil
	}
	return untouched(dir, m.Files)
}

// untouched compares a folder with its manifest; "" where they agree.
func untouched(dir string, files map[string]string) (string, error) {
	_, changed, err := heldAgainst(dir, files)
	if len(changed) == 0 {
		return "", err
	}
	return changed[0], err
}

// writeFolder writes a report into the folder beside the claimed place, and puts that in
// the place when it is whole and on the disk. What is in the place is dropped if it is an
// untouched result and otherwise kept beside it.
func writeFolder(c *claim, rep *report.Report) error {
	w := &folderWriter{dir: c.in("new"), sums: map[string]string{}}
	err := w.write(rep)
	if err == nil {
		err = c.settle()
	}
	if err != nil {
		return fmt.Errorf("%s cannot be written: %w", filepath.Base(c.place), err)
	}
	return nil
}

// settle puts the folder that was made in the claimed place.
func (c *claim) settle() error {
	state, err := stateOf(c.place)
	if err != nil {
		return err
	}
	return c.put(state != "")
}

func freeName(dir string) (string, error) {
	for i := 1; i < 10_000; i++ {
		name := fmt.Sprintf("%s.old-%d", dir, i)
		if _, err := os.Lstat(name); errors.Is(err, fs.ErrNotExist) {
			return name, nil
		}
	}
	return "", fmt.Errorf("%s: no free name for the old folder", dir)
}

// folderWriter writes files, several at once, and remembers their hashes.
type folderWriter struct {
	dir  string
	mu   sync.Mutex // of sums
	sums map[string]string
}

func (f *folderWriter) file(name string, write func(io.Writer) error) error {
	var b bytes.Buffer
	if err := write(&b); err != nil {
		return fmt.Errorf("%s: %w", name, err)
	}
	sum := sha256.Sum256(b.Bytes())
	f.mu.Lock()
	f.sums[name] = hex.EncodeToString(sum[:])
	f.mu.Unlock()
	return f.put(name, b.Bytes())
}

func (f *folderWriter) put(name string, b []byte) error {
	p := filepath.Join(f.dir, filepath.FromSlash(name))
	err := underway.do("writing "+name, func() error {
		if err := os.MkdirAll(filepath.Dir(p), 0o777); err != nil {
			return err
		}
		return writeSynced(p, b)
	})
	if err != nil {
		return fmt.Errorf("%s: %w", name, bare(err))
	}
	return nil
}

// writeSynced writes a new file and waits until the disk has it.
func writeSynced(name string, b []byte) error {
	f, err := os.OpenFile(name, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o666)
	if err != nil {
		return err
	}
	_, err = f.Write(b)
	return errors.Join(err, f.Sync(), f.Close())
}

var figureDPI = 200 // a test lowers it

// tables writes the tables of a report.
func (f *folderWriter) tables(rep *report.Report) error {
	for i := range rep.Tables {
		t := &rep.Tables[i]
		if err := f.file("tables/"+t.Name+".csv", t.WriteCSV); err != nil {
			return err
		}
		if err := f.file("tables/"+t.Name+".parquet", func(w io.Writer) error { return writeParquet(w, t, rep.Synthetic) }); err != nil {
			return err
		}
	}
	return nil
}

// write writes all that a result folder holds, on all cores, the manifest last.
func (f *folderWriter) write(rep *report.Report) error {
	var all errgroup.Group
	all.SetLimit(runtime.GOMAXPROCS(0))
	file := func(name string, write func(io.Writer) error) {
		all.Go(func() error { return f.file(name, write) })
	}
	file("workbook.xlsx", func(w io.Writer) error { return workbook.Write(w, rep) }) // what takes longest begins first
	file("report.html", rep.WritePage)
	for _, fig := range rep.Figures {
		file("figures/"+fig.Name+".png", func(w io.Writer) error { return fig.PNG(w, figureDPI) })
		file("figures/"+fig.Name+".svg", fig.SVG)
	}
	for i := range rep.Tables {
		t := &rep.Tables[i]
		file("tables/"+t.Name+".parquet", func(w io.Writer) error { return writeParquet(w, t, rep.Synthetic) })
		file("tables/"+t.Name+".csv", t.WriteCSV)
	}
	note := rep.Note()
	file("note.docx", note.WriteDOCX)
	file("note.md", note.WriteMarkdown)
	if err := all.Wait(); err != nil {
		return err
	}
	rep.Manifest.Files = f.sums
	var b bytes.Buffer
	if err := rep.Manifest.WriteJSON(&b); err != nil {
		return err
	}
	return f.put(manifestName, b.Bytes())
}
