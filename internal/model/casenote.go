package model

import (
	"fmt"
	"strings"

	"impact/internal/court"
	"impact/internal/law"
)

// oldNotes says that a charge is older than every change of the law that is known here.
func (b *Bench) oldNotes(s *court.Signature) []string {
	if s.Governed == court.ByBaseline || s.Facts.Era > 0 || len(b.fr.Days) == 0 {
		return nil
	}
	return []string{fmt.Sprintf("no change of the law before %s is known here: a charge of whatever earlier day is told alike", b.fr.Days[0])}
}

// youngNotes says what a defendant under 18 means for a charge of one section, which no
// provision and no version asks: charges stand as they were brought.
func (b *Bench) youngNotes(cite law.Citation, f *law.Facts) []string {
	if f.DefendantAge == 0 {
		return nil
	}
	if bandOf(b.fr.DefendantAges, f.DefendantAge) == NotMinor {
		return nil
	}
	note := "the defendant is under 18: whether such a person answers for it in a criminal court, or anywhere, is not asked here; this is where the charge stands if it is brought"
	if watched := b.Proposal.Scenario.MinorsCharged; len(watched) > 0 {
		var names []string
		for _, c := range watched {
			names = append(names, b.Code.Name(c))
		}
		note += "; persons under 18 who were charged with " + strings.Join(names, ", ") + " are counted in the table minors_charged"
	}
	notes := []string{note}
	st := b.Code.Statute(cite)
	if st == nil || !isListed(b.Proposal.Scenario.MinorsCharged, cite) {
		return notes
	}
	if v := st.On(b.base); v != nil && v.Elements != "" {
		began := ""
		if !v.From.IsZero() {
			began = fmt.Sprintf(", by the version that began %s,", v.From.Date)
		}
		notes = append(notes, fmt.Sprintf("%s%s says: “%s” A charge of a person under 18 is carried nowhere for that", b.Code.Name(cite), began, v.Elements))
	}
	return notes
}
