package engines

import (
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"
)

// without is a column map that drops the victims, whom SQL does not follow.
const without = "map: without-victims\ntitle: the same rows without victim_id\nsource: a test\nsynthetic: true\ndrop: [victim_id]\n"

// sample is 100,000 charges of the sample's mix.
func sample(t *testing.T) fixture {
	t.Helper()
	text := must(t, "sample", "--rows", "100000", "--seed", "3", "--out", "-")
	_, text, _ = strings.Cut(text, "\n")
	m := write(t, "map.yaml", without)
	return fixture{name: "sample", rows: text, flags: []string{"--map", m}}
}

// picker draws texts of the hostile rows, the same in every run.
type picker struct{ *rand.Rand }

func (p picker) of(texts ...string) string { return texts[p.IntN(len(texts))] }

// seldom is the text, in one of n, and otherwise one of others.
func (p picker) seldom(n int, text string, others ...string) string {
	if p.IntN(n) == 0 {
		return text
	}
	return p.of(others...)
}

func (p picker) day() string {
	return fmt.Sprintf("%04d-%02d-%02d", 2003+p.IntN(14), 1+p.IntN(12), 1+p.IntN(28))
}

var hostileHeader = []string{
	"charge_id", "case_id", "person_id", "statute", "final_statute", "class", "inchoate", "offense_date", "filed_date", "disposition_date",
	"disposition", "jail_days", "suspended_days", "probation_days", "fine", "victim_age", "victim_trafficked", "means", "defendant_age",
	"defendant_sex", "defendant_race", "court", "counts", "victim_id", "prior_convictions", "findings",
}

// row draws a row that hates its reader.
func (p picker) row(n int) []string {
	statute := func() string {
		return p.of("53a-82", "53A-82", " 53a-82 ", "53a-82*", "53a-82*+", "53a-83(a)", "53a-83", "53a-86(a)(2)", "53a-49/53a-192a", "53A-90A", "53-21(a)(2)", "53a-192a",
			"53a-82\u00a0", "§ 53a-86", "SEC. 53a-84", "O'Brien's; DROP TABLE charges; --", `a "quoted" \one`, "53a-9999", "Prostitution éÜ\u00df 😀", "ПРОСТИТУЦИЯ", "{codes}", "%s %d", "two\nlines", "tab\tin", "na", "UNKNOWN")
	}
	id := func(kind string, of int) string {
		x := fmt.Sprintf("%s%d", kind, p.IntN(of))
		return p.of(x, x, x, x, strings.ToUpper(x), x+" ", "\u00a0"+x+"\u2003", x+"'", "ö"+x, x+"é", "un\u212anown", "", "NA", "Unknown", "null", " ")
	}
	return []string{
		fmt.Sprintf("c%d", n), id("k", 900), id("p", 700), p.seldom(60, "", statute(), statute()), p.of("", "", "", "", statute(), "53a-82"),
		p.of("", "AM", "am", "BF", "Class B felony", "zzz"), p.seldom(80, "maybe", "", "", "none", "attempt", "Conspiracy"),
		p.seldom(90, "2014-13-01", "", p.day(), p.day(), p.day(), p.day(), p.day()+" 00:00:00"), p.of("", p.day(), p.day(), p.day()), p.of("", p.day(), p.day(), "1899-12-31", " "+p.day()),
		p.of("convicted", "convicted", "Guilty ", "NOLLE", "dismissed", "", "quashed", "Quashed", "n/a", "pending"),
		p.seldom(90, "many", "", "0", "30", "365", "30.0"), p.of("", "0", "10"), p.of("", "730"), p.seldom(90, "five", "", "100", "$1,234.50", "0", "99.99"),
		p.seldom(90, "x", "", "", "16", "17", "18", "35"), p.of("", "", "true", "F", "no", "1"), p.of("", "none", "force", "Fraud; coercion", "force;fraud"), p.of("", "19", "20", "40", "17"),
		p.of("M", "F", "f", "", "Ж"), p.of("W", "w", "W ", "B", "H", "", "Ünbekannt", "unknown", "W\u00a0"), p.of("GA-1", "", "New\u00a0Haven"),
		p.seldom(90, "0", "1", "1", "1", "2", "7", "", "3.0"), p.of("", "NULL", "  "), p.of("", "0", "1", "3"), p.of("", "", "none", "sale", "sale;other"),
	}
}

// hostile is 6,000 rows: null ids and days, mixed letters, blanks at the ends, quotes,
// letters beyond ASCII, a case of 500 charges, codes that no rule knows, repeated
// charge_ids, rows that must be refused, fines, and counts above 1.
func hostile(t *testing.T) fixture {
	t.Helper()
	p := picker{rand.New(rand.NewPCG(5, 7))}
	var rows [][]string
	for n := range 5000 {
		r := p.row(n)
		if n < 500 {
			r[1] = "big" // one case
		}
		rows = append(rows, r)
	}
	for n, from := range p.Perm(5000)[:800] { // repeats: as they are, or once of another disposition
		r := append([]string(nil), rows[from]...)
		if n%2 == 0 {
			was := r[10]
			for r[10] = was; r[10] == was; {
				r[10] = p.of("acquitted", "diverted", "transferred")
			}
			r[1], r[11] = p.of(r[1], "other"), p.of(r[11], "77")
		}
		rows = append(rows, r)
	}
	for range 100 { // and some often
		rows = append(rows, append([]string(nil), rows[p.IntN(len(rows))]...))
	}
	for range 200 { // without an id, alike rows are separate charges
		r := p.row(0)
		r[0] = p.of("", "NA", " ")
		rows = append(rows, r, r)
	}
	p.Shuffle(len(rows), func(i, j int) { rows[i], rows[j] = rows[j], rows[i] })
	return fixture{name: "hostile", rows: csvOf(hostileHeader, rows)}
}

// csvOf quotes every cell, so that a blank row is no blank line.
func csvOf(header []string, rows [][]string) string {
	var b strings.Builder
	b.WriteString(strings.Join(header, ",") + "\n")
	for _, r := range rows {
		for i, c := range r {
			if i > 0 {
				b.WriteByte(',')
			}
			b.WriteString(`"` + strings.ReplaceAll(c, `"`, `""`) + `"`)
		}
		b.WriteByte('\n')
	}
	return b.String()
}

// mapped is rows of another shape, which a map explains: numbers with units, days of a
// form, codes, constants, texts that say "not recorded", a check.
func mapped(t *testing.T) fixture {
	t.Helper()
	p := picker{rand.New(rand.NewPCG(11, 13))}
	m := write(t, "map.yaml", `map: odd
title: rows of another shape
source: a test
synthetic: true
law_date: 2012-03-01
missing: ["-", "?"]
drop: [Note]
checks: {Sequence: integer}
columns:
  case_id: {column: "Docket No", missing: ["none given"]}
  person_id: {column: "Who's it"}
  statute: {column: Charge, codes: {"P1": 53a-82, "p2": 53a-83(a)}}
  offense_date: {column: When, format: D-Mon-YY, pivot: 2030}
  filed_date: {column: Filed, format: MM/DD/YYYY}
  disposition: {column: Outcome, codes: {G: convicted, g: nolle, X: dismissed}}
  jail_days: {number: Jail, unit: JailUnit}
  probation_days: {number: Prob, unit: ProbUnit, units: {Y: 365.25, M: 30.4, D: 1}}
  victim_age: {constant: "17"}
  defendant_race: {column: Race, codes: {W: White, B: Black}}
`)
	header := []string{"Docket No", "Who's it", "Charge", "When", "Filed", "Outcome", "Jail", "JailUnit", "Prob", "ProbUnit", "Race", "Sequence", "Note"}
	var rows [][]string
	for range 3000 {
		k := p.IntN(600)
		rows = append(rows, []string{
			p.of(fmt.Sprint("k", k), fmt.Sprint("k", k), "none given", "None Given", "-"), p.of(fmt.Sprint("p", k%400), "?", "unknown"),
			p.of("P1", "p1", "p2", "P2", "53a-86(a)(2)", "?", "53a-84"), p.of("1-Oct-13", "30-Sep-13", "2-jan-05", "", "31-Feb-10", "5-JULY-99"), p.of("10/01/2013", "", "06/30/2015", "-"),
			p.of("G", "g", "x", "guilty", "?", "huh"), p.of("1", "2", "0", "", "x"), p.of("Y", "m", "D", "", "fortnight"), p.of("3", "", "18"), p.of("M", "Y", ""),
			p.of("W", "w", "B", "C", ""), p.of("1", "22", "3", "third"), "a\x1fb",
		})
	}
	return fixture{name: "mapped", rows: csvOf(header, rows), flags: []string{"--map", m}}
}
