package main

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
)

// A claim is the right to put something new in one place, a folder or a file, and the
// folder beside it, .NAME.new, in which that is made ready. The folder holds
//
//	lock  which a process that is at work holds, and no other
//	new   what is made; after an exchange, the old, which is dropped
//	old   what was in the place, to be dropped once the new is there
//	keep  what was in the place and is kept under another name
//
// What a killed process left is put right by the next that claims the place.
type claim struct {
	place, room string
	lock        *os.File
	made        []string // folders above the place that were made for it
	gone        func()
}

const lockName = "lock"

// errBusy says that another process holds a lock.
var errBusy = errors.New("another run is at work on it")

// take claims a place. An error is one of the command line where the place is busy or
// cannot be written.
func take(place string) (c *claim, err error) {
	at, err := filepath.Abs(place)
	if err != nil {
		return nil, err
	}
	c = &claim{place: at, room: filepath.Join(filepath.Dir(at), "."+filepath.Base(at)+".new")}
	err = underway.do("claiming "+filepath.Base(at), func() error {
		if err := c.enter(); err != nil {
			c.leaveFolders()
			return err
		}
		c.gone = underway.leaves(c.drop)
		if err := c.recover(); err != nil {
			c.drop()
			return err
		}
		return nil
	})
	switch {
	case errors.Is(err, errBusy):
		return nil, wrongf("%s: %w; to wait for it, or another --out, would be right", place, err)
	case errors.Is(err, fs.ErrPermission), isReadOnly(err):
		return nil, fmt.Errorf("%s: its folder cannot be written: %w; another --out would be right", place, bare(err))
	case err != nil:
		return nil, fmt.Errorf("%s: %w", place, bare(err))
	}
	return c, nil
}

// enter makes the folder beside the place and takes its lock.
func (c *claim) enter() error {
	var err error
	if c.made, err = makeAbove(c.place); err != nil {
		return err
	}
	for {
		if err := os.Mkdir(c.room, 0o777); err != nil && !errors.Is(err, fs.ErrExist) {
			return err
		}
		c.lock, err = holdLock(filepath.Join(c.room, lockName))
		if !errors.Is(err, fs.ErrNotExist) {
			return err // the folder was removed by another that ended just now: once more
		}
	}
}

// makeAbove makes the folders above a place, and says which.
func makeAbove(place string) (made []string, err error) {
	for dir := filepath.Dir(place); ; dir = filepath.Dir(dir) {
		if _, err := os.Stat(dir); !errors.Is(err, fs.ErrNotExist) || dir == filepath.Dir(dir) {
			break
		}
		made = append(made, dir)
	}
	return made, os.MkdirAll(filepath.Dir(place), 0o777)
}

// leaveFolders removes what was made above the place, where nothing is in it.
func (c *claim) leaveFolders() {
	for _, dir := range c.made {
		if os.Remove(dir) != nil {
			return
		}
	}
}

// recover puts right what a killed process left.
func (c *claim) recover() error {
	entries, err := os.ReadDir(c.room)
	if err != nil {
		return err
	}
	for _, e := range entries {
		if !slices.Contains([]string{lockName, "new", "old", "keep"}, e.Name()) {
			return fmt.Errorf("%s holds %s, which is not of this program; another name for it would be right", filepath.Base(c.room), e.Name())
		}
	}
	if there(c.in("keep")) {
		if err := c.back("keep"); err != nil {
			return err
		}
	}
	if err := c.restore(); err != nil {
		return err
	}
	return errors.Join(os.RemoveAll(c.in("old")), os.RemoveAll(c.in("new")))
}

// restore gives what was in the place back to it, where nothing took its place.
func (c *claim) restore() error {
	if there(c.in("old")) && !there(c.place) {
		return os.Rename(c.in("old"), c.place)
	}
	return nil
}

// back gives what is to be kept its place again, or, where that is taken, a name beside it.
func (c *claim) back(name string) error {
	to := c.place
	if there(to) {
		var err error
		if to, err = freeName(c.place); err != nil {
			return err
		}
	}
	return os.Rename(c.in(name), to)
}

// bare is what the system says of a file, without the file's name.
func bare(err error) error {
	var path *fs.PathError
	var link *os.LinkError
	switch {
	case errors.As(err, &path):
		return path.Err
	case errors.As(err, &link):
		return link.Err
	}
	return err
}

func (c *claim) in(name string) string { return filepath.Join(c.room, name) }

func there(name string) bool {
	_, err := os.Lstat(name)
	return err == nil
}

// release ends the claim. What was not put in its place is dropped.
func (c *claim) release() {
	_ = border("leaving")
	underway.mu.Lock()
	defer underway.mu.Unlock()
	c.drop()
}

// drop removes the folder beside the place. What cannot be removed the next that claims
// the place removes.
func (c *claim) drop() {
	if c.gone != nil {
		c.gone()
	}
	if there(c.in("keep")) {
		_ = c.back("keep")
	}
	if c.restore() == nil && !there(c.in("keep")) {
		_ = os.RemoveAll(c.in("new"))
		_ = os.RemoveAll(c.in("old"))
		dropLock(c.lock)
		_ = os.Remove(c.room)
	} else {
		_ = c.lock.Close()
	}
	c.leaveFolders()
}

// put puts what was made in the place. What is there already is dropped, or with keep
// stays under another name.
func (c *claim) put(keep bool) error {
	if err := border("renaming"); err != nil {
		return err
	}
	info, err := os.Lstat(c.place)
	switch {
	case err != nil, info.Mode().IsRegular() && !keep:
		if err := underway.do("renaming the new", func() error { return c.enters(os.Rename(c.in("new"), c.place)) }); err != nil {
			return err
		}
	case keep:
		if err := c.swap("keep"); err != nil {
			return err
		}
		if err := underway.do("keeping the old", func() error { return c.back("keep") }); err != nil {
			return err
		}
	default:
		if err := c.swap("old"); err != nil {
			return err
		}
	}
	return underway.do("syncing", func() error { return syncFolder(filepath.Dir(c.place)) })
}

// begin makes the new file, to be written through a buffer.
func (c *claim) begin() (f *os.File, b *bufio.Writer, err error) {
	err = underway.do("creating "+filepath.Base(c.place), func() (err error) {
		f, err = os.OpenFile(c.in("new"), os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o666)
		return err
	})
	if err != nil {
		return nil, nil, err
	}
	return f, bufio.NewWriterSize(borderWriter{f, "writing " + filepath.Base(c.place)}, 1<<16), nil
}

// file writes a file and puts it in the claimed place when it is whole and on the disk.
func (c *claim) file(write func(io.Writer) error) error {
	f, b, err := c.begin()
	if err != nil {
		return err
	}
	err = write(b)
	if err = errors.Join(err, b.Flush(), f.Sync(), f.Close()); err != nil {
		return err
	}
	return c.put(false)
}

// A borderWriter tells the border of each stretch that it writes.
type borderWriter struct {
	io.Writer
	what string
}

func (w borderWriter) Write(p []byte) (n int, err error) {
	err = underway.do(w.what, func() (err error) {
		n, err = w.Writer.Write(p)
		return err
	})
	return n, err
}

// exchange is swapNames; a test takes it away.
var exchange = swapNames

// swap puts the new in the place of the old, which then has another name in the room.
// Where the system can, both happen at once. Elsewhere there is a moment in which the
// place is empty; a process that is killed then has its old put back by the next.
func (c *claim) swap(aside string) error {
	err := underway.do("exchanging", func() error {
		if err := os.Rename(c.in("new"), c.in(aside)); err != nil {
			return err
		}
		err := exchange(c.in(aside), c.place)
		if err != nil {
			err = errors.Join(err, os.Rename(c.in(aside), c.in("new")))
		}
		return c.enters(err)
	})
	if err == nil || !errors.Is(err, errors.ErrUnsupported) {
		return err
	}
	if err := underway.do("renaming the old", func() error { return os.Rename(c.place, c.in(aside)) }); err != nil {
		return err
	}
	return underway.do("renaming the new", func() error {
		if err := os.Rename(c.in("new"), c.place); err != nil {
			return errors.Join(err, os.Rename(c.in(aside), c.place))
		}
		return c.enters(nil)
	})
}

// enters says, where there is no error, that the new is in its place.
func (c *claim) enters(err error) error {
	if err == nil {
		underway.wrote(filepath.Base(c.place))
	}
	return err
}
