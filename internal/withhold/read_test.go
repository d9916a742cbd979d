package withhold

import (
	"strings"
	"testing"
)

// A table that counts the same twice is refused at the second row, whatever the counts are.
func TestReadTwice(t *testing.T) {
	const totals = "scenario,reading,metric,unit,low,central,high\nx,r,registrants,person,1,1,1\nx,s,registrants,person,1,1,1\n"
	for _, c := range []struct{ name, table, want string }{
		{"totals", totals, ""},
		{"totals", totals + "\nx,r,registrants,person,1,1,1\n", "line 5: it counts what line 2 counts; one row of each would be right"},
		{"totals", totals + "x,r,registrants,person,withheld,2,3\n", "line 4: it counts what line 2 counts; one row of each would be right"},
		{"unverified", totals + "x,r,registrants,person,0,2,3\n", ""},
		{"unverified", totals + "x,r,registrants,person,1,1,1\n", ""},
		{"totals", totals + "x,r\n", "record on line 4: wrong number of fields"},
		{"totals", "", "no header; the names of the columns would be right"},
	} {
		table, err := Read(c.name, strings.NewReader(c.table))
		said := ""
		if err != nil {
			said = err.Error()
		}
		if said != c.want || c.want == "" && len(table.Rows) != strings.Count(c.table, "\n")-1 {
			t.Errorf("%s of %d lines: %q and %d rows; want %q", c.name, strings.Count(c.table, "\n"), said, len(table.Rows), c.want)
		}
	}
}
