package main

import (
	"bufio"
	"bytes"
	"cmp"
	"compress/flate"
	"encoding/binary"
	"encoding/csv"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"sync"

	"impact/internal/report"

	"github.com/zeebo/xxh3"
)

// journalName is the file of a batch's folder that keeps what is done: a header, and a
// record for each job, each with its length and a checksum. A record that was cut short
// when the program was killed is dropped.
const journalName = "journal"

// journalMark begins every journal, with the number of its layout.
const journalMark = "impact batch journal 1\n"

// A batchKey says what the kept work rests on.
type batchKey struct {
	Program string       `json:"program"`
	Version string       `json:"version"`
	Inputs  []batchInput `json:"inputs"`
	Allowed []string     `json:"allowed_columns,omitempty"`
}

func (b *batch) key() batchKey { return batchKey{"impact", version(), b.inputs, b.allow} }

// store keeps what jobs come to. It may be used by several goroutines; a goroutine of
// its own writes and syncs what they put.
type store struct {
	dir    string
	file   *os.File
	places map[int]place // by job
	size   int64
	mu     sync.Mutex // of places and err
	err    error
	queue  chan record
	idle   chan struct{}
	made   bool          // the folder was not there before
	aside  string        // the name that an older folder was given; "" where there was none
	broken chan struct{} // closed when something could not be kept
}

// place is where the record of a job is, and why the job failed; "" where it did not.
type place struct {
	at     int64
	length int
	failed string
}

// record is a job's record ready to be written.
type record struct {
	job    int
	failed string
	body   []byte
}

// openStore opens the journal of a folder, or begins one.
func openStore(dir string, key batchKey, force bool) (_ *store, err error) {
	dir = filepath.Clean(dir)
	switch why, err := strangeTo(dir, key); {
	case err != nil:
		return nil, err
	case why != "" && !force:
		return nil, wrongf("%s: %s; another --out, or --force, which starts over and keeps the old folder beside the new, would be right", dir, why)
	}
	s := &store{dir: dir, places: map[int]place{}, queue: make(chan record, 16), idle: make(chan struct{}), broken: make(chan struct{})}
	if force {
		if s.aside, err = setAside(dir); err != nil {
			return nil, err
		}
	}
	_, err = os.Lstat(dir)
	s.made = errors.Is(err, fs.ErrNotExist)
	if err := os.MkdirAll(dir, 0o777); err != nil {
		return nil, plainError(dir, err)
	}
	if s.file, err = os.OpenFile(filepath.Join(dir, journalName), os.O_RDWR|os.O_CREATE, 0o666); err != nil {
		if s.made {
			err = errors.Join(err, os.Remove(dir))
		}
		return nil, plainError(filepath.Join(dir, journalName), err)
	}
	if err := lock(s.file); errors.Is(err, errBusy) {
		return nil, errors.Join(wrongf("%s: another impact batch is at work on it", dir), s.file.Close())
	}
	dropParts(dir)
	if err := s.read(key); err != nil {
		return nil, errors.Join(err, s.file.Close())
	}
	go s.write()
	return s, nil
}

// setAside gives a folder that is there another name, and says which.
func setAside(dir string) (string, error) {
	if _, err := os.Lstat(dir); errors.Is(err, fs.ErrNotExist) {
		return "", nil
	}
	aside, err := freeName(dir)
	if err != nil {
		return "", err
	}
	return aside, os.Rename(dir, aside)
}

// end closes the journal. Where the work failed before any job came to something, the
// folder is left as it was found.
func (s *store) end(failed error) error {
	err := s.close()
	if failed == nil || len(s.places) > 0 {
		return err
	}
	err = errors.Join(err, os.Remove(filepath.Join(s.dir, journalName)))
	if s.made && err == nil {
		if err = os.Remove(s.dir); err == nil && s.aside != "" {
			err = os.Rename(s.aside, s.dir)
		}
	}
	return err
}

// strangeTo says why the work kept in a folder is not that of the key; "" where it is, or
// where there is none.
func strangeTo(dir string, key batchKey) (string, error) {
	info, err := os.Lstat(dir)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return "", nil
	case err != nil:
		return "", plainError(dir, err)
	case !info.IsDir():
		return "not a folder", nil
	}
	entries, err := os.ReadDir(dir)
	if err != nil || len(entries) == 0 {
		return "", err
	}
	journal := filepath.Join(dir, journalName)
	if info, err := os.Lstat(journal); err != nil || !info.Mode().IsRegular() { // a link would be written through
		return cmp.Or(folderInstead(dir), "not empty, and no work of a batch"), nil
	}
	f, err := os.Open(journal)
	if err != nil {
		return cmp.Or(folderInstead(dir), "not empty, and no work of a batch"), nil
	}
	defer f.Close()
	head, _, err := readHead(f)
	if err != nil {
		return "", nil // the journal was cut short before its first record
	}
	if _, _, err := readRecord(f, 0); err != nil && string(head) != notOurs {
		return "", nil // nothing was done
	}
	var old batchKey
	if json.Unmarshal(head, &old) != nil || old.Program != key.Program {
		return "its journal is not one of this program's", nil
	}
	return old.unlike(key), nil
}

// unlike says what differs between the inputs of kept work and those of now. What files
// are called makes no difference, nor does the order of the files of charges.
func (k batchKey) unlike(now batchKey) string {
	if k.Version != now.Version {
		return fmt.Sprintf("it was begun by impact %s, and this is %s", k.Version, now.Version)
	}
	if slices.Equal(contents(k.Inputs), contents(now.Inputs)) {
		if !slices.Equal(k.Allowed, now.Allowed) {
			return "it was begun with other columns allowed"
		}
		return ""
	}
	lacks := func(list []batchInput, in batchInput) bool {
		return !slices.ContainsFunc(list, func(o batchInput) bool { return o.Kind == in.Kind && o.SHA256 == in.SHA256 })
	}
	for _, in := range k.Inputs {
		if !lacks(now.Inputs, in) {
			continue
		}
		if slices.ContainsFunc(now.Inputs, func(o batchInput) bool { return o.Kind == in.Kind && o.Name == in.Name }) {
			return fmt.Sprintf("it was begun with another %s: %s has changed since", in.Kind, in.Name)
		}
		return fmt.Sprintf("it was begun with the %s %s, which is not of this batch", in.Kind, in.Name)
	}
	for _, in := range now.Inputs {
		if lacks(k.Inputs, in) {
			return fmt.Sprintf("it was begun without the %s %s", in.Kind, in.Name)
		}
	}
	return "it was begun with the same files in other places of the plan"
}

// contents are the kinds and hashes of inputs, those of charges in an order of their own.
func contents(list []batchInput) (out []string) {
	var charges []string
	for _, in := range list {
		if text := in.Kind + " " + in.SHA256; in.Kind == "data" {
			charges = append(charges, text)
		} else {
			out = append(out, text)
		}
	}
	slices.Sort(charges)
	return append(out, charges...)
}

// notOurs is the key of a journal that is not one.
const notOurs = "{}"

// readHead reads the mark and the key of a journal, and says how long they are.
func readHead(r io.Reader) (head []byte, n int64, err error) {
	mark := make([]byte, len(journalMark)+4)
	if _, err := io.ReadFull(r, mark); err != nil {
		return nil, 0, err
	}
	if string(mark[:len(journalMark)]) != journalMark {
		return []byte(notOurs), 0, nil
	}
	size := binary.BigEndian.Uint32(mark[len(journalMark):])
	if size > 1<<24 {
		return nil, 0, io.ErrUnexpectedEOF
	}
	head = make([]byte, int(size)+8)
	if _, err := io.ReadFull(r, head); err != nil {
		return nil, 0, err
	}
	head, sum := head[:size], binary.BigEndian.Uint64(head[size:])
	if xxh3.Hash(head) != sum {
		return nil, 0, io.ErrUnexpectedEOF
	}
	return head, int64(len(mark)) + int64(size) + 8, nil
}

// read finds the whole records of the journal and drops what follows them. A journal without
// a whole head, or of other work of which nothing was done, it makes anew.
func (s *store) read(key batchKey) error {
	head, err := json.Marshal(key)
	if err != nil {
		return err
	}
	r := bufio.NewReaderSize(s.file, 1<<20)
	old, n, err := readHead(r)
	var begun batchKey
	if err != nil || json.Unmarshal(old, &begun) != nil || begun.Program != key.Program || begun.unlike(key) != "" {
		var b bytes.Buffer
		b.WriteString(journalMark)
		b.Write(binary.BigEndian.AppendUint32(nil, uint32(len(head))))
		b.Write(head)
		b.Write(binary.BigEndian.AppendUint64(nil, xxh3.Hash(head)))
		if err := s.file.Truncate(0); err != nil {
			return err
		}
		if _, err := s.file.WriteAt(b.Bytes(), 0); err != nil {
			return err
		}
		s.size = int64(b.Len())
		return errors.Join(s.file.Sync(), syncFolder(s.dir))
	}
	for s.size = n; ; {
		p, job, err := readRecord(r, s.size)
		if err != nil {
			break
		}
		s.places[job] = p
		s.size += recordHead + int64(len(p.failed)) + int64(p.length) + 8
	}
	return s.file.Truncate(s.size)
}

// recordHead is how long the numbers before a record are: the job, how long the reason is
// for which it failed, and how long its rows are.
const recordHead = 12

// bytes are a record as the journal has it.
func (r record) bytes() []byte {
	b := binary.BigEndian.AppendUint32(nil, uint32(r.job))
	b = binary.BigEndian.AppendUint32(b, uint32(len(r.failed)))
	b = binary.BigEndian.AppendUint32(b, uint32(len(r.body)))
	b = append(append(b, r.failed...), r.body...)
	return binary.BigEndian.AppendUint64(b, xxh3.Hash(b))
}

// readRecord reads the record that begins at a place; an error where it is not whole.
func readRecord(r io.Reader, at int64) (p place, job int, err error) {
	b := make([]byte, recordHead)
	if _, err := io.ReadFull(r, b); err != nil {
		return p, 0, err
	}
	job = int(binary.BigEndian.Uint32(b))
	reason, body := int(binary.BigEndian.Uint32(b[4:])), int(binary.BigEndian.Uint32(b[8:]))
	if reason > 1<<20 || body > 1<<30 {
		return p, 0, io.ErrUnexpectedEOF
	}
	var rest bytes.Buffer // grows as there is something to read
	if n, err := io.CopyN(&rest, r, int64(reason+body+8)); err != nil || n < int64(reason+body+8) {
		return p, 0, io.ErrUnexpectedEOF
	}
	b = append(b, rest.Bytes()[:reason+body]...)
	if xxh3.Hash(b) != binary.BigEndian.Uint64(rest.Bytes()[reason+body:]) {
		return p, 0, io.ErrUnexpectedEOF
	}
	return place{at + recordHead + int64(reason), body, string(b[recordHead:][:reason])}, job, nil
}

// put keeps what a job came to.
func (s *store) put(job int, rows []resultRow, failed error) {
	r := record{job: job}
	if failed != nil {
		r.failed = failed.Error()
	} else if body, err := packRows(rows); err != nil {
		r.failed = err.Error()
	} else {
		r.body = body
	}
	s.queue <- r
}

// write writes the records that come, and syncs as often as none is waiting.
func (s *store) write() {
	defer close(s.idle)
	for r := range s.queue {
		for more := true; more; {
			s.append(r)
			select {
			case r, more = <-s.queue:
			default:
				more = false
			}
		}
		if err := s.file.Sync(); err != nil {
			s.fail(err)
		}
	}
}

func (s *store) append(r record) {
	b := r.bytes()
	err := underway.do("writing the journal", func() error {
		_, err := s.file.WriteAt(b, s.size)
		return err
	})
	if err != nil {
		s.fail(err)
		return
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.places[r.job] = place{s.size + recordHead + int64(len(r.failed)), len(r.body), r.failed}
	s.size += int64(len(b))
}

func (s *store) fail(err error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.err == nil {
		s.err = fmt.Errorf("%s: what is done cannot be kept: %w", filepath.Base(s.dir), bare(err))
		close(s.broken)
	}
}

// flush waits until all that was put is written and synced. Nothing can be put after it.
func (s *store) flush() error {
	if s.queue != nil {
		close(s.queue)
		<-s.idle
		s.queue = nil
	}
	return s.err
}

// close closes the journal.
func (s *store) close() error { return errors.Join(s.flush(), s.file.Close()) }

// todo are the jobs that are not done; those that failed are tried again.
func (s *store) todo(jobs int) []int {
	var out []int
	for i := range jobs {
		if p, kept := s.places[i]; !kept || p.failed != "" {
			out = append(out, i)
		}
	}
	return out
}

// done is how many jobs are done.
func (s *store) done() (n int) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, p := range s.places {
		if p.failed == "" {
			n++
		}
	}
	return n
}

// failure is why a job failed; "" where it did not.
func (s *store) failure(job int) string { return s.places[job].failed }

// lines are the rows of a job as texts; none where it failed.
func (s *store) lines(job int) ([][]string, error) {
	p := s.places[job]
	if p.failed != "" {
		return nil, nil
	}
	b := make([]byte, p.length)
	if _, err := s.file.ReadAt(b, p.at); err != nil {
		return nil, fmt.Errorf("%s: job %d: %w", journalName, job+1, err)
	}
	r := csv.NewReader(flate.NewReader(bytes.NewReader(b)))
	r.FieldsPerRecord = len(resultColumns)
	return r.ReadAll()
}

// packRows writes rows as CSV does, compressed.
func packRows(rows []resultRow) ([]byte, error) {
	var b bytes.Buffer
	z, err := flate.NewWriter(&b, flate.BestSpeed)
	if err != nil {
		return nil, err
	}
	w := csv.NewWriter(z)
	line := make([]string, len(resultColumns))
	for _, r := range rows {
		for i, v := range r {
			line[i] = report.Plain(v)
		}
		if err := w.Write(line); err != nil {
			return nil, err
		}
	}
	w.Flush()
	err = errors.Join(w.Error(), z.Close())
	return b.Bytes(), err
}

// syncFolder makes a new name in a folder last.
func syncFolder(dir string) error {
	f, err := os.Open(dir)
	if err != nil {
		return err
	}
	_ = f.Sync() // not every system can
	return f.Close()
}
