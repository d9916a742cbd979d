package ingest

import (
	"bytes"
	"encoding/binary"

	"impact/internal/court"

	"github.com/zeebo/xxh3"
)

// A lane is one column of a file as one worker turns it into codes, or, of ids,
// into hashes.
type lane struct {
	lexicon
	clerk  *clerk
	reader *reader // nil: nothing reads the column, it is only watched
	render render  // of what is stored into text; nil: it is the text itself
	watch  *sentry // nil: it is not watched
	keep   bool    // the meaning of every code is asked for
	teach  func(code uint32, c *cell)
	haul   *haul  // of a Parquet file
	round  int    // how often the lexicon began anew
	null   uint32 // code of a value that is not there, from 1; 0: it has none yet
	codes  []uint32
	short  *[1 << 16]uint32 // of texts of up to two bytes: their code, from 1
	shorts []uint16         // the places in short that are taken
	days   []uint32         // of texts such as 2016-12-31, by dayPlace: their code, from 1
	taken  []uint32         // the places in days that are taken

	id      bool
	hashes  []xxh3.Uint128
	strange []uint32 // of ids that are not plain: their code, from 1
	some    bool     // some id of the batch is strange
	text    []byte
	walk    *procession // of ids of cases
}

// renew makes room for a batch.
func (l *lane) renew() {
	if l.full(l.clerk.limits) || l.slots == nil {
		l.reset()
		l.null = 0
		l.round++
		l.forget()
	}
	if l.some {
		clear(l.strange)
	}
	if l.walk != nil {
		l.walk.renew()
	}
	l.some = false
}

// forget empties the tables that stand before the lexicon.
func (l *lane) forget() {
	for _, text := range l.shorts {
		l.short[text] = 0
	}
	for _, place := range l.taken {
		l.days[place] = 0
	}
	l.shorts, l.taken = l.shorts[:0], l.taken[:0]
}

// shortTexts is the table of the texts of up to two bytes.
func (l *lane) shortTexts() *[1 << 16]uint32 {
	if l.short == nil {
		l.short = new([1 << 16]uint32)
	}
	return l.short
}

func (l *lane) setShort(text uint16, code uint32) {
	l.short[text], l.shorts = code+1, append(l.shorts, text)
}

func (l *lane) setDay(place, code uint32) {
	l.days[place], l.taken = code+1, append(l.taken, place)
}

// code is the code of buf[from:to], as it is stored.
func (l *lane) code(buf []byte, from, to int) uint32 {
	k := keyOf(buf, from, to)
	if code, ok := l.find(k, buf, from, to); ok {
		return code
	}
	return l.learn(k, buf[from:to])
}

// learn understands a new text.
func (l *lane) learn(k key, stored []byte) uint32 {
	marks, m := l.understand(l.write(stored))
	code := l.add(k, stored, marks, m.kept(l, marks))
	if l.teach != nil {
		l.teach(code, &m.cell)
	}
	return code
}

// nothing is the code of a value that is not there.
func (l *lane) nothing() uint32 {
	if l.null == 0 {
		marks, m := l.understand(nil)
		l.null = l.grow(marks, m.kept(l, marks)) + 1
		if l.teach != nil {
			l.teach(l.null-1, &m.cell)
		}
	}
	return l.null - 1
}

// write is the text of what is stored.
func (l *lane) write(stored []byte) []byte {
	if l.render == nil {
		return stored
	}
	l.text = l.render(l.text[:0], stored)
	return l.text
}

// understand finds what a text means, and what rows that have it need.
func (l *lane) understand(text []byte) (marks uint8, m *meaning) {
	m = &meaning{}
	var key tallyKey
	var counted bool
	m.cell, key, counted = l.reader.explain(text)
	if counted {
		m.count = &score{key: key, ref: m.ref}
	}
	if l.watch != nil {
		l.watch.see(text)
	}
	marks = m.marks()
	if m.missing && l.reader.kind == &kindStatute && l.reader.name == "statute" {
		marks |= markNone
	}
	return marks, m
}

// marks are what rows with the meaning need.
func (m *meaning) marks() (marks uint8) {
	if m.count != nil {
		marks |= markCount
	}
	if m.latin {
		marks |= markLatin
	}
	if m.fault != "" {
		marks |= markFault
	}
	return marks
}

// kept is the meaning, if anything will ask for it.
func (m *meaning) kept(l *lane, marks uint8) *meaning {
	if marks != 0 || l.keep {
		return m
	}
	return nil
}

// An echo is the id of the row before; none where it may be anything.
type echo struct {
	id    []byte
	words idWords
}

// same reports whether an id is that of the row before.
func (e *echo) same(id []byte, words idWords) bool {
	return words.last == e.words.last && words.first == e.words.first && words.size == e.words.size && e.id != nil && (words.size > 0 || bytes.Equal(id, e.id))
}

// hash takes the id of row i, as it is stored.
func (e *echo) hash(l *lane, i int, id []byte, words idWords) {
	if e.id, e.words = id, words; l.render != nil {
		l.hash(i, id)
	} else {
		l.hashID(i, id, words)
	}
	if l.strange[i] != 0 {
		e.id = nil
	}
}

// hash takes an id, as it is stored, of row i.
func (l *lane) hash(i int, stored []byte) {
	id := l.write(stored)
	l.hashID(i, id, wordsOf(id))
}

// hashID takes an id of row i, of which the words are given.
func (l *lane) hashID(i int, id []byte, words idWords) {
	walk := l.walk
	if walk != nil && walk.orders == 0 {
		walk = nil
	}
	switch {
	case len(id) == 0:
		l.hashes[i] = xxh3.Uint128{}
	case walk != nil && walk.again(words):
		l.hashes[i] = walk.hash
	case plainID(id, words) && l.reader.takes(id):
		l.hashes[i] = xxh3.Hash128(id)
		if walk != nil {
			walk.follow(id, words, l.hashes[i])
		}
		if h := l.hashes[i].Lo | 1; l.watch != nil && h <= l.watch.drawn.limit {
			l.watch.sketch(h, id, sign{})
		}
	default:
		l.hashText(i, id)
	}
}

// hashText takes an id of row i that may be anything.
func (l *lane) hashText(i int, text []byte) {
	if l.watch != nil {
		l.watch.see(text)
	}
	if simpleID(text) && l.reader.takes(text) {
		l.hashes[i] = xxh3.Hash128(text)
		if l.walk != nil {
			l.walk.follow(text, wordsOf(text), l.hashes[i])
		}
		return
	}
	if l.walk != nil {
		l.walk.orders = 0
	}
	k := keyOf(text, 0, len(text))
	code, ok := l.find(k, text, 0, len(text))
	if !ok {
		_, m := l.understand(text)
		code = l.add(k, text, m.marks(), m)
	}
	l.hashes[i], l.strange[i], l.some = court.Hash(l.known[code].text), code+1, true
}

// takes reports whether the map leaves an id as it is.
func (r *reader) takes(id []byte) bool {
	return r.codes == nil && (r.missing == nil || !r.missing[string(id)])
}

// plainID reports whether an id consists of letters, digits and the like alone,
// so that it is what it seems, holds no sign of a person (see plainText), and is no mark.
func plainID(id []byte, words idWords) bool {
	if len(id) == 11 && id[3] == '_' && id[6] == '_' {
		return false // 078_05_1120
	}
	if !plainStart(id[0]) {
		return false
	}
	if words.size > 0 {
		return plainWord(words.first) && plainWord(words.last)
	}
	for ; len(id) >= 8; id = id[8:] {
		if !plainWord(binary.LittleEndian.Uint64(id)) {
			return false
		}
	}
	for _, c := range id {
		if c < '0' || c >= 0x80 || c == '@' {
			return false
		}
	}
	return true
}

// plainStart reports whether a byte does not begin one of the marks that hold no signs.
func plainStart(b byte) bool {
	b |= 0x20
	return b != 'n' && b != 'u' && b != '\\'|0x20
}

// plainWord reports whether eight bytes are of those.
func plainWord(w uint64) bool {
	const ones, high = 0x0101010101010101, 0x8080808080808080
	at := w ^ '@'*ones
	return ((w-'0'*ones)|w|(at-ones)&^at)&high == 0
}

// simpleID reports whether a text is ASCII without blanks at its ends, and no mark.
func simpleID(text []byte) bool {
	if len(text) == 0 || text[0] <= ' ' || text[len(text)-1] <= ' ' {
		return false
	}
	for _, c := range text {
		if c >= 0x80 {
			return false
		}
	}
	return !(len(text) <= 12 && isMark(string(text)))
}
