package report

import (
	"impact/internal/law"
	"impact/internal/model"
)

// tables makes every table of the result folder, in a fixed order.
func (b *builder) tables() []Table {
	return []Table{
		b.totals(), b.classShift(), b.classLevel(), b.sectionShift(), b.registry(), b.registryFlow(), b.discretion(), b.minorVictims(), b.minorMoves(), b.coverage(),
		b.minorsCharged(), b.substituted(), b.ledger(), b.unverified(),
	}
}

// table begins a table whose first columns are scenario and reading.
func table(name, says, cols string) Table {
	return Table{Name: name, Says: says, Columns: columns("scenario reading " + cols)}
}

// each visits the readings with the two leading values of their rows.
func (b *builder) each(visit func(lead []any, r *model.Result)) {
	for _, r := range b.Results {
		visit([]any{b.Scenario.ID, r.Proposal.Reading}, r)
	}
}

func row(lead []any, values ...any) []any {
	return append(append(make([]any, 0, len(lead)+len(values)), lead...), values...)
}

// count is the three values of a count, rounded as they are written.
func count(c model.Count) []any {
	if c.Withheld() {
		return []any{Withheld{}, Withheld{}, Withheld{}}
	}
	return []any{Round(c.Low), Round(c.Central), Round(c.High)}
}

// section names a place; the zero place is none where it is no longer an
// offence, and unknown where the code has no such citation.
func (b *builder) section(s model.Standing) string {
	switch {
	case !s.Section.IsZero():
		return b.Code.Name(s.Section)
	case s.Class == law.None:
		return "none"
	}
	return "unknown"
}

func (b *builder) cite(c law.Citation) string {
	if c.IsZero() {
		return "unknown"
	}
	return b.Code.Name(c)
}

// totals are the figures of all years that are set side by side; what the data cannot
// tell is left out.
func (b *builder) totals() Table {
	t := table("totals", "what changes over all years, with the bounds of the total itself", "metric unit low# central# high#")
	b.each(func(lead []any, r *model.Result) {
		for i, m := range metrics {
			if b.noTotal(i, r) == "" {
				t.Rows = append(t.Rows, row(lead, append([]any{m.id, m.unit}, count(m.of(r.Totals))...)...))
			}
		}
	})
	return t
}

func (b *builder) classShift() Table {
	t := table("class_shift", "charges, cases and persons by class before and after", "fiscal_year unit stage from_class to_class low# central# high#")
	b.each(func(lead []any, r *model.Result) {
		for _, x := range r.ClassShifts {
			t.Rows = append(t.Rows, row(lead, append([]any{x.Window.String(), x.Unit.String(), x.Stage.String(), x.From.String(), x.To.String()}, count(x.Count)...)...))
		}
	})
	return t
}

func (b *builder) classLevel() Table {
	t := table("class_level", "charges by class under either law, with the bounds of the class itself", "fiscal_year stage class law low# central# high#")
	b.each(func(lead []any, r *model.Result) {
		for _, x := range r.ClassLevels {
			if !x.Count.Zero() {
				t.Rows = append(t.Rows, row(lead, append([]any{x.Window.String(), x.Stage.String(), x.Class.String(), lawName(x.Proposed)}, count(x.Count)...)...))
			}
		}
	})
	return t
}

func (b *builder) sectionShift() Table {
	t := table("section_shift", "charges by section and class before and after, with the provision that moves them",
		"fiscal_year unit stage from_section from_class to_section to_class provision low# central# high#")
	if b.Need >= Sight {
		return t
	}
	b.each(func(lead []any, r *model.Result) {
		for _, x := range r.SectionShifts {
			t.Rows = append(t.Rows, row(lead, append([]any{x.Window.String(), model.Charges.String(), x.Stage.String(),
				b.section(x.From), x.From.Class.String(), b.section(x.To), x.To.Class.String(), x.Provision}, count(x.Count)...)...))
		}
	})
	return t
}

func (b *builder) registry() Table {
	t := table("registry", "persons by what happens to their registration, in the year of the conviction that decides it",
		"fiscal_year event term_before term_after low# central# high#")
	b.each(func(lead []any, r *model.Result) {
		for _, x := range r.Registrations {
			t.Rows = append(t.Rows, row(lead, append([]any{x.Window.String(), x.Event.String(), x.Before.String(), x.After.String()}, count(x.Count)...)...))
		}
	})
	return t
}

func (b *builder) registryFlow() Table {
	t := table("registry_flow", "persons by what happens to their registration, whatever its term, with the bounds of the event itself", "fiscal_year event low# central# high#")
	b.each(func(lead []any, r *model.Result) {
		for _, x := range r.RegistryEvents {
			if !x.Count.Zero() {
				t.Rows = append(t.Rows, row(lead, append([]any{x.Window.String(), x.Event.String()}, count(x.Count)...)...))
			}
		}
	})
	return t
}

func (b *builder) discretion() Table {
	t := table("registry_discretion", "persons of whom a court could order registration at its discretion, at most; none of them is counted as registered",
		"fiscal_year law persons_at_most%")
	b.each(func(lead []any, r *model.Result) {
		for _, x := range r.Discretions {
			t.Rows = append(t.Rows, row(lead, x.Window.String(), lawName(x.Proposed), whole(x.AtMost)))
		}
	})
	return t
}

// lawName is the law before or after, as tables write it.
func lawName(proposed bool) string {
	if proposed {
		return "proposed"
	}
	return "current"
}

func (b *builder) minorVictims() Table {
	t := table("minor_victims", "charges, cases and victims with a victim under 18",
		"fiscal_year unit stage age_band from_section from_class to_section to_class low# central# high#")
	if b.Need >= Sight {
		return t
	}
	b.each(func(lead []any, r *model.Result) {
		for _, x := range r.MinorVictims {
			t.Rows = append(t.Rows, row(lead, append([]any{x.Window.String(), x.Unit.String(), x.Stage.String(), x.Band.String(),
				b.section(x.From), x.From.Class.String(), b.section(x.To), x.To.Class.String()}, count(x.Count)...)...))
		}
	})
	return t
}

func (b *builder) minorMoves() Table {
	t := table("minor_moves", "charges with a victim under 18 over all years by age band, and whether section or class changes, with the bounds of the sum itself",
		"stage age_band changed low# central# high#")
	b.each(func(lead []any, r *model.Result) {
		for _, x := range r.MinorMoves {
			if x.Count != (model.Count{}) {
				t.Rows = append(t.Rows, row(lead, append([]any{x.Stage.String(), x.Band.String(), yes(x.Changed)}, count(x.Count)...)...))
			}
		}
	})
	return t
}

func (b *builder) coverage() Table {
	t := table("coverage", "charges, cases and persons whose communications a privilege would reach", "unit fiscal_year low# central# high#")
	b.each(func(lead []any, r *model.Result) {
		for _, x := range r.Coverages {
			t.Rows = append(t.Rows, row(lead, append([]any{x.Unit.String(), x.Window.String()}, count(x.Count)...)...))
		}
	})
	return t
}

func (b *builder) minorsCharged() Table {
	t := table("minors_charged", "persons under 18 who were themselves charged", "fiscal_year unit stage age_band section low# central# high#")
	b.each(func(lead []any, r *model.Result) {
		for _, x := range r.MinorsCharged {
			t.Rows = append(t.Rows, row(lead, append([]any{x.Window.String(), x.Unit.String(), x.Stage.String(), x.Band.String(), b.cite(x.Section)}, count(x.Count)...)...))
		}
	})
	return t
}

func (b *builder) substituted() Table {
	t := table("substituted", "charges whose final statute differs from the original", "fiscal_year from_section to_section charges%")
	b.each(func(lead []any, r *model.Result) {
		for _, x := range r.Substitutions {
			t.Rows = append(t.Rows, row(lead, x.Window.String(), b.cite(x.From), b.cite(x.To), whole(x.Charges)))
		}
	})
	return t
}

func (b *builder) ledger() Table {
	t := table("ledger", "what became of every row: read = kept + refused; kept = unchanged + moved + repealed + undetermined + out_of_catalogue",
		"kind reason provision charges% counts%")
	b.each(func(lead []any, r *model.Result) {
		for _, e := range r.Ledger {
			t.Rows = append(t.Rows, row(lead, e.Kind.String(), e.Reason, e.Provision, whole(e.Tally.Rows), whole(e.Tally.Counts)))
		}
	})
	return t
}

func (b *builder) unverified() Table {
	t := table("unverified", "law that figures here rest on and that was not seen in its source", "entry what source confidence")
	b.each(func(lead []any, r *model.Result) {
		for _, i := range r.Unverified {
			t.Rows = append(t.Rows, row(lead, i.Entry, i.What+" ["+i.Mark.Confidence+"]", i.Mark.Source, i.Mark.Confidence))
		}
	})
	return t
}
