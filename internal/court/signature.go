package court

import (
	"cmp"
	"strings"

	"impact/internal/law"
)

// A Side is a charge as one stage of its case knows it: as charged, or as
// convicted. Cite is zero where the text names nothing in the code.
type Side struct {
	Cite     law.Citation
	Inchoate law.Inchoate
	Status   law.Status
}

// A Signature is everything that a provision, a tally or a table can ask about
// one charge, with the numbers and days reduced to the cells of a law.Frame.
// Charges with equal signatures are alike in every result. Signatures compare
// with ==.
type Signature struct {
	Charged     Side
	Final       Side // as convicted, where a substitute is recorded
	Substituted bool // a substitute statute is recorded
	Differs     bool // and it is another one
	Disposition Disposition
	RecordClass law.Class // the record's own class

	Facts    law.Facts
	Governed Governed // which date says what law governs

	ChargedYear  law.Year // fiscal year of charging; 0 unknown
	DisposedYear law.Year // of disposition, where convicted or substituted; 0 unknown
	ChargedBy    YearBy
	DisposedBy   YearBy

	Race, Sex string
	Counts    int32
}

// Governed says which recorded date chooses the law that governs a charge.
type Governed uint8

// The dates that can choose the law.
const (
	ByOffense   Governed = iota // the offence date, as the law wants it
	ByOtherDate                 // the earliest recorded date
	ByMap                       // the date that the column map states
	ByBaseline                  // the baseline date: the record has no date
)

// YearBy says which date gives a charge its fiscal year.
type YearBy uint8

// The dates that can give a year.
const (
	OwnDate  YearBy = iota // filed_date for charged, disposition_date for convicted
	Filed                  // filed_date for convicted
	Offended               // offense_date
	Undated                // none: the year is unknown
)

// Convicted reports whether the charge ended in a conviction.
func (s *Signature) Convicted() bool { return s.Disposition == Convicted }

// Side is the charge as a stage knows it.
func (s *Signature) Side(stage Stage) Side {
	if stage == AsConvicted && s.Substituted {
		return s.Final
	}
	return s.Charged
}

// Year is the charge's fiscal year at a stage.
func (s *Signature) Year(stage Stage) law.Year {
	if stage == AsConvicted {
		return s.DisposedYear
	}
	return s.ChargedYear
}

// At reports whether the charge reached the stage.
func (s *Signature) At(stage Stage) bool { return stage == AsCharged || s.Convicted() }

// A Stage is where in its life a charge is counted.
type Stage uint8

// The stages.
const (
	AsCharged Stage = iota
	AsConvicted
)

// Stages are both stages, in the order of tables.
var Stages = [...]Stage{AsCharged, AsConvicted}

// String is the stage as tables write it.
func (s Stage) String() string { return [...]string{"charged", "convicted"}[s] }

// Compare orders signatures, so that their numbers do not depend on the order
// of rows.
func (s *Signature) Compare(t *Signature) int {
	if s.Charged != t.Charged {
		return s.Charged.compare(t.Charged)
	}
	if s.Final != t.Final {
		return s.Final.compare(t.Final)
	}
	if n := cmp.Or(
		compareBool(s.Substituted, t.Substituted),
		compareBool(s.Differs, t.Differs),
		cmp.Compare(s.Disposition, t.Disposition),
		cmp.Compare(s.RecordClass, t.RecordClass),
	); n != 0 {
		return n
	}
	if s.Facts != t.Facts {
		return compareFacts(s.Facts, t.Facts)
	}
	return cmp.Or(
		cmp.Compare(s.Governed, t.Governed),
		cmp.Compare(s.ChargedYear, t.ChargedYear),
		cmp.Compare(s.DisposedYear, t.DisposedYear),
		cmp.Compare(s.ChargedBy, t.ChargedBy),
		cmp.Compare(s.DisposedBy, t.DisposedBy),
		strings.Compare(s.Race, t.Race),
		strings.Compare(s.Sex, t.Sex),
		cmp.Compare(s.Counts, t.Counts),
	)
}

func (s Side) compare(t Side) int {
	if s.Cite != t.Cite {
		return s.Cite.Compare(t.Cite)
	}
	return cmp.Or(cmp.Compare(s.Inchoate, t.Inchoate), cmp.Compare(s.Status, t.Status))
}

func compareBool(a, b bool) int {
	switch {
	case a == b:
		return 0
	case b:
		return -1
	}
	return 1
}

func compareFacts(a, b law.Facts) int {
	return cmp.Or(
		cmp.Compare(a.Era, b.Era),
		cmp.Compare(a.VictimAge, b.VictimAge),
		cmp.Compare(a.DefendantAge, b.DefendantAge),
		cmp.Compare(a.Priors, b.Priors),
		cmp.Compare(a.Trafficked, b.Trafficked),
		cmp.Compare(a.Means, b.Means),
		cmp.Compare(a.Made, b.Made),
		cmp.Compare(a.NotMade, b.NotMade),
	)
}
