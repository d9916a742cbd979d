package report

import (
	"slices"

	"impact/internal/project"
)

// unsighted are the metrics of which no sentence, headline table or figure of a report tells:
// they stand in the table projection, and in the fiscal note.
func unsighted(m project.Metric) bool {
	switch m {
	case project.ChargesChanged, project.FelonyCharges, project.MinorFelonyCases, project.Convictions:
		return true
	}
	_, convicted, ok := m.Class()
	return ok && !convicted
}

// Sighted are the metrics of which sentences, headline tables and figures tell. Projections of
// these alone make the same of them, where Settled says so.
func Sighted() []project.Metric { return slices.DeleteFunc(project.Metrics(), unsighted) }

// Settled reports whether projections of the metrics of Sighted say as much as those of all
// whether anything is added. Where one adds exactly nothing to them, it may to others.
func Settled(list []*project.Projection) bool { return !slices.ContainsFunc(list, nothing) }
