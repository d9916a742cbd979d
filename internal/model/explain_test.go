package model_test

import (
	"fmt"
	"math/rand/v2"
	"testing"

	"impact/internal/court"
	"impact/internal/model"
)

// What explanations say that each charge adds comes to the totals, where no two charges
// share a victim.
func TestSharesAddUpToTheTotals(t *testing.T) {
	trials(t, 11, func(_ *rand.Rand, s *setting, rows []refCharge) string {
		for i := range rows {
			rows[i].victim = fmt.Sprint("v", i)
		}
		d := reduce(s.code, s.proposal, smallLaw.baseline, rows)
		priors := model.NewPriors(d)
		b := model.NewBench(s.code, d, priors, s.proposal)
		totals := model.Evaluate(s.code, d, priors, s.proposal).Totals
		for _, stage := range court.Stages {
			var sums [3]model.Count
			for i := range d.Signatures {
				if !d.Signatures[i].At(stage) {
					continue
				}
				e := b.Explain(int32(i), stage)
				for k, share := range e.Shares() {
					n := float64(d.Weight(i))
					sums[k].Low += share.Low * n
					sums[k].Central += share.Central * n
					sums[k].High += share.High * n
				}
			}
			for k, want := range []model.Count{totals.Moved[stage], totals.Felony[stage], totals.Minor[stage]} {
				if got := sums[k]; !close9(got.Low, want.Low) || !close9(got.Central, want.Central) || !close9(got.High, want.High) {
					return fmt.Sprintf("%s, total %d: the shares come to %v, the total is %v", stage, k, got, want)
				}
			}
		}
		return ""
	})
}
