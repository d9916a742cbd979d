package ingest

import (
	"slices"
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"
)

// The identifier guard stops a run whose columns look as if they identified
// people. It looks at the header of every column that the map does not drop, at
// all values of the columns that are read, and at all values of the other columns,
// for which alone those of Parquet files are read (see glimpse).
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
	ofRecord
	traces
)

var traceNames = [traces]string{
	ofSSN: "social security numbers", ofEmail: "e-mail addresses", ofPhone: "telephone numbers", ofDocket: "docket numbers",
	ofAddress: "street addresses", ofBirth: "dates of birth", ofName: "names", ofRecord: "medical record numbers",
}

// A giveaway is a word, or words in a row, and what a column of that name holds.
type giveaway struct{ words, why string }

// identifierNames are words, or words in a row, that give a column away. They
// are looked for in names cut at blanks, signs and changes from small letters
// to capitals, as keyWords does, and in pieces that were cut so put together again (DoB).
var identifierNames = []giveaway{
	{"ssn", "a social security number"}, {"social security", "a social security number"},
	{"soc sec", "a social security number"}, {"socsec", "a social security number"}, {"ss num", "a social security number"}, {"ss no", "a social security number"},
	{"dob", "a date of birth"}, {"d o b", "a date of birth"}, {"date of birth", "a date of birth"},
	{"birth date", "a date of birth"}, {"birthdate", "a date of birth"}, {"dateofbirth", "a date of birth"}, {"birthday", "a date of birth"}, {"birth day", "a date of birth"},
	{"birth", "a date of birth"}, {"birthyear", "a date of birth"}, {"yob", "a date of birth"}, {"y o b", "a date of birth"}, {"born", "a date of birth"},
	{"mrn", "a medical record number"}, {"medical record", "a medical record number"},
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
	{"ss number", "a social security number"},
	{"def last", "a name"}, {"def first", "a name"}, {"defendant last", "a name"}, {"defendant first", "a name"}, {"victim last", "a name"}, {"victim first", "a name"},
	{"def nm", "a name"}, {"defendant nm", "a name"}, {"victim nm", "a name"}, {"last nm", "a name"}, {"first nm", "a name"},
}

// foreignNames are such words of other languages that are met in the United States, without
// their accents: Spanish, Portuguese, French, Italian, German, Haitian Creole, Polish; and
// Chinese.
var foreignNames = []giveaway{
	{"nombre nombres apellido apellidos apodo nome sobrenome apelido nom prenom cognome vorname nachname familienname siyati imie nazwisko 姓名", "a name"},
	{"nacimiento nacido nascimento naissance nascita geburtsdatum geburtstag geburtsjahr geburt nesans urodzenia fechanacimiento fechadenacimiento 出生日期 生日", "a date of birth"},
	{"direccion domicilio calle endereco adresse indirizzo anschrift strasse adres 地址", "an address"},
	{"telefono celular movil telefone telefon 电话", "a telephone number"},
	{"correo courriel 邮箱", "an e-mail address"},
	{"segurosocial", "a social security number"},
	{"cedula curp cpf pesel", "an identity number"},
	{"pasaporte passeport reisepass", "a passport number"},
}

func init() {
	for _, f := range foreignNames {
		for _, w := range strings.Fields(f.words) {
			identifierNames = append(identifierNames, giveaway{w, f.why})
		}
	}
	identifierNames = append(identifierNames, giveaway{"seguro social", "a social security number"})
}

// namesOf are words that make "name" harmless: the name of a court identifies nobody.
var namesOf = []string{
	"court", "courthouse", "town", "city", "county", "state", "district", "area", "location", "place", "facility", "agency", "department",
	"statute", "charge", "offense", "offence", "crime", "class", "code", "section", "law", "act", "description",
	"school", "program", "event", "disposition", "finding", "verdict", "plea", "file", "column", "table", "field", "drug", "month", "race", "sex", "gender",
	"tribunal", "juzgado", "corte", "delito", "cargo", "estatuto", "condado", "ciudad", "gericht", "ort", "ville", "loi",
}

// whole are names that give a column away only where they are all of it.
var wholeNames = []string{"defendant", "accused", "arrestee", "offender", "victim", "complainant", "plaintiff"}

// namely are the words that say a name of whatever stands beside them.
var namely = []string{"name", "names", "nombre", "nombres", "nome", "nom"}

// gluedNames end words that are written without a blank, victimdob.
var gluedNames = []struct{ end, why string }{
	{"dob", "a date of birth"}, {"yob", "a date of birth"}, {"birthdate", "a date of birth"}, {"birthyear", "a date of birth"}, {"ssn", "a social security number"},
	{"lastname", "a name"}, {"firstname", "a name"},
}

// nameSuspect says what a column's name gives away; "" for nothing.
func nameSuspect(name string) string {
	if t := headTrace(name); t != noTrace {
		return traceNames[t] + ", by what stands in the header"
	}
	name = bareLetters(name)
	words := keyWords(name)
	if len(words) == 1 && slices.Contains(wholeNames, words[0]) {
		return "a person's name, by its name"
	}
	harmless := slices.ContainsFunc(words, func(w string) bool { return slices.Contains(namesOf, w) })
	for _, text := range []string{strings.Join(words, " "), strings.Join(joints(name), " "), strings.Join(keyWords(apart(name)), " ")} {
		text = " " + text + " "
		for _, id := range identifierNames {
			if strings.Contains(text, " "+id.words+" ") && !(harmless && slices.Contains(namely, id.words)) && !(id.words == "birth" && strings.Contains(text, " country ")) {
				return id.why + ", by its name"
			}
		}
	}
	for _, w := range words {
		for _, g := range gluedNames {
			if strings.HasSuffix(w, g.end) {
				return g.why + ", by its name"
			}
		}
	}
	return ""
}

// headTrace is what the header of a column, or the name of a file, is itself: a name, as in
// a table that has a column for each person, or where the first row is no header.
func headTrace(name string) trace {
	text := strings.Map(func(r rune) rune {
		if r == '_' || r == '.' || r == '-' {
			return ' '
		}
		return r
	}, name)
	for _, b := range [][]byte{[]byte(name), trim([]byte(text))} {
		if s := signOf(b); s.trace != noTrace {
			return s.trace
		}
	}
	words := keyWords(name)
	for i := 1; i < len(words); i++ {
		a, b := words[i-1], words[i]
		if act := i+1 < len(words) && placeWords.has([]byte(words[i+1])); !act && (isFullName(a, b) || isFullName(b, a)) {
			return ofName
		}
	}
	if flags := nameShape(trim([]byte(text))); flags&shapeTurned != 0 || flags&shapePlain != 0 && flags&shapeGiven != 0 && isUpper(name[0]) && !speaksOf(words) {
		return ofName
	}
	return noTrace
}

// NameTells says what the name of a file gives away of a person; "" for nothing.
func NameTells(file string) string {
	stem, _, _ := strings.Cut(strings.TrimLeft(file, "."), ".")
	if len(stem) == 9 && numeral([]byte(stem)) >= 0 && validSSN([]byte(stem[:3]), []byte(stem[3:5]), []byte(stem[5:])) {
		return traceNames[ofSSN]
	}
	if len(stem) == 10 && numeral([]byte(stem)) >= 0 && validPhone([]byte(stem)) && dayYear([]byte(stem[:8])) == 0 {
		return traceNames[ofPhone]
	}
	if isReadableDocket([]byte(stem)) {
		return traceNames[ofDocket]
	}
	for _, text := range []string{stem, file} {
		if t := headTrace(text); t != noTrace {
			return traceNames[t]
		}
	}
	return ""
}

// isFullName reports whether two words in small letters are a given name and a family name
// of the lists, and neither is a word too.
func isFullName(given, family string) bool {
	return !ambiguousNames[given] && givenNames.has([]byte(given)) && familyNames.has([]byte(family))
}

// speaksOf reports whether a column's name holds a word of the field, or a given name that
// is a word too.
func speaksOf(words []string) bool {
	return slices.ContainsFunc(words, func(w string) bool {
		return ambiguousNames[w] || eventWords[w] || slices.Contains(namesOf, w) || roleWords.has([]byte(w)) || fieldWords[w]
	})
}

// fieldWords are the words of the names of the columns that are known.
var fieldWords = func() map[string]bool {
	out := map[string]bool{}
	for _, s := range synonyms {
		for _, n := range s.names {
			for _, w := range strings.Fields(n) {
				out[w] = true
			}
		}
	}
	return out
}()

// bareLetters is a column's name without accents: Teléfono, Straße.
func bareLetters(name string) string {
	return strings.Map(func(r rune) rune {
		if unicode.Is(unicode.Mn, r) {
			return -1
		}
		return r
	}, norm.NFKD.String(strings.ReplaceAll(name, "ß", "ss")))
}

// joints are the words that two to four neighbours among the pieces of keyWords make which
// nothing but a capital parts: dob of DefDoB.
func joints(name string) (out []string) {
	for _, run := range strings.FieldsFunc(name, func(r rune) bool { return !unicode.IsLetter(r) }) {
		pieces := keyWords(run)
		for from := range pieces {
			for to := from + 2; to <= min(len(pieces), from+4); to++ {
				out = append(out, strings.Join(pieces[from:to], ""))
			}
		}
	}
	return out
}

// apart parts capitals from the word behind them: DOB Def of DOBDef.
func apart(name string) string {
	list := []rune(name)
	var b strings.Builder
	for i, r := range list {
		if i > 1 && i+1 < len(list) && unicode.IsUpper(list[i-1]) && unicode.IsUpper(list[i-2]) && unicode.IsUpper(r) && unicode.IsLower(list[i+1]) {
			b.WriteByte(' ')
		}
		b.WriteRune(r)
	}
	return b.String()
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
