package main

import (
	"bytes"
	"testing"
)

// What is kept of what-ifs that were asked before changes no figure: after others with
// another seed, other assumptions and another choice, an answer is that of a page of which
// nothing was asked.
func TestServeKeepsNoFigure(t *testing.T) {
	charges := small(t, 400, false)
	e, _ := page(t, 10, charges)
	at := func(seed uint64, provisions []string, assume ...string) {
		t.Helper()
		s := e.offer.Start
		s.Seed, s.Assume = seed, assume
		if provisions != nil {
			s.Provisions = provisions
		}
		warm, err := e.Answer(s, false)
		if err != nil {
			t.Fatal(err)
		}
		if seed != 3 && assume != nil {
			return // the last of each choice is held against a fresh page
		}
		fresh, _ := page(t, 10, charges)
		want, err := fresh.Answer(s, false)
		if err != nil {
			t.Fatal(err)
		}
		if len(want.Tables) != len(warm.Tables) {
			t.Fatalf("%d tables, want %d", len(warm.Tables), len(want.Tables))
		}
		for i := range want.Tables {
			var a, b bytes.Buffer
			if err := want.Tables[i].WriteCSV(&a); err != nil {
				t.Fatal(err)
			}
			if err := warm.Tables[i].WriteCSV(&b); err != nil {
				t.Fatal(err)
			}
			if a.String() != b.String() {
				t.Errorf("seed %d, %v, %v: %s: %s", seed, provisions, assume, want.Tables[i].Name, firstDifference(a.String(), b.String()))
			}
		}
	}
	for _, provisions := range [][]string{nil, {"rec-1", "rec-3"}} {
		at(1, provisions, "share_served=0.6")
		at(2, provisions, "growth=0.02", "charging_share=0.5")
		at(1, provisions, "registry_tier=life")
		at(3, provisions, "growth=0.02", "share_served=0.7")
		at(2, provisions)
	}
}
