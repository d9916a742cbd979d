package law

import (
	"slices"

	"impact/internal/strict"
)

// prove checks what no single file shows: where the charges of ended sections
// go, that acts exist, and that no act moves a charge in a circle.
func (l *loader) prove() {
	for _, s := range l.code.order {
		l.proveActs(s)
		l.proveEnd(s)
		l.proveNest(s)
	}
	for _, a := range l.code.Acts {
		if loop, pos := cycle(a.Moves); loop != "" {
			l.faults = append(l.faults, pos.Fault("%s moves charges in a circle: %s", a.Name, loop))
		}
		for _, m := range a.Moves {
			l.proveDestination(a, m)
		}
	}
}

func (l *loader) proveActs(s *Statute) {
	for _, v := range s.Versions {
		if v.Act.Value == "" {
			continue
		}
		a := l.code.Act(v.Act.Value)
		if a == nil {
			l.fault(v.Act, "no act %q is in the pack%s", v.Act.Value, strict.Suggest(v.Act.Value, l.code.actNames()))
		} else if v.From.bad == "" && a.Effective != 0 && v.From.Date != a.Effective {
			l.fault(v.Act, "this version begins %s, but %s took effect %s", orOpen(v.From), a.Name, a.Effective)
		}
	}
}

func (c *Code) actNames() []string {
	var names []string
	for _, a := range c.Acts {
		names = append(names, a.Name)
	}
	return names
}

// Act is the act of that name, or nil.
func (c *Code) Act(name string) *Act {
	for _, a := range c.Acts {
		if a.Name == name {
			return a
		}
	}
	return nil
}

// proveEnd finds ended sections whose charges no act carries on.
func (l *loader) proveEnd(s *Statute) {
	_, to := s.Window()
	if to == 0 || !s.IsOffence() || l.blind || slices.ContainsFunc(l.code.Acts, func(a *Act) bool { return a.Effective == 0 }) {
		return
	}
	for _, a := range l.code.Acts {
		if a.Effective == to.AddDays(1) && l.carriesAll(a.Moves, s.Cite) {
			return
		}
	}
	l.fault(s.Section, "%s ends %s, but no act of the next day says where all its charges go; a provision `from: \"%s\"` without condition, or `to: none`, would be right",
		s.Section.Value, to, s.Section.Value)
}

// carriesAll reports whether every charge of the section meets some move,
// whatever its offence date: a record may bear a citation outside its days.
func (l *loader) carriesAll(moves []Move, cite Citation) bool {
	var reach []Move
	var any []Condition
	for _, m := range moves {
		if m.From.Covers(cite) {
			reach = append(reach, m)
			any = append(any, deref(m.When))
		}
	}
	if len(any) == 0 {
		return false
	}
	left, ended := l.search.anyEra(l.code.frameOf(reach), &Condition{Not: &Condition{Any: any}})
	return ended && !left
}

// proveNest finds an entry and one of its subdivisions in force together, so
// that a citation could mean both.
func (l *loader) proveNest(s *Statute) {
	for parent, ok := s.Cite.Parent(); ok; parent, ok = parent.Parent() {
		above := l.code.statutes[parent]
		if above == nil || !above.IsOffence() || !s.IsOffence() {
			continue
		}
		for _, v := range s.Versions {
			for _, w := range above.Versions {
				if meet(v, w) {
					l.fault(s.Section, "%s and %s are in force together; either the section or its subdivisions would be right", s.Section.Value, above.Section.Value)
					return
				}
			}
		}
	}
}

func meet(v, w *Version) bool {
	return (v.From.IsZero() || w.To.IsZero() || v.From.Date <= w.To.Date) && (w.From.IsZero() || v.To.IsZero() || w.From.Date <= v.To.Date)
}

// proveDestination finds a move to an entry that is not in force when the act
// takes effect and that the act does not carry on.
func (l *loader) proveDestination(a *Act, m Move) {
	s := l.code.statutes[m.To]
	if s == nil || a.Effective == 0 || s.On(a.Effective) != nil {
		return
	}
	if m.AsAmended || l.blind || !l.carriesAll(a.Moves, m.To) {
		l.faults = append(l.faults, m.pos.Fault("%s, provision %s moves charges to %s, which is not in force on %s", a.Name, m.Provision, l.code.Name(m.To), a.Effective))
	}
}

// cycle finds a circle among the moves of one act, whatever their conditions:
// section a goes to b, which the same act moves to a. It returns the circle in
// words and where its last move goes, or "".
func cycle(moves []Move) (string, strict.Pos) {
	w := circler{moves: moves, state: make([]byte, len(moves))}
	for i := range moves {
		if loop, pos := w.from(i); loop != "" {
			return loop, pos
		}
	}
	return "", strict.Pos{}
}

// circler walks the moves of an act, each once.
type circler struct {
	moves []Move
	state []byte // 1: on the path, 2: done
	path  []int
}

func (w *circler) from(i int) (string, strict.Pos) {
	w.state[i] = 1
	w.path = append(w.path, i)
	if last := w.moves[i]; !last.To.IsZero() && !last.AsAmended {
		for j, m := range w.moves {
			if !m.From.Covers(last.To) || w.state[j] == 2 {
				continue
			}
			if w.state[j] == 1 {
				return w.circle(j), last.pos
			}
			if loop, pos := w.from(j); loop != "" {
				return loop, pos
			}
		}
	}
	w.path = w.path[:len(w.path)-1]
	w.state[i] = 2
	return "", strict.Pos{}
}

// circle writes the path from move j back to it.
func (w *circler) circle(j int) string {
	path := w.path[slices.Index(w.path, j):]
	text := w.moves[j].From.String()
	for _, p := range path {
		text += " -> " + w.moves[p].To.String()
	}
	return text + "; as_amended: true on the move that ends there would be right"
}
