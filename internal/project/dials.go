package project

import "math"

// The dials that a projection turns, by the names of the assumptions file.
const (
	ChargingShare     = "charging_share"
	ConvictionChange  = "conviction_change"
	SentenceRule      = "sentence_rule"
	ShareServed       = "share_served"
	PriorOdds         = "prior_odds"
	RegistryTier      = "registry_tier"
	Growth            = "growth"
	RegistryStartDial = "registry_stock"
	RegistryInflow    = "registry_inflow"
	RegistryOutflow   = "registry_completion"
	RegistryDeaths    = "registry_mortality"
	Retroactive       = "retroactive"
)

// A Dial is one assumption as a projection needs it: its central value, the ends of
// its range, and its value at a quantile of its law. A dial without a range has equal
// ends.
type Dial struct {
	Name               string
	Central, Low, High float64
	At                 func(u float64) float64
}

// dialSet is dials by name.
type dialSet []Dial

// central are the central values.
func (d dialSet) central() map[string]float64 {
	out := map[string]float64{}
	for _, x := range d {
		out[x.Name] = x.Central
	}
	return out
}

// find is the dial of a name, nil where there is none.
func (d dialSet) find(name string) *Dial {
	for i := range d {
		if d[i].Name == name {
			return &d[i]
		}
	}
	return nil
}

// setting is the dials of one evaluation.
type setting struct {
	charging   float64 // share of what is reached that is charged under the new provision
	conviction float64 // relative change of convictions of charges that become graver
	donor      bool    // sentences of the destination, else the record's own
	served     float64 // share of the time to serve that is served
	odds       float64 // factor on the odds of unknown facts
	growth     float64 // of filings a year
	forLife    bool    // the registration that the proposal creates is for life
	mortality  float64
	stock      float64 // on the registry when counted; NaN where not known
	inflow     float64
	completion float64
	retro      bool // those convicted before are registered too
}

// settingOf makes a setting of values; what is not among them is at rest. odds are
// those of unknown facts at the centre.
func settingOf(v map[string]float64, odds float64) setting {
	get := func(name string, rest float64) float64 {
		if x, ok := v[name]; ok {
			return x
		}
		return rest
	}
	return setting{
		charging:   get(ChargingShare, 1),
		conviction: get(ConvictionChange, 0),
		donor:      get(SentenceRule, 1) >= 0.5,
		served:     get(ShareServed, 1),
		odds:       get(PriorOdds, 1) / odds,
		growth:     get(Growth, 0),
		forLife:    get(RegistryTier, 0) >= 0.5,
		mortality:  get(RegistryDeaths, 0),
		stock:      get(RegistryStartDial, math.NaN()),
		inflow:     get(RegistryInflow, 0),
		completion: get(RegistryOutflow, 0),
		retro:      get(Retroactive, 0) >= 0.5,
	}
}
