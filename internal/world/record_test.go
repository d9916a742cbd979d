package world

import (
	"bytes"
	"encoding/csv"
	"maps"
	"math"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"
)

// read parses a record into rows by column name.
func read(t *testing.T, history []byte) []map[string]string {
	t.Helper()
	first, rest, _ := bytes.Cut(history, []byte("\n"))
	if string(first) != "# impact: synthetic" {
		t.Fatalf("first line %q", first)
	}
	lines, err := csv.NewReader(bytes.NewReader(rest)).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	var rows []map[string]string
	for _, l := range lines[1:] {
		r := map[string]string{}
		for i, name := range lines[0] {
			r[name] = l[i]
		}
		rows = append(rows, r)
	}
	return rows
}

func TestColumns(t *testing.T) {
	rows := read(t, New(3).History())
	want := strings.Fields(`case_id charge_id class counts court defendant_age defendant_race defendant_sex
		disposition disposition_date fine filed_date final_statute inchoate jail_days means offense_date person_id
		probation_days statute suspended_days victim_age victim_id victim_trafficked`)
	slices.Sort(want)
	if got := slices.Sorted(maps.Keys(rows[0])); !slices.Equal(got, want) {
		t.Errorf("columns %v", got)
	}
}

// Every row is what an honest extract of 2003-07-01 to 2015-06-30 can hold, and
// contradicts no element of its section.
func TestRows(t *testing.T) {
	for seed := range uint64(60) {
		ids := map[string]bool{}
		for _, r := range read(t, New(seed).History()) {
			fault := ""
			filed, disposed := r["filed_date"], r["disposition_date"]
			age, _ := strconv.Atoi(r["victim_age"])
			switch {
			case ids[r["charge_id"]]:
				fault = "repeated charge_id"
			case filed < "2003-07-01" || filed > "2015-06-30" || r["offense_date"] > filed:
				fault = "filed"
			case (disposed == "") != (r["disposition"] == "pending") || disposed > "2015-06-30":
				fault = "disposed"
			case disposed != "" && disposed <= filed, disposed == "" && filed < "2014-04-30":
				fault = "lag"
			case (r["jail_days"] == "") == (r["disposition"] == "convicted"):
				fault = "sentence"
			case (r["victim_id"] == "") != (r["statute"] == seller || r["statute"] == assault):
				fault = "victim"
			case r["statute"] == buyerC && (r["offense_date"] < "2013-10-01" || age >= 18 && r["victim_trafficked"] != "true"):
				fault = "53a-83(c)"
			case r["statute"] == buyerA && r["offense_date"] >= "2013-10-01" && (age > 0 && age < 18 || r["victim_trafficked"] == "true"):
				fault = "53a-83(a)"
			case r["statute"] == "53a-86(a)(2)" && age >= 16:
				fault = "age"
			case r["statute"] == "53a-86(a)(1)" && r["means"] != "force", r["statute"] == traffick && r["means"] == "none":
				fault = "means"
			}
			if fault != "" {
				t.Fatalf("seed %d: %s: %v", seed, fault, r)
			}
			ids[r["charge_id"]] = true
		}
	}
}

// Ages are left out at random in the stated share, and nothing else depends on it.
func TestMissing(t *testing.T) {
	for _, missing := range []float64{0, .2, .4} {
		var n, out, minors, minorsOut float64
		for seed := range uint64(200) {
			w := New(seed)
			w.Missing = missing
			for _, p := range w.proceedings() {
				if !p.victim {
					continue
				}
				n++
				if p.hidden {
					out++
				}
				if p.facts.minor {
					minors++
					if p.hidden {
						minorsOut++
					}
				}
			}
		}
		for _, c := range [][2]float64{{n, out}, {minors, minorsOut}} {
			if d := math.Abs(c[1] - missing*c[0]); d > 4*math.Sqrt(missing*(1-missing)*c[0]) {
				t.Errorf("%g of %g ages left out, want a share of %g", c[1], c[0], missing)
			}
		}
	}
	full, part := medium(0, 0), medium(0, 0)
	full.Missing, part.Missing = 0, .4
	a, b := read(t, full.History()), read(t, part.History())
	hidden := 0
	for i := range a {
		if b[i]["victim_age"] != a[i]["victim_age"] {
			hidden++
			b[i]["victim_age"] = a[i]["victim_age"]
		}
		if !maps.Equal(a[i], b[i]) {
			t.Fatalf("row %d differs by more than its age", i)
		}
	}
	if hidden == 0 {
		t.Error("no age left out")
	}
	for i, m := range Metrics {
		if full.Truth().Window[m] != part.Truth().Window[m] || full.Truth().Future[i] == nil {
			t.Errorf("%s depends on what is recorded", m)
		}
	}
}

// The truth of the window is a recount of the full record by the program's own
// rulings (testdata/rules.txt).
func TestRecount(t *testing.T) {
	rules := rulings(t)
	for seed := range uint64(150) {
		w := New(seed)
		w.Missing, w.Again = 0, .3
		got := w.Truth()
		current, proposed := recount(read(t, w.History()), rules)
		for _, m := range Metrics {
			if m != Admissions && got.Proposed[m] != proposed[m] || got.Current[m] != current[m] {
				t.Errorf("seed %d: %s: %g and %g, the record has %g and %g", seed, m, got.Current[m], got.Proposed[m], current[m], proposed[m])
			}
			if got.Window[m] != got.Proposed[m]-got.Current[m] {
				t.Errorf("seed %d: %s: %g", seed, m, got.Window[m])
			}
		}
	}
}

// recount counts fiscal years 2006 to 2015 with one set for each metric.
func recount(rows []map[string]string, rules map[question]ruling) (current, proposed map[string]float64) {
	current, proposed = map[string]float64{}, map[string]float64{}
	cases, admitted := map[string]bool{}, map[string]bool{}
	first := [2]map[string]string{{}, {}}
	for _, r := range rows {
		age := r["victim_age"]
		f := facts{age != "" && age < "18", r["victim_trafficked"] == "true", r["means"] != "none" && r["means"] != ""}
		at := rules[question{r["statute"], r["offense_date"] < "2013-10-01", f}]
		if r["statute"] == seller || r["statute"] == assault {
			at = rules[question{section: r["statute"]}]
		}
		if r["filed_date"] >= "2005-07-01" && at.before != at.after {
			proposed[ChargesChanged]++
			if f.minor && r["statute"] != traffick {
				cases[r["case_id"]] = true
			}
		}
		if r["disposition"] != "convicted" {
			continue
		}
		day := r["disposition_date"]
		for law, s := range []standing{at.before, at.after} {
			if old, ok := first[law][r["person_id"]]; s.registrable && (!ok || day < old) {
				first[law][r["person_id"]] = day
			}
		}
		if day < "2005-07-01" {
			continue
		}
		if at.before.class != 'A' {
			current[FelonyConviction]++
		}
		if at.after.class != 'A' {
			proposed[FelonyConviction]++
		}
		if r["jail_days"] != r["suspended_days"] {
			admitted[r["case_id"]] = true
		}
	}
	for law, m := range []map[string]float64{current, proposed} {
		for _, day := range first[law] {
			if day >= "2005-07-01" {
				m[NewRegistrants]++
			}
		}
	}
	proposed[MinorCases], current[Admissions] = float64(len(cases)), float64(len(admitted))
	return current, proposed
}

// Every world has felonies of class B that no proposal touches.
func TestDonors(t *testing.T) {
	for seed := range uint64(100) {
		n := 0
		for _, r := range read(t, New(seed).History()) {
			if r["statute"] == assault && r["disposition"] == "convicted" {
				n++
			}
		}
		if n < 60 {
			t.Errorf("seed %d: %d", seed, n)
		}
	}
}

func TestSentences(t *testing.T) {
	const n = 100_000
	d := newDice(9)
	for class, p := range serving {
		serves := 0.
		for range n {
			s := d.sentence(class)
			if s.jail < s.suspended || s.serves() && (s.jail-s.suspended < terms[class][0] || s.jail-s.suspended > terms[class][1]) {
				t.Fatalf("%c: %+v", class, s)
			}
			if s.serves() {
				serves++
			}
		}
		if z := (serves - p*n) / math.Sqrt(p*(1-p)*n); math.Abs(z) > 4 {
			t.Errorf("%c: %g serve", class, serves/n)
		}
	}
}

// Old sentences are those of the class charged.
func TestOldSentences(t *testing.T) {
	longest := func(old bool) (days int) {
		w := medium(0, 0)
		w.OldSentences = old
		for _, p := range w.proceedings() {
			for _, c := range p.charges {
				if c.section == buyerA && p.offence < date(2013, time.October, 1) {
					days = max(days, c.punish.jail)
				}
			}
		}
		return days
	}
	if longest(true) > 270 || longest(false) <= 270 {
		t.Errorf("%d with old sentences, %d without", longest(true), longest(false))
	}
}
