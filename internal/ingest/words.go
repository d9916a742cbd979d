package ingest

import (
	"bytes"
	"slices"
	"strings"
)

// A token is a run of letters, a run of digits, or one other byte of a text.
type token struct {
	text  []byte
	class byte // 'a' letters, '0' digits, ' ' blanks, else the byte itself
	at    int
}

// tokens cuts a text. A mark within a word, O'Brien, is part of it.
func tokens(b []byte, out []token) []token {
	for i := 0; i < len(b); {
		from, c := i, b[i]
		switch {
		case isAlpha(c):
			for i < len(b) && (isAlpha(b[i]) || b[i] == '\'' && i+1 < len(b) && isAlpha(b[i+1])) {
				i++
			}
			c = 'a'
		case isDigit(c):
			for i < len(b) && isDigit(b[i]) {
				i++
			}
			c = '0'
		case c == ' ' || c == '\t' || c == '\n' || c == '\r':
			for i < len(b) && (b[i] == ' ' || b[i] == '\t' || b[i] == '\n' || b[i] == '\r') {
				i++
			}
			c = ' '
		default:
			i++
		}
		out = append(out, token{b[from:i], c, from})
	}
	return out
}

// wordSign finds signs in words: names, addresses, days of birth, and numbers behind a
// word that says what they are.
func wordSign(b []byte) (best sign) {
	var room [48]token
	t := wording{list: tokens(b, room[:0])}
	for i := range t.list {
		var s sign
		switch t.list[i].class {
		case 'a':
			s = t.word(i)
		case '0':
			s = t.address(i)
		}
		if s.trace == noTrace {
			continue
		}
		if s.place = s.place || s.trace == ofName && t.places(); s.sure && !s.place {
			return s
		}
		best = surer(best, s)
	}
	return best
}

// places reports whether words of a place stand in the text: Edward J. Smith Courthouse. A
// name behind a role, or in a caption, is a person's all the same.
func (t *wording) places() bool {
	if t.person {
		return false
	}
	for i := range t.list {
		if placeWords.has(t.letters(i)) || courtWords.has(t.letters(i)) {
			return true
		}
	}
	return false
}

// A wording is the tokens of a text.
type wording struct {
	list   []token
	person bool // a name was found that is a person's by the word beside it
}

// class is the class of token i; 0 beyond the text.
func (t *wording) class(i int) byte {
	if i < 0 || i >= len(t.list) {
		return 0
	}
	return t.list[i].class
}

// letters is token i if it is a word; nil otherwise.
func (t *wording) letters(i int) []byte {
	if t.class(i) != 'a' {
		return nil
	}
	return t.list[i].text
}

// word is what a word and those behind it give away.
func (t *wording) word(i int) sign {
	w := t.list[i].text
	switch w[0] | 0x20 {
	case 'd', 'b', 'y', 's', 'p', 't', 'c', 'm', 'f':
		if s := t.labelled(i); s.trace != noTrace {
			return s
		}
	}
	if w[0]|0x20 == 'v' && t.caption(i) {
		t.person = true
		return sign{trace: ofName, sure: true}
	}
	if len(w) > 1 && roleWords.has(w) {
		if t.roleName(i) {
			t.person = true
			return sign{trace: ofName, sure: true}
		}
	}
	if t.given(i) && t.fullName(i) || t.turnedName(i) {
		return sign{trace: ofName, sure: t.middle(i)}
	}
	return sign{}
}

// parties stand on one side of a caption.
var parties = setOf("state people commonwealth states government territory")

// caption reports whether the v of State v. Lopez, or of Lopez vs State, is at i.
func (t *wording) caption(i int) bool {
	if w := lower(t.list[i].text); w != "v" && w != "vs" {
		return false
	}
	j := i + 1
	if t.class(j) == '.' {
		j++
	}
	if t.class(i-1) != ' ' || t.class(j) != ' ' {
		return false
	}
	before, behind := t.letters(i-2), t.letters(j+1)
	if len(before) < 2 || len(behind) < 2 {
		return false
	}
	return parties[lower(before)] || parties[lower(behind)]
}

// skip goes on from token i over signs, blanks and the words given, up to a few tokens.
func (t *wording) skip(i int, over map[string]bool) int {
	for n := 0; n < 8 && i < len(t.list); n++ {
		switch c := t.list[i].class; {
		case c == '0':
			return i
		case c == 'a' && !over[lower(t.list[i].text)]:
			return i
		}
		i++
	}
	return i
}

var (
	labelWords  = setOf("of on in year date no num number is was the security sec last first four nbr phone about")
	numberWords = setOf("no num number nbr is was the record")
)

// labelled knows numbers and days behind a word that says what they are: DOB 1/2/1980,
// b. 1/2/1980, SSN 078 05 1120, phone 860 555 0100, MRN 0451120, docket no. 12345.
func (t *wording) labelled(i int) sign {
	switch w := lower(t.list[i].text); w {
	case "dob", "yob", "born", "birth", "birthdate", "birthday", "dateofbirth":
		if t.day(t.skip(i+1, labelWords)) {
			return sign{trace: ofBirth, sure: true}
		}
	case "d": // D.O.B., D/O/B
		if c := t.class(i + 1); (c == '.' || c == '/') && bytes.EqualFold(t.letters(i+2), []byte("o")) && t.class(i+3) == c && bytes.EqualFold(t.letters(i+4), []byte("b")) && t.day(t.skip(i+5, labelWords)) {
			return sign{trace: ofBirth, sure: true}
		}
	case "b":
		if t.bornOn(i) {
			return sign{trace: ofBirth, sure: true}
		}
	case "ssn", "ss", "social", "soc", "socsec", "ssnum":
		if t.social(i + 1) {
			return sign{trace: ofSSN, sure: true}
		}
	case "phone", "tel", "telephone", "cell", "cellphone", "mobile", "fax", "ph":
		if t.phone(t.skip(i+1, labelWords)) {
			return sign{trace: ofPhone, sure: true}
		}
	case "mrn", "medical":
		if j := t.skip(i+1, numberWords); (w == "mrn" || lower(t.letters(i+2)) == "record") && t.codeDigits(j) >= 4 {
			return sign{trace: ofRecord, sure: true}
		}
	case "docket", "dkt", "cause", "case":
		if least := t.docketDigits(i); least > 0 && t.codeDigits(t.skip(i+1, numberWords)) >= least {
			return sign{trace: ofDocket, sure: true}
		}
	}
	return sign{}
}

// bornOn knows b. 1/2/1980, and (b. 1980) where a bracket or a comma stands before it.
func (t *wording) bornOn(i int) bool {
	if t.class(i+1) != '.' {
		return false
	}
	j := i + 2
	if t.class(j) == ' ' {
		j++
	}
	if t.month(j) { // b. March 3, 1980
		return t.class(j+1) == ' ' && t.class(j+2) == '0' || t.class(j+1) == '.' && t.class(j+3) == '0'
	}
	if t.class(j) != '0' {
		return false
	}
	if d := t.list[j].text; len(d) == 4 && isYear(d) && (t.class(i-1) == '(' || t.class(i-2) == ',' || i == 0 && j+1 == len(t.list)) {
		return true
	}
	sep := t.class(j + 1)
	return (sep == '/' || sep == '-' || sep == '.' || sep == ' ') && (t.class(j+2) == '0' && sep != ' ' || t.month(j+2)) && t.class(j+3) == sep && t.class(j+4) == '0'
}

// runs are the lengths of the groups of digits from token j on, parted by no more than two
// signs or blanks, and the digits of all.
func (t *wording) runs(j int) (lens []int, digits []byte) {
	for len(lens) < 4 && t.class(j) == '0' {
		lens, digits = append(lens, len(t.list[j].text)), append(digits, t.list[j].text...)
		j++
		for n := 0; n < 2 && strings.IndexByte(" -./()", t.class(j)) >= 0; n++ {
			j++
		}
	}
	return lens, digits
}

// begins reports whether lengths begin with those that are wanted.
func begins(lens []int, wanted ...int) bool {
	return len(lens) >= len(wanted) && slices.Equal(lens[:len(wanted)], wanted)
}

// social reports whether a social security number, or what is left of one, is behind a
// word that announces it.
func (t *wording) social(i int) bool {
	j := t.skip(i, labelWords)
	lens, digits := t.runs(j)
	if begins(lens, 9) || begins(lens, 3, 2, 4) {
		return true
	}
	if begins(lens, 1) && digits[0] == '4' && bytes.EqualFold(t.letters(j-2), []byte("last")) {
		lens, _ = t.runs(t.skip(j+1, labelWords))
		return begins(lens, 4)
	}
	return begins(lens, 4) && (bytes.EqualFold(t.letters(j-2), []byte("four")) || bytes.EqualFold(t.letters(j-3), []byte("four")))
}

// phone reports whether a telephone number, with or without its area, begins at token j.
func (t *wording) phone(j int) bool {
	lens, d := t.runs(j)
	if begins(lens, 1) && d[0] == '1' {
		lens, d = lens[1:], d[1:]
	}
	switch {
	case begins(lens, 10), begins(lens, 3, 3, 4), begins(lens, 3, 7):
		return validPhone(d[:10])
	case begins(lens, 11):
		return d[0] == '1' && validPhone(d[1:11])
	}
	return begins(lens, 3, 4) || begins(lens, 7) && d[0] >= '2'
}

// docketDigits is how many digits a docket number must have behind the word at i: four
// where the words say that it is a number, five behind docket alone; 0 where the word says
// nothing.
func (t *wording) docketDigits(i int) int {
	j := i + 1
	if t.class(j) == ' ' {
		j++
	}
	if w := lower(t.letters(j)); t.class(j) == '#' || w == "no" || w == "number" || w == "num" || w == "nbr" {
		return 4
	}
	if w := t.list[i].text[0] | 0x20; w == 'd' {
		return 5
	}
	return 0
}

// codeDigits is how many digits the code that begins at token j has: letters, digits and
// hyphens without a blank.
func (t *wording) codeDigits(j int) (n int) {
	for ; j < len(t.list); j++ {
		switch t.list[j].class {
		case '0':
			n += len(t.list[j].text)
		case 'a', '-', '/', ':', '_':
		default:
			return n
		}
	}
	return n
}

// validPhone reports whether ten digits can be a telephone number of North America.
func validPhone(d []byte) bool {
	return len(d) == 10 && d[0] >= '2' && d[1] != '9' && !(d[1] == '1' && d[2] == '1') && d[3] >= '2' && !(d[4] == '1' && d[5] == '1')
}

// day reports whether a day, or a year of the last hundred, begins at token i.
func (t *wording) day(i int) bool {
	switch t.class(i) {
	case '0':
		d := t.list[i].text
		if len(d) == 8 || len(d) == 4 && isYear(d) {
			return true
		}
		sep := t.class(i + 1)
		return len(d) <= 4 && (sep == '/' || sep == '-' || sep == '.') && (t.class(i+2) == '0' || t.month(i+2)) || sep == ' ' && t.month(i+2)
	case 'a':
		return t.month(i)
	}
	return false
}

func (t *wording) month(i int) bool {
	w := t.letters(i)
	if len(w) < 3 {
		return false
	}
	_, used := monthName(string(w))
	return used > 0
}

// given reports whether token i is a given name: capitals first, or, if it is no usual
// word too, in small letters.
func (t *wording) given(i int) bool {
	w := t.letters(i)
	return len(w) > 1 && givenNames.has(w) && (isUpper(w[0]) || !ambiguousNames[string(w)])
}

// after is the place of the word behind token i, a blank and perhaps a middle initial
// between them; 0 if there is none.
func (t *wording) after(i int) int {
	if t.class(i+1) != ' ' {
		return 0
	}
	j := i + 2
	if w := t.letters(j); len(w) == 1 { // an initial
		if j++; t.class(j) == '.' {
			j++
		}
		if t.class(j) != ' ' {
			return 0
		}
		j++
	}
	if len(t.letters(j)) < 2 {
		return 0
	}
	return j
}

// fullName reports whether a given name at i stands before a family name: John Smith,
// JOHN A. SMITH.
func (t *wording) fullName(i int) bool {
	j := t.after(i)
	if j == 0 {
		return false
	}
	w := t.letters(j)
	if isUpper(w[0]) != isUpper(t.list[i].text[0]) {
		return false
	}
	if t.class(j+1) == ' ' && placeWords.has(t.letters(j+2)) { // Adam Walsh Act
		return false
	}
	return familyNames.has(w) || t.middle(i) && isUpper(w[0])
}

// middle reports whether an initial with its dot follows the given name at i, and behind
// it a word with a capital: John Q. Xylander.
func (t *wording) middle(i int) bool {
	w := t.letters(i + 2)
	return t.given(i) && t.class(i+1) == ' ' && len(w) == 1 && isUpper(w[0]) && t.class(i+3) == '.' && t.class(i+4) == ' ' &&
		len(t.letters(i+5)) > 2 && isUpper(t.letters(i + 5)[0]) && !placeWords.has(t.letters(i+5))
}

// turnedName reports whether a family name at i stands before a given one: Smith, John.
func (t *wording) turnedName(i int) bool {
	if !isUpper(t.list[i].text[0]) || t.class(i+1) != ',' {
		return false
	}
	j := i + 2
	if t.class(j) == ' ' {
		j++
	}
	if !t.given(j) || !isUpper(t.letters(j)[0]) {
		return false
	}
	whole := i == 0 && (j+1 == len(t.list) || t.class(j+1) == ' ' && len(t.letters(j+2)) == 1 && j+4 >= len(t.list))
	return familyNames.has(t.list[i].text) || whole
}

// roleName reports whether behind a word such as victim a person's name stands.
func (t *wording) roleName(i int) bool {
	j := i + 1
	for n := 0; n < 3 && (t.class(j) == ' ' || t.class(j) == ':' || t.class(j) == '.' || t.class(j) == ',' || t.class(j) == '-'); n++ {
		j++
	}
	if j == i+1 || !t.given(j) {
		return false
	}
	k := t.after(j)
	if k == 0 {
		return false
	}
	w := t.letters(k)
	if isUpper(t.list[j].text[0]) && isUpper(w[0]) {
		return !placeWords.has(w) && !roleWords.has(w) && !smallWords[lower(w)]
	}
	return familyNames.has(w)
}

// placeWords follow the names of people in names of places and laws.
var placeWords = newWordSet("county city town court courthouse district street avenue road school act law park center hospital memorial college university island house airport building hall jail prison")

// address finds the number of a house before the name of a street: 12 Main Street,
// 1402-B N. Elm St; and post boxes.
func (t *wording) address(i int) sign {
	d := t.list[i].text
	if len(d) > 5 {
		return sign{}
	}
	if i > 0 && bytes.EqualFold(t.letters(i-2), []byte("box")) && t.class(i-1) == ' ' && t.post(i-4) {
		return sign{trace: ofAddress, sure: true}
	}
	if c := t.class(i - 1); c != 0 && c != ' ' && c != ',' && c != ':' && c != '#' {
		return sign{}
	}
	if t.behindStreet(i) {
		return sign{trace: ofAddress, place: true}
	}
	j := i + 1
	if t.class(j) == '-' || len(t.letters(j)) == 1 {
		if j++; t.class(j) == '0' || len(t.letters(j)) == 1 {
			j++
		}
	}
	words := 0
	for ; words < 5 && t.class(j) == ' '; words++ {
		j++
		w := t.letters(j)
		if w == nil && t.class(j) == '0' { // 12 5th Street
			if j++; len(t.letters(j)) == 2 {
				j++
			}
			continue
		}
		if w == nil || smallWords[lower(w)] {
			return sign{}
		}
		if soloStreets[lower(w)] {
			return sign{trace: ofAddress, place: true}
		}
		if sure, street := streetWords[lower(w)]; street && words > 0 {
			home, town := t.door(j + 1)
			return sign{trace: ofAddress, sure: sure && i == 0 && (isUpper(w[0]) || j+1 == len(t.list)) || sure && town || home || t.zip(j+1), place: !home}
		}
		if j++; t.class(j) == '.' {
			j++
		}
	}
	return sign{}
}

// post reports whether PO, P.O. or Post Office ends at about token i.
func (t *wording) post(i int) bool {
	for j := max(i-2, 0); j <= i+1 && j < len(t.list); j++ {
		if w := lower(t.letters(j)); w == "po" || w == "office" || w == "o" {
			return true
		}
	}
	return false
}

// behindStreet reports whether the number at i ends a text that begins with the name of a
// street: Elm St 12, Calle Luna 12.
func (t *wording) behindStreet(i int) bool {
	j := i - 1
	for j > 0 && (t.class(j) == ' ' || t.class(j) == '.' || t.class(j) == ',' || t.class(j) == '#') {
		j--
	}
	w := t.letters(j)
	if i+1 != len(t.list) || w == nil || j == i-1 {
		return false
	}
	if first := t.letters(0); len(first) > 3 && soloStreets[lower(first)] && j > 0 {
		return true
	}
	before := t.letters(j - 2)
	return endStreets[lower(w)] && t.class(j-1) == ' ' && len(before) > 2 && !smallWords[lower(before)]
}

// endStreets are the words of streetWords behind which a house's number may stand.
var endStreets = setOf("street st avenue ave boulevard blvd road rd lane ln terrace")

// soloStreets are words that are a street's name, or begin one in another language.
var soloStreets = setOf("broadway bowery calle avenida rue")

// zip reports whether a state and its postal code stand behind token i.
func (t *wording) zip(i int) bool {
	for n := i; n < min(i+8, len(t.list)); n++ {
		if w := t.letters(n); len(w) == 2 && isUpper(w[0]) && isUpper(w[1]) && t.class(n+1) == ' ' && t.class(n+2) == '0' && len(t.list[n+2].text) == 5 {
			return true
		}
	}
	return false
}

// door reports whether an apartment, or a town behind a comma, follows an address.
func (t *wording) door(i int) (home, town bool) {
	for n := i; n < i+5 && n < len(t.list); n++ {
		if c := t.class(n); c != ' ' && c != '.' && c != ',' && c != '#' && c != 'a' {
			break
		}
		switch w := lower(t.letters(n)); w {
		case "apt", "apartment", "unit", "fl", "floor", "suite":
			return true, false
		}
		if t.class(n) == '#' {
			return true, false
		}
	}
	return false, t.class(i) == ',' || t.class(i) == '.' && t.class(i+1) == ','
}
