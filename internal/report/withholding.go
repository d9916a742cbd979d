package report

import "impact/internal/model"

// Withholding says what became of small counts. A Run in which counts are withheld holds
// them as model.Withheld, model.WithheldNumber or NaN, so that no writer can tell them.
type Withholding struct {
	Threshold int  // counts from 1 to Threshold-1 are small; 0 where the analyst asked that nothing be withheld
	Exempt    bool // the data are synthetic: nothing is withheld
	Primary   int  // cells withheld because they are small
	Others    int  // cells withheld because they would give those away
}

// On reports whether small counts are withheld.
func (w Withholding) On() bool { return w.Threshold > 0 && !w.Exempt }

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
