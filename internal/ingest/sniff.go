package ingest

import (
	"bytes"
	"errors"
	"fmt"
	"io"

	"github.com/klauspost/compress/gzip"
	"github.com/klauspost/compress/zstd"
	"golang.org/x/text/encoding/unicode"
)

// A table is an open file as rows of cells, whatever its format.
type table interface {
	// header names the columns, in the order of the cells of a row.
	header() []string
	// want says which columns are needed, and which must never be read; the
	// cells of columns that are not needed may be nil.
	want(needed, hidden []bool)
	// next fills the row with the next one; io.EOF itself, not wrapped, at the end.
	next(*row) error
	// about tells what the reader of the quality report should know.
	about() about
}

// A row is one row of a table. Its cells live until the next row.
type row struct {
	cells [][]byte
	place Place
	fault string // why the row must be refused, or ""
	value string // what was seen there, for the first example
}

// about is what a table knows of itself.
type about struct {
	format    string // "CSV", "Parquet"
	encoding  string // "UTF-8", "UTF-16 LE"; "" for Parquet
	delimiter byte   // 0 for Parquet
	synthetic bool   // the file declares itself synthetic
	notes     []string
	nested    []string // columns that hold others or lists, by their paths: nothing is read of them
	iso       []bool   // columns whose dates are ISO whatever the map says
}

// foreign are the beginnings of files that are no table of charges.
var foreign = []struct{ magic, is, remedy string }{
	{"PK\x03\x04", "a ZIP archive or an Excel workbook", "save the sheet as CSV (UTF-8)"},
	{"PK\x05\x06", "an empty ZIP archive", "give a CSV or Parquet file"},
	{"\xd0\xcf\x11\xe0", "an old Excel or Word file", "save the sheet as CSV (UTF-8)"},
	{"%PDF", "a PDF document", "give the data it was made of as CSV or Parquet"},
	{"\x89PNG", "a PNG picture", "give a CSV or Parquet file"},
	{"\xff\xd8\xff", "a JPEG picture", "give a CSV or Parquet file"},
	{"GIF8", "a GIF picture", "give a CSV or Parquet file"},
	{"SQLite format 3", "an SQLite database", "export the table as CSV or Parquet"},
	{"ARROW1", "an Arrow (Feather) file", "save it as Parquet"},
	{"ORC", "an ORC file", "save it as Parquet"},
	{"PARE", "an encrypted Parquet file", "give it decrypted"},
	{"BZh", "a bzip2 archive", "unpack it, or pack it with gzip or zstd"},
	{"\xfd7zXZ", "an xz archive", "unpack it, or pack it with gzip or zstd"},
	{"7z\xbc\xaf", "a 7-Zip archive", "unpack it"},
	{"Rar!", "a RAR archive", "unpack it"},
	{"<!DOCTYPE", "a web page", "download the data itself, not the page around it"},
	{"<html", "a web page", "download the data itself, not the page around it"},
	{"<?xml", "an XML document", "export the table as CSV or Parquet"},
}

// open finds out by content what the file is.
func open(f File, memory int64) (table, error) {
	f.purse = newPurse(memory)
	head := make([]byte, 4096)
	section := io.NewSectionReader(f.R, 0, max(f.Size, 0))
	n, err := io.ReadFull(section, head)
	if err != nil && !errors.Is(err, io.EOF) && !errors.Is(err, io.ErrUnexpectedEOF) {
		return nil, &FileError{File: f.Name, Problem: "the file cannot be read", Err: err, Remedy: "check that it is a file, and whole"}
	}
	head = head[:n]
	if bytes.HasPrefix(head, []byte("PAR1")) {
		return openParquet(f)
	}
	src, packed, err := unpack(f.Name, section, head)
	if err != nil {
		return nil, &FileError{File: f.Name, Problem: "damaged " + packed, Err: err, Remedy: "fetch or pack it again"}
	}
	return openText(f.Name, src, packed)
}

// unpack undoes gzip and zstd.
func unpack(name string, section *io.SectionReader, head []byte) (src io.Reader, packed string, err error) {
	if _, err := section.Seek(0, io.SeekStart); err != nil {
		return nil, "", err
	}
	switch {
	case bytes.HasPrefix(head, []byte("\x1f\x8b")):
		src, err = gzip.NewReader(section)
		return &rationed{name: name, src: src, packed: section}, "gzip", err
	case bytes.HasPrefix(head, []byte("\x28\xb5\x2f\xfd")):
		src, err = zstd.NewReader(section, zstd.WithDecoderConcurrency(1), zstd.WithDecoderMaxWindow(128<<20), zstd.WithDecoderLowmem(true))
		return &rationed{name: name, src: src, packed: section}, "zstd", err
	}
	return section, "", nil
}

// What an archive may unpack to: so much, and so many bytes for each packed one. Tables of
// charges pack to a tenth, and the most monotonous ones to a hundredth.
const (
	freeUnpacked = 256 << 20
	mostUnpacked = 500
)

// rationed gives what an archive unpacks to, as long as that is in proportion: a few bytes
// may stand for more zeros than could ever be read.
type rationed struct {
	name   string
	src    io.Reader
	packed *io.SectionReader
	n      int64
}

func (r *rationed) Read(p []byte) (int, error) {
	n, err := r.src.Read(p)
	r.n += int64(n)
	if r.n > freeUnpacked {
		if at, _ := r.packed.Seek(0, io.SeekCurrent); r.n-freeUnpacked > mostUnpacked*at {
			return 0, &FileError{File: r.name, Problem: fmt.Sprintf("its first %d bytes unpack to more than %d", at, r.n), Remedy: "unpack it yourself if so long a file is to be read"}
		}
	}
	return n, err
}

// known refuses what is no text.
func known(name, packed string, head []byte) error {
	inside := ""
	if packed != "" {
		inside = "inside " + packed + ", "
	}
	bad := func(is, remedy string) error {
		return &FileError{File: name, Problem: inside + "this is " + is + ", not a table of charges", Remedy: remedy}
	}
	if len(bytes.TrimSpace(head)) == 0 {
		return &FileError{File: name, Problem: inside + "the file is empty", Remedy: "a header row and one row per charge would be right"}
	}
	nul := bytes.IndexByte(head, 0)
	for _, f := range foreign {
		letters := f.magic[0] >= 'A' && f.magic[0] <= 'Z' // a header may begin with PARENT_ID
		if bytes.HasPrefix(head, []byte(f.magic)) && (nul >= 0 || !letters) {
			return bad(f.is, f.remedy)
		}
	}
	switch {
	case packed != "" && bytes.HasPrefix(head, []byte("PAR1")):
		return bad("a Parquet file", "unpack it: Parquet is compressed inside")
	case bytes.HasPrefix(head, []byte("\x1f\x8b")), bytes.HasPrefix(head, []byte("\x28\xb5\x2f\xfd")):
		return bad("a second archive", "unpack it once")
	case nul >= 0 && !bytes.ContainsAny(head[:nul], "\r\n"): // further down, it spoils its row only
		return bad("binary, or UTF-16 without its byte order mark", "save it as CSV in UTF-8")
	}
	return nil
}

// decode turns the text into UTF-8 where its first bytes say that it is
// something else, and drops the byte order mark.
func decode(src io.Reader, head []byte) (io.Reader, string) {
	switch {
	case bytes.HasPrefix(head, []byte("\xef\xbb\xbf")):
		_, _ = io.CopyN(io.Discard, src, 3)
		return src, "UTF-8 with a byte order mark"
	case bytes.HasPrefix(head, []byte("\xff\xfe")):
		return unicode.UTF16(unicode.LittleEndian, unicode.UseBOM).NewDecoder().Reader(src), "UTF-16 LE"
	case bytes.HasPrefix(head, []byte("\xfe\xff")):
		return unicode.UTF16(unicode.BigEndian, unicode.UseBOM).NewDecoder().Reader(src), "UTF-16 BE"
	}
	return src, "UTF-8"
}

// broken is the error for a file that ends or fails in the middle.
func broken(name string, line int, err error) error {
	var known *FileError
	if errors.As(err, &known) {
		return err
	}
	return &FileError{File: name, Line: line, Problem: "the file breaks off here", Err: err, Remedy: "fetch it again"}
}

// rescue turns a panic of the libraries below into an error of the file.
func rescue(name string, err *error) {
	switch p := recover().(type) {
	case nil:
	case overdrawn:
		*err = &FileError{File: name, Problem: fmt.Sprintf("its pages need more memory than the %d bytes that reading may take of it", int64(p)), Remedy: "more --memory, or a file with smaller pages"}
	default:
		*err = &FileError{File: name, Problem: fmt.Sprintf("the file is damaged: %v", p), Remedy: "fetch or write it again"}
	}
}
