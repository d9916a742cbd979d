package ingest

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"

	"impact/internal/court"
	"impact/internal/law"
)

const mapHead = "map: m\ntitle: t\nsource: s\n"

// Every fault of a map is told at once, with its place.
func TestMapFaults(t *testing.T) {
	for _, c := range []struct{ name, body, want string }{
		{"unknown key", "colums: {}\n", `map.yaml:4:1: unknown key "colums"; did you mean "columns"?`},
		{"unknown column", "columns:\n  statut: {column: A}\n", `map.yaml:5:3: unknown key "statut"; did you mean "statute"?`},
		{"number for text", "columns:\n  statute: {column: 12}\n", `map.yaml:5:21: 12 is read as a number, a text is wanted; quote it: "12"`},
		{"delimiter", "delimiter: ab\n", `map.yaml:4:12: the delimiter "ab" is not one character`},
		{"delimiter quote", "delimiter: '\"'\n", `map.yaml:4:12: the delimiter`},
		{"law_date", "law_date: 2012-13-01\n", "map.yaml:4:11:"},
		{"format", "columns:\n  offense_date: {column: A, format: Mon-YY}\n", `map.yaml:5:37: offense_date: the date format "Mon-YY" has not one year, one month and one day`},
		{"no pivot", "columns:\n  offense_date: {column: A, format: D-Mon-YY}\n", "map.yaml:5:37: offense_date: the date format \"D-Mon-YY\" has a two-digit year; give pivot:"},
		{"pivot alone", "columns:\n  offense_date: {column: A, pivot: 2010}\n", "map.yaml:5:26: offense_date: pivot is stated, but no date format"},
		{"format of text", "columns:\n  court: {column: A, format: YYYY-MM-DD}\n", "map.yaml:5:30: court is not a date, so it has no format"},
		{"number alone", "columns:\n  jail_days: {number: A}\n", "map.yaml:5:23: jail_days: number and unit come together"},
		{"number of text", "columns:\n  court: {number: A, unit: B}\n", "map.yaml:5:19: court does not hold days"},
		{"units alone", "columns:\n  jail_days: {column: A, units: {Y: 365}}\n", "jail_days: units are stated, but no unit column"},
		{"bad unit", "columns:\n  jail_days: {number: A, unit: B, units: {\"Y\": -1}}\n", "map.yaml:5:"},
		{"column and constant", "columns:\n  court: {column: A, constant: B}\n", "map.yaml:5:19: court: one of column, number with unit, or constant would be right"},
		{"nothing", "columns:\n  court: {optional: true}\n", "court: one of column, number with unit, or constant would be right"},
		{"bad constant", "columns:\n  victim_age: {constant: \"400\"}\n", `map.yaml:5:26: victim_age: "400" is not a whole number of years from 0 to 120`},
		{"constant with codes", "columns:\n  court: {constant: A, codes: {B: C}}\n", "map.yaml:5:21: court: a constant needs no codes"},
		{"bad code", "columns:\n  disposition:\n    column: A\n    codes: {Guilty: convictd}\n", `map.yaml:7:21: disposition: "convictd" is not a disposition that the program knows; did you mean "convicted"?`},
		{"bad class", "columns:\n  class: {column: A, codes: {x: felony Z}}\n", `class: "felony Z" is not a class that the program knows`},
		{"dropped and used", "drop: [A]\ncolumns:\n  court: {column: a}\n", `map.yaml:6:19: the column "a" is dropped and cannot fill court`},
		{"dropped and checked", "drop: [A]\nchecks: {a: integer}\n", `map.yaml:5:10: the column "a" is dropped and cannot be checked`},
		{"used twice", "columns:\n  statute: {column: A}\n  final_statute: {column: a}\n", `map.yaml:6:27: the column "a" fills statute already`},
		{"bad check", "checks: {A: intger}\n", `map.yaml:4:13: "intger" is not a type that can be checked; one of integer, number, date, money, boolean, years, text, or a date format, would be right; did you mean "integer"?`},
		{"repeated key", "title: u\n", `map.yaml:4:1: the key "title" stands twice`},
	} {
		t.Run(c.name, func(t *testing.T) {
			_, err := LoadMap("map.yaml", []byte(mapHead+c.body))
			if err == nil {
				t.Fatal("no fault was found")
			}
			if got := faultLines(t, err); !strings.Contains(got, c.want) {
				t.Errorf("%s\nwant a part %s", got, c.want)
			}
		})
	}
	_, err := LoadMap("map.yaml", []byte(mapHead+"delimiter: ab\nchecks: {A: intger}\ncolumns:\n  court: {number: A, unit: B}\n  victim_age: {constant: \"400\"}\n"))
	if got := strings.Count(faultLines(t, err), "\n") + 1; got != 4 {
		t.Errorf("%d faults, want 4:\n%v", got, err)
	}
}

// What a map says is what is read.
func TestMap(t *testing.T) {
	show := func(c court.Charge) string {
		return fmt.Sprintf("%s %s %s %s %d %d %s", c.Statute.Text, c.Offense, c.Disposition, c.Sex, c.Jail, c.VictimAge, c.Court)
	}
	for _, c := range []struct{ name, body, text, want string }{
		{"rename", "columns: {statute: {column: Charge}, court: {column: Town}}\n", "Charge,Town\n53a-82,Derby\n", "53a-82 -1 -1 Derby"},
		{"names are alike", "columns: {statute: {column: original statute}}\n", "Original_Statute,x\n53a-82,1\n", "53a-82 -1 -1"},
		{"codes", "columns:\n  disposition: {column: D, codes: {\"1\": convicted, G: convicted}}\n  defendant_sex: {column: S, codes: {\"2\": F}}\n", "statute,D,S\n53a-82,g,2\n", "53a-82 convicted F -1 -1"},
		{"format", "columns: {offense_date: {column: D, format: DD.MM.YYYY}}\n", "statute,D\n53a-82,03.04.2012\n", "53a-82 2012-04-03 -1 -1"},
		{"Go layout", "columns: {offense_date: {column: D, format: 1/2/2006 3:04:05 PM}}\n", "statute,D\n53a-82,3/4/2012 12:00:00 AM\n", "53a-82 2012-03-04 -1 -1"},
		{"pivot, before", "columns: {offense_date: {column: D, format: D-Mon-YY, pivot: 2009}}\n", "statute,D\n53a-82,1-Jan-09\n", "53a-82 2009-01-01 -1 -1"},
		{"pivot, after", "columns: {offense_date: {column: D, format: D-Mon-YY, pivot: 2009}}\n", "statute,D\n53a-82,30-Sep-10\n", "53a-82 1910-09-30 -1 -1"},
		{"units", "columns: {jail_days: {number: N, unit: U}}\n", "statute,N,U\n53a-82,2,y\n", "53a-82 730 -1"},
		{"months", "columns: {jail_days: {number: N, unit: U}}\n", "statute,N,U\n53a-82,6,M\n", "53a-82 183 -1"},
		{"own units", "columns: {jail_days: {number: N, unit: U, units: {Mo: 30}}}\n", "statute,N,U\n53a-82,6,mo\n", "53a-82 180 -1"},
		{"no time needs no unit", "columns: {jail_days: {number: N, unit: U}}\n", "statute,N,U\n53a-82,0,\n", "53a-82 0 -1"},
		{"neither", "columns: {jail_days: {number: N, unit: U}}\n", "statute,N,U\n53a-82,,\n", "53a-82 -1 -1"},
		{"constant", "columns: {court: {constant: GA-14}}\n", "statute,x\n53a-82,1\n", "53a-82 -1 -1 GA-14"},
		{"constant statute", "columns: {statute: {constant: 53a-82}}\n", "x,y\n1,2\n", "53a-82 -1 -1"},
		{"optional", "columns: {court: {column: Town, optional: true}}\n", "statute,x\n53a-82,1\n", "53a-82 -1 -1"},
		{"missing everywhere", "missing: [\"-9\"]\n", "statute,victim_age,court\n53a-82,-9,-9\n", "53a-82 -1 -1"},
		{"missing here", "columns: {victim_age: {column: A, missing: [none]}}\n", "statute,A,court\n53a-82,none,none\n", "53a-82 -1 -1 none"},
		{"delimiter", "delimiter: \"/\"\n", "statute/court\n53a-82/GA,1\n", "53a-82 -1 -1 GA,1"},
	} {
		t.Run(c.name, func(t *testing.T) {
			charges, q := readAll(t, Options{Map: mapOf(t, c.body)}, text(c.text))
			if len(charges) != 1 {
				t.Fatalf("refused %v", q.Refused)
			}
			if got := strings.Join(strings.Fields(show(charges[0])), " "); got != c.want {
				t.Errorf("%s\nwant %s", got, c.want)
			}
		})
	}
}

// What a map says of a row that does not hold it refuses the row.
func TestMapRefuses(t *testing.T) {
	for _, c := range []struct{ name, body, text, want string }{
		{"check", "checks: {N: integer}\n", "statute,N\n53a-82,x\n", "N: not a whole number"},
		{"check of a number", "checks: {N: number}\n", "statute,N\n53a-82,Inf\n53a-83,-1.5e3\n", "N: not a number"},
		{"check of a day", "checks: {N: MM/DD/YYYY}\n", "statute,N\n53a-82,13/01/2012\n", "N: not a day of the form MM/DD/YYYY"},
		{"unit alone", "columns: {jail_days: {number: N, unit: U}}\n", "statute,N,U\n53a-82,,Y\n", "jail_days: a unit stands without a number"},
		{"number alone", "columns: {jail_days: {number: N, unit: U}}\n", "statute,N,U\n53a-82,2,\n", "jail_days: a number stands without its unit"},
		{"strange unit", "columns: {jail_days: {number: N, unit: U}}\n", "statute,N,U\n53a-82,2,Bridgeport\n", "jail_days: the unit is not one of Y, M, W, D"},
		{"too long", "columns: {jail_days: {number: N, unit: U}}\n", "statute,N,U\n53a-82,9999999,Y\n", "jail_days: not a whole number of days"},
		{"format", "columns: {offense_date: {column: D, format: MM/DD/YYYY}}\n", "statute,D\n53a-82,2012-03-04\n", "offense_date: not a day of the form MM/DD/YYYY"},
	} {
		_, q := readAll(t, Options{Map: mapOf(t, c.body)}, text(c.text))
		if len(q.Refused) != 1 || q.Refused[0].Reason != c.want {
			t.Errorf("%s: %v, want %s", c.name, q.Refused, c.want)
		}
	}
}

// A map that does not fit a file is a fault of the map, with its place there.
func TestMapMisfit(t *testing.T) {
	m := mapOf(t, "drop: [DOB]\ncolumns:\n  statute: {column: Charg}\n  court: {column: Town}\n")
	err := fails(t, text("Charge,Town,court\n53a-82,x,y\n"), Options{Map: m})
	got := faultLines(t, err)
	for _, want := range []string{
		`map.yaml:4:8: charges.csv: there is no column "DOB"`,
		`map.yaml:6:21: charges.csv: there is no column "Charg"; did you mean "Charge"?`,
		`map.yaml:7:19: charges.csv: the map fills court, and the file has a column "court" too; drop one of them`,
	} {
		if !strings.Contains(got, want) {
			t.Errorf("%s\nlacks %s", got, want)
		}
	}
}

func TestMapQuality(t *testing.T) {
	m := mapOf(t, "drop: [D.O.B.]\nsynthetic: true\n")
	_, q := readAll(t, Options{Map: m}, text("statute,D.O.B.,note\n53a-82,1-Nov-88,x\n"))
	f := q.Files[0]
	if strings.Join(f.Dropped, " ") != "D.O.B." || strings.Join(f.Ignored, " ") != "note" || !q.Synthetic {
		t.Errorf("%+v", f)
	}
	if len(q.Present)+len(q.Absent) != len(Columns()) {
		t.Errorf("present %v, absent %v", q.Present, q.Absent)
	}
}

// The schema for editors names every canonical column.
func TestMapSchema(t *testing.T) {
	b, err := MapSchema()
	if err != nil || !json.Valid(b) {
		t.Fatal(err)
	}
	for _, c := range Columns() {
		if !strings.Contains(string(b), `"`+c+`"`) {
			t.Errorf("the schema lacks %s", c)
		}
	}
	if n := len((&Entries{}).list()); n != len(columns) {
		t.Errorf("%d entries for %d columns", n, len(columns))
	}
}

// Each different text of a statute is resolved once, over all files.
func TestResolveOnce(t *testing.T) {
	asked := map[string]int{}
	readAll(t, Options{Resolve: resolver{asked}}, text(plainCSV+"53a-82,x\n"), text(plainCSV))
	for text, n := range asked {
		if n != 1 {
			t.Errorf("%s was asked for %d times", text, n)
		}
	}
	charges, _ := readAll(t, Options{}, text("statute,inchoate\n53a-82,attempt\n53a-49/53a-83,none\n"))
	if charges[0].Statute.Inchoate != law.Attempt || charges[1].Statute.Inchoate != law.Attempt {
		t.Errorf("%+v", charges)
	}
}
