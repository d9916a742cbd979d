package world

import (
	"fmt"
	"os"
	"strings"
	"testing"
	"time"
)

// A ruling is a line of testdata/rules.txt: what the program makes of a charge.
type ruling struct{ before, after standing }

// A question is what decides a ruling.
type question struct {
	section string
	old     bool // before 2013-10-01
	facts   facts
}

func rulings(t *testing.T) map[question]ruling {
	t.Helper()
	text, err := os.ReadFile("testdata/rules.txt")
	if err != nil {
		t.Fatal(err)
	}
	all := map[question]ruling{}
	for line := range strings.Lines(string(text)) {
		if strings.HasPrefix(line, "#") {
			continue
		}
		f := strings.Fields(line) // section offence age trafficked means | 3 | 3
		if len(f) != 13 {
			t.Fatalf("%q has %d fields", line, len(f))
		}
		q := question{f[0], f[1] < "2013-10-01", facts{f[2] < "18", f[3] == "true", f[4] != "none"}}
		all[q] = ruling{at(f[6:9]), at(f[10:13])}
	}
	return all
}

// at reads such as "53a-83(c) fC no".
func at(f []string) standing { return standing{f[0], f[1][1], f[2] == "yes"} }

// The hand rules agree with what the program says of every branch.
func TestRules(t *testing.T) {
	all := rulings(t)
	if len(all) != 126 {
		t.Errorf("%d rulings", len(all))
	}
	for q, want := range all {
		offence := date(2014, time.March, 1)
		if q.old {
			offence = date(2012, time.March, 1)
		}
		before := baseline(q.section, q.facts, offence)
		if after := proposed(before, q.facts); before != want.before || after != want.after {
			t.Errorf("%+v: %v to %v, want %v", q, before, after, want)
		}
		if before.felony() != (before.class != 'A') {
			t.Errorf("%v", before)
		}
	}
}

func TestCharged(t *testing.T) {
	last := act13166 - 1
	for _, c := range []struct {
		stream string
		f      facts
		day    day
		want   string
	}{
		{buyer, facts{minor: true}, last, buyerA},
		{buyer, facts{minor: true}, act13166, buyerC},
		{buyer, facts{trafficked: true}, act13166, buyerC},
		{buyer, facts{means: true}, act13166, buyerA},
		{"53a-83a", facts{minor: true}, act13166, "53a-83a"},
		{"53a-88", facts{minor: true}, last, "53a-88"},
	} {
		if got := charged(c.stream, c.f, c.day); got != c.want {
			t.Errorf("%v: %s", c, got)
		}
	}
}

func TestDays(t *testing.T) {
	for text, year := range map[string]int{
		"2003-07-01": 2004, "2005-06-30": 2005, "2005-07-01": 2006, "2015-06-30": 2015,
		"2023-06-30": 2023, "2023-07-01": 2024, "2025-01-01": 2024,
	} {
		var y, m, n int
		if _, err := fmt.Sscanf(text, "%d-%d-%d", &y, &m, &n); err != nil {
			t.Fatal(err)
		}
		d := date(y, time.Month(m), n)
		if d.fiscal() != year || string(d.append(nil)) != text {
			t.Errorf("%s: %d, %s", text, d.fiscal(), d.append(nil))
		}
	}
	if courtLag[1] >= returnLag[0]+courtLag[0] {
		t.Error("a return may be disposed before the case it follows")
	}
}
