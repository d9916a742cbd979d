package workbook

import (
	"archive/zip"
	"bytes"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"maps"
	"slices"

	"github.com/klauspost/compress/flate"
	"github.com/xuri/excelize/v2"
)

// A parcel is a ZIP whose files are written in one order and bear no time, in
// whatever order they were made.
type parcel struct {
	w     io.Writer
	files map[string]*bytes.Buffer
	rows  map[string][]byte // of sheets, by file: they belong at the end of the sheet's data
}

// parcel is where the workbook is packed.
func (b *book) parcel(w io.Writer) excelize.ZipWriter {
	return &parcel{w, map[string]*bytes.Buffer{}, b.rows}
}

// endOfData ends the rows of a sheet.
var endOfData = []byte("</sheetData>")

// whole is a file with the rows that belong in it.
func (p *parcel) whole(name string) ([][]byte, error) {
	body, rows := p.files[name].Bytes(), p.rows[name]
	if len(rows) == 0 {
		return [][]byte{body}, nil
	}
	at := bytes.LastIndex(body, endOfData)
	if at < 0 {
		return nil, fmt.Errorf("%s has no place for rows", name)
	}
	return [][]byte{body[:at], rows, body[at:]}, nil
}

// first are the files that readers look for first.
var first = []string{"[Content_Types].xml", "_rels/.rels"}

// Create makes a file of the parcel.
func (p *parcel) Create(name string) (io.Writer, error) {
	p.files[name] = &bytes.Buffer{}
	return p.files[name], nil
}

// AddFS is not needed for a workbook.
func (p *parcel) AddFS(fs.FS) error { return errors.ErrUnsupported }

// Close writes the parcel.
func (p *parcel) Close() error {
	z := zip.NewWriter(p.w)
	z.RegisterCompressor(zip.Deflate, func(w io.Writer) (io.WriteCloser, error) { return flate.NewWriter(w, flate.BestSpeed) })
	names := slices.Clone(first)
	for _, name := range slices.Sorted(maps.Keys(p.files)) {
		if !slices.Contains(first, name) {
			names = append(names, name)
		}
	}
	for _, name := range names {
		if p.files[name] == nil {
			continue
		}
		parts, err := p.whole(name)
		if err != nil {
			return err
		}
		f, err := z.CreateHeader(&zip.FileHeader{Name: name, Method: zip.Deflate})
		if err != nil {
			return err
		}
		for _, part := range parts {
			if _, err := f.Write(part); err != nil {
				return err
			}
		}
	}
	return z.Close()
}
