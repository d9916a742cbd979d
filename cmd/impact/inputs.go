package main

import (
	"bytes"
	"cmp"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"
	"unicode"

	"impact/data"
	"impact/internal/ingest"
	"impact/internal/law"
	"impact/internal/report"
	"impact/internal/strict"
)

// source is a file that the user named, or one that is built in, read whole.
type source struct {
	name string // as messages name it
	base string // as a manifest names it
	data []byte

	carried bool // by the program
}

func (s source) input() report.Input {
	sum := sha256.Sum256(s.data)
	return report.Input{Name: s.base, SHA256: hex.EncodeToString(sum[:]), Bytes: int64(len(s.data))}
}

// named reads NAME|FILE: what is built in under that name in a folder of the
// data, otherwise a file. A name with a slash or an ending is a file.
func named(folder, name string) (source, error) {
	if !strings.ContainsAny(name, `/\.`) {
		if b, err := fs.ReadFile(data.FS, path.Join(folder, name+".yaml")); err == nil {
			return source{name: folder + "/" + name + ".yaml", base: name, data: b, carried: true}, nil
		}
	}
	b, err := readWhole(name, mostText)
	switch {
	case err == nil:
		return source{name: name, base: filepath.Base(name), data: b}, nil
	case isFolder(name):
		what := cmp.Or(folderInstead(name), "a folder")
		return source{}, wrongf("%s: %s; a file, or one of the built-in %s (%s), would be right here", name, what, folder, strings.Join(builtIn(folder), ", "))
	case errors.Is(err, fs.ErrNotExist):
		known := builtIn(folder)
		return source{}, wrongf("%s: neither a file nor one of the built-in %s (%s)%s", name, folder, strings.Join(known, ", "), strict.Suggest(name, known))
	}
	return source{}, wrong{plainError(name, err)}
}

// isFolder reports whether a folder of that name is there.
func isFolder(name string) bool {
	info, err := os.Stat(name)
	return err == nil && info.IsDir()
}

// builtIn lists what is built in in a folder of the data.
func builtIn(folder string) []string {
	files, _ := fs.Glob(data.FS, path.Join(folder, "*.yaml"))
	var out []string
	for _, f := range files {
		out = append(out, strings.TrimSuffix(path.Base(f), ".yaml"))
	}
	return out
}

// plainError says what the system says of a file, once and without its path twice.
func plainError(name string, err error) error {
	return fmt.Errorf("%s: %w", name, bare(err))
}

// pack reads the law of a pack, built in or from a folder.
func pack(name, dir string) (*law.Code, report.Input, error) {
	var tree fs.FS = data.FS
	at := path.Join("law", name)
	if dir != "" {
		at = "."
		if own, err := openFolder(dir, mostText); err == nil {
			defer own.close()
			tree = own
		} else {
			tree = os.DirFS(dir) // which says why it cannot be read
		}
	}
	if info, err := fs.Stat(tree, at); err != nil || !info.IsDir() {
		if dir != "" {
			return nil, report.Input{}, wrongf("%s: not a folder that can be read; a law pack (code.yaml, registry.yaml, statutes, acts) would be right", dir)
		}
		return nil, report.Input{}, wrongf("no law pack %q is built in; --law DIR names another", name)
	}
	code, err := law.LoadCode(tree, at)
	if err != nil {
		return nil, report.Input{}, below(dir, err)
	}
	in, err := hashTree(tree, at)
	in.Name = code.Pack
	return code, in, err
}

// below gives faults of a folder's files the path that the user gave the folder.
func below(dir string, err error) error {
	var faults strict.Faults
	if dir == "" || !errors.As(err, &faults) {
		return err
	}
	faults = slices.Clone(faults)
	for i := range faults {
		faults[i].File = filepath.Join(dir, faults[i].File)
	}
	return faults
}

// hashTree is one hash over the names and contents of a folder's YAML files.
func hashTree(tree fs.FS, dir string) (report.Input, error) {
	var names []string
	err := fs.WalkDir(tree, dir, func(p string, d fs.DirEntry, err error) error {
		if err == nil && !d.IsDir() && strings.HasSuffix(p, ".yaml") {
			names = append(names, p)
		}
		return err
	})
	if err != nil {
		return report.Input{}, err
	}
	slices.Sort(names)
	h, in := sha256.New(), report.Input{}
	for _, n := range names {
		b, err := fs.ReadFile(tree, n)
		if err != nil {
			return in, err
		}
		fmt.Fprintf(h, "%s %d\n", strings.TrimPrefix(n, dir+"/"), len(b))
		h.Write(b)
		in.Bytes += int64(len(b))
	}
	in.SHA256 = hex.EncodeToString(h.Sum(nil))
	return in, nil
}

// hashFolder is hashTree of a folder.
func hashFolder(dir string) (report.Input, error) {
	tree, err := openFolder(dir, mostText)
	if err != nil {
		return report.Input{}, err
	}
	defer tree.close()
	return hashTree(tree, ".")
}

// openData opens the files of charges, or, where none is named, the charges
// that come with a law pack. A file whose name could be that of a person, or of a case, is
// called by its number in all that is said and written.
func (a *app) openData(names []string, sample string) (files []ingest.File, shut func(), err error) {
	files, shut, err = openFrom(1, names, sample)
	a.tellNames(names, files)
	return files, shut, err
}

// tellNames says which files are called by their numbers.
func (a *app) tellNames(names []string, files []ingest.File) {
	for i, f := range files {
		if i < len(names) && f.Name != filepath.Base(names[i]) {
			a.talk("the name of a file of charges looks like %s: it is called %s here and in all that is written, and known by its hash", ingest.NameTells(filepath.Base(names[i])), f.Name)
		}
	}
}

// openFrom is openData for files whose numbers begin with first.
func openFrom(first int, names []string, sample string) (files []ingest.File, shut func(), err error) {
	var open []*os.File
	shut = func() {
		for _, f := range open {
			f.Close()
		}
	}
	if len(names) == 0 {
		b, err := fs.ReadFile(data.FS, sample)
		if err != nil {
			return nil, shut, wrongf("no file of charges is named, and the law pack brings none; impact run FILE would be right")
		}
		return []ingest.File{{Name: sample, Size: int64(len(b)), R: bytes.NewReader(b)}}, shut, nil
	}
	for i, n := range names {
		f, size, err := openFile(n, toldAs(n, first+i))
		if err != nil {
			shut()
			return nil, func() {}, err
		}
		open = append(open, f)
		files = append(files, ingest.File{Name: calledAs(filepath.Base(n), first+i), Size: size, R: f})
	}
	return files, shut, nil
}

// calledAs is what a file of charges is called, by its place among those that are named: its
// name, unless that could be a person's or a case's.
func calledAs(name string, number int) string {
	if base := filepath.Base(name); ingest.NameTells(base) != "" {
		return fmt.Sprintf("file-%d%s", number, dataEnding(base))
	}
	return name
}

// toldAs is calledAs where nothing else says which file that is.
func toldAs(name string, number int) string {
	if called := calledAs(name, number); called != name {
		return fmt.Sprintf("%s (number %d of the files named)", called, number)
	}
	return name
}

// toldAll are names of files of charges, each as it is told.
func toldAll(names []string) (out []string) {
	for i, n := range names {
		out = append(out, toldAs(n, i+1))
	}
	return out
}

// dataEnding is the ending of a file of charges, if it is one of those that such files have.
func dataEnding(name string) string {
	name = strings.ToLower(name)
	for _, packed := range []string{"", ".gz", ".zst"} {
		for _, ending := range []string{".csv", ".tsv", ".txt", ".parquet"} {
			if strings.HasSuffix(name, ending+packed) {
				return ending + packed
			}
		}
	}
	return ""
}

// openFile opens a file of charges; errors call it as it is told.
func openFile(name, told string) (*os.File, int64, error) {
	if strings.ContainsFunc(filepath.Base(name), unicode.IsControl) {
		return nil, 0, wrongf("%q: a control character stands in the name; another name would be right", told)
	}
	info, err := os.Stat(name)
	if err != nil {
		return nil, 0, wrong{plainError(told, err)}
	}
	if what := folderInstead(name); info.IsDir() && what != "" {
		return nil, 0, wrongf("%s: %s; a CSV or Parquet file of charges would be right here", told, what)
	}
	if info.IsDir() {
		return nil, 0, wrongf("%s: a folder; a CSV or Parquet file of charges would be right", told)
	}
	if !info.Mode().IsRegular() {
		return nil, 0, wrongf("%s: not a regular file; a CSV or Parquet file of charges would be right", told)
	}
	f, err := os.Open(name)
	if err != nil {
		return nil, 0, wrong{plainError(told, err)}
	}
	if isReduced(name) {
		f.Close()
		return nil, 0, wrongf("%s: it holds reduced charges; --reduced %s would be right", told, told)
	}
	return f, info.Size(), nil
}

// hashFile is the manifest's entry of a file of charges.
func hashFile(f ingest.File) (report.Input, error) {
	h := sha256.New()
	n, err := io.Copy(h, io.NewSectionReader(f.R, 0, f.Size))
	return report.Input{Name: f.Name, SHA256: hex.EncodeToString(h.Sum(nil)), Bytes: n}, err
}

// packs lists the built-in law packs.
func packs() []string {
	entries, _ := fs.ReadDir(data.FS, "law")
	var out []string
	for _, e := range entries {
		if e.IsDir() {
			out = append(out, e.Name())
		}
	}
	return out
}
