package report

import (
	"html/template"
	"strings"

	"impact/internal/paper"
)

// Statement is the racial and ethnic impact statement of a state, and who the victims
// are: the part of the fiscal note, one level down.
func (l leaf) Statement() (template.HTML, error) {
	n := l.Report.under(l.Reading)
	n.impactStatement()
	var b strings.Builder
	d := paper.Document{Title: l.Title, Blocks: n.blocks}
	err := d.WriteHTML(&b, 3)
	return template.HTML(b.String()), err
}

// base is the state of the run as it was made, which tells what a choice of the
// switchboard leaves out.
func (s *sheet) base(l leaf) leaf { return s.leaves[s.point][s.at(l.Reading)] }

// at is the number of a reading.
func (s *sheet) at(reading string) int {
	for i, id := range s.Board.Readings {
		if id == reading {
			return i
		}
	}
	return 0
}

// teller is the state that tells of a figure or table: the state itself, or that of the
// run as it was made where a choice leaves it out.
func (s *sheet) teller(l leaf, name string) leaf {
	if l.Need != Full && onlyOfRun[name] {
		return s.base(l)
	}
	return l
}

// onlyOfRun is the table that a choice of the switchboard leaves out.
var onlyOfRun = map[string]bool{"variance": true}

// Fixed reports whether the rows are those of the run as it was made in every state.
func (e exhibit) Fixed() bool { return onlyOfRun[e.Table] }
