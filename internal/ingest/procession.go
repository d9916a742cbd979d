package ingest

import (
	"encoding/binary"

	"impact/internal/court"

	"github.com/zeebo/xxh3"
)

// idWords is an id of 8 to 16 bytes: its first eight and its last eight; of another size it
// is nothing, which is not told from others of such sizes.
type idWords struct {
	size        int
	first, last uint64
}

func wordsOf(id []byte) (w idWords) {
	if n := len(id); n >= 8 && n <= 16 {
		w = idWords{n, binary.BigEndian.Uint64(id), binary.BigEndian.Uint64(id[n-8:])}
	}
	return w
}

// A procession is how the case ids of a batch follow each other, as texts.
type procession struct {
	orders court.Orders // in which none of them stands before the one ahead of it
	any    bool
	words  idWords // of the last one
	first  []byte
	last   []byte // the last one, if it has no words
	hash   xxh3.Uint128
	told   bool // that the ids of the file follow each other
}

// tell tells a procession, if there is one, whether the ids of the file follow each other.
func (p *procession) tell(told bool) {
	if p != nil {
		p.told = told
	}
}

// renew begins a batch.
func (p *procession) renew() {
	p.orders, p.any, p.words = court.AllOrders, false, idWords{}
}

// again reports whether an id is the last one once more. It may fail to notice.
func (p *procession) again(words idWords) bool { return words.size > 0 && words == p.words }

// follow takes the next id, its words, and its hash.
func (p *procession) follow(id []byte, words idWords, hash xxh3.Uint128) {
	p.hash = hash
	if before := p.words; words.size > 0 && words.size == before.size {
		if words.before(before) {
			p.orders = 0
		}
		p.words = words
		return
	}
	if !p.any {
		p.any, p.first = true, append(p.first[:0], id...)
	} else {
		p.orders &= court.OrdersOf(p.latest(), id)
	}
	if p.words = words; words.size == 0 {
		p.last = append(p.last[:0], id...)
	}
}

// march takes ids of one length at once, of which the first is given.
func (p *procession) march(first []byte, e *evenIDs, begins []uint16) {
	ahead := idWords{len(first), e.first[0], e.last[0]}
	p.follow(first, ahead, e.hashes[0])
	for _, row := range begins[1:] {
		words := idWords{len(first), e.first[row], e.last[row]}
		if words.before(ahead) {
			p.orders = 0
		}
		ahead = words
	}
	p.words, p.hash = ahead, e.hashes[len(begins)-1]
}

// before reports whether words stand before others of their size.
func (w idWords) before(ahead idWords) bool {
	return w.first < ahead.first || w.first == ahead.first && w.last < ahead.last
}

// latest is the last id.
func (p *procession) latest() []byte {
	if n := p.words.size; n > 0 {
		p.last = append(p.last[:0], make([]byte, n)...)
		binary.BigEndian.PutUint64(p.last, p.words.first)
		binary.BigEndian.PutUint64(p.last[n-8:], p.words.last)
	}
	return p.last
}

// stand is where the batch stands. It is good until the next batch.
func (p *procession) stand(piece int) court.Stand {
	s := court.Stand{Piece: piece, Orders: p.orders, Told: p.told}
	if p.any {
		s.First, s.Last = p.first, p.latest()
	}
	return s
}
