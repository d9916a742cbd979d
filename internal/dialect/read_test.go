package dialect_test

import (
	"errors"
	"fmt"
	"reflect"
	"slices"
	"strings"
	"testing"

	"impact/internal/court"
	"impact/internal/dialect"
)

// answerRows are the rows of a whole answer: three charges of 53a-83 in two cases of
// one person, of which one is a conviction, and a refused row.
func answerRows(c *dialect.Coding) [][]string {
	rows := [][]string{
		{"1", "check", "hash of the script", c.Hash, "0", "0"}, {"1", "check", "slice", "", "0", "1"},
		{"1", "check", "rows of the table", "", "4", "0"}, {"1", "check", "rows with codes", "", "4", "5"}, {"1", "check", "rows of kinds", "", "3", "0"},
		{"1", "check", "codes", "", fmt.Sprint(c.Meta.Codes), "0"}, {"1", "check", "recorded case", "", "3", "0"}, {"1", "check", "recorded person", "", "3", "0"},
		{"1", "check", "recorded victim", "", "0", "0"}, {"1", "check", "recorded disposition", "", "1", "0"}, {"1", "check", "recorded fine", "", "0", "0"},
		{"3", "refused", "1", "", "1", "2"}, {"4", "repeated", "same", "", "0", "0"}, {"4", "repeated", "other", "", "0", "0"}, {"4", "repeated", "undecided", "", "0", "0"},
		{"5", "kind", "000000001", "2.0.1.0.0.0.0.0.0.0.1.1.0.0.0.0.0.0.2014.0.0.0.0.0.1", "2", "0"},
		{"5", "kind", "000000002", "2.0.1.0.0.0.0.0.1.0.1.1.0.0.0.0.0.0.2014.2015.0.0.0.0.1", "1", "0"},
		{"6", "sentence", "000000002", "14.-1.-1.-1", "1", "0"},
		{"7", "lag", "0", "3", "3", "0"}, {"8", "month", "0", fmt.Sprint(2014*12 + 6), "3", "0"}, {"8", "month", "1", fmt.Sprint(2015*12 + 5), "1", "0"},
		{"9", "case", "", "000000001", "1", "0"}, {"9", "case", "", "000000001.000000002", "1", "0"},
		{"10", "person", "", "000000001.000000002|000000001", "1", "0"},
	}
	for _, x := range c.Codes {
		switch x.Field {
		case "meta":
			rows = append(rows, []string{"2", "mapping", fmt.Sprint(x.N[0]), x.Key, "0", "0"})
		case "hash":
			rows = append(rows, []string{"1", "check", "hash of the codes", x.Key, "0", "0"})
		}
	}
	return rows
}

// taken reads rows to the end.
func taken(rows [][]string) (*court.Docket, error) {
	a := dialect.NewAnswer()
	if err := a.Begin(dialect.Columns); err != nil {
		return nil, err
	}
	for _, r := range rows {
		if err := a.Row(r); err != nil {
			return nil, err
		}
	}
	m, err := a.Meta()
	if err != nil {
		return nil, err
	}
	return a.Docket(m, frame, baseline)
}

func TestAnAnswerIsADocket(t *testing.T) {
	rows := answerRows(coding(t))
	d, err := taken(rows)
	if err != nil {
		t.Fatal(err)
	}
	if got, want := d.Kept(), (court.Tally{Rows: 3, Counts: 3}); got != want {
		t.Errorf("kept %v, want %v", got, want)
	}
	if got, want := fmt.Sprint(d.Ledger.Refused), "[{no statute {1 2}}]"; got != want {
		t.Errorf("refused %s, want %s", got, want)
	}
	if len(d.Cases) != 2 || len(d.Persons) != 1 || len(d.Persons[0].Members) != 3 || d.Persons[0].Members[2].Case != 1 {
		t.Errorf("cases %v, persons %v", d.Cases, d.Persons)
	}
	if got, want := d.Sentences[0].Sentence, (court.Sentence{Jail: 14, Suspended: -1, Probation: -1, Fine: -1}); got != want {
		t.Errorf("sentence %v, want %v", got, want)
	}
	if d.Months[0][2015][0] != 3 || d.Months[1][2015][11] != 1 {
		t.Errorf("July 2014 is the first month of 2015 and June 2015 its last, but got %v", d.Months)
	}
	if d.Has != (court.Recorded{Case: true, Person: true, Disposition: true}) {
		t.Errorf("has %+v", d.Has)
	}
	slices.Reverse(rows)
	if back, err := taken(rows); err != nil || !reflect.DeepEqual(back, d) {
		t.Errorf("the order of rows changes the docket: %v %v", back, err)
	}
}

// row finds the first row of a part and item.
func row(rows [][]string, part, item string) []string {
	i := slices.IndexFunc(rows, func(r []string) bool { return r[1] == part && r[2] == item })
	return rows[i]
}

// What is missing, harmed or not of this program is refused; nothing is counted wrongly.
func TestAnAnswerThatIsNotWholeIsRefused(t *testing.T) {
	set := func(part, item string, column int, to string) func([][]string) [][]string {
		return func(rows [][]string) [][]string { row(rows, part, item)[column] = to; return rows }
	}
	without := func(part, item string) func([][]string) [][]string {
		return func(rows [][]string) [][]string {
			return slices.DeleteFunc(rows, func(r []string) bool { return r[1] == part && r[2] == item })
		}
	}
	add := func(r ...string) func([][]string) [][]string {
		return func(rows [][]string) [][]string { return append(rows, r) }
	}
	for _, x := range []struct {
		name    string
		harm    func([][]string) [][]string
		says    string
		refusal bool
	}{
		{"an old script", set("check", "hash of the script", 3, "old"), "of different mappings", true},
		{"no hash of the codes", without("check", "hash of the codes"), "not whole", true},
		{"no mapping", without("mapping", "0"), "", false},
		{"half of the slices", set("check", "slice", 5, "2"), "1 of 2 slices", true},
		{"codes that were not loaded whole", set("check", "codes", 4, "1"), "load it again", true},
		{"a table that grew", set("check", "rows of the table", 4, "5"), "the table changed", true},
		{"a text that the mapping does not know", set("refused", "1", 2, "-4"), "statute (1 row)", true},
		{"a reason that is not there", set("refused", "1", 2, "9"), "reason 9", false},
		{"a refused row that is missing", without("refused", "1"), "do not add up", true},
		{"a kind that is missing", without("kind", "000000002"), "do not add up", true},
		{"a case that is missing", func(rows [][]string) [][]string {
			return slices.DeleteFunc(rows, func(r []string) bool { return r[1] == "case" })
		}, "the cases hold 0 rows", true},
		{"persons that are missing", without("person", ""), "the persons hold 0 rows", true},
		{"a sentence that is missing", without("sentence", "000000002"), "no sentence", true},
		{"repeats that SQL cannot decide", set("repeated", "undecided", 4, "2"), "drop: charge_id", true},
		{"victims", set("check", "recorded victim", 4, "1"), "drop: victim_id", true},
		{"a kind twice", add("5", "kind", "000000002", "0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.1", "1", "0"), "stands there twice", false},
		{"numbers beyond a list", set("kind", "000000001", 3, "9.0.1.0.0.0.0.0.0.0.1.1.0.0.0.0.0.0.2014.0.0.0.0.0.1"), "cite 9", false},
		{"too few numbers", set("kind", "000000001", 3, "1.2"), "not 25 numbers", false},
		{"a case of a kind that is not there", add("9", "case", "", "000000009", "1", "0"), "000000009", false},
		{"rows that are no number", set("kind", "000000001", 4, "many"), `rows "many"`, false},
		{"a step of another name", set("kind", "000000001", 1, "Kind"), `not "Kind"`, false},
		{"a month of no calendar", set("month", "0", 3, "-1"), "not of this reduction", false},
	} {
		_, err := taken(x.harm(answerRows(coding(t))))
		if err == nil || !strings.Contains(err.Error(), x.says) || errors.As(err, new(dialect.Refusal)) != x.refusal {
			t.Errorf("%s: %v; want an error with %q, a refusal: %v", x.name, err, x.says, x.refusal)
		}
	}
	if _, err := taken(nil); err == nil {
		t.Error("an answer without rows was taken")
	}
	if err := dialect.NewAnswer().Begin([]string{"a", "b"}); err == nil {
		t.Error("another header was taken")
	}
}

// An answer is good for the law, the scenario, the map, the day and the cuts that it
// was made for.
func TestAStaleAnswerIsRefused(t *testing.T) {
	m := coding(t).Meta
	now := origin
	now.Frame = dialect.Frame(frame)
	if err := m.Same(now); err != nil {
		t.Errorf("the same origin: %v", err)
	}
	for _, change := range []func(*dialect.Origin){
		func(o *dialect.Origin) { o.Law = "other" }, func(o *dialect.Origin) { o.Scenario = "" }, func(o *dialect.Origin) { o.Map = "" },
		func(o *dialect.Origin) { o.Baseline = "2020-01-01" }, func(o *dialect.Origin) { o.Frame = "x" },
	} {
		x := now
		change(&x)
		if err := m.Same(x); !errors.As(err, new(dialect.Refusal)) {
			t.Errorf("%+v: %v", x, err)
		}
	}
}

// Whatever stands in the rows, an answer is read, or an error says why not.
func FuzzAnswer(f *testing.F) {
	whole := answerRows(coding(f))
	for i, r := range whole {
		f.Add(i, r[0], r[1], r[2], r[3], r[4], r[5])
	}
	f.Fuzz(func(t *testing.T, at int, step, part, item, list, rows, counts string) {
		all := answerRows(coding(t))
		all[((at%len(all))+len(all))%len(all)] = []string{step, part, item, list, rows, counts}
		d, err := taken(all)
		if err == nil && d.Kept().Rows < 1 {
			t.Errorf("a docket without rows: %+v", d)
		}
	})
}
