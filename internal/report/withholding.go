package report

import (
	"fmt"
	"slices"

	"impact/internal/model"
)

// Withholding says what became of small counts. A Run in which counts are withheld holds
// them as model.Withheld, model.WithheldNumber or NaN, so that no writer can tell them.
type Withholding struct {
	Threshold int  // counts from 1 to Threshold-1 are small; 0 where the analyst asked that nothing be withheld
	Exempt    bool // the data are synthetic: nothing is withheld
	Primary   int  // cells withheld because they are small
	Others    int  // cells withheld because they would give those away
	As        As   // the command that makes the run again
}

// As is how what a run withholds is to what its command withholds. A run that is told beside
// others, as on a page of what-ifs, withholds by one pattern for all of them.
type As string

// The ways. LikeCommand is no beside at all: nothing is withheld, or the run is told alone.
const (
	LikeCommand  As = ""
	LikeSwitches As = "as with --switches" // it is told beside every choice of provisions, as with the switches of a page
	MoreAlone    As = "more than alone"    // the command is of fewer choices or readings, and withholds less
	OwnPattern   As = "as no command"      // it is told beside some choices
)

// again says what the command beside it makes again, of a file.
func (a As) again(file string) string {
	switch a {
	case LikeSwitches:
		return "The same files and settings give the same figures, and the same counts are withheld."
	case MoreAlone:
		return fmt.Sprintf("The same files and settings give the same counts, of which the command withholds fewer: this %s was made beside other choices, by one pattern for all of them. Of the two, one alone is to be given out.", file)
	case OwnPattern:
		return fmt.Sprintf("The same files and settings give the same counts, but no command withholds just these: this %s was made beside other choices of provisions, by one pattern for all of them. Of the two, one alone is to be given out.", file)
	}
	return fmt.Sprintf("The same files and settings give the same %s, byte for byte.", file)
}

// On reports whether small counts are withheld. Below a threshold of 2 no count is small.
func (w Withholding) On() bool { return w.Threshold > 1 && !w.Exempt }

// small are the counts that are withheld because they are small.
func (w Withholding) small() string {
	if w.Threshold == 2 {
		return "counts of 1"
	}
	return fmt.Sprintf("counts from 1 to %d", w.Threshold-1)
}

// giveAway are the others that are withheld.
const giveAway = ", and others that would give them away"

// Internal is what stands on every page where small counts are not withheld.
const Internal = "For internal use: small counts are NOT withheld"

// Mark says in short, without a stop, what became of small counts; it stands on every page
// and figure.
func (r *Report) Mark() string { return mark(r.Synthetic, r.Withheld) }

func mark(synthetic bool, w Withholding) string {
	switch {
	case w.On() && synthetic:
		return "SYNTHETIC DATA. Withheld: " + w.small() + giveAway
	case w.On():
		return "Withheld: " + w.small() + giveAway
	case synthetic:
		return "SYNTHETIC DATA: not real cases; nothing is withheld"
	}
	return Internal
}

// Small says of which counts it is that the word withheld stands in their place.
func (r *Report) Small() string { return r.Withheld.small() + giveAway }

// flag says what the data are and what became of small counts, once in each artefact.
func (r *Report) flag() string {
	text := ""
	if r.Synthetic {
		text = "SYNTHETIC DATA: invented charges, not real cases. "
	}
	switch w := r.Withheld; {
	case w.On():
		return text + fmt.Sprintf("%s (threshold %d)%s, are withheld: the word withheld stands in their place. Zeros are shown.", capital(w.small()), w.Threshold, giveAway)
	case r.Synthetic:
		return text + "Nothing is withheld."
	}
	return text + Internal + ". Not for publication."
}

// undiverted says what is left out of what is projected where small counts are withheld: always,
// so that it tells nothing of how many there are.
const undiverted = "What is projected leaves out the convictions in place of diversions that the new class bars, because counts are withheld in this run; impact run --threshold 0 has them, for use inside the agency."

// leavesOut is undiverted where something is projected and small counts are withheld, else "".
func (b *builder) leavesOut() string {
	if len(b.Projections) == 0 || !b.Withholding.On() {
		return ""
	}
	return undiverted
}

// notes are what a reader must know.
func (b *builder) notes() []string {
	out := slices.Clone(b.Notes)
	if set := b.asSet(); len(set) > 0 {
		out = append(out, "Assumptions that were set: "+listOf(set, "and")+". All others are as stated.")
	}
	if text := b.leavesOut(); text != "" {
		out = append(out, text)
	}
	return out
}

// WithheldCells is what a manifest says of small counts. How many cells are small and how
// many only give such a one away is not told apart: it would tell of each what it is.
type WithheldCells struct {
	Threshold int  `json:"threshold"` // 0 where small counts are not withheld
	Synthetic bool `json:"synthetic"` // the data are, and so nothing is withheld
	Cells     int  `json:"cells"`     // of the run that are withheld
}

func (w Withholding) cells(synthetic bool) *WithheldCells {
	if !w.On() {
		return &WithheldCells{Synthetic: synthetic}
	}
	return &WithheldCells{Threshold: w.Threshold, Cells: w.Primary + w.Others}
}

// TotalsOf are the totals of a result that its table holds, in the order of its rows.
func TotalsOf(run *Run, r *model.Result) []*model.Count {
	b := builder{*run}
	t := &r.Totals
	of := []*model.Count{&t.Moved[0], &t.Moved[1], &t.Felony[0], &t.Felony[1], &t.Minor[0], &t.Registry} // as metrics
	var out []*model.Count
	for i, c := range of {
		if b.noTotal(i, r) == "" {
			out = append(out, c)
		}
	}
	return out
}
