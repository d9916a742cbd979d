package project

import (
	"impact/internal/assume"
	"impact/internal/law"
)

// Money is dollars that what the proposal adds costs or brings in one fiscal year,
// on one basis. Bases are never added up.
type Money struct {
	Metric       Metric // what is priced
	Agency, Fund string
	Effect       string // as a fiscal note words it; both ways where the interval has no sign
	Basis        string
	Year         law.Year
	Central      float64
	Lo80, Hi80   float64
	Cost         *assume.Cost // the constant; nil for fines, which are dollars already
}

// AsImposed is the basis of fines: no constant of cost is applied to them.
const AsImposed = "as imposed"

// priced are the populations that a constant prices.
var priced = []struct {
	metric Metric
	item   string
}{{Beds, assume.Incarceration}, {Supervision, assume.Supervision}, {RegistryStock, assume.Registrant}}

// Fiscal prices what the proposal adds in each projected year: prison beds and
// supervision at the average cost and at the marginal cost, persons on the registry
// at what there is a constant for, fines as they are. session is the year of the
// legislative session: of each basis the constant of the latest session up to it
// holds, else that of the earliest after it.
func (p *Projection) Fiscal(costs *assume.Costs, session int) []Money {
	var out []Money
	for _, x := range priced {
		for _, basis := range []string{assume.Average, assume.Marginal} {
			if c := costs.For(x.item, basis, session); c != nil {
				out = append(out, p.price(x.metric, basis, costs.Line(x.item), c)...)
			}
		}
	}
	return append(out, p.price(Fines, AsImposed, costs.Line(assume.Revenue), nil)...)
}

// price prices one metric on one basis; without a constant it counts dollars.
func (p *Projection) price(m Metric, basis string, line *assume.Line, c *assume.Cost) []Money {
	of := func(v float64) float64 {
		if c != nil {
			return c.Of(v)
		}
		return v
	}
	var out []Money
	for _, r := range p.Rows {
		if r.Metric != m || r.Law != Difference || r.Year == 0 {
			continue
		}
		x := Money{Metric: m, Basis: basis, Year: r.Year, Central: of(r.Mean), Lo80: of(r.Lo80), Hi80: of(r.Hi80), Cost: c}
		if line != nil {
			x.Agency, x.Fund = line.Agency, line.Fund
		}
		x.Effect = effectOf(line, r)
		out = append(out, x)
	}
	return out
}

// effectOf words the effect of a difference as a line of a fiscal note does.
func effectOf(line *assume.Line, r Row) string {
	switch {
	case line != nil && r.Lo80 < 0 && r.Hi80 > 0:
		return line.Up + " or " + line.Down + " (sign not determined)"
	case line != nil && r.Mean != 0:
		return line.Effect(r.Mean)
	}
	return "None"
}

// A UnitCost is what one more conviction of a section and class costs over the whole
// of its sentence: where the number of convictions is too small to tell, the cost of
// each still can be told.
type UnitCost struct {
	Donor
	Days    float64 // served, on average
	Basis   string
	Dollars float64
	Cost    *assume.Cost
}

// PerConviction prices one conviction of each standing to which the proposal moves
// charges, at the mean sentence of those whose sentences stand in.
func (p *Projection) PerConviction(costs *assume.Costs, session int, served float64) []UnitCost {
	var out []UnitCost
	for _, d := range p.Donors {
		for _, basis := range []string{assume.Average, assume.Marginal} {
			if c := costs.For(assume.Incarceration, basis, session); c != nil && d.By != "none" {
				days := d.Served(served)
				out = append(out, UnitCost{d, days, basis, c.Of(days / 365), c})
			}
		}
	}
	return out
}
