package project

import (
	"slices"

	"impact/internal/model"
	"impact/internal/stats"
)

// An EquityRow is one metric among one group, in an average year of the record, with
// the 80 % interval of one year's difference.
type EquityRow struct {
	model.Equity
	Current, Proposed, Difference float64
	Lo80, Hi80                    float64
	ShareCurrent, ShareProposed   float64 // of all groups; 0 where there is none
	Determined                    bool
	Why                           string // why not
	Years                         int    // of which a row is the average
}

// The rule of "cannot be determined": the record does not tell whether the group
// gains or loses; or fewer than leastAffected units of the group change or may; or
// the group of more than mostUnrecorded of all that change or may is not recorded.
const (
	leastAffected  = 10
	mostUnrecorded = 0.2
)

const equityDraws = 4000

// Equity makes the equity table of a reading from counts over so many years. Units
// that rise and units that fall come at Gamma-Poisson rates, each of its own.
func Equity(counts []model.Equity, years int, seed uint64) []EquityRow {
	type whole struct{ current, proposed, affected, unrecorded float64 }
	wholes := map[[2]string]*whole{}
	for _, x := range counts {
		k := [2]string{x.Metric, x.By}
		if wholes[k] == nil {
			wholes[k] = &whole{}
		}
		w := wholes[k]
		w.current += x.Current.Central
		w.proposed += x.Proposed.Central
		w.affected += x.Affected.High
		if x.Group == model.NotRecordedGroup || x.Group == model.SeveralRecorded {
			w.unrecorded += x.Affected.High
		}
	}
	n := float64(max(years, 1))
	var out []EquityRow
	for _, x := range counts {
		w := wholes[[2]string{x.Metric, x.By}]
		r := EquityRow{Equity: x, Years: max(years, 1), Current: x.Current.Central / n, Proposed: x.Proposed.Central / n, Difference: x.Difference.Central / n}
		if w.current > 0 {
			r.ShareCurrent = x.Current.Central / w.current
		}
		if w.proposed > 0 {
			r.ShareProposed = x.Proposed.Central / w.proposed
		}
		r.Lo80, r.Hi80 = oneYear(x, n, seed)
		switch {
		case x.Up.High == 0 && x.Down.High == 0:
			r.Determined = true // whoever changes in another way, here nothing rises or falls
		case x.Difference.Low < 0 && x.Difference.High > 0:
			r.Why = "the record does not tell whether more or fewer"
		case w.affected > 0 && w.unrecorded > mostUnrecorded*w.affected:
			r.Why = "the group is not recorded of more than a fifth of those who change or may"
		case x.Affected.High > 0 && x.Affected.High < leastAffected:
			r.Why = "fewer than ten change or may"
		default:
			r.Determined = true
		}
		out = append(out, r)
	}
	return out
}

// oneYear is the 80 % interval of one year's rises less falls; [0, 0] where nothing
// can rise or fall.
func oneYear(x model.Equity, years float64, seed uint64) (lo, hi float64) {
	if x.Up.High == 0 && x.Down.High == 0 {
		return 0, 0
	}
	var src stats.Source
	key := stats.StreamKey("equity", x.Metric, x.By, x.Group)
	draws := make([]float64, equityDraws)
	for i := range draws {
		src.Key(seed, uint64(i), key)
		if x.Up.High > 0 {
			draws[i] += src.Poisson(src.Gamma(x.Up.Central+0.5) / years)
		}
		if x.Down.High > 0 {
			draws[i] -= src.Poisson(src.Gamma(x.Down.Central+0.5) / years)
		}
	}
	slices.Sort(draws)
	return stats.Quantile(draws, 0.1), stats.Quantile(draws, 0.9)
}
