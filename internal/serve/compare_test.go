package serve

import (
	"strconv"
	"strings"
	"testing"

	"impact/internal/report"
)

// rowOf is a row of a comparison, laid out.
func rowOf(write report.Writing, basis, year string, values ...[]any) compared {
	r := compared{write: write, Basis: basis, Year: year, signed: true}
	c := &comparison{}
	for range values {
		c.Columns = append(c.Columns, column{})
	}
	for _, v := range values {
		r.Cells = append(r.Cells, cell{values: v})
	}
	c.lay(&r)
	return r
}

// Two figures are the same where all that is printed of them is; else it is said what differs.
func TestSame(t *testing.T) {
	withheld := report.Withheld{}
	for _, x := range []struct {
		year          string
		first, second []any
		want          string
	}{
		{"2023", []any{5.0, 9.71, 15.0}, []any{5.0, 9.71, 15.0}, "same"},
		{"2023", []any{5.0, 9.71, 15.0}, []any{5.01, 9.74, 15.0}, "same"},
		{"2023", []any{5.0, 9.71, 15.0}, []any{4.0, 9.71, 15.0}, "same, but for the interval"},
		{"2023", []any{0.0, 0.0, 0.0}, []any{-1.0, 0.0, 1.0}, "same, but for the interval"},
		{"", []any{3.0, 5.0, 9.0}, []any{5.0, 5.0, 5.0}, "same, but for the bounds"},
		{"", []any{5.0, 5.0, 5.0}, []any{5.0, 5.0, 5.0}, "same"},
		{"2023", []any{5.0, 9.71, 15.0}, []any{5.0, 9.77, 15.0}, "0.1 more"},
		{"2023", []any{withheld, withheld, withheld}, []any{5.0, 9.71, 15.0}, ""},
		{"2023", nil, []any{5.0, 9.71, 15.0}, ""},
	} {
		if got := rowOf(report.Means, "", x.year, x.first, x.second).Cells[1].Differs; got != x.want {
			t.Errorf("%v beside %v: %q, want %q", x.second, x.first, got, x.want)
		}
	}
}

// A difference is what a reader finds who subtracts the two figures as they are printed: of
// counts to the last digit, of money to three.
func TestDiffers(t *testing.T) {
	printed := func(text string) float64 {
		v, err := strconv.ParseFloat(strings.NewReplacer("+", "", "−", "-", ",", "", "$", "", " million", "e6").Replace(text), 64)
		if err != nil {
			t.Fatal(err)
		}
		return v
	}
	for _, x := range []struct {
		write         report.Writing
		basis         string
		first, second float64
		want          string
	}{
		{report.Means, "", 5.74, 35.3, "29.6 more"},
		{report.Means, "", 10.37, -0.97, "11.4 fewer"},
		{report.Means, "", 2014.6, 5.74, "2,009 fewer"},
		{report.Means, "", 10.374, 0.376, "10 fewer"},
		{report.Means, "", 0, 5.74, "5.7 more"},
		{report.Totals, "", 569.761, 41.004, "528.76 fewer"},
		{report.Money, AverageBasis, 994_600, -25_440, "$1.02 million less"},
		{report.Money, AverageBasis, 1_064_900, 1_065_100, "$10,000 more"},
	} {
		cells := rowOf(x.write, x.basis, "2023", []any{x.first, x.first, x.first}, []any{x.second, x.second, x.second}).Cells
		d := cells[1].Differs
		if d != x.want {
			t.Errorf("%s beside %s: %s, want %s", cells[1].Number, cells[0].Number, d, x.want)
		}
		_, text := x.write.Apart(printed(cells[1].Number), printed(cells[0].Number))
		if !strings.HasPrefix(d, text+" ") {
			t.Errorf("%s beside %s: %s, and a reader reckons %s", cells[1].Number, cells[0].Number, d, text)
		}
	}
}

// It is said of which reading figures are told: once of all what-ifs, or of each.
func TestRead(t *testing.T) {
	of := func(several bool, readings ...string) string {
		c := &comparison{Several: several}
		for i, r := range readings {
			c.Columns = append(c.Columns, column{Name: string(rune('A' + i)), Reading: r})
		}
		return c.Read()
	}
	for want, got := range map[string]string{
		"":                                     of(false, "only", "only"),
		"reading wide":                         of(true, "wide", "wide"),
		"A, C: reading wide; B: reading close": of(true, "wide", "close", "wide"),
	} {
		if got != want {
			t.Errorf("%q, want %q", got, want)
		}
	}
}
