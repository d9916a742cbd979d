package ingest

import (
	"errors"
	"fmt"

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

// A group is one row group.
type group struct {
	table  *parquetTable
	number int
	first  int // rows before it
	rows   int
	chunks []*metadata.ColumnChunkMetaData
	err    error
}

func (p *group) read(w *worker, k *clerk) error {
	err := p.batches(w, k)
	if err == nil || errors.Is(err, errAbandoned) {
		return err
	}
	return err
}

func (p *group) batches(w *worker, k *clerk) error {
	if p.err != nil {
		return p.damaged(p.err)
	}
	t := p.table
	columns := make([]*chunk, len(k.lanes))
	for i, l := range k.lanes {
		pages, err := pagesOf(t.from, p.chunks[l.reader.at])
		if err != nil {
			return p.damaged(err)
		}
		leaf := t.leaves[l.reader.at]
		columns[i] = &chunk{pages: pages, optional: leaf.optional, physical: leaf.physical, width: leaf.width, render: leaf.render}
	}
	for from := 0; from < p.rows; from += k.limits.rows {
		if err := w.halt(); err != nil {
			return err
		}
		rows := min(k.limits.rows, p.rows-from)
		k.renew()
		for i, l := range k.lanes {
			for r := range rows {
				text, err := columns[i].next()
				if err != nil {
					return p.damaged(err)
				}
				if l.id {
					l.hash(r, text, 0, len(text))
				} else {
					l.codes[r] = l.code(text, 0, len(text))
				}
			}
		}
		err := k.finish(rows, func(i int) Place {
			return Place{t.name, p.first + from + i + 1, p.number + 1}
		})
		if err != nil {
			return err
		}
	}
	for i := range columns {
		if err := columns[i].end(); err != nil {
			return p.damaged(err)
		}
	}
	return nil
}

func (p *group) damaged(err error) error {
	return &FileError{File: p.table.name, Problem: "the Parquet file is damaged", Err: err, Remedy: "fetch or write it again"}
}
