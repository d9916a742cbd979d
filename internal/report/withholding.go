package report

// Withholding says what became of small counts. A Run in which counts are withheld holds
// them as model.Withheld, model.WithheldNumber or NaN, so that no writer can tell them.
type Withholding struct {
	Threshold int  // counts from 1 to Threshold-1 are small; 0 where the analyst asked that nothing be withheld
	Exempt    bool // the data are synthetic: nothing is withheld
	Primary   int  // cells withheld because they are small
	Others    int  // cells withheld because they would give those away
}

// On reports whether small counts are withheld. Below a threshold of 2 no count is small.
func (w Withholding) On() bool { return w.Threshold > 1 && !w.Exempt }
