package dialect_test

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"impact/internal/court"
	"impact/internal/dialect"
	"impact/internal/law"
)

const baseline law.Date = 20161231

var frame = &law.Frame{VictimAges: []int{18}, Days: []law.Date{20131001}}

// reference is a found statute.
func reference(t testing.TB, text string) law.Reference {
	t.Helper()
	c, err := law.ParseCitation(text)
	if err != nil {
		t.Fatal(err)
	}
	return law.Reference{Text: text, Cite: c, Status: law.Found}
}

// evil is a text that would be a statement of SQL if it stood in one.
const evil = `x'; DROP TABLE charges; --"` + "`]"

// fields are a few fields of a table whose columns have names that need quotes.
func fields(t testing.TB) []dialect.Field {
	value := func(key, reason string, fill func(*court.Charge)) dialect.Value {
		v := dialect.Value{Key: key, Reason: reason, Charge: court.Blank()}
		if fill != nil {
			fill(&v.Charge)
		}
		return v
	}
	return []dialect.Field{
		{Name: "charge_id", Sources: []string{"id"}, ID: true, Marks: []string{"na", `\n`}},
		{Name: "case_id", Sources: []string{`Docket "No" 'x' [y] ` + "`z`"}, ID: true, Missing: []string{evil}},
		{Name: "person_id", Sources: []string{"person"}, ID: true},
		{Name: "statute", Sources: []string{"statute"}, Values: []dialect.Value{
			value("", "no statute", nil), value(evil, "", func(c *court.Charge) { c.Statute = law.Reference{Text: evil, Status: law.Unreadable} }),
			value("53a-83", "", func(c *court.Charge) { c.Statute = reference(t, "53a-83") }), value("53a-9", "", func(c *court.Charge) { c.Statute = reference(t, "53a-9") }),
		}},
		{Name: "jail_days", Sources: []string{"n", "unit"}, Values: []dialect.Value{
			value(dialect.Key("", ""), "", nil), value(dialect.Key("2", "W"), "", func(c *court.Charge) { c.Jail = 14 }), value(dialect.Key("x", ""), "jail_days: not a whole number of days", nil),
		}},
		{Name: "victim_age", Values: []dialect.Value{value("", "", func(c *court.Charge) { c.VictimAge = 17 })}},
	}
}

func coding(t testing.TB) *dialect.Coding {
	return dialect.NewCoding(fields(t), dialect.Meta{Present: []string{"charge_id", "case_id", "person_id", "statute", "jail_days", "victim_age"}, Origin: origin}, frame, baseline, 0)
}

var origin = dialect.Origin{Scenario: "s", Law: "l", Map: "m", Baseline: "2016-12-31"}

// header is the columns of the table of fields.
func header(t testing.TB) (out []string) {
	for _, f := range fields(t) {
		out = append(out, f.Sources...)
	}
	return out
}

// each runs a test for each dialect.
func each(t *testing.T, test func(*testing.T, dialect.Dialect)) {
	for _, d := range dialect.Dialects() {
		t.Run(d.Name, func(t *testing.T) { test(t, d) })
	}
}

func TestTheTextOfTheSQL(t *testing.T) {
	each(t, func(t *testing.T, d dialect.Dialect) {
		s := dialect.Reduce(d, coding(t), "court.charges", "codes.csv", 2)
		got := "-- distinct\n" + dialect.Distinct(d, "court.charges", header(t), fields(t)) + ";\n-- load\n" + s.Load + "-- make\n" + s.Make + "-- the first answer\n" + s.Queries[0] + ";\n-- drop\n" + s.Drop
		golden(t, d.Name+".sql", got)
		golden(t, "second-"+d.Name+".sql", s.Queries[1]+";\n")
	})
}

// golden holds a text against a file, or writes it where UPDATE_GOLDEN is set.
func golden(t *testing.T, name, got string) {
	t.Helper()
	path := filepath.Join("testdata", name)
	if os.Getenv("UPDATE_GOLDEN") != "" {
		if err := os.WriteFile(path, []byte(got), 0o666); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if got != string(want) {
		t.Errorf("%s differs from what is written; UPDATE_GOLDEN=1 writes it anew, for a person to read", path)
	}
}

// No text of the data stands in any SQL, however the codes come to the engine.
func TestNoDatumStandsInSQL(t *testing.T) {
	each(t, func(t *testing.T, d dialect.Dialect) {
		for _, codes := range []string{"", "codes.csv"} {
			s := dialect.Reduce(d, coding(t), "charges", codes, 1)
			text := dialect.Distinct(d, "charges", header(t), fields(t)) + s.Load + s.Make + s.Queries[0] + s.Drop
			for _, datum := range []string{"DROP TABLE charges", "53a-83", "53a-9", "no statute", "not a whole number"} {
				if strings.Contains(text, datum) {
					t.Errorf("codes %q: %q stands in the SQL", codes, datum)
				}
			}
		}
		if text := string(coding(t).CodesCSV(d)); strings.ContainsAny(text, `'";`) || strings.Contains(text, "53a") {
			t.Errorf("the codes hold texts: %s", text)
		}
	})
}

func TestIdentifiersAreQuoted(t *testing.T) {
	for _, x := range []struct{ dialect, name, ident, table string }{
		{"duckdb", `a"b.c`, `"a""b.c"`, `"a""b"."c"`}, {"postgres", "A b", `"A b"`, `"A b"`}, {"trino", "x.y.z", `"x.y.z"`, `"x"."y"."z"`},
		{"spark", "a`b.c", "`a``b.c`", "`a``b`.`c`"}, {"bigquery", "p-1.d.t", "`p-1.d.t`", "`p-1`.`d`.`t`"}, {"sqlserver", "a]b.c", "[a]]b.c]", "[a]]b].[c]"},
	} {
		d, _ := dialect.Find(x.dialect)
		if got := d.Ident(x.name); got != x.ident {
			t.Errorf("%s: %s, want %s", x.dialect, got, x.ident)
		}
		if got := d.Table(x.name); got != x.table {
			t.Errorf("%s: table %s, want %s", x.dialect, got, x.table)
		}
	}
	if _, known := dialect.Find("oracle"); known {
		t.Error("oracle is no dialect here")
	}
}

// Equal inputs give equal codes, whatever the order of the values; another meaning of
// one text gives another hash.
func TestTheHashIsOfTheMapping(t *testing.T) {
	first := coding(t)
	swapped := fields(t)
	v := swapped[3].Values
	v[0], v[2] = v[2], v[0]
	again := dialect.NewCoding(swapped, dialect.Meta{Present: first.Meta.Present, Origin: origin}, frame, baseline, 0)
	if first.Hash != again.Hash {
		t.Error("the order of values changes the hash")
	}
	other := fields(t)
	other[4].Values[1].Charge.Jail = 15
	if dialect.NewCoding(other, dialect.Meta{Present: first.Meta.Present, Origin: origin}, frame, baseline, 0).Hash == first.Hash {
		t.Error("another meaning has the same hash")
	}
}

// Citations are numbered as a code of laws orders them, so that numbers sort alike.
func TestNumbersSortAsSignaturesDo(t *testing.T) {
	c := coding(t)
	if got, want := fmt.Sprint(c.Meta.Cites), "[ 53a-9 53a-83]"; got != want {
		t.Errorf("citations %s, want %s", got, want)
	}
	codes := map[string][4]int64{}
	for _, x := range c.Codes {
		if x.Field == "f04" {
			codes[x.Key] = x.N
		}
	}
	if a, b := codes["53a-9"][0], codes["53a-83"][0]; a != 1 || b != 2 {
		t.Errorf("53a-9 is %d and 53a-83 is %d, want 1 and 2", a, b)
	}
}

// The bytes that a dialect shows of a text are its text again.
func TestBytesAreTextAgain(t *testing.T) {
	for _, x := range []struct{ dialect, hex, text string }{
		{"duckdb", "C3A9F09F9880", "é😀"}, {"postgres", "c3a9f09f9880", "é😀"}, {"sqlserver", "E9003DD800DE", "é😀"},
	} {
		d, _ := dialect.Find(x.dialect)
		if got, err := d.Text(x.hex); err != nil || got != x.text {
			t.Errorf("%s: %q %v, want %q", x.dialect, got, err, x.text)
		}
	}
	d, _ := dialect.Find("sqlserver")
	if _, err := d.Text("E9"); err == nil {
		t.Error("one byte is no letter of two")
	}
	if _, err := d.Text("zz"); err == nil {
		t.Error("zz is no byte")
	}
}

func TestKeysAreTextsAgain(t *testing.T) {
	for _, x := range []struct {
		key     string
		sources int
		want    string
	}{{"a", 1, `["a"]`}, {dialect.Key("a", "b"), 2, `["a" "b"]`}, {"a", 2, `["a" ""]`}, {dialect.Key("a", "b", "c"), 2, `["a" "b\x1fc"]`}} {
		if got := fmt.Sprintf("%q", dialect.SplitKey(x.key, x.sources)); got != x.want {
			t.Errorf("%q: %s, want %s", x.key, got, x.want)
		}
	}
}
