package ingest

import (
	"errors"
	"strings"
	"testing"
)

// A file whose first row is one of its rows is not profiled: its values would be told as the
// names of columns. One whose header is merely strange is.
func TestHeadless(t *testing.T) {
	for name, c := range map[string]struct {
		text, drop string
		is         bool
	}{
		"a row of charges":       {"zq1,53a-82,2012-03-04,Guilty\nzq2,53a-83,2012-03-05,Nolle\n", "", true},
		"codes alone":            {"C1,53a-82\nC2,53a-83\nC3,53a-70\n", "", true},
		"names among them":       {"Lopez,53a-82,17\nXylander,53a-83,16\n", "", true},
		"one row":                {"zq1,2012-03-04,17\n", "", true},
		"a value that is a word": {"53a-82,zq1 stopped at court,17\n53a-83,zq2 left,16\n", "", true},
		"again further down":     {"zq,yz\nzq,b\nc,yz\n", "", true},
		"blanks beside":          {"53a-82,,,17\n53a-83,,,16\n", "", true},
		"a known name":           {"statute,C1,C2\n53a-82,C2,C3\n", "", false},
		"a synonym":              {"Charge Statute,1,2\n53a-82,3,4\n", "", false},
		"a name of a person's":   {"A1,DOB\nA2,x\n", "", false},
		"a name of the map's":    {"V1,V2\nA1,A2\n", "V1", false},
		"strange names":          {"a,b\n1,2\n", "", false},
		"numbered names":         {"V1,V2,V3\n53a-82,2012-03-04,x\n", "", false},
		"a header alone":         {"a1,b\n", "", false},
		"nothing":                {",\n1,2\n", "", false},
	} {
		o := Options{Resolve: resolver{}}
		if c.drop != "" {
			o.Map = mapOf(t, "drop: ["+c.drop+"]\n")
		}
		_, err := Look([]File{text(c.text)}, o)
		var of *FileError
		if errors.As(err, &of) != c.is || err != nil && !strings.Contains(err.Error(), "looks like the rows below") {
			t.Errorf("%s: %v", name, err)
		}
		if !c.is {
			continue
		}
		for _, m := range []string{"drop: []\n", "columns: {statute: {column: Charge}}\n"} {
			_, err := Read([]File{text(c.text)}, Options{Resolve: resolver{}, Map: mapOf(t, m)}, nil)
			if err == nil {
				t.Errorf("%s: it is read", name)
				continue
			}
			for _, secret := range []string{"zq", "53a", "Lopez", "2012", "17"} {
				if strings.Contains(err.Error(), secret) && !strings.Contains(name, "again") {
					t.Errorf("%s: the message shows %s: %v", name, secret, err)
				}
			}
		}
	}
}
