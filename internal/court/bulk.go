package court

// Runs that begin and end within a block are kept many at once, those of one length after
// another: then no run is met whose length cannot be foreseen, and what one waits for is not
// waited for by the next.

// shortRuns are the lengths of runs that are told apart.
const shortRuns = 12

// A muster is the runs of a block: where they begin, by how many rows they have. Those of
// more rows than shortRuns stand together, at 0.
type muster struct {
	starts [block + 1]uint16 // of all, and where the last one ends
	at     [shortRuns + 1][block]uint16
	n      [shortRuns + 1]int
	part   [block]uint16 // into which runs of a length fall
}

// begins finds where runs begin, and gives that and the end of the last one.
func (m *muster) begins(cases []id) []uint16 {
	n := 1
	for i := 1; i < len(cases); i++ {
		m.starts[n] = uint16(i)
		unlike := (cases[i].Hi ^ cases[i-1].Hi) | (cases[i].Lo ^ cases[i-1].Lo)
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
	for long := range m.at {
		put := w.putLong
		switch long {
		case 1:
			put = w.putOnes
		case 2:
			put = w.putTwos
		case 3:
			put = w.putThrees
		}
		runs := m.at[long][:m.n[long]]
		if err := put(sigs, starts, runs); err != nil {
			return err
		}
		if err := w.noteRuns(cases, starts, runs); err != nil {
			return err
		}
	}
	return nil
}

// putOnes puts runs of one row to their parts, of which it notes which these are.
func (w *worker) putOnes(sigs []cipher, starts, runs []uint16) error {
	s := w.store(inRuns, 0)
	for i, n := range runs {
		a := sigs[starts[n]]
		part := partOfRun(hashed(0, unordered(a)))
		to, err := s.room(part, 1)
		if err != nil {
			return err
		}
		to[0] = a | lastInRun
		w.muster.part[i] = uint16(part)
	}
	return nil
}

// putTwos is putOnes of runs of two rows.
func (w *worker) putTwos(sigs []cipher, starts, runs []uint16) error {
	s := w.store(inRuns, 0)
	for i, n := range runs {
		run := sigs[starts[n]:][:2]
		a, b := min(run[0], run[1]), max(run[0], run[1])
		part := partOfRun(hashed(hashed(0, unordered(a)), unordered(b)))
		to, err := s.room(part, 2)
		if err != nil {
			return err
		}
		to[0], to[1] = a, b|lastInRun
		w.muster.part[i] = uint16(part)
	}
	return nil
}

// putThrees is putOnes of runs of three rows.
func (w *worker) putThrees(sigs []cipher, starts, runs []uint16) error {
	s := w.store(inRuns, 0)
	for i, n := range runs {
		run := sigs[starts[n]:][:3]
		a, b, c := min(run[0], run[1]), max(run[0], run[1]), run[2]
		b, c = min(b, c), max(b, c)
		a, b = min(a, b), max(a, b)
		part := partOfRun(hashed(hashed(hashed(0, unordered(a)), unordered(b)), unordered(c)))
		to, err := s.room(part, 3)
		if err != nil {
			return err
		}
		to[0], to[1], to[2] = a, b, c|lastInRun
		w.muster.part[i] = uint16(part)
	}
	return nil
}

// putLong is putOnes of longer runs.
func (w *worker) putLong(sigs []cipher, starts, runs []uint16) error {
	for i, n := range runs {
		part, err := w.putRun(sigs[starts[n]:starts[n+1]])
		if err != nil {
			return err
		}
		w.muster.part[i] = uint16(part)
	}
	return nil
}

// partOfRun is the part into which a run with a hash falls.
func partOfRun(hash uint64) int { return int(hash >> atCounted) }

// noteRuns notes the cases and the parts of runs of a length that were kept.
func (w *worker) noteRuns(cases []id, starts, runs []uint16) error {
	if w.told {
		return nil
	}
	for i := range runs {
		w.runParts.add(w.muster.part[i])
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
