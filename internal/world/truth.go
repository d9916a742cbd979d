package world

// The headline metrics, each counted in a fiscal year.
const (
	ChargesChanged   = "charges_changed"            // charges filed whose section, class or registry effect changes
	FelonyConviction = "felony_convictions"         // convicted charges that are felonies
	NewRegistrants   = "new_registrants"            // persons whose first triggering conviction falls in the year
	MinorCases       = "minor_victim_cases_changed" // cases filed with a victim under 18 and a charge whose section or class changes
	Admissions       = "admissions"                 // cases with a conviction of time to serve
)

// Metrics names them in order.
var Metrics = []string{ChargesChanged, FelonyConviction, NewRegistrants, MinorCases, Admissions}

// A Truth is what the record does not show. A pair is {current law, proposal};
// what is a change is 0 under the current law.
type Truth struct {
	// Window is the proposal less the current law over the fiscal years World.Years,
	// had the proposal governed every charge on record; Current and Proposed are its
	// two sides. The current law is that of 2016-12-31.
	Window, Current, Proposed map[string]float64

	// Future has fiscal years 2018 to 2023 as they came out; offences from
	// 2017-10-01 fall under the proposal.
	Future []map[string][2]float64

	// Mean has their exact expectations over all pasts and futures of the parameters.
	Mean []map[string][2]float64

	Kind string // the components of the mixture
}

// Truth counts the world's past and future.
func (w *World) Truth() Truth {
	all := w.proceedings()
	past := tally(all, 0)
	t := Truth{
		Window: map[string]float64{}, Current: map[string]float64{}, Proposed: map[string]float64{},
		Mean: w.means(), Kind: w.kind(),
	}
	for i, m := range Metrics {
		for y := w.Years[0]; y <= w.Years[1]; y++ {
			n := past[y-startYear][i]
			t.Current[m] += n[0]
			t.Proposed[m] += n[1]
		}
		t.Window[m] = t.Proposed[m] - t.Current[m]
	}
	future := tally(all, effective)
	for y := futureYear; y <= endYear; y++ {
		t.Future = append(t.Future, named(future[y-startYear]))
	}
	return t
}

// A row is one year's metrics, in the order of Metrics.
type row [5][2]float64

func named(r row) map[string][2]float64 {
	m := make(map[string][2]float64, len(Metrics))
	for i, name := range Metrics {
		m[name] = r[i]
	}
	return m
}

// tally counts by fiscal year, from startYear on, with the proposal in force for
// offences from a day on. The last row is of all later years.
func tally(all []proceeding, from day) []row {
	rows := make([]row, endYear-startYear+2)
	listed := map[int][2]day{} // the first triggering conviction under either law
	for i := range all {
		p := &all[i]
		reached := p.offence >= from
		p.filing(&rows[p.filed.fiscal()-startYear], reached)
		if !p.convicted {
			continue
		}
		p.conviction(&rows[p.disposed.fiscal()-startYear], reached)
		first := listed[p.person]
		for law := range first {
			if p.triggers(law == 1 && reached) && (first[law] == 0 || p.disposed < first[law]) {
				first[law] = p.disposed
			}
		}
		listed[p.person] = first
	}
	for _, first := range listed {
		for law, d := range first {
			if d != 0 {
				rows[d.fiscal()-startYear][2][law]++
			}
		}
	}
	return rows
}

// filing counts what is counted when a case is filed.
func (p *proceeding) filing(r *row, reached bool) {
	if !reached {
		return
	}
	regraded := false
	for i := range p.charges {
		if p.charges[i].changed() {
			r[0][1]++
		}
		regraded = regraded || p.charges[i].regraded()
	}
	if regraded && p.facts.minor {
		r[3][1]++
	}
}

// conviction counts what is counted when a case ends in conviction.
func (p *proceeding) conviction(r *row, reached bool) {
	var serves [2]bool
	for i := range p.charges {
		c := &p.charges[i]
		if c.verdict != "convicted" {
			continue
		}
		for law, s := range c.under(reached) {
			if s.felony() {
				r[1][law]++
			}
		}
		serves[0] = serves[0] || c.punish.serves()
		serves[1] = serves[1] || (reached && c.punishedThen.serves()) || (!reached && c.punish.serves())
	}
	for law, yes := range serves {
		if yes {
			r[4][law]++
		}
	}
}

// under is where the charge stands under the current law and the proposal.
func (c *charge) under(reached bool) [2]standing {
	if reached {
		return [2]standing{c.now, c.then}
	}
	return [2]standing{c.now, c.now}
}

// triggers says whether a conviction of the case makes the person registrable.
func (p *proceeding) triggers(reached bool) bool {
	for i := range p.charges {
		c := &p.charges[i]
		if c.verdict == "convicted" && c.under(reached)[1].registrable {
			return true
		}
	}
	return false
}
