package ingest

import "testing"

// What may be shown of a text depends on the column.
func TestShown(t *testing.T) {
	for _, c := range []struct{ column, text, want string }{
		{"statute", "53a-9999", "53a-9999"}, {"class", "class Q felony", "class Q felony"}, {"disposition", "Rearrest", "Rearrest"},
		{"statute", "Roe, Jane", "aaa, aaaa"}, {"statute", "John Smith", "aaaa aaaaa"}, {"disposition", "Zqxroe, Maria", "aaaaaa, aaaaa"}, {"defendant_race", "078051120", "999999999"},
		{"statute", "15-1-01234-5", "99-9-99999-9"}, {"statute", "078 05 1120 in text", "999 99 9999 aa aaaa"}, {"statute", "12 Elm Rd", "99 aaa aa"},
		{"statute", "19800102", "99999999"}, {"statute", "HHBCR150123456S", "aaaaa999999999a"}, {"court", "Jane Roe", "aaaa aaa"},
		{"disposition", "Guilty, Fine", "Guilty, Fine"}, {"disposition", "Nolle Prosequi", "Nolle Prosequi"}, {"defendant_race", "Black", "Black"}, {"defendant_race", "White, Hispanic", "White, Hispanic"},
		{"statute", "21A279A", "21A279A"}, {"statute", "21a-26777(a)", "21a-26777(a)"}, {"statute", "69.50.4013(1)(a)", "69.50.4013(1)(a)"}, {"class", "D felony", "D felony"}, {"court", "G.A. 14", "G.A. 14"},
		{"statute", "053a by John Smith", "999a aa aaaa aaaaa"}, {"disposition", "078-05-1120", "999-99-9999"},
		{"offense_date", "13/45/2012", "99/99/9999"}, {"person_id", "p17-X", "a99-a"}, {"victim_age", "17 yrs", "99 aaa"}, {"fine", "é€", "aa"},
		{"Notes", "x1", "a9"}, {"", "Doe", "aaa"},
		{"statute", "123456789 123456789 123456789 123456789 123456789 123456789 123456789 123456789 1", "999999999 999999999 999999999 999999999 …"},
	} {
		if got := Shown(c.column, c.text); got != c.want {
			t.Errorf("%s %q: %q, want %q", c.column, c.text, got, c.want)
		}
	}
	for _, c := range []struct{ column, text, want string }{
		{"offense_date", "2012-03-04", "2012-03-04"}, {"offense_date", "3/4/12", "3/4/12"}, {"offense_date", "x-day", "a-aaa"}, {"victim_age", "17", "17"}, {"person_id", "p1", "a9"}, {"court", "G.A. 14", "G.A. 14"},
	} {
		if got := Common(c.column, c.text); got != c.want {
			t.Errorf("of many rows, %s %q: %q, want %q", c.column, c.text, got, c.want)
		}
	}
	for _, c := range []struct {
		column, text string
		rows         int64
		want         string
	}{
		{"disposition", "pled, J. Roe", 1, "aaaa, a. aaa"}, {"statute", "53a-82 Xiomara Delgado", 1, "99a-99 aaaaaaa aaaaaaa"}, {"statute", "Nguyen, Thanh", 9, "aaaaaa, aaaaa"},
		{"class", "Siobhan Oyelaran", 1, "aaaaaaa aaaaaaaa"}, {"disposition", "ROE, J.", 2, "aaa, a."}, {"statute", "QUIXWELL/ZORBLAT2", 1, "aaaaaaaa/aaaaaaa9"}, {"disposition", "Нина Иванова", 1, "aaaa aaaaaaa"},
		{"disposition", "Bond Forfeiture Rearrest", 10, "Bond Forfeiture Rearrest"}, {"disposition", "Rearrest", 1, "Rearrest"}, {"disposition", "Nolle - Diversion", 1, "Nolle - Diversion"},
		{"statute", "attempt 53a-9999", 1, "attempt 53a-9999"}, {"statute", "21a-26777(a)", 1, "21a-26777(a)"}, {"class", "D felony", 1, "D felony"}, {"statute", "53a-83 (a) and 53a-86", 3, "53a-83 (a) and 53a-86"},
	} {
		if got := ShownOf(c.column, c.text, c.rows); got != c.want {
			t.Errorf("of %d rows, %s %q: %q, want %q", c.rows, c.column, c.text, got, c.want)
		}
	}
}
