package ingest

import (
	"bytes"
	"errors"
	"fmt"
	"io"

	"github.com/apache/arrow/go/v17/parquet/metadata"
)

// groups cuts a Parquet file at its row groups.
type groups struct {
	table *parquetTable
	next  int
	row   int64
}

func (t *parquetTable) source() source { return &groups{table: t} }

func (g *groups) cut() piece {
	t := g.table
	if g.next == t.file.NumRowGroups() {
		return nil
	}
	md := t.file.MetaData().RowGroup(g.next)
	p := &group{table: t, number: g.next, first: int(g.row), rows: int(md.NumRows()), chunks: make([]*metadata.ColumnChunkMetaData, len(t.leaves))}
	for i, l := range t.leaves {
		if t.needed[i] && p.err == nil {
			if p.chunks[i], p.err = md.ColumnChunk(l.at); p.err != nil {
				p.err = fmt.Errorf("column %q: %w", t.names[i], p.err)
			}
		}
	}
	g.next, g.row = g.next+1, g.row+md.NumRows()
	return p
}

// ascends reports whether the file says of a column of texts that those of a row group follow
// those of the one before it. Of a single group it says nothing.
func (t *parquetTable) ascends(column int) bool {
	md := t.file.MetaData()
	if column < 0 || !t.leaves[column].plain || len(md.RowGroups) < 2 {
		return false
	}
	var last []byte
	for g := range md.RowGroups {
		c, err := md.RowGroup(g).ColumnChunk(t.leaves[column].at)
		if err != nil {
			return false
		}
		s, err := c.Statistics()
		if err != nil || s == nil || !s.HasMinMax() || bytes.Compare(s.EncodeMin(), last) < 0 {
			return false
		}
		last = s.EncodeMax()
	}
	return true
}

// A group is one row group.
type group struct {
	table  *parquetTable
	number int
	first  int // rows before it
	rows   int
	chunks []*metadata.ColumnChunkMetaData
	err    error
}

// read turns the group into batches. Where that fails, the error is the one that
// reading row by row would have met first.
func (p *group) read(w *worker, k *clerk) error {
	for _, c := range p.chunks {
		if c != nil {
			k.account.bytes += c.TotalCompressedSize()
		}
	}
	err := p.careful(w, k)
	var file *FileError
	if errors.As(err, &file) {
		if first := p.slowly(w, k); first != nil {
			return first
		}
	}
	return err
}

// careful is batches; a panic is an error.
func (p *group) careful(w *worker, k *clerk) (err error) {
	defer rescue(p.table.name, &err)
	return p.batches(w, k)
}

func (p *group) batches(w *worker, k *clerk) error {
	if p.err != nil {
		return p.damaged(p.err)
	}
	t := p.table
	for _, l := range k.lanes {
		if l.haul == nil {
			l.haul = newHaul(l, t.leaves[l.reader.at])
		}
		if err := l.haul.open(t.from, p.chunks[l.reader.at]); err != nil {
			return p.damaged(err)
		}
	}
	for from := 0; from < p.rows; from += k.limits.rows {
		if err := w.halt(); err != nil {
			return err
		}
		rows := min(k.limits.rows, p.rows-from)
		k.renew()
		for _, l := range k.lanes {
			if err := l.haul.fill(rows); err != nil {
				return p.damaged(err)
			}
		}
		err := k.finish(rows, func(i int) Place {
			return Place{t.name, p.first + from + i + 1, p.number + 1}
		})
		if err != nil {
			return err
		}
	}
	for _, l := range k.lanes {
		if err := l.haul.end(); err != nil {
			return p.damaged(err)
		}
	}
	return nil
}

// slowly reads the group row by row, as Read does, for its first error.
func (p *group) slowly(w *worker, k *clerk) error {
	plan, err := w.desk.session.plan(p.table.from)
	if err != nil {
		return err
	}
	t := plan.table.(*parquetTable)
	t.group, t.row = p.number, p.first
	for {
		if t.left == 0 && t.group > p.number {
			if err := t.close(); err != nil {
				return t.damaged(err)
			}
			return nil
		}
		var r row
		if err := t.next(&r); err == io.EOF {
			return nil
		} else if err != nil {
			return err
		}
		if err := w.halt(); err != nil {
			return err
		}
	}
}

func (p *group) damaged(err error) error {
	return &FileError{File: p.table.name, Problem: fmt.Sprintf("the Parquet file is damaged in row group %d", p.number+1), Err: err, Remedy: "fetch or write it again"}
}
