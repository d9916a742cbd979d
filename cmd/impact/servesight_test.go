package main

import (
	"reflect"
	"slices"
	"testing"

	"impact/internal/report"
)

// What the what-if page shows is the same of a report that has of what may come only what it
// shows, also where nothing is added, or only to charges; and what that report has of it is what
// all have.
func TestServeSight(t *testing.T) {
	e, _ := page(t, 10, small(t, 400, false))
	for _, x := range []struct{ provisions, assume []string }{
		{nil, nil}, {nil, []string{"charging_share=0.4", "growth=0.02"}}, {[]string{"rec-1"}, nil}, {[]string{"rec-6"}, nil}, {nil, []string{"charging_share=0"}}, {[]string{}, nil},
	} {
		s := e.offer.Start
		if s.Assume = x.assume; x.provisions != nil {
			s.Provisions = x.provisions
		}
		some, err1 := e.Answer(s, report.Sight)
		all, err2 := e.Answer(s, report.Glance)
		if err1 != nil || err2 != nil {
			t.Fatal(err1, err2)
		}
		for _, of := range all.Readings {
			if of.ID != all.Shown() {
				continue
			}
			got, err1 := some.Parts(of.ID, report.ReadingsPart, report.AheadPart, report.CostPart, report.SupposesPart)
			want, err2 := all.Parts(of.ID, report.ReadingsPart, report.AheadPart, report.CostPart, report.SupposesPart)
			if err1 != nil || err2 != nil || !reflect.DeepEqual(got, want) || len(want) < 2 {
				t.Errorf("%v: %d parts, want %d alike: %v, %v", x, len(got), len(want), err1, err2)
			}
		}
		if !reflect.DeepEqual(some.Headlines, all.Headlines) || !reflect.DeepEqual(some.Headline, all.Headline) {
			t.Errorf("%v: %v\nwant %v", x, some.Headlines, all.Headlines)
		}
		var unsighted []string
		rest := some.Table("projection").Rows
		for _, row := range all.Table("projection").Rows {
			if len(rest) > 0 && reflect.DeepEqual(row, rest[0]) {
				rest = rest[1:]
			} else if metric := row[2].(string); !slices.Contains(unsighted, metric) {
				unsighted = append(unsighted, metric)
			}
		}
		for _, m := range report.Sighted() {
			if slices.Contains(unsighted, m.String()) {
				t.Errorf("%v: no rows of %s", x, m)
			}
		}
		if len(rest) > 0 {
			t.Errorf("%v: %d rows that not all have", x, len(rest))
		}
	}
}
