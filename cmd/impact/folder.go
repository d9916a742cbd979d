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
		return "", wrong{plainError(dir, err)}
	case !info.IsDir():
		return "not a folder", nil
	}
	entries, err := os.ReadDir(dir)
	if err != nil {
		return "", wrong{plainError(dir, err)}
	}
	if len(entries) == 0 {
		return "", nil
	}
	raw, err := os.ReadFile(filepath.Join(dir, manifestName))
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
	found, changed := 0, ""
	err := filepath.WalkDir(dir, func(p string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		rel, err := filepath.Rel(dir, p)
		if err != nil {
			return err
		}
		name := filepath.ToSlash(rel)
		if name == manifestName {
			return nil
		}
		want, ok := files[name]
		if !ok {
			changed = name + " is not of the run that the manifest tells of"
			return fs.SkipAll
		}
		b, err := os.ReadFile(p)
		if err != nil {
			return err
		}
		if sum := sha256.Sum256(b); hex.EncodeToString(sum[:]) != want {
			changed = name + " has been changed since the run"
			return fs.SkipAll
		}
		found++
		return nil
	})
	if err == nil && changed == "" && found < len(files) {
		changed = "files of the run are missing"
	}
	return changed, err
}

// writeFolder writes a report into a folder beside dir, and puts that in the
// place of dir when it is whole.
func writeFolder(dir string, rep *report.Report) (err error) {
	dir = filepath.Clean(dir)
	if err := os.MkdirAll(filepath.Dir(dir), 0o777); err != nil {
		return err
	}
	temp, err := os.MkdirTemp(filepath.Dir(dir), "."+filepath.Base(dir)+"-")
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, os.RemoveAll(temp)) }()
	whole := filepath.Join(temp, "new")
	w := &folderWriter{dir: whole, sums: map[string]string{}}
	if err := w.write(rep); err != nil {
		return err
	}
	return swap(whole, dir, temp)
}

// swap puts the new folder in the place of the old one, which is dropped if it
// was an untouched result and otherwise kept beside it.
func swap(whole, dir, temp string) error {
	if _, err := os.Lstat(dir); errors.Is(err, fs.ErrNotExist) {
		return os.Rename(whole, dir)
	}
	state, err := stateOf(dir)
	if err != nil {
		return err
	}
	aside := filepath.Join(temp, "old")
	if state != "" {
		if aside, err = freeName(dir); err != nil {
			return err
		}
	}
	if err := os.Rename(dir, aside); err != nil {
		return err
	}
	if err := os.Rename(whole, dir); err != nil {
		return errors.Join(err, os.Rename(aside, dir))
	}
	return nil
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
	if err := os.MkdirAll(filepath.Dir(p), 0o777); err != nil {
		return err
	}
	return os.WriteFile(p, b, 0o666)
}

const figureDPI = 200

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
