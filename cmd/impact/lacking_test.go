package main

import (
	"fmt"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// What a record does not hold is not told as no change.
func TestNotRecorded(t *testing.T) {
	if testing.Short() {
		t.Skip("takes minutes under the race detector; go test without -short runs it")
	}
	charges := func(cells func(i int) string, columns string) string {
		lines := []string{"case_id,person_id,statute,offense_date,filed_date,victim_age," + columns}
		for i := range 120 {
			y := 2007 + i%8
			lines = append(lines, fmt.Sprintf("c%d,p%d,53a-83(c),%d-08-01,%d-09-01,16,%s", i, i, y, y, cells(i)))
		}
		return writeLines(t, "charges.csv", lines...)
	}
	undisposed := charges(func(int) string { return "0" }, "counts_not_used")
	unfined := charges(func(i int) string { return fmt.Sprintf("convicted,%d-03-01,100", 2008+i%8) }, "disposition,disposition_date,jail_days")
	for _, c := range []struct {
		file      string
		says, not []string
	}{
		{undisposed, []string{"convictions are not counted, because the data have no disposition", "Registry: not counted, because the data have no disposition.", "no disposition"},
			[]string{"no change in the number of felony convictions", "No conviction triggers registration"}},
		{unfined, []string{"Fines: not projected, because the data record no fine."}, []string{"Fines: no change", "as imposed"}},
	} {
		out := filepath.Join(t.TempDir(), "out")
		text := done(t, "run", "--quiet", "--draws", "50", "--out", out, c.file)
		for _, s := range c.says {
			if !strings.Contains(text, s) {
				t.Errorf("nothing says %q:\n%s", s, text)
			}
		}
		for _, s := range c.not {
			if strings.Contains(text, s) {
				t.Errorf("it says %q:\n%s", s, text)
			}
		}
	}
}

// A wrong date does not stretch the years that a projection rests on.
func TestAWrongDate(t *testing.T) {
	if testing.Short() {
		t.Skip("takes minutes under the race detector; go test without -short runs it")
	}
	declaration, header, rows := sampleLines(t)
	cells := strings.Split(rows[0], ",") // of a charge of its own, the ids being others
	names := strings.Split(header, ",")
	for i, n := range names {
		if n == "filed_date" {
			cells[i] = "2041-01-01"
		}
		if strings.HasSuffix(n, "_id") {
			cells[i] = "other" + cells[i]
		}
	}
	file := writeLines(t, "charges.csv", append([]string{declaration, header, strings.Join(cells, ",")}, rows...)...)
	text := done(t, "run", "--quiet", "--draws", "20", "--reading", "trafficked-person", "--out", filepath.Join(t.TempDir(), "out"), file)
	if !strings.Contains(text, "Projected from fiscal years 2005 to 2014 of filings") || !strings.Contains(text, "2041 of filings") {
		t.Errorf("the window:\n%s", text)
	}
}

// An extract of one calendar year holds no complete fiscal year, unless the analyst
// says that it does.
func TestACalendarYear(t *testing.T) {
	if testing.Short() {
		t.Skip("takes minutes under the race detector; go test without -short runs it")
	}
	declaration, header, rows := sampleLines(t)
	filed := slices.Index(strings.Split(header, ","), "filed_date")
	lines := []string{declaration, header}
	for _, row := range rows {
		if strings.HasPrefix(strings.Split(row, ",")[filed], "2010-") {
			lines = append(lines, row)
		}
	}
	file := writeLines(t, "charges.csv", lines...)
	run := func(more ...string) string {
		return done(t, append([]string{"run", "--quiet", "--draws", "20", "--reading", "trafficked-person", "--out", filepath.Join(t.TempDir(), "out"), file}, more...)...)
	}
	const want = "Cases with a victim under 18 that are reclassified: not projected, because no fiscal year of the cases as filed is complete (2010 and 2011)"
	if text := run(); !strings.Contains(text, want) && !strings.Contains(text, "no fiscal year of the record is complete (2010 and 2011)") {
		t.Errorf("none says that no year is complete:\n%s", text)
	}
	if text := run("--years", "2010-2011"); !strings.Contains(text, "Projected from fiscal years 2010 to 2011 of filings") {
		t.Errorf("the years that were named are not taken:\n%s", text)
	}
}
