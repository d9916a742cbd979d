package report

import (
	"fmt"
	"math"
	"slices"
	"strings"

	"impact/internal/assume"
	"impact/internal/project"
	"impact/internal/stats"
)

// noYear says why data without a day have no projection.
const noYear = "Not projected: no charge that was read has a known fiscal year (filed_date, disposition_date or offense_date)."

// undated reports whether nothing was projected for want of a fiscal year: no figure
// but the registry's stock, which needs none.
func undated(p *project.Projection) bool {
	return !slices.ContainsFunc(p.Rows, func(r project.Row) bool { return r.Metric != project.RegistryStock })
}

// silent says why neither words nor pictures tell a projection: no charge has a year,
// or the years that it rests on hold no case of the sections that the proposal reaches.
// It is "" where there is something to tell.
func (b *builder) silent(p *project.Projection) string {
	if undated(p) {
		for _, w := range p.Windows {
			if len(w.Left) > 0 {
				return fmt.Sprintf("Not projected: no fiscal year of the record is complete (%s), unless --years names it.", yearList(w.Left))
			}
		}
		return noYear
	}
	return b.unseen(p)
}

// unseen says what a record without a case of the sections that the proposal reaches
// leaves open: by the rule of three, how many convictions a year.
func (b *builder) unseen(p *project.Projection) string {
	why := b.noCase(p)
	if why == "" {
		return ""
	}
	years := float64(p.Windows[project.Disposed].Years())
	return fmt.Sprintf("Not told: %s. None in %s cannot rule out up to %s such convictions a year (exact one-sided 95 %% limit).",
		why, many(years, "years"), Figure(stats.PoissonUpper(0, years, 0.95)))
}

// noCase says that the years which a projection rests on hold no case of any section
// that the proposal reaches; "" where they hold one.
func (b *builder) noCase(p *project.Projection) string {
	var sections []string
	years := p.Windows[project.Disposed].Years()
	for _, s := range p.Streams {
		if s.Group.IsZero() || !s.Moves {
			continue
		}
		if slices.ContainsFunc(s.Counts, func(n float64) bool { return n > 0 || math.IsNaN(n) }) { // what is withheld is not none
			return ""
		}
		if name := s.Name(b.Code); !slices.Contains(sections, name) {
			sections = append(sections, name)
		}
	}
	if len(sections) == 0 || years == 0 {
		return ""
	}
	hold := "hold"
	if years == 1 {
		hold = "holds"
	}
	return fmt.Sprintf("%s %s no case of the sections that would change (%s)", p.Windows[project.Disposed], hold, listOf(sections, "and"))
}

// noDonor is what a Donor is by where the record holds no sentence of the class.
const noDonor = "none"

// lacking are the standings that charges move to and of whose class the record holds no
// sentence, where the sentences of the destination are asked for.
func (b *builder) lacking(p *project.Projection) []project.Donor {
	if p == nil || p.Sentenced.Recorded == 0 || b.static() {
		return nil
	}
	return slices.DeleteFunc(slices.Clone(p.Donors), func(d project.Donor) bool { return d.By != noDonor })
}

// static reports whether every sentence stays as it is.
func (b *builder) static() bool {
	return b.Assumptions != nil && b.Assumptions.Value(project.SentenceRule) != assume.Donor
}

// untold reports whether a metric cannot be projected because sentences are lacking.
// Fines can still change by what the law says of them.
func (b *builder) untold(p *project.Projection, m project.Metric) bool {
	switch m {
	case project.Admissions, project.Beds, project.Supervision:
		return len(b.lacking(p)) > 0
	case project.Fines:
		return len(b.lacking(p)) > 0 && unmoved(p, m)
	}
	return false
}

// lackingClasses are the classes without a sentence: "felony B or felony A".
func (b *builder) lackingClasses(p *project.Projection) string {
	var out []string
	for _, d := range b.lacking(p) {
		if c := d.Class.String(); !slices.Contains(out, c) {
			out = append(out, c)
		}
	}
	return listOf(out, "or")
}

// noSentence says why what follows from sentences cannot be projected.
func (b *builder) noSentence(p *project.Projection) string {
	var to []string
	for _, d := range b.lacking(p) {
		to = append(to, fmt.Sprintf("%s (%s)", b.cite(d.Section), d.Class))
	}
	class := "that class"
	if strings.Contains(b.lackingClasses(p), " or ") {
		class = "those classes"
	}
	return fmt.Sprintf("charges move to %s, and the record holds no sentence of %s; their present sentences were kept in the tables", listOf(to, "and"), class)
}

// gridNote says what of a grid cannot be projected; "" where all can.
func (b *builder) gridNote(p *project.Projection) string {
	if len(b.lacking(p)) == 0 {
		return ""
	}
	what := []string{"Admissions", "prison beds", "supervision"}
	if b.untold(p, project.Fines) {
		what = append(what, "fines")
	}
	return fmt.Sprintf("%s cannot be projected: %s.", listOf(what, "and"), b.noSentence(p))
}

// listOf is a list in words: "a, b and c".
func listOf(words []string, last string) string {
	if n := len(words); n > 1 {
		return strings.Join(words[:n-1], ", ") + " " + last + " " + words[n-1]
	}
	return strings.Join(words, "")
}

// effect is the effect of money as a fiscal note words it, or why it has none.
func (b *builder) effect(p *project.Projection, m project.Money) string {
	if b.unseen(p) != "" {
		return "cannot be determined: no case of the sections that would change in the record"
	}
	if b.untold(p, m.Metric) {
		return fmt.Sprintf("cannot be determined: no sentence of %s in the record", b.lackingClasses(p))
	}
	if unknown(m.Central, m.Lo80, m.Hi80) {
		return withheld
	}
	return m.Effect
}
