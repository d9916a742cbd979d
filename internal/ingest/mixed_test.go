package ingest

import (
	"strings"
	"testing"

	"impact/internal/law"
)

// sections resolves what begins as a section does, and nothing else.
type sections struct{}

func (sections) Resolve(text string) law.Reference {
	if !strings.HasPrefix(text, "53a-") {
		return law.Reference{Status: law.Unreadable}
	}
	return resolver{}.Resolve(text)
}

// A column of days in several forms is told as such, and not as what a farther name says;
// a second column of statutes is told as one.
func TestMixedDays(t *testing.T) {
	const rows = "53a-82,2014-05-06,53a-83\n53a-82,5/17/2014,53a-83\n53a-82,8-May-14,53a-82\n"
	for _, c := range []struct{ header, want string }{
		{"statute,Date of Offense,x", "named like offense_date, but its days are written in several forms (YYYY-MM-DD, MM/DD/YYYY, D-Mon-YY), and a map reads one"},
		{"statute,offense_date,x", "its days are written in several forms"},
		{"statute,x,Offense charged", "its values could be statute, but another column is nearer"},
	} {
		profiles, err := Look([]File{text(c.header + "\n" + rows)}, Options{})
		if err != nil {
			t.Fatal(err)
		}
		var why []string
		for _, g := range profiles[0].Propose(sections{}).Guesses {
			why = append(why, g.Why)
		}
		if !strings.Contains(strings.Join(why, "\n"), c.want) {
			t.Errorf("%s\n%s\nwant %s", c.header, strings.Join(why, "\n"), c.want)
		}
	}
	for _, other := range []string{"2014-05-06\nsoon\nlater\n", "1\n2\n3\n"} {
		profiles, err := Look([]File{text("statute,when\n53a-82," + strings.Join(strings.Fields(other), "\n53a-82,") + "\n")}, Options{})
		if err != nil {
			t.Fatal(err)
		}
		if forms := mixedForms(&profiles[0].Values[1]); forms != nil {
			t.Errorf("%q: days in the forms %v", other, forms)
		}
	}
}
