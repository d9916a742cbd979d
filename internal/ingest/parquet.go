package ingest

import (
	"errors"
	"fmt"
	"io"
	"strings"

	"github.com/apache/arrow/go/v17/arrow/memory"
	"github.com/apache/arrow/go/v17/parquet"
	"github.com/apache/arrow/go/v17/parquet/file"
	"github.com/apache/arrow/go/v17/parquet/schema"
)

// syntheticKey is the key of a Parquet file's metadata that says "true" in a
// file that is invented.
const syntheticKey = "impact.synthetic"

// glance is how many rows are looked at where the first are enough.
const glance = 5000

// A parquetTable is a Parquet file as rows. Only the needed columns are read.
type parquetTable struct {
	name   string
	from   File
	file   *file.Reader
	names  []string
	leaves []leaf
	needed []bool
	hidden []bool
	info   about
	group  int // row groups begun
	left   int64
	row    int
	chunks []*chunk
	cells  [][]byte
}

// A leaf is a flat column that can be written as text.
type leaf struct {
	at       int
	optional bool
	physical parquet.Type
	width    int
	render   render
	note     string // for who uses the column; may be empty
	plain    bool   // what is stored is the text
}

// openParquet reads the footer.
func openParquet(f File) (t table, err error) {
	defer rescue(f.Name, &err)
	bad := func(problem string, err error) (table, error) {
		return nil, &FileError{File: f.Name, Problem: problem, Err: err, Remedy: "fetch or write it again"}
	}
	tail := make([]byte, 4)
	if _, err := f.R.ReadAt(tail, f.Size-4); err != nil && !errors.Is(err, io.EOF) {
		return bad("the Parquet file cannot be read", err)
	}
	if f.Size < 12 || string(tail) != "PAR1" {
		return bad("the Parquet file is cut off: its end is missing", nil)
	}
	footer, err := footerOf(f, f.purse.footer())
	if err == nil {
		err = soundFooter(footer)
	}
	if err != nil {
		return bad("the Parquet file is damaged", err)
	}
	props := parquet.NewReaderProperties(memory.NewGoAllocator())
	props.BufferedStreamEnabled = true
	r, err := file.NewParquetReader(io.NewSectionReader(f.R, 0, f.Size), file.WithReadProps(props))
	if err != nil {
		return bad("the Parquet file is damaged", err)
	}
	p := &parquetTable{name: f.Name, from: f, file: r, info: about{format: "Parquet"}}
	if err := p.survey(f.Size); err != nil {
		return bad("the Parquet file is damaged", err)
	}
	return p, nil
}

// survey lists the columns and checks that what the footer says can be true.
func (t *parquetTable) survey(size int64) error {
	md := t.file.MetaData()
	if kv := md.KeyValueMetadata(); kv != nil {
		if v := kv.FindValue(syntheticKey); v != nil && *v == "true" {
			t.info.synthetic = true
		}
	}
	if n := md.Schema.NumColumns(); n > mostWide {
		return fmt.Errorf("it has %d columns; %d at most can be read", n, mostWide)
	}
	for i := range md.Schema.NumColumns() {
		t.column(i, md.Schema.Column(i))
	}
	var rows int64
	for g := range t.file.NumRowGroups() {
		n := md.RowGroup(g).NumRows()
		if n < 0 || rows+n < rows {
			return errors.New("a row group has a negative number of rows")
		}
		if err := t.checkGroup(g, size); err != nil {
			return err
		}
		rows += n
	}
	if rows > mostRows(size) {
		return fmt.Errorf("it claims %d rows in %d bytes", rows, size)
	}
	if rows != t.file.NumRows() {
		return fmt.Errorf("its row groups hold %d rows, its footer says %d", rows, t.file.NumRows())
	}
	return nil
}

// mostRows is how many rows a Parquet file may hold: a run of equal values takes a few
// bytes however long it is, and rows that cost nothing to claim would be read for hours.
func mostRows(size int64) int64 { return 1<<20 + 4096*size }

func (t *parquetTable) checkGroup(g int, size int64) error {
	md := t.file.MetaData().RowGroup(g)
	if md.NumColumns() != t.file.MetaData().Schema.NumColumns() {
		return errors.New("a row group has not all columns")
	}
	for i, l := range t.leaves {
		c, err := md.ColumnChunk(l.at)
		if err != nil {
			return err
		}
		start, long := c.DataPageOffset(), c.TotalCompressedSize()
		if d := c.DictionaryPageOffset(); c.HasDictionaryPage() && d > 0 {
			start = min(start, d)
		}
		if start < 0 || long < 0 || start > size || long > size-start {
			return fmt.Errorf("column %q lies beyond the end of the file", t.names[i])
		}
		if c.NumValues() != md.NumRows() {
			return fmt.Errorf("column %q has %d values in a row group of %d rows", t.names[i], c.NumValues(), md.NumRows())
		}
	}
	return nil
}

// column adds a column to the table, or a note why it cannot be read.
func (t *parquetTable) column(at int, c *schema.Column) {
	if len(c.ColumnPath()) != 1 || c.MaxRepetitionLevel() > 0 || c.MaxDefinitionLevel() > 1 {
		t.info.nested = append(t.info.nested, strings.ToValidUTF8(c.Path(), "\ufffd"))
		t.info.notes = append(t.info.notes, fmt.Sprintf("column %q is nested; it is ignored", c.Path()))
		return
	}
	r, iso, note := renderOf(c)
	if note != "" {
		note = fmt.Sprintf("column %q %s", c.Name(), note)
	}
	if r == nil {
		t.info.notes = append(t.info.notes, note)
		return
	}
	t.names = append(t.names, strings.ToValidUTF8(c.Name(), "\ufffd"))
	t.info.iso = append(t.info.iso, iso)
	t.leaves = append(t.leaves, leaf{at, c.MaxDefinitionLevel() == 1, c.PhysicalType(), c.TypeLength(), r, note, isText(c)})
}

func (t *parquetTable) header() []string { return t.names }
func (t *parquetTable) about() about     { return t.info }

func (t *parquetTable) want(needed, hidden []bool) {
	t.needed, t.hidden = needed, hidden
	for i, l := range t.leaves {
		if needed[i] && l.note != "" {
			t.info.notes = append(t.info.notes, l.note)
		}
	}
}

func (t *parquetTable) next(r *row) (err error) {
	defer rescue(t.name, &err)
	for t.left == 0 {
		if err := t.close(); err != nil {
			return t.damaged(err)
		}
		if t.group == t.file.NumRowGroups() {
			return io.EOF
		}
		if err := t.openGroup(); err != nil {
			return t.damaged(err)
		}
	}
	t.left--
	t.row++
	for i, c := range t.chunks {
		if c == nil || !t.needed[i] && t.row > glance {
			t.cells[i] = nil
			continue
		}
		if t.cells[i], err = c.next(); err != nil {
			return t.damaged(fmt.Errorf("column %q: %w", t.names[i], err))
		}
	}
	*r = row{cells: t.cells, place: Place{t.name, t.row, t.group}}
	return nil
}

// glimpse shows sentries all rows of columns that nothing else reads. Between rows it asks now
// and then whether to go on.
func (t *parquetTable) glimpse(watch []*lane, stop func() error) (err error) {
	defer rescue(t.name, &err)
	only := make([]bool, len(t.leaves))
	for _, l := range watch {
		only[l.reader.at] = true
	}
	for i := range t.hidden {
		t.needed[i], t.hidden[i] = only[i], !only[i]
	}
	const often = 1 << 14 // rows
	var r row
	for {
		if t.row%often == 0 {
			if err := stop(); err != nil {
				return err
			}
		}
		if err := t.next(&r); err == io.EOF {
			return nil
		} else if err != nil {
			return err
		}
		for _, l := range watch {
			l.watch.see(r.cells[l.reader.at])
		}
	}
}

// openGroup begins the next row group.
func (t *parquetTable) openGroup() error {
	rg := t.file.RowGroup(t.group)
	t.chunks, t.cells = make([]*chunk, len(t.leaves)), make([][]byte, len(t.leaves))
	t.left = rg.NumRows()
	t.from.purse.refill()
	for i, l := range t.leaves {
		if t.hidden[i] || !t.needed[i] && t.row >= glance {
			continue
		}
		c, err := rg.MetaData().ColumnChunk(l.at)
		if err != nil {
			return fmt.Errorf("column %q: %w", t.names[i], err)
		}
		pages := newPager(t.from, 1<<16)
		if err := pages.open(t.from, c); err != nil {
			return fmt.Errorf("column %q: %w", t.names[i], err)
		}
		t.chunks[i] = &chunk{pages: pages, optional: l.optional, physical: l.physical, width: l.width, render: l.render}
	}
	t.group++
	return nil
}

// close checks that the columns of the row group are used up.
func (t *parquetTable) close() error {
	for i, c := range t.chunks {
		if c == nil || !t.needed[i] {
			continue
		}
		if err := c.end(); err != nil {
			return fmt.Errorf("column %q: %w", t.names[i], err)
		}
	}
	t.chunks = nil
	return nil
}

func (t *parquetTable) damaged(err error) error {
	return &FileError{File: t.name, Problem: fmt.Sprintf("the Parquet file is damaged at row %d (row group %d)", t.row, t.group), Err: err, Remedy: "fetch or write it again"}
}
