package report

import (
	"math"
	"strings"
	"testing"
)

func TestWriteCSV(t *testing.T) {
	table := Table{Name: "x", Columns: columns("scenario charges% central#"), Rows: [][]any{
		{"a, \"b\"", int64(3), 0.1 + 0.2},
		{"c\nd", nil, 1e-13 + 2},
		{"", int64(-1), math.Copysign(0, -1)},
	}}
	var b strings.Builder
	if err := table.WriteCSV(&b); err != nil {
		t.Fatal(err)
	}
	want := "scenario,charges,central\n\"a, \"\"b\"\"\",3,0.3\n\"c\nd\",,2\n,-1,0\n"
	if b.String() != want {
		t.Errorf("got  %q\nwant %q", b.String(), want)
	}
}

// Twelve significant digits are kept, and no exponent is written.
func TestPlain(t *testing.T) {
	for _, c := range []struct {
		v    any
		want string
	}{
		{1.0 / 3, "0.333333333333"}, {2e15, "2000000000000000"}, {1e-9, "0.000000001"}, {int64(1841), "1841"}, {"x", "x"}, {nil, ""},
	} {
		if got := Plain(c.v); got != c.want {
			t.Errorf("Plain(%v) = %q, want %q", c.v, got, c.want)
		}
	}
}
