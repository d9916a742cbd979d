package workbook

import (
	"encoding/xml"
	"strings"
	"testing"
)

// Texts come back from a cell as they went in: what looks like markup or like an escape
// is neither. Read back by the rules of the format (ECMA-376, 22.4.2.4 bstr).
func TestInline(t *testing.T) {
	for _, text := range []string{"53a-83(c)", "a & b < c > \"d\"", " begins and ends ", "two\nlines", "_x0041_", "_x0041_x0042_", "_x00", "_xyzzy_", "é—𝄞"} {
		raw, err := inline(text)
		if err != nil {
			t.Fatal(err)
		}
		var cell struct {
			Text string `xml:"t"`
		}
		if err := xml.Unmarshal(raw, &cell); err != nil {
			t.Fatalf("%q: %v", raw, err)
		}
		got := cell.Text
		if strings.Contains(strings.ReplaceAll(got, "_x005F_", ""), "_x0041_") {
			t.Errorf("%q: %q holds an escape", text, got)
		}
		if got = strings.ReplaceAll(got, "_x005F_", "_"); got != text {
			t.Errorf("%q came back as %q", text, got)
		}
	}
}
