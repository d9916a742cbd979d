package ingest

import (
	"slices"
	"strings"
	"unicode"
)

// The identifier guard stops a run whose columns look as if they identified
// people. It looks at the header of every column that the map does not drop, at
// all values of the columns that are read, at all values of the other columns of
// text files, and at the first rows (see glance) of the other columns of Parquet
// files, which are not read otherwise.
//
// There are three sorts of evidence (docs/identifiers.md says what they find):
//   - a name that gives the column away (nameSuspect);
//   - a value that is a sign by itself (signOf). Of those that are sure one value is
//     enough; of the others softSigns different ones are needed;
//   - what the different values of a column have in common (shapeOf, judge). It is
//     judged on a sample of them that does not depend on the order of the rows.
//
// No value is ever kept for a message: a Suspect says the column, what it looks
// like, and in how many rows.

// A trace is a kind of identifier.
type trace uint8

const (
	noTrace trace = iota
	ofSSN
	ofEmail
	ofPhone
	ofDocket
	ofAddress
	ofBirth
	ofName
	traces
)

var traceNames = [traces]string{
	ofSSN: "social security numbers", ofEmail: "e-mail addresses", ofPhone: "telephone numbers", ofDocket: "docket numbers",
	ofAddress: "street addresses", ofBirth: "dates of birth", ofName: "names",
}

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
