package main

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strconv"

	"impact/data"
	"impact/internal/report"
)

// A seeker finds the files of a manifest by their hashes: among those that were given,
// among what is built in, and beside the result folder.
type seeker struct {
	given []givenFile
	near  []string // folders
	links string   // where a file gets the name that the run knew it by
	made  int
}

// givenFile is a file or a law folder that the user named.
type givenFile struct {
	path, sum string
	told      string // how it is called
	folder    bool
	reduced   []string // hashes of the charges that it was reduced from
	used      bool
}

// newSeeker hashes the files that are given for a result folder.
func newSeeker(dir string, files []string) (*seeker, error) {
	s := &seeker{}
	for i, name := range files {
		g, err := giveFile(name, i+1)
		if err != nil {
			return nil, err
		}
		s.given = append(s.given, g)
	}
	at, err := filepath.Abs(dir)
	if err != nil {
		return nil, err
	}
	s.beside(filepath.Dir(at))
	s.beside(".")
	return s, nil
}

// giveFile looks at the file, or the law folder, of a number among those that are given.
func giveFile(name string, number int) (g givenFile, err error) {
	info, err := os.Stat(name)
	if err != nil {
		return g, wrong{plainError(toldAs(name, number), err)}
	}
	if g.path, err = filepath.Abs(name); err != nil {
		return g, err
	}
	g.told = g.path
	if !info.IsDir() {
		g.told = toldAs(g.path, number)
	}
	switch {
	case info.IsDir():
		in, err := hashFolder(name)
		if err != nil {
			return g, wrong{plainError(name, err)}
		}
		g.folder, g.sum = true, in.SHA256
	case !info.Mode().IsRegular():
		return g, wrongf("%s: not a regular file; a file that the run read would be right", toldAs(name, number))
	default:
		if g.sum, err = sumOf(name); err != nil {
			return g, wrong{plainError(toldAs(name, number), err)}
		}
	}
	if !info.IsDir() && isReduced(name) {
		head, err := headOfReduced(name)
		if err != nil {
			return g, err
		}
		g.reduced = sums(head.Data)
	}
	return g, nil
}

// headOfReduced reads what stands at the head of a file of reduced charges.
func headOfReduced(name string) (*reading, error) {
	f, err := os.Open(name)
	if err != nil {
		return nil, wrong{plainError(name, err)}
	}
	defer f.Close()
	in, err := readHeadOf(bufio.NewReader(io.NewSectionReader(f, int64(len(reducedMark)), mostHead+64)))
	if err != nil {
		return nil, wrongf("%s: the file is damaged: its head cannot be read; impact reduce writes it again", name)
	}
	return in, nil
}

// beside adds a folder in which files are looked for.
func (s *seeker) beside(dir string) {
	if at, err := filepath.Abs(dir); err == nil && !slices.Contains(s.near, at) {
		s.near = append(s.near, at)
	}
}

// uses marks what was given with a hash as used.
func (s *seeker) uses(sum string) {
	for i := range s.given {
		if s.given[i].sum == sum {
			s.given[i].used = true
		}
	}
}

// file is a path, or the name of something built in, of a file with the hash and the base
// name of an input. Folder is where such files are built in; "" for nowhere.
func (s *seeker) file(what, folder string, in report.Input) (string, error) {
	if in.Name == "" || in.Name == "." || in.Name == ".." || filepath.Base(in.Name) != in.Name || path.Base(in.Name) != in.Name {
		return "", wrongf("the manifest names a file %q; a name without a path would be right", in.Name)
	}
	if i := slices.IndexFunc(s.given, func(g givenFile) bool { return g.sum == in.SHA256 && !g.folder }); i >= 0 {
		s.given[i].used = true
		return s.as(s.given[i], in.Name)
	}
	another := func(name string) error {
		err := fmt.Errorf("%s: not the %s that the run read, though of its name: its sha256 is another (the run's %.12s…)", name, what, in.SHA256)
		if what == "data" {
			return refused{err}
		}
		return wrong{err}
	}
	if i := slices.IndexFunc(s.given, func(g givenFile) bool { return filepath.Base(g.path) == in.Name && g.reduced == nil }); i >= 0 {
		return "", another(s.given[i].told)
	}
	if folder != "" {
		if b, err := fs.ReadFile(data.FS, path.Join(folder, in.Name+".yaml")); err == nil && (source{data: b}).input().SHA256 == in.SHA256 {
			return in.Name, nil
		}
	}
	var other error
	for _, dir := range s.near {
		name := filepath.Join(dir, in.Name)
		if info, err := os.Stat(name); err != nil || !info.Mode().IsRegular() {
			continue
		}
		sum, err := sumOf(name)
		switch {
		case err != nil:
			other = errors.Join(other, wrong{plainError(name, err)})
		case sum == in.SHA256:
			return name, nil
		default:
			other = another(name)
		}
	}
	if other != nil {
		return "", other
	}
	if folder != "" && slices.Contains(builtIn(folder), in.Name) {
		return "", wrongf("the %s %s that is built into impact %s is not that of the run (the run's sha256 is %.12s…); the version that made the run, or the file, would be right", what, in.Name, version(), in.SHA256)
	}
	return "", wrongf("the %s %s of the run is neither given nor beside the folder; impact verify RUN %s would be right", what, in.Name, in.Name)
}

// law is the folder of the law pack of a run.
func (s *seeker) law(name string, in report.Input) (string, error) {
	if filepath.Base(name) != name || name == ".." {
		return "", wrongf("the manifest names a law folder %q; a name without a path would be right", name)
	}
	for i, g := range s.given {
		if g.folder && g.sum == in.SHA256 {
			s.given[i].used = true
			return s.as(g, name)
		}
	}
	for _, dir := range s.near {
		at := filepath.Join(dir, name)
		if info, err := os.Stat(at); err != nil || !info.IsDir() {
			continue
		}
		if h, err := hashFolder(at); err == nil && h.SHA256 == in.SHA256 {
			return at, nil
		}
	}
	return "", wrongf("the law folder %s of the run (sha256 %.12s…) is neither given nor beside the result; impact verify RUN %s would be right", name, in.SHA256, name)
}

// reducedOf is the given file of charges reduced from just these; "" for none.
func (s *seeker) reducedOf(of []report.Input) string {
	for i, g := range s.given {
		if g.reduced != nil && slices.Equal(g.reduced, sums(of)) {
			s.given[i].used = true
			return g.path
		}
	}
	return ""
}

// as is a path by which a file has the name that the run knew it by.
func (s *seeker) as(g givenFile, base string) (string, error) {
	if filepath.Base(g.path) == base {
		return g.path, nil
	}
	s.made++
	link := filepath.Join(s.links, strconv.Itoa(s.made), base)
	if err := os.MkdirAll(filepath.Dir(link), 0o777); err != nil {
		return "", err
	}
	if err := os.Symlink(g.path, link); err != nil {
		return "", wrongf("%s: the run knew it as %s; that name would be right", g.told, base)
	}
	return link, nil
}

// unused refuses what was given and is of no use.
func (s *seeker) unused() error {
	for _, g := range s.given {
		if !g.used {
			return wrongf("%s: the run read no file of this hash; the files that its manifest names would be right", g.told)
		}
	}
	return nil
}
