package model

import (
	"fmt"

	"impact/internal/law"
)

// youngNotes says what a defendant under 18 means for a charge of one section, which no
// provision and no version asks: charges stand as they were brought.
func (b *Bench) youngNotes(cite law.Citation, f *law.Facts) []string {
	if f.DefendantAge == 0 {
		return nil
	}
	if bandOf(b.fr.DefendantAges, f.DefendantAge) == NotMinor {
		return nil
	}
	notes := []string{"the defendant is under 18: whether such a person answers for it in a criminal court, or anywhere, is not asked here; this is where the charge stands if it is brought"}
	st := b.Code.Statute(cite)
	if st == nil || !isListed(b.Proposal.Scenario.MinorsCharged, cite) {
		return notes
	}
	if v := st.On(b.base); v != nil && v.Elements != "" {
		began := ""
		if !v.From.IsZero() {
			began = fmt.Sprintf(", by the version that began %s,", v.From.Date)
		}
		notes = append(notes, fmt.Sprintf("%s%s says: “%s” A charge of a person under 18 is carried nowhere for that; the table minors_charged counts such persons", b.Code.Name(cite), began, v.Elements))
	}
	return notes
}
