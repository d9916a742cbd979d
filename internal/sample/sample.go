// Package sample makes synthetic court charges: a small extract whose totals
// are the published ones, or any number of charges of the same mix. It knows
// offences and penalties from its own table, not from the program's law files,
// so that it can be held against them. Everything comes from whole numbers and
// the seed: the same Config gives the same rows on every machine.
package sample

import (
	"fmt"

	"impact/internal/law"
)

// A Config says what to make.
type Config struct {
	Rows int64  // how many charges; 0: the calibrated sample
	Seed uint64 // chance
}

// Columns are the columns of a Row, in order.
var Columns = []string{
	"charge_id", "case_id", "person_id", "statute", "final_statute", "class", "inchoate",
	"offense_date", "filed_date", "disposition_date", "disposition",
	"jail_days", "suspended_days", "probation_days", "fine",
	"victim_age", "victim_trafficked", "means",
	"defendant_age", "defendant_sex", "defendant_race", "court", "counts", "victim_id",
}

// TruthColumns are the columns of a Truth, in order: what the row says of the
// same name, with nothing left out, misspelt or inexact.
var TruthColumns = []string{
	"charge_id", "statute", "class", "inchoate", "offense_date",
	"victim_id", "victim_age", "victim_trafficked", "means",
	"defendant_age", "defendant_sex", "defendant_race",
}

// Header is the first line of a file of these charges, without its line end: by
// it the file declares itself synthetic.
func Header() string { return "# impact: synthetic" }

// A Record is one charge: as an extract would show it, and as it truly was.
// The slices are used again for the next record; the texts in them are not.
type Record struct {
	Row   []string // as Columns
	Truth []string // as TruthColumns
}

// The window: fiscal years 2005 to 2014. Every charge is filed inside it, and
// no disposition is later.
const (
	firstDay  law.Date = 20040701
	lastDay   law.Date = 20140630
	firstYear          = 2005
	numYears           = 10
)

// Generate makes the charges that c asks for and gives them to each, one by
// one. It stops at the first error of each and returns it. Writing them to a
// file, after the line of Header and the names of Columns, is the caller's part.
func Generate(c Config, each func(*Record) error) error {
	if c.Rows < 0 {
		return fmt.Errorf("%d rows cannot be made; 0 (the calibrated sample) or more can", c.Rows)
	}
	if c.Rows == 0 {
		return calibrated(c.Seed, newWriter(each))
	}
	return stream(c, newWriter(each))
}

// stream makes person after person until the rows are full. It holds one
// person at a time, and what it makes first does not depend on how much follows.
func stream(c Config, w *writer) error {
	m := newMaker(c.Seed)
	var ids numbers
	for left, i := c.Rows, uint64(0); left > 0; i++ {
		charges := m.person(i)
		charges = charges[:min(int64(len(charges)), left)]
		ids.assign(charges)
		if err := w.all(charges); err != nil {
			return err
		}
		left -= int64(len(charges))
	}
	return nil
}

// numbers hands out ids: what a maker numbers within one person becomes unique.
type numbers struct{ charge, proceeding, person, victim int64 }

func (n *numbers) assign(charges []charge) {
	if len(charges) == 0 {
		return
	}
	n.person++
	cases, victims := n.proceeding, n.victim
	for i := range charges {
		c := &charges[i]
		n.charge++
		c.id, c.person = n.charge, n.person
		c.proceeding += cases
		n.proceeding = max(n.proceeding, c.proceeding)
		if c.hasVictim() {
			c.victim.id += victims
			n.victim = max(n.victim, c.victim.id)
		}
	}
}
