package ingest

import (
	"fmt"
	"sync/atomic"
)

// A bound gives no more memory at once than a page of the file can need, and no more than
// the purse has.
type bound struct {
	most  int64
	held  int64 // the most that it gave at once
	purse *purse
}

// check panics, which next turns into an error of the file.
func (b *bound) check(size int64) {
	if size > b.most {
		panic(fmt.Sprintf("a page claims %d bytes", size))
	}
	if more := size - b.held; more > 0 {
		b.held = size
		b.purse.take(more)
	}
}

// usualMemory is what reading may take where nobody says.
const usualMemory = 1 << 30

// A purse is the memory that the pages of one file may take, over all columns that are
// read at once.
type purse struct {
	most int64
	left atomic.Int64
}

// overdrawn is the panic of a purse that had so many bytes and was asked for more.
type overdrawn int64

// newPurse is a quarter of the memory that a run may use: what is made of a dictionary may
// be some times as large as the page that it stood in.
func newPurse(memory int64) *purse {
	if memory <= 0 {
		memory = usualMemory
	}
	p := &purse{most: memory / 4}
	p.left.Store(p.most)
	return p
}

// take panics where the purse has not that much.
func (p *purse) take(n int64) {
	if p.left.Add(-n) < 0 {
		panic(overdrawn(p.most))
	}
}

// refill gives back all that was taken.
func (p *purse) refill() { p.left.Store(p.most) }

// footer is how long a footer may be: the library needs a multiple of it.
func (p *purse) footer() int64 { return max(1<<20, p.most/8) }
