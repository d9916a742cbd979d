package assume

import (
	"maps"
	"slices"
)

// A known is a dial that the program has a use for.
type known struct {
	name, meaning string
	unit          string // as files state it
	least, most   float64
	suffix        string // after the number, as people write it; percent multiplies by 100
	percent       bool
	words         map[float64]string // of a choice
	stock         bool               // one of the registry's numbers, stated together or not at all
}

// catalogue is the dials in the order in which they are listed.
var catalogue = []known{
	{name: "charging_share", meaning: "share of the charges that the proposal reaches which prosecutors would bring under the new provision",
		unit: "share", least: 0, most: 1, percent: true, suffix: " %"},
	{name: "conviction_change", meaning: "relative change of the chance of conviction of charges that move to a graver class",
		unit: "relative change", least: -1, most: 1, percent: true, suffix: " %"},
	{name: "sentence_rule", meaning: "whose disposition and sentence a moved charge takes: those of charges already at its destination (donor), or its own (static)",
		unit: "choice", least: Static, most: Donor, words: map[float64]string{Static: "static", Donor: "donor"}},
	{name: "share_served", meaning: "share of the time to serve that is served",
		unit: "share", least: 0, most: 1, percent: true, suffix: " %"},
	{name: "prior_odds", meaning: "factor on the odds of every unknown fact",
		unit: "factor", least: 0.01, most: 100, suffix: " times"},
	{name: "growth", meaning: "yearly growth of filings after the last year of the record",
		unit: "relative change a year", least: -0.5, most: 0.5, percent: true, suffix: " % a year"},
	{name: "registry_tier", meaning: "term of the registration that the proposal creates",
		unit: "choice", least: TenYears, most: Life, words: map[float64]string{TenYears: "10 years", Life: "life"}},
	{name: "retroactive", meaning: "whether the registration reaches convictions from before the act",
		unit: "choice", least: Prospective, most: Retroactive, words: map[float64]string{Prospective: "prospective", Retroactive: "retroactive"}},
	{name: "registry_stock", meaning: "persons on the registry on the day of the count",
		unit: "persons", least: 0, most: 1e6, suffix: " persons", stock: true},
	{name: "registry_inflow", meaning: "persons who come onto the registry in a year",
		unit: "persons a year", least: 0, most: 1e5, suffix: " persons a year", stock: true},
	{name: "registry_completion", meaning: "persons who complete their term in a year",
		unit: "persons a year", least: 0, most: 1e5, suffix: " persons a year", stock: true},
	{name: "registry_mortality", meaning: "share of the registered persons who die in a year",
		unit: "share a year", least: 0, most: 0.5, percent: true, suffix: " % a year"},
}

// Names are the dials that the program knows, in the order in which it lists them.
func Names() []string {
	var out []string
	for _, k := range catalogue {
		out = append(out, k.name)
	}
	return out
}

// knownAs finds a dial of the catalogue; nil where it has none.
func knownAs(name string) *known {
	if i := slices.IndexFunc(catalogue, func(k known) bool { return k.name == name }); i >= 0 {
		return &catalogue[i]
	}
	return nil
}

// Limits are the least and the most that a dial of numbers can be; false for a choice and
// for what is no dial.
func Limits(name string) (least, most float64, ok bool) {
	k := knownAs(name)
	if k == nil || k.words != nil {
		return 0, 0, false
	}
	return k.least, k.most, true
}

// options are the words of a choice, by value.
func (k *known) options() []string {
	var out []string
	for _, v := range slices.Sorted(maps.Keys(k.words)) {
		out = append(out, k.words[v])
	}
	return out
}
