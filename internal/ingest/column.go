package ingest

import (
	"slices"
	"strconv"
	"strings"
	"unicode"

	"impact/internal/court"
	"impact/internal/law"
)

// A column is one canonical column: its name, what it holds, and where in a
// Charge its value goes.
type column struct {
	name string
	kind *kind
	put  func(*court.Charge, *cell)
}

// columns are the canonical columns, in the order of the contract.
var columns = []column{
	{"charge_id", &kindID, func(c *court.Charge, v *cell) { c.ID = v.text }},
	{"case_id", &kindID, func(c *court.Charge, v *cell) { c.Case = v.text }},
	{"person_id", &kindID, func(c *court.Charge, v *cell) { c.Person = v.text }},
	{"statute", &kindStatute, func(c *court.Charge, v *cell) { c.Statute = v.ref }},
	{"final_statute", &kindStatute, func(c *court.Charge, v *cell) { c.Final = v.ref }},
	{"class", &kindClass, func(c *court.Charge, v *cell) { c.RecordClass = law.Class(v.num) }},
	{"inchoate", &kindInchoate, nil}, // settled against the statute texts, see inchoate
	{"offense_date", &kindDate, func(c *court.Charge, v *cell) { c.Offense = law.Date(v.num) }},
	{"filed_date", &kindDate, func(c *court.Charge, v *cell) { c.Filed = law.Date(v.num) }},
	{"disposition_date", &kindDate, func(c *court.Charge, v *cell) { c.Disposed = law.Date(v.num) }},
	{"disposition", &kindDisposition, func(c *court.Charge, v *cell) { c.Disposition = court.Disposition(v.num) }},
	{"jail_days", &kindDays, func(c *court.Charge, v *cell) { c.Jail = int32(v.num) }},
	{"suspended_days", &kindDays, func(c *court.Charge, v *cell) { c.Suspended = int32(v.num) }},
	{"probation_days", &kindDays, func(c *court.Charge, v *cell) { c.Probation = int32(v.num) }},
	{"fine", &kindMoney, func(c *court.Charge, v *cell) { c.Fine = v.num }},
	{"victim_age", &kindAge, func(c *court.Charge, v *cell) { c.VictimAge = int16(v.num) }},
	{"victim_trafficked", &kindTruth, func(c *court.Charge, v *cell) { c.Trafficked = law.Truth(v.num) }},
	{"means", &kindMeans, func(c *court.Charge, v *cell) { c.Means = law.Means(v.num) }},
	{"prior_convictions", &kindPriors, func(c *court.Charge, v *cell) { c.Priors = int16(v.num) }},
	{"findings", &kindFindings, func(c *court.Charge, v *cell) { c.Findings, c.NoFindings = v.list, v.num == 1 }},
	{"defendant_age", &kindAge, func(c *court.Charge, v *cell) { c.DefendantAge = int16(v.num) }},
	{"defendant_sex", &kindText, func(c *court.Charge, v *cell) { c.Sex = v.text }},
	{"defendant_race", &kindText, func(c *court.Charge, v *cell) { c.Race = v.text }},
	{"court", &kindText, func(c *court.Charge, v *cell) { c.Court = v.text }},
	{"counts", &kindCounts, func(c *court.Charge, v *cell) { c.Counts = int32(v.num) }},
	{"victim_id", &kindID, func(c *court.Charge, v *cell) { c.Victim = v.text }},
}

// Columns are the names of the canonical columns, in order.
func Columns() []string {
	names := make([]string, len(columns))
	for i, c := range columns {
		names[i] = c.name
	}
	return names
}

func columnNamed(name string) *column {
	for i := range columns {
		if columns[i].name == name {
			return &columns[i]
		}
	}
	return nil
}

// A cell is what a text means in its column.
type cell struct {
	missing bool
	fault   string // why the text cannot be read there, or ""
	latin   bool   // read as Windows-1252
	known   bool   // a rule or the map's code list knows the text
	num     int64
	text    string
	list    []string
	ref     law.Reference
	shown   string // the text as it stood, for messages
	tally   *Tally // counts the charges kept with it; may be nil
}

// A kind is what a column can hold. parse reads a text that is not empty.
type kind struct {
	name  string // as checks: in a map names it
	want  string // "not a whole number of days": the fault, free of the text itself
	parse func(text string) (cell, bool)
	plain bool // kept as recorded: NA and the like are not taken for "not recorded"
}

var (
	kindID          = kind{name: "text", parse: parseText}
	kindText        = kind{name: "text", parse: parseShown, plain: true}
	kindStatute     = kind{name: "statute", parse: parseText}
	kindClass       = kind{name: "class", parse: parseClass}
	kindInchoate    = kind{name: "inchoate", want: "not one of none, attempt, conspiracy, solicitation", parse: parseInchoate}
	kindDate        = kind{name: "date", want: "not a day of the form 2016-10-01", parse: parseDay}
	kindDisposition = kind{name: "disposition", parse: parseDisposition}
	kindDays        = kind{name: "days", want: "not a whole number of days", parse: whole10(9_999_999)}
	kindMoney       = kind{name: "money", want: "not an amount of dollars", parse: parseMoney}
	kindAge         = kind{name: "years", want: "not a whole number of years from 0 to 120", parse: whole10(120)}
	kindTruth       = kind{name: "boolean", want: "neither true nor false", parse: parseTruth}
	kindMeans       = kind{name: "means", want: "not none, or some of force, fraud, coercion", parse: parseMeans}
	kindPriors      = kind{name: "priors", want: "not a whole number from 0 to 999", parse: whole10(999)}
	kindFindings    = kind{name: "findings", want: "none stands beside findings", parse: parseFindings}
	kindCounts      = kind{name: "counts", want: "not a whole number from 1 to 999999", parse: parseCounts}
	kindInteger     = kind{name: "integer", want: "not a whole number", parse: parseInteger}
	kindNumber      = kind{name: "number", want: "not a number", parse: parseNumber}
)

// checkKinds are the kinds that a map's checks: may name.
var checkKinds = []*kind{&kindInteger, &kindNumber, &kindDate, &kindMoney, &kindTruth, &kindAge, &kindText}

// marks are texts that say "not recorded" in columns that are not plain.
var marks = []string{"na", "n/a", "#n/a", "nan", "null", "(null)", `\n`, "unknown", "not recorded"}

func parseText(text string) (cell, bool) { return cell{text: text, known: true}, true }

// parseShown reads a text that pages, tables and terminals will show: characters that
// steer them are U+FFFD. Line ends stay.
func parseShown(text string) (cell, bool) {
	const end = "\r\n"
	if strings.Count(text, "\r") > strings.Count(text, end) { // one that ends no line writes over it
		text = strings.ReplaceAll(strings.ReplaceAll(text, end, "\n"), "\r", "\ufffd")
	}
	text = strings.Map(func(r rune) rune {
		if steers(r) || r == '\u2028' || r == '\u2029' || r&0xfffe == 0xfffe || r >= 0xfdd0 && r <= 0xfdef {
			return unicode.ReplacementChar
		}
		return r
	}, text)
	return cell{text: text, known: true}, true
}

// steers reports whether a character is not seen and steers terminals or the direction of
// writing: maps cannot hold it.
func steers(r rune) bool {
	return unicode.IsControl(r) && r != '\n' && r != '\r' && r != '\t' || r >= 0x202a && r <= 0x202e || r >= 0x2066 && r <= 0x2069
}

func parseDay(text string) (cell, bool) {
	d, ok := isoDay(text)
	return cell{num: int64(d), known: true}, ok
}

// wholeText reads a number that is written with digits, a sign in front, and
// after a point nothing but zeros (as data frames write whole numbers).
func wholeText(text string) (int64, bool) {
	head, tail, point := strings.Cut(text, ".")
	if point && strings.Trim(tail, "0") != "" {
		return 0, false
	}
	n, err := strconv.ParseInt(head, 10, 64)
	return n, err == nil && head[0] != '+'
}

// whole10 reads whole numbers from 0 to high.
func whole10(high int64) func(string) (cell, bool) {
	return func(text string) (cell, bool) {
		n, ok := wholeText(text)
		return cell{num: n, known: true}, ok && n >= 0 && n <= high && text[0] != '-'
	}
}

func parseCounts(text string) (cell, bool) {
	c, ok := whole10(999_999)(text)
	return c, ok && c.num > 0
}

func parseInteger(text string) (cell, bool) {
	n, ok := wholeText(text)
	return cell{num: n, known: true}, ok
}

func parseNumber(text string) (cell, bool) {
	digits := strings.TrimLeft(text, "-+")
	_, err := strconv.ParseFloat(text, 64)
	return cell{known: true}, err == nil && digits != "" && (digits[0] == '.' || digits[0] >= '0' && digits[0] <= '9')
}

// parseMoney reads dollars: 100, $1,234.50, 100.0000. It keeps cents.
func parseMoney(text string) (cell, bool) {
	dollars, cents, _ := strings.Cut(strings.TrimSpace(strings.TrimPrefix(text, "$")), ".")
	if groups := strings.Split(dollars, ","); len(groups) > 1 {
		for i, g := range groups {
			if len(g) != 3 && (i > 0 || len(g) == 0 || len(g) > 3) {
				return cell{}, false
			}
		}
		dollars = strings.Join(groups, "")
	}
	for len(cents) > 2 && cents[len(cents)-1] == '0' {
		cents = cents[:len(cents)-1]
	}
	for len(cents) < 2 {
		cents += "0"
	}
	n, err := strconv.ParseUint(dollars+cents, 10, 53)
	return cell{num: int64(n), known: true}, err == nil && dollars != "" && len(cents) == 2
}

var truths = map[string]law.Truth{
	"true": law.True, "t": law.True, "yes": law.True, "y": law.True, "1": law.True,
	"false": law.False, "f": law.False, "no": law.False, "n": law.False, "0": law.False,
}

func parseTruth(text string) (cell, bool) {
	t, ok := truths[strings.ToLower(strings.TrimSuffix(text, ".0"))]
	return cell{num: int64(t), known: true}, ok
}

func parseInchoate(text string) (cell, bool) {
	i, ok := law.ParseInchoate(strings.ToLower(text))
	return cell{num: int64(i), known: true}, ok
}

// parseMeans reads a set: members separated by ; or , or |.
func parseMeans(text string) (cell, bool) {
	var set law.Means
	for _, word := range members(text, ";,|") {
		m, ok := law.ParseMeans(strings.ToLower(word))
		if !ok {
			return cell{}, false
		}
		set |= m
	}
	return cell{num: int64(set), known: true}, set != 0 && (set == law.MeansNone || set&law.MeansNone == 0)
}

// parseFindings reads ids separated by ;, or none: that no finding was made.
func parseFindings(text string) (cell, bool) {
	ids := members(text, ";")
	slices.Sort(ids)
	ids = slices.Compact(ids)
	none := slices.ContainsFunc(ids, func(s string) bool { return strings.EqualFold(s, "none") })
	if none {
		return cell{num: 1, known: true}, len(ids) == 1
	}
	return cell{list: ids, known: true}, len(ids) > 0
}

// members are the parts of a list that are not empty.
func members(text, separators string) []string {
	var out []string
	for _, part := range strings.FieldsFunc(text, func(r rune) bool { return strings.ContainsRune(separators, r) }) {
		if part = strings.TrimSpace(part); part != "" {
			out = append(out, part)
		}
	}
	return out
}

// parseClass never fails: a class that no rule knows is kept as unknown.
func parseClass(text string) (cell, bool) {
	c, ok := law.RecordClass(text)
	return cell{num: int64(c), known: ok}, true
}

// parseDisposition never fails: one that no rule knows is kept as other.
func parseDisposition(text string) (cell, bool) {
	d, ok := dispositionOf(text)
	return cell{num: int64(d), known: ok}, true
}
