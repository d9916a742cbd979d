package model_test

import (
	"fmt"
	"slices"
	"strings"

	"impact/internal/court"
	"impact/internal/law"
	"impact/internal/model"
)

// cellsOf writes a result in the cells of the reference.
func cellsOf(r *model.Result) counts {
	out := counts{}
	put := func(k cell, c model.Count) {
		if _, twice := out[k]; twice {
			panic(fmt.Sprint("two rows for one cell: ", k))
		}
		if !c.Zero() {
			out[k] = c
		}
	}
	for _, x := range r.ClassShifts {
		put(cell{"class_shift", x.Window.String(), x.Unit.String(), x.Stage.String(), x.From.String(), x.To.String(), "", "", ""}, x.Count)
	}
	for _, x := range r.SectionShifts {
		put(cell{"section_shift", x.Window.String(), "charge", x.Stage.String(), x.From.Section.String(), x.From.Class.String(), x.To.Section.String(), x.To.Class.String(), x.Provision}, x.Count)
	}
	for _, x := range r.ClassLevels {
		put(cell{"level", x.Window.String(), map[bool]string{false: "current", true: "proposed"}[x.Proposed], x.Stage.String(), x.Class.String(), "", "", "", ""}, x.Count)
	}
	for _, x := range r.MinorVictims {
		put(cell{"minor_victims", x.Window.String(), x.Unit.String(), x.Stage.String(), x.Band.String(), x.From.Section.String(), x.From.Class.String(), x.To.Section.String(), x.To.Class.String()}, x.Count)
	}
	for _, x := range r.MinorMoves {
		put(cell{"minor_moves", "all", "charge", x.Stage.String(), x.Band.String(), fmt.Sprint(x.Changed), "", "", ""}, x.Count)
	}
	for _, x := range r.Coverages {
		put(cell{"coverage", x.Window.String(), x.Unit.String(), "", "", "", "", "", ""}, x.Count)
	}
	for _, x := range r.MinorsCharged {
		put(cell{"minors_charged", x.Window.String(), x.Unit.String(), x.Stage.String(), x.Band.String(), x.Section.String(), "", "", ""}, x.Count)
	}
	for _, x := range r.Registrations {
		put(cell{"registry", x.Window.String(), "person", "", x.Event.String(), x.Before.String(), x.After.String(), "", ""}, x.Count)
	}
	for _, x := range r.RegistryEvents {
		put(cell{"event", x.Window.String(), "person", "", x.Event.String(), "", "", "", ""}, x.Count)
	}
	totals(put, &r.Totals)
	return out
}

func totals(put func(cell, model.Count), t *model.Totals) {
	for _, stage := range court.Stages {
		for name, c := range map[string]model.Count{
			"moved": t.Moved[stage], "up": t.Up[stage], "down": t.Down[stage], "felony": t.Felony[stage], "minor": t.Minor[stage],
		} {
			put(cell{"total", "all", "charge", stage.String(), name, "", "", "", ""}, c)
		}
		put(cell{"total", "all", "case", stage.String(), "felony", "", "", "", ""}, t.CaseFelony[stage])
	}
	put(cell{"total", "all", "person", "", "registry", "", "", "", ""}, t.Registry)
}

// booksOf are the kinds of a result's ledger that sum to kept, and carried.
func booksOf(r *model.Result) map[string]court.Tally {
	out := map[string]court.Tally{}
	for _, e := range r.Ledger {
		key := e.Kind.String()
		switch e.Kind {
		case model.Moved, model.Repealed:
			names := strings.Split(e.Provision, " or ")
			slices.Sort(names)
			key = strings.TrimSpace(key + " " + strings.Join(names, " or "))
		case model.Unchanged, model.Undetermined, model.OutOfCatalogue, model.CarriedRows:
		default:
			continue
		}
		t := out[key]
		out[key] = court.Tally{Rows: t.Rows + e.Tally.Rows, Counts: t.Counts + e.Tally.Counts}
	}
	return out
}

// compare lists the cells in which two results differ.
func compare(got, want counts) []string {
	var out []string
	for k, w := range want {
		g := got[k]
		if g.Low != w.Low || g.High != w.High || !close9(g.Central, w.Central) {
			out = append(out, fmt.Sprintf("%v: got %v, want %v", k, g, w))
		}
	}
	for k, g := range got {
		if _, ok := want[k]; !ok {
			out = append(out, fmt.Sprintf("%v: got %v, want nothing", k, g))
		}
	}
	slices.Sort(out)
	return out
}

// charge is the row as the program takes it.
func (c *refCharge) charge(code *law.Code) court.Charge {
	out := court.Blank()
	out.ID, out.Case, out.Person, out.Victim = c.id, c.caze, c.person, c.victim
	out.Statute = code.Resolve(c.cite)
	out.Statute.Inchoate = c.inchoate
	if c.final != "" {
		out.Final = code.Resolve(c.final)
		out.Final.Inchoate = c.inchoate
	}
	out.RecordClass, out.Counts = c.class, int32(c.counts)
	out.Offense, out.Filed, out.Disposed = c.offense, c.filed, c.disposed
	out.Disposition, _ = court.ParseDisposition(c.disposition)
	f := c.facts
	for _, a := range []byte(c.known) {
		switch a {
		case 'a':
			out.VictimAge = int16(f.age)
		case 'd':
			out.DefendantAge = int16(f.defendant)
		case 'p':
			out.Priors = int16(f.priors)
		case 't':
			out.Trafficked = law.Truly(f.trafficked)
		case 'm':
			if out.Means = law.Means(f.means) * law.Force; f.means == 0 {
				out.Means = law.MeansNone
			}
		case 'f':
			if out.NoFindings = !f.sale; f.sale {
				out.Findings = []string{"sale"}
			}
		}
	}
	return out
}

// reduce makes the docket of some rows.
func reduce(code *law.Code, p *law.Proposal, baseline law.Date, rows []refCharge) *court.Docket {
	r := court.NewReducer(code.Frame(model.AgeCuts, model.DefendantCuts, p), baseline, 0)
	var read court.Tally
	for i := range rows {
		c := rows[i].charge(code)
		r.Add(&c)
		read = court.Tally{Rows: read.Rows + 1, Counts: read.Counts + int64(c.Counts)}
	}
	return r.Docket(read, nil)
}
