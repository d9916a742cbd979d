package court

// Runs that begin and end within a block are kept many at once, those of one length after
// another: then no run is met whose length cannot be foreseen, and what one waits for is not
// waited for by the next.

// shortRuns are the lengths of runs that are told apart.
const shortRuns = 3

// A muster is the runs of a block: where they begin, by how many rows they have. Those of
// more rows than shortRuns stand together, at 0.
type muster struct {
	starts [block + 1]uint16 // of all, and where the last one ends
	at     [shortRuns + 1][block]uint16
	n      [shortRuns + 1]int
	part   [block]uint16 // into which runs fall
}

// begins finds where runs begin, and gives that and the end of the last one.
func (m *muster) begins(cases []id) []uint16 {
	n := 1
	for i := 1; i < len(cases); i++ {
		m.starts[n] = uint16(i)
		unlike := cases[i].Hi ^ cases[i-1].Hi | cases[i].Lo ^ cases[i-1].Lo
		n += int((unlike | -unlike) >> 63) // without a branch, which could not be foreseen
	}
	m.starts[n] = uint16(len(cases))
	return m.starts[:n+1]
}

// sort sorts runs by their lengths.
func (m *muster) sort(starts []uint16) {
	m.n = [shortRuns + 1]int{}
	for i := range len(starts) - 1 {
		long := starts[i+1] - starts[i]
		if long > shortRuns {
			long = 0
		}
		m.at[long][m.n[long]] = uint16(i)
		m.n[long]++
	}
}

// keepRuns keeps runs of which it is given where they begin, and where the last one ends.
func (w *worker) keepRuns(cases []id, sigs []cipher, starts []uint16) error {
	if !w.r.counts() {
		for i, at := range starts[:len(starts)-1] {
			if err := w.keepRun(cases[at], sigs[at:starts[i+1]]); err != nil {
				return err
			}
		}
		return nil
	}
	m := w.muster
	m.sort(starts)
	s := w.store(inRuns, 0)
	for i, n := range m.at[1][:m.n[1]] {
		c := sigs[starts[n]]
		m.part[i] = uint16(partOfRun(hashed(0, unordered(c))))
		to, err := s.room(int(m.part[i]), 1)
		if err != nil {
			return err
		}
		to[0] = c | lastInRun
	}
	if err := w.noteRuns(cases, starts, 1); err != nil {
		return err
	}
	for i, n := range m.at[2][:m.n[2]] {
		at := int(starts[n])
		a, b := sigs[at], sigs[at+1]
		a, b = min(a, b), max(a, b)
		m.part[i] = uint16(partOfRun(hashed(hashed(0, unordered(a)), unordered(b))))
		to, err := s.room(int(m.part[i]), 2)
		if err != nil {
			return err
		}
		to[0], to[1] = a, b|lastInRun
	}
	if err := w.noteRuns(cases, starts, 2); err != nil {
		return err
	}
	for i, n := range m.at[3][:m.n[3]] {
		at := int(starts[n])
		a, b, c := sigs[at], sigs[at+1], sigs[at+2]
		a, b = min(a, b), max(a, b)
		b, c = min(b, c), max(b, c)
		a, b = min(a, b), max(a, b)
		m.part[i] = uint16(partOfRun(hashed(hashed(hashed(0, unordered(a)), unordered(b)), unordered(c))))
		to, err := s.room(int(m.part[i]), 3)
		if err != nil {
			return err
		}
		to[0], to[1], to[2] = a, b, c|lastInRun
	}
	if err := w.noteRuns(cases, starts, 3); err != nil {
		return err
	}
	for i, n := range m.at[0][:m.n[0]] {
		part, err := w.putRun(sigs[starts[n]:starts[n+1]])
		if err != nil {
			return err
		}
		m.part[i] = uint16(part)
	}
	return w.noteRuns(cases, starts, 0)
}

func partOfRun(hash uint64) int { return int(hash >> atCounted) }

// noteRuns notes the cases and the parts of runs of a length that were kept.
func (w *worker) noteRuns(cases []id, starts []uint16, long int) error {
	if w.told {
		return nil
	}
	m := w.muster
	runs := m.at[long][:m.n[long]]
	for i := range runs {
		w.runParts.add(m.part[i])
	}
	for len(runs) > 0 {
		to, err := w.runIDs.stretch(0, 2, len(runs))
		if err != nil {
			return err
		}
		for i, n := range runs[:len(to)/2] {
			at := &cases[starts[n]]
			to[2*i], to[2*i+1] = at.Hi, at.Lo
		}
		runs = runs[len(to)/2:]
	}
	return nil
}
