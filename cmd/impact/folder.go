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
	"sync/atomic"

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

// folderWriter writes files and remembers their hashes.
type folderWriter struct {
	dir  string
	sums map[string]string
}

// A product is a file of a result folder, as it is made.
type product struct {
	name  string
	write func(io.Writer) error
	long  bool // it takes longer than others, and is begun before them
}

// files makes files on all cores, and writes them one after another in their order.
func (f *folderWriter) files(list []product) error {
	bodies, ready := make([]bytes.Buffer, len(list)), make([]chan error, len(list))
	var making errgroup.Group
	making.SetLimit(runtime.GOMAXPROCS(0))
	var failed atomic.Bool // what has not been begun is left
	for i := range ready {
		ready[i] = make(chan error, 1)
	}
	go func() {
		for _, long := range []bool{true, false} {
			for i, x := range list {
				if x.long != long {
					continue
				}
				making.Go(func() (err error) {
					if !failed.Load() {
						err = x.write(&bodies[i])
					}
					ready[i] <- err
					return nil
				})
			}
		}
	}()
	var err error
	for i, x := range list {
		switch made := <-ready[i]; {
		case err != nil: // what is being made is waited for
		case made != nil:
			err = fmt.Errorf("%s: %w", x.name, made)
		default:
			sum := sha256.Sum256(bodies[i].Bytes())
			f.sums[x.name] = hex.EncodeToString(sum[:])
			err = f.put(x.name, bodies[i].Bytes())
		}
		bodies[i] = bytes.Buffer{}
		failed.Store(err != nil)
	}
	return err
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
func (f *folderWriter) tables(rep *report.Report) error { return f.files(tableFiles(rep)) }

// tableFiles are the files of the tables of a report.
func tableFiles(rep *report.Report) (out []product) {
	for i := range rep.Tables {
		t := &rep.Tables[i]
		out = append(out, product{name: "tables/" + t.Name + ".csv", write: t.WriteCSV},
			product{name: "tables/" + t.Name + ".parquet", write: func(w io.Writer) error { return writeParquet(w, t, rep.Synthetic) }})
	}
	return out
}

// write writes all that a result folder holds, the manifest last.
func (f *folderWriter) write(rep *report.Report) error {
	if err := f.files(resultFiles(rep)); err != nil {
		return err
	}
	rep.Manifest.Files = f.sums
	var b bytes.Buffer
	if err := rep.Manifest.WriteJSON(&b); err != nil {
		return err
	}
	return f.put(manifestName, b.Bytes())
}

// resultFiles are the files of a result folder, but for the manifest.
func resultFiles(rep *report.Report) []product {
	list := tableFiles(rep)
	for _, fig := range rep.Figures {
		list = append(list, product{name: "figures/" + fig.Name + ".svg", write: fig.SVG},
			product{name: "figures/" + fig.Name + ".png", write: func(w io.Writer) error { return fig.PNG(w, figureDPI) }})
	}
	note := rep.Note()
	list = append(list, product{name: "report.html", write: rep.WritePage},
		product{name: "workbook.xlsx", write: func(w io.Writer) error { return workbook.Write(w, rep) }, long: true},
		product{name: "note.docx", write: note.WriteDOCX}, product{name: "note.md", write: note.WriteMarkdown})
	return list
}

// writeOne writes a file of a result folder.
func writeOne(w io.Writer, rep *report.Report, name string) error {
	for _, p := range resultFiles(rep) {
		if p.name == name {
			return p.write(w)
		}
	}
	return fmt.Errorf("%s: no file of a result folder; one of those that impact run writes would be right", name)
}
