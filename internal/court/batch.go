package court

import (
	"bytes"
	"cmp"
	"errors"

	"github.com/zeebo/xxh3"
)

// A Field is one thing that a charge records, its ids and its court aside.
type Field uint8

// The fields of a charge, in the order of the contract's columns.
const (
	OfStatute Field = iota // settled: with the kind that an inchoate column gives
	OfFinal                // likewise
	OfClass
	OfOffense
	OfFiled
	OfDisposed
	OfDisposition
	OfJail
	OfSuspended
	OfProbation
	OfFine
	OfVictimAge
	OfTrafficked
	OfMeans
	OfPriors
	OfFindings
	OfDefendantAge
	OfSex
	OfRace
	OfCounts
	Fields = iota
)

// A Batch is kept charges by columns. A code stands for a text of its field, and
// means what whoever sends the batch has taught of it before (Learner). The slices
// are the sender's, who fills them again.
type Batch struct {
	Rows int

	// 128-bit hashes of the ids, as Hash makes them; zero where a row has none, nil
	// where the file has no such column. The chance that two of a billion ids have one
	// hash is below 1e-20.
	ID, Case, Person, Victim []xxh3.Uint128

	Stand Stand // of its case ids

	Codes [Fields][]uint32 // nil where the file says nothing of the field
}

// Orders are orders of texts, one bit each.
type Orders uint8

// The orders that files are sorted in.
const (
	byText    Orders = 1 << iota
	byLength         // shorter ones first
	AllOrders = byText | byLength
)

// OrdersOf are those in which a text does not stand before another that is ahead of it.
func OrdersOf(ahead, text []byte) (in Orders) {
	order := bytes.Compare(ahead, text)
	if order <= 0 {
		in |= byText
	}
	if cmp.Or(cmp.Compare(len(ahead), len(text)), order) <= 0 {
		in |= byLength
	}
	return in
}

// A Stand is where the case ids of a batch stand among those of the whole reading, as
// texts of which each has a hash of its own. If all batches know it, and their pieces follow
// each other in an order, it shows that the rows of a case stand together.
type Stand struct {
	Piece       int    // in the order of the reading; all batches of a piece come from one sender, one after another
	Orders      Orders // in which no row's id stands before the one ahead of it; 0: it is not known
	First, Last []byte // the ids of the batch at its ends, of which there are none if no row has one

	// Told is whether the sender was told, and did not look, that the ids of the whole reading
	// follow each other as texts. What would be needed otherwise is not kept then, and where
	// it shows that they do not there is ErrMisled. It is the same in all batches.
	Told bool
}

// ErrMisled is that case ids do not follow each other as the sender was told. The rows must be
// sent anew, to a new Reducer, by who trusts nothing that he was told.
var ErrMisled = errors.New("the case ids are not in the order that the file's index says they are in")

// A Learner takes the batches of one sender. It is not safe for concurrent use.
type Learner interface {
	// Learn says what a code means: c is a charge in which nothing but the field is
	// recorded, of which the Learner keeps texts and lists at most. A code that is
	// taught again means the new thing from then on.
	Learn(f Field, code uint32, c *Charge)
	Take(b *Batch) error
}

// Hash is the hash of an id, zero where the text is empty.
func Hash(id string) xxh3.Uint128 { return hash(id) }
