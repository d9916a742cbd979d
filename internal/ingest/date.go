package ingest

import (
	"fmt"
	"strings"

	"impact/internal/law"
)

// A dateForm is a way of writing days, compiled from plain words such as
// D-Mon-YY or from a Go layout such as 2-Jan-06.
type dateForm struct {
	text  string
	parts []datePart
	pivot int // the latest year that a two-digit year may mean
}

// A datePart is one item of a dateForm: a kind, or for literal a byte.
type datePart struct {
	kind    byte // Y four digits, y two, N a month's name, m, d, t a time's digits, h AM or PM, f a fraction, L literal
	literal byte
	exact   bool // two digits are wanted, because digits stand beside them
}

// dateWords are the words of a form, longest first where one begins another.
var dateWords = []struct {
	word string
	kind byte
}{
	{"2006", 'Y'}, {"YYYY", 'Y'}, {"06", 'y'}, {"YY", 'y'},
	{"January", 'N'}, {"Month", 'N'}, {"MONTH", 'N'}, {"Jan", 'N'}, {"JAN", 'N'}, {"Mon", 'N'}, {"MON", 'N'}, {"MMM", 'N'},
	{"PM", 'h'}, {"AM", 'h'}, {"15", 't'}, {"HH", 't'}, {"03", 't'}, {"3", 't'}, {"04", 't'}, {"05", 't'}, {"mm", 't'}, {"ss", 't'}, {"SS", 't'}, {".000000", 'f'}, {".000", 'f'},
	{"01", 'm'}, {"MM", 'm'}, {"02", 'd'}, {"DD", 'd'}, {"_2", 'd'}, {"M", 'm'}, {"D", 'd'}, {"1", 'm'}, {"2", 'd'},
}

// parseDateForm compiles a form. It must hold a year, a month and a day, each once.
func parseDateForm(text string, pivot int) (*dateForm, error) {
	f := &dateForm{text: text, pivot: pivot}
	count := map[byte]int{}
	for rest := spread(text); rest != ""; {
		part := datePart{kind: 'L', literal: rest[0]}
		n := 1
		for _, w := range dateWords {
			if strings.HasPrefix(rest, w.word) {
				part, n = datePart{kind: w.kind}, len(w.word)
				break
			}
		}
		count[part.kind]++
		f.parts, rest = append(f.parts, part), rest[n:]
	}
	for i := range f.parts {
		f.parts[i].exact = f.digits(i-1) || f.digits(i+1)
	}
	if count['Y']+count['y'] != 1 || count['N']+count['m'] != 1 || count['d'] != 1 {
		return nil, fmt.Errorf("the date format %q has not one year, one month and one day; D-Mon-YY, MM/DD/YYYY or a Go layout such as 2006-01-02 would be right", text)
	}
	if count['y'] == 1 && pivot == 0 {
		return nil, fmt.Errorf("the date format %q has a two-digit year; give pivot:, the latest year that it may mean", text)
	}
	return f, nil
}

// digits reports whether the part, if there is one, is written in digits.
func (f *dateForm) digits(i int) bool {
	return i >= 0 && i < len(f.parts) && strings.IndexByte("Yymdt", f.parts[i].kind) >= 0
}

// spread writes the words of a form in small letters, dd/mm/yyyy hh:mm, as the
// table of words has them.
func spread(text string) string {
	if !strings.Contains(text, "yy") {
		return text
	}
	day, time := text, ""
	if i := strings.Index(text, "hh"); i >= 0 {
		day, time = text[:i], "HH"+text[i+2:]
	}
	return strings.ToUpper(day) + time
}

// parse reads a day; false if the text is not of the form, or no day.
func (f *dateForm) parse(text string) (law.Date, bool) {
	year, month, day := 0, 0, 0
	for _, p := range f.parts {
		n, used := 0, 0
		switch p.kind {
		case 'L':
			if text == "" || text[0] != p.literal {
				return 0, false
			}
			used = 1
		case 'N':
			n, used = monthName(text)
		case 'Y':
			n, used = leading(text, 4, 4)
		case 'y':
			n, used = leading(text, 2, 2)
		case 'h':
			if len(text) >= 2 && (text[0]|0x20 == 'a' || text[0]|0x20 == 'p') && text[1]|0x20 == 'm' {
				used = 2
			}
		case 'f':
			_, used = leading(strings.TrimPrefix(text, "."), 1, 9)
			used++
		default:
			low := 1
			if p.exact {
				low = 2
			}
			n, used = leading(text, low, 2)
		}
		if used == 0 || used > len(text) {
			return 0, false
		}
		text = text[used:]
		switch p.kind {
		case 'Y':
			year = n
		case 'y':
			year = f.pivot - (f.pivot-n)%100
		case 'N', 'm':
			month = n
		case 'd':
			day = n
		}
	}
	if text != "" || !law.ValidDay(year, month, day) {
		return 0, false
	}
	return law.DateOf(year, month, day), true
}

// leading reads from low to high digits that the text begins with.
func leading(text string, low, high int) (n, used int) {
	for used < high && used < len(text) && text[used] >= '0' && text[used] <= '9' {
		n, used = 10*n+int(text[used]-'0'), used+1
	}
	if used < low {
		return 0, 0
	}
	return n, used
}

var monthNames = []string{
	"january", "february", "march", "april", "may", "june",
	"july", "august", "september", "october", "november", "december",
}

// monthName reads the name of a month, whole or its first three letters.
func monthName(text string) (month, used int) {
	letters := 0
	for letters < len(text) && (text[letters]|0x20) >= 'a' && (text[letters]|0x20) <= 'z' {
		letters++
	}
	word := strings.ToLower(text[:letters])
	for i, name := range monthNames {
		if word == name || word == name[:3] || word == "sept" && i == 8 {
			return i + 1, letters
		}
	}
	return 0, 0
}

// isoDay reads an ISO day, with or without a time of day behind it: databases
// write 2016-10-01 00:00:00 for a day. The day is taken as written.
func isoDay(text string) (law.Date, bool) {
	if len(text) > 10 && (text[10] == 'T' || text[10] == ' ') && isTime(text[11:]) {
		text = text[:10]
	}
	d, err := law.ParseDate(text)
	return d, err == nil
}

// isTime reports whether the text is a time of day: 00:00, 00:00:00.000, with
// a zone or without.
func isTime(text string) bool {
	text = strings.TrimSuffix(text, "Z")
	if i := strings.IndexAny(text, "+-"); i >= 0 && len(text)-i <= 6 {
		text = text[:i]
	}
	fields := strings.Split(text, ":")
	if len(fields) < 2 || len(fields) > 3 {
		return false
	}
	for i, f := range fields {
		if i == 2 {
			f, _, _ = strings.Cut(f, ".")
		}
		if _, used := leading(f, 2, 2); used != len(f) {
			return false
		}
	}
	return true
}
