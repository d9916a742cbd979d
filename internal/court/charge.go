// Package court holds what happened: charges, how they ended, and the account
// of what was read. It knows the law's nouns (citations, classes, days) and no
// law.
package court

import "impact/internal/law"

// A Charge is one count, or several equal counts, filed against one person.
// It bears citations and days, not a class: its class is what the code says on
// the day one asks about. Empty texts, zero days and -1 mean "not recorded".
type Charge struct {
	ID, Case, Person, Victim string // anonymized ids

	Statute law.Reference // as charged
	Final   law.Reference // as convicted, where it was substituted; zero otherwise

	RecordClass law.Class // the record's own class: evidence, not the law

	Offense, Filed, Disposed law.Date
	Disposition              Disposition

	Jail, Suspended, Probation int32 // days; -1 not recorded
	Fine                       int64 // cents; -1 not recorded

	VictimAge  int16 // years; -1 not recorded
	Trafficked law.Truth
	Means      law.Means
	Priors     int16    // earlier convictions of the same section; -1 not recorded
	Findings   []string // ids of findings recorded as made, sorted
	NoFindings bool     // recorded that no finding was made

	DefendantAge int16 // years; -1 not recorded
	Sex, Race    string
	Court        string

	Counts int32 // at least 1
}

// Blank is a charge in which nothing is recorded.
func Blank() Charge {
	return Charge{Jail: -1, Suspended: -1, Probation: -1, Fine: -1, VictimAge: -1, Priors: -1, DefendantAge: -1, Counts: 1}
}

// A Disposition is how a charge ended. The zero Disposition is not recorded.
type Disposition uint8

// The dispositions of the contract.
const (
	NotRecorded Disposition = iota
	Convicted
	Nolle
	Dismissed
	Acquitted
	Diverted
	Pending
	Transferred
	Other
)

var dispositionNames = [...]string{"", "convicted", "nolle", "dismissed", "acquitted", "diverted", "pending", "transferred", "other"}

// String is the disposition as the input column writes it; "" if not recorded.
func (d Disposition) String() string { return dispositionNames[d] }

// ParseDisposition reads one of the contract's words.
func ParseDisposition(text string) (Disposition, bool) {
	for i, n := range dispositionNames {
		if n == text {
			return Disposition(i), true
		}
	}
	return 0, false
}
