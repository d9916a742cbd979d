package ingest

import (
	"fmt"
	"testing"
)

func TestDateForm(t *testing.T) {
	for _, c := range []struct {
		form, text string
		pivot      int
		want       string
	}{
		{"MM/DD/YYYY", "03/04/2012", 0, "2012-03-04"},
		{"MM/DD/YYYY", "3/4/2012", 0, "2012-03-04"},
		{"dd/mm/yyyy", "03/04/2012", 0, "2012-04-03"},
		{"YYYYMMDD", "20120304", 0, "2012-03-04"},
		{"YYYYMMDD", "2012034", 0, ""},
		{"D-Mon-YY", "30-Sep-62", 2009, "1962-09-30"},
		{"D-Mon-YY", "30-SEPT-09", 2009, "2009-09-30"},
		{"D-Mon-YY", "30-Sep-1962", 2009, ""},
		{"Month D, YYYY", "February 29, 2012", 0, "2012-02-29"},
		{"Month D, YYYY", "February 29, 2011", 0, ""},
		{"2-Jan-06", "1-Nov-88", 2009, "1988-11-01"},
		{"2006-01-02 15:04:05", "2012-03-04 23:59:59", 0, "2012-03-04"},
		{"MM/DD/YYYY HH:mm:SS AM", "3/4/2012 12:00:00 pm", 0, "2012-03-04"},
		{"MM/DD/YYYY HH:mm:SS AM", "3/4/2012 12:00:00 xm", 0, ""},
		{"MM/DD/YYYY", "13/01/2012", 0, ""},
		{"MM/DD/YYYY", "03/04/2012 ", 0, ""},
		{"MM/DD/YYYY", "", 0, ""},
	} {
		f, err := parseDateForm(c.form, c.pivot)
		if err != nil {
			t.Errorf("%s: %v", c.form, err)
			continue
		}
		got := ""
		if d, ok := f.parse(c.text); ok {
			got = d.String()
		}
		if got != c.want {
			t.Errorf("%s %q: %q, want %q", c.form, c.text, got, c.want)
		}
	}
}

func TestISODay(t *testing.T) {
	for text, want := range map[string]string{
		"2012-03-04": "2012-03-04", "2012-03-04 00:00:00": "2012-03-04", "2012-03-04T23:59:59.999Z": "2012-03-04", "2012-03-04T10:00+02:00": "2012-03-04",
		"2012-02-30": "", "2012-3-4": "", "2012-03-04x": "", "03/04/2012": "", "": "",
	} {
		got := ""
		if d, ok := isoDay(text); ok {
			got = d.String()
		}
		if got != want {
			t.Errorf("%q: %q, want %q", text, got, want)
		}
	}
}

// valuesOf is a column that holds some texts, once each.
func valuesOf(texts ...string) *Values {
	v := &Values{seen: map[string]*Text{}, census: newCensus(1)}
	for _, t := range texts {
		v.add([]byte(t))
	}
	v.sort()
	return v
}

// The order of days and months is what the values prove, and else it is open.
func TestDating(t *testing.T) {
	for _, c := range []struct {
		name string
		v    *Values
		want string
	}{
		{"ISO", valuesOf("2012-03-04", "2012-03-05"), " 0 "},
		{"month first", valuesOf("03/04/2012", "03/25/2012"), "MM/DD/YYYY 0 "},
		{"day first", valuesOf("03/04/2012", "25/03/2012"), "DD/MM/YYYY 0 "},
		{"either", valuesOf("03/04/2012", "05/06/2012"), "MM/DD/YYYY 0 DD/MM/YYYY"},
		{"both", valuesOf("03/25/2012", "25/03/2012", "01/02/2012", "03/04/2012", "04/05/2012", "05/06/2012", "06/07/2012", "07/08/2012", "08/09/2012", "09/10/2012"), "MM/DD/YYYY 0 DD/MM/YYYY"},
		{"same either way", valuesOf("01/01/2012", "02/02/2012"), "MM/DD/YYYY 0 "},
		{"short years", valuesOf("30-Sep-98", "1-Oct-07"), "D-Mon-YY 2007 "},
		{"old years", valuesOf("30-Sep-81", "1-Oct-95"), "D-Mon-YY 1995 "},
		{"one short year", valuesOf("30-Sep-12"), "D-Mon-YY 2012 "},
		{"short and ambiguous", valuesOf("03/04/05"), "MM/DD/YY 2005 YY/MM/DD"},
		{"with times", valuesOf("3/4/2012 12:00:00 AM", "3/25/2012 12:00:00 AM"), "MM/DD/YYYY HH:mm:SS AM 0 "},
		{"bare digits", valuesOf("20120304", "20121130"), "YYYYMMDD 0 "},
		{"no days", valuesOf("x", "y"), "none"},
		{"few days", valuesOf("2012-03-04", "x", "y"), "none"},
		{"nothing", valuesOf(), "none"},
	} {
		got := "none"
		if d, ok := datingOf(c.v); ok {
			got = fmt.Sprintf("%s %d %s", d.form, d.pivot, d.other)
		}
		if got != c.want {
			t.Errorf("%s: %s, want %s", c.name, got, c.want)
		}
	}
}
