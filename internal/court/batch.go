package court

import "github.com/zeebo/xxh3"

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

	Codes [Fields][]uint32 // nil where the file says nothing of the field
}

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
