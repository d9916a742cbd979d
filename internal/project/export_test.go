package project

// Draws makes the draws of a projection, one for each call, on one core and without what
// is made once.
func Draws(in Input) func() {
	pl := in.plan()
	w := pl.ready(settingOf(dialSet(in.Dials).central(), 1), nil).worker()
	n := uint64(0)
	return func() {
		w.draw(n)
		n++
	}
}
