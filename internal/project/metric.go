// Package project says what may come: it projects what the charges of a docket
// come to, under the law of the baseline and under a proposal, over the fiscal
// years after the proposal takes effect, with chance told apart from what the
// record does not say and from what the analyst assumes.
package project

import (
	"strings"

	"impact/internal/law"
)

// A Metric is a quantity that is projected.
type Metric int

// The metrics. Flows are counted in the fiscal year of the filing (charges, cases
// with a victim under 18) or of the disposition (the rest); Beds and Supervision
// are average daily populations of the year; RegistryStock is persons on 30 June.
const (
	ChargesChanged Metric = iota
	FelonyCharges
	MinorCasesChanged
	MinorFelonyCases
	Convictions
	ConvictionsChanged
	BarredDiversions
	FelonyConvictions
	Admissions
	Fines
	Beds
	Supervision
	NewRegistrants
	RegistryStock

	tenYear // new registrants by term: kept for the stock, not shown
	life
	chargesOf
	convictionsOf = chargesOf + Metric(law.FelonyA) + 1
	numMetrics    = convictionsOf + Metric(law.FelonyA) + 1
)

// ChargesOf is the number of charges of a class; ConvictionsOf of convictions.
func ChargesOf(c law.Class) Metric     { return chargesOf + Metric(c) }
func ConvictionsOf(c law.Class) Metric { return convictionsOf + Metric(c) }

// Metrics are all metrics that are shown, in the order of tables.
func Metrics() []Metric {
	var out []Metric
	for m := ChargesChanged; m <= RegistryStock; m++ {
		out = append(out, m)
	}
	for _, first := range []Metric{chargesOf, convictionsOf} {
		for _, c := range law.Classes() {
			out = append(out, first+Metric(c))
		}
	}
	return out
}

var metricNames = [...]struct{ name, unit, words string }{
	ChargesChanged:     {"charges_changed", "charge", "charges that change section, class or registry effect"},
	FelonyCharges:      {"felony_charges", "charge", "felony charges"},
	MinorCasesChanged:  {"minor_victim_cases_changed", "case", "cases with a victim under 18 that are reclassified"},
	MinorFelonyCases:   {"minor_victim_felony_cases", "case", "cases with a felony against a victim under 18"},
	Convictions:        {"convictions", "charge", "convictions"},
	ConvictionsChanged: {"convictions_changed", "charge", "convictions that change section, class or registry effect"},
	BarredDiversions:   {"barred_diversions", "charge", "convictions of charges that today are diverted, which the new class bars"},
	FelonyConvictions:  {"felony_convictions", "charge", "felony convictions"},
	Admissions:         {"admissions", "case", "admissions to serve a sentence"},
	Fines:              {"fines", "dollar", "dollars of fines imposed"},
	Beds:               {"beds", "average daily population", "beds (average daily population)"},
	Supervision:        {"supervision", "average daily caseload", "persons under supervision (average daily caseload)"},
	NewRegistrants:     {"new_registrants", "person", "new registrants"},
	RegistryStock:      {"registry_stock", "person", "persons on the registry on 30 June"},
}

// Class is the class that the metric counts charges or convictions of.
func (m Metric) Class() (c law.Class, convicted, ok bool) {
	switch {
	case m >= convictionsOf:
		return law.Class(m - convictionsOf), true, true
	case m >= chargesOf:
		return law.Class(m - chargesOf), false, true
	}
	return 0, false, false
}

// String is the metric as tables write it.
func (m Metric) String() string {
	if c, convicted, ok := m.Class(); ok {
		stage := "charges_"
		if convicted {
			stage = "convictions_"
		}
		return stage + strings.ReplaceAll(c.String(), " ", "_")
	}
	return metricNames[m].name
}

// Unit is what the metric counts, as tables write it.
func (m Metric) Unit() string {
	if _, _, ok := m.Class(); ok {
		return "charge"
	}
	return metricNames[m].unit
}

// Words is the metric in a sentence, in the plural.
func (m Metric) Words() string {
	if c, convicted, ok := m.Class(); ok {
		if convicted {
			return c.String() + " convictions"
		}
		return c.String() + " charges"
	}
	return metricNames[m].words
}

// Flow reports whether a year's figure can be added to another year's.
func (m Metric) Flow() bool { return m != Beds && m != Supervision && m != RegistryStock }

// Side is where the metric comes from, as tables write it.
func (m Metric) Side() string { return m.side().String() }

// side is where the metric comes from.
func (m Metric) side() Side {
	switch _, convicted, ok := m.Class(); {
	case ok && !convicted, m == ChargesChanged, m == FelonyCharges, m == MinorCasesChanged, m == MinorFelonyCases:
		return Filed
	case m == NewRegistrants, m == RegistryStock, m == tenYear, m == life:
		return Registered
	}
	return Disposed
}
