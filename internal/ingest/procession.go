package ingest

import (
	"encoding/binary"

	"impact/internal/court"

	"github.com/zeebo/xxh3"
)

// A procession is how the case ids of a batch follow each other, as texts.
type procession struct {
	orders court.Orders // in which none of them stands before the one ahead of it
	any    bool
	size   int       // of the last one, if it has 8 to 16 bytes; else 0
	pair   [2]uint64 // then: its first eight, and its last eight
	first  []byte
	last   []byte // the last one, if it has another size
	hash   xxh3.Uint128
}

// renew begins a batch.
func (p *procession) renew() {
	p.orders, p.any, p.size = court.AllOrders, false, 0
}

// again reports whether an id is the last one once more. It may fail to notice.
func (p *procession) again(id []byte) bool {
	n := len(id)
	return n == p.size && n >= 8 && binary.BigEndian.Uint64(id) == p.pair[0] && binary.BigEndian.Uint64(id[n-8:]) == p.pair[1]
}

// follow takes the next id, and its hash.
func (p *procession) follow(id []byte, hash xxh3.Uint128) {
	n := len(id)
	p.hash = hash
	if !p.any {
		p.any, p.first = true, append(p.first[:0], id...)
	} else if n != p.size {
		p.orders &= court.OrdersOf(p.latest(), id)
	}
	if n < 8 || n > 16 {
		p.size, p.last = 0, append(p.last[:0], id...)
		return
	}
	pair := [2]uint64{binary.BigEndian.Uint64(id), binary.BigEndian.Uint64(id[n-8:])}
	if n == p.size && (pair[0] < p.pair[0] || pair[0] == p.pair[0] && pair[1] < p.pair[1]) {
		p.orders = 0
	}
	p.size, p.pair = n, pair
}

// latest is the last id.
func (p *procession) latest() []byte {
	if p.size > 0 {
		p.last = append(p.last[:0], make([]byte, p.size)...)
		binary.BigEndian.PutUint64(p.last, p.pair[0])
		binary.BigEndian.PutUint64(p.last[p.size-8:], p.pair[1])
	}
	return p.last
}

// stand is where the batch stands. It is good until the next batch.
func (p *procession) stand(piece int) court.Stand {
	if !p.any {
		return court.Stand{Piece: piece, Orders: p.orders}
	}
	return court.Stand{Piece: piece, Orders: p.orders, First: p.first, Last: p.latest()}
}
