package main

import (
	"encoding/csv"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// docket is five convictions of fiscal year 2015, one a person, with nothing
// left out that the recommendations ask:
//
//	A  promoting the prostitution of a person of 17: class B, on the registry for 10 years (54-251)
//	B  promoting prostitution by force: class B, on no list
//	C  trafficking in persons: class B, on no list
//	D  patronizing a person of 16: class C, on no list
//	E  patronizing a person of 30 who is no trafficking victim, without force: class A misdemeanor
const docket = `charge_id,case_id,person_id,statute,offense_date,filed_date,disposition_date,disposition,victim_age,victim_trafficked,means
1,kA,A,53a-86(a)(2),2014-08-01,2014-09-01,2015-02-01,convicted,17,false,none
2,kB,B,53a-86(a)(1),2014-08-01,2014-09-01,2015-02-01,convicted,30,false,force
3,kC,C,53a-192a,2014-08-01,2014-09-01,2015-02-01,convicted,30,true,force
4,kD,D,53a-83(c),2014-08-01,2014-09-01,2015-02-01,convicted,16,false,none
5,kE,E,53a-83(a),2014-08-01,2014-09-01,2015-02-01,convicted,30,false,none
`

// What the recommendations do to the docket, one by one and together, worked by
// hand: persons on the registry, and convictions by class, where something
// changes.
func TestRecommendations(t *testing.T) {
	if testing.Short() {
		t.Skip("takes minutes under the race detector, and has nothing for it to see; go test without -short runs it")
	}
	dir := t.TempDir()
	charges := filepath.Join(dir, "docket.csv")
	if err := os.WriteFile(charges, []byte(docket), 0o666); err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		fact     string
		args     string
		registry string // event, term before, term after, persons
		classes  string // from, to, convictions
		says     string
	}{
		{"2 alone removes A", "--provisions rec-2", "removed 10 years none 1", "", ""},
		{"5 alone adds C only, and keeps A", "--provisions rec-5", "added none 10 years 1|kept 10 years 10 years 1", "", ""},
		{"2 and 5 keep A, and add B and C", "--provisions rec-2,rec-5", "added none 10 years 2|kept 10 years 10 years 1", "", ""},
		{"4 without 3 does nothing", "--provisions rec-4", "kept 10 years 10 years 1", "", "rec-4 changes nothing here: it takes effect only with rec-3"},
		{"3 raises D", "--provisions rec-3", "kept 10 years 10 years 1", "felony C felony B 1", ""},
		{"3 read literally raises E too", "--provisions rec-3 --reading literal", "kept 10 years 10 years 1", "felony C felony B 1|misdemeanor A felony B 1", ""},
		{"1 moves nothing here", "--provisions rec-1", "kept 10 years 10 years 1", "", ""},
		{"6 and 7 move nothing", "--provisions rec-6,rec-7", "kept 10 years 10 years 1", "", ""},
		{"all seven: A is kept; B, C and D come on", "", "added none 10 years 3|kept 10 years 10 years 1", "felony C felony B 1", ""},
		// On 1 October 2017 trafficking became a class A felony, and 53a-83(c) became 53a-83b.
		{"all seven, a year later", "--baseline 2017-10-01", "added none 10 years 2|kept 10 years 10 years 1", "felony B felony A 2", "rec-4 finds nothing to move from 53a-83(c)"},
		{"all seven, in 2026", "--baseline 2026-01-01", "added none 10 years 2|kept 10 years 10 years 1", "felony B felony A 2", ""},
		{"nothing on", "--provisions none", "kept 10 years 10 years 1", "", "Nothing changes"},
	} {
		t.Run(c.fact, func(t *testing.T) {
			if !strings.Contains(c.args, "--reading") {
				c.args += " --reading trafficked-person"
			}
			out := filepath.Join(dir, strings.ReplaceAll(c.fact, " ", "-"))
			text := done(t, append([]string{"run", "--quiet", "--threshold", "0", "--out", out, charges}, strings.Fields(c.args)...)...)
			if !strings.Contains(text, c.says) {
				t.Errorf("it does not say %q:\n%s", c.says, text)
			}
			exactly(t, out, "registry", c.registry, func(r row) (string, bool) {
				return r["event"] + " " + r["term_before"] + " " + r["term_after"], r["fiscal_year"] == "all"
			})
			exactly(t, out, "class_shift", c.classes, func(r row) (string, bool) {
				return r["from_class"] + " " + r["to_class"], r["fiscal_year"] == "all" && r["unit"] == "person" && r["stage"] == "convicted" && r["from_class"] != r["to_class"]
			})
		})
	}
}

// A row is a table's row by the names of its columns.
type row map[string]string

// exactly holds the rows of a table that are asked for to what is wanted, parted
// by |. Nothing is open: low, central and high must be one number.
func exactly(t *testing.T, out, table, want string, ask func(row) (string, bool)) {
	t.Helper()
	f, err := os.Open(filepath.Join(out, "tables", table+".csv"))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	records, err := csv.NewReader(f).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, rec := range records[1:] {
		r := row{}
		for i, name := range records[0] {
			r[name] = rec[i]
		}
		text, asked := ask(r)
		if !asked {
			continue
		}
		if r["low"] != r["high"] || r["central"] != r["low"] {
			t.Errorf("%s: low %s, central %s, high %s, though nothing is left out", text, r["low"], r["central"], r["high"])
		}
		got = append(got, text+" "+r["central"])
	}
	slices.Sort(got)
	if strings.Join(got, "|") != want {
		t.Errorf("%s: got %s, want %s", table, strings.Join(got, "|"), want)
	}
}
