package ingest

import (
	"errors"
	"fmt"
	"reflect"
	"slices"
	"strings"
	"testing"

	"impact/internal/court"
)

// What a text means in a field is what it means in a row: the charge of a row of
// which every other cell is empty, or the reason for which the row is refused.
func TestAFieldUnderstandsAsARowDoes(t *testing.T) {
	m := mapOf(t, `missing: ["-"]
checks: {seq: integer}
columns:
  case_id: {column: docket, missing: [none]}
  offense_date: {column: when, format: D-Mon-YY, pivot: 2030}
  disposition: {column: end, codes: {G: convicted, g: nolle}}
  jail_days: {number: n, unit: u}
`)
	header := []string{"docket", "statute", "when", "filed_date", "end", "n", "u", "fine", "victim_age", "means", "findings", "counts", "defendant_race", "seq"}
	texts := []string{"", " ", "-", "none", "G", "g", "guilty", "x", "7", "7.0", "0", "-1", "NA", "unknown", "1-Oct-13", "2013-10-01", "2013-10-01 00:00", "$1,200.5",
		"force; fraud", "none;force", "Ж", "\u00a0W ", "53a-82", "1000", "Y"}
	fields, present, err := Fields("table", header, Options{Map: m, Resolve: resolver{}})
	if err != nil {
		t.Fatal(err)
	}
	if got, want := strings.Join(present, " "), "case_id statute offense_date filed_date disposition jail_days fine victim_age means findings defendant_race counts"; got != want {
		t.Errorf("present %s, want %s", got, want)
	}
	for _, f := range fields {
		for _, a := range texts {
			others := []string{""}
			if len(f.Sources) == 2 {
				others = []string{"", "Y", "m", "fortnight"}
			}
			for _, b := range others {
				cells := make([]string, len(header))
				cells[slices.Index(header, "statute")] = "53a-82"
				cells[slices.Index(header, f.Sources[0])] = a
				if len(f.Sources) == 2 {
					cells[slices.Index(header, f.Sources[1])] = b
				}
				alone(t, f, header, cells, m, []string{a, b}[:len(f.Sources)])
			}
		}
	}
}

// alone holds a field's meaning against a file of one row.
func alone(t *testing.T, f *Field, header, cells []string, m *Map, texts []string) {
	t.Helper()
	quoted := make([]string, len(cells))
	for i, c := range cells {
		quoted[i] = `"` + c + `"`
	}
	var want court.Charge
	q, err := Read([]File{text(strings.Join(header, ",") + "\n" + strings.Join(quoted, ",") + "\n")}, Options{Map: m, Resolve: resolver{}}, func(c *court.Charge) error {
		want = *c
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	got := f.Understand(texts...)
	reason := ""
	if len(q.Refused) > 0 {
		reason = q.Refused[0].Reason
	}
	if got.Reason != reason {
		t.Errorf("%s %q is refused for %q, a row for %q", f.Name, texts, got.Reason, reason)
	}
	if reason != "" {
		return
	}
	if f.Name != "statute" {
		got.Charge.Statute = want.Statute
	}
	if !reflect.DeepEqual(got.Charge, want) {
		t.Errorf("%s %q is %+v, in a row %+v", f.Name, texts, got.Charge, want)
	}
}

// Days that an engine writes in its own way are read, if the map's way reads none.
func TestDaysOfAnEngineAreISO(t *testing.T) {
	m := mapOf(t, "columns:\n  offense_date: {column: when, format: MM/DD/YYYY}\n")
	for _, x := range []struct {
		texts []string
		iso   bool
	}{{[]string{"2013-10-01", "", "NA"}, true}, {[]string{"2013-10-01", "10/01/2013"}, false}, {[]string{""}, false}} {
		fields, _, err := Fields("table", []string{"statute", "when"}, Options{Map: m, Resolve: resolver{}})
		if err != nil {
			t.Fatal(err)
		}
		f := fields[slices.IndexFunc(fields, func(f *Field) bool { return f.Name == "offense_date" })]
		f.SettleDays(x.texts)
		if got := f.Understand("2013-10-01").Charge.Offense == 20131001; got != x.iso {
			t.Errorf("%q: ISO days are read: %v, want %v", x.texts, got, x.iso)
		}
	}
}

func TestIDsTellWhatTheyLeaveOut(t *testing.T) {
	m := mapOf(t, "missing: [\"-\"]\ncolumns:\n  case_id: {column: docket, missing: [zero, none]}\n  person_id: {column: who, codes: {a: b}}\n")
	fields, _, err := Fields("table", []string{"docket", "who", "statute"}, Options{Map: m, Resolve: resolver{}})
	if err != nil {
		t.Fatal(err)
	}
	if f := fields[0]; !f.ID || f.Recoded || fmt.Sprint(f.Missing) != "[- none zero]" || !slices.Contains(f.Marks, "unknown") {
		t.Errorf("%+v", f)
	}
	if f := fields[1]; !f.ID || !f.Recoded {
		t.Errorf("%+v", f)
	}
	if got, want := fmt.Sprint(m.Reads()), "[docket who]"; got != want {
		t.Errorf("the map reads %s, want %s", got, want)
	}
	if _, _, err := Fields("table", []string{"docket", "who", "statute", "defendant_name"}, Options{Map: m}); !errors.As(err, new(*IdentifierError)) {
		t.Errorf("a name: %v", err)
	}
}

func TestTextsAreRowsAsTheyStand(t *testing.T) {
	var got []string
	err := Texts(text("a,b\n\" x \",\"y\ny\"\n,\n"), func(header, cells []string) error {
		got = append(got, fmt.Sprintf("%q %q", header, cells))
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	if want := `["a" "b"] [" x " "y\ny"]` + "\n" + `["a" "b"] ["" ""]`; strings.Join(got, "\n") != want {
		t.Errorf("got %s, want %s", strings.Join(got, "\n"), want)
	}
	for _, bad := range []string{"a,b\n1\n", "", "\x89PNG\r\n\x1a\n"} {
		if err := Texts(text(bad), func(_, _ []string) error { return nil }); !errors.As(err, new(*FileError)) {
			t.Errorf("%q: %v, want a *FileError", bad, err)
		}
	}
	wrong := errors.New("wrong")
	if err := Texts(text("a\n1\n"), func(_, _ []string) error { return wrong }); !errors.Is(err, wrong) || !strings.HasPrefix(err.Error(), "charges.csv:2: ") {
		t.Errorf("%v; the place and the error were wanted", err)
	}
}
