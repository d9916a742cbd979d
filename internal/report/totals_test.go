package report

import (
	"slices"
	"testing"
)

// A total holds what its ledger says: what certainly moved at least, and with what is
// undetermined at most. Of data without persons or dispositions there is no total.
func TestTotals(t *testing.T) {
	for _, name := range []string{"council", "null", "small", "undated"} {
		run := runOf(t, name)
		rep := Build(run)
		sure, open := map[any]float64{}, map[any]float64{}
		for _, r := range rep.Table("ledger").Rows {
			switch counts := float64(r[6].(int64)); r[2] {
			case "moved", "repealed":
				sure[r[1]] += counts
			case "undetermined":
				open[r[1]] += counts
			}
		}
		seen := 0
		for _, r := range rep.Table("totals").Rows {
			low, central, high := r[4].(float64), r[5].(float64), r[6].(float64)
			if !(low <= central && central <= high) {
				t.Errorf("%s: %v", name, r)
			}
			if slices.Contains([]any{"convictions_changed", "felony_convictions"}, r[2]) && !run.Docket.Has.Disposition || r[2] == "registrants" && !run.Docket.Has.Person {
				t.Errorf("%s: %v, which the data do not record", name, r)
			}
			if r[2] == "charges_changed" {
				seen++
				if low < sure[r[1]] || high > sure[r[1]]+open[r[1]] {
					t.Errorf("%s: %v, but %v moved and %v are undetermined", name, r, sure[r[1]], open[r[1]])
				}
			}
		}
		if seen != len(run.Results) {
			t.Errorf("%s: %d totals of charges for %d readings", name, seen, len(run.Results))
		}
	}
}
