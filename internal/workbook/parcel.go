package workbook

import (
	"archive/zip"
	"bytes"
	"errors"
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
}

func newParcel(w io.Writer) excelize.ZipWriter {
	return &parcel{w, map[string]*bytes.Buffer{}}
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
	z.RegisterCompressor(zip.Deflate, func(w io.Writer) (io.WriteCloser, error) { return flate.NewWriter(w, flate.DefaultCompression) })
	names := slices.Clone(first)
	for _, name := range slices.Sorted(maps.Keys(p.files)) {
		if !slices.Contains(first, name) {
			names = append(names, name)
		}
	}
	for _, name := range names {
		body, ok := p.files[name]
		if !ok {
			continue
		}
		f, err := z.CreateHeader(&zip.FileHeader{Name: name, Method: zip.Deflate})
		if err != nil {
			return err
		}
		if _, err := body.WriteTo(f); err != nil {
			return err
		}
	}
	return z.Close()
}
