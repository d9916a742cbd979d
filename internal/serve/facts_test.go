package serve

import (
	"strings"
	"testing"
)

// Facts of victims are offered where a section that is touched asks of one, and only there.
func TestAskable(t *testing.T) {
	words := func(sections ...Law) string {
		var out []string
		for _, a := range askable(sections) {
			out = append(out, a.Words)
		}
		return strings.Join(out, "; ")
	}
	with, without := words(Law{}, Law{Victims: true}), words(Law{}, Law{})
	if strings.Count(with, "victim") < 3 || strings.Contains(with, "nothing is recorded; A charge") || !strings.HasSuffix(with, "A defendant of fifteen") {
		t.Error(with)
	}
	if without != "A charge of which nothing is recorded; A defendant of fifteen" {
		t.Error(without)
	}
}

// Facts that do not go together are named, those that do and those that are not there are not.
func TestOdd(t *testing.T) {
	for _, x := range []struct {
		facts Facts
		want  string // a word of each note
	}{
		{Facts{}, ""},
		{Facts{Offense: "2015-02-03"}, ""},
		{Facts{Filed: "2015-02-03", Final: "53a-182"}, ""},
		{Facts{Offense: "2015-02-03", Filed: "2015-02-03", Disposed: "2015-03-03", Means: "force;fraud", Final: "53a-182", Disposition: "convicted"}, ""},
		{Facts{Means: "none"}, ""},
		{Facts{Means: "force;none"}, "passed by"},
		{Facts{Offense: "2015-02-03", Filed: "2014-02-03"}, "filing is before the day of the offence"},
		{Facts{Offense: "2015-02-03", Disposed: "2014-02-03"}, "disposition is before the day of the offence"},
		{Facts{Filed: "2015-02-03", Disposed: "2014-02-03"}, "disposition is before the day of filing"},
		{Facts{Offense: "2015-02-03", Filed: "no day"}, ""},
		{Facts{Final: "53a-182", Disposition: "dismissed"}, "no conviction"},
		{Facts{Disposition: "dismissed"}, ""},
	} {
		if got := strings.Join(x.facts.odd(), " "); (got == "") != (x.want == "") || !strings.Contains(got, x.want) {
			t.Errorf("%+v: %q, want %q", x.facts, got, x.want)
		}
	}
}
