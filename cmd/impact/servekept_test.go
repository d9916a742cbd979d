package main

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"slices"
	"testing"

	"impact/internal/model"
	"impact/internal/report"
	"impact/internal/serve"
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
		warm, err := e.Answer(s, report.Page)
		if err != nil {
			t.Fatal(err)
		}
		if seed != 3 && assume != nil {
			return // the last of each choice is held against a fresh page
		}
		fresh, _ := page(t, 10, charges)
		want, err := fresh.Answer(s, report.Page)
		if err != nil {
			t.Fatal(err)
		}
		keptTables(t, fmt.Sprintf("seed %d, %v, %v", seed, provisions, assume), warm, want)
		if warm, err = e.Answer(s, report.Glance); err != nil {
			t.Fatal(err)
		}
		keptTables(t, fmt.Sprintf("what is ahead with seed %d, %v, %v", seed, provisions, assume), warm, want, "equity", "victim_composition", "overlap", "attribution")
	}
	for _, pair := range twinsOf(t, e) {
		at(1, pair[0])
		at(1, pair[1])
	}
	for _, provisions := range [][]string{nil, {"rec-1", "rec-3"}} {
		at(1, provisions, "share_served=0.6")
		at(2, provisions, "growth=0.02", "charging_share=0.5")
		at(1, provisions, "registry_tier=life")
		at(3, provisions, "growth=0.02", "share_served=0.7")
		at(2, provisions)
	}
}

// Where there is no room for what is prepared, it is prepared each time, of a choice that moves the same
// charges as another one too.
func TestServeKeepsNoPlan(t *testing.T) {
	charges := small(t, 400, false)
	e, _ := page(t, 10, charges)
	e.plans = serve.NewKept(0, (*plannedStage).bytes)
	for _, provisions := range twinsOf(t, e)[1] {
		s := e.offer.Start
		s.Provisions = provisions
		got, err := e.Answer(s, report.Page)
		if err != nil {
			t.Fatal(err)
		}
		fresh, _ := page(t, 10, charges)
		want, err := fresh.Answer(s, report.Page)
		if err != nil {
			t.Fatal(err)
		}
		keptTables(t, fmt.Sprint(provisions), got, want)
	}
}

// twinsOf are two pairs of choices of provisions: one that is the same law, and one that moves
// the same charges. It fails where there is none, or where choices that must differ are said
// to be the same.
func twinsOf(t *testing.T, e *served) (twins [2][2][]string) {
	t.Helper()
	g, err := e.ground(e.offer.Start)
	if err != nil {
		t.Fatal(err)
	}
	all := e.offer.Start.Provisions
	for set := range 1 << len(all) {
		ids := []string{}
		for i, id := range all {
			if set&(1<<i) != 0 {
				ids = append(ids, id)
			}
		}
		c, err := g.choice(ids, ids)
		if err != nil {
			t.Fatal(err)
		}
		switch {
		case len(ids) < 3:
		case c.like != c:
			twins[0] = [2][]string{c.like.ids, ids}
		case c.moves != c:
			twins[1] = [2][]string{c.moves.ids, ids}
		}
	}
	choices, err := model.ChoicesOf(g.code, g.scenario, []string{g.proposals[0].Reading, g.proposals[1].Reading, g.proposals[2].Reading}, nil, g.baseline)
	if err != nil {
		t.Fatal(err)
	}
	moving := 0
	for _, c := range g.laws {
		if c.moves == c {
			moving++
		}
	}
	if twins[0][0] == nil || twins[1][0] == nil || moving != len(choices.Sets) || len(g.laws) < moving {
		t.Fatalf("of %d choices %d are laws of their own, of which %d move charges otherwise; the switches tell apart %d", 1<<len(all), len(g.laws), moving, len(choices.Sets))
	}
	t.Logf("%v; %d laws, %d that move otherwise", twins, len(g.laws), moving)
	return twins
}

// keptTables holds the tables of two reports against each other, but for those that one leaves out.
func keptTables(t *testing.T, what string, got, want *report.Report, out ...string) {
	t.Helper()
	if len(want.Tables) != len(got.Tables) {
		t.Fatalf("%s: %d tables, want %d", what, len(got.Tables), len(want.Tables))
	}
	for i := range want.Tables {
		name := want.Tables[i].Name
		if slices.Contains(out, name) {
			continue
		}
		var a, b bytes.Buffer
		if err := errors.Join(want.Tables[i].WriteCSV(&a), got.Tables[i].WriteCSV(&b)); err != nil {
			t.Fatal(err)
		}
		if a.String() != b.String() {
			t.Errorf("%s: %s: %s", what, name, firstDifference(a.String(), b.String()))
		}
	}
}

// With the least memory there is room for what chance gives to the largest choice of provisions
// of the sample with the draws of the start: another assumption about it casts no lots again.
func TestServeKeepsChance(t *testing.T) {
	f := &runFlags{horizon: 6, draws: 2000, seed: 1, threshold: 10}
	f.scenario, f.reading, f.out, f.format = "ct-tip-council", serve.All, "-", string(report.PlainText)
	e, err := (&app{stdout: io.Discard, stderr: io.Discard}).readServed(f, nil)
	if err != nil {
		t.Fatal(err)
	}
	s := e.offer.Start
	for _, r := range append([]serve.Reading{{ID: serve.All}}, e.offer.Readings...) {
		s.Reading = r.ID
		stage, err := e.stage(s)
		if err != nil {
			t.Fatal(err)
		}
		if _, bytes := stage.prepared.Bytes(f.draws); bytes > keptLots.of(0) {
			t.Errorf("reading %s: what chance gives takes %d bytes, of %d that are kept", r.ID, bytes, keptLots.of(0))
		}
	}
}
