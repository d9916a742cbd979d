package ingest

import (
	"bytes"
	"slices"
	"strings"
	"unicode"
)

// The identifier guard stops a run whose columns look as if they identified
// people: by their names, and by values that look like social security
// numbers, e-mail addresses or telephone numbers.

// identifierNames are words, or words in a row, that give a column away. They
// are looked for in names cut at blanks, signs and changes from small letters
// to capitals, as keyWords does.
var identifierNames = []struct{ words, why string }{
	{"ssn", "a social security number"}, {"social security", "a social security number"},
	{"soc sec", "a social security number"}, {"socsec", "a social security number"}, {"ss num", "a social security number"}, {"ss no", "a social security number"},
	{"dob", "a date of birth"}, {"d o b", "a date of birth"}, {"date of birth", "a date of birth"},
	{"birth date", "a date of birth"}, {"birthdate", "a date of birth"}, {"dateofbirth", "a date of birth"}, {"birthday", "a date of birth"}, {"birth day", "a date of birth"},
	{"address", "an address"}, {"addr", "an address"}, {"street", "an address"}, {"home address", "an address"},
	{"phone", "a telephone number"}, {"telephone", "a telephone number"}, {"mobile", "a telephone number"}, {"fax", "a telephone number"},
	{"email", "an e-mail address"}, {"e mail", "an e-mail address"},
	{"license", "a licence number"}, {"licence", "a licence number"}, {"plate", "a licence plate"}, {"vin", "a vehicle's number"},
	{"passport", "a passport number"}, {"fbi number", "an FBI number"}, {"fbi no", "an FBI number"}, {"fbi num", "an FBI number"},
	{"firstname", "a name"}, {"lastname", "a name"}, {"fname", "a name"}, {"lname", "a name"}, {"middlename", "a name"},
	{"fullname", "a name"}, {"surname", "a name"}, {"forename", "a name"}, {"nickname", "a name"}, {"alias", "a name"}, {"aliases", "a name"}, {"aka", "a name"},
	{"caption", "a case caption, which holds names"}, {"case title", "a case caption, which holds names"}, {"case style", "a case caption, which holds names"},
	{"photo", "a picture"}, {"mugshot", "a picture"}, {"fingerprint", "a fingerprint"},
	{"name", "a name"}, {"names", "a name"},
}

// namesOf are words that make "name" harmless: the name of a court identifies nobody.
var namesOf = []string{
	"court", "courthouse", "town", "city", "county", "state", "district", "area", "location", "place", "facility", "agency", "department",
	"statute", "charge", "offense", "offence", "crime", "class", "code", "section", "law", "act", "description",
	"school", "program", "event", "disposition", "finding", "verdict", "plea", "file", "column", "table", "field", "drug", "month", "race", "sex", "gender",
}

// whole are names that give a column away only where they are all of it.
var wholeNames = []string{"defendant", "accused", "arrestee", "offender", "victim", "complainant", "plaintiff"}

// nameSuspect says what a column's name gives away; "" for nothing.
func nameSuspect(name string) string {
	words := keyWords(name)
	if len(words) == 1 && slices.Contains(wholeNames, words[0]) {
		return "a person's name, by its name"
	}
	text := " " + strings.Join(words, " ") + " "
	for _, id := range identifierNames {
		if !strings.Contains(text, " "+id.words+" ") {
			continue
		}
		if strings.HasPrefix(id.words, "name") && slices.ContainsFunc(words, func(w string) bool { return slices.Contains(namesOf, w) }) {
			continue
		}
		return id.why + ", by its name"
	}
	return ""
}

// keyWords cuts a column's name into words in small letters. Digits part words.
func keyWords(name string) []string {
	var b strings.Builder
	small := false
	for _, r := range name {
		if unicode.IsUpper(r) && small {
			b.WriteByte(' ')
		}
		small = unicode.IsLower(r)
		if !unicode.IsLetter(r) {
			r = ' '
		}
		b.WriteRune(unicode.ToLower(r))
	}
	return strings.Fields(b.String())
}

// valueSuspect says what a cell gives away; "" for nothing.
func valueSuspect(b []byte) string {
	if len(b) < 6 {
		return ""
	}
	if at := bytes.IndexByte(b, '@'); at > 0 && isEmail(b, at) {
		return "e-mail addresses, by its values"
	}
	if len(b) < 10 {
		return ""
	}
	for i := 0; i < len(b); {
		n := numberShape(b[i:])
		if n >= 10 && (i == 0 || !isWordByte(b[i-1]) && b[i-1] != '-') {
			if why := numberSuspect(b[i : i+n]); why != "" {
				return why
			}
		}
		i += max(n, 1)
		if n == 0 { // on to the next word: most texts hold no number at all
			for i < len(b) && b[i] != ' ' && b[i] != ':' && b[i] != ',' {
				i++
			}
			for i < len(b) && (b[i] == ' ' || b[i] == ':' || b[i] == ',') {
				i++
			}
		}
	}
	return ""
}

// numberShape is the length of what looks like a number with signs in it.
func numberShape(b []byte) int {
	n := 0
	for n < len(b) && (b[n] >= '0' && b[n] <= '9' || b[n] == '-' || b[n] == '.' || b[n] == '(' || b[n] == ')' || b[n] == '+' || n > 0 && b[n] == ' ') {
		n++
	}
	if n < len(b) && isWordByte(b[n]) && n > 0 && b[n-1] != ' ' {
		return 0
	}
	return n
}

func isWordByte(c byte) bool {
	return c >= '0' && c <= '9' || c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c == '_'
}

// numberSuspect knows social security numbers, 078-05-1120, and telephone
// numbers, (860) 555-0100, with their signs: digits alone may be anything.
func numberSuspect(b []byte) string {
	text := bytes.TrimSpace(b)
	groups, n := digitGroups(text)
	if n == 4 && string(groups[0]) == "1" {
		copy(groups[:], groups[1:])
		n = 3
	}
	if n != 3 || len(groups[0]) != 3 || len(text) > 18 {
		return ""
	}
	a, m, z := groups[0], groups[1], groups[2]
	switch {
	case len(m) == 2 && len(z) == 4 && len(text) == 11 && string(a) != "000" && string(a) != "666" && a[0] != '9' && string(m) != "00" && string(z) != "0000":
		return "social security numbers, by its values"
	case len(m) == 3 && len(z) == 4 && a[0] >= '2' && m[0] >= '2':
		return "telephone numbers, by its values"
	}
	return ""
}

// digitGroups are the first runs of digits in the text, and how many there are.
func digitGroups(text []byte) (groups [4][]byte, n int) {
	for i := 0; i < len(text); i++ {
		from := i
		for i < len(text) && text[i] >= '0' && text[i] <= '9' {
			i++
		}
		if i == from {
			continue
		}
		if n < len(groups) {
			groups[n] = text[from:i]
		}
		n++
	}
	return groups, n
}

// isEmail reports whether an address stands around the @ sign.
func isEmail(b []byte, at int) bool {
	host := b[at+1:]
	n, dot := 0, false
	for n < len(host) && (isWordByte(host[n]) || host[n] == '-' || host[n] == '.' && n > 0) {
		dot = dot || host[n] == '.' && n+2 < len(host) && isWordByte(host[n+1])
		n++
	}
	return isWordByte(b[at-1]) && dot
}
