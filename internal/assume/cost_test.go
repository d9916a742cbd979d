package assume

import (
	"math"
	"strings"
	"testing"
)

// Every constant of the published notes, as the facts list them.
func TestConstants(t *testing.T) {
	c := ctCosts(t)
	rows := []struct {
		item, basis string
		session     int
		dollars     float64
		text        string
		source      string
	}{
		{Incarceration, Average, 2012, 44165, "$44,165", "2012HB-05024"},
		{Incarceration, Average, 2015, 50690, "$50,690", "2015HB-06849"},
		{Incarceration, Average, 2016, 61320, "$61,320", "2016HB-05621"},
		{Incarceration, Average, 2017, 61320, "$61,320", "2017HB-07309"},
		{Incarceration, Marginal, 2018, 1900, "$1,900", "2018SB-00523"},
		{Incarceration, Marginal, 2021, 2200, "$2,200", "2021HB-06657"},
		{Incarceration, Marginal, 2024, 3300, "$3,300", "2024SB-00381"},
		{Supervision, Average, 2012, 3736, "$3,736", "2012HB-05024"},
		{Supervision, Average, 2015, 6050, "$6,050", "2015HB-06849"},
		{Supervision, Average, 2016, 7260, "$7,260", "2016HB-05621"},
		{Supervision, Average, 2017, 7260, "$7,260", "2017HB-07309"},
		{Supervision, Marginal, 2018, 700, "less than $700", "2018SB-00523"},
		{Supervision, Marginal, 2021, 700, "less than $700", "2021HB-06657"},
		{Supervision, Marginal, 2024, 800, "less than $800", "2024SB-00381"},
		{ProbationFee, Statutory, 2016, 200, "$200", "53a-29"},
		{Fringe, Average, 2021, 0.413, "$0.413", "2021HB-06594"},
		{Fringe, Average, 2023, 0.4282, "$0.4282", "2023SB-00901"},
		{RegistrySystem, Average, 2018, 150000, "$150,000", "2018SB-00523"},
		{Registrant, Average, 2018, 27.94, "$27.94", "2018SB-00523"},
		{RegistryBuild, Marginal, 2018, 200000, "up to $200,000", "2018SB-00523"},
		{RegistryBuild, Marginal, 2023, 200000, "up to $200,000", "2023SB-00901"},
		{InjuryAward, Statutory, 2015, 15000, "up to $15,000", "2015HB-06849"},
		{DeathAward, Statutory, 2015, 25000, "up to $25,000", "2015HB-06849"},
	}
	for _, w := range rows {
		r := c.For(w.item, w.basis, w.session)
		if r == nil || r.Session != w.session || r.Dollars != w.dollars || r.Text() != w.text || !strings.Contains(r.Source, w.source) || r.Per == "" {
			t.Errorf("%s, %s, %d is %+v, want %+v", w.item, w.basis, w.session, r, w)
		}
	}
	if len(c.Rows) != len(rows) {
		t.Errorf("%d rows, want %d", len(c.Rows), len(rows))
	}
	for _, r := range c.Rows {
		l := c.Line(r.Item)
		if l == nil || r.Agency != l.Agency || r.Fund != l.Fund || r.Agency == "" {
			t.Errorf("%s is not worded", r.Item)
		}
		if noted := r.Basis == Marginal && (r.Item == Incarceration || r.Item == Supervision); noted != (r.Footnote != "") {
			t.Errorf("%s, %s, %d has the footnote %q", r.Item, r.Basis, r.Session, r.Footnote)
		}
	}
	registrant := c.For(Registrant, Average, 2018)
	if want := math.Round(100*150000/ct(t).Value("registry_stock")) / 100; registrant.Dollars != want || registrant.Confidence != "D" {
		t.Errorf("a registrant is %v, %s; the system over all registrants is %v", registrant.Dollars, registrant.Confidence, want)
	}
}

func TestLines(t *testing.T) {
	c := ctCosts(t)
	for _, w := range []Line{
		{Item: Incarceration, Agency: "Correction, Dept.", Fund: "GF", Up: "GF - Potential Cost", Down: "GF - Savings"},
		{Item: Supervision, Agency: "Judicial Dept. (Probation)", Fund: "GF", Up: "GF - Potential Cost", Down: "GF - Savings"},
		{Item: Revenue, Agency: "Resources of the General Fund", Fund: "GF", Up: "GF - Potential Revenue Gain", Down: "GF - Potential Revenue Loss"},
		{Item: Brochure, Agency: "Resources of the General Fund", Fund: "GF", Up: "GF - Potential Revenue Gain", Down: "GF - Potential Revenue Loss"},
		{Item: InjuryAward, Agency: "Judicial Dept.", Fund: "CICF", Up: "CICF - Potential Cost", Down: "CICF - Savings"},
	} {
		l := c.Line(w.Item)
		if l == nil || l.Agency != w.Agency || l.Fund != w.Fund || l.Effect(1) != w.Up || l.Effect(-1) != w.Down || l.Effect(0) != "" {
			t.Errorf("%s is worded %+v", w.Item, l)
		}
	}
	for _, i := range items {
		if c.Line(i) == nil {
			t.Errorf("%s has no wording", i)
		}
	}
	if c.Line("parole") != nil {
		t.Error("there is a wording of parole")
	}
}

// The row of the latest session up to the one asked, else of the earliest after
// it; the bases never stand in for each other.
func TestFor(t *testing.T) {
	c := ctCosts(t)
	for _, w := range []struct {
		basis          string
		asked, session int
	}{
		{Average, 2000, 2012}, {Average, 2012, 2012}, {Average, 2014, 2012}, {Average, 2016, 2016}, {Average, 2024, 2017},
		{Marginal, 2012, 2018}, {Marginal, 2017, 2018}, {Marginal, 2020, 2018}, {Marginal, 2023, 2021}, {Marginal, 2030, 2024},
	} {
		if r := c.For(Incarceration, w.basis, w.asked); r == nil || r.Session != w.session || r.Basis != w.basis {
			t.Errorf("%s in %d is %+v, want the row of %d", w.basis, w.asked, r, w.session)
		}
	}
	if r := c.For(Incarceration, Statutory, 2016); r != nil {
		t.Errorf("a row from nowhere: %+v", r)
	}
	none, err := LoadCosts("any.yaml", shipped(t, "costs/any.yaml"))
	if err != nil || none.Pack != "any" || len(none.Rows) != 0 || none.For(Incarceration, Average, 2016) != nil {
		t.Errorf("%+v, %v", none, err)
	}
}

// Every fault of a file of costs, with its place.
func TestCostFaults(t *testing.T) {
	const small = `costs: x
title: t
footnotes:
  - {id: inmate, text: consumables}
lines:
  - {item: incarceration, agency: Correction, fund: GF, up: GF - Potential Cost, down: GF - Savings, source: s, confidence: S}
rows:
  - {item: incarceration, basis: marginal, dollars: 1900, per: person a year, session: 2018, source: s, confidence: S, footnote: inmate}
`
	if _, err := LoadCosts("x.yaml", []byte(small)); err != nil {
		t.Fatal(err)
	}
	bad := func(part, by string, want ...string) {
		t.Helper()
		text, places := spoil(t, small, part, by)
		_, err := LoadCosts("x.yaml", []byte(text))
		tells(t, err, places, want)
	}
	bad("costs: x", `costs: @""`, "the name of the law pack is blank; a few words would be right")
	bad("title: t", `title: @" "`, "the title is blank; a few words would be right")
	bad("{id: inmate, text: consumables}", "{id: inmate, text: consumables}\n  - {id: @inmate, text: again}", `the footnote "inmate" stands twice; once would be right`)
	bad("{id: inmate, text: consumables}", "{id: inmate, text: consumables}\n  - {id: @other, text: o}", `no row bears the footnote "other"; footnote: other in a row would be right`)
	bad("text: consumables", `text: @""`, "the text is blank; a few words would be right")
	bad("footnote: inmate", "footnote: @inmates", `no footnote "inmates" is defined; did you mean "inmate"?`)
	line := "  - {item: incarceration, agency: Correction, fund: GF, up: GF - Potential Cost, down: GF - Savings, source: s, confidence: S}\n"
	bad(line, line+strings.Replace(line, "incarceration", "@incarceration", 1), `the wording of "incarceration" stands twice; once would be right`)
	bad(line, line+strings.Replace(line, "incarceration", "@supervison", 1), `no item "supervison" is known; did you mean "supervision"?`)
	bad("agency: Correction", `agency: @""`, "the agency is blank; a few words would be right")
	bad("up: GF - Potential Cost", "up: @CICF - Cost", `the effect "CICF - Cost" does not begin with the fund; "GF - " and then the effect would be right`)
	bad("down: GF - Savings", "down: @Savings", `the effect "Savings" does not begin with the fund; "GF - " and then the effect would be right`)
	bad("item: incarceration, basis", "item: @incarcerations, basis", `no item "incarcerations" is known; did you mean "incarceration"?`)
	bad("item: incarceration, basis", "item: @supervision, basis", `no line words "supervision"; a line with its agency, fund and effects would be right`)
	bad("basis: marginal", "basis: @mean", `the basis "mean" is not one of average, marginal, statutory; a cost is either an average or marginal, a fee or a maximum statutory`)
	bad("dollars: 1900", "dollars: @-1", "-1 dollars is negative; a cost of 0 or more would be right")
	bad("dollars: 1900", `dollars: @"1,900"`, `"1,900" is no amount of dollars; a number such as 61320 would be right`)
	bad("dollars: 1900", `dollars: @1e999`, `"1e999" is no amount of dollars; a number such as 61320 would be right`)
	bad("dollars: 1900", "bound: @about, dollars: 1900", `"about" is not one of less than, up to`)
	bad("session: 2018", "session: @18", `"18" is no year of a session; one from 1900 to 2199 would be right`)
	bad("session: 2018", "session: @FY 19", `"FY 19" is no year of a session; one from 1900 to 2199 would be right`)
	bad("per: person a year", `per: @""`, "the unit is blank; a few words would be right")
	bad("session: 2018, source: s", `session: 2018, source: @""`, "the source is blank; a few words would be right")
	bad("title: t", "@titel: t\ntitle: t", `unknown key "titel"; did you mean "title"?`)
	row := "  - {item: incarceration, basis: marginal, dollars: 1900, per: person a year, session: 2018, source: s, confidence: S, footnote: inmate}\n"
	bad(row, row+strings.Replace(row, "incarceration", "@incarceration", 1), "incarceration, marginal, 2018 already stands on line 8; one row would be right")
}
