package main

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"impact/internal/court"
	"impact/internal/ingest"
	"impact/internal/report"

	"github.com/zeebo/xxh3"
)

// A reading is charges that were read and reduced, and where they came from. All but
// the docket stands at the head of a file of reduced charges.
type reading struct {
	Version   string          `json:"version"` // of the program
	Data      []report.Input  `json:"data"`
	Map       *report.Input   `json:"map,omitempty"`
	Title     string          `json:"title,omitempty"`   // of the map
	Scenarios []report.Input  `json:"scenarios"`         // whose questions the charges can answer
	Creates   bool            `json:"creates,omitempty"` // one of them makes a section, which charges may cite
	Law       report.Input    `json:"law"`
	Allowed   []string        `json:"allowed_columns,omitempty"`
	Quality   *ingest.Quality `json:"quality"`
	roll      *court.Roll     // of charges that were read here
	docket    *court.Docket
	answer    bool // of an engine
}

// charges reads the charges of a run, or takes them reduced.
func (a *app) charges(f *runFlags, s *study, args []string) (*reading, error) {
	var save *claim
	if f.saves {
		err := ownsReduced(f.save, f.force, slices.Concat(args, f.reduced))
		if err == nil {
			save, err = take(f.save)
		}
		if err != nil {
			return nil, err
		}
		defer save.release()
	}
	switch {
	case f.takes && (len(f.reduced) == 0 || slices.Contains(f.reduced, "")):
		return nil, wrongf("--reduced: the name of a file would be right")
	case len(f.reduced) == 1 && isReduced(f.reduced[0]):
		return a.takeReduced(f.reduced[0], f.dataFlags, s, args)
	case len(f.reduced) > 0:
		return a.takeAnswer(f, s, args)
	}
	in, err := a.read(f.dataFlags, s, args, court.InFull)
	if err != nil {
		return nil, err
	}
	in.widen()
	if save != nil {
		stop := a.busy("writing the reduced charges", f.noBar)
		err = in.write(save)
		stop()
	}
	return in, err
}

// dataFlags say how charges are read.
type dataFlags struct {
	mapName string
	allow   []string
	noBar   bool
	memory  string
	within  int64           // bytes
	until   context.Context // reading stops soon when it is done; nil: never
}

// widen makes the docket of the roll.
func (in *reading) widen() { in.docket, in.roll = in.roll.Docket(), nil }

// read reads files of charges and reduces them to a roll. Where the roll is only
// counted nobody will ask for the hash of a file, which is not made then unless it is held
// against another's.
func (a *app) read(f dataFlags, s *study, args []string, extent court.Extent) (*reading, error) {
	m, mapIn, err := loadMap(f.mapName)
	if err != nil {
		return nil, err
	}
	files, shut, err := a.openData(args, s.code.Sample)
	defer shut()
	if err != nil {
		return nil, err
	}
	hashes := func() ([]report.Input, error) { return nil, nil }
	if extent == court.InFull || len(files) > 1 {
		hashes = a.hashes(files)
	}
	in := &reading{Version: version(), Map: mapIn, Law: s.inputs[1], Scenarios: s.inputs[:1], Creates: s.creates, Allowed: f.allow}
	if m != nil {
		in.Title = m.Title
	}
	progress, stop := a.watch(s, files, f.noBar)
	in.roll, in.Quality, err = s.roll(files, ingest.Options{Map: m, Allow: f.allow, Progress: progress, Context: f.until}, f.within, nil, extent)
	stop()
	if err != nil {
		_, _ = hashes() // the files are closed when they are no longer read
		return nil, err
	}
	a.tell(in.Quality)
	in.Data, err = hashes()
	return in, err
}

// hashes are the data files as inputs of the manifest. They are made while the files are
// read otherwise: it must be called before, and what it returns after.
func (a *app) hashes(files []ingest.File) func() ([]report.Input, error) {
	out, errs := make([]report.Input, len(files)), make([]error, len(files))
	done := make(chan struct{})
	files = slices.Clone(files)
	go func() {
		defer close(done)
		for i, x := range files {
			out[i], errs[i] = hashFile(x)
		}
	}()
	return func() ([]report.Input, error) {
		<-done
		for i, in := range out {
			for _, other := range out[:i] {
				if other.SHA256 == in.SHA256 {
					a.talk("%s and %s hold the same bytes: charges without a charge_id count twice", other.Name, in.Name)
				}
			}
		}
		return out, errors.Join(errs...)
	}
}

// origin says in words where the data come from.
func (in *reading) origin() string {
	var names []string
	for _, d := range in.Data {
		names = append(names, d.Name)
	}
	return origin(names, in.Title)
}

// origin says in words where the charges of files come from, read by a map of a title.
func origin(names []string, title string) string {
	what := strings.Join(names, ", ")
	if len(names) == 1 && report.BuiltIn(names[0]) {
		what = "the built-in sample"
	}
	if title != "" {
		what += " (" + title + ")"
	}
	return what
}

// describe says it with how many rows there are.
func describe(names []string, title string, d *court.Docket) string {
	kept := d.Kept()
	return fmt.Sprintf("%s, %s kept of %s read", origin(names, title), plural(kept.Rows, "row"), report.Figure(float64(d.Ledger.Read.Rows)))
}

// reducedMark begins a file of reduced charges.
const reducedMark = "impact reduced charges 2\n"

// mostHead is how long the head of such a file may be.
const mostHead = 64 << 20

// ownsReduced refuses to write reduced charges over anything but reduced charges, unless
// told to; over files that are read never.
func ownsReduced(name string, force bool, read []string) error {
	if name == "" {
		return wrongf("the name of a file to write reduced charges to would be right")
	}
	there, err := os.Stat(name)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return nil
	case err != nil:
		return plainError(name, err)
	case !there.Mode().IsRegular():
		return wrongf("%s: not a regular file; a new name would be right", name)
	}
	for i, other := range read {
		if in, err := os.Stat(other); err == nil && os.SameFile(in, there) {
			return wrongf("%s: it is read, and would be written over; another name would be right", toldAs(name, i+1))
		}
	}
	if !force && !isReduced(name) {
		return wrongf("%s: it is there, and holds no reduced charges; another name, or --force, would be right", name)
	}
	return nil
}

// write writes the reading to a claimed file, whole or not at all.
func (in *reading) write(c *claim) error {
	head, err := json.Marshal(in)
	if err != nil {
		return err
	}
	err = c.file(func(w io.Writer) error {
		if _, err := fmt.Fprintf(w, "%s%016x %s\n", reducedMark, xxh3.Hash(head), head); err != nil {
			return err
		}
		return in.docket.Write(w)
	})
	if err != nil {
		return fmt.Errorf("%s cannot be written: %w", filepath.Base(c.place), bare(err))
	}
	return nil
}

// readReduced reads a file of reduced charges.
func readReduced(name string, within int64) (*reading, error) {
	f, err := os.Open(name)
	if err != nil {
		return nil, wrong{plainError(name, err)}
	}
	defer f.Close()
	b := bufio.NewReaderSize(f, 1<<16)
	mark := make([]byte, len(reducedMark))
	if _, err := io.ReadFull(b, mark); err != nil || string(mark) != reducedMark {
		return nil, wrongf("%s: not a file of reduced charges; one that impact reduce or --save-reduced wrote would be right", name)
	}
	damaged := func(err error) error {
		return wrong{fmt.Errorf("%s: the file is damaged: %w; impact reduce writes it again", name, err)}
	}
	in, err := readHeadOf(b)
	if err == nil {
		in.docket, err = court.ReadDocket(b, uint64(within))
	}
	if err == nil && (in.Quality.Read.Rows != in.docket.Ledger.Read.Rows || in.Quality.Read.Counts != in.docket.Ledger.Read.Counts) {
		err = errors.New("its head and its ledger tell of different rows")
	}
	switch {
	case errors.As(err, new(*court.Wide)):
		return nil, wrong{fmt.Errorf("%s: %w", name, err)}
	case err != nil:
		return nil, damaged(err)
	}
	return in, nil
}

// readHeadOf reads the head of a file of reduced charges: a checksum of the rest of the
// line, and what the file rests on.
func readHeadOf(b *bufio.Reader) (*reading, error) {
	var line []byte
	for {
		part, err := b.ReadSlice('\n')
		if line = append(line, part...); err == nil {
			break
		}
		if !errors.Is(err, bufio.ErrBufferFull) || len(line) > mostHead {
			return nil, errors.New("its head cannot be read")
		}
	}
	sum, head, _ := bytes.Cut(bytes.TrimSuffix(line, []byte("\n")), []byte(" "))
	if fmt.Sprintf("%016x", xxh3.Hash(head)) != string(sum) {
		return nil, errors.New("its head has been changed")
	}
	in := &reading{}
	if err := json.Unmarshal(head, in); err != nil || in.Quality == nil {
		return nil, errors.Join(errors.New("its head cannot be read"), err)
	}
	return in, nil
}

// takeReduced takes the charges of a run from a file of reduced charges, or says why they
// are not those that the run would read. args, where there are any, are the files that
// it must have been made of.
func (a *app) takeReduced(name string, f dataFlags, s *study, args []string) (*reading, error) {
	stop := a.busy("reading reduced charges", f.noBar)
	in, err := openReduced(name, f)
	stop()
	if err != nil {
		return nil, err
	}
	if err := in.answers(s); err != nil {
		return nil, stale(name, err)
	}
	if len(args) > 0 {
		files, shut, err := a.openData(args, s.code.Sample)
		defer shut()
		if err != nil {
			return nil, err
		}
		now, err := a.hashes(files)()
		if err != nil {
			return nil, err
		}
		if !slices.Equal(sums(now), sums(in.Data)) {
			return nil, stale(name, fmt.Errorf("%s: not what it was made of", strings.Join(toldAll(args), ", ")))
		}
	}
	if in.docket, err = s.recut(in.docket); err != nil {
		return nil, stale(name, err)
	}
	a.tell(in.Quality)
	return in, nil
}

// stale is why reduced charges are not taken.
func stale(name string, why error) error {
	return wrong{fmt.Errorf("%s: %w; impact reduce with the files of charges would be right", name, why)}
}

// openReduced reads a file of reduced charges that this program wrote, read as the flags
// say.
func openReduced(name string, f dataFlags) (*reading, error) {
	if f.within == 0 {
		f.within = usualMemory()
	}
	in, err := readReduced(name, f.within)
	if err != nil {
		return nil, err
	}
	_, mapIn, err := loadMap(f.mapName)
	switch {
	case err != nil:
		return nil, err
	case in.Version != version():
		return nil, stale(name, fmt.Errorf("it was written by version %s of the program, and this is %s", in.Version, version()))
	case mapIn != nil && (in.Map == nil || in.Map.SHA256 != mapIn.SHA256):
		return nil, stale(name, fmt.Errorf("it was read with another map than %s", f.mapName))
	case len(f.allow) > 0 && !slices.Equal(f.allow, in.Allowed):
		return nil, stale(name, errors.New("it was read with other columns allowed"))
	}
	return in, nil
}

// answers says why reduced charges cannot answer a study, but for their cuts.
func (in *reading) answers(s *study) error {
	switch {
	case in.Law.SHA256 != s.inputs[1].SHA256:
		return errors.New("it was reduced under another law")
	case (in.Creates || s.creates) && !(len(in.Scenarios) == 1 && in.Scenarios[0].SHA256 == s.inputs[0].SHA256):
		return errors.New("a scenario that makes new sections needs charges that were reduced for it alone")
	}
	return nil
}

// sums are the hashes of files, in an order that does not depend on theirs.
func sums(files []report.Input) (out []string) {
	for _, in := range files {
		out = append(out, in.SHA256)
	}
	slices.Sort(out)
	return out
}

// isReduced reports whether a file begins as one of reduced charges.
func isReduced(name string) bool {
	if info, err := os.Stat(name); err != nil || !info.Mode().IsRegular() {
		return false
	}
	f, err := os.Open(name)
	if err != nil {
		return false
	}
	defer f.Close()
	mark := make([]byte, len(reducedMark))
	_, err = io.ReadFull(f, mark)
	return err == nil && string(mark) == reducedMark
}

// takeAnswer takes the charges of a run from what an engine answered to impact sql.
func (a *app) takeAnswer(f *runFlags, s *study, args []string) (*reading, error) {
	if len(args) > 0 {
		return nil, wrongf("%s: an engine's answer stands in place of files of charges; one or the other would be right", toldAs(args[0], 1))
	}
	m, mapIn, err := loadMap(f.mapName)
	if err != nil {
		return nil, err
	}
	files, shut, err := a.openData(f.reduced, s.code.Sample)
	defer shut()
	if err != nil {
		return nil, err
	}
	in := &reading{Version: version(), Map: mapIn, Law: s.inputs[1], Scenarios: s.inputs[:1], Creates: s.creates, Allowed: f.allow, answer: true}
	if m != nil {
		in.Title = m.Title
	}
	stop := a.busy("reading the answer", f.noBar)
	in.docket, in.Quality, err = s.answered(files, mapIn)
	if stop(); err != nil {
		return nil, err
	}
	a.tell(in.Quality)
	in.Data, err = a.hashes(files)()
	return in, err
}
