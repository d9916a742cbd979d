package court

import "impact/internal/law"

// A Docket is every charge that was read, reduced: distinct signatures with
// their weights, cases and persons as weighted multisets of signatures, and the
// account of what was not kept. Nothing in it grows with the number of rows
// once every kind of charge, case and person has been seen.
type Docket struct {
	Frame      *law.Frame
	Baseline   law.Date
	Signatures []Signature // in the order of Compare
	Rows       []int64     // rows of each signature
	Sentences  []Sentenced // of convicted charges, in the order of signature and sentence

	Victims []Profile // the charges of each kind of victim, weighted
	Cases   []Profile
	Persons []Profile

	Has    Recorded
	Ledger Ledger
	Lags   [2]Lag // from the offence to the filing, and to the disposition of a conviction
	Months [2]Months
}

// Months is how many rows were filed, or convicted, in each month of each fiscal year,
// July first. It counts rows in which the day is recorded, in order.
type Months map[law.Year][12]int64

// addMonth counts rows of a month, numbered from the year 0.
func (m Months) addMonth(months int, n int64) {
	day := law.DateOf((months-1)/12, (months-1)%12+1, 1)
	year := m[day.FiscalYear()]
	year[(months+5)%12] += n
	m[day.FiscalYear()] = year
}

// A Lag is how many rows took how many whole months from the offence to a stage,
// MaxLag or more in the last place. It counts rows in which both days are
// recorded, in order.
type Lag [MaxLag + 1]int64

// MaxLag is the longest lag that is told apart, in months.
const MaxLag = 120

// Rows is how many rows the lag is known of.
func (l *Lag) Rows() (n int64) {
	for _, k := range l {
		n += k
	}
	return n
}

// Recorded says which ids the data have at all, and whether any disposition and any fine;
// what hangs on those that they have not is not reported.
type Recorded struct{ Case, Person, Victim, Disposition, Fine bool }

// Registry reports whether registrants can be counted: persons, and whether they were
// convicted.
func (r Recorded) Registry() bool { return r.Person && r.Disposition }

// A Profile is a multiset of charges that belong together, and how many cases,
// persons or victims are just alike. Cases, or persons, that share a victim
// whose facts are not all known hang together: they are the units of one
// Profile, and its weight counts such sets of units. Most have one unit.
type Profile struct {
	Members []Member // by unit, then by case
	Weight  int64
}

// Units is how many cases, or persons, the profile is of: more than one where they share
// a victim.
func (p *Profile) Units() int { return int(p.Members[len(p.Members)-1].Unit) + 1 }

// A Member is one charge of a Profile. Unit numbers the units of the profile
// from 0, Case the cases of a person. Victim is the number, from 1, of the
// victim within the profile whose facts the charge shares with others, 0 where
// it shares none; Group is then the index in Docket.Victims of that victim's
// charges.
type Member struct {
	Sig    int32
	Unit   int32
	Case   int32
	Victim int32
	Group  int32
}

// A Sentence is what a convicted charge got: days, and cents; -1 not recorded.
type Sentence struct {
	Jail, Suspended, Probation int32
	Fine                       int64
}

// Sentenced counts the rows of one signature with one sentence.
type Sentenced struct {
	Sig      int32
	Sentence Sentence
	Rows     int64
}

// A Ledger accounts for every row. Rows and Counts differ where a row stands
// for several equal counts.
type Ledger struct {
	Read    Tally
	Refused []Reason // in the order of their texts
	Noted   []Reason // what was done to kept rows, in the order of their texts
}

// A Tally counts rows and the counts that they stand for.
type Tally struct{ Rows, Counts int64 }

// A Reason is why rows were refused, or what was done to them.
type Reason struct {
	Text  string
	Tally Tally
}

// Kept is the tally of all signatures.
func (d *Docket) Kept() Tally {
	var t Tally
	for i := range d.Signatures {
		t.Rows += d.Rows[i]
		t.Counts += d.Rows[i] * int64(d.Signatures[i].Counts)
	}
	return t
}

// Weight is the number of counts that signature i stands for.
func (d *Docket) Weight(i int) int64 { return d.Rows[i] * int64(d.Signatures[i].Counts) }
