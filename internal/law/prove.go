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
		if loop := cycle(a.Moves); loop != "" {
			l.faults = append(l.faults, strict.Fault{File: l.dir, Line: 1, Column: 1, Message: a.Name + " moves charges in a circle: " + loop})
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
			l.fault(v.Act, "no act %q is in the pack", v.Act.Value)
		} else if v.From.Date != a.Effective {
			l.fault(v.Act, "this version begins %s, but %s took effect %s", orOpen(v.From), a.Name, a.Effective)
		}
	}
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
	if to == 0 || !s.IsOffence() {
		return
	}
	for _, a := range l.code.Acts {
		if a.Effective == to.AddDays(1) && carriesAll(a.Moves, s.Cite, l.code.frameOf(a.Moves)) {
			return
		}
	}
	l.fault(s.Section, "%s ends %s, but no act of the next day says where all its charges go; a provision `from: \"%s\"` without condition, or `to: none`, would be right",
		s.Section.Value, to, s.Section.Value)
}

// carriesAll reports whether every charge of the section meets some move.
func carriesAll(moves []Move, cite Citation, fr *Frame) bool {
	var any []Condition
	for _, m := range moves {
		if m.From.Covers(cite) {
			any = append(any, deref(m.When))
		}
	}
	if len(any) == 0 {
		return false
	}
	for era := range len(fr.Days) + 1 {
		none := &Condition{Not: &Condition{Any: any}}
		if fr.possible(none, Facts{Era: uint16(era)}) {
			return false
		}
	}
	return true
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

func (l *loader) proveDestination(a *Act, m Move) {
	if s := l.code.statutes[m.To]; s != nil && s.On(a.Effective) == nil {
		l.faults = append(l.faults, strict.Fault{File: l.dir, Line: 1, Column: 1,
			Message: a.Name + ", provision " + m.Provision + " moves charges to " + m.To.String() + ", which is not in force on " + a.Effective.String()})
	}
}

// cycle finds a circle among the moves of one act, whatever their conditions:
// section a goes to b, which the same act moves to a. It returns the circle in
// words, or "".
func cycle(moves []Move) string {
	for start := range moves {
		path := []int{start}
		if loop := follow(moves, path); loop != "" {
			return loop
		}
	}
	return ""
}

func follow(moves []Move, path []int) string {
	last := moves[path[len(path)-1]]
	if last.To.IsZero() || last.AsAmended {
		return ""
	}
	for i, m := range moves {
		if !m.From.Covers(last.To) {
			continue
		}
		if slices.Contains(path, i) {
			text := moves[path[0]].From.String()
			for _, p := range path {
				text += " -> " + moves[p].To.String()
			}
			return text + " -> " + m.To.String()
		}
		if loop := follow(moves, append(slices.Clone(path), i)); loop != "" {
			return loop
		}
	}
	return ""
}
